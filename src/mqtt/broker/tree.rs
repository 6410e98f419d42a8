//! Who has subscribed to what. Pure.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::Arc;

use super::record::StoredChange;
use super::topics::{FilterTree, WantedFilter};
use super::wire::{QoS, RetainForwardRule, SubscribeFilter};

/// Names a session as long as the broker runs.
pub(super) type SessionKey = u64;

/// How a client subscribes to a filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ClientSubscription {
    pub(super) qos: QoS,
    /// Not what the client has published itself.
    pub(super) no_local: bool,
    /// Whether messages tell that they were published to be kept.
    pub(super) keeps_retain: bool,
    /// Its identifier; 0 for none.
    pub(super) id: usize,
}

impl ClientSubscription {
    pub(super) fn new(filter: &SubscribeFilter, id: usize) -> Self {
        Self { qos: filter.qos, no_local: filter.nolocal, keeps_retain: filter.preserve_retain, id }
    }

    pub(super) fn ids(self) -> Vec<usize> {
        if self.id == 0 { Vec::new() } else { vec![self.id] }
    }

    /// Its record.
    pub(super) fn change(self, client: Arc<str>, filter: &str) -> StoredChange {
        let filter = SubscribeFilter {
            path: filter.to_owned(),
            qos: self.qos,
            nolocal: self.no_local,
            preserve_retain: self.keeps_retain,
            retain_forward_rule: RetainForwardRule::OnEverySubscribe,
        };
        StoredChange::Subscribed { client, filter, id: self.id }
    }
}

/// What one session gets of a message, whatever number of its filters match: one copy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Recipient {
    pub(super) qos: QoS,
    pub(super) keeps_retain: bool,
    pub(super) ids: Vec<usize>,
}

impl Recipient {
    fn add(&mut self, subscription: ClientSubscription) {
        if subscription.qos as u8 > self.qos as u8 {
            self.qos = subscription.qos;
        }
        self.keeps_retain |= subscription.keeps_retain;
        self.ids.extend(subscription.ids());
    }
}

impl From<ClientSubscription> for Recipient {
    fn from(subscription: ClientSubscription) -> Self {
        Self { qos: subscription.qos, keeps_retain: subscription.keeps_retain, ids: subscription.ids() }
    }
}

/// Sessions that share what comes.
#[derive(Debug, Default, PartialEq, Eq)]
struct ShareGroup {
    members: BTreeMap<SessionKey, ClientSubscription>,
    /// Who got the last message.
    last: SessionKey,
}

impl ShareGroup {
    /// Whose turn it is: the next one that is there, or else just the next one.
    fn next(&mut self, is_there: impl Fn(SessionKey) -> bool) -> Option<(SessionKey, ClientSubscription)> {
        let behind = self.members.range((Bound::Excluded(self.last), Bound::Unbounded));
        let in_turn: Vec<_> = behind.chain(self.members.range(..=self.last)).collect();
        let (key, subscription) = in_turn.iter().find(|(key, _)| is_there(**key)).or_else(|| in_turn.first())?;
        self.last = **key;
        Some((self.last, **subscription))
    }
}

#[derive(Debug, Default, PartialEq, Eq)]
struct Subscribers {
    alone: BTreeMap<SessionKey, ClientSubscription>,
    groups: BTreeMap<Box<str>, ShareGroup>,
}

/// All subscriptions.
#[derive(Debug, Default)]
pub(super) struct Subscriptions(FilterTree<Subscribers>);

impl Subscriptions {
    pub(super) fn add(&mut self, wanted: WantedFilter<'_>, key: SessionKey, subscription: ClientSubscription) {
        let at = self.0.at(wanted.filter);
        match wanted.group {
            Some(group) => at.groups.entry(group.into()).or_default().members.insert(key, subscription),
            None => at.alone.insert(key, subscription),
        };
    }

    pub(super) fn remove(&mut self, wanted: WantedFilter<'_>, key: SessionKey) {
        self.0.change(wanted.filter, |at| match wanted.group {
            None => drop(at.alone.remove(&key)),
            Some(name) => {
                if let Some(group) = at.groups.get_mut(name) {
                    group.members.remove(&key);
                    if group.members.is_empty() {
                        at.groups.remove(name);
                    }
                }
            }
        });
    }

    /// Who gets a message on `topic` that `from` has published: each session once, and besides one of each group.
    pub(super) fn recipients(
        &mut self,
        topic: &str,
        from: Option<SessionKey>,
        is_there: impl Fn(SessionKey) -> bool,
    ) -> Vec<(SessionKey, Recipient)> {
        let mut alone: BTreeMap<SessionKey, Recipient> = BTreeMap::new();
        let mut shared = Vec::new();
        self.0.visit(topic, |at| {
            for (key, subscription) in &at.alone {
                if !(subscription.no_local && from == Some(*key)) {
                    alone
                        .entry(*key)
                        .and_modify(|recipient| recipient.add(*subscription))
                        .or_insert_with(|| (*subscription).into());
                }
            }
            for group in at.groups.values_mut() {
                shared.extend(group.next(&is_there).map(|(key, subscription)| (key, subscription.into())));
            }
        });
        alone.into_iter().chain(shared).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn subscription(qos: QoS, id: usize) -> ClientSubscription {
        ClientSubscription { qos, no_local: false, keeps_retain: false, id }
    }

    fn wanted(filter: &str) -> WantedFilter<'_> {
        WantedFilter::parse(filter).unwrap()
    }

    #[test]
    fn a_session_gets_one_copy_with_all_its_identifiers_and_the_highest_quality() {
        let mut all = Subscriptions::default();
        all.add(wanted("a/#"), 1, subscription(QoS::AtMostOnce, 3));
        all.add(wanted("a/+"), 1, subscription(QoS::ExactlyOnce, 0));
        all.add(wanted("a/b"), 1, subscription(QoS::AtLeastOnce, 7));
        all.add(wanted("a/b"), 2, ClientSubscription { no_local: true, ..subscription(QoS::AtLeastOnce, 0) });
        let mut found = all.recipients("a/b", Some(2), |_| true);
        assert_eq!(found.len(), 1);
        let (key, mut recipient) = found.remove(0);
        recipient.ids.sort_unstable();
        assert_eq!((key, recipient.qos, recipient.ids.as_slice()), (1, QoS::ExactlyOnce, &[3, 7][..]));
        assert_eq!(all.recipients("a/b", Some(1), |_| true).len(), 2);
        all.remove(wanted("a/b"), 2);
        all.remove(wanted("a/b"), 2);
        assert_eq!(all.recipients("a/b", None, |_| true).len(), 1);
    }

    #[test]
    fn members_of_a_group_take_turns_and_who_is_away_is_left_out() {
        let mut all = Subscriptions::default();
        for key in 1..=3 {
            all.add(wanted("$share/g/a"), key, subscription(QoS::AtLeastOnce, 0));
        }
        all.add(wanted("$share/h/a"), 9, subscription(QoS::AtLeastOnce, 0));
        let mut turns = |is_there: fn(SessionKey) -> bool| {
            let keys: Vec<SessionKey> = (0..4).map(|_| all.recipients("a", None, is_there)[0].0).collect();
            keys
        };
        assert_eq!(turns(|_| true), [1, 2, 3, 1]);
        assert_eq!(turns(|key| key != 2), [3, 1, 3, 1]);
        assert_eq!(turns(|_| false), [2, 3, 1, 2], "somebody keeps it for later");
    }
}
