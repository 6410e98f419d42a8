//! Places the blocks.

use std::collections::{BTreeMap, BTreeSet};

use egui::{Pos2, Rect, pos2, vec2};

use super::chips::{Chip, Chips, Fitted, WIDEST as WIDEST_WITH_CHIPS, What};
use super::rows::{rows, values};
use super::{
    BlockLayout, ChipLook, END, FOOT, GAP, HEADER, INDENT, Input, Layout, MOUTH, Mouth, PAD, Row, RowKind, STATEMENT,
    VALUE, VALUE_GAP, WIRE, Wire, WireKind,
};
use crate::language::block::{Hue, Takes};
use crate::language::{self, SlotView};
use crate::model::blocks::check::Shape;
use crate::model::blocks::{Block, Port};
use crate::model::id::BlockId;
use crate::model::types::Ty;

/// Room for the icon before the name of a block.
const ICON: f32 = 31.0;
/// How much wider a name is painted than it is measured.
const BOLD: f32 = 1.04;
/// No statement is wider, whatever its name.
const WIDEST: f32 = 400.0;
/// Space between what is in a branch and what comes below.
const BAR_GAP: f32 = 5.0;
/// No value is wider, whatever chips it has.
const WIDEST_VALUE: f32 = 392.0;
/// Width of a column of the skyline.
const COLUMN: f32 = 24.0;
/// Deepest nesting that is laid out; deeper graphs are refused by the rules, so only a broken file gets here.
const DEEPEST: usize = 200;

/// The lowest occupied place in each column, so that nothing overlaps.
#[derive(Debug, Default)]
struct Skyline(BTreeMap<i32, f32>);

impl Skyline {
    fn columns(x: egui::Rangef) -> std::ops::RangeInclusive<i32> {
        (x.min / COLUMN).floor() as i32..=((x.max - 1.0) / COLUMN).floor() as i32
    }

    fn lowest(&self, x: egui::Rangef) -> f32 {
        self.0.range(Self::columns(x)).map(|(_, &bottom)| bottom).fold(f32::NEG_INFINITY, f32::max)
    }

    fn add(&mut self, rect: Rect) {
        for column in Self::columns(rect.x_range()) {
            let bottom = self.0.entry(column).or_insert_with(|| rect.bottom());
            *bottom = bottom.max(rect.bottom());
        }
    }
}

/// Lays out one handler.
pub(super) struct Builder<'a> {
    input: Input<'a>,
    parents: BTreeMap<BlockId, Port>,
    counts: BTreeMap<String, usize>,
    skyline: Skyline,
    loose: bool,
    /// What is in folded branches.
    hidden: BTreeSet<BlockId>,
    chips: Chips,
    /// The width of the statements of the stack that is laid out, where they do not hang in a branch.
    wide: f32,
    out: Layout,
}

impl<'a> Builder<'a> {
    pub(super) fn new(input: Input<'a>) -> Self {
        let head = Rect::from_min_size(Pos2::ZERO, vec2(STATEMENT, HEADER));
        let out = Layout {
            head,
            blocks: BTreeMap::new(),
            order: Vec::new(),
            wires: Vec::new(),
            topics: Vec::new(),
            mouths: Vec::new(),
            folds: input.folds.clone(),
            bounds: head,
        };
        Self {
            parents: input.graph.parents(),
            input,
            counts: BTreeMap::new(),
            skyline: Skyline::default(),
            loose: false,
            hidden: input
                .folds
                .branches
                .iter()
                .filter_map(|(id, key)| input.graph.block(*id)?.branches.get(key))
                .flat_map(|first| input.graph.subtree(*first))
                .collect(),
            chips: Chips::default(),
            wide: STATEMENT,
            out,
        }
    }

    pub(super) fn run(mut self) -> Layout {
        self.skyline.add(self.out.head);
        if let Some(first) = self.input.graph.first {
            self.wide = self.wanted(first, 0);
            self.stack(first, pos2(0.0, self.out.head.bottom() + GAP), 0);
        }
        self.loose = true;
        for root in self.input.graph.loose() {
            let at = self.input.graph.positions.get(&root).map_or(pos2(420.0, 0.0), |pos| pos2(pos.x, pos.y));
            self.root(root, at);
        }
        // What hangs where nothing should hang, in a file by a newer version: still shown.
        let stray: Vec<BlockId> = self.input.graph.blocks.keys().copied().collect();
        for root in stray {
            if !self.out.blocks.contains_key(&root) && !self.hidden.contains(&root) {
                let below = self.out.blocks.values().map(|block| block.hull().bottom()).fold(0.0, f32::max);
                self.root(root, pos2(0.0, below + 60.0));
            }
        }
        self.wires();
        self.topics();
        self.out.bounds = self.out.blocks.values().fold(self.out.bounds, |all, block| all.union(block.hull()));
        self.out
    }

    /// Lays out a loose stack.
    fn root(&mut self, root: BlockId, at: Pos2) {
        self.skyline = Skyline::default();
        let shape = self.input.graph.block(root).and_then(|block| language::shape(self.input.project, block));
        match shape {
            Some(Shape::Value(_)) => self.value(root, at, 0),
            Some(Shape::Statement { .. }) | None => {
                self.wide = self.wanted(root, 0);
                self.stack(root, at, 0);
            }
        }
    }

    /// Lays out a stack of statements from its first one; gives its lower end.
    fn stack(&mut self, first: BlockId, at: Pos2, depth: usize) -> f32 {
        let mut at = at;
        let mut next = Some(first);
        while let Some(id) = next {
            let Some(block) = self.input.graph.block(id) else { break };
            if depth > DEEPEST || self.out.blocks.contains_key(&id) {
                break;
            }
            at.y = self.statement(id, block, at, depth) + GAP;
            next = block.next;
        }
        at.y - GAP
    }

    /// The width that the chips of a stack and of its branches want: all its blocks end at one line.
    fn wanted(&mut self, first: BlockId, depth: usize) -> f32 {
        let graph = self.input.graph;
        let mut wanted = STATEMENT;
        let mut left = vec![(first, depth)];
        // Bounded, so that a graph that breaks the rules cannot hang us.
        for _ in 0..graph.blocks.len() {
            let Some((id, depth)) = left.pop() else { break };
            let Some(block) = graph.block(id) else { continue };
            let indent = INDENT * depth as f32;
            for (value, label) in values(&self.input, block, STATEMENT) {
                if let Some(chip) = self.chips.get(&self.input, value, false) {
                    wanted = wanted.max(chip.block_width(label, STATEMENT, WIDEST_WITH_CHIPS - indent) + indent);
                }
            }
            left.extend(block.branches.values().map(|id| (*id, depth + 1)));
            left.extend(block.next.map(|id| (id, depth)));
        }
        wanted.min(WIDEST_WITH_CHIPS)
    }

    /// A statement has the usual width, what its name needs, or what the chips of its stack want.
    fn width(&self, block: &Block, depth: usize) -> f32 {
        let label = language::block(&block.kind).map_or("", |def| def.label.get(self.input.lang));
        let room = ICON + (self.input.measure)(label) * BOLD + 10.0;
        let own = STATEMENT.max((room / 10.0).ceil() * 10.0).min(WIDEST);
        if self.wide > STATEMENT { own.max(self.wide - INDENT * depth as f32) } else { own }
    }

    /// A value block has the usual width, or what its own chips want.
    fn value_width(&mut self, block: &Block) -> f32 {
        let mut wanted = VALUE;
        for (value, label) in values(&self.input, block, VALUE) {
            if let Some(chip) = self.chips.get(&self.input, value, false) {
                wanted = wanted.max(chip.block_width(label, VALUE, WIDEST_VALUE));
            }
        }
        wanted
    }

    /// The values of a block of this width that are chips in it.
    fn fitted(&mut self, block: &Block, width: f32) -> BTreeMap<BlockId, Fitted> {
        let fit = |(value, label)| {
            let chip = self.chips.get(&self.input, value, false)?;
            Some((value, chip.fit(width - 2.0 * PAD - label)?))
        };
        values(&self.input, block, width).into_iter().filter_map(fit).collect()
    }

    /// Whether a value that is a block with a wire could be a chip.
    fn can_fold(&mut self, id: BlockId) -> bool {
        let Some(Port::Slot(owner, _)) = self.parents.get(&id) else { return false };
        let Some(block) = self.input.graph.block(*owner) else { return false };
        let is_value = matches!(language::shape(self.input.project, block), Some(Shape::Value(_)));
        let (least, most) = if is_value { (VALUE, WIDEST_VALUE) } else { (STATEMENT, WIDEST_WITH_CHIPS) };
        let label = values(&self.input, block, least).into_iter().find(|(value, _)| *value == id);
        let chip = self.chips.get(&self.input, id, true);
        label.zip(chip).is_some_and(|((_, label), chip)| chip.fit(most - 2.0 * PAD - label).is_some())
    }

    /// Lays out a statement with its values and branches; gives its lower end.
    fn statement(&mut self, id: BlockId, block: &Block, at: Pos2, depth: usize) -> f32 {
        let mut at = at;
        let width = self.width(block, depth);
        let mut chips = self.fitted(block, width);
        let mut rows = rows(&self.input, (id, block), at, width, &chips);
        let columns = egui::Rangef::new(at.x, at.x + width);
        let mut down = (self.skyline.lowest(columns) + GAP - at.y).max(0.0);
        let laid_out = |row: &&Row| {
            row.slot().is_some_and(|(_, value)| {
                value.is_some_and(|value| !chips.contains_key(&value)) && self.is_laid_out(value)
            })
        };
        if let Some(first) = rows.iter().find(laid_out) {
            let columns = egui::Rangef::new(at.x - WIRE - VALUE, at.x - WIRE);
            let top = first.port().y - HEADER / 2.0;
            down = down.max(self.skyline.lowest(columns) + VALUE_GAP - top);
        }
        if self.loose && !self.parents.contains_key(&id) {
            down = 0.0;
        }
        at.y += down;
        shift(&mut rows, down);
        let slots_end = rows.iter().take_while(|row| !matches!(row.kind, RowKind::Branch { .. })).count();
        let slots_bottom = rows[..slots_end].last().map_or(at.y + HEADER, |row| row.rect.bottom());
        let main = Rect::from_min_max(at, pos2(at.x + width, slots_bottom + FOOT));
        self.skyline.add(main);
        self.open(id, block, main);
        self.values(&rows[..slots_end], &mut chips, at, depth);
        let (parts, bottom) = self.branches((id, block), &mut rows[slots_end..], &mut chips, main, depth);
        self.close(id, rows, parts);
        bottom
    }

    /// Lays out the branches, each with a mouth that asks for its next block, and an end below the last; gives the
    /// parts of the block and the lower end of everything.
    fn branches(
        &mut self,
        (id, block): (BlockId, &Block),
        rows: &mut [Row],
        chips: &mut BTreeMap<BlockId, Fitted>,
        main: Rect,
        depth: usize,
    ) -> (Vec<Rect>, f32) {
        let mut parts = Vec::new();
        let mut part = main;
        let last = rows.len();
        let mut below = 0.0;
        for (number, row) in rows.iter_mut().enumerate() {
            shift(std::slice::from_mut(row), below);
            part.set_bottom(row.rect.bottom() + FOOT);
            self.values(std::slice::from_ref(row), chips, main.min, depth);
            let RowKind::Branch { key, folded: None } = &row.kind else { continue };
            self.skyline.add(part);
            parts.push(part);
            let mut bottom = self.inside((id, block), (key, &row.label), part.left_bottom(), depth);
            // Values of nested blocks reach left under this block, and may be higher than what they belong to.
            bottom = bottom.max(self.skyline.lowest(main.x_range()));
            below += bottom + FOOT + BAR_GAP - row.rect.bottom();
            let top = bottom + BAR_GAP;
            if let Some(mouth) = self.out.mouths.last_mut().filter(|mouth| mouth.branch.0 == id) {
                mouth.band = Rect::from_x_y_ranges(main.x_range(), mouth.rect.top() - BAR_GAP..=top);
            }
            let height = if number + 1 < last { 0.0 } else { END };
            part = Rect::from_min_max(pos2(main.left(), top), pos2(main.right(), top + height));
        }
        self.skyline.add(part);
        parts.push(part);
        (parts, part.bottom())
    }

    /// Lays out what is in a branch and its mouth, which has no place below a block that ends the flow; gives where that
    /// ends.
    fn inside(&mut self, (id, block): (BlockId, &Block), (key, label): (&str, &str), at: Pos2, depth: usize) -> f32 {
        let left = at.x + INDENT;
        let (port, top) = match block.branches.get(key) {
            None => (Port::Branch(id, key.to_owned()), at.y + BAR_GAP),
            Some(&first) => {
                let bottom = self.stack(first, pos2(left, at.y + GAP), depth + 1);
                let tail = self.input.graph.tail(first);
                if self.input.graph.block(tail).is_some_and(language::ends_flow) {
                    return bottom;
                }
                (Port::Next(tail), bottom + BAR_GAP)
            }
        };
        let rect = Rect::from_min_size(pos2(left, top), MOUTH);
        self.skyline.add(rect);
        self.out.mouths.push(Mouth { port, rect, band: rect, branch: (id, label.to_owned()) });
        rect.bottom()
    }

    /// Lays out a value block with its values.
    fn value(&mut self, id: BlockId, at: Pos2, depth: usize) {
        let Some(block) = self.input.graph.block(id) else { return };
        if depth > DEEPEST || self.out.blocks.contains_key(&id) {
            return;
        }
        let width = self.value_width(block);
        let mut chips = self.fitted(block, width);
        let rows = rows(&self.input, (id, block), at, width, &chips);
        let bottom = rows.last().map_or(at.y + HEADER, |row| row.rect.bottom() + FOOT);
        let rect = Rect::from_min_max(at, pos2(at.x + width, bottom));
        self.skyline.add(rect);
        self.open(id, block, rect);
        self.values(&rows, &mut chips, at, depth);
        self.close(id, rows, vec![rect]);
    }

    /// Lays out the values that feed these rows of a block at `owner`: those in `chips` inside it, the others at its
    /// left.
    fn values(&mut self, rows: &[Row], chips: &mut BTreeMap<BlockId, Fitted>, owner: Pos2, depth: usize) {
        for row in rows {
            let Some((_, Some(value))) = row.slot() else { continue };
            if let Some(fitted) = chips.remove(&value) {
                self.place_chip(&fitted, row.field.min);
                continue;
            }
            let width = self.input.graph.block(value).map_or(VALUE, |block| self.value_width(block));
            let at = if let Some(offset) = self.input.graph.positions.get(&value) {
                owner + vec2(offset.x, offset.y)
            } else {
                let left = owner.x - WIRE - width;
                let free = self.skyline.lowest(egui::Rangef::new(left, left + width)) + VALUE_GAP;
                pos2(left, free.max(row.port().y - HEADER / 2.0))
            };
            self.value(value, at, depth + 1);
            let can_fold = self.can_fold(value);
            if let Some(block) = self.out.blocks.get_mut(&value) {
                block.can_fold = can_fold;
            }
        }
    }

    /// Puts a chip where it belongs, with the chips in it.
    fn place_chip(&mut self, fitted: &Fitted, at: Pos2) {
        let Chip { id, levels, .. } = *fitted.chip;
        let Some(block) = self.input.graph.block(id).filter(|_| !self.out.blocks.contains_key(&id)) else { return };
        let rect = Rect::from_min_size(at, fitted.size);
        self.open(id, block, rect);
        let mut look = ChipLook { icon: rect.left_center(), words: Vec::new(), levels };
        let mut rows = Vec::new();
        for (piece, place) in fitted.chip.pieces().iter().zip(&fitted.places) {
            let place = place.translate(at.to_vec2());
            let row = |view: &SlotView, wired| {
                let kind = RowKind::Slot { view: view.clone(), wired };
                Row { rect: place.expand2(vec2(1.0, 2.0)), field: place, label: String::new(), kind }
            };
            match &piece.what {
                What::Icon => look.icon = place.center(),
                What::Word(word) => look.words.push((place.left_center(), word.clone())),
                What::Field(view) => rows.push(row(view, None)),
                What::Inner(view, inner) => {
                    rows.push(row(view, Some(inner.id)));
                    if let Some(fitted) = inner.fit(inner.one_line() + 1.0) {
                        self.place_chip(&fitted, place.min);
                    }
                }
            }
        }
        self.close(id, rows, vec![rect]);
        if let Some(block) = self.out.blocks.get_mut(&id) {
            block.chip = Some(look);
        }
    }

    /// Whether a value's place is found by the layout, not by hand.
    fn is_laid_out(&self, value: Option<BlockId>) -> bool {
        value.is_some_and(|value| !self.input.graph.positions.contains_key(&value))
    }

    /// Enters a block before what hangs on it, so that it comes first in the order of reading.
    fn open(&mut self, id: BlockId, block: &Block, rect: Rect) {
        let def = language::block(&block.kind);
        let label = def.map_or_else(|| block.kind.clone(), |def| def.label.get(self.input.lang).to_owned());
        let count = self.counts.entry(label.clone()).or_insert(0);
        *count += 1;
        let name = if *count == 1 { label.clone() } else { format!("{label} {count}") };
        let layout = BlockLayout {
            rect,
            parts: vec![rect],
            rows: Vec::new(),
            name,
            label,
            icon: def.map_or("circle-help", |def| def.icon),
            hue: language::hue(&block.kind),
            shape: language::shape(self.input.project, block),
            parent: self.parents.get(&id).cloned(),
            loose: self.loose,
            chip: None,
            can_fold: false,
        };
        self.out.blocks.insert(id, layout);
        self.out.order.push(id);
    }

    fn close(&mut self, id: BlockId, rows: Vec<Row>, parts: Vec<Rect>) {
        if let Some(block) = self.out.blocks.get_mut(&id) {
            block.rect = parts.first().copied().unwrap_or(block.rect);
            block.parts = parts;
            block.rows = rows;
        }
    }

    /// The topics that stand in the placed blocks.
    fn topics(&mut self) {
        let graph = self.input.graph;
        let topics = self.out.order.iter().filter_map(|id| {
            let (layout, block) = self.out.blocks.get(id).zip(graph.block(*id))?;
            let slot = language::block(&block.kind)?.slots.iter().find(|slot| slot.takes == Takes::Topic)?;
            let topic = block.literal(slot.key)?.as_text().filter(|topic| !topic.is_empty())?;
            Some((layout.rect, topic.to_owned()))
        });
        self.out.topics = topics.collect();
    }

    /// The wires between the placed blocks.
    fn wires(&mut self) {
        let mut wires = Vec::new();
        for &id in &self.out.order {
            let Some(block) = self.out.blocks.get(&id) else { continue };
            let Some(port) = block.parent.clone().filter(|_| block.chip.is_none()) else { continue };
            let Some(from) = self.out.port_pos(&port) else { continue };
            let (from, to, kind) = match &port {
                Port::First | Port::Next(_) => (from, block.flow_in(), WireKind::Flow),
                Port::Branch(owner, _) => {
                    let hue = self.out.blocks.get(owner).map_or(Hue::Logic, |owner| owner.hue);
                    (from, block.flow_in(), WireKind::Branch(hue))
                }
                Port::Slot(..) => {
                    let ty = match block.shape {
                        Some(Shape::Value(ty)) => ty,
                        Some(Shape::Statement { .. }) | None => Ty::Any,
                    };
                    (block.output(), from, WireKind::Value(ty))
                }
            };
            wires.push(Wire { from, to, kind, block: id });
        }
        self.out.wires = wires;
    }
}

fn shift(rows: &mut [Row], down: f32) {
    for row in rows {
        row.rect = row.rect.translate(vec2(0.0, down));
        row.field = row.field.translate(vec2(0.0, down));
    }
}
