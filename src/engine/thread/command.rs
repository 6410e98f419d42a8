//! What controls write to topics by themselves, without a handler.
//!
//! Nothing of that waits for a connection that is down: it would switch something when nobody expects it any more.

use std::sync::Arc;

use super::{Script, Wake};
use crate::engine::clock;
use crate::engine::live::Commanded;
use crate::language;
use crate::model::command::{Said, SendMoment};
use crate::model::connection::OfflineRule;
use crate::model::id::ControlId;
use crate::model::place::Place;
use crate::model::row::Cause;
use crate::model::run::{Fate, Fault, FaultKind, Properties, Publish, PublishError, RefuseReason, RunEvent};
use crate::model::topic::TopicName;
use crate::model::value::Value;

impl Script {
    /// A person has set a property: it goes to the topic that the control writes to. Whether the device tells its state,
    /// and the property is therefore not changed by this.
    pub(super) fn command(&mut self, control: ControlId, property: &str, value: &Value) -> bool {
        let (has_state, for_device) = {
            let live = self.host.live.borrow();
            let of = Commanded::of(&live.project, control);
            match of.filter(|of| of.of.is_some_and(|key| key.eq_ignore_ascii_case(property))) {
                Some(of) => (of.has_state(), of.for_device(value)),
                None => return false,
            }
        };
        if self.send_command(control, Said::Value(&for_device)) {
            let wish = self.host.live.borrow_mut().wish(control, value);
            if let Some((event, patience)) = wish {
                self.host.emit(event);
                if let Some(patience) = patience {
                    self.sleep(u64::from(control.0), patience, Wake::Command);
                }
            }
        }
        has_state
    }

    /// A button was used: it sends what it has for that.
    pub(super) fn button_command(&mut self, control: ControlId, trigger: &str) {
        let (sends, said) = {
            let live = self.host.live.borrow();
            let Some(of) = Commanded::of(&live.project, control).filter(|of| of.of.is_none()) else { return };
            let def = language::control(&of.control.kind);
            let cause = def.and_then(|def| def.triggers.iter().find(|each| each.key == trigger)).map(|each| each.cause);
            match (of.command.sends, cause) {
                (SendMoment::Tapped, Some(Cause::Tap))
                | (SendMoment::Pressed, Some(Cause::Press))
                | (SendMoment::Held, Some(Cause::Press | Cause::Hold)) => (of.command.sends, Said::Pressed),
                (SendMoment::Held, Some(Cause::Release)) => (SendMoment::Held, Said::Released),
                _ => return,
            }
        };
        if said == Said::Released {
            self.held.remove(&control);
        } else if sends == SendMoment::Held {
            self.held.insert(control);
        }
        self.send_command(control, said);
    }

    /// A control that is held down goes: it is let go first.
    pub(super) fn let_go(&mut self, control: ControlId) {
        if self.held.remove(&control) {
            self.send_command(control, Said::Released);
        }
    }

    /// The app is at its end: what is held down is let go.
    pub(in crate::engine) fn release_all(&mut self) {
        for control in std::mem::take(&mut self.held) {
            self.send_command(control, Said::Released);
        }
    }

    /// Sends the command of a control; whether it was taken.
    fn send_command(&self, control: ControlId, said: Said<'_>) -> bool {
        match self.command_message(control, said) {
            Some(Ok(message)) => self.hand_command_over(message),
            Some(Err(kind)) => {
                self.host.emit(RunEvent::Fault(Fault { place: Place::item(control), ran: None, kind }));
                false
            }
            None => false,
        }
    }

    fn command_message(&self, control: ControlId, said: Said<'_>) -> Option<Result<Publish, FaultKind>> {
        let live = self.host.live.borrow();
        let command = Commanded::of(&live.project, control)?.command;
        let variable = |name: &str| {
            let known = live.project.variables.iter().find(|variable| variable.ident.eq_ignore_ascii_case(name))?;
            live.variable(known.id).cloned()
        };
        let topic = TopicName::parse(&command.topic).map_err(|why| FaultKind::Publish(RefuseReason::Topic(why)));
        let payload = command.payload(said, &variable);
        let payload = payload.map_err(|bad| FaultKind::Payload { form: bad.form, text: bad.text, why: bad.why });
        Some(topic.and_then(|topic| {
            Ok(Publish {
                number: self.host.take_number(),
                connection: command.connection.clone(),
                topic,
                payload: payload?,
                retain: command.retain,
                qos: command.qos,
                properties: Properties::default(),
                offline: Some(OfflineRule::Refuse),
                from: Place::item(control),
                ran: None,
                at: clock::now(),
            })
        }))
    }

    fn hand_command_over(&self, message: Publish) -> bool {
        let message = Arc::new(message);
        let number = message.number;
        self.host.emit(RunEvent::Published(Arc::clone(&message)));
        self.host.last_sent.borrow_mut().note(&message, false);
        let reason = match self.host.outgoing.publish(message) {
            Ok(()) => return true,
            Err(PublishError::Full(_)) => RefuseReason::QueueFull,
            Err(PublishError::Refused(reason)) => reason,
        };
        let fate = Fate::Refused(reason);
        self.host.last_sent.borrow_mut().take_fate(number, &fate);
        self.host.emit(RunEvent::Fate { number, fate, at: clock::now() });
        false
    }

    /// The time in which a device should have told its new state is over.
    pub(super) fn unconfirmed(&mut self, control: ControlId) {
        let outcome = self.host.live.borrow_mut().unconfirmed(control);
        match outcome {
            Some(Ok(event)) => {
                self.host.emit(event);
                (self.wake)();
            }
            Some(Err(left)) => self.sleep(u64::from(control.0), left, Wake::Command),
            None => {}
        }
    }
}
