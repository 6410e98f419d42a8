//! A connection: name, address, id, who uses it.

use egui::{Ui, vec2};

use super::super::{NameField, State, copy_row, fact_row, name_field, padded, row};
use super::header_ui;
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::edit::Edit;
use crate::model::id::ConnectionId;
use crate::model::reference::uses;
use crate::ui::Outbox;
use crate::ui::dialogs::labels;
use crate::ui::widgets;

/// Draws it; `false` where the connection is gone.
pub(in super::super) fn connection_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    id: &ConnectionId,
) -> bool {
    let project = view.editor.project();
    let Some(connection) = project.connection(id) else { return false };
    let lang = view.lang;
    let key = format!("connection/{id}");
    header_ui(ui, &key, "cable", connection.shown_name(lang), t("MQTT-Verbindung", "MQTT connection").get(lang));
    widgets::section(ui, t("Allgemein", "General").get(lang));
    let label = t("Name", "Name").get(lang);
    row(ui, &format!("{key}/name"), label, |ui| {
        if let Some(name) = name_field(
            ui,
            state,
            &NameField { key: &key, label, current: connection.shown_name(lang), title: false },
            out,
        ) {
            out.edit_merged(Edit::Rename(id.clone().into(), name), key.clone());
        }
    });
    for (i, (label, value)) in labels::settings(connection, view.data.local_port, lang).into_iter().enumerate() {
        fact_row(ui, &format!("{key}/fact/{i}"), label, &value);
    }
    fact_row(ui, &format!("{key}/status"), t("Zustand", "Status").get(lang), &labels::status(view, id));
    copy_row(ui, &format!("{key}/id"), "ID", id.as_str(), lang, out);
    padded(ui, &format!("{key}/buttons"), |ui| {
        ui.add_space(6.0);
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
            if widgets::tool_button(ui, "pencil", t("Bearbeiten …", "Edit…").get(lang)).clicked() {
                out.push(Command::OpenDialog(Dialog::EditConnection(Some(id.clone()))));
            }
            if widgets::button(ui, t("Verbindungen …", "Connections…").get(lang)).clicked() {
                out.push(Command::OpenDialog(Dialog::Connections));
            }
        });
    });
    widgets::section(ui, t("Verwendet von", "Used by").get(lang));
    let places = uses(project, &[id.clone().into()]);
    if places.is_empty() {
        padded(ui, &format!("{key}/unused"), |ui| {
            widgets::remark(ui, t("Noch nichts verwendet sie", "Nothing uses it yet").get(lang));
        });
    }
    for place in places {
        let (icon, label) = labels::place(project, &place, lang);
        if widgets::TreeRow::new(&label).icon(icon).show(ui).clicked() {
            out.push(Command::GoTo(place));
        }
    }
    true
}
