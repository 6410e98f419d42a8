//! Where handlers shall stop while the app runs. It belongs to the open document and lies in no file.

use super::Editor;
use super::command::{Action, Command};
use super::effect::Effect;
use super::request::Request;
use super::selection::Selection;
use crate::model::blocks::{Graph, Port};
use crate::model::debug::{Breakpoint, Breakpoints, DebugCommand, StepKind, Tryout};
use crate::model::handler::Handler;
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::model::preference::SHOW_VALUES;
use crate::model::project::Project;

/// What a user asks about handlers that are followed.
#[derive(Clone, Debug, PartialEq)]
pub enum FollowCommand {
    /// Sets a breakpoint where there is none, and takes it away where there is one.
    Toggle(Place),
    /// Sets a breakpoint, or takes it away.
    Set(Place, Option<Breakpoint>),
    /// Runs a handler as if its event had come; starts the app where it does not run.
    TryOut(Tryout),
}

impl From<FollowCommand> for Command {
    fn from(command: FollowCommand) -> Self {
        Self::Follow(command)
    }
}

/// What somebody who follows handlers has set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// Where handlers shall stop.
    pub breakpoints: Breakpoints,
    /// Whether each block waits for a moment before it runs.
    pub slow: bool,
}

impl Following {
    /// Sets a breakpoint where there is none, and takes it away where there is one.
    pub fn toggle(&mut self, place: Place) {
        if self.breakpoints.remove(&place).is_none() {
            self.breakpoints.insert(place, Breakpoint::default());
        }
    }

    /// Sets a breakpoint, or takes it away.
    pub fn set(&mut self, place: Place, point: Option<Breakpoint>) {
        match point {
            Some(point) => self.breakpoints.insert(place, point),
            None => self.breakpoints.remove(&place),
        };
    }

    /// Lets go of breakpoints whose block or line is gone.
    pub(super) fn keep(&mut self, project: &Project) {
        self.breakpoints.retain(|place, _| match place {
            Place::Block(at, block) => project
                .handler(at)
                .and_then(|handler| handler.graph())
                .is_some_and(|graph| graph.block(*block).is_some()),
            Place::Handler(at, Some(line)) => project.handler(at).is_some_and(|handler| match &**handler {
                Handler::Lua(text) => *line as usize <= text.lines().count(),
                Handler::Blocks(_) => false,
            }),
            Place::Project | Place::Item(_) | Place::Handler(_, None) => false,
        });
    }
}

impl Editor {
    /// Carries out what has to do with following handlers.
    pub(super) fn follow(&mut self, command: FollowCommand) -> Vec<Effect> {
        match command {
            FollowCommand::Toggle(place) => self.following.toggle(place),
            FollowCommand::Set(place, point) => self.following.set(place, point),
            FollowCommand::TryOut(tryout) => return self.try_out(tryout),
        }
        Vec::new()
    }

    /// The same of the menus; `None` where the action is none of these.
    pub(super) fn follow_action(&mut self, action: Action) -> Option<Vec<Effect>> {
        let step = match action {
            Action::ToggleBreakpoint => {
                if let Some(place) = self.selected_step() {
                    self.following.toggle(place);
                }
                return Some(Vec::new());
            }
            Action::SlowMotion => {
                self.following.slow = !self.following.slow;
                return Some(Vec::new());
            }
            Action::ShowValues => {
                return Some(vec![Effect::Request(Request::TogglePreference(SHOW_VALUES.key))]);
            }
            Action::PauseNext => return Some(vec![Effect::Request(Request::Debug(DebugCommand::PauseNext(true)))]),
            Action::Resume => StepKind::Continue,
            Action::StepOver => StepKind::Over,
            Action::StepInto => StepKind::Into,
            Action::StepOut => StepKind::Out,
            Action::RunToHere => StepKind::To(self.selected_step()?),
            _ => return None,
        };
        Some(vec![Effect::Request(Request::Step(step))])
    }

    /// Where a breakpoint on what is selected would be: at the statement that the block is part of.
    pub fn selected_step(&self) -> Option<Place> {
        let Selection::Blocks(at, blocks) = &self.selection else { return None };
        let graph = self.project().handler(at)?.graph()?;
        Some(Place::Block(at.clone(), statement_of(graph, *blocks.last()?)))
    }
}

/// The statement whose value a block is; a statement itself.
pub fn statement_of(graph: &Graph, block: BlockId) -> BlockId {
    let parents = graph.parents();
    let owner = |at: &BlockId| match parents.get(at) {
        Some(Port::Slot(owner, _)) => Some(*owner),
        _ => None,
    };
    // Bounded, so that a graph that breaks the rules cannot hang us.
    std::iter::successors(Some(block), owner).take(graph.blocks.len() + 1).last().unwrap_or(block)
}
