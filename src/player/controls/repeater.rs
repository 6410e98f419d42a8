//! A repeater: one instance of a component for each topic or row, which scroll where there are more than fit. What it shows
//! are controls beside it while the app runs, and drawn by the designer until then; here is what is drawn while there are none.

use egui::{Align, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use super::ControlClass;
use crate::i18n::{Lang, t};
use crate::model::component::{
    ARRANGE, Arrangement, COLUMNS, GAP, INSTANCES, MOST, MOST_INSTANCES, REPEATER, Repeated, USUAL_GAP, USUAL_MOST,
};
use crate::model::row::{Choice, Literal};
use crate::player::common::{DARK_TEXT, TEXT_STYLE, VISIBLE, font_size};
use crate::player::paint::{Look, Paint, Touch};
use crate::player::property::Handle;
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup, Section};
use crate::player::scroll;
use crate::theme::Theme;

const MOST_OF: Handle<f64> =
    Handle::number(MOST, t("Höchstens", "At most"), Section::Data, (1.0, MOST_INSTANCES), USUAL_MOST).fixed();
const EMPTY: Handle<String> =
    Handle::text("empty_text", t("Solange leer", "While empty"), Literal::Text("")).in_section(Section::Data);
const ARRANGED: Handle<String> =
    Handle::choice(ARRANGE, t("Anordnung", "Arrangement"), Section::Look, ARRANGEMENTS, Arrangement::Grid.key())
        .fixed();
const BESIDE: Handle<f64> =
    Handle::number(COLUMNS, t("Nebeneinander", "Side by side"), Section::Look, (0.0, 100.0), 0.0).fixed();
const GAP_OF: Handle<f64> = Handle::number(GAP, t("Abstand", "Gap"), Section::Look, (0.0, 1_000.0), USUAL_GAP).fixed();
const FONT_SIZE: Handle<f64> = font_size(20.0);

const ARRANGEMENTS: &[Choice] = &[
    Choice {
        key: Arrangement::Grid.key(),
        label: t("Raster", "Grid"),
        help: t(
            "So viele nebeneinander, wie Platz haben, oder so viele wie angegeben",
            "As many side by side as have room, or as many as are given",
        ),
    },
    Choice {
        key: Arrangement::Column.key(),
        label: t("Untereinander", "One below the other"),
        help: t("Jedes unter dem anderen", "Each below the other"),
    },
    Choice {
        key: Arrangement::Row.key(),
        label: t("Nebeneinander", "Side by side"),
        help: t("Alle in einer Reihe", "All in one row"),
    },
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: REPEATER,
        group: ControlGroup::Display,
        icon: "copy-plus",
        label: t("Serie", "Repeater"),
        help: t(
            "Zeigt eine Komponente so oft, wie es Topics oder Zeilen gibt: jede Maschine einer Halle, jeden Auftrag einer Liste",
            "Shows a component as often as there are topics or rows: each machine of a hall, each order of a list",
        ),
        size: (720.0, 440.0),
        properties: &[
            VISIBLE.def,
            MOST_OF.def,
            EMPTY.def,
            ARRANGED.def,
            BESIDE.def,
            GAP_OF.def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
        ],
        triggers: &[],
    },
    paint,
    react,
    describe,
};

/// How many instances there are; `None` in the designer.
fn count(look: &Look<'_>) -> Option<usize> {
    let count = look.values.control().properties.get(INSTANCES)?.literal()?.as_number()?;
    Some(count as usize)
}

/// What is said while there is none.
fn words(look: &Look<'_>) -> String {
    let own = look.get(EMPTY);
    if !own.trim().is_empty() {
        return own.into_owned();
    }
    match (look.values.control().repeats(), look.lang) {
        (Some(Repeated::Topics { filter, .. }), Lang::De) => format!("Noch keine Nachricht auf {filter} …"),
        (Some(Repeated::Topics { filter, .. }), Lang::En) => format!("No message on {filter} yet…"),
        (Some(Repeated::Rows(_)), lang) => t("Noch keine Zeile", "No row yet").get(lang).to_owned(),
        (None, lang) => t("Es ist nicht gewählt, wofür", "What for is not chosen").get(lang).to_owned(),
    }
}

fn paint(paint: &Paint<'_>) {
    if count(&paint.look).is_some_and(|count| count > 0) {
        return;
    }
    if paint.clock.is_none() {
        let stroke = Stroke::new(paint.px(1.5).max(1.0), Theme::LIGHT.faint);
        paint.painter.rect_stroke(paint.rect, paint.round(paint.px(8.0)), stroke, StrokeKind::Inside);
    }
    let ink = paint.get(DARK_TEXT).gamma_multiply(0.6);
    paint.line(&words(&paint.look), paint.font(FONT_SIZE, false), ink, Align::Center, paint.rect);
}

/// What is in it reacts by itself; between that, it scrolls.
fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::hover());
    reaction.describe(&response);
    reaction.paint(ui, Touch::Idle, None);
    scroll::scroll_ui(ui, reaction);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    let mut info = WidgetInfo::new(Role::List);
    info.current_text_value = Some(match count(look) {
        Some(count @ 1..) => count.to_string(),
        _ => words(look),
    });
    info
}
