//! Controls: what stands on a screen.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::binding::{Binding, Origin};
use super::handler::{Handler, HandlerRef};
use super::id::ControlId;
use super::indexed::Findable;
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

impl Findable for Control {
    type Id = ControlId;

    fn id(&self) -> ControlId {
        self.id
    }

    fn script_name(&self) -> &str {
        &self.name
    }
}

impl Control {
    /// What it has in Lua: its handlers, and the scripts that its properties are bound to.
    pub fn scripts(&self) -> impl Iterator<Item = (HandlerRef, &str)> {
        let handlers = self.handlers.iter().filter_map(|(trigger, handler)| match handler.as_ref() {
            Handler::Lua(text) => Some((HandlerRef::new(self.id, trigger), text.as_str())),
            Handler::Blocks(_) => None,
        });
        let bound = self.properties.iter().filter_map(|(key, property)| match &property.binding()?.from {
            Origin::Lua(text) => Some((HandlerRef::bound(self.id, key), text.as_str())),
            Origin::Variable(_) | Origin::Column { .. } | Origin::Topic { .. } | Origin::Property { .. } => None,
        });
        handlers.chain(bound)
    }

    /// Writes one of its [scripts](Self::scripts) anew.
    pub fn set_script(&mut self, at: &HandlerRef, text: String) {
        match at.bound_key() {
            Some(key) => {
                let binding = self.properties.get(key).and_then(|property| property.binding());
                if let Some(binding) = binding.map(|binding| Binding { from: Origin::Lua(text), ..(**binding).clone() })
                {
                    self.properties.insert(key.to_owned(), binding.into());
                }
            }
            None => {
                self.handlers.insert(at.trigger.clone(), Arc::new(Handler::Lua(text)));
            }
        }
    }
}
