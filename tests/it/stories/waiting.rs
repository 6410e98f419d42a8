//! Messages that wait for their broker are seen, and asked about before they are lost.

use super::with_button;
use egui::accesskit::Role;
use steckbrett::i18n::Lang;

use crate::broker::{Broker, LIMIT, free_port};
use crate::wait;
use crate::window::Window;

/// A saved app whose connection leads to a port without a broker.
fn app_without_broker(port: u16) -> Window {
    let mut window = {
        let broker = Broker::start();
        with_button(&broker, "Senden", ("halle1/licht", "an"))
    };
    window.edit_connection("127.0.0.1");
    window.type_into("Port", &port.to_string());
    window.click_the(Role::Button, "Speichern");
    let file = window.path("halle.ron");
    window.save_as(&file);
    window.show_tab("Start");
    window.start();
    window
}

#[test]
fn check_05_taps_while_the_broker_is_down_wait_visibly_and_arrive_in_order() {
    let mut broker = Broker::start_lasting();
    let listener = broker.subscribe_lastingly("halle1/#", "1");
    let mut window = with_button(&broker, "Senden", ("halle1/licht", "an"));
    window.show_tab("Start");
    window.start();
    window.tap_button("Senden");
    assert_eq!(listener.next(), "0 1 halle1/licht an");
    broker.restart(|| {
        window.wait_for("getrennt");
        for _ in 0..3 {
            window.tap_button("Senden");
        }
        window.wait_for("3 warten");
        window.wait_for("Senden: Wartet auf die Verbindung");
    });
    for _ in 0..3 {
        assert_eq!(listener.next(), "0 1 halle1/licht an");
    }
    window.wait_until("nothing to wait", |window| !window.sees("warten"));
    broker.publish("halle1/ende", "ende");
    assert_eq!(listener.next(), "0 1 halle1/ende ende", "none came twice");
    window.stop();
}

#[test]
fn a_tap_that_could_not_be_sent_says_so_at_its_button_and_never_arrives() {
    let mut broker = Broker::start_lasting();
    let listener = broker.subscribe_lastingly("halle1/#", "1");
    let mut window = with_button(&broker, "Senden", ("halle1/band", "start"));
    window.show_tab("Start");
    window.start();
    broker.restart(|| {
        window.wait_for("getrennt");
        window.tap_button("Senden");
        window.wait_for("Senden: Wartet auf die Verbindung");
        window.wait_for("Senden: Verworfen: Die Nachricht hat zu lange auf die Verbindung gewartet");
    });
    window.wait_until("the connection to be back", |window| !window.sees("getrennt"));
    assert!(window.sees("Senden: Verworfen"), "until the next tap");
    window.tap_button("Senden");
    assert_eq!(listener.next(), "0 1 halle1/band start");
    window.wait_until("the mark of the next tap", |window| !window.sees("Senden: Verworfen"));
    broker.publish("halle1/ende", "ende");
    assert_eq!(listener.next(), "0 1 halle1/ende ende", "only one of the two taps was sent");
    window.stop();
}

/// A message that is kept on disk goes with its project to a new file, whether its app runs or has ended.
#[test]
fn kept_messages_follow_their_project_to_a_new_file() {
    for runs in [true, false] {
        let port = free_port();
        let mut window = app_without_broker(port);
        window.stop();
        let file = window.path("halle.ron");
        let home = window.quit();
        let kept = std::fs::read_to_string(&file)
            .unwrap()
            .replace("\"host\":", "\"offline\": \"buffer\", \"outbox_keep\": true, \"host\":");
        std::fs::write(&file, kept).unwrap();
        let mut window = Window::open_in(home, Lang::De);
        window.click_the(Role::TreeItem, "halle");
        window.wait_for("Senden, Button");
        window.start();
        window.tap_button("Senden");
        window.wait_for("1 wartet");
        if !runs {
            window.stop();
            window.wait_for("aufgehoben bis zum nächsten Start");
        }
        let new = window.path("werk.ron");
        window.save_as(&new);
        if runs {
            // Only once its connection has moved: it connects anew then.
            window.wait_for("1 wartet");
            window.stop();
            window.wait_for("aufgehoben bis zum nächsten Start");
        }
        let home = window.quit();

        let broker = Broker::start_at(port);
        let listener = broker.subscribe("halle1/#");
        let mut window = Window::open_in(home, Lang::De);
        for (project, line) in [("werk", "0 1 halle1/licht an"), ("halle", "0 1 halle1/ende nichts mehr")] {
            window.click_the(Role::TreeItem, project);
            window.wait_for("Senden, Button");
            window.start();
            if project == "halle" {
                window.wait_for("Lokaler Broker");
                wait::until(LIMIT, "its session", || (broker.sessions() == 2).then_some(()));
                broker.publish("halle1/ende", "nichts mehr");
            }
            assert_eq!(listener.next(), line, "runs: {runs}");
            window.stop();
            let home = window.quit();
            window = Window::open_in(home, Lang::De);
        }
    }
}

#[test]
fn closing_asks_when_messages_would_be_lost() {
    let mut window = app_without_broker(free_port());
    window.tap_button("Senden");
    window.wait_for("1 wartet");
    assert!(!window.close(), "two seconds for what waits");
    window.wait_for("Eine Nachricht wartet noch");
    window.click("Weiter warten");
    assert!(window.sees("läuft · "));
    assert!(!window.close());
    window.wait_for("Eine Nachricht wartet noch");
    window.click_and_look("Trotzdem beenden", "the window to close", Window::closes);
}
