//! The settings of one connection as text by row, with the defaults of the rows: what stands in the fields of a dialog.
//!
//! The one way between the file and everything that reads settings. Keys without a row are not seen and survive.

use std::collections::BTreeMap;

use super::choice::Keyed;
use super::row::{Brief, Fact, Rows, SettingDef, SettingType, Usual, Wrong, number};
use crate::i18n::Lang;
use crate::model::value::Value;

/// Settings as text, by key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SettingValues(BTreeMap<&'static str, String>);

impl SettingValues {
    /// Reads the settings of a file. What is out of range is brought into it, what is missing or unreadable is as usual.
    pub fn of(rows: Rows, settings: &BTreeMap<String, Value>) -> Self {
        let mut values = Self::default();
        for row in rows {
            if let Some(text) = settings.get(row.key).and_then(|value| row.ty.read(value)) {
                values.0.insert(row.key, text);
            }
        }
        for row in rows {
            if !values.0.contains_key(row.key) {
                let usual = row.usual(&values);
                values.0.insert(row.key, usual);
            }
        }
        values
    }

    /// The text of a setting; its default where this kind of connection does not have it.
    pub fn text(&self, row: &SettingDef) -> &str {
        match (self.0.get(row.key), row.usual) {
            (Some(text), _) => text,
            (None, Usual::Is(text)) => text,
            (None, Usual::By(..)) => "",
        }
    }

    pub(super) fn of_key(&self, key: &str) -> &str {
        self.0.get(key).map_or("", String::as_str)
    }

    /// Whether nothing but blanks stands there.
    pub fn is_blank(&self, row: &SettingDef) -> bool {
        self.text(row).trim().is_empty()
    }

    /// Whether it is on.
    pub fn flag(&self, row: &SettingDef) -> bool {
        self.text(row) == "true"
    }

    /// The number, within its range; its default where none can be read.
    pub fn number(&self, row: &SettingDef) -> f64 {
        let read = || number(self.text(row)).or_else(|| number(&row.usual(self))).unwrap_or_default();
        match row.ty {
            SettingType::Number { min, max, .. } => read().clamp(min, max),
            SettingType::Text
            | SettingType::Verbatim
            | SettingType::UrlPath
            | SettingType::File
            | SettingType::Choice(_)
            | SettingType::Flag
            | SettingType::Secret => read(),
        }
    }

    /// Which one is chosen.
    pub fn choice<T: Keyed>(&self, row: &SettingDef) -> T {
        T::of_key(self.text(row))
    }

    /// Puts in a text.
    pub fn set(&mut self, row: &SettingDef, text: impl Into<String>) {
        self.0.insert(row.key, text.into());
    }

    /// Chooses one.
    pub fn choose<T: Keyed>(&mut self, row: &SettingDef, chosen: T) {
        self.set(row, chosen.key());
    }

    /// Switches on or off.
    pub fn switch(&mut self, row: &SettingDef, on: bool) {
        self.set(row, if on { "true" } else { "false" });
    }

    /// The text of a field, to be edited.
    pub fn text_mut(&mut self, row: &SettingDef) -> &mut String {
        let now = self.text(row).to_owned();
        self.0.entry(row.key).or_insert(now)
    }

    /// Writes them into the settings of a file. What is as usual or without a meaning leaves no trace; what cannot be read
    /// keeps its old value, as does a value of a newer version that was not touched.
    pub fn write(&self, rows: Rows, settings: &mut BTreeMap<String, Value>) {
        let before = Self::of(rows, settings);
        for row in rows.iter().filter(|row| !matches!(row.ty, SettingType::Secret)) {
            let is_newer = settings.get(row.key).is_some_and(|old| row.ty.read(old).is_none());
            let untouched = is_newer && self.text(row) == before.text(row);
            let value = row.ty.value(self.text(row));
            if !row.is_meant(self) || (!untouched && value.is_some() && !row.always && row.is_usual(self)) {
                settings.remove(row.key);
            } else if let Some(value) = value.filter(|_| !untouched) {
                settings.insert(row.key.to_owned(), value);
            } else if let Some(usual) = row.ty.value(&row.usual(self)).filter(|_| row.always) {
                settings.entry(row.key.to_owned()).or_insert(usual);
            }
        }
    }

    /// What is wrong, row by row.
    pub fn flaws(&self, rows: Rows) -> Vec<(&'static SettingDef, Wrong)> {
        rows.iter().filter_map(|row| Some((*row, row.flaw(self)?))).collect()
    }

    /// What differs from the usual, in short.
    pub fn brief(&self, rows: Rows, lang: Lang) -> Vec<String> {
        let mut parts = Vec::new();
        for row in rows.iter().filter(|row| row.is_meant(self) && !row.is_usual(self)) {
            let part = match row.brief {
                Brief::No => continue,
                Brief::Word(text) => text.get(lang).to_owned(),
                Brief::Value => format!("{} {}", row.label.get(lang), row.shown(self, lang)),
                Brief::Of(of) => match of(self) {
                    Some(text) => text.get(lang).to_owned(),
                    None => continue,
                },
            };
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        parts
    }

    /// The lines that sum up a connection: name and value.
    pub fn facts(&self, rows: Rows, lang: Lang) -> Vec<(&'static str, String)> {
        let fact = |row: &&SettingDef| match row.fact {
            Fact::No => None,
            Fact::Named(name) => Some((name.get(lang), row.shown(self, lang))),
            Fact::Of(name, of) => Some((name.get(lang), of(self, lang))),
        };
        rows.iter().copied().filter(|row| row.is_meant(self)).filter_map(|row| fact(&row)).collect()
    }
}
