//! The app itself: log, notifications, screens.

use mlua::Value as LuaValue;

use super::{Call, HostFn, Run, host_fn, screens, time};
use crate::engine::convert::number_of;
use crate::engine::fault::Stop;
use crate::language::api::{ApiDef, app, visibility};
use crate::model::run::{Level, RunEvent};
use crate::model::showing::Destination;

/// How long a notification is shown unless the script says so, in milliseconds.
const SHOWN_MS: f64 = 4000.0;

pub(super) const FUNCTIONS: &[HostFn] = &[
    host_fn(&app::LOG, log),
    host_fn(&app::SHOW_NOTIFICATION, show_notification),
    host_fn(&app::SHOW_SCREEN, show_screen),
    host_fn(&app::SHOW_NEXT_SCREEN, |call| go(call, Destination::Next)),
    host_fn(&app::SHOW_PREVIOUS_SCREEN, |call| go(call, Destination::Previous)),
    host_fn(&app::SHOW_LAST_SCREEN, |call| go(call, Destination::Last)),
    host_fn(&app::SHOW_POPUP, show_popup),
    host_fn(&app::CLOSE_POPUP, |call| go(call, Destination::Close)),
    host_fn(&app::FOR_MESSAGES, |call| options(call, false)),
    host_fn(&app::FOR_ERROR_MESSAGES, |call| options(call, true)),
];

/// What is read and not called.
pub(super) const MEMBERS: &[(&ApiDef, Run)] = &[
    (&app::CURRENT_SCREEN_NAME, current_screen_name),
    (&app::CURRENT_SCREEN_INDEX, current_screen_index),
    (&app::SCREEN_COUNT, |call| Ok(LuaValue::Number(call.host.live.borrow().project.screens.len() as f64))),
    (&app::CURRENT_TIME, |call| time::unix(&Call { args: &[], ..*call })),
    (&visibility::VISIBLE, |_| Ok(LuaValue::Boolean(true))),
    (&visibility::COLLAPSED, |_| Ok(LuaValue::Boolean(false))),
    (&visibility::HIDDEN, |_| Ok(LuaValue::Boolean(false))),
];

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
    call.host.go(Destination::Screen(screens::screen_of(call, call.arg(0))?));
    Ok(LuaValue::Nil)
}

fn show_popup(call: &Call<'_>) -> Result<LuaValue, Stop> {
    call.host.go(Destination::PopUp(screens::screen_of(call, call.arg(0))?));
    Ok(LuaValue::Nil)
}

#[expect(clippy::unnecessary_wraps, reason = "all host functions have one form")]
fn go(call: &Call<'_>, to: Destination) -> Result<LuaValue, Stop> {
    call.host.go(to);
    Ok(LuaValue::Nil)
}

#[expect(clippy::unnecessary_wraps, reason = "all host functions have one form")]
fn current_screen_index(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let live = call.host.live.borrow();
    let at = live.project.screens.iter().position(|screen| Some(screen.id) == live.screen);
    Ok(LuaValue::Number(at.unwrap_or(0) as f64))
}

/// `runtime.currentscreenname`.
fn current_screen_name(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let live = call.host.live.borrow();
    let screen = live.screen.and_then(|id| live.project.screen(id));
    call.give(screen.map_or("", |screen| &screen.name))
}
