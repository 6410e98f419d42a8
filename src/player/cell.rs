//! What stands in a cell of a table, and a message in one line: pure text.

use std::sync::OnceLock;

use time::formatting::Formattable;
use time::macros::format_description;
use time::{OffsetDateTime, UtcOffset};

use crate::i18n::{Lang, Text, t};
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

/// What stands in a cell.
pub fn cell_text(line: &TableRow, column: ShownColumn, lang: Lang) -> String {
    match column {
        ShownColumn::Time => local_time(line.row.at_ms),
        ShownColumn::Topic => line.row.topic.clone(),
        ShownColumn::Message if line.row.message.is_empty() => EMPTY_MESSAGE.get(lang).to_owned(),
        ShownColumn::Message => match &line.row.raw {
            // Taken as text it would be full of holes.
            Some(raw) if line.row.message.contains('\u{fffd}') => bytes_line(raw, raw.len(), lang),
            Some(_) | None => first_line(&line.row.message).to_owned(),
        },
        ShownColumn::Titled(index) => match line.cells.get(index) {
            Some(Cell::Bool(true)) => t("ja", "yes").get(lang).to_owned(),
            Some(Cell::Bool(false)) => t("nein", "no").get(lang).to_owned(),
            Some(Cell::Time(moment)) => day_and_time(*moment),
            Some(cell @ (Cell::Text(_) | Cell::Number(_) | Cell::Empty)) => first_line(&cell.to_text()).to_owned(),
            None => String::new(),
        },
    }
}

/// Only the first line of a message stands in a row.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
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
}
