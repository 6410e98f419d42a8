//! A new name for what a text itself defines, everywhere that it stands there.

use std::ops::Range;

use crate::language::api;
use crate::model::handler::HandlerRef;
use crate::model::names::is_ident;
use crate::model::project::Project;
use crate::model::reference::{LocalName, local_names};

/// Why a name cannot be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NameFlaw {
    /// It is none that Lua knows: letters, digits and `_`, no digit in front, no word of the language.
    NoName,
    /// Something else has it, where this one is used.
    Taken,
}

/// The name that the text defines, of which one stands at a byte.
pub fn local_at(text: &str, offset: usize) -> Option<LocalName> {
    let touches = |range: &Range<usize>| range.start <= offset && offset <= range.end;
    local_names(text).into_iter().find(|local| local.all().any(touches))
}

/// What the function of the project is given that a handler belongs to: names that its text only uses.
pub fn given_names(project: &Project, at: &HandlerRef) -> Vec<String> {
    let function = at.owner.function().and_then(|id| project.function(id));
    function.map(api::functions::parameter_names).unwrap_or_default()
}

/// The text in which the name at a byte is another one; `given` has names that stand for something already.
///
/// # Errors
/// Why it cannot be that; `Ok(None)` where no name of the text stands there.
pub fn renamed(text: &str, offset: usize, new: &str, given: &[String]) -> Result<Option<String>, NameFlaw> {
    let Some(local) = local_at(text, offset) else { return Ok(None) };
    if !is_ident(new) {
        return Err(NameFlaw::NoName);
    }
    if new == local.name {
        return Ok(Some(text.to_owned()));
    }
    let meets = |other: &LocalName| {
        other.name == new && other.visible.start <= local.visible.end && local.visible.start <= other.visible.end
    };
    let is_given = given.iter().any(|name| name == new);
    if is_given || api::is_global(new) || local_names(text).iter().any(meets) {
        return Err(NameFlaw::Taken);
    }
    let mut out = text.to_owned();
    let mut ranges: Vec<&Range<usize>> = local.all().collect();
    ranges.sort_by_key(|range| std::cmp::Reverse(range.start));
    for range in ranges {
        out.replace_range(range.clone(), new);
    }
    Ok(Some(out))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_becomes_another_where_it_is_meant_and_nowhere_else() {
        let text = "local a = 1\nlocal t = { a = a }\nfunction f(a) return a end\nx = t.a .. `{a}` .. 'a'";
        let wanted = "local n = 1\nlocal t = { a = n }\nfunction f(a) return a end\nx = t.a .. `{n}` .. 'a'";
        for offset in [6, text.find("= a").unwrap() + 2] {
            assert_eq!(renamed(text, offset, "n", &[]).unwrap().unwrap(), wanted);
        }
        let inner = renamed(text, text.find("(a)").unwrap() + 1, "n", &[]).unwrap().unwrap();
        assert!(inner.contains("function f(n) return n end") && inner.starts_with("local a = 1"));
    }

    #[test]
    fn what_the_function_is_given_is_known() {
        let (project, at) = crate::language::testing::project();
        let function = project.functions[0].id;
        assert_eq!(given_names(&project, &HandlerRef::new(function, crate::model::function::CALLED)), ["Zahl"]);
        assert_eq!(given_names(&project, &at), [""; 0]);
    }

    #[test]
    fn names_that_are_taken_or_none_are_refused() {
        let text = "local a, b = 1, 2\nf(a)";
        for (new, flaw) in
            [("b", NameFlaw::Taken), ("data", NameFlaw::Taken), ("1x", NameFlaw::NoName), ("end", NameFlaw::NoName)]
        {
            assert_eq!(renamed(text, 6, new, &[]), Err(flaw), "{new}");
        }
        assert_eq!(renamed(text, 6, "Zahl", &["Zahl".to_owned()]), Err(NameFlaw::Taken));
        assert_eq!(renamed(text, text.len() - 4, "x", &[]), Ok(None));
    }
}
