//! Groups of controls, which scripts show and hide as wholes.
//!
//! Hiding lies over what the controls in a group are: each has its own *visible* again when the group is shown.

use std::collections::BTreeSet;

use super::Live;
use crate::engine::convert::same;
use crate::model::id::{ControlId, ScreenId};
use crate::model::layer::{groups, members};
use crate::model::run::{PropertyChange, RunEvent};
use crate::model::screen::Screen;
use crate::model::value::Value;

/// The property that groups lie over.
const VISIBLE: &str = "visible";

/// What scripts have hidden as a whole.
#[derive(Debug, Default)]
pub(super) struct HiddenGroups {
    groups: BTreeSet<(ScreenId, Vec<String>)>,
    /// Every control in one of them.
    controls: BTreeSet<ControlId>,
}

impl Live {
    /// Whether a control is not seen because of a group that it is in, whatever it is itself.
    pub(super) fn is_hidden_by_group(&self, control: ControlId, key: &str) -> bool {
        key == VISIBLE && self.hidden.controls.contains(&control)
    }

    /// Whether anything of a group is seen.
    pub(in crate::engine) fn is_group_visible(&self, screen: ScreenId, path: &[String]) -> bool {
        let visible = |control| self.property(control, VISIBLE).is_some_and(|value| same(&value, &Value::from(true)));
        let screen = self.project.screen(screen);
        screen.is_some_and(|screen| covered(screen, path).into_iter().any(visible))
    }

    /// Shows or hides a group; what is seen otherwise then. Where no control in it would be seen, as in a group that is
    /// hidden from the start, all of them are shown.
    pub(in crate::engine) fn set_group_visible(
        &mut self,
        screen: ScreenId,
        path: &[String],
        on: bool,
    ) -> Vec<RunEvent> {
        let project = std::sync::Arc::clone(&self.project);
        let Some(of) = project.screen(screen) else { return Vec::new() };
        let controls = covered(of, path);
        let before: Vec<(ControlId, Option<Value>)> =
            controls.iter().map(|id| (*id, self.property(*id, VISIBLE))).collect();
        if on {
            self.hidden.groups.remove(&(screen, path.to_vec()));
        } else {
            self.hidden.groups.insert((screen, path.to_vec()));
        }
        self.cover();
        if on {
            self.show_all_of_none(&controls);
        }
        let changed = before.into_iter().filter_map(|(control, before)| {
            let value = self.property(control, VISIBLE)?;
            let is_same = before.is_some_and(|before| same(&before, &value));
            (!is_same).then(|| RunEvent::Property(PropertyChange { control, property: VISIBLE.to_owned(), value }))
        });
        changed.collect()
    }

    fn cover(&mut self) {
        let all = self.hidden.groups.iter();
        let screens = all.filter_map(|(screen, path)| Some((self.project.screen(*screen)?, path)));
        self.hidden.controls = screens.flat_map(|(screen, path)| covered(screen, path)).collect();
    }

    /// Other controls are there than before: those that have come into a hidden group are hidden too, and those that have
    /// left it are seen again.
    pub(super) fn cover_new(&mut self) -> Vec<RunEvent> {
        let before = self.hidden.controls.clone();
        self.cover();
        let other: Vec<ControlId> = self.hidden.controls.symmetric_difference(&before).copied().collect();
        let changes = other.into_iter().filter_map(|control| {
            let value = self.property(control, VISIBLE)?;
            Some(RunEvent::Property(PropertyChange { control, property: VISIBLE.to_owned(), value }))
        });
        changes.collect()
    }

    /// Makes all of these controls visible where none of them is by itself.
    fn show_all_of_none(&mut self, controls: &[ControlId]) {
        let project = std::sync::Arc::clone(&self.project);
        let hidden = |live: &Self, id: &ControlId| {
            let own = project.control(*id).and_then(|control| live.below(control, VISIBLE));
            own.is_some_and(|own| same(&own, &Value::from(false)))
        };
        if controls.iter().all(|id| hidden(self, id)) {
            let shown = controls.iter().map(|id| ((*id, VISIBLE.to_owned()), Value::from(true)));
            self.properties.extend(shown);
        }
    }
}

/// The controls of a group, with the parts of the instances among them.
fn covered(screen: &Screen, path: &[String]) -> Vec<ControlId> {
    let mut ids: BTreeSet<ControlId> = members(screen, path).map(|control| control.id).collect();
    // Parts stand behind their instance.
    for control in &screen.controls {
        if control.layer.part_of.is_some_and(|instance| ids.contains(&instance)) {
            ids.insert(control.id);
        }
    }
    ids.into_iter().collect()
}

/// The names of a screen's groups.
pub(in crate::engine) fn group_names(screen: &Screen) -> impl Iterator<Item = &str> {
    groups(screen).into_iter().filter_map(|path| path.last()).map(String::as_str)
}
