//! The command line: one file a subcommand. Without a subcommand the program serves its pages.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::config::{self, Config, Database, PromptsFolder, Setting};
use crate::document::{Problem, Severity};
use crate::prompts::{Library, PromptsError};
use crate::session::SubmitError;
use crate::store::{SessionId, Store, StoreError};

mod backup;
mod chat;
mod check;
mod doctor;
mod export;
mod import;
mod instructor;
mod knowledge;
mod link;
mod log;
mod manual;
mod new;
mod notify;
mod replay;
mod restore;
mod script;
mod serve;
mod settings;
mod suggestions;
mod sweep;
mod token;
mod understand;
mod verify;

/// A mock system-design interviewer that runs on your own machine.
#[derive(Debug, Parser)]
#[command(name = "greenroom", version)]
struct Cli {
    /// The file of settings [default: greenroom.toml, if there is one] [variable: GREENROOM_CONFIG]
    #[arg(long = config::FILE_FLAG, id = config::FILE_FLAG, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    serve: serve::Serve,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the pages (what happens without a subcommand)
    Serve(serve::Serve),
    /// Read messages as JSON Lines and say what was understood
    Understand(PromptsFolder),
    /// Read, lint and rehearse scenarios
    Check(check::Check),
    /// Write a scenario to begin with
    New(new::New),
    /// Make and list the accounts of the instructors' desk
    Instructor(instructor::Instructor),
    /// List the concepts and question topics that a scenario may name
    Knowledge(knowledge::Knowledge),
    /// Hold an interview in the terminal
    Chat(chat::Chat),
    /// Derive a session anew, and show where today's program would differ
    Replay(replay::Replay),
    /// Write a session with its report
    Export(export::Export),
    /// Take in a session that was written as JSON
    Import(import::Import),
    /// Print a link by which a browser takes over a session that belongs to none
    Link(link::Link),
    /// Print what should have counted in a scenario, as cases to append to it
    Suggestions(suggestions::Suggestions),
    /// Copy the database as of one moment, while the program goes on
    Backup(backup::Backup),
    /// Put a backup in the place of the database; what stood there is kept
    Restore(restore::Restore),
    /// Read a database or a backup from end to end
    Verify(verify::Verify),
    /// Delete the sessions that are older than the retention says
    Sweep(sweep::Sweep),
    /// Look at everything that a server needs, and say what isn't right
    Doctor(doctor::Doctor),
    /// Show every setting with its value and where that comes from
    Config(settings::Show),
    /// Print a script that completes the command line in a shell
    Completions(manual::Completions),
    /// Print the manual page
    Man(manual::Man),
    /// Add, list, renew and revoke tokens of the API
    Token(token::Token),
}

impl Database {
    async fn open(&self) -> Result<Store, Failure> {
        Ok(Store::open(&self.database).await?)
    }

    /// For commands that only look: they create nothing.
    async fn open_existing(&self) -> Result<Store, Failure> {
        if !self.database.exists() {
            return Err(Failure::new(
                exit::FAILED,
                format!("there is no database {}", self.database.display()),
            ));
        }
        self.open().await
    }
}

impl PromptsFolder {
    fn open(&self) -> Result<Library, Failure> {
        let library = Library::open(self.prompts.clone())?;
        crate::prompts::log_problems(&library.current().problems);
        Ok(library)
    }
}

/// Why a command failed: one line for the person, one number for the script.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: u8,
    message: String,
}

/// The exit codes besides 0, and 2 for a command line or a setting that can't be read.
pub(crate) mod exit {
    pub(crate) const FAILED: u8 = 1;
    pub(crate) const COMMAND_LINE: u8 = 2;
    pub(crate) const ADDRESS: u8 = 3;
    pub(crate) const NOT_WRITABLE: u8 = 4;
    pub(crate) const NEWER: u8 = 5;
    pub(crate) const FOREIGN: u8 = 6;
    pub(crate) const DAMAGED: u8 = 7;
    pub(crate) const EMPTY: u8 = 8;
    pub(crate) const LOCKED: u8 = 9;
    pub(crate) const PROMPTS: u8 = 10;
    pub(crate) const FULL: u8 = 11;
    pub(crate) const DIFFERS: u8 = 20;
}

impl Failure {
    pub(crate) fn new(exit: u8, message: impl Into<String>) -> Failure {
        Failure {
            exit,
            message: message.into(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Failure {
        let exit = match &error {
            StoreError::NotFound | StoreError::Refused(_) | StoreError::Unavailable(_) => {
                exit::FAILED
            }
            StoreError::Full => exit::FULL,
            StoreError::Locked(_) => exit::LOCKED,
            StoreError::NotWritable(_) => exit::NOT_WRITABLE,
            StoreError::Newer(_) => exit::NEWER,
            StoreError::Foreign(_) => exit::FOREIGN,
            StoreError::Empty(_) => exit::EMPTY,
            StoreError::Damaged(..) => exit::DAMAGED,
        };
        Failure::new(exit, error.to_string())
    }
}

impl From<PromptsError> for Failure {
    fn from(error: PromptsError) -> Failure {
        Failure::new(exit::PROMPTS, error.to_string())
    }
}

/// A session's path that failed.
fn failed(error: SubmitError) -> Failure {
    match error {
        SubmitError::Store(error) => error.into(),
        SubmitError::NoScenario
        | SubmitError::NotFound
        | SubmitError::Finished
        | SubmitError::OtherText
        | SubmitError::Contended
        | SubmitError::Outdated(_)
        | SubmitError::NotInChair
        | SubmitError::Unreadable(_) => Failure::new(exit::FAILED, error.to_string()),
        SubmitError::Differs(_) => Failure::new(exit::DIFFERS, error.to_string()),
    }
}

fn session_id(text: &str) -> Result<SessionId, Failure> {
    text.parse()
        .map_err(|_| Failure::new(exit::FAILED, format!("{text:?} is no session id")))
}

/// Prints at once. Whoever reads may have gone (`| head`): then there is nobody to tell.
pub(crate) fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Reads the command line, does what it says, and reports a failure in one line on the error output.
pub fn main() -> ExitCode {
    let matches = Cli::command().get_matches();
    if let Some(stray) = stray_flag(&matches) {
        let message = format!(
            "--{} is for the server; it stands behind a command's name, if it is for that",
            stray.flag()
        );
        Cli::command()
            .error(ErrorKind::ArgumentConflict, message)
            .exit();
    }
    let read = Config::read(innermost(&matches))
        .and_then(|config| Ok((Cli::from_arg_matches(&matches)?, config)));
    let (cli, config) = match read {
        Ok(read) => read,
        Err(error) if error.kind() == config::UNREADABLE => {
            eprint!("greenroom: {}", config::problems(&error));
            return ExitCode::from(exit::COMMAND_LINE);
        }
        Err(error) => error.exit(),
    };
    log::start(&config.logging);
    let done = match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(serve) => wait_for(serve.run()),
        Command::Understand(prompts) => understand(&prompts),
        Command::Check(check) => check.run(),
        Command::New(new) => new.run(),
        Command::Knowledge(knowledge) => knowledge.run(),
        Command::Instructor(instructor) => wait_for(instructor.run()),
        Command::Chat(chat) => wait_for(chat.run()),
        Command::Replay(replay) => wait_for(replay.run()),
        Command::Export(export) => wait_for(export.run()),
        Command::Import(import) => wait_for(import.run()),
        Command::Link(link) => wait_for(link.run()),
        Command::Suggestions(suggestions) => wait_for(suggestions.run()),
        Command::Backup(backup) => wait_for(backup.run()),
        Command::Restore(restore) => wait_for(restore.run()),
        Command::Verify(verify) => wait_for(verify.run()),
        Command::Sweep(sweep) => wait_for(sweep.run()),
        Command::Doctor(doctor) => wait_for(doctor.run(&config)),
        Command::Config(show) => show.run(&config),
        Command::Completions(completions) => completions.run(),
        Command::Man(man) => man.run(),
        Command::Token(token) => wait_for(token.run()),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("greenroom: {}", failure.message);
            ExitCode::from(failure.exit)
        }
    }
}

/// The arguments of the command that is meant.
fn innermost(matches: &ArgMatches) -> &ArgMatches {
    match matches.subcommand() {
        Some((_, matches)) => innermost(matches),
        None => matches,
    }
}

/// A flag of the server before the name of a command, which it would say nothing to.
fn stray_flag(matches: &ArgMatches) -> Option<&'static Setting> {
    matches.subcommand()?;
    config::TOPICS
        .iter()
        .flat_map(|topic| topic.iter())
        .find(|setting| {
            matches
                .try_contains_id(setting.key)
                .is_ok_and(|given| given)
        })
}

fn understand(prompts: &PromptsFolder) -> Result<ExitCode, Failure> {
    let current = prompts.open()?.current();
    // A server goes on with the last good file; figures that were measured with another one than was named would mislead.
    let mut problems = current.problems.iter().map(|reported| &reported.problem);
    let shared = |problem: &&Problem| !problem.file.starts_with("scenarios/");
    let broken = |problem: &&Problem| problem.severity == Severity::Error;
    if let Some(problem) = problems.find(|problem| shared(problem) && broken(problem)) {
        return Err(Failure::new(exit::FAILED, problem.to_string()));
    }
    let lexicon = current.lexicon.clone();
    let input = std::io::stdin().lock();
    let output = std::io::BufWriter::new(std::io::stdout().lock());
    understand::run(&lexicon, input, output)
        .map_err(|error| Failure::new(exit::FAILED, error.to_string()))?;
    Ok(ExitCode::SUCCESS)
}

/// Runs a command that waits for files and sockets.
fn wait_for(command: impl Future<Output = Result<ExitCode, Failure>>) -> Result<ExitCode, Failure> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(exit::FAILED, format!("cannot start: {error}")))?
        .block_on(command)
}
