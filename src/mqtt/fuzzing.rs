//! What only the fuzz targets reach (`fuzz/`, built with `--cfg fuzzing`): the files that stay on the disk, as a crash, a
//! bad disk or a person may have left them.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use super::broker::restored_from;
use super::journal::record::framed;
use super::journal::{Journal, Kept};
use crate::model::id::ConnectionId;
use crate::model::run::Publish;

/// Records with a right checksum, which chance would not find: each is as long as the byte before it says. What stands
/// behind a zero is taken as it is.
fn records(magic: &[u8], mut bytes: &[u8]) -> Vec<u8> {
    let mut content = magic.to_vec();
    while let Some((length, rest)) = bytes.split_first() {
        if *length == 0 {
            content.extend(rest);
            break;
        }
        let (body, rest) = rest.split_at(usize::from(*length).min(rest.len()));
        content.extend(framed(body));
        bytes = rest;
    }
    content
}

/// Opens an outbox with these records, and those of its packet numbers behind `numbers_from`: what is in it is found by
/// each program that opens it, and what is added then too.
///
/// # Panics
/// If it is not so, or the system fails.
pub fn outbox(folder: &Path, bytes: &[u8], numbers_from: usize) {
    let (path, connection) = (folder.join("halle.journal"), ConnectionId("halle".to_owned()));
    let (journal, numbers) = bytes.split_at(numbers_from.min(bytes.len()));
    fs::write(&path, records(b"STKOUT1\n", journal)).expect("it can be written");
    fs::write(path.with_extension("numbers"), records(b"STKNUM1\n", numbers)).expect("it can be written");
    let open = || Journal::open(&path, &connection).expect("it can be opened");
    let messages = |all: &[Kept]| -> Vec<_> { all.iter().map(|kept| (kept.id, Arc::clone(&kept.publish))).collect() };
    let (mut journal, found) = open();
    let stored = journal.numbers().stored("");
    let mut all = messages(&found);
    if let Some((_, publish)) = all.first().cloned() {
        let id = journal.add(&publish, Duration::ZERO).expect("it can be added");
        assert!(all.iter().all(|(other, _)| *other < id), "a name is given once");
        all.push((id, publish));
    }
    drop(journal);
    let (mut journal, again) = open();
    assert_eq!(ids_and_payloads(&messages(&again)), ids_and_payloads(&all));
    assert_eq!(journal.numbers().stored(""), stored);
    let again: Vec<_> = messages(&again);
    journal.rewrite(again.iter().map(|(id, publish)| (*id, Duration::ZERO, &**publish))).expect("it can be written");
    for (id, publish) in &again {
        journal.done(*id, publish).expect("it can be written");
    }
    drop(journal);
    assert!(open().1.is_empty(), "all are finished");
}

/// When a message was found again is no part of it.
fn ids_and_payloads(all: &[(u64, Arc<Publish>)]) -> Vec<(u64, &str, &[u8], u8, bool)> {
    all.iter()
        .map(|(id, message)| (*id, message.topic.as_str(), &message.payload[..], message.qos, message.retain))
        .collect()
}

/// Opens a store of the local broker with these records: whatever it has found is what it finds again, in the same file
/// and in one that was written anew.
///
/// # Panics
/// If it is not so, or the system fails.
pub fn broker_store(folder: &Path, bytes: &[u8]) {
    let path = folder.join("broker.store");
    fs::write(&path, records(b"STKBRK1\n", bytes)).expect("it can be written");
    let found = restored_from(folder);
    // The times in it are those of the opening.
    assert_eq!(restored_from(folder).len(), found.len());
    fs::write(&path, [b"STKBRK1\n", &found[..]].concat()).expect("it can be written");
    assert_eq!(restored_from(folder).len(), found.len());
}
