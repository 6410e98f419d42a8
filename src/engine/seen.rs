//! What the blocks of the handler give that somebody looks at, kept until the window takes it: the last value of each.
//!
//! Such a handler runs another text than usual, in which each block tells what it gives (`language::lower::watched`); all
//! others run what they always run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use mlua::{Function, Lua, MultiValue, Value as LuaValue};

use super::convert::number_of;
use super::glimpse::glimpse;
use crate::model::glimpse::BlockSeen;
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::run::RunEvent;

/// What was seen since the window has looked last.
#[derive(Debug, Default)]
pub(super) struct Watched(Mutex<Sight>);

#[derive(Debug, Default)]
struct Sight {
    of: Option<HandlerRef>,
    blocks: BTreeMap<BlockId, BlockSeen>,
}

impl Watched {
    fn lock(&self) -> MutexGuard<'_, Sight> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on somebody looks at this handler.
    pub(super) fn look_at(&self, handler: Option<HandlerRef>) {
        *self.lock() = Sight { of: handler, blocks: BTreeMap::new() };
    }

    /// What was seen since the last call.
    pub(super) fn take(&self) -> Option<RunEvent> {
        let mut sight = self.lock();
        let handler = sight.of.clone().filter(|_| !sight.blocks.is_empty())?;
        let blocks = std::mem::take(&mut sight.blocks).into_iter().collect();
        Some(RunEvent::Seen { handler, blocks: Arc::new(blocks) })
    }

    /// What the text of such a handler calls: with the id of a block that runs, and what it gives, which is given back.
    pub(super) fn teller(self: &Arc<Self>, lua: &Lua, handler: HandlerRef) -> mlua::Result<Function> {
        let watched = Arc::clone(self);
        lua.create_function(move |_, mut args: MultiValue| {
            let id = args.pop_front().as_ref().and_then(number_of).unwrap_or_default();
            let gives = !args.is_empty();
            let value = args.pop_front().unwrap_or(LuaValue::Nil);
            let mut sight = watched.lock();
            if sight.of.as_ref() == Some(&handler) {
                let at = Instant::now();
                let seen = sight.blocks.entry(BlockId(id as u32)).or_insert(BlockSeen { value: None, times: 0, at });
                seen.times += 1;
                seen.at = at;
                if gives {
                    seen.value = Some(glimpse(&value));
                }
            }
            Ok(value)
        })
    }
}
