//! What the rules of controls set while an app runs: it lies over the properties, and these stay what they are.
//!
//! Who reads a property reads what is shown; who sets one that a rule sets changes what is below, which is seen when no
//! rule sets it any more.

use std::collections::BTreeMap;

use super::{Live, fit_property};
use crate::engine::convert::same;
use crate::language;
use crate::model::formatting::{looks, term_key};
use crate::model::id::ControlId;
use crate::model::run::{PropertyChange, RunEvent};
use crate::model::value::Value;

/// What rules set, by control and property.
pub(super) type RuledLooks = BTreeMap<ControlId, BTreeMap<String, Value>>;

impl Live {
    /// What a rule has set of a property.
    pub(super) fn ruled(&self, control: ControlId, key: &str) -> Option<&Value> {
        self.ruled.get(&control)?.get(key)
    }

    /// Looks at the rules of a control again: which properties are shown otherwise from now on.
    pub(super) fn look_again(&mut self, control: ControlId) -> Vec<RunEvent> {
        let project = std::sync::Arc::clone(&self.project);
        let Some(of) = project.control(control) else { return Vec::new() };
        let set = looks(&of.rules, &|rule, place| self.compared(control, &term_key(rule, place)));
        // What does not fit is a problem of the project, and sets nothing.
        let fitting = set.into_iter().filter_map(|(key, value)| {
            let def = language::property(&of.kind, key)?;
            Some((def.key.to_owned(), fit_property(&project, def.holds, value).ok()?))
        });
        let now: BTreeMap<String, Value> = fitting.collect();
        let old = self.ruled.get(&control).cloned().unwrap_or_default();
        let keys: std::collections::BTreeSet<&String> = old.keys().chain(now.keys()).collect();
        let before: Vec<(&String, Option<Value>)> =
            keys.into_iter().map(|key| (key, self.property(control, key))).collect();
        self.ruled.insert(control, now.clone());
        let changed = before.into_iter().filter_map(|(key, before)| {
            let value = self.property(control, key)?;
            let is_same = before.is_some_and(|before| same(&before, &value));
            (!is_same).then(|| RunEvent::Property(PropertyChange { control, property: key.clone(), value }))
        });
        changed.collect()
    }
}
