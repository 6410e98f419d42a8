//! The reference of the controls, made of their rows: `docs/controls.md`.

use std::fmt::Write as _;

use super::controls;
use super::looks::{COLOR_ROLES, STYLE_NAMES};
use super::row::{ControlDef, Holds, PropertyDef};
use crate::i18n::Text;
use crate::model::looks::{COLOR_THEMES, TEXT_STYLES, TextStyle};
use crate::model::row::{Cause, Literal, TriggerDef};
use crate::model::value::number_to_text;

/// The content of `docs/controls.md`.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Controls\n\n\
         <!-- Generated from the rows in src/player/controls: `UPDATE_DOCS=1 cargo test --lib player::docs`. -->\n\n\
         What stands on a screen. In Lua a property is `screens['Screen'].Control.key`, in any case; with `--headless` it is\n\
         `set Control.key value`. What a script sets fires no event: events are for what people do.\n",
    );
    // Writing to a String cannot fail.
    let rows = controls::rows();
    let written = looks(&mut text).and_then(|()| rows.into_iter().try_for_each(|def| control(&mut text, def)));
    written.map_or_else(|_| String::new(), |()| text)
}

/// The colours and text styles of projects.
fn looks(text: &mut String) -> std::fmt::Result {
    text.push_str(
        "\nA colour is `#rrggbb`, `#rrggbbaa`, or the key of one of the eleven colours of the project. The theme of the project\n\
         says which digits these are (here those of the light one), or the project itself:\n\n\
         | Key | English | Deutsch | Light |\n| --- | --- | --- | --- |\n",
    );
    for (role, digits) in COLOR_ROLES.iter().zip(COLOR_THEMES[0].colors) {
        writeln!(text, "| `{}` | {} | {} | `{digits}` |", role.key, role.name.en, role.name.de)?;
    }
    text.push_str(
        "\nA control with a `text_style` has its size, weight and colour, as far as it has none of its own:\n\n\
         | Key | English | Deutsch | Size | Bold | Colour |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for (TextStyle { key, size, bold, color }, name) in TEXT_STYLES.iter().zip(STYLE_NAMES) {
        writeln!(text, "| `{key}` | {} | {} | {size} | {bold} | `{color}` |", name.en, name.de)?;
    }
    Ok(())
}

fn control(text: &mut String, def: &ControlDef) -> std::fmt::Result {
    let Text { de, en } = def.label;
    let title = if de == en { en.to_owned() } else { format!("{en} / {de}") };
    writeln!(text, "\n## {title} (`{}`)\n", def.kind)?;
    writeln!(text, "{}. {}.\n", def.help.en, def.help.de)?;
    writeln!(text, "| Property | English | Deutsch | Holds | At first |\n| --- | --- | --- | --- | --- |")?;
    for property in def.properties {
        let PropertyDef { key, label, .. } = property;
        writeln!(text, "| `{key}` | {} | {} | {} | {} |", label.en, label.de, holds(property), first(property))?;
    }
    if !def.triggers.is_empty() {
        writeln!(text, "\n| Event | English | Deutsch | Fired by |\n| --- | --- | --- | --- |")?;
        for TriggerDef { key, name, help, cause, .. } in def.triggers {
            writeln!(text, "| {name} (`{key}`) | {} | {} | {} |", help.en, help.de, fired_by(*cause))?;
        }
    }
    Ok(())
}

fn holds(property: &PropertyDef) -> String {
    let words = match property.holds {
        Holds::Text => "text".to_owned(),
        Holds::Lines => "text of several lines".to_owned(),
        Holds::Number { min, max } => format!("number, {} to {}", number_to_text(min), number_to_text(max)),
        Holds::Bool => "truth value".to_owned(),
        Holds::Color => "colour".to_owned(),
        Holds::Choice(choices) => {
            let keys: Vec<String> =
                choices.iter().map(|choice| format!("`{}` ({})", choice.key, choice.label.en)).collect();
            keys.join(", ")
        }
        Holds::Source => "data source".to_owned(),
        Holds::Columns { source } => format!("columns of the data source in `{source}`"),
        Holds::Destination => "screen, or one of `next`, `previous`, `last`, `close`".to_owned(),
        Holds::Image => "name of an image of the project, or path of a file".to_owned(),
        Holds::Icon => "name of an icon ([lucide](https://lucide.dev/icons))".to_owned(),
        Holds::Command { of: Some(of) } => format!("topic that changes of `{of}` are sent to"),
        Holds::Command { of: None } => "topic that it sends to when it is used".to_owned(),
    };
    if property.required { format!("{words}; required") } else { words }
}

fn first(property: &PropertyDef) -> String {
    let value = match property.default {
        Literal::Nothing | Literal::Text("") => return String::new(),
        _ if property.holds == Holds::Source => return String::new(),
        Literal::Text(text) => text.to_owned(),
        Literal::Words(words) => words.en.replace('\n', "`, `"),
        Literal::Number(number) => number_to_text(number),
        Literal::Bool(value) => value.to_string(),
    };
    format!("`{value}`")
}

fn fired_by(cause: Cause) -> String {
    match cause {
        Cause::Tap => "a tap".to_owned(),
        Cause::DoubleTap => "two taps within 0.4 s".to_owned(),
        Cause::LongPress => "a press that lasts half a second".to_owned(),
        Cause::Commit => "Enter, or leaving the field".to_owned(),
        Cause::FocusIn => "getting the keyboard".to_owned(),
        Cause::FocusOut => "losing the keyboard".to_owned(),
        Cause::Press => "a press, before it is known to become a tap".to_owned(),
        Cause::Release => "the end of a press, whatever ends it: the finger, another screen, a window without focus, the end of the app".to_owned(),
        Cause::Hold => "a press that lasts, again and again".to_owned(),
        Cause::Row => "a tap on a row, or Enter".to_owned(),
        Cause::Cell => "a tap on a cell, or Enter".to_owned(),
        Cause::Change(key) => format!("a change of `{key}` by a person"),
        Cause::Message => "a message".to_owned(),
        Cause::Screen => "a change of screens".to_owned(),
        Cause::Value => "another value".to_owned(),
        Cause::Time => "its time".to_owned(),
        Cause::Call => "a call".to_owned(),
        Cause::App => "start or end of the app".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_documentation_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/controls.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, markdown()).unwrap();
        }
        let saved = std::fs::read_to_string(path).unwrap_or_default();
        assert_eq!(saved, markdown(), "run again with UPDATE_DOCS=1");
    }
}
