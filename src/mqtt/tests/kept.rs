//! What waits is bounded, counted, and kept on disk where that is wished.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::model::connection::{BRIEF_SECS, OfflineRule, OutboxBounds};
use crate::model::id::ConnectionId;
use crate::model::outbox::{Counters, OutboxNotice};
use crate::model::run::{DropReason, Fate, Publish, PublishError, RefuseReason, Status};
use crate::mqtt::testing::{Mosquitto, MqttFixture, free_port, publish, remote};
use crate::mqtt::{ConnectionSpec, MqttEvent};

impl MqttFixture {
    fn until_notice(&mut self) -> OutboxNotice {
        self.until("notice", |event| match event {
            MqttEvent::Outbox { notice, .. } => Some(notice.clone()),
            _ => None,
        })
    }

    fn until_counters(&mut self, fits: impl Fn(&Counters) -> bool) -> Counters {
        self.until("counters", |event| match event {
            MqttEvent::Counters { counters, .. } if fits(counters) => Some(*counters),
            _ => None,
        })
    }
}

fn keeping(port: u16, folder: &Path, subscriptions: &[(u32, &str)]) -> ConnectionSpec {
    let mut spec = remote(port, subscriptions);
    spec.settings.outbox.keep = true;
    spec.journal = Some(folder.join("abc.journal"));
    spec
}

#[test]
fn an_outbox_has_the_bounds_of_its_connection_and_counts_what_it_drops() {
    let mut fixture = MqttFixture::new();
    let mut spec = remote(free_port(), &[]);
    spec.settings.outbox = OutboxBounds { messages: 3, bytes: 1000, age_secs: 3600, keep: false };
    fixture.mqtt.configure(vec![spec.clone()]);
    for n in 1..=4 {
        fixture.publish(publish(n, "t", "x", 1)).unwrap();
    }
    assert_eq!(fixture.until_fate(1), Fate::Dropped(DropReason::OutboxFull));
    let too_large = fixture.publish(publish(5, "t", &"x".repeat(1000), 1));
    assert_eq!(too_large, Err(PublishError::Refused(RefuseReason::TooLarge { bytes: 1001, max: 1000 })));
    spec.settings.outbox.messages = 1;
    fixture.mqtt.configure(vec![spec]);
    for n in 2..=3 {
        assert_eq!(fixture.until_fate(n), Fate::Dropped(DropReason::OutboxFull));
    }
    let counters = fixture.until_counters(|counters| counters.dropped == 3 && counters.refused == 1);
    assert_eq!((counters.waiting, counters.waiting_bytes, counters.sent), (1, 2, 0));
    fixture.mqtt.configure(Vec::new());
    assert_eq!(fixture.until_fate(4), Fate::Dropped(DropReason::Stopped));
    assert_eq!(fixture.until_notice(), OutboxNotice::GivenUp { count: 1 });
}

#[test]
fn counters_follow_messages_out_and_in_and_are_silent_when_nothing_happens() {
    let port = free_port();
    let _broker = Mosquitto::start(port);
    let mut fixture = MqttFixture::connected(remote(port, &[(1, "t")]));
    for n in 1..=3 {
        fixture.publish(publish(n, "t", "abc", 1)).unwrap();
    }
    let end = Counters { sent: 3, acknowledged: 3, received: 3, ..Counters::default() };
    fixture.until_counters(|counters| *counters == end);
    while fixture.mqtt.wait_event(Duration::from_millis(400)).is_some() {}
    assert_eq!(fixture.mqtt.wait_event(Duration::from_millis(600)), None, "nothing happens, nothing is told");
}

#[test]
fn what_waits_survives_the_program_and_is_sent_first() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut before = MqttFixture::new();
    before.mqtt.configure(vec![keeping(port, folder.path(), &[])]);
    for n in 0..50 {
        before.publish(publish(n, "puffer", &n.to_string(), 2)).unwrap();
    }
    before.until_status(|status| matches!(status, Status::Retrying { .. }));
    assert_eq!(before.mqtt.only_in_memory(), 0, "all of it is on disk");
    before.mqtt.configure(Vec::new());
    assert_eq!(before.until_notice(), OutboxNotice::Kept { count: 50 });
    drop(before);

    let mut after = MqttFixture::new();
    after.mqtt.configure(vec![keeping(port, folder.path(), &[(1, "puffer")])]);
    // With the same quality of service: brokers keep the order within one only.
    after.publish(publish(1, "puffer", "neu", 2)).unwrap();
    assert_eq!(after.until_notice(), OutboxNotice::Restored { count: 50, too_old: 0 });
    let _broker = Mosquitto::start(port);
    for n in 0..50 {
        assert_eq!(after.until_message().1.message, n.to_string());
    }
    assert_eq!(after.until_message().1.message, "neu");
    assert_eq!(after.until_fate(1), Fate::Sent);
    assert_eq!(after.until_fate(1), Fate::Acknowledged);
    after.until_counters(|counters| counters.acknowledged == 51);
    drop(after);
    let mut third = MqttFixture::new();
    third.mqtt.configure(vec![keeping(port, folder.path(), &[(1, "puffer")])]);
    third.until_status(|status| *status == Status::Connected);
    third.publish(publish(1, "puffer", "Ende", 1)).unwrap();
    assert_eq!(third.until_message().1.message, "Ende", "nothing is sent twice");
}

#[test]
fn what_was_kept_too_long_is_dropped_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abc.journal");
    let (mut journal, _) = crate::mqtt::journal::Journal::open(&path, &ConnectionId::local()).unwrap();
    journal.add(&publish(1, "t", "alt", 1), Duration::from_hours(25)).unwrap();
    journal.add(&publish(2, "t", "jung", 1), Duration::from_hours(23)).unwrap();
    drop(journal);
    let mut fixture = MqttFixture::new();
    fixture.mqtt.configure(vec![keeping(free_port(), folder.path(), &[])]);
    assert_eq!(fixture.until_notice(), OutboxNotice::Restored { count: 1, too_old: 1 });
    assert_eq!(fixture.mqtt.unfinished(), 1);
}

#[test]
fn keeping_can_be_switched_on_and_off_while_messages_wait() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut fixture = MqttFixture::new();
    fixture.mqtt.configure(vec![remote(port, &[])]);
    fixture.publish(publish(1, "t", "x", 1)).unwrap();
    assert_eq!(fixture.mqtt.only_in_memory(), 1);
    fixture.mqtt.configure(vec![keeping(port, folder.path(), &[])]);
    fixture.until_status(|status| matches!(status, Status::Retrying { .. }));
    fixture.until_status(|status| matches!(status, Status::Retrying { .. }));
    assert_eq!((fixture.mqtt.only_in_memory(), fixture.mqtt.unfinished()), (0, 1));
    let file = folder.path().join("abc.journal");
    assert!(file.exists());
    fixture.mqtt.configure(vec![remote(port, &[])]);
    fixture.until_status(|status| matches!(status, Status::Retrying { .. }));
    assert_eq!((fixture.mqtt.only_in_memory(), fixture.mqtt.unfinished()), (1, 1));
    assert!(!file.exists(), "nothing is left on disk that nobody wants there");
}

#[test]
fn a_folder_that_cannot_be_written_is_told_and_stops_nothing() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("voll"), "no folder").unwrap();
    let port = free_port();
    let _broker = Mosquitto::start(port);
    let mut fixture = MqttFixture::new();
    fixture.mqtt.configure(vec![keeping(port, &folder.path().join("voll"), &[])]);
    assert!(matches!(fixture.until_notice(), OutboxNotice::NotKept { .. }));
    fixture.publish(publish(1, "t", "x", 1)).unwrap();
    assert_eq!(fixture.until_fate(1), Fate::Sent);
    assert_eq!(fixture.until_fate(1), Fate::Acknowledged);
}

#[test]
fn a_message_has_its_own_rule_and_only_what_may_come_late_comes_late() {
    let folder = tempfile::tempdir().unwrap();
    let port = free_port();
    let mut fixture = MqttFixture::new();
    fixture.mqtt.configure(vec![keeping(port, folder.path(), &[(1, "t")])]);
    fixture.until_status(|status| matches!(status, Status::Retrying { .. }));
    let with = |number, text: &str, rule| Publish { offline: Some(rule), ..publish(number, "t", text, 1) };
    let refused = fixture.publish(with(1, "ablehnen", OfflineRule::Refuse));
    assert_eq!(refused, Err(PublishError::Refused(RefuseReason::Offline)));
    let began = Instant::now();
    fixture.publish(publish(2, "t", "puffern", 1)).unwrap();
    fixture.publish(with(3, "kurz", OfflineRule::Brief)).unwrap();
    assert_eq!(fixture.mqtt.only_in_memory(), 1, "it must not be sent after a restart");
    assert_eq!(fixture.until_fate(3), Fate::Dropped(DropReason::TooOld));
    let waited = began.elapsed();
    assert!(waited >= Duration::from_secs(BRIEF_SECS) && waited < Duration::from_secs(2 * BRIEF_SECS), "{waited:?}");
    let _broker = Mosquitto::start(port);
    assert_eq!(fixture.until_message().1.message, "puffern");
    fixture.publish(with(4, "kurz danach", OfflineRule::Brief)).unwrap();
    assert_eq!(fixture.until_message().1.message, "kurz danach");
}
