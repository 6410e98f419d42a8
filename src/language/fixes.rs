//! Quick fixes as the checks offer them: words on the link, and the change that it makes.

use std::sync::Arc;

use crate::i18n::{Text, t};
use crate::model::blocks::Slot;
use crate::model::blocks::edit::GraphEdit;
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::model::problem::{Fix, FixChange};

/// What stands on most links.
pub(super) const MEND: Text = t("Beheben", "Fix");
/// Takes something out.
pub(super) const DELETE: Text = t("Löschen", "Delete");
/// Empties a field.
pub(super) const CLEAR: Text = t("Leeren", "Clear");

/// Chooses the only thing that there is.
pub(super) const CHOOSE_IT: Text = t("Das vorhandene wählen", "Choose the existing one");

/// A change of the project.
pub(super) fn edit(label: Text, edit: Edit) -> Fix {
    Fix { label, change: FixChange::Edit(Box::new(edit)) }
}

/// Takes a rule of conditional formatting out, by its place.
pub(super) fn without_rule(control: &Control, index: usize) -> Fix {
    let rules = control.rules.iter().enumerate().filter(|(each, _)| *each != index);
    let rules = rules.map(|(_, rule)| Arc::clone(rule)).collect();
    edit(t("Regel löschen", "Delete rule"), Edit::SetRules(control.id, rules))
}

/// A change of the blocks that a problem is in.
fn in_blocks(place: &Place, label: Text, change: impl FnOnce(BlockId) -> GraphEdit) -> Option<Fix> {
    let Place::Block(handler, block) = place else { return None };
    Some(edit(label, Edit::Graph(handler.clone(), change(*block))))
}

/// Deletes the block; with `rest`, also what comes below.
pub(super) fn delete(place: &Place, rest: bool) -> Option<Fix> {
    in_blocks(place, DELETE, |block| GraphEdit::Remove { blocks: vec![block], rest })
}

/// Writes another value into a slot of the block; `None` goes back to what it is at first.
pub(super) fn set_slot(place: &Place, label: Text, slot: &str, value: Option<Slot>) -> Option<Fix> {
    in_blocks(place, label, |block| GraphEdit::SetSlot { block, slot: slot.to_owned(), value })
}
