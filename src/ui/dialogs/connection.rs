//! The fields of a connection: in its own dialog, and inside that of a new data source.
//!
//! What everybody needs comes first; TLS and certificates appear where they are asked for, the rest under *Erweitert*.

mod advanced;
mod card;
pub(in crate::ui) mod lan;
mod login;
mod security;
mod setting;
mod trial;

use egui::{RichText, Ui, vec2};

use super::draft::Draft;
use super::draft::check::{Field, Flaw};
use super::{Answer, Buttons, Frame, Look, cancel, row, tall_modal_ui};
use crate::editor::once::LastSeen;
use crate::editor::personal::PersonalCommand;
use crate::editor::request::Request;
use crate::editor::trial::{Attempt, CertificatesRead};
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::model::certificate::Role;
use crate::model::connection::{Connection, SettingDef, Transport, rows};
use crate::model::edit::Edit;
use crate::model::id::ConnectionId;
use crate::model::password::{Password, Secret, Secrets};
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

pub(super) use self::setting::unit_ui;
pub(super) use self::trial::{STRIP, TrialLine as Trial, test_button, trial_line};

/// Width of a dialog with these fields.
pub(super) const WIDTH: f32 = 600.0;
/// Least height of their part of the dialog: the fields that most people need.
pub(super) const HEIGHT: f32 = 230.0;
/// Height of the fields of a new connection before anything was filled in: four rows.
pub(super) const ROOM: f32 = 4.0 * theme::ROW + 3.0 * 6.0 + 2.0;

/// How MQTT can travel, in the order of the list.
const WAYS: [(Transport, bool); 4] =
    [(Transport::Tcp, false), (Transport::Tcp, true), (Transport::WebSocket, false), (Transport::WebSocket, true)];

/// What stands in the fields, and what came of it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is about another part of the dialog")]
pub(super) struct ConnectionForm {
    pub(super) draft: Draft,
    /// Whether it exists already.
    existing: bool,
    /// It is one of the user's.
    personal: bool,
    /// The local broker for other devices.
    lan: lan::SharingDraft,
    /// The settings that the trial on show belongs to.
    tried: Option<(Connection, Secrets)>,
    advanced: bool,
    /// The host takes the focus as soon as it is drawn.
    pub(super) begins: bool,
    /// A button that needs complete fields was pressed: from now on unfinished fields are flaws.
    pub(super) strict: bool,
    /// *Nicht prüfen* was chosen and not confirmed yet.
    doubting: bool,
    /// The certificate files that were asked for last.
    asked: Option<(Connection, Secrets)>,
    /// What they say; of the files before, until the answer comes.
    read: Option<CertificatesRead>,
    /// The last chosen file that was taken over.
    chosen: LastSeen,
    /// A file was to be chosen, and this system has no dialog for it.
    no_dialog: Option<Role>,
}

impl ConnectionForm {
    /// The fields of a connection, or of a new one.
    pub(super) fn new(view: &View<'_>, id: Option<&ConnectionId>) -> Self {
        let project = view.editor.project();
        let old = id.and_then(|id| project.connection(id));
        let draft = old.map_or_else(|| Draft::new(project, view.lang), Draft::of);
        Self {
            draft,
            existing: old.is_some(),
            personal: false,
            lan: lan::SharingDraft::of(&view.data.sharing),
            tried: None,
            advanced: false,
            begins: false,
            strict: false,
            doubting: false,
            asked: None,
            read: None,
            chosen: view.data.chosen.seen(),
            no_dialog: None,
        }
    }

    /// The fields of one of the user's connections.
    pub(super) fn of_user(view: &View<'_>, id: &ConnectionId) -> Self {
        let blank = Self::new(view, None);
        match view.data.personal.iter().find(|connection| connection.id == *id) {
            Some(connection) => Self { draft: Draft::of(connection), existing: true, personal: true, ..blank },
            None => blank,
        }
    }

    /// What taking a certificate out of its file is called.
    fn embed_text(&self) -> Text {
        if self.personal {
            t("In die Verbindung übernehmen", "Take into the connection")
        } else {
            t("Ins Projekt übernehmen", "Take into the project")
        }
    }

    /// Where a certificate without a file is.
    fn embedded_text(&self) -> Text {
        if self.personal {
            t("In der Verbindung gespeichert", "Stored in the connection")
        } else {
            t("Im Projekt gespeichert", "Stored in the project")
        }
    }

    /// Whether a password is stored for it.
    fn has_password(&self, view: &View<'_>) -> bool {
        let with = if self.personal { &view.data.personal_passwords } else { &view.data.passwords };
        self.existing && with.contains(&self.draft.id)
    }

    fn attempt(&self, connection: Connection, secrets: Secrets) -> Attempt {
        Attempt { connection: Box::new(connection), secrets, personal: self.personal }
    }

    /// Tries the settings.
    fn test(&mut self, out: &mut Outbox) {
        self.draft.read_address();
        let (connection, secrets) = (self.draft.connection(), self.draft.secrets());
        self.tried = Some((connection.clone(), secrets.clone()));
        out.push(Request::TestConnection(self.attempt(connection, secrets)));
    }

    /// Keeps outside the project what was typed and must not stand in it.
    pub(super) fn push_secrets(&self, out: &mut Outbox) {
        let Secrets { password, passphrase, key } = self.draft.secrets();
        let id = &self.draft.id;
        if !password.is_empty() {
            out.push(Request::SetPassword(id.clone(), password));
        }
        for (kind, secret) in [(Secret::Passphrase, passphrase), (Secret::Key, key)] {
            if !secret.is_empty() {
                out.push(Request::SetSecret(id.clone(), kind, secret));
            }
        }
    }

    /// Takes over a file that was chosen, and has files read that are named anew.
    fn follow(&mut self, view: &View<'_>, out: &mut Outbox) {
        if let Some(chosen) = view.data.chosen.unseen(&mut self.chosen) {
            match &chosen.file {
                Some(file) => self.choose(chosen.role, file),
                None => self.no_dialog = Some(chosen.role),
            }
        }
        let wanted = self.draft.certificates();
        if wanted != self.asked {
            self.asked.clone_from(&wanted);
            if let Some((connection, secrets)) = wanted.clone() {
                out.push(Request::ReadCertificates(self.attempt(connection, secrets)));
            }
        }
        let Some((connection, secrets)) = wanted else {
            self.read = None;
            return;
        };
        let answer =
            view.data.certificates.as_ref().filter(|read| read.connection == connection && read.secrets == secrets);
        if answer.is_some() && self.read.as_ref() != answer {
            self.read = answer.cloned();
        }
    }

    fn choose(&mut self, role: Role, file: &str) {
        let draft = &mut self.draft;
        match role {
            Role::Ca => {
                draft.values.set(&rows::CA_FILE, file);
                draft.values.set(&rows::CA_PEM, "");
            }
            Role::Certificate => {
                draft.values.set(&rows::CERTIFICATE_FILE, file);
                draft.values.set(&rows::CERTIFICATE_PEM, "");
            }
            Role::Key => {
                draft.values.set(&rows::KEY_FILE, file);
                draft.key = Password::default();
            }
        }
        self.no_dialog = None;
    }

    /// Everything that is wrong.
    fn flaws(&self, frame: Frame<'_>) -> Vec<Flaw> {
        let others = if self.personal { &frame.view.data.personal } else { &frame.view.editor.project().connections };
        let mut flaws = self.draft.flaws(others, frame.lang);
        if self.draft.is_local() {
            flaws.extend(self.lan.flaw(frame.lang));
        }
        flaws
    }

    /// What is wrong with this field, where it is to be said yet.
    fn flaw<'a>(&self, flaws: &'a [Flaw], field: Field) -> Option<&'a str> {
        let flaw = flaws.iter().find(|flaw| flaw.field == field && (self.strict || !flaw.unfinished));
        flaw.map(|flaw| flaw.sentence.as_str())
    }

    /// A button that needs complete fields was pressed, but they are not.
    pub(super) fn show_flaws(&mut self, flaws: &[Flaw]) {
        self.strict = true;
        self.advanced |= flaws.iter().any(|flaw| flaw.field.is_advanced());
    }
}

/// Draws the dialog of one connection; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut ConnectionForm, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    form.follow(frame.view, out);
    let (title, primary) = if form.personal {
        (t("Persönliche Verbindung bearbeiten", "Edit personal connection"), t("Speichern", "Save"))
    } else if form.existing {
        (t("Verbindung bearbeiten", "Edit connection"), t("Speichern", "Save"))
    } else {
        (t("Neue MQTT-Verbindung", "New MQTT connection"), t("Anlegen", "Create"))
    };
    let buttons = Buttons { primary: primary.get(lang), cancel: Some(cancel(lang)), ready: true };
    let look = Look { title: title.get(lang), width: WIDTH, lang, height: HEIGHT, strip: STRIP };
    let trial = Trial::of(frame, form);
    let mut test = false;
    let answer = tall_modal_ui(
        ui,
        look,
        &buttons,
        |ui| {
            let flaws = form.flaws(frame);
            name_ui(ui, frame, form, &flaws);
            fields_ui(ui, frame, form, &flaws, out);
        },
        |ui| trial.ui(ui, lang),
        |ui| test = test_button(ui, lang),
    );
    finish(frame, form, out, &answer, test)
}

fn finish(frame: Frame<'_>, form: &mut ConnectionForm, out: &mut Outbox, answer: &Answer, test: bool) -> bool {
    if test {
        test_if_complete(form, frame.lang, out);
    }
    if !answer.submit {
        return answer.close;
    }
    form.draft.read_address();
    let flaws = form.flaws(frame);
    if !flaws.is_empty() {
        form.show_flaws(&flaws);
        return answer.close;
    }
    let connection = form.draft.connection();
    if form.personal {
        out.push(Request::Personal(PersonalCommand::Change(Box::new(connection), form.draft.secrets())));
        return true;
    }
    if !form.existing {
        out.edit(Edit::AddConnection(connection));
    } else if frame.view.editor.project().connection(&connection.id) != Some(&connection) {
        out.edit(Edit::SetConnection(connection));
    }
    form.push_secrets(out);
    if form.draft.is_local() {
        form.lan.push(out);
    }
    true
}

/// Tries the settings, or shows what is missing.
pub(super) fn test_if_complete(form: &mut ConnectionForm, lang: Lang, out: &mut Outbox) {
    let flaws = form.draft.settings_flaws(lang);
    if flaws.is_empty() {
        form.test(out);
    } else {
        form.show_flaws(&flaws);
    }
}

/// Has files read and takes them over; for dialogs that show these fields among others.
pub(super) fn follow(form: &mut ConnectionForm, view: &View<'_>, out: &mut Outbox) {
    form.follow(view, out);
}

fn name_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ConnectionForm, flaws: &[Flaw]) {
    let label = t("Name", "Name").get(frame.lang);
    let flaw = form.flaw(flaws, Field::Name);
    row(ui, label, |ui| {
        let response = Input::new(label).flaw(flaw).show(ui, &mut form.draft.name);
        if frame.fresh {
            widgets::focus_all(ui, &response);
        }
    });
}

/// Everything but the name.
pub(super) fn fields_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ConnectionForm, flaws: &[Flaw], out: &mut Outbox) {
    if form.draft.is_local() {
        local_ui(ui, frame);
        ui.add_space(4.0);
        let flaw = form.flaw(flaws, Field::LanPassword);
        lan::lan_ui(ui, frame, &mut form.lan, flaw, out);
        return;
    }
    for row in form.draft.kind.rows.iter().filter(|row| !row.section.is_advanced()) {
        row_ui(ui, frame, form, row, flaws, out);
    }
    advanced::advanced_ui(ui, frame, form, flaws, out);
}

fn local_ui(ui: &mut Ui, frame: Frame<'_>) {
    let theme = Theme::current(ui);
    let text = match (frame.view.data.local_port, frame.lang) {
        (Some(port), Lang::De) => format!("Der eingebaute Broker hört auf 127.0.0.1:{port}."),
        (Some(port), Lang::En) => format!("The built-in broker listens on 127.0.0.1:{port}."),
        (None, Lang::De) => "Der eingebaute Broker ist bereit: Er startet mit der ersten Verbindung.".to_owned(),
        (None, Lang::En) => "The built-in broker is ready: it starts with the first connection.".to_owned(),
    };
    ui.label(RichText::new(text).color(theme.muted));
}

/// Draws a setting where it has a meaning, with what belongs to it. Those that are not as all others have a drawing of
/// their own; everything else follows from the row.
fn row_ui(
    ui: &mut Ui,
    frame: Frame<'_>,
    form: &mut ConnectionForm,
    def: &'static SettingDef,
    flaws: &[Flaw],
    out: &mut Outbox,
) {
    if def.part || !def.is_meant(&form.draft.values) {
        return;
    }
    let lang = frame.lang;
    let is = |row: &SettingDef| def.key == row.key;
    if is(&rows::HOST) {
        host_ui(ui, lang, form, flaws);
    } else if is(&rows::TRANSPORT) {
        transport_ui(ui, lang, form);
    } else if is(&rows::TRUST) {
        security::security_ui(ui, frame, form, flaws, out);
    } else if is(&rows::LOGIN) {
        login::login_ui(ui, frame, form, flaws, out);
    } else if is(&rows::CLIENT_ID) {
        advanced::client_id_ui(ui, lang, form);
    } else if is(&rows::SESSION) {
        advanced::session_ui(ui, lang, form, flaws);
    } else if is(&rows::OFFLINE) {
        advanced::offline_ui(ui, lang, form, flaws);
    } else if let Some(note) = rows::NOTES.into_iter().find(|note| is(&note.topic)) {
        advanced::note_ui(ui, lang, form, note, flaws);
    } else {
        let flaw = form.flaw(flaws, Field::Setting(def));
        setting::setting_ui(ui, lang, &mut form.draft.values, def, flaw);
    }
}

/// A field of this width inside a row of several.
pub(super) fn narrow(ui: &mut Ui, width: f32, input: Input<'_>, text: &mut String) -> egui::Response {
    let layout = egui::Layout::left_to_right(egui::Align::Center);
    ui.allocate_ui_with_layout(vec2(width, theme::ROW), layout, |ui| {
        ui.set_max_width(width);
        input.show(ui, text)
    })
    .inner
}

fn host_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm, flaws: &[Flaw]) {
    const PORT_WIDTH: f32 = 72.0;
    const PORT_LABEL: f32 = 34.0;
    let [bad_host, bad_port] = [&rows::HOST, &rows::PORT].map(|row| form.flaw(flaws, Field::Setting(row)));
    let hint = rows::HOST.hint.get(lang);
    row(ui, "Host", |ui| {
        let theme = Theme::current(ui);
        let response = ui
            .horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 8.0;
                let width = ui.available_width() - PORT_WIDTH - PORT_LABEL - 16.0;
                let input = Input::new("Host").hint(hint).flaw(bad_host);
                let response = narrow(ui, width, input, form.draft.values.text_mut(&rows::HOST));
                ui.add_sized(vec2(PORT_LABEL, theme::ROW), egui::Label::new(RichText::new("Port").color(theme.muted)));
                narrow(ui, PORT_WIDTH, Input::new("Port").flaw(bad_port), form.draft.values.text_mut(&rows::PORT));
                response
            })
            .inner;
        if std::mem::take(&mut form.begins) {
            response.request_focus();
        }
        let pasted = ui.input(|input| input.events.iter().any(|event| matches!(event, egui::Event::Paste(_))));
        if response.lost_focus() || (response.changed() && pasted) {
            form.draft.read_address();
        }
    });
}

fn transport_ui(ui: &mut Ui, lang: Lang, form: &mut ConnectionForm) {
    let label = rows::TRANSPORT.label.get(lang);
    let chosen = form.draft.way();
    row(ui, label, |ui| {
        let color = Theme::current(ui).text;
        let shown = chosen.0.way(chosen.1).get(lang);
        widgets::choice_field(ui, label, (shown, color), |ui| {
            for way in WAYS {
                if ui.selectable_label(way == chosen, way.0.way(way.1).get(lang)).clicked() {
                    form.draft.values.set_way(way.0, way.1);
                }
            }
        });
    });
}
