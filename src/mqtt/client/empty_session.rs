//! A session of MQTT 5 in which nothing is under way.
//!
//! The library refuses a broker that still knows a session which the library does not. After a start of the program
//! that is always so for a persistent session. So it is told that it knows one, and that nothing was under way: our
//! own outbox sends again what was not confirmed.

use futures_util::future::BoxFuture;
use rumqttc_v5::{PersistedAckMode, PersistedSession, SessionStore, SessionStoreError, SessionStoreKey};

/// Gives the library an empty session to begin with; takes nothing.
#[derive(Debug)]
pub(super) struct EmptySession {
    /// As set in the client's options, which the library compares.
    pub(super) inflight: u16,
}

impl SessionStore for EmptySession {
    fn load<'a>(
        &'a self,
        key: &'a SessionStoreKey,
    ) -> BoxFuture<'a, Result<Option<PersistedSession>, SessionStoreError>> {
        let session = PersistedSession {
            format_version: 1,
            client_id: key.client_id().to_owned(),
            clean_start: false,
            session_expiry_interval: None,
            outgoing_inflight_upper_limit: Some(self.inflight),
            ack_mode: PersistedAckMode::Automatic,
            last_pkid: 0,
            last_puback: 0,
            replay: Vec::new(),
            incoming_qos2: Vec::new(),
        };
        Box::pin(async move { Ok(Some(session)) })
    }

    fn save<'a>(
        &'a self,
        _key: &'a SessionStoreKey,
        _session: &'a PersistedSession,
    ) -> BoxFuture<'a, Result<(), SessionStoreError>> {
        Box::pin(async { Ok(()) })
    }

    fn clear<'a>(&'a self, _key: &'a SessionStoreKey) -> BoxFuture<'a, Result<(), SessionStoreError>> {
        Box::pin(async { Ok(()) })
    }
}
