//! The messages that pass, one after the other.

use std::borrow::Cow;

use egui::accesskit::Role;
use egui::{Rect, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::value::one_line;
use super::{State, mark};
use crate::editor::command::Action;
use crate::editor::monitor::MonitorLine;
use crate::editor::monitor::search::{find, find_all};
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::excerpt;
use crate::model::payload::base64_text;
use crate::model::source::Message;
use crate::model::source::table::hex;
use crate::player::cell::{EMPTY_MESSAGE, bytes_line};
use crate::ui::Outbox;
use crate::ui::log::clock::time_of_day;
use crate::ui::theme::{self, PAD, Theme};
use crate::ui::widgets;

const ROW: f32 = 22.0;
/// The longest piece of a message that is laid out; a row shows less.
const SHOWN: usize = 400;

/// So much of each message is searched, for each picture anew; the tree searches the rest.
const SEARCHED: usize = 64 << 10;

/// Draws it: the newest message at the bottom.
pub(super) fn list_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let needle = state.search.trim().to_lowercase();
    let has = |text: &str| find(excerpt::begin(text, SEARCHED), &needle).is_some();
    let in_row = |row: &Message| has(&row.topic) || has(&message_text(row, view));
    let fits = |line: &&MonitorLine| needle.is_empty() || in_row(&line.row);
    let lines: Vec<&MonitorLine> = view.data.topics.lines.iter().filter(fits).collect();
    if lines.is_empty() {
        empty_ui(ui, view, out, !needle.is_empty());
    } else {
        let area = ScrollArea::vertical()
            .id_salt("monitor")
            .auto_shrink(false)
            .stick_to_bottom(view.data.topics.waiting().is_none());
        area.show_rows(ui, ROW, lines.len(), |ui, rows| {
            for (i, line) in lines.iter().enumerate().skip(rows.start).take(rows.len()) {
                ui.push_id(i, |ui| line_ui(ui, view, state, out, (line, &needle)));
            }
        });
    }
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, filtered: bool) {
    if filtered {
        widgets::empty_state(
            ui,
            t("Keine Nachricht passt zum Filter.", "No message fits the filter.").get(view.lang),
            None,
        );
    } else if view.run().is_some() {
        let words = t("Noch ist keine Nachricht gekommen.", "No message has passed so far.");
        widgets::empty_state(ui, words.get(view.lang), None);
    } else {
        let words = t(
            "Hier steht jede Nachricht, die gesendet oder empfangen wird.",
            "Every message that is sent or received appears here.",
        );
        let start = t("App starten", "Start the app").get(view.lang);
        if widgets::empty_state(ui, words.get(view.lang), Some(start)) {
            out.act(Action::Run);
        }
    }
}

/// What a message says; of one that is no text its bytes.
fn message_text<'a>(row: &'a Message, view: &View<'_>) -> Cow<'a, str> {
    match &row.raw {
        Some(raw) => Cow::Owned(bytes_line(raw, raw.len(), view.lang)),
        None => Cow::Borrowed(&row.message),
    }
}

/// What goes to the clipboard.
fn copy_text(row: &Message) -> Cow<'_, str> {
    row.raw.as_deref().map_or(Cow::Borrowed(row.message.as_str()), |raw| Cow::Owned(hex(raw)))
}

fn line_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, (line, needle): (&MonitorLine, &str)) {
    let theme = Theme::current(ui);
    let row = &line.row;
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let text = message_text(row, view);
    let message = if text.is_empty() { EMPTY_MESSAGE.get(view.lang) } else { &*text };
    response.widget_info(|| {
        let name = format!("{} {}", row.topic, excerpt::cut(message, excerpt::SENTENCE));
        WidgetInfo::labeled(Role::ListItem, true, name)
    });
    let key = (row.at_ms, row.topic.clone());
    let copied = state.copied.as_ref() == Some(&key);
    if copied {
        ui.painter().rect_filled(rect, 0.0, theme.select_bg);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, theme.raised);
    }
    let notes = notes(view, line, copied);
    let wide = rect.width() > 620.0;
    let room = rect.shrink2(vec2(PAD, 0.0));
    let notes_width = if wide { 190.0 } else { 110.0 };
    let topic_left = room.left() + 104.0;
    let message_left = topic_left + (room.width() - 104.0 - notes_width) * 0.34;
    // The message gets all the room that the notes of this line leave.
    let galley = widgets::elided(ui, &notes, theme::mono(12.0), theme.faint, notes_width);
    let notes_left = room.right() - galley.size().x;
    cell(ui, (room.left(), topic_left, rect), (&time_of_day(row.at_ms, view.lang), ""), theme.faint);
    cell(ui, (topic_left, message_left, rect), (&row.topic, needle), theme.text);
    let color = if row.message.is_empty() { theme.faint } else { theme.text };
    let (dots, message) = mark::around(message, needle);
    let message = format!("{dots}{}", one_line(message, SHOWN));
    cell(ui, (message_left, notes_left, rect), (&message, needle), color);
    let at = pos2(room.right() - galley.size().x, rect.center().y - galley.size().y / 2.0);
    ui.painter().galley(at, galley, theme.faint);
    if response.clicked() {
        state.copied = Some(key);
        out.push(Request::CopyText(format!("{} {}", row.topic, copy_text(row))));
    }
    response.context_menu(|ui| {
        if ui.button(t("Topic kopieren", "Copy topic").get(view.lang)).clicked() {
            out.push(Request::CopyText(row.topic.clone()));
            ui.close();
        }
        if ui.button(t("Nachricht kopieren", "Copy message").get(view.lang)).clicked() {
            out.push(Request::CopyText(copy_text(row).into_owned()));
            ui.close();
        }
        if let Some(raw) = &row.raw
            && ui.button(t("Als Base64 kopieren", "Copy as Base64").get(view.lang)).clicked()
        {
            out.push(Request::CopyText(base64_text(raw)));
            ui.close();
        }
    });
}

fn cell(ui: &Ui, (left, right, row): (f32, f32, Rect), (text, needle): (&str, &str), color: egui::Color32) {
    let galley = mark::line(ui, (text, theme::mono(12.0), color), right - left - 12.0, &find_all(text, needle, 20));
    ui.painter().galley(pos2(left, row.center().y - galley.size().y / 2.0), galley, color);
}

/// What stands at the right: the connection where it is not the local broker, `retained`, quality of service.
fn notes(view: &View<'_>, line: &MonitorLine, copied: bool) -> String {
    if copied {
        return t("kopiert", "copied").get(view.lang).to_owned();
    }
    let mut notes = Vec::new();
    if let Some(connection) = view.editor.project().connection(&line.connection).filter(|found| !found.is_local()) {
        notes.push(connection.name.clone());
    }
    if line.row.retained {
        notes.push("retained".to_owned());
    }
    notes.push(format!("QoS {}", line.row.qos));
    notes.join(" · ")
}
