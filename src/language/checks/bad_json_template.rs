//! The JSON of a template cannot be valid, whatever is filled in.

use crate::i18n::{Text, Wording, t};
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
    samples: || vec![at(Place::Project, "expected `,` or `}` at line 1 column 9")],
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
    let Wording { de, en } = json(why);
    CHECK.at(
        place,
        Wording::new(
            format!("Die Vorlage ergibt kein gültiges JSON ({de}). Klammern, Kommas und Anführungszeichen prüfen."),
            format!("The template does not give valid JSON ({en}). Check brackets, commas and quotes."),
        ),
    )
}

const NO_CHARACTER: Text = t(
    "nach \\u stehen keine vier Hexziffern eines Zeichens",
    "what follows \\u are not the four hex digits of a character",
);

/// What the parser says (`ErrorCode` of `serde_json`), and how people say it.
const WORDS: &[(&str, Text)] = &[
    ("EOF while parsing a list", t("am Ende fehlt ]", "] is missing at the end")),
    ("EOF while parsing an object", t("am Ende fehlt }", "} is missing at the end")),
    ("EOF while parsing a string", t("am Ende fehlt ein Anführungszeichen", "a quote is missing at the end")),
    ("EOF while parsing a value", t("am Ende fehlt ein Wert", "a value is missing at the end")),
    ("expected `:`", t("nach einem Namen fehlt ein Doppelpunkt", "a colon is missing after a name")),
    ("expected `,` or `]`", t("nach einem Eintrag fehlt ein Komma oder ]", "a comma or ] is missing after an entry")),
    ("expected `,` or `}`", t("nach einem Eintrag fehlt ein Komma oder }", "a comma or } is missing after an entry")),
    ("expected ident", t("true, false oder null ist falsch geschrieben", "true, false or null is misspelt")),
    (
        "expected value",
        t(
            "hier fehlt ein Wert, oder ein Text steht nicht in Anführungszeichen",
            "a value is missing here, or a text is not in quotes",
        ),
    ),
    ("key must be a string", t("ein Name steht nicht in Anführungszeichen", "a name is not in quotes")),
    ("invalid escape", t("nach \\ steht etwas, das dort nichts bedeutet", "what follows \\ means nothing there")),
    ("invalid number", t("eine Zahl ist falsch geschrieben", "a number is misspelt")),
    ("invalid unicode code point", NO_CHARACTER),
    ("lone leading surrogate in hex escape", NO_CHARACTER),
    ("unexpected end of hex escape", NO_CHARACTER),
    (
        "control character (\\u0000-\\u001F) found while parsing a string",
        t("in einem Text steht ein Zeilenende oder Steuerzeichen", "a text has a line end or control character in it"),
    ),
    ("trailing comma", t("nach dem letzten Eintrag steht ein Komma", "a comma follows the last entry")),
    ("trailing characters", t("nach dem Ende steht noch etwas", "something follows the end")),
    ("recursion limit exceeded", t("zu tief verschachtelt", "nested too deeply")),
];

/// Why a text is no JSON, from the parser's words.
pub fn json(why: &str) -> Wording {
    let told = why.rsplit_once(" at line ").and_then(|(what, at)| {
        let (_, text) = WORDS.iter().find(|(english, _)| *english == what)?;
        let (line, column) = at.split_once(" column ")?;
        Some(Wording::new(
            format!("Zeile {line}, Spalte {column}: {}", text.de),
            format!("line {line}, column {column}: {}", text.en),
        ))
    });
    told.unwrap_or_else(|| why.to_owned().into())
}

#[cfg(test)]
mod tests {
    use super::json;
    use crate::language::testing::found;
    use crate::model::source::json::Json;

    #[test]
    fn the_parser_is_understood_in_both_languages() {
        for text in [
            "",
            "[",
            "{",
            "[1",
            "{\"a\"",
            "{\"a\":1",
            "\"a",
            "{\"a\" 1}",
            "[1 2]",
            "{\"a\":1 \"b\":2}",
            "tru",
            "trux",
            "x",
            "{a:1}",
            "{1:1}",
            "\"\\x\"",
            "01",
            "-",
            "1.",
            "\"\\u12",
            "\"\\uzzzz\"",
            "\"a\nb\"",
            "[1,]",
            "{\"a\":1,}",
            "1 2",
        ] {
            let why = Json::check(text).unwrap_err();
            let told = json(&why);
            assert!(told.de.contains("Zeile") && !told.en.contains("EOF") && told.de != told.en, "{text}: {why}");
        }
    }

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
