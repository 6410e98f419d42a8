//! Funktionen → Anwendung.

use super::def::{BlockDef, Category, Choice, Extra, Form, Literal, Lowering, SlotDef, Takes};
use super::emit::{Code, Emit, Node, Prec};
use crate::i18n::{same, t};
use crate::model::blocks::check::Ty;

const LEVELS: &[Choice] = &[
    Choice { key: "info", label: t("Hinweis", "Notice"), help: t("Etwas ist geschehen.", "Something happened.") },
    Choice { key: "error", label: t("Fehler", "Error"), help: t("Etwas ging schief.", "Something went wrong.") },
];

pub(super) const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "log",
        category: Category::Application,
        icon: "scroll-text",
        label: t("Ins Log schreiben", "Write to log"),
        help: t("Schreibt eine Zeile ins Protokoll.", "Writes a line to the log."),
        words: &["log", "protokoll", "print"],
        form: Form::Statement(&[]),
        slots: &[SlotDef::new(
            "text",
            same("Text"),
            Takes::Value(Ty::Text),
            Literal::Text(""),
            t("Was im Protokoll steht.", "What the log says."),
        )],
        extra: Extra::None,
        emit: Lowering::Statement(log),
    },
    BlockDef {
        kind: "notify",
        category: Category::Application,
        icon: "bell",
        label: t("Benachrichtigung anzeigen", "Show notification"),
        help: t("Zeigt kurz einen Hinweis in der App.", "Shows a message in the app for a moment."),
        words: &["notification", "hinweis", "meldung", "toast", "message"],
        form: Form::Statement(&[]),
        slots: &[
            SlotDef::new(
                "text",
                same("Text"),
                Takes::Value(Ty::Text),
                Literal::Text(""),
                t("Was angezeigt wird.", "What is shown."),
            )
            .required(),
            SlotDef::new(
                "level",
                t("Art", "Type"),
                Takes::Choice(LEVELS),
                Literal::Text("info"),
                t("Hinweis oder Fehler.", "Notice or error."),
            ),
            SlotDef::new(
                "seconds",
                t("Sekunden", "Seconds"),
                Takes::Value(Ty::Number),
                Literal::Number(4.0),
                t("Wie lange.", "How long."),
            ),
        ],
        extra: Extra::None,
        emit: Lowering::Statement(notify),
    },
    BlockDef {
        kind: "show_screen",
        category: Category::Application,
        icon: "app-window",
        label: t("Bildschirm wechseln", "Change screen"),
        help: t("Zeigt einen anderen Bildschirm.", "Shows another screen."),
        words: &["screen", "seite", "page", "navigation"],
        form: Form::Statement(&[]),
        slots: &[SlotDef::new(
            "screen",
            t("Bildschirm", "Screen"),
            Takes::Screen,
            Literal::Nothing,
            t("Welcher Bildschirm.", "Which screen."),
        )
        .required()],
        extra: Extra::None,
        emit: Lowering::Statement(show_screen),
    },
    BlockDef {
        kind: "wait",
        category: Category::Application,
        icon: "timer",
        label: t("Warten", "Wait"),
        help: t("Wartet, ohne die App anzuhalten.", "Waits without stopping the app."),
        words: &["delay", "pause", "sekunden", "seconds", "warte"],
        form: Form::Statement(&[]),
        slots: &[SlotDef::new(
            "seconds",
            t("Sekunden", "Seconds"),
            Takes::Value(Ty::Number),
            Literal::Number(1.0),
            t("Wie lange.", "How long."),
        )],
        extra: Extra::None,
        emit: Lowering::Statement(wait),
    },
];

fn log(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = e.arg(n, "text");
    e.line(Code::new(n, "peakboard.log(").expr(text).text(n, ")"));
}

fn notify(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = e.arg(n, "text");
    let call = if e.choice(n, "level") == "error" { "forerrormessages" } else { "formessages" };
    let code = Code::new(n, "runtime.shownotification(").expr(text).text(n, format!(", notifieroptions.{call}("));
    // The reference product counts in milliseconds.
    let code = if n.block.wire("seconds").is_some() {
        let seconds = e.arg(n, "seconds");
        code.operand(n, seconds, Prec::Multiply).text(n, " * 1000")
    } else {
        let seconds = super::slot_value(n.block, "seconds").map(|value| value.to_text()).unwrap_or_default();
        let seconds = crate::model::value::number_from_input(&seconds).unwrap_or(4.0);
        code.text(n, super::emit::number_literal(seconds * 1000.0))
    };
    e.line(code.text(n, "))"));
}

fn show_screen(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some(screen) = e.screen(n, "screen") else { return };
    e.line(Code::new(n, format!("runtime.showscreen({screen})")));
}

fn wait(e: &mut Emit<'_>, n: &Node<'_>) {
    let seconds = e.arg(n, "seconds");
    e.line(Code::new(n, "wait(").expr(seconds).text(n, ")"));
}
