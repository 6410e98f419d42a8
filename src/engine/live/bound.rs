//! Bound properties of a running app: what each follows, and what follows from a change.
//!
//! Only what hangs on a change is looked at. Those in a circle follow nothing, so that nothing runs for ever.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Live;
use crate::engine::clock;
use crate::i18n::Locale;
use crate::language;
use crate::model::binding::{self, Binding, BoundColumn, Implied, Origin, Read, RowChoice};
use crate::model::formatting::term_at;
use crate::model::handler::HandlerRef;
use crate::model::id::{ConnectionId, ControlId, SourceId, VariableId};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::run::{NotShown, PropertyChange, Quality, RunEvent};
use crate::model::types::Ty;
use crate::model::value::Value;

/// Longest piece of a value that is told where it does not fit.
const TOLD: usize = 40;

/// A property that follows something.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is so or not, whatever the others are")]
struct Follower {
    control: ControlId,
    key: String,
    ty: Ty,
    binding: Arc<Binding>,
    feed: Followed,
    /// Whether its first value has come.
    known: bool,
    /// Whether it was told that its value does not fit.
    told: bool,
    /// When a message came last, as far as that matters: at first when the app started.
    heard: Instant,
    stale: bool,
    offline: bool,
}

/// Where its value is read.
#[derive(Clone, Debug)]
enum Followed {
    Variable(VariableId),
    Cell {
        source: SourceId,
        column: BoundColumn,
        index: Option<usize>,
        row: RowChoice,
    },
    Property(ControlId, String),
    /// The value of a script that ran last.
    Script(Option<Value>),
    /// What it refers to is not there, or breaks a rule.
    Nothing,
}

impl Follower {
    /// After what time without a message it is out of date.
    fn limit(&self) -> Option<Duration> {
        let secs = self.binding.stale_after.filter(|secs| *secs > 0.0)?;
        matches!(self.feed, Followed::Cell { .. }).then(|| Duration::try_from_secs_f64(secs).ok()).flatten()
    }

    /// Whether a message on this topic is news for it.
    fn hears(&self, topic: &str) -> bool {
        !matches!(&self.feed, Followed::Cell { row: RowChoice::OfTopic(of), .. } if of != topic)
    }

    fn quality(&self) -> Quality {
        match (self.offline, self.stale) {
            (true, _) => Quality::Offline,
            (false, true) => Quality::Stale,
            (false, false) => Quality::Good,
        }
    }

    /// What is to be told where its value is worth something else than before.
    fn change_from(&self, before: Quality) -> Option<RunEvent> {
        let quality = self.quality();
        let event = || RunEvent::Quality { control: self.control, property: self.key.clone(), quality };
        (quality != before).then(event)
    }
}

/// What is to be done after bound properties have become others.
pub(super) struct TakenOver {
    /// Those that are to be looked at.
    pub(super) open: Vec<usize>,
    /// Properties of which nothing says any more that their value is out of date.
    pub(super) good_again: Vec<(ControlId, String)>,
}

/// The bound properties of an app.
#[derive(Debug)]
pub(super) struct BoundProperties {
    all: Vec<Follower>,
    by_key: BTreeMap<ControlId, BTreeMap<String, usize>>,
    by_read: BTreeMap<Read, Vec<usize>>,
    /// Those whose device says on a source of its own whether it is there.
    by_device: BTreeMap<SourceId, Vec<usize>>,
    implied: Implied,
    locale: Locale,
    /// Those whose script is to run.
    due: BTreeSet<usize>,
}

impl BoundProperties {
    pub(super) fn new(project: &Project, locale: Locale) -> Self {
        let implied = binding::implied(project);
        let circles = binding::circles(project);
        let mut out = Self {
            all: Vec::new(),
            by_key: BTreeMap::new(),
            by_read: BTreeMap::new(),
            by_device: BTreeMap::new(),
            implied,
            locale,
            due: BTreeSet::new(),
        };
        for (control, key, binding) in binding::bindings(project) {
            // What a rule compares is of any type.
            let (key, ty) = match language::property(&control.kind, &key) {
                Some(def) => (def.key, def.holds.ty()),
                None if term_at(&key).is_some() => (&*key, Ty::Any),
                None => continue,
            };
            let in_circle = circles.contains(&(control.id, key.to_owned()));
            // A rule that sets what it looks at would go on and off for ever: it sees nothing.
            let is_blind = in_circle && term_at(key).is_some();
            let feed = if is_blind { Followed::Nothing } else { feed(project, &out.implied, &binding.from) };
            let index = out.all.len();
            if !in_circle {
                for read in read_by(project, &feed, (control.id, key), &binding.from) {
                    out.by_read.entry(read).or_default().push(index);
                }
            }
            let device = binding.availability_origin().and_then(|origin| out.implied.source(&origin));
            if let Some(source) = device {
                out.by_device.entry(source).or_default().push(index);
            }
            out.by_key.entry(control.id).or_default().insert(key.to_owned(), index);
            out.all.push(Follower {
                control: control.id,
                key: key.to_owned(),
                ty,
                binding: Arc::clone(binding),
                feed,
                known: false,
                told: false,
                heard: clock::now(),
                stale: false,
                offline: false,
            });
        }
        out
    }

    /// Takes over what was known of properties that follow the same as before; the others are to be looked at, and those
    /// that follow a control that is another one now.
    pub(super) fn take_over(&mut self, mut old: Self, other: &BTreeSet<ControlId>) -> TakenOver {
        let mut open = Vec::new();
        for (index, follower) in self.all.iter_mut().enumerate() {
            let known = old.index(follower.control, &follower.key);
            let due = known.is_some_and(|known| old.due.contains(&known));
            let known = known.and_then(|known| old.all.get_mut(known)).filter(|it| it.binding == follower.binding);
            let Some(known) = known else {
                open.push(index);
                continue;
            };
            (follower.known, follower.told, follower.heard) = (known.known, known.told, known.heard);
            (follower.stale, follower.offline) = (known.stale, known.offline);
            // It was taken over.
            (known.stale, known.offline) = (false, false);
            if let (Followed::Script(value), Followed::Script(last)) = (&mut follower.feed, &mut known.feed) {
                *value = last.take();
            }
            if due {
                self.due.insert(index);
            }
            if matches!(&follower.feed, Followed::Property(control, _) if other.contains(control)) {
                open.push(index);
            }
        }
        let doubtful = old.all.into_iter().filter(|follower| follower.quality() != Quality::Good);
        let good_again = doubtful.map(|follower| (follower.control, follower.key)).collect();
        TakenOver { open, good_again }
    }

    /// Those that follow something that is not there any more.
    pub(super) fn orphans(&self, is_gone: impl Fn(&Item) -> bool) -> Vec<usize> {
        let gone = self.by_read.iter().filter(|(read, _)| is_gone(&read.item));
        gone.flat_map(|(_, followers)| followers).copied().collect()
    }

    /// Those that get out of date without messages, and after what time from now.
    pub(super) fn watched_on(&self) -> Vec<(usize, Duration)> {
        let left = |follower: &Follower| Some(follower.limit()?.saturating_sub(clock::since(follower.heard)));
        let fresh = self.all.iter().enumerate().filter(|(_, follower)| !follower.stale);
        fresh.filter_map(|(index, follower)| Some((index, left(follower)?))).collect()
    }

    pub(super) fn index(&self, control: ControlId, key: &str) -> Option<usize> {
        self.by_key.get(&control)?.get(key).copied()
    }

    fn following(&self, read: &Read) -> &[usize] {
        self.by_read.get(read).map_or(&[], Vec::as_slice)
    }

    /// Who follows a property, or anything of its control.
    fn following_property(&self, change: &PropertyChange) -> impl Iterator<Item = usize> + '_ {
        let of = |property: Option<String>| Read { item: change.control.into(), property };
        let exact = self.following(&of(Some(change.property.clone())));
        exact.iter().chain(self.following(&of(None))).copied()
    }
}

/// A value as it is told where it does not fit.
fn told(value: &Value) -> String {
    value.to_text().chars().take(TOLD).collect()
}

fn feed(project: &Project, implied: &Implied, origin: &Origin) -> Followed {
    match origin {
        Origin::Variable(id) => Followed::Variable(*id),
        Origin::Column { source, column, row } => {
            let index = match column {
                BoundColumn::Own(id) => project
                    .source(*source)
                    .and_then(|source| source.columns().iter().position(|column| column.id == Some(*id))),
                BoundColumn::Fixed(_) => None,
            };
            Followed::Cell { source: *source, column: column.clone(), index, row: row.clone() }
        }
        Origin::Topic { .. } => match implied.source(origin) {
            Some(source) => Followed::Cell {
                source,
                // The only one, whatever its id.
                column: BoundColumn::Own(crate::model::id::ColumnId(0)),
                index: Some(0),
                row: RowChoice::Newest,
            },
            None => Followed::Nothing,
        },
        Origin::Property { control, property } => {
            let key = project.control(*control).and_then(|control| language::property(&control.kind, property));
            key.map_or(Followed::Nothing, |def| Followed::Property(*control, def.key.to_owned()))
        }
        Origin::Lua(_) => Followed::Script(None),
        // What runs has no components, so there is nothing to follow.
        Origin::Parameter(_) => Followed::Nothing,
    }
}

fn read_by(project: &Project, feed: &Followed, at: (ControlId, &str), origin: &Origin) -> Vec<Read> {
    match feed {
        Followed::Cell { source, .. } => vec![Read { item: (*source).into(), property: None }],
        Followed::Property(control, key) => vec![Read { item: (*control).into(), property: Some(key.clone()) }],
        Followed::Variable(_) | Followed::Script(_) | Followed::Nothing => {
            binding::reads(project, at, origin).into_iter().collect()
        }
    }
}

impl Live {
    /// The control whose binding implies this source; `None` for a source that somebody made.
    pub(in crate::engine) fn implied_by(&self, source: SourceId) -> Option<ControlId> {
        self.bound.implied.control(source)
    }

    /// Sets all bound properties when the app starts.
    pub(in crate::engine) fn begin_bound(&mut self) -> Vec<RunEvent> {
        let mut events: Vec<RunEvent> = self.language_told().into_iter().chain(self.wish_told()).collect();
        events.extend(self.settle((0..self.bound.all.len()).collect()));
        // Also those of rules that hold while nothing has come.
        let ruled = self.project.screens.iter().flat_map(|screen| &screen.controls);
        let ruled: Vec<ControlId> =
            ruled.filter(|control| !control.rules.is_empty()).map(|control| control.id).collect();
        for control in ruled {
            let looks = self.look_again(control);
            events.extend(self.settle_after(looks));
        }
        events
    }

    /// What follows from changes of properties, behind them.
    pub(super) fn settle_after(&mut self, mut changes: Vec<RunEvent>) -> Vec<RunEvent> {
        let mut open = VecDeque::new();
        for change in &changes {
            if let RunEvent::Property(change) = change {
                open.extend(self.bound.following_property(change));
            }
        }
        let follows = self.settle(open);
        changes.extend(follows);
        changes
    }

    /// The value that a comparison of a rule looks at, by its [name](crate::model::formatting::term_key).
    pub(super) fn compared(&self, control: ControlId, key: &str) -> Option<Value> {
        let follower = self.bound.all.get(self.bound.index(control, key)?)?;
        let came = self.value_for(&follower.feed);
        follower.binding.value_of(came.as_ref(), follower.ty, self.bound.locale)
    }

    /// What follows from something that was reported.
    pub(in crate::engine) fn follow(&mut self, event: &RunEvent) -> Vec<RunEvent> {
        let read = |item: Item| Read { item, property: None };
        let followers = match event {
            RunEvent::Variable { variable, .. } => {
                if let Some(place) = self.language_in(*variable) {
                    // What is bound to the variable comes first, in the new language at once.
                    let mut events = self.switch(place);
                    let followers = self.bound.following(&read((*variable).into())).iter().copied().collect();
                    events.extend(self.settle(followers));
                    return events;
                }
                self.bound.following(&read((*variable).into())).iter().copied().collect()
            }
            RunEvent::Property(change) => self.bound.following_property(change).collect(),
            RunEvent::Message { source, .. } | RunEvent::Source { source, .. } => {
                self.bound.following(&read((*source).into())).iter().copied().collect()
            }
            _ => VecDeque::new(),
        };
        self.settle(followers)
    }

    /// The bound properties that get out of date without messages, and after what time.
    pub(in crate::engine) fn watched(&self) -> Vec<(usize, Duration)> {
        let limits = self.bound.all.iter().enumerate();
        limits.filter_map(|(index, follower)| Some((index, follower.limit()?))).collect()
    }

    /// A message has come; what is up to date by it again is to be watched anew.
    pub(in crate::engine) fn heard(
        &mut self,
        source: SourceId,
        topic: &str,
    ) -> (Vec<RunEvent>, Vec<(usize, Duration)>) {
        let followers = self.bound.following(&Read { item: source.into(), property: None }).to_vec();
        let (mut events, mut watched) = (Vec::new(), Vec::new());
        for index in followers {
            let Some(follower) = self.bound.all.get_mut(index) else { continue };
            let Some(limit) = follower.limit().filter(|_| follower.hears(topic)) else { continue };
            follower.heard = clock::now();
            let before = follower.quality();
            if std::mem::take(&mut follower.stale) {
                events.extend(follower.change_from(before));
                watched.push((index, limit));
            }
        }
        (events, watched)
    }

    /// Who shows what comes on this topic of a source, for these of its columns, and in which property.
    pub(super) fn hearing(&self, source: SourceId, topic: &str, refreshed: &[usize]) -> Vec<(ControlId, String)> {
        let followers = self.bound.following(&Read { item: source.into(), property: None }).iter();
        let followers = followers.filter_map(|index| self.bound.all.get(*index));
        let is_told = |each: &&Follower| match &each.feed {
            Followed::Cell { index: Some(index), .. } => refreshed.contains(index),
            _ => true,
        };
        followers
            .filter(|each| each.hears(topic))
            .filter(is_told)
            .map(|each| (each.control, each.key.clone()))
            .collect()
    }

    /// Whether something has come for a bound property.
    pub(super) fn has_come(&self, control: ControlId, key: &str) -> bool {
        let follower = self.bound.index(control, key).and_then(|index| self.bound.all.get(index));
        follower.is_some_and(|follower| self.value_for(&follower.feed).is_some())
    }

    /// Whether a bound property is out of date now: that event, or how long it is to be watched on.
    pub(in crate::engine) fn outdated(&mut self, index: usize) -> Option<Result<Option<RunEvent>, Duration>> {
        let follower = self.bound.all.get_mut(index)?;
        let left = follower.limit()?.checked_sub(clock::since(follower.heard)).filter(|left| !left.is_zero());
        if let Some(left) = left {
            return Some(Err(left));
        }
        let before = follower.quality();
        follower.stale = true;
        Some(Ok(follower.change_from(before)))
    }

    /// A message has come that may say whether a device is there.
    pub(in crate::engine) fn device_says(&mut self, source: SourceId, message: &str) -> Vec<RunEvent> {
        let followers = self.bound.by_device.get(&source).cloned().unwrap_or_default();
        let mut events = Vec::new();
        for index in followers {
            let Some(follower) = self.bound.all.get_mut(index) else { continue };
            let before = follower.quality();
            follower.offline = follower.binding.availability.as_ref().is_some_and(|device| device.is_offline(message));
            events.extend(follower.change_from(before));
        }
        events
    }

    /// What a person has changed goes into the variable that the property is bound to; what is to be reported of it.
    pub(in crate::engine) fn write_back(&mut self, change: &PropertyChange) -> Option<RunEvent> {
        let index = self.bound.index(change.control, &change.property)?;
        let follower = self.bound.all.get(index)?;
        let Followed::Variable(variable) = follower.feed else { return None };
        let wanted = self.project.variable(variable)?.ty;
        let value = follower.binding.value_back(&change.value, wanted);
        let written = value.and_then(|value| self.set_variable(variable, &value).ok());
        let follower = self.bound.all.get_mut(index)?;
        let was_told = std::mem::replace(&mut follower.told, written.is_none());
        match written {
            Some(value) => value.map(|value| RunEvent::Variable { variable, value }),
            None if was_told => None,
            None => {
                let (property, value) = (change.property.clone(), told(&change.value));
                let why = NotShown::Unfit { property, value, wanted };
                Some(RunEvent::NotShown { control: change.control, why })
            }
        }
    }

    /// The scripts of bound properties that are to run now.
    pub(in crate::engine) fn take_due(&mut self) -> Vec<HandlerRef> {
        let due = std::mem::take(&mut self.bound.due);
        let followers = due.into_iter().filter_map(|index| self.bound.all.get(index));
        followers.map(|follower| HandlerRef::bound(follower.control, &follower.key)).collect()
    }

    /// The scripts that properties are bound to, each an expression.
    pub(in crate::engine) fn bound_scripts(&self) -> Vec<(HandlerRef, String)> {
        let script = |follower: &Follower| match &follower.binding.from {
            Origin::Lua(text) => Some((HandlerRef::bound(follower.control, &follower.key), text.clone())),
            _ => None,
        };
        self.bound.all.iter().filter_map(script).collect()
    }

    /// What the script of a bound property has given; what follows from that.
    pub(in crate::engine) fn scripted(&mut self, control: ControlId, key: &str, value: Option<Value>) -> Vec<RunEvent> {
        let Some(index) = self.bound.index(control, key) else { return Vec::new() };
        if let Some(follower) = self.bound.all.get_mut(index) {
            follower.feed = Followed::Script(value);
        }
        let mut open = VecDeque::new();
        let mut own = self.settled(index, &mut open);
        let follows = self.settle(open);
        own.extend(follows);
        own
    }

    /// Whether it is the first time since it went well that the script of a bound property fails.
    pub(in crate::engine) fn fails_first(&mut self, control: ControlId, key: &str) -> bool {
        let index = self.bound.index(control, key);
        let follower = index.and_then(|index| self.bound.all.get_mut(index));
        follower.is_some_and(|follower| !std::mem::replace(&mut follower.told, true))
    }

    /// Who follows whether a connection is up.
    pub(in crate::engine) fn follow_connection(&mut self, connection: &ConnectionId) {
        let read = Read { item: connection.clone().into(), property: None };
        let followers = self.bound.following(&read).iter().copied().collect();
        // A script alone names a connection: nothing is settled at once.
        let _nothing = self.settle(followers);
    }

    /// Writes what is bound as people of the language do that is spoken now, where that is another one than before. What
    /// somebody has written over it stays, and nobody has heard anything new of a device.
    pub(super) fn write_anew(&mut self, before: Locale) -> Vec<RunEvent> {
        self.bound.locale = self.locale;
        if before.lang == self.locale.lang {
            return Vec::new();
        }
        let (mut events, mut open) = (Vec::new(), VecDeque::new());
        for index in 0..self.bound.all.len() {
            let Some(follower) = self.bound.all.get(index).filter(|it| it.ty == Ty::Text && it.known) else { continue };
            let Some(came) = self.value_for(&follower.feed) else { continue };
            let written = |locale| follower.binding.value_of(Some(&came), follower.ty, locale);
            let old = written(before);
            if old == written(self.locale) || self.property(follower.control, &follower.key) != old {
                continue;
            }
            let event = self.bring_up_to_date(index);
            if let Some(RunEvent::Property(change)) = &event {
                open.extend(self.bound.following_property(change));
            }
            events.extend(event);
        }
        let follows = self.settle(open);
        events.extend(follows);
        events
    }

    /// Brings these up to date, and all that follows them.
    pub(super) fn settle(&mut self, mut open: VecDeque<usize>) -> Vec<RunEvent> {
        let mut events = Vec::new();
        while let Some(index) = open.pop_front() {
            if self.bound.all.get(index).is_some_and(|follower| matches!(follower.feed, Followed::Script(_))) {
                self.bound.due.insert(index);
                continue;
            }
            events.extend(self.settled(index, &mut open));
        }
        events
    }

    /// Brings one up to date, and puts in the line what follows it.
    fn settled(&mut self, index: usize, open: &mut VecDeque<usize>) -> Vec<RunEvent> {
        if let Some(term) = self.bound.all.get(index).filter(|follower| term_at(&follower.key).is_some()) {
            let control = term.control;
            let looks = self.look_again(control);
            for event in &looks {
                if let RunEvent::Property(change) = event {
                    open.extend(self.bound.following_property(change));
                }
            }
            return looks;
        }
        let Some(event) = self.bring_up_to_date(index) else { return Vec::new() };
        let mut events = Vec::new();
        if let RunEvent::Property(change) = &event {
            open.extend(self.bound.following_property(change));
            // Of what comes in messages each message tells, see `states_told`.
            let is_message = matches!(self.bound.all.get(index), Some(Follower { feed: Followed::Cell { .. }, .. }));
            let told = if is_message { None } else { self.state_told(change.control) };
            events.extend(told);
        }
        events.push(event);
        events
    }

    fn bring_up_to_date(&mut self, index: usize) -> Option<RunEvent> {
        let follower = self.bound.all.get(index)?;
        let (control, key, ty) = (follower.control, follower.key.clone(), follower.ty);
        let came = self.value_for(&follower.feed);
        let value = match &came {
            Some(came) => follower.binding.value_of(Some(came), ty, self.bound.locale),
            // What stands there while nothing has come.
            None => language::script_value(&self.project, self.project.control(control)?, &key),
        };
        let change = value.as_ref().and_then(|value| self.set_property(control, &key, value).ok());
        if came.is_none() && change.is_none() {
            // What is there before anything has come is no value that somebody has sent.
            return None;
        }
        let follower = self.bound.all.get_mut(index)?;
        let was_told = std::mem::replace(&mut follower.told, change.is_none());
        // The first one is told also where it is what stood there: now it is known.
        let is_first = came.is_some() && change.is_some() && !std::mem::replace(&mut follower.known, true);
        match change {
            Some(None) if is_first => {
                let value = self.property(control, &key)?;
                Some(RunEvent::Property(PropertyChange { control, property: key, value }))
            }
            Some(change) => change.map(RunEvent::Property),
            None if was_told => None,
            None => {
                let value = value.or(came).as_ref().map(told).unwrap_or_default();
                let why = NotShown::Unfit { property: key, value, wanted: ty };
                Some(RunEvent::NotShown { control, why })
            }
        }
    }

    fn value_for(&self, feed: &Followed) -> Option<Value> {
        match feed {
            Followed::Variable(id) => self.variable(*id).cloned(),
            Followed::Cell { source, column, index, row } => {
                binding::value_in_table(self.table(*source)?, column, *index, row)
            }
            Followed::Property(control, key) => self.property(*control, key),
            Followed::Script(value) => value.clone(),
            Followed::Nothing => None,
        }
    }
}
