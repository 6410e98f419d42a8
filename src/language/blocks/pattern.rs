//! Grundlagen → Muster in Texten.

use super::slots::{BASICS, TEXT};
use crate::i18n::{Text, t};
use crate::language::api::{ApiDef, regex};
use crate::language::block::{BlockDef, CategoryDef, Form, Hue, Literal, SlotDef, Takes};
use crate::language::checks::bad_pattern;
use crate::language::emit::{Code, Emit, Expr, Node, Prec};
use crate::model::types::Ty;
use crate::model::value::Value;

pub(super) const CATEGORY: CategoryDef =
    CategoryDef::new(&[BASICS, t("Muster in Texten", "Patterns in texts")], Hue::Text, ROWS);

const PATTERN: SlotDef = plain(
    "pattern",
    t("Muster", "Pattern"),
    t(
        "Ein regulärer Ausdruck: \\d+ sind Ziffern, . ist ein Zeichen, (…) ist das Gesuchte.",
        "A regular expression: \\d+ are digits, . is a character, (…) is what is wanted.",
    ),
)
.required();

const NEW: SlotDef = plain(
    "new",
    t("durch", "with"),
    t("Was an seine Stelle kommt; $1 ist die erste Klammer.", "What comes in its place; $1 is the first bracket."),
);

const fn plain(key: &'static str, label: Text, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Value(Ty::Text), Literal::Text(""), help)
}

const WORDS: &[&str] = &["regex", "regexp", "regulärer ausdruck", "regular expression", "pattern", "muster"];

const fn row(
    kind: &'static str,
    icon: &'static str,
    (label, help): (Text, Text),
    form: Form,
    slots: &'static [SlotDef],
) -> BlockDef {
    BlockDef { kind, icon, label, help, words: WORDS, form, slots }
}

const ROWS: &[BlockDef] = &[
    row(
        "pattern_matches",
        "regex",
        (
            t("Text passt zu Muster", "Text matches pattern"),
            t(
                "Ob das Muster im Text vorkommt; mit ^ am Anfang und $ am Ende muss es der ganze Text sein.",
                "Whether the pattern is found in the text; with ^ in front and $ behind it has to be the whole text.",
            ),
        ),
        Form::value(Ty::Bool, |e, n| look(e, n, &regex::MATCHES, &[])),
        &[TEXT, PATTERN],
    ),
    row(
        "pattern_extract",
        "scan-text",
        (
            t("Aus Text herauslesen", "Extract from text"),
            t(
                "Was das Muster zuerst findet: die erste Klammer (…), sonst alles; leer, wo nichts ist.",
                "What the pattern finds first: the first bracket (…), else all of it; empty where there is nothing.",
            ),
        ),
        Form::value(Ty::Text, |e, n| {
            let found = look(e, n, &regex::EXTRACT, &[]);
            Code::new(n, "").operand(n, found, Prec::And).text(n, " or ''").with_prec(Prec::Or)
        }),
        &[TEXT, PATTERN],
    ),
    row(
        "pattern_extract_all",
        "list-filter",
        (
            t("Alles herauslesen", "Extract all"),
            t(
                "Eine Liste mit allem, was das Muster findet: jeweils die erste Klammer (…), sonst alles.",
                "A list of all that the pattern finds: the first bracket (…) of each, else all of it.",
            ),
        ),
        Form::value(Ty::List, |e, n| look(e, n, &regex::EXTRACT_ALL, &[])),
        &[TEXT, PATTERN],
    ),
    row(
        "pattern_replace",
        "replace-all",
        (
            t("Nach Muster ersetzen", "Replace by pattern"),
            t("Ersetzt alles, was das Muster findet.", "Replaces all that the pattern finds."),
        ),
        Form::value(Ty::Text, |e, n| look(e, n, &regex::REPLACE_PATTERN, &[&NEW])),
        &[TEXT, PATTERN, NEW],
    ),
];

/// A call with text and pattern, and what is in more slots.
fn look(e: &mut Emit<'_>, n: &Node<'_>, def: &ApiDef, more: &[&SlotDef]) -> Expr {
    let typed = e.value(n, &PATTERN).as_ref().map(Value::to_text).filter(|text| !text.is_empty());
    if let Some(problem) = typed.and_then(|text| bad_pattern::at(e.place(n), &text)) {
        e.report(problem);
    }
    let slots: Vec<&SlotDef> = [&TEXT, &PATTERN].into_iter().chain(more.iter().copied()).collect();
    e.call(n, def, &slots)
}
