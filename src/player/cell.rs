//! What stands in a cell of a table, and a message in one line: pure text.

use std::borrow::Cow;
use std::sync::OnceLock;

use time::formatting::Formattable;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use crate::i18n::{Lang, Text, t};
use crate::model::excerpt;
use crate::model::payload::hex_begin;
use crate::model::source::convert::Cell;
use crate::model::source::table::{ShownColumn, TableRow};
use crate::model::time::Moment;

/// What stands for a message without content: an empty retained one clears what the broker has stored.
pub const EMPTY_MESSAGE: Text = t("(leer)", "(empty)");

/// `12 bytes: 00 FF …`. There may be more than `raw`: `all` is how many there were.
pub fn bytes_line(raw: &[u8], all: usize, lang: Lang) -> String {
    let unit = match (all, lang) {
        (1, Lang::De) => "Byte",
        (1, Lang::En) => "byte",
        (_, Lang::De) => "Bytes",
        (_, Lang::En) => "bytes",
    };
    format!("{all} {unit}: {}", hex_begin(raw))
}

/// Most bytes of a cell that stand in one line.
const IN_LINE: usize = 1_000;

/// Most of a cell that is unfolded: what is longer hides the other rows.
const UNFOLDED_BYTES: usize = 2_000;
const UNFOLDED_LINES: usize = 60;

/// What stands in a cell, in one line; `…` where there is more.
pub fn cell_text(line: &TableRow, column: ShownColumn, lang: Lang) -> String {
    one_line(&cell_words(line, column, lang)).into_owned()
}

/// What a cell holds, on as many lines as it has; of a very long one the beginning, and how long it is.
pub(super) fn unfolded(line: &TableRow, column: ShownColumn, lang: Lang) -> Cow<'_, str> {
    match cell_words(line, column, lang) {
        Cow::Borrowed(text) => {
            let begin = excerpt::begin(text, UNFOLDED_BYTES);
            let lines = begin.match_indices('\n').nth(UNFOLDED_LINES - 1).map_or(begin.len(), |(at, _)| at);
            excerpt::shortened(text, lines, lang)
        }
        Cow::Owned(text) => Cow::Owned(text),
    }
}

/// What a cell holds.
fn cell_words(line: &TableRow, column: ShownColumn, lang: Lang) -> Cow<'_, str> {
    match column {
        ShownColumn::Time => local_time(line.row.at_ms).into(),
        ShownColumn::Topic => (&line.row.topic).into(),
        ShownColumn::Message if line.row.message.is_empty() => EMPTY_MESSAGE.get(lang).into(),
        ShownColumn::Message => match &line.row.raw {
            // Taken as text it would be full of holes.
            Some(raw) if excerpt::begin(&line.row.message, IN_LINE).contains('\u{fffd}') => {
                bytes_line(raw, raw.len(), lang).into()
            }
            Some(_) | None => (&line.row.message).into(),
        },
        ShownColumn::Titled(index) => match line.cells.get(index) {
            Some(Cell::Bool(true)) => t("ja", "yes").get(lang).into(),
            Some(Cell::Bool(false)) => t("nein", "no").get(lang).into(),
            Some(Cell::Time(moment)) => day_and_time(*moment).into(),
            Some(Cell::Text(text)) => text.into(),
            Some(cell @ (Cell::Number(_) | Cell::Empty)) => cell.to_text().into(),
            None => "".into(),
        },
    }
}

/// The first line of a text, and `…` where that is not all.
fn one_line(text: &str) -> Cow<'_, str> {
    let begin = excerpt::begin(text, IN_LINE);
    let first = begin.lines().next().unwrap_or_default();
    if first.len() == text.trim_end().len() || first.len() == text.len() {
        Cow::Borrowed(first)
    } else {
        Cow::Owned(format!("{first}…"))
    }
}

/// The local offset is asked for once; where the system does not tell it, it is UTC.
fn offset() -> UtcOffset {
    static OFFSET: OnceLock<UtcOffset> = OnceLock::new();
    *OFFSET.get_or_init(|| UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC))
}

/// Day and time for people, in local time: `27.11.2026, 16:02`, in English `2026-11-27, 16:02`.
pub fn moment(at_ms: i64, lang: Lang) -> String {
    match lang {
        Lang::De => written(at_ms, offset(), format_description!("[day].[month].[year], [hour]:[minute]")),
        Lang::En => written(at_ms, offset(), format_description!("[year]-[month]-[day], [hour]:[minute]")),
    }
}

/// The same moment in local time.
pub(super) fn local(at: OffsetDateTime) -> OffsetDateTime {
    at.to_offset(offset())
}

/// How far local time is ahead, in milliseconds.
pub(super) fn offset_ms() -> i64 {
    i64::from(offset().whole_seconds()) * 1000
}

/// The time of a mark on an axis, as exact as its step asks for: `16:02:10`, `16:02`, `27.11.`
pub(super) fn clock_text(at_ms: i64, step_ms: i64, lang: Lang) -> String {
    match (step_ms, lang) {
        (..60_000, _) => local_time(at_ms),
        (60_000..86_400_000, _) => written(at_ms, offset(), format_description!("[hour]:[minute]")),
        (_, Lang::De) => written(at_ms, offset(), format_description!("[day].[month].")),
        (_, Lang::En) => written(at_ms, offset(), format_description!("[month]-[day]")),
    }
}

/// `HH:MM:SS` in local time.
fn local_time(at_ms: i64) -> String {
    written(at_ms, offset(), format_description!("[hour]:[minute]:[second]"))
}

/// `YYYY-MM-DD HH:MM:SS`, in local time unless it came without a zone.
fn day_and_time(moment: Moment) -> String {
    let offset = if moment.floating { UtcOffset::UTC } else { offset() };
    written(moment.ms, offset, format_description!("[year]-[month]-[day] [hour]:[minute]:[second]"))
}

fn written(at_ms: i64, offset: UtcOffset, form: &(impl Formattable + ?Sized)) -> String {
    OffsetDateTime::from_unix_timestamp_nanos(i128::from(at_ms) * 1_000_000)
        .ok()
        .and_then(|at| at.to_offset(offset).format(form).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_line_says_how_many_and_how_they_begin() {
        assert_eq!(bytes_line(&[0x00, 0xff], 2, Lang::En), "2 bytes: 00 FF");
        assert_eq!(bytes_line(&[0xff], 1, Lang::De), "1 Byte: FF");
        let line = bytes_line(&[0xab; 40], 1000, Lang::De);
        assert!(line.starts_with("1000 Bytes: AB AB") && line.ends_with("AB …"), "{line}");
    }

    #[test]
    fn times_are_local_and_have_seconds() {
        let clock = |at_ms, offset| written(at_ms, offset, format_description!("[hour]:[minute]:[second]"));
        let offset = UtcOffset::from_hms(2, 0, 0).unwrap();
        assert_eq!(clock(0, UtcOffset::UTC), "00:00:00");
        assert_eq!(clock(43_331_000, offset), "14:02:11");
        assert_eq!(clock(i64::MAX, offset), "");
        let floating = Moment { ms: 1_795_356_131_250, floating: true };
        assert_eq!(day_and_time(floating), "2026-11-22 14:02:11");
    }

    #[test]
    fn a_cell_has_one_line_and_unfolded_as_many_as_it_has_within_bounds() {
        let line = |message: &str| TableRow {
            row: std::sync::Arc::new(crate::model::source::Message {
                message: message.to_owned(),
                ..Default::default()
            }),
            cells: Vec::new(),
        };
        let both = |message: &str| {
            let line = line(message);
            let unfolded = unfolded(&line, ShownColumn::Message, Lang::De).into_owned();
            (cell_text(&line, ShownColumn::Message, Lang::De), unfolded)
        };
        assert_eq!(both("kurz\n"), ("kurz".to_owned(), "kurz\n".to_owned()));
        assert_eq!(both("eins\nzwei"), ("eins…".to_owned(), "eins\nzwei".to_owned()));
        let (folded, unfolded) = both(&"x".repeat(5_000));
        assert_eq!((folded.len(), folded.ends_with('…')), (1_003, true));
        assert!(unfolded.ends_with("x… (gekürzt, es sind 5.000 Bytes)") && unfolded.len() < 2_100);
        let (_, unfolded) = both(&"y\n".repeat(300));
        assert_eq!((unfolded.lines().count(), unfolded.contains("600 Bytes")), (60, true));
    }
}
