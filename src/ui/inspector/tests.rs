//! The inspector by mouse, keyboard and screen reader.


