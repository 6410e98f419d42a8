//! A line or arrow, straight across or from corner to corner.

use egui::{Color32, Pos2, Role, Shape, Stroke, WidgetInfo};

use super::ControlClass;
use crate::i18n::t;
use crate::model::row::Choice;
use crate::player::common::{BLINK, TAPPED, VISIBLE, fill};
use crate::player::paint::{Look, Paint, Touch, shade};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Section};

const COLOR: Handle<Color32> = fill("muted");
const WIDTH: Handle<f64> = Handle::number("width", t("Strichbreite", "Line width"), Section::Look, (0.5, 60.0), 4.0);
const COURSE: Handle<String> = Handle::choice("course", t("Verlauf", "Course"), Section::Look, COURSES, ACROSS);
const HEADS: Handle<String> = Handle::choice("heads", t("Spitzen", "Arrowheads"), Section::Look, ENDS, NO_HEADS);

const ACROSS: &str = "across";
const DOWN: &str = "down";
const FALLING: &str = "falling";
const RISING: &str = "rising";

const COURSES: &[Choice] = &[
    Choice {
        key: ACROSS,
        label: t("Waagerecht", "Horizontal"),
        help: t("Von links nach rechts", "From left to right"),
    },
    Choice { key: DOWN, label: t("Senkrecht", "Vertical"), help: t("Von oben nach unten", "From top to bottom") },
    Choice {
        key: FALLING,
        label: t("Fallend", "Falling"),
        help: t("Von links oben nach rechts unten", "From the upper left to the lower right"),
    },
    Choice {
        key: RISING,
        label: t("Steigend", "Rising"),
        help: t("Von links unten nach rechts oben", "From the lower left to the upper right"),
    },
];

const NO_HEADS: &str = "none";
const AT_END: &str = "end";
const AT_START: &str = "start";
const AT_BOTH: &str = "both";

const ENDS: &[Choice] = &[
    Choice { key: NO_HEADS, label: t("keine", "none"), help: t("Nur ein Strich", "Just a line") },
    Choice { key: AT_END, label: t("am Ende", "at the end"), help: t("Ein Pfeil", "An arrow") },
    Choice { key: AT_START, label: t("am Anfang", "at the start"), help: t("Ein Pfeil zurück", "An arrow back") },
    Choice { key: AT_BOTH, label: t("an beiden Enden", "at both ends"), help: t("Ein Doppelpfeil", "A double arrow") },
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "line",
        group: ControlGroup::Shapes,
        icon: "move-right",
        label: t("Linie", "Line"),
        help: t("Strich oder Pfeil", "A line or an arrow"),
        size: (240.0, 24.0),
        properties: &[VISIBLE.def, COLOR.def, WIDTH.def, COURSE.def, HEADS.def, BLINK.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let rect = paint.rect;
    let color = paint.get(COLOR);
    let color = if paint.touch == Touch::Pressed { shade(color, -0.15) } else { color };
    let width = paint.px(paint.get(WIDTH) as f32).max(0.5);
    let inner = rect.shrink((width / 2.0).min(rect.width().min(rect.height()) / 2.0));
    let (from, to) = match &*paint.get(COURSE) {
        DOWN => (rect.center_top(), rect.center_bottom()),
        FALLING => (inner.left_top(), inner.right_bottom()),
        RISING => (inner.left_bottom(), inner.right_top()),
        _ => (rect.left_center(), rect.right_center()),
    };
    let heads = paint.get(HEADS);
    let (at_start, at_end) = (matches!(&*heads, AT_START | AT_BOTH), matches!(&*heads, AT_END | AT_BOTH));
    let length = (width * 4.0).min((to - from).length() / 2.0);
    let along = (to - from).normalized() * length;
    // The line ends inside its head, else its corners stand out.
    let begin = if at_start { from + along * 0.8 } else { from };
    let end = if at_end { to - along * 0.8 } else { to };
    paint.painter.line_segment([begin, end], Stroke::new(width, color));
    if at_start {
        head(paint, from, along, color);
    }
    if at_end {
        head(paint, to, -along, color);
    }
}

/// A head with its point here, which widens along `back`.
fn head(paint: &Paint<'_>, point: Pos2, back: egui::Vec2, color: Color32) {
    let side = back.rot90() * 0.5;
    paint.painter.add(Shape::convex_polygon(
        vec![point, point + back + side, point + back - side],
        color,
        Stroke::NONE,
    ));
}

fn describe(_: &Look<'_>) -> WidgetInfo {
    WidgetInfo::new(Role::Group)
}
