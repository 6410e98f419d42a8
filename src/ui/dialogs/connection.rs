//! The fields of a connection: in its own dialog, and inside that of a new data source.

use egui::{RichText, Ui};

use super::draft::{Draft, Field, Flaw};
use super::{Answer, Buttons, Frame, cancel, modal_ui, row, words};
use crate::editor::command::Command;
use crate::editor::state::{Trial, View};
use crate::i18n::{Lang, t};
use crate::model::connection::{Connection, Login, OfflineRule};
use crate::model::edit::Edit;
use crate::model::id::ConnectionId;
use crate::model::password::Password;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Input};

/// What stands in the fields, and which settings were tried.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) draft: Draft,
    /// Whether it exists already.
    existing: bool,
    /// The settings that the trial on show belongs to.
    tried: Option<(Connection, String)>,
    advanced: bool,
    /// A button that needs complete fields was pressed: from now on flaws are shown.
    pub(super) strict: bool,
}

impl Form {
    /// The fields of a connection, or of a new one.
    pub(super) fn new(view: &View<'_>, id: Option<&ConnectionId>) -> Self {
        let project = view.editor.project();
        let old = id.and_then(|id| project.connection(id));
        let draft = old.map_or_else(|| Draft::new(project, view.lang), Draft::of);
        Self { draft, existing: old.is_some(), tried: None, advanced: false, strict: false }
    }

    /// Tries the settings, where they are complete.
    fn test(&mut self, out: &mut Outbox) {
        self.draft.read_address();
        let (connection, password) = (self.draft.connection(), self.draft.password());
        self.tried = Some((connection.clone(), password.clone()));
        out.push(Command::TestConnection(Box::new(connection), Password::new(&password)));
    }

    /// Keeps the password outside the project, where one was typed.
    pub(super) fn push_password(&self, out: &mut Outbox) {
        let password = self.draft.password();
        if !password.is_empty() {
            out.push(Command::SetPassword(self.draft.id.clone(), Password::new(&password)));
        }
    }
}

/// Draws the dialog of one connection; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut Form, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let (title, primary) = if form.existing {
        (t("Verbindung bearbeiten", "Edit connection"), t("Speichern", "Save"))
    } else {
        (t("Neue MQTT-Verbindung", "New MQTT connection"), t("Anlegen", "Create"))
    };
    let buttons = Buttons { primary: primary.get(lang), cancel: Some(cancel(lang)), ready: true };
    let mut test = false;
    let answer = modal_ui(
        ui,
        (title.get(lang), 520.0, lang),
        &buttons,
        |ui| {
            let flaw = form.draft.flaw(frame.view.editor.project(), lang);
            name_ui(ui, frame, form, flaw.as_ref());
            fields_ui(ui, frame, form, flaw.as_ref(), false);
            trial_ui(ui, frame, form);
        },
        |ui| test = test_button(ui, lang),
    );
    finish(frame, form, out, &answer, test)
}

fn finish(frame: Frame<'_>, form: &mut Form, out: &mut Outbox, answer: &Answer, test: bool) -> bool {
    if test {
        test_if_complete(form, frame.lang, out);
    }
    if !answer.submit {
        return answer.close;
    }
    form.draft.read_address();
    if form.draft.flaw(frame.view.editor.project(), frame.lang).is_some() {
        form.strict = true;
        return answer.close;
    }
    let connection = form.draft.connection();
    out.edit(if form.existing { Edit::SetConnection(connection) } else { Edit::AddConnection(connection) });
    form.push_password(out);
    true
}

/// Tries the settings, or shows what is missing.
pub(super) fn test_if_complete(form: &mut Form, lang: Lang, out: &mut Outbox) {
    if form.draft.settings_flaw(lang).is_some() {
        form.strict = true;
    } else {
        form.test(out);
    }
}

/// The button that tries the settings.
pub(super) fn test_button(ui: &mut Ui, lang: Lang) -> bool {
    widgets::tool_button(ui, "plug-zap", t("Verbindung testen", "Test connection").get(lang)).clicked()
}

fn name_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut Form, flaw: Option<&Flaw>) {
    let label = t("Name", "Name").get(frame.lang);
    let flaw = flaw.filter(|flaw| flaw.field == Field::Name);
    row(ui, label, |ui| {
        let response = Input::new(label).bad(flaw.is_some()).show(ui, &mut form.draft.name);
        if frame.fresh {
            widgets::focus_all(ui, &response, &form.draft.name);
        }
        if let Some(flaw) = flaw {
            widgets::flaw(ui, &flaw.sentence);
        }
    });
}

/// Everything but the name. `focus_host` where the host is the field to begin with.
pub(super) fn fields_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut Form, flaw: Option<&Flaw>, focus_host: bool) {
    let lang = frame.lang;
    if form.draft.local {
        let theme = Theme::current(ui);
        let text = match (frame.view.local_port, lang) {
            (Some(port), Lang::De) => format!("Der eingebaute Broker hört auf 127.0.0.1:{port}."),
            (Some(port), Lang::En) => format!("The built-in broker listens on 127.0.0.1:{port}."),
            (None, Lang::De) => "Der eingebaute Broker startet von selbst, nur für diesen Rechner.".to_owned(),
            (None, Lang::En) => "The built-in broker starts by itself, for this computer only.".to_owned(),
        };
        ui.label(RichText::new(text).color(theme.muted));
        return;
    }
    // Until a button was pressed an empty field is no mistake, only unfinished.
    let shown = flaw.filter(|flaw| form.strict || !is_unfinished(&form.draft, flaw.field)).cloned();
    let flaw = shown.as_ref();
    host_ui(ui, lang, form, flaw, frame.fresh && focus_host);
    tls_ui(ui, lang, form);
    login_ui(ui, frame, form, flaw);
    advanced_ui(ui, lang, form, flaw);
}

fn is_unfinished(draft: &Draft, field: Field) -> bool {
    let text = match field {
        Field::Name => &draft.name,
        Field::Host => &draft.host,
        Field::Port => &draft.port,
        Field::User => &draft.user,
        Field::CertificateFile => &draft.certificate_file,
        Field::KeyFile => &draft.key_file,
        Field::KeepAlive => &draft.keep_alive,
    };
    text.trim().is_empty()
}

/// A row with a text field, and below it what is wrong.
fn text_row(ui: &mut Ui, label: &str, hint: &str, text: &mut String, flaw: Option<&Flaw>) -> egui::Response {
    row(ui, label, |ui| {
        let response = Input::new(label).hint(hint).bad(flaw.is_some()).show(ui, text);
        if let Some(flaw) = flaw {
            widgets::flaw(ui, &flaw.sentence);
        }
        response
    })
}

fn host_ui(ui: &mut Ui, lang: Lang, form: &mut Form, flaw: Option<&Flaw>, focus: bool) {
    let of = |field| flaw.filter(|flaw| flaw.field == field);
    let hint = t("broker.example oder 192.168.0.10", "broker.example or 192.168.0.10").get(lang);
    let response = text_row(ui, "Host", hint, &mut form.draft.host, of(Field::Host));
    if focus {
        response.request_focus();
    }
    let pasted = ui.input(|input| input.events.iter().any(|event| matches!(event, egui::Event::Paste(_))));
    if response.lost_focus() || (response.changed() && pasted) {
        form.draft.read_address();
    }
    text_row(ui, "Port", "1883", &mut form.draft.port, of(Field::Port));
}

fn tls_ui(ui: &mut Ui, lang: Lang, form: &mut Form) {
    row(ui, "TLS", |ui| {
        let word =
            if form.draft.tls { t("verschlüsselt", "encrypted") } else { t("unverschlüsselt", "not encrypted") };
        let ink = Theme::current(ui).muted;
        if widgets::switch(ui, "TLS", Some(form.draft.tls), (word.get(lang), ink)) {
            let tls = !form.draft.tls;
            form.draft.set_tls(tls);
        }
    });
    if form.draft.tls {
        let hint = t("nur bei eigener Zertifizierungsstelle", "only for a certificate authority of your own");
        text_row(ui, t("CA-Datei", "CA file").get(lang), hint.get(lang), &mut form.draft.ca_file, None);
    }
}

fn login_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut Form, flaw: Option<&Flaw>) {
    let lang = frame.lang;
    const WAYS: [Login; 3] = [Login::None, Login::Password, Login::Certificate];
    row(ui, t("Anmeldung", "Login").get(lang), |ui| {
        let labels = WAYS.map(|login| words::login_text(login).get(lang));
        let chosen = WAYS.iter().position(|login| *login == form.draft.login).unwrap_or(0);
        let width = ui.available_width();
        if let Some(i) = widgets::segmented(ui, &labels, chosen, width) {
            form.draft.login = WAYS[i];
        }
    });
    let of = |field| flaw.filter(|flaw| flaw.field == field);
    match form.draft.login {
        Login::None => {}
        Login::Password => {
            let label = t("Benutzer", "User").get(lang);
            text_row(ui, label, "", &mut form.draft.user, of(Field::User));
            let stored = form.existing && frame.view.passwords.contains(&form.draft.id);
            let hint = if stored { t("gespeichert", "stored") } else { t("", "") };
            let label = t("Passwort", "Password").get(lang);
            row(ui, label, |ui| {
                Input::new(label).password().hint(hint.get(lang)).show(ui, &mut form.draft.password);
                let remark = t("Steht nie in der Projektdatei", "Never stands in the project file");
                widgets::remark(ui, remark.get(lang));
            });
        }
        Login::Certificate => {
            let label = t("Zertifikatsdatei", "Certificate file").get(lang);
            text_row(ui, label, "client.crt", &mut form.draft.certificate_file, of(Field::CertificateFile));
            let label = t("Schlüsseldatei", "Key file").get(lang);
            text_row(ui, label, "client.key", &mut form.draft.key_file, of(Field::KeyFile));
        }
    }
}

fn advanced_ui(ui: &mut Ui, lang: Lang, form: &mut Form, flaw: Option<&Flaw>) {
    let theme = Theme::current(ui);
    let bad = flaw.is_some_and(|flaw| flaw.field == Field::KeepAlive);
    let open = form.advanced || bad;
    let title = t("Erweitert", "Advanced").get(lang);
    let row_look = widgets::TreeRow::new(title).open(open).color(theme.muted);
    if row_look.show(ui).clicked() {
        form.advanced = !open;
    }
    if !open {
        return;
    }
    let hint = t("zufällig", "random").get(lang);
    text_row(ui, t("Client-ID", "Client ID").get(lang), hint, &mut form.draft.client_id, None);
    let flaw = flaw.filter(|flaw| flaw.field == Field::KeepAlive);
    text_row(ui, t("Keep-alive s", "Keep-alive s").get(lang), "15", &mut form.draft.keep_alive, flaw);
    const RULES: [OfflineRule; 2] = [OfflineRule::Buffer, OfflineRule::Refuse];
    row(ui, t("Wenn offline", "While offline").get(lang), |ui| {
        let labels = RULES.map(|rule| words::offline_text(rule).get(lang));
        let chosen = usize::from(form.draft.offline == OfflineRule::Refuse);
        let width = ui.available_width();
        if let Some(i) = widgets::segmented(ui, &labels, chosen, width) {
            form.draft.offline = RULES[i];
        }
        let remark = match form.draft.offline {
            OfflineRule::Buffer => {
                t("Nachrichten warten, bis die Verbindung steht", "Messages wait for the connection")
            }
            OfflineRule::Refuse => t("Der Baustein meldet einen Fehler", "The block reports an error"),
        };
        widgets::remark(ui, remark.get(lang));
    });
}

/// How the trial of these very settings went; nothing once they have changed.
pub(super) fn trial_ui(ui: &mut Ui, frame: Frame<'_>, form: &Form) {
    let current = (form.draft.connection(), form.draft.password());
    let trial = frame.view.trial.filter(|_| form.tried.as_ref() == Some(&current));
    if let Some(trial) = trial {
        trial_line(ui, trial, frame.lang);
    }
}

/// How a trial went, as a sentence.
pub(super) fn trial_line(ui: &mut Ui, trial: &Trial, lang: Lang) {
    let theme = Theme::current(ui);
    ui.add_space(4.0);
    ui.horizontal(|ui| {
        let (icon, color, sentence) = match trial {
            Trial::Running => {
                ui.add(egui::Spinner::new().size(16.0).color(theme.warn));
                let text = t("Verbinde …", "Connecting…").get(lang);
                ui.label(RichText::new(text).color(theme.muted));
                return;
            }
            Trial::Worked(ms) => {
                let text = match lang {
                    Lang::De => format!("Verbunden nach {ms} ms"),
                    Lang::En => format!("Connected after {ms} ms"),
                };
                ("circle-check", theme.run, text)
            }
            Trial::Failed(why) => ("circle-alert", theme.bad, crate::say::refusal(why, lang)),
        };
        ui.label(crate::ui::icon::icon(icon, color));
        ui.add(egui::Label::new(RichText::new(sentence).color(color)).wrap());
    });
}
