//! What Lua says of an operation that fails while it runs, in words; its own are those of `VM/src/ldebug.cpp`.

mod library;

use super::fault::type_name;
use super::pick;
use crate::i18n::Lang;

/// A sentence with what to do; `None` for words that are rare.
pub(super) fn operation(what: &str, lang: Lang) -> Option<String> {
    if what == "attempt to modify a readonly table" {
        return Some(pick(
            lang,
            "Hier wird etwas gesetzt, das sich nur lesen lässt. Einen Wert behält eine Variable.",
            "Something is set here that can only be read. A variable keeps a value.",
        ));
    }
    if let Some(sentence) = argument(what, lang).or_else(|| library::sentence(what, lang)) {
        return Some(sentence);
    }
    let rest = what.strip_prefix("attempt to ")?;
    let (verb, rest) = rest.split_once(' ')?;
    match verb {
        "index" => index(rest, lang),
        "call" => call(rest, lang),
        "perform" => {
            let (sign, operands) = rest.strip_prefix("arithmetic (")?.split_once(") on ")?;
            let (sign, operands) = (arithmetic_sign(sign), listed(operands.split(" and "), lang));
            Some(pick(
                lang,
                format!(
                    "Rechnen ({sign}) geht nur mit Zahlen, hier steht: {operands}. Prüfen, ob ein Wert leer oder ein Text ist."
                ),
                format!(
                    "Calculating ({sign}) takes numbers only, here is: {operands}. Check whether a value is empty or a text."
                ),
            ))
        }
        "compare" => {
            let mut parts = rest.splitn(3, ' ');
            let (first, sign, second) = (parts.next()?, parts.next()?, parts.next()?);
            let operands = listed([first, second].into_iter(), lang);
            Some(pick(
                lang,
                format!(
                    "Vergleichen ({sign}) lassen sich nur zwei Zahlen oder zwei Texte, hier steht: {operands}. Prüfen, ob ein Wert leer ist."
                ),
                format!(
                    "Only two numbers or two texts can be compared ({sign}), here is: {operands}. Check whether a value is empty."
                ),
            ))
        }
        "concatenate" => {
            let operands = listed(rest.split(" with "), lang);
            Some(pick(
                lang,
                format!(
                    "Aneinanderhängen (..) lassen sich nur Texte und Zahlen, hier steht: {operands}. Prüfen, ob ein Wert leer ist, oder text.join verwenden."
                ),
                format!(
                    "Only texts and numbers can be joined (..), here is: {operands}. Check whether a value is empty, or use text.join."
                ),
            ))
        }
        "get" | "iterate" => {
            let value = value_type(rest.rsplit_once(" a ").map(|(_, value)| value)?, lang);
            Some(pick(
                lang,
                format!(
                    "Zählen und durchgehen lassen sich nur Listen und Texte, hier steht: {value}. Prüfen, ob der Wert leer ist."
                ),
                format!(
                    "Only lists and texts can be counted or gone through, here is: {value}. Check whether the value is empty."
                ),
            ))
        }
        _ => None,
    }
}

/// A member is asked of something that has none.
fn index(rest: &str, lang: Lang) -> Option<String> {
    let (of, member) = rest.split_once(" with ")?;
    Some(match (of, member.strip_prefix('\'').and_then(|member| member.strip_suffix('\''))) {
        ("nil", Some(member)) => pick(
            lang,
            format!(
                "`{member}` gibt es hier nicht: Was davor steht, ist leer. Den Namen davor prüfen und ob er schon einen Wert hat."
            ),
            format!(
                "`{member}` does not exist here: what is in front of it is empty. Check that name, and whether it has a value yet."
            ),
        ),
        (of, Some(member)) => {
            let of = type_name(of, lang);
            pick(
                lang,
                format!("`{member}` gibt es hier nicht: Davor steht {of}. Den Namen davor prüfen."),
                format!("`{member}` does not exist here: in front of it is {of}. Check the name there."),
            )
        }
        (of, None) => {
            let of = type_name(of, lang);
            pick(
                lang,
                format!("Mit […] lässt sich hier nichts holen: Davor steht {of}. Den Namen davor prüfen."),
                format!("Nothing can be taken with […] here: in front of it is {of}. Check the name there."),
            )
        }
    })
}

/// Something is called that is no function.
fn call(rest: &str, lang: Lang) -> Option<String> {
    if let Some((method, of)) = rest.strip_prefix("missing method '").and_then(|rest| rest.split_once("' of ")) {
        let of = type_name(of, lang);
        return Some(pick(
            lang,
            format!("`{method}` gibt es hier nicht: Davor steht {of}. Die Schreibweise prüfen."),
            format!("`{method}` does not exist here: in front of it is {of}. Check the spelling."),
        ));
    }
    Some(match rest.strip_prefix("a ")?.strip_suffix(" value")? {
        "nil" => pick(
            lang,
            "Die Funktion, die hier aufgerufen wird, gibt es nicht. Den Namen vor der Klammer prüfen.",
            "The function that is called here does not exist. Check the name in front of the bracket.",
        ),
        other => {
            let other = type_name(other, lang);
            pick(
                lang,
                format!("Vor der Klammer steht keine Funktion, sondern {other}. Ohne Klammern schreiben."),
                format!("In front of the bracket is no function but {other}. Write it without brackets."),
            )
        }
    })
}

/// `invalid argument #1 to 'insert' (table expected, got nil)`, `missing argument #2 to 'max' (number expected)`,
/// `invalid argument #2 to 'random' (interval is empty)`
fn argument(what: &str, lang: Lang) -> Option<String> {
    let (how, rest) = what.split_once(" argument #")?;
    let (number, rest) = rest.split_once(" to '")?;
    let (function, why) = rest.split_once("' (")?;
    let why = why.strip_suffix(')')?;
    let Some((wanted, got)) = why.split_once(" expected") else {
        let sentence = library::sentence(why, lang)?;
        return Some(format!("`{function}`: {sentence}"));
    };
    let wanted = type_name(wanted, lang);
    let got = match (how, got.strip_prefix(", got ")) {
        ("invalid", Some(got)) => type_name(got, lang),
        _ => type_name("nil", lang),
    };
    Some(pick(
        lang,
        format!("`{function}` erwartet als {number}. Wert {wanted}, bekommen hat es {got}. Den Wert prüfen."),
        format!("`{function}` wants {wanted} as value {number}, it got {got}. Check the value."),
    ))
}

fn listed<'a>(types: impl Iterator<Item = &'a str>, lang: Lang) -> String {
    let names: Vec<String> = types.map(|name| value_type(name, lang)).collect();
    names.join(pick(lang, " und ", " and ").as_str())
}

fn value_type(name: &str, lang: Lang) -> String {
    type_name(name.trim_end_matches(" value"), lang)
}

fn arithmetic_sign(name: &str) -> &str {
    match name {
        "add" => "+",
        "sub" | "unm" => "-",
        "mul" => "*",
        "div" => "/",
        "idiv" => "//",
        "mod" => "%",
        "pow" => "^",
        other => other,
    }
}
