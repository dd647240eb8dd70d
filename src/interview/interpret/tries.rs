//! An answer that is only tried: "so like S3 or something?", "a trie? where you go letter by letter".

use super::asking::is_statement;
use crate::interview::{Engine, Move, State, questions};
use crate::language::cue::CUES;
use crate::language::lexicon::Role;
use crate::language::token::{Token, Word};
use crate::language::topic::{self, Off, Opening, Put};
use crate::language::{Act, Analysis, Span, Stance};
use crate::scenario::Step;

/// A longer sentence with a question mark asks, unless it names what one builds with.
const LONGEST: usize = 24;

/// Whether something about the design was asked and not answered yet.
pub(super) fn is_answering(state: &State) -> bool {
    state.focus.as_ref().is_some_and(|focus| {
        !focus.answered
            && !matches!(
                focus.asked,
                Move::Open
                    | Move::InviteQuestions
                    | Move::ClarifyFirst
                    | Move::Assume { .. }
                    | Move::Advance { .. }
            )
            && state.step != Step::Clarify
    })
}

/// How a sentence with a question mark puts what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    /// Like a statement: "then a worker makes them later?".
    Statement,
    /// By denying that it isn't so: "isn't there a way to upload straight to S3?", "can't the phone do that?".
    Denied,
    /// By naming it: "is it a queue?", "would that be a CDN?".
    Named,
    /// Like a question.
    Asking,
}

/// What is told with a question mark is proposed: while a question about the design is open, in a statement or with a
/// name; at other times where it builds.
pub(super) fn take_up(
    engine: &Engine,
    state: &State,
    text: &str,
    put: &[Put],
    analysis: &mut Analysis,
) {
    let answering = is_answering(state);
    let mut taken = false;
    for index in 0..analysis.reading.sentences.len() {
        let sentence = &analysis.reading.sentences[index];
        let span = sentence.span;
        let question = sentence.act.is_question();
        let asks = question && span.of(text).trim_end().ends_with('?');
        let view = put.get(index).is_some_and(|put| put.off == Off::View);
        if view || !question || !asks && !answering {
            continue;
        }
        let builds = builds(engine, analysis, index);
        let few = span.of(text).split_whitespace().count() <= LONGEST;
        let form = form(analysis, index);
        let tries = match form {
            Form::Statement if builds && state.step == Step::Clarify => chooses(analysis, span),
            Form::Statement => {
                answering && (few || builds) || builds && asks && chooses(analysis, span)
            }
            Form::Denied => {
                asks && builds && (state.step != Step::Clarify || is_a_way(analysis, span))
            }
            Form::Named => asks && builds && answering,
            Form::Asking => false,
        };
        if !tries || questions::weighs(span.of(text)) {
            continue;
        }
        taken = true;
        if asks {
            analysis.reading.sentences[index].act = Act::Proposal;
        }
        // "Can't a worker take it from a queue?" turns nothing down.
        let denied = form == Form::Denied && denials(analysis, span) == 1;
        let open = |stance: Stance| stance == Stance::Asked || denied && stance == Stance::Rejected;
        for token in &mut analysis.tokens {
            let inside = span.start <= token.span.start && token.span.start < span.end;
            if inside && open(token.stance) {
                token.stance = Stance::Proposed;
            }
        }
        for mention in &mut analysis.reading.mentions {
            if usize::from(mention.sentence) == index && open(mention.stance) {
                mention.stance = Stance::Proposed;
            }
        }
    }
    let reading = &mut analysis.reading;
    let asks = reading
        .sentences
        .iter()
        .any(|sentence| sentence.act.is_question());
    if taken && reading.act.is_question() && !asks {
        reading.act = Act::Proposal;
    }
}

/// Whether a sentence names what one builds with.
fn builds(engine: &Engine, analysis: &Analysis, sentence: usize) -> bool {
    let mut mentions = analysis.reading.mentions.iter();
    mentions.any(|mention| {
        let role = engine.lexicon.role(&mention.concept);
        usize::from(mention.sentence) == sentence
            && matches!(role, Some(Role::Component | Role::Store | Role::Technique))
    })
}

/// The words of a stretch, as typed.
fn words(analysis: &Analysis, span: Span) -> impl Iterator<Item = &Token> {
    let tokens = analysis.tokens.iter();
    tokens.filter(move |token| {
        token.is_wordlike() && span.start <= token.span.start && token.span.start < span.end
    })
}

/// Whether somebody chooses in a sentence: "we could keep it in Redis", "put them in a queue". What is only said to be so
/// may be asked about: "you have a CDN already?".
fn chooses(analysis: &Analysis, span: Span) -> bool {
    const CHOOSING: [&str; 13] = [
        "would", "could", "should", "might", "maybe", "perhaps", "put", "use", "keep", "store",
        "add", "cache", "say",
    ];
    words(analysis, span).any(|token| CHOOSING.iter().any(|word| token.exact == Word::of(word)))
}

/// "Isn't there a way to …", before anything is built.
fn is_a_way(analysis: &Analysis, span: Span) -> bool {
    const WAYS: [&str; 6] = ["way", "thing", "something", "pattern", "trick", "service"];
    words(analysis, span).any(|token| WAYS.iter().any(|word| token.exact == Word::of(word)))
}

/// How many words of a stretch deny something.
fn denials(analysis: &Analysis, span: Span) -> usize {
    const DENYING: [&str; 5] = ["not", "no", "never", "without", "instead"];
    words(analysis, span)
        .filter(|token| DENYING.iter().any(|word| token.exact == Word::of(word)))
        .count()
}

fn form(analysis: &Analysis, index: usize) -> Form {
    const ASKING: [&str; 7] = ["what", "how", "why", "who", "whom", "whose", "whether"];
    const VERBS: [&str; 16] = [
        "is", "are", "was", "were", "do", "does", "did", "can", "could", "should", "would", "will",
        "must", "has", "have", "might",
    ];
    const NAMING: [&str; 8] = ["is", "would", "could", "might", "was", "it", "that", "this"];
    const SHORT: usize = 12;
    let span = analysis.reading.sentences[index].span;
    if is_statement(analysis, span) {
        return Form::Statement;
    }
    let is = |token: &Token, list: &[&str]| list.iter().any(|word| token.exact == Word::of(word));
    let said: Vec<&Token> = words(analysis, span)
        .skip_while(|token| CUES.has("opener", token) || CUES.has("filler", token))
        .collect();
    let or = said.iter().any(|token| is(token, &["or"]));
    let short = said.len() <= SHORT && !or;
    match said.as_slice() {
        [verb, not, ..] if is(verb, &VERBS) && is(not, &["not"]) => Form::Denied,
        // "What about a queue?", "could the worker try it again?"
        [what, about, ..] if is(what, &["what", "how"]) && is(about, &["about"]) && short => {
            Form::Named
        }
        // A word that asks, wherever it stands: "the phone asks for what?".
        said if said.iter().any(|token| is(token, &ASKING)) => Form::Asking,
        [verb, the, ..]
            if is(verb, &["could", "might"]) && is(the, &["the", "a", "an", "another"]) && !or =>
        {
            Form::Named
        }
        [verb, it, ..] if is(verb, &NAMING) && is(it, &["it", "that", "this"]) => {
            if short {
                Form::Named
            } else {
                Form::Asking
            }
        }
        _ => {
            let mut clauses = analysis.clauses.iter();
            let asks = clauses.any(|clause| {
                let range = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
                let tokens = analysis.tokens.get(range).unwrap_or_default();
                usize::from(clause.sentence) == index && topic::opening(tokens) == Opening::Asks
            });
            if asks { Form::Asking } else { Form::Statement }
        }
    }
}
