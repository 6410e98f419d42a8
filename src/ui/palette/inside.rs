//! What stands inside of the things of a project: texts, filters, values of variables, blocks and lines of Lua.

use super::entries::Entry;
use crate::editor::command::Command;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::language;
use crate::language::block::Holds;
use crate::model::blocks::{Block, Graph};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::model::value::Value;
use crate::say;

/// Longer texts are cut: the row has one line.
const LONGEST: usize = 120;

/// Everything that is not a name.
pub(super) fn all(view: &View<'_>, entries: &mut Vec<Entry>) {
    texts(view, entries);
    data(view, entries);
    for (at, handler) in view.editor.project().handlers() {
        let Some(owner) = language::handler_title(view.editor.project(), &at, view.lang) else { continue };
        match &**handler {
            Handler::Blocks(graph) => blocks(view, entries, (&at, &owner), graph),
            Handler::Lua(text) => lines(view.lang, entries, (&at, &owner), text),
        }
    }
}

fn add(entries: &mut Vec<Entry>, icon: &'static str, label: &str, hint: String, commands: Vec<Command>) {
    if label.trim().is_empty() {
        return;
    }
    let mut line: String = label.lines().map(str::trim).collect::<Vec<_>>().join(" ");
    if let Some((end, _)) = line.char_indices().nth(LONGEST) {
        line.truncate(end);
        line.push('…');
    }
    entries.push(Entry { icon, label: line, hint, keys: String::new(), commands, is_inside: true });
}

/// What stands on controls.
fn texts(view: &View<'_>, entries: &mut Vec<Entry>) {
    for screen in &view.editor.project().screens {
        for control in &screen.controls {
            let Some(def) = language::control(&control.kind) else { continue };
            for property in def.properties.iter().filter(|def| matches!(def.holds, Holds::Text | Holds::Lines)) {
                let value = language::property_value(control, property.key);
                let Some(text) = value.as_ref().and_then(|value| value.literal()).map(Value::to_text) else { continue };
                let hint = format!("{} · {} · {}", property.label.get(view.lang), control.name, screen.name);
                let tab = Command::OpenTab(Tab::Screen(screen.id));
                let commands = vec![tab, Command::Select(Selection::one(control.id))];
                add(entries, "text-quote", &text, hint, commands);
            }
        }
    }
}

/// Topic filters and columns of data sources, hosts, values of variables.
fn data(view: &View<'_>, entries: &mut Vec<Entry>) {
    let project = view.editor.project();
    for source in &project.sources {
        let select = || vec![Command::Select(Selection::one(source.id))];
        for filter in source.filters() {
            let hint = format!("{} · {}", t("Topic-Filter", "Topic filter").get(view.lang), source.name);
            add(entries, "hash", filter, hint, select());
        }
        for subscription in &source.subscriptions {
            let hint = format!("{} · {}", t("Spalte", "Column").get(view.lang), source.name);
            add(entries, "columns-3", &subscription.title, hint, select());
        }
    }
    for variable in &project.variables {
        let hint = format!("{} · {}", t("Startwert", "Start value").get(view.lang), variable.name);
        let select = vec![Command::Select(Selection::one(variable.id))];
        add(entries, "variable", &variable.initial.to_text(), hint, select);
    }
}

/// Blocks by their label, and what was typed into them.
fn blocks(view: &View<'_>, entries: &mut Vec<Entry>, (at, owner): (&HandlerRef, &str), graph: &Graph) {
    let lead = |id: BlockId| vec![Command::GoTo(Place::Block(at.clone(), id))];
    for (id, block) in &graph.blocks {
        let def = language::block(&block.kind);
        let label = def.map_or(block.kind.as_str(), |def| def.label.get(view.lang));
        let icon = def.map_or("blocks", |def| def.icon);
        add(entries, icon, &format!("{label}{}", about(view, block)), owner.to_owned(), lead(*id));
        for slot in language::slots(view.editor.project(), block) {
            let Some(Value::Text(text)) = block.literal(&slot.key) else { continue };
            // Choices and properties are words of the program.
            if slot.takes.wire().is_none() {
                continue;
            }
            let of = slot.label.get(view.lang);
            let of = if of.is_empty() { label.to_owned() } else { format!("{of} · {label}") };
            add(entries, "text-quote", text, format!("{of} · {owner}"), lead(*id));
        }
    }
}

/// What a block refers to: ` · Titel`.
fn about(view: &View<'_>, block: &Block) -> String {
    let project = view.editor.project();
    let names = block.slots.keys().filter_map(|slot| say::shown_name(project, block.item(slot)?, view.lang));
    names.flat_map(|name| [" · ", name]).collect()
}

fn lines(lang: Lang, entries: &mut Vec<Entry>, (at, owner): (&HandlerRef, &str), text: &str) {
    for (number, line) in (1..).zip(text.lines()) {
        let hint = match lang {
            Lang::De => format!("Zeile {number} · {owner}"),
            Lang::En => format!("Line {number} · {owner}"),
        };
        add(entries, "scroll-text", line, hint, vec![Command::GoTo(Place::Handler(at.clone(), Some(number)))]);
    }
}
