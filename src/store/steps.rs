//! The steps that can be taken back, kept over the end of the program: one file a project, `steps` in its folder of the
//! history.
//!
//! A line `steckbrett-steps 1 <crc32>` names the text of the project as it was saved; then each step is a line of JSON,
//! the latest first, that makes the text before it out of the text after it: at `at` it takes away `cut` bytes and puts
//! `put` there. Most edits change one place, so a step takes little room. What does not fit ends the reading.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::home::Home;
use super::secrets::ProjectKey;
use super::{SaveError, disk, parse, text};
use crate::i18n::Wording;
use crate::model::history::UndoStep;
use crate::model::project::Project;

const MARK: &str = "steckbrett-steps 1";
/// Most steps of a project.
const STEPS: usize = 200;
/// What the texts of all steps may take together while they are compared, in bytes.
const MOST: usize = 8 * 1024 * 1024;

#[derive(Debug, Serialize, Deserialize)]
struct StepLine {
    de: Arc<str>,
    en: Arc<str>,
    at: usize,
    cut: usize,
    put: String,
    /// Checksum of the text that comes out.
    crc: u32,
}

impl StepLine {
    /// How `older` comes out of `newer`.
    fn between(newer: &str, older: &str, label: &Wording) -> Self {
        let same = |(one, other): &(u8, u8)| one == other;
        let head = newer.bytes().zip(older.bytes()).take_while(same).count();
        let head = newer.floor_char_boundary(head);
        let (new, old) = (newer.split_at(head).1, older.split_at(head).1);
        let tail = new.bytes().rev().zip(old.bytes().rev()).take_while(same).count();
        let cut = new.ceil_char_boundary(new.len() - tail);
        let put = old.split_at(old.len() - (new.len() - cut)).0;
        let crc = crc32fast::hash(older.as_bytes());
        Self { de: Arc::clone(&label.de), en: Arc::clone(&label.en), at: head, cut, put: put.to_owned(), crc }
    }

    /// The text before the step; `None` where this is no step that led to `newer`.
    fn undo(&self, newer: &str) -> Option<String> {
        let end = self.at.checked_add(self.cut)?;
        let older = [newer.get(..self.at)?, &self.put, newer.get(end..)?].concat();
        (crc32fast::hash(older.as_bytes()) == self.crc).then_some(older)
    }
}

/// Keeps the steps that led to a project as it was saved; `past` has the oldest first.
///
/// # Errors
/// What the disk says, or that the project has no text.
pub fn keep(home: &Home, saved: &Project, past: &[UndoStep]) -> Result<(), SaveError> {
    let folder = home.history_folder().join(ProjectKey::of(&saved.id).folder_name());
    let mut newer = text::write(saved)?;
    let mut content = format!("{MARK} {:08x}\n", crc32fast::hash(newer.as_bytes()));
    let mut bytes = 0;
    for step in past.iter().rev().take(STEPS) {
        let older = text::write(&step.other)?;
        bytes += older.len();
        if bytes > MOST {
            break;
        }
        let line = serde_json::to_string(&StepLine::between(&newer, &older, &step.label));
        content.push_str(&line.unwrap_or_default());
        content.push('\n');
        newer = older;
    }
    let written = disk::make_private_folder(&folder)
        .and_then(|()| disk::write(&folder.join("steps"), content.as_bytes(), disk::Access::Private).map(drop));
    written.map_err(|err| SaveError::Io { path: folder, kind: err.kind(), what: err.to_string() })
}

/// The steps that led to a project, the oldest first; none where those that were kept led to another state of it.
pub fn load(home: &Home, project: &Project) -> Vec<UndoStep> {
    let folder = home.history_folder().join(ProjectKey::of(&project.id).folder_name());
    let content = disk::read_if_there(&folder.join("steps")).ok().flatten().unwrap_or_default();
    let content = String::from_utf8_lossy(&content);
    let Ok(mut newer) = text::write(project) else { return Vec::new() };
    let mut lines = content.lines();
    if lines.next() != Some(&format!("{MARK} {:08x}", crc32fast::hash(newer.as_bytes()))) {
        return Vec::new();
    }
    let (mut past, mut bytes) = (Vec::new(), 0);
    for line in lines.take(STEPS) {
        let step = serde_json::from_str::<StepLine>(line).ok();
        let Some((older, label)) = step.and_then(|step| Some((step.undo(&newer)?, Wording::new(step.de, step.en))))
        else {
            break;
        };
        bytes += older.len();
        let Some(opened) = parse(&older).ok().filter(|_| bytes <= MOST) else { break };
        past.push(UndoStep { label, other: Arc::new(Project { id: project.id.clone(), ..opened.project }) });
        newer = older;
    }
    past.reverse();
    past
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::model::history::History;
    use crate::model::testing;

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(40) })]

        #[test]
        fn what_was_kept_is_taken_back_exactly(
            project in testing::project(),
            seeds in vec(testing::seed(), 1..12),
        ) {
            let folder = tempfile::tempdir().unwrap();
            let home = Home::at(folder.path());
            let mut history = History::new(Project { id: "p".to_owned(), ..project });
            for seed in seeds {
                let edit = seed.edit(history.project());
                let _refused = history.apply(&edit, None);
            }
            let saved = Arc::clone(history.project());
            history.mark_saved(&saved);
            let past = history.past_of_saved().unwrap();
            keep(&home, &saved, past).unwrap();
            let loaded = load(&home, &parse(&text::write(&saved).unwrap()).unwrap().project);
            prop_assert_eq!(loaded.len(), past.len());
            for (loaded, kept) in loaded.iter().zip(past) {
                prop_assert_eq!(&loaded.label, &kept.label);
                prop_assert_eq!(text::write(&loaded.other).unwrap(), text::write(&kept.other).unwrap());
            }
        }

        #[test]
        fn any_two_texts_make_a_step(newer in "[aäö€x]{0,12}", older in "[aäö€x]{0,12}") {
            let step = StepLine::between(&newer, &older, &Wording::from("s"));
            prop_assert_eq!(step.undo(&newer), Some(older));
        }
    }

    #[test]
    fn steps_of_another_state_and_broken_ones_are_not_offered() {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        let named = |name: &str| Project { id: "p".to_owned(), ..Project::new(name, "Start", "Lokal") };
        let step = |name: &str| UndoStep { label: name.into(), other: Arc::new(named(name)) };
        keep(&home, &named("c"), &[step("a"), step("b")]).unwrap();
        let names = |project: &Project| -> Vec<String> {
            load(&home, project).iter().map(|step| step.other.name.clone()).collect()
        };
        assert_eq!(names(&named("c")), ["a", "b"]);
        assert!(names(&named("d")).is_empty());
        assert!(names(&Project { id: "q".to_owned(), ..named("c") }).is_empty());
        let path = home.history_folder().join(ProjectKey::of("p").folder_name()).join("steps");
        let content = std::fs::read_to_string(&path).unwrap();
        let (head, last) = content.trim_end().rsplit_once('\n').unwrap();
        for (broken, expected) in [
            (format!("{head}\n{}", last.replace("\"at\":", "\"at\":9")), vec!["b"]),
            (head.to_owned(), vec!["b"]),
            (String::new(), vec![]),
        ] {
            std::fs::write(&path, broken).unwrap();
            assert_eq!(names(&named("c")), expected);
        }
    }
}
