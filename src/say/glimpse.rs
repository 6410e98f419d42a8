//! What a running app holds, for whoever looks at it: the value, of what type it is, how often it came and when.

use std::time::{Duration, Instant};

use super::{pick, type_label};
use crate::i18n::{Lang, Text, count_text, t};
use crate::model::debug::PauseReason;
use crate::model::glimpse::{BlockSeen, Glimpse};
use crate::model::types::Ty;
use crate::model::value::Value;

/// A value as it stands beside what holds it.
pub fn glimpse(value: &Glimpse, lang: Lang) -> String {
    let word = |text: Text| text.get(lang).to_owned();
    match value {
        Glimpse::Nothing => word(t("nichts", "nothing")),
        Glimpse::Plain(Value::Bool(on)) => word(if *on { t("wahr", "true") } else { t("falsch", "false") }),
        Glimpse::Plain(Value::Number(_)) => {
            let text = plain(value);
            if lang == Lang::De { text.replacen('.', ",", 1) } else { text }
        }
        Glimpse::Plain(Value::Text(text)) if text.is_empty() => word(t("leerer Text", "empty text")),
        Glimpse::Plain(_) => plain(value),
        Glimpse::Table { count: 0, .. } => word(t("leer", "empty")),
        Glimpse::Table { begin, .. } => begin.clone(),
        Glimpse::Function => word(t("Funktion", "function")),
        Glimpse::Object => word(t("Objekt der App", "object of the app")),
    }
}

fn plain(value: &Glimpse) -> String {
    if let Glimpse::Plain(value) = value { value.to_text() } else { String::new() }
}

/// Of what type it is, with how much is in it.
pub fn glimpse_type(value: &Glimpse, lang: Lang) -> String {
    let label = |ty| type_label(ty).get(lang).to_owned();
    match value {
        Glimpse::Nothing | Glimpse::Function | Glimpse::Object => label(Ty::Any),
        Glimpse::Plain(value) => label(match value {
            Value::Bool(_) => Ty::Bool,
            Value::Number(_) => Ty::Number,
            _ => Ty::Text,
        }),
        Glimpse::Table { count, named, .. } => {
            let many = count_text(*count as u64, lang);
            let ty = label(if *named { Ty::Record } else { Ty::List });
            match (lang, *count) {
                (Lang::De, 1) => format!("{ty} mit 1 Wert"),
                (Lang::De, _) => format!("{ty} mit {many} Werten"),
                (Lang::En, 1) => format!("{ty} of 1 value"),
                (Lang::En, _) => format!("{ty} of {many} values"),
            }
        }
    }
}

/// How often, in two letters: `12×`.
pub fn times(count: u64, lang: Lang) -> String {
    format!("{}×", count_text(count, lang))
}

/// What a block has done, in a line: the value, its type, how long ago, how often.
pub fn block_seen(seen: &BlockSeen, now: Instant, lang: Lang) -> String {
    let ago = ago(now.saturating_duration_since(seen.at), lang);
    let often = match (seen.times, lang) {
        (1, Lang::De) => "einmal".to_owned(),
        (1, Lang::En) => "once".to_owned(),
        (count, Lang::De) => format!("{}-mal", count_text(count, lang)),
        (count, Lang::En) => format!("{} times", count_text(count, lang)),
    };
    match &seen.value {
        Some(value) => {
            format!("{} · {} · {ago} · {often}", glimpse(value, lang), glimpse_type(value, lang))
        }
        None => pick(lang, format!("lief {often} · zuletzt {ago}"), format!("ran {often} · last {ago}")),
    }
}

/// Why a handler has stopped.
pub fn paused(reason: &PauseReason, lang: Lang) -> String {
    let words = match reason {
        PauseReason::Breakpoint => t("Angehalten am Haltepunkt", "Paused at the breakpoint"),
        PauseReason::Step => t("Ein Schritt weiter", "One step further"),
        PauseReason::Asked => t("Angehalten", "Paused"),
        PauseReason::BadBreakpoint(why) => {
            let words = t("Der Haltepunkt lässt sich nicht auswerten", "The breakpoint cannot be worked out");
            return format!("{}: {why}", words.get(lang));
        }
    };
    words.get(lang).to_owned()
}

/// How long ago, in one unit.
fn ago(time: Duration, lang: Lang) -> String {
    let secs = time.as_secs();
    let (number, unit) = match secs {
        0 => return t("gerade eben", "just now").get(lang).to_owned(),
        1..60 => (secs, "s"),
        60..3600 => (secs / 60, "min"),
        _ => (secs / 3600, "h"),
    };
    pick(lang, format!("vor {number} {unit}"), format!("{number} {unit} ago"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_block_says_value_type_age_and_how_often() {
        let now = Instant::now();
        let seen =
            |value, times, secs| BlockSeen { value, times, at: now.checked_sub(Duration::from_secs(secs)).unwrap() };
        let number = seen(Some(Glimpse::Plain(Value::from(21.5))), 1_200, 3);
        assert_eq!(block_seen(&number, now, Lang::De), "21,5 · Zahl · vor 3 s · 1.200-mal");
        assert_eq!(block_seen(&number, now, Lang::En), "21.5 · Number · 3 s ago · 1,200 times");
        assert_eq!(block_seen(&seen(None, 1, 0), now, Lang::De), "lief einmal · zuletzt gerade eben");
        let list = Glimpse::Table { count: 2, named: false, begin: "[1, 2]".to_owned() };
        assert_eq!(
            block_seen(&seen(Some(list), 2, 70), now, Lang::De),
            "[1, 2] · Liste mit 2 Werten · vor 1 min · 2-mal"
        );
        assert_eq!(glimpse(&Glimpse::Plain(Value::from("")), Lang::De), "leerer Text");
    }
}
