//! A topic from the monitor that is dropped on the screen: a list of the controls that fit what came on it last.

use egui::{
    Align, Area as Floating, DragAndDrop, Frame, Id, Key, Layout, Margin, Modifiers, Order, Pos2, RichText, ScrollArea,
    Ui,
};

use super::Canvas;
use super::geometry::to_grid;
use crate::editor::monitor::TopicDrag;
use crate::editor::offers::{self, ControlOffer, OfferedValue};
use crate::i18n::{Lang, t};
use crate::language;
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, TreeRow, tip};

/// Width of the list.
const WIDTH: f32 = 260.0;
/// Distance of controls that are made together, in pixels of the screen.
const GAP: f32 = 10.0;

/// What was dropped, while the list is open.
#[derive(Debug)]
pub(super) struct DroppedTopic {
    drag: TopicDrag,
    values: Vec<OfferedValue>,
    /// Which of several values are ticked.
    ticked: Vec<bool>,
    /// Where, in pixels of the screen and on the display.
    place: (f32, f32),
    at: Pos2,
}

/// Takes a topic that is let go over the canvas, and shows what it can become.
pub(super) fn update(ui: &Ui, canvas: &Canvas<'_>, dropped: &mut Option<DroppedTopic>, out: &mut Outbox) {
    if let Some(new) = let_go(ui, canvas) {
        // From the next picture on: what opened the list must not close it.
        ui.ctx().request_repaint();
        *dropped = Some(new);
        return;
    }
    if let Some(mut open) = dropped.take()
        && list_ui(ui, canvas, &mut open, out)
    {
        *dropped = Some(open);
    }
}

fn let_go(ui: &Ui, canvas: &Canvas<'_>) -> Option<DroppedTopic> {
    let drag = DragAndDrop::payload::<TopicDrag>(ui.ctx())?;
    let at = ui.input(|input| input.pointer.latest_pos()).filter(|at| canvas.rect.contains(*at))?;
    let card = canvas.port.rect(&canvas.whole());
    ui.painter().rect_stroke(card, 4, egui::Stroke::new(2.0, canvas.theme.select), egui::StrokeKind::Outside);
    if !ui.input(|input| input.pointer.any_released()) {
        return None;
    }
    DragAndDrop::clear_payload(ui.ctx());
    let topic = canvas.view.data.topics.tree.topic(&drag.connection, &drag.topic);
    let message = topic.and_then(|topic| topic.last()).map(|value| value.message.to_string()).unwrap_or_default();
    let values = offers::offered(&message);
    let ticked = vec![false; values.len()];
    Some(DroppedTopic { drag: (*drag).clone(), values, ticked, place: canvas.port.place(at), at })
}

/// Draws the list; whether it stays open.
fn list_ui(ui: &Ui, canvas: &Canvas<'_>, dropped: &mut DroppedTopic, out: &mut Outbox) -> bool {
    let mut made = Vec::new();
    let area =
        Floating::new(Id::unique("dropped topic")).order(Order::Foreground).fixed_pos(dropped.at).constrain(true);
    let shown = area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).inner_margin(Margin::symmetric(0, 8)).show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = 2.0;
            padded(ui, |ui| head_ui(ui, dropped));
            made = if dropped.values.len() == 1 {
                one_ui(ui, canvas.view.lang, dropped)
            } else {
                padded(ui, |ui| several_ui(ui, canvas.view.lang, dropped))
            };
        });
    });
    if !made.is_empty() {
        add(canvas, dropped.place, made, out);
        return false;
    }
    let escape = ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    !escape && !shown.response.clicked_elsewhere()
}

/// Content with the margins that rows have.
fn padded<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    Frame::NONE.inner_margin(Margin::symmetric(theme::PAD as i8, 0)).show(ui, content).inner
}

fn head_ui(ui: &mut Ui, dropped: &DroppedTopic) {
    let theme = Theme::current(ui);
    let topic = RichText::new(&dropped.drag.topic).font(theme::mono(12.0)).color(theme.text);
    ui.add(egui::Label::new(topic).truncate());
    if let [only] = dropped.values.as_slice() {
        let between = if only.path.is_empty() { "" } else { ": " };
        let words = format!("{}{between}{}", only.path, only.sample);
        ui.add(egui::Label::new(RichText::new(words).size(12.0).color(theme.muted)).truncate());
    }
    widgets::separator(ui);
}

/// The controls that one value can become; one click makes one.
fn one_ui(ui: &mut Ui, lang: Lang, dropped: &DroppedTopic) -> Vec<Control> {
    let mut made = Vec::new();
    for value in &dropped.values {
        for offer in &value.offers {
            let Some(def) = language::control(offer.kind) else { continue };
            if tip(TreeRow::new(def.label.get(lang)).icon(def.icon).show(ui), def.help.get(lang)).clicked() {
                made.extend(control(dropped, *offer, value, lang));
            }
        }
    }
    made
}

/// The fields of a JSON message, each with a tick; a button makes one control for each.
fn several_ui(ui: &mut Ui, lang: Lang, dropped: &mut DroppedTopic) -> Vec<Control> {
    let theme = Theme::current(ui);
    ScrollArea::vertical().max_height(320.0).show(ui, |ui| {
        for (value, ticked) in dropped.values.iter().zip(&mut dropped.ticked) {
            ui.horizontal(|ui| {
                ui.checkbox(ticked, &value.path);
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let sample = RichText::new(&value.sample).font(theme::mono(12.0)).color(theme.muted);
                    ui.add(egui::Label::new(sample).truncate());
                });
            });
        }
    });
    ui.add_space(4.0);
    let count = dropped.ticked.iter().filter(|ticked| **ticked).count();
    let words = match (count, lang) {
        (0, _) => t("Felder ankreuzen", "Tick fields").get(lang).to_owned(),
        (1, Lang::De) => "1 Control einfügen".to_owned(),
        (_, Lang::De) => format!("{count} Controls einfügen"),
        (1, Lang::En) => "Add 1 control".to_owned(),
        (_, Lang::En) => format!("Add {count} controls"),
    };
    let clicked = ui.add_enabled_ui(count > 0, |ui| widgets::primary_button(ui, &words).clicked()).inner;
    if !clicked {
        return Vec::new();
    }
    let chosen = dropped.values.iter().zip(&dropped.ticked).filter(|(_, ticked)| **ticked);
    chosen.filter_map(|(value, _)| control(dropped, *value.offers.first()?, value, lang)).collect()
}

fn control(dropped: &DroppedTopic, offer: ControlOffer, value: &OfferedValue, lang: Lang) -> Option<Control> {
    offers::control(offer, value, (&dropped.drag.connection, &dropped.drag.topic), lang)
}

/// Adds the controls as one step, one below the other where the topic was let go, inside the screen.
fn add(canvas: &Canvas<'_>, (x, y): (f32, f32), mut made: Vec<Control>, out: &mut Outbox) {
    let screen = canvas.screen;
    let all: f32 = made.iter().map(|control| control.area.h + GAP).sum::<f32>() - GAP;
    let mut top = (y - made.first().map_or(0.0, |control| control.area.h / 2.0)).min(screen.height - all).max(0.0);
    for control in &mut made {
        let left = (x - control.area.w / 2.0).min(screen.width - control.area.w).max(0.0);
        control.area.x = to_grid(left, screen.grid).round();
        control.area.y = to_grid(top, screen.grid).round();
        top += control.area.h + GAP;
    }
    out.edit(Edit::AddControls(screen.id, made));
}
