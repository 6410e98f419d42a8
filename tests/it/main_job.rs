//! The main job through the command line: the examples against a real broker, and every way it can go wrong.

use serde_json::{Value, json};

use crate::broker::{Broker, Login, free_port};
use crate::projects::{example, examples};
use crate::steckbrett::{Steckbrett, exit};

/// A project with one button whose handler publishes literals, as on the page the product starts from.
fn seed_project(kind: &str) -> String {
    format!(
        r##"(
            format: 1, name: "Seed", next_id: 4,
            connections: [(id: "{{Deine Verbindungs-ID}}", name: "Halle", settings: {{"host": "127.0.0.1"}})],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {{
                    "tapped": Blocks((first: 3, blocks: {{3: (kind: "mqtt_publish", slots: {{
                        "connection": "{{Deine Verbindungs-ID}}", "kind": "{kind}",
                        "topic": "{{Topic}}", "message": "{{Nachricht}}",
                    }})}})),
                }}),
            ])],
        )"##
    )
}

#[test]
fn every_example_passes_the_check_in_both_languages() {
    for app in [Steckbrett::new(), Steckbrett::german()] {
        for file in examples() {
            app.run(["check".as_ref(), file.as_os_str()]).expect(exit::OK);
        }
    }
}

#[test]
fn blocks_become_exactly_the_lua_of_the_seed_page() {
    let app = Steckbrett::new();
    for (kind, line) in [
        ("default", "connections.getfromid('{Deine Verbindungs-ID}').publish('{Topic}', '{Nachricht}')"),
        ("retained", "connections.getfromid('{Deine Verbindungs-ID}').publishretain('{Topic}', '{Nachricht}')"),
    ] {
        let file = app.write("seed.ron", &seed_project(kind));
        let said = app.run(["lua".as_ref(), file.as_os_str()]).expect(exit::OK);
        assert!(said.stdout.lines().any(|printed| printed == line), "{line:?} is missing in:\n{}", said.stdout);
    }
}

#[test]
fn a_wired_message_stands_where_it_is_used() {
    let said = Steckbrett::new().run(["lua".as_ref(), example("mqtt-senden.ron").as_os_str()]).expect(exit::OK);
    let line = "connections.getfromid('lokal').publish('steckbrett/demo', screens['Start'].Eingabe.text)";
    assert!(said.stdout.lines().any(|printed| printed == line), "{}", said.stdout);
}

/// Runs `tap` on an example against a broker. The time limit is far beyond that of the tests: it must not be used up.
#[track_caller]
fn tap(broker: &Broker, file: &str, control: &str) {
    let file = example(file);
    let connect = broker.connect();
    Steckbrett::new()
        .run([
            "tap".as_ref(),
            file.as_os_str(),
            control.as_ref(),
            "--timeout".as_ref(),
            "3600".as_ref(),
            "--connect".as_ref(),
            connect.as_ref(),
        ])
        .expect(exit::OK);
}

#[test]
fn a_tap_reaches_who_listens_now() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/#");
    let file = example("default-und-retained.ron");
    let connect = broker.connect();
    let said = Steckbrett::new()
        .run(["tap".as_ref(), file.as_os_str(), "Default".as_ref(), "--connect".as_ref(), connect.as_ref()])
        .expect(exit::OK);
    assert_eq!(listener.next(), "0 1 halle1/meldung Schichtwechsel");
    assert!(said.stdout.contains("halle1/meldung") && said.stdout.contains("Schichtwechsel"), "{}", said.stdout);
    let late = broker.subscribe("halle1/#");
    broker.publish("halle1/ende", "kein Retained davor");
    assert_eq!(late.next(), "0 1 halle1/ende kein Retained davor");
}

#[test]
fn check_02_and_03_a_retained_message_waits_for_who_comes_later_until_it_is_cleared() {
    let broker = Broker::start();
    let early = broker.subscribe("halle1/#");
    tap(&broker, "default-und-retained.ron", "Retained");
    assert_eq!(early.next(), "0 1 halle1/status läuft");
    assert_eq!(broker.subscribe("halle1/#").next(), "1 1 halle1/status läuft");

    tap(&broker, "default-und-retained.ron", "Leeren");
    let late = broker.subscribe("halle1/#");
    broker.publish("halle1/ende", "nichts mehr gespeichert");
    assert_eq!(late.next(), "0 1 halle1/ende nichts mehr gespeichert");
}

#[test]
fn a_typed_message_is_sent_and_comes_back_through_the_source() {
    let broker = Broker::start();
    let listener = broker.subscribe("steckbrett/#");
    let mut run = Steckbrett::new().headless(&example("mqtt-senden.ron"), &["--connect", &broker.connect()]);
    run.expect("status", &[("connection", json!("lokal")), ("status", json!("connected"))]);
    run.say("set Eingabe.text Grüße aus Halle 1");
    run.say("tap Senden");
    let payload = ("payload", json!("Grüße aus Halle 1"));
    let topic = ("topic", json!("steckbrett/demo"));
    let sent = run.expect("publish", &[payload.clone(), topic.clone(), ("fate", json!("acknowledged"))]);
    assert_eq!((&sent["connection"], &sent["retain"], &sent["qos"]), (&json!("lokal"), &json!(false), &json!(1)));
    run.expect("message", &[("source", json!("Nachrichten")), topic, payload, ("retain", json!(false))]);
    assert_eq!(listener.next(), "0 1 steckbrett/demo Grüße aus Halle 1");
    run.quit();
}

/// The handler does not wait for the connection: its messages wait in the outbox. They go out once, in order, and
/// each thing that happens is told once.
#[test]
fn taps_before_the_connection_is_up_are_sent_once() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/#");
    let file = example("default-und-retained.ron");
    let mut run = Steckbrett::new().headless(&file, &["--connect", &broker.connect()]);
    run.say("tap Default");
    run.say("tap Retained");
    run.expect("message", &[("payload", json!("läuft"))]);
    let seen = run.quit();
    for payload in ["Schichtwechsel", "läuft"] {
        let told = |kind: &str, fate: Value| {
            let fits = |event: &&Value| event["t"] == kind && event["payload"] == payload && event["fate"] == fate;
            seen.iter().filter(fits).count()
        };
        let counts =
            [told("publish", json!("sent")), told("publish", json!("acknowledged")), told("message", Value::Null)];
        assert_eq!(counts, [1, 1, 1], "{payload}: {seen:#?}");
    }
    broker.publish("halle1/ende", "ende");
    for line in ["0 1 halle1/meldung Schichtwechsel", "0 1 halle1/status läuft", "0 1 halle1/ende ende"] {
        assert_eq!(listener.next(), line);
    }
}

/// A handler sees the app as it was when its event fired, not as a later event has left it.
#[test]
fn each_tap_sends_what_was_typed_before_it() {
    let broker = Broker::start();
    let listener = broker.subscribe("steckbrett/#");
    let mut run = Steckbrett::new().headless(&example("mqtt-senden.ron"), &["--connect", &broker.connect()]);
    for text in ["eins", "zwei", "drei"] {
        run.say(&format!("set Eingabe.text {text}"));
        run.say("tap Senden");
    }
    for text in ["eins", "zwei", "drei"] {
        assert_eq!(listener.next(), format!("0 1 steckbrett/demo {text}"));
    }
    run.quit();
}

#[test]
fn check_04_two_buttons_and_a_table_are_one_session() {
    let broker = Broker::start();
    let file = example("zwei-buttons-eine-verbindung.ron");
    let mut run = Steckbrett::new().headless(&file, &["--connect", &broker.connect()]);
    run.expect("status", &[("status", json!("connected"))]);
    for (control, payload, state) in [("Starten", "start", "Band läuft"), ("Stoppen", "stopp", "Band steht")] {
        run.say(&format!("tap {control}"));
        run.expect("message", &[("source", json!("Befehle")), ("payload", json!(payload))]);
        run.expect(
            "property",
            &[
                ("screen", json!("Band")),
                ("control", json!("Zustand")),
                ("property", json!("text")),
                ("value", json!(state)),
            ],
        );
    }
    run.quit();
    assert_eq!(broker.sessions(), 1, "{}", broker.log());
}

#[test]
fn placeholders_give_valid_json_on_a_topic_from_a_variable() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/+/zaehler");
    let mut run = Steckbrett::new().headless(&example("topic-und-json.ron"), &["--connect", &broker.connect()]);
    run.expect("status", &[("status", json!("connected"))]);
    run.say("tap Senden");
    assert_eq!(listener.next(), r#"0 1 halle1/A3/zaehler {"linie": "A3", "stueck": 17, "ok": true}"#);
    run.expect("message", &[("source", json!("Zählerstände")), ("topic", json!("halle1/A3/zaehler"))]);

    run.say("set Linie.selected A1");
    run.say("set Stueck.value 42.5");
    run.say("set Qualitaet.on false");
    run.say("tap Senden");
    let line = listener.next();
    let payload = line.strip_prefix("0 1 halle1/A1/zaehler ").unwrap_or_else(|| panic!("{line}"));
    let payload: Value = serde_json::from_str(payload).unwrap();
    assert_eq!(payload, json!({"linie": "A1", "stueck": 42.5, "ok": false}));
    run.quit();
}

#[test]
fn a_quote_in_a_value_cannot_break_the_json() {
    let broker = Broker::start();
    let listener = broker.subscribe("#");
    let file = example("topic-und-json.ron");
    let connect = broker.connect();
    let app = Steckbrett::new();
    app.run([
        "tap".as_ref(),
        file.as_os_str(),
        "Senden".as_ref(),
        "--set".as_ref(),
        r#"Linie=A"3\"#.as_ref(),
        "--set".as_ref(),
        "Stück=0.5".as_ref(),
        "--connect".as_ref(),
        connect.as_ref(),
    ])
    .expect(exit::OK);
    assert_eq!(listener.next(), r#"0 1 halle1/A3/zaehler {"linie": "A\"3\\", "stueck": 0.5, "ok": true}"#);
}

#[test]
fn a_closed_port_is_told_in_a_sentence() {
    for (app, words) in [(Steckbrett::new(), "No broker"), (Steckbrett::german(), "kein Broker")] {
        let port = free_port();
        let connect = format!("lokal=mqtt://127.0.0.1:{port}");
        let file = example("mqtt-senden.ron");
        let said = app
            .run(["tap".as_ref(), file.as_os_str(), "Senden".as_ref(), "--connect".as_ref(), connect.as_ref()])
            .expect(exit::NO_CONNECTION);
        said.complains(&[words, &format!("127.0.0.1:{port}")]);
    }
}

#[test]
fn a_wrong_password_is_told_in_a_sentence_and_never_shown() {
    let right = Login { user: "anna", password: "kiesel-42" };
    let broker = Broker::start_with_login(right);
    let file = example("mqtt-senden.ron");
    for (app, word) in [(Steckbrett::new(), "password"), (Steckbrett::german(), "Passwort")] {
        let wrong = broker.connect().replace("kiesel-42", "falsch-77");
        let said = app
            .run(["tap".as_ref(), file.as_os_str(), "Senden".as_ref(), "--connect".as_ref(), wrong.as_ref()])
            .expect(exit::NO_CONNECTION);
        said.complains(&[word]);
        assert!(!said.stderr.contains("falsch-77") && !said.stdout.contains("falsch-77"), "{}", said.stderr);
    }
    let listener = broker.subscribe("steckbrett/#");
    tap(&broker, "mqtt-senden.ron", "Senden");
    assert_eq!(listener.next(), "0 1 steckbrett/demo Hallo");
}

#[test]
fn an_unknown_control_is_a_usage_error() {
    let file = example("mqtt-senden.ron");
    for app in [Steckbrett::new(), Steckbrett::german()] {
        let said = app.run(["tap".as_ref(), file.as_os_str(), "Sendne".as_ref()]).expect(exit::USAGE);
        said.complains(&["Sendne"]);
    }
}

#[test]
fn a_broken_file_is_told_with_line_and_column() {
    for (app, line, column) in [(Steckbrett::new(), "line 3", "column"), (Steckbrett::german(), "Zeile 3", "Spalte")] {
        let file = app.write("kaputt.ron", "(\n    format: 1,\n    name: 5,\n    next_id: 1,\n)\n");
        for command in ["check", "lua"] {
            let said = app.run([command.as_ref(), file.as_os_str()]).expect(exit::FILE);
            said.complains(&["kaputt.ron", line, column]);
        }
        let said = app.run(["check", "gibt-es-nicht.ron"]).expect(exit::FILE);
        said.complains(&["gibt-es-nicht.ron"]);
    }
}

#[test]
fn a_problem_fails_the_check_and_is_named() {
    let app = Steckbrett::new();
    let text = seed_project("default").replace(r#""topic": "{Topic}""#, r#""topic": "halle1/#""#);
    let file = app.write("problem.ron", &text);
    let said = app.run(["check".as_ref(), file.as_os_str()]).expect(exit::PROBLEM);
    assert!(said.stdout.contains("Senden"), "{}", said.stdout);
    assert!(said.stdout.contains("halle1/#"), "{}", said.stdout);
}

#[test]
fn without_a_display_the_program_says_so_and_names_the_way_out() {
    let app = Steckbrett::new();
    for args in [vec!["run"], vec!["edit"]] {
        let file = example("mqtt-senden.ron");
        let args = args.iter().map(AsRef::as_ref).chain([file.as_os_str()]);
        app.run(args).expect(exit::PROBLEM).complains(&["--headless"]);
    }
}

#[test]
fn help_and_version_are_there_and_nonsense_is_refused() {
    let app = Steckbrett::new();
    let help = app.run(["--help"]).expect(exit::OK).stdout;
    for command in ["edit", "run", "check", "lua", "tap", "broker"] {
        assert!(help.contains(command), "{command} is missing in:\n{help}");
    }
    let version = app.run(["--version"]).expect(exit::OK).stdout;
    assert!(version.contains(env!("CARGO_PKG_VERSION")), "{version}");
    app.run(["tap"]).expect(exit::USAGE);
}

/// A message that arrives is told of once, not once by the network and once by the app.
#[test]
fn a_message_arrives_once() {
    let broker = Broker::start();
    let mut run = Steckbrett::new().headless(&example("mqtt-senden.ron"), &["--connect", &broker.connect()]);
    run.expect("status", &[("status", json!("connected"))]);
    run.say("set Eingabe.text erste");
    run.say("tap Senden");
    run.expect("message", &[("payload", json!("erste"))]);
    run.say("set Eingabe.text zweite");
    run.say("tap Senden");
    run.expect("message", &[("payload", json!("zweite"))]);
    let seen = run.quit();
    assert_eq!(seen.iter().filter(|event| event["t"] == "message").count(), 2);
}
