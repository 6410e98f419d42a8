//! Project files, of both formats: read or refused; what is read can be checked, written, and read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::language::lower;
use steckbrett::store;

fuzz_target!(|bytes: &[u8]| {
    let Ok(opened) = store::parse(&String::from_utf8_lossy(bytes)) else { return };
    let _problems = lower::lower(&opened.project);
    let text = store::to_text(&opened.project).expect("what is read can be written");
    let again = store::parse(&text).expect("what is written can be read");
    assert_eq!(store::to_text(&again.project).expect("and written again"), text);
});
