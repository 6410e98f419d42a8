//! Controls: what stands on a screen.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::binding::{Binding, Origin};
use super::fit::Anchors;
use super::formatting::FormatRule;
use super::handler::{Handler, HandlerRef};
use super::id::ControlId;
use super::indexed::Findable;
use super::item::Item;
use super::layer::Layer;
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
    /// How it lies among the others while its screen is designed.
    #[serde(default, skip_serializing_if = "Layer::is_plain")]
    pub layer: Layer,
    /// What it keeps its distance to where its screen adapts to the window.
    #[serde(default, skip_serializing_if = "Anchors::is_plain")]
    pub anchors: Anchors,
    /// Properties that differ from the row's defaults, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, Property>,
    /// What it looks like while something holds, in order; see [`super::formatting`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<Arc<FormatRule>>,
    /// Handlers by trigger, such as `tapped`.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, Arc<Handler>>,
}

impl AsRef<Self> for Control {
    fn as_ref(&self) -> &Self {
        self
    }
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
    /// What its properties are bound to, by key, and then what its rules compare, by [name](super::formatting::term_key).
    pub fn bindings(&self) -> impl Iterator<Item = (Cow<'_, str>, &Arc<Binding>)> {
        let of_properties = self.properties.iter();
        let of_properties =
            of_properties.filter_map(|(key, property)| Some((key.as_str().into(), property.binding()?)));
        of_properties.chain(self.terms().map(|(key, binding)| (key.into(), binding)))
    }

    /// Everything that its properties and rules refer to by id.
    pub fn items(&self) -> impl Iterator<Item = Item> {
        self.properties.values().flat_map(Property::items).chain(self.rules.iter().flat_map(|rule| rule.items()))
    }

    /// What it has in Lua: its handlers and what blocks have, and the scripts that its properties are bound to.
    pub fn scripts(&self) -> impl Iterator<Item = (HandlerRef, &str)> {
        let handlers = self.handlers.iter();
        let handlers = handlers.flat_map(|(trigger, handler)| handler.scripts(&HandlerRef::new(self.id, trigger)));
        let bound = self.bindings().filter_map(|(key, binding)| match &binding.from {
            Origin::Lua(text) => Some((HandlerRef::bound(self.id, &key), text.as_str())),
            _ => None,
        });
        handlers.chain(bound)
    }

    /// Writes one of its [scripts](Self::scripts) anew.
    pub fn set_script(&mut self, at: &HandlerRef, text: String) {
        let Some(key) = at.bound_key() else {
            let handler = at.block_number().map_or_else(|| at.clone(), |(handler, _)| handler);
            if let Some(handler) = self.handlers.get_mut(&handler.trigger) {
                Arc::make_mut(handler).set_script(at, text);
            }
            return;
        };
        if let Some(comparison) = self.term_mut(key) {
            let binding = comparison.left.as_deref().cloned();
            comparison.left = binding.map(|left| Arc::new(Binding { from: Origin::Lua(text), ..left }));
            return;
        }
        let binding = self.properties.get(key).and_then(|property| property.binding());
        if let Some(binding) = binding.map(|binding| Binding { from: Origin::Lua(text), ..(**binding).clone() }) {
            self.properties.insert(key.to_owned(), binding.into());
        }
    }
}
