//! The panels at the bottom: log, problems, monitor.
//!
//! They show and filter; what they show is collected elsewhere.

pub mod clock;

mod lines;
mod monitor;
mod problems;
mod row;

use egui::{Align, Layout, Rect, Sense, Ui, UiBuilder, pos2, vec2};

use super::Outbox;
use super::theme::{PAD, Theme};
use super::widgets;
use crate::editor::command::Command;
use crate::editor::state::{MonitorLine, Panel, View};
use crate::i18n::t;
use crate::model::problem::Severity;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    /// The filter of the monitor.
    filter: String,
    /// The messages as they were when *Pause* was pressed.
    paused: Option<Vec<MonitorLine>>,
    /// The message that was copied last, by its time and topic.
    copied: Option<(i64, String)>,
}

/// Draws it.
pub fn log_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
    head_ui(ui, view, state, out);
    match view.editor.panel {
        Panel::Log => lines::lines_ui(ui, view, out),
        Panel::Problems => problems::problems_ui(ui, view, out),
        Panel::Monitor => monitor::monitor_ui(ui, view, state, out),
    }
    ui.take_available_space();
}

fn head_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let theme = Theme::current(ui);
    let (strip, _response) = ui.allocate_exact_size(vec2(ui.available_width(), 34.0), Sense::hover());
    ui.painter().hline(strip.x_range(), strip.bottom() - 0.5, theme.border());
    let inner =
        Rect::from_min_max(pos2(strip.left() + PAD, strip.top()), pos2(strip.right() - 8.0, strip.bottom() - 1.0));
    // Children, not scopes: those would move the place where the rows begin.
    let mut left = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)));
    left.spacing_mut().item_spacing.x = 16.0;
    tabs_ui(&mut left, view, out);
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)));
    right.spacing_mut().item_spacing.x = 2.0;
    tools_ui(&mut right, view, state, out);
}

fn tabs_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let theme = Theme::current(ui);
    let problems = &view.editor.problems;
    let errors = problems.iter().filter(|problem| problem.kind.severity() == Severity::Error).count();
    let count = match (errors, problems.len()) {
        (_, 0) => None,
        (0, hints) => Some((hints, theme.warn)),
        (_, all) => Some((all, theme.bad)),
    };
    let tabs = [
        (Panel::Log, t("Protokoll", "Log"), None),
        (Panel::Problems, t("Probleme", "Problems"), count),
        (Panel::Monitor, t("Monitor", "Monitor"), None),
    ];
    for (panel, label, count) in tabs {
        if widgets::panel_tab(ui, label.get(view.lang), count, view.editor.panel == panel).clicked() {
            out.push(Command::ShowPanel(panel));
        }
    }
}

/// From right to left: what can be done with the panel in front.
fn tools_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let clear = t("Leeren", "Clear").get(view.lang);
    match view.editor.panel {
        Panel::Log => {
            if widgets::icon_button_enabled(ui, "trash-2", clear, !view.log.is_empty()).clicked() {
                out.push(Command::ClearLog);
            }
        }
        Panel::Problems => {}
        Panel::Monitor => {
            if widgets::icon_button_enabled(ui, "trash-2", clear, !view.monitor.is_empty()).clicked() {
                state.paused = None;
                out.push(Command::ClearMonitor);
            }
            let (icon, words) = match state.paused {
                None => ("pause", t("Pause", "Pause")),
                Some(_) => ("play", t("Weiter", "Continue")),
            };
            if widgets::icon_button(ui, icon, words.get(view.lang)).clicked() {
                state.paused = match state.paused {
                    None => Some(view.monitor.iter().cloned().collect()),
                    Some(_) => None,
                };
            }
            ui.add_space(6.0);
            let field = vec2(200.0_f32.min(ui.available_width()), 26.0);
            ui.allocate_ui_with_layout(field, Layout::left_to_right(Align::Center), |ui| {
                widgets::search_field(ui, &mut state.filter, t("Filtern", "Filter").get(view.lang), "");
            });
        }
    }
}
