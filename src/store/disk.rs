//! Writing files so that there is always either the old or the new content, never half of one.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use tempfile::{Builder, NamedTempFile};

/// Who may read a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Access<'a> {
    /// As the system does it for new files; an existing file keeps its permissions, owner and group.
    Usual,
    /// As this other file has it: what only some may read is for them alone in a backup too.
    Like(&'a Path),
    /// Nobody but this user, from the first moment on.
    Private,
}

/// What of a file could not be kept when it was replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteNotes {
    /// It has other names (hard links), which still lead to what it held before.
    pub other_names: bool,
    /// It belonged to another user or group.
    pub owner: bool,
}

/// Longest name of a file, in bytes, on all usual file systems.
const LONGEST_NAME: usize = 255;

/// `path` with `suffix` appended to its name; a name that gets too long by that is shortened, with a sum of all of it.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    if name.len() + suffix.len() > LONGEST_NAME {
        let text = name.to_string_lossy();
        let sum = format!("~{:016x}", super::secrets::sum(&text));
        let room = LONGEST_NAME - suffix.len() - sum.len();
        let end = text.floor_char_boundary(room);
        name = OsString::from(format!("{}{sum}", text.get(..end).unwrap_or_default()));
    }
    name.push(suffix);
    path.with_file_name(name)
}

/// Whether somebody took the right to write this file away. Replacing it would need none, but they mean it.
pub(super) fn is_read_only(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|file| file.permissions().readonly())
}

/// How long a file may take to be read: a network drive may never answer.
const LONGEST_READ: Duration = Duration::from_secs(10);

/// The content of a regular file, at most `most` bytes of it and one more where there are more.
///
/// # Errors
/// Those of the system; [`io::ErrorKind::Unsupported`] for what is no regular file, since a pipe or device may never end,
/// and [`io::ErrorKind::TimedOut`] for what does not answer.
pub(super) fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let (answer, answered) = sync_channel(1);
    let of = path.to_owned();
    // A thread of its own: nothing else gets away from a read that does not come back.
    std::thread::Builder::new().name("job-read".to_owned()).spawn(move || {
        // Nobody listens any more where it took too long.
        let _late = answer.send(read_regular(&of, most));
    })?;
    answered.recv_timeout(LONGEST_READ).unwrap_or_else(|_late| Err(io::ErrorKind::TimedOut.into()))
}

fn read_regular(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    // Asked before: already to open a pipe waits for who writes into it.
    let file = fs::metadata(path)?;
    if file.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !file.is_file() {
        return Err(io::Error::new(io::ErrorKind::Unsupported, "not a regular file"));
    }
    let mut content = Vec::new();
    File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut content)?;
    Ok(content)
}

/// The content of a file; `None` if there is none.
pub(super) fn read_if_there(path: &Path) -> io::Result<Option<Vec<u8>>> {
    match read(path, u64::MAX) {
        Ok(content) => Ok(Some(content)),
        Err(err) if err.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(err) => Err(err),
    }
}

/// Replaces a file by one with this content: written beside it, read back, then renamed.
pub(super) fn write(path: &Path, content: &[u8], access: Access<'_>) -> io::Result<()> {
    replace(path, content, access).map(|_notes| ())
}

/// As [`write`]; says what could not be kept.
pub(super) fn replace(path: &Path, content: &[u8], access: Access<'_>) -> io::Result<WriteNotes> {
    // The file behind a link is replaced, not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_not_there| path.to_owned());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    remove_leftovers(folder);
    let (mut file, notes) = create(folder, &path, access)?;
    faults::step("write")?;
    file.write_all(content.get(..content.len() / 2).unwrap_or_default())?;
    faults::step("write the rest")?;
    file.write_all(content.get(content.len() / 2..).unwrap_or_default())?;
    faults::step("sync")?;
    file.as_file().sync_all()?;
    let mut written = Vec::with_capacity(content.len());
    faults::step("read back")?;
    file.as_file_mut().rewind()?;
    file.as_file_mut().read_to_end(&mut written)?;
    if written != content {
        return Err(io::Error::other("the file does not read back as it was written"));
    }
    faults::step("rename")?;
    file.persist(&path).map_err(|err| err.error)?;
    // Makes the rename itself survive a power cut. The new content is there already, so this is no failure of saving.
    if let Err(err) = faults::step("sync the folder").and_then(|()| sync_folder(folder)) {
        tracing::debug!("folder cannot be synced: {err}: {folder:?}");
    }
    Ok(notes)
}

const TEMPORARY: (&str, &str) = (".steckbrett-", ".tmp");
/// A file that is younger may be one that another program has made and not locked yet.
const YOUNG: Duration = Duration::from_secs(2);

/// Removes what a save has left that was killed. A file that is being written is locked.
fn remove_leftovers(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with(TEMPORARY.0) || !name.ends_with(TEMPORARY.1) {
            continue;
        }
        let age = entry.metadata().and_then(|file| file.modified()).ok().and_then(|at| at.elapsed().ok());
        let is_old = age.is_some_and(|age| age > YOUNG);
        let is_free = || File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if is_old
            && is_free()
            && let Err(err) = fs::remove_file(entry.path())
        {
            tracing::debug!("a leftover cannot be removed: {err}: {:?}", entry.path());
        }
    }
}

fn create(folder: &Path, path: &Path, access: Access<'_>) -> io::Result<(NamedTempFile, WriteNotes)> {
    let mut builder = Builder::new();
    builder.prefix(TEMPORARY.0).suffix(TEMPORARY.1);
    faults::step("create")?;
    let model = match access {
        // The temporary files of the library are private already.
        Access::Private => {
            let file = builder.tempfile_in(folder)?;
            lock(&file);
            return Ok((file, WriteNotes::default()));
        }
        Access::Usual => path,
        Access::Like(other) => other,
    };
    let old = fs::metadata(model).ok();
    #[cfg(unix)]
    if old.is_none() {
        use std::os::unix::fs::PermissionsExt as _;
        // What the system gives to new files before it takes away what the user's mask says.
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    lock(&file);
    let mut notes = WriteNotes::default();
    if let Some(old) = old {
        notes = keep_owner(&file, &old)?;
        faults::step("permissions")?;
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok((file, notes))
}

/// Nobody takes it for a leftover. Where files cannot be locked, none is removed either.
fn lock(file: &NamedTempFile) {
    if let Err(err) = file.as_file().try_lock() {
        tracing::debug!("a file cannot be locked: {err}");
    }
}

/// Gives a new file the owner and group of the one it takes the place of, as far as that is allowed.
#[cfg(unix)]
fn keep_owner(file: &NamedTempFile, old: &fs::Metadata) -> io::Result<WriteNotes> {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let differs = |new: &fs::Metadata| (new.uid(), new.gid()) != (old.uid(), old.gid());
    faults::step("owner")?;
    let mut new = file.as_file().metadata()?;
    if differs(&new) {
        // Only the system's administrator may give files away, but anyone may give theirs to a group of their own.
        let given = fchown(file.as_file(), Some(old.uid()), Some(old.gid()))
            .or_else(|_not_allowed| fchown(file.as_file(), None, Some(old.gid())));
        if let Err(err) = given {
            tracing::debug!("owner and group cannot be kept: {err}");
        }
        new = file.as_file().metadata()?;
    }
    Ok(WriteNotes { other_names: old.nlink() > 1, owner: differs(&new) })
}

#[cfg(not(unix))]
fn keep_owner(_file: &NamedTempFile, _old: &fs::Metadata) -> io::Result<WriteNotes> {
    Ok(WriteNotes::default())
}

/// Where a test lets the disk fail: nowhere in the program itself.
#[cfg(not(test))]
mod faults {
    #[expect(clippy::unnecessary_wraps, reason = "it fails in tests")]
    pub(super) fn step(_what: &'static str) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod faults {
    use std::cell::Cell;
    use std::io;

    thread_local! {
        /// After how many steps, and which one it was then.
        static FAILS_AFTER: Cell<Option<usize>> = const { Cell::new(None) };
        static FAILED: Cell<Option<&'static str>> = const { Cell::new(None) };
    }

    /// The next step of a save.
    pub(super) fn step(what: &'static str) -> io::Result<()> {
        match FAILS_AFTER.get() {
            None => Ok(()),
            Some(0) => {
                FAILS_AFTER.set(None);
                FAILED.set(Some(what));
                Err(io::Error::new(io::ErrorKind::StorageFull, what))
            }
            Some(left) => {
                FAILS_AFTER.set(Some(left - 1));
                Ok(())
            }
        }
    }

    /// Lets the step after so many fail.
    pub(super) fn fail_after(steps: usize) {
        FAILED.set(None);
        FAILS_AFTER.set(Some(steps));
    }

    /// Which step has failed; from now on none does.
    pub(super) fn failed() -> Option<&'static str> {
        FAILS_AFTER.set(None);
        FAILED.take()
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_folder: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes a folder, with all above it, that nobody but this user can look into.
pub(super) fn make_private_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Makes a file that nobody but this user can read; [`io::ErrorKind::AlreadyExists`] where one is there.
pub(super) fn create_private(path: &Path, content: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or_else(|| Path::new("."));
    // Written aside first: another program never sees half of it.
    let (mut file, _notes) = create(folder, path, Access::Private)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    file.persist_noclobber(path).map(|_file| ()).map_err(|err| err.error)
}

/// Puts a file that cannot be read aside, as `<name>.bad`.
pub(super) fn put_aside(path: &Path) {
    let bad = with_suffix(path, ".bad");
    match fs::rename(path, &bad) {
        Ok(()) => tracing::warn!("unreadable file kept as {bad:?}"),
        Err(err) => tracing::warn!("unreadable file cannot be put aside: {err}: {path:?}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::project::Project;
    use crate::store::{SaveError, load, save, save_over, to_text};

    fn project(name: &str) -> Project {
        Project::new(name, "Start", "Lokal")
    }

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    /// Whatever step of a save the disk refuses, the file is the old or the new one, whole, and nothing is left over.
    #[test]
    fn a_save_that_fails_at_any_step_leaves_a_whole_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("halle.ron");
        let mut steps = Vec::new();
        for number in 0.. {
            save(&path, &project("alt")).unwrap();
            fs::remove_file(with_suffix(&path, ".bak")).ok();
            faults::fail_after(number);
            let saved = save(&path, &project("neu"));
            let Some(step) = faults::failed() else { break };
            steps.push(step);
            let there = load(&path).unwrap().project.name;
            let wanted = if saved.is_ok() { "neu" } else { "alt" };
            assert_eq!(there, wanted, "{step}");
            assert!(
                saved.is_ok() == (step == "sync the folder") || matches!(saved, Err(SaveError::Io { .. })),
                "{step}"
            );
            let left = names(folder.path());
            assert!(left.iter().all(|name| name == "halle.ron" || name == "halle.ron.bak"), "{step}: {left:?}");
            if let Ok(backup) = fs::read_to_string(with_suffix(&path, ".bak")) {
                assert_eq!(backup, to_text(&project("alt")).unwrap(), "{step}");
            }
        }
        for step in [
            "create",
            "owner",
            "permissions",
            "write",
            "write the rest",
            "sync",
            "read back",
            "rename",
            "sync the folder",
        ] {
            // Once for the backup, once for the file itself.
            assert_eq!(
                steps.iter().filter(|each| **each == step).count(),
                if cfg!(unix) || step != "owner" { 2 } else { 0 },
                "{step} in {steps:?}"
            );
        }
    }

    #[test]
    fn what_a_killed_save_has_left_goes_with_the_next_one() {
        let folder = tempfile::tempdir().unwrap();
        let leftover = |name: &str, age: u64| {
            let file = File::create(folder.path().join(name)).unwrap();
            file.set_modified(std::time::SystemTime::now() - Duration::from_secs(age)).unwrap();
            file
        };
        drop(leftover(".steckbrett-old.tmp", 60));
        drop(leftover(".steckbrett-young.tmp", 0));
        drop(leftover("mine.tmp", 60));
        let written = leftover(".steckbrett-written.tmp", 60);
        written.lock().unwrap();
        save(&folder.path().join("halle.ron"), &project("a")).unwrap();
        assert_eq!(names(folder.path()), [".steckbrett-written.tmp", ".steckbrett-young.tmp", "halle.ron", "mine.tmp"]);
    }

    #[test]
    fn a_name_of_any_length_can_be_saved_and_has_a_backup() {
        let folder = tempfile::tempdir().unwrap();
        for name in [format!("{}.ron", "a".repeat(251)), format!("{}.ron", "ä".repeat(125))] {
            let path = folder.path().join(&name);
            save(&path, &project("alt")).unwrap();
            save(&path, &project("neu")).unwrap();
            let backup = with_suffix(&path, ".bak");
            assert!(backup.file_name().unwrap().len() <= LONGEST_NAME && backup != path);
            assert_eq!(load(&backup).unwrap().project.name, "alt");
            assert_eq!(load(&path).unwrap().project.name, "neu");
        }
        assert_eq!(with_suffix(Path::new("/a/b.ron"), ".bak"), Path::new("/a/b.ron.bak"));
    }

    #[cfg(unix)]
    #[test]
    fn mode_and_group_are_kept_by_file_and_backup_and_other_names_are_told() {
        use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("halle.ron");
        save(&path, &project("a")).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        // Another owner, where the test may give files away.
        let given = chown(&path, Some(12_345), Some(12_346)).is_ok();
        let before = fs::metadata(&path).unwrap();
        let written = |name: &str| match save_over(&path, &project(name), crate::store::WritePolicy::Anything).unwrap()
        {
            crate::store::Saved::Written(_, notes) => notes,
            other => panic!("{other:?}"),
        };
        assert_eq!(written("b"), WriteNotes::default());
        for file in [&path, &with_suffix(&path, ".bak")] {
            let now = fs::metadata(file).unwrap();
            assert_eq!(now.mode() & 0o777, 0o600, "{file:?}");
            assert_eq!((now.uid(), now.gid()), (before.uid(), before.gid()), "{file:?}, {given}");
        }
        fs::hard_link(&path, folder.path().join("andere.ron")).unwrap();
        assert_eq!(written("c"), WriteNotes { other_names: true, owner: false });
        assert_eq!(load(&folder.path().join("andere.ron")).unwrap().project.name, "b");
    }
}
