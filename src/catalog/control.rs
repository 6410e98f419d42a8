//! Controls → Eigenschaften.

use super::def::{BlockDef, Category, Extra, Form, Gives, Literal, Lowering, SlotDef, Takes};
use super::emit::{Code, Emit, Expr, Node};
use super::slots::NEW_VALUE;
use crate::i18n::{same, t};

/// Which control; its properties are what [`PROPERTY`] offers.
const CONTROL: SlotDef =
    SlotDef::new("control", same("Control"), Takes::Control, Literal::Nothing, t("Welches Control.", "Which control."))
        .required();

/// Which property of it.
const PROPERTY: SlotDef = SlotDef::new(
    "property",
    t("Eigenschaft", "Property"),
    Takes::Property,
    Literal::Nothing,
    t("Welche Eigenschaft.", "Which property."),
)
.required();

pub(super) const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "property_set",
        category: Category::Controls,
        icon: "pencil-line",
        label: t("Eigenschaft setzen", "Set property"),
        help: t(
            "Ändert eine Eigenschaft eines Controls, zum Beispiel seinen Text.",
            "Changes a property of a control, for example its text.",
        ),
        words: &["control", "text", "farbe", "color", "sichtbar", "visible"],
        form: Form::Statement(&[]),
        slots: &[CONTROL, PROPERTY, NEW_VALUE],
        extra: Extra::None,
        emit: Lowering::Statement(set),
    },
    BlockDef {
        kind: "property_get",
        category: Category::Controls,
        icon: "eye",
        label: t("Eigenschaft", "Property"),
        help: t(
            "Der Wert einer Eigenschaft eines Controls, zum Beispiel der Text eines Textfelds.",
            "The value of a property of a control, for example the text of a text box.",
        ),
        words: &["control", "text", "get", "abrufen"],
        form: Form::Value(Gives::PropertyIn("property")),
        slots: &[CONTROL, PROPERTY],
        extra: Extra::None,
        emit: Lowering::Value(get),
    },
];

fn set(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some((name, ty)) = e.property(n) else { return };
    let value = e.arg_of_type(n, "value", ty);
    e.line(Code::new(n, format!("{name} = ")).expr(value));
}

fn get(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let name = e.property(n).map_or_else(|| "nil".to_owned(), |(name, _)| name);
    Code::new(n, name).atom()
}
