//! Values that the user has set and the engine has not confirmed yet, so that nothing flickers. Pure.
//!
//! The engine's word is final: a value of its own replaces ours at once.

use std::collections::{BTreeMap, VecDeque};

use crate::model::id::ControlId;
use crate::model::value::Value;

/// How long to wait for a confirmation, in seconds. A handler may set the old value again, which looks like no answer.
const PATIENCE: f64 = 2.0;

/// The values that wait for confirmation; each control has one property that users change.
#[derive(Debug, Default)]
pub(super) struct LiveValues {
    waiting: BTreeMap<ControlId, Unconfirmed>,
}

#[derive(Debug)]
struct Unconfirmed {
    /// What the engine had when it was told last.
    before: Value,
    /// What it was told since, the latest at the end.
    told: VecDeque<Value>,
    /// When it was told last.
    at: f64,
}

impl LiveValues {
    /// The user has set `value`; the engine still has `engine`.
    pub(super) fn set(&mut self, control: ControlId, engine: Value, value: Value, now: f64) {
        let waiting = self.waiting.entry(control).or_insert_with(|| Unconfirmed {
            before: engine,
            told: VecDeque::new(),
            at: now,
        });
        waiting.told.push_back(value);
        waiting.at = now;
    }

    /// What to show instead of what the engine has; a field that is being typed in waits as long as it takes.
    ///
    /// The engine's value is only asked for where something waits.
    pub(super) fn shown(
        &mut self,
        control: ControlId,
        engine: impl FnOnce() -> Value,
        now: f64,
        is_typing: bool,
    ) -> Option<Value> {
        let waiting = self.waiting.get_mut(&control)?;
        let engine = engine();
        if let Some(position) = waiting.told.iter().position(|told| *told == engine) {
            waiting.told.drain(..=position);
            waiting.before = engine;
        } else if waiting.before != engine || (!is_typing && now - waiting.at > PATIENCE) {
            waiting.told.clear();
        }
        let latest = waiting.told.back().cloned();
        if latest.is_none() {
            self.waiting.remove(&control);
        }
        latest
    }

    /// Whether something still waits.
    pub(super) fn waits(&self) -> bool {
        !self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: ControlId = ControlId(7);

    fn value(text: &str) -> Value {
        Value::from(text)
    }

    /// What the user sees: ours, else the engine's.
    fn shown(live: &mut LiveValues, engine: &str, now: f64, is_typing: bool) -> Value {
        live.shown(ID, || value(engine), now, is_typing).unwrap_or_else(|| value(engine))
    }

    #[test]
    fn late_confirmations_do_not_bring_old_values_back() {
        let mut live = LiveValues::default();
        live.set(ID, value(""), value("H"), 0.0);
        live.set(ID, value(""), value("Ha"), 0.1);
        assert_eq!(shown(&mut live, "", 0.1, true), value("Ha"));
        assert_eq!(shown(&mut live, "H", 0.2, true), value("Ha"));
        assert_eq!(shown(&mut live, "Ha", 0.3, true), value("Ha"));
        assert!(!live.waits());
    }

    #[test]
    fn a_value_of_the_engine_wins() {
        let mut live = LiveValues::default();
        live.set(ID, value(""), value("H"), 0.0);
        assert_eq!(shown(&mut live, "gesperrt", 0.1, true), value("gesperrt"));
        assert!(!live.waits());
        assert_eq!(shown(&mut live, "", 0.2, true), value(""));
    }

    #[test]
    fn without_an_answer_the_engine_is_believed_unless_somebody_types() {
        let mut live = LiveValues::default();
        live.set(ID, value("a"), value("b"), 0.0);
        assert_eq!(shown(&mut live, "a", 9.0, true), value("b"));
        assert_eq!(shown(&mut live, "a", 9.0, false), value("a"));
        assert!(!live.waits());
    }
}
