//! How large a canvas is shown: smaller, the figure, larger, and all of it. Never zooms itself.

use egui::accesskit::Role;
use egui::{Align2, CornerRadius, CursorIcon, Id, Pos2, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use super::text::icon_at;
use crate::editor::command::Action;
use crate::i18n::{Lang, Text, t};
use crate::ui::theme::{self, Theme};

/// Height, and width of a button.
const SIZE: f32 = 26.0;
/// Width of the figure.
const FIGURE: f32 = 50.0;
/// From the corner of the canvas.
const EDGE: f32 = 12.0;

/// Room at the bottom of a canvas in which the buttons stand.
pub const ZOOM_ROOM: f32 = SIZE + 2.0 * EDGE;

/// Where the buttons stand on a canvas.
pub fn zoom_place(canvas: Rect) -> Rect {
    let size = vec2(3.0 * SIZE + FIGURE + 4.0, SIZE + 4.0);
    Align2::RIGHT_BOTTOM.anchor_size(canvas.max - vec2(EDGE, EDGE), size)
}

/// A zoom as people read it: `54 %`, `54%`.
pub fn percent(zoom: f32, lang: Lang) -> String {
    let figure = (zoom * 100.0).round();
    match lang {
        Lang::De => format!("{figure}\u{a0}%"),
        Lang::En => format!("{figure}%"),
    }
}

/// Draws the buttons at the right lower corner of `canvas`; gives what was clicked.
pub fn zoom_buttons(ui: &Ui, canvas: Rect, zoom: f32, lang: Lang) -> Option<Action> {
    let place = zoom_place(canvas);
    if canvas.width() < place.width() + 2.0 * EDGE || canvas.height() < 3.0 * SIZE {
        return None;
    }
    let theme = Theme::current(ui);
    let id = ui.scope_id().with("zoom");
    // Clicks between the buttons must not reach the canvas below.
    let back = ui.interact(place, id, Sense::CLICK | Sense::DRAG);
    back.widget_info(|| WidgetInfo::labeled(Role::Toolbar, true, t("Größe der Ansicht", "Size of the view").get(lang)));
    ui.painter().rect(place, CornerRadius::same(7), theme.panel, theme.border(), StrokeKind::Inside);
    let inner = place.shrink(2.0);
    let figure = percent(zoom, lang);
    let wheel = t("Strg+Mausrad", "Ctrl+wheel").get(lang);
    let parts = [
        (Action::ZoomOut, Face::Icon("minus"), SIZE, wheel),
        (Action::ZoomReset, Face::Figure(&figure), FIGURE, ""),
        (Action::ZoomIn, Face::Icon("plus"), SIZE, wheel),
        (Action::ZoomFit, Face::Icon("maximize"), SIZE, ""),
    ];
    let mut left = inner.left();
    let mut clicked = None;
    for (action, face, width, also) in parts {
        let rect = Rect::from_min_size(pos2(left, inner.top()), vec2(width, inner.height()));
        left += width;
        if button(ui, (id, action), rect, &face, (lang, also)) {
            clicked = Some(action);
        }
    }
    clicked
}

enum Face<'a> {
    Icon(&'static str),
    Figure(&'a str),
}

fn button(ui: &Ui, (id, action): (Id, Action), rect: Rect, face: &Face<'_>, (lang, also): (Lang, &str)) -> bool {
    let theme = Theme::current(ui);
    let response = ui.interact(rect, id.with(action), Sense::click());
    let name = words(action).get(lang);
    let spoken = match face {
        Face::Icon(_) => name.to_owned(),
        Face::Figure(figure) => format!("{name} ({figure})"),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &spoken));
    let hot = response.hovered() || response.has_focus();
    if hot {
        let ring = if response.has_focus() { Stroke::new(1.0, theme.select) } else { Stroke::NONE };
        ui.painter().rect(rect, CornerRadius::same(5), theme.raised, ring, StrokeKind::Inside);
    }
    let color = if hot { theme.text } else { theme.muted };
    match face {
        Face::Icon(icon) => icon_at(ui, rect.center(), icon, 14.0, color),
        Face::Figure(figure) => figure_at(ui, rect.center(), figure, color),
    }
    let keys = action.def().shortcut.map(|shortcut| shortcut.text(lang)).unwrap_or_default();
    let keys = [keys.as_str(), also].into_iter().filter(|keys| !keys.is_empty()).collect::<Vec<_>>().join(", ");
    response.on_hover_cursor(CursorIcon::PointingHand).on_hover_text(format!("{name} ({keys})")).clicked()
}

fn figure_at(ui: &Ui, center: Pos2, figure: &str, color: egui::Color32) {
    ui.painter().text(center, Align2::CENTER_CENTER, figure, theme::regular(12.0), color);
}

/// What a button does, in words.
fn words(action: Action) -> Text {
    if action == Action::ZoomReset { t("Auf 100 % zoomen", "Zoom to 100%") } else { action.def().text }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::icon::glyph;

    #[test]
    fn the_figure_is_written_as_the_language_does() {
        assert_eq!(percent(0.5417, Lang::De), "54\u{a0}%");
        assert_eq!(percent(1.0, Lang::En), "100%");
    }

    #[test]
    fn the_buttons_stand_in_the_room_kept_for_them() {
        let canvas = Rect::from_min_size(pos2(100.0, 50.0), vec2(744.0, 480.0));
        let place = zoom_place(canvas);
        assert!(canvas.contains_rect(place));
        assert!(place.top() >= canvas.bottom() - ZOOM_ROOM);
        for icon in ["minus", "plus", "maximize"] {
            assert_ne!(glyph(icon), '?', "{icon}");
        }
    }
}
