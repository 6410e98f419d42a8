//! Where the program writes what it does: a file, and where `RUST_LOG` is set, the terminal.
//!
//! Never fails the program: without a log it runs all the same.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::filter::EnvFilter;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

/// Beyond this size the log starts anew; the old one is kept once, as `.old`.
const MAX_BYTES: u64 = 4 * 1024 * 1024;

/// What is written without `RUST_LOG`: libraries only where something is wrong.
const USUAL: &str = "warn,steckbrett=info";

/// Starts writing to `path`, and to the terminal where `RUST_LOG` is set.
///
/// A second call changes nothing.
pub fn init(path: Option<&Path>) {
    let opened = path.map(open).transpose();
    let (file, trouble) = match opened {
        Ok(file) => (file, None),
        Err(err) => (None, Some(err)),
    };
    let to_file = file.map(|file| {
        tracing_subscriber::fmt::layer().with_ansi(false).with_writer(Mutex::new(file)).with_filter(filter())
    });
    let to_terminal = std::env::var_os(EnvFilter::DEFAULT_ENV)
        .map(|_| tracing_subscriber::fmt::layer().with_writer(io::stderr).with_filter(filter()));
    if tracing_subscriber::registry().with(to_file).with(to_terminal).try_init().is_err() {
        tracing::debug!("the log is running already");
    }
    if let Some(err) = trouble {
        tracing::warn!("log file cannot be written: {err}: {path:?}");
    }
}

fn filter() -> EnvFilter {
    EnvFilter::try_from_default_env().unwrap_or_else(|_unset_or_wrong| EnvFilter::new(USUAL))
}

fn open(path: &Path) -> io::Result<File> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    if fs::metadata(path).is_ok_and(|file| file.len() > MAX_BYTES) {
        let mut old = path.as_os_str().to_owned();
        old.push(".old");
        fs::rename(path, old)?;
    }
    OpenOptions::new().create(true).append(true).open(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_that_cannot_be_written_is_no_failure_and_a_second_start_neither() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        init(Some(&file.join("below a file.log")));
        init(None);
    }

    #[test]
    fn a_long_log_starts_anew_and_is_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs").join("steckbrett.log");
        open(&path).unwrap().set_len(MAX_BYTES + 1).unwrap();
        assert_eq!(open(&path).unwrap().metadata().unwrap().len(), 0);
        let old = fs::metadata(path.with_file_name("steckbrett.log.old")).unwrap();
        assert_eq!(old.len(), MAX_BYTES + 1);
        open(&path).unwrap();
    }
}
