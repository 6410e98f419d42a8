//! The start page: examples and recent files.
