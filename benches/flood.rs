//! A loop that publishes 10,000 messages at once from the window, to the local broker: what the person at it notices.
//!
//! Budget: 10,000 messages a second, frames below 33 ms, memory bounded. Yardstick: the client library alone, which
//! publishes as many to the same broker.

use std::io::Write as _;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};

use egui::vec2;
use egui_kittest::Harness;
use egui_kittest::kittest::Queryable as _;
use rumqttc::{AsyncClient, Event, MqttOptions, Packet, QoS};
use steckbrett::app::{App, Start, WindowMode};
use steckbrett::i18n::Lang;
use steckbrett::session::overrides::Overrides;
use steckbrett::store::home::Home;
use steckbrett::store::settings::Settings;

use crate::throughput::library;

const COUNT: u64 = 10_000;
const LIMIT: Duration = Duration::from_mins(1);

/// An app with one button that publishes [`COUNT`] messages.
fn project() -> String {
    let lua = format!(
        "local c = connections.getfromid('lokal')\nfor i = 1, {COUNT} do c.publish('bench/t', 'message ' .. i) end"
    );
    format!(
        r##"(format: 1, name: "P", next_id: 9,
            connections: [(id: "lokal", name: "Lokal", settings: {{"kind": "local"}})],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                (id: 2, kind: "button", name: "Taste", area: (x: 0, y: 0, w: 200, h: 80), handlers: {{"tapped": Lua({lua:?})}})])])"##
    )
}

/// Memory of this process in MiB: now, and the most so far. `None` where the system does not tell.
fn memory() -> Option<(u64, u64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let kib = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse::<u64>().ok()
    };
    Some((kib("VmRSS:")? / 1024, kib("VmHWM:")? / 1024))
}

/// Counts what arrives at a client of its own.
fn count(port: u16, subscribed: Sender<()>, done: Sender<()>) -> tokio::runtime::Runtime {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().expect("a runtime");
    runtime.spawn(async move {
        let mut options = MqttOptions::new("bench-flood", ("127.0.0.1", port));
        options.set_keep_alive(60);
        let (client, mut events) = AsyncClient::builder(options).capacity(10).build();
        client.subscribe("bench/t", QoS::AtMostOnce).await.expect("the loop runs");
        let mut arrived = 0;
        while let Ok(event) = events.poll().await {
            match event {
                Event::Incoming(Packet::SubAck(_)) => subscribed.send(()).expect("waited for"),
                Event::Incoming(Packet::Publish(_)) => {
                    arrived += 1;
                    if arrived == COUNT {
                        done.send(()).expect("waited for");
                    }
                }
                _ => {}
            }
        }
    });
    runtime
}

/// Runs and prints.
pub(crate) fn bench() {
    let port = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).and_then(|l| l.local_addr()).expect("a port").port();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("flood.ron");
    std::fs::write(&file, project()).expect("written");
    let home = Home::at(folder.path());
    let start = Start {
        file: Some(file),
        mode: WindowMode::App,
        lock: None,
        trust: true,
        overrides: Overrides::default(),
        local_port: port,
        system_dialogs: false,
    };
    let settings = Settings::load(&home);
    let mut harness = Harness::builder()
        .with_size(vec2(1280.0, 800.0))
        .build_eframe(|context| App::new(&context.egui_ctx, start, home, settings, Lang::De));
    let until = Instant::now() + LIMIT;
    while harness.query_by_label("Taste").is_none()
        || std::net::TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err()
    {
        assert!(Instant::now() < until, "the app does not come up");
        harness.step();
    }
    let (ready, is_ready) = channel();
    let (done, is_done) = channel();
    let runtime = count(port, ready, done);
    is_ready.recv_timeout(LIMIT).expect("subscribed");
    let before = memory();
    harness.get_by_label("Taste").click();
    let (began, mut frames) = (Instant::now(), Vec::new());
    while began.elapsed() < LIMIT {
        let frame = Instant::now();
        harness.step();
        frames.push(frame.elapsed().as_secs_f64() * 1e3);
        // As often as a screen shows them; the rest of the time belongs to the others.
        let rest = Duration::from_millis(16).saturating_sub(frame.elapsed());
        if is_done.recv_timeout(rest).is_ok() {
            break;
        }
    }
    let rate = COUNT as f64 / began.elapsed().as_secs_f64();
    frames.sort_by(f64::total_cmp);
    let after = memory();
    drop(runtime);
    let alone = library(port, QoS::AtLeastOnce);
    writeln!(
        std::io::stdout().lock(),
        "{COUNT} messages at QoS 1 by one tap, local broker, counted at a second client: {rate:.0}/s, {:.2} of the library alone \
         ({alone:.0}/s, nobody listening); {} frames, median {:.1} ms, longest {:.1} ms; memory before {before:?}, after {after:?} \
         (MiB now, most so far)",
        rate / alone,
        frames.len(),
        frames.get(frames.len() / 2).copied().unwrap_or_default(),
        frames.last().copied().unwrap_or_default(),
    )
    .expect("printed");
}
