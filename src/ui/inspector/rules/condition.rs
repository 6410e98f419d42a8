//! When a rule holds: comparisons, joined and in groups.

use egui::accesskit::Role;
use egui::{Frame, Margin, RichText, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{TERM, draft, with_rule};
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::model::control::Control;
use crate::model::formatting::{Comparator, Comparison, Condition};
use crate::model::property::Property;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::ui::Outbox;
use crate::ui::inspector::binding::fields::{CardFields, TextLook};
use crate::ui::inspector::binding::{self, shown};
use crate::ui::inspector::common::{Chosen, SharedProperty};
use crate::ui::inspector::property::{EditedPart, PropertyEditor};
use crate::ui::inspector::{State, drop, padded};
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Groups nest so deeply here; a file may have more.
const DEEPEST: usize = 2;
/// Width of the word before a comparison.
const WORD: f32 = 38.0;

/// The key of the card of a comparison.
pub(super) fn term_card(chosen: &Chosen<'_>, rule: usize, place: usize) -> String {
    format!("{}/rules/{rule}/term/{place}", chosen.key())
}

/// The editor of a rule's condition.
pub(super) struct RuleEditor<'a> {
    pub(super) view: &'a View<'a>,
    pub(super) state: &'a mut State,
    pub(super) out: &'a mut Outbox,
    pub(super) chosen: &'a Chosen<'a>,
    pub(super) control: &'a Control,
    pub(super) rule: usize,
    pub(super) key: &'a str,
    /// The place of the next comparison among all of them.
    pub(super) next: usize,
}

/// The part of a condition that a path of places leads to.
fn part_at<'a>(condition: &'a mut Condition, path: &[usize]) -> Option<&'a mut Condition> {
    let Some((first, rest)) = path.split_first() else { return Some(condition) };
    match condition {
        Condition::All(parts) | Condition::Any(parts) => part_at(parts.get_mut(*first)?, rest),
        Condition::Is(_) | Condition::Unknown(_) => None,
    }
}

/// The parts of a condition as those of a group.
fn grouped(condition: &mut Condition) -> Option<&mut Vec<Condition>> {
    if matches!(condition, Condition::Is(_) | Condition::Unknown(_)) {
        *condition = Condition::All(vec![condition.clone()]);
    }
    match condition {
        Condition::All(parts) | Condition::Any(parts) => Some(parts),
        Condition::Is(_) | Condition::Unknown(_) => None,
    }
}

impl RuleEditor<'_> {
    fn lang(&self) -> Lang {
        self.view.lang
    }

    fn change(&mut self, path: &[usize], change: impl FnOnce(&mut Condition)) {
        let edit = with_rule(self.control, self.rule, |rule| {
            if let Some(part) = part_at(&mut rule.when, path) {
                change(part);
            }
        });
        self.out.push(Command::Seal);
        self.out.edit(edit);
        // Its places are other ones now.
        self.state.card = None;
    }

    /// Draws it.
    pub(super) fn when_ui(&mut self, ui: &mut Ui, when: &Condition) {
        match when {
            Condition::All(parts) => self.group_ui(ui, (parts, false), &[]),
            Condition::Any(parts) => self.group_ui(ui, (parts, true), &[]),
            // One alone is a group of one.
            one => self.group_ui(ui, (std::slice::from_ref(one), false), &[]),
        }
    }

    fn group_ui(&mut self, ui: &mut Ui, (parts, any): (&[Condition], bool), path: &[usize]) {
        let lang = self.lang();
        let key = format!("{}/group/{path:?}", self.key);
        if parts.len() > 1 {
            let words = [t("alle stimmen", "all hold"), t("eine genügt", "one is enough")];
            let clicked = padded(ui, &format!("{key}/join"), |ui| {
                let width = ui.available_width();
                widgets::segmented(ui, &words.map(|words| words.get(lang)), usize::from(any), width)
            });
            if let Some(chosen) = clicked {
                self.change(path, |group| {
                    let parts = grouped(group).map(std::mem::take).unwrap_or_default();
                    *group = if chosen == 1 { Condition::Any(parts) } else { Condition::All(parts) };
                });
            }
        }
        for (index, part) in parts.iter().enumerate() {
            let word = match (index, any) {
                (0, _) => t("Wenn", "If"),
                (_, false) => t("und", "and"),
                (_, true) => t("oder", "or"),
            };
            let inner = [path, &[index]].concat();
            match part {
                Condition::Is(comparison) => self.term_ui(ui, (comparison, word.get(lang)), &inner),
                Condition::All(parts) => self.nested_ui(ui, (parts, false), word.get(lang), &inner),
                Condition::Any(parts) => self.nested_ui(ui, (parts, true), word.get(lang), &inner),
                Condition::Unknown(ron) => self.unknown_ui(ui, ron, &inner),
            }
        }
        padded(ui, &format!("{key}/more"), |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 14.0;
                let last = parts.iter().flat_map(Condition::comparisons).next_back();
                let new = Condition::Is(draft::another(last));
                let more = widgets::link(ui, t("+ Bedingung", "+ Condition").get(lang)).clicked();
                let deeper = path.len() < DEEPEST && widgets::link(ui, t("+ Gruppe", "+ Group").get(lang)).clicked();
                if more || deeper {
                    self.push(path, if deeper { Condition::Any(vec![new]) } else { new });
                }
            });
        });
    }

    /// A group in a group.
    fn nested_ui(&mut self, ui: &mut Ui, group: (&[Condition], bool), word: &str, path: &[usize]) {
        let theme = Theme::current(ui);
        let lang = self.lang();
        let key = format!("{}/nested/{path:?}", self.key);
        padded(ui, &key, |ui| {
            ui.horizontal(|ui| {
                ui.label(RichText::new(format!("{word} …")).size(12.0).color(theme.muted));
                ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                    let name = t("Gruppe entfernen", "Remove group").get(lang);
                    if widgets::icon_button(ui, "x", &numbered(name, path)).clicked() {
                        self.remove(path);
                    }
                });
            });
        });
        let frame = Frame::NONE
            .stroke(theme.border())
            .corner_radius(5)
            .inner_margin(Margin { left: 0, right: 0, top: 4, bottom: 6 })
            .outer_margin(Margin { left: 8, right: 8, top: 0, bottom: 2 });
        frame.show(ui, |ui| {
            ui.set_width(ui.available_width());
            self.group_ui(ui, group, path);
        });
    }

    /// Puts a part behind the others of a group.
    fn push(&mut self, path: &[usize], new: Condition) {
        self.change(path, |group| {
            if let Some(parts) = grouped(group) {
                parts.push(new);
            }
        });
    }

    fn remove(&mut self, path: &[usize]) {
        let Some((last, group)) = path.split_last() else { return };
        self.change(group, |group| {
            if let Some(parts) = grouped(group)
                && *last < parts.len()
            {
                parts.remove(*last);
            }
        });
    }

    fn unknown_ui(&mut self, ui: &mut Ui, ron: &str, path: &[usize]) {
        let name = numbered(t("Bedingung entfernen", "Remove condition").get(self.lang()), path);
        let away = padded(ui, &format!("{}/unknown/{path:?}", self.key), |ui| {
            ui.horizontal(|ui| {
                let away = widgets::icon_button(ui, "x", &name).clicked();
                widgets::remark(ui, ron);
                away
            })
            .inner
        });
        if away {
            self.remove(path);
        }
    }

    /// A comparison: what is looked at, with its card, and below it how and with what.
    fn term_ui(&mut self, ui: &mut Ui, (comparison, word): (&Comparison, &str), path: &[usize]) {
        let place = self.next;
        self.next += 1;
        let key = term_card(self.chosen, self.rule, place);
        let value = comparison.left.as_ref().map(|left| Property::Bound(std::sync::Arc::clone(left)));
        let shared = SharedProperty { def: &TERM, is_default: value.is_none(), value };
        let part = EditedPart::Term(self.rule, place);
        let editor = PropertyEditor::of_rule((self.chosen, &shared), key.clone(), self.view.lang, part);
        let field = padded(ui, &format!("{key}/left"), |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 0.0;
                word_ui(ui, word);
                match &comparison.left {
                    Some(left) => binding::chip_ui(ui, self.view, &editor, left, (self.state, self.out)),
                    None => self.choose_ui(ui, &key),
                }
            })
            .response
            .rect
        });
        drop::drop_ui(ui, self.view, &editor, field.with_min_x(field.left() + WORD), self.out);
        binding::card_ui(ui, self.view, &editor, (self.state, self.out));
        self.right_ui(ui, comparison, &editor, path);
    }

    /// The field of a comparison that looks at nothing yet.
    fn choose_ui(&mut self, ui: &mut Ui, key: &str) {
        let theme = Theme::current(ui);
        let words = t("Wert wählen …", "Choose a value…").get(self.lang());
        let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
        response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
        let hot = response.hovered() || response.has_focus() || binding::is_open(self.state, key);
        let stroke = egui::Stroke::new(1.0, if hot { theme.select } else { theme.line });
        ui.painter().rect(rect, 5.0, theme.field, stroke, egui::StrokeKind::Inside);
        let galley = widgets::elided(ui, words, theme::regular(13.0), theme.faint, rect.width() - 36.0);
        ui.painter().galley(pos2(rect.left() + 8.0, rect.center().y - galley.size().y / 2.0), galley, theme.faint);
        widgets::icon_at(ui, pos2(rect.right() - 14.0, rect.center().y), "braces", 13.0, theme.muted);
        if response.clicked() {
            binding::toggle(self.state, key);
        }
    }

    fn right_ui(&mut self, ui: &mut Ui, comparison: &Comparison, editor: &PropertyEditor<'_>, path: &[usize]) {
        let lang = self.lang();
        let mut new = None;
        let mut typed = None;
        let key = format!("{}/right", editor.key);
        let away = padded(ui, &key, |ui| {
            ui.horizontal(|ui| {
                ui.spacing_mut().item_spacing.x = 6.0;
                ui.set_min_height(theme::BUTTON);
                ui.add_space(WORD - 6.0);
                let room = ui.available_width() - theme::BUTTON - 12.0;
                let part = if comparison.op.has_right() { 0.5 } else { 1.0 };
                let label = t("Vergleich", "Comparison").get(lang);
                let name = numbered(label, path);
                let words = draft::sign(comparison.op).get(lang);
                ui.allocate_ui(vec2(room * part, theme::ROW), |ui| {
                    ui.set_width(room * part);
                    new = comparators_ui(ui, (&name, words), comparison.op, lang);
                });
                if comparison.op.has_right() {
                    let width = room * (1.0 - part);
                    ui.allocate_ui(vec2(width, theme::ROW), |ui| {
                        ui.set_width(width);
                        typed = self.bare_right_ui(ui, comparison, editor, (&key, path));
                    });
                }
                widgets::icon_button(ui, "x", &numbered(t("Bedingung entfernen", "Remove condition").get(lang), path))
                    .clicked()
            })
            .inner
        });
        if let Some(op) = new {
            self.set(path, |comparison| comparison.op = op, None);
        }
        if let Some(text) = typed {
            let right = Ty::Any.parse(text.trim()).unwrap_or_else(|| Value::from(text.as_str()));
            self.set(path, |comparison| comparison.right = right, Some(format!("{key}/value")));
        }
        if away {
            self.remove(path);
        }
    }

    fn bare_right_ui(
        &mut self,
        ui: &mut Ui,
        comparison: &Comparison,
        editor: &PropertyEditor<'_>,
        (key, path): (&str, &[usize]),
    ) -> Option<String> {
        let lang = self.lang();
        let label = numbered(t("Vergleichswert", "Compare with").get(lang), path);
        let current = shown(&comparison.right, lang);
        let mut fields = CardFields { view: self.view, editor, state: self.state, out: self.out, key };
        fields.bare_text(ui, TextLook { label: &label, hint: "80", ..TextLook::default() }, &current)
    }

    /// Changes a comparison; one that stands alone is a group of one from then on.
    fn set(&mut self, path: &[usize], change: impl FnOnce(&mut Comparison), merge: Option<String>) {
        let edit = with_rule(self.control, self.rule, |rule| {
            let _parts = grouped(&mut rule.when);
            if let Some(Condition::Is(comparison)) = part_at(&mut rule.when, path) {
                change(comparison);
            }
        });
        if let Some(key) = merge {
            return self.out.edit_merged(edit, key);
        }
        self.out.push(Command::Seal);
        self.out.edit(edit);
    }
}

/// The list of ways to compare; gives the one that was chosen.
fn comparators_ui(ui: &mut Ui, (name, words): (&str, &str), current: Comparator, lang: Lang) -> Option<Comparator> {
    let color = Theme::current(ui).text;
    let list = |ui: &mut Ui| {
        let mut chosen = None;
        for op in Comparator::ALL {
            if ui.selectable_label(op == current, draft::comparator(op).get(lang)).clicked() {
                chosen = Some(op);
            }
        }
        chosen
    };
    widgets::choice_field(ui, name, (words, color), list).flatten()
}

/// The word before a comparison.
fn word_ui(ui: &mut Ui, word: &str) {
    let theme = Theme::current(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(WORD, theme::ROW), Sense::hover());
    let galley = widgets::elided(ui, word, theme::regular(12.5), theme.muted, WORD - 4.0);
    ui.painter().galley(pos2(rect.left(), rect.center().y - galley.size().y / 2.0), galley, theme.muted);
}

/// A name that tells apart what stands there several times: `Vergleich 1`, `Vergleich 2.1`.
fn numbered(name: &str, path: &[usize]) -> String {
    let numbers: Vec<String> = path.iter().map(|place| (place + 1).to_string()).collect();
    format!("{name} {}", numbers.join("."))
}
