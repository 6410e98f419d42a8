//! Who we are: nobody, a user with a password, or a certificate with its key.

use egui::{RichText, Ui};

use super::setting::{choice_ui, setting_ui};
use super::{ConnectionForm, card, security};
use crate::i18n::{Lang, t};
use crate::model::certificate::{Finding, Role};
use crate::model::connection::{Login, rows};
use crate::ui::Outbox;
use crate::ui::dialogs::draft::check::{Field, Flaw};
use crate::ui::dialogs::{Frame, row};
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Input};

/// Draws the choice and its fields.
pub(super) fn login_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ConnectionForm, flaws: &[Flaw], out: &mut Outbox) {
    let lang = frame.lang;
    row(ui, rows::LOGIN.label.get(lang), |ui| {
        if choice_ui(ui, lang, &mut form.draft.values, &rows::LOGIN) {
            form.draft.set_login(form.draft.values.choice(&rows::LOGIN));
        }
    });
    match form.draft.values.choice(&rows::LOGIN) {
        Login::None => {}
        Login::Password => {
            let flaw = form.flaw(flaws, Field::Setting(&rows::USER));
            setting_ui(ui, lang, &mut form.draft.values, &rows::USER, flaw);
            password_ui(ui, frame, form);
        }
        Login::Certificate => {
            certificate_ui(ui, frame, form, flaws, out);
            key_ui(ui, frame, form, out);
            passphrase_ui(ui, frame, form);
            let hint = t("nur wenn der Broker auch einen Benutzer will", "only if the broker wants a user too");
            let def = &rows::USER.hint(hint);
            setting_ui(ui, lang, &mut form.draft.values, def, None);
            if rows::PASSWORD.is_meant(&form.draft.values) {
                password_ui(ui, frame, form);
            }
        }
    }
}

fn password_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ConnectionForm) {
    let lang = frame.lang;
    let stored = form.has_password(frame.view);
    let hint = if stored { t("gespeichert", "stored") } else { t("", "") };
    let label = rows::PASSWORD.label.get(lang);
    row(ui, label, |ui| {
        Input::new(label).password().hint(hint.get(lang)).show(ui, &mut form.draft.password);
        let remark = t("Steht nie in der Projektdatei", "Never stands in the project file");
        widgets::remark(ui, remark.get(lang));
    });
}

fn certificate_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ConnectionForm, flaws: &[Flaw], out: &mut Outbox) {
    let lang = frame.lang;
    let label = rows::CERTIFICATE_FILE.label.get(lang);
    let flaw = form.flaw(flaws, Field::Setting(&rows::CERTIFICATE_FILE));
    row(ui, label, |ui| {
        if form.draft.values.text(&rows::CERTIFICATE_PEM).is_empty() {
            let hint = rows::CERTIFICATE_FILE.hint.get(lang);
            let input = Input::new(label).hint(hint).flaw(flaw);
            security::file_field(
                ui,
                lang,
                input,
                Role::Certificate,
                form.draft.values.text_mut(&rows::CERTIFICATE_FILE),
                out,
            );
            security::no_dialog_ui(ui, lang, form, Role::Certificate);
        } else if security::embedded_ui(ui, lang, form.embedded_text()) {
            form.draft.values.set(&rows::CERTIFICATE_PEM, "");
        }
        let report = form.read.as_ref().and_then(|read| read.reports.certificate.clone());
        let Some(report) = report else { return };
        let take = form.draft.values.text(&rows::CERTIFICATE_PEM).is_empty().then(|| form.embed_text());
        if card::card_ui(ui, lang, &report, (form.draft.values.text(&rows::CERTIFICATE_FILE), take)) {
            embed(form, report.pem);
        }
    });
}

/// Takes the certificate into the project and its key into the store of secrets: the files are no longer needed.
fn embed(form: &mut ConnectionForm, pem: String) {
    let key = form.read.as_ref().and_then(|read| read.reports.key.as_ref()).map(|key| key.pem.clone());
    let draft = &mut form.draft;
    draft.values.set(&rows::CERTIFICATE_PEM, pem);
    draft.values.set(&rows::CERTIFICATE_FILE, "");
    if let Some(key) = key.filter(|key| !key.is_empty()) {
        draft.key = key;
        draft.values.set(&rows::KEY_FILE, "");
        draft.passphrase.clear();
    }
}

fn key_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ConnectionForm, out: &mut Outbox) {
    let lang = frame.lang;
    let label = rows::KEY_FILE.label.get(lang);
    let stored = form.read.as_ref().is_some_and(|read| read.stored.1);
    row(ui, label, |ui| {
        if form.draft.key.is_empty() {
            let hint = match (stored, form.draft.values.text(&rows::CERTIFICATE_PEM).is_empty()) {
                (true, _) => t("auf diesem Rechner gespeichert", "stored on this computer"),
                (false, true) => rows::KEY_FILE.hint,
                (false, false) => t("client.key", "client.key"),
            };
            let input = Input::new(label).hint(hint.get(lang));
            security::file_field(ui, lang, input, Role::Key, form.draft.values.text_mut(&rows::KEY_FILE), out);
            security::no_dialog_ui(ui, lang, form, Role::Key);
        } else {
            let text =
                t("Auf diesem Rechner gespeichert, nie im Projekt", "Stored on this computer, never in the project");
            if security::embedded_ui(ui, lang, text) {
                form.draft.key = crate::model::password::Password::default();
            }
        }
        let Some(key) = form.read.as_ref().and_then(|read| read.reports.key.as_ref()) else { return };
        if key.findings.is_empty() && !key.kind.is_empty() {
            let theme = Theme::current(ui);
            let fits = match (key.fits, lang) {
                (true, Lang::De) => ", passt zum Zertifikat",
                (true, Lang::En) => ", fits the certificate",
                (false, _) => "",
            };
            let text = match lang {
                Lang::De => format!("{}-Schlüssel{fits}", key.kind),
                Lang::En => format!("{} key{fits}", key.kind),
            };
            ui.horizontal(|ui| {
                ui.label(crate::ui::icon::icon("circle-check", theme.run));
                ui.label(RichText::new(text).size(12.0).color(theme.muted));
            });
        }
        let not_chosen = form.draft.values.is_blank(&rows::KEY_FILE) && form.draft.key.is_empty();
        if not_chosen && key.findings == [Finding::NoKey] {
            widgets::remark(ui, t("Es fehlt noch der Schlüssel", "The key is still missing").get(lang));
        } else {
            card::findings_ui(ui, lang, &key.findings, form.draft.values.text(&rows::KEY_FILE));
        }
    });
}

/// Only where there is something to decrypt.
fn passphrase_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ConnectionForm) {
    let lang = frame.lang;
    let Some(read) = &form.read else { return };
    let asks = |findings: &[Finding]| {
        findings.iter().any(|finding| matches!(finding, Finding::NeedsPassphrase | Finding::WrongPassphrase))
    };
    let certificate = read.reports.certificate.as_ref().is_some_and(|report| asks(&report.findings));
    let key = read.reports.key.as_ref().is_some_and(|key| key.encrypted || asks(&key.findings));
    if !certificate && !key && form.draft.passphrase.is_empty() {
        return;
    }
    let hint = if read.stored.0 { t("gespeichert", "stored") } else { t("", "") };
    let label = rows::PASSPHRASE.label.get(lang);
    row(ui, label, |ui| {
        Input::new(label).password().hint(hint.get(lang)).show(ui, &mut form.draft.passphrase);
        let remark = t("Steht nie in der Projektdatei", "Never stands in the project file");
        widgets::remark(ui, remark.get(lang));
    });
}
