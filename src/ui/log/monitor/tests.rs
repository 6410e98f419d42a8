//! The monitor by the names on the screen.

use std::time::Instant;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::editor::Editor;
use crate::editor::command::Command;
use crate::editor::monitor::{Ask, ByHand};
use crate::editor::state::{Dialog, MonitorLine, Panel};
use crate::i18n::Lang;
use crate::model::id::ConnectionId;
use crate::model::source::Row;
use crate::model::topic::{TopicFilter, TopicName};
use crate::ui::log::log_ui;
use crate::ui::testing::{Stage, click, field, fill, project, shows, stage};

fn monitor(messages: &[(&str, &str, bool)]) -> Harness<'static, Stage> {
    let mut editor = Editor::new(project(&[], Lang::De).0, None, Lang::De);
    editor.panel = Panel::Monitor;
    let mut harness = stage(editor, |ui, view, state, out| log_ui(ui, view, &mut state.log, out));
    receive(&mut harness, messages);
    harness.run();
    harness
}

fn receive(harness: &mut Harness<'_, Stage>, messages: &[(&str, &str, bool)]) {
    let topics = &mut harness.state_mut().shown.topics;
    topics.listening = Some((ConnectionId::local(), TopicFilter::parse("#").unwrap()));
    // Long ago, so that no row is lit and the stage comes to rest.
    let then = Instant::now().checked_sub(std::time::Duration::from_secs(5)).unwrap();
    for (topic, message, retained) in messages {
        let (topic, message) = ((*topic).to_owned(), (*message).to_owned());
        let row = Row { at_ms: 1_700_000_000_204, topic, message, retained: *retained, qos: 1, ..Row::default() };
        topics.take(MonitorLine { connection: ConnectionId::local(), row }, then);
    }
}

fn asked(harness: &Harness<'_, Stage>, wanted: &Ask) -> bool {
    harness.state().asked.contains(&Command::Monitor(wanted.clone()))
}

#[test]
fn a_tree_that_is_small_is_open_and_branches_close() {
    let mut harness = monitor(&[("halle/tor", "auf", true), ("halle/band/temp", "21.5", false)]);
    assert!(harness.query_by_label("halle/band/temp").is_some());
    assert!(shows(&harness, "21.5"));
    click(&mut harness, "halle");
    assert!(harness.query_by_label("halle/tor").is_none());
    click(&mut harness, "halle");
    fill(&mut harness, "Topic-Filter", "halle/#");
    click(&mut harness, "Übernehmen");
    assert!(asked(&harness, &Ask::Listen(ConnectionId::local(), TopicFilter::parse("halle/#").unwrap())));
}

#[test]
fn the_chosen_topic_shows_value_difference_and_history() {
    let mut harness = monitor(&[("t", r#"{"a":1,"b":2}"#, true), ("t", r#"{"a":3,"b":2}"#, false)]);
    click(&mut harness, "t");
    assert!(shows(&harness, "2 Nachrichten"));
    assert!(shows(&harness, "vermutlich gespeichert"));
    assert!(shows(&harness, "\"b\": 2"), "JSON has a line for each member");
    click(&mut harness, "Vergleich");
    assert!(shows(&harness, "−   \"a\": 1,") && shows(&harness, "+   \"a\": 3,"));
    click(&mut harness, "Verlauf");
    assert!(shows(&harness, r#"{"a":1,"b":2}"#));
    click(&mut harness, "Wert kopieren");
    assert!(harness.state().asked.contains(&Command::CopyText(r#"{"a":3,"b":2}"#.to_owned())));
}

#[test]
fn numbers_have_a_chart() {
    let mut harness = monitor(&[("t", "21.5", false), ("t", "20", false), ("t", "24", false)]);
    click(&mut harness, "t");
    assert!(shows(&harness, "kleinster 20, größter 24, letzter 24"));
}

#[test]
fn stored_values_are_cleared_one_by_one_or_asked_about() {
    let mut harness = monitor(&[("a/b", "1", true), ("a/c", "2", true), ("a/d", "3", false)]);
    click(&mut harness, "a/b");
    click(&mut harness, "Retained-Wert löschen");
    let one = vec![TopicName::parse("a/b").unwrap()];
    assert!(asked(&harness, &Ask::ClearStored(ConnectionId::local(), one)));
    click(&mut harness, "a");
    click(&mut harness, "2 gespeicherte Werte löschen …");
    let both = Dialog::ClearStored(ConnectionId::local(), "a".to_owned(), vec!["a/b".to_owned(), "a/c".to_owned()]);
    assert_eq!(harness.state().editor.dialog, Some(both));
}

#[test]
fn a_message_is_sent_by_hand_and_kept() {
    let mut harness = monitor(&[("halle/tor", "auf", false)]);
    click(&mut harness, "halle/tor");
    click(&mut harness, "Veröffentlichen");
    fill(&mut harness, "Topic der Nachricht", "x");
    harness.key_press(egui::Key::Backspace);
    harness.run();
    let topic = field(&harness, "Topic der Nachricht").value();
    assert_eq!(topic.unwrap_or_default(), "", "what was typed is not replaced, not even where nothing is left");
    fill(&mut harness, "Topic der Nachricht", "halle/tor");
    fill(&mut harness, "Nachricht von Hand", "zu");
    click(&mut harness, "Retained");
    click(&mut harness, "Senden");
    let (connection, topic) = (ConnectionId::local(), TopicName::parse("halle/tor").unwrap());
    let by_hand = ByHand { connection, topic, message: "zu".to_owned(), retain: true, qos: 0 };
    assert!(asked(&harness, &Ask::Publish(by_hand)));
    click(&mut harness, "Nachricht merken");
    click(&mut harness, "Merken");
    let kept = harness.state().asked.iter().find_map(|command| match command {
        Command::Monitor(Ask::Keep(saved)) => Some(saved.clone()),
        _ => None,
    });
    assert_eq!(kept.unwrap().name, "tor zu");
}

#[test]
fn the_search_shows_only_what_fits_and_says_when_nothing_does() {
    let mut harness = monitor(&[("halle/tor", "auf", false), ("büro/licht", "an", false)]);
    harness.state_mut().state.log.monitor.search = "TOR".to_owned();
    harness.run();
    assert!(harness.query_by_label("halle/tor").is_some() && harness.query_by_label("büro").is_none());
    harness.state_mut().state.log.monitor.search = "x".to_owned();
    harness.run();
    assert!(shows(&harness, "Kein Topic passt zur Suche."));
}
