//! Lua as it stands in a handler while it is typed: names are checked, references found and renamed.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::language::lower;
use steckbrett::store;

fuzz_target!(|bytes: &[u8]| {
    let script = String::from_utf8_lossy(bytes);
    let text = format!(
        r##"(format: 2, name: "P", id: "p", next_id: 9, connections: [(id: "lokal", name: "Lokal", settings: {{"kind": "local"}})],
        sources: [(id: 5, name: "Klima", ident: "Klima", connection: "lokal", topics: ["a/#"])],
        screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
            (id: 2, kind: "button", name: "B", area: (x: 0, y: 0, w: 200, h: 80), handlers: {{"tapped": Lua({script:?})}})])])"##
    );
    let opened = store::parse(&text).expect("any text can be a script");
    let _problems = lower::lower(&opened.project);
    store::to_text(&opened.project).expect("what is read can be written");
});
