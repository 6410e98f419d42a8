//! The monitor by the names on the screen.

use std::sync::Arc;
use std::time::Instant;

use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;

use crate::editor::Editor;
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::monitor::MonitorLine;
use crate::editor::monitor::{ByHand, MonitorCommand};
use crate::editor::request::Request;
use crate::editor::run_state::RunState;
use crate::editor::tabs::Panel;
use crate::i18n::Lang;
use crate::model::edit::Edit;
use crate::model::id::{ConnectionId, SourceId};
use crate::model::run::{Refusal, Status};
use crate::model::source::{Message, Source};
use crate::model::topic::{TopicFilter, TopicName};
use crate::ui::log::log_ui;
use crate::ui::testing::{SCREEN, Stage, click, field, fill, project, shows, stage};

fn monitor(messages: &[(&str, &str, bool)]) -> Harness<'static, Stage> {
    let mut project = project(&[], Lang::De).0;
    project.sources.push(Source::new(SourceId(900), "Halle", "Halle", ConnectionId::local()));
    let mut editor = Editor::new(project, None, Lang::De);
    editor.panel = Panel::Monitor;
    let mut harness = stage(editor, |ui, view, state, out| log_ui(ui, view, &mut state.log, out));
    receive(&mut harness, messages);
    harness.run();
    harness
}

fn receive(harness: &mut Harness<'_, Stage>, messages: &[(&str, &str, bool)]) {
    let topics = &mut harness.state_mut().data.topics;
    topics.listening = Some((ConnectionId::local(), TopicFilter::parse("#").unwrap()));
    // Long ago, so that no row is lit and the stage comes to rest.
    let then = Instant::now().checked_sub(std::time::Duration::from_secs(5)).unwrap();
    for (topic, message, retained) in messages {
        let (topic, message) = ((*topic).to_owned(), (*message).to_owned());
        let row =
            Message { at_ms: 1_700_000_000_204, topic, message, retained: *retained, qos: 1, ..Message::default() };
        topics.take(MonitorLine { connection: ConnectionId::local(), row }, then);
    }
}

fn asked(harness: &Harness<'_, Stage>, wanted: &MonitorCommand) -> bool {
    harness.state().asked.contains(&Command::Request(Request::Monitor(wanted.clone())))
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
    assert!(asked(&harness, &MonitorCommand::Listen(ConnectionId::local(), TopicFilter::parse("halle/#").unwrap())));
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
    assert!(harness.state().asked.contains(&Command::Request(Request::CopyText(r#"{"a":3,"b":2}"#.to_owned()))));
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
    assert!(asked(&harness, &MonitorCommand::ClearStored(ConnectionId::local(), one)));
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
    assert!(asked(&harness, &MonitorCommand::Publish(by_hand)));
    click(&mut harness, "Nachricht merken");
    click(&mut harness, "Merken");
    let kept = harness.state().asked.iter().find_map(|command| match command {
        Command::Request(Request::Monitor(MonitorCommand::Keep(saved))) => Some(saved.clone()),
        _ => None,
    });
    assert_eq!(kept.unwrap().name, "tor zu");
}

fn search(harness: &mut Harness<'_, Stage>, text: &str) {
    text.clone_into(&mut harness.state_mut().state.log.monitor.search);
    harness.run();
}

#[test]
fn the_search_shows_only_what_fits_and_says_when_nothing_does() {
    let mut harness = monitor(&[("halle/tor", "auf", false), ("büro/licht", "an", false)]);
    fill(&mut harness, "Topic oder Wert suchen", "TOR");
    assert!(harness.query_by_label("halle/tor").is_some() && harness.query_by_label("büro").is_none());
    assert!(shows(&harness, "1 Topic · 1 im Namen"));
    search(&mut harness, "x");
    assert!(shows(&harness, "Weder in Topics noch in Werten gefunden."));
}

#[test]
fn the_search_finds_values_and_earlier_values_and_shows_them() {
    let far = format!("{}Störung 7", "x".repeat(3_000));
    let mut harness = monitor(&[
        ("halle/tor", "Störung 7", false),
        ("halle/tor", "ok", false),
        ("halle/band", &far, false),
        ("halle/licht", "an", false),
    ]);
    search(&mut harness, "störung");
    assert!(harness.query_by_label("halle/licht").is_none());
    let value = |harness: &Harness<'_, Stage>, topic: &str| harness.get_by_label(topic).value().unwrap();
    assert_eq!(value(&harness, "halle/tor"), "früher: Störung 7");
    assert_eq!(value(&harness, "halle/band"), format!("…{}Störung 7", "x".repeat(12)));
    assert!(shows(&harness, "2 Topics · 1 im Wert · 1 in früheren Werten"));
    receive(&mut harness, &[("halle/licht", "STÖRUNG", false)]);
    harness.run();
    assert_eq!(value(&harness, "halle/licht"), "STÖRUNG");
    click(&mut harness, "Liste");
    harness.run();
}

fn receive_bytes(harness: &mut Harness<'_, Stage>, topic: &str, raw: &[u8]) {
    let then = Instant::now().checked_sub(std::time::Duration::from_secs(5)).unwrap();
    let message = String::from_utf8_lossy(raw).into_owned();
    let row = Message { topic: topic.to_owned(), message, raw: Some(raw.into()), ..Message::default() };
    let line = MonitorLine { connection: ConnectionId::local(), row };
    harness.state_mut().data.topics.take(line, then);
    harness.run();
}

#[test]
fn a_message_that_is_no_text_is_shown_and_copied_as_bytes() {
    let mut harness = monitor(&[]);
    receive_bytes(&mut harness, "kamera", &[0xff, 0xd8, b'J', b'F', b'I', b'F', 0x00, 0x01, 0x02]);
    receive_bytes(&mut harness, "kamera", &[0xff, 0xd8, b'J', b'F', b'I', b'F', 0x00, 0x01, 0x03]);
    assert_eq!(harness.get_by_label("kamera").value().unwrap(), "9 Bytes: FF D8 4A 46 49 46 00 01 03");
    click(&mut harness, "kamera");
    assert!(shows(&harness, "9 Bytes, kein Text (UTF-8)"));
    assert!(shows(&harness, "0000  FF D8 4A 46  49 46 00 01") && shows(&harness, "JFIF"));
    let copied = |harness: &Harness<'_, Stage>| harness.state().asked.last().cloned();
    click(&mut harness, "Hex kopieren");
    assert_eq!(copied(&harness), Some(Command::Request(Request::CopyText("FF D8 4A 46 49 46 00 01 03".to_owned()))));
    click(&mut harness, "Base64 kopieren");
    assert_eq!(copied(&harness), Some(Command::Request(Request::CopyText("/9hKRklGAAED".to_owned()))));
    click(&mut harness, "Vergleich");
    assert!(shows(&harness, "− 0008  02") && shows(&harness, "+ 0008  03"));
    click(&mut harness, "Verlauf");
    assert!(shows(&harness, "9 Bytes: FF D8 4A 46 49 46 00 01 02"));
    click(&mut harness, "Liste");
    assert!(shows(&harness, "kamera 9 Bytes: FF D8 4A"));
    assert!(!shows(&harness, "\u{fffd}"));
}

#[test]
fn button_and_status_agree_in_every_state() {
    let mut harness = monitor(&[]);
    let local = ConnectionId::local();
    let refusal = || Refusal::HostNotFound { host: "weg".to_owned() };
    let retrying = || Status::Retrying { attempt: 2, in_ms: 4_000, why: refusal() };
    let cases: [(bool, bool, Option<Status>, &str, &str); 9] = [
        (false, false, None, "Verbinden", "Nicht verbunden"),
        (false, false, Some(Status::Idle), "Verbinden", "Nicht verbunden"),
        (false, true, Some(Status::Connected), "Mithören", "Von der App verbunden"),
        (false, true, Some(retrying()), "Mithören", "Nächster Versuch in 4 s"),
        (true, false, None, "Trennen", "Wird verbunden …"),
        (true, false, Some(Status::Connected), "Trennen", "Verbunden"),
        (true, true, Some(Status::Connected), "Nicht mehr mithören", "Verbunden"),
        (true, false, Some(retrying()), "Trennen", "Nächster Versuch in 4 s"),
        (true, false, Some(Status::Failed(refusal())), "Erneut versuchen", "wurde nicht gefunden"),
    ];
    let words = ["Verbinden", "Mithören", "Trennen", "Nicht mehr mithören", "Erneut versuchen"];
    for (listening, runs, status, button, sentence) in cases {
        let case = format!("listening {listening}, app {runs}, {status:?}");
        let project = Arc::clone(harness.state().editor.project());
        let shown = &mut harness.state_mut().data;
        shown.topics.listening = listening.then(|| (local.clone(), TopicFilter::parse("#").unwrap()));
        shown.run = runs.then(|| RunState::new(&project, SCREEN, Instant::now()));
        shown.statuses = status.into_iter().map(|status| (local.clone(), status)).collect();
        harness.run();
        let buttons: Vec<_> = words.into_iter().filter(|word| harness.query_by_label(word).is_some()).collect();
        assert_eq!(buttons, [button], "{case}");
        assert!(shows(&harness, sentence), "{case}");
        let invites = [("Monitor verbinden", "Verbinden"), ("Mit dem Monitor mithören", "Mithören")];
        for (invite, of) in invites {
            assert_eq!(harness.query_by_label(invite).is_some(), button == of, "{case}: {invite}");
        }
    }
    click(&mut harness, "Erneut versuchen");
    assert!(asked(&harness, &MonitorCommand::Hush), "asked for anew");
    assert!(asked(&harness, &MonitorCommand::Listen(local, TopicFilter::parse("#").unwrap())));
}

#[test]
fn devices_are_listed_with_what_they_are_now_and_go_on_the_screen() {
    let config = r#"{"uniq_id":"t","stat_t":"esp/t","name":"Temperatur","unit_of_meas":"°C","val_tpl":"{{ value_json.t / 10 }}",
        "dev":{"ids":"esp","name":"Klimafühler","mdl":"ESP32"}}"#;
    let mut harness = monitor(&[("homeassistant/sensor/t/config", config, true), ("esp/t", r#"{"t":215}"#, false)]);
    click(&mut harness, "Geräte");
    assert!(shows(&harness, "Klimafühler") && shows(&harness, "1 Teil"));
    assert!(shows(&harness, "21.5 °C"), "what the template makes of it");
    harness.get_by_label("Temperatur").focus();
    harness.run();
    harness.key_press(egui::Key::Enter);
    harness.run();
    let added = harness.state().asked.iter().find_map(|command| match command {
        Command::Edit { edit: Edit::AddControls(_, made), .. } => Some(made.clone()),
        _ => None,
    });
    let added = added.expect("a control");
    assert_eq!((added.len(), added[0].kind.as_str()), (1, "value"));
    assert_eq!(added[0].name, "Klimafühler Temperatur");
    click(&mut harness, "Klimafühler");
    assert!(harness.query_by_label("Temperatur").is_none(), "closed");
    receive(&mut harness, &[("homeassistant/sensor/t/config", "", true)]);
    harness.run();
    assert!(shows(&harness, "Noch hat sich kein Gerät gemeldet"));
}
