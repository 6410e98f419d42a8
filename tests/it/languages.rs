//! An app in several languages, against a real broker: what is shown is translated, what is sent is not.

use serde_json::json;

use crate::broker::Broker;
use crate::projects::example;
use crate::steckbrett::Steckbrett;

#[test]
fn the_screen_is_translated_and_the_payload_is_not() {
    let broker = Broker::start();
    broker.publish_retained("linie4/zustand", "stoerung");
    broker.publish_retained("linie4/stueck", "1184");
    let app = Steckbrett::german();
    let mut run = app.headless(&example("sprachen.ron"), &["--connect", &broker.connect(), "--language", "Polski"]);
    run.expect("property", &[("language", json!("pl"))]);
    let (fault, shown) = (json!("Störung: Leitstand rufen"), json!("Awaria: wezwać dyspozytora"));
    run.expect("property", &[("control", json!("Zustand")), ("value", fault), ("shown", shown)]);
    run.expect("property", &[("value", json!("Heute: 1.184 Stück")), ("shown", json!("Dzisiaj: 1.184 szt."))]);
    let material = broker.subscribe("linie4/material/set");
    let help = broker.subscribe("linie4/hilfe");
    run.say("set Material.selected Folie");
    let sent = material.next();
    assert!(sent.ends_with(" linie4/material/set Folie"), "{sent}");
    run.say("tap Hilfe");
    let first = help.next();
    run.expect("log", &[("text", json!("Hilfe ist unterwegs")), ("shown", json!("Pomoc jest w drodze"))]);
    // The keys on the screen change it while the app runs.
    run.say("set Sprache.selected English");
    run.expect("property", &[("language", json!("en"))]);
    broker.publish_retained("linie4/zustand", "laeuft");
    run.expect("property", &[("value", json!("Läuft")), ("shown", json!("Running"))]);
    run.say("tap Hilfe");
    assert_eq!(help.next(), first);
    assert!(first.ends_with(" linie4/hilfe HILFE"), "{first}");
    run.quit();
}

#[test]
fn a_language_that_the_app_does_not_speak_is_refused_with_those_that_it_does() {
    let app = Steckbrett::german();
    let file = example("sprachen.ron");
    let told = app.run(["run", file.to_str().unwrap(), "--headless", "--language", "fr"]);
    told.expect(2).complains(&["Die App spricht kein „fr“", "de, en, pl"]);
}
