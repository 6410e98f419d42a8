//! The JSON of a template cannot be valid, whatever is filled in.

use crate::i18n::Wording;
use crate::language::holes;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::source::json::Json;

/// The check.
pub static CHECK: Check = Check {
    key: "bad_json_template",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![at(Place::Project, "expected `,` at column 9")],
};

/// Whether a template can give valid JSON: with every hole filled by a number it must be. `Err` with the parser's words.
pub fn holds(template: &str) -> Result<(), String> {
    let mut filled = template.to_owned();
    for name in holes(template) {
        filled = filled.replace(&format!("#[{name}]#"), "0");
    }
    Json::check(&filled)
}

/// The problem, with the parser's words.
pub fn at(place: Place, why: &str) -> Problem {
    CHECK.at(
        place,
        Wording::new(
            format!("Die Vorlage ergibt kein gültiges JSON ({why}). Klammern, Kommas und Anführungszeichen prüfen."),
            format!("The template does not give valid JSON ({why}). Check brackets, commas and quotes."),
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::language::testing::found;

    #[test]
    fn holes_count_as_values() {
        let of = |template: &str| {
            found(&format!(
                r#"(first: 9, blocks: {{9: (kind: "log", slots: {{"text": Wire(10)}}), 10: (kind: "text_template", slots: {{"template": "{template}", "form": "json", "hole:n": 1}})}})"#
            ))
        };
        assert_eq!(of(r#"{\"n\": #[n]#}"#), [""; 0]);
        assert_eq!(of(r#"{\"n\" #[n]#}"#), ["bad_json_template"]);
    }
}
