//! Talk about the interview itself: "is there a twist?", "should I go into sharding?", "as I said". It asks nothing
//! about the problem, however much its words look like it.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::cue::{Cues, Hit, Leave, Passage};
use super::token::{TokenKind, Word};
use super::{Act, Span};

/// What is said about the interview.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AsideKind {
    /// Wants the change that was announced: "is there a twist?".
    Change,
    /// Asks whether what was just said was the change.
    IsChange,
    /// Offers, or wants to go to, the explanation: "should I sum up?".
    Explain,
    /// Wants an objection: "any pushback?".
    Pushback,
    /// Asks whether to go somewhere: "should I go into sharding?".
    Lead,
    /// Says where they go: "let's talk about the feed".
    Turn,
    /// Leaves it to the interviewer: "what's next?", "did I miss something?".
    Rest,
    /// Asks how it is going.
    Standing,
    /// Seeks a nod: "makes sense?".
    Nod,
    /// Points out that it was said: "as I said", "you asked that already".
    Already,
    /// Doesn't see what the question is after.
    Restate,
    /// Makes sure what a word in the question stood for: "you mean the CDN?".
    Meant,
    /// Says that the interviewer took something for what it wasn't: "I wasn't asking", "I meant the write".
    Misread,
    /// Asks for the time on the way.
    Time,
    /// Asks leave to ask: "can I ask a few questions first?".
    Leave,
}

impl AsideKind {
    /// The act of a sentence that does this; none where the rest of its words decide.
    fn act(self, moves: bool) -> Option<Act> {
        match self {
            AsideKind::Change
            | AsideKind::Explain
            | AsideKind::Pushback
            | AsideKind::Lead
            | AsideKind::Turn => Some(Act::StepMove),
            AsideKind::Rest if moves => Some(Act::StepMove),
            AsideKind::IsChange | AsideKind::Rest | AsideKind::Standing => Some(Act::Time),
            AsideKind::Restate => Some(Act::Repeat),
            AsideKind::Leave => Some(Act::Social),
            AsideKind::Nod
            | AsideKind::Already
            | AsideKind::Meant
            | AsideKind::Misread
            | AsideKind::Time => None,
        }
    }
}

/// Something said about the interview.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Aside {
    /// What.
    pub kind: AsideKind,
    /// Its sentence.
    pub span: Span,
    /// What it is about, in the candidate's words: "sharding the db"; what follows "as I said".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub about: Option<Span>,
}

/// The act of a sentence with these asides, where one of them decides it; `moves`: it has the words of a step move.
pub(super) fn act_of(asides: &[Aside], moves: bool) -> Option<Act> {
    asides.iter().find_map(|aside| aside.kind.act(moves))
}

/// Everything that a sentence says about the interview.
pub(super) fn find(cues: &Cues, text: &str, passage: &Passage) -> Vec<Aside> {
    let Some(span) = span_of(passage, passage.range.start, passage.range.end) else {
        return Vec::new();
    };
    let mut asides = Vec::new();
    let mut add = |kind, about| {
        asides.push(Aside { kind, span, about });
    };
    let says = |kind: &str| cues.is_in(kind, passage);
    let marked = passage.is_marked(text);
    if passage.leave == Leave::Only {
        add(AsideKind::Leave, None);
        return asides;
    }
    if says("is-change") {
        add(AsideKind::IsChange, None);
    } else if says("ask-change") {
        add(AsideKind::Change, None);
    }
    if says("ask-pushback") {
        add(AsideKind::Pushback, None);
    }
    if says("ask-explain") {
        add(AsideKind::Explain, None);
    }
    let short = passage.words() <= 12;
    let step = !says("ask-change") && !says("ask-pushback") && !says("ask-explain");
    let course = course(cues, passage, marked).filter(|_| step);
    let led = course.is_some();
    if let Some(about) = course {
        add(AsideKind::Lead, Some(about));
    } else if step && short && !marked && says("turn-to-work") && !says("step-back") {
        add(AsideKind::Turn, None);
    } else if step && marked && says("offer-to-say") {
        add(AsideKind::Lead, None);
    } else if step && !says("lead-not") {
        if let Some(hit) = cues.first("ask-lead", passage) {
            add(AsideKind::Lead, topic(cues, passage, hit.tokens.end));
        } else if let Some(hit) = offered(cues, passage, marked) {
            add(AsideKind::Lead, topic(cues, passage, hit.tokens.end));
        } else if let Some(hit) = cues.first("next-up", passage)
            && short
            && let Some(about) = topic(cues, passage, hit.tokens.end)
        {
            add(AsideKind::Turn, Some(about));
        } else if let Some(hit) = cues.first("turn-to-topic", passage)
            && passage.words() <= 9
            && let Some(about) = topic(cues, passage, hit.tokens.end)
        {
            add(AsideKind::Turn, Some(about));
        } else if let Some(hit) = cues.first("step-move", passage)
            && !says("names-step")
            && let Some(about) = turn(cues, passage, &hit)
        {
            add(AsideKind::Turn, Some(about));
        }
    }
    if step && !led && short && says("ask-rest") {
        add(AsideKind::Rest, None);
    }
    let inverted = passage
        .tokens
        .get(passage.opening)
        .is_some_and(|token| cues.has("wh", token) || cues.has("auxiliary", token));
    if short && (marked || inverted) && says("ask-standing") {
        add(AsideKind::Standing, None);
    }
    let brief = passage.words() <= 8;
    if (marked || brief && inverted) && says("nod") || says("nod-if") {
        add(AsideKind::Nod, None);
    }
    if let Some(hit) = cues.find("already", passage).last() {
        add(AsideKind::Already, rest(passage, hit.tokens.end));
    }
    if says("misread") {
        add(AsideKind::Misread, None);
    }
    if short && says("restate") {
        add(AsideKind::Restate, None);
    }
    if (marked || passage.words() <= 6) && says("meant") && !says("restate") {
        add(AsideKind::Meant, None);
    }
    if !asides.is_empty() && says("time") {
        let kind = AsideKind::Time;
        asides.push(Aside {
            kind,
            span,
            about: None,
        });
    }
    asides
}

/// "Can I do numbers quick first", "would you rather I go to the read path or to failure?": what comes when. The words after
/// it say which part of the interview, or where it stands in the order; "should I take Redis or Memcached?" has neither.
fn course(cues: &Cues, passage: &Passage, marked: bool) -> Option<Span> {
    const EARLY: usize = 3;
    const NEAR: usize = 5;
    const NAMED: usize = 3;
    let hits = cues.find("ask-course", passage);
    let hit = hits.max_by_key(|hit| (hit.tokens.end, Reverse(hit.tokens.start)))?;
    if hit.tokens.start > passage.opening + EARLY {
        return None;
    }
    let at = hit.tokens.end;
    let about = topic(cues, passage, at)?;
    let or = Word::of("or");
    // "Would you rather I go to …" says by itself that it is about the way.
    const GOES: [&str; 9] = [
        "go", "move", "turn", "jump", "continue", "start", "begin", "talk", "look",
    ];
    let own = &passage.tokens[hit.tokens.clone()];
    let says = |list: &[&str]| {
        own.iter()
            .any(|token| list.iter().any(|word| token.exact == Word::of(word)))
    };
    if says(&["you"]) && says(&GOES) {
        return Some(about);
    }
    if hit.tokens.clone().any(|at| passage.tokens[at].exact == or) {
        return marked.then_some(about);
    }
    let after = (at..passage.ending.min(at + NEAR))
        .take_while(|at| passage.tokens[*at].kind != TokenKind::Sign)
        .last()
        .map_or(at, |last| last + 1);
    let mut hits = cues.find("course", passage);
    let stands = hits.any(|hit| at <= hit.tokens.start && hit.tokens.end <= after);
    let named = (at..passage.ending)
        .filter_map(|at| passage.tokens.get(at))
        .filter(|token| about.start <= token.span.start && token.span.start < about.end);
    let few = named.filter(|token| token.is_wordlike()).count() <= NAMED;
    (few && stands).then_some(about)
}

/// "Do you want the API first?", "high level first?": an offer that ends in where it would come.
fn offered(cues: &Cues, passage: &Passage, marked: bool) -> Option<Hit> {
    let asks = passage
        .tokens
        .get(passage.opening)
        .is_some_and(|token| cues.has("wh", token));
    if !marked || asks || passage.words() > 10 || !cues.is_in("in-order", passage) {
        return None;
    }
    // The longest says most of the offer itself: "shall we do" and not the mere beginning.
    let hits = cues.find("offer", passage);
    let offer = hits.into_iter().max_by_key(|hit| hit.tokens.end)?;
    let bare = offer.tokens.is_empty();
    let verb = passage
        .tokens
        .get(passage.opening)
        .is_some_and(|token| cues.has("auxiliary", token) || cues.has("pronoun", token));
    (!bare || !verb).then_some(offer)
}

/// What a step move without a step's name goes to; it takes a concept to be somewhere.
fn turn(cues: &Cues, passage: &Passage, hit: &Hit) -> Option<Span> {
    let about = topic(cues, passage, hit.tokens.end)?;
    passage
        .concepts
        .iter()
        .filter_map(|concept| passage.tokens.get(concept.start))
        .any(|token| about.start <= token.span.start && token.span.start < about.end)
        .then_some(about)
}

/// The words from `at` on that say where to go: up to "or", "first", a sign; none where they only point.
fn topic(cues: &Cues, passage: &Passage, at: usize) -> Option<Span> {
    const LONGEST: usize = 6;
    const ENDS: [&str; 22] = [
        "or", "first", "now", "next", "instead", "before", "then", "and", "because", "since", "if",
        "so", "but", "too", "already", "please", "is", "are", "do", "for", "which", "with",
    ];
    const POINTS: [&str; 26] = [
        "part",
        "time",
        "i",
        "me",
        "my",
        "we",
        "our",
        "us",
        "you",
        "your",
        "it",
        "that",
        "this",
        "there",
        "them",
        "something",
        "anything",
        "somewhere",
        "else",
        "what",
        "how",
        "why",
        "when",
        "where",
        "which",
        "whether",
    ];
    let is = |word: Word, list: &[&str]| list.iter().any(|known| word == Word::of(known));
    let mut at = at;
    // "wanna go to thumbnails": two words, of which the second leads on.
    const BEFORE: [&str; 9] = [
        "quick", "quickly", "some", "just", "na", "go", "to", "into", "on",
    ];
    while passage.tokens.get(at)?.kind == TokenKind::Sign || is(passage.tokens[at].exact, &BEFORE) {
        at += 1;
    }
    let mut end = at;
    while end < passage.ending {
        let token = passage.tokens.get(end)?;
        if token.kind == TokenKind::Sign || is(token.exact, &ENDS) || cues.has("filler", token) {
            break;
        }
        if is(token.exact, &POINTS) {
            if end == at {
                return None;
            }
            break;
        }
        end += 1;
    }
    // "Numbers quick, first"
    while end > at && is(passage.tokens[end - 1].exact, &BEFORE) {
        end -= 1;
    }
    // A slip that nobody can read is not repeated. Where no word is known, no knowledge has been loaded.
    let words = |range: std::ops::Range<usize>| {
        range
            .filter_map(|at| passage.tokens.get(at))
            .filter(|token| token.kind == TokenKind::Word)
    };
    let loaded = words(passage.range.clone()).any(|token| token.known);
    if loaded && words(at..end).any(|token| !token.known) {
        return None;
    }
    let telling = (at..end).any(|at| {
        let token = &passage.tokens[at];
        !is(
            token.exact,
            &["a", "an", "the", "some", "any", "more", "into", "on"],
        )
    });
    if end == at || end - at > LONGEST || !telling {
        return None;
    }
    span_of(passage, at, end)
}

/// What a sentence says after "as I said"; none where that is all.
fn rest(passage: &Passage, at: usize) -> Option<Span> {
    const SAYING: usize = 3;
    let start = (at..passage.ending).find(|at| passage.tokens[*at].is_wordlike())?;
    let words = (start..passage.ending).filter(|at| passage.tokens[*at].is_wordlike());
    (words.count() >= SAYING)
        .then(|| span_of(passage, start, passage.ending))
        .flatten()
}

fn span_of(passage: &Passage, start: usize, end: usize) -> Option<Span> {
    let words: Vec<Span> = passage
        .tokens
        .get(start..end)?
        .iter()
        .filter(|token| token.kind != TokenKind::Stop)
        .map(|token| token.span)
        .collect();
    Some(words.first()?.join(*words.last()?))
}

#[cfg(test)]
mod tests {
    use crate::language::lexicon::Lexicon;
    use crate::language::understand;

    #[test]
    fn talk_about_the_interview_is_told_apart() {
        let lexicon = Lexicon::default();
        let mut wrong = Vec::new();
        for line in include_str!("../../tests/language/asides.txt")
            .lines()
            .filter(|line| !line.trim().is_empty() && !line.starts_with('#'))
        {
            let (text, expect) = line.split_once("=>").expect("text => asides");
            let text = text.trim();
            let found: Vec<String> = understand(&lexicon, text)
                .asides
                .iter()
                .map(|aside| {
                    let kind = serde_json::to_value(aside.kind).expect("a name");
                    let kind = kind.as_str().unwrap_or("").to_owned();
                    match aside.about {
                        Some(about) => format!("{kind}({})", about.of(text)),
                        None => kind,
                    }
                })
                .collect();
            if found.join(", ") != expect.trim() {
                wrong.push(format!(
                    "{text}\n   expected {}\n   read     {}",
                    expect.trim(),
                    found.join(", ")
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
