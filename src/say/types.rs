//! What people call the types of values.

use crate::i18n::{Lang, Text, t};
use crate::model::function::Function;
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

/// What goes into a function and what comes out: `Menge, Name → Zahl`.
pub fn function_shape(function: &Function, lang: Lang) -> String {
    let inputs: Vec<&str> = function.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let arrow = function.gives.map_or_else(String::new, |ty| format!("→ {}", type_label(ty).get(lang)));
    format!("{} {arrow}", inputs.join(", ")).trim().to_owned()
}
