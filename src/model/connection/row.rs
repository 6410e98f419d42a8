//! What a setting of a connection is: one row, from which file, dialog, checks, summaries and documentation derive.
//!
//! Pure data and reading; draws nothing and makes no sentence of its own beyond what a row says.

use std::fmt;

use super::values::SettingValues;
use crate::i18n::{Lang, Text, same, t};
use crate::model::address::AddressError;
use crate::model::row::Choice;
use crate::model::topic::TopicError;
use crate::model::value::{Value, number_to_text};

/// The rows of a kind of connection, in the order in which they are drawn.
pub type Rows = &'static [&'static SettingDef];

/// One setting of a kind of connection.
#[derive(Clone, Copy)]
pub struct SettingDef {
    /// Key in the project file.
    pub key: &'static str,
    /// What stands before the field.
    pub label: Text,
    /// One sentence about it.
    pub help: Text,
    /// What stands in the empty field.
    pub hint: Text,
    /// What it holds.
    pub ty: SettingType,
    /// What a file without it means.
    pub usual: Usual,
    /// Where it stands.
    pub section: SettingSection,
    /// When it has a meaning; otherwise it is neither checked nor written.
    pub when: When,
    /// What else can be wrong with it, besides what its type says.
    pub check: Option<Check>,
    /// How it is named in the line that sums up what differs from the usual.
    pub brief: Brief,
    /// The line that it makes where a connection is summed up.
    pub fact: Fact,
    /// It is drawn together with the row before it.
    pub part: bool,
    /// It is written even where it is the usual: people look for it.
    pub always: bool,
}

/// What else can be wrong.
pub type Check = fn(&SettingValues, &SettingDef) -> Option<Wrong>;

/// What a setting holds.
#[derive(Clone, Copy, Debug)]
pub enum SettingType {
    /// A text without blanks around it.
    Text,
    /// A text exactly as it was typed.
    Verbatim,
    /// A path of a URL; written with its slash.
    UrlPath,
    /// The path of a file.
    File,
    /// A number.
    Number {
        /// The smallest.
        min: f64,
        /// The largest.
        max: f64,
        /// Whether it has no fraction.
        whole: bool,
        /// What stands behind the field.
        unit: Text,
        /// What is said where it is none, or out of its range.
        wrong: Text,
    },
    /// One of these.
    Choice(&'static [Choice]),
    /// On or off.
    Flag,
    /// Never in the project: kept in the store of secrets.
    Secret,
}

/// What a file without the setting means.
#[derive(Clone, Copy, Debug)]
pub enum Usual {
    /// This, as text.
    Is(&'static str),
    /// It depends on other settings.
    By(fn(&SettingValues) -> String, Text),
}

/// Where a setting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettingSection {
    /// Where to.
    Address,
    /// Who the server is.
    Security,
    /// Who we are.
    Login,
    /// How the two talk.
    Session,
    /// What happens while there is no connection.
    Offline,
    /// Messages that the connection itself causes.
    Announcements,
}

impl SettingSection {
    /// All, in their order.
    pub const ALL: [Self; 6] =
        [Self::Address, Self::Security, Self::Login, Self::Session, Self::Offline, Self::Announcements];

    /// Whether it stands under *Erweitert*.
    pub fn is_advanced(self) -> bool {
        matches!(self, Self::Session | Self::Offline | Self::Announcements)
    }

    /// What it is called.
    pub fn label(self) -> Text {
        match self {
            Self::Address => t("Adresse", "Address"),
            Self::Security => t("Server prüfen", "Checking the server"),
            Self::Login => t("Anmeldung", "Login"),
            Self::Session => t("Sitzung", "Session"),
            Self::Offline => t("Offline", "Offline"),
            Self::Announcements => t("Nachrichten der Verbindung", "Messages of the connection"),
        }
    }
}

/// When a setting has a meaning.
#[derive(Clone, Copy, Debug)]
pub enum When {
    /// Always.
    Always,
    /// Where this holds, which is said so.
    If(fn(&SettingValues) -> bool, Text),
    /// Where something stands in the setting with this key.
    Filled(&'static str),
}

/// How a setting is named in the line that sums up what differs from the usual.
#[derive(Clone, Copy, Debug)]
pub enum Brief {
    /// Not at all.
    No,
    /// With these words; the same words are said once.
    Word(Text),
    /// With its label and value.
    Value,
    /// Depending on others.
    Of(fn(&SettingValues) -> Option<Text>),
}

/// The line that a setting makes where a connection is summed up.
#[derive(Clone, Copy, Debug)]
pub enum Fact {
    /// None.
    No,
    /// Its value, under this name.
    Named(Text),
    /// This text, under this name.
    Of(Text, fn(&SettingValues, Lang) -> String),
}

/// What is wrong with a setting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Nothing stands there yet: it is unfinished rather than wrong.
    Missing(Text),
    /// This.
    Bad(Text),
    /// It is no address.
    Address(AddressError),
    /// It is no topic.
    Topic(TopicError),
}

// Its key says all.
impl fmt::Debug for SettingDef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SettingDef").field(&self.key).finish()
    }
}

impl SettingDef {
    /// A row; the rest is as usual for most.
    pub const fn new(
        key: &'static str,
        label: Text,
        section: SettingSection,
        ty: SettingType,
        usual: &'static str,
    ) -> Self {
        Self {
            key,
            label,
            help: same(""),
            hint: same(""),
            ty,
            usual: Usual::Is(usual),
            section,
            when: When::Always,
            check: None,
            brief: Brief::No,
            fact: Fact::No,
            part: false,
            always: false,
        }
    }

    /// With one sentence about it.
    #[must_use]
    pub const fn help(mut self, help: Text) -> Self {
        self.help = help;
        self
    }

    /// With something in the empty field.
    #[must_use]
    pub const fn hint(mut self, hint: Text) -> Self {
        self.hint = hint;
        self
    }

    /// With a default that depends on others, which is said so.
    #[must_use]
    pub const fn usually(mut self, usual: fn(&SettingValues) -> String, said: Text) -> Self {
        self.usual = Usual::By(usual, said);
        self
    }

    /// With a meaning only then.
    #[must_use]
    pub const fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }

    /// With a check.
    #[must_use]
    pub const fn check(mut self, check: Check) -> Self {
        self.check = Some(check);
        self
    }

    /// With a name in the summary.
    #[must_use]
    pub const fn brief(mut self, brief: Brief) -> Self {
        self.brief = brief;
        self
    }

    /// With a line where a connection is summed up.
    #[must_use]
    pub const fn fact(mut self, fact: Fact) -> Self {
        self.fact = fact;
        self
    }

    /// Drawn together with the row before it.
    #[must_use]
    pub const fn part(mut self) -> Self {
        self.part = true;
        self
    }

    /// Written even where it is the usual.
    #[must_use]
    pub const fn always(mut self) -> Self {
        self.always = true;
        self
    }

    /// Whether it has a meaning, as things stand.
    pub fn is_meant(&self, values: &SettingValues) -> bool {
        match self.when {
            When::Always => true,
            When::If(holds, _) => holds(values),
            When::Filled(key) => !values.of_key(key).is_empty(),
        }
    }

    /// What a file without it means, as things stand.
    pub fn usual(&self, values: &SettingValues) -> String {
        match self.usual {
            Usual::Is(text) => text.to_owned(),
            Usual::By(of, _) => of(values),
        }
    }

    /// Whether it is as usual.
    pub fn is_usual(&self, values: &SettingValues) -> bool {
        let text = values.text(self);
        if matches!(self.ty, SettingType::UrlPath) && text.trim().trim_matches('/').is_empty() {
            return true;
        }
        let now = self.ty.value(text);
        now.is_some() && now == self.ty.value(&self.usual(values))
    }

    /// What is wrong with it; nothing where it has no meaning.
    pub fn flaw(&self, values: &SettingValues) -> Option<Wrong> {
        if !self.is_meant(values) {
            return None;
        }
        let text = values.text(self);
        if let SettingType::Number { min, max, whole, wrong, .. } = self.ty {
            let fits = |number: f64| (min..=max).contains(&number) && !(whole && number.fract() != 0.0);
            if !number(text).is_some_and(fits) {
                return Some(if text.trim().is_empty() { Wrong::Missing(wrong) } else { Wrong::Bad(wrong) });
            }
        }
        let check = self.check?;
        check(values, self)
    }

    /// Its value as people read it.
    pub fn shown(&self, values: &SettingValues, lang: Lang) -> String {
        let text = values.text(self).trim();
        match self.ty {
            SettingType::Number { unit, .. } => format!("{text} {}", unit.get(lang)).trim().to_owned(),
            SettingType::Choice(choices) => {
                let chosen = choices.iter().find(|choice| choice.key == text);
                chosen.map_or(text, |choice| choice.label.get(lang)).to_owned()
            }
            SettingType::Flag if values.flag(self) => t("an", "on").get(lang).to_owned(),
            SettingType::Flag => t("aus", "off").get(lang).to_owned(),
            SettingType::Text
            | SettingType::Verbatim
            | SettingType::UrlPath
            | SettingType::File
            | SettingType::Secret => text.to_owned(),
        }
    }
}

impl SettingType {
    /// The text of a value of a file; `None` where it is no value of this type.
    pub(super) fn read(&self, value: &Value) -> Option<String> {
        match self {
            Self::Text | Self::Verbatim | Self::UrlPath | Self::File => match value {
                Value::Raw(_) => None,
                value => Some(value.to_text()).filter(|text| !text.is_empty()),
            },
            Self::Number { min, max, whole, .. } => {
                let number = value.as_number().filter(|number| number.is_finite())?.clamp(*min, *max);
                Some(number_to_text(if *whole { number.trunc() } else { number }))
            }
            Self::Choice(choices) => {
                let key = value.as_text()?;
                choices.iter().any(|choice| choice.key == key).then(|| key.to_owned())
            }
            Self::Flag => value.as_bool().map(|on| on.to_string()),
            Self::Secret => None,
        }
    }

    /// The value that a text stands for; `None` where it cannot be read.
    pub(super) fn value(&self, text: &str) -> Option<Value> {
        match self {
            Self::Text | Self::File => Some(Value::from(text.trim())),
            Self::Verbatim => Some(Value::from(text)),
            Self::UrlPath => Some(Value::from(url_path(text).as_str())),
            Self::Number { .. } => number(text).map(Value::from),
            Self::Choice(choices) => choices.iter().any(|choice| choice.key == text).then(|| Value::from(text)),
            Self::Flag => Some(Value::from(text == "true")),
            Self::Secret => None,
        }
    }
}

/// A path with its slash; empty stays empty.
pub(super) fn url_path(text: &str) -> String {
    let path = text.trim();
    if path.is_empty() { String::new() } else { format!("/{}", path.trim_start_matches('/')) }
}

/// A number as people type it.
pub fn number(text: &str) -> Option<f64> {
    text.trim().replace(',', ".").parse().ok().filter(|number: &f64| number.is_finite())
}
