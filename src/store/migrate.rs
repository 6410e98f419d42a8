//! Files of format 1: there a slot held the bare number of what it meant, and only its row says of what kind.
//!
//! Nothing readable is thrown away: what no row explains stays as it is.

use std::sync::Arc;

use crate::language;
use crate::language::block::{Holds, Takes};
use crate::model::blocks::{Block, Slot};
use crate::model::connection::Connection;
use crate::model::control::Control;
use crate::model::handler::Handler;
use crate::model::id::{ConnectionId, ControlId, FunctionId, ScreenId, SourceId, TimerId, VariableId};
use crate::model::item::Item;
use crate::model::project::{FORMAT, Project};
use crate::model::property::Property;
use crate::model::source::Source;
use crate::model::value::Value;

/// Brings a project of an older format to the one of today; its columns have their ids already.
pub(super) fn migrate(project: &mut Project) {
    if project.format >= FORMAT {
        return;
    }
    project.format = FORMAT;
    // Until then a connection kept its messages unless it said otherwise.
    project.connections.iter_mut().for_each(Connection::buffer_unless_said);
    let sources = project.sources.clone();
    for screen in &mut project.screens {
        for control in &mut Arc::make_mut(screen).controls {
            properties(control, &sources);
            control.handlers.values_mut().for_each(|handler| blocks(handler, None, &sources));
        }
    }
    for source in &mut project.sources {
        let id = source.id;
        source.handlers.values_mut().for_each(|handler| blocks(handler, Some(id), &sources));
    }
}

fn blocks(handler: &mut Arc<Handler>, event: Option<SourceId>, sources: &[Source]) {
    let Handler::Blocks(graph) = Arc::make_mut(handler) else { return };
    for block in graph.blocks.values_mut() {
        let Some(def) = language::block(&block.kind) else { continue };
        for slot in def.slots {
            let item = match (slot.takes, block.slots.get(slot.key)) {
                // Until then an empty one meant the local broker.
                (Takes::Connection, None) => Some(Item::from(ConnectionId::local())),
                (takes, Some(Slot::Literal(value))) => item(takes, value, block, event, sources),
                (_, Some(Slot::Wire(_) | Slot::Ref(_)) | None) => None,
            };
            if let Some(item) = item {
                block.slots.insert(slot.key.to_owned(), Slot::Ref(item));
            }
        }
    }
}

/// What a literal of format 1 meant.
fn item(takes: Takes, value: &Value, block: &Block, event: Option<SourceId>, sources: &[Source]) -> Option<Item> {
    let number = || {
        let number = value.as_number()?;
        (number > 0.0).then_some(number as u32)
    };
    match takes {
        Takes::Connection => {
            let id = value.as_text()?;
            (!id.is_empty()).then(|| ConnectionId(id.to_owned()).into())
        }
        Takes::Variable => Some(VariableId(number()?).into()),
        Takes::Screen => Some(ScreenId(number()?).into()),
        Takes::Timer => Some(TimerId(number()?).into()),
        Takes::Function => Some(FunctionId(number()?).into()),
        Takes::Control => Some(ControlId(number()?).into()),
        Takes::Source => Some(SourceId(number()?).into()),
        Takes::Column | Takes::EventColumn => {
            // The source may have become a reference already, or stand behind its column.
            let chosen = block.item("source").and_then(Item::source);
            let still = block.literal("source").and_then(Value::as_number).map(|id| SourceId(id as u32));
            let id = if takes == Takes::Column { chosen.or(still) } else { event };
            let source = sources.iter().find(|source| Some(source.id) == id)?;
            source.column_titled(value.as_text()?)?.id.map(Item::from)
        }
        Takes::Value(_)
        | Takes::Language
        | Takes::List
        | Takes::NewRow
        | Takes::Topic
        | Takes::Sound
        | Takes::Choice(_)
        | Takes::Local
        | Takes::Parameter
        | Takes::Property
        | Takes::Template
        | Takes::Fields
        | Takes::Note
        | Takes::Lua => None,
    }
}

fn properties(control: &mut Control, sources: &[Source]) {
    let Some(def) = language::control(&control.kind) else { return };
    for property in def.properties {
        let Some(Property::Literal(value)) = control.properties.get(property.key) else { continue };
        let new = match property.holds {
            Holds::Source => match value.as_number() {
                Some(number) if number > 0.0 => Some(Property::Ref(SourceId(number as u32).into())),
                // None was chosen.
                Some(_) => None,
                None => continue,
            },
            Holds::Columns { .. } => {
                let Some(text) = value.as_text() else { continue };
                columns(control, text, sources)
            }
            Holds::Text
            | Holds::Lines
            | Holds::Number { .. }
            | Holds::Bool
            | Holds::Color
            | Holds::Choice(_)
            | Holds::Destination
            | Holds::Image
            | Holds::Icon
            | Holds::Command { .. } => continue,
        };
        match new {
            Some(new) => control.properties.insert(property.key.to_owned(), new),
            None => control.properties.remove(property.key),
        };
    }
}

/// One column a line, by its title.
fn columns(control: &Control, text: &str, sources: &[Source]) -> Option<Property> {
    let source = control.properties.get("source").and_then(|property| match property {
        Property::Ref(item) => item.source(),
        Property::Literal(value) => value.as_number().map(|id| SourceId(id as u32)),
        Property::List(_) | Property::Bound(_) | Property::Command(_) => None,
    });
    let source = sources.iter().find(|each| Some(each.id) == source);
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let list: Vec<Property> = lines
        .map(|line| match source.and_then(|source| source.column_titled(line)).and_then(|column| column.id) {
            Some(id) => Property::Ref(id.into()),
            None => Property::from(line),
        })
        .collect();
    (!list.is_empty()).then_some(Property::List(list))
}
