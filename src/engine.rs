//! Runs the handlers: one sandboxed Lua state on its own thread.
