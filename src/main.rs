//! The program: see `greenroom::cli`.

fn main() -> std::process::ExitCode {
    greenroom::cli::main()
}
