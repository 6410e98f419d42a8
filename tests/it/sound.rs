//! Sounds of an app: played by a program of the system, here one that writes down what it was given.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use serde_json::json;

use crate::broker::{Broker, LIMIT};
use crate::steckbrett::{Steckbrett, exit};
use crate::wait;

/// A button whose blocks play a sound of the project, a signal and a tone, and one that plays what is not there.
fn project() -> String {
    // "OggS" and two bytes, in base64.
    r##"(format: 2, name: "Ton", next_id: 90, sounds: {"hupe.ogg": "T2dnUwEC"},
        connections: [(id: "lokal", name: "Lokal", settings: {"kind": "local"})],
        screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
            (id: 2, kind: "button", name: "Hupe", area: (x: 0, y: 0, w: 100, h: 40), handlers: {"tapped": Blocks((
                first: 20, blocks: {20: (kind: "sound_play", slots: {"sound": "hupe.ogg"})}))}),
            (id: 3, kind: "button", name: "Gong", area: (x: 0, y: 50, w: 100, h: 40), handlers: {"tapped": Blocks((
                first: 30, blocks: {30: (kind: "sound_play", slots: {"sound": "gong"})}))}),
            (id: 4, kind: "button", name: "Piep", area: (x: 0, y: 100, w: 100, h: 40), handlers: {"tapped": Blocks((
                first: 40, blocks: {40: (kind: "sound_beep", slots: {"hz": 440, "secs": 0.5})}))}),
            (id: 5, kind: "button", name: "Lua", area: (x: 0, y: 150, w: 100, h: 40), handlers: {
                "tapped": Lua("runtime.playsound('nirgends')")}),
        ])])"##
        .to_owned()
}

/// A folder with a program of this name and script.
fn with_player(name: &str, script: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let program = folder.path().join(name);
    fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    folder
}

/// What was played under the number, as soon as it is whole.
fn played(folder: &Path, number: usize) -> Vec<u8> {
    let done = folder.join(format!("{number}.done"));
    wait::until(LIMIT, "a sound", || done.exists().then(|| fs::read(folder.join(number.to_string())).unwrap()))
}

/// Writes each file that it plays down, under the next number.
const WRITER: &str = r#"cd "$(dirname "$0")"; n=$(ls ./*.done 2>/dev/null | /usr/bin/wc -l)
/bin/cat "$1" > "$n"; : > "$n.done""#;

#[test]
fn a_tap_plays_files_signals_and_tones_and_says_what_is_unknown() {
    let broker = Broker::start();
    let players = with_player("pw-play", WRITER);
    let path = format!("{}:/usr/bin:/bin", players.path().display());
    let app = Steckbrett::new().with("PATH", &path);
    let file = app.write("ton.ron", &project());
    let mut run = app.headless(&file, &["--connect", broker.connect().as_str()]);
    run.say("tap Hupe");
    run.expect("sound", &[("name", json!("hupe.ogg"))]);
    assert_eq!(played(players.path(), 0), b"OggS\x01\x02");
    run.say("tap Gong");
    let gong = played(players.path(), 1);
    assert_eq!(&gong[..4], b"RIFF");
    assert!(gong.len() > 2 * 44_100, "{}", gong.len());
    run.say("tap Piep");
    // Half a second at 44,100 samples of two bytes, and a head.
    assert_eq!(played(players.path(), 2).len(), 44 + 44_100);
    run.say("tap Lua");
    run.expect("fault", &[]);
    assert_eq!(run.quit_with().1, exit::PROBLEM);
}

#[test]
fn without_a_loudspeaker_the_app_goes_on_and_says_so_once() {
    let broker = Broker::start();
    for (players, words) in [
        (with_player("pw-play", "echo 'no such device' >&2; exit 1"), "pw-play: no such device"),
        (with_player("other", "exit 0"), "no program on this computer plays sounds"),
    ] {
        let app = Steckbrett::new().with("PATH", &players.path().display().to_string());
        let file = app.write("ton.ron", &project());
        let mut run = app.headless(&file, &["--connect", broker.connect().as_str()]);
        run.say("tap Gong");
        run.expect_that(words, |line| line["text"].as_str().is_some_and(|text| text.contains(words)));
        run.say("tap Gong");
        run.expect("sound", &[("name", json!("gong"))]);
        let (lines, code, _) = run.quit_with();
        assert_eq!(code, exit::OK);
        let told = lines.iter().filter(|line| line["text"].as_str().is_some_and(|text| text.contains("can be heard")));
        assert!(told.count() <= 1);
    }
}

/// What was sent counts, not what is heard: a player that waits for a device for ever makes no tap fail.
#[test]
fn a_sound_that_does_not_end_makes_no_tap_fail() {
    let broker = Broker::start();
    let players = with_player("pw-play", "exec /bin/sleep 60");
    let app = Steckbrett::new().with("PATH", &format!("{}:/usr/bin:/bin", players.path().display()));
    let file = app.write("ton.ron", &project());
    let file = file.to_str().unwrap();
    let said = app.run(["tap", file, "Gong", "--timeout", "1", "--connect", broker.connect().as_str()]);
    assert_eq!(said.code, exit::OK, "{}", said.stderr);
}
