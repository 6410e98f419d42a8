//! The card on which people are asked something: over everything, with answers that a finger hits.

use egui::{
    Button, Color32, Frame, Id, Margin, Modal, ModalResponse, Response, RichText, Stroke, StrokeKind, Ui, Vec2, vec2,
};

use super::property::color_in;
use super::stage::Stage;
use crate::theme::{self, Theme, semibold};

/// How high an answer is, in points.
pub(super) const ANSWER: f32 = 56.0;
/// Room between answers.
pub(super) const GAP: f32 = 12.0;
/// Room around what stands on the card, and at least around the card.
pub(super) const MARGIN: f32 = 24.0;

/// The colours of the card: the screen has its own, whatever the theme of the program is.
pub(super) fn theme_of(stage: &Stage<'_>) -> Theme {
    let is_dark = color_in(stage.play.project, &stage.screen.background).is_some_and(|ground| ground.intensity() < 0.5);
    if is_dark { Theme::DARK } else { Theme::LIGHT }
}

/// How much there is room for on a card, of what it would like to have.
pub(super) fn room(ui: &Ui, wanted: Vec2) -> Vec2 {
    let most = ui.ctx().content_rect().size() - Vec2::splat(2.0 * MARGIN + 32.0);
    wanted.min(most).max(Vec2::splat(160.0))
}

/// Draws a card of this width over everything.
pub(super) fn card<R>(
    ui: &Ui,
    id: Id,
    theme: &Theme,
    width: f32,
    content: impl FnOnce(&mut Ui) -> R,
) -> ModalResponse<R> {
    let margin = Margin::same(MARGIN as i8);
    let frame = Frame::new().fill(theme.panel).stroke(theme.border()).corner_radius(16).inner_margin(margin);
    Modal::new(id).backdrop_color(theme::shade(130)).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing = vec2(GAP, GAP);
        content(ui)
    })
}

/// An answer.
pub(super) fn answer(ui: &mut Ui, words: &str, size: Vec2, (theme, ground): (&Theme, Option<Color32>)) -> Response {
    let ink = if ground.is_some() { theme.on_color } else { theme.text };
    let words = RichText::new(words).font(semibold(18.0)).color(ink);
    let button = Button::new(words).truncate().fill(ground.unwrap_or(theme.raised)).stroke(theme.border());
    let response = ui.add_sized(size, button.corner_radius(12).min_size(size));
    if response.has_focus() {
        ui.painter().rect_stroke(response.rect, 12, Stroke::new(2.0, theme.select), StrokeKind::Inside);
    }
    response
}
