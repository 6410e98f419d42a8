//! The section *Bedingte Formatierung*: the rules of a control, and how they are tried and copied.
//!
//! A rule folds; its comparisons are edited with the card of a binding, what it sets with the fields of the properties.

mod condition;
mod draft;

use std::sync::Arc;

use egui::accesskit::Role;
use egui::{CornerRadius, CursorIcon, DragAndDrop, Id, Rect, RichText, Sense, Ui, WidgetInfo, pos2, vec2};

use self::condition::RuleEditor;
use super::binding::fields::{CardFields, TextLook};
use super::binding::{card_frame, shown};
use super::common::{Chosen, SharedProperty};
use super::property::{EditedPart, PropertyEditor};
use super::{State, fold_line, padded, row};
use crate::editor::bound::{LookTrial, compared_now, origin_text};
use crate::editor::command::{Action, Command};
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language;
use crate::language::block::{ControlDef, Holds, Literal, PropertyDef, Reading, Section};
use crate::model::binding::Binding;
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::formatting::FormatRule;
use crate::model::property::Property;
use crate::model::value::Value;
use crate::player::common::{ENABLED, VISIBLE};
use crate::player::property::color_in;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Input};

/// What a comparison looks at, as a row of the inspector.
static TERM: PropertyDef = PropertyDef {
    key: "rule",
    label: t("Verglichener Wert", "Compared value"),
    section: Section::Look,
    holds: Holds::Choice(&[]),
    default: Literal::Nothing,
    required: false,
    traced: false,
    fixed: false,
    reading: Reading::None,
};

/// The rules of a control, changed.
fn with_rules(control: &Control, change: impl FnOnce(&mut Vec<Arc<FormatRule>>)) -> Edit {
    let mut rules = control.rules.clone();
    change(&mut rules);
    Edit::SetRules(control.id, rules)
}

/// The rules of a control, one of them changed.
fn with_rule(control: &Control, index: usize, change: impl FnOnce(&mut FormatRule)) -> Edit {
    with_rules(control, |rules| {
        if let Some(rule) = rules.get_mut(index) {
            change(Arc::make_mut(rule));
        }
    })
}

/// What a rule sets of a property; `None` where it leaves it alone.
pub(super) fn with_set(control: &Control, rule: usize, key: &str, value: Option<Value>) -> Edit {
    with_rule(control, rule, |rule| {
        match value {
            Some(value) => rule.set.insert(key.to_owned(), value),
            None => rule.set.remove(key),
        };
    })
}

/// What a comparison of a rule looks at.
pub(super) fn with_left(control: &Control, (rule, place): (usize, usize), left: Option<Arc<Binding>>) -> Edit {
    with_rule(control, rule, |rule| {
        if let Some(comparison) = rule.when.comparisons_mut().into_iter().nth(place) {
            comparison.left = left;
        }
    })
}

/// Draws it.
pub(super) fn rules_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    chosen: &Chosen<'_>,
    control: &Control,
) {
    let Some(def) = language::control(&control.kind) else { return };
    let title = t("Bedingte Formatierung", "Conditional formatting").get(view.lang);
    widgets::section(ui, title);
    let key = format!("{}/rules", chosen.key());
    if control.rules.is_empty() {
        padded(ui, &format!("{key}/none"), |ui| {
            let words = t(
                "Ändert das Aussehen nach Werten, ohne Logik: zum Beispiel rot, wenn die Temperatur über 80 liegt.",
                "Changes the look by values, without logic: red, for example, when the temperature is above 80.",
            );
            widgets::remark(ui, words.get(view.lang));
            ui.add_space(6.0);
        });
    }
    for (index, rule) in control.rules.iter().enumerate() {
        if head_ui(ui, view, (state, out), control, (index, rule)) {
            let key = format!("{key}/{index}");
            card(ui, &key, |ui| rule_ui(ui, view, (state, out), (chosen, control, def), (index, &key)));
        }
    }
    buttons_ui(ui, view, (state, out), (chosen, control, def), &key);
    if !control.rules.is_empty() {
        trial_ui(ui, view, (state, out), chosen, control);
    }
}

/// The frame of an unfolded rule, with the margins of the inspector.
fn card(ui: &mut Ui, key: &str, content: impl FnOnce(&mut Ui)) {
    padded(ui, key, |ui| card_frame(ui, content));
}

/// The line of a rule: fold, name, what it sets in colours, whether it holds now, order, and away with it. Whether it is
/// unfolded.
fn head_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    control: &Control,
    (index, rule): (usize, &FormatRule),
) -> bool {
    let (theme, lang) = (Theme::current(ui), view.lang);
    let open = state.rule == Some((control.id, index));
    let label = language::rule_label(control, index);
    let name = label.get(lang);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, open, name));
    let hot = response.hovered() || response.has_focus();
    if hot {
        ui.painter().rect_filled(rect, 0.0, theme.raised);
    }
    let (y, x) = (rect.center().y, rect.left() + theme::PAD);
    let icon = if open { "chevron-down" } else { "chevron-right" };
    widgets::icon_at(ui, pos2(x + 3.0, y), icon, 13.0, if hot { theme.text } else { theme.muted });
    let mut right = rect.right() - 12.0;
    let mut tool = |ui: &Ui, icon: &str, words: Text, enabled: bool| {
        let place = Rect::from_center_size(pos2(right - 11.0, y), vec2(22.0, 22.0));
        right -= 22.0;
        small_button(ui, place, icon, &format!("{}: {name}", words.get(lang)), enabled)
    };
    let last = control.rules.len() - 1;
    if tool(ui, "trash-2", t("Regel löschen", "Delete rule"), true) {
        out.edit(with_rules(control, |rules| drop(rules.remove(index))));
        state.rule = None;
    }
    if tool(ui, "arrow-down", t("Nach unten", "Move down"), index < last) {
        out.edit(with_rules(control, |rules| rules.swap(index, index + 1)));
        state.rule = state.rule.map(|(id, at)| (id, if at == index { at + 1 } else { at }));
    }
    if tool(ui, "arrow-up", t("Nach oben", "Move up"), index > 0) {
        out.edit(with_rules(control, |rules| rules.swap(index, index - 1)));
        state.rule = state.rule.map(|(id, at)| (id, if at == index { at - 1 } else { at }));
    }
    for color in rule.set.values().filter_map(|value| color_in(view.editor.project(), value.as_text()?)) {
        let at = pos2(right - 10.0, y);
        ui.painter().circle(at, 5.5, color, egui::Stroke::new(1.0, theme.line));
        right -= 16.0;
    }
    let value = |place: usize| {
        let comparison = *rule.when.comparisons().get(place)?;
        compared_now(view, control.id, comparison.left.as_ref()?)
    };
    if rule.when.holds(&value) {
        let words = t("gilt", "holds").get(lang);
        let galley = widgets::elided(ui, words, theme::semibold(11.0), theme.run, 60.0);
        right -= galley.size().x + 10.0;
        ui.painter().galley(pos2(right + 6.0, y - galley.size().y / 2.0), galley, theme.run);
    }
    let start = x + 15.0;
    let summary = draft::summary(view.editor.project(), &rule.when, lang);
    let (first, then) = if rule.name.trim().is_empty() { (summary.as_str(), "") } else { (name, summary.as_str()) };
    let galley = widgets::elided(ui, first, theme::regular(13.0), theme.text, right - start - 6.0);
    let behind = start + galley.size().x + 8.0;
    ui.painter().galley(pos2(start, y - galley.size().y / 2.0), galley, theme.text);
    if right - behind > 30.0 {
        let galley = widgets::elided(ui, then, theme::regular(11.5), theme.faint, right - behind - 6.0);
        ui.painter().galley(pos2(behind, y - galley.size().y / 2.0), galley, theme.faint);
    }
    let clicked = response.clicked();
    response.on_hover_text(summary).on_hover_cursor(CursorIcon::PointingHand);
    if clicked {
        state.rule = (!open).then_some((control.id, index));
    }
    open
}

/// An icon in a line that can be clicked.
fn small_button(ui: &Ui, rect: Rect, icon: &str, name: &str, enabled: bool) -> bool {
    let theme = Theme::current(ui);
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let response = ui.interact(rect, Id::unique(("rule tool", name)), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, enabled, name));
    let hot = enabled && (response.hovered() || response.has_focus());
    if hot {
        ui.painter().rect_filled(rect, CornerRadius::same(4), theme.raised);
    }
    let color = match (enabled, hot) {
        (false, _) => theme.faint.gamma_multiply(0.5),
        (true, true) => theme.text,
        (true, false) => theme.muted,
    };
    widgets::icon_at(ui, rect.center(), icon, 13.0, color);
    let clicked = response.clicked();
    response.on_hover_text(name);
    clicked
}

/// What is inside of a rule: its name, when it holds, and what it sets.
fn rule_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    (chosen, control, def): (&Chosen<'_>, &Control, &ControlDef),
    (index, key): (usize, &str),
) {
    let Some(rule) = control.rules.get(index) else { return };
    let lang = view.lang;
    let shared = SharedProperty { def: &TERM, value: None, is_default: true };
    let editor = PropertyEditor::of_rule((chosen, &shared), key.to_owned(), lang, EditedPart::Set(index));
    let mut fields = CardFields { view, editor: &editor, state, out, key };
    let hint = t("zum Beispiel: zu heiß", "for example: too hot").get(lang);
    let look = TextLook { label: t("Regelname", "Rule name").get(lang), hint, ..TextLook::default() };
    if let Some(name) = fields.text(ui, look, &rule.name) {
        fields.out.edit_merged(with_rule(control, index, |rule| rule.name = name), format!("{key}/name"));
    }
    RuleEditor { view, state, out, chosen, control, rule: index, key, next: 0 }.when_ui(ui, &rule.when);
    subtitle(ui, key, t("Dann", "Then").get(lang));
    for (property, value) in &rule.set {
        set_ui(ui, view, out, (chosen, control), (index, key), (property, value));
    }
    let free = |def: &&PropertyDef| !rule.set.contains_key(def.key);
    let label = t("Eigenschaft setzen", "Set a property").get(lang);
    let faint = Theme::current(ui).muted;
    padded(ui, &format!("{key}/add"), |ui| {
        let more = t("+ Eigenschaft", "+ Property").get(lang);
        widgets::choice_field(ui, label, (more, faint), |ui| {
            // What is set most, first.
            let mut all: Vec<&PropertyDef> = def.formatted().filter(free).collect();
            all.sort_by_key(|def| def.section != Section::Look && ![VISIBLE.key(), ENABLED.key()].contains(&def.key));
            for def in all {
                if ui.selectable_label(false, def.label.get(lang)).clicked() {
                    let value = draft::other_value(control, def, lang);
                    out.edit(with_set(control, index, def.key, value));
                }
            }
        });
    });
}

/// A small heading inside of a rule.
fn subtitle(ui: &mut Ui, key: &str, words: &str) {
    let theme = Theme::current(ui);
    ui.add_space(4.0);
    padded(ui, &format!("{key}/{words}"), |ui| {
        ui.label(RichText::new(words).font(theme::semibold(12.0)).color(theme.muted));
    });
}

/// A property that the rule sets: its field, and × to leave it alone.
fn set_ui(
    ui: &mut Ui,
    view: &View<'_>,
    out: &mut Outbox,
    (chosen, control): (&Chosen<'_>, &Control),
    (index, key): (usize, &str),
    (property, value): (&str, &Value),
) {
    let lang = view.lang;
    let field_key = format!("{key}/set/{property}");
    let away = |label: &str| match lang {
        Lang::De => format!("{label} nicht mehr setzen"),
        Lang::En => format!("Do not set {label} any more"),
    };
    let Some(def) = language::property(&control.kind, property) else {
        row(ui, &field_key, property, |ui| {
            ui.label(value.to_text());
            if widgets::icon_button(ui, "x", &away(property)).clicked() {
                out.edit(with_set(control, index, property, None));
            }
        });
        return;
    };
    let shared = SharedProperty { def, value: Some(Property::Literal(value.clone())), is_default: false };
    let editor = PropertyEditor::of_rule((chosen, &shared), field_key.clone(), lang, EditedPart::Set(index));
    let field = row(ui, &field_key, editor.label, |ui| {
        editor.literal_ui(ui, view, out);
        ui.min_rect()
    });
    let at = field.left_top() + vec2(-12.0, theme::ROW / 2.0);
    let name = away(editor.label);
    if small_button(ui, Rect::from_center_size(at, vec2(20.0, 20.0)), "x", &format!("{name} · {}", index + 1), true) {
        out.push(Command::Seal);
        out.edit(with_set(control, index, def.key, None));
    }
}

/// *+ Regel*, and the clipboard.
fn buttons_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    (chosen, control, def): (&Chosen<'_>, &Control, &ControlDef),
    key: &str,
) {
    let lang = view.lang;
    let place = padded(ui, &format!("{key}/buttons"), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            if widgets::tool_button(ui, "plus", t("Regel", "Rule").get(lang)).clicked() {
                add(view, (state, out), (chosen, control, def), None);
            }
            let copy = t("Regeln kopieren", "Copy rules").get(lang);
            if !control.rules.is_empty() && widgets::icon_button(ui, "copy", copy).clicked() {
                out.push(Command::CopyRules(control.id));
            }
            let paste = t("Regeln einfügen", "Paste rules").get(lang);
            if widgets::icon_button(ui, "clipboard-paste", paste).clicked() {
                out.act(Action::Paste);
            }
        })
        .response
        .rect
    });
    drop_ui(ui, view, (state, out), (chosen, control, def), place);
}

/// What is dragged and let go on the buttons becomes a rule that looks at it.
fn drop_ui(
    ui: &Ui,
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    (chosen, control, def): (&Chosen<'_>, &Control, &ControlDef),
    place: Rect,
) {
    let Some(drag) = widgets::dragged(ui.ctx()) else { return };
    let Some(Property::Bound(left)) = drag.property(view.editor.project(), &TERM) else { return };
    let wide = Rect::from_x_y_ranges(ui.clip_rect().x_range(), place.y_range());
    let at = ui.input(|input| input.pointer.latest_pos());
    let place = place.with_max_x(ui.clip_rect().right() - theme::PAD);
    if !at.is_some_and(|at| wide.contains(at) && ui.clip_rect().contains(at)) {
        let theme = Theme::current(ui);
        let stroke = egui::Stroke::new(1.0, theme.select);
        ui.painter().rect_stroke(place, 5.0, stroke, egui::StrokeKind::Outside);
        return;
    }
    let from = origin_text(view.editor.project(), &left.from, view.lang);
    let words = match view.lang {
        Lang::De => format!("neue Regel nach „{from}“"),
        Lang::En => format!("new rule by “{from}”"),
    };
    widgets::drop_place(ui, place, &words);
    if ui.input(|input| input.pointer.any_released()) {
        DragAndDrop::clear_payload(ui.ctx());
        add(view, (state, out), (chosen, control, def), Some(left));
    }
}

/// A new rule behind the others, unfolded.
fn add(
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    (chosen, control, def): (&Chosen<'_>, &Control, &ControlDef),
    left: Option<Arc<Binding>>,
) {
    let index = control.rules.len();
    let rule = draft::rule(view, control, def, left);
    let is_open = rule.when.comparisons().iter().any(|comparison| comparison.left.is_none());
    out.push(Command::Seal);
    out.edit(with_rules(control, |rules| rules.push(Arc::new(rule))));
    state.rule = Some((control.id, index));
    if is_open {
        super::binding::open_for_topic(state, &condition::term_card(chosen, index, 0));
    }
}

/// The fields to try rules with: one for each value that they look at.
fn trial_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    chosen: &Chosen<'_>,
    control: &Control,
) {
    let lang = view.lang;
    if fold_line(ui, t("Probieren", "Try").get(lang), state.trying) {
        state.trying ^= true;
        out.push(Command::TryLook(None));
    }
    if !state.trying {
        return;
    }
    let all = control.rules.iter().flat_map(|rule| rule.when.comparisons());
    let mut lefts: Vec<&Arc<Binding>> = Vec::new();
    for left in all.filter_map(|comparison| comparison.left.as_ref()) {
        if !lefts.contains(&left) {
            lefts.push(left);
        }
    }
    let trial = view.editor.look_trial.as_ref().filter(|trial| trial.control == control.id);
    let key = format!("{}/trial", chosen.key());
    for (index, left) in lefts.into_iter().enumerate() {
        let from = origin_text(view.editor.project(), &left.from, lang);
        let tried = trial.and_then(|trial| trial.values.iter().find(|(of, _)| of == left));
        let mut text = tried.map(|(_, text)| text.clone()).unwrap_or_default();
        let now = if tried.is_none() { compared_now(view, control.id, left) } else { None };
        let hint = now.map(|now| shown(&now, lang)).unwrap_or_default();
        let name = match lang {
            Lang::De => format!("Probewert {from}"),
            Lang::En => format!("Trial value {from}"),
        };
        let response =
            row(ui, &format!("{key}/{index}"), &from, |ui| Input::new(&name).hint(&hint).show(ui, &mut text));
        if response.changed() {
            let mut values = trial.map(|trial| trial.values.clone()).unwrap_or_default();
            values.retain(|(of, _)| of != left);
            if !text.is_empty() {
                values.push((Arc::clone(left), text));
            }
            let trial = (!values.is_empty()).then_some(LookTrial { control: control.id, values });
            out.push(Command::TryLook(trial));
        }
    }
    padded(ui, &format!("{key}/words"), |ui| {
        let words = t(
            "So sähe das Control mit diesen Werten aus; am Projekt ändert sich nichts.",
            "How the control would look with these values; nothing changes in the project.",
        );
        widgets::remark(ui, words.get(lang));
    });
}

#[cfg(test)]
mod tests;
