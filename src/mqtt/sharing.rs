//! What the sessions of the app and of the monitor on one connection know of each other.
//!
//! They are two, so that looking never changes what the app receives. What is told of the connection is told by the app's
//! session while there is one.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use crate::model::run::Status;
use crate::model::topic::TopicFilter;

/// For whom a session is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum SessionRole {
    /// The app: its sources, handlers and messages.
    App,
    /// The monitor.
    Listener,
}

/// Shared by the two sessions of a connection.
#[derive(Debug, Default)]
pub(super) struct Sharing {
    statuses: Mutex<Statuses>,
    /// What the monitor's session reports, so that the app's need not.
    heard: RwLock<Vec<TopicFilter>>,
}

#[derive(Debug, Default)]
struct Statuses {
    /// `None` where it is idle.
    app: Option<Status>,
    listener: Option<Status>,
}

impl Sharing {
    fn statuses(&self) -> MutexGuard<'_, Statuses> {
        self.statuses.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A session has another status: what is to be told of the connection, if anything.
    pub(super) fn status(&self, role: SessionRole, status: Status) -> Option<Status> {
        let mut statuses = self.statuses();
        let kept = (status != Status::Idle).then(|| status.clone());
        match role {
            SessionRole::App => {
                statuses.app = kept;
                let instead = || statuses.listener.clone().unwrap_or(Status::Idle);
                Some(statuses.app.clone().unwrap_or_else(instead))
            }
            SessionRole::Listener => {
                statuses.listener = kept;
                statuses.app.is_none().then_some(status)
            }
        }
    }

    /// Whether the app uses the connection.
    pub(super) fn has_app(&self) -> bool {
        self.statuses().app.is_some()
    }

    /// The monitor's session hears this from now on.
    pub(super) fn hear(&self, filters: Vec<TopicFilter>) {
        *self.heard.write().unwrap_or_else(PoisonError::into_inner) = filters;
    }

    /// Whether the monitor's session hears messages on `topic`.
    pub(super) fn hears(&self, topic: &str) -> bool {
        self.heard.read().unwrap_or_else(PoisonError::into_inner).iter().any(|filter| filter.matches(topic))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_session_of_the_app_comes_first() {
        let sharing = Sharing::default();
        let retrying = Status::Connecting { attempt: 2 };
        assert_eq!(sharing.status(SessionRole::Listener, Status::Connected), Some(Status::Connected));
        assert!(!sharing.has_app());
        assert_eq!(sharing.status(SessionRole::App, retrying.clone()), Some(retrying));
        assert_eq!(sharing.status(SessionRole::Listener, Status::Connecting { attempt: 1 }), None);
        assert!(sharing.has_app());
        assert_eq!(sharing.status(SessionRole::Listener, Status::Connected), None);
        assert_eq!(
            sharing.status(SessionRole::App, Status::Idle),
            Some(Status::Connected),
            "that of the listener again"
        );
        assert_eq!(sharing.status(SessionRole::Listener, Status::Idle), Some(Status::Idle));
        assert_eq!(sharing.status(SessionRole::App, Status::Idle), Some(Status::Idle));
    }

    #[test]
    fn what_the_monitor_hears_is_known() {
        let sharing = Sharing::default();
        assert!(!sharing.hears("a/b"));
        sharing.hear(vec![TopicFilter::parse("a/+").unwrap()]);
        assert!(sharing.hears("a/b") && !sharing.hears("b"));
        sharing.hear(Vec::new());
        assert!(!sharing.hears("a/b"));
    }
}
