//! What happens in a run, as one JSON object a line. The fields are documented in `docs/cli.md`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Value as Json, json};

use crate::i18n::Lang;
use crate::language::words;
use crate::model::command::CommandState;
use crate::model::component::{INSTANCES, RepeatedRow};
use crate::model::dialog::{AppDialog, DialogForm};
use crate::model::id::ScreenId;
use crate::model::id::{ConnectionId, ControlId, SourceId};
use crate::model::names::is_hidden;
use crate::model::outbox::OutboxNotice;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::{Fate, Level, NotShown, PropertyChange, Publish, Quality, RunEvent, SourceChange, Status};
use crate::model::sound::SoundOrder;
use crate::model::source::table::TableChange;
use crate::model::source::{Message, Source};
use crate::model::value::Value;
use crate::say;
use crate::session::Instances;
use crate::store::home::Home;
use crate::store::upkeep::NotKept;

/// Makes the lines of one run.
pub(super) struct JsonLines<'a> {
    /// What runs now.
    pub(super) project: Arc<Project>,
    /// The instances of repeaters that were told last.
    instances: BTreeMap<ControlId, Vec<String>>,
    home: &'a Home,
    lang: Lang,
    /// The place of the language that the app speaks.
    language: usize,
    start: Instant,
    published: BTreeMap<u64, Arc<Publish>>,
    /// Faults so far.
    pub(super) faults: usize,
    /// Messages so far that were accepted and given up.
    pub(super) dropped: usize,
}

/// JSON with what is not seen as JSON writes it; what is below a blank is so already.
fn escaped(json: String) -> String {
    if !json.contains(is_hidden) {
        return json;
    }
    json.chars().map(|c| if is_hidden(c) { format!("\\u{:04x}", u32::from(c)) } else { c.to_string() }).collect()
}

impl<'a> JsonLines<'a> {
    pub(super) fn new(project: Arc<Project>, home: &'a Home, lang: Lang) -> Self {
        let instances = BTreeMap::new();
        let (start, published) = (Instant::now(), BTreeMap::new());
        Self { project, instances, home, lang, language: 0, start, published, faults: 0, dropped: 0 }
    }

    /// A line: type, time, and these fields.
    pub(super) fn line(&self, kind: &str, fields: Json) -> String {
        let mut object = serde_json::Map::new();
        object.insert("t".to_owned(), json!(kind));
        object.insert("at_ms".to_owned(), json!(self.start.elapsed().as_millis() as u64));
        if let Json::Object(fields) = fields {
            object.extend(fields);
        }
        format!("{}\n", escaped(Json::Object(object).to_string()))
    }

    /// The line for something of the program's own that could not be kept.
    pub(super) fn not_kept(&self, not_kept: &NotKept) -> String {
        let text = say::not_kept(not_kept, self.home.folder(), self.lang);
        self.line("log", json!({ "level": "warning", "text": text }))
    }

    /// Repeaters have other instances: a line for each of them.
    pub(super) fn instances(&mut self, now: &Instances) -> Vec<String> {
        self.project = Arc::clone(&now.project);
        let gone = self.instances.keys().filter(|id| !now.rows.contains_key(id)).map(|id| (*id, Vec::new()));
        let labels = |rows: &[RepeatedRow]| rows.iter().map(|row| row.label.clone()).collect();
        let mut changed: Vec<(ControlId, Vec<String>)> = gone.collect();
        changed.extend(now.rows.iter().map(|(id, rows)| (*id, labels(rows))));
        changed.retain(|(id, labels)| self.instances.get(id) != Some(labels));
        let line = |(id, labels): &(ControlId, Vec<String>)| {
            self.line("property", self.of_control(*id, json!({ "property": INSTANCES, "value": labels })))
        };
        let lines = changed.iter().map(line).collect();
        self.instances = now.rows.iter().map(|(id, rows)| (*id, labels(rows))).collect();
        lines
    }

    /// The line for an event, where it has one.
    pub(super) fn event(&mut self, event: RunEvent) -> Option<String> {
        let (kind, fields) = match event {
            RunEvent::Log { level, text, place } => {
                let place = say::place(&self.project, &place, self.lang);
                ("log", json!({ "level": level_key(level), "text": text, "place": place }))
            }
            RunEvent::Notification { level, text, .. } => ("log", self.notification(level, &text)),
            RunEvent::Dialog(dialog) => ("dialog", dialog_json(&dialog)),
            RunEvent::Published(publish) => {
                self.published.insert(publish.number, publish);
                return None;
            }
            RunEvent::Fate { number, fate, .. } => return self.fate(number, &fate),
            RunEvent::Message { source, row, change } => ("message", self.message(source, &row, change.as_deref())),
            RunEvent::Source { source, change } => return self.source(source, &change),
            RunEvent::Property(PropertyChange { control, property, value }) => {
                ("property", self.property(control, &property, &value))
            }
            RunEvent::Quality { control, property, quality } => {
                let fields = json!({ "property": property, "quality": quality_key(quality) });
                ("property", self.of_control(control, fields))
            }
            RunEvent::Command { control, state } => ("property", self.of_control(control, command_json(&state))),
            RunEvent::NotShown { control, why } => ("log", self.not_shown(control, &why)),
            RunEvent::Variable { variable, value } => {
                let name = self.project.variable(variable).map(|variable| variable.name.as_str());
                ("property", json!({ "variable": name, "value": value_json(&value) }))
            }
            RunEvent::Screen(screen) => {
                ("property", json!({ "shown": self.project.screen(screen).map(|screen| screen.name.as_str()) }))
            }
            RunEvent::Language(tag) => {
                self.language = self.project.languages.find(&tag).unwrap_or(0);
                ("property", json!({ "language": tag }))
            }
            RunEvent::PopUps(open) => {
                let name = |id: &ScreenId| self.project.screen(*id).map(|screen| screen.name.as_str());
                ("property", json!({ "popups": open.iter().filter_map(name).collect::<Vec<_>>() }))
            }
            RunEvent::Timer(timer, running) => {
                let name = self.project.timer(timer).map(|timer| timer.name.as_str());
                ("property", json!({ "timer": name, "running": running }))
            }
            RunEvent::Fault(fault) => {
                self.faults += 1;
                let place = say::place(&self.project, &fault.place, self.lang);
                ("fault", json!({ "place": place, "text": say::fault(&fault.kind, self.lang) }))
            }
            RunEvent::Status { connection, status } => {
                let (key, text) = (status_key(&status), say::status(&status, self.lang));
                ("status", json!({ "connection": connection.as_str(), "status": key, "text": text }))
            }
            RunEvent::FeedsItself { place, topic, times } => {
                let place = say::place(&self.project, &place, self.lang);
                let text = say::feeds_itself(&topic, times, self.lang);
                ("log", json!({ "level": "warning", "place": place, "text": text }))
            }
            RunEvent::EventsDropped { count, .. } => ("log", json!({ "level": "warning", "events_dropped": count })),
            RunEvent::Warned { connection, warning } => {
                let text = say::link_warning(&warning, self.lang);
                ("log", json!({ "level": "warning", "connection": connection.as_str(), "text": text }))
            }
            RunEvent::MessagesDropped { connection, count } => {
                ("log", json!({ "level": "warning", "connection": connection.as_str(), "messages_dropped": count }))
            }
            RunEvent::Sound(SoundOrder::Play(sound)) => ("sound", json!({ "name": sound.name })),
            RunEvent::Silent(why) => ("log", json!({ "level": "warning", "text": say::silence(&why, self.lang) })),
            RunEvent::Sound(SoundOrder::Stop)
            | RunEvent::DialogClosed(_)
            | RunEvent::WebRequest(_)
            | RunEvent::HandlerStarted { .. }
            | RunEvent::HandlerEnded { .. }
            | RunEvent::Running { .. }
            | RunEvent::At(_)
            | RunEvent::Paused(_)
            | RunEvent::PausedLocals(..)
            | RunEvent::Resumed(_)
            | RunEvent::Seen { .. } => return None,
        };
        Some(self.line(kind, fields))
    }

    /// A property that was set; with what people read, where that is another language than the one that it is written in.
    fn property(&self, control: ControlId, property: &str, value: &Value) -> Json {
        let mut fields = json!({ "property": property, "value": value_json(value) });
        let shown = self
            .project
            .control(control)
            .and_then(|control| words::live_text(&self.project, (control, None), property, value, self.language));
        if let Some(shown) = shown {
            fields["shown"] = value_json(&shown);
        }
        self.of_control(control, fields)
    }

    /// That a bound property does not get what came.
    fn not_shown(&self, control: ControlId, why: &NotShown) -> Json {
        let place = say::place(&self.project, &Place::item(control), self.lang);
        json!({ "level": "warning", "text": say::not_shown(&self.project, control, why, self.lang), "place": place })
    }

    /// A notification; with what people read, as of a property.
    fn notification(&self, level: Level, text: &str) -> Json {
        let mut fields = json!({ "level": level_key(level), "text": text, "notification": true });
        let shown = self.project.languages.lines_in(text, self.language);
        if shown != text {
            fields["shown"] = json!(shown);
        }
        fields
    }

    /// What is told of a control, with its name and that of its screen.
    fn of_control(&self, control: ControlId, mut fields: Json) -> Json {
        let of = self.project.find_control(control);
        fields["screen"] = json!(of.map(|(screen, _)| screen.name.as_str()));
        fields["control"] = json!(of.map(|(_, control)| control.name.as_str()));
        fields
    }

    /// The line for what an outbox tells.
    pub(super) fn notice(&mut self, connection: &ConnectionId, notice: &OutboxNotice) -> String {
        let level = match notice {
            OutboxNotice::Restored { too_old: 0, .. } => Level::Info,
            OutboxNotice::Restored { too_old, .. } => {
                self.dropped += too_old;
                Level::Warning
            }
            OutboxNotice::Kept { .. } => {
                // They have no end in this run.
                self.published.retain(|_, publish| publish.connection != *connection);
                Level::Info
            }
            OutboxNotice::GivenUp { .. } | OutboxNotice::NotKept { .. } => Level::Warning,
        };
        let text = say::outbox_notice(notice, self.lang);
        self.line("log", json!({ "level": level_key(level), "connection": connection.as_str(), "text": text }))
    }

    /// A received message, with the values that it has brought for columns.
    fn message(&self, source: SourceId, row: &Message, change: Option<&TableChange>) -> Json {
        let of = self.project.source(source);
        let mut fields = json!({
            "source": of.map(|source| source.name.as_str()),
            "topic": row.topic, "payload": row.message, "retain": row.retained, "qos": row.qos,
        });
        let titles = of.map(Source::columns).unwrap_or_default();
        if titles.is_empty() {
            return fields;
        }
        let mut columns = serde_json::Map::new();
        if let Some(change) = change {
            for index in &change.refreshed {
                if let (Some(column), Some(cell)) = (titles.get(*index), change.line.cells.get(*index)) {
                    let value = cell.value().map_or(Json::Null, |value| value_json(&value));
                    columns.insert(column.title.to_owned(), value);
                }
            }
        }
        fields["columns"] = Json::Object(columns);
        fields
    }

    fn source(&self, source: SourceId, change: &SourceChange) -> Option<String> {
        let place = say::place(&self.project, &Place::item(source), self.lang);
        let fields = match change {
            SourceChange::Enabled(on) => {
                let name = self.project.source(source).map(|source| source.name.as_str());
                return Some(self.line("property", json!({ "source": name, "enabled": on })));
            }
            SourceChange::Cleared | SourceChange::Rows(_) | SourceChange::Redesigned(_) => return None,
            SourceChange::Crowded { most } => {
                json!({ "level": "warning", "text": say::crowded(*most, self.lang), "place": place })
            }
            SourceChange::Unreadable(note) => {
                json!({ "level": "warning", "text": say::note(note, self.lang), "place": place })
            }
        };
        Some(self.line("log", fields))
    }

    fn fate(&mut self, number: u64, fate: &Fate) -> Option<String> {
        let publish = self.published.get(&number)?;
        let (key, reason) = match fate {
            Fate::Waiting => return None,
            Fate::Sent => ("sent", None),
            Fate::Acknowledged => ("acknowledged", None),
            Fate::Refused(why) => ("refused", Some(say::refuse_reason(why, self.lang))),
            Fate::Dropped(why) => ("dropped", Some(say::drop_reason(why, self.lang))),
        };
        let fields = json!({
            "connection": publish.connection.as_str(), "topic": publish.topic.as_str(),
            "payload": String::from_utf8_lossy(&publish.payload), "retain": publish.retain,
            "qos": publish.qos, "fate": key, "reason": reason,
        });
        self.dropped += usize::from(matches!(fate, Fate::Dropped(_)));
        let is_final = fate.is_final(publish.qos);
        if is_final {
            self.published.remove(&number);
        }
        Some(self.line("publish", fields))
    }

    /// Whether all that was published has come to its end.
    pub(super) fn all_settled(&self) -> bool {
        self.published.is_empty()
    }
}

fn command_json(state: &CommandState) -> Json {
    match state {
        CommandState::Pending { wish } => json!({ "command": "pending", "wish": value_json(wish) }),
        CommandState::Settled => json!({ "command": "settled" }),
        CommandState::Unconfirmed => json!({ "command": "unconfirmed" }),
    }
}

/// What the app asks; nobody is there to answer.
fn dialog_json(dialog: &AppDialog) -> Json {
    let AppDialog { title, text, form, .. } = dialog;
    let kind = match form {
        DialogForm::Message { .. } => "message",
        DialogForm::Confirm { .. } => "confirm",
        DialogForm::Choose { .. } => "choose",
        DialogForm::Text { .. } => "text",
        DialogForm::Number { .. } => "number",
    };
    let mut fields = json!({ "kind": kind, "title": title, "text": text, "answer": "cancelled" });
    if let DialogForm::Choose { choices } = form {
        fields["choices"] = json!(choices);
    }
    fields
}

fn quality_key(quality: Quality) -> &'static str {
    match quality {
        Quality::Good => "good",
        Quality::Stale => "stale",
        Quality::Offline => "offline",
    }
}

fn level_key(level: Level) -> &'static str {
    match level {
        Level::Info => "info",
        Level::Warning => "warning",
        Level::Error => "error",
    }
}

fn status_key(status: &Status) -> &'static str {
    match status {
        Status::Idle => "idle",
        Status::Connecting { .. } => "connecting",
        Status::Connected => "connected",
        Status::Retrying { .. } => "retrying",
        Status::Failed(_) => "failed",
        Status::Disconnected => "disconnected",
    }
}

/// With the digits that numbers have everywhere; what JSON has no number for is a text.
fn value_json(value: &Value) -> Json {
    serde_json::from_str(&value.to_json()).unwrap_or_else(|_too_deep| Json::String(value.to_text()))
}
