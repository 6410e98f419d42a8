//! Funktionen → Sprachen: which language the app speaks, and what a text is in it.

use super::slots::{self, FUNCTIONS};
use crate::i18n::t;
use crate::language::api::languages;
use crate::language::block::{BlockDef, CategoryDef, Form, Hue, Literal, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Node};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[FUNCTIONS, t("Sprachen", "Languages")], Hue::System, ROWS);

/// What is translated.
const TEXT: SlotDef = slots::TEXT.read();

const LANGUAGE: SlotDef = SlotDef::new(
    "language",
    t("Sprache", "Language"),
    Takes::Language,
    Literal::Text(""),
    t(
        "Eine der Sprachen der App. Welche es gibt, steht unter „Sprachen“.",
        "One of the languages of the app. “Languages” says which there are.",
    ),
)
.required();

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "language_set",
        icon: "languages",
        label: t("Sprache der App setzen", "Set app language"),
        help: t(
            "Die App zeigt ihre Texte in einer anderen Sprache, sofort und ohne neu zu starten.",
            "The app shows its texts in another language, at once and without starting anew.",
        ),
        words: &["sprache", "sprachen", "language", "übersetzen", "translate", "umschalten", "switch", "lokalisierung"],
        form: Form::statement(set),
        slots: &[LANGUAGE],
    },
    BlockDef {
        kind: "language_get",
        icon: "languages",
        label: t("Sprache der App", "App language"),
        help: t(
            "Das Kürzel der Sprache, die die App spricht, wie „de“ oder „pl“.",
            "The tag of the language that the app speaks, such as “de” or “pl”.",
        ),
        words: &["sprache", "language", "aktuell", "current", "tag", "kürzel"],
        form: Form::value(Ty::Text, |_, n| Code::global(n, &languages::LANGUAGE)),
        slots: &[],
    },
    BlockDef {
        kind: "language_translate",
        icon: "languages",
        label: t("Text übersetzen", "Translate text"),
        help: t(
            "Ein Text in der Sprache, die die App spricht. Nur nötig, wo Texte zusammengesetzt oder gesendet werden; was ein Control oder ein Dialog zeigt, wird von selbst übersetzt.",
            "A text in the language that the app speaks. Only needed where texts are put together or sent; what a control or dialog shows is translated by itself.",
        ),
        words: &["übersetzen", "translate", "sprache", "language", "text", "lokalisierung", "localization"],
        form: Form::value(Ty::Text, |e, n| e.call(n, &languages::TRANSLATE, &[&TEXT])),
        slots: &[TEXT],
    },
];

fn set(e: &mut Emit<'_>, n: &Node<'_>) {
    let call = e.call(n, &languages::SET_LANGUAGE, &[&LANGUAGE]);
    e.line(call);
}
