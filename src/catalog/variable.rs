//! Daten → Variablen, Daten → Lokale Variablen.

use super::def::{BlockDef, Category, Extra, Form, Gives, Literal, Lowering, SlotDef, Takes};
use super::emit::{Code, Emit, Expr, Node, Prec};
use super::slots::{self, NEW_VALUE};
use crate::i18n::{Text, same, t};
use crate::model::blocks::check::Ty;
use crate::model::problem::ProblemKind;

/// Which variable.
const VARIABLE: SlotDef = variable(t("Welche Variable.", "Which variable."));

const fn variable(help: Text) -> SlotDef {
    SlotDef::new("variable", same("Variable"), Takes::Variable, Literal::Nothing, help).required()
}

/// A local variable, by its name.
const fn local(help: Text) -> SlotDef {
    SlotDef::new("name", same("Name"), Takes::Local, Literal::Nothing, help).required()
}

pub(super) const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "variable_set",
        category: Category::Variables,
        icon: "variable",
        label: t("Variable setzen", "Set variable"),
        help: t("Gibt einer Variablen einen neuen Wert.", "Gives a variable a new value."),
        words: &["set", "setzen", "speichern"],
        form: Form::Statement(&[]),
        slots: &[VARIABLE, NEW_VALUE],
        extra: Extra::None,
        emit: Lowering::Statement(set),
    },
    BlockDef {
        kind: "variable_change",
        category: Category::Variables,
        icon: "diff",
        label: t("Variable ändern um", "Change variable by"),
        help: t("Zählt zu einer Zahl etwas dazu.", "Adds something to a number."),
        words: &["add", "zählen", "erhöhen", "increment"],
        form: Form::Statement(&[]),
        slots: &[
            variable(t("Eine Variable mit einer Zahl.", "A variable with a number.")),
            slots::number(
                "by",
                t("um", "by"),
                1.0,
                t("Wie viel; mit Minus wird abgezogen.", "How much; with a minus it is subtracted."),
            ),
        ],
        extra: Extra::None,
        emit: Lowering::Statement(change),
    },
    BlockDef {
        kind: "variable_get",
        category: Category::Variables,
        icon: "variable",
        label: same("Variable"),
        help: t("Der Wert einer Variablen.", "The value of a variable."),
        words: &["get", "abrufen", "wert"],
        form: Form::Value(Gives::VariableIn("variable")),
        slots: &[VARIABLE],
        extra: Extra::None,
        emit: Lowering::Value(get),
    },
    BlockDef {
        kind: "local_set",
        category: Category::Locals,
        icon: "box",
        label: t("Lokale Variable setzen", "Set local variable"),
        help: t("Merkt sich einen Wert, nur in diesem Ereignis.", "Keeps a value, within this event only."),
        words: &["local", "lokal"],
        form: Form::Statement(&[]),
        slots: &[
            local(t("Ein Name; er gilt nur in diesem Ereignis.", "A name; it counts within this event only.")),
            NEW_VALUE,
        ],
        extra: Extra::None,
        emit: Lowering::Statement(set_local),
    },
    BlockDef {
        kind: "local_get",
        category: Category::Locals,
        icon: "box",
        label: t("Lokale Variable", "Local variable"),
        help: t("Der Wert einer lokalen Variablen.", "The value of a local variable."),
        words: &["local", "lokal"],
        form: Form::Value(Gives::Fixed(Ty::Any)),
        slots: &[local(t("Ihr Name.", "Its name."))],
        extra: Extra::None,
        emit: Lowering::Value(get_local),
    },
];

fn set(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some((name, ty)) = e.variable_name(n, "variable") else { return };
    let value = e.arg_of_type(n, "value", ty);
    e.line(Code::new(n, format!("{name} = ")).expr(value));
}

fn change(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some((name, ty)) = e.variable_name(n, "variable") else { return };
    if ty != Ty::Number {
        e.problem(n, ProblemKind::NotANumber { slot: "variable".to_owned(), text: name.clone() });
    }
    let by = e.arg(n, "by");
    e.line(Code::new(n, format!("{name} = {name} + ")).operand(n, by, Prec::Multiply));
}

fn get(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let name = e.variable_name(n, "variable").map_or_else(|| "nil".to_owned(), |(name, _)| name);
    Code::new(n, name).atom()
}

fn set_local(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some(name) = e.local(n, "name") else { return };
    let value = e.arg(n, "value");
    e.line(Code::new(n, format!("{name} = ")).expr(value));
}

fn get_local(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let name = e.local(n, "name").unwrap_or_else(|| "nil".to_owned());
    Code::new(n, name).atom()
}
