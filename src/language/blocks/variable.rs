//! Daten → Variablen.

use super::slots::{self, DATA, NEW_VALUE};
use crate::i18n::{Lang, Text, same, t};
use crate::language::block::{
    BlockDef, CategoryDef, Cause, Form, Gives, Hue, Literal, ReadyMade, SlotDef, Takes, TriggerDef,
};
use crate::language::checks::not_a_number;
use crate::language::emit::{Code, Emit, Expr, Node, Prec};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::source::REFRESHED;
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef =
    CategoryDef { ready_made, ..CategoryDef::new(&[DATA, t("Variablen", "Variables")], Hue::Variable, ROWS) };

/// What a variable can report.
pub const TRIGGERS: &[TriggerDef] = &[TriggerDef {
    key: REFRESHED,
    name: "Refreshed",
    words: t("aktualisiert", "refreshed"),
    help: t(
        "Wenn sie einen anderen Wert bekommen hat, gleich durch wen",
        "When it has got another value, whoever has set it",
    ),
    sentence: t("Wenn „{}“ einen anderen Wert bekommt", "When “{}” gets another value"),
    cause: Cause::Value,
}];

/// Which variable.
const VARIABLE: SlotDef = variable(t("Welche Variable.", "Which variable."));
/// Which variable with a number.
const COUNTER: SlotDef = variable(t("Eine Variable mit einer Zahl.", "A variable with a number."));

const fn variable(help: Text) -> SlotDef {
    SlotDef::new("variable", same("Variable"), Takes::Variable, Literal::Nothing, help).required()
}

const VALUE: SlotDef = NEW_VALUE.typed_by(Gives::VariableIn(VARIABLE.key));

const BY: SlotDef = slots::number(
    "by",
    t("um", "by"),
    1.0,
    t("Wie viel; mit Minus wird abgezogen.", "How much; with a minus it is subtracted."),
);

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "variable_set",
        icon: "variable",
        label: t("Variable setzen", "Set variable"),
        help: t("Gibt einer Variablen einen neuen Wert.", "Gives a variable a new value."),
        words: &["set", "setzen", "speichern"],
        form: Form::statement(set),
        slots: &[VARIABLE, VALUE],
    },
    BlockDef {
        kind: "variable_change",
        icon: "diff",
        label: t("Variable ändern um", "Change variable by"),
        help: t("Zählt zu einer Zahl etwas dazu.", "Adds something to a number."),
        words: &["add", "zählen", "erhöhen", "increment"],
        form: Form::statement(change),
        slots: &[COUNTER, BY],
    },
    BlockDef {
        kind: "variable_get",
        icon: "variable",
        label: same("Variable"),
        help: t("Der Wert einer Variablen.", "The value of a variable."),
        words: &["get", "abrufen", "wert"],
        form: Form::chosen(Gives::VariableIn(VARIABLE.key), get),
        slots: &[VARIABLE],
    },
];

fn set(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some((name, _)) = e.variable_name(n, VARIABLE.key) else { return };
    let value = e.arg(n, &VALUE);
    e.line(Code::new(n, format!("{name} = ")).expr(value));
}

fn change(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some((name, ty)) = e.variable_name(n, COUNTER.key) else { return };
    if ty != Ty::Number {
        e.report(not_a_number::at(e.place(n), &COUNTER.label.into(), &name));
    }
    let by = e.arg(n, &BY);
    e.line(Code::new(n, format!("{name} = {name} + ")).operand(n, by, Prec::Multiply));
}

fn get(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let name = e.variable_name(n, VARIABLE.key).map_or_else(|| "nil".to_owned(), |(name, _)| name);
    Code::name(n, name)
}

/// Set, get and change for each variable.
fn ready_made(project: &Project, lang: Lang) -> Vec<ReadyMade> {
    let mut out = Vec::new();
    for variable in &project.variables {
        for (kind, label) in [
            ("variable_set", t("{} setzen", "Set {}")),
            ("variable_get", same("{}")),
            ("variable_change", t("{} ändern", "Change {}")),
        ] {
            let Some(def) = ROWS.iter().find(|def| def.kind == kind) else { continue };
            if kind == "variable_change" && variable.ty != Ty::Number {
                continue;
            }
            let headings = CATEGORY.path.iter().map(|text| text.get(lang).to_owned());
            out.push(ReadyMade {
                label: label.get(lang).replace("{}", &variable.name),
                path: headings.chain([variable.name.clone()]).collect(),
                words: String::new(),
                block: crate::language::new_block(def, lang).with(VARIABLE.key, Item::from(variable.id)),
            });
        }
    }
    out
}
