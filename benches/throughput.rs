//! A loop that publishes 20,000 messages through the whole path, to a mosquitto of our own. Budget: 0.8 of the library alone.
//!
//! Yardsticks in the same run: the MQTT client library alone, with as many messages in flight and a runtime of the same
//! kind, once with the loop on a thread of its own as ours is and once on that of the runtime; and `mosquitto_pub -l`. Printed as ratios; not measured by criterion, since one run is thousands of messages.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rumqttc::{AsyncClient, MqttOptions, PublishOptions, QoS};
use steckbrett::i18n::{Lang, Locale};
use steckbrett::language::lower::lower;
use steckbrett::model::run::{Fire, RunEvent, Status};
use steckbrett::mqtt::BrokerOptions;
use steckbrett::say;
use steckbrett::session::specs::specs;
use steckbrett::session::{Session, SessionEvent};

use crate::latency::Nothing;

/// Messages of a run.
const COUNT: u64 = 20_000;
/// Runs of each.
const ROUNDS: usize = 7;
/// Unacknowledged at once, on both sides.
const INFLIGHT: u16 = 10;
/// How long anything may take.
const LIMIT: Duration = Duration::from_mins(2);

/// A payload of 100 bytes.
fn payload() -> String {
    "x".repeat(100)
}

/// A mosquitto that ends with the bench.
struct Broker {
    child: Child,
    port: u16,
    _folder: tempfile::TempDir,
}

impl Broker {
    fn start() -> Self {
        let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|l| l.local_addr()).expect("a port").port();
        let folder = tempfile::tempdir().expect("a folder");
        let config = folder.path().join("mosquitto.conf");
        let text = format!(
            "user root\nallow_anonymous true\nlog_type none\nset_tcp_nodelay true\nmax_queued_messages 0\nlistener {port} 127.0.0.1\n"
        );
        std::fs::write(&config, text).expect("written");
        let program =
            if std::path::Path::new("/usr/sbin/mosquitto").exists() { "/usr/sbin/mosquitto" } else { "mosquitto" };
        let child = Command::new(program).arg("-c").arg(&config).stderr(Stdio::null()).spawn().expect("mosquitto");
        let until = Instant::now() + LIMIT;
        while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
            assert!(Instant::now() < until, "mosquitto does not come up");
            std::thread::yield_now();
        }
        Self { child, port, _folder: folder }
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        self.child.kill().expect("ours");
        self.child.wait().expect("ours");
    }
}

/// Messages a second through engine, outbox and network.
fn ours(port: u16, qos: u8) -> f64 {
    let lua = format!(
        "local c = connections.getfromid('abc')\nfor i = 1, {COUNT} do c.publish('bench/t', '{}', {{ qos = {qos} }}) end",
        payload()
    );
    let text = format!(
        r##"(format: 1, name: "P", next_id: 9,
            connections: [(id: "abc", name: "Halle", settings: {{"host": "127.0.0.1", "port": {port}}})],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {{
                    "tapped": Lua({lua:?})}})])])"##
    );
    let project = steckbrett::store::parse(&text).expect("a sound project").project;
    let lowered = lower(&project);
    let (specs, _) = specs(&project, &Nothing, &[]);
    let mut session = Session::new(BrokerOptions { folder: None, port: 0 }, Arc::new(|| {}));
    session.start(&Arc::new(project), &lowered, specs, (None, Vec::new()), (Locale::here(Lang::De), say::fault));
    let until = Instant::now() + LIMIT;
    let mut connected = false;
    while !connected && Instant::now() < until {
        connected = session
            .wait(LIMIT)
            .iter()
            .any(|event| matches!(event, SessionEvent::Run(RunEvent::Status { status: Status::Connected, .. })));
    }
    let start = Instant::now();
    session.fire(Fire { control: steckbrett::model::id::ControlId(2), trigger: "tapped".to_owned(), change: None });
    let mut done = 0;
    while done < COUNT && Instant::now() < until {
        let events = session.wait(LIMIT);
        let ends = events
            .iter()
            .filter(|event| matches!(event, SessionEvent::Run(RunEvent::Fate { fate, .. }) if fate.is_final(qos)));
        done += ends.count() as u64;
    }
    done as f64 / start.elapsed().as_secs_f64()
}

/// Messages a second through the library alone, with the loop on the thread of its runtime: nothing can be faster.
pub(crate) fn library(port: u16, qos: QoS) -> f64 {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let mut options = MqttOptions::new("bench-tput", ("127.0.0.1", port));
        options.set_keep_alive(15).set_inflight(INFLIGHT);
        let (client, mut events) = AsyncClient::builder(options).capacity(128).build();
        tokio::spawn(async move { while events.poll().await.is_ok() {} });
        let mut open = tokio::task::JoinSet::new();
        let payload = payload();
        // The connection is up once the first one is through.
        let publish = |qos| client.publish_tracked("bench/t", payload.as_bytes(), PublishOptions::new(qos));
        publish(QoS::AtLeastOnce).await.expect("the loop runs").wait_async().await.expect("acknowledged");
        let start = Instant::now();
        for _ in 0..COUNT {
            let notice = publish(qos).await.expect("the loop runs");
            open.spawn(async move { notice.wait_async().await.is_ok() });
            while open.try_join_next().is_some() {}
        }
        while open.join_next().await.is_some() {}
        COUNT as f64 / start.elapsed().as_secs_f64()
    })
}

/// Messages a second through the library alone, built as we are: its runtime on a thread of its own, the loop on another.
fn library_beside(port: u16, qos: QoS) -> f64 {
    let mut options = MqttOptions::new("bench-beside", ("127.0.0.1", port));
    options.set_keep_alive(15).set_inflight(INFLIGHT);
    let (client, mut events) = AsyncClient::builder(options).capacity(128).build();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let handle = runtime.handle().clone();
    let net = std::thread::spawn(move || runtime.block_on(async move { while events.poll().await.is_ok() {} }));
    let payload = payload();
    let publish =
        |qos| handle.block_on(client.publish_tracked("bench/t", payload.as_bytes(), PublishOptions::new(qos)));
    publish(QoS::AtLeastOnce).expect("the loop runs").wait().expect("acknowledged");
    let start = Instant::now();
    let notices: Vec<_> = (0..COUNT).map(|_| publish(qos).expect("the loop runs")).collect();
    for notice in notices {
        notice.wait().expect("the session holds");
    }
    let rate = COUNT as f64 / start.elapsed().as_secs_f64();
    client.try_disconnect_now().expect("it runs");
    net.join().expect("it ends");
    rate
}

/// Messages a second through `mosquitto_pub -l`.
fn mosquitto_pub(port: u16, qos: u8) -> f64 {
    let mut lines = String::new();
    for _ in 0..COUNT {
        writeln!(lines, "{}", payload()).expect("text");
    }
    let start = Instant::now();
    let mut child = Command::new("mosquitto_pub")
        .args(["-p", &port.to_string(), "-l", "-t", "bench/t", "-q", &qos.to_string()])
        .stdin(Stdio::piped())
        .spawn()
        .expect("mosquitto_pub");
    child.stdin.take().expect("piped").write_all(lines.as_bytes()).expect("taken");
    child.wait().expect("ended");
    COUNT as f64 / start.elapsed().as_secs_f64()
}

/// Runs and prints; the three take turns, [`ROUNDS`] runs each, and the best of each counts.
pub(crate) fn bench() {
    let broker = Broker::start();
    let mut out = std::io::stdout().lock();
    for (qos, level) in [(0, QoS::AtMostOnce), (1, QoS::AtLeastOnce), (2, QoS::ExactlyOnce)] {
        let (mut whole, mut alone, mut beside, mut other) = (0.0_f64, 0.0_f64, 0.0_f64, 0.0_f64);
        for _ in 0..ROUNDS {
            whole = whole.max(ours(broker.port, qos));
            alone = alone.max(library(broker.port, level));
            beside = beside.max(library_beside(broker.port, level));
            other = other.max(mosquitto_pub(broker.port, qos));
        }
        writeln!(
            out,
            "{COUNT} messages in a loop, QoS {qos}: ours {whole:.0}/s; library alone {beside:.0}/s with the loop on a thread of its \
             own as ours, {alone:.0}/s with the loop on its network thread; mosquitto_pub {other:.0}/s; ours is {:.2} and {:.2} of \
             the library, {:.2} of mosquitto_pub",
            whole / beside,
            whole / alone,
            whole / other,
        )
        .expect("printed");
    }
}
