//! The broker as it runs: its port, its clock, its file; one task for each client.

use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

use super::file::{StoreFile, write_anew};
use super::guard::Guard;
use super::hub::{BrokerHub, MAX_SESSIONS, Seen};
use super::link;
use super::migrate;
use super::record;

/// The file, in the folder of the broker.
const FILE: &str = "broker.store";
/// So long what was written may be in the hands of the system only.
const SYNC: Duration = Duration::from_millis(250);
/// How long to wait when the system gives out no more connections.
const BREATHER: Duration = Duration::from_millis(100);

/// What all tasks of a broker share.
#[derive(Debug)]
pub(super) struct Running {
    hub: Mutex<BrokerHub>,
    /// Who is let in; without one, whoever reaches it.
    pub(super) guard: Option<Guard>,
    /// There is something to write to the disk, or another time to wake up.
    pub(super) changed: Notify,
    pub(super) stopping: watch::Sender<bool>,
}

impl Running {
    pub(super) fn hub(&self) -> MutexGuard<'_, BrokerHub> {
        self.hub.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A broker that runs. Dropping it does not end it.
#[derive(Debug)]
pub(super) struct Server {
    running: Arc<Running>,
    task: JoinHandle<()>,
}

/// What the broker remembers: read from its file in `folder`, or nothing, to be forgotten. Blocks as long as the disk takes.
///
/// # Errors
/// Those of the system.
pub(super) fn remember(folder: Option<&Path>, seen: Seen) -> io::Result<BrokerHub> {
    let mut hub = BrokerHub::new(seen);
    let Some(folder) = folder else { return Ok(hub) };
    let path = folder.join(FILE);
    if !path.exists() {
        migrate::bring_over(folder, &path)?;
    }
    let file = StoreFile::open(&path, |content| {
        if let Some(change) = record::decode(content) {
            hub.restore(change);
        }
    })?;
    hub.file = Some(file);
    hub.log.is_kept = true;
    Ok(hub)
}

impl Server {
    /// Serves clients that come to `listener`.
    pub(super) fn start(listener: TcpListener, hub: BrokerHub, guard: Option<Guard>) -> Self {
        let running = Arc::new(Running {
            hub: Mutex::new(hub),
            guard,
            changed: Notify::new(),
            stopping: watch::Sender::new(false),
        });
        let task = tokio::spawn(run(listener, Arc::clone(&running)));
        Self { running, task }
    }

    pub(super) fn is_over(&self) -> bool {
        self.task.is_finished()
    }

    /// Says goodbye to all clients and writes down what is to be kept.
    pub(super) async fn stop(self) {
        self.running.stopping.send_replace(true);
        if self.task.await.is_err() {
            tracing::error!("the local broker has failed");
        }
    }
}

async fn run(listener: TcpListener, running: Arc<Running>) {
    let mut stopping = running.stopping.subscribe();
    let mut links = JoinSet::new();
    let keeper = tokio::spawn(keep(Arc::clone(&running)));
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            Some(_ended) = links.join_next() => continue,
            _ = stopping.wait_for(|stops| *stops) => break,
        };
        match accepted {
            // Beyond the sessions there are those that are being refused.
            Ok(_too_many) if links.len() >= 2 * MAX_SESSIONS => {}
            Ok((stream, address)) => drop(links.spawn(link::serve(stream, address, Arc::clone(&running)))),
            Err(err) => {
                tracing::warn!("the local broker cannot take a connection: {err}");
                sleep(BREATHER).await;
            }
        }
    }
    drop(listener);
    while links.join_next().await.is_some() {}
    keeper.abort();
    let file = {
        let mut hub = running.hub();
        hub.flush();
        hub.file.as_ref().map(StoreFile::unsynced)
    };
    if let Some(file) = file {
        sync(move || file.sync_data()).await;
    }
}

/// Does what is due with time, and brings to the disk what was written.
async fn keep(running: Arc<Running>) {
    loop {
        let next = {
            let mut hub = running.hub();
            let next = hub.tick();
            if hub.flush() {
                running.changed.notify_one();
            }
            next
        };
        tokio::select! {
            () = running.changed.notified() => {}
            () = sleep(next.unwrap_or_default()), if next.is_some() => continue,
        }
        let (file, anew) = {
            let mut hub = running.hub();
            hub.flush();
            let snapshot = hub.file.as_ref().is_some_and(StoreFile::is_wasteful).then(|| hub.snapshot());
            if snapshot.is_some() {
                // All of it is in there.
                hub.log.bytes.clear();
            }
            let Some(file) = &mut hub.file else { continue };
            (file.unsynced(), snapshot.map(|snapshot| (file.begin_anew(), snapshot)))
        };
        match anew {
            None => sync(move || file.sync_data()).await,
            Some((path, snapshot)) => {
                let written = tokio::task::spawn_blocking(move || write_anew(&path, &snapshot)).await;
                let written = written.unwrap_or_else(|err| Err(io::Error::other(err)));
                if let Some(file) = &mut running.hub().file
                    && let Err(err) = file.replace(written)
                {
                    tracing::error!("the local broker cannot write its file anew: {err}");
                }
            }
        }
        sleep(SYNC).await;
    }
}

async fn sync(write: impl FnOnce() -> io::Result<()> + Send + 'static) {
    if let Ok(Err(err)) = tokio::task::spawn_blocking(write).await {
        tracing::error!("the disk does not keep the file of the local broker: {err}");
    }
}
