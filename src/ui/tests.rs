//! The frame of the window, driven by label.
