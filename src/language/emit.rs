//! What a row may write: whole lines of statements, and expressions that know their precedence.
//!
//! Every piece of code carries its block, so the source map is total by construction.
//! Never fails: what is missing becomes a problem and a harmless value.

mod call;
mod jump;
mod literal;
mod printer;
mod reference;
mod watch;

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::block::{BlockDef, BranchDef, Form, SlotDef, Takes};
use super::checks::{bad_topic, bad_wire, empty_slot, not_a_number, odd_topic, too_deep, unknown_block, unreachable};
use super::source_map::LineStep;
use super::{SlotView, literal_in, shape};
use crate::i18n::Wording;
use crate::model::blocks::check::{MAX_DEPTH, Shape, WireRefusal, may_hang};
use crate::model::blocks::{Block, Graph, Port};
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::place::Place;
use crate::model::problem::Problem;
use crate::model::project::Project;
use crate::model::types::Ty;
use crate::model::value::{Value, number_from_input};

use self::jump::Around;
pub use self::jump::Jump;
pub use self::literal::{number_literal, quoted};
pub use self::printer::{Layout, Written};
pub use self::watch::TELL;

/// Precedence of an expression, the loosest first (Lua 5.1 manual, section 2.5.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[expect(missing_docs, reason = "each is the operator of its name")]
pub enum Prec {
    Or,
    And,
    Compare,
    Concat,
    Add,
    Multiply,
    Unary,
    Power,
    /// A literal, a name, a call: never needs parentheses.
    Atom,
}

/// The block being lowered.
#[derive(Clone, Copy, Debug)]
pub struct Node<'a> {
    /// Its id.
    pub id: BlockId,
    /// The block.
    pub block: &'a Block,
}

/// Code with the block that each piece comes from.
#[derive(Clone, Debug, Default)]
pub struct Code {
    pieces: Vec<(BlockId, String)>,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    code: Code,
    prec: Prec,
}

impl Code {
    /// Code that begins with `text` of a block.
    pub fn new(node: &Node<'_>, text: impl Into<String>) -> Self {
        Self { pieces: vec![(node.id, text.into())] }
    }

    /// Adds text of a block.
    #[must_use]
    pub fn text(mut self, node: &Node<'_>, text: impl Into<String>) -> Self {
        self.pieces.push((node.id, text.into()));
        self
    }

    /// Adds an expression as it is: as an argument, or the right side of an assignment.
    #[must_use]
    pub fn expr(mut self, expr: Expr) -> Self {
        self.pieces.extend(expr.code.pieces);
        self
    }

    /// Adds an operand: in parentheses if it binds less tightly than `at_least`.
    #[must_use]
    pub fn operand(self, node: &Node<'_>, expr: Expr, at_least: Prec) -> Self {
        if expr.prec >= at_least { self.expr(expr) } else { self.text(node, "(").expr(expr).text(node, ")") }
    }

    /// As an expression of this precedence.
    pub fn with_prec(self, prec: Prec) -> Expr {
        Expr { code: self, prec }
    }

    /// As a call or name, which never needs parentheses.
    pub fn atom(self) -> Expr {
        self.with_prec(Prec::Atom)
    }
}

/// Writes the code of one handler.
#[derive(Debug)]
pub struct Emit<'a> {
    project: &'a Project,
    handler: &'a HandlerRef,
    graph: &'a Graph,
    locals: BTreeMap<String, String>,
    /// The variable in which a result leaves functions that catch errors, where one does.
    result: Option<String>,
    lines: Vec<printer::Line>,
    /// The statements that are being written, the outermost first, and whether a line of each is there already.
    statements: Vec<(BlockId, bool)>,
    /// The statement in whose branch another one is.
    outer: BTreeMap<BlockId, BlockId>,
    problems: Vec<Problem>,
    indent: usize,
    depth: usize,
    /// What is around the line that is written, the outermost first.
    around: Vec<Around>,
    /// Where the rows are: in `blocks`, but for tests of a wrong one.
    rows: Rows,
    /// Whether each block tells that it runs and what it gives.
    watched: bool,
    /// What the rows have asked for, where a test records it: kind of the block, key of the slot or branch.
    asked: Option<RefCell<Vec<(String, String)>>>,
}

/// Finds the row of a kind.
pub(super) type Rows = fn(&str) -> Option<&'static BlockDef>;

impl<'a> Emit<'a> {
    /// Lowers the blocks of a handler.
    pub fn handler(project: &'a Project, handler: &'a HandlerRef, graph: &'a Graph) -> Written {
        Self::by_rows(project, handler, graph, super::block)
    }

    /// The same, with rows that are found by this.
    pub(super) fn by_rows(project: &'a Project, handler: &'a HandlerRef, graph: &'a Graph, rows: Rows) -> Written {
        Self::new(project, handler, graph, rows).run().written()
    }

    fn written(self) -> Written {
        Written { lines: self.lines, outer: self.outer, problems: self.problems }
    }

    /// What rows ask for while they lower these blocks: kind of the block, key of the slot or branch.
    #[cfg(test)]
    pub(super) fn record(
        project: &'a Project,
        handler: &'a HandlerRef,
        graph: &'a Graph,
        rows: Rows,
    ) -> Vec<(String, String)> {
        let mut emit = Self::new(project, handler, graph, rows);
        emit.asked = Some(RefCell::default());
        emit.run().asked.map(RefCell::into_inner).unwrap_or_default()
    }

    fn new(project: &'a Project, handler: &'a HandlerRef, graph: &'a Graph, rows: Rows) -> Self {
        Self {
            project,
            handler,
            graph,
            locals: BTreeMap::new(),
            result: None,
            lines: Vec::new(),
            statements: Vec::new(),
            outer: BTreeMap::new(),
            problems: Vec::new(),
            indent: 0,
            depth: 0,
            around: Vec::new(),
            rows,
            watched: false,
            asked: None,
        }
    }

    fn run(mut self) -> Self {
        self.declare_locals();
        if let Some(first) = self.graph.first {
            self.stack(first);
            if let Some(result) = &self.result {
                let declared = Code { pieces: vec![(first, format!("local {result}"))] };
                self.lines.insert(0, printer::Line { indent: 0, pieces: declared.pieces, step: None });
            }
        }
        self
    }

    /// The project that the handler is part of.
    pub fn project(&self) -> &'a Project {
        self.project
    }

    /// The handler that is written.
    pub fn handler_ref(&self) -> &'a HandlerRef {
        self.handler
    }

    /// Writes a line.
    pub fn line(&mut self, code: impl Into<Code>) {
        let step =
            self.statements.last_mut().map(|(of, begun)| LineStep { of: *of, begins: !std::mem::replace(begun, true) });
        self.lines.push(printer::Line { indent: self.indent, pieces: code.into().pieces, step });
    }

    /// Writes a branch of a block, one step further in.
    pub fn branch(&mut self, node: &Node<'_>, branch: &BranchDef) {
        self.branch_of(node, branch, 1);
    }

    /// Writes the branch of the `number`th item of a block, from 1.
    pub fn branch_of(&mut self, node: &Node<'_>, branch: &BranchDef, number: usize) {
        self.asks(node, branch.key);
        let Some(&first) = node.block.branches.get(branch.key_of(number).as_ref()) else { return };
        if branch.is_loop {
            self.around.push(Around::Loop);
        }
        self.indented(|emit| emit.deeper(node, |emit| emit.stack(first)));
        if branch.is_loop {
            self.around.pop();
        }
    }

    /// Writes lines one step further in.
    pub fn indented(&mut self, write: impl FnOnce(&mut Self)) {
        self.indent += 1;
        write(self);
        self.indent -= 1;
    }

    /// Reports something imperfect.
    pub fn report(&mut self, problem: Problem) {
        self.problems.push(problem);
    }

    /// Where a block is.
    pub fn place(&self, node: &Node<'_>) -> Place {
        Place::Block(self.handler.clone(), node.id)
    }

    /// What stands beside a slot of a block.
    pub fn label(&self, node: &Node<'_>, slot: &str) -> Wording {
        super::slot(self.project, node.block, slot).map_or_else(|| slot.into(), |slot| slot.label.wording())
    }

    fn deeper(&mut self, node: &Node<'_>, write: impl FnOnce(&mut Self)) {
        if self.depth >= MAX_DEPTH {
            self.report(too_deep::at(self.place(node)));
            return;
        }
        self.depth += 1;
        write(self);
        self.depth -= 1;
    }

    /// Lowers a block and all below it.
    fn stack(&mut self, first: BlockId) {
        let mut next = Some(first);
        while let Some(id) = next {
            let Some(block) = self.graph.block(id) else { return };
            let node = Node { id, block };
            next = block.next;
            match (self.rows)(&block.kind).map(|def| def.form) {
                None => self.report(unknown_block::at(self.place(&node), &block.kind)),
                Some(Form::Statement { emit, ends, .. }) => {
                    if let Some((outer, _)) = self.statements.last() {
                        self.outer.insert(id, *outer);
                    }
                    self.statements.push((id, false));
                    self.tell_run(&node);
                    emit(self, &node);
                    self.statements.pop();
                    if ends && let Some((id, block)) = next.and_then(|id| Some((id, self.graph.block(id)?))) {
                        self.report(unreachable::at(self.place(&Node { id, block })));
                        return;
                    }
                }
                Some(Form::Value { .. }) => {
                    self.report(bad_wire::in_flow(self.place(&node), &WireRefusal::ValueInFlow));
                }
            }
        }
    }

    /// Notes what a row asks for, where a test wants to know.
    fn asks(&self, node: &Node<'_>, key: &str) {
        if let Some(asked) = &self.asked {
            asked.borrow_mut().push((node.block.kind.clone(), key.to_owned()));
        }
    }

    /// The slot as it stands in the row of this block; a test holds that lowerings ask only for these.
    fn own(&self, node: &Node<'_>, slot: &SlotDef) -> Option<&'static SlotDef> {
        self.asks(node, slot.key);
        (self.rows)(&node.block.kind)?.slots.iter().find(|own| own.key == slot.key)
    }

    /// What is in a slot, as an expression: the wired block's value, or the literal in the slot's type.
    pub fn arg(&mut self, node: &Node<'_>, slot: &SlotDef) -> Expr {
        let Some(own) = self.own(node, slot) else { return Code::name(node, "nil") };
        let view = SlotView::of(self.project, node.block, own);
        self.fill(node, &view, view.takes.wire().unwrap_or(Ty::Any))
    }

    /// As [`Self::arg`], where the row knows the type better than the slot.
    pub fn arg_of_type(&mut self, node: &Node<'_>, slot: &SlotDef, wanted: Ty) -> Expr {
        match self.own(node, slot) {
            Some(own) => self.fill(node, &SlotView::of(self.project, node.block, own), wanted),
            None => Code::name(node, "nil"),
        }
    }

    /// The values of a repeated slot, in order.
    pub fn items(&mut self, node: &Node<'_>, slot: &SlotDef, wanted: Ty) -> Vec<Expr> {
        let Some((own, repeat)) = self.own(node, slot).and_then(|own| Some((own, own.repeat?))) else {
            return Vec::new();
        };
        let view = SlotView::of(self.project, node.block, own);
        let numbers = 1..=repeat.count(node.block);
        numbers.map(|number| self.fill(node, &view.clone().item(number), wanted)).collect()
    }

    /// The value of a hole in a template.
    pub fn hole(&mut self, node: &Node<'_>, name: &str) -> Expr {
        self.fill(node, &SlotView::hole(name), Ty::Any)
    }

    /// The literal in a slot, or the row's default; `None` where it is wired or empty.
    pub fn value(&self, node: &Node<'_>, slot: &SlotDef) -> Option<Value> {
        let own = self.own(node, slot)?;
        literal_in(node.block, own.key, own.default)
    }

    /// The key chosen in a slot with a fixed list, or the text in it.
    pub fn choice(&self, node: &Node<'_>, slot: &SlotDef) -> String {
        self.value(node, slot).map(|value| value.to_text()).unwrap_or_default()
    }

    /// Whether a slot is wired.
    pub fn is_wired(&self, node: &Node<'_>, slot: &SlotDef) -> bool {
        self.own(node, slot).is_some_and(|own| node.block.wire(own.key).is_some())
    }

    fn fill(&mut self, node: &Node<'_>, view: &SlotView, wanted: Ty) -> Expr {
        if let Some(child) = node.block.wire(&view.key) {
            return self.wired(node, view, child, wanted);
        }
        let value = literal_in(node.block, &view.key, view.default);
        let empty = value.as_ref().is_none_or(|value| value.as_text() == Some(""));
        if view.required && empty {
            self.report(empty_slot::at(self.place(node), &view.label.wording()));
        } else if view.takes == Takes::Topic
            && let Some(topic) = value.as_ref().map(Value::to_text)
        {
            let place = self.place(node);
            let found = bad_topic::in_slot(place.clone(), &topic).or_else(|| odd_topic::in_slot(place.clone(), &topic));
            self.problems.extend(found.map(|problem| problem.with_fix(odd_topic::fix(&place, &view.key, &topic))));
        }
        self.literal(node, view, value, wanted)
    }

    fn literal(&mut self, node: &Node<'_>, view: &SlotView, value: Option<Value>, wanted: Ty) -> Expr {
        let Some(value) = value else { return literal::value_expr(node, &literal::nothing(wanted)) };
        let number = |text: &str| if text.trim().is_empty() { Some(0.0) } else { number_from_input(text) };
        let read = match (wanted, &value) {
            (Ty::Any, value) => return literal::any_expr(node, value),
            (Ty::Text | Ty::Time | Ty::Color, value) => return Code::new(node, quoted(&value.to_text())).atom(),
            (Ty::Number, Value::Text(text)) => number(text).map(Value::from),
            (Ty::Bool, Value::Text(text)) => wanted.parse(text),
            (Ty::List | Ty::Record, Value::Text(text)) if text.trim().is_empty() => Some(wanted.default_value()),
            (Ty::Number | Ty::Bool | Ty::List | Ty::Record, value) => wanted.convert(value),
        };
        match (read, value) {
            (Some(read), _) => literal::value_expr(node, &read),
            // What does not read is told where it runs, at this block.
            (None, Value::Text(text)) if matches!(wanted, Ty::List | Ty::Record) => {
                Code::new(node, quoted(&text)).atom()
            }
            (None, value) => {
                if let (Ty::Number, Value::Text(text)) = (wanted, value) {
                    let slot = (&*view.key, &view.label.wording());
                    self.report(not_a_number::in_slot(self.place(node), slot, &text));
                }
                literal::value_expr(node, &wanted.default_value())
            }
        }
    }

    fn wired(&mut self, node: &Node<'_>, view: &SlotView, child: BlockId, wanted: Ty) -> Expr {
        let nothing = Code::new(node, "nil").atom();
        let Some(block) = self.graph.block(child) else { return nothing };
        let inner = Node { id: child, block };
        let Some(def) = (self.rows)(&block.kind) else {
            self.report(unknown_block::at(self.place(&inner), &block.kind));
            return nothing;
        };
        let port = Port::Slot(node.id, view.key.to_string());
        let takes = view.takes.wire().map(|_| wanted);
        let refused = shape(self.project, block).and_then(|shape| may_hang(&shape, &port, takes).err());
        if let Some(why) = refused {
            let fix = bad_wire::fix(&why, self.handler, port, child);
            self.report(bad_wire::at(self.place(node), &view.label.wording(), &why).with_fix(fix));
        }
        let Form::Value { emit: write, .. } = def.form else { return nothing };
        let mut value = nothing;
        self.deeper(node, |emit| value = write(emit, &inner));
        self.told(&inner, value)
    }

    /// Whether a block gives a value.
    pub fn is_value(block: &Block) -> bool {
        super::block(&block.kind).is_some_and(|def| def.form.is_value())
    }

    /// The type that a slot's content has.
    pub fn type_of(&self, node: &Node<'_>, slot: &SlotDef) -> Ty {
        match self.own(node, slot).and_then(|own| node.block.wire(own.key)).and_then(|child| self.graph.block(child)) {
            Some(block) => match shape(self.project, block) {
                Some(Shape::Value(ty)) => ty,
                Some(Shape::Statement { .. }) | None => Ty::Any,
            },
            None => Ty::Any,
        }
    }
}
