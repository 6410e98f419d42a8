//! Icons by name, from the one icon font.

use egui::{Color32, RichText};

use super::theme;

pub use crate::theme::glyph;

/// An icon as text, 16 points unless resized.
pub fn icon(name: &str, color: Color32) -> RichText {
    RichText::new(glyph(name)).font(theme::icons(16.0)).color(color)
}
