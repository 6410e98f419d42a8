//! Tests of apps: those of the examples, how they are told, and that a run against a real broker becomes one.

use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::Value;
use steckbrett::i18n::{Lang, Locale};
use steckbrett::language::lower::lower;
use steckbrett::model::address::parse_address;
use steckbrett::model::app_test::TestOrigin;
use steckbrett::model::run::{Fire, RunEvent, Status};
use steckbrett::mqtt::BrokerOptions;
use steckbrett::session::secrets::ProjectSecrets;
use steckbrett::session::specs::{Redirect, specs};
use steckbrett::session::{Session, SessionEvent};
use steckbrett::store::home::Home;
use steckbrett::store::test_files;
use steckbrett::{replay, say, store};

use crate::broker::{Broker, LIMIT};
use crate::projects::example;
use crate::steckbrett::{Steckbrett, exit};

#[test]
fn the_examples_pass_their_tests_at_once_and_with_nothing_sent_anywhere() {
    let told = Steckbrett::new().run(["test".as_ref(), example("").as_os_str()]).expect(exit::OK);
    assert!(told.stdout.contains("tests passed."), "{}", told.stdout);
    for name in ["conveyor", "shopping-list", "two-buttons-one-connection", "machine-hall", "einkaufsliste"] {
        assert!(told.stdout.contains(&format!("{name}.test.ron (")), "{name}: {}", told.stdout);
    }
    assert!(!told.stdout.contains('\u{1b}'), "colours are for terminals only");
}

#[test]
fn a_changed_message_is_told_in_a_sentence_as_json_and_for_servers_that_build() {
    let program = Steckbrett::german();
    let text = std::fs::read_to_string(example("two-buttons-one-connection.ron")).unwrap();
    let project = program.write("knöpfe.ron", &text.replace("\"message\": \"stop\"", "\"message\": \"halt\""));
    let test = std::fs::read_to_string(example("two-buttons-one-connection.test.ron")).unwrap();
    let test = program.write("knöpfe.test.ron", &test);
    let report = program.home().join("bericht.xml");
    let args = ["test".as_ref(), project.as_os_str(), "--junit".as_ref(), report.as_os_str()];
    let told = program.run(args).expect(exit::PROBLEM);
    let sentence = "Auf „hall1/belt/command“ kam „halt“ statt „stop“.";
    assert!(told.stdout.contains(sentence) && told.stdout.contains("1 von 1 nicht in Ordnung."), "{}", told.stdout);
    let report = std::fs::read_to_string(report).unwrap();
    assert!(report.contains("failures=\"1\"") && report.contains(sentence), "{report}");
    let told = program.run(["test".as_ref(), test.as_os_str(), "--json".as_ref()]).expect(exit::PROBLEM);
    let line: Value = serde_json::from_str(told.stdout.trim()).unwrap();
    assert_eq!((line["ok"].as_bool(), line["differences"][0]["step"].as_u64()), (Some(false), Some(6)), "{line}");
}

#[test]
fn what_is_no_test_says_why() {
    let program = Steckbrett::new();
    let broken = program.write("a.test.ron", "(\n  format: 1,\n  steps: [\n    Tapp(\"Ein\"),\n  ],\n)");
    let told = program.run(["test".as_ref(), broken.as_os_str()]).expect(exit::USAGE);
    assert!(told.stdout.contains("line 4") && told.stdout.contains("Tapp"), "{}", told.stdout);
    let lonely = program.write("b.test.ron", "(format: 1, steps: [])");
    let told = program.run(["test".as_ref(), lonely.as_os_str()]).expect(exit::USAGE);
    assert!(told.stdout.contains("b.ron"), "{}", told.stdout);
    let project = program.write("c.ron", &std::fs::read_to_string(example("mqtt-send.ron")).unwrap());
    program.run(["test".as_ref(), project.as_os_str()]).expect(exit::USAGE).complains(&["There is no test here"]);
}

/// Takes what the session tells until `found` says that it is there.
#[track_caller]
fn until(session: &mut Session, what: &str, mut found: impl FnMut(&RunEvent) -> bool) {
    let end = Instant::now() + LIMIT;
    while Instant::now() < end {
        let events = session.wait(Duration::from_secs(1));
        if events.iter().any(|event| matches!(event, SessionEvent::Run(event) if found(event))) {
            return;
        }
    }
    panic!("{what} did not happen");
}

#[test]
fn a_run_against_a_real_broker_becomes_a_test_that_runs_the_same_without_one() {
    let broker = Broker::start();
    broker.publish_retained("hall1/belt/command", "before");
    let folder = tempfile::tempdir().unwrap();
    let project = Arc::new(store::load(&example("two-buttons-one-connection.ron")).unwrap().project);
    let secrets = ProjectSecrets::new(&Home::at(folder.path()), None, &project);
    let address = parse_address(&format!("mqtt://127.0.0.1:{}", broker.port())).unwrap();
    let redirect = Redirect { connection: project.connections[0].name.clone(), address };
    let (specs, refused) = specs(&project, &secrets, &[redirect]);
    assert_eq!(refused, []);
    let mut session = Session::new(BrokerOptions { folder: None, port: 0 }, Arc::new(|| {}));
    session.record(true);
    let locale = (Locale::here(Lang::En), say::fault as _);
    session.start(&project, &lower(&project), specs, (None, Vec::new()), locale);
    until(&mut session, "connected", |event| matches!(event, RunEvent::Status { status: Status::Connected, .. }));
    until(&mut session, "the stored value", |event| matches!(event, RunEvent::Message { row, .. } if row.retained));
    let start = project.control_by_name("Start").unwrap().1.id;
    session.fire(Fire { control: start, trigger: "tapped".to_owned(), change: None });
    until(
        &mut session,
        "its own message",
        |event| matches!(event, RunEvent::Message { row, .. } if row.message == "start"),
    );
    let mut recording = session.recording().unwrap().clone();
    session.stop(Duration::from_secs(2));
    let (test, is_fine) = replay::checked(&recording, &TestOrigin::default(), Lang::En).unwrap();
    let text = test_files::to_text(&test).unwrap();
    assert!(is_fine, "{text}");
    for line in [
        "Receive((topic: \"hall1/belt/command\", text: \"before\", retained: true))",
        "Tap(\"Start\")",
        "Sends((topic: \"hall1/belt/command\", text: \"start\"))",
        "Shows(\"State\", \"Belt is running\")",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert_eq!(text.matches("\"start\"").count(), 1, "its own message comes back by itself: {text}");
    // The same test finds what is another message since.
    recording.project = Arc::new(store::load(&example("mqtt-send.ron")).unwrap().project);
    assert!(!replay::run(&recording.project, &test, Lang::En).differences.is_empty());
}
