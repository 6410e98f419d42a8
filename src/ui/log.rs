//! The panels at the bottom: log, problems, monitor.
//!
//! They show and filter; what they show is collected elsewhere.

pub mod clock;

mod lines;
mod monitor;
mod problems;
mod recording;
mod row;

use egui::scroll_area::ScrollBarVisibility;
use egui::{Align, Layout, Rect, ScrollArea, Sense, Ui, UiBuilder, pos2, vec2};

use super::Outbox;
use super::theme::{PAD, Theme};
use super::widgets;
use crate::editor::command::{Action, Command};
use crate::editor::monitor::MonitorCommand;
use crate::editor::request::Request;
use crate::editor::tabs::Panel;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::problem::Severity;
use crate::model::run::Level;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    monitor: monitor::State,
    recording: recording::State,
    /// When the newest line came that the log has shown, in milliseconds since 1970.
    seen_ms: i64,
    /// How much room its tabs had beside the tools in the last frame.
    tabs_room: Option<f32>,
}

impl State {
    /// Opens every level of the monitor's tree that comes, instead of those of a small one only.
    pub fn open_all(&mut self) {
        self.monitor.open_all = true;
    }

    /// Looks for this in the monitor's topics and values.
    pub fn search(&mut self, text: &str) {
        text.clone_into(&mut self.monitor.search);
    }
}

/// Draws it.
pub fn log_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
    head_ui(ui, view, state, out, false);
    if needs_two_lines(view, ui.available_width()) {
        let (line, _response) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
        let line = line.shrink2(vec2(8.0, 0.0));
        let mut tools = ui.new_child(UiBuilder::new().max_rect(line).layout(Layout::right_to_left(Align::Center)));
        tools.spacing_mut().item_spacing.x = 2.0;
        tools_ui(&mut tools, view, state, out);
    }
    match view.editor.panel {
        Panel::Log => lines::lines_ui(ui, view, out),
        Panel::Problems => problems::problems_ui(ui, view, out),
        Panel::Monitor => monitor::monitor_ui(ui, view, &mut state.monitor, out),
        Panel::Recording => recording::recording_ui(ui, view, &mut state.recording, out),
    }
    ui.take_available_space();
}

/// Height of the line with the tabs.
pub(super) const HEAD: f32 = 34.0;

/// Room for the tabs of it at least; what does not fit scrolls.
const LEAST: f32 = 90.0;

/// Whether the tools of the panel in front have no room beside its tabs.
fn needs_two_lines(view: &View<'_>, width: f32) -> bool {
    /// Four tabs, and the tools of the monitor with a search that can be read.
    const ONE_LINE: f32 = 680.0;
    view.editor.panel == Panel::Monitor && width < ONE_LINE
}

/// The line with the tabs; `flat` where nothing is shown below it.
pub(super) fn head_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, flat: bool) {
    let theme = Theme::current(ui);
    let (strip, _response) = ui.allocate_exact_size(vec2(ui.available_width(), HEAD), Sense::hover());
    ui.painter().hline(strip.x_range(), strip.bottom() - 0.5, theme.border());
    let inner =
        Rect::from_min_max(pos2(strip.left() + PAD, strip.top()), pos2(strip.right() - 8.0, strip.bottom() - 1.0));
    // Children, not scopes: those would move the place where the rows begin.
    let room = inner.with_max_x(inner.right().min(inner.left() + state.tabs_room.unwrap_or(f32::INFINITY)));
    let mut left = ui.new_child(UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Center)));
    left.spacing_mut().item_spacing.x = 16.0;
    left.style_mut().always_scroll_the_only_direction = true;
    let area = ScrollArea::horizontal().scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden);
    area.show(&mut left, |ui| tabs_ui(ui, view, (state, flat), out));
    let mut right = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)));
    right.spacing_mut().item_spacing.x = 2.0;
    let (icon, word) =
        if flat { ("chevron-up", t("Ausklappen", "Expand")) } else { ("chevron-down", t("Einklappen", "Collapse")) };
    let keys = Action::ToggleBottom.def().shortcut.map(|shortcut| shortcut.text(view.lang)).unwrap_or_default();
    if widgets::icon_button(&mut right, icon, &format!("{}  ({keys})", word.get(view.lang))).clicked() {
        out.act(Action::ToggleBottom);
    }
    if !flat && !needs_two_lines(view, strip.width()) {
        tools_ui(&mut right, view, state, out);
    }
    state.tabs_room = Some((right.min_rect().left() - 8.0 - inner.left()).max(LEAST));
}

fn tabs_ui(ui: &mut Ui, view: &View<'_>, (state, flat): (&mut State, bool), out: &mut Outbox) {
    let theme = Theme::current(ui);
    let newest = view.data.log.back().map_or(0, |line| line.at_ms);
    if (view.editor.panel == Panel::Log && !flat) || newest < state.seen_ms {
        state.seen_ms = newest;
    }
    let unseen = view.data.log.iter().rev().take_while(|line| line.at_ms > state.seen_ms);
    let failed = unseen.filter(|line| line.level == Level::Error).count();
    let failed = (failed > 0).then_some((failed, theme.bad));
    let problems = &view.editor.problems;
    let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error).count();
    let count = match (errors, problems.len()) {
        (_, 0) => None,
        (0, hints) => Some((hints, theme.warn)),
        (_, all) => Some((all, theme.bad)),
    };
    let tabs = [
        (Panel::Log, t("Protokoll", "Log"), failed),
        (Panel::Problems, t("Probleme", "Problems"), count),
        (Panel::Monitor, t("Monitor", "Monitor"), None),
        (Panel::Recording, t("Aufzeichnung", "Recording"), None),
    ];
    for (panel, label, count) in tabs {
        let label = label.get(view.lang);
        if widgets::panel_tab(ui, label, count, view.editor.panel == panel && !flat).clicked() {
            out.push(Command::ShowPanel(panel));
        }
    }
}

/// From right to left: what can be done with the panel in front.
fn tools_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let clear = t("Leeren", "Clear").get(view.lang);
    match view.editor.panel {
        Panel::Log => {
            if widgets::icon_button_enabled(ui, "trash-2", clear, !view.data.log.is_empty()).clicked() {
                out.push(Request::ClearLog);
            }
        }
        Panel::Problems => {}
        Panel::Monitor => monitor_tools_ui(ui, view, &mut state.monitor, out),
        Panel::Recording => recording::tools_ui(ui, view, out),
    }
}

/// From right to left: clear, pause, search, tree, list or devices.
fn monitor_tools_ui(ui: &mut Ui, view: &View<'_>, state: &mut monitor::State, out: &mut Outbox) {
    let lang = view.lang;
    let something = !view.data.topics.lines.is_empty() || view.data.topics.tree.topics() > 0;
    if widgets::icon_button_enabled(ui, "trash-2", t("Leeren", "Clear").get(lang), something).clicked() {
        out.push(Request::ClearMonitor);
    }
    let paused = view.data.topics.waiting().is_some();
    let (icon, words) = if paused { ("play", t("Weiter", "Continue")) } else { ("pause", t("Pause", "Pause")) };
    if widgets::icon_button(ui, icon, words.get(lang)).clicked() {
        out.push(Request::Monitor(MonitorCommand::Pause(!paused)));
    }
    ui.add_space(6.0);
    let labels = monitor::Shows::ALL.map(|(_, label)| label.get(lang));
    let (views, gap) = (180.0, 8.0);
    let field = vec2((ui.available_width() - views - gap).clamp(60.0, 230.0), 26.0);
    ui.allocate_ui_with_layout(field, Layout::left_to_right(Align::Center), |ui| {
        let hint = t("Topic oder Wert suchen", "Search topic or value").get(lang);
        widgets::search_field(ui, &mut state.search, (hint, lang), "");
    });
    ui.add_space(gap);
    let shown = monitor::Shows::ALL.iter().position(|(shows, _)| *shows == state.shows).unwrap_or_default();
    if let Some((shows, _)) = widgets::segmented(ui, &labels, shown, views).and_then(|i| monitor::Shows::ALL.get(i)) {
        state.shows = *shows;
    }
}
