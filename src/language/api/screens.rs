//! `screens`: the properties of all controls.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group};
use crate::i18n::t;

const OF: &str = "screens";

pub(super) const GROUP: Group = Group { object: Some(OF), rows: &[&PROPERTY] };

/// `screens.<screen>.<control>.<property>`
pub const PROPERTY: ApiDef = ApiDef::writable(
    OF,
    "<screen>.<control>.<property>",
    "value",
    t(
        "Liest oder setzt eine Eigenschaft. screens[0] ist der erste Bildschirm",
        "Reads or sets a property. screens[0] is the first screen",
    ),
);
