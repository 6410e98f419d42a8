//! Blocks that somebody looks at: each tells that it runs, and what it gives. Its Lua is run only while somebody does.

use super::{Code, Emit, Expr, Node, Written};
use crate::language;
use crate::model::blocks::Graph;
use crate::model::handler::HandlerRef;
use crate::model::project::Project;

/// The name by which the Lua of watched blocks tells: called with the id of a block, and with what that gives.
pub const TELL: &str = "steckbrett_tell";

impl<'a> Emit<'a> {
    /// Lowers the blocks of a handler that somebody looks at.
    pub fn watched(project: &'a Project, handler: &'a HandlerRef, graph: &'a Graph) -> Written {
        let mut emit = Self::new(project, handler, graph, language::block);
        emit.watched = true;
        emit.run().written()
    }

    /// Tells that a statement runs.
    pub(super) fn tell_run(&mut self, node: &Node<'_>) {
        if self.watched {
            self.line(Code::new(node, format!("{TELL}({})", node.id.0)));
        }
    }

    /// The value of a block, which tells it.
    pub(super) fn told(&self, node: &Node<'_>, value: Expr) -> Expr {
        if !self.watched {
            return value;
        }
        Code::new(node, format!("{TELL}({}, ", node.id.0)).expr(value).text(node, ")").atom()
    }
}
