//! Fields of blocks: painted text, and a real text field exactly there while one is edited.

mod edit;
mod tab;

use egui::{Key, Rect, Response, Role, Sense, Ui, WidgetInfo, pos2, vec2};

pub(super) use self::edit::focused_ui;
pub(super) use self::tab::{pressed as tab_pressed, to_stop};
use super::labels::{self, Shown};
use super::layout::{BlockLayout, FIELD, Folds, PAD, Row, RowKind};
use super::scene::Scene;
use super::tab_order::{Part, TabStop};
use super::{Outbox, choices};
use crate::i18n::t;
use crate::language::block::Takes;
use crate::language::{self, SlotView};
use crate::model::blocks::edit::{GraphEdit, Target};
use crate::model::blocks::{Block, Slot};
use crate::model::id::BlockId;
use crate::model::topic::TopicName;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::say;
use crate::ui::widgets::{tip, tip_ui};

/// The field that is being edited.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Focus {
    /// The block.
    pub(super) block: BlockId,
    /// The slot.
    pub(super) slot: String,
    /// The text as typed.
    text: String,
    /// What stood in the project when it was drawn last.
    known: Option<Value>,
    /// Not drawn yet: takes the keyboard when it is.
    fresh: bool,
}

/// What of the canvas' memory the fields use.
#[derive(Debug, Default)]
pub(super) struct FieldState {
    /// The field that is being edited.
    pub(super) focus: Option<Focus>,
    /// The list that is open.
    pub(super) open: Option<choices::OpenList>,
    /// What takes the keyboard as soon as it is there.
    pub(super) wants: Option<TabStop>,
    /// The block whose first empty field comes next, once no list and no dialog is open, and the pass that said so.
    pub(super) then: Option<(BlockId, u64)>,
    /// What is folded.
    pub(super) folds: Folds,
}

impl FieldState {
    /// For another handler: nothing is edited, but what was opened and folded stays so.
    pub(super) fn leave(&mut self) {
        *self = Self { folds: std::mem::take(&mut self.folds), ..Self::default() };
    }
}

/// Whether a field opens a list instead of taking text.
pub(super) fn is_dropdown(takes: Takes) -> bool {
    match takes {
        Takes::Choice(_)
        | Takes::Sound
        | Takes::Connection
        | Takes::Variable
        | Takes::Local
        | Takes::Screen
        | Takes::Timer
        | Takes::Function
        | Takes::Parameter
        | Takes::Control
        | Takes::Property
        | Takes::Source
        | Takes::List
        | Takes::NewRow
        | Takes::Column
        | Takes::EventColumn
        | Takes::Language => true,
        Takes::Value(_) | Takes::Topic | Takes::Template | Takes::Fields | Takes::Note | Takes::Lua => false,
    }
}

/// The buttons that change how many items there are: whether it adds, and where it is.
pub(super) fn item_buttons(row: &Row) -> [(bool, Rect); 2] {
    let top = row.rect.center().y - FIELD / 2.0;
    let right = row.rect.right() - PAD;
    let button = |x: f32| Rect::from_min_size(pos2(x, top), vec2(FIELD, FIELD));
    [(false, button(right - 2.0 * FIELD - 4.0)), (true, button(right - FIELD))]
}

/// What a slot is called where its row has no label.
pub(super) fn slot_name(view: &SlotView, scene: &Scene<'_>) -> String {
    let label = view.label.get(scene.lang);
    if !label.is_empty() {
        return label.into_owned();
    }
    match view.takes {
        Takes::Template => t("Vorlage", "Template").get(scene.lang).to_owned(),
        Takes::Note => t("Notiz", "Note").get(scene.lang).to_owned(),
        Takes::Lua => "Lua".to_owned(),
        takes => say::type_label(takes.wire().unwrap_or(Ty::Text)).get(scene.lang).to_owned(),
    }
}

/// Senses the fields of one block.
pub(super) fn block_fields(
    ui: &Ui,
    scene: &Scene<'_>,
    id: BlockId,
    layout: &BlockLayout,
    state: &mut FieldState,
    out: &mut Outbox,
) {
    for row in &layout.rows {
        match &row.kind {
            RowKind::Slot { view, wired: None } => {
                let editing = state.focus.as_ref().is_some_and(|f| f.block == id && f.slot == view.key);
                if !editing {
                    slot_field(ui, scene, id, (row, view), state, out);
                }
            }
            RowKind::Items { count, min, max } => item_fields(ui, scene, id, row, (*count, *min, *max), out),
            RowKind::More { open } => more_field(ui, scene, id, (row, *open), state, out),
            RowKind::Slot { .. } | RowKind::Branch { .. } => {}
        }
    }
}

/// The row that shows and hides the advanced slots.
fn more_field(
    ui: &Ui,
    scene: &Scene<'_>,
    id: BlockId,
    (row, open): (&Row, bool),
    state: &mut FieldState,
    out: &mut Outbox,
) {
    let response = ui.interact(scene.camera.area(row.rect), scene.id.with(("more", id.0)), Sense::click());
    let name = labels::of(&row.label, scene.name(id), scene.lang);
    response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, open, &name));
    tab::keyboard(ui, scene, &response, &TabStop { block: id, part: Part::More }, state, out);
    let word =
        if open { t("Weniger zeigen", "Show less") } else { t("Mehr Einstellungen zeigen", "Show more settings") };
    if tip(response, word.get(scene.lang)).clicked() && !state.folds.opened.remove(&id) {
        state.folds.opened.insert(id);
    }
}

fn item_fields(
    ui: &Ui,
    scene: &Scene<'_>,
    id: BlockId,
    row: &Row,
    (count, min, max): (usize, usize, usize),
    out: &mut Outbox,
) {
    for (plus, rect) in item_buttons(row) {
        let wanted = if plus { (count + 1).min(max) } else { count.saturating_sub(1).max(min) };
        let response = ui.interact(scene.camera.area(rect), scene.id.with(("items", id.0, plus)), Sense::click());
        let word =
            if plus { t("Weiterer Wert", "Add value") } else { t("Letzten Wert entfernen", "Remove last value") };
        let name = format!("{}: {}", word.get(scene.lang), scene.name(id));
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
        let response = tip(response, word.get(scene.lang));
        if response.clicked() && wanted != count {
            out.edit(scene.edit(set_count(scene, id, count, wanted)));
        }
    }
}

/// Moves what is in the branch of an item to where it stands, as a loose stack.
fn loose_branch(scene: &Scene<'_>, block: &Block, number: usize) -> Option<GraphEdit> {
    let branch = language::block(&block.kind)?.form.branches().iter().find(|branch| branch.of_items)?;
    let root = *block.branches.get(branch.key_of(number).as_ref())?;
    let to = Target::Free(super::gesture::drop::pos(scene.layout.aside(root)));
    Some(GraphEdit::Move { root, alone: false, to })
}

/// Changes how many items there are; values and blocks that hang on an item that goes become loose beside the block.
fn set_count(scene: &Scene<'_>, id: BlockId, count: usize, wanted: usize) -> GraphEdit {
    let value = Some(Slot::from(wanted as f64));
    let mut edits = vec![GraphEdit::SetSlot { block: id, slot: language::COUNT.to_owned(), value }];
    for number in wanted + 1..=count {
        let slot = language::item_key(number);
        let wired = scene.block(id).and_then(|block| block.wire(&slot));
        if let Some(value) = wired {
            let to = super::gesture::drop::pos(scene.layout.aside(value));
            edits.push(GraphEdit::Unwire { block: id, slot: slot.clone(), to });
        }
        edits.push(GraphEdit::SetSlot { block: id, slot, value: None });
        edits.extend(scene.block(id).and_then(|block| loose_branch(scene, block, number)));
    }
    GraphEdit::All(edits)
}

fn slot_field(
    ui: &Ui,
    scene: &Scene<'_>,
    id: BlockId,
    (row, view): (&Row, &SlotView),
    state: &mut FieldState,
    out: &mut Outbox,
) {
    let Some(block) = scene.block(id) else { return };
    let response =
        ui.interact(scene.camera.area(row.field), scene.id.with(("field", id.0, view.key.as_ref())), Sense::click());
    let name = labels::of(&slot_name(view, scene), scene.name(id), scene.lang);
    let shown = labels::shown(scene.project, scene.at, block, view, scene.lang);
    let text = match &shown {
        Shown::Text(text) => text.clone(),
        Shown::Empty(_) | Shown::Gone => String::new(),
    };
    let is_bool = is_switch(view);
    let role = if is_bool {
        Role::CheckBox
    } else if is_dropdown(view.takes) {
        Role::ComboBox
    } else {
        Role::TextInput
    };
    response.widget_info(|| field_info(role, &name, &text));
    let by_keys = tab::keyboard(ui, scene, &response, &TabStop::slot(id, &view.key), state, out);
    let down = by_keys && !is_bool && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::ArrowDown));
    let clicked = response.clicked() || down;
    if clicked && by_keys && !is_bool {
        // The list has the keys now; they come back when it closes.
        ui.memory_mut(|memory| memory.surrender_focus(response.id));
    }
    tooltip(response, scene, block, view, &text);
    if clicked {
        act(scene, id, view, state, out);
        if let (true, Some(open)) = (by_keys, &mut state.open) {
            open.by_keys = true;
        }
    }
}

/// What a click on a field does: turns the switch, opens the list, begins to edit.
pub(super) fn act(scene: &Scene<'_>, id: BlockId, view: &SlotView, state: &mut FieldState, out: &mut Outbox) {
    let Some(block) = scene.block(id) else { return };
    if is_switch(view) {
        let on = labels::literal(block, view, scene.lang).is_some_and(|value| value.as_bool() == Some(true));
        out.edit(scene.edit(set(id, &view.key, Value::from(!on))));
    } else {
        open(scene, id, view, state);
    }
}

/// Whether a field is turned by a click, not typed into.
pub(super) fn is_switch(view: &SlotView) -> bool {
    matches!(view.takes, Takes::Value(_)) && labels::literal_type(view.takes) == Ty::Bool
}

fn field_info(role: Role, name: &str, text: &str) -> WidgetInfo {
    if role == Role::CheckBox {
        return WidgetInfo::selected(role, true, text == "wahr" || text == "true", name);
    }
    let mut info = WidgetInfo::labeled(role, true, name);
    info.current_text_value = Some(text.to_owned());
    info
}

fn tooltip(response: Response, scene: &Scene<'_>, block: &Block, view: &SlotView, text: &str) {
    let help = language::block(&block.kind)
        .and_then(|def| def.slots.iter().find(|slot| slot.key == view.key))
        .map(|slot| slot.help.get(scene.lang));
    let topic = match view.takes {
        Takes::Topic if !text.is_empty() => TopicName::parse(text).err(),
        _ => None,
    };
    if help.is_none_or(str::is_empty) && topic.is_none() {
        return;
    }
    let theme = scene.theme;
    let row = response.rect;
    tip_ui(response, row, |ui| {
        if let Some(error) = &topic {
            ui.colored_label(theme.bad, say::topic_error(error, scene.lang));
        }
        if let Some(help) = help {
            ui.label(help);
        }
        if let Takes::Choice(choices) = view.takes {
            for choice in choices {
                ui.label(format!("{}: {}", choice.label.get(scene.lang), choice.help.get(scene.lang)));
            }
        }
    });
}

/// The change that puts a literal or a reference into a slot.
pub(super) fn set(block: BlockId, slot: &str, value: impl Into<Slot>) -> GraphEdit {
    GraphEdit::SetSlot { block, slot: slot.to_owned(), value: Some(value.into()) }
}

/// Begins to edit a field.
pub(super) fn open(scene: &Scene<'_>, id: BlockId, view: &SlotView, state: &mut FieldState) {
    let slot = view.key.clone().into_owned();
    if is_dropdown(view.takes) {
        state.open = Some(choices::OpenList::new(id, slot));
        return;
    }
    let text = scene
        .block(id)
        .and_then(|block| labels::literal(block, view, scene.lang))
        .map(|value| labels::literal_text(&value, scene.lang))
        .unwrap_or_default();
    // Whoever goes into a field has answered what a list has asked: it takes no key from here on.
    state.open = None;
    state.focus = Some(Focus { block: id, slot, text, known: None, fresh: true });
}

/// Begins to edit the first field of a block that can be typed into or chosen from.
pub(super) fn open_first(scene: &Scene<'_>, id: BlockId, state: &mut FieldState) {
    let Some(layout) = scene.layout.blocks.get(&id) else { return };
    let first = layout.rows.iter().filter_map(Row::slot).find(|(view, wired)| wired.is_none() && !is_switch(view));
    if let Some((view, _)) = first {
        open(scene, id, view, state);
    }
}

/// Goes on to the first empty field of a block, after what was chosen or made for another of its fields.
pub(super) fn go_on(ui: &Ui, scene: &Scene<'_>, state: &mut FieldState) {
    let Some((id, pass)) = state.then else { return };
    // The dialog that was asked for opens after this frame.
    if ui.ctx().cumulative_pass_nr() == pass {
        ui.ctx().request_repaint();
        return;
    }
    if scene.view.editor.dialog.is_some() || state.open.is_some() {
        return;
    }
    state.then = None;
    let (Some(layout), Some(block)) = (scene.layout.blocks.get(&id), scene.block(id)) else { return };
    let is_empty = |view: &SlotView| match labels::shown(scene.project, scene.at, block, view, scene.lang) {
        Shown::Text(text) => text.is_empty(),
        Shown::Empty(_) => true,
        Shown::Gone => false,
    };
    let empty = layout.rows.iter().filter_map(Row::slot).find(|(view, wired)| wired.is_none() && is_empty(view));
    if let Some((view, _)) = empty.filter(|_| state.focus.is_none()) {
        open(scene, id, view, state);
    }
}

/// The first block that sends, in a project that knows no broker but the local one: where to is the first question.
pub(super) fn ask_where(scene: &Scene<'_>, id: BlockId, state: &mut FieldState) {
    if scene.project.connections.iter().any(|connection| !connection.is_local()) {
        return;
    }
    let sends = |block: &Block| {
        let slots = language::block(&block.kind).map_or(&[][..], |def| def.slots);
        slots.iter().find(|slot| slot.takes == Takes::Connection).map(|slot| slot.key)
    };
    let graphs = scene.project.handlers().filter_map(|(_, handler)| handler.graph());
    let all = graphs.flat_map(|graph| graph.blocks.values()).filter(|block| sends(block).is_some()).count();
    if let (1, Some(slot)) = (all, scene.block(id).and_then(sends)) {
        state.open = Some(choices::OpenList::guiding(id, slot.to_owned()));
    }
}
