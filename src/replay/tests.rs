//! Tests of apps: what they find, and that time and network are played.

use std::sync::Arc;
use std::time::Instant;

use super::*;
use crate::model::app_test::TestMessage;
use crate::store::{self, test_files};

/// A panel: a button that sends and counts, a field, a timer of a second, a source whose value is shown.
fn project() -> Arc<Project> {
    let text = r##"(format: 1, name: "P", next_id: 30, connections: [(id: "lokal", name: "Lokal", kind: "local")],
        variables: [(id: 20, name: "Zahl", ident: "Zahl", ty: Number, initial: 0)],
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
