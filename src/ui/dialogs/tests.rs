//! The dialogs, driven by label.

mod connection;
mod flaws;
mod functions;
mod lan;
mod languages;
mod lists;
mod personal;
mod timers;
mod transfer;

use egui::Key;
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::dialogs_ui;
use crate::editor::Editor;
use crate::editor::command::{Command, UnsavedAnswer};
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::trial::Trial;
use crate::i18n::Lang;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::blocks::{Block, Port};
use crate::model::connection::{Connection, Login};
use crate::model::edit::{Created, Edit, apply};
use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, ConnectionId};
use crate::model::item::Item;
use crate::model::preference::{PREFERENCES, PreferencePlace, Preferences};
use crate::model::project::Project;
use crate::model::run::{Reached, Refusal, TlsVersion};
use crate::model::source::{ColumnType, MessageKind, Runs, Subscription};
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::ui::testing::{Stage, click, edits, field, fill, project, shows, stage};

fn open(project: Project, dialog: Dialog, lang: Lang) -> Harness<'static, Stage> {
    let mut editor = Editor::new(project, None, lang);
    editor.dialog = Some(dialog);
    let mut harness = stage(editor, |ui, view, state, out| dialogs_ui(ui, view, &mut state.dialogs, out));
    harness.run();
    harness
}

fn with_halle() -> (Project, ConnectionId) {
    let (mut project, _) = project(&["button"], Lang::De);
    let id = ConnectionId::from_random(42);
    apply(&mut project, &Edit::AddConnection(Connection::to_host(id.clone(), "Halle 1", "broker", 1883))).unwrap();
    (project, id)
}

/// A handler with one block that sends.
fn with_block(project: &mut Project) -> (HandlerRef, BlockId) {
    let at = HandlerRef::new(project.screens[0].controls[0].id, "tapped");
    let fragment = Fragment::single(Block::new("mqtt_publish"));
    let insert = GraphEdit::Insert { fragment, to: Target::Port(Port::First) };
    let Created { blocks, .. } = apply(project, &Edit::Graph(at.clone(), insert)).unwrap();
    (at, blocks[0])
}

fn slot(harness: &Harness<'_, Stage>, at: &HandlerRef, block: BlockId, slot: &str) -> Option<Item> {
    let handler = harness.state().editor.project().handler(at)?;
    handler.graph()?.block(block)?.item(slot).cloned()
}

fn is_open(harness: &Harness<'_, Stage>) -> bool {
    harness.state().editor.dialog.is_some()
}

#[test]
fn a_source_with_a_new_connection_fills_the_slot_in_one_step() {
    let (mut project, _) = with_halle();
    let (at, block) = with_block(&mut project);
    let waiting = Some((at.clone(), block, "connection".to_owned()));
    let mut harness = open(project, Dialog::NewSource(waiting), Lang::De);
    fill(&mut harness, "Name", "Verlauf");
    fill(&mut harness, "Host", "broker.example");
    click(&mut harness, "Passwort");
    fill(&mut harness, "Benutzer", "anna");
    fill(&mut harness, "Passwort", "geheim");
    click(&mut harness, "Topics empfangen");
    fill(&mut harness, "Topic-Filter", "halle1/#");
    click(&mut harness, "Anlegen");
    assert!(!is_open(&harness));
    let project = harness.state().editor.project();
    let connection = project.connections.last().unwrap();
    let mqtt = connection.mqtt().unwrap();
    let name = connection.name.as_str();
    assert_eq!((name, mqtt.host.as_str(), mqtt.port), ("broker.example", "broker.example", 1883));
    assert_eq!((mqtt.login, mqtt.user.as_str()), (Login::Password, "anna"));
    assert_eq!(project.sources[0].topics, ["halle1/#"]);
    assert_eq!(project.sources[0].connection, connection.id);
    assert_eq!(slot(&harness, &at, block, "connection"), Some(Item::from(connection.id.clone())));
    assert!(harness.state().asked.contains(&Command::Request(Request::SetPassword(
        connection.id.clone(),
        crate::model::password::Password::new("geheim")
    ))));
    assert_eq!(harness.state().editor.history.undo_labels().count(), 1);
    assert!(!format!("{project:?}").contains("geheim"), "the password stands in the project");
}

#[test]
fn a_second_source_uses_the_connection_of_the_first_unless_another_is_chosen() {
    let (mut project, id) = with_halle();
    apply(&mut project, &Edit::AddSource("Erste".to_owned(), id.clone(), Vec::new())).unwrap();
    let mut harness = open(project, Dialog::NewSource(None), Lang::De);
    click(&mut harness, "Vorhandene Verbindung verwenden");
    click(&mut harness, "Anlegen");
    assert_eq!(harness.state().editor.project().sources[1].connection, id);
}

#[test]
fn a_source_made_from_a_table_becomes_its_source_in_one_step() {
    let (mut project, _) = with_halle();
    let screen = project.screens[0].id;
    let mut table = crate::language::new_control(crate::language::control("table").unwrap(), Lang::De);
    table.id = crate::model::id::ControlId(900);
    project.screen_mut(screen).unwrap().controls.push(table);
    let dialog = Dialog::NewSourceFor(vec![crate::model::id::ControlId(900)], "source".to_owned());
    let mut harness = open(project, dialog, Lang::De);
    click(&mut harness, "Vorhandene Verbindung verwenden");
    fill(&mut harness, "Topic-Filter", "halle1/#");
    click(&mut harness, "Anlegen");
    let project = harness.state().editor.project();
    let value = project.screens[0].controls.last().unwrap().properties.get("source");
    assert_eq!(value, Some(&Item::from(project.sources[0].id).into()));
    assert_eq!(harness.state().editor.history.undo_labels().count(), 1);
}

/// Who only wants to send is not asked what to receive; who comes to receive is.
#[test]
fn receiving_is_a_part_of_its_own() {
    let (mut project, _) = with_halle();
    let (at, block) = with_block(&mut project);
    let waiting = Some((at, block, "connection".to_owned()));
    let mut harness = open(project, Dialog::NewSource(waiting), Lang::De);
    let asks = |harness: &Harness<'_, Stage>| harness.query_all_by_label("Topic-Filter").next().is_some();
    assert!(!asks(&harness) && shows(&harness, "Topics empfangen"));
    harness.event(egui::Event::Text("broker.example".to_owned()));
    harness.run();
    assert_eq!(field(&harness, "Host").value().as_deref(), Some("broker.example"), "the host is all that is missing");
    click(&mut harness, "Topics empfangen");
    fill(&mut harness, "Topic-Filter", "a/#/b");
    click(&mut harness, "Topics empfangen");
    assert!(!asks(&harness));
    click(&mut harness, "Anlegen");
    assert!(is_open(&harness) && shows(&harness, "letzte Ebene"), "what is wrong is shown");
    let harness = open(with_halle().0, Dialog::NewSource(None), Lang::De);
    assert!(asks(&harness));
}

#[test]
fn nothing_moves_between_a_new_and_an_existing_connection() {
    let (mut project, _) = with_halle();
    for i in 0..9 {
        let more = Connection::to_host(ConnectionId::from_random(100 + i), &format!("Werk {i}"), "werk", 1883);
        apply(&mut project, &Edit::AddConnection(more)).unwrap();
    }
    let mut harness = open(project, Dialog::NewSource(None), Lang::De);
    let places = |harness: &Harness<'_, Stage>| {
        ["Topics empfangen", "Topic-Filter", "Anlegen"].map(|name| {
            let node = harness.get_all_by_label(name).last().unwrap();
            node.rect().top()
        })
    };
    let new = places(&harness);
    click(&mut harness, "Vorhandene Verbindung verwenden");
    assert_eq!(places(&harness), new);
    click(&mut harness, "Neue Verbindung");
    click(&mut harness, "Passwort");
    let wide = places(&harness);
    click(&mut harness, "Vorhandene Verbindung verwenden");
    assert_eq!(places(&harness), wide);
}

#[test]
fn typing_replaces_the_proposed_name() {
    let mut harness = open(with_halle().0, Dialog::NewSource(None), Lang::De);
    harness.event(egui::Event::Text("Werk".to_owned()));
    harness.run();
    assert!(harness.get_all_by_label("Name").any(|node| node.value().as_deref() == Some("Werk")));
}

#[test]
fn an_existing_connection_is_used_again_and_topics_are_optional() {
    let (project, id) = with_halle();
    let mut harness = open(project, Dialog::NewSource(None), Lang::De);
    click(&mut harness, "Vorhandene Verbindung verwenden");
    assert!(shows(&harness, "broker:1883") || harness.query_by_label("Halle 1").is_some());
    click(&mut harness, "Halle 1");
    click(&mut harness, "Anlegen");
    let project = harness.state().editor.project();
    assert_eq!(project.connections.len(), 2);
    assert_eq!((project.sources[0].connection.clone(), project.sources[0].topics.len()), (id, 0));
}

#[test]
fn a_pasted_address_moves_port_and_tls_to_their_fields() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::EditConnection(None), Lang::De);
    field(&harness, "Host").click();
    harness.run();
    harness.event(egui::Event::Paste("mqtts://broker.example:8884".to_owned()));
    harness.run();
    assert_eq!(field(&harness, "Host").value().as_deref(), Some("broker.example"));
    assert_eq!(field(&harness, "Port").value().as_deref(), Some("8884"));
    assert!(shows(&harness, "Server prüfen"));
    harness.key_press(Key::Enter);
    harness.run();
    assert!(!is_open(&harness), "Enter is the primary button");
    let mqtt = harness.state().editor.project().connections[2].mqtt().unwrap();
    assert!(mqtt.tls && mqtt.port == 8884 && mqtt.host == "broker.example");
}

#[test]
fn a_bad_topic_filter_is_named_while_typing_and_keeps_the_dialog_open() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::NewSource(None), Lang::De);
    click(&mut harness, "Neue Verbindung");
    fill(&mut harness, "Host", "h");
    fill(&mut harness, "Topic-Filter", "halle1/#/x");
    assert!(shows(&harness, "letzte Ebene"));
    click(&mut harness, "Anlegen");
    assert!(is_open(&harness) && edits(&harness).is_empty());
}

#[test]
fn subscriptions_fill_columns_as_the_dialog_says() {
    let (mut project, id) = with_halle();
    let kept = Edit::AddSource("Klima".to_owned(), id, vec!["alt/#".to_owned()]);
    let source = apply(&mut project, &kept).unwrap().first(Item::source).unwrap();
    let mut harness = open(project, Dialog::EditSource(source), Lang::De);
    assert_eq!(field(&harness, "Topic-Filter").value().as_deref(), Some("alt/#"));
    fill(&mut harness, "Topic-Filter", "halle1/+/klima");
    fill(&mut harness, "Datenpfad", "sensor..t");
    assert!(shows(&harness, "Zwischen zwei Punkten fehlt ein Name"));
    fill(&mut harness, "Datenpfad", "sensor.t[0]");
    assert!(shows(&harness, "Titel eintragen"));
    click(&mut harness, "Speichern");
    assert!(is_open(&harness), "a path without a title is refused");
    fill(&mut harness, "Spalte", "Temperatur");
    click(&mut harness, "Typ");
    click(&mut harness, "Zahl");
    click(&mut harness, "Topic hinzufügen");
    fill(&mut harness, "Topic-Filter 2", "halle1/alarm");
    click(&mut harness, "Knoten je Zeile");
    assert_eq!(field(&harness, "Zeilen höchstens").value().as_deref(), Some("10000"), "the usual is a value");
    fill(&mut harness, "Zeilen höchstens", "50");
    assert_eq!(field(&harness, "MiB höchstens").value().as_deref(), Some("64"));
    fill(&mut harness, "MiB höchstens", "0");
    assert!(shows(&harness, "Eine Zahl von 1 bis 1024"));
    fill(&mut harness, "MiB höchstens", "16");
    click(&mut harness, "Mehr zum Empfangen");
    click(&mut harness, "nur für die neueste");
    click(&mut harness, "Speichern");
    assert!(!is_open(&harness));
    let source = harness.state().editor.project().sources[0].clone();
    let mut temperature = Subscription::column("Temperatur", "halle1/+/klima", "sensor.t[0]", ColumnType::Number);
    temperature.column = source.columns()[0].id;
    assert!(temperature.column.is_some());
    assert_eq!(source.subscriptions, [temperature, Subscription::plain("halle1/alarm")]);
    assert!(source.topics.is_empty());
    assert_eq!((source.kind(), source.runs(), source.max_rows()), (MessageKind::Nodes, Runs::Latest, 50));
    assert_eq!(source.max_bytes(), 16 << 20);
    assert_eq!(harness.state().editor.history.undo_labels().count(), 1);
}

#[test]
fn what_is_missing_is_said_when_the_button_is_pressed() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::NewSource(None), Lang::De);
    click(&mut harness, "Neue Verbindung");
    assert!(!shows(&harness, "Der Host fehlt"), "an empty field is not wrong yet");
    click(&mut harness, "Verbindung testen");
    assert!(shows(&harness, "Der Host fehlt"));
    assert!(
        !harness.state().asked.iter().any(|command| matches!(command, Command::Request(Request::TestConnection(..))))
    );
    harness.key_press(Key::Escape);
    harness.run();
    assert!(!is_open(&harness));
}

#[test]
fn the_trial_is_told_as_a_sentence_until_the_settings_change() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::EditConnection(None), Lang::De);
    fill(&mut harness, "Host", "broker");
    click(&mut harness, "Verbindung testen");
    let tried =
        harness.state().asked.iter().any(
            |command| matches!(command, Command::Request(Request::TestConnection(asked)) if asked.connection.mqtt().unwrap().host == "broker"),
        );
    assert!(tried);
    harness.state_mut().data.trial = Some(Trial::Worked(Reached { ms: 12, tls: Some(TlsVersion::V13) }));
    harness.run();
    assert!(shows(&harness, "Verbunden nach 12 ms · MQTT 3.1.1 · TLS 1.3"));
    let refusal = Refusal::NothingListens { host: "broker".to_owned(), port: 1883 };
    let sentence = crate::say::refusal(&refusal, Lang::De);
    harness.state_mut().data.trial = Some(Trial::Failed(refusal));
    harness.run();
    assert!(shows(&harness, &sentence));
    fill(&mut harness, "Host", "anderer");
    assert!(!shows(&harness, &sentence), "the answer belongs to other settings");
}

#[test]
fn a_used_connection_is_deleted_only_after_its_uses_were_shown() {
    let (mut project, id) = with_halle();
    apply(&mut project, &Edit::AddSource("Quelle".to_owned(), id.clone(), Vec::new())).unwrap();
    let mut harness = open(project, Dialog::Connections, Lang::De);
    click(&mut harness, "Halle 1");
    click(&mut harness, "Löschen");
    assert!(shows(&harness, "Eine Stelle verliert damit ihre Verbindung") && edits(&harness).is_empty());
    assert!(harness.query_by_label("Quelle").is_some());
    click(&mut harness, "Trotzdem löschen");
    assert_eq!(harness.state().editor.project().connection(&id), None);
    click(&mut harness, "Lokaler Broker");
    click(&mut harness, "ID kopieren");
    assert!(harness.state().asked.contains(&Command::Request(Request::CopyText("lokal".to_owned()))));
}

#[test]
fn editing_from_the_manager_leads_back_to_it() {
    let (project, id) = with_halle();
    let mut harness = open(project, Dialog::Connections, Lang::De);
    click(&mut harness, "Halle 1");
    click(&mut harness, "Bearbeiten …");
    fill(&mut harness, "Name", "Halle 2");
    click(&mut harness, "Speichern");
    assert_eq!(harness.state().editor.project().connection(&id).unwrap().name, "Halle 2");
    assert_eq!(harness.state().editor.dialog, Some(Dialog::Connections));
}

#[test]
fn a_new_variable_is_checked_and_fills_the_slot() {
    let (mut project, _) = with_halle();
    let (at, block) = with_block(&mut project);
    let mut harness = open(project, Dialog::NewVariable(Some((at.clone(), block, "variable".to_owned()))), Lang::De);
    fill(&mut harness, "Name", "Stück");
    click(&mut harness, "Zahl");
    fill(&mut harness, "Startwert", "drei");
    assert!(shows(&harness, "Das ist keine Zahl"));
    fill(&mut harness, "Startwert", "3,5");
    click(&mut harness, "Anlegen");
    let variable = harness.state().editor.project().variables[0].clone();
    assert_eq!((variable.ty, variable.initial), (Ty::Number, Value::from(3.5)));
    assert_eq!(slot(&harness, &at, block, "variable"), Some(Item::from(variable.id)));
}

#[test]
fn unsaved_changes_have_three_answers() {
    for (button, answer) in [
        ("Speichern", UnsavedAnswer::Save),
        ("Verwerfen", UnsavedAnswer::Discard),
        ("Abbrechen", UnsavedAnswer::Cancel),
    ] {
        let (project, _) = with_halle();
        let mut harness = open(project, Dialog::Unsaved, Lang::De);
        click(&mut harness, button);
        assert_eq!(harness.state().asked, [Command::Unsaved(answer)]);
    }
}

#[test]
fn a_typed_path_is_opened_or_saved() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::AskPath(true), Lang::De);
    fill(&mut harness, "Pfad", "/tmp/halle.ron");
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().asked, [Command::SaveTo("/tmp/halle.ron".into())]);
}

#[test]
fn a_path_into_a_missing_folder_is_kept_and_its_folder_offered() {
    let path = std::path::PathBuf::from("/home/anna/neu/halle.ron");
    let mut harness = open(with_halle().0, Dialog::NoFolder(path.clone()), Lang::De);
    assert!(shows(&harness, "Den Ordner /home/anna/neu gibt es nicht"));
    harness.key_press(Key::Enter);
    harness.run();
    assert_eq!(harness.state().asked, [Command::SaveInNewFolder(path.clone())]);
    for (failed, button) in [
        (Dialog::NoFolder(path.clone()), "Anderer Pfad …"),
        (Dialog::NotSaved(path.clone(), "Kein Platz.".to_owned()), "Anderer Pfad …"),
        (Dialog::Overwrite(path), "Anderer Name …"),
    ] {
        let mut harness = open(with_halle().0, failed, Lang::De);
        click(&mut harness, button);
        // The app answers at once where the system has no dialog for files.
        harness.state_mut().editor.dialog = Some(Dialog::AskPath(true));
        harness.run();
        assert_eq!(field(&harness, "Pfad").value().as_deref(), Some("/home/anna/neu/halle.ron"), "{button}");
    }
}

#[test]
fn a_path_is_proposed() {
    let (project, _) = with_halle();
    for (save, wanted) in [(true, "/home/anna/apps/halle.ron"), (false, "/home/anna/apps/")] {
        let mut harness = open(project.clone(), Dialog::About, Lang::De);
        harness.state_mut().data.projects = Some("/home/anna/apps".into());
        harness.state_mut().editor.dialog = Some(Dialog::AskPath(save));
        harness.run();
        assert_eq!(field(&harness, "Pfad").value().as_deref(), Some(wanted));
        // Folder and ending stay where a name is typed.
        harness.event(egui::Event::Text("werk".to_owned()));
        harness.run();
        let typed = if save { "/home/anna/apps/werk.ron" } else { "/home/anna/apps/werk" };
        assert_eq!(field(&harness, "Pfad").value().as_deref(), Some(typed));
    }
}

#[test]
fn a_file_that_is_there_and_one_that_has_changed_are_asked_about() {
    let path = std::path::PathBuf::from("/tmp/halle.ron");
    let there = Dialog::Overwrite(path.clone());
    let changed = Dialog::ChangedOutside(path.clone());
    let save_as = Command::Do(crate::editor::command::Action::SaveAs);
    let cases = [
        (there.clone(), "Überschreiben", Command::Overwrite(path.clone())),
        (there.clone(), "Anderer Name …", save_as.clone()),
        (there, "Abbrechen", Command::CloseDialog),
        (changed.clone(), "Neu laden", Command::Reload(path.clone())),
        (changed.clone(), "Überschreiben", Command::Overwrite(path)),
        (changed.clone(), "Speichern unter …", save_as),
        (changed, "Abbrechen", Command::CloseDialog),
    ];
    for (dialog, button, command) in cases {
        let (project, _) = with_halle();
        let mut harness = open(project, dialog, Lang::De);
        click(&mut harness, button);
        assert_eq!(harness.state().asked, [command], "{button}");
        assert!(!is_open(&harness), "{button}");
    }
}

#[test]
fn every_dialog_is_drawn_in_both_languages_and_closed_by_escape() {
    for lang in [Lang::De, Lang::En] {
        let (mut project, id) = with_halle();
        apply(&mut project, &Edit::AddSource("Q".to_owned(), id.clone(), Vec::new())).unwrap();
        let source = project.sources[0].id;
        let dialogs = [
            Dialog::NewSource(None),
            Dialog::EditSource(source),
            Dialog::EditConnection(None),
            Dialog::EditConnection(Some(id)),
            Dialog::EditConnection(Some(ConnectionId::local())),
            Dialog::Connections,
            Dialog::Languages,
            Dialog::NewVariable(None),
            Dialog::Unsaved,
            Dialog::AskPath(false),
            Dialog::AskPath(true),
            Dialog::Overwrite("/tmp/halle.ron".into()),
            Dialog::ChangedOutside("/tmp/halle.ron".into()),
            Dialog::NoFolder("/tmp/neu/halle.ron".into()),
            Dialog::NotSaved("/tmp/halle.ron".into(), "Kein Platz.".to_owned()),
            Dialog::Preferences,
            Dialog::Shortcuts,
            Dialog::About,
            Dialog::Message("Titel".to_owned(), "Satz „ü“ – “x” …".to_owned()),
        ];
        for dialog in dialogs {
            let mut harness = open(project.clone(), dialog.clone(), lang);
            // In the smallest window too, what leads out of it can be reached.
            let small = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(480.0, 320.0));
            harness.set_size(small.size());
            harness.run_steps(24);
            let close = if lang == Lang::De { "Schließen" } else { "Close" };
            for node in harness.query_all_by_label(close) {
                assert!(small.contains_rect(node.rect()), "{dialog:?} {:?}", node.rect());
            }
            harness.key_press(Key::Escape);
            harness.run();
            assert!(!is_open(&harness), "{dialog:?}");
        }
    }
}

#[test]
fn every_setting_of_the_dialog_can_be_chosen() {
    let in_dialog = || PREFERENCES.iter().filter(|def| def.place == PreferencePlace::Dialog);
    for (number, def) in in_dialog().enumerate() {
        let mut harness = open(with_halle().0, Dialog::Preferences, Lang::De);
        assert!(shows(&harness, def.label.get(Lang::De)), "{}", def.key);
        // What is chosen already asks for nothing.
        let usual = Preferences::default().get(def);
        let (last, name) = def.options().into_iter().rfind(|(value, _)| *value != usual).unwrap();
        // Several switches have the same words.
        let above = in_dialog().take(number).flat_map(|other| other.options()).filter(|(_, other)| *other == name);
        let is_text = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == egui::accesskit::Role::Label;
        let mut buttons = harness.get_all_by_label(name.get(Lang::De)).filter(|node| !is_text(node));
        buttons.nth(above.count()).unwrap().click();
        drop(buttons);
        harness.run();
        let wanted = Command::Request(Request::SetPreference(def.key, last));
        assert_eq!(harness.state().asked, [wanted]);
    }
}
