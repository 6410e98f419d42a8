//! Daten → Datenquellen: what has been received, and the message that an event is about.

use super::def::{BlockDef, Category, Extra, Form, Gives, Literal, Lowering, SlotDef, Takes, TriggerDef};
use super::emit::{Code, Emit, Expr, Node};
use crate::i18n::{Text, same, t};
use crate::model::blocks::check::Ty;
use crate::model::problem::ProblemKind;
use crate::model::source::REFRESHED;

/// What a data source can report.
pub const TRIGGERS: &[TriggerDef] = &[TriggerDef {
    key: REFRESHED,
    name: "Refreshed",
    help: t("Wenn eine Nachricht angekommen ist", "When a message has arrived"),
    sentence: t("Wenn „{}“ eine Nachricht bekommt", "When “{}” gets a message"),
}];

/// Columns that every row has: key in the project file and in scripts, and label.
pub const FIXED_COLUMNS: &[(&str, Text)] =
    &[("time", t("Zeit", "Time")), ("topic", same("Topic")), ("message", t("Nachricht", "Message"))];

const fn source_slot() -> SlotDef {
    let help = t("Welche Datenquelle.", "Which data source.");
    SlotDef::new("source", t("Datenquelle", "Data source"), Takes::Source, Literal::Nothing, help).required()
}

const fn column_slot() -> SlotDef {
    let help = t(
        "Zeit, Topic, Nachricht oder eine Spalte der Datenquelle.",
        "Time, topic, message or a column of the data source.",
    );
    SlotDef::new("column", t("Spalte", "Column"), Takes::Column, Literal::Text("message"), help)
}

const WORDS: &[&str] = &["datenquelle", "source", "mqtt", "empfangen", "receive", "tabelle", "table"];
const EVENT_WORDS: &[&str] = &["ereignis", "event", "refreshed", "mqtt", "empfangen", "receive"];

const fn event(
    kind: &'static str,
    icon: &'static str,
    texts: (Text, Text),
    ty: Ty,
    emit: fn(&mut Emit<'_>, &Node<'_>) -> Expr,
) -> BlockDef {
    BlockDef {
        kind,
        category: Category::Sources,
        icon,
        label: texts.0,
        help: texts.1,
        words: EVENT_WORDS,
        form: Form::Value(Gives::Fixed(ty)),
        slots: &[],
        extra: Extra::None,
        emit: Lowering::Value(emit),
    }
}

pub(super) const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "source_value",
        category: Category::Sources,
        icon: "rss",
        label: t("Datenquelle: Wert", "Data source: value"),
        help: t(
            "Was zuletzt in eine Spalte kam; mit einem Topic das, was zuletzt auf diesem Topic kam.",
            "What came last for a column; with a topic what came last on that topic.",
        ),
        words: WORDS,
        form: Form::Value(Gives::ColumnIn("column")),
        slots: &[
            source_slot(),
            column_slot(),
            SlotDef::new(
                "topic",
                same("Topic"),
                Takes::Value(Ty::Text),
                Literal::Text(""),
                t("Leer: die neueste Nachricht, gleich auf welchem Topic.", "Empty: the newest message on any topic."),
            )
            .advanced(),
        ],
        extra: Extra::None,
        emit: Lowering::Value(value),
    },
    BlockDef {
        kind: "source_cell",
        category: Category::Sources,
        icon: "table-2",
        label: t("Zelle", "Cell"),
        help: t(
            "Ein Wert aus der Tabelle einer Datenquelle. Zeile 0 ist die oberste; leer, wo es keine Zeile gibt.",
            "A value of the table of a data source. Row 0 is the top one; empty where there is no row.",
        ),
        words: WORDS,
        form: Form::Value(Gives::ColumnIn("column")),
        slots: &[
            source_slot(),
            SlotDef::new(
                "row",
                t("Zeile", "Row"),
                Takes::Value(Ty::Number),
                Literal::Number(0.0),
                t("Die oberste ist 0.", "The top one is 0."),
            ),
            column_slot(),
        ],
        extra: Extra::None,
        emit: Lowering::Value(cell),
    },
    BlockDef {
        kind: "source_count",
        category: Category::Sources,
        icon: "hash",
        label: t("Zeilen zählen", "Count rows"),
        help: t("Wie viele Zeilen die Datenquelle hat.", "How many rows the data source has."),
        words: WORDS,
        form: Form::Value(Gives::Fixed(Ty::Number)),
        slots: &[source_slot()],
        extra: Extra::None,
        emit: Lowering::Value(count),
    },
    event(
        "event_topic",
        "signpost",
        (
            t("Ereignis-Topic", "Event topic"),
            t("Das Topic der Nachricht, um die es gerade geht.", "The topic of the message that this is about."),
        ),
        Ty::Text,
        |e, n| event_member(e, n, "topic"),
    ),
    event(
        "event_message",
        "message-square",
        (
            t("Ereignis-Nachricht", "Event message"),
            t("Der Text der Nachricht, um die es gerade geht.", "The text of the message that this is about."),
        ),
        Ty::Text,
        |e, n| event_member(e, n, "message"),
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
        |e, n| event_member(e, n, "retained"),
    ),
    BlockDef {
        kind: "event_refreshed",
        category: Category::Sources,
        icon: "refresh-cw",
        label: t("Spalte ist neu", "Column is new"),
        help: t(
            "Ob die Nachricht, um die es gerade geht, einen Wert für diese Spalte gebracht hat.",
            "Whether the message that this is about has brought a value for this column.",
        ),
        words: EVENT_WORDS,
        form: Form::Value(Gives::Fixed(Ty::Bool)),
        slots: &[SlotDef::new(
            "title",
            t("Spalte", "Column"),
            Takes::EventColumn,
            Literal::Nothing,
            t("Welche Spalte; oder ihr Titel als Text.", "Which column; or its title as text."),
        )
        .required()],
        extra: Extra::None,
        emit: Lowering::Value(refreshed),
    },
    BlockDef {
        kind: "source_enable",
        category: Category::Sources,
        icon: "power",
        label: t("Datenquelle ein-/ausschalten", "Switch data source on/off"),
        help: t(
            "Eine ausgeschaltete Datenquelle empfängt nichts; was sie hat, behält sie.",
            "A data source that is off receives nothing; it keeps what it has.",
        ),
        words: WORDS,
        form: Form::Statement(&[]),
        slots: &[
            source_slot(),
            SlotDef::new(
                "on",
                t("an", "on"),
                Takes::Value(Ty::Bool),
                Literal::Bool(true),
                t("Ob sie empfängt.", "Whether it receives."),
            ),
        ],
        extra: Extra::None,
        emit: Lowering::Statement(enable),
    },
    BlockDef {
        kind: "source_clear",
        category: Category::Sources,
        icon: "eraser",
        label: t("Datenquelle leeren", "Clear data source"),
        help: t("Vergisst alle Zeilen der Datenquelle.", "Forgets all rows of the data source."),
        words: WORDS,
        form: Form::Statement(&[]),
        slots: &[source_slot()],
        extra: Extra::None,
        emit: Lowering::Statement(clear),
    },
];

fn value(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let Some(name) = e.source_name(n) else { return Code::new(n, "nil").atom() };
    let column = e.column(n);
    let any_topic = n.block.wire("topic").is_none() && e.choice(n, "topic").is_empty();
    let code = Code::new(n, format!("{name}.value({column}"));
    if any_topic {
        return code.text(n, ")").atom();
    }
    let topic = e.arg(n, "topic");
    code.text(n, ", ").expr(topic).text(n, ")").atom()
}

fn cell(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let Some(name) = e.source_name(n) else { return Code::new(n, "nil").atom() };
    let column = e.column(n);
    let row = e.arg(n, "row");
    Code::new(n, format!("{name}.cell(")).expr(row).text(n, format!(", {column})")).atom()
}

fn count(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let name = e.source_name(n);
    Code::new(n, name.map_or_else(|| "0".to_owned(), |name| format!("{name}.count"))).atom()
}

fn event_member(e: &mut Emit<'_>, n: &Node<'_>, member: &str) -> Expr {
    needs_event(e, n);
    Code::new(n, format!("e.{member}")).atom()
}

fn refreshed(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    needs_event(e, n);
    let title = e.event_column(n, "title");
    Code::new(n, "e.istitlerefreshed(").expr(title).text(n, ")").atom()
}

/// These blocks are about a message, which only the event of a data source has.
fn needs_event(e: &mut Emit<'_>, n: &Node<'_>) {
    if e.handler_ref().source().is_none() {
        e.problem(n, ProblemKind::NoEvent);
    }
}

fn enable(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some(name) = e.source_name(n) else { return };
    let on = e.arg(n, "on");
    e.line(Code::new(n, format!("{name}.enabled = ")).expr(on));
}

fn clear(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some(name) = e.source_name(n) else { return };
    e.line(Code::new(n, format!("{name}.clear()")));
}
