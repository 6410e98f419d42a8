//! Controls that are tapped: buttons, and texts, images and areas that have a handler.

use egui::{CornerRadius, CursorIcon, Id, Rect, Response, Role, Sense, Stroke, StrokeKind, Ui, WidgetInfo};

use super::State;
use super::stage::Stage;
use crate::model::control::Control;
use crate::model::id::ControlId;
use crate::model::value::Value;
use crate::ui::Outbox;
use crate::ui::controls::{Kind, Touch, cell_text};
use crate::ui::theme::parse_color;

/// How long a control looks pressed at least, in seconds: a short tap must be seen.
const PRESS: f64 = 0.15;
/// How long the ring around a tapped button runs, in seconds.
const RING: f64 = 0.35;

/// A button.
pub(super) fn button(ui: &Ui, stage: &Stage<'_>, state: &mut State, out: &mut Outbox, control: &Control) {
    let (rect, id) = (stage.rect(control), stage.id(ui, control));
    let is_enabled = stage.is_enabled(control);
    let response = ui.interact(rect, id, sense(is_enabled));
    response.widget_info(|| WidgetInfo::labeled(Role::Button, is_enabled, &control.name));
    if is_enabled && tapped(ui, state, control.id, &response) {
        stage.fire(out, control, "tapped", None);
    }
    let touch = touch(state, control.id, &response, is_enabled);
    let motion = press_motion(ui, state, control.id, id, touch);
    let values = |key: &str| stage.value(control, key);
    stage.paint(ui, control, &values, touch, motion);
    ring(ui, stage, state, control, rect);
}

/// A text, image, table or area: it reacts where it has a handler.
pub(super) fn area(ui: &Ui, stage: &Stage<'_>, state: &mut State, out: &mut Outbox, control: &Control) {
    let (rect, id) = (stage.rect(control), stage.id(ui, control));
    let reacts = control.handlers.contains_key("tapped");
    let response = ui.interact(rect, id, sense(reacts));
    response.widget_info(|| info(stage, control));
    let mut touch = Touch::Idle;
    if reacts {
        if tapped(ui, state, control.id, &response) {
            stage.fire(out, control, "tapped", None);
        }
        touch = self::touch(state, control.id, &response, true);
        if press_motion(ui, state, control.id, id, touch) > 0.0 {
            touch = Touch::Pressed;
        }
    }
    let values = |key: &str| stage.value(control, key);
    stage.paint(ui, control, &values, touch, 0.0);
}

/// What a screen reader says: the name, and what the control shows.
fn info(stage: &Stage<'_>, control: &Control) -> WidgetInfo {
    let text = |key: &str| stage.value(control, key).map(|value| value.to_text());
    let (role, value) = match Kind::of(&control.kind) {
        Some(Kind::Text) => (Role::Paragraph, text("text")),
        Some(Kind::Table) => (Role::Table, Some(rows(stage, control))),
        Some(Kind::Image) => (Role::Image, text("file")),
        Some(Kind::Rectangle) | None => (Role::Group, None),
        Some(Kind::Button | Kind::TextBox | Kind::Toggle | Kind::Slider | Kind::Dropdown) => (Role::Button, None),
    };
    WidgetInfo { current_text_value: value, ..WidgetInfo::labeled(role, true, &control.name) }
}

/// The newest rows of a table, one a line.
fn rows(stage: &Stage<'_>, control: &Control) -> String {
    let live = stage.run.properties.get(&(control.id, "source".to_owned()));
    let source = crate::catalog::source_shown(stage.view.editor.project(), control, live);
    let Some(table) = source.and_then(|id| stage.run.tables.get(&id)) else { return String::new() };
    let chosen = stage.value(control, "columns").map(|value| value.to_text()).unwrap_or_default();
    let columns = table.shown(&chosen);
    let line = |line| columns.iter().map(|column| cell_text(line, *column, stage.view.lang)).collect::<Vec<_>>();
    let lines: Vec<String> = table.lines().take(20).map(|each| line(each).join(" ")).collect();
    lines.join("\n")
}

/// What a control listens to.
pub(super) fn sense(reacts: bool) -> Sense {
    if reacts { Sense::click() } else { Sense::hover() }
}

/// Whether the control was tapped: by pointer (however long it was held), keyboard or screen reader.
///
/// egui's own click ends when the finger stays too long or trembles; a button on a touch screen must not.
pub(super) fn tapped(ui: &Ui, state: &mut State, control: ControlId, response: &Response) -> bool {
    let (pressed, released, at, now) = ui.input(|input| {
        let pointer = &input.pointer;
        (pointer.primary_pressed(), pointer.primary_released(), pointer.latest_pos(), input.time)
    });
    if pressed && response.is_pointer_button_down_on() {
        state.pressed = Some(control);
        state.touched.insert(control, now);
    }
    let was_pressed = state.pressed == Some(control);
    let is_tapped = if was_pressed && released {
        state.pressed = None;
        at.is_some_and(|at| response.interact_rect.contains(at))
    } else {
        !was_pressed && response.clicked()
    };
    if is_tapped {
        state.touched.insert(control, now);
    }
    is_tapped
}

/// How the control looks after [`tapped`].
pub(super) fn touch(state: &State, control: ControlId, response: &Response, is_enabled: bool) -> Touch {
    if !is_enabled {
        Touch::Disabled
    } else if state.pressed == Some(control) && response.contains_pointer() {
        Touch::Pressed
    } else if response.has_focus() {
        Touch::Focused
    } else if response.hovered() {
        response.ctx.set_cursor_icon(CursorIcon::PointingHand);
        Touch::Hovered
    } else {
        Touch::Idle
    }
}

/// How far the control is pressed, 0 to 1.
fn press_motion(ui: &Ui, state: &State, control: ControlId, id: Id, touch: Touch) -> f32 {
    let now = ui.input(|input| input.time);
    let left = state.touched.get(&control).map_or(0.0, |at| at + PRESS - now);
    if left > 0.0 {
        ui.ctx().request_repaint_after(std::time::Duration::from_secs_f64(left));
    }
    ui.ctx().animate_bool_with_time(id.with("press"), touch == Touch::Pressed || left > 0.0, 0.06)
}

/// A ring that runs outwards from a tapped button.
fn ring(ui: &Ui, stage: &Stage<'_>, state: &State, control: &Control, rect: Rect) {
    let Some(at) = state.touched.get(&control.id).filter(|_| state.pressed != Some(control.id)) else { return };
    let part = ((ui.input(|input| input.time) - at) / RING) as f32;
    if !(0.0..1.0).contains(&part) {
        return;
    }
    ui.ctx().request_repaint();
    let number = |key: &str| stage.value(control, key).and_then(|value| value.as_number()).unwrap_or(0.0) as f32;
    let color = stage.value(control, "color").as_ref().and_then(Value::as_text).and_then(parse_color);
    let grown = rect.expand(10.0 * part * stage.scale.max(0.5));
    let radius = (number("radius") * stage.scale + 10.0 * part).clamp(0.0, 255.0) as u8;
    let stroke = Stroke::new(3.0 * (1.0 - part), color.unwrap_or_default().gamma_multiply(1.0 - part));
    ui.painter().rect_stroke(grown, CornerRadius::same(radius), stroke, StrokeKind::Outside);
}
