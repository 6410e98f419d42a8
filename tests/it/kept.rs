//! Variables that keep their value over the end of the app.

use serde_json::json;

use crate::broker::{Broker, LIMIT};
use crate::steckbrett::{Headless, Steckbrett};
use crate::wait;

/// A button counts up two variables, of which one keeps its value, and publishes both.
const COUNTING: &str = r##"(
    format: 2, name: "Zähler", id: "zaehler", next_id: 9,
    connections: [(id: "lokal", name: "Lokal", settings: {"kind": "local"})],
    variables: [
        (id: 5, name: "Stück", ident: "Stueck", type: Number, initial: 10, kept: true),
        (id: 6, name: "Heute", ident: "Heute", type: Number, initial: 10),
    ],
    screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
        (id: 2, kind: "button", name: "Plus", area: (x: 0, y: 0, w: 200, h: 80), handlers: {"tapped": Lua(
            "data.Stueck = data.Stueck + 1; data.Heute = data.Heute + 1
            connections.getfromid('lokal').publish('halle1/stueck', data.Stueck .. ' ' .. data.Heute)")})])])"##;

/// What is kept on the disk.
fn kept(app: &Steckbrett) -> String {
    let files = std::fs::read_dir(app.home().join("values")).into_iter().flatten();
    // A file that is being written stands beside under another name.
    let paths = files.filter_map(|file| Some(file.ok()?.path()));
    let paths = paths.filter(|path| path.extension().is_some_and(|ending| ending == "ron"));
    paths.filter_map(|path| std::fs::read_to_string(path).ok()).collect()
}

fn counted(run: &mut Headless, payload: &str) {
    run.say("tap Plus");
    run.expect("publish", &[("payload", json!(payload)), ("fate", json!("acknowledged"))]);
}

#[test]
fn a_variable_that_keeps_its_value_goes_on_from_it_after_the_end_and_after_a_kill() {
    let broker = Broker::start();
    let app = Steckbrett::new();
    let file = app.write("zaehler.ron", COUNTING);
    let connect = broker.connect();
    let start = |more: &[&str]| app.headless(&file, &[&["--connect", connect.as_str()], more].concat());
    let mut run = start(&[]);
    counted(&mut run, "11 11");
    counted(&mut run, "12 12");
    run.quit();
    let mut run = start(&[]);
    counted(&mut run, "13 11");
    // Half a second after it has changed it is on the disk.
    wait::until(LIMIT, "the value on the disk", || kept(&app).contains("13").then_some(()));
    run.kill();
    // What the command line says wins, and is kept from then on.
    let mut run = start(&[]);
    counted(&mut run, "14 11");
    run.quit();
    let mut run = start(&["--set", "Stück=40"]);
    counted(&mut run, "41 11");
    run.quit();
    // The file is known by the identity in it, wherever it lies.
    let moved = app.home().join("woanders.ron");
    std::fs::rename(&file, &moved).unwrap();
    let mut run = app.headless(&moved, &["--connect", &connect]);
    counted(&mut run, "42 11");
    run.quit();
}
