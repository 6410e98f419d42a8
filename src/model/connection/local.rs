//! The kind of the built-in broker. It speaks MQTT; what leads to another broker is not set on it.

use super::mqtt::{self, MqttSettings, rows};
use super::row::Rows;
use super::{ConnectionKind, KindDef, Needs};
use crate::i18n::t;

/// The kind.
pub(super) static KIND: KindDef = KindDef {
    key: "local",
    label: t("Lokaler Broker", "Local broker"),
    rows: ROWS,
    kind: |values| ConnectionKind::Local(Box::new(MqttSettings::of(values))),
    needs: |_| Needs::default(),
    redirect: mqtt::redirect,
    address: |_| None,
    target: |_| String::new(),
    unchecked: |_| false,
};

const ROWS: Rows = rows::HOW;
