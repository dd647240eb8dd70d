//! `greenroom check --heard`: how much is heard of what other people wrote, as a table.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use super::super::{Failure, exit, print};
use super::read;
use crate::assessment::hearing::{Heard, Kind, Sentence, hear, unknown_ids};
use crate::prompts::{Prompts, in_parallel};
use crate::scenario::{Scenario, Step};

/// A scenario, and what is said to it.
type Said = (Arc<Scenario>, Vec<Sentence>);

/// What became of the sentences of a file, or of all.
#[derive(Clone, Debug, Default)]
struct Count {
    /// Questions that have an answer, how many got all of it, and how many were told something else.
    questions: [usize; 3],
    /// Questions without an answer, and how many were told something.
    unanswerable: [usize; 2],
    /// Parts said when they were asked for, and how many were credited, and how many were quoted at least.
    asked: [usize; 3],
    /// The same of parts that nobody had asked for.
    unasked: [usize; 3],
    /// Parts credited, and how many of them wrongly.
    credits: [usize; 2],
    /// Statements whose part is asked for by the reply.
    asked_again: [usize; 2],
}

impl Count {
    fn add(&mut self, sentence: &Sentence, heard: &Heard) {
        let wrong = usize::from(!heard.wrong.is_empty());
        let (all, missed) = (sentence.gold.len(), heard.missed.len());
        match sentence.kind {
            Kind::Question if all == 0 => add(&mut self.unanswerable, [1, wrong]),
            Kind::Question => {
                let whole = usize::from(missed == 0);
                add(&mut self.questions, [1, whole, wrong]);
            }
            Kind::Statement | Kind::Nothing => {
                let (of, other) = match sentence.asked {
                    Some(_) => (&mut self.asked, &mut self.unasked),
                    None => (&mut self.unasked, &mut self.asked),
                };
                let is_asked = |id: &&String| sentence.asked.as_ref() == Some(*id);
                for (in_answer, to) in [(true, of), (false, other)] {
                    let here = |ids: &[String]| match sentence.asked {
                        Some(_) => ids.iter().filter(|id| is_asked(id) == in_answer).count(),
                        None => usize::from(in_answer) * ids.len(),
                    };
                    let (right, near) = (here(&heard.right), here(&heard.near));
                    add(to, [here(&sentence.gold), right, right + near]);
                }
                let credits = heard.right.len() + heard.wrong.len();
                add(&mut self.credits, [credits, heard.wrong.len()]);
                if all > 0 {
                    let again = usize::from(heard.asked_again);
                    add(&mut self.asked_again, [1, again]);
                }
            }
        }
    }

    fn row(&self, name: &str) -> String {
        let of = |part: usize, all: usize| format!("{part}/{all}");
        let cells = [
            of(self.questions[1], self.questions[0]),
            of(self.questions[2], self.questions[0]),
            of(self.unanswerable[1], self.unanswerable[0]),
            of(self.asked[1], self.asked[0]),
            of(self.asked[2], self.asked[0]),
            of(self.unasked[1], self.unasked[0]),
            of(self.unasked[2], self.unasked[0]),
            of(self.credits[1], self.credits[0]),
            of(self.asked_again[1], self.asked_again[0]),
        ];
        line(name, &cells)
    }

    fn join(&mut self, other: &Count) {
        add(&mut self.questions, other.questions);
        add(&mut self.unanswerable, other.unanswerable);
        add(&mut self.asked, other.asked);
        add(&mut self.unasked, other.unasked);
        add(&mut self.credits, other.credits);
        add(&mut self.asked_again, other.asked_again);
    }
}

fn add<const N: usize>(to: &mut [usize; N], counts: [usize; N]) {
    for (sum, count) in to.iter_mut().zip(counts) {
        *sum += count;
    }
}

fn line(name: &str, cells: &[String]) -> String {
    let mut text = format!("{name:<20}");
    for cell in cells {
        let _ = write!(text, "{cell:>12}");
    }
    text.trim_end().to_owned() + "\n"
}

/// Says every sentence of the files and prints what was heard; with `all` each one that was not heard as it should be.
pub(super) fn run(prompts: &Prompts, files: &[PathBuf], all: bool) -> Result<ExitCode, Failure> {
    let heads = [
        "answered",
        "told wrong",
        "out of it",
        "asked",
        "or quoted",
        "unasked",
        "or quoted",
        "false",
        "asked again",
    ];
    let mut table = line("", &heads.map(str::to_owned));
    let mut total = Count::default();
    let mut said = Vec::new();
    for file in files {
        said.push(sentences(prompts, file)?);
    }
    for ((scenario, _), (count, failures)) in said.iter().zip(count(prompts, &said)) {
        if all {
            print(&failures);
        }
        table += &count.row(&scenario.slug);
        total.join(&count);
    }
    table += &total.row("all");
    print(&table);
    Ok(ExitCode::SUCCESS)
}

/// Asks each scenario its own sample questions, and prints those that don't get what they are samples of, or something
/// besides.
pub(super) fn ask_own(prompts: &Prompts, scenarios: Vec<Arc<Scenario>>) {
    let own = |scenario: Arc<Scenario>| {
        let sentences = own_questions(&scenario);
        (scenario, sentences)
    };
    let said: Vec<Said> = scenarios.into_iter().map(own).collect();
    for ((scenario, _), (count, failures)) in said.iter().zip(count(prompts, &said)) {
        print(&failures);
        let [all, answered, wrong] = count.questions;
        let [beside, told] = count.unanswerable;
        print(&format!(
            "{}: {answered} of {all} sample questions get their answer, {wrong} something besides or else; {told} of \
             {beside} that have none get one\n",
            scenario.slug
        ));
    }
}

/// The sample questions of a scenario, each with what it is a sample of.
fn own_questions(scenario: &Scenario) -> Vec<Sentence> {
    let question = |say: &String, gold: Vec<String>| Sentence {
        kind: Kind::Question,
        say: say.clone(),
        asked: None,
        step: Some(Step::Clarify),
        gold,
    };
    let facts = scenario.facts.iter().flat_map(|fact| {
        let own = fact.questions.iter().chain(&fact.checks);
        own.map(|say| question(say, vec![fact.id.to_string()]))
    });
    let opens = scenario.opens.iter().flat_map(|open| {
        let own = open.questions.iter().chain(&open.checks);
        own.map(|say| question(say, vec![open.id.to_string()]))
    });
    let beside = scenario.beside.iter().map(|say| question(say, Vec::new()));
    facts.chain(opens).chain(beside).collect()
}

/// Says the sentences. Gives of each scenario what became of them, and those that went otherwise, in words.
fn count(prompts: &Prompts, said: &[Said]) -> Vec<(Count, String)> {
    let heard = in_parallel(said, |(scenario, sentences)| {
        let engine = prompts.engine_with(Arc::clone(scenario));
        let heard = sentences.iter().map(|sentence| hear(&engine, sentence));
        heard.collect::<Vec<Heard>>()
    });
    let counted = said
        .iter()
        .zip(&heard)
        .map(|((scenario, sentences), heard)| {
            let (mut count, mut failures) = (Count::default(), String::new());
            for (sentence, heard) in sentences.iter().zip(heard) {
                count.add(sentence, heard);
                if !heard.missed.is_empty() || !heard.wrong.is_empty() {
                    failures += &failure(&scenario.slug, sentence, heard);
                }
            }
            (count, failures)
        });
    counted.collect()
}

fn failure(slug: &str, sentence: &Sentence, heard: &Heard) -> String {
    let mut text = format!("{slug}: {}\n", sentence.say);
    let mut show = |name: &str, ids: &[String]| {
        if !ids.is_empty() {
            let _ = writeln!(text, "    {name}: {}", ids.join(", "));
        }
    };
    show("asked", sentence.asked.as_slice());
    show("missed", &heard.missed);
    show("quoted", &heard.near);
    show("wrong", &heard.wrong);
    let _ = writeln!(text, "    > {}", heard.reply.replace('\n', " "));
    text
}

/// The sentences of a file, and the scenario that it is named after.
fn sentences(prompts: &Prompts, file: &Path) -> Result<Said, Failure> {
    let refuse = |what: String| Failure::new(exit::FAILED, format!("{}: {what}", file.display()));
    let slug = file.file_stem().and_then(|stem| stem.to_str());
    let slug = slug.unwrap_or_default().to_owned();
    let Some(scenario) = prompts.scenario(slug.as_str()) else {
        return Err(refuse(format!(
            "there is no scenario `{slug}` to say it to"
        )));
    };
    let engine = prompts.engine_with(Arc::clone(scenario));
    let mut sentences = Vec::new();
    for (number, line) in (1..).zip(read(file)?.lines()) {
        if line.trim().is_empty() {
            continue;
        }
        let sentence: Sentence = serde_json::from_str(line)
            .map_err(|error| refuse(format!("line {number} is no sentence: {error}")))?;
        let unknown = unknown_ids(&engine, &sentence);
        if !unknown.is_empty() {
            let ids = unknown.join("`, `");
            return Err(refuse(format!("line {number}: `{slug}` has no `{ids}`")));
        }
        sentences.push(sentence);
    }
    Ok((Arc::clone(scenario), sentences))
}
