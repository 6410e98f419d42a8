//! A topic that works but is likely a mistake: blanks at an end, a slash at the start.

use crate::i18n::{Text, Wording, t};
use crate::language::fixes;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Fix, Problem, Severity};
use crate::model::topic::TopicName;
use crate::model::value::Value;

/// The check.
pub static CHECK: Check = Check {
    key: "odd_topic",
    severity: Severity::Hint,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || [" a", "/a", "$SYS/a"].map(|topic| in_slot(Place::Project, topic).unwrap()).to_vec(),
};

const TIDY: Text = t("Bereinigen", "Tidy up");

/// What is odd about a valid topic to publish to.
pub fn in_slot(place: Place, topic: &str) -> Option<Problem> {
    let quoted = Wording::from(topic).quoted();
    let (de, en) = if topic.trim() != topic {
        (
            "beginnt oder endet mit einem Leerzeichen, das zum Topic gehört. Ohne Absicht: entfernen.",
            "begins or ends with a blank, which is part of the topic. If not meant: remove it.",
        )
    } else if topic.starts_with('/') {
        (
            "beginnt mit einem Schrägstrich, die erste Ebene ist also leer. Ohne Absicht: entfernen.",
            "begins with a slash, so its first level is empty. If not meant: remove it.",
        )
    } else if topic.starts_with('$') {
        let says = Wording::new(
            "Topics mit $ am Anfang gehören dem Broker; er verwirft solche Nachrichten meist",
            "topics that begin with $ belong to the broker; it mostly drops such messages",
        );
        return Some(CHECK.at(place, quoted.then(": ", &says)));
    } else {
        return None;
    };
    Some(CHECK.at(place, quoted.then(" ", &Wording::new(de, en))))
}

/// Without what is odd or not allowed in a topic to publish to, where something is left.
pub fn fix(place: &Place, slot: &str, topic: &str) -> Option<Fix> {
    let plain: String = topic.chars().filter(|c| !c.is_control()).collect();
    let levels: Vec<&str> =
        plain.trim().trim_matches('/').split('/').filter(|level| !level.contains(['+', '#'])).collect();
    let tidy = levels.join("/");
    let is_better = tidy != topic && !tidy.starts_with('$') && TopicName::parse(&tidy).is_ok();
    is_better.then(|| fixes::set_slot(place, TIDY, slot, Some(Value::from(tidy).into())))?
}

#[cfg(test)]
mod tests {
    use crate::language::testing::found;

    #[test]
    fn what_is_odd_is_told_only_of_valid_topics() {
        let of = |topic: &str| {
            found(&format!(r#"(first: 9, blocks: {{9: (kind: "mqtt_publish", slots: {{"topic": "{topic}"}})}})"#))
        };
        for odd in [" a", "a ", "/a", "$SYS/a"] {
            assert_eq!(of(odd), ["odd_topic"], "{odd:?}");
        }
        assert_eq!(of("a//b"), [""; 0]);
        assert_eq!(of("/a/#"), ["bad_topic"]);
    }
}
