//! The recording of the last run: taken from the session when it is looked at, and saved as a test.

use std::sync::Arc;

use super::hub::{AppNotice, AppPart, Hub};
use super::jobs::Done;
use crate::editor::record::{LookedAt, RecordedRun, RecordingCommand};
use crate::editor::sentence::Sentence;
use crate::i18n::{Lang, t};
use crate::model::app_test::TestOrigin;
use crate::model::place::Place;
use crate::model::run::Level;
use crate::replay::{self, NoTest};
use crate::say;
use crate::store::{SaveError, test_files};

/// What became of a recording that was to be a test: its file and whether it runs as it was recorded, or why there is none.
pub(super) type TestSaved = Result<(String, bool), NotATest>;

/// Why a recording is not saved as a test.
#[derive(Debug)]
pub(super) enum NotATest {
    /// It makes none.
    Unfit(NoTest),
    /// The file cannot be written.
    File(SaveError),
}

/// The part for the recording.
#[derive(Debug)]
pub(super) struct RunRecorder;

impl AppPart for RunRecorder {
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice) {
        match notice {
            AppNotice::ProjectLeaves => {
                hub.data.recorded = RecordedRun::default();
                hub.session.forget_recording();
            }
            AppNotice::AppStarts => {
                hub.data.recorded = RecordedRun::default();
                // A panel on a wall runs for months, and nobody looks at what it did.
                hub.session.record(!hub.kiosk_only);
            }
            AppNotice::AppStopped => look(hub),
            _ => {}
        }
    }
}

/// Looks at what was recorded until now.
fn look(hub: &mut Hub) {
    let Some(recording) = hub.session.recording().filter(|recording| !recording.moments().is_empty()) else { return };
    hub.data.recorded.looked_at = Some(LookedAt::new(Arc::new(recording.clone())));
    hub.data.recorded.saved = None;
}

/// Does what is asked of the recording.
pub(super) fn carry_out(hub: &mut Hub, command: RecordingCommand) {
    if command == RecordingCommand::Look {
        return look(hub);
    }
    let Some(looked_at) = &mut hub.data.recorded.looked_at else { return };
    match command {
        RecordingCommand::Look => {}
        RecordingCommand::Show(index) => looked_at.show(index),
        RecordingCommand::Expect(step) => looked_at.expect(step),
        RecordingCommand::Save => save(hub),
    }
}

fn save(hub: &mut Hub) {
    let recorded = &mut hub.data.recorded;
    let (Some(looked_at), Some(project)) = (&recorded.looked_at, hub.editor.path.clone()) else { return };
    recorded.saving = true;
    let recording = Arc::clone(&looked_at.recording);
    let origin = TestOrigin { project: String::new(), wished: looked_at.wished.clone() };
    let lang = hub.editor.lang;
    hub.jobs.start_in_order(move || {
        let saved = replay::checked(&recording, &origin, lang).map_err(NotATest::Unfit).and_then(|(test, is_fine)| {
            let path = test_files::free_path(&project);
            test_files::save(&path, &test).map_err(NotATest::File)?;
            let name = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
            Ok((name, is_fine))
        });
        Some(Done::TestSaved(saved))
    });
}

/// Takes in what has become of it.
pub(super) fn saved(hub: &mut Hub, saved: &TestSaved) {
    let level = match saved {
        Ok((_, true)) => Level::Info,
        Ok((_, false)) | Err(NotATest::Unfit(_)) => Level::Warning,
        Err(NotATest::File(_)) => Level::Error,
    };
    let sentence = Sentence::new(|lang| told(saved, lang));
    hub.log(level, sentence.clone(), Place::Project);
    hub.data.recorded.saving = false;
    hub.data.recorded.saved = Some((level, sentence));
}

fn told(saved: &TestSaved, lang: Lang) -> String {
    match (saved, lang) {
        (Ok((name, true)), Lang::De) => format!("Als Test gespeichert: {name}. Er läuft so ab wie aufgezeichnet."),
        (Ok((name, true)), Lang::En) => format!("Saved as a test: {name}. It runs as it was recorded."),
        (Ok((name, false)), Lang::De) => format!(
            "Als Test gespeichert: {name}. Er läuft schon jetzt anders ab als aufgezeichnet, etwa weil die App Zufall oder die Uhrzeit zeigt. „steckbrett test“ sagt, was anders ist."
        ),
        (Ok((name, false)), Lang::En) => format!(
            "Saved as a test: {name}. It already runs otherwise than recorded, perhaps as the app shows chance or the time of day. “steckbrett test” says what differs."
        ),
        (Err(NotATest::File(err)), lang) => say::save_error(err, lang),
        (Err(NotATest::Unfit(why)), lang) => match why {
            NoTest::Forgotten => t(
                "Der Anfang des Laufs ist nicht mehr aufgezeichnet: er war zu lang für einen Test. Ein kürzerer Lauf wird einer.",
                "The beginning of the run is no longer recorded: it was too long for a test. A shorter run makes one.",
            ),
            NoTest::Cut => t(
                "In dem Lauf kamen Texte von mehr als 64 KB vor: daraus wird kein Test.",
                "There were texts of more than 64 KB in the run: that makes no test.",
            ),
            NoTest::Empty => t(
                "In dem Lauf ist nichts geschehen, was ein Test wiederholen könnte.",
                "Nothing happened in the run that a test could do again.",
            ),
        }
        .get(lang)
        .to_owned(),
    }
}
