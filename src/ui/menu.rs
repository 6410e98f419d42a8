//! Menu and toolbar, from the one table of actions.
