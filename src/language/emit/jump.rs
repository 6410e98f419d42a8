//! Leaving a loop or the handler, also from inside of a function that catches errors: a jump cannot cross its end, so the
//! function gives back what is meant, and the jump is made behind it.

use super::{Code, Emit, Expr, Node, quoted};
use crate::language::checks::outside_loop;
use crate::model::names::unique_local;

/// Where the flow goes on from here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Jump {
    /// Behind the loop.
    Break,
    /// At the next round of the loop.
    Continue,
    /// Nowhere: the handler ends.
    Return,
}

impl Jump {
    /// As Lua says it.
    fn word(self) -> &'static str {
        match self {
            Self::Break => "break",
            Self::Continue => "continue",
            Self::Return => "return",
        }
    }
}

/// What is around a line of code and minds jumps.
#[derive(Debug)]
pub(super) enum Around {
    /// A loop.
    Loop,
    /// A function of its own, with the jumps that lead out of it.
    Function(Vec<Jump>),
}

impl Emit<'_> {
    /// Leaves the loop or the handler; a problem where there is no loop.
    pub fn jump(&mut self, node: &Node<'_>, jump: Jump) {
        let to = self.around.iter().rposition(|around| matches!(around, Around::Loop));
        let outermost = match (jump, to) {
            (Jump::Return, _) => 0,
            (_, Some(to)) => to,
            (_, None) => {
                self.report(outside_loop::at(self.place(node)));
                return;
            }
        };
        let functions =
            self.around.get_mut(outermost..).unwrap_or_default().iter_mut().filter_map(|around| match around {
                Around::Function(jumps) => Some(jumps),
                Around::Loop => None,
            });
        let mut crosses = false;
        for jumps in functions {
            crosses = true;
            if !jumps.contains(&jump) {
                jumps.push(jump);
            }
        }
        if jump == Jump::Return
            && !crosses
            && let Some(result) = &self.result
        {
            // It was set on the way.
            let back = format!("return {result}");
            self.line(Code::new(node, back));
            return;
        }
        let back = if crosses { format!("return {}", quoted(jump.word())) } else { jump.word().to_owned() };
        self.line(Code::new(node, back));
    }

    /// Ends the function with a result, which leaves functions that catch errors by a variable.
    pub fn give_back(&mut self, node: &Node<'_>, value: Expr) {
        if !self.around.iter().any(|around| matches!(around, Around::Function(_))) {
            self.line(Code::new(node, "return ").expr(value));
            return;
        }
        let result = match &self.result {
            Some(result) => result.clone(),
            None => self.free_name("result"),
        };
        self.line(Code::new(node, format!("{result} = ")).expr(value));
        self.result = Some(result);
        self.jump(node, Jump::Return);
    }

    /// Writes a call whose last lines are functions of their own: `write` writes all of it, and is told what it is
    /// called with. Where jumps lead out of them, they are made behind it.
    pub fn functions(&mut self, node: &Node<'_>, call: &str, write: impl FnOnce(&mut Self)) {
        let begin = self.lines.len();
        self.line(Code::new(node, call));
        self.around.push(Around::Function(Vec::new()));
        write(self);
        let Some(Around::Function(mut jumps)) = self.around.pop() else { return };
        if jumps.is_empty() {
            return;
        }
        let name = self.free_name("leave");
        if let Some((_, text)) = self.lines.get_mut(begin).and_then(|line| line.pieces.first_mut()) {
            text.insert_str(0, &format!("local {name} = "));
        }
        jumps.sort_unstable();
        for jump in jumps {
            self.line(Code::new(node, format!("if {name} == {} then", quoted(jump.word()))));
            self.indented(|emit| emit.jump(node, jump));
            self.line(Code::new(node, "end"));
        }
    }

    /// A name that is free for a value that no one has named.
    pub fn free_name(&self, name: &str) -> String {
        unique_local(name, crate::language::api::is_global, self.locals.values().map(String::as_str))
    }
}
