//! What an app asks where nobody can answer.

use super::{pick, quoted};
use crate::i18n::{Lang, t};
use crate::model::dialog::{AppDialog, DialogForm};

/// What is asked, and that it was cancelled.
pub fn unanswered(dialog: &AppDialog, lang: Lang) -> String {
    let kind = match dialog.form {
        DialogForm::Message { .. } => t("Meldung", "Message"),
        DialogForm::Confirm { .. } => t("Nachfrage", "Question"),
        DialogForm::Choose { .. } => t("Auswahl", "Choice"),
        DialogForm::Text { .. } => t("Texteingabe", "Text input"),
        DialogForm::Number { .. } => t("Zahleneingabe", "Number input"),
    };
    let (kind, text) = (kind.get(lang), quoted(&dialog.text, lang));
    let end = match dialog.form {
        DialogForm::Message { .. } => pick(lang, "geschlossen", "closed"),
        _ => pick(lang, "niemand antwortet hier, abgebrochen", "nobody answers here, cancelled"),
    };
    format!("{kind}  {text}  ({end})")
}
