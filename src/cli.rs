//! The same pieces without a window.
