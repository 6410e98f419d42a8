//! Grundlagen → Logik & Schleifen.

use super::slots::{self, BASICS};
use crate::i18n::{same, t};
use crate::language::block::{BlockDef, BranchDef, CategoryDef, Choice, Form, Hue, Literal, Says, SlotDef, Takes};
use crate::language::checks::outside_loop;
use crate::language::emit::{Code, Emit, Expr, Node, Prec};
use crate::model::types::Ty;
use crate::model::value::{number_as_meant, with_dot};

pub(super) const CATEGORY: CategoryDef =
    CategoryDef::new(&[BASICS, t("Logik & Schleifen", "Logic & loops")], Hue::Logic, ROWS);

const COMPARE: &[Choice] = &[
    Choice { key: "eq", label: same("="), help: t("gleich", "equal") },
    Choice { key: "ne", label: same("≠"), help: t("ungleich", "not equal") },
    Choice { key: "lt", label: same("<"), help: t("kleiner", "less") },
    Choice { key: "le", label: same("≤"), help: t("kleiner oder gleich", "less or equal") },
    Choice { key: "gt", label: same(">"), help: t("größer", "greater") },
    Choice { key: "ge", label: same("≥"), help: t("größer oder gleich", "greater or equal") },
];

/// What decides; by itself it is so.
const CONDITION: SlotDef = condition(true);
/// The same where a loop would never end by itself.
const AS_LONG_AS: SlotDef = condition(false);

const fn condition(default: bool) -> SlotDef {
    slots::truth("condition", t("Bedingung", "Condition"), default, t("Wann.", "When."))
}

/// Two truth values; the default is the one that leaves the result to the other.
const BOTH: [SlotDef; 2] = two(true);
const EITHER: [SlotDef; 2] = two(false);

const fn two(default: bool) -> [SlotDef; 2] {
    [
        slots::truth("a", same(""), default, t("Das eine.", "The one.")),
        slots::truth("b", same(""), default, t("Das andere.", "The other.")),
    ]
}

/// What is turned around.
const TURNED: SlotDef = slots::truth("a", same(""), false, t("Was umgekehrt wird.", "What is turned around."));

/// A fixed truth value.
const FIXED: SlotDef = slots::truth("value", same(""), true, t("Ja oder nein.", "Yes or no."));

const TIMES: SlotDef = slots::number("times", t("Wie oft", "How often"), 10.0, t("Wie oft.", "How often."));

const LEFT: SlotDef = SlotDef::new("a", same(""), Takes::Value(Ty::Any), Literal::Text(""), slots::LEFT);
const OPERATOR: SlotDef = SlotDef::new("op", same(""), Takes::Choice(COMPARE), Literal::Text("eq"), t("Wie.", "How."));
const RIGHT: SlotDef = SlotDef::new("b", same(""), Takes::Value(Ty::Any), Literal::Text(""), slots::RIGHT);

/// What is done again and again.
const BODY: BranchDef = BranchDef { key: "body", label: t("Schleife", "loop"), is_loop: true };

const THEN: BranchDef = BranchDef { key: "then", label: t("dann", "then"), is_loop: false };
const ELSE: BranchDef = BranchDef { key: "else", label: t("sonst", "else"), is_loop: false };

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "if",
        icon: "split",
        label: t("Wenn", "If"),
        help: t("Führt etwas nur aus, wenn eine Bedingung stimmt.", "Does something only if a condition holds."),
        words: &["if", "wenn", "dann", "bedingung"],
        form: Form::branching(&[THEN], when),
        slots: &[CONDITION],
    },
    BlockDef {
        kind: "if_else",
        icon: "split",
        label: t("Wenn, sonst", "If, else"),
        help: t("Führt das eine oder das andere aus.", "Does the one or the other."),
        words: &["if", "else", "wenn", "sonst"],
        form: Form::branching(&[THEN, ELSE], when_else),
        slots: &[CONDITION],
    },
    BlockDef {
        kind: "repeat",
        icon: "repeat",
        label: t("Wiederholen", "Repeat"),
        help: t("Führt etwas mehrmals aus.", "Does something several times."),
        words: &["loop", "schleife", "for", "mal"],
        form: Form::branching(&[BODY], repeat),
        slots: &[TIMES],
    },
    BlockDef {
        kind: "while",
        icon: "refresh-cw",
        label: t("Solange", "While"),
        help: t("Wiederholt etwas, solange eine Bedingung stimmt.", "Repeats something as long as a condition holds."),
        words: &["loop", "schleife", "while"],
        form: Form::branching(&[BODY], repeat_while),
        slots: &[AS_LONG_AS],
    },
    BlockDef {
        kind: "break",
        icon: "log-out",
        label: t("Schleife verlassen", "Leave loop"),
        help: t(
            "Beendet die Schleife, in der es steht; danach geht es weiter.",
            "Ends the loop that it is in; then things go on.",
        ),
        words: &["break", "abbrechen", "schleife", "loop", "exit"],
        form: Form::ending(leave),
        slots: &[],
    },
    BlockDef {
        kind: "continue",
        icon: "skip-forward",
        label: t("Nächster Durchlauf", "Next round"),
        help: t("Beginnt sofort den nächsten Durchlauf der Schleife.", "Begins the next round of the loop at once."),
        words: &["continue", "weiter", "schleife", "loop", "überspringen", "skip"],
        form: Form::ending(next_round),
        slots: &[],
    },
    BlockDef {
        kind: "return",
        icon: "circle-stop",
        label: t("Beenden", "Stop here"),
        help: t(
            "Beendet den Ablauf dieses Ereignisses; die App läuft weiter.",
            "Ends what this event does; the app goes on.",
        ),
        words: &["return", "ende", "end", "stop", "abbrechen", "exit"],
        form: Form::ending(stop),
        slots: &[],
    },
    BlockDef {
        kind: "compare",
        icon: "scale",
        label: t("Vergleich", "Compare"),
        help: t("Vergleicht zwei Werte.", "Compares two values."),
        words: &["=", "<", ">", "gleich", "equal", "größer", "kleiner"],
        form: Form::value(Ty::Bool, compare).saying(Says::Slots),
        slots: &[LEFT, OPERATOR, RIGHT],
    },
    BlockDef {
        kind: "and",
        icon: "ampersand",
        label: t("Und", "And"),
        help: t("Wahr, wenn beides stimmt.", "True if both hold."),
        words: &["and", "und"],
        form: Form::value(Ty::Bool, and).saying(Says::Between(t("und", "and"))),
        slots: &BOTH,
    },
    BlockDef {
        kind: "or",
        icon: "tally-2",
        label: t("Oder", "Or"),
        help: t("Wahr, wenn mindestens eines stimmt.", "True if at least one holds."),
        words: &["or", "oder"],
        form: Form::value(Ty::Bool, or).saying(Says::Between(t("oder", "or"))),
        slots: &EITHER,
    },
    BlockDef {
        kind: "not",
        icon: "ban",
        label: t("Nicht", "Not"),
        help: t("Kehrt wahr und falsch um.", "Turns true and false around."),
        words: &["not", "nicht"],
        form: Form::value(Ty::Bool, not),
        slots: &[TURNED],
    },
    BlockDef {
        kind: "boolean",
        icon: "toggle-left",
        label: t("Ja oder nein", "Yes or no"),
        help: t("Ein fester Wahrheitswert.", "A fixed truth value."),
        words: &["true", "false", "wahr", "falsch", "boolean"],
        form: Form::value(Ty::Bool, boolean).saying(Says::Slots),
        slots: &[FIXED],
    },
];

fn when(e: &mut Emit<'_>, n: &Node<'_>) {
    let condition = e.arg(n, &CONDITION);
    e.line(Code::new(n, "if ").expr(condition).text(n, " then"));
    e.branch(n, &THEN);
    e.line(Code::new(n, "end"));
}

fn when_else(e: &mut Emit<'_>, n: &Node<'_>) {
    let condition = e.arg(n, &CONDITION);
    e.line(Code::new(n, "if ").expr(condition).text(n, " then"));
    e.branch(n, &THEN);
    e.line(Code::new(n, "else"));
    e.branch(n, &ELSE);
    e.line(Code::new(n, "end"));
}

fn repeat(e: &mut Emit<'_>, n: &Node<'_>) {
    let times = e.arg(n, &TIMES);
    e.line(Code::new(n, "for _ = 1, ").expr(times).text(n, " do"));
    e.branch(n, &BODY);
    e.line(Code::new(n, "end"));
}

fn repeat_while(e: &mut Emit<'_>, n: &Node<'_>) {
    let condition = e.arg(n, &AS_LONG_AS);
    e.line(Code::new(n, "while ").expr(condition).text(n, " do"));
    e.branch(n, &BODY);
    e.line(Code::new(n, "end"));
}

fn leave(e: &mut Emit<'_>, n: &Node<'_>) {
    of_loop(e, n, "break");
}

fn next_round(e: &mut Emit<'_>, n: &Node<'_>) {
    of_loop(e, n, "continue");
}

fn of_loop(e: &mut Emit<'_>, n: &Node<'_>, word: &str) {
    if e.is_in_loop() {
        e.line(Code::new(n, word));
    } else {
        e.report(outside_loop::at(e.place(n)));
    }
}

fn stop(e: &mut Emit<'_>, n: &Node<'_>) {
    e.line(Code::new(n, "return"));
}

fn compare(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let op = match e.choice(n, &OPERATOR).as_str() {
        "ne" => " ~= ",
        "lt" => " < ",
        "le" => " <= ",
        "gt" => " > ",
        "ge" => " >= ",
        _ => " == ",
    };
    // A literal beside a text is a text, even if it reads as a number; elsewhere 21.50 is meant as one.
    let is_number = |slot: &SlotDef| {
        n.block.literal(slot.key).is_some_and(|value| number_as_meant(&with_dot(&value.to_text())).is_some())
    };
    let wanted = |slot: &SlotDef, other: Ty| match other {
        other if other.is_text() => Ty::Text,
        _ if is_number(slot) => Ty::Number,
        _ => Ty::Any,
    };
    let (a_type, b_type) = (e.type_of(n, &LEFT), e.type_of(n, &RIGHT));
    let a = e.arg_of_type(n, &LEFT, wanted(&LEFT, b_type));
    let b = e.arg_of_type(n, &RIGHT, wanted(&RIGHT, a_type));
    // Not associative: an operand of the same level needs parentheses on both sides.
    Code::new(n, "").operand(n, a, Prec::Concat).text(n, op).operand(n, b, Prec::Concat).with_prec(Prec::Compare)
}

fn and(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let [a, b] = BOTH.map(|slot| e.arg(n, &slot));
    Code::new(n, "").operand(n, a, Prec::And).text(n, " and ").operand(n, b, Prec::Compare).with_prec(Prec::And)
}

fn or(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let [a, b] = EITHER.map(|slot| e.arg(n, &slot));
    Code::new(n, "").operand(n, a, Prec::Or).text(n, " or ").operand(n, b, Prec::And).with_prec(Prec::Or)
}

fn not(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let a = e.arg(n, &TURNED);
    Code::new(n, "not ").operand(n, a, Prec::Unary).with_prec(Prec::Unary)
}

fn boolean(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.arg(n, &FIXED)
}
