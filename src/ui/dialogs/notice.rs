//! Dialogs with little to fill in: unsaved changes, a path to type, about, and messages.

use std::path::{Path, PathBuf};

use egui::{Align, Label, Layout, RichText, Sense, Ui, vec2};

use super::{Answer, Buttons, Frame, cancel, modal_ui, row};
use crate::editor::command::{Action, Command, UnsavedAnswer};
use crate::editor::dialog::Dialog;
use crate::editor::monitor::MonitorCommand;
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::model::id::ConnectionId;
use crate::model::topic::TopicName;
use crate::say;
use crate::ui::Outbox;
use crate::ui::menu::logo_at;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// The way from a path that could not be saved to, to another one.
const ANOTHER_PATH: Text = t("Anderer Pfad …", "Another path…");

/// How many topics are listed before they are cleared.
const LISTED: usize = 8;

/// What stands in the path field at first: to save, the project's own path or a good one for it; to open, the folder.
///
/// A path that could not be saved to stays as it was typed.
pub(super) fn proposed_path(view: &View<'_>, save: bool, unsaved: Option<PathBuf>) -> String {
    if let Some(path) = unsaved.filter(|_| save) {
        return path.display().to_string();
    }
    match (&view.editor.path, &view.data.projects) {
        (Some(path), _) if save => path.display().to_string(),
        (_, Some(folder)) if save => folder.join(view.editor.file_name()).display().to_string(),
        (_, Some(folder)) => format!("{}{}", folder.display(), std::path::MAIN_SEPARATOR),
        (_, None) => String::new(),
    }
}

/// Which characters of a path are the file's name, without its ending: what is most likely typed anew.
fn name_in(path: &str) -> std::ops::Range<usize> {
    let count = |text: &str| text.chars().count();
    let file = path.rsplit(std::path::is_separator).next().unwrap_or(path);
    let name = file.strip_suffix(".ron").unwrap_or(file);
    let start = count(path) - count(file);
    start..start + count(name)
}

/// Asks for a path, to save or to open; whether the dialog closes.
pub(super) fn path_ui(ui: &Ui, frame: Frame<'_>, path: &mut String, save: bool, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let (title, primary) = if save {
        (t("Speichern unter", "Save as"), t("Speichern", "Save"))
    } else {
        (t("Projekt öffnen", "Open project"), t("Öffnen", "Open"))
    };
    let ready = !path.trim().is_empty();
    let buttons = Buttons { primary: primary.get(lang), cancel: Some(cancel(lang)), ready };
    let body = |ui: &mut Ui| {
        let label = t("Pfad", "Path").get(lang);
        row(ui, label, |ui| {
            let hint = t("/home/anna/halle.ron", "/home/anna/hall.ron").get(lang);
            let response = Input::new(label).hint(hint).mono().show(ui, path);
            if frame.fresh {
                widgets::focus_part(ui, &response, name_in(path));
            }
            let remark = t("Dieses System bietet keinen Dateidialog", "This system offers no file dialog");
            widgets::remark(ui, remark.get(lang));
        });
    };
    let answer = modal_ui(ui, (title.get(lang), 560.0, lang), &buttons, body, |_| {});
    if !answer.submit {
        return answer.close;
    }
    let mut path = PathBuf::from(path.trim());
    if save {
        // As the system's dialogs do: the ending may be left out.
        if path.extension().is_none() {
            path.set_extension("ron");
        }
        // It closes the dialog itself, and what waits for the saving goes on.
        out.push(Command::SaveTo(path));
    } else {
        // Closed first: what follows may open a dialog of its own.
        out.push(Command::CloseDialog);
        out.push(Command::OpenPath(path));
    }
    false
}

/// Draws a dialog without fields; whether it closes.
pub(super) fn notice_ui(ui: &Ui, frame: Frame<'_>, dialog: &Dialog, out: &mut Outbox) -> bool {
    match dialog {
        Dialog::Unsaved => unsaved_ui(ui, frame, out),
        Dialog::StillWaiting(count) => waiting_ui(ui, frame.lang, *count, out),
        Dialog::ClearStored(connection, branch, topics) => {
            clear_stored_ui(ui, frame.lang, (connection, branch, topics), out)
        }
        Dialog::DeleteUsed(items) => super::used::dialog_ui(ui, frame, items, out),
        Dialog::LostWork => super::lost_work::dialog_ui(ui, frame, out),
        Dialog::TrustProject(run) => super::trust::dialog_ui(ui, frame, *run, out),
        Dialog::TakeOver(path) => super::trust::take_over_ui(ui, frame.lang, path, out),
        Dialog::About => about_ui(ui, frame.lang),
        Dialog::Overwrite(path) => overwrite_ui(ui, frame.lang, path, out),
        Dialog::NoFolder(path) => no_folder_ui(ui, frame.lang, path, out),
        Dialog::NotSaved(_, sentence) => not_saved_ui(ui, frame.lang, sentence, out),
        Dialog::ChangedOutside(path) => changed_outside_ui(ui, frame.lang, path, out),
        Dialog::Message(title, sentence) => message_ui(ui, frame.lang, title, sentence),
        // They have forms of their own.
        Dialog::Palette
        | Dialog::NewSource(_)
        | Dialog::NewSourceFor(..)
        | Dialog::NewSourceOn(..)
        | Dialog::EditSource(_)
        | Dialog::EditConnection(_)
        | Dialog::EditPersonal(_)
        | Dialog::ExportConnections(_)
        | Dialog::ImportConnections
        | Dialog::Connections
        | Dialog::Languages
        | Dialog::NewVariable(_)
        | Dialog::NewTimer(_)
        | Dialog::EditTimer(_)
        | Dialog::NewFunction(_)
        | Dialog::EditFunction(_)
        | Dialog::GiveSecret(..)
        | Dialog::Preferences
        | Dialog::Shortcuts
        | Dialog::AskPath(_) => true,
    }
}

fn unsaved_ui(ui: &Ui, frame: Frame<'_>, out: &mut Outbox) -> bool {
    let lang = frame.lang;
    let title = t("Änderungen speichern?", "Save changes?").get(lang);
    let buttons = Buttons { primary: t("Speichern", "Save").get(lang), cancel: Some(cancel(lang)), ready: true };
    let name = &frame.view.editor.project().name;
    let sentence = match lang {
        Lang::De => format!("„{name}“ hat Änderungen, die noch nicht gespeichert sind."),
        Lang::En => format!("“{name}” has changes that are not saved yet."),
    };
    let mut discard = false;
    let answer = modal_ui(
        ui,
        (title, 460.0, lang),
        &buttons,
        |ui| text_ui(ui, &sentence),
        |ui| {
            discard = widgets::button(ui, t("Verwerfen", "Discard").get(lang)).clicked();
        },
    );
    if discard {
        out.push(Command::Unsaved(UnsavedAnswer::Discard));
    } else if answer.submit {
        out.push(Command::Unsaved(UnsavedAnswer::Save));
    }
    answer.close && !discard && !answer.submit
}

/// Another file is there already.
fn overwrite_ui(ui: &Ui, lang: Lang, path: &Path, out: &mut Outbox) -> bool {
    let title = t("Datei überschreiben?", "Overwrite the file?").get(lang);
    let primary = t("Anderer Name …", "Another name…").get(lang);
    let buttons = Buttons { primary, cancel: Some(cancel(lang)), ready: true };
    let sentence = match lang {
        Lang::De => format!("{} gibt es schon. Der alte Inhalt bleibt als .bak daneben.", path.display()),
        Lang::En => format!("{} exists already. Its old content is kept beside it as .bak.", path.display()),
    };
    let mut overwrite = false;
    let answer = modal_ui(
        ui,
        (title, 500.0, lang),
        &buttons,
        |ui| text_ui(ui, &sentence),
        |ui| overwrite = widgets::button(ui, t("Überschreiben", "Overwrite").get(lang)).clicked(),
    );
    if overwrite {
        out.push(Command::Overwrite(path.to_owned()));
    } else if answer.submit {
        out.act(Action::SaveAs);
    }
    answer.close && !overwrite && !answer.submit
}

/// The folder to save in does not exist.
fn no_folder_ui(ui: &Ui, lang: Lang, path: &Path, out: &mut Outbox) -> bool {
    let title = t("Ordner anlegen?", "Create the folder?").get(lang);
    let primary = t("Anlegen und speichern", "Create and save").get(lang);
    let buttons = Buttons { primary, cancel: Some(cancel(lang)), ready: true };
    let folder = path.parent().unwrap_or(path).display();
    let sentence = match lang {
        Lang::De => format!("Den Ordner {folder} gibt es nicht. Ihn anlegen oder einen anderen Pfad wählen."),
        Lang::En => format!("The folder {folder} does not exist. Create it or choose another path."),
    };
    let mut again = false;
    let answer = modal_ui(
        ui,
        (title, 520.0, lang),
        &buttons,
        |ui| text_ui(ui, &sentence),
        |ui| again = widgets::button(ui, ANOTHER_PATH.get(lang)).clicked(),
    );
    if again {
        out.act(Action::SaveAs);
    } else if answer.submit {
        out.push(Command::SaveInNewFolder(path.to_owned()));
    }
    answer.close && !again && !answer.submit
}

/// The project could not be saved.
fn not_saved_ui(ui: &Ui, lang: Lang, sentence: &str, out: &mut Outbox) -> bool {
    let title = t("Das Projekt ist nicht gespeichert", "The project is not saved").get(lang);
    let buttons = Buttons { primary: ANOTHER_PATH.get(lang), cancel: Some(cancel(lang)), ready: true };
    let answer = modal_ui(ui, (title, 520.0, lang), &buttons, |ui| text_ui(ui, sentence), |_| {});
    if answer.submit {
        out.act(Action::SaveAs);
    }
    answer.close && !answer.submit
}

/// Another program has changed the project's file.
fn changed_outside_ui(ui: &Ui, lang: Lang, path: &Path, out: &mut Outbox) -> bool {
    let title = t("Die Datei hat sich geändert", "The file has changed").get(lang);
    let primary = t("Speichern unter …", "Save as…").get(lang);
    let buttons = Buttons { primary, cancel: Some(cancel(lang)), ready: true };
    let sentence = match lang {
        Lang::De => format!(
            "Ein anderes Programm hat {} geändert, seit das Projekt geladen wurde. \
             Neu laden verwirft die eigenen Änderungen, Überschreiben die des anderen Programms.",
            path.display()
        ),
        Lang::En => format!(
            "Another program has changed {} since the project was loaded. \
             To reload drops the changes made here, to overwrite drops those of the other program.",
            path.display()
        ),
    };
    let mut command = None;
    let answer = modal_ui(
        ui,
        (title, 540.0, lang),
        &buttons,
        |ui| text_ui(ui, &sentence),
        |ui| {
            if widgets::button(ui, t("Neu laden", "Reload").get(lang)).clicked() {
                command = Some(Command::Reload(path.to_owned()));
            }
            if widgets::button(ui, t("Überschreiben", "Overwrite").get(lang)).clicked() {
                command = Some(Command::Overwrite(path.to_owned()));
            }
        },
    );
    let decided = command.is_some() || answer.submit;
    match command {
        Some(command) => out.push(command),
        None if answer.submit => out.act(Action::SaveAs),
        None => {}
    }
    answer.close && !decided
}

fn waiting_ui(ui: &Ui, lang: Lang, count: usize, out: &mut Outbox) -> bool {
    let (title, sentence) = say::still_waiting(count, lang);
    let buttons = Buttons { primary: t("Weiter warten", "Keep waiting").get(lang), cancel: None, ready: true };
    let mut quit = false;
    let answer = modal_ui(
        ui,
        (&title, 460.0, lang),
        &buttons,
        |ui| text_ui(ui, &sentence),
        |ui| quit = widgets::button(ui, t("Trotzdem beenden", "Quit anyway").get(lang)).clicked(),
    );
    if quit {
        out.push(Request::QuitAnyway);
    }
    answer.close || answer.submit
}

/// Asks before stored values of a whole branch are cleared: nobody can bring them back.
fn clear_stored_ui(
    ui: &Ui,
    lang: Lang,
    (connection, branch, topics): (&ConnectionId, &str, &[String]),
    out: &mut Outbox,
) -> bool {
    let title = t("Gespeicherte Werte löschen?", "Clear stored values?").get(lang);
    let count = topics.len();
    let primary = match lang {
        Lang::De => format!("{count} Werte löschen"),
        Lang::En => format!("Clear {count} values"),
    };
    let buttons = Buttons { primary: &primary, cancel: Some(cancel(lang)), ready: true };
    let sentence = match lang {
        Lang::De => {
            format!("Unter „{branch}“ hat der Broker {count} Werte gespeichert. Gelöscht sind sie für alle weg.")
        }
        Lang::En => {
            format!("Below “{branch}” the broker has stored {count} values. Cleared, they are gone for everybody.")
        }
    };
    let body = |ui: &mut Ui| {
        text_ui(ui, &sentence);
        ui.add_space(6.0);
        for topic in topics.iter().take(LISTED) {
            ui.add(Label::new(RichText::new(topic).font(theme::mono(12.0))).truncate());
        }
        if count > LISTED {
            text_ui(ui, &format!("… + {}", count - LISTED));
        }
    };
    let Answer { close, submit } = modal_ui(ui, (title, 480.0, lang), &buttons, body, |_| {});
    if submit {
        let topics = topics.iter().filter_map(|topic| TopicName::parse(topic).ok()).collect();
        out.push(Request::Monitor(MonitorCommand::ClearStored(connection.clone(), topics)));
    }
    close || submit
}

fn message_ui(ui: &Ui, lang: Lang, title: &str, sentence: &str) -> bool {
    let buttons = Buttons { primary: t("Verstanden", "Got it").get(lang), cancel: None, ready: true };
    let Answer { close, submit } = modal_ui(ui, (title, 460.0, lang), &buttons, |ui| text_ui(ui, sentence), |_| {});
    close || submit
}

fn text_ui(ui: &mut Ui, sentence: &str) {
    let color = Theme::current(ui).muted;
    ui.add(Label::new(RichText::new(sentence).color(color)).wrap());
}

fn about_ui(ui: &Ui, lang: Lang) -> bool {
    let buttons = Buttons { primary: t("Schließen", "Close").get(lang), cancel: None, ready: true };
    let title = t("Über Steckbrett", "About Steckbrett").get(lang);
    let body = |ui: &mut Ui| {
        let theme = Theme::current(ui);
        ui.with_layout(Layout::top_down(Align::Center), |ui| {
            let (square, _) = ui.allocate_exact_size(vec2(44.0, 44.0), Sense::hover());
            logo_at(ui, square);
            ui.label(RichText::new("Steckbrett").font(theme::semibold(20.0)).color(theme.text));
            let version = format!("Version {}", env!("CARGO_PKG_VERSION"));
            ui.label(RichText::new(version).color(theme.muted));
        });
        ui.add_space(8.0);
        let what = t(
            "Kleine Touch-Apps, die MQTT sprechen: gezogen, gesteckt, gestartet.",
            "Small touch apps that talk MQTT: dragged, wired, started.",
        );
        text_ui(ui, what.get(lang));
        ui.add_space(6.0);
        for (label, text) in [
            (t("Lizenz", "License"), t("MIT oder Apache-2.0", "MIT or Apache-2.0")),
            (
                t("Dank", "Thanks"),
                t(
                    "setzer22 und egui_node_graph für die Sprache der Bausteine; egui, mlua und rumqttc",
                    "setzer22 and egui_node_graph for the vocabulary of the blocks; egui, mlua and rumqttc",
                ),
            ),
            (
                t("Schriften", "Fonts"),
                t("Inter und JetBrains Mono (OFL), Lucide (ISC)", "Inter and JetBrains Mono (OFL), Lucide (ISC)"),
            ),
        ] {
            row(ui, label.get(lang), |ui| {
                // On one line with the label, which stands in the middle of its row.
                ui.add_space(4.5);
                text_ui(ui, text.get(lang));
            });
        }
    };
    let Answer { close, submit } = modal_ui(ui, (title, 480.0, lang), &buttons, body, |_| {});
    close || submit
}
