//! Work that was not saved when a window ended, as the user is asked about it. Plain data.

use std::path::PathBuf;

use crate::model::difference::Differences;

/// What a window has left behind that is gone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LostProject {
    /// The project's name.
    pub name: String,
    /// Its file; `None` where it was never saved.
    pub path: Option<PathBuf>,
    /// When it was changed last, in ms since 1970.
    pub at_ms: i64,
    /// What differs from its file; `None` where there is none to compare with.
    pub differences: Option<Differences>,
}
