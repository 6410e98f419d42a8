//! Work that is not saved yet, so that a crash, a kill or a power cut takes at most a second of it.
//!
//! Each window has a log of its own in the folder `recovery`: the states of its project one after the other, each with a
//! checksum, appended and never written over. A state is a line
//! `steckbrett-state 1 <bytes> <crc32> <unix ms> <stamp> <path as JSON>` and the text of the project as in its file. The
//! state that is about to be saved is written first, so that a kill in between is known by the file having it already. The
//! log is locked while its window lives: one that can be locked belongs to a window that is gone. A log that has grown
//! begins anew as another file with the last state alone, and only then the old one goes.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};

use super::home::Home;
use super::known::{FileStanding, KnownProjects};
use super::{MAX_BYTES, Opened, SaveError, Stamp, disk, parse, text};
use crate::model::project::Project;

const MARK: &str = "steckbrett-state 1";
const ENDING: &str = "states";
/// From here on a log begins anew, in bytes; one state may be larger.
const MOST: u64 = 8 * 1024 * 1024;

/// Which file a project belongs to, and what that held when it was read or written last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Belongs {
    /// The file; `None` where it was never saved.
    pub path: Option<PathBuf>,
    /// What it held.
    pub stamp: Option<Stamp>,
}

/// The log of this window.
#[derive(Debug)]
pub struct RecoveryLog {
    folder: PathBuf,
    path: PathBuf,
    file: File,
    bytes: u64,
}

impl RecoveryLog {
    /// Begins the log of a window.
    ///
    /// # Errors
    /// Those of the system.
    pub fn begin(home: &Home) -> io::Result<Self> {
        let folder = home.recovery_folder();
        disk::make_private_folder(&folder)?;
        Self::begin_in(&folder)
    }

    fn begin_in(folder: &Path) -> io::Result<Self> {
        let kept = tempfile::Builder::new().suffix(&format!(".{ENDING}")).tempfile_in(folder)?;
        let (file, path) = kept.keep().map_err(|err| err.error)?;
        file.lock()?;
        Ok(Self { folder: folder.to_owned(), path, file, bytes: 0 })
    }

    /// Adds a state; it is on the disk afterwards. `at_ms`: when, in ms since 1970.
    ///
    /// # Errors
    /// What the disk says, or that the project has no text.
    pub fn append(&mut self, belongs: &Belongs, project: &Project, at_ms: i64) -> Result<(), SaveError> {
        let state = state(belongs, &text::write(project)?, at_ms);
        let folder = self.folder.clone();
        let failed = |err: io::Error| SaveError::Io { path: folder, kind: err.kind(), what: err.to_string() };
        if self.bytes + state.len() as u64 > MOST && self.bytes > 0 {
            return self.begin_anew(&state).map_err(failed);
        }
        self.write(&state).map_err(failed)
    }

    /// Goes on in another file that holds only this.
    fn begin_anew(&mut self, state: &[u8]) -> io::Result<()> {
        let mut anew = Self::begin_in(&self.folder)?;
        anew.write(state)?;
        std::mem::replace(self, anew).remove();
        Ok(())
    }

    fn write(&mut self, state: &[u8]) -> io::Result<()> {
        if let Err(err) = self.file.write_all(state).and_then(|()| self.file.sync_data()) {
            self.cut_half_state();
            return Err(err);
        }
        self.bytes += state.len() as u64;
        Ok(())
    }

    /// Takes away what was written of a state for which there was no room: what follows later would not be found behind it.
    fn cut_half_state(&mut self) {
        let cut = self.file.set_len(self.bytes).and_then(|()| self.file.seek(SeekFrom::Start(self.bytes)));
        if let Err(err) = cut {
            tracing::warn!("half a state cannot be taken back: {err}: {:?}", self.path);
        }
    }

    /// Forgets all states: everything is saved.
    ///
    /// # Errors
    /// Those of the system.
    pub fn clear(&mut self) -> io::Result<()> {
        if self.bytes == 0 { Ok(()) } else { self.begin_anew(&[]) }
    }

    /// The window is closed, and nothing is to be kept.
    pub fn remove(self) {
        if let Err(err) = fs::remove_file(&self.path) {
            tracing::warn!("the log of unsaved work cannot be removed: {err}: {:?}", self.path);
        }
    }
}

fn state(belongs: &Belongs, text: &str, at_ms: i64) -> Vec<u8> {
    let stamp = belongs.stamp.map_or_else(|| "-".to_owned(), |stamp| format!("{}:{:x}", stamp.bytes, stamp.hash));
    // JSON keeps whatever a path has in it on one line.
    let path = belongs.path.as_ref().map(|path| path.to_string_lossy().into_owned());
    let path = serde_json::Value::from(path);
    let sum = crc32fast::hash(text.as_bytes());
    format!("{MARK} {} {sum:08x} {at_ms} {stamp} {path}\n{text}\n", text.len()).into_bytes()
}

/// Work of a window that ended before it was saved.
#[derive(Debug)]
pub struct LostWork {
    /// Whose it is.
    pub belongs: Belongs,
    /// The project as it was last.
    pub opened: Opened,
    /// When that was, in ms since 1970.
    pub at_ms: i64,
    /// What is to be thought of it: work on a project that nobody has trusted is not trusted either.
    pub standing: FileStanding,
    path: PathBuf,
    /// Locked, so that no other window offers it too.
    _file: File,
}

impl LostWork {
    /// It was taken over, or is not wanted.
    pub fn remove(self) {
        if let Err(err) = fs::remove_file(&self.path) {
            tracing::warn!("restored work cannot be removed: {err}: {:?}", self.path);
        }
    }
}

/// What windows have left behind that are gone, the latest first. Logs without a state, and those whose last state is
/// what the file holds, are removed.
///
/// # Errors
/// Those of the system; a log that cannot be read is put aside as `.bad`, and never lost.
pub fn lost(home: &Home) -> io::Result<Vec<LostWork>> {
    let entries = match fs::read_dir(home.recovery_folder()) {
        Ok(entries) => entries,
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(err) => return Err(err),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) {
            found.extend(left_behind(home, &path));
        }
    }
    found.sort_by_key(|lost| std::cmp::Reverse(lost.at_ms));
    Ok(each_once(found))
}

/// Without what is there twice: a window that ended while it took over work has left what it took and what it made of it.
fn each_once(found: Vec<LostWork>) -> Vec<LostWork> {
    let mut once: Vec<LostWork> = Vec::new();
    for lost in found {
        let same =
            |other: &LostWork| other.belongs.path == lost.belongs.path && other.opened.project == lost.opened.project;
        if once.iter().any(same) { lost.remove() } else { once.push(lost) }
    }
    once
}

fn left_behind(home: &Home, path: &Path) -> Option<LostWork> {
    let file = OpenOptions::new().read(true).write(true).open(path).ok()?;
    // Its window still lives.
    file.try_lock().ok()?;
    let mut content = Vec::new();
    // A log is at most as large as what makes it begin anew and one project more.
    (&file).take(MOST + MAX_BYTES).read_to_end(&mut content).ok()?;
    if content.is_empty() {
        drop(file);
        return fs::remove_file(path).err().and(None);
    }
    let last = last_state(&content);
    if last.as_ref().is_some_and(|(belongs, _, text)| is_saved(belongs, text)) {
        drop(file);
        return fs::remove_file(path).err().and(None);
    }
    let state = last.and_then(|(belongs, at_ms, text)| Some((belongs, at_ms, parse(text).ok()?)));
    if let Some((belongs, at_ms, opened)) = state {
        // What was never in a file was made here.
        let known = belongs.path.is_none() || KnownProjects::new(home).knows(&opened.project.id);
        let standing = if known { FileStanding::default() } else { FileStanding::unknown(&opened.project) };
        return Some(LostWork { belongs, opened, at_ms, standing, path: path.to_owned(), _file: file });
    }
    drop(file);
    disk::put_aside(path);
    None
}

/// Whether the file holds this state.
fn is_saved(belongs: &Belongs, text: &str) -> bool {
    let content = belongs.path.as_ref().and_then(|path| disk::read_if_there(path).ok().flatten());
    content.is_some_and(|content| content == text.as_bytes())
}

/// The last state of a log that is whole; what a power cut has left half is passed over.
fn last_state(mut content: &[u8]) -> Option<(Belongs, i64, &str)> {
    let mut last = None;
    while let Some((state, rest)) = next_state(content) {
        last = Some(state);
        content = rest;
    }
    last
}

type State<'a> = (Belongs, i64, &'a str);

fn next_state(content: &[u8]) -> Option<(State<'_>, &[u8])> {
    let end = memchr::memchr(b'\n', content)?;
    let (line, rest) = (content.get(..end)?, content.get(end + 1..)?);
    let mut parts = std::str::from_utf8(line).ok()?.strip_prefix(MARK)?.trim_start().splitn(5, ' ');
    let bytes: usize = parts.next()?.parse().ok()?;
    let sum = u32::from_str_radix(parts.next()?, 16).ok()?;
    let at_ms = parts.next()?.parse().ok()?;
    let stamp = parts.next()?.split_once(':').and_then(|(bytes, hash)| {
        Some(Stamp { bytes: bytes.parse().ok()?, hash: u64::from_str_radix(hash, 16).ok()? })
    });
    let path: Option<String> = serde_json::from_str(parts.next()?).ok()?;
    let text = rest.get(..bytes)?;
    if crc32fast::hash(text) != sum {
        return None;
    }
    let belongs = Belongs { path: path.map(PathBuf::from), stamp };
    Some(((belongs, at_ms, std::str::from_utf8(text).ok()?), rest.get(bytes + 1..).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn home() -> (tempfile::TempDir, Home) {
        let folder = tempfile::tempdir().unwrap();
        let home = Home::at(folder.path());
        (folder, home)
    }

    fn named(name: &str) -> Project {
        Project::new(name, "Start", "Lokal")
    }

    fn names(home: &Home) -> Vec<String> {
        lost(home).unwrap().into_iter().map(|lost| lost.opened.project.name).collect()
    }

    #[test]
    fn what_there_was_no_room_for_does_not_hide_what_follows() {
        let (_folder, home) = home();
        let belongs = Belongs { path: None, stamp: None };
        let mut log = RecoveryLog::begin(&home).unwrap();
        log.append(&belongs, &named("A"), 1).unwrap();
        let state = state(&belongs, &text::write(&named("B")).unwrap(), 2);
        log.file.write_all(&state[..state.len() / 2]).unwrap();
        log.cut_half_state();
        log.append(&belongs, &named("C"), 3).unwrap();
        drop(log);
        assert_eq!(names(&home), ["C"]);
    }

    #[test]
    fn the_last_state_of_a_window_that_is_gone_is_found_with_its_file() {
        let (_folder, home) = home();
        let belongs =
            Belongs { path: Some("/apps/Halle \"1\"\n.ron".into()), stamp: Some(Stamp { bytes: 7, hash: u64::MAX }) };
        let mut log = RecoveryLog::begin(&home).unwrap();
        for (at, name) in [(1, "a"), (2, "b")] {
            log.append(&belongs, &named(name), at).unwrap();
        }
        assert!(names(&home).is_empty(), "its window still lives");
        drop(log);
        let found = lost(&home).unwrap();
        assert!(names(&home).is_empty(), "one window offers it");
        let [lost] = &found[..] else { panic!("{found:?}") };
        assert_eq!((lost.opened.project.name.as_str(), lost.at_ms, &lost.belongs), ("b", 2, &belongs));
        drop(found);
        for lost in super::lost(&home).unwrap() {
            lost.remove();
        }
        assert!(names(&home).is_empty());
    }

    #[test]
    fn a_save_that_was_killed_once_the_file_was_written_left_nothing_unsaved() {
        let (folder, home) = home();
        let path = folder.path().join("halle.ron");
        let belongs = Belongs { path: Some(path.clone()), stamp: None };
        crate::store::save(&path, &named("a")).unwrap();
        let append = |name: &str| RecoveryLog::begin(&home).unwrap().append(&belongs, &named(name), 1).unwrap();
        append("b");
        assert_eq!(names(&home), ["b"]);
        crate::store::save(&path, &named("b")).unwrap();
        assert!(names(&home).is_empty());
        assert_eq!(fs::read_dir(home.recovery_folder()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_restore_has_left_twice_is_offered_once() {
        let (_folder, home) = home();
        for (at, name) in [(1, "a"), (2, "a"), (3, "b")] {
            RecoveryLog::begin(&home).unwrap().append(&Belongs::default(), &named(name), at).unwrap();
        }
        assert_eq!(names(&home), ["b", "a"]);
        assert_eq!(fs::read_dir(home.recovery_folder()).unwrap().count(), 2);
    }

    #[test]
    fn nothing_is_left_of_a_window_that_was_closed_or_saved() {
        let (_folder, home) = home();
        let mut log = RecoveryLog::begin(&home).unwrap();
        log.append(&Belongs::default(), &named("a"), 1).unwrap();
        log.clear().unwrap();
        drop(log);
        assert!(names(&home).is_empty());
        let mut log = RecoveryLog::begin(&home).unwrap();
        log.append(&Belongs::default(), &named("a"), 1).unwrap();
        log.remove();
        assert!(names(&home).is_empty());
        assert_eq!(fs::read_dir(home.recovery_folder()).unwrap().count(), 0);
    }

    #[test]
    fn a_log_that_has_grown_begins_anew_with_its_last_state() {
        let (_folder, home) = home();
        let mut log = RecoveryLog::begin(&home).unwrap();
        let long = "x".repeat(1024 * 1024);
        for number in 0..20 {
            log.append(&Belongs::default(), &named(&format!("{number}{long}")), number).unwrap();
            let files = fs::read_dir(home.recovery_folder()).unwrap();
            let bytes: u64 = files.map(|file| file.unwrap().metadata().unwrap().len()).sum();
            assert!(bytes <= MOST, "{bytes}");
        }
        drop(log);
        assert!(names(&home)[0].starts_with("19x"));
    }

    #[test]
    fn a_log_without_any_whole_state_is_put_aside() {
        let (_folder, home) = home();
        drop(RecoveryLog::begin(&home).unwrap());
        let file = fs::read_dir(home.recovery_folder()).unwrap().next().unwrap().unwrap().path();
        fs::write(&file, "half").unwrap();
        assert!(names(&home).is_empty());
        assert!(disk::with_suffix(&file, ".bad").exists());
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

        /// Wherever the disk stops writing, the last state that was written whole is found.
        #[test]
        fn a_log_cut_anywhere_gives_the_last_whole_state(names in prop::collection::vec("[a-zä\n]{0,8}", 1..5), cut in 0.0..1.0_f64) {
            let states: Vec<Vec<u8>> = names
                .iter()
                .zip(0..)
                .map(|(name, at)| state(&Belongs::default(), &text::write(&named(name)).unwrap(), at))
                .collect();
            let all = states.concat();
            let kept = (all.len() as f64 * cut) as usize;
            let mut end = 0;
            // The line break behind a state is not needed.
            let whole = states.iter().take_while(|state| { end += state.len(); end - 1 <= kept }).count();
            let found = last_state(&all[..kept]).map(|(_, at, _)| at);
            prop_assert_eq!(found, (0..).take(whole).last());
        }
    }
}
