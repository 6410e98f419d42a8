//! One line of the log or the problems: the sentence, and faint at the right where it leads.
//!
//! The sentence gets the room it needs; the place takes what is left, and goes where that is too little to read.

use egui::{Color32, Ui, pos2};

use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Space between sentence and place.
const GAP: f32 = 16.0;
/// A place with less room than this says nothing.
const LEAST: f32 = 60.0;

/// Where a line is drawn.
pub(super) struct Row {
    pub(super) left: f32,
    pub(super) y: f32,
    pub(super) room: f32,
}

impl Row {
    /// Draws it; whether something had to be cut.
    pub(super) fn show(&self, ui: &Ui, (sentence, color): (&str, Color32), place: &str) -> bool {
        let theme = Theme::current(ui);
        let text = widgets::elided(ui, sentence, theme::regular(13.0), color, self.room);
        let for_place = (self.room - text.size().x - GAP).max(0.0);
        let (width, cut) = (text.size().x, text.elided);
        ui.painter().galley(pos2(self.left, self.y - text.size().y / 2.0), text, color);
        let place_galley = widgets::elided(ui, place, theme::regular(11.5), theme.faint, for_place);
        let place_cut = place_galley.elided;
        if width > 0.0 && place_cut && for_place < LEAST {
            return true;
        }
        let at = pos2(self.left + self.room - place_galley.size().x, self.y - place_galley.size().y / 2.0);
        ui.painter().galley(at, place_galley, theme.faint);
        cut || place_cut
    }

    /// How wide a sentence is drawn.
    pub(super) fn width(&self, ui: &Ui, sentence: &str) -> f32 {
        widgets::elided(ui, sentence, theme::regular(13.0), Color32::WHITE, self.room).size().x
    }
}
