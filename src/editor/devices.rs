//! What a part of a device becomes on a screen: the control that fits, with its state, its command and a caption.
//!
//! Pure.

use super::offers;
use crate::i18n::Lang;
use crate::language::{self, AT_THE_END, REPORTS_KEY, TEXT_KEY};
use crate::model::binding::{Availability, Binding, Origin};
use crate::model::command::{COMMAND_KEY, CommandTopic};
use crate::model::control::Control;
use crate::model::device::{DeviceCommand, DeviceEntry, Entity, EntityKind};
use crate::model::id::ConnectionId;
use crate::model::property::Property;
use crate::model::source::ColumnType;
use crate::model::value::{Value, number_from_text};

/// Up to so many entries stand side by side; more are a list that opens.
const SIDE_BY_SIDE: usize = 4;
/// Height of the line of words above a control that has no caption of its own, in pixels of the screen.
const CAPTION: f32 = 34.0;

/// Parts of a device that are being dragged.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceDrag {
    /// The connection that the device speaks on.
    pub connection: ConnectionId,
    /// What hangs at the pointer.
    pub name: String,
    /// What each of them is called, itself, and the message that came last on the topic of its state.
    pub parts: Vec<(String, Entity, Option<String>)>,
}

impl DeviceDrag {
    /// A whole device: what is about itself stays behind, unless there is nothing else.
    pub fn whole(connection: ConnectionId, entry: &DeviceEntry, last: &dyn Fn(&Entity) -> Option<String>) -> Self {
        let wanted: Vec<&Entity> = entry.entities.iter().filter(|entity| !entity.is_minor).collect();
        let wanted = if wanted.is_empty() { entry.entities.iter().collect() } else { wanted };
        let parts = wanted.into_iter().map(|entity| (caption(entry, entity), entity.clone(), last(entity))).collect();
        Self { connection, name: entry.device.name.clone(), parts }
    }

    /// The controls for all parts, each with the one above that names it where it needs one. Where they go is left to
    /// whoever adds them.
    pub fn controls(&self, lang: Lang) -> Vec<Control> {
        let parts = self.parts.iter();
        parts.flat_map(|(name, entity, last)| part(&self.connection, (name, entity), last.as_deref(), lang)).collect()
    }
}

/// What a part of a device is called on a screen: with the device's name, as others have such parts too.
pub fn caption(entry: &DeviceEntry, entity: &Entity) -> String {
    let (device, part) = (entry.device.name.as_str(), entity.name.as_str());
    let has_device = part.to_lowercase().starts_with(&device.to_lowercase());
    match (part.is_empty(), has_device) {
        (true, _) => device.to_owned(),
        (false, true) => part.to_owned(),
        (false, false) => format!("{device} {part}"),
    }
}

/// Kind of the control, and the property that the state goes into.
pub fn control_kind(entity: &Entity, last: Option<&str>) -> (&'static str, &'static str) {
    let is_number = last.is_none_or(|text| number_from_text(text).is_some());
    match &entity.kind {
        EntityKind::Value if is_number && (last.is_some() || !entity.unit.is_empty()) => ("value", "value"),
        EntityKind::Value => ("text", TEXT_KEY),
        EntityKind::Lamp { .. } => ("lamp", "state"),
        EntityKind::Switch { .. } => ("toggle", "on"),
        EntityKind::Number { .. } => ("slider", "value"),
        EntityKind::Choice { options } if options.len() <= SIDE_BY_SIDE => ("segments", "selected"),
        EntityKind::Choice { .. } => ("dropdown", "selected"),
        EntityKind::Text => ("text_box", TEXT_KEY),
        EntityKind::Button { .. } => ("button", ""),
    }
}

fn part(connection: &ConnectionId, (name, entity): (&str, &Entity), last: Option<&str>, lang: Lang) -> Vec<Control> {
    let (kind, key) = control_kind(entity, last);
    let Some(def) = language::control(kind) else { return Vec::new() };
    let mut control = language::new_control(def, lang);
    name.clone_into(&mut control.name);
    let mut set = |key: &str, value: Property| {
        if language::property(kind, key).is_some() {
            control.properties.insert(key.to_owned(), value);
        }
    };
    if let EntityKind::Number { min, max, step } = entity.kind {
        for (key, number) in [("min", min), ("max", max), ("step", step)] {
            set(key, number.into());
        }
    }
    if let EntityKind::Choice { options } = &entity.kind {
        set("options", options.join("\n").as_str().into());
    }
    set("unit", entity.unit.as_str().into());
    if let Some(command) = &entity.command {
        set(COMMAND_KEY, command_of(connection, entity, command).into());
        // A device that follows each step of a finger stutters.
        set(REPORTS_KEY, AT_THE_END.into());
    }
    if let Some(binding) = binding(connection, entity, kind) {
        set(key, binding.into());
    }
    let is_captioned = key != TEXT_KEY && language::property(kind, TEXT_KEY).is_some();
    if is_captioned {
        offers::caption(&mut control, name);
    }
    let above = if is_captioned { None } else { words(name, lang) };
    above.into_iter().chain([control]).collect()
}

/// The line above a control.
fn words(name: &str, lang: Lang) -> Option<Control> {
    let mut words = language::new_control(language::control("text")?, lang);
    words.area.h = CAPTION;
    offers::caption(&mut words, name);
    words.properties.insert("font_size".to_owned(), 20.0.into());
    Some(words)
}

fn binding(connection: &ConnectionId, entity: &Entity, kind: &str) -> Option<Binding> {
    let state = entity.state.as_ref()?;
    let from = Origin::Topic {
        connection: connection.clone(),
        filter: state.topic.clone(),
        path: state.reading.text().to_owned(),
        ty: ColumnType::Automatic,
    };
    let mut binding = Binding { stale_after: entity.stale_after, decimals: entity.decimals, ..Binding::to(from) };
    binding.availability = entity
        .availability
        .as_ref()
        .map(|device| Availability { topic: device.topic.clone(), offline: device.offline.clone() });
    match &entity.kind {
        EntityKind::Lamp { words } => {
            binding.table = vec![(words.on.clone(), "on".into()), (words.off.clone(), "off".into())];
        }
        EntityKind::Switch { words, .. } => {
            binding.table = vec![(words.on.clone(), true.into()), (words.off.clone(), false.into())];
        }
        EntityKind::Value if kind == "text" => binding.empty = Some(Value::from("–")),
        EntityKind::Value
        | EntityKind::Number { .. }
        | EntityKind::Choice { .. }
        | EntityKind::Text
        | EntityKind::Button { .. } => {}
    }
    Some(binding)
}

fn command_of(connection: &ConnectionId, entity: &Entity, command: &DeviceCommand) -> CommandTopic {
    let (on, off) = match &entity.kind {
        EntityKind::Switch { send, .. } => (send.on.as_str(), send.off.as_str()),
        EntityKind::Button { payload } => (payload.as_str(), ""),
        _ => ("ON", "OFF"),
    };
    CommandTopic {
        message: command.message.clone(),
        on: command.message_for(on),
        off: command.message_for(off),
        qos: command.qos,
        retain: command.retain,
        ..CommandTopic::to(connection.clone(), &command.topic)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::device::Directory;

    fn dragged(topic: &str, config: &str) -> DeviceDrag {
        let mut directory = Directory::default();
        directory.take(topic, config);
        DeviceDrag::whole(ConnectionId::local(), &directory.devices()[0], &|_| None)
    }

    fn controls(topic: &str, config: &str) -> Vec<Control> {
        dragged(topic, config).controls(Lang::De)
    }

    #[test]
    fn a_lamp_is_a_toggle_with_state_and_command_and_a_slider_with_its_name() {
        let config = r#"{"schema":"json","brightness":true,"bri_scl":254,"cmd_t":"z/Lampe/set","stat_t":"z/Lampe","name":null,
            "uniq_id":"l","avty":[{"t":"z/Lampe/availability","val_tpl":"{{ value_json.state }}"}],"dev":{"ids":"l","name":"Lampe"}}"#;
        let made = controls("homeassistant/light/l/light/config", config);
        let kinds: Vec<&str> = made.iter().map(|control| control.kind.as_str()).collect();
        assert_eq!(kinds, ["toggle", "text", "slider"], "{made:?}");
        let command = made[0].command().unwrap();
        assert_eq!((command.topic.as_str(), command.on.as_str()), ("z/Lampe/set", r#"{"state":"ON"}"#));
        let Some(Property::Bound(state)) = made[0].properties.get("on") else { panic!("{made:?}") };
        assert_eq!(state.table, [("ON".to_owned(), true.into()), ("OFF".to_owned(), false.into())]);
        assert_eq!(state.availability.as_ref().unwrap().topic, "z/Lampe/availability");
        assert_eq!(made[2].properties.get("max"), Some(&254.0.into()));
        assert_eq!(made[1].properties.get(TEXT_KEY), Some(&"Lampe brightness".into()));
    }

    #[test]
    fn every_kind_of_part_has_a_control_of_which_all_is_known() {
        let all = [
            ("sensor", r#"{"stat_t":"a","unit_of_meas":"°C","val_tpl":"{{ value_json.t / 10 }}"}"#, "value"),
            ("sensor", r#"{"stat_t":"a"}"#, "text"),
            ("binary_sensor", r#"{"stat_t":"a"}"#, "lamp"),
            ("switch", r#"{"stat_t":"a","cmd_t":"b"}"#, "toggle"),
            ("number", r#"{"stat_t":"a","cmd_t":"b","max":10}"#, "slider"),
            ("select", r#"{"stat_t":"a","cmd_t":"b","ops":["1","2"]}"#, "segments"),
            ("select", r#"{"stat_t":"a","cmd_t":"b","ops":["1","2","3","4","5"]}"#, "dropdown"),
            ("text", r#"{"stat_t":"a","cmd_t":"b"}"#, "text_box"),
            ("button", r#"{"cmd_t":"b"}"#, "button"),
        ];
        for (component, config, kind) in all {
            let made = controls(&format!("homeassistant/{component}/x/config"), config);
            let control = made.last().unwrap();
            assert_eq!(control.kind, kind, "{config}");
            for key in control.properties.keys() {
                assert!(language::property(kind, key).is_some(), "{kind} has no {key}");
            }
            let is_commanded = language::control(kind).unwrap().commanded().is_some();
            assert_eq!(control.command().is_some(), is_commanded, "{kind}");
        }
        let button = controls("homeassistant/button/x/config", r#"{"cmd_t":"b"}"#);
        assert_eq!(button[0].command().unwrap().on, "PRESS");
    }
}
