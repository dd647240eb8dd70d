//! `greenroom instructor`: accounts for the desk. They are made here and nowhere else.

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Failure, exit};
use crate::config::{Database, Serving};
use crate::store::{PasswordLink, Store, StoreError, sha256_hex};

/// A link by which a password is set holds so long: three days.
const LINK_MS: i64 = 3 * 24 * 60 * 60 * 1000;
/// The longest name, in characters.
const LONGEST_NAME: usize = 80;

#[derive(Clone, Debug, Args)]
pub(super) struct Instructor {
    #[command(subcommand)]
    what: What,
}

#[derive(Clone, Debug, Subcommand)]
enum What {
    /// Make an account, and print the link by which its password is set
    Add(Named),
    /// Print another link for an account whose password is lost; the old password holds until it is used
    Link(Named),
    /// List the accounts
    List(Database),
    /// Remove an account with its sign-ins and its classes; the questions it wrote stay, and the interviews of its learners
    Remove(Whom),
}

#[derive(Clone, Debug, Args)]
struct Named {
    /// The name to sign in with
    name: String,
    /// Where the link leads: the public address, or else the one that the program listens on
    #[command(flatten)]
    serving: Serving,
    #[command(flatten)]
    database: Database,
}

#[derive(Clone, Debug, Args)]
struct Whom {
    /// The account's name
    name: String,
    #[command(flatten)]
    database: Database,
}

impl Instructor {
    pub(super) async fn run(self) -> Result<ExitCode, Failure> {
        match self.what {
            What::Add(named) => {
                let name = checked(&named.name)?;
                let store = named.database.open().await?;
                let (secret, link) = link()?;
                let added = store.add_instructor(name, link, now_ms()).await;
                store.close().await;
                added.map_err(|error| match error {
                    StoreError::Refused(_) => {
                        let message = format!("there is an account called {name} already; `greenroom instructor link` makes it another link");
                        Failure::new(exit::FAILED, message)
                    }
                    other => Failure::from(other),
                })?;
                tell(&named.serving, name, &secret);
            }
            What::Link(named) => {
                let name = checked(&named.name)?;
                let store = named.database.open_existing().await?;
                let (secret, link) = link()?;
                let linked = store.link_instructor(name, link).await;
                store.close().await;
                if !linked? {
                    return Err(nobody(name));
                }
                tell(&named.serving, name, &secret);
            }
            What::List(database) => {
                let store = database.open_existing().await?;
                let listed = list(&store).await;
                store.close().await;
                super::print(&listed?);
            }
            What::Remove(whom) => {
                let store = whom.database.open_existing().await?;
                let removed = store.remove_instructor(whom.name.trim()).await;
                store.close().await;
                if !removed? {
                    return Err(nobody(whom.name.trim()));
                }
                super::print(&format!("removed {}\n", whom.name.trim()));
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn nobody(name: &str) -> Failure {
    Failure::new(
        exit::FAILED,
        format!("there is no account called {name}; `greenroom instructor list` shows them"),
    )
}

/// A name that a form can send and a page can show.
fn checked(name: &str) -> Result<&str, Failure> {
    let name = name.trim();
    let length = name.chars().count();
    if length == 0 || length > LONGEST_NAME || name.chars().any(char::is_control) {
        let message =
            format!("a name has 1 to {LONGEST_NAME} characters, none of them a control character");
        return Err(Failure::new(exit::FAILED, message));
    }
    Ok(name)
}

/// A new secret, and what the store knows it by.
fn link() -> Result<(String, PasswordLink), Failure> {
    let secret = super::link::secret()?;
    let link = PasswordLink {
        hash: sha256_hex(secret.as_bytes()),
        until_ms: now_ms() + LINK_MS,
    };
    Ok((secret, link))
}

fn now_ms() -> i64 {
    crate::session::Clock::system().now_ms()
}

fn tell(serving: &Serving, name: &str, secret: &str) {
    let address = super::link::address(serving, &format!("/desk/invitation/{secret}"));
    super::print(&format!(
        "{name} sets a password here, once, within three days:\n{address}\n"
    ));
}

async fn list(store: &Store) -> Result<String, Failure> {
    let instructors = store.instructors().await?;
    if instructors.is_empty() {
        return Ok("no accounts; `greenroom instructor add NAME` makes one\n".to_owned());
    }
    let lines = instructors.into_iter().map(|instructor| {
        let password = match instructor.password {
            Some(_) => "",
            None => " (no password set yet)",
        };
        format!("{}{password}\n", instructor.name)
    });
    Ok(lines.collect())
}
