//! Colours, letters and icons: what the running app and the editor are both drawn with.
//!
//! Knows no widget and nothing of a project. The style of the editor's widgets is `ui/theme.rs`.

use std::sync::Arc;

use egui::{Color32, FontData, FontDefinitions, FontFamily, FontId, FontTweak, Stroke, Ui};

/// How far icons are moved down, as a part of their size.
const ICON_DROP: f32 = 0.1;

/// The colours of a theme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Whether it is the dark one.
    pub dark: bool,
    /// Window.
    pub bg: Color32,
    /// Panels.
    pub panel: Color32,
    /// Buttons and cards.
    pub raised: Color32,
    /// Canvases.
    pub canvas: Color32,
    /// Dots of the 20 px grid on canvases.
    pub dot: Color32,
    /// Every 1 px border.
    pub line: Color32,
    /// Content.
    pub text: Color32,
    /// Labels.
    pub muted: Color32,
    /// Hints, ids, numbers at the right.
    pub faint: Color32,
    /// Inputs.
    pub field: Color32,
    /// Product colour, active handler, tab underline.
    pub accent: Color32,
    /// Running, connected.
    pub run: Color32,
    /// Errors.
    pub bad: Color32,
    /// Connecting, warnings.
    pub warn: Color32,
    /// Selection.
    pub select: Color32,
    /// Background of a selected row.
    pub select_bg: Color32,
    /// Smart guides and distances.
    pub guide: Color32,
    /// Text on coloured headers and on the primary button.
    pub on_color: Color32,
    /// Keywords in code.
    pub code_keyword: Color32,
    /// What the app offers to scripts.
    pub code_host: Color32,
    /// Texts in code.
    pub code_text: Color32,
    /// Numbers in code.
    pub code_number: Color32,
}

/// An opaque colour from its hexadecimal digits; only the themes name such.
pub(crate) const fn rgb(hex: u32) -> Color32 {
    Color32::from_rgb((hex >> 16) as u8, (hex >> 8) as u8, hex as u8)
}

const DARK: Theme = Theme {
    dark: true,
    bg: rgb(0x14161b),
    panel: rgb(0x1b1e25),
    raised: rgb(0x242832),
    canvas: rgb(0x101217),
    dot: rgb(0x23272f),
    line: rgb(0x2e3440),
    text: rgb(0xe8ebf1),
    muted: rgb(0xa8b0c0),
    faint: rgb(0x9199a7),
    field: rgb(0x12141a),
    accent: rgb(0xff8f45),
    run: rgb(0x2fbf71),
    bad: rgb(0xf26e73),
    warn: rgb(0xf2b632),
    select: rgb(0x4aa3ff),
    select_bg: rgb(0x1d3148),
    guide: rgb(0xff59a6),
    on_color: rgb(0xffffff),
    code_keyword: rgb(0xc58ae8),
    code_host: rgb(0x7db4f5),
    code_text: rgb(0x7fc98a),
    code_number: rgb(0x6fb7d6),
};

const LIGHT: Theme = Theme {
    dark: false,
    bg: rgb(0xf3f4f7),
    panel: rgb(0xffffff),
    raised: rgb(0xf4f5f8),
    canvas: rgb(0xeceef3),
    dot: rgb(0xd5d9e2),
    line: rgb(0xdde1e8),
    text: rgb(0x1c212b),
    muted: rgb(0x4c5567),
    faint: rgb(0x606a7c),
    field: rgb(0xffffff),
    accent: rgb(0xaa5014),
    run: rgb(0x167944),
    bad: rgb(0xc63036),
    warn: rgb(0x8c6200),
    select: rgb(0x1b69c2),
    select_bg: rgb(0xdfecfb),
    guide: rgb(0xd00060),
    on_color: rgb(0xffffff),
    code_keyword: rgb(0x8a2fb8),
    code_host: rgb(0x1f63b8),
    code_text: rgb(0x277935),
    code_number: rgb(0x1e728b),
};

impl Theme {
    /// The dark one.
    pub const DARK: Self = DARK;
    /// The light one. What a project draws has its own colours, made to be seen on a light screen.
    pub const LIGHT: Self = LIGHT;

    /// The theme in use.
    pub fn current(ui: &Ui) -> Self {
        if ui.visuals().dark_mode { DARK } else { LIGHT }
    }

    /// A colour as the ground of [`Self::on_color`]: the same, dark enough that words on it can be read.
    pub fn ground(&self, color: Color32) -> Color32 {
        let mut ground = color;
        while contrast(ground, self.on_color) < READABLE {
            // Darker by a little: grounds are made for each frame, but this takes a few steps only.
            ground = Color32::from_rgb(darker(ground.r()), darker(ground.g()), darker(ground.b()));
        }
        ground
    }

    /// A 1 px border.
    pub fn border(&self) -> Stroke {
        Stroke::new(1.0, self.line)
    }
}

/// The least contrast of words.
pub const READABLE: f32 = 4.5;
/// The least contrast of large words and of marks.
pub const SEEN: f32 = 3.0;

const fn darker(part: u8) -> u8 {
    (part as u16 * 15 / 16) as u8
}

/// The contrast of two opaque colours, 1 to 21, as WCAG 2.2 defines it.
pub fn contrast(a: Color32, b: Color32) -> f32 {
    let luminance = |color: Color32| {
        let [r, g, b, _] = egui::Rgba::from(color).to_array();
        0.2126 * r + 0.7152 * g + 0.0722 * b
    };
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

/// Black with this opacity, for shadows and for what lies behind a dialog; the same in both themes.
pub fn shade(alpha: u8) -> Color32 {
    Color32::from_black_alpha(alpha)
}

/// A colour of the project, `#rrggbb` or `#rrggbbaa`; `None` if it cannot be read.
pub fn parse_color(text: &str) -> Option<Color32> {
    Color32::from_hex(text.trim()).ok()
}

/// A colour as it stands in the project.
pub fn color_text(color: Color32) -> String {
    let [r, g, b, a] = color.to_srgba_unmultiplied();
    if a == 255 { format!("#{r:02x}{g:02x}{b:02x}") } else { format!("#{r:02x}{g:02x}{b:02x}{a:02x}") }
}

/// The semibold face, for headings and headers.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("semibold".into()))
}

/// The regular face.
pub fn regular(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// The face for code, topics and numbers in columns.
pub fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// The icon font. It comes first in a family of its own: other fonts have glyphs of theirs in the private-use area.
pub fn icons(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name("icons".into()))
}

/// Installs the fonts: once per context, before the first frame.
pub fn install_fonts(ctx: &egui::Context) {
    const EMOJIS: [(&str, &[u8], f32); 3] = [
        ("egui-icons", epaint_default_fonts::EGUI_ICONS, 0.9),
        ("noto-emoji", epaint_default_fonts::NOTO_EMOJI_REGULAR, 0.81),
        ("emoji-icons", epaint_default_fonts::EMOJI_ICON, 0.9),
    ];
    let inter = FontData::from_static(include_bytes!("../assets/fonts/Inter-Regular.otf"));
    let semibold = FontData::from_static(include_bytes!("../assets/fonts/Inter-SemiBold.otf"));
    let mono = plain_letters(include_bytes!("../assets/fonts/JetBrainsMono-Regular.ttf"));
    let mut icons = FontData::from_static(lucide_icons::LUCIDE_FONT_BYTES);
    // The icons stand on the baseline; this brings their middle to the middle of the letters.
    icons.tweak.y_offset_factor = ICON_DROP;
    let ours = [("inter", inter), ("inter-semibold", semibold), ("jetbrains-mono", mono), ("lucide", icons)];
    let emojis = EMOJIS.map(|(name, bytes, scale)| {
        (name, FontData::from_static(bytes).tweak(FontTweak { scale, ..FontTweak::default() }))
    });
    let mut fonts = FontDefinitions::empty();
    fonts.font_data.extend(ours.into_iter().chain(emojis).map(|(name, data)| (name.to_owned(), Arc::new(data))));
    // What the first one does not have, the next ones have; then those of the system are asked.
    let family = |first: &[&str]| {
        let rest = EMOJIS.map(|(name, ..)| name).into_iter().chain(["lucide"]).filter(|name| !first.contains(name));
        first.iter().copied().chain(rest).map(str::to_owned).collect()
    };
    fonts.families.insert(FontFamily::Proportional, family(&["inter"]));
    fonts.families.insert(FontFamily::Monospace, family(&["jetbrains-mono", "inter"]));
    fonts.families.insert(FontFamily::Name("semibold".into()), family(&["inter-semibold", "inter"]));
    fonts.families.insert(FontFamily::Name("icons".into()), vec!["lucide".to_owned(), "inter".to_owned()]);
    ctx.set_fonts(fonts);
}

/// A font without its ligatures: in code every sign is seen as it was typed, `#[` and `~=` too.
fn plain_letters(font: &[u8]) -> FontData {
    let mut bytes = font.to_vec();
    // The table of contents: 16 bytes for each table after the first 12, which begin with its name. A table whose
    // name nobody knows is passed over.
    let tables = bytes.get(4..6).map_or(0, |count| usize::from(u16::from_be_bytes([count[0], count[1]])));
    for table in bytes.get_mut(12..).unwrap_or_default().chunks_exact_mut(16).take(tables) {
        if table.starts_with(b"GSUB") {
            table[0] = b'x';
        }
    }
    FontData::from_owned(bytes)
}

/// Whether the icon font has an icon of this name.
pub fn is_icon(name: &str) -> bool {
    lucide_icons::Icon::try_from(name).is_ok()
}

/// The names of all icons, in the order of the alphabet.
pub fn icon_names() -> &'static [String] {
    static NAMES: std::sync::OnceLock<Vec<String>> = std::sync::OnceLock::new();
    NAMES.get_or_init(|| {
        // The private use area, in which an icon font has its characters.
        let icons = ('\u{e000}'..='\u{f8ff}').filter_map(|glyph| lucide_icons::Icon::try_from(glyph).ok());
        let mut names: Vec<String> = icons.map(|icon| icon.to_string()).filter(|name| is_icon(name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    })
}

/// The character of an icon in the icon font; a question mark where the name is unknown.
pub fn glyph(name: &str) -> char {
    lucide_icons::Icon::try_from(name).map_or('?', lucide_icons::Icon::unicode)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_can_be_read_and_marks_can_be_seen_on_every_ground_of_both_themes() {
        for theme in [Theme::DARK, Theme::LIGHT] {
            let grounds = [
                ("bg", theme.bg),
                ("panel", theme.panel),
                ("raised", theme.raised),
                ("canvas", theme.canvas),
                ("field", theme.field),
                ("select_bg", theme.select_bg),
            ];
            let words = [
                ("text", theme.text),
                ("muted", theme.muted),
                ("faint", theme.faint),
                ("accent", theme.accent),
                ("run", theme.run),
                ("bad", theme.bad),
                ("warn", theme.warn),
                ("select", theme.select),
                ("guide", theme.guide),
                ("code_keyword", theme.code_keyword),
                ("code_host", theme.code_host),
                ("code_text", theme.code_text),
                ("code_number", theme.code_number),
            ];
            for (ground, under) in grounds {
                for (ink, color) in words {
                    let found = contrast(color, under);
                    assert!(found >= READABLE, "{ink} on {ground}, dark {}: {found:.2}", theme.dark);
                }
            }
            for fill in [theme.accent, theme.run, theme.bad, theme.warn, theme.select, theme.guide] {
                let ground = theme.ground(fill);
                assert!(contrast(ground, theme.on_color) >= READABLE);
                assert!(contrast(ground, theme.panel) >= SEEN, "{ground:?} is seen on a panel, dark {}", theme.dark);
            }
        }
        assert!((contrast(Color32::WHITE, Color32::BLACK) - 21.0).abs() < 0.01);
    }

    #[test]
    fn no_text_font_hides_an_icon() {
        let fonts: [&'static [u8]; 3] = [
            include_bytes!("../assets/fonts/Inter-Regular.otf"),
            include_bytes!("../assets/fonts/Inter-SemiBold.otf"),
            include_bytes!("../assets/fonts/JetBrainsMono-Regular.ttf"),
        ];
        for font in fonts {
            let ctx = egui::Context::default();
            let mut definitions = FontDefinitions::empty();
            definitions.font_data.insert("one".to_owned(), Arc::new(FontData::from_static(font)));
            definitions.families.insert(FontFamily::Proportional, vec!["one".to_owned()]);
            definitions.families.insert(FontFamily::Monospace, vec!["one".to_owned()]);
            ctx.set_fonts(definitions);
            ctx.begin_pass(egui::RawInput::default());
            let private =
                ('\u{e000}'..='\u{f8ff}').find(|c| ctx.fonts_mut(|fonts| fonts.has_glyph(&regular(13.0), *c)));
            let letter = ctx.fonts_mut(|fonts| fonts.has_glyph(&regular(13.0), 'ä'));
            ctx.end_pass().textures_delta.clear();
            assert_eq!(private, None);
            assert!(letter);
        }
    }

    #[test]
    fn signs_in_code_are_not_joined() {
        let ctx = egui::Context::default();
        install_fonts(&ctx);
        // Fonts count from the next frame on.
        for pass in 0..2 {
            ctx.begin_pass(egui::RawInput::default());
            // At this size letters begin on whole pixels, so that the same sign is the same picture.
            let shape = |text: &str, at: usize| {
                let galley = ctx.fonts_mut(|fonts| fonts.layout_no_wrap(text.to_owned(), mono(10.0), Color32::WHITE));
                galley.rows[0].glyphs[at].uv_rect
            };
            let pairs = [(shape("[", 0), shape("#[", 1)), (shape("=", 0), shape("~=", 1))];
            ctx.end_pass().textures_delta.clear();
            if pass == 1 {
                assert!(pairs.iter().all(|(alone, joined)| alone == joined), "{pairs:?}");
            }
        }
    }
}
