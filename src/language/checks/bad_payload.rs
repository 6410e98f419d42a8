//! A message that does not have the form that was chosen for it.

use super::bad_json_template;
use crate::i18n::{Text, Wording, t};
use crate::language::fixes;
use crate::model::payload::{Form, PayloadError};
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::value::Value;

/// The check.
pub static CHECK: Check = Check {
    key: "bad_payload",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || {
        let of = |form, why| at(Place::Project, &"message".into(), form, &why);
        vec![
            of(Form::Json, PayloadError::Json("EOF while parsing an object at line 1 column 7".to_owned())),
            of(Form::Hex, PayloadError::Character(3, 'g')),
            of(Form::Base64, PayloadError::Incomplete),
            of(Form::Number, PayloadError::Number),
            of(Form::Bool, PayloadError::Bool),
        ]
    },
};

const AS_TEXT: Text = t("Als Text senden", "Send as text");

/// The problem of a slot.
pub fn at(place: Place, slot: &Wording, form: Form, why: &PayloadError) -> Problem {
    let as_text = fixes::set_slot(&place, AS_TEXT, "form", Some(Value::from(Form::Text.key()).into()));
    CHECK.at(place, slot.quoted().then(": ", &reason(form, why))).with_fix(as_text)
}

/// Why a message does not have its form, as the beginning of a sentence.
pub fn reason(form: Form, why: &PayloadError) -> Wording {
    let bytes = match form {
        Form::Base64 => "Base64",
        Form::Text | Form::Json | Form::Number | Form::Bool | Form::Hex => "Hex",
    };
    match why {
        PayloadError::Json(why) => {
            let Wording { de, en } = bad_json_template::json(why);
            Wording::new(
                format!("Die Nachricht ist kein gültiges JSON ({de})"),
                format!("The message is not valid JSON ({en})"),
            )
        }
        PayloadError::Number => t("Die Nachricht ist keine Zahl", "The message is not a number").into(),
        PayloadError::Bool => t("Die Nachricht ist weder ja noch nein", "The message is neither yes nor no").into(),
        PayloadError::Character(at, c) => {
            let c = Wording::from(c.to_string()).quoted();
            Wording::new(
                format!("Die Nachricht besteht nicht aus Bytes in {bytes} ({} an Stelle {at})", c.de),
                format!("The message does not consist of bytes in {bytes} ({} at position {at})", c.en),
            )
        }
        PayloadError::Incomplete => Wording::new(
            format!("Die Nachricht besteht nicht aus Bytes in {bytes} (am Ende fehlt ein Zeichen)"),
            format!("The message does not consist of bytes in {bytes} (a character is missing at the end)"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::language::testing::said;

    #[test]
    fn a_message_is_checked_while_typing() {
        let of = |message: &str, form: &str| {
            said(&format!(
                r#"(first: 9, blocks: {{9: (kind: "mqtt_publish", slots: {{"topic": "a", "message": "{message}", "form": "{form}"}})}})"#
            ))
        };
        assert!(of("{1}", "json")[0].contains("Zeile 1, Spalte 2: ein Name steht nicht in Anführungszeichen"));
        assert_eq!(of("0g", "hex"), ["„Nachricht“: Die Nachricht besteht nicht aus Bytes in Hex („g“ an Stelle 2)"]);
        assert_eq!(
            of("QUJD!", "base64"),
            ["„Nachricht“: Die Nachricht besteht nicht aus Bytes in Base64 („!“ an Stelle 5)"]
        );
        assert_eq!(of("vielleicht", "bool"), ["„Nachricht“: Die Nachricht ist weder ja noch nein"]);
        assert_eq!(of("", "number"), ["„Nachricht“: Die Nachricht ist keine Zahl"]);
        assert_eq!(of("DE AD", "hex"), [""; 0]);
    }
}
