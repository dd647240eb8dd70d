//! `greenroom chat`: the interview in the terminal, with the same engine and the same store as the pages.

use std::io::{BufRead, IsTerminal};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde_json::json;

use super::script::{self, Scripted};
use super::{Failure, exit, failed, print};
use crate::config::{Database, PromptsFolder};
use crate::interview::{Button, Entry, Setup};
use crate::scenario::{Mode, Seniority};
use crate::session::{self, Action, App, Choice, Clock, SubmitError};
use crate::store::{MessageId, Session, SessionId, Store};

/// What a scripted message counts for.
const SCRIPTED_PAUSE_MS: i64 = 30_000;

#[derive(Clone, Debug, Args)]
pub(super) struct Chat {
    /// The scenario: `twitter`, for example
    scenario: String,
    /// Coach gives feedback at once; exam says no word of verdict
    #[arg(long, value_enum, default_value_t = ModeName::Coach)]
    mode: ModeName,
    /// The level that the answers are held against
    #[arg(long, value_enum, default_value_t = LevelName::Entry)]
    level: LevelName,
    /// The time: 30, 45 or 60 minutes, or none [default: 45; 30 with --beginner]
    #[arg(long, value_enum)]
    minutes: Option<MinutesName>,
    /// The number that picks the figures; without it those of the file
    #[arg(long)]
    seed: Option<u32>,
    /// The short form for a first interview, where the scenario has one
    #[arg(long)]
    beginner: bool,
    /// Play the messages of a file, separated by a line `---`; then finish and print the report. Nothing is kept
    /// unless a database is named
    #[arg(long, value_name = "FILE")]
    script: Option<PathBuf>,
    /// How to print: as text, or as JSON at the end
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    #[command(flatten)]
    database: Database,
    #[command(flatten)]
    prompts: PromptsFolder,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ModeName {
    Coach,
    Exam,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum LevelName {
    Entry,
    Mid,
    Senior,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum MinutesName {
    #[value(name = "30")]
    Thirty,
    #[value(name = "45")]
    FortyFive,
    #[value(name = "60")]
    Sixty,
    #[value(name = "none", alias = "untimed")]
    Untimed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

impl Chat {
    fn setup(&self) -> Setup {
        Setup {
            mode: match self.mode {
                ModeName::Coach => Mode::Coach,
                ModeName::Exam => Mode::Exam,
            },
            seniority: match self.level {
                LevelName::Entry => Seniority::Entry,
                LevelName::Mid => Seniority::Mid,
                LevelName::Senior => Seniority::Senior,
            },
            minutes: match self.minutes {
                None if self.beginner => Some(30),
                None | Some(MinutesName::FortyFive) => Some(45),
                Some(MinutesName::Thirty) => Some(30),
                Some(MinutesName::Sixty) => Some(60),
                Some(MinutesName::Untimed) => None,
            },
        }
    }

    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let script = match &self.script {
            Some(path) => Some(read_script(path)?),
            None => None,
        };
        let prompts = self.prompts.open()?;
        // What a script says is kept only where somebody asked for that.
        let throw_away = match script.is_some() && !self.database.named {
            true => Some(ThrowAway::new()?),
            false => None,
        };
        let path = match &throw_away {
            Some(folder) => folder.path.join("greenroom.db"),
            None => self.database.database.clone(),
        };
        let store = Store::open(&path).await?;
        let mut app = App::new(store.clone(), prompts);
        if script.is_some() {
            app.clock = Clock::counted();
        }
        let done = self.interview(&app, script, throw_away.is_none()).await;
        store.close().await;
        done
    }

    async fn interview(
        &self,
        app: &App,
        script: Option<Vec<Scripted>>,
        kept: bool,
    ) -> Result<ExitCode, Failure> {
        let choice = Choice {
            seed: self.seed,
            beginner: self.beginner,
            readable: false,
        };
        let started = session::start(app, &self.scenario, choice, self.setup(), None).await;
        let session = match started {
            Err(SubmitError::NoScenario) => return Err(self.no_scenario(app)),
            started => started.map_err(failed)?,
        };
        let show = self.format == Format::Text;
        if show {
            show_entries(&log(app, session.id).await?);
        }
        let (refused, finished) = match script {
            Some(script) => (play(app, &session, script, show).await?, true),
            None => {
                let finished = converse(app, &session, show).await?;
                (Vec::new(), finished)
            }
        };
        let session = app.store.session(session.id).await?;
        let report = match finished {
            true => Some(session::report(app, &session).await.map_err(failed)?),
            false => None,
        };
        match self.format {
            Format::Text => {
                if let Some(report) = &report {
                    print(&format!("\n{}", session::report_text(report)));
                }
                if kept {
                    print(&format!("\nThe session is kept as {}.\n", session.id));
                }
            }
            Format::Json => {
                let log = log(app, session.id).await?;
                let mut value = session::to_json(&session, &log, report.as_ref());
                if kept {
                    value["session"] = json!(session.id.to_string());
                }
                if !refused.is_empty() {
                    value["refused"] = json!(refused);
                }
                print(&format!("{value:#}\n"));
            }
        }
        Ok(ExitCode::SUCCESS)
    }

    fn no_scenario(&self, app: &App) -> Failure {
        let prompts = app.prompts.current();
        let known: Vec<&str> = prompts.offered.keys().map(AsRef::as_ref).collect();
        Failure::new(
            exit::FAILED,
            format!(
                "there is no scenario {:?}; there are: {}",
                self.scenario,
                known.join(", ")
            ),
        )
    }
}

fn read_script(path: &Path) -> Result<Vec<Scripted>, Failure> {
    let unreadable = |error: &dyn std::fmt::Display| {
        Failure::new(
            exit::FAILED,
            format!("cannot read {}: {error}", path.display()),
        )
    };
    let bytes = std::fs::read(path).map_err(|error| unreadable(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| unreadable(&"it is not UTF-8"))?;
    Ok(script::messages(&text))
}

/// Plays a script to its end and finishes. Messages that no page would take are told and passed over.
async fn play(
    app: &App,
    session: &Session,
    script: Vec<Scripted>,
    show: bool,
) -> Result<Vec<serde_json::Value>, Failure> {
    let mut refused = Vec::new();
    for Scripted { number, action } in script {
        app.clock.advance(SCRIPTED_PAUSE_MS);
        match action {
            Ok(action) => {
                if say(app, session.id, action, show, true).await? {
                    return Ok(refused);
                }
            }
            Err(error) => {
                if show {
                    print(&format!("\n(message {number} was not taken: {error})\n"));
                }
                refused.push(json!({ "message": number, "why": error.to_string() }));
            }
        }
    }
    say(app, session.id, Action::Press(Button::Finish), show, true).await?;
    Ok(refused)
}

/// Talks until the interview ends, or the input does.
async fn converse(app: &App, session: &Session, show: bool) -> Result<bool, Failure> {
    let typed = std::io::stdin().is_terminal();
    if show && typed {
        print(
            "\n(Type a line and press Enter. [hint], [next], [repeat] and [finish] stand alone on a line.)\n",
        );
    }
    loop {
        if show && typed {
            print("\nyou: ");
        }
        let line = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            let read = std::io::stdin().lock().read_line(&mut line);
            read.map(|length| (length > 0).then_some(line))
        });
        let line = match line.await.map_err(std::io::Error::other) {
            Ok(Ok(Some(line))) => line,
            Ok(Ok(None)) => return Ok(false),
            Ok(Err(error)) | Err(error) => {
                return Err(Failure::new(
                    exit::FAILED,
                    format!("cannot read the input: {error}"),
                ));
            }
        };
        let line = line.trim_end_matches(['\n', '\r']);
        if line.trim().is_empty() {
            continue;
        }
        match script::action(line) {
            Ok(action) => {
                if say(app, session.id, action, show, !typed).await? {
                    return Ok(true);
                }
            }
            Err(error) => print(&format!("\n({error})\n")),
        }
    }
}

/// Sends one message and shows the reply; whether the interview has ended with it.
async fn say(
    app: &App,
    session: SessionId,
    action: Action,
    show: bool,
    echo: bool,
) -> Result<bool, Failure> {
    let submitted = session::submit(app, session, action, MessageId::new())
        .await
        .map_err(failed)?;
    if show {
        let entries: Vec<Entry> = submitted
            .entries
            .into_iter()
            .map(|stored| stored.entry)
            .collect();
        show_entries(if echo {
            &entries
        } else {
            entries.get(1..).unwrap_or_default()
        });
    }
    Ok(submitted.finished)
}

fn show_entries(entries: &[Entry]) {
    for text in entries.iter().filter_map(session::entry_text) {
        print(&format!("\n{text}"));
    }
}

async fn log(app: &App, session: SessionId) -> Result<Vec<Entry>, Failure> {
    let stored = app.store.entries_after(session, 0).await?;
    Ok(stored.into_iter().map(|stored| stored.entry).collect())
}

/// A folder that goes when the interview ends.
struct ThrowAway {
    path: PathBuf,
}

impl ThrowAway {
    fn new() -> Result<ThrowAway, Failure> {
        let path = std::env::temp_dir().join(format!("greenroom-{}", SessionId::new()));
        std::fs::create_dir(&path).map_err(|error| {
            Failure::new(
                exit::NOT_WRITABLE,
                format!("cannot make the folder {}: {error}", path.display()),
            )
        })?;
        Ok(ThrowAway { path })
    }
}

impl Drop for ThrowAway {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.path);
    }
}
