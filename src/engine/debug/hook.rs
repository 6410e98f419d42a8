//! Asks the [`Stepper`] before each instruction of a coroutine that somebody follows, and reads and changes its local
//! variables while it stands. Beside `interrupt` the one file with unsafe code: mlua has no debugger for Luau.
//!
//! Luau picks the loop that asks when a coroutine is resumed, so one that nobody follows pays nothing.

#![expect(unsafe_code, reason = "mlua gives no access to Luau's single steps and local variables")]

use std::cell::RefCell;
use std::ffi::{CStr, c_int, c_void};

use mlua::{Lua, MultiValue, Thread, Value as LuaValue, ffi};

use super::{RunningText, Stepper};
use crate::engine::sandbox::CHUNK;
use crate::model::debug::LocalSlot;

/// Most local variables that are read.
const MOST: usize = 200;
/// Most levels of a stack that are looked at.
const LEVELS: c_int = 200;

thread_local! {
    /// Follows the coroutine that runs on this thread.
    static STEPPER: RefCell<Option<Box<Stepper>>> = const { RefCell::new(None) };
}

/// Runs a slice of a coroutine that somebody follows.
pub(in crate::engine) fn followed<T>(
    lua: &Lua,
    thread: &Thread,
    stepper: Box<Stepper>,
    run: impl FnOnce() -> T,
) -> (T, Option<Box<Stepper>>) {
    STEPPER.with(|here| *here.borrow_mut() = Some(stepper));
    switch(lua, thread, true);
    let result = run();
    switch(lua, thread, false);
    (result, STEPPER.with(RefCell::take))
}

fn switch(lua: &Lua, thread: &Thread, on: bool) {
    let main = lua.current_thread().state();
    // SAFETY: both states are alive, belong to this thread, and no Lua code runs in between.
    unsafe {
        (*ffi::lua_callbacks(main)).debugstep = on.then_some(step);
        ffi::lua_singlestep(thread.state(), c_int::from(on));
    }
}

/// Called by Luau before each instruction. Nothing in here owns memory when it leaves.
unsafe extern "C-unwind" fn step(state: *mut ffi::lua_State, info: *mut ffi::lua_Debug) {
    // SAFETY: Luau hands in its own running state and a filled record; asking for the depth changes nothing.
    let (line, depth, can_stop) =
        unsafe { ((*info).currentline, ffi::lua_stackdepth(state), ffi::lua_isyieldable(state) != 0) };
    let stops = can_stop
        && STEPPER.with(|stepper| {
            let mut stepper = stepper.borrow_mut();
            stepper.as_mut().is_some_and(|stepper| stepper.instruction(depth, line, || running(state)))
        });
    if stops {
        // SAFETY: yieldable, asked above; Luau lets this hook yield without values and goes on at the same instruction.
        unsafe { ffi::lua_yield(state, 0) };
    }
}

fn running(state: *mut ffi::lua_State) -> RunningText {
    let info = level_of(state, 0)?;
    Some((info.chunk?, info.is_whole))
}

/// A level of a stack.
struct StackLevel {
    chunk: Option<usize>,
    is_whole: bool,
    line: u32,
}

fn level_of(state: *mut ffi::lua_State, level: c_int) -> Option<StackLevel> {
    // SAFETY: `lua_Debug` is plain data for which all zeros are valid.
    let mut info: ffi::lua_Debug = unsafe { std::mem::zeroed() };
    // SAFETY: the state is alive; the record is written to and nothing else.
    if unsafe { ffi::lua_getinfo(state, level, c"sla".as_ptr(), &raw mut info) } == 0 {
        return None;
    }
    let name = if info.short_src.is_null() {
        None
    } else {
        // SAFETY: Luau ends `short_src` with a zero byte; it lies in the record or in the function on the stack.
        unsafe { CStr::from_ptr(info.short_src) }.to_str().ok()
    };
    let chunk = name.and_then(|name| name.strip_prefix(CHUNK)?.parse().ok());
    Some(StackLevel { chunk, is_whole: info.isvararg != 0, line: u32::try_from(info.currentline).unwrap_or_default() })
}

/// A function of a handler on the stack of a coroutine that stands.
#[derive(Debug)]
pub(in crate::engine) struct StackFrame {
    pub(in crate::engine) chunk: usize,
    /// Whether it is all of a handler instead of a function inside.
    pub(in crate::engine) is_whole: bool,
    pub(in crate::engine) line: u32,
    pub(in crate::engine) locals: Vec<(String, LocalSlot, LuaValue)>,
}

/// What [`read`] and [`write`] are to do.
struct Errand {
    main: *mut ffi::lua_State,
    frames: Vec<(StackLevel, Vec<(String, LocalSlot)>)>,
    set: Option<LocalSlot>,
}

/// The stack of a coroutine that stands, the innermost function first.
pub(in crate::engine) fn stack(lua: &Lua, thread: &Thread) -> Vec<StackFrame> {
    let mut errand = Errand { main: std::ptr::null_mut(), frames: Vec::new(), set: None };
    let values = call(lua, thread, (), &mut errand, read);
    let mut values = values.unwrap_or_default().into_iter();
    let frames = errand.frames.into_iter().filter_map(|(level, names)| {
        let locals = names.into_iter().zip(&mut values).map(|((name, slot), value)| (name, slot, value)).collect();
        Some(StackFrame { chunk: level.chunk?, is_whole: level.is_whole, line: level.line, locals })
    });
    frames.collect()
}

/// Gives a local variable of a coroutine that stands another value.
pub(in crate::engine) fn set_local(lua: &Lua, thread: &Thread, slot: LocalSlot, value: LuaValue) -> mlua::Result<()> {
    let mut errand = Errand { main: std::ptr::null_mut(), frames: Vec::new(), set: Some(slot) };
    call(lua, thread, value, &mut errand, write).map(|_values| ())
}

/// Calls a hook on a coroutine that stands: Luau then tells its line and its variables as they are there.
fn call(
    lua: &Lua,
    thread: &Thread,
    args: impl mlua::IntoLuaMulti,
    errand: &mut Errand,
    hook: ffi::lua_Hook,
) -> mlua::Result<MultiValue> {
    let state = thread.state();
    // SAFETY: the coroutine is suspended and alive while `thread` is, so its innermost function is there; the hooks take
    // from and add to the main stack only what they are given and what is checked to have room.
    unsafe {
        lua.exec_raw(args, |main| {
            errand.main = main;
            if ffi::lua_stackdepth(state) > 0 {
                ffi::lua_callhook(state, hook, std::ptr::from_mut(errand).cast::<c_void>());
            }
        })
    }
}

unsafe extern "C-unwind" fn read(state: *mut ffi::lua_State, info: *mut ffi::lua_Debug) {
    // SAFETY: `call` hands in the errand, which outlives the hook.
    let errand = unsafe { &mut *(*info).userdata.cast::<Errand>() };
    let mut count = 0;
    for level in 0..LEVELS {
        let Some(info) = level_of(state, level) else { break };
        let mut names = Vec::new();
        if info.chunk.is_some() {
            for number in 1.. {
                // SAFETY: room for one value is asked for first; what is pushed is moved to the main stack of the same state.
                let name = unsafe {
                    if count >= MOST || ffi::lua_checkstack(errand.main, 1) == 0 {
                        break;
                    }
                    let name = ffi::lua_getlocal(state, level, number);
                    if name.is_null() {
                        break;
                    }
                    ffi::lua_xmove(state, errand.main, 1);
                    CStr::from_ptr(name)
                };
                count += 1;
                let slot = LocalSlot { level: level.cast_unsigned(), number: number.cast_unsigned() };
                names.push((name.to_string_lossy().into_owned(), slot));
            }
        }
        errand.frames.push((info, names));
    }
}

unsafe extern "C-unwind" fn write(state: *mut ffi::lua_State, info: *mut ffi::lua_Debug) {
    // SAFETY: `call` hands in the errand, which outlives the hook, and the value is on top of the main stack.
    unsafe {
        let errand = &mut *(*info).userdata.cast::<Errand>();
        let Some(slot) = errand.set else { return };
        ffi::lua_xmove(errand.main, state, 1);
        ffi::lua_setlocal(state, slot.level.cast_signed(), slot.number.cast_signed());
    }
}
