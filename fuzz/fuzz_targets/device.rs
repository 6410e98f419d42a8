//! What devices announce. Input: lines in turns a topic and its message.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::model::device::Directory;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let mut devices = Directory::default();
    let mut lines = text.lines();
    while let (Some(topic), Some(message)) = (lines.next(), lines.next()) {
        devices.take(topic, message);
    }
    let _devices = devices.devices();
});
