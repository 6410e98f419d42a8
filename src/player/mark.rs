//! A small mark at a control: what became of what it has caused. It lies over the screen, moves nothing and takes no
//! input; a screen reader hears it as the status of the control.

use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::{
    Align2, Color32, CornerRadius, FontId, Galley, Painter, Rect, Role, Sense, Stroke, StrokeKind, Ui, Vec2,
    WidgetInfo, pos2, vec2,
};

use super::notice::Outage;
use super::stage::Stage;
use crate::model::control::Control;
use crate::model::id::ControlId;
use crate::model::project::Project;
use crate::theme::{self, Theme, glyph, icons, semibold};

/// How long a mark fades before it is gone.
const FADE: Duration = Duration::from_millis(500);
/// How far a mark reaches over the corner of its control, as a part of its height.
const OVER: f32 = 0.35;

/// A mark, and what it says.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The control.
    pub control: ControlId,
    /// How good or bad it is.
    pub tone: MarkTone,
    /// What stands on it, where there is room: a word or two; empty: the icon says it.
    pub word: String,
    /// The whole sentence, for the pointer that rests on it and for screen readers.
    pub sentence: String,
    /// When it is gone; `None`: it stays.
    pub until: Option<Instant>,
}

/// How good or bad it is: colour and icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkTone {
    /// Not known yet.
    Waiting,
    /// All is well.
    Good,
    /// It may have gone wrong.
    Doubtful,
    /// It went wrong.
    Bad,
}

impl MarkTone {
    /// The sign on it, and its font.
    fn sign(self, size: f32) -> (char, FontId) {
        match self {
            Self::Waiting => (glyph("clock"), icons(size)),
            Self::Good => (glyph("check"), icons(size)),
            Self::Doubtful => ('?', semibold(size)),
            Self::Bad => (glyph("x"), icons(size)),
        }
    }

    /// Marks lie on screens of any colour, so they are light in both themes, as what a project draws.
    fn color(self) -> Color32 {
        match self {
            Self::Waiting | Self::Doubtful => Theme::LIGHT.warn,
            Self::Good => Theme::LIGHT.run,
            Self::Bad => Theme::LIGHT.bad,
        }
    }
}

/// Draws a mark at the upper right corner of its control.
pub(super) fn mark_ui(ui: &Ui, stage: &Stage<'_>, control: &Control, mark: &Mark) {
    let left = mark.until.map(|until| until.saturating_duration_since(Instant::now()));
    if left == Some(Duration::ZERO) {
        return;
    }
    let opacity = left.map_or(1.0, |left| (left.as_secs_f32() / FADE.as_secs_f32()).min(1.0));
    if opacity < 1.0 {
        ui.ctx().request_repaint();
    } else if let Some(left) = left {
        ui.ctx().request_repaint_after(left.saturating_sub(FADE));
    }
    let area = stage.rect(control);
    let size = (24.0 * stage.scale).clamp(18.0, 40.0);
    let font = semibold(size * 0.54);
    let word = ui.painter().layout_no_wrap(mark.word.clone(), font, Theme::LIGHT.text);
    // At the upper edge of the screen it would lie on what the control says.
    let has_room = area.top() - stage.place.top() > size * OVER && word.size().x + size * 1.6 <= area.width();
    let has_word = has_room && !mark.word.is_empty();
    let width = if has_word { size * 1.5 + word.size().x } else { size };
    let rect = place(area, stage.place, vec2(width, size));
    let response = ui.interact(rect, stage.id(ui, control).with("mark"), Sense::hover());
    let told = format!("{}: {}", control.name, mark.sentence);
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &told));
    let mut painter = ui.painter().clone();
    painter.set_opacity(opacity);
    paint(&painter, rect, mark.tone, has_word.then_some(word));
    response.on_hover_text(&mark.sentence);
}

/// What went wrong with a control out of sight, to be told below.
pub(super) fn outage(project: &Project, mark: &Mark) -> Option<Outage> {
    let control = project.control(mark.control).filter(|_| matches!(mark.tone, MarkTone::Bad | MarkTone::Doubtful))?;
    let text = format!("{}: {}", control.name, mark.sentence);
    Some(Outage { of: mark.control.into(), text, word: mark.word.clone(), color: mark.tone.color() })
}

/// Over the corner of the control, and inside the screen.
fn place(area: Rect, screen: Rect, size: Vec2) -> Rect {
    let over = size.y * OVER;
    let corner = pos2(area.right() + over, area.top() - over);
    let edge = 2.0;
    let max_x = screen.right() - edge;
    let min = pos2(corner.x.min(max_x) - size.x, corner.y.max(screen.top() + edge));
    Rect::from_min_size(min, size)
}

fn paint(painter: &Painter, rect: Rect, tone: MarkTone, word: Option<Arc<Galley>>) {
    let half = rect.height() / 2.0;
    let round = CornerRadius::same(half.round() as u8);
    let shadow = egui::epaint::RectShape::filled(rect.translate(vec2(0.0, 1.0)), round, theme::shade(70));
    painter.add(shadow.with_blur_width(half * 0.6));
    painter.rect_filled(rect, round, Theme::LIGHT.panel);
    let disc = rect.left_center() + vec2(half, 0.0);
    painter.circle_filled(disc, half - 2.0, tone.color());
    let (sign, font) = tone.sign(half * 1.15);
    painter.text(disc, Align2::CENTER_CENTER, sign, font, Theme::LIGHT.on_color);
    if let Some(word) = word {
        painter.rect_stroke(rect, round, Stroke::new(1.0, tone.color()), StrokeKind::Inside);
        let at = pos2(rect.left() + rect.height() + half * 0.15, rect.center().y - word.size().y / 2.0);
        painter.galley(at, word, Theme::LIGHT.text);
    }
}
