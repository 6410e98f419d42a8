//! The program's own settings, one row each. What is stored, asked for and shown derives from the table.
//!
//! A new one is a row here; whoever it concerns reads it by its row.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::value::Value;
use crate::i18n::{Lang, Text, same, t};

/// What a setting of the program can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreferenceKind {
    /// On or off; the usual one until it is chosen.
    Switch,
    /// One of these, by key; the usual one until it is chosen.
    Choice(&'static [(&'static str, Text)]),
}

/// Where a setting is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PreferencePlace {
    /// In the dialog of all settings.
    Dialog,
    /// With the local broker, beside its password.
    Broker,
}

/// A setting of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PreferenceDef {
    /// Its key in the file of settings.
    pub key: &'static str,
    /// How it is called.
    pub label: Text,
    /// What it can be.
    pub kind: PreferenceKind,
    /// Which of its options counts until one is chosen.
    pub usual: usize,
    /// Where it is shown.
    pub place: PreferencePlace,
}

/// The language of the interface; the system's until it is chosen.
pub static LANGUAGE: PreferenceDef = PreferenceDef {
    key: "language",
    label: t("Sprache", "Language"),
    kind: PreferenceKind::Choice(&[("de", same("Deutsch")), ("en", same("English"))]),
    usual: 0,
    place: PreferencePlace::Dialog,
};

/// Whether the interface is dark or light.
pub static THEME: PreferenceDef = PreferenceDef {
    key: "theme",
    label: t("Aussehen", "Appearance"),
    kind: PreferenceKind::Choice(&[
        ("dark", t("Dunkel", "Dark")),
        ("light", t("Hell", "Light")),
        ("system", t("Wie das System", "As the system")),
    ]),
    usual: 0,
    place: PreferencePlace::Dialog,
};

/// How large the interface is drawn, in percent.
pub static SCALE: PreferenceDef = PreferenceDef {
    key: "scale",
    label: t("Größe", "Size"),
    kind: PreferenceKind::Choice(&[
        ("75", t("75 %", "75%")),
        ("100", t("100 %", "100%")),
        ("125", t("125 %", "125%")),
        ("150", t("150 %", "150%")),
        ("175", t("175 %", "175%")),
        ("200", t("200 %", "200%")),
    ]),
    usual: 1,
    place: PreferencePlace::Dialog,
};

/// Whether nothing moves that need not: screens change without a transition.
pub static LESS_MOTION: PreferenceDef = PreferenceDef {
    key: "less_motion",
    label: t("Weniger Bewegung", "Less motion"),
    kind: PreferenceKind::Switch,
    usual: 0,
    place: PreferencePlace::Dialog,
};

/// Whether blocks show what they give while the app runs.
pub static SHOW_VALUES: PreferenceDef = PreferenceDef {
    key: "show_values",
    label: t("Werte neben laufenden Bausteinen", "Values beside running blocks"),
    kind: PreferenceKind::Switch,
    usual: 1,
    place: PreferencePlace::Dialog,
};

/// Whether other devices may use the local broker; its password is in the store of secrets.
pub static BROKER_ON_LAN: PreferenceDef = PreferenceDef {
    key: "broker_on_lan",
    label: t("Lokaler Broker für andere Geräte", "Local broker for other devices"),
    kind: PreferenceKind::Switch,
    usual: 0,
    place: PreferencePlace::Broker,
};

/// All settings of the program, in the order of the dialog.
pub static PREFERENCES: &[&PreferenceDef] = &[&LANGUAGE, &THEME, &SCALE, &LESS_MOTION, &SHOW_VALUES, &BROKER_ON_LAN];

impl PreferenceDef {
    /// All that it can be, each with its name.
    pub fn options(&self) -> Vec<(Value, Text)> {
        match self.kind {
            PreferenceKind::Switch => {
                vec![(Value::Bool(false), t("Aus", "Off")), (Value::Bool(true), t("Ein", "On"))]
            }
            PreferenceKind::Choice(options) => options.iter().map(|(key, name)| (Value::from(*key), *name)).collect(),
        }
    }

    /// Its row, by key.
    pub fn find(key: &str) -> Option<&'static Self> {
        PREFERENCES.iter().find(|def| def.key == key).copied()
    }
}

/// What was chosen, by key. A key that this version does not know is kept.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Preferences(BTreeMap<String, Value>);

impl Preferences {
    /// Whether nobody has chosen anything.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What was chosen; what cannot be is as good as nothing.
    pub fn chosen(&self, def: &PreferenceDef) -> Option<&Value> {
        self.0.get(def.key).filter(|value| def.options().iter().any(|(option, _)| option == *value))
    }

    /// What was chosen, else what is usual.
    pub fn get(&self, def: &PreferenceDef) -> Value {
        let usual = || def.options().into_iter().nth(def.usual).map_or(Value::Bool(false), |(value, _)| value);
        self.chosen(def).cloned().unwrap_or_else(usual)
    }

    /// Whether a switch is on.
    pub fn is_on(&self, def: &PreferenceDef) -> bool {
        self.get(def) == Value::Bool(true)
    }

    /// Whether a choice is this one.
    pub fn is(&self, def: &PreferenceDef, key: &str) -> bool {
        self.get(def).as_text() == Some(key)
    }

    /// What comes after what is: the other one of two.
    pub fn next(&self, def: &PreferenceDef) -> Value {
        let (now, options) = (self.get(def), def.options());
        let at = options.iter().position(|(value, _)| *value == now).unwrap_or_default();
        options.get((at + 1) % options.len().max(1)).map_or(now, |(value, _)| value.clone())
    }

    /// Sets one; what it cannot be changes nothing.
    pub fn set(&mut self, def: &PreferenceDef, value: Value) {
        if def.options().iter().any(|(option, _)| *option == value) {
            self.0.insert(def.key.to_owned(), value);
        }
    }

    /// How large the interface is drawn: 1 as the display says.
    pub fn scale(&self) -> f32 {
        self.get(&SCALE).as_text().and_then(|text| text.parse::<f32>().ok()).map_or(1.0, |percent| percent / 100.0)
    }

    /// The language that was chosen.
    pub fn language(&self) -> Option<Lang> {
        match self.chosen(&LANGUAGE)?.as_text()? {
            "de" => Some(Lang::De),
            _ => Some(Lang::En),
        }
    }

    /// Sets the language.
    pub fn set_language(&mut self, lang: Lang) {
        let key = match lang {
            Lang::De => "de",
            Lang::En => "en",
        };
        self.set(&LANGUAGE, Value::from(key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_found_set_and_changed() {
        for (index, def) in PREFERENCES.iter().enumerate() {
            assert!(!PREFERENCES[..index].iter().any(|other| other.key == def.key), "{} stands twice", def.key);
            assert_eq!(PreferenceDef::find(def.key), Some(*def));
            let (mut preferences, options) = (Preferences::default(), def.options());
            assert!(options.len() > 1, "{}", def.key);
            assert_eq!((preferences.chosen(def), preferences.get(def)), (None, options[def.usual].0.clone()));
            for (value, _) in &options {
                preferences.set(def, value.clone());
                assert_eq!(preferences.chosen(def), Some(value));
            }
            assert_eq!(preferences.next(def), options[0].0);
            preferences.set(def, Value::from("nothing of the kind"));
            assert_eq!(preferences.chosen(def), options.last().map(|(value, _)| value));
        }
    }

    #[test]
    fn the_language_is_known_once_it_is_chosen() {
        let mut preferences = Preferences::default();
        assert_eq!(preferences.language(), None);
        for lang in [Lang::De, Lang::En] {
            preferences.set_language(lang);
            assert_eq!(preferences.language(), Some(lang));
        }
    }
}
