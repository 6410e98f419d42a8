//! Components: the values of an instance, and the parameters of a master.

use std::sync::Arc;

use egui::{Align, Id, Layout, Ui, vec2};

use super::color::ColorField;
use super::common::Chosen;
use super::number::NumberField;
use super::{State, mixed, padded, reset_arrow, row};
use crate::editor::command::{Action, Command};
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language::checks::bad_topic;
use crate::model::component::{
    COMPONENT, ComponentFace, ComponentParameter, MASTER, MOST_PARAMETERS, ParameterKind, in_braces, parameter_name,
    uses_parameter,
};
use crate::model::edit::Edit;
use crate::model::id::ScreenId;
use crate::model::item::Item;
use crate::model::property::Property;
use crate::model::screen::Screen;
use crate::model::topic::TopicName;
use crate::model::value::Value;
use crate::ui::Outbox;
use crate::ui::theme::{ROW, Theme};
use crate::ui::widgets::{self, Input};

/// How a kind of parameter is called; a new one is named so too.
fn kind_text(kind: ParameterKind) -> Text {
    match kind {
        ParameterKind::Text => t("Text", "Text"),
        ParameterKind::Number => t("Zahl", "Number"),
        ParameterKind::Bool => t("Ja oder nein", "Yes or no"),
        ParameterKind::Color => t("Farbe", "Color"),
        ParameterKind::Connection => t("Verbindung", "Connection"),
        ParameterKind::Prefix => t("Präfix", "Prefix"),
    }
}

/// One sentence about a kind of parameter.
fn kind_help(kind: ParameterKind) -> Text {
    match kind {
        ParameterKind::Text => t("Steht als {Name} in Texten", "Stands as {name} in texts"),
        ParameterKind::Number | ParameterKind::Bool | ParameterKind::Color => t(
            "Eigenschaften folgen ihm über { }; in Texten steht es als {Name}",
            "Properties follow it by { }; in texts it stands as {name}",
        ),
        ParameterKind::Connection => t(
            "Nimmt den Platz der Verbindung ein, die hier Vorgabe ist",
            "Takes the place of the connection that is the default here",
        ),
        ParameterKind::Prefix => {
            t("Der Anfang von Topics: {Präfix}/temperatur", "The begin of topics: {Prefix}/temperature")
        }
    }
}

/// A value of a parameter to edit.
pub(super) struct ValueField<'a> {
    pub(super) label: &'a str,
    pub(super) key: &'a str,
    pub(super) kind: ParameterKind,
    /// `None` where instances differ.
    pub(super) value: Option<&'a Property>,
    /// Whether it is its own, and not the default.
    pub(super) own: bool,
}

/// Draws it; the new value, and whether it is being typed.
pub(super) fn value_ui(
    ui: &mut Ui,
    view: &View<'_>,
    field: &ValueField<'_>,
    out: &mut Outbox,
) -> Option<(Property, bool)> {
    let theme = Theme::current(ui);
    let ink = if field.value.is_none() { theme.faint } else { theme.text };
    let literal = field.value.and_then(Property::literal);
    let hint = if field.value.is_none() { mixed(view.lang) } else { "" };
    match field.kind {
        ParameterKind::Text | ParameterKind::Prefix => {
            let mut text = literal.map(Value::to_text).unwrap_or_default();
            let flaw = (field.kind == ParameterKind::Prefix).then(|| prefix_flaw(&text, view.lang)).flatten();
            let input = Input::new(field.label).color(ink).hint(hint).flaw(flaw.as_deref());
            let response = input.show(ui, &mut text);
            if response.lost_focus() {
                out.push(Command::Seal);
            }
            response.changed().then(|| (Property::from(text), true))
        }
        ParameterKind::Number => {
            let value = literal.and_then(Value::as_number);
            let range = (f64::from(f32::MIN), f64::from(f32::MAX));
            let answer = NumberField { name: field.label, value, range, open: false, lang: view.lang }.show(ui);
            if answer.ended {
                out.push(Command::Seal);
            }
            answer.changed.map(|number| (Property::from(number), true))
        }
        ParameterKind::Bool => {
            let on = literal.and_then(Value::as_bool);
            let word = match on {
                Some(true) => t("ja", "yes").get(view.lang),
                Some(false) => t("nein", "no").get(view.lang),
                None => mixed(view.lang),
            };
            widgets::switch(ui, field.label, on, (word, ink)).then(|| (Property::from(on != Some(true)), false))
        }
        ParameterKind::Color => {
            let text = literal.map(Value::to_text).unwrap_or_default();
            let project = view.editor.project();
            let hint = if hint.is_empty() { "#rrggbb" } else { hint };
            let answer = ColorField { name: field.label, text: &text, hint, ink, lang: view.lang, project }.show(ui);
            if answer.ended {
                out.push(Command::Seal);
            }
            answer.changed.map(|color| (Property::from(color), true))
        }
        ParameterKind::Connection => {
            let project = view.editor.project();
            let now = field.value.and_then(Property::item);
            let gone = t("gelöscht", "deleted").get(view.lang);
            let named = |id| project.connection(id).map_or(gone, |connection| connection.shown_name(view.lang));
            let shown = match now {
                Some(Item::Connection(id)) => named(id),
                _ if field.value.is_none() => mixed(view.lang),
                _ => t("keine", "none").get(view.lang),
            };
            widgets::choice_field(ui, field.label, (shown, ink), |ui| {
                let mut chosen = None;
                for connection in &project.connections {
                    let item = Item::from(connection.id.clone());
                    if ui.selectable_label(now == Some(&item), connection.shown_name(view.lang)).clicked() {
                        chosen = Some((item.into(), false));
                    }
                }
                chosen
            })
            .flatten()
        }
    }
}

fn prefix_flaw(text: &str, lang: Lang) -> Option<String> {
    let why = if text.is_empty() { return None } else { TopicName::parse(text).err()? };
    Some(bad_topic::rule(&why).get(lang).to_owned())
}

/// The component of the chosen instances, and what they give its parameters.
pub(super) fn instance_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, chosen: &Chosen<'_>) {
    if chosen.controls.iter().any(|control| control.kind != COMPONENT) {
        return;
    }
    let project = view.editor.project();
    widgets::section(ui, t("Komponente", "Component").get(view.lang));
    let master = chosen.last().master();
    let same = chosen.controls.iter().all(|control| control.master() == master);
    let found = project.master_of(chosen.last());
    let shown = match found {
        _ if !same => mixed(view.lang),
        Some((screen, _)) => &screen.name,
        None => t("gelöscht", "deleted").get(view.lang),
    };
    let found = found.filter(|_| same);
    master_ui(ui, view, out, (chosen, found.map(|(screen, _)| screen.id), shown));
    let Some((_, face)) = found else { return };
    if !face.parameters.is_empty() {
        widgets::section(ui, t("Parameter", "Parameters").get(view.lang));
    }
    for parameter in &face.parameters {
        let property = in_braces(&parameter.name);
        let key = format!("{}/{property}", chosen.key());
        let first = chosen.last().given(parameter);
        let same = chosen.controls.iter().all(|control| control.given(parameter) == first);
        let own = chosen.controls.iter().any(|control| control.properties.contains_key(&property));
        let field =
            ValueField { label: &parameter.name, key: &key, kind: parameter.kind, value: same.then_some(first), own };
        let set = |value| Edit::SetProperty(chosen.ids(), property.clone(), value);
        let (place, changed) = row(ui, &key, &parameter.name, |ui| {
            let changed = value_ui(ui, view, &field, out);
            (ui.min_rect(), changed)
        });
        match changed {
            Some((value, true)) => out.edit_merged(set(Some(value)), field.key),
            Some((value, false)) => out.edit(set(Some(value))),
            None => {}
        }
        if field.own && reset_arrow(ui, place.right_center(), &key, &parameter.name, view.lang) {
            out.push(Command::Seal);
            out.edit(set(None));
        }
    }
}

/// Which component it is, to be opened or another one to be chosen, and *detach*.
fn master_ui(
    ui: &mut Ui,
    view: &View<'_>,
    out: &mut Outbox,
    (chosen, master, shown): (&Chosen<'_>, Option<ScreenId>, &str),
) {
    let project = view.editor.project();
    let on = project.screen_of(chosen.last().id);
    let theme = Theme::current(ui);
    let ink = if master.is_some() { theme.text } else { theme.faint };
    row(ui, &format!("{}/master", chosen.key()), t("Von", "Of").get(view.lang), |ui| {
        widgets::choice_field(ui, t("Komponente wählen", "Choose component").get(view.lang), (shown, ink), |ui| {
            let fits = |other: &&Arc<Screen>| on.is_some_and(|on| project.can_hold(on, other.id));
            for other in project.components().filter(fits) {
                let is_it = master == Some(other.id);
                if ui.selectable_label(is_it, &other.name).clicked() && !is_it {
                    let value = Some(Item::from(other.id).into());
                    out.edit(Edit::SetProperty(chosen.ids(), MASTER.to_owned(), value));
                }
            }
        });
    });
    let Some(master) = master else { return };
    padded(ui, &format!("{}/open", chosen.key()), |ui| {
        ui.horizontal(|ui| {
            if widgets::tool_button(ui, "component", t("Öffnen", "Open").get(view.lang)).clicked() {
                out.push(Command::OpenTab(Tab::Screen(master)));
                out.push(Command::Select(Selection::one(master)));
            }
            let help = t(
                "Macht einzelne Controls daraus, die der Komponente nicht mehr folgen",
                "Makes single controls of it that no longer follow the component",
            );
            let detach = widgets::tool_button(ui, "unlink", t("Lösen", "Detach").get(view.lang));
            if widgets::tip(detach, help.get(view.lang)).clicked() {
                out.act(Action::Detach);
            }
        });
    });
}

/// The parameters of a master.
pub(super) fn face_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    (screen, face): (&Screen, &ComponentFace),
) {
    widgets::section(ui, t("Parameter", "Parameters").get(view.lang));
    for (place, parameter) in face.parameters.iter().enumerate() {
        parameter_ui(ui, view, (state, out), screen, (place, parameter));
        ui.add_space(6.0);
    }
    let key = format!("screen/{}/parameters", screen.id);
    if face.parameters.is_empty() {
        let words = t(
            "Was sich von Exemplar zu Exemplar unterscheidet, wird ein Parameter: etwa der Anfang der Topics oder ein Titel.",
            "What differs from instance to instance becomes a parameter: the begin of topics, say, or a title.",
        );
        padded(ui, &key, |ui| widgets::remark(ui, words.get(view.lang)));
    }
    if face.parameters.len() < MOST_PARAMETERS {
        let label = t("Neuer", "New").get(view.lang);
        let faint = Theme::current(ui).faint;
        let chosen = row(ui, &format!("{key}/new"), label, |ui| {
            let words = t("Parameter hinzufügen", "Add parameter").get(view.lang);
            widgets::choice_field(ui, words, (t("wählen …", "choose…").get(view.lang), faint), |ui| {
                let mut chosen = None;
                for kind in ParameterKind::ALL {
                    let entry = ui.selectable_label(false, kind_text(kind).get(view.lang));
                    if widgets::tip(entry, kind_help(kind).get(view.lang)).clicked() {
                        chosen = Some(kind);
                    }
                }
                chosen
            })
        });
        if let Some(kind) = chosen.flatten() {
            let name = kind_text(kind).get(view.lang).to_owned();
            let default = kind.usual(view.editor.project());
            out.edit(Edit::SetParameter(screen.id, None, Some(ComponentParameter { name, kind, default })));
        }
    }
}

/// A parameter of a master: its name and kind, and below its default.
fn parameter_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (state, out): (&mut State, &mut Outbox),
    screen: &Screen,
    (place, parameter): (usize, &ComponentParameter),
) {
    let key = format!("screen/{}/parameter/{place}", screen.id);
    let set = |new| Edit::SetParameter(screen.id, Some(place), new);
    row(ui, &format!("{key}/name"), t("Name", "Name").get(view.lang), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let size = vec2(ui.available_width() - 28.0, ROW);
            let layout = Layout::left_to_right(Align::Center);
            let name = ui.allocate_ui_with_layout(size, layout, |ui| renamed_ui(ui, view, state, (&key, parameter)));
            if let Some(name) = name.inner {
                out.edit(set(Some(ComponentParameter { name, ..parameter.clone() })));
            }
            let used = screen.controls.iter().any(|control| uses_parameter(control, &parameter.name));
            let tip = match (view.lang, used) {
                (Lang::De, true) => format!("{} entfernen: wird in der Komponente noch benutzt", parameter.name),
                (Lang::En, true) => format!("Remove {}: still used in the component", parameter.name),
                (Lang::De, false) => format!("{} entfernen", parameter.name),
                (Lang::En, false) => format!("Remove {}", parameter.name),
            };
            if widgets::icon_button(ui, "trash-2", &tip).clicked() {
                out.edit(set(None));
            }
        });
    });
    let label = t("Art", "Kind").get(view.lang);
    let ink = Theme::current(ui).text;
    row(ui, &format!("{key}/kind"), label, |ui| {
        widgets::choice_field(ui, label, (kind_text(parameter.kind).get(view.lang), ink), |ui| {
            for kind in ParameterKind::ALL {
                let entry = ui.selectable_label(kind == parameter.kind, kind_text(kind).get(view.lang));
                if widgets::tip(entry, kind_help(kind).get(view.lang)).clicked() && kind != parameter.kind {
                    let kept = kind.takes(&parameter.default);
                    let default = if kept { parameter.default.clone() } else { kind.usual(view.editor.project()) };
                    out.edit(set(Some(ComponentParameter { kind, default, ..parameter.clone() })));
                }
            }
        });
    });
    let label = t("Vorgabe", "Default").get(view.lang);
    let key = format!("{key}/default");
    let field = ValueField { label, key: &key, kind: parameter.kind, value: Some(&parameter.default), own: false };
    let changed = row(ui, &key, label, |ui| value_ui(ui, view, &field, out));
    if let Some((default, typed)) = changed {
        let edit = set(Some(ComponentParameter { default, ..parameter.clone() }));
        if typed { out.edit_merged(edit, field.key) } else { out.edit(edit) }
    }
}

/// The field for the name of a parameter. It counts when it is left: half a name would be followed by half the texts.
fn renamed_ui(
    ui: &mut Ui,
    view: &View<'_>,
    state: &mut State,
    (key, parameter): (&str, &ComponentParameter),
) -> Option<String> {
    let typed = state.typing.as_ref().filter(|(field, _)| field == key).map(|(_, text)| text.clone());
    let mut text = typed.unwrap_or_else(|| parameter.name.clone());
    let label = match view.lang {
        Lang::De => format!("Name von {}", parameter.name),
        Lang::En => format!("Name of {}", parameter.name),
    };
    let input = Input::new(&label).bad(parameter_name(&text).is_empty());
    let response = ui.push_id(Id::unique(("name", key)), |ui| input.show(ui, &mut text)).inner;
    if response.has_focus() {
        state.typing = Some((key.to_owned(), text));
        return None;
    }
    if response.lost_focus() {
        state.typing = None;
        let name = parameter_name(&text);
        return (!name.is_empty() && name != parameter.name).then_some(name);
    }
    None
}

#[cfg(test)]
mod tests;
