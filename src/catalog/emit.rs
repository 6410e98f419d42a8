//! What a row may write: lines of statements, and expressions that know their precedence.

/// Writes the code of one handler.
#[derive(Debug)]
pub struct Emit<'a> {
    _project: &'a (),
}

/// The block being lowered.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    _graph: &'a (),
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {}
