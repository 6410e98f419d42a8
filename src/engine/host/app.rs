//! The app itself: log, notifications, screens.

use mlua::Value as LuaValue;

use super::{Call, HostFn, Run, host_fn, screens};
use crate::engine::convert::number_of;
use crate::engine::fault::Stop;
use crate::language::api::{ApiDef, app};
use crate::model::id::ScreenId;
use crate::model::run::{Level, RunEvent};

/// How long a notification is shown unless the script says so, in milliseconds.
const SHOWN_MS: f64 = 4000.0;

pub(super) const FUNCTIONS: &[HostFn] = &[
    host_fn(&app::LOG, log),
    host_fn(&app::SHOW_NOTIFICATION, show_notification),
    host_fn(&app::SHOW_SCREEN, show_screen),
    host_fn(&app::SHOW_NEXT_SCREEN, |call| show_beside(call, true)),
    host_fn(&app::SHOW_PREVIOUS_SCREEN, |call| show_beside(call, false)),
    host_fn(&app::SHOW_LAST_SCREEN, show_last),
    host_fn(&app::FOR_MESSAGES, |call| options(call, false)),
    host_fn(&app::FOR_ERROR_MESSAGES, |call| options(call, true)),
];

/// What is read and not called.
pub(super) const MEMBERS: &[(&ApiDef, Run)] =
    &[(&app::CURRENT_SCREEN_NAME, current_screen_name), (&app::CURRENT_SCREEN_INDEX, current_screen_index)];

fn log(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let text = call.text(0)?;
    call.host.emit(RunEvent::Log { level: Level::Info, text, place: call.host.place(call.line) });
    Ok(LuaValue::Nil)
}

/// The options object that `shownotification` takes.
fn options(call: &Call<'_>, error: bool) -> Result<LuaValue, Stop> {
    let ms = call.number_or(0, SHOWN_MS)?;
    let table = call.lua.create_table()?;
    table.raw_set("ms", ms)?;
    table.raw_set("error", error)?;
    Ok(LuaValue::Table(table))
}

fn show_notification(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let text = call.text(0)?;
    let (mut ms, mut level) = (SHOWN_MS, Level::Info);
    if !call.arg(1).is_nil() {
        let table = call.table(1)?;
        if let Some(given) = number_of(&table.raw_get("ms")?) {
            ms = given;
        }
        if table.raw_get::<LuaValue>("error")?.as_boolean() == Some(true) {
            level = Level::Error;
        }
    }
    // A notification nobody can read or get rid of would be a trap.
    let secs = (ms / 1000.0).clamp(0.5, 3600.0) as f32;
    call.host.emit(RunEvent::Notification { level, text, secs });
    Ok(LuaValue::Nil)
}

fn show_screen(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let screen = screens::screen_of(call, call.arg(0))?;
    show(call, Some(screen));
    Ok(LuaValue::Nil)
}

fn show(call: &Call<'_>, screen: Option<ScreenId>) {
    if let Some(screen) = screen.filter(|screen| call.host.live.borrow_mut().show(*screen)) {
        call.host.emit(RunEvent::Screen(screen));
    }
}

/// The place of the screen that is shown, and of how many.
fn place(call: &Call<'_>) -> Option<(usize, usize)> {
    let live = call.host.live.borrow();
    let screens = &live.project.screens;
    let at = screens.iter().position(|screen| Some(screen.id) == live.screen)?;
    Some((at, screens.len()))
}

#[expect(clippy::unnecessary_wraps, reason = "all host functions have one form")]
fn show_beside(call: &Call<'_>, forward: bool) -> Result<LuaValue, Stop> {
    let beside = place(call).and_then(|(at, count)| {
        let to = (at + if forward { 1 } else { count - 1 }) % count;
        call.host.live.borrow().project.screens.get(to).map(|screen| screen.id)
    });
    show(call, beside);
    Ok(LuaValue::Nil)
}

#[expect(clippy::unnecessary_wraps, reason = "all host functions have one form")]
fn show_last(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let last = call.host.live.borrow().last_screen;
    show(call, last);
    Ok(LuaValue::Nil)
}

#[expect(clippy::unnecessary_wraps, reason = "all host functions have one form")]
fn current_screen_index(call: &Call<'_>) -> Result<LuaValue, Stop> {
    Ok(LuaValue::Number(place(call).map_or(0, |(at, _)| at) as f64))
}

/// `runtime.currentscreenname`.
fn current_screen_name(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let live = call.host.live.borrow();
    let screen = live.screen.and_then(|id| live.project.screen(id));
    call.give(screen.map_or("", |screen| &screen.name))
}
