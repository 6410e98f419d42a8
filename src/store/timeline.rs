//! The states that a project had: each time it was saved, opened after a change elsewhere, or named, a file each in the
//! folder `history`, by the identity of the project.
//!
//! A file is the text of the project below a line that says why it was kept; its name is when. Of old states only the
//! last of each day stays, and a project takes a bounded room: named states go last.

use std::collections::HashSet;
use std::fs;
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use super::home::Home;
use super::secrets::ProjectKey;
use super::{LoadError, Opened, SaveError, disk, load, text};
use crate::model::past::{PastReason, PastState};
use crate::model::project::Project;

const MARK: &str = "// steckbrett-history ";
/// So many of the latest states stay whenever they were kept; of older ones, the last of each day.
const LATEST: usize = 100;
/// So many days are remembered, and as many named states.
const DAYS: usize = 100;
/// What the states of a project may take on the disk, in bytes.
const MOST: u64 = 64 * 1024 * 1024;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// The states of one project.
#[derive(Clone, Debug)]
pub struct ProjectStates {
    folder: PathBuf,
}

impl ProjectStates {
    /// Those of the project with this identity.
    pub fn new(home: &Home, project: &str) -> Self {
        Self { folder: home.history_folder().join(ProjectKey::of(project).folder_name()) }
    }

    /// Keeps a state; one that is as the last one is kept only for its name. `at_ms`: now, in ms since 1970.
    ///
    /// # Errors
    /// What the disk says, or that the project has no text.
    pub fn keep(&self, project: &Project, reason: &PastReason, at_ms: i64) -> Result<(), SaveError> {
        let text = text::write(project)?;
        let failed =
            |err: io::Error| SaveError::Io { path: self.folder.clone(), kind: err.kind(), what: err.to_string() };
        let all = self.list();
        let latest = all.first().and_then(|latest| disk::read_if_there(&self.path(latest.at_ms)).ok().flatten());
        let same = latest.is_some_and(|latest| latest.strip_suffix(text.as_bytes()).is_some_and(is_one_line));
        if same && !matches!(reason, PastReason::Named(_)) {
            return Ok(());
        }
        disk::make_private_folder(&self.folder).map_err(failed)?;
        let why = serde_json::to_string(reason).map_err(|err| failed(err.into()))?;
        // A clock that was set back makes no state older than those before.
        let at_ms = all.first().map_or(at_ms, |latest| at_ms.max(latest.at_ms.saturating_add(1)));
        let content = format!("{MARK}{why}\n{text}");
        disk::write(&self.path(at_ms), content.as_bytes(), disk::Access::Private).map_err(failed)?;
        self.thin_out().map_err(failed)
    }

    /// All of them, the latest first.
    pub fn list(&self) -> Vec<PastState> {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut all: Vec<PastState> = files.filter_map(|file| past(&file.path())).collect();
        all.sort_by_key(|state| std::cmp::Reverse(state.at_ms));
        all
    }

    /// The project as it was then.
    ///
    /// # Errors
    /// As [`load`].
    pub fn load(&self, at_ms: i64) -> Result<Opened, LoadError> {
        load(&self.path(at_ms))
    }

    fn path(&self, at_ms: i64) -> PathBuf {
        self.folder.join(format!("{at_ms}.ron"))
    }

    fn thin_out(&self) -> io::Result<()> {
        let (mut unnamed, mut named, mut bytes) = (0, 0, 0);
        let mut days = HashSet::new();
        let (names, others): (Vec<_>, Vec<_>) =
            self.list().into_iter().partition(|state| matches!(state.reason, PastReason::Named(_)));
        for state in names.into_iter().chain(others) {
            let path = self.path(state.at_ms);
            bytes += fs::metadata(&path)?.len();
            let stays = if matches!(state.reason, PastReason::Named(_)) {
                named += 1;
                named <= DAYS
            } else {
                unnamed += 1;
                let first_of_day = days.insert(state.at_ms.div_euclid(DAY_MS));
                unnamed <= LATEST || first_of_day && days.len() <= DAYS
            };
            // The latest one stays however large it is.
            if !stays || bytes > MOST && unnamed + named > 1 {
                fs::remove_file(path)?;
            }
        }
        Ok(())
    }
}

fn is_one_line(head: &[u8]) -> bool {
    head.split(|byte| *byte == b'\n').count() == 2
}

/// What a file is by its name and its first line.
fn past(path: &Path) -> Option<PastState> {
    let at_ms = path.file_name()?.to_str()?.strip_suffix(".ron")?.parse().ok()?;
    let mut line = String::new();
    BufReader::new(fs::File::open(path).ok()?).read_line(&mut line).ok()?;
    let reason = serde_json::from_str(line.strip_prefix(MARK)?.trim_end()).ok()?;
    Some(PastState { at_ms, reason })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn states() -> (tempfile::TempDir, ProjectStates) {
        let folder = tempfile::tempdir().unwrap();
        let states = ProjectStates::new(&Home::at(folder.path()), "eins");
        (folder, states)
    }

    fn named(name: &str) -> Project {
        Project { id: "eins".to_owned(), ..Project::new(name, "Start", "Lokal") }
    }

    #[test]
    fn what_was_kept_is_listed_and_read_as_it_was() {
        let (folder, states) = states();
        let name = PastReason::Named("vor dem \"Umbau\"\n".to_owned());
        states.keep(&named("a"), &PastReason::Opened, 1000).unwrap();
        states.keep(&named("a"), &PastReason::Saved, 2000).unwrap();
        states.keep(&named("a"), &name, 3000).unwrap();
        states.keep(&named("b"), &PastReason::Saved, 500).unwrap();
        let listed: Vec<_> = states.list().into_iter().map(|state| (state.at_ms, state.reason)).collect();
        assert_eq!(listed, [(3001, PastReason::Saved), (3000, name), (1000, PastReason::Opened)]);
        assert_eq!(states.load(3000).unwrap().project.name, "a");
        assert_eq!(states.load(3001).unwrap().project, named("b"));
        assert!(states.load(7).is_err());
        assert!(ProjectStates::new(&Home::at(folder.path()), "zwei").list().is_empty());
    }

    #[test]
    fn of_old_states_the_last_of_each_day_and_all_named_ones_stay() {
        let (_folder, states) = states();
        for number in 0..400_i64 {
            let reason = if number == 3 { PastReason::Named("so".to_owned()) } else { PastReason::Saved };
            states.keep(&named(&number.to_string()), &reason, number * DAY_MS / 4).unwrap();
        }
        let all = states.list();
        assert!(all.len() <= LATEST + DAYS, "{}", all.len());
        assert_eq!(all.iter().filter(|state| state.at_ms >= 300 * DAY_MS / 4).count(), LATEST);
        assert!(all.iter().any(|state| state.reason == PastReason::Named("so".to_owned())));
        let day = all.iter().filter(|state| state.at_ms.div_euclid(DAY_MS) == 10).collect::<Vec<_>>();
        assert_eq!(day.iter().map(|state| state.at_ms).collect::<Vec<_>>(), [43 * DAY_MS / 4]);
    }

    #[test]
    fn the_states_of_a_project_take_bounded_room() {
        let (_folder, states) = states();
        let long = "x".repeat(3 * 1024 * 1024);
        for number in 0..30 {
            states.keep(&named(&format!("{number}{long}")), &PastReason::Saved, number).unwrap();
        }
        let bytes: u64 =
            fs::read_dir(&states.folder).unwrap().map(|file| file.unwrap().metadata().unwrap().len()).sum();
        assert!(bytes <= MOST, "{bytes}");
        assert_eq!(states.list()[0].at_ms, 29);
    }
}
