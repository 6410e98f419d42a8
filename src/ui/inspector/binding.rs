//! The binding of a property: the button `{ }` beside its label, the chip in its field, and the card below it.
//!
//! Nothing is bound before something was chosen; every field of the card changes the project at once, as all fields do.

pub(super) mod fields;
pub(super) mod origin;
mod shaping;

use egui::accesskit::Role;
use egui::{
    Color32, CornerRadius, CursorIcon, Frame, Id, Margin, Pos2, Rect, Sense, Stroke, Ui, WidgetInfo, pos2, vec2,
};

use self::fields::{CardFields, typed_value};
use super::property::PropertyEditor;
use super::{State as Inspector, row};
use crate::editor::bound::origin_text;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language::block::Holds;
use crate::language::checks::{binding_circle, binding_script, lua_syntax, missing_reference};
use crate::model::binding::{Binding, Origin};
use crate::model::place::Place;
use crate::model::property::Property;
use crate::model::types::Ty;
use crate::model::value::Value;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// What stands in a new binding of a text until something comes.
const NOTHING_YET: &str = "–";

/// Where values can come from, in the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum OriginKind {
    Topic,
    Variable,
    Column,
    Property,
    Lua,
    Parameter,
}

impl OriginKind {
    const ALL: [Self; 6] = [Self::Parameter, Self::Topic, Self::Variable, Self::Column, Self::Property, Self::Lua];

    fn of(origin: &Origin) -> Self {
        match origin {
            Origin::Variable(_) => Self::Variable,
            Origin::Column { .. } => Self::Column,
            Origin::Topic { .. } => Self::Topic,
            Origin::Property { .. } => Self::Property,
            Origin::Lua(_) => Self::Lua,
            Origin::Parameter(_) => Self::Parameter,
        }
    }

    fn label(self) -> Text {
        match self {
            Self::Topic => t("Topic", "Topic"),
            Self::Variable => t("Variable", "Variable"),
            Self::Column => t("Datenquelle", "Data source"),
            Self::Property => t("Anderes Control", "Another control"),
            Self::Lua => t("Lua-Ausdruck", "Lua expression"),
            Self::Parameter => t("Parameter", "Parameter"),
        }
    }
}

/// The card that is open.
#[derive(Debug)]
pub(super) struct OpenCard {
    /// The property that it belongs to.
    key: String,
    /// Where the value shall come from, where that was chosen anew.
    kind: Option<OriginKind>,
    /// The connection of a topic, until it is bound.
    connection: Option<crate::model::id::ConnectionId>,
    /// The control or the data source of what is not bound yet.
    thing: Option<crate::model::item::Item>,
    /// Parts that were opened or closed by hand.
    parts: [Option<bool>; 3],
}

impl OpenCard {
    fn new(key: &str) -> Self {
        Self { key: key.to_owned(), kind: None, connection: None, thing: None, parts: [None; 3] }
    }
}

/// Whether a property can follow something.
pub(super) fn can_bind(holds: Holds) -> bool {
    // Which rows a table shows is chosen; what stands in them comes by itself.
    !matches!(holds, Holds::Source | Holds::Columns { .. } | Holds::Command { .. } | Holds::Destination)
}

/// The button `{ }` at the end of a label; opens or closes the card.
pub(super) fn button_ui(ui: &Ui, at: Pos2, editor: &PropertyEditor<'_>, is_bound: bool, state: &mut Inspector) {
    let theme = Theme::current(ui);
    let rect = Rect::from_center_size(at, vec2(20.0, 20.0));
    let response = ui.interact(rect, Id::unique(("bind", &editor.key)), Sense::click());
    let name = match editor.lang {
        Lang::De => format!("{} binden", editor.label),
        Lang::En => format!("Bind {}", editor.label),
    };
    let is_open = is_open(state, &editor.key);
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, is_open, &name));
    let hot = response.hovered() || response.has_focus();
    if hot || is_open {
        let stroke = if response.has_focus() { Stroke::new(1.0, theme.select) } else { Stroke::NONE };
        ui.painter().rect(rect, CornerRadius::same(4), theme.raised, stroke, egui::StrokeKind::Inside);
    }
    let color = match (is_bound || is_open, hot) {
        (true, _) => theme.select,
        (false, true) => theme.text,
        (false, false) => theme.faint,
    };
    widgets::icon_at(ui, rect.center(), "braces", 13.0, color);
    let clicked = response.clicked();
    let hint = t(
        "Aus einem Topic, einer Variablen, einer Datenquelle oder einem anderen Control",
        "From a topic, a variable, a data source or another control",
    );
    response.on_hover_text(format!("{name}\n{}", hint.get(editor.lang))).on_hover_cursor(CursorIcon::PointingHand);
    if clicked {
        toggle(state, &editor.key);
    }
}

pub(super) fn is_open(state: &Inspector, key: &str) -> bool {
    state.card.as_ref().is_some_and(|card| card.key == key)
}

/// Opens the card of a property, to bind it to a topic.
pub(super) fn open_for_topic(state: &mut Inspector, key: &str) {
    state.card = Some(OpenCard { kind: Some(OriginKind::Topic), ..OpenCard::new(key) });
}

pub(super) fn toggle(state: &mut Inspector, key: &str) {
    state.card = if is_open(state, key) { None } else { Some(OpenCard::new(key)) };
}

/// The field of a bound property: what it is bound to, its value now, and × to undo it.
pub(super) fn chip_ui(
    ui: &mut Ui,
    view: &View<'_>,
    editor: &PropertyEditor<'_>,
    binding: &Binding,
    (state, out): (&mut Inspector, &mut Outbox),
) {
    let theme = Theme::current(ui);
    let lang = editor.lang;
    let now = editor.value_now(view, binding);
    let shown = now.as_ref().map(|value| shown(value, lang)).unwrap_or_default();
    let from = origin_text(view.editor.project(), &binding.from, lang);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), theme::ROW), Sense::click());
    let name = match lang {
        Lang::De => format!("{} gebunden an {from}", editor.label),
        Lang::En => format!("{} bound to {from}", editor.label),
    };
    response.widget_info(|| WidgetInfo {
        current_text_value: (!shown.is_empty()).then(|| shown.clone()),
        ..WidgetInfo::labeled(Role::Button, true, &name)
    });
    let stroke = if response.has_focus() || response.hovered() { theme.select } else { theme.line };
    let round = CornerRadius::same(5);
    ui.painter().rect(rect, round, theme.select_bg, Stroke::new(1.0, stroke), egui::StrokeKind::Inside);
    let end = rect.right() - 24.0;
    let mid = rect.center().y;
    let left = rect.left() + 8.0;
    let room = end - left;
    let value = widgets::elided(ui, &shown, theme::semibold(13.0), theme.text, room * 0.6);
    let for_value = if shown.is_empty() { 0.0 } else { value.size().x + 8.0 };
    let origin = widgets::elided(ui, &from, theme::regular(12.0), theme.muted, room - for_value);
    ui.painter().galley(pos2(left, mid - origin.size().y / 2.0), origin, theme.muted);
    ui.painter().galley(pos2(end - value.size().x - 2.0, mid - value.size().y / 2.0), value, theme.text);
    let undo = Rect::from_center_size(pos2(rect.right() - 13.0, mid), vec2(20.0, 20.0));
    if undo_ui(ui, undo, editor) {
        let literal = now.map_or_else(|| editor.default(), |value| Some(Property::from(value)));
        out.edit(editor.edit(literal));
        state.card = None;
    } else if response.clicked() {
        toggle(state, &editor.key);
    }
    let far = if shown.is_empty() { t("noch kein Wert", "no value yet").get(lang) } else { &shown };
    response.on_hover_text(format!("{from}\n{far}")).on_hover_cursor(CursorIcon::PointingHand);
}

fn undo_ui(ui: &Ui, rect: Rect, editor: &PropertyEditor<'_>) -> bool {
    let theme = Theme::current(ui);
    let response = ui.interact(rect, Id::unique(("unbind", &editor.key)), Sense::click());
    let name = match editor.lang {
        Lang::De => format!("Bindung von {} lösen", editor.label),
        Lang::En => format!("Undo the binding of {}", editor.label),
    };
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let hot = response.hovered() || response.has_focus();
    if hot {
        ui.painter().rect_filled(rect, CornerRadius::same(4), theme.raised);
    }
    widgets::icon_at(ui, rect.center(), "x", 13.0, if hot { theme.text } else { theme.muted });
    let clicked = response.clicked();
    response.on_hover_text(name).on_hover_cursor(CursorIcon::PointingHand);
    clicked
}

/// A value as the chip shows it.
pub(super) fn shown(value: &Value, lang: Lang) -> String {
    match value {
        Value::Bool(true) => t("ja", "yes").get(lang).to_owned(),
        Value::Bool(false) => t("nein", "no").get(lang).to_owned(),
        Value::Number(number) => super::number::shown(*number, lang),
        Value::Text(_) | Value::List(_) | Value::Record(_) | Value::Raw(_) => value.to_text(),
    }
}

/// The card below a property, while it is open.
pub(super) fn card_ui(
    ui: &mut Ui,
    view: &View<'_>,
    editor: &PropertyEditor<'_>,
    (state, out): (&mut Inspector, &mut Outbox),
) {
    if !is_open(state, &editor.key) {
        return;
    }
    let Some(mut card) = state.card.take() else { return };
    let key = format!("{}/card", editor.key);
    super::padded(ui, &key, |ui| {
        card_frame(ui, |ui| {
            let binding = editor.binding();
            let mut fields = CardFields { view, editor, state, out, key: &key };
            let kind = kind_ui(ui, &fields, &mut card, binding);
            origin::origin_ui(ui, &mut fields, &mut card, (kind, binding));
            if let Some(binding) = binding {
                // What is compared is nowhere written.
                if !editor.is_term() {
                    shaping::shaping_ui(ui, &mut fields, &mut card, binding);
                }
                flaws_ui(ui, &fields);
            }
        });
    });
    state.card = Some(card);
}

/// The frame of a card.
pub(super) fn card_frame<R>(ui: &mut Ui, content: impl FnOnce(&mut Ui) -> R) -> R {
    let theme = Theme::current(ui);
    let frame = Frame::NONE
        .fill(mixed(theme.panel, theme.raised))
        .stroke(theme.border())
        .corner_radius(CornerRadius::same(6))
        .inner_margin(Margin { left: 0, right: 0, top: 6, bottom: 8 })
        .outer_margin(Margin { left: 0, right: 0, top: 2, bottom: 6 });
    let shown = frame.show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        content(ui)
    });
    shown.inner
}

/// What is imperfect about the bindings of the control.
fn flaws_ui(ui: &mut Ui, fields: &CardFields<'_>) {
    let of_control = Place::item(fields.editor.control().id);
    let kinds = [&binding_circle::CHECK, &binding_script::CHECK, &lua_syntax::CHECK, &missing_reference::CHECK];
    let problems = fields.view.editor.problems.iter();
    let told = problems.filter(|problem| problem.place == of_control && kinds.contains(&problem.check));
    super::padded(ui, &format!("{}/flaws", fields.key), |ui| {
        for problem in told {
            widgets::flaw(ui, problem.wording.get(fields.editor.lang));
        }
    });
}

/// Halfway between two colours.
fn mixed(a: Color32, b: Color32) -> Color32 {
    a.lerp_to_gamma(b, 0.5)
}

/// Where from.
fn kind_ui(ui: &mut Ui, fields: &CardFields<'_>, card: &mut OpenCard, binding: Option<&Binding>) -> Option<OriginKind> {
    let lang = fields.editor.lang;
    let bound = binding.map(|binding| OriginKind::of(&binding.from));
    let kind = card.kind.or(bound);
    let label = t("Woher", "From").get(lang);
    let theme = Theme::current(ui);
    let (shown, color) = match kind {
        Some(kind) => (kind.label().get(lang), theme.text),
        None => (t("wählen …", "choose…").get(lang), theme.faint),
    };
    row(ui, &format!("{}/kind", fields.key), label, |ui| {
        widgets::choice_field(ui, label, (shown, color), |ui| {
            let in_component = origin::is_in_component(fields);
            for each in OriginKind::ALL.into_iter().filter(|each| *each != OriginKind::Parameter || in_component) {
                if ui.selectable_label(kind == Some(each), each.label().get(lang)).clicked() {
                    card.kind = Some(each);
                    card.thing = None;
                }
            }
        });
    });
    kind
}

/// A new binding of this property, or the one that it has with another origin.
fn bound_to(editor: &PropertyEditor<'_>, binding: Option<&Binding>, from: Origin) -> Binding {
    if let Some(binding) = binding {
        return Binding { from, ..binding.clone() };
    }
    // A field to type in is empty then, a label is not: nothing at all looks broken.
    let empty = (editor.is_words() && !editor.is_input()).then(|| Value::from(NOTHING_YET));
    Binding { empty, ..Binding::to(from) }
}

/// What a text stands for in this property, or a text where it is none of its type.
fn value_of_text(text: &str, ty: Ty) -> Value {
    typed_value(text, ty)
}

#[cfg(test)]
mod tests;
