//! Controls: what stands on a screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::handler::Handler;
use super::id::ControlId;
use super::property::Property;
use super::screen::Area;

/// A control. Which kinds, properties and triggers exist is the language's business; unknown ones survive.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// What blocks refer to.
    pub id: ControlId,
    /// Key of its row, such as `button`.
    pub kind: String,
    /// What people and scripts see; unique on its screen.
    pub name: String,
    /// Where it stands.
    pub area: Area,
    /// Properties that differ from the row's defaults, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, Property>,
    /// Handlers by trigger, such as `tapped`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, Arc<Handler>>,
}
