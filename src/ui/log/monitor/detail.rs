//! The chosen topic: its value, what is new in it, what came before, and publishing by hand.

use egui::accesskit::Role;
use egui::text::LayoutJob;
use egui::{
    Align, Frame, Label, Layout, Margin, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, WidgetInfo, pos2, vec2,
};

use super::value::{self, SHOWN, ValueChange, entry_line, number_text, pretty};
use super::{State, actions, bytes, chart, mark, publish, topics_text};
use crate::editor::command::Command;
use crate::editor::monitor::search::find_all;
use crate::editor::monitor::topic::{Stored, Topic, TopicValue};
use crate::editor::monitor::tree::{NodeId, TopicNode};
use crate::editor::request::Request;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, count_text, t};
use crate::model::excerpt::{begin, shortened_words};
use crate::model::id::ConnectionId;
use crate::model::source::json::Json;
use crate::ui::Outbox;
use crate::ui::log::clock::time_of_day;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

const ROW: f32 = 22.0;
const SIDE: f32 = 12.0;
/// Room for the icons beside the topic.
const TOOLS: f32 = 122.0;

/// Most bytes that are compared of a value that is no text.
const DUMPED: usize = 4096;

/// What of the topic is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum DetailTab {
    #[default]
    Value,
    ValueChange,
    History,
    Publish,
}

const TABS: [(DetailTab, Text); 4] = [
    (DetailTab::Value, t("Wert", "Value")),
    (DetailTab::ValueChange, t("Vergleich", "Difference")),
    (DetailTab::History, t("Verlauf", "History")),
    (DetailTab::Publish, t("Veröffentlichen", "Publish")),
];

/// The texts of a value, made once for each message.
#[derive(Debug)]
pub(super) struct ShownTopic {
    of: (NodeId, u64),
    value: String,
    is_json: bool,
    lines: Vec<(ValueChange, String)>,
}

impl ShownTopic {
    fn new(of: (NodeId, u64), topic: &Topic) -> Self {
        let text = |entry: Option<&TopicValue>| {
            if let Some(raw) = entry.and_then(|entry| entry.raw.as_deref()) {
                return widgets::dump(raw.get(..DUMPED).unwrap_or(raw), 8);
            }
            let message = entry.map_or("", |entry| &entry.message);
            pretty(begin(message, SHOWN))
        };
        let (value, before) = (text(topic.last()), text(topic.previous()));
        let lines = value::diff(&before, &value).into_iter().map(|(change, line)| (change, line.to_owned())).collect();
        let is_text = topic.last().is_none_or(|last| last.raw.is_none());
        let is_json = is_text && value.starts_with(['{', '[']) && Json::check(&value).is_ok();
        Self { of, value, is_json, lines }
    }
}

/// Draws it.
pub(super) fn detail_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, connection: &ConnectionId, out: &mut Outbox) {
    let chosen = state.chosen.and_then(|id| Some((id, view.data.topics.tree.node(id)?)));
    head_ui(ui, view, state);
    let Some((id, node)) = chosen.filter(|_| state.tab != DetailTab::Publish) else {
        if state.tab == DetailTab::Publish {
            if let Some((id, node)) = chosen {
                let last = node.topic().and_then(Topic::last);
                // A message that is no text cannot be typed.
                let text = last.filter(|last| last.raw.is_none()).map(|last| &*last.message);
                state.publish.propose(view.data.topics.tree.path(id), text);
            }
            body(ui, "publish", |ui| publish::publish_ui(ui, view, &mut state.publish, connection, out));
        } else {
            let words = t("Links ein Topic auswählen.", "Choose a topic at the left.");
            widgets::empty_state(ui, words.get(view.lang), None);
        }
        return;
    };
    let Some(topic) = node.topic() else {
        branch_ui(ui, view, (connection, id, node), out);
        return;
    };
    meta_ui(ui, view, (connection, id, topic), out);
    let of = (id, topic.count());
    if state.shown.as_ref().is_none_or(|shown| shown.of != of) {
        state.shown = Some(ShownTopic::new(of, topic));
    }
    let Some(shown) = &state.shown else { return };
    let needle = state.found.needle();
    match (state.tab, topic.last()) {
        (DetailTab::Value, Some(last)) if let Some(raw) = &last.raw => bytes::bytes_ui(ui, view.lang, last, raw, out),
        (DetailTab::Value, _) => body(ui, "value", |ui| value_ui(ui, view.lang, (shown, needle), topic)),
        (DetailTab::ValueChange, _) => body(ui, "change", |ui| change_ui(ui, view.lang, shown, topic)),
        (DetailTab::History, _) => history_ui(ui, view.lang, (topic, needle), out),
        (DetailTab::Publish, _) => {}
    }
}

fn body(ui: &mut Ui, salt: &str, content: impl FnOnce(&mut Ui)) {
    ScrollArea::both().id_salt(salt).auto_shrink(false).show(ui, |ui| {
        Frame::NONE.inner_margin(Margin::symmetric(SIDE as i8, 4)).show(ui, content);
    });
}

/// The tabs.
fn head_ui(ui: &mut Ui, view: &View<'_>, state: &mut State) {
    let theme = Theme::current(ui);
    let (strip, _response) = ui.allocate_exact_size(vec2(ui.available_width(), 31.0), Sense::hover());
    ui.painter().hline(strip.x_range(), strip.bottom() - 0.5, theme.border());
    let inner = Rect::from_min_max(pos2(strip.left() + SIDE, strip.top()), pos2(strip.right() - 6.0, strip.bottom()));
    let mut left = ui.new_child(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Min)));
    left.spacing_mut().item_spacing.x = 14.0;
    for (tab, text) in TABS {
        if !widgets::panel_tab(&mut left, text.get(view.lang), None, state.tab == tab).clicked() {
            continue;
        }
        state.tab = tab;
    }
}

/// A level without messages of its own.
fn branch_ui(
    ui: &mut Ui,
    view: &View<'_>,
    (connection, id, node): (&ConnectionId, NodeId, &TopicNode),
    out: &mut Outbox,
) {
    let path = view.data.topics.tree.path(id);
    Frame::NONE.inner_margin(Margin::symmetric(SIDE as i8, 10)).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 8.0;
        let theme = Theme::current(ui);
        ui.add(Label::new(RichText::new(&path).font(theme::mono(12.5)).color(theme.text)).wrap());
        let below = topics_text(u64::from(node.below()), view.lang);
        let words = match view.lang {
            Lang::De => format!("{below} darunter, keine eigene Nachricht"),
            Lang::En => format!("{below} below, no message of its own"),
        };
        ui.label(RichText::new(words).color(theme.muted));
        let stored = view.data.topics.tree.stored_below(id);
        let words = match view.lang {
            Lang::De => format!("{} gespeicherte Werte löschen …", stored.len()),
            Lang::En => format!("Clear {} stored values…", stored.len()),
        };
        let can = !stored.is_empty() && actions::is_up(view, connection);
        if can && widgets::tool_button(ui, "pin-off", &words).clicked() {
            let topics = stored.iter().map(ToString::to_string).collect();
            let dialog = crate::editor::dialog::Dialog::ClearStored(connection.clone(), path.clone(), topics);
            out.push(Command::OpenDialog(dialog));
        }
    });
}

/// Topic, when and how the last message came, and what is stored.
fn meta_ui(ui: &mut Ui, view: &View<'_>, (connection, id, topic): (&ConnectionId, NodeId, &Topic), out: &mut Outbox) {
    let lang = view.lang;
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 48.0), Sense::hover());
    let corner =
        Rect::from_min_max(pos2(rect.right() - TOOLS, rect.top()), pos2(rect.right() - 4.0, rect.top() + 28.0));
    let mut tools = ui.new_child(UiBuilder::new().max_rect(corner).layout(Layout::right_to_left(Align::Center)));
    tools.spacing_mut().item_spacing.x = 0.0;
    actions::tools_ui(&mut tools, view, (connection, id), out);
    let width = rect.width() - SIDE - TOOLS - 4.0;
    let name = widgets::elided(ui, topic.name(), theme::mono(12.5), theme.text, width);
    ui.painter().galley(pos2(rect.left() + SIDE, rect.top() + 6.0), name, theme.text);
    let mut words = Vec::new();
    if let Some(last) = topic.last() {
        words.push(time_of_day(last.at_ms, lang));
    }
    words.extend(stored_words(topic.stored()).map(|text| text.get(lang).to_owned()));
    words.extend(topic.last().map(|last| format!("QoS {}", last.qos)));
    let count = count_text(topic.count(), lang);
    words.push(match (lang, topic.count()) {
        (Lang::De, 1) => format!("{count} Nachricht"),
        (Lang::De, _) => format!("{count} Nachrichten"),
        (Lang::En, 1) => format!("{count} message"),
        (Lang::En, _) => format!("{count} messages"),
    });
    let words = words.join(" · ");
    let galley = widgets::elided(ui, &words, theme::regular(11.5), theme.faint, rect.width() - 2.0 * SIDE);
    ui.painter().galley(pos2(rect.left() + SIDE, rect.top() + 28.0), galley, theme.faint);
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{} {words}", topic.name())));
    response.on_hover_text(words);
}

fn stored_words(stored: &Stored) -> Option<Text> {
    match stored {
        Stored::Unknown => None,
        Stored::Nothing => Some(t("nichts gespeichert", "nothing stored")),
        Stored::Value { sure: true, .. } => Some(t("beim Broker gespeichert", "stored at the broker")),
        Stored::Value { sure: false, .. } => Some(t("vermutlich gespeichert", "probably stored")),
    }
}

fn value_ui(ui: &mut Ui, lang: Lang, (shown, needle): (&ShownTopic, &str), topic: &Topic) {
    let theme = Theme::current(ui);
    let Some(last) = topic.last() else { return };
    if last.message.is_empty() {
        let words = t("leere Nachricht", "empty message").get(lang);
        ui.label(RichText::new(words).italics().color(theme.faint));
        return;
    }
    let numbers = chart::numbers(topic);
    if let (Some(number), false) = (last.number(), numbers.is_empty()) {
        ui.label(RichText::new(number_text(number, lang)).font(theme::semibold(22.0)).color(theme.text));
        chart::chart_ui(ui, &numbers, lang);
        return;
    }
    let width = if shown.is_json { f32::INFINITY } else { ui.available_width() };
    let mut job = value::job(&theme, &shown.value, shown.is_json, width);
    mark::mark_all(&mut job, needle, &theme);
    ui.add(Label::new(job).selectable(true).extend());
    if last.is_cut() || last.message.len() > SHOWN {
        widgets::remark(ui, &shortened_words(last.bytes, lang));
    }
}

fn change_ui(ui: &mut Ui, lang: Lang, shown: &ShownTopic, topic: &Topic) {
    let theme = Theme::current(ui);
    let Some(previous) = topic.previous() else {
        let words = t("Bisher kam nur eine Nachricht.", "Only one message has come so far.");
        widgets::remark(ui, words.get(lang));
        return;
    };
    if let (Some(before), Some(after)) = (previous.number(), topic.last().and_then(TopicValue::number)) {
        let sign = if after >= before { "+" } else { "−" };
        let text = format!(
            "{} → {}   ({sign}{})",
            number_text(before, lang),
            number_text(after, lang),
            number_text((after - before).abs(), lang)
        );
        ui.label(RichText::new(text).font(theme::mono(13.0)).color(theme.text));
        return;
    }
    if shown.lines.iter().all(|(change, _)| *change == ValueChange::Same) {
        let words = t("Dieselbe Nachricht noch einmal.", "The same message again.");
        widgets::remark(ui, words.get(lang));
        return;
    }
    let mut job = LayoutJob::default();
    job.wrap.max_width = f32::INFINITY;
    for (change, line) in &shown.lines {
        let (mark, color) = match change {
            ValueChange::Same => ("  ", theme.faint),
            ValueChange::Gone => ("− ", theme.bad),
            ValueChange::New => ("+ ", theme.run),
        };
        value::append(&mut job, &format!("{mark}{line}\n"), color);
    }
    ui.add(Label::new(job).selectable(true).extend());
}

/// The last values, the newest first; a click copies one.
fn history_ui(ui: &mut Ui, lang: Lang, (topic, needle): (&Topic, &str), out: &mut Outbox) {
    let numbers = chart::numbers(topic);
    if !numbers.is_empty() {
        Frame::NONE
            .inner_margin(Margin { left: SIDE as i8, right: SIDE as i8, top: 0, bottom: 6 })
            .show(ui, |ui| chart::chart_ui(ui, &numbers, lang));
    }
    let history = topic.history();
    ScrollArea::vertical().id_salt("history").auto_shrink(false).show_rows(ui, ROW, history.len(), |ui, rows| {
        for (i, entry) in history.iter().rev().enumerate().skip(rows.start).take(rows.len()) {
            ui.push_id(i, |ui| entry_ui(ui, lang, (entry, needle), out));
        }
    });
}

fn entry_ui(ui: &mut Ui, lang: Lang, (entry, needle): (&TopicValue, &str), out: &mut Outbox) {
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click());
    let text = entry_line(entry, 300, needle, lang);
    let time = time_of_day(entry.at_ms, lang);
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, format!("{time} {text}")));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, theme.raised);
    }
    let y = rect.center().y;
    let galley = widgets::elided(ui, &time, theme::mono(12.0), theme.faint, 110.0);
    ui.painter().galley(pos2(rect.left() + SIDE, y - galley.size().y / 2.0), galley, theme.faint);
    let left = rect.left() + SIDE + 104.0;
    if entry.retained {
        widgets::icon_at(ui, pos2(left - 8.0, y), "pin", 11.0, theme.accent);
    }
    let places = find_all(&text, needle, 20);
    let galley = mark::line(ui, (&text, theme::mono(12.0), theme.text), rect.right() - SIDE - left, &places);
    ui.painter().galley(pos2(left, y - galley.size().y / 2.0), galley, theme.text);
    if response.on_hover_text(t("Klick kopiert den Wert", "A click copies the value").get(lang)).clicked() {
        out.push(Request::CopyText(value::copied(entry)));
    }
}
