//! What blinks: half a second it is there, half a second it is not.

use std::time::Duration;

use egui::{Context, Ui};

use super::common::BLINK;
use super::property::Values;

/// Half a second.
const HALF: f64 = 0.5;
/// How much is left of a control in its dark half: it can still be found and read.
const DARK: f32 = 0.15;

/// Whether it is there at this time. Asks for the next picture only when that changes.
pub(super) fn is_lit(ctx: &Context, now: f64) -> bool {
    let halves = (now / HALF).floor();
    let left = (halves + 1.0) * HALF - now;
    ctx.request_repaint_after(Duration::from_secs_f64(left.clamp(0.01, HALF)));
    halves % 2.0 == 0.0
}

/// Draws a control, paler in the dark half of each second where it blinks.
pub(super) fn blinking(ui: &mut Ui, values: &Values<'_>, draw: impl FnOnce(&mut Ui)) {
    if !values.get(BLINK) || is_lit(ui.ctx(), ui.input(|input| input.time)) {
        return draw(ui);
    }
    let before = ui.opacity();
    ui.multiply_opacity(DARK);
    draw(ui);
    ui.set_opacity(before);
}
