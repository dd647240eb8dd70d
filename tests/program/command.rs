//! The program as people run it: the real binary, with no setting of whoever runs the tests.

use std::process::Command;

/// The program.
pub fn program() -> Command {
    without_settings(Command::new(env!("CARGO_BIN_EXE_greenroom")))
}

/// Takes from a command what it would hand on to the program.
pub fn without_settings(mut command: Command) -> Command {
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("GREENROOM_") {
            command.env_remove(name);
        }
    }
    // No file of settings that happens to lie about, either.
    command.env("GREENROOM_CONFIG", "/dev/null");
    command
}
