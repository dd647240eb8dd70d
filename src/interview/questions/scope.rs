//! Several things asked for by name: "are likes/retweets in?", "do we need polls, or DMs?". Each of them has an answer, if only
//! that nothing is fixed.

use std::collections::BTreeSet;
use std::ops::Range;

use super::PLAIN;
use super::asker::{Asker, Judged, NAMED};
use crate::interview::interpretation::{Gets, Question};
use crate::language::token::{Token, TokenKind, Word, tokens};
use crate::language::{Span, TopicHit, analyse};
use crate::scenario::Fact;

/// A name of more words is no name.
const NAME: usize = 3;

/// What opens such a question. Where it asks by "is", what closes it has to say that it is about what belongs.
const OPENS: [&[&str]; 22] = [
    &["do", "we", "need"],
    &["do", "we", "have"],
    &["do", "we", "support"],
    &["do", "we", "want"],
    &["do", "we", "do"],
    &["do", "we", "include"],
    &["do", "we", "handle"],
    &["do", "i", "need"],
    &["do", "you", "want"],
    &["do", "you", "need"],
    &["should", "we", "support"],
    &["should", "we", "include"],
    &["should", "we", "have"],
    &["should", "i", "include"],
    &["should", "i", "support"],
    &["is", "there"],
    &["are", "there"],
    &["what", "about"],
    &["how", "about"],
    &["any"],
    &["is"],
    &["are"],
];
const CLOSES: [&[&str]; 10] = [
    &["part", "of", "this"],
    &["part", "of", "it"],
    &["in", "scope"],
    &["in", "the", "scope"],
    &["included"],
    &["supported"],
    &["required"],
    &["needed"],
    &["a", "thing"],
    &["in"],
];
/// Words before it, behind it and around a name.
const AROUND: [&str; 40] = [
    "and", "also", "so", "ok", "okay", "hey", "then", "but", "um", "uh", "hm", "hmm", "sorry",
    "wait", "oh", "well", "cool", "hi", "a", "an", "the", "any", "some", "like", "things", "stuff",
    "even", "too", "as", "either", "maybe", "here", "yet", "at", "all", "for", "now", "etc",
    "both", "or",
];
/// What no name is made of.
const NO_NAME: [&str; 58] = [
    "i", "we", "you", "they", "it", "he", "she", "them", "us", "that", "this", "those", "these",
    "one", "ones", "its", "their", "how", "what", "whats", "who", "when", "where", "which", "why",
    "many", "much", "often", "long", "big", "is", "are", "was", "be", "do", "does", "can", "could",
    "should", "will", "would", "need", "have", "has", "to", "per", "of", "with", "if", "not", "no",
    "than", "more", "only", "just", "from", "by", "on",
];

fn is(token: &Token, list: &[&str]) -> bool {
    list.iter().any(|word| token.exact == Word::of(word))
}

fn begins(tokens: &[Token], words: &[&str]) -> bool {
    let mut own = tokens.iter();
    words.iter().all(|word| {
        own.next()
            .is_some_and(|token| token.exact == Word::of(word))
    })
}

/// What a sentence asks for by name.
struct Names {
    /// Where each stands among the tokens of the sentence; one at least.
    places: Vec<Range<usize>>,
    /// Whether words around them ask for them: not so in "likes, retweets, polls?".
    framed: bool,
}

/// The names that a sentence asks for; none where it asks otherwise. A `bare` list of them may ask, too.
fn names(own: &[Token], bare: bool) -> Option<Names> {
    let past = |from: usize| {
        let around = own[from..]
            .iter()
            .take_while(|token| !token.is_wordlike() || is(token, &AROUND));
        from + around.count()
    };
    let from = past(0);
    let opens = OPENS.iter().find(|opens| begins(&own[from..], opens));
    let from = from + opens.map_or(0, |opens| opens.len());
    // "Is block/mute in scope, or private accounts?": what closes it stands behind the first name or the last.
    let closes = |at: usize| {
        let close = CLOSES.iter().find(|closes| begins(&own[at..], closes))?;
        let end = at + close.len();
        let next = own.get(end);
        const GOES_ON: [&str; 12] = [
            "or", "and", "too", "also", "as", "here", "for", "at", "yet", "now", "all", "either",
        ];
        let ends = next.is_none_or(|next| !next.is_wordlike() || is(next, &GOES_ON));
        ends.then_some(end)
    };
    let by_is = opens.is_some_and(|opens| opens.len() == 1 && opens[0] != "any");
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut closed = false;
    let mut start = from;
    let mut at = from;
    while at <= own.len() {
        let end = own
            .get(at)
            .is_none_or(|token| !token.is_wordlike() || is(token, &["or", "and", "plus", "nor"]));
        let close = (at > start).then(|| closes(at)).flatten();
        if !end && close.is_none() {
            at += 1;
            continue;
        }
        let opened = OPENS
            .iter()
            .filter(|opens| opens.len() > 1 && start > from)
            .find_map(|opens| {
                let lead = own[start..at].iter();
                let lead = lead.take_while(|token| is(token, &AROUND)).count();
                begins(&own[start + lead..at], opens).then(|| start + lead + opens.len())
            });
        start = opened.unwrap_or(start);
        let words = own[start..at].iter();
        let lead = words.take_while(|token| is(token, &AROUND)).count();
        let words = own[start + lead..at].iter().rev();
        let tail = words.take_while(|token| is(token, &AROUND)).count();
        let name = start + lead..at - tail.min(at - start - lead);
        let words = &own[name.clone()];
        if !words.is_empty() {
            let named = words.len() <= NAME
                && words
                    .iter()
                    .all(|token| token.kind == TokenKind::Word && !is(token, &NO_NAME));
            if !named {
                return None;
            }
            found.push(name);
        }
        closed |= close.is_some();
        at = close.unwrap_or(at + 1);
        start = at;
    }
    let framed = closed || opens.is_some() && !by_is;
    let asks = framed || bare && opens.is_none();
    (asks && !found.is_empty()).then_some(Names {
        places: found,
        framed,
    })
}

/// Puts beside what a sentence was found to ask what it asks by name and nothing was found for. Gives whether it did.
pub(super) fn complete(
    asker: &Asker,
    own: &[Token],
    hits: &[&TopicHit],
    bare: bool,
    found: &mut Vec<Judged>,
) -> bool {
    let Some(Names { places, framed }) = names(own, bare) else {
        return false;
    };
    // One name is found as well by what stands around it, unless there is nothing: "likes?".
    if places.len() == 1 && found.iter().any(Judged::is_told) {
        return false;
    }
    let scenario = &asker.engine.scenario;
    let lexicon = &asker.engine.lexicon;
    let stems = |tokens: &[Token]| -> BTreeSet<Word> {
        let words = tokens.iter().filter(|token| token.kind == TokenKind::Word);
        words.map(|token| lexicon.same_as(token.stem)).collect()
    };
    let says = |fact: &Fact| stems(&tokens(&fact.answer));
    let mut facts = scenario.facts.iter();
    let core = facts.find(|fact| fact.is_mainly("core-features"));
    // Of each name whether it is known, and by which of what was found.
    let mut meant = vec![false; found.len()];
    let mut listed: Vec<Judged> = Vec::new();
    let mut known = vec![false; places.len()];
    for (name, known) in places.iter().zip(&mut known) {
        let words = stems(&own[name.clone()]);
        let span = span_of(own, name);
        let shares = |fact: &Fact| !says(fact).is_disjoint(&words);
        // In a bare list nothing but the names says what is asked for.
        let here = |judged: &&Judged| {
            let other = judged.question.span;
            other.start < span.end && span.start < other.end && judged.is_told()
        };
        let own_one = found.iter().position(|judged| !framed && here(&judged));
        if let Some(at) = own_one {
            (*known, meant[at]) = (true, true);
            continue;
        }
        let by_name = asker.named(span, hits, NAMED).or_else(|| {
            let told = found.iter().find(|judged| match &judged.question.gets {
                Gets::Fact(id) => scenario.fact(id).is_some_and(shares),
                Gets::Either(first, second) => [first, second]
                    .iter()
                    .any(|id| scenario.fact(id).is_some_and(shares)),
                _ => false,
            });
            let gets = told.map(|judged| judged.question.gets.clone());
            let gets = gets.or_else(|| {
                let mut facts = scenario.facts.iter().map(|fact| &fact.id);
                let id = facts.find(|id| stems(&tokens(id)) == words);
                let core = core.filter(|core| shares(core)).map(|core| &core.id);
                id.or(core).map(|id| Gets::Fact(id.clone()))
            });
            let gets = gets.or_else(|| framed.then(|| put_alone(asker, span)).flatten())?;
            let question = Question {
                span,
                topic: None,
                gets,
            };
            Some(Judged {
                question,
                sure: 1.0,
                apart: false,
            })
        });
        let Some(judged) = by_name else {
            continue;
        };
        *known = true;
        let same = |other: &Judged| other.question.gets == judged.question.gets;
        match found.iter().position(same) {
            Some(at) => {
                // "…, dms or polls": of one of them only its own name is quoted.
                let quoted = &mut found[at].question.span;
                let wider = quoted.start < span.start || span.end < quoted.end;
                if places.len() > 1 && wider && !meant[at] {
                    *quoted = span;
                }
                meant[at] = true;
            }
            None if listed.iter().any(same) => {}
            None => listed.push(judged),
        }
    }
    // "Strong or eventual consistency": of one thing which kind.
    for at in (1..places.len()).rev() {
        let joined = places[at - 1].end + 1 == places[at].start;
        let kind = joined && places[at - 1].len() == 1 && places[at].len() > 1;
        known[at - 1] |= known[at] && kind;
    }
    let open = known.iter().any(|known| !known);
    if !known.contains(&true) || !open && listed.is_empty() {
        return false;
    }
    // What no name is about was found by the words around them: "/mute in scope".
    let mut meant = meant.into_iter();
    found.retain(|_| meant.next().unwrap_or(false));
    found.append(&mut listed);
    // "polls, or spaces" is one thing to be settled.
    let mut last: Option<usize> = None;
    for (at, name) in places.iter().enumerate().filter(|(at, _)| !known[*at]) {
        let span = span_of(own, name);
        match found.last_mut().filter(|_| at > 0 && last == Some(at - 1)) {
            Some(before) => before.question.span = before.question.span.join(span),
            None => {
                let (topic, gets) = (None, Gets::NoFact);
                let question = Question { span, topic, gets };
                found.push(Judged {
                    question,
                    sure: 1.0,
                    apart: false,
                });
            }
        }
        last = Some(at);
    }
    true
}

/// What a name gets that is asked for alone: "do we need analytics?".
fn put_alone(asker: &Asker, name: Span) -> Option<Gets> {
    let lexicon = &asker.engine.lexicon;
    let text = format!("do we need {}?", name.of(asker.text));
    let analysis = analyse(lexicon, &text);
    let hits: Vec<&TopicHit> = analysis.asked.iter().collect();
    let span = analysis.reading.sentences.first()?.span;
    let alone = Asker {
        analysis: &analysis,
        from: 0,
        sentence: 0,
        span,
        text: &text,
        alone: true,
        ..asker.clone()
    };
    let found = alone.find(&hits).into_iter().find(Judged::is_told)?;
    (found.sure >= PLAIN).then_some(found.question.gets)
}

fn span_of(own: &[Token], name: &Range<usize>) -> Span {
    own[name.start].span.join(own[name.end - 1].span)
}
