//! Daten → Listen.

use super::slots::{self, DATA};
use crate::i18n::{Lang, Text, same, t};
use crate::language::api::{ApiDef, list};
use crate::language::block::{
    BlockDef, CategoryDef, Choice, Form, Gives, Hue, Literal, ReadyMade, Says, SlotDef, Takes,
};
use crate::language::checks::{empty_slot, not_a_list};
use crate::language::emit::{Code, Emit, Expr, Node, quoted};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::types::Ty;

pub(super) const CATEGORY: CategoryDef =
    CategoryDef { ready_made, ..CategoryDef::new(&[DATA, t("Listen", "Lists")], Hue::Variable, ROWS) };

/// The list that a block changes.
const CHANGED: SlotDef = SlotDef::new(
    "variable",
    t("Liste", "List"),
    Takes::Variable,
    Literal::Nothing,
    t("Eine Variable mit einer Liste.", "A variable with a list."),
)
.required();

/// The list that a block looks at.
const LIST: SlotDef = SlotDef::new(
    "list",
    t("Liste", "List"),
    Takes::Value(Ty::List),
    Literal::Text(""),
    t("Eine Liste von Werten.", "A list of values."),
);

const VALUE: SlotDef = value(t("Welcher Wert.", "Which value."));

const fn value(help: Text) -> SlotDef {
    SlotDef::new("value", t("Wert", "Value"), Takes::Value(Ty::Any), Literal::Text(""), help)
}

const PLACE: SlotDef =
    slots::number("index", t("Stelle", "Place"), 1.0, t("Die erste Stelle ist 1.", "The first place is 1."));

/// Which part of the values counts, where they are records.
const COLUMN: SlotDef = SlotDef::new(
    "column",
    t("Feld", "Field"),
    Takes::Value(Ty::Text),
    Literal::Text(""),
    t(
        "Wo die Werte Datensätze sind: welches ihrer Felder zählt.",
        "Where the values are records: which of their fields counts.",
    ),
)
.advanced();

const ITEM: SlotDef = SlotDef::new(
    crate::language::ITEM,
    same(""),
    Takes::Value(Ty::Any),
    Literal::Text(""),
    t("Was in der Liste steht.", "What is in the list."),
)
.repeated(1, 100);

const FIELDS: SlotDef = SlotDef::new(
    "fields",
    t("Felder", "Fields"),
    Takes::Fields,
    Literal::Text(""),
    t(
        "Namen mit Kommas dazwischen: name, preis. Zu jedem gehört ein Wert.",
        "Names with commas between them: name, price. Each has a value.",
    ),
)
.required();

const SEPARATOR: SlotDef = SlotDef::new(
    "separator",
    t("dazwischen", "between"),
    Takes::Value(Ty::Text),
    Literal::Text(", "),
    t("Was zwischen den Werten steht.", "What stands between the values."),
);

const fn choose(key: &'static str, label: Text, help: Text) -> Choice {
    Choice { key, label, help }
}
const fn choice(of: &'static [Choice], default: &'static str, help: Text) -> SlotDef {
    SlotDef::new("which", same(""), Takes::Choice(of), Literal::Text(default), help)
}

const ORDERS: &[Choice] = &[
    choose("up", t("aufwärts", "upwards"), t("Das Kleinste zuerst.", "The smallest first.")),
    choose("down", t("abwärts", "downwards"), t("Das Größte zuerst.", "The largest first.")),
    choose("reverse", t("umgekehrt", "reversed"), t("Das Letzte zuerst.", "The last one first.")),
];
const ORDER: SlotDef = choice(ORDERS, "up", t("Wie.", "How."));

const SUMS: &[Choice] = &[
    choose("sum", t("Summe", "sum"), t("Alle zusammen.", "All together.")),
    choose("average", t("Mittelwert", "average"), t("Im Schnitt.", "On average.")),
    choose("min", t("kleinste", "smallest"), t("Die kleinste Zahl.", "The smallest number.")),
    choose("max", t("größte", "largest"), t("Die größte Zahl.", "The largest number.")),
];
const SUM: SlotDef = choice(SUMS, "sum", t("Was ausgerechnet wird.", "What is calculated."));

pub(super) const OPERATORS: &[Choice] = &[
    choose("=", same("="), t("gleich", "equal")),
    choose("~=", same("≠"), t("ungleich", "not equal")),
    choose("<", same("<"), t("kleiner", "less")),
    choose("<=", same("≤"), t("kleiner oder gleich", "less or equal")),
    choose(">", same(">"), t("größer", "greater")),
    choose(">=", same("≥"), t("größer oder gleich", "greater or equal")),
    choose("contains", t("enthält", "contains"), t("als Teil eines Textes", "as a part of a text")),
];
const OPERATOR: SlotDef = choice(OPERATORS, "=", t("Wie verglichen wird.", "How it is compared."));

const WORDS: &[&str] = &["liste", "list", "array", "tabelle", "table", "zeile", "row"];

const fn statement(
    kind: &'static str,
    icon: &'static str,
    (label, help): (Text, Text),
    form: Form,
    slots: &'static [SlotDef],
) -> BlockDef {
    BlockDef { kind, icon, label, help, words: WORDS, form, slots }
}

const ROWS: &[BlockDef] = &[
    statement(
        "list_add",
        "list-plus",
        (
            t("Zur Liste hinzufügen", "Add to list"),
            t("Hängt einen Wert an das Ende der Liste.", "Puts a value at the end of the list."),
        ),
        Form::statement(|e, n| change(e, n, &list::ADD, &[&VALUE])),
        &[CHANGED, VALUE],
    ),
    statement(
        "list_insert",
        "list-start",
        (
            t("In die Liste einfügen", "Insert into list"),
            t("Setzt einen Wert vor eine Stelle der Liste.", "Puts a value in front of a place of the list."),
        ),
        Form::statement(|e, n| change(e, n, &list::INSERT, &[&PLACE, &VALUE])),
        &[CHANGED, PLACE, VALUE],
    ),
    statement(
        "list_set",
        "list-checks",
        (
            t("In der Liste ersetzen", "Replace in list"),
            t("Ersetzt den Wert an einer Stelle der Liste.", "Replaces the value at a place of the list."),
        ),
        Form::statement(|e, n| change(e, n, &list::SET, &[&PLACE, &VALUE])),
        &[CHANGED, PLACE, VALUE],
    ),
    statement(
        "list_remove",
        "list-minus",
        (
            t("Stelle aus der Liste nehmen", "Remove place from list"),
            t("Nimmt den Wert an einer Stelle heraus.", "Takes out the value at a place."),
        ),
        Form::statement(|e, n| change(e, n, &list::REMOVE, &[&PLACE])),
        &[CHANGED, PLACE],
    ),
    statement(
        "list_remove_value",
        "list-x",
        (
            t("Wert aus der Liste nehmen", "Remove value from list"),
            t("Nimmt jeden Wert heraus, der dieser ist.", "Takes out each value that is this one."),
        ),
        Form::statement(|e, n| change(e, n, &list::REMOVE_VALUE, &[&VALUE, &COLUMN])),
        &[CHANGED, VALUE, COLUMN],
    ),
    statement(
        "list_clear",
        "eraser",
        (t("Liste leeren", "Clear list"), t("Nimmt alle Werte heraus.", "Takes out all values.")),
        Form::statement(clear),
        &[CHANGED],
    ),
    statement(
        "list_sort",
        "arrow-down-a-z",
        (
            t("Liste ordnen", "Sort list"),
            t(
                "Ordnet die Liste: Zahlen nach Größe, Texte nach dem Alphabet.",
                "Sorts the list: numbers by size, texts by the alphabet.",
            ),
        ),
        Form::statement(sort),
        &[CHANGED, ORDER, COLUMN],
    ),
    statement(
        "list_new",
        "list",
        (t("Liste aus Werten", "List of values"), t("Eine Liste mit diesen Werten.", "A list of these values.")),
        Form::value(Ty::List, |e, n| {
            let items = e.items(n, &ITEM, Ty::Any);
            Code::call(n, &list::NEW, items)
        }),
        &[ITEM],
    ),
    statement(
        "record",
        "table-properties",
        (
            t("Datensatz", "Record"),
            t(
                "Ein Wert mit Feldern, etwa für eine Zeile einer Liste.",
                "A value with fields, such as for a row of a list.",
            ),
        ),
        Form::value(Ty::Record, record),
        &[FIELDS],
    ),
    statement(
        "list_get",
        "list-tree",
        (
            t("Wert an einer Stelle", "Value at place"),
            t(
                "Ein Wert der Liste; leer, wo es die Stelle nicht gibt.",
                "A value of the list; empty where there is no such place.",
            ),
        ),
        Form::chosen(Gives::Fixed(Ty::Any), |e, n| look(e, n, &list::GET, &[&LIST, &PLACE, &COLUMN])),
        &[LIST, PLACE, COLUMN],
    ),
    statement(
        "list_count",
        "hash",
        (t("Werte zählen", "Count values"), t("Wie viele Werte die Liste hat.", "How many values the list has.")),
        Form::value(Ty::Number, |e, n| e.call(n, &list::COUNT, &[&LIST])),
        &[LIST],
    ),
    statement(
        "list_find",
        "search",
        (
            t("Stelle in der Liste", "Place in list"),
            t("An welcher Stelle ein Wert steht; 0, wenn nirgends.", "At which place a value is; 0 if nowhere."),
        ),
        Form::value(Ty::Number, |e, n| look(e, n, &list::FIND, &[&LIST, &VALUE, &COLUMN])),
        &[LIST, VALUE, COLUMN],
    ),
    statement(
        "list_contains",
        "text-search",
        (
            t("Liste enthält", "List contains"),
            t(
                "Ob ein Wert in der Liste ist; 5 und der Text 5 sind dasselbe.",
                "Whether a value is in the list; 5 and the text 5 are the same.",
            ),
        ),
        Form::value(Ty::Bool, |e, n| look(e, n, &list::CONTAINS, &[&LIST, &VALUE, &COLUMN])),
        &[LIST, VALUE, COLUMN],
    ),
    statement(
        "list_sum",
        "sigma",
        (
            t("Liste ausrechnen", "Calculate list"),
            t(
                "Summe, Mittelwert, kleinste oder größte Zahl der Liste.",
                "Sum, average, smallest or largest number of the list.",
            ),
        ),
        Form::value(Ty::Number, aggregate).saying(Says::Slots),
        &[SUM, LIST, COLUMN],
    ),
    statement(
        "list_filter",
        "list-filter",
        (
            t("Liste filtern", "Filter list"),
            t("Die Werte der Liste, für die es stimmt.", "The values of the list for which it is so."),
        ),
        Form::value(Ty::List, filter).saying(Says::Slots),
        &[LIST, OPERATOR, VALUE, COLUMN],
    ),
    statement(
        "list_distinct",
        "list-collapse",
        (
            t("Jeder Wert nur einmal", "Each value once"),
            t("Die Liste ohne Wiederholungen.", "The list without repetitions."),
        ),
        Form::value(Ty::List, |e, n| look(e, n, &list::DISTINCT, &[&LIST, &COLUMN])),
        &[LIST, COLUMN],
    ),
    statement(
        "list_join",
        "link",
        (
            t("Liste als Text", "List as text"),
            t("Die Werte der Liste hintereinander.", "The values of the list one after the other."),
        ),
        Form::value(Ty::Text, |e, n| look(e, n, &list::JOIN, &[&LIST, &SEPARATOR, &COLUMN])),
        &[LIST, SEPARATOR, COLUMN],
    ),
];

/// A call with what is in these slots; a field at the end that is not named is left out.
fn look(e: &mut Emit<'_>, n: &Node<'_>, def: &ApiDef, slots: &[&SlotDef]) -> Expr {
    let args = args(e, n, slots);
    Code::call(n, def, args)
}

fn args(e: &mut Emit<'_>, n: &Node<'_>, slots: &[&SlotDef]) -> Vec<Expr> {
    let is_there = |e: &Emit<'_>, slot: &SlotDef| {
        slot.key != COLUMN.key || e.is_wired(n, slot) || !e.choice(n, slot).trim().is_empty()
    };
    let there: Vec<&SlotDef> = slots.iter().copied().filter(|slot| is_there(e, slot)).collect();
    there.into_iter().map(|slot| e.arg(n, slot)).collect()
}

/// `data.name` of the list that a block changes.
fn changed(e: &mut Emit<'_>, n: &Node<'_>) -> Option<String> {
    let (name, ty) = e.variable_name(n, CHANGED.key)?;
    if !matches!(ty, Ty::List | Ty::Any) {
        e.report(not_a_list::at(e.place(n), &CHANGED.label.into(), &name));
    }
    Some(name)
}

/// What is read is a copy, so the changed list goes back into its variable.
fn change(e: &mut Emit<'_>, n: &Node<'_>, def: &ApiDef, slots: &[&SlotDef]) {
    let Some(name) = changed(e, n) else { return };
    let mut all = vec![Code::name(n, name.as_str())];
    all.extend(args(e, n, slots));
    e.line(Code::new(n, format!("{name} = ")).expr(Code::call(n, def, all)));
}

fn clear(e: &mut Emit<'_>, n: &Node<'_>) {
    let Some(name) = changed(e, n) else { return };
    e.line(Code::new(n, format!("{name} = {{}}")));
}

fn sort(e: &mut Emit<'_>, n: &Node<'_>) {
    let order = e.choice(n, &ORDER);
    if order == "reverse" {
        return change(e, n, &list::REVERSE, &[]);
    }
    if order != "down" {
        return change(e, n, &list::SORT, &[&COLUMN]);
    }
    let Some(name) = changed(e, n) else { return };
    let column = args(e, n, &[&COLUMN]).pop().unwrap_or_else(|| Code::name(n, "nil"));
    let all = vec![Code::name(n, name.as_str()), column, Code::name(n, "true")];
    e.line(Code::new(n, format!("{name} = ")).expr(Code::call(n, &list::SORT, all)));
}

fn record(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let names = crate::language::fields(&e.choice(n, &FIELDS));
    if names.is_empty() {
        e.report(empty_slot::at(e.place(n), &FIELDS.label.into()));
    }
    let values = names.into_iter().map(|name| (name.clone(), e.hole(n, &name))).collect();
    Code::table(n, values)
}

fn aggregate(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let def = match e.choice(n, &SUM).as_str() {
        "average" => &list::AVERAGE,
        "min" => &list::MIN,
        "max" => &list::MAX,
        _ => &list::SUM,
    };
    look(e, n, def, &[&LIST, &COLUMN])
}

fn filter(e: &mut Emit<'_>, n: &Node<'_>) -> Expr {
    let operator = Code::name(n, quoted(&e.choice(n, &OPERATOR)));
    let mut all = args(e, n, &[&LIST, &VALUE, &COLUMN]);
    all.insert(1, operator);
    Code::call(n, &list::FILTER, all)
}

/// Adding to each list, and clearing it.
fn ready_made(project: &Project, lang: Lang) -> Vec<ReadyMade> {
    let lists = project.variables.iter().filter(|variable| variable.ty == Ty::List);
    let mut out = Vec::new();
    for variable in lists {
        for (kind, label) in [
            ("list_add", t("Zu {} hinzufügen", "Add to {}")),
            ("list_remove_value", t("Wert aus {} nehmen", "Remove value from {}")),
            ("list_clear", t("{} leeren", "Clear {}")),
        ] {
            let Some(def) = ROWS.iter().find(|def| def.kind == kind) else { continue };
            let headings = CATEGORY.path.iter().map(|text| text.get(lang).to_owned());
            out.push(ReadyMade {
                label: label.get(lang).replace("{}", &variable.name),
                path: headings.chain([variable.name.clone()]).collect(),
                words: String::new(),
                block: crate::language::new_block(def, lang).with(CHANGED.key, Item::from(variable.id)),
            });
        }
    }
    out
}
