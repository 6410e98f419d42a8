//! Grundlagen → Logik & Schleifen.

use super::slots::{self, BASICS};
use crate::i18n::{Text, same, t};
use crate::language::api;
use crate::language::block::{BlockDef, BranchDef, CategoryDef, Choice, Form, Hue, Literal, Says, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Expr, Jump, Node, Prec};
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
/// What ends a loop; by itself it is so after the first round.
const UNTIL: SlotDef = slots::truth("condition", t("bis", "until"), true, t("Wann Schluss ist.", "When it ends."));
/// What decides where nothing before it has.
const OTHERWISE_IF: SlotDef = slots::truth(
    crate::language::ITEM,
    t("sonst wenn", "else if"),
    true,
    t("Wird nur gefragt, wo nichts davor gestimmt hat.", "Asked only where nothing before it was so."),
)
.repeated(0, 50);

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

/// Where a loop counts from, to, and in which steps.
const FROM: SlotDef = slots::number("from", t("von", "from"), 1.0, t("Die erste Zahl.", "The first number."));
const TO: SlotDef = slots::number("to", t("bis", "to"), 10.0, t("Die letzte Zahl.", "The last number."));
const STEP: SlotDef = slots::number(
    "step",
    t("Schritt", "step"),
    1.0,
    t(
        "Wie viel jedes Mal dazukommt; mit Minus zählt es abwärts.",
        "How much is added each time; with a minus it counts down.",
    ),
);

/// The names by which the blocks in a loop know where it is.
const COUNTER: SlotDef = of_loop("name", t("Zähler", "Counter"), t("zähler", "counter")).required();
const ELEMENT: SlotDef = of_loop("name", t("Wert", "Value"), t("wert", "value")).required();
const PLACE: SlotDef =
    SlotDef { default: Literal::Nothing, ..of_loop("index", t("Stelle", "Place"), same("")) }.advanced();

const fn of_loop(key: &'static str, label: Text, name: Text) -> SlotDef {
    let help = t(
        "Unter diesem Namen lesen es die Bausteine in der Schleife, mit „Lokale Variable“.",
        "By this name the blocks in the loop read it, with “Local variable”.",
    );
    SlotDef::new(key, label, Takes::Local, Literal::Words(name), help)
}

const LIST: SlotDef = SlotDef::new(
    "list",
    t("Liste", "List"),
    Takes::Value(Ty::List),
    Literal::Text(""),
    t("Eine Liste von Werten.", "A list of values."),
);

/// What is done again and again.
pub(super) const BODY: BranchDef = BranchDef::new("body", t("Schleife", "loop")).looping();

const THEN: BranchDef = BranchDef::new("then", t("dann", "then"));
/// What is done where the condition of its item is the first that holds.
const THEN_OF: BranchDef = BranchDef::new("then_item", t("dann", "then")).of_items();
const ELSE: BranchDef = BranchDef::new("else", t("sonst", "else"));

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "if",
        icon: "split",
        label: t("Wenn", "If"),
        help: t(
            "Führt etwas nur aus, wenn eine Bedingung stimmt. Mit + kommt „sonst wenn“ dazu.",
            "Does something only if a condition holds. + adds “else if”.",
        ),
        words: &["if", "wenn", "dann", "bedingung", "else if", "elseif", "sonst wenn", "fall", "case", "switch"],
        form: Form::branching(&[THEN, THEN_OF], when),
        slots: &[CONDITION, OTHERWISE_IF],
    },
    BlockDef {
        kind: "if_else",
        icon: "split",
        label: t("Wenn, sonst", "If, else"),
        help: t(
            "Führt das eine oder das andere aus. Mit + kommt „sonst wenn“ dazu.",
            "Does the one or the other. + adds “else if”.",
        ),
        words: &["if", "else", "wenn", "sonst", "else if", "elseif", "sonst wenn", "fall", "case", "switch"],
        form: Form::branching(&[THEN, THEN_OF, ELSE], when_else),
        slots: &[CONDITION, OTHERWISE_IF],
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
        kind: "for",
        icon: "list-ordered",
        label: t("Zählen von bis", "Count from to"),
        help: t(
            "Führt etwas für jede Zahl aus; der Zähler sagt, welche gerade dran ist.",
            "Does something for each number; the counter says which one it is.",
        ),
        words: &["loop", "schleife", "for", "zähler", "counter", "index"],
        form: Form::branching(&[BODY], count),
        slots: &[COUNTER, FROM, TO, STEP],
    },
    BlockDef {
        kind: "for_each",
        icon: "iteration-cw",
        label: t("Für jeden Wert", "For each value"),
        help: t(
            "Führt etwas für jeden Wert einer Liste aus, vom ersten an.",
            "Does something for each value of a list, from the first one on.",
        ),
        words: &["loop", "schleife", "for", "each", "jede", "liste", "list", "iterate"],
        form: Form::branching(&[BODY], for_each),
        slots: &[LIST, ELEMENT, PLACE],
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
        kind: "until",
        icon: "repeat-1",
        label: t("Wiederholen bis", "Repeat until"),
        help: t(
            "Wiederholt etwas, bis eine Bedingung stimmt; einmal geschieht es auf jeden Fall.",
            "Repeats something until a condition holds; it is done once in any case.",
        ),
        words: &["loop", "schleife", "until", "bis", "repeat"],
        form: Form::branching(&[BODY], until),
        slots: &[UNTIL],
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
    first_that_holds(e, n);
    e.line(Code::new(n, "end"));
}

fn when_else(e: &mut Emit<'_>, n: &Node<'_>) {
    first_that_holds(e, n);
    e.line(Code::new(n, "else"));
    e.branch(n, &ELSE);
    e.line(Code::new(n, "end"));
}

/// The conditions, each with what is done where it is the first that holds.
fn first_that_holds(e: &mut Emit<'_>, n: &Node<'_>) {
    let condition = e.arg(n, &CONDITION);
    e.line(Code::new(n, "if ").expr(condition).text(n, " then"));
    e.branch(n, &THEN);
    for (condition, number) in e.items(n, &OTHERWISE_IF, Ty::Bool).into_iter().zip(1..) {
        e.line(Code::new(n, "elseif ").expr(condition).text(n, " then"));
        e.branch_of(n, &THEN_OF, number);
    }
}

fn repeat(e: &mut Emit<'_>, n: &Node<'_>) {
    let times = e.arg(n, &TIMES);
    repeated(e, n, Code::new(n, "for _ = 1, ").expr(times).text(n, " do"));
}

fn count(e: &mut Emit<'_>, n: &Node<'_>) {
    let name = e.local(n, COUNTER.key).unwrap_or_else(|| "_".to_owned());
    let (from, to) = (e.arg(n, &FROM), e.arg(n, &TO));
    let mut head = Code::new(n, format!("for {name} = ")).expr(from).text(n, ", ").expr(to);
    if e.is_wired(n, &STEP) || e.choice(n, &STEP) != "1" {
        let step = e.arg(n, &STEP);
        head = head.text(n, ", ").expr(step);
    }
    repeated(e, n, head.text(n, " do"));
}

fn for_each(e: &mut Emit<'_>, n: &Node<'_>) {
    let name = e.local(n, ELEMENT.key).unwrap_or_else(|| "_".to_owned());
    let place = e.local_if_named(n, PLACE.key).unwrap_or_else(|| "_".to_owned());
    let list = e.arg(n, &LIST);
    let each = Code::call(n, &api::lua::IPAIRS, vec![list]);
    repeated(e, n, Code::new(n, format!("for {place}, {name} in ")).expr(each).text(n, " do"));
}

fn repeat_while(e: &mut Emit<'_>, n: &Node<'_>) {
    let condition = e.arg(n, &AS_LONG_AS);
    repeated(e, n, Code::new(n, "while ").expr(condition).text(n, " do"));
}

pub(super) fn repeated(e: &mut Emit<'_>, n: &Node<'_>, head: Code) {
    e.line(head);
    e.branch(n, &BODY);
    e.line(Code::new(n, "end"));
}

fn until(e: &mut Emit<'_>, n: &Node<'_>) {
    e.line(Code::new(n, "repeat"));
    e.branch(n, &BODY);
    let condition = e.arg(n, &UNTIL);
    e.line(Code::new(n, "until ").expr(condition));
}

fn leave(e: &mut Emit<'_>, n: &Node<'_>) {
    e.jump(n, Jump::Break);
}

fn next_round(e: &mut Emit<'_>, n: &Node<'_>) {
    e.jump(n, Jump::Continue);
}

fn stop(e: &mut Emit<'_>, n: &Node<'_>) {
    e.jump(n, Jump::Return);
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
