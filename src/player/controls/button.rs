//! A button with words and an icon: rounded, lighter under the pointer, darker and a little smaller while pressed.

use egui::{Color32, Role, Sense, Ui, WidgetInfo};

use super::ControlClass;
use crate::i18n::{same, t};
use crate::model::command::CommandTopic;
use crate::player::common::{
    BLINK, DOUBLE_TAPPED, ENABLED, HELD, LEADS_TO, LONG_PRESSED, PRESSED, RELEASED, TAPPED, TEXT_STYLE, VISIBLE, bold,
    fill, font_size, radius, text, text_color,
};
use crate::player::paint::{Look, Paint, Touch, faded, shade, soft_shadow};
use crate::player::property::Handle;
use crate::player::question::QUESTION;
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup};

const TEXT: Handle<String> = text(t("Antippen", "Tap me"));
const ICON: Handle<String> = Handle::icon("icon", t("Symbol", "Icon"), "");
const COLOR: Handle<Color32> = fill("accent");
const TEXT_COLOR: Handle<Color32> = text_color("#ffffff");
const FONT_SIZE: Handle<f64> = font_size(26.0);
const BOLD: Handle<bool> = bold(true);
const RADIUS: Handle<f64> = radius(14.0);
const COMMAND: Handle<CommandTopic> = Handle::button_command();

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "button",
        group: ControlGroup::Input,
        icon: "rectangle-ellipsis",
        label: same("Button"),
        help: t("Löst beim Antippen etwas aus", "Does something when tapped"),
        size: (220.0, 80.0),
        properties: &[
            TEXT.def,
            ICON.def,
            QUESTION.def,
            COMMAND.def,
            LEADS_TO.def,
            ENABLED.def,
            VISIBLE.def,
            COLOR.def,
            TEXT_COLOR.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            BOLD.def,
            RADIUS.def,
            BLINK.def,
        ],
        triggers: &[TAPPED, DOUBLE_TAPPED, LONG_PRESSED, PRESSED, RELEASED, HELD],
    },
    paint,
    react,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let color = paint.get(COLOR);
    let pressed = paint.motion.unwrap_or(0.0);
    let fill = match paint.touch {
        Touch::Hovered | Touch::Focused => shade(color, 0.08),
        Touch::Idle | Touch::Pressed | Touch::Disabled => color,
    };
    let fill = faded(shade(fill, -0.16 * pressed), paint.is_disabled());
    let rect = paint.rect.scale_from_center(1.0 - 0.03 * pressed);
    let radius = paint.radius(RADIUS);
    if !paint.is_disabled() && color.a() > 0 {
        soft_shadow(paint.painter, rect, radius, paint.scale * (1.0 - pressed));
    }
    paint.painter.rect_filled(rect, radius, fill);
    paint.focus_ring(rect, radius);
    let ink = faded(paint.get(TEXT_COLOR), paint.is_disabled());
    let mut font = paint.font(FONT_SIZE, paint.get(BOLD));
    font.size *= 1.0 - 0.03 * pressed;
    let inner = rect.shrink2(egui::vec2(paint.px(12.0).min(rect.width() / 8.0), 0.0));
    paint.captioned(&paint.get(ICON), &paint.get(TEXT), font, ink, inner);
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::click());
    reaction.describe(&response);
    let is_tapped = reaction.tapped(ui, &response);
    reaction.pressing(ui, &response, is_tapped);
    let touch = reaction.touch(&response);
    let motion = reaction.press_motion(ui, &response, touch);
    reaction.paint(ui, touch, Some(motion));
    reaction.ring(ui, COLOR, RADIUS);
}

fn describe(_: &Look<'_>) -> WidgetInfo {
    WidgetInfo::new(Role::Button)
}
