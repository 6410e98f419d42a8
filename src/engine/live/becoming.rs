//! The app is another project than before: instances of components have come or gone, or somebody has edited it while it
//! runs. What stays keeps its values.
//!
//! What somebody has just designed is seen at once, also over what the app had set; all else that the app has set stays.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use super::bound::{BoundProperties, TakenOver};
use super::timers::Clock;
use super::{Live, Received, heard, initial};
use crate::language;
use crate::model::binding::is_implied;
use crate::model::control::Control;
use crate::model::handler::HandlerRef;
use crate::model::id::{ConnectionId, ControlId, ScreenId, SourceId};
use crate::model::project::Project;
use crate::model::run::{PropertyChange, Quality, RunEvent, SourceChange};
use crate::model::screen::SHOWN;
use crate::model::source::table::Table;
use crate::model::source::{Message, PayloadForm, Source};
use crate::model::topic::TopicFilter;

impl Live {
    /// The app is this project from now on, because somebody has `edited` it or because instances have come or gone; what
    /// follows from that.
    pub(in crate::engine) fn become_other(
        &mut self,
        project: &Arc<Project>,
        edited: bool,
        clock: Clock,
    ) -> Vec<RunEvent> {
        let before = std::mem::replace(&mut self.project, Arc::clone(project));
        if edited {
            self.former.remember(&before, project);
        }
        let mut changes = self.renew_variables(&before);
        let written = self.locale;
        let language = self.renew_language(&before);
        changes.extend(self.renew_sources(&before));
        self.heard = heard(project);
        let is_there = |id: &ControlId| project.control(*id).is_some();
        self.properties.retain(|(id, _), _| is_there(id));
        self.ruled.retain(|id, _| is_there(id));
        let other = others(&before, project);
        let designed = self.take_designed(&before, &other, edited);
        let bound = BoundProperties::new(project, self.locale);
        let old = std::mem::replace(&mut self.bound, bound);
        let TakenOver { open, good_again } = self.bound.take_over(old, &other);
        let mut events: Vec<RunEvent> = good_again
            .into_iter()
            .map(|(control, property)| RunEvent::Quality { control, property, quality: Quality::Good })
            .collect();
        let orphans = self.bound.orphans(|item| before.has(item) && !project.has(item));
        events.extend(self.settle(open.into_iter().chain(orphans).collect()));
        events.extend(self.write_anew(written));
        for change in changes {
            let follows = self.follow(&change);
            events.push(change);
            events.extend(follows);
        }
        for control in other.iter().copied() {
            let has_rules = project.control(control).is_some_and(|it| !it.rules.is_empty());
            if has_rules || self.ruled.contains_key(&control) {
                let looks = self.look_again(control);
                events.extend(self.settle_after(looks));
            }
        }
        let designed = self.tell_designed(designed, &events);
        events.extend(designed);
        events.extend(self.cover_new());
        events.extend(self.keep_wishes());
        let timers = self.timers.become_other(project, clock);
        events.extend(timers.into_iter().map(|(timer, on)| RunEvent::Timer(timer, on)));
        events.extend(self.keep_screens());
        events.extend(language);
        events
    }

    /// What bindings follow that listen from now on where others have listened already: the broker does not tell it again.
    pub(in crate::engine) fn heard_by_others(&self, before: &Project) -> Vec<(SourceId, Arc<Message>)> {
        let is_new = |source: &&Source| is_implied(source) && before.source(source.id).is_none();
        let new: Vec<&Source> = self.project.sources.iter().filter(is_new).collect();
        if new.is_empty() {
            return Vec::new();
        }
        let mut heard: BTreeMap<(&ConnectionId, &str), &Arc<Message>> = BTreeMap::new();
        // What is written out as bytes is not what has come.
        let others =
            self.project.sources.iter().filter(|other| !other.is_list() && other.payload() != PayloadForm::Binary);
        for other in others {
            for row in self.table(other.id).into_iter().flat_map(Table::lines).map(|line| &line.row) {
                let known = heard.entry((&other.connection, row.topic.as_str())).or_insert(row);
                if known.at_ms < row.at_ms {
                    *known = row;
                }
            }
        }
        let last = new.into_iter().filter_map(|source| {
            let wanted = source.filters();
            let on = |filter: &&str| heard.get(&(&source.connection, *filter)).copied();
            let exact = wanted.iter().filter(|filter| !filter.contains(['+', '#'])).filter_map(on);
            let wild: Vec<TopicFilter> = wanted
                .iter()
                .filter(|filter| filter.contains(['+', '#']))
                .filter_map(|filter| TopicFilter::parse(filter).ok())
                .collect();
            let matches = |((connection, topic), _): &(&(&ConnectionId, &str), &&Arc<Message>)| {
                **connection == source.connection && wild.iter().any(|filter| filter.matches(topic))
            };
            let some_wild = (!wild.is_empty()).then_some(&heard);
            let matching = some_wild.into_iter().flatten().filter(matches).map(|(_, row)| *row);
            Some((source.id, Arc::clone(exact.chain(matching).max_by_key(|row| row.at_ms)?)))
        });
        last.collect()
    }

    /// A table as it is now, for somebody who begins to follow it.
    pub(in crate::engine) fn table_told(&self, source: SourceId) -> Option<RunEvent> {
        let table = Arc::new(self.table(source)?.clone());
        Some(RunEvent::Source { source, change: SourceChange::Redesigned(table) })
    }

    /// New variables begin, and those of another type begin anew; what of that is to be told.
    fn renew_variables(&mut self, before: &Project) -> Vec<RunEvent> {
        let project = Arc::clone(&self.project);
        for (id, value) in self.variables.extract_if(.., |id, _| project.variable(*id).is_none()) {
            if let Some(old) = before.variable(id) {
                self.gone.variable_goes(id, old.ty, value);
            }
        }
        let mut changes = Vec::new();
        for variable in &project.variables {
            let old = before.variable(variable.id);
            let is_same = old.is_some_and(|old| old.ty == variable.ty) && self.variables.contains_key(&variable.id);
            // What is to be kept from now on has to be known by whoever keeps it.
            let begins_to_keep = variable.kept && !old.is_some_and(|old| old.kept);
            if is_same && !begins_to_keep {
                continue;
            }
            if !is_same {
                let back = self.gone.variable_comes(variable);
                self.variables.insert(variable.id, back.unwrap_or_else(|| initial(variable)));
            }
            let value = self.variables.get(&variable.id).cloned();
            changes.extend(value.map(|value| RunEvent::Variable { variable: variable.id, value }));
        }
        changes
    }

    /// Sources have other columns, or are new; what of that is to be told.
    fn renew_sources(&mut self, before: &Project) -> Vec<RunEvent> {
        let project = Arc::clone(&self.project);
        for (id, received) in self.sources.extract_if(.., |id, _| project.source(*id).is_none()) {
            // What a binding has heard by itself comes from the broker again.
            if let Some(old) = before.source(id).filter(|old| !is_implied(old)) {
                self.gone.source_goes(old.clone(), received);
            }
        }
        let mut changes = Vec::new();
        for source in &project.sources {
            let old = before.source(source.id);
            if old == Some(source) {
                continue;
            }
            let told = |change| RunEvent::Source { source: source.id, change };
            let new = || Received { table: Table::new(source), enabled: source.enabled() };
            match (self.sources.get_mut(&source.id), old) {
                (Some(known), Some(old)) => {
                    if let Some(table) = known.table.redesigned(old, source) {
                        known.table = table;
                        changes.push(told(SourceChange::Redesigned(Arc::new(known.table.clone()))));
                    }
                    let on = source.enabled();
                    if old.enabled() != on && std::mem::replace(&mut known.enabled, on) != on {
                        changes.push(told(SourceChange::Enabled(on)));
                    }
                }
                (Some(_), None) => {}
                (None, _) => {
                    let back = self.gone.source_comes(source);
                    let new = self.sources.entry(source.id).or_insert_with(|| back.unwrap_or_else(new));
                    // What a binding hears by itself, nobody shows as a table.
                    if !is_implied(source) {
                        changes.push(told(SourceChange::Redesigned(Arc::new(new.table.clone()))));
                        let is_other = new.enabled != source.enabled() || !new.enabled;
                        changes.extend(is_other.then(|| told(SourceChange::Enabled(new.enabled))));
                    }
                }
            }
        }
        changes
    }

    /// What is designed otherwise than before: each such property, and whether anything lay over it. Where somebody has
    /// `edited` it, it counts again, whatever the app has set of it; a row that has changed takes nothing away that a
    /// person has typed into its instance.
    fn take_designed(
        &mut self,
        before: &Project,
        other: &BTreeSet<ControlId>,
        edited: bool,
    ) -> Vec<(ControlId, &'static str, bool)> {
        let project = Arc::clone(&self.project);
        let mut out = Vec::new();
        for id in other {
            let (Some(old), Some(now)) = (before.control(*id), project.control(*id)) else { continue };
            for key in differing(old, now) {
                let at = (*id, key.to_owned());
                // What follows something else now is set anew in any case.
                let is_bound = || now.properties.get(key).is_some_and(|property| property.binding().is_some());
                if !edited && self.properties.contains_key(&at) && !is_bound() {
                    continue;
                }
                let was_set = self.properties.remove(&at).is_some();
                let is_covered = self.ruled(*id, key).is_some() || self.is_hidden_by_group(*id, key);
                out.push((*id, key, was_set || is_covered));
            }
        }
        out
    }

    /// What follows from properties that somebody has designed otherwise.
    fn tell_designed(&mut self, designed: Vec<(ControlId, &'static str, bool)>, told: &[RunEvent]) -> Vec<RunEvent> {
        let told = told.iter().filter_map(|event| match event {
            RunEvent::Property(change) => Some((change.control, change.property.as_str())),
            _ => None,
        });
        // One that follows something may have been told with all bound ones.
        let told: BTreeSet<(ControlId, &str)> = told.collect();
        let mut events = Vec::new();
        for (control, key, is_told) in
            designed.into_iter().filter(|(control, key, _)| !told.contains(&(*control, *key)))
        {
            let Some(value) = self.property(control, key) else { continue };
            let change = RunEvent::Property(PropertyChange { control, property: key.to_owned(), value });
            let follows = self.follow(&change);
            // Whoever shows the app has designed it and knows what nothing lay over.
            events.extend(Some(change).filter(|_| is_told));
            events.extend(follows);
        }
        events
    }

    /// Goes to where the app starts, where the page that is shown is gone.
    fn keep_screens(&mut self) -> Vec<RunEvent> {
        let project = Arc::clone(&self.project);
        let is_there = |id: &ScreenId| project.screen(*id).is_some();
        let mut events = Vec::new();
        let open = self.popups.len();
        self.popups.retain(is_there);
        self.last_screen = self.last_screen.filter(is_there);
        if !self.screen.as_ref().is_some_and(is_there) {
            self.popups.clear();
            self.screen = project.start_screen().map(|screen| screen.id);
            self.fired.extend(self.screen.map(|first| HandlerRef::new(first, SHOWN)));
            events.extend(self.screen.map(RunEvent::Screen));
        }
        if self.popups.len() != open {
            events.push(RunEvent::PopUps(self.popups.clone()));
        }
        events
    }

    /// The bound properties that get out of date without messages, and after what time from now.
    pub(in crate::engine) fn watched_on(&self) -> Vec<(usize, Duration)> {
        self.bound.watched_on()
    }
}

/// The controls that are new or others than before.
fn others(before: &Project, now: &Project) -> BTreeSet<ControlId> {
    let is_other = |control: &&Control| before.control(control.id) != Some(*control);
    let screens = now.screens.iter().filter(|screen| !before.screens.iter().any(|old| Arc::ptr_eq(old, screen)));
    screens.flat_map(|screen| &screen.controls).filter(is_other).map(|control| control.id).collect()
}

/// The properties that are designed otherwise, of those that are known.
fn differing(old: &Control, now: &Control) -> BTreeSet<&'static str> {
    let keys: BTreeSet<&String> = old.properties.keys().chain(now.properties.keys()).collect();
    let other = keys.into_iter().filter(|key| old.properties.get(*key) != now.properties.get(*key));
    other.filter_map(|key| language::property(&now.kind, key).map(|def| def.key)).collect()
}
