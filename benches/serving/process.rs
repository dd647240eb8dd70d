//! Servers as processes of their own, and what the system knows of them. Linux only: it is read from `/proc`.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The program.
    Greenroom,
    /// The bare one, with group commit.
    Group,
    /// The bare one, with a plain pool.
    Pool,
}

/// A running server; it is stopped when dropped.
pub struct Server {
    child: Child,
    pub address: String,
}

impl Server {
    /// Starts it on the database in `folder`, and waits until it listens.
    pub fn start(kind: Kind, folder: &Path) -> Server {
        let mut command = match kind {
            Kind::Greenroom => {
                let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom"));
                command.args(["serve", "--listen", "127.0.0.1:0", "--database"]);
                command.arg(folder.join("greenroom.db"));
                command
            }
            Kind::Group | Kind::Pool => {
                let name = format!("{kind:?}").to_lowercase();
                let mut command = Command::new(std::env::current_exe().unwrap());
                command.args(["--reference", &name]);
                command.arg(folder.join(format!("{name}.db")));
                command
            }
        };
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().rsplit('/').next().unwrap().to_owned();
        assert!(!address.is_empty(), "{kind:?} did not start");
        Server { child, address }
    }

    /// The processor time that it has taken.
    pub fn cpu(&self) -> Duration {
        // Clock ticks are hundredths of a second on every Linux that there is.
        const TICK: Duration = Duration::from_millis(10);
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.child.id())).unwrap();
        // The name in parentheses may hold spaces; user and system time are the 12th and 13th after it.
        let after = stat.rsplit(')').next().unwrap();
        let mut fields = after.split_whitespace().skip(11);
        let mut ticks = || fields.next().unwrap().parse::<u32>().unwrap();
        TICK * (ticks() + ticks())
    }

    /// What of it is in memory.
    pub fn resident_kib(&self) -> usize {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
        let size = line.unwrap().split_whitespace().next();
        size.unwrap().parse().unwrap()
    }

    /// Asks it to stop, and waits.
    pub fn stop(mut self) {
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-TERM", &pid]).status();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
