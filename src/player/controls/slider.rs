//! A slider: a track that is filled up to the knob, and its value at the right.

use egui::accesskit::{Action, ActionData};
use egui::{Align, Color32, Rect, Response, Role, Sense, Stroke, Ui, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::{same, t};
use crate::model::command::CommandTopic;
use crate::model::value::Value;
use crate::player::common::{BLINK, DARK_TEXT, ENABLED, TEXT_STYLE, VISIBLE, fill, font_size, value_changed};
use crate::player::measure::{UNIT, decimals_of, number};
use crate::player::pace::{INTERVAL, ON_RELEASE};
use crate::player::paint::{Look, Paint, Touch, faded, soft_shadow};
use crate::player::property::{Handle, Values};
use crate::player::react::{Reaction, steps};
use crate::player::row::{ControlDef, ControlGroup, Section};

const ANY: (f64, f64) = (-1e9, 1e9);

const VALUE: Handle<f64> = Handle::number("value", t("Wert", "Value"), Section::General, ANY, 50.0);
const MIN: Handle<f64> = Handle::number("min", same("Minimum"), Section::General, ANY, 0.0);
const MAX: Handle<f64> = Handle::number("max", same("Maximum"), Section::General, ANY, 100.0);
const STEP: Handle<f64> = Handle::number("step", t("Schritt", "Step"), Section::General, (0.0, 1e9), 1.0);
const SHOW_VALUE: Handle<bool> = Handle::flag("show_value", t("Wert anzeigen", "Show value"), Section::General, true);
const COLOR: Handle<Color32> = fill("primary");
const FONT_SIZE: Handle<f64> = font_size(20.0);
const COMMAND: Handle<CommandTopic> = Handle::command(VALUE);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "slider",
        group: ControlGroup::Input,
        icon: "sliders-horizontal",
        label: t("Regler", "Slider"),
        help: t("Stellt eine Zahl ein", "Sets a number"),
        size: (360.0, 56.0),
        properties: &[
            VALUE.def,
            UNIT.def,
            MIN.def,
            MAX.def,
            STEP.def,
            SHOW_VALUE.def,
            ON_RELEASE.def,
            INTERVAL.def,
            COMMAND.def,
            ENABLED.def,
            VISIBLE.def,
            COLOR.def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            BLINK.def,
        ],
        triggers: &[value_changed(VALUE)],
    },
    paint,
    react,
    describe,
};

/// Radius of the knob, in screen pixels.
const KNOB: f32 = 16.0;

/// Smallest, largest, step.
type Range = (f64, f64, f64);

fn range(values: &Values<'_>) -> Range {
    let (min, max) = (values.get(MIN), values.get(MAX));
    (min.min(max), min.max(max), values.get(STEP).max(0.0))
}

/// The part of the area that the knob moves in.
fn track(values: &Values<'_>, rect: Rect, scale: f32) -> Rect {
    let letters = 3.2 + 0.7 * values.get(UNIT).trim().chars().count().min(6) as f32;
    let right = if values.get(SHOW_VALUE) { values.get(FONT_SIZE) as f32 * letters * scale } else { 0.0 };
    let knob = (KNOB * scale).min(rect.height() / 2.0);
    let right = (rect.right() - right - knob).max(rect.left() + knob + 1.0);
    Rect::from_min_max(pos2(rect.left() + knob, rect.top()), pos2(right, rect.bottom()))
}

/// The value with the decimals of its steps, as one that a device tells may have many, and its unit.
fn told(look: &Look<'_>) -> String {
    let (min, _, step) = range(&look.values);
    let decimals = (step > 0.0).then(|| decimals_of(step).max(decimals_of(min)));
    let unit = look.get(UNIT);
    [&number(look.get(VALUE), decimals, look.lang), unit.trim()].join(" ").trim().to_owned()
}

fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let track = track(&paint.look.values, paint.rect, paint.scale);
    let (min, max, _) = range(&paint.look.values);
    let value = paint.get(VALUE);
    let part = |value: f64| if max > min { ((value.clamp(min, max) - min) / (max - min)) as f32 } else { 0.0 };
    let (y, half) = (track.center().y, paint.px(4.0).max(1.0));
    let known = if paint.is_unknown() { 0.0 } else { part(value) };
    let x = track.left() + track.width() * known;
    let color = faded(paint.get(COLOR), disabled);
    let round = paint.round(half);
    let ink = paint.get(DARK_TEXT);
    let line = |from: f32, to: f32| Rect::from_min_max(pos2(from, y - half), pos2(to, y + half));
    let (begin, end) = (track.left() - half, track.right() + half);
    paint.painter.rect_filled(line(begin, end), round, faded(ink, disabled).gamma_multiply(0.16));
    paint.painter.rect_filled(line(begin, x), round, color);
    let wish = paint.device.wish.and_then(Value::as_number);
    // While the device has not answered the knob stays where it was let go, and the line says what the device tells.
    let x = wish.map_or(x, |wish| track.left() + track.width() * part(wish));
    let knob = paint.px(KNOB).min(paint.rect.height() / 2.0);
    let grown = match paint.touch {
        Touch::Pressed => 1.0,
        Touch::Hovered | Touch::Focused => 0.9,
        Touch::Idle | Touch::Disabled => 0.8,
    };
    if matches!(paint.touch, Touch::Pressed | Touch::Focused) {
        paint.painter.circle_filled(pos2(x, y), knob * 1.5, color.gamma_multiply(0.2));
    }
    let square = Rect::from_center_size(pos2(x, y), vec2(2.0, 2.0) * knob * grown);
    soft_shadow(paint.painter, square, paint.round(knob * grown), paint.scale);
    if wish.is_some() {
        paint.painter.circle_filled(pos2(x, y), knob * grown, Color32::WHITE);
        paint.pending_ring(pos2(x, y), knob * grown - paint.px(2.0));
    } else {
        paint.painter.circle(pos2(x, y), knob * grown, Color32::WHITE, Stroke::new(paint.px(4.0).max(1.0), color));
    }
    if paint.get(SHOW_VALUE) {
        let place = Rect::from_min_max(pos2(end + knob, paint.rect.top()), paint.rect.max);
        let font = paint.font(FONT_SIZE, true);
        let shown = if paint.is_unknown() { "–".to_owned() } else { told(&paint.look) };
        paint.line(&shown, font, faded(ink, disabled), Align::Max, place);
    }
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::drag());
    let before = reaction.shown(ui, VALUE, response.dragged());
    // Steps go on from what was asked for last.
    let before = reaction.wish().and_then(Value::as_number).unwrap_or(before);
    let range = range(&reaction.values());
    if reaction.is_enabled() {
        let mut number = pointed(ui, reaction, &response, range).unwrap_or(before);
        number += steps(ui, &response) * if range.2 > 0.0 { range.2 } else { (range.1 - range.0) / 100.0 };
        number = asked(ui, &response).unwrap_or(number);
        let value = stepped(number, range);
        if number != before && value != before {
            reaction.hold(VALUE, value);
        }
    }
    reaction.report(ui, VALUE, ON_RELEASE, !response.dragged());
    reaction.describe(&response);
    expose(ui, &response, range, reaction.is_enabled());
    let touch = match reaction.touch(&response) {
        Touch::Hovered | Touch::Idle | Touch::Focused if reaction.is_enabled() && response.dragged() => Touch::Pressed,
        touch => touch,
    };
    reaction.paint(ui, touch, None);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    WidgetInfo { value: Some(look.get(VALUE)), current_text_value: Some(told(look)), ..WidgetInfo::new(Role::Slider) }
}

/// The value under the pointer, while it is down on the slider.
fn pointed(ui: &Ui, reaction: &Reaction<'_>, response: &Response, range: Range) -> Option<f64> {
    if !response.dragged() && !response.drag_started() {
        return None;
    }
    let at = ui.input(|input| input.pointer.latest_pos())?;
    let track = track(&reaction.values(), reaction.rect(), reaction.scale());
    let part = ((at.x - track.left()) / track.width()).clamp(0.0, 1.0);
    Some(stepped(range.0 + (range.1 - range.0) * f64::from(part), range))
}

/// A value that a screen reader asks for.
fn asked(ui: &Ui, response: &Response) -> Option<f64> {
    ui.input(|input| {
        input.accesskit_action_requests(response.id, Action::SetValue).find_map(|request| match request.data {
            Some(ActionData::NumericValue(value)) => Some(value),
            _ => None,
        })
    })
}

/// Tells a screen reader the range, and that it may set the value.
fn expose(ui: &Ui, response: &Response, (min, max, step): Range, is_enabled: bool) {
    ui.ctx().accesskit_node_builder(response.id, |node| {
        node.set_min_numeric_value(min);
        node.set_max_numeric_value(max);
        node.set_numeric_value_step(step);
        if is_enabled {
            for action in [Action::Increment, Action::Decrement, Action::SetValue] {
                node.add_action(action);
            }
        }
    });
}

/// The allowed value next to `value`.
fn stepped(value: f64, (min, max, step): Range) -> f64 {
    let value = if step > 0.0 { min + ((value - min) / step).round() * step } else { value };
    // Steps such as 0.1 leave traces in the last digits.
    ((value * 1e9).round() / 1e9).clamp(min, max)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;

    #[test]
    fn values_stand_on_steps_inside_the_range() {
        assert_eq!(stepped(3.4, (0.0, 10.0, 1.0)), 3.0);
        assert_eq!(stepped(0.34, (0.0, 1.0, 0.1)), 0.3);
        assert_eq!(stepped(99.0, (0.0, 10.0, 3.0)), 10.0);
        assert_eq!(stepped(2.5, (0.0, 10.0, 0.0)), 2.5);
        assert_eq!(stepped(6.0, (5.0, 15.0, 5.0)), 5.0);
    }

    #[test]
    fn a_backwards_range_is_turned_round() {
        let project = crate::model::project::Project::new("P", "Start", "Lokal");
        let mut control = crate::language::new_control(&CLASS.def, Lang::En);
        for (property, value) in [(MIN, 10.0), (MAX, -10.0)] {
            control.properties.insert(property.key().to_owned(), value.into());
        }
        assert_eq!(range(&Values::designed(&project, &control)), (-10.0, 10.0, 1.0));
    }
}
