//! What controls write by themselves: messages, wishes that devices answer or do not, and nothing for later.

use super::*;
use crate::model::binding::{self, Binding, Origin};
use crate::model::command::CommandState;
use crate::model::command::{CommandTopic, SendMoment};
use crate::model::property::Property;
use crate::model::run::PropertyChange;
use crate::model::source::{ColumnType, Message};

const TOGGLE: u32 = 13;
const SLIDER: u32 = 14;
const BUTTON: u32 = 15;

fn state(topic: &str, path: &str) -> Binding {
    let connection = ConnectionId::local();
    let (filter, path) = (topic.to_owned(), path.to_owned());
    Binding::to(Origin::Topic { connection, filter, path, ty: ColumnType::Automatic })
}

fn command(topic: &str) -> CommandTopic {
    CommandTopic::to(ConnectionId::local(), topic)
}

/// A run with a toggle, a slider and a button that have these properties.
fn with(all: Vec<(u32, &str, Property)>, outbox: Outbox) -> Run {
    let mut project = Arc::unwrap_or_clone(project());
    let first = project.screen_mut(ScreenId(1)).unwrap();
    for (id, kind) in [(TOGGLE, "toggle"), (SLIDER, "slider"), (BUTTON, "button")] {
        first.controls.push(control(id, kind, kind));
    }
    for (id, key, property) in all {
        let of = first.controls.iter_mut().find(|control| control.id.0 == id).unwrap();
        of.properties.insert(key.to_owned(), property);
    }
    let project = Arc::new(binding::expanded(&project).into_owned());
    start_all(project, Vec::new(), outbox, Limits::default())
}

impl Run {
    fn sets(&self, control: u32, key: &str, value: impl Into<Value>) {
        let change = Some((key.to_owned(), value.into()));
        let trigger = if key == "on" { "toggled" } else { "value_changed" };
        self.fires(control, trigger, change);
    }

    fn fires(&self, control: u32, trigger: &str, change: Option<(String, Value)>) {
        let (control, trigger) = (ControlId(control), trigger.to_owned());
        assert!(self.handle.send(EngineMsg::Fire { control, trigger, change }), "the inbox has room");
    }

    fn hears(&self, message: &str) {
        let row = Message { topic: "lampe".to_owned(), message: message.to_owned(), ..Message::default() };
        assert!(self.handle.send(EngineMsg::Message { source: SourceId(u32::MAX), row }), "the inbox has room");
    }

    fn until_command(&mut self, of: u32, wanted: &CommandState) {
        let what = format!("{of}: {wanted:?}");
        self.until(
            &what,
            |event| matches!(event, RunEvent::Command { control, state } if control.0 == of && state == wanted),
        );
    }

    fn until_property(&mut self, control: u32, key: &str, value: impl Into<Value>) {
        let wanted = PropertyChange { control: ControlId(control), property: key.to_owned(), value: value.into() };
        self.until(&format!("{wanted:?}"), |event| *event == RunEvent::Property(wanted.clone()));
    }

    /// Waits until this and nothing else was sent; it is told before it is handed over.
    fn until_sent(&self, wanted: &[&str]) {
        let end = Instant::now() + LIMIT;
        while self.sent() != wanted {
            assert!(Instant::now() < end, "{wanted:?} is not {:?}", self.sent());
            std::thread::yield_now();
        }
    }

    fn sent(&self) -> Vec<String> {
        let publishes = self.outbox.sent.lock().unwrap();
        let line = |publish: &Publish| format!("{} {}", publish.topic, String::from_utf8_lossy(&publish.payload));
        publishes.iter().map(line).collect()
    }
}

fn pending(wish: impl Into<Value>) -> CommandState {
    CommandState::Pending { wish: wish.into() }
}

#[test]
fn a_toggle_never_lies_it_shows_what_the_device_tells() {
    let all = vec![(TOGGLE, "on", state("lampe", "").into()), (TOGGLE, "command", command("lampe/set").into())];
    let mut run = with(all, Outbox::default());
    run.sets(TOGGLE, "on", true);
    run.until_command(TOGGLE, &pending(true));
    run.until_sent(&["lampe/set ON"]);
    // The device refuses: it tells the old state, and the wish is over.
    run.hears("OFF");
    run.until_command(TOGGLE, &CommandState::Settled);
    run.sets(TOGGLE, "on", true);
    run.until_command(TOGGLE, &pending(true));
    run.hears("ON");
    run.until_property(TOGGLE, "on", true);
    run.until_command(TOGGLE, &CommandState::Settled);
    // It is so already: the command goes out, and nothing is waited for.
    run.seen.clear();
    run.sets(TOGGLE, "on", true);
    run.until_command(TOGGLE, &CommandState::Settled);
    run.sets(TOGGLE, "on", false);
    run.until_command(TOGGLE, &pending(false));
    run.until_sent(&["lampe/set ON", "lampe/set ON", "lampe/set ON", "lampe/set OFF"]);
    assert!(!run.seen.iter().any(|event| matches!(event, RunEvent::Property(_))), "a wish is no value");
}

#[test]
fn a_device_that_does_not_answer_is_told_of_and_its_next_message_ends_that() {
    let quick = CommandTopic { patience: 0.1, ..command("lampe/set") };
    let all = vec![(SLIDER, "value", state("lampe", "hell").into()), (SLIDER, "command", quick.into())];
    let mut run = with(all, Outbox::default());
    run.sets(SLIDER, "value", 30.0);
    run.until_command(SLIDER, &pending(30.0));
    // Another part of the device has something to say: that is no answer.
    run.hears(r#"{"linkquality": 90}"#);
    run.until_command(SLIDER, &CommandState::Unconfirmed);
    run.hears(r#"{"hell": 30}"#);
    run.until_property(SLIDER, "value", 30.0);
    run.until_command(SLIDER, &CommandState::Settled);
}

#[test]
fn without_a_state_what_was_sent_is_shown_and_a_variable_goes_along() {
    let bound = Binding::to(Origin::Variable(VariableId(51)));
    let json = CommandTopic { path: "hell".to_owned(), ..command("lampe/set") };
    let all = vec![
        (TOGGLE, "command", command("licht").into()),
        (SLIDER, "value", bound.into()),
        (SLIDER, "command", json.into()),
    ];
    let mut run = with(all, Outbox::default());
    run.sets(TOGGLE, "on", true);
    run.until_property(TOGGLE, "on", true);
    run.sets(SLIDER, "value", 7.0);
    run.until("both messages", |event| matches!(event, RunEvent::Published(publish) if publish.number == 2));
    let variable = |event: &RunEvent| matches!(event, RunEvent::Variable { value, .. } if *value == 7.0.into());
    run.until("the variable", variable);
    run.until_sent(&["licht ON", r#"lampe/set {"hell":7}"#]);
}

#[test]
fn a_button_sends_when_it_is_tapped_or_while_it_is_held() {
    let tapped = CommandTopic { on: "hupen".to_owned(), qos: 0, retain: true, ..command("hupe") };
    let mut run = with(vec![(BUTTON, "command", tapped.into())], Outbox::default());
    for trigger in ["pressed", "tapped", "released"] {
        run.fires(BUTTON, trigger, None);
    }
    run.until(
        "the message",
        |event| matches!(event, RunEvent::Published(publish) if publish.qos == 0 && publish.retain),
    );
    let held = CommandTopic { sends: SendMoment::Held, ..command("band") };
    let held = with(vec![(BUTTON, "command", held.into())], Outbox::default());
    for trigger in ["pressed", "held", "held", "released", "tapped"] {
        held.fires(BUTTON, trigger, None);
    }
    held.until_sent(&["band ON", "band ON", "band ON", "band OFF"]);
    run.until_sent(&["hupe hupen"]);
}

#[test]
fn what_is_held_when_the_app_stops_is_let_go() {
    let held = CommandTopic { sends: SendMoment::Held, ..command("band") };
    let mut run = with(vec![(BUTTON, "command", held.into())], Outbox::default());
    run.fires(BUTTON, "pressed", None);
    run.until("the press", |event| matches!(event, RunEvent::Published(_)));
    let outbox = run.outbox.clone();
    drop(run);
    let sent = outbox.sent.lock().unwrap();
    let payloads: Vec<_> = sent.iter().map(|publish| String::from_utf8_lossy(&publish.payload).into_owned()).collect();
    assert_eq!(payloads, ["ON", "OFF"]);
}

#[test]
fn what_cannot_be_sent_is_refused_and_no_wish_is_left() {
    let all = vec![(TOGGLE, "on", state("lampe", "").into()), (TOGGLE, "command", command("lampe/set").into())];
    let outbox = Outbox::default();
    outbox.answers.lock().unwrap().push(Answer::Refused(RefuseReason::Offline));
    let mut run = with(all, outbox);
    run.sets(TOGGLE, "on", true);
    run.until("the refusal", |event| matches!(event, RunEvent::Fate { fate: Fate::Refused(_), .. }));
    assert!(!run.seen.iter().any(|event| matches!(event, RunEvent::Command { .. } | RunEvent::Property(_))));
    let mut nowhere = with(vec![(TOGGLE, "command", command("").into())], Outbox::default());
    nowhere.sets(TOGGLE, "on", true);
    nowhere.until("the fault", |event| matches!(event, RunEvent::Fault(_)));
}
