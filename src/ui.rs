//! The interface: reads a [`View`], pushes [`Command`]s. Names neither files, network, engine nor the app.
//!
//! Start reading at [`root_ui`]: it lays out the panels.

pub mod blocks;
pub mod debug;
pub mod designer;
pub mod dialogs;
pub mod explorer;
pub mod icon;
pub mod inspector;
pub mod kiosk;
pub mod log;
pub mod menu;
pub mod palette;
pub mod run;
pub mod script;
mod shell;
pub mod start;
pub mod theme;
pub mod tour;
pub mod widgets;

use crate::editor::command::{Action, Command};
use crate::editor::view::View;
use crate::model::edit::Edit;
use crate::model::screen::Screen;

/// What the interface remembers between frames and nobody would miss: scroll offsets, drags, half-typed texts.
#[derive(Debug, Default)]
pub struct UiState {
    /// Of the designer.
    pub designer: designer::State,
    /// Of the block canvas.
    pub canvas: blocks::State,
    /// Of the inspector.
    pub inspector: inspector::State,
    /// Of the dialogs.
    pub dialogs: dialogs::State,
    /// Of the explorer and the control palette.
    pub explorer: explorer::State,
    /// Of the log, the problems and the monitor.
    pub log: log::State,
    /// Of the running app.
    pub run: run::State,
    /// Of a locked window.
    pub kiosk: kiosk::LockState,
    /// Of the Lua editor.
    pub script: script::State,
    /// Of search and commands.
    pub palette: palette::State,
    /// Of the tour.
    pub tour: tour::State,
    /// Of the window's frame.
    pub shell: shell::State,
}

/// The commands of a frame.
#[derive(Debug, Default)]
pub struct Outbox {
    commands: Vec<Command>,
}

impl Outbox {
    /// Asks for something.
    pub fn push(&mut self, command: impl Into<Command>) {
        self.commands.push(command.into());
    }

    /// Asks for an entry of the menus.
    pub fn act(&mut self, action: Action) {
        self.push(Command::Do(action));
    }

    /// Changes the project, as an undo step of its own.
    pub fn edit(&mut self, edit: Edit) {
        self.push(Command::Edit { edit, merge: None });
    }

    /// Changes the project; joins the last step where `key` is the same.
    pub fn edit_merged(&mut self, edit: Edit, key: impl Into<String>) {
        self.push(Command::Edit { edit, merge: Some(key.into()) });
    }

    /// The commands, for whoever carries them out.
    pub fn take(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.commands)
    }
}

/// Draws everything.
///
/// Needs [`theme::install_fonts`] once before the first frame; the style follows `view.data.theme()` by itself.
pub fn root_ui(ui: &mut egui::Ui, view: &View<'_>, state: &mut UiState, out: &mut Outbox) {
    shell::follow_theme(ui, view, &mut state.shell);
    if let Some(lock) = &view.data.lock {
        return kiosk::locked_ui(ui, view, lock, state, out);
    }
    shell::keys(ui, view, state, out);
    if view.data.kiosk {
        run::run_ui(ui, view, &mut state.run, out);
        shell::leaving_ui(ui, view, &state.shell);
    } else {
        shell::panels(ui, view, state, out);
        tour::tour_ui(ui, view, &mut state.tour, out);
    }
    palette::palette_ui(ui, view, &mut state.palette, out);
    dialogs::dialogs_ui(ui, view, &mut state.dialogs, out);
    shell::remember_focus(ui, &mut state.shell, out);
}

/// The icon of a screen in lists.
fn screen_icon(screen: &Screen) -> &'static str {
    match (&screen.component, &screen.showing.popup) {
        (Some(_), _) => "component",
        (None, Some(_)) => "picture-in-picture-2",
        (None, None) => "monitor",
    }
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
