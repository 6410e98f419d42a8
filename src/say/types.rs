//! What people call the types of values.

use crate::i18n::{Text, t};
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
