//! Translations go along when a typo is mended: people do not think of other languages then. A text that says something
//! else keeps none of them, so that it is seen as missing.

use std::collections::BTreeSet;

use super::texts;
use crate::language::{self, block::Reading};
use crate::model::edit::Edit;
use crate::model::languages::AppLanguages;
use crate::model::project::Project;

/// Shorter words are easily others with one letter, as `an` and `ab`.
const LONG: usize = 5;
/// A word with so many letters may have two faults.
const VERY_LONG: usize = 9;

/// The languages as they are after an edit that has mended a text: where one text that stands nowhere else has become one
/// that reads much the same, its translations are those of the new one. `None` where nothing goes along.
pub fn moved(before: &Project, after: &Project) -> Option<AppLanguages> {
    let known = &after.languages.texts;
    if known.is_empty() {
        return None;
    }
    let (old_texts, new_texts) = (written(before), written(after));
    let gone: Vec<&String> = old_texts.difference(&new_texts).collect();
    let come: Vec<&String> = new_texts.difference(&old_texts).collect();
    let ([old], [new]) = (&gone[..], &come[..]) else { return None };
    if !known.contains_key(*old) || known.contains_key(*new) || !is_mended(old, new) {
        return None;
    }
    let mut languages = (*after.languages).clone();
    languages.rewrite(old, new);
    Some(languages)
}

fn written(project: &Project) -> BTreeSet<String> {
    texts(project).into_iter().map(|each| each.text).collect()
}

/// Whether an edit can write a text otherwise; those that come with every move of the pointer cannot.
pub fn may_rewrite(project: &Project, edit: &Edit) -> bool {
    match edit {
        Edit::SetProperty(ids, key, _) => {
            let controls = ids.iter().filter_map(|id| project.control(*id));
            let mut read = controls.filter_map(|control| language::property(&control.kind, key));
            key.starts_with('{') || read.any(|def| def.reading != Reading::None)
        }
        Edit::SetRules(..)
        | Edit::SetParameter(..)
        | Edit::SetHandler(..)
        | Edit::Graph(..)
        | Edit::SetSource(_)
        | Edit::Rename(..) => true,
        Edit::All(_, edits) => edits.iter().any(|edit| may_rewrite(project, edit)),
        _ => false,
    }
}

/// Whether a text is another one only by the way it is written: by its marks and capitals, or by faults in long words.
fn is_mended(old: &str, new: &str) -> bool {
    let letters = |text: &str| -> String {
        text.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
    };
    let (old_letters, new_letters) = (letters(old), letters(new));
    if old_letters == new_letters {
        return !old_letters.is_empty();
    }
    // A number is never a fault: `Tür 1` is no `Tür 2`.
    let digits = |text: &str| -> Vec<char> { text.chars().filter(|letter| letter.is_numeric()).collect() };
    let words = |text: &str| -> Vec<String> {
        let words = text.split(|letter: char| !letter.is_alphanumeric());
        words.filter(|word| !word.is_empty()).map(str::to_lowercase).collect()
    };
    let (old_words, new_words) = (words(old), words(new));
    digits(old) == digits(new)
        && old_words.len() == new_words.len()
        && old_words.iter().zip(&new_words).all(|(old, new)| old == new || is_same_word(old, new))
}

fn is_same_word(old: &str, new: &str) -> bool {
    let (old, new): (Vec<char>, Vec<char>) = (old.chars().collect(), new.chars().collect());
    let length = old.len().max(new.len());
    let most = if length >= VERY_LONG { 2 } else { 1 };
    length >= LONG && old.len().abs_diff(new.len()) <= most && faults(&old, &new) <= most
}

/// How many letters are too many, missing, others, or have changed places with the next one.
fn faults(old: &[char], new: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=new.len()).collect();
    for (row, letter) in old.iter().enumerate() {
        let mut line = vec![row + 1];
        for (column, other) in new.iter().enumerate() {
            let at = |line: &[usize], place: usize| line.get(place).copied().unwrap_or(usize::MAX - 1);
            let replaced = at(&last, column) + usize::from(letter != other);
            let mut least = replaced.min(at(&last, column + 1) + 1).min(at(&line, column) + 1);
            let is_swapped =
                row > 0 && column > 0 && old.get(row - 1) == Some(other) && new.get(column - 1) == Some(letter);
            if is_swapped {
                least = least.min(at(&before, column - 1) + 1);
            }
            line.push(least);
        }
        before = std::mem::replace(&mut last, line);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typo_is_mended_and_what_means_something_else_is_another_text() {
        for (old, new) in [
            ("Stop", "Stopp"),
            ("Pumpe leuft", "Pumpe läuft"),
            ("Temperatur ", "Temperatur:"),
            ("Not Aus", "Not-Aus"),
            ("start", "Start"),
            ("Temepratur Halle", "Temperatur Halle"),
            ("Geschwindgkeitt", "Geschwindigkeit"),
        ] {
            assert!(is_mended(old, new) && is_mended(new, old), "{old} → {new}");
        }
        for (old, new) in [
            ("Start", "Stopp"),
            ("Tür 1", "Tür 2"),
            ("Motor an", "Motor ab"),
            ("Pumpe läuft", "Pumpe läuft nicht"),
            ("Ein", "Aus"),
            ("Links", "Rechts"),
            ("?", "!"),
        ] {
            assert!(!is_mended(old, new) && !is_mended(new, old), "{old} → {new}");
        }
    }
}
