//! Timers: their alarms among everything that waits, and their ticks. A tick never waits for its handler: while that runs
//! still, it is left out.

use std::cmp::Reverse;
use std::time::Instant;

use super::{Script, Wake};
use crate::engine::host::time::both_clocks;
use crate::model::handler::HandlerRef;
use crate::model::id::TimerId;
use crate::model::run::RunEvent;
use crate::model::timer::TICK;

impl Script {
    /// Starts the timers that start with the app.
    pub(super) fn begin_timers(&self) {
        let mut live = self.host.live.borrow_mut();
        let starting: Vec<TimerId> =
            live.project.timers.iter().filter(|timer| timer.starts).map(|timer| timer.id).collect();
        for id in starting {
            live.timers.start(id, both_clocks());
        }
    }

    /// Sets the alarms that timers have asked for.
    pub(super) fn set_alarms(&mut self) {
        let asked = self.host.live.borrow_mut().timers.take_asked();
        for (timer, at) in asked {
            let order = self.next;
            self.next += 1;
            self.timers.push(Reverse((at, order, timer.0.into(), Wake::Alarm)));
        }
    }

    /// The alarm of a timer has rung.
    pub(super) fn alarm(&mut self, id: u64, alarm: Instant) {
        // It was made of one.
        let timer = TimerId(id as u32);
        let rung = self.host.live.borrow_mut().timers.ring(timer, alarm, both_clocks());
        self.set_alarms();
        if rung.ends {
            self.host.emit(RunEvent::Timer(timer, false));
        }
        let at = HandlerRef::new(timer, TICK);
        let is_busy = self.by_place.get(&at).and_then(|index| self.handlers.get(*index)).is_some_and(|one| one.running);
        if rung.ticks && !is_busy {
            self.fire(&at, None);
        }
        (self.wake)();
    }
}
