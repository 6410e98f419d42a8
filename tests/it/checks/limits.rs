//! What may be published and received: rights, topics, sizes, and bytes that must not change.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use super::{connected, to};
use crate::broker::{Broker, Subscriber, free_port, publish_at};
use crate::steckbrett::{Headless, Steckbrett, exit};

/// A project with a button *B0*, *B1* … for each of these lines of Lua, in which `c` is the connection.
pub(super) fn project(app: &Steckbrett, settings: &str, lines: &[&str]) -> PathBuf {
    let mut controls = String::new();
    for (number, line) in lines.iter().enumerate() {
        let lua = format!("local c = connections.getfromid('abc')\n{line}");
        let (id, x) = (number + 10, number * 110);
        let place = format!("area: (x: {x}, y: 0, w: 100, h: 50)");
        let handlers = format!(r#"handlers: {{"tapped": Lua({lua:?})}}"#);
        writeln!(controls, r#"(id: {id}, kind: "button", name: "B{number}", {place}, {handlers}),"#).unwrap();
    }
    let text = format!(
        r##"(format: 1, name: "Grenzen", next_id: 99, connections: [(id: "abc", name: "Halle", settings: {{{settings}}})],
            sources: [(id: 4, name: "Alles", ident: "alles", connection: "abc", topics: ["strom/#"])],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff",
                controls: [{controls}])])"##
    );
    app.write("grenzen.ron", &text)
}

/// The last word about a message with this payload.
fn fate(run: &mut Headless, payload: &str) -> (String, String) {
    let last = |event: &Value| event["t"] == "publish" && event["payload"] == payload && event["fate"] != "sent";
    let event = run.expect_that(&format!("fate of {payload}"), last);
    (event["fate"].as_str().unwrap().to_owned(), event["reason"].as_str().unwrap_or_default().to_owned())
}

fn folder_with_rights(folder: &Path) -> String {
    let rights = folder.join("rights");
    std::fs::write(&rights, "topic readwrite strom/#\n").unwrap();
    format!("acl_file {}\nmessage_size_limit 3000\n", rights.display())
}

/// What a broker does with a single message, where it says so: each in its own sentence, and the rest goes on.
#[test]
fn check_14_and_17_a_message_that_the_broker_refuses_says_why_and_the_others_go_on() {
    let lines = [
        "c.publish('geheim/tor', 'geheim')",
        "c.publish('$SYS/broker/uptime', 'system')",
        "c.publish('strom/x', string.rep('x', 3001))",
        "c.publish('strom/x', 'erlaubt')",
    ];
    let broker = Broker::start_configured(folder_with_rights);
    let mut table = String::new();
    for (version, lang) in [("5", "de"), ("5", "en"), ("3.1.1", "en")] {
        let app = if lang == "de" { Steckbrett::german() } else { Steckbrett::new() };
        let settings = format!(r#"{}, "version": "{version}""#, to(broker.port()));
        let mut run = app.headless(&project(&app, &settings, &lines), &[]);
        connected(&mut run);
        for number in 0..lines.len() {
            run.say(&format!("tap B{number}"));
        }
        for payload in ["geheim", "system", &"x".repeat(3001), "erlaubt"] {
            let (fate, reason) = fate(&mut run, payload);
            let payload = if payload.len() > 20 { "3001 bytes" } else { payload };
            writeln!(table, "{version} {lang} {payload}: {fate} {reason}").unwrap();
        }
        run.expect("message", &[("payload", json!("erlaubt"))]);
        let (seen, _, _) = run.quit_with();
        let sessions = seen.iter().filter(|event| event["status"] == "connected").count();
        // The library for MQTT 5 ends the session when a message is too large; what was under way is sent again.
        let most = if version == "5" { 2 } else { 1 };
        assert!(sessions <= most, "{version}: {seen:#?}");
    }
    insta::assert_snapshot!(table);
}

#[test]
fn check_15_topics_that_break_a_rule_never_reach_the_broker() {
    let lines = [
        "c.publish('', 'x')",
        "c.publish('strom/+', 'x')",
        "c.publish('strom/#', 'x')",
        "c.publish('strom/\\0', 'x')",
        "c.publish(string.rep('x', 65536), 'x')",
        "c.publish(string.rep('x/', 201), 'x')",
        "c.publish('strom/gut', 'gut')",
    ];
    let broker = Broker::start();
    let listener = broker.subscribe("#");
    let mut table = String::new();
    for app in [Steckbrett::german(), Steckbrett::new()] {
        let mut run = app.headless(&project(&app, &to(broker.port()), &lines), &[]);
        connected(&mut run);
        for number in 0..lines.len() {
            run.say(&format!("tap B{number}"));
        }
        assert_eq!(listener.next(), "0 1 strom/gut gut", "the first that arrives");
        run.expect("message", &[("payload", json!("gut"))]);
        let faults: Vec<Value> = (0..lines.len() - 1)
            .map(|number| {
                let button = format!("B{number} ·");
                let of_button = |event: &Value| event["place"].as_str().is_some_and(|place| place.contains(&button));
                run.expect_that(&format!("fault of B{number}"), |event| event["t"] == "fault" && of_button(event))
            })
            .collect();
        let (seen, code, _) = run.quit_with();
        assert_eq!(code, exit::PROBLEM);
        for fault in &faults {
            writeln!(table, "{}: {}", fault["place"].as_str().unwrap(), fault["text"].as_str().unwrap()).unwrap();
        }
        assert_eq!(seen.iter().filter(|event| event["status"] == "connected").count(), 1, "{seen:#?}");
    }
    assert_eq!(broker.sessions(), 2, "one for each run:\n{}", broker.log());
    insta::assert_snapshot!(table);
    marked_in_blocks();
}

/// The same topics typed into a block are marked there.
fn marked_in_blocks() {
    for (topic, word) in [("", "“Topic” is empty"), ("strom/+", "+"), ("strom/#", "#"), (&"x".repeat(65_536), "65536")]
    {
        let app = Steckbrett::new();
        let text = format!(
            r##"(format: 1, name: "P", next_id: 9, connections: [(id: "lokal", name: "L", settings: {{"kind": "local"}})],
                screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                    (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {{"tapped":
                        Blocks((first: 3, blocks: {{3: (kind: "mqtt_publish", slots: {{"connection": "lokal",
                            "topic": "{topic}", "message": "x"}})}}))}})])])"##
        );
        let file = app.write("p.ron", &text);
        let said = app.run(["check".as_ref(), file.as_os_str()]).expect(exit::PROBLEM);
        let marked =
            ["error: Block “MQTT Publish” in “Senden · Tapped”", word].iter().all(|part| said.stdout.contains(part));
        assert!(marked, "{word}: {}", said.stdout);
    }
}

#[test]
fn check_16_every_topic_and_payload_arrives_as_it_was() {
    let broker = Broker::start();
    arrives_as_it_was(&to(broker.port()), || broker.subscribe_with("#", &["-q", "1", "-F", FORM]), broker.port());
}

#[test]
fn check_16_every_topic_and_payload_arrives_as_it_was_at_the_local_broker() {
    let app = Steckbrett::new();
    let _local = app.local_broker();
    let port = app.local_port();
    arrives_as_it_was(&to(port), || Subscriber::at_with(port, "#", FORM), port);
}

const FORM: &str = "0 %t|%p";

fn arrives_as_it_was(settings: &str, listen: impl Fn() -> Subscriber, port: u16) {
    let mut large = "Grüße 🚀 aus Halle 1. ".repeat(50_000);
    large.truncate(1024 * 1024 - 1);
    let pairs = [
        ("Halle 1/Größe 🚀/ leer ", "äöüß 🙂👨‍👩‍👧 \\ \" ' ] {x}".to_owned()),
        ("strom//", String::new()),
        ("strom/groß", large),
    ];
    let lines = [
        "c.publish('Halle 1/Größe 🚀/ leer ', 'äöüß 🙂👨‍👩‍👧 \\\\ \" \\' ] {x}')",
        "c.publish('strom//', '')",
        "c.publish('strom/groß', string.sub(string.rep('Grüße 🚀 aus Halle 1. ', 50000), 1, 1048575))",
    ];
    for version in ["3.1.1", "5"] {
        let app = Steckbrett::new();
        let listener = listen();
        let mut run = app.headless(&project(&app, &format!(r#"{settings}, "version": "{version}""#), &lines), &[]);
        connected(&mut run);
        for (number, (topic, payload)) in pairs.iter().enumerate() {
            run.say(&format!("tap B{number}"));
            let line = listener.next();
            assert!(line == format!("0 {topic}|{payload}"), "{version}: {topic} came otherwise, {} bytes", line.len());
        }
        // The other way: what others send arrives in the source.
        publish_at(port, "strom/von außen/ ", &["-m", &pairs[0].1]);
        run.expect("message", &[("topic", json!("strom/von außen/ ")), ("payload", json!(pairs[0].1))]);
        run.expect("message", &[("topic", json!("strom/groß")), ("payload", json!(pairs[2].1))]);
        run.quit();
    }
}

#[test]
fn check_17_a_message_over_the_limit_of_the_broker_is_refused_with_sizes() {
    let broker = Broker::start_configured(|_| "max_packet_size 2000\n".to_owned());
    let lines = ["c.publish('strom/x', string.rep('x', 2020))", "c.publish('strom/x', 'danach')"];
    let app = Steckbrett::new();
    let settings = format!(r#"{}, "version": "5""#, to(broker.port()));
    let mut run = app.headless(&project(&app, &settings, &lines), &[]);
    connected(&mut run);
    run.say("tap B0");
    run.say("tap B1");
    run.expect("message", &[("payload", json!("danach"))]);
    let (seen, _, _) = run.quit_with();
    let fault = seen.iter().find(|event| event["t"] == "fault").and_then(|event| event["text"].as_str()).unwrap();
    assert_eq!(fault, "Not sent: The message is too large: 2027 bytes, at most 2000 bytes are allowed");
    assert_eq!(broker.sessions(), 1, "no poison loop:\n{}", broker.log());
}

#[test]
fn check_18_a_stored_message_of_5_megabytes_is_received_without_a_reconnect() {
    const LARGE: usize = 5 * 1024 * 1024;
    for local in [false, true] {
        let app = Steckbrett::new();
        let port = free_port();
        let (_broker, _local, port) = if local {
            let running = app.local_broker();
            (None, Some(running), app.local_port())
        } else {
            (Some(Broker::start_at(port)), None, port)
        };
        let payload = app.write("payload", &"x".repeat(LARGE)).display().to_string();
        publish_at(port, "strom/groß", &["-r", "-f", &payload]);
        let settings = if local { r#""kind": "local""#.to_owned() } else { to(port) };
        let mut run = app.headless(&project(&app, &settings, &["c.publish('strom/x', 'danach')"]), &[]);
        let message = run.expect("message", &[("topic", json!("strom/groß")), ("retain", json!(true))]);
        assert_eq!(message["payload"].as_str().map(str::len), Some(LARGE));
        run.say("tap B0");
        run.expect("message", &[("payload", json!("danach"))]);
        let seen = run.quit();
        let lost = seen.iter().filter(|event| event["status"] == "retrying").count();
        assert_eq!(lost, 0, "local: {local}");
    }
}
