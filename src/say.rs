//! Sentences for people: problems, faults, refusals, statuses.
//!
//! Each says what happened and, where something can be done, what; in both languages, without names of types.
//! Pure: data in, text out. It decides nothing and must never be read by the program itself.
//! A single sentence has no dot at its end.

mod app_test;
mod bundle;
mod certificate;
mod dialog;
mod fate;
mod fault;
mod file;
mod foreign;
mod glimpse;
mod landing;
mod language;
mod lua;
mod outbox;
mod picture;
mod place;
mod problem;
mod reason;
mod refusal;
mod schedule;
mod secret;
mod server;
mod sound;
mod source;
mod types;
mod web;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use app_test::{differs, no_such_tests, test_difference};
pub use bundle::bundle_error;
pub use certificate::{finding, validity};
pub use dialog::unanswered;
pub use fate::{drop_reason, fate, refuse_reason};
pub use fault::{fault, feeds_itself};
pub use file::{file_error, load_error, not_kept, save_error, sign_error, signature, write_notes};
pub use foreign::{left_out, left_out_count, pbmx_error};
pub use glimpse::{block_seen, glimpse, glimpse_type, paused, times};
pub use landing::{difference, landing};
pub use language::language;
pub use outbox::{counters, outbox_notice, still_waiting, waiting};
pub use picture::picture_flaw;
pub use place::{kind, place, shown_name, thing};
pub use problem::{topic_error, wire_refusal};
pub use refusal::{address_error, link_warning, refusal, status};
pub use schedule::{WEEKDAYS_SHORT, next_times, schedule};
pub use secret::{contact, exit_gesture, key_place, target};
pub use sound::{silence, sound_flaw};
pub use source::{column_type, crowded, not_shown, note, path_error};
pub use types::{function_shape, type_label};

pub use crate::i18n::quoted;

use crate::i18n::{Lang, Text, t};
use crate::model::value::number_to_text;

/// The German or the English text.
fn pick(lang: Lang, de: impl Into<String>, en: impl Into<String>) -> String {
    match lang {
        Lang::De => de.into(),
        Lang::En => en.into(),
    }
}

/// What is told of a handler whose blocks broke a rule in the file.
pub const REPAIRED: Text = t(
    "Die Bausteine waren beschädigt und wurden so weit wie möglich gerettet.",
    "The blocks were damaged and have been saved as far as possible.",
);

/// What is told of a control whose device does not tell that it has done what was asked for.
pub const UNCONFIRMED: Text = t(
    "Das Gerät hat nach dem Befehl keinen Zustand gemeldet. Gezeigt wird der zuletzt gemeldete.",
    "The device has told no state after the command. What is shown is the one that it told last.",
);

/// Two sentences, each with its dot.
fn joined(first: &str, second: &str) -> String {
    format!("{} {}", with_dot(first), with_dot(second))
}

fn with_dot(sentence: &str) -> String {
    let sentence = sentence.trim_end();
    if sentence.ends_with(['.', '!', '?', '…']) { sentence.to_owned() } else { format!("{sentence}.") }
}

/// A number with the decimal mark of the language.
pub fn number(number: f64, lang: Lang) -> String {
    let text = number_to_text(number);
    match lang {
        Lang::De => text.replace('.', ","),
        Lang::En => text,
    }
}

/// The size of what is too large, and the most that is allowed: in bytes where they would else look the same.
fn sizes(bytes: u64, max: u64, lang: Lang) -> (String, String) {
    let (rounded, most) = (size(bytes, lang), size(max, lang));
    if rounded != most {
        return (rounded, most);
    }
    let exact = |bytes: u64| pick(lang, format!("{bytes} Byte"), format!("{bytes} bytes"));
    (exact(bytes), exact(max))
}

/// A number of bytes, to one decimal place of the unit that fits.
pub fn size(bytes: u64, lang: Lang) -> String {
    let tenths = |unit: f64| number((bytes as f64 / unit * 10.0).round() / 10.0, lang);
    match bytes {
        0..1024 => pick(lang, format!("{bytes} Byte"), format!("{bytes} bytes")),
        1024..1_048_576 => format!("{} KiB", tenths(1024.0)),
        _ => format!("{} MiB", tenths(1_048_576.0)),
    }
}
