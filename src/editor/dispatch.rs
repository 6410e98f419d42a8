//! Carries out commands.

use super::Editor;
use super::command::Command;
use super::effect::Effect;

/// What happens after the question about unsaved changes.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pending {}

impl Editor {
    /// Carries out a command.
    pub fn dispatch(&mut self, _command: Command) -> Vec<Effect> {
        Vec::new()
    }
}
