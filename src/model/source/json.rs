//! JSON as it stands in a payload: found by path, read as it was written.
//!
//! Nothing is parsed into numbers or trees on the way, so whatever is valid is found: numbers of any size, and lists in
//! lists as deep as a message may be. Pure.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer as _, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Deserializer;
use serde_json::value::RawValue;

/// The mark that some programs put in front of a text; it is no part of it.
const BOM: char = '\u{feff}';

/// A valid piece of JSON.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a>(&'a RawValue);

/// What a piece of JSON is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum JsonKind {
    /// `null`.
    Null,
    /// A truth value.
    Bool(bool),
    /// A number; its digits are [`Json::as_written`].
    Number,
    /// A text.
    Text(String),
    /// A list or an object.
    Tree,
}

/// A text without the mark in front of it.
pub fn without_bom(text: &str) -> &str {
    text.strip_prefix(BOM).unwrap_or(text)
}

impl<'a> Json<'a> {
    /// A payload; `None` where it is no JSON.
    pub fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_str(without_bom(text)).ok().map(Self)
    }

    /// Whether a text is JSON.
    ///
    /// # Errors
    /// The parser's words.
    pub fn check(text: &str) -> Result<(), String> {
        serde_json::from_str::<&RawValue>(without_bom(text)).map(|_valid| ()).map_err(|why| why.to_string())
    }

    /// What it is.
    pub fn kind(self) -> JsonKind {
        match self.0.get().as_bytes().first() {
            Some(b'n') => JsonKind::Null,
            Some(b't') => JsonKind::Bool(true),
            Some(b'f') => JsonKind::Bool(false),
            // Halves of characters, which JSON allows, have no text: then it stays as it was written.
            Some(b'"') => {
                JsonKind::Text(serde_json::from_str(self.0.get()).unwrap_or_else(|_| self.0.get().to_owned()))
            }
            Some(b'{' | b'[') => JsonKind::Tree,
            Some(_) | None => JsonKind::Number,
        }
    }

    /// As it was written, without the blanks between its parts.
    pub fn as_written(self) -> String {
        let (mut in_text, mut escaped) = (false, false);
        let keep = |c: &char| {
            if in_text {
                in_text = escaped || *c != '"';
                escaped = !escaped && *c == '\\';
                return true;
            }
            in_text = *c == '"';
            !matches!(c, ' ' | '\t' | '\n' | '\r')
        };
        self.0.get().chars().filter(keep).collect()
    }

    /// Whether it is an object.
    pub fn is_object(self) -> bool {
        self.0.get().starts_with('{')
    }

    /// Whether it is a list.
    pub fn is_list(self) -> bool {
        self.0.get().starts_with('[')
    }

    /// Where it stands in the text that it was read from.
    fn range(self, text: &str) -> std::ops::Range<usize> {
        let begin = self.0.get().as_ptr().addr().saturating_sub(text.as_ptr().addr());
        begin..begin + self.0.get().len()
    }

    /// The text that it was read from, with other JSON in its place.
    pub fn replaced(self, text: &str, new: &str) -> String {
        let mut out = text.to_owned();
        out.replace_range(self.range(text), new);
        out
    }

    /// The text that it was read from, with one more entry at the end of this list or object.
    pub fn with(self, text: &str, key: &str, value: &str) -> Option<String> {
        let inner = self.0.get().get(1..self.0.get().len().checked_sub(1)?)?;
        let comma = if inner.trim().is_empty() { "" } else { "," };
        let mut out = text.to_owned();
        out.insert_str(self.range(text).end.checked_sub(1)?, &format!("{comma}{key}{value}"));
        Some(out)
    }

    /// The member of an object; the last one where there are several of this name.
    pub fn member(self, name: &str) -> Option<Self> {
        Deserializer::from_str(self.0.get()).deserialize_map(Member(name)).ok()?
    }

    /// The element of a list, from 0.
    pub fn element(self, index: usize) -> Option<Self> {
        Deserializer::from_str(self.0.get()).deserialize_seq(Element(index)).ok()?
    }
}

struct Member<'n>(&'n str);

impl<'de> Visitor<'de> for Member<'_> {
    type Value = Option<Json<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Self::Value, A::Error> {
        let mut found = None;
        while let Some(is_it) = members.next_key_seed(JsonKey(self.0))? {
            if is_it {
                found = Some(Json(members.next_value()?));
            } else {
                members.next_value::<IgnoredAny>()?;
            }
        }
        Ok(found)
    }
}

/// Whether a key is this one.
struct JsonKey<'n>(&'n str);

impl<'de> DeserializeSeed<'de> for JsonKey<'_> {
    type Value = bool;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        // As bytes: a key with half a character in it must not hide the others.
        deserializer.deserialize_bytes(self)
    }
}

impl Visitor<'_> for JsonKey<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_bytes<E: Error>(self, key: &[u8]) -> Result<bool, E> {
        Ok(key == self.0.as_bytes())
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        Ok(key == self.0)
    }
}

struct Element(usize);

impl<'de> Visitor<'de> for Element {
    type Value = Option<Json<'de>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Self::Value, A::Error> {
        for _ in 0..self.0 {
            if elements.next_element::<IgnoredAny>()?.is_none() {
                return Ok(None);
            }
        }
        let found = elements.next_element()?.map(Json);
        while elements.next_element::<IgnoredAny>()?.is_some() {}
        Ok(found)
    }
}

impl<'de> serde::Deserialize<'de> for Json<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <&RawValue>::deserialize(deserializer).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_valid_is_found_as_it_was_written() {
        let deep = format!("{{\"d\": {}1{}}}", "[".repeat(100_000), "]".repeat(100_000));
        let json = Json::parse(&deep).unwrap();
        assert_eq!(json.member("d").unwrap().kind(), JsonKind::Tree);
        let json =
            Json::parse("\u{feff}{\"a\": 1e400, \"b\": [ 1, \"x y\" , {}], \"a\": 12345678901234567890}").unwrap();
        assert_eq!(json.member("a").unwrap().as_written(), "12345678901234567890");
        assert_eq!(json.member("b").unwrap().as_written(), "[1,\"x y\",{}]");
        assert_eq!(json.member("b").unwrap().element(1).unwrap().kind(), JsonKind::Text("x y".to_owned()));
        assert!(json.member("b").unwrap().element(3).is_none() && json.member("c").is_none());
        assert!(Json::check(&deep).is_ok() && Json::check("\u{feff}1e400").is_ok());
        assert!(json.element(0).is_none() && json.member("b").unwrap().member("a").is_none());
        let halves = Json::parse(r#"{"\ud800": 1, "a": "\udc00", "ü": "\u00fc\"\\"}"#).unwrap();
        assert_eq!(halves.member("a").unwrap().kind(), JsonKind::Text(r#""\udc00""#.to_owned()));
        assert_eq!(halves.member("ü").unwrap().kind(), JsonKind::Text("ü\"\\".to_owned()));
        for text in ["", "{", "01", "{\"a\": 1,}", "nan", "'a'", "1 2"] {
            assert!(Json::parse(text).is_none(), "{text}");
        }
    }
}
