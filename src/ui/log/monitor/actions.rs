//! What can be done with a topic: copy, put into a block, make a source, clear what is stored.

use egui::Ui;

use super::value::copied;
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::monitor::topic::{Stored, Topic};
use crate::editor::monitor::tree::NodeId;
use crate::editor::monitor::{MonitorCommand, TopicDrag};
use crate::editor::request::Request;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::language;
use crate::language::block::Takes;
use crate::model::blocks::Block;
use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, ConnectionId};
use crate::model::payload::base64_text;
use crate::model::topic::TopicName;
use crate::ui::Outbox;
use crate::ui::widgets;

/// Fills the menu of a row.
pub(super) fn menu_ui(ui: &mut Ui, view: &View<'_>, (connection, node): (&ConnectionId, NodeId), out: &mut Outbox) {
    let lang = view.lang;
    let tree = &view.data.topics.tree;
    let Some(found) = tree.node(node) else { return };
    let path = tree.path(node);
    if entry(ui, t("Topic kopieren", "Copy topic").get(lang)) {
        out.push(Request::CopyText(path.clone()));
    }
    if let Some(last) = found.topic().and_then(Topic::last)
        && entry(ui, t("Wert kopieren", "Copy value").get(lang))
    {
        out.push(Request::CopyText(copied(last)));
    }
    if let Some(raw) = found.topic().and_then(Topic::last).and_then(|last| last.raw.as_ref())
        && entry(ui, t("Wert als Base64 kopieren", "Copy value as Base64").get(lang))
    {
        out.push(Request::CopyText(base64_text(raw)));
    }
    ui.separator();
    let slot = topic_slot(view);
    let words = t("Als Topic einsetzen", "Use as topic").get(lang);
    let hint = t("Erst einen Baustein mit Topic auswählen", "First select a block with a topic").get(lang);
    let response = ui.add_enabled(slot.is_some(), egui::Button::new(words)).on_disabled_hover_text(hint);
    if let Some((at, block, key)) = slot.filter(|_| response.clicked()) {
        let dragged = TopicDrag { connection: connection.clone(), topic: path.clone() };
        if let Some(found) = graph_block(view, &at, block) {
            out.edit(dragged.edit(&at, found, block, &key));
        }
        ui.close();
    }
    if entry(ui, t("Als Datenquelle anlegen …", "Create data source…").get(lang)) {
        let filter = if found.has_children() { format!("{path}/#") } else { path };
        out.push(Command::OpenDialog(Dialog::NewSourceOn(connection.clone(), filter)));
    }
    ui.separator();
    clear_ui(ui, view, (connection, node), out);
}

fn entry(ui: &mut Ui, words: &str) -> bool {
    let clicked = ui.button(words).clicked();
    if clicked {
        ui.close();
    }
    clicked
}

/// Clearing what is stored here, and what is stored below.
fn clear_ui(ui: &mut Ui, view: &View<'_>, (connection, node): (&ConnectionId, NodeId), out: &mut Outbox) {
    let tree = &view.data.topics.tree;
    let Some(found) = tree.node(node) else { return };
    let here = found.topic().filter(|topic| *topic.stored() != Stored::Nothing);
    let words = t("Retained-Wert löschen", "Clear retained value").get(view.lang);
    let can = is_up(view, connection);
    let hint = t("Erst verbinden", "Connect first").get(view.lang);
    let button = ui.add_enabled(can && here.is_some(), egui::Button::new(words));
    let button = if can { button } else { button.on_disabled_hover_text(hint) };
    if let Some(topic) = here.filter(|_| button.clicked()) {
        clear(connection, topic, out);
        ui.close();
    }
    if !found.has_children() {
        return;
    }
    let below = tree.stored_below(node);
    let words = match view.lang {
        Lang::De => format!("{} gespeicherte Werte löschen …", below.len()),
        Lang::En => format!("Clear {} stored values…", below.len()),
    };
    if ui.add_enabled(can && !below.is_empty(), egui::Button::new(words)).clicked() {
        let topics = below.iter().map(ToString::to_string).collect();
        out.push(Command::OpenDialog(Dialog::ClearStored(connection.clone(), tree.path(node), topics)));
        ui.close();
    }
}

/// Clears what the broker has stored on one topic.
pub(super) fn clear(connection: &ConnectionId, topic: &Topic, out: &mut Outbox) {
    if let Ok(name) = TopicName::parse(topic.name()) {
        out.push(Request::Monitor(MonitorCommand::ClearStored(connection.clone(), vec![name])));
    }
}

/// Whether something can be published on a connection: the monitor or the app uses it.
pub(super) fn is_up(view: &View<'_>, connection: &ConnectionId) -> bool {
    let listening = view.data.topics.listening.as_ref().is_some_and(|(on, _)| on == connection);
    listening || (view.run().is_some() && view.data.statuses.contains_key(connection))
}

/// The topic slot that is meant: that of the selected block, or the only one of the handler in front.
fn topic_slot(view: &View<'_>) -> Option<(HandlerRef, BlockId, String)> {
    let Some(Tab::Handler(front)) = &view.editor.active else { return None };
    let graph = view.editor.project().handler(front)?.graph()?;
    let slot_of = |id: BlockId| {
        let slots = language::slots(view.editor.project(), graph.block(id)?);
        let slot = slots.into_iter().find(|slot| slot.takes == Takes::Topic)?;
        Some((front.clone(), id, slot.key.into_owned()))
    };
    if let Selection::Blocks(at, blocks) = &view.editor.selection
        && at == front
        && let Some(slot) = blocks.iter().rev().find_map(|id| slot_of(*id))
    {
        return Some(slot);
    }
    let mut all = graph.blocks.keys().filter_map(|id| slot_of(*id));
    let only = all.next()?;
    all.next().is_none().then_some(only)
}

fn graph_block<'a>(view: &View<'a>, at: &HandlerRef, block: BlockId) -> Option<&'a Block> {
    view.editor.project().handler(at)?.graph()?.block(block)
}

/// An icon that copies, or does something else with a topic.
pub(super) fn tools_ui(ui: &mut Ui, view: &View<'_>, (connection, node): (&ConnectionId, NodeId), out: &mut Outbox) {
    let lang = view.lang;
    let Some(found) = view.data.topics.tree.node(node) else { return };
    let menu = widgets::icon_button(ui, "ellipsis", t("Mehr", "More").get(lang));
    egui::Popup::menu(&menu).show(|ui| menu_ui(ui, view, (connection, node), out));
    if let Some(topic) = found.topic() {
        let stored = *topic.stored() != Stored::Nothing && is_up(view, connection);
        let words = t("Retained-Wert löschen", "Clear retained value").get(lang);
        if widgets::icon_button_enabled(ui, "pin-off", words, stored).clicked() {
            clear(connection, topic, out);
        }
        if let Some(last) = topic.last()
            && widgets::icon_button(ui, "clipboard-copy", t("Wert kopieren", "Copy value").get(lang)).clicked()
        {
            out.push(Request::CopyText(copied(last)));
        }
    }
    if widgets::icon_button(ui, "copy", t("Topic kopieren", "Copy topic").get(lang)).clicked() {
        out.push(Request::CopyText(view.data.topics.tree.path(node)));
    }
}
