//! A run: engine and net joined.
