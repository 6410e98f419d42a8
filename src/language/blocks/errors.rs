//! Grundlagen → Fehlerbehandlung.

use super::slots::BASICS;
use crate::i18n::{Text, same, t};
use crate::language::api::{flow, lua};
use crate::language::block::{BlockDef, BranchDef, CategoryDef, Form, Hue, Literal, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Node};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef =
    CategoryDef::new(&[BASICS, t("Fehlerbehandlung", "Error handling")], Hue::Logic, ROWS);

const TRIED: BranchDef = BranchDef::new("body", t("versuchen", "try"));
const FAILED: BranchDef = BranchDef::new("catch", t("bei Fehler", "on error"));

/// What the error says, and what kind of error it is; the names by which the blocks of the second branch read it.
const SAID: SlotDef = named(
    "message",
    t("Meldung", "Message"),
    Literal::Words(t("fehler", "problem")),
    t("Unter diesem Namen steht, was schiefging.", "By this name one reads what went wrong."),
);
const KIND: SlotDef = named(
    "type",
    t("Art", "Type"),
    Literal::Nothing,
    t(
        "Unter diesem Namen steht, welche Art Fehler es war: publish, wrong_type, raised …",
        "By this name one reads what kind of error it was: publish, wrong_type, raised …",
    ),
)
.advanced();
const CODE: SlotDef = named(
    "code",
    t("Kennung", "Code"),
    Literal::Nothing,
    t(
        "Unter diesem Namen steht es genauer: offline, queue_full …",
        "By this name one reads it in detail: offline, queue_full …",
    ),
)
.advanced();

const fn named(key: &'static str, label: Text, default: Literal, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Local, default, help)
}

const TEXT: SlotDef = SlotDef::new(
    "text",
    same("Text"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t("Was schiefging.", "What went wrong."),
)
.required();

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "try",
        icon: "shield-check",
        label: t("Versuchen", "Try"),
        help: t(
            "Führt etwas aus. Geht dabei etwas schief, geschieht das andere, und der Ablauf geht danach weiter.",
            "Does something. If it fails, the other thing is done, and the flow goes on after it.",
        ),
        words: &["try", "catch", "fehler", "error", "versuchen", "abfangen", "exception"],
        form: Form::branching(&[TRIED, FAILED], attempt),
        slots: &[SAID, KIND, CODE],
    },
    BlockDef {
        kind: "raise",
        icon: "octagon-alert",
        label: t("Fehler auslösen", "Raise error"),
        help: t(
            "Bricht mit einem Fehler ab. „Versuchen“ fängt ihn; sonst steht er im Protokoll.",
            "Stops with an error. “Try” catches it; else it is told in the log.",
        ),
        words: &["raise", "throw", "error", "fehler", "werfen", "abbrechen"],
        form: Form::ending(raise),
        slots: &[TEXT],
    },
];

fn attempt(e: &mut Emit<'_>, n: &Node<'_>) {
    let named = [(&SAID, "message"), (&KIND, "type"), (&CODE, "code")];
    let named = named.map(|(slot, member)| e.local_if_named(n, slot.key).map(|name| (name, member)));
    let error = e.free_name("ex");
    e.functions(n, &format!("{}(function()", flow::TRY_CATCH_FN.path()), |e| {
        e.branch(n, &TRIED);
        e.line(Code::new(n, format!("end, function({error})")));
        e.indented(|e| {
            for (name, member) in named.into_iter().flatten() {
                e.line(Code::new(n, format!("{name} = {error}.{member}")));
            }
        });
        e.branch(n, &FAILED);
        e.line(Code::new(n, "end)"));
    });
}

fn raise(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = e.arg(n, &TEXT);
    e.line(Code::call(n, &lua::ERROR, vec![text]));
}
