//! What the app asks the person in front of it: one dialog at a time, the oldest first, over everything.
//!
//! Whoever asks waits in the engine; here is only drawn what is asked, and kept what was answered until somebody fetches
//! it with [`State::take_answer`].

use std::collections::BTreeSet;

use egui::{
    Align, Color32, Id, Key, Label, Layout, Modifiers, Response, RichText, ScrollArea, TextEdit, Ui, Vec2, vec2,
};

use super::card::{self, ANSWER, GAP, MARGIN};
use super::number_pad::{self, typed_number};
use super::property::color_in;
use super::react::State;
use super::stage::Stage;
use crate::i18n::{Lang, t};
use crate::model::dialog::{AppDialog, DialogAnswer, DialogForm};
use crate::model::languages::AppLanguages;
use crate::model::value::Value;
use crate::theme::{Theme, regular, semibold};

/// How wide a dialog is, in points; with a number pad beside it.
const WIDTH: f32 = 520.0;
const WIDE: f32 = 640.0;
/// So long a dialog that has just appeared takes no answer, in seconds: a finger that was on its way meant something else.
const SETTLES: f64 = 0.3;

/// What is done with the dialogs of the app.
#[derive(Debug, Default)]
pub(super) struct DialogState {
    /// What stands in the dialog that is shown.
    draft: Option<DialogDraft>,
    /// Answers that nobody has fetched.
    given: Vec<(u64, DialogAnswer)>,
    /// Dialogs that were answered and are not over yet.
    answered: BTreeSet<u64>,
    /// The app shall be stopped.
    stops: bool,
}

/// The dialog that is shown.
#[derive(Debug)]
struct DialogDraft {
    number: u64,
    typed: String,
    /// When it appeared, in the interface's seconds.
    since: f64,
    /// Whether something in it has had the keyboard.
    was_focused: bool,
}

impl State {
    /// What was answered to a dialog of the app, by its number.
    pub fn take_answer(&mut self) -> Option<(u64, DialogAnswer)> {
        self.dialog.given.pop()
    }

    /// Whether a button or the app itself waits for an answer of whoever looks at it.
    pub fn is_asking(&self) -> bool {
        self.asks.is_some() || self.dialog.draft.is_some()
    }

    /// Whether somebody wants to stop the app that asks.
    pub fn take_stop(&mut self) -> bool {
        std::mem::take(&mut self.dialog.stops)
    }
}

/// Shows what the app asks.
pub(super) fn dialog_ui(ui: &Ui, stage: &Stage<'_>, state: &mut State) {
    let dialogs = stage.play.dialogs;
    let state = &mut state.dialog;
    state.answered.retain(|number| dialogs.iter().any(|dialog| dialog.number == *number));
    let Some(dialog) = dialogs.iter().find(|dialog| !state.answered.contains(&dialog.number)) else {
        state.draft = None;
        return;
    };
    let now = ui.input(|input| input.time);
    let lang = stage.play.lang;
    if state.draft.as_ref().is_none_or(|draft| draft.number != dialog.number) {
        let (number, typed) = (dialog.number, at_first(&dialog.form, lang));
        state.draft = Some(DialogDraft { number, typed, since: now, was_focused: false });
    }
    let Some(draft) = &mut state.draft else { return };
    let theme = card::theme_of(stage);
    let color = color_in(stage.play.project, "accent").unwrap_or(theme.select);
    let mut card = DialogCard {
        dialog,
        draft,
        theme,
        color: theme.ground(color.to_opaque()),
        lang,
        languages: &stage.play.project.languages,
        answer: None,
    };
    let mut stops = false;
    let width = card.width(ui);
    let shown = card::card(ui, Id::unique("dialog of the app"), &theme, width, |ui| {
        card.ui(ui, width);
        stops = card.ways_out_ui(ui, stage.play.stoppable);
    });
    let escapes = || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    let answer = card.answer.or_else(|| (shown.is_top_modal && escapes()).then_some(DialogAnswer::Cancelled));
    state.stops |= stops;
    // What was on its way when it appeared was meant for something else.
    let is_settled = state.draft.as_ref().is_some_and(|draft| now - draft.since >= SETTLES);
    if let Some(answer) = answer.filter(|_| is_settled) {
        state.answered.insert(dialog.number);
        state.given.push((dialog.number, answer));
    }
}

/// What stands in its field at first.
fn at_first(form: &DialogForm, lang: Lang) -> String {
    match form {
        DialogForm::Text { given, .. } => given.clone(),
        DialogForm::Number { given: Some(given), .. } => number_pad::shown(*given, lang),
        DialogForm::Message { .. }
        | DialogForm::Confirm { .. }
        | DialogForm::Choose { .. }
        | DialogForm::Number { .. } => String::new(),
    }
}

/// These words, or the usual ones.
fn or_usual(words: &str, usual: &str) -> String {
    if words.trim().is_empty() { usual.to_owned() } else { words.trim().to_owned() }
}

/// A dialog while it is drawn.
struct DialogCard<'a> {
    dialog: &'a AppDialog,
    draft: &'a mut DialogDraft,
    theme: Theme,
    color: Color32,
    lang: Lang,
    /// What the app's own words are in the language that it speaks; what is answered stays as it is written.
    languages: &'a AppLanguages,
    answer: Option<DialogAnswer>,
}

impl DialogCard<'_> {
    /// How wide it is: a number pad stands beside the rest where there is room.
    fn width(&self, ui: &Ui) -> f32 {
        let is_number = matches!(self.dialog.form, DialogForm::Number { .. });
        card::room(ui, vec2(if is_number { WIDE } else { WIDTH }, 0.0)).x
    }

    fn ui(&mut self, ui: &mut Ui, width: f32) {
        match &self.dialog.form {
            DialogForm::Message { done } => {
                self.words_ui(ui, card::room(ui, Vec2::INFINITY).y - ANSWER - GAP);
                ui.add_space(GAP);
                let done = or_usual(self.languages.said(done), "OK");
                let done = card::answer(ui, &done, vec2(width, ANSWER), (&self.theme, Some(self.color)));
                self.focus_first(&done);
                if done.clicked() {
                    self.give(true);
                }
            }
            DialogForm::Confirm { yes, no } => {
                self.words_ui(ui, card::room(ui, Vec2::INFINITY).y - ANSWER - GAP);
                ui.add_space(GAP);
                let yes = or_usual(self.languages.said(yes), t("Ja", "Yes").get(self.lang));
                let no = or_usual(self.languages.said(no), t("Nein", "No").get(self.lang));
                self.pair_ui(ui, width, (&no, &yes), |card, agreed| card.give(agreed));
            }
            DialogForm::Choose { choices } => self.choices_ui(ui, width, choices),
            DialogForm::Text { hint, .. } => {
                self.words_ui(ui, card::room(ui, Vec2::INFINITY).y - 2.0 * (ANSWER + GAP));
                let entered = self.field_ui(ui, width, self.languages.said(hint));
                ui.add_space(GAP);
                self.entry_ui(ui, width, entered, |card| Some(Value::from(card.draft.typed.as_str())));
            }
            DialogForm::Number { min, max, .. } => self.number_ui(ui, width, (*min, *max)),
        }
    }

    fn give(&mut self, value: impl Into<Value>) {
        self.answer = Some(DialogAnswer::Given(value.into()));
    }

    /// The keyboard begins here.
    fn focus_first(&mut self, response: &Response) {
        if !std::mem::replace(&mut self.draft.was_focused, true) {
            response.request_focus();
        }
    }

    /// Title and text; a long one scrolls.
    fn words_ui(&self, ui: &mut Ui, most: f32) {
        let title = self.languages.said(&self.dialog.title);
        let text = &*self.languages.said_lines(&self.dialog.text);
        if !title.is_empty() {
            ui.add(Label::new(RichText::new(title).font(semibold(22.0)).color(self.theme.text)).wrap());
        }
        if !text.is_empty() {
            ScrollArea::vertical().id_salt("words").max_height((most - 2.0 * MARGIN).max(40.0)).show(ui, |ui| {
                ui.add(Label::new(RichText::new(text).font(regular(20.0)).color(self.theme.text)).wrap());
            });
        }
    }

    /// The safe answer and the other one, beside each other.
    fn pair_ui(&mut self, ui: &mut Ui, width: f32, (no, yes): (&str, &str), chosen: impl FnOnce(&mut Self, bool)) {
        let size = vec2((width - GAP) / 2.0, ANSWER);
        ui.horizontal(|ui| {
            let no = card::answer(ui, no, size, (&self.theme, None));
            let yes = card::answer(ui, yes, size, (&self.theme, Some(self.color)));
            // The safe answer is the one that a key hits.
            self.focus_first(&no);
            if no.clicked() || yes.clicked() {
                chosen(self, yes.clicked());
            }
        });
    }

    fn choices_ui(&mut self, ui: &mut Ui, width: f32, choices: &[String]) {
        self.words_ui(ui, card::room(ui, Vec2::INFINITY).y - 3.0 * (ANSWER + GAP));
        ui.add_space(GAP / 2.0);
        let left = card::room(ui, Vec2::INFINITY).y - (ui.min_rect().height() + ANSWER + 3.0 * GAP);
        ScrollArea::vertical().id_salt("choices").max_height(left.max(ANSWER)).show(ui, |ui| {
            ui.set_width(width);
            for choice in choices {
                let entry = card::answer(ui, self.languages.said(choice), vec2(width, ANSWER), (&self.theme, None));
                self.focus_first(&entry);
                if entry.clicked() {
                    self.give(choice.as_str());
                }
            }
        });
        let cancel = t("Abbrechen", "Cancel").get(self.lang);
        ui.add_space(GAP / 2.0);
        if self.quiet_ui(ui, width, cancel) {
            self.answer = Some(DialogAnswer::Cancelled);
        }
    }

    /// An answer that does not stand out.
    fn quiet_ui(&self, ui: &mut Ui, width: f32, words: &str) -> bool {
        let words = RichText::new(words).font(semibold(18.0)).color(self.theme.muted);
        ui.add_sized(vec2(width, ANSWER), egui::Button::new(words).frame(false)).clicked()
    }

    /// A field to type in; whether Enter was pressed in it.
    fn field_ui(&mut self, ui: &mut Ui, width: f32, hint: &str) -> bool {
        let theme = self.theme;
        ui.visuals_mut().text_edit_bg_color = Some(theme.bg);
        let field = TextEdit::singleline(&mut self.draft.typed)
            .font(regular(22.0))
            .text_color(theme.text)
            .hint_text(RichText::new(hint).font(regular(22.0)).color(theme.faint))
            .margin(vec2(14.0, 12.0))
            .align(egui::Align2::LEFT_CENTER)
            .min_size(vec2(width, ANSWER))
            .desired_width(width);
        let field = ui.add(field);
        field.widget_info(|| {
            egui::WidgetInfo::labeled(egui::Role::TextInput, true, self.languages.said_lines(&self.dialog.text))
        });
        self.focus_first(&field);
        field.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter))
    }

    /// *Abbrechen* and *OK* below a field; `value` is what stands in it, nothing where that does not count.
    fn entry_ui(&mut self, ui: &mut Ui, width: f32, entered: bool, value: impl FnOnce(&Self) -> Option<Value>) {
        let value = value(self);
        let size = vec2((width - GAP) / 2.0, ANSWER);
        ui.horizontal(|ui| {
            let no = card::answer(ui, t("Abbrechen", "Cancel").get(self.lang), size, (&self.theme, None));
            let ground = if value.is_some() { self.color } else { self.theme.faint };
            let yes =
                ui.add_enabled_ui(value.is_some(), |ui| card::answer(ui, "OK", size, (&self.theme, Some(ground))));
            let is_given = yes.inner.clicked() || entered;
            if no.clicked() {
                self.answer = Some(DialogAnswer::Cancelled);
            } else if let Some(value) = value.filter(|_| is_given) {
                self.give(value);
            } else if entered {
                // What does not count is typed on.
                self.draft.was_focused = false;
            }
        });
    }

    fn number_ui(&mut self, ui: &mut Ui, width: f32, (min, max): (Option<f64>, Option<f64>)) {
        let is_beside = width >= WIDE - 1.0;
        let pad = if is_beside { number_pad::WIDTH } else { width };
        let left = if is_beside { width - pad - MARGIN } else { width };
        let layout = if is_beside { Layout::left_to_right(Align::Min) } else { Layout::top_down(Align::Min) };
        ui.with_layout(layout, |ui| {
            let height = if is_beside { number_pad::HEIGHT } else { 0.0 };
            ui.allocate_ui_with_layout(vec2(left, height), Layout::top_down(Align::Min), |ui| {
                ui.set_min_size(vec2(left, height));
                let bottom = ui.min_rect().top() + height;
                self.words_ui(ui, number_pad::HEIGHT - 2.0 * (ANSWER + GAP));
                let entered = self.field_ui(ui, left, "");
                self.limits_ui(ui, (min, max));
                if is_beside {
                    ui.add_space((bottom - ui.cursor().top() - ANSWER - GAP).max(0.0));
                    self.number_entry_ui(ui, left, entered, (min, max));
                } else if entered {
                    self.enter_number((min, max));
                }
            });
            if is_beside {
                ui.add_space(MARGIN - GAP);
            }
            ui.allocate_ui_with_layout(vec2(pad, number_pad::HEIGHT), Layout::top_down(Align::Min), |ui| {
                ui.set_width(pad);
                let may_be_negative = min.is_none_or(|min| min < 0.0);
                number_pad::pad_ui(ui, &self.theme, &mut self.draft.typed, may_be_negative, self.lang);
            });
            if !is_beside {
                self.number_entry_ui(ui, left, false, (min, max));
            }
        });
    }

    fn number_entry_ui(&mut self, ui: &mut Ui, width: f32, entered: bool, (min, max): (Option<f64>, Option<f64>)) {
        self.entry_ui(ui, width, entered, |card| typed_number(&card.draft.typed, min, max).map(Value::from));
    }

    fn enter_number(&mut self, (min, max): (Option<f64>, Option<f64>)) {
        match typed_number(&self.draft.typed, min, max) {
            Some(number) => self.give(number),
            None => self.draft.was_focused = false,
        }
    }

    /// Which numbers count; told in red while another one stands there.
    fn limits_ui(&self, ui: &mut Ui, (min, max): (Option<f64>, Option<f64>)) {
        let shown = |number: f64| number_pad::shown(number, self.lang);
        let words = match (min.map(shown), max.map(shown), self.lang) {
            (None, None, _) => return,
            (Some(min), None, Lang::De) => format!("mindestens {min}"),
            (Some(min), None, Lang::En) => format!("at least {min}"),
            (None, Some(max), Lang::De) => format!("höchstens {max}"),
            (None, Some(max), Lang::En) => format!("at most {max}"),
            (Some(min), Some(max), Lang::De) => format!("{min} bis {max}"),
            (Some(min), Some(max), Lang::En) => format!("{min} to {max}"),
        };
        let is_wrong = !self.draft.typed.trim().is_empty() && typed_number(&self.draft.typed, min, max).is_none();
        let color = if is_wrong { self.theme.bad } else { self.theme.muted };
        ui.label(RichText::new(words).font(regular(16.0)).color(color));
    }

    /// Ways out of an app that asks again and again; whether the app shall be stopped.
    fn ways_out_ui(&mut self, ui: &mut Ui, stoppable: bool) -> bool {
        let mut stops = false;
        if !(stoppable || self.dialog.insists) {
            return stops;
        }
        ui.horizontal(|ui| {
            if self.dialog.insists {
                let words = t("Nicht weiter fragen: Ablauf beenden", "Ask no more: end this flow").get(self.lang);
                if self.link_ui(ui, words) {
                    self.answer = Some(DialogAnswer::Ended);
                }
            }
            if stoppable {
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    stops = self.link_ui(ui, t("App anhalten", "Stop the app").get(self.lang));
                });
            }
        });
        stops
    }

    fn link_ui(&self, ui: &mut Ui, words: &str) -> bool {
        let words = RichText::new(words).font(regular(14.0)).color(self.theme.muted).underline();
        ui.add(egui::Button::new(words).frame(false).min_size(vec2(0.0, 32.0))).clicked()
    }
}
