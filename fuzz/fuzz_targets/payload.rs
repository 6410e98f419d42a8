//! Messages, and the paths and templates that take values out of them. Input: the first line is the path or template.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::model::source::json::Json;
use steckbrett::model::source::path::DataPath;
use steckbrett::model::source::template::PayloadTemplate;
use steckbrett::model::time;

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (head, message) = text.split_once('\n').unwrap_or((&text, "{}"));
    let _time = time::time(head);
    if let Ok(path) = DataPath::parse(head) {
        if let Some(json) = Json::parse(message) {
            path.find(json);
        }
        path.set(message, "1");
        path.around("1");
    }
    if let Some(template) = PayloadTemplate::parse(head) {
        template.run(message);
    }
});
