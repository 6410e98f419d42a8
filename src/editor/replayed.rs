//! The app as it was at a moment of its run.

use std::ops::Range;
use std::sync::Arc;
use std::time::Instant;

use super::run_state::RunState;
use crate::i18n::Lang;
use crate::model::control::Control;
use crate::model::id::ScreenId;
use crate::model::project::Project;
use crate::model::recording::{Recorded, Recording};
use crate::model::value::Value;
use crate::player::told::told;

/// The app after so many of the moments that are kept.
pub fn state_after(recording: &Recording, count: usize, now: Instant) -> RunState {
    let project = &recording.project;
    let screen = project.start_screen().map_or(ScreenId(0), |screen| screen.id);
    let mut state = RunState::new(project, screen, now);
    state.follow(project);
    state.variables.extend(recording.variables().iter().cloned());
    for held in recording.held_before() {
        take(&mut state, &held, project, now);
    }
    go_on(&mut state, recording, 0..count, now);
    state
}

/// Goes on from one moment to another. Of the instances that repeaters had in between only the last are unfolded.
pub fn go_on(state: &mut RunState, recording: &Recording, moments: Range<usize>, now: Instant) {
    let mut range = recording.moments().iter().take(moments.end).skip(moments.start);
    let last = range.rposition(|moment| matches!(moment.what, Recorded::Instances(_)));
    let range = recording.moments().iter().take(moments.end).skip(moments.start);
    for (index, moment) in range.enumerate() {
        if last == Some(index) || !matches!(moment.what, Recorded::Instances(_)) {
            take(state, &moment.what, &recording.project, now);
        }
    }
}

fn take(state: &mut RunState, what: &Recorded, project: &Arc<Project>, now: Instant) {
    match what {
        Recorded::Event(event) => {
            let shown = Arc::clone(state.shown(project));
            state.take(event, &shown, now);
        }
        Recorded::Instances(instances) => state.repeat((**instances).clone(), project),
        Recorded::Input(_) => {}
    }
}

/// What a control shows in this state, in words.
pub fn shown_in(state: &RunState, recording: &Recording, control: &Control, lang: Lang) -> Option<Value> {
    told(state.shown(&recording.project), control, (&state.properties, &state.tables), lang)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::model::component::{PartIds, RepeatedRows};
    use crate::model::id::ControlId;
    use crate::model::recording::RecordingBounds;

    #[test]
    fn of_many_instances_the_last_are_unfolded() {
        let project = Arc::new(Project::new("P", "Start", "Lokal"));
        let mut recording = Recording::new(Arc::clone(&project), 0, RecordingBounds::default());
        for number in 0..3 {
            let rows = RepeatedRows::from([(ControlId(number), Vec::new())]);
            recording.take_instances(Duration::from_secs(number.into()), PartIds::default(), rows);
        }
        let rows_after = |count: usize| state_after(&recording, count, Instant::now()).rows;
        assert_eq!(recording.moments().len(), 3);
        assert_eq!(rows_after(0), RepeatedRows::new());
        for count in 1..=3_u32 {
            assert_eq!(rows_after(count as usize), RepeatedRows::from([(ControlId(count - 1), Vec::new())]));
        }
    }
}
