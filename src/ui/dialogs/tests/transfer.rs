//! Export and import of connections, driven by label.

use std::path::PathBuf;

use super::{edits, open, with_halle};
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::sentence::Sentence;
use crate::editor::transfer::{Export, Offer, Take, TransferCommand, TransferStep};
use crate::i18n::Lang;
use crate::model::connection::Connection;
use crate::model::edit::Edit;
use crate::model::id::ConnectionId;
use crate::model::password::{Password, Secret};
use crate::ui::testing::{click, fill, shows};

fn werk() -> Connection {
    Connection::to_host(ConnectionId::from_random(77), "Werk", "werk.example", 8883)
}

#[test]
fn what_is_ticked_is_exported_with_a_passphrase_typed_twice() {
    let (project, halle) = with_halle();
    let mut harness = open(project, Dialog::Connections, Lang::De);
    harness.state_mut().data.personal = vec![werk()];
    harness.run();
    click(&mut harness, "Exportieren …");
    // The local broker was chosen, which stays here: so all others are ticked.
    click(&mut harness, "Exportieren");
    assert!(shows(&harness, "Die Passphrase fehlt"));
    fill(&mut harness, "Passphrase", "vier gute Wörter");
    fill(&mut harness, "Noch einmal", "vier gute Worte");
    fill(&mut harness, "Datei", "/tmp/c.age");
    click(&mut harness, "Exportieren");
    assert!(shows(&harness, "Die beiden Passphrasen sind verschieden"));
    fill(&mut harness, "Noch einmal", "vier gute Wörter");
    click(&mut harness, "Exportieren");
    let export = Export {
        path: PathBuf::from("/tmp/c.age"),
        project: vec![halle],
        personal: vec![werk().id],
        passphrase: Password::new("vier gute Wörter"),
        over: false,
    };
    let ask = |export: &Export| Command::Request(Request::Transfer(TransferCommand::Export(export.clone())));
    assert_eq!(harness.state().asked.last(), Some(&ask(&export)));
    harness.state_mut().data.transfer.step = TransferStep::Exists;
    harness.run();
    assert!(shows(&harness, "Die Datei gibt es schon."));
    click(&mut harness, "Überschreiben");
    assert_eq!(harness.state().asked.last(), Some(&ask(&Export { over: true, ..export.clone() })));
    harness.state_mut().data.transfer.step = TransferStep::Idle;
    harness.run();
    click(&mut harness, "Werk");
    click(&mut harness, "Geheimnisse");
    assert!(shows(&harness, "lesbarer Text"));
    click(&mut harness, "Exportieren");
    let bare = Export { personal: Vec::new(), passphrase: Password::default(), ..export };
    assert_eq!(harness.state().asked.last(), Some(&ask(&bare)));
    harness.state_mut().data.transfer.step = TransferStep::Exported(1, PathBuf::from("/tmp/c.age"));
    harness.run();
    assert!(shows(&harness, "1 Verbindung exportiert.") && shows(&harness, "/tmp/c.age"));
    click(&mut harness, "Fertig");
    assert_eq!(harness.state().editor.dialog, Some(Dialog::Connections));
    assert!(harness.state().asked.contains(&Command::Request(Request::Transfer(TransferCommand::Forget))));
}

#[test]
fn a_locked_file_is_opened_looked_at_and_taken_with_clashes_asked_about() {
    let (project, halle) = with_halle();
    let mut harness = open(project, Dialog::Connections, Lang::En);
    click(&mut harness, "Import…");
    fill(&mut harness, "File", "/tmp/c.age");
    click(&mut harness, "Open file");
    let ask = |word: &str| {
        Command::Request(Request::Transfer(TransferCommand::Open(PathBuf::from("/tmp/c.age"), Password::new(word))))
    };
    assert_eq!(harness.state().asked.last(), Some(&ask("")));
    harness.state_mut().data.transfer.step = TransferStep::NeedsPassphrase;
    harness.run();
    assert!(shows(&harness, "protected with a passphrase"));
    fill(&mut harness, "Passphrase", "wrong");
    click(&mut harness, "Open file");
    assert_eq!(harness.state().asked.last(), Some(&ask("wrong")));
    harness.state_mut().data.transfer.step = TransferStep::Failed(Sentence::same("It does not open"));
    harness.run();
    assert!(shows(&harness, "It does not open"));
    let new_halle = Connection::to_host(halle, "Halle 1", "new.example", 1884);
    let offers = vec![
        Offer { connection: new_halle.clone(), secrets: vec![Secret::Password, Secret::Key] },
        Offer { connection: werk(), secrets: Vec::new() },
        Offer { connection: Connection { name: "Lager".to_owned(), ..werk() }, secrets: Vec::new() },
    ];
    harness.state_mut().data.transfer.step = TransferStep::Opened(offers);
    harness.run();
    assert!(shows(&harness, "new.example:1884 · with password, key"));
    assert!(shows(&harness, "“Halle 1” is there already"));
    click(&mut harness, "What becomes of Halle 1");
    click(&mut harness, "Replace");
    assert!(shows(&harness, "loses its settings and secrets"));
    click(&mut harness, "What becomes of Lager");
    click(&mut harness, "Skip");
    click(&mut harness, "Import");
    let both = vec![Edit::SetConnection(new_halle.clone()), Edit::AddConnection(werk())];
    assert!(matches!(&edits(&harness)[..], [(Edit::All(_, all), None)] if *all == both), "{:?}", edits(&harness));
    let take = Take { personal: false, items: vec![(0, new_halle), (1, werk())] };
    assert_eq!(harness.state().asked.last(), Some(&Command::Request(Request::Transfer(TransferCommand::Take(take)))));
    harness.state_mut().data.transfer.step = TransferStep::Taken(2);
    harness.run();
    assert!(shows(&harness, "2 connections taken into the project"));
    click(&mut harness, "Done");
    assert_eq!(harness.state().editor.dialog, Some(Dialog::Connections));
}
