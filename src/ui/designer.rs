//! The designer: controls on a screen, to be placed, moved, resized and wired up.
//!
//! It only reads the project. A drag is previewed here and becomes one edit when it ends.

mod draw;
mod drop;
mod geometry;
mod gesture;
mod menu;
mod toolbar;
mod viewport;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use egui::{Rect, Sense, Ui, UiBuilder, WidgetInfo};

use self::geometry::Guide;
use self::gesture::Drag;
use self::viewport::Viewport;
use super::Outbox;
use super::theme::Theme;
use crate::editor::state::{Selection, View};
use crate::i18n::t;
use crate::model::id::{ControlId, ScreenId};
use crate::model::screen::{Area, Screen};

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    viewports: BTreeMap<ScreenId, Viewport>,
    drag: Drag,
    /// Where dragged controls are shown until the drag ends.
    preview: BTreeMap<ControlId, Area>,
    /// What the dragged controls are aligned with.
    guides: Vec<Guide>,
    /// The last menu action that was carried out.
    acted: u64,
    /// The last pass in which the designer was drawn.
    pass: u64,
}

/// What the parts of the designer share in a frame.
struct Canvas<'a> {
    view: &'a View<'a>,
    screen: &'a Screen,
    /// Its place in the window.
    rect: Rect,
    port: Viewport,
    theme: Theme,
    /// The selected controls of this screen, the last one chosen at the end.
    selected: Vec<ControlId>,
}

impl Canvas<'_> {
    /// The area of a control as it is shown: where it is dragged to, else where it stands.
    fn area(&self, state: &State, id: ControlId) -> Option<Area> {
        state.preview.get(&id).copied().or_else(|| Some(self.screen.control(id)?.area))
    }

    /// The areas of these controls as they stand in the project.
    fn areas(&self, ids: &[ControlId]) -> Vec<(ControlId, Area)> {
        ids.iter().filter_map(|id| Some((*id, self.screen.control(*id)?.area))).collect()
    }

    /// The screen as an area.
    fn whole(&self) -> Area {
        Area::new(0.0, 0.0, self.screen.width, self.screen.height)
    }

    fn text(&self, text: crate::i18n::Text) -> &'static str {
        text.get(self.view.lang)
    }
}

/// Draws it.
pub fn designer_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    screen: crate::model::id::ScreenId,
) {
    let _unused = (ui, view, state, out, screen);
}
