//! The upper part of the card: which topic, which variable, which column, which property.

use egui::Ui;

use super::super::row;
use super::fields::{CardFields, TextLook};
use super::{OpenCard, OriginKind, bound_to};
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::monitor::topic::Topic;
use crate::editor::offers;
use crate::i18n::{Lang, Wording, t};
use crate::language;
use crate::language::blocks::source::FIXED_COLUMNS;
use crate::language::checks::bad_topic;
use crate::model::binding::{Binding, BoundColumn, Origin, RowChoice};
use crate::model::component::ComponentParameter;
use crate::model::id::ConnectionId;
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::source::path::{DataPath, ValuePlace};
use crate::model::source::{ColumnType, Source};
use crate::model::topic::TopicFilter;
use crate::say;
use crate::ui::theme::Theme;
use crate::ui::widgets;

/// Most topics in the list; one of more is typed.
const HEARD: usize = 200;

/// Draws it.
pub(super) fn origin_ui(
    ui: &mut Ui,
    fields: &mut CardFields<'_>,
    card: &mut OpenCard,
    (kind, binding): (Option<OriginKind>, Option<&Binding>),
) {
    match kind {
        Some(OriginKind::Topic) => topic_ui(ui, fields, card, binding),
        Some(OriginKind::Variable) => variable_ui(ui, fields, card, binding),
        Some(OriginKind::Column) => column_ui(ui, fields, card, binding),
        Some(OriginKind::Property) => property_ui(ui, fields, card, binding),
        Some(OriginKind::Lua) => lua_ui(ui, fields, card, binding),
        Some(OriginKind::Parameter) => parameter_ui(ui, fields, card, binding),
        None => {}
    }
}

/// A row with a list; gives the entry that was chosen.
pub(in crate::ui::inspector) fn choice<T>(
    ui: &mut Ui,
    fields: &CardFields<'_>,
    (label, shown): (&str, Option<&str>),
    entries: impl IntoIterator<Item = (T, String)>,
) -> Option<T> {
    let theme = Theme::current(ui);
    let lang = fields.editor.lang;
    let (words, color) = match shown {
        Some(shown) => (shown, theme.text),
        None => (t("wählen …", "choose…").get(lang), theme.faint),
    };
    row(ui, &format!("{}/{label}", fields.key), label, |ui| {
        widgets::choice_field(ui, label, (words, color), |ui| {
            let mut chosen = None;
            for (value, entry) in entries {
                if ui.selectable_label(shown == Some(entry.as_str()), &entry).clicked() {
                    chosen = Some(value);
                }
            }
            chosen
        })
        .flatten()
    })
}

fn project<'a>(fields: &CardFields<'a>) -> &'a Project {
    fields.view.editor.project()
}

/// What a topic is bound with, as far as it is known.
struct TopicOrigin {
    connection: ConnectionId,
    filter: String,
    path: String,
    ty: ColumnType,
}

fn topic_ui(ui: &mut Ui, fields: &mut CardFields<'_>, card: &mut OpenCard, binding: Option<&Binding>) {
    let lang = fields.editor.lang;
    let known = match binding.map(|binding| &binding.from) {
        Some(Origin::Topic { connection, filter, path, ty }) => {
            TopicOrigin { connection: connection.clone(), filter: filter.clone(), path: path.clone(), ty: *ty }
        }
        _ => TopicOrigin {
            connection: card.connection.clone().unwrap_or_else(|| usual_connection(project(fields))),
            filter: String::new(),
            path: String::new(),
            ty: ColumnType::Automatic,
        },
    };
    let is_bound = !known.filter.is_empty() || matches!(binding, Some(Binding { from: Origin::Topic { .. }, .. }));
    let bound = |topic: TopicOrigin| {
        let TopicOrigin { connection, filter, path, ty } = topic;
        bound_to(fields.editor, binding, Origin::Topic { connection, filter, path, ty })
    };
    let connections = project(fields).connections.iter();
    let entries = connections.map(|connection| (connection.id.clone(), connection.name.clone()));
    let shown = project(fields).connection(&known.connection).map(|connection| connection.name.as_str());
    if let Some(connection) = choice(ui, fields, (t("Verbindung", "Connection").get(lang), shown), entries) {
        if is_bound {
            fields.set(bound(TopicOrigin { connection, ..known }));
        } else {
            card.connection = Some(connection);
        }
        return;
    }
    let hint = t("halle1/temperatur", "hall1/temperature").get(lang);
    let look = TextLook { label: t("Topic", "Topic").get(lang), hint, flaw: Some(topic_flaw), ..TextLook::default() };
    let heard = heard_topics(fields, &known.connection);
    let list = t("Gehörte Topics", "Topics heard").get(lang);
    if let Some(filter) = fields.text_or_listed(ui, look, &known.filter, (list, heard)) {
        let filter = filter.trim().to_owned();
        if is_bound || !filter.is_empty() {
            card.kind = None;
            fields.set_typed(bound(TopicOrigin { filter, ..known }), "topic");
        }
        return;
    }
    if !is_bound {
        return;
    }
    let hint = t("ganze Nachricht", "whole message").get(lang);
    let look = TextLook {
        label: t("Feld im JSON", "JSON field").get(lang),
        hint,
        flaw: Some(place_flaw),
        ..TextLook::default()
    };
    let list = t("Felder der letzten Nachricht", "Fields of the last message").get(lang);
    let listed = heard_fields(fields, &known.connection, &known.filter);
    if let Some(path) = fields.text_or_listed(ui, look, &known.path, (list, listed)) {
        fields.set_typed(bound(TopicOrigin { path: path.trim().to_owned(), ..known }), "path");
        return;
    }
    let entries = ColumnType::ALL.iter().map(|ty| (*ty, say::column_type(*ty, lang).to_owned()));
    let shown = say::column_type(known.ty, lang);
    if let Some(ty) = choice(ui, fields, (t("Lesen als", "Read as").get(lang), Some(shown)), entries) {
        fields.set(bound(TopicOrigin { ty, ..known }));
    }
}

/// The topics that the monitor has heard on a connection, each with its last message.
pub(in crate::ui::inspector) fn heard_topics(
    fields: &CardFields<'_>,
    connection: &ConnectionId,
) -> Vec<(String, String)> {
    let tree = &fields.view.data.topics.tree;
    let last = |topic: &Topic| topic.last().map(|last| shortened(&last.message)).unwrap_or_default();
    let heard = tree.topics_in(connection).take(HEARD);
    let mut heard: Vec<_> = heard.map(|topic| (topic.name().to_string(), last(topic))).collect();
    heard.sort_unstable();
    heard
}

/// The fields of the last message on a topic, where it is JSON.
fn heard_fields(fields: &CardFields<'_>, connection: &ConnectionId, topic: &str) -> Vec<(String, String)> {
    let last = fields.view.data.topics.tree.topic(connection, topic).and_then(|topic| topic.last());
    let values = last.map(|last| offers::offered(&last.message)).unwrap_or_default();
    values.into_iter().filter(|value| !value.path.is_empty()).map(|value| (value.path, value.sample)).collect()
}

fn shortened(message: &str) -> String {
    message.lines().next().unwrap_or_default().chars().take(30).collect()
}

/// The newest own connection; the local broker only where there is no other.
pub(in crate::ui::inspector) fn usual_connection(project: &Project) -> ConnectionId {
    let own = project.connections.iter().rev().find(|connection| !connection.is_local());
    own.or_else(|| project.connections.first()).map_or_else(ConnectionId::local, |connection| connection.id.clone())
}

pub(super) fn topic_flaw(text: &str, lang: Lang) -> Option<String> {
    // Not while nobody has typed anything.
    let text = text.trim();
    let why = if text.is_empty() { return None } else { TopicFilter::parse(text).err()? };
    let rule: Wording = bad_topic::rule(&why);
    Some(rule.get(lang).to_owned())
}

fn place_flaw(text: &str, lang: Lang) -> Option<String> {
    ValuePlace::parse(text).err().map(|why| say::path_error(why, lang).to_owned())
}

pub(in crate::ui::inspector) fn path_flaw(text: &str, lang: Lang) -> Option<String> {
    DataPath::parse(text).err().map(|why| say::path_error(why, lang).to_owned())
}

fn variable_ui(ui: &mut Ui, fields: &mut CardFields<'_>, card: &mut OpenCard, binding: Option<&Binding>) {
    let lang = fields.editor.lang;
    let project = project(fields);
    let bound = match binding.map(|binding| &binding.from) {
        Some(Origin::Variable(id)) => Some(*id),
        _ => None,
    };
    let label = t("Variable", "Variable").get(lang);
    if project.variables.is_empty() {
        let words = t("Es gibt noch keine Variable.", "There is no variable yet.").get(lang);
        nothing_ui(ui, fields, words, (t("Neue Variable …", "New variable…").get(lang), Dialog::NewVariable(None)));
        return;
    }
    let shown = bound.and_then(|id| project.variable(id)).map(|variable| variable.name.as_str());
    let entries = project.variables.iter().map(|variable| (variable.id, variable.name.clone()));
    if let Some(id) = choice(ui, fields, (label, shown), entries) {
        card.kind = None;
        fields.set(bound_to(fields.editor, binding, Origin::Variable(id)));
    }
    if fields.editor.is_input() {
        super::super::padded(ui, &format!("{}/both", fields.key), |ui| {
            let words = t(
                "Was hier eingestellt wird, geht auch in die Variable.",
                "What is set here goes into the variable too.",
            );
            widgets::remark(ui, words.get(lang));
        });
    }
}

/// That there is nothing to choose, and what makes something.
fn nothing_ui(ui: &mut Ui, fields: &mut CardFields<'_>, words: &str, (button, dialog): (&str, Dialog)) {
    super::super::padded(ui, &format!("{}/nothing", fields.key), |ui| {
        widgets::remark(ui, words);
        if widgets::tool_button(ui, "plus", button).clicked() {
            fields.out.push(Command::OpenDialog(dialog));
        }
    });
}

fn column_ui(ui: &mut Ui, fields: &mut CardFields<'_>, card: &mut OpenCard, binding: Option<&Binding>) {
    let lang = fields.editor.lang;
    let project = project(fields);
    if project.sources.is_empty() {
        let words = t("Es gibt noch keine Datenquelle.", "There is no data source yet.").get(lang);
        nothing_ui(ui, fields, words, (super::super::NEW_SOURCE.get(lang), Dialog::NewSource(None)));
        return;
    }
    let bound = match binding.map(|binding| &binding.from) {
        Some(Origin::Column { source, column, row }) => Some((*source, column.clone(), row.clone())),
        _ => None,
    };
    let chosen = card.thing.as_ref().and_then(Item::source).or_else(|| bound.as_ref().map(|(source, ..)| *source));
    let source = chosen.and_then(|id| project.source(id));
    let entries = project.sources.iter().map(|source| (source.id, source.name.clone()));
    let label = t("Datenquelle", "Data source").get(lang);
    if let Some(id) = choice(ui, fields, (label, source.map(|source| source.name.as_str())), entries) {
        card.thing = Some(id.into());
        return;
    }
    let Some(source) = source else { return };
    let bound = bound.filter(|(of, ..)| *of == source.id);
    let columns = columns(source, lang);
    let column = bound.as_ref().map(|(_, column, _)| column);
    let shown = column.and_then(|column| columns.iter().find(|(each, _)| each == column));
    let shown = shown.map(|(_, label)| label.clone());
    let label = t("Spalte", "Column").get(lang);
    if let Some(column) = choice(ui, fields, (label, shown.as_deref()), columns) {
        let row = bound.map(|(.., row)| row).unwrap_or_default();
        card.thing = None;
        card.kind = None;
        fields.set(bound_to(fields.editor, binding, Origin::Column { source: source.id, column, row }));
        return;
    }
    if let Some((source, column, row)) = bound
        && let Some((row, typed)) = row_choice_ui(ui, fields, &row)
    {
        let new = bound_to(fields.editor, binding, Origin::Column { source, column, row });
        if typed { fields.set_typed(new, "row") } else { fields.set(new) }
    }
}

/// The columns of a source: its own first.
fn columns(source: &Source, lang: Lang) -> Vec<(BoundColumn, String)> {
    let own =
        source.columns().into_iter().filter_map(|column| Some((BoundColumn::Own(column.id?), column.title.to_owned())));
    let fixed = FIXED_COLUMNS.iter();
    own.chain(fixed.map(|(key, label)| (BoundColumn::Fixed((*key).to_owned()), label.get(lang).to_owned()))).collect()
}

/// Which row; gives the new choice, and whether it is being typed.
fn row_choice_ui(ui: &mut Ui, fields: &mut CardFields<'_>, row: &RowChoice) -> Option<(RowChoice, bool)> {
    let lang = fields.editor.lang;
    let words = |row: &RowChoice| match row {
        RowChoice::Newest => t("die neueste", "the newest").get(lang).to_owned(),
        RowChoice::OfTopic(_) => t("die neueste eines Topics", "the newest of a topic").get(lang).to_owned(),
        RowChoice::Number(_) => t("mit Nummer", "by number").get(lang).to_owned(),
    };
    let all = [RowChoice::Newest, RowChoice::OfTopic(String::new()), RowChoice::Number(0)];
    let entries = all.into_iter().map(|row| (row.clone(), words(&row)));
    if let Some(new) = choice(ui, fields, (t("Zeile", "Row").get(lang), Some(&words(row))), entries) {
        return Some((new, false));
    }
    match row {
        RowChoice::Newest => None,
        RowChoice::OfTopic(topic) => {
            let hint = t("halle1/tor", "hall1/gate").get(lang);
            let look = TextLook { label: t("Topic", "Topic").get(lang), hint, ..TextLook::default() };
            fields.text(ui, look, topic).map(|topic| (RowChoice::OfTopic(topic.trim().to_owned()), true))
        }
        RowChoice::Number(number) => {
            let look = TextLook { label: t("Nummer", "Number").get(lang), hint: "1", ..TextLook::default() };
            let typed = fields.number(ui, look, Some(f64::from(*number) + 1.0))?.or_none()?;
            // People count from 1.
            Some((RowChoice::Number((typed - 1.0).clamp(0.0, 9_999.0) as u32), true))
        }
    }
}

fn property_ui(ui: &mut Ui, fields: &mut CardFields<'_>, card: &mut OpenCard, binding: Option<&Binding>) {
    let lang = fields.editor.lang;
    let project = project(fields);
    let bound = match binding.map(|binding| &binding.from) {
        Some(Origin::Property { control, property }) => Some((*control, property.clone())),
        _ => None,
    };
    let chosen = card.thing.as_ref().and_then(Item::control).or_else(|| bound.as_ref().map(|(control, _)| *control));
    let several = project.screens.len() > 1;
    let name =
        |screen: &str, control: &str| if several { format!("{screen} · {control}") } else { control.to_owned() };
    // What is in a component is there several times, or not at all.
    let here = project.screen_of(fields.editor.control().id);
    let entries =
        project.screens.iter().filter(|screen| screen.component.is_none() || Some(screen.id) == here).flat_map(
            |screen| screen.controls.iter().map(move |control| (control.id, name(&screen.name, &control.name))),
        );
    let found = chosen.and_then(|id| project.find_control(id));
    let shown = found.map(|(screen, control)| name(&screen.name, &control.name));
    if let Some(id) = choice(ui, fields, (t("Control", "Control").get(lang), shown.as_deref()), entries) {
        card.thing = Some(id.into());
        return;
    }
    let Some((_, control)) = found else { return };
    let bound = bound.filter(|(of, _)| *of == control.id);
    let properties = language::control(&control.kind).map_or(&[][..], |def| def.properties);
    let of_control = |key: &str| properties.iter().find(|def| def.key == key).map(|def| def.label.get(lang));
    let shown = bound.as_ref().and_then(|(_, key)| of_control(key));
    // Not itself.
    let own = |key: &str| control.id == fields.editor.control().id && key == fields.editor.def().key;
    let entries = properties.iter().filter(|def| !own(def.key)).map(|def| (def.key, def.label.get(lang).to_owned()));
    if let Some(key) = choice(ui, fields, (t("Eigenschaft", "Property").get(lang), shown), entries) {
        card.thing = None;
        card.kind = None;
        let from = Origin::Property { control: control.id, property: key.to_owned() };
        fields.set(bound_to(fields.editor, binding, from));
    }
}

/// Whether the control stands in a component.
pub(super) fn is_in_component(fields: &CardFields<'_>) -> bool {
    let screen = project(fields).find_control(fields.editor.control().id).map(|(screen, _)| screen);
    screen.is_some_and(|screen| screen.component.is_some())
}

/// The parameters of the component that the control stands in.
fn parameters<'a>(fields: &CardFields<'a>) -> &'a [ComponentParameter] {
    let project = project(fields);
    let screen = project.find_control(fields.editor.control().id).map(|(screen, _)| screen);
    screen.and_then(|screen| screen.component.as_ref()).map_or(&[], |face| &face.parameters)
}

fn parameter_ui(ui: &mut Ui, fields: &mut CardFields<'_>, card: &mut OpenCard, binding: Option<&Binding>) {
    let lang = fields.editor.lang;
    let shown = match binding.map(|binding| &binding.from) {
        Some(Origin::Parameter(name)) => Some(name.as_str()),
        _ => None,
    };
    let entries: Vec<_> = parameters(fields).iter().map(|each| (each.name.clone(), each.name.clone())).collect();
    if entries.is_empty() {
        super::super::padded(ui, &format!("{}/nothing", fields.key), |ui| {
            let words = t(
                "Die Komponente hat noch keinen Parameter. Anlegen lässt er sich, wenn sie selbst ausgewählt ist.",
                "The component has no parameter yet. One can be made while the component itself is selected.",
            );
            widgets::remark(ui, words.get(lang));
        });
        return;
    }
    if let Some(name) = choice(ui, fields, (t("Parameter", "Parameter").get(lang), shown), entries) {
        card.kind = None;
        let same = binding.filter(|binding| matches!(binding.from, Origin::Parameter(_)));
        let new = same.map_or_else(|| Binding::to(Origin::Parameter(String::new())), Binding::clone);
        fields.set(Binding { from: Origin::Parameter(name), ..new });
    }
}

fn lua_ui(ui: &mut Ui, fields: &mut CardFields<'_>, card: &mut OpenCard, binding: Option<&Binding>) {
    let lang = fields.editor.lang;
    let current = match binding.map(|binding| &binding.from) {
        Some(Origin::Lua(text)) => text.as_str(),
        _ => "",
    };
    let hint = t("data.Stueck / 60", "data.pieces / 60").get(lang);
    let look = TextLook { label: t("Ausdruck", "Expression").get(lang), hint, mono: true, ..TextLook::default() };
    if let Some(text) = fields.text(ui, look, current)
        && (!text.trim().is_empty() || !current.is_empty())
    {
        card.kind = None;
        fields.set_typed(bound_to(fields.editor, binding, Origin::Lua(text)), "lua");
    }
    super::super::padded(ui, &format!("{}/lua", fields.key), |ui| {
        let words = t(
            "Wird neu berechnet, wenn sich etwas ändert, das darin vorkommt.",
            "Calculated anew whenever something changes that it names.",
        );
        widgets::remark(ui, words.get(lang));
    });
}
