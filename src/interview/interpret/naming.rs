//! Telling a design from a list of names.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::language::token::{self, TokenKind, Word};
use crate::language::{Analysis, Id, Mention, Span};

/// From so many names on, a sentence has to say something about most of them.
const LIST: usize = 4;
/// From so many names on, a whole message has to.
const CATALOGUE: usize = 12;

/// Words that say nothing about a name beside them.
const FILLER: &str = "a an the and or plus also then with we i you they it us our my your would will could should can may might must \
    use using used have has had need want add put get do does is are be there some many lots lot of in on for to like etc \
    ok okay so well as too really definitely probably maybe system design solution architecture stack everything all";

/// What a sentence says about the names in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bare {
    /// Something.
    Telling,
    /// Nothing: it is a name or two and no more.
    Name,
    /// Nothing: it is a list of names.
    List,
}

/// Per sentence: whether it only lists names. "load balancer, redis, kafka, cdn, sharding" does; a path with arrows or a
/// sentence that says what the parts are for does not.
pub(super) fn bare_sentences(text: &str, analysis: &Analysis) -> Vec<Bare> {
    static FILLERS: LazyLock<BTreeSet<Word>> = LazyLock::new(|| {
        token::tokens(FILLER)
            .iter()
            .map(|token| token.stem)
            .collect()
    });
    let mut mentioned: Vec<Vec<&Mention>> = vec![Vec::new(); analysis.reading.sentences.len()];
    for mention in &analysis.reading.mentions {
        if let Some(own) = mentioned.get_mut(usize::from(mention.sentence)) {
            own.push(mention);
        }
    }
    let catalogue =
        analysis.reading.links.is_empty() && distinct(&analysis.reading.mentions) >= CATALOGUE;
    let tokens = &analysis.tokens;
    let before = |end: u32| tokens.partition_point(|token| token.span.start < end);
    analysis
        .reading
        .sentences
        .iter()
        .zip(&mentioned)
        .map(|(sentence, mentions)| {
            let own = &tokens[before(sentence.span.start)..before(sentence.span.end)];
            let flows = own.iter().any(|token| token::is_arrow(token.span.of(text)));
            let telling = own
                .iter()
                .filter(|token| {
                    token.kind == TokenKind::Word
                        && !FILLERS.contains(&token.stem)
                        && !mentions.iter().any(|mention| {
                            mention.span.start <= token.span.start
                                && token.span.end <= mention.span.end
                        })
                })
                .count();
            let names = distinct(mentions.iter().copied());
            let many = (names >= LIST && telling < names) || (catalogue && telling < 2 * names);
            // "…, as I described" lists nothing further.
            let last = mentions.iter().map(|mention| mention.span.end).max();
            let listed = Span {
                end: last.unwrap_or(sentence.span.end),
                ..sentence.span
            };
            let commas = listed.of(text).matches(',').count();
            if flows || names == 0 {
                Bare::Telling
            } else if many && commas + 1 >= LIST {
                Bare::List
            } else if many || telling == 0 {
                Bare::Name
            } else {
                Bare::Telling
            }
        })
        .collect()
}

fn distinct<'m>(mentions: impl IntoIterator<Item = &'m Mention>) -> usize {
    mentions
        .into_iter()
        .map(|mention| &mention.concept)
        .collect::<BTreeSet<_>>()
        .len()
}

/// The stretch in which these concepts are named, affirmed, in this order; one mention may stand for one of them only.
/// A list of names is no path.
pub(super) fn path(analysis: &Analysis, bare: &[Bare], steps: &[Id]) -> Option<Span> {
    let mut mentions = analysis.reading.mentions.iter().filter(|mention| {
        mention.stance.is_affirmed() && bare.get(usize::from(mention.sentence)) != Some(&Bare::List)
    });
    let mut span: Option<Span> = None;
    for step in steps {
        let found = mentions
            .find(|mention| mention.concept == *step || mention.ancestors.contains(step))?;
        span = Some(span.map_or(found.span, |span| span.join(found.span)));
    }
    span
}
