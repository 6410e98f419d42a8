//! What stands in place of an editor where a text is too long to be edited without holding up the window.

use egui::accesskit::Role;
use egui::{Align2, RichText, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::code::{CODE_LINE, lua_job};
use super::text::elided;
use super::{link, tool_button};
use crate::i18n::{Lang, t};
use crate::model::excerpt::{self, shortened_words};
use crate::player::paint::bytes_in;
use crate::ui::theme::{self, Theme};

/// Room for the line numbers, in points.
const GUTTER: f32 = 62.0;

/// A long script to read: only the lines in view are laid out, and of each what fits.
pub fn long_code(ui: &mut Ui, name: &str, text: &str) {
    let theme = Theme::current(ui);
    ui.painter().rect_filled(ui.max_rect(), 0.0, theme.canvas);
    let area = ScrollArea::vertical().id_salt(name).auto_shrink(false);
    let lines = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    area.show_rows(ui, CODE_LINE, lines, |ui, rows| {
        for (number, line) in text.split('\n').enumerate().skip(rows.start).take(rows.len()) {
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), CODE_LINE), Sense::hover());
            let right = pos2(rect.left() + GUTTER - 14.0, rect.center().y);
            ui.painter().text(right, Align2::RIGHT_CENTER, number + 1, theme::mono(11.5), theme.faint);
            let shown = excerpt::cut(line, bytes_in(rect.width() - GUTTER, &theme::mono(12.5)));
            let galley = ui.fonts_mut(|fonts| fonts.layout_job(lua_job(&theme, &shown)));
            ui.painter().with_clip_rect(rect).galley(pos2(rect.left() + GUTTER, rect.top()), galley, theme.text);
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &*shown));
        }
    });
}

/// Says that a text is too long to be edited here; whether somebody wants it copied.
pub fn too_long_to_edit(ui: &mut Ui, text: &str, lang: Lang) -> bool {
    let theme = Theme::current(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
        let sentence = t("Zu lang, um es hier zu bearbeiten", "Too long to edit here").get(lang);
        let words = format!("{sentence}: {}.", shortened_words(text.len(), lang));
        ui.label(RichText::new(words).color(theme.muted));
        tool_button(ui, "copy", t("Alles kopieren", "Copy all").get(lang)).clicked()
    })
    .inner
}

/// Below a field that shows only the beginning of its text; whether the text is to be thrown away.
pub fn shortened_field(ui: &mut Ui, text: &str, lang: Lang) -> bool {
    let theme = Theme::current(ui);
    ui.horizontal_wrapped(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        let words = shortened_words(text.len(), lang);
        let galley = elided(ui, &words, theme::regular(12.0), theme.faint, ui.available_width());
        ui.label(galley);
        link(ui, t("Leeren", "Clear").get(lang)).clicked()
    })
    .inner
}
