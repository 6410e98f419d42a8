//! A switch: a track with a knob that slides, and its text at the right.

use egui::{Align, Align2, Color32, Rect, Role, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::t;
use crate::model::command::CommandTopic;
use crate::model::value::Value;
use crate::player::common::{BLINK, DARK_TEXT, ENABLED, TEXT_STYLE, VISIBLE, font_size, text, toggled};
use crate::player::paint::{Look, Paint, Touch, faded, shade, soft_shadow};
use crate::player::property::Handle;
use crate::player::react::{Reaction, switch};
use crate::player::row::{ControlDef, ControlGroup, Section};
use crate::theme::semibold;

const ON: Handle<bool> = Handle::flag("on", t("An", "On"), Section::General, false);
const TEXT: Handle<String> = text(t("Schalter", "Toggle"));
const COLOR: Handle<Color32> = Handle::color("color", t("Farbe an", "Color on"), "good");
const OFF_COLOR: Handle<Color32> = Handle::color("off_color", t("Farbe aus", "Color off"), "#b6bfcd");
const FONT_SIZE: Handle<f64> = font_size(22.0);
const COMMAND: Handle<CommandTopic> = Handle::command(ON);

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
            COMMAND.def,
            ENABLED.def,
            VISIBLE.def,
            COLOR.def,
            OFF_COLOR.def,
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
    let motion = paint.motion.unwrap_or_else(|| if paint.get(ON) { 1.0 } else { 0.0 });
    let height = paint.rect.height().min(paint.px(44.0));
    let width = (height * 1.8).min(paint.rect.width());
    let place = pos2(paint.rect.left(), paint.rect.center().y - height / 2.0);
    let track = Rect::from_min_size(place, vec2(width, height));
    let lit = if paint.is_unknown() { 0.0 } else { motion };
    let mut color = paint.get(OFF_COLOR).lerp_to_gamma(paint.get(COLOR), lit);
    if matches!(paint.touch, Touch::Hovered | Touch::Pressed) {
        color = shade(color, -0.08);
    }
    let radius = paint.round(height / 2.0);
    if paint.is_assumed() {
        // Nobody has told that it is so: a track without its full colour.
        let line = Stroke::new(paint.px(3.0).max(1.5), faded(color, disabled));
        paint.painter.rect(track, radius, faded(color, disabled).gamma_multiply(0.25), line, StrokeKind::Inside);
    } else {
        paint.painter.rect_filled(track, radius, faded(color, disabled));
    }
    paint.focus_ring(track, radius);
    let inset = height * 0.1;
    let size = height - 2.0 * inset;
    // The knob gets a little wider while a finger is on it.
    let stretch = if paint.touch == Touch::Pressed { size * 0.15 } else { 0.0 };
    let left = |part: f32| track.left() + inset + (width - 2.0 * inset - size - stretch).max(0.0) * part;
    let knob = Rect::from_min_size(pos2(left(motion), track.top() + inset), vec2(size + stretch, size));
    let round = paint.round(size / 2.0);
    soft_shadow(paint.painter, knob, round, paint.scale);
    paint.painter.rect_filled(knob, round, if disabled { Color32::WHITE.gamma_multiply(0.7) } else { Color32::WHITE });
    if paint.is_unknown() {
        paint.painter.text(
            knob.center(),
            Align2::CENTER_CENTER,
            "?",
            semibold(size * 0.7),
            faded(Color32::GRAY, disabled),
        );
    }
    if let Some(wish) = paint.device.wish.and_then(Value::as_bool) {
        // Where it is to be, round and empty.
        let target = pos2(left(if wish { 1.0 } else { 0.0 }) + size / 2.0, track.center().y);
        paint.pending_ring(target, size * 0.5);
    }
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
