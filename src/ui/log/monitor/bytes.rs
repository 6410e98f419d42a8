//! A value that is no text: offset, bytes, and the letters among them, and what can be copied of it.
//!
//! Only the rows in view are drawn.

use egui::text::LayoutJob;
use egui::{Frame, Label, Margin, ScrollArea, Ui};

use super::value;
use crate::editor::monitor::topic::TopicValue;
use crate::editor::request::Request;
use crate::i18n::{Lang, count_text, t};
use crate::model::payload::base64_text;
use crate::model::source::table::hex;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, dump_line};

const ROW: f32 = 18.0;
const SIDE: i8 = 12;

/// Draws it.
pub(super) fn bytes_ui(ui: &mut Ui, lang: Lang, entry: &TopicValue, raw: &[u8], out: &mut Outbox) {
    let side = Margin { left: SIDE, right: SIDE, top: 4, bottom: 6 };
    Frame::NONE.inner_margin(side).show(ui, |ui| {
        let count = count_text(entry.bytes as u64, lang);
        let words = match (entry.is_cut(), lang) {
            (false, Lang::De) => format!("{count} Bytes, kein Text (UTF-8)"),
            (false, Lang::En) => format!("{count} bytes, no text (UTF-8)"),
            (true, Lang::De) => format!("{count} Bytes, kein Text (UTF-8), gekürzt"),
            (true, Lang::En) => format!("{count} bytes, no text (UTF-8), shortened"),
        };
        ui.spacing_mut().item_spacing.y = 6.0;
        widgets::remark(ui, &words);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            if widgets::tool_button(ui, "copy", t("Hex kopieren", "Copy hex").get(lang)).clicked() {
                out.push(Request::CopyText(hex(raw)));
            }
            if widgets::tool_button(ui, "copy", t("Base64 kopieren", "Copy Base64").get(lang)).clicked() {
                out.push(Request::CopyText(base64_text(raw)));
            }
        });
    });
    rows_ui(ui, raw);
}

fn rows_ui(ui: &mut Ui, raw: &[u8]) {
    let theme = Theme::current(ui);
    let letter = ui.fonts_mut(|fonts| fonts.glyph_width(&theme::mono(12.5), '0'));
    // Offset, three characters a byte, and the letters.
    let wide = letter * (6 + 16 * 4 + 5) as f32 + 2.0 * f32::from(SIDE);
    let per_row = if ui.available_width() >= wide { 16 } else { 8 };
    let rows = raw.len().div_ceil(per_row);
    ui.spacing_mut().item_spacing.y = 0.0;
    ScrollArea::both().id_salt("bytes").auto_shrink(false).show_rows(ui, ROW, rows, |ui, seen| {
        Frame::NONE.inner_margin(Margin { left: SIDE, right: SIDE, top: 0, bottom: 0 }).show(ui, |ui| {
            for (i, row) in raw.chunks(per_row).enumerate().skip(seen.start).take(seen.len()) {
                let [offset, bytes, letters] = dump_line(i * per_row, row, per_row);
                let mut job = LayoutJob::default();
                job.wrap.max_width = f32::INFINITY;
                value::append(&mut job, &format!("{offset}  "), theme.faint);
                value::append(&mut job, &format!("{bytes}  "), theme.text);
                value::append(&mut job, &letters, theme.muted);
                ui.add(Label::new(job).selectable(true).extend());
            }
        });
    });
}
