//! The design as said: components put in and turned down, lanes, and the conditions over it.

use super::{Reader, pronouns, reversals};
use crate::interview::Move;
use crate::interview::interpretation::{Component, Hit};
use crate::language::lexicon::Role;
use crate::language::token::{Token, Word};
use crate::language::{Act, Mention, Span, Stance};
use crate::scenario::Condition;

impl Reader<'_> {
    pub(super) fn turned_down(&self) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        for mention in &self.analysis.reading.mentions {
            let also_affirmed = self.analysis.reading.mentions.iter().any(|other| {
                other.stance.is_affirmed()
                    && (other.concept == mention.concept
                        || other.ancestors.contains(&mention.concept))
            });
            // What is built with can be taken out of the design; "it" that isn't, or a price that isn't paid, can't.
            let built = matches!(
                self.engine.lexicon.role(&mention.concept),
                Some(Role::Component | Role::Store | Role::Technique)
            ) && !pronouns::is_pronoun(self.words(mention.span));
            if mention.stance == Stance::Rejected
                && built
                && self.is_itself_rejected(mention)
                && !also_affirmed
                && !hits.iter().any(|hit| hit.id == mention.concept)
            {
                hits.push(Hit {
                    id: mention.concept.clone(),
                    span: self.widen(mention.span),
                    by: mention
                        .cause
                        .map(|cause| self.words(cause).to_owned())
                        .unwrap_or_default(),
                });
            }
        }
        hits
    }

    /// Whether a rejection is aimed at the thing that is named, and not at something about it: "no Redis", "we drop the
    /// cache"; not "no Redis call", "drop it at the load balancer", "for the client: what would have been refused".
    fn is_itself_rejected(&self, mention: &Mention) -> bool {
        /// So many words may lie between what turns down and what is turned down.
        const NEAR: usize = 4;
        const QUOTED: [&str; 9] = [
            "quoted",
            "said",
            "mentioned",
            "meant",
            "noted",
            "wrote",
            "named",
            "asked",
            "described",
        ];
        const PLACES: [&str; 14] = [
            "at", "in", "on", "to", "from", "by", "through", "via", "behind", "before", "after",
            "into", "per", "between",
        ];
        const GOES_ON: [&str; 58] = [
            "a",
            "after",
            "all",
            "already",
            "an",
            "and",
            "any",
            "anymore",
            "are",
            "as",
            "at",
            "because",
            "before",
            "bc",
            "but",
            "by",
            "can",
            "cause",
            "do",
            "does",
            "either",
            "first",
            "for",
            "from",
            "here",
            "i",
            "if",
            "in",
            "initially",
            "instead",
            "is",
            "it",
            "just",
            "needed",
            "no",
            "now",
            "of",
            "on",
            "or",
            "right",
            "since",
            "so",
            "that",
            "the",
            "then",
            "there",
            "this",
            "to",
            "today",
            "until",
            "we",
            "when",
            "where",
            "which",
            "with",
            "would",
            "yet",
            "you",
        ];
        let Some(cause) = mention.cause else {
            return true;
        };
        let between = Span {
            start: cause.end.min(mention.span.end),
            end: mention.span.start.max(cause.start.min(mention.span.end)),
        };
        let is =
            |token: &Token, list: &[&str]| list.iter().any(|word| token.exact == Word::of(word));
        let from = self
            .analysis
            .tokens
            .partition_point(|token| token.span.start < mention.span.end);
        let behind = &self.analysis.tokens[from..];
        let next = behind.first().filter(|token| token.is_wordlike());
        // "Not the chat service you quoted" puts the interviewer right.
        if let [you, quoted, ..] = behind
            && is(you, &["you"])
            && is(quoted, &QUOTED)
        {
            return false;
        }
        // Said before it: "no X", "we don't need a separate X". Said behind it: "X would be overkill".
        match cause.end <= mention.span.start {
            true => {
                let words = self
                    .tokens(between)
                    .iter()
                    .filter(|token| token.is_wordlike());
                let words: Vec<&Token> = words.collect();
                // "Old history isn't worth caching": that it is done at all is not turned down.
                let of_something = words.last().is_some_and(|token| is(token, &["worth"]))
                    && self.words(mention.span).ends_with("ing");
                words.len() <= NEAR
                    && !of_something
                    && !words.iter().any(|token| is(token, &PLACES))
                    && next.is_none_or(|token| is(token, &GOES_ON))
            }
            false => {
                let behind = Span {
                    start: mention.span.end,
                    end: cause.start.max(mention.span.end),
                };
                let words = self
                    .tokens(behind)
                    .iter()
                    .filter(|token| token.is_wordlike());
                words.count() <= NEAR && !self.words(behind).contains([':', ','])
            }
        }
    }

    pub(super) fn is_component(&self, mention: &Mention) -> bool {
        matches!(
            self.engine.lexicon.role(&mention.concept),
            Some(Role::Component | Role::Store)
        )
    }

    pub(super) fn components(&self, turned_down: &[Hit]) -> Vec<Component> {
        let mut components: Vec<Component> = Vec::new();
        for mention in &self.analysis.reading.mentions {
            // "How many people watch?" puts nothing to use, whatever its words are the name of.
            let asking = self
                .analysis
                .reading
                .sentences
                .get(usize::from(mention.sentence))
                .is_some_and(|sentence| sentence.act == Act::ClarifyingQuestion);
            let present =
                mention.stance == Stance::Proposed || mention.stance.is_affirmed() && !asking;
            let absent = turned_down.iter().any(|hit| hit.id == mention.concept)
                && self
                    .state
                    .design
                    .iter()
                    .any(|placed| placed.component.concept == mention.concept);
            if !self.is_component(mention)
                || !(present || absent)
                || components
                    .iter()
                    .any(|component| component.concept == mention.concept)
                || pronouns::is_pronoun(self.words(mention.span))
            {
                continue;
            }
            let known = present
                && self
                    .state
                    .design
                    .iter()
                    .any(|placed| placed.component.concept == mention.concept);
            if !known {
                components.push(Component {
                    concept: mention.concept.clone(),
                    ancestors: mention.ancestors.clone(),
                    name: self.words(mention.span).to_owned(),
                    present,
                    said: Some(self.widen(mention.span)).filter(|said| *said != mention.span),
                    span: mention.span,
                });
            }
        }
        components
    }

    /// Whether the candidate says that something changes.
    pub(super) fn announces_a_change(&self) -> bool {
        reversals::announced(self)
    }

    /// Whether a figure was just asked for: then another one is the answer and no contradiction.
    pub(super) fn asked_for_a_figure(&self) -> bool {
        self.state.focus.as_ref().is_some_and(|focus| {
            matches!(
                focus.asked,
                Move::Recheck { .. }
                    | Move::RecheckWorking { .. }
                    | Move::AskEstimate { .. }
                    | Move::NextFigure { .. }
                    | Move::AskWhichFigure { .. }
            )
        })
    }

    /// The scenario's conditions over the design that this message meets for the first time.
    pub(super) fn conditions(&self) -> Vec<String> {
        let scenario = self.scenario;
        let designed = scenario
            .probes
            .iter()
            .flat_map(|probe| probe.on.iter().chain(&probe.unless))
            .filter_map(|condition| match condition {
                Condition::Design(pattern) => Some(pattern),
                Condition::Part(_) => None,
            });
        let mut met: Vec<String> = Vec::new();
        let all = scenario
            .expectations
            .iter()
            .flat_map(|expectation| &expectation.when)
            .chain(
                scenario
                    .curveballs
                    .iter()
                    .flat_map(|curveball| curveball.when.iter().chain(&curveball.unless)),
            )
            .chain(
                scenario
                    .pushbacks
                    .iter()
                    .flat_map(|pushback| pushback.when.iter().chain(&pushback.unless)),
            )
            .chain(designed);
        for pattern in all {
            if !self.state.conditions.contains(&pattern.text)
                && !met.contains(&pattern.text)
                && pattern.find(self.analysis).is_some()
            {
                met.push(pattern.text.clone());
            }
        }
        met
    }

    /// How many owners the message names, in whatever words: "A team …", "Edge owns …, Messaging owns …".
    pub(super) fn owners(&self) -> (usize, Option<Span>) {
        let is =
            |token: &Token, words: &[&str]| words.iter().any(|word| token.exact == Word::of(word));
        let meant = || {
            self.analysis
                .tokens
                .iter()
                .filter(|token| token.stance.is_affirmed())
        };
        let owning: Vec<&Token> = meant()
            .filter(|token| is(token, &["owns", "own"]))
            .collect();
        let teams: Vec<&Token> = meant()
            .filter(|token| is(token, &["team", "squad"]))
            .collect();
        let named = if owning.len() > teams.len() {
            owning
        } else {
            teams
        };
        let ones = self.ones_of_teams();
        let named = if ones.len() > named.len() {
            ones
        } else {
            named
        };
        let span = named.first().map(|token| self.widen(token.span));
        match self.listed_teams() {
            Some((listed, place)) if listed > named.len() => (listed, Some(place)),
            _ => (named.len(), span),
        }
    }

    /// "Three teams: one for the app, one for the backend": each "one for", where teams are spoken of.
    fn ones_of_teams(&self) -> Vec<&Token> {
        const OWNS: [&str; 9] = [
            "for", "does", "owns", "takes", "builds", "handles", "runs", "on", "doing",
        ];
        let is =
            |token: &Token, list: &[&str]| list.iter().any(|word| token.exact == Word::of(word));
        let tokens = &self.analysis.tokens;
        if !tokens
            .iter()
            .any(|token| is(token, &["team", "teams", "squads"]))
        {
            return Vec::new();
        }
        let pairs = tokens.windows(2);
        pairs
            .filter(|pair| is(&pair[0], &["one"]) && is(&pair[1], &OWNS))
            .map(|pair| &pair[0])
            .collect()
    }

    /// "Teams:" and what follows it: bullets, or items up to the end of the sentence.
    fn listed_teams(&self) -> Option<(usize, Span)> {
        const HEADS: [&str; 4] = ["team", "teams", "owners", "lanes"];
        /// So far behind the word its colon may stand, in words.
        const REACH: usize = 6;
        let mut start = 0;
        let mut best: Option<(usize, Span)> = None;
        for line in self.text.split_inclusive('\n') {
            let (begin, end) = (start, start + line.len());
            start = end;
            let colon = line.match_indices(':').map(|(at, _)| at).find(|at| {
                let before = line[..*at].to_lowercase();
                let said = before
                    .rsplit(['.', '?', '!', ':', ';'])
                    .next()
                    .unwrap_or_default();
                let mut words = said.split(|c: char| !c.is_alphanumeric()).rev().take(REACH);
                words.any(|word| HEADS.contains(&word))
            });
            let Some(colon) = colon else {
                continue;
            };
            let rest = line[colon + 1..].trim_end();
            let (count, length) = match rest.is_empty() {
                true => bullets(&self.text[end..]),
                false => items(rest),
            };
            let from = if rest.is_empty() {
                end
            } else {
                begin + colon + 1
            };
            // Its own sentence is the quote, and not all of the line.
            let ends = |c: char| matches!(c, '.' | '?' | '!' | ';');
            let head = line[..colon].rfind(ends).map_or(0, |at| at + 1);
            let lead = line[head..colon].len() - line[head..colon].trim_start().len();
            let span = Span {
                start: (begin + head + lead) as u32,
                end: (from + length) as u32,
            };
            if count >= 2 && best.is_none_or(|(known, _)| known < count) {
                best = Some((count, span));
            }
        }
        best
    }

    pub(super) fn lanes(&self) -> Vec<Hit> {
        self.scenario
            .lanes
            .iter()
            .filter(|lane| !self.state.lanes.contains(&lane.id))
            .filter_map(|lane| self.hit(&lane.id, &lane.patterns))
            .collect()
    }
}

/// How many lines in a row begin with a bullet, and how many bytes they take.
fn bullets(text: &str) -> (usize, usize) {
    let (mut count, mut length) = (0, 0);
    for line in text.split_inclusive('\n') {
        let own = line.trim();
        let numbered = own.starts_with(|c: char| c.is_ascii_digit());
        if own.starts_with(['-', '*', '•', '+']) || numbered {
            count += 1;
        } else if !own.is_empty() {
            break;
        }
        length += line.len();
    }
    let kept = text.get(..length).unwrap_or(text);
    (count, kept.trim_end().len())
}

/// The items of an enumeration up to the end of its sentence, without what stands in brackets, and how many bytes it
/// takes.
fn items(line: &str) -> (usize, usize) {
    let end = line.find(". ").unwrap_or(line.len());
    let (mut count, mut depth, mut filled) = (0, 0_usize, false);
    for c in line[..end].chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' | ';' if depth == 0 => {
                count += usize::from(filled);
                filled = false;
            }
            c if depth == 0 && c.is_alphanumeric() => filled = true,
            _ => {}
        }
    }
    (count + usize::from(filled), end)
}
