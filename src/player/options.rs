//! How the user picks one of a few entries that all are in view.

use egui::{EventFilter, Key, Modifiers, Rect, Role, Sense, Ui, WidgetInfo};

use super::paint::Touch;
use super::property::Handle;
use super::react::Reaction;

/// The entries of a list property, one a line.
pub(super) fn lines(options: &str) -> impl Iterator<Item = &str> {
    options.lines().map(str::trim).filter(|option| !option.is_empty())
}

/// What is picked from, and where each entry stands.
pub(super) struct Options<'a> {
    /// Holds the entry that is chosen.
    pub(super) selected: Handle<String>,
    /// Holds all entries.
    pub(super) options: Handle<String>,
    /// The place of one of so many.
    pub(super) place: &'a dyn Fn(usize, usize) -> Rect,
}

impl Options<'_> {
    /// Lets the user pick one by pointer, arrow keys or screen reader; how the control looks then.
    pub(super) fn react(&self, ui: &Ui, reaction: &mut Reaction<'_>, sense: Sense) -> Touch {
        let response = reaction.sense(ui, sense);
        let selected = reaction.shown(ui, self.selected, false).into_owned();
        let all = reaction.get(self.options).into_owned();
        let options: Vec<&str> = lines(&all).collect();
        let at = ui.input(|input| input.pointer.latest_pos());
        let mut chosen = None;
        if reaction.tapped(ui, &response) {
            let is_there = |index: &usize| at.is_some_and(|at| (self.place)(*index, options.len()).contains(at));
            chosen = (0..options.len()).find(is_there);
        }
        let steps = if response.has_focus() { arrows(ui, &response) } else { 0 };
        if steps != 0 && !options.is_empty() && reaction.is_enabled() {
            let current = options.iter().position(|option| *option == selected);
            let next = current.map_or(0, |current| current as i64 + steps).clamp(0, options.len() as i64 - 1);
            chosen = Some(next as usize);
        }
        for (index, option) in options.iter().enumerate() {
            // For a screen reader each entry is a thing of its own.
            let id = response.id.with(index);
            let place = (self.place)(index, options.len());
            let entry = ui.interact(place, id, if reaction.is_enabled() { Sense::click() } else { Sense::hover() });
            entry.widget_info(|| {
                WidgetInfo::selected(Role::RadioButton, reaction.is_enabled(), *option == selected, *option)
            });
            if entry.clicked() {
                chosen = Some(index);
            }
        }
        let news = chosen.and_then(|index| options.get(index)).filter(|option| **option != selected);
        if let Some(option) = news {
            reaction.change(ui, self.selected, (*option).to_owned());
        }
        reaction.describe(&response);
        reaction.touch(&response)
    }
}

fn arrows(ui: &Ui, response: &egui::Response) -> i64 {
    let filter = EventFilter { horizontal_arrows: true, vertical_arrows: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
    ui.input_mut(|input| {
        [(Key::ArrowRight, 1), (Key::ArrowDown, 1), (Key::ArrowLeft, -1), (Key::ArrowUp, -1)]
            .into_iter()
            .map(|(key, by)| input.count_and_consume_key(Modifiers::NONE, key) as i64 * by)
            .sum()
    })
}
