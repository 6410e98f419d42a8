//! What the steps of a test expect of the app.

use super::TestRun;
use crate::language;
use crate::model::app_test::{Differs, NamedKind, TestMessage, TestStep};
use crate::model::control::Control;
use crate::model::value::Value;
use crate::player::told::told;

/// The properties that hold what a control shows, whichever of them it has.
const SHOWN: [&str; 4] = ["value", "text", "checked", "state"];

impl TestRun {
    pub(super) fn expect(&mut self, step: &TestStep) {
        match step {
            TestStep::Sends(wanted) => self.expect_sent(wanted),
            TestStep::SendsNothing(topic) => {
                let got = self.sent.iter_mut().find(|sent| sent.is_open() && sent.message.topic == *topic);
                if let Some(got) = got {
                    got.is_named = true;
                    let got = got.message.clone();
                    self.differs(Differs::AlsoSent(got));
                }
            }
            TestStep::Shows(name, wanted) => self.expect_shown(name, wanted),
            TestStep::Has(name, property, wanted) => self.expect_property((name, property), wanted),
            TestStep::Holds(name, wanted) => self.expect_variable(name, wanted),
            TestStep::OnScreen(name) => self.expect_screen(name),
            TestStep::Asks(wanted) => {
                let got = self.state.dialogs.first().map(|dialog| dialog.text.clone());
                if got.as_ref() != Some(wanted) {
                    self.differs(Differs::AsksOther { wanted: wanted.clone(), got });
                }
            }
            TestStep::Logs(text) => match self.logged.iter().position(|logged| logged == text) {
                Some(index) => {
                    self.logged.drain(..=index);
                }
                None => self.differs(Differs::NotLogged(text.clone())),
            },
            TestStep::Fails if self.faults.is_empty() => self.differs(Differs::NotFailed),
            TestStep::Fails => {
                self.faults.remove(0);
            }
            // These do something.
            _ => {}
        }
    }

    fn expect_sent(&mut self, wanted: &TestMessage) {
        let Some(payload) = wanted.payload() else { return self.differs(Differs::NotHex(wanted.hex.clone())) };
        let connection = |sent: &TestMessage| {
            wanted.connection.is_empty() || sent.connection.eq_ignore_ascii_case(&wanted.connection)
        };
        let found = self
            .sent
            .iter_mut()
            .find(|sent| sent.is_open() && sent.message.topic == wanted.topic && connection(&sent.message));
        match found {
            None => self.differs(Differs::NotSent(wanted.clone())),
            Some(sent) => {
                sent.is_named = true;
                let got = sent.message.clone();
                if got.payload().as_ref() != Some(&payload) || got.retained != wanted.retained {
                    self.differs(Differs::SentOther { wanted: wanted.clone(), got });
                }
            }
        }
    }

    /// What a property is now.
    pub(super) fn value(&self, control: &Control, key: &str) -> Option<Value> {
        let set = self.state.properties.get(&control.id).and_then(|of| of.get(key)).cloned();
        set.or_else(|| language::script_value(self.session.project(), control, key))
    }

    fn expect_shown(&mut self, name: &str, wanted: &Value) {
        let Some(control) = self.control(name) else { return };
        let shown = told(self.session.project(), &control, (&self.state.properties, &self.state.tables), self.lang);
        let held = SHOWN.iter().filter(|key| language::property(&control.kind, key).is_some());
        let held: Vec<Value> = held.filter_map(|key| self.value(&control, key)).collect();
        if shown.iter().chain(&held).any(|got| is_same(got, wanted)) {
            return;
        }
        let got = shown.or_else(|| held.into_iter().next()).map(|got| got.to_text()).unwrap_or_default();
        self.differs(Differs::ShowsOther { control: name.to_owned(), wanted: wanted.to_text(), got });
    }

    fn expect_property(&mut self, (name, property): (&str, &str), wanted: &Value) {
        let Some(control) = self.control(name) else { return };
        if language::property(&control.kind, property).is_none() {
            let (control, part) = (name.to_owned(), property.to_owned());
            return self.differs(Differs::NoSuch { control, part });
        }
        let got = self.value(&control, property);
        if got.as_ref().is_some_and(|got| is_same(got, wanted)) {
            return;
        }
        let (control, property, wanted) = (name.to_owned(), property.to_owned(), wanted.to_text());
        let got = got.map(|got| got.to_text()).unwrap_or_default();
        self.differs(Differs::HasOther { control, property, wanted, got });
    }

    fn expect_variable(&mut self, name: &str, wanted: &Value) {
        let project = self.session.project();
        let named = |it: &&crate::model::variable::Variable| it.name.eq_ignore_ascii_case(name) || it.ident == name;
        let Some(id) = project.variables.iter().find(named).map(|variable| variable.id) else {
            return self.differs(Differs::Missing(NamedKind::Variable, name.to_owned()));
        };
        let got = self.state.variables.get(&id).cloned();
        if !got.as_ref().is_some_and(|got| is_same(got, wanted)) {
            let (variable, wanted) = (name.to_owned(), wanted.to_text());
            let got = got.map(|got| got.to_text()).unwrap_or_default();
            self.differs(Differs::HoldsOther { variable, wanted, got });
        }
    }

    fn expect_screen(&mut self, name: &str) {
        let project = self.session.project();
        let Some(id) = project.screens.named(name).map(|screen| screen.id) else {
            return self.differs(Differs::Missing(NamedKind::Screen, name.to_owned()));
        };
        if self.state.screen == id || self.state.popups.contains(&id) {
            return;
        }
        let top = self.state.popups.last().copied().unwrap_or(self.state.screen);
        let got = project.screen(top).map(|screen| screen.name.clone()).unwrap_or_default();
        self.differs(Differs::OtherScreen { wanted: name.to_owned(), got });
    }
}

/// Whether a value is what a step says, which may write it as a text.
fn is_same(got: &Value, wanted: &Value) -> bool {
    got == wanted || got.to_text() == wanted.to_text()
}
