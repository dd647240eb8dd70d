//! Tier 3: estimates and sums that are off, and the help with them.

use super::{Turn, agenda};
use crate::interview::Move;
use crate::interview::interpretation::Figure;
use crate::interview::reply::capital;
use crate::language::{Id, Period, Unit};
use crate::scenario::Estimate;

impl Turn<'_> {
    /// Whether the figure that would be asked for next was given already.
    pub(super) fn next_is_known(&self, estimate: &Id) -> bool {
        let estimates = &self.scenario.estimates;
        let next = estimates
            .iter()
            .position(|known| known.id == *estimate)
            .and_then(|index| estimates.get(index + 1));
        next.is_some_and(|next| {
            self.state
                .estimates
                .iter()
                .any(|known| known.estimate == next.id && known.right)
        })
    }

    /// Whether the message goes on to another figure of the same kind: "40 GB a day, 29 TB in two years".
    pub(super) fn goes_further(&self, figure: &Figure) -> bool {
        let Some(estimate) = self.scenario.estimate(&figure.estimate) else {
            return false;
        };
        let quantities = self.reading.map(|reading| &*reading.quantities);
        let mut after = quantities.unwrap_or_default().iter();
        after.any(|other| {
            let rate = other.unit != Unit::Count || other.per.is_some();
            other.span.start >= figure.span.end && other.unit == estimate.unit && rate
        })
    }

    /// A sum whose result does not follow is asked for again, once, without the result; a second slip is put right.
    pub(super) fn tier_3_shown_sums(&mut self) -> bool {
        if let Some(counted) = &self.found.recounted {
            match (counted.right, counted.insists) {
                (true, _) => {}
                (false, true) => self.leave_working("the same result again"),
                (false, false) => self.give_working("the second try is off as well"),
            }
            return false;
        }
        let Some(miscounted) = &self.found.miscounted else {
            return false;
        };
        // What is right by the facts needn't have been shown in full.
        let right = self.found.estimates.iter().any(|figure| {
            figure.right
                && miscounted.span.start <= figure.span.start
                && figure.span.end <= miscounted.span.end
        });
        let working = self.quote_of(miscounted.working);
        let asked = Move::RecheckWorking {
            working: working.clone(),
        };
        if right || self.is_spent(&asked) {
            return false;
        }
        let words = self.reply.word("recheck", &[("working", &working)]);
        let because = format!(
            "\"{}\" does not come to that",
            self.quote_of(miscounted.span)
        );
        self.reply.add(asked, 3, because, words);
        true
    }

    /// Who comes to the same twice isn't overruled: the sum may have been misread.
    fn leave_working(&mut self, because: &str) {
        let Some(Move::RecheckWorking { working }) = self.focus_move() else {
            return;
        };
        let words = self.reply.word("leave-figure", &[]);
        self.reply
            .add(Move::GiveWorking { working }, 3, because, words);
    }

    pub(super) fn give_working(&mut self, because: &str) {
        let (Some(Move::RecheckWorking { working }), Some(sum)) =
            (self.focus_move(), &self.before.miscounted)
        else {
            return;
        };
        let per = sum.per.map_or("", |per| match per {
            Period::Second => " a second",
            Period::Minute => " a minute",
            Period::Hour => " an hour",
            Period::Day => " a day",
            Period::Week => " a week",
            Period::Month => " a month",
            Period::Year => " a year",
        });
        let expected = format!(
            "{}{per}",
            crate::interview::in_words(sum.computed, sum.unit)
        );
        let words = self.reply.word(
            "give-figure",
            &[
                ("working", &working),
                ("Working", &capital(&working)),
                ("expected", &expected),
            ],
        );
        self.reply
            .add(Move::GiveWorking { working }, 3, because, words);
    }

    /// The next help with a sum: first how to go about it, then what it comes to.
    pub(super) fn work_out_sum(&mut self, because: &str) {
        if self.state.wording.contains_key("count-zeros") {
            self.give_working(because);
            self.next_question(None);
        } else {
            let words = self.reply.word("count-zeros", &[]);
            self.reply.add(Move::Repeat, 6, because, words);
        }
    }

    pub(super) fn recheck(&mut self, id: &Id, because: String) {
        let Some(estimate) = self.scenario.estimate(id) else {
            return;
        };
        let working = estimate.working.clone();
        let words = match estimate.redo.is_empty() {
            true => self.reply.word("recheck", &[("working", &working)]),
            false => crate::interview::wording::fill(&estimate.redo, &|slot| {
                (slot == "working").then(|| working.clone())
            }),
        };
        let estimate = id.clone();
        self.reply
            .add(Move::Recheck { estimate }, 3, because, words);
    }

    /// Whether a figure is the product or the quotient of two or three others in the message, over whatever time: then the
    /// sum is right, and what went into it is not what the facts say.
    pub(super) fn follows(&self, figure: f64) -> bool {
        const ROUNDING: f64 = 1.12;
        // An hour, a day in hours and in seconds.
        const OVER: [f64; 5] = [1.0, 24.0, 3_600.0, 86_400.0, 100_000.0];
        let near =
            |value: f64| value > 0.0 && value / figure < ROUNDING && figure / value < ROUNDING;
        let values: Vec<f64> = self
            .reading
            .iter()
            .flat_map(|reading| &reading.quantities)
            .map(|quantity| quantity.value)
            .filter(|value| *value > 1.0 && !near(*value))
            .collect();
        values.iter().enumerate().any(|(at, one)| {
            values[at + 1..].iter().enumerate().any(|(next, two)| {
                let third = &values[at + 1 + next + 1..];
                let pairs = [one * two, one / two, two / one];
                let triples = third
                    .iter()
                    .flat_map(|three| pairs.map(|pair| [pair * three, pair / three]))
                    .flatten();
                pairs
                    .into_iter()
                    .chain(triples)
                    .any(|value| OVER.iter().any(|over| near(value / over)))
            })
        })
    }

    /// Whether all the facts behind an estimate were told.
    pub(super) fn was_told_inputs(&self, id: &Id) -> bool {
        let Some(estimate) = self.scenario.estimate(id) else {
            return false;
        };
        let told = |at: &u16| {
            let fact = &self.scenario.facts[usize::from(*at)].id;
            self.state.told.iter().any(|(known, _)| known == fact)
        };
        estimate.facts.iter().all(told)
    }

    /// The sum is right and its figures aren't: gives the facts' way, and asks what it comes to.
    pub(super) fn recheck_inputs(&mut self, id: &Id, because: String) {
        let Some(estimate) = self.scenario.estimate(id) else {
            return;
        };
        let working = estimate.working.clone();
        let words = self.reply.word("recheck-inputs", &[("working", &working)]);
        let estimate = id.clone();
        self.reply
            .add(Move::Recheck { estimate }, 3, because, words);
    }

    pub(super) fn give_figure(&mut self, id: &Id, because: &str) {
        let Some(estimate) = self.scenario.estimate(id) else {
            return;
        };
        let expected = expected_in_words(estimate);
        let words = self.reply.word(
            "give-figure",
            &[
                ("working", &estimate.working),
                ("Working", &capital(&estimate.working)),
                ("expected", &expected),
            ],
        );
        let estimate = id.clone();
        self.reply
            .add(Move::GiveFigure { estimate }, 3, because, words);
    }

    /// The next help with a figure: first its working, then the figure.
    pub(super) fn work_out(&mut self, id: &Id, because: &str) {
        // Behind a figure that was right the next one is what is open.
        let given = |id: &Id| {
            self.state
                .estimates
                .iter()
                .any(|known| known.estimate == *id && known.right)
        };
        let next = self
            .scenario
            .estimates
            .iter()
            .map(|estimate| &estimate.id)
            .skip_while(|known| *known != id)
            .find(|known| !given(known));
        let id = next.filter(|_| given(id)).unwrap_or(id);
        let shown = matches!(self.focus_move(), Some(Move::Recheck { .. }))
            || self.is_spent(&Move::Recheck {
                estimate: id.clone(),
            });
        if shown {
            self.give_figure(id, because);
            let item = agenda::next(self.scenario, self.state, self.found, self.step);
            self.next_question(item);
        } else {
            self.recheck(id, because.to_owned());
        }
    }
}

/// "4.6 thousand tweets a second"
pub(super) fn expected_in_words(estimate: &Estimate) -> String {
    format!(
        "{} {}",
        crate::interview::in_words(estimate.expected, estimate.unit),
        estimate.title
    )
}
