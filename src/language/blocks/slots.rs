//! Slots and headings that mean the same in rows of several files; what only one file needs stands there.
//!
//! A slot that differs in its default or its sentence is a function of that. Nothing here writes Lua.

use crate::i18n::{Text, same, t};
use crate::language::block::{Literal, SlotDef, Takes};
use crate::model::types::Ty;

/// Heading of what a project keeps.
pub(super) const DATA: Text = t("Daten", "Data");
/// Heading of what reaches the outside.
pub(super) const FUNCTIONS: Text = t("Funktionen", "Functions");
/// Heading of what goes to other systems, below [`FUNCTIONS`].
pub(super) const PUBLISHING: Text = t("In externen Systemen veröffentlichen", "Publish to external systems");
/// Heading of what every program has.
pub(super) const BASICS: Text = t("Grundlagen", "Basics");

/// What a property or a variable becomes.
pub(super) const NEW_VALUE: SlotDef = SlotDef::new(
    "value",
    t("Wert", "Value"),
    Takes::Value(Ty::Any),
    Literal::Text(""),
    t("Der neue Wert.", "The new value."),
);

/// The text that a block is about.
pub(super) const TEXT: SlotDef = text(same("Text"));

/// The text that a block is about, with these words beside it.
pub(super) const fn text(label: Text) -> SlotDef {
    SlotDef::new("text", label, Takes::Value(Ty::Text), Literal::Text(""), t("Der Text.", "The text."))
}

/// A truth value.
pub(super) const fn truth(key: &'static str, label: Text, default: bool, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Value(Ty::Bool), Literal::Bool(default), help)
}

/// A number.
pub(super) const fn number(key: &'static str, label: Text, default: f64, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Value(Ty::Number), Literal::Number(default), help)
}

/// What stands on the left of an operator.
pub(super) const LEFT: Text = t("Links.", "Left.");
/// What stands on the right of an operator.
pub(super) const RIGHT: Text = t("Rechts.", "Right.");
