//! The built-in broker: MQTT 3.1.1 and 5 on one port.
//!
//! It listens on 127.0.0.1 and nowhere else, unless somebody has set a password for all others. One process of a user
//! runs it, decided by a file lock in its folder; others read its port from a file beside and join. That is here.
//!
//! What it does as a broker is in the files below: `hub`, all that it knows, and `packets`, how it answers, both without
//! a socket; `session`, one client; `tree`, who has subscribed; `retained`, the last values; `wire`, packets as bytes;
//! `file` and `record`, what survives a restart; `server` and `link`, the tasks that join all this to the network.
//!
//! # Bounds
//!
//! A message is stored once and shared by all who get it. No client holds another: what waits for one that does not read
//! is bounded (100,000 messages, 64 MiB; then its oldest ones are dropped, and the log says so), and one whose answers do
//! not get out is not read from. Kept values go to a new subscriber one after the other, from where it stands in the
//! sorted topics, before all that is published later: a hundred thousand of them wait nowhere. Bounds that MQTT 5 has words
//! for (largest packet, messages on their way, length of a session, room for kept values) are told in them.
//!
//! # What survives
//!
//! Kept values; sessions that shall outlive their connection, with subscriptions, messages and packet numbers. They are
//! records with a checksum, framed as those of the journal, and handed to the system before anything is confirmed; the
//! disk has them a quarter of a second later. When most of the file is past it is written anew beside itself. Last messages
//! that are delayed do not survive, nor does how far a new subscriber has come in the kept values.

use std::fs::{self, File, TryLockError};
use std::future::Future;
use std::io::{self, Write as _};
use std::net::Ipv4Addr;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock, PoisonError};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Mutex;
use tokio::task::JoinHandle;

use super::connection::row;
use super::events::EventQueue;
use super::msg::{BrokerOptions, MqttEvent};
use super::status::random;
use crate::model::id::ConnectionId;
use crate::model::run::Refusal;

/// How long stopping may take, and finding the broker of another process.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long to wait before looking again for a broker that is about to start or to end.
const LOOK_AGAIN: Duration = Duration::from_millis(50);
/// The port of the broker that runs; there is no such file while none does.
const PORT_FILE: &str = "broker.port";
/// The port that it had last.
const LAST_FILE: &str = "broker.last";
/// How many ports after the wished one are tried before taking any.
const NEIGHBORS: u16 = 9;

mod attached;
mod file;
mod guard;
mod hub;
mod link;
mod message;
mod migrate;
mod owner;
mod packets;
mod record;
mod retained;
mod server;
mod session;
mod topics;
mod tree;
mod wire;

#[cfg(test)]
mod scenarios;

use self::guard::Guard;
use self::hub::Seen;
use self::server::Server;

/// The local broker: not started yet, run by us, or run by another process.
pub(super) struct LocalBroker {
    options: BrokerOptions,
    events: Arc<EventQueue>,
    state: Mutex<State>,
    ours: AtomicBool,
    /// The password for clients on other computers; without one it listens on this computer only.
    lan: std::sync::Mutex<Option<String>>,
    /// A random number of this installation, once it was asked for.
    installation: OnceLock<u64>,
}

enum State {
    Off,
    Ours(RunningBroker),
    /// `owner` ends when the process that runs it does.
    Joined {
        port: u16,
        owner: JoinHandle<()>,
    },
}

struct RunningBroker {
    port: u16,
    /// The password for other computers that it was started with.
    lan: Option<String>,
    server: Server,
    /// Held as long as the broker runs.
    _lock: Option<File>,
}

/// What the broker remembers of the file in `folder`, as records, for the fuzz targets.
#[cfg(fuzzing)]
pub(super) fn restored_from(folder: &Path) -> Vec<u8> {
    server::remember(Some(folder), Box::new(|_, _, _| {})).expect("it can be opened").snapshot()
}

impl LocalBroker {
    pub(super) fn new(options: BrokerOptions, events: Arc<EventQueue>) -> Self {
        Self {
            options,
            events,
            state: Mutex::new(State::Off),
            ours: AtomicBool::new(false),
            lan: std::sync::Mutex::new(None),
            installation: OnceLock::new(),
        }
    }

    /// A number for a connection that stays the same on this computer, and differs from all others.
    pub(super) fn lasting_id(&self, connection: &ConnectionId) -> u32 {
        let installation = self.installation.get_or_init(|| {
            let found = self.options.folder.as_ref().map_or_else(|| Ok(random()), |folder| installation(folder));
            found.unwrap_or_else(|err| {
                tracing::warn!("client ids change at the next start: {err}");
                random()
            })
        });
        // FNV-1a: the same in every version of the program, unlike the hashes of the standard library.
        let bytes = installation.to_le_bytes().into_iter().chain(connection.as_str().bytes());
        bytes.fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
    }

    /// Lets clients on other computers in, with this password; without one, nobody but this computer. Counts from the
    /// next start of the broker on; see [`Self::follow_lan`].
    pub(super) fn open_to_lan(&self, password: &str) {
        let password = (!password.is_empty()).then(|| password.to_owned());
        *self.lan.lock().unwrap_or_else(PoisonError::into_inner) = password;
    }

    fn lan(&self) -> Option<String> {
        self.lan.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Starts the broker anew, if we run it and with another password than is set now; on the same port, if it can.
    ///
    /// # Errors
    /// [`Refusal::LocalBroker`] in the words of the system.
    pub(super) async fn follow_lan(self: &Arc<Self>) -> Result<(), Refusal> {
        let this = Arc::clone(self);
        // On a task of its own, as in `port`.
        let followed = tokio::spawn(async move {
            let mut state = this.state.lock().await;
            let port = match &*state {
                State::Ours(running) if running.lan != this.lan() => running.port,
                State::Ours(_) | State::Joined { .. } | State::Off => return Ok(()),
            };
            this.end(&mut state).await;
            this.begin(&mut state, (None, Some(port))).await.map(|_port| ())
        });
        followed.await.unwrap_or_else(|err| Err(Refusal::LocalBroker { what: err.to_string() }))
    }

    /// Whether this process runs it.
    pub(super) fn is_ours(&self) -> bool {
        self.ours.load(Ordering::SeqCst)
    }

    /// The port to connect to; starts or joins the broker where needed.
    ///
    /// # Errors
    /// [`Refusal::LocalBroker`] in the words of the system.
    pub(super) async fn port(self: &Arc<Self>) -> Result<u16, Refusal> {
        // On a task of its own: who asks may stop waiting, and a broker that is half started would then hold its port
        // without anybody knowing of it.
        let this = Arc::clone(self);
        let found = tokio::spawn(async move { this.find_port().await });
        found.await.unwrap_or_else(|err| Err(Refusal::LocalBroker { what: err.to_string() }))
    }

    /// The process that ran it is gone. Boxed, since what this starts may one day start this.
    fn find_another(self: Arc<Self>) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        Box::pin(async move {
            if let Err(refusal) = self.port().await {
                tracing::warn!("no local broker any more: {refusal:?}");
            }
        })
    }

    async fn find_port(self: &Arc<Self>) -> Result<u16, Refusal> {
        let mut state = self.state.lock().await;
        match &*state {
            State::Ours(running) if !running.server.is_over() => return Ok(running.port),
            State::Joined { port, owner } if !owner.is_finished() => return Ok(*port),
            // The other process may be gone: asked anew for each attempt to connect.
            State::Joined { .. } | State::Ours(_) | State::Off => {}
        }
        let before = match &*state {
            State::Joined { port, .. } => Some(*port),
            State::Off | State::Ours(_) => None,
        };
        *state = State::Off;
        self.ours.store(false, Ordering::SeqCst);
        self.begin(&mut state, (before, None)).await
    }

    /// Starts or joins it; `joined` is the port that is known already, `same` one to take again.
    async fn begin(
        self: &Arc<Self>,
        state: &mut State,
        (joined, same): (Option<u16>, Option<u16>),
    ) -> Result<u16, Refusal> {
        let started = self.start(same).await.map_err(|what| Refusal::LocalBroker { what })?;
        let (port, shared) = match &started {
            State::Ours(running) => (running.port, false),
            State::Joined { port, .. } => (*port, true),
            State::Off => return Err(Refusal::LocalBroker { what: "not started".to_owned() }),
        };
        self.ours.store(!shared, Ordering::SeqCst);
        *state = started;
        if !shared || joined != Some(port) {
            self.events.push(MqttEvent::BrokerStarted { port, shared });
        }
        Ok(port)
    }

    async fn start(self: &Arc<Self>, same: Option<u16>) -> Result<State, String> {
        let Some(folder) = &self.options.folder else {
            return self.run(None, None, same).await.map(State::Ours);
        };
        fs::create_dir_all(folder).map_err(|err| format!("{}: {err}", folder.display()))?;
        let lock_path = folder.join("broker.lock");
        let lock = File::options()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&lock_path)
            .map_err(|err| format!("{}: {err}", lock_path.display()))?;
        let port_path = folder.join(PORT_FILE);
        let deadline = tokio::time::Instant::now() + PATIENCE;
        loop {
            match lock.try_lock() {
                Ok(()) => {
                    // Whoever comes now must not take the port of a broker that is gone for ours.
                    remove(&port_path)?;
                    let running = self.run(Some(folder), Some(lock), same).await?;
                    if let Err(err) = publish_port(folder, running.port) {
                        running.server.stop().await;
                        return Err(format!("{}: {err}", port_path.display()));
                    }
                    return Ok(State::Ours(running));
                }
                Err(TryLockError::WouldBlock) => {}
                Err(TryLockError::Error(err)) => return Err(format!("{}: {err}", lock_path.display())),
            }
            // Its owner may be about to start, or about to end.
            if let Some(port) = read_port(&port_path)
                && let Ok(stream) = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await
            {
                let this = Arc::downgrade(self);
                let owner = tokio::spawn(async move {
                    owner::gone(stream).await;
                    if let Some(this) = this.upgrade() {
                        tokio::spawn(this.find_another());
                    }
                });
                return Ok(State::Joined { port, owner });
            }
            if tokio::time::Instant::now() >= deadline {
                return Err(format!("{}: nobody answers there", port_path.display()));
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// Starts it on the first port that is free.
    async fn run(
        &self,
        folder: Option<&PathBuf>,
        lock: Option<File>,
        same: Option<u16>,
    ) -> Result<RunningBroker, String> {
        let lan = self.lan();
        let remembered = folder.and_then(|folder| read_port(&folder.join(LAST_FILE)));
        let address = if lan.is_some() { Ipv4Addr::UNSPECIFIED } else { Ipv4Addr::LOCALHOST };
        let mut last = "no port".to_owned();
        for port in same.into_iter().chain(candidates(self.options.port, remembered)) {
            match TcpListener::bind((address, port)).await {
                Ok(listener) => {
                    let port = listener.local_addr().map_err(|err| err.to_string())?.port();
                    let (folder, seen) = (folder.cloned(), self.seen());
                    // Where much is kept, reading it takes a moment.
                    let hub = tokio::task::spawn_blocking(move || server::remember(folder.as_deref(), seen)).await;
                    let hub = hub.map_err(|err| err.to_string())?.map_err(|err| err.to_string())?;
                    let server = Server::start(listener, hub, lan.as_deref().map(Guard::new));
                    return Ok(RunningBroker { port, lan, server, _lock: lock });
                }
                Err(err) => last = err.to_string(),
            }
        }
        Err(last)
    }

    /// Reports every message that passes.
    fn seen(&self) -> Seen {
        let events = Arc::clone(&self.events);
        Box::new(move |message, qos, retain| {
            let row = row(message.topic.to_string(), &message.payload, retain, qos as u8);
            events.push(MqttEvent::Passed { connection: ConnectionId::local(), row });
        })
    }

    /// Stops it, if this process runs it; then another process may.
    pub(super) async fn stop(&self) {
        self.end(&mut *self.state.lock().await).await;
    }

    async fn end(&self, state: &mut State) {
        self.ours.store(false, Ordering::SeqCst);
        match std::mem::replace(state, State::Off) {
            State::Ours(running) => {
                if let Some(folder) = &self.options.folder
                    && let Err(what) = remove(&folder.join(PORT_FILE))
                {
                    tracing::warn!("{what}");
                }
                if tokio::time::timeout(PATIENCE, running.server.stop()).await.is_err() {
                    tracing::warn!("the local broker does not stop in time");
                }
            }
            State::Joined { owner, .. } => owner.abort(),
            State::Off => {}
        }
    }
}

/// Ports to try, in order: as wished, as last time, close by, any.
fn candidates(wished: u16, remembered: Option<u16>) -> Vec<u16> {
    let mut ports = Vec::new();
    if wished != 0 {
        ports.push(wished);
        ports.extend(remembered);
        ports.extend((1..=NEIGHBORS).filter_map(|n| wished.checked_add(n)));
    }
    ports.push(0);
    ports
}

/// Tells other processes where it is, and remembers the port for the next start.
fn publish_port(folder: &Path, port: u16) -> io::Result<()> {
    // In one step each: nobody may read half a number.
    for name in [LAST_FILE, PORT_FILE] {
        let new = folder.join(format!("{name}.new"));
        fs::write(&new, port.to_string())?;
        fs::rename(new, folder.join(name))?;
    }
    Ok(())
}

fn remove(path: &Path) -> Result<(), String> {
    match fs::remove_file(path) {
        Err(err) if err.kind() != io::ErrorKind::NotFound => Err(format!("{}: {err}", path.display())),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// The random number of this installation; made at the first time.
fn installation(folder: &Path) -> io::Result<u64> {
    fs::create_dir_all(folder)?;
    let path = folder.join("installation");
    // Of several processes only one makes it; the others read what that one has written.
    match File::options().write(true).create_new(true).open(&path) {
        Ok(mut file) => {
            let number = random();
            file.write_all(format!("{number:016x}").as_bytes())?;
            Ok(number)
        }
        Err(err) if err.kind() == io::ErrorKind::AlreadyExists => {
            u64::from_str_radix(fs::read_to_string(&path)?.trim(), 16).map_err(io::Error::other)
        }
        Err(err) => Err(err),
    }
}

fn read_port(path: &Path) -> Option<u16> {
    fs::read_to_string(path).ok()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use super::*;
    use crate::mqtt::testing::free_port;

    #[test]
    fn a_broker_whose_start_nobody_waits_for_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let wished = free_port();
        let options = BrokerOptions { folder: Some(folder.path().to_owned()), port: wished };
        let broker = Arc::new(LocalBroker::new(options, Arc::new(EventQueue::new(Arc::new(|| {})))));
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            for _ in 0..3 {
                let mut asked = Box::pin(broker.port());
                assert!(matches!(asked.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Pending));
                // The app is stopped again at once: nobody waits any more, half way through the start.
                tokio::task::yield_now().await;
            }
            assert_eq!(broker.port().await, Ok(wished), "no second broker beside a forgotten one");
            assert!(broker.is_ours());
            broker.stop().await;
        });
    }
}
