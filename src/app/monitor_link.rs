//! Carries out what is asked of the monitor: listening, publishing by hand, messages that are kept.
//!
//! It uses the session's network and leaves the running app alone.

mod by_hand;

use std::sync::Arc;
use std::time::Instant;

use self::by_hand::ByHandQueue;
use super::hub::{AppNotice, AppPart, Hub};
use super::jobs::Done;
use super::ticket::{Ticket, Tickets};
use crate::editor::monitor::{ByHand, MonitorCommand};
use crate::model::connection::Connection;
use crate::model::run::{Fate, Publish, Refusal, RunEvent, Status};
use crate::model::topic::{TopicFilter, TopicName};
use crate::mqtt::{ConnectionSpec, LISTENER, SourceSubscription};
use crate::session::specs;

/// The part for the monitor.
#[derive(Debug, Default)]
pub(super) struct MonitorLink {
    by_hand: ByHandQueue,
    /// Wishes to listen.
    wishes: Tickets,
    /// The connection of the last wish, as it was then.
    listens_to: Option<Connection>,
}

impl AppPart for MonitorLink {
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice) {
        match notice {
            AppNotice::ProjectLeaves => {
                forget_status(hub);
                self.hush(hub);
                hub.data.topics.outcome = None;
                hub.data.topics.clear();
            }
            AppNotice::ProjectOpened => load_messages(hub),
            // After saving under another name, too: the messages go along.
            AppNotice::ProjectSaved { .. } => store_messages(hub),
            AppNotice::ProjectChanged(_) => self.follow_connection(hub),
            AppNotice::SecretsChanged => self.listen_anew(hub),
            AppNotice::ProjectTrusted
            | AppNotice::PersonalChanged
            | AppNotice::AppStarts
            | AppNotice::AppStopped
            | AppNotice::WindowFocused => {}
        }
    }
}

impl MonitorLink {
    /// Carries out what was asked of the monitor.
    pub(super) fn carry_out(&mut self, hub: &mut Hub, command: MonitorCommand) {
        match command {
            MonitorCommand::Listen(connection, filter) => {
                if hub.data.topics.listening.as_ref().is_some_and(|(on, _)| *on != connection) {
                    forget_status(hub);
                }
                hub.data.topics.listening = Some((connection, filter));
                self.listen_anew(hub);
            }
            MonitorCommand::Hush => {
                forget_status(hub);
                self.hush(hub);
            }
            MonitorCommand::Pause(paused) => {
                hub.data.topics.set_paused(paused, Instant::now());
            }
            MonitorCommand::Publish(message) => self.by_hand.publish(hub, vec![message]),
            MonitorCommand::ClearStored(connection, topics) => {
                let clear = |topic: TopicName| {
                    let connection = connection.clone();
                    ByHand { connection, topic, message: String::new(), retain: true, qos: 1 }
                };
                self.by_hand.publish(hub, topics.into_iter().map(clear).collect());
            }
            MonitorCommand::Keep(message) => {
                hub.data.topics.keep(message);
                store_messages(hub);
            }
            MonitorCommand::Forget(name) => {
                hub.data.topics.forget(&name);
                store_messages(hub);
            }
        }
    }

    /// Listens with the settings as they are now. Password and certificates are read on the job that does things in
    /// order, so that one that was typed just now counts.
    fn listen_anew(&mut self, hub: &mut Hub) {
        let Some((id, filter)) = hub.data.topics.listening.clone() else { return };
        let project = Arc::clone(hub.editor.project());
        let Some(connection) = project.connection(&id).cloned() else { return self.hush(hub) };
        self.listens_to = Some(connection.clone());
        let (ticket, secrets, redirects) = (self.wishes.draw(), hub.secrets(), hub.overrides.redirects.clone());
        hub.jobs.start_reading(move || {
            let made = specs::spec(&project, &connection, &secrets, &redirects);
            let spec = made.map(|spec| ConnectionSpec { subscriptions: subscriptions(&filter), ..spec });
            Some(Done::Listen(ticket, Box::new(spec)))
        });
    }

    /// What the monitor needs for listening is read.
    pub(super) fn ready(&self, hub: &mut Hub, ticket: Ticket, spec: Result<ConnectionSpec, Refusal>) {
        if !self.wishes.is_last(ticket) {
            return;
        }
        match (spec, &hub.data.topics.listening) {
            (Ok(spec), _) => hub.session.listen(Some(spec)),
            (Err(why), Some((connection, _))) => {
                let connection = connection.clone();
                hub.session.listen(None);
                hub.ask_for_secret(&connection, &why);
                hub.data.statuses.insert(connection, Status::Failed(why));
            }
            (Err(_), None) => {}
        }
    }

    /// The project was edited: listens anew only where that is about the connection itself.
    fn follow_connection(&mut self, hub: &mut Hub) {
        let Some((id, _)) = &hub.data.topics.listening else { return };
        if hub.editor.project().connection(id) != self.listens_to.as_ref() {
            self.listen_anew(hub);
        }
    }

    fn hush(&mut self, hub: &mut Hub) {
        self.wishes.void();
        hub.data.topics.listening = None;
        hub.session.listen(None);
    }

    /// Hands over what waits to be published by hand, as much as the connection takes.
    pub(super) fn send_by_hand(&mut self, hub: &mut Hub) {
        self.by_hand.send(hub);
    }

    /// Takes in what became of a message that was published by hand.
    pub(super) fn fate_by_hand(&mut self, hub: &mut Hub, number: u64, fate: Fate) {
        self.by_hand.take_fate(hub, number, fate);
    }
}

/// Takes in what has happened in the run: a retained message that the broker has taken is what it has stored now;
/// what it had stored before a connection was lost is in doubt.
pub(super) fn take(hub: &mut Hub, event: &RunEvent, publish: Option<&Publish>) {
    match (event, publish) {
        (RunEvent::Fate { fate, .. }, Some(publish)) if fate.is_final(publish.qos) => {
            by_hand::note_stored(hub, publish, fate);
        }
        (RunEvent::Status { connection, status: Status::Connecting { .. } }, _) => {
            hub.data.topics.tree.doubt_stored(connection);
        }
        _ => {}
    }
}

/// A lamp that nobody keeps up to date goes out; where the app runs, it keeps its own.
fn forget_status(hub: &mut Hub) {
    if let (Some((connection, _)), None) = (&hub.data.topics.listening, &hub.data.run) {
        hub.data.statuses.remove(connection);
    }
}

/// The kept messages belong to the file, or to the name of a project without one.
fn messages_key(hub: &Hub) -> String {
    let path = hub.editor.path.as_ref().map(|path| path.display().to_string());
    path.unwrap_or_else(|| hub.editor.project().name.clone())
}

fn load_messages(hub: &mut Hub) {
    let kept = hub.settings.messages.get(&messages_key(hub));
    hub.data.topics.messages = kept.cloned().unwrap_or_default();
}

fn store_messages(hub: &mut Hub) {
    let (key, messages) = (messages_key(hub), hub.data.topics.messages.clone());
    let before = hub.settings.messages.get(&key);
    if before.map_or(messages.is_empty(), |before| *before == messages) {
        return;
    }
    if messages.is_empty() {
        hub.settings.messages.remove(&key);
    } else {
        hub.settings.messages.insert(key, messages);
    }
    hub.save_settings();
}

/// At least once, so that the quality of service that is shown is the usual one of the message.
fn subscriptions(filter: &TopicFilter) -> Vec<SourceSubscription> {
    vec![SourceSubscription { source: LISTENER, filter: filter.clone(), qos: 1 }]
}
