//! The program `steckbrett`: editor, player and test runner in one. Joins the command line and the window, which do not
//! know each other.

use std::process::ExitCode;

use mimalloc::MiMalloc;
use steckbrett::model::connection::PORT;
use steckbrett::{app, cli};

/// Messages are made on one thread and dropped on another, which the system's allocators are slow at.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    cli::main(|options, home, settings, lang| {
        let cli::WindowOptions { file, kiosk, full_screen, lock, trust, overrides } = options;
        let mode = match (kiosk, full_screen) {
            (false, _) => app::WindowMode::Editor,
            (true, false) => app::WindowMode::App,
            (true, true) => app::WindowMode::FullScreen,
        };
        let start = app::Start { file, mode, lock, trust, overrides, local_port: PORT, system_dialogs: true };
        app::run(start, home, settings, lang)
    })
}
