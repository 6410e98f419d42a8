//! Grundlagen → Text.

use super::slots::{self, BASICS, TEXT};
use crate::i18n::{Text, same, t};
use crate::language::api;
use crate::language::block::{BlockDef, CategoryDef, Choice, Form, Hue, Literal, Says, SlotDef, Takes};
use crate::language::checks::{bad_json_template, empty_slot};
use crate::language::emit::{Code, Emit, Expr, Node, Prec, quoted};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef = CategoryDef::new(&[BASICS, same("Text")], Hue::Text, ROWS);

const FORMS: &[Choice] = &[
    Choice {
        key: "text",
        label: same("Text"),
        help: t("Werte werden eingesetzt, wie sie sind.", "Values are put in as they are."),
    },
    Choice {
        key: "json",
        label: same("JSON"),
        help: t(
            "Texte werden maskiert und in Anführungszeichen gesetzt; das Ergebnis muss gültiges JSON sein.",
            "Texts are escaped and quoted; the result must be valid JSON.",
        ),
    },
];

/// A fixed text.
const FIXED: SlotDef = slots::text(same(""));

/// What is joined.
const ITEM: SlotDef = SlotDef::new(
    crate::language::ITEM,
    same(""),
    Takes::Value(Ty::Any),
    Literal::Text(""),
    t("Was angehängt wird: Text, Zahl oder ja/nein.", "What is put in: text, number or yes/no."),
)
.repeated(2, 100);

const TEMPLATE: SlotDef = SlotDef::new(
    "template",
    same(""),
    Takes::Template,
    Literal::Text(""),
    t("Text mit Platzhaltern wie #[name]#.", "Text with placeholders such as #[name]#."),
)
.required();

const FORM: SlotDef = SlotDef::new(
    "form",
    same("Form"),
    Takes::Choice(FORMS),
    Literal::Text("text"),
    t("Text oder JSON.", "Text or JSON."),
);

const PART: SlotDef = SlotDef::new(
    "part",
    t("enthält", "contains"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t("Was gesucht wird.", "What is looked for."),
);

/// What is looked for in a text.
const WANTED: SlotDef = plain("part", t("Teil", "Part"), "", t("Was gesucht wird.", "What is looked for."));
const NEW: SlotDef = plain("new", t("durch", "with"), "", t("Was an seine Stelle kommt.", "What comes in its place."));
const SEPARATOR: SlotDef =
    plain("separator", t("bei", "at"), ",", t("Was zwischen den Stücken steht.", "What stands between the pieces."));
const FILL: SlotDef = plain("with", t("mit", "with"), "0", t("Womit aufgefüllt wird.", "What it is filled up with."));

const fn plain(key: &'static str, label: Text, default: &'static str, help: Text) -> SlotDef {
    SlotDef::new(key, label, Takes::Value(Ty::Text), Literal::Text(default), help)
}

const FROM: SlotDef =
    slots::number("from", t("ab Zeichen", "from character"), 1.0, t("Das erste ist 1.", "The first one is 1."));
const COUNT: SlotDef = SlotDef {
    default: Literal::Nothing,
    ..slots::number(
        "count_of",
        t("wie viele", "how many"),
        0.0,
        t("Wie viele Zeichen; leer: bis zum Ende.", "How many characters; empty: to the end."),
    )
};
const LENGTH: SlotDef = slots::number(
    "length",
    t("auf Zeichen", "to characters"),
    2.0,
    t("Wie lang der Text mindestens wird.", "How long the text becomes at least."),
);

const fn choice(choices: &'static [Choice], default: &'static str, help: Text) -> SlotDef {
    SlotDef::new("which", same(""), Takes::Choice(choices), Literal::Text(default), help)
}

const CASES: &[Choice] = &[
    Choice { key: "upper", label: t("GROSS", "UPPER"), help: t("In Großbuchstaben.", "In upper case.") },
    Choice { key: "lower", label: t("klein", "lower"), help: t("In Kleinbuchstaben.", "In lower case.") },
    Choice {
        key: "capital",
        label: t("Groß am Anfang", "Capital first"),
        help: t("Nur der erste Buchstabe wird groß.", "Only the first letter becomes a capital."),
    },
];
const CASE: SlotDef = choice(CASES, "upper", t("Wie.", "How."));

const STRICTNESSES: &[Choice] = &[
    Choice {
        key: "any",
        label: t("alles", "anything"),
        help: t(
            "Jeder Wert wird zu Text; nichts wird zu nichts.",
            "Every value becomes text; nothing becomes nothing.",
        ),
    },
    Choice {
        key: "lua",
        label: t("nur Texte und Zahlen", "texts and numbers only"),
        help: t(
            "Wie in Lua mit `..`: Was kein Text und keine Zahl ist, ist ein Fehler.",
            "As in Lua with `..`: what is neither text nor number is an error.",
        ),
    },
];
const STRICTNESS: SlotDef = SlotDef {
    key: "strictness",
    ..choice(STRICTNESSES, "any", t("Was verbunden werden darf.", "What may be joined."))
}
.advanced();

const ENDS: &[Choice] = &[
    Choice { key: "start", label: t("beginnt mit", "starts with"), help: t("Am Anfang.", "At the start.") },
    Choice { key: "end", label: t("endet mit", "ends with"), help: t("Am Ende.", "At the end.") },
];
const END: SlotDef = choice(ENDS, "start", t("Wo.", "Where."));

const OCCURRENCES: &[Choice] = &[
    Choice {
        key: "first",
        label: t("zum ersten Mal", "first"),
        help: t("Von vorn gesucht.", "Sought from the start."),
    },
    Choice { key: "last", label: t("zum letzten Mal", "last"), help: t("Von hinten gesucht.", "Sought from the end.") },
];
const OCCURRENCE: SlotDef = choice(OCCURRENCES, "first", t("Welches Vorkommen.", "Which occurrence."));

const SIDES: &[Choice] = &[
    Choice { key: "start", label: t("vorn", "in front"), help: t("007", "007") },
    Choice { key: "end", label: t("hinten", "behind"), help: t("7..", "7..") },
];
const SIDE: SlotDef = choice(SIDES, "start", t("Auf welcher Seite.", "On which side."));

const ROWS: &[BlockDef] = &[
    BlockDef {
        kind: "text",
        icon: "quote",
        label: same("Text"),
        help: t("Ein fester Text.", "A fixed text."),
        words: &["text", "string"],
        form: Form::value(Ty::Text, text).saying(Says::Slots),
        slots: &[FIXED],
    },
    BlockDef {
        kind: "text_join",
        icon: "link",
        label: t("Text verbinden", "Join text"),
        help: t("Hängt Texte, Zahlen und Werte aneinander.", "Puts texts, numbers and values together."),
        words: &["join", "concat", "verbinden", "zusammen"],
        form: Form::value(Ty::Text, join).saying(Says::Between(same("+"))),
        slots: &[ITEM, STRICTNESS],
    },
    BlockDef {
        kind: "text_template",
        icon: "braces",
        label: t("Text mit Platzhaltern", "Text with placeholders"),
        help: t(
            "Füllt die Platzhalter #[name]# eines Textes. Als JSON werden Werte passend geschrieben.",
            "Fills the placeholders #[name]# of a text. As JSON, values are written to fit.",
        ),
        words: &["json", "template", "vorlage", "payload", "platzhalter", "format"],
        form: Form::value(Ty::Text, template).saying(Says::Slots),
        slots: &[TEMPLATE, FORM],
    },
    BlockDef {
        kind: "text_length",
        icon: "ruler",
        label: t("Länge", "Length"),
        help: t("Wie viele Zeichen ein Text hat.", "How many characters a text has."),
        words: &["length", "länge", "zeichen"],
        form: Form::value(Ty::Number, length),
        slots: &[TEXT],
    },
    BlockDef {
        kind: "text_contains",
        icon: "text-search",
        label: t("Enthält", "Contains"),
        help: t("Ob ein Text einen anderen enthält.", "Whether a text contains another one."),
        words: &["contains", "enthält", "suchen", "search"],
        form: Form::value(Ty::Bool, contains).saying(Says::Slots),
        slots: &[TEXT, PART],
    },
    BlockDef {
        kind: "text_starts",
        icon: "text-cursor",
        label: t("Beginnt/endet mit", "Starts/ends with"),
        help: t("Ob ein Text so beginnt oder endet.", "Whether a text starts or ends like this."),
        words: &["startswith", "endswith", "beginnt", "endet", "anfang", "prefix", "suffix"],
        form: Form::value(Ty::Bool, starts).saying(Says::Slots),
        slots: &[TEXT, END, WANTED],
    },
    BlockDef {
        kind: "text_find",
        icon: "search",
        label: t("Stelle im Text", "Place in text"),
        help: t(
            "An welchem Zeichen ein Teil beginnt; das erste ist 1. 0, wenn er nicht vorkommt.",
            "At which character a part begins; the first one is 1. 0 if it is not in there.",
        ),
        words: &["find", "indexof", "position", "finden", "suchen", "stelle"],
        form: Form::value(Ty::Number, find),
        slots: &[TEXT, WANTED, OCCURRENCE],
    },
    BlockDef {
        kind: "text_part",
        icon: "scissors",
        label: t("Teil eines Textes", "Part of text"),
        help: t("Einige Zeichen aus einem Text.", "Some characters of a text."),
        words: &["substring", "part", "teil", "ausschnitt", "zeichen", "mid", "left", "right"],
        form: Form::value(Ty::Text, part),
        slots: &[TEXT, FROM, COUNT],
    },
    BlockDef {
        kind: "text_replace",
        icon: "replace-all",
        label: t("Ersetzen", "Replace"),
        help: t("Ersetzt jedes Vorkommen eines Teils.", "Replaces every occurrence of a part."),
        words: &["replace", "ersetzen", "tauschen"],
        form: Form::value(Ty::Text, replace),
        slots: &[TEXT, WANTED, NEW],
    },
    BlockDef {
        kind: "text_case",
        icon: "case-sensitive",
        label: t("Groß-/Kleinschreibung", "Upper/lower case"),
        help: t("Der Text in Groß- oder Kleinbuchstaben.", "The text in upper or lower case."),
        words: &["upper", "lower", "capital", "groß", "klein"],
        form: Form::value(Ty::Text, case),
        slots: &[TEXT, CASE],
    },
    BlockDef {
        kind: "text_trim",
        icon: "fold-horizontal",
        label: t("Ohne Leerraum am Rand", "Trim"),
        help: t("Der Text ohne Leerzeichen davor und dahinter.", "The text without blanks before and behind it."),
        words: &["trim", "leerzeichen", "blanks", "spaces"],
        form: Form::value(Ty::Text, trim),
        slots: &[TEXT],
    },
    BlockDef {
        kind: "text_count",
        icon: "tally-5",
        label: t("Vorkommen zählen", "Count occurrences"),
        help: t("Wie oft ein Text einen anderen enthält.", "How often a text contains another one."),
        words: &["count", "zählen", "anzahl", "wie oft"],
        form: Form::value(Ty::Number, count),
        slots: &[TEXT, WANTED],
    },
    BlockDef {
        kind: "text_split",
        icon: "separator-vertical",
        label: t("Text teilen", "Split text"),
        help: t(
            "Die Stücke zwischen den Trennzeichen, als Liste und ohne Leerraum am Rand.",
            "The pieces between the separators, as a list and without blanks around them.",
        ),
        words: &["split", "teilen", "trennen", "liste", "csv"],
        form: Form::value(Ty::List, split),
        slots: &[TEXT, SEPARATOR],
    },
    BlockDef {
        kind: "text_pad",
        icon: "align-horizontal-justify-end",
        label: t("Auffüllen", "Pad"),
        help: t("Füllt einen Text auf eine Länge auf: 7 wird 007.", "Fills a text up to a length: 7 becomes 007."),
        words: &["pad", "auffüllen", "führende nullen", "leading zeros", "länge"],
        form: Form::value(Ty::Text, pad),
        slots: &[TEXT, LENGTH, FILL, SIDE],
    },
];

fn text(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.arg(n, &FIXED)
}

fn join(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let items = e.items(n, &ITEM, Ty::Text);
    if e.choice(n, &STRICTNESS) != "lua" {
        return Code::call(n, &api::text::JOIN, items);
    }
    let last = items.len().saturating_sub(1);
    let mut code = Code::new(n, "");
    for (number, item) in items.into_iter().enumerate() {
        if number > 0 {
            code = code.text(n, " .. ");
        }
        // Lua reads the last two first.
        code = code.operand(n, item, if number == last { Prec::Concat } else { Prec::Add });
    }
    code.with_prec(Prec::Concat)
}

fn template(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let template = e.choice(n, &TEMPLATE);
    if template.is_empty() {
        e.report(empty_slot::at(e.place(n), &TEMPLATE.label.into()));
    }
    let json = e.choice(n, &FORM) == "json";
    if json && let Err(why) = bad_json_template::holds(&template) {
        e.report(bad_json_template::at(e.place(n), &why));
    }
    let call = if json { &api::text::JSON } else { &api::text::FORMAT };
    let values = crate::language::holes(&template).into_iter().map(|name| (name.clone(), e.hole(n, &name))).collect();
    Code::call(n, call, vec![Code::name(n, quoted(&template)), Code::table(n, values)])
}

fn length(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.call(n, &api::text::LENGTH, &[&TEXT])
}

fn contains(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.call(n, &api::text::CONTAINS, &[&TEXT, &PART])
}

fn starts(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let def = if e.choice(n, &END) == "end" { &api::text::ENDS_WITH } else { &api::text::STARTS_WITH };
    e.call(n, def, &[&TEXT, &WANTED])
}

fn find(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let def = if e.choice(n, &OCCURRENCE) == "last" { &api::text::FIND_LAST } else { &api::text::FIND };
    e.call(n, def, &[&TEXT, &WANTED])
}

fn part(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    if e.is_wired(n, &COUNT) || !e.choice(n, &COUNT).is_empty() {
        return e.call(n, &api::text::PART, &[&TEXT, &FROM, &COUNT]);
    }
    e.call(n, &api::text::PART, &[&TEXT, &FROM])
}

fn replace(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.call(n, &api::text::REPLACE, &[&TEXT, &WANTED, &NEW])
}

fn case(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let def = match e.choice(n, &CASE).as_str() {
        "lower" => &api::text::LOWER,
        "capital" => &api::text::CAPITALIZE,
        _ => &api::text::UPPER,
    };
    e.call(n, def, &[&TEXT])
}

fn trim(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.call(n, &api::text::TRIM, &[&TEXT])
}

fn count(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.call(n, &api::text::COUNT, &[&TEXT, &WANTED])
}

fn split(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    e.call(n, &api::text::SPLIT, &[&TEXT, &SEPARATOR])
}

fn pad(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let def = if e.choice(n, &SIDE) == "end" { &api::text::PAD_END } else { &api::text::PAD_START };
    e.call(n, def, &[&TEXT, &LENGTH, &FILL])
}
