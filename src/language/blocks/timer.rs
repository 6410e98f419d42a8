//! Funktionen → Zeitgeber.

use super::slots::FUNCTIONS;
use crate::i18n::t;
use crate::language::api::timers;
use crate::language::block::{BlockDef, CategoryDef, Cause, Form, Gives, Hue, Literal, SlotDef, Takes, TriggerDef};
use crate::language::emit::{Code, Emit, Expr, Node};
use crate::model::timer::TICK;
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[FUNCTIONS, t("Zeitgeber", "Timers")], Hue::System, ROWS);

/// What a timer can report.
pub const TRIGGERS: &[TriggerDef] = &[TriggerDef {
    key: TICK,
    name: "Tick",
    words: t("Zeit ist da", "time has come"),
    help: t(
        "Wenn seine Zeit da ist; läuft sein letztes Mal noch, wird dieses ausgelassen",
        "When its time has come; while the last time runs still, this one is left out",
    ),
    sentence: t("Wenn die Zeit von „{}“ da ist", "When the time of “{}” has come"),
    cause: Cause::Time,
}];

const TIMER: SlotDef = SlotDef::new(
    "timer",
    t("Zeitgeber", "Timer"),
    Takes::Timer,
    Literal::Nothing,
    t("Welcher Zeitgeber.", "Which timer."),
)
.required();

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "timer_start",
        icon: "timer",
        label: t("Zeitgeber starten", "Start timer"),
        help: t(
            "Startet einen Zeitgeber. Läuft er schon, beginnt seine Zeit von vorn.",
            "Starts a timer. If it runs already, its time begins anew.",
        ),
        words: &["timer", "start", "starten", "uhr", "takt", "interval", "intervall", "zeitplan", "schedule"],
        form: Form::statement(|e, n| switch(e, n, &timers::START)),
        slots: &[TIMER],
    },
    BlockDef {
        kind: "timer_stop",
        icon: "timer-off",
        label: t("Zeitgeber anhalten", "Stop timer"),
        help: t(
            "Hält einen Zeitgeber an. Was gerade durch ihn läuft, läuft zu Ende.",
            "Stops a timer. What runs by it runs to its end.",
        ),
        words: &["timer", "stop", "stoppen", "anhalten", "aus", "off"],
        form: Form::statement(|e, n| switch(e, n, &timers::STOP)),
        slots: &[TIMER],
    },
    BlockDef {
        kind: "timer_running",
        icon: "timer",
        label: t("Zeitgeber läuft", "Timer runs"),
        help: t("Ob ein Zeitgeber läuft.", "Whether a timer runs."),
        words: &["timer", "aktiv", "enabled", "running"],
        form: Form::Value { gives: Gives::Fixed(Ty::Bool), says: crate::language::block::Says::Name, emit: is_running },
        slots: &[TIMER],
    },
];

fn switch(e: &mut Emit<'_>, n: &Node<'_>, function: &'static crate::language::api::ApiDef) {
    let Some(name) = e.timer(n, TIMER.key) else { return };
    e.line(Code::name(n, name).method(n, function, Vec::new()));
}

fn is_running(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    match e.timer(n, TIMER.key) {
        Some(name) => Code::name(n, name).member(n, &timers::IS_ENABLED),
        None => Code::name(n, "false"),
    }
}
