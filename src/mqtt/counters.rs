//! Tells the reader what has passed over the connections, and makes the disk keep what was written.
//!
//! Sleeps until something changes: a program in which nothing happens needs no processor.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::Notify;

use super::journal::Unsynced;
use super::pool::Pool;

/// A tap and its confirmation are one change, not two: nobody needs to see one message wait for a hundredth second.
const SETTLE: Duration = Duration::from_millis(100);
/// With [`SETTLE`], four reports a second at most.
const PAUSE: Duration = Duration::from_millis(150);

/// Where connections say that something has changed.
#[derive(Debug, Default)]
pub(super) struct CounterReporter {
    changed: Notify,
    to_sync: Mutex<Vec<Unsynced>>,
}

impl CounterReporter {
    /// Something has changed.
    pub(super) fn changed(&self) {
        self.changed.notify_one();
    }

    /// A file whose content the disk shall keep.
    pub(super) fn sync_later(&self, file: Unsynced) {
        self.to_sync.lock().unwrap_or_else(PoisonError::into_inner).push(file);
        self.changed();
    }

    /// Whether there is anything for [`Self::sync`].
    fn has_files(&self) -> bool {
        !self.to_sync.lock().unwrap_or_else(PoisonError::into_inner).is_empty()
    }

    /// Makes the disk keep all that was written; may take as long as the disk takes.
    pub(super) fn sync(&self) {
        let files = std::mem::take(&mut *self.to_sync.lock().unwrap_or_else(PoisonError::into_inner));
        for file in files {
            if let Err(err) = file.sync() {
                tracing::warn!("an outbox file may not survive a power cut: {err}");
            }
        }
    }
}

/// Reports for ever; the end of the runtime ends it.
#[expect(clippy::infinite_loop, reason = "a task that the runtime ends, not a function that returns")]
pub(super) async fn report(counters: Arc<CounterReporter>, pool: Arc<Pool>) {
    loop {
        counters.changed.notified().await;
        tokio::time::sleep(SETTLE).await;
        pool.report();
        if counters.has_files() {
            let syncing = Arc::clone(&counters);
            if let Err(err) = tokio::task::spawn_blocking(move || syncing.sync()).await {
                tracing::warn!("outbox files cannot be synced: {err}");
            }
        }
        tokio::time::sleep(PAUSE).await;
    }
}
