//! What Luau's parser says, in German. Its English words are those of `Ast/src/Parser.cpp` and `Compiler.cpp`.

/// Sentences without anything in them that differs.
const WHOLE: &[(&str, &str)] = &[
    (
        "Incomplete statement: expected assignment or a function call",
        "Hier steht nur ein Name oder Wert; etwas damit tun: mit = setzen oder mit (…) aufrufen",
    ),
    ("Malformed string; did you forget to finish it?", "Ein Text endet nicht; am Ende fehlt das Anführungszeichen"),
    ("Malformed interpolated string; did you forget to add a '`'?", "Ein Text endet nicht; am Ende fehlt ` (Akzent)"),
    (
        "Malformed interpolated string; did you forget to add a '}'?",
        "In einem Text mit `…` fehlt die Klammer } nach dem eingesetzten Wert",
    ),
    (
        "Malformed interpolated string, expected expression inside '{}'",
        "In einem Text mit `…` steht zwischen { und } kein Wert",
    ),
    (
        "Double braces are not permitted within interpolated strings; did you mean '\\{'?",
        "In einem Text mit `…` ist {{ nicht erlaubt; gemeint ist vielleicht \\{",
    ),
    (
        "String literal contains malformed escape sequence",
        "In einem Text steht nach \\ etwas, das dort nichts bedeutet",
    ),
    ("Malformed number", "Die Zahl ist falsch geschrieben"),
    ("Unexpected '!='; did you mean '~='?", "Ungleich heißt in Lua ~= und nicht !="),
    ("Unexpected '&&'; did you mean 'and'?", "Und heißt in Lua and und nicht &&"),
    ("Unexpected '||'; did you mean 'or'?", "Oder heißt in Lua or und nicht ||"),
    ("Unexpected '!'; did you mean 'not'?", "Nicht heißt in Lua not und nicht !"),
    ("break statement must be inside a loop", "break gehört in eine Schleife"),
    ("continue statement must be inside a loop", "continue gehört in eine Schleife"),
    ("Assigned expression must be a variable or a field", "Was links von = steht, lässt sich nicht setzen"),
    (
        "Ambiguous syntax: this looks like an argument list for a function call, but could also be a start of new statement; use ';' to separate statements",
        "Die Zeile beginnt mit einer Klammer und liest sich wie ein Aufruf der Zeile davor; ein ; davor setzen",
    ),
    ("Cannot use '...' outside of a vararg function", "... gibt es nur in einer Funktion, die mit ... aufgerufen wird"),
    ("Expected expression after ',' but got ')' instead", "Nach dem letzten Komma fehlt ein Wert"),
    ("the script is longer than 256 KiB", "Das Skript ist länger als 256 KiB; es aufteilen"),
    ("Attribute name is missing", "Das Zeichen @ bedeutet hier nichts"),
];

/// What the parser was at, in the words of both.
const CONTEXTS: &[(&str, &str)] = &[
    ("if statement", "nach der Bedingung von if"),
    ("if then else expression", "in der Auswahl mit if"),
    ("while loop", "nach der Bedingung von while"),
    ("for loop", "in der Zeile von for"),
    ("index range", "zwischen Anfang und Ende von for"),
    ("function", "nach dem Namen der Funktion"),
    ("function name", "nach function"),
    ("function call", "für den Aufruf"),
    ("variable name", "für die Variable"),
    ("field name", "nach dem Punkt"),
    ("method name", "nach dem Doppelpunkt"),
];

/// The German sentence; `None` for words that are rare.
pub(super) fn german(what: &str) -> Option<String> {
    if let Some((_, de)) = WHOLE.iter().find(|(en, _)| *en == what) {
        return Some((*de).to_owned());
    }
    let (wanted, got) = what.strip_prefix("Expected ")?.rsplit_once(", got ")?;
    let got = token(got);
    Some(if wanted == "identifier when parsing expression" {
        format!("Hier wird ein Wert erwartet, es kommt aber {got}")
    } else if wanted == "<eof>" {
        format!("{got} ist hier zu viel")
    } else if let Some((token_wanted, opened)) = wanted.split_once(" (to close ") {
        let (opened, place) = opened.trim_end_matches(')').split_once(" at ")?;
        let place = place.replace("line", "Zeile").replace("column", "Spalte");
        format!("{token_wanted} fehlt; es beendet {opened} aus {place}, es kommt aber {got}")
    } else {
        let (token_wanted, context) = wanted.split_once(" when parsing ").unwrap_or((wanted, ""));
        let context =
            CONTEXTS.iter().find(|(en, _)| *en == context).map_or_else(String::new, |(_, de)| format!(" {de}"));
        match token_wanted {
            "identifier" => format!("Hier wird ein Name erwartet{context}, es kommt aber {got}"),
            "type" => format!("Hier wird ein Typ erwartet, es kommt aber {got}"),
            other => format!("{} fehlt{context}; es kommt aber {got}", other.replace(" or <string>", " oder ein Text")),
        }
    })
}

/// The English sentence, without what only programmers know.
pub(super) fn english(what: &str) -> String {
    what.replace("<eof>", "the end of the text").replace("<string>", "a text")
}

/// What stands at the place, as the parser names it.
fn token(got: &str) -> String {
    let code = got.strip_prefix("Unicode character U+").and_then(|code| u32::from_str_radix(code, 16).ok());
    match (got, code.and_then(char::from_u32)) {
        ("<eof>", _) => "das Ende des Textes".to_owned(),
        ("unfinished comment", _) => "ein Kommentar ohne Ende".to_owned(),
        ("unfinished string", _) => "ein Text ohne Ende".to_owned(),
        (_, Some(c)) if "„“”‚‘’«»".contains(c) => {
            format!("das Zeichen {c}; Anführungszeichen sind in Lua ' oder \"")
        }
        (_, Some(c)) => format!("das Zeichen {c}, das nur in Texten stehen kann"),
        (got, None) => got.to_owned(),
    }
}
