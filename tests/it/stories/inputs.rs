//! What people type, switch, slide and choose is sent, each from its own event.

use egui::vec2;
use serde_json::{Value, json};

use super::with_button;
use crate::broker::Broker;
use crate::window::Window;

#[test]
fn a_topic_from_a_variable_and_json_from_a_template_arrive() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/#");
    let mut window = with_button(&broker, "Senden", ("", ""));
    window.click("Variable hinzufügen");
    window.type_into("Name", "Ziel");
    window.type_into("Startwert", "halle1/A3/zaehler");
    window.click("Anlegen");
    window.wire_block("Ziel", "Ziel", "Eingang Topic von MQTT Veröffentlichen");
    let template = "Text mit Platzhaltern";
    window.wire_block(template, template, "Eingang Nachricht von MQTT Veröffentlichen");
    window.choose("Form von Text mit Platzhaltern", "JSON");
    window.type_into(
        "Vorlage von Text mit Platzhaltern",
        r##"{"linie": "#[linie]#", "stueck": #[stueck]#, "ok": #[ok]#}"##,
    );
    window.fill("linie von Text mit Platzhaltern", r#"A"3"#);
    window.fill("stueck von Text mit Platzhaltern", "17,5");
    window.wire_block("Ja oder nein", "Ja oder nein", "Eingang ok von Text mit Platzhaltern");

    window.show_tab("Start");
    window.start();
    window.tap("Senden");
    let line = listener.next();
    let payload = line.strip_prefix("0 1 halle1/A3/zaehler ").unwrap_or_else(|| panic!("{line}"));
    let payload: Value = serde_json::from_str(payload).unwrap();
    assert_eq!(payload, json!({"linie": "A\"3", "stueck": 17.5, "ok": true}));
    window.stop();
}

/// Adds a control whose event publishes its own value, and leaves the blocks open.
fn sender(window: &mut Window, (card, name): (&str, &str), event: &str, (topic, property): (&str, &str)) {
    window.add_control(card);
    window.type_into("Name", name);
    window.edit_event(event);
    window.insert_block("MQTT Veröffentlichen");
    window.choose("Datenquelle von MQTT Veröffentlichen", "Halle");
    window.fill("Topic von MQTT Veröffentlichen", topic);
    window.wire_block(name, &format!("{property}, {name}"), "Eingang Nachricht von MQTT Veröffentlichen");
}

#[test]
fn switch_slider_and_list_each_send_from_their_own_event() {
    let broker = Broker::start();
    let listener = broker.subscribe("halle1/#");
    let mut window = with_button(&broker, "Senden", ("halle1/knopf", "da"));
    sender(&mut window, ("Regler", "Helligkeit"), "ValueChanged", ("halle1/helligkeit", "Wert"));
    sender(&mut window, ("Auswahl", "Linie"), "ValueChanged", ("halle1/linie", "Gewählt"));
    window.add_control("Schalter");
    window.type_into("Name", "Licht");
    window.edit_event("Toggled");
    window.insert_block("Wenn, sonst");
    window.wire_block("An Licht", "An, Licht", "Eingang Bedingung von Wenn, sonst");
    for (branch, number, message) in [("dann", "", "1"), ("sonst", " 2", "0")] {
        window.hang_block("MQTT Veröffentlichen", &format!("Ausgang {branch} von Wenn, sonst"));
        window.choose(&format!("Datenquelle von MQTT Veröffentlichen{number}"), "Halle");
        window.fill(&format!("Topic von MQTT Veröffentlichen{number}"), "halle1/licht");
        window.fill(&format!("Nachricht von MQTT Veröffentlichen{number}"), message);
    }

    window.show_tab("Start");
    window.start();
    window.tap("Licht");
    assert_eq!(listener.next(), "0 1 halle1/licht 1");
    window.tap("Licht");
    assert_eq!(listener.next(), "0 1 halle1/licht 0");
    let slider = window.area("Helligkeit");
    window.drag(slider.center(), slider.right_center() - vec2(2.0, 0.0));
    let mut last = String::new();
    while last != "0 1 halle1/helligkeit 100" {
        last = listener.next();
        assert!(last.starts_with("0 1 halle1/helligkeit "), "{last}");
    }
    window.choose("Linie", "Zwei");
    assert_eq!(listener.next(), "0 1 halle1/linie Zwei");
    window.tap("Senden");
    assert_eq!(listener.next(), "0 1 halle1/knopf da");
    window.stop();
    assert_eq!(broker.sessions(), 1, "{}", broker.log());
}
