//! While the app runs: what its variables and controls hold, in the place of the palette. Nothing can be put in then.

use egui::{Frame, Margin, ScrollArea, Ui, UiBuilder, vec2};

use super::labels::literal_text;
use crate::editor::run_state::RunState;
use crate::editor::selection::Selection;
use crate::editor::view::View;
use crate::i18n::t;
use crate::language;
use crate::model::blocks::Block;
use crate::model::control::Control;
use crate::model::handler::HandlerRef;
use crate::model::id::VariableId;
use crate::model::item::Item;
use crate::model::value::Value;
use crate::ui::theme::{PAD, Theme};
use crate::ui::widgets::{self, TreeRow};

/// A thing of the app and what it holds.
struct LiveRow {
    icon: &'static str,
    name: String,
    value: String,
}

/// Shows the values: first what the selected block uses, then all variables, then the controls of the screen.
pub(super) fn live_ui(ui: &mut Ui, view: &View<'_>, run: &RunState, at: &HandlerRef) {
    // Rows and headings bring the margin of a side panel with them.
    let whole = ui.available_rect_before_wrap().expand2(vec2(12.0, 0.0));
    let mut ui = ui.new_child(UiBuilder::new().max_rect(whole).id_salt("live values"));
    ScrollArea::vertical().auto_shrink(false).show(&mut ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if let Some((title, rows)) = of_selected(view, run, at)
            && !rows.is_empty()
        {
            section(ui, "selected", title, &rows);
        }
        let variables: Vec<LiveRow> = view
            .editor
            .project()
            .variables
            .iter()
            .filter_map(|variable| variable_row(view, run, variable.id))
            .collect();
        let title = t("Variablen", "Variables").get(view.lang);
        section(ui, "variables", title, &variables);
        if variables.is_empty() {
            let sentence = t("Diese App hat keine Variablen", "This app has no variables").get(view.lang);
            Frame::NONE.inner_margin(Margin::symmetric(PAD as i8, 0)).show(ui, |ui| widgets::remark(ui, sentence));
        }
        if let Some(screen) = view.editor.project().screen(run.screen) {
            let rows: Vec<LiveRow> =
                screen.controls.iter().filter_map(|control| main_row(view, run, control)).collect();
            section(ui, "controls", "Controls", &rows);
        }
    });
}

fn section(ui: &mut Ui, id: &str, title: &str, rows: &[LiveRow]) {
    let theme = Theme::current(ui);
    widgets::section(ui, title);
    for (number, row) in rows.iter().enumerate() {
        let look = TreeRow::new(&row.name).icon(row.icon).hint(&row.value).hint_color(theme.text);
        widgets::tip(ui.push_id((id, number), |ui| look.show(ui)).inner, &row.value);
    }
}

/// What the selected block reads or writes.
fn of_selected(view: &View<'_>, run: &RunState, at: &HandlerRef) -> Option<(&'static str, Vec<LiveRow>)> {
    let Selection::Blocks(of, blocks) = &view.editor.selection else { return None };
    let graph = view.editor.project().handler(at).filter(|_| of == at)?.graph()?;
    let block = graph.block(*blocks.last()?)?;
    let title = language::block(&block.kind)?.label.get(view.lang);
    let mut rows: Vec<LiveRow> = used(view, run, block).into_iter().collect();
    // Also what is wired into it.
    rows.extend(block.inner_children().filter_map(|id| used(view, run, graph.block(id)?)));
    Some((title, rows))
}

/// What a block reads or writes holds, in a line.
pub(super) fn of_block(view: &View<'_>, run: &RunState, block: &Block) -> Option<String> {
    used(view, run, block).map(|row| format!("{}: {}", row.name, row.value))
}

fn used(view: &View<'_>, run: &RunState, block: &Block) -> Option<LiveRow> {
    if let Some(id) = block.item("variable").and_then(Item::variable) {
        return variable_row(view, run, id);
    }
    let (_, control) = language::control_in(view.editor.project(), block)?;
    let key = block.literal("property").and_then(Value::as_text)?;
    property_row(view, run, control, key)
}

fn variable_row(view: &View<'_>, run: &RunState, id: VariableId) -> Option<LiveRow> {
    let variable = view.editor.project().variable(id)?;
    let value = run.variables.get(&id).unwrap_or(&variable.initial);
    Some(LiveRow { icon: "variable", name: variable.name.clone(), value: literal_text(value, view.lang) })
}

/// The property that a control is for: it comes first in its list.
fn main_row(view: &View<'_>, run: &RunState, control: &Control) -> Option<LiveRow> {
    let key = language::control(&control.kind)?.properties.first()?.key;
    property_row(view, run, control, key)
}

fn property_row(view: &View<'_>, run: &RunState, control: &Control, key: &str) -> Option<LiveRow> {
    let def = language::property(&control.kind, key)?;
    let live = run.properties.get(&control.id).and_then(|of| of.get(key)).cloned();
    let value = live.or_else(|| language::script_value(view.editor.project(), control, key));
    let icon = language::control(&control.kind).map_or("square", |def| def.icon);
    let text = value.map(|value| literal_text(&value, view.lang)).unwrap_or_default();
    let name = format!("{} · {}", control.name, def.label.get(view.lang));
    Some(LiveRow { icon, name, value: text })
}
