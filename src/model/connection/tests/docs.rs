//! `docs/connections.md`, made from the rows and held up to date by its test.

use std::fmt::Write as _;

use super::super::{KINDS, SettingDef, SettingSection, SettingType, Usual, When};
use crate::i18n::Text;

fn both(text: Text) -> String {
    if text.de == text.en { text.de.to_owned() } else { format!("{} · {}", text.de, text.en) }
}

fn holds(row: &SettingDef) -> String {
    match row.ty {
        SettingType::Text | SettingType::Verbatim => "text".to_owned(),
        SettingType::UrlPath => "path of a URL".to_owned(),
        SettingType::File => "path of a file".to_owned(),
        SettingType::Number { min, max, whole, unit, .. } => {
            let whole = if whole { "whole number" } else { "number" };
            format!("{whole}, {min} to {max} {}", unit.en).trim().to_owned()
        }
        SettingType::Choice(choices) => {
            let each = choices.iter().map(|choice| format!("`\"{}\"` ({})", choice.key, both(choice.label)));
            each.collect::<Vec<_>>().join(", ")
        }
        SettingType::Flag => "`true` or `false`".to_owned(),
        SettingType::Secret => "never in the project: kept on this computer".to_owned(),
    }
}

fn usual(row: &SettingDef) -> String {
    match (row.ty, row.usual) {
        (_, Usual::By(_, said)) => both(said),
        (SettingType::Secret, _) | (_, Usual::Is("")) => String::new(),
        (SettingType::Number { .. } | SettingType::Flag, Usual::Is(text)) => format!("`{text}`"),
        (_, Usual::Is(text)) => format!("`\"{text}\"`"),
    }
}

fn when(row: &SettingDef) -> String {
    match row.when {
        When::Always => String::new(),
        When::If(_, said) => both(said),
        When::Filled(key) => format!("with `{key}`"),
    }
}

/// The content of `docs/connections.md`.
fn markdown() -> String {
    let mut text = String::from(
        "# Settings of connections\n\n\
         <!-- Generated from src/model/connection: `UPDATE_DOCS=1 cargo test --lib connection`. -->\n\n\
         Each connection of a project has a name, an id and settings by key. What is as usual is left out of the file;\n\
         keys that this version does not know are kept as they are.\n",
    );
    for kind in KINDS {
        writeln!(text, "\n## {} (`kind: \"{}\"`)", both(kind.label), kind.key).unwrap();
        for section in SettingSection::ALL {
            let rows: Vec<_> = kind.rows.iter().filter(|row| row.section == section).collect();
            if rows.is_empty() {
                continue;
            }
            writeln!(text, "\n### {}\n", both(section.label())).unwrap();
            text.push_str(
                "| Key | Setting | Holds | Usual | Only | What it is |\n| --- | --- | --- | --- | --- | --- |\n",
            );
            for row in rows {
                let cells = [both(row.label), holds(row), usual(row), when(row), both(row.help)];
                let cells = cells.map(|cell| cell.replace('|', "\\|")).join(" | ");
                writeln!(text, "| `{}` | {cells} |", row.key).unwrap();
            }
        }
    }
    text
}

#[test]
fn the_documentation_is_up_to_date() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/connections.md");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(path, markdown()).unwrap();
    }
    let saved = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(saved, markdown(), "run again with UPDATE_DOCS=1");
}
