//! New instances count on: where the one before listens to `hall/1`, the next one does to `hall/2`.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{COMPONENT, ParameterKind, in_braces};
use crate::model::control::Control;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::value::Value;

/// Where the last number of a text stands.
fn last_number(text: &str) -> Option<Range<usize>> {
    let end = text.rfind(|c: char| c.is_ascii_digit())? + 1;
    let digits = text.get(..end)?.bytes().rev().take_while(u8::is_ascii_digit).count();
    Some(end - digits..end)
}

/// The same with another number, as wide as the old one.
fn with_number(text: &str, at: &Range<usize>, number: u64) -> String {
    let width = at.len();
    format!("{}{number:0width$}{}", text.get(..at.start).unwrap_or_default(), text.get(at.end..).unwrap_or_default())
}

fn text_of(property: &Property) -> Option<&str> {
    property.literal().and_then(Value::as_text)
}

/// Gives instances that are about to be added the next free number where their topics begin as those of another one, and
/// the texts with that number too.
pub(in crate::model) fn count_on(project: &Project, new: &mut [Control]) {
    let mut done: Vec<Control> = Vec::new();
    for control in new {
        if let Some(counted) = counted(project, &done, control) {
            *control = counted;
        }
        done.push(control.clone());
    }
}

fn counted(project: &Project, before: &[Control], control: &Control) -> Option<Control> {
    let (master, face) = project.master_of(control).filter(|_| control.kind == COMPONENT)?;
    let prefix = face.parameters.iter().find(|parameter| parameter.kind == ParameterKind::Prefix)?;
    let all = project.screens.iter().flat_map(|screen| &screen.controls).chain(before);
    let same = all.filter(|other| other.kind == COMPONENT && other.master() == Some(master.id));
    let taken: BTreeSet<&str> = same.filter_map(|other| text_of(other.given(prefix))).collect();
    let now = text_of(control.given(prefix)).filter(|now| taken.contains(now))?;
    let at = last_number(now)?;
    let number: u64 = now.get(at.clone())?.parse().ok()?;
    let next = (number + 1..=u64::MAX).find(|next| !taken.contains(with_number(now, &at, *next).as_str()))?;
    let mut out = control.clone();
    out.properties.insert(in_braces(&prefix.name), with_number(now, &at, next).into());
    for parameter in face.parameters.iter().filter(|parameter| parameter.kind == ParameterKind::Text) {
        let Some(text) = text_of(control.given(parameter)) else { continue };
        let same = last_number(text).filter(|at| text.get(at.clone()).and_then(|it| it.parse().ok()) == Some(number));
        if let Some(at) = same {
            out.properties.insert(in_braces(&parameter.name), with_number(text, &at, next).into());
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_number_is_counted_as_wide_as_it_is() {
        let next = |text: &str| last_number(text).map(|at| with_number(text, &at, 10));
        assert_eq!(next("halle1/m09/x").as_deref(), Some("halle1/m10/x"));
        assert_eq!(next("ü9").as_deref(), Some("ü10"));
        assert_eq!(next("m007").as_deref(), Some("m010"));
        assert_eq!(next("9").as_deref(), Some("10"));
        assert_eq!(next("halle"), None);
    }
}
