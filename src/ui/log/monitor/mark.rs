//! What the search has found, made visible: the places in a text get a background.
//!
//! Nothing here searches more than the text that is drawn.

use std::ops::Range;
use std::sync::Arc;

use egui::text::{ByteIndex, LayoutJob, LayoutSection, TextWrapping};
use egui::{Color32, FontId, Galley, Ui};

use crate::editor::monitor::search::{find, find_all};
use crate::model::excerpt;
use crate::player::paint::bytes_in;
use crate::ui::theme::Theme;

/// Most places that are marked in one text.
const MOST: usize = 500;
/// So many characters stand in front of the first place, where the beginning is left out.
const BEFORE: usize = 12;

/// Gives these places a background.
pub(super) fn mark(job: &mut LayoutJob, places: &[Range<usize>], color: Color32) {
    if places.is_empty() {
        return;
    }
    let mut sections = Vec::with_capacity(job.sections.len() + 2 * places.len());
    for section in std::mem::take(&mut job.sections) {
        let (mut at, end) = (section.byte_range.start.0, section.byte_range.end.0);
        let mut leading_space = section.leading_space;
        let mut add = |range: Range<usize>, background: Option<Color32>| {
            let mut format = section.format.clone();
            format.background = background.unwrap_or(format.background);
            let byte_range = ByteIndex(range.start)..ByteIndex(range.end);
            sections.push(LayoutSection { leading_space: std::mem::take(&mut leading_space), byte_range, format });
        };
        for place in places {
            let (from, to) = (place.start.max(at), place.end.min(end));
            if from >= to {
                continue;
            }
            if at < from {
                add(at..from, None);
            }
            add(from..to, Some(color));
            at = to;
        }
        if at < end {
            add(at..end, None);
        }
    }
    job.sections = sections;
}

/// Marks wherever a text has `needle`.
pub(super) fn mark_all(job: &mut LayoutJob, needle: &str, theme: &Theme) {
    let places = find_all(&job.text, needle, MOST);
    mark(job, &places, color(theme));
}

/// The background of what was found.
fn color(theme: &Theme) -> Color32 {
    theme.warn.gamma_multiply(0.4)
}

/// One line, cut at the right, with these places marked.
pub(super) fn line(
    ui: &Ui,
    (text, font, ink): (&str, FontId, Color32),
    width: f32,
    places: &[Range<usize>],
) -> Arc<Galley> {
    let shown = excerpt::cut(text, bytes_in(width, &font));
    let in_sight = places.iter().filter(|place| place.end <= shown.len()).cloned().collect::<Vec<_>>();
    let mut job = LayoutJob::simple_singleline(shown.into_owned(), font, ink);
    job.wrap = TextWrapping::truncate_at_width(width.max(0.0));
    mark(&mut job, &in_sight, color(&Theme::current(ui)));
    ui.fonts_mut(|fonts| fonts.layout_job(job))
}

/// The part of a text that shows the first place of `needle`: from shortly before it, where it is far from the
/// beginning.
pub(super) fn around<'a>(text: &'a str, needle: &str) -> (&'static str, &'a str) {
    let start = find(text, needle).map_or(0, |place| place.start);
    let Some((cut, _)) = text.split_at(start).0.char_indices().rev().nth(BEFORE - 1) else { return ("", text) };
    if cut <= BEFORE { ("", text) } else { ("…", text.split_at(cut).1) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marked_places_are_sections_of_their_own_and_nothing_is_lost() {
        let mut job = LayoutJob::default();
        let format = |color| egui::TextFormat { color, ..egui::TextFormat::default() };
        job.append("abc", 3.0, format(Color32::RED));
        job.append("def", 0.0, format(Color32::BLUE));
        mark(&mut job, &[1..4, 5..6], Color32::GREEN);
        let sections: Vec<_> = job
            .sections
            .iter()
            .map(|s| (s.byte_range.start.0..s.byte_range.end.0, s.format.background == Color32::GREEN, s.format.color))
            .collect();
        let (red, blue) = (Color32::RED, Color32::BLUE);
        let wanted =
            [(0..1, false, red), (1..3, true, red), (3..4, true, blue), (4..5, false, blue), (5..6, true, blue)];
        assert_eq!(sections, wanted);
        assert_eq!(job.sections.iter().map(|section| section.leading_space).sum::<f32>(), 3.0);
    }

    #[test]
    fn a_place_far_from_the_beginning_is_led_into_sight() {
        assert_eq!(around("kurz tor", "tor"), ("", "kurz tor"));
        let long = format!("{}ü Tor auf", "x".repeat(500));
        assert_eq!(around(&long, "tor"), ("…", "xxxxxxxxxxü Tor auf"));
        assert_eq!(around(&long, "nichts").1.len(), long.len());
    }
}
