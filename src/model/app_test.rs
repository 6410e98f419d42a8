//! A test of an app, as it stands in a file beside the project: what somebody does and what comes from outside, and what
//! the app shall then send and show. Plain data; the form of the file is told in `docs/tests.md`.
//!
//! Everything is named as people see it, so that such a file can be written by hand, and a new name is a difference that
//! is told.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::source::table::hex;
use super::value::Value;

/// The version of the form.
pub const TEST_FORMAT: u32 = 1;

/// A test of an app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename = "Test")]
pub struct AppTest {
    /// The version of the form.
    pub format: u32,
    /// The file of the project, beside this one; empty: the one with its name.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub project: String,
    /// The language in which the app writes numbers and times: `de` or `en`; empty: the one of whoever tests.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// What clock and calendar show at the start, with the offset to UTC: `2026-11-28T17:30:00+01:00`.
    #[serde(default = "usual_start", skip_serializing_if = "is_usual_start")]
    pub start: String,
    /// Variables that start with another value than the project says, by name.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub variables: BTreeMap<String, Value>,
    /// Whether each message that the app sends has to be named by a step.
    #[serde(default, skip_serializing_if = "is_false")]
    pub nothing_else: bool,
    /// What happens and what shall come of it, in its order.
    pub steps: Vec<TestStep>,
}

fn usual_start() -> String {
    "2026-01-05T08:00:00+00:00".to_owned()
}

fn is_usual_start(start: &str) -> bool {
    start == usual_start()
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
fn is_false(value: &bool) -> bool {
    !*value
}

impl Default for AppTest {
    fn default() -> Self {
        Self {
            format: TEST_FORMAT,
            project: String::new(),
            language: String::new(),
            start: usual_start(),
            variables: BTreeMap::new(),
            nothing_else: false,
            steps: Vec::new(),
        }
    }
}

/// A step of a test. What somebody does is a verb in the imperative; what the app shall do stands in the third person.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum TestStep {
    /// The time goes on to so many seconds after the start.
    At(f64),
    /// The time goes on by so many seconds.
    Wait(f64),
    /// A control is tapped.
    Tap(String),
    /// Another event of a control happens.
    Fire(String, String),
    /// Somebody sets a control to this: types a text, moves a slider, flips a toggle.
    Set(String, Value),
    /// As [`Self::Set`], where the property or the event is not the one that the control has for this.
    Change {
        /// The control.
        control: String,
        /// The property that changes with it.
        property: String,
        /// What it is then.
        to: Value,
        /// The event.
        event: String,
    },
    /// Somebody goes to a screen, or `next`, `previous`, `last`, `close`.
    Go(String),
    /// Somebody answers the question that the app asks.
    Answer(Value),
    /// Somebody closes the question that the app asks.
    Cancel,
    /// A message comes.
    Receive(TestMessage),
    /// What answers the request that a handler waits for.
    Reply(String),
    /// A connection is lost.
    Lose(String),
    /// A connection is up again.
    Connect(String),
    /// The app has sent this message, and no other on its topic before that no step has named.
    Sends(TestMessage),
    /// The app has sent nothing on this topic that no step has named.
    SendsNothing(String),
    /// A control shows this.
    Shows(String, Value),
    /// A property of a control is this: control, property, value.
    Has(String, String, Value),
    /// A variable is this.
    Holds(String, Value),
    /// This screen is shown, or open as a pop-up.
    OnScreen(String),
    /// The app asks this.
    Asks(String),
    /// The app has told this in its log.
    Logs(String),
    /// A handler has failed.
    Fails,
}

/// What a test is made of besides a recording.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TestOrigin {
    /// The file of the project, where its name does not tell.
    pub project: String,
    /// Steps that somebody wishes besides, each after so many moments of the recording, in their order.
    pub wished: Vec<(usize, TestStep)>,
}

/// A message of a test.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestMessage {
    /// Its topic.
    pub topic: String,
    /// Its text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Its bytes as hexadecimal digits, where they are no text.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hex: String,
    /// Whether the broker has stored it, or shall store it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub retained: bool,
    /// The connection; empty: the only one, or whichever.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub connection: String,
}

impl TestMessage {
    /// Its bytes; `None` where its hexadecimal digits are none.
    pub fn payload(&self) -> Option<Vec<u8>> {
        if self.hex.is_empty() {
            return Some(self.text.clone().into_bytes());
        }
        let digits: Vec<u8> = self.hex.bytes().filter(|digit| !digit.is_ascii_whitespace()).collect();
        let pairs = digits.chunks(2).map(|pair| {
            let pair = std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2)?;
            u8::from_str_radix(pair, 16).ok()
        });
        pairs.collect()
    }

    /// Takes over bytes: as text where they are one.
    #[must_use]
    pub fn with_payload(self, payload: &[u8]) -> Self {
        match std::str::from_utf8(payload) {
            Ok(text) => Self { text: text.to_owned(), ..self },
            Err(_) => Self { hex: hex(payload), ..self },
        }
    }
}

/// Where a test differs: the step, from 0, where it is one, and when after the start.
#[derive(Clone, Debug, PartialEq)]
pub struct TestDifference {
    /// The step; `None`: at the end.
    pub step: Option<usize>,
    /// When, in seconds after the start.
    pub at_secs: f64,
    /// What differs.
    pub what: Differs,
}

/// What differs.
#[derive(Clone, Debug, PartialEq)]
pub enum Differs {
    /// No message came on the topic.
    NotSent(TestMessage),
    /// Another message came on the topic.
    SentOther {
        /// What was expected.
        wanted: TestMessage,
        /// What came.
        got: TestMessage,
    },
    /// A message came that no step has named.
    AlsoSent(TestMessage),
    /// A control shows something else.
    ShowsOther {
        /// The control.
        control: String,
        /// What was expected.
        wanted: String,
        /// What it shows.
        got: String,
    },
    /// A property is something else.
    HasOther {
        /// The control.
        control: String,
        /// The property.
        property: String,
        /// What was expected.
        wanted: String,
        /// What it is.
        got: String,
    },
    /// A variable is something else.
    HoldsOther {
        /// The variable.
        variable: String,
        /// What was expected.
        wanted: String,
        /// What it is.
        got: String,
    },
    /// Another screen is shown.
    OtherScreen {
        /// What was expected.
        wanted: String,
        /// What is shown.
        got: String,
    },
    /// The app asks something else, or nothing.
    AsksOther {
        /// What was expected.
        wanted: String,
        /// What it asks.
        got: Option<String>,
    },
    /// The log does not tell it.
    NotLogged(String),
    /// No handler has failed.
    NotFailed,
    /// A handler has failed, which no step has named.
    Failed(Box<super::run::Fault>),
    /// Nothing is there with this name.
    Missing(NamedKind, String),
    /// The control has no such event or property.
    NoSuch {
        /// The control.
        control: String,
        /// The event or property.
        part: String,
    },
    /// The control is switched off or hidden: nobody could do that.
    NotReachable(String),
    /// Nobody is asked anything.
    NothingAsked,
    /// No handler waits for an answer.
    NothingRequested,
    /// The step has no bytes: what stands there is no hexadecimal number.
    NotHex(String),
    /// The times of the steps go back.
    TimeGoesBack,
    /// The app does not come to rest: something goes on and on.
    Restless,
    /// The app has ended.
    Ended,
}

/// A kind of thing that a step names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NamedKind {
    /// A control.
    Control,
    /// A variable.
    Variable,
    /// A screen.
    Screen,
    /// A connection.
    Connection,
}
