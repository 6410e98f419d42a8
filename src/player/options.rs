//! How the user picks one of a few entries that all are in view.

use egui::{EventFilter, Key, Modifiers, Rect, Role, Sense, Ui, WidgetInfo};

use super::paint::{Look, Touch};
use super::property::Handle;
use super::react::Reaction;
use super::row::Reading;
use crate::i18n::t;
use crate::model::row::Literal;
use crate::model::value::Value;

/// The entry that is chosen.
pub(super) const SELECTED: Handle<String> =
    Handle::text("selected", t("Gewählt", "Selected"), Literal::Text("")).read_as(Reading::None);

/// What a screen reader hears of a group of entries.
pub(super) fn describe(look: &Look<'_>) -> WidgetInfo {
    let selected = look.get(SELECTED);
    let said = look.values.said(&selected).to_owned();
    WidgetInfo { current_text_value: Some(said), ..WidgetInfo::new(Role::RadioGroup) }
}

/// The entries of a list property, one a line.
pub(super) fn lines(options: &str) -> impl Iterator<Item = &str> {
    options.lines().map(str::trim).filter(|option| !option.is_empty())
}

/// What is picked from, and where each entry stands.
pub(super) struct Options<'a> {
    /// Holds all entries.
    pub(super) entries: Handle<String>,
    /// The place of one of so many.
    pub(super) place: &'a dyn Fn(usize, usize) -> Rect,
}

impl Options<'_> {
    /// Lets the user pick one by pointer, arrow keys or screen reader; how the control looks then.
    pub(super) fn react(&self, ui: &Ui, reaction: &mut Reaction<'_>, sense: Sense) -> Touch {
        let response = reaction.sense(ui, sense);
        let selected = reaction.shown(ui, SELECTED, false).into_owned();
        let all = reaction.get(self.entries).into_owned();
        let options: Vec<&str> = lines(&all).collect();
        let at = ui.input(|input| input.pointer.latest_pos());
        let is_there = |index: &usize| at.is_some_and(|at| (self.place)(*index, options.len()).contains(at));
        let tapped = reaction.tapped(ui, &response);
        let mut chosen = tapped.then(|| (0..options.len()).find(is_there)).flatten();
        let (back, on) = if response.has_focus() { arrows(ui, &response) } else { (0, 0) };
        if back != on && !options.is_empty() && reaction.is_enabled() {
            let wished = reaction.wish().map_or_else(|| selected.clone(), Value::to_text);
            let current = options.iter().position(|option| *option == wished);
            let next = current.map_or(0, |current| (current + on).saturating_sub(back));
            chosen = Some(next.min(options.len() - 1));
        }
        for (index, option) in options.iter().enumerate() {
            // For a screen reader each entry is a thing of its own.
            let id = response.id.with(index);
            let place = (self.place)(index, options.len());
            let entry = ui.interact(place, id, if reaction.is_enabled() { Sense::click() } else { Sense::hover() });
            entry.widget_info(|| {
                WidgetInfo::selected(
                    Role::RadioButton,
                    reaction.is_enabled(),
                    *option == selected,
                    reaction.said(option),
                )
            });
            if entry.clicked() {
                chosen = Some(index);
            }
        }
        let news = chosen
            .and_then(|index| options.get(index))
            .filter(|option| **option != selected || reaction.wish().is_some());
        if let Some(option) = news {
            reaction.change(ui, SELECTED, (*option).to_owned());
        }
        reaction.describe(&response);
        reaction.touch(&response)
    }
}

/// Steps back and on by the arrow keys.
fn arrows(ui: &Ui, response: &egui::Response) -> (usize, usize) {
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    ui.input_mut(|input| {
        let mut count =
            |keys: [Key; 2]| keys.into_iter().map(|key| input.count_and_consume_key(Modifiers::NONE, key)).sum();
        (count([Key::ArrowLeft, Key::ArrowUp]), count([Key::ArrowRight, Key::ArrowDown]))
    })
}
