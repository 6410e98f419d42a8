//! Topics, filters, addresses of brokers and of HTTP, and cron lines as somebody types them. Input: the first line is the filter.
#![no_main]

use libfuzzer_sys::fuzz_target;
use steckbrett::model::address::parse_address;
use steckbrett::model::cron::CronLine;
use steckbrett::model::topic::{TopicFilter, TopicName};
use steckbrett::model::web::{WebAddress, host_from_input};

fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let (head, topic) = text.split_once('\n').unwrap_or((&text, "halle1/licht"));
    if let Ok(filter) = TopicFilter::parse(head) {
        filter.matches(topic);
        filter.matches(head);
    }
    assert!(TopicName::parse(head).is_err() || !head.contains(['#', '+']), "a topic without wildcards");
    let _address = parse_address(head);
    if let Some(web) = WebAddress::parse(head) {
        let host = host_from_input(&web.to_string()).expect("what is told can be allowed");
        assert!(web.is_one_of(&[host]), "what is allowed by its own name may be asked");
        assert!(!web.is_one_of(&["api.example.com".to_owned()]) || web.to_string().starts_with("api.example.com"));
    }
    let _cron = CronLine::parse(head);
});
