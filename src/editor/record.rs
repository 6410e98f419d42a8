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
use crate::model::sound::SoundOrder;

/// So many moments at least lie between two that can be gone back to at once.
const STEP: usize = 1_000;
/// No more states of the app are kept for that.
const MOST_KEPT: usize = 16;

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

/// What a moment is, as its mark and its colour say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MomentKind {
    /// Somebody did something.
    Touch,
    /// Something came.
    Came,
    /// The app has sent something.
    Sent,
    /// The app has done something.
    Done,
    /// Something went wrong.
    Wrong,
}

/// The recording of the last run.
#[derive(Debug, Default)]
pub struct RecordedRun {
    /// There is one that nobody has looked at yet: it is taken once somebody does.
    pub waits: bool,
    /// The one that is being gone through, to be looked at.
    pub looking: Option<Arc<Recording>>,
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
    /// What each of those is.
    pub kinds: Vec<MomentKind>,
    /// The one that is looked at; `None`: there is none.
    pub shown: Option<usize>,
    /// The app as it was then.
    pub state: RunState,
    /// What a test shall expect besides, after so many moments.
    pub wished: Vec<(usize, TestStep)>,
    done: usize,
    /// The app after so many moments, to go back to.
    kept: Vec<(usize, RunState)>,
    /// As many moments lie between two of them.
    step: usize,
}

impl LookedAt {
    /// Begins with what was last.
    pub fn new(recording: Arc<Recording>) -> Self {
        let moments = recording.moments();
        let told: Vec<usize> = (0_usize..).zip(moments).filter(|(_, it)| is_told(&it.what)).map(|(at, _)| at).collect();
        let kinds = told.iter().filter_map(|at| moments.get(*at)).map(|moment| kind_of(&moment.what)).collect();
        let step = STEP.max(moments.len() / MOST_KEPT + 1);
        let state = state_after(&recording, 0, Instant::now());
        let kept = vec![(0, state.clone())];
        let last = told.last().copied();
        let mut looked_at =
            Self { recording, told, kinds, shown: None, state, wished: Vec::new(), done: 0, kept, step };
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
            let at = self.kept.partition_point(|(done, _)| *done <= until);
            if let Some((done, state)) = self.kept.get(at.saturating_sub(1)) {
                (self.done, self.state) = (*done, state.clone());
            }
        }
        while self.done < until {
            let next = (self.done - self.done % self.step + self.step).min(until);
            go_on(&mut self.state, &self.recording, self.done..next, now);
            self.done = next;
            if next.is_multiple_of(self.step) && self.kept.last().is_none_or(|(done, _)| *done < next) {
                self.kept.push((next, self.state.clone()));
            }
        }
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

/// What a moment is.
pub fn kind_of(what: &Recorded) -> MomentKind {
    match what {
        Recorded::Input(RecordedInput::Came(..) | RecordedInput::Reply(_))
        | Recorded::Event(RunEvent::Status { .. }) => MomentKind::Came,
        Recorded::Input(_) => MomentKind::Touch,
        Recorded::Event(RunEvent::Published(_)) => MomentKind::Sent,
        Recorded::Event(RunEvent::Log { level: Level::Error, .. } | RunEvent::Fault(_) | RunEvent::Fate { .. }) => {
            MomentKind::Wrong
        }
        Recorded::Event(_) | Recorded::Instances(_) => MomentKind::Done,
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
                | RunEvent::Sound(SoundOrder::Play(_))
                | RunEvent::Status { .. }
                | RunEvent::HandlerStarted { .. }
                | RunEvent::Fate { fate: Fate::Refused(_) | Fate::Dropped(_), .. }
        ),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::id::{ScreenId, VariableId};
    use crate::model::project::Project;
    use crate::model::recording::RecordingBounds;
    use crate::model::value::Value;

    #[test]
    fn who_goes_back_is_where_he_was_without_going_through_all_again() {
        let project = Arc::new(Project::new("P", "Start", "Lokal"));
        let mut recording = Recording::new(project, 0, RecordingBounds::default());
        for number in 0..10_500_u32 {
            let at = Duration::from_millis(number.into());
            let value = Value::from(f64::from(number));
            recording.take_event(at, &RunEvent::Variable { variable: VariableId(3), value });
            recording.take_event(at, &RunEvent::Screen(ScreenId(number)));
        }
        let mut looked_at = LookedAt::new(Arc::new(recording));
        let kept = looked_at.kept.len();
        assert!((10..=MOST_KEPT + 1).contains(&kept), "{kept}");
        assert_eq!(looked_at.kinds.len(), looked_at.told.len());
        for index in [20_999, 3, 12_001, 12_000, 0, 20_998] {
            looked_at.show(index);
            let number = u32::try_from(index / 2).unwrap();
            let before = if index % 2 == 0 { number.checked_sub(1) } else { Some(number) };
            assert_eq!(looked_at.state.variables.get(&VariableId(3)), Some(&Value::from(f64::from(number))));
            assert_eq!(looked_at.state.screen, ScreenId(before.unwrap_or(looked_at.kept[0].1.screen.0)), "{index}");
        }
        assert_eq!(looked_at.kept.len(), kept, "nothing is kept twice");
    }
}
