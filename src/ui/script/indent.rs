//! What happens to the indentation while somebody types.

use egui::Ui;

use super::{Script, State, keys};
use crate::language::assist::lines;

/// A word that closes a block goes to where the block began.
pub(super) fn closing(ui: &Ui, state: &mut State, script: &mut Script<'_>, offset: usize) {
    if let Some(edited) = lines::closed(script.text, offset) {
        keys::set(ui, state, script, edited);
    }
}
