//! Filters that cross: each message comes once to each source, whatever the broker sends and the monitor listens to.

use std::collections::BTreeMap;
use std::time::Duration;

use crate::model::connection::Version;
use crate::model::id::{ConnectionId, SourceId};
use crate::model::run::{FilterList, LinkWarning, Refusal, Status};
use crate::model::topic::TopicFilter;
use crate::mqtt::testing::scripted::{Scripted, kind};
use crate::mqtt::testing::{Mosquitto, MqttFixture, free_port, publish, remote};
use crate::mqtt::{ConnectionSpec, LISTENER, MqttEvent, SourceSubscription};

const VERSIONS: [Version; 2] = [Version::V311, Version::V5];

/// Both send one copy in all; brokers that send one for each filter are played by a script.
struct Brokers {
    own: MqttFixture,
    mosquitto: (Mosquitto, u16),
}

impl Brokers {
    fn start() -> Self {
        let (own, port) = (MqttFixture::new(), free_port());
        own.mqtt.start_broker();
        Self { own, mosquitto: (Mosquitto::start(port), port) }
    }

    /// Their names and ports.
    fn ports(&mut self) -> [(&'static str, u16); 2] {
        [("own", self.own.until_broker().0), ("mosquitto", self.mosquitto.1)]
    }
}

fn spec(port: u16, version: Version, subscriptions: &[(u32, &str)]) -> ConnectionSpec {
    let mut spec = remote(port, subscriptions);
    // Not that of our own broker, which tells of everything by itself.
    spec.id = ConnectionId("fern".to_owned());
    spec.settings.version = version;
    spec
}

fn listener(port: u16, version: Version, filters: &[&str]) -> ConnectionSpec {
    let mut spec = spec(port, version, &[]);
    let ask =
        |filter: &&str| SourceSubscription { source: LISTENER, filter: TopicFilter::parse(filter).unwrap(), qos: 1 };
    spec.subscriptions = filters.iter().map(ask).collect();
    spec
}

fn send(fixture: &MqttFixture, number: u64, topic: &str, payload: &str) {
    let mut message = publish(number, topic, payload, 1);
    message.connection = ConnectionId("fern".to_owned());
    fixture.publish(message).unwrap();
}

/// What each source got until a message on `ende`, in order.
fn until_end(fixture: &mut MqttFixture) -> BTreeMap<u32, Vec<String>> {
    let mut got: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    loop {
        let (sources, row) = fixture.until_message();
        for SourceId(source) in sources {
            got.entry(source).or_default().push(row.message.clone());
        }
        if row.topic == "ende" {
            return got;
        }
    }
}

fn numbers(to: usize) -> Vec<String> {
    (1..=to).map(|n| n.to_string()).collect()
}

#[test]
fn each_message_comes_once_to_each_source() {
    const SOURCES: [(u32, &str); 6] =
        [(1, "kr/+/temp"), (2, "kr/a/+"), (3, "kr/+/temp"), (3, "kr/a/+"), (4, "+/a/#"), (9, "ende")];
    let mut brokers = Brokers::start();
    for (broker, port) in brokers.ports() {
        for version in VERSIONS {
            let mut fixture = MqttFixture::connected(spec(port, version, &SOURCES));
            for n in 1..=100 {
                send(&fixture, n, "kr/a/temp", &n.to_string());
            }
            for (n, topic) in [(101, "kr/b/temp"), (102, "kr/a/druck"), (103, "kr/b/druck"), (104, "x/a/y")] {
                send(&fixture, n, topic, topic);
            }
            send(&fixture, 105, "ende", "ende");
            let got = until_end(&mut fixture);
            let what = format!("{broker} {version:?}");
            let with = |more: &[&str]| [numbers(100), more.iter().map(|topic| (*topic).to_owned()).collect()].concat();
            assert_eq!(got[&1], with(&["kr/b/temp"]), "{what}");
            assert_eq!(got[&2], with(&["kr/a/druck"]), "{what}");
            assert_eq!(got[&3], with(&["kr/b/temp", "kr/a/druck"]), "{what}");
            assert_eq!(got[&4], with(&["kr/a/druck", "x/a/y"]), "{what}");
        }
    }
}

#[test]
fn stored_values_come_once_to_each_source() {
    let mut brokers = Brokers::start();
    for (broker, port) in brokers.ports() {
        for version in VERSIONS {
            let fixture = MqttFixture::connected(spec(port, version, &[]));
            let mut stored = publish(1, "kr/a/temp", "7", 1);
            (stored.connection, stored.retain) = (ConnectionId("fern".to_owned()), true);
            fixture.publish(stored).unwrap();
            assert_eq!(fixture.mqtt.drain(Duration::from_secs(10)), 0);
            let sources = [(1, "kr/+/temp"), (2, "kr/a/+"), (9, "ende")];
            let mut fixture = MqttFixture::connected(spec(port, version, &sources));
            send(&fixture, 2, "ende", "ende");
            let got = until_end(&mut fixture);
            let once = vec!["7".to_owned()];
            assert_eq!((&got[&1], &got[&2]), (&once, &once), "{broker} {version:?}");
        }
    }
}

#[test]
fn looking_never_changes_what_the_app_receives() {
    let mut brokers = Brokers::start();
    for (broker, port) in brokers.ports() {
        for version in VERSIONS {
            let mut fixture = MqttFixture::connected(spec(port, version, &[(1, "kr/a/+"), (9, "ende")]));
            let mut n = 0;
            for filters in [&["kr/+/temp"][..], &["#"], &[], &["kr/a/temp", "+/a/temp"], &["kr/a/+"], &[]] {
                let listen = (!filters.is_empty()).then(|| listener(port, version, filters));
                fixture.mqtt.listen(listen.into_iter().collect());
                for _ in 0..50 {
                    n += 1;
                    send(&fixture, n, "kr/a/temp", &n.to_string());
                }
                assert_eq!(fixture.mqtt.drain(Duration::from_secs(10)), 0);
            }
            send(&fixture, 1000, "ende", "ende");
            let got = until_end(&mut fixture);
            assert_eq!(got[&1], numbers(300), "{broker} {version:?}");
        }
    }
}

#[test]
fn a_monitor_that_is_not_let_in_leaves_the_app_alone_and_says_so() {
    let port = free_port();
    let _broker = Mosquitto::start(port);
    let mut fixture = MqttFixture::connected(spec(port, Version::V311, &[]));
    let other = Scripted::start(|_, peer| {
        peer.expect(kind::CONNECT);
        peer.send(&[0x20, 2, 0, 5]);
    });
    fixture.mqtt.listen(vec![listener(other.port(), Version::V311, &["#"])]);
    let warning = fixture.until("warning", |event| match event {
        MqttEvent::Warned { warning, .. } => Some(warning.clone()),
        _ => None,
    });
    assert_eq!(warning, LinkWarning::NotListening { why: Refusal::WrongLogin });
    assert!(!fixture.statuses().iter().any(|status| matches!(status, Status::Failed(_))), "{:?}", fixture.statuses());
}

/// What two members with these filters got of twenty messages.
fn shared_out(version: Version, port: u16, filters: [&str; 2]) -> [Vec<String>; 2] {
    let mut members = filters.map(|filter| MqttFixture::connected(spec(port, version, &[(1, filter), (9, "ende")])));
    for n in 1..=20 {
        send(&members[0], n, "kr/a", &n.to_string());
    }
    send(&members[0], 21, "ende", "ende");
    members.each_mut().map(|member| until_end(member).remove(&1).unwrap_or_default())
}

#[test]
fn each_message_of_a_shared_subscription_goes_to_one_member() {
    let mut brokers = Brokers::start();
    for (broker, port) in brokers.ports() {
        for version in VERSIONS {
            let [mut one, other] = shared_out(version, port, ["$share/g/kr/+", "$share/g/kr/#"]);
            assert_eq!(
                (one.len(), other.len()),
                (20, 20),
                "{broker} {version:?}: another filter, another subscription"
            );
            let [first, second] = shared_out(version, port, ["$share/h/kr/+", "$share/h/kr/+"]);
            assert!(!first.is_empty() && !second.is_empty(), "{broker} {version:?}: {first:?} {second:?}");
            one = [first, second].concat();
            one.sort_by_key(|n| n.parse::<u32>().unwrap());
            assert_eq!(one, numbers(20), "{broker} {version:?}");
        }
    }
}

#[test]
fn a_shared_subscription_beside_one_of_ones_own_does_not_double_messages() {
    let mut brokers = Brokers::start();
    for (broker, port) in brokers.ports() {
        let sources = [(1, "$share/g/kr/+"), (2, "kr/a"), (9, "ende")];
        let mut fixture = MqttFixture::connected(spec(port, Version::V5, &sources));
        for n in 1..=20 {
            send(&fixture, n, "kr/a", &n.to_string());
        }
        send(&fixture, 21, "ende", "ende");
        let got = until_end(&mut fixture);
        assert_eq!((&got[&1], &got[&2]), (&numbers(20), &numbers(20)), "{broker}");
    }
}

#[test]
fn a_broker_without_shared_subscriptions_is_told_and_not_asked() {
    let broker = Scripted::start(|_, peer| {
        // Shared subscription available: no.
        peer.connack_with(&[0x2a, 0]);
        peer.suback(Version::V5, 1);
        peer.idle();
    });
    let mut fixture = MqttFixture::connected(spec(broker.port(), Version::V5, &[(1, "$share/g/kr/+"), (2, "kr/a")]));
    let warning = fixture.until("warning", |event| match event {
        MqttEvent::Warned { warning, .. } => Some(warning.clone()),
        _ => None,
    });
    assert_eq!(warning, LinkWarning::FiltersRefused { filters: FilterList::from_iter(["$share/g/kr/+".to_owned()]) });
}
