//! An area with a border.

use egui::{Role, StrokeKind, WidgetInfo};

use super::ControlClass;
use crate::i18n::t;
use crate::player::common::{BLINK, BORDER, BORDER_COLOR, SHAPE_COLOR, TAPPED, VISIBLE, radius, shape_look};
use crate::player::paint::{Look, Paint};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup};

const RADIUS: Handle<f64> = radius(12.0);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "rectangle",
        group: ControlGroup::Shapes,
        icon: "square",
        label: t("Rechteck", "Rectangle"),
        help: t("Fläche zum Gliedern", "An area that structures the screen"),
        size: (320.0, 200.0),
        properties: &[VISIBLE.def, SHAPE_COLOR.def, BORDER_COLOR.def, BORDER.def, RADIUS.def, BLINK.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let (fill, stroke) = shape_look(paint);
    paint.painter.rect(paint.rect, paint.radius(RADIUS), fill, stroke, StrokeKind::Inside);
}

fn describe(_: &Look<'_>) -> WidgetInfo {
    WidgetInfo::new(Role::Group)
}
