//! `greenroom link`: a link by which a browser takes over an interview that belongs to none: one that came in from a file,
//! or was held in the terminal.

use std::process::ExitCode;

use clap::Args;

use super::{Failure, exit, print, session_id};
use crate::config::{Database, Serving};
use crate::session::Clock;
use crate::store::{Owner, SessionId, Store, Takeover};

/// A link by which interviews are taken over holds so long: a week.
const LINK_MS: i64 = 7 * 24 * 60 * 60 * 1000;

#[derive(Clone, Debug, Args)]
pub(super) struct Link {
    /// The session's id
    session: String,
    /// Where the link leads: the public address, or else the one that the program listens on
    #[command(flatten)]
    serving: Serving,
    #[command(flatten)]
    database: Database,
}

impl Link {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let session = session_id(&self.session)?;
        let store = self.database.open_existing().await?;
        let offered = match store.session(session).await {
            Ok(_) => offer(&store, &self.serving, vec![session]).await,
            Err(error) => Err(error.into()),
        };
        store.close().await;
        print(&offered?);
        Ok(ExitCode::SUCCESS)
    }
}

/// Makes a link to these sessions, and says where it leads.
pub(super) async fn offer(
    store: &Store,
    serving: &Serving,
    sessions: Vec<SessionId>,
) -> Result<String, Failure> {
    let secret = secret()?;
    let what = match sessions.len() {
        1 => "it",
        _ => "all of them",
    };
    let takeover = Takeover {
        sessions,
        secret_hash: Owner::of_secret(&secret),
        until_ms: Clock::system().now_ms() + LINK_MS,
    };
    if !store.offer_takeover(takeover).await? {
        let message = "it belongs to a browser, which shares it by links of its own";
        return Err(Failure::new(exit::FAILED, message));
    }
    let address = address(serving, &format!("/take/{secret}"));
    Ok(format!(
        "A browser takes {what} over here, once, within a week:\n{address}\n"
    ))
}

/// A new secret for a link: 128 random bits in hexadecimal.
pub(super) fn secret() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes).map_err(|error| {
        Failure::new(
            exit::FAILED,
            format!("the system has no random numbers: {error}"),
        )
    })?;
    Ok(format!("{:032x}", u128::from_be_bytes(bytes)))
}

/// The whole address of a path: at the public address, or else where the program listens.
pub(super) fn address(serving: &Serving, path: &str) -> String {
    let address = match &serving.public_url {
        Some(public) => public.to_string(),
        None => format!("http://{}", serving.listen),
    };
    format!("{}{path}", address.trim_end_matches('/'))
}
