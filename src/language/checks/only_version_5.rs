//! Something is set that only MQTT 5 sends, and the connection speaks 3.1.1.

use crate::i18n::{Text, Wording, t};
use crate::model::connection::{Connection, Keyed as _, Version, rows};
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Fix, FixChange, Problem, Severity};
use crate::model::value::Value;

/// The check.
pub static CHECK: Check = Check {
    key: "only_version_5",
    severity: Severity::Hint,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project, &"expiry".into())],
};

const SPEAK_5: Text = t("MQTT 5 sprechen", "Speak MQTT 5");

/// The problem of a slot.
pub fn at(place: Place, slot: &Wording) -> Problem {
    let slot = slot.quoted();
    CHECK.at(
        place,
        Wording::new(
            format!("{} wird nur mit MQTT 5 gesendet, die Verbindung spricht MQTT 3.1.1", slot.de),
            format!("{} is only sent with MQTT 5, the connection speaks MQTT 3.1.1", slot.en),
        ),
    )
}

/// Has a connection speak MQTT 5.
pub fn fix(connection: &Connection) -> Fix {
    let (connection, key, value) = (connection.id.clone(), rows::VERSION.key, Value::from(Version::V5.key()));
    Fix { label: SPEAK_5, change: FixChange::Setting { connection, key, value } }
}

#[cfg(test)]
mod tests {
    use crate::language::testing::{found_in, with_blocks};
    use crate::model::connection::{Keyed as _, Version, rows};
    use crate::model::value::Value;

    #[test]
    fn it_depends_on_the_connection() {
        let (mut project, _) = with_blocks(
            r#"(first: 9, blocks: {9: (kind: "mqtt_publish", slots: {"topic": "a", "expiry": "60", "content_type": "text/plain"})})"#,
        );
        for (version, wanted) in [(Version::V311, &["only_version_5"; 2][..]), (Version::V5, &[])] {
            let version = Value::from(version.key());
            project.connections[0].settings.insert(rows::VERSION.key.to_owned(), version);
            assert_eq!(found_in(&project), wanted);
        }
    }
}
