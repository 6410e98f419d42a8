//! The app as it was at a moment of its run.

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use super::run_state::RunState;
use crate::i18n::Lang;
use crate::model::control::Control;
use crate::model::id::ScreenId;
use crate::model::recording::{Recorded, Recording};
use crate::model::value::Value;
use crate::player::told::told;

/// The app after so many of the moments that are kept.
pub fn state_after(recording: &Recording, count: usize, now: Instant) -> RunState {
    let project = &recording.project;
    let screen = project.start_screen().map_or(ScreenId(0), |screen| screen.id);
    let mut state = RunState::new(project, screen, now);
    state.follow(project);
    state.variables.extend(recording.variables.iter().cloned());
    for event in recording.held_before() {
        state.take(&event, project, now);
    }
    go_on(&mut state, recording, 0..count, now);
    state
}

/// Goes on from one moment to another.
pub fn go_on(state: &mut RunState, recording: &Recording, moments: Range<usize>, now: Instant) {
    let project = &recording.project;
    for moment in recording.moments().iter().take(moments.end).skip(moments.start) {
        match &moment.what {
            Recorded::Event(event) => {
                let shown = Arc::clone(state.shown(project));
                state.take(event, &shown, now);
            }
            Recorded::Instances(instances) => state.repeat((**instances).clone(), project),
            Recorded::Input(_) => {}
        }
    }
}

/// What a control shows in this state, in words.
pub fn shown_in(state: &RunState, recording: &Recording, control: &Control, lang: Lang) -> Option<Value> {
    told(state.shown(&recording.project), control, (&state.properties, &state.tables), lang)
}
