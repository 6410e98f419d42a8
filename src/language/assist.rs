//! What helps while Lua is written: completion, help for a name, the call around the cursor, where a name is defined,
//! and how a text is put in order. Pure, and on any text, however broken; the window only draws it.

pub mod complete;
pub mod describe;
pub mod lines;
pub mod rename;
pub mod search;

mod candidates;
mod rank;

#[cfg(test)]
mod tests;
