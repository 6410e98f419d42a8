//! Measures how many names of types stand for more than one type: each is a word that a reader has to look up twice.

use std::collections::BTreeMap;

use super::Source;
use super::tokens::Kind;

/// Names that are meant to be the same everywhere: what a room remembers, what a module's functions fail with.
const CONVENTIONS: &[&str] = &["State", "Error"];

/// Every name of a type with the files that declare it.
#[derive(Default)]
pub(super) struct TypeNames(BTreeMap<String, Vec<String>>);

impl TypeNames {
    /// Takes in the types that a file declares; those of tests do not count.
    pub(super) fn take(&mut self, source: &Source<'_>) {
        let Some(module) = source.module() else { return };
        for pair in source.tokens.windows(2) {
            let [Kind::Word(keyword), Kind::Word(name)] = [&pair[0].kind, &pair[1].kind] else { continue };
            let declares = matches!(keyword.as_str(), "struct" | "enum" | "trait" | "type" | "union");
            // An associated type of an `impl` is named by its trait.
            let is_type =
                name.chars().next().is_some_and(char::is_uppercase) && keyword_is_at_start(source, pair[0].line);
            if declares && is_type && !source.is_test(pair[0].line) {
                self.0.entry(name.clone()).or_default().push(module.to_owned());
            }
        }
    }

    /// How many of a hundred types bear a name that another one bears too.
    pub(super) fn shared_percent(&self) -> f64 {
        let all: usize = self.0.values().map(Vec::len).sum();
        let shared: usize = self.shared().map(|(_, files)| files.len()).sum();
        100.0 * shared as f64 / all.max(1) as f64
    }

    /// The names that stand for most types, worst first.
    pub(super) fn worst(&self) -> Vec<String> {
        let mut shared: Vec<_> = self.shared().collect();
        shared.sort_by_key(|(_, files)| std::cmp::Reverse(files.len()));
        shared.iter().map(|(name, files)| format!("{name} ×{}: {}", files.len(), files.join(", "))).collect()
    }

    fn shared(&self) -> impl Iterator<Item = (&String, &Vec<String>)> {
        self.0.iter().filter(|(name, files)| files.len() > 1 && !CONVENTIONS.contains(&name.as_str()))
    }
}

/// Whether the line declares something of a file, not of an `impl` inside it.
fn keyword_is_at_start(source: &Source<'_>, line: usize) -> bool {
    source.text.lines().nth(line - 1).is_some_and(|text| !text.starts_with(' '))
}
