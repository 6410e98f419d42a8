//! A project that has another file now: what its connections keep on disk goes with it, without a new session.

use std::io;
use std::path::Path;

use super::Line;

impl Line {
    /// What this line keeps in folder `from` is kept in `to` from now on.
    ///
    /// # Errors
    /// Those of the system; it then stays where it is.
    pub(in crate::net) fn move_journal(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.lock().outbox.move_journal(from, to)
    }
}
