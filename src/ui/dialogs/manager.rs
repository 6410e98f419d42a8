//! The manager of the connections: those of the project and those of the person at the left, the chosen one at the
//! right.

mod personal;

use egui::{Align, Color32, Label, Layout, RichText, ScrollArea, Ui, vec2};

use super::connection::test_button;
use super::{Buttons, Frame, draft, labels, modal_ui};
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::trial::Attempt;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::connection::Connection;
use crate::model::edit::Edit;
use crate::model::id::ConnectionId;
use crate::model::item::Item;
use crate::model::password::Secrets;
use crate::model::place::Place;
use crate::model::reference::uses;
use crate::model::run::Status;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, TreeRow};

const HEIGHT: f32 = 400.0;

/// What is chosen.
#[derive(Debug)]
pub(super) struct ManagerForm {
    chosen: Option<ConnectionId>,
    /// What is chosen is one of the user's connections.
    personal: bool,
    /// The name being typed for it.
    renaming: Option<String>,
    /// The connection that the trial on show belongs to.
    tried: Option<Connection>,
    /// Delete was pressed, though it is in use.
    asking: bool,
}

impl ManagerForm {
    /// Begins with the selected connection, or the first one.
    pub(super) fn new(view: &View<'_>) -> Self {
        let first = || view.editor.project().connections.first().map(|connection| connection.id.clone());
        let selected = view.editor.selection.single().and_then(Item::connection).or_else(first);
        Self { chosen: selected, personal: false, renaming: None, tried: None, asking: false }
    }

    pub(super) fn choose(&mut self, id: &ConnectionId, personal: bool) {
        self.chosen = Some(id.clone());
        self.personal = personal;
        self.renaming = None;
        self.asking = false;
    }
}

/// Colour of a connection's lamp.
fn lamp_color(status: Option<&Status>, theme: &Theme) -> Color32 {
    match status {
        None | Some(Status::Idle | Status::Disconnected) => theme.faint,
        Some(Status::Connecting { .. } | Status::Retrying { .. }) => theme.warn,
        Some(Status::Connected) => theme.run,
        Some(Status::Failed(_)) => theme.bad,
    }
}

/// Draws the dialog; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut ManagerForm, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let buttons = Buttons { primary: t("Schließen", "Close").get(lang), cancel: None, ready: true };
    let title = t("Verbindungen", "Connections").get(lang);
    let mut wanted = None;
    let chosen = form.chosen.clone().map(|id| (form.personal, id));
    let answer = modal_ui(
        ui,
        (title, 860.0, lang),
        &buttons,
        |ui| {
            let height = HEIGHT.min(ui.ctx().content_rect().height() - 190.0);
            let size = vec2(ui.available_width(), height);
            ui.allocate_ui_with_layout(size, Layout::left_to_right(Align::Min), |ui| {
                ui.allocate_ui_with_layout(vec2(250.0, height), Layout::top_down(Align::Min), |ui| {
                    ui.set_min_size(vec2(250.0, height));
                    list_ui(ui, frame, form);
                });
                ui.separator();
                ui.vertical(|ui| {
                    ui.set_min_height(height);
                    let scroll =
                        ScrollArea::vertical().max_height(height).id_salt("details").auto_shrink([false, false]);
                    scroll.show(ui, |ui| {
                        if form.personal {
                            personal::details_ui(ui, frame, form, out);
                        } else {
                            details_ui(ui, frame, form, out);
                        }
                    });
                });
            });
        },
        |ui| {
            if widgets::tool_button(ui, "plus", t("Neue Verbindung …", "New connection…").get(lang)).clicked() {
                wanted = Some(Dialog::EditConnection(None));
            }
            if widgets::tool_button(ui, "file-down", t("Importieren …", "Import…").get(lang)).clicked() {
                wanted = Some(Dialog::ImportConnections);
            }
            if widgets::tool_button(ui, "file-up", t("Exportieren …", "Export…").get(lang)).clicked() {
                wanted = Some(Dialog::ExportConnections(chosen.clone()));
            }
        },
    );
    if let Some(dialog) = wanted {
        out.push(Command::OpenDialog(dialog));
        return false;
    }
    answer.close || answer.submit
}

fn list_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ManagerForm) {
    let theme = Theme::current(ui);
    ScrollArea::vertical().id_salt("connections").show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        widgets::section(ui, t("In diesem Projekt", "In this project").get(frame.lang));
        for connection in &frame.view.editor.project().connections {
            let color = lamp_color(frame.view.data.statuses.get(&connection.id), &theme);
            let address = labels::address(connection, frame.view.data.local_port);
            let selected = !form.personal && form.chosen.as_ref() == Some(&connection.id);
            let mut row = TreeRow::new(connection.shown_name(frame.lang)).lamp(color).selected(selected);
            let unchecked = labels::UNCHECKED.get(frame.lang);
            row =
                if connection.is_unchecked() { row.hint(unchecked).hint_color(theme.warn) } else { row.hint(&address) };
            let response = row.show(ui).on_hover_text(labels::status(frame.view, &connection.id));
            if response.clicked() {
                form.choose(&connection.id, false);
            }
        }
        ui.add_space(10.0);
        personal::list_ui(ui, frame, form);
    });
}

fn details_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ManagerForm, out: &mut Outbox) {
    let project = frame.view.editor.project();
    let connection = form.chosen.as_ref().and_then(|id| project.connection(id));
    let Some(connection) = connection else {
        let sentence = t("Links eine Verbindung auswählen", "Select a connection at the left").get(frame.lang);
        widgets::empty_state(ui, sentence, None);
        return;
    };
    let (theme, lang) = (Theme::current(ui), frame.lang);
    ui.horizontal(|ui| {
        let status = frame.view.data.statuses.get(&connection.id);
        let sentence = labels::status(frame.view, &connection.id);
        widgets::lamp(ui, lamp_color(status, &theme), &sentence);
        ui.label(RichText::new(connection.shown_name(frame.lang)).font(theme::semibold(15.0)).color(theme.text));
    });
    let status = labels::status(frame.view, &connection.id);
    ui.add(Label::new(RichText::new(status).size(12.0).color(theme.muted)).wrap());
    if connection.is_unchecked() {
        unchecked_ui(ui, lang);
    }
    ui.add_space(4.0);
    for (label, value) in labels::settings(connection, frame.view.data.local_port, lang) {
        widgets::form_row(ui, label, |ui| ui.label(RichText::new(value).color(theme.text)));
    }
    widgets::form_row(ui, "ID", |ui| {
        ui.label(RichText::new(connection.id.as_str()).font(theme::mono(12.5)).color(theme.text));
        if widgets::icon_button(ui, "copy", t("ID kopieren", "Copy ID").get(lang)).clicked() {
            out.push(Request::CopyText(connection.id.as_str().to_owned()));
        }
    });
    ui.add_space(4.0);
    let places = uses(project, &[connection.id.clone().into()]);
    actions_ui(ui, frame, form, out, (connection, places.len()));
    trial_ui(ui, frame, form, connection);
    uses_ui(ui, frame, form, out, (connection, &places));
}

/// A warning that stays for as long as it is true.
fn unchecked_ui(ui: &mut Ui, lang: Lang) {
    let theme = Theme::current(ui);
    ui.horizontal(|ui| {
        ui.label(crate::ui::icon::icon("shield-off", theme.warn));
        let text = t("Verschlüsselt, aber der Server wird nicht geprüft", "Encrypted, but the server is not checked");
        ui.add(Label::new(RichText::new(text.get(lang)).size(12.0).color(theme.warn)).wrap());
    });
}

fn actions_ui(
    ui: &mut Ui,
    frame: Frame<'_>,
    form: &mut ManagerForm,
    out: &mut Outbox,
    (connection, uses): (&Connection, usize),
) {
    let lang = frame.lang;
    ui.horizontal_wrapped(|ui| {
        if widgets::tool_button(ui, "pencil", t("Bearbeiten …", "Edit…").get(lang)).clicked() {
            out.push(Command::OpenDialog(Dialog::EditConnection(Some(connection.id.clone()))));
        }
        if test_button(ui, lang) {
            form.tried = Some(connection.clone());
            // No password typed here: whoever tries it takes the stored one.
            let (connection, secrets) = (Box::new(connection.clone()), Secrets::default());
            out.push(Request::TestConnection(Attempt { connection, secrets, personal: false }));
        }
        if !connection.is_local()
            && widgets::tool_button(ui, "copy-plus", t("Duplizieren", "Duplicate").get(lang)).clicked()
        {
            let copy = Connection { id: draft::new_id(frame.view.editor.project()), ..connection.clone() };
            let id = copy.id.clone();
            form.chosen = Some(id.clone());
            out.edit(Edit::AddConnection(copy));
            out.push(Request::CopySecrets(connection.id.clone(), id));
        }
        if !connection.is_local() {
            personal::keep_button(ui, frame, connection, out);
        }
        if widgets::tool_button(ui, "trash-2", t("Löschen", "Delete").get(lang)).clicked() {
            if uses == 0 {
                out.edit(Edit::Remove(vec![connection.id.clone().into()]));
            } else {
                form.asking = true;
            }
        }
    });
}

fn trial_ui(ui: &mut Ui, frame: Frame<'_>, form: &ManagerForm, connection: &Connection) {
    let Some(trial) = frame.view.data.trial.as_ref().filter(|_| form.tried.as_ref() == Some(connection)) else {
        return;
    };
    ui.add_space(4.0);
    ui.horizontal(|ui| super::connection::trial_line(ui, trial, "", frame.lang));
}

fn uses_ui(
    ui: &mut Ui,
    frame: Frame<'_>,
    form: &mut ManagerForm,
    out: &mut Outbox,
    (connection, places): (&Connection, &[Place]),
) {
    let (theme, lang) = (Theme::current(ui), frame.lang);
    ui.add_space(8.0);
    if form.asking && !places.is_empty() {
        let sentence = match (places.len(), lang) {
            (1, Lang::De) => "Eine Stelle verliert damit ihre Verbindung:".to_owned(),
            (1, Lang::En) => "One place loses its connection:".to_owned(),
            (count, Lang::De) => format!("{count} Stellen verlieren damit ihre Verbindung:"),
            (count, Lang::En) => format!("{count} places lose their connection:"),
        };
        ui.label(RichText::new(sentence).color(theme.bad));
        ui.horizontal(|ui| {
            if widgets::tool_button(ui, "trash-2", t("Trotzdem löschen", "Delete anyway").get(lang)).clicked() {
                form.asking = false;
                out.edit(Edit::Remove(vec![connection.id.clone().into()]));
            }
            if widgets::button(ui, t("Behalten", "Keep").get(lang)).clicked() {
                form.asking = false;
            }
        });
    } else {
        ui.label(widgets::section_job(t("Verwendet von", "Used by").get(lang), theme.muted));
    }
    if places.is_empty() {
        widgets::remark(ui, t("Noch nichts verwendet sie", "Nothing uses it yet").get(lang));
    }
    for place in places {
        let (icon, label) = labels::place(frame.view.editor.project(), place, lang);
        if TreeRow::new(&label).icon(icon).show(ui).clicked() {
            out.push(Command::CloseDialog);
            out.push(Command::GoTo(place.clone()));
        }
    }
}
