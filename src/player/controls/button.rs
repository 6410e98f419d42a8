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
use crate::theme::{Theme, contrast};

const TEXT: Handle<String> = text(t("Antippen", "Tap me"));
const ICON: Handle<String> = Handle::icon("icon", t("Symbol", "Icon"), "");
const COLOR: Handle<Color32> = fill("accent");
const TEXT_COLOR: Handle<Color32> = text_color("#ffffff");
const FONT_SIZE: Handle<f64> = font_size(26.0);
const BOLD: Handle<bool> = bold(true);
const RADIUS: Handle<f64> = radius(14.0);
const COMMAND: Handle<CommandTopic> = Handle::button_command();

/// What large white words have on the orange of old projects, which stays as it was.
const LEAST_CONTRAST: f32 = 2.8;

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
    let ink = faded(ink(paint, color), paint.is_disabled());
    let mut font = paint.font(FONT_SIZE, paint.get(BOLD));
    font.size *= 1.0 - 0.03 * pressed;
    let inner = rect.shrink2(egui::vec2(paint.px(12.0).min(rect.width() / 8.0), 0.0));
    paint.captioned(&paint.get(ICON), &paint.get(TEXT), font, ink, inner);
}

/// The colour of its words: what was chosen, else what can be read on this ground.
fn ink(paint: &Paint<'_>, ground: Color32) -> Color32 {
    let ink = paint.get(TEXT_COLOR);
    let is_chosen = paint.look.values.control().properties.contains_key(TEXT_COLOR.key()) || ink != Color32::WHITE;
    if is_chosen || ground.a() < 255 { ink } else { words_on(ground) }
}

/// White, and dark on a ground so light that white is not read.
fn words_on(ground: Color32) -> Color32 {
    let (white, dark) = (Color32::WHITE, Theme::LIGHT.text);
    let is_lost = contrast(white, ground) < LEAST_CONTRAST && contrast(dark, ground) > contrast(white, ground);
    if is_lost { dark } else { white }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::looks::{COLOR_THEMES, ROLES};
    use crate::theme::parse_color;

    #[test]
    fn the_words_of_a_button_are_read_on_every_colour_of_every_theme() {
        for theme in &COLOR_THEMES {
            for (role, digits) in ROLES.iter().zip(theme.colors) {
                let ground = parse_color(digits).unwrap();
                let found = contrast(words_on(ground), ground);
                assert!(found >= LEAST_CONTRAST, "{} {role}: {found:.2}", theme.key);
            }
        }
        // As every button of old projects is.
        assert_eq!(words_on(parse_color("#e8722a").unwrap()), Color32::WHITE);
    }
}
