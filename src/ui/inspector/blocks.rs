//! Selected blocks: what they do, and what is wrong with them.

use egui::{RichText, Ui};

use super::padded;
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::language;
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::model::problem::{Problem, Severity};
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Draws it; `false` where no block is left.
pub(super) fn blocks_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, at: &HandlerRef, ids: &[BlockId]) -> bool {
    let graph = view.editor.project().handler(at).and_then(|handler| handler.graph());
    let Some((graph, &last)) = graph.zip(ids.last()) else { return false };
    let Some(block) = graph.block(last) else { return false };
    let theme = Theme::current(ui);
    let def = language::block(&block.kind);
    ui.add_space(12.0);
    padded(ui, &format!("blocks/{last}"), |ui| {
        if ids.len() > 1 {
            let count = match view.lang {
                Lang::De => format!("{} Bausteine", ids.len()),
                Lang::En => format!("{} blocks", ids.len()),
            };
            ui.label(RichText::new(count).font(theme::semibold(14.0)));
            return;
        }
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            let color = def.map_or(theme.faint, |def| theme.hue(language::hue(def.kind)));
            widgets::icon_in_line(ui, def.map_or("circle-help", |def| def.icon), 16.0, color);
            let label = def.map_or(block.kind.as_str(), |def| def.label.get(view.lang));
            ui.label(RichText::new(label).font(theme::semibold(14.0)));
        });
        let help = def.map_or_else(
            || t("Diesen Baustein kennt diese Version nicht", "This version does not know this block").get(view.lang),
            |def| def.help.get(view.lang),
        );
        ui.label(RichText::new(help).color(theme.muted));
    });
    if let Some(def) = def.filter(|_| ids.len() == 1) {
        slots_ui(ui, view, def);
    }
    let here =
        |problem: &&Problem| matches!(&problem.place, Place::Block(handler, id) if handler == at && ids.contains(id));
    let problems: Vec<&Problem> = view.editor.problems.iter().filter(here).collect();
    problems_ui(ui, view, out, &problems);
    true
}

/// What each slot is for.
fn slots_ui(ui: &mut Ui, view: &View<'_>, def: &language::block::BlockDef) {
    let theme = Theme::current(ui);
    if def.slots.is_empty() {
        return;
    }
    widgets::section(ui, t("Felder", "Fields").get(view.lang));
    for slot in def.slots {
        padded(ui, &format!("slot/{}/{}", def.kind, slot.key), |ui| {
            ui.label(RichText::new(slot.label.get(view.lang)).color(theme.text));
            let help = slot.help.get(view.lang);
            if !help.is_empty() {
                widgets::remark(ui, help);
            }
        });
    }
}

/// Problems as sentences, each with its fix where there is one.
pub(super) fn problems_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, problems: &[&Problem]) {
    if problems.is_empty() {
        return;
    }
    let theme = Theme::current(ui);
    widgets::section(ui, t("Probleme", "Problems").get(view.lang));
    for (i, problem) in problems.iter().enumerate() {
        padded(ui, &format!("problem/{i}"), |ui| {
            ui.horizontal_wrapped(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                let (name, color) = match problem.severity() {
                    Severity::Hint => ("info", theme.warn),
                    Severity::Error => ("circle-alert", theme.bad),
                };
                widgets::icon_in_line(ui, name, 14.0, color);
                ui.label(RichText::new(problem.wording.get(view.lang)).color(theme.text));
                let Some(fix) = &problem.fix else { return };
                if widgets::link(ui, fix.label.get(view.lang)).clicked()
                    && let Some(edit) = fix.edit(view.editor.project())
                {
                    out.push(Command::Seal);
                    out.edit(edit);
                }
            });
        });
    }
}
