//! Funktionen → Eigene Funktionen.

use super::slots::FUNCTIONS;
use crate::i18n::{Lang, Text, t};
use crate::language::block::{
    BlockDef, CategoryDef, Cause, Form, Gives, Hue, Literal, ReadyMade, Says, SlotDef, Takes, TriggerDef,
};
use crate::language::checks::bad_function;
use crate::language::emit::{Code, Emit, Expr, Node};
use crate::model::blocks::Block;
use crate::model::function::{CALLED, Function};
use crate::model::id::FunctionId;
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef =
    CategoryDef { ready_made, ..CategoryDef::new(&[FUNCTIONS, OWN], Hue::System, ROWS) };

/// The block with an input of the function in which it stands.
const INPUT: &str = "function_input";
/// The block that gives the result of the function in which it stands.
const RETURN: &str = "function_return";

/// Whether a block means something in the body of this function, or of none.
pub fn belongs(block: &Block, own: Option<FunctionId>) -> bool {
    match (block.kind.as_str(), own) {
        (INPUT, Some(own)) => block.item(FUNCTION.key).is_none_or(|of| *of == own.into()),
        (INPUT | RETURN, None) => false,
        _ => true,
    }
}

const OWN: Text = t("Eigene Funktionen", "Own functions");

/// What a function can report.
pub const TRIGGERS: &[TriggerDef] = &[TriggerDef {
    key: CALLED,
    name: "Called",
    words: t("aufgerufen", "called"),
    help: t("Was sie tut, wenn ein Baustein sie aufruft", "What it does when a block calls it"),
    sentence: t("Funktion „{}“", "Function “{}”"),
    cause: Cause::Call,
}];

const FUNCTION: SlotDef = SlotDef::new(
    "function",
    t("Funktion", "Function"),
    Takes::Function,
    Literal::Nothing,
    t("Welche Funktion.", "Which function."),
)
.required();

const PARAMETER: SlotDef = SlotDef::new(
    "parameter",
    t("Eingabe", "Input"),
    Takes::Parameter,
    Literal::Nothing,
    t("Welche Eingabe der Funktion.", "Which input of the function."),
)
.required();

const RESULT: SlotDef = SlotDef::new(
    "value",
    t("Ergebnis", "Result"),
    Takes::Value(Ty::Any),
    Literal::Text(""),
    t("Was der Aufrufer bekommt.", "What the caller gets."),
);

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "function_call",
        icon: "square-function",
        label: t("Funktion aufrufen", "Call function"),
        help: t(
            "Führt eine eigene Funktion aus und geht danach weiter.",
            "Does what a function of your own does, and goes on after it.",
        ),
        words: &["function", "call", "run", "ausführen", "unterprogramm", "prozedur", "procedure", "subroutine"],
        form: Form::statement(call),
        slots: &[FUNCTION],
    },
    BlockDef {
        kind: "function_result",
        icon: "square-function",
        label: t("Ergebnis der Funktion", "Result of function"),
        help: t("Führt eine eigene Funktion aus und ist ihr Ergebnis.", "Does what a function does and is its result."),
        words: &["function", "call", "ergebnis", "result", "aufrufen"],
        form: Form::Value { gives: Gives::ResultOf(FUNCTION.key), says: Says::Slots, emit: result },
        slots: &[FUNCTION],
    },
    BlockDef {
        kind: RETURN,
        icon: "corner-down-left",
        label: t("Ergebnis zurückgeben", "Return result"),
        help: t(
            "Beendet die Funktion und gibt dem Aufrufer dieses Ergebnis.",
            "Ends the function and gives this result to the caller.",
        ),
        words: &["return", "rückgabe", "zurück", "ergebnis", "result", "function"],
        form: Form::ending(give_back),
        slots: &[RESULT],
    },
    BlockDef {
        kind: INPUT,
        icon: "log-in",
        label: t("Eingabe der Funktion", "Input of the function"),
        help: t(
            "Was der Aufrufer der Funktion mitgegeben hat. Nur in dieser Funktion.",
            "What the caller has given to the function. Only inside of this function.",
        ),
        words: &["parameter", "argument", "input", "eingabe", "function"],
        form: Form::Value { gives: Gives::ParameterIn(PARAMETER.key), says: Says::Slots, emit: input },
        slots: &[FUNCTION, PARAMETER],
    },
];

/// `functions.name(…)`; `None` where no function is chosen.
fn called(e: &mut Emit<'_>, n: &Node<'_>) -> Option<(Expr, bool)> {
    let function = e.function(n, FUNCTION.key)?;
    let args = e.arguments(n, function);
    Some((Code::function_call(n, function, args), function.gives.is_some()))
}

fn call(e: &mut Emit<'_>, n: &Node<'_>) {
    if let Some((call, _)) = called(e, n) {
        e.line(call);
    }
}

fn result(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let Some((call, gives)) = called(e, n) else { return Code::name(n, "nil") };
    if !gives {
        e.report(bad_function::gives_nothing(e.place(n)));
    }
    call
}

fn give_back(e: &mut Emit<'_>, n: &Node<'_>) {
    let function = e.handler_ref().owner.function().and_then(|id| e.project().function(id));
    let wanted = function.and_then(|function| function.gives);
    match function {
        None => e.report(bad_function::outside(e.place(n))),
        Some(_) if wanted.is_none() => e.report(bad_function::gives_nothing_back(e.place(n))),
        Some(_) => {}
    }
    let value = e.arg_of_type(n, &RESULT, wanted.unwrap_or(Ty::Any));
    e.give_back(n, value);
}

fn input(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let name = e.function(n, FUNCTION.key).and_then(|function| e.parameter(n, function, PARAMETER.key));
    Code::name(n, name.unwrap_or_else(|| "nil".to_owned()))
}

/// For each function a call, its result and its inputs.
fn ready_made(project: &Project, lang: Lang) -> Vec<ReadyMade> {
    project.functions.iter().flat_map(|function| of_function(function, lang)).collect()
}

fn of_function(function: &Function, lang: Lang) -> Vec<ReadyMade> {
    let headings = CATEGORY.path.iter().map(|text| text.get(lang).to_owned());
    let path: Vec<String> = headings.chain([function.name.clone()]).collect();
    let ready = |kind: &str, label: Text| {
        let def = ROWS.iter().find(|def| def.kind == kind)?;
        let block = crate::language::new_block(def, lang).with(FUNCTION.key, Item::from(function.id));
        let label = label.get(lang).replace("{}", &function.name);
        Some(ReadyMade { label, path: path.clone(), words: String::new(), block })
    };
    let inputs = function.parameters.iter().filter_map(|parameter| {
        let input = ready(INPUT, t("Eingabe", "Input"))?;
        let label = parameter.name.clone();
        Some(ReadyMade { label, block: input.block.with(PARAMETER.key, f64::from(parameter.id)), ..input })
    });
    let call = ready("function_call", t("{} aufrufen", "Call {}"));
    let result = function.gives.and_then(|_| ready("function_result", t("Ergebnis von {}", "Result of {}")));
    call.into_iter().chain(result).chain(inputs).collect()
}
