//! Grundlagen → JSON.

use super::slots::BASICS;
use crate::i18n::{Text, same, t};
use crate::language::api;
use crate::language::block::{BlockDef, CategoryDef, Form, Gives, Hue, Literal, Says, SlotDef, Takes};
use crate::language::checks::{bad_path, empty_slot};
use crate::language::emit::{Code, Emit, Expr, Node, quoted};
use crate::model::source::path::DataPath;
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[BASICS, same("JSON")], Hue::Text, ROWS);

/// The JSON that a block is about: a text, or what has been read from one.
const JSON: SlotDef =
    any("json", same("JSON"), t("Ein Text mit JSON, etwa eine Nachricht.", "A text with JSON, such as a message."));
/// A text that is read.
const TEXT: SlotDef = SlotDef::new(
    "json",
    same("JSON"),
    Takes::Value(Ty::Text),
    Literal::Text("{}"),
    t("Ein Text mit JSON.", "A text with JSON."),
);

const PATH: SlotDef = SlotDef::new(
    "path",
    t("Pfad", "Path"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t(
        "Wo der Wert steht, zum Beispiel sensor.werte[0].temperatur.",
        "Where the value is, such as sensor.values[0].temperature.",
    ),
)
.required();

const DEFAULT: SlotDef =
    any("default", t("sonst", "else"), t("Was gilt, wo dort nichts ist.", "What counts where nothing is there."));
const NEW: SlotDef = any("value", t("Wert", "Value"), t("Was dort stehen soll.", "What shall stand there."));

const fn any(key: &'static str, label: Text, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Value(Ty::Any), Literal::Text(""), help)
}

const NAMES: SlotDef = SlotDef::new(
    "fields",
    t("Felder", "Fields"),
    Takes::Fields,
    Literal::Text(""),
    t(
        "Namen mit Kommas dazwischen: temperatur, ort. Zu jedem gehört ein Wert.",
        "Names with commas between them: temperature, place. Each has a value.",
    ),
)
.required();

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "json_get",
        icon: "package-open",
        label: t("Wert aus JSON", "Value from JSON"),
        help: t(
            "Der Wert an einem Pfad. Wo dort nichts ist, oder der Text kein JSON, gilt „sonst“.",
            "The value at a path. Where nothing is there, or the text is no JSON, “else” counts.",
        ),
        words: &["json", "path", "pfad", "feld", "field", "lesen", "get", "wert"],
        form: Form::chosen(Gives::Fixed(Ty::Any), get).saying(Says::Slots),
        slots: &[JSON, PATH, DEFAULT],
    },
    BlockDef {
        kind: "json_build",
        icon: "braces",
        label: t("JSON aus Feldern", "JSON from fields"),
        help: t(
            "Ein JSON-Objekt mit diesen Feldern; Texte werden in Anführungszeichen gesetzt.",
            "A JSON object with these fields; texts are quoted.",
        ),
        words: &["json", "objekt", "object", "bauen", "build", "feld", "field", "payload"],
        form: Form::value(Ty::Text, build),
        slots: &[NAMES],
    },
    BlockDef {
        kind: "json_set",
        icon: "pencil-line",
        label: t("Wert in JSON setzen", "Set value in JSON"),
        help: t(
            "Dasselbe JSON mit einem anderen Wert an einem Pfad; was auf dem Weg dorthin fehlt, kommt dazu.",
            "The same JSON with another value at a path; what is missing on the way is added.",
        ),
        words: &["json", "setzen", "set", "ändern", "change", "feld", "field"],
        form: Form::value(Ty::Text, set),
        slots: &[JSON, PATH, NEW],
    },
    BlockDef {
        kind: "json_parse",
        icon: "brackets",
        label: t("JSON lesen", "Read JSON"),
        help: t(
            "Macht aus einem Text mit JSON eine Liste, einen Datensatz oder einen Wert. Kein JSON ist ein Fehler.",
            "Makes a list, a record or a value of a text with JSON. No JSON is an error.",
        ),
        words: &["json", "parse", "lesen", "liste", "list", "decode"],
        form: Form::chosen(Gives::Fixed(Ty::Any), |e, n| e.call(n, &api::json::PARSE, &[&TEXT])).saying(Says::Name),
        slots: &[TEXT],
    },
    BlockDef {
        kind: "json_write",
        icon: "file-json",
        label: t("Als JSON schreiben", "Write as JSON"),
        help: t("Eine Liste, ein Datensatz oder ein Wert als JSON.", "A list, a record or a value as JSON."),
        words: &["json", "stringify", "encode", "schreiben", "write"],
        form: Form::value(Ty::Text, |e, n| e.call(n, &api::json::WRITE, &[&NEW])),
        slots: &[NEW],
    },
];

/// Tells a path that cannot be read while it is typed.
fn check_path(e: &mut Emit<'_>, n: &Node<'_>) {
    let path = e.choice(n, &PATH);
    if DataPath::parse(&path).is_err() {
        e.report(bad_path::at(e.place(n), &path));
    }
}

fn get(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    check_path(e, n);
    e.call(n, &api::json::GET, &[&JSON, &PATH, &DEFAULT])
}

fn set(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    check_path(e, n);
    e.call(n, &api::json::SET, &[&JSON, &PATH, &NEW])
}

/// A template, so that the fields stand in the order in which they were named.
fn build(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let names = crate::language::fields(&e.choice(n, &NAMES));
    if names.is_empty() {
        e.report(empty_slot::at(e.place(n), &NAMES.label.into()));
    }
    let field = |name: &String| format!("{}: #[{name}]#", serde_json::Value::from(name.as_str()));
    let template = format!("{{{}}}", names.iter().map(field).collect::<Vec<_>>().join(", "));
    let values = names.into_iter().map(|name| (name.clone(), e.hole(n, &name))).collect();
    Code::call(n, &api::text::JSON, vec![Code::name(n, quoted(&template)), Code::table(n, values)])
}
