//! Time and date of this computer. Asks for a picture only when what it shows changes.

use std::time::Duration;

use egui::{Color32, Role, WidgetInfo};
use time::OffsetDateTime;

use super::ControlClass;
use crate::i18n::{Lang, Locale, t};
use crate::model::binding::time_as;
use crate::model::row::{Choice, Literal};
use crate::model::time::Moment;
use crate::player::cell::local;
use crate::player::common::{BLINK, DARK_TEXT, TAPPED, TEXT_STYLE, VISIBLE, align, bold, font_size, halign};
use crate::player::paint::{Look, Paint, Touch};
use crate::player::property::Handle;
use crate::player::react::area;
use crate::player::row::{ControlDef, ControlGroup, Reading, Section};

const SHOWS: Handle<String> = Handle::choice("shows", t("Zeigt", "Shows"), Section::General, KINDS, TIME);
/// As in the patterns of bindings; instead of what is shown otherwise.
const PATTERN: Handle<String> =
    Handle::text("pattern", t("Muster", "Pattern"), Literal::Text("")).read_as(Reading::None);
const FONT_SIZE: Handle<f64> = font_size(36.0);
const BOLD: Handle<bool> = bold(true);
const ALIGN: Handle<String> = align("left");

const TIME: &str = "time";
const SECONDS: &str = "seconds";
const DATE: &str = "date";
const BOTH: &str = "both";

const KINDS: &[Choice] = &[
    Choice { key: TIME, label: t("Uhrzeit", "Time"), help: t("Stunden und Minuten", "Hours and minutes") },
    Choice { key: SECONDS, label: t("mit Sekunden", "with seconds"), help: t("Auch die Sekunden", "Seconds too") },
    Choice { key: DATE, label: t("Datum", "Date"), help: t("Wochentag und Datum", "Day of the week and date") },
    Choice {
        key: BOTH,
        label: t("Datum und Uhrzeit", "Date and time"),
        help: t("Beides in einer Zeile", "Both in a line"),
    },
];

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "clock",
        group: ControlGroup::Display,
        icon: "clock",
        label: t("Uhr", "Clock"),
        help: t("Zeigt Uhrzeit oder Datum", "Shows the time or the date"),
        size: (240.0, 56.0),
        properties: &[
            SHOWS.def,
            PATTERN.def,
            VISIBLE.def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            BOLD.def,
            ALIGN.def,
            BLINK.def,
        ],
        triggers: &[TAPPED],
    },
    paint,
    react: area,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let now = local(OffsetDateTime::now_utc());
    let (shows, pattern) = (paint.get(SHOWS), paint.get(PATTERN));
    let has_seconds = if pattern.is_empty() { &*shows == SECONDS } else { pattern.contains('s') };
    if paint.clock.is_some() {
        let second = Duration::from_nanos(1_000_000_000 - u64::from(now.nanosecond()));
        let left = Duration::from_secs(u64::from(59 - now.second())) + second;
        paint.painter.ctx().request_repaint_after(if has_seconds { second } else { left });
    }
    let ink: Color32 = paint.get(DARK_TEXT);
    let ink = if paint.touch == Touch::Pressed { ink.gamma_multiply(0.7) } else { ink };
    let font = paint.font(FONT_SIZE, paint.get(BOLD));
    paint.line(&text(now, &shows, &pattern, paint.look.lang), font, ink, halign(&paint.get(ALIGN)), paint.rect);
}

fn text(now: OffsetDateTime, shows: &str, pattern: &str, lang: Lang) -> String {
    if !pattern.is_empty() {
        let local = now.unix_timestamp() + i64::from(now.offset().whole_seconds());
        return time_as(Moment { ms: local * 1000, floating: true }, pattern, Locale::utc(lang));
    }
    let time = format!("{:02}:{:02}", now.hour(), now.minute());
    match shows {
        SECONDS => format!("{time}:{:02}", now.second()),
        DATE => date(now, lang),
        BOTH => format!("{}, {time}", date(now, lang)),
        _ => time,
    }
}

fn date(now: OffsetDateTime, lang: Lang) -> String {
    let days = [
        t("Mo", "Mon"),
        t("Di", "Tue"),
        t("Mi", "Wed"),
        t("Do", "Thu"),
        t("Fr", "Fri"),
        t("Sa", "Sat"),
        t("So", "Sun"),
    ];
    let day = days.get(usize::from(now.weekday().number_days_from_monday())).map_or("", |day| day.get(lang));
    let (year, month, number) = (now.year(), u8::from(now.month()), now.day());
    match lang {
        Lang::De => format!("{day} {number:02}.{month:02}.{year}"),
        Lang::En => format!("{day} {year}-{month:02}-{number:02}"),
    }
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    let told = text(local(OffsetDateTime::now_utc()), &look.get(SHOWS), &look.get(PATTERN), look.lang);
    WidgetInfo { current_text_value: Some(told), ..WidgetInfo::new(Role::Timer) }
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;

    #[test]
    fn each_kind_reads_as_the_language_writes_it() {
        let at = datetime!(2026-11-27 08:05:09 UTC);
        for (shows, de, en) in [
            (TIME, "08:05", "08:05"),
            (SECONDS, "08:05:09", "08:05:09"),
            (DATE, "Fr 27.11.2026", "Fri 2026-11-27"),
            (BOTH, "Fr 27.11.2026, 08:05", "Fri 2026-11-27, 08:05"),
        ] {
            assert_eq!(text(at, shows, "", Lang::De), de);
            assert_eq!(text(at, shows, "", Lang::En), en);
        }
        assert_eq!(text(at, TIME, "EEEE, d. MMMM", Lang::De), "Freitag, 27. November");
    }
}
