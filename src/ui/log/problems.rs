//! The problems: what is wrong, where, and the fix as a link.

use egui::accesskit::Role;
use egui::{CursorIcon, Rect, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2};

use super::row::Row;
use crate::editor::command::{Action, Command};
use crate::editor::view::View;
use crate::i18n::t;
use crate::language::checks::missing_translation;
use crate::model::excerpt;
use crate::model::place::Place;
use crate::model::problem::{Problem, Severity};
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{PAD, ROW, Theme};
use crate::ui::widgets;

/// Draws them.
pub(super) fn problems_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let problems = &view.editor.problems;
    if problems.is_empty() {
        widgets::empty_state(ui, t("Keine Probleme.", "No problems.").get(view.lang), None);
        return;
    }
    ScrollArea::vertical().id_salt("problems").auto_shrink(false).show_rows(ui, ROW, problems.len(), |ui, rows| {
        for (i, problem) in problems.iter().enumerate().skip(rows.start).take(rows.len()) {
            ui.push_id(i, |ui| problem_ui(ui, view, out, problem));
        }
    });
}

fn problem_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, problem: &Problem) {
    let theme = Theme::current(ui);
    let sentence = &*excerpt::shortened(problem.wording.get(view.lang), excerpt::SENTENCE, view.lang);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, sentence));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, theme.raised);
    }
    let y = rect.center().y;
    let (icon, color) = match problem.severity() {
        Severity::Hint => ("lightbulb", theme.warn),
        Severity::Error => ("circle-x", theme.bad),
    };
    widgets::icon_at(ui, pos2(rect.left() + PAD + 7.0, y), icon, 14.0, color);
    let left = rect.left() + PAD + 24.0;
    // The fix stands right behind the sentence.
    let has_link = problem.fix.is_some() || *problem.check == missing_translation::CHECK;
    let for_fix = if has_link { 130.0 } else { 0.0 };
    let place = place_words(view, &problem.place);
    let row = Row { left, y, room: rect.right() - PAD - left, kept: for_fix };
    let text_width = row.width(ui, sentence);
    let cut = row.show(ui, (sentence, theme.text), &place);
    if response.clicked() {
        out.push(Command::GoTo(problem.place.clone()));
    }
    let response = response.on_hover_cursor(CursorIcon::PointingHand);
    if cut {
        widgets::tip(response, format!("{sentence}\n{place}").trim_end());
    }
    if *problem.check == missing_translation::CHECK {
        let spot = Rect::from_min_size(pos2(left + text_width + 12.0, y - 9.0), vec2(110.0, 18.0));
        let words = t("Übersetzen …", "Translate…").get(view.lang);
        if ui.scope_builder(UiBuilder::new().max_rect(spot), |ui| widgets::link(ui, words)).inner.clicked() {
            out.act(Action::Languages);
        }
    }
    if let Some(fix) = &problem.fix {
        let spot = Rect::from_min_size(pos2(left + text_width + 12.0, y - 9.0), vec2(110.0, 18.0));
        let words = fix.label.get(view.lang);
        let link = ui.scope_builder(UiBuilder::new().max_rect(spot), |ui| widgets::link(ui, words)).inner;
        if link.clicked()
            && let Some(edit) = fix.edit(view.editor.project())
        {
            out.edit(edit);
        }
    }
}

/// A place in words, short: it stands faint at the right of a line.
pub(super) fn place_words(view: &View<'_>, place: &Place) -> String {
    match place {
        Place::Project => String::new(),
        Place::Item(_) | Place::Handler(..) | Place::Block(..) => say::place(view.editor.project(), place, view.lang),
    }
}
