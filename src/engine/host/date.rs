//! `date.…`: dates as seconds since 1970, as scripts of the reference product have them.

use mlua::Value as LuaValue;

use super::time::{create, locale, meant, moment};
use super::{Call, HostFn, host_fn};
use crate::engine::fault::Stop;
use crate::language::api::date;
use crate::model::binding::time_as;
use crate::model::run::FaultKind;
use crate::model::time::{self as calendar, Moment, Span, in_unicode, read_by};

pub(super) const FUNCTIONS: &[HostFn] = &[
    host_fn(&date::CREATE, |call| seconds(call, create(call)?)),
    host_fn(&date::PARSE, |call| {
        let at = parsed(call, 1)?;
        seconds(call, at)
    }),
    host_fn(&date::TO_STRING, |call| written(call, moment(call, 0)?, 1)),
    host_fn(&date::CHANGE_FORMAT, |call| written(call, parsed(call, 1)?, 2)),
    host_fn(&date::ADD_YEAR, |call| add(call, Span::Months(12))),
    host_fn(&date::ADD_MONTH, |call| add(call, Span::Months(1))),
    host_fn(&date::ADD_WEEK, |call| add(call, Span::Days(7))),
    host_fn(&date::ADD_DAY, |call| add(call, Span::Days(1))),
    host_fn(&date::ADD_HOUR, |call| add(call, Span::Ms(3_600_000))),
    host_fn(&date::ADD_MINUTE, |call| add(call, Span::Ms(60_000))),
    host_fn(&date::ADD_SECOND, |call| add(call, Span::Ms(1000))),
    host_fn(&date::DIFFERENCE, |call| {
        let ms = utc(call, moment(call, 0)?) - utc(call, moment(call, 1)?);
        Ok(LuaValue::Number(ms as f64 / 1000.0))
    }),
    host_fn(&date::WEEK, |call| {
        let local = locale(call).local_of(utc(call, moment(call, 0)?));
        Ok(LuaValue::Number(calendar::iso_week(local).0 as f64))
    }),
];

fn utc(call: &Call<'_>, at: Moment) -> i64 {
    if at.floating { locale(call).utc_of(at.ms) } else { at.ms }
}

#[expect(clippy::unnecessary_wraps, reason = "the end of functions of the host")]
fn seconds(call: &Call<'_>, at: Moment) -> Result<LuaValue, Stop> {
    Ok(LuaValue::Number(utc(call, at) as f64 / 1000.0))
}

/// The time in the first argument, by the pattern in another one.
fn parsed(call: &Call<'_>, pattern: usize) -> Result<Moment, Stop> {
    let (text, pattern) = (call.text(0)?, call.text(pattern)?);
    let read = if pattern.trim().is_empty() {
        meant(call.arg(0))
    } else {
        read_by(&text, &pattern).map(|ms| Moment { ms, floating: true })
    };
    read.ok_or_else(|| FaultKind::WrongType { to: call.name.to_owned(), wanted: "time", got: text }.into())
}

fn written(call: &Call<'_>, at: Moment, pattern: usize) -> Result<LuaValue, Stop> {
    let pattern = call.text(pattern)?;
    let form = if pattern.trim().is_empty() { "date_time".to_owned() } else { in_unicode(&pattern) };
    call.give(&time_as(at, &form, locale(call)))
}

fn add(call: &Call<'_>, unit: Span) -> Result<LuaValue, Stop> {
    seconds(call, calendar::add(moment(call, 0)?, call.number(1)?, unit, locale(call)))
}
