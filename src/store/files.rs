//! Files that a project names: certificates, keys, images; and those that a person names.

use std::io;
use std::path::{Path, PathBuf};

use super::{SaveError, disk};

/// Largest such file that is read, in bytes.
pub const MAX_FILE_BYTES: u64 = 32 * 1024 * 1024;

/// Why a file cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FileError {
    /// It cannot be read.
    #[error("{what}: {path:?}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What kind of trouble.
        kind: io::ErrorKind,
        /// The words of the system.
        what: String,
    },
    /// Nothing is in it.
    #[error("empty: {path:?}")]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// Larger than [`MAX_FILE_BYTES`].
    #[error("more than {max} bytes: {path:?}")]
    TooBig {
        /// The file.
        path: PathBuf,
        /// The most that is read.
        max: u64,
    },
}

/// The file that a project means by `name`: relative names start at the folder of the project file.
pub fn resolve(project_file: Option<&Path>, name: &str) -> PathBuf {
    match project_file.and_then(Path::parent) {
        Some(folder) => folder.join(name),
        None => PathBuf::from(name),
    }
}

/// The file that a person means who types `text`: `~` is their home folder, and what has no root starts at `folder`.
pub fn typed(home: Option<&Path>, folder: Option<&Path>, text: &Path) -> PathBuf {
    match (text.strip_prefix("~"), home) {
        (Ok(rest), Some(home)) => home.join(rest),
        (Ok(_), None) | (Err(_), _) => folder.map_or_else(|| text.to_owned(), |folder| folder.join(text)),
    }
}

/// How a project names `file`: relative to its own folder where the file is in there, so that the folder can be moved.
pub fn relative(project_file: Option<&Path>, file: &Path) -> String {
    let inside = project_file.and_then(Path::parent).and_then(|folder| file.strip_prefix(folder).ok());
    // Slashes on every system, so that a project can be shared.
    inside.unwrap_or(file).to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

/// The content of a file.
///
/// # Errors
/// [`FileError`].
pub fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    let failed = |err: io::Error| FileError::Io { path: path.to_owned(), kind: err.kind(), what: err.to_string() };
    let content = disk::read(path, MAX_FILE_BYTES).map_err(failed)?;
    if content.is_empty() {
        return Err(FileError::Empty { path: path.to_owned() });
    }
    if content.len() as u64 > MAX_FILE_BYTES {
        return Err(FileError::TooBig { path: path.to_owned(), max: MAX_FILE_BYTES });
    }
    Ok(content)
}

/// Writes a file that a person has named, in the place of one that is there.
///
/// # Errors
/// [`SaveError::Io`]; then nothing has changed.
pub fn write(path: &Path, content: &[u8]) -> Result<(), SaveError> {
    let failed = |err: io::Error| SaveError::Io { path: path.to_owned(), kind: err.kind(), what: err.to_string() };
    disk::write(path, content, disk::Access::Usual).map_err(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_project_are_found_beside_it() {
        let project = Path::new("/apps/halle.ron");
        assert_eq!(resolve(Some(project), "bilder/a.png"), Path::new("/apps/bilder/a.png"));
        assert_eq!(resolve(Some(project), "/else/ca.pem"), Path::new("/else/ca.pem"));
        assert_eq!(resolve(None, "ca.pem"), Path::new("ca.pem"));
        assert_eq!(relative(Some(project), Path::new("/apps/bilder/a.png")), "bilder/a.png");
        assert_eq!(relative(Some(project), Path::new("/else/ca.pem")), "/else/ca.pem");
    }

    #[test]
    fn what_is_typed_may_begin_at_home() {
        let (home, folder) = (Path::new("/home/anna"), Path::new("/home/anna/apps"));
        let full = |text: &str| typed(Some(home), Some(folder), Path::new(text));
        assert_eq!(full("~/halle.ron"), Path::new("/home/anna/halle.ron"));
        assert_eq!(full("~"), home);
        assert_eq!(full("halle.ron"), Path::new("/home/anna/apps/halle.ron"));
        assert_eq!(full("~halle.ron"), Path::new("/home/anna/apps/~halle.ron"));
        assert_eq!(full("/tmp/halle.ron"), Path::new("/tmp/halle.ron"));
        assert_eq!(typed(None, None, Path::new("~/a")), Path::new("~/a"));
    }

    #[test]
    fn unusable_files_say_why() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ca.pem");
        assert!(matches!(read(&path), Err(FileError::Io { kind: io::ErrorKind::NotFound, .. })));
        std::fs::write(&path, "").unwrap();
        assert_eq!(read(&path), Err(FileError::Empty { path: path.clone() }));
        std::fs::write(&path, "PEM").unwrap();
        assert_eq!(read(&path).unwrap(), b"PEM");
        std::fs::File::create(&path).unwrap().set_len(MAX_FILE_BYTES + 1).unwrap();
        assert!(matches!(read(&path), Err(FileError::TooBig { .. })));
        assert!(matches!(read(folder.path()), Err(FileError::Io { kind: io::ErrorKind::IsADirectory, .. })));
    }

    /// A pipe that nobody writes into is never waited for.
    #[cfg(unix)]
    #[test]
    fn only_regular_files_are_opened() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("ca.pem");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        for path in [&pipe, Path::new("/dev/zero")] {
            assert!(matches!(read(path), Err(FileError::Io { kind: io::ErrorKind::Unsupported, .. })), "{path:?}");
            assert!(crate::store::load(path).is_err());
            let project = crate::model::project::Project::new("P", "Start", "Lokal");
            assert!(crate::store::save(path, &project).is_err());
        }
    }
}
