//! What people call the types of values.

use super::pick;
use crate::i18n::{Lang, Text, t};
use crate::model::types::Ty;

/// A type as a label, in lists and beside ports.
pub fn type_label(ty: Ty) -> Text {
    match ty {
        Ty::Any => t("Wert", "Value"),
        Ty::Text => t("Text", "Text"),
        Ty::Number => t("Zahl", "Number"),
        Ty::Bool => t("Ja/Nein", "Yes/no"),
        Ty::Time => t("Zeit", "Time"),
        Ty::Color => t("Farbe", "Color"),
        Ty::List => t("Liste", "List"),
        Ty::Record => t("Datensatz", "Record"),
    }
}

/// A value of a type, in the middle of a sentence.
pub(super) fn type_name(ty: Ty, lang: Lang) -> String {
    match ty {
        Ty::Any => pick(lang, "ein beliebiger Wert", "any value"),
        Ty::Text => pick(lang, "Text", "text"),
        Ty::Number => pick(lang, "eine Zahl", "a number"),
        Ty::Bool => pick(lang, "wahr oder falsch", "true or false"),
        Ty::Time => pick(lang, "eine Zeit", "a time"),
        Ty::Color => pick(lang, "eine Farbe", "a color"),
        Ty::List => pick(lang, "eine Liste", "a list"),
        Ty::Record => pick(lang, "ein Datensatz", "a record"),
    }
}
