//! The kind of the built-in broker. It speaks MQTT; what leads to another broker is not set on it.

use super::KindDef;
use super::mqtt::rows;
use super::row::Rows;
use crate::i18n::t;

/// The kind.
pub(super) static KIND: KindDef = KindDef {
    key: "local",
    label: t("Lokaler Broker", "Local broker"),
    rows: ROWS,
    address: |_| None,
    target: |_| String::new(),
    unchecked: |_| false,
};

const ROWS: Rows = rows::HOW;
