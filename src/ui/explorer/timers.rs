//! Timers.

use egui::Ui;

use super::data::empty_row;
use super::rename::{Named, rename_ui};
use super::screens::{handler_ui, item, rename_item};
use super::{State, drag};
use crate::editor::command::{Action, Command};
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::t;
use crate::language::blocks::timer::TRIGGERS;
use crate::model::edit::Edit;
use crate::model::handler::HandlerRef;
use crate::model::timer::Timer;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{PAD, Theme};
use crate::ui::widgets::{self, TreeRow};

/// Draws them.
pub(super) fn timers_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let title = t("Zeitgeber", "Timers").get(view.lang);
    if widgets::section_with_plus(ui, title, t("Zeitgeber hinzufügen", "Add timer").get(view.lang)) {
        out.act(Action::AddTimer);
    }
    let timers = &view.editor.project().timers;
    for timer in timers {
        timer_ui(ui, view, state, out, timer);
    }
    if timers.is_empty() && empty_row(ui, t("Regelmäßig etwas tun …", "Do something regularly…").get(view.lang)) {
        out.act(Action::AddTimer);
    }
}

fn timer_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, timer: &Timer) {
    let named = Named::Item(timer.id.into());
    if rename_ui(ui, view, state, out, (&named, PAD + 16.0)) {
        return;
    }
    let theme = Theme::current(ui);
    let hint = say::schedule(&timer.when, view.lang);
    let selected = view.editor.selection == Selection::one(timer.id);
    let mut row = TreeRow::new(&timer.name).icon("timer").hint(&hint).selected(selected).draggable();
    let stands = t("steht", "stopped").get(view.lang);
    match view.run().map(|run| run.timers.contains(&timer.id)) {
        Some(true) => row = row.lamp(theme.run),
        Some(false) => row = row.lamp(theme.faint).hint(stands),
        None => {}
    }
    let response = ui.push_id(timer.id, |ui| row.show(ui)).inner;
    state.reveal(&response, view, &timer.id.into());
    drag(ui, view, &response, timer.id);
    if response.clicked() {
        out.push(Command::Select(Selection::one(timer.id)));
    }
    if response.double_clicked() {
        out.push(Command::OpenDialog(Dialog::EditTimer(timer.id)));
    }
    response.context_menu(|ui| {
        ui.set_min_width(180.0);
        if item(ui, t("Bearbeiten …", "Edit…").get(view.lang)) {
            out.push(Command::OpenDialog(Dialog::EditTimer(timer.id)));
        }
        for trigger in TRIGGERS {
            if item(ui, &format!("{} …", trigger.title(view.lang))) {
                out.push(Command::OpenTab(Tab::Handler(HandlerRef::new(timer.id, trigger.key))));
            }
        }
        rename_item(ui, view, state, &named);
        if item(ui, t("Duplizieren", "Duplicate").get(view.lang)) {
            out.edit(Edit::AddTimer(timer.clone()));
        }
        if item(ui, t("Name im Skript kopieren", "Copy name for scripts").get(view.lang)) {
            out.push(Request::CopyText(format!("timers.{}", timer.ident)));
        }
        ui.separator();
        if item(ui, t("Löschen", "Delete").get(view.lang)) {
            out.push(Command::Delete(vec![timer.id.into()]));
        }
    });
    for (trigger, handler) in &timer.handlers {
        let at = HandlerRef::new(timer.id, trigger);
        handler_ui(ui, view, out, (TRIGGERS, &at, handler, 2));
    }
}
