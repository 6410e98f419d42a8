//! A check box: a square with a tick, and its text at the right.

use egui::{Align, Color32, Rect, Role, Stroke, StrokeKind, Ui, Vec2, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::t;
use crate::model::command::CommandTopic;
use crate::player::common::{BLINK, DARK_TEXT, ENABLED, TEXT_STYLE, VISIBLE, fill, font_size, text, toggled};
use crate::player::paint::{Look, Paint, Touch, faded, shade};
use crate::player::property::Handle;
use crate::player::react::{Reaction, switch};
use crate::player::row::{ControlDef, ControlGroup, Section};

const ON: Handle<bool> = Handle::flag("on", t("Angehakt", "Checked"), Section::General, false);
const TEXT: Handle<String> = text(t("Häkchen", "Check box"));
const COLOR: Handle<Color32> = fill("primary");
const FONT_SIZE: Handle<f64> = font_size(22.0);
const COMMAND: Handle<CommandTopic> = Handle::command(ON);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "checkbox",
        group: ControlGroup::Input,
        icon: "square-check",
        label: t("Häkchen", "Check box"),
        help: t("Hakt etwas ab: ja oder nein", "Ticks something off: yes or no"),
        size: (280.0, 56.0),
        properties: &[
            ON.def,
            TEXT.def,
            COMMAND.def,
            ENABLED.def,
            VISIBLE.def,
            COLOR.def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            BLINK.def,
        ],
        triggers: &[toggled(ON)],
    },
    paint,
    react,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let on = paint.motion.unwrap_or_else(|| if paint.get(ON) { 1.0 } else { 0.0 });
    let side = paint.px(34.0).min(paint.rect.height());
    let square = Rect::from_min_size(pos2(paint.rect.left(), paint.rect.center().y - side / 2.0), Vec2::splat(side));
    let radius = paint.round(side * 0.22);
    let ink = faded(paint.get(DARK_TEXT), disabled);
    let mut color = faded(paint.get(COLOR), disabled);
    if matches!(paint.touch, Touch::Hovered | Touch::Pressed) {
        color = shade(color, -0.1);
    }
    let hot = matches!(paint.touch, Touch::Hovered | Touch::Pressed | Touch::Focused);
    paint.painter.rect_filled(square, radius, ink.gamma_multiply(if hot { 0.08 } else { 0.03 }));
    let line = Stroke::new(paint.px(2.5).max(1.0), ink.gamma_multiply(0.55));
    paint.painter.rect_stroke(square, radius, line, StrokeKind::Inside);
    let at = |x: f32, y: f32| square.min + vec2(x, y) * side;
    if paint.is_unknown() {
        paint.painter.line_segment([at(0.28, 0.5), at(0.72, 0.5)], line);
    } else if on > 0.0 {
        let grown = Rect::from_center_size(square.center(), square.size() * (0.7 + 0.3 * on));
        let (fill, mark) = if paint.is_assumed() { (0.2, color) } else { (1.0, Color32::WHITE) };
        paint.painter.rect_filled(grown, radius, color.gamma_multiply(on * fill));
        let points = vec![at(0.24, 0.52), at(0.43, 0.70), at(0.77, 0.31)];
        let tick = Stroke::new((side * 0.11).max(1.5), mark.gamma_multiply(on));
        paint.painter.line(points, tick);
    }
    if paint.device.wish.is_some() {
        paint.pending_ring(square.center(), side * 0.62);
    }
    paint.focus_ring(square, radius);
    let text = Rect::from_min_max(pos2(square.right() + paint.px(14.0), paint.rect.top()), paint.rect.max);
    paint.line(&paint.get(TEXT), paint.font(FONT_SIZE, false), ink, Align::Min, text);
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    switch(ui, reaction, ON, 0.1);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    WidgetInfo { selected: Some(look.get(ON)), ..WidgetInfo::new(Role::CheckBox) }
}
