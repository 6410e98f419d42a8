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
pub(super) enum Access {
    /// As the system does it for new files; an existing file keeps its permissions.
    Usual,
    /// Nobody but this user, from the first moment on.
    Private,
}

/// `path` with `suffix` appended to its name.
pub(super) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
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
pub(super) fn write(path: &Path, content: &[u8], access: Access) -> io::Result<()> {
    // The file behind a link is replaced, not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_not_there| path.to_owned());
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        Some(_) | None => Path::new("."),
    };
    let mut file = create(folder, &path, access)?;
    file.write_all(content)?;
    file.as_file().sync_all()?;
    let mut written = Vec::with_capacity(content.len());
    file.as_file_mut().rewind()?;
    file.as_file_mut().read_to_end(&mut written)?;
    if written != content {
        return Err(io::Error::other("the file does not read back as it was written"));
    }
    file.persist(&path).map_err(|err| err.error)?;
    // Makes the rename itself survive a power cut. The new content is there already, so this is no failure of saving.
    if let Err(err) = sync_folder(folder) {
        tracing::debug!("folder cannot be synced: {err}: {folder:?}");
    }
    Ok(())
}

fn create(folder: &Path, path: &Path, access: Access) -> io::Result<NamedTempFile> {
    let mut builder = Builder::new();
    builder.prefix(".steckbrett-").suffix(".tmp");
    match access {
        // The temporary files of the library are private already.
        Access::Private => builder.tempfile_in(folder),
        Access::Usual => {
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt as _;
                // What the system gives to new files before it takes away what the user's mask says.
                builder.permissions(fs::Permissions::from_mode(0o666));
            }
            let file = builder.tempfile_in(folder)?;
            if let Ok(old) = fs::metadata(path) {
                file.as_file().set_permissions(old.permissions())?;
            }
            Ok(file)
        }
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
    let mut file = create(folder, path, Access::Private)?;
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
