//! How a control stands to the device that it writes to: whether it can reach it, and how sure it is of what it shows.
//!
//! What a person asks for is a wish, drawn beside the value and never as the value (see `engine/live/wish.rs`).

use super::stage::Stage;
use crate::model::binding::Origin;
use crate::model::command::CommandState;
use crate::model::command::{CommandTopic, tells_state};
use crate::model::control::Control;
use crate::model::property::Property;
use crate::model::run::Quality;
use crate::model::value::Value;
use crate::player::controls;

/// How sure a control is of what it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sureness {
    /// The app itself says so, or the device.
    #[default]
    Known,
    /// The device has not told yet.
    Unknown,
    /// The device never tells: it is what was asked for last.
    Assumed,
}

/// Why a control that writes to a device cannot be used now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Barred {
    /// Its connection is down. Nothing is kept for later.
    Connection,
    /// The device has told, or its last will, that it is not there.
    Device,
}

/// The part of a control's look that the device is about.
#[derive(Clone, Copy, Debug, Default)]
pub struct DeviceLook<'a> {
    /// How sure it is of what it shows.
    pub sureness: Sureness,
    /// What was asked for, while the device has not answered.
    pub wish: Option<&'a Value>,
}

/// What a control writes to.
pub(super) struct Device<'a> {
    pub(super) command: &'a CommandTopic,
    /// What its state comes from, where it tells it: what its property is bound to.
    state: Option<&'a Origin>,
    /// The property.
    of: Option<&'static str>,
}

impl<'a> Device<'a> {
    pub(super) fn of(control: &'a Control) -> Option<Self> {
        let command = control.command()?;
        let of = controls::class(&control.kind).def.commanded()?;
        let binding = of.and_then(|key| control.properties.get(key)).and_then(Property::binding);
        let state = binding.filter(|binding| tells_state(binding)).map(|binding| &binding.from);
        Some(Self { command, state, of })
    }

    /// Whether the control shows what the device tells, and nothing else.
    pub(super) fn has_state(&self) -> bool {
        self.state.is_some()
    }

    /// Whether what it hears is only its own voice.
    fn is_echo(&self) -> bool {
        let Some(Origin::Topic { connection, filter, .. }) = self.state else { return false };
        *connection == self.command.connection && *filter == self.command.topic
    }

    /// Why it cannot be used now.
    pub(super) fn barred(&self, stage: &Stage<'_>, control: &Control) -> Option<Barred> {
        if !stage.play.connected.contains(&self.command.connection) {
            return Some(Barred::Connection);
        }
        let quality = stage.play.quality.get(&(control.id, self.of?.to_owned()));
        (quality == Some(&Quality::Offline)).then_some(Barred::Device)
    }

    /// How sure the control is of what it shows.
    pub(super) fn sureness(&self, stage: &Stage<'_>, control: &Control) -> Sureness {
        let Some(key) = self.of else { return Sureness::Known };
        let has_come = || stage.play.properties.get(&control.id).is_some_and(|of| of.contains_key(key));
        match self.state {
            Some(_) if !has_come() => Sureness::Unknown,
            Some(_) if !self.is_echo() => Sureness::Known,
            // A variable is of the app itself, and known.
            None if control.properties.get(key).is_some_and(|property| property.binding().is_some()) => Sureness::Known,
            Some(_) | None => Sureness::Assumed,
        }
    }
}

/// What was asked for, while the device has not answered.
pub(super) fn wish<'a>(stage: &Stage<'a>, control: &Control) -> Option<&'a Value> {
    match stage.play.commands.get(&control.id)? {
        CommandState::Pending { wish } => Some(wish),
        CommandState::Settled | CommandState::Unconfirmed => None,
    }
}
