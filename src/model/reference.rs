//! Who refers to what: the only walks over references. Where-used, delete, copy, paste and rename stand on them.
//!
//! Blocks, properties and sources refer by id; Lua refers by name, and is read as far as its text is certain.

mod lua;
mod nearest;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::binding::Origin;
use super::blocks::{Block, Graph, Slot, column_key, column_of_key};
use super::control::Control;
use super::formatting::FormatRule;
use super::handler::{Handler, HandlerRef};
use super::id::{BlockId, ConnectionId, ControlId, ScreenId};
use super::item::{Item, Rewrite};
use super::layer::members;
use super::place::Place;
use super::project::Project;
use super::value::Value;

pub use self::lua::{
    AtCursor, BareName, CursorOwner, CursorPlace, ForeignList, ForeignNames, Given, LocalKind, LocalName, LuaMeaning,
    MeantName, Member, MemberOf, OpenCall, Spelling, Thing, UnknownName, Used, at_cursor, local_names, locals_at,
    name_at, open_call, said_texts, spelled_as,
};
pub use self::nearest::nearest;

/// A use of a thing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What is used.
    pub item: Item,
    /// Where.
    pub place: Place,
}

/// Every use of everything: those of sources first, then of controls, then of handlers in the order of the screens.
///
/// A handler in Lua counts with the line of each use.
pub fn references(project: &Project) -> Vec<Reference> {
    let mut out = Vec::new();
    for source in &project.sources {
        let link = source.link().map(|id| Reference { item: id.clone().into(), place: Place::item(source.id) });
        out.extend(link);
    }
    for master in project.components() {
        let items = master.component.iter().flat_map(|face| face.items());
        out.extend(items.map(|item| Reference { item, place: Place::item(master.id) }));
    }
    let says_language = project.languages.spoken.variable();
    out.extend(says_language.map(|id| Reference { item: id.into(), place: Place::Project }));
    for control in project.screens.iter().flat_map(|screen| &screen.controls) {
        let by_id = control.items();
        let by_name = control.bindings().filter_map(|(key, binding)| match &binding.from {
            Origin::Lua(text) => Some(named_in(project, control.id, &key, text)),
            _ => None,
        });
        let in_messages = control.command().into_iter().flat_map(|command| command.variables(project));
        let items: Vec<Item> = by_id.chain(by_name.flatten()).chain(in_messages.map(Item::from)).collect();
        out.extend(items.into_iter().map(|item| Reference { item, place: Place::item(control.id) }));
    }
    let (mut texts, mut dynamic) = (Vec::new(), false);
    for (at, handler) in project.handlers() {
        match handler.as_ref() {
            Handler::Blocks(graph) => {
                let of = graph.items();
                out.extend(of.map(|(block, item)| Reference { item, place: Place::Block(at.clone(), block) }));
            }
            Handler::Lua(_) => {}
        }
        let blocks: Vec<BlockId> = handler.graph().into_iter().flat_map(Graph::scripts).map(|(id, _)| id).collect();
        for (script, text) in handler.scripts(&at) {
            let names = lua::names(project, &script, text);
            let block = script.block_number().and_then(|(_, number)| blocks.get(number).copied());
            out.extend(names.found.into_iter().map(|found| {
                let line = || Place::Handler(at.clone(), Some(line_of(text, found.range.start)));
                let place = block.map_or_else(line, |block| Place::Block(at.clone(), block));
                Reference { item: found.item, place }
            }));
            dynamic |= names.dynamic;
            texts.extend(names.texts.into_iter().map(|text| (at.clone(), text)));
        }
    }
    if dynamic {
        out.extend(perhaps(project, &texts));
    }
    out
}

/// The names that the handlers of a thing spell out.
pub(super) fn spelled_by(project: &Project, owner: &Item) -> Vec<Spelled> {
    let handlers = project.handlers_of(owner).into_iter().flatten();
    let texts = handlers.flat_map(|(trigger, handler)| handler.scripts(&HandlerRef::new(owner.clone(), trigger)));
    texts.flat_map(|(at, text)| spelled(project, &at, text)).collect()
}

/// What the handlers of a thing refer to.
pub(super) fn referred_by(project: &Project, owner: &Item) -> BTreeSet<Item> {
    let mut out = BTreeSet::new();
    for (trigger, handler) in project.handlers_of(owner).into_iter().flatten() {
        out.extend(handler.graph().into_iter().flat_map(Graph::items).map(|(_, item)| item));
        for (at, text) in handler.scripts(&HandlerRef::new(owner.clone(), trigger)) {
            out.extend(lua::names(project, &at, text).found.into_iter().map(|found| found.item));
        }
    }
    out
}

/// The text with other bare names: those that it does not declare itself, and that are no member of anything.
pub(super) fn with_bare_names(text: &str, names: &[(String, String)]) -> String {
    lua::replaced(text, lua::bare_names(text, names))
}

/// What the script of a bound property names.
pub(super) fn named_in(project: &Project, control: ControlId, key: &str, text: &str) -> Vec<Item> {
    let at = HandlerRef::bound(control, key);
    lua::names(project, &at, text).found.into_iter().map(|found| found.item).collect()
}

/// Everything that blocks and controls refer to by its id, as often as they do; no script is read for it.
pub fn items_by_id(project: &Project) -> impl Iterator<Item = Item> {
    let controls = project.screens.iter().flat_map(|screen| &screen.controls);
    let properties = controls.flat_map(Control::items);
    let graphs = project.handlers().filter_map(|(_, handler)| handler.graph());
    properties.chain(graphs.flat_map(|graph| graph.items().map(|(_, item)| item)))
}

/// Where a script looks a connection up by something that is no literal, every text that is an id may be meant.
fn perhaps(project: &Project, texts: &[(HandlerRef, String)]) -> Vec<Reference> {
    let connection =
        |text: &str| project.connection(&ConnectionId(text.to_owned())).map(|found| Item::from(found.id.clone()));
    let in_texts = texts
        .iter()
        .filter_map(|(at, text)| Some(Reference { item: connection(text)?, place: Place::Handler(at.clone(), None) }));
    let in_variables = project.variables.iter().filter_map(|variable| {
        Some(Reference { item: connection(variable.initial.as_text()?)?, place: Place::item(variable.id) })
    });
    in_texts.chain(in_variables).collect()
}

/// Everything that is used anywhere.
pub fn used(project: &Project) -> BTreeSet<Item> {
    references(project).into_iter().map(|reference| reference.item).collect()
}

/// A thing with everything that goes when it goes: the controls of a screen, the columns of a source.
pub fn whole(project: &Project, item: &Item) -> Vec<Item> {
    let mut out = vec![item.clone()];
    match item {
        Item::Screen(id) => {
            let controls = project.screen(*id).into_iter().flat_map(|screen| &screen.controls);
            out.extend(controls.map(|control| Item::from(control.id)));
        }
        Item::Source(id) => {
            let columns = project.source(*id).into_iter().flat_map(|source| source.columns());
            out.extend(columns.filter_map(|column| column.id.map(Item::from)));
        }
        Item::Control(_)
        | Item::Connection(_)
        | Item::Column(_)
        | Item::Variable(_)
        | Item::Timer(_)
        | Item::Function(_)
        | Item::App(_) => {}
    }
    out
}

/// Where these things are used from outside themselves: what would break if they went. Each place once.
pub fn uses(project: &Project, items: &[Item]) -> Vec<Place> {
    let going: BTreeSet<Item> = items.iter().flat_map(|item| whole(project, item)).collect();
    let mut known = BTreeSet::new();
    let places = references(project).into_iter().filter_map(|reference| {
        let inside = reference.place.owner().is_some_and(|owner| going.contains(owner));
        (going.contains(&reference.item) && !inside).then_some(reference.place)
    });
    places.chain(uses_of_groups(project, &going)).filter(|place| known.insert(place.clone())).collect()
}

/// Where scripts name a group that goes with the last of its controls.
fn uses_of_groups(project: &Project, going: &BTreeSet<Item>) -> Vec<Place> {
    let goes = |screen: ScreenId, path: &[String]| {
        let screen = project.screen(screen).filter(|screen| !going.contains(&screen.id.into()));
        screen.is_some_and(|screen| members(screen, path).all(|control| going.contains(&control.id.into())))
    };
    let scripts = all_scripts(project).filter(|(at, _)| !going.contains(&at.owner));
    let found = scripts.flat_map(|(at, text)| {
        let groups = lua::names(project, &at, text).groups.into_iter().filter(|found| goes(found.screen, &found.path));
        let line = |at: &HandlerRef, start| match at.bound_key() {
            Some(_) => Place::Item(at.owner.clone()),
            None => Place::Handler(at.clone(), Some(line_of(text, start))),
        };
        groups.map(|found| line(&at, found.range.start)).collect::<Vec<_>>()
    });
    found.collect()
}

/// How often each thing is used.
pub fn counts(project: &Project) -> BTreeMap<Item, usize> {
    let mut out = BTreeMap::new();
    for reference in references(project) {
        *out.entry(reference.item).or_insert(0) += 1;
    }
    out
}

/// What a Lua handler asks for, besides what was found in the project.
#[derive(Debug)]
pub struct Asked {
    /// Names that certainly mean something of the project that is not there.
    pub unknown: Vec<UnknownName>,
    /// Members of what the host gives.
    pub members: Vec<Member>,
    /// Bare names that it does not define.
    pub bare: Vec<BareName>,
    /// Names that it defines.
    pub own: Vec<String>,
}

/// Reads what a Lua handler asks for.
pub fn asked(project: &Project, at: &HandlerRef, text: &str) -> Asked {
    let names = lua::names_and_guesses(project, at, text);
    Asked { unknown: names.unknown, members: names.members, bare: names.bare, own: names.own }
}

/// The line of a byte, from 1.
pub fn line_of(text: &str, at: usize) -> u32 {
    1 + text.get(..at).unwrap_or_default().matches('\n').count() as u32
}

/// Replaces references in the blocks of a graph.
pub fn rewrite_blocks<'a>(blocks: impl Iterator<Item = &'a mut Block>, map: &dyn Fn(&Item) -> Rewrite) {
    for block in blocks {
        let columns: Vec<_> = block.slots.keys().filter_map(|key| Some((key.clone(), column_of_key(key)?))).collect();
        let mut moved = Vec::new();
        for (key, id) in columns {
            let new = match map(&id.into()) {
                Rewrite::Keep => continue,
                Rewrite::To(new) => new.column().map(column_key),
                Rewrite::Open => None,
            };
            if let (Some(content), Some(new)) = (block.slots.remove(&key), new) {
                moved.push((new, content));
            }
        }
        block.slots.extend(moved);
        block.slots.retain(|_, slot| {
            let Slot::Ref(item) = slot else { return true };
            match map(item) {
                Rewrite::Keep => true,
                Rewrite::To(new) => {
                    *item = new;
                    true
                }
                Rewrite::Open => false,
            }
        });
    }
}

/// Replaces references in a control and its handlers made of blocks.
pub fn rewrite_control(control: &mut Control, map: &dyn Fn(&Item) -> Rewrite) {
    let properties = std::mem::take(&mut control.properties);
    control.properties =
        properties.into_iter().filter_map(|(key, property)| Some((key, property.rewritten(map)?))).collect();
    rewrite_rules(&mut control.rules, map);
    control.handlers.values_mut().for_each(|handler| rewrite_handler(handler, map));
}

/// Replaces references in rules; those without any stay shared.
pub fn rewrite_rules(rules: &mut [Arc<FormatRule>], map: &dyn Fn(&Item) -> Rewrite) {
    for rule in rules.iter_mut().filter(|rule| !rule.items().is_empty()) {
        *rule = Arc::new(rule.rewritten(map));
    }
}

/// Replaces references in a handler made of blocks; one of which nothing changes stays shared.
pub fn rewrite_handler(handler: &mut Arc<Handler>, map: &dyn Fn(&Item) -> Rewrite) {
    let touched = handler.graph().is_some_and(|graph| graph.items().any(|(_, item)| map(&item) != Rewrite::Keep));
    if touched && let Handler::Blocks(graph) = Arc::make_mut(handler) {
        rewrite_blocks(graph.blocks.values_mut(), map);
    }
}

/// A name that a Lua handler spells out, found before a change so that the text can follow it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spelled {
    /// The handler's trigger.
    pub trigger: String,
    /// Whose handler it is.
    pub owner: Item,
    /// What is meant.
    pub item: Item,
    /// The control that is reached through this screen right behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub below: Option<Item>,
    /// Whether a screen is gone to here, and not looked into.
    #[serde(default)]
    pub goes: bool,
    /// How it stands there.
    pub spelling: Spelling,
    /// Where it begins and ends, in bytes of the text.
    pub range: (usize, usize),
    /// Where a group is meant that the control is in: how deep it lies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<usize>,
}

/// All names that a script spells out.
pub fn spelled(project: &Project, at: &HandlerRef, text: &str) -> Vec<Spelled> {
    let found = lua::names(project, at, text).found;
    found
        .into_iter()
        .map(|found| Spelled {
            trigger: at.trigger.clone(),
            owner: at.owner.clone(),
            item: found.item,
            below: found.below,
            goes: found.goes,
            spelling: found.spelling,
            range: (found.range.start, found.range.end),
            group: None,
        })
        .collect()
}

/// All names of groups that a script spells out, each as a name of a control in it.
pub fn spelled_groups(project: &Project, at: &HandlerRef, text: &str) -> Vec<Spelled> {
    let found = lua::names(project, at, text).groups.into_iter();
    let spelled = found.filter_map(|found| {
        let member = members(project.screen(found.screen)?, &found.path).next()?;
        Some(Spelled {
            trigger: at.trigger.clone(),
            owner: at.owner.clone(),
            item: member.id.into(),
            below: None,
            goes: false,
            spelling: Spelling::Member,
            range: (found.range.start, found.range.end),
            group: Some(found.path.len() - 1),
        })
    });
    spelled.collect()
}

/// The names of this group in all scripts of a project.
pub(super) fn spelled_group(project: &Project, screen: ScreenId, path: &[String]) -> Vec<Spelled> {
    let is_it = |spelled: &Spelled| {
        let control = spelled.item.control().and_then(|id| project.screen(screen)?.control(id));
        spelled.group == Some(path.len() - 1) && control.is_some_and(|control| control.layer.group.starts_with(path))
    };
    all_scripts(project).flat_map(|(at, text)| spelled_groups(project, &at, text)).filter(is_it).collect()
}

/// The names of these things in all scripts of a project.
pub(super) fn spelled_names(project: &Project, items: &[Item]) -> Vec<Spelled> {
    let items: BTreeSet<&Item> = items.iter().collect();
    let all = all_scripts(project).flat_map(|(at, text)| spelled(project, &at, text));
    all.filter(|spelled| items.contains(&spelled.item)).collect()
}

/// Every script of a project.
fn all_scripts(project: &Project) -> impl Iterator<Item = (HandlerRef, &str)> {
    let of_controls = project.screens.iter().flat_map(|screen| &screen.controls).flat_map(Control::scripts);
    // Those of the controls are among the first already.
    let others = project.handlers().filter(|(at, _)| at.control().is_none());
    of_controls.chain(others.flat_map(|(at, handler)| handler.scripts(&at)))
}

/// The text of a handler with its names written anew; what cannot be written in Lua as a plain name stays.
pub fn respelled(text: &str, names: &[(&Spelled, String)]) -> String {
    let new = names.iter().filter_map(|(spelled, name)| {
        // What went by its number goes by its name where it has to mean another thing.
        let spelling = if spelled.spelling == Spelling::Number { Spelling::Text } else { spelled.spelling };
        Some((spelled.range.0..spelled.range.1, lua::written(name, spelling)?))
    });
    lua::replaced(text, new.collect())
}

/// Writes the names in the scripts of a handler anew, which were found at `at`, where `name_of` has another one.
pub(super) fn respell_handler(
    handler: &mut Arc<Handler>,
    at: &HandlerRef,
    spelled: &[Spelled],
    name_of: &dyn Fn(&Spelled) -> Option<String>,
) {
    let mut texts = Vec::new();
    for (script, text) in handler.scripts(at) {
        let here = spelled.iter().filter(|each| each.owner == script.owner && each.trigger == script.trigger);
        let names: Vec<(&Spelled, String)> = here.filter_map(|each| Some((each, name_of(each)?))).collect();
        if !names.is_empty() {
            texts.push((script, respelled(text, &names)));
        }
    }
    for (script, text) in texts {
        Arc::make_mut(handler).set_script(&script, text);
    }
}

/// Writes the names in the scripts of a project anew, as the things are called now.
pub(super) fn respell(project: &mut Project, names: &[Spelled]) {
    let mut by_handler: BTreeMap<(Item, String), Vec<(&Spelled, String)>> = BTreeMap::new();
    for spelled in names.iter().filter(|spelled| spelled.spelling != Spelling::Number) {
        if let Some(name) = spelled_name(project, spelled, &spelled.item) {
            by_handler.entry((spelled.owner.clone(), spelled.trigger.clone())).or_default().push((spelled, name));
        }
    }
    for ((owner, trigger), names) in by_handler {
        let at = HandlerRef { owner: owner.clone(), trigger: trigger.clone() };
        if let Some(control) = at.control().filter(|_| at.bound_key().is_some())
            && let Some(control) = project.control_mut(control)
        {
            let text = control.scripts().find(|(each, _)| *each == at).map(|(_, text)| respelled(text, &names));
            if let Some(text) = text {
                control.set_script(&at, text);
            }
            continue;
        }
        let home = at.block_number().map_or_else(|| at.clone(), |(home, _)| home);
        let handler = project.handlers_mut(&owner).and_then(|handlers| handlers.get_mut(&home.trigger));
        if let Some(handler) = handler {
            let scripts = handler.scripts(&home).into_iter();
            let new = scripts.filter(|(script, _)| *script == at).find_map(|(_, text)| {
                let new = respelled(text, &names);
                (new != text).then_some(new)
            });
            if let Some(new) = new {
                Arc::make_mut(handler).set_script(&at, new);
            }
        }
    }
}

/// A value as it stands in Lua.
pub(super) fn lua_literal(value: &Value) -> String {
    lua::literal(value)
}

/// The same Lua with its texts changed: `change` is given the source of each, and how what comes into it is written.
pub(super) fn with_texts(text: &str, change: lua::InText<'_>) -> String {
    lua::with_texts(text, change)
}

/// How what is spelled out is called where `item` is what is meant: the thing itself, or the group of it.
pub(super) fn spelled_name(project: &Project, spelled: &Spelled, item: &Item) -> Option<String> {
    match spelled.group {
        Some(depth) => project.control(item.control()?)?.layer.group.get(depth).cloned(),
        None => script_name(project, item),
    }
}

/// How a thing is called in scripts.
pub fn script_name(project: &Project, item: &Item) -> Option<String> {
    Some(match item {
        Item::Variable(id) => project.variable(*id)?.ident.clone(),
        Item::Source(id) => project.source(*id)?.ident.clone(),
        Item::Timer(id) => project.timer(*id)?.ident.clone(),
        Item::Function(id) => project.function(*id)?.ident.clone(),
        Item::Screen(_) | Item::Control(_) | Item::Column(_) | Item::App(_) => project.name_of(item)?.to_owned(),
        Item::Connection(id) => id.0.clone(),
    })
}

#[cfg(test)]
mod tests;
