//! Grundlagen → Kommentar.

use super::def::{BlockDef, Category, Extra, Form, Literal, Lowering, SlotDef, Takes};
use super::emit::{Code, Emit, Node};
use crate::i18n::{same, t};

pub(super) const ROWS: &[BlockDef] = &[BlockDef {
    kind: "comment",
    category: Category::Comment,
    icon: "message-square-text",
    label: t("Kommentar", "Comment"),
    help: t("Eine Notiz für Menschen; tut nichts.", "A note for people; does nothing."),
    words: &["note", "notiz", "kommentar"],
    form: Form::Statement(&[]),
    slots: &[SlotDef::new("text", same(""), Takes::Note, Literal::Text(""), t("Die Notiz.", "The note."))],
    extra: Extra::None,
    emit: Lowering::Statement(comment),
}];

fn comment(e: &mut Emit<'_>, n: &Node<'_>) {
    for line in e.choice(n, "text").lines() {
        e.line(Code::new(n, format!("-- {line}")));
    }
}
