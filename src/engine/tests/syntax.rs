//! What Luau's parser says is told in German too: each of its common sentences with a text that provokes it.

use super::*;
use crate::language::checks::lua_syntax;

#[test]
fn the_common_sentences_of_the_parser_have_german_ones() {
    for (text, wanted) in [
        ("local x =", "Hier wird ein Wert erwartet, es kommt aber das Ende des Textes"),
        ("x = = 2", "Hier wird ein Wert erwartet, es kommt aber '='"),
        ("--[[ abc", "Hier wird ein Wert erwartet, es kommt aber ein Kommentar ohne Ende"),
        ("if a then", "'end' fehlt; es beendet 'then' aus Spalte 6, es kommt aber das Ende des Textes"),
        (
            "if a then\nelse if b then\nend",
            "'end' fehlt; es beendet 'else' aus Zeile 2, es kommt aber das Ende des Textes",
        ),
        ("repeat", "'until' fehlt; es beendet 'repeat' aus Spalte 1, es kommt aber das Ende des Textes"),
        ("print('a'", "')' fehlt; es beendet '(' aus Spalte 6, es kommt aber das Ende des Textes"),
        ("x = {1 2}", "'}' fehlt; es beendet '{' aus Spalte 5, es kommt aber '2'"),
        ("x = a[1", "']' fehlt; es beendet '[' aus Spalte 6, es kommt aber das Ende des Textes"),
        ("if x = 1 then end", "'then' fehlt nach der Bedingung von if; es kommt aber '='"),
        ("while true", "'do' fehlt nach der Bedingung von while; es kommt aber das Ende des Textes"),
        ("for i = 1 do end", "',' fehlt zwischen Anfang und Ende von for; es kommt aber 'do'"),
        ("for i = 1, 3 x = 1 end", "'do' fehlt in der Zeile von for; es kommt aber 'x'"),
        ("function f", "'(' fehlt nach dem Namen der Funktion; es kommt aber das Ende des Textes"),
        ("function", "Hier wird ein Name erwartet nach function, es kommt aber das Ende des Textes"),
        ("local end = 5", "Hier wird ein Name erwartet für die Variable, es kommt aber 'end'"),
        ("x = a.", "Hier wird ein Name erwartet, es kommt aber das Ende des Textes"),
        ("x = a:b", "'(', '{' oder ein Text fehlt für den Aufruf; es kommt aber das Ende des Textes"),
        ("end", "'end' ist hier zu viel"),
        ("foo", "Hier steht nur ein Name oder Wert; etwas damit tun: mit = setzen oder mit (…) aufrufen"),
        ("print('a", "Ein Text endet nicht; am Ende fehlt das Anführungszeichen"),
        (
            "x = „abc“",
            "Hier wird ein Wert erwartet, es kommt aber das Zeichen „; Anführungszeichen sind in Lua ' oder \"",
        ),
        ("x = ß", "Hier wird ein Wert erwartet, es kommt aber das Zeichen ß, das nur in Texten stehen kann"),
        ("x = 3y", "Die Zahl ist falsch geschrieben"),
        ("if a != b then end", "Ungleich heißt in Lua ~= und nicht !="),
        ("if a && b then end", "Und heißt in Lua and und nicht &&"),
        ("if a || b then end", "Oder heißt in Lua or und nicht ||"),
        ("if !a then end", "Nicht heißt in Lua not und nicht !"),
        ("break", "break gehört in eine Schleife"),
        ("continue", "continue gehört in eine Schleife"),
        ("const x = 5 x = 6", "Was links von = steht, lässt sich nicht setzen"),
        (
            "local f = f\n(g or h)()",
            "Die Zeile beginnt mit einer Klammer und liest sich wie ein Aufruf der Zeile davor; ein ; davor setzen",
        ),
        ("function f() return ... end", "... gibt es nur in einer Funktion, die mit ... aufgerufen wird"),
        ("f(a,)", "Nach dem letzten Komma fehlt ein Wert"),
        ("x = 'a\\400'", "In einem Text steht nach \\ etwas, das dort nichts bedeutet"),
        ("x = `a{}`", "In einem Text mit `…` steht zwischen { und } kein Wert"),
        ("x = @", "Das Zeichen @ bedeutet hier nichts"),
    ] {
        let (_, what) = check_syntax(text).unwrap_err();
        let sentence = lua_syntax::sentence(&what);
        assert_eq!(&*sentence.de, format!("Der Lua-Text hat einen Fehler: {wanted}"), "{text}: {what}");
        assert!(!sentence.en.contains("<eof>"), "{}", sentence.en);
    }
    let too_long = check_syntax(&"-".repeat(300 << 10)).unwrap_err().1;
    assert!(lua_syntax::sentence(&too_long).de.contains("256 KiB"), "{too_long}");
}
