//! Passwords: Argon2id, worked out beside the pages, so many at a time.

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::web::error::Error;

/// Hashes that are worked out at a time: each takes 19 MiB and some tens of milliseconds of a processor.
static PLACES: Semaphore = Semaphore::const_new(2);

/// The shortest password that is taken, in characters.
pub const SHORTEST: usize = 12;
/// The longest.
pub const LONGEST: usize = 200;

/// Why a password isn't taken; none where it is.
pub fn refusal(password: &str, again: &str, name: &str) -> Option<&'static str> {
    let length = password.chars().count();
    if password != again {
        Some("The two passwords are not the same.")
    } else if length < SHORTEST {
        Some("A password has 12 characters or more; several words make a good one.")
    } else if length > LONGEST {
        Some("A password has 200 characters at most.")
    } else if password.to_lowercase().contains(&name.to_lowercase())
        && length < name.chars().count() + SHORTEST
    {
        Some("The password is little more than the name. Choose another.")
    } else {
        None
    }
}

/// The hash of a password, with a salt of its own.
pub async fn hash(password: String) -> Result<String, Error> {
    beside(move || {
        let hash: Result<PasswordHash, _> = Argon2::default().hash_password(password.as_bytes());
        hash.map(|hash| hash.to_string())
            .map_err(|error| Error::Broken(format!("a password could not be hashed: {error}")))
    })
    .await?
}

/// Whether the password is the one of this hash. Without a hash as much is worked out, so that an answer doesn't tell by
/// its time whether there is such an account.
pub async fn fits(password: String, hash: Option<String>) -> Result<bool, Error> {
    beside(move || match hash {
        Some(hash) => match PasswordHash::new(&hash) {
            Ok(hash) => Argon2::default()
                .verify_password(password.as_bytes(), &hash)
                .is_ok(),
            Err(_) => false,
        },
        None => {
            let _worked: Result<PasswordHash, _> =
                Argon2::default().hash_password(password.as_bytes());
            false
        }
    })
    .await
}

async fn beside<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, Error> {
    let _place = PLACES
        .acquire()
        .await
        .map_err(|error| Error::Broken(error.to_string()))?;
    tokio::task::spawn_blocking(work)
        .await
        .map_err(|error| Error::Broken(format!("a password could not be worked out: {error}")))
}
