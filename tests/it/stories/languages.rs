//! Everything on the screen is in the language that was chosen.

use std::collections::{BTreeMap, BTreeSet};

use egui::Key;
use egui::accesskit::Role;
use steckbrett::i18n::{Lang, t};
use tempfile::TempDir;

use crate::broker::Broker;
use crate::window::Window;

/// Words of the trade that are the same in both languages.
const TRADE: &[&str] = &[
    "Button",
    "CellTapped",
    "Committed",
    "Controls",
    "Default",
    "DoubleTapped",
    "Ellipse",
    "FocusIn",
    "FocusOut",
    "Held",
    "HTTP",
    "Host",
    "Lua",
    "Bytes (hex)",
    "JSON",
    "LongPressed",
    "MQTT",
    "MiB",
    "QoS",
    "Pressed",
    "Refreshed",
    "Released",
    "RowTapped",
    "SelectionChanged",
    "Maximum",
    "Minimum",
    "Monitor",
    "Name",
    "Pause",
    "Port",
    "Position",
    "Steckbrett",
    "TLS",
    "Tapped",
    "Text",
    "TextChanged",
    "Toggled",
    "Topics",
    "ValueChanged",
    "Variable",
    "X · Y",
    // The window library's own name for the edge of a panel.
    "Resize panel",
];

/// Names and texts of the projects: whoever made them has chosen their language.
const OF_A_PROJECT: &[&str] = &[
    "Antippen",
    "Auswahl",
    "Bild",
    "Bitte wählen …",
    "Button · Tapped",
    "Button, Button",
    "Default und Retained",
    "Eins\nZwei\nDrei",
    "Förderband Halle 1",
    "Lokaler Broker",
    "Neues Projekt",
    "Rechteck",
    "Regler",
    "Schalter",
    "Start",
    "Tabelle",
    "Text eingeben …",
    "Textfeld",
    "Topic und JSON",
    "Zwei Buttons, eine Verbindung",
    "connections.getfromid('lokal').publish('', '')",
    // What stands in the log was written when it happened.
    "„Lokaler Broker“: Verbunden",
];

/// A place of the program, and all words that stand there.
type Place = (&'static str, BTreeSet<String>);

/// Walks through the main places in one language; the project itself stays as it was made, in German.
fn walk(window: &mut Window, lang: Lang) -> Vec<Place> {
    let w = |de, en| t(de, en).get(lang);
    let mut places = Vec::new();
    let mut look = |window: &Window, place| places.push((place, window.words()));
    window.show_tab("Start");
    window.click("Controls");
    look(window, "designer");
    window.click(w("Projekt", "Project"));
    look(window, "project tree");
    for (kind, name) in [
        (w("Textfeld", "Text box"), "Textfeld"),
        ("Button", "Button"),
        (w("Schalter", "Toggle"), "Schalter"),
        (w("Regler", "Slider"), "Regler"),
        (w("Auswahl", "Dropdown"), "Auswahl"),
        (w("Tabelle", "Table"), "Tabelle"),
        (w("Bild", "Image"), "Bild"),
        (w("Rechteck", "Rectangle"), "Rechteck"),
    ] {
        window.select(&format!("{name}, {kind}"));
        look(window, name);
    }
    window.show_tab("Button · Tapped");
    look(window, "canvas");
    // The way to MQTT is open from the start; the others are opened.
    for heading in [
        w("Variablen", "Variables"),
        w("Lokale Variablen", "Local variables"),
        w("Eigenschaften", "Properties"),
        w("Anwendung", "Application"),
        w("Logik & Schleifen", "Logic & loops"),
        w("Mathematik", "Math"),
        "Text",
        w("Kommentar", "Comment"),
    ] {
        window.click_accessibly(Role::DisclosureTriangle, heading);
    }
    look(window, "palette");
    for (open, dialog) in [
        (w("Variable hinzufügen", "Add variable"), "new variable"),
        (w("Verbindung hinzufügen", "Add connection"), "new connection"),
        (w("Datenquelle hinzufügen", "Add data source"), "new source"),
    ] {
        window.click_the(Role::Button, open);
        look(window, dialog);
        window.click(w("Abbrechen", "Cancel"));
    }
    window.click(w("Menü", "Menu"));
    look(window, "menu");
    window.press(Key::Escape);
    for panel in [w("Probleme", "Problems"), "Monitor", w("Protokoll", "Log")] {
        window.show_tab(panel);
        look(window, "panel");
    }
    window.press_ctrl(Key::K);
    look(window, "command palette");
    window.press(Key::Escape);
    window.show_tab("Start");
    window.press(Key::F5);
    window.wait_for(w("läuft · ", "running · "));
    look(window, "run mode");
    window.click(w("Stoppen", "Stop"));
    places
}

#[test]
fn every_place_speaks_both_languages() {
    let mut window = Window::open();
    let start = window.words();
    window.click("In English");
    compare(&[("start page", start)], &[("start page", window.words())]);
    window.click("Auf Deutsch");
    window.open_new_project();
    for card in ["Textfeld", "Button", "Schalter", "Regler", "Auswahl", "Tabelle", "Bild", "Rechteck"] {
        window.add_control(card);
    }
    window.select("Button, Button");
    window.edit_event("Tapped");
    window.insert_block("MQTT Veröffentlichen");
    let german = walk(&mut window, Lang::De);
    window.click("In English");
    let english = walk(&mut window, Lang::En);
    compare(&german, &english);
}

/// Fails for each text that is the same in both languages, is not a name, and not a colour.
#[track_caller]
fn compare(german: &[Place], english: &[Place]) {
    let may_be_same = |text: &str| {
        let is_word = text.chars().filter(|c| c.is_alphabetic()).count() > 1 && !text.starts_with('#');
        !is_word || TRADE.contains(&text) || OF_A_PROJECT.contains(&text)
    };
    let mut found = BTreeMap::new();
    for ((place, de), (_, en)) in german.iter().zip(english) {
        for text in de.intersection(en).filter(|text| !may_be_same(text)) {
            found.entry(text).or_insert(place);
        }
    }
    assert!(found.is_empty(), "the same in both languages: {found:#?}");
}

#[test]
fn the_publish_block_stands_where_the_reference_has_it() {
    for (lang, path) in [
        (Lang::De, ["Funktionen", "In externen Systemen veröffentlichen", "MQTT", "MQTT Veröffentlichen"]),
        (Lang::En, ["Functions", "Publish to external systems", "MQTT", "MQTT Publish"]),
    ] {
        let mut window = Window::open_in(TempDir::new().unwrap(), lang);
        window.click(t("Neues Projekt", "New project").get(lang));
        let card = window.area("Button").center();
        window.double_click_at(card);
        window.click(t("Tapped bearbeiten", "Edit Tapped").get(lang));
        let tops: Vec<f32> = path.iter().map(|name| window.area(name).top()).collect();
        let lefts: Vec<f32> = path.iter().map(|name| window.area(name).left()).collect();
        assert!(tops.is_sorted_by(|a, b| a < b), "{path:?} {tops:?} {lefts:?}");
    }
}

#[test]
fn a_running_app_is_the_same_in_english() {
    let broker = Broker::start();
    let listener = broker.subscribe("hall1/#");
    let mut window = Window::open_in(TempDir::new().unwrap(), Lang::En);
    window.click("New project");
    let card = window.area("Button").center();
    window.double_click_at(card);
    window.type_into("Name", "Send");
    window.click("Edit Tapped");
    let entry = window.area("MQTT Publish").center();
    window.double_click_at(entry);
    window.choose("Data source of MQTT Publish", "New MQTT data source…");
    window.type_into("Host", "127.0.0.1");
    window.type_into("Port", &broker.port().to_string());
    window.click("Create");
    window.fill("Topic of MQTT Publish", "hall1/light");
    window.fill("Message of MQTT Publish", "on");
    window.show_tab("Start");
    window.press(Key::F5);
    window.wait_for("running · ");
    window.tap("Send");
    assert_eq!(listener.next(), "0 1 hall1/light on");
    window.wait_for("1 confirmed");
}
