//! THE identity of anything in a project: what references, selections, places and owners are made of.
//!
//! An [`Item`] names a thing; it never says whether the thing is still there.

use std::fmt;

use ron::value::RawValue;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de, ser};

use super::id::{AppId, ColumnId, ConnectionId, ControlId, FunctionId, ScreenId, SourceId, TimerId, VariableId};

macro_rules! define_items {
    ($($(#[$doc:meta])* $variant:ident($id:ty) = $get:ident),+ $(,)?) => {
        /// A thing of a project.
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Item {
            $($(#[$doc])* $variant($id),)+
        }

        /// What kind of thing an [`Item`] is.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ItemKind {
            $($(#[$doc])* $variant,)+
        }

        impl Item {
            /// Its kind.
            pub fn kind(&self) -> ItemKind {
                match self {
                    $(Self::$variant(_) => ItemKind::$variant,)+
                }
            }

            $(
                $(#[$doc])*
                ///
                /// `None` where the item is of another kind.
                pub fn $get(&self) -> Option<$id> {
                    match self {
                        Self::$variant(id) => Some(id.clone()),
                        _ => None,
                    }
                }
            )+
        }

        $(
            impl From<$id> for Item {
                fn from(id: $id) -> Self {
                    Self::$variant(id)
                }
            }
        )+
    };
}

define_items! {
    /// A screen.
    Screen(ScreenId) = screen,
    /// A control.
    Control(ControlId) = control,
    /// A connection.
    Connection(ConnectionId) = connection,
    /// A data source.
    Source(SourceId) = source,
    /// A column of a data source.
    Column(ColumnId) = column,
    /// A variable.
    Variable(VariableId) = variable,
    /// A timer.
    Timer(TimerId) = timer,
    /// A function.
    Function(FunctionId) = function,
    /// The app itself.
    App(AppId) = app,
}

/// What becomes of a reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rewrite {
    /// It stays.
    Keep,
    /// It means this thing from now on.
    To(Item),
    /// It is taken out: what it meant is not there.
    Open,
}

impl Item {
    /// Its number; `None` for a connection, whose id is a text, and for the app, which has none.
    pub fn number(&self) -> Option<u32> {
        match self {
            Self::Screen(id) => Some(id.0),
            Self::Control(id) => Some(id.0),
            Self::Source(id) => Some(id.0),
            Self::Column(id) => Some(id.0),
            Self::Variable(id) => Some(id.0),
            Self::Timer(id) => Some(id.0),
            Self::Function(id) => Some(id.0),
            Self::Connection(_) | Self::App(_) => None,
        }
    }

    /// Reads an item as [`fmt::Display`] writes it, such as `Control(7)`; `None` for anything else.
    pub fn parse(ron: &str) -> Option<Self> {
        let (kind, rest) = ron.trim().split_once('(')?;
        let inner = rest.strip_suffix(')')?.trim();
        let number = || inner.parse::<u32>().ok();
        Some(match kind.trim_end() {
            "Screen" => Self::Screen(ScreenId(number()?)),
            "Control" => Self::Control(ControlId(number()?)),
            "Connection" => Self::Connection(ConnectionId(ron::from_str(inner).ok()?)),
            "Source" => Self::Source(SourceId(number()?)),
            "Column" => Self::Column(ColumnId(number()?)),
            "Variable" => Self::Variable(VariableId(number()?)),
            "Timer" => Self::Timer(TimerId(number()?)),
            "Function" => Self::Function(FunctionId(number()?)),
            "App" if inner.is_empty() => Self::App(AppId),
            _ => return None,
        })
    }
}

/// As it stands in a project file: `Control(7)`, `Connection("lokal")`.
impl fmt::Display for Item {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Screen(id) => write!(f, "Screen({id})"),
            Self::Control(id) => write!(f, "Control({id})"),
            Self::Connection(id) => match ron::to_string(id.as_str()) {
                Ok(quoted) => write!(f, "Connection({quoted})"),
                Err(_cannot_happen) => Err(fmt::Error),
            },
            Self::Source(id) => write!(f, "Source({id})"),
            Self::Column(id) => write!(f, "Column({id})"),
            Self::Variable(id) => write!(f, "Variable({id})"),
            Self::Timer(id) => write!(f, "Timer({id})"),
            Self::Function(id) => write!(f, "Function({id})"),
            Self::App(AppId) => f.write_str("App()"),
        }
    }
}

impl Serialize for Item {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RawValue::from_ron(&self.to_string()).map_err(ser::Error::custom)?.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Item {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let raw = Box::<RawValue>::deserialize(deserializer).map_err(de::Error::custom)?;
        Self::parse(raw.get_ron()).ok_or_else(|| de::Error::custom(format!("{} names no thing", raw.get_ron())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_read_back_as_they_are_written() {
        for item in [
            Item::from(ScreenId(1)),
            Item::from(ControlId(7)),
            Item::from(ConnectionId::local()),
            Item::from(ConnectionId("a\"b) c\\".to_owned())),
            Item::from(SourceId(3)),
            Item::from(ColumnId(12)),
            Item::from(VariableId(u32::MAX)),
            Item::from(TimerId(8)),
            Item::from(FunctionId(9)),
            Item::from(AppId),
        ] {
            assert_eq!(Item::parse(&item.to_string()), Some(item.clone()), "{item}");
        }
        for other in
            ["App", "App(1)", "Control()", "Control(-1)", "Wire(7)", "Control(7", "Knopf(7)", "7", "\"Control(7)\""]
        {
            assert_eq!(Item::parse(other), None, "{other}");
        }
    }
}
