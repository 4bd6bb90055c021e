//! The `dolivet` command.

fn main() -> std::process::ExitCode {
    dolivet::cli::main()
}
