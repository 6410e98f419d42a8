//! One property of the selected controls: the editor that fits what it holds.

use egui::Ui;

use super::color::ColorField;
use super::columns;
use super::common::{Chosen, SharedProperty};
use super::images::{ImageAnswer, ImageField};
use super::number::NumberField;
use super::{State, binding, drop, mixed, reset_arrow, row, rules, showing, write};
use crate::editor::bound::{compared_now, value_now};
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::images::ImagePlace;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::language;
use crate::language::block::{Cause, Choice, Holds, PropertyDef};
use crate::model::binding::Binding;
use crate::model::command::CommandTopic;
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::excerpt;
use crate::model::id::ControlId;
use crate::model::item::Item;
use crate::model::property::Property;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::theme::is_icon;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Input};

/// A property being drawn.
pub(super) struct PropertyEditor<'a> {
    chosen: &'a Chosen<'a>,
    shared: &'a SharedProperty,
    pub(super) label: &'static str,
    pub(super) key: String,
    pub(super) lang: Lang,
    part: EditedPart,
}

/// What of the controls a [`PropertyEditor`] edits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum EditedPart {
    /// The property itself.
    Own,
    /// What a rule sets in its place: the rule.
    Set(usize),
    /// What a rule compares: the rule, and which comparison of it.
    Term(usize, usize),
}

/// Draws the row of a property.
pub(super) fn property_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (chosen, shared): (&Chosen<'_>, &SharedProperty),
    (state, out): (&mut State, &mut Outbox),
) {
    let label = shared.def.label.get(view.lang);
    let key = format!("{}/{}", chosen.key(), shared.def.key);
    let editor = PropertyEditor { chosen, shared, label, key: key.clone(), lang: view.lang, part: EditedPart::Own };
    if let Holds::Command { of } = shared.def.holds {
        return write::write_ui(ui, view, (&editor, of), (state, out));
    }
    let bound = shared.value.as_ref().and_then(Property::binding);
    let field = row(ui, &key, label, |ui| {
        match shared.def.holds {
            _ if let Some(bound) = bound => binding::chip_ui(ui, view, &editor, bound, (state, out)),
            _ => editor.literal_ui(ui, view, out),
        }
        ui.min_rect()
    });
    let follows = binding::can_bind(shared.def.holds) && !shared.def.fixed;
    if follows {
        // At the end of the label, which is as high as one row.
        let at = field.left_top() + egui::vec2(-12.0, crate::ui::theme::ROW / 2.0);
        binding::button_ui(ui, at, &editor, bound.is_some(), state);
    }
    if bound.is_none() && !shared.is_default && reset_arrow(ui, field.right_center(), &key, label, view.lang) {
        out.push(Command::Seal);
        out.edit(editor.edit(None));
    }
    if !shared.def.fixed {
        drop::drop_ui(ui, view, &editor, field, out);
    }
    binding::card_ui(ui, view, &editor, (state, out));
}

impl<'a> PropertyEditor<'a> {
    /// An editor of what a rule of the control sets or compares.
    pub(super) fn of_rule(
        (chosen, shared): (&'a Chosen<'a>, &'a SharedProperty),
        key: String,
        lang: Lang,
        part: EditedPart,
    ) -> Self {
        Self { chosen, shared, label: shared.def.label.get(lang), key, lang, part }
    }
}

impl PropertyEditor<'_> {
    /// Whether it is about what a rule compares.
    pub(super) fn is_term(&self) -> bool {
        matches!(self.part, EditedPart::Term(..))
    }

    /// What the binding gives now; `None` where nobody knows.
    pub(super) fn value_now(&self, view: &View<'_>, binding: &Binding) -> Option<Value> {
        match self.part {
            EditedPart::Term(..) => compared_now(view, self.control().id, binding),
            EditedPart::Own | EditedPart::Set(_) => value_now(view, self.control(), self.def(), binding),
        }
    }

    /// The field of a literal, as what the property holds asks for.
    pub(super) fn literal_ui(&self, ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
        match self.shared.def.holds {
            Holds::Text => self.text_ui(ui, 1, out),
            Holds::Lines => self.text_ui(ui, 3, out),
            Holds::Number { min, max } => self.number_ui(ui, (min, max), out),
            Holds::Bool => self.bool_ui(ui, out),
            Holds::Color => self.color_ui(ui, view, out),
            Holds::Choice(choices) => self.choice_ui(ui, choices, out),
            Holds::Source => self.source_ui(ui, view, out),
            Holds::Columns { source } => columns::columns_ui(self, ui, view, (source, out)),
            Holds::Destination => self.destination_ui(ui, view, out),
            Holds::Image => self.image_ui(ui, view, out),
            Holds::Icon => self.icon_ui(ui, out),
            // It has rows of its own.
            Holds::Command { .. } => {}
        }
    }

    /// The value of another property of the first control.
    pub(super) fn other(&self, key: &str) -> Option<Property> {
        language::property_value(self.chosen.controls.first()?, key)
    }

    /// The controls whose property it is.
    pub(super) fn ids(&self) -> Vec<ControlId> {
        self.chosen.ids()
    }

    /// The control that stands for all that are chosen.
    pub(super) fn control(&self) -> &Control {
        self.chosen.last()
    }

    /// What the row says about the property.
    pub(super) fn def(&self) -> &'static PropertyDef {
        self.shared.def
    }

    /// The type of its value.
    pub(super) fn ty(&self) -> Ty {
        self.shared.def.holds.ty()
    }

    /// Whether it holds words that people read.
    pub(super) fn is_words(&self) -> bool {
        matches!(self.shared.def.holds, Holds::Text | Holds::Lines)
    }

    /// Whether it is what the person at the app changes.
    pub(super) fn is_input(&self) -> bool {
        let def = language::control(&self.control().kind);
        def.is_some_and(|def| def.fired_by(Cause::Change(self.shared.def.key)).is_some())
    }

    /// What it holds when nothing is set.
    pub(super) fn default(&self) -> Option<Property> {
        self.shared.def.default.value(self.lang).map(Property::Literal)
    }

    /// The command that it holds; `None` where it has none or the controls differ.
    pub(super) fn command(&self) -> Option<&CommandTopic> {
        self.shared.value.as_ref().and_then(Property::command)
    }

    /// Whether the controls differ.
    pub(super) fn is_mixed(&self) -> bool {
        self.shared.value.is_none() && !self.shared.is_default
    }

    /// The key of a field of another property of the same controls.
    pub(super) fn key_of(&self, property: &str) -> String {
        format!("{}/{property}", self.chosen.key())
    }

    /// Sets another property of the same controls.
    pub(super) fn edit_other(&self, property: &str, value: Option<Property>) -> Edit {
        Edit::SetProperty(self.chosen.ids(), property.to_owned(), value)
    }

    /// Its binding; `None` where it has none or the controls differ.
    pub(super) fn binding(&self) -> Option<&Binding> {
        self.shared.value.as_ref().and_then(Property::binding).map(AsRef::as_ref)
    }

    pub(super) fn edit(&self, value: Option<Property>) -> Edit {
        let key = self.shared.def.key;
        match self.part {
            EditedPart::Own => Edit::SetProperty(self.chosen.ids(), key.to_owned(), value),
            EditedPart::Set(rule) => {
                let literal = value.as_ref().and_then(Property::literal).cloned();
                rules::with_set(self.control(), rule, key, literal)
            }
            EditedPart::Term(rule, place) => {
                rules::with_left(self.control(), (rule, place), value.as_ref().and_then(Property::binding).cloned())
            }
        }
    }

    fn set(&self, value: Value, out: &mut Outbox) {
        out.edit(self.edit(Some(value.into())));
    }

    /// Sets the value as part of one undo step per focus.
    fn set_merged(&self, value: Value, out: &mut Outbox) {
        out.edit_merged(self.edit(Some(value.into())), &self.key);
    }

    pub(super) fn color(&self, ui: &Ui) -> egui::Color32 {
        let theme = Theme::current(ui);
        // A default is a value like any other; the arrow behind it tells what was set.
        if self.shared.value.is_none() { theme.faint } else { theme.text }
    }

    /// The literal; `None` where the controls differ.
    fn value(&self) -> Option<&Value> {
        self.shared.value.as_ref().and_then(Property::literal)
    }

    /// The list; empty where nothing is chosen or the controls differ.
    pub(super) fn list(&self) -> Vec<Property> {
        self.shared.value.as_ref().and_then(Property::list).unwrap_or_default().to_vec()
    }

    pub(super) fn text(&self) -> String {
        self.value().map(Value::to_text).unwrap_or_default()
    }

    fn hint(&self, otherwise: &'static str) -> &'static str {
        if self.shared.value.is_none() { mixed(self.lang) } else { otherwise }
    }

    fn text_ui(&self, ui: &mut Ui, rows: usize, out: &mut Outbox) {
        let mut text = self.text();
        let input = Input::new(self.label).rows(rows).color(self.color(ui)).hint(self.hint(""));
        let is_long = !excerpt::is_editable(&text);
        let response = ui
            .vertical(|ui| {
                let response = input.show(ui, &mut text);
                if is_long && widgets::shortened_field(ui, &text, self.lang) {
                    self.set(Value::from(""), out);
                }
                response
            })
            .inner;
        if response.changed() {
            self.set_merged(Value::from(text), out);
        }
        if response.lost_focus() {
            out.push(Command::Seal);
        }
    }

    fn number_ui(&self, ui: &mut Ui, range: (f64, f64), out: &mut Outbox) {
        let value = self.value().and_then(Value::as_number);
        let field = NumberField { name: self.label, value, range, open: self.shared.is_default, lang: self.lang };
        let answer = field.show(ui);
        if let Some(number) = answer.changed {
            self.set_merged(Value::from(number), out);
        }
        if answer.ended {
            out.push(Command::Seal);
        }
    }

    fn bool_ui(&self, ui: &mut Ui, out: &mut Outbox) {
        let on = self.value().and_then(Value::as_bool);
        let word = match on {
            Some(true) => t("ja", "yes").get(self.lang),
            Some(false) => t("nein", "no").get(self.lang),
            None => mixed(self.lang),
        };
        let color = self.color(ui);
        if widgets::switch(ui, self.label, on, (word, color)) {
            self.set(Value::from(on != Some(true)), out);
        }
    }

    fn color_ui(&self, ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
        let text = self.text();
        let hint = self.hint("#rrggbb");
        let field = ColorField {
            name: self.label,
            text: &text,
            hint,
            ink: self.color(ui),
            lang: self.lang,
            project: view.editor.project(),
        };
        let answer = field.show(ui);
        if let Some(color) = answer.changed {
            self.set_merged(Value::from(color), out);
        }
        if answer.ended {
            out.push(Command::Seal);
        }
    }

    fn choice_ui(&self, ui: &mut Ui, choices: &'static [Choice], out: &mut Outbox) {
        let current = self.value().and_then(Value::as_text);
        let chosen = choices.iter().find(|choice| Some(choice.key) == current);
        let shown = chosen.map_or_else(|| self.hint("?"), |choice| choice.label.get(self.lang));
        let color = self.color(ui);
        widgets::choice_field(ui, self.label, (shown, color), |ui| {
            for choice in choices {
                let entry = ui.selectable_label(Some(choice.key) == current, choice.label.get(self.lang));
                if widgets::tip(entry, choice.help.get(self.lang)).clicked() {
                    self.set(Value::from(choice.key), out);
                }
            }
        });
    }

    fn source_ui(&self, ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
        let project = view.editor.project();
        let current = self.shared.value.as_ref().and_then(Property::item);
        let source = current.and_then(Item::source).and_then(|id| project.source(id));
        let none = t("keine", "none").get(self.lang);
        let shown = match (source, current) {
            (Some(source), _) => source.name.as_str(),
            (None, Some(_)) => t("gelöscht", "deleted").get(self.lang),
            (None, None) if self.shared.is_default => none,
            (None, None) => mixed(self.lang),
        };
        let color = self.color(ui);
        widgets::choice_field(ui, self.label, (shown, color), |ui| {
            if ui.selectable_label(self.shared.is_default, none).clicked() {
                out.edit(self.edit(None));
            }
            for source in &project.sources {
                let item = Item::from(source.id);
                let connection =
                    project.connection(&source.connection).map_or("", |connection| connection.shown_name(view.lang));
                let entry = ui.selectable_label(current == Some(&item), &source.name);
                if widgets::tip(entry, format!("{connection}\n{}", source.filters().join("\n"))).clicked() {
                    out.edit(self.edit(Some(item.into())));
                }
            }
            ui.separator();
            if ui.selectable_label(false, super::NEW_SOURCE.get(self.lang)).clicked() {
                out.push(Command::OpenDialog(Dialog::NewSourceFor(self.chosen.ids(), self.shared.def.key.to_owned())));
            }
        });
    }

    fn icon_ui(&self, ui: &mut Ui, out: &mut Outbox) {
        let mut name = self.text();
        if let Some(chosen) = widgets::icon_field(ui, self.label, &name, self.lang) {
            return self.set(Value::from(chosen), out);
        }
        let bad = !name.is_empty() && !is_icon(&name);
        let flaw = t("Dieses Symbol gibt es nicht", "There is no such icon").get(self.lang);
        let input = Input::new(self.label).hint(self.hint("")).color(self.color(ui)).flaw(bad.then_some(flaw));
        let response = input.show(ui, &mut name);
        if response.changed() {
            self.set_merged(Value::from(name.trim()), out);
        }
        if response.lost_focus() {
            out.push(Command::Seal);
        }
    }

    fn destination_ui(&self, ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
        let project = view.editor.project();
        let now = self.shared.value.as_ref();
        let shown = match showing::destination_name(project, now, self.lang) {
            Some(name) => name,
            None if self.is_mixed() => mixed(self.lang),
            None => t("nirgendwohin", "nowhere").get(self.lang),
        };
        let Some(here) = project.screen_of(self.control().id) else { return };
        widgets::choice_field(ui, self.label, (shown, self.color(ui)), |ui| {
            showing::destination_ui(ui, view, (now, here), &mut |chosen| out.edit(self.edit(chosen)));
        });
    }

    fn image_ui(&self, ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
        let place = ImagePlace::Property(self.chosen.ids(), self.shared.def.key.to_owned());
        let field = ImageField {
            label: self.label,
            name: self.text(),
            hint: self.hint(t("Name oder Pfad", "Name or path").get(self.lang)),
            color: self.color(ui),
            place: (self.part == EditedPart::Own).then_some(place),
        };
        match field.show(ui, view, out) {
            Some(ImageAnswer::Typed(name)) => self.set_merged(Value::from(name), out),
            Some(ImageAnswer::Picked(name)) => self.set(Value::from(name), out),
            None => {}
        }
    }
}
