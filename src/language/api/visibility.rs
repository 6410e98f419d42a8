//! `visibility`: what the reference product sets `visibility` to, so that its scripts run as they are. Generated code
//! writes `visible = true`.
//!
//! Declared here, done in `engine/host`.

use super::{ApiDef, Group};
use crate::i18n::t;

const OF: &str = "visibility";

pub(super) const GROUP: Group = Group { object: Some(OF), rows: &[&VISIBLE, &COLLAPSED, &HIDDEN] };

/// `visibility.visible`
pub const VISIBLE: ApiDef = ApiDef::member(OF, "visible", "true", t("Zu sehen", "Seen"));

/// `visibility.collapsed`
pub const COLLAPSED: ApiDef = ApiDef::member(OF, "collapsed", "false", t("Nicht zu sehen", "Not seen"));

/// `visibility.hidden`
pub const HIDDEN: ApiDef = ApiDef::member(OF, "hidden", "false", t("Nicht zu sehen", "Not seen"));
