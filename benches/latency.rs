//! From a tap to the message at a second client, through a real broker in this process. Budget: p99 below 5 ms to the socket.
//!
//! Yardstick: the MQTT client library alone, same broker, same quality of service.

use std::io::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use criterion::Criterion;
use rumqttc::{AsyncClient, Event, MqttOptions, Packet, PublishOptions, QoS};
use steckbrett::i18n::{Lang, Locale};
use steckbrett::language::lower::lower;
use steckbrett::model::address::parse_address;
use steckbrett::model::certificate::Finding;
use steckbrett::model::connection::Connection;
use steckbrett::model::edit::{Edit, apply};
use steckbrett::model::item::Item;
use steckbrett::model::password::Secret;
use steckbrett::model::run::{Fire, RunEvent};
use steckbrett::mqtt::BrokerOptions;
use steckbrett::say;
use steckbrett::session::specs::{FoundSecret, Redirect, SecretSource, specs};
use steckbrett::session::{Session, SessionEvent};

use crate::projects::project;

/// No passwords, no files.
pub(crate) struct Nothing;

impl SecretSource for Nothing {
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

/// Taps of which median and 99th percentile are printed.
const TAPS: usize = 2_000;
const LIMIT: Duration = Duration::from_secs(10);

fn session() -> Session {
    Session::new(BrokerOptions { folder: None, port: 0 }, Arc::new(|| {}))
}

/// Waits for an event that `wanted` takes.
fn wait_for(session: &mut Session, mut wanted: impl FnMut(&SessionEvent) -> bool) {
    let until = Instant::now() + LIMIT;
    while Instant::now() < until {
        let events = session.wait(LIMIT);
        if events.iter().any(&mut wanted) {
            return;
        }
    }
    unreachable!("nothing came within {LIMIT:?}");
}

pub(crate) fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("tap to message at a second client, QoS 1");
    group.sample_size(50);
    let mut broker = session();
    broker.start_broker();
    let mut port = 0;
    wait_for(&mut broker, |event| match event {
        SessionEvent::BrokerStarted { port: found, .. } => {
            port = *found;
            true
        }
        _ => false,
    });

    // The app under test: one button that publishes. The second client is another app with a source.
    let mut app = session();
    let mut listener = session();
    let (sender, at) = project(1);
    let (mut receiver, _) = project(1);
    let topics = vec!["halle1/#".to_owned()];
    let connection = receiver.connections[0].id.clone();
    apply(&mut receiver, &Edit::AddSource("Alles".to_owned(), connection, topics)).expect("a sound edit");
    for (session, project) in [(&mut app, sender), (&mut listener, receiver)] {
        let lowered = lower(&project);
        let address = parse_address(&format!("mqtt://127.0.0.1:{port}")).expect("a sound address");
        let redirect = Redirect { connection: "lokal".to_owned(), address };
        let (specs, _) = specs(&project, &Nothing, &[redirect]);
        session.start(&Arc::new(project), &lowered, specs, (None, Vec::new()), (Locale::here(Lang::De), say::fault));
        wait_for(session, |event| {
            matches!(
                event,
                SessionEvent::Run(RunEvent::Status { status: steckbrett::model::run::Status::Connected, .. })
            )
        });
    }
    let Item::Control(control) = at.owner else { return };
    let mut tap = || {
        app.fire(Fire { control, trigger: at.trigger.clone(), change: None });
        wait_for(&mut listener, |event| matches!(event, SessionEvent::Run(RunEvent::Message { .. })));
        app.poll();
    };
    let mut publish = library(port);
    group.bench_function("ours: tap, script, outbox, broker, source", |bencher| bencher.iter(&mut tap));
    group.bench_function("client library alone: publish, broker, subscriber", |bencher| bencher.iter(&mut publish));
    group.finish();
    let (ours, alone) = (percentiles(tap), percentiles(publish));
    let ratio = |of: fn(&(f64, f64)) -> f64| of(&ours) / of(&alone);
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "tap to message at a second client, QoS 1, {TAPS} times: ours p50 {:.0} us, p99 {:.0} us; library alone {:.0} and {:.0} us; \
         ours takes {:.2} and {:.2} times as long",
        ours.0,
        ours.1,
        alone.0,
        alone.1,
        ratio(|one| one.0),
        ratio(|one| one.1),
    )
    .expect("printed");
}

/// Median and 99th percentile of [`TAPS`] times, in microseconds.
fn percentiles(mut once: impl FnMut()) -> (f64, f64) {
    let mut times: Vec<_> = (0..TAPS)
        .map(|_| {
            let start = Instant::now();
            once();
            start.elapsed().as_secs_f64() * 1e6
        })
        .collect();
    times.sort_by(f64::total_cmp);
    (times[TAPS / 2], times[TAPS * 99 / 100])
}

/// Two clients of the library on one runtime: sends a message and waits until it has come.
fn library(port: u16) -> impl FnMut() {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    let options = move |id: &str| {
        let mut options = MqttOptions::new(id, ("127.0.0.1", port));
        options.set_keep_alive(15);
        options
    };
    let (arrived, mut arrivals) = tokio::sync::mpsc::channel(100);
    let (ready, is_ready) = std::sync::mpsc::sync_channel(1);
    runtime.spawn(async move {
        let (client, mut eventloop) = AsyncClient::builder(options("bench-sub")).capacity(10).build();
        client.subscribe("bench/#", QoS::AtLeastOnce).await.expect("the loop runs");
        loop {
            match eventloop.poll().await {
                Ok(Event::Incoming(Packet::SubAck(_))) => ready.send(()).expect("waited for"),
                Ok(Event::Incoming(Packet::Publish(_))) if arrived.send(()).await.is_err() => return,
                Ok(_) => {}
                Err(err) => unreachable!("{err}"),
            }
        }
    });
    is_ready.recv_timeout(LIMIT).expect("subscribed");
    let (client, mut eventloop) = AsyncClient::builder(options("bench-pub")).capacity(10).build();
    runtime.spawn(async move { while eventloop.poll().await.is_ok() {} });
    move || {
        runtime.block_on(async {
            client.publish("bench/t", "läuft", PublishOptions::new(QoS::AtLeastOnce)).await.expect("the loop runs");
            arrivals.recv().await.expect("the subscriber lives");
        });
    }
}
