//! Packets to the client, from a broker that answers anything after its CONNACK: it goes on trying. The first byte says
//! which version of MQTT is spoken.
#![no_main]

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use steckbrett::model::certificate::Finding;
use steckbrett::model::connection::Connection;
use steckbrett::model::password::Secret;
use steckbrett::mqtt::{BrokerOptions, MqttHandle, MqttOptions, Pace};
use steckbrett::session::specs::{FoundSecret, SecretSource, specs};
use steckbrett::store;

const LIMIT: Duration = Duration::from_secs(20);

/// The listeners of the two versions, and the clients that connect to them again and again.
static LISTENERS: LazyLock<[(TcpListener, MqttHandle); 2]> = LazyLock::new(|| [client("3.1.1"), client("5")]);

struct NoSecrets;

impl SecretSource for NoSecrets {
    fn find(&self, _connection: &Connection, _secret: Secret) -> Option<FoundSecret> {
        None
    }

    fn digest(&self, _bytes: &[u8]) -> String {
        String::new()
    }

    fn file(&self, _name: &str) -> Result<Vec<u8>, Finding> {
        Err(Finding::NotFound)
    }
}

fn client(version: &str) -> (TcpListener, MqttHandle) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("a port").port();
    let text = format!(
        r##"(format: 2, name: "P", id: "p", next_id: 9, connections: [(id: "abc", name: "Halle", settings: {{"host": "127.0.0.1",
            "port": {port}, "version": "{version}"}})],
        sources: [(id: 4, name: "S", ident: "s", connection: "abc", topics: ["#"], settings: {{"qos": 2}})],
        screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [])])"##
    );
    let project = store::parse(&text).expect("a project").project;
    let now = Duration::from_millis(1);
    let pace = Pace { first: now, longest: now, good: Duration::ZERO, kicked: now, refused: now };
    let broker = BrokerOptions { folder: None, port: 0 };
    let mqtt = MqttHandle::spawn(MqttOptions { wake: Arc::new(|| {}), broker, pace });
    mqtt.configure(specs(&project, &NoSecrets, &[]).0);
    (listener, mqtt)
}

fuzz_target!(|bytes: &[u8]| {
    let Some((version, packets)) = bytes.split_first() else { return };
    let number = usize::from(version % 2);
    let (listener, mqtt) = &LISTENERS[number];
    let (mut link, _) = listener.accept().expect("it connects again");
    link.set_read_timeout(Some(LIMIT)).expect("a time");
    link.read(&mut [0; 1024]).expect("it sends its CONNECT");
    let accepted: [&[u8]; 2] = [b"\x20\x02\0\0", b"\x20\x03\0\0\0"];
    // It may close in the middle.
    let _closed = link.write_all(accepted[number]).and_then(|()| link.write_all(packets));
    link.set_read_timeout(Some(Duration::from_millis(2))).expect("a time");
    let _answer = link.read(&mut [0; 4096]);
    // What was told is of no interest, and must not pile up.
    while mqtt.try_event().is_some() {}
});
