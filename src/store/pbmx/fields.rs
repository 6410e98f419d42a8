//! Fields of the model, read as what they mean: numbers stand as texts there, truth values too, and much is missing.

use serde_json::Value as Json;

const NOTHING: &[Json] = &[];

/// A part of the model.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fields<'a>(pub(super) &'a Json);

impl<'a> Fields<'a> {
    /// A field as it stands; `None` where it is missing or null.
    pub(super) fn get(self, key: &str) -> Option<&'a Json> {
        self.0.get(key).filter(|value| !value.is_null())
    }

    /// A part within it.
    pub(super) fn part(self, key: &str) -> Self {
        Self(self.0.get(key).unwrap_or(&Json::Null))
    }

    /// A text; numbers and truth values as they read.
    pub(super) fn text(self, key: &str) -> String {
        match self.get(key) {
            Some(Json::String(text)) => text.replace('\0', ""),
            Some(value @ (Json::Number(_) | Json::Bool(_))) => value.to_string(),
            _ => String::new(),
        }
    }

    /// A number, also where it stands as a text.
    pub(super) fn number(self, key: &str) -> Option<f64> {
        let number = match self.get(key)? {
            Json::Number(number) => number.as_f64(),
            Json::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        number.filter(|number: &f64| number.is_finite())
    }

    /// A truth value, also where it stands as a text.
    pub(super) fn flag(self, key: &str) -> Option<bool> {
        match self.get(key)? {
            Json::Bool(flag) => Some(*flag),
            Json::String(text) => match text.trim().to_ascii_lowercase().as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    /// The parts of a list.
    pub(super) fn list(self, key: &str) -> impl DoubleEndedIterator<Item = Self> + use<'a> {
        self.get(key).and_then(Json::as_array).map_or(NOTHING, Vec::as_slice).iter().map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_read_as_what_they_mean() {
        let json = serde_json::json!({ "a": "12.5", "b": 3, "c": "True", "d": null, "e": [1, 2], "f": "8\u{0}" });
        let fields = Fields(&json);
        assert_eq!((fields.number("a"), fields.number("b"), fields.number("c")), (Some(12.5), Some(3.0), None));
        assert_eq!((fields.flag("c"), fields.flag("a")), (Some(true), None));
        assert_eq!(
            (fields.text("d"), fields.text("b"), fields.text("f")),
            (String::new(), "3".to_owned(), "8".to_owned())
        );
        assert_eq!((fields.list("e").count(), fields.list("a").count()), (2, 0));
    }
}
