//! The middle of the window: tabs, and what the tab in front shows. While the app runs it has a green frame.

use egui::{Frame, Margin, Stroke, StrokeKind, Ui, UiBuilder};

use super::code::code_ui;
use super::tabs::tabs_ui;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::model::handler::HandlerRef;
use crate::model::id::ScreenId;
use crate::ui::theme::Theme;
use crate::ui::{Outbox, UiState, blocks, debug, designer, run, script, start};

/// Draws tabs and content.
pub(super) fn center_ui(ui: &mut Ui, view: &View<'_>, state: &mut UiState, out: &mut Outbox) {
    if view.run().is_none() || !view.is_app_in_front() {
        run::out_of_sight(view, &mut state.run, out);
    }
    let Some(tab) = &view.editor.active else { return start::start_ui(ui, view, out) };
    tabs_ui(ui, view, state, out);
    let theme = Theme::current(ui);
    let running = view.run().is_some();
    let margin = if running { Margin::same(2) } else { Margin::ZERO };
    let whole = ui.available_rect_before_wrap();
    egui::CentralPanel::no_frame().frame(Frame::NONE.fill(theme.canvas).inner_margin(margin)).show(
        ui,
        |ui| match tab {
            Tab::Screen(screen) => screen_ui(ui, view, state, out, *screen),
            Tab::Handler(at) => {
                let room = ui.available_rect_before_wrap();
                handler_ui(ui, view, state, out, at);
                run::failures_ui(&ui.new_child(UiBuilder::new().id_salt("failures").max_rect(room)), view);
            }
        },
    );
    if running {
        ui.painter().rect_stroke(whole, 0.0, Stroke::new(2.0, theme.run), StrokeKind::Inside);
    }
}

fn screen_ui(ui: &mut Ui, view: &View<'_>, state: &mut UiState, out: &mut Outbox, screen: ScreenId) {
    if view.is_app_in_front() {
        run::run_ui(ui, view, &mut state.run, out);
    } else {
        designer::designer_ui(ui, view, &mut state.designer, out, screen);
    }
}

fn handler_ui(ui: &mut Ui, view: &View<'_>, state: &mut UiState, out: &mut Outbox, at: &HandlerRef) {
    let theme = Theme::current(ui);
    let lua = state.script.is_lua(view, at);
    debug::bar_ui(ui, view, out);
    if !lua {
        let most = (ui.available_height() - 120.0).max(60.0);
        egui::Panel::bottom("code")
            .frame(Frame::NONE.fill(theme.panel))
            .resizable(true)
            .default_size(100.0)
            .size_range(40.0..=most)
            .show(ui, |ui| code_ui(ui, view, at));
    }
    egui::CentralPanel::no_frame().frame(Frame::NONE.fill(theme.canvas)).show(ui, |ui| {
        if lua {
            script::script_ui(ui, view, &mut state.script, out, at);
        } else {
            blocks::canvas_ui(ui, view, &mut state.canvas, out, at);
        }
    });
}
