//! A triangle that points up, down, left or right.

use egui::{Role, Shape, WidgetInfo};

use super::ControlClass;
use crate::i18n::t;
use crate::model::row::Choice;
use crate::player::common::{BLINK, BORDER, BORDER_COLOR, SHAPE_COLOR, TAPPED, VISIBLE, shape_look};
use crate::player::paint::{Look, Paint};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Section};

const POINTS: Handle<String> = Handle::choice("points", t("Spitze", "Points"), Section::Look, DIRECTIONS, UP);

const UP: &str = "up";
const DOWN: &str = "down";
const LEFT: &str = "left";
const RIGHT: &str = "right";

const DIRECTIONS: &[Choice] = &[
    Choice { key: UP, label: t("nach oben", "up"), help: t("Die Spitze ist oben", "Its point is at the top") },
    Choice { key: DOWN, label: t("nach unten", "down"), help: t("Die Spitze ist unten", "Its point is at the bottom") },
    Choice { key: LEFT, label: t("nach links", "left"), help: t("Die Spitze ist links", "Its point is at the left") },
    Choice {
        key: RIGHT,
        label: t("nach rechts", "right"),
        help: t("Die Spitze ist rechts", "Its point is at the right"),
    },
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "triangle",
        group: ControlGroup::Shapes,
        icon: "triangle",
        label: t("Dreieck", "Triangle"),
        help: t("Dreieckige Fläche mit einer Spitze", "A triangular area with a point"),
        size: (160.0, 140.0),
        properties: &[VISIBLE.def, SHAPE_COLOR.def, BORDER_COLOR.def, BORDER.def, POINTS.def, BLINK.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let (fill, stroke) = shape_look(paint);
    let rect = paint.rect.shrink((stroke.width / 2.0).min(paint.rect.width().min(paint.rect.height()) / 2.0));
    let corners = match &*paint.get(POINTS) {
        DOWN => [rect.left_top(), rect.right_top(), rect.center_bottom()],
        LEFT => [rect.right_top(), rect.right_bottom(), rect.left_center()],
        RIGHT => [rect.left_bottom(), rect.left_top(), rect.right_center()],
        _ => [rect.right_bottom(), rect.left_bottom(), rect.center_top()],
    };
    paint.painter.add(Shape::convex_polygon(corners.to_vec(), fill, stroke));
}

fn describe(_: &Look<'_>) -> WidgetInfo {
    WidgetInfo::new(Role::Group)
}
