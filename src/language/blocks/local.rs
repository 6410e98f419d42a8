//! Daten → Lokale Variablen.

use super::slots::{DATA, NEW_VALUE};
use crate::i18n::{Text, same, t};
use crate::language::block::{BlockDef, CategoryDef, Form, Gives, Hue, Literal, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Expr, Node};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef =
    CategoryDef::new(&[DATA, t("Lokale Variablen", "Local variables")], Hue::Variable, ROWS);

/// The name that a local variable gets.
const NEW: SlotDef = local(t("Ein Name; er gilt nur in diesem Ereignis.", "A name; it counts within this event only."));
/// The name of a local variable that is read.
const NAME: SlotDef = local(t("Ihr Name.", "Its name."));

const fn local(help: Text) -> SlotDef {
    SlotDef::new("name", same("Name"), Takes::Local, Literal::Nothing, help).required()
}

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "local_set",
        icon: "box",
        label: t("Lokale Variable setzen", "Set local variable"),
        help: t("Merkt sich einen Wert, nur in diesem Ereignis.", "Keeps a value, within this event only."),
        words: &["local", "lokal"],
        form: Form::statement(set),
        slots: &[NEW, NEW_VALUE],
    },
    BlockDef {
        kind: "local_get",
        icon: "box",
        label: t("Lokale Variable", "Local variable"),
        help: t("Der Wert einer lokalen Variablen.", "The value of a local variable."),
        words: &["local", "lokal"],
        form: Form::chosen(Gives::Fixed(Ty::Any), get),
        slots: &[NAME],
    },
];

fn set(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some(name) = e.local(n, NEW.key) else { return };
    let value = e.arg(n, &NEW_VALUE);
    e.line(Code::new(n, format!("{name} = ")).expr(value));
}

fn get(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let name = e.local(n, NAME.key).unwrap_or_else(|| "nil".to_owned());
    Code::name(n, name)
}
