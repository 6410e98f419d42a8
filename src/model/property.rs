//! What a property of a control holds in the project: a literal, a reference, a list of both, a binding, or a command.

use std::sync::Arc;

use ron::value::RawValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::binding::Binding;
use super::command::CommandTopic;
use super::item::{Item, Rewrite};
use super::project::Project;
use super::value::{Value, has_all_of};

/// The content of a property. In the file: `"an"`, `Source(3)`, `["time", Column(12)]`, `Bound(from: Variable(4))`.
#[derive(Clone, Debug, PartialEq)]
pub enum Property {
    /// A thing of the project.
    Ref(Item),
    /// Several contents in order.
    List(Vec<Self>),
    /// A literal.
    Literal(Value),
    /// It follows something else while the app runs.
    Bound(Arc<Binding>),
    /// A topic that the control writes to by itself.
    Command(Arc<CommandTopic>),
}

impl Property {
    /// The thing it refers to, if it is a reference.
    pub fn item(&self) -> Option<&Item> {
        match self {
            Self::Ref(item) => Some(item),
            Self::List(_) | Self::Literal(_) | Self::Bound(_) | Self::Command(_) => None,
        }
    }

    /// The literal, if it is one.
    pub fn literal(&self) -> Option<&Value> {
        match self {
            Self::Literal(value) => Some(value),
            Self::Ref(_) | Self::List(_) | Self::Bound(_) | Self::Command(_) => None,
        }
    }

    /// The list, if it is one.
    pub fn list(&self) -> Option<&[Self]> {
        match self {
            Self::List(list) => Some(list),
            Self::Ref(_) | Self::Literal(_) | Self::Bound(_) | Self::Command(_) => None,
        }
    }

    /// The binding, if it is one.
    pub fn binding(&self) -> Option<&Arc<Binding>> {
        match self {
            Self::Bound(binding) => Some(binding),
            Self::Ref(_) | Self::List(_) | Self::Literal(_) | Self::Command(_) => None,
        }
    }

    /// The command, if it is one.
    pub fn command(&self) -> Option<&CommandTopic> {
        match self {
            Self::Command(command) => Some(command),
            Self::Ref(_) | Self::List(_) | Self::Literal(_) | Self::Bound(_) => None,
        }
    }

    /// Everything it refers to by id.
    pub fn items(&self) -> Vec<Item> {
        match self {
            Self::Ref(item) => vec![item.clone()],
            Self::List(list) => list.iter().flat_map(Self::items).collect(),
            Self::Literal(_) => Vec::new(),
            Self::Bound(binding) => binding.from.items(),
            Self::Command(command) => vec![command.connection.clone().into()],
        }
    }

    /// The same with its references as `map` says; `None` where nothing of it stays.
    #[must_use]
    pub fn rewritten(self, map: &dyn Fn(&Item) -> Rewrite) -> Option<Self> {
        match self {
            Self::Ref(item) => match map(&item) {
                Rewrite::Keep => Some(Self::Ref(item)),
                Rewrite::To(new) => Some(Self::Ref(new)),
                Rewrite::Open => None,
            },
            Self::List(list) => Some(Self::List(list.into_iter().filter_map(|each| each.rewritten(map)).collect())),
            Self::Literal(_) => Some(self),
            Self::Bound(binding) => Some(Self::from(binding.rewritten(map)?)),
            Self::Command(command) => Some(Self::from(command.rewritten(map)?)),
        }
    }

    /// What scripts see of it: references by name, a list as one line for each. A binding has no text of its own, a command that of its topic.
    pub fn script_text(&self, project: &Project) -> String {
        match self {
            Self::Ref(item) => project.name_of(item).unwrap_or_default().to_owned(),
            Self::Literal(value) => value.to_text(),
            Self::Bound(_) => String::new(),
            Self::Command(command) => command.topic.clone(),
            Self::List(list) => list.iter().map(|each| each.script_text(project)).collect::<Vec<_>>().join("\n"),
        }
    }

    fn from_ron(ron: &str) -> Self {
        if let Some(item) = Item::parse(ron) {
            return Self::Ref(item);
        }
        if let Some(binding) = Binding::parse(ron)
            && has_all_of(&binding, ron)
        {
            return Self::from(binding);
        }
        if let Some(command) = CommandTopic::parse(ron) {
            return Self::from(command);
        }
        if ron.trim_start().starts_with('[')
            && let Ok(parts) = ron::from_str::<Vec<Box<RawValue>>>(ron)
        {
            let list: Vec<Self> = parts.iter().map(|part| Self::from_ron(part.get_ron())).collect();
            // What this version does not understand stays as it is, comments and all.
            let list = Self::List(list);
            if !list.has_unknown() && has_all_of(&list, ron) {
                return list;
            }
        }
        Self::from(Value::from_ron(ron))
    }
}

impl Property {
    fn has_unknown(&self) -> bool {
        match self {
            Self::List(list) => list.iter().any(Self::has_unknown),
            Self::Literal(value) => matches!(value, Value::Raw(_)),
            // No part of a list follows or writes something by itself.
            Self::Bound(_) | Self::Command(_) => true,
            Self::Ref(_) => false,
        }
    }
}

impl From<Item> for Property {
    fn from(item: Item) -> Self {
        Self::Ref(item)
    }
}

impl From<Binding> for Property {
    fn from(binding: Binding) -> Self {
        Self::Bound(Arc::new(binding))
    }
}

impl From<CommandTopic> for Property {
    fn from(command: CommandTopic) -> Self {
        Self::Command(Arc::new(command))
    }
}

impl<T: Into<Value>> From<T> for Property {
    fn from(value: T) -> Self {
        match value.into() {
            // A list has one form, whether it refers to anything or not.
            Value::List(list) => Self::List(list.into_iter().map(Self::from).collect()),
            value => Self::Literal(value),
        }
    }
}

impl Serialize for Property {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Ref(item) => item.serialize(serializer),
            Self::List(list) => list.serialize(serializer),
            Self::Literal(value) => value.serialize(serializer),
            Self::Bound(binding) => {
                let ron = binding.to_ron().map_err(ser::Error::custom)?;
                RawValue::from_ron(&ron).map_err(ser::Error::custom)?.serialize(serializer)
            }
            Self::Command(command) => {
                let ron = command.to_ron().map_err(ser::Error::custom)?;
                RawValue::from_ron(&ron).map_err(ser::Error::custom)?.serialize(serializer)
            }
        }
    }
}

impl<'de> Deserialize<'de> for Property {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer).map_err(de::Error::custom)?;
        Ok(Self::from_ron(raw.get_ron()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::{ColumnId, SourceId};

    #[test]
    fn properties_survive_the_file_and_unknown_ones_too() {
        for ron in ["\"an\"", "21.5", "true", "Source(3)", "[\"time\",Column(12)]", "[]", "[Neu(x: 1), 5]", "Neu(7)"] {
            let property: Property = ron::from_str(ron).unwrap();
            assert_eq!(ron::to_string(&property).unwrap(), ron);
        }
        let list: Property = ron::from_str("[\"time\", Column(12)]").unwrap();
        assert_eq!(list.items(), [Item::from(ColumnId(12))]);
        assert_eq!(ron::from_str::<Property>("Source(3)").unwrap(), Property::from(Item::from(SourceId(3))));
    }

    #[test]
    fn references_are_replaced_wherever_they_stand() {
        let list: Property = ron::from_str("[\"time\", Column(12), Column(13), Column(14)]").unwrap();
        let map = |item: &Item| match item {
            Item::Column(ColumnId(12)) => Rewrite::To(Item::from(ColumnId(40))),
            Item::Column(ColumnId(14)) => Rewrite::Open,
            _ => Rewrite::Keep,
        };
        let list = list.rewritten(&map).unwrap();
        assert_eq!(ron::to_string(&list).unwrap(), "[\"time\",Column(40),Column(13)]");
    }
}
