//! The question before something is deleted that is still used: who uses it, and that it stays so.

use egui::{ScrollArea, Ui};

use super::{Answer, Buttons, Frame, cancel, labels, modal_ui};
use crate::editor::command::Command;
use crate::i18n::{Lang, t};
use crate::model::edit::Edit;
use crate::model::item::Item;
use crate::model::reference;
use crate::say;
use crate::ui::Outbox;
use crate::ui::widgets::{self, TreeRow};

/// Draws it; whether it closes.
pub(super) fn dialog_ui(ui: &Ui, frame: Frame<'_>, items: &[Item], out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let project = frame.view.editor.project();
    let places = reference::uses(project, items);
    let what = match items {
        [item] => say::thing(project, item, lang),
        items => match lang {
            Lang::De => format!("{} Dinge", items.len()),
            Lang::En => format!("{} things", items.len()),
        },
    };
    let title = match lang {
        Lang::De => format!("{what} löschen?"),
        Lang::En => format!("Delete {what}?"),
    };
    let primary = t("Trotzdem löschen", "Delete anyway").get(lang);
    let buttons = Buttons { primary, cancel: Some(cancel(lang)), ready: true };
    let sentence = match (places.len(), lang) {
        (1, Lang::De) => "Eine Stelle verwendet das noch und zeigt danach einen Fehler:".to_owned(),
        (1, Lang::En) => "One place still uses it and will show an error:".to_owned(),
        (count, Lang::De) => format!("{count} Stellen verwenden das noch und zeigen danach einen Fehler:"),
        (count, Lang::En) => format!("{count} places still use it and will show an error:"),
    };
    let body = |ui: &mut Ui| {
        widgets::remark(ui, &sentence);
        ui.add_space(4.0);
        ScrollArea::vertical().max_height(260.0).show(ui, |ui| {
            ui.spacing_mut().item_spacing.y = 0.0;
            for (number, place) in places.iter().enumerate() {
                let (icon, label) = labels::place(project, place, lang);
                let row = TreeRow::new(&label).icon(icon);
                if ui.push_id(number, |ui| row.show(ui)).inner.clicked() {
                    out.push(Command::GoTo(place.clone()));
                }
            }
        });
    };
    let Answer { close, submit } = modal_ui(ui, (&title, 480.0, lang), &buttons, body, |_| {});
    if submit {
        out.edit(Edit::Remove(items.to_vec()));
    }
    close || submit
}
