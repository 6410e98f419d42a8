//! A wire that does not fit where it is plugged in.

use crate::i18n::{Text, Wording, t};
use crate::language::fixes::MEND;
use crate::model::blocks::check::WireRefusal;
use crate::model::blocks::{Block, Port};
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Fix, FixChange, Problem, Severity};
use crate::model::types::Ty;

/// The check.
pub static CHECK: Check = Check {
    key: "bad_wire",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || {
        let why = WireRefusal::Type { wanted: Ty::Number, got: Ty::Text };
        vec![at(Place::Project, &"Text".into(), &why), in_flow(Place::Project, &WireRefusal::ValueInFlow)]
    },
};

/// The problem of what is plugged into a slot.
pub fn at(place: Place, slot: &Wording, why: &WireRefusal) -> Problem {
    CHECK.at(place, slot.quoted().then(": ", &refusal(why)))
}

/// The problem of what stands in the flow.
pub fn in_flow(place: Place, why: &WireRefusal) -> Problem {
    CHECK.at(place, refusal(why))
}

/// For a text in a number slot: puts the block between that reads a number from text.
pub fn fix(why: &WireRefusal, handler: &HandlerRef, port: Port, child: BlockId) -> Option<Fix> {
    let fits = matches!(why, WireRefusal::Type { wanted: Ty::Number, got: Ty::Text });
    let handler = handler.clone();
    let (block, slot) = (Block::new("number_from_text"), "text".to_owned());
    fits.then(|| Fix { label: MEND, change: FixChange::Between { handler, port, block, slot, child } })
}

/// Why a block may not be attached somewhere.
pub fn refusal(refusal: &WireRefusal) -> Wording {
    match refusal {
        WireRefusal::StatementInSlot => t(
            "Dieser Baustein liefert keinen Wert; er gehört in den Ablauf",
            "This block gives no value; it belongs in the flow",
        )
        .into(),
        WireRefusal::ValueInFlow => t(
            "Dieser Baustein liefert nur einen Wert; er gehört in einen Eingang",
            "This block only gives a value; it belongs in an input",
        )
        .into(),
        WireRefusal::Type { wanted, got } => {
            let (wanted, got) = (type_name(*wanted), type_name(*got));
            Wording::new(
                format!("Hier passt nur {}, der Baustein liefert {}", wanted.de, got.de),
                format!("Only {} fits here, the block gives {}", wanted.en, got.en),
            )
        }
        WireRefusal::NoWire => t(
            "Hier lässt sich nur aus der Liste wählen, nichts verbinden",
            "Here one can only choose from the list, not connect",
        )
        .into(),
        WireRefusal::Cycle => {
            t("Ein Baustein kann nicht an sich selbst hängen", "A block cannot be attached to itself").into()
        }
        WireRefusal::NothingMayFollow => {
            t("Nach diesem Baustein ist der Ablauf zu Ende", "The flow ends after this block").into()
        }
    }
}

/// A value of a type, in the middle of a sentence.
fn type_name(ty: Ty) -> Text {
    match ty {
        Ty::Any => t("ein beliebiger Wert", "any value"),
        Ty::Text => t("Text", "text"),
        Ty::Number => t("eine Zahl", "a number"),
        Ty::Bool => t("wahr oder falsch", "true or false"),
        Ty::Time => t("eine Zeit", "a time"),
        Ty::Color => t("eine Farbe", "a color"),
        Ty::List => t("eine Liste", "a list"),
        Ty::Record => t("ein Datensatz", "a record"),
    }
}

#[cfg(test)]
mod tests {
    use crate::language::lower::lower;
    use crate::language::testing::{found, with_blocks};
    use crate::model::edit::apply;

    const TEXT_IN_NUMBER: &str = r#"(first: 9, blocks: {9: (kind: "wait", slots: {"seconds": Wire(10)}), 10: (kind: "text", slots: {"text": "2"})})"#;

    #[test]
    fn a_text_in_a_number_slot_is_mended_by_its_fix() {
        let (mut project, at) = with_blocks(TEXT_IN_NUMBER);
        let problems = lower(&project).problems;
        let edit = problems[0].fix.as_ref().and_then(|fix| fix.edit(&project)).unwrap();
        apply(&mut project, &edit).unwrap();
        let lowered = lower(&project);
        assert_eq!(lowered.problems, []);
        assert_eq!(lowered.chunk(&at).unwrap().pretty, "wait(number.of('2'))\n");
    }

    #[test]
    fn a_value_in_the_flow_does_not_fit() {
        assert_eq!(found(r#"(first: 9, blocks: {9: (kind: "text")})"#), ["bad_wire"]);
    }
}
