//! Grundlagen → Text.

use super::slots::{self, BASICS, TEXT};
use crate::i18n::{same, t};
use crate::language::api;
use crate::language::block::{BlockDef, CategoryDef, Choice, Form, Hue, Literal, Says, SlotDef, Takes};
use crate::language::checks::{bad_json_template, empty_slot};
use crate::language::emit::{Code, Emit, Expr, Node, quoted};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[BASICS, same("Text")], Hue::Text, ROWS);

const FORMS: &[Choice] = &[
    Choice {
        key: "text",
        label: same("Text"),
        help: t("Werte werden eingesetzt, wie sie sind.", "Values are put in as they are."),
    },
    Choice {
        key: "json",
        label: same("JSON"),
        help: t(
            "Texte werden maskiert und in Anführungszeichen gesetzt; das Ergebnis muss gültiges JSON sein.",
            "Texts are escaped and quoted; the result must be valid JSON.",
        ),
    },
];

/// A fixed text.
const FIXED: SlotDef = slots::text(same(""));

/// What is joined.
const ITEM: SlotDef = SlotDef::new(
    crate::language::ITEM,
    same(""),
    Takes::Value(Ty::Any),
    Literal::Text(""),
    t("Was angehängt wird: Text, Zahl oder ja/nein.", "What is put in: text, number or yes/no."),
)
.repeated(2, 100);

const TEMPLATE: SlotDef = SlotDef::new(
    "template",
    same(""),
    Takes::Template,
    Literal::Text(""),
    t("Text mit Platzhaltern wie #[name]#.", "Text with placeholders such as #[name]#."),
)
.required();

const FORM: SlotDef = SlotDef::new(
    "form",
    same("Form"),
    Takes::Choice(FORMS),
    Literal::Text("text"),
    t("Text oder JSON.", "Text or JSON."),
);

const PART: SlotDef = SlotDef::new(
    "part",
    t("enthält", "contains"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t("Was gesucht wird.", "What is looked for."),
);

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "text",
        icon: "quote",
        label: same("Text"),
        help: t("Ein fester Text.", "A fixed text."),
        words: &["text", "string"],
        form: Form::value(Ty::Text, text).saying(Says::Slots),
        slots: &[FIXED],
    },
    BlockDef {
        kind: "text_join",
        icon: "link",
        label: t("Text verbinden", "Join text"),
        help: t("Hängt Texte, Zahlen und Werte aneinander.", "Puts texts, numbers and values together."),
        words: &["join", "concat", "verbinden", "zusammen"],
        form: Form::value(Ty::Text, join).saying(Says::Between(same("+"))),
        slots: &[ITEM],
    },
    BlockDef {
        kind: "text_template",
        icon: "braces",
        label: t("Text mit Platzhaltern", "Text with placeholders"),
        help: t(
            "Füllt die Platzhalter #[name]# eines Textes. Als JSON werden Werte passend geschrieben.",
            "Fills the placeholders #[name]# of a text. As JSON, values are written to fit.",
        ),
        words: &["json", "template", "vorlage", "payload", "platzhalter", "format"],
        form: Form::value(Ty::Text, template).saying(Says::Slots),
        slots: &[TEMPLATE, FORM],
    },
    BlockDef {
        kind: "text_length",
        icon: "ruler",
        label: t("Länge", "Length"),
        help: t("Wie viele Zeichen ein Text hat.", "How many characters a text has."),
        words: &["length", "länge", "zeichen"],
        form: Form::value(Ty::Number, length),
        slots: &[TEXT],
    },
    BlockDef {
        kind: "text_contains",
        icon: "text-search",
        label: t("Enthält", "Contains"),
        help: t("Ob ein Text einen anderen enthält.", "Whether a text contains another one."),
        words: &["contains", "enthält", "suchen", "search"],
        form: Form::value(Ty::Bool, contains).saying(Says::Slots),
        slots: &[TEXT, PART],
    },
];

fn text(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.arg(n, &FIXED)
}

fn join(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let items = e.items(n, &ITEM, Ty::Text);
    Code::call(n, &api::text::JOIN, items)
}

fn template(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let template = e.choice(n, &TEMPLATE);
    if template.is_empty() {
        e.report(empty_slot::at(e.place(n), &TEMPLATE.label.into()));
    }
    let json = e.choice(n, &FORM) == "json";
    if json && let Err(why) = bad_json_template::holds(&template) {
        e.report(bad_json_template::at(e.place(n), &why));
    }
    let call = if json { &api::text::JSON } else { &api::text::FORMAT };
    let values = crate::language::holes(&template).into_iter().map(|name| (name.clone(), e.hole(n, &name))).collect();
    Code::call(n, call, vec![Code::name(n, quoted(&template)), Code::table(n, values)])
}

fn length(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let text = e.arg(n, &TEXT);
    Code::call(n, &api::text::LENGTH, vec![text])
}

fn contains(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let args = vec![e.arg(n, &TEXT), e.arg(n, &PART)];
    Code::call(n, &api::text::CONTAINS, args)
}
