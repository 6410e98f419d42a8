//! The project of a run: the one that was designed, with an instance for each topic or row that its repeaters have now; and
//! how it becomes another one when it is edited while it runs.
//!
//! Topics are heard by the session itself; rows are those that the app tells of. Where they change, the project is unfolded
//! anew: whatever was there already keeps its ids, and with them all that the app knows of it.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{Session, SessionEvent, specs};
use crate::engine::EngineMsg;
use crate::language::lower::{Chunk, Lowered, Lowerer};
use crate::model::binding::{bindings, expanded, implied, is_implied};
use crate::model::component::{
    ComponentFace, DEEPEST, MOST_INSTANCES, PartIds, REPEATER, Repeated, RepeatedRows, TopicMatch, published,
    rows_of_table, rows_of_topics, unfolded,
};
use crate::model::control::Control;
use crate::model::id::SourceId;
use crate::model::project::Project;
use crate::model::run::{RunEvent, SourceChange};
use crate::model::source::table::Table;
use crate::model::source::{Message, Source};
use crate::model::topic::TopicFilter;
use crate::mqtt::ConnectionSpec;

/// Most topics that are remembered of one instance.
const TOPICS_EACH: usize = 1_000;
/// Most that is kept of what came last on all of them, for the instances that they bring.
const KEPT_BYTES: usize = 16 << 20;

/// What sources have missed.
type Missed = Vec<(SourceId, Message)>;

/// What runs, once other instances of repeaters are there.
#[derive(Clone, Debug, PartialEq)]
pub struct Instances {
    /// The ids of all parts of instances.
    pub parts: PartIds,
    /// What repeaters have instances of.
    pub rows: RepeatedRows,
    /// The project that runs.
    pub project: Arc<Project>,
}

/// The project of a run.
#[derive(Debug)]
pub(super) struct RunningProject {
    designed: Arc<Project>,
    whole: Arc<Project>,
    parts: PartIds,
    rows: RepeatedRows,
    repeaters: Vec<RunningRepeater>,
    /// What there is on the filters of repeaters, by the source that listens to them.
    topics: BTreeMap<SourceId, HeardTopics>,
    /// The rows of sources that repeaters show.
    tables: BTreeMap<SourceId, Table>,
    /// Those whose columns are others than the app knows yet: what it tells of them before is of the old ones.
    awaited: BTreeSet<SourceId>,
    /// What the app publishes on.
    own: BTreeSet<String>,
    /// The implied source with the lowest number ever, so that none is given twice.
    lowest: Option<Source>,
    lowerer: Lowerer,
    has_changed: bool,
}

#[derive(Debug)]
struct RunningRepeater {
    control: Control,
    face: ComponentFace,
    /// The source that listens to its topics, or whose rows it shows.
    feed: SourceId,
}

/// The topics that there are on a filter.
#[derive(Debug)]
struct HeardTopics {
    filter: TopicFilter,
    /// Whether something else shows what comes there too.
    is_shared: bool,
    /// By what they have in common: when it came first, and what came last on each.
    heard: BTreeMap<TopicMatch, (u64, BTreeMap<String, Option<Message>>)>,
    came: u64,
    /// What is kept of messages, in bytes.
    bytes: usize,
}

impl HeardTopics {
    /// Takes in a message; whether instances come or go by it.
    fn take(&mut self, row: &Message, own: &BTreeSet<String>) -> bool {
        let Some(found) = TopicMatch::of(&self.filter, &row.topic) else { return false };
        if row.message.is_empty() {
            return self.forget(&found, &row.topic);
        }
        let has_room = self.heard.len() < MOST_INSTANCES as usize;
        let is_new = !self.heard.contains_key(&found);
        if is_new && !has_room {
            return false;
        }
        self.came += u64::from(is_new);
        let (_, topics) = self.heard.entry(found).or_insert((self.came, BTreeMap::new()));
        // What the app says itself is no sign of life of what it talks to.
        let is_own = !is_new && !row.retained && own.contains(&row.topic);
        let is_known = topics.contains_key(&row.topic);
        if is_known || (topics.len() < TOPICS_EACH && !is_own) {
            let kept = (self.bytes + row.bytes() <= KEPT_BYTES).then(|| row.clone());
            self.bytes += kept.as_ref().map_or(0, Message::bytes);
            let before = topics.insert(row.topic.clone(), kept).flatten();
            self.bytes -= before.as_ref().map_or(0, Message::bytes);
        }
        is_new
    }

    /// A topic is there no more; whether an instance goes, which it does with the last of its topics.
    fn forget(&mut self, of: &TopicMatch, topic: &str) -> bool {
        let Some((_, topics)) = self.heard.get_mut(of) else { return false };
        let before = topics.remove(topic).flatten();
        self.bytes -= before.as_ref().map_or(0, Message::bytes);
        let is_gone = topics.is_empty();
        if is_gone {
            self.heard.remove(of);
        }
        is_gone
    }

    /// What came last on the topics that match one of these.
    fn last_on<'a>(&'a self, filters: &'a [TopicFilter]) -> impl Iterator<Item = &'a Message> {
        let all = self.heard.values().flat_map(|(_, topics)| topics.values().flatten());
        all.filter(|row| filters.iter().any(|filter| filter.matches(&row.topic)))
    }

    fn in_order(&self) -> impl Iterator<Item = &TopicMatch> {
        let mut all: Vec<_> = self.heard.iter().map(|(found, (came, _))| (*came, found)).collect();
        all.sort_by_key(|(came, _)| *came);
        all.into_iter().map(|(_, found)| found)
    }
}

impl RunningProject {
    /// Nothing runs.
    pub(super) fn none() -> Self {
        Self::of(Arc::new(Project::new("", "", "")))
    }

    fn of(designed: Arc<Project>) -> Self {
        Self {
            whole: Arc::clone(&designed),
            designed,
            parts: PartIds::default(),
            rows: RepeatedRows::new(),
            repeaters: Vec::new(),
            topics: BTreeMap::new(),
            tables: BTreeMap::new(),
            awaited: BTreeSet::new(),
            own: BTreeSet::new(),
            lowest: None,
            lowerer: Lowerer::default(),
            has_changed: false,
        }
    }

    /// As it is when the app starts, and what it runs; `lowered` is what that is without components.
    pub(super) fn new(designed: &Arc<Project>, lowered: &Lowered) -> (Self, Vec<Arc<Chunk>>) {
        let tables = repeated_sources(designed).map(|source| (source.id, Table::new(source))).collect();
        let mut new = Self { tables, ..Self::of(Arc::clone(designed)) };
        new.unfold();
        let chunks = new.chunks(lowered);
        (new, chunks)
    }

    /// All handlers that run; `lowered` counts where the project has no components.
    fn chunks(&mut self, lowered: &Lowered) -> Vec<Arc<Chunk>> {
        let is_plain = self.designed.components().next().is_none();
        if is_plain { lowered.chunks.clone() } else { self.lowerer.chunks(&self.whole) }
    }

    /// It was designed otherwise. What runs from now on, what sources have missed that listen from now on, and the sources
    /// whose rows repeaters show from now on and that are not known.
    pub(super) fn redesigned(
        &mut self,
        designed: &Arc<Project>,
        lowered: &Lowered,
    ) -> (Vec<Arc<Chunk>>, Missed, Vec<SourceId>) {
        let before: BTreeSet<SourceId> = self.whole.sources.iter().map(|source| source.id).collect();
        let old = std::mem::replace(&mut self.designed, Arc::clone(designed));
        let mut known = std::mem::take(&mut self.tables);
        let mut unknown = Vec::new();
        for source in repeated_sources(designed) {
            let Some(table) = known.remove(&source.id) else {
                // Two repeaters may show the same rows.
                if let Entry::Vacant(new) = self.tables.entry(source.id) {
                    unknown.push(source.id);
                    new.insert(Table::new(source));
                }
                continue;
            };
            // As the app has it in a moment; an instance is known by what stands in its columns.
            let other = old.source(source.id).and_then(|old| table.redesigned(old, source));
            if other.is_some() {
                self.awaited.insert(source.id);
            }
            self.tables.insert(source.id, other.unwrap_or(table));
        }
        self.unfold();
        (self.chunks(lowered), self.missed(&before), unknown)
    }

    /// The project as it was designed.
    pub(super) fn designed(&self) -> Arc<Project> {
        Arc::clone(&self.designed)
    }

    /// The project that runs.
    pub(super) fn whole(&self) -> &Arc<Project> {
        &self.whole
    }

    /// What is told of it.
    pub(super) fn instances(&self) -> Arc<Instances> {
        let (parts, rows) = (self.parts.clone(), self.rows.clone());
        Arc::new(Instances { parts, rows, project: Arc::clone(&self.whole) })
    }

    fn unfold(&mut self) {
        // A repeater may be inside of the instances of another one.
        for _ in 0..DEEPEST {
            let mut whole = unfolded(&self.designed, &mut self.parts, &self.rows).into_owned();
            self.parts.keep_those_of(&whole);
            let known = self.whole.sources.iter().filter(|source| is_implied(source));
            whole.sources.extend(known.cloned());
            let lowest = self.lowest.take().filter(|lowest| whole.source(lowest.id).is_none());
            whole.sources.extend(lowest.clone());
            let whole = expanded(&whole).into_owned();
            let all = whole.sources.iter().chain(&lowest).filter(|source| is_implied(source));
            self.lowest = all.min_by_key(|source| source.id).cloned();
            self.whole = Arc::new(whole);
            self.find_repeaters();
            let rows = self.rows_now();
            if rows == self.rows {
                break;
            }
            self.rows = rows;
        }
    }

    fn find_repeaters(&mut self) {
        let whole = Arc::clone(&self.whole);
        let implied = implied(&whole);
        let controls = || whole.screens.iter().flat_map(|screen| &screen.controls);
        let found = controls().filter(|control| control.kind == REPEATER).filter_map(|control| {
            let (_, face) = self.designed.master_of(control)?;
            let feed = match control.repeats()? {
                Repeated::Rows(id) => id,
                Repeated::Topics { .. } => implied.source(&control.topics_origin()?.from)?,
            };
            Some(RunningRepeater { control: control.clone(), face: face.clone(), feed })
        });
        self.repeaters = found.collect();
        self.own = controls().flat_map(published).collect();
        let others: BTreeSet<SourceId> = bindings(&whole)
            .filter(|(control, _, _)| control.kind != REPEATER)
            .flat_map(|(_, _, binding)| binding.topics().collect::<Vec<_>>())
            .filter_map(|origin| implied.source(&origin))
            .collect();
        let mut before = std::mem::take(&mut self.topics);
        for repeater in &self.repeaters {
            let Some(Repeated::Topics { filter, .. }) = repeater.control.repeats() else { continue };
            let Ok(filter) = TopicFilter::parse(filter) else { continue };
            let is_shared = others.contains(&repeater.feed);
            let known = before.remove(&repeater.feed);
            let new = || HeardTopics { filter, is_shared, heard: BTreeMap::new(), came: 0, bytes: 0 };
            let topics = self.topics.entry(repeater.feed).or_insert_with(|| known.unwrap_or_else(new));
            topics.is_shared = is_shared;
        }
    }

    fn rows_now(&self) -> RepeatedRows {
        let rows = self.repeaters.iter().map(|RunningRepeater { control, face, feed }| {
            let of_topics = self.topics.get(feed).map(|topics| rows_of_topics(control, face, topics.in_order()));
            let of_rows = || rows_of_table(control, face, (self.whole.source(*feed)?, self.tables.get(feed)?)).into();
            (control.id, of_topics.or_else(of_rows).unwrap_or_default())
        });
        rows.filter(|(_, rows)| !rows.is_empty()).collect()
    }

    /// Takes in what the app tells.
    pub(super) fn follow(&mut self, event: &RunEvent) {
        let (RunEvent::Message { source, .. } | RunEvent::Source { source, .. }) = event else { return };
        let Some(table) = self.tables.get_mut(source) else { return };
        if matches!(event, RunEvent::Source { change: SourceChange::Redesigned(_), .. }) {
            self.awaited.remove(source);
        } else if self.awaited.contains(source) {
            return;
        }
        match event {
            RunEvent::Message { change: Some(change), .. } => table.apply(change),
            RunEvent::Source { change: SourceChange::Rows(change), .. } => table.change_rows(change),
            RunEvent::Source { change: SourceChange::Cleared, .. } => table.clear(),
            RunEvent::Source { change: SourceChange::Redesigned(now), .. } => table.clone_from(now),
            _ => return,
        }
        self.has_changed = true;
    }

    /// Takes in a message of a source; whether the app wants it too.
    pub(super) fn hear(&mut self, source: SourceId, row: &Message) -> bool {
        let Some(topics) = self.topics.get_mut(&source) else { return true };
        self.has_changed |= topics.take(row, &self.own);
        topics.is_shared
    }

    /// What runs from now on, where other instances are there than before; and what the sources have missed that listen
    /// from now on: a broker does not tell again what comes on a wider filter too.
    pub(super) fn renewed(&mut self) -> Option<(Vec<Arc<Chunk>>, Missed)> {
        if !std::mem::take(&mut self.has_changed) {
            return None;
        }
        let rows = self.rows_now();
        if rows == self.rows {
            return None;
        }
        let before: BTreeSet<SourceId> = self.whole.sources.iter().map(|source| source.id).collect();
        self.rows = rows;
        self.unfold();
        Some((self.lowerer.chunks(&self.whole), self.missed(&before)))
    }

    /// What came last on the topics of the sources that nobody had before.
    fn missed(&self, before: &BTreeSet<SourceId>) -> Missed {
        let new = self.whole.sources.iter().filter(|source| is_implied(source) && !before.contains(&source.id));
        let missed = new.flat_map(|source| {
            let filters: Vec<TopicFilter> =
                source.filters().into_iter().filter_map(|filter| TopicFilter::parse(filter).ok()).collect();
            let heard = self
                .topics
                .iter()
                .filter(|(id, _)| self.whole.source(**id).is_some_and(|heard| heard.connection == source.connection));
            let rows: BTreeMap<&str, &Message> =
                heard.flat_map(|(_, topics)| topics.last_on(&filters)).map(|row| (row.topic.as_str(), row)).collect();
            rows.into_values().map(|row| (source.id, row.clone())).collect::<Vec<_>>()
        });
        missed.collect()
    }
}

/// The sources whose rows repeaters show.
fn repeated_sources(designed: &Project) -> impl Iterator<Item = &Source> {
    let controls = designed.screens.iter().flat_map(|screen| &screen.controls);
    controls.filter_map(|control| match control.repeats()? {
        Repeated::Rows(id) => designed.source(id),
        Repeated::Topics { .. } => None,
    })
}

impl Session {
    /// The project that runs, with the instances that there are.
    pub fn project(&self) -> &Arc<Project> {
        self.running.whole()
    }

    /// What there is of the instances of repeaters.
    pub fn instances(&self) -> Arc<Instances> {
        self.running.instances()
    }

    pub(super) fn with_subscriptions(&self, mut connections: Vec<ConnectionSpec>) -> Vec<ConnectionSpec> {
        for spec in &mut connections {
            spec.subscriptions = specs::subscriptions(self.running.whole(), &spec.id);
        }
        connections
    }

    /// Gives the app the instances that its repeaters have now, where these are others than before.
    pub(super) fn renew(&mut self, events: &mut Vec<SessionEvent>) {
        let Some((chunks, missed)) = self.running.renewed() else { return };
        self.become_other(chunks, missed, None, events);
    }

    /// The running app is designed like this from now on: what stays keeps its values and what runs, and handlers run as
    /// they are now from their next event on. `lowered` counts where the project has no components. What follows at once.
    ///
    /// The connections stay as they are, see [`Self::reconfigure`].
    pub fn redesign(&mut self, project: &Arc<Project>, lowered: &Lowered) -> Vec<SessionEvent> {
        let mut events = Vec::new();
        if self.engine.is_none() {
            return events;
        }
        let before = Arc::clone(self.running.whole());
        let (chunks, missed, told) = self.running.redesigned(project, lowered);
        if let Some(keeper) = &mut self.keeper {
            keeper.follow(project);
        }
        // Of those that are switched otherwise now the app tells.
        self.off.retain(|id| project.source(*id).is_some());
        let new = project.sources.iter().filter(|source| before.source(source.id).is_none() && !source.enabled());
        self.off.extend(new.map(|source| source.id));
        self.become_other(chunks, missed, Some(told), &mut events);
        self.record_on(project, &events);
        events
    }

    /// `edited`: where somebody has edited the app, the sources whose rows repeaters show and that are not known here.
    fn become_other(
        &mut self,
        chunks: Vec<Arc<Chunk>>,
        missed: Missed,
        edited: Option<Vec<SourceId>>,
        events: &mut Vec<SessionEvent>,
    ) {
        let project = Arc::clone(self.running.whole());
        let (edited, told) = (edited.is_some(), edited.unwrap_or_default());
        self.tell_surely(EngineMsg::Become { project, chunks, edited, told });
        let specs = std::mem::take(&mut self.specs);
        self.specs = self.with_subscriptions(specs);
        self.subscribe();
        events.push(SessionEvent::Instances(self.running.instances()));
        for (source, row) in missed {
            let connection = self.running.whole().source(source).map(|source| source.connection.clone());
            if let Some(connection) = connection {
                self.hand_over(source, row, &connection, events);
            }
        }
    }
}
