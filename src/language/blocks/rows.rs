//! Daten → Listen mit Spalten: what is done with the rows of a list, and what is read of those of any data source.

use super::logic::{BODY, repeated};
use super::slots::{self, DATA};
use crate::i18n::{Lang, Text, same, t};
use crate::language::api::{ApiDef, data, lua};
use crate::language::block::{
    BlockDef, CategoryDef, Cause, Choice, Form, Gives, Hue, Literal, ReadyMade, Says, SlotDef, Takes, TriggerDef,
};
use crate::language::emit::{Code, Emit, Expr, Node, quoted};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::source::{REFRESHED, Source};
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef = CategoryDef {
    ready_made,
    ..CategoryDef::new(&[DATA, t("Listen mit Spalten", "Lists with columns")], Hue::Variable, ROWS)
};

/// What a list can report.
pub const TRIGGERS: &[TriggerDef] = &[TriggerDef {
    key: REFRESHED,
    name: "Refreshed",
    words: t("aktualisiert", "refreshed"),
    help: t(
        "Wenn sich ihre Zeilen geändert haben, gleich durch wen",
        "When its rows have changed, whoever has done it",
    ),
    sentence: t("Wenn sich „{}“ ändert", "When “{}” changes"),
    cause: Cause::Value,
}];

const fn list(takes: Takes) -> SlotDef {
    let help = t("Welche Liste mit Spalten.", "Which list with columns.");
    SlotDef::new("source", t("Liste", "List"), takes, Literal::Nothing, help).required()
}

/// The list that a block changes.
const LIST: SlotDef = list(Takes::List);
/// The list that gets a row: each of its columns is a slot.
const NEW: SlotDef = list(Takes::NewRow);
/// The list or data source that a block looks at.
const TABLE: SlotDef = SlotDef {
    help: t("Welche Liste mit Spalten, oder welche Datenquelle.", "Which list with columns, or which data source."),
    ..list(Takes::Source)
};

const COLUMN: SlotDef = SlotDef::new(
    "column",
    t("Spalte", "Column"),
    Takes::Column,
    Literal::Nothing,
    t("Welche Spalte.", "Which column."),
)
.required();

const ROW: SlotDef = slots::number(
    "row",
    t("Zeile", "Row"),
    0.0,
    t(
        "Die oberste ist 0. Auch eine Zeile selbst, aus „Für jede Zeile“.",
        "The top one is 0. Also a row itself, from “For each row”.",
    ),
);

/// What a cell becomes, or is compared with.
const VALUE: SlotDef = slots::NEW_VALUE.typed_by(Gives::ColumnIn(COLUMN.key));
const WANTED: SlotDef = SlotDef { help: t("Welcher Wert.", "Which value."), ..slots::NEW_VALUE };

const NAME: SlotDef = SlotDef::new(
    "name",
    t("Zeile", "Row"),
    Takes::Local,
    Literal::Words(t("zeile", "row")),
    t(
        "Unter diesem Namen lesen es die Bausteine in der Schleife, mit „Lokale Variable“.",
        "By this name the blocks in the loop read it, with “Local variable”.",
    ),
)
.required();

const GIVEN: SlotDef = SlotDef::new(
    "rows",
    t("Zeilen", "Rows"),
    Takes::Value(Ty::List),
    Literal::Text(""),
    t("Die neuen Zeilen, etwa gefilterte.", "The new rows, such as filtered ones."),
);

const fn choose(key: &'static str, label: Text, help: Text) -> Choice {
    Choice { key, label, help }
}
const fn choice(of: &'static [Choice], default: &'static str, help: Text) -> SlotDef {
    SlotDef::new("which", same(""), Takes::Choice(of), Literal::Text(default), help)
}

const ORDER: SlotDef = choice(
    &[
        choose("up", t("aufwärts", "upwards"), t("Das Kleinste zuerst.", "The smallest first.")),
        choose("down", t("abwärts", "downwards"), t("Das Größte zuerst.", "The largest first.")),
    ],
    "up",
    t("Wie.", "How."),
);

const CALCULATED: SlotDef = choice(
    &[
        choose("sum", t("Summe", "sum"), t("Alle zusammen.", "All together.")),
        choose("average", t("Mittelwert", "average"), t("Im Schnitt.", "On average.")),
        choose("min", t("kleinste", "smallest"), t("Die kleinste Zahl.", "The smallest number.")),
        choose("max", t("größte", "largest"), t("Die größte Zahl.", "The largest number.")),
        choose(
            "distinct",
            t("verschiedene", "different"),
            t("Wie viele verschiedene Werte.", "How many different values."),
        ),
    ],
    "sum",
    t("Was ausgerechnet wird.", "What is calculated."),
);

const OPERATOR: SlotDef = choice(super::list::OPERATORS, "=", t("Wie verglichen wird.", "How it is compared."));

const WORDS: &[&str] = &["liste", "list", "tabelle", "table", "zeile", "row", "spalte", "column", "record"];

const fn row(
    kind: &'static str,
    icon: &'static str,
    (label, help): (Text, Text),
    form: Form,
    slots: &'static [SlotDef],
) -> BlockDef {
    BlockDef { kind, icon, label, help, words: WORDS, form, slots }
}

const ROWS: &[BlockDef] = &[
    row(
        "row_add",
        "list-plus",
        (t("Zeile hinzufügen", "Add row"), t("Hängt eine Zeile an die Liste.", "Puts a row at the end of the list.")),
        Form::statement(|e, n| {
            let Some(name) = e.list_name(n) else { return };
            let row = new_row(e, n);
            e.line(Code::name(n, name).method(n, &data::ADD, vec![row]));
        }),
        &[NEW],
    ),
    row(
        "row_insert",
        "list-start",
        (
            t("Zeile einfügen", "Insert row"),
            t(
                "Setzt eine Zeile vor eine andere; 0 setzt sie nach oben.",
                "Puts a row in front of another; 0 puts it on top.",
            ),
        ),
        Form::statement(|e, n| {
            let Some(name) = e.list_name(n) else { return };
            let at = e.arg(n, &ROW);
            let row = new_row(e, n);
            e.line(Code::name(n, name).method(n, &data::INSERT, vec![at, row]));
        }),
        &[NEW, ROW],
    ),
    row(
        "row_set",
        "pen-line",
        (
            t("Zelle setzen", "Set cell"),
            t("Gibt einer Zeile in einer Spalte einen Wert.", "Gives a row a value in a column."),
        ),
        Form::statement(|e, n| {
            let Some(name) = e.list_name(n) else { return };
            let row = e.arg(n, &ROW);
            let column = Code::name(n, e.column(n));
            let value = e.arg(n, &VALUE);
            e.line(Code::name(n, name).method(n, &data::SET, vec![row, column, value]));
        }),
        &[LIST, ROW, COLUMN, VALUE],
    ),
    row(
        "row_remove",
        "list-minus",
        (t("Zeile herausnehmen", "Remove row"), t("Nimmt eine Zeile aus der Liste.", "Takes a row out of the list.")),
        Form::statement(|e, n| {
            let Some(name) = e.list_name(n) else { return };
            let row = e.arg(n, &ROW);
            e.line(Code::name(n, name).method(n, &data::REMOVE, vec![row]));
        }),
        &[LIST, ROW],
    ),
    row(
        "rows_sort",
        "arrow-down-a-z",
        (
            t("Zeilen ordnen", "Sort rows"),
            t(
                "Ordnet die Zeilen nach einer Spalte: Zahlen nach Größe, Texte nach dem Alphabet.",
                "Sorts the rows by a column: numbers by size, texts by the alphabet.",
            ),
        ),
        Form::statement(|e, n| {
            let Some(name) = e.list_name(n) else { return };
            let column = Code::name(n, e.column(n));
            let def = if e.choice(n, &ORDER) == "down" { &data::SORT_DESC } else { &data::SORT_ASC };
            e.line(Code::name(n, name).method(n, def, vec![column]));
        }),
        &[LIST, COLUMN, ORDER],
    ),
    row(
        "rows_replace",
        "list-restart",
        (
            t("Zeilen ersetzen", "Replace rows"),
            t(
                "Ersetzt alle Zeilen der Liste, etwa durch gefilterte oder die einer anderen.",
                "Replaces all rows of the list, such as by filtered ones or those of another.",
            ),
        ),
        Form::statement(|e, n| {
            let Some(name) = e.list_name(n) else { return };
            let rows = e.arg(n, &GIVEN);
            e.line(Code::name(n, name).method(n, &data::REPLACE_LIST_WITH, vec![rows]));
        }),
        &[LIST, GIVEN],
    ),
    row(
        "row_each",
        "iteration-cw",
        (
            t("Für jede Zeile", "For each row"),
            t(
                "Führt etwas für jede Zeile aus, von oben. „Zelle“ liest aus ihr, „Zeile herausnehmen“ nimmt sie heraus.",
                "Does something for each row, from the top. “Cell” reads from it, “Remove row” takes it out.",
            ),
        ),
        Form::branching(&[BODY], |e, n| {
            let name = e.local(n, NAME.key).unwrap_or_else(|| "_".to_owned());
            let rows = look(e, n, &data::ROWS, &[]);
            let each = Code::call(n, &lua::IPAIRS, vec![rows]);
            repeated(e, n, Code::new(n, format!("for _, {name} in ")).expr(each).text(n, " do"));
        }),
        &[TABLE, NAME],
    ),
    row(
        "row_find",
        "search",
        (
            t("Zeile finden", "Find row"),
            t(
                "Die oberste Zeile, die in einer Spalte einen Wert hat; -1, wenn keine ihn hat.",
                "The top row that has a value in a column; -1 where none has it.",
            ),
        ),
        Form::value(Ty::Number, |e, n| in_column(e, n, &data::INDEX_OF, &[&WANTED])),
        &[TABLE, COLUMN, WANTED],
    ),
    row(
        "rows_contain",
        "text-search",
        (
            t("Spalte enthält", "Column contains"),
            t(
                "Ob ein Wert in einer Spalte steht; 5 und der Text 5 sind dasselbe.",
                "Whether a column has a value; 5 and the text 5 are the same.",
            ),
        ),
        Form::value(Ty::Bool, |e, n| in_column(e, n, &data::CONTAINS, &[&WANTED])),
        &[TABLE, COLUMN, WANTED],
    ),
    row(
        "rows_calculate",
        "sigma",
        (
            t("Spalte ausrechnen", "Calculate column"),
            t(
                "Summe, Mittelwert, kleinste oder größte Zahl einer Spalte, oder wie viele verschiedene Werte sie hat.",
                "Sum, average, smallest or largest number of a column, or how many different values it has.",
            ),
        ),
        Form::value(Ty::Number, |e, n| {
            let def = match e.choice(n, &CALCULATED).as_str() {
                "average" => &data::AVERAGE,
                "min" => &data::MIN,
                "max" => &data::MAX,
                "distinct" => &data::COUNT_DISTINCT,
                _ => &data::SUM,
            };
            in_column(e, n, def, &[])
        })
        .saying(Says::Slots),
        &[CALCULATED, TABLE, COLUMN],
    ),
    row(
        "rows_values",
        "columns-3",
        (
            t("Werte einer Spalte", "Values of a column"),
            t("Was in einer Spalte steht, von oben, als Liste.", "What a column has, from the top, as a list."),
        ),
        Form::value(Ty::List, |e, n| in_column(e, n, &data::VALUES, &[])),
        &[TABLE, COLUMN],
    ),
    row(
        "rows_all",
        "table-2",
        (t("Alle Zeilen", "All rows"), t("Die Zeilen, von oben, als Liste.", "The rows, from the top, as a list.")),
        Form::value(Ty::List, |e, n| look(e, n, &data::ROWS, &[])),
        &[TABLE],
    ),
    row(
        "rows_filter",
        "list-filter",
        (
            t("Zeilen filtern", "Filter rows"),
            t("Die Zeilen, für die es stimmt, als Liste.", "The rows for which it is so, as a list."),
        ),
        Form::value(Ty::List, |e, n| {
            let column = Code::name(n, e.column(n));
            let operator = Code::name(n, quoted(&e.choice(n, &OPERATOR)));
            let wanted = e.arg(n, &WANTED);
            look(e, n, &data::FILTER, &[column, operator, wanted])
        })
        .saying(Says::Slots),
        &[TABLE, COLUMN, OPERATOR, WANTED],
    ),
];

/// A function of the table that a block looks at.
fn look(e: &mut Emit<'_>, n: &Node<'_>, def: &ApiDef, args: &[Expr]) -> Expr {
    match e.source_name(n) {
        Some(name) => Code::name(n, name).method(n, def, args.to_vec()),
        None => Code::name(n, "nil"),
    }
}

/// The same, of the column that is chosen, with what is in these slots.
fn in_column(e: &mut Emit<'_>, n: &Node<'_>, def: &ApiDef, slots: &[&SlotDef]) -> Expr {
    let mut args = vec![Code::name(n, e.column(n))];
    args.extend(slots.iter().map(|slot| e.arg(n, slot)).collect::<Vec<_>>());
    look(e, n, def, &args)
}

/// `{ Column = value, … }` of what is in the slots of the columns.
fn new_row(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let cells = e.cells(n);
    Code::table(n, cells)
}

/// Adding a row to each list, going through it, and clearing it.
fn ready_made(project: &Project, lang: Lang) -> Vec<ReadyMade> {
    project.sources.iter().filter(|source| source.is_list()).flat_map(|list| of_list(list, lang)).collect()
}

fn of_list(list: &Source, lang: Lang) -> Vec<ReadyMade> {
    let headings = CATEGORY.path.iter().map(|text| text.get(lang).to_owned());
    let path: Vec<String> = headings.chain([list.name.clone()]).collect();
    let ready = |(kind, label): (&str, Text)| {
        let block = crate::language::new_block(crate::language::block(kind)?, lang);
        let block = block.with(LIST.key, Item::from(list.id));
        let label = label.get(lang).replace("{}", &list.name);
        Some(ReadyMade { label, path: path.clone(), words: String::new(), block })
    };
    let all = [
        ("row_add", t("Zu {} hinzufügen", "Add to {}")),
        ("row_remove", t("Zeile aus {} herausnehmen", "Remove row from {}")),
        ("row_each", t("Für jede Zeile von {}", "For each row of {}")),
        ("source_count", t("Zeilen von {}", "Rows of {}")),
        ("source_clear", t("{} leeren", "Clear {}")),
    ];
    all.into_iter().filter_map(ready).collect()
}
