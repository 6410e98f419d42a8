//! What explains something beside it: the keys that change what a drag does, and what is said of a row of a list.

use egui::text::{LayoutJob, TextFormat};
use egui::{
    Align2, Context, CornerRadius, CursorIcon, DragAndDrop, Id, LayerId, Order, Rect, RectAlign, Response, Role, Sense,
    Stroke, StrokeKind, Tooltip, Ui, WidgetInfo, WidgetText, vec2,
};

use super::text::elided;
use super::zoom::zoom_place;
use crate::editor::drag::{Dragged, ItemDrag};
use crate::editor::gestures::GestureDef;
use crate::editor::monitor::TopicDrag;
use crate::i18n::Lang;
use crate::ui::theme::{Theme, regular, semibold};

/// Where what explains a row may stand: never over the rows below it while there is any other room.
const BESIDE: [RectAlign; 3] = [RectAlign::LEFT_START, RectAlign::TOP_START, RectAlign::BOTTOM_START];

/// A tooltip at the side of a row, where it does not cover what comes next.
pub fn tip(response: Response, text: impl Into<WidgetText>) -> Response {
    let text = text.into();
    let row = response.rect;
    tip_ui(response, row, |ui| {
        ui.label(text);
    })
}

/// As [`tip`], with whatever `content` draws, beside all of `row`.
pub fn tip_ui(response: Response, row: Rect, content: impl FnOnce(&mut Ui)) -> Response {
    let mut tooltip = Tooltip::for_enabled(&response).gap(8.0);
    tooltip.popup = tooltip.popup.anchor(row).align(RectAlign::RIGHT_START).align_alternatives(&BESIDE);
    tooltip.show(|ui| {
        ui.set_max_width(320.0);
        content(ui);
    });
    response
}

/// The thing or topic that is being dragged.
pub fn dragged(ctx: &Context) -> Option<Dragged> {
    let thing = DragAndDrop::payload::<ItemDrag>(ctx).map(|drag| Dragged::Thing((*drag).clone()));
    thing.or_else(|| DragAndDrop::payload::<TopicDrag>(ctx).map(|drag| Dragged::Topic((*drag).clone())))
}

/// Where what is dragged would go: over the place itself, and in words what then happens.
pub fn drop_place(ui: &Ui, place: Rect, words: &str) {
    let theme = Theme::current(ui);
    let painter = ui.painter();
    painter.rect(place, CornerRadius::same(5), theme.select_bg, Stroke::new(2.0, theme.select), StrokeKind::Inside);
    let galley = elided(ui, words, regular(12.5), theme.text, place.width() - 12.0);
    painter.galley(place.left_center() + vec2(8.0, -galley.size().y / 2.0), galley, theme.text);
}

/// The name of what is dragged, beside the pointer.
pub fn drag_ghost(ui: &Ui, name: &str) {
    let Some(pointer) = ui.ctx().pointer_interact_pos() else { return };
    let theme = Theme::current(ui);
    let layer = LayerId::new(Order::Tooltip, Id::unique("what is dragged"));
    let painter = ui.ctx().layer_painter(layer);
    let galley = painter.layout_no_wrap(name.to_owned(), semibold(12.5), theme.text);
    let place = Rect::from_min_size(pointer + vec2(14.0, 10.0), galley.size() + vec2(16.0, 8.0));
    painter.rect(place, CornerRadius::same(6), theme.raised, Stroke::new(1.0, theme.select), StrokeKind::Inside);
    painter.galley(place.min + vec2(8.0, 4.0), galley, theme.text);
    ui.ctx().set_cursor_icon(CursorIcon::Grabbing);
}

/// Draws the keys at the bottom of `canvas`; those that are held stand out.
pub fn drag_hint(ui: &Ui, canvas: Rect, lang: Lang, keys: &[(&GestureDef, bool)]) {
    let theme = Theme::current(ui);
    let mut job = LayoutJob::default();
    let keys: Vec<(String, bool)> = keys.iter().map(|(def, held)| (def.hint(lang), *held)).collect();
    for (number, (text, held)) in keys.iter().enumerate() {
        let color = if *held { theme.select } else { theme.muted };
        let font_id = if *held { semibold(12.0) } else { regular(12.0) };
        let room = if number > 0 { 18.0 } else { 0.0 };
        job.append(text, room, TextFormat { font_id, color, ..TextFormat::default() });
    }
    let galley = ui.painter().layout_job(job);
    let bottom = canvas.center_bottom() - vec2(0.0, 12.0);
    let place = Align2::CENTER_BOTTOM.anchor_size(bottom, galley.size() + vec2(28.0, 14.0));
    // Beside the buttons for the zoom, not below them.
    let over = place.right() + 8.0 - zoom_place(canvas).left();
    let place = place.translate(vec2(-over.max(0.0), 0.0));
    let words: Vec<&str> = keys.iter().map(|(text, _)| text.as_str()).collect();
    let response = ui.interact(place, ui.scope_id().with("drag-hint"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, words.join(", ")));
    let painter = ui.painter();
    painter.rect(place, CornerRadius::same(7), theme.panel, theme.border(), StrokeKind::Inside);
    painter.galley(place.center() - galley.size() / 2.0, galley, theme.muted);
}
