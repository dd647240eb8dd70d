//! `greenroom token`: who may use the API. A token is shown once, when it is made; the store keeps its hash. All of it
//! works while the server runs, and counts from the next request on.

use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};

use super::{Failure, exit, print};
use crate::config::Database;
use crate::session::Clock;
use crate::store::{Store, TokenChanged, TokenName, TokenSecret};
use crate::web::iso;

#[derive(Clone, Debug, Args)]
pub(super) struct Token {
    #[command(subcommand)]
    action: Action,
}

#[derive(Clone, Debug, Subcommand)]
enum Action {
    /// Make a token, and print it; it can't be shown again
    Add {
        /// What to tell it by: letters, digits, `-`, `_` and `.`
        #[arg(value_parser = name)]
        name: TokenName,
        /// What it may do
        #[arg(long, value_enum, default_value_t = Scope::Write)]
        scope: Scope,
        /// The token whose sessions it is to share; without it, it has its own
        #[arg(long, value_name = "NAME", value_parser = name)]
        of: Option<TokenName>,
        #[command(flatten)]
        database: Database,
    },
    /// List the tokens, without their secrets
    List {
        #[command(flatten)]
        database: Database,
    },
    /// Give a token another secret, and print it; the one before opens nothing from now on
    Renew {
        /// Its name
        #[arg(value_parser = name)]
        name: TokenName,
        #[command(flatten)]
        database: Database,
    },
    /// Take a token out of use; its sessions stay
    Revoke {
        /// Its name
        #[arg(value_parser = name)]
        name: TokenName,
        #[command(flatten)]
        database: Database,
    },
}

/// What a token may do.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Scope {
    /// Look only
    Read,
    /// Begin sessions and speak in them, too
    Write,
}

impl From<Scope> for crate::store::Scope {
    fn from(scope: Scope) -> crate::store::Scope {
        match scope {
            Scope::Read => crate::store::Scope::Read,
            Scope::Write => crate::store::Scope::Write,
        }
    }
}

fn name(text: &str) -> Result<TokenName, &'static str> {
    TokenName::parse(text).ok_or("a name has 1 to 64 letters, digits, `-`, `_` and `.`")
}

impl Token {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        let store = match &self.action {
            // The first thing that is done on a new server may be this.
            Action::Add { database, .. } => database.open().await?,
            Action::List { database }
            | Action::Renew { database, .. }
            | Action::Revoke { database, .. } => database.open_existing().await?,
        };
        let done = self.action.carry_out(&store).await;
        store.close().await;
        print(&done?);
        Ok(ExitCode::SUCCESS)
    }
}

impl Action {
    /// What is to be printed.
    async fn carry_out(&self, store: &Store) -> Result<String, Failure> {
        let at_ms = Clock::system().now_ms();
        match self {
            Action::Add {
                name, scope, of, ..
            } => {
                let secret = new_secret()?;
                let scope = (*scope).into();
                let changed = store
                    .add_token(name, &secret, scope, of.as_ref(), at_ms)
                    .await?;
                let missed = of.as_ref().filter(|_| changed == TokenChanged::NoSuchToken);
                done(changed, missed.unwrap_or(name))?;
                Ok(format!("{}\n", secret.expose()))
            }
            Action::List { .. } => list(store).await,
            Action::Renew { name, .. } => {
                let secret = new_secret()?;
                done(store.renew_token(name, &secret, at_ms).await?, name)?;
                Ok(format!("{}\n", secret.expose()))
            }
            Action::Revoke { name, .. } => {
                done(store.revoke_token(name, at_ms).await?, name)?;
                Ok(format!(
                    "{} opens nothing any more; its sessions are kept\n",
                    name.as_str()
                ))
            }
        }
    }
}

fn new_secret() -> Result<TokenSecret, Failure> {
    TokenSecret::new().map_err(|error| {
        Failure::new(
            exit::FAILED,
            format!("the system has no random numbers: {error}"),
        )
    })
}

fn done(changed: TokenChanged, name: &TokenName) -> Result<(), Failure> {
    let name = name.as_str();
    let message = match changed {
        TokenChanged::Done => return Ok(()),
        TokenChanged::NameTaken => {
            format!("there is a token {name} already; renew or revoke it, or choose another name")
        }
        TokenChanged::NoSuchToken => {
            format!("no token {name} is in use; `greenroom token list` shows them")
        }
    };
    Err(Failure::new(exit::FAILED, message))
}

async fn list(store: &Store) -> Result<String, Failure> {
    let tokens = store.tokens().await?;
    if tokens.is_empty() {
        return Ok("no tokens yet; `greenroom token add NAME` makes one\n".into());
    }
    let mut text = format!(
        "{:<24} {:<6} {:<21} {:<21} {}\n",
        "name", "scope", "added", "renewed", "revoked"
    );
    for token in tokens {
        let scope = match token.scope {
            crate::store::Scope::Read => "read",
            crate::store::Scope::Write => "write",
        };
        let at = |at_ms: Option<i64>| at_ms.map_or_else(|| "-".to_owned(), iso);
        text.push_str(&format!(
            "{:<24} {scope:<6} {:<21} {:<21} {}\n",
            token.name.as_str(),
            iso(token.created_at_ms),
            at(token.renewed_at_ms),
            at(token.revoked_at_ms)
        ));
    }
    Ok(text)
}
