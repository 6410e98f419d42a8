//! What a control writes by itself: to a topic, or to a variable, which is to be bound to it.

use egui::Ui;

use super::binding;
use super::binding::fields::{CardFields, TextLook};
use super::binding::origin::{choice, heard_topics, path_flaw, usual_connection};
use super::property::PropertyEditor;
use super::{State, fact_row, fold_line, mixed, padded, row};
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language;
use crate::language::checks::{bad_command, bad_topic};
use crate::model::binding::{Binding, Origin, value_in_payload};
use crate::model::command::{CommandTopic, PATIENCE, SendMoment, tells_state};
use crate::model::edit::Edit;
use crate::model::id::VariableId;
use crate::model::payload::Form;
use crate::model::place::Place;
use crate::model::property::Property;
use crate::model::source::ColumnType;
use crate::model::topic::{TopicError, TopicName};
use crate::model::types::Ty;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// What the qualities of service are called.
const QOS: [Text; 3] = [
    t("0 · höchstens einmal", "0 · at most once"),
    t("1 · mindestens einmal", "1 · at least once"),
    t("2 · genau einmal", "2 · exactly once"),
];

/// Where what is set goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WriteTarget {
    Nowhere,
    Topic,
    Variable(VariableId),
    NewVariable,
}

/// What is being edited.
struct Writing<'a> {
    fields: CardFields<'a>,
    /// The property whose changes are sent; `None` of a button.
    of: Option<&'static str>,
    /// What it is bound to.
    binding: Option<Binding>,
}

/// Draws it.
pub(super) fn write_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (editor, of): (&PropertyEditor<'_>, Option<&'static str>),
    (state, out): (&mut State, &mut Outbox),
) {
    let key = format!("{}/write", editor.key);
    if editor.is_mixed() {
        fact_row(ui, &key, target_label(editor.lang), mixed(editor.lang));
        return;
    }
    let binding = of.and_then(|of| editor.other(of)).and_then(|property| property.binding().cloned());
    let binding = binding.map(|binding| (*binding).clone());
    let mut writing = Writing { fields: CardFields { view, editor, state, out, key: &key }, of, binding };
    writing.target_ui(ui);
    if let Some(command) = editor.command() {
        writing.topic_ui(ui, command);
        writing.messages_ui(ui, command);
        writing.state_ui(ui);
        if writing.rarer_head_ui(ui) {
            writing.rarer_ui(ui, command);
        }
        writing.flaws_ui(ui);
    }
}

fn target_label(lang: Lang) -> &'static str {
    t("Schreibt nach", "Writes to").get(lang)
}

impl Writing<'_> {
    fn lang(&self) -> Lang {
        self.fields.editor.lang
    }

    /// The type of what is sent; `None` of a button.
    fn ty(&self) -> Option<Ty> {
        let kind = &self.fields.editor.control().kind;
        Some(language::property(kind, self.of?)?.holds.ty())
    }

    fn target_ui(&mut self, ui: &mut Ui) {
        let lang = self.lang();
        let project = self.fields.view.editor.project();
        let command = self.fields.editor.command();
        let variable = match self.binding.as_ref().map(|binding| &binding.from) {
            Some(Origin::Variable(id)) => Some(*id),
            _ => None,
        };
        let nowhere = t("nichts", "nothing").get(lang);
        let topic = t("Topic", "Topic").get(lang);
        let name = |id: VariableId| project.variable(id).map_or("?", |variable| variable.name.as_str());
        let of_variable = |id| format!("{} {}", t("Variable", "Variable").get(lang), name(id));
        let shown = match (command, variable) {
            (Some(_), _) => topic.to_owned(),
            (None, Some(id)) => of_variable(id),
            (None, None) => nowhere.to_owned(),
        };
        let mut entries = vec![(WriteTarget::Nowhere, nowhere.to_owned()), (WriteTarget::Topic, topic.to_owned())];
        if self.of.is_some() {
            let variables = project.variables.iter();
            entries.extend(variables.map(|each| (WriteTarget::Variable(each.id), of_variable(each.id))));
            let new = t("Neue Variable …", "New variable…").get(lang);
            entries.push((WriteTarget::NewVariable, new.to_owned()));
        }
        if let Some(target) = choice(ui, &self.fields, (target_label(lang), Some(&shown)), entries) {
            self.aim(target);
        }
        if let (None, Some(_)) = (command, variable) {
            let words = t(
                "Zwei Wege: Was hier eingestellt wird, geht in die Variable, und was in ihr steht, wird gezeigt.",
                "Two ways: what is set here goes into the variable, and what it holds is shown.",
            );
            self.remark(ui, words);
        }
    }

    fn remark(&self, ui: &mut Ui, words: Text) {
        padded(ui, &format!("{}/{}", self.fields.key, words.en), |ui| widgets::remark(ui, words.get(self.lang())));
    }

    fn aim(&mut self, target: WriteTarget) {
        let editor = self.fields.editor;
        let is_variable = matches!(self.binding, Some(Binding { from: Origin::Variable(_), .. }));
        match (target, self.of) {
            (WriteTarget::Nowhere, of) => {
                let mut edits = vec![editor.edit(None)];
                // To be bound to a variable is to write to it.
                edits.extend(of.filter(|_| is_variable).map(|of| editor.edit_other(of, None)));
                self.edit_all(edits);
            }
            (WriteTarget::Topic, _) => {
                let command = self.new_command();
                self.fields.set(command);
            }
            (WriteTarget::Variable(id), Some(of)) => {
                let from = Origin::Variable(id);
                let binding = match &self.binding {
                    Some(binding) if is_variable => Binding { from, ..binding.clone() },
                    Some(_) | None => Binding::to(from),
                };
                self.edit_all(vec![editor.edit(None), editor.edit_other(of, Some(Property::from(binding)))]);
            }
            (WriteTarget::NewVariable, _) => self.fields.out.push(Command::OpenDialog(Dialog::NewVariable(None))),
            (WriteTarget::Variable(_), None) => {}
        }
    }

    fn edit_all(&mut self, edits: Vec<Edit>) {
        self.fields.out.push(Command::Seal);
        self.fields.out.edit(Edit::All(t("Schreibziel ändern", "Change where it writes"), edits));
    }

    /// A command that fits where the state comes from.
    fn new_command(&self) -> CommandTopic {
        let view = self.fields.view;
        let Some(Origin::Topic { connection, filter, path, .. }) = self.binding.as_ref().map(|binding| &binding.from)
        else {
            return CommandTopic::to(usual_connection(view.editor.project()), "");
        };
        let last = view.data.topics.tree.topic(connection, filter).and_then(|topic| topic.last());
        let value = last.and_then(|last| value_in_payload(&last.message, path, ColumnType::Text));
        let sample = value.map(|value| value.to_text()).unwrap_or_default();
        CommandTopic::for_state(connection.clone(), (filter, path), &sample)
    }

    fn topic_ui(&mut self, ui: &mut Ui, command: &CommandTopic) {
        let lang = self.lang();
        let project = self.fields.view.editor.project();
        let entries = project.connections.iter().map(|each| (each.id.clone(), each.name.clone()));
        let shown = project.connection(&command.connection).map(|each| each.name.as_str());
        if let Some(connection) = choice(ui, &self.fields, (t("Verbindung", "Connection").get(lang), shown), entries) {
            self.fields.set(CommandTopic { connection, ..command.clone() });
        }
        let hint = t("halle1/licht/set", "hall1/light/set").get(lang);
        let label = t("Befehls-Topic", "Command topic").get(lang);
        let look = TextLook { label, hint, flaw: Some(name_flaw), ..TextLook::default() };
        let heard = heard_topics(&self.fields, &command.connection);
        let list = t("Gehörte Topics", "Topics heard").get(lang);
        if let Some(topic) = self.fields.text_or_listed(ui, look, &command.topic, (list, heard)) {
            let topic = topic.trim().to_owned();
            self.fields.set_typed(CommandTopic { topic, ..command.clone() }, "topic");
        }
    }

    /// A row for a message; the button below it puts a hole in.
    fn message_ui(&mut self, ui: &mut Ui, label: Text, text: &str, set: impl FnOnce(String) -> CommandTopic) {
        let lang = self.lang();
        let hint = t("leere Nachricht", "empty message").get(lang);
        let look = TextLook { label: label.get(lang), hint, ..TextLook::default() };
        if let Some(text) = self.fields.text(ui, look, text) {
            self.fields.set_typed(set(text), label.en);
        }
    }

    fn messages_ui(&mut self, ui: &mut Ui, command: &CommandTopic) {
        let base = || command.clone();
        let on = |on| CommandTopic { on, ..base() };
        let off = |off| CommandTopic { off, ..base() };
        match (self.ty(), command.sends) {
            (None, sends) => {
                self.moment_ui(ui, command);
                let label =
                    if sends == SendMoment::Held { t("Gedrückt", "Pressed") } else { t("Nachricht", "Message") };
                self.message_ui(ui, label, &command.on, on);
                if sends == SendMoment::Held {
                    self.message_ui(ui, t("Losgelassen", "Released"), &command.off, off);
                    self.repeat_ui(ui, command);
                }
            }
            (Some(Ty::Bool), _) => {
                self.message_ui(ui, t("An sendet", "On sends"), &command.on, on);
                self.message_ui(ui, t("Aus sendet", "Off sends"), &command.off, off);
            }
            (Some(_), _) => {
                let label = t("Nachricht", "Message");
                self.message_ui(ui, label, &command.message, |message| CommandTopic { message, ..base() });
            }
        }
        let lang = self.lang();
        let hint = t("ganze Nachricht", "whole message").get(lang);
        let label = t("Feld im JSON", "JSON field").get(lang);
        let look = TextLook { label, hint, flaw: Some(path_flaw), ..TextLook::default() };
        if let Some(path) = self.fields.text(ui, look, &command.path) {
            self.fields.set_typed(CommandTopic { path: path.trim().to_owned(), ..base() }, "path");
        }
    }

    fn moment_ui(&mut self, ui: &mut Ui, command: &CommandTopic) {
        let lang = self.lang();
        let words = |sends: SendMoment| match sends {
            SendMoment::Tapped => t("beim Antippen", "when tapped").get(lang).to_owned(),
            SendMoment::Pressed => t("beim Drücken", "when pressed").get(lang).to_owned(),
            SendMoment::Held => t("solange gedrückt", "while pressed").get(lang).to_owned(),
        };
        let entries = [SendMoment::Tapped, SendMoment::Pressed, SendMoment::Held].map(|sends| (sends, words(sends)));
        let label = t("Sendet", "Sends").get(lang);
        if let Some(sends) = choice(ui, &self.fields, (label, Some(&words(command.sends))), entries) {
            self.fields.set(CommandTopic { sends, ..command.clone() });
        }
    }

    fn repeat_ui(&mut self, ui: &mut Ui, command: &CommandTopic) {
        let lang = self.lang();
        let label = t("Erneut alle ms", "Again every ms").get(lang);
        let look = TextLook { label, hint: t("nie", "never").get(lang), ..TextLook::default() };
        let current = (command.repeat_ms > 0).then(|| f64::from(command.repeat_ms));
        if let Some(typed) = self.fields.number(ui, look, current) {
            let repeat_ms = typed.or_none().map_or(0, |ms| ms.clamp(0.0, 60_000.0) as u32);
            self.fields.set_typed(CommandTopic { repeat_ms, ..command.clone() }, "repeat");
        }
        self.remark(ui, if command.repeat_ms > 0 { MUST_STOP } else { CANNOT_STOP });
    }

    /// That nobody tells the state, and what mends it.
    fn state_ui(&mut self, ui: &mut Ui) {
        let Some(of) = self.of else { return };
        if self.binding.as_ref().is_some_and(tells_state) {
            return;
        }
        let (editor, lang) = (self.fields.editor, self.lang());
        padded(ui, &format!("{}/state", self.fields.key), |ui| {
            let words = t(
                "Gezeigt wird, was zuletzt gesendet wurde: angenommen, nicht bestätigt.",
                "What is shown is what was sent last: assumed, not confirmed.",
            );
            widgets::remark(ui, words.get(lang));
            if widgets::tool_button(ui, "braces", t("Zustands-Topic …", "State topic…").get(lang)).clicked() {
                binding::open_for_topic(self.fields.state, &editor.key_of(of));
            }
        });
    }

    /// The line that folds the rarer settings; whether they are unfolded.
    fn rarer_head_ui(&mut self, ui: &mut Ui) -> bool {
        let open = self.fields.state.rarer;
        self.fields.state.rarer ^= fold_line(ui, t("Senden im Einzelnen", "How it is sent").get(self.lang()), open);
        open
    }

    fn rarer_ui(&mut self, ui: &mut Ui, command: &CommandTopic) {
        let lang = self.lang();
        let base = || command.clone();
        let entries = QOS.iter().zip(0_u8..).map(|(text, qos)| (qos, text.get(lang).to_owned()));
        let shown = QOS.get(usize::from(command.qos)).map_or("?", |text| text.get(lang));
        if let Some(qos) = choice(ui, &self.fields, ("QoS", Some(shown)), entries) {
            self.fields.set(CommandTopic { qos, ..base() });
        }
        let label = "Retained";
        let faint = Theme::current(ui).faint;
        row(ui, &format!("{}/retain", self.fields.key), label, |ui| {
            let word = if command.retain { t("ja", "yes") } else { t("nein", "no") };
            if widgets::switch(ui, label, Some(command.retain), (word.get(lang), faint)) {
                self.fields.set(CommandTopic { retain: !command.retain, ..base() });
            }
        });
        if command.retain {
            let words = t(
                "Der Broker behält den Befehl: Ein Gerät, das später kommt, führt ihn dann aus.",
                "The broker keeps the command: a device that comes later carries it out then.",
            );
            self.remark(ui, words);
        }
        if command.path.is_empty() {
            let entries = Form::ALL.iter().map(|form| (*form, form_label(*form).get(lang).to_owned()));
            let label = t("Form", "Form").get(lang);
            if let Some(form) = choice(ui, &self.fields, (label, Some(form_label(command.form).get(lang))), entries) {
                self.fields.set(CommandTopic { form, ..base() });
            }
        }
        if self.ty() == Some(Ty::Number) {
            self.decimals_ui(ui, command);
        }
        if self.binding.as_ref().is_some_and(tells_state) {
            let label = t("Wartet s", "Waits s").get(lang);
            let look = TextLook { label, hint: "5", ..TextLook::default() };
            if let Some(typed) = self.fields.number(ui, look, Some(command.patience)) {
                let patience = typed.or_none().filter(|secs| *secs > 0.0).unwrap_or(PATIENCE);
                self.fields.set_typed(CommandTopic { patience, ..base() }, "patience");
            }
            let words = t(
                "So lange darf das Gerät brauchen, bis es seinen Zustand meldet; danach trägt das Control ein Zeichen.",
                "The device may take so long to tell its state; after that the control bears a mark.",
            );
            self.remark(ui, words);
        }
        let words = t(
            "In Nachrichten steht #[value]# für das Eingestellte, #[name]# für eine Variable.",
            "In messages #[value]# stands for what was set, #[name]# for a variable.",
        );
        self.remark(ui, words);
    }

    fn decimals_ui(&mut self, ui: &mut Ui, command: &CommandTopic) {
        let lang = self.lang();
        let words = |decimals: Option<u8>| {
            decimals.map_or_else(|| t("alle", "all").get(lang).to_owned(), |decimals| decimals.to_string())
        };
        let entries = std::iter::once(None).chain((0..=6).map(Some)).map(|decimals| (decimals, words(decimals)));
        let label = t("Kommastellen", "Decimals").get(lang);
        if let Some(decimals) = choice(ui, &self.fields, (label, Some(&words(command.decimals))), entries) {
            self.fields.set(CommandTopic { decimals, ..command.clone() });
        }
    }

    /// What is imperfect about what it writes.
    fn flaws_ui(&self, ui: &mut Ui) {
        let of_control = Place::item(self.fields.editor.control().id);
        let problems = self.fields.view.editor.problems.iter();
        let told = problems.filter(|problem| problem.place == of_control && problem.check == &bad_command::CHECK);
        padded(ui, &format!("{}/flaws", self.fields.key), |ui| {
            for problem in told {
                widgets::flaw(ui, problem.wording.get(self.lang()));
            }
        });
    }
}

/// What a device must do that is run by a button.
const MUST_STOP: Text = t(
    "Bleibt die Wiederholung aus, muss das Gerät von selbst anhalten: Nach einem Absturz oder ohne Kabel kann diese App nichts mehr senden.",
    "When the repetition stays away the device must stop by itself: after a crash or without a cable this app can send nothing.",
);
const CANNOT_STOP: Text = t(
    "Ohne Wiederholung merkt das Gerät nicht, wenn diese App abstürzt oder das Kabel fehlt: Es läuft dann weiter.",
    "Without repetition the device does not notice when this app crashes or the cable is gone: it then runs on.",
);

fn form_label(form: Form) -> Text {
    match form {
        Form::Text => t("Text", "Text"),
        Form::Json => t("JSON", "JSON"),
        Form::Number => t("Zahl", "Number"),
        Form::Bool => t("Wahr/Falsch", "True/false"),
        Form::Hex => t("Hex-Bytes", "Hex bytes"),
        Form::Base64 => t("Base64", "Base64"),
    }
}

fn name_flaw(text: &str, lang: Lang) -> Option<String> {
    let why = TopicName::parse(text.trim()).err()?;
    // Not while nobody has typed anything: the check below says it.
    (why != TopicError::Empty).then(|| bad_topic::rule(&why).get(lang).to_owned())
}
