//! Text, wrapped and aligned, on a background where one is set.

use egui::{Color32, Role, WidgetInfo};

use super::ControlClass;
use crate::i18n::{same, t};
use crate::model::row::Literal;
use crate::player::common::{
    BLINK, DARK_TEXT, TAPPED, TEXT_KEY, TEXT_STYLE, VERTICAL, VISIBLE, align, bold, font_size, halign, radius, valign,
};
use crate::player::paint::{Look, Paint, Touch, shade, spoken};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup};

const TEXT: Handle<String> = Handle::lines(TEXT_KEY, same("Text"), Literal::Words(t("Text", "Text")));
const BACKGROUND: Handle<Color32> = Handle::color("color", t("Hintergrund", "Background"), "#00000000");
const FONT_SIZE: Handle<f64> = font_size(28.0);
const BOLD: Handle<bool> = bold(false);
const ALIGN: Handle<String> = align("left");
const RADIUS: Handle<f64> = radius(0.0);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "text",
        group: ControlGroup::Display,
        icon: "type",
        label: same("Text"),
        help: t("Zeigt Text", "Shows text"),
        size: (280.0, 48.0),
        properties: &[
            TEXT.def,
            VISIBLE.def,
            DARK_TEXT.def,
            BACKGROUND.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            BOLD.def,
            ALIGN.def,
            VERTICAL.def,
            RADIUS.def,
            BLINK.def,
        ],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let back = paint.get(BACKGROUND);
    let back = if paint.touch == Touch::Pressed { shade(back, -0.1) } else { back };
    if back.a() > 0 {
        paint.painter.rect_filled(paint.rect, paint.radius(RADIUS), back);
    }
    let inset = if back.a() > 0 { paint.px(12.0) } else { 0.0 };
    let inner = paint.rect.shrink2(egui::vec2(inset, 0.0));
    let align = egui::Align2([halign(&paint.get(ALIGN)), valign(&paint.get(VERTICAL))]);
    paint.lines_at(&paint.get(TEXT), paint.font(FONT_SIZE, paint.get(BOLD)), paint.get(DARK_TEXT), align, inner);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    WidgetInfo { current_text_value: Some(spoken(&look.get(TEXT), look.lang)), ..WidgetInfo::new(Role::Paragraph) }
}
