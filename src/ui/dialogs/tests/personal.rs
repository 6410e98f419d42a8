//! Connections of the person: in the manager and in the dialog of a data source.

use super::{edits, is_open, open, with_halle};
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::personal::PersonalCommand;
use crate::editor::request::Request;
use crate::editor::trial::{Attempt, Trial};
use crate::i18n::Lang;
use crate::model::connection::Connection;
use crate::model::edit::Edit;
use crate::model::id::ConnectionId;
use crate::model::password::Secrets;
use crate::model::run::Reached;
use crate::ui::testing::{click, fill, shows};

fn of_user(number: u64, name: &str) -> Connection {
    Connection::to_host(ConnectionId::from_random(number), name, "werk.example", 8883)
}

#[test]
fn a_connection_of_the_project_becomes_a_personal_one() {
    let (project, id) = with_halle();
    let connection = project.connection(&id).unwrap().clone();
    let mut harness = open(project, Dialog::Connections, Lang::De);
    assert!(shows(&harness, "In diesem Projekt") && shows(&harness, "Persönlich"));
    assert!(shows(&harness, "Noch keine. Eine Verbindung auswählen"));
    click(&mut harness, "Lokaler Broker");
    assert!(!shows(&harness, "Zu den persönlichen"), "every project has the local one anyway");
    click(&mut harness, "Halle 1");
    click(&mut harness, "Zu den persönlichen");
    let keep = Command::Request(Request::Personal(PersonalCommand::Keep(Box::new(connection.clone()))));
    assert_eq!(harness.state().asked, [keep]);
    assert!(edits(&harness).is_empty(), "the project stays as it is");
    harness.state_mut().data.personal = vec![Connection { name: "Meine Halle".to_owned(), ..connection }];
    harness.run();
    assert!(shows(&harness, "Persönliche aktualisieren") && !shows(&harness, "Zu den persönlichen"));
}

#[test]
fn a_personal_connection_is_taken_into_the_project_as_a_copy() {
    let (project, halle) = with_halle();
    let mut harness = open(project, Dialog::Connections, Lang::En);
    // One whose id is free, and one whose id is not.
    harness.state_mut().data.personal =
        vec![of_user(77, "Werk"), Connection { id: halle.clone(), ..of_user(1, "Alt") }];
    harness.run();
    click(&mut harness, "Werk");
    assert!(shows(&harness, "belongs to no project"));
    click(&mut harness, "Take into project");
    let werk = ConnectionId::from_random(77);
    let copy = harness.state().editor.project().connection(&werk).unwrap();
    assert_eq!((copy.name.as_str(), copy.mqtt().unwrap().host.as_str()), ("Werk", "werk.example"));
    let given = Command::Request(Request::Personal(PersonalCommand::GiveSecrets(werk.clone(), werk)));
    assert!(harness.state().asked.contains(&given));
    click(&mut harness, "Alt");
    click(&mut harness, "Take into project");
    let project = harness.state().editor.project();
    let copy = project.connections.last().unwrap();
    assert!(copy.id != halle && copy.name == "Alt", "{copy:?}");
    assert_eq!(project.connection(&halle).unwrap().mqtt().unwrap().host, "broker");
    let given = Command::Request(Request::Personal(PersonalCommand::GiveSecrets(halle, copy.id.clone())));
    assert!(harness.state().asked.contains(&given));
}

#[test]
fn a_personal_connection_is_renamed_and_deleted_after_a_question() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::Connections, Lang::De);
    let werk = of_user(77, "Werk");
    harness.state_mut().data.personal = vec![werk.clone()];
    harness.run();
    click(&mut harness, "Werk");
    click(&mut harness, "Umbenennen");
    fill(&mut harness, "Name", "Werk Süd");
    click(&mut harness, "Name übernehmen");
    click(&mut harness, "Löschen");
    assert!(shows(&harness, "Projekte behalten ihre Kopien"));
    click(&mut harness, "Behalten");
    let rename = Command::Request(Request::Personal(PersonalCommand::Rename(werk.id.clone(), "Werk Süd".to_owned())));
    assert_eq!(harness.state().asked, std::slice::from_ref(&rename));
    click(&mut harness, "Löschen");
    click(&mut harness, "Endgültig löschen");
    assert_eq!(harness.state().asked, [rename, Command::Request(Request::Personal(PersonalCommand::Remove(werk.id)))]);
    assert!(edits(&harness).is_empty());
}

#[test]
fn a_source_takes_a_personal_connection_into_the_project_in_the_same_step() {
    let (project, halle) = with_halle();
    let same = project.connection(&halle).unwrap().clone();
    let mut harness = open(project, Dialog::NewSource(None), Lang::De);
    let known = Connection { name: "Schon da".to_owned(), ..same };
    harness.state_mut().data.personal = vec![known, of_user(77, "Werk")];
    harness.run();
    click(&mut harness, "Vorhandene Verbindung verwenden");
    assert!(!shows(&harness, "Schon da"), "the project has it under its own name");
    click(&mut harness, "Werk");
    assert!(shows(&harness, "wird mit der Datenquelle ins Projekt übernommen"));
    fill(&mut harness, "Topic-Filter", "werk/#");
    click(&mut harness, "Anlegen");
    assert!(!is_open(&harness));
    let id = ConnectionId::from_random(77);
    let state = harness.state();
    let project = state.editor.project();
    assert_eq!(project.sources[0].connection, id);
    assert_eq!(project.connection(&id).unwrap().name, "Werk");
    assert_eq!(state.editor.history.undo_labels().count(), 1);
    assert!(matches!(&edits(&harness)[..], [(Edit::All(..), None)]), "{:?}", edits(&harness));
    assert_eq!(state.asked.last(), Some(&Command::CloseDialog));
    assert!(state.asked.contains(&Command::Request(Request::Personal(PersonalCommand::GiveSecrets(id.clone(), id)))));
}

#[test]
fn a_personal_connection_is_tried_edited_and_duplicated_in_place() {
    let (project, _) = with_halle();
    let mut harness = open(project, Dialog::Connections, Lang::De);
    let werk = of_user(77, "Werk");
    harness.state_mut().data.personal = vec![werk.clone(), of_user(78, "Lager")];
    harness.state_mut().data.personal_passwords.insert(werk.id.clone());
    harness.run();
    click(&mut harness, "Werk");
    click(&mut harness, "Verbindung testen");
    let test = |connection: &Connection, secrets| {
        let connection = Box::new(connection.clone());
        Command::Request(Request::TestConnection(Attempt { connection, secrets, personal: true }))
    };
    assert_eq!(harness.state().asked, [test(&werk, Secrets::default())]);
    harness.state_mut().data.trial = Some(Trial::Worked(Reached { ms: 12, tls: None }));
    harness.run();
    assert!(shows(&harness, "12 ms"));
    click(&mut harness, "Duplizieren");
    let Some(Command::Request(Request::Personal(PersonalCommand::Duplicate(from, copy)))) =
        harness.state().asked.last().cloned()
    else {
        panic!("{:?}", harness.state().asked)
    };
    assert!(from == werk.id && copy.id != werk.id && copy.name == "Werk 2", "{copy:?}");

    click(&mut harness, "Werk");
    click(&mut harness, "Bearbeiten …");
    assert!(shows(&harness, "Persönliche Verbindung bearbeiten"));
    fill(&mut harness, "Name", "lager");
    click(&mut harness, "Speichern");
    assert!(shows(&harness, "Der Name ist schon vergeben"), "among the person's");
    fill(&mut harness, "Name", "Halle 1");
    fill(&mut harness, "Host", "neu.example");
    click(&mut harness, "Verbindung testen");
    let edited = Connection::to_host(werk.id, "Halle 1", "neu.example", 8883);
    assert_eq!(harness.state().asked.last(), Some(&test(&edited, Secrets::default())));
    click(&mut harness, "Speichern");
    let change = Command::Request(Request::Personal(PersonalCommand::Change(Box::new(edited), Secrets::default())));
    assert!(harness.state().asked.contains(&change), "{:?}", harness.state().asked);
    assert!(edits(&harness).is_empty(), "the project stays as it is");
    assert_eq!(harness.state().editor.dialog, Some(Dialog::Connections));
    assert!(shows(&harness, "gehört zu keinem Projekt"), "it is chosen again");
}
