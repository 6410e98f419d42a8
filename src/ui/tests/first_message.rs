//! The first message to a broker of one's own: what a newcomer has to do by hand, and what is already there.

use super::*;
use crate::model::handler::HandlerRef;
use crate::model::run::{Refusal, Status};

#[test]
fn the_first_block_that_sends_asks_where_to_and_leads_on_to_what_is_empty() {
    let mut harness = window(Lang::De);
    let control = harness.state().editor.project().screens[0].controls[0].id;
    let at = HandlerRef::new(control, "tapped");
    harness.state_mut().editor.dispatch(Command::OpenTab(Tab::Handler(at.clone())));
    harness.run_steps(4);
    harness.key_press_modifiers(Modifiers::COMMAND, Key::B);
    harness.run_steps(4);
    harness.event(egui::Event::Text("mqtt ver".to_owned()));
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(6);
    harness.get_by_label("Neue MQTT-Datenquelle …").click();
    harness.run_steps(8);
    harness.event(egui::Event::Text("broker.example".to_owned()));
    harness.run_steps(3);
    harness.key_press(Key::Enter);
    harness.run_steps(8);
    assert_eq!(harness.state().editor.project().connections.len(), 2);
    let has_keys = |harness: &Harness<'_, Window>, label: &str| {
        harness.query_all_by_label(label).any(|node| node.accesskit_node().is_focused())
    };
    assert!(has_keys(&harness, "Topic von MQTT Veröffentlichen"));
    harness.event(egui::Event::Text("halle1/licht".to_owned()));
    harness.run_steps(3);
    harness.key_press(Key::Tab);
    harness.run_steps(4);
    harness.event(egui::Event::Text("an".to_owned()));
    harness.run_steps(3);
    let project = harness.state().editor.project();
    let block = project.handler(&at).unwrap().graph().unwrap().blocks.values().next().unwrap().clone();
    assert_eq!(block.literal("topic"), Some(&Value::from("halle1/licht")));
    assert!(block.slots.values().any(|slot| *slot == Value::from("an").into()), "{:?}", block.slots);
    let own = project.connections.iter().find(|connection| !connection.is_local()).unwrap();
    assert_eq!(block.item("connection"), Some(&own.id.clone().into()));
}

#[test]
fn a_data_source_begins_on_a_connection_that_is_there() {
    let mut harness = window(Lang::En);
    let own = crate::model::connection::Connection::to_host(ConnectionId::from_random(7), "Hall", "broker", 1883);
    harness.state_mut().editor.dispatch(Command::Edit { edit: Edit::AddConnection(own.clone()), merge: None });
    harness.state_mut().editor.dispatch(Command::Do(Action::AddSource));
    harness.run_steps(8);
    harness.get_by_label("Create").click();
    harness.run_steps(8);
    let sources = &harness.state().editor.project().sources;
    assert_eq!(sources.iter().map(|source| &source.connection).collect::<Vec<_>>(), [&own.id]);
}

#[test]
fn the_lamp_of_the_toolbar_is_that_of_the_running_app() {
    for (lang, both) in [(Lang::De, "1 von 2 verbunden"), (Lang::En, "1 of 2 connected")] {
        let mut harness = window(lang);
        let own = crate::model::connection::Connection::to_host(ConnectionId::from_random(7), "Hall", "broker", 1883);
        harness.state_mut().editor.dispatch(Command::Edit { edit: Edit::AddConnection(own.clone()), merge: None });
        harness.run_steps(8);
        assert!(harness.query_by_label_contains("127.0.0.1:1883").is_some(), "nothing runs");
        let project = std::sync::Arc::clone(harness.state().editor.project());
        let data = &mut harness.state_mut().data;
        let run = crate::editor::run_state::RunState::new(&project, ScreenId(1), std::time::Instant::now());
        data.run = Some(run);
        data.statuses.insert(own.id.clone(), Status::Failed(Refusal::WrongLogin));
        harness.run_steps(8);
        assert!(harness.query_all_by_label_contains("Hall: ").next().is_some());
        assert!(harness.query_by_label_contains("127.0.0.1:1883").is_none(), "the local broker is not used");
        harness.state_mut().data.statuses.insert(ConnectionId::local(), Status::Connected);
        harness.run_steps(8);
        assert!(harness.query_all_by_label_contains(both).next().is_some());
    }
}
