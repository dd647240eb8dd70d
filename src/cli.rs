//! The command line: one file a subcommand. Without a subcommand the program serves its pages.

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, CommandFactory, FromArgMatches, Parser, Subcommand};

use crate::prompts::{Library, PromptsError};
use crate::session::SubmitError;
use crate::store::{SessionId, Store, StoreError};

mod chat;
mod check;
mod export;
mod import;
mod knowledge;
mod new;
mod replay;
mod script;
mod serve;
mod suggestions;
mod understand;

/// A mock system-design interviewer that runs on your own machine.
#[derive(Debug, Parser)]
#[command(name = "greenroom", version, args_conflicts_with_subcommands = true)]
struct Cli {
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
    /// Print what should have counted in a scenario, as cases to append to it
    Suggestions(suggestions::Suggestions),
}

/// Where the sessions are unless another file is named.
const DATABASE: &str = "data/greenroom.db";

/// Where the sessions are.
#[derive(Clone, Debug, Args)]
struct Database {
    /// The file that holds the sessions
    #[arg(
        long,
        env = "GREENROOM_DATABASE",
        value_name = "FILE",
        default_value = DATABASE
    )]
    database: PathBuf,
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

/// Where the prompts are.
#[derive(Clone, Debug, Args)]
struct PromptsFolder {
    /// A folder laid over the built-in prompts, and reloaded when it changes
    #[arg(long, env = "GREENROOM_PROMPTS", value_name = "FOLDER")]
    prompts: Option<PathBuf>,
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

/// The exit codes besides 0, and 2 for a command line that can't be read.
pub(crate) mod exit {
    pub(crate) const FAILED: u8 = 1;
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
    let matches = without_empty_variables(Cli::command()).get_matches();
    let cli = Cli::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let filter = std::env::var("GREENROOM_LOG")
        .ok()
        .filter(|filter| !filter.is_empty())
        .and_then(|filter| tracing_subscriber::EnvFilter::try_new(filter).ok())
        .unwrap_or_else(|| tracing_subscriber::EnvFilter::new("warn"));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        // On a full disk a log that goes to a file can't be written either; telling of that on the same way would panic.
        .log_internal_errors(false)
        .with_ansi(std::io::stderr().is_terminal())
        .init();
    let done = match cli.command.unwrap_or(Command::Serve(cli.serve)) {
        Command::Serve(serve) => wait_for(serve.run()),
        Command::Understand(prompts) => understand(&prompts),
        Command::Check(check) => check.run(),
        Command::New(new) => new.run(),
        Command::Knowledge(knowledge) => knowledge.run(),
        Command::Chat(chat) => wait_for(chat.run()),
        Command::Replay(replay) => wait_for(replay.run()),
        Command::Export(export) => wait_for(export.run()),
        Command::Import(import) => wait_for(import.run()),
        Command::Suggestions(suggestions) => wait_for(suggestions.run()),
    };
    match done {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("greenroom: {}", failure.message);
            ExitCode::from(failure.exit)
        }
    }
}

/// A variable that is set to nothing counts as not set: clap would take it for a value, and refuse it even where the
/// option is given.
fn without_empty_variables(command: clap::Command) -> clap::Command {
    command
        .mut_args(|arg| {
            let empty = arg
                .get_env()
                .and_then(std::env::var_os)
                .is_some_and(|value| value.is_empty());
            match empty {
                true => arg.env(None::<&'static str>),
                false => arg,
            }
        })
        .mut_subcommands(without_empty_variables)
}

fn understand(prompts: &PromptsFolder) -> Result<ExitCode, Failure> {
    let lexicon = prompts.open()?.current().lexicon.clone();
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
