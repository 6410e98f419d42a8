//! The recording of the last run: taken from the session when it is looked at, and saved as a test.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::hub::{AppNotice, AppPart, Hub};
use super::jobs::Done;
use crate::editor::record::{LookedAt, RecordedRun, RecordingCommand};
use crate::editor::sentence::Sentence;
use crate::i18n::{Lang, t};
use crate::model::app_test::{AppTest, TestOrigin};
use crate::model::place::Place;
use crate::model::recording::Recording;
use crate::model::run::Level;
use crate::replay::{self, NoTest};
use crate::say;
use crate::store::{SaveError, test_files};

/// What a job for the recording has come to.
#[derive(Debug)]
pub(super) enum RecorderDone {
    /// It was gone through; `None`: that has failed.
    LookedAt(Arc<Recording>, Option<Box<LookedAt>>),
    /// It has become a test of the project with this file; whether it runs as it was recorded.
    Made(PathBuf, Result<(Box<AppTest>, bool), NotATest>),
    /// The test was written.
    Saved(TestSaved),
}

/// What became of a recording that was to be a test: its file and whether it runs as it was recorded, or why there is none.
type TestSaved = Result<(String, bool), NotATest>;

/// Why a recording is not saved as a test.
#[derive(Debug)]
pub(super) enum NotATest {
    /// It makes none.
    Unfit(NoTest),
    /// The program has failed at it.
    Failed,
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
            // It is gone through once somebody looks at it: most runs are not looked at.
            AppNotice::AppStopped => {
                hub.data.recorded.waits = hub.session.recording().is_some_and(|it| !it.moments().is_empty());
            }
            _ => {}
        }
    }
}

/// Looks at what was recorded until now.
fn look(hub: &mut Hub) {
    hub.data.recorded.waits = false;
    let Some(recording) = hub.session.shared_recording().filter(|it| !it.moments().is_empty()) else { return };
    hub.data.recorded.looking = Some(Arc::clone(&recording));
    hub.jobs.start("recording", move || {
        let gone_through = catch_unwind(|| Box::new(LookedAt::new(Arc::clone(&recording)))).ok();
        Some(Done::Recorder(RecorderDone::LookedAt(recording, gone_through)))
    });
}

/// Takes in what a job has come to.
pub(super) fn done(hub: &mut Hub, done: RecorderDone) {
    match done {
        RecorderDone::LookedAt(recording, looked_at) => {
            let recorded = &mut hub.data.recorded;
            // Another run or another look may be of interest by now.
            if recorded.looking.take_if(|it| Arc::ptr_eq(it, &recording)).is_some() {
                recorded.looked_at = looked_at.map(|it| *it);
                recorded.saved = None;
            }
        }
        RecorderDone::Made(project, Ok((test, is_fine))) => {
            hub.jobs.start_in_order(move || {
                let saved = write(&project, *test).map(|name| (name, is_fine)).map_err(NotATest::File);
                Some(Done::Recorder(RecorderDone::Saved(saved)))
            });
        }
        RecorderDone::Made(_, Err(why)) => tell_saved(hub, &Err(why)),
        RecorderDone::Saved(saved) => tell_saved(hub, &saved),
    }
}

/// Writes a test beside its project; the name of the file.
fn write(project: &Path, mut test: AppTest) -> Result<String, SaveError> {
    let path = test_files::free_path(project);
    test.project = test_files::project_to_name(&path, project);
    test_files::save(&path, &test)?;
    Ok(path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default())
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
    // It is run up to three times: no save waits for that.
    hub.jobs.start("test", move || {
        let made = caught(|| replay::checked(&recording, &origin, lang));
        Some(Done::Recorder(RecorderDone::Made(project, made)))
    });
}

/// The test that is made, or why there is none, also where the program fails at it.
fn caught(make: impl FnOnce() -> Result<(AppTest, bool), NoTest>) -> Result<(Box<AppTest>, bool), NotATest> {
    let made = catch_unwind(AssertUnwindSafe(make)).map_err(|_panicked| NotATest::Failed)?;
    made.map(|(test, is_fine)| (Box::new(test), is_fine)).map_err(NotATest::Unfit)
}

/// Tells what has become of it.
fn tell_saved(hub: &mut Hub, saved: &TestSaved) {
    let level = match saved {
        Ok((_, true)) => Level::Info,
        Ok((_, false)) | Err(NotATest::Unfit(_)) => Level::Warning,
        Err(NotATest::File(_) | NotATest::Failed) => Level::Error,
    };
    let sentence = Sentence::new(|lang| told(saved, lang));
    hub.log(level, sentence.clone(), Place::Project);
    // Another project may be open by now.
    if std::mem::take(&mut hub.data.recorded.saving) {
        hub.data.recorded.saved = Some((level, sentence));
    }
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
        (Err(NotATest::Failed), lang) => t(
            "Aus dem Lauf wurde kein Test: das Programm hat beim Ausprobieren einen Fehler gemacht.",
            "The run did not become a test: the program failed while trying it out.",
        )
        .get(lang)
        .to_owned(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_the_program_fails_at_is_told_of() {
        let failed = caught(|| panic!("on purpose")).map(|_| (String::new(), true));
        for (lang, words) in [(Lang::De, "kein Test"), (Lang::En, "not become a test")] {
            assert!(told(&failed, lang).contains(words));
        }
        let empty = caught(|| Err(NoTest::Empty));
        assert!(matches!(empty, Err(NotATest::Unfit(NoTest::Empty))));
    }

    #[test]
    fn a_test_whose_name_leads_elsewhere_names_its_project() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["halle.ron", "halle.2.ron"] {
            std::fs::write(at(name), "").unwrap();
        }
        let test = || AppTest { format: 1, ..AppTest::default() };
        for (name, project) in [("halle.test.ron", ""), ("halle.2.test.ron", "halle.ron"), ("halle.3.test.ron", "")] {
            assert_eq!(write(&at("halle.ron"), test()).unwrap(), name);
            assert_eq!(test_files::load(&at(name)).unwrap().project, project, "{name}");
        }
    }
}
