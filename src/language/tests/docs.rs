//! `docs/blocks.md`, made from the rows and held up to date by its test.

use std::fmt::Write as _;

use crate::i18n::{Lang, Text};
use crate::language::block::{BlockDef, BranchDef, CategoryDef, Form, Gives, Literal, SlotDef, Takes};
use crate::language::emit::{Emit, Layout};
use crate::language::testing::{filled, graph_with, home, project};
use crate::language::{CATEGORIES, holes, slot_value};
use crate::model::types::Ty;

const HEAD: &str = "# Blocks

<!-- Generated from src/language/blocks: `UPDATE_DOCS=1 cargo test --lib language`. -->

Every block, as the palette lists them: its names, what it does, its slots with what they take and hold at first, and the Lua that it writes.
The Lua is that of a small project with a connection `lokal`, variables `Größe` and `Liste`, a data source `Größen`, a function `Rechnen` with an input `Zahl`, and a button; the functions in it are in [lua.md](lua.md).
";

fn both(text: Text) -> String {
    if text.de == text.en { text.en.to_owned() } else { format!("{} · {}", text.en, text.de) }
}

fn type_name(ty: Ty) -> &'static str {
    match ty {
        Ty::Any => "anything",
        Ty::Text => "text",
        Ty::Number => "number",
        Ty::Bool => "yes/no",
        Ty::Time => "time",
        Ty::Color => "colour",
        Ty::List => "list",
        Ty::Record => "record",
    }
}

fn meant(gives: Gives) -> &'static str {
    match gives {
        Gives::Fixed(ty) => type_name(ty),
        Gives::VariableIn(_) => "what the variable holds",
        Gives::PropertyIn(_) => "what the property holds",
        Gives::ColumnIn(_) => "what the column holds",
        Gives::ResultOf(_) => "the result of the function",
        Gives::ParameterIn(_) => "what the input holds",
    }
}

fn takes(slot: &SlotDef) -> String {
    if let Some(what) = slot.typed_by {
        return meant(what).to_owned();
    }
    let what = match slot.takes {
        Takes::Value(ty) => type_name(ty).to_owned(),
        Takes::Topic => "topic".to_owned(),
        Takes::Sound => "sound".to_owned(),
        Takes::Language => "language of the app".to_owned(),
        Takes::Choice(choices) => choices.iter().map(|choice| choice.label.en).collect::<Vec<_>>().join(", "),
        Takes::Connection => "connection".to_owned(),
        Takes::Variable => "variable".to_owned(),
        Takes::Local => "name of a local variable".to_owned(),
        Takes::Screen => "screen".to_owned(),
        Takes::Timer => "timer".to_owned(),
        Takes::Function => "function".to_owned(),
        Takes::Parameter => "input of the function".to_owned(),
        Takes::Control => "control".to_owned(),
        Takes::Property => "property of the control".to_owned(),
        Takes::Source => "data source".to_owned(),
        Takes::List => "list with columns".to_owned(),
        Takes::NewRow => "list with columns; each column is a slot".to_owned(),
        Takes::Column => "column of the data source".to_owned(),
        Takes::EventColumn => "column of the event's data source, or its title".to_owned(),
        Takes::Template => "text with placeholders; each is a slot".to_owned(),
        Takes::Fields => "names with commas between them; each is a slot".to_owned(),
        Takes::Note => "text for people".to_owned(),
        Takes::Lua => "Lua".to_owned(),
    };
    match slot.repeat {
        Some(repeat) => format!("{what}, {} to {} times", repeat.min, repeat.max),
        None => what,
    }
}

fn default(slot: &SlotDef) -> String {
    let value = match (slot.takes, slot.default) {
        (Takes::Choice(choices), Literal::Text(key)) => {
            choices.iter().find(|choice| choice.key == key).map_or(key, |choice| choice.label.en).to_owned()
        }
        (_, Literal::Nothing | Literal::Text("")) if slot.required => "to be filled".to_owned(),
        (_, Literal::Nothing | Literal::Text("")) => "empty".to_owned(),
        (_, literal) => format!("`{}`", literal.value(Lang::En).unwrap().to_text()),
    };
    if slot.advanced { format!("{value} (under *Advanced*)") } else { value }
}

/// The Lua of the block alone, with everything chosen that it needs.
fn lua(def: &BlockDef) -> String {
    let (project, at) = project();
    let mut block = filled(&project, def);
    for slot in def.slots.iter().filter(|slot| slot.takes == Takes::Template) {
        block = block.with(slot.key, "#[name]#: #[value]#");
        assert_eq!(holes(&slot_value(&block, slot.key).unwrap().to_text()).len(), 2);
    }
    if let Some(slot) = def.slots.iter().find(|slot| slot.takes == Takes::Fields) {
        block = block.with(slot.key, "name, value");
    }
    let graph = graph_with(def, block);
    let at = home(&project, def).unwrap_or(at);
    let (text, blocks) = Emit::handler(&project, &at, &graph).print(Layout::Exec);
    // In this layout each block has lines of its own.
    let own = text.lines().zip(blocks).filter(|(_, block)| block.0 == 2).map(|(line, _)| line.trim());
    own.filter(|line| !line.starts_with("local ")).collect::<Vec<_>>().join("\n")
}

fn write_block(out: &mut String, def: &BlockDef) {
    write!(out, "\n### {}\n\n{} · {}\n", both(def.label), def.help.en, def.help.de).unwrap();
    match def.form {
        Form::Value { gives, .. } => {
            write!(out, "\nGives: {}.\n", meant(gives)).unwrap();
        }
        Form::Statement { branches, ends, .. } => {
            let times = |branch: &BranchDef| if branch.of_items { " (one for each item)" } else { "" };
            let names: Vec<String> =
                branches.iter().map(|branch| format!("{}{}", both(branch.label), times(branch))).collect();
            if !names.is_empty() {
                write!(out, "\nBranches: {}.\n", names.join(", ")).unwrap();
            }
            if ends {
                out.push_str("\nNothing may follow it.\n");
            }
        }
    }
    if !def.slots.is_empty() {
        out.push_str("\n| Slot | Takes | At first | |\n| --- | --- | --- | --- |\n");
    }
    for slot in def.slots {
        let label = if slot.label.en.is_empty() { format!("`{}`", slot.key) } else { both(slot.label) };
        let row = [label, takes(slot), default(slot), slot.help.en.to_owned()].map(|cell| cell.replace('|', "\\|"));
        writeln!(out, "| {} |", row.join(" | ")).unwrap();
    }
    write!(out, "\n```lua\n{}\n```\n", lua(def)).unwrap();
}

fn write_category(out: &mut String, category: &CategoryDef) {
    let path: Vec<String> = category.path.iter().map(|text| text.en.to_owned()).collect();
    write!(out, "\n## {}\n", path.join(" → ")).unwrap();
    for def in category.rows {
        write_block(out, def);
    }
}

/// The content of `docs/blocks.md`.
fn markdown() -> String {
    let mut out = HEAD.to_owned();
    for category in CATEGORIES {
        write_category(&mut out, category);
    }
    out
}

#[test]
fn the_documentation_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/blocks.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, markdown()).unwrap();
    }
    let saved = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(saved, markdown(), "run again with UPDATE_DOCS=1");
}
