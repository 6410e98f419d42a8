//! The tabs above the canvas: in one line that scrolls, and where they do not fit, in a list too.

use std::time::Instant;

use egui::{Align, Button, Layout, Popup, Rect, RichText, ScrollArea, Ui, UiBuilder, pos2, vec2};

use crate::editor::command::{Action, Command};
use crate::editor::run_state::RunState;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language;
use crate::model::handler::HandlerRef;
use crate::model::outbox::Counters;
use crate::say;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, TabLook};
use crate::ui::{Outbox, UiState, debug, icon, screen_icon};

/// What the cross of a tab says.
const CLOSE: Text = t("Schließen", "Close");
/// Between two tabs.
const GAP: f32 = 2.0;
/// Room for the button that lists the tabs.
const LIST: f32 = 32.0;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub(super) struct TabStrip {
    /// The tab that was in front when it was brought into sight last.
    front: Option<Tab>,
    /// The room that there was then.
    room: f32,
}

/// Draws the tabs and what stands at their right.
pub(super) fn tabs_ui(ui: &mut Ui, view: &View<'_>, state: &mut UiState, out: &mut Outbox) {
    let theme = Theme::current(ui);
    let height = theme::TAB;
    let (strip, _response) = ui.allocate_exact_size(vec2(ui.available_width(), height), egui::Sense::hover());
    ui.painter().rect_filled(strip, 0.0, theme.panel);
    ui.painter().hline(strip.x_range(), strip.bottom() - 0.5, theme.border());
    let right = right_of_tabs(ui, strip, view, state, out);
    let mut room = Rect::from_min_max(pos2(strip.left() + 8.0, strip.top()), pos2(right - 8.0, strip.bottom()));
    let state = &mut state.shell.tabs;
    let wanted: Vec<f32> = view.editor.tabs.iter().map(|tab| with_look(view, tab, |look| look.wanted(ui))).collect();
    let gaps = GAP * wanted.len().saturating_sub(1) as f32;
    let most = widgets::fitting_width(&wanted, room.width() - gaps);
    if wanted.iter().map(|width| width.min(most)).sum::<f32>() + gaps > room.width() + 0.5 {
        let place = Rect::from_min_size(pos2(room.right() - LIST + 4.0, strip.top() + 4.0), vec2(28.0, theme::ROW));
        list_ui(&mut ui.new_child(UiBuilder::new().max_rect(place).id_salt("all tabs")), view, out);
        room.set_right(room.right() - LIST);
    }
    if state.room != room.width() {
        (state.room, state.front) = (room.width(), None);
    }
    let mut tabs = ui.new_child(UiBuilder::new().max_rect(room).layout(Layout::left_to_right(Align::Min)));
    tabs.spacing_mut().item_spacing.x = GAP;
    tabs.style_mut().always_scroll_the_only_direction = true;
    let bar = egui::scroll_area::ScrollBarVisibility::AlwaysHidden;
    ScrollArea::horizontal().scroll_bar_visibility(bar).show(&mut tabs, |ui| {
        for tab in &view.editor.tabs {
            let response = tab_ui(ui, view, out, (tab, most));
            if view.editor.active.as_ref() == Some(tab) && state.front.as_ref() != Some(tab) {
                state.front = Some(tab.clone());
                response.scroll_to_me(None);
            }
        }
    });
}

/// The button that lists all tabs, for more than there is room for.
fn list_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let theme = Theme::current(ui);
    let button = widgets::icon_button(ui, "chevron-down", t("Alle Tabs", "All tabs").get(view.lang));
    Popup::menu(&button).show(|ui| {
        ui.set_min_width(230.0);
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for tab in &view.editor.tabs {
                let (name, label, gloss) = tab_words(view, tab);
                let active = view.editor.active.as_ref() == Some(tab);
                let color = if active { theme.accent } else { theme.muted };
                let mut entry = Button::new((icon::icon(name, color).size(14.0), label.as_str())).selected(active);
                if let Some(gloss) = gloss {
                    entry = entry.right_text(RichText::new(gloss).size(12.0).color(theme.muted));
                }
                let response = ui.add(entry);
                widgets::name(ui, &response, &label);
                if response.clicked() {
                    out.push(Command::OpenTab(tab.clone()));
                    ui.close();
                }
            }
        });
    });
}

/// What a tab looks like, for `read`.
fn with_look<R>(view: &View<'_>, tab: &Tab, read: impl FnOnce(&TabLook<'_>) -> R) -> R {
    let (icon, label, gloss) = tab_words(view, tab);
    let active = view.editor.active.as_ref() == Some(tab);
    read(&TabLook { icon, label: &label, gloss, active, close: Some(CLOSE.get(view.lang)) })
}

fn tab_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, (tab, most): (&Tab, f32)) -> egui::Response {
    let close = CLOSE.get(view.lang);
    let close_others = t("Andere schließen", "Close others").get(view.lang);
    let answer = ui.push_id(tab, |ui| with_look(view, tab, |look| look.show(ui, most))).inner;
    if answer.close {
        out.push(Command::CloseTab(tab.clone()));
    } else if answer.response.clicked() {
        out.push(Command::OpenTab(tab.clone()));
    }
    answer.response.context_menu(|ui| {
        if ui.button(close).clicked() {
            out.push(Command::CloseTab(tab.clone()));
            ui.close();
        }
        if ui.button(close_others).clicked() {
            for other in view.editor.tabs.iter().filter(|other| *other != tab) {
                out.push(Command::CloseTab(other.clone()));
            }
            ui.close();
        }
    });
    answer.response
}

/// Icon and words of a tab, and what explains them: `Start`, `Senden · Tapped` (angetippt).
fn tab_words(view: &View<'_>, tab: &Tab) -> (&'static str, String, Option<&'static str>) {
    let project = view.editor.project();
    match tab {
        Tab::Screen(id) => match project.screen(*id) {
            Some(screen) => (screen_icon(screen), screen.name.clone(), None),
            None => ("monitor", String::new(), None),
        },
        Tab::Handler(at) => {
            let mut triggers = language::triggers(project, &at.owner).iter();
            let trigger = triggers.find(|trigger| trigger.key == at.trigger);
            ("zap", handler_words(view, at), trigger.and_then(|trigger| trigger.gloss(view.lang)))
        }
    }
}

fn handler_words(view: &View<'_>, at: &HandlerRef) -> String {
    let Some((name, trigger)) = language::handler_names(view.editor.project(), at) else { return at.trigger.clone() };
    format!("{name} · {trigger}")
}

/// What stands at the right of the tabs; gives where it begins.
fn right_of_tabs(ui: &mut Ui, strip: Rect, view: &View<'_>, state: &mut UiState, out: &mut Outbox) -> f32 {
    let script = &mut state.script;
    let Some(Tab::Handler(at)) = &view.editor.active else {
        return match view.run() {
            Some(run) if matches!(view.editor.active, Some(Tab::Screen(_))) => {
                let left = design_ui(ui, strip, view, out);
                running_words(ui, Rect::from_min_max(strip.min, pos2(left, strip.bottom())), view.lang, run)
            }
            Some(run) => running_words(ui, strip, view.lang, run),
            None => strip.right(),
        };
    };
    let lua = script.is_lua(view, at);
    let width = 132.0;
    let place = Rect::from_min_size(pos2(strip.right() - width - 10.0, strip.top() + 4.0), vec2(width, theme::ROW));
    let blocks = t("Blöcke", "Blocks").get(view.lang);
    let chosen = usize::from(lua);
    // A child, not a scope: that would move the place where the content begins.
    let mut child = ui.new_child(UiBuilder::new().max_rect(place));
    let clicked = widgets::segmented(&mut child, &[blocks, "Lua"], chosen, width);
    match clicked {
        Some(1) => script.look(view, at),
        Some(_) => script.to_blocks(view, at, out),
        None => {}
    }
    let width = try_width(view.lang);
    let right = place.left() - 10.0;
    if right - width < strip.left() + strip.width() * 0.4 {
        return place.left();
    }
    let place = Rect::from_min_max(pos2(right - width, place.top()), pos2(right, place.bottom()));
    let mut child = ui.new_child(UiBuilder::new().max_rect(place).layout(Layout::right_to_left(Align::Center)));
    debug::try_ui(&mut child, view, &mut state.shell.trying, out, at);
    place.left()
}

/// While the app runs, a screen is used or designed: the switch between the two; gives where it begins.
fn design_ui(ui: &mut Ui, strip: Rect, view: &View<'_>, out: &mut Outbox) -> f32 {
    let width = if view.lang == Lang::De { 176.0 } else { 132.0 };
    let place = Rect::from_min_size(pos2(strip.right() - width - 10.0, strip.top() + 4.0), vec2(width, theme::ROW));
    let labels = [t("Bedienen", "Use"), t("Gestalten", "Design")].map(|text| text.get(view.lang));
    let mut child = ui.new_child(UiBuilder::new().max_rect(place));
    if widgets::segmented(&mut child, &labels, usize::from(view.editor.designing), width).is_some() {
        out.act(Action::DesignRunning);
    }
    place.left()
}

/// Room for the button that runs the logic in front.
fn try_width(lang: Lang) -> f32 {
    if lang == Lang::De { 132.0 } else { 96.0 }
}

/// While the app runs: how many messages it has published.
fn running_words(ui: &Ui, strip: Rect, lang: Lang, run: &RunState) -> f32 {
    let theme = Theme::current(ui);
    let (published, done) = run.counts;
    let state = match run.halted() {
        Some(_) => t("angehalten", "paused"),
        None => t("läuft", "running"),
    };
    let state = state.get(lang);
    let mut words = match lang {
        Lang::De => format!("{state} · {published} gesendet · {done} bestätigt"),
        Lang::En => format!("{state} · {published} sent · {done} confirmed"),
    };
    let waiting = run.counters.values().map(|counters| counters.waiting).sum();
    let lost: u64 = run.counters.values().map(Counters::lost).sum();
    let lost = (lost > 0).then(|| format!("{lost} {}", t("verloren", "lost").get(lang)));
    for more in say::waiting(waiting, lang).into_iter().chain(lost) {
        words = format!("{words} · {more}");
    }
    let galley = widgets::elided(ui, &words, theme::regular(11.5), theme.muted, strip.width() * 0.5);
    let left = strip.right() - 14.0 - galley.size().x;
    let place = Rect::from_min_max(pos2(left, strip.top()), strip.right_bottom());
    let response = ui.interact(place, ui.scope_id().with("running"), egui::Sense::hover());
    response.widget_info(|| egui::WidgetInfo::labeled(egui::Role::Status, true, &words));
    let now = Instant::now();
    let is_held_up = run.counters.keys().any(|connection| run.is_held_up(connection, now));
    let lamp = if is_held_up || run.halted().is_some() { theme.warn } else { theme.run };
    widgets::lamp_at(ui, pos2(left - 12.0, strip.center().y), lamp);
    ui.painter().galley(pos2(left, strip.center().y - galley.size().y / 2.0), galley, theme.muted);
    left - 24.0
}
