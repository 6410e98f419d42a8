//! What a file with connections holds, where it shall go, and what becomes of names that are there already.
//!
//! Nothing is kept before the button is pressed; where names clash both stay unless somebody chooses otherwise.

use egui::{Label, RichText, ScrollArea, Ui};

use super::{FileField, HEIGHT, WIDTH, busy_ui, connections_text, passphrase_row, quiet_ui, said_ui};
use crate::editor::request::Request;
use crate::editor::transfer::{Offer, Take, TransferCommand, TransferStep};
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::model::connection::Connection;
use crate::model::edit::Edit;
use crate::model::names::unique_name;
use crate::model::password::{Password, Secret};
use crate::ui::Outbox;
use crate::ui::dialogs::connection::STRIP;
use crate::ui::dialogs::draft::free_id;
use crate::ui::dialogs::{Buttons, Frame, Look, cancel, labels, row, tall_modal_ui};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// What becomes of a connection of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ImportChoice {
    /// It is added; where its name is there already, under another one.
    Add,
    /// It takes the place of the one with its id or name.
    Replace,
    /// It is left out.
    Skip,
}

/// What stands in the fields.
#[derive(Debug)]
pub(in crate::ui::dialogs) struct ImportForm {
    file: FileField,
    passphrase: String,
    /// The file has asked for one.
    locked: bool,
    personal: bool,
    /// One for each connection of the file, once it is open.
    choices: Vec<ImportChoice>,
}

impl ImportForm {
    /// An empty one.
    pub(in crate::ui::dialogs) fn new(view: &View<'_>) -> Self {
        let folder =
            view.data.projects.as_ref().map(|folder| format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR));
        Self {
            file: FileField::new(view, folder.unwrap_or_default()),
            passphrase: String::new(),
            locked: false,
            personal: false,
            choices: Vec::new(),
        }
    }

    fn open(&self, out: &mut Outbox) {
        out.push(Request::Transfer(TransferCommand::Open(self.file.path(), Password::new(&self.passphrase))));
    }

    fn existing<'a>(&self, view: &View<'a>) -> &'a [Connection] {
        if self.personal { &view.data.personal } else { &view.editor.project().connections }
    }
}

/// The one that a connection would replace: with its id, or else with its name.
fn rival<'a>(existing: &'a [Connection], offered: &Connection) -> Option<&'a Connection> {
    let by_id = existing.iter().find(|connection| connection.id == offered.id);
    by_id.or_else(|| existing.iter().find(|connection| same_name(connection, offered)))
}

fn same_name(one: &Connection, other: &Connection) -> bool {
    one.name.to_lowercase() == other.name.to_lowercase()
}

/// The connections as they are kept: place in the offer, connection, and whether it replaces one that is there.
fn resolve(existing: &[Connection], offers: &[Offer], choices: &[ImportChoice]) -> Vec<(usize, Connection, bool)> {
    let mut there = existing.to_vec();
    let mut kept = Vec::new();
    for (place, (offer, choice)) in offers.iter().zip(choices).enumerate() {
        let offered = &offer.connection;
        if offered.is_local() || *choice == ImportChoice::Skip {
            continue;
        }
        // One that has come from the same file is never replaced.
        let replaced =
            rival(existing, offered).filter(|_| *choice == ImportChoice::Replace).map(|rival| rival.id.clone());
        let replaced =
            replaced.filter(|id| kept.iter().all(|(_, other, _): &(usize, Connection, bool)| other.id != *id));
        let others: Vec<Connection> =
            there.iter().filter(|connection| Some(&connection.id) != replaced.as_ref()).cloned().collect();
        let id_is_free = others.iter().all(|connection| connection.id != offered.id);
        let id = match &replaced {
            Some(id) => id.clone(),
            None if id_is_free => offered.id.clone(),
            None => free_id(&others),
        };
        let name = unique_name(&offered.name, others.iter().map(|connection| connection.name.as_str()));
        let connection = Connection { id, name, ..offered.clone() };
        there = others;
        there.push(connection.clone());
        kept.push((place, connection, replaced.is_some()));
    }
    kept
}

/// Draws the dialog; whether it closes.
pub(in crate::ui::dialogs) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut ImportForm, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let step = &frame.view.data.transfer.step;
    form.locked |= *step == TransferStep::NeedsPassphrase;
    let primary = match step {
        TransferStep::Opened(_) => t("Importieren", "Import"),
        TransferStep::Taken(_) => t("Fertig", "Done"),
        _ => t("Datei öffnen", "Open file"),
    };
    let ready = match step {
        TransferStep::Busy => false,
        TransferStep::Taken(_) => true,
        TransferStep::Opened(offers) => !resolve(form.existing(frame.view), offers, &form.choices).is_empty(),
        _ => !form.file.is_empty(),
    };
    let title = t("Verbindungen importieren", "Import connections").get(lang);
    let look = Look { title, width: WIDTH, lang, height: HEIGHT, strip: STRIP };
    let cancel = (!matches!(step, TransferStep::Taken(_))).then(|| cancel(lang));
    let buttons = Buttons { primary: primary.get(lang), cancel, ready };
    let replaces = form.choices.contains(&ImportChoice::Replace);
    let answer = tall_modal_ui(
        ui,
        look,
        &buttons,
        |ui| match step {
            TransferStep::Opened(offers) => offers_ui(ui, frame, form, offers),
            TransferStep::Taken(count) => taken_ui(ui, lang, form, *count),
            _ => file_ui(ui, frame, form, out),
        },
        |ui| strip_ui(ui, lang, replaces, step),
        |_| {},
    );
    if answer.submit {
        match step {
            TransferStep::Taken(_) => return true,
            TransferStep::Opened(offers) => take(frame.view, form, offers, out),
            _ => form.open(out),
        }
    }
    answer.close
}

fn take(view: &View<'_>, form: &ImportForm, offers: &[Offer], out: &mut Outbox) {
    let kept = resolve(form.existing(view), offers, &form.choices);
    if !form.personal {
        let edit = |(_, connection, replaces): &(usize, Connection, bool)| {
            let connection = connection.clone();
            if *replaces { Edit::SetConnection(connection) } else { Edit::AddConnection(connection) }
        };
        let edits = kept.iter().map(edit).collect();
        out.edit(Edit::All(t("Verbindungen importieren", "Import connections"), edits));
    }
    let items = kept.into_iter().map(|(place, connection, _)| (place, connection)).collect();
    out.push(Request::Transfer(TransferCommand::Take(Take { personal: form.personal, items })));
}

fn file_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ImportForm, out: &mut Outbox) {
    let lang = frame.lang;
    let (changed, chosen) = form.file.ui(ui, frame, false, out);
    if changed {
        form.locked = false;
        form.passphrase.clear();
        if chosen {
            form.open(out);
        } else if frame.view.data.transfer.step != TransferStep::Idle {
            out.push(Request::Transfer(TransferCommand::Forget));
        }
    }
    if form.locked {
        let label = t("Passphrase", "Passphrase").get(lang);
        let wrong = matches!(frame.view.data.transfer.step, TransferStep::Failed(_));
        let response = passphrase_row(ui, label, wrong, &mut form.passphrase);
        if frame.view.data.transfer.step == TransferStep::NeedsPassphrase && form.passphrase.is_empty() {
            response.request_focus();
        }
    } else {
        let remark = t(
            "Eine Datei, die Steckbrett exportiert hat. Vor dem Übernehmen ist zu sehen, was darin ist.",
            "A file that Steckbrett has exported. What is in it can be seen before anything is taken.",
        );
        row(ui, "", |ui| widgets::remark(ui, remark.get(lang)));
    }
}

fn strip_ui(ui: &mut Ui, lang: Lang, replaces: bool, step: &TransferStep) {
    let theme = Theme::current(ui);
    match step {
        TransferStep::Busy => busy_ui(ui, lang),
        TransferStep::NeedsPassphrase => {
            let text = t("Die Datei ist mit einer Passphrase geschützt.", "The file is protected with a passphrase.");
            said_ui(ui, ("lock", theme.muted), text.get(lang));
        }
        TransferStep::Failed(said) => said_ui(ui, ("circle-alert", theme.bad), said.get(lang)),
        TransferStep::Opened(_) if replaces => {
            let text = t(
                "Was ersetzt wird, verliert seine Einstellungen und Geheimnisse.",
                "What is replaced loses its settings and secrets.",
            );
            said_ui(ui, ("triangle-alert", theme.warn), text.get(lang));
        }
        TransferStep::Idle
        | TransferStep::Exported(..)
        | TransferStep::Exists
        | TransferStep::Opened(_)
        | TransferStep::Taken(_) => quiet_ui(ui),
    }
}

fn offers_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ImportForm, offers: &[Offer]) {
    let lang = frame.lang;
    form.choices.resize(offers.len(), ImportChoice::Add);
    let label = t("Übernehmen", "Take").get(lang);
    row(ui, label, |ui| {
        let labels =
            [t("In dieses Projekt", "Into this project").get(lang), t("Als persönliche", "As personal").get(lang)];
        if let Some(place) = widgets::segmented(ui, &labels, usize::from(form.personal), 280.0) {
            form.personal = place == 1;
            form.choices.fill(ImportChoice::Add);
        }
    });
    ui.add_space(6.0);
    if offers.is_empty() {
        widgets::remark(ui, t("Die Datei enthält keine Verbindung.", "The file holds no connection.").get(lang));
    }
    let existing = form.existing(frame.view);
    ScrollArea::vertical().id_salt("import").max_height(230.0).auto_shrink([false, true]).show(ui, |ui| {
        for (i, (offer, choice)) in offers.iter().zip(&mut form.choices).enumerate() {
            ui.push_id(i, |ui| offer_ui(ui, lang, offer, choice, existing));
        }
    });
}

fn offer_ui(ui: &mut Ui, lang: Lang, offer: &Offer, choice: &mut ImportChoice, existing: &[Connection]) {
    const CHOICE: f32 = 170.0;
    let theme = Theme::current(ui);
    let connection = &offer.connection;
    let rival = rival(existing, connection);
    ui.horizontal(|ui| {
        let width = ui.available_width() - CHOICE - 12.0;
        ui.allocate_ui_with_layout(egui::vec2(width, 40.0), egui::Layout::top_down(egui::Align::Min), |ui| {
            ui.set_width(width);
            ui.spacing_mut().item_spacing.y = 1.0;
            ui.add(
                Label::new(RichText::new(&connection.name).font(theme::semibold(13.0)).color(theme.text)).truncate(),
            );
            let note = format!("{} · {}", labels::address(connection, None), secrets_text(&offer.secrets, lang));
            ui.add(Label::new(RichText::new(note).size(12.0).color(theme.muted)).truncate());
            if let Some(rival) = rival {
                let text = match lang {
                    Lang::De => format!("„{}“ ist schon da", rival.name),
                    Lang::En => format!("“{}” is there already", rival.name),
                };
                ui.add(Label::new(RichText::new(text).size(12.0).color(theme.warn)).truncate());
            }
        });
        let label = match lang {
            Lang::De => format!("Was mit {} geschieht", connection.name),
            Lang::En => format!("What becomes of {}", connection.name),
        };
        ui.allocate_ui(egui::vec2(CHOICE, theme::ROW), |ui| {
            if connection.is_local() {
                widgets::remark(ui, t("Hat jedes Steckbrett", "Every Steckbrett has it").get(lang));
                return;
            }
            let shown = choice_text(*choice, rival.is_some()).get(lang);
            let color = if *choice == ImportChoice::Skip { theme.faint } else { theme.text };
            widgets::choice_field(ui, &label, (shown, color), |ui| {
                for other in [ImportChoice::Add, ImportChoice::Replace, ImportChoice::Skip] {
                    let possible = other != ImportChoice::Replace || rival.is_some_and(|rival| !rival.is_local());
                    let text = choice_text(other, rival.is_some()).get(lang);
                    if possible && ui.selectable_label(other == *choice, text).clicked() {
                        *choice = other;
                    }
                }
            });
        });
    });
    ui.add_space(4.0);
}

fn choice_text(choice: ImportChoice, clash: bool) -> Text {
    match choice {
        ImportChoice::Add if clash => t("Beide behalten", "Keep both"),
        ImportChoice::Add => t("Hinzufügen", "Add"),
        ImportChoice::Replace => t("Ersetzen", "Replace"),
        ImportChoice::Skip => t("Überspringen", "Skip"),
    }
}

fn secrets_text(secrets: &[Secret], lang: Lang) -> String {
    if secrets.is_empty() {
        return t("ohne Geheimnisse", "without secrets").get(lang).to_owned();
    }
    let word = |secret: &Secret| match secret {
        Secret::Password => t("Passwort", "password"),
        Secret::Passphrase => t("Passphrase des Schlüssels", "passphrase of the key"),
        Secret::Key => t("Schlüssel", "key"),
    };
    let words: Vec<_> = secrets.iter().map(|secret| word(secret).get(lang)).collect();
    format!("{} {}", t("mit", "with").get(lang), words.join(", "))
}

fn taken_ui(ui: &mut Ui, lang: Lang, form: &ImportForm, count: usize) {
    let theme = Theme::current(ui);
    let count = connections_text(count, lang);
    let sentence = match (form.personal, lang) {
        (false, Lang::De) => format!("{count} ins Projekt übernommen. Strg+Z nimmt sie wieder heraus."),
        (false, Lang::En) => format!("{count} taken into the project. Ctrl+Z takes them out again."),
        (true, Lang::De) => format!("{count} zu den persönlichen übernommen."),
        (true, Lang::En) => format!("{count} added to the personal ones."),
    };
    said_ui(ui, ("circle-check", theme.run), &sentence);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::ConnectionId;

    fn connection(number: u64, name: &str, host: &str) -> Connection {
        Connection::to_host(ConnectionId::from_random(number), name, host, 1883)
    }

    fn offer(number: u64, name: &str) -> Offer {
        Offer { connection: connection(number, name, "new"), secrets: Vec::new() }
    }

    fn names(kept: &[(usize, Connection, bool)]) -> Vec<(usize, &str, bool)> {
        kept.iter().map(|(place, connection, replaces)| (*place, connection.name.as_str(), *replaces)).collect()
    }

    #[test]
    fn both_stay_with_ids_and_names_of_their_own() {
        let existing = [connection(1, "Halle", "old"), connection(2, "Werk", "old")];
        let offers = [offer(1, "Halle neu"), offer(9, "werk"), offer(3, "Lager"), offer(3, "Lager")];
        let kept = resolve(&existing, &offers, &[ImportChoice::Add; 4]);
        let wanted = [(0, "Halle neu", false), (1, "werk 2", false), (2, "Lager", false), (3, "Lager 2", false)];
        let same_case = names(&kept);
        assert_eq!(same_case[0], wanted[0]);
        assert_eq!(same_case[2..], wanted[2..]);
        let mut ids: Vec<_> = existing.iter().chain(kept.iter().map(|(_, one, _)| one)).map(|one| &one.id).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 6);
        assert_eq!(kept[2].1.id, ConnectionId::from_random(3), "a free id stays, so that handlers find it");
    }

    #[test]
    fn one_that_replaces_gets_the_id_of_the_one_that_was_there() {
        let existing = [connection(1, "Halle", "old"), connection(2, "Werk", "old")];
        let offers = [offer(1, "Halle neu"), offer(9, "Werk"), offer(5, "Lager"), offer(9, "Werk")];
        let kept = resolve(
            &existing,
            &offers,
            &[ImportChoice::Replace, ImportChoice::Replace, ImportChoice::Skip, ImportChoice::Replace],
        );
        assert_eq!(names(&kept), [(0, "Halle neu", true), (1, "Werk", true), (3, "Werk 2", false)]);
        assert_eq!(kept[1].1.id, existing[1].id);
        assert_eq!(kept[1].1.mqtt().unwrap().host, "new");
    }
}
