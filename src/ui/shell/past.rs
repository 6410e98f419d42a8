//! The states that the project had: a list of them, the one that is chosen as it was, and what has changed since.
//!
//! What is shown is drawn by the designer and the block canvas, as ever; what they ask for is heard only where it leads to
//! another tab or thing of the same state.

use std::sync::Arc;

use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, ScrollArea, Ui};

use super::center::center_ui;
use crate::editor::command::{Action, Command};
use crate::editor::timeline::{ShownPast, TimelineCommand, is_looking, place_of};
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::difference::{Change, Differences};
use crate::model::edit::Edit;
use crate::model::past::{PastReason, PastState};
use crate::player::cell::moment;
use crate::say;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input, TreeRow};
use crate::ui::{Outbox, UiState};

/// What it remembers between frames.
#[derive(Debug, Default)]
pub(super) struct PastUi {
    /// The name that is typed for the state of now.
    name: String,
    /// Of the state that is shown, and of what is now.
    looks: [Option<Box<UiState>>; 2],
    /// Which state the first one is of.
    shown: Option<i64>,
}

/// Draws it in place of the panels.
pub(super) fn past_ui(ui: &mut Ui, view: &View<'_>, state: &mut PastUi, out: &mut Outbox) {
    let theme = Theme::current(ui);
    let plain = Frame::NONE.fill(theme.panel).inner_margin(Margin::symmetric(14, 12));
    Panel::left("history").frame(plain).resizable(false).exact_size(300.0).show(ui, |ui| list_ui(ui, view, state, out));
    let timeline = &view.data.timeline;
    if let Some(shown) = &timeline.shown {
        Panel::right("since")
            .frame(plain)
            .resizable(false)
            .exact_size(300.0)
            .show(ui, |ui| since_ui(ui, (view.lang, timeline.now), shown, out));
    }
    if state.shown != timeline.shown.as_ref().map(|shown| shown.at_ms) {
        state.shown = timeline.shown.as_ref().map(|shown| shown.at_ms);
        state.looks[0] = None;
    }
    let past = timeline.shown.as_ref().filter(|_| !timeline.now);
    let mut asked = Outbox::default();
    let of = usize::from(past.is_none());
    let look = state.looks[of].get_or_insert_default();
    let of = View::new(past.map_or(view.editor, |shown| &*shown.editor), view.data);
    ui.push_id(("look", past.map(|shown| shown.at_ms)), |ui| center_ui(ui, &of, look, &mut asked));
    for command in asked.take().into_iter().filter(is_looking) {
        match past {
            Some(_) => out.push(TimelineCommand::Look(Box::new(command))),
            None => out.push(command),
        }
    }
}

/// The states and steps at the left.
fn list_ui(ui: &mut Ui, view: &View<'_>, state: &mut PastUi, out: &mut Outbox) {
    let (theme, lang, timeline) = (Theme::current(ui), view.lang, &view.data.timeline);
    ui.spacing_mut().item_spacing.y = 4.0;
    ui.horizontal(|ui| {
        let title = t("Verlauf", "History").get(lang);
        ui.label(RichText::new(title).font(theme::semibold(16.0)).color(theme.text));
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::icon_button(ui, "x", t("Verlauf schließen (Esc)", "Close the history (Esc)").get(lang))
                .clicked()
            {
                out.push(TimelineCommand::Close);
            }
        });
    });
    ui.add_space(4.0);
    name_ui(ui, lang, &mut state.name, out);
    ui.add_space(6.0);
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        let chosen = timeline.shown.as_ref().filter(|_| !timeline.now).map(|shown| shown.at_ms);
        let now = t("Jetzt", "Now").get(lang);
        if TreeRow::new(now).icon("pencil").selected(chosen.is_none()).show(ui).clicked() {
            out.push(TimelineCommand::Now(true));
        }
        steps_ui(ui, view, out);
        let mut day = String::new();
        for past in &timeline.states {
            let when = moment(past.at_ms, lang);
            let (date, clock) = when.split_once(", ").unwrap_or(("", &when));
            if day != date {
                ui.add_space(8.0);
                widgets::section(ui, date);
                date.clone_into(&mut day);
            }
            let (icon, label) = told(past, lang);
            if TreeRow::new(&label).icon(icon).hint(clock).selected(chosen == Some(past.at_ms)).show(ui).clicked() {
                out.push(TimelineCommand::Show(past.at_ms));
            }
        }
        if timeline.states.is_empty() {
            ui.add_space(8.0);
            let sentence = t(
                "Noch kein Stand: jedes Speichern legt hier einen an.",
                "No state yet: each time you save, one is kept here.",
            );
            widgets::remark(ui, sentence.get(lang));
        }
    });
}

/// Gives the state of now a name.
fn name_ui(ui: &mut Ui, lang: Lang, name: &mut String, out: &mut Outbox) {
    let ready = !name.trim().is_empty();
    let right_to_left = Layout::right_to_left(Align::Center);
    ui.allocate_ui_with_layout(egui::vec2(ui.available_width(), theme::BUTTON), right_to_left, |ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        let keep = ui.add_enabled_ui(ready, |ui| widgets::button(ui, t("Festhalten", "Keep").get(lang))).inner;
        let label = t("Name für den Stand jetzt", "Name for this state").get(lang);
        let field = Input::new(label).hint(label).show(ui, name);
        let entered = field.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Enter));
        if ready && (keep.clicked() || entered) {
            out.push(TimelineCommand::Name(std::mem::take(name).trim().to_owned()));
        }
    });
}

/// The steps that can be taken back: a click takes back that one and all after it.
fn steps_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let labels: Vec<_> = view.editor.history.undo_labels().collect();
    if labels.is_empty() {
        return;
    }
    ui.add_space(8.0);
    widgets::section(ui, t("Schritte", "Steps").get(view.lang));
    let tip = t(
        "Nimmt diesen Schritt und alle danach zurück; Wiederholen macht sie wieder",
        "Takes back this step and all after it; redo makes them again",
    );
    for (number, label) in labels.iter().enumerate() {
        let row = ui.push_id(("step", number), |ui| TreeRow::new(label.get(view.lang)).icon("undo-2").show(ui)).inner;
        if widgets::tip(row, tip.get(view.lang)).clicked() {
            for _ in 0..=number {
                out.act(Action::Undo);
            }
            out.push(TimelineCommand::Now(true));
        }
    }
}

/// Icon and words of a state.
fn told(past: &PastState, lang: Lang) -> (&'static str, String) {
    match &past.reason {
        PastReason::Saved => ("save", t("Gespeichert", "Saved").get(lang).to_owned()),
        PastReason::Opened => ("folder-open", t("So geöffnet", "As it was opened").get(lang).to_owned()),
        PastReason::Named(name) => ("bookmark", name.clone()),
    }
}

/// What has changed since, at the right, and the way back.
fn since_ui(ui: &mut Ui, (lang, now): (Lang, bool), shown: &ShownPast, out: &mut Outbox) {
    let theme = Theme::current(ui);
    let same = shown.differences == Differences::default();
    ui.spacing_mut().item_spacing.y = 4.0;
    let title = RichText::new(moment(shown.at_ms, lang)).font(theme::semibold(14.0)).color(theme.text);
    ui.label(title);
    ui.add_space(2.0);
    if let Some(chosen) = widgets::segmented(
        ui,
        &[t("Damals", "Then").get(lang), t("Jetzt", "Now").get(lang)],
        usize::from(now),
        ui.available_width(),
    ) {
        out.push(TimelineCommand::Now(chosen == 1));
    }
    ui.add_space(4.0);
    ui.add_enabled_ui(!same, |ui| {
        if widgets::primary_button(ui, t("Diesen Stand wiederherstellen", "Restore this state").get(lang)).clicked() {
            out.edit(Edit::RestoreState(Arc::clone(shown.editor.project())));
            out.push(TimelineCommand::Close);
        }
    });
    let remark = t("Ein Schritt, den Rückgängig zurücknimmt.", "One step, which undo takes back.");
    widgets::remark(ui, remark.get(lang));
    ui.add_space(8.0);
    widgets::section(ui, t("Seitdem geändert", "Changed since").get(lang));
    if same {
        ui.label(RichText::new(t("Nichts: alles ist wie damals.", "Nothing: all is as it was then.").get(lang)));
        return;
    }
    ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if shown.differences.project {
            let words = t("Projekt · geändert", "Project · changed").get(lang);
            ui.add(Label::new(RichText::new(words).color(theme.text)).truncate());
        }
        for (number, difference) in shown.differences.things.iter().enumerate() {
            let color = match difference.change {
                Change::Added => theme.run,
                Change::Changed => theme.text,
                Change::Removed => theme.warn,
            };
            let words = say::difference(difference, lang);
            let row = ui.push_id(("differs", number), |ui| TreeRow::new(&words).color(color).show(ui)).inner;
            if row.clicked() {
                // What is new since was nowhere then.
                let now = difference.change == Change::Added;
                let lead = Command::GoTo(place_of(&difference.item));
                out.push(TimelineCommand::Now(now));
                out.push(if now { lead } else { Command::from(TimelineCommand::Look(Box::new(lead))) });
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use egui_kittest::Harness;

    use super::*;
    use crate::editor::Editor;
    use crate::editor::request::Request;
    use crate::model::project::Project;
    use crate::ui::testing::{Stage, click, fill, project, shows, stage};

    fn harness(lang: Lang) -> Harness<'static, Stage> {
        let (past, _) = project(&["button"], lang);
        let mut editor = Editor::new(past.clone(), None, lang);
        editor.dispatch(Command::Edit { edit: Edit::AddScreen("Zwei".to_owned()), merge: None });
        let mut harness = stage(editor, |ui, view, state, out| past_ui(ui, view, &mut state.shell.past, out));
        let stage = harness.state_mut();
        stage.data.timeline.open = true;
        stage.data.timeline.states = vec![
            PastState { at_ms: 1_700_000_000_000, reason: PastReason::Named("Vor dem Umbau".to_owned()) },
            PastState { at_ms: 1_600_000_000_000, reason: PastReason::Saved },
        ];
        show(stage, past);
        harness.run();
        harness
    }

    fn show(stage: &mut Stage, past: Project) {
        let shown = ShownPast::new(1_600_000_000_000, past, stage.editor.project(), stage.editor.lang);
        stage.data.timeline.shown = Some(shown);
    }

    fn asked(harness: &Harness<'_, Stage>) -> Vec<TimelineCommand> {
        let timeline = |command: &Command| match command {
            Command::Request(Request::Timeline(command)) => Some(command.clone()),
            _ => None,
        };
        harness.state().asked.iter().filter_map(timeline).collect()
    }

    #[test]
    fn a_state_is_shown_as_it_was_and_restored_in_one_step() {
        for (lang, restore, new) in
            [(Lang::De, "Diesen Stand wiederherstellen", "· neu"), (Lang::En, "Restore this state", "· new")]
        {
            let mut harness = harness(lang);
            assert!(shows(&harness, "Vor dem Umbau") && shows(&harness, new), "{lang:?}");
            let past = Arc::clone(harness.state().data.timeline.shown.as_ref().unwrap().editor.project());
            assert_eq!((past.screens.len(), harness.state().editor.project().screens.len()), (1, 2));
            click(&mut harness, restore);
            let editor = &mut harness.state_mut().editor;
            assert_eq!(editor.project().screens, past.screens);
            assert!(editor.history.undo());
            assert_eq!(editor.project().screens.len(), 2, "one step");
            assert_eq!(asked(&harness), [TimelineCommand::Close]);
        }
    }

    #[test]
    fn what_is_shown_cannot_be_changed_only_looked_at() {
        let mut harness = harness(Lang::De);
        let before = Arc::clone(harness.state().editor.project());
        let center = egui::pos2(450.0, 450.0);
        harness.drag_at(center);
        harness.drop_at(center + egui::vec2(60.0, 60.0));
        harness.run();
        harness.key_press(egui::Key::Delete);
        harness.run();
        assert!(Arc::ptr_eq(&before, harness.state().editor.project()));
        assert!(asked(&harness).iter().all(|command| matches!(command, TimelineCommand::Look(_))));
    }

    #[test]
    fn states_are_named_chosen_and_steps_taken_back_by_a_click() {
        let mut harness = harness(Lang::De);
        fill(&mut harness, "Name für den Stand jetzt", "Abnahme");
        click(&mut harness, "Festhalten");
        click(&mut harness, "Vor dem Umbau");
        assert_eq!(
            asked(&harness),
            [TimelineCommand::Name("Abnahme".to_owned()), TimelineCommand::Show(1_700_000_000_000)]
        );
        click(&mut harness, "Bildschirm hinzufügen");
        assert_eq!(harness.state().editor.project().screens.len(), 1);
    }
}
