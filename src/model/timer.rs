//! Timers of the app: when each ticks. Pure: what time it is, and the time zone, come from outside.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::cron::CronLine;
use super::handler::Handler;
use super::id::TimerId;
use super::indexed::Findable;
use super::time::civil;
use crate::i18n::Locale;

/// Key of the trigger of a timer: its time has come.
pub const TICK: &str = "tick";

/// Nothing ticks faster.
pub const SHORTEST: Duration = Duration::from_millis(50);
/// Nothing waits for longer: a year.
pub const LONGEST: Duration = Duration::from_hours(366 * 24);
/// A time of day that is missed by more, as while the computer slept, is left out.
const LATE_MS: i64 = 90_000;

const DAY_MS: i64 = 86_400_000;

/// A timer: while it runs it ticks, as its schedule says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timer {
    /// What blocks refer to.
    pub id: TimerId,
    /// What people see; unique in the project.
    pub name: String,
    /// Its name in scripts, `timers.<ident>`.
    pub ident: String,
    /// When it ticks.
    pub when: Schedule,
    /// Whether it starts with the app.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub starts: bool,
    /// What happens when it ticks, by trigger.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, Arc<Handler>>,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_yes(flag: &bool) -> bool {
    *flag
}

impl Findable for Timer {
    type Id = TimerId;

    fn id(&self) -> TimerId {
        self.id
    }

    fn script_name(&self) -> &str {
        &self.ident
    }
}

/// When a timer ticks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Schedule {
    /// Again and again, the first time after this many milliseconds.
    Every {
        /// Milliseconds.
        ms: u64,
    },
    /// Once, this many milliseconds after its start.
    Once {
        /// Milliseconds.
        ms: u64,
    },
    /// At times of day, by the clock on the wall.
    Daily {
        /// The times.
        times: BTreeSet<TimeOfDay>,
        /// On which days of the week, 1 for Monday to 7.
        weekdays: BTreeSet<u8>,
    },
    /// By a line as the program cron has it, by the clock on the wall.
    Cron(String),
}

/// All days of the week.
pub fn all_weekdays() -> BTreeSet<u8> {
    (1..=7).collect()
}

/// A time of day, in seconds since midnight; a text in files: `06:30`, `06:30:15`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u32);

impl TimeOfDay {
    /// Reads `6:30`, `06.30`, `06:30:15` or `6` as people type it; `None` where it is no time of day.
    pub fn parse(text: &str) -> Option<Self> {
        let mut seconds = 0;
        let mut parts = text.trim().split([':', '.']);
        for (least, factor) in [(24, 3600), (60, 60), (60, 1)] {
            let part = parts.next();
            if part.is_none() && factor != 3600 {
                continue;
            }
            let digits = part.filter(|part| matches!(part.len(), 1 | 2) && part.bytes().all(|b| b.is_ascii_digit()))?;
            let number: u32 = digits.parse().ok().filter(|number| *number < least)?;
            seconds += number * factor;
        }
        parts.next().is_none().then_some(Self(seconds))
    }

    /// Milliseconds since midnight.
    fn ms(self) -> i64 {
        i64::from(self.0) * 1000
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 3600, self.0 / 60 % 60)?;
        if self.0.is_multiple_of(60) { Ok(()) } else { write!(f, ":{:02}", self.0 % 60) }
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).ok_or_else(|| format!("{text:?} is no time of day"))
    }
}

impl From<TimeOfDay> for String {
    fn from(at: TimeOfDay) -> Self {
        at.to_string()
    }
}

impl Schedule {
    /// The time from one tick to the next, or from the start to the only one, as it is kept to; `None` where the clock on
    /// the wall says when it ticks.
    pub fn span(&self) -> Option<Duration> {
        match self {
            Self::Every { ms } | Self::Once { ms } => Some(Duration::from_millis(*ms).clamp(SHORTEST, LONGEST)),
            Self::Daily { .. } | Self::Cron(_) => None,
        }
    }

    /// Whether it goes on after a tick.
    pub fn repeats(&self) -> bool {
        !matches!(self, Self::Once { .. })
    }

    /// The next time after `after`, both in milliseconds since 1970, by the clock on the wall; `None` where there is none.
    ///
    /// A time of day that the clock skips in spring comes as much later, one that it shows twice in autumn comes once.
    pub fn next_after(&self, after: i64, locale: Locale) -> Option<i64> {
        match self {
            Self::Every { .. } | Self::Once { .. } => None,
            Self::Daily { times, weekdays } => next_daily(times, weekdays, after, locale),
            Self::Cron(line) => CronLine::parse(line).ok()?.next_after(after, locale),
        }
    }
}

fn next_daily(times: &BTreeSet<TimeOfDay>, weekdays: &BTreeSet<u8>, after: i64, locale: Locale) -> Option<i64> {
    let today = locale.local_of(after).div_euclid(DAY_MS);
    // Today's may be over, so the same day of the next week is looked at as well.
    let mut days = (today..=today + 8).filter(|day| {
        let weekday = civil(day * DAY_MS).weekday + 1;
        weekdays.contains(&(weekday as u8))
    });
    let of_day = |day: i64| {
        let times = times.iter().map(move |time| locale.utc_of(day * DAY_MS + time.ms()));
        times.filter(|at| *at > after).min()
    };
    days.find_map(of_day)
}

/// Looks at the clock on the wall from time to time, and says when a time of a schedule has come.
///
/// Each look starts from the clock as it is then: it may have been set, and the computer may have slept.
#[derive(Clone, Copy, Debug)]
pub struct WallWatch {
    looked: i64,
}

impl WallWatch {
    /// Begins at a time, in milliseconds since 1970.
    pub fn new(now: i64) -> Self {
        Self { looked: now }
    }

    /// Whether a time of the schedule has come since the last look. One that was missed for longer than a moment is over.
    pub fn look(&mut self, schedule: &Schedule, now: i64, locale: Locale) -> bool {
        // Where the clock was set back, its times come again; where it was set far ahead, those between are left out.
        let since = self.looked.clamp(now - LATE_MS, now);
        self.looked = now;
        schedule.next_after(since, locale).is_some_and(|due| due <= now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Lang;
    use crate::model::time::{Moment, time, time_text};

    /// Berlin in 2027: summer time from 28 March, 01:00 UTC, to 31 October, 01:00 UTC.
    const BERLIN: Locale = Locale {
        ahead: |at| if (1_806_195_600_000..1_824_944_400_000).contains(&at) { 120 } else { 60 },
        ..Locale::utc(Lang::De)
    };

    fn ms(text: &str) -> i64 {
        time(text).unwrap().ms
    }

    fn daily(times: &[&str], weekdays: &[u8]) -> Schedule {
        let times = times.iter().map(|text| TimeOfDay::parse(text).unwrap()).collect();
        Schedule::Daily { times, weekdays: weekdays.iter().copied().collect() }
    }

    /// The next three times after `from`.
    fn next(schedule: &Schedule, from: &str) -> Vec<String> {
        let mut at = ms(from);
        let times = std::iter::from_fn(|| {
            at = schedule.next_after(at, BERLIN)?;
            Some(time_text(Moment { ms: at, floating: false }))
        });
        times.take(3).collect()
    }

    #[test]
    fn times_of_day_are_read_as_people_type_them() {
        for (text, shown) in [("6:30", "06:30"), (" 06.30 ", "06:30"), ("23:59:59", "23:59:59"), ("7", "07:00")] {
            assert_eq!(TimeOfDay::parse(text).unwrap().to_string(), shown);
        }
        for wrong in ["", "24:00", "6:60", "6:5:", "-1:00", "006:00", "6:30:00:00", "abends", "6:+1"] {
            assert_eq!(TimeOfDay::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn times_of_day_come_on_their_days() {
        // The 26th of March 2027 is a Friday.
        let workdays = daily(&["18:00", "6:30"], &[1, 2, 3, 4, 5]);
        assert_eq!(
            next(&workdays, "2027-03-26T12:00:00Z"),
            ["2027-03-26T17:00:00Z", "2027-03-29T04:30:00Z", "2027-03-29T16:00:00Z"]
        );
        let once_a_week = daily(&["6:30"], &[5]);
        assert_eq!(next(&once_a_week, "2027-03-26T05:30:00Z")[0], "2027-04-02T04:30:00Z");
        assert_eq!(next(&daily(&[], &[1]), "2027-03-26T05:30:00Z"), [""; 0]);
        assert_eq!(next(&daily(&["6:30"], &[]), "2027-03-26T05:30:00Z"), [""; 0]);
    }

    #[test]
    fn what_the_clock_skips_comes_later_and_what_it_shows_twice_comes_once() {
        let night = daily(&["02:30"], &[1, 2, 3, 4, 5, 6, 7]);
        // There is no 02:30 on the 28th: 03:30 stands for it.
        assert_eq!(
            next(&night, "2027-03-27T00:00:00Z"),
            ["2027-03-27T01:30:00Z", "2027-03-28T01:30:00Z", "2027-03-29T00:30:00Z"]
        );
        assert_eq!(next(&night, "2027-10-30T12:00:00Z")[..2], ["2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"]);
    }

    #[test]
    fn the_clock_may_be_set_and_the_computer_may_sleep() {
        let morning = daily(&["06:30"], &[1, 2, 3, 4, 5, 6, 7]);
        let mut watch = WallWatch::new(ms("2027-01-01T05:29:00Z"));
        let mut look = |at: &str| watch.look(&morning, ms(at), BERLIN);
        assert!(!look("2027-01-01T05:29:40Z"));
        assert!(look("2027-01-01T05:30:10Z"), "a little late");
        assert!(!look("2027-01-01T05:30:40Z"), "once");
        assert!(!look("2027-01-02T07:00:00Z"), "it slept through this one");
        assert!(look("2027-01-03T05:30:00Z"));
        assert!(!look("2027-01-03T05:00:00Z"), "set back");
        assert!(look("2027-01-03T05:30:00Z"), "so it comes again");
        assert!(!look("2041-01-01T12:00:00Z"), "a clock that is set after the start brings nothing");
    }

    #[test]
    fn spans_are_kept_within_bounds() {
        let span = |ms| Schedule::Every { ms }.span().unwrap();
        assert_eq!([span(0), span(250)], [SHORTEST, Duration::from_millis(250)]);
        assert_eq!(span(u64::MAX), LONGEST);
        assert_eq!(daily(&["6:30"], &[1]).span(), None);
    }

    #[test]
    fn schedules_stand_in_files_as_people_read_them() {
        for (schedule, ron) in [
            (Schedule::Every { ms: 500 }, "Every(ms:500)"),
            (daily(&["18:00", "6:30:05"], &[1, 7]), r#"Daily(times:["06:30:05","18:00"],weekdays:[1,7])"#),
            (Schedule::Cron("0 6 * * 1-5".to_owned()), r#"Cron("0 6 * * 1-5")"#),
        ] {
            assert_eq!(ron::to_string(&schedule).unwrap(), ron);
            assert_eq!(ron::from_str::<Schedule>(ron).unwrap(), schedule);
        }
        assert!(ron::from_str::<TimeOfDay>("\"25:00\"").is_err());
    }
}
