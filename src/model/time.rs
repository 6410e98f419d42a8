//! Points in time as they stand in payloads and values: ISO 8601, or a count since 1970.
//!
//! Pure: no clock, no time zone of its own.

mod calendar;
mod pattern;

use super::value::number_from_text;

pub use self::calendar::{Span, add, between, day_of_year, iso_week};
pub use self::pattern::{in_unicode, read_by};

/// A point in time as it stood in a payload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Milliseconds since 1970.
    pub ms: i64,
    /// Whether no time zone was given: then it is shown as it came, not moved to the local one.
    pub floating: bool,
}

/// Seconds since 1970 end here, and milliseconds begin: as seconds it is the year 5138, as milliseconds 1973.
const FIRST_MS: f64 = 1e11;
/// Later times are not believed.
const LAST_MS: f64 = 1e14;

/// A time as text: ISO 8601, or the seconds or milliseconds since 1970.
pub fn time(text: &str) -> Option<Moment> {
    let text = text.trim();
    number_from_text(text).map_or_else(|| iso(text), unix)
}

/// The time that so many seconds or milliseconds since 1970 are.
pub fn unix(number: f64) -> Option<Moment> {
    let ms = if number < FIRST_MS { number * 1000.0 } else { number };
    (0.0..LAST_MS).contains(&ms).then_some(Moment { ms: ms.round() as i64, floating: false })
}

/// `2026-11-22`, `2026-11-22T14:02`, `2026-11-22 14:02:11.250+01:00`, `…Z`; without a zone it floats.
fn iso(text: &str) -> Option<Moment> {
    let (date, rest) = text.split_at_checked(10)?;
    let mut parts = date.split('-');
    let mut part = |length: usize| -> Option<i64> { digits(parts.next()?, length) };
    let (year, month, day) = (part(4)?, part(2)?, part(2)?);
    if parts.next().is_some() || !(1..=12).contains(&month) || !(1..=length_of_month(year, month)).contains(&day) {
        return None;
    }
    let (ms, zone) = if rest.is_empty() { (0, None) } else { clock(rest.strip_prefix(['T', 't', ' '])?)? };
    let ms = days_since_1970(year, month, day) * 86_400_000 + ms - zone.unwrap_or(0) * 60_000;
    Some(Moment { ms, floating: zone.is_none() })
}

/// Milliseconds of the day, and the minutes that the zone is ahead.
fn clock(text: &str) -> Option<(i64, Option<i64>)> {
    let end = text.find(['Z', 'z', '+', '-']).unwrap_or(text.len());
    let (clock, zone) = text.split_at(end);
    let (clock, fraction) = clock.split_once(['.', ',']).unwrap_or((clock, ""));
    let mut parts = clock.split(':');
    let (hours, minutes) = (digits(parts.next()?, 2)?, digits(parts.next()?, 2)?);
    let seconds = parts.next().map_or(Some(0), |text| digits(text, 2))?;
    if parts.next().is_some() || hours > 24 || minutes > 59 || seconds > 60 {
        return None;
    }
    let fraction = if fraction.is_empty() { 0.0 } else { format!("0.{}", plain(fraction)?).parse::<f64>().ok()? };
    let ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + (fraction * 1000.0).floor() as i64;
    Some((ms, if zone.is_empty() { None } else { Some(zone_minutes(zone)?) }))
}

/// `Z`, `+01:00`, `+0100`, `+01`.
fn zone_minutes(zone: &str) -> Option<i64> {
    if matches!(zone, "Z" | "z") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let zone = zone.get(1..)?.replace(':', "");
    let (hours, minutes) = zone.split_at_checked(2)?;
    let minutes = if minutes.is_empty() { 0 } else { digits(minutes, 2)? };
    Some(sign * (digits(hours, 2)? * 60 + minutes))
}

fn plain(text: &str) -> Option<&str> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then_some(text)
}

/// A number of exactly so many digits.
fn digits(text: &str, length: usize) -> Option<i64> {
    plain(text).filter(|text| text.len() == length)?.parse().ok()
}

/// How many days a month has, from 1 for January.
fn length_of_month(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970-01-01 (the algorithm of Howard Hinnant, "chrono-compatible low-level date algorithms").
pub fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Whether a text is a time of the form ISO 8601.
pub fn is_time(text: &str) -> bool {
    iso(text.trim()).is_some()
}

/// A point in time as a calendar and a clock show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Civil {
    /// The year.
    pub year: i64,
    /// The month, from 1.
    pub month: u32,
    /// The day of the month, from 1.
    pub day: u32,
    /// The day of the week, from 0 for Monday.
    pub weekday: u32,
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59.
    pub second: u32,
    /// 0 to 999.
    pub ms: u32,
}

/// What calendar and clock show so many milliseconds after 1970-01-01, where no zone is to be minded.
pub fn civil(ms: i64) -> Civil {
    let (days, of_day) = (ms.div_euclid(86_400_000), ms.rem_euclid(86_400_000));
    let (year, month, day) = date_of(days);
    let seconds = of_day / 1000;
    Civil {
        year,
        month: month as u32,
        day: day as u32,
        // 1970-01-01 was a Thursday.
        weekday: (days + 3).rem_euclid(7) as u32,
        hour: (seconds / 3600) as u32,
        minute: (seconds / 60 % 60) as u32,
        second: (seconds % 60) as u32,
        ms: (of_day % 1000) as u32,
    }
}

/// A time as text: `2026-11-22T13:02:11.250Z`; without the zone where it has none.
pub fn time_text(at: Moment) -> String {
    let Civil { year, month, day, hour, minute, second, ms, .. } = civil(at.ms);
    let fraction = if ms == 0 { String::new() } else { format!(".{ms:03}") };
    let zone = if at.floating { "" } else { "Z" };
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}{zone}")
}

/// Year, month and day so many days after 1970-01-01 (the same algorithm, backwards).
fn date_of(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let date = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, date)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn times_that_are_written_are_read_again(ms in 0_i64..100_000_000_000_000, floating in any::<bool>()) {
            let at = Moment { ms, floating };
            prop_assert_eq!(time(&time_text(at)), Some(at));
        }
    }

    #[test]
    fn times_have_one_text() {
        assert_eq!(time_text(Moment { ms: 1_795_352_531_250, floating: false }), "2026-11-22T13:02:11.250Z");
        assert_eq!(time_text(Moment { ms: 951_782_400_000, floating: true }), "2000-02-29T00:00:00");
        assert!(is_time(" 2026-11-22 14:02 ") && !is_time("1795352531") && !is_time("14:02"));
    }
}
