//! The lamp of the toolbar while an app runs: how its connections are, all in one, and each in the list behind it.

use egui::accesskit::Role;
use egui::{Align, Color32, CornerRadius, Layout, Popup, PopupCloseBehavior, RichText, Sense, StrokeKind, Ui};
use egui::{WidgetInfo, pos2, vec2};

use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::view::View;
use crate::i18n::Lang;
use crate::model::connection::Connection;
use crate::model::run::Status;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// The connections that the running app uses, each with its state; empty where it uses none.
pub(super) fn used<'a>(view: &View<'a>) -> Vec<(&'a Connection, &'a Status)> {
    if view.run().is_none() {
        return Vec::new();
    }
    let connections = view.editor.project().connections.iter();
    let statuses = &view.data.statuses;
    connections
        .filter_map(|connection| Some((connection, statuses.get(&connection.id)?)))
        .filter(|(_, status)| !matches!(status, Status::Idle))
        .collect()
}

/// How bad a state is: the lamp shows the worst.
fn rank(status: &Status) -> u8 {
    match status {
        Status::Connected => 0,
        Status::Idle | Status::Disconnected => 1,
        Status::Connecting { .. } => 2,
        Status::Retrying { .. } => 3,
        Status::Failed(_) => 4,
    }
}

fn color(status: &Status, theme: &Theme) -> Color32 {
    match status {
        Status::Connected => theme.run,
        Status::Idle | Status::Disconnected => theme.faint,
        Status::Connecting { .. } | Status::Retrying { .. } => theme.warn,
        Status::Failed(_) => theme.bad,
    }
}

/// The name of the only connection, or how many are how: `2 von 3 verbunden`.
fn words(used: &[(&Connection, &Status)], lang: Lang) -> String {
    if let [(connection, _)] = used {
        return connection.shown_name(lang).to_owned();
    }
    let connected = used.iter().filter(|(_, status)| matches!(status, Status::Connected)).count();
    match lang {
        Lang::De => format!("{connected} von {} verbunden", used.len()),
        Lang::En => format!("{connected} of {} connected", used.len()),
    }
}

/// Draws it; a click lists the connections.
pub(super) fn lamp_ui(
    ui: &mut Ui,
    view: &View<'_>,
    out: &mut Outbox,
    (used, with_words): (&[(&Connection, &Status)], bool),
) {
    let theme = Theme::current(ui);
    let Some((_, worst)) = used.iter().max_by_key(|(_, status)| rank(status)) else { return };
    let words = words(used, view.lang);
    let spoken = format!("{words}: {}", say::status(worst, view.lang));
    let shown = if with_words { words.as_str() } else { "" };
    let galley = widgets::elided(ui, shown, theme::regular(13.0), theme.muted, 220.0);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 36.0, theme::BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    if response.hovered() || response.has_focus() {
        ui.painter().rect(rect, CornerRadius::same(6), theme.raised, theme.border(), StrokeKind::Inside);
    }
    widgets::lamp_at(ui, pos2(rect.left() + 14.0, rect.center().y), color(worst, &theme));
    ui.painter().galley(pos2(rect.left() + 25.0, rect.center().y - galley.size().y / 2.0), galley, theme.muted);
    Popup::menu(&response).close_behavior(PopupCloseBehavior::CloseOnClick).show(|ui| {
        ui.set_width(340.0);
        for (connection, status) in used {
            let name = connection.shown_name(view.lang);
            let row = ui.with_layout(Layout::top_down(Align::Min), |ui| {
                let row = widgets::TreeRow::new(name).lamp(color(status, &theme)).show(ui);
                ui.indent(("state", &connection.id), |ui| {
                    ui.label(RichText::new(say::status(status, view.lang)).size(12.0).color(theme.muted));
                });
                row
            });
            if row.inner.clicked() {
                out.push(Command::OpenDialog(Dialog::EditConnection(Some(connection.id.clone()))));
            }
        }
    });
    response.on_hover_text(spoken);
}
