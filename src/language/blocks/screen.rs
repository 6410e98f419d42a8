//! Funktionen → Anwendung.

use super::slots::{self, FUNCTIONS};
use crate::i18n::{Text, same, t};
use crate::language::api::{app, flow};
use crate::language::block::{BlockDef, CategoryDef, Cause, Choice, Form, Hue, Literal, SlotDef, Takes, TriggerDef};
use crate::language::emit::{Code, Emit, Node, Prec, number_literal};
use crate::model::project::{STARTED, STOPPED};
use crate::model::screen::{LEFT, SHOWN};
use crate::model::types::Ty;
use crate::model::value::number_from_input;

pub(super) const CATEGORY: CategoryDef =
    CategoryDef::new(&[FUNCTIONS, t("Anwendung", "Application")], Hue::System, ROWS);

/// What a screen can report.
pub const TRIGGERS: &[TriggerDef] = &[
    TriggerDef {
        key: SHOWN,
        name: "Shown",
        words: t("gezeigt", "shown"),
        help: t(
            "Wenn der Bildschirm gezeigt wird; der erste auch, wenn die App startet",
            "When the screen is shown; the first one also when the app starts",
        ),
        sentence: t("Wenn „{}“ gezeigt wird", "When “{}” is shown"),
        cause: Cause::Screen,
    },
    TriggerDef {
        key: LEFT,
        name: "Left",
        words: t("verlassen", "left"),
        help: t("Wenn ein anderer Bildschirm gezeigt wird", "When another screen is shown"),
        sentence: t("Wenn „{}“ verlassen wird", "When “{}” is left"),
        cause: Cause::Screen,
    },
];

/// What the app itself can report.
pub const APP_TRIGGERS: &[TriggerDef] = &[
    TriggerDef {
        key: STARTED,
        name: "Started",
        words: t("gestartet", "started"),
        help: t(
            "Wenn die App startet, vor allem anderen; Verbindungen sind dann noch nicht aufgebaut",
            "When the app starts, before anything else; connections are not up yet then",
        ),
        sentence: t("Wenn „{}“ startet", "When “{}” starts"),
        cause: Cause::App,
    },
    TriggerDef {
        key: STOPPED,
        name: "Stopped",
        words: t("beendet", "stopped"),
        help: t(
            "Wenn die App endet; sie wartet höchstens 1,5 Sekunden darauf",
            "When the app ends; it waits for this for 1.5 seconds at most",
        ),
        sentence: t("Wenn „{}“ endet", "When “{}” ends"),
        cause: Cause::App,
    },
];

const BESIDE: &[Choice] = &[
    Choice {
        key: "next",
        label: t("nächster", "next"),
        help: t("Nach dem letzten der erste.", "After the last the first one."),
    },
    Choice {
        key: "previous",
        label: t("voriger", "previous"),
        help: t("Vor dem ersten der letzte.", "Before the first the last one."),
    },
    Choice {
        key: "last",
        label: t("zuletzt gezeigter", "last shown"),
        help: t("Der vor diesem gezeigt war.", "The one that was shown before this."),
    },
];

/// Which of the screens beside this one.
const WHICH: SlotDef = SlotDef::new(
    "which",
    t("Welcher", "Which"),
    Takes::Choice(BESIDE),
    Literal::Text("next"),
    t("Nach der Reihenfolge im Projekt, oder der zuletzt gezeigte.", "By the order in the project, or the last shown."),
);

const LEVELS: &[Choice] = &[
    Choice { key: "info", label: t("Hinweis", "Notice"), help: t("Etwas ist geschehen.", "Something happened.") },
    Choice { key: "error", label: t("Fehler", "Error"), help: t("Etwas ging schief.", "Something went wrong.") },
];

/// What the log says.
const ENTRY: SlotDef = text(t("Was im Protokoll steht.", "What the log says."));
/// What is shown.
const NOTICE: SlotDef = text(t("Was angezeigt wird.", "What is shown.")).required().read();

const fn text(help: Text) -> SlotDef {
    SlotDef::new("text", same("Text"), Takes::Value(Ty::Text), Literal::Text(""), help)
}

const LEVEL: SlotDef = SlotDef::new(
    "level",
    t("Art", "Type"),
    Takes::Choice(LEVELS),
    Literal::Text("info"),
    t("Hinweis oder Fehler.", "Notice or error."),
);

/// How long something is shown.
const SHOWN_FOR: SlotDef = seconds(4.0);
/// How long is waited.
const WAITED_FOR: SlotDef = seconds(1.0);

const fn seconds(default: f64) -> SlotDef {
    slots::number("seconds", t("Sekunden", "Seconds"), default, t("Wie lange.", "How long."))
}

const SCREEN: SlotDef = SlotDef::new(
    "screen",
    t("Bildschirm", "Screen"),
    Takes::Screen,
    Literal::Nothing,
    t("Welcher Bildschirm.", "Which screen."),
)
.required();

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "log",
        icon: "scroll-text",
        label: t("Ins Log schreiben", "Write to log"),
        help: t("Schreibt eine Zeile ins Protokoll.", "Writes a line to the log."),
        words: &["log", "protokoll", "print"],
        form: Form::statement(log),
        slots: &[ENTRY],
    },
    BlockDef {
        kind: "notify",
        icon: "bell",
        label: t("Benachrichtigung anzeigen", "Show notification"),
        help: t("Zeigt kurz einen Hinweis in der App.", "Shows a message in the app for a moment."),
        words: &["notification", "hinweis", "meldung", "toast", "message"],
        form: Form::statement(notify),
        slots: &[NOTICE, LEVEL, SHOWN_FOR],
    },
    BlockDef {
        kind: "show_screen",
        icon: "app-window",
        label: t("Bildschirm wechseln", "Change screen"),
        help: t("Zeigt einen anderen Bildschirm.", "Shows another screen."),
        words: &["screen", "seite", "page", "navigation"],
        form: Form::statement(show_screen),
        slots: &[SCREEN],
    },
    BlockDef {
        kind: "show_screen_beside",
        icon: "panels-top-left",
        label: t("Bildschirm vor oder zurück", "Next or previous screen"),
        help: t(
            "Zeigt den nächsten, den vorigen oder wieder den zuletzt gezeigten Bildschirm.",
            "Shows the next, the previous or again the last shown screen.",
        ),
        words: &["screen", "weiter", "blättern", "next", "previous", "back", "zurück", "seite", "page"],
        form: Form::statement(show_beside),
        slots: &[WHICH],
    },
    BlockDef {
        kind: "wait",
        icon: "timer",
        label: t("Warten", "Wait"),
        help: t("Wartet, ohne die App anzuhalten.", "Waits without stopping the app."),
        words: &["delay", "pause", "sekunden", "seconds", "warte"],
        form: Form::statement(wait),
        slots: &[WAITED_FOR],
    },
];

fn log(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = e.arg(n, &ENTRY);
    e.line(Code::call(n, &app::LOG, vec![text]));
}

fn notify(e: &mut Emit<'_>, n: &Node<'_>) {
    let text = e.arg(n, &NOTICE);
    let options = if e.choice(n, &LEVEL) == "error" { &app::FOR_ERROR_MESSAGES } else { &app::FOR_MESSAGES };
    // The reference product counts in milliseconds.
    let ms = if e.is_wired(n, &SHOWN_FOR) {
        let seconds = e.arg(n, &SHOWN_FOR);
        Code::new(n, "").operand(n, seconds, Prec::Multiply).text(n, " * 1000").with_prec(Prec::Multiply)
    } else {
        let seconds = number_from_input(&e.choice(n, &SHOWN_FOR)).unwrap_or(4.0);
        Code::name(n, number_literal(seconds * 1000.0))
    };
    let options = Code::call(n, options, vec![ms]);
    e.line(Code::call(n, &app::SHOW_NOTIFICATION, vec![text, options]));
}

fn show_screen(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some(screen) = e.screen(n, SCREEN.key) else { return };
    e.line(Code::call(n, &app::SHOW_SCREEN, vec![Code::name(n, screen)]));
}

fn show_beside(e: &mut Emit<'_>, n: &Node<'_>) {
    let function = match e.choice(n, &WHICH).as_str() {
        "previous" => &app::SHOW_PREVIOUS_SCREEN,
        "last" => &app::SHOW_LAST_SCREEN,
        _ => &app::SHOW_NEXT_SCREEN,
    };
    e.line(Code::call(n, function, Vec::new()));
}

fn wait(e: &mut Emit<'_>, n: &Node<'_>) {
    let seconds = e.arg(n, &WAITED_FOR);
    e.line(Code::call(n, &flow::WAIT, vec![seconds]));
}
