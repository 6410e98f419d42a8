//! Tests of the canvas.
