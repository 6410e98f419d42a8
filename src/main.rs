//! The program `steckbrett`: editor, player and test runner in one.

use std::process::ExitCode;

fn main() -> ExitCode {
    steckbrett::cli::main()
}
