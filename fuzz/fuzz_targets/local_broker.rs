//! Packets to the local broker, from a client that sends anything: it goes on serving others.
#![no_main]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use steckbrett::mqtt::{BrokerOptions, MqttEvent, MqttHandle, MqttOptions, Pace};

static BROKER: LazyLock<(MqttHandle, u16)> = LazyLock::new(|| {
    let broker = BrokerOptions { folder: None, port: 0 };
    let mqtt = MqttHandle::spawn(MqttOptions { wake: Arc::new(|| {}), broker, pace: Pace::default() });
    mqtt.start_broker();
    loop {
        if let MqttEvent::BrokerStarted { port, .. } = mqtt.wait_event(Duration::from_secs(10)).expect("it starts") {
            break (mqtt, port);
        }
    }
});

fuzz_target!(|bytes: &[u8]| {
    let mut link = TcpStream::connect(("127.0.0.1", BROKER.1)).expect("it still listens");
    link.set_read_timeout(Some(Duration::from_millis(2))).expect("a time");
    // It may close in the middle.
    let _closed = link.write_all(bytes);
    let _answer = link.read(&mut [0; 256]);
});
