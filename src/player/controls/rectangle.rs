//! An area with a border.

use egui::{Color32, Role, Stroke, StrokeKind, WidgetInfo};

use super::ControlClass;
use crate::i18n::t;
use crate::player::common::{BLINK, BORDER_COLOR, TAPPED, VISIBLE, fill, radius};
use crate::player::paint::{Look, Paint, Touch, shade};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Section};

const COLOR: Handle<Color32> = fill("#e4e9f2");
const BORDER: Handle<f64> =
    Handle::number("border", t("Rahmenbreite", "Border width"), Section::Look, (0.0, 50.0), 0.0);
const RADIUS: Handle<f64> = radius(12.0);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "rectangle",
        group: ControlGroup::Shapes,
        icon: "square",
        label: t("Rechteck", "Rectangle"),
        help: t("Fläche zum Gliedern", "An area that structures the screen"),
        size: (320.0, 200.0),
        properties: &[VISIBLE.def, COLOR.def, BORDER_COLOR.def, BORDER.def, RADIUS.def, BLINK.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let fill = paint.get(COLOR);
    let fill = if paint.touch == Touch::Pressed { shade(fill, -0.08) } else { fill };
    let border = paint.px(paint.get(BORDER) as f32);
    let stroke = if border > 0.0 { Stroke::new(border, paint.get(BORDER_COLOR)) } else { Stroke::NONE };
    paint.painter.rect(paint.rect, paint.radius(RADIUS), fill, stroke, StrokeKind::Inside);
}

fn describe(_: &Look<'_>) -> WidgetInfo {
    WidgetInfo::new(Role::Group)
}
