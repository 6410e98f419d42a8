//! Calculating with times: adding and comparing, by the clock for short spans and by the calendar for long ones.

use super::{Moment, civil, days_since_1970, length_of_month};
use crate::i18n::Locale;

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// So many milliseconds, whatever the calendar says.
    Ms(i64),
    /// So many days of the calendar: the time of day stays when the clock is changed.
    Days(i64),
    /// So many months of the calendar; the last day where a month has no such day.
    Months(i64),
}

impl Span {
    /// All units: key and what it is.
    pub const ALL: &[(&str, Self)] = &[
        ("ms", Self::Ms(1)),
        ("second", Self::Ms(1000)),
        ("minute", Self::Ms(60_000)),
        ("hour", Self::Ms(3_600_000)),
        ("day", Self::Days(1)),
        ("week", Self::Days(7)),
        ("month", Self::Months(1)),
        ("year", Self::Months(12)),
    ];

    /// The unit of this name, also in the plural.
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim().to_lowercase();
        Self::ALL.iter().find(|(key, _)| name == *key || name.strip_suffix('s') == Some(key)).map(|(_, span)| *span)
    }
}

/// The time so many units later. Days and months go by the calendar, their fractions by the clock.
pub fn add(at: Moment, count: f64, unit: Span, locale: Locale) -> Moment {
    let whole = count.trunc() as i64;
    let local = if at.floating { at.ms } else { locale.local_of(at.ms) };
    let moved = match unit {
        Span::Ms(ms) => return Moment { ms: at.ms.saturating_add((count * ms as f64).round() as i64), ..at },
        Span::Days(days) => local.saturating_add(whole.saturating_mul(days).saturating_mul(86_400_000)),
        Span::Months(months) => months_later(local, whole.saturating_mul(months)),
    };
    let ms = if at.floating { moved } else { locale.utc_of(moved) };
    let days = match unit {
        Span::Ms(_) => 0.0,
        Span::Days(days) => days as f64,
        Span::Months(months) => months as f64 * 30.0,
    };
    Moment { ms: ms.saturating_add((count.fract() * days * 86_400_000.0).round() as i64), ..at }
}

/// The same day and time so many months later.
fn months_later(local: i64, months: i64) -> i64 {
    let at = civil(local);
    let month = at.year.saturating_mul(12).saturating_add(i64::from(at.month) - 1).saturating_add(months);
    // As far as times are believed in.
    let (year, month) = (month.div_euclid(12).clamp(-9999, 9999), month.rem_euclid(12) + 1);
    let day = i64::from(at.day).min(length_of_month(year, month));
    days_since_1970(year, month, day) * 86_400_000 + local.rem_euclid(86_400_000)
}

/// How many units lie between two times; below zero where the second is the earlier one.
pub fn between(from: Moment, to: Moment, unit: Span, locale: Locale) -> f64 {
    let utc = |at: Moment| if at.floating { locale.utc_of(at.ms) } else { at.ms };
    let local = |at: Moment| if at.floating { at.ms } else { locale.local_of(at.ms) };
    match unit {
        Span::Ms(ms) => utc(to).saturating_sub(utc(from)) as f64 / ms as f64,
        Span::Days(days) => local(to).saturating_sub(local(from)) as f64 / (days as f64 * 86_400_000.0),
        Span::Months(months) => {
            let (a, b) = (local(from), local(to));
            let number = |ms| civil(ms).year * 12 + i64::from(civil(ms).month);
            // Whole months, and the part of the one that has begun.
            let mut whole = number(b) - number(a);
            whole -= i64::from(months_later(a, whole) > b);
            let (begin, end) = (months_later(a, whole), months_later(a, whole + 1));
            let part = if end > begin { (b - begin) as f64 / (end - begin) as f64 } else { 0.0 };
            (whole as f64 + part) / months as f64
        }
    }
}

/// The number of the day of the year, from 1.
pub fn day_of_year(local_ms: i64) -> i64 {
    local_ms.div_euclid(86_400_000) - days_since_1970(civil(local_ms).year, 1, 1) + 1
}

/// The number of the calendar week, and its year (ISO 8601: the first is the one with the year's first Thursday).
pub fn iso_week(local_ms: i64) -> (i64, i64) {
    // The Thursday of the same week says to which year it belongs.
    let thursday = local_ms.div_euclid(86_400_000) - i64::from(civil(local_ms).weekday) + 3;
    let year = civil(thursday.saturating_mul(86_400_000)).year;
    ((thursday - days_since_1970(year, 1, 1)) / 7 + 1, year)
}

#[cfg(test)]
mod tests {
    use super::super::{time, time_text};
    use super::*;
    use crate::i18n::Lang;

    /// Berlin around the spring of 2027: summer time begins on 28 March at 01:00 UTC.
    const BERLIN: Locale =
        Locale { ahead: |at| if at < 1_806_195_600_000 { 60 } else { 120 }, ..Locale::utc(Lang::De) };

    fn later(at: &str, count: f64, unit: &str) -> String {
        time_text(add(time(at).unwrap(), count, Span::named(unit).unwrap(), BERLIN))
    }

    fn apart(from: &str, to: &str, unit: &str) -> f64 {
        between(time(from).unwrap(), time(to).unwrap(), Span::named(unit).unwrap(), BERLIN)
    }

    #[test]
    fn hours_go_by_the_clock_and_days_by_the_calendar() {
        assert_eq!(later("2027-03-27T12:00:00Z", 24.0, "hours"), "2027-03-28T12:00:00Z");
        assert_eq!(later("2027-03-27T12:00:00Z", 1.0, "day"), "2027-03-28T11:00:00Z");
        assert_eq!(later("2027-03-27T12:00:00", 1.0, "day"), "2027-03-28T12:00:00");
        assert_eq!(later("2027-01-31T12:00:00", 1.0, "month"), "2027-02-28T12:00:00");
        assert_eq!(later("2028-02-29T12:00:00", -1.0, "years"), "2027-02-28T12:00:00");
        assert_eq!(later("2027-01-01T00:00:00", 1.5, "days"), "2027-01-02T12:00:00");
        assert_eq!(later("2027-01-01T00:00:00", 0.5, "ms"), "2027-01-01T00:00:00.001");
        assert_eq!(Span::named("fortnight"), None);
    }

    #[test]
    fn what_lies_between_is_what_was_added() {
        assert_eq!(apart("2027-03-27T12:00:00Z", "2027-03-28T12:00:00Z", "hour"), 24.0);
        assert_eq!(apart("2027-03-27T12:00:00Z", "2027-03-28T11:00:00Z", "day"), 1.0);
        assert_eq!(apart("2027-01-31", "2027-02-28", "month"), 1.0);
        assert_eq!(apart("2027-03-01", "2027-01-01", "month"), -2.0);
        assert_eq!(apart("2027-01-01T12:00", "2027-01-01T12:45", "hour"), 0.75);
        // Without a zone it is a time here.
        assert_eq!(apart("2027-01-01T13:00:00", "2027-01-01T12:30:00Z", "minute"), 30.0);
    }

    #[test]
    fn weeks_are_those_of_the_calendar() {
        for (day, week) in [
            ("2026-12-31", (53, 2026)),
            ("2027-01-03", (53, 2026)),
            ("2027-01-04", (1, 2027)),
            ("2024-12-30", (1, 2025)),
            ("2026-11-27", (48, 2026)),
        ] {
            assert_eq!(iso_week(time(day).unwrap().ms), week, "{day}");
        }
    }
}
