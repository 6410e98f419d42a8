//! What both libraries do alike: resuming slowly, taking in what came late, waiting for an answer.

use std::fmt::Display;
use std::future::Future;
use std::time::Duration;

use futures_util::future::BoxFuture;

use super::REQUESTS;
use super::api::{Disconnect, EventLoop, Packet};

/// The event loop of a library, in words that both have.
pub(super) trait Library: Send {
    /// As [`EventLoop::poll`].
    fn next(&mut self) -> impl Future<Output = Result<Packet, Disconnect>> + Send;
    /// Writes up to `batch` packets in one go, with this pause between those that it resumes.
    fn pace(&mut self, pause: Duration, batch: usize);
    /// Whether all that it resumes is out.
    fn has_resumed(&self) -> bool;
    /// How many messages with quality of service 2 it is about to release again.
    fn releases(&self) -> usize;
    /// How many requests it was handed and has not taken in.
    fn untaken(&self) -> usize;
    /// Puts all that is not confirmed to what the next connection resumes.
    fn clean(&mut self);
}

/// A library that resumes as it is told.
pub(super) struct Paced<L> {
    library: L,
    /// Whether it writes packets singly, until all that it resumes is out.
    slow: bool,
}

impl<L> Paced<L> {
    pub(super) fn new(library: L) -> Self {
        Self { library, slow: false }
    }
}

impl<L: Library> EventLoop for Paced<L> {
    fn poll(&mut self) -> BoxFuture<'_, Result<Packet, Disconnect>> {
        Box::pin(async {
            let packet = self.library.next().await;
            if self.slow && self.library.has_resumed() {
                self.library.pace(Duration::ZERO, REQUESTS);
                self.slow = false;
            }
            packet
        })
    }

    fn resume_slowly(&mut self, pause: Duration) {
        // The library releases after it has sent again: with pauses, what came later would be released first.
        self.slow = self.library.releases() == 0;
        if self.slow {
            self.library.pace(pause, 1);
        }
    }

    fn gather(&mut self) {
        // Doing it twice would make the library forget which messages it was about to release; then what came late is
        // only resumed. That is all that matters while the broker knows the session.
        if self.library.untaken() > 0 && self.library.releases() == 0 {
            self.library.clean();
        }
    }
}

/// The broker's answer to a request; `None` if none can come any more.
pub(super) async fn answer<T, E: Display>(notice: impl Future<Output = Result<T, E>>) -> Option<T> {
    notice.await.inspect_err(|err| tracing::debug!("not answered: {err}")).ok()
}
