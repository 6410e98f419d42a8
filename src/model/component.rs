//! Components: a screen that stands on others as one control, as often as one likes, each time with its own values.
//!
//! Pure. The master is a screen of its own with [`ComponentFace`]; an instance is a control of kind [`COMPONENT`] that
//! refers to it and keeps what it gives the parameters as properties; a repeater ([`REPEATER`]) stands for one instance of
//! each row or topic, which come and go while the app runs. A parameter is used as `{name}` in every text of the
//! master, in texts in Lua too, or as what a property is bound to; one for a connection stands in the place of the
//! connection that the master itself uses. What runs is the project [`unfolded`]: plain controls, and no component.

mod cells;
mod count;
mod fill;
mod prefix;
mod repeat;
mod rows;
mod unfold;
mod weight;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::control::Control;
use super::fit::Anchors;
use super::id::{ControlId, ScreenId};
use super::item::Item;
use super::layer::Layer;
use super::project::Project;
use super::property::Property;
use super::screen::{Area, Screen};
use super::topic::TopicName;
use super::value::Value;

pub use self::cells::{Arrangement, Cells};
pub(super) use self::count::count_on;
pub(super) use self::fill::rename_parameter;
pub use self::fill::{parts, uses_parameter};
pub use self::prefix::published;
pub use self::repeat::{
    ARRANGE, COLUMNS, GAP, INSTANCES, MOST, MOST_INSTANCES, ORDER, REPEATER, ROWS, Repeated, TOPICS, USUAL_GAP,
    USUAL_MOST, suggested, with_suggestion,
};
pub use self::rows::{
    RepeatedRow, RepeatedRows, TopicMatch, per_row, rows_of_table, rows_of_topics, samples, unfolded_once,
};
pub(super) use self::unfold::detached;
pub use self::unfold::{PartIds, unfolded};
pub use self::weight::{DEEPEST, MOST_PARTS, Weights, left_out};

/// Key of the row of an instance.
pub const COMPONENT: &str = "component";
/// Key of the property of an instance that holds its master.
pub const MASTER: &str = "master";
/// Most parameters of a component.
pub const MOST_PARAMETERS: usize = 40;

/// What makes a screen a component: what its instances may say for themselves.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentFace {
    /// In the order of the inspector.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<ComponentParameter>,
}

/// A value that each instance can have for itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ComponentParameter {
    /// What people see, and what stands in braces; unique in the component.
    pub name: String,
    /// What it holds.
    #[serde(rename = "type", default, skip_serializing_if = "ParameterKind::is_text")]
    pub kind: ParameterKind,
    /// What it is where an instance says nothing, and in the master itself.
    pub default: Property,
}

/// What a parameter of a component holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParameterKind {
    /// A text.
    #[default]
    Text,
    /// A number.
    Number,
    /// A truth value.
    Bool,
    /// A colour: digits, or the key of a colour of the project.
    Color,
    /// A connection.
    Connection,
    /// The begin of topics, such as `hall/1`.
    Prefix,
}

impl ParameterKind {
    /// All, in the order of the list.
    pub const ALL: [Self; 6] = [Self::Prefix, Self::Text, Self::Number, Self::Bool, Self::Color, Self::Connection];

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde gives a reference")]
    fn is_text(&self) -> bool {
        *self == Self::Text
    }

    /// Whether this is a value of it.
    pub fn takes(self, value: &Property) -> bool {
        match (self, value) {
            (Self::Connection, Property::Ref(Item::Connection(_)))
            | (Self::Text | Self::Color, Property::Literal(Value::Text(_)))
            | (Self::Number, Property::Literal(Value::Number(_)))
            | (Self::Bool, Property::Literal(Value::Bool(_))) => true,
            (Self::Prefix, Property::Literal(Value::Text(text))) => text.is_empty() || TopicName::parse(text).is_ok(),
            _ => false,
        }
    }

    /// The value of a new one.
    pub fn usual(self, project: &Project) -> Property {
        match self {
            Self::Text | Self::Prefix => "".into(),
            Self::Number => 0.0.into(),
            Self::Bool => false.into(),
            Self::Color => "accent".into(),
            Self::Connection => {
                project.connections.first().map_or_else(|| "".into(), |it| Item::from(it.id.clone()).into())
            }
        }
    }
}

impl ComponentFace {
    /// Everything that its parameters refer to by id.
    pub fn items(&self) -> impl Iterator<Item = Item> {
        self.parameters.iter().flat_map(|parameter| parameter.default.items())
    }

    /// The parameter with this name.
    pub fn parameter(&self, name: &str) -> Option<&ComponentParameter> {
        self.parameters.iter().find(|parameter| parameter.name == name)
    }
}

/// What the topics of controls begin with becomes a parameter with this name; the face with it, else an empty one.
pub(super) fn with_prefix(controls: &mut [Control], name: &str) -> ComponentFace {
    let Some(prefix) = prefix::common(controls) else { return ComponentFace::default() };
    for control in controls.iter_mut() {
        prefix::replaced(control, &prefix, name);
    }
    let parameter =
        ComponentParameter { name: name.to_owned(), kind: ParameterKind::Prefix, default: prefix.as_str().into() };
    ComponentFace { parameters: vec![parameter] }
}

/// What stands for a parameter in a text, and the key of the property by which an instance gives it a value: `{name}`.
pub fn in_braces(name: &str) -> String {
    format!("{{{name}}}")
}

/// A name that a parameter can have: braces would end it early.
pub fn parameter_name(typed: &str) -> String {
    typed.replace(['{', '}', '\n', '\r'], "").trim().to_owned()
}

/// A new instance of a component in its own size, on no screen yet; `None` where it is none.
pub fn instance(project: &Project, master: ScreenId, (x, y): (f32, f32)) -> Option<Control> {
    let master = project.screen(master).filter(|screen| screen.component.is_some())?;
    Some(Control {
        id: ControlId(0),
        kind: COMPONENT.to_owned(),
        name: master.name.clone(),
        area: Area::new(x, y, master.width, master.height),
        layer: Layer::default(),
        anchors: Anchors::default(),
        properties: BTreeMap::from([(MASTER.to_owned(), Item::from(master.id).into())]),
        rules: Vec::new(),
        handlers: BTreeMap::new(),
    })
}

/// Whether an instance has its parts beside it, in a project that runs.
pub fn is_unfolded(instance: &Control) -> bool {
    instance.properties.get(MASTER) == Some(&true.into())
}

impl Control {
    /// The master of an instance or repeater; `None` of any other control, and where none is chosen.
    pub fn master(&self) -> Option<ScreenId> {
        let master = matches!(self.kind.as_str(), COMPONENT | REPEATER).then(|| self.properties.get(MASTER))?;
        master?.item()?.screen()
    }

    /// What an instance gives a parameter, or what that is by itself.
    pub fn given<'a>(&'a self, parameter: &'a ComponentParameter) -> &'a Property {
        self.properties.get(&in_braces(&parameter.name)).unwrap_or(&parameter.default)
    }
}

impl Project {
    /// The masters of components, in the order of the explorer.
    pub fn components(&self) -> impl Iterator<Item = &Arc<Screen>> {
        self.screens.iter().filter(|screen| screen.component.is_some())
    }

    /// The master of an instance or repeater with its parameters; `None` where there is none.
    pub fn master_of(&self, control: &Control) -> Option<(&Screen, &ComponentFace)> {
        let screen = self.screen(control.master()?)?;
        Some((screen, screen.component.as_ref()?))
    }

    /// Whether an instance of this component may stand on that screen: no component is inside of itself.
    pub fn can_hold(&self, on: ScreenId, component: ScreenId) -> bool {
        let mut open = vec![component];
        let mut seen = BTreeSet::new();
        while let Some(id) = open.pop() {
            if id == on {
                return false;
            }
            if seen.insert(id) {
                let inside = self.screen(id).into_iter().flat_map(|screen| &screen.controls);
                open.extend(inside.filter_map(Control::master));
            }
        }
        true
    }
}

#[cfg(test)]
mod tests;
