//! What people use of Lua's own libraries besides what blocks write, declared for completion, help and checks; all of it
//! is Luau's own.

use super::{ApiDef, Arg, Count, Group, arg, many, option};
use crate::i18n::t;

const fn row(
    of: &'static str,
    name: &'static str,
    args: &'static [Arg],
    gives: &'static str,
    de: &'static str,
    en: &'static str,
) -> ApiDef {
    ApiDef::call(of, name, args, gives, t(de, en))
}

const NONE_OR_MANY: &[Arg] = &[Arg { name: "…", count: Count::Many }];
const TEXT: &[Arg] = &[arg("text")];
const PATTERN: &[Arg] = &[arg("text"), arg("pattern")];
const PATTERN_FROM: &[Arg] = &[arg("text"), arg("pattern"), option("from"), option("plain")];

pub(super) const BARE: Group = Group {
    object: None,
    rows: &[
        &row(
            "",
            "pairs",
            &[arg("table")],
            "key, value …",
            "In for: jeder Eintrag einer Tabelle mit seinem Wert; von einer Zeile jede Spalte, von einer Datenquelle jede Zeile, gezählt von 0",
            "In for: each entry of a table with its value; of a row each column, of a data source each row, counted from 0",
        ),
        &row("", "tostring", &[arg("value")], "text", "Ein Wert als Text", "A value as text"),
        &row(
            "",
            "tonumber",
            &[arg("value"), option("base")],
            "number | nil",
            "Die Zahl, die in einem Text steht; nil, wenn da keine steht",
            "The number that a text holds; nil where it holds none",
        ),
        &row(
            "",
            "type",
            &[arg("value")],
            "text",
            "Was ein Wert ist: 'number', 'string', 'boolean', 'table', 'function' oder 'nil'",
            "What a value is: 'number', 'string', 'boolean', 'table', 'function' or 'nil'",
        ),
        &row(
            "",
            "print",
            NONE_OR_MANY,
            "",
            "Schreibt ins Protokoll, wie peakboard.log",
            "Writes to the log, as peakboard.log",
        ),
        &row(
            "",
            "pcall",
            &[arg("function"), many("…")],
            "ok, value …",
            "Ruft eine Funktion auf und fängt ihren Fehler",
            "Calls a function and catches its error",
        ),
        &row(
            "",
            "next",
            &[arg("table"), option("key")],
            "key, value",
            "Der nächste Eintrag einer Tabelle; nil, wenn sie leer ist",
            "The next entry of a table; nil where it is empty",
        ),
        &row(
            "",
            "unpack",
            &[arg("list"), option("from"), option("to")],
            "value, …",
            "Die Werte einer Liste einzeln",
            "The values of a list one by one",
        ),
    ],
};

const STRING_OF: &str = "string";

pub(super) const STRING: Group = Group {
    object: None,
    rows: &[
        &row(
            STRING_OF,
            "format",
            &[arg("template"), many("…")],
            "text",
            "Setzt Werte in einen Text ein: string.format('%d Stück, %.2f €', 3, 1.5)",
            "Puts values into a text: string.format('%d pieces, %.2f €', 3, 1.5)",
        ),
        &row(
            STRING_OF,
            "sub",
            &[arg("text"), arg("from"), option("to")],
            "text",
            "Ein Teil eines Textes, von Zeichen bis Zeichen; das erste ist 1, das letzte -1",
            "A part of a text, from letter to letter; the first is 1, the last -1",
        ),
        &row(STRING_OF, "upper", TEXT, "text", "In Großbuchstaben, ohne Umlaute", "In capitals, without umlauts"),
        &row(STRING_OF, "lower", TEXT, "text", "In Kleinbuchstaben, ohne Umlaute", "In small letters, without umlauts"),
        &row(STRING_OF, "len", TEXT, "number", "Wie viele Bytes ein Text hat", "How many bytes a text has"),
        &row(
            STRING_OF,
            "rep",
            &[arg("text"), arg("count")],
            "text",
            "Ein Text mehrmals hintereinander",
            "A text several times in a row",
        ),
        &row(
            STRING_OF,
            "reverse",
            TEXT,
            "text",
            "Ein Text von hinten nach vorn",
            "A text from its end to its beginning",
        ),
        &row(
            STRING_OF,
            "find",
            PATTERN_FROM,
            "from, to | nil",
            "Wo ein Muster in einem Text steht",
            "Where a pattern stands in a text",
        ),
        &row(
            STRING_OF,
            "match",
            &[arg("text"), arg("pattern"), option("from")],
            "text | nil",
            "Was zu einem Muster passt; mit Klammern (…), was in ihnen steht",
            "What fits a pattern; with brackets (…) what stands in them",
        ),
        &row(
            STRING_OF,
            "gmatch",
            PATTERN,
            "text …",
            "In for: alles, was zu einem Muster passt",
            "In for: all that fits a pattern",
        ),
        &row(
            STRING_OF,
            "gsub",
            &[arg("text"), arg("pattern"), arg("new"), option("most")],
            "text, count",
            "Ersetzt, was zu einem Muster passt",
            "Replaces what fits a pattern",
        ),
        &row(
            STRING_OF,
            "split",
            &[arg("text"), option("separator")],
            "list",
            "Zerlegt einen Text am Trennzeichen, ohne Angabe am Komma",
            "Splits a text at a separator, a comma unless given",
        ),
        &row(
            STRING_OF,
            "byte",
            &[arg("text"), option("from"), option("to")],
            "number, …",
            "Die Bytes eines Textes als Zahlen",
            "The bytes of a text as numbers",
        ),
        &row(STRING_OF, "char", NONE_OR_MANY, "text", "Ein Text aus Bytes", "A text of bytes"),
    ],
};

const TABLE_OF: &str = "table";

pub(super) const TABLE: Group = Group {
    object: None,
    rows: &[
        &row(
            TABLE_OF,
            "insert",
            &[arg("list"), arg("value"), option("…")],
            "",
            "Hängt einen Wert an eine Liste; table.insert(list, stelle, wert) setzt ihn dazwischen",
            "Puts a value at the end of a list; table.insert(list, place, value) puts it in between",
        ),
        &row(
            TABLE_OF,
            "remove",
            &[arg("list"), option("place")],
            "value",
            "Nimmt einen Wert heraus, ohne Angabe den letzten",
            "Takes a value out, the last unless given",
        ),
        &row(
            TABLE_OF,
            "concat",
            &[arg("list"), option("separator"), option("from"), option("to")],
            "text",
            "Verbindet die Werte einer Liste zu einem Text",
            "Joins the values of a list to a text",
        ),
        &row(
            TABLE_OF,
            "sort",
            &[arg("list"), option("function")],
            "",
            "Ordnet eine Liste; die Funktion sagt, ob ein Wert vor den anderen gehört",
            "Sorts a list; the function says whether a value belongs in front of the other",
        ),
        &row(
            TABLE_OF,
            "unpack",
            &[arg("list"), option("from"), option("to")],
            "value, …",
            "Die Werte einer Liste einzeln",
            "The values of a list one by one",
        ),
        &row(
            TABLE_OF,
            "find",
            &[arg("list"), arg("value"), option("from")],
            "number | nil",
            "Wo ein Wert in einer Liste steht",
            "Where a value stands in a list",
        ),
        &row(TABLE_OF, "clear", &[arg("table")], "", "Leert eine Tabelle", "Empties a table"),
        &row(TABLE_OF, "clone", &[arg("table")], "table", "Eine Kopie einer Tabelle", "A copy of a table"),
    ],
};

const MATH_OF: &str = "math";

pub(super) const MATH: Group = Group {
    object: None,
    rows: &[
        &row(
            MATH_OF,
            "random",
            &[option("from"), option("to")],
            "number",
            "Eine Zufallszahl: von 0 bis 1, oder eine ganze von … bis …",
            "A random number: from 0 to 1, or a whole one from … to …",
        ),
        &row(MATH_OF, "round", &[arg("number")], "number", "Auf eine ganze Zahl gerundet", "Rounded to a whole number"),
        &row(
            MATH_OF,
            "clamp",
            &[arg("number"), arg("min"), arg("max")],
            "number",
            "Die Zahl, nicht kleiner als min und nicht größer als max",
            "The number, no less than min and no more than max",
        ),
        &row(
            MATH_OF,
            "pow",
            &[arg("number"), arg("exponent")],
            "number",
            "Die Zahl hoch den Exponenten",
            "The number to the power",
        ),
        &row(
            MATH_OF,
            "fmod",
            &[arg("number"), arg("divisor")],
            "number",
            "Der Rest einer Division",
            "What is left of a division",
        ),
        &row(MATH_OF, "sign", &[arg("number")], "number", "-1, 0 oder 1", "-1, 0 or 1"),
        &ApiDef::member(MATH_OF, "pi", "number", t("Die Kreiszahl 3,14159…", "The number 3.14159…")),
        &ApiDef::member(MATH_OF, "huge", "number", t("Größer als jede Zahl", "Larger than every number")),
    ],
};

const OS_OF: &str = "os";

pub(super) const OS: Group = Group {
    object: None,
    rows: &[
        &row(OS_OF, "time", &[option("date")], "number", "Sekunden seit 1970", "Seconds since 1970"),
        &row(
            OS_OF,
            "date",
            &[option("format"), option("time")],
            "text",
            "Datum und Uhrzeit als Text: os.date('%H:%M')",
            "Date and time as text: os.date('%H:%M')",
        ),
        &row(
            OS_OF,
            "clock",
            &[],
            "number",
            "Sekunden, um eine Dauer zu messen",
            "Seconds, to measure how long something takes",
        ),
    ],
};
