//! Grundlagen → Mathematik.

use super::def::{BlockDef, Category, Choice, Extra, Form, Gives, Literal, Lowering, SlotDef, Takes};
use super::emit::{Code, Emit, Expr, Node, Prec};
use super::slots;
use crate::i18n::{Text, same, t};
use crate::model::blocks::check::Ty;

const OPERATORS: &[Choice] = &[
    Choice { key: "add", label: same("+"), help: t("plus", "plus") },
    Choice { key: "subtract", label: same("−"), help: t("minus", "minus") },
    Choice { key: "multiply", label: same("×"), help: t("mal", "times") },
    Choice { key: "divide", label: same("÷"), help: t("geteilt durch", "divided by") },
    Choice { key: "modulo", label: same("mod"), help: t("Rest der Division", "remainder of the division") },
    Choice { key: "power", label: same("^"), help: t("hoch", "to the power of") },
];

/// The number that a block is about.
const fn number_in(label: Text) -> SlotDef {
    slots::number("number", label, 0.0, t("Die Zahl.", "The number."))
}

pub(super) const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "number",
        category: Category::Math,
        icon: "hash",
        label: t("Zahl", "Number"),
        help: t("Eine feste Zahl.", "A fixed number."),
        words: &["number", "zahl"],
        form: Form::Value(Gives::Fixed(Ty::Number)),
        slots: &[number_in(same(""))],
        extra: Extra::None,
        emit: Lowering::Value(number),
    },
    BlockDef {
        kind: "arithmetic",
        category: Category::Math,
        icon: "calculator",
        label: t("Rechnen", "Calculate"),
        help: t("Rechnet mit zwei Zahlen.", "Calculates with two numbers."),
        words: &["+", "-", "*", "/", "plus", "minus", "mal", "geteilt", "math"],
        form: Form::Value(Gives::Fixed(Ty::Number)),
        slots: &[
            slots::number("a", same(""), 0.0, slots::LEFT),
            SlotDef::new("op", same(""), Takes::Choice(OPERATORS), Literal::Text("add"), t("Wie.", "How.")),
            slots::number("b", same(""), 0.0, slots::RIGHT),
        ],
        extra: Extra::None,
        emit: Lowering::Value(arithmetic),
    },
    BlockDef {
        kind: "round",
        category: Category::Math,
        icon: "decimals-arrow-left",
        label: t("Runden", "Round"),
        help: t("Rundet kaufmännisch auf Nachkommastellen.", "Rounds half away from zero to a number of decimals."),
        words: &["round", "runden"],
        form: Form::Value(Gives::Fixed(Ty::Number)),
        slots: &[
            number_in(t("Zahl", "Number")),
            slots::number(
                "digits",
                t("Stellen", "Decimals"),
                0.0,
                t("Wie viele Nachkommastellen.", "How many decimals."),
            ),
        ],
        extra: Extra::None,
        emit: Lowering::Value(round),
    },
    BlockDef {
        kind: "random",
        category: Category::Math,
        icon: "dices",
        label: t("Zufallszahl", "Random number"),
        help: t("Eine ganze Zahl zwischen zwei Grenzen.", "A whole number between two bounds."),
        words: &["random", "zufall", "würfel", "dice"],
        form: Form::Value(Gives::Fixed(Ty::Number)),
        slots: &[
            slots::number("from", t("von", "from"), 1.0, t("Kleinste.", "Smallest.")),
            slots::number("to", t("bis", "to"), 6.0, t("Größte.", "Largest.")),
        ],
        extra: Extra::None,
        emit: Lowering::Value(random),
    },
    BlockDef {
        kind: "number_from_text",
        category: Category::Math,
        icon: "binary",
        label: t("Zahl aus Text", "Number from text"),
        help: t(
            "Liest eine Zahl aus einem Text, Punkt als Komma.",
            "Reads a number from a text, with a dot as decimal mark.",
        ),
        words: &["parse", "umwandeln", "convert", "number"],
        form: Form::Value(Gives::Fixed(Ty::Number)),
        slots: &[slots::TEXT.required()],
        extra: Extra::None,
        emit: Lowering::Value(from_text),
    },
];

fn number(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.arg(n, "number")
}

fn arithmetic(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    use Prec::{Add, Multiply, Power, Unary};
    // Operator, its level, and what the left and right operands need at least.
    let (op, prec, left, right) = match e.choice(n, "op").as_str() {
        "subtract" => (" - ", Add, Add, Multiply),
        "multiply" => (" * ", Multiply, Multiply, Unary),
        "divide" => (" / ", Multiply, Multiply, Unary),
        "modulo" => (" % ", Multiply, Multiply, Unary),
        "power" => (" ^ ", Power, Prec::Atom, Unary),
        _ => (" + ", Add, Add, Multiply),
    };
    let (a, b) = (e.arg(n, "a"), e.arg(n, "b"));
    Code::new(n, "").operand(n, a, left).text(n, op).operand(n, b, right).with_prec(prec)
}

fn round(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let (number, digits) = (e.arg(n, "number"), e.arg(n, "digits"));
    Code::new(n, "number.round(").expr(number).text(n, ", ").expr(digits).text(n, ")").atom()
}

fn random(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let (from, to) = (e.arg(n, "from"), e.arg(n, "to"));
    Code::new(n, "number.random(").expr(from).text(n, ", ").expr(to).text(n, ")").atom()
}

fn from_text(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let text = e.arg(n, "text");
    Code::new(n, "number.of(").expr(text).text(n, ")").atom()
}
