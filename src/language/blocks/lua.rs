//! Grundlagen → Lua: what no other block says, as text.

use super::slots::BASICS;
use crate::i18n::{Text, same, t};
use crate::language::block::{BlockDef, CategoryDef, Form, Hue, Literal, Says, SlotDef, Takes};
use crate::language::checks::empty_slot;
use crate::language::emit::{Code, Emit, Expr, Node, Prec};
use crate::language::raise;
use crate::model::blocks::SCRIPT;
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[BASICS, same("Lua")], Hue::System, ROWS);

const fn script(help: Text) -> SlotDef {
    SlotDef::new(SCRIPT, same(""), Takes::Lua, Literal::Text(""), help).required()
}

const STATEMENTS: SlotDef = script(t(
    "Eine oder mehrere Anweisungen; lokale Variablen der anderen Bausteine heißen hier wie dort.",
    "One statement or several; local variables of the other blocks have the same names here.",
));
const VALUE: SlotDef = script(t("Ein Ausdruck, der einen Wert gibt.", "An expression that gives a value."));

const WORDS: &[&str] = &["lua", "skript", "script", "code", "text", "programm", "program"];

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "lua",
        icon: "code",
        label: t("Lua ausführen", "Run Lua"),
        help: t(
            "Führt Lua aus, wo kein anderer Baustein passt; was es gibt, steht in der Hilfe zu Lua.",
            "Runs Lua where no other block fits; the help about Lua says what there is.",
        ),
        words: WORDS,
        form: Form::statement(run),
        slots: &[STATEMENTS],
    },
    BlockDef {
        kind: "lua_value",
        icon: "code",
        label: t("Lua-Wert", "Lua value"),
        help: t("Der Wert eines Ausdrucks in Lua.", "The value of an expression in Lua."),
        words: WORDS,
        form: Form::value(Ty::Any, value).saying(Says::Slots),
        slots: &[VALUE],
    },
];

/// The text of a block: one with another value in its slot, which no editor makes, has none.
fn text_of(e: &Emit<'_>, n: &Node<'_>, slot: &SlotDef) -> String {
    let text = e.choice(n, slot);
    if n.block.script().is_some() { text } else { String::new() }
}

fn run(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = text_of(e, n, &STATEMENTS);
    if text.trim().is_empty() {
        e.report(empty_slot::at(e.place(n), &STATEMENTS.label.into()));
    }
    if is_movable(&text) {
        text.lines().for_each(|line| e.line(Code::new(n, line)));
    } else {
        e.line(Code::new(n, text));
    }
}

fn value(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let text = text_of(e, n, &VALUE);
    let text = text.trim();
    if text.is_empty() {
        e.report(empty_slot::at(e.place(n), &VALUE.label.into()));
        return Code::name(n, "nil");
    }
    let prec = if raise::is_operation(text) { Prec::Or } else { Prec::Atom };
    // A comment ends with its line.
    let end = if text.contains("--") { "\n" } else { "" };
    Code::new(n, format!("{text}{end}")).with_prec(prec)
}

/// Whether its lines may be moved to the right without changing a text in it.
fn is_movable(text: &str) -> bool {
    !text.contains("[[") && !text.contains("[=") && !text.contains("\\\n") && !text.contains('`')
}

/// The text without the indentation that it had where it comes from.
pub(in crate::language) fn unindented(text: &str, indent: &str) -> String {
    if indent.is_empty() || !is_movable(text) {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.lines().map(|line| line.strip_prefix(indent).unwrap_or(line)).collect();
    lines.join("\n")
}
