//! How a value is written for people: digits, units, times and durations, as the language writes them.

use super::{Binding, is_one, is_zero, number_in};
use crate::i18n::{Lang, Locale, Text, t};
use crate::model::time::{Civil, Moment, civil, time};
use crate::model::value::{Value, number_to_text};

/// The usual ways to write a time: key, name, and the pattern in each language; that of a duration has none.
pub const TIME_FORMS: &[(&str, Text, Text)] = &[
    ("date", t("Datum", "Date"), t("dd.MM.yyyy", "yyyy-MM-dd")),
    ("clock", t("Uhrzeit", "Time of day"), t("HH:mm:ss", "HH:mm:ss")),
    ("date_time", t("Datum und Uhrzeit", "Date and time"), t("dd.MM.yyyy HH:mm:ss", "yyyy-MM-dd HH:mm:ss")),
    ("duration", t("Dauer", "Duration"), t("", "")),
];

const WEEKDAYS: [Text; 7] = [
    t("Montag", "Monday"),
    t("Dienstag", "Tuesday"),
    t("Mittwoch", "Wednesday"),
    t("Donnerstag", "Thursday"),
    t("Freitag", "Friday"),
    t("Samstag", "Saturday"),
    t("Sonntag", "Sunday"),
];

const MONTHS: [Text; 12] = [
    t("Januar", "January"),
    t("Februar", "February"),
    t("März", "March"),
    t("April", "April"),
    t("Mai", "May"),
    t("Juni", "June"),
    t("Juli", "July"),
    t("August", "August"),
    t("September", "September"),
    t("Oktober", "October"),
    t("November", "November"),
    t("Dezember", "December"),
];

impl Binding {
    /// The text of a value, with all that the binding says about it.
    pub(super) fn text_of(&self, value: &Value, locale: Locale) -> String {
        let text = self.bare_text(value, locale);
        format!("{}{text}{}", self.prefix, self.suffix)
    }

    fn bare_text(&self, value: &Value, locale: Locale) -> String {
        let lang = locale.lang;
        if self.time == "duration"
            && let Some(seconds) = number_in(value)
        {
            return duration(seconds, lang);
        }
        if !self.time.is_empty()
            && let Some(at) = moment(value)
        {
            return time_as(at, &self.time, locale);
        }
        match value {
            Value::Bool(true) => t("ja", "yes").get(lang).to_owned(),
            Value::Bool(false) => t("nein", "no").get(lang).to_owned(),
            Value::Number(number) => self.number(*number, lang),
            // A text that happens to be a number is one where somebody says something about its digits.
            Value::Text(text) if self.is_about_numbers() => {
                number_in(value).map_or_else(|| text.clone(), |number| self.number(number, lang))
            }
            // One a line, as text controls and the entries of a dropdown have them.
            Value::List(list) => list.iter().map(Value::to_text).collect::<Vec<_>>().join("\n"),
            Value::Text(_) | Value::Record(_) | Value::Raw(_) => value.to_text(),
        }
    }

    fn is_about_numbers(&self) -> bool {
        self.decimals.is_some()
            || self.thousands
            || !self.suffix.is_empty()
            || !is_one(&self.scale)
            || !is_zero(&self.offset)
    }

    fn number(&self, number: f64, lang: Lang) -> String {
        shown_number(number, self.decimals, self.thousands, lang)
    }
}

/// A number as people of this language write it: with so many decimals, else with those that it has; `thousands`:
/// whether these are parted.
pub fn shown_number(number: f64, decimals: Option<u8>, thousands: bool, lang: Lang) -> String {
    let text = match decimals {
        Some(decimals) if number.is_finite() && number.abs() < 1e21 => rounded(number, decimals),
        Some(_) | None => number_to_text(number),
    };
    let (sign, digits) = text.strip_prefix('-').map_or(("", text.as_str()), |digits| ("-", digits));
    // With an exponent, and for what is no number, there is nothing to group.
    let is_plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let (mark, group) = match lang {
        Lang::De => (",", "."),
        Lang::En => (".", ","),
    };
    let whole = if thousands && is_plain { grouped(whole, group) } else { whole.to_owned() };
    match rest {
        Some(rest) => format!("{sign}{whole}{mark}{rest}"),
        None => format!("{sign}{whole}"),
    }
}

/// A number with so many decimals, halves away from zero as people round: `2.345` is `2.35`.
fn rounded(number: f64, decimals: u8) -> String {
    let decimals = usize::from(decimals.min(15));
    // As it reads, not as it is stored: 1.005 is a bit less than that.
    let exact = number_to_text(number);
    let places = exact.split_once('.').map_or(0, |(_, rest)| rest.len());
    let text = if exact.contains('e')
        || places <= decimals
        || !exact.get(exact.len() - places + decimals..).is_some_and(|rest| rest.starts_with('5'))
    {
        format!("{number:.decimals$}")
    } else {
        let up = number.signum() * 0.1_f64.powf(places as f64) / 2.0;
        format!("{:.decimals$}", number + up)
    };
    // Nothing is below zero.
    let is_zero = text.bytes().all(|byte| matches!(byte, b'-' | b'0' | b'.'));
    if is_zero { text.trim_start_matches('-').to_owned() } else { text }
}

fn grouped(whole: &str, mark: &str) -> String {
    let mut out = String::with_capacity(whole.len() * 4 / 3);
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            out.push_str(mark);
        }
        out.push(digit);
    }
    out
}

/// The time that a value is: a text of the form ISO 8601, or seconds or milliseconds since 1970.
fn moment(value: &Value) -> Option<Moment> {
    match value {
        Value::Number(number) => crate::model::time::unix(*number),
        Value::Text(text) => time(text),
        Value::Bool(_) | Value::List(_) | Value::Record(_) | Value::Raw(_) => None,
    }
}

/// Seconds as `1:02:03`, from a day on with the days before.
fn duration(seconds: f64, lang: Lang) -> String {
    let sign = if seconds < 0.0 { "-" } else { "" };
    let all = seconds.abs().min(1e15) as u64;
    let (days, hours, minutes, seconds) = (all / 86_400, all / 3600 % 24, all / 60 % 60, all % 60);
    let day = match (days, lang) {
        (1, Lang::De) => "Tag",
        (_, Lang::De) => "Tage",
        (1, Lang::En) => "day",
        (_, Lang::En) => "days",
    };
    match (days, hours) {
        (0, 0) => format!("{sign}{minutes}:{seconds:02}"),
        (0, _) => format!("{sign}{hours}:{minutes:02}:{seconds:02}"),
        _ => format!("{sign}{days} {day} {hours}:{minutes:02}:{seconds:02}"),
    }
}

/// A time by its form, in local time unless it came without a zone.
pub fn time_as(at: Moment, form: &str, locale: Locale) -> String {
    let known = TIME_FORMS.iter().find(|(key, ..)| *key == form);
    let pattern = known.map_or(form, |(_, _, pattern)| pattern.get(locale.lang));
    let civil = civil(if at.floating { at.ms } else { locale.local_of(at.ms) });
    let mut out = String::new();
    let mut rest = pattern;
    while let Some(first) = rest.chars().next() {
        let (same, after) = rest.split_at(rest.find(|c| c != first).unwrap_or(rest.len()));
        if first == '\'' {
            // In quotes stands what is no pattern; two of them are one.
            let inner = rest.get(1..).unwrap_or_default();
            let end = inner.find('\'').unwrap_or(inner.len());
            out.push_str(if end == 0 { "'" } else { inner.get(..end).unwrap_or_default() });
            rest = inner.get(end + 1..).unwrap_or_default();
            continue;
        }
        match part(&civil, first, same.chars().count(), locale.lang) {
            Some(text) => out.push_str(&text),
            None => out.push_str(same),
        }
        rest = after;
    }
    out
}

/// One part of a pattern, as in the patterns of Unicode (CLDR); `None` for a letter that means nothing.
fn part(at: &Civil, letter: char, length: usize, lang: Lang) -> Option<String> {
    let padded = |number: u32| format!("{number:0length$}");
    let short = |name: &str| name.chars().take(if lang == Lang::De { 2 } else { 3 }).collect::<String>();
    Some(match letter {
        'y' if length == 2 => format!("{:02}", at.year.rem_euclid(100)),
        'y' => format!("{:04}", at.year),
        'M' if length >= 4 => MONTHS.get(at.month as usize - 1)?.get(lang).to_owned(),
        'M' if length == 3 => MONTHS.get(at.month as usize - 1)?.get(lang).chars().take(3).collect(),
        'M' => padded(at.month),
        'd' => padded(at.day),
        'E' if length >= 4 => WEEKDAYS.get(at.weekday as usize)?.get(lang).to_owned(),
        'E' => short(WEEKDAYS.get(at.weekday as usize)?.get(lang)),
        'H' => padded(at.hour),
        'h' => padded((at.hour + 11) % 12 + 1),
        'm' => padded(at.minute),
        's' => padded(at.second),
        'S' => format!("{:03}", at.ms).chars().take(length).collect(),
        'a' => (if at.hour < 12 { "AM" } else { "PM" }).to_owned(),
        _ => return None,
    })
}
