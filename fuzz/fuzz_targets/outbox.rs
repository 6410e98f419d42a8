//! Messages, packet numbers and the local broker's store on the disk, with records that are whole and say anything.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use steckbrett::mqtt::fuzzing::{broker_store, outbox};

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

fuzz_target!(|bytes: &[u8]| {
    let [what, share, rest @ ..] = bytes else { return };
    let folder = FOLDER.path().join("a");
    std::fs::create_dir_all(&folder).expect("a folder");
    match what % 2 {
        0 => outbox(&folder, rest, rest.len() * usize::from(*share) / 255),
        _ => broker_store(&folder, rest),
    }
    std::fs::remove_dir_all(&folder).expect("it can be removed");
});
