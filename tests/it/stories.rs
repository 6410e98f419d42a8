//! The acceptance scenarios: what people come for, done in the window by mouse and keyboard, against a real broker.
//!
//! Each asserts what a second MQTT client sees, never what the program thinks.

mod main_path;
