//! The words of a control, edited where they stand.

use egui::{
    Align2, Event, Frame, Key, KeyboardShortcut, Margin, Modifiers, Rect, Stroke, StrokeKind, TextEdit, Ui, vec2,
};

use super::{Canvas, State};
use crate::editor::command::Command;
use crate::i18n::Lang;
use crate::language;
use crate::language::block::{ControlGroup, Holds, PropertyDef};
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::id::ControlId;
use crate::model::looks::STYLE_KEY;
use crate::model::property::Property;
use crate::model::value::Value;
use crate::ui::theme::{regular, semibold};
use crate::ui::{Outbox, widgets};

/// What is edited in place.
#[derive(Debug)]
pub(super) struct Inline {
    control: ControlId,
    /// Begins with what was typed, the cursor behind it; else with all that stands there, selected.
    typed: Option<String>,
    fresh: bool,
}

impl Inline {
    pub(super) fn new(control: ControlId, typed: Option<String>) -> Self {
        Self { control, typed, fresh: true }
    }
}

/// The property with the words of a control; nothing for controls without words, and where these come by themselves: a
/// key that was hit by accident must not undo a binding.
fn words_of(control: &Control) -> Option<&'static PropertyDef> {
    let first = language::control(&control.kind)?.properties.first()?;
    let is_bound = control.properties.get(first.key).is_some_and(|words| words.binding().is_some());
    (!is_bound && matches!(first.holds, Holds::Text | Holds::Lines)).then_some(first)
}

/// Whether a double-click edits the words of a control: where these are all that it is about. What people work with
/// opens its event.
pub(super) fn is_text(control: &Control) -> bool {
    let shows = language::control(&control.kind).is_some_and(|def| def.group == ControlGroup::Display);
    shows && words_of(control).is_some()
}

/// Typing while a control is selected begins its text anew.
pub(super) fn begin_by_keys(ui: &Ui, canvas: &Canvas<'_>, state: &mut State) {
    let [only] = canvas.selected[..] else { return };
    // Alt with a letter is a command, though it comes as text too.
    let with_alt = |event: &Event| matches!(event, Event::Key { pressed: true, modifiers, .. } if modifiers.alt);
    if ui.input(|input| input.events.iter().any(with_alt))
        || state.inline.is_some()
        || canvas.screen.control(only).and_then(words_of).is_none()
    {
        return;
    }
    let mut typed = String::new();
    ui.input_mut(|input| {
        // The space bar moves the view.
        input.events.retain(|event| match event {
            Event::Text(text) if !(typed.is_empty() && text.trim().is_empty()) => {
                typed.push_str(text);
                false
            }
            _ => true,
        });
    });
    if !typed.is_empty() {
        state.inline = Some(Inline::new(only, Some(typed)));
    }
}

/// Draws the field while something is edited in place.
pub(super) fn show(ui: &mut Ui, canvas: &Canvas<'_>, state: &mut State, out: &mut Outbox) {
    let Some(mut inline) = state.inline.take() else { return };
    let id = inline.control;
    // What is edited is what is written, whatever language is looked at.
    let Some(control) = canvas.view.editor.project().control(id) else { return };
    if canvas.selected != [id] {
        // Of two clicks within one frame, the selection comes with the next one.
        state.inline = Some(inline).filter(|inline| inline.fresh);
        return;
    }
    let Some(words) = words_of(control) else { return };
    let now = language::property_value(control, words.key);
    let now = now.as_ref().and_then(Property::literal).map(Value::to_text).unwrap_or_default();
    let mut text = inline.typed.take().unwrap_or_else(|| now.clone());
    let lines = words.holds == Holds::Lines;
    let field = ui.scope_id().with(("words", id.0));
    let has_keys = ui.memory(|memory| memory.has_focus(field));
    let enter = lines && has_keys && ui.input_mut(|input| !input.modifiers.shift && take_enter(input));
    let response = ui.place(place(canvas, control), editor(canvas, control, &mut text, lines).id(field));
    widgets::name(ui, &response, &name_of(control, words, canvas.view.lang));
    let stroke = Stroke::new(1.5, canvas.theme.select);
    ui.painter().rect_stroke(response.rect, 3, stroke, StrokeKind::Outside);
    if text != now {
        let edit = Edit::SetProperty(vec![id], words.key.to_owned(), Some(Value::from(text.as_str()).into()));
        out.edit_merged(edit, format!("words of {id}"));
    }
    if std::mem::take(&mut inline.fresh) {
        // After the first key the cursor stands behind it.
        let all = text.chars().count();
        widgets::focus_part(ui, &response, if text == now { 0..all } else { all..all });
    } else if enter || !response.has_focus() {
        ui.memory_mut(|memory| memory.surrender_focus(field));
        out.push(Command::Seal);
        return;
    }
    state.inline = Some(inline);
}

fn take_enter(input: &mut egui::InputState) -> bool {
    input.consume_key(Modifiers::NONE, Key::Enter)
}

/// What a screen reader calls the field: `Text von Titel`.
fn name_of(control: &Control, words: &PropertyDef, lang: Lang) -> String {
    let label = words.label.get(lang);
    match lang {
        Lang::De => format!("{label} von {}", control.name),
        Lang::En => format!("{label} of {}", control.name),
    }
}

/// At the control, but never too small to be read.
fn place(canvas: &Canvas<'_>, control: &Control) -> Rect {
    let rect = canvas.port.rect(&control.area);
    Rect::from_center_size(rect.center(), rect.size().max(vec2(120.0, 24.0)))
}

/// A field with the letters of the control, in the colours of the editor, which can be read on everything.
fn editor<'t>(canvas: &Canvas<'_>, control: &Control, text: &'t mut String, lines: bool) -> TextEdit<'t> {
    let styled = |key: &str| {
        let style = control.properties.get(STYLE_KEY).and_then(Property::literal)?.as_text()?;
        canvas.view.editor.project().looks.styled(style, key).filter(|_| !control.properties.contains_key(key))
    };
    let value = |key: &str| {
        styled(key).or_else(|| language::property_value(control, key).as_ref().and_then(Property::literal).cloned())
    };
    let size = value("font_size").and_then(|value| value.as_number()).unwrap_or(14.0) as f32;
    let size = (size * canvas.port.zoom()).clamp(11.0, 200.0);
    let bold = value("bold").and_then(|value| value.as_bool()) == Some(true);
    let centered = value("align").map_or_else(|| "center".to_owned(), |value| value.to_text());
    let align = match (lines, centered.as_str()) {
        (_, "right") => Align2::RIGHT_CENTER,
        (false, "center") => Align2::CENTER_CENTER,
        (_, _) => Align2::LEFT_CENTER,
    };
    let place = place(canvas, control);
    let edit = if lines {
        TextEdit::multiline(text).desired_rows(1).return_key(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter))
    } else {
        TextEdit::singleline(text)
    };
    let margin = Margin::symmetric(6, 2);
    edit.font(if bold { semibold(size) } else { regular(size) })
        .text_color(canvas.theme.text)
        .frame(Frame::NONE.fill(canvas.theme.field).corner_radius(3).inner_margin(margin))
        .desired_width(place.width())
        .min_size(place.size())
        .align(align)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::binding::{Binding, Origin};

    #[test]
    fn words_that_come_by_themselves_are_not_typed_over() {
        let mut label = language::new_control(language::control("text").unwrap(), Lang::De);
        assert!(is_text(&label));
        let key = words_of(&label).unwrap().key.to_owned();
        label.properties.insert(key, Binding::to(Origin::Lua("1".to_owned())).into());
        assert!(words_of(&label).is_none() && !is_text(&label));
    }
}
