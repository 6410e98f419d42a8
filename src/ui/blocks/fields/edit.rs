//! The text field that is being edited, above everything else on the canvas.

use egui::{Align2, Color32, Frame, Id, Key, KeyboardShortcut, Margin, Modifiers, Rect, Response};
use egui::{Stroke, StrokeKind, TextEdit, Ui};

use super::{FieldState, Focus, set, slot_name, tab};
use crate::editor::command::Command;
use crate::language::SlotView;
use crate::language::block::{Hue, Takes};
use crate::model::topic::TopicName;
use crate::model::types::Ty;
use crate::say;
use crate::ui::Outbox;
use crate::ui::blocks::labels;
use crate::ui::blocks::paint::chips::LETTERS;
use crate::ui::blocks::paint::corner;
use crate::ui::blocks::paint::parts::template;
use crate::ui::blocks::scene::Scene;
use crate::ui::blocks::tab_order::{self, TabStop};
use crate::ui::theme::{color_text, mono, parse_color, regular};
use crate::ui::widgets::{color_picker, focus_all, is_picking};

/// Whether a text has several lines: Enter still finishes it, Shift and Enter begin a new line; in Lua Enter begins one.
fn has_lines(takes: Takes) -> bool {
    matches!(takes, Takes::Template | Takes::Note | Takes::Lua)
}

/// Draws the field that is being edited, above everything else on the canvas.
pub(in crate::ui::blocks) fn focused_ui(ui: &mut Ui, scene: &Scene<'_>, state: &mut FieldState, out: &mut Outbox) {
    let Some(mut focus) = state.focus.take() else { return };
    let Some(layout) = scene.layout.blocks.get(&focus.block) else { return };
    let Some(row) = layout.row(&focus.slot) else { return };
    let Some((view, None)) = row.slot() else { return };
    let rect = scene.camera.area(row.field);
    let ty = labels::literal_type(view.takes);
    let valid = match view.takes {
        Takes::Topic => focus.text.is_empty() || TopicName::parse(&focus.text).is_ok(),
        _ => ty.parse(&focus.text).is_some(),
    };
    let stroke = Stroke::new(1.5, if valid { scene.theme.select } else { scene.theme.bad });
    ui.painter().rect(rect, corner(5.0 * scene.camera.zoom), scene.theme.field, stroke, StrokeKind::Inside);
    let id: Id = scene.id.with(("edit", focus.block.0, focus.slot.as_str()));
    let has_keys = ui.memory(|memory| memory.has_focus(id));
    let tab = if has_keys { tab::pressed(ui) } else { None };
    let enter = has_keys
        && has_lines(view.takes)
        && ui.input_mut(|input| {
            let ends = if view.takes == Takes::Lua { Modifiers::COMMAND } else { Modifiers::NONE };
            !input.modifiers.shift && input.consume_key(ends, Key::Enter)
        });
    let fresh = std::mem::take(&mut focus.fresh);
    let known = scene.block(focus.block).and_then(|block| labels::literal(block, view, scene.lang));
    if !fresh && known != focus.known && known != Some(labels::parse_literal(&focus.text, ty)) {
        // Something else has changed it: a step was taken back.
        focus.text = known.as_ref().map(|value| labels::literal_text(value, scene.lang)).unwrap_or_default();
    }
    focus.known = known;
    let response = text_edit(ui, scene, id, &mut focus, view, rect);
    if let (Takes::Topic, Err(error)) = (view.takes, TopicName::parse(&focus.text))
        && !focus.text.is_empty()
    {
        response.show_tooltip_text(say::topic_error(&error, scene.lang));
    }
    let picking = ty == Ty::Color && picker_ui(ui, scene, &mut focus, rect, out);
    if response.changed() {
        let value = labels::parse_literal(&focus.text, ty);
        let key = format!("slot:{}:{}", focus.block, focus.slot);
        out.edit_merged(scene.edit(set(focus.block, &focus.slot, value)), key);
    }
    if fresh {
        focus_all(ui, &response);
    } else if tab.is_some() || enter || !(picking || response.has_focus()) {
        out.push(Command::Seal);
        if tab.is_some() || enter {
            ui.memory_mut(|memory| memory.surrender_focus(id));
        }
        if let Some(back) = tab
            && let Some(next) = tab_order::next(scene.layout, &TabStop::slot(focus.block, &focus.slot), back)
        {
            tab::to_stop(scene, next, state, out);
        }
        return;
    }
    state.focus = Some(focus);
}

fn text_edit(ui: &mut Ui, scene: &Scene<'_>, id: Id, focus: &mut Focus, view: &SlotView, rect: Rect) -> Response {
    let zoom = scene.camera.zoom;
    let lines = has_lines(view.takes);
    let in_chip = scene.layout.is_chip(focus.block);
    let font = match view.takes {
        Takes::Note => regular(12.5 * zoom),
        Takes::Lua => mono(12.0 * zoom),
        _ if in_chip => regular(LETTERS * zoom),
        _ => regular(13.0 * zoom),
    };
    let (ends, above) = if in_chip { (6.0, 1.0) } else { (8.0, 4.0) };
    let margin = Margin::symmetric((ends * zoom) as i8, if lines { (above * zoom) as i8 } else { 0 });
    let hole = if scene.layout.is_chip(focus.block) && scene.theme.dark {
        scene.theme.hole()
    } else {
        scene.theme.hue(Hue::Variable)
    };
    let letters = scene.theme.text;
    let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, width: f32| {
        ui.fonts_mut(|fonts| fonts.layout_job(template(text.as_str(), zoom, letters, hole, width)))
    };
    let mut edit = if lines { TextEdit::multiline(&mut focus.text) } else { TextEdit::singleline(&mut focus.text) };
    if view.takes == Takes::Template {
        edit = edit.layouter(&mut layouter);
    }
    if lines {
        edit = edit.return_key(KeyboardShortcut::new(Modifiers::SHIFT, Key::Enter));
    }
    let edit = edit
        .id(id)
        .lock_focus(true)
        .font(font)
        .margin(margin)
        .frame(Frame::NONE.inner_margin(margin))
        .background_color(Color32::TRANSPARENT)
        .text_color(scene.theme.text)
        .desired_width(rect.width())
        .desired_rows(1)
        .align(if lines { Align2::LEFT_TOP } else { Align2::LEFT_CENTER })
        .min_size(rect.size());
    let response = ui.place(rect, edit);
    let name = labels::of(&slot_name(view, scene), scene.name(focus.block), scene.lang);
    response.accessible_name(name)
}

/// The picker below a field for a colour; whether it is being worked in, so that the field stays open.
fn picker_ui(ui: &Ui, scene: &Scene<'_>, focus: &mut Focus, rect: Rect, out: &mut Outbox) -> bool {
    let old = parse_color(&focus.text).unwrap_or(scene.theme.text);
    let area = egui::Area::new(scene.id.with("color"))
        .order(egui::Order::Foreground)
        .constrain_to(scene.camera.rect)
        .fixed_pos(rect.left_bottom() + egui::vec2(0.0, 4.0))
        .show(ui.ctx(), |ui| {
            let colors = crate::language::color::colors(scene.project);
            Frame::popup(ui.style()).show(ui, |ui| color_picker(ui, old, &colors, scene.lang)).inner
        });
    if area.inner != old {
        focus.text = color_text(area.inner);
        let value = labels::parse_literal(&focus.text, Ty::Color);
        let key = format!("slot:{}:{}", focus.block, focus.slot);
        out.edit_merged(scene.edit(set(focus.block, &focus.slot, value)), key);
    }
    let on_it = ui.input(|input| input.pointer.latest_pos()).is_some_and(|at| area.response.rect.contains(at));
    on_it || is_picking(ui)
}
