//! The discovery of Tasmota: `tasmota/discovery/<MAC>/config` for what it switches, `…/sensors` for what it measures.
//!
//! Its releases do not speak the form of Home Assistant. Sources: tasmota.github.io, "MQTT", "Commands" (`SetOption26`,
//! `SetOption114`); keys and relay kinds as read by `hatasmota`. A relay tells its state on `stat/…/POWER<n>`, a
//! dimmer in the answers on `stat/…/RESULT`, sensors every five minutes on `tele/…/SENSOR`.

use serde_json::{Map, Value as Json};

use super::{DeviceAvailability, DeviceCommand, DeviceInfo, Entity, EntityKind, Reading, StateTopic, Words};
use crate::model::source::path::joined;

/// Kinds of relays in `rl`.
const RELAY: i64 = 1;
const LIGHT: i64 = 2;
const SHUTTER: i64 = 3;

/// The topic that describes the device, where this is one of its two.
pub(super) fn config_topic(topic: &str) -> Option<String> {
    let (start, end) = topic.rsplit_once('/')?;
    let (above, mac) = start.rsplit_once('/')?;
    let is_ours = above == "tasmota/discovery" && !mac.is_empty() && matches!(end, "config" | "sensors");
    is_ours.then(|| format!("{start}/config"))
}

/// The topic of the sensors of the device that this topic describes.
pub(super) fn sensors_topic(config_topic: &str) -> Option<String> {
    Some(format!("{}/sensors", config_topic.strip_suffix("/config")?))
}

/// What the two messages say.
pub(super) fn read(config: &str, sensors: Option<&str>) -> Option<(DeviceInfo, Vec<Entity>)> {
    let Ok(Json::Object(config)) = serde_json::from_str::<Json>(config) else { return None };
    let text = |key: &str| config.get(key).and_then(Json::as_str).unwrap_or_default();
    let at = |key: &str, index: usize| config.get(key)?.get(index);
    let topics = Topics {
        full: text("ft"),
        topic: text("t"),
        prefixes: [0, 1, 2].map(|index| at("tp", index).and_then(Json::as_str).unwrap_or_default()),
    };
    let mac = text("mac");
    if mac.is_empty() || topics.topic.is_empty() || topics.prefixes.iter().any(|prefix| prefix.is_empty()) {
        return None;
    }
    let device = DeviceInfo { key: mac.to_owned(), name: text("dn").to_owned(), model: text("md").to_owned() };
    let mut found = relays(&config, mac, &topics);
    if let Some(Ok(Json::Object(sensors))) = sensors.map(serde_json::from_str::<Json>) {
        found.extend(measured(&sensors, mac, &topics));
    }
    let availability = DeviceAvailability {
        topic: topics.of(2, "LWT"),
        reading: Reading::default(),
        offline: config.get("ofln").and_then(Json::as_str).unwrap_or("Offline").to_owned(),
    };
    for entity in &mut found {
        entity.availability = Some(availability.clone());
    }
    (!found.is_empty()).then_some((device, found))
}

struct Topics<'a> {
    /// Such as `%prefix%/%topic%/`.
    full: &'a str,
    topic: &'a str,
    /// Of commands, states and telemetry.
    prefixes: [&'a str; 3],
}

impl Topics<'_> {
    fn of(&self, prefix: usize, end: &str) -> String {
        let full = self.full.replace("%topic%", self.topic).replace("%prefix%", self.prefixes[prefix]);
        let slash = if full.ends_with('/') { "" } else { "/" };
        format!("{full}{slash}{end}")
    }
}

fn relays(config: &Map<String, Json>, mac: &str, topics: &Topics<'_>) -> Vec<Entity> {
    let kinds: Vec<i64> =
        config.get("rl").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_i64).collect();
    let count = kinds.iter().filter(|kind| **kind != 0).count();
    let option =
        |number: &str| config.get("so").and_then(|so| so.get(number)).and_then(Json::as_i64).unwrap_or_default();
    let state = |index: usize, default: &str| {
        let word = config.get("state").and_then(|state| state.get(index)).and_then(Json::as_str);
        word.unwrap_or(default).to_owned()
    };
    let words = Words::new(state(1, "ON"), state(0, "OFF"));
    let mut found = Vec::new();
    let mut shutters = 0;
    for (index, kind) in kinds.iter().enumerate() {
        let number = index + 1;
        // A single relay is called `POWER`, unless SetOption26 counts that one too.
        let power = if count == 1 && option("26") == 0 { "POWER".to_owned() } else { format!("POWER{number}") };
        let name = config.get("fn").and_then(|names| names.get(index)).and_then(Json::as_str).unwrap_or_default();
        match *kind {
            RELAY | LIGHT => {
                found.push(Entity {
                    state: Some(StateTopic { topic: topics.of(1, &power), reading: Reading::default() }),
                    command: Some(DeviceCommand::plain(topics.of(0, &power))),
                    ..Entity::new(
                        format!("{mac}/{power}"),
                        if count == 1 { "" } else { name },
                        EntityKind::Switch { words: words.clone(), send: Words::new("ON", "OFF") },
                    )
                });
                if *kind == LIGHT && config.get("lt_st").and_then(Json::as_i64).unwrap_or_default() > 0 {
                    found.push(Entity {
                        state: Some(StateTopic {
                            topic: topics.of(1, "RESULT"),
                            reading: Reading::Path("Dimmer".to_owned()),
                        }),
                        command: Some(DeviceCommand::plain(topics.of(0, "Dimmer"))),
                        unit: "%".to_owned(),
                        ..Entity::new(
                            format!("{mac}/Dimmer"),
                            "Dimmer",
                            EntityKind::Number { min: 0.0, max: 100.0, step: 1.0 },
                        )
                    });
                }
            }
            // A shutter has two relays, one after the other.
            SHUTTER if index % 2 == 0 => {
                shutters += 1;
                for (command, name) in [("Open", "open"), ("Stop", "stop"), ("Close", "close")] {
                    let kind = EntityKind::Button { payload: String::new() };
                    found.push(Entity {
                        command: Some(DeviceCommand::plain(topics.of(0, &format!("Shutter{command}{shutters}")))),
                        ..Entity::new(format!("{mac}/Shutter{shutters}/{name}"), name, kind)
                    });
                }
            }
            _ => {}
        }
    }
    found
}

/// One value for each number or text below a sensor's name; times and the unit are no sensors.
fn measured(sensors: &Map<String, Json>, mac: &str, topics: &Topics<'_>) -> Vec<Entity> {
    let Some(Json::Object(all)) = sensors.get("sn") else { return Vec::new() };
    let degree = if all.get("TempUnit").and_then(Json::as_str) == Some("F") { "°F" } else { "°C" };
    let mut found = Vec::new();
    for (sensor, values) in all {
        let Json::Object(values) = values else { continue };
        for (name, value) in values {
            if !matches!(value, Json::Number(_) | Json::String(_)) || name == "TotalStartTime" || name == "Id" {
                continue;
            }
            let path = joined(&joined("", sensor), name);
            found.push(Entity {
                state: Some(StateTopic { topic: topics.of(2, "SENSOR"), reading: Reading::Path(path) }),
                unit: unit(name, degree).to_owned(),
                ..Entity::new(format!("{mac}/{sensor}/{name}"), format!("{sensor} {name}"), EntityKind::Value)
            });
        }
    }
    found
}

/// The unit of what Tasmota calls so. Source: tasmota.github.io, the sensors' pages.
fn unit(name: &str, degree: &'static str) -> &'static str {
    match name {
        "Temperature" | "DewPoint" => degree,
        "Humidity" | "Battery" => "%",
        "Pressure" | "SeaPressure" => "hPa",
        "Power" => "W",
        "ApparentPower" => "VA",
        "ReactivePower" => "var",
        "Voltage" => "V",
        "Current" => "A",
        "Total" | "Today" | "Yesterday" => "kWh",
        "Frequency" => "Hz",
        "Illuminance" => "lx",
        "CarbonDioxide" | "eCO2" => "ppm",
        "Distance" => "cm",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CONFIG: &str = r#"{"ip":"192.168.1.7","dn":"Steckdose Werkbank","fn":["Steckdose",null],"hn":"tasmota-7F",
        "mac":"A4CF12AABBCC","md":"Sonoff S31","ty":0,"if":0,"ofln":"Offline","onln":"Online",
        "state":["OFF","ON","TOGGLE","HOLD"],"sw":"14.2.0","t":"werkbank","ft":"%prefix%/%topic%/",
        "tp":["cmnd","stat","tele"],"rl":[1,0,0,0],"swc":[-1],"btn":[0],"so":{"26":0},"lk":1,"lt_st":0,"sho":[],"ver":1}"#;
    const SENSORS: &str = r#"{"sn":{"Time":"2026-11-27T10:00:00","ENERGY":{"TotalStartTime":"2026-01-01T00:00:00",
        "Total":1.234,"Power":42,"Voltage":231},"AM2301":{"Temperature":21.4},"TempUnit":"C"},"ver":1}"#;

    #[test]
    fn a_plug_is_a_switch_with_what_it_measures() {
        let (device, found) = read(CONFIG, Some(SENSORS)).unwrap();
        assert_eq!((device.name.as_str(), device.model.as_str()), ("Steckdose Werkbank", "Sonoff S31"));
        let plug = &found[0];
        assert_eq!(plug.state.as_ref().unwrap().topic, "stat/werkbank/POWER");
        assert_eq!(plug.command.as_ref().unwrap().topic, "cmnd/werkbank/POWER");
        assert_eq!(plug.availability.as_ref().unwrap().topic, "tele/werkbank/LWT");
        let values: Vec<(&str, &str, &str)> = found[1..]
            .iter()
            .map(|entity| {
                let state = entity.state.as_ref().unwrap();
                assert_eq!(state.topic, "tele/werkbank/SENSOR");
                (entity.name.as_str(), state.reading.text(), entity.unit.as_str())
            })
            .collect();
        assert!(values.contains(&("ENERGY Power", "ENERGY.Power", "W")), "{values:?}");
        assert!(values.contains(&("AM2301 Temperature", "AM2301.Temperature", "°C")), "{values:?}");
        assert_eq!(values.len(), 4, "{values:?}");
    }

    #[test]
    fn topics_and_relays_may_be_named_otherwise() {
        let config = CONFIG
            .replace("%prefix%/%topic%/", "haus/%topic%/%prefix%")
            .replace(r#""rl":[1,0,0,0]"#, r#""rl":[1,2,3,3]"#)
            .replace(r#""lt_st":0"#, r#""lt_st":1"#);
        let (_, found) = read(&config, None).unwrap();
        let commands: Vec<&str> = found.iter().map(|entity| entity.command.as_ref().unwrap().topic.as_str()).collect();
        let expected = ["POWER1", "POWER2", "Dimmer", "ShutterOpen1", "ShutterStop1", "ShutterClose1"];
        assert_eq!(commands, expected.map(|end| format!("haus/werkbank/cmnd/{end}")));
        assert!(read("{}", None).is_none() && read("kaputt", Some(SENSORS)).is_none());
        assert_eq!(config_topic("tasmota/discovery/A4/sensors").as_deref(), Some("tasmota/discovery/A4/config"));
        assert_eq!(config_topic("tasmota/discovery/A4/other"), None);
    }
}
