//! Screens with their controls and handlers.

use egui::Ui;

use super::rename::{Named, Rename, rename_ui};
use super::{State, drag, layers};
use crate::editor::command::{Action, Command};
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::language;
use crate::language::block::TriggerDef;
use crate::model::edit::Edit;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::screen::Screen;
use crate::ui::theme::{PAD, Theme};
use crate::ui::widgets::{self, TreeRow};
use crate::ui::{Outbox, screen_icon};

/// Draws them.
pub(super) fn screens_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let title = t("Bildschirme", "Screens").get(view.lang);
    if widgets::section_with_plus(ui, title, t("Bildschirm hinzufügen", "Add screen").get(view.lang)) {
        out.act(Action::AddScreen);
    }
    let screens = view.editor.project().screens.iter().enumerate();
    for (place, screen) in screens.filter(|(_, screen)| screen.component.is_none()) {
        screen_ui(ui, view, state, out, (place, screen));
        if state.closed.contains(&screen.id) {
            continue;
        }
        for (trigger, handler) in &screen.handlers {
            let at = HandlerRef::new(screen.id, trigger);
            handler_ui(ui, view, out, (language::blocks::screen::TRIGGERS, &at, handler, 1));
        }
        layers::layers_ui(ui, view, state, out, screen);
    }
}

fn screen_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, (place, screen): (usize, &Screen)) {
    let named = Named::Item(screen.id.into());
    if rename_ui(ui, view, state, out, (&named, PAD + 10.0)) {
        return;
    }
    let size = format!("{}×{}", screen.width, screen.height);
    let selected = view.editor.selection == Selection::one(screen.id);
    let open = !state.closed.contains(&screen.id);
    let row =
        TreeRow::new(&screen.name).icon(icon_of(place, screen)).hint(&size).selected(selected).open(open).draggable();
    let mut response = ui.push_id(screen.id, |ui| row.show(ui)).inner;
    drag(ui, view, &response, screen.id);
    state.reveal(&response, view, &screen.id.into());
    if place == 0 && pages(view) > 1 {
        response =
            widgets::tip(response, t("Mit diesem Bildschirm beginnt die App", "The app starts here").get(view.lang));
    }
    if response.clicked() {
        let on_triangle = response.interact_pointer_pos().is_some_and(|at| at.x < response.rect.left() + PAD + 16.0);
        if on_triangle {
            if open {
                state.closed.insert(screen.id);
            } else {
                state.closed.remove(&screen.id);
            }
        } else {
            out.push(Command::Select(Selection::one(screen.id)));
        }
    }
    if response.double_clicked() {
        out.push(Command::OpenTab(Tab::Screen(screen.id)));
    }
    response.context_menu(|ui| {
        ui.set_min_width(200.0);
        if item(ui, t("Öffnen", "Open").get(view.lang)) {
            out.push(Command::OpenTab(Tab::Screen(screen.id)));
        }
        for trigger in language::blocks::screen::TRIGGERS {
            if item(ui, &format!("{} …", trigger.title(view.lang))) {
                out.push(Command::OpenTab(Tab::Handler(HandlerRef::new(screen.id, trigger.key))));
            }
        }
        rename_item(ui, view, state, &named);
        if item(ui, Action::Duplicate.def().text.get(view.lang)) {
            out.edit(Edit::DuplicateScreen(screen.id));
        }
        order_ui(ui, view, out, (place, screen));
        ui.separator();
        let last = pages(view) == 1;
        ui.add_enabled_ui(!last, |ui| {
            if item(ui, t("Löschen", "Delete").get(view.lang)) {
                out.push(Command::Delete(vec![screen.id.into()]));
            }
        });
    });
}

/// How many screens there are that are no components.
fn pages(view: &View<'_>) -> usize {
    let project = view.editor.project();
    project.screens.len() - project.components().count()
}

/// The app starts with the first page.
fn icon_of(place: usize, screen: &Screen) -> &'static str {
    if place == 0 && screen.showing.popup.is_none() { "house" } else { screen_icon(screen) }
}

/// The entries that give a screen another place; there are none where it is the only one.
fn order_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, (place, screen): (usize, &Screen)) {
    let count = pages(view);
    if count < 2 {
        return;
    }
    ui.separator();
    let entries = [
        (t("Als Startbildschirm", "Make it the start screen"), place > 0, 0),
        (t("Nach oben", "Move up"), place > 0, place.saturating_sub(1)),
        (t("Nach unten", "Move down"), place + 1 < count, place + 1),
    ];
    for (words, possible, to) in entries {
        ui.add_enabled_ui(possible, |ui| {
            if item(ui, words.get(view.lang)) {
                out.edit(Edit::MoveScreen(screen.id, to));
            }
        });
    }
}

/// The row of a handler, below the control or data source that it belongs to.
pub(super) fn handler_ui(
    ui: &mut Ui,
    view: &View<'_>,
    out: &mut Outbox,
    (triggers, at, handler, depth): (&'static [TriggerDef], &HandlerRef, &Handler, u8),
) {
    let theme = Theme::current(ui);
    let def = triggers.iter().find(|trigger| trigger.key == at.trigger);
    let label = def.map_or(at.trigger.as_str(), |def| def.name);
    let size = size_words(handler, view.lang);
    // Where not all fits, the figure alone tells how much there is.
    let (size, brief) = match def.and_then(|def| def.gloss(view.lang)) {
        Some(gloss) => (format!("{gloss} · {size}"), format!("{gloss} · {}", handler.size())),
        None => (size, handler.size().to_string()),
    };
    let row = TreeRow::new(label).icon("zap").color(theme.accent).hint(&size).brief(&brief).depth(depth);
    let mut response = ui.push_id(at, |ui| row.show(ui)).inner;
    if let Some(def) = def {
        response = widgets::tip(response, def.help.get(view.lang));
    }
    if response.clicked() {
        out.push(Command::OpenTab(Tab::Handler(at.clone())));
    }
    response.context_menu(|ui| {
        if item(ui, t("Öffnen", "Open").get(view.lang)) {
            out.push(Command::OpenTab(Tab::Handler(at.clone())));
        }
        if item(ui, t("Skript löschen", "Delete script").get(view.lang)) {
            out.edit(Edit::SetHandler(at.clone(), None));
        }
    });
}

/// How large a handler is: `4 Bausteine`, `Lua · 12 Zeilen`.
fn size_words(handler: &Handler, lang: Lang) -> String {
    let size = handler.size();
    match (handler, lang) {
        (Handler::Blocks(_), Lang::De) if size == 1 => "1 Baustein".to_owned(),
        (Handler::Blocks(_), Lang::De) => format!("{size} Bausteine"),
        (Handler::Blocks(_), Lang::En) if size == 1 => "1 block".to_owned(),
        (Handler::Blocks(_), Lang::En) => format!("{size} blocks"),
        (Handler::Lua(_), Lang::De) if size == 1 => "Lua · 1 Zeile".to_owned(),
        (Handler::Lua(_), Lang::De) => format!("Lua · {size} Zeilen"),
        (Handler::Lua(_), Lang::En) if size == 1 => "Lua · 1 line".to_owned(),
        (Handler::Lua(_), Lang::En) => format!("Lua · {size} lines"),
    }
}

/// An entry of a context menu; closes the menu where it was chosen.
pub(super) fn item(ui: &mut Ui, words: &str) -> bool {
    let clicked = ui.button(words).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

/// The entry that begins to rename.
pub(super) fn rename_item(ui: &mut Ui, view: &View<'_>, state: &mut State, named: &Named) {
    let button = egui::Button::new(t("Umbenennen", "Rename").get(view.lang)).shortcut_text("F2");
    if ui.add(button).clicked() {
        state.rename = Rename::of(view.editor.project(), named.clone());
        ui.close();
    }
}
