//! What scripts do to controls, seen by the one who reads the lines of `run --headless`.

use serde_json::json;

use crate::steckbrett::{Steckbrett, exit};

/// A lamp is set by its state, in any case of letters; what it cannot show is a fault and changes nothing.
#[test]
fn a_lamp_is_set_by_a_script_and_by_blocks_and_refuses_what_it_cannot_show() {
    let app = Steckbrett::new();
    let blocks = r#"Blocks((first: 5, blocks: {5: (kind: "property_set",
        slots: {"control": 2, "property": "state", "value": "on"})}))"#;
    let button = |id: u32, name: &str, handler: &str| {
        format!(
            r#"(id: {id}, kind: "button", name: "{name}", area: (x: 0, y: 0, w: 9, h: 9), handlers: {{"tapped": {handler}}})"#
        )
    };
    let buttons = [
        button(3, "Alarm", r#"Lua("screens['Start'].Pumpe.State = 'Blink'")"#),
        button(4, "An", blocks),
        button(6, "Falsch", r#"Lua("screens['Start'].Pumpe.state = 'flash'")"#),
    ];
    let file = app.write(
        "lamp.ron",
        &format!(
            r##"(format: 1, name: "Lampe", next_id: 9, screens: [(id: 1, name: "Start", width: 1280, height: 800,
                grid: 10, background: "#ffffff", controls: [
                (id: 2, kind: "lamp", name: "Pumpe", area: (x: 0, y: 0, w: 220, h: 72)), {}])])"##,
            buttons.join(", ")
        ),
    );
    let mut run = app.headless(&file, &[]);
    let lamp = |state: &str| [("control", json!("Pumpe")), ("property", json!("state")), ("value", json!(state))];
    run.say("tap Alarm");
    run.expect("property", &lamp("blink"));
    run.say("tap An");
    run.expect("property", &lamp("on"));
    run.say("set Pumpe.state off");
    run.expect("property", &lamp("off"));
    run.say("tap Falsch");
    run.expect("fault", &[]);
    let (seen, code, _) = run.quit_with();
    assert_eq!(code, exit::PROBLEM);
    assert_eq!(seen.iter().filter(|event| event["t"] == "property").count(), 3, "{seen:#?}");
}
