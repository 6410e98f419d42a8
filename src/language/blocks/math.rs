//! Grundlagen → Mathematik.

use super::slots::{self, BASICS};
use crate::i18n::{same, t};
use crate::language::api;
use crate::language::block::{BlockDef, CategoryDef, Choice, Form, Hue, Literal, Says, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Expr, Node, Prec};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[BASICS, t("Mathematik", "Math")], Hue::Number, ROWS);

const OPERATORS: &[Choice] = &[
    Choice { key: "add", label: same("+"), help: t("plus", "plus") },
    Choice { key: "subtract", label: same("−"), help: t("minus", "minus") },
    Choice { key: "multiply", label: same("×"), help: t("mal", "times") },
    Choice { key: "divide", label: same("÷"), help: t("geteilt durch", "divided by") },
    Choice { key: "modulo", label: same("mod"), help: t("Rest der Division", "remainder of the division") },
    Choice { key: "power", label: same("^"), help: t("hoch", "to the power of") },
];

/// A fixed number.
const FIXED: SlotDef = slots::number("number", same(""), 0.0, t("Die Zahl.", "The number."));
/// The number that a block is about.
const NUMBER: SlotDef = slots::number("number", t("Zahl", "Number"), 0.0, t("Die Zahl.", "The number."));

const LEFT: SlotDef = slots::number("a", same(""), 0.0, slots::LEFT);
const OPERATOR: SlotDef =
    SlotDef::new("op", same(""), Takes::Choice(OPERATORS), Literal::Text("add"), t("Wie.", "How."));
const RIGHT: SlotDef = slots::number("b", same(""), 0.0, slots::RIGHT);

const DIGITS: SlotDef =
    slots::number("digits", t("Stellen", "Decimals"), 0.0, t("Wie viele Nachkommastellen.", "How many decimals."));

const FROM: SlotDef = slots::number("from", t("von", "from"), 1.0, t("Kleinste.", "Smallest."));
const TO: SlotDef = slots::number("to", t("bis", "to"), 6.0, t("Größte.", "Largest."));

const EXTREMES: &[Choice] = &[
    Choice { key: "min", label: t("kleinster", "smallest"), help: t("Der kleinste Wert.", "The smallest value.") },
    Choice { key: "max", label: t("größter", "largest"), help: t("Der größte Wert.", "The largest value.") },
];

const WHICH: SlotDef = SlotDef::new(
    "which",
    same(""),
    Takes::Choice(EXTREMES),
    Literal::Text("min"),
    t("Der kleinste oder der größte.", "The smallest or the largest."),
);
const VALUE: SlotDef =
    slots::number(crate::language::ITEM, same(""), 0.0, t("Womit verglichen wird.", "What is compared."))
        .repeated(2, 100);

/// The text that a number is read from.
const TEXT: SlotDef = slots::TEXT.required();

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "number",
        icon: "hash",
        label: t("Zahl", "Number"),
        help: t("Eine feste Zahl.", "A fixed number."),
        words: &["number", "zahl"],
        form: Form::value(Ty::Number, number).saying(Says::Slots),
        slots: &[FIXED],
    },
    BlockDef {
        kind: "arithmetic",
        icon: "calculator",
        label: t("Rechnen", "Calculate"),
        help: t("Rechnet mit zwei Zahlen.", "Calculates with two numbers."),
        words: &["+", "-", "*", "/", "plus", "minus", "mal", "geteilt", "math"],
        form: Form::value(Ty::Number, arithmetic).saying(Says::Slots),
        slots: &[LEFT, OPERATOR, RIGHT],
    },
    BlockDef {
        kind: "round",
        icon: "decimals-arrow-left",
        label: t("Runden", "Round"),
        help: t("Rundet kaufmännisch auf Nachkommastellen.", "Rounds half away from zero to a number of decimals."),
        words: &["round", "runden"],
        form: Form::value(Ty::Number, round),
        slots: &[NUMBER, DIGITS],
    },
    BlockDef {
        kind: "random",
        icon: "dices",
        label: t("Zufallszahl", "Random number"),
        help: t("Eine ganze Zahl zwischen zwei Grenzen.", "A whole number between two bounds."),
        words: &["random", "zufall", "würfel", "dice"],
        form: Form::value(Ty::Number, random),
        slots: &[FROM, TO],
    },
    BlockDef {
        kind: "extreme",
        icon: "chevrons-up-down",
        label: t("Kleinster/größter Wert", "Smallest/largest value"),
        help: t("Der kleinste oder der größte von mehreren Werten.", "The smallest or the largest of several values."),
        words: &["min", "max", "minimum", "maximum", "kleinste", "größte", "smallest", "largest", "grenze", "limit"],
        form: Form::value(Ty::Number, extreme).saying(Says::Slots),
        slots: &[WHICH, VALUE],
    },
    BlockDef {
        kind: "number_from_text",
        icon: "binary",
        label: t("Zahl aus Text", "Number from text"),
        help: t(
            "Liest eine Zahl aus einem Text, Punkt als Komma.",
            "Reads a number from a text, with a dot as decimal mark.",
        ),
        words: &["parse", "umwandeln", "convert", "number"],
        form: Form::value(Ty::Number, from_text),
        slots: &[TEXT],
    },
];

fn number(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.arg(n, &FIXED)
}

fn arithmetic(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    use Prec::{Add, Multiply, Power, Unary};
    // Operator, its level, and what the left and right operands need at least.
    let (op, prec, left, right) = match e.choice(n, &OPERATOR).as_str() {
        "subtract" => (" - ", Add, Add, Multiply),
        "multiply" => (" * ", Multiply, Multiply, Unary),
        "divide" => (" / ", Multiply, Multiply, Unary),
        "modulo" => (" % ", Multiply, Multiply, Unary),
        "power" => (" ^ ", Power, Prec::Atom, Unary),
        _ => (" + ", Add, Add, Multiply),
    };
    let (a, b) = (e.arg(n, &LEFT), e.arg(n, &RIGHT));
    Code::new(n, "").operand(n, a, left).text(n, op).operand(n, b, right).with_prec(prec)
}

fn round(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let args = vec![e.arg(n, &NUMBER), e.arg(n, &DIGITS)];
    Code::call(n, &api::number::ROUND, args)
}

fn random(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let args = vec![e.arg(n, &FROM), e.arg(n, &TO)];
    Code::call(n, &api::number::RANDOM, args)
}

fn extreme(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let call = if e.choice(n, &WHICH) == "max" { &api::lua::MAX } else { &api::lua::MIN };
    let values = e.items(n, &VALUE, Ty::Number);
    Code::call(n, call, values)
}

fn from_text(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let text = e.arg(n, &TEXT);
    Code::call(n, &api::number::OF_TEXT, vec![text])
}
