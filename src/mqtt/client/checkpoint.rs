//! A session that outlives the program: what the libraries write down of it, in the file of its packet numbers.
//!
//! After a start the library goes on where the program was ended: it sends again what was under way, under the same
//! numbers, and releases what the broker has taken. Those messages are told by their numbers, since nobody waits for a
//! notice of theirs. What came in with quality of service 2 is not kept: who had received it is gone, and the broker
//! sends it again. Where nothing is kept, MQTT 5 is given an empty session to begin with: the library refuses a broker
//! that knows a session which the library does not, and after a start that is always so.

use std::collections::BTreeMap;

use tokio::sync::oneshot;

use super::api::PublishOutcome;
use super::packet_ids;
use super::{Notice, Notices};
use crate::model::connection::Version;
use crate::mqtt::journal::numbers::{SharedNumbers, StoredSession};

/// What a session of a connection is resumed from and written into.
#[derive(Clone, Debug)]
pub(in crate::mqtt) struct SessionNumbers {
    /// Where packet numbers are kept.
    pub(in crate::mqtt) shared: SharedNumbers,
    /// What is resumed; empty where the session begins anew.
    pub(in crate::mqtt) stored: StoredSession,
    /// Under which marks the messages under way are known, by packet number.
    pub(in crate::mqtt) marks: BTreeMap<u16, u64>,
}

/// Who a session is with: nobody else is told its numbers.
pub(in crate::mqtt) fn session_with(version: Version, client_id: &str, (host, port): (&str, u16)) -> String {
    let most = packet_ids::most(true);
    format!("{version:?} {most} {host}:{port} {client_id}")
}

/// Whether the library understands what is kept.
pub(in crate::mqtt) fn understands(version: Version, stored: &StoredSession) -> bool {
    match version {
        Version::V311 => v4::read(stored).is_some(),
        Version::V5 => v5::read(stored).is_some(),
    }
}

/// Messages that were under way when an earlier run ended, until they are confirmed.
#[derive(Debug, Default)]
pub(super) struct Resumed(BTreeMap<u16, oneshot::Sender<PublishOutcome>>);

impl Resumed {
    /// Those that have a mark, and what is to be told of them.
    pub(super) fn new(numbers: Option<&SessionNumbers>) -> (Self, Notices) {
        let (mut senders, notices) = (BTreeMap::new(), Notices::new());
        for (number, mark) in numbers.into_iter().flat_map(|numbers| &numbers.marks) {
            let (sender, told) = oneshot::channel();
            senders.insert(*number, sender);
            let mark = *mark;
            notices.push(Box::pin(async move { Notice::Published(mark, told.await.unwrap_or(PublishOutcome::Lost)) }));
        }
        (Self(senders), notices)
    }

    /// The broker has said what becomes of the message with this number.
    pub(super) fn told(&mut self, number: u16, outcome: PublishOutcome) {
        if let Some(sender) = self.0.remove(&number)
            && sender.send(outcome).is_err()
        {
            tracing::debug!("nobody waits for the message with number {number} any more");
        }
    }
}

/// Up to which number the libraries have room for messages when they begin (`WARM_TRACKING_SLOTS` of both). They make more
/// for each message that they take over, and none for how far they had counted: there they panic, as soon as the session
/// is looked at.
const AT_FIRST: u16 = 32;

/// A store for one of the libraries, whose types have the same names. `$more`: fields of a message that only one has.
macro_rules! store {
    ($module:ident, $library:ident, $empty:expr, {$($more:ident),*}) => {
        pub(super) mod $module {
            use std::collections::BTreeSet;

            use futures_util::future::BoxFuture;
            use $library::{
                PersistedPublish, PersistedRequest, PersistedSession, SessionStore, SessionStoreError, SessionStoreKey,
            };

            use super::AT_FIRST;
            use crate::mqtt::journal::numbers::{SharedNumbers, StoredSession, told_apart};

            /// The session as it was when the last run ended.
            pub(in crate::mqtt::client) fn read(stored: &StoredSession) -> Option<PersistedSession> {
                let mut session = PersistedSession::decode(&stored.state).ok()?;
                for request in &mut session.replay {
                    if let PersistedRequest::Publish(publish) = request {
                        let message = &stored.under_way.get(&publish.pkid)?.message;
                        let whole = PersistedSession::decode(message).ok()?.replay.pop()?;
                        let PersistedRequest::Publish(whole) = whole else { return None };
                        *publish = PersistedPublish { dup: publish.dup, ..whole };
                    }
                }
                make_room(&mut session);
                Some(session)
            }

            /// How far the library had counted, where it has no room for that: up to where its messages under way begin.
            fn make_room(session: &mut PersistedSession) {
                let number = |request: &PersistedRequest| match request {
                    PersistedRequest::Publish(publish) => Some(publish.pkid),
                    PersistedRequest::PubRel(release) => Some(release.pkid),
                    PersistedRequest::Subscribe(_) | PersistedRequest::Unsubscribe(_) => None,
                };
                let under_way: BTreeSet<u16> = session.replay.iter().filter_map(number).collect();
                let (first, last) = (under_way.first().map_or(0, |first| first.saturating_sub(1)), under_way.last().map_or(0, |last| *last));
                if session.last_puback <= last.max(AT_FIRST) {
                    return;
                }
                // Nothing is under way behind `last`, so counting goes on there, unless a new round has begun since.
                if session.last_pkid >= session.last_puback {
                    session.last_pkid = last;
                }
                session.last_puback = first;
            }

            /// Reads and writes it.
            #[derive(Debug)]
            pub(in crate::mqtt::client) struct Store {
                pub(in crate::mqtt::client) numbers: Option<SharedNumbers>,
                pub(in crate::mqtt::client) session: Option<PersistedSession>,
            }

            impl SessionStore for Store {
                fn load<'a>(
                    &'a self,
                    key: &'a SessionStoreKey,
                ) -> BoxFuture<'a, Result<Option<PersistedSession>, SessionStoreError>> {
                    let empty: fn(&str) -> Option<PersistedSession> = $empty;
                    let session = self.session.clone().or_else(|| empty(key.client_id()));
                    Box::pin(async move { Ok(session) })
                }

                fn save<'a>(
                    &'a self,
                    _key: &'a SessionStoreKey,
                    session: &'a PersistedSession,
                ) -> BoxFuture<'a, Result<(), SessionStoreError>> {
                    if let Some(numbers) = &self.numbers {
                        write(numbers, session);
                    }
                    Box::pin(async { Ok(()) })
                }

                fn clear<'a>(&'a self, _key: &'a SessionStoreKey) -> BoxFuture<'a, Result<(), SessionStoreError>> {
                    if let Some(numbers) = &self.numbers {
                        numbers.forgotten();
                    }
                    Box::pin(async { Ok(()) })
                }
            }

            fn write(numbers: &SharedNumbers, session: &PersistedSession) {
                let with = |replay| PersistedSession {
                    client_id: session.client_id.clone(),
                    replay,
                    incoming_qos2: Vec::new(),
                    ..*session
                };
                let (mut bare, mut under_way, mut news) = (Vec::new(), BTreeSet::new(), Vec::new());
                for request in &session.replay {
                    match request {
                        PersistedRequest::Publish(publish) => {
                            if numbers.is_new(publish.pkid) {
                                let told_apart = told_apart(&publish.topic, &publish.payload);
                                let Ok(message) = with(vec![request.clone()]).encode() else { continue };
                                news.push((publish.pkid, told_apart, message));
                            }
                            under_way.insert(publish.pkid);
                            bare.push(PersistedRequest::Publish(PersistedPublish {
                                topic: Vec::new(),
                                payload: Vec::new(),
                                $($more: None,)*
                                ..*publish
                            }));
                        }
                        PersistedRequest::PubRel(release) => {
                            under_way.insert(release.pkid);
                            bare.push(request.clone());
                        }
                        // After a start everything is subscribed to anew.
                        PersistedRequest::Subscribe(_) | PersistedRequest::Unsubscribe(_) => {}
                    }
                }
                match with(bare).encode() {
                    Ok(state) => numbers.save(state, &under_way, news),
                    Err(err) => tracing::warn!("packet numbers cannot be written: {err}"),
                }
            }
        }
    };
}

store!(v4, rumqttc, |_client_id| None, {});
store!(
    v5,
    rumqttc_v5,
    |client_id| Some(PersistedSession {
        format_version: 1,
        client_id: client_id.to_owned(),
        clean_start: false,
        session_expiry_interval: None,
        outgoing_inflight_upper_limit: Some(crate::mqtt::client::packet_ids::most(true)),
        ack_mode: rumqttc_v5::PersistedAckMode::Automatic,
        last_pkid: 0,
        last_puback: 0,
        replay: Vec::new(),
        incoming_qos2: Vec::new(),
    }),
    { properties }
);
