//! A disk that forgets what was not synced. The system calls of a real run are replayed up to a moment of choice; of
//! what no sync had covered by then, each sector of 512 bytes is kept or lost by the dice, and so is the end of the
//! list of files made, renamed and removed.
//!
//! What this covers: the order and the completeness of every sync that the program and SQLite make, torn pages, lost
//! and reordered writes, names that never reached the folder. What it doesn't: a disk that lies about syncs, or that
//! damages sectors nobody wrote to. The wal-index (`-shm`) is shared memory, and gone after a power cut anyway.

use std::collections::BTreeMap;
use std::path::Path;

use super::house::Dice;

const SECTOR: usize = 512;

/// One step of the run, as far as the disk or a client saw it.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Write {
        file: String,
        at: usize,
        data: Vec<u8>,
    },
    Truncate {
        file: String,
        length: usize,
    },
    /// Everything written to the file before the step with this number is on the disk.
    Sync {
        file: String,
        before: usize,
    },
    /// All names are on the disk.
    SyncFolder {
        before: usize,
    },
    Create {
        file: String,
    },
    Rename {
        from: String,
        to: String,
    },
    Remove {
        file: String,
    },
    /// A client was sent to this place: what stands there is acknowledged.
    Acknowledge {
        place: String,
    },
}

/// Reads what `strace -f -y -xx` wrote; `folder` is the one whose files matter.
pub fn read_trace(trace: &str, folder: &Path) -> Vec<Step> {
    let mut steps = Vec::new();
    // A call that another thread's interrupted: its first half, by thread.
    let mut halves: BTreeMap<&str, (String, usize)> = BTreeMap::new();
    let mut offsets: BTreeMap<String, usize> = BTreeMap::new();
    for line in trace.lines() {
        let Some((thread, call)) = line.split_once(' ') else {
            continue;
        };
        let call = call.trim_start();
        if let Some(first) = call.strip_suffix("<unfinished ...>") {
            // Written or sent at once, as far as anybody can know.
            let early = first.starts_with("write")
                || first.starts_with("pwrite")
                || first.starts_with("send");
            let before = steps.len();
            if early && let Some(step) = step(first, folder, before, &mut offsets) {
                steps.push(step);
            }
            let kept = if early {
                String::new()
            } else {
                first.to_owned()
            };
            halves.insert(thread, (kept, before));
            continue;
        }
        let (whole, before) = match call.starts_with("<...") {
            true => {
                let Some((first, before)) = halves.remove(thread) else {
                    continue;
                };
                let rest = call.split_once("resumed>").map_or("", |(_, rest)| rest);
                match first.is_empty() {
                    true => continue,
                    false => (first + rest, before),
                }
            }
            false => (call.to_owned(), steps.len()),
        };
        if let Some(step) = step(&whole, folder, before, &mut offsets) {
            steps.push(step);
        }
    }
    steps
}

/// What a call means; `offsets` are those of open files that are written without saying where.
fn step(
    call: &str,
    folder: &Path,
    before: usize,
    offsets: &mut BTreeMap<String, usize>,
) -> Option<Step> {
    let (name, rest) = call.split_once('(')?;
    let failed = rest
        .rsplit(" = ")
        .next()
        .is_some_and(|result| result.starts_with('-'));
    if failed && call.contains(" = ") {
        return None;
    }
    let strings = quoted(rest);
    let file = |bytes: &[u8]| {
        let path = String::from_utf8_lossy(bytes).into_owned();
        let name = Path::new(&path)
            .strip_prefix(folder)
            .ok()?
            .to_str()?
            .to_owned();
        (!name.ends_with("-shm")).then_some(name)
    };
    // The first `<…>` is the path of the descriptor.
    let descriptor = rest
        .split('<')
        .nth(1)
        .and_then(|rest| rest.split('>').next());
    let path = unescaped(descriptor.unwrap_or_default());
    let number = |text: &str| text.trim().parse::<usize>().ok();
    // Behind the last string and before the result: the numbers.
    let arguments = || {
        let inside = rest.rsplit_once(')').map_or(rest, |(inside, _)| inside);
        inside
            .rsplit('"')
            .next()
            .unwrap_or_default()
            .trim_start_matches("...")
            .to_owned()
    };
    match name {
        "openat" if rest.contains("O_CREAT") => Some(Step::Create {
            file: file(strings.first()?)?,
        }),
        "lseek" => {
            let result = rest.rsplit(" = ").next()?;
            offsets.insert(key(rest), number(result)?);
            None
        }
        "pwrite64" => {
            let at = number(arguments().split(',').nth(2)?)?;
            Some(Step::Write {
                file: file(&path)?,
                at,
                data: strings.into_iter().next()?,
            })
        }
        "write" | "sendto" | "writev" | "sendmsg" => {
            if let Some(place) = strings.iter().find_map(|sent| place(sent)) {
                return Some(Step::Acknowledge { place });
            }
            let file = file(&path)?;
            let data = strings.into_iter().next()?;
            let at = offsets.entry(key(rest)).or_default();
            let step = Step::Write {
                file,
                at: *at,
                data: data.clone(),
            };
            *at += data.len();
            Some(step)
        }
        "ftruncate" => {
            let inside = rest.rsplit_once(')')?.0;
            let length = number(inside.rsplit(',').next()?)?;
            Some(Step::Truncate {
                file: file(&path)?,
                length,
            })
        }
        "fsync" | "fdatasync" => match path == folder.as_os_str().as_encoded_bytes() {
            true => Some(Step::SyncFolder { before }),
            false => Some(Step::Sync {
                file: file(&path)?,
                before,
            }),
        },
        "rename" | "renameat" | "renameat2" => Some(Step::Rename {
            from: file(strings.first()?)?,
            to: file(strings.get(1)?)?,
        }),
        "unlink" | "unlinkat" => Some(Step::Remove {
            file: file(strings.first()?)?,
        }),
        _ => None,
    }
}

/// The descriptor's number and path: what an offset belongs to.
fn key(rest: &str) -> String {
    rest.split([',', ')']).next().unwrap_or_default().to_owned()
}

/// The place that an answer sends a browser to.
fn place(sent: &[u8]) -> Option<String> {
    let text = String::from_utf8_lossy(sent);
    let head = text.strip_prefix("HTTP/1.1 303")?;
    let line = head
        .lines()
        .find_map(|line| line.strip_prefix("location: "))?;
    Some(line[line.find("/sessions/")?..].trim().to_owned())
}

/// The strings of a call, decoded.
fn quoted(text: &str) -> Vec<Vec<u8>> {
    text.split('"').skip(1).step_by(2).map(unescaped).collect()
}

/// `\x41` is `A`; strace writes everything so.
fn unescaped(text: &str) -> Vec<u8> {
    text.split("\\x")
        .skip(1)
        .filter_map(|digits| u8::from_str_radix(digits.get(..2)?, 16).ok())
        .collect()
}

/// Which syncs the disk obeys.
#[derive(Clone, Copy, PartialEq)]
pub enum Syncs {
    All,
    /// None of the log: what a program would do that didn't ask for them.
    NotOfTheLog,
}

/// A file's content on the disk, and what waits to get there, each with the number of its step.
#[derive(Clone, Default)]
struct Content {
    durable: Vec<u8>,
    waiting: Vec<(usize, Change)>,
}

#[derive(Clone)]
enum Change {
    Write(usize, Vec<u8>),
    Truncate(usize),
}

#[derive(Clone)]
enum Naming {
    Create(String, usize),
    Rename(String, String),
    Remove(String),
}

/// The names of a folder, each with the number of its content.
type Names = BTreeMap<String, usize>;

fn apply_name(names: &mut Names, naming: &Naming) {
    match naming {
        Naming::Create(file, content) => {
            names.insert(file.clone(), *content);
        }
        Naming::Rename(from, to) => {
            if let Some(content) = names.remove(from) {
                names.insert(to.clone(), content);
            }
        }
        Naming::Remove(file) => {
            names.remove(file);
        }
    }
}

fn apply(content: &mut Vec<u8>, change: &Change, mut keep: impl FnMut() -> bool) {
    match change {
        Change::Write(at, data) => {
            for (index, sector) in data.chunks(SECTOR).enumerate() {
                if keep() {
                    let from = at + index * SECTOR;
                    let to = from + sector.len();
                    content.resize(content.len().max(to), 0);
                    content[from..to].copy_from_slice(sector);
                }
            }
        }
        Change::Truncate(length) => {
            if keep() {
                content.resize(*length, 0);
            }
        }
    }
}

/// Makes `target` what the disk holds after a power cut before step `cut`.
pub fn cut(steps: &[Step], cut: usize, syncs: Syncs, dice: &mut Dice, target: &Path) {
    let mut contents: Vec<Content> = Vec::new();
    let (mut names, mut durable_names) = (Names::new(), Names::new());
    let mut naming: Vec<(usize, Naming)> = Vec::new();
    for (number, step) in steps[..cut].iter().enumerate() {
        let mut change = |file: &String, change: Change| {
            if let Some(&content) = names.get(file) {
                contents[content].waiting.push((number, change));
            }
        };
        match step {
            Step::Write { file, at, data } => change(file, Change::Write(*at, data.clone())),
            Step::Truncate { file, length } => change(file, Change::Truncate(*length)),
            Step::Sync { file, before } => {
                let ignored = syncs == Syncs::NotOfTheLog && file.ends_with("-wal");
                if let Some(&content) = names.get(file).filter(|_| !ignored) {
                    let Content { durable, waiting } = &mut contents[content];
                    for (_, change) in waiting.extract_if(.., |(at, _)| *at < *before) {
                        apply(durable, &change, || true);
                    }
                }
            }
            Step::SyncFolder { before } => {
                for (_, name) in naming.extract_if(.., |(at, _)| *at < *before) {
                    apply_name(&mut durable_names, &name);
                }
            }
            Step::Create { file } => {
                if !names.contains_key(file) {
                    let made = Naming::Create(file.clone(), contents.len());
                    contents.push(Content::default());
                    apply_name(&mut names, &made);
                    naming.push((number, made));
                }
            }
            Step::Rename { from, to } => {
                let renamed = Naming::Rename(from.clone(), to.clone());
                apply_name(&mut names, &renamed);
                naming.push((number, renamed));
            }
            Step::Remove { file } => {
                let removed = Naming::Remove(file.clone());
                apply_name(&mut names, &removed);
                naming.push((number, removed));
            }
            Step::Acknowledge { .. } => {}
        }
    }
    // A journalling file system keeps the order of names.
    let kept = dice.below(naming.len() + 1);
    for (_, name) in &naming[..kept] {
        apply_name(&mut durable_names, name);
    }
    // Nothing, everything, or each sector by the dice.
    let mood = dice.below(3);
    for (file, content) in durable_names {
        let Content {
            mut durable,
            waiting,
        } = contents[content].clone();
        for (_, change) in &waiting {
            apply(&mut durable, change, || match mood {
                0 => false,
                1 => true,
                _ => dice.below(2) == 0,
            });
        }
        std::fs::write(target.join(file), durable).unwrap();
    }
}
