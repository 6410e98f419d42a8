//! One of a few, below each other, with a circle in front of each.

use egui::{Align, Color32, Rect, Sense, Stroke, Ui, pos2};

use super::ControlClass;
use crate::i18n::t;
use crate::model::command::CommandTopic;
use crate::model::row::Literal;
use crate::model::value::Value;
use crate::player::common::{BLINK, DARK_TEXT, ENABLED, TEXT_STYLE, VISIBLE, fill, font_size, value_changed};
use crate::player::options::{self, Options, SELECTED};
use crate::player::paint::{Paint, faded};
use crate::player::property::Handle;
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup, Reading};

const OPTIONS: Handle<String> =
    Handle::lines("options", t("Einträge", "Entries"), Literal::Words(t("Eins\nZwei\nDrei", "One\nTwo\nThree")))
        .read_as(Reading::Entries);
const COLOR: Handle<Color32> = fill("primary");
const FONT_SIZE: Handle<f64> = font_size(22.0);
const COMMAND: Handle<CommandTopic> = Handle::command(SELECTED);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "radio",
        group: ControlGroup::Input,
        icon: "circle-dot",
        label: t("Optionen", "Radio group"),
        help: t("Wählt eins von wenigen, untereinander", "Picks one of a few, below each other"),
        size: (260.0, 150.0),
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
    let height = rect.height() / count.max(1) as f32;
    Rect::from_min_max(
        pos2(rect.left(), rect.top() + height * index as f32),
        pos2(rect.right(), rect.top() + height * (index + 1) as f32),
    )
}

fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let ink = faded(paint.get(DARK_TEXT), disabled);
    let color = faded(paint.get(COLOR), disabled);
    let (selected, all) = (paint.get(SELECTED), paint.get(OPTIONS));
    let options: Vec<&str> = options::lines(&all).collect();
    let wish = paint.device.wish.map(Value::to_text);
    for (index, option) in options.iter().enumerate() {
        let row = place(paint.rect, index, options.len());
        let radius = paint.px(14.0).min(row.height() / 2.0 - 1.0).max(1.0);
        let center = pos2(row.left() + radius + 1.0, row.center().y);
        let is_chosen = *option == selected;
        let line = Stroke::new(paint.px(2.5).max(1.0), if is_chosen { color } else { ink.gamma_multiply(0.55) });
        paint.painter.circle(center, radius - line.width / 2.0, ink.gamma_multiply(0.03), line);
        if is_chosen {
            paint.painter.circle_filled(center, radius * 0.5, color);
        }
        if wish.as_deref() == Some(*option) {
            paint.pending_ring(center, radius - line.width / 2.0);
        }
        let text = Rect::from_min_max(pos2(center.x + radius + paint.px(12.0), row.top()), row.max);
        let option = paint.said(option);
        paint.line(option, paint.font(FONT_SIZE, false), ink, Align::Min, text);
    }
    paint.focus_ring(paint.rect.expand(paint.px(6.0)), paint.round(paint.px(12.0)));
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let rect = reaction.rect();
    let of = Options { entries: OPTIONS, place: &|index, count| place(rect, index, count) };
    let touch = of.react(ui, reaction, Sense::click());
    reaction.paint(ui, touch, None);
}
