//! Grundlagen → Datum & Zeit.

use super::slots::{self, BASICS};
use crate::i18n::{Text, same, t};
use crate::language::api;
use crate::language::block::{BlockDef, CategoryDef, Choice, Form, Hue, Literal, Says, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Expr, Node, quoted};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef =
    CategoryDef::new(&[BASICS, t("Datum & Zeit", "Date & time")], Hue::Number, ROWS);

/// The time that a block is about; without one it is now.
const TIME: SlotDef = when("time", t("Zeit", "Time"), t("Leer: jetzt.", "Empty: now."));
const SINCE: SlotDef = when("from", t("von", "from"), t("Die eine Zeit; leer: jetzt.", "The one time; empty: now."));
const UNTIL: SlotDef = when("to", t("bis", "to"), t("Die andere Zeit; leer: jetzt.", "The other time; empty: now."));

const fn when(key: &'static str, label: Text, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Value(Ty::Time), Literal::Nothing, help)
}

const fn choose(key: &'static str, label: Text, help: Text) -> Choice {
    Choice { key, label, help }
}

const FORMS: &[Choice] = &[
    choose("date_time", t("Datum und Uhrzeit", "Date and time"), t("22.11.2026 14:02:11", "2026-11-22 14:02:11")),
    choose("date", t("Datum", "Date"), t("22.11.2026", "2026-11-22")),
    choose("clock", t("Uhrzeit", "Time of day"), same("14:02:11")),
    choose("HH:mm", t("Stunde und Minute", "Hour and minute"), same("14:02")),
    choose("EEEE", t("Wochentag", "Weekday"), t("Sonntag", "Sunday")),
    choose("pattern", t("Muster", "Pattern"), t("Wie es im Feld „Muster“ steht.", "As the field “Pattern” says.")),
];
const FORM: SlotDef = choice("form", same("Form"), FORMS, "date_time", t("Wie.", "How."));
const PATTERN: SlotDef = SlotDef::new(
    "pattern",
    t("Muster", "Pattern"),
    Takes::Value(Ty::Text),
    Literal::Text("yyyy-MM-dd HH:mm"),
    t(
        "Für die Form „Muster“: yyyy Jahr, MM Monat, dd Tag, HH Stunde, mm Minute, ss Sekunde, EEE Wochentag; Wörter in '…'.",
        "For the form “Pattern”: yyyy year, MM month, dd day, HH hour, mm minute, ss second, EEE weekday; words in '…'.",
    ),
)
.advanced();

const PARTS: &[Choice] = &[
    choose("year", t("Jahr", "Year"), same("2026")),
    choose("month", t("Monat", "Month"), t("1 bis 12", "1 to 12")),
    choose("day", t("Tag", "Day"), t("1 bis 31", "1 to 31")),
    choose("hour", t("Stunde", "Hour"), t("0 bis 23", "0 to 23")),
    choose("minute", t("Minute", "Minute"), t("0 bis 59", "0 to 59")),
    choose("second", t("Sekunde", "Second"), t("0 bis 59", "0 to 59")),
    choose("weekday", t("Wochentag", "Weekday"), t("1 Montag bis 7 Sonntag", "1 Monday to 7 Sunday")),
    choose("week", t("Kalenderwoche", "Week"), t("1 bis 53", "1 to 53")),
    choose("dayofyear", t("Tag des Jahres", "Day of year"), t("1 bis 366", "1 to 366")),
];
const PART: SlotDef = choice("part", t("Teil", "Part"), PARTS, "hour", t("Welcher.", "Which one."));

const BY_CLOCK: Text = t("Nach der Uhr.", "By the clock.");
const BY_CALENDAR: Text = t("Nach dem Kalender.", "By the calendar.");
const UNITS: &[Choice] = &[
    choose("second", t("Sekunden", "seconds"), BY_CLOCK),
    choose("minute", t("Minuten", "minutes"), BY_CLOCK),
    choose("hour", t("Stunden", "hours"), BY_CLOCK),
    choose("day", t("Tage", "days"), BY_CALENDAR),
    choose("week", t("Wochen", "weeks"), BY_CALENDAR),
    choose("month", t("Monate", "months"), BY_CALENDAR),
    choose("year", t("Jahre", "years"), BY_CALENDAR),
    choose("ms", t("Millisekunden", "milliseconds"), BY_CLOCK),
];
const UNIT: SlotDef =
    choice("unit", t("Einheit", "Unit"), UNITS, "second", t("Worin gezählt wird.", "What is counted in."));

const fn choice(key: &'static str, label: Text, of: &'static [Choice], default: &'static str, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Choice(of), Literal::Text(default), help)
}

const COUNT: SlotDef =
    slots::number("by", t("dazu", "add"), 1.0, t("Wie viel; mit Minus früher.", "How much; with a minus earlier."));

const YEAR: SlotDef = slots::number("year", t("Jahr", "Year"), 2026.0, t("Das Jahr.", "The year."));
const MONTH: SlotDef = slots::number("month", t("Monat", "Month"), 1.0, t("1 bis 12.", "1 to 12."));
const DAY: SlotDef = slots::number("day", t("Tag", "Day"), 1.0, t("1 bis 31.", "1 to 31."));
const HOUR: SlotDef = slots::number("hour", t("Stunde", "Hour"), 0.0, t("0 bis 23.", "0 to 23."));
const MINUTE: SlotDef = slots::number("minute", t("Minute", "Minute"), 0.0, t("0 bis 59.", "0 to 59."));
const SECOND: SlotDef = slots::number("second", t("Sekunde", "Second"), 0.0, t("0 bis 59.", "0 to 59."));

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "time_now",
        icon: "clock",
        label: t("Jetzt", "Now"),
        help: t("Datum und Uhrzeit, wenn der Baustein läuft.", "Date and time when the block runs."),
        words: &["now", "jetzt", "heute", "today", "uhrzeit", "datum", "date", "time", "zeitstempel", "timestamp"],
        form: Form::value(Ty::Time, |e, n| e.call(n, &api::time::NOW, &[])),
        slots: &[],
    },
    BlockDef {
        kind: "time_format",
        icon: "calendar-days",
        label: t("Zeit als Text", "Time as text"),
        help: t(
            "Wie Menschen sie schreiben, in Ortszeit und in der Sprache der App.",
            "As people write it, in local time and in the language of the app.",
        ),
        words: &["format", "datum", "date", "uhrzeit", "clock", "wochentag", "weekday", "text"],
        form: Form::value(Ty::Text, format).saying(Says::Slots),
        slots: &[TIME, FORM, PATTERN],
    },
    BlockDef {
        kind: "time_part",
        icon: "calendar-search",
        label: t("Teil der Zeit", "Part of time"),
        help: t("Jahr, Monat, Stunde, Wochentag … in Ortszeit.", "Year, month, hour, weekday … in local time."),
        words: &["hour", "stunde", "day", "tag", "month", "year", "wochentag", "weekday", "kalenderwoche", "week"],
        form: Form::value(Ty::Number, parted).saying(Says::Slots),
        slots: &[PART, TIME],
    },
    BlockDef {
        kind: "time_add",
        icon: "calendar-plus",
        label: t("Zeit später", "Time later"),
        help: t(
            "Eine Zeit so viel später oder früher; Tage und Monate nach dem Kalender.",
            "A time so much later or earlier; days and months by the calendar.",
        ),
        words: &["add", "dazu", "später", "früher", "later", "earlier", "morgen", "gestern", "tomorrow", "yesterday"],
        form: Form::value(Ty::Time, add),
        slots: &[TIME, COUNT, UNIT],
    },
    BlockDef {
        kind: "time_difference",
        icon: "hourglass",
        label: t("Zeit dazwischen", "Time between"),
        help: t(
            "Wie viel Zeit zwischen zwei Zeiten liegt; unter null, wenn die zweite früher ist.",
            "How much time lies between two times; below zero where the second is earlier.",
        ),
        words: &["difference", "differenz", "dauer", "duration", "alter", "age", "seit", "since", "bis", "until"],
        form: Form::value(Ty::Number, difference),
        slots: &[SINCE, UNTIL, UNIT],
    },
    BlockDef {
        kind: "time_create",
        icon: "calendar-clock",
        label: t("Zeit aus Teilen", "Time from parts"),
        help: t(
            "Eine Zeit aus Jahr, Monat, Tag und Uhrzeit, in Ortszeit.",
            "A time of year, month, day and time of day, in local time.",
        ),
        words: &["create", "datum", "date", "erstellen", "make"],
        form: Form::value(Ty::Time, |e, n| {
            e.call(n, &api::time::OF_PARTS, &[&YEAR, &MONTH, &DAY, &HOUR, &MINUTE, &SECOND])
        }),
        slots: &[YEAR, MONTH, DAY, HOUR, MINUTE, SECOND],
    },
    BlockDef {
        kind: "time_unix",
        icon: "binary",
        label: t("Sekunden seit 1970", "Seconds since 1970"),
        help: t("Eine Zeit als Zahl, wie viele Geräte sie senden.", "A time as a number, as many devices send it."),
        words: &["unix", "epoch", "timestamp", "zeitstempel", "1970"],
        form: Form::value(Ty::Number, |e, n| {
            let time = moment(e, n, &TIME);
            Code::call(n, &api::time::UNIX, vec![time])
        }),
        slots: &[TIME],
    },
];

/// The time in a slot; now where there is none.
fn moment(e: &mut Emit<'_>, n: &Node<'_>, slot: &SlotDef) -> Expr {
    if e.is_wired(n, slot) || !e.choice(n, slot).trim().is_empty() {
        return e.arg(n, slot);
    }
    Code::call(n, &api::time::NOW, Vec::new())
}

/// The key of what was chosen in a slot, as a text.
fn key(e: &Emit<'_>, n: &Node<'_>, slot: &SlotDef) -> Expr {
    Code::name(n, quoted(&e.choice(n, slot)))
}

fn format(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let time = moment(e, n, &TIME);
    let form = if e.choice(n, &FORM) == "pattern" { e.arg(n, &PATTERN) } else { key(e, n, &FORM) };
    Code::call(n, &api::time::FORMAT, vec![time, form])
}

fn parted(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let args = vec![moment(e, n, &TIME), key(e, n, &PART)];
    Code::call(n, &api::time::PART, args)
}

fn add(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let args = vec![moment(e, n, &TIME), e.arg(n, &COUNT), key(e, n, &UNIT)];
    Code::call(n, &api::time::ADD, args)
}

fn difference(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let args = vec![moment(e, n, &SINCE), moment(e, n, &UNTIL), key(e, n, &UNIT)];
    Code::call(n, &api::time::DIFFERENCE, args)
}
