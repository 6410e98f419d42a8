//! Conditional formatting: named rules of a control that set properties while their condition holds.
//!
//! Pure. A rule never changes what the property itself holds or follows: it lies over it, and when no rule sets the
//! property any more it is as before. Rules are looked at in order, and a later one wins over an earlier one, but only
//! where both set the same property (see [`looks`]).

mod comparison;

use std::collections::BTreeMap;
use std::sync::Arc;

use ron::value::RawValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::binding::Binding;
use super::control::Control;
use super::item::{Item, Rewrite};
use super::value::{Value, has_all_of};

pub use self::comparison::Comparator;

/// What stands before the numbers of a comparison where it is named as a property is.
const TERM: &str = "rule.";

/// A rule: what it sets while its condition holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormatRule {
    /// What people call it; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub name: String,
    /// When it counts.
    pub when: Condition,
    /// The properties that it sets, by key.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub set: BTreeMap<String, Value>,
}

/// When a rule counts: one comparison, or several joined by *and* or *or*, nested as one likes.
#[derive(Clone, Debug, PartialEq)]
pub enum Condition {
    /// One comparison.
    Is(Comparison),
    /// All of these; none of them is not enough.
    All(Vec<Self>),
    /// At least one of these.
    Any(Vec<Self>),
    /// What this version does not understand, as it stands in the file; it never holds.
    Unknown(String),
}

/// A value that is compared with another one.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Where the left value comes from, as of a bound property; `None` until it is chosen.
    pub left: Option<Arc<Binding>>,
    /// How it is compared.
    pub op: Comparator,
    /// With what.
    pub right: Value,
}

fn nothing() -> Value {
    Value::from("")
}

fn is_nothing(value: &Value) -> bool {
    value.as_text() == Some("")
}

/// A condition that is understood, in the form of the file.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
enum WrittenCondition {
    Is {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        left: Option<Arc<Binding>>,
        op: Comparator,
        #[serde(default = "nothing", skip_serializing_if = "is_nothing")]
        right: Value,
    },
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let written = match self {
            Self::Is(comparison) => {
                let Comparison { left, op, right } = comparison.clone();
                WrittenCondition::Is { left, op, right }
            }
            Self::All(parts) => WrittenCondition::All(parts.clone()),
            Self::Any(parts) => WrittenCondition::Any(parts.clone()),
            Self::Unknown(ron) => {
                return RawValue::from_ron(ron).map_err(ser::Error::custom)?.serialize(serializer);
            }
        };
        // One line, with blanks: it is read by people.
        let config = ron::ser::PrettyConfig::new().depth_limit(0).struct_names(true);
        let ron = Binding::options().to_string_pretty(&written, config).map_err(ser::Error::custom)?;
        RawValue::from_ron(&ron).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Condition {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer).map_err(de::Error::custom)?;
        let ron = raw.get_ron();
        let read = Binding::options().from_str::<WrittenCondition>(ron).ok().map(|written| match written {
            WrittenCondition::Is { left, op, right } => Self::Is(Comparison { left, op, right }),
            WrittenCondition::All(parts) => Self::All(parts),
            WrittenCondition::Any(parts) => Self::Any(parts),
        });
        let understood = read.filter(|read| read.is_understood() && has_all_of(read, ron));
        Ok(understood.unwrap_or_else(|| Self::Unknown(ron.trim().to_owned())))
    }
}

impl Condition {
    fn is_understood(&self) -> bool {
        match self {
            Self::Is(comparison) => {
                let known = |value: &Value| !matches!(value, Value::Raw(_));
                known(&comparison.right) && comparison.left.as_ref().is_none_or(|left| left.values().all(known))
            }
            // A part that is not understood stays as it is, and the others count on.
            Self::All(_) | Self::Any(_) => true,
            Self::Unknown(_) => false,
        }
    }

    /// Its comparisons, from the first to the last.
    pub fn comparisons(&self) -> Vec<&Comparison> {
        match self {
            Self::Is(comparison) => vec![comparison],
            Self::All(parts) | Self::Any(parts) => parts.iter().flat_map(Self::comparisons).collect(),
            Self::Unknown(_) => Vec::new(),
        }
    }

    /// The same, to be changed.
    pub fn comparisons_mut(&mut self) -> Vec<&mut Comparison> {
        match self {
            Self::Is(comparison) => vec![comparison],
            Self::All(parts) | Self::Any(parts) => parts.iter_mut().flat_map(Self::comparisons_mut).collect(),
            Self::Unknown(_) => Vec::new(),
        }
    }

    /// Whether it holds, with the left value of each comparison by its place among [`Self::comparisons`].
    pub fn holds(&self, came: &dyn Fn(usize) -> Option<Value>) -> bool {
        self.holds_from(&mut 0, came)
    }

    fn holds_from(&self, next: &mut usize, came: &dyn Fn(usize) -> Option<Value>) -> bool {
        // All parts are gone through, so that the places of those behind are right.
        match self {
            Self::Is(comparison) => {
                let at = *next;
                *next += 1;
                comparison.left.is_some() && comparison.op.holds(came(at).as_ref(), &comparison.right)
            }
            Self::All(parts) => {
                let held = parts.iter().filter(|part| part.holds_from(next, came)).count();
                !parts.is_empty() && held == parts.len()
            }
            Self::Any(parts) => parts.iter().filter(|part| part.holds_from(next, came)).count() > 0,
            Self::Unknown(_) => false,
        }
    }
}

/// The name of a comparison of a rule, both counted from 0: it is followed as a property is, and is none.
pub fn term_key(rule: usize, comparison: usize) -> String {
    format!("{TERM}{rule}.{comparison}")
}

/// The rule and the comparison that such a name means; `None` of a property.
pub fn term_at(key: &str) -> Option<(usize, usize)> {
    let (rule, comparison) = key.strip_prefix(TERM)?.split_once('.')?;
    Some((rule.parse().ok()?, comparison.parse().ok()?))
}

/// What these rules set, by key, with the left value of each comparison by rule and place: later rules win.
pub fn looks<'a>(
    rules: &'a [Arc<FormatRule>],
    came: &dyn Fn(usize, usize) -> Option<Value>,
) -> BTreeMap<&'a str, &'a Value> {
    let mut set = BTreeMap::new();
    for (index, rule) in rules.iter().enumerate() {
        if rule.when.holds(&|comparison| came(index, comparison)) {
            set.extend(rule.set.iter().map(|(key, value)| (key.as_str(), value)));
        }
    }
    set
}

impl FormatRule {
    /// Everything it refers to by id.
    pub fn items(&self) -> Vec<Item> {
        let left = self.when.comparisons().into_iter().filter_map(|comparison| comparison.left.as_ref());
        left.flat_map(|left| left.from.items()).collect()
    }

    /// The same with its references as `map` says; a comparison loses its left value where that is not there.
    #[must_use]
    pub fn rewritten(&self, map: &dyn Fn(&Item) -> Rewrite) -> Self {
        let mut out = self.clone();
        for comparison in out.when.comparisons_mut() {
            comparison.left = comparison.left.as_ref().and_then(|left| Some(Arc::new(left.rewritten(map)?)));
        }
        out
    }
}

impl Control {
    /// The comparisons of its rules that follow something, each with its [name](term_key).
    pub fn terms(&self) -> impl Iterator<Item = (String, &Arc<Binding>)> {
        self.rules.iter().enumerate().flat_map(|(rule, of)| {
            let all = of.when.comparisons().into_iter().enumerate();
            all.filter_map(move |(place, comparison)| Some((term_key(rule, place), comparison.left.as_ref()?)))
        })
    }

    /// The comparison with this [name](term_key), to be changed.
    pub fn term_mut(&mut self, key: &str) -> Option<&mut Comparison> {
        let (rule, place) = term_at(key)?;
        let rule = Arc::make_mut(self.rules.get_mut(rule)?);
        rule.when.comparisons_mut().into_iter().nth(place)
    }
}

#[cfg(test)]
mod tests;
