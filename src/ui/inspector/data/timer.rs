//! A timer: name, when it ticks, whether it starts with the app.

use egui::Ui;

use super::super::{NameField, State, copy_row, fact_row, name_field, row};
use super::header_ui;
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::view::View;
use crate::i18n::{Locale, t};
use crate::language::checks::bad_timer::TimerFlaw;
use crate::model::edit::Edit;
use crate::model::id::TimerId;
use crate::model::timer::Timer;
use crate::say;
use crate::ui::Outbox;
use crate::ui::dialogs::now_ms;
use crate::ui::dialogs::timer::{starts_label, starts_word};
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Draws it; `false` where the timer is gone.
pub(in super::super) fn timer_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    id: TimerId,
) -> bool {
    let Some(timer) = view.editor.project().timer(id) else { return false };
    let lang = view.lang;
    let key = format!("timer/{id}");
    header_ui(ui, &key, "timer", &timer.name, t("Zeitgeber", "Timer").get(lang));
    widgets::section(ui, t("Allgemein", "General").get(lang));
    let label = t("Name", "Name").get(lang);
    row(ui, &format!("{key}/name"), label, |ui| {
        let look = NameField { key: &key, label, current: &timer.name, title: false };
        if let Some(name) = name_field(ui, state, &look, out) {
            out.edit_merged(Edit::Rename(id.into(), name), key.clone());
        }
    });
    row(ui, &format!("{key}/when"), t("Wann", "When").get(lang), |ui| {
        ui.vertical(|ui| {
            let words = say::schedule(&timer.when, lang);
            ui.horizontal(|ui| {
                ui.set_min_height(crate::ui::theme::ROW);
                ui.add(egui::Label::new(&words).truncate());
            });
            if widgets::button(ui, t("Ändern …", "Change…").get(lang)).clicked() {
                out.push(Command::OpenDialog(Dialog::EditTimer(id)));
            }
            if let Some(flaw) = TimerFlaw::of(&timer.when) {
                widgets::flaw(ui, flaw.wording().get(lang));
            }
        });
    });
    let label = t("Start", "Start").get(lang);
    row(ui, &format!("{key}/starts"), label, |ui| {
        let ink = Theme::current(ui).text;
        if widgets::switch(ui, starts_label(lang), Some(timer.starts), (starts_word(timer.starts, lang), ink)) {
            out.edit(Edit::SetTimer(Timer { starts: !timer.starts, ..timer.clone() }));
        }
    });
    if let Some(next) = say::next_times(&timer.when, now_ms(), 1, Locale::here(lang)) {
        fact_row(ui, &format!("{key}/next"), t("Nächstes Mal", "Next time").get(lang), &next);
    }
    let label = t("Im Skript", "In scripts").get(lang);
    copy_row(ui, &format!("{key}/ident"), label, &format!("timers.{}", timer.ident), lang, out);
    if let Some(run) = view.run() {
        let runs = if run.timers.contains(&id) { t("läuft", "runs") } else { t("steht", "stopped") };
        fact_row(ui, &format!("{key}/now"), t("Jetzt", "Now").get(lang), runs.get(lang));
    }
    super::super::logic::logic_ui(ui, view, out, &id.into());
    true
}
