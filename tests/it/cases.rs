//! Small projects that once broke something, run as they are: each file of `tests/it/cases` has its test here.
//!
//! Cases that are looked at elsewhere have no file here: a broker that closes at one message (`mqtt/tests/poison.rs`),
//! pasting into another project (`model/edit/paste/tests.rs`), new names of columns and controls
//! (`model/reference/tests.rs`), numbers on their way in and out (`numbers.rs`), the monitor that listens beside the app
//! (`mqtt/tests/crossing.rs`), certificates (`mqtt/tests/certificates.rs`), tables and long texts (`benches/long.rs`).

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::broker::{Broker, Login};
use crate::steckbrett::{Headless, Steckbrett, exit};

fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/cases").join(name)
}

/// The text of a case, whose connection is led to this port.
fn text(name: &str) -> String {
    std::fs::read_to_string(case(name)).unwrap()
}

fn to(broker: &Broker) -> String {
    format!("Broker=mqtt://127.0.0.1:{}", broker.port())
}

fn connected(run: &mut Headless) {
    run.expect("status", &[("status", json!("connected"))]);
}

fn run(app: &Steckbrett, broker: &Broker, name: &str) -> Headless {
    let mut run = app.headless(&case(name), &["--connect", &to(broker)]);
    connected(&mut run);
    run
}

fn logs(seen: &[Value]) -> Vec<&str> {
    seen.iter().filter(|event| event["t"] == "log").filter_map(|event| event["text"].as_str()).collect()
}

/// What a script may cost the computer, in KiB.
const MOST_MEMORY: u64 = 512 << 10;

/// Each script is given four gigabytes and a minute by the system, and needs far less; another handler goes on.
#[test]
fn no_script_takes_the_computer_down() {
    // One after the other: what meets a bound of size must not meet that of time before because others compute too.
    for (name, said) in [
        ("err_huge", "The script reports: xxx"),
        ("find_exp", "The pattern is nested too deeply."),
        ("print_unpack", "The script needs too much memory."),
    ] {
        bounded(name, Some(said));
    }
    std::thread::scope(|scope| {
        for (name, said) in [
            ("log_8mb", None),
            ("loop_xpcall", Some("The script ran for 5 s without a pause")),
            ("notify_8mb", None),
            ("prop_8mb", None),
            ("split_bomb", Some("The script ran for 5 s without a pause")),
        ] {
            scope.spawn(move || bounded(name, said));
        }
    });
}

/// Runs a script that wants too much, until it is stopped by the fault that begins with `said`.
fn bounded(name: &str, said: Option<&str>) {
    let app = Steckbrett::new();
    let mut run = app.headless_within(&case(&format!("scripts/{name}.ron")), 4 << 20, 60);
    run.say("tap B");
    run.say("tap C");
    run.expect("log", &[("text", json!("alive 2"))]);
    if let Some(said) = said {
        run.expect_that(said, |event| {
            event["t"] == "fault" && event["text"].as_str().is_some_and(|text| text.starts_with(said))
        });
    }
    let most = run.most_memory();
    assert!(most < MOST_MEMORY, "{name}: {most} KiB");
    let (_, _, took) = run.quit_with();
    // Megabytes of what it had to tell may still come out.
    assert!(took < Duration::from_secs(40), "{name}: {took:?}");
}

/// Names reach neither the terminal nor a window as they stand, numbers that are none stop nothing.
#[test]
fn hostile_names_and_numbers_stop_nothing() {
    for name in ["esc-name", "nul-name", "slider-nan1"] {
        let app = Steckbrett::new();
        let file = case(&format!("hostile-projects/{name}.ron"));
        for command in ["check", "lua"] {
            let said = app.run([command.as_ref(), file.as_os_str()]);
            let all = [said.stdout, said.stderr].concat();
            let hidden = all.chars().find(|c| c.is_control() && *c != '\n');
            assert!(hidden.is_none() && !all.contains('\u{202e}'), "{name}: {all:?}");
        }
        app.headless(&file, &[]).quit();
    }
}

/// A file that never answers: the app starts, says so, and ends when it is told to.
#[test]
fn a_certificate_that_never_answers_holds_nothing_up() {
    let app = Steckbrett::new();
    let fifo = app.write("fifo", "");
    std::fs::remove_file(&fifo).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let text = text("hostile-projects/ca_file-fifo.ron").replace("/path/of/a/fifo", fifo.to_str().unwrap());
    let mut run = app.headless(&app.write("p.ron", &text), &[]);
    run.expect_that("why it does not connect", |event| event["t"] == "status" && event["status"] == "failed");
    run.say("tap B");
    run.expect("log", &[("text", json!("x"))]);
    let (_, code, took) = run.quit_with();
    assert!(code != exit::USAGE && took < Duration::from_secs(10), "{code}, {took:?}");
}

#[test]
fn a_birth_topic_with_wildcards_is_a_problem() {
    let said = Steckbrett::new().run(["check".as_ref(), case("birth-wildcard.ron").as_os_str()]);
    let said = said.expect(exit::PROBLEM);
    assert!([said.stdout, said.stderr].concat().contains("“#” is not allowed when sending"));
}

/// Each message comes once to each source, whatever the broker does where filters cross.
#[test]
fn filters_that_cross_bring_each_message_once() {
    let local = Steckbrett::new();
    let _running = local.local_broker();
    let mosquitto = Broker::start();
    for port in [mosquitto.port(), local.local_port()] {
        for version in ["3.1.1", "5"] {
            let app = Steckbrett::new();
            let text = text("crossing-filters.ron").replace("3.1.1", version);
            let file = app.write("p.ron", &text);
            let mut run = app.headless(&file, &["--connect", &format!("Broker=mqtt://127.0.0.1:{port}")]);
            connected(&mut run);
            for message in ["1", "2", "Ende"] {
                crate::broker::publish_at(port, "kr/a/temp", &["-m", message]);
            }
            run.expect("log", &[("text", json!("Zeile Ende"))]);
            run.expect("log", &[("text", json!("Spalte Ende"))]);
            let seen = run.quit();
            for source in ["Zeile", "Spalte"] {
                let of_it: Vec<&str> = logs(&seen).into_iter().filter(|text| text.starts_with(source)).collect();
                let wanted = ["1", "2", "Ende"].map(|message| format!("{source} {message}"));
                assert_eq!(of_it, wanted, "{port} {version}");
            }
        }
    }
}

#[test]
fn an_app_that_feeds_itself_is_told_and_goes_on() {
    let (app, broker) = (Steckbrett::new(), Broker::start());
    let mut run = run(&app, &broker, "feedback-loop.ron");
    run.say("tap A");
    run.expect_that("what is told", |event| {
        event.to_string().contains("The app receives what it sends itself to “loop/x”")
    });
    run.say("tap B");
    run.expect("log", &[("text", json!("noch da"))]);
    let (_, _, took) = run.quit_with();
    assert!(took < Duration::from_secs(10), "{took:?}");
}

#[test]
fn valid_json_is_valid_however_it_looks() {
    let (app, broker) = (Steckbrett::new(), Broker::start());
    let mut run = run(&app, &broker, "json-valid.ron");
    let deep = format!(r#"{{"a": "tief", "d": {}1{}}}"#, "[".repeat(200), "]".repeat(200));
    for (message, a) in [
        ("\u{feff}{\"a\": \"BOM\"}", "BOM"),
        (deep.as_str(), "tief"),
        (r#"{"a": "groß", "b": 1e400}"#, "groß"),
        (r#"{"a": "Feld", "b": {"c": [2.50]}, "x.y": "Punkt"}"#, "Feld"),
    ] {
        broker.publish("j/x", message);
        run.expect_that(a, |event| {
            event["t"] == "log" && event["text"].as_str().is_some_and(|text| text.starts_with(&format!("A={a}|")))
        });
    }
    let seen = run.quit();
    let last = logs(&seen).pop().unwrap_or_default();
    assert!(last.starts_with("A=Feld|B=2.5|D=Punkt|"), "{last}");
}

#[test]
fn what_was_stored_is_cleared_in_every_form() {
    let (app, broker) = (Steckbrett::new(), Broker::start());
    let mut run = run(&app, &broker, "retained-empty.ron");
    for button in ["Clear1", "Clear2", "Clear3", "Clear4"] {
        let began = Instant::now();
        run.say("tap Set");
        broker.until_stored("l/r", Some("wert"));
        run.say(&format!("tap {button}"));
        broker.until_stored("l/r", None);
        assert!(began.elapsed() < Duration::from_secs(30), "{button}");
    }
    run.quit();
}

#[test]
fn a_shared_subscription_gets_its_messages() {
    let (app, broker) = (Steckbrett::new(), Broker::start());
    let mut run = run(&app, &broker, "shared-subscription.ron");
    for message in ["eins", "zwei"] {
        broker.publish("ok/1", message);
        run.expect("message", &[("payload", json!(message)), ("topic", json!("ok/1"))]);
    }
    run.quit();
}

#[test]
fn a_password_in_an_address_may_have_any_character() {
    let (app, broker) = (Steckbrett::new(), Broker::start_with_login(Login { user: "user", password: "p@ss/wort" }));
    let watcher = broker.subscribe("x/#");
    for password in ["p%40ss%2Fwort", "p@ss/wort"] {
        let connect = format!("Küche 1=mqtt://user:{password}@127.0.0.1:{}", broker.port());
        let mut run = app.headless(&case("login-encoded.ron"), &["--connect", &connect]);
        connected(&mut run);
        run.say("tap A");
        assert!(watcher.next().ends_with("x/y x"));
        run.quit();
    }
}

/// So that no case lies there unused.
#[test]
fn each_case_has_its_test() {
    let named = include_str!("cases.rs");
    let mut folders = vec![case("")];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(named.contains(name), "no test names {name}");
            count += 1;
        }
    }
    assert!(count >= 18, "{count}");
}
