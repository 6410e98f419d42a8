//! Declarations of the host functions.
