//! The monitor: topics as a tree or messages as a list, of any connection, whether the app runs or not.

mod actions;
mod bytes;
mod chart;
mod connect;
mod detail;
mod devices;
mod list;
mod mark;
mod publish;
mod tree;
mod value;

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{Frame, Panel, Ui};

use super::Outbox;
use crate::editor::monitor::search::Search;
use crate::editor::monitor::tree::{NodeId, TreeLine};
use crate::editor::view::View;
use crate::i18n::{Lang, Text, count_text, t};
use crate::model::id::ConnectionId;
use crate::model::project::Project;
use crate::model::reference::uses;
use crate::ui::theme::Theme;

/// What is shown of what passes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shows {
    /// All topics.
    #[default]
    Tree,
    /// The messages, one after the other.
    List,
    /// What devices say of themselves.
    Devices,
}

impl Shows {
    /// All of them, in the order of their labels.
    pub(super) const ALL: [(Self, Text); 3] =
        [(Self::Tree, t("Baum", "Tree")), (Self::List, t("Liste", "List")), (Self::Devices, t("Geräte", "Devices"))];
}

/// What it remembers between frames.
#[derive(Debug, Default)]
pub(super) struct State {
    /// What is shown of what passes.
    pub(super) shows: Shows,
    /// What is looked for.
    pub(super) search: String,
    /// Where it was found.
    found: Search,
    /// The message of the list that was copied last, by its time and topic.
    copied: Option<(i64, String)>,
    /// The connection that is shown.
    connection: Option<ConnectionId>,
    /// The topic filter, as typed; all topics while it is empty.
    filter: String,
    open: BTreeMap<NodeId, bool>,
    /// All levels are open unless they were closed.
    pub(super) open_all: bool,
    /// Counts what was opened and closed.
    opened: u64,
    /// The age of the tree that `open`, `chosen` and `lines` belong to.
    age: u64,
    chosen: Option<NodeId>,
    lines: Option<Lines>,
    devices: devices::ShownDevices,
    tab: detail::DetailTab,
    publish: publish::PublishForm,
    shown: Option<detail::ShownTopic>,
    /// Whether sources or handlers of this project use this connection.
    used: Option<(Arc<Project>, ConnectionId, bool)>,
}

/// The lines of the tree, and what they were made of.
#[derive(Debug)]
struct Lines {
    of: (u64, u64, ConnectionId, u64),
    lines: Vec<TreeLine>,
}

impl State {
    /// The connection that is shown: the one that was chosen, or is listened to, or the first one.
    fn connection(&self, view: &View<'_>) -> Option<ConnectionId> {
        let project = view.editor.project();
        let there = |id: &&ConnectionId| project.connection(id).is_some();
        let listening = view.data.topics.listening.as_ref().map(|(connection, _)| connection);
        let chosen = self.connection.as_ref().filter(there).or_else(|| listening.filter(there));
        // What the project listens to is more likely meant than the local broker that every project has.
        let used = project.sources.first().map(|source| &source.connection).filter(there);
        let first = project.connections.first().map(|connection| &connection.id);
        chosen.or(used).or(first).cloned()
    }

    /// Looks whether the app uses a connection, once for each change of the project.
    fn look_for_uses(&mut self, view: &View<'_>, connection: &ConnectionId) {
        let project = view.editor.project();
        let is_known = self.used.as_ref().is_some_and(|(of, about, _)| Arc::ptr_eq(of, project) && about == connection);
        if !is_known {
            let used = !uses(project, &[connection.clone().into()]).is_empty();
            self.used = Some((Arc::clone(project), connection.clone(), used));
        }
    }

    fn is_used(&self, connection: &ConnectionId) -> bool {
        self.used.as_ref().is_some_and(|(_, about, used)| about == connection && *used)
    }

    /// Lets go of what belongs to a tree that was cleared.
    fn follow(&mut self, view: &View<'_>) {
        if self.age != view.data.topics.tree.age() {
            self.age = view.data.topics.tree.age();
            self.open.clear();
            self.chosen = None;
            self.lines = None;
        }
    }
}

/// Draws it.
pub(super) fn monitor_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    state.follow(view);
    let connection = state.connection(view);
    connect::strip_ui(ui, view, state, connection.as_ref(), out);
    if state.shows == Shows::List {
        list::list_ui(ui, view, state, out);
        return;
    }
    let Some(connection) = connection else { return };
    if state.shows == Shows::Devices {
        devices::devices_ui(ui, view, state, &connection, out);
        return;
    }
    let theme = Theme::current(ui);
    let width = ui.available_width();
    let side = Panel::right("monitor-topic")
        .frame(Frame::NONE.fill(theme.panel))
        .default_size((width * 0.48).clamp(300.0, 620.0))
        .size_range(240.0..=(width - 200.0).max(260.0));
    side.show(ui, |ui| {
        detail::detail_ui(ui, view, state, &connection, out);
        ui.take_available_space();
    });
    tree::tree_ui(ui, view, state, &connection, out);
}

/// `n Topics`.
fn topics_text(count: u64, lang: Lang) -> String {
    let number = count_text(count, lang);
    match (lang, count) {
        (Lang::De, 1) => format!("{number} Topic"),
        (Lang::De, _) => format!("{number} Topics"),
        (Lang::En, 1) => format!("{number} topic"),
        (Lang::En, _) => format!("{number} topics"),
    }
}

#[cfg(test)]
mod tests;
