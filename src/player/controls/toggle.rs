//! A switch: a track with a knob that slides, and its text at the right.

use egui::{Align, Color32, Rect, Role, Ui, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::t;
use crate::player::common::{DARK_TEXT, ENABLED, VISIBLE, font_size, text, toggled};
use crate::player::paint::{Look, Paint, Touch, faded, shade, soft_shadow};
use crate::player::property::Handle;
use crate::player::react::{Reaction, switch};
use crate::player::row::{ControlDef, ControlGroup, Section};

const ON: Handle<bool> = Handle::flag("on", t("An", "On"), Section::General, false);
const TEXT: Handle<String> = text(t("Schalter", "Toggle"));
const COLOR: Handle<Color32> = Handle::color("color", t("Farbe an", "Color on"), "#2fbf71");
const OFF_COLOR: Handle<Color32> = Handle::color("off_color", t("Farbe aus", "Color off"), "#b6bfcd");
const FONT_SIZE: Handle<f64> = font_size(22.0);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "toggle",
        group: ControlGroup::Input,
        icon: "toggle-right",
        label: t("Schalter", "Toggle"),
        help: t("Schaltet um: an oder aus", "Switches: on or off"),
        size: (220.0, 56.0),
        properties: &[
            ON.def,
            TEXT.def,
            ENABLED.def,
            VISIBLE.def,
            COLOR.def,
            OFF_COLOR.def,
            DARK_TEXT.def,
            FONT_SIZE.def,
        ],
        triggers: &[toggled(ON)],
    },
    paint,
    react,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let motion = paint.motion.unwrap_or_else(|| if paint.get(ON) { 1.0 } else { 0.0 });
    let height = paint.rect.height().min(paint.px(44.0));
    let width = (height * 1.8).min(paint.rect.width());
    let place = pos2(paint.rect.left(), paint.rect.center().y - height / 2.0);
    let track = Rect::from_min_size(place, vec2(width, height));
    let mut color = paint.get(OFF_COLOR).lerp_to_gamma(paint.get(COLOR), motion);
    if matches!(paint.touch, Touch::Hovered | Touch::Pressed) {
        color = shade(color, -0.08);
    }
    let radius = paint.round(height / 2.0);
    paint.painter.rect_filled(track, radius, faded(color, disabled));
    paint.focus_ring(track, radius);
    let inset = height * 0.1;
    let size = height - 2.0 * inset;
    // The knob gets a little wider while a finger is on it.
    let stretch = if paint.touch == Touch::Pressed { size * 0.15 } else { 0.0 };
    let left = track.left() + inset + (width - 2.0 * inset - size - stretch).max(0.0) * motion;
    let knob = Rect::from_min_size(pos2(left, track.top() + inset), vec2(size + stretch, size));
    let round = paint.round(size / 2.0);
    soft_shadow(paint.painter, knob, round, paint.scale);
    paint.painter.rect_filled(knob, round, if disabled { Color32::WHITE.gamma_multiply(0.7) } else { Color32::WHITE });
    let text = Rect::from_min_max(pos2(track.right() + paint.px(14.0), paint.rect.top()), paint.rect.max);
    let ink = faded(paint.get(DARK_TEXT), disabled);
    paint.line(&paint.get(TEXT), paint.font(FONT_SIZE, false), ink, Align::Min, text);
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    switch(ui, reaction, ON, 0.12);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    WidgetInfo { selected: Some(look.get(ON)), ..WidgetInfo::new(Role::Switch) }
}
