//! `greenroom check`: reads scenarios as an author would want them read. Every problem at its line, the linter's
//! remarks, then the scenario's own cases and dialogues, played with the engine that candidates meet.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Args, ValueEnum};

use super::{Failure, exit};
use crate::assessment::mutants::measure;
use crate::assessment::rehearsal::{Rehearsal, rehearse};
use crate::assessment::saying::say;
use crate::assessment::walk::{transcript, walk};
use crate::assessment::workbench::workbench;
use crate::config::PromptsFolder;
use crate::document::{Problem, Severity, nearest};
use crate::interview::Wording;
use crate::prompts::{Prompts, Reported, in_parallel};
use crate::scenario::{PartRef, Scenario};

mod heard;
mod mutants;
mod say;
mod screen;
mod walks;
mod watch;

use mutants::Measures;

#[derive(Clone, Debug, Args)]
#[command(
    override_usage = "greenroom check [OPTIONS] [FILE]...\n       greenroom check FILE --say WORDS [--after EXPECTATION/PART]\n       greenroom check --heard FILE... [--verbose]"
)]
pub(super) struct Check {
    /// Scenario files; without one, everything that would be served
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Fail on warnings too
    #[arg(long)]
    strict: bool,
    /// Say every sample otherwise and measure what credit is left, instead of checking; fails where twins that say
    /// the same keep less than 95 % of it, or twins that turn it down lose less than 98 %
    #[arg(long, conflicts_with = "strict")]
    mutants: bool,
    /// With --mutants and --heard: show each one that fails, not only the first or the figures
    #[arg(long)]
    verbose: bool,
    /// Let scripted candidates of many kinds walk through each scenario so often, and show what no interview should do
    #[arg(long, value_name = "N", conflicts_with_all = ["strict", "mutants"])]
    walk: Option<usize>,
    /// Print the words of the walk with this number instead
    #[arg(long, value_name = "WALK", requires = "walk")]
    show: Option<usize>,
    /// Say the sentences of these files, one JSON object a line, to the scenario that each file is named after, and count
    /// what is heard: `{"kind": "statement", "say": "…", "asked": "expectation/part", "gold": ["expectation/part"]}`; a
    /// `question` has facts for its gold, `nothing` none
    #[arg(long, value_name = "FILE", num_args = 1.., conflicts_with_all = ["strict", "mutants", "walk", "files"])]
    heard: Vec<PathBuf>,
    /// Ask each scenario its own sample questions, and show those that don't get what they are samples of
    #[arg(long, conflicts_with_all = ["strict", "mutants", "walk", "heard", "say", "detail"])]
    questions: bool,
    /// Say this to the scenario instead, and show what the interviewer hears in it, what a pattern finds that doesn't count,
    /// and what the words are like
    #[arg(long, value_name = "WORDS", requires = "files", conflicts_with_all = ["strict", "mutants", "walk", "heard", "watch", "detail"])]
    say: Option<String>,
    /// With --say: this part has just been asked for
    #[arg(long, value_name = "EXPECTATION/PART", requires = "say")]
    after: Option<String>,
    /// Show the whole screen: what each sample reaches, what each pattern finds, where each dialogue goes
    #[arg(long, conflicts_with_all = ["mutants", "walk"])]
    detail: bool,
    /// How to print what is found: as text, or as one JSON object a line for an editor
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Check again whenever a file is saved, until interrupted
    #[arg(long, conflicts_with_all = ["mutants", "walk"])]
    watch: bool,
    #[command(flatten)]
    prompts: PromptsFolder,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Format {
    #[default]
    Text,
    Json,
}

/// What was found over all files.
#[derive(Default)]
struct Tally {
    format: Format,
    /// Show what samples, patterns and dialogues do.
    detail: bool,
    errors: usize,
    warnings: usize,
}

impl Check {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        match self.watch {
            true => watch::again_and_again(&self),
            false => self.check(),
        }
    }

    /// Checks once.
    fn check(&self) -> Result<ExitCode, Failure> {
        let prompts = Prompts::load(self.prompts.prompts.as_deref(), None)?;
        let mut tally = Tally {
            format: self.format,
            detail: self.detail,
            ..Tally::default()
        };
        // Without shared knowledge nearly every line of a scenario would be wrong.
        let shared = |reported: &&Reported| !reported.problem.file.starts_with("scenarios/");
        for reported in prompts.problems.iter().filter(shared) {
            tally.print(&reported.problem, &reported.source);
        }
        if tally.errors > 0 {
            tally.say(&format!(
                "{}: the scenarios wait until this can be read",
                tally.summary()
            ));
            return Ok(ExitCode::from(exit::FAILED));
        }
        if self.mutants {
            return self.measure(&prompts);
        }
        if !self.heard.is_empty() {
            return heard::run(&prompts, &self.heard, self.verbose);
        }
        if self.questions {
            heard::ask_own(&prompts, self.meant(&prompts)?);
            return Ok(ExitCode::SUCCESS);
        }
        if let Some(words) = &self.say {
            return self.said(&prompts, words);
        }
        if let Some(count) = self.walk {
            return self.walk_through(&prompts, count);
        }
        if self.files.is_empty() {
            self.check_folder(&prompts, &mut tally);
        }
        for path in &self.files {
            let file = path.display().to_string();
            let source = read(path)?;
            match kind_of(path) {
                Kind::Scenario => {
                    let checked = check_scenario(&prompts, &file, &source, &tally);
                    tally.show(checked);
                }
                Kind::Wording => {
                    for problem in Wording::parse(&file, &source).err().unwrap_or_default() {
                        tally.print(&problem, &source);
                    }
                }
                Kind::Shared => {
                    let message = format!(
                        "{file} is shared knowledge, which hangs together: check its folder with --prompts"
                    );
                    return Err(Failure::new(exit::FAILED, message));
                }
            }
        }
        tally.say(&tally.summary());
        let failed = tally.errors > 0 || (self.strict && tally.warnings > 0);
        Ok(ExitCode::from(if failed { exit::FAILED } else { 0 }))
    }

    /// The scenarios that are meant, which have to be sound: what a broken one does says nothing.
    fn meant(&self, prompts: &Prompts) -> Result<Vec<Arc<Scenario>>, Failure> {
        if self.files.is_empty() {
            return Ok(prompts.scenarios());
        }
        let mut scenarios = Vec::new();
        for path in &self.files {
            let file = path.display().to_string();
            let source = read(path)?;
            let (scenario, _) =
                Scenario::parse(&file, &source, &prompts.lexicon).map_err(|_| {
                    let message = format!("{file} has errors: check it by itself first");
                    Failure::new(exit::FAILED, message)
                })?;
            scenarios.push(Arc::new(scenario));
        }
        Ok(scenarios)
    }

    /// Says one sentence to the scenarios.
    fn said(&self, prompts: &Prompts, words: &str) -> Result<ExitCode, Failure> {
        for scenario in self.meant(prompts)? {
            let after = match &self.after {
                Some(path) => Some(part_of(&scenario, path)?),
                None => None,
            };
            let said = say(&prompts.engine_with(scenario), words, after.as_ref());
            super::print(&say::text(&said));
        }
        Ok(ExitCode::SUCCESS)
    }

    /// Walks through the scenarios.
    fn walk_through(&self, prompts: &Prompts, count: usize) -> Result<ExitCode, Failure> {
        let scenarios = self.meant(prompts)?;
        if let Some(number) = self.show {
            for scenario in &scenarios {
                let engine = prompts.engine_with(Arc::clone(scenario));
                super::print(&format!(
                    "{}\n{}",
                    scenario.slug,
                    transcript(&engine, number)
                ));
            }
            return Ok(ExitCode::SUCCESS);
        }
        let done = in_parallel(&scenarios, |scenario| {
            let walks = walk(&prompts.engine_with(Arc::clone(scenario)), count);
            (walks.are_clean(), walks::report(&scenario.slug, &walks))
        });
        for (_, text) in &done {
            super::print(text);
        }
        let clean = done.iter().all(|(clean, _)| *clean);
        Ok(ExitCode::from(if clean { 0 } else { exit::FAILED }))
    }

    /// Plays the twins of all samples of the scenarios.
    fn measure(&self, prompts: &Prompts) -> Result<ExitCode, Failure> {
        let mut measures = Measures::default();
        let scenarios = self.meant(prompts)?;
        let measured = in_parallel(&scenarios, |scenario| {
            measure(&prompts.engine_with(Arc::clone(scenario)))
        });
        for (scenario, measured) in scenarios.iter().zip(measured) {
            measures.add(&scenario.slug, measured);
        }
        super::print(&measures.report(self.verbose));
        let failed = !measures.meet_aims();
        Ok(ExitCode::from(if failed { exit::FAILED } else { 0 }))
    }

    /// Checks all scenarios that would be served, and shows what is wrong with the others.
    fn check_folder(&self, prompts: &Prompts, tally: &mut Tally) {
        let refused = |reported: &&Reported| {
            let Some(name) = reported.problem.file.strip_prefix("scenarios/") else {
                return false;
            };
            let offered = prompts.offered.get(name.trim_end_matches(".toml"));
            offered.is_none_or(|offered| *offered.source != *reported.source)
        };
        for reported in prompts.problems.iter().filter(refused) {
            tally.print(&reported.problem, &reported.source);
        }
        let scenarios = prompts.scenarios();
        let checked = in_parallel(&scenarios, |scenario| {
            let file = format!("scenarios/{}.toml", scenario.slug);
            check_scenario(prompts, &file, &scenario.source, tally)
        });
        for checked in checked {
            tally.show(checked);
        }
    }
}

/// The part that is written `expectation/part`.
fn part_of(scenario: &Scenario, path: &str) -> Result<PartRef, Failure> {
    let part = path
        .split_once('/')
        .and_then(|(expectation, part)| scenario.part_ref(expectation, part));
    part.ok_or_else(|| {
        let expectations = scenario.expectations.iter();
        let known: Vec<String> = expectations
            .flat_map(|known| {
                let parts = known.parts.iter();
                parts.map(move |part| format!("{}/{}", known.id, part.id))
            })
            .collect();
        let help = match nearest(path, known.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "write `expectation/part`".to_owned(),
        };
        let slug = &scenario.slug;
        Failure::new(
            exit::FAILED,
            format!("`{slug}` has no part `{path}`: {help}"),
        )
    })
}

/// The text of a file that was named.
fn read(path: &Path) -> Result<String, Failure> {
    let file = path.display();
    let source = std::fs::read(path)
        .map_err(|error| Failure::new(exit::FAILED, format!("cannot read {file}: {error}")))?;
    String::from_utf8(source)
        .map_err(|_| Failure::new(exit::FAILED, format!("{file} is no UTF-8 text")))
}

/// What a file holds.
enum Kind {
    Scenario,
    Wording,
    Shared,
}

/// Told by its name, as everywhere.
fn kind_of(path: &Path) -> Kind {
    let name = path.file_name().and_then(|name| name.to_str());
    let folder = path.parent().and_then(Path::file_name);
    match name {
        Some("interviewer.toml") => Kind::Wording,
        Some("questions.toml" | "cues.toml" | "talk.toml") => Kind::Shared,
        _ if folder.is_some_and(|folder| folder == "lexicon") => Kind::Shared,
        _ => Kind::Scenario,
    }
}

/// What was found in one scenario.
struct Checked {
    /// The problems, each with the text that it stands in.
    problems: Vec<(Problem, String)>,
    /// The whole screen, where it was asked for.
    screen: String,
    /// What the scenario holds, in a line.
    summary: String,
}

/// Reads, lints and rehearses one scenario.
fn check_scenario(prompts: &Prompts, file: &str, source: &str, tally: &Tally) -> Checked {
    let (scenario, problems) = Scenario::inspect(file, source, &prompts.lexicon);
    let mut checked = Checked {
        problems: Vec::new(),
        screen: String::new(),
        summary: format!("{file}: cannot be used"),
    };
    let mut note = |problems: Vec<Problem>, source: &str| {
        let problems = problems.into_iter();
        checked
            .problems
            .extend(problems.map(|problem| (problem, source.to_owned())));
    };
    note(problems, source);
    let Some(scenario) = scenario else {
        return checked;
    };
    let scenario = Arc::new(scenario);
    // What is wrong in an edition stands in its own lines of the same file.
    for edition in scenario.editions() {
        let source = scenario.edition_source(&edition);
        let parsed = Scenario::parse(file, &source, &prompts.lexicon);
        note(parsed.err().unwrap_or_default(), &source);
    }
    let engine = prompts.engine_with(Arc::clone(&scenario));
    let rehearsal = rehearse(&engine, file);
    checked.summary = format!("{file}: {}", contents(&scenario, &rehearsal));
    if tally.detail {
        let yields = workbench(&engine);
        checked.screen = match tally.format {
            Format::Text => screen::text(&yields, &rehearsal.played),
            Format::Json => screen::json_lines(file, &yields, &rehearsal.played),
        };
    }
    note(rehearsal.problems, source);
    checked
}

/// What a scenario holds, in one line.
fn contents(scenario: &Scenario, rehearsal: &Rehearsal) -> String {
    format!(
        "{} facts, {} expectations, {} misconceptions, {} trade-offs, {} curveballs, {} estimates; {} of {} full samples credited, {} of {} cases and {} of {} dialogues hold",
        scenario.facts.len(),
        scenario.expectations.len(),
        scenario.misconceptions.len(),
        scenario.tradeoffs.len(),
        scenario.curveballs.len(),
        scenario.estimates.len(),
        rehearsal.samples.0,
        rehearsal.samples.1,
        rehearsal.cases.0,
        rehearsal.cases.1,
        rehearsal.dialogues.0,
        rehearsal.dialogues.1,
    )
}

impl Tally {
    fn show(&mut self, checked: Checked) {
        for (problem, source) in &checked.problems {
            self.print(problem, source);
        }
        if !checked.screen.is_empty() {
            super::print(&checked.screen);
        }
        self.say(&checked.summary);
    }

    fn print(&mut self, problem: &Problem, source: &str) {
        match problem.severity {
            Severity::Error => self.errors += 1,
            Severity::Warning => self.warnings += 1,
        }
        match self.format {
            Format::Text => super::print(&format!("{}\n", problem.render(source))),
            Format::Json => {
                let mut object = serde_json::json!(problem);
                if let Some(fields) = object.as_object_mut() {
                    fields.insert("kind".into(), "problem".into());
                }
                super::print(&format!("{object}\n"));
            }
        }
    }

    /// Says something to people; an editor wants problems only.
    fn say(&self, words: &str) {
        if self.format == Format::Text {
            super::print(&format!("{words}\n"));
        }
    }

    fn summary(&self) -> String {
        let count = |count: usize, what: &str| match count {
            0 => format!("no {what}s"),
            1 => format!("1 {what}"),
            more => format!("{more} {what}s"),
        };
        format!(
            "{}, {}",
            count(self.errors, "error"),
            count(self.warnings, "warning")
        )
    }
}
