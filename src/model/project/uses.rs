//! Who uses a connection: the sources that listen on it, and the handlers that send on it.
//!
//! Pure. Blocks are found by the id in a slot, so no list of block kinds is needed here.

use super::Project;
use crate::model::blocks::Slot;
use crate::model::handler::Handler;
use crate::model::id::ConnectionId;
use crate::model::place::Place;
use crate::model::value::Value;

/// Every place that uses the connection: sources first, then blocks and lines of Lua in the order of the screens.
pub fn uses(project: &Project, id: &ConnectionId) -> Vec<Place> {
    let sources = project.sources.iter().filter(|source| source.connection == *id);
    let mut places: Vec<Place> = sources.map(|source| Place::Source(source.id)).collect();
    let literal = Slot::Literal(Value::from(id.as_str()));
    for (at, handler) in project.handlers() {
        match &**handler {
            Handler::Blocks(graph) => {
                let using = graph.blocks.iter().filter(|(_, block)| block.slots.values().any(|slot| *slot == literal));
                places.extend(using.map(|(&block, _)| Place::Block(at.clone(), block)));
            }
            Handler::Lua(text) => {
                let lines = text.lines().enumerate().filter(|(_, line)| names(line, id.as_str()));
                places.extend(lines.map(|(i, _)| Place::Handler(at.clone(), Some(i as u32 + 1))));
            }
        }
    }
    places
}

/// Whether a line of Lua holds the id as a text of its own: `'lokal'`, not `lokales`.
fn names(line: &str, id: &str) -> bool {
    ['\'', '"'].into_iter().any(|quote| line.contains(&format!("{quote}{id}{quote}")))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::blocks::{Block, Graph};
    use crate::model::connection::Connection;
    use crate::model::control::Control;
    use crate::model::edit::{Edit, apply};
    use crate::model::handler::HandlerRef;
    use crate::model::id::{BlockId, ControlId, ScreenId, SourceId};
    use crate::model::screen::Area;

    #[test]
    fn sources_blocks_and_lines_of_lua_count() {
        let mut project = Project::new("P", "Start", "Lokaler Broker");
        let id = ConnectionId::from_random(7);
        apply(&mut project, &Edit::AddConnection(Connection::to_host(id.clone(), "Halle", "h", 1883))).unwrap();
        apply(&mut project, &Edit::AddSource("Q".to_owned(), id.clone(), Vec::new())).unwrap();
        let mut graph = Graph::default();
        graph.blocks.insert(BlockId(90), Block::new("mqtt_publish").with("connection", id.as_str()));
        graph.blocks.insert(BlockId(91), Block::new("mqtt_publish").with("connection", "lokal"));
        let lua = format!("local x = 1\nconnections.getfromid('{id}').publish('a', 'b')\n-- {id}");
        let mut control = Control {
            id: ControlId(0),
            kind: "button".to_owned(),
            name: "B".to_owned(),
            area: Area::new(0.0, 0.0, 1.0, 1.0),
            properties: std::collections::BTreeMap::new(),
            handlers: std::collections::BTreeMap::new(),
        };
        control.handlers.insert("tapped".to_owned(), Arc::new(Handler::Blocks(graph)));
        control.handlers.insert("toggled".to_owned(), Arc::new(Handler::Lua(lua)));
        project.screen_mut(ScreenId(1)).unwrap().controls.push(control);

        let source = project.sources[0].id;
        let at = |trigger| HandlerRef::new(ScreenId(1), ControlId(0), trigger);
        assert_eq!(
            uses(&project, &id),
            [
                Place::Source(SourceId(source.0)),
                Place::Block(at("tapped"), BlockId(90)),
                Place::Handler(at("toggled"), Some(2)),
            ]
        );
        assert_eq!(uses(&project, &ConnectionId::local()).len(), 1);
        assert!(uses(&project, &ConnectionId::from_random(8)).is_empty());
    }
}
