//! Puts in what was copied. In the project that it comes from it means the same things; in another one each thing that
//! it refers to is found by kind, name and type, else brought along, else left open. Never by its number.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Created, EditError, change_graph, components, controls, data};
use crate::model::blocks::edit::{GraphEdit, Target};
use crate::model::clip::{Clip, Content, Outside};
use crate::model::component::count_on;
use crate::model::connection::Connection;
use crate::model::embedded::{self, FilesByName, MAX_FILE_BYTES};
use crate::model::formatting::FormatRule;
use crate::model::function::Function;
use crate::model::handler::HandlerRef;
use crate::model::id::{ConnectionId, ControlId, ScreenId};
use crate::model::item::{Item, ItemKind, Rewrite};
use crate::model::names::is_same;
use crate::model::picture;
use crate::model::project::Project;
use crate::model::reference::{self, Spelled, script_name};
use crate::model::screen::Screen;
use crate::model::sound;
use crate::model::source::Source;

/// What is put in, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Paste {
    /// What was copied.
    pub clip: Clip,
    /// Whether it was copied from this very project, which is still open.
    pub same_project: bool,
    /// Where it goes.
    pub to: PasteTo,
    /// A fresh number, for the id of a connection that comes along.
    pub random: u64,
}

/// Where something is put in.
#[derive(Clone, Debug, PartialEq)]
pub enum PasteTo {
    /// On a screen.
    Screen(ScreenId),
    /// In the blocks of a handler.
    Handler(HandlerRef, Target),
    /// Behind the rules of each of these controls.
    Controls(Vec<ControlId>),
}

/// What became of the things that something pasted refers to; each with its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Landing {
    /// Found in this project.
    pub matched: Vec<(ItemKind, String)>,
    /// Brought along.
    pub made: Vec<(ItemKind, String)>,
    /// Neither: what refers to them is open now.
    pub open: Vec<(ItemKind, String)>,
}

impl Landing {
    /// Whether there is nothing to tell.
    pub fn is_empty(&self) -> bool {
        self.matched.is_empty() && self.made.is_empty() && self.open.is_empty()
    }
}

pub(super) fn paste(project: &mut Project, paste: &Paste, created: &mut Created) -> Result<(), EditError> {
    let sounds = bring(&mut project.sounds, &paste.clip.sounds);
    let map = land(project, paste, created);
    rename_sounds(project, &created.items, &sounds);
    match (&paste.clip.content, &paste.to) {
        (Content::Controls(new), PasteTo::Screen(screen)) => {
            let images = bring(&mut project.images, &paste.clip.images);
            let mut new = new.clone();
            for control in &mut new {
                picture::rename_in(control, &images);
                for handler in control.handlers.values_mut().filter(|_| !sounds.is_empty()) {
                    sound::rename_in(Arc::make_mut(handler), &sounds);
                }
            }
            if paste.same_project {
                count_on(project, &mut new);
            }
            let copies = controls::add_all(project, *screen, new, created)?;
            let fate = |item: &Item| match controls::copy_of(&copies, item) {
                Some(copy) => Rewrite::To(copy),
                None => map.get(item).cloned().unwrap_or(Rewrite::Open),
            };
            controls::rewrite(project, &copies, &fate);
            let here = project.screen(*screen).map(|screen| screen.name.clone()).unwrap_or_default();
            controls::respell(project, &copies, &paste.clip.spelled, &|project, spelled| {
                let copied = |item: &Item| controls::copy_of(&copies, item).is_some();
                if spelled.below.as_ref().is_some_and(copied) {
                    return Some(here.clone());
                }
                match fate(&spelled.item) {
                    Rewrite::To(new) => reference::spelled_name(project, spelled, &new),
                    Rewrite::Keep | Rewrite::Open => None,
                }
            });
        }
        (Content::Blocks(fragment), PasteTo::Handler(at, to)) => {
            let mut fragment = fragment.clone();
            sound::rename_in_blocks(fragment.blocks.values_mut(), &sounds);
            let fate = |item: &Item| map.get(item).cloned().unwrap_or(Rewrite::Open);
            reference::rewrite_blocks(fragment.blocks.values_mut(), &fate);
            change_graph(project, at, &GraphEdit::Insert { fragment, to: to.clone() }, created)?;
        }
        (Content::Rules(of, rules), PasteTo::Controls(targets)) => {
            let mut rules = rules.clone();
            picture::rename_in_rules(&mut rules, &bring(&mut project.images, &paste.clip.images));
            for target in targets {
                add_rules(project, (*of, &rules), *target, (&map, &paste.clip.spelled))?;
            }
        }
        (Content::Controls(_) | Content::Blocks(_) | Content::Rules(..), _) => return Err(EditError::Gone),
    }
    Ok(())
}

/// Things that came along call the sounds as they are called here.
fn rename_sounds(project: &mut Project, made: &[Item], names: &BTreeMap<String, String>) {
    if names.iter().all(|(old, new)| old == new) {
        return;
    }
    let inside = |item: &Item| -> Vec<Item> {
        let master = item.screen().and_then(|id| project.screen(id));
        master.into_iter().flat_map(|master| &master.controls).map(|control| control.id.into()).collect()
    };
    let all: Vec<Item> = made.iter().flat_map(|item| inside(item).into_iter().chain([item.clone()])).collect();
    for item in all {
        for handler in project.handlers_mut(&item).into_iter().flat_map(BTreeMap::values_mut) {
            sound::rename_in(Arc::make_mut(handler), names);
        }
    }
}

/// Takes files that come along into the project; which of them have which name here.
fn bring(files: &mut FilesByName, new: &FilesByName) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    for (name, file) in new {
        let here = embedded::free_name(files, name, file);
        // What somebody has put into the clipboard is not larger than what may be taken in.
        if file.bytes().len() > MAX_FILE_BYTES || embedded::check_room(files, &here, file).is_err() {
            continue;
        }
        files.entry(here.clone()).or_insert_with(|| Arc::clone(file));
        names.insert(name.clone(), here);
    }
    names
}

/// Puts rules of the control `of` behind those of another one, which is what they mean by it from then on.
fn add_rules(
    project: &mut Project,
    (of, rules): (ControlId, &[Arc<FormatRule>]),
    target: ControlId,
    (map, spelled): (&BTreeMap<Item, Rewrite>, &[Spelled]),
) -> Result<(), EditError> {
    let fate = |item: &Item| match item.control() {
        Some(id) if id == of => Rewrite::To(target.into()),
        _ => map.get(item).cloned().unwrap_or(Rewrite::Open),
    };
    // Alone for a while, so that their scripts are called as they were where they come from.
    let control = project.control_mut(target).ok_or(EditError::Gone)?;
    let own = std::mem::replace(&mut control.rules, rules.to_vec());
    reference::rewrite_rules(&mut control.rules, &fate);
    let copies = controls::ControlCopies::from([(of, target)]);
    controls::respell(project, &copies, spelled, &|project, spelled| match fate(&spelled.item) {
        Rewrite::To(new) => script_name(project, &new),
        Rewrite::Keep | Rewrite::Open => None,
    });
    let control = project.control_mut(target).ok_or(EditError::Gone)?;
    let new = std::mem::replace(&mut control.rules, own);
    control.rules.extend(new);
    Ok(())
}

/// What each thing outside becomes here. What can be brought along and is not here is made.
fn land(project: &mut Project, paste: &Paste, created: &mut Created) -> BTreeMap<Item, Rewrite> {
    let mut map: BTreeMap<Item, Rewrite> = BTreeMap::new();
    for outside in &paste.clip.outside {
        let item = outside.item();
        let kind = item.kind();
        if paste.same_project && project.has(&item) {
            map.insert(item, Rewrite::Keep);
            continue;
        }
        let (rewrite, list) = match found(project, outside, &map) {
            Some(here) => (Rewrite::To(here), &mut created.landing.matched),
            None => match brought(project, outside, &map, paste.random) {
                Some(new) => {
                    created.items.push(new.clone());
                    (Rewrite::To(new), &mut created.landing.made)
                }
                None => (Rewrite::Open, &mut created.landing.open),
            },
        };
        // A column goes with its source, which is told already.
        if kind != ItemKind::Column || rewrite == Rewrite::Open {
            list.push((kind, outside.name().to_owned()));
        }
        map.insert(item, rewrite);
    }
    settle_functions(project, paste, &map, &created.items);
    settle_components(project, paste, &map, &created.items);
    map
}

/// Likewise components that came along.
fn settle_components(project: &mut Project, paste: &Paste, map: &BTreeMap<Item, Rewrite>, made: &[Item]) {
    for outside in &paste.clip.outside {
        let Outside::Component(old) = outside else { continue };
        let Some(Rewrite::To(new)) = map.get(&outside.item()) else { continue };
        let Some(master) = new.screen().filter(|_| made.contains(new)).and_then(|id| project.screen(id)) else {
            continue;
        };
        let (id, name) = (master.id, master.name.clone());
        let pairs = old.controls.iter().zip(&master.controls);
        let copies: controls::ControlCopies = pairs.map(|(old, new)| (old.id, new.id)).collect();
        let fate = |item: &Item| match controls::copy_of(&copies, item) {
            Some(copy) => Rewrite::To(copy),
            None => map.get(item).cloned().unwrap_or(Rewrite::Open),
        };
        controls::rewrite(project, &copies, &fate);
        controls::respell(project, &copies, &paste.clip.spelled, &|project, spelled| {
            if spelled.below.as_ref().is_some_and(|below| controls::copy_of(&copies, below).is_some()) {
                return Some(name.clone());
            }
            match fate(&spelled.item) {
                Rewrite::To(new) => script_name(project, &new),
                Rewrite::Keep | Rewrite::Open => None,
            }
        });
        let face = project.screen_mut(id).and_then(|screen| screen.component.as_mut());
        for parameter in face.into_iter().flat_map(|face| &mut face.parameters) {
            let usual = parameter.default.clone().rewritten(&fate);
            parameter.default = usual.unwrap_or_else(|| "".into());
        }
    }
}

/// What functions that came along refer to, themselves and each other among it, is known when all is there.
fn settle_functions(project: &mut Project, paste: &Paste, map: &BTreeMap<Item, Rewrite>, made: &[Item]) {
    let fate = |item: &Item| map.get(item).cloned().unwrap_or(Rewrite::Open);
    for old in paste.clip.outside.iter().map(Outside::item) {
        let Rewrite::To(new) = fate(&old) else { continue };
        if new.function().is_none() || !made.contains(&new) {
            continue;
        }
        let mut handlers = project.handlers_of(&new).cloned().unwrap_or_default();
        for (trigger, handler) in &mut handlers {
            reference::rewrite_handler(handler, &fate);
            let at = HandlerRef::new(old.clone(), trigger);
            reference::respell_handler(handler, &at, &paste.clip.spelled, &|each| match fate(&each.item) {
                Rewrite::To(new) => script_name(project, &new),
                Rewrite::Keep | Rewrite::Open => None,
            });
        }
        if let Some(place) = project.handlers_mut(&new) {
            *place = handlers;
        }
    }
}

/// The thing of this project that is the same by kind, name and type.
fn found(project: &Project, outside: &Outside, map: &BTreeMap<Item, Rewrite>) -> Option<Item> {
    let landed = |item: Item| match map.get(&item)? {
        Rewrite::Keep => Some(item),
        Rewrite::To(new) => Some(new.clone()),
        Rewrite::Open => None,
    };
    match outside {
        Outside::Connection(connection) => {
            let fits = |other: &&Connection| other.goes_where(connection);
            let by_id = project.connections.iter().find(|other| other.id == connection.id && fits(other));
            let by_name =
                || project.connections.iter().find(|other| is_same(&other.name, &connection.name) && fits(other));
            let any = || project.connections.iter().find(fits);
            by_id.or_else(by_name).or_else(any).map(|other| other.id.clone().into())
        }
        Outside::Variable(variable) => {
            let mut fitting = project.variables.iter().filter(|other| other.ty == variable.ty);
            fitting.find(|other| is_same(&other.name, &variable.name)).map(|other| other.id.into())
        }
        Outside::Function(function) => {
            let same = |other: &&Function| {
                is_same(&other.name, &function.name)
                    && other.parameters == function.parameters
                    && other.gives == function.gives
            };
            project.functions.iter().find(same).map(|other| other.id.into())
        }
        Outside::Timer(timer) => {
            let mut fitting = project.timers.iter().filter(|other| other.when == timer.when);
            fitting.find(|other| is_same(&other.name, &timer.name)).map(|other| other.id.into())
        }
        Outside::Source(source) => {
            let link = source.link().and_then(|id| landed(id.clone().into()));
            let mut fitting = project.sources.iter().filter(|other| {
                let there = other.link().map(|id| Item::from(id.clone()));
                is_same(&other.name, &source.name) && source.is_list() == other.is_list() && there == link
            });
            fitting.find(|other| has_columns_of(other, source)).map(|other| other.id.into())
        }
        Outside::Column { title, source, .. } => {
            let source = project.source(landed((*source).into())?.source()?)?;
            source.column_titled(title)?.id.map(Item::from)
        }
        Outside::Component(master) => {
            let same = |here: &&Arc<Screen>| is_same(&here.name, &master.name) && here.component == master.component;
            project.components().find(same).map(|here| here.id.into())
        }
        Outside::Screen { name, .. } => {
            project.screens.iter().find(|screen| is_same(&screen.name, name)).map(|screen| screen.id.into())
        }
        Outside::Control { kind, name, screen, .. } => {
            let all = || {
                project.screens.iter().flat_map(|screen| screen.controls.iter().map(move |control| (screen, control)))
            };
            let fits = || all().filter(|(_, control)| control.kind == *kind && is_same(&control.name, name));
            let there = fits().find(|(on, _)| is_same(&on.name, screen));
            // On another screen only where there is no doubt which.
            let only = || {
                let mut fits = fits();
                let first = fits.next()?;
                fits.next().is_none().then_some(first)
            };
            there.or_else(only).map(|(_, control)| control.id.into())
        }
    }
}

/// Whether a source has every column of the other, of the same type.
fn has_columns_of(source: &Source, other: &Source) -> bool {
    let columns = other.columns();
    columns.iter().all(|column| source.column_titled(column.title).is_some_and(|here| here.ty == column.ty))
}

/// Makes the thing here, where it can be brought along.
fn brought(project: &mut Project, outside: &Outside, map: &BTreeMap<Item, Rewrite>, random: u64) -> Option<Item> {
    let mut made = Created::default();
    match outside {
        Outside::Connection(connection) => {
            let mut connection = connection.clone();
            if project.connection(&connection.id).is_some() {
                connection.id = fresh_id(project, random);
            }
            data::add_connection(project, &connection, &mut made);
        }
        Outside::Variable(variable) => {
            data::add_variable(project, &variable.name, variable.ty, &variable.initial, &mut made);
        }
        Outside::Timer(timer) => data::add_timer(project, timer.clone(), &mut made),
        Outside::Function(function) => data::add_function(project, function.clone(), &mut made),
        Outside::Source(source) => {
            let mut source = source.clone();
            if let Some(Rewrite::To(connection)) = source.link().and_then(|id| map.get(&Item::from(id.clone()))) {
                source.connection = connection.connection()?;
            }
            data::insert_source(project, source, &mut made);
        }
        Outside::Component(master) => {
            components::bring(project, master, &mut made).ok()?;
        }
        Outside::Column { .. } | Outside::Screen { .. } | Outside::Control { .. } => {}
    }
    made.items.into_iter().next()
}

fn fresh_id(project: &Project, random: u64) -> ConnectionId {
    let numbers = (0..).map(|step: u64| ConnectionId::from_random(random.wrapping_add(step)));
    let mut free = numbers.filter(|id| project.connection(id).is_none());
    free.next().unwrap_or_else(ConnectionId::local)
}

#[cfg(test)]
mod tests;
