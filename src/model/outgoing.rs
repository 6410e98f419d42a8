//! Where what an app publishes goes.

use std::sync::Arc;

use super::id::ConnectionId;
use super::run::{Publish, RefuseReason};
use super::topic::TopicName;

/// Where handlers hand their messages over; the session joins it with the network.
pub trait Outgoing: Send {
    /// Hands a message over without waiting.
    ///
    /// # Errors
    /// [`PublishError::Refused`] is final; [`PublishError::Full`] gives the message back to be tried again soon.
    fn publish(&self, message: Arc<Publish>) -> Result<(), PublishError>;

    /// Listens to a topic as well, until [`Self::unlisten`] with the same number. Whoever made this reports when the
    /// broker has confirmed it, and then each message that arrives there.
    ///
    /// # Errors
    /// Why nothing can be heard there.
    fn listen(&self, connection: &ConnectionId, number: u64, topic: &TopicName) -> Result<(), RefuseReason>;

    /// Listens no more.
    fn unlisten(&self, connection: &ConnectionId, number: u64);

    /// Connects a connection again that was disconnected, or disconnects it until then.
    fn connect(&self, connection: &ConnectionId, on: bool);
}

/// Why a message could not be handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublishError {
    /// It is not accepted.
    Refused(RefuseReason),
    /// The queue is full right now.
    Full(Arc<Publish>),
}
