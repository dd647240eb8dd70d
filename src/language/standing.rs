//! What a mention stands for in the light of the whole message.
//!
//! A stance is found clause by clause; some things show only from further away: a choice that is taken back a sentence
//! later ("we had a cron job. We threw it away"), two rivals of which one is picked, a remark about what was turned
//! down, notes from a lecture. Each rule here looks at sentences side by side and only ever weakens what the clause
//! alone suggested. It works on mentions and leaves the words alone: what somebody says about a price or a danger keeps
//! counting, only the thing named is no part of their design.

use std::ops::Range;

use super::cue::{CUES, Hit, Outline, Passage};
use super::lexicon::{Lexicon, Role};
use super::stem::stem;
use super::token::Word;
use super::{Analysis, Mention, Span, Stance};

/// Weakens the stance of those mentions that the rest of the message takes back; never strengthens one.
pub fn settle(lexicon: &Lexicon, analysis: &mut Analysis, outlines: &[Outline]) {
    if analysis.reading.mentions.is_empty() {
        return;
    }
    let passages: Vec<Passage> = outlines
        .iter()
        .map(|outline| outline.over(&analysis.tokens))
        .collect();
    let changes = Settling {
        lexicon,
        analysis,
        passages: &passages,
        changes: Vec::new(),
    }
    .changes();
    for change in changes {
        if let Some(mention) = analysis.reading.mentions.get_mut(change.mention) {
            mention.stance = change.stance;
            mention.cause = Some(change.cause);
        }
    }
}

/// A stance that a mention gets, and the words that gave it.
struct Change {
    mention: usize,
    stance: Stance,
    cause: Span,
}

struct Settling<'a> {
    lexicon: &'a Lexicon,
    analysis: &'a Analysis,
    passages: &'a [Passage<'a>],
    changes: Vec<Change>,
}

/// What the words of a failure are.
const FAILURES: [&str; 3] = ["fail", "crash", "die"];

impl Settling<'_> {
    fn changes(mut self) -> Vec<Change> {
        self.remarks_on_the_rejected();
        for sentence in 0..self.passages.len() {
            self.taken_back(sentence);
            self.alternatives(sentence);
            self.better_rival(sentence);
            self.tentative(sentence);
            self.what_may_happen(sentence);
            self.properties_in_passing(sentence);
            self.figures_beside_a_choice(sentence);
            self.definition(sentence);
            self.general_claim(sentence);
        }
        self.notes();
        self.changes
    }

    /// The affirmed mentions of a sentence, with their places and tokens.
    fn affirmed(&self, sentence: usize) -> Vec<(usize, &Mention, Range<usize>)> {
        self.mentions(sentence, Stance::is_affirmed)
    }

    /// Those that are affirmed or told.
    fn stated(&self, sentence: usize) -> Vec<(usize, &Mention, Range<usize>)> {
        self.mentions(sentence, |stance| {
            stance.is_affirmed() || stance == Stance::Reported
        })
    }

    fn mentions(
        &self,
        sentence: usize,
        meant: impl Fn(Stance) -> bool,
    ) -> Vec<(usize, &Mention, Range<usize>)> {
        self.analysis
            .reading
            .mentions
            .iter()
            .zip(&self.analysis.mention_tokens)
            .enumerate()
            .filter(|(_, (mention, _))| {
                usize::from(mention.sentence) == sentence && meant(mention.stance)
            })
            .map(|(at, (mention, tokens))| {
                let tokens = usize::from(tokens.start)..usize::from(tokens.end);
                (at, mention, tokens)
            })
            .collect()
    }

    /// The places of those affirmed mentions of a sentence that fit.
    fn affirmed_where(
        &self,
        sentence: usize,
        fits: impl Fn(&Mention, &Range<usize>) -> bool,
    ) -> Vec<usize> {
        self.affirmed(sentence)
            .into_iter()
            .filter(|(_, mention, tokens)| fits(mention, tokens))
            .map(|(at, _, _)| at)
            .collect()
    }

    fn change_all(&mut self, mentions: Vec<usize>, stance: Stance, cause: &Range<usize>) {
        for mention in mentions {
            self.change(mention, stance, cause);
        }
    }

    fn change(&mut self, mention: usize, stance: Stance, cause: &Range<usize>) {
        let first = self.analysis.tokens.get(cause.start);
        let last = cause
            .end
            .checked_sub(1)
            .and_then(|last| self.analysis.tokens.get(last));
        if let (Some(first), Some(last)) = (first, last) {
            self.changes.push(Change {
                mention,
                stance,
                cause: first.span.join(last.span),
            });
        }
    }

    /// Whether somebody who designs acts in the sentence.
    fn acts(&self, sentence: usize) -> bool {
        let passage = &self.passages[sentence];
        passage
            .range
            .clone()
            .any(|at| CUES.has("actor", &passage.tokens[at]))
    }

    /// "I'd drop Elasticsearch. Its main advantage is ingest speed": a remark, in a later sentence in which nobody
    /// acts, about what was turned down before.
    fn remarks_on_the_rejected(&mut self) {
        let mentions = &self.analysis.reading.mentions;
        for (at, mention) in mentions.iter().enumerate() {
            let before = mentions[..at].iter().rev().find(|before| {
                before.sentence < mention.sentence && before.concept == mention.concept
            });
            let Some(rejected) = before.filter(|before| before.stance == Stance::Rejected) else {
                continue;
            };
            let sentence = usize::from(mention.sentence);
            let Some(passage) = self.passages.get(sentence) else {
                continue;
            };
            let states = passage
                .range
                .clone()
                .any(|at| CUES.has("be", &passage.tokens[at]));
            if mention.stance.is_affirmed()
                && (CUES.is_in("remark", passage) || states && !self.acts(sentence))
            {
                self.changes.push(Change {
                    mention: at,
                    stance: Stance::Reported,
                    cause: rejected.cause.unwrap_or(rejected.span),
                });
            }
        }
    }

    /// "We had a cron job, and we've since thrown it away": what was named last before such words is turned down.
    fn taken_back(&mut self, sentence: usize) {
        let hits: Vec<Hit> = CUES.find("taken-back", &self.passages[sentence]).collect();
        for hit in hits {
            // "The filter was cute. I deleted it": what was told in the past is taken back as well.
            let last = |mentions: Vec<(usize, &Mention, Range<usize>)>| {
                let clause = mentions
                    .iter()
                    .filter(|(_, _, tokens)| tokens.start < hit.tokens.start)
                    .map(|(_, mention, _)| mention.clause)
                    .next_back()?;
                let places: Vec<usize> = mentions
                    .iter()
                    .filter(|(_, mention, tokens)| {
                        mention.clause == clause && tokens.start < hit.tokens.start
                    })
                    .map(|(at, _, _)| *at)
                    .collect();
                Some(places)
            };
            let named = last(self.stated(sentence)).or_else(|| {
                // "Kafka? No thanks."
                let before = sentence.checked_sub(1)?;
                last(self.mentions(before, |stance| stance != Stance::Rejected))
            });
            self.change_all(named.unwrap_or_default(), Stance::Rejected, &hit.tokens);
        }
    }

    /// "Alternatives considered: long polling, SSE": turned down, but for the one that is marked as chosen.
    fn alternatives(&mut self, sentence: usize) {
        let passage = &self.passages[sentence];
        let Some(hit) = CUES.first("alternatives", passage) else {
            return;
        };
        let chosen: Vec<Hit> = CUES.find("marked-chosen", passage).collect();
        let mentions = self.affirmed(sentence);
        let mut turned_down = Vec::new();
        for (place, (mention, _, tokens)) in mentions.iter().enumerate() {
            let next = mentions
                .get(place + 1)
                .map_or(passage.range.end, |(_, _, next)| next.start);
            let is_chosen = chosen
                .iter()
                .any(|chosen| (tokens.end..next).contains(&chosen.tokens.start));
            if tokens.start >= hit.tokens.end && !is_chosen {
                turned_down.push(*mention);
            }
        }
        self.change_all(turned_down, Stance::Rejected, &hit.tokens);
    }

    /// "Mongo duplicates everything. A relational database would be better": the rival with the fault loses, in this
    /// sentence or the one before.
    fn better_rival(&mut self, sentence: usize) {
        let Some(better) = CUES.first("better-one", &self.passages[sentence]) else {
            return;
        };
        let chosen = self
            .affirmed(sentence)
            .into_iter()
            .filter(|(_, _, tokens)| tokens.start <= better.tokens.start)
            .map(|(_, mention, _)| mention.clone())
            .next_back();
        let Some(chosen) = chosen else {
            return;
        };
        for near in sentence.saturating_sub(1)..=sentence {
            let faults: Vec<Hit> = CUES.find("fault", &self.passages[near]).collect();
            let worse = self.affirmed_where(near, |mention, tokens| {
                mention.span.start < chosen.span.start
                    && self.are_rivals(mention, &chosen)
                    && faults
                        .iter()
                        .any(|fault| (tokens.end..tokens.end + 3).contains(&fault.tokens.start))
            });
            self.change_all(worse, Stance::Rejected, &better.tokens);
        }
    }

    /// "Round-robin DNS looked tempting, but browsers hang on to dead addresses": what was only toyed with, before a
    /// turn. "We could cache it, but it may be stale" names a price and keeps the cache; there a rival or a word that
    /// turns it down must follow.
    fn tentative(&mut self, sentence: usize) {
        let passage = &self.passages[sentence];
        let Some(hit) = CUES.first("tentative", passage) else {
            return;
        };
        let turn_after = |from: usize| {
            CUES.find("turn-away", passage)
                .find(|turn| turn.tokens.start >= from)
        };
        let Some(turn) = turn_after(hit.tokens.start + 1) else {
            return;
        };
        let settled = CUES
            .find("conclusion", passage)
            .any(|end| end.tokens.start >= turn.tokens.start);
        let firm = CUES.first("tried", passage).is_some();
        if !settled && !firm {
            return;
        }
        let dropped: Vec<usize> = self
            .stated(sentence)
            .into_iter()
            .filter(|(_, _, tokens)| tokens.start < turn.tokens.start && near(tokens, &hit))
            .map(|(at, _, _)| at)
            .collect();
        self.change_all(dropped, Stance::Rejected, &turn.tokens);
    }

    /// Whether two concepts are different kinds of one thing.
    fn are_rivals(&self, one: &Mention, other: &Mention) -> bool {
        one.concept != other.concept
            && !self.lexicon.is_kind_of(&one.concept, &other.concept)
            && !self.lexicon.is_kind_of(&other.concept, &one.concept)
            && one.ancestors.iter().any(|id| other.ancestors.contains(id))
    }

    /// What stands in a sentence about what may happen to those who use the system, or when it fails. A property stays
    /// what it was: "users might see stale data" speaks of consistency.
    fn what_may_happen(&mut self, sentence: usize) {
        let Some(hit) = CUES.first("may-happen", &self.passages[sentence]) else {
            return;
        };
        // What a failure leads to is no requirement: "and now you have an inconsistent state".
        let own = &self.passages[sentence].tokens;
        let fails =
            (hit.tokens.clone()).any(|at| FAILURES.iter().any(|word| own[at].stem == stem(word)));
        let told = self.affirmed_where(sentence, |mention, tokens| {
            tokens.start >= hit.tokens.start
                && (fails || self.lexicon.role(&mention.concept) != Some(Role::Property))
        });
        self.change_all(told, Stance::Hypothetical, &hit.tokens);
    }

    /// "Caching improves the latency": a property that something else changes is no requirement that was set.
    fn properties_in_passing(&mut self, sentence: usize) {
        let hits: Vec<Hit> = CUES.find("in-passing", &self.passages[sentence]).collect();
        let passing: Vec<(usize, Range<usize>)> = self
            .affirmed(sentence)
            .into_iter()
            .filter(|(_, mention, _)| self.lexicon.role(&mention.concept) == Some(Role::Property))
            .filter_map(|(at, _, tokens)| {
                let hit = hits
                    .iter()
                    .find(|hit| hit.tokens.start < tokens.end && tokens.start < hit.tokens.end)?;
                Some((at, hit.tokens.clone()))
            })
            .collect();
        for (mention, cause) in passing {
            self.change(mention, Stance::Reported, &cause);
        }
    }

    /// "One machine with two terabytes of memory": the figure says how large the choice is, and estimates nothing.
    fn figures_beside_a_choice(&mut self, sentence: usize) {
        let passage = &self.passages[sentence];
        let mentions = self.affirmed(sentence);
        let concept = |mention: &Mention| self.lexicon.concept(&mention.concept);
        let chooses = mentions.iter().find(|(_, mention, _)| {
            concept(mention).is_some_and(|concept| match concept.role {
                Role::Component | Role::Store | Role::Technique => true,
                Role::Property | Role::Practice => false,
            })
        });
        let Some((_, _, choice)) = chooses else {
            return;
        };
        let works_out = passage.range.clone().any(|at| {
            ["=", "×", "*", "≈", "~"]
                .iter()
                .any(|sign| Word::of(sign) == passage.tokens[at].exact)
        });
        if works_out || CUES.is_in("estimating", passage) {
            return;
        }
        let cause = choice.clone();
        let beside: Vec<usize> = mentions
            .iter()
            .filter(|(_, mention, _)| concept(mention).is_some_and(|concept| concept.incidental))
            .map(|(at, _, _)| *at)
            .collect();
        self.change_all(beside, Stance::Reported, &cause);
    }

    /// "Consistent hashing = servers on a ring, …", "Pros of a queue: …": what a thing is or is good for, with nobody
    /// who takes it.
    fn definition(&mut self, sentence: usize) {
        if self.acts(sentence) {
            return;
        }
        let passage = &self.passages[sentence];
        let hit = CUES.first("headed-note", passage).or_else(|| {
            let name = passage.concept_at(passage.opening)?;
            let sign = passage.tokens.get(name.end)?;
            let rest = passage.ending.saturating_sub(name.end);
            let equals = sign.exact == Word::of("=");
            (equals && rest > 4).then(|| Hit {
                tokens: name.end..name.end + 1,
                scope: name.end,
            })
        });
        let Some(hit) = hit else {
            return;
        };
        let told = self.affirmed_where(sentence, |_, _| true);
        self.change_all(told, Stance::Reported, &hit.tokens);
    }

    /// What holds of a technique wherever it is used, and where somebody goes next: its names are no choice.
    fn general_claim(&mut self, sentence: usize) {
        let passage = &self.passages[sentence];
        // "You" is anybody here.
        const OWN: [&str; 7] = ["i", "we", "our", "us", "my", "let", "me"];
        let mut tokens = passage.range.clone().map(|at| &passage.tokens[at]);
        let acts = tokens.any(|token| OWN.iter().any(|word| token.exact == Word::of(word)));
        let claim = CUES.first("general-claim", passage).filter(|_| !acts);
        let Some(hit) = claim.or_else(|| CUES.first("goes-on-to", passage)) else {
            return;
        };
        let told = self.affirmed_where(sentence, |_, _| true);
        self.change_all(told, Stance::Reported, &hit.tokens);
    }

    /// Notes that somebody takes to learn: nothing in them is their design.
    fn notes(&mut self) {
        let hit = self
            .passages
            .iter()
            .find_map(|passage| CUES.first("note-taking", passage));
        let Some(hit) = hit else {
            return;
        };
        for sentence in 0..self.passages.len() {
            if !self.acts(sentence) {
                let told = self.affirmed_where(sentence, |_, _| true);
                self.change_all(told, Stance::Reported, &hit.tokens);
            }
        }
    }
}

/// Whether a cue touches a mention or stands within a few words of it.
fn near(tokens: &Range<usize>, hit: &Hit) -> bool {
    tokens.start < hit.tokens.end + 4 && hit.tokens.start < tokens.end + 8
}
