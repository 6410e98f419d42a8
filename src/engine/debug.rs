//! Follows a handler block by block, or line by line: finds out where a statement begins, and whether it shall stop there.
//!
//! It is asked by Luau before each instruction, but only of handlers that somebody follows ([`hook`]); all others run as
//! ever, with the same text. Stopping is pausing the coroutine, as waiting is. Pure but for the hook: it knows no clock
//! and no window.

pub(super) mod hook;

use std::rc::Rc;
use std::sync::Arc;

use crate::language::lower::Chunk;
use crate::model::debug::{Breakpoints, StepKind};
use crate::model::id::BlockId;
use crate::model::place::Place;

/// Where a stop is wanted.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Plan {
    /// At breakpoints alone.
    Run,
    /// At the next step, wherever it is.
    Into,
    /// At the next step that is not called from deeper than this.
    Over(i32),
    /// At the next step above this.
    Out(i32),
    /// At this place.
    To(Place),
}

impl Plan {
    /// How an activation that stands at `level` goes on.
    pub(super) fn of(step: StepKind, level: i32) -> Self {
        match step {
            StepKind::Continue => Self::Run,
            StepKind::Into => Self::Into,
            StepKind::Over => Self::Over(level),
            StepKind::Out => Self::Out(level),
            StepKind::To(place) => Self::To(place),
        }
    }

    fn stops_at(&self, place: &Place, level: i32) -> bool {
        match self {
            Self::Run => false,
            Self::Into => true,
            Self::Over(from) => level <= *from,
            Self::Out(from) => level < *from,
            Self::To(to) => place == to,
        }
    }
}

/// Why an activation stands still.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Halt {
    /// It has made its step.
    Step,
    /// It is at a breakpoint, which may have more to say.
    Breakpoint,
    /// Somebody has asked the next one to stop.
    Asked,
    /// It only goes slowly.
    Slow,
}

/// What all activations follow.
#[derive(Clone, Debug, Default)]
pub(super) struct Orders {
    /// The places of the breakpoints that are switched on.
    pub(super) breakpoints: Rc<Breakpoints>,
    pub(super) pause_next: bool,
    pub(super) slow: bool,
}

/// Where a function of a handler stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum StepMark {
    Statement(BlockId),
    Line(u32),
}

/// A function of a handler that is being run.
#[derive(Debug)]
struct SteppedFrame {
    depth: i32,
    chunk: usize,
    level: i32,
    at: Option<StepMark>,
}

/// Follows one activation.
#[derive(Debug)]
pub(super) struct Stepper {
    chunks: Rc<[Arc<Chunk>]>,
    frames: Vec<SteppedFrame>,
    /// Depth and line of the last instruction.
    last: (i32, i32),
    pub(super) plan: Plan,
    pub(super) orders: Orders,
    /// Where it has stopped, and why.
    pub(super) halt: Option<(Place, Halt)>,
}

/// Whose function runs: the number of its chunk, and whether it is all of a handler instead of a function inside.
pub(super) type RunningText = Option<(usize, bool)>;

impl Stepper {
    pub(super) fn new(chunks: Rc<[Arc<Chunk>]>, orders: Orders) -> Self {
        Self { chunks, frames: Vec::new(), last: (0, 0), plan: Plan::Run, orders, halt: None }
    }

    /// How many functions of the project are inside of each other where it stands.
    pub(super) fn level(&self) -> i32 {
        self.frames.last().map_or(0, |frame| frame.level)
    }

    /// Before an instruction: whether to stop.
    fn instruction(&mut self, depth: i32, line: i32, running: impl FnOnce() -> RunningText) -> bool {
        if (depth, line) == self.last {
            return false;
        }
        self.last = (depth, line);
        let mut left = None;
        while let Some(frame) = self.frames.pop_if(|frame| frame.depth > depth) {
            left = Some(frame.level);
        }
        let Some((chunk, is_whole)) = running() else { return false };
        let Some(text) = self.chunks.get(chunk).cloned().filter(|text| text.handler.bound_key().is_none()) else {
            return false;
        };
        self.frames.pop_if(|frame| frame.depth == depth && frame.chunk != chunk);
        if self.frames.last().is_none_or(|frame| frame.depth < depth) {
            // What catches errors is a function of its own in the text of blocks, but none for who looks at the blocks.
            let deeper = i32::from(is_whole || text.exec_map.is_empty());
            let level = match (self.frames.last(), left) {
                (Some(around), _) => around.level + deeper,
                // It was begun before anybody followed it.
                (None, Some(left)) => left - 1,
                (None, None) => 0,
            };
            self.frames.push(SteppedFrame { depth, chunk, level, at: None });
        }
        let Some(frame) = self.frames.last_mut() else { return false };
        let line = u32::try_from(line).unwrap_or_default();
        let place = if text.exec_map.is_empty() {
            if frame.at.replace(StepMark::Line(line)) == Some(StepMark::Line(line)) {
                return false;
            }
            Place::Handler(text.handler.clone(), Some(line))
        } else {
            let Some(step) = text.exec_map.step_at(line) else { return false };
            let before = frame.at.replace(StepMark::Statement(step.of));
            // Back at the head of a loop it does not begin again.
            let goes_on = matches!(before, Some(StepMark::Statement(at))
                if at == step.of || text.exec_map.is_inside(at, step.of));
            if !step.begins || goes_on {
                return false;
            }
            Place::Block(text.handler.clone(), step.of)
        };
        let level = frame.level;
        let halt = if self.plan.stops_at(&place, level) {
            Halt::Step
        } else if self.orders.breakpoints.contains_key(&place) {
            Halt::Breakpoint
        } else if self.orders.pause_next {
            Halt::Asked
        } else if self.orders.slow {
            Halt::Slow
        } else {
            return false;
        };
        self.halt = Some((place, halt));
        true
    }
}
