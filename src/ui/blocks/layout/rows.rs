//! Which rows a block has, and how high they are.

use std::collections::BTreeMap;

use egui::{Pos2, Rect, pos2, vec2};

use super::chips::Fitted;
use super::{FIELD, FOOT, HEADER, Input, LINE, MORE, PAD, ROW, Row, RowKind};
use crate::i18n::{Lang, Text, t};
use crate::language::block::{BlockDef, Literal, Repeat, Takes};
use crate::language::{self, SlotLabel, SlotView};
use crate::model::blocks::{Block, Slot};
use crate::model::id::BlockId;
use crate::model::project::Project;
use crate::model::types::Ty;

/// The piece of a row that its label may take before it is cut off.
const LABEL: f32 = 0.57;
/// From this width on, two slots that need little room stand side by side.
const WIDE: f32 = 400.0;
/// Width of a letter in a template.
pub(super) const MONO: f32 = 7.25;

/// The rows of a block whose left upper corner is at `at`, as if it had no branches below it; `chips` fit into it.
pub(super) fn rows(
    input: &Input<'_>,
    (id, block): (BlockId, &Block),
    at: Pos2,
    width: f32,
    chips: &BTreeMap<BlockId, Fitted>,
) -> Vec<Row> {
    let def = language::block(&block.kind);
    let mut out: Vec<Row> = Vec::new();
    let mut y = at.y + HEADER + 2.0;
    // Where the left half of a line is taken, and the right one is not.
    let mut half: Option<f32> = None;
    let mut push = |label: String, kind: RowKind, height: f32| {
        let small = width >= WIDE && matches!(&kind, RowKind::Slot { view, wired: None } if !wide(view.takes));
        let (left, top) = match half.take() {
            Some(top) if small => (at.x + width / 2.0, top),
            Some(_) | None => {
                half = small.then_some(y);
                y += height;
                (at.x, y - height)
            }
        };
        let rect = Rect::from_min_size(pos2(left, top), vec2(if small { width / 2.0 } else { width }, height));
        let mut field = field_rect(input, rect, &label, &kind);
        if let RowKind::Slot { wired: Some(value), .. } = &kind
            && let Some(chip) = chips.get(value)
        {
            field = Rect::from_min_size(pos2(field.left(), rect.center().y - chip.size.y / 2.0), chip.size);
        }
        out.push(Row { rect, field, label, kind });
    };
    let open = input.folds.opened.contains(&id);
    let mut can_fold = false;
    for part in parts(input, block, def) {
        match part {
            Part::Slot(view) => {
                if folds(block, def, &view) {
                    can_fold = true;
                    if !open {
                        continue;
                    }
                }
                let wired = block.wire(&view.key);
                let label = label(input, &view);
                let chip = wired.and_then(|value| chips.get(&value));
                let height = chip.map_or_else(|| height(input, block, &view, width), Fitted::row);
                push(label, RowKind::Slot { view, wired }, height);
            }
            Part::Items(label, repeat) => {
                let kind = RowKind::Items { count: repeat.count(block), min: repeat.min, max: repeat.max };
                push(label.get(input.lang).to_owned(), kind, ROW);
            }
            Part::More if can_fold => {
                push(t("Erweitert", "Advanced").get(input.lang).to_owned(), RowKind::More { open }, MORE);
            }
            Part::More => {}
            Part::Branch(key, label) => {
                let is_folded = input.folds.branches.contains(&(id, key.clone()));
                let folded = block.branches.get(&key).filter(|_| is_folded).map(|first| inside(input, *first));
                push(label, RowKind::Branch { key, folded }, ROW);
            }
        }
    }
    widen(input, &mut out, Rect::from_min_size(at, vec2(width, 0.0)));
    out
}

/// What is in a branch, in a line: how many blocks, and which.
fn inside(input: &Input<'_>, first: BlockId) -> String {
    let mut names = Vec::new();
    let mut next = Some(first);
    // Bounded, so that a graph that breaks the rules cannot hang us.
    for _ in 0..input.graph.blocks.len() {
        let Some(block) = next.and_then(|id| input.graph.block(id)) else { break };
        let label = language::block(&block.kind).map_or(block.kind.as_str(), |def| def.label.get(input.lang));
        names.push(label.to_owned());
        next = block.next;
    }
    let word = if names.len() == 1 { t("Baustein", "block") } else { t("Bausteine", "blocks") };
    format!("{} {}: {}", names.len(), word.get(input.lang), names.join(", "))
}

/// Gives the whole line to a slot that stands in the left half of one alone.
fn widen(input: &Input<'_>, rows: &mut [Row], whole: Rect) {
    for number in 0..rows.len() {
        let next = rows.get(number + 1).map(|row| row.rect.top());
        let Some(row) = rows.get_mut(number) else { continue };
        if row.rect.left() == whole.left() && row.rect.width() < whole.width() && next != Some(row.rect.top()) {
            row.rect.set_right(whole.right());
            row.field = field_rect(input, row.rect, &row.label, &row.kind);
        }
    }
}

/// What stands at the left of a slot.
fn label(input: &Input<'_>, view: &SlotView) -> String {
    if wide(view.takes) { String::new() } else { view.label.get(input.lang).into_owned() }
}

/// The values in the slots of a block that shows them, each with the room that the label takes before it.
pub(super) fn values(input: &Input<'_>, block: &Block, width: f32) -> Vec<(BlockId, f32)> {
    if !block.slots.values().any(|slot| matches!(slot, Slot::Wire(_))) {
        return Vec::new();
    }
    let views = slot_views(input.project, block, language::block(&block.kind));
    let value = |view: SlotView| Some((block.wire(&view.key)?, label_room(input, &label(input, &view), width)));
    views.into_iter().filter_map(value).collect()
}

/// The room that a label takes, in a row of this width.
fn label_room(input: &Input<'_>, label: &str, width: f32) -> f32 {
    if label.is_empty() { 0.0 } else { (input.measure)(label).min(width * LABEL) + 8.0 }
}

/// Whether a slot hides under *Erweitert*: what was set or wired never does.
pub(super) fn folds(block: &Block, def: Option<&'static BlockDef>, view: &SlotView) -> bool {
    let is_advanced = def.is_some_and(|def| def.slots.iter().any(|slot| slot.advanced && slot.key == view.key));
    let is_default = |value| [Lang::De, Lang::En].iter().any(|lang| view.default.value(*lang).as_ref() == Some(value));
    is_advanced
        && match block.slots.get(view.key.as_ref()) {
            None => true,
            Some(Slot::Literal(value)) => is_default(value),
            Some(Slot::Wire(_) | Slot::Ref(_)) => false,
        }
}

/// The slots of the row, and every other slot that a wire goes into: a wire never disappears.
pub(super) fn slot_views(project: &Project, block: &Block, def: Option<&'static BlockDef>) -> Vec<SlotView> {
    let mut views = if def.is_some() { language::slots(project, block) } else { Vec::new() };
    for (key, slot) in &block.slots {
        let known = views.iter().any(|view| view.key == key.as_str());
        if !known && matches!(slot, Slot::Wire(_)) {
            let name = key.strip_prefix("hole:").unwrap_or(key).to_owned();
            views.push(SlotView {
                key: key.clone().into(),
                label: SlotLabel::Hole(name),
                takes: Takes::Value(Ty::Any),
                default: Literal::Nothing,
                required: false,
            });
        }
    }
    views
}

/// What becomes a row.
enum Part {
    Slot(SlotView),
    /// The buttons that change how many items there are.
    Items(Text, Repeat),
    /// Where advanced slots are shown and hidden.
    More,
    /// A branch: its key and its label.
    Branch(String, String),
}

/// The rows in their order: slots, then branches. Items with a branch each stand with it, and their buttons behind the
/// last one. Every other branch that blocks hang in is there too.
fn parts(input: &Input<'_>, block: &Block, def: Option<&'static BlockDef>) -> Vec<Part> {
    let branches = def.map_or(&[][..], |def| def.form.branches());
    let repeated = def.and_then(BlockDef::repeated);
    let count = repeated.map_or(0, |(_, repeat)| repeat.count(block));
    let among_branches = branches.iter().any(|branch| branch.of_items);
    let is_item = |view: &SlotView| (1..=count).any(|number| view.key == language::item_key(number));
    let (mut items, above): (Vec<_>, Vec<_>) =
        slot_views(input.project, block, def).into_iter().partition(|view| among_branches && is_item(view));
    let mut out: Vec<Part> = above.into_iter().map(Part::Slot).collect();
    let buttons = repeated.map(|(slot, repeat)| Part::Items(slot.label, repeat));
    let (below, here) = if among_branches { (buttons, None) } else { (None, buttons) };
    out.extend(here);
    out.push(Part::More);
    let mut known = Vec::new();
    let mut below = below.into_iter();
    for branch in branches {
        let mut add = |out: &mut Vec<Part>, number| {
            let key = branch.key_of(number).into_owned();
            known.push(key.clone());
            let label = branch.label.get(input.lang);
            // The first one is that of the block itself.
            let label = if branch.of_items { format!("{label} {}", number + 1) } else { label.to_owned() };
            out.push(Part::Branch(key, label));
        };
        if !branch.of_items {
            add(&mut out, 1);
            continue;
        }
        for (view, number) in items.drain(..).zip(1..) {
            out.push(Part::Slot(view));
            add(&mut out, number);
        }
        out.extend(below.next());
    }
    let others = block.branches.keys().filter(|key| !known.contains(key));
    out.extend(others.map(|key| Part::Branch(key.clone(), key.clone())));
    out
}

/// Whether the field takes the whole row.
fn wide(takes: Takes) -> bool {
    matches!(takes, Takes::Template | Takes::Note | Takes::Lua)
}

fn height(input: &Input<'_>, block: &Block, view: &SlotView, width: f32) -> f32 {
    if !wide(view.takes) {
        return ROW;
    }
    let text = language::slot_value(block, &view.key).map(|value| value.to_text()).unwrap_or_default();
    let is_mono = view.takes != Takes::Note;
    let measure = |text: &str| if is_mono { text.chars().count() as f32 * MONO } else { (input.measure)(text) };
    lines(&measure, &text, width - 2.0 * PAD - 16.0) * LINE + 8.0 + FOOT * 2.0
}

/// How many lines a text takes in a field of this width, broken at spaces as it is painted.
fn lines(measure: &dyn Fn(&str) -> f32, text: &str, width: f32) -> f32 {
    let mut count = 0.0;
    for line in text.split('\n') {
        count += 1.0;
        let mut used = 0.0;
        for word in line.split_inclusive(' ') {
            let (with_space, alone) = (measure(word), measure(word.trim_end()));
            if used > 0.0 && used + alone > width {
                count += 1.0;
                used = 0.0;
            }
            // A word that is too long for any line is broken within.
            let more = (alone / width.max(1.0)).ceil() - 1.0;
            count += more.max(0.0);
            used += with_space - more.max(0.0) * width;
        }
    }
    f32::clamp(count, 1.0, 12.0)
}

fn field_rect(input: &Input<'_>, row: Rect, label: &str, kind: &RowKind) -> Rect {
    let left = match kind {
        RowKind::Slot { view, .. } if wide(view.takes) => {
            return Rect::from_min_max(
                pos2(row.left() + PAD, row.top() + FOOT),
                pos2(row.right() - PAD, row.bottom() - FOOT),
            );
        }
        RowKind::More { .. } => return row,
        RowKind::Items { .. } => row.right() - PAD - 2.0 * FIELD - 4.0,
        RowKind::Slot { .. } | RowKind::Branch { .. } => row.left() + PAD + label_room(input, label, row.width()),
    };
    let top = row.center().y - FIELD / 2.0;
    Rect::from_min_max(pos2(left, top), pos2(row.right() - PAD, top + FIELD))
}
