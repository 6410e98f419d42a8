//! What a new block takes over from those that are there: the connection or data source used last.
//!
//! It only fills what the block leaves open; it never changes a block that stands on the canvas.

use crate::language::{self, block::Takes};
use crate::model::blocks::edit::Target;
use crate::model::blocks::{Block, Graph, Port};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::BlockId;
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::source::Source;

/// The same block with its connection and data source filled in, where the project says which.
pub(super) fn prefilled(project: &Project, at: &HandlerRef, to: &Target, mut block: Block) -> Block {
    let Some(def) = language::block(&block.kind) else { return block };
    // An input is most likely one of the function in which the block stands.
    let takes = |takes| def.slots.iter().find(|slot| slot.takes == takes);
    if let (Some(function), Some(_), Some(own)) = (takes(Takes::Function), takes(Takes::Parameter), at.owner.function())
        && !block.slots.contains_key(function.key)
    {
        block = block.with(function.key, Item::from(own));
    }
    for slot in def.slots {
        if !(slot.takes == Takes::Connection || slot.takes.is_table()) || block.slots.contains_key(slot.key) {
            continue;
        }
        let item = above(project, at, to, slot.takes)
            .or_else(|| elsewhere(project, at, slot.takes))
            .or_else(|| likely(project, slot.takes));
        if let Some(item) = item {
            block = block.with(slot.key, item);
        }
    }
    block
}

/// What this block uses, if the project still has it.
fn used(project: &Project, block: &Block, takes: Takes) -> Option<Item> {
    let fits = |slot: Takes| slot == takes || slot.is_table() && takes.is_table();
    let slot = language::block(&block.kind)?.slots.iter().find(|slot| fits(slot.takes))?;
    let is_list = |item: &Item| item.source().and_then(|id| project.source(id)).is_some_and(Source::is_list);
    let item = block.item(slot.key).filter(|item| project.has(item))?;
    (!matches!(takes, Takes::List | Takes::NewRow) || is_list(item)).then(|| item.clone())
}

/// What the nearest block before the new one uses.
fn above(project: &Project, at: &HandlerRef, to: &Target, takes: Takes) -> Option<Item> {
    let graph = project.handler(at)?.graph()?;
    let parents = graph.parents();
    let owner = |port: &Port| match port {
        Port::First => None,
        Port::Next(owner) | Port::Branch(owner, _) | Port::Slot(owner, _) => Some(*owner),
    };
    let mut next = match to {
        Target::Port(port) => owner(port),
        Target::Free(_) => None,
    };
    // Bounded, so that a graph that breaks the rules cannot hang us.
    for _ in 0..graph.blocks.len() {
        let id = next?;
        if let Some(item) = graph.block(id).and_then(|block| used(project, block, takes)) {
            return Some(item);
        }
        next = parents.get(&id).and_then(owner);
    }
    None
}

/// What was put in last, in this handler, else in any: ids only grow.
fn elsewhere(project: &Project, at: &HandlerRef, takes: Takes) -> Option<Item> {
    let last = |graph: &Graph| -> Option<(BlockId, Item)> {
        graph.blocks.iter().rev().find_map(|(id, block)| Some((*id, used(project, block, takes)?)))
    };
    let here = project.handler(at).and_then(|handler| last(handler.graph()?));
    let all = project.handlers().filter_map(|(_, handler)| match handler.as_ref() {
        Handler::Blocks(graph) => last(graph),
        Handler::Lua(_) => None,
    });
    here.or_else(|| all.max_by_key(|(id, _)| *id)).map(|(_, item)| item)
}

/// The newest of the project; of connections one of its own, the local broker only where there is no other.
fn likely(project: &Project, takes: Takes) -> Option<Item> {
    if matches!(takes, Takes::List | Takes::NewRow) {
        return project.sources.iter().rev().find(|source| source.is_list()).map(|list| list.id.into());
    }
    if takes == Takes::Source {
        let [source] = project.sources.as_slice() else { return None };
        return Some(source.id.into());
    }
    let own = project.connections.iter().rev().find(|connection| !connection.is_local());
    own.or_else(|| project.connections.last()).map(|connection| connection.id.clone().into())
}
