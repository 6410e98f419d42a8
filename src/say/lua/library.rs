//! What the functions of Lua's own libraries say of what they are given, in words; the English ones are Luau's.

use super::super::fault::type_name;
use super::super::pick;
use crate::i18n::{Lang, Text, t};

const OUT_OF_RANGE: Text = t(
    "Eine Zahl ist hier größer oder kleiner als erlaubt. Den Wert prüfen.",
    "A number is larger or smaller here than allowed. Check the value.",
);
const ENDLESS: Text = t(
    "Funktionen rufen einander endlos auf. Prüfen, wann das aufhört.",
    "Functions call each other without end. Check when that stops.",
);
const NO_SUCH_CAPTURE: Text = t(
    "Es wird auf eine Klammer (…) verwiesen, die das Muster nicht hat.",
    "A bracket (…) is referred to that the pattern does not have.",
);
const BAD_FORMAT: Text = t(
    "Eine Angabe nach % ist in string.format falsch. Ein Prozentzeichen selbst heißt dort %%.",
    "What follows a % is wrong in string.format. A percent sign itself is written %% there.",
);
const EMPTY_INTERVAL: Text = t(
    "Der kleinste Wert ist größer als der größte. Die beiden Zahlen prüfen.",
    "The smallest value is larger than the largest. Check both numbers.",
);
const NO_NUMBER_INDEX: Text = t(
    "Was in [ ] steht, ist keine Zahl (0/0). Die Rechnung davor prüfen.",
    "What stands in [ ] is not a number (0/0). Check what was calculated before.",
);
const PROTECTED: Text = t("Dieser Wert lässt sich nicht ändern.", "This value cannot be changed.");

/// Words without anything in them that differs.
const WHOLE: &[(&str, Text)] = &[
    ("stack overflow", ENDLESS),
    ("C stack overflow", ENDLESS),
    (
        "malformed pattern (ends with '%')",
        t(
            "Das Muster endet mit %. Ein Prozentzeichen selbst heißt im Muster %%.",
            "The pattern ends with %. A percent sign itself is written %% in a pattern.",
        ),
    ),
    (
        "malformed pattern (missing ']')",
        t(
            "Im Muster fehlt die Klammer ]. Eine eckige Klammer selbst heißt im Muster %[.",
            "The bracket ] is missing in the pattern. A square bracket itself is written %[ in a pattern.",
        ),
    ),
    (
        "malformed pattern (missing arguments to '%b')",
        t("Im Muster fehlen nach %b zwei Zeichen.", "Two characters are missing after %b in the pattern."),
    ),
    (
        "missing '[' after '%f' in pattern",
        t("Im Muster fehlt nach %f die Klammer [.", "The bracket [ is missing after %f in the pattern."),
    ),
    (
        "pattern too complex",
        t(
            "Das Muster ist zu verschachtelt. Es vereinfachen oder den Text vorher zerlegen.",
            "The pattern is nested too deeply. Make it simpler, or split the text before.",
        ),
    ),
    (
        "unfinished capture",
        t(
            "Im Muster fehlt eine schließende Klammer ). Eine Klammer selbst heißt im Muster %(.",
            "A closing bracket ) is missing in the pattern. A bracket itself is written %( in a pattern.",
        ),
    ),
    (
        "invalid pattern capture",
        t(
            "Im Muster passen die Klammern ( und ) nicht zueinander. Eine Klammer selbst heißt im Muster %( oder %).",
            "The brackets ( and ) do not match in the pattern. A bracket itself is written %( or %) in a pattern.",
        ),
    ),
    ("invalid capture index", NO_SUCH_CAPTURE),
    ("too many captures", t("Das Muster hat mehr als 32 Klammern (…).", "The pattern has more than 32 brackets (…).")),
    (
        "invalid use of '%' in replacement string",
        t(
            "Im Ersatz steht nach % etwas, das dort nichts bedeutet. Ein Prozentzeichen selbst heißt dort %%.",
            "In the replacement, what follows a % means nothing. A percent sign itself is written %% there.",
        ),
    ),
    ("invalid format (repeated flags)", BAD_FORMAT),
    ("invalid format (width or precision too long)", BAD_FORMAT),
    ("'%*' does not take a form", BAD_FORMAT),
    (
        "table index is nil",
        t("Was in [ ] steht, ist leer. Den Wert prüfen.", "What stands in [ ] is empty. Check the value."),
    ),
    ("table index is NaN", NO_NUMBER_INDEX),
    ("table index contains NaN", NO_NUMBER_INDEX),
    (
        "invalid order function for sorting",
        t(
            "Der Vergleich von table.sort widerspricht sich. Bei gleichen Werten muss er false geben.",
            "The comparison of table.sort contradicts itself. It must give false for equal values.",
        ),
    ),
    (
        "table modified during sorting",
        t(
            "Die Liste wurde geändert, während table.sort sie sortiert hat.",
            "The list was changed while table.sort was sorting it.",
        ),
    ),
    (
        "invalid key to 'next'",
        t(
            "Die Liste wurde geändert, während sie durchgegangen wurde. Neues in einer zweiten Liste sammeln.",
            "The list was changed while it was gone through. Collect what is new in a second list.",
        ),
    ),
    (
        "wrong number of arguments to 'insert'",
        t("table.insert nimmt zwei oder drei Werte.", "table.insert takes two or three values."),
    ),
    (
        "wrong number of arguments",
        t("Hier stehen zu viele oder zu wenige Werte.", "There are too many or too few values."),
    ),
    ("interval is empty", EMPTY_INTERVAL),
    ("max must be greater than or equal to min", EMPTY_INTERVAL),
    ("interval is too large", OUT_OF_RANGE),
    ("base out of range", OUT_OF_RANGE),
    ("index out of range", OUT_OF_RANGE),
    ("value out of range", OUT_OF_RANGE),
    ("size out of range", OUT_OF_RANGE),
    ("position out of range", OUT_OF_RANGE),
    ("out of range", OUT_OF_RANGE),
    ("invalid value", OUT_OF_RANGE),
    ("initial position out of string", OUT_OF_RANGE),
    ("final position out of string", OUT_OF_RANGE),
    ("buffer access out of bounds", OUT_OF_RANGE),
    ("trying to access non-existent bits", OUT_OF_RANGE),
    (
        "invalid UTF-8 code",
        t("Der Text enthält Bytes, die kein Zeichen ergeben.", "The text has bytes that make no character."),
    ),
    (
        "invalid conversion specifier",
        t(
            "os.date kennt eine Angabe nach % nicht. Ein Prozentzeichen selbst heißt dort %%.",
            "os.date does not know what follows a %. A percent sign itself is written %% there.",
        ),
    ),
    (
        "too many results to unpack",
        t(
            "Die Liste hat zu viele Einträge, um sie auf einmal zu übergeben. Sie mit einer Schleife durchgehen.",
            "The list has too many entries to be handed over at once. Go through it in a loop.",
        ),
    ),
    ("cannot change a protected metatable", PROTECTED),
    ("table has a protected metatable", PROTECTED),
    ("table is already frozen", PROTECTED),
    ("division by zero", t("Geteilt wird durch 0. Den Teiler prüfen.", "The divisor is 0. Check it.")),
];

/// A sentence with what to do; `None` for words that are rare.
pub(super) fn sentence(what: &str, lang: Lang) -> Option<String> {
    let whole = || WHOLE.iter().find(|(english, _)| *english == what).map(|(_, text)| text.get(lang).to_owned());
    whole()
        .or_else(|| concat(what, lang))
        .or_else(|| counting(what, lang))
        .or_else(|| after_percent(what, lang))
        .or_else(|| date(what, lang))
}

/// `invalid value (nil) at index 1 in table for 'concat'`
fn concat(what: &str, lang: Lang) -> Option<String> {
    let (got, rest) = what.strip_prefix("invalid value (")?.split_once(") at index ")?;
    let (index, got) = (rest.strip_suffix(" in table for 'concat'")?, type_name(got, lang));
    Some(pick(
        lang,
        format!("table.concat verbindet nur Texte und Zahlen, an Stelle {index} steht: {got}. Den Wert prüfen."),
        format!("table.concat joins only texts and numbers, at position {index} is: {got}. Check the value."),
    ))
}

/// `invalid 'for' initial value (number expected, got nil)`
fn counting(what: &str, lang: Lang) -> Option<String> {
    let (part, got) = what.strip_prefix("invalid 'for' ")?.strip_suffix(')')?.split_once(" (number expected, got ")?;
    let part = match part {
        "initial value" => t("der Anfang", "the beginning"),
        "limit" => t("das Ende", "the end"),
        _step => t("der Schritt", "the step"),
    };
    let (part, got) = (part.get(lang), type_name(got, lang));
    Some(pick(
        lang,
        format!("for zählt nur mit Zahlen, {part} ist hier: {got}. Den Wert prüfen."),
        format!("for counts with numbers only, {part} is here: {got}. Check the value."),
    ))
}

/// `invalid option '%x' to 'format'`, `invalid capture index %2`, `invalid replacement value (a table)`
fn after_percent(what: &str, lang: Lang) -> Option<String> {
    if what.starts_with("invalid option '%") {
        return Some(BAD_FORMAT.get(lang).to_owned());
    }
    if what.starts_with("invalid capture index %") {
        return Some(NO_SUCH_CAPTURE.get(lang).to_owned());
    }
    let got = type_name(what.strip_prefix("invalid replacement value (a ")?.strip_suffix(')')?, lang);
    Some(pick(
        lang,
        format!("Der Ersatz muss ein Text oder eine Zahl sein, hier ist es: {got}. Den Wert prüfen."),
        format!("The replacement must be a text or a number, here it is: {got}. Check the value."),
    ))
}

/// `field 'day' missing in date table`
fn date(what: &str, lang: Lang) -> Option<String> {
    let field = what.strip_prefix("field '")?.strip_suffix("' missing in date table")?;
    Some(pick(
        lang,
        format!("os.time braucht year, month und day: {field} fehlt."),
        format!("os.time needs year, month and day: {field} is missing."),
    ))
}
