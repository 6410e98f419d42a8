//! Copy, paste, duplicate, delete: what is copied is RON text in the system's clipboard, so it also goes into a mail.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::Editor;
use super::command::Action;
use super::effect::Effect;
use super::request::Request;
use super::selection::Selection;
use super::tabs::Tab;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::blocks::{Graph, Port, Pos};
use crate::model::control::Control;
use crate::model::edit::{Edit, ZOrder};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::BlockId;

/// How far a copy stands from its original, in screen pixels.
const OFFSET: f32 = 20.0;

/// What stands in the clipboard.
#[derive(Debug, Serialize, Deserialize)]
enum Clip {
    /// Controls with their handlers.
    SteckbrettControls(Vec<Control>),
    /// Blocks.
    SteckbrettBlocks(Fragment),
}

impl Editor {
    pub(super) fn copy(&self) -> Vec<Effect> {
        let clip = match &self.selection {
            Selection::Controls(..) => Clip::SteckbrettControls(self.selected_controls()),
            Selection::Blocks(at, ids) => match self.graph(at) {
                Some(graph) => Clip::SteckbrettBlocks(fragment(graph, ids)),
                None => return Vec::new(),
            },
            Selection::Nothing
            | Selection::Screen(_)
            | Selection::Connection(_)
            | Selection::Source(_)
            | Selection::Variable(_) => return Vec::new(),
        };
        let pretty = ron::ser::PrettyConfig::default().indentor("  ").depth_limit(6);
        match ron::ser::to_string_pretty(&clip, pretty) {
            Ok(text) => vec![Effect::Request(Request::CopyText(text))],
            Err(err) => {
                tracing::error!("cannot copy: {err}");
                Vec::new()
            }
        }
    }

    /// Pastes what came from the clipboard; text that is not ours is left alone. `true` if it was ours.
    pub fn paste_text(&mut self, text: &str, look_only: bool) -> bool {
        let Ok(clip) = ron::from_str::<Clip>(text) else { return false };
        match clip {
            Clip::SteckbrettControls(mut controls) => {
                if look_only {
                    for control in &mut controls {
                        control.handlers.clear();
                    }
                }
                self.add_copies(controls);
            }
            Clip::SteckbrettBlocks(fragment) => {
                if let Some(Tab::Handler(at)) = self.active.clone() {
                    self.insert_blocks(&at, fragment);
                }
            }
        }
        true
    }

    pub(super) fn duplicate(&mut self) {
        match self.selection.clone() {
            Selection::Controls(..) => self.add_copies(self.selected_controls()),
            Selection::Blocks(at, ids) => {
                if let Some(fragment) = self.graph(&at).map(|graph| fragment(graph, &ids)) {
                    self.insert_blocks(&at, fragment);
                }
            }
            Selection::Screen(id) => self.edit(&Edit::DuplicateScreen(id), None),
            Selection::Nothing | Selection::Connection(_) | Selection::Source(_) | Selection::Variable(_) => {}
        }
    }

    pub(super) fn delete(&mut self, rest: bool) {
        let edit = match self.selection.clone() {
            Selection::Nothing => return,
            Selection::Screen(id) => Edit::RemoveScreen(id),
            Selection::Controls(screen, ids) => Edit::RemoveControls(screen, ids),
            Selection::Blocks(at, blocks) => Edit::Graph(at, GraphEdit::Remove { blocks, rest }),
            Selection::Connection(id) => Edit::RemoveConnection(id),
            Selection::Source(id) => Edit::RemoveSource(id),
            Selection::Variable(id) => Edit::RemoveVariable(id),
        };
        self.edit(&edit, None);
    }

    pub(super) fn select_all(&mut self) {
        self.selection = match &self.active {
            Some(Tab::Screen(id)) => match self.project().screen(*id) {
                Some(screen) => Selection::Controls(*id, screen.controls.iter().map(|control| control.id).collect()),
                None => Selection::Nothing,
            },
            Some(Tab::Handler(at)) => match self.graph(at) {
                Some(graph) => Selection::Blocks(at.clone(), graph.blocks.keys().copied().collect()),
                None => Selection::Nothing,
            },
            None => Selection::Nothing,
        };
    }

    pub(super) fn reorder(&mut self, action: Action) {
        let Selection::Controls(screen, ids) = self.selection.clone() else { return };
        let order = match action {
            Action::BringToFront => ZOrder::ToFront,
            Action::BringForward => ZOrder::Forward,
            Action::SendBackward => ZOrder::Backward,
            _ => ZOrder::ToBack,
        };
        self.edit(&Edit::Reorder(screen, ids, order), None);
    }

    fn graph(&self, at: &HandlerRef) -> Option<&Graph> {
        self.project().handler(at).and_then(|handler| match handler.as_ref() {
            Handler::Blocks(graph) => Some(graph),
            Handler::Lua(_) => None,
        })
    }

    fn selected_controls(&self) -> Vec<Control> {
        let Selection::Controls(screen, ids) = &self.selection else { return Vec::new() };
        let Some(screen) = self.project().screen(*screen) else { return Vec::new() };
        screen.controls.iter().filter(|control| ids.contains(&control.id)).cloned().collect()
    }

    fn add_copies(&mut self, mut controls: Vec<Control>) {
        let screen = match &self.active {
            Some(Tab::Screen(id)) => Some(*id),
            Some(Tab::Handler(at)) => at.screen(),
            None => None,
        };
        let Some(screen) = screen else { return };
        let Some(target) = self.project().screen(screen) else { return };
        let taken = |control: &Control| {
            target.controls.iter().any(|c| c.area.x == control.area.x && c.area.y == control.area.y)
        };
        // Pasting several times makes a staircase instead of a pile.
        while controls.iter().any(taken) {
            for control in &mut controls {
                control.area = control.area.moved(OFFSET, OFFSET);
            }
        }
        self.edit(&Edit::AddControls(screen, controls), None);
    }

    fn insert_blocks(&mut self, at: &HandlerRef, fragment: Fragment) {
        let first_is_value = fragment
            .roots
            .first()
            .and_then(|(id, _)| fragment.blocks.get(id))
            .is_some_and(crate::catalog::emit::Emit::is_value);
        let after = match &self.selection {
            Selection::Blocks(other, ids) if other == at => ids.last().copied().filter(|id| {
                let block = self.graph(at).and_then(|graph| graph.block(*id));
                block.is_some_and(|block| !crate::catalog::emit::Emit::is_value(block))
            }),
            _ => None,
        };
        let to = match (first_is_value, after) {
            (false, Some(after)) => Target::Port(Port::Next(after)),
            (false, None) => Target::Port(self.graph(at).map_or(Port::First, end_of_flow)),
            (true, _) => Target::Free(Pos { x: -260.0, y: 40.0 }),
        };
        // The canvas knows where there is room; moving the blocks there joins this step.
        let key = format!("insert:{}", self.project().next_id);
        self.edit(&Edit::Graph(at.clone(), GraphEdit::Insert { fragment, to }), Some(&key));
    }
}

/// The port below the last block of the flow.
fn end_of_flow(graph: &Graph) -> Port {
    graph.first.map_or(Port::First, |first| Port::Next(graph.tail(first)))
}

/// The chosen blocks, each with its values and branches; neighbours in the flow stay together.
fn fragment(graph: &Graph, ids: &[BlockId]) -> Fragment {
    // What comes along inside a chosen block needs no choosing of its own.
    let covered: BTreeSet<BlockId> = ids.iter().flat_map(|&id| graph.piece(id).into_iter().skip(1)).collect();
    let top: BTreeSet<BlockId> = ids.iter().copied().filter(|id| !covered.contains(id)).collect();
    let followers: BTreeSet<BlockId> =
        top.iter().filter_map(|&id| graph.block(id)?.next).filter(|next| top.contains(next)).collect();
    let roots: Vec<BlockId> = top.iter().copied().filter(|id| !followers.contains(id)).collect();
    let mut fragment = Fragment::default();
    for (index, &root) in roots.iter().enumerate() {
        fragment.roots.push((root, Pos { x: 0.0, y: index as f32 * 60.0 }));
    }
    for &id in &top {
        for inner in graph.piece(id) {
            if let Some(block) = graph.block(inner) {
                fragment.blocks.insert(inner, block.clone());
            }
        }
        if let Some(block) = fragment.blocks.get_mut(&id) {
            block.next = block.next.filter(|next| top.contains(next));
        }
    }
    fragment
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_chosen_part_of_a_stack_is_copied() {
        let graph: Graph = ron::Options::default()
            .with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME)
            .from_str(
                r#"(first: 1, blocks: {1: (kind: "log", next: 2), 2: (kind: "log", slots: {"text": Wire(4)}, next: 3),
                    3: (kind: "log"), 4: (kind: "text")})"#,
            )
            .unwrap();
        let copied = fragment(&graph, &[BlockId(1), BlockId(2)]);
        assert_eq!(copied.roots.len(), 1);
        assert_eq!(copied.blocks.keys().map(|id| id.0).collect::<Vec<_>>(), [1, 2, 4]);
        assert_eq!(copied.blocks[&BlockId(2)].next, None);
        assert_eq!(fragment(&graph, &[BlockId(4), BlockId(2)]).roots.len(), 1);
        assert_eq!(fragment(&graph, &[BlockId(1), BlockId(3)]).roots.len(), 2);
    }
}
