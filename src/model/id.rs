//! Ids: what references point at, so that names are free to change.

use std::fmt;

use serde::{Deserialize, Serialize};

macro_rules! define_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(pub u32);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", self.0)
            }
        }
    };
}

define_id!(
    /// A screen of the app.
    ScreenId
);
define_id!(
    /// A control on a screen.
    ControlId
);
define_id!(
    /// A block in the graph of a handler.
    BlockId
);
define_id!(
    /// A data source.
    SourceId
);
define_id!(
    /// A column of a data source.
    ColumnId
);
define_id!(
    /// A variable of the app.
    VariableId
);
/// The app itself: there is one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AppId;

define_id!(
    /// A function of the app.
    FunctionId
);
define_id!(
    /// A timer of the app.
    TimerId
);

/// The id of a connection: eight base32 characters, or `lokal` for the local broker.
///
/// It stands in scripts (`connections.getfromid('…')`), so it is a short text and never changes.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(pub String);

impl ConnectionId {
    /// The id of the local broker's connection.
    pub const LOCAL: &'static str = "lokal";

    /// The local broker's connection.
    pub fn local() -> Self {
        Self(Self::LOCAL.to_owned())
    }

    /// That of no connection.
    pub fn none() -> Self {
        Self(String::new())
    }

    /// Whether it is that of no connection.
    pub fn is_none(&self) -> bool {
        self.0.is_empty()
    }

    /// An id made of `random`'s lowest 40 bits, in lower-case base32 (RFC 4648 alphabet).
    pub fn from_random(random: u64) -> Self {
        const ALPHABET: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
        let text = (0..8).map(|i| char::from(ALPHABET[((random >> (i * 5)) & 31) as usize])).collect();
        Self(text)
    }

    /// The id as it stands in a script.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn random_connection_ids_have_eight_base32_characters() {
        assert_eq!(ConnectionId::from_random(0).as_str(), "aaaaaaaa");
        assert_eq!(ConnectionId::from_random(u64::MAX).as_str(), "77777777");
        assert_eq!(ConnectionId::from_random(1).as_str(), "baaaaaaa");
    }
}
