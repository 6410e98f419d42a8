//! A run that a test drives: a broker that the test plays instead of the network, and a clock that it moves.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::scripted::{ScriptedBroker, ScriptedWay};
use super::{Session, SessionEvent};
use crate::engine::clock::{Rest, RunClock};
use crate::model::run::Outgoing;
use crate::mqtt::{BrokerOptions, ConnectionSpec, MqttEvent};

/// How long the app is waited for before it is looked at what it has told meanwhile.
const LOOK: Duration = Duration::from_millis(2);

/// What drives the run.
#[derive(Clone, Debug)]
pub(super) struct Replaying {
    pub(super) broker: Arc<ScriptedBroker>,
    pub(super) clock: Arc<RunClock>,
    /// The app works: what comes from outside waits until it rests, so that it always comes at the same moment.
    holds_back: bool,
}

impl Session {
    /// A session that reaches no network: `broker` is all there is, and the time is that of `clock`.
    pub fn replaying(broker: Arc<ScriptedBroker>, clock: Arc<RunClock>) -> Self {
        // Nothing asks for this broker, so it never starts.
        let mut session = Self::new(BrokerOptions { folder: None, port: 0 }, Arc::new(|| {}));
        session.replaying = Some(Replaying { broker, clock, holds_back: false });
        session
    }

    pub(super) fn configure(&self, specs: Vec<ConnectionSpec>) {
        match &self.replaying {
            Some(replaying) => replaying.broker.configure(specs),
            None => self.mqtt.configure(specs),
        }
    }

    pub(super) fn outgoing(&self) -> Box<dyn Outgoing> {
        match &self.replaying {
            Some(replaying) => Box::new(ScriptedWay(Arc::clone(&replaying.broker))),
            None => self.mqtt.outgoing(),
        }
    }

    /// Takes what comes from the network; whether there is more.
    pub(super) fn take_from_network(&self, into: &mut Vec<MqttEvent>, others: usize, passed: usize) -> bool {
        match &self.replaying {
            Some(replaying) if replaying.holds_back => false,
            Some(replaying) => {
                replaying.broker.take_events(into);
                false
            }
            None => self.mqtt.take_events(into, others, passed),
        }
    }

    fn hold_back(&mut self, holds: bool) {
        if let Some(replaying) = &mut self.replaying {
            replaying.holds_back = holds;
        }
    }

    /// Whether what comes from outside waits.
    pub(super) fn holds_back(&self) -> bool {
        self.replaying.as_ref().is_some_and(|replaying| replaying.holds_back)
    }

    /// Lets everything happen that happens at the time of the clock, and says what that was. The rest is `None` where that
    /// does not end within `limit`.
    pub fn settle(&mut self, limit: Duration) -> (Vec<SessionEvent>, Option<Rest>) {
        let until = Instant::now() + limit;
        let (mut events, mut was_over) = (Vec::new(), None);
        while Instant::now() < until {
            let rest = self.engine().map_or(Some(Rest::Ended), |engine| engine.rest(LOOK));
            self.hold_back(rest.is_none());
            let more = self.poll();
            self.hold_back(false);
            let is_quiet = more.is_empty() && self.untold.is_empty();
            events.extend(more);
            let Some(rest) = rest else { continue };
            let is_told = self.replaying.as_ref().is_none_or(|replaying| replaying.broker.is_quiet());
            let still = self.engine().map_or(Some(Rest::Ended), |engine| engine.rest(Duration::ZERO));
            let is_over = is_quiet && is_told && still == Some(rest);
            // What was handed over just now may be done already: what came of it is taken first.
            if is_over && was_over == Some(rest) {
                return (events, Some(rest));
            }
            was_over = is_over.then_some(rest);
        }
        (events, None)
    }

    /// Moves the clock on, to a time after the start.
    pub fn advance(&self, to: Duration) {
        if let Some(engine) = self.engine() {
            engine.advance(to);
        }
    }
}
