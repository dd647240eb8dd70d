//! The program, serving on a real port.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A running program; it is killed when dropped, so when the test ends, however it ends.
pub struct Server {
    pub child: Child,
    pub address: SocketAddr,
}

impl Server {
    /// Starts it by this command, which may end in `serve` and flags, and waits until it listens.
    pub fn run(command: Command, database: &Path) -> Server {
        Server::begin(command, database).unwrap_or_else(|output| panic!("{}", told(&output)))
    }

    /// [`Server::run`]; a program that ends instead gives what it said.
    pub fn begin(mut command: Command, database: &Path) -> Result<Server, Output> {
        let mut child = command
            .args(["--listen", "127.0.0.1:0", "--database"])
            .arg(database)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line
            .split("//")
            .nth(1)
            .and_then(|rest| rest.trim().split('/').next()?.parse().ok());
        match address {
            Some(address) => Ok(Server { child, address }),
            None => Err(child.wait_with_output().unwrap()),
        }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, and waits; how long that took, and the exit code.
    pub fn terminate(self) -> (Duration, Option<i32>) {
        let asked = Instant::now();
        signal("-TERM", self.pid());
        let code = self.ended();
        (asked.elapsed(), code)
    }

    /// Waits for its end; the exit code.
    pub fn ended(mut self) -> Option<i32> {
        self.child.wait().unwrap().code()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Where the child is `strace`, the program is its child, and would live on.
        let pid = self.pid();
        let children = std::fs::read_to_string(format!("/proc/{pid}/task/{pid}/children"));
        for child in children.unwrap_or_default().split_whitespace() {
            let _ = Command::new("kill").args(["-KILL", child]).status();
        }
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill")
        .args([name, &pid.to_string()])
        .status()
        .unwrap();
    assert!(sent.success());
}

/// All that a program printed.
pub fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}
