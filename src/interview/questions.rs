//! The questions of a message, each with what it gets: a fact, two close ones, an assumption to be made, or nothing.

use std::ops::Range;

use super::interpretation::{Gets, Question};
use super::{Engine, Move, State};
use crate::language::cue::CUES;
use crate::language::lexicon::Role;
use crate::language::likeness::{Likeness, telling_words};
use crate::language::token::{Token, TokenKind, Word};
use crate::language::topic::{self, Off, Opening, Put};
use crate::language::{Act, Analysis, Id, Span, Stance, TopicHit};
use crate::scenario::questions::Target;
use crate::scenario::{Fact, OpenQuestion, Step};

/// From here on a question is answered. The weights below were fitted to 450 questions of people who knew none of the
/// samples. Of 290 others that have an answer 222 got all of it with them, and 36 something besides or else.
const SURE: f64 = 0.7;
/// From here on it stands for itself: what was told is told again, and a question needs no question mark.
const CLEAR: f64 = 1.0;
/// From here on a statement asks: "need from you: users, uploads a day".
const PLAIN: f64 = 1.3;
/// How far a fact is ahead of the next one weighs so much against how near it is.
const LEAD: f64 = 2.0;
/// What is no nearer than this isn't meant, however far behind the rest is.
const FAR: f64 = 0.5;
/// The same where a question weighs a plan: it is about some fact, and the words of the plan say which.
const FAR_BESIDE_A_PLAN: f64 = 0.4;
const SURE_BESIDE_A_PLAN: f64 = 0.55;
/// How much it counts that the words of a question are words of a fact's samples at all.
const COVERED: f64 = 0.5;
/// So near a sample nothing has to tell.
const ALIKE: f64 = 0.75;
/// How much it counts that the shared topics say the same.
const TOPIC: f64 = 0.6;
/// A fact with fewer samples than this leans on them for the rest; with more they still break a tie.
const ENOUGH: usize = 16;
const HINT: f64 = 0.3;
/// In so few telling words likeness knows little: the topics say more.
const BRIEF: usize = 2;
const HINT_BRIEF: f64 = 0.6;
/// Two facts that are as near as this, and nearly as near as each other, are both offered.
const BOTH: f64 = 0.5;
const MARGIN: f64 = 0.03;
/// Less than this is not worth an offer.
const UNSURE: f64 = 0.5;
/// As near as this are the words of a sample itself, which count so much more.
const VERBATIM: f64 = 0.9;
const SAME: f64 = 0.3;
/// A shared topic that says only "some feature": the words have to say which.
const VAGUE: [&str; 3] = ["feature-specific", "limits", "failure-handling"];

/// Finds the questions. Questions that are proposals ("could we cache it?") are none. Second: what only says one of them
/// again, and what was told before beside something new.
/// `put` says of each sentence how it asks. While `answering` what was asked, a statement is an answer, whatever it touches. Once the design has begun, only
/// what is built like a question asks.
pub(super) fn find(
    engine: &Engine,
    text: &str,
    analysis: &Analysis,
    state: &State,
    put: &[Put],
    answering: bool,
) -> (Vec<Question>, Vec<Span>) {
    let mut questions: Vec<Question> = Vec::new();
    let mut again: Vec<Span> = Vec::new();
    // The last sentence that asked.
    let mut asked: Option<usize> = None;
    let told = &*state.told;
    let designing = state.step != Step::Clarify;
    let builds = (0..analysis.reading.sentences.len()).any(|at| is_design(engine, analysis, at));
    for (index, sentence) in analysis.reading.sentences.iter().enumerate() {
        let hits: Vec<&TopicHit> = analysis
            .asked
            .iter()
            .filter(|hit| usize::from(hit.sentence) == index)
            .collect();
        // How sure it has to be that a fact is meant; none where nothing can be.
        let put = put.get(index).copied();
        let off = put.map_or(Off::No, |put| put.off);
        let least = match off {
            Off::No => SURE,
            Off::Interview | Off::View => CLEAR,
            Off::Told => continue,
        };
        let marked = sentence.span.of(text).trim_end().ends_with('?');
        // "I'm wondering how long we keep them, and whether …"; "Retention." while questions are being asked.
        let implied = !designing
            && !answering
            && (wonders(analysis, sentence.span)
                || is_fragment(engine, analysis, state, sentence.span));
        // "Can I do the numbers first, how many pages does one person open?"
        let moves = sentence.act == Act::StepMove;
        let later = moves.then(|| asked_later(analysis, index)).flatten();
        let least = match sentence.act {
            _ if later.is_some() => SURE,
            // "phone -> load balancer -> servers that keep the line open (websocket right?)": that is a design.
            Act::Confirmation if is_design(engine, analysis, index) => least.max(PLAIN),
            Act::ClarifyingQuestion | Act::Confirmation => least,
            // "We could keep it in Redis?" proposes.
            Act::Proposal
                if marked
                    && names_a_part(engine, analysis, index)
                    && !asks_later(analysis, index) =>
            {
                continue;
            }
            // "For the search I'd take Elasticsearch, fine or overkill?" asks for an opinion first.
            Act::DesignQuestion => least.max((SURE + CLEAR) / 2.0),
            Act::Assertion
            | Act::Proposal
            | Act::Estimate
            | Act::TradeOff
            | Act::Summary
            | Act::OffTopic
            | Act::Social
            | Act::DontKnow => match (answering, marked || !designing) {
                (true, _) | (_, false) => continue,
                (false, true) if implied => CLEAR,
                (false, true) if hits.is_empty() => CLEAR,
                (false, true) if !marked => PLAIN,
                (false, true) => least,
            },
            Act::StepMove
            | Act::StepBack
            | Act::Finish
            | Act::HintRequest
            | Act::Repeat
            | Act::Skip
            | Act::Time => continue,
        };
        // "Does the counter survive? I think yes, it just lags": asked of themselves.
        let next = analysis.reading.sentences.get(index + 1);
        if designing && next.is_some_and(|next| answers_itself(next.span.of(text))) {
            continue;
        }
        // "Should I say what exactly I'd cache?" asks for leave to.
        if asks_to_speak(sentence.span.of(text)) {
            continue;
        }
        // "Is a 4 MB chunk too big?" wants an opinion, whatever facts there are about files.
        let weighs = (designing || builds) && weighs(sentence.span.of(text));
        let least = if weighs { least.max(PLAIN) } else { least };
        let asker = Asker {
            engine,
            analysis,
            told,
            designing,
            weighs,
            least,
            marked: marked || implied,
            from: later.unwrap_or(put.map_or(0, |put| put.from)),
            sentence: index,
            act: match later {
                Some(_) => Act::ClarifyingQuestion,
                None => sentence.act,
            },
            span: sentence.span,
            alone: false,
        };
        let mut found = asker.find(&hits);
        // "Is the cpu full? is there like a dashboard": what stands before it is asked for already, and it asks for something
        // else by itself.
        let new = |judged: &Judged| {
            let given = questions.iter().any(|q| q.gets == judged.question.gets);
            judged.is_told() && !given
        };
        if !questions.is_empty() && !found.is_empty() && !found.iter().any(new) {
            let alone = Asker {
                alone: true,
                ..asker.clone()
            };
            let other = alone.find(&hits);
            if other
                .iter()
                .any(|judged| new(judged) && judged.sure >= PLAIN)
            {
                found = other;
            }
        }
        // What was not put as a question has to find something.
        if off == Off::View || implied || later.is_some() {
            found.retain(Judged::is_told);
        }
        let before = index.checked_sub(1).filter(|before| asked == Some(*before));
        if let Some(before) = before
            && rewords(analysis, sentence.span)
        {
            let home =
                |question: &Question| analysis.reading.sentence_of(question.span) == Some(before);
            let bare = |question: &Question| !gets_answer(&question.gets) && home(question);
            let told_before = questions.iter().any(|q| home(q) && gets_answer(&q.gets));
            // "Like how many links, and how many clicks?": two items are two questions.
            let several = found.len() > 1;
            let least = match told_before && !several {
                true => PLAIN,
                false => least,
            };
            // "Like per user" says too little to ask for something else.
            const SAYING: usize = 6;
            let little = told_before && sentence.span.of(text).split_whitespace().count() < SAYING;
            let new = |judged: &Judged| {
                let known = questions.iter().any(|q| q.gets == judged.question.gets);
                judged.is_told() && judged.sure >= least && !known && !little
            };
            let (told, same): (Vec<Judged>, Vec<Judged>) = found.into_iter().partition(new);
            if !told.is_empty() {
                again.extend(questions.iter().filter(|q| bare(q)).map(|q| q.span));
                questions.retain(|question| !bare(question));
            } else if questions.iter().any(home) {
                again.push(sentence.span);
            }
            // "How bad is it? Like per second": the first of the two is the question.
            let lost = told.is_empty() && !questions.iter().any(home);
            asked = Some(index);
            found = if lost { same } else { told };
        }
        if sentence.act.is_question() || !found.is_empty() {
            asked = Some(index);
        }
        questions.extend(found.into_iter().map(|judged| judged.question));
    }
    // "… the window (e.g. per minute only, or several)" goes on with the question before.
    let example = |question: &Question| {
        let words = question.span.of(text).to_lowercase();
        words.starts_with("e.g") || words.starts_with("eg ") || words.starts_with("for example")
    };
    if questions.len() > 1 {
        questions.retain(|question| !example(question));
    }
    // "…, ok?" alone asks for nothing that could be lacking.
    let says = |span: Span| {
        let tokens = analysis.tokens.iter();
        let own = tokens.filter(|token| token.span.begins_in(span));
        let own: Vec<Token> = own.cloned().collect();
        !telling_words(&engine.lexicon, &own).is_empty()
    };
    questions.retain(|question| match question.gets {
        Gets::NoFact | Gets::Outside => says(question.span) || question.topic.is_some(),
        Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Decide => true,
    });
    let mut seen: Vec<Gets> = Vec::new();
    questions.retain(|question| {
        let new = !seen.contains(&question.gets);
        seen.push(question.gets.clone());
        if !new {
            again.push(question.span);
        }
        new
    });
    // Beside something new, what was told before is not what is asked: "and how often do they read, per tweet?"
    let known = |question: &Question| matches!(&question.gets, Gets::Fact(id) if told.iter().any(|(told, _)| told == id));
    if questions
        .iter()
        .any(|question| matches!(question.gets, Gets::Fact(_)) && !known(question))
    {
        again.extend(questions.iter().filter(|q| known(q)).map(|q| q.span));
        questions.retain(|question| !known(question));
    }
    // Of several questions none is worth two answers; what another one gets, this one didn't mean.
    if questions.len() > 1 {
        let given: Vec<Id> = questions
            .iter()
            .filter_map(|question| match &question.gets {
                Gets::Fact(id) => Some(id.clone()),
                _ => None,
            })
            .collect();
        for question in &mut questions {
            if let Gets::Either(first, second) = &question.gets {
                let meant = if given.contains(first) { second } else { first };
                question.gets = Gets::Fact(meant.clone());
            }
        }
    }
    // A question that got an answer makes a vaguer one in the same sentence needless.
    let answered: Vec<Option<usize>> = questions
        .iter()
        .filter(|question| gets_answer(&question.gets))
        .map(|question| analysis.reading.sentence_of(question.span))
        .collect();
    questions.retain(|question| {
        let vague = question
            .topic
            .as_ref()
            .is_none_or(|topic| VAGUE.contains(&&**topic));
        let bare = match question.gets {
            Gets::NoFact => vague,
            Gets::Outside => true,
            Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Decide => false,
        };
        !bare || !answered.contains(&analysis.reading.sentence_of(question.span))
    });
    (questions, again)
}

/// Whether a clause begins with "or".
fn is_other(clause: &[Token]) -> bool {
    let first = clause.iter().find(|token| token.is_wordlike());
    first.is_some_and(|token| token.exact == Word::of("or"))
}

/// Whether something is told for a question.
fn gets_answer(gets: &Gets) -> bool {
    match gets {
        Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) => true,
        Gets::NoFact | Gets::Decide | Gets::Outside => false,
    }
}

/// Whether a sentence after a question opens like another side of it, or like its example: "or is a few seconds ok?",
/// "like how many at once", "per day, roughly?".
fn rewords(analysis: &Analysis, span: Span) -> bool {
    const OPENS: [&str; 8] = [
        "or",
        "like",
        "meaning",
        "roughly",
        "say",
        "eg",
        "approximately",
        "per",
    ];
    const BEFORE: [&str; 10] = [
        "so",
        "well",
        "ok",
        "just",
        "um",
        "uh",
        "hm",
        "hmm",
        "basically",
        "maybe",
    ];
    const PAIRS: [(&str, &str); 5] = [
        ("i", "mean"),
        ("as", "in"),
        ("for", "example"),
        ("e", "g"),
        ("in", "other"),
    ];
    let tokens = analysis.tokens.iter();
    let own = tokens.filter(|token| span.start <= token.span.start && token.span.start < span.end);
    let words: Vec<Word> = own
        .filter(|token| token.is_wordlike())
        .map(|token| token.exact)
        .collect();
    let is = |word: &Word, list: &[&str]| list.iter().any(|known| *word == Word::of(known));
    let from = words.iter().position(|word| !is(word, &BEFORE));
    let rest = from.and_then(|from| words.get(from..)).unwrap_or_default();
    match rest {
        [first, next, ..]
            if is(first, &OPENS)
                || PAIRS
                    .iter()
                    .any(|(one, two)| is(first, &[one]) && is(next, &[two])) =>
        {
            true
        }
        [first] => is(first, &OPENS),
        _ => false,
    }
}

/// Whether a sentence answers the question before it: "I think yes", "I guess not", "no, because …".
fn answers_itself(sentence: &str) -> bool {
    const ANSWERS: [&str; 10] = [
        "i think",
        "i guess",
        "i'd say",
        "id say",
        "yes",
        "no,",
        "no.",
        "well",
        "probably",
        "i believe",
    ];
    let words = sentence.trim_start().to_lowercase();
    ANSWERS.iter().any(|known| words.starts_with(known))
}

/// Whether a question asks for leave to say something: "should I say what I'd cache", "could I now draw the tables".
fn asks_to_speak(sentence: &str) -> bool {
    const LEAVE: [&str; 6] = ["should", "shall", "can", "could", "may", "might"];
    const SPEAK: [&str; 16] = [
        "say", "tell", "mention", "explain", "describe", "draw", "sketch", "talk", "speak", "go",
        "start", "continue", "write", "list", "walk", "show",
    ];
    let lower = sentence.to_lowercase();
    let words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.windows(4).any(|four| {
        LEAVE.contains(&four[0])
            && four[1] == "i"
            && (SPEAK.contains(&four[2]) || SPEAK.contains(&four[3]))
    })
}

/// Whether a question weighs the candidate's own choice: "is 4 MB too big", "should I worry about that", "is it ok to …".
pub(super) fn weighs(sentence: &str) -> bool {
    const WEIGHED: [&str; 22] = [
        "does that have to",
        "does it have to",
        "does this have to",
        "do these have to",
        "or too ",
        "is that ok",
        " too big",
        " too small",
        " too much",
        " too slow",
        " too long",
        " too many",
        " too large",
        "overkill",
        "should i ",
        "should we ",
        "do i have to",
        "do i need",
        "is it ok to",
        "ok if i",
        "good enough",
        "worth it",
    ];
    let words = sentence.to_lowercase();
    WEIGHED.iter().any(|known| words.contains(known))
}

/// Whether a sentence names several parts of a design.
fn is_design(engine: &Engine, analysis: &Analysis, sentence: usize) -> bool {
    const SEVERAL: usize = 2;
    parts_named(engine, analysis, sentence) >= SEVERAL
}

fn names_a_part(engine: &Engine, analysis: &Analysis, sentence: usize) -> bool {
    parts_named(engine, analysis, sentence) > 0
}

/// Whether a clause after a sentence's first asks: "I'd mail a link, may that take a while?".
fn asks_later(analysis: &Analysis, sentence: usize) -> bool {
    let clauses = analysis.clauses.iter();
    let own = clauses.filter(|clause| usize::from(clause.sentence) == sentence);
    own.skip(1).any(|clause| {
        let range = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
        let tokens = analysis.tokens.get(range).unwrap_or_default();
        topic::opening(tokens) == Opening::Asks
    })
}

/// A word that asks.
fn asks_with(token: &Token) -> bool {
    const ASKING: [&str; 6] = ["how", "what", "whats", "who", "when", "where"];
    ASKING.iter().any(|word| token.exact == Word::of(word))
}

/// Where a clause after a sentence's first asks with a word that asks.
fn asked_later(analysis: &Analysis, sentence: usize) -> Option<u16> {
    let clauses = analysis.clauses.iter();
    let own = clauses.filter(|clause| usize::from(clause.sentence) == sentence);
    let mut later = own.skip(1).filter(|clause| {
        let range = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
        let mut tokens = analysis.tokens.get(range).unwrap_or_default().iter();
        let first = tokens.find(|token| token.is_wordlike());
        first.is_some_and(asks_with)
    });
    later.next().map(|clause| clause.tokens.start)
}

/// How often a sentence names a part of a design.
fn parts_named(engine: &Engine, analysis: &Analysis, sentence: usize) -> usize {
    let mentions = analysis.reading.mentions.iter();
    let own = mentions.filter(|mention| usize::from(mention.sentence) == sentence);
    let parts = own.filter(|mention| {
        let role = engine.lexicon.role(&mention.concept);
        matches!(role, Some(Role::Component | Role::Store))
    });
    parts.count()
}

/// Whether part of a statement is a question inside it: "I'm wondering whether …".
fn wonders(analysis: &Analysis, span: Span) -> bool {
    const ASKED: usize = 3;
    let tokens = analysis.tokens.iter();
    let own = tokens.filter(|token| span.start <= token.span.start && token.span.start < span.end);
    let asked = own.filter(|token| token.is_wordlike() && token.stance == Stance::Asked);
    asked.count() >= ASKED
}

/// Whether a sentence is a few words without a verb while nothing but questions is expected: "And peak over average."
fn is_fragment(engine: &Engine, analysis: &Analysis, state: &State, span: Span) -> bool {
    const FEW: usize = 5;
    const VERBS: [&str; 24] = [
        "is", "are", "was", "be", "do", "does", "did", "can", "could", "would", "will", "should",
        "have", "has", "had", "need", "want", "use", "think", "guess", "say", "assume", "take",
        "go",
    ];
    let asks = state.focus.as_ref().is_none_or(|focus| {
        focus.answered
            || matches!(
                focus.asked,
                Move::Open | Move::InviteQuestions | Move::ClarifyFirst
            )
    });
    let tokens = analysis.tokens.iter();
    let own = tokens.filter(|token| span.start <= token.span.start && token.span.start < span.end);
    let words: Vec<&Token> = own.filter(|token| token.is_wordlike()).collect();
    // "App servers and postgres": that is a design.
    let builds = analysis.reading.mentions.iter().any(|mention| {
        let role = engine.lexicon.role(&mention.concept);
        let inside = span.start <= mention.span.start && mention.span.start < span.end;
        inside && matches!(role, Some(Role::Component | Role::Store | Role::Technique))
    });
    let verb = |token: &&Token| VERBS.iter().any(|verb| token.exact == Word::of(verb));
    // "Ok, clear." answers.
    let nods = words
        .iter()
        .all(|token| CUES.has("social", token) || CUES.has("opener", token));
    // "So several renditions, player adapts": that follows from something.
    let follows = words.iter().take(2).any(|word| {
        ["so", "then", "hence", "thus", "therefore"]
            .iter()
            .any(|own| word.exact == Word::of(own))
    });
    asks && !builds
        && !follows
        && !nods
        && (1..=FEW).contains(&words.len())
        && !words
            .iter()
            .any(|token| verb(token) || token.kind == TokenKind::Number)
}

/// A lead of more words than this names no topic: it tells something.
const NAMING: usize = 6;

/// One question of a sentence.
struct Asked {
    /// With what it is asked under.
    whole: Range<u16>,
    /// Without.
    core: Range<u16>,
    /// Whether the other side is put as a question of its own: then the first says what it is about.
    weighed: bool,
}

impl Asked {
    fn of(clause: Range<u16>) -> Asked {
        Asked {
            whole: clause.clone(),
            core: clause,
            weighed: false,
        }
    }

    /// What to hold against the samples: the whole, and where it has an addition, each side of it too. What it is asked
    /// under may be beside the point ("can they get a refund if they change their mind?"), and the other side may be the one
    /// that is known ("do orders get cancelled or sent back?").
    fn ways(&self) -> Vec<Range<u16>> {
        let mut ways = vec![self.whole.clone()];
        if self.core.end < self.whole.end {
            ways.push(self.core.clone());
            ways.push(self.core.end..self.whole.end);
        }
        ways
    }
}

/// What a stretch of a sentence gets, and how sure that is; see [`SURE`].
struct Judged {
    question: Question,
    sure: f64,
}

impl Judged {
    /// Whether it gets an answer.
    fn is_told(&self) -> bool {
        gets_answer(&self.question.gets)
    }
}

/// A fact or an open question, as far as a stretch of a sentence may be after it.
struct Ranked {
    target: Target,
    /// Its support, and what the topics add.
    near: f64,
    /// What decides whether it is told; see [`SURE`].
    sure: f64,
}

/// One sentence that asks.
#[derive(Clone)]
struct Asker<'a> {
    engine: &'a Engine,
    analysis: &'a Analysis,
    /// The facts told so far.
    told: &'a [(Id, u32)],
    /// Whether the first step is over.
    designing: bool,
    /// Whether it weighs the candidate's own choice.
    weighs: bool,
    /// How sure it has to be that a fact is meant.
    least: f64,
    /// Whether it ends in a question mark.
    marked: bool,
    /// The token that its question begins with.
    from: u16,
    sentence: usize,
    act: Act,
    span: Span,
    /// Whether what stands before it is left out of account.
    alone: bool,
}

impl Asker<'_> {
    /// Each clause of the sentence that asks is a question, and so are the items of a list that are after different facts.
    /// A sentence in which no clause is after a fact, or that is clearer as a whole, is one question.
    fn find(&self, hits: &[&TopicHit]) -> Vec<Judged> {
        let clauses = self.clauses();
        let asks = |clause: &Range<u16>| topic::opening(self.tokens(clause)) == Opening::Asks;
        if hits.is_empty() && !self.marked && !self.act.is_question() && !clauses.iter().any(asks) {
            return Vec::new();
        }
        let asked = self.asked(&clauses, hits);
        let strict = asked.len() > 1;
        let mut found: Vec<Judged> = Vec::new();
        for asked in &asked {
            let judge = |way| self.judge(way, hits, strict);
            let core = asked.weighed.then(|| judge(asked.core.clone())).flatten();
            let best = core.filter(Judged::is_told).or_else(|| {
                // "Is it ok", "how long", "what does it do" say nothing without what they are asked under.
                const NOTHING: usize = 2;
                let lexicon = &self.engine.lexicon;
                let telling = |way: &Range<u16>| {
                    let own = self.tokens(way);
                    let few = own.iter().filter(|token| token.is_wordlike()).count() <= NOTHING;
                    *way == asked.whole || !few && !telling_words(lexicon, own).is_empty()
                };
                let ways = asked.ways().into_iter().filter(telling).filter_map(judge);
                ways.reduce(|best, other| if best.sure < other.sure { other } else { best })
            });
            let listed = self.listed(&asked.whole, hits, best.as_ref());
            let listed = match listed.is_empty() {
                true => self.sides(&asked.whole, hits, best.as_ref()),
                false => listed,
            };
            match listed.is_empty() {
                true => found.extend(best),
                false => found.extend(listed),
            }
        }
        let told = found.iter().filter(|judged| judged.is_told());
        let surest = told.map(|judged| judged.sure).fold(0.0, f64::max);
        if let ([first, .., last], true) = (clauses.as_slice(), found.len() < 2 || surest == 0.0) {
            let whole = self.judge(first.start..last.end, hits, false);
            if let Some(whole) = whole
                && (found.is_empty() || whole.is_told() && surest < whole.sure)
            {
                found = vec![whole];
            }
        }
        found
    }

    /// The clauses of the sentence.
    fn clauses(&self) -> Vec<Range<u16>> {
        let clauses = self.analysis.clauses.iter();
        let own = clauses.filter(|clause| usize::from(clause.sentence) == self.sentence);
        // What is said to be polite asks nothing, nor does a heading: "Next: devices?".
        own.map(|clause| clause.tokens.start.max(self.from)..clause.tokens.end)
            .filter(|clause| !clause.is_empty())
            .map(|clause| self.past_heading(clause))
            .collect()
    }

    /// A clause without the word or two that head it, where words follow their colon; without more of them where what
    /// follows asks: "for the notification part: is ten seconds ok?".
    fn past_heading(&self, clause: Range<u16>) -> Range<u16> {
        const HEADING: usize = 2;
        let tokens = self.tokens(&clause);
        let colon = tokens.iter().position(|token| token.exact == Word::of(":"));
        let Some((head, rest)) = colon.and_then(|at| tokens.split_at_checked(at)) else {
            return clause;
        };
        let asks = || {
            rest.get(1..)
                .is_some_and(|rest| topic::opening(rest) == Opening::Asks)
        };
        let heads = (head.len() <= HEADING || asks()) && rest.iter().any(Token::is_wordlike);
        match heads {
            true => clause.end - rest.len() as u16 + 1..clause.end,
            false => clause,
        }
    }

    fn tokens(&self, range: &Range<u16>) -> &[Token] {
        &self.analysis.tokens[usize::from(range.start)..usize::from(range.end)]
    }

    /// The questions of the sentence, each with what it is asked under. What leads to a question asks nothing, nor does a
    /// reason given for it.
    fn asked(&self, clauses: &[Range<u16>], hits: &[&TopicHit]) -> Vec<Asked> {
        let own = |tokens: &Range<u16>| self.tokens(tokens);
        let opening = |clause: &Range<u16>| match topic::opening(own(clause)) {
            // "I'm wondering how long we keep them"
            Opening::Plain | Opening::Condition | Opening::Other
                if own(clause)
                    .iter()
                    .any(|token| token.stance == Stance::Asked)
                    && !self.act.is_question() =>
            {
                Opening::Asks
            }
            opening => opening,
        };
        let openings: Vec<Opening> = clauses.iter().map(opening).collect();
        let first = openings
            .iter()
            .position(|opening| *opening == Opening::Asks);
        let mut whole: Vec<Asked> = Vec::new();
        let mut under: Option<u16> = None;
        for (at, (clause, opening)) in clauses.iter().zip(&openings).enumerate() {
            let asked = first.is_some_and(|first| first < at) && !whole.is_empty();
            let leads = first.is_some_and(|first| at < first);
            let joins = match opening {
                Opening::Condition | Opening::Other => asked,
                // "what if nobody completes it, | do I need to care about that"
                // "…, or is a few seconds ok?"
                Opening::Asks => {
                    asked && (self.only_points_back(own(clause)) || is_other(own(clause)))
                }
                Opening::Reason | Opening::Plain => asked && self.is_in_brackets(clause.start),
            };
            let happens = whole
                .last()
                .is_some_and(|last| self.asks_what_happens(&last.whole));
            // "Reads and writes, do we have a number?"
            let few = own(clause).iter().filter(|token| token.is_wordlike());
            let names = leads
                && few.count() <= NAMING
                && hits.iter().any(|hit| self.overlaps(clause, hit.span));
            if joins || happens {
                if let Some(before) = whole.last_mut() {
                    before.whole.end = clause.end;
                    before.weighed |= *opening == Opening::Asks && is_other(own(clause));
                }
            } else if names {
                whole.push(Asked::of(clause.clone()));
            } else if leads && *opening == Opening::Condition {
                under = under.or(Some(clause.start));
            } else if leads || asked && *opening == Opening::Reason {
                under = None;
            } else {
                let start = under.take().unwrap_or(clause.start);
                whole.push(Asked::of(start..clause.end));
            }
        }
        whole
    }

    /// The hits inside a stretch.
    fn within<'h>(&self, stretch: &Range<u16>, hits: &[&'h TopicHit]) -> Vec<&'h TopicHit> {
        let inside = |hit: &&TopicHit| self.overlaps(stretch, hit.span);
        hits.iter().copied().filter(inside).collect()
    }

    /// Whether a bracket is open at this token, or opens with it.
    fn is_in_brackets(&self, at: u16) -> bool {
        let own = &self.analysis.tokens[..=usize::from(at)];
        let count = |sign: &str| {
            own.iter()
                .filter(|token| token.exact == Word::of(sign))
                .count()
        };
        count("(") > count(")")
    }

    /// Whether a short clause ends in a word that stands for the question before it.
    fn only_points_back(&self, clause: &[Token]) -> bool {
        const SHORT: usize = 8;
        let mut words = clause.iter().filter(|token| token.is_wordlike());
        let many = words.clone().count() > SHORT;
        let last = words.next_back().map(|token| token.exact);
        !many && (last == Some(Word::of("that")) || last == Some(Word::of("it")))
    }

    /// Whether a clause asks what happens, and leaves it to the next one to say when.
    fn asks_what_happens(&self, clause: &Range<u16>) -> bool {
        let tokens = self.tokens(clause);
        let mut words = tokens.iter().rev().filter(|token| token.is_wordlike());
        let last = words.next().map(|token| token.exact);
        let before = words.next().map(|token| token.exact);
        let is = |word: Option<Word>, known: &str| word == Some(Word::of(known));
        (is(last, "happens") || is(last, "happen"))
            && (is(before, "what") || is(before, "should") || is(before, "will"))
    }

    /// The items of a clause that lists what is asked for, where they are after different facts: "how many and how large?".
    /// Nothing where it is one question, `whole`.
    fn listed(
        &self,
        clause: &Range<u16>,
        hits: &[&TopicHit],
        whole: Option<&Judged>,
    ) -> Vec<Judged> {
        let tokens = &self.analysis.tokens;
        let cuts = clause.clone().filter(|at| {
            let token = &tokens[usize::from(*at)];
            let sign = token.kind == TokenKind::Sign && token.span.end - token.span.start == 1;
            sign || token.exact == Word::of("and")
        });
        let mut items: Vec<Judged> = Vec::new();
        let mut start = clause.start;
        for end in cuts.chain([clause.end]) {
            // "…, or do I have to guess that?" is no item of its own, nor is "if the author edits it, …".
            let own = &tokens[usize::from(start)..usize::from(end)];
            let words = !telling_words(&self.engine.lexicon, own).is_empty()
                && (topic::opening(own) != Opening::Condition || own.iter().any(asks_with));
            let item = words.then(|| self.judge(start..end, hits, true)).flatten();
            start = end;
            items.extend(item.filter(|item| {
                item.is_told()
                    && !items
                        .iter()
                        .any(|known| known.question.gets == item.question.gets)
            }));
        }
        let one = whole.is_some_and(|whole| {
            whole.is_told()
                && !items
                    .iter()
                    .any(|item| item.question.gets == whole.question.gets)
        });
        if one || items.len() < 2 {
            items.clear();
        }
        items
    }

    /// The sides of a question that says "or" between different things: "can we lose stuff or be down?". Each is clear, and
    /// about a topic of its own. Nothing where it is one question, `whole`.
    fn sides(
        &self,
        clause: &Range<u16>,
        hits: &[&TopicHit],
        whole: Option<&Judged>,
    ) -> Vec<Judged> {
        const MOST: usize = 3;
        let tokens = &self.analysis.tokens;
        let or = Word::of("or");
        let cuts: Vec<u16> = clause
            .clone()
            .filter(|at| tokens[usize::from(*at)].exact == or)
            .collect();
        let alone = Asker {
            alone: true,
            ..self.clone()
        };
        let starts = std::iter::once(clause.start).chain(cuts.iter().copied());
        let ends = cuts.iter().copied().chain([clause.end]);
        let mut sides: Vec<Judged> = Vec::new();
        for (start, end) in starts.zip(ends).take(MOST) {
            let own = self.within(&(start..end), hits);
            let side = alone.judge(start..end, hits, true);
            sides.extend(side.filter(|side| {
                let known = sides
                    .iter()
                    .any(|known| known.question.gets == side.question.gets);
                side.is_told() && side.sure >= CLEAR && !own.is_empty() && !known
            }));
        }
        let kept = whole.is_none_or(|whole| {
            !whole.is_told()
                || sides
                    .iter()
                    .any(|side| side.question.gets == whole.question.gets)
        });
        if cuts.is_empty() || sides.len() < 2 || !kept {
            sides.clear();
        }
        sides
    }

    fn overlaps(&self, clause: &Range<u16>, span: Span) -> bool {
        self.tokens(clause)
            .iter()
            .any(|token| token.span.start < span.end && span.start < token.span.end)
    }

    /// What a stretch of the sentence gets; none where it does not ask for anything by itself.
    fn judge(&self, tokens: Range<u16>, hits: &[&TopicHit], strict: bool) -> Option<Judged> {
        let scenario = &self.engine.scenario;
        let hits = self.within(&tokens, hits);
        let stretch = self.tokens(&tokens);
        let lexicon = &self.engine.lexicon;
        let alone = scenario.asked(lexicon).liken(lexicon, stretch, 0.0);
        let around = self.around(&tokens);
        let brief = telling_words(lexicon, stretch).len() <= BRIEF;
        // Who asks in the words of a sample leans on nothing: "retention?"
        let leans =
            !self.alone && !around.is_empty() && alone.iter().all(|known| known.value < ALIKE);
        let mut likenesses = match leans {
            true => scenario
                .asked(lexicon)
                .liken_in(lexicon, stretch, around, 0.0),
            false => alone,
        };
        let checks = self.checks(&tokens);
        let checked: Vec<Target> = checks.iter().map(|check| check.target.clone()).collect();
        for check in checks {
            let known = likenesses
                .iter_mut()
                .find(|known| known.target == check.target);
            match known {
                Some(known) if known.support < check.support => *known = check,
                Some(_) => {}
                None => likenesses.push(check),
            }
        }
        let far = if checked.is_empty() {
            FAR
        } else {
            FAR_BESIDE_A_PLAN
        };
        let ranked = self.rank(&likenesses, &hits, far, brief);
        let topic = hits.first().copied().or_else(|| {
            let mut likely = self.analysis.reading.topics.iter();
            likely.find(|hit| self.overlaps(&tokens, hit.span))
        });
        let topic = topic.map(|hit| hit.topic.clone());
        let span = self.span_of(stretch);
        let known = |target: &Target| target.id(&scenario.facts, &scenario.opens);
        let id = |target: &Target| known(target).cloned().unwrap_or_else(|| Id::from(""));
        let told = |target: &Target| {
            let mut told = self.told.iter();
            known(target).is_some_and(|id| told.any(|(told, _)| told == id))
        };
        let sure = ranked.first().map_or(0.0, |best| best.sure);
        // A plan with a question behind it is put as a question, whatever else it may be.
        let plan = ranked
            .first()
            .is_some_and(|best| checked.contains(&best.target));
        let least = if plan {
            self.least.min(SURE_BESIDE_A_PLAN)
        } else {
            self.least
        };
        // What was told is told again only to who clearly asks for it.
        let again = ranked.first().is_some_and(|best| told(&best.target));
        let asks = self.act.is_question();
        if again && (!asks || self.weighs || self.designing && sure < PLAIN) {
            return None;
        }
        let gets = match ranked.as_slice() {
            [
                Ranked {
                    target: best @ Target::Fact(_),
                    near,
                    ..
                },
                Ranked {
                    target: second @ Target::Fact(_),
                    near: next,
                    ..
                },
                ..,
            ] if near - next < MARGIN && *next >= BOTH && (UNSURE..CLEAR).contains(&sure) => {
                // What was told already is not what is asked again beside something new.
                match (told(best), told(second)) {
                    (false, false) => Gets::Either(id(best), id(second)),
                    (true, false) => Gets::Fact(id(second)),
                    (_, true) => Gets::Fact(id(best)),
                }
            }
            [
                Ranked {
                    target: best @ Target::Fact(_),
                    ..
                },
                ..,
            ] if sure >= least => Gets::Fact(id(best)),
            [
                Ranked {
                    target: best @ Target::Open(_),
                    ..
                },
                ..,
            ] if sure >= least => Gets::Open(id(best)),
            // What nobody has an answer to, whatever is being designed.
            [
                Ranked {
                    target: Target::Beside(_),
                    ..
                },
                ..,
            ] if sure >= least && self.marked => Gets::NoFact,
            _ if self.act == Act::DesignQuestion => {
                if strict {
                    return None;
                }
                Gets::Decide
            }
            _ if topic.is_some() => Gets::NoFact,
            _ if strict => return None,
            _ if self.act != Act::ClarifyingQuestion && self.act != Act::Confirmation => {
                return None;
            }
            _ if self.is_about_the_design(stretch, &likenesses) => Gets::NoFact,
            _ => Gets::Outside,
        };
        // A topic that facts have, and none of them was near enough, says more than is known of the question.
        let topic = match gets {
            Gets::NoFact => topic.filter(|topic| {
                let facts = scenario.facts.iter().map(|fact| &fact.topics);
                let mut topics = facts.chain(scenario.opens.iter().map(|open| &open.topics));
                !VAGUE.contains(&&**topic) && !topics.any(|topics| topics.contains(topic))
            }),
            Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Decide | Gets::Outside => {
                topic
            }
        };
        Some(Judged {
            question: Question { span, topic, gets },
            sure,
        })
    }

    /// What a stretch that weighs a plan is like, with the plan that it stands beside: "I'd keep a year. Is that fine?".
    fn checks(&self, stretch: &Range<u16>) -> Vec<Likeness<Target>> {
        const BEFORE: u16 = 30;
        const WEIGHING: [&str; 32] = [
            "ok",
            "okay",
            "fine",
            "alright",
            "allright",
            "acceptable",
            "accepted",
            "allowed",
            "enough",
            "problem",
            "matter",
            "matters",
            "bad",
            "tolerable",
            "permitted",
            "possible",
            "mind",
            "good",
            "promised",
            "expect",
            "scope",
            "should",
            "need",
            "want",
            "care",
            "bother",
            "wrong",
            "trouble",
            "hurt",
            "right",
            "too",
            "issue",
        ];
        let words = self.analysis.tokens.iter();
        let mut words = words.filter(|token| token.span.begins_in(self.span));
        let weighs = words.any(|token| WEIGHING.iter().any(|word| token.exact == Word::of(word)));
        if !self.marked || !weighs {
            return Vec::new();
        }
        let from = stretch.start.saturating_sub(BEFORE);
        let own = self.tokens(&(from..stretch.end));
        let lexicon = &self.engine.lexicon;
        let samples = self.engine.scenario.checked(lexicon);
        samples.liken(lexicon, own, 0.0)
    }

    /// What was said before a stretch that leans on it: it has a word that stands for something, or says next to nothing.
    fn around(&self, stretch: &Range<u16>) -> &[Token] {
        const FEW: usize = 2;
        const BEFORE: u16 = 40;
        const STANDING: [&str; 15] = [
            "it", "they", "them", "that", "those", "this", "one", "ones", "he", "she", "his",
            "her", "their", "its", "these",
        ];
        let tokens = &self.analysis.tokens;
        let own = &tokens[usize::from(stretch.start)..usize::from(stretch.end)];
        let stands = |token: &Token| STANDING.iter().any(|word| token.exact == Word::of(word));
        let leans = own.iter().any(stands) || telling_words(&self.engine.lexicon, own).len() <= FEW;
        match leans {
            true => {
                let from = stretch.start.saturating_sub(BEFORE);
                &tokens[usize::from(from)..usize::from(stretch.start)]
            }
            false => &[],
        }
    }

    /// What a stretch may be after, most likely first: by its likeness to the samples and, where a fact has few of them, by
    /// the shared topics.
    fn rank(
        &self,
        likenesses: &[Likeness<Target>],
        hits: &[&TopicHit],
        far: f64,
        brief: bool,
    ) -> Vec<Ranked> {
        let scenario = &self.engine.scenario;
        let hint = if brief { HINT_BRIEF } else { HINT };
        let clear = hits
            .iter()
            .any(|hit| hit.score >= 900 && !VAGUE.contains(&&*hit.topic));
        let targets = (0..scenario.facts.len())
            .map(Target::Fact)
            .chain((0..scenario.opens.len()).map(Target::Open))
            .chain((0..self.engine.lexicon.beside().len()).map(Target::Beside));
        let mut ranked: Vec<Ranked> = targets
            // Who asks what every problem has an answer to isn't beside it.
            .filter(|target| !matches!(target, Target::Beside(_)) || !clear)
            .filter_map(|target| {
                let likeness = likenesses.iter().find(|known| known.target == target);
                let questions = match target {
                    Target::Fact(index) => scenario.facts[index].questions.len(),
                    Target::Open(index) => scenario.opens[index].questions.len(),
                    Target::Beside(_) => ENOUGH,
                };
                let few = 1.0 - questions.min(ENOUGH) as f64 / ENOUGH as f64;
                let topic = self.topic_bonus(&target, hits, likeness.is_some());
                let support = likeness.map_or(0.0, |known| known.support + COVERED * known.covered);
                let same = likeness.is_some_and(|known| known.value >= VERBATIM);
                let topics = few.max(hint) * topic;
                let near = support + topics + if same { SAME } else { 0.0 };
                (near > 0.0).then_some(Ranked {
                    target,
                    near,
                    // Everyday words alone mean nothing: "when does it have to go live?".
                    sure: match likeness {
                        Some(known) if known.words == 0 && known.value < ALIKE => 0.0,
                        _ => near + TOPIC * topic,
                    },
                })
            })
            .collect();
        ranked.sort_by(|a, b| {
            b.near
                .total_cmp(&a.near)
                .then_with(|| a.target.cmp(&b.target))
        });
        let next = ranked.get(1).map_or(0.0, |second| second.near);
        if let Some(best) = ranked.first_mut() {
            match best.near < far {
                true => best.sure = 0.0,
                false => best.sure += LEAD * (best.near - next),
            }
        }
        ranked
    }

    /// How much the shared topics of a stretch speak for a fact: 0 to 0.6.
    fn topic_bonus(&self, target: &Target, hits: &[&TopicHit], alike: bool) -> f64 {
        let scenario = &self.engine.scenario;
        let topics = |target: &Target| -> &[Id] {
            match target {
                Target::Fact(index) => {
                    let fact: &Fact = &scenario.facts[*index];
                    &fact.topics
                }
                Target::Open(index) => {
                    let open: &OpenQuestion = &scenario.opens[*index];
                    &open.topics
                }
                Target::Beside(_) => &[],
            }
        };
        let own = topics(target);
        let Some(hit) = hits.iter().find(|hit| own.contains(&hit.topic)) else {
            return 0.0;
        };
        let strength = f64::from(hit.score) / 1000.0;
        if VAGUE.contains(&&*hit.topic) {
            return if alike { 0.2 } else { 0.0 };
        }
        let others = (0..scenario.facts.len())
            .map(Target::Fact)
            .chain((0..scenario.opens.len()).map(Target::Open))
            .filter(|other| other != target && topics(other).contains(&hit.topic));
        // The first topic of a fact is what it is mainly about; one that nothing else has is better.
        let share = match (others.count() == 0, own.first() == Some(&hit.topic)) {
            (true, _) => 0.6,
            (false, true) => 0.4,
            (false, false) => 0.24,
        };
        share * (0.7 + 0.3 * strength)
    }

    /// Whether a question that fits nothing is at least about what is being designed.
    fn is_about_the_design(&self, stretch: &[Token], likenesses: &[Likeness<Target>]) -> bool {
        let mentions = self
            .analysis
            .reading
            .mentions
            .iter()
            .any(|mention| usize::from(mention.sentence) == self.sentence);
        let near = likenesses
            .first()
            // "Do you like …?" is like many questions, and like none in what it asks.
            .is_some_and(|nearest| nearest.value >= 0.2 && nearest.words > 0);
        let words = stretch
            .iter()
            .filter(|token| token.kind == TokenKind::Word)
            .count();
        words > 0 && (mentions || near)
    }

    fn span_of(&self, stretch: &[Token]) -> Span {
        let words: Vec<Span> = stretch
            .iter()
            .filter(|token| token.kind != TokenKind::Stop)
            .map(|token| token.span)
            .collect();
        match (words.first(), words.last()) {
            (Some(first), Some(last)) => first.join(*last),
            _ => self.span,
        }
    }
}
