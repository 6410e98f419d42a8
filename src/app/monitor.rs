//! Carries out what is asked of the monitor: listening, publishing by hand, messages that are kept.
//!
//! It uses the session's network and leaves the running app alone.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use egui::Context;

use super::App;
use super::jobs::Done;
use crate::editor::monitor::{Ask, ByHand, Outcome};
use crate::model::connection::Connection;
use crate::model::place::Place;
use crate::model::run::{Fate, Properties, Publish, PublishError, Refusal, RefuseReason, RunEvent, Status};
use crate::model::topic::{TopicFilter, TopicName};
use crate::mqtt::{ConnectionSpec, LISTENER, SourceSubscription};
use crate::session::specs;

/// How long messages that only pass may wait for a picture: at most 15 pictures a second because of them.
pub(super) const PAUSE: Duration = Duration::from_millis(66);

/// Messages published by hand: those that wait for room, and those on their way.
#[derive(Debug, Default)]
pub(super) struct ByHandQueue {
    waiting: VecDeque<Arc<Publish>>,
    on_the_way: BTreeMap<u64, Arc<Publish>>,
    numbers: u64,
}

/// Wishes to listen.
#[derive(Debug, Default)]
pub(super) struct Listens {
    /// How many so far.
    count: u64,
    /// The connection of the last one, as it was then.
    to: Option<Connection>,
}

impl App {
    pub(super) fn ask_monitor(&mut self, ctx: &Context, ask: Ask) {
        match ask {
            Ask::Listen(connection, filter) => {
                if self.shown.topics.listening.as_ref().is_some_and(|(on, _)| *on != connection) {
                    self.forget_status();
                }
                self.shown.topics.listening = Some((connection, filter));
                self.listen_anew();
            }
            Ask::Hush => {
                self.forget_status();
                self.hush();
            }
            Ask::Pause(paused) => {
                let lines = self.shown.topics.set_paused(paused, Instant::now());
                self.list(lines);
            }
            Ask::Publish(by_hand) => {
                self.queue_by_hand(vec![by_hand]);
                self.send_by_hand(ctx);
            }
            Ask::ClearStored(connection, topics) => {
                let clear = |topic: TopicName| {
                    let connection = connection.clone();
                    ByHand { connection, topic, message: String::new(), retain: true, qos: 1 }
                };
                self.queue_by_hand(topics.into_iter().map(clear).collect());
                self.send_by_hand(ctx);
            }
            Ask::Keep(message) => {
                self.shown.topics.keep(message);
                self.store_messages();
            }
            Ask::Forget(name) => {
                self.shown.topics.forget(&name);
                self.store_messages();
            }
        }
    }

    /// A lamp that nobody keeps up to date goes out; where the app runs, it keeps its own.
    fn forget_status(&mut self) {
        if let (Some((connection, _)), None) = (&self.shown.topics.listening, &self.shown.run) {
            self.shown.statuses.remove(connection);
        }
    }

    /// Listens with the settings as they are now. Password and certificates are read on the job that does things in
    /// order, so that one that was typed just now counts.
    pub(super) fn listen_anew(&mut self) {
        let Some((id, filter)) = self.shown.topics.listening.clone() else { return };
        let project = Arc::clone(self.editor.project());
        let Some(connection) = project.connection(&id).cloned() else { return self.hush() };
        self.listens.count += 1;
        self.listens.to = Some(connection.clone());
        let (count, keys, redirects) = (self.listens.count, self.keys(), self.overrides.redirects.clone());
        self.jobs.start_in_order(move || {
            let made = specs::spec(&project, &connection, &keys, &redirects);
            let spec = made.map(|spec| ConnectionSpec { subscriptions: subscriptions(&filter), ..spec });
            Some(Done::ListenReady(count, Box::new(spec)))
        });
    }

    /// What the monitor needs for listening is read, for the wish with this count.
    pub(super) fn listen_ready(&mut self, count: u64, spec: Result<ConnectionSpec, Refusal>) {
        if count != self.listens.count {
            return;
        }
        match (spec, &self.shown.topics.listening) {
            (Ok(spec), _) => self.session.listen(Some(spec)),
            (Err(why), Some((connection, _))) => {
                self.session.listen(None);
                self.shown.statuses.insert(connection.clone(), Status::Failed(why));
            }
            (Err(_), None) => {}
        }
    }

    /// The project was edited: listens anew only where that is about the connection itself.
    pub(super) fn monitor_follows(&mut self) {
        let Some((id, _)) = &self.shown.topics.listening else { return };
        if self.editor.project().connection(id) != self.listens.to.as_ref() {
            self.listen_anew();
        }
    }

    fn hush(&mut self) {
        // An answer that is still under way is for nobody.
        self.listens.count += 1;
        self.shown.topics.listening = None;
        self.session.listen(None);
    }

    /// Another project is opened: nothing of this one is listened to any more.
    pub(super) fn leave_monitor(&mut self) {
        self.forget_status();
        self.hush();
        self.shown.topics.outcome = None;
        self.clear_monitor();
    }

    pub(super) fn clear_monitor(&mut self) {
        self.shown.monitor.clear();
        self.shown.topics.clear();
    }

    fn queue_by_hand(&mut self, messages: Vec<ByHand>) {
        let queue = &mut self.by_hand;
        if let Some(last) = messages.last() {
            let (topic, count) = (last.topic.to_string(), messages.len());
            self.shown.topics.outcome = Some(Outcome { topic, count, done: 0, fate: Ok(Fate::Waiting) });
        }
        for message in messages {
            queue.numbers += 1;
            queue.waiting.push_back(Arc::new(Publish {
                number: queue.numbers,
                connection: message.connection.clone(),
                topic: message.topic,
                payload: message.message.into_bytes(),
                retain: message.retain,
                qos: message.qos,
                properties: Properties::default(),
                from: Place::item(message.connection),
                at: Instant::now(),
            }));
        }
    }

    /// Hands over what waits, as much as the connection takes.
    pub(super) fn send_by_hand(&mut self, ctx: &Context) {
        while let Some(publish) = self.by_hand.waiting.pop_front() {
            self.by_hand.on_the_way.insert(publish.number, Arc::clone(&publish));
            match self.session.publish(publish) {
                Ok(()) => {}
                Err(PublishError::Full(publish)) => {
                    self.by_hand.on_the_way.remove(&publish.number);
                    self.by_hand.waiting.push_front(publish);
                    ctx.request_repaint_after(PAUSE);
                    return;
                }
                Err(PublishError::Refused(why)) => {
                    self.refused_by_hand(why);
                    return;
                }
            }
        }
    }

    fn refused_by_hand(&mut self, why: RefuseReason) {
        // What is refused once is refused for all of them.
        self.by_hand.waiting.clear();
        self.by_hand.on_the_way.clear();
        if let Some(outcome) = &mut self.shown.topics.outcome {
            outcome.fate = Err(PublishError::Refused(why));
        }
    }

    pub(super) fn fate_by_hand(&mut self, number: u64, fate: Fate) {
        let Some(publish) = self.by_hand.on_the_way.get(&number) else { return };
        let last = fate.is_final(publish.qos);
        if last && let Some(publish) = self.by_hand.on_the_way.remove(&number) {
            self.note_publish(&publish, &fate);
        }
        if let Some(outcome) = &mut self.shown.topics.outcome {
            outcome.done += usize::from(last);
            outcome.fate = Ok(fate);
        }
    }

    /// A retained message of the app that the broker has taken is what it has stored now.
    pub(super) fn note_stored(&mut self, event: &RunEvent) {
        let RunEvent::Fate { number, fate, .. } = event else { return };
        let of_run = self.shown.run.as_ref().and_then(|run| run.published.get(number));
        let Some(publish) = of_run.or_else(|| self.leaving.get(number)).filter(|publish| publish.retain) else {
            return;
        };
        if fate.is_final(publish.qos) {
            let publish = Arc::clone(publish);
            self.note_publish(&publish, fate);
        }
    }

    fn note_publish(&mut self, publish: &Publish, fate: &Fate) {
        if publish.retain && matches!(fate, Fate::Sent | Fate::Acknowledged) {
            let message = String::from_utf8_lossy(&publish.payload);
            let at_ms = (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
            self.shown.topics.tree.stored(&publish.connection, publish.topic.as_str(), &message, at_ms);
        }
    }

    /// The kept messages belong to the file, or to the name of a project without one.
    fn messages_key(&self) -> String {
        let path = self.editor.path.as_ref().map(|path| path.display().to_string());
        path.unwrap_or_else(|| self.editor.project().name.clone())
    }

    pub(super) fn load_messages(&mut self) {
        let kept = self.settings.messages.get(&self.messages_key());
        self.shown.topics.messages = kept.cloned().unwrap_or_default();
    }

    /// After saving under another name, too: the messages go along.
    pub(super) fn store_messages(&mut self) {
        let (key, messages) = (self.messages_key(), self.shown.topics.messages.clone());
        let before = self.settings.messages.get(&key);
        if before.map_or(messages.is_empty(), |before| *before == messages) {
            return;
        }
        if messages.is_empty() {
            self.settings.messages.remove(&key);
        } else {
            self.settings.messages.insert(key, messages);
        }
        self.save_settings();
    }
}

/// At least once, so that the quality of service that is shown is the usual one of the message.
fn subscriptions(filter: &TopicFilter) -> Vec<SourceSubscription> {
    vec![SourceSubscription { source: LISTENER, filter: filter.clone(), qos: 1 }]
}
