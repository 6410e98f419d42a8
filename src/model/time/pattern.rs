//! Times by a pattern such as `yyyyMMddHHmmss` or `dd.MM.yyyy HH:mm`, as programs on .NET write and read them.

use super::{days_since_1970, length_of_month};

/// The milliseconds that a text says by a pattern, after 1970-01-01 by the clock there; `None` where it does not read so.
///
/// What the pattern leaves out is the first there is: the first of January, midnight.
pub fn read_by(text: &str, pattern: &str) -> Option<i64> {
    let (mut year, mut month, mut day) = (1970, 1, 1);
    let (mut hour, mut minute, mut second, mut ms, mut afternoon) = (0, 0, 0, 0, None);
    let mut text = text.trim();
    let mut pattern = pattern.trim();
    while let Some(letter) = pattern.chars().next() {
        let (same, rest) = pattern.split_at(pattern.find(|c| c != letter).unwrap_or(pattern.len()));
        let length = same.chars().count();
        // A single letter stands for one digit or two, others for as many as there are.
        let mut number = |most: usize| {
            let all = text.bytes().take(most).take_while(u8::is_ascii_digit).count();
            let (digits, after) = text.split_at_checked(if length == 1 { all } else { length })?;
            text = after;
            digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<i64>().ok()).flatten()
        };
        match letter {
            'y' if length <= 2 => year = 2000 + number(2)?,
            'y' => year = number(length)?,
            'M' if length <= 2 => month = number(2)?,
            'd' if length <= 2 => day = number(2)?,
            'H' | 'h' => hour = number(2)?,
            'm' => minute = number(2)?,
            's' => second = number(2)?,
            'f' | 'F' => ms = number(length)? * 1000 / 10_i64.checked_pow(length as u32)?,
            't' => {
                let (half, after) = text.split_at_checked(length.min(2))?;
                afternoon = Some(half.to_lowercase().starts_with('p'));
                text = after;
            }
            letter if letter.is_ascii_alphabetic() => return None,
            _ => text = text.strip_prefix(same)?,
        }
        pattern = rest;
    }
    if let Some(afternoon) = afternoon {
        hour = hour % 12 + if afternoon { 12 } else { 0 };
    }
    let is_time = hour < 24 && minute < 60 && second < 60 && text.is_empty();
    let is_day = (1..=12).contains(&month) && (1..=length_of_month(year, month)).contains(&day);
    (is_time && is_day)
        .then(|| days_since_1970(year, month, day) * 86_400_000 + ((hour * 60 + minute) * 60 + second) * 1000 + ms)
}

/// The same pattern in the letters of Unicode, in which this program writes times.
pub fn in_unicode(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(letter) = rest.chars().next() {
        let (same, after) = rest.split_at(rest.find(|c| c != letter).unwrap_or(rest.len()));
        match (letter, same.len()) {
            ('d', 4..) => out.push_str("EEEE"),
            ('d', 3) => out.push_str("EEE"),
            ('f' | 'F', length) => out.push_str(&"S".repeat(length.min(3))),
            ('t', _) => out.push('a'),
            _ => out.push_str(same),
        }
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::time::{Moment, time_text};

    #[test]
    fn texts_are_read_by_their_pattern() {
        for (text, pattern, iso) in [
            ("20261122140211", "yyyyMMddHHmmss", "2026-11-22T14:02:11"),
            ("22.11.2026 14:02", "dd.MM.yyyy HH:mm", "2026-11-22T14:02:00"),
            ("2.1.26", "d.M.yy", "2026-01-02T00:00:00"),
            ("11/22/2026 02:02:11 PM", "MM/dd/yyyy hh:mm:ss tt", "2026-11-22T14:02:11"),
            ("12:05 AM", "h:mm tt", "1970-01-01T00:05:00"),
            ("2026-11-22T14:02:11.25", "yyyy-MM-ddTHH:mm:ss.ff", ""),
            ("14:02:11.250", "HH:mm:ss.fff", "1970-01-01T14:02:11.250"),
            ("31.02.2026", "dd.MM.yyyy", ""),
            ("24:00", "HH:mm", ""),
            ("14:02:11", "HH:mm", ""),
            ("1x", "dd", ""),
            ("", "dd", ""),
            ("ä", "yyyy", ""),
            ("1", "fffffffffffffffffffffff", ""),
        ] {
            let read = read_by(text, pattern).map(|ms| time_text(Moment { ms, floating: true }));
            assert_eq!(read.unwrap_or_default(), iso, "{text} by {pattern}");
        }
        assert_eq!(in_unicode("dddd, dd. MMMM yyyy hh:mm:ss.fff tt"), "EEEE, dd. MMMM yyyy hh:mm:ss.SSS a");
    }
}
