//! The blocks around publishing, against a real broker: confirmed, cleared, asked and answered, disconnected.

use serde_json::{Value, json};

use crate::broker::Broker;
use crate::projects::example;
use crate::steckbrett::{Headless, Steckbrett, exit};

/// A project on the local connection: one button for each name, with these blocks below its *Tapped*.
fn project(buttons: &[(&str, &str)]) -> String {
    let control = |(i, (name, blocks)): (usize, &(&str, &str))| {
        format!(
            r#"(id: {}, kind: "button", name: "{name}", area: (x: {}, y: 0, w: 100, h: 50), handlers: {{
                "tapped": Blocks((first: {}, blocks: {{{blocks}}})) }}),"#,
            i + 2,
            i * 110,
            (i + 1) * 10,
        )
    };
    let controls: String = buttons.iter().enumerate().map(control).collect();
    format!(
        r##"(format: 1, name: "Senden", next_id: 1000,
            connections: [(id: "lokal", name: "Lokaler Broker", settings: {{"kind": "local"}})],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff",
                controls: [{controls}])])"##
    )
}

/// The running project, connected to the broker.
fn run(broker: &Broker, buttons: &[(&str, &str)]) -> Headless {
    run_text(broker, &project(buttons))
}

fn run_text(broker: &Broker, project: &str) -> Headless {
    let app = Steckbrett::new();
    let file = app.write("projekt.ron", project);
    app.run(["check".as_ref(), file.as_os_str()]).expect(exit::OK);
    let mut run = app.headless(&file, &["--connect", &broker.connect()]);
    run.expect("status", &[("status", json!("connected"))]);
    run
}

fn logs(run: &mut Headless, text: &str) {
    run.expect("log", &[("text", json!(text))]);
}

#[test]
fn a_confirmed_message_was_seen_by_the_broker() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/#");
    let mut run = run(
        &broker,
        &[(
            "Senden",
            r#"10: (kind: "mqtt_publish_wait", slots: {"topic": "halle1/a", "message": "{\"n\": 1}", "form": "json",
                 "qos": "2", "confirmed": "ok"}, next: 11),
               11: (kind: "log", slots: {"text": Wire(12)}),
               12: (kind: "text_join", slots: {"item1": "bestätigt: ", "item2": Wire(13)}),
               13: (kind: "local_get", slots: {"name": "ok"})"#,
        )],
    );
    run.say("tap Senden");
    logs(&mut run, "bestätigt: true");
    assert_eq!(listener.next(), "0 1 halle1/a {\"n\": 1}");
    let seen = run.quit();
    let at = |fits: &dyn Fn(&Value) -> bool| seen.iter().position(fits).unwrap();
    let acknowledged = at(&|event| event["fate"] == "acknowledged");
    let logged = at(&|event| event["t"] == "log");
    assert!(acknowledged < logged, "{seen:#?}");
}

#[test]
fn a_stored_value_is_cleared() {
    let broker = Broker::start();
    let mut run = run(
        &broker,
        &[
            (
                "Merken",
                r#"10: (kind: "mqtt_publish_wait", slots: {"kind": "retained", "topic": "halle1/status",
                     "message": "läuft"}, next: 11), 11: (kind: "log", slots: {"text": "gemerkt"})"#,
            ),
            ("Löschen", r#"20: (kind: "mqtt_clear_retained", slots: {"topic": "halle1/status"})"#),
        ],
    );
    run.say("tap Merken");
    logs(&mut run, "gemerkt");
    assert_eq!(broker.subscribe("halle1/#").next(), "1 1 halle1/status läuft");
    run.say("tap Löschen");
    run.expect("publish", &[("payload", json!("")), ("retain", json!(true)), ("fate", json!("acknowledged"))]);
    let late = broker.subscribe("halle1/#");
    broker.publish("halle1/ende", "nichts mehr gespeichert");
    assert_eq!(late.next(), "0 1 halle1/ende nichts mehr gespeichert");
    run.quit();
}

const ASK: &str = r#"10: (kind: "mqtt_request", slots: {"topic": "maschine/frage", "message": "Drehzahl?",
         "timeout": 20, "answer": "antwort", "received": "da"}, next: 11),
       11: (kind: "log", slots: {"text": Wire(12)}),
       12: (kind: "text_join", slots: {"count": 3, "item1": Wire(13), "item2": " ", "item3": Wire(14)}),
       13: (kind: "local_get", slots: {"name": "da"}), 14: (kind: "local_get", slots: {"name": "antwort"})"#;

/// A stored message on the response topic is not the answer: it was said before anybody asked.
#[test]
fn a_request_gets_its_answer() {
    let broker = Broker::start();
    let machine = broker.subscribe("maschine/frage");
    let old = r#"20: (kind: "mqtt_publish_wait", slots: {"kind": "retained", "topic": "maschine/frage/antwort",
         "message": "alt"}, next: 21), 21: (kind: "log", slots: {"text": "alt da"})"#;
    let mut run = run(&broker, &[("Fragen", ASK), ("Alt", old)]);
    run.say("tap Alt");
    logs(&mut run, "alt da");
    run.say("tap Fragen");
    assert_eq!(machine.next(), "0 1 maschine/frage Drehzahl?");
    broker.publish("maschine/frage/antwort", "1450");
    logs(&mut run, "true 1450");
    // The second one hears as well, though the first has stopped listening.
    run.say("tap Fragen");
    assert_eq!(machine.next(), "0 1 maschine/frage Drehzahl?");
    broker.publish("maschine/frage/antwort", "1460");
    logs(&mut run, "true 1460");
    run.quit();
}

/// With MQTT 5 the receiver is told where to answer, and answers to other requests are left alone.
#[test]
fn mqtt_5_carries_properties_and_finds_the_right_answer() {
    let broker = Broker::start();
    let listener = broker.subscribe_with("halle1/#", &["-q", "1", "-V", "5", "-F", "%E|%C|%P|%R|%p"]);
    let machine = broker.subscribe_with("maschine/frage", &["-q", "1", "-V", "5", "-F", "%R|%D|%p"]);
    let send = r#"10: (kind: "mqtt_publish", slots: {"topic": "halle1/a", "message": "x", "expiry": 60,
        "content_type": "text/plain", "properties": "linie=A3; schicht=früh", "response_topic": "halle1/r"})"#;
    let ask = ASK.replace("10:", "20:").replace("next: 11", "next: 21").replace("11:", "21:");
    let text = project(&[("Senden", send), ("Fragen", &ask)])
        .replace(r#"{"kind": "local"}"#, r#"{"kind": "local", "version": "5"}"#);
    let mut run = run_text(&broker, &text);
    run.say("tap Senden");
    assert_eq!(listener.next(), "60|text/plain|linie:A3 schicht:früh|halle1/r|x");
    run.say("tap Fragen");
    let asked = machine.next();
    let [topic, mark, "Drehzahl?"] = asked.split('|').collect::<Vec<_>>()[..] else { panic!("{asked}") };
    assert!(topic.starts_with("steckbrett/antwort/"), "{topic}");
    let version = ["-V", "5"];
    broker.publish_with(topic, "falsch", &[&version[..], &["-D", "publish", "correlation-data", "anderes"]].concat());
    broker.publish_with(topic, "1450", &[&version[..], &["-D", "publish", "correlation-data", mark]].concat());
    logs(&mut run, "true 1450");
    run.quit();
}

#[test]
fn two_requests_at_once_wait_side_by_side() {
    let broker = Broker::start();
    let machine = broker.subscribe("+/frage");
    let other = ASK
        .replace("maschine/frage", "ofen/frage")
        .replace("Drehzahl", "Grad")
        .replace("10:", "20:")
        .replace("next: 11", "next: 21")
        .replace("11:", "21:")
        .replace("12", "22")
        .replace("13", "23")
        .replace("14:", "24:")
        .replace("(14)", "(24)");
    let mut run = run(&broker, &[("Eins", ASK), ("Zwei", &other)]);
    run.say("tap Eins");
    run.say("tap Zwei");
    let mut asked = [machine.next(), machine.next()];
    asked.sort();
    assert_eq!(asked, ["0 1 maschine/frage Drehzahl?", "0 1 ofen/frage Grad?"]);
    broker.publish("ofen/frage/antwort", "180");
    logs(&mut run, "true 180");
    broker.publish("maschine/frage/antwort", "1450");
    logs(&mut run, "true 1450");
    run.quit();
    assert_eq!(broker.sessions(), 1, "{}", broker.log());
}

#[test]
fn no_answer_is_told_and_so_is_a_missing_confirmation() {
    let broker = Broker::start();
    let ask = ASK.replace(r#""timeout": 20"#, r#""timeout": 0.3"#);
    let silent = r#"20: (kind: "mqtt_request", slots: {"topic": "maschine/frage", "timeout": 0.3})"#;
    let offline = r#"30: (kind: "mqtt_disconnect", next: 31),
        31: (kind: "mqtt_publish_wait", slots: {"topic": "a", "message": "x", "timeout": 0.3})"#;
    let bad = r#"40: (kind: "mqtt_publish", slots: {"topic": "a", "message": Wire(41), "form": "json"}),
        41: (kind: "text", slots: {"text": "{1}"})"#;
    let mut run = run(&broker, &[("Fragen", &ask), ("Stumm", silent), ("Offline", offline), ("Falsch", bad)]);
    run.say("tap Fragen");
    logs(&mut run, "false ");
    run.say("tap Stumm");
    let fault = |run: &mut Headless, place: &str| {
        let fault = run.expect("fault", &[("place", json!(place))]);
        fault["text"].as_str().unwrap().to_owned()
    };
    let text = fault(&mut run, "Block “MQTT Request and wait for the answer” in “Stumm · Tapped” on “Start”");
    assert!(text.contains("maschine/frage") && text.contains("0.3 s"), "{text}");
    run.say("tap Offline");
    let text = fault(&mut run, "Block “MQTT Publish and wait for confirmation” in “Offline · Tapped” on “Start”");
    assert!(text.contains("0.3 s"), "{text}");
    run.say("tap Falsch");
    let text = fault(&mut run, "Block “MQTT Publish” in “Falsch · Tapped” on “Start”");
    assert!(text.contains("line 1, column 2") && text.contains("{1}"), "{text}");
}

#[test]
fn an_app_disconnects_and_connects_again() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/#");
    let look = |first: u32| {
        format!(
            r#"{first}: (kind: "log", slots: {{"text": Wire({})}}), {}: (kind: "mqtt_connected")"#,
            first + 1,
            first + 1
        )
    };
    let away = format!(r#"10: (kind: "mqtt_disconnect", next: 11), {}"#, look(11));
    let back = format!(
        r#"20: (kind: "mqtt_connect", next: 21), 21: (kind: "mqtt_publish_wait",
            slots: {{"topic": "halle1/b", "message": "zurück", "timeout": 20}}, next: 22), {}"#,
        look(22)
    );
    let send = r#"30: (kind: "mqtt_publish", slots: {"topic": "halle1/a", "message": "gepuffert"})"#;
    let mut run = run(&broker, &[("Weg", &away), ("Zurück", &back), ("Senden", send)]);
    run.say("tap Weg");
    logs(&mut run, "false");
    run.expect("status", &[("status", json!("disconnected"))]);
    run.say("tap Senden");
    broker.publish("halle1/dazwischen", "nichts");
    assert_eq!(listener.next(), "0 1 halle1/dazwischen nichts");
    run.say("tap Zurück");
    logs(&mut run, "true");
    assert_eq!([listener.next(), listener.next()], ["0 1 halle1/a gepuffert", "0 1 halle1/b zurück"]);
    run.quit();
    assert_eq!(broker.sessions(), 2, "{}", broker.log());
}

#[test]
fn the_example_shows_both_ways_of_waiting() {
    let broker = Broker::start();
    let file = example("bestaetigen-und-fragen.ron");
    let mut run = Steckbrett::new().headless(&file, &["--connect", &broker.connect()]);
    run.expect("status", &[("status", json!("connected"))]);
    let shows = |run: &mut Headless, control: &str, text: &str| {
        run.expect("property", &[("control", json!(control)), ("value", json!(text))]);
    };
    run.say("tap Senden");
    shows(&mut run, "Ergebnis", "Der Broker hat bestätigt");
    run.say("tap Fragen");
    run.expect("message", &[("topic", json!("maschine/frage"))]);
    run.say("tap Antworten");
    shows(&mut run, "Antwort", "1450");
    run.say("tap Verbinden");
    shows(&mut run, "Ergebnis", "Schon verbunden");
    run.quit();
}

/// No handler, no block: a toggle with a state and a command, and a slider that counts in percent what its lamp counts
/// to 254. While the broker is away nothing is taken, and nothing comes later.
#[test]
fn controls_write_by_themselves_and_never_to_a_broker_that_is_not_there() {
    let mut broker = Broker::start_lasting();
    let device = broker.subscribe("lampe/set");
    let project = r##"(format: 2, name: "P", next_id: 9, connections: [(id: "lokal", name: "L", settings: {"kind": "local"})],
        screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
            (id: 3, kind: "toggle", name: "Lampe", area: (x: 0, y: 0, w: 100, h: 50), properties: {
                "on": Bound(from: Topic(connection: Connection("lokal"), filter: "lampe", path: "state")),
                "command": Command(connection: Connection("lokal"), topic: "lampe/set", path: "state", patience: 0.3)}),
            (id: 4, kind: "slider", name: "Hell", area: (x: 0, y: 60, w: 100, h: 50), properties: {
                "value": Bound(from: Topic(connection: Connection("lokal"), filter: "lampe", path: "brightness"), scale: 0.39370078740157),
                "command": Command(connection: Connection("lokal"), topic: "lampe/set", path: "brightness", decimals: 0)}),
        ])])"##;
    let app = Steckbrett::german();
    let file = app.write("p.ron", project);
    app.run(["check".as_ref(), file.as_os_str()]).expect(0);
    let mut run = app.headless(&file, &["--connect", &broker.connect()]);
    run.expect("status", &[("status", json!("connected"))]);
    run.say("set Lampe.on true");
    assert_eq!(device.next(), r#"0 1 lampe/set {"state":"ON"}"#);
    let of = |command: &str| [("control", json!("Lampe")), ("command", json!(command))];
    run.expect("property", &of("pending"));
    run.expect("property", &of("unconfirmed"));
    broker.publish("lampe", r#"{"state": "ON", "brightness": 254}"#);
    run.expect("property", &of("settled"));
    run.say("set Hell.value 50");
    assert_eq!(device.next(), r#"0 1 lampe/set {"brightness":127}"#);
    broker.restart(|| {
        run.expect("status", &[("status", json!("retrying"))]);
        run.say("set Lampe.on false");
        run.expect("publish", &[("fate", json!("refused"))]);
    });
    let again = broker.subscribe("lampe/set");
    let times = std::cell::Cell::new(0);
    run.expect_that("the second connection", |event| {
        times.set(times.get() + u8::from(event["status"] == "connected"));
        times.get() == 2
    });
    run.say("set Lampe.on true");
    assert_eq!(again.next(), r#"0 1 lampe/set {"state":"ON"}"#, "what was asked for in between is not replayed");
    run.quit_with();
}

/// One function, called by ten buttons: each message is the one that the caller's inputs make.
#[test]
fn ten_buttons_publish_through_one_function() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle/#");
    let calls: Vec<(String, String)> = (1..=10)
        .map(|number| {
            let block = format!(
                r#"{0}: (kind: "log", slots: {{"text": Wire({1})}}),
                   {1}: (kind: "function_result", slots: {{"function": Function(900), "input:1": "{number}", "input:2": {2}}})"#,
                number * 10,
                number * 10 + 1,
                number % 2 == 0,
            );
            (format!("Lampe {number}"), block)
        })
        .collect();
    let buttons: Vec<(&str, &str)> = calls.iter().map(|(name, block)| (name.as_str(), block.as_str())).collect();
    let function = r#"functions: [(id: 900, name: "Licht schalten", ident: "Licht_schalten", last_parameter: 2, gives: Text,
        parameters: [(id: 1, name: "Raum", type: Number), (id: 2, name: "An", type: Bool)],
        handlers: {"called": Blocks((first: 901, blocks: {
            901: (kind: "mqtt_publish", slots: {"connection": Connection("lokal"), "topic": Wire(902), "message": Wire(904)}, next: 905),
            902: (kind: "text_join", slots: {"item1": "halle/", "item2": Wire(903)}),
            903: (kind: "function_input", slots: {"function": Function(900), "parameter": 1.0}),
            904: (kind: "function_input", slots: {"function": Function(900), "parameter": 2.0}),
            905: (kind: "function_return", slots: {"value": Wire(906)}),
            906: (kind: "text_join", slots: {"item1": "geschaltet: ", "item2": Wire(907)}),
            907: (kind: "function_input", slots: {"function": Function(900), "parameter": 1.0}),
        }))})],"#;
    let project = project(&buttons).replace("format: 1,", &format!("format: 2, {function}"));
    let mut run = run_text(&broker, &project);
    for number in 1..=10 {
        run.say(&format!("tap Lampe {number}"));
        logs(&mut run, &format!("geschaltet: {number}"));
        assert_eq!(listener.next(), format!("0 1 halle/{number} {}", number % 2 == 0));
    }
    run.quit();
}
