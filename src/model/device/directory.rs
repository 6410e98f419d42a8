//! All devices of one connection, as they are told.

use std::collections::{BTreeMap, HashMap};

use super::{DeviceInfo, Entity, homeassistant, shelly, tasmota};

/// Most messages about devices that are kept.
const MAX_MESSAGES: usize = 50_000;
/// Longest of them that is read, in bytes.
const MAX_BYTES: usize = 256 << 10;

/// A device with all that it shows and takes.
#[derive(Clone, Debug, PartialEq)]
pub struct DeviceEntry {
    /// The device.
    pub device: DeviceInfo,
    /// What it shows and takes: what it is mainly for first, what is about the device itself last.
    pub entities: Vec<Entity>,
}

/// What was said about devices, by topic.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    said: BTreeMap<String, Said>,
    revision: u64,
}

#[derive(Clone, Debug)]
struct Said {
    /// As it came, so that the same again is nothing new; empty of what is only known by its state.
    message: String,
    found: Option<(DeviceInfo, Vec<Entity>)>,
}

impl Directory {
    /// Whether messages on this topic may say something about devices: quick, as it is asked of every message.
    pub fn concerns(topic: &str) -> bool {
        topic.ends_with("/config") || topic.ends_with("/sensors") || topic.contains("/status/")
    }

    /// Takes in a message, whatever it is about; whether anything about devices has changed.
    pub fn take(&mut self, topic: &str, message: &str) -> bool {
        let is_tasmota = topic.starts_with("tasmota/");
        if let Some(config) = is_tasmota.then(|| tasmota::config_topic(topic)).flatten() {
            return self.keep(topic, message) && {
                let found = self.read_tasmota(&config);
                if let Some(said) = self.said.get_mut(&config) {
                    said.found = found;
                }
                true
            };
        }
        if topic.ends_with("/config") && homeassistant::component(topic).is_some() {
            return self.keep(topic, message) && {
                let found = homeassistant::read(topic, message);
                if let Some(said) = self.said.get_mut(topic) {
                    said.found = found;
                }
                true
            };
        }
        // A state comes all the time; what it belongs to is known from the first one.
        if topic.contains("/status/") && shelly::component(topic).is_some() && !self.said.contains_key(topic) {
            let Some(found) = shelly::read(topic, message) else { return false };
            if self.keep(topic, "status") {
                self.said.insert(topic.to_owned(), Said { message: String::new(), found: Some(found) });
                return true;
            }
        }
        false
    }

    /// Keeps a message; whether it says something new. An empty one takes back what was said.
    fn keep(&mut self, topic: &str, message: &str) -> bool {
        if message.trim().is_empty() {
            let is_gone = self.said.remove(topic).is_some();
            self.revision += u64::from(is_gone);
            return is_gone;
        }
        let known = self.said.get(topic);
        let is_new = known.is_none_or(|said| said.message != message);
        let has_room = known.is_some() || self.said.len() < MAX_MESSAGES;
        if !is_new || !has_room || message.len() > MAX_BYTES {
            return false;
        }
        self.said.insert(topic.to_owned(), Said { message: message.to_owned(), found: None });
        self.revision += 1;
        true
    }

    fn read_tasmota(&self, config: &str) -> Option<(DeviceInfo, Vec<Entity>)> {
        let sensors = tasmota::sensors_topic(config).and_then(|topic| self.said.get(&topic));
        tasmota::read(&self.said.get(config)?.message, sensors.map(|said| said.message.as_str()))
    }

    /// Changes whenever something about devices has.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        *self = Self { revision: self.revision + 1, ..Self::default() };
    }

    /// Every device once, by name. One message has all of its data; where several tell the same part of a device, as
    /// both its own form and that of Home Assistant, the first counts.
    pub fn devices(&self) -> Vec<DeviceEntry> {
        let mut entries: Vec<DeviceEntry> = Vec::new();
        let mut places: HashMap<&str, usize> = HashMap::new();
        for (device, found) in self.said.values().filter_map(|said| said.found.as_ref()) {
            let place = *places.entry(device.key.as_str()).or_insert_with(|| {
                entries.push(DeviceEntry { device: device.clone(), entities: Vec::new() });
                entries.len() - 1
            });
            let Some(entry) = entries.get_mut(place) else { continue };
            // Most say of their device only its identifier.
            if entry.device.name == entry.device.key {
                entry.device.name.clone_from(&device.name);
            }
            if entry.device.model.is_empty() {
                entry.device.model.clone_from(&device.model);
            }
            entry.entities.extend(found.iter().cloned());
        }
        for entry in &mut entries {
            entry.entities.sort_by(|a, b| (a.is_minor, &a.name, &a.key).cmp(&(b.is_minor, &b.name, &b.key)));
            entry.entities.dedup_by(|a, b| a.key == b.key);
        }
        entries.sort_by_cached_key(|entry| (entry.device.name.to_lowercase(), entry.device.key.clone()));
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_device_are_joined_and_what_goes_is_gone() {
        let mut directory = Directory::default();
        let part = |key: &str, name: &str| {
            format!(r#"{{"uniq_id":"{key}","stat_t":"a/{key}","name":"{name}","dev":{{"ids":["d1"],"name":"Küche"}}}}"#)
        };
        assert!(directory.take("homeassistant/sensor/d1/t/config", &part("t", "Temperatur")));
        assert!(directory.take("homeassistant/sensor/d1/h/config", &part("h", "Feuchte")));
        assert!(!directory.take("homeassistant/sensor/d1/h/config", &part("h", "Feuchte")), "the same again");
        assert!(!directory.take("a/t", "21"), "not about devices");
        let names = |directory: &Directory| {
            let all = directory.devices();
            assert_eq!(all.len(), 1);
            all[0].entities.iter().map(|entity| entity.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&directory), ["Feuchte", "Temperatur"]);
        assert!(directory.take("homeassistant/sensor/d1/h/config", &part("h", "Luftfeuchte")));
        assert_eq!(names(&directory), ["Luftfeuchte", "Temperatur"]);
        assert!(directory.take("homeassistant/sensor/d1/h/config", ""));
        assert_eq!(names(&directory), ["Temperatur"]);
        let before = directory.revision();
        directory.clear();
        assert!(directory.devices().is_empty() && directory.revision() > before);
    }

    #[test]
    fn states_that_come_again_are_no_news() {
        let mut directory = Directory::default();
        let status = |power: u8| format!(r#"{{"id":0,"output":true,"apower":{power}.0}}"#);
        assert!(directory.take("x/status/switch:0", &status(1)));
        assert!(!directory.take("x/status/switch:0", &status(2)));
        assert_eq!(directory.devices()[0].entities.len(), 2);
    }

    #[test]
    fn five_hundred_devices_with_twenty_parts_each_are_all_there() {
        let mut directory = Directory::default();
        for device in 0..500 {
            for part in 0..20 {
                let config = format!(
                    r#"{{"uniq_id":"{device}-{part}","stat_t":"d/{device}/{part}","dev":{{"ids":"{device}","name":"Gerät {device}"}}}}"#
                );
                directory.take(&format!("homeassistant/sensor/{device}/{part}/config"), &config);
            }
        }
        let all = directory.devices();
        assert_eq!((all.len(), all[7].entities.len()), (500, 20));
    }
}
