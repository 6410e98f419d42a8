//! Projects through the file and back.
