//! Which names mean something at a place, before anything is compared with what was typed.

use std::collections::BTreeSet;

use super::describe::{NameDetail, NameKind, of_item, table_help, type_of};
use crate::i18n::{Wording, t};
use crate::language;
use crate::language::api::{self, ApiDef, Usage};
use crate::model::handler::HandlerRef;
use crate::model::id::{ControlId, ScreenId, SourceId};
use crate::model::item::{Item, ItemKind};
use crate::model::layer::groups;
use crate::model::names::{KEYWORDS, is_ident};
use crate::model::project::Project;
use crate::model::reference::{
    AtCursor, CursorOwner, CursorPlace, LocalKind, LocalName, OpenCall, Spelling, Thing, locals_at, script_name,
    spelled_as,
};
use crate::model::source::Source;

/// A name that means something.
pub(super) struct NameCandidate {
    pub(super) label: String,
    pub(super) kind: NameKind,
    pub(super) detail: NameDetail,
    pub(super) help: Option<Wording>,
    pub(super) insert: Insert,
    /// The lower, the sooner it is meant.
    pub(super) rank: u32,
}

/// How it is written.
pub(super) enum Insert {
    /// As it is.
    Word(String),
    /// A name of the project, which may need brackets.
    Named(String),
    /// The name of a screen, which stands in brackets as everybody writes it.
    Screen(String),
    /// With brackets behind it, where values may be given, the first perhaps in quotes.
    Call { name: String, values: bool, quoted: bool },
}

/// All names that mean something at a place; `by_name` where also those that have to be looked for by their own name.
pub(super) fn all(
    project: &Project,
    at: &HandlerRef,
    text: &str,
    place: &AtCursor,
    by_name: bool,
) -> Vec<NameCandidate> {
    let mut out = List { project, out: Vec::new() };
    match &place.place {
        CursorPlace::Bare => out.bare(at, text, place.word.start, by_name),
        CursorPlace::Member(owner, sign, _) => out.members(owner, *sign),
        CursorPlace::Bracket(owner, ..) => out.names(owner),
        CursorPlace::Text(call) => out.text(call),
        CursorPlace::Key(source) => out.columns(*source, false),
    }
    out.out
}

struct List<'a> {
    project: &'a Project,
    out: Vec<NameCandidate>,
}

impl List<'_> {
    fn push(&mut self, label: impl Into<String>, kind: NameKind, insert: Insert, rank: u32) -> &mut NameCandidate {
        let (detail, help) = (NameDetail::None, None);
        self.out.push(NameCandidate { label: label.into(), kind, detail, help, insert, rank });
        let last = self.out.len() - 1;
        &mut self.out[last]
    }

    fn bare(&mut self, at: &HandlerRef, text: &str, offset: usize, by_name: bool) {
        for local in locals_at(text, offset) {
            self.local(text, &local);
        }
        let inputs = at.owner.function().and_then(|id| self.project.function(id));
        for (name, parameter) in inputs
            .into_iter()
            .flat_map(|function| api::functions::parameter_names(function).into_iter().zip(&function.parameters))
        {
            let kind = NameKind::Local(LocalKind::Parameter);
            self.push(&name, kind, Insert::Word(name.clone()), 0).detail = NameDetail::Type(parameter.ty);
        }
        for object in api::objects().collect::<BTreeSet<_>>() {
            if object != api::event::OF || at.source().is_some() {
                self.push(object, NameKind::Table, Insert::Word(object.to_owned()), 1).help =
                    table_help(object).map(Wording::from);
            }
        }
        for row in api::rows().filter(|row| row.of.is_empty() && !api::lua::LIBRARY.contains(&row.name)) {
            self.row(row, 1);
        }
        for word in KEYWORDS {
            self.push(*word, NameKind::Word, Insert::Word((*word).to_owned()), 1);
        }
        for name in api::lua::LIBRARY.iter().filter(|name| !name.starts_with('_')) {
            if let Some(row) = api::declared("", name) {
                self.row(row, 2);
            } else if api::lua::members(name).is_some() {
                let help = table_help(name).map(Wording::from);
                self.push(*name, NameKind::Table, Insert::Word((*name).to_owned()), 2).help = help;
            } else {
                let insert = Insert::Call { name: (*name).to_owned(), values: true, quoted: false };
                self.push(*name, NameKind::Function, insert, 2);
            }
        }
        if by_name {
            self.everything();
        }
    }

    fn local(&mut self, text: &str, local: &LocalName) {
        let insert = match local.kind {
            LocalKind::Function => {
                Insert::Call { name: local.name.clone(), values: !local.given.is_empty(), quoted: false }
            }
            _ => Insert::Word(local.name.clone()),
        };
        let detail = if local.kind == LocalKind::Function {
            NameDetail::Code(format!("({})", local.given.join(", ")))
        } else {
            type_of(self.project, text, local)
        };
        self.push(&local.name, NameKind::Local(local.kind), insert, 0).detail = detail;
    }

    /// What the project has, each with all that leads to it: it is found by its own name.
    fn everything(&mut self) {
        let project = self.project;
        let items = project.variables.iter().map(|each| Item::from(each.id));
        let items = items.chain(project.sources.iter().map(|each| Item::from(each.id)));
        let items = items.chain(project.timers.iter().map(|each| Item::from(each.id)));
        let items = items.chain(project.functions.iter().map(|each| Item::from(each.id)));
        let items = items.chain(project.connections.iter().map(|each| Item::from(each.id.clone())));
        let items = items.chain(project.screens.iter().flat_map(|screen| {
            let controls = screen.controls.iter().map(|each| Item::from(each.id));
            std::iter::once(Item::from(screen.id)).chain(controls)
        }));
        for item in items.collect::<Vec<_>>() {
            let Some(name) = script_name(project, &item) else { continue };
            let Some(path) = path_of(project, &item) else { continue };
            let help = of_item(project, &item, 0..0).and_then(|described| described.help);
            let insert = match &item {
                Item::Function(id) => {
                    let values = project.function(*id).is_some_and(|function| !function.parameters.is_empty());
                    Insert::Call { name: path.clone(), values, quoted: false }
                }
                _ => Insert::Word(path.clone()),
            };
            let new = self.push(name, NameKind::Thing(item.kind()), insert, 2);
            (new.detail, new.help) = (NameDetail::Code(path), help);
        }
    }

    fn members(&mut self, owner: &CursorOwner, sign: char) {
        let only_calls = sign == ':';
        match owner {
            CursorOwner::Thing(thing) => self.of_thing(thing, only_calls),
            CursorOwner::Global(name) => self.of_table(name, only_calls),
            // Of what nobody knows, only texts have functions of their own behind a colon.
            CursorOwner::Unknown if only_calls => self.of_table("string", true),
            CursorOwner::Unknown => {}
        }
    }

    fn of_thing(&mut self, thing: &Thing, only_calls: bool) {
        match thing {
            Thing::Connections => self.rows("connections", only_calls),
            Thing::Connection => self.rows(api::connection::OF, only_calls),
            Thing::Runtime => self.rows("runtime", only_calls),
            Thing::Timer => self.rows(api::timers::TIMER_OF, only_calls),
            Thing::Event(_) => {
                let known: Vec<&str> = api::event::of_sources().collect();
                for name in known {
                    if let Some(row) = api::declared(api::event::OF, name) {
                        self.row(row, 1);
                    }
                }
            }
            Thing::ControlGroup => self.rows(api::screens::GROUP_OF, only_calls),
            Thing::Source(id) => {
                let is_list = self.project.source(*id).is_some_and(Source::is_list);
                self.rows(api::data::SOURCE_OF, only_calls);
                if is_list {
                    self.rows(api::data::LIST_OF, only_calls);
                }
            }
            Thing::Variable(id) => {
                if only_calls && self.project.variable(*id).is_some_and(|variable| variable.ty.is_text()) {
                    self.of_table("string", true);
                }
            }
            Thing::Controls(ids) => self.properties(ids, only_calls),
            Thing::Screen(_) | Thing::SomeScreen => {
                self.names(&CursorOwner::Thing(thing.clone()));
                let on: Vec<_> = self
                    .project
                    .screens
                    .iter()
                    .filter(|screen| *thing == Thing::SomeScreen || *thing == Thing::Screen(screen.id))
                    .collect();
                if on.iter().any(|screen| !groups(screen).is_empty()) {
                    let name = api::screens::GROUPS;
                    self.push(name, NameKind::Table, Insert::Word(name.to_owned()), 2);
                }
            }
            Thing::Data | Thing::Screens | Thing::Timers | Thing::Functions | Thing::Groups(_) | Thing::Row(_) => {
                self.names(&CursorOwner::Thing(thing.clone()));
            }
            Thing::Other => {}
        }
    }

    /// The names of the project that stand below a thing.
    fn names(&mut self, owner: &CursorOwner) {
        let project = self.project;
        let CursorOwner::Thing(thing) = owner else { return };
        match thing {
            Thing::Data => {
                for variable in &project.variables {
                    self.item(&variable.id.into());
                }
                for source in &project.sources {
                    self.item(&source.id.into());
                }
            }
            Thing::Screens => self.screens(false),
            Thing::Screen(id) => self.controls(Some(*id)),
            Thing::SomeScreen => self.controls(None),
            Thing::Timers => project.timers.iter().for_each(|timer| self.item(&timer.id.into())),
            Thing::Functions => project.functions.iter().for_each(|function| self.item(&function.id.into())),
            Thing::Row(id) => self.columns(*id, true),
            Thing::Groups(id) => {
                let on = project.screens.iter().filter(|screen| id.is_none_or(|id| screen.id == id));
                let names: BTreeSet<&String> =
                    on.flat_map(|screen| groups(screen)).filter_map(|path| path.last()).collect();
                for name in names {
                    self.push(name, NameKind::Group, Insert::Named(name.clone()), 1);
                }
            }
            _ => {}
        }
    }

    fn item(&mut self, item: &Item) {
        let project = self.project;
        let Some(name) = script_name(project, item) else { return };
        let described = of_item(project, item, 0..0);
        let (insert, shown) = match item {
            Item::Function(id) => {
                let function = project.function(*id);
                let values = function.is_some_and(|function| !function.parameters.is_empty());
                let given = function.map(api::functions::parameter_names).unwrap_or_default().join(", ");
                let code = NameDetail::Code(format!("({given})"));
                (Insert::Call { name: name.clone(), values, quoted: false }, Some(code))
            }
            Item::Screen(_) => (Insert::Screen(name.clone()), None),
            _ => (Insert::Named(name.clone()), None),
        };
        let new = self.push(name, NameKind::Thing(item.kind()), insert, 1);
        if let Some(described) = described {
            (new.detail, new.help) = (described.detail, described.help);
        }
        if let Some(shown) = shown {
            new.detail = shown;
        }
    }

    fn screens(&mut self, popups: bool) {
        let screens = self.project.screens.iter();
        let fitting =
            screens.filter(|screen| screen.component.is_none() && (!popups || screen.showing.popup.is_some()));
        for id in fitting.map(|screen| screen.id).collect::<Vec<_>>() {
            self.item(&id.into());
        }
    }

    fn controls(&mut self, screen: Option<ScreenId>) {
        let project = self.project;
        let on = project.screens.iter().filter(|each| screen.is_none_or(|id| each.id == id));
        let mut known = BTreeSet::new();
        for control in on.flat_map(|screen| &screen.controls) {
            if known.insert(control.name.as_str()) {
                self.item(&control.id.into());
            }
        }
    }

    fn properties(&mut self, ids: &[ControlId], only_calls: bool) {
        let control = ids.first().and_then(|id| self.project.control(*id));
        let def = control.and_then(|control| language::control(&control.kind));
        for property in def.into_iter().flat_map(|def| def.properties).filter(|_| !only_calls) {
            let insert = Insert::Word(property.key.to_owned());
            let new = self.push(property.key, NameKind::Property, insert, 0);
            (new.detail, new.help) = (NameDetail::Type(property.holds.ty()), Some(property.label.into()));
        }
        self.rows(api::screens::CONTROL_OF, only_calls);
    }

    fn columns(&mut self, source: SourceId, fixed: bool) {
        let Some(source) = self.project.source(source) else { return };
        for column in source.columns() {
            let kind = NameKind::Thing(ItemKind::Column);
            let new = self.push(column.title, kind, Insert::Named(column.title.to_owned()), 1);
            new.detail = NameDetail::Type(column.ty.ty());
        }
        if fixed && !source.is_list() {
            for name in ["Zeit", "Topic", "Nachricht", "retained", "qos"] {
                self.push(name, NameKind::Property, Insert::Named(name.to_owned()), 2);
            }
        }
    }

    fn of_table(&mut self, name: &str, only_calls: bool) {
        let before = self.out.len();
        let Some(of) = api::rows().map(|row| row.of).find(|of| *of == name) else {
            return self.library(name, before);
        };
        self.rows(of, only_calls);
        if of == api::brushes::OF && !only_calls {
            for color in api::brushes::names() {
                self.push(color, NameKind::Value, Insert::Word(color.to_owned()), 2);
            }
        }
        self.library(name, before);
    }

    /// What Lua itself has under a name, besides what is declared.
    fn library(&mut self, name: &str, before: usize) {
        let declared: BTreeSet<String> = self.out.iter().skip(before).map(|each| each.label.clone()).collect();
        let members = api::lua::members(name).unwrap_or_default();
        for member in members.iter().filter(|member| !declared.contains(**member)) {
            let is_value = matches!((name, *member), ("math", "pi" | "huge" | "e" | "nan" | "phi" | "sqrt2" | "tau"));
            let insert = if is_value {
                Insert::Word((*member).to_owned())
            } else {
                Insert::Call { name: (*member).to_owned(), values: true, quoted: false }
            };
            let kind = if is_value { NameKind::Property } else { NameKind::Function };
            self.push(*member, kind, insert, 3);
        }
    }

    fn rows(&mut self, of: &str, only_calls: bool) {
        for row in api::rows().filter(|row| row.of == of && !row.name.starts_with(['[', '<'])) {
            if !only_calls || matches!(row.usage, Usage::Call(_)) {
                // Names that are there only so that scripts from elsewhere run come later.
                self.row(row, if row.same_as.is_some() { 3 } else { 1 });
            }
        }
    }

    fn row(&mut self, row: &'static ApiDef, rank: u32) {
        let (kind, insert) = match row.usage {
            Usage::Call(arguments) => {
                let quoted = arguments.first().is_some_and(|first| ["name | index", "column"].contains(&first.name))
                    || row.path() == "connections.getfromid";
                let insert = Insert::Call { name: row.name.to_owned(), values: !arguments.is_empty(), quoted };
                (NameKind::Function, insert)
            }
            Usage::Read | Usage::ReadWrite => (NameKind::Property, Insert::Word(row.name.to_owned())),
        };
        let code = match row.usage {
            Usage::Call(arguments) => {
                let names: Vec<&str> = arguments.iter().map(|argument| argument.name).collect();
                format!("({})", names.join(", "))
            }
            Usage::Read | Usage::ReadWrite => row.gives.to_owned(),
        };
        let new = self.push(row.name, kind, insert, rank);
        (new.detail, new.help) = (NameDetail::Code(code), Some(row.doc.into()));
    }

    /// What a call can be given in quotes.
    fn text(&mut self, call: &OpenCall) {
        let Some(member) = &call.member else { return };
        let Some(row) = api::of_member(&member.of, &member.name) else { return };
        let Usage::Call(arguments) = row.usage else { return };
        let Some(argument) = arguments.get(call.argument) else { return };
        match (row.of, argument.name) {
            ("connections", "id") => {
                for connection in &self.project.connections {
                    self.item(&connection.id.clone().into());
                }
            }
            (_, "name | index") => self.screens(row.name == "showpopup"),
            (_, "column") => {
                if let Some(source) = call.source {
                    self.columns(source, false);
                }
            }
            (_, "operator") => {
                for (operator, words) in OPERATORS {
                    let new = self.push(*operator, NameKind::Value, Insert::Named((*operator).to_owned()), 1);
                    new.detail = NameDetail::Words((*words).into());
                }
            }
            (_, "topic") => self.topics(),
            _ => {}
        }
    }

    /// Topics that the project listens to.
    fn topics(&mut self) {
        let project = self.project;
        let all = project.sources.iter().flat_map(Source::all_subscriptions).map(|subscription| subscription.filter);
        let plain = all.filter(|filter| !filter.is_empty() && !filter.contains(['#', '+']));
        for topic in plain.collect::<BTreeSet<_>>() {
            let (kind, detail) = (NameKind::Value, NameDetail::Words(t("Topic", "Topic").into()));
            self.push(&topic, kind, Insert::Named(topic.clone()), 1).detail = detail;
        }
    }
}

const OPERATORS: &[(&str, crate::i18n::Text)] = &[
    ("=", t("gleich", "equal")),
    ("~=", t("ungleich", "not equal")),
    ("<", t("kleiner", "less")),
    ("<=", t("höchstens", "at most")),
    (">", t("größer", "greater")),
    (">=", t("mindestens", "at least")),
    ("contains", t("enthält", "contains")),
];

/// All that leads to a thing, as everybody writes it.
pub(super) fn path_of(project: &Project, item: &Item) -> Option<String> {
    let name = script_name(project, item)?;
    let member = |name: &str| spelled_as(name, Spelling::Member);
    Some(match item {
        Item::Variable(_) | Item::Source(_) => format!("data{}", member(&name)?),
        Item::Timer(_) => format!("timers{}", member(&name)?),
        Item::Function(_) => format!("functions{}", member(&name)?),
        Item::Screen(_) => format!("screens[{}]", spelled_as(&name, Spelling::Text)?),
        Item::Control(id) => {
            let (screen, _) = project.find_control(*id)?;
            let screen = spelled_as(&screen.name, Spelling::Text)?;
            let control = if is_ident(&name) { format!(".{name}") } else { member(&name)? };
            format!("screens[{screen}]{control}")
        }
        Item::Connection(_) => format!("connections.getfromid({})", spelled_as(&name, Spelling::Text)?),
        Item::Column(_) | Item::App(_) => return None,
    })
}
