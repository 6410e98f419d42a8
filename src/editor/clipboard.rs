//! Copy, paste, duplicate, delete: what is copied is RON text in the system's clipboard, so it also goes into a mail.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, RandomState};

use super::Editor;
use super::command::Action;
use super::effect::Effect;
use super::request::Request;
use super::selection::Selection;
use super::tabs::{Panel, Tab};
use crate::language::ends_flow;
use crate::model::arrange::{bounds, to_grid};
use crate::model::blocks::check::room_in_flow;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::blocks::{Graph, Port, Pos};
use crate::model::clip::{Clip, Content};
use crate::model::control::Control;
use crate::model::edit::{Created, Edit, Guard, Paste, PasteTo};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{BlockId, ControlId, ScreenId};
use crate::model::item::Item;
use crate::model::screen::{Area, Screen};

/// How far a copy stands from its original, in screen pixels.
const OFFSET: f32 = 20.0;

/// Key of the undo step that puts in blocks: moving them to free room joins it.
pub const INSERTING: &str = "insert";

impl Editor {
    pub(super) fn copy(&self) -> Vec<Effect> {
        self.clip().map(|clip| copied(&clip)).unwrap_or_default()
    }

    /// Copies the rules of a control by which it changes its look.
    pub(super) fn copy_rules(&self, control: ControlId) -> Vec<Effect> {
        let control = self.project().control(control);
        let clip = control.map(|control| Clip::of_rules(self.project(), &self.mark(), control));
        clip.map(|clip| copied(&clip)).unwrap_or_default()
    }

    /// What is selected, as it goes into the clipboard.
    fn clip(&self) -> Option<Clip> {
        match &self.selection {
            Selection::Blocks(at, ids) => {
                let blocks = fragment(self.graph(at)?, ids);
                Some(Clip::of_blocks(self.project(), &self.mark(), blocks))
            }
            Selection::Items(_) => {
                let controls = self.selected_controls();
                (!controls.is_empty()).then(|| Clip::of_controls(self.project(), &self.mark(), controls))
            }
            Selection::Nothing => None,
        }
    }

    /// Pastes what came from the clipboard as it was asked for: without its logic, at a place.
    pub(super) fn paste_as_asked(&mut self, text: &str) -> Vec<Effect> {
        let bare = std::mem::take(&mut self.pastes_bare);
        let (_ours, effects) = self.paste_text(text, bare);
        self.aim = None;
        effects
    }

    /// Pastes what came from the clipboard; text that is not ours is left alone. `true` if it was ours.
    pub fn paste_text(&mut self, text: &str, look_only: bool) -> (bool, Vec<Effect>) {
        let Ok(mut clip) = ron::from_str::<Clip>(text) else { return (false, Vec::new()) };
        if look_only && let Content::Controls(controls) = &mut clip.content {
            for control in controls {
                control.handlers.clear();
            }
            clip.sounds.clear();
        }
        let at = match &self.active {
            Some(Tab::Handler(at)) => Some(at.clone()),
            Some(Tab::Screen(_)) | None => None,
        };
        (true, self.put_in(clip, at))
    }

    pub(super) fn duplicate(&mut self) -> Vec<Effect> {
        if let Some(Item::Screen(id)) = self.selection.single() {
            self.edit(&Edit::DuplicateScreen(*id), None);
            return Vec::new();
        }
        let at = match &self.selection {
            Selection::Blocks(at, _) => Some(at.clone()),
            Selection::Nothing | Selection::Items(_) => None,
        };
        let Some(mut clip) = self.clip() else { return Vec::new() };
        if let Content::Controls(controls) = &mut clip.content {
            self.keep_distance(controls);
        }
        self.put_in(clip, at)
    }

    /// Selects controls that were just put on a screen, and notes what they are copies of.
    pub(super) fn select_copies(&mut self, of: &[Control], created: &Created) {
        let copies = created.all(Item::control);
        self.copied = of.iter().map(|control| control.id).zip(copies.iter().copied()).collect();
        self.selection = Selection::controls(copies);
    }

    /// Where copies were moved away from their originals and are copied again, the next ones stand as far from them.
    fn keep_distance(&self, controls: &mut [Control]) {
        let area = |id: ControlId| self.project().control(id).map(|control| control.area);
        let distance = |(of, copy): &(ControlId, ControlId)| {
            let (of, copy) = (area(*of)?, area(*copy)?);
            Some((copy.x - of.x, copy.y - of.y))
        };
        let is_copy = |control: &Control| self.copied.iter().any(|(_, copy)| *copy == control.id);
        let all = controls.len() == self.copied.len() && controls.iter().all(is_copy);
        let Some((dx, dy)) = self.copied.first().filter(|_| all).and_then(distance) else { return };
        if self.copied.iter().all(|pair| distance(pair) == Some((dx, dy))) {
            for control in controls {
                control.area = control.area.moved(dx, dy);
            }
        }
    }

    /// Puts in what was copied, blocks into the handler `at`; tells what became of what it refers to.
    fn put_in(&mut self, mut clip: Clip, at: Option<HandlerRef>) -> Vec<Effect> {
        let to = match &mut clip.content {
            Content::Controls(controls) => self.room_for(controls).map(PasteTo::Screen),
            Content::Rules(..) => Some(PasteTo::Controls(self.selection.control_ids())),
            Content::Blocks(fragment) => at.map(|at| {
                let target = self.target(&at, fragment);
                PasteTo::Handler(at, target)
            }),
        };
        let Some(to) = to else { return Vec::new() };
        let same_project = clip.from == self.mark();
        let random = RandomState::new().hash_one(&clip.from);
        let paste = Paste { clip, same_project, to, random };
        // The canvas knows where there is room; moving the blocks there joins this step and no other.
        self.seal();
        let created = self.edit_and_see(&Edit::Paste(Box::new(paste)), Some(INSERTING));
        match created {
            Some(created) if !created.landing.is_empty() => vec![Effect::Landed(created.landing)],
            Some(_) | None => Vec::new(),
        }
    }

    pub(super) fn delete(&mut self, rest: bool) {
        match self.selection.clone() {
            Selection::Nothing => {}
            Selection::Items(items) => self.delete_items(items),
            Selection::Blocks(at, blocks) => self.edit(&Edit::Graph(at, GraphEdit::Remove { blocks, rest }), None),
        }
    }

    /// The handler in front and the values in its slots, where it has some.
    pub(super) fn values(&self) -> Option<(HandlerRef, Vec<BlockId>)> {
        let Some(Tab::Handler(at)) = &self.active else { return None };
        let values: Vec<BlockId> = self.graph(at)?.wired().collect();
        (!values.is_empty()).then(|| (at.clone(), values))
    }

    /// Whether the handler in front has blocks that fold.
    pub(super) fn has_branches(&self) -> bool {
        let Some(Tab::Handler(at)) = &self.active else { return false };
        self.graph(at).is_some_and(|graph| graph.blocks.values().any(|block| !block.branches.is_empty()))
    }

    /// Whether all values of the handler in front are blocks with a wire (`true`) or chips; `None` where both are there.
    fn values_unfolded(&self) -> Option<bool> {
        let (at, values) = self.values()?;
        let graph = self.graph(&at)?;
        let by_hand = |id: &BlockId| graph.unfolded.contains(id) || graph.positions.contains_key(id);
        let first = by_hand(values.first()?);
        values.iter().all(|id| by_hand(id) == first).then_some(first)
    }

    /// Makes all values of the handler in front blocks with a wire, or chips in their slots, and shows all of them.
    pub(super) fn unfold_values(&mut self, unfolded: bool) {
        if self.values_unfolded() == Some(unfolded) {
            return;
        }
        if let Some((at, blocks)) = self.values() {
            self.edit(&Edit::Graph(at, GraphEdit::Unfold { blocks, unfolded }), None);
            self.canvas_action.send(Action::ZoomFit);
        }
    }

    /// Whether what an action makes so is so already; menus show a tick.
    pub fn ticked(&self, action: Action) -> bool {
        match action {
            Action::ValuesAsChips => self.values_unfolded() == Some(false),
            Action::ValuesAsWires => self.values_unfolded() == Some(true),
            Action::Lock => self.is_guarded(Guard::Locked),
            Action::Hide => self.is_guarded(Guard::Hidden),
            Action::ShowLog => self.panel == Panel::Log,
            Action::ShowProblems => self.panel == Panel::Problems,
            Action::ShowMonitor => self.panel == Panel::Monitor,
            Action::ShowRecording => self.panel == Panel::Recording,
            _ => false,
        }
    }

    pub(super) fn select_all(&mut self) {
        self.selection = match &self.active {
            Some(Tab::Screen(id)) => match self.project().screen(*id) {
                Some(screen) => {
                    let free = screen.controls.iter().filter(|control| control.layer.is_free());
                    Selection::controls(free.map(|control| control.id))
                }
                None => Selection::Nothing,
            },
            Some(Tab::Handler(at)) => match self.graph(at) {
                Some(graph) => Selection::Blocks(at.clone(), graph.blocks.keys().copied().collect()),
                None => Selection::Nothing,
            },
            None => Selection::Nothing,
        };
    }

    fn graph(&self, at: &HandlerRef) -> Option<&Graph> {
        self.project().handler(at).and_then(|handler| match handler.as_ref() {
            Handler::Blocks(graph) => Some(graph),
            Handler::Lua(_) => None,
        })
    }

    fn selected_controls(&self) -> Vec<Control> {
        let ids = self.selection.control_ids();
        let all = self.project().screens.iter().flat_map(|screen| &screen.controls);
        all.filter(|control| ids.contains(&control.id)).cloned().collect()
    }

    /// The screen that controls are pasted on; moves them to where none stands yet.
    fn room_for(&self, controls: &mut [Control]) -> Option<ScreenId> {
        let screen = match self.active.as_ref()? {
            Tab::Screen(id) => *id,
            Tab::Handler(at) => self.screen_of_handler(at)?,
        };
        let target = self.project().screen(screen)?;
        self.move_to_pointer(target, controls);
        let taken = |control: &Control| {
            target.controls.iter().any(|c| c.area.x == control.area.x && c.area.y == control.area.y)
        };
        // Pasting several times makes a staircase instead of a pile.
        while controls.iter().any(taken) {
            for control in controls.iter_mut() {
                control.area = control.area.moved(OFFSET, OFFSET);
            }
        }
        Some(screen)
    }

    /// Moves controls under the pointer, where it is on the screen and not on what they are copies of.
    fn move_to_pointer(&self, screen: &Screen, controls: &mut [Control]) {
        let Some((x, y)) = self.aim.filter(|aim| aim.screen == screen.id).map(|aim| aim.at) else { return };
        let Some(all) = bounds(controls.iter().map(|control| control.area)) else { return };
        let is_original =
            |control: &Control| screen.control(control.id).is_some_and(|other| other.area == control.area);
        let over = all.intersects(&Area::new(x, y, 1.0, 1.0)) && controls.iter().all(is_original);
        let is_on_screen = (0.0..screen.width).contains(&x) && (0.0..screen.height).contains(&y);
        if over || !is_on_screen {
            return;
        }
        let place = |at: f32, length: f32, room: f32| {
            let at = to_grid(at - length / 2.0, screen.grid).round();
            at.min(room - length).max(0.0)
        };
        let (dx, dy) = (place(x, all.w, screen.width) - all.x, place(y, all.h, screen.height) - all.y);
        for control in controls {
            control.area = control.area.moved(dx, dy);
        }
    }

    /// Where blocks are put in: below the selected one, else at the end of the flow; values beside it.
    fn target(&self, at: &HandlerRef, fragment: &Fragment) -> Target {
        let first = fragment.roots.first().and_then(|(id, _)| fragment.blocks.get(id));
        if first.is_some_and(crate::language::emit::Emit::is_value) {
            return Target::Free(Pos { x: -260.0, y: 40.0 });
        }
        let after = match &self.selection {
            Selection::Blocks(other, ids) if other == at => ids.last().copied().filter(|id| {
                let block = self.graph(at).and_then(|graph| graph.block(*id));
                block.is_some_and(|block| !crate::language::emit::Emit::is_value(block))
            }),
            Selection::Blocks(..) | Selection::Items(_) | Selection::Nothing => None,
        };
        let end = || self.graph(at).map_or(Port::First, end_of_flow);
        let port = after.map_or_else(end, Port::Next);
        let ends = fragment.last().is_some_and(ends_flow);
        let port = match self.graph(at) {
            Some(graph) => room_in_flow(graph, port, ends, ends_flow),
            None => Some(port),
        };
        port.map_or_else(|| Target::Free(Pos { x: -260.0, y: 40.0 }), Target::Port)
    }
}

/// What puts this into the system's clipboard.
fn copied(clip: &Clip) -> Vec<Effect> {
    let pretty = ron::ser::PrettyConfig::default().indentor("  ").depth_limit(6).struct_names(true);
    match ron::ser::to_string_pretty(clip, pretty) {
        Ok(text) => vec![Effect::Request(Request::CopyText(text))],
        Err(err) => {
            tracing::error!("cannot copy: {err}");
            Vec::new()
        }
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
