//! Places in the window that the tour leads to: whoever draws one says where it is, while it is looked for.

use egui::{Context, Id, Rect, Ui};

use crate::model::id::{BlockId, ControlId};

/// A place that the tour leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Landmark {
    /// The card of this kind of control.
    Card(&'static str),
    /// A control, on its screen or while the app runs.
    Control(ControlId),
    /// The first row of this kind in the palette of blocks.
    Entry(&'static str),
    /// A block.
    Block(BlockId),
    /// The button that starts the app.
    Start,
    /// The monitor.
    Monitor,
}

fn wanted_key() -> Id {
    Id::unique("the landmark that is looked for")
}

fn found_key() -> Id {
    Id::unique("where the landmark is")
}

/// The one that is looked for.
pub fn wanted(ctx: &Context) -> Option<Landmark> {
    ctx.data(|data| data.get_temp(wanted_key()))
}

/// Looks for this one from now on.
pub fn want(ctx: &Context, landmark: Option<Landmark>) {
    ctx.data_mut(|data| {
        data.remove::<Landmark>(wanted_key());
        if let Some(landmark) = landmark {
            data.insert_temp(wanted_key(), landmark);
        }
    });
}

/// This is where it is, if it is the one that is looked for; the first that says so counts.
pub fn here(ui: &Ui, landmark: Landmark, rect: Rect) {
    let seen = rect.intersect(ui.clip_rect());
    if wanted(ui.ctx()) == Some(landmark) && seen.is_positive() && found(ui.ctx()).is_none() {
        let pass = ui.ctx().cumulative_pass_nr();
        ui.data_mut(|data| data.insert_temp(found_key(), (pass, seen)));
    }
}

/// Where it was drawn in this pass.
pub fn found(ctx: &Context) -> Option<Rect> {
    found_in(ctx, ctx.cumulative_pass_nr())
}

/// Where it was drawn in the last pass.
#[cfg(test)]
pub fn shown(ctx: &Context) -> Option<Rect> {
    found_in(ctx, ctx.cumulative_pass_nr() - 1)
}

fn found_in(ctx: &Context, pass: u64) -> Option<Rect> {
    ctx.data(|data| data.get_temp::<(u64, Rect)>(found_key())).filter(|(of, _)| *of == pass).map(|(_, rect)| rect)
}
