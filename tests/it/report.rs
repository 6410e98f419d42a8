//! What is told when something went wrong: the report, the mark of a crash, and the names of threads.

use std::fs;
use std::time::Duration;

use steckbrett::i18n::Lang;
use tempfile::TempDir;

use crate::steckbrett::{Steckbrett, exit};
use crate::wait;
use crate::window::Window;

const PROJECT: &str = r##"(format: 2, name: "Geheimhalle", id: "x1", next_id: 9,
    connections: [(id: "abc", name: "Werksnetz", settings: {"host": "broker.geheim.example", "port": 18999})],
    screens: [(id: 1, name: "Leitstand", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
        (id: 2, kind: "button", name: "Schleuse", area: (x: 0, y: 0, w: 100, h: 50), handlers: {
            "tapped": Lua("error('Losung 4711')\nconnections.getfromid('abc').publish('werk/losung', 'payload-0815')")})])])"##;

#[test]
fn a_report_tells_what_helps_and_no_secrets_names_or_payloads() {
    let app = Steckbrett::new().with("STECKBRETT_PASSWORD_WERKSNETZ", "streng-geheim");
    let file = app.write("geheimhalle.ron", PROJECT);
    // The log tells where what it cannot read lies.
    fs::write(app.home().join("projects.ron"), "kaputt").unwrap();
    app.run(["tap", file.to_str().unwrap(), "Schleuse", "--timeout", "1"]);
    let mut run = app.headless(&file, &[]);
    run.say("tap Schleuse");
    run.expect("fault", &[]);
    run.quit_with();
    let said = app.run(["report", file.to_str().unwrap()]).expect(exit::OK);
    for words in
        ["steckbrett 0.", "key of the passwords: File", "1 screens, 1 controls, 1 connections", "problems:", "log"]
    {
        assert!(said.stdout.contains(words), "{words:?} is missing in\n{}", said.stdout);
    }
    let home = app.home().to_string_lossy().into_owned();
    for name in [
        "Geheimhalle",
        "geheimhalle",
        "Werksnetz",
        "geheim.example",
        "18999",
        "Leitstand",
        "Schleuse",
        "Losung",
        "werk/",
        "payload",
        "streng",
        &home,
    ] {
        assert!(!said.stdout.contains(name), "{name:?} is in\n{}", said.stdout);
    }
}

#[test]
fn a_report_is_shown_before_it_is_written() {
    let app = Steckbrett::new();
    let out = app.home().join("bericht.txt");
    let args = ["report", "--out", out.to_str().unwrap()];
    let said = app.run(args).expect(exit::OK);
    said.complains(&["--yes"]);
    assert!(!out.exists() && said.stdout.contains("steckbrett 0."));
    let said = app.run(args.into_iter().chain(["--yes"])).expect(exit::OK);
    assert_eq!(fs::read_to_string(&out).unwrap(), said.stdout);
}

#[test]
fn a_fault_of_the_program_leaves_a_mark_and_is_told() {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("crash"), "src/ui/shell.rs:12:3").unwrap();
    let mut window = Window::open_in(home, Lang::De);
    window.wait_for("Steckbrett ist abgestürzt");
    assert!(window.sees("src/ui/shell.rs:12:3") && window.sees("steckbrett report"));
    let home = window.quit();
    let window = Window::open_in(home, Lang::De);
    assert!(!window.sees("abgestürzt"), "told once");
}

#[cfg(target_os = "linux")]
#[test]
fn every_thread_has_a_name() {
    let app = Steckbrett::new();
    let example = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("projects/mqtt-senden.ron");
    let mut run = app.headless(&example, &[]);
    run.expect("status", &[("status", "connected".into())]);
    let tasks = format!("/proc/{}/task", run.id());
    let names = || -> Vec<String> {
        let entries = fs::read_dir(&tasks).unwrap().flatten();
        entries.filter_map(|task| Some(fs::read_to_string(task.path().join("comm")).ok()?.trim().to_owned())).collect()
    };
    let all = wait::until(Duration::from_secs(20), "the threads of a run", || {
        let names = names();
        ["script", "mqtt"].iter().all(|name| names.iter().any(|each| each.starts_with(name))).then_some(names)
    });
    let known = ["steckbrett", "script", "mqtt", "job-", "outbox", "signals"];
    // The main thread has the name of the program, and no other may.
    let strange: Vec<&String> = all.iter().filter(|name| !known.iter().any(|known| name.starts_with(known))).collect();
    assert!(strange.is_empty(), "{strange:?} among {all:?}");
    assert_eq!(all.iter().filter(|name| *name == "steckbrett").count(), 1, "{all:?}");
    run.quit();
}
