//! The tabs above the canvas and the panels below it. Plain data.

use crate::model::handler::HandlerRef;
use crate::model::id::ScreenId;

/// A tab above the canvas.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tab {
    /// The designer of a screen.
    Screen(ScreenId),
    /// A handler, as blocks or Lua.
    Handler(HandlerRef),
}

/// A panel at the bottom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// The log.
    #[default]
    Log,
    /// The problems.
    Problems,
    /// The messages that pass.
    Monitor,
    /// What happened in the last run.
    Recording,
}
