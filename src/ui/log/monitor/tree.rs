//! The tree of topics: only the rows that are seen are drawn, and nothing is made anew unless it has changed.

use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui::{Key, Rect, Response, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::value::entry_line;
use super::{Lines, State, actions, connect, mark, topics_text};
use crate::editor::monitor::TopicDrag;
use crate::editor::monitor::search::{SearchHit, find, find_all};
use crate::editor::monitor::topic::{Stored, Topic};
use crate::editor::monitor::tree::{NodeId, TopicNode, Tree, TreeLine};
use crate::editor::view::View;
use crate::i18n::{Lang, count_text, t};
use crate::model::id::ConnectionId;
use crate::ui::Outbox;
use crate::ui::theme::{self, PAD, Theme};
use crate::ui::widgets;

/// Height of a row.
pub(super) const ROW: f32 = 23.0;
/// How long a row stays lit after a message.
const FLASH: Duration = Duration::from_millis(300);
/// How often a row that is lit is painted anew.
const FRAME: Duration = Duration::from_millis(66);
/// So few topics are shown with all levels open.
const FEW: usize = 40;
/// The longest piece of a value that is laid out.
const SHOWN: usize = 160;

/// Draws it.
pub(super) fn tree_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, connection: &ConnectionId, out: &mut Outbox) {
    let tree = &view.data.topics.tree;
    state.found.step(tree, connection, &state.search);
    if !state.found.is_done() {
        ui.ctx().request_repaint();
    }
    bring_up_to_date(tree, state, connection);
    sum_ui(ui, view.lang, state);
    let lines = state.lines.take();
    let shown = lines.as_ref().map_or(&[][..], |lines| lines.lines.as_slice());
    if shown.is_empty() {
        empty_ui(ui, view, state, connection, out);
    } else {
        let mut lit = false;
        ScrollArea::vertical().id_salt("topics").auto_shrink(false).show_rows(ui, ROW, shown.len(), |ui, rows| {
            let now = Instant::now();
            for line in shown.iter().skip(rows.start).take(rows.len()) {
                let Some(node) = tree.node(line.node) else { continue };
                // A branch that is open shows below which topic it was.
                let open = is_open(state, line.node) && node.has_children();
                let changed = if open { node.topic().map(Topic::changed) } else { Some(node.changed()) };
                let flash = changed.map_or(0.0, |changed| flash(changed, now));
                lit |= flash > 0.0;
                let item = (connection, *line, node, flash);
                ui.push_id(line.node, |ui| row_ui(ui, view, state, item, out));
            }
        });
        if lit {
            ui.ctx().request_repaint_after(FRAME);
        }
    }
    state.lines = lines;
}

/// How brightly a row is lit, 0 to 1.
fn flash(changed: Instant, now: Instant) -> f32 {
    let age = now.saturating_duration_since(changed);
    FLASH.checked_sub(age).map_or(0.0, |left| left.as_secs_f32() / FLASH.as_secs_f32())
}

/// Whether the levels below a row are shown.
fn is_open(state: &State, id: NodeId) -> bool {
    !state.found.needle().is_empty() || state.open.get(&id).copied().unwrap_or(state.open_all)
}

fn bring_up_to_date(tree: &Tree, state: &mut State, connection: &ConnectionId) {
    let of = (tree.shape(), state.opened, connection.clone(), state.found.version());
    if state.lines.as_ref().is_some_and(|lines| lines.of == of) {
        return;
    }
    let few = state.open_all || tree.topics_of(connection) <= FEW;
    let is_open = |id: NodeId| state.open.get(&id).copied().unwrap_or(few);
    let lines = tree.lines(connection, &is_open, &state.found);
    if few && state.found.needle().is_empty() {
        // What was open stays open when more topics come.
        for line in &lines {
            state.open.entry(line.node).or_insert(true);
        }
    }
    state.lines = Some(Lines { of, lines });
}

/// How many topics were found, and where in them.
fn sum_ui(ui: &mut Ui, lang: Lang, state: &State) {
    let sum = state.found.sum();
    if state.found.needle().is_empty() || sum.topics() == 0 {
        return;
    }
    let mut words = topics_text(sum.topics() as u64, lang);
    let places = [
        (sum.names, t("im Namen", "in the name")),
        (sum.values, t("im Wert", "in the value")),
        (sum.earlier, t("in früheren Werten", "in earlier values")),
    ];
    for (count, place) in places.into_iter().filter(|(count, _)| *count > 0) {
        words.extend([" · ", &count_text(count as u64, lang), " ", place.get(lang)]);
    }
    if !state.found.is_done() {
        words.push_str(t(" · sucht weiter …", " · still searching …").get(lang));
    }
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 24.0), Sense::hover());
    let galley = widgets::elided(ui, &words, theme::regular(11.5), theme.muted, rect.width() - 2.0 * PAD);
    ui.painter().galley(pos2(rect.left() + PAD, rect.center().y - galley.size().y / 2.0), galley, theme.muted);
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &words));
}

fn empty_ui(ui: &mut Ui, view: &View<'_>, state: &State, connection: &ConnectionId, out: &mut Outbox) {
    let lang = view.lang;
    let listening = view.data.topics.listening.as_ref().is_some_and(|(on, _)| on == connection);
    if !state.search.trim().is_empty() && view.data.topics.tree.topics_of(connection) > 0 {
        let words = if state.found.is_done() {
            t("Weder in Topics noch in Werten gefunden.", "Found neither in topics nor in values.")
        } else {
            t("Wird gesucht …", "Searching …")
        };
        widgets::empty_state(ui, words.get(lang), None);
    } else if listening {
        let words = t("Noch ist keine Nachricht gekommen.", "No message has arrived so far.");
        widgets::empty_state(ui, words.get(lang), None);
    } else {
        let (words, button) = if connect::is_of_app_only(view, state, connection) {
            (
                t(
                    "Die App hat noch nichts gesendet oder empfangen. Mithören zeigt alle Topics.",
                    "The app has not sent or received anything so far. Listening shows all topics.",
                ),
                t("Mit dem Monitor mithören", "Listen with the monitor"),
            )
        } else {
            (
                t(
                    "Verbunden zeigt der Monitor alle Topics, auch wenn die App nicht läuft.",
                    "Once connected, the monitor shows all topics, whether the app runs or not.",
                ),
                t("Monitor verbinden", "Connect the monitor"),
            )
        };
        if widgets::empty_state(ui, words.get(lang), Some(button.get(lang))) {
            connect::listen(state, connection, out);
        }
    }
}

type Item<'a> = (&'a ConnectionId, TreeLine, &'a TopicNode, f32);

fn row_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, item: Item<'_>, out: &mut Outbox) {
    let (connection, line, node, flash) = item;
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::click_and_drag());
    let path = view.data.topics.tree.path(line.node);
    let selected = state.chosen == Some(line.node);
    let value = node.topic().and_then(|topic| shown_value(topic, state, line.node, view.lang));
    response.widget_info(|| WidgetInfo {
        current_text_value: value.clone(),
        ..WidgetInfo::selected(Role::TreeItem, true, selected, &path)
    });
    if selected {
        ui.painter().rect_filled(rect, 0.0, theme.select_bg);
    } else if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, 0.0, theme.raised);
    }
    if flash > 0.0 {
        ui.painter().rect_filled(rect, 0.0, theme.accent.gamma_multiply(0.22 * flash));
    }
    paint(ui, view.lang, state, (rect, &line, node), (&path, value.as_deref()));
    interact(ui, state, &response, (line, node));
    response.dnd_set_drag_payload(TopicDrag { connection: connection.clone(), topic: path.clone() });
    if response.dragged() {
        drag_label(ui, &path);
    }
    response.context_menu(|ui| actions::menu_ui(ui, view, (connection, line.node), out));
}

/// The value that a row shows: the newest one, or the earlier one that was found.
fn shown_value(topic: &Topic, state: &State, id: NodeId, lang: Lang) -> Option<String> {
    let needle = state.found.needle();
    if let Some(SearchHit::Earlier(ago)) = state.found.found(id) {
        let entry = topic.history().iter().rev().nth(ago)?;
        return Some(format!("{}: {}", t("früher", "earlier").get(lang), entry_line(entry, SHOWN, needle, lang)));
    }
    Some(entry_line(topic.last()?, SHOWN, needle, lang))
}

fn paint(
    ui: &Ui,
    lang: Lang,
    state: &State,
    (rect, line, node): (Rect, &TreeLine, &TopicNode),
    (path, value): (&str, Option<&str>),
) {
    let theme = Theme::current(ui);
    let y = rect.center().y;
    let mut x = rect.left() + PAD - 4.0 + f32::from(line.depth.min(24)) * 15.0;
    if node.has_children() {
        let open = is_open(state, line.node);
        widgets::icon_at(ui, pos2(x + 5.0, y), if open { "chevron-down" } else { "chevron-right" }, 13.0, theme.muted);
    }
    x += 16.0;
    let mut right = rect.right() - 10.0;
    if let Some(topic) = node.topic() {
        let count = count_text(topic.count(), lang);
        let galley = widgets::elided(ui, &count, theme::regular(11.0), theme.faint, 70.0);
        right -= galley.size().x;
        ui.painter().galley(pos2(right, y - galley.size().y / 2.0), galley, theme.faint);
        if let Stored::Value { sure, .. } = topic.stored() {
            right -= 16.0;
            let color = if *sure { theme.accent } else { theme.faint };
            widgets::icon_at(ui, pos2(right + 5.0, y), "pin", 12.0, color);
        }
        right -= 10.0;
    }
    let name = if node.level().is_empty() { "·" } else { node.level() };
    let places = places_in_level(path, node.level(), state.found.needle());
    let galley = mark::line(ui, (name, theme::regular(13.0), theme.text), (right - x).max(20.0), &places);
    let width = galley.size().x;
    ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley, theme.text);
    x += width + 8.0;
    if node.below() > 0 {
        let below = topics_text(u64::from(node.below()), lang);
        let galley = widgets::elided(ui, &below, theme::regular(11.0), theme.faint, (right - x).max(0.0));
        let width = galley.size().x;
        ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley, theme.faint);
        x += width + 8.0;
    }
    if let Some(value) = value.filter(|_| right - x > 20.0) {
        let places = find_all(value, state.found.needle(), 20);
        let galley = mark::line(ui, (value, theme::mono(12.0), theme.muted), right - x, &places);
        ui.painter().galley(pos2(x, y - galley.size().y / 2.0), galley, theme.muted);
    }
}

/// The part of the first place in a topic that lies in its last level: `a/b` is found across levels.
fn places_in_level(path: &str, level: &str, needle: &str) -> Vec<std::ops::Range<usize>> {
    if needle.is_empty() {
        return Vec::new();
    }
    let inside = find_all(level, needle, 20);
    if !inside.is_empty() {
        return inside;
    }
    let begin = path.len().saturating_sub(level.len());
    let across = find(path, needle).filter(|place| place.end > begin);
    across.map(|place| place.start.saturating_sub(begin)..place.end - begin).into_iter().collect()
}

/// A click chooses; on a branch it also opens or closes. The arrow keys do both.
fn interact(ui: &Ui, state: &mut State, response: &Response, (line, node): (TreeLine, &TopicNode)) {
    if response.gained_focus() {
        state.chosen = Some(line.node);
    }
    let open = state.open.get(&line.node).copied().unwrap_or(state.open_all);
    let mut wanted = if response.clicked() {
        let again = state.chosen.replace(line.node) == Some(line.node);
        // On a level that is a topic too, the first click only shows its value.
        let left = response.rect.left() + PAD + 14.0 + f32::from(line.depth.min(24)) * 15.0;
        let arrow = response.interact_pointer_pos().is_some_and(|at| at.x < left);
        open != (arrow || again || node.topic().is_none())
    } else {
        open
    };
    if response.has_focus() {
        let keys = egui::EventFilter { horizontal_arrows: true, ..egui::EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, keys));
        let (right, left) = ui.input(|input| (input.key_pressed(Key::ArrowRight), input.key_pressed(Key::ArrowLeft)));
        wanted = right || (wanted && !left);
    }
    if wanted != open && node.has_children() {
        state.open.insert(line.node, wanted);
        state.opened += 1;
    }
}

/// What hangs at the pointer while a topic is dragged.
pub(super) fn drag_label(ui: &Ui, topic: &str) {
    let Some(pointer) = ui.ctx().pointer_interact_pos() else { return };
    let theme = Theme::current(ui);
    let layer = egui::LayerId::new(egui::Order::Tooltip, egui::Id::unique("dragged topic"));
    let painter = ui.ctx().layer_painter(layer);
    let galley = widgets::elided(ui, topic, theme::mono(12.0), theme.text, 320.0);
    let rect = Rect::from_min_size(pointer + vec2(12.0, 8.0), galley.size()).expand2(vec2(8.0, 4.0));
    painter.rect(rect, 5.0, theme.raised, egui::Stroke::new(1.0, theme.select), egui::StrokeKind::Inside);
    painter.galley(rect.min + vec2(8.0, 4.0), galley, theme.text);
    ui.ctx().set_cursor_icon(egui::CursorIcon::Grabbing);
}
