//! Where a device that tells its state on a topic probably takes its commands: the conventions of the field.
//!
//! A guess is offered, seen and edited; nothing is sent before a person uses the control.

/// Where a command probably goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CommandGuess {
    /// The topic.
    pub(super) topic: String,
    /// The field of the JSON object that it goes into; empty: it is the whole payload.
    pub(super) path: String,
    /// The words for on and off, where the convention says them.
    pub(super) words: Option<(&'static str, &'static str)>,
}

impl CommandGuess {
    fn to(topic: String) -> Self {
        Self { topic, path: String::new(), words: None }
    }
}

/// Where commands for what is told on this topic, at this data path, probably go.
pub(super) fn guessed(topic: &str, path: &str) -> CommandGuess {
    let levels: Vec<&str> = topic.split('/').collect();
    let with = |replaced: &[(usize, &str)]| {
        let level = |(index, level): (usize, &&str)| {
            replaced.iter().find(|(at, _)| *at == index).map_or(*level, |(_, new)| *new).to_owned()
        };
        levels.iter().enumerate().map(level).collect::<Vec<_>>().join("/")
    };
    let last = levels.len() - 1;
    match levels.as_slice() {
        // Tasmota (tasmota.github.io/docs/MQTT): stat/…/RESULT and tele/…/STATE hold what cmnd/…/KEY sets.
        ["stat" | "tele", .., "RESULT" | "STATE"] if !path.is_empty() && !path.contains(['.', '[']) => {
            CommandGuess::to(with(&[(0, "cmnd"), (last, path)]))
        }
        ["stat", .., _] => CommandGuess::to(with(&[(0, "cmnd")])),
        // zigbee2mqtt (zigbee2mqtt.io/guide/usage/mqtt_topics_and_messages.html): a JSON object both ways.
        ["zigbee2mqtt", ..] if !path.is_empty() => {
            CommandGuess { path: path.to_owned(), ..CommandGuess::to(format!("{topic}/set")) }
        }
        // Shelly, second generation (shelly-api-docs.shelly.cloud/gen2/ComponentsAndServices/Switch#mqtt-control).
        [.., "status", component] if component.contains(':') => {
            CommandGuess { words: Some(("on", "off")), ..CommandGuess::to(with(&[(last - 1, "command")])) }
        }
        // Shelly, first generation (shelly-api-docs.shelly.cloud/gen1/#mqtt-commands).
        ["shellies", _, "relay" | "light" | "color" | "white", _] => {
            CommandGuess { words: Some(("on", "off")), ..CommandGuess::to(format!("{topic}/command")) }
        }
        // ESPHome (esphome.io/components/mqtt): …/state and …/command.
        [_, "switch" | "light" | "fan" | "cover" | "number" | "select" | "lock", _, "state"] => {
            CommandGuess::to(with(&[(last, "command")]))
        }
        [.., _, "state" | "status" | "get" | "value" | "zustand" | "ist"] => {
            let set = if levels[last] == "ist" { "soll" } else { "set" };
            CommandGuess { path: path.to_owned(), ..CommandGuess::to(with(&[(last, set)])) }
        }
        _ => CommandGuess { path: path.to_owned(), ..CommandGuess::to(format!("{topic}/set")) },
    }
}

/// How the other end says on and off, in its own letters, where one of both is known.
pub(super) fn words(sample: &str) -> Option<(String, String)> {
    const PAIRS: [(&str, &str); 7] = [
        ("true", "false"),
        ("1", "0"),
        ("on", "off"),
        ("yes", "no"),
        ("ja", "nein"),
        ("an", "aus"),
        ("open", "closed"),
    ];
    let word = sample.trim();
    let low = word.to_lowercase();
    let (on, off) = PAIRS.into_iter().find(|(on, off)| low == *on || low == *off)?;
    let mut letters = word.chars().filter(|c| c.is_alphabetic());
    let is_capital = letters.next().is_some_and(char::is_uppercase);
    let is_all = is_capital && letters.all(char::is_uppercase);
    let like = |text: &str| match (is_all, is_capital) {
        (true, _) => text.to_uppercase(),
        (false, true) => text.char_indices().map(|(at, c)| if at == 0 { c.to_ascii_uppercase() } else { c }).collect(),
        (false, false) => text.to_owned(),
    };
    Some((like(on), like(off)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_conventions_of_the_field_are_known() {
        let cases = [
            ("halle1/licht/state", "", "halle1/licht/set", ""),
            ("stat/steckdose/POWER", "", "cmnd/steckdose/POWER", ""),
            ("tele/steckdose/STATE", "POWER", "cmnd/steckdose/POWER", ""),
            ("zigbee2mqtt/Lampe", "brightness", "zigbee2mqtt/Lampe/set", "brightness"),
            ("shellyplus1-a8032/status/switch:0", "output", "shellyplus1-a8032/command/switch:0", ""),
            ("shellies/plug-1/relay/0", "", "shellies/plug-1/relay/0/command", ""),
            ("keller/switch/pumpe/state", "", "keller/switch/pumpe/command", ""),
            ("ofen/temperatur/ist", "", "ofen/temperatur/soll", ""),
            ("licht", "", "licht/set", ""),
            ("state", "", "state/set", ""),
        ];
        for (topic, path, command, field) in cases {
            let guess = guessed(topic, path);
            assert_eq!((guess.topic.as_str(), guess.path.as_str()), (command, field), "{topic}");
        }
    }

    #[test]
    fn words_are_written_as_the_device_writes_them() {
        let said = |sample: &str| words(sample).map(|(on, off)| format!("{on}/{off}"));
        assert_eq!(said("OFF").as_deref(), Some("ON/OFF"));
        assert_eq!(said("on").as_deref(), Some("on/off"));
        assert_eq!(said("False").as_deref(), Some("True/False"));
        assert_eq!(said("1").as_deref(), Some("1/0"));
        assert_eq!(said("21"), None);
    }
}
