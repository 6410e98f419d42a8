//! Grundlagen → Kommentar.

use super::slots::BASICS;
use crate::i18n::{same, t};
use crate::language::block::{BlockDef, CategoryDef, Form, Hue, Literal, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Node};

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[BASICS, t("Kommentar", "Comment")], Hue::System, ROWS);

const TEXT: SlotDef = SlotDef::new("text", same(""), Takes::Note, Literal::Text(""), t("Die Notiz.", "The note."));

const ROWS: &[BlockDef] = &[BlockDef {
    kind: "comment",
    icon: "message-square-text",
    label: t("Kommentar", "Comment"),
    help: t("Eine Notiz für Menschen; tut nichts.", "A note for people; does nothing."),
    words: &["note", "notiz", "kommentar"],
    form: Form::statement(comment),
    slots: &[TEXT],
}];

fn comment(e: &mut Emit<'_>, n: &Node<'_>) {
    for line in e.choice(n, &TEXT).lines() {
        e.line(Code::new(n, format!("-- {line}")));
    }
}
