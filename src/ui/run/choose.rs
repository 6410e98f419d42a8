//! Controls with a value to choose: switch, slider, list.

use egui::accesskit::{Action, ActionData};
use egui::{
    Align2, EventFilter, Frame, Key, Margin, Modifiers, Popup, PopupCloseBehavior, Response, Role, ScrollArea, Sense,
    SetOpenCommand, Stroke, Ui, WidgetInfo, vec2,
};

use super::State;
use super::press::{sense, tapped, touch};
use super::stage::Stage;
use crate::model::control::Control;
use crate::model::value::Value;
use crate::ui::Outbox;
use crate::ui::controls::{Touch, flag, slider_range, slider_track};
use crate::ui::theme::{parse_color, regular};

/// The value that the user changes, as it is shown: ours until the engine confirms it.
fn shown(ui: &Ui, stage: &Stage<'_>, state: &mut State, control: &Control, key: &str) -> Value {
    let engine = stage.value(control, key).unwrap_or_else(|| Value::from(""));
    let value = state.live.shown(control.id, engine, ui.input(|input| input.time), false);
    if state.live.waits() {
        // Wakes up to believe the engine where no confirmation comes.
        ui.ctx().request_repaint_after(std::time::Duration::from_secs(1));
    }
    value
}

fn set(ui: &Ui, stage: &Stage<'_>, state: &mut State, control: &Control, (key, value): (&str, Value)) {
    let engine = stage.value(control, key).unwrap_or_else(|| Value::from(""));
    state.live.set(control.id, engine, value, ui.input(|input| input.time));
}

/// The control's properties, with the one that the user changes as shown.
fn with<'a>(
    stage: &'a Stage<'_>,
    control: &'a Control,
    own: &'a str,
    value: &'a Value,
) -> impl Fn(&str) -> Option<Value> + use<'a> {
    move |key: &str| if key == own { Some(value.clone()) } else { stage.value(control, key) }
}

/// A switch.
pub(super) fn toggle(ui: &Ui, stage: &Stage<'_>, state: &mut State, out: &mut Outbox, control: &Control) {
    let is_enabled = stage.is_enabled(control);
    let mut value = shown(ui, stage, state, control, "on");
    let id = stage.id(ui, control);
    let response = ui.interact(stage.rect(control), id, sense(is_enabled));
    if is_enabled && tapped(ui, state, control.id, &response) {
        value = Value::Bool(!value.as_bool().unwrap_or(false));
        set(ui, stage, state, control, ("on", value.clone()));
        stage.fire(out, control, "toggled", Some(("on", value.clone())));
    }
    let is_on = value.as_bool().unwrap_or(false);
    response.widget_info(|| WidgetInfo::selected(Role::Switch, is_enabled, is_on, &control.name));
    let motion = ui.ctx().animate_bool_with_time(id.with("on"), is_on, 0.12);
    let touch = touch(state, control.id, &response, is_enabled);
    stage.paint(ui, control, &with(stage, control, "on", &value), touch, motion);
}

/// A slider.
pub(super) fn slider(ui: &Ui, stage: &Stage<'_>, state: &mut State, out: &mut Outbox, control: &Control) {
    let is_enabled = stage.is_enabled(control);
    let value = shown(ui, stage, state, control, "value");
    let before = value.as_number().unwrap_or(0.0);
    let sense = if is_enabled { Sense::drag() } else { Sense::hover() };
    let response = ui.interact(stage.rect(control), stage.id(ui, control), sense);
    let range = slider_range(&|key: &str| stage.value(control, key));
    let mut number = before;
    if is_enabled {
        number = pointed(ui, stage, control, &response, range).unwrap_or(before);
        number += keyed(ui, &response) * if range.2 > 0.0 { range.2 } else { (range.1 - range.0) / 100.0 };
        number = told(ui, &response).unwrap_or(number);
    }
    let value = if number == before { value } else { Value::Number(stepped(number, range)) };
    if value.as_number() != Some(before) && number != before {
        set(ui, stage, state, control, ("value", value.clone()));
        stage.fire(out, control, "value_changed", Some(("value", value.clone())));
    }
    describe(ui, &response, control, &value, range, is_enabled);
    let touch = match touch(state, control.id, &response, is_enabled) {
        Touch::Hovered | Touch::Idle | Touch::Focused if is_enabled && response.dragged() => Touch::Pressed,
        touch => touch,
    };
    stage.paint(ui, control, &with(stage, control, "value", &value), touch, 0.0);
}

/// The value under the pointer, while it is down on the slider.
fn pointed(
    ui: &Ui,
    stage: &Stage<'_>,
    control: &Control,
    response: &Response,
    (min, max, _): (f64, f64, f64),
) -> Option<f64> {
    if !response.dragged() && !response.drag_started() {
        return None;
    }
    let at = ui.input(|input| input.pointer.latest_pos())?;
    let values = |key: &str| stage.value(control, key);
    let size = values("font_size").and_then(|size| size.as_number()).unwrap_or(20.0) as f32;
    let track = slider_track(stage.rect(control), stage.scale, flag(&values, "show_value", true), size);
    let part = ((at.x - track.left()) / track.width()).clamp(0.0, 1.0);
    let value = stepped(min + (max - min) * f64::from(part), slider_range(&values));
    Some(value)
}

/// Steps from the keyboard or a screen reader.
fn keyed(ui: &Ui, response: &Response) -> f64 {
    let mut steps = ui.input(|input| {
        input.num_accesskit_action_requests(response.id, Action::Increment) as f64
            - input.num_accesskit_action_requests(response.id, Action::Decrement) as f64
    });
    if response.has_focus() {
        let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        ui.input_mut(|input| {
            for (key, by) in
                [(Key::ArrowRight, 1.0), (Key::ArrowUp, 1.0), (Key::ArrowLeft, -1.0), (Key::ArrowDown, -1.0)]
            {
                steps += input.count_and_consume_key(Modifiers::NONE, key) as f64 * by;
            }
        });
    }
    steps
}

/// A value that a screen reader asks for.
fn told(ui: &Ui, response: &Response) -> Option<f64> {
    ui.input(|input| {
        input.accesskit_action_requests(response.id, Action::SetValue).find_map(|request| match request.data {
            Some(ActionData::NumericValue(value)) => Some(value),
            _ => None,
        })
    })
}

fn describe(
    ui: &Ui,
    response: &Response,
    control: &Control,
    value: &Value,
    (min, max, step): (f64, f64, f64),
    is_enabled: bool,
) {
    let number = value.as_number().unwrap_or(0.0);
    response.widget_info(|| WidgetInfo::slider(is_enabled, number, &control.name));
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
fn stepped(value: f64, (min, max, step): (f64, f64, f64)) -> f64 {
    let value = if step > 0.0 { min + ((value - min) / step).round() * step } else { value };
    // Steps such as 0.1 leave traces in the last digits.
    ((value * 1e9).round() / 1e9).clamp(min, max)
}

/// A list to pick from.
pub(super) fn dropdown(ui: &Ui, stage: &Stage<'_>, state: &mut State, out: &mut Outbox, control: &Control) {
    let is_enabled = stage.is_enabled(control);
    let mut value = shown(ui, stage, state, control, "selected");
    let response = ui.interact(stage.rect(control), stage.id(ui, control), sense(is_enabled));
    let is_tapped = is_enabled && tapped(ui, state, control.id, &response);
    let popup = Popup::from_response(&response)
        .open_memory(is_tapped.then_some(SetOpenCommand::Toggle))
        .close_behavior(PopupCloseBehavior::CloseOnClick)
        .gap(4.0)
        .width(response.rect.width())
        .accessible_name(&control.name)
        .frame(list_frame(ui, stage, control));
    let chosen = popup.show(|ui| entries(ui, stage, control, &value.to_text())).and_then(|shown| shown.inner);
    if let Some(chosen) = chosen {
        value = Value::Text(chosen);
        set(ui, stage, state, control, ("selected", value.clone()));
        stage.fire(out, control, "value_changed", Some(("selected", value.clone())));
    }
    let text = value.to_text();
    response.widget_info(|| WidgetInfo {
        current_text_value: Some(text.clone()),
        ..WidgetInfo::labeled(Role::ComboBox, is_enabled, &control.name)
    });
    let touch = touch(state, control.id, &response, is_enabled);
    stage.paint(ui, control, &with(stage, control, "selected", &value), touch, 0.0);
}

fn list_frame(ui: &Ui, stage: &Stage<'_>, control: &Control) -> Frame {
    let color = |key: &str| {
        let value = stage.value(control, key);
        value.as_ref().and_then(Value::as_text).and_then(parse_color).unwrap_or_default()
    };
    let radius = stage.value(control, "radius").and_then(|value| value.as_number()).unwrap_or(10.0) as f32;
    Frame::new()
        .fill(color("color").to_opaque())
        .stroke(Stroke::new(1.0, color("border_color")))
        .corner_radius((radius * stage.scale).clamp(0.0, 24.0))
        .inner_margin(Margin::same(4))
        .shadow(ui.visuals().popup_shadow)
}

/// The entries of the open list; the one that was chosen.
fn entries(ui: &mut Ui, stage: &Stage<'_>, control: &Control, selected: &str) -> Option<String> {
    let options = stage.value(control, "options").map(|value| value.to_text()).unwrap_or_default();
    let size = stage.value(control, "font_size").and_then(|value| value.as_number()).unwrap_or(22.0) as f32;
    let size = (size * stage.scale).clamp(10.0, 80.0);
    let ink = stage.value(control, "text_color");
    let ink = ink.as_ref().and_then(Value::as_text).and_then(parse_color).unwrap_or_default();
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::vertical().max_height(stage.place.height() * 0.6).show(ui, |ui| {
        for option in options.lines().filter(|option| !option.trim().is_empty()) {
            let (rect, response) =
                ui.allocate_exact_size(vec2(ui.available_width(), (size * 2.0).max(36.0)), Sense::click());
            response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, option == selected, option));
            if response.hovered() || option == selected {
                let alpha = if response.hovered() { 0.12 } else { 0.06 };
                ui.painter().rect_filled(rect, 6, ink.gamma_multiply(alpha));
            }
            let left = rect.left_center() + vec2(12.0, 0.0);
            let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
            painter.text(left, Align2::LEFT_CENTER, option, regular(size), ink);
            if response.clicked() {
                chosen = Some(option.to_owned());
            }
        }
    });
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slider_values_stand_on_steps_inside_the_range() {
        assert_eq!(stepped(3.4, (0.0, 10.0, 1.0)), 3.0);
        assert_eq!(stepped(0.34, (0.0, 1.0, 0.1)), 0.3);
        assert_eq!(stepped(99.0, (0.0, 10.0, 3.0)), 10.0);
        assert_eq!(stepped(2.5, (0.0, 10.0, 0.0)), 2.5);
        assert_eq!(stepped(6.0, (5.0, 15.0, 5.0)), 5.0);
    }
}
