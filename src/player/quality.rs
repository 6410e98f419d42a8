//! How a control looks whose value is out of date, or whose device is not there: pale, with a mark at its corner. The
//! value itself stays readable.

use egui::accesskit::Role;
use egui::{Align2, Rect, Sense, Stroke, Ui, WidgetInfo, vec2};

use super::device::{Barred, Device};
use super::stage::Stage;
use crate::i18n::{Text, t};
use crate::model::control::Control;
use crate::model::run::Quality;
use crate::theme::{Theme, glyph, icons};

/// How much of its colours is left.
const PALE: f32 = 0.5;
/// The clock's size, in screen pixels, and the smallest in points.
const SIZE: (f32, f32) = (22.0, 14.0);

/// What is to be said of a control that writes to a device that it cannot reach.
fn barred(barred: Barred) -> (&'static str, Text) {
    match barred {
        Barred::Connection => (
            "wifi-off",
            t(
                "Keine Verbindung zum Broker: gerade nicht bedienbar, und nichts wird für später gemerkt",
                "Not connected to the broker: cannot be used now, and nothing is kept for later",
            ),
        ),
        Barred::Device => (
            "unplug",
            t(
                "Gerät offline: der letzte Wert, gerade nicht bedienbar",
                "Device offline: its last value, cannot be used now",
            ),
        ),
    }
}

/// Icon and words of a mark; none where all is well.
fn mark_of(quality: Quality) -> Option<(&'static str, Text)> {
    match quality {
        Quality::Good => None,
        Quality::Stale => {
            Some(("clock", t("Wert veraltet: es kommt nichts Neues", "Value out of date: nothing new arrives")))
        }
        Quality::Offline => Some(("unplug", t("Gerät offline: der letzte Wert", "Device offline: its last value"))),
    }
}

/// Draws a control; where its value is not good one sees it.
pub(super) fn shown(ui: &mut Ui, stage: &Stage<'_>, control: &Control, draw: impl FnOnce(&mut Ui)) {
    let of_control = (control.id, String::new())..;
    let of_control = stage.play.quality.range(of_control).take_while(|((id, _), _)| *id == control.id);
    // The worst of its properties counts.
    let worst = of_control.map(|(_, quality)| *quality).max().unwrap_or_default();
    let is_barred = Device::of(control).and_then(|device| device.barred(stage, control));
    let Some((icon, words)) = is_barred.map(barred).or_else(|| mark_of(worst)) else { return draw(ui) };
    let before = ui.opacity();
    if is_barred.is_none() {
        // What cannot be used is pale already.
        ui.multiply_opacity(PALE);
    }
    draw(ui);
    ui.set_opacity(before);
    let rect = stage.rect(control);
    let size = (SIZE.0 * stage.scale).max(SIZE.1).min(rect.height());
    // On the corner, where it covers the least; the screen has an end there, perhaps.
    let inside = stage.place.shrink(size / 2.0);
    let corner = rect.right_top();
    let corner = if inside.is_positive() { inside.clamp(corner) } else { corner };
    let mark = Rect::from_center_size(corner, vec2(size, size));
    // Screens are light, whatever the editor is.
    let theme = Theme::LIGHT;
    let painter = ui.painter();
    painter.circle(mark.center(), size / 2.0, theme.panel, Stroke::new(1.0, theme.line));
    painter.text(mark.center(), Align2::CENTER_CENTER, glyph(icon), icons(size * 0.68), theme.text);
    let response = ui.interact(mark, stage.id(ui, control).with("quality"), Sense::hover());
    let words = words.get(stage.play.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, words));
    response.on_hover_text(words);
}
