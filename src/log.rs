//! Where the program writes what it does: a file, and where `RUST_LOG` is set, the terminal.
//!
//! Never fails the program: without a log it runs all the same.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

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

/// What is still to be done when the program ends by a fault of its own.
type LastWish = Box<dyn Fn() + Send>;

static LAST_WISH: Mutex<Option<LastWish>> = Mutex::new(None);

/// Has this done when the program ends by a fault of its own: quickly, without waiting for anything.
pub fn at_panic(wish: impl Fn() + Send + 'static) {
    *LAST_WISH.lock().unwrap_or_else(PoisonError::into_inner) = Some(Box::new(wish));
}

/// From here on a panic is logged with its place. One that ends the program keeps what is not saved first, leaves `mark`
/// for the next start, and says `sentence`.
pub fn catch_panics(mark: PathBuf, sentence: &'static str) {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let thread = std::thread::current();
        let name = thread.name().unwrap_or("?");
        let place = info.location().map(ToString::to_string).unwrap_or_default();
        // Not the message: it may quote what a user has typed.
        tracing::error!("panic in the thread {name} at {place}");
        if name == "main" {
            // Whoever holds it may be the one that has panicked.
            if let Ok(wish) = LAST_WISH.try_lock()
                && let Some(wish) = &*wish
            {
                wish();
            }
            if let Err(err) = fs::write(&mark, &place) {
                tracing::warn!("the mark of a crash cannot be left: {err}");
            }
            eprintln_quietly(sentence);
        }
        usual(info);
    }));
}

/// The place of the panic that has ended the program the last time; asked once.
pub fn last_panic(mark: &Path) -> Option<String> {
    let place = fs::read_to_string(mark).ok()?;
    fs::remove_file(mark).ok()?;
    Some(place)
}

fn eprintln_quietly(sentence: &str) {
    use std::io::Write as _;
    // Where the error output is closed there is nobody left to tell.
    let _closed = writeln!(io::stderr().lock(), "{sentence}");
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
