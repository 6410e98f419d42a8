//! The toolbar that lines up, spreads and groups controls; it floats above the canvas while several are selected.

use egui::{Align2, CornerRadius, Rect, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::Canvas;
use crate::editor::command::Action;
use crate::i18n::t;
use crate::ui::Outbox;
use crate::ui::icon::glyph;
use crate::ui::theme::icons;
use crate::ui::widgets::zoom_place;

/// What each button does, and its icon.
const BUTTONS: [(Action, &str); 13] = [
    (Action::AlignLeft, "align-start-vertical"),
    (Action::AlignCenters, "align-center-vertical"),
    (Action::AlignRight, "align-end-vertical"),
    (Action::AlignTop, "align-start-horizontal"),
    (Action::AlignMiddles, "align-center-horizontal"),
    (Action::AlignBottom, "align-end-horizontal"),
    (Action::SpreadX, "align-horizontal-space-between"),
    (Action::SpreadY, "align-vertical-space-between"),
    (Action::SameWidth, "move-horizontal"),
    (Action::SameHeight, "move-vertical"),
    (Action::Group, "group"),
    (Action::Ungroup, "ungroup"),
    (Action::MakeComponent, "component"),
];

/// Index of the buttons that have a gap before them.
const GROUPS: [usize; 4] = [3, 6, 8, 10];
const SIZE: f32 = 30.0;
const GAP: f32 = 10.0;
const PADDING: f32 = 5.0;

/// Shows it while two or more controls are selected.
pub(super) fn show(ui: &Ui, canvas: &Canvas<'_>, out: &mut Outbox) {
    if canvas.selected.len() < 2 {
        return;
    }
    let width = SIZE * BUTTONS.len() as f32 + GAP * GROUPS.len() as f32 + 2.0 * PADDING;
    // In one line with the buttons for the zoom, and beside them where there is little room.
    let zoom = zoom_place(canvas.rect);
    let size = vec2(width, SIZE + 2.0 * PADDING);
    let bar = Align2::CENTER_CENTER.anchor_size(pos2(canvas.rect.center().x, zoom.center().y), size);
    let bar = bar.translate(vec2(-(bar.right() + GAP - zoom.left()).max(0.0), 0.0));
    // Clicks between the buttons must not reach the canvas below.
    let name = canvas.text(t("Ausrichten", "Align"));
    let back = ui.interact(bar, ui.scope_id().with("arrange"), Sense::click_and_drag());
    back.widget_info(|| WidgetInfo::labeled(egui::Role::Toolbar, true, name));
    let painter = ui.painter();
    painter.add(ui.visuals().popup_shadow.as_shape(bar, CornerRadius::same(8)));
    painter.rect(bar, 8, canvas.theme.panel, canvas.theme.border(), StrokeKind::Inside);
    let mut x = bar.left() + PADDING;
    for (index, (action, icon)) in BUTTONS.into_iter().enumerate() {
        if GROUPS.contains(&index) {
            painter.vline(x + GAP / 2.0, bar.shrink(10.0).y_range(), canvas.theme.border());
            x += GAP;
        }
        let rect = Rect::from_min_size(pos2(x, bar.top() + PADDING), vec2(SIZE, SIZE));
        if button(ui, canvas, rect, (icon, action), canvas.view.editor.enabled(action)) {
            out.act(action);
        }
        x += SIZE;
    }
}

fn button(ui: &Ui, canvas: &Canvas<'_>, rect: Rect, (icon, action): (&str, Action), is_enabled: bool) -> bool {
    let sense = if is_enabled { Sense::click() } else { Sense::hover() };
    let text = canvas.text(action.def().text);
    let response = ui.interact(rect, ui.scope_id().with(("arrange", icon)), sense);
    response.widget_info(|| WidgetInfo::labeled(egui::Role::Button, is_enabled, text));
    let theme = &canvas.theme;
    if is_enabled && response.hovered() {
        ui.painter().rect_filled(rect.shrink(1.0), 6, ui.visuals().widgets.hovered.bg_fill);
    }
    let color = match (is_enabled, response.hovered()) {
        (false, _) => theme.faint.gamma_multiply(0.6),
        (true, true) => theme.text,
        (true, false) => theme.muted,
    };
    ui.painter().text(rect.center(), Align2::CENTER_CENTER, glyph(icon), icons(16.0), color);
    let keys = action.def().shortcut.map(|keys| format!(" ({})", keys.text(canvas.view.lang))).unwrap_or_default();
    response.on_hover_text(format!("{text}{keys}")).clicked()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_has_an_icon() {
        for (_, icon) in BUTTONS {
            assert_ne!(glyph(icon), '?', "{icon}");
        }
    }
}
