//! A variable that holds no list, where a list is changed.

use crate::i18n::Wording;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "not_a_list",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project, &crate::i18n::t("Liste", "List").into(), "data.Zahl")],
};

/// The problem of a variable in a slot.
pub fn at(place: Place, slot: &Wording, name: &str) -> Problem {
    let slot = slot.quoted();
    CHECK.at(
        place,
        Wording::new(
            format!("{}: `{name}` ist keine Liste. Eine Variable vom Typ Liste wählen oder ihren Typ ändern.", slot.de),
            format!("{}: `{name}` is no list. Choose a variable of the type list, or change its type.", slot.en),
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::language::testing::found;

    #[test]
    fn only_lists_are_added_to() {
        let of = |variable: u32| {
            found(&format!(
                r#"(first: 9, blocks: {{9: (kind: "list_add", slots: {{"variable": Variable({variable})}})}})"#
            ))
        };
        assert_eq!(of(7), [""; 0]);
        assert_eq!(of(4), ["not_a_list"]);
    }
}
