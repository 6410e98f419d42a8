//! Publishing by hand: topic, message, stored or not, and messages that are kept for next time.

use egui::{Align, Layout, RichText, Ui, vec2};

use super::actions;
use crate::editor::monitor::{ByHand, MonitorCommand, Outcome};
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::id::ConnectionId;
use crate::model::run::{Fate, PublishError};
use crate::model::saved::SavedMessage;
use crate::model::topic::TopicName;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// What stands in the fields.
#[derive(Debug, Default)]
pub(super) struct PublishForm {
    topic: String,
    message: String,
    retain: bool,
    qos: u8,
    /// The name under which the message is about to be kept.
    name: Option<String>,
    /// Proposed, not typed: the next topic may replace it.
    proposed: Option<(String, String)>,
    /// The topic that was chosen last: only another one is proposed.
    chosen: Option<String>,
}

impl PublishForm {
    /// Fills in a topic and its last message, unless somebody has typed something else.
    pub(super) fn propose(&mut self, topic: String, message: Option<&str>) {
        if self.chosen.as_ref() == Some(&topic) {
            return;
        }
        self.chosen = Some(topic.clone());
        let untouched = match &self.proposed {
            Some((topic, message)) => self.topic == *topic && self.message == *message,
            None => self.topic.is_empty() && self.message.is_empty(),
        };
        if self.topic != topic && (untouched || self.topic.is_empty()) {
            let message = message.filter(|message| message.len() <= 2_000).unwrap_or_default().to_owned();
            self.topic.clone_from(&topic);
            self.message.clone_from(&message);
            self.proposed = Some((topic, message));
        }
    }

    fn fill(&mut self, saved: &SavedMessage) {
        self.topic.clone_from(&saved.topic);
        self.message.clone_from(&saved.message);
        (self.retain, self.qos) = (saved.retain, saved.qos);
        self.proposed = None;
    }

    fn saved(&self, name: &str) -> SavedMessage {
        SavedMessage {
            name: name.trim().to_owned(),
            topic: self.topic.trim().to_owned(),
            message: self.message.clone(),
            retain: self.retain,
            qos: self.qos,
        }
    }
}

/// Draws it.
pub(super) fn publish_ui(
    ui: &mut Ui,
    view: &View<'_>,
    form: &mut PublishForm,
    connection: &ConnectionId,
    out: &mut Outbox,
) {
    let lang = view.lang;
    ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
    ui.add_space(2.0);
    let flaw = TopicName::parse(form.topic.trim()).err().filter(|_| !form.topic.is_empty());
    saved_ui(ui, view, form, out);
    let label = t("Topic der Nachricht", "Topic of the message").get(lang);
    let hint = t("Topic, etwa halle1/band", "Topic, such as hall1/belt").get(lang);
    let flaw = flaw.map(|flaw| say::topic_error(&flaw, lang));
    Input::new(label).hint(hint).mono().flaw(flaw.as_deref()).show(ui, &mut form.topic);
    let label = t("Nachricht von Hand", "Message by hand").get(lang);
    Input::new(label).hint(t("Nachricht", "Message").get(lang)).rows(2).mono().show(ui, &mut form.message);
    send_ui(ui, view, form, connection, out);
    outcome_ui(ui, view);
}

/// Kept messages to choose from, and keeping this one.
fn saved_ui(ui: &mut Ui, view: &View<'_>, form: &mut PublishForm, out: &mut Outbox) {
    let lang = view.lang;
    let mut name = form.name.take();
    ui.horizontal(|ui| {
        ui.set_min_height(theme::BUTTON);
        if let Some(name_now) = &mut name {
            let label = t("Name der Nachricht", "Name of the message").get(lang);
            ui.allocate_ui(vec2((ui.available_width() - 190.0).max(90.0), theme::ROW), |ui| {
                Input::new(label).hint(label).show(ui, name_now);
            });
            let ready = !name_now.trim().is_empty();
            let keep = ui.add_enabled_ui(ready, |ui| widgets::button(ui, t("Merken", "Keep").get(lang))).inner;
            if keep.clicked() {
                out.push(Request::Monitor(MonitorCommand::Keep(form.saved(name_now))));
                name = None;
            } else if widgets::icon_button(ui, "x", t("Nicht merken", "Do not keep").get(lang)).clicked() {
                name = None;
            }
            return;
        }
        ui.allocate_ui(vec2((ui.available_width() - 70.0).max(90.0), theme::ROW), |ui| choose_ui(ui, view, form, out));
        let can = !form.topic.trim().is_empty();
        let words = t("Nachricht merken", "Keep message").get(lang);
        if widgets::icon_button_enabled(ui, "bookmark-plus", words, can).clicked() {
            let level = form.topic.trim().rsplit('/').next().unwrap_or_default();
            let message: String = form.message.chars().take(20).collect();
            name = Some(format!("{level} {message}").trim().to_owned());
        }
    });
    form.name = name;
}

fn choose_ui(ui: &mut Ui, view: &View<'_>, form: &mut PublishForm, out: &mut Outbox) {
    let theme = Theme::current(ui);
    let lang = view.lang;
    let label = t("Gemerkte Nachrichten", "Kept messages").get(lang);
    let current = view.data.topics.messages.iter().find(|saved| **saved == form.saved(&saved.name));
    let shown = match current {
        Some(saved) => (saved.name.as_str(), theme.text),
        None => (label, theme.faint),
    };
    widgets::choice_field(ui, label, shown, |ui| {
        if view.data.topics.messages.is_empty() {
            let words = t("Noch keine. Das Lesezeichen merkt diese.", "None so far. The bookmark keeps this one.");
            ui.label(RichText::new(words.get(lang)).color(theme.faint));
        }
        for saved in &view.data.topics.messages {
            ui.horizontal(|ui| {
                if ui.selectable_label(current == Some(saved), &saved.name).on_hover_text(&saved.topic).clicked() {
                    form.fill(saved);
                    ui.close();
                }
                ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
                    let words = match lang {
                        Lang::De => format!("{} vergessen", saved.name),
                        Lang::En => format!("Forget {}", saved.name),
                    };
                    if widgets::icon_button(ui, "x", &words).clicked() {
                        out.push(Request::Monitor(MonitorCommand::Forget(saved.name.clone())));
                    }
                });
            });
        }
    });
}

fn send_ui(ui: &mut Ui, view: &View<'_>, form: &mut PublishForm, connection: &ConnectionId, out: &mut Outbox) {
    let lang = view.lang;
    let topic = TopicName::parse(form.topic.trim());
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        if let Some(i) = widgets::segmented(ui, &["Default", "Retained"], usize::from(form.retain), 138.0) {
            form.retain = i == 1;
        }
        ui.label(RichText::new("QoS").size(12.0).color(Theme::current(ui).muted));
        if let Some(i) = widgets::segmented(ui, &["0", "1", "2"], usize::from(form.qos), 69.0) {
            form.qos = i.min(2) as u8;
        }
        let up = actions::is_up(view, connection);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let ready = topic.is_ok() && up;
            let words = t("Senden", "Send").get(lang);
            let response = ui.add_enabled_ui(ready, |ui| widgets::primary_button(ui, words)).inner;
            let response = if up {
                response
            } else {
                response.on_disabled_hover_text(t("Erst verbinden", "Connect first").get(lang))
            };
            if let (true, Ok(topic)) = (response.clicked(), topic) {
                let (message, retain, qos) = (form.message.clone(), form.retain, form.qos);
                let by_hand = ByHand { connection: connection.clone(), topic, message, retain, qos };
                out.push(Request::Monitor(MonitorCommand::Publish(by_hand)));
            }
        });
    });
    if form.retain && form.message.is_empty() {
        let words = t(
            "Leer und Retained: löscht, was auf dem Topic gespeichert ist.",
            "Empty and retained: clears what is stored on the topic.",
        );
        widgets::remark(ui, words.get(lang));
    }
}

/// What became of the last message.
fn outcome_ui(ui: &mut Ui, view: &View<'_>) {
    let Some(outcome) = &view.data.topics.outcome else { return };
    let theme = Theme::current(ui);
    let (sentence, good) = words(outcome, view.lang);
    let color = match good {
        Some(true) => theme.run,
        Some(false) => theme.bad,
        None => theme.warn,
    };
    ui.add(egui::Label::new(RichText::new(sentence).size(12.0).color(color)).wrap());
}

/// The sentence, and whether it is good, bad, or open.
fn words(outcome: &Outcome, lang: Lang) -> (String, Option<bool>) {
    let (words, good) = match &outcome.fate {
        Ok(fate @ (Fate::Sent | Fate::Acknowledged)) => (say::fate(fate, lang), Some(true)),
        Ok(fate @ Fate::Waiting) => (say::fate(fate, lang), None),
        Ok(fate @ (Fate::Refused(_) | Fate::Dropped(_))) => (say::fate(fate, lang), Some(false)),
        Err(PublishError::Refused(why)) => (say::refuse_reason(why, lang), Some(false)),
        Err(PublishError::Full(_)) => (say::fate(&Fate::Waiting, lang), None),
    };
    if outcome.count > 1 {
        return (format!("{} / {} · {words}", outcome.done, outcome.count), good);
    }
    (format!("{}: {words}", outcome.topic), good)
}
