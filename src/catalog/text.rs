//! Grundlagen → Text.

use super::def::{BlockDef, Category, Choice, Extra, Form, Gives, Literal, Lowering, SlotDef, Takes};
use super::emit::{Code, Emit, Expr, Node, quoted};
use super::slots::{self, TEXT};
use crate::i18n::{same, t};
use crate::model::blocks::check::Ty;
use crate::model::problem::ProblemKind;

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

pub(super) const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "text",
        category: Category::Text,
        icon: "quote",
        label: same("Text"),
        help: t("Ein fester Text.", "A fixed text."),
        words: &["text", "string"],
        form: Form::Value(Gives::Fixed(Ty::Text)),
        slots: &[slots::text(same(""))],
        extra: Extra::None,
        emit: Lowering::Value(text),
    },
    BlockDef {
        kind: "text_join",
        category: Category::Text,
        icon: "link",
        label: t("Text verbinden", "Join text"),
        help: t("Hängt Texte, Zahlen und Werte aneinander.", "Puts texts, numbers and values together."),
        words: &["join", "concat", "verbinden", "zusammen"],
        form: Form::Value(Gives::Fixed(Ty::Text)),
        slots: &[],
        extra: Extra::Items { takes: Takes::Value(Ty::Any), min: 2, max: 100 },
        emit: Lowering::Value(join),
    },
    BlockDef {
        kind: "text_template",
        category: Category::Text,
        icon: "braces",
        label: t("Text mit Platzhaltern", "Text with placeholders"),
        help: t(
            "Füllt die Platzhalter #[name]# eines Textes. Als JSON werden Werte passend geschrieben.",
            "Fills the placeholders #[name]# of a text. As JSON, values are written to fit.",
        ),
        words: &["json", "template", "vorlage", "payload", "platzhalter", "format"],
        form: Form::Value(Gives::Fixed(Ty::Text)),
        slots: &[
            SlotDef::new(
                "template",
                same(""),
                Takes::Template,
                Literal::Text(""),
                t("Text mit Platzhaltern wie #[name]#.", "Text with placeholders such as #[name]#."),
            )
            .required(),
            SlotDef::new(
                "form",
                same("Form"),
                Takes::Choice(FORMS),
                Literal::Text("text"),
                t("Text oder JSON.", "Text or JSON."),
            ),
        ],
        extra: Extra::Holes { template: "template" },
        emit: Lowering::Value(template),
    },
    BlockDef {
        kind: "text_length",
        category: Category::Text,
        icon: "ruler",
        label: t("Länge", "Length"),
        help: t("Wie viele Zeichen ein Text hat.", "How many characters a text has."),
        words: &["length", "länge", "zeichen"],
        form: Form::Value(Gives::Fixed(Ty::Number)),
        slots: &[TEXT],
        extra: Extra::None,
        emit: Lowering::Value(length),
    },
    BlockDef {
        kind: "text_contains",
        category: Category::Text,
        icon: "text-search",
        label: t("Enthält", "Contains"),
        help: t("Ob ein Text einen anderen enthält.", "Whether a text contains another one."),
        words: &["contains", "enthält", "suchen", "search"],
        form: Form::Value(Gives::Fixed(Ty::Bool)),
        slots: &[
            TEXT,
            SlotDef::new(
                "part",
                t("enthält", "contains"),
                Takes::Value(Ty::Text),
                Literal::Text(""),
                t("Was gesucht wird.", "What is looked for."),
            ),
        ],
        extra: Extra::None,
        emit: Lowering::Value(contains),
    },
];

fn text(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.arg(n, "text")
}

fn join(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let mut code = Code::new(n, "text.join(");
    for number in 1..=super::item_count(n.block) {
        let item = e.arg_of_type(n, &super::item_key(number), Ty::Text);
        if number > 1 {
            code = code.text(n, ", ");
        }
        code = code.expr(item);
    }
    code.text(n, ")").atom()
}

fn template(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let template = e.choice(n, "template");
    if template.is_empty() {
        e.problem(n, ProblemKind::EmptySlot { slot: "template".to_owned() });
    }
    let json = e.choice(n, "form") == "json";
    if json && let Err(why) = check_json(&template) {
        e.problem(n, ProblemKind::BadJsonTemplate { why });
    }
    let call = if json { "text.json" } else { "text.format" };
    let mut code = Code::new(n, format!("{call}({}, {{", quoted(&template)));
    for (i, name) in super::holes(&template).into_iter().enumerate() {
        let value = e.arg(n, &super::hole_key(&name));
        let key = if crate::model::names::is_ident(&name) { name } else { format!("[{}]", quoted(&name)) };
        code = code.text(n, format!("{}{key} = ", if i == 0 { " " } else { ", " })).expr(value);
    }
    code.text(n, " })").atom()
}

/// Whether a template can give valid JSON: with every hole filled by a number it must be.
fn check_json(template: &str) -> Result<(), String> {
    let mut filled = template.to_owned();
    for name in super::holes(template) {
        filled = filled.replace(&format!("#[{name}]#"), "0");
    }
    serde_json::from_str::<serde::de::IgnoredAny>(&filled).map(|_| ()).map_err(|err| err.to_string())
}

fn length(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let text = e.arg(n, "text");
    Code::new(n, "text.length(").expr(text).text(n, ")").atom()
}

fn contains(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let (text, part) = (e.arg(n, "text"), e.arg(n, "part"));
    Code::new(n, "text.contains(").expr(text).text(n, ", ").expr(part).text(n, ")").atom()
}
