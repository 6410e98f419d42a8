//! One of a few, side by side: the chosen one stands out.

use egui::{Align, Color32, Rect, Sense, Ui, pos2};

use super::ControlClass;
use crate::i18n::t;
use crate::model::command::CommandTopic;
use crate::model::row::Literal;
use crate::model::value::Value;
use crate::player::common::{BLINK, DARK_TEXT, ENABLED, TEXT_STYLE, VISIBLE, fill, font_size, radius, value_changed};
use crate::player::measure::track_color;
use crate::player::options::{self, Options, SELECTED};
use crate::player::paint::{Paint, Touch, faded, soft_shadow};
use crate::player::property::Handle;
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup, Reading};

const OPTIONS: Handle<String> =
    Handle::lines("options", t("Einträge", "Entries"), Literal::Words(t("Aus\nAuto\nHand", "Off\nAuto\nManual")))
        .read_as(Reading::Entries);
const COLOR: Handle<Color32> = fill("surface");
const FONT_SIZE: Handle<f64> = font_size(22.0);
const RADIUS: Handle<f64> = radius(12.0);
const COMMAND: Handle<CommandTopic> = Handle::command(SELECTED);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "segments",
        group: ControlGroup::Input,
        icon: "columns-3",
        label: t("Segmente", "Segments"),
        help: t("Wählt eins von wenigen, nebeneinander", "Picks one of a few, side by side"),
        size: (360.0, 60.0),
        properties: &[
            SELECTED.def,
            OPTIONS.def,
            COMMAND.def,
            ENABLED.def,
            VISIBLE.def,
            COLOR.def,
            DARK_TEXT.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            RADIUS.def,
            BLINK.def,
        ],
        triggers: &[value_changed(SELECTED)],
    },
    paint,
    react,
    describe: options::describe,
};

/// The place of one of `count` entries.
fn place(rect: Rect, index: usize, count: usize) -> Rect {
    let width = rect.width() / count.max(1) as f32;
    Rect::from_min_max(
        pos2(rect.left() + width * index as f32, rect.top()),
        pos2(rect.left() + width * (index + 1) as f32, rect.bottom()),
    )
}

fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let ink = faded(paint.get(DARK_TEXT), disabled);
    let radius = paint.radius(RADIUS);
    paint.painter.rect_filled(paint.rect, radius, faded(track_color(paint.get(DARK_TEXT)), disabled));
    paint.focus_ring(paint.rect, radius);
    let (selected, all) = (paint.get(SELECTED), paint.get(OPTIONS));
    let options: Vec<&str> = options::lines(&all).collect();
    let inset = paint.px(4.0);
    let wish = paint.device.wish.map(Value::to_text);
    for (index, option) in options.iter().enumerate() {
        let rect = place(paint.rect, index, options.len()).shrink(inset);
        let is_chosen = *option == selected;
        if is_chosen {
            let inner = paint.round(f32::from(radius.nw) - inset);
            if !disabled {
                soft_shadow(paint.painter, rect, inner, paint.scale * 0.7);
            }
            paint.painter.rect_filled(rect, inner, faded(paint.get(COLOR), disabled));
        }
        let ink = if is_chosen { ink } else { ink.gamma_multiply(0.75) };
        let mut text = rect.shrink2(egui::vec2(paint.px(6.0), 0.0));
        if wish.as_deref() == Some(*option) {
            let radius = (rect.height() * 0.16).max(3.0);
            paint.pending_ring(pos2(text.right() - radius * 1.4, text.center().y), radius);
            text.set_right(text.right() - radius * 3.0);
        }
        paint.shrunk(paint.said(option), paint.font(FONT_SIZE, is_chosen), ink, Align::Center, text);
        let is_last = index + 1 == options.len();
        let touches_chosen = is_chosen || options.get(index + 1).is_some_and(|next| *next == selected);
        if !is_last && !touches_chosen {
            let x = rect.right() + inset;
            let line = egui::Stroke::new(paint.px(1.0).max(1.0), ink.gamma_multiply(0.25));
            paint.painter.vline(x, egui::Rangef::new(rect.top() + inset * 2.0, rect.bottom() - inset * 2.0), line);
        }
    }
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let rect = reaction.rect();
    let of = Options { entries: OPTIONS, place: &|index, count| place(rect, index, count) };
    let touch = of.react(ui, reaction, Sense::click());
    reaction.paint(ui, if touch == Touch::Pressed { Touch::Hovered } else { touch }, None);
}
