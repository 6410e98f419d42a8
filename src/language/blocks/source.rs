//! Daten → Datenquellen: what has been received, and the message that an event is about.

use super::slots::{self, DATA};
use crate::i18n::{Text, same, t};
use crate::language::api::{self, data};
use crate::language::block::{
    BlockDef, CategoryDef, Cause, Form, Gives, Hue, Literal, SlotDef, Takes, TriggerDef, WriteValue,
};
use crate::language::checks::no_event;
use crate::language::emit::{Code, Emit, Expr, Node};
use crate::model::source::{REFRESHED, Source};
use crate::model::types::Ty;

/// What a data source can report.
pub const TRIGGERS: &[TriggerDef] = &[TriggerDef {
    key: REFRESHED,
    name: "Refreshed",
    words: t("aktualisiert", "refreshed"),
    help: t("Wenn eine Nachricht angekommen ist", "When a message has arrived"),
    sentence: t("Wenn „{}“ eine Nachricht bekommt", "When “{}” gets a message"),
    cause: Cause::Message,
}];

/// Columns that every row has: key in the project file and in scripts, and label.
pub const FIXED_COLUMNS: &[(&str, Text)] =
    &[("time", t("Zeit", "Time")), ("topic", same("Topic")), ("message", t("Nachricht", "Message"))];

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[DATA, t("Datenquellen", "Data sources")], Hue::Mqtt, ROWS);

const SOURCE: SlotDef = SlotDef::new(
    "source",
    t("Datenquelle", "Data source"),
    Takes::Source,
    Literal::Nothing,
    t("Welche Datenquelle.", "Which data source."),
)
.required();

const COLUMN: SlotDef = SlotDef::new(
    "column",
    t("Spalte", "Column"),
    Takes::Column,
    Literal::Text("message"),
    t(
        "Zeit, Topic, Nachricht oder eine Spalte der Datenquelle.",
        "Time, topic, message or a column of the data source.",
    ),
);

const TOPIC: SlotDef = SlotDef::new(
    "topic",
    same("Topic"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t("Leer: die neueste Nachricht, gleich auf welchem Topic.", "Empty: the newest message on any topic."),
)
.advanced();

const ROW: SlotDef = slots::number("row", t("Zeile", "Row"), 0.0, t("Die oberste ist 0.", "The top one is 0."));

const TITLE: SlotDef = SlotDef::new(
    "title",
    t("Spalte", "Column"),
    Takes::EventColumn,
    Literal::Nothing,
    t("Welche Spalte; oder ihr Titel als Text.", "Which column; or its title as text."),
)
.required();

const ON: SlotDef = slots::truth("on", t("an", "on"), true, t("Ob sie empfängt.", "Whether it receives."));

const WORDS: &[&str] = &["datenquelle", "source", "mqtt", "empfangen", "receive", "tabelle", "table"];
const EVENT_WORDS: &[&str] = &["ereignis", "event", "refreshed", "mqtt", "empfangen", "receive"];

const fn event(kind: &'static str, icon: &'static str, texts: (Text, Text), ty: Ty, emit: WriteValue) -> BlockDef {
    BlockDef { kind, icon, label: texts.0, help: texts.1, words: EVENT_WORDS, form: Form::value(ty, emit), slots: &[] }
}

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "source_value",
        icon: "rss",
        label: t("Datenquelle: Wert", "Data source: value"),
        help: t(
            "Was zuletzt in eine Spalte kam; mit einem Topic das, was zuletzt auf diesem Topic kam.",
            "What came last for a column; with a topic what came last on that topic.",
        ),
        words: WORDS,
        form: Form::chosen(Gives::ColumnIn(COLUMN.key), value),
        slots: &[SOURCE, COLUMN, TOPIC],
    },
    BlockDef {
        kind: "source_cell",
        icon: "table-2",
        label: t("Zelle", "Cell"),
        help: t(
            "Ein Wert aus der Tabelle einer Datenquelle. Zeile 0 ist die oberste; leer, wo es keine Zeile gibt.",
            "A value of the table of a data source. Row 0 is the top one; empty where there is no row.",
        ),
        words: WORDS,
        form: Form::chosen(Gives::ColumnIn(COLUMN.key), cell),
        slots: &[SOURCE, ROW, COLUMN],
    },
    BlockDef {
        kind: "source_count",
        icon: "hash",
        label: t("Zeilen zählen", "Count rows"),
        help: t("Wie viele Zeilen die Datenquelle hat.", "How many rows the data source has."),
        words: WORDS,
        form: Form::value(Ty::Number, count),
        slots: &[SOURCE],
    },
    event(
        "event_topic",
        "signpost",
        (
            t("Ereignis-Topic", "Event topic"),
            t("Das Topic der Nachricht, um die es gerade geht.", "The topic of the message that this is about."),
        ),
        Ty::Text,
        |e, n| event_member(e, n, &api::event::TOPIC),
    ),
    event(
        "event_message",
        "message-square",
        (
            t("Ereignis-Nachricht", "Event message"),
            t("Der Text der Nachricht, um die es gerade geht.", "The text of the message that this is about."),
        ),
        Ty::Text,
        |e, n| event_member(e, n, &api::event::MESSAGE),
    ),
    event(
        "event_retained",
        "pin",
        (
            t("Ereignis ist Retained", "Event is retained"),
            t(
                "Ob die Nachricht ein gespeicherter Wert des Brokers ist und nicht gerade erst gesendet wurde.",
                "Whether the message is a value that the broker had stored, and was not sent just now.",
            ),
        ),
        Ty::Bool,
        |e, n| event_member(e, n, &api::event::RETAINED),
    ),
    BlockDef {
        kind: "event_refreshed",
        icon: "refresh-cw",
        label: t("Spalte ist neu", "Column is new"),
        help: t(
            "Ob die Nachricht, um die es gerade geht, einen Wert für diese Spalte gebracht hat.",
            "Whether the message that this is about has brought a value for this column.",
        ),
        words: EVENT_WORDS,
        form: Form::value(Ty::Bool, refreshed),
        slots: &[TITLE],
    },
    BlockDef {
        kind: "source_enable",
        icon: "power",
        label: t("Datenquelle ein-/ausschalten", "Switch data source on/off"),
        help: t(
            "Eine ausgeschaltete Datenquelle empfängt nichts; was sie hat, behält sie.",
            "A data source that is off receives nothing; it keeps what it has.",
        ),
        words: WORDS,
        form: Form::statement(enable),
        slots: &[SOURCE, ON],
    },
    BlockDef {
        kind: "source_clear",
        icon: "eraser",
        label: t("Datenquelle leeren", "Clear data source"),
        help: t("Vergisst alle Zeilen der Datenquelle.", "Forgets all rows of the data source."),
        words: WORDS,
        form: Form::statement(clear),
        slots: &[SOURCE],
    },
];

fn value(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let Some(name) = e.source_name(n) else { return Code::name(n, "nil") };
    let mut args = vec![Code::name(n, e.column(n))];
    if e.is_wired(n, &TOPIC) || !e.choice(n, &TOPIC).is_empty() {
        args.push(e.arg(n, &TOPIC));
    }
    Code::name(n, name).method(n, &data::VALUE, args)
}

fn cell(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let Some(name) = e.source_name(n) else { return Code::name(n, "nil") };
    let column = Code::name(n, e.column(n));
    let row = e.arg(n, &ROW);
    Code::name(n, name).method(n, &data::CELL, vec![row, column])
}

fn count(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    match e.source_name(n) {
        Some(name) => Code::name(n, name).member(n, &data::COUNT),
        None => Code::name(n, "0"),
    }
}

fn event_member(e: &mut Emit<'_>, n: &Node<'_>, member: &api::ApiDef) -> Expr {
    needs_event(e, n);
    Code::global(n, member)
}

fn refreshed(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    needs_event(e, n);
    let title = e.event_column(n, &TITLE);
    Code::call(n, &api::event::IS_TITLE_REFRESHED, vec![title])
}

/// These blocks are about a message, which only the event of a data source has.
fn needs_event(e: &mut Emit<'_>, n: &Node<'_>) {
    let source = e.handler_ref().source().and_then(|id| e.project().source(id));
    if source.is_none_or(Source::is_list) {
        e.report(no_event::at(e.place(n)));
    }
}

fn enable(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some(name) = e.source_name(n) else { return };
    let on = e.arg(n, &ON);
    let enabled = Code::name(n, name).member(n, &data::ENABLED);
    e.line(Code::from(enabled).text(n, " = ").expr(on));
}

fn clear(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some(name) = e.source_name(n) else { return };
    e.line(Code::name(n, name).method(n, &data::CLEAR, Vec::new()));
}
