//! The problems of a script: lines below the words they are about, sentences below the text, and what mends them.

use std::ops::Range;

use egui::text_edit::TextEditOutput;
use egui::{Pos2, Role, ScrollArea, Shape, Stroke, Ui, WidgetInfo, pos2};

use super::{SENTENCE, Script, cursor};
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::handler::HandlerRef;
use crate::model::place::Place;
use crate::model::problem::{Problem, Severity};
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Whether a problem is of this handler.
pub(super) fn is_here(problem: &Problem, at: &HandlerRef) -> bool {
    matches!(&problem.place, Place::Handler(handler, _) if handler == at)
}

/// The line of a problem, from 1.
pub(super) fn line_of(problem: &Problem) -> Option<u32> {
    match problem.place {
        Place::Handler(_, line) => line,
        Place::Project | Place::Item(_) | Place::Block(..) => None,
    }
}

/// What a problem is about, in bytes: its words, else its line without the blanks around it.
fn range_of(problem: &Problem, text: &str) -> Option<Range<usize>> {
    if let Some(range) = problem.range.clone().filter(|range| text.get(range.clone()).is_some()) {
        return Some(range);
    }
    let line = line_of(problem)?.checked_sub(1)? as usize;
    let start: usize = text.split('\n').take(line).map(|line| line.len() + 1).sum();
    let words = text.split('\n').nth(line)?;
    let from = start + words.len() - words.trim_start().len();
    Some(from..(start + words.trim_end().len()).max(from))
}

/// The problem that a byte belongs to.
pub(super) fn at_byte<'a>(script: &Script<'a>, byte: usize) -> Option<&'a Problem> {
    let holds = |problem: &&&Problem| {
        range_of(problem, script.text).is_some_and(|range| range.start <= byte && byte <= range.end)
    };
    // The one about fewer words knows more.
    let found = script.problems.iter().filter(holds);
    found.min_by_key(|problem| range_of(problem, script.text).map(|range| range.len())).copied()
}

/// Mends what stands at a byte, or else in its line.
pub(super) fn fix_at(view: &View<'_>, out: &mut Outbox, script: &Script<'_>, byte: usize) {
    let line = script.text.get(..byte).map_or(0, |before| before.matches('\n').count()) as u32 + 1;
    let here = at_byte(script, byte).filter(|problem| problem.fix.is_some());
    let in_line =
        || script.problems.iter().find(|problem| line_of(problem) == Some(line) && problem.fix.is_some()).copied();
    let fix = here.or_else(in_line).and_then(|problem| problem.fix.as_ref());
    if let Some(edit) = fix.and_then(|fix| fix.edit(view.editor.project())) {
        out.edit(edit);
    }
}

/// Draws a wave below what each problem is about.
///
/// Not below the word that is being written, at this byte.
pub(super) fn waves(ui: &Ui, script: &Script<'_>, output: &TextEditOutput, written: Option<usize>) {
    let theme = Theme::current(ui);
    for problem in script.problems {
        let Some(range) = range_of(problem, script.text).filter(|range| !range.is_empty()) else { continue };
        if written.is_some_and(|byte| range.start <= byte && byte <= range.end) {
            continue;
        }
        let from = cursor::place(output, script.text, range.start);
        if from.bottom() < ui.clip_rect().top() || from.top() > ui.clip_rect().bottom() {
            continue;
        }
        let to = cursor::place(output, script.text, range.end);
        let right = if to.top() > from.top() + 1.0 { from.left() + 60.0 } else { to.left() };
        let color = match problem.severity() {
            Severity::Error => theme.bad,
            Severity::Hint => theme.warn,
        };
        let y = from.bottom() - 2.0;
        let steps = ((right - from.left()) / 2.5).ceil().max(2.0) as usize;
        let points: Vec<Pos2> = (0..=steps)
            .map(|step| pos2(from.left() + step as f32 * 2.5, y + if step % 2 == 0 { 1.0 } else { -1.0 }))
            .collect();
        ui.painter().add(Shape::line(points, Stroke::new(1.2, color)));
    }
}

/// Draws the sentences, each with a link that mends it where something does.
pub(super) fn problems_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, problems: &[&Problem]) {
    ScrollArea::vertical().id_salt("problems of the script").max_height(SENTENCE * 4.0).show(ui, |ui| {
        ui.set_min_width(ui.available_width());
        for problem in problems {
            problem_ui(ui, view, out, problem);
        }
    });
}

fn problem_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, problem: &Problem) {
    let theme = Theme::current(ui);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        ui.add_space(14.0);
        let (icon, color) = match problem.severity() {
            Severity::Error => ("circle-alert", theme.bad),
            Severity::Hint => ("lightbulb", theme.warn),
        };
        widgets::icon_in_line(ui, icon, 14.0, color);
        let line = match (line_of(problem), view.lang) {
            (None, _) => String::new(),
            (Some(line), Lang::De) => format!("Zeile {line}: "),
            (Some(line), Lang::En) => format!("Line {line}: "),
        };
        let words = format!("{line}{}", problem.wording.get(view.lang));
        let for_fix = if problem.fix.is_some() { 140.0 } else { 0.0 };
        let room = (ui.available_width() - for_fix).max(60.0);
        let sentence = widgets::elided(ui, &words, theme::regular(13.0), theme.text, room);
        ui.add(egui::Label::new(sentence)).widget_info(|| WidgetInfo::labeled(Role::Label, true, &words));
        let Some(fix) = &problem.fix else { return };
        let link = widgets::link(ui, fix.label.get(view.lang));
        let keys = t("Strg+. an dieser Stelle", "Ctrl+. at this place").get(view.lang);
        if widgets::tip(link, keys).clicked()
            && let Some(edit) = fix.edit(view.editor.project())
        {
            out.edit(edit);
        }
    });
}
