//! A small list of blocks at the pointer: where a wire is dropped in empty space, or on a double-click.

use std::collections::BTreeSet;

use egui::{Align2, Frame, Key, Modifiers, Pos2, Role, ScrollArea, Sense, TextEdit, Ui, WidgetInfo, pos2, vec2};

use super::entries::{BlockEntry, find};
use super::gesture::drop::{insert, pos};
use super::paint::corner;
use super::paint::parts::elided;
use super::prefill::prefilled;
use super::scene::Scene;
use super::{Outbox, State};
use crate::editor::command::Command;
use crate::editor::selection::Selection;
use crate::i18n::t;
use crate::language;
use crate::model::blocks::check::{Shape, may_follow, may_hang};
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::blocks::{Block, Port};
use crate::model::id::BlockId;
use crate::model::project::Project;
use crate::model::types::Ty;
use crate::ui::icon::glyph;
use crate::ui::theme::{icons, regular};
use crate::ui::widgets::tip;

/// What the new block is for.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Want {
    /// Nothing special: it stays loose.
    Anything,
    /// It goes into this port.
    Into(Port),
    /// It takes the value of this block.
    From(BlockId),
}

/// The list while it is open.
#[derive(Debug)]
pub(super) struct QuickAdd {
    at: Pos2,
    screen: Pos2,
    want: Want,
    search: String,
    index: usize,
    fresh: bool,
}

impl QuickAdd {
    /// A list at a canvas point, which is at `screen` on the screen.
    pub(super) fn new(at: Pos2, screen: Pos2, want: Want) -> Self {
        Self { at, screen, want, search: String::new(), index: 0, fresh: true }
    }
}

/// Type that the slot of a port wants.
fn wanted(scene: &Scene<'_>, port: &Port) -> Option<Ty> {
    let Port::Slot(owner, key) = port else { return None };
    let row = scene.layout.blocks.get(owner)?.row(key)?;
    let (view, _) = row.slot()?;
    view.takes.wire()
}

/// The first slot of a block that takes a value of this shape.
pub(super) fn fitting_slot(project: &Project, block: &Block, shape: &Shape, free_only: bool) -> Option<String> {
    let fits = |slot: &language::SlotView| {
        let port = Port::Slot(BlockId(0), String::new());
        may_hang(shape, &port, slot.takes.wire()).is_ok() && !(free_only && block.wire(&slot.key).is_some())
    };
    let fitting: Vec<language::SlotView> = language::slots(project, block).into_iter().filter(fits).collect();
    // What was typed stays where another slot is still empty.
    let is_empty = |slot: &&language::SlotView| block.literal(&slot.key).is_none_or(|value| value.to_text().is_empty());
    let slot = fitting.iter().find(is_empty).filter(|_| free_only).or_else(|| fitting.first());
    slot.map(|slot| slot.key.clone().into_owned())
}

fn fits(scene: &Scene<'_>, entry: &BlockEntry, want: &Want) -> bool {
    match want {
        Want::Anything => true,
        Want::Into(port) => {
            let ends = language::ends_flow(&entry.block);
            may_hang(&entry.shape, port, wanted(scene, port)).is_ok()
                && may_follow(scene.graph, port, ends, language::ends_flow, &BTreeSet::new()).is_ok()
        }
        Want::From(id) => {
            let shape = scene.layout.blocks.get(id).and_then(|layout| layout.shape.as_ref());
            shape.is_some_and(|shape| fitting_slot(scene.project, &entry.block, shape, false).is_some())
        }
    }
}

/// Shows the list while it is open.
pub(super) fn quick_add_ui(ui: &Ui, scene: &Scene<'_>, state: &mut State, out: &mut Outbox) {
    let Some(mut quick) = state.quick.take() else { return };
    let entries = state.entries.get(scene.project, scene.at, scene.lang);
    let hits: Vec<&BlockEntry> =
        find(&entries, &quick.search).into_iter().filter(|entry| fits(scene, entry, &quick.want)).take(60).collect();
    let (escape, down, up) = ui.input_mut(|input| {
        (
            input.consume_key(Modifiers::NONE, Key::Escape),
            input.consume_key(Modifiers::NONE, Key::ArrowDown),
            input.consume_key(Modifiers::NONE, Key::ArrowUp),
        )
    });
    if escape {
        return;
    }
    let last = hits.len().saturating_sub(1);
    quick.index = (quick.index + usize::from(down)).saturating_sub(usize::from(up)).min(last);
    let area = egui::Area::new(scene.id.with("quick-add"))
        .order(egui::Order::Foreground)
        .constrain_to(scene.camera.rect)
        .fixed_pos(quick.screen)
        .show(ui.ctx(), |ui| Frame::popup(ui.style()).show(ui, |ui| list(ui, scene, &mut quick, &hits)).inner);
    let elsewhere = !quick.fresh && area.response.clicked_elsewhere();
    quick.fresh = false;
    if let Some(chosen) = area.inner {
        put_in(scene, chosen, &quick, out);
    } else if !elsewhere {
        state.quick = Some(quick);
    }
}

fn list<'a>(ui: &mut Ui, scene: &Scene<'_>, quick: &mut QuickAdd, hits: &[&'a BlockEntry]) -> Option<&'a BlockEntry> {
    // Room for the longest name in both languages.
    ui.set_width(380.0);
    ui.spacing_mut().item_spacing.y = 1.0;
    let hint = match quick.want {
        Want::Anything => t("Baustein suchen", "Find block"),
        Want::Into(_) | Want::From(_) => t("Passenden Baustein suchen", "Find a block that fits"),
    }
    .get(scene.lang);
    let field = TextEdit::singleline(&mut quick.search).hint_text(hint).desired_width(f32::INFINITY);
    let response = ui.add(field).accessible_name(hint);
    if quick.fresh {
        response.request_focus();
    }
    if response.changed() {
        quick.index = 0;
    }
    if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
        return hits.get(quick.index).copied();
    }
    if hits.is_empty() {
        ui.label(t("Kein passender Baustein", "No block fits").get(scene.lang));
    }
    let mut chosen = None;
    ScrollArea::vertical().max_height(300.0).show(ui, |ui| {
        for (number, entry) in hits.iter().enumerate() {
            if entry_ui(ui, scene, entry, number, number == quick.index) {
                chosen = Some(*entry);
            }
        }
    });
    chosen
}

fn entry_ui(ui: &mut Ui, scene: &Scene<'_>, entry: &BlockEntry, number: usize, current: bool) -> bool {
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 26.0), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("hit", number)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListBoxOption, true, &entry.label));
    let painter = ui.painter();
    if current || response.hovered() {
        painter.rect_filled(rect, 5.0, scene.theme.select_bg);
    }
    let chip = egui::Rect::from_min_size(pos2(rect.left() + 8.0, rect.center().y - 8.0), vec2(28.0, 16.0));
    painter.rect_filled(chip, corner(4.0), scene.theme.hue(entry.hue));
    painter.text(chip.center(), Align2::CENTER_CENTER, glyph(entry.icon), icons(11.0), scene.theme.on_color);
    let left = chip.right() + 8.0;
    let galley = painter.layout_no_wrap(entry.label.clone(), regular(13.0), scene.theme.text);
    let width = galley.size().x;
    elided(painter, pos2(left, rect.center().y), &entry.label, regular(13.0), scene.theme.text, rect.right() - left);
    let path = entry.path.last().map_or("", String::as_str);
    let room = rect.right() - 8.0 - (left + width + 12.0);
    if painter.layout_no_wrap(path.to_owned(), regular(11.0), scene.theme.faint).size().x < room {
        let at = pos2(rect.right() - 8.0, rect.center().y);
        painter.text(at, Align2::RIGHT_CENTER, path, regular(11.0), scene.theme.faint);
    }
    tip(response, entry.help).clicked()
}

/// Puts the chosen block in, wired to what it was chosen for.
fn put_in(scene: &Scene<'_>, entry: &BlockEntry, quick: &QuickAdd, out: &mut Outbox) {
    let block = entry.block.clone();
    match &quick.want {
        // Where nothing is yet, the first block goes below the event.
        Want::Anything if scene.graph.first.is_none() && matches!(entry.shape, Shape::Statement { .. }) => {
            insert(scene, block, &Target::Port(Port::First), out);
        }
        Want::Anything => insert(scene, block, &Target::Free(pos(quick.at)), out),
        Want::Into(port) => insert(scene, block, &Target::Port(port.clone()), out),
        Want::From(value) => {
            let shape = scene.layout.blocks.get(value).and_then(|layout| layout.shape.as_ref());
            let Some(slot) = shape.and_then(|shape| fitting_slot(scene.project, &block, shape, false)) else { return };
            let id = BlockId(scene.project.next_id);
            let to = Target::Free(pos(quick.at));
            let block = prefilled(scene.project, scene.at, &to, block);
            let wire = Target::Port(Port::Slot(id, slot));
            out.edit(scene.edit(GraphEdit::All(vec![
                GraphEdit::Insert { fragment: Fragment::single(block), to },
                GraphEdit::Move { root: *value, alone: false, to: wire },
            ])));
            out.push(Command::Select(Selection::Blocks(scene.at.clone(), vec![id])));
        }
    }
}
