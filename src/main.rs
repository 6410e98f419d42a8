//! The program `steckbrett`: editor, player and test runner in one.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Messages are made on one thread and dropped on another, which the system's allocators are slow at.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    steckbrett::cli::main()
}
