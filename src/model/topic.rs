//! Topic names and topic filters (MQTT 3.1.1, section 4.7).

mod overlap;

use std::fmt;

pub use self::overlap::{FilterGroup, FilterTree, disjoint};

/// Longest topic in bytes (MQTT 3.1.1, section 4.7.3).
pub const MAX_TOPIC_BYTES: usize = 65_535;
/// Most levels a topic may have; mosquitto closes the connection beyond it.
pub const MAX_TOPIC_LEVELS: usize = 200;

/// Why a topic cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TopicError {
    /// Nothing was given.
    Empty,
    /// `+` or `#` in a topic to publish to.
    Wildcard(char),
    /// A NUL or another control character.
    ControlCharacter,
    /// Longer than [`MAX_TOPIC_BYTES`].
    TooLong(usize),
    /// More than [`MAX_TOPIC_LEVELS`] levels.
    TooDeep(usize),
    /// A wildcard that is not a whole level, or `#` that is not the last one.
    MisplacedWildcard(char),
    /// A shared subscription without a group, with a wildcard in its name, or without a filter.
    Share,
}

/// How the filter of a shared subscription begins (MQTT 5, section 4.8.2): `$share/GROUP/FILTER`.
const SHARE: &str = "$share/";

fn check_common(text: &str) -> Result<(), TopicError> {
    if text.is_empty() {
        return Err(TopicError::Empty);
    }
    if text.len() > MAX_TOPIC_BYTES {
        return Err(TopicError::TooLong(text.len()));
    }
    if text.chars().any(char::is_control) {
        return Err(TopicError::ControlCharacter);
    }
    let levels = text.split('/').count();
    if levels > MAX_TOPIC_LEVELS {
        return Err(TopicError::TooDeep(levels));
    }
    Ok(())
}

/// A topic that a message can be published to: not empty, no wildcards, no control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicName(String);

impl TopicName {
    /// Checks `text`.
    ///
    /// # Errors
    /// The rule that `text` breaks.
    pub fn parse(text: &str) -> Result<Self, TopicError> {
        check_common(text)?;
        match text.chars().find(|c| matches!(c, '+' | '#')) {
            Some(wildcard) => Err(TopicError::Wildcard(wildcard)),
            None => Ok(Self(text.to_owned())),
        }
    }

    /// The topic as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TopicName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A topic filter to subscribe to: `+` stands for one level, `#` at the end for all below.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TopicFilter(String);

impl TopicFilter {
    /// Checks `text`.
    ///
    /// # Errors
    /// The rule that `text` breaks.
    pub fn parse(text: &str) -> Result<Self, TopicError> {
        check_common(text)?;
        if let Some(shared) = text.strip_prefix(SHARE) {
            let (group, filter) = shared.split_once('/').ok_or(TopicError::Share)?;
            if group.is_empty() || group.contains(['+', '#']) || filter.is_empty() {
                return Err(TopicError::Share);
            }
        } else if text == "$share" {
            return Err(TopicError::Share);
        }
        let levels: Vec<&str> = text.split('/').collect();
        for (i, level) in levels.iter().enumerate() {
            if level.contains('#') && (*level != "#" || i + 1 != levels.len()) {
                return Err(TopicError::MisplacedWildcard('#'));
            }
            if level.contains('+') && *level != "+" {
                return Err(TopicError::MisplacedWildcard('+'));
            }
        }
        Ok(Self(text.to_owned()))
    }

    /// The filter as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The group of a shared subscription, of which each message goes to one member only.
    pub fn share(&self) -> Option<&str> {
        self.0.strip_prefix(SHARE)?.split_once('/').map(|(group, _)| group)
    }

    /// The filter that topics are matched by: what stands behind the group of a shared subscription.
    pub fn topics(&self) -> &str {
        let shared = self.0.strip_prefix(SHARE).and_then(|shared| shared.split_once('/'));
        shared.map_or(self.as_str(), |(_, filter)| filter)
    }

    /// Whether a message on `topic` matches. Wildcards on the first level do not match topics that start with `$`.
    pub fn matches(&self, topic: &str) -> bool {
        let mut filter = self.topics().split('/');
        let mut levels = topic.split('/');
        if topic.starts_with('$') && self.topics().starts_with(['+', '#']) {
            return false;
        }
        loop {
            match (filter.next(), levels.next()) {
                (Some("#"), _) | (None, None) => return true,
                (Some("+"), Some(_)) => {}
                (Some(wanted), Some(level)) if wanted == level => {}
                (Some(_) | None, Some(_) | None) => return false,
            }
        }
    }
}

impl fmt::Display for TopicFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn topics_to_publish_to_are_checked() {
        assert!(TopicName::parse("halle1/A3 ü").is_ok());
        assert_eq!(TopicName::parse(""), Err(TopicError::Empty));
        assert_eq!(TopicName::parse("a/+"), Err(TopicError::Wildcard('+')));
        assert_eq!(TopicName::parse("a/#"), Err(TopicError::Wildcard('#')));
        assert_eq!(TopicName::parse("a\0"), Err(TopicError::ControlCharacter));
        assert_eq!(TopicName::parse(&"x".repeat(65_536)), Err(TopicError::TooLong(65_536)));
        assert_eq!(TopicName::parse(&"/".repeat(200)), Err(TopicError::TooDeep(201)));
    }

    #[test]
    fn filters_match_as_the_standard_says() {
        let matches = |filter: &str, topic: &str| TopicFilter::parse(filter).unwrap().matches(topic);
        assert!(matches("a/#", "a"));
        assert!(matches("a/#", "a/b/c"));
        assert!(matches("#", "a/b"));
        assert!(!matches("#", "$SYS/x"));
        assert!(!matches("+/x", "$SYS/x"));
        assert!(matches("$SYS/#", "$SYS/x"));
        assert!(matches("a/+/c", "a//c"));
        assert!(!matches("a/+", "a/b/c"));
        assert!(!matches("a/b", "a"));
        assert!(matches("/+", "/x"));
        assert!(!matches("+", "/x"));
        assert_eq!(TopicFilter::parse("a/#/b"), Err(TopicError::MisplacedWildcard('#')));
        assert_eq!(TopicFilter::parse("a/b+"), Err(TopicError::MisplacedWildcard('+')));
    }

    #[test]
    fn shared_subscriptions_are_matched_by_their_filter() {
        let shared = TopicFilter::parse("$share/halle/a/+").unwrap();
        assert_eq!(shared.share(), Some("halle"));
        assert!(shared.matches("a/b"));
        assert!(!shared.matches("$share/halle/a/b") && !shared.matches("a"));
        assert!(!TopicFilter::parse("$share/g/#").unwrap().matches("$SYS/x"));
        assert_eq!(TopicFilter::parse("$SYS/#").unwrap().share(), None);
        for wrong in ["$share", "$share/g", "$share/g/", "$share//a", "$share/+/a", "$share/g#/a"] {
            assert_eq!(TopicFilter::parse(wrong), Err(TopicError::Share), "{wrong}");
        }
        assert_eq!(TopicFilter::parse("$share/g/a/#/b"), Err(TopicError::MisplacedWildcard('#')));
    }
}
