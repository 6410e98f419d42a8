//! The first app as a tour over the real window: a frame around what comes next and one sentence. A step ends by itself
//! when it has been done.

use egui::{
    Align, Area, CornerRadius, Frame, Id, Layout, Margin, Order, Pos2, Rect, RichText, Stroke, StrokeKind, Ui, Vec2,
    vec2,
};

use super::Outbox;
use super::theme::{self, Theme};
use super::widgets::{self, Landmark, landmark};
use crate::editor::command::{Action, Command};
use crate::editor::once::LastSeen;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::model::blocks::Block;
use crate::model::control::Control;
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;

/// The control that the tour is about, its event, and the block that sends.
const BUTTON: &str = "button";
const TAPPED: &str = "tapped";
const PUBLISH: &str = "mqtt_publish";

/// Width of the card.
const WIDTH: f32 = 330.0;
/// Room between the card and what it is about.
const GAP: f32 = 14.0;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    /// The start that was seen last.
    begun: LastSeen,
    /// The project that the tour goes through, and where it is.
    at: Option<(u64, TourStep)>,
    /// Whether that step was done in the last frame: one that somebody goes back to does not end at once.
    was_done: bool,
}

/// A step of the tour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum TourStep {
    Place,
    Open,
    Insert,
    Fill,
    Start,
    Tap,
    End,
}

impl TourStep {
    const ALL: [Self; 7] = [Self::Place, Self::Open, Self::Insert, Self::Fill, Self::Start, Self::Tap, Self::End];

    fn number(self) -> usize {
        Self::ALL.iter().position(|step| *step == self).unwrap_or_default()
    }

    fn beside(self, forward: bool) -> Option<Self> {
        let number = self.number();
        Self::ALL.get(if forward { number + 1 } else { number.checked_sub(1)? }).copied()
    }

    fn sentence(self) -> Text {
        match self {
            Self::Place => t("Einen Button auf den Bildschirm ziehen.", "Drag a button onto the screen."),
            Self::Open => t(
                "Den Button doppelt anklicken: das öffnet sein Ereignis Tapped. Hier steht, was geschieht, wenn jemand ihn antippt.",
                "Double-click the button: that opens its event Tapped. Here stands what happens when somebody taps it.",
            ),
            Self::Insert => t(
                "„MQTT Veröffentlichen“ auf die Fläche ziehen: der Baustein sendet eine Nachricht.",
                "Drag “MQTT Publish” onto the canvas: this block sends a message.",
            ),
            Self::Fill => t(
                "Den lokalen Broker wählen, dann Topic und Nachricht eintragen, zum Beispiel halle/licht und an.",
                "Choose the local broker, then enter a topic and a message, for example hall/light and on.",
            ),
            Self::Start => t("Die App starten.", "Start the app."),
            Self::Tap => t(
                "Den Button antippen: die Nachricht erscheint unten im Monitor.",
                "Tap the button: the message appears in the monitor below.",
            ),
            Self::End => t(
                "Geschafft: die Nachricht ist unterwegs, jedes MQTT-Programm kann sie empfangen. Stoppen führt zurück zum Bauen.",
                "Done: the message is on its way, any MQTT program can receive it. Stop leads back to building.",
            ),
        }
    }

    /// Whether it has been done.
    fn is_done(self, view: &View<'_>) -> bool {
        match self {
            Self::Place => button(view).is_some(),
            Self::Open => button(view).is_some_and(|button| view.editor.active == Some(Tab::Handler(tapped(button)))),
            Self::Insert => publish(view).is_some(),
            Self::Fill => publish(view).is_some_and(|(_, block)| {
                let is_filled = |slot: &str| match block.literal(slot) {
                    Some(text) => !text.to_text().is_empty(),
                    None => block.wire(slot).is_some(),
                };
                is_filled("topic") && is_filled("message")
            }),
            Self::Start => view.run().is_some(),
            Self::Tap => view.run().is_some_and(|run| run.counts.0 > 0),
            Self::End => false,
        }
    }

    /// What the frame is around.
    fn landmark(self, view: &View<'_>) -> Option<Landmark> {
        let control = || button(view).map(|button| Landmark::Control(button.id));
        match self {
            Self::Place => Some(Landmark::Card(BUTTON)),
            Self::Open | Self::Tap => control(),
            Self::Insert => Some(Landmark::Entry(PUBLISH)),
            Self::Fill => publish(view).map(|(id, _)| Landmark::Block(id)),
            Self::Start => Some(Landmark::Start),
            Self::End => Some(Landmark::Monitor),
        }
    }

    /// Brings what it is about into sight.
    fn enter(self, view: &View<'_>, out: &mut Outbox) {
        let tab = match self {
            Self::Place | Self::Open => view.editor.project().screens.first().map(|screen| Tab::Screen(screen.id)),
            Self::Insert | Self::Fill => button(view).map(|button| Tab::Handler(tapped(button))),
            Self::Start | Self::Tap | Self::End => None,
        };
        if let Some(tab) = tab.filter(|tab| view.editor.active.as_ref() != Some(tab)) {
            out.push(Command::OpenTab(tab));
        }
        if matches!(self, Self::Tap | Self::End) {
            out.act(Action::ShowMonitor);
        }
    }
}

/// The button that the tour is about.
fn button<'a>(view: &View<'a>) -> Option<&'a Control> {
    view.editor.project().screens.iter().flat_map(|screen| &screen.controls).find(|control| control.kind == BUTTON)
}

fn tapped(button: &Control) -> HandlerRef {
    HandlerRef::new(button.id, TAPPED)
}

/// The block that sends.
fn publish<'a>(view: &View<'a>) -> Option<(BlockId, &'a Block)> {
    let graph = view.editor.project().handler(&tapped(button(view)?))?.graph()?;
    graph.blocks.iter().find(|(_, block)| block.kind == PUBLISH).map(|(id, block)| (*id, block))
}

/// Draws it above the window, while it is on.
pub fn tour_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let document = view.editor.document();
    if view.editor.tour.unseen(&mut state.begun).is_some() {
        state.at = Some((document, TourStep::Place));
        state.was_done = TourStep::Place.is_done(view);
    }
    let Some((_, mut step)) = state.at.filter(|(of, _)| *of == document) else {
        if state.at.take().is_some() {
            landmark::want(ui.ctx(), None);
        }
        return;
    };
    let is_done = step.is_done(view);
    if is_done && !state.was_done {
        // Past all that is there already.
        while let Some(next) = step.beside(true).filter(|_| step.is_done(view)) {
            step = next;
        }
        go_to(ui, view, state, (document, step), out);
    } else {
        state.was_done = is_done;
    }
    landmark::want(ui.ctx(), step.landmark(view));
    if view.editor.dialog.is_some() || view.editor.active.is_none() {
        return;
    }
    let place = landmark::found(ui.ctx());
    if let Some(place) = place {
        frame_ui(ui, place);
    }
    match card_ui(ui, view.lang, step, place) {
        Some(Answer::End) => {
            state.at = None;
            landmark::want(ui.ctx(), None);
        }
        Some(Answer::Beside(forward)) => {
            if let Some(next) = step.beside(forward) {
                go_to(ui, view, state, (document, next), out);
            }
        }
        None => {}
    }
}

fn go_to(ui: &Ui, view: &View<'_>, state: &mut State, at: (u64, TourStep), out: &mut Outbox) {
    state.at = Some(at);
    state.was_done = at.1.is_done(view);
    at.1.enter(view, out);
    // The new place is known once it has been drawn.
    landmark::want(ui.ctx(), at.1.landmark(view));
    ui.ctx().request_repaint();
}

/// The frame around what comes next.
fn frame_ui(ui: &Ui, place: Rect) {
    let ctx = ui.ctx();
    let theme = Theme::current(ui);
    let painter = ctx.layer_painter(egui::LayerId::new(Order::Foreground, Id::unique("tour frame")));
    let rect = place.expand(3.0).intersect(ctx.content_rect().shrink(2.0));
    let soft = Stroke::new(5.0, theme.accent.gamma_multiply(0.25));
    painter.rect_stroke(rect, CornerRadius::same(8), soft, StrokeKind::Outside);
    painter.rect_stroke(rect, CornerRadius::same(8), Stroke::new(2.0, theme.accent), StrokeKind::Outside);
}

/// What was clicked on the card.
enum Answer {
    Beside(bool),
    End,
}

fn card_ui(ui: &Ui, lang: Lang, step: TourStep, place: Option<Rect>) -> Option<Answer> {
    let (ctx, theme) = (ui.ctx(), Theme::current(ui));
    let id = Id::unique("tour");
    let size = ctx.memory(|memory| memory.area_rect(id)).map_or(vec2(WIDTH, 130.0), |rect| rect.size());
    let at = beside(ctx.content_rect().shrink(8.0), place, size);
    let frame = Frame::NONE
        .fill(theme.raised)
        .stroke(Stroke::new(1.0, theme.accent))
        .corner_radius(10)
        .inner_margin(Margin::symmetric(16, 13))
        .shadow(ui.visuals().popup_shadow);
    let shown = Area::new(id).order(Order::Foreground).fixed_pos(at).constrain(true).show(ctx, |ui| {
        frame
            .show(ui, |ui| {
                ui.set_width(WIDTH - 32.0);
                ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
                let last = TourStep::ALL.len() - 1;
                let number = (step.number() + 1).min(last);
                let of = t("von", "of").get(lang);
                let head = format!("{} · {number} {of} {last}", Action::FirstApp.def().text.get(lang));
                ui.label(widgets::section_job(&head, theme.muted));
                ui.label(RichText::new(step.sentence().get(lang)).font(theme::regular(14.0)).color(theme.text));
                ui.add_space(2.0);
                buttons_ui(ui, lang, step)
            })
            .inner
    });
    shown.inner
}

fn buttons_ui(ui: &mut Ui, lang: Lang, step: TourStep) -> Option<Answer> {
    let mut answer = None;
    let size = vec2(ui.available_width(), theme::BUTTON);
    ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
        let end = t("Beenden", "End").get(lang);
        if step == TourStep::End {
            if widgets::primary_button(ui, t("Fertig", "Done").get(lang)).clicked() {
                answer = Some(Answer::End);
            }
            return;
        }
        if widgets::button(ui, t("Weiter", "Next").get(lang)).clicked() {
            answer = Some(Answer::Beside(true));
        }
        if step != TourStep::Place && widgets::button(ui, t("Zurück", "Back").get(lang)).clicked() {
            answer = Some(Answer::Beside(false));
        }
        ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
            if widgets::link(ui, end).clicked() {
                answer = Some(Answer::End);
            }
        });
    });
    answer
}

/// Where the card stands: at the side of what it is about that is nearest to the middle of the window, never over it.
fn beside(window: Rect, place: Option<Rect>, size: Vec2) -> Pos2 {
    let below = window.center_bottom() - vec2(size.x / 2.0, size.y + 60.0);
    let Some(place) = place else { return below };
    let (x, y) = (place.center().x - size.x / 2.0, place.center().y - size.y / 2.0);
    let sides = [
        Pos2::new(place.right() + GAP, y),
        Pos2::new(x, place.bottom() + GAP),
        Pos2::new(place.left() - GAP - size.x, y),
        Pos2::new(x, place.top() - GAP - size.y),
    ];
    let inside = |at: Pos2| {
        let most = (window.max - size).max(window.min);
        at.clamp(window.min, most)
    };
    let free = |at: &Pos2| !Rect::from_min_size(*at, size).intersects(place);
    let off = |at: &Pos2| (*at + size / 2.0).distance(window.center());
    let near = |a: &Pos2, b: &Pos2| off(a).total_cmp(&off(b));
    let free = sides.into_iter().map(inside).filter(free).min_by(near);
    free.unwrap_or_else(|| inside(window.right_bottom() - size))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_card_stands_beside_its_place_and_in_the_window() {
        let window = Rect::from_min_size(Pos2::ZERO, vec2(1000.0, 700.0));
        let size = vec2(300.0, 120.0);
        for place in [
            Rect::from_min_size(Pos2::new(10.0, 10.0), vec2(60.0, 60.0)),
            Rect::from_min_size(Pos2::new(900.0, 10.0), vec2(90.0, 30.0)),
            Rect::from_min_size(Pos2::new(400.0, 640.0), vec2(200.0, 50.0)),
            Rect::from_min_size(Pos2::new(200.0, 400.0), vec2(800.0, 300.0)),
        ] {
            let card = Rect::from_min_size(beside(window, Some(place), size), size);
            assert!(window.contains_rect(card) && !card.intersects(place), "{place:?} {card:?}");
        }
    }
}
