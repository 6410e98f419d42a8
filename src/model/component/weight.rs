//! How many controls instances stand for. What would be too many stays out of what is shown, so that no file can fill the
//! memory or the stack: ten components, each with ten instances of the next one, would be billions of controls.

use std::collections::{BTreeMap, BTreeSet};

use super::REPEATER;
use crate::model::control::Control;
use crate::model::id::{ControlId, ScreenId};
use crate::model::project::Project;

/// Most parts of all instances of a project together.
pub const MOST_PARTS: usize = 10_000;
/// How deep components may be inside of each other.
pub const DEEPEST: usize = 20;

/// How many controls the masters of a project are, with those of the instances in them.
#[derive(Debug)]
pub struct Weights<'a> {
    project: &'a Project,
    /// Those that are neither inside of themselves nor too deep, nor have such a one inside.
    known: BTreeMap<ScreenId, usize>,
}

impl<'a> Weights<'a> {
    /// Counts them.
    pub fn of(project: &'a Project) -> Self {
        let mut out = Self { project, known: BTreeMap::new() };
        // Each round knows what stands on what was known before, so one that stands on itself is never known.
        for _ in 0..DEEPEST {
            let open = project.components().filter(|master| !out.known.contains_key(&master.id));
            let new: Vec<_> = open.filter_map(|master| Some((master.id, out.all(&master.controls)?))).collect();
            if new.is_empty() {
                break;
            }
            out.known.extend(new);
        }
        out
    }

    fn all<'c>(&self, controls: impl IntoIterator<Item = &'c Control>) -> Option<usize> {
        controls
            .into_iter()
            .try_fold(0_usize, |sum, control| Some(sum.saturating_add(1).saturating_add(self.parts(control)?)))
    }

    /// How many parts a control has by itself; `None` where it cannot be shown as a whole. A repeater has none of its own:
    /// how many there are, the rows say.
    pub fn parts(&self, control: &Control) -> Option<usize> {
        match self.project.master_of(control) {
            Some((master, _)) => {
                let parts = self.known.get(&master.id).copied();
                parts.map(|parts| if control.kind == REPEATER { 0 } else { parts })
            }
            None => Some(0),
        }
    }

    /// How many controls one instance of a repeater is, itself among them.
    pub(super) fn each(&self, repeater: &Control) -> Option<usize> {
        let (master, _) = self.project.master_of(repeater)?;
        self.known.get(&master.id).map(|parts| parts + 1)
    }

    /// Whether a control can be shown with its parts.
    pub fn fits(&self, control: &Control) -> bool {
        self.parts(control).is_some_and(|parts| parts <= MOST_PARTS)
    }
}

/// The instances on pages that stay without their parts, since all would be too many.
pub fn left_out(project: &Project) -> BTreeSet<ControlId> {
    shared_out(project, &Weights::of(project)).0
}

/// The same, and how many parts there is room for besides.
pub(super) fn shared_out(project: &Project, weights: &Weights<'_>) -> (BTreeSet<ControlId>, usize) {
    let mut room = MOST_PARTS;
    let pages = project.screens.iter().filter(|screen| screen.component.is_none());
    let mut out = BTreeSet::new();
    for control in pages.flat_map(|screen| &screen.controls) {
        match weights.parts(control).filter(|parts| *parts <= room) {
            Some(parts) => room -= parts,
            None => {
                out.insert(control.id);
            }
        }
    }
    (out, room)
}
