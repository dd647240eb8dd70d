//! The report, put together from the folded state and the log.

use std::collections::BTreeMap;

use super::score::{competencies, level, overall, points};
use super::{
    AskedLine, ConceptLine, Level, MisconceptionLine, NearMissLine, NumberLine, Practice, Report,
    ReportLine, ReportPart, StepTime, Strength, counterfactual,
};
use crate::interview::interpretation::Gets;
use crate::interview::state::{Estimated, Help, Quote, State};
use crate::interview::{self, Author, Engine, Entry, Move, Setup, in_words, ledger};
use crate::language::lexicon::Role;
use crate::language::{self, Analysis, Id, LinkKind, Span, Stance};
use crate::scenario::{Band, Curveball, Estimate, Fact, Pushback, Scenario, Seniority, Step};

/// How many strengths and how many things to practise.
const THREE: usize = 3;
/// Facts never asked for that the report names at most.
const NOT_ASKED: usize = 6;

/// The report on a log.
pub fn compose(engine: &Engine, setup: &Setup, log: &[Entry]) -> Report {
    let scenario = &*engine.scenario;
    let state = interview::replay(scenario, setup, log);
    let said: Vec<(&Entry, Analysis)> = log
        .iter()
        .filter(|entry| entry.author == Author::Candidate && !entry.text.is_empty())
        .map(|entry| (entry, language::analyse(&engine.lexicon, &entry.text)))
        .collect();
    let competencies = competencies(scenario, &state);
    let (band, caps) = capped(
        engine,
        &state,
        log,
        overall(&scenario.rubric, &competencies),
    );
    let lines: Vec<ReportLine> = (0..scenario.expectations.len())
        .filter(|index| ledger::is_open(scenario, &state, *index))
        .map(|index| line(scenario, &state, index, &said))
        .collect();
    Report {
        title: scenario.title.clone(),
        setup: setup.clone(),
        band,
        headline: headline(band, setup.seniority),
        caps,
        strengths: strengths(scenario, &state, &lines),
        numbers: numbers(scenario, &state),
        asked: asked(engine, log),
        not_asked: not_asked(scenario, &state),
        assumptions: state
            .assumptions
            .iter()
            .map(|assumed| assumed.quote.clone())
            .collect(),
        misconceptions: misconceptions(engine, &state),
        time: time(scenario, &state),
        counterfactual: counterfactual::find(engine, setup, log, &competencies),
        practise: practise(engine, &state, &lines),
        concepts: concepts(log),
        competencies,
        lines,
    }
}

/// "Near the bar for entry level."
fn headline(band: Band, seniority: Seniority) -> String {
    let level = match seniority {
        Seniority::Entry => "entry level",
        Seniority::Mid => "mid level",
        Seniority::Senior => "senior level",
    };
    match band {
        Band::WellBelow => format!("Below the bar for {level}, for now"),
        Band::JustBelow => format!("Near the bar for {level}"),
        Band::At => format!("At the bar for {level}"),
        Band::Above => format!("Above the bar for {level}"),
    }
}

/// The overall band after the caps, and the reasons of those that hold it down.
fn capped(engine: &Engine, state: &State, log: &[Entry], band: Band) -> (Band, Vec<String>) {
    let mut capped = band;
    let mut reasons = Vec::new();
    for (id, cap) in &engine.scenario.rubric.caps {
        let applies = match &**id {
            "no-requirements" => {
                state.told.is_empty() && state.topics.is_empty() && state.assumptions.is_empty()
            }
            "no-end-to-end" => !is_end_to_end(engine, state),
            "no-costs" => !named_a_cost(&engine.scenario, state, log),
            _ => false,
        };
        if applies && cap.band < band {
            capped = capped.min(cap.band);
            reasons.push(cap.reason.clone());
        }
    }
    (capped, reasons)
}

/// Something that serves requests, and somewhere that keeps the data.
fn is_end_to_end(engine: &Engine, state: &State) -> bool {
    let has = |role: Role| {
        state
            .design
            .iter()
            .any(|placed| engine.lexicon.role(&placed.component.concept) == Some(role))
    };
    has(Role::Component) && has(Role::Store)
}

fn named_a_cost(scenario: &Scenario, state: &State, log: &[Entry]) -> bool {
    let tied = log
        .iter()
        .filter_map(|entry| entry.record.reading.as_ref())
        .flat_map(|reading| &reading.links)
        .any(|link| link.kind == LinkKind::Cost);
    let asked = state.choices.iter().any(|chosen| chosen.cost.is_some());
    let part = scenario
        .expectations
        .iter()
        .zip(&state.ledger)
        .flat_map(|(expectation, line)| expectation.parts.iter().zip(&line.parts))
        .any(|(part, line)| {
            part.id.contains("cost") && line.reached.is_some() && line.withdrawn.is_none()
        });
    tied || asked || part
}

fn line(
    scenario: &Scenario,
    state: &State,
    index: usize,
    said: &[(&Entry, Analysis)],
) -> ReportLine {
    let expectation = &scenario.expectations[index];
    let ledger = &state.ledger[index];
    let level = level(scenario, state, index);
    let parts: Vec<ReportPart> = expectation
        .parts
        .iter()
        .zip(&ledger.parts)
        .map(|(part, line)| {
            let counts = line.withdrawn.is_none();
            let reached = line.reached.as_ref();
            ReportPart {
                part: part.id.clone(),
                label: part.label.clone(),
                required: part.required,
                help: reached.filter(|_| counts).map(|reached| reached.help),
                quote: reached.map(|reached| reached.quote.clone()),
                by: reached.map(|reached| reached.by.clone()),
                withdrawn: line.withdrawn.clone(),
                near_miss: match reached {
                    Some(_) => None,
                    None => near_miss(part, said),
                },
            }
        })
        .collect();
    let help = parts.iter().filter_map(|part| part.help).max();
    ReportLine {
        expectation: expectation.id.clone(),
        title: expectation.title.clone(),
        step: expectation.step,
        competency: expectation.competency,
        weight: expectation.weight,
        level,
        help,
        why: why(scenario, state, index, level, &parts),
        rationale: expectation.why.clone(),
        points: points(scenario, state, index),
        parts,
    }
}

/// The message that came nearest to a missing part, with what was absent from it.
fn near_miss(part: &crate::scenario::Part, said: &[(&Entry, Analysis)]) -> Option<NearMissLine> {
    /// In a wall of words every pattern comes near to something, and looking for it takes long.
    const WALL: usize = 800;
    let mut best: Option<(usize, usize, NearMissLine)> = None;
    let readable = |(_, analysis): &&(&Entry, Analysis)| analysis.tokens.len() <= WALL;
    for (entry, analysis) in said.iter().filter(readable) {
        for pattern in &part.patterns {
            let Some(miss) = pattern.explain_miss(analysis) else {
                continue;
            };
            let (found, absent) = (miss.matched.len(), miss.absent.len());
            // One everyday word in common is no near miss.
            if found < 2 && absent > 1 {
                continue;
            }
            let better = best.as_ref().is_none_or(|(most, least, _)| {
                absent < *least || (absent == *least && found > *most)
            });
            if better && let Some(span) = miss.matched.iter().copied().reduce(|a, b| a.join(b)) {
                let line = NearMissLine {
                    quote: Quote::of(entry.seq, &entry.text, span),
                    absent: miss.absent,
                };
                best = Some((found, absent, line));
            }
        }
    }
    best.map(|(_, _, line)| line)
}

/// What brought an expectation up, where no question about it did.
#[derive(Clone, Copy)]
enum Occasion {
    /// The candidate.
    Own,
    /// The change to the problem.
    Change,
    /// An objection of the interviewer's.
    Objection,
    /// The wish to have the design explained.
    Explanation,
}

impl Occasion {
    /// Whether a change opens it.
    fn is_opened(curveball: &Curveball, index: usize) -> bool {
        let mut opens = curveball.opens.iter();
        opens.any(|open| usize::from(*open) == index)
    }

    /// Whether an objection to it was made.
    fn is_objected(scenario: &Scenario, state: &State, index: usize) -> bool {
        let made = |pushback: &Pushback| {
            let asked = Move::Pushback {
                pushback: pushback.id.clone(),
            };
            usize::from(pushback.credits.expectation) == index && ledger::is_spent(state, &asked)
        };
        scenario.pushbacks.iter().any(made)
    }

    /// Whether the interviewer brought it up with a change or an objection.
    fn came(scenario: &Scenario, state: &State, index: usize) -> bool {
        let changed = |known: &Curveball| {
            let thrown = Move::Curveball {
                curveball: known.id.clone(),
            };
            Occasion::is_opened(known, index) && ledger::is_spent(state, &thrown)
        };
        scenario.curveballs.iter().any(changed) || Occasion::is_objected(scenario, state, index)
    }

    fn of(scenario: &Scenario, state: &State, index: usize) -> Occasion {
        let opened = |known: &Curveball| Occasion::is_opened(known, index);
        let explains = || {
            scenario.expectations[index].step == Step::Communicate
                && ledger::was_asked_to_explain(state)
        };
        if scenario.curveballs.iter().any(opened) {
            Occasion::Change
        } else if Occasion::is_objected(scenario, state, index) {
            Occasion::Objection
        } else if explains() {
            Occasion::Explanation
        } else {
            Occasion::Own
        }
    }
}

fn why(
    scenario: &Scenario,
    state: &State,
    index: usize,
    level: Level,
    parts: &[ReportPart],
) -> String {
    let occasion = Occasion::of(scenario, state, index);
    let labels = |wanted: &dyn Fn(&ReportPart) -> bool| {
        let labels: Vec<&str> = parts
            .iter()
            .filter(|part| wanted(part))
            .map(|part| part.label.as_str())
            .collect();
        listed(&labels)
    };
    let missing = labels(&|part| part.required && part.help.is_none());
    let asked = state.ledger[index].asked > 0
        || state.ledger[index].rung.is_some()
        || Occasion::came(scenario, state, index);
    let all = |help: Help| {
        parts
            .iter()
            .filter_map(|part| part.help)
            .all(|reached| reached == help)
    };
    let mut sentences: Vec<String> = Vec::new();
    match level {
        Level::Full if all(Help::Unprompted) => {
            let sentence = match occasion {
                Occasion::Own => "You raised it yourself, with everything that belongs to it.",
                Occasion::Change => "You answered the change with everything that belongs to it.",
                Occasion::Objection => "You met the objection, and no further question was needed.",
                Occasion::Explanation => "Your explanation had everything that belongs to it.",
            };
            sentences.push(sentence.to_owned());
        }
        Level::Full if all(Help::Probed) => {
            sentences.push("Complete, once it was asked about.".to_owned());
        }
        Level::Full | Level::Partial => {
            for (help, how) in [
                (
                    Help::Unprompted,
                    match occasion {
                        Occasion::Own => "Raised by you",
                        Occasion::Change => "In answer to the change",
                        Occasion::Objection => "In answer to the objection",
                        Occasion::Explanation => "In your explanation",
                    },
                ),
                (Help::Probed, "After a question"),
                (Help::Hinted, "After a hint, for half of the credit"),
                (Help::Told, "After it was said, for no credit"),
            ] {
                let reached = labels(&|part| part.help == Some(help));
                if !reached.is_empty() {
                    sentences.push(format!("{how}: {reached}."));
                }
            }
            if !missing.is_empty() {
                sentences.push(format!("Missing: {missing}."));
            }
        }
        Level::Mention => {
            sentences.push(format!(
                "Nothing was said about it beyond the name. Missing: {missing}."
            ));
        }
        Level::None if asked => {
            sentences.push(format!("It was asked about and stayed open: {missing}."))
        }
        Level::None => sentences.push(format!("It never came up: {missing}.")),
    }
    let taken_back = labels(&|part| part.withdrawn.is_some());
    if !taken_back.is_empty() {
        sentences.push(format!(
            "You took this back, so it no longer counts: {taken_back}."
        ));
    }
    sentences.join(" ")
}

/// "a, b and c"; "a and b; c, d" where the items have such words of their own.
fn listed(items: &[&str]) -> String {
    let joined = |item: &&str| item.contains(" and ") || item.contains(',');
    match items {
        [_, _, ..] if items.iter().any(joined) => items.join("; "),
        [] => String::new(),
        [one] => (*one).to_owned(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}

fn strengths(scenario: &Scenario, state: &State, lines: &[ReportLine]) -> Vec<Strength> {
    let mut ranked: Vec<&ReportLine> = lines
        .iter()
        .filter(|line| {
            line.level >= Level::Partial
                && line.help.is_some_and(|help| help <= Help::Probed)
                && line.points >= 500
        })
        .collect();
    // One part of several is a beginning; it is a strength only where there is nothing better to say.
    let carried = |line: &&ReportLine| {
        line.level == Level::Full
            || line.parts.iter().filter(|part| part.help.is_some()).count() > 1
    };
    if ranked.iter().any(carried) {
        ranked.retain(carried);
    }
    ranked.sort_by_key(|line| std::cmp::Reverse(line.points * line.weight));
    let mut strengths: Vec<Strength> = ranked
        .iter()
        .take(THREE)
        .map(|line| {
            let quotes: Vec<Quote> = line
                .parts
                .iter()
                .filter(|part| part.help.is_some())
                .filter_map(|part| part.quote.clone())
                // A word or two says nothing by itself.
                .filter(|quote| quote.text.split_whitespace().count() > 2)
                .fold(Vec::new(), |mut quotes, quote| {
                    // What one quote shows, another that holds it needn't show again.
                    let held = |known: &Quote| {
                        known.text.contains(&quote.text) || quote.text.contains(&known.text)
                    };
                    if !quotes.iter().any(held) && quotes.len() < 2 {
                        quotes.push(quote);
                    }
                    quotes
                });
            let index = scenario.expectation_index(&line.expectation);
            let occasion = index.map_or(Occasion::Own, |at| Occasion::of(scenario, state, at));
            let how = match (line.level, line.help, occasion) {
                (Level::Full, Some(Help::Unprompted), Occasion::Own) => {
                    "you raised it yourself and carried it through"
                }
                (Level::Full, Some(Help::Unprompted), Occasion::Change) => {
                    "you answered the change with all of it"
                }
                (_, Some(Help::Unprompted), Occasion::Own) => "you raised it yourself",
                (_, Some(Help::Unprompted), Occasion::Change) => "you answered the change",
                (_, Some(Help::Unprompted), Occasion::Objection) => "you met the objection",
                (Level::Full, Some(Help::Unprompted), Occasion::Explanation) => {
                    "your explanation had all of it"
                }
                (_, Some(Help::Unprompted), Occasion::Explanation) => "your explanation had it",
                (Level::Full, _, _) => "all of it was there as soon as it was asked for",
                (_, _, _) => "you got there with one question",
            };
            Strength {
                text: format!("{}: {how}.", line.title),
                quotes,
            }
        })
        .collect();
    let revised: Vec<Quote> = state
        .misconceptions
        .iter()
        .filter_map(|held| held.settled.clone())
        .take(2)
        .collect();
    if !revised.is_empty() {
        strengths.push(Strength {
            text: "You changed your mind when the consequences said so.".to_owned(),
            quotes: revised,
        });
    }
    let corrected: Vec<Quote> = state
        .estimates
        .iter()
        .filter(|estimated| estimated.right && estimated.before.is_some())
        .map(|estimated| estimated.quote.clone())
        .take(2)
        .collect();
    if !corrected.is_empty() {
        strengths.push(Strength {
            text: "You checked a figure again and put it right.".to_owned(),
            quotes: corrected,
        });
    }
    strengths
}

fn numbers(scenario: &Scenario, state: &State) -> Vec<NumberLine> {
    let words = |value: f64, estimate: &Estimate| {
        format!("{} {}", in_words(value, estimate.unit), estimate.title)
    };
    // A figure that is off, and that nobody came back to, may have been about something else.
    let counts = |estimated: &&Estimated| {
        estimated.right || ledger::is_rechecked(state, &estimated.estimate)
    };
    state
        .estimates
        .iter()
        .filter(counts)
        .filter_map(|estimated| {
            let estimate = scenario.estimate(&estimated.estimate)?;
            Some(NumberLine {
                title: estimate.title.clone(),
                said: words(estimated.before.unwrap_or(estimated.said), estimate),
                expected: words(estimate.expected, estimate),
                right: estimated.right,
                corrected: estimated.right && estimated.before.is_some(),
                lesson: estimate.lesson.clone(),
                quote: estimated.quote.clone(),
            })
        })
        .collect()
}

fn asked(engine: &Engine, log: &[Entry]) -> Vec<AskedLine> {
    let scenario = &engine.scenario;
    let short = |id: &Id| {
        scenario
            .fact(id)
            .map(|fact| fact.short.clone())
            .unwrap_or_default()
    };
    log.iter()
        .filter_map(|entry| Some((entry, entry.record.interpretation.as_ref()?)))
        .flat_map(|(entry, found)| {
            let told = found.questions.iter();
            let told = told
                .filter_map(|question| Some((question, asked_words(&entry.text, question.span)?)));
            told.map(move |(question, words)| AskedLine {
                quote: Quote::of(entry.seq, &entry.text, words),
                got: match &question.gets {
                    Gets::Fact(id) => short(id),
                    Gets::Either(first, second) => format!("{}; {}", short(first), short(second)),
                    Gets::Estimate(_) => "yours to work out".to_owned(),
                    Gets::Open(_) | Gets::NoFact => "left open, to be assumed".to_owned(),
                    Gets::Decide => "yours to decide".to_owned(),
                    Gets::Outside => "outside the problem".to_owned(),
                },
            })
        })
        .collect()
}

/// The words of a question without what only leads to it: "+ worst follower count", "and how many", "tho - is there". None
/// where nothing is left: "OK?".
fn asked_words(text: &str, span: Span) -> Option<Span> {
    const LEADS: [&str; 16] = [
        "and", "also", "ok", "okay", "but", "so", "tho", "though", "hmm", "hm", "well", "oh",
        "wait", "um", "good", "right",
    ];
    let words = span.of(text);
    let mut rest = words;
    loop {
        rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric() && c != '"');
        let first = rest.split(|c: char| !c.is_alphanumeric()).next()?;
        if first.is_empty() || !LEADS.contains(&first.to_lowercase().as_str()) {
            break;
        }
        rest = rest.get(first.len()..)?;
    }
    let start = span.start + u32::try_from(words.len() - rest.len()).ok()?;
    let nods = ["fine", "correct", "yes", "sure"].contains(&rest.to_lowercase().as_str());
    (!rest.is_empty() && !nods).then_some(Span {
        start,
        end: span.end,
    })
}

/// Facts worth asking for: those that some expectation asks for, then those that carry a figure.
pub(super) fn worth_asking(scenario: &Scenario) -> Vec<&Fact> {
    let wanted = |topic: &Id| {
        scenario
            .expectations
            .iter()
            .flat_map(|expectation| &expectation.parts)
            .any(|part| part.asks.contains(topic))
    };
    let mut facts: Vec<_> = scenario
        .facts
        .iter()
        .filter(|fact| fact.value.is_some() || fact.topics.iter().any(wanted))
        .collect();
    facts.sort_by_key(|fact| !fact.topics.iter().any(wanted));
    facts
}

/// Facts worth asking for that were never told.
fn not_asked(scenario: &Scenario, state: &State) -> Vec<String> {
    worth_asking(scenario)
        .iter()
        .filter(|fact| !state.told.iter().any(|(id, _)| *id == fact.id))
        .take(NOT_ASKED)
        .map(|fact| fact.short.clone())
        .collect()
}

fn misconceptions(engine: &Engine, state: &State) -> Vec<MisconceptionLine> {
    state
        .misconceptions
        .iter()
        .filter_map(|held| {
            let known = engine
                .scenario
                .misconceptions
                .iter()
                .find(|known| known.id == held.id)?;
            Some(MisconceptionLine {
                title: known.title.clone(),
                quote: held.quote.clone(),
                settled: held.settled.clone(),
                correction: known.tell.clone(),
            })
        })
        .collect()
}

fn time(scenario: &Scenario, state: &State) -> Vec<StepTime> {
    Step::ALL
        .iter()
        .map(|step| StepTime {
            step: *step,
            spent_ms: state.step_ms[*step as usize],
            budget_ms: state.setup.minutes.map(|minutes| {
                u64::from(minutes) * 600 * u64::from(scenario.budget[*step as usize])
            }),
        })
        .collect()
}

/// What was lost most, by weight, one study note each.
fn practise(engine: &Engine, state: &State, lines: &[ReportLine]) -> Vec<Practice> {
    let unsettled = state
        .misconceptions
        .iter()
        .filter(|held| held.settled.is_none())
        .filter_map(|held| {
            engine
                .scenario
                .misconceptions
                .iter()
                .find(|known| known.id == held.id)
                .and_then(|known| known.study.clone())
        });
    let mut lost: Vec<&ReportLine> = lines.iter().filter(|line| line.points < 1000).collect();
    lost.sort_by_key(|line| std::cmp::Reverse((1000 - line.points) * line.weight));
    let lost = lost.iter().filter_map(|line| {
        let index = engine.scenario.expectation_index(&line.expectation)?;
        let expectation = &engine.scenario.expectations[index];
        expectation
            .study
            .clone()
            .or_else(|| expectation.concepts.first().cloned())
    });
    let mut practise: Vec<Practice> = Vec::new();
    for id in unsettled.chain(lost) {
        if practise.len() == THREE {
            break;
        }
        let (Some(name), Some(note)) = (engine.lexicon.name(&id), engine.lexicon.note(&id)) else {
            continue;
        };
        let title = without_article(name);
        if !practise.iter().any(|known| known.title == title) {
            practise.push(Practice {
                title,
                note: note.to_owned(),
            });
        }
    }
    practise
}

/// "a cache" as a heading: "Cache".
fn without_article(name: &str) -> String {
    let bare = ["a ", "an ", "the "]
        .iter()
        .find_map(|article| name.strip_prefix(article))
        .unwrap_or(name);
    let mut letters = bare.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}

fn concepts(log: &[Entry]) -> Vec<ConceptLine> {
    let rank = |stance: Stance| match stance {
        Stance::Asserted => 0,
        Stance::Proposed => 1,
        Stance::Hypothetical => 2,
        Stance::Asked => 3,
        Stance::Reported => 4,
        Stance::Rejected => 5,
    };
    let mut concepts: BTreeMap<Id, (Stance, Vec<u32>)> = BTreeMap::new();
    for entry in log {
        for mention in entry
            .record
            .reading
            .iter()
            .flat_map(|reading| &reading.mentions)
        {
            let line = concepts
                .entry(mention.concept.clone())
                .or_insert_with(|| (mention.stance, Vec::new()));
            if rank(mention.stance) < rank(line.0) {
                line.0 = mention.stance;
            }
            if line.1.last() != Some(&entry.seq) {
                line.1.push(entry.seq);
            }
        }
    }
    concepts
        .into_iter()
        .map(|(concept, (stance, turns))| ConceptLine {
            concept,
            stance,
            turns,
        })
        .collect()
}
