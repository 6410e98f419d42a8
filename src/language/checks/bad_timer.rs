//! A timer that cannot tick as it says, or not as fast.

use crate::i18n::{Text, Wording, t};
use crate::language::fixes;
use crate::model::cron::{BadCron, CronLine};
use crate::model::edit::Edit;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::timer::{SHORTEST, Schedule, Timer, all_weekdays};

/// The check.
pub static CHECK: Check = Check {
    key: "bad_timer",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || {
        let part = BadCron::Part("Position 0 is out of bounds".to_owned());
        let flaws = [TimerFlaw::TooFast, TimerFlaw::NoTime, TimerFlaw::NoDay, TimerFlaw::Never];
        let of_lines = [BadCron::Empty, BadCron::Parts(4), part].map(TimerFlaw::Cron);
        flaws.into_iter().chain(of_lines).map(|flaw| CHECK.at(Place::Project, flaw.wording())).collect()
    },
};

const FASTEST: Text = t("Auf 50 ms stellen", "Set to 50 ms");
const DAILY: Text = t("Jeden Tag", "Every day");

/// What is wrong about a schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TimerFlaw {
    /// Faster than anything ticks.
    TooFast,
    /// At no time of day.
    NoTime,
    /// On no day of the week.
    NoDay,
    /// The line can be read, and the time that it says never comes.
    Never,
    /// The line cannot be read.
    Cron(BadCron),
}

impl TimerFlaw {
    /// What is wrong about a schedule, if anything is.
    pub fn of(when: &Schedule) -> Option<Self> {
        match when {
            Schedule::Every { ms } | Schedule::Once { ms } => {
                (u128::from(*ms) < SHORTEST.as_millis()).then_some(Self::TooFast)
            }
            Schedule::Daily { times, .. } if times.is_empty() => Some(Self::NoTime),
            Schedule::Daily { weekdays, .. } => {
                (!weekdays.iter().any(|day| (1..=7).contains(day))).then_some(Self::NoDay)
            }
            Schedule::Cron(line) => match CronLine::parse(line) {
                Ok(line) => {
                    line.next_after(0, crate::i18n::Locale::utc(crate::i18n::Lang::En)).is_none().then_some(Self::Never)
                }
                Err(bad) => Some(Self::Cron(bad)),
            },
        }
    }

    /// What is said about it.
    pub fn wording(&self) -> Wording {
        match self {
            Self::TooFast => t(
                "Ein Zeitgeber tickt höchstens alle 50 ms. Eine längere Zeit eintragen.",
                "A timer ticks every 50 ms at most. Enter a longer time.",
            )
            .into(),
            Self::NoTime => t(
                "Der Zeitgeber tickt nie: Eine Uhrzeit fehlt. Eine eintragen, etwa 06:30.",
                "The timer never ticks: a time of day is missing. Enter one, such as 06:30.",
            )
            .into(),
            Self::NoDay => t(
                "Der Zeitgeber tickt nie: Es ist kein Wochentag gewählt. Mindestens einen wählen.",
                "The timer never ticks: no day of the week is chosen. Choose at least one.",
            )
            .into(),
            Self::Never => t(
                "Der Zeitgeber tickt nie: Diesen Tag gibt es nicht. Tag und Monat der Cron-Zeile prüfen.",
                "The timer never ticks: there is no such day. Check day and month of the cron line.",
            )
            .into(),
            Self::Cron(BadCron::Empty) => t(
                "Die Cron-Zeile ist leer. Eine eintragen: „0 6 * * 1-5“ ist werktags um 6 Uhr.",
                "The cron line is empty. Enter one: “0 6 * * 1-5” is six o’clock on workdays.",
            )
            .into(),
            Self::Cron(BadCron::Parts(count)) => Wording::new(
                format!(
                    "Die Cron-Zeile hat {count} Teile. Nötig sind fünf: Minute, Stunde, Tag, Monat, Wochentag; davor können Sekunden stehen."
                ),
                format!(
                    "The cron line has {count} parts. It needs five: minute, hour, day, month, day of the week; seconds may stand in front."
                ),
            ),
            Self::Cron(BadCron::Part(why)) => Wording::new(
                format!(
                    "Die Cron-Zeile lässt sich nicht lesen ({why}). Erlaubt sind Zahlen, *, Bereiche (1-5), Listen (1,15) und Schritte (*/10)."
                ),
                format!(
                    "The cron line cannot be read ({why}). Numbers, *, ranges (1-5), lists (1,15) and steps (*/10) are allowed."
                ),
            ),
        }
    }
}

/// A schedule without the flaw, where there is but one way.
fn mended(when: &Schedule, flaw: &TimerFlaw) -> Option<(Text, Schedule)> {
    let ms = u64::try_from(SHORTEST.as_millis()).ok()?;
    match (when, flaw) {
        (Schedule::Every { .. }, TimerFlaw::TooFast) => Some((FASTEST, Schedule::Every { ms })),
        (Schedule::Once { .. }, TimerFlaw::TooFast) => Some((FASTEST, Schedule::Once { ms })),
        (Schedule::Daily { times, .. }, TimerFlaw::NoDay) => {
            Some((DAILY, Schedule::Daily { times: times.clone(), weekdays: all_weekdays() }))
        }
        _ => None,
    }
}

fn find(project: &Project, problems: &mut Vec<Problem>) {
    for timer in &project.timers {
        let flaw = TimerFlaw::of(&timer.when);
        problems.extend(flaw.map(|flaw| {
            let fix = mended(&timer.when, &flaw)
                .map(|(label, when)| fixes::edit(label, Edit::SetTimer(Timer { when, ..timer.clone() })));
            CHECK.at(Place::item(timer.id), flaw.wording()).with_fix(fix)
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::testing::{found_in, project};
    use crate::model::timer::{TimeOfDay, all_weekdays};

    #[test]
    fn a_timer_must_be_able_to_tick() {
        let (mut project, _) = project();
        let before = found_in(&project);
        let daily = |times: &[&str], weekdays| {
            let times = times.iter().filter_map(|text| TimeOfDay::parse(text)).collect();
            Schedule::Daily { times, weekdays }
        };
        let cron = |line: &str| Schedule::Cron(line.to_owned());
        for (when, flaw) in [
            (Schedule::Every { ms: 50 }, None),
            (Schedule::Every { ms: 49 }, Some(TimerFlaw::TooFast)),
            (Schedule::Once { ms: 0 }, Some(TimerFlaw::TooFast)),
            (daily(&["6:30"], all_weekdays()), None),
            (daily(&[], all_weekdays()), Some(TimerFlaw::NoTime)),
            (daily(&["6:30"], [9].into()), Some(TimerFlaw::NoDay)),
            (cron("*/5 * * * *"), None),
            (cron("0 0 31 2 *"), Some(TimerFlaw::Never)),
            (cron(""), Some(TimerFlaw::Cron(BadCron::Empty))),
            (cron("1 2 3"), Some(TimerFlaw::Cron(BadCron::Parts(3)))),
        ] {
            assert_eq!(TimerFlaw::of(&when), flaw, "{when:?}");
            project.timers[0].when = when;
            let more = if flaw.is_some() { vec!["bad_timer"] } else { Vec::new() };
            assert_eq!(found_in(&project), [before.clone(), more].concat());
        }
    }
}
