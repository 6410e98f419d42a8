//! When timers tick, as people read it.

use std::collections::BTreeSet;

use super::{number, pick};
use crate::i18n::{Lang, Locale, Text, t};
use crate::model::binding::time_as;
use crate::model::time::Moment;
use crate::model::timer::Schedule;

/// The days of the week in two or three letters, Monday first.
pub const WEEKDAYS_SHORT: [Text; 7] =
    [t("Mo", "Mon"), t("Di", "Tue"), t("Mi", "Wed"), t("Do", "Thu"), t("Fr", "Fri"), t("Sa", "Sat"), t("So", "Sun")];

/// When a timer ticks: `alle 5 s`, `Mo–Fr 06:30, 18:00`.
pub fn schedule(when: &Schedule, lang: Lang) -> String {
    match when {
        Schedule::Every { ms } => pick(lang, format!("alle {}", span(*ms, lang)), format!("every {}", span(*ms, lang))),
        Schedule::Once { ms } => {
            pick(lang, format!("einmal nach {}", span(*ms, lang)), format!("once after {}", span(*ms, lang)))
        }
        Schedule::Daily { times, weekdays } => {
            let times = times.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            format!("{} {times}", days(weekdays, lang)).trim_end().to_owned()
        }
        Schedule::Cron(line) => line.trim().to_owned(),
    }
}

/// A span in the largest unit that keeps its number short: `250 ms`, `1,5 s`, `10 min`, `2 h`.
fn span(ms: u64, lang: Lang) -> String {
    let (unit, size) = match ms {
        0 => ("s", 1_000.0),
        _ if ms.is_multiple_of(3_600_000) => ("h", 3_600_000.0),
        _ if ms.is_multiple_of(60_000) => ("min", 60_000.0),
        _ if ms < 1_000 => ("ms", 1.0),
        _ => ("s", 1_000.0),
    };
    format!("{} {unit}", number(ms as f64 / size, lang))
}

/// Days of the week, those behind each other as one piece: `täglich`, `Mo–Fr`, `Mo, Mi`.
fn days(weekdays: &BTreeSet<u8>, lang: Lang) -> String {
    if (1..=7).all(|day| weekdays.contains(&day)) {
        return t("täglich", "daily").get(lang).to_owned();
    }
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for day in weekdays.iter().filter(|day| (1..=7).contains(*day)).map(|day| usize::from(*day) - 1) {
        match runs.last_mut() {
            Some((_, last)) if *last + 1 == day => *last = day,
            _ => runs.push((day, day)),
        }
    }
    let name = |day: usize| WEEKDAYS_SHORT.get(day).map_or("", |text| text.get(lang));
    let words = runs.into_iter().map(|(first, last)| match last - first {
        0 => name(first).to_owned(),
        1 => format!("{}, {}", name(first), name(last)),
        _ => format!("{}–{}", name(first), name(last)),
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The next times of a schedule that keeps to the clock on the wall: `Fr 27.11. 18:00 · Sa 28.11. 06:30`.
pub fn next_times(when: &Schedule, now: i64, count: usize, locale: Locale) -> Option<String> {
    let mut at = now;
    let times = std::iter::from_fn(|| {
        at = when.next_after(at, locale)?;
        let pattern = t("E dd.MM. HH:mm", "E d MMM HH:mm").get(locale.lang);
        let seconds = if at % 60_000 == 0 { "" } else { ":ss" };
        Some(time_as(Moment { ms: at, floating: false }, &format!("{pattern}{seconds}"), locale))
    });
    let times: Vec<String> = times.take(count).collect();
    (!times.is_empty()).then(|| times.join(" · "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timer::{TimeOfDay, all_weekdays};

    #[test]
    fn schedules_are_told_briefly() {
        let said = |when: &Schedule| [schedule(when, Lang::De), schedule(when, Lang::En)];
        let every = |ms| Schedule::Every { ms };
        assert_eq!(said(&every(5_000)), ["alle 5 s", "every 5 s"]);
        assert_eq!(said(&every(1_500)), ["alle 1,5 s", "every 1.5 s"]);
        assert_eq!(said(&every(250)), ["alle 250 ms", "every 250 ms"]);
        assert_eq!(said(&every(7_200_000)), ["alle 2 h", "every 2 h"]);
        assert_eq!(said(&Schedule::Once { ms: 600_000 }), ["einmal nach 10 min", "once after 10 min"]);
        let daily = |times: &[&str], weekdays: &[u8]| Schedule::Daily {
            times: times.iter().filter_map(|text| TimeOfDay::parse(text)).collect(),
            weekdays: weekdays.iter().copied().collect(),
        };
        assert_eq!(said(&daily(&["18:00", "6:30"], &[1, 2, 3, 4, 5])), ["Mo–Fr 06:30, 18:00", "Mon–Fri 06:30, 18:00"]);
        assert_eq!(said(&daily(&["8:00"], &[1, 3, 6, 7])), ["Mo, Mi, Sa, So 08:00", "Mon, Wed, Sat, Sun 08:00"]);
        let times = [TimeOfDay::parse("0:00").unwrap()].into();
        assert_eq!(said(&Schedule::Daily { times, weekdays: all_weekdays() }), ["täglich 00:00", "daily 00:00"]);
        assert_eq!(said(&daily(&[], &[])), ["", ""]);
    }

    #[test]
    fn next_times_are_told_with_their_day() {
        let daily = Schedule::Cron("30 6 * * *".to_owned());
        let said = |lang| next_times(&daily, 0, 2, Locale::utc(lang)).unwrap();
        assert_eq!(said(Lang::De), "Do 01.01. 06:30 · Fr 02.01. 06:30");
        assert_eq!(said(Lang::En), "Thu 1 Jan 06:30 · Fri 2 Jan 06:30");
        assert_eq!(next_times(&Schedule::Every { ms: 5 }, 0, 2, Locale::utc(Lang::De)), None);
    }
}
