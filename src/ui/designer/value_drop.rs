//! A topic, a thing of the project or a device that is dropped on the screen: a control that it is dropped on follows it,
//! on free ground there is a list of the controls that fit its value; a device says itself what it is.

use egui::{
    Align, Area as Floating, DragAndDrop, Frame, Id, Key, Layout, Margin, Modifiers, Order, Pos2, RichText, ScrollArea,
    Ui,
};

use super::Canvas;
use crate::editor::command::Command;
use crate::editor::devices::DeviceDrag;
use crate::editor::drag::Dragged;
use crate::editor::offers::{self, ControlOffer, OfferedValue};
use crate::editor::selection::Selection;
use crate::i18n::{Lang, t};
use crate::language;
use crate::model::arrange::to_grid;
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::screen::Area;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, TreeRow, tip};

/// Width of the list.
const WIDTH: f32 = 260.0;

/// What was dropped, while the list is open.
#[derive(Debug)]
pub(super) struct DroppedValue {
    drag: Dragged,
    values: Vec<OfferedValue>,
    /// Which of several values are ticked.
    ticked: Vec<bool>,
    /// Where, in pixels of the screen and on the display.
    place: (f32, f32),
    at: Pos2,
}

/// Takes a topic that is let go over the canvas, and shows what it can become.
pub(super) fn update(ui: &Ui, canvas: &Canvas<'_>, dropped: &mut Option<DroppedValue>, out: &mut Outbox) {
    device_let_go(ui, canvas, out);
    if let Some(new) = let_go(ui, canvas, out) {
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

/// What a device is and takes is known: nothing to choose.
fn device_let_go(ui: &Ui, canvas: &Canvas<'_>, out: &mut Outbox) {
    let Some(device) = DragAndDrop::payload::<DeviceDrag>(ui.ctx()) else { return };
    let at = ui.input(|input| input.pointer.latest_pos()).filter(|at| canvas.rect.contains(*at));
    let Some(at) = at else { return };
    let card = canvas.port.rect(&canvas.whole());
    ui.painter().rect_stroke(card, 4, egui::Stroke::new(2.0, canvas.theme.select), egui::StrokeKind::Outside);
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        add(canvas, canvas.port.place(at), device.controls(canvas.view.lang), out);
    }
}

fn let_go(ui: &Ui, canvas: &Canvas<'_>, out: &mut Outbox) -> Option<DroppedValue> {
    let drag = widgets::dragged(ui.ctx())?;
    let project = canvas.view.editor.project();
    let at = ui.input(|input| input.pointer.latest_pos()).filter(|at| canvas.rect.contains(*at))?;
    let place = canvas.port.place(at);
    let over = canvas.screen.controls.iter().rev().find(|control| {
        let Area { x, y, .. } = control.area;
        (x..=control.area.right()).contains(&place.0) && (y..=control.area.bottom()).contains(&place.1)
    });
    let values = match &drag {
        Dragged::Topic(drag) => {
            let topic = canvas.view.data.topics.tree.topic(&drag.connection, &drag.topic);
            let message = topic.and_then(|topic| topic.last()).map(|value| value.message.to_string());
            offers::offered(&message.unwrap_or_default())
        }
        Dragged::Thing(drag) => offers::of_item(project, drag).into_iter().collect(),
    };
    // Of several fields one is chosen first.
    let over = over.filter(|_| values.len() < 2);
    let into = over.and_then(|control| Some((control, drag.into_control(project, control)?)));
    if into.is_none() && values.is_empty() {
        return None;
    }
    let released = ui.input(|input| input.pointer.any_released());
    if let Some((control, (def, property))) = into {
        let words = format!("{} ← {}", def.label.get(canvas.view.lang), name(canvas, &drag));
        widgets::drop_place(ui, canvas.port.rect(&control.area), &words);
        if released {
            DragAndDrop::clear_payload(ui.ctx());
            out.push(Command::Seal);
            out.edit(Edit::SetProperty(vec![control.id], def.key.to_owned(), Some(property)));
            out.push(Command::Select(Selection::one(control.id)));
        }
        return None;
    }
    let card = canvas.port.rect(&canvas.whole());
    ui.painter().rect_stroke(card, 4, egui::Stroke::new(2.0, canvas.theme.select), egui::StrokeKind::Outside);
    if !released {
        return None;
    }
    DragAndDrop::clear_payload(ui.ctx());
    let ticked = vec![false; values.len()];
    Some(DroppedValue { drag, values, ticked, place, at })
}

/// What is dragged, in words.
fn name(canvas: &Canvas<'_>, drag: &Dragged) -> String {
    match drag {
        Dragged::Topic(drag) => drag.topic.clone(),
        Dragged::Thing(drag) => {
            say::shown_name(canvas.view.editor.project(), &drag.0, canvas.view.lang).unwrap_or_default().to_owned()
        }
    }
}

/// Draws the list; whether it stays open.
fn list_ui(ui: &Ui, canvas: &Canvas<'_>, dropped: &mut DroppedValue, out: &mut Outbox) -> bool {
    let mut made = Vec::new();
    let area =
        Floating::new(Id::unique("dropped topic")).order(Order::Foreground).fixed_pos(dropped.at).constrain(true);
    let shown = area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).inner_margin(Margin::symmetric(0, 8)).show(ui, |ui| {
            ui.set_width(WIDTH);
            ui.spacing_mut().item_spacing.y = 2.0;
            padded(ui, |ui| head_ui(ui, &name(canvas, &dropped.drag), dropped));
            made = if dropped.values.len() == 1 {
                one_ui(ui, canvas, dropped)
            } else {
                padded(ui, |ui| several_ui(ui, canvas, dropped))
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

fn head_ui(ui: &mut Ui, name: &str, dropped: &DroppedValue) {
    let theme = Theme::current(ui);
    let topic = RichText::new(name).font(theme::mono(12.0)).color(theme.text);
    ui.add(egui::Label::new(topic).truncate());
    if let [only] = dropped.values.as_slice() {
        let between = if only.path.is_empty() { "" } else { ": " };
        let words = format!("{}{between}{}", only.path, only.sample);
        ui.add(egui::Label::new(RichText::new(words).size(12.0).color(theme.muted)).truncate());
    }
    widgets::separator(ui);
}

/// The controls that one value can become; one click makes one.
fn one_ui(ui: &mut Ui, canvas: &Canvas<'_>, dropped: &DroppedValue) -> Vec<Control> {
    let lang = canvas.view.lang;
    let mut made = Vec::new();
    for value in &dropped.values {
        for offer in &value.offers {
            let Some(def) = language::control(offer.kind) else { continue };
            if tip(TreeRow::new(def.label.get(lang)).icon(def.icon).show(ui), def.help.get(lang)).clicked() {
                made.extend(control(canvas, dropped, *offer, value));
            }
        }
    }
    made
}

/// The fields of a JSON message, each with a tick; a button makes one control for each.
fn several_ui(ui: &mut Ui, canvas: &Canvas<'_>, dropped: &mut DroppedValue) -> Vec<Control> {
    let lang = canvas.view.lang;
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
    chosen.filter_map(|(value, _)| control(canvas, dropped, *value.offers.first()?, value)).collect()
}

fn control(canvas: &Canvas<'_>, dropped: &DroppedValue, offer: ControlOffer, value: &OfferedValue) -> Option<Control> {
    let lang = canvas.view.lang;
    match &dropped.drag {
        Dragged::Topic(drag) => offers::control(offer, value, (&drag.connection, &drag.topic), lang),
        Dragged::Thing(drag) => offers::control_of(offer, value, (canvas.view.editor.project(), drag), lang),
    }
}

/// Adds the controls as one step, one below the other where they were let go, inside the screen.
fn add(canvas: &Canvas<'_>, (x, y): (f32, f32), mut made: Vec<Control>, out: &mut Outbox) {
    let screen = canvas.screen;
    let (width, height) = offers::stacked_size(&made);
    let first = made.first().map_or(0.0, |control| control.area.h / 2.0);
    let left = (x - width / 2.0).min(screen.width - width).max(0.0);
    let top = (y - first).min(screen.height - height).max(0.0);
    offers::stack(&mut made, (to_grid(left, screen.grid).round(), to_grid(top, screen.grid).round()));
    out.edit(Edit::AddControls(screen.id, made));
}
