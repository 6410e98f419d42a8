//! Records what goes into a run and what comes out of it.

use std::sync::Arc;
use std::time::Instant;

use super::{Session, SessionEvent};
use crate::model::id::VariableId;
use crate::model::password::Password;
use crate::model::project::Project;
use crate::model::recording::{RecordedInput, Recording, RecordingBounds};
use crate::model::value::Value;
use crate::mqtt::{ConnectionSpec, MqttEvent};

/// Records one run.
#[derive(Debug)]
pub(super) struct Recorder {
    /// Whoever looks at it shares it: what happens later is written into a copy.
    recording: Arc<Recording>,
    since: Instant,
    /// The app has been told to stop: what comes then is no part of it.
    is_over: bool,
}

impl Session {
    /// Whether apps that are started from now on are recorded.
    pub fn record(&mut self, on: bool) {
        self.records = on;
    }

    /// What the app that was started last has done, where it is recorded.
    pub fn recording(&self) -> Option<&Recording> {
        self.recorder.as_ref().map(|recorder| &*recorder.recording)
    }

    /// The same, to be kept: it stays as it is now.
    pub fn shared_recording(&self) -> Option<Arc<Recording>> {
        self.recorder.as_ref().map(|recorder| Arc::clone(&recorder.recording))
    }

    /// Forgets what was recorded.
    pub fn forget_recording(&mut self) {
        self.recorder = None;
    }

    pub(super) fn begin_to_record(
        &mut self,
        project: Arc<Project>,
        connections: &[ConnectionSpec],
        variables: &[(VariableId, Value)],
    ) {
        self.recorder = self.records.then(|| {
            let wall = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
            let wall_ms = i64::try_from(wall.as_millis()).unwrap_or(0);
            let mut recording = Recording::new(project, wall_ms, RecordingBounds::default());
            recording.hide(connections.iter().flat_map(secrets));
            recording.start_with(variables);
            Recorder { recording: Arc::new(recording), since: Instant::now(), is_over: false }
        });
    }

    /// The app is designed otherwise from now on: what was recorded is shown with what there is now.
    pub(super) fn record_on(&mut self, project: &Arc<Project>, events: &[SessionEvent]) {
        if let Some(recorder) = self.recorder.as_mut().filter(|recorder| !recorder.is_over) {
            Arc::make_mut(&mut recorder.recording).project = Arc::clone(project);
        }
        self.note_all(events);
    }

    /// Secrets of connections that came later.
    pub(super) fn hide(&mut self, connections: &[ConnectionSpec]) {
        if let Some(recorder) = &mut self.recorder {
            Arc::make_mut(&mut recorder.recording).hide(connections.iter().flat_map(secrets));
        }
    }

    pub(super) fn end_recording(&mut self) {
        if let Some(recorder) = &mut self.recorder {
            recorder.is_over = true;
        }
    }

    /// Something comes from outside.
    pub(super) fn note(&mut self, input: &RecordedInput) {
        if let Some(recorder) = self.recorder.as_mut().filter(|recorder| !recorder.is_over) {
            Arc::make_mut(&mut recorder.recording).take_input(recorder.since.elapsed(), input);
        }
    }

    /// Something comes from the network.
    pub(super) fn note_network(&mut self, event: &MqttEvent) {
        if self.recorder.is_none() {
            return;
        }
        match event {
            MqttEvent::Message { connection, row, .. } => {
                self.note(&RecordedInput::Came(connection.clone(), Arc::new(row.clone())));
            }
            MqttEvent::Heard { row, .. } => self.note(&RecordedInput::Reply(Arc::new(row.clone()))),
            _ => {}
        }
    }

    /// The app has told these.
    pub(super) fn note_all(&mut self, events: &[SessionEvent]) {
        let Some(recorder) = self.recorder.as_mut().filter(|recorder| !recorder.is_over) else { return };
        if events.is_empty() {
            return;
        }
        let (at, recording) = (recorder.since.elapsed(), Arc::make_mut(&mut recorder.recording));
        for event in events {
            match event {
                SessionEvent::Run(event) => recording.take_event(at, event),
                SessionEvent::Instances(instances) => {
                    recording.take_instances(at, instances.parts.clone(), instances.rows.clone());
                }
                _ => {}
            }
        }
    }
}

fn secrets(spec: &ConnectionSpec) -> impl Iterator<Item = Password> + use<> {
    let key = spec.certificate.as_ref().map(|own| String::from_utf8_lossy(&own.key).into_owned());
    let words = [spec.password.clone(), Some(spec.passphrase.reveal().to_owned()), key];
    words.into_iter().flatten().map(|word| Password::new(&word))
}
