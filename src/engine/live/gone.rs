//! Variables and tables that somebody has taken out of the running app: whoever takes that back finds them as they were.

use std::collections::VecDeque;

use super::Received;
use crate::model::id::VariableId;
use crate::model::source::Source;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::model::variable::Variable;

/// So many of each are remembered, the last ones.
const MOST: usize = 20;

/// What was taken out, the last one at the end.
#[derive(Debug, Default)]
pub(super) struct GoneData {
    variables: VecDeque<(VariableId, Ty, Value)>,
    sources: VecDeque<(Source, Received)>,
}

impl GoneData {
    /// A variable goes, with this value.
    pub(super) fn variable_goes(&mut self, id: VariableId, ty: Ty, value: Value) {
        push(&mut self.variables, (id, ty, value));
    }

    /// The value of a variable that was there before, if it is of the same type still.
    pub(super) fn variable_comes(&mut self, variable: &Variable) -> Option<Value> {
        let at = self.variables.iter().position(|(id, ..)| *id == variable.id)?;
        let (_, ty, value) = self.variables.remove(at)?;
        (ty == variable.ty).then_some(value)
    }

    /// A source or list goes, with its rows.
    pub(super) fn source_goes(&mut self, source: Source, received: Received) {
        push(&mut self.sources, (source, received));
    }

    /// The rows of a source or list that was there before, if it is the same still.
    pub(super) fn source_comes(&mut self, source: &Source) -> Option<Received> {
        let at = self.sources.iter().position(|(gone, _)| gone.id == source.id)?;
        let (gone, received) = self.sources.remove(at)?;
        let as_it_was = Source {
            name: source.name.clone(),
            ident: source.ident.clone(),
            handlers: source.handlers.clone(),
            ..gone
        };
        (as_it_was == *source).then_some(received)
    }
}

fn push<T>(all: &mut VecDeque<T>, new: T) {
    if all.len() >= MOST {
        all.pop_front();
    }
    all.push_back(new);
}
