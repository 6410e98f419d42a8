//! Funktionen → Fenster.

use super::slots::FUNCTIONS;
use crate::i18n::t;
use crate::language::api::app;
use crate::language::block::{BlockDef, CategoryDef, Form, Hue, Literal, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Node};

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[FUNCTIONS, t("Fenster", "Windows")], Hue::System, ROWS);

const SCREEN: SlotDef = SlotDef::new(
    "screen",
    t("Bildschirm", "Screen"),
    Takes::Screen,
    Literal::Nothing,
    t("Was im Fenster steht.", "What the window shows."),
)
.required();

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "open_popup",
        icon: "picture-in-picture-2",
        label: t("Fenster öffnen", "Open window"),
        help: t(
            "Öffnet einen Bildschirm als Fenster über dem gezeigten.",
            "Opens a screen as a window over the one that is shown.",
        ),
        words: &["popup", "pop-up", "dialog", "fenster", "window", "screen", "modal"],
        form: Form::statement(open),
        slots: &[SCREEN],
    },
    BlockDef {
        kind: "close_popup",
        icon: "square-x",
        label: t("Fenster schließen", "Close window"),
        help: t("Schließt das Fenster, das zuoberst offen ist.", "Closes the window on top."),
        words: &["popup", "pop-up", "dialog", "fenster", "window", "schließen", "close"],
        form: Form::statement(close),
        slots: &[],
    },
];

fn open(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some(screen) = e.screen(n, SCREEN.key) else { return };
    e.line(Code::call(n, &app::SHOW_POPUP, vec![Code::name(n, screen)]));
}

fn close(e: &mut Emit<'_>, n: &Node<'_>) {
    e.line(Code::call(n, &app::CLOSE_POPUP, Vec::new()));
}
