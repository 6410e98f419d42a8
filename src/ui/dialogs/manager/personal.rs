//! The connections of the user in the manager: kept outside all projects, copied into this one or out of it.

use egui::{Label, RichText, Ui};

use super::{ManagerForm, test_button, trial_ui, unchecked_ui};
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::personal::PersonalCommand;
use crate::editor::request::Request;
use crate::editor::trial::Attempt;
use crate::i18n::{Lang, t};
use crate::model::connection::Connection;
use crate::model::edit::Edit;
use crate::model::password::Secrets;
use crate::ui::Outbox;
use crate::ui::dialogs::{Frame, draft, labels, row};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input, TreeRow};

/// Draws their list.
pub(super) fn list_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ManagerForm) {
    widgets::section(ui, labels::PERSONAL.get(frame.lang));
    for connection in &frame.view.data.personal {
        let address = labels::address(connection, None);
        let selected = form.personal && form.chosen.as_ref() == Some(&connection.id);
        let row = TreeRow::new(&connection.name).icon("cable").hint(&address).selected(selected);
        if row.show(ui).clicked() {
            form.choose(&connection.id, true);
        }
    }
    if frame.view.data.personal.is_empty() {
        let remark = t(
            "Noch keine. Eine Verbindung auswählen und zu den persönlichen kopieren, dann steht sie in jedem Projekt \
             bereit.",
            "None yet. Select a connection and copy it to the personal ones: then every project can have it.",
        );
        let margin = egui::Margin { left: 14, right: 10, top: 0, bottom: 0 };
        egui::Frame::NONE.inner_margin(margin).show(ui, |ui| widgets::remark(ui, remark.get(frame.lang)));
    }
}

/// Copies a connection of the project to the user's.
pub(super) fn keep_button(ui: &mut Ui, frame: Frame<'_>, connection: &Connection, out: &mut Outbox) {
    let known = frame.view.data.personal.iter().any(|other| other.id == connection.id);
    let (text, tip) = if known {
        (
            t("Persönliche aktualisieren", "Update personal one"),
            t(
                "Die persönliche Verbindung wird so wie diese, samt Passwort",
                "The personal connection becomes like this one, with its password",
            ),
        )
    } else {
        (
            t("Zu den persönlichen", "To the personal ones"),
            t(
                "Kopiert die Verbindung samt Passwort, damit andere Projekte sie übernehmen können",
                "Copies the connection with its password, so that other projects can take it",
            ),
        )
    };
    let button = widgets::tool_button(ui, "user", text.get(frame.lang)).on_hover_text(tip.get(frame.lang));
    if button.clicked() {
        out.push(Request::Personal(PersonalCommand::Keep(Box::new(connection.clone()))));
    }
}

/// Draws the chosen one.
pub(super) fn details_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ManagerForm, out: &mut Outbox) {
    let (theme, lang) = (Theme::current(ui), frame.lang);
    let chosen = form.chosen.clone();
    let Some(connection) = frame.view.data.personal.iter().find(|connection| Some(&connection.id) == chosen.as_ref())
    else {
        let sentence = t("Links eine Verbindung auswählen", "Select a connection at the left");
        widgets::empty_state(ui, sentence.get(lang), None);
        return;
    };
    ui.label(RichText::new(&connection.name).font(theme::semibold(15.0)).color(theme.text));
    if connection.is_unchecked() {
        unchecked_ui(ui, lang);
    }
    let remark = t(
        "Persönlich: gehört zu keinem Projekt. Ein Projekt bekommt eine eigene Kopie, samt Passwort auf diesem Rechner.",
        "PersonalCommand: belongs to no project. A project gets a copy of its own, with the password on this computer.",
    );
    ui.add(Label::new(RichText::new(remark.get(lang)).size(12.0).color(theme.muted)).wrap());
    ui.add_space(4.0);
    for (label, value) in labels::settings(connection, None, lang) {
        widgets::form_row(ui, label, |ui| ui.label(RichText::new(value).color(theme.text)));
    }
    ui.add_space(4.0);
    if form.renaming.is_some() {
        rename_ui(ui, lang, form, connection, out);
    } else if form.asking {
        delete_ui(ui, lang, form, connection, out);
    } else {
        actions_ui(ui, frame, form, connection, out);
        trial_ui(ui, frame, form, connection);
    }
}

fn actions_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ManagerForm, connection: &Connection, out: &mut Outbox) {
    let lang = frame.lang;
    ui.horizontal_wrapped(|ui| {
        if widgets::tool_button(ui, "download", t("Ins Projekt übernehmen", "Take into project").get(lang)).clicked() {
            let copy = draft::copy_for(frame.view.editor.project(), connection);
            let id = copy.id.clone();
            out.edit(Edit::AddConnection(copy));
            out.push(Request::Personal(PersonalCommand::GiveSecrets(connection.id.clone(), id.clone())));
            form.choose(&id, false);
        }
        if widgets::tool_button(ui, "pencil", t("Bearbeiten …", "Edit…").get(lang)).clicked() {
            out.push(Command::OpenDialog(Dialog::EditPersonal(connection.id.clone())));
        }
        if test_button(ui, lang) {
            form.tried = Some(connection.clone());
            // No password typed here: whoever tries it takes the stored one.
            let (connection, secrets) = (Box::new(connection.clone()), Secrets::default());
            out.push(Request::TestConnection(Attempt { connection, secrets, personal: true }));
        }
        if widgets::tool_button(ui, "text-cursor-input", t("Umbenennen", "Rename").get(lang)).clicked() {
            form.renaming = Some(connection.name.clone());
        }
        if widgets::tool_button(ui, "copy-plus", t("Duplizieren", "Duplicate").get(lang)).clicked() {
            let copy = draft::duplicate(&frame.view.data.personal, connection);
            form.choose(&copy.id, true);
            out.push(Request::Personal(PersonalCommand::Duplicate(connection.id.clone(), Box::new(copy))));
        }
        if widgets::tool_button(ui, "trash-2", t("Löschen", "Delete").get(lang)).clicked() {
            form.asking = true;
        }
    });
}

fn rename_ui(ui: &mut Ui, lang: Lang, form: &mut ManagerForm, connection: &Connection, out: &mut Outbox) {
    let Some(name) = &mut form.renaming else { return };
    let label = t("Name", "Name").get(lang);
    row(ui, label, |ui| Input::new(label).show(ui, name));
    let name = name.trim().to_owned();
    ui.horizontal(|ui| {
        let save = ui.add_enabled_ui(!name.is_empty(), |ui| {
            widgets::tool_button(ui, "check", t("Name übernehmen", "Apply name").get(lang))
        });
        if save.inner.clicked() {
            out.push(Request::Personal(PersonalCommand::Rename(connection.id.clone(), name)));
            form.renaming = None;
        }
        if widgets::button(ui, t("Abbrechen", "Cancel").get(lang)).clicked() {
            form.renaming = None;
        }
    });
}

/// Asked always: no undo brings it back.
fn delete_ui(ui: &mut Ui, lang: Lang, form: &mut ManagerForm, connection: &Connection, out: &mut Outbox) {
    let theme = Theme::current(ui);
    let sentence = t(
        "Sie und ihr Passwort werden endgültig gelöscht. Projekte behalten ihre Kopien.",
        "It and its password are deleted for good. Projects keep their copies.",
    );
    ui.add(Label::new(RichText::new(sentence.get(lang)).color(theme.bad)).wrap());
    ui.horizontal(|ui| {
        if widgets::tool_button(ui, "trash-2", t("Endgültig löschen", "Delete for good").get(lang)).clicked() {
            out.push(Request::Personal(PersonalCommand::Remove(connection.id.clone())));
            form.asking = false;
            form.chosen = None;
        }
        if widgets::button(ui, t("Behalten", "Keep").get(lang)).clicked() {
            form.asking = false;
        }
    });
}
