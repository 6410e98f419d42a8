//! The recording of the last run, as the user looks through it: the moment that is looked at, and what a test of it shall
//! expect besides.

use std::sync::Arc;
use std::time::Instant;

use super::replayed::{go_on, state_after};
use super::run_state::RunState;
use super::sentence::Sentence;
use crate::model::app_test::TestStep;
use crate::model::recording::{Recorded, RecordedInput, Recording};
use crate::model::run::{Fate, Level, RunEvent};

/// What is asked of the recording.
#[derive(Clone, Debug, PartialEq)]
pub enum RecordingCommand {
    /// Look at what the app that runs has done until now.
    Look,
    /// Look at the moment with this number.
    Show(usize),
    /// A test of it shall expect this at the moment that is looked at; or no longer.
    Expect(TestStep),
    /// Save it as a test, beside the project.
    Save,
}

/// The recording of the last run.
#[derive(Debug, Default)]
pub struct RecordedRun {
    /// What is looked at.
    pub looked_at: Option<LookedAt>,
    /// What has become of the test that was saved last, and whether that is good.
    pub saved: Option<(Level, Sentence)>,
    /// It is being saved.
    pub saving: bool,
}

/// A recording that is looked at.
#[derive(Debug)]
pub struct LookedAt {
    /// The recording.
    pub recording: Arc<Recording>,
    /// The moments that people want to know of, by their number.
    pub told: Vec<usize>,
    /// The one that is looked at; `None`: there is none.
    pub shown: Option<usize>,
    /// The app as it was then.
    pub state: RunState,
    /// What a test shall expect besides, after so many moments.
    pub wished: Vec<(usize, TestStep)>,
    done: usize,
}

impl LookedAt {
    /// Begins with what was last.
    pub fn new(recording: Arc<Recording>) -> Self {
        let moments = recording.moments().iter().enumerate();
        let told: Vec<usize> = moments.filter(|(_, moment)| is_told(&moment.what)).map(|(index, _)| index).collect();
        let state = state_after(&recording, 0, Instant::now());
        let last = told.last().copied();
        let mut looked_at = Self { recording, told, shown: None, state, wished: Vec::new(), done: 0 };
        if let Some(last) = last {
            looked_at.show(last);
        }
        looked_at
    }

    /// Looks at a moment.
    pub fn show(&mut self, index: usize) {
        let now = Instant::now();
        let until = self.done_with(index);
        if until < self.done {
            self.state = state_after(&self.recording, until, now);
        } else {
            go_on(&mut self.state, &self.recording, self.done..until, now);
        }
        self.done = until;
        self.shown = Some(index);
    }

    /// How many moments are over with this one: what follows at once from it is seen with it.
    fn done_with(&self, index: usize) -> usize {
        let next = self.told.partition_point(|told| *told <= index);
        self.told.get(next).copied().unwrap_or_else(|| self.recording.moments().len())
    }

    /// Whether a test shall expect something at this moment.
    pub fn expects_at(&self, index: usize) -> bool {
        let done = self.done_with(index);
        self.wished.iter().any(|(at, _)| *at == done)
    }

    /// A test shall expect this now, or no longer.
    pub fn expect(&mut self, step: TestStep) {
        let wish = (self.done, step);
        if let Some(known) = self.wished.iter().position(|known| *known == wish) {
            self.wished.remove(known);
        } else {
            let at = self.wished.partition_point(|(done, _)| *done <= wish.0);
            self.wished.insert(at, wish);
        }
    }

    /// Whether a test shall expect this now.
    pub fn is_expected(&self, step: &TestStep) -> bool {
        self.wished.iter().any(|(done, known)| *done == self.done && known == step)
    }

    /// When the moment was that is looked at, in seconds after the start.
    pub fn at_secs(&self) -> f64 {
        let shown = self.shown.and_then(|index| self.recording.moments().get(index));
        shown.map_or(0.0, |moment| moment.at.as_secs_f64())
    }
}

/// Whether people want to know of it: what follows from something is seen in what the app shows then.
fn is_told(what: &Recorded) -> bool {
    match what {
        Recorded::Input(RecordedInput::Fire(fire)) => {
            // A finger that goes down and up is one tap.
            fire.change.is_some() || !matches!(fire.trigger.as_str(), "pressed" | "released" | "focus_in" | "focus_out")
        }
        Recorded::Input(_) => true,
        Recorded::Instances(_) => false,
        Recorded::Event(event) => matches!(
            event,
            RunEvent::Published(_)
                | RunEvent::Variable { .. }
                | RunEvent::Screen(_)
                | RunEvent::PopUps(_)
                | RunEvent::Log { .. }
                | RunEvent::Notification { .. }
                | RunEvent::Fault(_)
                | RunEvent::Dialog(_)
                | RunEvent::Status { .. }
                | RunEvent::HandlerStarted { .. }
                | RunEvent::Fate { fate: Fate::Refused(_) | Fate::Dropped(_), .. }
        ),
    }
}
