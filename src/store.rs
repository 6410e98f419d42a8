//! Files: projects, settings, secrets.
//!
//! Turns projects into text and back, and is the only place that reads or writes files for them.
//! It must never overwrite a file that it could not read, and never write a password into a project.
//! Errors are plain data; their sentences are made in `say`.
//! Start reading at [`parse`] and [`save`].

pub mod age;
pub mod bundle;
pub mod digest;
pub mod examples;
pub mod files;
pub mod home;
pub mod known;
pub mod pbmx;
pub mod personal;
pub mod recovery;
pub mod secrets;
pub mod settings;
pub mod signature;
pub mod steps;
pub mod test_files;
pub mod timeline;
pub mod upkeep;
pub mod values;

mod disk;
mod migrate;
mod repair;
mod text;
mod vault;

#[cfg(test)]
mod tests;

use std::hash::{DefaultHasher, Hasher as _};
use std::io;
use std::path::{Path, PathBuf};

pub use self::disk::WriteNotes;
use self::signature::SignatureVerdict;
use crate::model::handler::HandlerRef;
use crate::model::project::{FORMAT, Project};

/// Largest project file that is read, in bytes.
pub const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// A project as it came out of a file.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// The project; it keeps all invariants of the model.
    pub project: Project,
    /// Handlers whose blocks broke a rule and were cut down to ones that do not.
    pub repaired: Vec<HandlerRef>,
}

/// What a file held when it was read or written last: enough to see that another program has changed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    bytes: usize,
    hash: u64,
}

impl Stamp {
    fn of(content: &[u8]) -> Self {
        let mut hasher = DefaultHasher::new();
        hasher.write(content);
        Self { bytes: content.len(), hash: hasher.finish() }
    }
}

/// What a save may write over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WritePolicy {
    /// Only the file with this content, and no file.
    Same(Stamp),
    /// No file at all.
    Nothing,
    /// Whatever is there.
    Anything,
}

/// How a save went that may not write over everything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The project is in the file, which holds this now; and what of the old file could not be kept.
    Written(Stamp, WriteNotes),
    /// Nothing was written, since a file is there.
    Exists,
    /// Nothing was written, since the file is no longer what it was.
    Changed,
}

/// Why a project cannot be loaded.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("{what}: {path:?}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What kind of trouble.
        kind: io::ErrorKind,
        /// The words of the system.
        what: String,
    },
    /// The text breaks a rule of the format.
    #[error("{line}:{column}: {what}")]
    Syntax {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The words of the parser.
        what: String,
        /// Which field of the project, such as `screens[0].name`, where it is known.
        field: Option<String>,
    },
    /// The file is not text.
    #[error("{line}:{column}: not UTF-8")]
    NotText {
        /// The line of the first byte that is no text, from 1.
        line: usize,
        /// Its column, from 1.
        column: usize,
    },
    /// Conflict markers of git.
    #[error("{line}: unresolved git conflict")]
    Conflict {
        /// The line of the first marker, from 1.
        line: usize,
    },
    /// Made by a newer version of this program.
    #[error("format {format} is newer than this program")]
    Newer {
        /// Version of the file's format.
        format: u32,
    },
    /// A file of another kind.
    #[error("not a project")]
    NotAProject,
    /// Larger than [`MAX_BYTES`].
    #[error("{bytes} bytes, at most {max} are read")]
    TooBig {
        /// Its size.
        bytes: u64,
        /// The most that is read.
        max: u64,
    },
    /// An id so large that no further ones could be given.
    #[error("id {id} is too large")]
    IdTooLarge {
        /// The id.
        id: u32,
    },
    /// An archive, as projects of Peakboard Designer are; those are taken in by [`pbmx::open`].
    #[error("an archive")]
    Archive,
    /// A project of another program, which cannot be read.
    #[error("{0}")]
    Foreign(#[from] pbmx::PbmxError),
    /// Only what is signed may be opened here, and this is not, or not as it should.
    #[error("not signed: {0:?}")]
    NotSigned(SignatureVerdict),
}

/// Why a project cannot be saved. The file that was there is unchanged then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SaveError {
    /// The file or its backup cannot be written.
    #[error("{what}: {path:?}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What kind of trouble.
        kind: io::ErrorKind,
        /// The words of the system.
        what: String,
    },
    /// The folder to save in does not exist.
    #[error("no such folder: {folder:?}")]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// The file that is there was made by a newer version of this program.
    #[error("format {format} of the existing file is newer than this program")]
    Newer {
        /// Version of the existing file's format.
        format: u32,
    },
    /// The project cannot be written as text, or would not read back as the same.
    #[error("{what}")]
    Text {
        /// The words of the library.
        what: String,
    },
}

/// Reads a project from the text of a file.
///
/// # Errors
/// [`LoadError`], with line and column where the text is at fault.
pub fn parse(text: &str) -> Result<Opened, LoadError> {
    let mut project = text::read(text)?;
    let repaired = repair::repair(&mut project)?;
    migrate::migrate(&mut project);
    Ok(Opened { project, repaired })
}

/// Loads a project file.
///
/// # Errors
/// As [`parse`], and where the file cannot be read.
pub fn load(path: &Path) -> Result<Opened, LoadError> {
    load_stamped(path).map(|(opened, _)| opened)
}

/// As [`load`], with the stamp of what was read.
///
/// # Errors
/// As [`load`].
pub fn load_stamped(path: &Path) -> Result<(Opened, Stamp), LoadError> {
    let content = content(path)?;
    let stamp = Stamp::of(&content);
    Ok((parse_content(&content)?, stamp))
}

/// What a project file holds.
fn content(path: &Path) -> Result<Vec<u8>, LoadError> {
    content_up_to(path, MAX_BYTES)
}

fn content_up_to(path: &Path, max: u64) -> Result<Vec<u8>, LoadError> {
    let failed = |err: io::Error| LoadError::Io { path: path.to_owned(), kind: err.kind(), what: err.to_string() };
    let content = disk::read(path, max).map_err(failed)?;
    if content.len() as u64 > max {
        let bytes = std::fs::metadata(path).map_err(failed)?.len();
        return Err(LoadError::TooBig { bytes, max });
    }
    Ok(content)
}

fn parse_content(content: &[u8]) -> Result<Opened, LoadError> {
    if content.starts_with(b"PK\x03\x04") {
        return Err(LoadError::Archive);
    }
    let text = std::str::from_utf8(content).map_err(|err| {
        let good = err.valid_up_to();
        let (line, column) = text::position(&content[..good]);
        LoadError::NotText { line, column }
    })?;
    parse(text)
}

/// The text of a project file: pretty RON, always in the same order, so that small changes make small diffs.
///
/// # Errors
/// [`SaveError::Text`] if the text would not read back as the same project.
pub fn to_text(project: &Project) -> Result<String, SaveError> {
    let written = text::write(project)?;
    let read = text::read(&written).map_err(|err| SaveError::Text { what: err.to_string() })?;
    // Compared as text, since a number may be NaN, which equals nothing.
    if text::write(&read)? == written {
        Ok(written)
    } else {
        Err(SaveError::Text { what: "the text does not read back as the same project".to_owned() })
    }
}

/// Saves a project: all or nothing. What was in the file before is kept beside it, with
/// `.bak` appended to its name; what was of an older format, for good, with `.format1.bak`.
///
/// # Errors
/// [`SaveError`]; the old file is unchanged then.
pub fn save(path: &Path, project: &Project) -> Result<(), SaveError> {
    save_over(path, project, WritePolicy::Anything).map(|_| ())
}

/// Makes a folder for a project, with those above it.
///
/// # Errors
/// [`SaveError::Io`] where that is not allowed, or a file is in the way.
pub fn make_folder(folder: &Path) -> Result<(), SaveError> {
    let failed = |err: io::Error| SaveError::Io { path: folder.to_owned(), kind: err.kind(), what: err.to_string() };
    std::fs::create_dir_all(folder).map_err(failed)
}

/// As [`save`], but only over what it may.
///
/// # Errors
/// As [`save`].
pub fn save_over(path: &Path, project: &Project, over: WritePolicy) -> Result<Saved, SaveError> {
    let text = to_text(project)?;
    let failed = |err: io::Error| match path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        Some(folder) if err.kind() == io::ErrorKind::NotFound && !folder.exists() => {
            SaveError::NoFolder { folder: folder.to_owned() }
        }
        Some(_) | None => SaveError::Io { path: path.to_owned(), kind: err.kind(), what: err.to_string() },
    };
    let old = disk::read_if_there(path).map_err(failed)?;
    if let Some(old) = &old
        && let Some(format) = text::newer_format(&String::from_utf8_lossy(old))
    {
        return Err(SaveError::Newer { format });
    }
    let stamp = Stamp::of(text.as_bytes());
    // An unchanged file keeps its backup, which would otherwise become a second copy of the same.
    if old.as_deref() == Some(text.as_bytes()) {
        return Ok(Saved::Written(stamp, WriteNotes::default()));
    }
    match (&old, over) {
        (Some(_), WritePolicy::Nothing) => return Ok(Saved::Exists),
        (Some(old), WritePolicy::Same(known)) if Stamp::of(old) != known => return Ok(Saved::Changed),
        (Some(_) | None, WritePolicy::Nothing | WritePolicy::Same(_) | WritePolicy::Anything) => {}
    }
    if let Some(old) = &old {
        if disk::is_read_only(path) {
            return Err(failed(io::ErrorKind::PermissionDenied.into()));
        }
        disk::write(&disk::with_suffix(path, &backup_suffix(old)), old, disk::Access::Like(path)).map_err(failed)?;
    }
    let notes = disk::replace(path, text.as_bytes(), disk::Access::Usual).map_err(failed)?;
    Ok(Saved::Written(stamp, notes))
}

/// What is appended to the name of a backup. One of an older format has a name of its own: the next save must not write
/// over it, since an older version of the program can read nothing else.
fn backup_suffix(old: &[u8]) -> String {
    match text::format(&String::from_utf8_lossy(old)) {
        Some(format) if format < FORMAT => format!(".format{format}.bak"),
        Some(_) | None => ".bak".to_owned(),
    }
}
