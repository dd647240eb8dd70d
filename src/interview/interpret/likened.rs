//! What was said in words that no pattern knows, and is much like what is known to say a part.

use std::collections::BTreeMap;
use std::ops::Range;

use super::naming::Bare;
use super::{Reader, pronouns};
use crate::interview::interpretation::{Credit, Hit, Interpretation, much_like};
use crate::interview::ledger;
use crate::language::likeness::telling_words;
use crate::language::token::{Token, TokenKind, Word};
use crate::language::{Act, Clause, Id, Span, Stance};
use crate::scenario::ideas::Likened;
use crate::scenario::{Part, PartRef, Scenario};

/// A sentence of fewer words and signs has one thing to say.
const LONG: usize = 16;
/// A thought of fewer words says nothing by itself.
const THOUGHT: usize = 4;
/// Words that say a part so much worse than others of the same message are not quoted for it.
const WORSE: f64 = 0.5;

/// A sentence, or one thought of it, and the parts that it is like.
struct Window {
    /// The sentence; none where it is all that the message says.
    sentence: Option<usize>,
    /// The clause that it is; none where it is all of the sentence.
    clause: Option<usize>,
    span: Span,
    likened: Likened,
    /// The same with what is told of others and supposed, where that makes a difference: enough for who was asked.
    loosely: Option<Likened>,
}

impl Window {
    /// Whether it is a whole sentence.
    fn is_whole(&self) -> bool {
        self.clause.is_none() && self.sentence.is_some()
    }
}

/// A part, as it was found in one statement.
struct Found {
    part: PartRef,
    span: Span,
    value: f64,
    /// How likely it says what is wanted beside the part instead.
    rival: f64,
    text: String,
    /// Its sentence: a single thought of it is no quote.
    sentence: Span,
    /// So near, and so much nearer than to anything else, that nobody needs to have asked.
    alone: bool,
}

/// Stretches of the message, likened: credits stand close together, so that the same one is asked for again and again.
#[derive(Default)]
struct Stretches(Vec<(Range<usize>, Likened)>);

impl Stretches {
    fn get(&mut self, tokens: Range<usize>, liken: impl FnOnce() -> Likened) -> &Likened {
        let known = self.0.iter().position(|(known, _)| *known == tokens);
        let at = known.unwrap_or_else(|| {
            self.0.push((tokens, liken()));
            self.0.len() - 1
        });
        &self.0[at].1
    }
}

/// From so many texts on that say a part, what is nearer to others says them. Measured on 630 sentences of people who knew
/// no pattern: of 457 parts that patterns found there unasked, 182 were right; this leaves 236, of which 172 are.
const ENOUGH: usize = 3;
/// What a pattern found unasked counts where the chance that its sentence says the part is at least this, or that of the
/// clause, or of what stands between two commas. Chosen, as all that follow, on the 630 statements of tests/heard, by people
/// who knew neither patterns nor samples: of the 267 parts that were said there unasked 234 are credited, and 138 beside them,
/// of which half may be argued for.
const NEARLY: f64 = 0.05;
const SURELY: f64 = 0.08;
const IN_A_STRETCH: f64 = 0.1;
/// What a pattern found of a part that was asked for counts, unless it is as unlikely as this.
const LEAST_ASKED: f64 = 0.005;
/// Unless it says another part with this chance, and that many times likelier than the one that was asked for.
const CLEARLY: f64 = 0.3;
const FAR_LIKELIER: f64 = 10.0;
/// From this chance on the part that was asked for is credited without a pattern; and so, unasked, is what a sentence says,
/// and one thought of a longer one.
const ASKED: f64 = 0.06;
const ALONE: f64 = 0.16;
/// The same for a list of names, as the answer to what was asked.
const LISTED: f64 = 0.12;
const ALONE_THOUGHT: f64 = 0.35;
/// The same of a message that names what its expectation is about: "except for celebs. Those get merged in when …".
const NAMED_THOUGHT: f64 = 0.2;
/// What says a part unasked isn't likelier, by this factor, to say one of another expectation. Chosen on tests/heard: of 22
/// parts that this leaves out there, 17 were wrong.
const LIKELIER: f64 = 1.0;
/// In fewer words nobody says something that wasn't asked for.
const SAYING: usize = 3;
/// Nor with fewer words that tell what it is about.
const TELLING: usize = 2;
/// From this chance on it is quoted before a question that nobody's words led to.
const WORTH_QUOTING: f64 = 0.12;
/// The part that was asked for isn't credited by likeness where its words are less likely to say it than another part of the
/// same expectation, by this factor.
const OUTDONE: f64 = 1.0;
/// So many sentences may say one part together.
const TOGETHER: usize = 4;
/// What is rejected or told of others is left out, unless that leaves less than this share of the words.
const MEANT: f64 = 0.5;
/// So near a known text, it says what that says.
const VERBATIM: f64 = 0.7;

/// Whether words are about a part: they are likely to say it, beside what else they may say.
fn is_confirmed(scenario: &Scenario, likened: &Likened, part: &PartRef, least: f64) -> bool {
    // Parts of one expectation are said together: they are no rivals.
    let siblings = likened.chances.iter();
    let siblings: f64 = siblings
        .filter(|other| {
            other.target.expectation == part.expectation && other.target.part != part.part
        })
        .map(|other| other.value)
        .sum();
    let chance = likened.chance(part) / (1.0 - siblings.min(0.9));
    chance >= least || is_verbatim(scenario, likened, part)
}

/// Whether words are nearly those that are known to say a part.
fn is_verbatim(scenario: &Scenario, likened: &Likened, part: &PartRef) -> bool {
    let nearest = scenario.nearest(likened, part);
    nearest.is_some_and(|(value, _)| VERBATIM <= value)
}

impl Reader<'_> {
    /// Takes an answer in other words for the part that was asked for; takes back what a pattern found in a sentence about
    /// something else; and notes what came near to a part: the interviewer quotes it back, and doesn't ask as if nothing
    /// had been said.
    pub(super) fn likened(&self, found: &mut Interpretation) {
        let windows = self.windows();
        self.doubt(found, &windows);
        self.requote(found, &windows);
        let nearest = self.nearest(&windows);
        let credited = |found: &Interpretation, id: &PartRef| {
            let expectation = &self.scenario.expectations[usize::from(id.expectation)];
            let part = &expectation.parts[usize::from(id.part)];
            let mut credits = found.credits.iter();
            credits.any(|credit| credit.expectation == expectation.id && credit.part == part.id)
        };
        let asked = self.focus.parts.iter().any(|part| credited(found, part));
        let wrong = !found.misconceptions.is_empty() || !found.contradictions.is_empty();
        if !asked && !wrong {
            let answer = nearest
                .iter()
                .filter(|near| {
                    // A part without texts of its own is told by full samples, which say others too.
                    let known = is_known(self.scenario.part(&near.part));
                    let least = if known { ASKED } else { ALONE_THOUGHT };
                    near.value >= least
                        && !self.announces(near.sentence)
                        && self.has_its_figure(near)
                        && !self.takes_what_is_turned_down(near)
                        && near.value >= near.rival * OUTDONE
                        && self.focus.parts.contains(&near.part)
                })
                .max_by(|a, b| a.value.total_cmp(&b.value));
            if let Some(answer) = answer {
                let by = much_like(&answer.text);
                let credit: Credit = self.credit(&answer.part, answer.span, &by, Vec::new());
                found.credits.push(credit);
            }
        }
        if !wrong && let Some((part, span)) = self.comes_first(found) {
            let credit = self.credit(&part, span, "says what comes first", Vec::new());
            found.credits.push(credit);
        }
        // "Parts:", "Numbers." head what follows, and say nothing themselves.
        // Nor do everyday words alone: "I'll say 5 s then."
        let heads = |span: Span| {
            self.words(span).split_whitespace().count() < SAYING
                || telling_words(&self.engine.lexicon, self.tokens(span)).len() < TELLING
        };
        let alone = nearest.iter().filter(|near| near.alone && !wrong);
        let asks = |found: &Interpretation, span: Span| {
            let mut questions = found.questions.iter();
            questions.any(|question| question.span.begins_in(span))
        };
        for near in alone.filter(|near| !heads(near.sentence)) {
            let asks = asks(found, near.sentence) || !self.has_its_figure(near);
            if !credited(found, &near.part) && !asks && !self.takes_what_is_turned_down(near) {
                let by = much_like(&near.text);
                let credit = self.credit(&near.part, near.span, &by, Vec::new());
                found.credits.push(credit);
            }
        }
        for near in nearest {
            // To quote a question back would answer nothing.
            let asks = self.words(near.sentence).trim_end().ends_with('?');
            if near.value >= WORTH_QUOTING && !asks && !credited(found, &near.part) {
                let by = format!(
                    "{:.0}% {}",
                    near.value * 100.0,
                    much_like(&near.text).trim_start_matches("much ")
                );
                found
                    .near
                    .push(self.near_hit(&near.part, near.sentence, by));
            }
        }
    }

    /// Whether a sentence only says what comes: "Now the design."
    fn announces(&self, sentence: Span) -> bool {
        const SHORT: usize = 4;
        let words = self.words(sentence).to_lowercase();
        let first = words.split_whitespace().next().unwrap_or_default();
        words.split_whitespace().count() <= SHORT
            && ["now", "next", "then", "onto"].contains(&first)
    }

    /// Whether it has a figure, where one is what says the part.
    fn has_its_figure(&self, near: &Found) -> bool {
        let mut quantities = self.analysis.reading.quantities.iter();
        self.scenario.part(&near.part).estimate.is_none()
            || quantities.any(|quantity| quantity.span.begins_in(near.sentence))
    }

    /// Whether it has what the text turns down that it is like: "I'd use sticky sessions" is no "I avoid sticky sessions".
    fn takes_what_is_turned_down(&self, near: &Found) -> bool {
        let down = self.scenario.turned_down(&self.engine.lexicon, &near.text);
        let mentions = self.analysis.reading.mentions.iter();
        let mut taken = mentions.filter(|mention| {
            // "Celebs, there I don't push. Those get merged in": what "those" are is anybody's guess.
            matches!(mention.stance, Stance::Asserted | Stance::Proposed)
                && !pronouns::is_pronoun(self.words(mention.span))
                && mention.span.begins_in(near.sentence)
        });
        taken.any(|mention| down.contains(&mention.concept))
    }

    /// Who is asked what breaks first, or what is let go first, and names something with that word, has answered.
    fn comes_first(&self, found: &Interpretation) -> Option<(PartRef, Span)> {
        const FIRST: &str = "first";
        const TELLING: usize = 2;
        let open = |part: &&PartRef| {
            let expectation = &self.scenario.expectations[usize::from(part.expectation)];
            let wanted = self.scenario.part(part);
            let asks = wanted.label.ends_with(FIRST) && !wanted.label.starts_with("why");
            let mut credits = found.credits.iter();
            let reached = credits.any(|c| c.expectation == expectation.id && c.part == wanted.id);
            asks && !reached && !ledger::is_reached(self.state, part)
        };
        let part = self.focus.parts.iter().find(open)?;
        let sentences = self.analysis.reading.sentences.iter().enumerate();
        let mut sentences = sentences.filter(|(index, _)| !self.asks(*index));
        let (_, sentence) = sentences.find(|(_, sentence)| {
            let own = self.tokens(sentence.span);
            let meant = own.iter().filter(|token| token.stance.is_affirmed());
            let first = Word::of(FIRST);
            let says = meant.clone().any(|token| token.exact == first);
            let meant: Vec<Token> = meant
                .filter(|token| token.exact != first)
                .cloned()
                .collect();
            says && telling_words(&self.engine.lexicon, &meant).len() >= TELLING
        })?;
        Some((part.clone(), self.widen(sentence.span)))
    }

    fn near_hit(&self, part: &PartRef, span: Span, by: String) -> Hit {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        let part = &expectation.parts[usize::from(part.part)];
        Hit {
            id: Id::from(format!("{}/{}", expectation.id, part.id).as_str()),
            span,
            by,
        }
    }

    /// The sentences, each as a whole and, where it has several thoughts, each of those; and all of them together.
    fn windows(&self) -> Vec<Window> {
        let mut windows = Vec::new();
        let sentences = &self.analysis.reading.sentences;
        for (index, sentence) in sentences.iter().enumerate() {
            windows.push(self.window(Some(index), None, sentence.span, self.tokens(sentence.span)));
            let clauses = self.analysis.clauses.iter().enumerate();
            let own = clauses.filter(|(_, clause)| usize::from(clause.sentence) == index);
            let thoughts = own.map(|(at, clause)| (at, self.clause_tokens(clause)));
            let thoughts: Vec<(usize, &[Token])> = thoughts.collect();
            let many = self.tokens(sentence.span).len() >= LONG;
            if thoughts.len() < 2 || !many {
                continue;
            }
            for (at, tokens) in thoughts {
                let words: Vec<&Token> = tokens.iter().filter(|t| t.is_wordlike()).collect();
                if let ([first, .., last], true) = (words.as_slice(), words.len() >= THOUGHT) {
                    let span = first.span.join(last.span);
                    windows.push(self.window(Some(index), Some(at), span, tokens));
                }
            }
        }
        let stated: Vec<Span> = sentences
            .iter()
            .enumerate()
            .filter(|(index, _)| !self.asks(*index))
            .map(|(_, sentence)| sentence.span)
            .collect();
        if let [first, .., last] = stated.as_slice()
            && stated.len() <= TOGETHER
        {
            let tokens = stated.iter().flat_map(|span| self.tokens(*span));
            let tokens: Vec<Token> = tokens.cloned().collect();
            windows.push(self.window(None, None, first.join(*last), &tokens));
        }
        windows
    }

    fn window(
        &self,
        sentence: Option<usize>,
        clause: Option<usize>,
        span: Span,
        tokens: &[Token],
    ) -> Window {
        let meant = tokens.iter().filter(|token| token.stance.is_affirmed());
        let all = meant.clone().count() == tokens.len();
        let meant: Vec<Token> = meant.cloned().collect();
        let liken = |tokens: &[Token]| self.scenario.liken(&self.engine.lexicon, tokens);
        Window {
            sentence,
            clause,
            span,
            likened: liken(&meant),
            loosely: (!all && !self.focus.parts.is_empty()).then(|| liken(tokens)),
        }
    }

    /// Where the words that a pattern found say a part less well than others of the same message, those are quoted.
    fn requote(&self, found: &mut Interpretation, windows: &[Window]) {
        for credit in &mut found.credits {
            let Some(part) = self.scenario.part_ref(&credit.expectation, &credit.part) else {
                continue;
            };
            let wanted = self.scenario.part(&part);
            if !is_known(wanted) || !is_by_words(wanted, credit) {
                continue;
            }
            let support = |window: &Window| window.likened.chance(&part);
            let here = windows
                .iter()
                .filter(|window| {
                    window.span.start <= credit.span.start && credit.span.start < window.span.end
                })
                .map(support)
                .fold(0.0, f64::max);
            let best = windows
                .iter()
                .filter(|window| window.sentence.is_some_and(|sentence| !self.asks(sentence)))
                .map(|window| (support(window), window.span))
                .reduce(|best, next| if best.0 < next.0 { next } else { best });
            if let Some((value, span)) = best
                && value >= ALONE
                && value * WORSE > here
            {
                credit.span = self.widen(span);
            }
        }
    }

    fn asks(&self, sentence: usize) -> bool {
        let sentence = self.analysis.reading.sentences.get(sentence);
        sentence.is_none_or(|sentence| {
            let marked = self.words(sentence.span).trim_end().ends_with('?');
            marked && sentence.act != Act::Proposal || !states(sentence.act)
        })
    }

    fn liken_tokens(&self, range: Range<usize>) -> Likened {
        let tokens = &self.analysis.tokens[range];
        let meant = tokens.iter().filter(|token| token.stance.is_affirmed());
        let meant: Vec<Token> = meant.cloned().collect();
        if meant.len() as f64 >= MEANT * tokens.len() as f64 {
            return self.scenario.liken(&self.engine.lexicon, tokens);
        }
        self.scenario.liken(&self.engine.lexicon, &meant)
    }

    /// Takes back what a pattern found in a sentence about something else: nobody asked for it, and what is known to say other
    /// parts is nearer. The words that a pattern wants stand together in many sentences.
    fn doubt(&self, found: &mut Interpretation, windows: &[Window]) {
        let mut whole: Option<Likened> = None;
        let mut stretches = Stretches::default();
        found.credits.retain_mut(|credit| {
            let part = self.scenario.part_ref(&credit.expectation, &credit.part);
            let within = |window: &&Window| {
                window.is_whole()
                    && window.span.start <= credit.span.start
                    && credit.span.start < window.span.end
            };
            let (Some(part), Some(_)) = (part, windows.iter().find(within)) else {
                return true;
            };
            let wanted = self.scenario.part(&part);
            let by_words = is_by_words(wanted, credit);
            let asked = self.focus.parts.contains(&part);
            if !by_words || !is_known(wanted) {
                return true;
            }
            if asked {
                let mut chances = windows.iter().map(|window| {
                    let loosely = window.loosely.as_ref().unwrap_or(&window.likened);
                    loosely.chance(&part)
                });
                return chances.any(|chance| chance >= LEAST_ASKED)
                    && !self.belongs_elsewhere(credit.span, &part, windows);
            }
            self.is_confirmed_at(credit.span, &part, windows, &mut stretches)
                || self.says_elsewhere(credit, &part, windows, &mut stretches)
                || {
                    let whole = whole.get_or_insert_with(|| {
                        let tokens = &self.analysis.tokens;
                        self.scenario.liken(&self.engine.lexicon, tokens)
                    });
                    is_verbatim(self.scenario, whole, &part)
                }
        });
    }

    /// Whether the sentence at a place clearly says something else: another part, far likelier than the one that was asked
    /// for.
    fn belongs_elsewhere(&self, span: Span, part: &PartRef, windows: &[Window]) -> bool {
        let mut sentences = windows.iter();
        let sentence = sentences.find(|window| {
            window.is_whole() && window.span.start <= span.start && span.start < window.span.end
        });
        sentence.is_some_and(|window| {
            let own = window.likened.chance(part);
            let mut others = window.likened.chances.iter();
            others.any(|other| {
                let elsewhere = other.target.expectation != part.expectation;
                elsewhere && other.value >= CLEARLY && own * FAR_LIKELIER < other.value
            })
        })
    }

    /// Whether the sentence or the clause at a place is about a part.
    fn is_confirmed_at(
        &self,
        span: Span,
        part: &PartRef,
        windows: &[Window],
        stretches: &mut Stretches,
    ) -> bool {
        let mut sentences = windows.iter();
        let sentence = sentences.find(|window| {
            window.is_whole() && window.span.start <= span.start && span.start < window.span.end
        });
        let confirmed =
            |likened: &Likened, least: f64| is_confirmed(self.scenario, likened, part, least);
        sentence.is_some_and(|sentence| confirmed(&sentence.likened, NEARLY))
            || self
                .clause_at(span, windows, stretches)
                .is_some_and(|clause| confirmed(clause, SURELY))
            || confirmed(self.stretch_at(span, stretches), IN_A_STRETCH)
    }

    /// What stands between the commas around a place, likened.
    fn stretch_at<'s>(&self, span: Span, stretches: &'s mut Stretches) -> &'s Likened {
        let tokens = &self.analysis.tokens;
        let parts = |token: &Token| {
            token.kind == TokenKind::Sign
                && matches!(
                    self.words(token.span),
                    "," | ";" | ":" | "(" | ")" | "." | "!" | "?" | "-" | "->"
                )
        };
        let first = tokens.partition_point(|token| token.span.end <= span.start);
        let last = tokens.partition_point(|token| token.span.start < span.end);
        let before = tokens[..first]
            .iter()
            .rposition(parts)
            .map_or(0, |at| at + 1);
        let after = tokens[last..]
            .iter()
            .position(parts)
            .map_or(tokens.len(), |at| last + at);
        stretches.get(before..after, || self.liken_tokens(before..after))
    }

    /// Where the first words that a pattern found are about something else, later ones may not be: "Postgres would do,
    /// but … no: Postgres, I keep transactions". The credit then rests on those.
    fn says_elsewhere(
        &self,
        credit: &mut Credit,
        part: &PartRef,
        windows: &[Window],
        stretches: &mut Stretches,
    ) -> bool {
        for pattern in &self.scenario.part(part).patterns {
            for hit in pattern.find_each(self.analysis) {
                let told = !self.is_bare(pattern, &hit, false) && !self.only_points(&hit);
                if told && self.is_confirmed_at(hit.span, part, windows, stretches) {
                    let concepts = self.concepts_in(pattern, hit.span);
                    *credit = self.credit(part, self.widen(hit.span), &pattern.text, concepts);
                    return true;
                }
            }
        }
        false
    }

    /// What the clause at a place means, likened.
    fn clause_at<'s>(
        &self,
        span: Span,
        windows: &'s [Window],
        stretches: &'s mut Stretches,
    ) -> Option<&'s Likened> {
        let mut clauses = self.analysis.clauses.iter();
        let at = clauses.position(|clause| {
            let tokens = self.clause_tokens(clause);
            let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
                return false;
            };
            first.span.start <= span.start && span.start < last.span.end
        })?;
        if let Some(known) = windows.iter().find(|window| window.clause == Some(at)) {
            return Some(&known.likened);
        }
        let tokens = &self.analysis.clauses[at].tokens;
        let range = usize::from(tokens.start)..usize::from(tokens.end);
        Some(stretches.get(range.clone(), || self.liken_tokens(range)))
    }

    fn clause_tokens(&self, clause: &Clause) -> &[Token] {
        let range = usize::from(clause.tokens.start)..usize::from(clause.tokens.end);
        self.analysis.tokens.get(range).unwrap_or_default()
    }

    /// Per open part that is not reached, the statement of the message that likeliest says it.
    fn nearest(&self, windows: &[Window]) -> Vec<Found> {
        let mut best: BTreeMap<PartRef, Found> = BTreeMap::new();
        for window in windows {
            let likened = &window.likened;
            if window.sentence.is_some_and(|sentence| self.asks(sentence)) {
                continue;
            }
            // A list of names says nothing, unless a list was asked for: "the fanout, notifications, the search index".
            let list = window
                .sentence
                .is_some_and(|sentence| self.bare.get(sentence) == Some(&Bare::List));
            let listed =
                |part: &PartRef, value: f64| value >= LISTED && self.focus.parts.contains(part);
            let loosely = window.loosely.as_ref();
            let loosely = loosely.map_or(&[][..], |loosely| &loosely.chances[..]);
            let asked = loosely.iter();
            let asked = asked.filter(|chance| self.focus.parts.contains(&chance.target));
            for chance in likened.chances.iter().chain(asked) {
                let part = &chance.target;
                // What is less likely is nothing to anybody.
                if chance.value < ASKED || self.is_settled(part) {
                    continue;
                }
                if list && !listed(part, chance.value) {
                    continue;
                }
                let least = match window.clause.is_none() {
                    true => ALONE,
                    false if self.names_idea_of(part) => NAMED_THOUGHT,
                    false => ALONE_THOUGHT,
                };
                // Full samples say several parts at once: without texts of its own a part is left to its patterns.
                let known = is_known(self.scenario.part(part));
                // An answer to an objection speaks of what was objected to.
                let objected = self.state.focus.as_ref().is_some_and(|focus| {
                    ledger::credited_part(self.scenario, &focus.asked).as_ref() == Some(part)
                });
                let asked = objected || self.focus.parts.contains(part);
                let alone = known && chance.value >= least && {
                    let mut others = likened.chances.iter();
                    asked
                        || !others.any(|other| {
                            let elsewhere = other.target.expectation != part.expectation;
                            elsewhere && other.value > chance.value * LIKELIER
                        })
                };
                let known = best.get(part);
                let nearer = |known: &Found| (known.alone, known.value) < (alone, chance.value);
                if known.is_none_or(nearer) {
                    let text = self.scenario.nearest(likened, part);
                    let (near, text) = text.unwrap_or_default();
                    if self.scenario.denies(likened, part, near) {
                        continue;
                    }
                    let sentence = self.sentence_for(window, part, windows);
                    let found = Found {
                        rival: self.rival(part, window),
                        part: part.clone(),
                        span: self.widen(match window.clause {
                            Some(_) => window.span,
                            None => sentence,
                        }),
                        value: chance.value,
                        text: text.to_owned(),
                        sentence: self.widen(sentence),
                        alone,
                    };
                    best.insert(part.clone(), found);
                }
            }
        }
        best.into_values().collect()
    }

    /// Whether the message names what the expectation of a part is about.
    fn names_idea_of(&self, part: &PartRef) -> bool {
        let expectation = &self.scenario.expectations[usize::from(part.expectation)];
        let mut mentions = self.analysis.reading.mentions.iter();
        mentions.any(|mention| expectation.concepts.contains(&mention.concept))
    }

    /// How likely a window says what its expectation wants beside a part, and gives something else: the reason, where the
    /// part is the price.
    fn rival(&self, part: &PartRef, window: &Window) -> f64 {
        let gives = self.scenario.part(part).gives;
        let chances = window.likened.chances.iter();
        let others = chances.filter(|chance| {
            let other = &chance.target;
            other.expectation == part.expectation && self.scenario.part(other).gives != gives
        });
        others.map(|chance| chance.value).fold(0.0, f64::max)
    }

    /// The sentence of a window that likeliest says a part.
    fn sentence_for(&self, window: &Window, part: &PartRef, windows: &[Window]) -> Span {
        let sentences = windows.iter().filter(|other| other.is_whole());
        let own = sentences.filter(|other| match window.sentence {
            Some(sentence) => other.sentence == Some(sentence),
            None => other.sentence.is_some_and(|sentence| !self.asks(sentence)),
        });
        own.max_by(|a, b| a.likened.chance(part).total_cmp(&b.likened.chance(part)))
            .map_or(window.span, |sentence| sentence.span)
    }

    /// Whether a part is reached, or not open yet.
    fn is_settled(&self, part: &PartRef) -> bool {
        let index = usize::from(part.expectation);
        ledger::is_reached(self.state, part)
            || ledger::is_untimely(self.scenario, self.state, index)
            || self.scenario.expectations[index].closed
    }
}

/// Whether a part has texts of its own, and enough of them to tell it by.
fn is_known(part: &Part) -> bool {
    part.says.len() >= ENOUGH
}

/// Whether a credit rests on a pattern over the words.
fn is_by_words(part: &Part, credit: &Credit) -> bool {
    let mut patterns = part.patterns.iter().chain(&part.answers);
    patterns.any(|pattern| pattern.text == credit.by)
}

/// Whether a sentence says something about the design.
pub(super) fn states(act: Act) -> bool {
    match act {
        Act::Assertion
        | Act::Proposal
        | Act::Estimate
        | Act::TradeOff
        | Act::Summary
        | Act::OffTopic
        | Act::Social => true,
        Act::ClarifyingQuestion
        | Act::DesignQuestion
        | Act::Confirmation
        | Act::HintRequest
        | Act::Repeat
        | Act::Skip
        | Act::Time
        | Act::StepMove
        | Act::StepBack
        | Act::Finish
        | Act::DontKnow => false,
    }
}
