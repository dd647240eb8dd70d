//! The real program with settings of a test's own, its log kept.

use std::io::Read;
use std::thread::JoinHandle;

use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::command::program;
use crate::server::{Server, told};

const DATABASE: &str = "greenroom.db";

/// A running program, on a database of its own.
pub struct Program {
    pub server: Server,
    log: JoinHandle<String>,
    folder: TempDir,
}

impl Program {
    /// Starts it on a new database, with these flags.
    pub fn start(flags: &[&str]) -> Program {
        let folder = TempDir::new().unwrap();
        let mut command = program();
        command.arg("serve").args(flags);
        let mut server = Server::run(command, &folder.path().join(DATABASE));
        let mut error = server.child.stderr.take().unwrap();
        let log = std::thread::spawn(move || {
            let mut log = Vec::new();
            error.read_to_end(&mut log).unwrap();
            String::from_utf8(log).unwrap()
        });
        Program {
            server,
            log,
            folder,
        }
    }

    /// Sends bytes as they are, and gives what comes back until the connection ends.
    pub async fn raw(&self, request: &str) -> String {
        let mut stream = TcpStream::connect(self.server.address).await.unwrap();
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
        let output = program()
            .args(arguments)
            .arg("--database")
            .arg(self.folder.path().join(DATABASE))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", told(&output));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Asks it to stop, waits until it has, and gives its log.
    pub fn end(self) -> String {
        assert_eq!(self.server.terminate().1, Some(0));
        self.log.join().unwrap()
    }
}
