//! Times of day for people, in the time zone of the computer.

use std::sync::OnceLock;

use time::{OffsetDateTime, UtcOffset};

use crate::i18n::Lang;

static OFFSET: OnceLock<UtcOffset> = OnceLock::new();

/// Asks the system for its time zone.
///
/// Call it early in `main`: once threads run, the answer is refused and times are shown in UTC.
pub fn remember_time_zone() {
    OFFSET.get_or_init(|| UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC));
}

/// `14:02:11,204`, in English with a dot.
pub fn time_of_day(at_ms: i64, lang: Lang) -> String {
    let offset = *OFFSET.get_or_init(|| UtcOffset::current_local_offset().unwrap_or(UtcOffset::UTC));
    let utc = OffsetDateTime::from_unix_timestamp_nanos(i128::from(at_ms) * 1_000_000);
    let Ok(utc) = utc else { return String::new() };
    let (h, m, s, ms) = utc.to_offset(offset).to_hms_milli();
    let mark = match lang {
        Lang::De => ',',
        Lang::En => '.',
    };
    format!("{h:02}:{m:02}:{s:02}{mark}{ms:03}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn milliseconds_become_a_time_of_day() {
        for (lang, end) in [(Lang::De, ":20,204"), (Lang::En, ":20.204")] {
            let text = time_of_day(1_700_000_000_204, lang);
            assert!(text.ends_with(end), "{text}");
            assert_eq!(text.len(), 12);
            assert_eq!(time_of_day(i64::MAX, lang), "");
        }
    }
}
