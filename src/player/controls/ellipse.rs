//! An ellipse with a border.

use egui::epaint::EllipseShape;
use egui::{Role, WidgetInfo};

use super::ControlClass;
use crate::i18n::t;
use crate::player::common::{BLINK, BORDER, BORDER_COLOR, SHAPE_COLOR, TAPPED, VISIBLE, shape_look};
use crate::player::paint::{Look, Paint};
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup};

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "ellipse",
        group: ControlGroup::Shapes,
        icon: "circle",
        label: t("Ellipse", "Ellipse"),
        help: t("Runde Fläche", "A round area"),
        size: (200.0, 200.0),
        properties: &[VISIBLE.def, SHAPE_COLOR.def, BORDER_COLOR.def, BORDER.def, BLINK.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let (fill, stroke) = shape_look(paint);
    let radius = (paint.rect.size() / 2.0 - egui::Vec2::splat(stroke.width / 2.0)).max(egui::Vec2::ZERO);
    paint.painter.add(EllipseShape { center: paint.rect.center(), radius, fill, stroke, angle: 0.0 });
}

fn describe(_: &Look<'_>) -> WidgetInfo {
    WidgetInfo::new(Role::Group)
}
