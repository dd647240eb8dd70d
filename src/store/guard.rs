//! The lock file beside a database: one program at a time creates, checks or migrates it, and an unclean stop shows.
//!
//! While a database is being opened its `.lock` file is held exclusively, afterwards shared, for as long as the
//! program runs. The file says `running` then; whoever leaves last writes `clean`. So a start that finds itself
//! alone with a file that says `running` knows that the last stop was none of its own. Locks are the system's: they
//! end with the process, however it ends.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Duration;

use super::StoreError;

/// How long a start waits for another one that is creating or migrating the same file.
const PATIENCE: Duration = Duration::from_secs(30);

/// What the lock file says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Note {
    /// A program runs on the database, or ran and didn't come to its end.
    Running,
    /// The last program to leave said that all was well.
    Clean,
    /// The database is being put back from a copy, or that was cut off where the file alone isn't the whole of it.
    Restoring,
}

impl Note {
    fn text(self) -> &'static [u8] {
        match self {
            Note::Running => b"running\n",
            Note::Clean => b"clean\n",
            Note::Restoring => b"restoring\n",
        }
    }
}

/// A held lock file.
#[derive(Debug)]
pub(super) struct Guard {
    file: Mutex<Option<File>>,
}

/// Who else is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Nobody: the lock is exclusive until [`Guard::share`].
    Alone {
        /// Whether the last program to leave said that all was well.
        clean: bool,
    },
    /// Others run on this database, which is therefore in order; the lock is shared.
    Joined,
}

impl Guard {
    /// Takes the lock of the database at `path`.
    pub(super) async fn take(path: &Path) -> Result<(Guard, Standing), StoreError> {
        let mut file = open(path)?;
        let standing = wait(&mut file, path).await?;
        let guard = Guard {
            file: Mutex::new(Some(file)),
        };
        Ok((guard, standing))
    }

    /// Takes the lock at once and for itself; nobody may be running on the database, whatever state it is in.
    pub(super) fn take_alone(path: &Path) -> Result<Guard, StoreError> {
        let file = open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Guard {
                file: Mutex::new(Some(file)),
            }),
            Err(TryLockError::WouldBlock) => Err(StoreError::Locked(path.display().to_string())),
            Err(TryLockError::Error(error)) => Err(not_writable(path, &error)),
        }
    }

    /// What the lock file beside a database says, and whether a program is running on it; none: there is no lock file.
    /// Nothing is changed.
    pub(super) fn look(path: &Path) -> std::io::Result<Option<(Note, bool)>> {
        let mut file = match File::open(lock_path(path)) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let running = match file.try_lock() {
            Ok(()) => false,
            Err(TryLockError::WouldBlock) => true,
            Err(TryLockError::Error(error)) => return Err(error),
        };
        let mut text = Vec::new();
        file.read_to_end(&mut text)?;
        let notes = [Note::Clean, Note::Restoring];
        let said = notes.into_iter().find(|note| note.text() == text);
        Ok(Some((said.unwrap_or(Note::Running), running)))
    }

    /// Writes a note while the lock is held.
    pub(super) fn write(&self, said: Note) -> std::io::Result<()> {
        let Some(mut file) = self.taken() else {
            return Ok(());
        };
        let written = note(&mut file, said);
        self.keep(file);
        written
    }

    /// Writes a last note and lets go.
    pub(super) fn leave(&self, said: Note) {
        if let Err(error) = self.write(said) {
            tracing::warn!(%error, "the lock file could not be written: the next start will check the database");
        }
        drop(self.taken());
    }

    /// Lets others in, and notes that a program runs on the database.
    pub(super) async fn share(&self, path: &Path) -> Result<(), StoreError> {
        let Some(mut file) = self.taken() else {
            return Ok(());
        };
        note(&mut file, Note::Running).map_err(|error| not_writable(path, &error))?;
        file.unlock().map_err(|error| not_writable(path, &error))?;
        let started = std::time::Instant::now();
        loop {
            match file.try_lock_shared() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if started.elapsed() < PATIENCE => {
                    tokio::time::sleep(Duration::from_millis(20)).await;
                }
                Err(TryLockError::WouldBlock) => {
                    return Err(StoreError::Locked(path.display().to_string()));
                }
                Err(TryLockError::Error(error)) => return Err(not_writable(path, &error)),
            }
        }
        // Another program may have left in between, and written that all is well.
        note(&mut file, Note::Running).map_err(|error| not_writable(path, &error))?;
        self.keep(file);
        Ok(())
    }

    /// Leaves, and says that all is well if nobody else is there. Called only once every connection is closed.
    pub(super) fn release(&self) {
        let Some(mut file) = self.taken() else { return };
        let alone = file.unlock().is_ok() && file.try_lock().is_ok();
        if alone && let Err(error) = note(&mut file, Note::Clean) {
            tracing::warn!(%error, "the lock file could not be written: the next start will check the database");
        }
    }

    fn taken(&self) -> Option<File> {
        match self.file.lock() {
            Ok(mut file) => file.take(),
            Err(poisoned) => poisoned.into_inner().take(),
        }
    }

    fn keep(&self, file: File) {
        match self.file.lock() {
            Ok(mut held) => *held = Some(file),
            Err(poisoned) => *poisoned.into_inner() = Some(file),
        }
    }
}

fn open(path: &Path) -> Result<File, StoreError> {
    let lock_path = lock_path(path);
    OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(&lock_path)
        .map_err(|error| {
            StoreError::NotWritable(format!("cannot write {}: {error}", lock_path.display()))
        })
}

async fn wait(file: &mut File, path: &Path) -> Result<Standing, StoreError> {
    let started = std::time::Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => {
                let mut text = Vec::new();
                file.read_to_end(&mut text)
                    .map_err(|error| not_writable(path, &error))?;
                if text == Note::Restoring.text() {
                    let why = "it was being restored, and that was cut off";
                    return Err(StoreError::Damaged(path.display().to_string(), why.into()));
                }
                return Ok(Standing::Alone {
                    clean: text == Note::Clean.text(),
                });
            }
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(not_writable(path, &error)),
        }
        match file.try_lock_shared() {
            Ok(()) => return Ok(Standing::Joined),
            Err(TryLockError::WouldBlock) if started.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            Err(TryLockError::WouldBlock) => {
                return Err(StoreError::Locked(path.display().to_string()));
            }
            Err(TryLockError::Error(error)) => return Err(not_writable(path, &error)),
        }
    }
}

fn note(file: &mut File, note: Note) -> std::io::Result<()> {
    file.set_len(0)?;
    file.seek(SeekFrom::Start(0))?;
    file.write_all(note.text())?;
    file.sync_all()
}

fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

fn not_writable(path: &Path, error: &std::io::Error) -> StoreError {
    StoreError::NotWritable(format!(
        "cannot lock {}: {error}",
        lock_path(path).display()
    ))
}
