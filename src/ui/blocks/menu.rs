//! The context menu of the canvas: what can be done with the blocks below the pointer, or with the canvas itself.

use egui::{Popup, PopupAnchor, PopupKind, Pos2, SetOpenCommand, Ui, vec2};

use super::free_space::let_go;
use super::gesture::drop::{pos, turned};
use super::layout::{Folds, STATEMENT};
use super::scene::Scene;
use super::{Outbox, State, hit, mouths, stops};
use crate::editor::command::Action;
use crate::i18n::{Text, t};
use crate::model::blocks::Port;
use crate::model::blocks::edit::{GraphEdit, Target};
use crate::model::id::BlockId;
use crate::ui::debug::{self, OpenPoint};
use crate::ui::menu;

/// The menu while it is open, and after.
#[derive(Debug, Default)]
pub(super) struct BlockMenu {
    at: Pos2,
    block: Option<BlockId>,
}

/// Opens the menu where the right button is clicked, and shows it.
pub(super) fn menu_ui(ui: &Ui, scene: &Scene<'_>, state: &mut State, out: &mut Outbox) {
    let clicked = ui.input(|input| input.pointer.secondary_clicked());
    let clicked_at = scene.pointer.filter(|_| clicked);
    if let Some(at) = clicked_at {
        let block = hit::block_at(scene, at).map(|(id, _)| id).or_else(|| stops::at(scene, at));
        if let Some(id) = block.filter(|id| !scene.selected().contains(id)) {
            hit::select(scene, id, false, out);
        }
        state.menu = BlockMenu { at: scene.camera.pos(at), block };
    }
    let set = clicked_at.map(|_| SetOpenCommand::Bool(true));
    let anchor = PopupAnchor::Position(state.menu.at);
    let popup = Popup::new(scene.id.with("menu"), ui.ctx().clone(), anchor, ui.layer_id());
    let rows = egui::Layout::top_down_justified(egui::Align::Min);
    popup.kind(PopupKind::Menu).layout(rows).style(egui::containers::menu::menu_style).open_memory(set).show(|ui| {
        ui.set_min_width(230.0);
        match state.menu.block {
            Some(id) => {
                of_block(ui, scene, id, &mut state.fields.folds, out);
                ui.separator();
                let place = stops::place_of(scene, id);
                if debug::point_entries_ui(ui, scene.view, out, &place) {
                    state.point = Some(OpenPoint { place, at: state.menu.at });
                }
            }
            None => of_canvas(ui, scene, out),
        }
    });
}

fn of_block(ui: &mut Ui, scene: &Scene<'_>, id: BlockId, folds: &mut Folds, out: &mut Outbox) {
    entries(ui, scene, &[Action::Cut, Action::Copy, Action::Paste, Action::Duplicate], out);
    let folded = scene.block(id).zip(scene.layout.blocks.get(&id));
    if let Some(is_folded) = folded.and_then(|(block, layout)| mouths::is_folded(block, layout)) {
        ui.separator();
        if ui.button(mouths::fold_word(is_folded).get(scene.lang)).clicked() {
            mouths::fold_all(scene.block(id).map(|block| (id, block)).into_iter(), !is_folded, folds);
            ui.close();
        }
    }
    if let Some(edit) = turned(scene, id) {
        ui.separator();
        let text = form(scene, id).get(scene.lang);
        let keys = t("Umschalt+Eingabe", "Shift+Enter").get(scene.lang);
        if ui.add(egui::Button::new(text).shortcut_text(keys)).clicked() {
            out.edit(scene.edit(edit));
            ui.close();
        }
    }
    if let Some(edit) = taken_out(scene, id) {
        ui.separator();
        let text = t("Aus dem Stapel lösen", "Take out of the stack").get(scene.lang);
        let keys = t("Strg+Ziehen", "Ctrl+drag").get(scene.lang);
        if ui.add(egui::Button::new(text).shortcut_text(keys)).clicked() {
            let_go(scene, edit, out);
            ui.close();
        }
    }
    ui.separator();
    entries(ui, scene, &[Action::Delete, Action::DeleteAll], out);
}

/// The words for what turns the form of a value.
pub(super) fn form(scene: &Scene<'_>, id: BlockId) -> Text {
    if scene.layout.is_chip(id) {
        t("Als Baustein mit Leitung", "As a block with a wire")
    } else {
        t("Als Chip", "As a chip")
    }
}

/// What takes a block out of its stack, alone, and puts it beside; `None` where it hangs on nothing and nothing on it.
fn taken_out(scene: &Scene<'_>, id: BlockId) -> Option<GraphEdit> {
    let layout = scene.layout.blocks.get(&id)?;
    let hangs = layout.parent.is_some() || scene.block(id)?.next.is_some();
    let is_wired = matches!(layout.parent, Some(Port::Slot(..)));
    let beside = layout.rect.min + vec2(layout.rect.width().max(STATEMENT) + 60.0, 0.0);
    let to = Target::Free(pos(if is_wired { scene.layout.aside(id) } else { beside }));
    hangs.then_some(GraphEdit::Move { root: id, alone: true, to })
}

fn of_canvas(ui: &mut Ui, scene: &Scene<'_>, out: &mut Outbox) {
    entries(ui, scene, &[Action::Paste, Action::FindBlock, Action::SelectAll], out);
    ui.separator();
    entries(ui, scene, &[Action::ValuesAsChips, Action::ValuesAsWires], out);
    ui.separator();
    if menu::enabled(Action::FoldAll, scene.view) {
        entries(ui, scene, &[Action::FoldAll, Action::UnfoldAll], out);
        ui.separator();
    }
    entries(ui, scene, &[Action::ZoomFit, Action::ZoomReset, Action::ZoomIn, Action::ZoomOut], out);
}

fn entries(ui: &mut Ui, scene: &Scene<'_>, actions: &[Action], out: &mut Outbox) {
    for action in actions {
        menu::entry_ui(ui, scene.view, out, (*action, text(*action)));
    }
}

/// The menu's words where those of the main menu would say too little.
fn text(action: Action) -> Text {
    if action == Action::ZoomReset { t("Auf 100 % zoomen", "Zoom to 100%") } else { action.def().text }
}
