//! Sentences and clauses: where one thought ends and the next begins.
//!
//! A clause is where stance is scoped and where patterns look, so a cut too many loses what belongs together ("users,
//! tweets and likes" is one clause) and a cut too few lends one thought the stance of another. Speech comes without
//! punctuation: a subject with its verb opens a clause even where no comma stands.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::sync::LazyLock;

use super::stem::stem;
use super::token::{Token, TokenKind, Word, is_arrow};
use super::{Act, Clause, Sentence, Span};

/// A hasher for what is a hash already.
#[derive(Clone, Copy, Default)]
pub struct Hashed(u64);

impl std::hash::Hasher for Hashed {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

/// A set of words.
pub type Words = HashSet<Word, BuildHasherDefault<Hashed>>;

fn exact(words: &str) -> Words {
    words.split_whitespace().map(Word::of).collect()
}

fn stems(words: &str) -> Words {
    words.split_whitespace().map(stem).collect()
}

/// The closed word classes that clauses are cut by.
struct Grammar {
    /// Open a clause wherever they stand.
    subordinators: Words,
    /// Open a clause where a clause or a verb follows.
    coordinators: Words,
    /// Subjects that are pronouns.
    subjects: Words,
    /// Auxiliary verbs, all finite or modal.
    auxiliaries: Words,
    /// Stems of verbs, also of those that are nouns as well.
    verbs: Words,
    /// Stems of words that are hardly ever anything but verbs.
    plain_verbs: Words,
    /// What a noun phrase begins with.
    determiners: Words,
    /// Small words that may stand before a subject or a verb.
    adverbs: Words,
    /// Words that may stand before "which" and belong to it.
    prepositions: Words,
    /// Words after which a pronoun is no new subject.
    leaning: Words,
    /// Words after which "so" is a degree ("so many").
    degrees: Words,
}

static GRAMMAR: LazyLock<Grammar> = LazyLock::new(|| Grammar {
    subordinators: exact(
        "because since if unless until when whenever while whereas although though but however therefore otherwise \
         which whereby where who except hence thus",
    ),
    coordinators: exact("and or then plus also yet nor"),
    subjects: exact(
        "i we you they he she it there this that these those everyone everybody someone nobody",
    ),
    auxiliaries: exact(
        "is are was were am be been can could will would shall should may might must do does did has have had cannot",
    ),
    verbs: stems(
        "accept access acknowledge add allow alert append apply archive arrive ask assign assume autoscale avoid \
         balance batch become begin break bring buffer build buy cache calculate call cause change charge check choose \
         click combine come compress compute connect consume contain copy cost crash create cut deal decide delete \
         deliver denormalize depend deploy design die distribute divide do download drop duplicate encode enqueue \
         enter estimate evict expect expire expose extend fail fall fan fetch filter find finish fit flush follow \
         forget forward gain generate get give go grow guarantee handle happen hash have help hide hit hold host \
         increase index ingest insert invalidate join keep kill know lag last launch lead leave let like limit listen \
         live load lock log look lose maintain make manage map mean measure merge miss monitor move need notify \
         number offload open own partition pay pick point poll post precompute prefer prevent process produce protect \
         provide publish pull push put query queue rank reach read rebuild receive recommend recover redirect reduce \
         refresh reject remove render repeat replay replicate request require resize respond restart retry return \
         route run save say scale scan schedule search see select send separate serve set shard share show shut sit \
         skip slow sort spend spike spin split spread stand start stay stop store stream submit subscribe suggest \
         survive sync take talk tell think throttle time tolerate touch trade transcode try tune turn update upload \
         use validate version view wait want warm watch weigh work worry write",
    ),
    plain_verbs: stems(
        "add allow avoid become begin bring choose come contain create decide delete depend distribute enqueue expose \
         fail fetch forget get give go grow guarantee handle happen have hold ingest invalidate keep know lose \
         maintain make mean need prefer prevent provide put receive recommend recover reduce remove replicate require \
         respond say see send serve send store survive take tell think tolerate try use want worry write",
    ),
    determiners: exact(
        "a an the this that these those our their my your its his her all some each every another multiple any both \
         no it them one two three many most us",
    ),
    adverbs: exact(
        "just also then still now maybe perhaps probably basically simply only always never usually often even \
         actually ideally first second finally next ok okay yeah so well again already either instead not really \
         definitely obviously essentially eventually typically kind of sort like",
    ),
    prepositions: exact("in on at to of from by for with into through over under"),
    leaning: exact(
        "a an the of to in on at by for from with into onto over under between through per as than that what which \
         who whom whose how why where when whether if because since and or but then so until unless while once after \
         before without not i we you they he she it me us them him her this these those is are was were am be been \
         can could will would shall should may might must do does did has have had let lets think guess say mean \
         know see assume suppose hope feel believe maybe perhaps every each all some any no our their my your its like \
         about only also just ok okay yeah yes well now",
    ),
    degrees: exact(
        "many much far few big large small little long short often fast slow high low hard good bad well simple easy \
         expensive cheap on forth that",
    ),
});

/// Cuts the tokens into sentences and clauses. Every token belongs to exactly one clause.
pub fn split(text: &str, tokens: &[Token]) -> (Vec<Sentence>, Vec<Clause>) {
    let mut sentences = Vec::new();
    let mut clauses = Vec::new();
    let mut start = 0;
    while start < tokens.len() {
        let stop = (start..tokens.len()).find(|&at| tokens[at].kind == TokenKind::Stop);
        let end = stop.map_or(tokens.len(), |at| at + 1);
        if sentences.len() == usize::from(u16::MAX) {
            break;
        }
        let mut span = tokens[start].span;
        for token in &tokens[start..end] {
            if token.kind != TokenKind::Stop || !token.span.of(text).trim().is_empty() {
                span = span.join(token.span);
            }
        }
        Cutter {
            grammar: &GRAMMAR,
            text,
            tokens: &tokens[start..end],
            offset: start,
            sentence: index(sentences.len()),
        }
        .cut(&mut clauses);
        sentences.push(Sentence {
            span,
            act: Act::Assertion,
        });
        start = end;
    }
    (sentences, clauses)
}

/// An index over tokens, clauses or sentences: their number is bounded by [`super::token::MOST_TOKENS`].
pub(super) fn index(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

struct Cutter<'a> {
    grammar: &'a Grammar,
    text: &'a str,
    /// The tokens of one sentence.
    tokens: &'a [Token],
    /// Index of the first of them in the message.
    offset: usize,
    sentence: u16,
}

impl Cutter<'_> {
    fn cut(&self, clauses: &mut Vec<Clause>) {
        let mut start = 0;
        // Whether the clause so far has anything but connectives, and a verb.
        let (mut substance, mut verb) = (false, false);
        // Whether it began with "if", "when", …: then the main clause follows, comma or not.
        let mut condition = false;
        for at in 0..self.tokens.len() {
            if substance && self.opens(at, verb, condition) {
                clauses.push(self.clause(start, at));
                (start, substance, verb, condition) = (at, false, false, false);
            }
            let token = &self.tokens[at];
            if token.is_wordlike() {
                let connective = self.is(at, &self.grammar.subordinators)
                    || self.is(at, &self.grammar.coordinators)
                    || self.is(at, &self.grammar.adverbs);
                condition |= !substance && self.is(at, &self.grammar.subordinators);
                substance |= !connective;
                verb |= self.is_verb(at);
            }
        }
        if start < self.tokens.len() {
            clauses.push(self.clause(start, self.tokens.len()));
        }
    }

    fn clause(&self, start: usize, end: usize) -> Clause {
        Clause {
            tokens: index(self.offset + start)..index(self.offset + end),
            sentence: self.sentence,
        }
    }

    fn is(&self, at: usize, class: &Words) -> bool {
        self.tokens
            .get(at)
            .is_some_and(|token| token.kind == TokenKind::Word && class.contains(&token.exact))
    }

    fn is_auxiliary(&self, at: usize) -> bool {
        self.is(at, &self.grammar.auxiliaries)
    }

    fn is_verb(&self, at: usize) -> bool {
        self.is_auxiliary(at)
            || self.tokens.get(at).is_some_and(|token| {
                token.kind == TokenKind::Word && self.grammar.verbs.contains(&token.stem)
            })
    }

    fn sign(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(token) if token.kind == TokenKind::Sign => token.span.of(self.text),
            Some(_) | None => "",
        }
    }

    /// Whether a clause begins with this token. `verb`: whether the clause before has one.
    fn opens(&self, at: usize, verb: bool, condition: bool) -> bool {
        let before = match at.checked_sub(1) {
            Some(before) => before,
            None => return false,
        };
        match self.sign(before) {
            ";" => return true,
            "-" | "–" | "—" if self.is_dash(before) => return true,
            "," | ":" | "(" | ")" | "|" | "،" | "，" => return self.is_thought(at),
            sign if is_arrow(sign) => return false,
            _ => {}
        }
        let exact = self.tokens[at].exact;
        let which = |at: usize| {
            self.tokens
                .get(at)
                .is_some_and(|token| token.exact == Word::of("which"))
        };
        if which(at) && self.is(before, &self.grammar.prepositions) {
            return false;
        }
        if self.is(at, &self.grammar.subordinators)
            || (which(at + 1) && self.is(at, &self.grammar.prepositions))
        {
            return true;
        }
        if exact == Word::of("so") {
            return !self.is(at + 1, &self.grammar.degrees)
                && !self.is_auxiliary(before)
                && !self.is_quantity_or(before);
        }
        if self.is(at, &self.grammar.coordinators) {
            // "we can also choose", "I then run": inside a verb there is no cut.
            let inside = self.is_auxiliary(before) || self.is(before, &self.grammar.subjects);
            let joins = ["and", "or"].iter().any(|joins| Word::of(joins) == exact);
            // "how many users and how big are the files": a second question is a thought of its own, verb or no verb.
            let asks = joins
                && self.tokens.get(at + 1).is_some_and(|next| {
                    ["how", "what", "who", "why"]
                        .iter()
                        .any(|word| Word::of(word) == next.exact)
                });
            return asks || (joins || !inside) && self.is_thought(at + 1);
        }
        verb && self.is_run_on(at, condition)
    }

    fn is_quantity_or(&self, at: usize) -> bool {
        self.tokens[at].exact == Word::of("or") || self.tokens[at].exact == Word::of("not")
    }

    /// A dash between words, with blanks around it, and no minus.
    fn is_dash(&self, at: usize) -> bool {
        let Span { start, end } = self.tokens[at].span;
        let before = self
            .text
            .get(..start as usize)
            .and_then(|text| text.chars().next_back());
        let after = self
            .text
            .get(end as usize..)
            .and_then(|text| text.chars().next());
        after.is_none_or(char::is_whitespace) && before.is_none_or(char::is_whitespace)
    }

    /// Whether a thought with its own verb begins here, up to the next comma or conjunction: "we cache it", "store it
    /// in S3", "the table keeps the url"; and not "likes", "the url", "index and cache".
    fn is_thought(&self, start: usize) -> bool {
        let mut at = start;
        while self.is(at, &self.grammar.adverbs) || self.is(at, &self.grammar.coordinators) {
            at += 1;
        }
        if self.is(at, &self.grammar.subordinators) {
            return true;
        }
        let end = (at..self.tokens.len())
            .find(|&end| {
                let token = &self.tokens[end];
                token.kind == TokenKind::Stop
                    || matches!(self.sign(end), "," | ";" | ":" | "(" | ")")
                    || self.is(end, &self.grammar.coordinators)
                    || self.is(end, &self.grammar.subordinators)
            })
            .unwrap_or(self.tokens.len());
        if at >= end {
            return false;
        }
        if self.is(at, &self.grammar.subjects) {
            return (at + 1..end.min(at + 5)).any(|at| self.is_verb(at));
        }
        if self.is_verb(at) {
            // A verb first: an order, or a second verb of the same subject.
            return self.is_auxiliary(at)
                || (self.grammar.plain_verbs.contains(&self.tokens[at].stem) && at + 1 < end)
                || self.is(at + 1, &self.grammar.determiners)
                || self.is(at + 1, &self.grammar.leaning);
        }
        // A noun phrase first: it needs a verb that can hardly be a noun.
        (at + 1..end).any(|verb| {
            (self.is_auxiliary(verb) && !self.is_relative(at, verb))
                || (self.grammar.plain_verbs.contains(&self.tokens[verb].stem)
                    && !self.is(verb - 1, &self.grammar.leaning)
                    && !self.is_noun_after_preposition(verb, end)
                    && !self.is_relative(at, verb))
        })
    }

    /// Whether what could be a verb ends the stretch as a noun: "copies for later use", "a table in daily use".
    fn is_noun_after_preposition(&self, verb: usize, end: usize) -> bool {
        verb + 1 == end
            && (verb.saturating_sub(2)..verb).any(|at| self.is(at, &self.grammar.prepositions))
    }

    /// Whether the verb belongs to a relative clause: "the tweets that are popular".
    fn is_relative(&self, start: usize, verb: usize) -> bool {
        (start..verb).any(|at| {
            let exact = self.tokens[at].exact;
            exact == Word::of("that") || exact == Word::of("who") || exact == Word::of("to")
        })
    }

    /// Whether a subject pronoun opens a clause without any sign: "… to the app servers they write to the …".
    fn is_run_on(&self, at: usize, condition: bool) -> bool {
        if !self.is(at, &self.grammar.subjects) || !self.tokens[at - 1].is_wordlike() {
            return false;
        }
        // "think we", "do we", "store it": the pronoun belongs to what stands before.
        let object = ["it", "you", "this", "that", "these", "those"]
            .iter()
            .any(|object| Word::of(object) == self.tokens[at].exact);
        if self.is(at - 1, &self.grammar.leaning) || (object && self.is_verb(at - 1)) {
            return false;
        }
        let mut verb = at + 1;
        while self.is(verb, &self.grammar.adverbs) {
            verb += 1;
        }
        let demonstrative = ["this", "these", "those"]
            .iter()
            .any(|this| Word::of(this) == self.tokens[at].exact);
        if !self.is_verb(verb)
            || self.tokens[at].exact == Word::of("that")
            || (demonstrative && !self.is_auxiliary(verb))
        {
            return false;
        }
        if condition {
            return true;
        }
        // "the people you follow" goes on with no object: there the pronoun opens no clause of its own.
        let mut last = verb;
        while self.is_verb(last + 1) || self.is(last + 1, &self.grammar.adverbs) {
            last += 1;
        }
        // "they write to the store" does: a relative clause has "we" or "you" far more often.
        let third_person = ["they", "it", "there"]
            .iter()
            .any(|subject| Word::of(subject) == self.tokens[at].exact);
        let object = if third_person && self.is(last + 1, &self.grammar.leaning) {
            last + 2
        } else {
            last + 1
        };
        self.is(object, &self.grammar.determiners)
            || (self.is_auxiliary(verb)
                && last + 1 < self.tokens.len()
                && self.tokens[last + 1].is_wordlike())
    }
}

#[cfg(test)]
mod tests {
    use super::super::token::tokens;
    use super::*;

    /// The clauses as typed, `|` between clauses, `¶` between sentences.
    #[track_caller]
    fn check(text: &str, expect: &str) {
        let tokens = tokens(text);
        let (_, clauses) = split(text, &tokens);
        let mut shown = String::new();
        let mut sentence = 0;
        for clause in &clauses {
            if !shown.is_empty() {
                shown.push_str(if clause.sentence == sentence {
                    " | "
                } else {
                    " ¶ "
                });
            }
            sentence = clause.sentence;
            let first = &tokens[usize::from(clause.tokens.start)];
            let last = &tokens[usize::from(clause.tokens.end) - 1];
            shown.push_str(first.span.join(last.span).of(text).trim());
        }
        assert_eq!(shown, expect);
        let covered: usize = clauses.iter().map(|clause| clause.tokens.len()).sum();
        assert_eq!(covered, tokens.len(), "every token belongs to one clause");
    }

    #[test]
    fn lists_stay_together() {
        check(
            "a postgres db for users, tweets and likes",
            "a postgres db for users, tweets and likes",
        );
        check(
            "I'd have a load balancer, some app servers, redis",
            "I'd have a load balancer, some app servers, redis",
        );
        check("posts, likes, and views", "posts, likes, and views");
        check("client -> lb -> app -> db", "client -> lb -> app -> db");
        check(
            "we skip old messages and persistence of messages for later use",
            "we skip old messages and persistence of messages for later use",
        );
        check("the people you follow", "the people you follow");
        check(
            "the tweets of people we follow",
            "the tweets of people we follow",
        );
    }

    #[test]
    fn thoughts_are_cut_apart() {
        check(
            "use redis because reads dominate",
            "use redis | because reads dominate",
        );
        check(
            "pics go to s3, the db keeps the url",
            "pics go to s3, | the db keeps the url",
        );
        check(
            "store it in s3 and cache it",
            "store it in s3 | and cache it",
        );
        check(
            "how many users and how big r the files",
            "how many users | and how big r the files",
        );
        check("230k/s, so we need a cache", "230k/s, | so we need a cache");
        check("there are so many users", "there are so many users");
        check("if it dies we fail over", "if it dies | we fail over");
        check(
            "we read a lot; writes are rare",
            "we read a lot; | writes are rare",
        );
        check("one. two\n- three", "one. ¶ two ¶ three");
        check(
            "a replica helps - but it lags",
            "a replica helps - | but it lags",
        );
    }

    #[test]
    fn speech_without_punctuation() {
        check(
            "so we have a load balancer it sends requests to the app servers they write to the db",
            "so we have a load balancer | it sends requests to the app servers | they write to the db",
        );
        check(
            "we put the tweets in a queue we can use a worker to fan out",
            "we put the tweets in a queue | we can use a worker to fan out",
        );
    }
}
