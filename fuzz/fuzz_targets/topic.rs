//! Topics, filters, addresses and cron lines as somebody types them. Input: the first line is the filter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::model::address::parse_address;
use steckbrett::model::cron::CronLine;
use steckbrett::model::topic::{TopicFilter, TopicName};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (head, topic) = text.split_once('\n').unwrap_or((&text, "halle1/licht"));
    if let Ok(filter) = TopicFilter::parse(head) {
        filter.matches(topic);
        filter.matches(head);
    }
    assert!(TopicName::parse(head).is_err() || !head.contains(['#', '+']), "a topic without wildcards");
    let _address = parse_address(head);
    let _cron = CronLine::parse(head);
});
