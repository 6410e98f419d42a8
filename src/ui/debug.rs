//! What stands around logic that somebody follows: the bar over it, breakpoints, and what it holds where it has stopped.
//!
//! The rooms for blocks and for Lua draw where a breakpoint is; how it looks and what it can say is here.

mod bar;
mod held;
mod point;
mod trying;

pub use self::bar::bar_ui;
pub use self::held::{HeldState, held_ui};
pub use self::point::{OpenPoint, dot, point_entries_ui, point_ui};
pub use self::trying::{TryState, try_ui};
