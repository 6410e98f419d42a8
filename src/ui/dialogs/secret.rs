//! A secret that a connection lacks, or that was stored for another place: why, where it would go, and a field for it.

use egui::{Label, RichText, Ui};

use super::{Answer, Buttons, Frame, cancel, modal_ui, row};
use crate::editor::request::Request;
use crate::i18n::{Lang, Text, t};
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::{Password, Secret};
use crate::model::run::Refusal;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// Draws it; whether it closes.
pub(super) fn dialog_ui(
    ui: &Ui,
    frame: Frame<'_>,
    (id, why): (&ConnectionId, &Refusal),
    word: &mut String,
    out: &mut Outbox,
) -> bool {
    let lang = frame.lang;
    let Some(connection) = frame.view.editor.project().connection(id) else { return true };
    let kind = match why {
        Refusal::SecretElsewhere { secret, .. } => *secret,
        _ => Secret::Password,
    };
    let label = label(kind).get(lang);
    let name = say::quoted(connection.shown_name(lang), lang);
    let title = match lang {
        Lang::De => format!("{label} für {name}"),
        Lang::En => format!("{label} for {name}"),
    };
    // A key is a file, which is chosen in the dialog of the connection.
    let has_field = kind != Secret::Key;
    let may_use_here = matches!(why, Refusal::SecretElsewhere { stored, now, .. }
        if stored.as_ref().is_none_or(|stored| !now.is_weaker_than(stored)));
    let save = t("Merken und verbinden", "Keep and connect").get(lang);
    let buttons = Buttons { primary: save, cancel: Some(cancel(lang)), ready: has_field };
    let mut use_here = false;
    let body = |ui: &mut Ui| {
        why_ui(ui, connection, why, lang);
        if has_field {
            row(ui, label, |ui| {
                let response = Input::new(label).password().show(ui, word);
                if frame.fresh {
                    response.request_focus();
                }
                if kind == Secret::Password {
                    widgets::remark(
                        ui,
                        t("Leer: ohne Passwort verbinden.", "Empty: connect without a password.").get(lang),
                    );
                }
            });
        }
        if let Some(place) = frame.view.data.key_place {
            ui.add_space(6.0);
            widgets::remark(ui, say::key_place(place).get(lang));
        }
    };
    let beside = |ui: &mut Ui| {
        if may_use_here {
            let text = t("Gespeichertes hier verwenden", "Use the stored one here").get(lang);
            use_here = widgets::button(ui, text).clicked();
        }
    };
    let Answer { close, submit } = modal_ui(ui, (&title, 540.0, lang), &buttons, body, beside);
    if use_here {
        out.push(Request::GiveSecret(id.clone(), kind, None));
    } else if submit {
        out.push(Request::GiveSecret(id.clone(), kind, Some(Password::new(word))));
    }
    close
}

fn label(kind: Secret) -> Text {
    match kind {
        Secret::Password => t("Passwort", "Password"),
        Secret::Passphrase => t("Passphrase", "Passphrase"),
        Secret::Key => t("Schlüssel", "Key"),
    }
}

/// Why it is asked for.
fn why_ui(ui: &mut Ui, connection: &Connection, why: &Refusal, lang: Lang) {
    let theme = Theme::current(ui);
    let sentence = if matches!(why, Refusal::SecretElsewhere { .. }) {
        say::refusal(why, lang)
    } else {
        let address = connection.address().unwrap_or_default();
        match lang {
            Lang::De => format!("{address} verlangt eine Anmeldung, und das Passwort fehlt noch."),
            Lang::En => format!("{address} wants a login, and the password is missing."),
        }
    };
    ui.add(Label::new(RichText::new(sentence).font(theme::regular(13.5)).color(theme.text)).wrap());
    ui.add_space(6.0);
}
