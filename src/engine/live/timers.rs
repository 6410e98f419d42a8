//! The timers of a running app: which run, and when each has to be looked at next.
//!
//! Plain data, told what time it is. Of each timer at most one alarm is asked for at a time, however often it is started
//! anew.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::i18n::Locale;
use crate::model::id::TimerId;
use crate::model::project::Project;
use crate::model::timer::{Schedule, TICK, Timer, WallWatch};

/// The clock on the wall is looked at again after this time at the latest: it may be set, and the computer may sleep.
const LOOK_AGAIN: Duration = Duration::from_secs(30);

/// What time it is, by the clock that only goes on, and by the one on the wall in milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(in crate::engine) struct Clock {
    pub(in crate::engine) now: Instant,
    pub(in crate::engine) wall: i64,
}

/// What an alarm has brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::engine) struct Rung {
    /// The timer ticks.
    pub(in crate::engine) ticks: bool,
    /// That was its last tick.
    pub(in crate::engine) ends: bool,
}

#[derive(Debug)]
struct TimerState {
    schedule: Schedule,
    /// Whether anything happens when it ticks.
    heard: bool,
    running: bool,
    /// When it ticks, or is to be looked at.
    due: Option<Instant>,
    watch: Option<WallWatch>,
    /// The alarm that was asked for.
    alarm: Option<Instant>,
}

impl TimerState {
    fn of(timer: &Timer) -> Self {
        let (schedule, heard) = (timer.when.clone(), timer.handlers.contains_key(TICK));
        Self { schedule, heard, running: false, due: None, watch: None, alarm: None }
    }

    /// Sets when it is looked at next.
    fn aim(&mut self, clock: Clock, locale: Locale) {
        self.due = match (self.schedule.span(), self.schedule.next_after(clock.wall, locale)) {
            _ if !self.heard => None,
            // Where the beat was missed, it is kept: the next one comes when it would have come.
            (Some(span), _) => Some(match self.due {
                Some(due) => {
                    let late = clock.now.saturating_duration_since(due);
                    let missed = late.as_nanos() / span.as_nanos().max(1);
                    due + span * u32::try_from(missed + 1).unwrap_or(u32::MAX)
                }
                None => clock.now + span,
            }),
            (None, Some(at)) => {
                let left = Duration::from_millis(u64::try_from(at - clock.wall).unwrap_or(0));
                Some(clock.now + left.min(LOOK_AGAIN))
            }
            (None, None) => None,
        };
    }
}

/// The timers of a running app.
#[derive(Debug)]
pub(in crate::engine) struct Timers {
    of: BTreeMap<TimerId, TimerState>,
    locale: Locale,
    /// Alarms to be set.
    asked: Vec<(TimerId, Instant)>,
}

impl Timers {
    pub(super) fn new(project: &Project, locale: Locale) -> Self {
        let of = project.timers.iter().map(|timer| (timer.id, TimerState::of(timer))).collect();
        Self { of, locale, asked: Vec::new() }
    }

    /// These are the timers from now on: one whose times are the same keeps its beat, one with others begins anew, and one
    /// that is new starts where it starts with the app. Which run from now on that are new.
    pub(super) fn become_other(&mut self, project: &Project, clock: Clock) -> Vec<(TimerId, bool)> {
        self.of.retain(|id, _| project.timer(*id).is_some());
        self.asked.retain(|(id, _)| project.timer(*id).is_some());
        let mut told = Vec::new();
        for timer in &project.timers {
            let Some(state) = self.of.get_mut(&timer.id) else {
                self.of.insert(timer.id, TimerState::of(timer));
                if timer.starts {
                    self.start(timer.id, clock);
                    told.push((timer.id, true));
                }
                continue;
            };
            let new = TimerState::of(timer);
            let is_same = state.schedule == new.schedule && (state.heard || !new.heard);
            (state.schedule, state.heard) = (new.schedule, new.heard);
            if !state.heard {
                state.due = None;
            } else if state.running && !is_same {
                self.start(timer.id, clock);
            }
        }
        told
    }

    /// Starts a timer, or starts it anew; whether it did not run before.
    pub(in crate::engine) fn start(&mut self, id: TimerId, clock: Clock) -> bool {
        let locale = self.locale;
        let Some(state) = self.of.get_mut(&id) else { return false };
        state.watch = state.schedule.span().is_none().then(|| WallWatch::new(clock.wall));
        state.due = None;
        state.aim(clock, locale);
        let is_new = !std::mem::replace(&mut state.running, true);
        self.ask(id);
        is_new
    }

    /// Stops a timer; whether it ran.
    pub(in crate::engine) fn stop(&mut self, id: TimerId) -> bool {
        let Some(state) = self.of.get_mut(&id) else { return false };
        state.due = None;
        std::mem::replace(&mut state.running, false)
    }

    pub(in crate::engine) fn is_running(&self, id: TimerId) -> bool {
        self.of.get(&id).is_some_and(|state| state.running)
    }

    /// Alarms to be set.
    pub(in crate::engine) fn take_asked(&mut self) -> Vec<(TimerId, Instant)> {
        std::mem::take(&mut self.asked)
    }

    /// The alarm that was set for this time has rung.
    pub(in crate::engine) fn ring(&mut self, id: TimerId, alarm: Instant, clock: Clock) -> Rung {
        let locale = self.locale;
        let Some(state) = self.of.get_mut(&id).filter(|state| state.alarm == Some(alarm)) else {
            // It was set before the timer was started anew with an earlier one.
            return Rung::default();
        };
        state.alarm = None;
        let is_due = state.running && state.due.is_some_and(|due| due <= clock.now);
        let mut rung = Rung::default();
        if is_due {
            let schedule = &state.schedule;
            rung.ticks = state.watch.as_mut().is_none_or(|watch| watch.look(schedule, clock.wall, locale));
            rung.ends = rung.ticks && !schedule.repeats();
            if rung.ends {
                (state.running, state.due) = (false, None);
            } else {
                state.aim(clock, locale);
            }
        }
        self.ask(id);
        rung
    }

    /// Asks for an alarm, unless one that comes no later is set.
    fn ask(&mut self, id: TimerId) {
        let Some(state) = self.of.get_mut(&id) else { return };
        let Some(due) = state.due.filter(|due| state.alarm.is_none_or(|alarm| *due < alarm)) else { return };
        state.alarm = Some(due);
        self.asked.push((id, due));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::i18n::Lang;
    use crate::model::edit::{Edit, apply};
    use crate::model::handler::Handler;
    use crate::model::item::Item;
    use crate::model::timer::{TimeOfDay, all_weekdays};

    /// One timer, heard, and a clock that a test moves.
    struct Bench {
        timers: Timers,
        id: TimerId,
        clock: Clock,
        alarms: Vec<Instant>,
    }

    impl Bench {
        fn new(when: Schedule) -> Self {
            let mut project = Project::new("P", "Start", "Lokal");
            let handlers = [(TICK.to_owned(), Arc::new(Handler::empty()))].into();
            let (name, ident) = ("Takt".to_owned(), String::new());
            let add = Edit::AddTimer(Timer { id: TimerId(0), name, ident, when, starts: true, handlers });
            let id = apply(&mut project, &add).unwrap().first(Item::timer).unwrap();
            let timers = Timers::new(&project, Locale::utc(Lang::En));
            // Noon of a day.
            let clock = Clock { now: Instant::now(), wall: 20_000 * 86_400_000 + 43_200_000 };
            Self { timers, id, clock, alarms: Vec::new() }
        }

        fn start(&mut self) -> bool {
            let is_new = self.timers.start(self.id, self.clock);
            self.set();
            is_new
        }

        fn set(&mut self) {
            self.alarms.extend(self.timers.take_asked().into_iter().map(|(_, at)| at));
            self.alarms.sort();
        }

        /// Lets this many milliseconds pass; after how many each tick came.
        fn pass(&mut self, ms: u64) -> Vec<u64> {
            let (begin, wall) = (self.clock.now, self.clock.wall);
            let end = begin + Duration::from_millis(ms);
            let mut ticks = Vec::new();
            while let Some(at) = self.alarms.first().copied().filter(|at| *at <= end) {
                self.alarms.remove(0);
                let passed = at.saturating_duration_since(begin).as_millis() as u64;
                self.clock = Clock { now: at.max(begin), wall: wall + passed.cast_signed() };
                if self.timers.ring(self.id, at, self.clock).ticks {
                    ticks.push(passed);
                }
                self.set();
            }
            self.clock = Clock { now: end, wall: wall + ms.cast_signed() };
            ticks
        }
    }

    #[test]
    fn it_ticks_again_and_again_and_keeps_the_beat() {
        let mut bench = Bench::new(Schedule::Every { ms: 100 });
        assert!(bench.start() && !bench.start());
        assert_eq!(bench.pass(350), [100, 200, 300]);
        // Nobody came for a while: one tick, and then where the beat is.
        let alarm = bench.alarms.remove(0);
        bench.clock.now += Duration::from_millis(480);
        assert!(bench.timers.ring(bench.id, alarm, bench.clock).ticks);
        bench.set();
        assert_eq!(bench.pass(120), [70]);
        assert!(bench.timers.stop(bench.id) && !bench.timers.is_running(bench.id));
        assert_eq!(bench.pass(1000), [0; 0]);
    }

    #[test]
    fn once_is_once_and_starting_anew_begins_anew() {
        let mut bench = Bench::new(Schedule::Once { ms: 100 });
        for _ in 0..1000 {
            bench.start();
            assert_eq!(bench.pass(90), [0; 0], "it was started anew");
            assert!(bench.alarms.len() <= 1, "alarms do not pile up");
        }
        assert_eq!(bench.pass(1000), [10]);
        assert!(!bench.timers.is_running(bench.id));
        assert!(bench.start());
        bench.timers.stop(bench.id);
        assert_eq!(bench.pass(1000), [0; 0]);
    }

    #[test]
    fn times_of_day_come_by_the_clock_on_the_wall() {
        let times = ["12:01", "18:00"].iter().filter_map(|text| TimeOfDay::parse(text)).collect();
        let mut bench = Bench::new(Schedule::Daily { times, weekdays: all_weekdays() });
        bench.start();
        assert_eq!(bench.pass(3_600_000), [60_000]);
        // Somebody sets the clock to a minute before six.
        bench.clock.wall += 5 * 3_600_000 - 60_000;
        let ticks = bench.pass(3_600_000);
        assert!(ticks.len() == 1 && (60_000..90_000).contains(&ticks[0]), "{ticks:?}");
    }

    #[test]
    fn what_nobody_hears_or_never_comes_wakes_nobody() {
        for when in [
            Schedule::Cron("0 0 30 2 *".to_owned()),
            Schedule::Cron("nonsense".to_owned()),
            Schedule::Daily { times: [].into(), weekdays: all_weekdays() },
        ] {
            let mut bench = Bench::new(when);
            bench.start();
            assert!(bench.alarms.is_empty());
        }
        let mut bench = Bench::new(Schedule::Every { ms: 100 });
        bench.timers.of.values_mut().for_each(|state| state.heard = false);
        bench.start();
        assert!(bench.alarms.is_empty() && bench.timers.is_running(bench.id));
    }
}
