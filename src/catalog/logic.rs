//! Grundlagen → Logik & Schleifen.

use super::def::{BlockDef, BranchDef, Category, Choice, Extra, Form, Gives, Literal, Lowering, SlotDef, Takes};
use super::emit::{Code, Emit, Expr, Node, Prec};
use super::slots;
use crate::i18n::{same, t};
use crate::model::blocks::check::Ty;
use crate::model::value::{number_as_meant, with_dot};

const COMPARE: &[Choice] = &[
    Choice { key: "eq", label: same("="), help: t("gleich", "equal") },
    Choice { key: "ne", label: same("≠"), help: t("ungleich", "not equal") },
    Choice { key: "lt", label: same("<"), help: t("kleiner", "less") },
    Choice { key: "le", label: same("≤"), help: t("kleiner oder gleich", "less or equal") },
    Choice { key: "gt", label: same(">"), help: t("größer", "greater") },
    Choice { key: "ge", label: same("≥"), help: t("größer oder gleich", "greater or equal") },
];

/// What decides.
const fn condition(default: bool) -> SlotDef {
    slots::truth("condition", t("Bedingung", "Condition"), default, t("Wann.", "When."))
}

/// The first of two truth values; the default is the one that leaves the result to the other.
const fn one(default: bool) -> SlotDef {
    slots::truth("a", same(""), default, t("Das eine.", "The one."))
}

/// The second of two truth values.
const fn other(default: bool) -> SlotDef {
    slots::truth("b", same(""), default, t("Das andere.", "The other."))
}

/// What is done again and again.
const LOOP: Form = Form::Statement(&[BranchDef { key: "body", label: t("Schleife", "loop") }]);

const THEN: BranchDef = BranchDef { key: "then", label: t("dann", "then") };

pub(super) const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "if",
        category: Category::Logic,
        icon: "split",
        label: t("Wenn", "If"),
        help: t("Führt etwas nur aus, wenn eine Bedingung stimmt.", "Does something only if a condition holds."),
        words: &["if", "wenn", "dann", "bedingung"],
        form: Form::Statement(&[THEN]),
        slots: &[condition(true)],
        extra: Extra::None,
        emit: Lowering::Statement(when),
    },
    BlockDef {
        kind: "if_else",
        category: Category::Logic,
        icon: "split",
        label: t("Wenn, sonst", "If, else"),
        help: t("Führt das eine oder das andere aus.", "Does the one or the other."),
        words: &["if", "else", "wenn", "sonst"],
        form: Form::Statement(&[THEN, BranchDef { key: "else", label: t("sonst", "else") }]),
        slots: &[condition(true)],
        extra: Extra::None,
        emit: Lowering::Statement(when_else),
    },
    BlockDef {
        kind: "repeat",
        category: Category::Logic,
        icon: "repeat",
        label: t("Wiederholen", "Repeat"),
        help: t("Führt etwas mehrmals aus.", "Does something several times."),
        words: &["loop", "schleife", "for", "mal"],
        form: LOOP,
        slots: &[slots::number("times", t("Wie oft", "How often"), 10.0, t("Wie oft.", "How often."))],
        extra: Extra::None,
        emit: Lowering::Statement(repeat),
    },
    BlockDef {
        kind: "while",
        category: Category::Logic,
        icon: "refresh-cw",
        label: t("Solange", "While"),
        help: t("Wiederholt etwas, solange eine Bedingung stimmt.", "Repeats something as long as a condition holds."),
        words: &["loop", "schleife", "while"],
        form: LOOP,
        slots: &[condition(false)],
        extra: Extra::None,
        emit: Lowering::Statement(repeat_while),
    },
    BlockDef {
        kind: "compare",
        category: Category::Logic,
        icon: "equal",
        label: t("Vergleich", "Compare"),
        help: t("Vergleicht zwei Werte.", "Compares two values."),
        words: &["=", "<", ">", "gleich", "equal", "größer", "kleiner"],
        form: Form::Value(Gives::Fixed(Ty::Bool)),
        slots: &[
            SlotDef::new("a", same(""), Takes::Value(Ty::Any), Literal::Text(""), slots::LEFT),
            SlotDef::new("op", same(""), Takes::Choice(COMPARE), Literal::Text("eq"), t("Wie.", "How.")),
            SlotDef::new("b", same(""), Takes::Value(Ty::Any), Literal::Text(""), slots::RIGHT),
        ],
        extra: Extra::None,
        emit: Lowering::Value(compare),
    },
    BlockDef {
        kind: "and",
        category: Category::Logic,
        icon: "ampersand",
        label: t("Und", "And"),
        help: t("Wahr, wenn beides stimmt.", "True if both hold."),
        words: &["and", "und"],
        form: Form::Value(Gives::Fixed(Ty::Bool)),
        slots: &[one(true), other(true)],
        extra: Extra::None,
        emit: Lowering::Value(and),
    },
    BlockDef {
        kind: "or",
        category: Category::Logic,
        icon: "tally-2",
        label: t("Oder", "Or"),
        help: t("Wahr, wenn mindestens eines stimmt.", "True if at least one holds."),
        words: &["or", "oder"],
        form: Form::Value(Gives::Fixed(Ty::Bool)),
        slots: &[one(false), other(false)],
        extra: Extra::None,
        emit: Lowering::Value(or),
    },
    BlockDef {
        kind: "not",
        category: Category::Logic,
        icon: "ban",
        label: t("Nicht", "Not"),
        help: t("Kehrt wahr und falsch um.", "Turns true and false around."),
        words: &["not", "nicht"],
        form: Form::Value(Gives::Fixed(Ty::Bool)),
        slots: &[slots::truth("a", same(""), false, t("Was umgekehrt wird.", "What is turned around."))],
        extra: Extra::None,
        emit: Lowering::Value(not),
    },
    BlockDef {
        kind: "boolean",
        category: Category::Logic,
        icon: "toggle-left",
        label: t("Ja oder nein", "Yes or no"),
        help: t("Ein fester Wahrheitswert.", "A fixed truth value."),
        words: &["true", "false", "wahr", "falsch", "boolean"],
        form: Form::Value(Gives::Fixed(Ty::Bool)),
        slots: &[slots::truth("value", same(""), true, t("Ja oder nein.", "Yes or no."))],
        extra: Extra::None,
        emit: Lowering::Value(boolean),
    },
];

fn when(e: &mut Emit<'_>, n: &Node<'_>) {
    let condition = e.arg(n, "condition");
    e.line(Code::new(n, "if ").expr(condition).text(n, " then"));
    e.branch(n, "then");
    e.line(Code::new(n, "end"));
}

fn when_else(e: &mut Emit<'_>, n: &Node<'_>) {
    let condition = e.arg(n, "condition");
    e.line(Code::new(n, "if ").expr(condition).text(n, " then"));
    e.branch(n, "then");
    e.line(Code::new(n, "else"));
    e.branch(n, "else");
    e.line(Code::new(n, "end"));
}

fn repeat(e: &mut Emit<'_>, n: &Node<'_>) {
    let times = e.arg(n, "times");
    e.line(Code::new(n, "for _ = 1, ").expr(times).text(n, " do"));
    e.branch(n, "body");
    e.line(Code::new(n, "end"));
}

fn repeat_while(e: &mut Emit<'_>, n: &Node<'_>) {
    let condition = e.arg(n, "condition");
    e.line(Code::new(n, "while ").expr(condition).text(n, " do"));
    e.branch(n, "body");
    e.line(Code::new(n, "end"));
}

fn compare(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let op = match e.choice(n, "op").as_str() {
        "ne" => " ~= ",
        "lt" => " < ",
        "le" => " <= ",
        "gt" => " > ",
        "ge" => " >= ",
        _ => " == ",
    };
    // A literal beside a text is a text, even if it reads as a number; elsewhere 21.50 is meant as one.
    let is_number =
        |key: &str| n.block.literal(key).is_some_and(|value| number_as_meant(&with_dot(&value.to_text())).is_some());
    let wanted = |key: &str, other: Ty| match other {
        other if other.is_text() => Ty::Text,
        _ if is_number(key) => Ty::Number,
        _ => Ty::Any,
    };
    let (a_type, b_type) = (e.type_of(n, "a"), e.type_of(n, "b"));
    let a = e.arg_of_type(n, "a", wanted("a", b_type));
    let b = e.arg_of_type(n, "b", wanted("b", a_type));
    // Not associative: an operand of the same level needs parentheses on both sides.
    Code::new(n, "").operand(n, a, Prec::Concat).text(n, op).operand(n, b, Prec::Concat).with_prec(Prec::Compare)
}

fn and(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let (a, b) = (e.arg(n, "a"), e.arg(n, "b"));
    Code::new(n, "").operand(n, a, Prec::And).text(n, " and ").operand(n, b, Prec::Compare).with_prec(Prec::And)
}

fn or(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let (a, b) = (e.arg(n, "a"), e.arg(n, "b"));
    Code::new(n, "").operand(n, a, Prec::Or).text(n, " or ").operand(n, b, Prec::And).with_prec(Prec::Or)
}

fn not(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let a = e.arg(n, "a");
    Code::new(n, "not ").operand(n, a, Prec::Unary).with_prec(Prec::Unary)
}

fn boolean(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.arg(n, "value")
}
