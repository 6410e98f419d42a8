//! Tests of apps: what they find, and that time and network are played.

use std::sync::Arc;
use std::time::Instant;

use super::*;
use crate::model::app_test::{TestMessage, TestOrigin};
use crate::model::id::{ConnectionId, ControlId};
use crate::model::recording::{Recording, RecordingBounds};
use crate::model::run::Fire;
use crate::store::{self, test_files};

/// A panel: a button that sends and counts, a field, a timer of a second, a source whose value is shown.
fn project() -> Arc<Project> {
    let text = r##"(format: 2, name: "P", next_id: 30, connections: [(id: "lokal", name: "Lokal", settings: {"kind": "local"})],
        variables: [(id: 20, name: "Zahl", ident: "Zahl", type: Number, initial: 0)],
        sources: [(id: 21, name: "Temperatur", ident: "Temperatur", connection: "lokal", topics: ["halle/temp"],
            handlers: {"refreshed": Lua("screens['Start'].Anzeige.text = data.Temperatur.first.message")})],
        timers: [(id: 22, name: "Takt", ident: "Takt", when: Every(ms: 1000), starts: true,
            handlers: {"tick": Lua("data.Zahl = data.Zahl + 1")})],
        screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
            (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {
                "tapped": Lua("connections.getfromid('lokal').publish('licht', screens['Start'].Feld.text)")}),
            (id: 3, kind: "text_box", name: "Feld", area: (x: 0, y: 60, w: 100, h: 50)),
            (id: 4, kind: "text", name: "Anzeige", area: (x: 0, y: 120, w: 100, h: 50)),
            (id: 5, kind: "button", name: "Später", area: (x: 0, y: 180, w: 100, h: 50), handlers: {
                "tapped": Lua("local ok = connections.getfromid('lokal').publishwait('a', 'b') wait(90) screens['Start'].Anzeige.text = tostring(ok)")}),
            (id: 6, kind: "button", name: "Kaputt", area: (x: 0, y: 240, w: 100, h: 50), handlers: {
                "tapped": Lua("error('oh')")})])])"##;
    Arc::new(store::parse(text).unwrap().project)
}

/// What differs, as sentences.
fn differences(steps: &str) -> Vec<String> {
    let test = test_files::parse(&format!("(format: 1, steps: [{steps}])")).unwrap();
    sentences(&test)
}

fn sentences(test: &AppTest) -> Vec<String> {
    let project = project();
    let outcome = run(&project, test, Lang::De);
    outcome.differences.iter().map(|it| say::test_difference(it, &project, Lang::De)).collect()
}

#[test]
fn a_test_types_taps_receives_and_finds_what_it_expects() {
    let fine = r#"Set("Feld", "an"), Tap("Senden"), Sends((topic: "licht", text: "an")),
        Receive((topic: "halle/temp", text: "21.5")), Shows("Anzeige", "21.5"), OnScreen("Start"), At(3.2), Holds("Zahl", 3)"#;
    assert_eq!(differences(fine), [""; 0]);
}

#[test]
fn what_is_another_message_value_or_nothing_is_told_with_its_step() {
    let steps = r#"Set("Feld", "aus"), Tap("Senden"), Sends((topic: "licht", text: "an")),
        Sends((topic: "licht", text: "an")), At(2.5), Holds("Zahl", 7), Shows("Anzeige", "x"), Tap("Weg"), Asks("Sicher?")"#;
    assert_eq!(
        differences(steps),
        [
            "Schritt 3, bei 0 s: Auf „licht“ kam „aus“ statt „an“.",
            "Schritt 4, bei 0 s: Auf „licht“ kam nichts, erwartet ist „an“.",
            "Schritt 6, bei 2,5 s: „Zahl“ ist „2“ statt „7“.",
            "Schritt 7, bei 2,5 s: „Anzeige“ zeigt „Text“ statt „x“.",
            "Schritt 8, bei 2,5 s: Kein Control heißt „Weg“.",
            "Schritt 9, bei 2,5 s: Die App fragt nichts, erwartet ist „Sicher?“.",
        ]
    );
}

#[test]
fn an_hour_of_timers_takes_no_time() {
    let before = Instant::now();
    assert_eq!(differences(r#"Wait(3600), Holds("Zahl", 3600)"#), [""; 0]);
    assert!(before.elapsed().as_secs() < 20, "{:?}", before.elapsed());
}

#[test]
fn what_a_handler_waits_for_comes_by_the_clock_of_the_test() {
    let steps = r#"Tap("Später"), Wait(89), Shows("Anzeige", "Text"), Wait(1), Shows("Anzeige", "true")"#;
    assert_eq!(differences(steps), [""; 0]);
    let lost = r#"Lose("Lokal"), Tap("Später"), Wait(100), Shows("Anzeige", "false")"#;
    assert_eq!(differences(lost), [""; 0]);
}

#[test]
fn an_error_is_a_difference_unless_a_step_expects_it() {
    let found = differences(r#"Tap("Kaputt")"#);
    assert!(found.len() == 1 && found[0].contains("oh"), "{found:?}");
    assert_eq!(differences(r#"Tap("Kaputt"), Fails"#), [""; 0]);
    assert_eq!(differences("Fails"), ["Schritt 1, bei 0 s: Es gab keinen Fehler, einer ist erwartet."]);
}

#[test]
fn what_no_step_names_is_told_where_nothing_else_shall_come() {
    let message = TestMessage { topic: "licht".to_owned(), ..TestMessage::default() };
    let steps = vec![TestStep::Tap("Senden".to_owned()), TestStep::Sends(message), TestStep::Tap("Senden".to_owned())];
    let test = AppTest { nothing_else: true, steps, ..AppTest::default() };
    assert_eq!(sentences(&test), ["Bei 0 s: Auf „licht“ kam „“, das erwartet kein Schritt."]);
    assert_eq!(sentences(&AppTest { nothing_else: false, ..test }), [""; 0]);
}

#[test]
fn the_clock_on_the_wall_and_chance_are_the_same_each_time() {
    let (start, ahead) = start_of("2026-11-28T17:30:00+01:00");
    assert_eq!((start, ahead), (1_795_883_400_000, 60));
    assert_eq!(start_of("2026-01-05T08:00:00-03:30").1, -210);
}

/// What is recorded while `acts` is done to the app.
fn recorded(acts: impl FnOnce(&mut TestRun)) -> Recording {
    let project = project();
    let mut run = TestRun::start_recorded(&project, &AppTest::default(), Lang::De);
    run.settle();
    acts(&mut run);
    run.session.recording().unwrap().clone()
}

fn fire(run: &mut TestRun, control: u32, trigger: &str, change: Option<(&str, &str)>) {
    let change = change.map(|(key, value)| (key.to_owned(), Value::from(value)));
    run.session.fire(Fire { control: ControlId(control), trigger: trigger.to_owned(), change });
    run.settle();
}

#[test]
fn a_recording_becomes_a_test_that_runs_as_it_was_recorded_and_reads_well() {
    let recording = recorded(|run| {
        for text in ["a", "an"] {
            fire(run, 3, "text_changed", Some(("text", text)));
        }
        fire(run, 2, "pressed", None);
        fire(run, 2, "tapped", None);
        run.broker.send(&ConnectionId::local(), "halle/temp", b"21.5", false);
        run.settle();
    });
    let wished = (recording.moments().len(), TestStep::Holds("Zahl".to_owned(), Value::from(0.0)));
    let origin = TestOrigin { wished: vec![wished], ..TestOrigin::default() };
    let (test, is_fine) = checked(&recording, &origin, Lang::De).unwrap();
    assert!(is_fine);
    let steps: Vec<TestStep> = test.steps.iter().filter(|step| !matches!(step, TestStep::At(_))).cloned().collect();
    let message = |topic: &str, text: &str| TestMessage {
        topic: topic.to_owned(),
        text: text.to_owned(),
        ..TestMessage::default()
    };
    assert_eq!(
        steps,
        [
            TestStep::Set("Feld".to_owned(), Value::from("an")),
            TestStep::Tap("Senden".to_owned()),
            TestStep::Sends(message("licht", "an")),
            TestStep::Receive(message("halle/temp", "21.5")),
            TestStep::Holds("Zahl".to_owned(), Value::from(0.0)),
            TestStep::Shows("Feld".to_owned(), Value::from("an")),
            TestStep::Shows("Anzeige".to_owned(), Value::from("21.5")),
        ]
    );
    let text = test_files::to_text(&test).unwrap();
    assert_eq!(test_files::parse(&text).unwrap(), test);
    assert!(text.contains("    Sends((topic: \"licht\", text: \"an\")),\n"), "{text}");
}

#[test]
fn what_is_no_longer_so_makes_the_saved_test_differ() {
    let recording = recorded(|run| {
        fire(run, 3, "text_changed", Some(("text", "an")));
        fire(run, 2, "tapped", None);
    });
    let (test, _) = checked(&recording, &TestOrigin::default(), Lang::De).unwrap();
    let mut project = Project::clone(&project());
    let handler =
        crate::model::handler::Handler::Lua("connections.getfromid('lokal').publish('licht', 'aus')".to_owned());
    project.control_mut(ControlId(2)).unwrap().handlers.insert("tapped".to_owned(), Arc::new(handler));
    let outcome = run(&Arc::new(project), &test, Lang::De);
    let told: Vec<String> =
        outcome.differences.iter().map(|it| say::differs(&it.what, &recording.project, Lang::De)).collect();
    assert_eq!(told, ["Auf „licht“ kam „aus“ statt „an“."]);
}

#[test]
fn what_has_lost_its_beginning_or_its_texts_becomes_no_test() {
    let origin = TestOrigin::default();
    let of = |bounds| Recording::new(project(), 0, bounds);
    assert_eq!(checked(&of(RecordingBounds::default()), &origin, Lang::De), Err(NoTest::Empty));
    let mut long = of(RecordingBounds { moments: 2, bytes: usize::MAX });
    let screen = RunEvent::Screen(ScreenId(1));
    for secs in 0..5 {
        long.take_event(Duration::from_secs(secs), &screen);
    }
    assert_eq!(checked(&long, &origin, Lang::De), Err(NoTest::Forgotten));
    let mut cut = of(RecordingBounds::default());
    let value = Value::from("x".repeat(100_000));
    cut.take_event(Duration::ZERO, &RunEvent::Variable { variable: VariableId(20), value });
    assert_eq!(checked(&cut, &origin, Lang::De), Err(NoTest::Cut));
}

#[test]
fn while_a_connection_is_down_its_rule_decides_what_is_sent() {
    let brief = r#"Lose("Lokal"), Set("Feld", "an"), Tap("Senden"), SendsNothing("licht"), Wait(2), Connect("Lokal"),
        Sends((topic: "licht", text: "an")), Lose("Lokal"), Tap("Senden"), Wait(9), Connect("Lokal"), SendsNothing("licht")"#;
    assert_eq!(differences(brief), [""; 0]);
}
