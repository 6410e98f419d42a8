//! What the steps of a test do to the app.

use std::time::Duration;

use super::{MOST_SECS, TestRun};
use crate::language;
use crate::model::app_test::{Differs, NamedKind, TestMessage, TestStep};
use crate::model::control::Control;
use crate::model::dialog::DialogAnswer;
use crate::model::id::ConnectionId;
use crate::model::project::Project;
use crate::model::row::Cause;
use crate::model::run::Fire;
use crate::model::showing::Destination;
use crate::model::value::Value;
use crate::player::common::{ENABLED, VISIBLE};

/// The connection with this name.
pub(super) fn connection_named(project: &Project, name: &str) -> Option<ConnectionId> {
    let mut all = project.connections.iter();
    all.find(|it| it.name.eq_ignore_ascii_case(name) || it.id.as_str() == name).map(|it| it.id.clone())
}

/// The property that a person changes at a control, and the event that this fires.
pub(super) fn changed_by_hand(control: &Control) -> Option<(&'static str, &'static str)> {
    let triggers = language::control(&control.kind)?.triggers.iter();
    triggers.clone().find_map(|trigger| match trigger.cause {
        Cause::Change(property) => Some((property, trigger.key)),
        _ => None,
    })
}

/// A time that a test gives; what is no number is none.
fn duration(secs: f64) -> Duration {
    Duration::try_from_secs_f64(secs.clamp(0.0, MOST_SECS)).unwrap_or_default()
}

impl TestRun {
    /// Does what a step says.
    pub(super) fn take(&mut self, step: &TestStep) {
        match step {
            TestStep::At(secs) => {
                let at = duration(*secs);
                if at < self.now {
                    return self.differs(Differs::TimeGoesBack);
                }
                self.go_on_to(at);
            }
            TestStep::Wait(secs) => self.go_on_to(self.now + duration(*secs)),
            TestStep::Tap(name) => self.tap(name),
            TestStep::Fire(name, event) => self.fire(name, event, None),
            TestStep::Set(name, value) => self.set(name, value),
            TestStep::Change { control, property, to, event } => {
                self.fire(control, event, Some((property.clone(), to.clone())));
            }
            TestStep::Go(to) => self.go(to),
            TestStep::Answer(value) => self.answer(DialogAnswer::Given(value.clone())),
            TestStep::Cancel => self.answer(DialogAnswer::Cancelled),
            TestStep::Receive(message) => self.receive(message),
            TestStep::Reply(text) => {
                if !self.broker.answer(text.as_bytes()) {
                    return self.differs(Differs::NothingRequested);
                }
                self.settle();
            }
            TestStep::Lose(name) => self.connect(name, false),
            TestStep::Connect(name) => self.connect(name, true),
            expected => self.expect(expected),
        }
    }

    /// The control with this name.
    pub(super) fn control(&mut self, name: &str) -> Option<Control> {
        let found = self.session.project().control_by_name(name).map(|(_, control)| control.clone());
        if found.is_none() {
            self.differs(Differs::Missing(NamedKind::Control, name.to_owned()));
        }
        found
    }

    fn tap(&mut self, name: &str) {
        let Some(control) = self.control(name) else { return };
        let Some(trigger) = language::control(&control.kind).and_then(|def| def.fired_by(Cause::Tap)) else {
            return self.no_such(name, "tapped");
        };
        self.fire(name, trigger.key, None);
    }

    fn set(&mut self, name: &str, value: &Value) {
        let Some(control) = self.control(name) else { return };
        match changed_by_hand(&control) {
            Some((property, event)) => self.fire(name, event, Some((property.to_owned(), value.clone()))),
            None => self.no_such(name, "changed"),
        }
    }

    fn no_such(&mut self, control: &str, part: &str) {
        self.differs(Differs::NoSuch { control: control.to_owned(), part: part.to_owned() });
    }

    fn fire(&mut self, name: &str, event: &str, change: Option<(String, Value)>) {
        let Some(control) = self.control(name) else { return };
        let triggers = language::control(&control.kind).map_or(&[][..], |def| def.triggers);
        let trigger = triggers.iter().find(|each| each.key.eq_ignore_ascii_case(event));
        if trigger.is_none() && !event.is_empty() {
            return self.no_such(name, event);
        }
        if let Some((property, _)) = &change
            && language::property(&control.kind, property).is_none()
        {
            return self.no_such(name, property);
        }
        // Where a person could not do it, no test does.
        let is_off = |key| self.value(&control, key).and_then(|value| value.as_bool()) == Some(false);
        if is_off(ENABLED.key()) || is_off(VISIBLE.key()) {
            return self.differs(Differs::NotReachable(name.to_owned()));
        }
        let trigger = trigger.map_or("", |trigger| trigger.key).to_owned();
        self.session.fire(Fire { control: control.id, trigger, change });
        self.settle();
    }

    fn go(&mut self, to: &str) {
        match Destination::named(self.session.project(), to) {
            Some(to) => {
                self.session.go(to);
                self.settle();
            }
            None => self.differs(Differs::Missing(NamedKind::Screen, to.to_owned())),
        }
    }

    fn answer(&mut self, answer: DialogAnswer) {
        match self.state.dialogs.first().map(|dialog| dialog.number) {
            Some(number) => {
                self.session.answer(number, answer);
                self.settle();
            }
            None => self.differs(Differs::NothingAsked),
        }
    }

    /// The connections that a message means: the one that it names, else all.
    fn connections_of(&mut self, message: &TestMessage) -> Vec<ConnectionId> {
        let project = self.session.project();
        if message.connection.is_empty() {
            return project.connections.iter().map(|connection| connection.id.clone()).collect();
        }
        let found = connection_named(project, &message.connection);
        if found.is_none() {
            self.differs(Differs::Missing(NamedKind::Connection, message.connection.clone()));
        }
        found.into_iter().collect()
    }

    fn receive(&mut self, message: &TestMessage) {
        let Some(payload) = message.payload() else { return self.differs(Differs::NotHex(message.hex.clone())) };
        for connection in self.connections_of(message) {
            self.broker.send(&connection, &message.topic, &payload, message.retained);
        }
        self.settle();
    }

    fn connect(&mut self, name: &str, is_up: bool) {
        match connection_named(self.session.project(), name) {
            Some(connection) => {
                self.broker.set_up(&connection, is_up);
                self.settle();
            }
            None => self.differs(Differs::Missing(NamedKind::Connection, name.to_owned())),
        }
    }
}
