//! When a control reports what is being changed on it: at once or at the end, and how often at most.
//!
//! A finger on a slider changes its value with every frame; whoever listens over a network wants fewer, and the last one.

use std::collections::BTreeMap;

use super::common::{AT_THE_END, REPORTS_KEY};
use super::property::Handle;
use super::row::Section;
use crate::i18n::t;
use crate::model::id::ControlId;
use crate::model::row::Choice;
use crate::model::value::Value;

/// The choice of reporting every change.
pub(super) const AT_ONCE: Choice = Choice {
    key: "live",
    label: t("Sofort", "At once"),
    help: t("Mit jeder Änderung, auch während sie noch weitergeht", "With every change, also while it still goes on"),
};

/// At once, or when the finger is lifted.
pub(super) const ON_RELEASE: Handle<String> = reports(&[
    AT_ONCE,
    Choice {
        key: AT_THE_END,
        label: t("Beim Loslassen", "On release"),
        help: t("Nur der Wert, auf dem losgelassen wird", "Only the value that it is released on"),
    },
]);

/// At once, or when what was typed is confirmed.
pub(super) const ON_ENTER: Handle<String> = reports(&[
    AT_ONCE,
    Choice {
        key: AT_THE_END,
        label: t("Bei Enter", "On Enter"),
        help: t("Erst bei Enter oder beim Verlassen des Felds", "Only on Enter or when the field is left"),
    },
]);

const fn reports(choices: &'static [Choice]) -> Handle<String> {
    Handle::choice(REPORTS_KEY, t("Meldet", "Reports"), Section::Write, choices, AT_ONCE.key)
}

/// The least time between two reports, in milliseconds.
pub(super) const INTERVAL: Handle<f64> =
    Handle::number("interval", t("Abstand (ms)", "Interval (ms)"), Section::Write, (0.0, 60_000.0), 0.0);

/// What was changed and not reported yet.
#[derive(Debug, Default)]
pub(super) struct HeldValues {
    values: BTreeMap<ControlId, Value>,
    /// When a control reported last, in the interface's seconds.
    told: BTreeMap<ControlId, f64>,
}

/// What is to be done with a value that is held.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Due {
    /// Nothing is held, or not before the end.
    No,
    /// In so many seconds.
    In(f64),
    /// Now.
    Now(Value),
}

impl HeldValues {
    pub(super) fn set(&mut self, control: ControlId, value: Value) {
        self.values.insert(control, value);
    }

    pub(super) fn get(&self, control: ControlId) -> Option<&Value> {
        self.values.get(&control)
    }

    /// What to do now; `free` where the control reports at once or the change is over, `interval` in seconds.
    pub(super) fn due(&mut self, control: ControlId, free: bool, interval: f64, now: f64) -> Due {
        if !free || !self.values.contains_key(&control) {
            return Due::No;
        }
        let left = self.told.get(&control).map_or(0.0, |at| at + interval - now);
        if left > 0.0 {
            return Due::In(left);
        }
        self.told.insert(control, now);
        self.values.remove(&control).map_or(Due::No, Due::Now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: ControlId = ControlId(7);

    #[test]
    fn between_two_reports_there_is_the_interval_and_the_last_value_always_comes() {
        let mut held = HeldValues::default();
        held.set(ID, Value::from(1.0));
        assert_eq!(held.due(ID, true, 0.2, 10.0), Due::Now(Value::from(1.0)));
        held.set(ID, Value::from(2.0));
        assert!(matches!(held.due(ID, true, 0.2, 10.05), Due::In(left) if (left - 0.15).abs() < 1e-9));
        held.set(ID, Value::from(3.0));
        assert_eq!(held.due(ID, true, 0.2, 10.2), Due::Now(Value::from(3.0)));
        assert_eq!(held.due(ID, true, 0.2, 11.0), Due::No);
    }

    #[test]
    fn what_waits_for_the_end_is_held() {
        let mut held = HeldValues::default();
        held.set(ID, Value::from("a"));
        assert_eq!(held.due(ID, false, 0.0, 10.0), Due::No);
        assert_eq!(held.get(ID), Some(&Value::from("a")));
        assert_eq!(held.due(ID, true, 0.0, 10.0), Due::Now(Value::from("a")));
    }
}
