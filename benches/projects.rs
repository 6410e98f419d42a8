//! Projects of a given size.

use steckbrett::i18n::Lang;
use steckbrett::language;
use steckbrett::model::blocks::{Block, Graph, Pos, Slot};
use steckbrett::model::edit::{Edit, apply};
use steckbrett::model::handler::{Handler, HandlerRef};
use steckbrett::model::id::{BlockId, ConnectionId};
use steckbrett::model::item::Item;
use steckbrett::model::project::Project;

/// Statement blocks below each other, every second one with a wired value: `blocks` in all.
pub(crate) fn graph(blocks: u32) -> Graph {
    let mut graph = Graph::default();
    let mut id = 1;
    let mut last: Option<BlockId> = None;
    while id <= blocks {
        let statement = BlockId(id);
        let lokal = Item::from(ConnectionId::local());
        let mut block = Block::new("mqtt_publish")
            .with("connection", lokal)
            .with("topic", "halle1/linie/zustand")
            .with("message", "läuft");
        id += 1;
        if id.is_multiple_of(2) && id <= blocks {
            let value = Block::new("text_join").with("item1", "Stück: ").with("item2", "17");
            graph.blocks.insert(BlockId(id), value);
            block.slots.insert("message".to_owned(), Slot::Wire(BlockId(id)));
            id += 1;
        }
        graph.blocks.insert(statement, block);
        match last {
            None => graph.first = Some(statement),
            Some(last) => {
                if let Some(last) = graph.blocks.get_mut(&last) {
                    last.next = Some(statement);
                }
            }
        }
        last = Some(statement);
    }
    graph
}

/// How many columns and rows such a wall has.
pub(crate) fn wall_size(blocks: u32) -> (u32, u32) {
    let rows = (f64::from(blocks) / 0.45).sqrt().ceil() as u32;
    (blocks.div_ceil(rows), rows)
}

/// Blocks in columns of loose stacks, so that all of them fit into one window: `blocks` in all.
pub(crate) fn wall(blocks: u32) -> Graph {
    let mut graph = Graph::default();
    let (_, rows) = wall_size(blocks);
    for id in 0..blocks {
        let mut block = Block::new("log").with("text", "Schichtwechsel in Halle 1");
        if id % rows == 0 {
            graph.positions.insert(BlockId(id), Pos { x: (id / rows) as f32 * 300.0, y: 100.0 });
        }
        if (id + 1) % rows != 0 && id + 1 < blocks {
            block.next = Some(BlockId(id + 1));
        }
        graph.blocks.insert(BlockId(id), block);
    }
    graph
}

/// A project whose first button has a handler of that many blocks.
pub(crate) fn project(blocks: u32) -> (Project, HandlerRef) {
    with_graph(graph(blocks), blocks)
}

/// A project whose first button has this handler.
pub(crate) fn with_graph(graph: Graph, blocks: u32) -> (Project, HandlerRef) {
    let mut project = Project::new("Bench", "Start", "Lokaler Broker");
    let screen = project.screens[0].id;
    let button = language::new_control(language::control("button").expect("a row"), Lang::De);
    let created = apply(&mut project, &Edit::AddControls(screen, vec![button])).expect("the screen is there");
    let at = HandlerRef::new(created.all(Item::control)[0], "tapped");
    project.next_id += blocks + 10;
    let handler = Handler::Blocks(graph);
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(handler))).expect("the control is there");
    (project, at)
}

/// A project with so many buttons, each with a handler of so many blocks, and the middle handler.
pub(crate) fn many_handlers(handlers: usize, blocks: u32) -> (Project, HandlerRef) {
    let mut project = Project::new("Bench", "Start", "Lokaler Broker");
    let screen = project.screens[0].id;
    let mut button = language::new_control(language::control("button").expect("a row"), Lang::De);
    button.handlers.insert("tapped".to_owned(), std::sync::Arc::new(Handler::Blocks(graph(blocks))));
    let created = apply(&mut project, &Edit::AddControls(screen, vec![button; handlers])).expect("the screen is there");
    let at = HandlerRef::new(created.items[handlers / 2].clone(), "tapped");
    (project, at)
}

/// A project of about `bytes` bytes as text: many controls, each with a small handler.
pub(crate) fn project_of_size(bytes: usize) -> Project {
    let mut project = Project::new("Bench", "Start", "Lokaler Broker");
    let screen = project.screens[0].id;
    let mut button = language::new_control(language::control("button").expect("a row"), Lang::De);
    button.handlers.insert("tapped".to_owned(), std::sync::Arc::new(Handler::Blocks(graph(6))));
    let one = steckbrett::store::to_text(&{
        let mut project = project.clone();
        apply(&mut project, &Edit::AddControls(screen, vec![button.clone()])).expect("the screen is there");
        project
    })
    .expect("a sound project")
    .len();
    let count = bytes / one.max(1) * 5 / 4;
    apply(&mut project, &Edit::AddControls(screen, vec![button; count.max(1)])).expect("the screen is there");
    project
}
