//! Shelly from the second generation on: known by `<prefix>/status/<component>:<n>`, as it announces nothing.
//!
//! Source: shelly-api-docs.shelly.cloud, "MQTT" and the components' status. Commands go to `<prefix>/rpc`, which answers
//! on `<src>/rpc`; *Generic status update over MQTT* must be on in the device.

use serde_json::Value as Json;

use super::{DeviceAvailability, DeviceCommand, DeviceInfo, Entity, EntityKind, Reading, StateTopic, Words};

/// Who asks; the answers come on this topic and `/rpc`.
const ASKER: &str = "steckbrett";

/// Fields of a status that are numbers worth showing: path, name, unit.
const MEASURED: &[(&str, &str, &str)] = &[
    ("apower", "power", "W"),
    ("voltage", "voltage", "V"),
    ("current", "current", "A"),
    ("freq", "frequency", "Hz"),
    ("aenergy.total", "energy", "Wh"),
    ("tC", "temperature", "°C"),
    ("rh", "humidity", "%"),
    ("temperature.tC", "temperature inside", "°C"),
];

/// The prefix and the component of such a topic.
pub(super) fn component(topic: &str) -> Option<(&str, &str)> {
    let (prefix, component) = topic.rsplit_once("/status/")?;
    let (kind, number) = component.split_once(':')?;
    let is_known = matches!(
        kind,
        "switch" | "light" | "cover" | "temperature" | "humidity" | "input" | "em1" | "pm1" | "smoke" | "flood"
    );
    (is_known && !prefix.is_empty() && number.parse::<u16>().is_ok()).then_some((prefix, component))
}

/// What a status says of its component.
pub(super) fn read(topic: &str, payload: &str) -> Option<(DeviceInfo, Vec<Entity>)> {
    let (prefix, component) = component(topic)?;
    let (kind, number) = component.split_once(':')?;
    let Ok(status @ Json::Object(_)) = serde_json::from_str::<Json>(payload) else { return None };
    // Others may have such topics too.
    if status.get("id").and_then(Json::as_u64) != number.parse().ok() {
        return None;
    }
    let state = |path: &str| Some(StateTopic { topic: topic.to_owned(), reading: Reading::Path(path.to_owned()) });
    let call = |method: &str, params: &str| {
        let comma = if params.is_empty() { "" } else { "," };
        format!(r#"{{"id":1,"src":"{ASKER}","method":"{method}","params":{{"id":{number}{comma}{params}}}}}"#)
    };
    let command = || Some(DeviceCommand::plain(format!("{prefix}/rpc")));
    let key = |part: &str| format!("{prefix}/{component}/{part}");
    let truth = Words::new("true", "false");
    let mut found = Vec::new();
    let method = match kind {
        "switch" => "Switch",
        "light" => "Light",
        _ => "Cover",
    };
    if matches!(kind, "switch" | "light") {
        let send =
            Words::new(call(&format!("{method}.Set"), r#""on":true"#), call(&format!("{method}.Set"), r#""on":false"#));
        let kind = EntityKind::Switch { words: truth.clone(), send };
        found.push(Entity { state: state("output"), command: command(), ..Entity::new(key("output"), "", kind) });
    }
    if kind == "light" {
        let kind = EntityKind::Number { min: 0.0, max: 100.0, step: 1.0 };
        let set = DeviceCommand {
            message: call("Light.Set", r#""brightness":#[value]#"#),
            ..DeviceCommand::plain(format!("{prefix}/rpc"))
        };
        found.push(Entity {
            state: state("brightness"),
            command: Some(set),
            unit: "%".to_owned(),
            ..Entity::new(key("brightness"), "brightness", kind)
        });
    }
    if kind == "cover" {
        for (method, name) in [("Cover.Open", "open"), ("Cover.Stop", "stop"), ("Cover.Close", "close")] {
            let kind = EntityKind::Button { payload: call(method, "") };
            found.push(Entity { command: command(), ..Entity::new(key(name), name, kind) });
        }
        found.push(Entity { state: state("state"), ..Entity::new(key("state"), "state", EntityKind::Value) });
    }
    for (path, name) in [("state", "input"), ("alarm", "alarm")] {
        if matches!(kind, "input" | "smoke" | "flood") && status.get(path).is_some_and(Json::is_boolean) {
            let kind = EntityKind::Lamp { words: truth.clone() };
            found.push(Entity { state: state(path), ..Entity::new(key(path), name, kind) });
        }
    }
    for (path, name, unit) in MEASURED {
        let value = path.split('.').try_fold(&status, |json, part| json.get(part));
        if value.is_some_and(Json::is_number) {
            found.push(Entity {
                state: state(path),
                unit: (*unit).to_owned(),
                is_minor: path.starts_with("temperature."),
                ..Entity::new(key(path), *name, EntityKind::Value)
            });
        }
    }
    for entity in &mut found {
        if number != "0" {
            let own = std::mem::take(&mut entity.name);
            entity.name = if own.is_empty() { number.to_owned() } else { format!("{own} {number}") };
        }
        entity.availability = Some(DeviceAvailability {
            topic: format!("{prefix}/online"),
            reading: Reading::default(),
            offline: "false".to_owned(),
        });
    }
    let device = DeviceInfo { key: prefix.to_owned(), name: prefix.to_owned(), model: "Shelly".to_owned() };
    (!found.is_empty()).then_some((device, found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_switch_is_known_by_its_status() {
        let status = r#"{"id":0,"source":"init","output":false,"apower":0.0,"voltage":231.2,"current":0.0,
            "aenergy":{"total":11.5,"by_minute":[0,0,0]},"temperature":{"tC":41.2,"tF":106.1}}"#;
        let (device, found) = read("halle/shellyplus1pm-a1/status/switch:0", status).unwrap();
        assert_eq!(device.key, "halle/shellyplus1pm-a1");
        let EntityKind::Switch { words, send } = &found[0].kind else { panic!("a switch") };
        assert_eq!(
            (words.on.as_str(), found[0].command.as_ref().unwrap().topic.as_str()),
            ("true", "halle/shellyplus1pm-a1/rpc")
        );
        let call: Json = serde_json::from_str(&send.on).unwrap();
        assert_eq!((call["method"].as_str(), call["params"]["on"].as_bool()), (Some("Switch.Set"), Some(true)));
        let names: Vec<&str> = found.iter().map(|entity| entity.name.as_str()).collect();
        assert_eq!(names, ["", "power", "voltage", "current", "energy", "temperature inside"]);
        assert_eq!(found[0].availability.as_ref().unwrap().topic, "halle/shellyplus1pm-a1/online");
    }

    #[test]
    fn topics_of_others_are_left_alone() {
        assert!(read("x/status/switch:0", r#"{"id":1,"output":true}"#).is_none());
        assert!(read("x/status/pump:0", r#"{"id":0}"#).is_none());
        assert!(read("x/status/switch:0", "kaputt").is_none());
        assert!(read("status/switch:0", "{}").is_none());
        let (_, cover) = read("x/status/cover:1", r#"{"id":1,"state":"stopped"}"#).unwrap();
        assert_eq!(
            cover.iter().map(|entity| entity.name.as_str()).collect::<Vec<_>>(),
            ["open 1", "stop 1", "close 1", "state 1"]
        );
        let (_, light) = read("x/status/light:0", r#"{"id":0,"output":true,"brightness":40}"#).unwrap();
        let payload = light[1].command.as_ref().unwrap().message_for("55");
        let call: Json = serde_json::from_str(&payload).unwrap();
        assert_eq!(call["params"]["brightness"], 55);
    }
}
