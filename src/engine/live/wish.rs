//! What people have asked devices for that tell their state: a wish is never shown as if it had come true.
//!
//! It ends with the next message about the state, whatever that says, or when the device has not told any in time. What
//! was so already is no wish. (Why a message and no change of the value: a device that refuses tells its old state, and
//! one that is already there tells nothing new.)

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use super::Live;
use crate::engine::clock;
use crate::engine::convert::same;
use crate::language;
use crate::model::command::CommandState;
use crate::model::command::{CommandTopic, for_device, tells_state};
use crate::model::control::Control;
use crate::model::id::{ControlId, SourceId};
use crate::model::project::Project;
use crate::model::run::RunEvent;
use crate::model::value::Value;

/// The wishes that devices have not answered.
#[derive(Debug, Default)]
pub(super) struct Wishes {
    /// Until when each may take.
    open: BTreeMap<ControlId, Instant>,
    /// Those that were given up; the next message ends that too.
    unconfirmed: BTreeSet<ControlId>,
}

/// The command of a control, and the property whose changes it sends.
pub(in crate::engine) struct Commanded<'a> {
    /// The control.
    pub(in crate::engine) control: &'a Control,
    /// What it writes to.
    pub(in crate::engine) command: &'a CommandTopic,
    /// The property's key; `None` of a button.
    pub(in crate::engine) of: Option<&'static str>,
}

impl<'a> Commanded<'a> {
    pub(in crate::engine) fn of(project: &'a Project, control: ControlId) -> Option<Self> {
        let control = project.control(control)?;
        let of = language::control(&control.kind)?.commanded()?;
        Some(Self { control, command: control.command()?, of })
    }

    /// Whether the device tells its state: then the control shows nothing but that.
    pub(in crate::engine) fn has_state(&self) -> bool {
        let binding = self.of.and_then(|key| self.control.properties.get(key)?.binding());
        binding.is_some_and(|binding| tells_state(binding))
    }

    /// What a person has set, as the device takes it.
    pub(in crate::engine) fn for_device(&self, set: &Value) -> Value {
        let Some(key) = self.of else { return set.clone() };
        let binding = self.control.properties.get(key).and_then(|property| property.binding());
        let ty = language::property(&self.control.kind, key).map(|def| def.holds.ty());
        ty.map_or_else(|| set.clone(), |ty| for_device(set, binding.map(AsRef::as_ref), ty))
    }
}

impl Live {
    /// Other controls are there than before: nobody waits for what has no device any more that tells its state.
    pub(super) fn keep_wishes(&mut self) -> Vec<RunEvent> {
        let project = std::sync::Arc::clone(&self.project);
        let waits = |id: &ControlId| Commanded::of(&project, *id).is_some_and(|of| of.has_state());
        let all: BTreeSet<ControlId> = self.wishes.open.keys().chain(&self.wishes.unconfirmed).copied().collect();
        let gone: Vec<ControlId> = all.into_iter().filter(|id| !waits(id)).collect();
        let told = gone.into_iter().filter_map(|id| self.state_told(id).filter(|_| project.control(id).is_some()));
        told.collect()
    }

    /// A person has asked for this value, and the command was sent; what is to be told, and how long the device may take.
    pub(in crate::engine) fn wish(&mut self, control: ControlId, wish: &Value) -> Option<(RunEvent, Option<Duration>)> {
        let of = Commanded::of(&self.project, control).filter(Commanded::has_state)?;
        let (key, patience) = (of.of?, of.command.patience);
        let is_so = self.has_come(control, key) && self.property(control, key).is_some_and(|now| same(&now, wish));
        self.wishes.unconfirmed.remove(&control);
        let patience = Duration::try_from_secs_f64(patience.max(0.1)).ok().filter(|_| !is_so);
        let until = patience.and_then(|patience| clock::now().checked_add(patience));
        let state = if let Some(until) = until {
            self.wishes.open.insert(control, until);
            CommandState::Pending { wish: wish.clone() }
        } else {
            self.wishes.open.remove(&control);
            CommandState::Settled
        };
        Some((RunEvent::Command { control, state }, patience))
    }

    /// The device has told its state: no wish is open any more.
    pub(super) fn state_told(&mut self, control: ControlId) -> Option<RunEvent> {
        let was_open = self.wishes.open.remove(&control).is_some();
        let was_given_up = self.wishes.unconfirmed.remove(&control);
        (was_open || was_given_up).then_some(RunEvent::Command { control, state: CommandState::Settled })
    }

    /// A message has come that has a value for these columns: which wishes end with it.
    pub(in crate::engine) fn states_told(
        &mut self,
        source: SourceId,
        topic: &str,
        refreshed: &[usize],
    ) -> Vec<RunEvent> {
        if self.wishes.open.is_empty() && self.wishes.unconfirmed.is_empty() {
            return Vec::new();
        }
        let controls = self.hearing(source, topic, refreshed);
        let told = controls.into_iter().filter(|(control, key)| {
            Commanded::of(&self.project, *control).is_some_and(|of| of.of == Some(key.as_str()))
        });
        let told: Vec<ControlId> = told.map(|(control, _)| control).collect();
        told.into_iter().filter_map(|control| self.state_told(control)).collect()
    }

    /// Whether the time for a wish is over: what is to be told, or how long to wait on.
    pub(in crate::engine) fn unconfirmed(&mut self, control: ControlId) -> Option<Result<RunEvent, Duration>> {
        let left = self.wishes.open.get(&control)?.saturating_duration_since(clock::now());
        if !left.is_zero() {
            return Some(Err(left));
        }
        self.wishes.open.remove(&control);
        self.wishes.unconfirmed.insert(control);
        Some(Ok(RunEvent::Command { control, state: CommandState::Unconfirmed }))
    }
}
