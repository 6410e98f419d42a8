//! Lua to blocks: what a row writes becomes that row's block, all else a block with its exact text.
//!
//! No row says how it is read: each is asked for the Lua that it writes with holes in it, that is laid over the text, and
//! what it has made of it is lowered again and compared. So a block is only taken where it writes what stood there.

mod fit;
mod row;
mod scope;
mod tree;

pub(super) use self::tree::is_operation;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Range;
use std::rc::Rc;

use self::fit::{HOLE, RowFit};
use self::row::{At, LuaWords, RowDraft, decoded};
use self::tree::{LuaHead, LuaTree, ReadLua, UnreadLua};
use super::api::functions;
use super::block::{BlockDef, Form, SlotDef, Takes};
use super::blocks::lua;
use super::{CATEGORIES, blocks, shape, slot_value};
use crate::model::blocks::check::{MAX_DEPTH, may_hang};
use crate::model::blocks::{Block, Graph, Port, SCRIPT, Slot};
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::project::Project;
use crate::model::value::Value;

/// Stack of the thread that raises, in bytes.
const STACK: usize = 64 << 20;
/// Most drafts that are laid over one piece of Lua until one fits.
const MOST_TRIES: usize = 400;
/// Depth that is left for what is inside of the deepest block.
const ROOM: usize = 3;

/// What has become of a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Raised {
    /// The blocks.
    pub graph: Graph,
    /// How many of them are Lua still.
    pub kept: usize,
}

/// Why a text cannot become blocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RaiseError {
    /// It is no Lua, from this line on, counted from 1.
    Syntax(u32),
    /// It is too long, or nested too deep.
    TooMuch,
}

/// The blocks that mean the same as this Lua of a handler.
///
/// # Errors
/// [`RaiseError`] where the text is no Lua.
pub fn raise(project: &Project, at: &HandlerRef, lua: &str) -> Result<Raised, RaiseError> {
    // What is inside of something is read and raised by a call inside of a call.
    std::thread::scope(|scope| {
        let raiser = std::thread::Builder::new().name("raise".to_owned()).stack_size(STACK);
        let raiser = raiser.spawn_scoped(scope, || raised(project, at, lua));
        raiser.ok().and_then(|raiser| raiser.join().ok()).unwrap_or(Err(RaiseError::TooMuch))
    })
}

fn raised(project: &Project, at: &HandlerRef, lua: &str) -> Result<Raised, RaiseError> {
    let ReadLua { mut block, comments } = tree::read(lua).map_err(|why| match why {
        UnreadLua::Syntax(line) => RaiseError::Syntax(line),
        UnreadLua::TooMuch => RaiseError::TooMuch,
    })?;
    let function = at.owner.function().and_then(|id| project.function(id));
    let inputs = function.map(functions::parameter_names).unwrap_or_default();
    let locals = scope::locals(&block, &inputs);
    scope::hoist(&mut block, &locals);
    let mut raiser = Raiser {
        at: At { project, handler: at, locals: &locals.all },
        lua,
        comments: &comments,
        known: HashMap::new(),
        begins: HashMap::new(),
        blocks: BTreeMap::new(),
        next_id: project.next_id,
        kept: 0,
    };
    let first = raiser.stack(&block.kids, block.span.clone(), 0);
    let first = raiser.declare(&block.kids, first);
    let Raiser { blocks, kept, .. } = raiser;
    Ok(Raised { graph: Graph { first, blocks, ..Graph::default() }, kept })
}

struct Raiser<'a> {
    at: At<'a>,
    lua: &'a str,
    comments: &'a [Range<usize>],
    /// The Lua of drafts.
    known: HashMap<String, Rc<Vec<LuaTree>>>,
    /// What rows begin with.
    begins: HashMap<&'static str, Option<Vec<String>>>,
    blocks: BTreeMap<BlockId, Block>,
    next_id: u32,
    kept: usize,
}

/// A row that fits.
struct Found<'t> {
    draft: RowDraft,
    fit: RowFit<'t>,
    /// How many statements it is.
    length: usize,
}

impl Raiser<'_> {
    /// The blocks of these statements, which stand in this part of the text; the first of them.
    fn stack(&mut self, statements: &[LuaTree], span: Range<usize>, depth: usize) -> Option<BlockId> {
        let mut chain = Vec::new();
        // What stays Lua, from where to where.
        let mut kept: Option<Range<usize>> = None;
        let (mut done, mut number) = (span.start, 0);
        while let Some(statement) = statements.get(number) {
            // Blocks declare their variables themselves; what stands around it stays where it is.
            if is_declaration(statement) && kept.is_none() {
                let comments = self.comments_in(done..statement.span.start);
                chain.extend(self.comment(&comments));
                done = statement.span.end;
                number += 1;
                continue;
            }
            let before = self.comments_in(done..statement.span.start);
            let raised = if depth + ROOM < MAX_DEPTH { self.statement(&statements[number..], depth) } else { None };
            let (block, length) = raised.map_or((None, 1), |(block, length)| (Some(block), length));
            let last = statements.get(number + length - 1).unwrap_or(statement);
            let behind = self.on_this_line(last.span.end, span.end);
            if let Some(block) = block {
                chain.extend(kept.take().map(|range| self.script(range)));
                let comments: Vec<Range<usize>> = before.into_iter().chain(behind.clone()).collect();
                chain.extend(self.comment(&comments));
                chain.push(block);
            } else {
                let start = kept.as_ref().map_or_else(
                    || before.first().map_or(statement.span.start, |comment| comment.start),
                    |range| range.start,
                );
                kept = Some(start..behind.as_ref().map_or(last.span.end, |comment| comment.end));
            }
            done = behind.map_or(last.span.end, |comment| comment.end);
            number += length;
        }
        chain.extend(kept.map(|range| self.script(range)));
        let rest = self.comments_in(done..span.end);
        chain.extend(self.comment(&rest));
        for pair in chain.windows(2) {
            if let [above, below] = pair
                && let Some(block) = self.blocks.get_mut(above)
            {
                block.next = Some(*below);
            }
        }
        chain.first().copied()
    }

    /// Declares in Lua what these statements declare and no block does.
    fn declare(&mut self, statements: &[LuaTree], first: Option<BlockId>) -> Option<BlockId> {
        let mut set = BTreeSet::new();
        for block in self.blocks.values() {
            let Some(def) = super::block(&block.kind) else { continue };
            let is_set = !def.form.branches().iter().any(|branch| branch.is_loop);
            let names = def.slots.iter().filter(|slot| is_set && slot.takes == Takes::Local);
            set.extend(names.filter_map(|slot| Some(block.literal(slot.key)?.to_text())));
        }
        let declared = statements.iter().filter(|statement| is_declaration(statement));
        let names = declared.filter_map(|statement| statement.kids.first()).flat_map(|names| &names.kids);
        let open: Vec<String> = names
            .filter_map(|name| match &name.head {
                LuaHead::Name(name) if !set.contains(name) => Some(name.clone()),
                _ => None,
            })
            .collect();
        if open.is_empty() {
            return first;
        }
        self.kept += 1;
        let mut block = Block::new("lua").with(SCRIPT, format!("local {}", open.join(", ")));
        block.next = first;
        Some(self.add(block))
    }

    fn comments_in(&self, range: Range<usize>) -> Vec<Range<usize>> {
        let inside = |comment: &&Range<usize>| comment.start >= range.start && comment.end <= range.end;
        self.comments.iter().filter(inside).cloned().collect()
    }

    /// The comment that follows in the same line.
    fn on_this_line(&self, from: usize, to: usize) -> Option<Range<usize>> {
        let comment = self.comments_in(from..to).into_iter().next()?;
        let between = self.lua.get(from..comment.start)?;
        between.chars().all(|c| matches!(c, ' ' | '\t' | ';')).then_some(comment)
    }

    fn comment(&mut self, comments: &[Range<usize>]) -> Option<BlockId> {
        let texts = comments.iter().filter_map(|range| self.lua.get(range.clone()));
        let lines: Vec<String> = texts.flat_map(comment_lines).collect();
        (!lines.is_empty()).then(|| self.add(Block::new("comment").with("text", lines.join("\n"))))
    }

    /// A block with a part of the text as it is.
    fn script(&mut self, range: Range<usize>) -> BlockId {
        let text = self.lua.get(range.clone()).unwrap_or_default();
        let begin = self.lua.get(..range.start).map_or("", |before| before.rsplit('\n').next().unwrap_or(""));
        let indent = if begin.trim().is_empty() { begin } else { "" };
        self.kept += 1;
        let text = lua::unindented(text, indent);
        self.add(Block::new("lua").with(SCRIPT, text))
    }

    fn add(&mut self, block: Block) -> BlockId {
        let id = BlockId(self.next_id);
        self.next_id += 1;
        self.blocks.insert(id, block);
        id
    }

    /// The block that the first of these statements are, and how many they are.
    fn statement(&mut self, statements: &[LuaTree], depth: usize) -> Option<(BlockId, usize)> {
        let before = (self.next_id, self.kept);
        let found = self.best(false, statements)?;
        let length = found.length;
        let id = self.built(found, statements.get(..length)?, depth);
        if id.is_none() {
            self.forget(before);
        }
        Some((id?, length))
    }

    /// Takes back what was made since.
    fn forget(&mut self, (next_id, kept): (u32, usize)) {
        drop(self.blocks.split_off(&BlockId(next_id)));
        (self.next_id, self.kept) = (next_id, kept);
    }

    /// The row that has written most of this.
    fn best<'t>(&mut self, is_value: bool, trees: &'t [LuaTree]) -> Option<Found<'t>> {
        let first = trees.first()?;
        let words = LuaWords::of(trees.get(..trees.len().min(3)).unwrap_or_default());
        let alone = LuaWords::of(std::slice::from_ref(first));
        let mut best: Option<Found<'t>> = None;
        let begin = first.begin();
        for def in blocks().filter(|def| def.form.is_value() == is_value) {
            if !self.may_begin(def, &begin) {
                continue;
            }
            let Some(found) = self.tried(def, trees, (&alone, &words)) else { continue };
            let is_better = |best: &Found<'_>| (found.length, found.fit.own) > (best.length, best.fit.own);
            if best.as_ref().is_none_or(is_better) {
                best = Some(found);
            }
        }
        best
    }

    /// Whether what a row writes can begin so; asked of those that always write the same names.
    fn may_begin(&mut self, def: &'static BlockDef, begin: &str) -> bool {
        if !self.begins.contains_key(def.kind) {
            let known = self.beginnings(def);
            self.begins.insert(def.kind, known);
        }
        self.begins.get(def.kind).and_then(Option::as_ref).is_none_or(|known| known.iter().any(|known| known == begin))
    }

    /// What a row may begin with; `None` where that depends on what is chosen in it.
    fn beginnings(&self, def: &'static BlockDef) -> Option<Vec<String>> {
        let is_plain =
            |slot: &SlotDef| matches!(slot.takes, Takes::Value(_) | Takes::Topic | Takes::Sound | Takes::Choice(_));
        if !def.slots.iter().all(is_plain) {
            return None;
        }
        let draft = self.at.first(def, &LuaWords::default())?;
        let mut drafts = At::choices_of(&draft);
        drafts.push(draft);
        let written = drafts.iter().filter_map(|draft| Some(self.at.written(draft).first()?.begin()));
        let known: Vec<String> = written.collect();
        // A hole begins as anything does.
        (!known.iter().any(|known| known.starts_with(HOLE))).then_some(known)
    }

    /// A row, with whatever in its slots makes it fit.
    fn tried<'t>(
        &mut self,
        def: &'static BlockDef,
        trees: &'t [LuaTree],
        words: (&LuaWords, &LuaWords),
    ) -> Option<Found<'t>> {
        let mut draft = self.at.first(def, words.0)?;
        let mut fit = self.fit(&draft, trees)?;
        // What begins with something else is something else, unless another choice makes it begin so.
        if !begins(&fit.0) {
            let choices = At::choices_of(&draft);
            let other = choices.into_iter().find_map(|draft| {
                let fit = self.fit(&draft, trees).filter(|(fit, _)| begins(fit))?;
                Some((draft, fit))
            });
            (draft, fit) = other?;
        }
        let mut tries = 0;
        while fit.0.differs {
            let words = if fit.1 > 1 { words.1 } else { words.0 };
            let mut better = None;
            for other in self.at.others(&draft, words) {
                tries += 1;
                if tries > MOST_TRIES {
                    return None;
                }
                let Some(tried) = self.fit(&other, trees) else { continue };
                let limit =
                    better.as_ref().map_or(fit.0.score, |(_, (best, _)): &(RowDraft, (RowFit<'t>, usize))| best.score);
                if tried.0.score > limit || (!tried.0.differs && tried.0.score == limit) {
                    let is_done = !tried.0.differs;
                    better = Some((other, tried));
                    if is_done {
                        break;
                    }
                }
            }
            (draft, fit) = better?;
        }
        // A row that writes nothing of its own says nothing about the text.
        (fit.0.own > 0).then_some(Found { draft, fit: fit.0, length: fit.1 })
    }

    /// How a draft fits the first of these trees, and how many of them it is.
    fn fit<'t>(&mut self, draft: &RowDraft, trees: &'t [LuaTree]) -> Option<(RowFit<'t>, usize)> {
        let key = draft.key();
        let at = self.at;
        let written = Rc::clone(self.known.entry(key).or_insert_with(|| Rc::new(at.written(draft))));
        if written.is_empty() {
            return None;
        }
        let length = written.len().min(trees.len());
        Some((RowFit::of(&written, trees.get(..length)?), length))
    }

    /// The block of a row that fits, with all that is in it; `None` where that cannot be, or a comment would be lost.
    fn built(&mut self, found: Found<'_>, trees: &[LuaTree], depth: usize) -> Option<BlockId> {
        let Found { draft, fit, .. } = found;
        let (start, end) = (trees.first()?.span.start, trees.last()?.span.end);
        let in_branch = |comment: &Range<usize>| {
            fit.gaps.iter().any(|(_, _, span)| comment.start >= span.start && comment.end <= span.end)
        };
        if !self.comments_in(start..end).iter().all(in_branch) {
            return None;
        }
        let mut block = draft.block();
        let mut literals = Vec::new();
        for (name, tree) in &fit.holes {
            let key = decoded(name);
            if let Some(value) = literal(tree) {
                literals.push((key, value, *tree));
            } else {
                let child = self.wired(&block, &key, tree, depth);
                block.slots.insert(key, Slot::Wire(child));
            }
        }
        let is_value = draft.def.form.is_value();
        self.fill(&draft, &mut block, (literals, trees), depth)?;
        for (name, statements, span) in &fit.gaps {
            let first = self.stack(statements, span.clone(), depth + 1);
            block.branches.extend(first.map(|first| (decoded(name), first)));
        }
        let has_branches = !block.branches.is_empty();
        let id = self.add(block);
        // What a branch does may change what is around it.
        (!has_branches || self.is_same(id, is_value, trees)).then_some(id)
    }

    /// Puts literals where they mean what stood there: not at all where the row has it at first, else as they are, else
    /// as blocks.
    fn fill(
        &mut self,
        draft: &RowDraft,
        block: &mut Block,
        (literals, trees): (Vec<(String, Value, &LuaTree)>, &[LuaTree]),
        depth: usize,
    ) -> Option<()> {
        for (key, value, _) in &literals {
            let usual = slot_value(block, key);
            if usual.as_ref() != Some(value) {
                block.slots.insert(key.clone(), value.clone().into());
            }
        }
        if self.is_written(draft, block, trees) {
            return Some(());
        }
        for (key, value, tree) in literals {
            block.slots.insert(key.clone(), value.into());
            if self.is_written(draft, block, trees) {
                return Some(());
            }
            let child = self.wired(block, &key, tree, depth);
            block.slots.insert(key, Slot::Wire(child));
            if self.is_written(draft, block, trees) {
                return Some(());
            }
        }
        None
    }

    /// Whether the block of a draft, with its values and whatever in its branches, writes this.
    fn is_written(&self, draft: &RowDraft, block: &Block, trees: &[LuaTree]) -> bool {
        let mut inside = BTreeMap::new();
        for child in wires(block) {
            self.collect(child, &mut inside);
        }
        let written = self.at.around(draft, block.clone(), inside);
        let fit = RowFit::of(&written, trees);
        !fit.differs && fit.holes.is_empty()
    }

    /// Whether a block with all that is in it writes this.
    fn is_same(&self, id: BlockId, is_value: bool, trees: &[LuaTree]) -> bool {
        let mut inside = BTreeMap::new();
        self.collect(id, &mut inside);
        let written = self.at.lowered(inside, id, is_value);
        written.len() == trees.len() && written.iter().zip(trees).all(|(ours, theirs)| ours.same(theirs))
    }

    /// A block and all that hangs on it.
    fn collect(&self, id: BlockId, into: &mut BTreeMap<BlockId, Block>) {
        let Some(block) = self.blocks.get(&id) else { return };
        into.insert(id, block.clone());
        for child in wires(block).chain(block.branches.values().copied()).chain(block.next) {
            self.collect(child, into);
        }
    }

    /// The block of a value, which this slot takes.
    fn wired(&mut self, block: &Block, key: &str, tree: &LuaTree, depth: usize) -> BlockId {
        let before = (self.next_id, self.kept);
        if depth + ROOM < MAX_DEPTH
            && let Some(id) = self.value(tree, depth + 1)
        {
            let wanted = super::slot(self.at.project, block, key).and_then(|slot| slot.takes.wire());
            let port = Port::Slot(id, key.to_owned());
            let shape = self.blocks.get(&id).and_then(|block| shape(self.at.project, block));
            if shape.is_some_and(|shape| may_hang(&shape, &port, wanted).is_ok()) {
                return id;
            }
        }
        self.forget(before);
        self.kept += 1;
        let text = self.lua.get(tree.span.clone()).unwrap_or_default().to_owned();
        self.add(Block::new("lua_value").with(SCRIPT, text))
    }

    fn value(&mut self, tree: &LuaTree, depth: usize) -> Option<BlockId> {
        let trees = std::slice::from_ref(tree);
        if let Some(value) = literal(tree) {
            // The rows that say nothing themselves.
            for def in CATEGORIES.iter().flat_map(|category| category.rows) {
                if let (Form::Value { .. }, [slot]) = (&def.form, def.slots)
                    && slot.takes.wire().is_some()
                {
                    let block = Block::new(def.kind).with(slot.key, value.clone());
                    if self.is_written(&RowDraft::new(def), &block, trees) {
                        return Some(self.add(block));
                    }
                }
            }
        }
        let found = self.best(true, trees)?;
        self.built(found, trees, depth)
    }
}

/// Whether what a row has written begins as the text does.
fn begins(fit: &RowFit<'_>) -> bool {
    fit.own > 0 && fit.score >= 0
}

/// Whether a statement only declares what may be declared at the top.
fn is_declaration(statement: &LuaTree) -> bool {
    statement.head == LuaHead::Assign && statement.kids.get(1).is_some_and(|values| values.kids.is_empty())
}

/// The values that are wired into a block.
fn wires(block: &Block) -> impl Iterator<Item = BlockId> {
    block.slots.values().filter_map(|slot| match slot {
        Slot::Wire(child) => Some(*child),
        Slot::Ref(_) | Slot::Literal(_) => None,
    })
}

/// What stands in a slot as it is.
fn literal(tree: &LuaTree) -> Option<Value> {
    match (&tree.head, tree.kids.as_slice()) {
        (LuaHead::Text(text), _) => Some(Value::from(text.as_str())),
        (LuaHead::Number(number), _) => Some(Value::from(*number)),
        (LuaHead::Word("true"), _) => Some(Value::from(true)),
        (LuaHead::Word("false"), _) => Some(Value::from(false)),
        (LuaHead::Table, []) => Some(Value::List(Vec::new())),
        (LuaHead::Unary(minus), [LuaTree { head: LuaHead::Number(number), .. }]) if minus == "-" => {
            Some(Value::from(-number))
        }
        _ => None,
    }
}

/// The lines of a comment without what makes it one.
fn comment_lines(comment: &str) -> Vec<String> {
    let inner = comment.strip_prefix("--").unwrap_or(comment);
    let long = inner.strip_prefix('[').and_then(|rest| {
        let level = rest.find('[').filter(|level| rest.as_bytes().iter().take(*level).all(|byte| *byte == b'='))?;
        rest.get(level + 1..rest.len().checked_sub(level + 2)?)
    });
    match long {
        Some(text) => text.trim().lines().map(|line| line.trim_end().to_owned()).collect(),
        None => vec![inner.strip_prefix(' ').unwrap_or(inner).trim_end().to_owned()],
    }
}

#[cfg(test)]
mod tests;
