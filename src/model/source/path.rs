//! Data paths: where in a JSON payload a value is, such as `sensor.values[0].temperature`.
//!
//! Pure; a path that cannot be read is told while typing and finds nothing in a run.

use super::json::Json;
use super::template::PayloadTemplate;

/// Why a text is no data path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathError {
    /// Two dots in a row, or one at an end.
    EmptyName,
    /// `[` without `]`, or something between them that is neither a number nor a text in quotes.
    Bracket,
    /// A template that breaks its rules.
    Template,
}

/// Where in a payload a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ValuePlace {
    /// At a data path; the empty one is the whole payload.
    Path(DataPath),
    /// Whatever a template makes of it.
    Template(PayloadTemplate),
}

impl ValuePlace {
    /// Reads a data path, or a template, which has `{{` or `{%` in it.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        if PayloadTemplate::is_one(text) {
            return PayloadTemplate::parse(text).map(Self::Template).ok_or(PathError::Template);
        }
        DataPath::parse(text).map(Self::Path)
    }
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Into an object; into a list too where the name is a number.
    Name(String),
    /// Into a list, from 0.
    Index(usize),
}

/// A data path that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataPath {
    steps: Vec<Step>,
}

impl DataPath {
    /// Reads `a.b[0].c`; names with dots or blanks stand as `['a.b']`, and `$.` at the front is skipped.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, PathError> {
        let text = text.trim();
        let mut rest = text.strip_prefix('$').unwrap_or(text);
        let mut steps = Vec::new();
        let mut first = true;
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('[') {
                let (step, after) = bracket(inner)?;
                steps.push(step);
                rest = after;
            } else {
                let name = match rest.strip_prefix('.') {
                    Some(name) if !first || rest.len() != text.len() => name,
                    Some(_) => return Err(PathError::EmptyName),
                    None if first => rest,
                    None => return Err(PathError::Bracket),
                };
                let end = name.find(['.', '[']).unwrap_or(name.len());
                let (name, after) = name.split_at(end);
                if name.trim().is_empty() {
                    return Err(PathError::EmptyName);
                }
                steps.push(Step::Name(name.trim().to_owned()));
                rest = after;
            }
            first = false;
        }
        Ok(Self { steps })
    }

    /// A JSON object that has this value at the path, and nothing else; `None` where the path goes through a list.
    pub fn around(&self, value: &str) -> Option<String> {
        let is_through_list = self.steps.iter().any(|step| matches!(step, Step::Index(_)));
        if is_through_list { None } else { nested(&self.steps, value) }
    }

    /// The value at the path; `None` where there is none.
    pub fn find<'a>(&self, json: Json<'a>) -> Option<Json<'a>> {
        self.steps.iter().try_fold(json, |here, step| match step {
            Step::Name(name) => here.member(name).or_else(|| here.element(name.parse().ok()?)),
            Step::Index(index) => here.element(*index),
        })
    }
}

impl DataPath {
    /// The same JSON, as it is written, with this JSON at the path; what is missing on the way is added. `None` where
    /// the way leads into something else than an object, or past the end of a list.
    pub fn set(&self, text: &str, new: &str) -> Option<String> {
        let mut here = Json::parse(text)?;
        for (number, step) in self.steps.iter().enumerate() {
            let next = match step {
                Step::Name(name) => here.member(name).or_else(|| here.element(name.parse().ok()?)),
                Step::Index(index) => here.element(*index),
            };
            if let Some(next) = next {
                here = next;
                continue;
            }
            let (step, rest) = self.steps.get(number..)?.split_first()?;
            return here.with(text, &step.entry(here)?, &nested(rest, new)?);
        }
        Some(here.replaced(text, new))
    }
}

impl Step {
    /// What stands before the value where this step leads to nothing yet.
    fn entry(&self, here: Json<'_>) -> Option<String> {
        match self {
            Self::Name(name) if here.is_object() => Some(format!("{}:", serde_json::Value::from(name.as_str()))),
            // The place behind the last one.
            Self::Index(index) if here.is_list() && (*index == 0 || here.element(index - 1).is_some()) => {
                Some(String::new())
            }
            Self::Name(_) | Self::Index(_) => None,
        }
    }
}

/// The path of a member; a name that is no plain one stands in quotes.
pub fn joined(path: &str, name: &str) -> String {
    let is_plain = !name.trim().is_empty() && name.trim() == name && !name.contains(['.', '[', ']', '\'', '"', '$']);
    match (is_plain, path.is_empty()) {
        (true, true) => name.to_owned(),
        (true, false) => format!("{path}.{name}"),
        (false, _) => {
            let quote = if name.contains('\'') { '"' } else { '\'' };
            format!("{path}[{quote}{name}{quote}]")
        }
    }
}

/// A value inside of what leads to it.
fn nested(steps: &[Step], value: &str) -> Option<String> {
    steps.iter().rev().try_fold(value.to_owned(), |inner, step| match step {
        Step::Name(name) => Some(format!("{{{}:{inner}}}", serde_json::Value::from(name.as_str()))),
        Step::Index(0) => Some(format!("[{inner}]")),
        Step::Index(_) => None,
    })
}

/// What stands between brackets, and what follows.
fn bracket(inner: &str) -> Result<(Step, &str), PathError> {
    for quote in ['\'', '"'] {
        if let Some(text) = inner.strip_prefix(quote) {
            let (name, after) = text.split_once(quote).ok_or(PathError::Bracket)?;
            let after = after.strip_prefix(']').ok_or(PathError::Bracket)?;
            return Ok((Step::Name(name.to_owned()), after));
        }
    }
    let (number, after) = inner.split_once(']').ok_or(PathError::Bracket)?;
    let number = number.trim().parse().map_err(|_not_a_number| PathError::Bracket)?;
    Ok((Step::Index(number), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, json: &str) -> Option<String> {
        DataPath::parse(path).unwrap().find(Json::parse(json).unwrap()).map(Json::as_written)
    }

    #[track_caller]
    fn finds(path: &str, wanted: &str) {
        let json = r#"{
            "a": { "b": [{ "c": 21.5 }, { "c": "x" }], "x y": true, "p.q": null },
            "list": [[1, 2], [3]],
            "ä": "ü"
        }"#;
        assert_eq!(found(path, json).as_deref(), Some(wanted), "{path}");
    }

    #[test]
    fn paths_lead_into_objects_and_lists() {
        finds("a.b[0].c", "21.5");
        finds(" a.b[1].c ", r#""x""#);
        finds("a.b.1.c", r#""x""#);
        finds("$.a['x y']", "true");
        finds("a[\"p.q\"]", "null");
        finds("list[0][1]", "2");
        finds("$['list'][1][ 0 ]", "3");
        finds("ä", r#""ü""#);
        assert_eq!(found("", "5").as_deref(), Some("5"));
    }

    #[test]
    fn values_are_set_where_they_stand() {
        let set = |path: &str, json: &str, new: &str| DataPath::parse(path).unwrap().set(json, new);
        for (path, json, wanted) in [
            ("a", r#"{"a": 1, "b": 12345678901234567890}"#, r#"{"a": 9, "b": 12345678901234567890}"#),
            ("c", r#"{ "a": 1 }"#, r#"{ "a": 1 ,"c":9}"#),
            ("a", "{}", r#"{"a":9}"#),
            ("a.b[0].c", "{ }", r#"{ "a":{"b":[{"c":9}]}}"#),
            ("l[1]", r#"{"l": [1, 2]}"#, r#"{"l": [1, 9]}"#),
            ("l[2]", r#"{"l": [1, 2]}"#, r#"{"l": [1, 2,9]}"#),
            ("l.0", r#"{"l": ["x"]}"#, r#"{"l": [9]}"#),
            ("", "5", "9"),
        ] {
            assert_eq!(set(path, json, "9").as_deref(), Some(wanted), "{path} {json}");
        }
        for (path, json) in [("a.b", r#"{"a": 1}"#), ("l[3]", r#"{"l": []}"#), ("a[1]", "{}"), ("x", "[1]")] {
            assert_eq!(set(path, json, "9"), None, "{path} {json}");
        }
    }

    #[test]
    fn what_is_not_there_is_not_found() {
        for path in ["b", "a.b", "a[1]", "a[0].x", "[0]"] {
            assert_eq!(found(path, r#"{ "a": [1] }"#), None, "{path}");
        }
    }

    #[test]
    fn paths_that_cannot_be_meant_are_refused() {
        for (path, wanted) in [
            ("a..b", PathError::EmptyName),
            (".a", PathError::EmptyName),
            ("a.", PathError::EmptyName),
            ("a[", PathError::Bracket),
            ("a[x]", PathError::Bracket),
            ("a['x]", PathError::Bracket),
            ("a[0]b", PathError::Bracket),
            ("a[-1]", PathError::Bracket),
        ] {
            assert_eq!(DataPath::parse(path), Err(wanted), "{path}");
        }
    }
}
