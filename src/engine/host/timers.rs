//! `timers`: the timers of the project, to start and to stop.

use std::rc::Rc;

use mlua::{Lua, Table, Value as LuaValue};

use super::time::both_clocks;
use super::{Call, Host, closed, wrap};
use crate::engine::convert::{text_of, wrong_type};
use crate::engine::fault::{READ_ONLY, Stop, unknown};
use crate::language::api::{self, timers};
use crate::model::id::TimerId;
use crate::model::run::{FaultKind, RunEvent};

/// Key of the timer's id inside its object.
const ID: &str = "id";

/// The metatable of `timers`.
pub(super) fn metatable(lua: &Lua, host: &Rc<Host>) -> mlua::Result<Table> {
    let shared = Rc::clone(host);
    let index = wrap(lua, host, "timers".to_owned(), move |call| member(call, &shared))?;
    let newindex = wrap(lua, host, "timers".to_owned(), set_member)?;
    let timer = closed(lua, &[("__index", index), ("__newindex", newindex)])?;
    let index = wrap(lua, host, "timers".to_owned(), move |call| get(call, &timer))?;
    let refuse = |_: &Call<'_>| Err(FaultKind::BadOperand { what: READ_ONLY.to_owned() }.into());
    closed(lua, &[("__index", index), ("__newindex", wrap(lua, host, "timers".to_owned(), refuse)?)])
}

fn get(call: &Call<'_>, meta: &Table) -> Result<LuaValue, Stop> {
    let name = call.text(1)?;
    let live = call.host.live.borrow();
    let Some(timer) = live.timer_named(&name) else {
        let known = live.project.timers.iter().map(|timer| timer.ident.as_str());
        return Err(unknown(format!("timers.{name}"), &name, known).into());
    };
    let object = call.lua.create_table()?;
    object.raw_set(ID, timer.0)?;
    object.set_metatable(Some(meta.clone()))?;
    object.set_readonly(true);
    Ok(LuaValue::Table(object))
}

fn timer_of(call: &Call<'_>) -> Result<TimerId, Stop> {
    Ok(TimerId(call.table(0)?.raw_get(ID)?))
}

fn unknown_member(call: &Call<'_>, timer: TimerId, name: &str) -> Stop {
    let live = call.host.live.borrow();
    let ident = live.project.timer(timer).map_or("", |timer| timer.ident.as_str());
    unknown(format!("timers.{ident}.{name}"), name, api::members(timers::TIMER_OF)).into()
}

fn member(call: &Call<'_>, host: &Rc<Host>) -> Result<LuaValue, Stop> {
    let timer = timer_of(call)?;
    let name = text_of(call.arg(1));
    let folded = name.to_lowercase();
    let on = match folded.as_str() {
        "isenabled" => return Ok(LuaValue::Boolean(call.host.live.borrow().timers.is_running(timer))),
        "start" => true,
        "stop" => false,
        _ => return Err(unknown_member(call, timer, &name)),
    };
    let function = wrap(call.lua, host, format!("timers.{folded}"), move |call| {
        switch(call, timer, on);
        Ok(LuaValue::Nil)
    })?;
    Ok(LuaValue::Function(function))
}

fn set_member(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let timer = timer_of(call)?;
    let name = text_of(call.arg(1));
    if !name.eq_ignore_ascii_case(timers::IS_ENABLED.name) {
        return Err(unknown_member(call, timer, &name));
    }
    let LuaValue::Boolean(on) = call.arg(2) else {
        return Err(wrong_type(&format!("timers.{name}"), "boolean", call.arg(2)).into());
    };
    switch(call, timer, *on);
    Ok(LuaValue::Nil)
}

fn switch(call: &Call<'_>, timer: TimerId, on: bool) {
    let mut live = call.host.live.borrow_mut();
    let is_news = if on { live.timers.start(timer, both_clocks()) } else { live.timers.stop(timer) };
    drop(live);
    if is_news {
        call.host.emit(RunEvent::Timer(timer, on));
    }
}
