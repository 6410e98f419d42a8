//! Breakpoints in the gutter of Lua, and the line at which a handler has stopped.

use egui::text_edit::TextEditOutput;
use egui::{Align2, Key, Modifiers, Rect, Role, Sense, Shape, Ui, WidgetInfo, pos2, vec2};

use super::GUTTER;
use crate::editor::debugger::FollowCommand;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::handler::HandlerRef;
use crate::model::place::Place;
use crate::ui::Outbox;
use crate::ui::debug::{self, OpenPoint};
use crate::ui::icon::glyph;
use crate::ui::theme::{Theme, icons};
use crate::ui::widgets::tip;

/// How far the middle of a dot is from the left edge.
const ASIDE: f32 = 11.0;

/// Paints and senses the breakpoints of a handler; gives what is to be painted behind its lines.
pub(super) fn stops(
    ui: &Ui,
    view: &View<'_>,
    (at, text): (&HandlerRef, &str),
    output: &TextEditOutput,
    open: &mut Option<OpenPoint>,
    out: &mut Outbox,
) -> Vec<Shape> {
    keys(ui, out, (at, text), output);
    let theme = Theme::current(ui);
    let field = output.response.response.rect;
    let line_of = |place: &Place| match place {
        Place::Handler(handler, Some(line)) if handler == at => Some(*line),
        _ => None,
    };
    let run = view.run();
    let halted = run.and_then(|run| line_of(run.halted()?.place()?));
    let slow = run.and_then(|run| run.slow_line.as_ref()).filter(|(handler, _)| handler == at).map(|(_, line)| *line);
    let mut behind = Vec::new();
    for ((row, code), number) in output.galley.rows.iter().zip(text.split('\n')).zip(1u32..) {
        let top = output.galley_pos.y + row.rect().top();
        let line = Rect::from_min_max(pos2(field.left(), top), pos2(field.right(), top + row.rect().height()));
        if !ui.clip_rect().intersects(line) {
            continue;
        }
        let tint = if halted == Some(number) {
            Some(theme.warn)
        } else {
            slow.filter(|slow| *slow == number && halted.is_none()).map(|_| theme.run)
        };
        if let Some(color) = tint {
            behind.push(Shape::rect_filled(line, 0.0, color.gamma_multiply(0.22)));
        }
        line_ui(ui, view, (Place::Handler(at.clone(), Some(number)), line, is_code(code)), open, out);
        if halted == Some(number) {
            let place = line.left_center() + vec2(ASIDE, 0.0);
            ui.painter().text(place, Align2::CENTER_CENTER, glyph("arrow-right"), icons(14.0), theme.warn);
        }
    }
    behind
}

/// Whether anything can happen in a line.
fn is_code(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && !line.starts_with("--") && line != "end"
}

fn line_ui(
    ui: &Ui,
    view: &View<'_>,
    (place, line, is_code): (Place, Rect, bool),
    open: &mut Option<OpenPoint>,
    out: &mut Outbox,
) {
    let theme = Theme::current(ui);
    let point = view.editor.following.breakpoints.get(&place);
    let center = line.left_center() + vec2(ASIDE, 0.0);
    if point.is_some() {
        debug::dot(ui.painter(), &theme, (center, 5.5), point);
    }
    if !is_code && point.is_none() {
        return;
    }
    let Place::Handler(_, Some(number)) = &place else { return };
    let area = Rect::from_min_size(line.min, vec2(GUTTER - 6.0, line.height()));
    let response = ui.interact(area, ui.scope_id().with(("stop", number)), Sense::CLICK);
    let word = t("Haltepunkt in Zeile", "Breakpoint in line").get(view.lang);
    let name = format!("{word} {number}");
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, point.is_some(), &name));
    if response.hovered() {
        ui.ctx().set_cursor_icon(egui::CursorIcon::Default);
        if point.is_none() {
            debug::dot(ui.painter(), &theme, (center, 5.5), None);
        }
    }
    response.context_menu(|ui| {
        if debug::point_entries_ui(ui, view, out, &place) {
            *open = Some(OpenPoint { place: place.clone(), at: area.right_bottom() });
        }
    });
    if tip(response, &name).clicked() {
        out.push(FollowCommand::Toggle(place));
    }
}

/// F9 where the cursor is.
fn keys(ui: &Ui, out: &mut Outbox, (at, text): (&HandlerRef, &str), output: &TextEditOutput) {
    if !output.response.response.has_focus() || !ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F9)) {
        return;
    }
    let Some(cursor) = output.cursor_range else { return };
    let cursor: usize = cursor.primary.index.into();
    let before = text.chars().take(cursor).filter(|letter| *letter == '\n').count();
    out.push(FollowCommand::Toggle(Place::Handler(at.clone(), Some(before as u32 + 1))));
}
