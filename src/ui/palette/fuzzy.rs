//! Finding by a few letters: the better a name fits, the higher it stands.

use super::entries::Entry;
use crate::model::names::{fold, in_order};

/// The entries that fit, the best first; all in their order where nothing is typed.
pub(super) fn ranked(mut entries: Vec<Entry>, query: &str) -> Vec<Entry> {
    let query = fold(query.trim());
    if query.is_empty() {
        entries.retain(|entry| !entry.is_inside);
        return entries;
    }
    let mut found: Vec<(u32, Entry)> = entries
        .into_iter()
        .filter_map(|entry| {
            let label = fold(&entry.label);
            if entry.is_inside {
                // Below what has the word in its name.
                let at = in_order(&label, &query).map(|_| 350).or_else(|| label.contains(&query).then_some(300))?;
                return Some((at, entry));
            }
            let by_label = score(&label, &query);
            // Its hint (its menu, its screen) finds it too, below those with a fitting name.
            let hint = fold(&entry.hint);
            let by_hint =
                || (in_order(&format!("{label} {hint}"), &query).is_some() || hint.contains(&query)).then_some(1);
            Some((by_label.or_else(by_hint)?, entry))
        })
        .collect();
    // Stable: equals keep the order of menus and tree.
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    found.into_iter().map(|(_, entry)| entry).collect()
}

/// How well `text` fits `query`, both folded; `None` if its letters do not occur in that order.
fn score(text: &str, query: &str) -> Option<u32> {
    if text == query {
        return Some(1000);
    }
    if text.starts_with(query) {
        return Some(800);
    }
    if let Some(gaps) = in_order(text, query) {
        return Some(600 - gaps.min(50) as u32);
    }
    if text.contains(query) {
        return Some(400);
    }
    scattered(text, query)
}

/// Letters in order with gaps: fewer gaps and beginnings of words count more.
fn scattered(text: &str, query: &str) -> Option<u32> {
    let mut score = 200_u32;
    let mut rest = text.chars().peekable();
    let mut before = ' ';
    for wanted in query.chars().filter(|c| !c.is_whitespace()) {
        let mut skipped = 0_u32;
        loop {
            let c = rest.next()?;
            let at_word = !before.is_alphanumeric();
            before = c;
            if c == wanted {
                if at_word {
                    score += 10;
                }
                break;
            }
            skipped += 1;
        }
        score = score.saturating_sub(skipped.min(10)).max(2);
    }
    Some(score)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(label: &str) -> Entry {
        Entry {
            icon: "x",
            label: label.to_owned(),
            hint: String::new(),
            keys: String::new(),
            commands: Vec::new(),
            is_inside: false,
        }
    }

    #[test]
    fn the_best_fit_comes_first() {
        let entries = ["Ganz nach hinten", "Wiederholen", "Speichern unter …", "Speichern", "Startseite"];
        let found = |query: &str| -> Vec<String> {
            let entries = entries.iter().map(|label| entry(label)).collect();
            ranked(entries, query).into_iter().map(|entry| entry.label).collect()
        };
        assert_eq!(found("speichern"), ["Speichern", "Speichern unter …"]);
        assert_eq!(found("hin").first().map(String::as_str), Some("Ganz nach hinten"));
        assert_eq!(found("spu").first().map(String::as_str), Some("Speichern unter …"));
        assert_eq!(found("").len(), entries.len());
        assert!(found("xyz").is_empty());
    }

    #[test]
    fn umlauts_are_found_in_either_case() {
        assert!(score(&fold("Über Steckbrett"), &fold("über")).is_some());
        assert!(score(&fold("Verkleinern"), &fold("ä")).is_none());
    }
}
