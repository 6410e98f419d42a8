//! Sounds: finds out what shall be heard. Whoever runs the app plays it.

use std::sync::Arc;

use mlua::Value as LuaValue;

use super::{Call, HostFn, host_fn};
use crate::engine::fault::{Stop, unknown};
use crate::language::api::sound as api;
use crate::model::run::RunEvent;
use crate::model::sound::{self, SoundOrder};

pub(super) const FUNCTIONS: &[HostFn] =
    &[host_fn(&api::PLAY, play), host_fn(&api::BEEP, beep), host_fn(&api::STOP, stop)];

fn play(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let name = call.text(0)?;
    let order = {
        let live = call.host.live.borrow();
        match sound::find(&live.project, &name) {
            Some(sound) => SoundOrder::Play(Arc::new(sound)),
            None => return Err(unknown(name.clone(), &name, sound::names(&live.project)).into()),
        }
    };
    call.host.emit(RunEvent::Sound(order));
    Ok(LuaValue::Nil)
}

fn beep(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (hz, secs) = (call.number_or(0, 880.0)?, call.number_or(1, 0.2)?);
    let within = |number: f64, least: f64, most: f64| if number.is_nan() { least } else { number.clamp(least, most) };
    call.host
        .emit(RunEvent::Sound(SoundOrder::tone(within(hz, 30.0, 15_000.0) as f32, within(secs, 0.01, 10.0) as f32)));
    Ok(LuaValue::Nil)
}

#[expect(clippy::unnecessary_wraps, reason = "all host functions have one form")]
fn stop(call: &Call<'_>) -> Result<LuaValue, Stop> {
    call.host.emit(RunEvent::Sound(SoundOrder::Stop));
    Ok(LuaValue::Nil)
}
