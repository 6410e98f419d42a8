//! The bar over logic while the app runs: that it can only be looked at, or that it has stopped and how it goes on.

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{Align, Color32, Frame, Layout, Margin, Sense, Ui, WidgetInfo, vec2};

use crate::editor::command::Action;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::model::debug::{PauseReason, PausedHandler};
use crate::model::preference::SHOW_VALUES;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{Theme, regular};
use crate::ui::widgets;

/// How a handler that has stopped goes on, each with its icon.
const STEPS: [(Action, &str); 4] = [
    (Action::Resume, "play"),
    (Action::StepOver, "redo-dot"),
    (Action::StepInto, "arrow-down-to-dot"),
    (Action::StepOut, "arrow-up-from-dot"),
];

const FOLLOWS: Text = t(
    "Die App läuft. Was Sie hier ändern, gilt ab dem nächsten Ereignis.",
    "The app runs. What you change here counts from the next event on.",
);

/// Draws it.
pub fn bar_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let Some(run) = view.run() else { return };
    let theme = Theme::current(ui);
    let frame = Frame::NONE.fill(theme.raised).inner_margin(Margin::symmetric(10, 3));
    egui::Panel::top("following").resizable(false).frame(frame).show(ui, |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing = vec2(4.0, 4.0);
            let halted = run.halted();
            if halted.is_some() {
                for (action, icon) in STEPS {
                    if widgets::icon_button(ui, icon, &with_keys(action, view.lang)).clicked() {
                        out.act(action);
                    }
                }
                ui.add_space(6.0);
            }
            ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                switches(ui, view, out, halted.is_none());
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| words_ui(ui, view, halted));
            });
        });
    });
}

/// What is so while the app runs, or where a handler has stopped.
fn words_ui(ui: &mut Ui, view: &View<'_>, halted: Option<&Arc<PausedHandler>>) {
    let theme = Theme::current(ui);
    if let Some(paused) = halted {
        let is_bad = matches!(paused.reason, PauseReason::BadBreakpoint(_));
        let (mark, words) = if is_bad { (theme.bad, theme.bad) } else { (theme.warn, theme.text) };
        widgets::icon_in_line(ui, "circle-pause", 15.0, mark);
        said(ui, &why(view, paused), words);
    } else {
        widgets::icon_in_line(ui, "play", 14.0, theme.run);
        said(ui, FOLLOWS.get(view.lang), theme.text);
    }
}

/// What can be switched while the app runs, from right to left.
fn switches(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, can_pause: bool) {
    let values = view.data.preferences.is_on(&SHOW_VALUES);
    switch(ui, view, out, (Action::ShowValues, if values { "eye" } else { "eye-off" }, values));
    switch(ui, view, out, (Action::SlowMotion, "turtle", view.editor.following.slow));
    if can_pause && widgets::icon_button(ui, "pause", &with_keys(Action::PauseNext, view.lang)).clicked() {
        out.act(Action::PauseNext);
    }
}

/// A button that stays down.
fn switch(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, (action, icon, on): (Action, &str, bool)) {
    let words = with_keys(action, view.lang);
    let response = widgets::icon_button(ui, icon, &words);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, on, &words));
    if on {
        let theme = Theme::current(ui);
        let y = response.rect.bottom() - 1.0;
        ui.painter().hline(response.rect.shrink(6.0).x_range(), y, egui::Stroke::new(2.0, theme.run));
    }
    if response.clicked() {
        out.act(action);
    }
}

/// Words of an action with its keys.
fn with_keys(action: Action, lang: Lang) -> String {
    let def = action.def();
    let keys = def.shortcut.map(|keys| format!(" ({})", keys.text(lang))).unwrap_or_default();
    format!("{}{keys}", def.text.get(lang))
}

/// A sentence, cut where there is no room for it.
fn said(ui: &mut Ui, words: &str, color: Color32) {
    ui.add_space(4.0);
    let room = (ui.available_width() - 4.0).max(40.0);
    let galley = widgets::elided(ui, words, regular(13.0), color, room);
    let (rect, response) = ui.allocate_exact_size(galley.size(), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
    ui.painter().galley(rect.min, galley, color);
    response.on_hover_text(words);
}

/// Where a handler has stopped, and why.
fn why(view: &View<'_>, paused: &PausedHandler) -> String {
    let lang = view.lang;
    let place = paused.place().map(|place| say::place(view.editor.project(), place, lang)).unwrap_or_default();
    let word = say::paused(&paused.reason, lang);
    format!("{word} · {place}")
}
