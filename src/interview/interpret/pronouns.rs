//! "It", "that", "they": what was named last, or what was asked about.

use crate::interview::{Engine, State, ledger};
use crate::language::token::Word;
use crate::language::{Act, Analysis, Id, Mention, Stance};

const PRONOUNS: [&str; 7] = ["it", "that", "this", "they", "them", "those", "these"];

/// Whether these words are a pronoun.
pub(in crate::interview) fn is_pronoun(words: &str) -> bool {
    PRONOUNS
        .iter()
        .any(|pronoun| words.eq_ignore_ascii_case(pronoun))
}

/// Adds a mention for each clause that has a pronoun and names nothing itself: of what the message named before it,
/// else of what the interviewer has just asked about, else of what the candidate named last.
pub(super) fn resolve(engine: &Engine, state: &State, analysis: &mut Analysis) {
    let earlier = referent(engine, state);
    let mut resolved: Vec<(Mention, u16)> = Vec::new();
    for (index, clause) in analysis.clauses.iter().enumerate() {
        let mentions = &analysis.reading.mentions;
        let before = mentions.partition_point(|mention| usize::from(mention.clause) < index);
        let names_something = mentions
            .get(before)
            .is_some_and(|mention| usize::from(mention.clause) == index);
        let aside = analysis
            .reading
            .sentences
            .get(usize::from(clause.sentence))
            .is_some_and(|sentence| {
                matches!(sentence.act, Act::OffTopic | Act::Social | Act::DontKnow)
            });
        if names_something || aside {
            continue;
        }
        let pronoun = clause.tokens.clone().find(|token| {
            let token = &analysis.tokens[usize::from(*token)];
            PRONOUNS.iter().any(|word| token.exact == Word::of(word))
        });
        let Some(token) = pronoun else {
            continue;
        };
        let before = mentions[..before].last().map(|mention| {
            let Mention {
                concept, ancestors, ..
            } = mention.clone();
            (concept, ancestors, Some(mention.stance))
        });
        // "They type the number": people, where nothing was named.
        let people = ["they", "them"]
            .iter()
            .any(|word| analysis.tokens[usize::from(token)].exact == Word::of(word));
        let earlier = || {
            let (concept, ancestors) = earlier.clone()?;
            (!people).then_some((concept, ancestors, None))
        };
        let Some((concept, ancestors, stance)) = before.or_else(earlier) else {
            continue;
        };
        let place = &analysis.tokens[usize::from(token)];
        // "No Mongo, because it scales on its own": what is said of it doesn't bring it back.
        let stance = stance
            // "At work we're on Postgres, I'd take it here too": what others have may be taken up.
            .filter(|stance| !stance.is_affirmed() && *stance != Stance::Reported)
            .unwrap_or(place.stance);
        let mention = Mention {
            concept,
            ancestors,
            stance,
            span: place.span,
            cause: None,
            sentence: clause.sentence,
            clause: index as u16,
        };
        resolved.push((mention, token));
    }
    for (mention, token) in resolved {
        analysis.add_mention(mention, token..token + 1);
    }
}

fn referent(engine: &Engine, state: &State) -> Option<(Id, Vec<Id>)> {
    let asked = ledger::focus_expectation(&engine.scenario, state)
        .and_then(|index| engine.scenario.expectations[index].concepts.first());
    let concept = asked.or(state.last_named.first())?.clone();
    let ancestors = engine.lexicon.ancestors(&concept).to_vec();
    Some((concept, ancestors))
}
