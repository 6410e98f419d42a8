//! What a path leads to: screens, controls, connections, timers, functions, sources and their columns.

use super::steps::PathStep;
use super::tokens::LuaTokenKind;
use super::{FoundGroup, MemberOf, Reader, Spelling, Thing, Used};
use crate::model::id::{ConnectionId, ScreenId, SourceId};
use crate::model::item::Item;
use crate::model::layer::{group_named, groups, members};
use crate::model::source::Source;

impl Reader<'_, '_> {
    pub(super) fn data(&mut self, step: &PathStep<'_>) -> Thing {
        let Some(name) = step.name else { return Thing::Other };
        match self.project.data_named(name) {
            Some(Item::Variable(id)) => {
                self.push_member(id, step);
                Thing::Variable(id)
            }
            Some(Item::Source(id)) => {
                self.push_member(id, step);
                if self.used(step.next) == Used::Set {
                    self.member(MemberOf::Data, step);
                }
                Thing::Source(id)
            }
            _ => {
                self.unknown(step, self.project.data_idents());
                Thing::Other
            }
        }
    }

    pub(super) fn screen(&mut self, step: &PathStep<'_>) -> Thing {
        let project = self.project;
        let screen = match (step.name, step.number) {
            (Some(name), _) => project.screens.named(name),
            (None, Some(number)) => project.screens.get(number),
            (None, None) => return Thing::SomeScreen,
        };
        let Some(screen) = screen else {
            let names = project.screens.iter().map(|screen| screen.name.as_str());
            let number = step.number.map(|number| format!("screens[{number}]"));
            self.unknown(&PathStep { name: step.name.or(number.as_deref()), ..step.clone() }, names);
            return Thing::Other;
        };
        self.push(screen.id, step);
        Thing::Screen(screen.id)
    }

    pub(super) fn control(&mut self, screen: ScreenId, step: &PathStep<'_>) -> Thing {
        let (Some(name), Some(screen)) = (step.name, self.project.screen(screen)) else { return Thing::Other };
        match screen.controls.named(name) {
            Some(control) => {
                self.push_member(control.id, step);
                return Thing::Controls(vec![control.id]);
            }
            None if is_groups(name) => return Thing::Groups(Some(screen.id)),
            None => self.unknown(step, screen.controls.iter().map(|control| control.name.as_str())),
        }
        Thing::Other
    }

    /// A control of a screen that is not known here must be on one of them.
    pub(super) fn some_control(&mut self, step: &PathStep<'_>) -> Thing {
        let Some(name) = step.name else { return Thing::Other };
        let project = self.project;
        let named = project.screens.iter().flat_map(|screen| screen.controls.all_named(name));
        let ids: Vec<_> = named.map(|control| control.id).collect();
        if ids.is_empty() && is_groups(name) {
            return Thing::Groups(None);
        }
        if ids.is_empty() {
            let controls = project.screens.iter().flat_map(|screen| &screen.controls);
            self.unknown(step, controls.map(|control| control.name.as_str()));
            return Thing::Other;
        }
        Thing::Controls(ids)
    }

    /// A group of a screen, which stands at `through` among what was found; of one that is not known here the group
    /// must be on one of them.
    pub(super) fn group(&mut self, screen: Option<ScreenId>, step: &PathStep<'_>, through: Option<usize>) -> Thing {
        let Some(name) = step.name else { return Thing::Other };
        let project = self.project;
        let on: Vec<_> = project.screens.iter().filter(|on| screen.is_none_or(|id| on.id == id)).collect();
        let found: Vec<_> = on.iter().filter_map(|on| Some((on.id, group_named(on, name)?))).collect();
        if found.is_empty() {
            self.unknown(step, on.iter().flat_map(|on| groups(on)).filter_map(|path| path.last()).map(String::as_str));
            return Thing::Other;
        }
        // Where it may be one of many, no new name of one of them changes the text.
        if let (Some(_), [(screen, path)]) = (screen, &found[..]) {
            let range = step.whole.clone();
            let member = project.screen(*screen).and_then(|on| members(on, path).next());
            if let Some(on) = through.and_then(|index| self.out.found.get_mut(index)) {
                on.below = member.map(|control| control.id.into());
            }
            self.out.groups.push(FoundGroup { screen: *screen, path: path.to_vec(), range });
        }
        Thing::ControlGroup
    }

    pub(super) fn text_argument(&mut self, source: SourceId, index: usize, number: usize) {
        if let Some(step) = self.argument_step(index, number) {
            self.column(source, &step, false);
        }
    }

    pub(super) fn connection(&mut self, step: &PathStep<'_>) -> (Thing, usize) {
        self.member(MemberOf::Global("connections".to_owned()), step);
        if step.name.is_some_and(|name| name.eq_ignore_ascii_case("getfromid")) {
            match self.argument_step(step.next, 0) {
                Some(argument) => {
                    let id = ConnectionId(argument.name.unwrap_or_default().to_owned());
                    if self.project.connection(&id).is_some() {
                        // The id never changes, so the text is never replaced.
                        self.push(id, &PathStep { spelling: Spelling::Number, ..argument });
                    } else {
                        self.unknown(&argument, self.project.connections.iter().map(|each| each.id.as_str()));
                    }
                }
                None => self.out.dynamic = true,
            }
            let behind = match self.kind(step.next) {
                Some(LuaTokenKind::Sign('(')) => self.close(step.next).map(|close| close + 1),
                Some(LuaTokenKind::Text(_)) => Some(step.next + 1),
                _ => None,
            };
            return behind.map_or((Thing::Other, step.next), |behind| (Thing::Connection, behind));
        }
        self.out.dynamic = true;
        (Thing::Other, step.next)
    }

    pub(super) fn runtime(&mut self, step: &PathStep<'_>) -> Thing {
        self.member(MemberOf::Global("runtime".to_owned()), step);
        if step.name.is_some_and(|name| name.eq_ignore_ascii_case("showscreen"))
            && let Some(argument) = self.argument_step(step.next, 0)
        {
            self.screen(&argument);
            if let Some(found) = self.out.found.last_mut().filter(|found| found.range == argument.range) {
                found.goes = true;
            }
        }
        Thing::Other
    }

    pub(super) fn timer(&mut self, step: &PathStep<'_>) -> Thing {
        let Some(name) = step.name else { return Thing::Other };
        let project = self.project;
        let Some(timer) = project.timers.named(name) else {
            self.unknown(step, project.timers.iter().map(|timer| timer.ident.as_str()));
            return Thing::Other;
        };
        self.push_member(timer.id, step);
        Thing::Timer
    }

    pub(super) fn function(&mut self, step: &PathStep<'_>) -> Thing {
        let Some(name) = step.name else { return Thing::Other };
        let project = self.project;
        match project.functions.named(name) {
            Some(function) => {
                self.push_member(function.id, step);
                self.member(MemberOf::Function(function.id), step);
            }
            None => self.unknown(step, project.functions.iter().map(|function| function.ident.as_str())),
        }
        Thing::Other
    }

    pub(super) fn source_member(&mut self, source: SourceId, step: &PathStep<'_>) -> (Thing, usize) {
        let Some(name) = step.name else { return (Thing::Row(source), step.next) };
        self.out.sources.insert(step.range.start, source);
        let is_list = self.project.source(source).is_some_and(Source::is_list);
        self.member(if is_list { MemberOf::List } else { MemberOf::Source }, step);
        match name.to_lowercase().as_str() {
            "values" | "sum" | "min" | "max" | "average" | "distinct" | "countdistinct" | "indexof" | "lastindexof"
            | "contains" | "filter" | "sortasc" | "sortdesc" | "value" => {
                self.text_argument(source, step.next, 0);
                (Thing::Other, step.next)
            }
            "set" | "cell" => {
                self.text_argument(source, step.next, 1);
                (Thing::Other, step.next)
            }
            "add" | "insert" | "appendentry" | "setentry" => {
                self.keys(source, step.next);
                (Thing::Other, step.next)
            }
            "first" | "last" => (Thing::Row(source), step.next),
            "bytopic" if self.is_sign(step.next, '(') => match self.close(step.next) {
                Some(close) => (Thing::Row(source), close + 1),
                None => (Thing::Other, step.next),
            },
            _ => (Thing::Other, step.next),
        }
    }

    /// The names in braces of the row that a call gives.
    fn keys(&mut self, source: SourceId, index: usize) {
        let Some(close) = self.is_sign(index, '(').then(|| self.close(index)).flatten() else { return };
        let Some(open) = (index..close).find(|at| self.is_sign(*at, '{')) else { return };
        for at in open + 1..close {
            let starts = self.is_sign(at - 1, '{') && at - 1 == open || self.is_sign(at - 1, ',');
            let (Some(token), true) = (self.tokens.get(at), starts) else { continue };
            let step = match (&token.kind, self.step(at)) {
                (LuaTokenKind::Name(name), _) => {
                    let range = token.range.clone();
                    let whole = range.clone();
                    PathStep { name: Some(name), number: None, spelling: Spelling::Key, range, whole, next: at + 1 }
                }
                (LuaTokenKind::Sign('['), Some(step)) => step,
                _ => continue,
            };
            if self.is_sign(step.next, '=') && !self.is_sign(step.next + 1, '=') {
                let range = step.whole.clone();
                self.column(source, &PathStep { spelling: Spelling::Key, range, ..step }, false);
            }
        }
    }

    pub(super) fn column(&mut self, source: SourceId, step: &PathStep<'_>, member: bool) {
        let (Some(name), Some(source)) = (step.name, self.project.source(source)) else { return };
        if member && self.used(step.next) == Used::Set && !source.is_list() {
            self.member(MemberOf::Row, step);
        }
        let wanted = name.trim().to_lowercase();
        let column = source.column_titled(name);
        if let Some(id) = column.and_then(|column| column.id) {
            if member { self.push_member(id, step) } else { self.push(id, step) }
        } else if source.is_list() || !FIXED.contains(&wanted.as_str()) {
            self.unknown(step, source.columns().into_iter().map(|column| column.title));
        }
    }
}

/// What leads from a screen to its groups.
fn is_groups(name: &str) -> bool {
    name.eq_ignore_ascii_case("groups")
}

/// What every row has besides the columns of its source, lower case.
const FIXED: &[&str] = &["zeit", "time", "topic", "nachricht", "message", "retained", "qos", "at_ms"];
