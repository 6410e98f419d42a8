//! The editor's part of the theme: spacing, the colours of blocks and types, and the style of egui's widgets.
//!
//! Colours, letters and icons that the running app shares are in `crate::theme`, and can be named from here.

use egui::{Color32, CornerRadius, Margin, Stroke, TextStyle, vec2};

use crate::editor::view::ThemeChoice;
use crate::language::block::Hue;
use crate::model::types::Ty;
use crate::theme::rgb;

pub use crate::theme::{
    READABLE, SEEN, Theme, color_text, contrast, icons, install_fonts, mono, parse_color, regular, semibold, shade,
};

/// Height of a list row and of an input field, in points.
pub const ROW: f32 = 26.0;
/// Height of a button.
pub const BUTTON: f32 = 28.0;
/// Height of the toolbar.
pub const TOOLBAR: f32 = 44.0;
/// Height of a tab.
pub const TAB: f32 = 34.0;

/// Margin at both ends of a row in a side panel.
pub const PAD: f32 = 14.0;

/// Colours to begin with, for what a project draws.
pub const READY_COLORS: [Color32; 12] = [
    rgb(0xe8722a),
    rgb(0xc98f12),
    rgb(0x3f9a58),
    rgb(0x2f97a8),
    rgb(0x2b78d8),
    rgb(0x7f5fe0),
    rgb(0xc24a74),
    rgb(0xcf3a40),
    rgb(0x5f6d84),
    rgb(0x1c212b),
    rgb(0xf3f4f7),
    rgb(0xffffff),
];

/// Black or white, whichever is seen better on this.
pub fn ink_on(ground: Color32) -> Color32 {
    let [dark, light] = [Color32::BLACK, Color32::WHITE];
    if contrast(dark, ground) > contrast(light, ground) { dark } else { light }
}

impl Theme {
    /// The theme for a choice.
    pub const fn of(choice: ThemeChoice) -> Self {
        match choice {
            ThemeChoice::Dark => Self::DARK,
            ThemeChoice::Light => Self::LIGHT,
        }
    }

    /// Colour of a block's header.
    pub const fn hue(&self, hue: Hue) -> Color32 {
        match hue {
            Hue::Event => rgb(0x9a6e0e),
            Hue::Mqtt => rgb(0x2775d6),
            Hue::Logic => rgb(0x7f5fe0),
            Hue::Text => rgb(0xb06225),
            Hue::Number => rgb(0x28808e),
            Hue::Variable => rgb(0xc24a74),
            Hue::Control => rgb(0x36844c),
            Hue::System => rgb(0x65738c),
        }
    }

    /// Colour of a value drawn as a chip with this many levels of chips: darker than a header, and the darker the more
    /// there are, so that white letters can be read and the inner ones stand out.
    pub fn chip(&self, hue: Hue, levels: usize) -> Color32 {
        let dark = match levels {
            0 | 1 => 0.28,
            2 => 0.44,
            _ => 0.58,
        };
        self.hue(hue).lerp_to_gamma(rgb(0x14161b), dark)
    }

    /// Outline of such a chip.
    pub fn chip_edge(&self, hue: Hue) -> Color32 {
        self.hue(hue).lerp_to_gamma(self.on_color, 0.12)
    }

    /// The names of holes in a template on a chip.
    pub fn hole(&self) -> Color32 {
        rgb(0xffb27a)
    }

    /// Colour of a wire or port of this type; its shape tells the type too.
    pub const fn ty(&self, ty: Ty) -> Color32 {
        match ty {
            Ty::Text | Ty::Time | Ty::Color => self.hue(Hue::Text),
            Ty::Number => self.hue(Hue::Number),
            Ty::Bool => self.hue(Hue::Logic),
            Ty::List | Ty::Record => self.hue(Hue::Variable),
            Ty::Any => self.muted,
        }
    }

    /// Colour of flow wires.
    pub const fn flow(&self) -> Color32 {
        self.muted
    }
}

/// How long something takes that moves, in seconds; nothing where nobody wants motion.
pub const ANIMATION: f32 = 0.08;

/// Sets egui's style to ours.
pub fn install(ctx: &egui::Context, choice: ThemeChoice) {
    let theme = Theme::of(choice);
    ctx.set_theme(if theme.dark { egui::Theme::Dark } else { egui::Theme::Light });
    ctx.all_styles_mut(|style| apply(style, &theme));
    // Ctrl and plus or minus zoom the canvas, not the letters of the interface.
    ctx.options_mut(|options| options.zoom_with_keyboard = false);
}

fn apply(style: &mut egui::Style, theme: &Theme) {
    style.text_styles = [
        (TextStyle::Small, regular(11.0)),
        (TextStyle::Body, regular(13.0)),
        (TextStyle::Button, regular(13.0)),
        (TextStyle::Monospace, mono(12.5)),
        (TextStyle::Heading, semibold(18.0)),
    ]
    .into();
    style.animation_time = ANIMATION;
    let spacing = &mut style.spacing;
    spacing.item_spacing = vec2(8.0, 4.0);
    spacing.button_padding = vec2(10.0, 4.0);
    spacing.interact_size = vec2(26.0, ROW);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    spacing.icon_width = 16.0;
    spacing.scroll.floating = true;
    let visuals = &mut style.visuals;
    visuals.dark_mode = theme.dark;
    visuals.override_text_color = None;
    visuals.panel_fill = theme.panel;
    visuals.window_fill = theme.panel;
    visuals.window_stroke = theme.border();
    visuals.window_corner_radius = CornerRadius::same(8);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.extreme_bg_color = theme.field;
    visuals.text_edit_bg_color = Some(theme.field);
    visuals.code_bg_color = theme.field;
    visuals.faint_bg_color = theme.raised;
    visuals.hyperlink_color = theme.select;
    visuals.warn_fg_color = theme.warn;
    visuals.error_fg_color = theme.bad;
    visuals.weak_text_color = Some(theme.faint);
    visuals.selection.bg_fill = theme.select_bg;
    visuals.selection.stroke = Stroke::new(1.0, theme.select);
    let shade = if theme.dark { 110 } else { 28 };
    for shadow in [&mut visuals.window_shadow, &mut visuals.popup_shadow] {
        shadow.offset = [0, 6];
        shadow.blur = 24;
        shadow.spread = 0;
        shadow.color = Color32::from_black_alpha(shade);
    }
    let widgets = &mut visuals.widgets;
    let hover = if theme.dark { rgb(0x2e3442) } else { rgb(0xe9ecf2) };
    for (state, fill, stroke, text) in [
        (&mut widgets.noninteractive, theme.panel, theme.line, theme.text),
        (&mut widgets.inactive, theme.raised, theme.line, theme.text),
        (&mut widgets.hovered, hover, theme.line, theme.text),
        (&mut widgets.active, hover, theme.select, theme.text),
        (&mut widgets.open, hover, theme.line, theme.text),
    ] {
        state.bg_fill = fill;
        state.weak_bg_fill = fill;
        state.bg_stroke = Stroke::new(1.0, stroke);
        state.fg_stroke = Stroke::new(1.0, text);
        state.corner_radius = CornerRadius::same(6);
        state.expansion = 0.0;
    }
}

/// An opaque colour from hue, saturation and value, each 0 to 1: for those who pick one.
pub fn hsv(hue: f32, saturation: f32, value: f32) -> Color32 {
    Color32::from(egui::ecolor::Hsva::new(hue, saturation, value, 1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_chips_can_be_read() {
        for theme in [Theme::DARK, Theme::LIGHT] {
            for hue in [Hue::Mqtt, Hue::Logic, Hue::Text, Hue::Number, Hue::Variable, Hue::Control, Hue::System] {
                for levels in 1..=3 {
                    let contrast = contrast(theme.chip(hue, levels), theme.on_color);
                    assert!(contrast >= READABLE, "{hue:?} {levels} {contrast}");
                }
            }
        }
    }

    #[test]
    fn headers_of_blocks_can_be_read_and_their_wires_seen() {
        const HUES: [Hue; 8] =
            [Hue::Event, Hue::Mqtt, Hue::Logic, Hue::Text, Hue::Number, Hue::Variable, Hue::Control, Hue::System];
        for theme in [Theme::DARK, Theme::LIGHT] {
            for hue in HUES {
                let header = theme.hue(hue);
                assert!(contrast(header, theme.on_color) >= READABLE, "{hue:?}");
                for ground in [theme.canvas, theme.panel, theme.raised] {
                    assert!(
                        contrast(header, ground) >= SEEN,
                        "{hue:?}, dark {}: {:.2}",
                        theme.dark,
                        contrast(header, ground)
                    );
                }
            }
        }
    }
}
