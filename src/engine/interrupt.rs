//! Takes the processor away from a script that runs for too long: the one file with unsafe code.
//!
//! A watchdog thread sets Luau's interrupt only while a slice runs too long, so a loop costs nothing extra, and parks
//! otherwise, so an idle app costs nothing at all. mlua's own `set_interrupt` makes tight loops two to three times
//! slower, which is why it is not used. This file must never decide what becomes of a handler: it only gives the thread
//! back to the scheduler.

#![expect(unsafe_code, reason = "mlua offers no interrupt that is free until it is needed; arguments at each block")]

use std::cell::RefCell;
use std::ffi::{CStr, c_int, c_void};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use mlua::{Lua, Thread, ffi};

use super::fault::CodeLine;

/// Longest time a handler runs before the others get their turn.
const SLICE: Duration = Duration::from_millis(4);

/// Text of the error raised where a script cannot be paused (inside a sort comparison or a pattern search).
pub(super) const OVER: &str = "#over#";
const OVER_C: &CStr = c"#over#";

thread_local! {
    /// Whether the slice on this thread has used up its time for good. Set while a [`Watch`] lives on the thread.
    static RAISE: RefCell<Option<Arc<AtomicBool>>> = const { RefCell::new(None) };
}

/// Watches the slices of one Lua state; lives on the state's thread and must be dropped before the state.
#[derive(Debug)]
pub(super) struct Watch {
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

/// What the watchdog, the script thread and the handle share.
#[derive(Debug)]
pub(super) struct Shared {
    state: Mutex<State>,
    changed: Condvar,
    raise: Arc<AtomicBool>,
    stop: AtomicBool,
}

#[derive(Debug, Default)]
struct State {
    slot: Option<Slot>,
    slice: Option<Slice>,
    /// `None` while parked; the watchdog looks again at this time at the latest.
    looks_at: Option<Instant>,
    quit: bool,
}

#[derive(Clone, Copy, Debug)]
struct Slice {
    /// From here on the handler is paused at its next safepoint.
    soft: Instant,
    /// From here on it is stopped, even where it cannot be paused.
    hard: Instant,
}

/// The place where Luau looks for its interrupt function.
#[derive(Clone, Copy, Debug)]
struct Slot(*mut *mut c_void);

// SAFETY: the pointer is only used through an atomic while the mutex around it is held, and it is taken out of the
// mutex before the Lua state it points into is dropped (`Watch::drop`). Luau documents: "interrupt is safe to set from
// an arbitrary thread" (lua.h).
unsafe impl Send for Slot {}

impl Slot {
    fn of(state: *mut ffi::lua_State) -> Self {
        // SAFETY: `state` belongs to a live Lua state; `lua_callbacks` gives a pointer into that state's fixed memory,
        // and an `Option` of a function pointer is laid out as one nullable pointer.
        unsafe { Self((&raw mut (*ffi::lua_callbacks(state)).interrupt).cast::<*mut c_void>()) }
    }

    fn set(self, on: bool) {
        let function = if on { interrupt as *mut c_void } else { ptr::null_mut() };
        // SAFETY: aligned and alive (see `Send`); both writers, this and `interrupt`, go through an atomic.
        unsafe { AtomicPtr::from_ptr(self.0) }.store(function, Ordering::Release);
    }
}

/// Called by Luau at a loop's back edge, a call, or a step of a pattern search, once the watchdog has set it.
///
/// Nothing in here owns memory when it leaves: it may leave by an exception.
unsafe extern "C-unwind" fn interrupt(state: *mut ffi::lua_State, gc: c_int) {
    if gc >= 0 {
        return;
    }
    // SAFETY: Luau hands in its own running state.
    if unsafe { ffi::lua_isyieldable(state) } != 0 {
        Slot::of(state).set(false);
        // SAFETY: yieldable, checked above; the state is in an interrupt, where Luau allows a yield without values.
        unsafe { ffi::lua_yield(state, 0) };
        return;
    }
    if over() {
        // SAFETY: raising is allowed in an interrupt; the function is "C-unwind" and has nothing to drop.
        unsafe { ffi::luaL_error(state, OVER_C.as_ptr()) }
    }
}

/// Whether the slice on this thread is over for good: what loops in Rust asks now and then.
pub(super) fn over() -> bool {
    let over = RAISE.try_with(|flag| flag.borrow().as_ref().is_some_and(|flag| flag.load(Ordering::Relaxed)));
    over.unwrap_or(true)
}

impl Shared {
    pub(super) fn new() -> Self {
        Self {
            state: Mutex::new(State::default()),
            changed: Condvar::new(),
            raise: Arc::new(AtomicBool::new(false)),
            stop: AtomicBool::new(false),
        }
    }

    /// Ends the running slice as soon as possible, and all later ones.
    pub(super) fn stop(&self) {
        self.stop.store(true, Ordering::Release);
        drop(self.lock());
        self.changed.notify_all();
    }

    /// Whether the run was stopped.
    pub(super) fn stopped(&self) -> bool {
        self.stop.load(Ordering::Acquire)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The watchdog's life.
    fn watch(&self) {
        let mut state = self.lock();
        while !state.quit {
            let now = Instant::now();
            let next = match (state.slice, state.slot) {
                (Some(slice), Some(slot)) => {
                    let stop = self.stopped();
                    if stop || now >= slice.soft {
                        slot.set(true);
                    }
                    if stop || now >= slice.hard {
                        self.raise.store(true, Ordering::Relaxed);
                        None
                    } else {
                        Some(if now < slice.soft { slice.soft } else { slice.hard })
                    }
                }
                (None, _) | (_, None) => None,
            };
            state.looks_at = next;
            state = match next {
                None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
                Some(at) => {
                    let pause = at.saturating_duration_since(now);
                    self.changed.wait_timeout(state, pause).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
    }
}

impl Watch {
    /// Starts the watchdog of `lua`; without it a script could never be stopped, so a failure to start it is an error.
    pub(super) fn start(lua: &Lua, shared: Arc<Shared>) -> std::io::Result<Self> {
        shared.lock().slot = Some(Slot::of(lua.current_thread().state()));
        RAISE.with(|flag| *flag.borrow_mut() = Some(Arc::clone(&shared.raise)));
        let watched = Arc::clone(&shared);
        let thread = std::thread::Builder::new()
            .name("script-watchdog".to_owned())
            .stack_size(128 * 1024)
            .spawn(move || watched.watch())?;
        Ok(Self { shared, thread: Some(thread) })
    }

    /// Begins a slice that may use up to `left` in all.
    pub(super) fn begin(&self, left: Duration) {
        let now = Instant::now();
        let slice = Slice { soft: now + SLICE.min(left), hard: now + left };
        let mut state = self.shared.lock();
        self.shared.raise.store(false, Ordering::Relaxed);
        state.slice = Some(slice);
        if self.shared.stopped() || state.looks_at.is_none_or(|at| at > slice.soft) {
            drop(state);
            self.shared.changed.notify_all();
        }
    }

    /// Ends the slice.
    pub(super) fn end(&self) {
        let mut state = self.shared.lock();
        state.slice = None;
        if let Some(slot) = state.slot {
            slot.set(false);
        }
        drop(state);
        self.shared.raise.store(false, Ordering::Relaxed);
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let mut state = self.shared.lock();
        state.quit = true;
        // From here on nobody can reach into the Lua state any more.
        state.slot = None;
        drop(state);
        self.shared.changed.notify_all();
        RAISE.with(|flag| *flag.borrow_mut() = None);
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the script watchdog panicked");
        }
    }
}

/// The line at which a paused coroutine stands, in the innermost function whose chunk name begins with `prefix`.
pub(super) fn line_of(thread: &Thread, prefix: &str) -> Option<CodeLine> {
    for level in 0..64 {
        // SAFETY: `lua_Debug` is plain data for which all zeros are valid.
        let mut info: ffi::lua_Debug = unsafe { std::mem::zeroed() };
        // SAFETY: the thread is alive while `thread` is, and is not running: this function is called by its own thread.
        if unsafe { ffi::lua_getinfo(thread.state(), level, c"sl".as_ptr(), &raw mut info) } == 0 {
            return None;
        }
        if info.short_src.is_null() {
            continue;
        }
        // SAFETY: Luau ends `short_src` with a zero byte and keeps it alive as long as the function, which is on the stack.
        let source = unsafe { CStr::from_ptr(info.short_src) };
        if let Some(chunk) = source.to_str().ok().and_then(|source| source.strip_prefix(prefix)?.parse().ok()) {
            return Some(CodeLine { chunk, line: u32::try_from(info.currentline).ok()? });
        }
    }
    None
}
