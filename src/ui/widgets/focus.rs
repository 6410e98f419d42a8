//! Where the keyboard is, and what of a field's text is selected when it arrives there.

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::TextEditState;
use egui::{Context, Id, Response, Ui};

/// Puts the keyboard into a field, with all its text selected, so that typing replaces what was proposed.
pub fn focus_all(ui: &Ui, response: &Response) {
    response.request_focus();
    select_all(ui.ctx(), response.id);
}

/// Puts the keyboard into a field, with these characters selected.
pub fn focus_part(ui: &Ui, response: &Response, part: std::ops::Range<usize>) {
    response.request_focus();
    select(ui.ctx(), response.id, part);
}

/// Selects all text of a field.
pub fn select_all(ctx: &Context, id: Id) {
    // A field takes what lies behind its end for its end.
    select(ctx, id, 0..usize::MAX);
}

fn select(ctx: &Context, id: Id, part: std::ops::Range<usize>) {
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let range = CCursorRange::two(CCursor::new(part.start), CCursor::new(part.end));
    state.cursor.set_char_range(Some(range));
    state.store(ctx, id);
}

/// Whoever comes into this field by Tab or a click means a place in it: code, and texts that are only read.
pub fn keep_cursor(ui: &Ui, response: &Response) {
    ui.data_mut(|data| data.insert_temp(mark(response.id), true));
}

/// Whether a field keeps its cursor.
pub fn keeps_cursor(ctx: &Context, id: Id) -> bool {
    ctx.data(|data| data.get_temp(mark(id))).unwrap_or(false)
}

fn mark(id: Id) -> Id {
    id.with("keeps its cursor")
}
