//! Files of tests, as somebody wrote them: read or refused; what is read can be written, and read again as the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::store::test_files;

fuzz_target!(|bytes: &[u8]| {
    let Ok(test) = test_files::parse(&String::from_utf8_lossy(bytes)) else { return };
    let text = test_files::to_text(&test).expect("what is read can be written");
    let again = test_files::parse(&text).expect("what is written can be read");
    assert_eq!(test_files::to_text(&again).expect("and written again"), text);
});
