//! An icon of the gallery, as large as it has room.

use egui::{Color32, Role, WidgetInfo};

use super::ControlClass;
use crate::i18n::t;
use crate::player::common::{BLINK, LEADS_TO, TAPPED, VISIBLE, fill};
use crate::player::paint::{Look, Paint, Touch, shade};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup};
use crate::theme::is_icon;

const ICON: Handle<String> = Handle::icon("icon", t("Symbol", "Icon"), "fan");
const COLOR: Handle<Color32> = fill("primary");

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "icon",
        group: ControlGroup::Display,
        icon: "shapes",
        label: t("Symbol", "Icon"),
        help: t("Ein Bildzeichen aus der Sammlung", "A sign out of the gallery"),
        size: (96.0, 96.0),
        properties: &[ICON.def, LEADS_TO.def, VISIBLE.def, COLOR.def, BLINK.def],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let name = paint.get(ICON);
    let color = paint.get(COLOR);
    let color = if paint.touch == Touch::Pressed { shade(color, -0.25) } else { color };
    let side = paint.rect.width().min(paint.rect.height());
    let name = if is_icon(&name) { &name } else { "circle-help" };
    paint.icon(name, paint.rect.center(), side * 0.92, color);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    WidgetInfo { current_text_value: Some(look.get(ICON).replace('-', " ")), ..WidgetInfo::new(Role::Image) }
}
