//! What a button asks before it does anything: nothing happens until somebody has said yes.
//!
//! The question goes as soon as its button cannot be used any more: it is hidden, disabled, out of reach, or on another
//! screen.

use egui::{Color32, Id, Key, Label, Modifiers, RichText, Ui, vec2};

use super::card::{self, ANSWER, GAP};
use super::controls;
use super::property::Handle;
use super::react::{Reaction, State};
use super::stage::Stage;
use crate::i18n::{Lang, t};
use crate::model::command::SendMoment;
use crate::model::excerpt;
use crate::model::row::{Cause, Literal};
use crate::model::run::Fire;
use crate::player::common::{TEXT_KEY, VISIBLE, fill};
use crate::theme::{Theme, regular};

/// What is asked before a tap counts; nothing while it is empty.
pub(super) const QUESTION: Handle<String> = Handle::text("question", t("Nachfrage", "Question"), Literal::Text(""));
/// The words of the button, which stand on the answer too.
const WORDS: Handle<String> = Handle::text(TEXT_KEY, t("Text", "Text"), Literal::Text(""));

/// The colour of the button, which the answer has too.
const COLOR: Handle<Color32> = fill("primary");

/// How wide the question is, in points.
const WIDTH: f32 = 440.0;

impl Reaction<'_> {
    /// Whether a tap has to be confirmed. What sends when it is pressed has sent by then.
    pub(super) fn asks(&self) -> bool {
        let has_sent = self.control().command().is_some_and(|command| command.sends != SendMoment::Tapped);
        !has_sent && !self.get(QUESTION).trim().is_empty()
    }
}

/// Asks what is to be asked, and fires the tap once that is confirmed.
pub(super) fn question_ui(ui: &Ui, stage: &Stage<'_>, state: &mut State, fires: &mut Vec<Fire>) {
    let Some(id) = state.asks.take() else { return };
    let Some(control) = stage.screen.control(id) else { return };
    let mut reaction = Reaction::new(stage, state, fires, control, controls::class(&control.kind));
    if !(reaction.is_enabled() && reaction.get(VISIBLE) && reaction.asks()) {
        return;
    }
    let words = (reaction.get(QUESTION).into_owned(), reaction.get(WORDS).trim().to_owned());
    let theme = card::theme_of(stage);
    let color = theme.ground(reaction.get(COLOR).to_opaque());
    match answer(ui, &words, (theme, color), reaction.lang()) {
        Some(true) => reaction.fire(Cause::Tap, None),
        Some(false) => {}
        None => state.asks = Some(id),
    }
}

/// Draws question and answers; `None` while nobody has answered.
fn answer(ui: &Ui, (question, yes): &(String, String), (theme, color): (Theme, Color32), lang: Lang) -> Option<bool> {
    let width = card::room(ui, vec2(WIDTH, 0.0)).x;
    let shown = card::card(ui, Id::unique("question of a button"), &theme, width, |ui| {
        let text = excerpt::cut(question.trim(), excerpt::SENTENCE);
        ui.add(Label::new(RichText::new(text).font(regular(20.0)).color(theme.text)).wrap());
        ui.add_space(GAP);
        let size = vec2((width - GAP) / 2.0, ANSWER);
        let inner = ui.horizontal(|ui| {
            let no = card::answer(ui, t("Abbrechen", "Cancel").get(lang), size, (&theme, None));
            let yes = if yes.is_empty() { "OK" } else { yes };
            let yes = card::answer(ui, yes, size, (&theme, Some(color)));
            if ui.memory(|memory| memory.focused().is_none()) {
                // The safe answer is the one that a key hits.
                no.request_focus();
            }
            no.clicked().then_some(false).or_else(|| yes.clicked().then_some(true))
        });
        inner.inner
    });
    // A tap beside it is none of both answers; Esc is no.
    let is_no = || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    shown.inner.or_else(|| (shown.is_top_modal && is_no()).then_some(false))
}
