//! Grundlagen → Mathematik.

use super::slots::{self, BASICS};
use crate::i18n::{Text, same, t};
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

const ROUNDINGS: &[Choice] = &[
    Choice { key: "near", label: t("kaufmännisch", "to nearest"), help: t("Ab 5 aufwärts.", "From 5 on up.") },
    Choice { key: "up", label: t("auf", "up"), help: t("Immer nach oben.", "Always up.") },
    Choice { key: "down", label: t("ab", "down"), help: t("Immer nach unten.", "Always down.") },
];
const ROUNDING: SlotDef = choice("how", ROUNDINGS, "near", t("In welche Richtung.", "Which way."));

const fn choice(key: &'static str, choices: &'static [Choice], default: &'static str, help: Text) -> SlotDef {
    SlotDef::new(key, same(""), Takes::Choice(choices), Literal::Text(default), help)
}

const FUNCTIONS: &[Choice] = &[
    Choice { key: "abs", label: t("Betrag", "absolute"), help: t("Ohne Vorzeichen.", "Without its sign.") },
    Choice { key: "sqrt", label: t("Wurzel", "square root"), help: t("Die Quadratwurzel.", "The square root.") },
    Choice { key: "sin", label: same("sin"), help: t("Sinus eines Winkels in Grad.", "Sine of an angle in degrees.") },
    Choice {
        key: "cos",
        label: same("cos"),
        help: t("Kosinus eines Winkels in Grad.", "Cosine of an angle in degrees."),
    },
    Choice {
        key: "tan",
        label: same("tan"),
        help: t("Tangens eines Winkels in Grad.", "Tangent of an angle in degrees."),
    },
    Choice { key: "ln", label: same("ln"), help: t("Natürlicher Logarithmus.", "Natural logarithm.") },
    Choice { key: "log10", label: same("log"), help: t("Zehnerlogarithmus.", "Decimal logarithm.") },
    Choice { key: "exp", label: same("e^"), help: t("e hoch die Zahl.", "e to the power of the number.") },
];
const FUNCTION: SlotDef = choice("function", FUNCTIONS, "abs", t("Welche.", "Which one."));

/// How many decimals a random number has; without it both bounds decide.
const RANDOM_DIGITS: SlotDef = SlotDef { default: Literal::Nothing, ..DIGITS }.advanced();
/// How many decimals a number is shown with; without it those that it has.
const SHOWN_DIGITS: SlotDef = SlotDef { default: Literal::Number(2.0), ..DIGITS };
const THOUSANDS: SlotDef = slots::truth(
    "thousands",
    t("Tausender trennen", "Part thousands"),
    false,
    t("Ob zwischen den Tausendern etwas steht.", "Whether something stands between the thousands."),
);

const LOWEST: SlotDef =
    slots::number("min", t("mindestens", "at least"), 0.0, t("Die untere Grenze.", "The lower bound."));
const HIGHEST: SlotDef =
    slots::number("max", t("höchstens", "at most"), 100.0, t("Die obere Grenze.", "The upper bound."));

const RANGE_FROM: SlotDef =
    slots::number("from1", t("von", "from"), 0.0, t("Wo der alte Bereich beginnt.", "Where the old range begins."));
const RANGE_TO: SlotDef =
    slots::number("from2", t("bis", "to"), 100.0, t("Wo der alte Bereich endet.", "Where the old range ends."));
const NEW_FROM: SlotDef =
    slots::number("to1", t("wird", "becomes"), 0.0, t("Wo der neue Bereich beginnt.", "Where the new range begins."));
const NEW_TO: SlotDef =
    slots::number("to2", t("bis", "to"), 1.0, t("Wo der neue Bereich endet.", "Where the new range ends."));

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
        help: t(
            "Rundet auf Nachkommastellen: kaufmännisch, auf oder ab.",
            "Rounds to a number of decimals: half away from zero, up or down.",
        ),
        words: &["round", "runden", "aufrunden", "abrunden", "ceil", "floor"],
        form: Form::value(Ty::Number, round),
        slots: &[NUMBER, DIGITS, ROUNDING],
    },
    BlockDef {
        kind: "random",
        icon: "dices",
        label: t("Zufallszahl", "Random number"),
        help: t(
            "Eine ganze Zahl zwischen zwei Grenzen; unter „Erweitert“ auch mit Nachkommastellen.",
            "A whole number between two bounds; under “Advanced” with decimals too.",
        ),
        words: &["random", "zufall", "würfel", "dice"],
        form: Form::value(Ty::Number, random),
        slots: &[FROM, TO, RANDOM_DIGITS],
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
    BlockDef {
        kind: "clamp",
        icon: "fold-horizontal",
        label: t("Begrenzen", "Limit"),
        help: t("Die Zahl, höchstens bis an die Grenzen.", "The number, no further than the bounds."),
        words: &["clamp", "limit", "begrenzen", "grenze", "min", "max"],
        form: Form::value(Ty::Number, |e, n| e.call(n, &api::number::CLAMP, &[&NUMBER, &LOWEST, &HIGHEST])),
        slots: &[NUMBER, LOWEST, HIGHEST],
    },
    BlockDef {
        kind: "map_range",
        icon: "arrow-left-right",
        label: t("Bereich umrechnen", "Map range"),
        help: t(
            "Rechnet eine Zahl von einem Bereich in einen anderen um, etwa 0 bis 100 in 0 bis 1.",
            "Converts a number from one range to another, such as 0 to 100 into 0 to 1.",
        ),
        words: &["map", "range", "bereich", "skalieren", "scale", "umrechnen", "prozent", "percent"],
        form: Form::value(Ty::Number, |e, n| {
            e.call(n, &api::number::MAP, &[&NUMBER, &RANGE_FROM, &RANGE_TO, &NEW_FROM, &NEW_TO])
        }),
        slots: &[NUMBER, RANGE_FROM, RANGE_TO, NEW_FROM, NEW_TO],
    },
    BlockDef {
        kind: "math_function",
        icon: "square-function",
        label: t("Funktion", "Function"),
        help: t(
            "Betrag, Wurzel, Winkelfunktion oder Logarithmus einer Zahl.",
            "Absolute value, root, angle function or logarithm of a number.",
        ),
        words: &["abs", "sqrt", "wurzel", "root", "sin", "cos", "tan", "log", "exp", "betrag"],
        form: Form::value(Ty::Number, function).saying(Says::Slots),
        slots: &[FUNCTION, NUMBER],
    },
    BlockDef {
        kind: "number_format",
        icon: "text-initial",
        label: t("Zahl als Text", "Number as text"),
        help: t(
            "Wie Menschen die Zahl schreiben, in der Sprache der App: 1.234,50. Für Geräte ohne diesen Baustein senden.",
            "As people write the number, in the language of the app: 1,234.50. Send it to devices without this block.",
        ),
        words: &["format", "nachkommastellen", "decimals", "tausender", "thousands", "komma", "text"],
        form: Form::value(Ty::Text, |e, n| e.call(n, &api::number::FORMAT, &[&NUMBER, &SHOWN_DIGITS, &THOUSANDS])),
        slots: &[NUMBER, SHOWN_DIGITS, THOUSANDS],
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
    let def = match e.choice(n, &ROUNDING).as_str() {
        "up" => &api::number::ROUND_UP,
        "down" => &api::number::ROUND_DOWN,
        _ => &api::number::ROUND,
    };
    e.call(n, def, &[&NUMBER, &DIGITS])
}

fn random(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    if e.is_wired(n, &RANDOM_DIGITS) || !e.choice(n, &RANDOM_DIGITS).is_empty() {
        return e.call(n, &api::number::RANDOM, &[&FROM, &TO, &RANDOM_DIGITS]);
    }
    e.call(n, &api::number::RANDOM, &[&FROM, &TO])
}

fn function(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    use api::lua::{ABS, COS, EXP, LOG, LOG_10, RAD, SIN, SQRT, TAN};
    let (def, of_angle) = match e.choice(n, &FUNCTION).as_str() {
        "sqrt" => (&SQRT, false),
        "sin" => (&SIN, true),
        "cos" => (&COS, true),
        "tan" => (&TAN, true),
        "ln" => (&LOG, false),
        "log10" => (&LOG_10, false),
        "exp" => (&EXP, false),
        _ => (&ABS, false),
    };
    if of_angle {
        let radians = e.call(n, &RAD, &[&NUMBER]);
        return Code::call(n, def, vec![radians]);
    }
    e.call(n, def, &[&NUMBER])
}

fn extreme(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let call = if e.choice(n, &WHICH) == "max" { &api::lua::MAX } else { &api::lua::MIN };
    let values = e.items(n, &VALUE, Ty::Number);
    Code::call(n, call, values)
}

fn from_text(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.call(n, &api::number::OF_TEXT, &[&TEXT])
}
