//! The log.

use egui::accesskit::Role;
use egui::{CursorIcon, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::clock::time_of_day;
use super::problems::place_words;
use super::row::Row;
use crate::editor::command::Command;
use crate::editor::sentence::LogLine;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::excerpt;
use crate::model::place::Place;
use crate::model::run::Level;
use crate::ui::Outbox;
use crate::ui::theme::{self, PAD, Theme};
use crate::ui::widgets;

const ROW: f32 = 22.0;

/// Draws it: the newest line at the bottom, and in sight unless the user has scrolled away.
pub(super) fn lines_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    if view.data.log.is_empty() {
        let words = t("Hier steht, was beim Ausführen geschieht.", "What happens while the app runs appears here.");
        widgets::empty_state(ui, words.get(view.lang), None);
        return;
    }
    let area = ScrollArea::vertical().id_salt("log").auto_shrink(false).stick_to_bottom(true);
    area.show_rows(ui, ROW, view.data.log.len(), |ui, rows| {
        for (i, line) in view.data.log.iter().enumerate().skip(rows.start).take(rows.len()) {
            ui.push_id(i, |ui| line_ui(ui, view, out, line));
        }
    });
}

fn line_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, line: &LogLine) {
    let theme = Theme::current(ui);
    let leads = line.place != Place::Project;
    let sense = if leads { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), sense);
    let spoken = || excerpt::shortened(line.text.get(view.lang), excerpt::SENTENCE, view.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, spoken()));
    if leads && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, 0.0, theme.raised);
    }
    let y = rect.center().y;
    let mut x = rect.left() + PAD;
    let time = widgets::elided(ui, &time_of_day(line.at_ms, view.lang), theme::mono(12.0), theme.faint, 120.0);
    let width = time.size().x;
    ui.painter().galley(pos2(x, y - time.size().y / 2.0), time, theme.faint);
    x += width + 14.0;
    let (icon, color, text_color) = match line.level {
        Level::Info => ("info", theme.faint, theme.text),
        Level::Warning => ("triangle-alert", theme.warn, theme.text),
        Level::Error => ("circle-x", theme.bad, theme.bad),
    };
    widgets::icon_at(ui, pos2(x + 7.0, y), icon, 14.0, color);
    x += 22.0;
    let place_text = if leads { place_words(view, &line.place) } else { String::new() };
    let room = rect.right() - PAD - x;
    let row = Row { left: x, y, room, kept: 0.0 };
    let cut = row.show(ui, (line.text.get(view.lang), text_color), &place_text);
    if leads && response.clicked() {
        out.push(Command::GoTo(line.place.clone()));
    }
    let response = if leads { response.on_hover_cursor(CursorIcon::PointingHand) } else { response };
    if cut {
        let whole = excerpt::shortened(line.text.get(view.lang), excerpt::SENTENCE, view.lang);
        widgets::tip(response, format!("{whole}\n{place_text}").trim_end());
    }
}
