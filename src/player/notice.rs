//! What the running app tells the person in front of it: notifications, and connections that are down.

use std::sync::Arc;
use std::time::Instant;

use egui::text::LayoutJob;
use egui::{Align2, Color32, CornerRadius, Galley, Rect, Role, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::model::excerpt;
use crate::model::item;
use crate::model::run::Level;
use crate::theme::{Theme, glyph, icons, regular};

/// A connection in use that is down or does not get rid of its messages; or what is to be said at a control out of sight.
#[derive(Clone, Debug)]
pub struct Outage {
    /// Which, apart from all others.
    pub of: item::Item,
    /// Its name and how it is, as a sentence.
    pub text: String,
    /// How it is, in a word or two.
    pub word: String,
    /// How bad it is.
    pub color: Color32,
}

/// So many notifications are shown; an app that tells more at once shows the newest.
const MOST: usize = 6;
/// So much of one is shown.
const MOST_ROWS: usize = 6;
const MOST_BYTES: usize = 1_000;

/// Notifications at the upper edge, the newest below.
pub fn toasts(ui: &Ui, notifications: &[(Level, String, Instant)], room: Rect) {
    let theme = Theme::current(ui);
    let now = Instant::now();
    let mut top = room.top() + 16.0;
    let hidden = notifications.len().saturating_sub(MOST);
    for (index, (level, text, until)) in notifications.iter().enumerate().skip(hidden) {
        let Some(left) = until.checked_duration_since(now) else { continue };
        ui.ctx().request_repaint_after(left);
        let (color, icon) = match level {
            Level::Info => (theme.select, "info"),
            Level::Warning => (theme.warn, "triangle-alert"),
            Level::Error => (theme.bad, "circle-alert"),
        };
        let width = (room.width() - 64.0).clamp(80.0, 520.0);
        let galley = wrapped(ui, text, 15.0, theme.text, width - 60.0);
        let size = vec2((galley.size().x + 64.0).max(160.0), galley.size().y + 24.0);
        let rect = Rect::from_min_size(pos2(room.center().x - size.x / 2.0, top), size);
        let response = ui.interact(rect, ui.scope_id().with(("toast", index)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, excerpt::cut(text, excerpt::SENTENCE)));
        let painter = ui.painter();
        painter.add(ui.visuals().popup_shadow.as_shape(rect, CornerRadius::same(8)));
        painter.rect(rect, 8, theme.panel, theme.border(), StrokeKind::Inside);
        let bar = Rect::from_min_size(rect.min + vec2(6.0, 8.0), vec2(4.0, rect.height() - 16.0));
        painter.rect_filled(bar, 2, color);
        painter.text(rect.left_center() + vec2(28.0, 0.0), Align2::CENTER_CENTER, glyph(icon), icons(18.0), color);
        painter.galley(pos2(rect.left() + 46.0, rect.center().y - galley.size().y / 2.0), galley, theme.text);
        top = rect.bottom() + 8.0;
    }
}

/// The text on several lines; one that is too long ends with `…`, so that it never covers the screen.
fn wrapped(ui: &Ui, text: &str, size: f32, color: Color32, width: f32) -> Arc<Galley> {
    let mut job = LayoutJob::simple(excerpt::cut(text, MOST_BYTES).into_owned(), regular(size), color, width);
    job.wrap.max_rows = MOST_ROWS;
    ui.painter().layout_job(job)
}

/// A line with a lamp at the lower right for each connection that is down.
pub(super) fn outages<'a>(ui: &Ui, outages: impl Iterator<Item = &'a Outage>, room: Rect) {
    let theme = Theme::current(ui);
    let mut bottom = room.bottom() - 12.0;
    for Outage { of, text, color, .. } in outages {
        let width = (room.width() - 48.0).clamp(60.0, 520.0);
        let galley = wrapped(ui, text, 13.0, theme.text, width - 36.0);
        let corner = pos2(room.right() - 12.0, bottom);
        let rect = Align2::RIGHT_BOTTOM.anchor_size(corner, galley.size() + vec2(36.0, 12.0));
        let response = ui.interact(rect, ui.scope_id().with(("lamp", of)), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Status, true, text));
        let painter = ui.painter();
        painter.add(ui.visuals().popup_shadow.as_shape(rect, CornerRadius::same(14)));
        painter.rect(rect, 14, theme.panel, theme.border(), StrokeKind::Inside);
        painter.circle_filled(rect.left_center() + vec2(16.0, 0.0), 4.5, *color);
        painter.galley(rect.min + vec2(26.0, 6.0), galley, theme.text);
        bottom = rect.top() - 8.0;
    }
}
