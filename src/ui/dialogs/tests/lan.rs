//! The local broker for other devices, in the dialog of its connection.

use egui_kittest::Harness;

use super::{edits, is_open, open, with_halle};
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::sharing::Sharing;
use crate::i18n::Lang;
use crate::model::id::ConnectionId;
use crate::model::password::Password;
use crate::ui::testing::{Stage, click, fill, shows};

fn local(lan: Sharing, lang: Lang) -> Harness<'static, Stage> {
    let mut harness = open(with_halle().0, Dialog::About, lang);
    harness.state_mut().data.sharing = lan;
    harness.state_mut().editor.dialog = Some(Dialog::EditConnection(Some(ConnectionId::local())));
    harness.run();
    harness
}

fn in_a_network() -> Sharing {
    Sharing { addresses: vec!["192.168.0.7".to_owned(), "10.1.2.3".to_owned()], ..Sharing::default() }
}

#[test]
fn other_devices_are_let_in_only_with_a_password() {
    let mut harness = local(in_a_network(), Lang::De);
    assert!(shows(&harness, "startet mit der ersten Verbindung") && !shows(&harness, "192.168.0.7"));
    click(&mut harness, "Auch im Netzwerk erreichbar");
    assert!(shows(&harness, "beliebig, zum Beispiel steckbrett") && shows(&harness, "mqtt://192.168.0.7:1883"));
    assert!(!shows(&harness, "Ohne Passwort"), "an empty field is not wrong yet");
    click(&mut harness, "Speichern");
    assert!(is_open(&harness) && shows(&harness, "Ohne Passwort wird der Broker nicht für andere Geräte geöffnet"));
    assert!(harness.state().asked.is_empty());
    fill(&mut harness, "Passwort", "geheim");
    harness.state_mut().data.local_port = Some(1884);
    harness.run();
    assert!(shows(&harness, "mqtt://10.1.2.3:1884"), "the real port, once it is known");
    click(&mut harness, "Speichern");
    let share = Command::Request(Request::ShareBroker(Some(Password::new("geheim"))));
    assert_eq!(harness.state().asked, [share, Command::CloseDialog]);
    assert!(edits(&harness).is_empty(), "it belongs to the person, not to the project");
}

#[test]
fn a_stored_password_is_used_again_and_switching_off_asks_for_nothing() {
    let mut harness = local(Sharing { stored: true, ..in_a_network() }, Lang::En);
    click(&mut harness, "Can be reached from the network too");
    click(&mut harness, "Save");
    assert_eq!(harness.state().asked[0], Command::Request(Request::ShareBroker(Some(Password::default()))));
    let mut harness = local(Sharing { on: true, stored: true, foreign: true, ..Sharing::default() }, Lang::En);
    assert!(shows(&harness, "Another program runs the local broker") && shows(&harness, "is in no network"));
    click(&mut harness, "Can be reached from the network too");
    click(&mut harness, "Save");
    assert_eq!(harness.state().asked[0], Command::Request(Request::ShareBroker(None)));
    let mut harness = local(Sharing { on: true, stored: true, ..in_a_network() }, Lang::En);
    click(&mut harness, "Save");
    assert_eq!(harness.state().asked, [Command::CloseDialog], "nothing was changed");
}
