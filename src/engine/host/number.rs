//! `number.…`.

use mlua::Value as LuaValue;

use super::{Call, HostFn, host_fn};
use crate::engine::convert::as_number;
use crate::engine::fault::Stop;
use crate::language::api::number;
use crate::model::binding::shown_number;

pub(super) const FUNCTIONS: &[HostFn] = &[
    host_fn(&number::OF_TEXT, of),
    host_fn(&number::ROUND, round),
    host_fn(&number::ROUND_UP, |call| rounded(call, f64::ceil)),
    host_fn(&number::ROUND_DOWN, |call| rounded(call, f64::floor)),
    host_fn(&number::RANDOM, random),
    host_fn(&number::CLAMP, clamp),
    host_fn(&number::MAP, map),
    host_fn(&number::FORMAT, format),
];

#[expect(clippy::unnecessary_wraps, reason = "all host functions have one form")]
fn of(call: &Call<'_>) -> Result<LuaValue, Stop> {
    Ok(as_number(call.arg(0)).map_or(LuaValue::Nil, LuaValue::Number))
}

/// Half away from zero, as people round.
fn round(call: &Call<'_>) -> Result<LuaValue, Stop> {
    rounded(call, f64::round)
}

/// Rounds to so many decimals, by this rule.
fn rounded(call: &Call<'_>, whole: fn(f64) -> f64) -> Result<LuaValue, Stop> {
    Ok(LuaValue::Number(to_digits(call.number(0)?, call.number_or(1, 0.0)?, whole)))
}

fn to_digits(number: f64, digits: f64, whole: fn(f64) -> f64) -> f64 {
    let digits = digits.clamp(-15.0, 15.0) as i32;
    let factor = 10f64.powi(digits.abs());
    let scaled = if digits < 0 { number / factor } else { number * factor };
    // `1.005 * 100` is a hair below 100.5; a person expects 1.01, so the text form decides.
    let scaled = whole(format!("{scaled:.9}").parse::<f64>().unwrap_or(scaled));
    if digits < 0 { scaled * factor } else { scaled / factor }
}

/// Between both bounds; a whole number if both are whole.
fn random(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (a, b) = (call.number(0)?, call.number(1)?);
    let (min, max) = (a.min(b), a.max(b));
    // 53 bits: as many as a number holds.
    let part = (call.host.random() >> 11) as f64 / (1u64 << 53) as f64;
    let whole = min.fract() == 0.0 && max.fract() == 0.0;
    let between = min + part * (max - min);
    let value = match call.arg(2) {
        LuaValue::Nil if whole => (min + (part * (max - min + 1.0)).floor()).min(max),
        LuaValue::Nil => between,
        _ => to_digits(between, call.number(2)?, f64::round),
    };
    Ok(LuaValue::Number(value))
}

/// Bounds the wrong way round are the same bounds.
fn clamp(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (number, a, b) = (call.number(0)?, call.number(1)?, call.number(2)?);
    Ok(LuaValue::Number(number.max(a.min(b)).min(a.max(b))))
}

/// A range without extent has one place only.
fn map(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let number = |index| call.number(index);
    let (number, from1, from2, to1, to2) = (number(0)?, number(1)?, number(2)?, number(3)?, number(4)?);
    let part = if from1 == from2 { 0.0 } else { (number - from1) / (from2 - from1) };
    Ok(LuaValue::Number(to1 + part * (to2 - to1)))
}

fn format(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let number = call.number(0)?;
    let decimals = match call.arg(1) {
        LuaValue::Nil => None,
        _ => Some(call.number(1)?.clamp(0.0, 15.0) as u8),
    };
    let thousands = matches!(call.arg(2), LuaValue::Boolean(true));
    let lang = call.host.live.borrow().locale.lang;
    call.give(&shown_number(number, decimals, thousands, lang))
}
