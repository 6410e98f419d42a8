//! Controls → Eigenschaften.

use super::slots::NEW_VALUE;
use crate::i18n::{Lang, same, t};
use crate::language::block::{BlockDef, CategoryDef, Form, Gives, Hue, Literal, ReadyMade, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Expr, Node};
use crate::model::item::Item;
use crate::model::project::Project;

pub(super) const CATEGORY: CategoryDef = CategoryDef {
    ready_made,
    ..CategoryDef::new(&[same("Controls"), t("Eigenschaften", "Properties")], Hue::Control, ROWS)
};

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

const VALUE: SlotDef = NEW_VALUE.typed_by(Gives::PropertyIn(PROPERTY.key));

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "property_set",
        icon: "pencil-line",
        label: t("Eigenschaft setzen", "Set property"),
        help: t(
            "Ändert eine Eigenschaft eines Controls, zum Beispiel seinen Text.",
            "Changes a property of a control, for example its text.",
        ),
        words: &["control", "text", "farbe", "color", "sichtbar", "visible"],
        form: Form::statement(set),
        slots: &[CONTROL, PROPERTY, VALUE],
    },
    BlockDef {
        kind: "property_get",
        icon: "eye",
        label: t("Eigenschaft", "Property"),
        help: t(
            "Der Wert einer Eigenschaft eines Controls, zum Beispiel der Text eines Textfelds.",
            "The value of a property of a control, for example the text of a text box.",
        ),
        words: &["control", "text", "get", "abrufen"],
        form: Form::chosen(Gives::PropertyIn(PROPERTY.key), get),
        slots: &[CONTROL, PROPERTY],
    },
];

fn set(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some((name, _)) = e.property(n) else { return };
    let value = e.arg(n, &VALUE);
    e.line(Code::new(n, format!("{name} = ")).expr(value));
}

fn get(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let name = e.property(n).map_or_else(|| "nil".to_owned(), |(name, _)| name);
    Code::name(n, name)
}

/// Set and get for each property of each control.
fn ready_made(project: &Project, lang: Lang) -> Vec<ReadyMade> {
    let mut out = Vec::new();
    for screen in &project.screens {
        for control in &screen.controls {
            let properties = crate::language::control(&control.kind).map_or(&[][..], |def| def.properties);
            for property in properties {
                for (def, label) in ROWS.iter().zip([t("{} setzen", "Set {}"), same("{}")]) {
                    let block = crate::language::new_block(def, lang)
                        .with(CONTROL.key, Item::from(control.id))
                        .with(PROPERTY.key, property.key);
                    out.push(ReadyMade {
                        label: label.get(lang).replace("{}", property.label.get(lang)),
                        path: vec!["Controls".to_owned(), screen.name.clone(), control.name.clone()],
                        words: format!("{} {}", screen.name, control.name),
                        block,
                    });
                }
            }
        }
    }
    out
}
