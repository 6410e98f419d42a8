//! Messages that somebody keeps for the tester: kept with the program's settings, never in a project.

use serde::{Deserialize, Serialize};

/// A message to publish by hand again.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SavedMessage {
    /// What people call it.
    pub name: String,
    /// The topic.
    pub topic: String,
    /// The message.
    pub message: String,
    /// Whether the broker shall store it.
    pub retain: bool,
    /// Quality of service, 0 to 2.
    pub qos: u8,
}
