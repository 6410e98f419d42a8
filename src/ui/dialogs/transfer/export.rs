//! Which connections go into a file, and with which passphrase.
//!
//! Without one no secret leaves this computer; the dialog says so.

use egui::{RichText, ScrollArea, Ui};

use super::{FileField, HEIGHT, WIDTH, busy_ui, connections_text, passphrase_row, quiet_ui, said_ui};
use crate::editor::command::Command;
use crate::editor::request::Request;
use crate::editor::transfer::{Export, TransferCommand, TransferStep};
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::connection::Connection;
use crate::model::id::ConnectionId;
use crate::model::password::Password;
use crate::ui::Outbox;
use crate::ui::dialogs::connection::STRIP;
use crate::ui::dialogs::{Buttons, Frame, Look, cancel, labels, row, tall_modal_ui};
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Height of the list of connections.
const LIST: f32 = 132.0;

/// What stands in the fields.
#[derive(Debug)]
pub(in crate::ui::dialogs) struct ExportForm {
    /// Those that go along: whether it is the user's, and which.
    chosen: Vec<(bool, ConnectionId)>,
    /// Passwords and keys go along.
    secrets: bool,
    passphrase: String,
    again: String,
    file: FileField,
    /// The system's dialog has asked already about a file that is there.
    over: bool,
    /// The button was pressed: what is missing is said from now on.
    strict: bool,
}

impl ExportForm {
    /// Begins with all connections, or with the one that is named.
    pub(in crate::ui::dialogs) fn new(view: &View<'_>, only: Option<&(bool, ConnectionId)>) -> Self {
        let all: Vec<_> =
            all(view).into_iter().map(|(personal, connection)| (personal, connection.id.clone())).collect();
        let only: Vec<_> = all.iter().filter(|one| Some(*one) == only).cloned().collect();
        let name = t("verbindungen.age", "connections.age").get(view.lang);
        let path = view
            .data
            .projects
            .as_ref()
            .map_or_else(|| name.to_owned(), |folder| folder.join(name).display().to_string());
        Self {
            chosen: if only.is_empty() { all } else { only },
            secrets: true,
            passphrase: String::new(),
            again: String::new(),
            file: FileField::new(view, path),
            over: false,
            strict: false,
        }
    }

    /// What keeps it from being done, once the button was pressed.
    fn flaw(&self, lang: Lang) -> Option<&'static str> {
        let text = if self.chosen.is_empty() {
            t("Mindestens eine Verbindung ankreuzen", "Tick at least one connection")
        } else if self.file.is_empty() {
            t("Die Datei fehlt", "The file is missing")
        } else if self.secrets && self.passphrase.is_empty() {
            t("Die Passphrase fehlt", "The passphrase is missing")
        } else if self.secrets && self.passphrase != self.again {
            t("Die beiden Passphrasen sind verschieden", "The two passphrases differ")
        } else {
            return None;
        };
        Some(text.get(lang))
    }

    fn ask(&self, over: bool) -> Command {
        let of = |wanted: bool| {
            let chosen = self.chosen.iter().filter(|(personal, _)| *personal == wanted);
            chosen.map(|(_, id)| id.clone()).collect()
        };
        Command::Request(Request::Transfer(TransferCommand::Export(Export {
            path: self.file.path(),
            project: of(false),
            personal: of(true),
            passphrase: Password::new(if self.secrets { &self.passphrase } else { "" }),
            over,
        })))
    }
}

/// Everything that can go into a file: every program has a local broker of its own.
fn all<'a>(view: &View<'a>) -> Vec<(bool, &'a Connection)> {
    let project = view.editor.project().connections.iter().filter(|connection| !connection.is_local());
    let project = project.map(|connection| (false, connection));
    project.chain(view.data.personal.iter().map(|connection| (true, connection))).collect()
}

/// Draws the dialog; whether it closes.
pub(in crate::ui::dialogs) fn dialog_ui(ui: &Ui, frame: Frame<'_>, form: &mut ExportForm, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let step = &frame.view.data.transfer.step;
    let done = matches!(step, TransferStep::Exported(..));
    let primary = match step {
        TransferStep::Exported(..) => t("Fertig", "Done"),
        TransferStep::Exists => t("Überschreiben", "Overwrite"),
        _ => t("Exportieren", "Export"),
    };
    let title = t("Verbindungen exportieren", "Export connections").get(lang);
    let look = Look { title, width: WIDTH, lang, height: HEIGHT, strip: STRIP };
    let cancel = (!done).then(|| cancel(lang));
    let buttons = Buttons { primary: primary.get(lang), cancel, ready: *step != TransferStep::Busy };
    let flaw = form.flaw(lang).filter(|_| form.strict);
    let answer = tall_modal_ui(
        ui,
        look,
        &buttons,
        |ui| {
            if done {
                done_ui(ui, lang, form, step);
            } else {
                fields_ui(ui, frame, form, out);
            }
        },
        |ui| strip_ui(ui, lang, flaw, step),
        |_| {},
    );
    if answer.submit && done {
        return true;
    }
    if answer.submit {
        form.strict = true;
        if form.flaw(lang).is_none() {
            out.push(form.ask(form.over || *step == TransferStep::Exists));
        }
    }
    answer.close
}

fn fields_ui(ui: &mut Ui, frame: Frame<'_>, form: &mut ExportForm, out: &mut Outbox) {
    let lang = frame.lang;
    let all = all(frame.view);
    row(ui, t("Verbindungen", "Connections").get(lang), |ui| {
        if all.is_empty() {
            let text = t(
                "Noch keine außer dem lokalen Broker, den jedes Steckbrett hat",
                "None yet but the local broker, which every Steckbrett has",
            );
            widgets::remark(ui, text.get(lang));
        }
        // In a row, which is low, it would scroll after two of them.
        let list = ScrollArea::vertical().id_salt("export").max_height(LIST).min_scrolled_height(LIST);
        list.auto_shrink([false, true]).show(ui, |ui| {
            for (personal, connection) in all {
                choice_ui(ui, lang, form, (personal, connection));
            }
        });
    });
    ui.add_space(4.0);
    let label = t("Geheimnisse", "Secrets").get(lang);
    row(ui, label, |ui| {
        let theme = Theme::current(ui);
        let word = if form.secrets {
            t("Passwörter und Schlüssel mitnehmen", "Take passwords and keys along")
        } else {
            t("Ohne Passwörter und Schlüssel", "Without passwords and keys")
        };
        if widgets::switch(ui, label, Some(form.secrets), (word.get(lang), theme.text)) {
            form.secrets = !form.secrets;
        }
    });
    if form.secrets {
        let differ = form.strict && form.passphrase != form.again;
        let missing = form.strict && form.passphrase.is_empty();
        let first = passphrase_row(ui, t("Passphrase", "Passphrase").get(lang), missing, &mut form.passphrase);
        if frame.fresh {
            first.request_focus();
        }
        passphrase_row(ui, t("Noch einmal", "Once more").get(lang), differ, &mut form.again);
        let remark = t(
            "Ohne die Passphrase öffnet niemand die Datei, auch dieses Programm nicht. Mehrere Wörter sind gut.",
            "Nobody opens the file without the passphrase, not even this program. Several words are good.",
        );
        row(ui, "", |ui| widgets::remark(ui, remark.get(lang)));
    } else {
        let remark = t(
            "Die Datei ist lesbarer Text. Passwörter und Schlüssel sind danach neu einzugeben.",
            "The file is readable text. Passwords and keys are to be entered again afterwards.",
        );
        row(ui, "", |ui| widgets::remark(ui, remark.get(lang)));
    }
    let (changed, chosen) = form.file.ui(ui, frame, true, out);
    if changed {
        form.over = chosen;
        if frame.view.data.transfer.step != TransferStep::Idle {
            out.push(Request::Transfer(TransferCommand::Forget));
        }
    }
}

fn choice_ui(ui: &mut Ui, lang: Lang, form: &mut ExportForm, (personal, connection): (bool, &Connection)) {
    let theme = Theme::current(ui);
    let key = (personal, connection.id.clone());
    let mut on = form.chosen.contains(&key);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 8.0;
        if ui.checkbox(&mut on, connection.shown_name(lang)).changed() {
            form.chosen.retain(|other| *other != key);
            if on {
                form.chosen.push(key);
            }
        }
        let mut note = labels::address(connection, None);
        if personal {
            note = format!("{note} · {}", labels::PERSONAL.get(lang).to_lowercase());
        }
        ui.add(egui::Label::new(RichText::new(note).size(12.0).color(theme.faint)).truncate());
    });
}

fn strip_ui(ui: &mut Ui, lang: Lang, flaw: Option<&str>, step: &TransferStep) {
    let theme = Theme::current(ui);
    match (step, flaw) {
        (TransferStep::Busy, _) => busy_ui(ui, lang),
        (_, Some(flaw)) => said_ui(ui, ("circle-alert", theme.bad), flaw),
        (TransferStep::Exists, _) => {
            let text = t("Die Datei gibt es schon.", "The file exists already.");
            said_ui(ui, ("triangle-alert", theme.warn), text.get(lang));
        }
        (TransferStep::Failed(said), _) => said_ui(ui, ("circle-alert", theme.bad), said.get(lang)),
        (
            TransferStep::Idle
            | TransferStep::Exported(..)
            | TransferStep::NeedsPassphrase
            | TransferStep::Opened(_)
            | TransferStep::Taken(_),
            None,
        ) => {
            quiet_ui(ui);
        }
    }
}

fn done_ui(ui: &mut Ui, lang: Lang, form: &ExportForm, step: &TransferStep) {
    let TransferStep::Exported(count, path) = step else { return };
    let theme = Theme::current(ui);
    let count = connections_text(*count, lang);
    let sentence = match lang {
        Lang::De => format!("{count} exportiert."),
        Lang::En => format!("{count} exported."),
    };
    said_ui(ui, ("circle-check", theme.run), &sentence);
    ui.add_space(4.0);
    ui.add(egui::Label::new(RichText::new(path.display().to_string()).monospace().color(theme.text)).wrap());
    ui.add_space(4.0);
    let remark = if form.secrets {
        t(
            "Auf dem anderen Rechner: Verbindungen, Importieren …, dann die Passphrase. Das Programm age öffnet die \
             Datei auch.",
            "On the other computer: Connections, Import…, then the passphrase. The program age opens the file too.",
        )
    } else {
        t(
            "Auf dem anderen Rechner: Verbindungen, Importieren …, dann Passwörter und Schlüssel neu eingeben.",
            "On the other computer: Connections, Import…, then enter passwords and keys again.",
        )
    };
    widgets::remark(ui, remark.get(lang));
}
