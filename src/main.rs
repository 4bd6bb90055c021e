//! The `dolivet` command.

/// The system's own is several times slower where the binary is linked statically.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    dolivet::cli::main()
}
