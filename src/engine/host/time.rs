//! `time.…`: times of the calendar. A time without a zone is a time here.

use mlua::Value as LuaValue;

use super::{Call, HostFn, host_fn};
use crate::engine::clock;
use crate::engine::convert::{as_number, text_of};
use crate::engine::fault::{Stop, unknown};
use crate::engine::live::timers::Clock;
use crate::i18n::Locale;
use crate::language::api::time;
use crate::model::binding::time_as;
use crate::model::run::FaultKind;
use crate::model::time::{self as calendar, Moment, Span, civil, days_since_1970, time_text};

pub(super) const FUNCTIONS: &[HostFn] = &[
    host_fn(&time::NOW, |call| call.give(&time_text(now()))),
    host_fn(&time::FORMAT, format),
    host_fn(&time::PART, part),
    host_fn(&time::ADD, add),
    host_fn(&time::DIFFERENCE, difference),
    host_fn(&time::OF_PARTS, |call| call.give(&time_text(create(call)?))),
    host_fn(&time::OF_VALUE, of),
    host_fn(&time::UNIX, unix),
];

/// What a script may ask of a time.
const PARTS: &[&str] = &["year", "month", "day", "hour", "minute", "second", "ms", "weekday", "week", "dayofyear"];

fn now() -> Moment {
    Moment { ms: clock::wall_ms(), floating: false }
}

/// What time it is, by both clocks.
pub(in crate::engine) fn both_clocks() -> Clock {
    Clock { now: clock::now(), wall: now().ms }
}

/// The time that a value means.
pub(super) fn meant(value: &LuaValue) -> Option<Moment> {
    match value {
        LuaValue::String(_) => calendar::time(&text_of(value)),
        other => as_number(other).and_then(calendar::unix),
    }
}

pub(super) fn moment(call: &Call<'_>, index: usize) -> Result<Moment, Stop> {
    let value = call.arg(index);
    meant(value).ok_or_else(|| {
        let got = if value.is_nil() { "nil".to_owned() } else { text_of(value) };
        FaultKind::WrongType { to: call.name.to_owned(), wanted: "time", got }.into()
    })
}

pub(super) fn locale(call: &Call<'_>) -> Locale {
    call.host.live.borrow().locale
}

fn span(call: &Call<'_>, index: usize) -> Result<Span, Stop> {
    let name = call.text(index)?;
    Span::named(&name).ok_or_else(|| unknown(name.clone(), &name, Span::ALL.iter().map(|(key, _)| *key)).into())
}

fn format(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let form = if call.arg(1).is_nil() { "date_time".to_owned() } else { call.text(1)? };
    call.give(&time_as(moment(call, 0)?, &form, locale(call)))
}

fn part(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let (at, name) = (moment(call, 0)?, call.text(1)?);
    let local = if at.floating { at.ms } else { locale(call).local_of(at.ms) };
    let shown = civil(local);
    Ok(LuaValue::Number(match name.trim().to_lowercase().as_str() {
        "year" => shown.year as f64,
        "month" => shown.month.into(),
        "day" => shown.day.into(),
        "hour" => shown.hour.into(),
        "minute" => shown.minute.into(),
        "second" => shown.second.into(),
        "ms" => shown.ms.into(),
        "weekday" => f64::from(shown.weekday) + 1.0,
        "week" => calendar::iso_week(local).0 as f64,
        "dayofyear" => calendar::day_of_year(local) as f64,
        _ => return Err(unknown(name.clone(), &name, PARTS.iter().copied()).into()),
    }))
}

fn add(call: &Call<'_>) -> Result<LuaValue, Stop> {
    call.give(&time_text(calendar::add(moment(call, 0)?, call.number(1)?, span(call, 2)?, locale(call))))
}

fn difference(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let unit = if call.arg(2).is_nil() { Span::Ms(1000) } else { span(call, 2)? };
    Ok(LuaValue::Number(calendar::between(moment(call, 0)?, moment(call, 1)?, unit, locale(call))))
}

/// What is too much for its place goes on in the next one: the 32nd of January is the first of February.
pub(super) fn create(call: &Call<'_>) -> Result<Moment, Stop> {
    // Within bounds in which nothing overflows.
    let whole = |index, default, most: f64| Ok::<_, Stop>(call.number_or(index, default)?.clamp(-most, most) as i64);
    let (year, month, day) = (whole(0, 1970.0, 5000.0)?, whole(1, 1.0, 60_000.0)?, whole(2, 1.0, 2e6)?);
    let (hour, minute) = (whole(3, 0.0, 1e8)?, whole(4, 0.0, 1e9)?);
    let ms = (call.number_or(5, 0.0)?.clamp(-1e11, 1e11) * 1000.0).round() as i64;
    let (year, month) = (year + (month - 1).div_euclid(12), (month - 1).rem_euclid(12) + 1);
    let days = days_since_1970(year, month, 1) + day - 1;
    let local = ((days * 24 + hour) * 60 + minute) * 60_000 + ms;
    Ok(Moment { ms: locale(call).utc_of(local), floating: false })
}

fn of(call: &Call<'_>) -> Result<LuaValue, Stop> {
    match meant(call.arg(0)) {
        Some(at) => call.give(&time_text(at)),
        None => Ok(LuaValue::Nil),
    }
}

pub(super) fn unix(call: &Call<'_>) -> Result<LuaValue, Stop> {
    let at = if call.arg(0).is_nil() { now() } else { moment(call, 0)? };
    let utc = if at.floating { locale(call).utc_of(at.ms) } else { at.ms };
    Ok(LuaValue::Number(utc as f64 / 1000.0))
}
