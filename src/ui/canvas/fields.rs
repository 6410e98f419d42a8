//! Fields of blocks: painted text, and a real text field exactly there while one is edited.

use egui::{Align2, Color32, Frame, Id, Key, Margin, Rect, Response, Role, Sense, Stroke, StrokeKind, TextEdit, Ui};
use egui::{WidgetInfo, pos2, vec2};

use super::layout::{BlockLayout, FIELD, PAD, Row, RowKind};
use super::paint::corner;
use super::paint::parts::template;
use super::scene::Scene;
use super::words::{self, Shown};
use super::{Outbox, choices};
use crate::catalog::def::Takes;
use crate::catalog::{self, SlotView};
use crate::editor::command::Command;
use crate::i18n::t;
use crate::model::blocks::check::Ty;
use crate::model::blocks::edit::GraphEdit;
use crate::model::id::BlockId;
use crate::model::topic::TopicName;
use crate::model::value::Value;
use crate::say;
use crate::ui::theme::regular;

/// The field that is being edited.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Focus {
    /// The block.
    pub(super) block: BlockId,
    /// The slot.
    pub(super) slot: String,
    /// The text as typed.
    text: String,
    /// Not drawn yet: takes the keyboard when it is.
    fresh: bool,
}

/// What of the canvas' memory the fields use.
#[derive(Debug, Default)]
pub(super) struct FieldState {
    /// The field that is being edited.
    pub(super) focus: Option<Focus>,
    /// The list that is open.
    pub(super) open: Option<choices::Open>,
}

/// Whether a field opens a list instead of taking text.
pub(super) fn is_dropdown(takes: Takes) -> bool {
    match takes {
        Takes::Choice(_)
        | Takes::Connection
        | Takes::Variable
        | Takes::Local
        | Takes::Screen
        | Takes::Control
        | Takes::Property
        | Takes::Source
        | Takes::Column => true,
        Takes::Value(_) | Takes::Topic | Takes::Template | Takes::Note => false,
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
        takes => words::ty(takes.wire().unwrap_or(Ty::Text), scene.lang).to_owned(),
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
            RowKind::Slot { .. } | RowKind::Branch { .. } => {}
        }
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
        response.widget_info(|| WidgetInfo::labeled(Role::Button, !scene.read_only, &name));
        let response = response.on_hover_text(word.get(scene.lang));
        if response.clicked() && wanted != count && !scene.read_only {
            out.edit(scene.edit(set_count(scene, id, count, wanted)));
        }
    }
}

/// Changes how many items there are; a value wired to an item that goes becomes loose beside the block.
fn set_count(scene: &Scene<'_>, id: BlockId, count: usize, wanted: usize) -> GraphEdit {
    let value = Some(Value::from(wanted as f64));
    let mut edits = vec![GraphEdit::SetSlot { block: id, slot: catalog::COUNT.to_owned(), value }];
    for number in wanted + 1..=count {
        let slot = catalog::item_key(number);
        let wired = scene.block(id).and_then(|block| block.wire(&slot));
        if let Some(value) = wired.and_then(|value| scene.layout.blocks.get(&value)) {
            let to = crate::model::blocks::Pos { x: value.rect.left() - 16.0, y: value.rect.top() + 16.0 };
            edits.push(GraphEdit::Unwire { block: id, slot: slot.clone(), to });
        }
        edits.push(GraphEdit::SetSlot { block: id, slot, value: None });
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
    let name = words::of(&slot_name(view, scene), scene.name(id), scene.lang);
    let shown = words::shown(scene.project, block, view, scene.lang);
    let text = match &shown {
        Shown::Text(text) => text.clone(),
        Shown::Empty(_) | Shown::Gone => String::new(),
    };
    let is_bool = is_switch(scene, id, view);
    let role = if is_bool {
        Role::CheckBox
    } else if is_dropdown(view.takes) {
        Role::ComboBox
    } else {
        Role::TextInput
    };
    response.widget_info(|| field_info(role, !scene.read_only, &name, &text));
    let clicked = response.clicked();
    tooltip(response, scene, block, view, &text);
    if !clicked || scene.read_only {
        return;
    }
    if is_bool {
        let on = words::literal(block, view, scene.lang).is_some_and(|value| value.as_bool() == Some(true));
        out.edit(scene.edit(set(id, &view.key, Value::from(!on))));
    } else {
        open(scene, id, view, state);
    }
}

fn is_switch(scene: &Scene<'_>, id: BlockId, view: &SlotView) -> bool {
    matches!(view.takes, Takes::Value(_))
        && scene.block(id).is_some_and(|block| words::literal_type(scene.project, block, view.takes) == Ty::Bool)
}

fn field_info(role: Role, enabled: bool, name: &str, text: &str) -> WidgetInfo {
    if role == Role::CheckBox {
        return WidgetInfo::selected(role, enabled, text == "wahr" || text == "true", name);
    }
    let mut info = WidgetInfo::labeled(role, enabled, name);
    info.current_text_value = Some(text.to_owned());
    info
}

fn tooltip(response: Response, scene: &Scene<'_>, block: &crate::model::blocks::Block, view: &SlotView, text: &str) {
    let help = catalog::block(&block.kind)
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
    response.on_hover_ui(|ui| {
        ui.set_max_width(280.0);
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

/// The change that puts a literal into a slot.
pub(super) fn set(block: BlockId, slot: &str, value: Value) -> GraphEdit {
    GraphEdit::SetSlot { block, slot: slot.to_owned(), value: Some(value) }
}

/// Begins to edit a field.
pub(super) fn open(scene: &Scene<'_>, id: BlockId, view: &SlotView, state: &mut FieldState) {
    let slot = view.key.clone().into_owned();
    if is_dropdown(view.takes) {
        state.open = Some(choices::Open::new(id, slot));
        return;
    }
    let text = scene
        .block(id)
        .and_then(|block| words::literal(block, view, scene.lang))
        .map(|value| words::literal_text(&value, scene.lang))
        .unwrap_or_default();
    state.focus = Some(Focus { block: id, slot, text, fresh: true });
}

/// Begins to edit the first field of a block that can be typed into or chosen from.
pub(super) fn open_first(scene: &Scene<'_>, id: BlockId, state: &mut FieldState) {
    let Some(layout) = scene.layout.blocks.get(&id) else { return };
    let first =
        layout.rows.iter().filter_map(Row::slot).find(|(view, wired)| wired.is_none() && !is_switch(scene, id, view));
    if let Some((view, _)) = first {
        open(scene, id, view, state);
    }
}

/// Draws the field that is being edited, above everything else on the canvas.
pub(super) fn focused_ui(ui: &mut Ui, scene: &Scene<'_>, state: &mut FieldState, out: &mut Outbox) {
    let Some(mut focus) = state.focus.take() else { return };
    let Some(layout) = scene.layout.blocks.get(&focus.block) else { return };
    let Some(row) = layout.row(&focus.slot) else { return };
    let (Some((view, None)), Some(block)) = (row.slot(), scene.block(focus.block)) else { return };
    let rect = scene.camera.area(row.field);
    let ty = words::literal_type(scene.project, block, view.takes);
    let valid = match view.takes {
        Takes::Topic => focus.text.is_empty() || TopicName::parse(&focus.text).is_ok(),
        _ => ty != Ty::Number || words::parse_literal(&focus.text, ty).as_number().is_some(),
    };
    let stroke = Stroke::new(1.5, if valid { scene.theme.select } else { scene.theme.bad });
    ui.painter().rect(rect, corner(5.0 * scene.camera.zoom), scene.theme.field, stroke, StrokeKind::Inside);
    let response = text_edit(ui, scene, &mut focus, view, rect);
    if let (Takes::Topic, Err(error)) = (view.takes, TopicName::parse(&focus.text))
        && !focus.text.is_empty()
    {
        response.show_tooltip_text(say::topic_error(&error, scene.lang));
    }
    if response.changed() {
        let value = words::parse_literal(&focus.text, ty);
        let key = format!("slot:{}:{}", focus.block, focus.slot);
        out.edit_merged(scene.edit(set(focus.block, &focus.slot, value)), key);
    }
    let fresh = std::mem::take(&mut focus.fresh);
    if fresh {
        response.request_focus();
    } else if !response.has_focus() {
        out.push(Command::Seal);
        if ui.input(|input| input.key_pressed(Key::Tab)) {
            open_next(scene, &focus, state);
        }
        return;
    }
    state.focus = Some(focus);
}

fn text_edit(ui: &mut Ui, scene: &Scene<'_>, focus: &mut Focus, view: &SlotView, rect: Rect) -> Response {
    let zoom = scene.camera.zoom;
    let id: Id = scene.id.with(("edit", focus.block.0, focus.slot.as_str()));
    let lines = matches!(view.takes, Takes::Template | Takes::Note);
    let font = match view.takes {
        Takes::Note => regular(12.5 * zoom),
        _ => regular(13.0 * zoom),
    };
    let margin = Margin::symmetric((8.0 * zoom) as i8, if lines { (4.0 * zoom) as i8 } else { 0 });
    let theme = scene.theme;
    let mut layouter = |ui: &Ui, text: &dyn egui::TextBuffer, width: f32| {
        ui.fonts_mut(|fonts| fonts.layout_job(template(text.as_str(), zoom, &theme, width)))
    };
    let mut edit = if lines { TextEdit::multiline(&mut focus.text) } else { TextEdit::singleline(&mut focus.text) };
    if view.takes == Takes::Template {
        edit = edit.layouter(&mut layouter);
    }
    let edit = edit
        .id(id)
        .font(font)
        .margin(margin)
        .frame(Frame::NONE.inner_margin(margin))
        .background_color(Color32::TRANSPARENT)
        .text_color(scene.theme.text)
        .desired_width(rect.width())
        .desired_rows(1)
        .align(if lines { Align2::LEFT_TOP } else { Align2::LEFT_CENTER })
        .min_size(rect.size());
    let response = ui.place(rect, edit);
    let name = words::of(&slot_name(view, scene), scene.name(focus.block), scene.lang);
    response.accessible_name(name)
}

/// Goes on with the next text field of the same block.
fn open_next(scene: &Scene<'_>, last: &Focus, state: &mut FieldState) {
    let Some(layout) = scene.layout.blocks.get(&last.block) else { return };
    let mut slots = layout.rows.iter().filter_map(Row::slot).skip_while(|(view, _)| view.key != last.slot).skip(1);
    let next =
        slots.find(|(view, wired)| wired.is_none() && !is_dropdown(view.takes) && !is_switch(scene, last.block, view));
    if let Some((view, _)) = next {
        open(scene, last.block, view, state);
    }
}
