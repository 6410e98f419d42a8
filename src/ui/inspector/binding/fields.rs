//! What the fields of the card share.

use egui::{RichText, Ui, vec2};

use super::super::property::PropertyEditor;
use super::super::{State as Inspector, row};
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::i18n::Lang;
use crate::model::property::Property;
use crate::model::types::Ty;
use crate::model::value::{Value, number_from_input, number_to_text};
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// A number that was typed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::ui::inspector) enum TypedNumber {
    Given(f64),
    /// The field was emptied.
    Nothing,
}

impl TypedNumber {
    pub(in crate::ui::inspector) fn or_none(self) -> Option<f64> {
        match self {
            Self::Given(number) => Some(number),
            Self::Nothing => None,
        }
    }
}

/// Width of the arrow that opens a list.
const LIST: f32 = 30.0;

/// What all fields work with.
pub(in crate::ui::inspector) struct CardFields<'a> {
    pub(in crate::ui::inspector) view: &'a View<'a>,
    pub(in crate::ui::inspector) editor: &'a PropertyEditor<'a>,
    pub(in crate::ui::inspector) state: &'a mut Inspector,
    pub(in crate::ui::inspector) out: &'a mut Outbox,
    pub(in crate::ui::inspector) key: &'a str,
}

/// A text field of the card.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::ui::inspector) struct TextLook<'a> {
    pub(in crate::ui::inspector) label: &'a str,
    pub(in crate::ui::inspector) hint: &'a str,
    /// Whether it is code.
    pub(in crate::ui::inspector) mono: bool,
    /// What is wrong with what is typed.
    pub(in crate::ui::inspector) flaw: Option<fn(&str, Lang) -> Option<String>>,
}

impl CardFields<'_> {
    /// Sets the property anew, as a step of its own.
    pub(in crate::ui::inspector) fn set(&mut self, value: impl Into<Property>) {
        self.out.push(Command::Seal);
        self.out.edit(self.editor.edit(Some(value.into())));
    }

    /// The same while one types in a field: one step per focus.
    pub(in crate::ui::inspector) fn set_typed(&mut self, value: impl Into<Property>, field: &str) {
        let key = format!("{}/{field}", self.key);
        self.out.edit_merged(self.editor.edit(Some(value.into())), key);
    }

    /// A row with a text field; gives what was typed. What is typed stays there, also where it is no value.
    pub(in crate::ui::inspector) fn text(&mut self, ui: &mut Ui, look: TextLook<'_>, current: &str) -> Option<String> {
        let lang = self.editor.lang;
        row(ui, &format!("{}/{}", self.key, look.label), look.label, |ui| {
            ui.vertical(|ui| {
                let changed = self.bare_text(ui, look, current);
                let shown = self.typed(look.label).unwrap_or_else(|| current.to_owned());
                if let Some(flaw) = look.flaw.and_then(|flaw| flaw(&shown, lang)) {
                    widgets::flaw(ui, &flaw);
                }
                changed
            })
            .inner
        })
    }

    /// A row with a text field, and beside it a list of what may be meant: what stands for each, and what it is now.
    pub(in crate::ui::inspector) fn text_or_listed(
        &mut self,
        ui: &mut Ui,
        look: TextLook<'_>,
        current: &str,
        (list, entries): (&str, Vec<(String, String)>),
    ) -> Option<String> {
        if entries.is_empty() {
            return self.text(ui, look, current);
        }
        let lang = self.editor.lang;
        row(ui, &format!("{}/{}", self.key, look.label), look.label, |ui| {
            ui.vertical(|ui| {
                let changed = ui.horizontal(|ui| {
                    ui.spacing_mut().item_spacing.x = 4.0;
                    let room = vec2(ui.available_width() - LIST - 4.0, theme::ROW);
                    let typed = ui
                        .allocate_ui(room, |ui| {
                            ui.set_width(room.x);
                            self.bare_text(ui, look, current)
                        })
                        .inner;
                    typed.or_else(|| listed(ui, list, &entries))
                });
                let shown = self.typed(look.label).unwrap_or_else(|| current.to_owned());
                if let Some(flaw) = look.flaw.and_then(|flaw| flaw(&shown, lang)) {
                    widgets::flaw(ui, &flaw);
                }
                changed.inner
            })
            .inner
        })
    }

    /// The field alone.
    pub(in crate::ui::inspector) fn bare_text(
        &mut self,
        ui: &mut Ui,
        look: TextLook<'_>,
        current: &str,
    ) -> Option<String> {
        let key = format!("{}/{}", self.key, look.label);
        let mut text = self.typed(look.label).unwrap_or_else(|| current.to_owned());
        let bad = look.flaw.is_some_and(|flaw| flaw(&text, self.editor.lang).is_some());
        let input = Input::new(look.label).hint(look.hint).bad(bad);
        let response = if look.mono { input.mono().rows(3) } else { input }.show(ui, &mut text);
        let changed = response.changed().then(|| text.clone());
        if response.has_focus() {
            self.state.typing = Some((key, text));
        } else if response.lost_focus() {
            self.state.typing = None;
            self.out.push(Command::Seal);
        }
        changed
    }

    fn typed(&self, label: &str) -> Option<String> {
        let key = format!("{}/{label}", self.key);
        self.state.typing.as_ref().filter(|(field, _)| *field == key).map(|(_, text)| text.clone())
    }

    /// A row with a field for a number.
    pub(in crate::ui::inspector) fn number(
        &mut self,
        ui: &mut Ui,
        look: TextLook<'_>,
        current: Option<f64>,
    ) -> Option<TypedNumber> {
        let shown = current.map(|number| number_text(number, self.editor.lang)).unwrap_or_default();
        let flaw: fn(&str, Lang) -> Option<String> = |text, lang| {
            let is_fine = text.trim().is_empty() || number_from_input(text).is_some();
            (!is_fine).then(|| super::super::super::dialogs::labels::unreadable(Ty::Number).get(lang).to_owned())
        };
        let typed = self.text(ui, TextLook { flaw: Some(flaw), ..look }, &shown)?;
        if typed.trim().is_empty() {
            return Some(TypedNumber::Nothing);
        }
        number_from_input(&typed).filter(|number| number.is_finite()).map(TypedNumber::Given)
    }
}

/// A list that opens from an arrow; gives what was chosen.
fn listed(ui: &mut Ui, name: &str, entries: &[(String, String)]) -> Option<String> {
    let theme = Theme::current(ui);
    widgets::choice_field(ui, name, ("", theme.text), |ui| {
        ui.set_min_width(220.0);
        let mut chosen = None;
        for (entry, now) in entries {
            let clicked = ui
                .horizontal(|ui| {
                    let entry_clicked = ui.selectable_label(false, entry).clicked();
                    ui.add(egui::Label::new(RichText::new(now).font(theme::mono(11.5)).color(theme.muted)).truncate());
                    entry_clicked
                })
                .inner;
            if clicked {
                chosen = Some(entry.clone());
                ui.close();
            }
        }
        chosen
    })
    .flatten()
}

/// A number as the interface writes it, with all its digits.
fn number_text(number: f64, lang: Lang) -> String {
    let text = number_to_text(number);
    match lang {
        Lang::De => text.replace('.', ","),
        Lang::En => text,
    }
}

/// What a text stands for in a property of this type; a text where it is none.
pub(in crate::ui::inspector) fn typed_value(text: &str, ty: Ty) -> Value {
    ty.parse(text).unwrap_or_else(|| Value::from(text))
}
