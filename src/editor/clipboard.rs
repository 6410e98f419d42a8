//! What is copied, as RON text in the system's clipboard.
