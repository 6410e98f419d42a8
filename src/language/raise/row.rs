//! The Lua that a row writes, with holes where values and branches go: asked of its own lowering, so that a new row can
//! be found in Lua by its being there.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::fit::{GAP, HOLE};
use super::tree::{self, LuaHead, LuaTree};
use crate::i18n::same;
use crate::language::block::{BlockDef, BranchDef, Form, Literal, SlotDef, Takes};
use crate::language::emit::{Code, Emit, Layout};
use crate::language::{self, COUNT, fields};
use crate::model::blocks::{Block, Graph, Slot};
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::types::Ty;
use crate::model::value::Value;

const NAME: SlotDef = SlotDef::new("name", same(""), Takes::Note, Literal::Text(""), same(""));
const VALUE: SlotDef = SlotDef::new("value", same(""), Takes::Value(Ty::Any), Literal::Text(""), same(""));
const BODY: BranchDef = BranchDef::new("body", same("")).looping();

const fn row(kind: &'static str, form: Form, slots: &'static [SlotDef]) -> BlockDef {
    BlockDef { kind, icon: "", label: same(""), help: same(""), words: &[], form, slots }
}

/// Stands for any value.
static ANY_VALUE: BlockDef = row("?value", Form::value(Ty::Any, |e, n| Code::name(n, e.choice(n, &NAME))), &[NAME]);
/// Stands for the statements of a branch.
static ANY_BRANCH: BlockDef = row(
    "?branch",
    Form::statement(|e, n| {
        let call = format!("{}()", e.choice(n, &NAME));
        e.line(Code::new(n, call));
    }),
    &[NAME],
);
/// Carries a statement: in a loop, so that those fit too that only belong in one.
static AROUND_STATEMENT: BlockDef = row(
    "?around",
    Form::branching(&[BODY], |e, n| {
        e.line(Code::new(n, "while true do"));
        e.branch(n, &BODY);
        e.line(Code::new(n, "end"));
    }),
    &[],
);
/// Carries a value.
static AROUND_VALUE: BlockDef = row(
    "?carrier",
    Form::statement(|e, n| {
        let value = e.arg(n, &VALUE);
        e.line(Code::new(n, "_ = ").expr(value));
    }),
    &[VALUE],
);

fn with_holes(kind: &str) -> Option<&'static BlockDef> {
    let own = [&ANY_VALUE, &ANY_BRANCH, &AROUND_STATEMENT, &AROUND_VALUE];
    own.into_iter().find(|def| def.kind == kind).or_else(|| language::block(kind))
}

/// What is in a slot of a row.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fill {
    /// Anything.
    Hole,
    /// Nothing: what the row has at first.
    Empty,
    /// This.
    With(Slot),
}

/// A row with something in each of its slots.
#[derive(Clone, Debug)]
pub(super) struct RowDraft {
    pub(super) def: &'static BlockDef,
    pub(super) fills: BTreeMap<Cow<'static, str>, Fill>,
    /// How often its repeated slot is there.
    pub(super) count: Option<usize>,
    /// Its branches that are not there, which some rows write nothing for.
    pub(super) without: BTreeSet<&'static str>,
}

/// The words of a piece of Lua, by which things are looked for that it may mean.
#[derive(Debug, Default)]
pub(super) struct LuaWords {
    /// Names and texts in it, those in branches last.
    pub(super) all: Vec<String>,
    /// The keys of its tables.
    keys: Vec<String>,
}

/// Most words that are looked at: who has more is not looking for one of them.
const MOST_WORDS: usize = 60;

impl LuaWords {
    pub(super) fn of(trees: &[LuaTree]) -> Self {
        let (mut out, mut seen, mut later) = (Self::default(), BTreeSet::new(), Vec::new());
        for tree in trees {
            out.add(tree, &mut seen, &mut later);
        }
        // What a row itself writes into a branch is at its beginning.
        for block in later {
            for tree in block.kids.iter().take(4) {
                out.add(tree, &mut seen, &mut Vec::new());
            }
        }
        out.all.truncate(MOST_WORDS);
        out
    }

    fn add<'t>(&mut self, tree: &'t LuaTree, seen: &mut BTreeSet<&'t str>, later: &mut Vec<&'t LuaTree>) {
        match &tree.head {
            LuaHead::Name(word) | LuaHead::Text(word) if seen.insert(word) => self.all.push(word.clone()),
            LuaHead::Block => return later.push(tree),
            LuaHead::Table => {
                let keys = tree.kids.iter().filter_map(|kid| match &kid.kids.first()?.head {
                    LuaHead::Text(key) if kid.head == LuaHead::Keyed => Some(key.as_str()),
                    _ => None,
                });
                self.keys.push(keys.collect::<Vec<_>>().join(", "));
            }
            _ => {}
        }
        for kid in &tree.kids {
            self.add(kid, seen, later);
        }
    }

    fn has(&self, word: &str) -> bool {
        self.all.iter().any(|known| known == word)
    }
}

/// Where a row is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct At<'a> {
    pub(super) project: &'a Project,
    pub(super) handler: &'a HandlerRef,
    /// The local variables of the handler.
    pub(super) locals: &'a BTreeSet<String>,
}

impl At<'_> {
    /// The row as it is tried first; `None` where these words have nothing of what it is about.
    pub(super) fn first(self, def: &'static BlockDef, words: &LuaWords) -> Option<RowDraft> {
        let mut draft = RowDraft::new(def);
        for slot in def.slots {
            if let Some(repeat) = slot.repeat {
                draft.count = Some(repeat.min);
                continue;
            }
            let fill = match slot.takes {
                Takes::Value(_) | Takes::Topic | Takes::Sound => Fill::Hole,
                Takes::Choice(_) => Fill::Empty,
                Takes::Note | Takes::Lua => return None,
                _ => match self.choices(&draft, slot, words).into_iter().next() {
                    Some(choice) => Fill::With(choice),
                    None if slot.required => return None,
                    None => Fill::Empty,
                },
            };
            draft.fills.insert(slot.key.into(), fill);
        }
        Some(draft)
    }

    /// The drafts that differ from one in one slot.
    pub(super) fn others(self, draft: &RowDraft, words: &LuaWords) -> Vec<RowDraft> {
        let mut out = Vec::new();
        let mut add = |key: &'static str, fill: Fill| {
            if draft.fills.get(key) != Some(&fill) {
                let mut other = draft.clone();
                other.fills.insert(key.into(), fill);
                out.push(other);
            }
        };
        for slot in draft.def.slots.iter().filter(|slot| slot.repeat.is_none()) {
            match slot.takes {
                Takes::Value(_) | Takes::Topic | Takes::Sound => {
                    add(slot.key, Fill::Empty);
                    add(slot.key, Fill::Hole);
                }
                Takes::Choice(choices) => {
                    for choice in choices {
                        add(slot.key, Fill::With(Value::from(choice.key).into()));
                    }
                }
                _ => {
                    self.choices(draft, slot, words).into_iter().for_each(|choice| add(slot.key, Fill::With(choice)));
                    if !slot.required {
                        add(slot.key, Fill::Empty);
                    }
                }
            }
        }
        for branch in draft.def.form.branches() {
            let mut other = draft.clone();
            if !other.without.remove(branch.key) {
                other.without.insert(branch.key);
            }
            out.push(other);
        }
        if let (Some(count), Some((_, repeat))) = (draft.count, draft.def.repeated()) {
            let counts = [count + 1, count.wrapping_sub(1)];
            let possible = counts.into_iter().filter(|count| (repeat.min..=repeat.max).contains(count));
            out.extend(possible.map(|count| RowDraft { count: Some(count), ..draft.clone() }));
        }
        out
    }

    /// The drafts in which another choice is made in one slot with a fixed list.
    pub(super) fn choices_of(draft: &RowDraft) -> Vec<RowDraft> {
        let mut out = Vec::new();
        for slot in draft.def.slots {
            let Takes::Choice(choices) = slot.takes else { continue };
            out.extend(choices.iter().map(|choice| {
                let mut other = draft.clone();
                other.fills.insert(slot.key.into(), Fill::With(Value::from(choice.key).into()));
                other
            }));
        }
        out
    }

    /// What these words may mean in a slot.
    fn choices(self, draft: &RowDraft, slot: &SlotDef, words: &LuaWords) -> Vec<Slot> {
        let project = self.project;
        let item = |item: Item| Slot::from(item);
        let text = |text: &String| Slot::from(Value::from(text.as_str()));
        match slot.takes {
            Takes::Connection => {
                let found = project.connections.iter().filter(|each| words.has(each.id.as_str()));
                found.map(|each| item(each.id.clone().into())).collect()
            }
            Takes::Variable => {
                let found = project.variables.iter().filter(|each| words.has(&each.ident));
                found.map(|each| item(each.id.into())).collect()
            }
            Takes::Screen => {
                let found = project.screens.iter().filter(|each| words.has(&each.name));
                found.map(|each| item(each.id.into())).collect()
            }
            Takes::Timer => {
                let found = project.timers.iter().filter(|each| words.has(&each.ident));
                found.map(|each| item(each.id.into())).collect()
            }
            Takes::Function => {
                let found = project.functions.iter().filter(|each| words.has(&each.ident));
                let own = self.handler.owner.function();
                let inside = draft.def.slots.iter().any(|slot| slot.takes == Takes::Parameter);
                let own = project.functions.iter().filter(|each| inside && Some(each.id) == own);
                own.chain(found.filter(|_| !inside)).map(|each| item(each.id.into())).collect()
            }
            Takes::Control => {
                let screens = project.screens.iter();
                // The screen is named too, so those on it come first.
                let (here, elsewhere): (Vec<_>, Vec<_>) = screens.partition(|screen| words.has(&screen.name));
                let controls = here.into_iter().chain(elsewhere).flat_map(|screen| &screen.controls);
                controls.filter(|each| words.has(&each.name)).map(|each| item(each.id.into())).collect()
            }
            Takes::Source | Takes::List | Takes::NewRow => {
                let found = project.sources.iter().filter(|each| words.has(&each.ident));
                let fits = found.filter(|each| slot.takes == Takes::Source || each.is_list());
                fits.map(|each| item(each.id.into())).collect()
            }
            Takes::Parameter | Takes::Property | Takes::Column | Takes::EventColumn => self.members(draft, slot, words),
            Takes::Local => words.all.iter().filter(|word| self.locals.contains(*word)).map(text).collect(),
            Takes::Template | Takes::Language => words.all.iter().map(text).collect(),
            Takes::Fields => {
                let is_exact = |keys: &&String| keys.is_empty() || fields(keys).join(", ") == **keys;
                words.keys.iter().filter(is_exact).map(text).collect()
            }
            Takes::Value(_) | Takes::Topic | Takes::Sound | Takes::Choice(_) | Takes::Note | Takes::Lua => Vec::new(),
        }
    }

    /// What these words may mean as a part of what is chosen in another slot.
    fn members(self, draft: &RowDraft, slot: &SlotDef, words: &LuaWords) -> Vec<Slot> {
        let (project, block) = (self.project, draft.block());
        match slot.takes {
            Takes::Parameter => {
                let function = language::function_in(project, &block);
                let inputs = function.into_iter().flat_map(|function| &function.parameters);
                let named = inputs.filter(|input| words.has(&crate::model::names::ident(&input.name)));
                named.map(|input| Slot::from(Value::from(f64::from(input.id)))).collect()
            }
            Takes::Property => {
                let Some((_, control)) = language::control_in(project, &block) else { return Vec::new() };
                let rows = language::control(&control.kind).map(|def| def.properties).unwrap_or_default();
                let named = rows.iter().filter(|property| words.has(property.key));
                named.map(|property| Slot::from(Value::from(property.key))).collect()
            }
            _ => {
                let own = || project.source(self.handler.source()?);
                let source =
                    if slot.takes == Takes::EventColumn { own() } else { language::source_in(project, &block) };
                let columns = source.map(crate::model::source::Source::columns).unwrap_or_default();
                let titled = columns.iter().filter(|column| words.has(column.title));
                let titled = titled.filter_map(|column| Some(Slot::from(Item::from(column.id?))));
                let fixed = language::blocks::source::FIXED_COLUMNS.iter().filter(|(key, _)| words.has(key));
                titled.chain(fixed.map(|(key, _)| Slot::from(Value::from(*key)))).collect()
            }
        }
    }

    /// The Lua of a draft: its statements, or its value; with holes where it says so, and in its branches.
    pub(super) fn written(self, draft: &RowDraft) -> Vec<LuaTree> {
        let mut blocks = BTreeMap::new();
        let mut block = draft.block();
        for (number, key) in (0..).zip(draft.holes(self.project)) {
            let id = BlockId(u32::MAX - 1000 - number);
            let name = format!("{HOLE}{}", encoded(&key));
            blocks.insert(id, Block::new(ANY_VALUE.kind).with(NAME.key, name.as_str()));
            block.slots.insert(key, Slot::Wire(id));
        }
        self.around(draft, block, blocks)
    }

    /// The Lua of the block of a draft with these values in it; with holes in its branches.
    pub(super) fn around(
        self,
        draft: &RowDraft,
        mut block: Block,
        mut blocks: BTreeMap<BlockId, Block>,
    ) -> Vec<LuaTree> {
        let def = draft.def;
        let items = def.repeated().map_or(0, |(_, repeat)| repeat.count(&block));
        for branch in def.form.branches().iter().filter(|branch| !draft.without.contains(branch.key)) {
            for number in 1..=if branch.of_items { items } else { 1 } {
                let key = branch.key_of(number).into_owned();
                let id = BlockId(u32::MAX - 2000 - blocks.len() as u32);
                let name = format!("{GAP}{}", encoded(&key));
                blocks.insert(id, Block::new(ANY_BRANCH.kind).with(NAME.key, name.as_str()));
                block.branches.insert(key, id);
            }
        }
        let id = BlockId(u32::MAX - 1);
        blocks.insert(id, block);
        self.lowered(blocks, id, def.form.is_value())
    }

    /// The Lua of blocks: the statements from `first` on, or the value that it is.
    pub(super) fn lowered(self, mut blocks: BTreeMap<BlockId, Block>, first: BlockId, is_value: bool) -> Vec<LuaTree> {
        let around = BlockId(u32::MAX);
        let mut carrier = Block::new(if is_value { AROUND_VALUE.kind } else { AROUND_STATEMENT.kind });
        if is_value {
            carrier.slots.insert(VALUE.key.to_owned(), Slot::Wire(first));
        } else {
            carrier.branches.insert(BODY.key.to_owned(), first);
        }
        blocks.insert(around, carrier);
        let graph = Graph { first: Some(around), blocks, ..Graph::default() };
        let written = Emit::by_rows(self.project, self.handler, &graph, with_holes);
        let (text, _) = written.print(Layout::Pretty);
        let Ok(script) = tree::read(&text) else { return Vec::new() };
        // What is declared stands before it.
        let mut kids = script.block.kids;
        let Some(LuaTree { mut kids, .. }) = kids.pop() else { return Vec::new() };
        match kids.pop() {
            Some(mut values) if is_value => values.kids.drain(..).collect(),
            Some(body) => body.kids,
            None => Vec::new(),
        }
    }
}

impl RowDraft {
    /// The row with nothing in it.
    pub(super) fn new(def: &'static BlockDef) -> Self {
        Self { def, fills: BTreeMap::new(), count: None, without: BTreeSet::new() }
    }

    /// The block with all that is no hole.
    pub(super) fn block(&self) -> Block {
        let mut block = Block::new(self.def.kind);
        for (key, fill) in &self.fills {
            if let Fill::With(slot) = fill {
                block.slots.insert(key.to_string(), slot.clone());
            }
        }
        if let (Some(count), Some((_, repeat))) = (self.count, self.def.repeated())
            && count != repeat.min
        {
            block = block.with(COUNT, count as f64);
        }
        block
    }

    /// The keys of the slots that are holes: those of the row, and those that what is chosen has brought.
    pub(super) fn holes(&self, project: &Project) -> Vec<String> {
        let is_open = |key: &str| self.fills.get(key).is_none_or(|fill| *fill == Fill::Hole);
        let slots = language::slots(project, &self.block());
        let values = slots.into_iter().filter(|slot| slot.takes.wire().is_some() && is_open(&slot.key));
        values.map(|slot| slot.key.into_owned()).collect()
    }

    /// By what its Lua is remembered.
    pub(super) fn key(&self) -> String {
        format!("{}{:?}{:?}{:?}", self.def.kind, self.count, self.fills, self.without)
    }
}

/// A key as part of a name.
fn encoded(key: &str) -> String {
    key.bytes().fold(String::new(), |mut out, byte| {
        // Writing to a text cannot fail.
        let _written = write!(out, "{byte:02x}");
        out
    })
}

/// The key that a part of a name stands for.
pub(super) fn decoded(name: &str) -> String {
    let bytes: Option<Vec<u8>> =
        name.as_bytes().chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect();
    bytes.and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}
