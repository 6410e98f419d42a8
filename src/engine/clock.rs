//! What time it is for a run: the time of this computer, or a clock that a test moves.
//!
//! Everything on the script thread that asks for the time asks here; only how long Lua takes is measured by the real clock.
//! A clock that is moved stands still until [`RunClock::advance`], and says when the script thread has nothing left to do
//! at its time: so an hour of timers takes as long as what they do.

use std::cell::RefCell;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

thread_local! {
    /// The clock of the script thread that this is; none where the time is that of the computer.
    static CLOCK: RefCell<Option<Arc<RunClock>>> = const { RefCell::new(None) };
}

/// The same numbers come at random in each run on such a clock.
const SEED: u64 = 0x5eed_5eed_5eed_5eed;

/// A clock that only goes on when it is told.
#[derive(Debug)]
pub struct RunClock {
    base: Instant,
    /// What the clock on the wall shows at the start, in milliseconds since 1970 (UTC).
    wall_ms: i64,
    /// How many minutes the time of the place is ahead of UTC.
    ahead_mins: i32,
    state: Mutex<ClockState>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct ClockState {
    elapsed: Duration,
    /// What the script thread has read when it came to rest, and when it has to go on.
    rest: Option<(u64, Option<Duration>)>,
    has_ended: bool,
}

/// The script thread has nothing to do at the time of its clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rest {
    /// Something is to be done at that time after the start.
    Until(Duration),
    /// Nothing will happen by itself.
    Idle,
    /// The run is over.
    Ended,
}

impl RunClock {
    /// A clock that shows this at the start, in milliseconds since 1970 (UTC), at a place so many minutes ahead of UTC.
    pub fn new(wall_ms: i64, ahead_mins: i32) -> Self {
        let (state, changed) = (Mutex::default(), Condvar::new());
        Self { base: Instant::now(), wall_ms, ahead_mins, state, changed }
    }

    fn lock(&self) -> MutexGuard<'_, ClockState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long it has gone on since the start.
    pub fn elapsed(&self) -> Duration {
        self.lock().elapsed
    }

    /// Goes on to this time after the start; never back.
    pub(super) fn advance(&self, to: Duration) {
        let mut state = self.lock();
        state.elapsed = state.elapsed.max(to);
        state.rest = None;
    }

    /// Whether the script thread rests, once it has read this many messages; waits for that for at most `limit`.
    pub(super) fn rest(&self, read: u64, limit: Duration) -> Option<Rest> {
        let rests = |state: &ClockState| state.has_ended || state.rest.is_some_and(|(count, _)| count == read);
        let waited = self.changed.wait_timeout_while(self.lock(), limit, |state| !rests(state));
        let (state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        match state.rest {
            _ if state.has_ended => Some(Rest::Ended),
            Some((count, next)) if count == read => Some(next.map_or(Rest::Idle, Rest::Until)),
            _ => None,
        }
    }

    /// The script thread has read this many messages and has nothing to do before then.
    pub(super) fn came_to_rest(&self, read: u64, next: Option<Instant>) {
        let next = next.map(|due| due.saturating_duration_since(self.base));
        self.lock().rest = Some((read, next));
        self.changed.notify_all();
    }
}

/// Holds the clock of this thread; what goes by it is over when this is dropped.
#[derive(Debug)]
pub(super) struct OnClock(Option<Arc<RunClock>>);

/// From now on this thread goes by that clock.
pub(super) fn go_by(clock: Option<Arc<RunClock>>) -> OnClock {
    CLOCK.set(clock.clone());
    OnClock(clock)
}

impl Drop for OnClock {
    fn drop(&mut self) {
        let Some(clock) = &self.0 else { return };
        clock.lock().has_ended = true;
        clock.changed.notify_all();
    }
}

/// The clock that is moved, where this thread goes by one.
pub(super) fn moved() -> Option<Arc<RunClock>> {
    CLOCK.with_borrow(Clone::clone)
}

/// What time it is.
pub(super) fn now() -> Instant {
    CLOCK.with_borrow(|clock| clock.as_ref().map_or_else(Instant::now, |clock| clock.base + clock.elapsed()))
}

/// How long ago that was.
pub(super) fn since(at: Instant) -> Duration {
    now().saturating_duration_since(at)
}

/// What the clock on the wall shows, in milliseconds since 1970 (UTC).
pub(super) fn wall_ms() -> i64 {
    let whole = |time: Duration| i64::try_from(time.as_millis()).unwrap_or(i64::MAX);
    CLOCK.with_borrow(|clock| match clock {
        Some(clock) => clock.wall_ms.saturating_add(whole(clock.elapsed())),
        None => whole(std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default()),
    })
}

/// How many minutes the place of this thread's clock is ahead of UTC: for a [`crate::i18n::Locale`] that goes by it.
pub fn ahead(_at_ms: i64) -> i32 {
    CLOCK.with_borrow(|clock| clock.as_ref().map_or(0, |clock| clock.ahead_mins))
}

/// Where numbers at random begin.
pub(super) fn seed() -> u64 {
    use std::hash::BuildHasher as _;
    match moved() {
        Some(_) => SEED,
        None => std::collections::hash_map::RandomState::new().hash_one(0),
    }
}
