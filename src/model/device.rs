//! Devices: what they say over MQTT about themselves, and the controls that fit.
//!
//! Pure. Three families tell: whatever follows the discovery of Home Assistant (`ESPHome`, zigbee2mqtt, many others),
//! Tasmota, whose releases only speak their own form, and Shelly from the second generation on, which announces nothing
//! but is known by the topics of its states. [`Directory`] is handed every message that passes, keeps those that
//! describe something, and joins what belongs to one device.

mod directory;
mod homeassistant;
mod keys;
mod reading;
mod shelly;
mod tasmota;

use super::command::VALUE_HOLE;
use super::template::hole;

pub use self::directory::{DeviceEntry, Directory};
pub use self::reading::Reading;

/// A device, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeviceInfo {
    /// What tells it from others: an identifier, an address, or a topic.
    pub key: String,
    /// What people call it.
    pub name: String,
    /// Who made it, and which model it is; empty where it does not say.
    pub model: String,
}

/// Something that a device shows or takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Entity {
    /// What tells it from others, also when its topics or names change.
    pub key: String,
    /// What people call it; empty for what the device is mainly for.
    pub name: String,
    /// What it is.
    pub kind: EntityKind,
    /// Where its state comes from; none where the device tells nothing back.
    pub state: Option<StateTopic>,
    /// Where commands go; none where it only shows something.
    pub command: Option<DeviceCommand>,
    /// Where the device says whether it is there.
    pub availability: Option<DeviceAvailability>,
    /// Its unit, as it is written behind a number.
    pub unit: String,
    /// So many decimals are worth showing.
    pub decimals: Option<u8>,
    /// After so many seconds without a message its value is out of date.
    pub stale_after: Option<f64>,
    /// Whether it is about the device itself (signal, firmware, settings) and rarely wanted on a screen.
    pub is_minor: bool,
}

/// What something is.
#[derive(Clone, Debug, PartialEq)]
pub enum EntityKind {
    /// A value that is shown: a number or a text.
    Value,
    /// On or off, shown only.
    Lamp {
        /// The words of its state.
        words: Words,
    },
    /// On or off, and can be switched.
    Switch {
        /// The words of its state.
        words: Words,
        /// What is sent to switch it.
        send: Words,
    },
    /// A number that can be set.
    Number {
        /// The smallest one.
        min: f64,
        /// The largest one.
        max: f64,
        /// From one to the next.
        step: f64,
    },
    /// One of several words.
    Choice {
        /// All of them, in the device's order.
        options: Vec<String>,
    },
    /// A text that can be set.
    Text,
    /// Something that is set off.
    Button {
        /// What is sent.
        payload: String,
    },
}

/// How a device says on and off.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// On.
    pub on: String,
    /// Off.
    pub off: String,
}

impl Words {
    fn new(on: impl Into<String>, off: impl Into<String>) -> Self {
        Self { on: on.into(), off: off.into() }
    }
}

/// Where a state comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateTopic {
    /// The topic, or a filter of which the newest message counts.
    pub topic: String,
    /// Where in its payload the value is.
    pub reading: Reading,
}

/// Where commands go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceCommand {
    /// The topic.
    pub topic: String,
    /// What is sent, with a hole for the value.
    pub message: String,
    /// Quality of service, 0 to 2.
    pub qos: u8,
    /// Whether the broker shall store it.
    pub retain: bool,
}

impl DeviceCommand {
    fn plain(topic: impl Into<String>) -> Self {
        Self { topic: topic.into(), message: hole(VALUE_HOLE), qos: 0, retain: false }
    }

    /// What is sent for this word.
    pub fn message_for(&self, word: &str) -> String {
        self.message.replace(&hole(VALUE_HOLE), word)
    }
}

/// Where a device says whether it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceAvailability {
    /// The topic.
    pub topic: String,
    /// Where in its payload the word is.
    pub reading: Reading,
    /// What it says when the device is not there.
    pub offline: String,
}

impl Entity {
    fn new(key: impl Into<String>, name: impl Into<String>, kind: EntityKind) -> Self {
        Self {
            key: key.into(),
            name: name.into(),
            kind,
            state: None,
            command: None,
            availability: None,
            unit: String::new(),
            decimals: None,
            stale_after: None,
            is_minor: false,
        }
    }
}
