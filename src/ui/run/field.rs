//! Text boxes of the running app: a real text field at the control's place.

use egui::{Align2, Color32, Frame, Margin, RichText, TextEdit, Ui, UiBuilder, vec2};

use super::State;
use super::stage::Stage;
use crate::editor::view::ThemeChoice;
use crate::model::control::Control;
use crate::model::value::{Value, number_from_input, number_to_text};
use crate::ui::Outbox;
use crate::ui::controls::{Touch, flag, text_inset};
use crate::ui::theme::{Theme, parse_color, regular};

/// Shows it; each change of the text is an event.
pub(super) fn show(ui: &mut Ui, stage: &Stage<'_>, state: &mut State, out: &mut Outbox, control: &Control) {
    let values = |key: &str| stage.value(control, key);
    let is_enabled = stage.is_enabled(control);
    let is_numeric = flag(&values, "numeric", false);
    let id = stage.id(ui, control);
    let has_focus = ui.memory(|memory| memory.has_focus(id));
    let now = ui.input(|input| input.time);
    let engine = values("text").unwrap_or_else(|| Value::from(""));
    let shown = state.live.shown(control.id, engine.clone(), now, has_focus).to_text();
    let mut text = state.fields.remove(&control.id).unwrap_or_default();
    // What was typed stays as typed ("1,50") as long as it means what the app has ("1.5").
    if meaning(&text, is_numeric) != shown {
        text.clone_from(&shown);
    }
    let touch = match (is_enabled, has_focus) {
        (false, _) => Touch::Disabled,
        (true, true) => Touch::Focused,
        (true, false) if ui.rect_contains_pointer(stage.rect(control)) => Touch::Hovered,
        (true, false) => Touch::Idle,
    };
    stage.paint(ui, control, &values, touch, 0.0);
    let response = edit(ui, stage, control, &mut text, is_enabled);
    if is_numeric {
        text.retain(is_part_of_number);
    }
    let said = meaning(&text, is_numeric);
    if response.changed() && said != shown {
        state.live.set(control.id, engine, Value::Text(said.clone()), now);
        stage.fire(out, control, "text_changed", Some(("text", Value::Text(said))));
    }
    if response.clicked() && is_enabled && control.handlers.contains_key("tapped") {
        stage.fire(out, control, "tapped", None);
    }
    state.fields.insert(control.id, text);
}

fn edit(ui: &mut Ui, stage: &Stage<'_>, control: &Control, text: &mut String, is_enabled: bool) -> egui::Response {
    let values = |key: &str| stage.value(control, key);
    let rect = stage.rect(control);
    let color = values("text_color");
    let ink = color.as_ref().and_then(Value::as_text).and_then(parse_color).unwrap_or(Color32::GRAY);
    let ink = if is_enabled { ink } else { ink.gamma_multiply(0.4) };
    let size = values("font_size").and_then(|size| size.as_number()).unwrap_or(22.0) as f32;
    let font = regular((size * stage.scale).clamp(1.0, 400.0));
    let hint = values("placeholder").map(|value| value.to_text()).unwrap_or_default();
    let hint = RichText::new(hint).font(font.clone()).color(ink.gamma_multiply(0.5));
    let is_multiline = flag(&values, "multiline", false);
    let inset = text_inset(stage.scale).clamp(0.0, 120.0) as i8;
    let margin = Margin { top: if is_multiline { inset * 2 / 3 } else { 0 }, ..Margin::symmetric(inset, 0) };

    let mut inner = ui.new_child(UiBuilder::new().max_rect(rect));
    inner.shrink_clip_rect(rect);
    // The app has its own colours, whatever the theme of the editor is.
    let light = Theme::of(ThemeChoice::Light);
    let visuals = inner.visuals_mut();
    visuals.selection.bg_fill = light.select.gamma_multiply(0.35);
    visuals.selection.stroke.color = ink;
    visuals.text_cursor.stroke.color = ink;
    let field = if is_multiline { TextEdit::multiline(text) } else { TextEdit::singleline(text) };
    let field = field
        .id(stage.id(ui, control))
        .frame(Frame::NONE.inner_margin(margin))
        .font(font)
        .text_color(ink)
        .hint_text(hint)
        .desired_width(rect.width())
        .min_size(vec2(rect.width(), rect.height()))
        .align(if is_multiline { Align2::LEFT_TOP } else { Align2::LEFT_CENTER })
        .interactive(is_enabled);
    let response = inner.put(rect, field).accessible_name(&control.name);
    if !is_enabled {
        ui.ctx().accesskit_node_builder(response.id, egui::accesskit::Node::set_disabled);
    }
    response
}

/// What a typed text means: itself, or in a field for numbers the number with a dot (nothing while there is none).
fn meaning(text: &str, is_numeric: bool) -> String {
    if is_numeric { number_from_input(text).map(number_to_text).unwrap_or_default() } else { text.to_owned() }
}

fn is_part_of_number(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_mean_the_same_with_comma_and_dot() {
        assert_eq!(meaning("1,50", true), "1.5");
        assert_eq!(meaning("1.5", true), "1.5");
        assert_eq!(meaning("-", true), "");
        assert_eq!(meaning("1,50", false), "1,50");
        assert!(!is_part_of_number('x'));
    }
}
