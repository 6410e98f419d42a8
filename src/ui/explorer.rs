//! The left side: project tree and control palette.
//!
//! A click selects, a double click opens; what can be done besides stands in the context menus.

mod components;
mod data;
mod functions;
mod layers;
mod palette;
mod rename;
mod screens;
mod timers;
mod uses;

use std::collections::BTreeSet;

use egui::{DragAndDrop, Response, ScrollArea, Ui};

pub use self::palette::PaletteDrag;
use self::rename::{Named, Rename, rename_ui};
use self::screens::{handler_ui, item, rename_item};
use self::uses::Uses;
use super::Outbox;
use super::theme;
use super::widgets;
use crate::editor::command::{Action, Command};
use crate::editor::drag::ItemDrag;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::t;
use crate::language::blocks::screen::APP_TRIGGERS;
use crate::model::handler::HandlerRef;
use crate::model::id::{AppId, ControlId, ScreenId};
use crate::model::item::{Item, ItemKind};
use crate::say;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    /// Whether the tree is shown where the control palette could be.
    tree: bool,
    /// Screens whose controls are hidden.
    closed: BTreeSet<ScreenId>,
    /// Groups whose controls are hidden.
    closed_groups: BTreeSet<(ScreenId, Vec<String>)>,
    /// The controls that are dragged by their rows in the tree.
    dragged: Vec<ControlId>,
    rename: Option<Rename>,
    uses: Uses,
    /// What was selected in the last frame.
    seen: Selection,
    /// Whether what is selected is still to be brought into sight.
    reveals: bool,
}

impl State {
    /// Begins to rename what is selected.
    pub fn rename_selected(&mut self, view: &View<'_>) {
        if let Some(rename) = Rename::of_selection(view) {
            self.tree = true;
            self.rename = Some(rename);
        }
    }

    /// What is selected anew is brought into sight; what no screen shows, in the tree.
    fn follow(&mut self, view: &View<'_>) {
        let selection = &view.editor.selection;
        if self.seen == *selection {
            return;
        }
        self.reveals = true;
        self.seen = selection.clone();
        let in_tree_alone = |item: &Item| !matches!(item.kind(), ItemKind::Control | ItemKind::Screen);
        self.tree |= selection.single().is_some_and(in_tree_alone);
    }

    /// Scrolls to the row of `item`, where that was just selected.
    fn reveal(&mut self, response: &Response, view: &View<'_>, item: &Item) {
        if self.reveals && view.editor.selection.items().last() == Some(item) {
            self.reveals = false;
            response.scroll_to_me(None);
        }
    }
}

/// Draws it.
pub fn explorer_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    ui.spacing_mut().item_spacing = egui::Vec2::ZERO;
    state.follow(view);
    // Controls can be dragged only where a screen takes them.
    let screen = match &view.editor.active {
        Some(Tab::Screen(screen)) if !view.is_app_in_front() => Some(*screen),
        Some(Tab::Screen(_) | Tab::Handler(_)) | None => None,
    };
    if screen.is_some() {
        ui.add_space(10.0);
        ui.horizontal(|ui| {
            ui.add_space(theme::PAD - 2.0);
            let width = ui.available_width() - theme::PAD + 2.0;
            let project = t("Projekt", "Project").get(view.lang);
            if let Some(i) = widgets::segmented(ui, &["Controls", project], usize::from(state.tree), width) {
                state.tree = i == 1;
            }
        });
    }
    ui.add_space(4.0);
    let palette = screen.filter(|_| !state.tree);
    ScrollArea::vertical().id_salt(palette.is_some()).auto_shrink(false).show(ui, |ui| {
        match palette {
            Some(screen) => palette::palette_ui(ui, view, out, screen),
            None => tree_ui(ui, view, state, out),
        }
        ui.add_space(16.0);
    });
}

/// The project itself, as the root of the tree; it is what the inspector shows while nothing else is selected.
fn project_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let named = Named::Project;
    if rename_ui(ui, view, state, out, (&named, theme::PAD)) {
        return;
    }
    let project = view.editor.project();
    let file = view.editor.path.as_ref().and_then(|path| path.file_name());
    let hint = file.map_or_else(
        || t("ohne Datei", "no file").get(view.lang).to_owned(),
        |name| name.to_string_lossy().into_owned(),
    );
    let selected = view.editor.selection == Selection::Nothing;
    let row = widgets::TreeRow::new(&project.name).icon("folder-kanban").hint(&hint).selected(selected);
    let response = ui.push_id("project", |ui| row.show(ui)).inner;
    if response.clicked() {
        out.push(Command::Select(Selection::Nothing));
    }
    if response.double_clicked() {
        state.rename = Rename::of(project, named.clone());
    }
    response.context_menu(|ui| {
        ui.set_min_width(180.0);
        rename_item(ui, view, state, &named);
        for trigger in APP_TRIGGERS {
            if item(ui, &format!("{} …", trigger.title(view.lang))) {
                out.push(Command::OpenTab(Tab::Handler(HandlerRef::new(AppId, trigger.key))));
            }
        }
        for action in [Action::Save, Action::SaveAs] {
            if item(ui, action.def().text.get(view.lang)) {
                out.act(action);
            }
        }
    });
    for (trigger, handler) in &project.handlers {
        let at = HandlerRef::new(AppId, trigger);
        handler_ui(ui, view, out, (APP_TRIGGERS, &at, handler, 1));
    }
}

/// Lets the thing of a row be dragged: onto slots, properties and the screen. Its name hangs at the pointer.
fn drag(ui: &Ui, view: &View<'_>, response: &Response, item: impl Into<Item>) {
    let item = item.into();
    if response.drag_started() {
        DragAndDrop::set_payload(ui.ctx(), ItemDrag(item.clone()));
    }
    let is_dragged = DragAndDrop::payload::<ItemDrag>(ui.ctx()).is_some_and(|drag| drag.0 == item);
    if is_dragged && let Some(name) = say::shown_name(view.editor.project(), &item, view.lang) {
        widgets::drag_ghost(ui, name);
    }
}

fn tree_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    state.uses.follow(view.editor.project());
    project_ui(ui, view, state, out);
    screens::screens_ui(ui, view, state, out);
    components::components_ui(ui, view, state, out);
    data::connections_ui(ui, view, state, out);
    data::sources_ui(ui, view, state, out);
    data::variables_ui(ui, view, state, out);
    timers::timers_ui(ui, view, state, out);
    functions::functions_ui(ui, view, state, out);
}
