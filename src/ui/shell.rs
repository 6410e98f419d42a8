//! The frame of the editor window: which panel stands where, and the keys that work everywhere.
//!
//! It decides nothing about a project; it calls the panels.

mod center;
mod code;
mod focus;
mod key_order;
mod keys;
mod past;
mod preview;
mod tabs;

use std::time::Instant;

use egui::{Frame, Panel, Ui, Vec2};

use self::center::center_ui;
pub(super) use self::keys::{keys, leaving_ui, remember_focus};
use super::widgets::{Landmark, landmark};
use super::{Outbox, UiState, blocks, debug, explorer, inspector, log, menu, theme};
use crate::editor::command::Action;
use crate::editor::once::LastSeen;
use crate::editor::selection::Selection;
use crate::editor::tabs::{Panel as BottomPanel, Tab};
use crate::editor::view::{ThemeChoice, View};
use crate::model::preference::LESS_MOTION;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    /// The theme that egui's style was made for.
    installed: Option<ThemeChoice>,
    /// How large the interface is drawn, as it was set last.
    scale: Option<f32>,
    /// Whether a text field had the focus at the end of the last frame: egui takes it away on Esc before we look.
    text_had_focus: bool,
    /// Likewise for an open menu.
    popup_was_open: bool,
    /// Esc was pressed over the app alone; pressed again until then it ends.
    leaving_until: Option<Instant>,
    /// Whether the left and the right side are shown, where somebody has said so.
    left: Option<bool>,
    right: Option<bool>,
    /// Whether of the side at the bottom only its tabs are shown, where somebody has said so.
    flat: Option<bool>,
    /// The last action about them that was carried out, and the window's width then.
    sides_seen: LastSeen,
    sides_width: f32,
    /// The tabs above the canvas.
    tabs: tabs::TabStrip,
    /// The states that the project had.
    past: past::PastUi,
    /// The keyboard in text fields.
    focus: focus::FieldFocus,
    /// What handlers hold that have stopped.
    held: debug::HeldState,
    /// What logic gets that is tried.
    trying: debug::TryState,
}

impl State {
    /// Whether Esc was pressed before, a moment ago.
    fn confirms_leaving(&self, now: Instant) -> bool {
        self.leaving_until.is_some_and(|until| now < until)
    }
}

/// Makes egui's style that of the chosen theme.
pub(super) fn follow_theme(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    if state.installed != Some(view.data.theme()) {
        // Taken once, however often the theme changes.
        ui.ctx().add_plugin(key_order::KeyOrder::default());
        theme::install(ui.ctx(), view.data.theme());
        state.installed = Some(view.data.theme());
        ui.reset_style();
    }
    let animation = if view.data.preferences.is_on(&LESS_MOTION) { 0.0 } else { theme::ANIMATION };
    if ui.style().animation_time != animation {
        ui.ctx().all_styles_mut(|style| style.animation_time = animation);
        ui.reset_style();
    }
    let scale = view.data.preferences.scale();
    if state.scale != Some(scale) {
        state.scale = Some(scale);
        ui.ctx().set_zoom_factor(scale);
    }
}

/// Draws toolbar, side panels, the panel at the bottom, and what is between them.
pub(super) fn panels(ui: &mut Ui, view: &View<'_>, state: &mut UiState, out: &mut Outbox) {
    let theme = theme::Theme::current(ui);
    let plain = Frame::NONE.fill(theme.panel);
    ui.spacing_mut().item_spacing = Vec2::ZERO;
    Panel::top("toolbar").exact_size(theme::TOOLBAR).frame(plain).show(ui, |ui| menu::toolbar_ui(ui, view, out));
    if view.data.timeline.open {
        past::past_ui(ui, view, &mut state.shell.past, out);
        return;
    }
    if view.editor.active.is_none() {
        center_ui(ui, view, state, out);
        return;
    }
    preview::strip_ui(ui, view, out);
    let whole = ui.max_rect().size();
    let sides = Sides::of(whole, &mut state.shell, view);
    if sides.left {
        Panel::left("explorer")
            .frame(plain)
            .default_size((whole.x * 0.26).min(248.0))
            .size_range(sides.least(200.0)..=440.0)
            .show(ui, |ui| explorer::explorer_ui(ui, view, &mut state.explorer, out));
    }
    if sides.right {
        Panel::right("inspector")
            .frame(plain)
            .default_size((whole.x * 0.3).min(288.0))
            .size_range(sides.least(240.0)..=480.0)
            .show(ui, |ui| right_ui(ui, view, state, out));
    }
    // A list is no lower, or it would stand over its tabs.
    let least = log::HEAD + 64.0;
    let most = (ui.available_height() - 160.0).max(least);
    if sides.flat {
        Panel::bottom("tabs of the bottom").resizable(false).exact_size(log::HEAD).frame(plain).show(ui, |ui| {
            log::head_ui(ui, view, &mut state.log, out, true);
        });
        center_ui(ui, view, state, out);
        return;
    }
    // The monitor is worked in, the others are glanced at: each keeps its own height.
    let (bottom, height) = match view.editor.panel {
        BottomPanel::Monitor => ("monitor", (whole.y * 0.4).min(300.0)),
        BottomPanel::Recording => ("recording", (whole.y * 0.42).min(340.0)),
        BottomPanel::Log | BottomPanel::Problems => ("log", (whole.y * 0.2).min(148.0)),
    };
    let shown = Panel::bottom(bottom)
        .frame(plain)
        .resizable(true)
        .default_size(height)
        .size_range(least..=most)
        .show(ui, |ui| log::log_ui(ui, view, &mut state.log, out));
    if view.editor.panel == BottomPanel::Monitor {
        landmark::here(ui, Landmark::Monitor, shown.response.rect);
    }
    center_ui(ui, view, state, out);
}

/// The side panels that are shown: those that were asked for, and where nobody asked, as many as leave room to work.
struct Sides {
    left: bool,
    right: bool,
    /// Only the tabs of the side at the bottom.
    flat: bool,
    width: f32,
}

impl Sides {
    /// From this width on there is room for both.
    const BOTH: f32 = 720.0;
    /// From this width on there is room for one: what is selected has to be changed somewhere.
    const ONE: f32 = 600.0;
    /// From this height on there is room for more than the tabs of the side at the bottom.
    const TALL: f32 = 300.0;

    fn of(whole: Vec2, state: &mut State, view: &View<'_>) -> Self {
        let Vec2 { x: width, y: height } = whole;
        match view.editor.side_action.unseen(&mut state.sides_seen) {
            Some(Action::ToggleLeft) => state.left = Some(!state.left.unwrap_or(width >= Self::BOTH)),
            Some(Action::ToggleRight) => state.right = Some(!state.right.unwrap_or(width >= Self::ONE)),
            Some(Action::ToggleBottom) => state.flat = Some(!state.flat.unwrap_or(height < Self::TALL)),
            // Who asks for one of its panels wants to see it.
            Some(_) => state.flat = Some(false),
            None => {}
        }
        if (state.sides_width - width).abs() > 200.0 {
            // In a window of another size, what was asked for there no longer counts.
            if state.sides_width > 0.0 {
                (state.left, state.right) = (None, None);
            }
            state.sides_width = width;
        }
        let (left, right) = (state.left.unwrap_or(width >= Self::BOTH), state.right.unwrap_or(width >= Self::ONE));
        Self { left, right, flat: state.flat.unwrap_or(height < Self::TALL), width }
    }

    /// The least width of a side: less in a small window, so that both sides never take all of it.
    fn least(&self, usual: f32) -> f32 {
        usual.min(self.width * 0.32).max(120.0)
    }
}

/// The right side: the palette of blocks beside blocks, otherwise the properties of what is selected.
fn right_ui(ui: &mut Ui, view: &View<'_>, state: &mut UiState, out: &mut Outbox) {
    let at = match (&view.editor.active, &view.editor.selection) {
        (Some(Tab::Handler(at)), _) => Some(at),
        // While the app runs, a selected block shows what it works with, also beside the app itself.
        (_, Selection::Blocks(at, _)) if view.run().is_some() => Some(at),
        (_, _) => None,
    };
    let halted = view.run().filter(|run| run.halted().is_some());
    if let (Some(run), Some(Tab::Handler(_))) = (halted, &view.editor.active) {
        egui::ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            debug::held_ui(ui, view, run, &mut state.shell.held, out);
        });
    } else if let Some(at) = at.filter(|at| !state.script.is_lua(view, at)) {
        Frame::NONE.inner_margin(egui::Margin { left: 12, right: 12, top: 10, bottom: 0 }).show(ui, |ui| {
            blocks::block_palette_ui(ui, view, &mut state.canvas, out, at);
        });
    } else {
        inspector::inspector_ui(ui, view, &mut state.inspector, out);
    }
    // A panel is as wide as what it holds; this keeps it as wide as it was dragged.
    ui.take_available_space();
}
