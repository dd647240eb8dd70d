//! What a sentence, and a whole message, does.

use super::aside::{self, Aside};
use super::cue::{CUES, Cues, Outline, Passage};
use super::lexicon::Lexicon;
use super::quantity::workings;
use super::stance::{Mood, mood};
use super::token::Word;
use super::{Act, Analysis, Quantity, Stance, Unit};

/// From here on a sentence speaks of something else: the logarithm of the odds. See [`Lexicon::elsewhere`].
pub(super) const ELSEWHERE: f64 = 1.2;
/// The same for one that has more of a design in it.
const FAR_ELSEWHERE: f64 = 2.5;

/// The act of the message, one for each of its sentences, and what is said about the interview. Everything but acts,
/// topics and links has been found.
pub fn classify(
    lexicon: &Lexicon,
    text: &str,
    analysis: &Analysis,
    outlines: &[Outline],
) -> (Act, Vec<Act>, Vec<Aside>) {
    let passages: Vec<Passage> = outlines
        .iter()
        .map(|outline| outline.over(&analysis.tokens))
        .collect();
    let worked: Vec<_> = workings(text, &analysis.reading.quantities);
    let mut asides = Vec::new();
    let acts: Vec<Act> = passages
        .iter()
        .map(|passage| {
            let own = aside::find(&CUES, text, passage);
            let moves = CUES.is_in("step-move", passage);
            let decided = aside::act_of(&own, moves);
            asides.extend(own);
            let reader = Reader {
                lexicon,
                cues: &CUES,
                text,
                analysis,
                passage,
                worked: &worked,
            };
            decided.unwrap_or_else(|| reader.act())
        })
        .collect();
    (whole(&acts, &passages), acts, asides)
}

/// The act of a message from those of its sentences. What asks something of the interviewer beats what states.
fn whole(acts: &[Act], passages: &[Passage]) -> Act {
    let has = |act: Act| acts.contains(&act);
    let substance = acts.iter().any(|act| states(*act));
    // A request is the point of a message when nothing else of weight is said, or when it stands at the end.
    let last = acts
        .iter()
        .rev()
        .copied()
        .find(|act| !matches!(act, Act::Social))
        .unwrap_or(Act::Social);
    for act in [
        Act::HintRequest,
        Act::Repeat,
        Act::Finish,
        Act::Skip,
        Act::StepBack,
        Act::StepMove,
        Act::Time,
    ] {
        if has(act) && (!substance || last == act || act == Act::HintRequest) {
            return act;
        }
    }
    for act in [
        Act::ClarifyingQuestion,
        Act::DesignQuestion,
        Act::Confirmation,
    ] {
        if has(act) {
            return act;
        }
    }
    if has(Act::Summary) {
        return Act::Summary;
    }
    let words = |wanted: Act| -> usize {
        acts.iter()
            .zip(passages)
            .filter(|(act, _)| **act == wanted)
            .map(|(_, passage)| passage.words())
            .sum()
    };
    let stated = words(Act::Assertion) + words(Act::Proposal) + words(Act::TradeOff);
    if has(Act::Estimate) && words(Act::Estimate) >= stated {
        return Act::Estimate;
    }
    for act in [Act::Proposal, Act::TradeOff, Act::Assertion] {
        if has(act) {
            return act;
        }
    }
    for act in [Act::Estimate, Act::DontKnow, Act::OffTopic] {
        if has(act) {
            return act;
        }
    }
    acts.first().copied().unwrap_or(Act::OffTopic)
}

/// Whether the act puts something forward about the problem or the design.
fn states(act: Act) -> bool {
    match act {
        Act::Assertion
        | Act::Proposal
        | Act::Estimate
        | Act::TradeOff
        | Act::Summary
        | Act::ClarifyingQuestion
        | Act::DesignQuestion
        | Act::Confirmation => true,
        Act::StepMove
        | Act::StepBack
        | Act::Finish
        | Act::HintRequest
        | Act::Repeat
        | Act::Skip
        | Act::Time
        | Act::DontKnow
        | Act::Social
        | Act::OffTopic => false,
    }
}

struct Reader<'a> {
    lexicon: &'a Lexicon,
    cues: &'a Cues,
    text: &'a str,
    analysis: &'a Analysis,
    passage: &'a Passage<'a>,
    worked: &'a [super::quantity::Working],
}

impl Reader<'_> {
    fn says(&self, kind: &str) -> bool {
        self.cues.is_in(kind, self.passage)
    }

    fn act(&self) -> Act {
        if self.passage.words() == 0 {
            return if self.passage.is_marked(self.text) {
                Act::Repeat
            } else {
                Act::Social
            };
        }
        if let Some(act) = self.request() {
            return act;
        }
        let mood = mood(self.cues, self.text, self.passage);
        if let Some(act) = self.unknowing(mood) {
            return act;
        }
        // "10M x 3 MB = 30 TB a day??" gives the figure, however unsure of it.
        if self.gives_a_sum() {
            return Act::Estimate;
        }
        match mood {
            Mood::Asking(_) if !self.is_told() => return self.question(),
            Mood::Proposing if self.says("may-i") => return Act::ClarifyingQuestion,
            Mood::Proposing | Mood::Tagged
                if self.says("bare-choice") && self.passage.is_marked(self.text) =>
            {
                return self.question();
            }
            Mood::Proposing => return Act::Proposal,
            // "I'd split it by country?" suggests, and doesn't make sure of anything.
            Mood::Tagged if self.says("would-i") && !self.says("tag") => return Act::Proposal,
            Mood::Tagged => return Act::Confirmation,
            Mood::Asking(_) | Mood::Statement => {}
        }
        // "I'd like to know the read:write ratio" asks although it names something of the trade; "I want to check the
        // cache first" designs.
        let asks = self.says("wants-to-know")
            || self.says("implicit-question") && self.passage.concepts.is_empty();
        if asks && !self.has_figures() {
            return Act::ClarifyingQuestion;
        }
        if self.is_social() {
            return Act::Social;
        }
        if self.says("beside-it") && !self.has_figures() {
            return Act::OffTopic;
        }
        // "There's a shard of glass in my thumb": a word of the trade that stands alone at home means something else.
        let acts = ["proposal", "design-verb", "design-acts"];
        let designs = || acts.iter().any(|kind| self.says(kind)) || self.has_figures();
        if self.passage.concepts.len() <= 1 && self.says("homely") && !designs() {
            return Act::OffTopic;
        }
        if self.is_elsewhere(designs()) {
            return Act::OffTopic;
        }
        if self.says("summary") {
            return Act::Summary;
        }
        if self.estimates() {
            return Act::Estimate;
        }
        if self.says("trade-off") && self.is_technical() {
            return Act::TradeOff;
        }
        if !self.is_technical() {
            return Act::OffTopic;
        }
        if self.says("proposal") {
            return Act::Proposal;
        }
        Act::Assertion
    }

    /// "There's a partition between the two offices": a word of the trade among words that nobody designs with. A term of
    /// several words, two names, or a verb of a design ask for more: "their read replica was way behind".
    fn is_elsewhere(&self, designs: bool) -> bool {
        const WORDS: usize = 6;
        const NAMES: usize = 2;
        let names = &self.passage.concepts;
        if names.len() > NAMES {
            return false;
        }
        let plain = !designs && names.len() <= 1 && names.iter().all(|name| name.len() == 1);
        let least = if plain { ELSEWHERE } else { FAR_ELSEWHERE };
        let own = self.passage.range.clone();
        self.passage.words() >= WORDS && self.lexicon.elsewhere(&self.passage.tokens[own]) >= least
    }

    /// What is asked of the interviewer about the interview itself.
    fn request(&self) -> Option<Act> {
        let concepts = self.passage.concepts.len();
        let short = self.passage.words() <= 14;
        for (kind, act, bare) in [
            ("repeat", Act::Repeat, true),
            ("hint", Act::HintRequest, false),
            ("skip", Act::Skip, false),
            ("time", Act::Time, true),
            ("finish", Act::Finish, true),
            ("step-back", Act::StepBack, false),
            ("step-move", Act::StepMove, false),
        ] {
            let fits = if bare {
                concepts == 0 && short
            } else {
                concepts <= 1
            };
            if fits && self.says(kind) {
                return Some(act);
            }
        }
        None
    }

    /// "I don't know", where it is the answer and no more.
    fn unknowing(&self, mood: Mood) -> Option<Act> {
        if !self.says("dont-know") && (!self.says("guessing") || self.has_figures()) {
            return None;
        }
        if matches!(mood, Mood::Asking(_) | Mood::Proposing) {
            return None;
        }
        if self.wonders() && self.passage.concepts.is_empty() {
            return Some(Act::ClarifyingQuestion);
        }
        let answers =
            self.says("answer-follows") && self.passage.words() >= 6 && !self.says("guessing");
        let figure = self.has_figures() && (answers || self.passage.words() <= 6);
        Some(if figure || self.estimates() {
            Act::Estimate
        } else if answers {
            Act::Proposal
        } else {
            Act::DontKnow
        })
    }

    /// A question in the form of a statement: "I'd like to know how many users there are".
    fn wonders(&self) -> bool {
        let hit = self.cues.first("implicit-question", self.passage);
        // "I'm not sure about that" wonders about nothing that could be answered.
        let pointing = |at: usize| {
            self.passage
                .tokens
                .get(at)
                .is_some_and(|token| self.cues.has("pronoun", token))
                && at + 1 >= self.passage.ending
        };
        self.passage.words() <= 16
            && hit.is_some_and(|hit| {
                hit.tokens.start <= self.passage.opening + 4
                    && !pointing(hit.tokens.end)
                    && hit.tokens.end < self.passage.ending
            })
    }

    /// A question in form only, without its mark: "when a user hits the limit, they get a 429", "what if the leader
    /// dies, well then a follower takes over", "sorry was away".
    fn is_told(&self) -> bool {
        if self.passage.is_marked(self.text) {
            return false;
        }
        let word = |at: usize| self.passage.tokens.get(at);
        let is = |at: usize, word_: &str| word(at).is_some_and(|t| t.exact == Word::of(word_));
        let opening = self.passage.opening;
        let when = (is(opening, "when") || is(opening, "where"))
            && !word(opening + 1).is_some_and(|token| self.cues.has("auxiliary", token));
        when && self.passage.words() > 6 || self.says("answers-itself") || self.says("beside-it")
    }

    fn question(&self) -> Act {
        if self.says("tag") {
            return Act::Confirmation;
        }
        if self.is_social() {
            return Act::Social;
        }
        if self.says("design-question") && !self.says("tell-me") {
            return Act::DesignQuestion;
        }
        Act::ClarifyingQuestion
    }

    fn quantities(&self) -> impl Iterator<Item = &Quantity> {
        let range = self.passage.range.clone();
        let first = self
            .passage
            .tokens
            .get(range.start)
            .map_or(0, |t| t.span.start);
        let last = range
            .end
            .checked_sub(1)
            .and_then(|at| self.passage.tokens.get(at))
            .map_or(0, |t| t.span.end);
        let all = &self.analysis.reading.quantities;
        let before = |end: u32| all.partition_point(|q| q.span.start < end);
        all[before(first)..before(last).max(before(first))].iter()
    }

    fn has_figures(&self) -> bool {
        self.quantities().next().is_some()
    }

    /// Whether it works a figure out to its end, and asks for nothing by a word of asking.
    fn gives_a_sum(&self) -> bool {
        let asks = self
            .passage
            .range
            .clone()
            .any(|at| self.cues.has("wh", &self.passage.tokens[at]));
        !asks && !self.worked.is_empty() && self.quantities().any(|q| q.result) && self.estimates()
    }

    /// Whether it gives or works out a load or a size.
    fn estimates(&self) -> bool {
        let mut load = 0;
        let mut stated = false;
        let mut people = false;
        for quantity in self.quantities() {
            // What others handle, or what won't be, is no estimate of ours.
            let told = self
                .passage
                .range
                .clone()
                .filter_map(|at| self.passage.tokens.get(at))
                .find(|t| t.span.start <= quantity.span.start && quantity.span.start < t.span.end)
                .is_some_and(|t| t.stance == Stance::Reported);
            if told {
                continue;
            }
            let big = quantity.value >= 1_000.0;
            stated |= quantity.result;
            let of = quantity.of.as_deref().unwrap_or("");
            people |= big && matches!(of, "user" | "dau" | "mau" | "people" | "customer");
            load += usize::from(match quantity.unit {
                Unit::Bytes => true,
                Unit::Count => quantity.per.is_some() && quantity.value >= 5.0 || big && people,
                Unit::Ratio => true,
                Unit::Money | Unit::Seconds | Unit::Percent | Unit::Metres => false,
            });
        }
        let range = self.passage.range.clone();
        let span = |at: usize| self.passage.tokens.get(at).map(|t| t.span);
        let worked = self.worked.iter().any(|w| {
            span(range.start).is_some_and(|s| w.span.end > s.start)
                && span(range.end.saturating_sub(1)).is_some_and(|s| w.span.start < s.end)
        });
        let design = self.passage.concepts.iter().any(|c| {
            self.passage
                .tokens
                .get(c.start)
                .is_some_and(|t| t.stance.is_affirmed())
        }) && self.says("chosen")
            && !(load > 1 && (worked || stated));
        if self.says("measured") {
            return false;
        }
        (worked || load > 0 && (stated || load > 1 || self.says("estimate"))) && !design
            || stated && self.passage.words() <= 6 && self.has_figures()
    }

    /// Nothing but courtesy and filling.
    fn is_social(&self) -> bool {
        self.passage.concepts.is_empty()
            && !self.has_figures()
            && self.passage.words() <= 9
            && self.passage.range.clone().all(|at| {
                let token = &self.passage.tokens[at];
                !token.is_wordlike() || self.cues.has("social", token)
            })
    }

    /// Whether it is about the design: a concept or a word of the trade, or several that the trade shares with other
    /// walks of life, and not outweighed by those that speak of something else.
    fn is_technical(&self) -> bool {
        let mut score = 0;
        for concept in &self.passage.concepts {
            score += if concept.len() > 1 { 3 } else { 2 };
        }
        score += 2 * i32::from(self.has_figures());
        let mut loose = Vec::new();
        for at in self.passage.range.clone() {
            let token = &self.passage.tokens[at];
            if self.passage.concept_at(at).is_some() {
                continue;
            }
            if self.cues.has("technical", token) {
                score += 2;
            } else if self.cues.has("chatter", token) {
                score -= 2;
            } else if self.cues.has("loose", token) && !loose.contains(&token.stem) {
                loose.push(token.stem);
                score += 1;
            }
        }
        // A short message is mostly an answer to what was just asked.
        let enough = if self.passage.words() <= 6 { 1 } else { 2 };
        score >= enough
    }
}

#[cfg(test)]
mod tests {
    use crate::language::lexicon::Lexicon;
    use crate::language::understand;

    #[test]
    fn a_message_does_what_its_words_do() {
        let lexicon = Lexicon::default();
        let cases = include_str!("../../tests/language/acts.txt");
        let mut wrong = Vec::new();
        for line in cases
            .lines()
            .filter(|l| !l.trim().is_empty() && !l.starts_with('#'))
        {
            let (text, expect) = line.split_once("=>").expect("text => act");
            let act = understand(&lexicon, text.trim()).act;
            let got = serde_json::to_value(act).expect("an act");
            if got.as_str() != Some(expect.trim()) {
                wrong.push(format!(
                    "{}\n   expected {}\n   read     {got}",
                    text.trim(),
                    expect.trim()
                ));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}
