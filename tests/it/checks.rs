//! The reliability checks: what becomes of messages when brokers, networks and programs come and go.
//!
//! Numbered as in the list that the product was planned by. Where another test covers a check already, that test has
//! its number in its name; packets that no real broker can be brought to send are looked at in `src/mqtt/tests` too.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::time::Duration;

use serde_json::{Value, json};

use crate::broker::{Broker, LIMIT, free_port};
use crate::proxy::Proxy;
use crate::steckbrett::{Headless, Steckbrett, exit};
use crate::wait;

mod limits;
mod local;
mod outages;
mod refusals;
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

/// Publishes `1` to `count` as fast as it can, and then `Ende`.
fn stream(count: u32, qos: u8) -> String {
    format!(
        "local c = connections.getfromid('abc')\nfor i = 1, {count} do\n  c.publish('strom/x', tostring(i), {{ qos = {qos} }})\nend\nc.publish('strom/x', 'Ende', {{ qos = {qos} }})"
    )
}

/// As [`stream`], but ten messages in ten milliseconds: what waits for no confirmation is else out before anything
/// can happen to it.
fn trickle(count: u32, qos: u8) -> String {
    stream(count, qos).replace("end\n", "  if i % 10 == 0 then wait(0.01) end\nend\n")
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

/// How many messages the reliability checks send; and half of what the network adds to a round trip of 20 ms.
const MANY: u32 = 5000;
const SLOW: Duration = Duration::from_millis(10);

/// How many messages can be on their way at a restart: ten from the app to the broker, and what the broker sends to a
/// listener without waiting for its answer (`max_inflight_messages` of mosquitto, 20 unless set).
const ON_THE_WAY: usize = 10 + 20;

fn all_in_order() -> Vec<String> {
    (1..=MANY).map(|n| n.to_string()).chain(["Ende".to_owned()]).collect()
}

#[test]
fn check_06_quality_1_through_a_slow_network_and_a_restart_loses_nothing() {
    let mut broker = Broker::start_lasting();
    let proxy = Proxy::start(broker.port(), SLOW);
    let listener = broker.subscribe_lastingly("strom/#", "1");
    let app = Steckbrett::new();
    let mut run = app.headless(&project(&app, &to(proxy.port()), &stream(MANY, 1)), &[]);
    connected(&mut run);
    run.say("tap Senden");
    run.expect_fates("acknowledged", 1000);
    broker.restart(|| ());
    let lines = listener.until("Ende");
    let got: BTreeSet<&str> = payloads(&lines).into_iter().collect();
    let missing: Vec<_> = all_in_order().into_iter().filter(|n| !got.contains(n.as_str())).collect();
    assert!(missing.is_empty(), "missing: {missing:?}");
    let doubled = lines.len() - got.len();
    assert!(doubled <= ON_THE_WAY, "{doubled} came twice; only those that were on their way may");
    run.expect_fates("acknowledged", MANY as usize + 1);
    run.quit();
}

#[test]
fn check_07_quality_2_in_a_persistent_session_arrives_exactly_once_through_a_restart() {
    // Side by side: they wait for the network most of the time.
    std::thread::scope(|scope| {
        for version in ["3.1.1", "5"] {
            scope.spawn(move || exactly_once(version));
        }
    });
}

fn exactly_once(version: &str) {
    let mut broker = Broker::start_lasting();
    let proxy = Proxy::start(broker.port(), SLOW);
    let listener = broker.subscribe_lastingly("strom/#", "2");
    let app = Steckbrett::new();
    let settings = format!(r#"{}, "session": "persistent", "version": "{version}""#, to(proxy.port()));
    let mut run = app.headless(&project(&app, &settings, &stream(MANY, 2)), &[]);
    connected(&mut run);
    run.say("tap Senden");
    run.expect_fates("acknowledged", 1000);
    broker.restart(|| ());
    let lines = listener.until("Ende");
    let (got, wanted) = (payloads(&lines), all_in_order());
    let strange: Vec<_> = got.iter().zip(&wanted).filter(|(got, wanted)| got != wanted).take(50).collect();
    assert!(
        got == wanted,
        "{version}: not each once and in order: {} came, first strange (came, wanted): {strange:?}",
        lines.len()
    );
    run.expect_fates("acknowledged", MANY as usize + 1);
    run.quit();
    broker.publish("strom/x", "danach");
    assert_eq!(listener.next(), "0 1 strom/x danach", "{version}: nothing is sent again");
}

#[test]
fn check_08_quality_0_tells_of_every_message_what_became_of_it() {
    let mut broker = Broker::start_lasting();
    let proxy = Proxy::start(broker.port(), SLOW);
    let listener = broker.subscribe_lastingly("strom/#", "1");
    let app = Steckbrett::new();
    let mut run = app.headless(&project(&app, &to(proxy.port()), &trickle(MANY, 0)), &[]);
    connected(&mut run);
    run.say("tap Senden");
    run.expect_fates("sent", 1000);
    broker.restart(|| ());
    let got = listener.until("Ende");
    let all = MANY as usize + 1;
    run.expect_fates("sent", all);
    let seen = run.quit();
    assert_eq!((fates(&seen, "sent").len(), fates(&seen, "dropped").len()), (all, 0), "each has one end");
    let different: BTreeSet<&str> = payloads(&got).into_iter().collect();
    assert_eq!(different.len(), got.len(), "none came twice");
    assert!(got.len() > all - 500, "only what was on the wire is lost: {} of {all} came", got.len());
}

/// The second half of check 8: the broker does not come back.
#[test]
fn check_08_quality_0_reports_how_many_were_not_sent() {
    let broker = Broker::start();
    let app = Steckbrett::new();
    let mut run = app.headless(&project(&app, &to(broker.port()), &trickle(1000, 0)), &[]);
    connected(&mut run);
    run.say("tap Senden");
    run.expect_fates("sent", 300);
    drop(broker);
    run.expect("status", &[("status", json!("retrying"))]);
    let (seen, code, _) = run.quit_with();
    assert_eq!(code, exit::PROBLEM, "messages that were not sent are a problem");
    let (sent, dropped) = (fates(&seen, "sent"), fates(&seen, "dropped"));
    let published: BTreeSet<&str> = sent.iter().chain(&dropped).copied().collect();
    assert_eq!(published.len(), sent.len() + dropped.len(), "each has one end");
    assert!(sent.len() >= 300 && !dropped.is_empty(), "{} sent, {} not", sent.len(), dropped.len());
    let end = seen.last().unwrap();
    assert_eq!((&end["t"], &end["dropped"]), (&json!("end"), &json!(dropped.len())), "the number is told");
    let told = format!("{} messages", dropped.len());
    let logged = |event: &Value| event["t"] == "log" && event["text"].as_str().is_some_and(|text| text.contains(&told));
    assert!(seen.iter().any(logged), "and logged: {:#?}", seen.iter().filter(|e| e["t"] == "log").collect::<Vec<_>>());
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
    let mut run = app.headless(&project(&app, &to(proxy.port()), &stream(60, 1)), &[]);
    connected(&mut run);
    run.say("tap Senden");
    let (seen, code, took) = run.quit_with();
    assert_eq!(code, exit::OK, "{seen:#?}");
    assert!(took < Duration::from_secs(4), "{took:?}");
    assert_eq!((listener.until("Ende").len(), fates(&seen, "acknowledged").len()), (61, 61));

    let mut run = app.headless(&project(&app, &to(free_port()), &stream(60, 1)), &[]);
    run.expect("status", &[("status", json!("retrying"))]);
    run.say("tap Senden");
    let (seen, code, took) = run.quit_with();
    assert_eq!(code, exit::PROBLEM, "lost messages are a problem");
    assert!(took < Duration::from_secs(4), "two seconds, and the end: {took:?}");
    assert_eq!(fates(&seen, "dropped").len(), 61);
    let end = seen.last().unwrap();
    assert_eq!((&end["t"], &end["dropped"]), (&json!("end"), &json!(61)));
}
