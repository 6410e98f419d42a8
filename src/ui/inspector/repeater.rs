//! A repeater: of which component, for each of what, and what each instance gives the parameters.

use egui::Ui;

use super::binding::origin::usual_connection;
use super::common::Chosen;
use super::component::{ValueField, value_ui};
use super::{padded, row};
use crate::editor::command::Command;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::language::blocks::source::FIXED_COLUMNS;
use crate::language::checks::bad_topic;
use crate::model::binding::{Binding, BoundColumn, Origin, RowChoice};
use crate::model::component::{
    ComponentParameter, MASTER, MOST_INSTANCES, ORDER, REPEATER, ROWS, Repeated, TOPICS, in_braces, per_row, suggested,
};
use crate::model::control::Control;
use crate::model::edit::Edit;
use crate::model::id::{ConnectionId, SourceId};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::source::{ColumnType, Source};
use crate::model::template::hole;
use crate::model::topic::TopicFilter;
use crate::model::value::Value;
use crate::ui::Outbox;
use crate::ui::theme::Theme;
use crate::ui::widgets::{self, Input};

/// What stands behind a filter that counts what is below its topics too.
const BELOW: &str = "/#";

/// Draws it.
pub(super) fn repeater_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, chosen: &Chosen<'_>) {
    let Some(control) = chosen.only().filter(|control| control.kind == REPEATER) else { return };
    let mut fields = Repeater { view, out, chosen, control };
    widgets::section(ui, t("Komponente", "Component").get(view.lang));
    fields.master_ui(ui);
    widgets::section(ui, t("Ein Exemplar für", "One instance for").get(view.lang));
    fields.each_ui(ui);
    fields.parameters_ui(ui);
}

struct Repeater<'a> {
    view: &'a View<'a>,
    out: &'a mut Outbox,
    chosen: &'a Chosen<'a>,
    control: &'a Control,
}

/// Whether a filter counts what is below its topics, and the filter without that.
fn split(filter: &str) -> (&str, bool) {
    match filter.strip_suffix(BELOW).filter(|begin| begin.contains('+')) {
        Some(begin) => (begin, true),
        None => (filter, false),
    }
}

fn topics(connection: ConnectionId, filter: String) -> Property {
    let (path, ty) = (String::new(), ColumnType::Automatic);
    Binding::to(Origin::Topic { connection, filter, path, ty }).into()
}

fn column(source: SourceId, column: BoundColumn) -> Property {
    Binding::to(Origin::Column { source, column, row: RowChoice::Newest }).into()
}

fn filter_flaw(filter: &str, lang: Lang) -> Option<String> {
    const NO_WILDCARD: Text =
        t("Ein + steht dort, wo sich die Topics unterscheiden: halle/+", "A + stands where the topics differ: hall/+");
    if filter.is_empty() {
        return None;
    }
    match TopicFilter::parse(filter) {
        Err(why) => Some(bad_topic::rule(&why).get(lang).to_owned()),
        Ok(_) if !filter.contains(['+', '#']) => Some(NO_WILDCARD.get(lang).to_owned()),
        Ok(_) => None,
    }
}

impl<'a> Repeater<'a> {
    fn project(&self) -> &'a Project {
        self.view.editor.project()
    }

    fn key(&self, field: &str) -> String {
        format!("{}/{field}", self.chosen.key())
    }

    fn set(&self, key: &str, value: Option<Property>) -> Edit {
        Edit::SetProperty(vec![self.control.id], key.to_owned(), value)
    }

    /// A row with a list; gives the entry that was chosen.
    fn choice<T>(
        &self,
        ui: &mut Ui,
        (label, shown): (&str, Option<&str>),
        entries: impl IntoIterator<Item = (T, String)>,
    ) -> Option<T> {
        let theme = Theme::current(ui);
        let words = t("wählen …", "choose…").get(self.view.lang);
        let (words, ink) = shown.map_or((words, theme.faint), |shown| (shown, theme.text));
        row(ui, &self.key(label), label, |ui| {
            widgets::choice_field(ui, label, (words, ink), |ui| {
                let clicked = |(value, entry): (T, String)| {
                    let is_it = shown == Some(entry.as_str());
                    ui.selectable_label(is_it, &entry).clicked().then_some(value).filter(|_| !is_it)
                };
                // All of them are drawn.
                entries.into_iter().map(clicked).fold(None, |found, one| found.or(one))
            })
            .flatten()
        })
    }

    fn master_ui(&mut self, ui: &mut Ui) {
        let (project, lang) = (self.project(), self.view.lang);
        let on = project.screen_of(self.control.id);
        let now = project.master_of(self.control).map(|(screen, _)| screen);
        let fitting = project.components().filter(|master| on.is_some_and(|on| project.can_hold(on, master.id)));
        let entries: Vec<_> = fitting.map(|master| (master.id, master.name.clone())).collect();
        if entries.is_empty() && now.is_none() {
            let words = t(
                "Es gibt noch keine Komponente. Die Controls für ein Exemplar gestalten, auswählen und mit „Zur Komponente machen“ zusammenfassen.",
                "There is no component yet. Design the controls of one instance, select them and choose “Make component”.",
            );
            padded(ui, &self.key("none"), |ui| widgets::remark(ui, words.get(lang)));
            return;
        }
        let label = t("Zeigt", "Shows").get(lang);
        let shown = now.map(|screen| screen.name.as_str());
        if let Some(master) = self.choice(ui, (label, shown), entries) {
            // What was not said yet follows from the component.
            let mut edits = vec![self.set(MASTER, Some(Item::from(master).into()))];
            let new = suggested(project, master).into_iter().filter(|(key, _)| {
                let is_said = |key: &str| self.control.properties.contains_key(key);
                !(is_said(key) || key == TOPICS && is_said(ROWS))
            });
            edits.extend(new.map(|(key, value)| self.set(&key, Some(value))));
            self.out.edit(Edit::All(t("Komponente wählen", "Choose component"), edits));
        }
        let Some(master) = now.map(|screen| screen.id) else { return };
        padded(ui, &self.key("open"), |ui| {
            if widgets::tool_button(ui, "component", t("Öffnen", "Open").get(lang)).clicked() {
                self.out.push(Command::OpenTab(Tab::Screen(master)));
                self.out.push(Command::Select(Selection::one(master)));
            }
        });
    }

    fn each_ui(&mut self, ui: &mut Ui) {
        let lang = self.view.lang;
        let of_rows = self.control.properties.contains_key(ROWS);
        let words =
            [t("jedes Topic", "each topic"), t("jede Zeile", "each row")].map(|words| words.get(lang).to_owned());
        let shown = words[usize::from(of_rows)].clone();
        let entries = [false, true].into_iter().zip(words);
        if let Some(rows) = self.choice(ui, (t("Für", "For").get(lang), Some(&shown)), entries) {
            let first = self.project().sources.first().map(|source| Property::from(Item::from(source.id)));
            let new = if rows { first.or_else(|| Some("".into())) } else { None };
            let mut edits = vec![self.set(ROWS, new), self.set(ORDER, None)];
            edits.extend(rows.then(|| self.set(TOPICS, None)));
            // What was read from the others is nowhere now.
            let read = self.control.properties.iter().filter(|(key, value)| key.starts_with('{') && per_row(value));
            edits.extend(read.map(|(key, _)| self.set(key, None)));
            if !rows && let Some(master) = self.control.master() {
                edits.extend(
                    suggested(self.project(), master).into_iter().map(|(key, value)| self.set(&key, Some(value))),
                );
            }
            self.out.edit(Edit::All(t("Wofür ein Exemplar steht", "What an instance is for"), edits));
            return;
        }
        if of_rows {
            self.rows_ui(ui);
        } else {
            self.topics_ui(ui);
        }
        let words = match lang {
            Lang::De => format!("Höchstens {MOST_INSTANCES} Exemplare, auch wenn es mehr gibt."),
            Lang::En => format!("At most {MOST_INSTANCES} instances, even where there is more."),
        };
        padded(ui, &self.key("limit"), |ui| widgets::remark(ui, &words));
    }

    fn topics_ui(&mut self, ui: &mut Ui) {
        let (project, lang) = (self.project(), self.view.lang);
        let (connection, filter) = match self.control.repeats() {
            Some(Repeated::Topics { connection, filter }) => (connection.clone(), filter.to_owned()),
            _ => (usual_connection(project), String::new()),
        };
        let entries = project.connections.iter().map(|it| (it.id.clone(), it.shown_name(lang).to_owned()));
        let shown = project.connection(&connection).map(|it| it.shown_name(lang));
        if let Some(connection) = self.choice(ui, (t("Verbindung", "Connection").get(lang), shown), entries) {
            self.out.edit(self.set(TOPICS, Some(topics(connection, filter))));
            return;
        }
        let (begin, below) = split(&filter);
        let join = |begin: &str, below: bool| {
            if below && begin.contains('+') && !begin.ends_with('#') {
                format!("{begin}{BELOW}")
            } else {
                begin.to_owned()
            }
        };
        let label = "Topics";
        let mut text = begin.to_owned();
        let flaw = filter_flaw(begin, lang);
        let hint = t("halle/+", "hall/+").get(lang);
        let key = self.key(TOPICS);
        // A topic needs the whole width.
        let response = padded(ui, &key, |ui| {
            widgets::field_below(ui, label, |ui| {
                Input::new(label).hint(hint).mono().flaw(flaw.as_deref()).show(ui, &mut text)
            })
        });
        if response.changed() {
            let filter = join(text.trim(), below || filter.is_empty());
            self.out.edit_merged(self.set(TOPICS, Some(topics(connection.clone(), filter))), key);
        }
        if response.lost_focus() {
            self.out.push(Command::Seal);
        }
        if !begin.contains('+') {
            return;
        }
        let label = t("Auch darunter", "Below too").get(lang);
        let ink = Theme::current(ui).text;
        let word = if below { t("ja", "yes") } else { t("nein", "no") };
        if row(ui, &self.key("below"), label, |ui| widgets::switch(ui, label, Some(below), (word.get(lang), ink))) {
            self.out.edit(self.set(TOPICS, Some(topics(connection, join(begin, !below)))));
        }
        let like = begin.replace('+', "x");
        let words = match (lang, below) {
            (Lang::De, true) => format!("Auch {like}/zustand zählt zu {like}."),
            (Lang::En, true) => format!("{like}/state counts as {like} too."),
            (Lang::De, false) => format!("Nur Nachrichten auf {like} selbst zählen."),
            (Lang::En, false) => format!("Only messages on {like} itself count."),
        };
        padded(ui, &self.key("like"), |ui| widgets::remark(ui, &words));
        let entries = [(false, t("wie sie kommen", "as they come")), (true, t("nach Topic", "by topic"))];
        let now = self.control.properties.contains_key(ORDER);
        let shown = entries[usize::from(now)].1.get(lang);
        let entries = entries.into_iter().map(|(by, words)| (by, words.get(lang).to_owned()));
        if let Some(by) = self.choice(ui, (t("Reihenfolge", "Order").get(lang), Some(shown)), entries) {
            self.out.edit(self.set(ORDER, by.then(|| "topic".into())));
        }
    }

    fn source(&self) -> Option<&'a Source> {
        match self.control.repeats()? {
            Repeated::Rows(id) => self.project().source(id),
            Repeated::Topics { .. } => None,
        }
    }

    fn rows_ui(&mut self, ui: &mut Ui) {
        let lang = self.view.lang;
        let source = self.source();
        let entries = self.project().sources.iter().map(|source| (source.id, source.name.clone()));
        let label = t("Liste oder Quelle", "List or source").get(lang);
        if let Some(id) = self.choice(ui, (label, source.map(|source| source.name.as_str())), entries) {
            self.out.edit(self.set(ROWS, Some(Item::from(id).into())));
            return;
        }
        let Some(source) = source else { return };
        let as_is = t("wie in der Quelle", "as in the source").get(lang);
        let columns = columns(source, lang);
        let now = self.control.properties.get(ORDER);
        let shown = columns.iter().find(|(value, _)| Some(value) == now).map_or(as_is, |(_, title)| title);
        let entries = std::iter::once((None, as_is.to_owned()));
        let entries = entries.chain(columns.iter().map(|(value, title)| (Some(value.clone()), title.clone())));
        if let Some(order) = self.choice(ui, (t("Reihenfolge", "Order").get(lang), Some(shown)), entries) {
            self.out.edit(self.set(ORDER, order));
        }
    }

    fn parameters_ui(&mut self, ui: &mut Ui) {
        let Some((_, face)) = self.project().master_of(self.control) else { return };
        if face.parameters.is_empty() {
            return;
        }
        widgets::section(ui, t("Parameter", "Parameters").get(self.view.lang));
        for parameter in &face.parameters {
            self.parameter_ui(ui, parameter);
        }
    }

    /// What a parameter can be for each instance: value and words.
    fn offers(&self) -> Vec<(Property, String)> {
        let lang = self.view.lang;
        match self.control.repeats() {
            Some(Repeated::Rows(_)) => self.source().map(|source| columns(source, lang)).unwrap_or_default(),
            Some(Repeated::Topics { filter, .. }) => {
                let begin = split(filter).0;
                let whole = t("ihr Topic", "its topic").get(lang);
                let mut offers = vec![(hole("topic").into(), whole.to_owned())];
                for (place, _) in begin.split('/').enumerate().filter(|(_, level)| *level == "+") {
                    let words = match lang {
                        Lang::De => format!("{}. Ebene (+)", place + 1),
                        Lang::En => format!("level {} (+)", place + 1),
                    };
                    offers.push((hole(&format!("topic.{}", place + 1)).into(), words));
                }
                offers
            }
            None => Vec::new(),
        }
    }

    fn parameter_ui(&mut self, ui: &mut Ui, parameter: &ComponentParameter) {
        let lang = self.view.lang;
        let property = in_braces(&parameter.name);
        let given = self.control.properties.get(&property);
        let offers = self.offers();
        let usual = t("Vorgabe", "Default").get(lang);
        let own = t("eigener Wert", "own value").get(lang);
        let offered = offers.iter().find(|(value, _)| Some(value) == given).map(|(_, words)| words.as_str());
        let is_own = given.is_some() && offered.is_none();
        let shown = offered.unwrap_or(if is_own { own } else { usual });
        let mut entries = vec![(None, usual.to_owned())];
        entries.extend(offers.iter().map(|(value, words)| (Some(value.clone()), words.clone())));
        let of_own = given.filter(|given| given.literal().is_some()).unwrap_or(&parameter.default).clone();
        entries.push((Some(of_own), own.to_owned()));
        if let Some(value) = self.choice(ui, (&parameter.name, Some(shown)), entries) {
            // A text that stands there is kept to be changed, with a blank that makes it one of one's own.
            let is_hole = offers.iter().any(|(offer, _)| Some(offer) == value.as_ref() && Some(offer) == given);
            let text = value.as_ref().and_then(Property::literal).and_then(Value::as_text).filter(|_| is_hole);
            let value = text.map(|text| Property::from(format!("{text} "))).or(value);
            self.out.edit(self.set(&property, value));
            return;
        }
        if !is_own {
            return;
        }
        let key = self.key(&property);
        let field = ValueField { label: &parameter.name, key: &key, kind: parameter.kind, value: given, own: true };
        let changed = row(ui, &format!("{key}/own"), "", |ui| value_ui(ui, self.view, &field, self.out));
        match changed {
            Some((value, true)) => self.out.edit_merged(self.set(&property, Some(value)), key),
            Some((value, false)) => self.out.edit(self.set(&property, Some(value))),
            None => {}
        }
    }
}

/// The columns of a source as what a parameter can be.
fn columns(source: &Source, lang: Lang) -> Vec<(Property, String)> {
    let own = source.columns().into_iter().filter_map(|it| Some((BoundColumn::Own(it.id?), it.title.to_owned())));
    let fixed = FIXED_COLUMNS.iter().filter(|(key, _)| !source.is_list() && *key != "time");
    let fixed = fixed.map(|(key, label)| (BoundColumn::Fixed((*key).to_owned()), label.get(lang).to_owned()));
    own.chain(fixed).map(|(of, title)| (column(source.id, of), title)).collect()
}

#[cfg(test)]
mod tests;
