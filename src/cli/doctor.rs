//! `greenroom doctor`: looks at everything that a server needs, and says what to do about what isn't right.

use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::verify::census;
use super::{Failure, exit, print, settings};
use crate::config::{Config, Database, Logging, PromptsFolder, Retention, Serving};
use crate::document::Severity;
use crate::prompts::Library;
use crate::session::Clock;
use crate::store::{self, Standing};

/// Less free space than this is worth a word, in bytes.
const LITTLE_SPACE: u64 = 200 * 1024 * 1024;

#[derive(Clone, Debug, Args)]
pub(super) struct Doctor {
    // The flags of the server, to look at what they would give.
    #[command(flatten)]
    _serving: Serving,
    #[command(flatten)]
    _database: Database,
    #[command(flatten)]
    _prompts: PromptsFolder,
    #[command(flatten)]
    _retention: Retention,
    #[command(flatten)]
    _logging: Logging,
}

/// How a finding is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Fine,
    /// It works, but somebody should look.
    Look,
    /// A server can't work like this.
    Broken,
}

/// What was found, in the order in which it is told.
#[derive(Default)]
struct Findings(Vec<(Verdict, &'static str, String)>);

impl Findings {
    fn fine(&mut self, topic: &'static str, text: impl Into<String>) {
        self.0.push((Verdict::Fine, topic, text.into()));
    }

    fn look(&mut self, topic: &'static str, text: impl Into<String>) {
        self.0.push((Verdict::Look, topic, text.into()));
    }

    fn broken(&mut self, topic: &'static str, text: impl Into<String>) {
        self.0.push((Verdict::Broken, topic, text.into()));
    }
}

impl Doctor {
    pub(super) async fn run(self, config: &Config) -> Result<ExitCode, Failure> {
        let mut findings = Findings::default();
        look_at_settings(config, &mut findings);
        look_at_database(config, &mut findings).await;
        look_at_prompts(config, &mut findings);
        look_at_address(config, &mut findings);
        let count = |verdict: Verdict| findings.0.iter().filter(|(v, ..)| *v == verdict).count();
        let (broken, look) = (count(Verdict::Broken), count(Verdict::Look));
        for (verdict, topic, text) in &findings.0 {
            let mark = match verdict {
                Verdict::Fine => "ok    ",
                Verdict::Look => "look  ",
                Verdict::Broken => "broken",
            };
            print(&format!("{mark}  {topic:9}  {text}\n"));
        }
        print(&match (broken, look) {
            (0, 0) => "all is well\n".to_owned(),
            (0, look) => format!("it works; {look} to look at\n"),
            (broken, look) => format!("{broken} broken, {look} to look at\n"),
        });
        Ok(match broken {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::from(exit::FAILED),
        })
    }
}

fn look_at_settings(config: &Config, findings: &mut Findings) {
    findings.fine(
        "settings",
        match &config.file {
            Some(file) => format!("read from {file}"),
            None => "there is no file of settings; `greenroom config --format toml` writes one to begin with".into(),
        },
    );
    for (variable, meant) in settings::stray_variables() {
        let meant = meant.map_or_else(String::new, |meant| format!("; did you mean {meant}?"));
        findings.look(
            "settings",
            format!("{variable} is set, but no setting reads it{meant}"),
        );
    }
    match config.retention.days {
        Some(days) => findings.fine(
            "retention",
            format!("sessions go {days} days after the last word"),
        ),
        None => findings.fine("retention", "sessions are kept for ever"),
    }
}

async fn look_at_database(config: &Config, findings: &mut Findings) {
    let path = &config.database.database;
    let state = match store::state(path) {
        Ok(state) => state,
        Err(error) => return findings.broken("database", error.to_string()),
    };
    match state.standing {
        Standing::Running => findings.fine("database", "a program is running on it"),
        Standing::Clean | Standing::Untouched => findings.fine("database", "nothing is running on it"),
        Standing::Unclean => findings.look(
            "database",
            "nothing is running on it, and the last stop was unclean; the next start checks the file",
        ),
        Standing::HalfRestored => findings.broken(
            "database",
            "a restore was cut off; run `greenroom restore` again",
        ),
    }
    for leftover in &state.leftovers {
        findings.look(
            "database",
            format!(
                "{} was left behind by something that was cut off; it may be removed",
                leftover.display()
            ),
        );
    }
    if state.exists {
        match store::verify(path).await {
            Ok(held) => {
                findings.fine(
                    "database",
                    format!("{} is sound: {}", path.display(), census(&held)),
                );
                if held.last_at_ms > Some(Clock::system().now_ms()) {
                    let told = "the last entry lies in the future: was the clock set back?";
                    findings.look("clock", told);
                }
            }
            Err(error) => findings.broken("database", error.to_string()),
        }
        only_for_its_owner(path, findings);
    } else {
        findings.fine(
            "database",
            format!("{} is not there yet; a start makes it", path.display()),
        );
    }
    // A folder that isn't there is made by the first start.
    if state.folder.is_dir() {
        look_at_folder(&state.folder, findings);
    }
}

fn look_at_folder(folder: &Path, findings: &mut Findings) {
    let probe = folder.join(format!(".greenroom-probe-{}", std::process::id()));
    let written = std::fs::write(&probe, b"may be removed");
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => findings.fine("folder", format!("{} can be written", folder.display())),
        Err(error) => {
            findings.broken(
                "folder",
                format!("{} cannot be written: {error}", folder.display()),
            );
        }
    }
    #[cfg(unix)]
    if let Ok(room) = rustix::fs::statvfs(folder) {
        let free = room.f_bavail.saturating_mul(room.f_frsize);
        let told = format!("{} MiB are free", free / (1024 * 1024));
        match free < LITTLE_SPACE {
            true => findings.look(
                "space",
                format!("{told}; when none is left, nothing can be saved"),
            ),
            false => findings.fine("space", told),
        }
    }
}

#[cfg(unix)]
fn only_for_its_owner(path: &Path, findings: &mut Findings) {
    use std::os::unix::fs::PermissionsExt;
    let open = |path: &Path| {
        std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o007 != 0)
    };
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    if open(path) && open(folder.unwrap_or(Path::new("."))) {
        let told = format!(
            "everybody on this machine may read {}; `chmod o-rwx` keeps it private",
            path.display()
        );
        findings.look("database", told);
    }
}

#[cfg(not(unix))]
fn only_for_its_owner(_path: &Path, _findings: &mut Findings) {}

fn look_at_prompts(config: &Config, findings: &mut Findings) {
    match Library::open(config.prompts.prompts.clone()) {
        Ok(library) => {
            let prompts = library.current();
            let errors = prompts
                .problems
                .iter()
                .filter(|reported| reported.problem.severity == Severity::Error)
                .count();
            let scenarios = prompts.offered.len();
            match errors {
                0 => findings.fine("prompts", format!("{scenarios} scenarios")),
                _ => findings.look(
                    "prompts",
                    format!("{scenarios} scenarios; {errors} errors in files that are left out: run `greenroom check`"),
                ),
            }
        }
        Err(error) => findings.broken("prompts", error.to_string()),
    }
}

fn look_at_address(config: &Config, findings: &mut Findings) {
    let serving = &config.serving;
    match std::net::TcpListener::bind(serving.listen) {
        Ok(_) => findings.fine("address", format!("{} is free", serving.listen)),
        Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => findings.fine(
            "address",
            format!(
                "{} is taken: by a server of yours, if one is running",
                serving.listen
            ),
        ),
        Err(error) => findings.broken(
            "address",
            format!("cannot listen on {}: {error}", serving.listen),
        ),
    }
    match (&serving.public_url, serving.listen.ip().is_loopback()) {
        (Some(url), _) => {
            findings.fine("address", format!("people use {url}"));
            if serving.proxies.is_empty() {
                findings.look(
                    "address",
                    "no proxy is trusted, so everybody behind one counts as one client; set proxies, to 127.0.0.1 for one on this machine",
                );
            }
        }
        (None, false) => findings.look(
            "address",
            "other machines can reach it, and what is typed goes unencrypted; put a proxy with HTTPS in front, and set public_url",
        ),
        (None, true) => findings.fine("address", "only this machine can reach it"),
    }
}
