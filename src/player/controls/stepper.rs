//! A number with a button on each side that makes it smaller and larger; held down, they go on.

use egui::{Align, Color32, Rect, Role, Sense, Ui, WidgetInfo, pos2, vec2};

use super::ControlClass;
use crate::i18n::{same, t};
use crate::model::command::CommandTopic;
use crate::model::value::Value;
use crate::player::common::{BLINK, DARK_TEXT, ENABLED, TEXT_STYLE, VISIBLE, fill, font_size, radius, value_changed};
use crate::player::measure::{UNIT, decimals_of, number};
use crate::player::pace::{INTERVAL, ON_RELEASE};
use crate::player::paint::{Look, Paint, Touch, faded, shade};
use crate::player::property::{Handle, Values};
use crate::player::react::{Reaction, steps};
use crate::player::row::{ControlDef, ControlGroup, Section};

const ANY: (f64, f64) = (-1e12, 1e12);

const VALUE: Handle<f64> = Handle::number("value", t("Wert", "Value"), Section::General, ANY, 20.0);
const MIN: Handle<f64> = Handle::number("min", same("Minimum"), Section::General, ANY, 0.0);
const MAX: Handle<f64> = Handle::number("max", same("Maximum"), Section::General, ANY, 100.0);
const STEP: Handle<f64> = Handle::number("step", t("Schritt", "Step"), Section::General, (1e-6, 1e9), 1.0);
const COLOR: Handle<Color32> = fill("inset");
const FONT_SIZE: Handle<f64> = font_size(32.0);
const RADIUS: Handle<f64> = radius(12.0);
const COMMAND: Handle<CommandTopic> = Handle::command(VALUE);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "stepper",
        group: ControlGroup::Input,
        icon: "diff",
        label: t("Schrittfeld", "Stepper"),
        help: t("Stellt eine Zahl in Schritten ein", "Sets a number in steps"),
        size: (280.0, 72.0),
        properties: &[
            VALUE.def,
            UNIT.def,
            MIN.def,
            MAX.def,
            STEP.def,
            ON_RELEASE.def,
            INTERVAL.def,
            COMMAND.def,
            ENABLED.def,
            VISIBLE.def,
            COLOR.def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            RADIUS.def,
            BLINK.def,
        ],
        triggers: &[value_changed(VALUE)],
    },
    paint,
    react,
    describe,
};

/// How long a button is held until it repeats, and how long from one step to the next, in seconds.
const HELD: f64 = 0.5;
const REPEAT: f64 = 0.1;

/// The two buttons.
fn buttons(rect: Rect) -> [Rect; 2] {
    let size = vec2(rect.height().min(rect.width() / 3.0), rect.height());
    [Rect::from_min_size(rect.min, size), Rect::from_min_size(rect.right_top() - vec2(size.x, 0.0), size)]
}

/// The value that many steps further, within its bounds.
fn stepped(values: &Values<'_>, value: f64, steps: f64) -> f64 {
    let (min, max, step) = (values.get(MIN), values.get(MAX), values.get(STEP));
    // Steps such as 0.1 leave traces in the last digits.
    let rounded = ((value + steps * step) * 1e9).round() / 1e9;
    rounded.clamp(min.min(max), min.max(max))
}

fn text(look: &Look<'_>) -> String {
    number(look.get(VALUE), Some(decimals_of(look.get(STEP))), look.lang)
}

fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let ink = faded(paint.get(DARK_TEXT), disabled);
    let buttons = buttons(paint.rect);
    let radius = paint.radius(RADIUS);
    let value = paint.get(VALUE);
    for (index, (rect, by)) in buttons.into_iter().zip([-1.0, 1.0]).enumerate() {
        // Which one is pressed comes as the place of what moves: 0 the left one, 1 the right one.
        let is_pressed = paint.touch == Touch::Pressed && paint.motion == Some(index as f32);
        let at_end = stepped(&paint.look.values, value, by) == value;
        let fill = shade(paint.get(COLOR), if is_pressed { -0.15 } else { 0.0 });
        paint.painter.rect_filled(rect, radius, faded(fill, disabled));
        let ink = faded(ink, at_end);
        let size = rect.height().min(rect.width()) * 0.42;
        paint.icon(if by < 0.0 { "minus" } else { "plus" }, rect.center(), size, ink);
    }
    paint.focus_ring(paint.rect, radius);
    let middle = Rect::from_min_max(buttons[0].right_top(), buttons[1].left_bottom()).shrink2(vec2(paint.px(8.0), 0.0));
    let unit = paint.get(UNIT);
    let shown = |value: f64| number(value, Some(decimals_of(paint.get(STEP))), paint.look.lang);
    let told = if paint.is_unknown() { "–".to_owned() } else { text(&paint.look) };
    let wish = paint.device.wish.and_then(Value::as_number).map(|wish| format!("{told} → {}", shown(wish)));
    let mut middle = middle;
    if wish.is_some() {
        let radius = (middle.height() * 0.14).max(3.0);
        paint.pending_ring(pos2(middle.right() - radius * 1.6, middle.center().y), radius);
        middle.set_right(middle.right() - radius * 3.4);
    }
    let mut font = paint.font(FONT_SIZE, true);
    let shown = if let Some(wish) = wish {
        // Both fit, and the unit is known.
        font.size *= 0.72;
        wish
    } else {
        let unit = if paint.is_unknown() { "" } else { unit.trim() };
        format!("{told} {unit}")
    };
    paint.shrunk(shown.trim(), font, ink, Align::Center, middle);
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::drag());
    let before = reaction.shown(ui, VALUE, false);
    // Steps go on from what was asked for last, and before that from what is not told yet.
    let wish = reaction.wish().filter(|_| !reaction.holds_back()).and_then(Value::as_number);
    let before = wish.unwrap_or(before);
    let pressed = response
        .interact_pointer_pos()
        .filter(|_| reaction.is_enabled() && response.is_pointer_button_down_on())
        .and_then(|at| buttons(reaction.rect()).iter().position(|rect| rect.contains(at)));
    let mut steps = steps(ui, &response);
    if let Some(button) = pressed {
        steps += pointed(ui, &response) * if button == 0 { -1.0 } else { 1.0 };
    }
    if reaction.is_enabled() && steps != 0.0 {
        let value = stepped(&reaction.values(), before, steps);
        if value != before {
            reaction.hold(VALUE, value);
        }
    }
    reaction.report(ui, VALUE, ON_RELEASE, pressed.is_none());
    reaction.describe(&response);
    let touch = if pressed.is_some() { Touch::Pressed } else { reaction.touch(&response) };
    reaction.paint(ui, touch, pressed.map(|button| button as f32));
}

/// Steps of a button that is down: one at once, and after a while one after the other.
fn pointed(ui: &Ui, response: &egui::Response) -> f64 {
    let (now, since, is_first) = ui.input(|input| {
        (input.time, input.pointer.press_start_time().unwrap_or(input.time), input.pointer.primary_pressed())
    });
    if is_first {
        ui.data_mut(|data| data.insert_temp(response.id, 0_u32));
        return 1.0;
    }
    let done = ui.data(|data| data.get_temp::<u32>(response.id)).unwrap_or_default();
    let due = ((now - since - HELD) / REPEAT).floor().max(-1.0) + 1.0;
    let next = since + HELD + REPEAT * due;
    ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64((next - now).clamp(0.01, HELD)));
    ui.data_mut(|data| data.insert_temp(response.id, due as u32));
    (due - f64::from(done)).max(0.0)
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    let told = [text(look), look.get(UNIT).into_owned()].join(" ").trim().to_owned();
    WidgetInfo { value: Some(look.get(VALUE)), current_text_value: Some(told), ..WidgetInfo::new(Role::SpinButton) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::model::project::Project;

    #[test]
    fn steps_stay_within_bounds_and_leave_no_traces() {
        let project = Project::new("P", "Start", "Lokal");
        let mut control = crate::language::new_control(&CLASS.def, Lang::En);
        for (property, value) in [(MIN, 0.0), (MAX, 1.0), (STEP, 0.1)] {
            control.properties.insert(property.key().to_owned(), value.into());
        }
        let values = Values::designed(&project, &control);
        assert_eq!(stepped(&values, 0.2, 1.0), 0.3);
        assert_eq!(stepped(&values, 0.95, 1.0), 1.0);
        assert_eq!(stepped(&values, 0.0, -1.0), 0.0);
    }
}
