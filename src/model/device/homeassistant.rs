//! The discovery of Home Assistant: `<prefix>/<component>/[<node>/]<object>/config`, or a whole device at once as
//! `<prefix>/device/<object>/config`.
//!
//! Source: home-assistant.io, MQTT, "MQTT discovery", and the pages of the components for their defaults. Lenient as it
//! is there: unknown keys are ignored, missing ones have their defaults. What has no control that fits is shown as the
//! value of its state.

use serde_json::{Map, Value as Json};

use super::keys;
use super::{DeviceAvailability, DeviceCommand, DeviceInfo, Entity, EntityKind, Reading, StateTopic, Words};
use crate::model::command::VALUE_HOLE;
use crate::model::template::hole;

/// Parts that only tell of an event; a value that stays would be untrue.
const WITHOUT_STATE: &[&str] = &["device_automation", "event", "tag"];
/// All others that there are.
const COMPONENTS: &[&str] = &[
    "alarm_control_panel",
    "binary_sensor",
    "button",
    "camera",
    "climate",
    "cover",
    "date",
    "datetime",
    "device_tracker",
    "fan",
    "humidifier",
    "image",
    "lawn_mower",
    "light",
    "lock",
    "notify",
    "number",
    "scene",
    "select",
    "sensor",
    "siren",
    "switch",
    "text",
    "time",
    "update",
    "vacuum",
    "valve",
    "water_heater",
];

/// Whether a topic is one that such a message comes on, and what it is for.
pub(super) fn component(topic: &str) -> Option<(&str, &str)> {
    let (start, object) = topic.strip_suffix("/config")?.rsplit_once('/')?;
    let known = |name: &str| name == "device" || COMPONENTS.contains(&name) || WITHOUT_STATE.contains(&name);
    let (above, last) = start.rsplit_once('/')?;
    let by_node = above.rsplit_once('/').filter(|(prefix, name)| !prefix.is_empty() && known(name));
    match by_node {
        Some((_, component)) => Some((component, object)),
        None => known(last).then_some((last, object)),
    }
}

/// What a message says; nothing where it is no such message, or says that all of it is gone.
pub(super) fn read(topic: &str, payload: &str) -> Option<(DeviceInfo, Vec<Entity>)> {
    let (component, object) = component(topic)?;
    let Ok(Json::Object(config)) = serde_json::from_str::<Json>(payload) else { return None };
    let config = Config(keys::expanded(&config));
    if component != "device" {
        if WITHOUT_STATE.contains(&component) {
            return None;
        }
        let id = config.text("unique_id").unwrap_or_else(|| object.to_owned());
        let found = config.entities(component, &id, object);
        return (!found.is_empty()).then(|| (config.device(&id), found));
    }
    let Some(Json::Object(parts)) = config.0.get("components") else { return None };
    let mut found = Vec::new();
    for (key, part) in parts {
        let Json::Object(part) = part else { continue };
        let mut own = Config(part.clone());
        let Some(component) = own.text("platform").filter(|component| !WITHOUT_STATE.contains(&component.as_str()))
        else {
            continue;
        };
        // What stands for all of them, unless one says otherwise.
        for shared in SHARED {
            if let Some(value) = config.0.get(*shared) {
                own.0.entry(*shared).or_insert_with(|| value.clone());
            }
        }
        let id = own.text("unique_id").unwrap_or_else(|| format!("{object}/{key}"));
        found.extend(own.entities(&component, &id, key));
    }
    (!found.is_empty()).then(|| (config.device(object), found))
}

/// What a device form says once for all its parts.
const SHARED: &[&str] = &[
    "availability",
    "availability_template",
    "availability_topic",
    "command_topic",
    "payload_available",
    "payload_not_available",
    "qos",
    "state_topic",
];

/// A configuration by long keys.
struct Config(Map<String, Json>);

impl Config {
    /// A text, or a number or truth value as one.
    fn text(&self, key: &str) -> Option<String> {
        text_of(self.0.get(key)?)
    }

    fn text_or(&self, key: &str, default: &str) -> String {
        self.text(key).unwrap_or_else(|| default.to_owned())
    }

    fn number(&self, key: &str) -> Option<f64> {
        match self.0.get(key)? {
            Json::Number(number) => number.as_f64(),
            Json::String(text) => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    fn number_or(&self, key: &str, default: f64) -> f64 {
        self.number(key).unwrap_or(default)
    }

    fn flag(&self, key: &str) -> Option<bool> {
        self.0.get(key)?.as_bool()
    }

    fn texts(&self, key: &str) -> Vec<String> {
        let list = self.0.get(key).and_then(Json::as_array);
        list.into_iter().flatten().filter_map(text_of).collect()
    }

    fn is_null(&self, key: &str) -> bool {
        self.0.get(key).is_some_and(Json::is_null)
    }

    fn device(&self, id: &str) -> DeviceInfo {
        let device = match self.0.get("device") {
            Some(Json::Object(device)) => Self(device.clone()),
            _ => Self(Map::new()),
        };
        let first = |key: &str| match device.0.get(key)? {
            Json::Array(list) => list.iter().find_map(|one| match one {
                // A connection is a pair of kind and address.
                Json::Array(pair) => pair.get(1).and_then(text_of),
                other => text_of(other),
            }),
            other => text_of(other),
        };
        let key = first("identifiers").or_else(|| first("connections"));
        let name = device.text("name").filter(|name| !name.trim().is_empty());
        let model: Vec<String> = ["manufacturer", "model"].iter().filter_map(|key| device.text(key)).collect();
        DeviceInfo {
            name: name.or_else(|| key.clone()).or_else(|| self.text("name")).unwrap_or_else(|| id.to_owned()),
            key: key.unwrap_or_else(|| id.to_owned()),
            model: model.join(" "),
        }
    }

    fn state(&self, topic: &str, template: &str) -> Option<StateTopic> {
        let reading = Reading::parse(&self.text(template).unwrap_or_default());
        Some(StateTopic { topic: self.text(topic).filter(|topic| !topic.is_empty())?, reading })
    }

    /// Where commands go; `None` also where its template does more than put the value somewhere.
    fn command(&self, topic: &str, template: &str) -> Option<DeviceCommand> {
        let message = self.text(template).map_or_else(|| Some(hole(VALUE_HOLE)), |template| message(&template))?;
        let topic = self.text(topic).filter(|topic| !topic.is_empty())?;
        let qos = self.number_or("qos", 0.0) as u8;
        Some(DeviceCommand { topic, message, qos: qos.min(2), retain: self.flag("retain").unwrap_or_default() })
    }

    fn availability(&self) -> Option<DeviceAvailability> {
        if let Some(topic) = self.text("availability_topic") {
            let reading = Reading::parse(&self.text_or("availability_template", ""));
            return Some(DeviceAvailability {
                topic,
                reading,
                offline: self.text_or("payload_not_available", "offline"),
            });
        }
        // The last one of several is the device itself; those before it are what it is reached by.
        let last = match self.0.get("availability")? {
            Json::Array(list) => list.last()?,
            other => other,
        };
        let own = Self(last.as_object()?.clone());
        let reading = Reading::parse(&own.text_or("value_template", ""));
        Some(DeviceAvailability {
            topic: own.text("topic")?,
            reading,
            offline: own.text_or("payload_not_available", "offline"),
        })
    }

    fn words(&self, on: (&str, &str), off: (&str, &str)) -> Words {
        Words::new(self.text_or(on.0, on.1), self.text_or(off.0, off.1))
    }

    /// What a part shows and takes.
    fn entities(&self, component: &str, id: &str, object: &str) -> Vec<Entity> {
        let mut found = match component {
            "switch" | "siren" => vec![self.switch(id, "value_template")],
            "light" => self.light(id),
            "fan" => self.fan(id),
            "binary_sensor" => {
                let words = self.words(("payload_on", "ON"), ("payload_off", "OFF"));
                vec![self.shown(id, EntityKind::Lamp { words })]
            }
            "number" => vec![self.number_entity(id)],
            "select" => vec![self.set(id, EntityKind::Choice { options: self.texts("options") })],
            "text" => vec![self.set(id, EntityKind::Text)],
            "button" => vec![self.button(id, "", self.text_or("payload_press", "PRESS"))],
            "scene" => vec![self.button(id, "", self.text_or("payload_on", "ON"))],
            "lock" => vec![self.lock(id)],
            "cover" | "valve" => self.cover(id),
            "climate" | "water_heater" => self.climate(id),
            "humidifier" => self.humidifier(id),
            _ => vec![self.shown(id, EntityKind::Value)],
        };
        found.retain(|entity| entity.state.is_some() || entity.command.is_some());
        let availability = self.availability();
        let is_minor = self.0.get("entity_category").is_some_and(|category| !category.is_null())
            || self.flag("enabled_by_default") == Some(false);
        let name = if self.is_null("name") {
            String::new()
        } else {
            self.text("name").or_else(|| self.text("device_class")).unwrap_or_else(|| object.to_owned())
        };
        for entity in &mut found {
            let own = std::mem::take(&mut entity.name);
            let parts = [name.as_str(), own.as_str()];
            entity.name = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
            entity.availability.clone_from(&availability);
            entity.is_minor |= is_minor;
        }
        found
    }

    /// A part that only shows its state.
    fn shown(&self, id: &str, kind: EntityKind) -> Entity {
        Entity {
            state: self.state("state_topic", "value_template"),
            unit: self.text_or("unit_of_measurement", ""),
            decimals: self.number("suggested_display_precision").map(|decimals| decimals.clamp(0.0, 9.0) as u8),
            stale_after: self.number("expire_after").filter(|seconds| *seconds > 0.0),
            ..Entity::new(id, "", kind)
        }
    }

    /// A part with a state and a command of the same value.
    fn set(&self, id: &str, kind: EntityKind) -> Entity {
        let command = self.command("command_topic", "command_template");
        // What cannot be set from here is shown.
        let kind = if command.is_some() { kind } else { EntityKind::Value };
        Entity { command, ..self.shown(id, kind) }
    }

    fn number_entity(&self, id: &str) -> Entity {
        let (min, max) = (self.number_or("min", 1.0), self.number_or("max", 100.0));
        self.set(id, EntityKind::Number { min, max, step: self.number_or("step", 1.0) })
    }

    fn switch(&self, id: &str, template: &str) -> Entity {
        let send = self.words(("payload_on", "ON"), ("payload_off", "OFF"));
        let words = Words::new(self.text_or("state_on", &send.on), self.text_or("state_off", &send.off));
        let command = self.command("command_topic", "command_template");
        let kind = if command.is_some() { EntityKind::Switch { words, send } } else { EntityKind::Lamp { words } };
        Entity { state: self.state("state_topic", template), command, ..Entity::new(id, "", kind) }
    }

    fn light(&self, id: &str) -> Vec<Entity> {
        match self.text_or("schema", "basic").as_str() {
            "json" => self.json_light(id),
            "template" => {
                // Only what is sent as it stands can be sent from here.
                let fixed =
                    |key: &str| self.text(key).filter(|template| !template.contains("{{") && !template.contains("{%"));
                let mut light = self.switch(id, "state_template");
                let words = Words::new("on", "off");
                let send = fixed("command_on_template").zip(fixed("command_off_template"));
                light.kind = if let Some((on, off)) = send {
                    EntityKind::Switch { words, send: Words { on, off } }
                } else {
                    light.command = None;
                    EntityKind::Lamp { words }
                };
                vec![light]
            }
            _ => {
                let light = self.switch(id, "state_value_template");
                let mut all = vec![light];
                if let Some(command) = self.command("brightness_command_topic", "brightness_command_template") {
                    let max = self.number_or("brightness_scale", 255.0);
                    all.push(Entity {
                        state: self.state("brightness_state_topic", "brightness_value_template"),
                        command: Some(command),
                        ..Entity::new(
                            format!("{id}/brightness"),
                            BRIGHTNESS,
                            EntityKind::Number { min: 0.0, max, step: 1.0 },
                        )
                    });
                }
                all
            }
        }
    }

    /// A lamp that speaks JSON both ways: `{"state": "ON", "brightness": 120}`.
    fn json_light(&self, id: &str) -> Vec<Entity> {
        let state =
            |path: &str| Some(StateTopic { topic: self.text("state_topic")?, reading: Reading::Path(path.to_owned()) });
        let command =
            |message: &str| Some(DeviceCommand { message: message.to_owned(), ..self.command("command_topic", "")? });
        let words = Words::new("ON", "OFF");
        let mut all = vec![Entity {
            state: state("state"),
            command: command(r##"{"state":"#[value]#"}"##),
            ..Entity::new(id, "", EntityKind::Switch { words: words.clone(), send: words })
        }];
        let modes = self.texts("supported_color_modes");
        if self.flag("brightness").unwrap_or_else(|| modes.iter().any(|mode| mode != "onoff")) {
            let max = self.number_or("brightness_scale", 255.0);
            all.push(Entity {
                state: state("brightness"),
                command: command(r#"{"brightness":#[value]#}"#),
                ..Entity::new(format!("{id}/brightness"), BRIGHTNESS, EntityKind::Number { min: 0.0, max, step: 1.0 })
            });
        }
        all
    }

    fn fan(&self, id: &str) -> Vec<Entity> {
        let mut all = vec![self.switch(id, "state_value_template")];
        if let Some(command) = self.command("percentage_command_topic", "percentage_command_template") {
            let (min, max) = (self.number_or("speed_range_min", 1.0), self.number_or("speed_range_max", 100.0));
            let kind = EntityKind::Number { min: (min - 1.0).max(0.0), max, step: 1.0 };
            all.push(Entity {
                state: self.state("percentage_state_topic", "percentage_value_template"),
                command: Some(command),
                ..Entity::new(format!("{id}/speed"), "speed", kind)
            });
        }
        all
    }

    fn button(&self, id: &str, name: &str, payload: String) -> Entity {
        let kind = EntityKind::Button { payload };
        Entity { command: self.command("command_topic", "command_template"), ..Entity::new(id, name, kind) }
    }

    fn lock(&self, id: &str) -> Entity {
        let words = self.words(("state_locked", "LOCKED"), ("state_unlocked", "UNLOCKED"));
        let send = self.words(("payload_lock", "LOCK"), ("payload_unlock", "UNLOCK"));
        let command = self.command("command_topic", "command_template");
        let kind = if command.is_some() { EntityKind::Switch { words, send } } else { EntityKind::Lamp { words } };
        Entity { command, ..self.shown(id, kind) }
    }

    fn cover(&self, id: &str) -> Vec<Entity> {
        let mut all = Vec::new();
        for (key, name, default) in
            [("payload_open", "open", "OPEN"), ("payload_stop", "stop", "STOP"), ("payload_close", "close", "CLOSE")]
        {
            // What it cannot do is said to be nothing.
            if !self.is_null(key) {
                all.push(self.button(&format!("{id}/{name}"), name, self.text_or(key, default)));
            }
        }
        if let Some(command) = self.command("set_position_topic", "set_position_template") {
            let (open, closed) = (self.number_or("position_open", 100.0), self.number_or("position_closed", 0.0));
            let kind = EntityKind::Number { min: closed.min(open), max: closed.max(open), step: 1.0 };
            all.push(Entity {
                state: self.state("position_topic", "position_template"),
                command: Some(command),
                ..Entity::new(format!("{id}/position"), "position", kind)
            });
        }
        all.push(Entity { name: "state".to_owned(), ..self.shown(&format!("{id}/state"), EntityKind::Value) });
        all
    }

    fn climate(&self, id: &str) -> Vec<Entity> {
        let unit = format!("°{}", self.text_or("temperature_unit", "C"));
        let kind = EntityKind::Number {
            min: self.number_or("min_temp", 7.0),
            max: self.number_or("max_temp", 35.0),
            step: self.number_or("temp_step", 1.0),
        };
        let wanted = self.pair(id, ("temperature", "target"), kind);
        let current = Entity {
            state: self.state("current_temperature_topic", "current_temperature_template"),
            ..Entity::new(format!("{id}/current"), "temperature", EntityKind::Value)
        };
        let mode = self.pair(id, ("mode", "mode"), EntityKind::Choice { options: self.texts("modes") });
        let mut all = vec![wanted, current, mode];
        for entity in &mut all[..2] {
            entity.unit.clone_from(&unit);
        }
        all
    }

    fn humidifier(&self, id: &str) -> Vec<Entity> {
        let (min, max) = (self.number_or("min_humidity", 0.0), self.number_or("max_humidity", 100.0));
        let mut wanted = self.pair(id, ("target_humidity", "target"), EntityKind::Number { min, max, step: 1.0 });
        "%".clone_into(&mut wanted.unit);
        vec![self.switch(id, "state_value_template"), wanted]
    }

    /// A part with topics of its own: `temperature_state_topic`, `temperature_command_topic`, ….
    fn pair(&self, id: &str, (part, name): (&str, &str), kind: EntityKind) -> Entity {
        let key = |end: &str| format!("{part}_{end}");
        let command = self.command(&key("command_topic"), &key("command_template"));
        Entity {
            state: self.state(&key("state_topic"), &key("state_template")),
            kind: if command.is_some() { kind } else { EntityKind::Value },
            command,
            ..Entity::new(format!("{id}/{name}"), name, EntityKind::Value)
        }
    }
}

const BRIGHTNESS: &str = "brightness";

fn text_of(json: &Json) -> Option<String> {
    match json {
        Json::String(text) => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        Json::Bool(flag) => Some(flag.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// A message with a hole for the value, of a template that does no more than put it there.
fn message(template: &str) -> Option<String> {
    let (before, rest) = template.split_once("{{")?;
    let (inside, after) = rest.split_once("}}")?;
    let value = inside.split('|').next().unwrap_or_default().trim();
    let is_plain = value == "value" && inside.split('|').skip(1).all(|filter| matches!(filter.trim(), "int" | "float"));
    let has_more = [before, after].iter().any(|text| text.contains("{{") || text.contains("{%"));
    (is_plain && !has_more).then(|| format!("{before}{}{after}", hole(VALUE_HOLE)))
}

#[cfg(test)]
mod tests;
