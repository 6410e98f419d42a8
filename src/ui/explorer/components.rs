//! The masters of components, each with its controls.

use egui::Ui;

use super::rename::{Named, rename_ui};
use super::screens::{item, rename_item};
use super::{State, drag, layers};
use crate::editor::command::{Action, Command};
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::component::instance;
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::id::ScreenId;
use crate::model::project::Project;
use crate::model::screen::Screen;
use crate::ui::Outbox;
use crate::ui::theme::PAD;
use crate::ui::widgets::{self, TreeRow};

/// Draws them; nothing where there are none.
pub(super) fn components_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let project = view.editor.project();
    if project.components().next().is_none() {
        return;
    }
    widgets::section(ui, t("Komponenten", "Components").get(view.lang));
    for master in project.components() {
        component_ui(ui, view, state, out, master);
        if !state.closed.contains(&master.id) {
            layers::layers_ui(ui, view, state, out, master);
        }
    }
}

/// How many instances of a component there are.
fn count(project: &Project, master: ScreenId) -> usize {
    let controls = project.screens.iter().flat_map(|screen| &screen.controls);
    controls.filter(|control| control.master() == Some(master)).count()
}

fn component_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, master: &Screen) {
    let named = Named::Item(master.id.into());
    if rename_ui(ui, view, state, out, (&named, PAD + 10.0)) {
        return;
    }
    let project = view.editor.project();
    let hint = match (count(project, master.id), view.lang) {
        (1, Lang::De) => "1 Exemplar".to_owned(),
        (count, Lang::De) => format!("{count} Exemplare"),
        (1, Lang::En) => "1 instance".to_owned(),
        (count, Lang::En) => format!("{count} instances"),
    };
    let selected = view.editor.selection == Selection::one(master.id);
    let open = !state.closed.contains(&master.id);
    let row = TreeRow::new(&master.name).icon("component").hint(&hint).selected(selected).open(open).draggable();
    let response = ui.push_id(master.id, |ui| row.show(ui)).inner;
    drag(ui, view, &response, master.id);
    state.reveal(&response, view, &master.id.into());
    if response.clicked() {
        let on_triangle = response.interact_pointer_pos().is_some_and(|at| at.x < response.rect.left() + PAD + 16.0);
        match (on_triangle, open) {
            (true, true) => drop(state.closed.insert(master.id)),
            (true, false) => drop(state.closed.remove(&master.id)),
            (false, _) => out.push(Command::Select(Selection::one(master.id))),
        }
    }
    if response.double_clicked() {
        out.push(Command::OpenTab(Tab::Screen(master.id)));
    }
    response.context_menu(|ui| {
        ui.set_min_width(200.0);
        if item(ui, t("Öffnen", "Open").get(view.lang)) {
            out.push(Command::OpenTab(Tab::Screen(master.id)));
        }
        if let Some(new) = front(view).and_then(|on| new_on(project, on, master.id))
            && item(ui, t("Exemplar einfügen", "Add instance").get(view.lang))
        {
            out.edit(new);
        }
        rename_item(ui, view, state, &named);
        if item(ui, Action::Duplicate.def().text.get(view.lang)) {
            out.edit(Edit::DuplicateScreen(master.id));
        }
        ui.separator();
        if item(ui, t("Löschen", "Delete").get(view.lang)) {
            out.push(Command::Delete(vec![master.id.into()]));
        }
    });
}

/// The screen in front.
fn front(view: &View<'_>) -> Option<ScreenId> {
    match view.editor.active {
        Some(Tab::Screen(id)) => Some(id),
        _ => None,
    }
}

/// Puts an instance where there is room on a screen; `None` where it would be inside of itself.
pub(super) fn new_on(project: &Project, on: ScreenId, master: ScreenId) -> Option<Edit> {
    let screen = project.screen(on).filter(|_| project.can_hold(on, master))?;
    let new = instance(project, master, (0.0, 0.0))?;
    let area = screen.free_spot((new.area.w, new.area.h));
    Some(Edit::AddControls(on, vec![Control { area, ..new }]))
}
