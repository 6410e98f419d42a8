//! A pattern (regular expression) that cannot be read.

use crate::i18n::{Text, Wording, t};
use crate::language::fixes;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::regex::{PatternFlaw, escaped, read_pattern};
use crate::model::value::Value;

/// The check.
pub static CHECK: Check = Check {
    key: "bad_pattern",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || {
        let texts = ["(a", "a)", "[a", "*", "\\y", "(?=a)", "[b-a]", "(a{500}){500}"];
        texts.into_iter().filter_map(|text| at(Place::Project, text)).collect()
    },
};

const AS_IT_IS: Text = t("Wörtlich nehmen", "Take literally");

/// The problem of a pattern; `None` where it can be read.
pub fn at(place: Place, pattern: &str) -> Option<Problem> {
    let flaw = read_pattern(pattern).err()?;
    let literal = fixes::set_slot(&place, AS_IT_IS, "pattern", Some(Value::from(escaped(pattern)).into()));
    Some(CHECK.at(place, sentence(pattern, flaw)).with_fix(literal))
}

/// What is said of a pattern that cannot be read.
pub fn sentence(pattern: &str, flaw: PatternFlaw) -> Wording {
    const MOST: usize = 60;
    let short: String = pattern.chars().take(MOST).collect();
    let dots = if pattern.chars().nth(MOST).is_some() { "…" } else { "" };
    let (de, en) = reason(flaw);
    Wording::new(
        format!("Das Muster „{short}{dots}“ lässt sich nicht lesen: {de}."),
        format!("The pattern “{short}{dots}” cannot be read: {en}."),
    )
}

fn reason(flaw: PatternFlaw) -> (String, String) {
    match flaw {
        PatternFlaw::Unclosed(at) => (
            format!("Die Klammer ( an Zeichen {at} wird nicht geschlossen. Ein ) ergänzen oder \\( schreiben"),
            format!("the bracket ( at character {at} is not closed. Add a ) or write \\("),
        ),
        PatternFlaw::Unopened(at) => (
            format!("Die Klammer ) an Zeichen {at} wurde nicht geöffnet. Ein ( ergänzen oder \\) schreiben"),
            format!("the bracket ) at character {at} was not opened. Add a ( or write \\)"),
        ),
        PatternFlaw::OpenClass(at) => (
            format!("Die Klammer [ an Zeichen {at} wird nicht geschlossen. Ein ] ergänzen oder \\[ schreiben"),
            format!("the bracket [ at character {at} is not closed. Add a ] or write \\["),
        ),
        PatternFlaw::NothingRepeated(at) => (
            format!("Vor Zeichen {at} fehlt, was sich wiederholen soll. Für das Zeichen selbst ein \\ davor schreiben"),
            format!(
                "in front of character {at} there is nothing to repeat. For the character itself write a \\ before it"
            ),
        ),
        PatternFlaw::Escape(at) => (
            format!("Was ab Zeichen {at} hinter \\ steht, bedeutet nichts. Für \\ selbst \\\\ schreiben"),
            format!("what stands behind \\ at character {at} means nothing. For \\ itself write \\\\"),
        ),
        PatternFlaw::LooksAround(at) => (
            format!("Voraus- und Rückblicke wie an Zeichen {at} gibt es hier nicht. Ohne sie schreiben"),
            format!("looking ahead or back as at character {at} is not possible here. Write it without"),
        ),
        PatternFlaw::Wrong(at) => (
            format!("An Zeichen {at} stimmt etwas nicht. Die Schreibweise dort prüfen"),
            format!("something is wrong at character {at}. Check how it is written there"),
        ),
        PatternFlaw::TooLarge => (
            "Es ist zu groß. Weniger Wiederholungen ineinander schreiben".to_owned(),
            "it is too large. Write fewer repetitions inside of each other".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::language::testing::{found, said};

    #[test]
    fn patterns_are_checked_while_they_are_typed() {
        let with = |pattern: &str| {
            format!(
                r#"(first: 9, blocks: {{9: (kind: "log", slots: {{"text": Wire(10)}}),
                    10: (kind: "pattern_extract", slots: {{"text": "5 °C", "pattern": {pattern:?}}})}})"#
            )
        };
        assert_eq!(found(&with("(\\d+) °C")), [""; 0]);
        assert_eq!(found(&with("")), ["empty_slot"]);
        assert!(said(&with("(\\d+ °C"))[0].contains("Klammer ( an Zeichen 1"));
    }
}
