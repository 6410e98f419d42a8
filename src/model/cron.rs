//! Lines as the program cron has them, on our own calendar: the grammar and the search are those of the crate `croner`.

use std::cmp::Ordering;

use croner::errors::CronError;
use croner::parser::CronParser;
use croner::time::{CivilDateTime, CronDateTime, Resolution, Weekday};

use super::time::{civil, days_since_1970};
use crate::i18n::Locale;

/// Longest line; one that people write has a tenth of it.
const MOST: usize = 200;
/// The next time that is looked for lies within eight years: the 29th of February comes at least that often.
const FAR_MS: i64 = 8 * 366 * 86_400_000;

/// A line that can be kept to.
#[derive(Clone, Debug)]
pub struct CronLine(croner::Cron);

/// Why a line cannot be kept to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadCron {
    /// There is nothing in it.
    Empty,
    /// It has another form: so many parts instead of five, or six with seconds in front.
    Parts(usize),
    /// A part of it means nothing, in the words of the parser.
    Part(String),
}

impl CronLine {
    /// Reads a line: minute, hour, day of the month, month, day of the week; seconds may stand in front.
    ///
    /// # Errors
    /// [`BadCron`].
    pub fn parse(line: &str) -> Result<Self, BadCron> {
        let line = line.trim();
        let parts = line.split_whitespace().count();
        if parts == 0 {
            return Err(BadCron::Empty);
        }
        if !(line.starts_with('@') && parts == 1 || matches!(parts, 5 | 6)) {
            return Err(BadCron::Parts(parts));
        }
        if line.len() > MOST {
            return Err(BadCron::Part(format!("more than {MOST} characters")));
        }
        match CronParser::new().parse(line) {
            Ok(cron) => Ok(Self(cron)),
            Err(
                CronError::ComponentError(why) | CronError::InvalidPattern(why) | CronError::IllegalCharacters(why),
            ) => Err(BadCron::Part(why)),
            Err(other) => Err(BadCron::Part(other.to_string())),
        }
    }

    /// The next time after `after`, both in milliseconds since 1970; `None` where none is near enough to be waited for.
    pub fn next_after(&self, after: i64, locale: Locale) -> Option<i64> {
        let from = WallTime::new(after.div_euclid(1000) * 1000, after.saturating_add(FAR_MS), locale)?;
        self.0.find_next_occurrence(&from, false).ok().map(|next| next.ms)
    }
}

/// A time with the clock on the wall that shows it.
#[derive(Clone, Copy, Debug)]
struct WallTime {
    ms: i64,
    /// What it shows.
    shown: CivilDateTime,
    /// The search ends here.
    until: i64,
    locale: Locale,
}

impl WallTime {
    /// `None` for a time that is too far away to be shown.
    fn new(ms: i64, until: i64, locale: Locale) -> Option<Self> {
        let at = civil(locale.local_of(ms));
        let year = i32::try_from(at.year).ok()?;
        let shown = CivilDateTime::from_ymd_hms_opt(year, at.month, at.day, at.hour, at.minute, at.second)?;
        Some(Self { ms, shown, until, locale })
    }

    fn at(&self, ms: i64) -> Option<Self> {
        Self::new(ms, self.until, self.locale)
    }
}

impl CronDateTime for WallTime {
    fn to_civil(&self) -> CivilDateTime {
        self.shown
    }

    fn civil_weekday(&self) -> Weekday {
        Weekday::from_days_from_sunday((civil(self.locale.local_of(self.ms)).weekday + 1) % 7)
    }

    fn resolve_civil(&self, at: CivilDateTime) -> Result<Resolution<Self>, CronError> {
        let days = days_since_1970(at.year().into(), at.month().into(), at.day().into());
        let of_day = i64::from((at.hour() * 60 + at.minute()) * 60 + at.second());
        let local = (days * 86_400 + of_day) * 1000;
        if local > self.until {
            return Err(CronError::TimeSearchLimitExceeded);
        }
        let first = self.at(self.locale.utc_of(local)).ok_or(CronError::InvalidTime)?;
        if self.locale.local_of(first.ms) != local {
            return Ok(Resolution::Gap);
        }
        // No clock is changed by more than a day: what it shows again, it shows by the offset that holds then.
        let ahead = i64::from((self.locale.ahead)(first.ms + 86_400_000)) * 60_000;
        let second = self.at(local - ahead).filter(|second| second.ms > first.ms && second.shown == at);
        Ok(match second {
            Some(second) => Resolution::Ambiguous(first, second),
            None => Resolution::Single(first),
        })
    }

    fn checked_add_seconds(&self, seconds: i64) -> Option<Self> {
        self.at(self.ms.checked_add(seconds.checked_mul(1000)?)?)
    }

    fn cmp_instant(&self, other: &Self) -> Ordering {
        self.ms.cmp(&other.ms)
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

    fn next(line: &str, from: &str) -> Vec<String> {
        let line = CronLine::parse(line).unwrap();
        let mut at = time(from).unwrap().ms;
        let times = std::iter::from_fn(|| {
            at = line.next_after(at, BERLIN)?;
            Some(time_text(Moment { ms: at, floating: false }))
        });
        times.take(3).collect()
    }

    #[test]
    fn lines_are_those_of_cron() {
        assert_eq!(
            next("*/15 8-9 * * 1-5", "2027-02-05T07:40:00.250Z"),
            ["2027-02-05T07:45:00Z", "2027-02-05T08:00:00Z", "2027-02-05T08:15:00Z"]
        );
        assert_eq!(next("*/20 * * * * *", "2027-02-05T07:40:00.250Z")[0], "2027-02-05T07:40:20Z");
        assert_eq!(next("@daily", "2027-02-05T07:40:00Z")[0], "2027-02-05T23:00:00Z");
        assert_eq!(next("0 6 1 JAN *", "2027-02-05T07:40:00Z")[0], "2028-01-01T05:00:00Z");
        // The 13th, or any Friday.
        assert_eq!(
            next("0 0 13 * 5", "2027-02-05T07:40:00Z"),
            ["2027-02-11T23:00:00Z", "2027-02-12T23:00:00Z", "2027-02-18T23:00:00Z"]
        );
    }

    #[test]
    fn what_the_clock_skips_comes_later_and_what_it_shows_twice_comes_once() {
        let night = "30 2 * * *";
        assert_eq!(next(night, "2027-03-27T12:00:00Z")[1], "2027-03-29T00:30:00Z");
        assert_eq!(next(night, "2027-10-30T12:00:00Z")[..2], ["2027-10-31T00:30:00Z", "2027-11-01T01:30:00Z"]);
        // Each hour of a day with 25 of them.
        assert_eq!(
            next("0 * * * *", "2027-10-30T23:30:00Z"),
            ["2027-10-31T00:00:00Z", "2027-10-31T01:00:00Z", "2027-10-31T02:00:00Z"]
        );
    }

    #[test]
    fn what_cannot_be_kept_to_is_told() {
        assert_eq!(CronLine::parse("  ").unwrap_err(), BadCron::Empty);
        assert_eq!(CronLine::parse("* * * *").unwrap_err(), BadCron::Parts(4));
        for wrong in ["61 * * * *", "a * * * *", "* * * 13 *", "@sometimes", "*/0 * * * *"] {
            assert!(matches!(CronLine::parse(wrong).unwrap_err(), BadCron::Part(_)), "{wrong}");
        }
        assert!(matches!(CronLine::parse(&format!("{}1 * * * *", "1,".repeat(5000))), Err(BadCron::Part(_))));
        // It can be read, and never comes.
        assert_eq!(next("0 0 30 2 *", "2027-02-05T07:40:00Z"), [""; 0]);
        assert_eq!(next("0 0 29 2 *", "2027-02-05T07:40:00Z")[0], "2028-02-28T23:00:00Z");
    }
}
