//! Search and commands (Ctrl+K, Ctrl+F): one field that finds everything, by name or by what stands in it.

mod entries;
mod fuzzy;
mod inside;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{
    Align2, Area, CornerRadius, Frame, Id, Key, Margin, Modal, Modifiers, Order, Rect, ScrollArea, Sense, TextEdit, Ui,
    WidgetInfo, pos2, vec2,
};

use self::entries::Entry;
use super::theme::{self, Theme};
use super::{Outbox, widgets};
use crate::editor::command::{Action, Command};
use crate::editor::dialog::Dialog;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::project::Project;

const WIDTH: f32 = 560.0;
const ROW: f32 = 32.0;
const ROWS: f32 = 11.0;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    open: bool,
    query: String,
    chosen: usize,
    /// Whether the chosen row has to be scrolled into sight.
    scroll: bool,
    /// What was found last, and for which project, language and words: looking through it all takes a moment.
    found: Option<LastSearch>,
}

/// A search, and what it found.
#[derive(Debug)]
struct LastSearch {
    project: Arc<Project>,
    lang: Lang,
    query: String,
    found: Arc<Vec<Entry>>,
}

impl State {
    fn found(&mut self, view: &View<'_>) -> Arc<Vec<Entry>> {
        let project = view.editor.project();
        if let Some(last) = &self.found
            && Arc::ptr_eq(&last.project, project)
            && (last.lang, &last.query) == (view.lang, &self.query)
        {
            return Arc::clone(&last.found);
        }
        let found = Arc::new(fuzzy::ranked(entries::all(view), &self.query));
        let (project, query) = (Arc::clone(project), self.query.clone());
        self.found = Some(LastSearch { project, lang: view.lang, query, found: Arc::clone(&found) });
        found
    }
}

/// Draws it while it is open.
pub fn palette_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    if view.editor.dialog != Some(Dialog::Palette) {
        state.open = false;
        return;
    }
    let fresh = !state.open;
    if fresh {
        *state = State { open: true, ..State::default() };
    }
    let theme = Theme::current(ui);
    let id = Id::unique("command palette");
    let area = Area::new(id).order(Order::Foreground).anchor(Align2::CENTER_TOP, vec2(0.0, 72.0));
    let frame = Frame::popup(ui.style()).fill(theme.panel).inner_margin(Margin::ZERO).corner_radius(10);
    let modal = Modal::new(id).area(area).frame(frame).backdrop_color(theme::shade(90));
    let answer = modal.show(ui.ctx(), |ui| {
        ui.set_width(WIDTH.min(ui.ctx().content_rect().width() - 40.0));
        ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
        content_ui(ui, view, state, out, fresh);
    });
    if answer.backdrop_response.clicked() {
        out.push(Command::CloseDialog);
    }
}

fn content_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, fresh: bool) {
    let (up, down, enter) = ui.input_mut(|input| {
        let mut key = |key| input.consume_key(Modifiers::NONE, key);
        (key(Key::ArrowUp), key(Key::ArrowDown), key(Key::Enter))
    });
    query_ui(ui, view, state, fresh);
    let found = state.found(view);
    state.chosen = state.chosen.min(found.len().saturating_sub(1));
    if up {
        state.chosen = state.chosen.checked_sub(1).unwrap_or_else(|| found.len().saturating_sub(1));
        state.scroll = true;
    }
    if down {
        state.chosen = if state.chosen + 1 < found.len() { state.chosen + 1 } else { 0 };
        state.scroll = true;
    }
    let mut run = found.get(state.chosen).filter(|_| enter);
    list_ui(ui, view, state, &found, &mut run);
    if let Some(entry) = run {
        out.push(Command::CloseDialog);
        for command in &entry.commands {
            out.push(command.clone());
        }
    }
}

fn query_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, fresh: bool) {
    let theme = Theme::current(ui);
    let hint = Action::Palette.def().text.get(view.lang);
    let edit = TextEdit::singleline(&mut state.query)
        .hint_text(egui::RichText::new(hint).color(theme.faint))
        .font(theme::regular(15.0))
        .frame(Frame::NONE.inner_margin(Margin { left: 44, right: 34, top: 0, bottom: 0 }))
        .align(Align2::LEFT_CENTER)
        .desired_width(ui.available_width())
        .min_size(vec2(0.0, 48.0));
    let mut response = ui.add(edit);
    let name = t("Suche", "Search").get(view.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::SearchInput, true, name));
    widgets::icon_at(ui, pos2(response.rect.left() + 24.0, response.rect.center().y), "search", 16.0, theme.muted);
    widgets::clear_cross(ui, &mut response, &mut state.query, view.lang);
    if fresh {
        response.request_focus();
    }
    if response.changed() {
        state.chosen = 0;
        state.scroll = true;
    }
    widgets::separator(ui);
}

fn list_ui<'a>(ui: &mut Ui, view: &View<'_>, state: &mut State, found: &'a [Entry], run: &mut Option<&'a Entry>) {
    let most = (ROW * ROWS).min(ui.ctx().content_rect().height() - 180.0);
    let height = (ROW * found.len() as f32).min(most);
    if found.is_empty() {
        let words = t("Nichts gefunden.", "Nothing found.");
        widgets::empty_state(ui, words.get(view.lang), None);
        return;
    }
    ui.add_space(6.0);
    let mut area = ScrollArea::vertical().id_salt("entries").auto_shrink(false).max_height(height);
    if std::mem::take(&mut state.scroll) {
        let offset = (state.chosen as f32 + 0.5) * ROW - height / 2.0;
        area = area.vertical_scroll_offset(offset.clamp(0.0, (found.len() as f32 * ROW - height).max(0.0)));
    }
    area.show_rows(ui, ROW, found.len(), |ui, rows| {
        for (i, entry) in found.iter().enumerate().skip(rows.start).take(rows.len()) {
            if row_ui(ui, entry, i == state.chosen, i) {
                *run = Some(entry);
            }
        }
    });
    ui.add_space(6.0);
}

fn row_ui(ui: &mut Ui, entry: &Entry, chosen: bool, i: usize) -> bool {
    let theme = Theme::current(ui);
    let (rect, _response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    let inner = rect.shrink2(vec2(6.0, 0.0));
    let response = ui.interact(inner, ui.scope_id().with(i), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, &entry.label));
    let radius = CornerRadius::same(6);
    if chosen {
        ui.painter().rect_filled(inner, radius, theme.select_bg);
    } else if response.hovered() {
        ui.painter().rect_filled(inner, radius, theme.raised);
    }
    let y = inner.center().y;
    widgets::icon_at(ui, pos2(inner.left() + 18.0, y), entry.icon, 15.0, theme.muted);
    let keys = widgets::elided(ui, &entry.keys, theme::regular(11.5), theme.muted, 140.0);
    let keys_left = inner.right() - 12.0 - keys.size().x;
    ui.painter().galley(pos2(keys_left, y - keys.size().y / 2.0), keys, theme.muted);
    let left = inner.left() + 38.0;
    let label = widgets::elided(ui, &entry.label, theme::regular(13.5), theme.text, keys_left - left - 12.0);
    let label_right = left + label.size().x;
    ui.painter().galley(pos2(left, y - label.size().y / 2.0), label, theme.text);
    let room = Rect::from_min_max(pos2(label_right + 10.0, rect.top()), pos2(keys_left - 10.0, rect.bottom()));
    let hint = widgets::elided(ui, &entry.hint, theme::regular(11.5), theme.faint, room.width());
    ui.painter().galley(pos2(room.left(), y - hint.size().y / 2.0 + 0.5), hint, theme.faint);
    response.clicked()
}
