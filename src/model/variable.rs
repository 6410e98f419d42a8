//! Variables of the app.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::handler::Handler;
use super::id::VariableId;
use super::indexed::Findable;
use super::types::Ty;
use super::value::{Value, number_as_typed, with_dot};

impl Findable for Variable {
    type Id = VariableId;

    fn id(&self) -> VariableId {
        self.id
    }

    fn script_name(&self) -> &str {
        &self.ident
    }
}

/// A variable: lives as long as the app runs, shared by all handlers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variable {
    /// What blocks refer to.
    pub id: VariableId,
    /// What people see; unique in the project.
    pub name: String,
    /// Its name in scripts, `data.<ident>`; fixed when the variable is made.
    pub ident: String,
    /// Its type.
    #[serde(rename = "type")]
    pub ty: Ty,
    /// Its value when the app starts.
    pub initial: Value,
    /// Whether it begins with the value that it had when the app ended, once it has had one.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub kept: bool,
    /// What happens when it has got another value, by trigger.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub handlers: BTreeMap<String, Arc<Handler>>,
}

/// What stands at a tabulator: the cells of a table that was copied from a spreadsheet.
const CELLS: char = '\t';

impl Variable {
    /// Its value at start as a person edits it: lists with one value a line, records as a table with its titles on top.
    pub fn initial_text(&self) -> String {
        match &self.initial {
            Value::List(list) if self.ty == Ty::List => list_text(list),
            value => value.to_text(),
        }
    }

    /// The value at start of a variable of this type, as a person has typed or pasted it; `None` where it cannot be read.
    pub fn initial_from(ty: Ty, text: &str) -> Option<Value> {
        if ty != Ty::List || text.trim_start().starts_with('[') {
            return ty.parse(text);
        }
        let mut lines = text.lines().filter(|line| !line.trim().is_empty());
        if !text.contains(CELLS) {
            return Some(Value::List(lines.map(typed).collect()));
        }
        let titles: Vec<&str> = lines.next()?.split(CELLS).map(str::trim).collect();
        let row = |line: &str| {
            let cells = titles.iter().zip(line.split(CELLS)).filter(|(title, _)| !title.is_empty());
            Value::Record(cells.map(|(title, cell)| ((*title).to_owned(), typed(cell))).collect())
        };
        Some(Value::List(lines.map(row).collect()))
    }
}

/// A value as it was typed: a number or truth value where it reads as one, JSON where it is an object or list.
fn typed(text: &str) -> Value {
    let text = text.trim();
    match text {
        "true" | "false" => Value::from(text == "true"),
        _ if text.starts_with(['{', '[']) => Value::from_json(text).unwrap_or_else(|| Value::from(text)),
        _ => number_as_typed(&with_dot(text)).map_or_else(|| Value::from(text), Value::from),
    }
}

fn list_text(list: &[Value]) -> String {
    let records: Option<Vec<&BTreeMap<String, Value>>> =
        list.iter().map(|value| if let Value::Record(record) = value { Some(record) } else { None }).collect();
    let Some(records) = records.filter(|records| !records.is_empty()) else {
        return list.iter().map(Value::to_text).collect::<Vec<_>>().join("\n");
    };
    let titles: std::collections::BTreeSet<&String> = records.iter().flat_map(|record| record.keys()).collect();
    let row = |record: &BTreeMap<String, Value>| {
        let cells = titles.iter().map(|title| record.get(*title).map(Value::to_text).unwrap_or_default());
        cells.collect::<Vec<_>>().join("\t")
    };
    let head = titles.iter().map(|title| title.as_str()).collect::<Vec<_>>().join("\t");
    std::iter::once(head).chain(records.into_iter().map(row)).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (String, String) {
        let initial = Variable::initial_from(Ty::List, text).unwrap();
        let json = initial.to_json();
        let variable = Variable {
            id: VariableId(1),
            name: String::new(),
            ident: String::new(),
            ty: Ty::List,
            initial,
            kept: false,
            handlers: BTreeMap::new(),
        };
        (json, variable.initial_text())
    }

    #[test]
    fn lists_are_typed_one_value_a_line_and_pasted_as_tables() {
        let same = |text: &str, json: &str| assert_eq!(read(text), (json.to_owned(), text.to_owned()));
        same("", "[]");
        same("Milch\nBrot\n007", r#"["Milch","Brot","007"]"#);
        same("2.5\ntrue\n{\"a\":1}", r#"[2.5,true,{"a":1}]"#);
        same("name\tpreis\nBrot\t3\nMilch\t", r#"[{"name":"Brot","preis":3},{"name":"Milch","preis":""}]"#);
        assert_eq!(read("1,5\n\n a ").0, r#"[1.5,"a"]"#);
        assert_eq!(read("[1, 2]").1, "1\n2");
    }
}
