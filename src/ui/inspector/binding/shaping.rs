//! The lower part of the card: conversion, format, and what stands there while nothing has come.

use egui::{Align, Layout, Sense, Ui, vec2};

use super::super::{fold_line, padded, row};
use super::fields::{CardFields, TextLook};
use super::origin::topic_flaw;
use super::{OpenCard, shown, value_of_text};
use crate::i18n::{Text, t};
use crate::model::binding::{Availability, Binding, Origin, TIME_FORMS};
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// A part that folds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ShapingPart {
    Conversion,
    Format,
    Empty,
}

impl ShapingPart {
    fn title(self) -> Text {
        match self {
            Self::Conversion => t("Umrechnung", "Conversion"),
            Self::Format => t("Format", "Format"),
            Self::Empty => t("Wenn nichts da ist", "When there is nothing"),
        }
    }

    /// Whether a binding says something here.
    fn is_used(self, binding: &Binding) -> bool {
        let plain = Binding::to(binding.from.clone());
        match self {
            Self::Conversion => {
                (binding.scale, binding.offset) != (plain.scale, plain.offset)
                    || !binding.table.is_empty()
                    || binding.otherwise.is_some()
            }
            Self::Format => {
                binding.decimals.is_some()
                    || binding.thousands
                    || [&binding.time, &binding.prefix, &binding.suffix].iter().any(|text| !text.is_empty())
            }
            Self::Empty => binding.stale_after.is_some() || binding.availability.is_some(),
        }
    }
}

/// Draws it.
pub(super) fn shaping_ui(ui: &mut Ui, fields: &mut CardFields<'_>, card: &mut OpenCard, binding: &Binding) {
    for part in [ShapingPart::Conversion, ShapingPart::Format, ShapingPart::Empty] {
        if part == ShapingPart::Format && !fields.editor.is_words() {
            continue;
        }
        let at = part as usize;
        let open = card.parts[at].unwrap_or_else(|| part.is_used(binding));
        if fold_line(ui, part.title().get(fields.editor.lang), open) {
            card.parts[at] = Some(!open);
        }
        if !open {
            continue;
        }
        match part {
            ShapingPart::Conversion => conversion_ui(ui, fields, binding),
            ShapingPart::Format => format_ui(ui, fields, binding),
            ShapingPart::Empty => empty_ui(ui, fields, binding),
        }
    }
}

fn conversion_ui(ui: &mut Ui, fields: &mut CardFields<'_>, binding: &Binding) {
    let lang = fields.editor.lang;
    let look = TextLook { label: t("mal", "times").get(lang), hint: "1", ..TextLook::default() };
    let scale = Some(binding.scale).filter(|scale| *scale != 1.0);
    if let Some(scale) = fields.number(ui, look, scale) {
        fields.set_typed(Binding { scale: scale.or_none().unwrap_or(1.0), ..binding.clone() }, "scale");
    }
    let look = TextLook { label: t("plus", "plus").get(lang), hint: "0", ..TextLook::default() };
    let offset = Some(binding.offset).filter(|offset| *offset != 0.0);
    if let Some(offset) = fields.number(ui, look, offset) {
        fields.set_typed(Binding { offset: offset.or_none().unwrap_or(0.0), ..binding.clone() }, "offset");
    }
    table_ui(ui, fields, binding);
}

/// Which value stands for which.
fn table_ui(ui: &mut Ui, fields: &mut CardFields<'_>, binding: &Binding) {
    let lang = fields.editor.lang;
    let ty = fields.editor.ty();
    for (index, (from, to)) in binding.table.iter().enumerate() {
        padded(ui, &format!("{}/table/{index}", fields.key), |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.set_min_height(theme::BUTTON);
                let width = (ui.available_width() - 14.0 - theme::BUTTON - 18.0) / 2.0;
                let number = index + 1;
                let name = format!("{} {number}", t("Kommt", "If").get(lang));
                let typed =
                    cell(ui, width, |ui| fields.bare_text(ui, TextLook { label: &name, ..TextLook::default() }, from));
                if let Some(from) = typed {
                    let mut new = binding.clone();
                    new.table[index].0 = from;
                    fields.set_typed(new, &name);
                }
                let (rect, _) = ui.allocate_exact_size(vec2(14.0, theme::ROW), Sense::hover());
                widgets::icon_at(ui, rect.center(), "arrow-right", 13.0, Theme::current(ui).faint);
                let name = format!("{} {number}", t("Zeigt", "Then").get(lang));
                let current = to.to_text();
                let typed = cell(ui, width, |ui| {
                    fields.bare_text(ui, TextLook { label: &name, ..TextLook::default() }, &current)
                });
                if let Some(to) = typed {
                    let mut new = binding.clone();
                    new.table[index].1 = value_of_text(&to, ty);
                    fields.set_typed(new, &name);
                }
                let name = format!("{} {number}", t("Zeile entfernen", "Remove line").get(lang));
                if widgets::icon_button(ui, "x", &name).clicked() {
                    let mut new = binding.clone();
                    new.table.remove(index);
                    fields.set(new);
                }
            });
        });
    }
    padded(ui, &format!("{}/table/add", fields.key), |ui| {
        if widgets::tool_button(ui, "plus", t("Wert übersetzen", "Translate a value").get(lang)).clicked() {
            let mut new = binding.clone();
            new.table.push((String::new(), Value::from("")));
            fields.set(new);
        }
    });
    if !binding.table.is_empty() {
        let hint = t("wie es kommt", "as it comes").get(lang);
        let look = TextLook { label: t("Sonst", "Otherwise").get(lang), hint, ..TextLook::default() };
        let current = binding.otherwise.as_ref().map(Value::to_text).unwrap_or_default();
        if let Some(text) = fields.text(ui, look, &current) {
            let otherwise = (!text.is_empty()).then(|| value_of_text(&text, ty));
            fields.set_typed(Binding { otherwise, ..binding.clone() }, "otherwise");
        }
    }
}

fn cell<R>(ui: &mut Ui, width: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.allocate_ui_with_layout(vec2(width, theme::ROW), Layout::left_to_right(Align::Center), |ui| {
        ui.set_width(width);
        content(ui)
    })
    .inner
}

fn format_ui(ui: &mut Ui, fields: &mut CardFields<'_>, binding: &Binding) {
    let lang = fields.editor.lang;
    let theme = Theme::current(ui);
    let as_it_comes = t("wie es kommt", "as it comes").get(lang);
    let label = t("Kommastellen", "Decimals").get(lang);
    let shown = binding.decimals.map_or_else(|| as_it_comes.to_owned(), |decimals| decimals.to_string());
    row(ui, &format!("{}/decimals", fields.key), label, |ui| {
        widgets::choice_field(ui, label, (&shown, theme.text), |ui| {
            let all = std::iter::once(None).chain((0..=6).map(Some));
            for decimals in all {
                let words = decimals.map_or_else(|| as_it_comes.to_owned(), |decimals: u8| decimals.to_string());
                if ui.selectable_label(decimals == binding.decimals, words).clicked() {
                    fields.set(Binding { decimals, ..binding.clone() });
                }
            }
        });
    });
    let label = t("Gruppieren", "Group digits").get(lang);
    row(ui, &format!("{}/thousands", fields.key), label, |ui| {
        let sample = t("1.234.567", "1,234,567").get(lang);
        if widgets::switch(ui, label, Some(binding.thousands), (sample, theme.faint)) {
            fields.set(Binding { thousands: !binding.thousands, ..binding.clone() });
        }
    });
    let look = TextLook { label: t("Davor", "Before").get(lang), ..TextLook::default() };
    if let Some(prefix) = fields.text(ui, look, &binding.prefix) {
        fields.set_typed(Binding { prefix, ..binding.clone() }, "prefix");
    }
    let hint = t("Einheit, etwa  °C", "unit, such as  °C").get(lang);
    let look = TextLook { label: t("Dahinter", "After").get(lang), hint, ..TextLook::default() };
    if let Some(suffix) = fields.text(ui, look, &binding.suffix) {
        fields.set_typed(Binding { suffix, ..binding.clone() }, "suffix");
    }
    time_ui(ui, fields, binding);
}

fn time_ui(ui: &mut Ui, fields: &mut CardFields<'_>, binding: &Binding) {
    let lang = fields.editor.lang;
    let theme = Theme::current(ui);
    let none = t("keine Zeit", "no time").get(lang);
    let own = t("eigenes Muster", "own pattern").get(lang);
    let known = TIME_FORMS.iter().find(|(key, ..)| *key == binding.time);
    let shown = match known {
        Some((_, name, _)) => name.get(lang),
        None if binding.time.is_empty() => none,
        None => own,
    };
    let label = t("Zeit", "Time").get(lang);
    row(ui, &format!("{}/time", fields.key), label, |ui| {
        widgets::choice_field(ui, label, (shown, theme.text), |ui| {
            let forms = TIME_FORMS.iter().map(|(key, name, _)| (*key, name.get(lang)));
            for (key, words) in std::iter::once(("", none)).chain(forms).chain([("dd.MM. HH:mm", own)]) {
                if ui.selectable_label(words == shown, words).clicked() && words != shown {
                    fields.set(Binding { time: key.to_owned(), ..binding.clone() });
                }
            }
        });
    });
    if shown == own {
        let look =
            TextLook { label: t("Muster", "Pattern").get(lang), hint: "dd.MM.yyyy HH:mm", ..TextLook::default() };
        let typed = fields.text(ui, look, &binding.time);
        if let Some(time) = typed.filter(|time| !time.trim().is_empty()) {
            fields.set_typed(Binding { time, ..binding.clone() }, "pattern");
        }
    }
}

fn empty_ui(ui: &mut Ui, fields: &mut CardFields<'_>, binding: &Binding) {
    let lang = fields.editor.lang;
    let ty = fields.editor.ty();
    let usual = fields.editor.default().as_ref().and_then(|usual| usual.literal().cloned());
    let usual = usual.filter(|_| !fields.editor.is_words()).map(|value| shown(&value, lang)).unwrap_or_default();
    let look =
        TextLook { label: t("Bis etwas kommt", "Until it comes").get(lang), hint: &usual, ..TextLook::default() };
    let current = binding.empty.as_ref().map(|value| shown(value, lang)).unwrap_or_default();
    if let Some(text) = fields.text(ui, look, &current) {
        let empty = if ty == Ty::Text { Some(Value::from(text.as_str())) } else { ty.parse(&text) };
        let empty = empty.filter(|_| !text.is_empty());
        fields.set_typed(Binding { empty, ..binding.clone() }, "empty");
    }
    if matches!(binding.from, Origin::Topic { .. } | Origin::Column { .. }) {
        let hint = t("nie", "never").get(lang);
        let look = TextLook { label: t("Veraltet nach s", "Stale after s").get(lang), hint, ..TextLook::default() };
        if let Some(secs) = fields.number(ui, look, binding.stale_after) {
            let stale_after = secs.or_none().filter(|secs| *secs > 0.0);
            fields.set_typed(Binding { stale_after, ..binding.clone() }, "stale");
        }
        padded(ui, &format!("{}/stale/remark", fields.key), |ui| {
            let words = t(
                "Kommt so lange nichts Neues, wird der Wert blass und trägt eine Uhr.",
                "When nothing new arrives for so long, the value turns pale and bears a clock.",
            );
            widgets::remark(ui, words.get(lang));
        });
    }
    if matches!(binding.from, Origin::Topic { .. }) {
        device_ui(ui, fields, binding);
    }
}

/// Where the device says whether it is there.
fn device_ui(ui: &mut Ui, fields: &mut CardFields<'_>, binding: &Binding) {
    let lang = fields.editor.lang;
    let device = binding.availability.clone();
    let current = device.as_ref().map_or("", |device| device.topic.as_str());
    let hint = t("Topic des Last Will", "topic of the last will").get(lang);
    let label = t("Gerät meldet", "Device tells").get(lang);
    let look = TextLook { label, hint, flaw: Some(topic_flaw), ..TextLook::default() };
    if let Some(topic) = fields.text(ui, look, current) {
        let topic = topic.trim().to_owned();
        let offline = device.as_ref().map_or_else(|| Availability::OFFLINE.to_owned(), |device| device.offline.clone());
        let availability = (!topic.is_empty()).then_some(Availability { topic, offline });
        fields.set_typed(Binding { availability, ..binding.clone() }, "availability");
        return;
    }
    if let Some(device) = device {
        let label = t("Offline heißt", "Offline is").get(lang);
        let look = TextLook { label, hint: Availability::OFFLINE, ..TextLook::default() };
        if let Some(offline) = fields.text(ui, look, &device.offline) {
            let availability = Some(Availability { offline, ..device });
            fields.set_typed(Binding { availability, ..binding.clone() }, "offline");
        }
    }
}
