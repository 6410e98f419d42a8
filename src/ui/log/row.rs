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

/// Where the parts of a place in words meet.
const JOINTS: [&str; 3] = [" in ", " auf ", " on "];
/// What stands around names.
const QUOTES: [char; 3] = ['„', '“', '”'];

/// Where a line is drawn.
pub(super) struct Row {
    pub(super) left: f32,
    pub(super) y: f32,
    pub(super) room: f32,
    /// Room behind the sentence for a link.
    pub(super) kept: f32,
}

impl Row {
    /// Draws it; whether something had to be cut.
    pub(super) fn show(&self, ui: &Ui, (sentence, color): (&str, Color32), place: &str) -> bool {
        let theme = Theme::current(ui);
        let text = widgets::elided(ui, sentence, theme::regular(13.0), color, self.room - self.kept);
        let for_place = (self.room - self.kept - text.size().x - GAP).max(0.0);
        let (width, cut) = (text.size().x, text.elided);
        ui.painter().galley(pos2(self.left, self.y - text.size().y / 2.0), text, color);
        let font = theme::regular(11.5);
        let fits = |place: &str| !widgets::elided(ui, place, font.clone(), theme.faint, for_place).elided;
        let (place, place_cut) = shortened(place, fits);
        let place_galley = widgets::elided(ui, &place, font.clone(), theme.faint, for_place);
        if width > 0.0 && place_galley.elided && for_place < LEAST {
            return true;
        }
        let at = pos2(self.left + self.room - place_galley.size().x, self.y - place_galley.size().y / 2.0);
        ui.painter().galley(at, place_galley, theme.faint);
        cut || place_cut
    }

    /// How wide a sentence is drawn.
    pub(super) fn width(&self, ui: &Ui, sentence: &str) -> f32 {
        widgets::elided(ui, sentence, theme::regular(13.0), Color32::WHITE, self.room - self.kept).size().x
    }
}

/// A place that fits: it begins with what matters most, so whole parts at its end go first; where even its first part
/// has no room, the last one stays, which says whose logic it is. And whether any had to go.
fn shortened(place: &str, fits: impl Fn(&str) -> bool) -> (String, bool) {
    if fits(place) {
        return (place.to_owned(), false);
    }
    let mut joints: Vec<(usize, usize)> =
        JOINTS.iter().flat_map(|joint| place.match_indices(joint).map(|(at, text)| (at, text.len()))).collect();
    joints.sort_unstable();
    let is_quote = |c: &char| QUOTES.contains(c);
    // Names stay whole: what stands between quotes is no joint.
    joints.retain(|(at, _)| place.get(..*at).is_some_and(|text| text.chars().filter(is_quote).count() % 2 == 0));
    let starts = joints.iter().rev().filter_map(|(at, _)| Some(format!("{} …", place.get(..*at)?)));
    let ends = joints.iter().filter_map(|(at, length)| Some(format!("… {}", place.get(at + length..)?)));
    let fitting = starts.chain(ends).find(|text| fits(text));
    (fitting.unwrap_or_else(|| place.to_owned()), true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_without_room_loses_whole_parts_not_letters() {
        let place = "Baustein „MQTT Veröffentlichen und auf Bestätigung warten“ in „Senden · Tapped“ auf „Band“";
        let within = |width: usize| shortened(place, |text| text.chars().count() <= width).0;
        assert_eq!(within(99), place);
        assert_eq!(within(81), "Baustein „MQTT Veröffentlichen und auf Bestätigung warten“ in „Senden · Tapped“ …");
        assert_eq!(within(61), "Baustein „MQTT Veröffentlichen und auf Bestätigung warten“ …");
        assert_eq!(within(40), "… „Senden · Tapped“ auf „Band“");
        assert_eq!(within(5), place, "and is cut at its end at last");
        assert_eq!(shortened("Lokaler Broker", |_| true), ("Lokaler Broker".to_owned(), false));
    }
}
