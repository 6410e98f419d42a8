//! What is wrong with the fields of a connection, one sentence for each. What can be wrong with a setting says its row.

use super::Draft;
use crate::i18n::{Lang, t};
use crate::model::connection::{Connection, SettingDef, Wrong};

/// A field that something can be wrong with.
#[derive(Clone, Copy, Debug)]
pub(in crate::ui::dialogs) enum Field {
    Name,
    LanPassword,
    Setting(&'static SettingDef),
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Name, Self::Name) | (Self::LanPassword, Self::LanPassword) => true,
            (Self::Setting(one), Self::Setting(other)) => one.key == other.key,
            (Self::Name | Self::LanPassword | Self::Setting(_), _) => false,
        }
    }
}

impl Field {
    /// Whether it stands under *Erweitert*.
    pub(in crate::ui::dialogs) fn is_advanced(self) -> bool {
        match self {
            Self::Name | Self::LanPassword => false,
            Self::Setting(row) => row.section.is_advanced(),
        }
    }
}

/// What is wrong with a field, as a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::ui::dialogs) struct Flaw {
    pub(in crate::ui::dialogs) field: Field,
    pub(in crate::ui::dialogs) sentence: String,
    /// Nothing stands in the field yet: it is unfinished rather than wrong.
    pub(in crate::ui::dialogs) unfinished: bool,
}

impl Draft {
    /// Everything that is wrong; nothing where the connection can be made.
    /// `others` have their names already.
    pub(in crate::ui::dialogs) fn flaws(&self, others: &[Connection], lang: Lang) -> Vec<Flaw> {
        let mut found: Vec<Flaw> = self.name_flaw(others, lang).into_iter().collect();
        found.extend(self.settings_flaws(lang));
        found
    }

    fn name_flaw(&self, others: &[Connection], lang: Lang) -> Option<Flaw> {
        let name = self.name.trim();
        let taken = || others.iter().any(|c| c.id != self.id && c.name.eq_ignore_ascii_case(name));
        let text = if name.is_empty() {
            t("Ein Name fehlt", "A name is missing")
        } else if taken() {
            t("Der Name ist schon vergeben", "This name is taken")
        } else {
            return None;
        };
        Some(Flaw { field: Field::Name, sentence: text.get(lang).to_owned(), unfinished: false })
    }

    /// What keeps these settings from being tried.
    pub(in crate::ui::dialogs) fn settings_flaws(&self, lang: Lang) -> Vec<Flaw> {
        let flaws = self.values.flaws(self.kind.rows).into_iter();
        flaws.map(|(row, wrong)| self.flaw(row, &wrong, lang)).collect()
    }

    fn flaw(&self, row: &'static SettingDef, wrong: &Wrong, lang: Lang) -> Flaw {
        let (sentence, unfinished) = match wrong {
            Wrong::Missing(text) => (text.get(lang).to_owned(), true),
            Wrong::Bad(text) => (text.get(lang).to_owned(), false),
            Wrong::Address(error) => (crate::say::address_error(error, lang), self.values.is_blank(row)),
            Wrong::Topic(error) => (crate::say::topic_error(error, lang), false),
        };
        Flaw { field: Field::Setting(row), sentence, unfinished }
    }
}
