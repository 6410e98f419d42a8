//! HTTP requests of an app: against a server of another language, from block to broker.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;

use serde_json::json;

use crate::broker::Broker;
use crate::steckbrett::{Steckbrett, exit};

/// Answers requests as a small device does: its value on GET, what it was sent on POST, 404 for all else.
fn device() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let (mut first, mut length, mut line) = (String::new(), 0, String::new());
            while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
                if first.is_empty() {
                    first.clone_from(&line);
                }
                if let Some(bytes) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = bytes.trim().parse().unwrap();
                }
                line.clear();
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).unwrap();
            let (status, body) = match first.split(' ').collect::<Vec<_>>()[..] {
                ["GET", "/wert", _] => ("200 OK", br#"{"temp": 21.5}"#.to_vec()),
                ["POST", "/wert", _] => ("200 OK", body),
                _ => ("404 Not Found", b"weg".to_vec()),
            };
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            drop(stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)));
        }
    });
    port
}

/// A button that asks with a block and publishes what came; one that asks for what is not there; one that sends.
fn project(port: u16, web: &str) -> String {
    let ask = |id: u32, block: u32, slots: &str, message: &str| {
        format!(
            r#"(id: {id}, kind: "button", name: "K{id}", area: (x: {id}0, y: 0, w: 100, h: 40), handlers: {{"tapped": Blocks((
                first: {block}, blocks: {{
                    {block}: (kind: "http_request", slots: {{"url": "http://127.0.0.1:{port}/wert", {slots}}}, next: {}),
                    {}: (kind: "mqtt_publish", slots: {{"connection": Connection("lokal"), "topic": "web/{id}", "message": {message}}}),
                    {}: (kind: "lua_value", slots: {{"lua": "antwort"}}),
                }}))}})"#,
            block + 1,
            block + 1,
            block + 2,
        )
    };
    let controls = [
        ask(2, 20, r#""answer": "antwort""#, "Wire(22)"),
        ask(3, 30, r#""method": "POST", "body": "an", "answer": "antwort", "status": "status""#, "Wire(32)"),
        ask(4, 40, r#""method": "DELETE", "answer": "antwort""#, "Wire(42)"),
        ask(5, 50, r#""method": "DELETE", "answer": "antwort", "status": "status""#, "Wire(52)"),
    ];
    format!(
        r##"(format: 2, name: "Web", next_id: 90, web: [{web}],
            connections: [(id: "lokal", name: "Lokal", settings: {{"kind": "local"}})],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [{}])])"##,
        controls.join(",\n")
    )
}

#[test]
fn blocks_ask_a_device_and_publish_what_it_says() {
    let broker = Broker::start();
    let app = Steckbrett::new();
    let file = app.write("web.ron", &project(device(), r#""127.0.0.1""#));
    let mut run = app.headless(&file, &["--connect", broker.connect().as_str()]);
    run.say("tap K2");
    run.expect("publish", &[("topic", json!("web/2")), ("payload", json!(r#"{"temp": 21.5}"#))]);
    run.say("tap K3");
    run.expect("publish", &[("topic", json!("web/3")), ("payload", json!("an"))]);
    // What is not there ends the handler, unless it looks at the status.
    run.say("tap K4");
    run.expect("fault", &[]);
    run.say("tap K5");
    run.expect("publish", &[("topic", json!("web/5")), ("payload", json!("weg"))]);
    assert_eq!(run.quit_with().1, exit::PROBLEM);
}

#[test]
fn what_the_project_does_not_allow_is_neither_asked_nor_unsaid() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let broker = Broker::start();
    let app = Steckbrett::new();
    let file = app.write("web.ron", &project(port, r#""api.example.com""#));
    let checked = app.run(["check", file.to_str().unwrap()]);
    assert_eq!(checked.code, exit::PROBLEM, "{}", checked.stdout);
    assert!(checked.stdout.contains(&format!("“127.0.0.1:{port}” may not be asked")), "{}", checked.stdout);
    let mut run = app.headless(&file, &["--connect", broker.connect().as_str()]);
    run.say("tap K2");
    run.expect("fault", &[]);
    assert_eq!(run.quit_with().1, exit::PROBLEM);
    listener.set_nonblocking(true).unwrap();
    assert!(listener.accept().is_err());
    // Who is asked for trust reads which hosts it may ask.
    let wary = Steckbrett::new().wary();
    let file = wary.write("web.ron", &project(port, r#""api.example.com""#));
    let refused = wary.run(["run", file.to_str().unwrap(), "--headless"]);
    assert!(refused.stderr.contains("get data from “api.example.com”"), "{}", refused.stderr);
}
