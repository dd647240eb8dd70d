//! `greenroom completions` and `greenroom man`: what a package installs beside the program, made from the command line
//! that the program reads, so that they can't say anything else.

use std::process::ExitCode;

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use super::{Cli, Failure, exit, print};

#[derive(Clone, Debug, Args)]
pub(super) struct Completions {
    /// The shell
    #[arg(value_enum)]
    shell: Shell,
}

impl Completions {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut Cli::command(), "greenroom", &mut script);
        print(&String::from_utf8_lossy(&script));
        Ok(ExitCode::SUCCESS)
    }
}

#[derive(Clone, Debug, Args)]
pub(super) struct Man {
    /// The subcommand to describe; without one, the program
    command: Option<String>,
}

impl Man {
    pub(super) fn run(self) -> Result<ExitCode, Failure> {
        let mut program = Cli::command();
        program.build();
        let described = match &self.command {
            None => program,
            Some(name) => program.find_subcommand(name).cloned().ok_or_else(|| {
                Failure::new(exit::FAILED, format!("there is no command {name:?}"))
            })?,
        };
        let failed = |error: std::io::Error| Failure::new(exit::FAILED, error.to_string());
        let mut page = Vec::new();
        clap_mangen::Man::new(described)
            .render(&mut page)
            .map_err(failed)?;
        print(&String::from_utf8_lossy(&page));
        Ok(ExitCode::SUCCESS)
    }
}
