//! What a sentence does by its form: rewords a question, answers it itself, weighs a plan, asks leave to speak.

use crate::interview::interpretation::Gets;
use crate::interview::words_in;
use crate::interview::{Engine, Move, State};
use crate::language::cue::CUES;
use crate::language::lexicon::Role;
use crate::language::token::{Token, TokenKind, Word};
use crate::language::topic::{self, Opening};
use crate::language::{Analysis, Clause, Span, Stance};

/// Whether a clause begins with "or".
pub(super) fn is_other(clause: &[Token]) -> bool {
    let first = clause.iter().find(|token| token.is_wordlike());
    first.is_some_and(|token| token.exact == Word::of("or"))
}

/// Whether something is told for a question.
pub(super) fn gets_answer(gets: &Gets) -> bool {
    match gets {
        Gets::Fact(_) | Gets::Either(..) | Gets::Open(_) | Gets::Estimate(_) => true,
        Gets::NoFact | Gets::Decide | Gets::Outside => false,
    }
}

/// Whether a sentence after a question opens like another side of it, or like its example: "or is a few seconds ok?",
/// "like how many at once", "per day, roughly?".
pub(super) fn rewords(analysis: &Analysis, span: Span) -> bool {
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

/// Whether a sentence that asks for a nod tells the idea of what is designed: "so people upload pictures and others look at
/// them?", "basically it's like Dropbox?". A figure, a measure, a "no" or an "only" asks for more than a nod.
pub(super) fn recaps(tokens: &[Token]) -> bool {
    const BEFORE: [&str; 21] = [
        "ok", "okay", "k", "ah", "oh", "alright", "right", "got", "it", "hm", "hmm", "um", "and",
        "well", "wait", "cool", "hey", "hi", "hello", "yo", "sorry",
    ];
    const LEADS: [&str; 5] = ["so", "basically", "essentially", "meaning", "in"];
    const FURTHER: [&str; 6] = ["basically", "essentially", "like", "just", "other", "words"];
    const MORE: [&str; 51] = [
        "no",
        "not",
        "never",
        "dont",
        "don't",
        "doesnt",
        "doesn't",
        "cant",
        "can't",
        "only",
        "just",
        "also",
        "too",
        "still",
        "always",
        "ever",
        "forever",
        "many",
        "much",
        "more",
        "most",
        "mostly",
        "often",
        "few",
        "less",
        "big",
        "large",
        "small",
        "fast",
        "quick",
        "quickly",
        "soon",
        "immediately",
        "instantly",
        "away",
        "per",
        "every",
        "all",
        "any",
        "once",
        "max",
        "maximum",
        "limit",
        "exactly",
        "same",
        "already",
        "even",
        "i",
        "how",
        "why",
        "which",
    ];
    const LEAST: usize = 3;
    const TASK: usize = 6;
    let is = |token: &Token, list: &[&str]| list.iter().any(|known| token.exact == Word::of(known));
    let words: Vec<&Token> = tokens.iter().filter(|token| token.is_wordlike()).collect();
    let lead = words.iter().position(|token| !is(token, &BEFORE));
    let Some((first, rest)) = lead.and_then(|at| words.get(at..)?.split_first()) else {
        return false;
    };
    let from = rest.iter().position(|token| !is(token, &FURTHER));
    let told = from.and_then(|from| rest.get(from..)).unwrap_or_default();
    // "so I need to design something like Google Forms?"
    let at = told
        .iter()
        .position(|token| is(token, &["design", "build", "make"]));
    let told = match (told.first(), at) {
        (Some(first), Some(at)) if at < TASK && is(first, &["i", "we", "you", "im", "i'm"]) => {
            told.get(at + 1..).unwrap_or_default()
        }
        _ => told,
    };
    let own: Vec<Token> = told.iter().map(|token| (*token).clone()).collect();
    let figure = tokens.iter().any(|token| token.kind == TokenKind::Number);
    is(first, &LEADS)
        && told.len() >= LEAST
        && !figure
        && topic::opening(&own) == Opening::Plain
        && !told.iter().any(|token| is(token, &MORE))
}

/// Whether a sentence answers the question before it: "I think yes", "I guess not", "no, because …".
pub fn answers_itself(sentence: &str) -> bool {
    const ANSWERS: [&str; 19] = [
        "i think",
        "i guess",
        "i'd ",
        "id ",
        "i would ",
        "i'll ",
        "ill ",
        "we'd ",
        "we would ",
        "we'll ",
        "i can ",
        "we can ",
        "we could ",
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

/// Whether a sentence without a question mark says behind a colon what stands before it: "What breaks first: the resize
/// workers", "why: rows are small", "can wait: the big sizes". What asks behind it is asked.
pub fn answers_in_place(sentence: &str) -> bool {
    // "And who owns what, I guess a backend team and an app team?"
    const GUESSES: [&str; 5] = [
        ", i guess ",
        ", i suppose ",
        ", i think ",
        ", i'd say ",
        ", probably ",
    ];
    let whole = sentence.to_lowercase();
    let asks_first = whole
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .find(|word| !word.is_empty() && !["and", "so", "ok", "um", "uh", "then"].contains(word))
        .is_some_and(|word| {
            ["what", "who", "why", "how", "where", "which", "when"].contains(&word)
        });
    if asks_first && GUESSES.iter().any(|guess| whole.contains(guess)) {
        return true;
    }
    const ASKING: [&str; 9] = [
        "what", "whats", "how", "why", "who", "which", "where", "when", "whether",
    ];
    let Some((head, told)) = sentence.split_once(':') else {
        return false;
    };
    let lower = told.to_lowercase();
    let asks = lower
        .split_whitespace()
        .next()
        .is_some_and(|word| ASKING.contains(&word.trim_matches(|c: char| !c.is_alphanumeric())));
    !asks
        && head.chars().any(char::is_alphabetic)
        && told.chars().any(char::is_alphanumeric)
        && !sentence.trim_end().ends_with('?')
}

/// The clause before that gave the figure which a question names and says nothing else of: "is 2 KB okay to assume?".
pub(super) fn figure_said_before(analysis: &Analysis, sentence: usize) -> Option<&Clause> {
    const VAGUE: [&str; 34] = [
        "is",
        "are",
        "was",
        "ok",
        "okay",
        "to",
        "assume",
        "assumed",
        "right",
        "realistic",
        "reasonable",
        "fine",
        "fair",
        "about",
        "good",
        "guess",
        "assumption",
        "that",
        "a",
        "an",
        "would",
        "be",
        "can",
        "i",
        "we",
        "use",
        "take",
        "sound",
        "sounds",
        "does",
        "correct",
        "roughly",
        "for",
        "per",
    ];
    let home = analysis.reading.sentences.get(sentence)?;
    let figures = &analysis.reading.quantities;
    let figure = figures
        .iter()
        .find(|known| usize::from(known.sentence) == sentence)?;
    let vague = |token: &Token| {
        !token.is_wordlike()
            || token.span.begins_in(figure.span)
            || VAGUE.iter().any(|word| token.exact == Word::of(word))
    };
    let mut own = analysis
        .tokens
        .iter()
        .filter(|token| token.span.begins_in(home.span));
    if !own.all(vague) {
        return None;
    }
    // "10 opens a day" says itself what it counts.
    if figure.of.is_some() || figure.per.is_some() {
        return None;
    }
    let before = figures.iter().rfind(|known| {
        usize::from(known.sentence) < sentence
            && known.unit == figure.unit
            && known.per == figure.per
            && (known.value / figure.value - 1.0).abs() < 0.01
    })?;
    let mut clauses = analysis.clauses.iter();
    clauses.find(|clause| before.span.begins_in(analysis.span_of(clause)))
}

/// Whether a sentence says that something was not asked: "I didn't really ask about growth".
pub(super) fn denies_asking(tokens: &[Token]) -> bool {
    const NOT: [&str; 6] = ["not", "n't", "nt", "never", "didnt", "wasnt"];
    const ASKED: [&str; 3] = ["ask", "asking", "asked"];
    const NEAR: usize = 3;
    let is = |token: &Token, list: &[&str]| list.iter().any(|word| token.exact == Word::of(word));
    let not = tokens.iter().position(|token| is(token, &NOT));
    let after = not.and_then(|not| tokens.get(not + 1..));
    after.is_some_and(|after| after.iter().take(NEAR).any(|token| is(token, &ASKED)))
}

/// Whether a message says that its question was another one: "my question was whether …", "that's not what I asked".
pub(super) fn complains(message: &str) -> bool {
    const COMPLAINS: [&str; 12] = [
        "my question was",
        "my question is",
        "question was about",
        "you repeated",
        "u repeated",
        "not what i asked",
        "not my question",
        "didn't ask",
        "didnt ask",
        "did not ask",
        "i asked whether",
        "i asked if",
    ];
    let lower = message.to_lowercase().replace('\u{2019}', "'");
    COMPLAINS.iter().any(|words| lower.contains(words))
}

/// Whether a sentence says what comes now, and no more: "Scope first.", "Numbers then."
pub(super) fn heads(sentence: &str) -> bool {
    const MOST: usize = 3;
    let lower = sentence.to_lowercase();
    let words = words_in(&lower);
    let last = words.last().copied().unwrap_or_default();
    // "More:", before a list.
    let list = sentence
        .trim_end_matches(['-', '*', ' ', '\n'])
        .ends_with(':');
    (2..=MOST).contains(&words.len())
        && ["first", "then", "now"].contains(&last)
        && !sentence.contains('?')
        || list && words.len() <= MOST
}

/// Whether a question doubts what would be done, and wants no fact: "but why would I send a hundred bytes?".
pub(super) fn doubts(sentence: &str) -> bool {
    const DOUBTS: [&str; 8] = [
        "why would i ",
        "why would we ",
        "why should i ",
        "why should we ",
        "why do i need",
        "why do we need",
        "why not just",
        "why bother",
    ];
    let words = sentence.to_lowercase();
    DOUBTS.iter().any(|known| words.contains(known))
}

/// Whether a question asks for leave to say something: "should I say what I'd cache", "could I now draw the tables".
pub(super) fn asks_to_speak(sentence: &str) -> bool {
    const LEAVE: [&str; 6] = ["should", "shall", "can", "could", "may", "might"];
    const SPEAK: [&str; 16] = [
        "say", "tell", "mention", "explain", "describe", "draw", "sketch", "talk", "speak", "go",
        "start", "continue", "write", "list", "walk", "show",
    ];
    let lower = sentence.to_lowercase();
    let words = words_in(&lower);
    words.windows(4).any(|four| {
        LEAVE.contains(&four[0])
            && four[1] == "i"
            && (SPEAK.contains(&four[2]) || SPEAK.contains(&four[3]))
    })
}

/// Whether a question weighs the candidate's own choice: "is 4 MB too big", "should I worry about that", "is it ok to …".
pub fn weighs(sentence: &str) -> bool {
    const WEIGHED: [&str; 25] = [
        "is that bad",
        "is it bad",
        "is this bad",
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
pub(super) fn is_design(engine: &Engine, analysis: &Analysis, sentence: usize) -> bool {
    const SEVERAL: usize = 2;
    parts_named(engine, analysis, sentence) >= SEVERAL
}

pub(super) fn names_a_part(engine: &Engine, analysis: &Analysis, sentence: usize) -> bool {
    parts_named(engine, analysis, sentence) > 0
}

/// Whether a clause after a sentence's first asks: "I'd mail a link, may that take a while?".
pub fn asks_later(analysis: &Analysis, sentence: usize) -> bool {
    let clauses = analysis.clauses.iter();
    let own = clauses.filter(|clause| usize::from(clause.sentence) == sentence);
    own.skip(1).any(|clause| {
        let range = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
        let tokens = analysis.tokens.get(range).unwrap_or_default();
        topic::opening(tokens) == Opening::Asks
    })
}

/// A word that asks.
pub(super) fn asks_with(token: &Token) -> bool {
    const ASKING: [&str; 6] = ["how", "what", "whats", "who", "when", "where"];
    ASKING.iter().any(|word| token.exact == Word::of(word))
}

/// Where a clause after a sentence's first asks with a word that asks.
pub(super) fn asked_later(analysis: &Analysis, sentence: usize) -> Option<u16> {
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
pub(super) fn parts_named(engine: &Engine, analysis: &Analysis, sentence: usize) -> usize {
    let mentions = analysis.reading.mentions.iter();
    let own = mentions.filter(|mention| usize::from(mention.sentence) == sentence);
    let parts = own.filter(|mention| {
        let role = engine.lexicon.role(&mention.concept);
        matches!(role, Some(Role::Component | Role::Store))
    });
    parts.count()
}

/// Whether part of a statement is a question inside it: "I'm wondering whether …".
pub(super) fn wonders(analysis: &Analysis, span: Span) -> bool {
    const ASKED: usize = 3;
    let tokens = analysis.tokens.iter();
    let own = tokens.filter(|token| span.start <= token.span.start && token.span.start < span.end);
    let asked = own.filter(|token| token.is_wordlike() && token.stance == Stance::Asked);
    asked.count() >= ASKED
}

/// Whether a sentence takes what was offered and goes on to say what: "yes please: pictures, retention and growth".
pub(super) fn accepts(own: &[Token]) -> bool {
    const AGREES: [&str; 9] = [
        "yes", "yeah", "yep", "yup", "sure", "please", "ok", "okay", "go",
    ];
    let is = |token: &Token| AGREES.iter().any(|word| token.exact == Word::of(word));
    let first = own.iter().find(|token| token.is_wordlike());
    first.is_some_and(is) && !own.iter().any(|token| token.kind == TokenKind::Number)
}

/// Whether a sentence names what numbers are wanted, and gives none: "first the numbers: links a month, the peak".
pub(super) fn lists_wants(own: &[Token]) -> bool {
    const LEAD: usize = 6;
    const WANTED: [&str; 14] = [
        "numbers",
        "number",
        "figures",
        "scale",
        "load",
        "traffic",
        "volume",
        "volumes",
        "basics",
        "questions",
        "need",
        "missing",
        "unknowns",
        "sizes",
    ];
    let Some(colon) = own.iter().position(|token| token.exact == Word::of(":")) else {
        return false;
    };
    let wanted = |token: &Token| WANTED.iter().any(|word| token.exact == Word::of(word));
    colon <= LEAD
        && own[..colon].iter().any(wanted)
        && !own.iter().any(|token| token.kind == TokenKind::Number)
}

/// Whether a sentence is a few words without a verb while nothing but questions is expected: "And peak over average."
pub(super) fn is_fragment(engine: &Engine, analysis: &Analysis, state: &State, span: Span) -> bool {
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
