//! Against mosquitto: what happens when the broker comes and goes.

use std::time::Duration;

use crate::model::connection::OfflineRule;
use crate::model::run::{DropReason, Fate, PublishError, Refusal, RefuseReason, Status};
use crate::mqtt::MqttEvent;
use crate::mqtt::testing::{Mosquitto, MqttFixture, free_port, publish, remote};

#[test]
fn what_is_published_offline_arrives_in_order_when_the_broker_appears() {
    let port = free_port();
    let mut fixture = MqttFixture::new();
    fixture.mqtt.configure(vec![remote(port, &[(1, "puffer")])]);
    let waiting = fixture.until_status(|status| matches!(status, Status::Retrying { .. }));
    let Status::Retrying { attempt: 1, why: refusal, .. } = waiting else { panic!("{waiting:?}") };
    assert_eq!(refusal, Refusal::NothingListens { host: "127.0.0.1".to_owned(), port });
    for n in 0..50 {
        fixture.publish(publish(n, "puffer", &n.to_string(), 1)).unwrap();
    }
    assert_eq!(fixture.mqtt.drain(Duration::ZERO), 50);
    let _broker = Mosquitto::start(port);
    for n in 0..50 {
        let (_, row) = fixture.until_message();
        assert_eq!(row.message, n.to_string());
        assert_eq!(fixture.until_fate(n), Fate::Sent);
        assert_eq!(fixture.until_fate(n), Fate::Acknowledged);
        assert_eq!(fixture.until_passed().message, n.to_string());
    }
    assert_eq!(fixture.mqtt.drain(Duration::ZERO), 0);
}

#[test]
fn nothing_is_lost_when_the_broker_is_killed_and_comes_back() {
    const COUNT: u64 = 800;
    let port = free_port();
    let mut broker = Some(Mosquitto::start(port));
    let mut fixture = MqttFixture::connected(remote(port, &[(1, "strom")]));
    for n in 0..COUNT {
        fixture.publish(publish(n, "strom", &n.to_string(), 1)).unwrap();
    }
    let mut done = 0;
    while done < COUNT {
        fixture.until("acknowledgement", |event| {
            matches!(event, MqttEvent::Fate { fate: Fate::Acknowledged, .. }).then_some(())
        });
        done += 1;
        if done == 40 {
            drop(broker.take());
            fixture.until_status(|status| matches!(status, Status::Retrying { .. }));
            broker = Some(Mosquitto::start(port));
        }
    }
    assert_eq!(fixture.mqtt.drain(Duration::ZERO), 0);
    fixture.until_status(|status| *status == Status::Connected);
    fixture.publish(publish(COUNT, "strom", "Ende", 1)).unwrap();
    let again = fixture.until("subscription of the new session", |event| match event {
        MqttEvent::Message { row, .. } if row.message == "Ende" => Some(row.clone()),
        _ => None,
    });
    assert!(!again.retained);
}

#[test]
fn a_connection_that_refuses_offline_says_so() {
    let port = free_port();
    let mut fixture = MqttFixture::new();
    let mut spec = remote(port, &[]);
    spec.settings.offline = OfflineRule::Refuse;
    fixture.mqtt.configure(vec![spec]);
    let refused = Err(PublishError::Refused(RefuseReason::Offline));
    assert_eq!(fixture.publish(publish(1, "t", "x", 1)), refused);
    let broker = Mosquitto::start(port);
    fixture.until_status(|status| *status == Status::Connected);
    fixture.publish(publish(2, "t", "x", 1)).unwrap();
    assert_eq!(fixture.until_fate(2), Fate::Sent);
    assert_eq!(fixture.until_fate(2), Fate::Acknowledged);
    assert_eq!(fixture.until_passed().topic, "t", "what we publish is seen though nobody listens");
    drop(broker);
    fixture.until_status(|status| matches!(status, Status::Retrying { why: Refusal::Lost, .. }));
    assert_eq!(fixture.publish(publish(3, "t", "x", 1)), refused);
}

#[test]
fn what_waits_is_given_up_when_nobody_uses_the_connection() {
    let mut fixture = MqttFixture::new();
    fixture.mqtt.configure(vec![remote(free_port(), &[])]);
    fixture.publish(publish(1, "t", "x", 1)).unwrap();
    fixture.mqtt.configure(Vec::new());
    assert_eq!(fixture.until_fate(1), Fate::Dropped(DropReason::Stopped));
    fixture.until_status(|status| *status == Status::Idle);
    assert_eq!(fixture.mqtt.drain(Duration::from_secs(10)), 0);
}
