//! The dialogs by mouse, keyboard and screen reader.


