//! Where branches and loops ask for their next block, and where they fold to a line.

use egui::{Align2, Rect, Role, Sense, Shape, Stroke, Ui, WidgetInfo, vec2};

use super::gesture::Gesture;
use super::layout::{BlockLayout, Folds, Mouth, Row, RowKind};
use super::quick_add::{QuickAdd, Want};
use super::scene::{FIELDS, Scene, TEXTS};
use super::{State, labels};
use crate::i18n::{Text, t};
use crate::model::blocks::{Block, Port};
use crate::model::id::BlockId;
use crate::ui::theme::regular;
use crate::ui::widgets::tip;

/// What stands in a mouth.
const HERE: Text = t("Baustein hierher", "Block here");

/// Paints the mouths and senses them: a click offers blocks that fit.
pub(super) fn mouths(ui: &Ui, scene: &Scene<'_>, state: &mut State) {
    let zoom = scene.camera.zoom;
    if zoom < TEXTS {
        return;
    }
    let painter = ui.painter();
    for mouth in scene.layout.mouths.iter().filter(|mouth| scene.sees(mouth.rect)) {
        if is_moving(&state.gesture, mouth) {
            continue;
        }
        let rect = scene.camera.area(mouth.rect);
        let near = scene.reaches(mouth.rect) && zoom >= FIELDS;
        let response = near.then(|| ui.interact(rect, scene.id.with(("mouth", &mouth.branch)), Sense::click()));
        let hovered = response.as_ref().is_some_and(|response| response.hovered());
        let (line, letters) =
            if hovered { (scene.theme.select, scene.theme.text) } else { (scene.theme.faint, scene.theme.muted) };
        let corners = [rect.left_top(), rect.right_top(), rect.right_bottom(), rect.left_bottom(), rect.left_top()];
        painter.extend(Shape::dashed_line(&corners, Stroke::new(1.0, line), 4.0 * zoom, 3.0 * zoom));
        painter.text(rect.center(), Align2::CENTER_CENTER, HERE.get(scene.lang), regular(12.0 * zoom), letters);
        let Some(response) = response else { continue };
        let (block, branch) = &mouth.branch;
        let name = format!("{}: {}", HERE.get(scene.lang), labels::of(branch, scene.name(*block), scene.lang));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        if response.clicked() {
            let want = Want::Into(mouth.port.clone());
            state.quick = Some(QuickAdd::new(mouth.rect.left_bottom(), rect.left_bottom(), want));
        }
    }
}

/// Whether it is on its way with the block that it belongs to.
fn is_moving(gesture: &Gesture, mouth: &Mouth) -> bool {
    let owner = match &mouth.port {
        Port::Next(owner) | Port::Branch(owner, _) | Port::Slot(owner, _) => *owner,
        Port::First => return false,
    };
    gesture.moves(owner) || gesture.moves(mouth.branch.0)
}

/// What of the row of a branch folds and unfolds it: its words, and where it is folded all of it.
pub(super) fn fold_area(row: &Row) -> Option<Rect> {
    let RowKind::Branch { folded, .. } = &row.kind else { return None };
    let words = Rect::from_min_max(row.rect.min, egui::pos2(row.field.left() + 22.0, row.rect.bottom()));
    Some(if folded.is_some() { row.rect.shrink2(vec2(4.0, 1.0)) } else { words.shrink2(vec2(4.0, 1.0)) })
}

/// Folds the branch of a row, or unfolds it.
pub(super) fn turn(folds: &mut Folds, id: BlockId, row: &Row) {
    if let RowKind::Branch { key, .. } = &row.kind {
        let branch = (id, key.clone());
        if !folds.branches.remove(&branch) {
            folds.branches.insert(branch);
        }
    }
}

/// Whether all that is in the branches of a block is folded; nothing where nothing is in them.
pub(super) fn is_folded(block: &Block, layout: &BlockLayout) -> Option<bool> {
    let mut filled = layout.rows.iter().filter_map(|row| match &row.kind {
        RowKind::Branch { key, folded } if block.branches.contains_key(key) => Some(folded.is_some()),
        _ => None,
    });
    let first = filled.next()?;
    Some(first && filled.all(|folded| folded))
}

/// Folds all branches of these blocks that have something in them, or unfolds them.
pub(super) fn fold_all<'a>(blocks: impl Iterator<Item = (BlockId, &'a Block)>, fold: bool, folds: &mut Folds) {
    for (id, block) in blocks {
        for key in block.branches.keys() {
            let branch = (id, key.clone());
            if fold {
                folds.branches.insert(branch);
            } else {
                folds.branches.remove(&branch);
            }
        }
    }
}

/// The words for what folds or unfolds.
pub(super) fn fold_word(is_folded: bool) -> Text {
    if is_folded { t("Ausklappen", "Unfold") } else { t("Einklappen", "Fold") }
}

/// The button in the header of a block with branches that folds all of them, or unfolds them.
pub(super) fn fold_button(ui: &Ui, scene: &Scene<'_>, (id, layout): (BlockId, &BlockLayout), folds: &mut Folds) {
    let Some(block) = scene.block(id) else { return };
    let Some(is_folded) = is_folded(block, layout) else { return };
    let rect = scene.camera.area(super::hit::fold_place(layout));
    let response = ui.interact(rect, scene.id.with(("fold", id.0)), Sense::click());
    let word = fold_word(is_folded).get(scene.lang);
    let name = format!("{word}: {}", layout.name);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if tip(response, word).clicked() {
        fold_all(std::iter::once((id, block)), !is_folded, folds);
    }
}

/// Senses what folds the branches of a block that have something in them.
pub(super) fn folds(ui: &Ui, scene: &Scene<'_>, id: BlockId, rows: &[Row], folds: &mut Folds) {
    for row in rows {
        let RowKind::Branch { key, folded } = &row.kind else { continue };
        let filled = scene.block(id).is_some_and(|block| block.branches.contains_key(key));
        let Some(area) = fold_area(row).filter(|_| filled) else { continue };
        let response = ui.interact(scene.camera.area(area), scene.id.with(("branch", id.0, key)), Sense::click());
        let name = labels::of(&row.label, scene.name(id), scene.lang);
        response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, folded.is_none(), &name));
        if tip(response, fold_word(folded.is_some()).get(scene.lang)).clicked() {
            turn(folds, id, row);
        }
    }
}

/// Unfolds the branches that a block is hidden in; whether there were some.
pub(super) fn show(scene: &Scene<'_>, id: BlockId, folds: &mut Folds) -> bool {
    let parents = scene.graph.parents();
    let mut shown = false;
    let mut at = id;
    // Bounded, so that a graph that breaks the rules cannot hang us.
    for _ in 0..scene.graph.blocks.len() {
        at = match parents.get(&at) {
            Some(Port::Branch(owner, key)) => {
                shown |= folds.branches.remove(&(*owner, key.clone()));
                *owner
            }
            Some(Port::Next(owner) | Port::Slot(owner, _)) => *owner,
            Some(Port::First) | None => break,
        };
    }
    shown
}
