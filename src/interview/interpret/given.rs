//! Reasons and prices that were given for what a part of the same expectation says.
//!
//! "Postgres, since a seat and its order have to change together": that a reason is given is told by the words that tie it to
//! the choice, whatever it is; that it is the one that the part is about, by its likeness to what is known to say it. Either
//! alone would be too little.

use super::Reader;
use crate::interview::interpretation::{Credit, Interpretation};
use crate::interview::ledger;
use crate::language::{Link, LinkKind};
use crate::scenario::{Gives, PartRef};

/// So likely what is given says the part.
const LIKE: f64 = 0.15;

impl Reader<'_> {
    /// Credits the parts that give a reason or a price, where another part of their expectation was credited in the sentence
    /// that it was given for.
    pub(super) fn given(&self, found: &mut Interpretation) {
        for link in &self.analysis.reading.links {
            let Some((part, value)) = self.given_by(link, found) else {
                continue;
            };
            let reading = &self.analysis.reading;
            let span = match reading.sentence_of(link.choice) == reading.sentence_of(link.given) {
                true => link.choice.join(link.given),
                false => link.cue.join(link.given),
            };
            let by = format!(
                "given with \"{}\", {:.0}% like what says it",
                self.words(link.cue),
                value * 100.0
            );
            let credit: Credit = self.credit(&part, span, &by, Vec::new());
            found.credits.push(credit);
        }
    }

    /// The part that a link gives a reason or a price for, and how like what says it that is.
    fn given_by(&self, link: &Link, found: &Interpretation) -> Option<(PartRef, f64)> {
        let reading = &self.analysis.reading;
        let chosen = reading.sentence_of(link.choice);
        let open = found.credits.iter().filter_map(|credit| {
            // What is credited for the reason itself is no choice.
            let apart = credit.span.end <= link.given.start || link.given.end <= credit.span.start;
            let about = reading.sentence_of(credit.span) == chosen || !apart;
            let part = self.scenario.part_ref(&credit.expectation, &credit.part)?;
            let chosen = about && self.scenario.part(&part).gives.is_none();
            chosen.then_some(usize::from(part.expectation))
        });
        let open: Vec<usize> = open.collect();
        if open.is_empty() {
            return None;
        }
        let likened = self
            .scenario
            .liken(&self.engine.lexicon, self.tokens(link.given));
        likened.chances.iter().find_map(|near| {
            let index = usize::from(near.target.expectation);
            let wanted = self.scenario.part(&near.target);
            let fits = match wanted.gives? {
                Gives::Reason => link.kind == LinkKind::Reason,
                Gives::Cost => link.kind == LinkKind::Cost,
            };
            let expectation = &self.scenario.expectations[index];
            let known = found
                .credits
                .iter()
                .any(|credit| credit.expectation == expectation.id && credit.part == wanted.id);
            let enough = near.value >= LIKE;
            let free =
                open.contains(&index) && !known && !ledger::is_reached(self.state, &near.target);
            (fits && enough && free).then(|| (near.target.clone(), near.value))
        })
    }
}
