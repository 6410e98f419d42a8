//! Where in a payload a value is: templates of the discovery that say no more than a data path become one.
//!
//! More than half of the templates that devices send are such paths; the others are kept as they are.

use crate::model::source::path::{DataPath, joined};

/// Where in a payload a value is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// At this data path; empty for the whole payload.
    Path(String),
    /// Whatever this template makes of the payload.
    Template(String),
}

impl Default for Reading {
    fn default() -> Self {
        Self::Path(String::new())
    }
}

impl Reading {
    /// Reads a template; no template means the whole payload.
    pub fn parse(template: &str) -> Self {
        let template = template.trim();
        if template.is_empty() {
            return Self::default();
        }
        match path(template).filter(|path| DataPath::parse(path).is_ok()) {
            Some(path) => Self::Path(path),
            None => Self::Template(template.to_owned()),
        }
    }

    /// The data path or the template.
    pub fn text(&self) -> &str {
        match self {
            Self::Path(text) | Self::Template(text) => text,
        }
    }
}

/// The path of `{{ value_json.a["b"][0] | float }}`.
fn path(template: &str) -> Option<String> {
    let inner = template.strip_prefix("{{")?.strip_suffix("}}")?;
    let inner = inner.trim_start_matches('-').trim_end_matches('-').trim();
    let (place, filters) = inner.split_once('|').map_or((inner, ""), |(place, filters)| (place.trim(), filters));
    // These only say of which type it is, which a binding finds by itself.
    let is_plain =
        |filter: &str| matches!(filter.trim(), "float" | "int" | "is_defined" | "string" | "float(0)" | "int(0)");
    if !filters.is_empty() && !filters.split('|').all(is_plain) {
        return None;
    }
    if place == "value" {
        return Some(String::new());
    }
    let mut rest = place.strip_prefix("value_json")?;
    let mut path = String::new();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            if name.is_empty() || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
                return None;
            }
            path = joined(&path, name);
            rest = after;
        } else {
            let after = rest.strip_prefix('[')?;
            let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (inner, after) = match quote {
                Some(quote) => {
                    after.get(1..)?.split_once(quote).and_then(|(name, end)| Some((name, end.strip_prefix(']')?)))?
                }
                None => after.split_once(']')?,
            };
            path = match quote {
                Some(_) => joined(&path, inner),
                None => format!("{path}[{}]", inner.trim().parse::<usize>().ok()?),
            };
            rest = after;
        }
    }
    Some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_that_are_paths_become_paths() {
        for (template, path) in [
            ("", ""),
            ("{{ value }}", ""),
            ("{{value_json}}", ""),
            ("{{ value_json.temperature }}", "temperature"),
            ("{{ value_json[\"state_l1\"] }}", "state_l1"),
            ("{{ value_json['switch:0'].apower }}", "switch:0.apower"),
            ("{{ value_json.ENERGY.Power | float }}", "ENERGY.Power"),
            ("{{ value_json.list[2]['a.b'] | is_defined }}", "list[2]['a.b']"),
            ("{{ value_json.0 }}", "0"),
        ] {
            assert_eq!(Reading::parse(template), Reading::Path(path.to_owned()), "{template}");
        }
        for template in [
            "{{ value_json.a + 1 }}",
            "{{ value_json.a | round(1) }}",
            "{% if value_json.output %}on{% else %}off{% endif %}",
            "{{ 'ON' if value == '1' else 'OFF' }}",
            "{{ value_json[x] }}",
            "{{ value_json.a }} {{ value_json.b }}",
            "on",
        ] {
            assert!(matches!(Reading::parse(template), Reading::Template(_)), "{template}");
        }
    }
}
