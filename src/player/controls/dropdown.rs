//! A list to pick from: closed, the chosen entry and a chevron; open, its entries below it.

use egui::{
    Align, Align2, Color32, Popup, PopupCloseBehavior, Rect, Role, ScrollArea, Sense, SetOpenCommand, Stroke,
    StrokeKind, Ui, WidgetInfo, pos2, vec2,
};

use super::ControlClass;
use crate::i18n::t;
use crate::model::command::CommandTopic;
use crate::model::excerpt;
use crate::model::row::Literal;
use crate::player::common::{
    BLINK, BORDER_COLOR, DARK_TEXT, ENABLED, TEXT_STYLE, VISIBLE, WHITE, font_size, placeholder, popup_frame, radius,
    value_changed,
};
use crate::player::options::SELECTED;
use crate::player::paint::{Look, Paint, Touch, bytes_in, faded, shade, spoken};
use crate::player::property::Handle;
use crate::player::react::Reaction;
use crate::player::row::{ControlDef, ControlGroup, Reading};
use crate::theme::regular;

const OPTIONS: Handle<String> =
    Handle::lines("options", t("Einträge", "Entries"), Literal::Words(t("Eins\nZwei\nDrei", "One\nTwo\nThree")))
        .read_as(Reading::Entries);
const PLACEHOLDER: Handle<String> = placeholder(t("Bitte wählen …", "Please choose…"));
const FONT_SIZE: Handle<f64> = font_size(22.0);
const RADIUS: Handle<f64> = radius(10.0);
const COMMAND: Handle<CommandTopic> = Handle::command(SELECTED);

pub(super) static CLASS: ControlClass = ControlClass {
    def: ControlDef {
        kind: "dropdown",
        group: ControlGroup::Input,
        icon: "chevrons-up-down",
        label: t("Auswahl", "Dropdown"),
        help: t("Wählt einen Eintrag aus einer Liste", "Picks one entry of a list"),
        size: (280.0, 64.0),
        properties: &[
            SELECTED.def,
            OPTIONS.def,
            PLACEHOLDER.def,
            COMMAND.def,
            ENABLED.def,
            VISIBLE.def,
            WHITE.def,
            DARK_TEXT.def,
            BORDER_COLOR.def,
            TEXT_STYLE.def,
            FONT_SIZE.def,
            RADIUS.def,
            BLINK.def,
        ],
        triggers: &[value_changed(SELECTED)],
    },
    paint,
    react,
    describe,
};

fn paint(paint: &Paint<'_>) {
    let disabled = paint.is_disabled();
    let radius = paint.radius(RADIUS);
    let fill = match paint.touch {
        Touch::Pressed => shade(paint.get(WHITE), -0.08),
        Touch::Hovered => shade(paint.get(WHITE), -0.03),
        Touch::Idle | Touch::Focused | Touch::Disabled => paint.get(WHITE),
    };
    paint.painter.rect_filled(paint.rect, radius, faded(fill, disabled));
    let stroke = Stroke::new(paint.px(2.0).max(1.0), faded(paint.get(BORDER_COLOR), disabled));
    paint.painter.rect_stroke(paint.rect, radius, stroke, StrokeKind::Inside);
    paint.focus_ring(paint.rect, radius);
    let ink = faded(paint.get(DARK_TEXT), disabled);
    let selected = paint.get(SELECTED);
    let is_empty = selected.is_empty();
    let (shown, color) = if is_empty { (paint.get(PLACEHOLDER), ink.gamma_multiply(0.5)) } else { (selected, ink) };
    let shown = if is_empty { &*shown } else { paint.said(&shown) };
    let size = paint.px(paint.get(FONT_SIZE) as f32).min(paint.rect.height() * 0.6);
    let chevron = pos2(paint.rect.right() - paint.px(14.0) - size / 2.0, paint.rect.center().y);
    if paint.device.wish.is_some() {
        paint.pending_ring(chevron, size * 0.42);
    } else {
        paint.icon("chevron-down", chevron, size, ink.gamma_multiply(0.7));
    }
    let inner = paint.rect.shrink2(vec2(paint.px(18.0), 0.0));
    let text = Rect::from_min_max(inner.min, pos2(chevron.x - size / 2.0 - paint.px(6.0), inner.bottom()));
    paint.line(shown, paint.font(FONT_SIZE, false), color, Align::Min, text);
}

fn react(ui: &mut Ui, reaction: &mut Reaction<'_>) {
    let response = reaction.sense(ui, Sense::click());
    let selected = reaction.shown(ui, SELECTED, false).into_owned();
    let is_tapped = reaction.tapped(ui, &response);
    let popup = Popup::from_response(&response)
        .open_memory(is_tapped.then_some(SetOpenCommand::Toggle))
        .close_behavior(PopupCloseBehavior::CloseOnClick)
        .gap(4.0)
        .width(response.rect.width())
        .accessible_name(&reaction.control().name)
        .frame(popup_frame(ui, reaction, RADIUS));
    let chosen = popup.show(|ui| entries(ui, reaction, &selected)).and_then(|shown| shown.inner);
    if let Some(chosen) = chosen {
        reaction.change(ui, SELECTED, chosen);
    }
    reaction.describe(&response);
    reaction.paint(ui, reaction.touch(&response), None);
}

fn describe(look: &Look<'_>) -> WidgetInfo {
    let selected = look.get(SELECTED);
    let said = spoken(look.values.said(&selected), look.lang);
    WidgetInfo { current_text_value: Some(said), ..WidgetInfo::new(Role::ComboBox) }
}

/// The entries of the open list; the one that was chosen.
fn entries(ui: &mut Ui, reaction: &Reaction<'_>, selected: &str) -> Option<String> {
    let options = reaction.get(OPTIONS);
    let size = (reaction.get(FONT_SIZE) as f32 * reaction.scale()).clamp(10.0, 80.0);
    let ink: Color32 = reaction.get(DARK_TEXT);
    let mut chosen = None;
    ui.spacing_mut().item_spacing.y = 0.0;
    let list = || options.lines().filter(|option| !option.trim().is_empty());
    let (area, height) =
        (ScrollArea::vertical().max_height(reaction.screen_rect().height() * 0.6), (size * 2.0).max(36.0));
    area.show_rows(ui, height, list().count(), |ui, rows| {
        for option in list().skip(rows.start).take(rows.len()) {
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::click());
            let shown = excerpt::cut(reaction.said(option.trim()), bytes_in(rect.width(), &regular(size)));
            response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, option == selected, &*shown));
            if response.hovered() || option == selected {
                let alpha = if response.hovered() { 0.12 } else { 0.06 };
                ui.painter().rect_filled(rect, 6, ink.gamma_multiply(alpha));
            }
            let left = rect.left_center() + vec2(12.0, 0.0);
            let painter = ui.painter().with_clip_rect(rect.intersect(ui.clip_rect()));
            painter.text(left, Align2::LEFT_CENTER, shown, regular(size), ink);
            if response.clicked() {
                chosen = Some(option.to_owned());
            }
        }
    });
    chosen
}
