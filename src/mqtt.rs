//! MQTT: shared connections, the outbox, the local broker.
//!
//! One thread named `mqtt` does all of it. Nothing that a [`MqttHandle`] offers waits for the network, except
//! [`MqttHandle::wait_event`] and [`MqttHandle::drain`], which say so and have a limit. Knows nothing of scripts or
//! windows. Start reading at `connection`, the life of one connection.
//!
//! # Floods
//!
//! A loop may publish thousands of messages at once. The network thread hands over all that the window allows under one
//! lock and writes it in one go; answers of the broker are futures in one set, not tasks; fates go into the queue
//! together, and whoever waits for events (`session/signal.rs`) gathers those of a flood for a millisecond. A message is
//! made once and shared (`Arc<Publish>`). A script that is faster than the broker waits at 1,000 messages. The allocator
//! is mimalloc, because messages are made on one thread and dropped on another. Measured by `cargo bench` (`throughput`,
//! `flood`, `latency`) against the client library alone.

mod addresses;
mod broker;
mod client;
mod connection;
mod copies;
mod counters;
mod dial;
mod durable;
mod events;
#[cfg(fuzzing)]
pub mod fuzzing;
mod journal;
mod listeners;
mod msg;
mod outbox;
mod pool;
mod router;
mod sharing;
mod status;
mod tls;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::io;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::oneshot;

pub use self::addresses::addresses;
use self::broker::LocalBroker;
use self::client::Endpoint;
use self::connection::ActorContext;
use self::counters::CounterReporter;
use self::events::EventQueue;
pub use self::msg::{
    BrokerOptions, ConnectionSpec, LISTENER, MqttEvent, MqttOptions, OwnCertificate, SourceSubscription, Wake,
};
pub use self::pool::Journals;
use self::pool::{Pool, PoolOutgoing};
pub use self::status::Pace;
use self::status::random;
use crate::model::connection::{MqttSettings, SessionKind};
use crate::model::id::ConnectionId;
use crate::model::run::{Outgoing, Reached, Refusal, Status};

/// How long all connections may take to say goodbye.
const GOODBYE: Duration = Duration::from_secs(1);
/// How long the local broker may take to stop.
const BROKER_STOP: Duration = Duration::from_millis(600);
/// How long name lookups that are still running are waited for.
const LEFTOVERS: Duration = Duration::from_millis(200);

/// The network thread.
struct MqttThread {
    runtime: Handle,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

fn start_thread(pool: Arc<Pool>, broker: Arc<LocalBroker>, counters: Arc<CounterReporter>) -> io::Result<MqttThread> {
    let runtime = Builder::new_current_thread().enable_all().thread_name("mqtt-blocking").build()?;
    let handle = runtime.handle().clone();
    let (stop, stopped) = oneshot::channel();
    let thread = thread::Builder::new()
        .name("mqtt".to_owned())
        .spawn(move || run(runtime, stopped, &pool, &broker, &counters))?;
    Ok(MqttThread { runtime: handle, stop: Some(stop), thread: Some(thread) })
}

fn run(
    runtime: Runtime,
    stopped: oneshot::Receiver<()>,
    pool: &Arc<Pool>,
    broker: &LocalBroker,
    counters: &Arc<CounterReporter>,
) {
    runtime.block_on(async {
        tokio::spawn(counters::report(Arc::clone(counters), Arc::clone(pool)));
        // An error means that the handle is gone, which is a wish to stop as well.
        if stopped.await.is_err() {
            tracing::debug!("the network handle is gone");
        }
        if tokio::time::timeout(GOODBYE, pool.end()).await.is_err() {
            tracing::warn!("not all connections said goodbye");
        }
        if tokio::time::timeout(BROKER_STOP, broker.stop()).await.is_err() {
            tracing::warn!("the local broker did not stop");
        }
    });
    runtime.shutdown_timeout(LEFTOVERS);
    counters.sync();
}

/// The way to the network thread. Dropping it says goodbye to all brokers and ends the thread, in at most 2 s.
pub struct MqttHandle {
    pool: Arc<Pool>,
    events: Arc<EventQueue>,
    broker: Arc<LocalBroker>,
    /// The thread, or why there is none.
    thread: Result<MqttThread, String>,
}

impl std::fmt::Debug for MqttHandle {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MqttHandle").finish_non_exhaustive()
    }
}

impl MqttHandle {
    /// Starts the network thread.
    pub fn spawn(options: MqttOptions) -> Self {
        let events = Arc::new(EventQueue::new(options.wake));
        let broker = Arc::new(LocalBroker::new(options.broker, Arc::clone(&events)));
        let counters = Arc::new(CounterReporter::default());
        let shared = ActorContext {
            events: Arc::clone(&events),
            broker: Arc::clone(&broker),
            drained: Arc::default(),
            counters: Arc::clone(&counters),
            pace: options.pace,
        };
        let pool = Arc::new(Pool::new(shared));
        let thread = start_thread(Arc::clone(&pool), Arc::clone(&broker), counters).map_err(|err| {
            tracing::error!("the network thread cannot start: {err}");
            err.to_string()
        });
        Self { pool, events, broker, thread }
    }

    /// Makes the connections what `specs` say. Unchanged ones keep their session; where only subscriptions differ, only
    /// those change; messages that wait survive a change of settings. Those no longer named are closed and what they
    /// had not sent is given up. At once in effect for [`MqttHandle::outgoing`].
    pub fn configure(&self, specs: Vec<ConnectionSpec>) {
        match &self.thread {
            Ok(thread) => self.pool.configure(specs, &thread.runtime),
            Err(what) => {
                for spec in specs {
                    let status = Status::Failed(Refusal::Other { what: what.clone() });
                    self.events.push(MqttEvent::Status { connection: spec.id, status });
                }
            }
        }
    }

    /// Listens besides what [`Self::configure`] asks for: subscriptions of the [`LISTENER`], on a session of their own,
    /// so that nothing changes for the app. An empty list ends it.
    pub fn listen(&self, specs: Vec<ConnectionSpec>) {
        match &self.thread {
            Ok(thread) => self.pool.listen(specs, &thread.runtime),
            Err(what) => {
                for spec in specs {
                    let status = Status::Failed(Refusal::Other { what: what.clone() });
                    self.events.push(MqttEvent::Status { connection: spec.id, status });
                }
            }
        }
    }

    /// What to call when messages were only seen ([`MqttEvent::Passed`]), instead of the waker of the options.
    pub fn wake_lazily(&self, lazy: Wake) {
        self.events.wake_lazily(lazy);
    }

    /// How many [`MqttEvent::Passed`] were dropped since the last call, as nobody took them in time.
    pub fn take_unseen(&self) -> u64 {
        self.events.take_unseen()
    }

    /// Where handlers hand their messages over. While connected, at most 1,000 wait for their turn; then the answer is
    /// [`crate::model::run::PublishError::Full`].
    pub fn outgoing(&self) -> Box<dyn Outgoing> {
        Box::new(PoolOutgoing(Arc::clone(&self.pool)))
    }

    /// What is kept on disk of messages that wait.
    pub fn journals(&self) -> Journals {
        Journals(Arc::clone(&self.pool))
    }

    /// The next event, if one waits.
    pub fn try_event(&self) -> Option<MqttEvent> {
        self.events.try_pop()
    }

    /// Takes what waits, at most `others` events and `passed` messages that only passed; whether there is more.
    pub fn take_events(&self, into: &mut Vec<MqttEvent>, others: usize, passed: usize) -> bool {
        self.events.take(into, others, passed)
    }

    /// The next event; waits for one, at most `timeout`.
    pub fn wait_event(&self, timeout: Duration) -> Option<MqttEvent> {
        self.events.wait_pop(timeout)
    }

    /// Tries to connect once, in the background; the result is [`MqttEvent::Trial`].
    pub fn test(&self, spec: ConnectionSpec) {
        let events = Arc::clone(&self.events);
        match &self.thread {
            Ok(thread) => {
                let broker = Arc::clone(&self.broker);
                thread.runtime.spawn(async move { events.push(MqttEvent::Trial(trial(spec, &broker).await)) });
            }
            Err(what) => events.push(MqttEvent::Trial(Err(Refusal::Other { what: what.clone() }))),
        }
    }

    /// Waits until all messages are sent and confirmed, at most `limit`; gives how many are left.
    pub fn drain(&self, limit: Duration) -> usize {
        self.pool.drain(limit)
    }

    /// How many messages are neither sent and confirmed nor given up.
    pub fn unfinished(&self) -> usize {
        self.pool.unfinished()
    }

    /// How many messages the end of the program would lose: not finished, and not kept on disk.
    pub fn only_in_memory(&self) -> usize {
        self.pool.only_here()
    }

    /// Lets clients on other computers use the local broker, with this password and any user name; an empty password
    /// closes it to them. It counts at once: a broker that we run is started anew, and its clients connect again.
    pub fn open_broker_to_lan(&self, password: &str) {
        self.broker.open_to_lan(password);
        let Ok(thread) = &self.thread else { return };
        let (broker, events) = (Arc::clone(&self.broker), Arc::clone(&self.events));
        thread.runtime.spawn(async move {
            if let Err(refusal) = broker.follow_lan().await {
                events.push(broker_failed(refusal));
            }
        });
    }

    /// Starts or joins the local broker now; otherwise its first connection does. Then [`MqttEvent::BrokerStarted`].
    pub fn start_broker(&self) {
        let Ok(thread) = &self.thread else { return };
        let (broker, events) = (Arc::clone(&self.broker), Arc::clone(&self.events));
        thread.runtime.spawn(async move {
            if let Err(refusal) = broker.port().await {
                events.push(broker_failed(refusal));
            }
        });
    }
}

fn broker_failed(refusal: Refusal) -> MqttEvent {
    MqttEvent::Status { connection: ConnectionId::local(), status: Status::Failed(refusal) }
}

/// Connects, says goodbye, and tells how that went.
async fn trial(spec: ConnectionSpec, broker: &Arc<LocalBroker>) -> Result<Reached, Refusal> {
    // Another client id than the running connection has, or the broker would throw that one out.
    let client_id = format!("steckbrett-{:08x}", random() as u32);
    let settings = MqttSettings { session: SessionKind::Clean, birth: None, close: None, will: None, ..spec.settings };
    let spec = Arc::new(ConnectionSpec { settings, ..spec });
    let start = Instant::now();
    // Time for names and certificates, and for another question where the answer does not say why.
    let limit = Duration::from_secs(2 * u64::from(spec.settings.connect_timeout_secs) + 3);
    let open = async {
        let local_port = if spec.local { Some(broker.port().await?) } else { None };
        let target = Endpoint::prepare(Arc::clone(&spec), local_port, &client_id).await?;
        Ok((target.open(&mut None, None).await?, target.tls()))
    };
    let opened = tokio::time::timeout(limit, open).await;
    let (mut link, tls) = opened.map_err(|_too_long| Refusal::NoAnswer { secs: limit.as_secs() })??;
    let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
    link.close(None).await;
    Ok(Reached { ms, tls })
}

impl Drop for MqttHandle {
    fn drop(&mut self) {
        let Ok(thread) = &mut self.thread else { return };
        if thread.stop.take().is_some_and(|stop| stop.send(()).is_err()) {
            tracing::error!("the network thread ended early");
        }
        if thread.thread.take().is_some_and(|thread| thread.join().is_err()) {
            tracing::error!("the network thread failed");
        }
    }
}
