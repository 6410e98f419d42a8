//! A state that a project had: when, and why it was kept. Plain data.

use serde::{Deserialize, Serialize};

/// Why a state was kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PastReason {
    /// The project was saved.
    Saved,
    /// It was in its file when it was opened, and had been changed elsewhere.
    Opened,
    /// Its user has given it this name.
    Named(String),
}

/// A state that is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastState {
    /// When it was kept, in ms since 1970; no two of a project have the same.
    pub at_ms: i64,
    /// Why.
    pub reason: PastReason,
}
