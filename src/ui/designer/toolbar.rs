//! The toolbar that lines up and spreads controls; it floats above the canvas while several are selected.

use egui::{Align2, CornerRadius, Rect, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::Canvas;
use super::geometry::{Arrange, arrange};
use crate::i18n::{Text, t};
use crate::model::edit::Edit;
use crate::model::screen::Area;
use crate::ui::Outbox;
use crate::ui::icon::glyph;
use crate::ui::theme::icons;
use crate::ui::widgets::zoom_place;

/// What each button does: way of arranging, icon, text, and how many controls it takes at least.
const BUTTONS: [(Arrange, &str, Text, usize); 10] = [
    (Arrange::Left, "align-start-vertical", t("Links ausrichten", "Align left"), 2),
    (Arrange::CenterX, "align-center-vertical", t("Mittig ausrichten", "Align centers"), 2),
    (Arrange::Right, "align-end-vertical", t("Rechts ausrichten", "Align right"), 2),
    (Arrange::Top, "align-start-horizontal", t("Oben ausrichten", "Align top"), 2),
    (Arrange::CenterY, "align-center-horizontal", t("Auf halber Höhe ausrichten", "Align middles"), 2),
    (Arrange::Bottom, "align-end-horizontal", t("Unten ausrichten", "Align bottom"), 2),
    (Arrange::SpreadX, "align-horizontal-space-between", t("Waagerecht verteilen", "Distribute horizontally"), 3),
    (Arrange::SpreadY, "align-vertical-space-between", t("Senkrecht verteilen", "Distribute vertically"), 3),
    (Arrange::SameWidth, "move-horizontal", t("Gleiche Breite", "Same width"), 2),
    (Arrange::SameHeight, "move-vertical", t("Gleiche Höhe", "Same height"), 2),
];

/// Index of the buttons that have a gap before them.
const GROUPS: [usize; 3] = [3, 6, 8];
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
    for (index, (how, icon, text, least)) in BUTTONS.into_iter().enumerate() {
        if GROUPS.contains(&index) {
            painter.vline(x + GAP / 2.0, bar.shrink(10.0).y_range(), canvas.theme.border());
            x += GAP;
        }
        let rect = Rect::from_min_size(pos2(x, bar.top() + PADDING), vec2(SIZE, SIZE));
        if button(ui, canvas, rect, (icon, text), canvas.selected.len() >= least) {
            run(canvas, how, text, out);
        }
        x += SIZE;
    }
}

fn button(ui: &Ui, canvas: &Canvas<'_>, rect: Rect, (icon, text): (&str, Text), is_enabled: bool) -> bool {
    let sense = if is_enabled { Sense::click() } else { Sense::hover() };
    let text = canvas.text(text);
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
    response.on_hover_text(text).clicked()
}

fn run(canvas: &Canvas<'_>, how: Arrange, text: Text, out: &mut Outbox) {
    let before = canvas.areas(&canvas.selected);
    let areas: Vec<Area> = before.iter().map(|(_, area)| *area).collect();
    let after = before.iter().map(|(id, _)| *id).zip(arrange(how, &areas)).collect();
    out.edit(Edit::All(text, vec![Edit::SetAreas(after)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_button_has_an_icon_and_its_own_text() {
        let mut texts: Vec<&str> = BUTTONS.iter().flat_map(|(_, _, text, _)| [text.de, text.en]).collect();
        texts.sort_unstable();
        texts.dedup();
        assert_eq!(texts.len(), BUTTONS.len() * 2);
        for (_, icon, ..) in BUTTONS {
            assert_ne!(glyph(icon), '?', "{icon}");
        }
    }
}
