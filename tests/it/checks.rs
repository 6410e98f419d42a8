//! The reliability checks: what becomes of messages when brokers, networks and programs come and go.
//!
//! Numbered as in the list that the product was planned by; counts and outages are shortened so that each takes seconds.
//! Where another test covers a check already, that test has its number in its name.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::broker::{Broker, LIMIT, Subscriber, free_port};
use crate::projects::example;
use crate::proxy::Proxy;
use crate::steckbrett::{Headless, Steckbrett, exit};
use crate::wait;

mod restarts;

/// A project with a button *Senden* that runs this Lua, a source on `strom/#`, and a connection with these settings.
fn project(app: &Steckbrett, settings: &str, lua: &str) -> PathBuf {
    let text = format!(
        r##"(format: 1, name: "Strom", next_id: 9, connections: [(id: "abc", name: "Halle", settings: {{{settings}}})],
            sources: [(id: 4, name: "Alles", ident: "alles", connection: "abc", topics: ["strom/#"])],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {{
                    "tapped": Lua({lua:?})}})])])"##
    );
    app.write("strom.ron", &text)
}

fn to(port: u16) -> String {
    format!(r#""host": "127.0.0.1", "port": {port}"#)
}

/// Publishes `1` to `count`, 250 a second, and then `Ende`.
fn stream(count: u32, qos: u8) -> String {
    format!(
        "local c = connections.getfromid('abc')\nfor i = 1, {count} do\n  c.publish('strom/x', tostring(i), {{ qos = {qos} }})\n  wait(0.004)\nend\nc.publish('strom/x', 'Ende', {{ qos = {qos} }})"
    )
}

fn connected(run: &mut Headless) {
    run.expect("status", &[("status", json!("connected"))]);
}

/// The payloads of received lines.
fn payloads(lines: &[String]) -> Vec<&str> {
    lines.iter().map(|line| line.rsplit(' ').next().unwrap()).collect()
}

fn fates<'a>(seen: &'a [Value], fate: &str) -> Vec<&'a str> {
    seen.iter().filter(|event| event["fate"] == fate).filter_map(|event| event["payload"].as_str()).collect()
}

#[test]
fn check_01_without_any_server_a_tap_reaches_a_second_client_of_the_local_broker() {
    let app = Steckbrett::new();
    let mut run = app.headless(&example("mqtt-senden.ron"), &[]);
    connected(&mut run);
    let second = Subscriber::at(app.local_port(), "steckbrett/#");
    run.say("set Eingabe.text Hallo");
    let tapped = Instant::now();
    run.say("tap Senden");
    assert_eq!(second.next(), "0 1 steckbrett/demo Hallo");
    // One second, and one more for a machine that does other things too.
    assert!(tapped.elapsed() < Duration::from_secs(2), "{:?}", tapped.elapsed());
    run.quit();
}

#[test]
fn check_06_quality_1_through_a_slow_network_and_a_restart_loses_nothing() {
    let mut broker = Broker::start_lasting();
    let proxy = Proxy::start(broker.port(), Duration::from_millis(20));
    let listener = broker.subscribe_lastingly("strom/#", "1");
    let app = Steckbrett::new();
    let mut run = app.headless(&project(&app, &to(proxy.port()), &stream(1000, 1)), &[]);
    connected(&mut run);
    run.say("tap Senden");
    run.expect_fates("acknowledged", 300);
    broker.restart(|| ());
    let lines = listener.until("Ende");
    let got = payloads(&lines);
    let missing: Vec<_> = (1..=1000).filter(|n| !got.contains(&n.to_string().as_str())).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    let doubled = got.len() - 1001;
    assert!(doubled <= 10, "{doubled} came twice; only those that were on their way may");
    run.expect_fates("acknowledged", 1001);
    run.quit();
}

#[test]
fn check_07_quality_2_in_a_persistent_session_arrives_exactly_once_through_a_restart() {
    // 600 instead of 5000: each takes two round trips of 40 ms, ten of them at a time.
    for version in ["3.1.1", "5"] {
        let mut broker = Broker::start_lasting();
        let proxy = Proxy::start(broker.port(), Duration::from_millis(20));
        let listener = broker.subscribe_lastingly("strom/#", "2");
        let app = Steckbrett::new();
        let settings = format!(r#"{}, "session": "persistent", "version": "{version}""#, to(proxy.port()));
        let mut run = app.headless(&project(&app, &settings, &stream(600, 2)), &[]);
        connected(&mut run);
        run.say("tap Senden");
        run.expect_fates("acknowledged", 150);
        broker.restart(|| ());
        let lines = listener.until("Ende");
        let expected: Vec<String> = (1..=600).map(|n| n.to_string()).chain(["Ende".to_owned()]).collect();
        assert_eq!(payloads(&lines), expected, "{version}: each once, in order");
        run.expect_fates("acknowledged", 601);
        run.quit();
        broker.publish("strom/x", "danach");
        assert_eq!(listener.next(), "0 1 strom/x danach", "{version}: nothing is sent again");
    }
}

#[test]
fn check_08_quality_0_tells_of_every_message_what_became_of_it() {
    let mut broker = Broker::start_lasting();
    let proxy = Proxy::start(broker.port(), Duration::from_millis(20));
    let listener = broker.subscribe_lastingly("strom/#", "1");
    let app = Steckbrett::new();
    let mut run = app.headless(&project(&app, &to(proxy.port()), &stream(500, 0)), &[]);
    connected(&mut run);
    run.say("tap Senden");
    run.expect_fates("sent", 150);
    broker.restart(|| ());
    let got = listener.until("Ende");
    run.expect_fates("sent", 501);
    let seen = run.quit();
    assert_eq!((fates(&seen, "sent").len(), fates(&seen, "dropped").len()), (501, 0), "each has one end");
    assert!(got.len() <= 501, "none came twice");
    assert!(got.len() > 400, "only what was on the wire is lost: {} of 501 came", got.len());
}

#[test]
fn check_20_a_lost_session_is_made_anew_with_its_subscriptions_and_stored_values() {
    let mut broker = Broker::start_lasting();
    broker.publish_retained("strom/wert", "7");
    let app = Steckbrett::new();
    let mut run = app.headless(&project(&app, &to(broker.port()), "peakboard.log('x')"), &[]);
    run.expect("message", &[("payload", json!("7")), ("retain", json!(true))]);
    broker.restart(|| ());
    wait::until(LIMIT, "the second session", || (broker.sessions() == 2).then_some(()));
    // Accepted by the broker behind the subscription that is made anew.
    run.expect_times("message", "7", 2);
    broker.publish("strom/x", "einmal");
    run.expect("message", &[("payload", json!("einmal"))]);
    let seen = run.quit();
    let of = |payload: &str| seen.iter().filter(|event| event["t"] == "message" && event["payload"] == payload).count();
    assert_eq!((of("7"), of("einmal")), (2, 1), "no doubled subscription");
}

#[test]
fn check_22_what_is_queued_is_drained_before_the_end_and_what_cannot_be_is_told() {
    let broker = Broker::start();
    let proxy = Proxy::start(broker.port(), Duration::from_millis(50));
    let listener = broker.subscribe("strom/#");
    let app = Steckbrett::new();
    let all_at_once = stream(60, 1).replace("  wait(0.004)\n", "");
    let mut run = app.headless(&project(&app, &to(proxy.port()), &all_at_once), &[]);
    connected(&mut run);
    run.say("tap Senden");
    let (seen, code, took) = run.quit_with();
    assert_eq!(code, exit::OK, "{seen:#?}");
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert_eq!((listener.until("Ende").len(), fates(&seen, "acknowledged").len()), (61, 61));

    let mut run = app.headless(&project(&app, &to(free_port()), &all_at_once), &[]);
    run.expect("status", &[("status", json!("retrying"))]);
    run.say("tap Senden");
    let (seen, code, took) = run.quit_with();
    assert_eq!(code, exit::PROBLEM, "lost messages are a problem");
    assert!(took < Duration::from_secs(4), "two seconds, and the end: {took:?}");
    assert_eq!(fates(&seen, "dropped").len(), 61);
    let end = seen.last().unwrap();
    assert_eq!((&end["t"], &end["dropped"]), (&json!("end"), &json!(61)));
}
