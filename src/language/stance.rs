//! How what is said is meant: asserted, proposed, hypothetical, asked, rejected, reported.
//!
//! Each sentence starts with a ground stance (asked, proposed, reported or asserted); then cues change it for the words
//! in their scope, weaker ones first: conditions, embedded questions, reports, rejections. A scope ends with its
//! clause. The cues are data (`prompts/cues.toml`); what they do is here.

use std::ops::Range;

use super::cue::{CUES, Cues, Hit, Leave, Outline, Passage};
use super::token::{Token, TokenKind, Word};
use super::{Clause, Stance};

/// Sets the stance of every token, and the word that caused it. The outlines have the concepts found so far: names in
/// a comparison are told apart with them.
pub fn assign(text: &str, tokens: &mut [Token], clauses: &[Clause], outlines: &[Outline]) {
    let mut marks: Vec<(Stance, Option<u16>)> = vec![(Stance::Asserted, None); tokens.len()];
    for outline in outlines {
        let passage = outline.over(tokens);
        Scoper {
            cues: &CUES,
            text,
            passage: &passage,
            clauses,
            marks: &mut marks,
        }
        .run();
    }
    for (token, (stance, cause)) in tokens.iter_mut().zip(marks) {
        token.stance = stance;
        token.cause = cause;
    }
}

/// What a sentence is as a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mood {
    /// No question.
    Statement,
    /// Asks, from this token on.
    Asking(usize),
    /// A statement with a question mark or a tag: seeks a yes.
    Tagged,
    /// Suggests something in question form.
    Proposing,
}

/// The mood of a sentence.
pub(super) fn mood(cues: &Cues, text: &str, passage: &Passage) -> Mood {
    let marked = passage.is_marked(text);
    let start = passage.opening;
    match passage.leave {
        Leave::None => {}
        Leave::Asks => return Mood::Asking(start),
        Leave::Only => return Mood::Asking(passage.range.start),
    }
    let proposal = cues.first("propose-question", passage);
    if let Some(hit) = proposal {
        let asks_a_fact = cues.is_in("not-a-proposal", passage);
        let opens = hit.tokens.start <= start + 1;
        if !asks_a_fact && (marked || opens) {
            return Mood::Proposing;
        }
    }
    let hedged = marked
        && (passage.range.start..=start).any(|at| {
            passage
                .tokens
                .get(at)
                .is_some_and(|token| cues.has("hedge", token))
        });
    if hedged {
        return Mood::Proposing;
    }
    if let Some(at) = inverted(cues, passage, start, marked) {
        return Mood::Asking(at);
    }
    if !marked {
        return Mood::Statement;
    }
    // "… so we cache it. do we need more" in one breath: the question may begin further on.
    let mut at = start + 1;
    while at < passage.ending {
        let boundary = {
            let before = &passage.tokens[at - 1];
            before.kind == TokenKind::Sign || cues.has("opener", before)
        };
        if boundary && let Some(found) = inverted(cues, passage, at, marked) {
            return Mood::Asking(found);
        }
        at += 1;
    }
    let tagged = cues.is_in("tag", passage);
    if !tagged && is_unsure(cues, passage) {
        return Mood::Proposing;
    }
    let verb = (start..passage.ending).any(|at| cues.has("auxiliary", &passage.tokens[at]));
    let subject = passage
        .tokens
        .get(start)
        .is_some_and(|token| cues.has("pronoun", token));
    if tagged || (subject && passage.words() > 3) || (verb && passage.words() > 6) {
        return Mood::Tagged;
    }
    Mood::Asking(passage.range.start)
}

/// Whether a sentence with a question mark states a design and is only unsure of it: "so the phone sends it to a server?",
/// "put them in a queue first?", "because it's on disk?".
fn is_unsure(cues: &Cues, passage: &Passage) -> bool {
    let token = |at: usize| passage.tokens.get(at).filter(|_| at < passage.ending);
    if cues.is_in("gives-reason", passage) {
        return true;
    }
    let Some(first) = token(passage.opening) else {
        return false;
    };
    // An order: "put them in a queue first".
    let noun_follows = token(passage.opening + 1)
        .is_some_and(|next| cues.has("design-verb", next) || cues.has("be", next));
    if cues.has("design-verb", first) {
        return !noun_follows && passage.words() > 2;
    }
    // A part of the design that does something: "the phone sends it to a server".
    let people = (passage.opening..passage.ending)
        .any(|at| token(at).is_some_and(|token| cues.has("person", token)));
    let asks = (passage.opening..passage.ending)
        .any(|at| token(at).is_some_and(|token| cues.has("wh", token)));
    !people
        && !asks
        && passage.words() > 4
        && (passage.opening + 1..passage.ending).any(|at| {
            let acts = token(at).is_some_and(|verb| cues.has("design-acts", verb));
            let noun = token(at - 1)
                .is_some_and(|subject| subject.is_wordlike() && !cues.has("auxiliary", subject));
            acts && noun
        })
}

/// Whether a question begins at `at`: a question word, or a verb before its subject.
fn inverted(cues: &Cues, passage: &Passage, at: usize, marked: bool) -> Option<usize> {
    let mut first = at;
    // "for group chat, what is the limit", "in terms of scale how many"
    if passage.tokens.get(first).is_some_and(|t| {
        [
            "for", "in", "at", "on", "with", "from", "by", "to", "about", "of",
        ]
        .iter()
        .any(|p| Word::of(p) == t.exact)
    }) {
        let next = first + 1;
        if passage.tokens.get(next).is_some_and(|t| cues.has("wh", t)) {
            first = next;
        }
    }
    let here = passage
        .tokens
        .get(first)
        .filter(|_| first < passage.ending)?;
    let next = passage
        .tokens
        .get(first + 1)
        .filter(|_| first + 1 < passage.ending);
    let is = |token: Option<&Token>, words: &[&str]| {
        token.is_some_and(|t| words.iter().any(|w| Word::of(w) == t.exact))
    };
    if cues.has("wh", here) {
        let auxiliary = next.is_some_and(|t| cues.has("auxiliary", t));
        let degree = is(
            next,
            &[
                "many",
                "much",
                "big",
                "large",
                "long",
                "often",
                "fast",
                "far",
                "about",
                "kind",
                "type",
                "sort",
                "frequently",
                "quickly",
                "old",
                "small",
                "high",
                "heavy",
                "critical",
                "important",
                "strict",
                "fresh",
                "soon",
                "else",
                "exactly",
                "kinds",
                "types",
                "sorts",
                "likely",
                "strong",
                "consistent",
                "available",
                "real",
                "popular",
                "deep",
            ],
        );
        let when = is(Some(here), &["when", "where", "which", "who"]);
        let clefts = next.is_some_and(|t| cues.has("pronoun", t)) && !marked;
        let noun = is(Some(here), &["what", "which", "whose"]) && !clefts && first == at;
        let verb_later = noun
            && at == passage.opening
            && (first + 1..passage.ending.min(first + 5))
                .any(|k| cues.has("auxiliary", &passage.tokens[k]));
        let asks = auxiliary && !(when && !marked && first != passage.opening)
            || degree
            || (marked && !when)
            || (marked && first == passage.opening)
            || verb_later
            || noun && next.is_some() && !is(Some(here), &["which"]);
        return (asks && !clefts && (marked || !tells(passage, first))).then_some(at);
    }
    if cues.has("auxiliary", here) {
        let next = next?;
        let elliptic = cues.has("choice", next)
            || is(
                Some(next),
                &[
                    "be", "have", "not", "store", "put", "also", "just", "then", "cache", "split",
                    "keep", "send",
                ],
            );
        let imperative = is(Some(here), &["have", "had", "do", "may", "might", "will"]);
        let subject = cues.has("pronoun", next);
        if subject {
            // "is that", "do we", and not "was it" of "it was it".
            return Some(at);
        }
        if elliptic && !marked || is(Some(next), &["be"]) {
            return None;
        }
        if imperative {
            let people = is(
                Some(next),
                &[
                    "users",
                    "people",
                    "most",
                    "all",
                    "clients",
                    "tweets",
                    "posts",
                    "messages",
                    "photos",
                    "reads",
                    "writes",
                    "they",
                    "both",
                    "any",
                    "customers",
                ],
            );
            // "may a tweet get lost", but "have a cache" and "do the maths" are no questions.
            let inverts = is(Some(here), &["may", "might", "will"])
                && is(
                    Some(next),
                    &[
                        "a", "an", "the", "each", "every", "our", "your", "some", "one",
                    ],
                );
            return (marked || people || inverts).then_some(at);
        }
        return Some(at);
    }
    // "any restrictions on …", "anything else"
    if is(Some(here), &["any", "anything", "anyone"]) && (marked || passage.words() <= 6) {
        return Some(at);
    }
    None
}

/// Verbs that tell a sentence from an item of a list, beside those of the cues.
const PLAIN_VERBS: [&str; 34] = [
    "lie", "lies", "sit", "sits", "belong", "belongs", "land", "lands", "end", "ends", "lives",
    "live", "stays", "stay", "runs", "run", "goes", "go", "gets", "takes", "comes", "come",
    "holds", "hold", "reads", "writes", "sends", "serves", "shows", "makes", "needs", "knows",
    "works", "has",
];

struct Scoper<'a, 'b> {
    cues: &'a Cues,
    text: &'a str,
    passage: &'a Passage<'a>,
    clauses: &'a [Clause],
    marks: &'b mut Vec<(Stance, Option<u16>)>,
}

/// Whether a sentence that opens like a question tells after all: "What can fail: the disk", "What ffmpeg produces is a
/// handful of files", "Who is busy is read from the table".
pub(super) fn tells(passage: &Passage, wh: usize) -> bool {
    let is = |at: usize, words: &[&str]| {
        passage
            .tokens
            .get(at)
            .is_some_and(|token| words.iter().any(|word| Word::of(word) == token.exact))
    };
    let rest = wh + 1..passage.ending;
    if !is(wh, &["what", "who", "which", "where"]) || passage.words() < 6 {
        return false;
    }
    let heads = (wh + 1..passage.ending.min(wh + 8)).any(|at| is(at, &[":"]))
        && !is(passage.ending.saturating_sub(1), &[":"]);
    let mut verbs = rest.clone().filter(|at| is(*at, &["is", "are"]));
    let (first, second) = (verbs.next(), verbs.next());
    // "What comes back is the newest page", and not "which regions are the users in".
    let dangling = is(
        passage.ending.saturating_sub(1),
        &[
            "in", "at", "from", "on", "for", "of", "with", "to", "about", "like",
        ],
    );
    let goes_on = |at: usize| (at..passage.ending).any(|k| is(k, &[","]));
    let predicates = first.is_some_and(|at| {
        at > wh + 1
            && (is(
                at + 1,
                &["a", "an", "that", "why", "just", "only", "simple"],
            ) || is(at, &["is"]) && is(at + 1, &["the"]) && !dangling && goes_on(at))
    });
    // "What can wait is the cleanup."
    let modal = is(
        wh + 1,
        &["can", "could", "should", "must", "may", "will", "would"],
    );
    let set_apart = modal && first.is_some_and(|at| at <= wh + 5) && !dangling;
    let doubled = first == Some(wh + 1)
        && second.is_some_and(|at| {
            at <= wh + 4 && at + 1 < passage.ending && !(wh..at).any(|k| is(k, &[",", "and"]))
        });
    heads || predicates || set_apart || doubled && is(wh, &["who", "what"])
}

impl Scoper<'_, '_> {
    fn run(&mut self) {
        self.ground();
        self.conditions();
        self.embedded_questions();
        self.reports();
        self.rejections();
        self.refusals();
        self.comparisons();
        self.corrections();
        self.set_aside();
    }

    /// What is labelled or told as not taken, with its reasons: "Rejected: buffering in memory - fast, but …",
    /// "Alternative: …", "you could argue for Cassandra because …", "if it had to be zero, the CDN wouldn't help".
    fn set_aside(&mut self) {
        const TURNS: [&str; 4] = ["but", "however", "though", "yet"];
        let end = self.passage.range.end;
        for (kind, stance) in [
            ("labelled-out", Stance::Rejected),
            ("labelled-other", Stance::Hypothetical),
            ("counterfactual", Stance::Hypothetical),
        ] {
            if let Some(hit) = self.cues.first(kind, self.passage) {
                // "… but I'd stay with Postgres": what is chosen after all, is chosen.
                let chosen = (hit.tokens.end..end)
                    .filter(|_| stance != Stance::Rejected)
                    .find(|at| self.is(*at, &TURNS))
                    .filter(|at| {
                        self.cues
                            .find("chosen", self.passage)
                            .any(|chosen| chosen.tokens.start > *at)
                    });
                self.mark(
                    hit.tokens.start..chosen.unwrap_or(end),
                    stance,
                    hit.tokens.start,
                );
            }
        }
        if let Some(hit) = self.cues.first("argued", self.passage) {
            let turn = (hit.tokens.end..end)
                .find(|at| self.is(*at, &TURNS))
                .unwrap_or(end);
            self.mark(
                hit.tokens.start..turn,
                Stance::Hypothetical,
                hit.tokens.start,
            );
        }
    }

    fn mark(&mut self, range: Range<usize>, stance: Stance, cause: usize) {
        let cause = u16::try_from(cause).ok();
        for mark in self.marks.get_mut(range).unwrap_or(&mut []) {
            *mark = (stance, cause);
        }
    }

    fn word(&self, at: usize) -> Option<Word> {
        self.passage.tokens.get(at).map(|token| token.exact)
    }

    fn is(&self, at: usize, words: &[&str]) -> bool {
        self.word(at)
            .is_some_and(|word| words.iter().any(|w| Word::of(w) == word))
    }

    fn is_comma(&self, at: usize) -> bool {
        self.is(at, &[","])
    }

    /// The clause that a token stands in.
    fn clause(&self, at: usize) -> Range<usize> {
        let after = self
            .clauses
            .partition_point(|clause| usize::from(clause.tokens.end) <= at);
        self.clauses.get(after).map_or(at..at + 1, |clause| {
            usize::from(clause.tokens.start)..usize::from(clause.tokens.end)
        })
    }

    /// The stance of the sentence before any cue.
    fn ground(&mut self) {
        let range = self.passage.range.clone();
        match mood(self.cues, self.text, self.passage) {
            Mood::Asking(from) => {
                self.affirm(range.start..from);
                self.suppose_the_lead(from);
                // "postgres or mongo?" has no word that asks: its mark is the cause, and both names are asked about.
                let asks = self.passage.tokens.get(from).is_some_and(|token| {
                    self.cues.has("wh", token) || self.cues.has("auxiliary", token)
                });
                let cause = if asks { from } else { range.end.max(1) - 1 };
                self.mark(from..range.end, Stance::Asked, cause);
            }
            Mood::Proposing => {
                for mark in self.marks.get_mut(range).unwrap_or(&mut []) {
                    *mark = (Stance::Proposed, None);
                }
            }
            Mood::Tagged => {
                // "so we put a cache in front, right?" is the speaker's; "we need a cache, right?" seeks a yes.
                let chosen = self.cues.is_in("chosen", self.passage);
                if chosen {
                    self.affirm(range);
                } else {
                    self.mark(range.clone(), Stance::Asked, range.end - 1);
                }
            }
            Mood::Statement => self.affirm(range),
        }
    }

    /// Asserted, or proposed where the clause has a modal.
    fn affirm(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let clause = self.clause(at);
            let end = clause.end.min(range.end);
            let modal = (at..end).any(|at| self.cues.has("proposed", &self.passage.tokens[at]));
            let stance = if modal {
                Stance::Proposed
            } else {
                Stance::Asserted
            };
            for mark in self.marks.get_mut(at..end).unwrap_or(&mut []) {
                *mark = (stance, None);
            }
            at = end.max(at + 1);
        }
    }

    fn conditions(&mut self) {
        for hit in self.cues.find("hypothetical-after", self.passage) {
            // "what if we cached it" suggests; "what if we want to add a shard" asks.
            let suggests = hit.tokens.start > 0
                && self.is(hit.tokens.start - 1, &["what"])
                && !(hit.tokens.clone()).any(|at| self.is(at, &["want", "need", "have"]));
            if suggests {
                continue;
            }
            let end = self.clause(hit.scope.saturating_sub(1)).end;
            self.mark(
                hit.tokens.start..end,
                Stance::Hypothetical,
                hit.tokens.start,
            );
        }
        for hit in self.cues.find("hypothetical-before", self.passage) {
            let own = self.clause(hit.tokens.start);
            let start = if own.start < hit.tokens.start {
                own.start
            } else {
                self.clause(own.start.saturating_sub(1))
                    .start
                    .max(self.passage.range.start)
            };
            self.mark(start..own.end, Stance::Hypothetical, hit.tokens.start);
        }
    }

    fn embedded_questions(&mut self) {
        for hit in self.cues.find("asked-after", self.passage) {
            // "We look whether that key was there already": the design looks.
            const LOOKS: [&str; 14] = [
                "look",
                "looks",
                "check",
                "checks",
                "see",
                "sees",
                "test",
                "tests",
                "verify",
                "verifies",
                "remember",
                "remembers",
                "compare",
                "compares",
            ];
            let at = hit.tokens.start;
            if self.is(at, &["whether", "if"]) && at > 0 && self.is(at - 1, &LOOKS) {
                continue;
            }
            let mut end = self.scope_end(&hit);
            // "… which one fits - this or that"
            while end < self.passage.range.end
                && self.is(end.saturating_sub(1), &["-", "–", "—", ":"])
            {
                end = self.clause(end).end.max(end + 1);
            }
            self.mark(hit.tokens.start..end, Stance::Asked, hit.tokens.start);
            self.suppose_the_lead(hit.tokens.start);
        }
    }

    /// "With microservices, how would I …": what a question is asked under is only supposed.
    fn suppose_the_lead(&mut self, asks: usize) {
        const LONGEST: usize = 6;
        let opening = self.passage.opening;
        if !self.is(opening, &["with"]) {
            return;
        }
        let comma = (opening..asks.min(opening + LONGEST)).find(|at| self.is_comma(*at));
        if let Some(comma) = comma {
            self.mark(opening..comma, Stance::Hypothetical, opening);
        }
    }

    fn reports(&mut self) {
        // What is asked of people ("do most people use …") is no report about them.
        if matches!(
            mood(self.cues, self.text, self.passage),
            Mood::Asking(_) | Mood::Proposing
        ) {
            // What others argue, quoted as they put it: "the argument about "why don't I just use a cache?"".
            if let Some(hit) = self.cues.first("arguments", self.passage) {
                let range = hit.tokens.start..self.passage.range.end;
                self.mark(range, Stance::Reported, hit.tokens.start);
            }
            return;
        }
        for hit in self.cues.find("reported-after", self.passage) {
            let comparing = self.is(hit.tokens.start, &["than", "as", "compared"]);
            let start = if comparing {
                hit.tokens.start
            } else {
                self.clause(hit.tokens.start).start
            };
            // "in the past, we had" reports what follows; "the api has a rate limit, so …" does not.
            let opens = self.clause(hit.tokens.start).start + 1 >= hit.tokens.start;
            let own_end = self.clause(hit.scope.saturating_sub(1)).end;
            let mut end = if opens { self.scope_end(&hit) } else { own_end }.max(hit.tokens.end);
            if comparing {
                end = end.min(hit.tokens.end);
            }
            self.mark(start..end, Stance::Reported, hit.tokens.start);
        }
        for hit in self.cues.find("reported-on", self.passage) {
            let opening = self.passage.range.start;
            let start = if hit.tokens.start <= opening + 8 {
                opening
            } else {
                self.clause(hit.tokens.start).start
            };
            let end = self.passage.range.end;
            self.mark(start..end, Stance::Reported, hit.tokens.start);
        }
        let acts = self
            .passage
            .range
            .clone()
            .any(|at| self.cues.has("actor", &self.passage.tokens[at]));
        if acts {
            return;
        }
        // "Those were all slow": a story, where its first verb is in the past.
        let verb = self.passage.range.clone().find(|&at| {
            let token = &self.passage.tokens[at];
            self.passage.concept_at(at).is_none()
                && (self.cues.has("past", token) || self.cues.has("auxiliary", token))
        });
        if let Some(verb) = verb {
            let told = self.cues.has("past", &self.passage.tokens[verb]);
            let own = self.clause(verb).start.max(verb.saturating_sub(4));
            let near = (own..verb).any(|at| {
                self.is(
                    at,
                    &[
                        "that", "which", "who", "when", "what", "how", "where", "whether",
                    ],
                )
            });
            // "for changed limits", "when something changed", "how often each query was searched": told of what comes in.
            let relative = near
                || verb > 0
                    && self.is(verb - 1, &["if", "once", "after", "as", "for", "of", "the"]);
            if told && !relative {
                // A story ends with a semicolon, or where what follows from it is told in the present: "killed the
                // nightly job; Flink reads the topic", "polling was tried, so websockets it is".
                let range = self.passage.range.clone();
                let goes_on = |from: usize| {
                    (from..range.end).any(|at| self.cues.has("past", &self.passage.tokens[at]))
                };
                let end = (verb..range.end)
                    .find(|&at| {
                        self.is(at, &[";"])
                            || self.is(at, &["so", "hence", "therefore", "now"]) && !goes_on(at)
                    })
                    .unwrap_or(range.end);
                self.mark(range.start..end, Stance::Reported, verb);
                return;
            }
        }
        let hit = self
            .cues
            .first("definition", self.passage)
            .filter(|_| !self.cues.is_in("fitting", self.passage))
            // "Whoever misses too often", "how often it is read": a measure, and no habit of others.
            .or_else(|| {
                let degree = [
                    "too", "so", "how", "as", "more", "less", "that", "this", "very", "most",
                ];
                let mut hits = self.cues.find("general", self.passage);
                hits.find(|hit| hit.tokens.start == 0 || !self.is(hit.tokens.start - 1, &degree))
            });
        if let Some(hit) = hit {
            self.mark(
                self.passage.range.clone(),
                Stance::Reported,
                hit.tokens.start,
            );
        }
    }

    /// The end of what follows a cue: its clause, or the next one where nothing is left in its own.
    fn scope_end(&self, hit: &Hit) -> usize {
        let from = hit.scope;
        let own = self.clause(from.saturating_sub(1));
        let rest = (from..own.end).any(|at| self.passage.tokens[at].is_wordlike());
        let end = if rest || own.end >= self.passage.range.end {
            own.end
        } else {
            self.clause(own.end).end
        };
        end.min(self.passage.range.end)
    }

    fn rejections(&mut self) {
        let pseudo: Vec<Range<usize>> = self
            .cues
            .find("pseudo", self.passage)
            .map(|hit| hit.tokens)
            .collect();
        let covered = |at: usize| pseudo.iter().any(|p| p.contains(&at));
        let (mut last_end, mut last_cue) = (0, 0);
        for hit in self.cues.find("reject-after", self.passage) {
            let at = hit.tokens.start;
            if covered(at) || at < last_cue || self.is_name(&hit) {
                continue;
            }
            last_cue = hit.scope;
            // "without a ready list you would join on each refresh, so build it": what would be missed is wanted.
            const MISSED: [&str; 34] = [
                "would",
                "will",
                "falls",
                "fall",
                "dies",
                "die",
                "breaks",
                "break",
                "slow",
                "slows",
                "lost",
                "lose",
                "loses",
                "gone",
                "melts",
                "melt",
                "overloaded",
                "down",
                "kills",
                "stuck",
                "waits",
                "wait",
                "scans",
                "scan",
                "hammers",
                "hammer",
                "crashes",
                "crash",
                "fails",
                "fail",
                "each",
                "every",
                "everything",
                "everyone",
            ];
            let missed = self.is(at, &["without"])
                && at <= self.passage.opening
                && (at..self.passage.range.end).any(|k| self.is(k, &MISSED));
            if missed {
                continue;
            }
            // "no, Redis stays", "No: rows in Redis": an answer, that turns nothing down.
            let answers = self.is_comma(at + 1)
                || self.is(at + 1, &[":", ";", "-", "–", "—"])
                || at + 1 >= self.passage.ending;
            if self.is(at, &["no"]) && answers {
                continue;
            }
            // A second rejection inside the scope of the first takes it back: "not without a cache", "don't drop X".
            let doubled = at < last_end
                && self.marks.get(at).is_some_and(|m| !m.0.is_affirmed())
                && !self.is(at, &["nor", "neither", "not", "no", "never"]);
            let end = self.rejection_end(&hit);
            if doubled {
                for mark in self.marks.get_mut(at..end).unwrap_or(&mut []) {
                    *mark = (Stance::Asserted, None);
                }
                continue;
            }
            let stance = if self.turns_down(&hit, end) {
                Stance::Rejected
            } else {
                Stance::Reported
            };
            self.mark(hit.scope.min(end)..end, stance, at);
            self.mark(at..hit.scope, Stance::Rejected, at);
            // "no cache in front of DynamoDB" turns down the cache, and only says where.
            if let Some(place) = self.place_of_rejected(&hit, end) {
                self.mark(place..end, Stance::Reported, at);
            }
            last_end = end;
        }
        for hit in self.cues.find("reject-inside", self.passage) {
            if covered(hit.tokens.start) {
                continue;
            }
            let negated = self
                .marks
                .get(hit.tokens.start)
                .is_some_and(|m| !m.0.is_affirmed());
            if negated {
                self.affirm(hit.tokens.clone());
            } else {
                self.mark(hit.tokens.clone(), Stance::Rejected, hit.tokens.start);
            }
        }
        for hit in self.cues.find("reject-before", self.passage) {
            if covered(hit.tokens.start) {
                continue;
            }
            let clause = self.clause(hit.tokens.start);
            let mut start = clause.start;
            // The subject may stand in the clause before: "a cache, which would be overkill".
            let own_words =
                (start..hit.tokens.start).any(|at| self.passage.concept_at(at).is_some());
            if !own_words
                && start > self.passage.range.start
                && self.is(start, &["which", "that", "it", "and", "but", "so"])
                && self.is(start, &["which"])
            {
                start = self.clause(start - 1).start;
            }
            let negated = hit.tokens.start > 0
                && self.is(hit.tokens.start - 1, &["not"])
                && !self.is(hit.tokens.start, &["not"]);
            if !negated {
                // "when the cache isn't enough" turns nothing down.
                let conditional = self.is(
                    start,
                    &["if", "when", "once", "where", "whenever", "unless"],
                );
                let stance = if conditional {
                    Stance::Reported
                } else {
                    Stance::Rejected
                };
                self.mark(
                    start..hit.tokens.end,
                    stance,
                    self.telling_word(&hit.tokens),
                );
            }
        }
    }

    /// "A data lake for 12 charts, nah": by itself it turns down what stands before it, and nothing after it.
    fn refusals(&mut self) {
        for hit in self.cues.find("refusal", self.passage) {
            let at = hit.tokens.end - 1;
            let own = self.clause(at);
            let rest = (hit.tokens.end..own.end).any(|at| self.passage.tokens[at].is_wordlike());
            if rest {
                continue;
            }
            let names = |range: &Range<usize>| {
                let mut places = range.clone();
                places.any(|at| self.passage.concept_at(at).is_some())
            };
            let mut start = own.start;
            if !names(&own) && start > self.passage.range.start {
                start = self.clause(start - 1).start;
            }
            if names(&(start..hit.tokens.start)) {
                self.mark(start..own.end, Stance::Rejected, at);
            }
        }
    }

    /// The word of a cue that turns down: "not" of "would not help", "slow" of "is too slow". A pattern that names it is
    /// after just that.
    fn telling_word(&self, tokens: &Range<usize>) -> usize {
        let plain = ["not", "no", "never", "nothing", "cannot"];
        if let Some(at) = tokens.clone().find(|at| self.is(*at, &plain)) {
            return at;
        }
        let length = |at: &usize| {
            let span = self.passage.tokens[*at].span;
            span.end - span.start
        };
        tokens.clone().max_by_key(length).unwrap_or(tokens.start)
    }

    /// Where the turned-down thing ends and the words begin that only say where or between what it would have stood.
    fn place_of_rejected(&self, hit: &Hit, end: usize) -> Option<usize> {
        let from = hit.scope.min(end);
        let first = (from..end).find(|&at| self.passage.concept_at(at).is_some())?;
        (first..end).find(|&at| {
            self.passage.concept_at(at).is_none()
                && self.is(
                    at,
                    &[
                        "across", "between", "inside", "within", "behind", "before", "in", "on",
                        "at",
                    ],
                )
        })
    }

    /// Whether the word belongs to the name of a concept ("no SQL", "never lost"). A paraphrase that contains a plain negation ("we
    /// won't do search") is none.
    fn is_name(&self, hit: &Hit) -> bool {
        let at = hit.tokens.start;
        self.is(at, &["no", "none", "never"])
            && self
                .passage
                .concept_at(at)
                .is_some_and(|concept| concept.len() > 1 && hit.tokens.end <= concept.end)
    }

    /// Whether what follows is turned down as a choice ("don't need a cache"), or only something that doesn't happen
    /// to it ("doesn't hit the database").
    fn turns_down(&self, hit: &Hit, end: usize) -> bool {
        let at = hit.tokens.start;
        if !self.is(at, &["not", "never", "without"]) {
            return true;
        }
        // A paraphrase that the negation is part of ("the read doesn't hit the db") is not what it turns down.
        let named = |place: usize| {
            let concept = self.passage.concept_at(place);
            concept.is_some_and(|concept| concept.start > at)
        };
        let would = (at.saturating_sub(2)..at).any(|k| self.is(k, &["would", "should", "will"]));
        for next in hit.scope..end {
            let token = &self.passage.tokens[next];
            if named(next) {
                return true;
            }
            // "I wouldn't touch Mongo" turns it down; "a click doesn't touch the database" says what happens.
            if self.happens(next) && !would {
                return false;
            }
            let passes = !token.is_wordlike()
                || self.cues.has("choice", token)
                || self.cues.has("passing", token)
                || self.cues.has("filler", token)
                || self.cues.has("wh", token);
            if !passes {
                // An adjective before a concept ("not a relational one") still turns it down.
                return named(next + 1) && next > hit.scope;
            }
        }
        true
    }

    /// Whether a verb says what happens to a thing: "touch the database", "reach the cache", "go to the database", and not
    /// "reach for Kafka", "go with Kafka".
    fn happens(&self, at: usize) -> bool {
        let takes = self.is(at + 1, &["for"]);
        self.is(at, &["touch", "touches", "touching"])
            || self.is(at, &["reach", "reaches", "reaching"]) && !takes
            || self.is(at, &["go", "goes", "going"]) && self.is(at + 1, &["to", "through", "back"])
    }

    /// Where a rejection ends: with the clause, or where the choice itself begins ("not X but Y", "replace X with Y").
    fn rejection_end(&self, hit: &Hit) -> usize {
        let limit = self.scope_end(hit);
        let replaces = !self.is(
            hit.tokens.start,
            &["not", "no", "never", "without", "neither", "nor", "none"],
        );
        let parenthesis = hit.tokens.start > 0 && self.is_comma(hit.tokens.start - 1);
        // "rather than that I would have a counter": the pronoun alone is turned down.
        let pointing = self.is(hit.tokens.end, &["that", "this", "it", "those", "them"]);
        if pointing && self.is(hit.tokens.end + 1, &["i", "we", ",", "you", "let"]) {
            return (hit.tokens.end + 1).min(limit);
        }
        let at = hit.tokens.start;
        // "people who aren't logged in can …": the negation says who is meant.
        let relative = (at.saturating_sub(2)..at).any(|k| self.is(k, &["who", "that", "which"]));
        if relative {
            let verb = (hit.tokens.end + 1..limit).find(|k| {
                let token = &self.passage.tokens[*k];
                self.cues.has("auxiliary", token) || self.cues.has("be", token)
            });
            if let Some(verb) = verb {
                return verb;
            }
        }
        let own = self.clause(at).start;
        let conditional = self.is(own, &["if", "when", "once", "where", "whenever"]);
        let mut seen = self
            .passage
            .concepts
            .iter()
            .any(|c| c.start >= hit.tokens.start && c.end <= hit.tokens.end);
        for at in hit.tokens.end..limit {
            seen |= self.passage.concept_at(at).is_some();
            if self.is(at, &["but", "because", "since", "however"]) {
                return at;
            }
            if conditional && at > hit.tokens.end && self.is(at, &["we", "i", "then"]) {
                return at;
            }
            if self.is_comma(at) && self.begins_sentence(at + 1, limit) {
                return at;
            }
            if seen
                && replaces
                && self.is(at, &["with", "to", "by", "for"])
                && self.is(
                    hit.tokens.start,
                    &[
                        "replace",
                        "replacing",
                        "replaced",
                        "move",
                        "moving",
                        "migrate",
                        "migrating",
                        "switch",
                        "switching",
                        "swap",
                        "swapping",
                        "away",
                    ],
                )
            {
                return at;
            }
            if seen && self.is_comma(at) {
                let turn = self
                    .passage
                    .tokens
                    .get(at + 1)
                    .is_some_and(|token| self.cues.has("turn", token));
                let list = self.is(at + 1, &["or", "and", "nor", "no", "not"])
                    || (at + 1..limit).any(|k| self.is(k, &["or", "nor"]));
                if turn || parenthesis && !list {
                    return at;
                }
                let acts = self
                    .passage
                    .tokens
                    .get(at + 1)
                    .is_some_and(|t| self.cues.has("actor", t));
                if acts {
                    return at;
                }
            }
            if seen
                && self.is(at, &["just", "only", "instead", "i", "we"])
                && self.passage.concept_at(at).is_none()
            {
                return at;
            }
        }
        limit
    }

    /// Whether what follows a comma stands by itself: "…, the spec lives in the repo", "…, then purge it". A further
    /// item of what is turned down has no verb of its own.
    fn begins_sentence(&self, at: usize, limit: usize) -> bool {
        let joined = self.is(at, &["and", "then", "so", "while"]);
        let at = at + usize::from(joined);
        if self.is(at, &["or", "nor", "no", "not", "neither"]) {
            return false;
        }
        if joined && self.is(at - 1, &["then", "so"]) {
            return true;
        }
        let subject = self.is(
            at,
            &[
                "the", "a", "an", "its", "our", "their", "we", "i", "it", "they", "you", "each",
                "every", "all", "this", "these", "then",
            ],
        );
        let end = (at..limit).find(|k| self.is_comma(*k)).unwrap_or(limit);
        subject
            && (at + 1..end).any(|k| {
                let token = &self.passage.tokens[k];
                self.cues.has("auxiliary", token)
                    || self.cues.has("be", token)
                    || self.cues.has("design-verb", token)
                    || self.is(k, &PLAIN_VERBS)
            })
    }

    fn comparisons(&mut self) {
        for at in self.passage.range.clone() {
            // "I'd reach for Cassandra before MySQL" compares as "over" does, where something is chosen.
            let before = self.is(at, &["before"]) && self.chooses(at);
            if !(before || self.is(at, &["over", "than"])) || self.passage.concept_at(at).is_some()
            {
                continue;
            }
            let mut after = at + 1;
            while self.is(
                after,
                &[
                    "a",
                    "an",
                    "the",
                    "using",
                    "having",
                    "something",
                    "like",
                    "our",
                    "plain",
                    "another",
                ],
            ) && !(self.is(at, &["over"])
                && self.is(after, &["the", "a"])
                && !self.chooses(at))
            {
                after += 1;
            }
            // "I'd rather poll than hold a million sockets open"
            const REACH: usize = 4;
            let rather = self.is(at, &["than"])
                && (self.clause(at).start..at).any(|k| self.is(k, &["rather"]));
            let second = match rather {
                true => (after..self.passage.range.end.min(after + REACH))
                    .find_map(|k| self.passage.concept_at(k)),
                false => self.passage.concept_at(after),
            };
            let Some(second) = second.cloned() else {
                continue;
            };
            let first = self.passage.concepts.iter().any(|c| c.end == at);
            let chosen = self.chooses(at);
            let carried = self
                .passage
                .tokens
                .get(at + 1)
                .is_some_and(|t| self.cues.has("carrier", t));
            let rejects = if self.is(at, &["over", "before"]) {
                (first && !carried) || (chosen && self.has_concept_before(at) && !carried)
            } else {
                self.is(at - 1, &["rather"])
                    || (self.passage.range.start..at)
                        .any(|k| self.is(k, &["better", "rather", "prefer", "simpler", "easier"]))
                        && self.cues.is_in("actor-would", self.passage)
            };
            if rejects {
                let mut end = second.end;
                // "over Mongo or Cassandra"
                while self.is(end, &["or", "and", "nor"]) {
                    match self.passage.concept_at(end + 1) {
                        Some(next) => end = next.end,
                        None => break,
                    }
                }
                self.mark(at..end, Stance::Rejected, at);
            }
        }
        // "X vs Y" weighs both.
        for at in self.passage.range.clone() {
            if self.is(at, &["vs", "versus"]) {
                let clause = self.clause(at);
                self.mark(clause, Stance::Asked, at);
            }
        }
    }

    fn chooses(&self, at: usize) -> bool {
        let clause = self.clause(at);
        (clause.start..at).any(|k| self.cues.has("prefer", &self.passage.tokens[k]))
    }

    fn has_concept_before(&self, at: usize) -> bool {
        let clause = self.clause(at);
        self.passage
            .concepts
            .iter()
            .any(|c| c.start >= clause.start && c.end <= at)
    }

    fn corrections(&mut self) {
        for hit in self.cues.find("correction", self.passage) {
            let before = self
                .passage
                .concepts
                .iter()
                .rfind(|c| c.end <= hit.tokens.start && c.end + 8 >= hit.tokens.start)
                .cloned();
            let replaced = self
                .passage
                .concepts
                .iter()
                .any(|c| c.start >= hit.tokens.end && c.start <= hit.tokens.end + 8);
            if let (Some(before), true) = (before, replaced) {
                self.mark(before, Stance::Rejected, hit.tokens.start);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::{sentence, token};

    /// The stance of each word in brackets: `[word]`; the concepts are the bracketed words.
    fn said(case: &str) -> String {
        let mut text = String::new();
        let mut marks = Vec::new();
        for part in case.split_inclusive(']') {
            match part.split_once('[') {
                Some((before, marked)) => {
                    text.push_str(before);
                    let start = text.len();
                    text.push_str(marked.trim_end_matches(']'));
                    marks.push(start..text.len());
                }
                None => text.push_str(part),
            }
        }
        let mut tokens = token::tokens(&text);
        let (_, clauses) = sentence::split(&text, &tokens);
        let mentions: Vec<Range<u16>> = marks
            .iter()
            .map(|mark| {
                let inside: Vec<usize> = tokens
                    .iter()
                    .enumerate()
                    .filter(|(_, t)| {
                        t.span.start as usize >= mark.start && t.span.end as usize <= mark.end
                    })
                    .map(|(at, _)| at)
                    .collect();
                let first = *inside.first().expect("a word in the brackets") as u16;
                first..first + inside.len() as u16
            })
            .collect();
        CUES.mark(&mut tokens);
        let plain = Outline::all(&CUES, &tokens, &clauses);
        let outlines = Outline::with(&plain, &CUES, &tokens, mentions.iter().cloned());
        assign(&text, &mut tokens, &clauses, &outlines);
        mentions
            .iter()
            .map(|range| format!("{:?}", tokens[usize::from(range.start)].stance).to_lowercase())
            .collect::<Vec<_>>()
            .join(" ")
    }

    #[test]
    fn stance_follows_what_was_meant() {
        let cases = include_str!("../../tests/language/stance.txt");
        let mut wrong = Vec::new();
        for line in cases
            .lines()
            .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
        {
            let (text, expect) = line.split_once("=>").expect("text => stances");
            let got = said(text.trim());
            if got != expect.trim() {
                wrong.push(format!(
                    "{}\n   expected {}\n   read     {got}",
                    text.trim(),
                    expect.trim()
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
