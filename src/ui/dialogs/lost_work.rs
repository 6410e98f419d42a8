//! What windows have left behind that are gone: each with its file, its time and what differs, to restore or throw away.

use egui::{CornerRadius, Frame as Card, Label, Margin, RichText, Ui};

use super::{Answer, Buttons, Frame, modal_ui};
use crate::editor::command::Command;
use crate::editor::lost_work::LostProject;
use crate::editor::request::Request;
use crate::i18n::{Lang, Text, t};
use crate::model::difference::Differences;
use crate::player::cell::moment;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

const RESTORE: Text = t("Wiederherstellen", "Restore");
const DISCARD: Text = t("Verwerfen", "Discard");

/// How many differences are listed.
const LISTED: usize = 6;

/// Draws it; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let lost = &frame.view.data.lost;
    let title = t("Nicht gespeicherte Arbeit gefunden", "Unsaved work found").get(lang);
    let one = lost.len() == 1;
    let later = t("Später", "Later").get(lang);
    let buttons =
        Buttons { primary: if one { RESTORE.get(lang) } else { later }, cancel: one.then_some(later), ready: true };
    let mut asked = None;
    let body = |ui: &mut Ui| {
        let sentence = t(
            "Steckbrett wurde beendet, bevor das hier gespeichert war. Die Datei selbst ändert sich erst beim Speichern.",
            "Steckbrett ended before this was saved. The file itself changes only when you save.",
        );
        widgets::remark(ui, sentence.get(lang));
        ui.add_space(4.0);
        for (number, project) in lost.iter().enumerate() {
            let chosen = ui.push_id(number, |ui| card_ui(ui, project, !one, lang)).inner;
            asked = asked.take().or_else(|| chosen.map(|restore| (restore, number)));
        }
    };
    let mut discard = false;
    let beside = |ui: &mut Ui| discard = one && widgets::button(ui, DISCARD.get(lang)).clicked();
    let Answer { close, submit } = modal_ui(ui, (title, 520.0, lang), &buttons, body, beside);
    if one && (submit || discard) {
        asked = Some((submit, 0));
    }
    match asked {
        Some((true, number)) => out.push(Command::RestoreWork(number)),
        Some((false, number)) => out.push(Request::DiscardWork(number)),
        None => return close || submit,
    }
    // Where it was the last one, the dialog goes by itself.
    false
}

/// One of them; whether it is to be restored (`true`) or thrown away.
fn card_ui(ui: &mut Ui, lost: &LostProject, has_buttons: bool, lang: Lang) -> Option<bool> {
    let theme = Theme::current(ui);
    let mut asked = None;
    let card = Card::NONE
        .fill(theme.raised)
        .stroke(theme.border())
        .corner_radius(CornerRadius::same(7))
        .inner_margin(Margin::symmetric(14, 10));
    card.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 3.0;
        ui.add(Label::new(RichText::new(&lost.name).font(theme::semibold(14.0)).color(theme.text)).truncate());
        let path = lost.path.as_ref().map_or_else(
            || t("noch nie gespeichert", "never saved yet").get(lang).to_owned(),
            |path| path.display().to_string(),
        );
        let changed = t("zuletzt geändert", "changed last").get(lang);
        let line = format!("{path} · {changed} {}", moment(lost.at_ms, lang));
        ui.add(Label::new(RichText::new(line).font(theme::regular(12.0)).color(theme.muted)).wrap());
        differences_ui(ui, lost.differences.as_ref(), lang);
        if has_buttons {
            ui.add_space(4.0);
            ui.horizontal(|ui| {
                if widgets::button(ui, RESTORE.get(lang)).clicked() {
                    asked = Some(true);
                }
                if widgets::button(ui, DISCARD.get(lang)).clicked() {
                    asked = Some(false);
                }
            });
        }
    });
    asked
}

fn differences_ui(ui: &mut Ui, differences: Option<&Differences>, lang: Lang) {
    let Some(differences) = differences else { return };
    let theme = Theme::current(ui);
    ui.add_space(4.0);
    let line = |ui: &mut Ui, text: String| {
        ui.add(Label::new(RichText::new(text).font(theme::regular(12.5)).color(theme.text)).truncate());
    };
    if *differences == Differences::default() {
        return line(ui, t("Wie in der Datei.", "The same as in the file.").get(lang).to_owned());
    }
    if differences.project {
        line(ui, t("Projekt · geändert", "Project · changed").get(lang).to_owned());
    }
    for difference in differences.things.iter().take(LISTED) {
        line(ui, say::difference(difference, lang));
    }
    if differences.things.len() > LISTED {
        line(ui, format!("… + {}", differences.things.len() - LISTED));
    }
}
