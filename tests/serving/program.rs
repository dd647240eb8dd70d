//! The real program with settings of a test's own, its log kept.

use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread::JoinHandle;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A running program; it is killed when the test ends, however it ends.
pub struct Program {
    child: Child,
    pub address: SocketAddr,
    log: Option<JoinHandle<String>>,
    folder: TempDir,
}

/// The program, in a folder of its own and with no settings of whoever runs the tests.
fn greenroom(folder: &TempDir) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_greenroom"));
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("GREENROOM_"))
        {
            command.env_remove(name);
        }
    }
    command.current_dir(folder.path());
    command
}

impl Program {
    /// Starts it on a new database, with these flags.
    pub fn start(flags: &[&str]) -> Program {
        let folder = TempDir::new().unwrap();
        let mut child = greenroom(&folder)
            .args([
                "serve",
                "--listen",
                "127.0.0.1:0",
                "--database",
                "greenroom.db",
            ])
            .args(flags)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut error = child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = Vec::new();
            error.read_to_end(&mut log).unwrap();
            String::from_utf8(log).unwrap()
        });
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        output.read_line(&mut line).unwrap();
        let address = line
            .split("//")
            .nth(1)
            .and_then(|rest| rest.trim().split('/').next()?.parse().ok());
        let Some(address) = address else {
            panic!("no address in {line:?}; {}", log.join().unwrap());
        };
        Program {
            child,
            address,
            log: Some(log),
            folder,
        }
    }

    /// Sends bytes as they are, and gives what comes back until the connection ends.
    pub async fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // A reset after the answer is as good as an end.
        let _ = stream.read_to_end(&mut answer).await;
        String::from_utf8_lossy(&answer).into_owned()
    }

    /// A session as `greenroom export` writes it.
    pub fn export(&self, session: &str, format: &str) -> String {
        self.run(&["export", session, "--format", format])
    }

    /// A new token, which may do everything.
    pub fn token(&self, name: &str) -> String {
        let told = self.run(&["token", "add", name]);
        told.lines().last().unwrap().trim().to_owned()
    }

    /// What a command that works on its database prints.
    fn run(&self, arguments: &[&str]) -> String {
        let output = greenroom(&self.folder)
            .args(arguments)
            .args(["--database", "greenroom.db"])
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }

    /// Asks it to stop, waits until it has, and gives its log.
    pub fn end(mut self) -> String {
        let pid = self.child.id().to_string();
        let sent = Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        assert!(sent.success());
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
