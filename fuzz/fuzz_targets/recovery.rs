//! The log of unsaved work as a crash may have left it: found or put aside, and never lost.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use steckbrett::store::home::Home;
use steckbrett::store::recovery;

static FOLDER: LazyLock<tempfile::TempDir> = LazyLock::new(|| tempfile::tempdir().expect("a folder"));

fuzz_target!(|bytes: &[u8]| {
    let home = Home::at(FOLDER.path());
    let logs = home.recovery_folder();
    std::fs::create_dir_all(&logs).expect("a folder");
    std::fs::write(logs.join("a.states"), bytes).expect("it can be written");
    let found = recovery::lost(&home).expect("it can be read");
    let kept = std::fs::read_dir(&logs).expect("a folder").flatten().count();
    assert!(bytes.is_empty() || kept > 0, "what cannot be read is put aside");
    drop(found);
    std::fs::remove_dir_all(&logs).expect("it can be removed");
});
