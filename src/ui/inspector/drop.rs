//! A thing of the project or a topic that is dragged onto a property: the property shows it, or follows its value.

use egui::{DragAndDrop, Rect, Stroke, StrokeKind, Ui};

use super::property::PropertyEditor;
use crate::editor::command::Command;
use crate::editor::drag::{Dragged, ItemDrag};
use crate::editor::view::View;
use crate::i18n::Lang;
use crate::model::item::Item;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Shows that the field of a property takes what is dragged, and takes what is let go on it.
pub(super) fn drop_ui(ui: &Ui, view: &View<'_>, editor: &PropertyEditor<'_>, field: Rect, out: &mut Outbox) {
    let Some(drag) = widgets::dragged(ui.ctx()) else { return };
    let project = view.editor.project();
    if matches!(&drag, Dragged::Thing(ItemDrag(Item::Control(id))) if editor.ids().contains(id)) {
        return;
    }
    let Some(property) = drag.property(project, editor.def()) else { return };
    let theme = Theme::current(ui);
    // The whole row takes it, its label too.
    let row = Rect::from_x_y_ranges(ui.clip_rect().x_range(), field.y_range());
    if !ui.input(|input| input.pointer.latest_pos()).is_some_and(|at| row.contains(at) && ui.clip_rect().contains(at)) {
        ui.painter().rect_stroke(field.expand(1.0), 5.0, Stroke::new(1.0, theme.select), StrokeKind::Outside);
        return;
    }
    let name = match &drag {
        Dragged::Thing(drag) => say::shown_name(project, &drag.0, view.lang).unwrap_or_default(),
        Dragged::Topic(drag) => &drag.topic,
    };
    let words = match view.lang {
        Lang::De => format!("folgt „{name}“"),
        Lang::En => format!("follows “{name}”"),
    };
    widgets::drop_place(ui, field, &words);
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        out.push(Command::Seal);
        out.edit(editor.edit(Some(property)));
    }
}
