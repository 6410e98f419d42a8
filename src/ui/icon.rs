//! Icons by name, from the one icon font.

use egui::{Color32, RichText};

use super::theme;

/// The character of an icon in the icon font; a question mark where the name is unknown.
pub fn glyph(name: &str) -> char {
    lucide_icons::Icon::try_from(name).map_or('?', lucide_icons::Icon::unicode)
}

/// An icon as text, 16 points unless resized.
pub fn icon(name: &str, color: Color32) -> RichText {
    RichText::new(glyph(name)).font(theme::icons(16.0)).color(color)
}
