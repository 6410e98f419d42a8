//! What waits is bounded, counted, and kept on disk where that is wished.

use std::path::Path;
use std::sync::mpsc::channel;
use std::time::{Duration, Instant};

use crate::model::connection::{BRIEF_SECS, OfflineRule, OutboxBounds, SessionKind, Version};
use crate::model::id::ConnectionId;
use crate::model::outbox::{Counters, OutboxNotice};
use crate::model::run::{DropReason, Fate, Publish, PublishError, RefuseReason, Status};
use crate::mqtt::journal::Journal;
use crate::mqtt::journal::numbers::told_apart;
use crate::mqtt::testing::scripted::{Scripted, kind};
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
    let (mut journal, _) = Journal::open(&path, &ConnectionId::local()).unwrap();
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

/// A persistent session of one client, whose packet numbers lie beside its journal.
fn lasting(broker: &Scripted, version: Version, folder: &Path) -> ConnectionSpec {
    let mut spec = keeping(broker.port(), folder, &[]);
    spec.settings.version = version;
    spec.settings.session = SessionKind::Persistent { expiry_secs: 60 };
    spec.settings.client_id = "anlage".to_owned();
    spec
}

/// What lies on the disk now, as a kill in this moment would leave it.
fn as_killed_now(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    copy
}

/// The broker has taken the first of two messages with quality of service 2 and read the second when the program is
/// killed: the next start releases the first and sends the second under its number. Where the broker has forgotten the
/// session, both come anew.
#[test]
fn a_session_goes_on_over_a_kill_with_the_numbers_on_the_disk() {
    for (version, known) in [(Version::V311, true), (Version::V5, true), (Version::V311, false), (Version::V5, false)] {
        let (sender, told) = channel();
        let broker = Scripted::start(move |connection, peer| {
            peer.connack_resuming(version, connection > 0 && known);
            if connection == 0 {
                let numbers = [peer.publish().0, peer.publish().0];
                peer.send(&[kind::PUBREC, 2, numbers[0][0], numbers[0][1]]);
                peer.expect(kind::PUBREL);
                sender.send(numbers.into()).unwrap();
                return peer.idle();
            }
            let mut sent = Vec::new();
            while let Some((first, body)) = peer.packet() {
                match first & 0xf0 {
                    kind::PUBLISH => {
                        let number = [body[3], body[4]];
                        let payload = if !known && sent.is_empty() { b'a' } else { b'b' };
                        assert_eq!(body.last(), Some(&payload), "{version:?}");
                        assert_eq!(first & 0b1000 != 0, known, "{version:?}: said to be the same as before");
                        peer.send(&[kind::PUBREC, 2, number[0], number[1]]);
                        sent.push(number);
                    }
                    0x60 => {
                        peer.send(&[kind::PUBCOMP, 2, body[0], body[1]]);
                        sender.send(vec![[body[0], body[1]]]).unwrap();
                    }
                    _ping => peer.send(&[0xd0, 0]),
                }
            }
            sender.send(sent).unwrap();
        });
        let folder = tempfile::tempdir().unwrap();
        let before = MqttFixture::connected(lasting(&broker, version, folder.path()));
        before.publish(publish(1, "t", "a", 2)).unwrap();
        before.publish(publish(2, "t", "b", 2)).unwrap();
        let limit = Duration::from_secs(20);
        let first: Vec<[u8; 2]> = told.recv_timeout(limit).unwrap();
        let killed = as_killed_now(folder.path());
        drop(before);
        let mut after = MqttFixture::new();
        after.mqtt.configure(vec![lasting(&broker, version, killed.path())]);
        assert_eq!(after.until_notice(), OutboxNotice::Restored { count: 2, too_old: 0 });
        let mut released = told.recv_timeout(limit).unwrap();
        released.extend(told.recv_timeout(limit).unwrap());
        released.sort_unstable();
        assert_eq!(released, first, "{version:?}");
        let all = after.until_counters(|counters| counters.waiting == 0 && counters.acknowledged == 2);
        assert_eq!((all.sent, all.dropped), (2, 0), "{version:?}");
        // Nothing is left to be sent a third time.
        let killed = as_killed_now(killed.path());
        after.mqtt.configure(Vec::new());
        let sent = told.recv_timeout(limit).unwrap();
        assert_eq!(sent.len(), if known { 1 } else { 2 }, "{version:?}");
        let (journal, found) = Journal::open(&killed.path().join("abc.journal"), &ConnectionId::local()).unwrap();
        assert_eq!(found, [], "{version:?}");
        drop(journal);
    }
}

/// The libraries make no room for how far they had counted, and panic where only messages with small numbers are under way:
/// the session would be lost, and what was under way would come twice.
#[test]
fn a_session_that_had_counted_far_goes_on_at_the_first_try() {
    for version in [Version::V311, Version::V5] {
        let (sender, told) = channel();
        let broker = Scripted::start(move |connection, peer| {
            peer.connack_resuming(version, connection > 0);
            // All numbers are used once; the first one is under way again.
            let (round, mut number) = (if connection == 0 { 256 } else { 0 }, [0, 0]);
            for _ in 0..=round {
                if number != [0, 0] {
                    peer.send(&[kind::PUBACK, 2, number[0], number[1]]);
                }
                number = peer.publish().0;
            }
            sender.send((connection, number)).unwrap();
            peer.idle();
        });
        let folder = tempfile::tempdir().unwrap();
        let mut before = MqttFixture::connected(lasting(&broker, version, folder.path()));
        for n in 1..=257 {
            before.publish(publish(n, "t", &n.to_string(), 1)).unwrap();
        }
        let limit = Duration::from_secs(20);
        assert_eq!(told.recv_timeout(limit), Ok((0, [0, 1])), "{version:?}");
        before.until_counters(|counters| counters.acknowledged == 256);
        let killed = as_killed_now(folder.path());
        drop(before);
        let mut after = MqttFixture::new();
        after.mqtt.configure(vec![lasting(&broker, version, killed.path())]);
        after.until_status(|status| *status == Status::Connected);
        assert_eq!(told.recv_timeout(limit), Ok((1, [0, 1])), "{version:?}: at the first try, under the same number");
    }
}

/// The broker's last word was on the disk as a packet number, and not yet in the journal.
#[test]
fn what_was_confirmed_just_before_a_kill_does_not_come_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("abc.journal");
    let (mut journal, _) = Journal::open(&path, &ConnectionId::local()).unwrap();
    let kept = journal.add(&publish(1, "t", "a", 2), Duration::ZERO).unwrap();
    let numbers = journal.numbers().clone();
    numbers.begin("broker");
    numbers.hand_over(kept, "t", b"a");
    numbers.save(vec![1], &[7].into(), vec![(7, told_apart(b"t", b"a"), vec![])]);
    numbers.save(vec![2], &[].into(), Vec::new());
    let killed = as_killed_now(folder.path());
    let path = killed.path().join("abc.journal");
    let (mut journal, found) = Journal::open(&path, &ConnectionId::local()).unwrap();
    assert_eq!(found, []);
    // The name is free again, and means another message now.
    journal.add(&publish(2, "t", "b", 2), Duration::ZERO).unwrap();
    drop(journal);
    assert_eq!(Journal::open(&path, &ConnectionId::local()).unwrap().1.len(), 1);
}
