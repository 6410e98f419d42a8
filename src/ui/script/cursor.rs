//! Places in the text: egui counts letters, the language bytes.

use std::ops::Range;

use egui::text::{CCursor, CCursorRange};
use egui::text_edit::{TextEditOutput, TextEditState};
use egui::{Context, Id, Pos2, Rect};

/// The byte of a letter.
pub(super) fn byte_of(text: &str, letter: usize) -> usize {
    text.char_indices().nth(letter).map_or(text.len(), |(at, _)| at)
}

/// The letter of a byte.
pub(super) fn letter_of(text: &str, byte: usize) -> usize {
    text.get(..byte).map_or_else(|| text.chars().count(), |before| before.chars().count())
}

/// What is selected, in bytes; where the cursor is alone, nothing at its place.
pub(super) fn selected(ctx: &Context, id: Id, text: &str) -> Option<Range<usize>> {
    let range = TextEditState::load(ctx, id)?.cursor.char_range()?;
    let (one, other): (usize, usize) = (range.primary.index.into(), range.secondary.index.into());
    Some(byte_of(text, one.min(other))..byte_of(text, one.max(other)))
}

/// Selects these bytes.
pub(super) fn select(ctx: &Context, id: Id, text: &str, range: &Range<usize>) {
    let mut state = TextEditState::load(ctx, id).unwrap_or_default();
    let (start, end) = (CCursor::new(letter_of(text, range.start)), CCursor::new(letter_of(text, range.end)));
    let range = if start == end { CCursorRange::one(start) } else { CCursorRange::two(start, end) };
    state.cursor.set_char_range(Some(range));
    TextEditState::store(state, ctx, id);
}

/// Where a byte of the text stands on the screen.
pub(super) fn place(output: &TextEditOutput, text: &str, byte: usize) -> Rect {
    let cursor = CCursor::new(letter_of(text, byte));
    output.galley.pos_from_cursor(cursor).translate(output.galley_pos.to_vec2())
}

/// The byte of the letter under a place of the screen; `None` beside the text.
pub(super) fn byte_under(output: &TextEditOutput, text: &str, at: Pos2) -> Option<usize> {
    let inside = at - output.galley_pos;
    let row = output.galley.rows.iter().find(|row| row.rect().y_range().contains(inside.y))?;
    if !row.rect().x_range().contains(inside.x) {
        return None;
    }
    let letter: usize = output.galley.cursor_from_pos(inside).index.into();
    // A cursor stands between letters: the one that is meant lies under the pointer.
    let right = place(output, text, byte_of(text, letter)).left();
    let letter = if right > at.x { letter.saturating_sub(1) } else { letter };
    Some(byte_of(text, letter))
}
