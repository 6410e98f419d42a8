//! Lua that does not compile. The compiler is the engine's, so it is handed in by who holds both.

mod words;

use crate::i18n::Wording;
use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, ControlId};
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};

/// The check.
pub static CHECK: Check = Check {
    key: "lua_syntax",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || {
        ["Expected 'end' (to close 'then' at line 2), got <eof>\n", "Cannot have more than one table indexer"]
            .map(|what| CHECK.at(Place::Project, sentence(what)))
            .to_vec()
    },
};

/// The problem of a line, from 1, with the compiler's words.
pub fn at(handler: &HandlerRef, line: u32, what: &str) -> Problem {
    CHECK.at(Place::Handler(handler.clone(), Some(line)), sentence(what))
}

/// The same of what stands in a block.
pub fn in_block(handler: &HandlerRef, block: BlockId, what: &str) -> Problem {
    CHECK.at(Place::Block(handler.clone(), block), sentence(what))
}

/// The same of a script that a property of this control is bound to.
pub fn in_binding(control: ControlId, what: &str) -> Problem {
    CHECK.at(Place::item(control), sentence(what))
}

/// What the compiler says about Lua text.
pub fn sentence(what: &str) -> Wording {
    let (what, english) = (what.trim(), words::english(what.trim()));
    let german = words::german(what).unwrap_or_else(|| english.clone());
    Wording::new(format!("Der Lua-Text hat einen Fehler: {german}"), format!("The Lua text has an error: {english}"))
}
