//! What became of the messages that a control has caused, as it stands beside it while the app runs. Pure.
//!
//! A message that was not sent stays told until the control is used again, whatever else was sent since.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::model::id::ControlId;
use crate::model::item::Item;
use crate::model::place::Place;
use crate::model::run::{Fate, Publish, RunEvent};

/// How long a message may take before it counts as waiting: most are confirmed at once, and nothing shall flicker.
const PATIENCE: Duration = Duration::from_millis(250);
/// How long it is told that all was sent.
const GOOD_NEWS: Duration = Duration::from_millis(1800);

/// What became of the messages of all controls.
#[derive(Clone, Debug, Default)]
pub struct Deliveries(BTreeMap<ControlId, Delivery>);

/// The messages of one control since it was used last.
#[derive(Clone, Debug, Default)]
struct Delivery {
    /// Those on their way, by number: when they were published.
    under_way: BTreeMap<u64, Instant>,
    /// The first one that was not sent.
    lost: Option<Fate>,
    /// The last one that was sent, and when.
    sent: Option<(Fate, Instant)>,
}

/// What is to be told about one control.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeliveryNote {
    /// The control.
    pub control: ControlId,
    /// What became of its messages.
    pub fate: Fate,
    /// When that is old news.
    pub until: Option<Instant>,
}

/// The control that has published a message, itself or by its handler.
fn control_of(publish: &Publish) -> Option<ControlId> {
    match &publish.ran {
        Some(handler) => handler.control(),
        None => publish.from.owner().and_then(Item::control),
    }
}

/// Whether a control has published it without a handler.
fn by_itself(publish: &Publish) -> bool {
    matches!(publish.from, Place::Item(_))
}

impl Deliveries {
    /// Takes in what has happened, besides fates.
    pub(super) fn take(&mut self, event: &RunEvent) {
        match event {
            RunEvent::HandlerStarted { handler } => {
                if let Some(delivery) = handler.control().and_then(|control| self.0.get_mut(&control)) {
                    (delivery.lost, delivery.sent) = (None, None);
                }
            }
            RunEvent::Published(publish) => {
                if let Some(control) = control_of(publish) {
                    let delivery = self.0.entry(control).or_default();
                    if by_itself(publish) {
                        // It is used again.
                        (delivery.lost, delivery.sent) = (None, None);
                    }
                    delivery.under_way.insert(publish.number, publish.at);
                }
            }
            _ => {}
        }
    }

    /// Takes in what became of a message.
    pub(super) fn take_fate(&mut self, publish: &Publish, fate: &Fate, at: Instant) {
        let Some(delivery) = control_of(publish).and_then(|control| self.0.get_mut(&control)) else { return };
        if !fate.is_final(publish.qos) {
            return;
        }
        delivery.under_way.remove(&publish.number);
        match fate {
            Fate::Refused(_) | Fate::Dropped(_) => drop(delivery.lost.get_or_insert_with(|| fate.clone())),
            // What a control writes by itself shows in the control; a sign at each touch would be noise.
            Fate::Waiting | Fate::Sent | Fate::Acknowledged if by_itself(publish) => {}
            Fate::Waiting | Fate::Sent | Fate::Acknowledged => delivery.sent = Some((fate.clone(), at)),
        }
    }

    /// What is to be told now, and in how long that is different although nothing happens.
    pub fn notes(&self, now: Instant) -> (Vec<DeliveryNote>, Option<Duration>) {
        let mut next = None::<Duration>;
        let mut notes = Vec::new();
        for (control, delivery) in &self.0 {
            let oldest = delivery.under_way.values().next().map(|at| *at + PATIENCE);
            let waits = oldest.filter(|late| *late <= now);
            let good =
                delivery.sent.as_ref().map(|(fate, at)| (fate, *at + GOOD_NEWS)).filter(|(_, until)| *until > now);
            let (fate, until) = match (&delivery.lost, waits, good) {
                (Some(lost), ..) => (lost, None),
                (None, Some(_), _) => (&Fate::Waiting, None),
                (None, None, Some((fate, until))) if oldest.is_none() => (fate, Some(until)),
                (None, None, _) => {
                    next = oldest.map(|late| late - now).into_iter().chain(next).min();
                    continue;
                }
            };
            next = until.map(|until| until - now).into_iter().chain(next).min();
            notes.push(DeliveryNote { control: *control, fate: fate.clone(), until });
        }
        (notes, next)
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::handler::HandlerRef;
    use crate::model::id::ConnectionId;
    use crate::model::run::{DropReason, Properties};
    use crate::model::topic::TopicName;

    const BUTTON: ControlId = ControlId(2);

    struct Bench {
        deliveries: Deliveries,
        start: Instant,
    }

    impl Bench {
        fn new() -> Self {
            Self { deliveries: Deliveries::default(), start: Instant::now() }
        }

        fn tap(&mut self) {
            self.deliveries.take(&RunEvent::HandlerStarted { handler: HandlerRef::new(BUTTON, "tapped") });
        }

        fn publish(&mut self, number: u64, ms: u64) -> Arc<Publish> {
            let publish = Arc::new(Publish {
                number,
                connection: ConnectionId::local(),
                topic: TopicName::parse("a").unwrap(),
                payload: Vec::new(),
                retain: false,
                qos: 1,
                properties: Properties::default(),
                offline: None,
                from: Place::Handler(HandlerRef::new(BUTTON, "tapped"), None),
                ran: Some(HandlerRef::new(BUTTON, "tapped")),
                at: self.at(ms),
            });
            self.deliveries.take(&RunEvent::Published(Arc::clone(&publish)));
            publish
        }

        fn fate(&mut self, publish: &Publish, fate: &Fate, ms: u64) {
            let at = self.at(ms);
            self.deliveries.take_fate(publish, fate, at);
        }

        fn at(&self, ms: u64) -> Instant {
            self.start + Duration::from_millis(ms)
        }

        fn told(&self, ms: u64) -> Option<Fate> {
            self.deliveries.notes(self.at(ms)).0.pop().map(|note| note.fate)
        }
    }

    #[test]
    fn a_message_waits_is_sent_and_is_old_news() {
        let mut bench = Bench::new();
        bench.tap();
        let publish = bench.publish(1, 0);
        assert_eq!(bench.told(100), None, "nothing flickers");
        assert_eq!(bench.deliveries.notes(bench.at(100)).1, Some(Duration::from_millis(150)));
        assert_eq!(bench.told(300), Some(Fate::Waiting));
        bench.fate(&publish, &Fate::Sent, 310);
        assert_eq!(bench.told(320), Some(Fate::Waiting), "with quality of service 1 it is not confirmed yet");
        bench.fate(&publish, &Fate::Acknowledged, 400);
        assert_eq!(bench.told(500), Some(Fate::Acknowledged));
        assert_eq!(bench.deliveries.notes(bench.at(400)).1, Some(GOOD_NEWS));
        assert_eq!(bench.deliveries.notes(bench.at(3000)), (Vec::new(), None));
    }

    #[test]
    fn what_was_not_sent_stays_told_until_the_next_tap() {
        let mut bench = Bench::new();
        bench.tap();
        let (one, two) = (bench.publish(1, 0), bench.publish(2, 0));
        let lost = Fate::Dropped(DropReason::TooOld);
        bench.fate(&one, &lost, 5000);
        bench.fate(&two, &Fate::Acknowledged, 5001);
        assert_eq!(bench.told(900_000), Some(lost));
        bench.tap();
        assert_eq!(bench.told(900_001), None);
        let other = Publish { from: Place::Project, ran: None, ..(*one).clone() };
        bench.deliveries.take(&RunEvent::Published(Arc::new(other)));
        assert_eq!(bench.told(900_900), None, "no control has published it");
    }

    #[test]
    fn the_oldest_of_many_decides() {
        let mut bench = Bench::new();
        bench.tap();
        let (one, two) = (bench.publish(1, 0), bench.publish(2, 1000));
        bench.fate(&two, &Fate::Acknowledged, 1010);
        assert_eq!(bench.told(1020), Some(Fate::Waiting));
        bench.fate(&one, &Fate::Acknowledged, 1030);
        assert_eq!(bench.told(1040), Some(Fate::Acknowledged));
    }
}
