//! A topic or filter that breaks a rule of MQTT.

use crate::i18n::{Wording, t};
use crate::model::binding::{Origin, bindings};
use crate::model::command::commands;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::topic::{MAX_TOPIC_BYTES, MAX_TOPIC_LEVELS, TopicError, TopicFilter, TopicName};

/// The check.
pub static CHECK: Check = Check {
    key: "bad_topic",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project, "a/#", &TopicError::Wildcard('#')), at(Place::Project, "", &TopicError::Empty)],
};

/// Filters of sources and bindings, topics of commands, and what connections send themselves; topics in slots are looked at where they are
/// lowered.
fn find(project: &Project, problems: &mut Vec<Problem>) {
    for source in &project.sources {
        for filter in source.filters() {
            if let Err(why) = TopicFilter::parse(filter) {
                problems.push(at(Place::item(source.id), filter, &why));
            }
        }
    }
    for connection in &project.connections {
        let Some(settings) = connection.mqtt() else { continue };
        let own = [settings.birth, settings.close, settings.will].into_iter().flatten();
        problems.extend(own.filter_map(|own| in_slot(Place::item(connection.id.clone()), &own.topic)));
    }
    for (control, command) in commands(project) {
        problems.extend(in_slot(Place::item(control.id), &command.topic));
    }
    for (control, _, binding) in bindings(project) {
        for origin in binding.topics() {
            if let Origin::Topic { filter, .. } = origin
                && let Err(why) = TopicFilter::parse(&filter)
            {
                problems.push(at(Place::item(control.id), &filter, &why));
            }
        }
    }
}

/// What is wrong with a topic to publish to; nothing with an empty one, which is another problem.
pub fn in_slot(place: Place, topic: &str) -> Option<Problem> {
    let why = TopicName::parse(topic).err().filter(|why| *why != TopicError::Empty)?;
    Some(at(place, topic, &why))
}

fn at(place: Place, topic: &str, why: &TopicError) -> Problem {
    let rule = rule(why);
    CHECK.at(place, if topic.is_empty() { rule } else { Wording::from(topic).quoted().then(": ", &rule) })
}

/// Which rule a topic breaks.
pub fn rule(error: &TopicError) -> Wording {
    match error {
        TopicError::Empty => t(
            "Das Topic ist leer. Eines eintragen, zum Beispiel halle1/lampe.",
            "The topic is empty. Enter one, for example hall1/lamp.",
        )
        .into(),
        TopicError::Wildcard(c) => {
            let c = Wording::from(c.to_string()).quoted();
            Wording::new(
                format!(
                    "{} ist beim Senden nicht erlaubt. Das Topic ausschreiben; Platzhalter gibt es nur beim Empfangen.",
                    c.de
                ),
                format!("{} is not allowed when sending. Write the topic out; wildcards are only for receiving.", c.en),
            )
        }
        TopicError::ControlCharacter => t(
            "Das Topic enthält ein unsichtbares Steuerzeichen, etwa einen Zeilenumbruch. Dieses entfernen.",
            "The topic contains an invisible control character such as a line break. Remove it.",
        )
        .into(),
        TopicError::TooLong(bytes) => Wording::new(
            format!("Das Topic ist zu lang: {bytes} Byte, höchstens {MAX_TOPIC_BYTES} sind erlaubt"),
            format!("The topic is too long: {bytes} bytes, at most {MAX_TOPIC_BYTES} are allowed"),
        ),
        TopicError::TooDeep(levels) => Wording::new(
            format!("Das Topic hat {levels} Ebenen, höchstens {MAX_TOPIC_LEVELS} sind erlaubt"),
            format!("The topic has {levels} levels, at most {MAX_TOPIC_LEVELS} are allowed"),
        ),
        TopicError::Share => t(
            "Eine geteilte Subscription wird als $share/Gruppe/Filter geschrieben, mit einem Gruppennamen ohne + und #",
            "A shared subscription is written as $share/group/filter, with the name of a group without + and #",
        )
        .into(),
        TopicError::MisplacedWildcard('#') => t(
            "„#“ darf nur allein als letzte Ebene stehen, zum Beispiel halle1/#",
            "“#” may only stand alone as the last level, for example hall1/#",
        )
        .into(),
        TopicError::MisplacedWildcard(c) => {
            let quoted = Wording::from(c.to_string()).quoted();
            Wording::new(
                format!("{} muss allein eine Ebene bilden, zum Beispiel halle1/{c}/temperatur", quoted.de),
                format!("{} must be a level of its own, for example hall1/{c}/temperature", quoted.en),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::language::testing::{found, found_in, project};
    use crate::model::binding::{Binding, Origin};
    use crate::model::id::ConnectionId;
    use crate::model::source::ColumnType;

    #[test]
    fn topics_of_blocks_and_filters_of_sources_are_read() {
        let publish = |topic: &str| {
            found(&format!(r#"(first: 9, blocks: {{9: (kind: "mqtt_publish", slots: {{"topic": "{topic}"}})}})"#))
        };
        assert_eq!(publish("a/#"), ["bad_topic"]);
        assert_eq!(publish("a/b"), [""; 0]);
        let (mut project, _) = project();
        project.sources[0].topics = vec!["a/#".to_owned(), "a/#/b".to_owned(), "$share/g/a/#".to_owned()];
        assert_eq!(found_in(&project), ["empty_handler", "bad_topic"]);
        project.sources.clear();
        for key in ["birth_topic", "close_topic", "will_topic"] {
            project.connections[0].settings.insert(key.to_owned(), "a/+/b".into());
        }
        assert_eq!(found_in(&project), ["bad_topic", "bad_topic", "bad_topic"]);
    }

    #[test]
    fn topics_of_bindings_are_read_too_and_their_data_paths() {
        let (mut project, _) = project();
        let mut found = |filter: &str, path: &str, connection: &str| {
            let (filter, path, connection) = (filter.to_owned(), path.to_owned(), ConnectionId(connection.to_owned()));
            let from = Origin::Topic { connection, filter, path, ty: ColumnType::Automatic };
            let control = &mut Arc::make_mut(&mut project.screens[0]).controls[0];
            control.properties.insert("text".to_owned(), Binding::to(from).into());
            found_in(&project).split_off(1)
        };
        assert_eq!(found("a/+", "x.y", "lokal"), [""; 0]);
        assert_eq!(found("a+", "", "lokal"), ["bad_topic"]);
        assert_eq!(found("", "", "lokal"), ["bad_topic"]);
        assert_eq!(found("a", "x..y", "lokal"), ["bad_path"]);
        assert_eq!(found("a", "", "weg"), ["missing_reference"]);
    }
}
