//! The local broker over a socket, byte by byte: how much it keeps, and who holds whom.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpStream};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::mqtt::testing::{MqttFixture, free_port};
use crate::mqtt::{BrokerOptions, MqttEvent};

/// As many values as somebody with a whole factory may keep.
const MANY: usize = 100_000;

fn start(folder: Option<&Path>) -> (MqttFixture, u16) {
    let options = BrokerOptions { folder: folder.map(Path::to_owned), port: free_port() };
    let mut fixture = MqttFixture::with_broker(options);
    fixture.mqtt.start_broker();
    let port = fixture.until("port", |event| match event {
        MqttEvent::BrokerStarted { port, .. } => Some(*port),
        _ => None,
    });
    (fixture, port)
}

/// A client of MQTT 3.1.1.
struct RawClient(TcpStream);

impl RawClient {
    /// `flags`: 2 for a clean session, 0 for one that is kept.
    fn new(port: u16, id: u8, flags: u8) -> (Self, bool) {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(&[0x10, 13, 0, 4, b'M', b'Q', b'T', b'T', 4, flags, 0, 0, 0, 1, id]).unwrap();
        let mut answer = [0; 4];
        stream.read_exact(&mut answer).unwrap();
        assert_eq!((answer[0], answer[3]), (0x20, 0));
        (Self(stream), answer[2] == 1)
    }

    fn subscribe(&mut self, filter: u8, qos: u8) {
        self.0.write_all(&[0x82, 6, 0, 1, 0, 1, filter, qos]).unwrap();
        assert_eq!(self.packet(), (0x90, vec![0, 1, qos]));
    }

    fn publish(&mut self, first: u8, topic: &str, payload: &[u8]) {
        let length = 2 + topic.len() + payload.len();
        let mut packet =
            vec![first, (length % 128) as u8 | 0x80, (length / 128 % 128) as u8 | 0x80, (length / 16384) as u8];
        packet.extend((topic.len() as u16).to_be_bytes());
        packet.extend(topic.as_bytes());
        packet.extend(payload);
        self.0.write_all(&packet).unwrap();
    }

    /// Waits until the broker has acted on all that was sent.
    fn settle(&mut self) {
        self.0.write_all(&[0xc0, 0]).unwrap();
        assert_eq!(self.packet(), (0xd0, Vec::new()));
    }

    fn packet(&mut self) -> (u8, Vec<u8>) {
        let mut byte = [0];
        self.0.read_exact(&mut byte).unwrap();
        let (first, mut length, mut shift) = (byte[0], 0, 0);
        loop {
            self.0.read_exact(&mut byte).unwrap();
            length |= usize::from(byte[0] & 0x7f) << shift;
            shift += 7;
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        (first, body)
    }
}

#[test]
fn a_hundred_thousand_values_are_kept_over_a_restart_and_a_new_subscriber_gets_all() {
    let folder = tempfile::tempdir().unwrap();
    let (first, port) = start(Some(folder.path()));
    let (mut client, _) = RawClient::new(port, b'a', 2);
    for n in 0..MANY {
        client.publish(0x31, &format!("halle/{}/{n}", n % 100), b"12.5");
    }
    client.settle();
    drop(first);
    let began = Instant::now();
    let (_second, port) = start(Some(folder.path()));
    assert!(began.elapsed() < Duration::from_secs(10), "unoptimised and beside other tests: {:?}", began.elapsed());
    let (mut client, _) = RawClient::new(port, b'a', 2);
    client.subscribe(b'#', 0);
    for _ in 0..MANY {
        assert_eq!(client.packet().0, 0x31);
    }
    client.settle();
}

#[test]
fn a_session_and_what_waits_for_it_are_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let (first, port) = start(Some(folder.path()));
    let (mut client, was_there) = RawClient::new(port, b's', 0);
    assert!(!was_there);
    client.subscribe(b'#', 1);
    drop(client);
    let (mut other, _) = RawClient::new(port, b'o', 2);
    // Its answer tells that the message is taken.
    other.0.write_all(b"\x32\x08\0\x01t\0\x07abc").unwrap();
    assert_eq!(other.packet(), (0x40, vec![0, 7]));
    drop(first);
    let (_second, port) = start(Some(folder.path()));
    let (mut client, was_there) = RawClient::new(port, b's', 0);
    assert!(was_there);
    let (first, body) = client.packet();
    assert_eq!((first & !8, &body[5..]), (0x32, &b"abc"[..]));
}

#[test]
fn who_does_not_read_holds_nobody() {
    let (_fixture, port) = start(None);
    let (mut stuck, _) = RawClient::new(port, b'x', 2);
    stuck.subscribe(b'#', 0);
    let (mut reader, _) = RawClient::new(port, b'r', 2);
    reader.subscribe(b'#', 0);
    let (mut sender, _) = RawClient::new(port, b's', 2);
    // Much more than sockets take, and than may wait for one client.
    let payload = vec![b'x'; 1024 * 1024];
    for n in 0..100 {
        sender.publish(0x30, "t", &payload);
        assert_eq!(reader.packet().1.len(), 3 + payload.len(), "{n}");
    }
    sender.settle();
    // Later it gets what has not been dropped.
    assert_eq!(stuck.packet().1.len(), 3 + payload.len());
}

#[test]
fn what_is_no_mqtt_or_too_new_is_sent_away() {
    let (_fixture, port) = start(None);
    let talk = |bytes: &[u8]| {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        // The end of the connection may also come as an error.
        let _ended = stream.read_to_end(&mut answer);
        answer
    };
    assert_eq!(talk(b"GET / HTTP/1.1\r\n\r\n"), b"");
    assert_eq!(talk(b"\x10\x0d\0\x04MQTT\x07\x02\0\0\0\x01a"), b"\x20\x03\0\x84\0");
    assert_eq!(talk(b"\x10\x0f\0\x06MQIsdp\x03\x02\0\0\0\x01a"), b"\x20\x02\0\x01");
    assert_eq!(talk(b"\x10\x0c\0\x04MQTT\x04\0\0\0\0\0"), b"\x20\x02\0\x02", "no name for a session that is kept");
    let hello = b"\x10\x0e\0\x04MQTT\x05\x02\0\0\0\0\x01a";
    let answer = talk(&[&hello[..], b"\x30\x04\0\x01+\0"].concat());
    assert!(answer.ends_with(b"\xe0\x02\x81\0") || answer.ends_with(b"\xe0\x02\x90\0"), "{answer:x?}");
}
