//! Figures that a variant makes wrong: a variant changes facts, and any other sentence that quotes one of
//! the old figures would contradict what the candidate is told.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::Linter;
use super::said::{Said, said};
use crate::language::stem::stem;
use crate::language::token::{TokenKind, Word};
use crate::language::{Analysis, Quantity, Span, Unit};
use crate::scenario::{Edition, Scenario, Variant};

/// Plain counts below this are no figures: "two systems", "three teams".
const SMALL: f64 = 12.0;

/// So near, in thousandths, two figures are the same.
const SAME: f64 = 5.0;

/// Words that say nothing about what a figure is of.
const COMMON_WORDS: &str = "a about after all an and any are as at be been before but by can do each every for from get \
    go has have how if in is it its less made make may more most must no not now of on one only or other out over per \
    said so some than that the their them then there they this times to told up was we well were what when which who \
    will with within would year you your day days daily hour hours month months week weeks minute second seconds time";

/// A figure that doesn't hold in a variant any more.
struct Stale {
    figure: Quantity,
    /// What it is about.
    context: BTreeSet<Word>,
    /// The fact that had it.
    of: String,
}

impl Linter<'_> {
    pub(super) fn figures(&self) {
        for variant in &self.scenario.variants {
            let edition = Edition {
                variant: Some(variant.id.clone()),
                ..Edition::default()
            };
            let source = self.scenario.edition_source(&edition);
            let name = format!("{}.toml", self.scenario.slug);
            // What is wrong with the edition itself is told where editions are read.
            if let Ok((changed, _)) = Scenario::parse(&name, &source, self.lexicon) {
                self.figures_of(variant, &changed);
            }
        }
    }

    fn figures_of(&self, variant: &Variant, changed: &Scenario) {
        let stale = self.stale(changed);
        let before: BTreeMap<String, &str> = said(self.scenario)
            .into_iter()
            .map(|said| (said.path, said.text))
            .collect();
        for Said { path, text } in said(changed) {
            // The variant's own words on another thing may well have the same figure.
            let own = before.get(&path) != Some(&text);
            let about = |stale: &Stale| !own || path.starts_with(&format!("fact/{}/", stale.of));
            let analysis = self.analyse(text);
            let found = analysis.reading.quantities.iter().find_map(|figure| {
                let stale = stale.iter().filter(|stale| about(stale)).find(|stale| {
                    is_same(&stale.figure, figure)
                        && !is_share(text, figure)
                        // Another fact has figures of its own, unless it counts the same things.
                        && (own || !path.starts_with("fact/") || counts_same(&stale.figure, figure))
                        && !stale.context.is_disjoint(&context(&analysis, figure))
                })?;
                Some((figure.span, stale))
            });
            if let Some((span, stale)) = found {
                let place = match own {
                    true => format!("variant/{}/{path}", variant.id),
                    false => path,
                };
                let message = format!(
                    "this says \"{}\", which the variant `{}` changes: see `{}`",
                    span.of(text),
                    variant.id,
                    stale.of
                );
                self.document.warn_with(
                    self.at(&place),
                    message,
                    "say it without the figure, or change it in the variant as well",
                );
            }
        }
    }

    /// The figures that held and hold no longer.
    fn stale(&self, changed: &Scenario) -> Vec<Stale> {
        let mut stale = Vec::new();
        for (before, after) in self.scenario.facts.iter().zip(&changed.facts) {
            let still: Vec<Quantity> = [&after.answer, &after.short]
                .into_iter()
                .flat_map(|text| self.analyse(text).reading.quantities.clone())
                .collect();
            for text in [&before.answer, &before.short] {
                let read = self.analyse(text);
                for figure in &read.reading.quantities {
                    let counts = figure.unit != Unit::Count || figure.value >= SMALL;
                    if counts && !still.iter().any(|other| is_same(other, figure)) {
                        stale.push(Stale {
                            figure: figure.clone(),
                            context: context(&read, figure),
                            of: before.id.to_string(),
                        });
                    }
                }
            }
        }
        stale
    }
}

/// What a figure is about: the telling words of its sentence, and the noun that it counts.
fn context(analysis: &Analysis, figure: &Quantity) -> BTreeSet<Word> {
    static COMMON: LazyLock<BTreeSet<Word>> =
        LazyLock::new(|| COMMON_WORDS.split_whitespace().map(stem).collect());
    let inside = |span: Span| {
        let quantities = &analysis.reading.quantities;
        quantities
            .iter()
            .any(|known| known.span.start <= span.start && span.end <= known.span.end)
    };
    let sentence = analysis.reading.sentences.get(usize::from(figure.sentence));
    let words = analysis.tokens.iter().filter(|token| {
        token.kind == TokenKind::Word
            && !inside(token.span)
            && sentence.is_none_or(|sentence| {
                sentence.span.start <= token.span.start && token.span.end <= sentence.span.end
            })
    });
    words
        .map(|token| token.stem)
        .chain(figure.of.as_deref().map(stem))
        .filter(|word| !COMMON.contains(word))
        .collect()
}

/// Whether the figure is the whole of a share: "99 of 100 times", "one link in a hundred".
fn is_share(text: &str, figure: &Quantity) -> bool {
    let before = text.get(..figure.span.start as usize).unwrap_or_default();
    let last = before.split_whitespace().next_back();
    figure.unit == Unit::Count && last.is_some_and(|word| word == "of" || word == "in")
}

fn counts_same(one: &Quantity, two: &Quantity) -> bool {
    let of = |figure: &Quantity| figure.of.as_deref().map(stem);
    of(one).is_some() && of(one) == of(two)
}

/// Whether two figures say the same. One without a period may mean any.
fn is_same(one: &Quantity, two: &Quantity) -> bool {
    let period = one.per.is_none() || two.per.is_none() || one.per == two.per;
    let apart = (one.value - two.value).abs();
    one.unit == two.unit && period && apart * 1000.0 <= SAME * one.value.abs()
}
