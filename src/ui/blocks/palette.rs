//! The palette of blocks: a search field, a tree of headings, and what the block under the pointer does.

use std::collections::BTreeMap;
use std::sync::Arc;

use egui::{
    Align2, Color32, FontId, Frame, Galley, Key, Margin, Rect, Response, Role, ScrollArea, Sense, Stroke, StrokeKind,
    Ui, Vec2, WidgetInfo, pos2, vec2,
};

use super::entries::{BlockEntry, find};
use super::gesture::{FromPalette, drop::insert_edit};
use super::paint::corner;
use super::quick_add::fitting_slot;
use super::{Outbox, State};
use crate::editor::clipboard::INSERTING;
use crate::editor::command::{Action, Command};
use crate::editor::selection::Selection;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::language;
use crate::model::blocks::check::{Shape, room_in_flow};
use crate::model::blocks::edit::Target;
use crate::model::blocks::{Block, Graph, Port, Pos};
use crate::model::handler::HandlerRef;
use crate::model::id::BlockId;
use crate::ui::icon::glyph;
use crate::ui::theme::{PAD, Theme, icons, regular, semibold};
use crate::ui::widgets::{self, Landmark, landmark};

/// Height of a row of the tree.
const ROW: f32 = 26.0;
/// Room between the tree and the help below it.
const CARD_GAP: f32 = 8.0;
/// Height of a help card with four lines.
const USUAL_CARD: f32 = 104.0;
/// Size of the coloured sign before a block's name.
const CHIP: Vec2 = vec2(28.0, 16.0);
/// How far each level is indented.
const STEP: f32 = 16.0;

/// What the palette remembers.
#[derive(Debug, Default)]
pub(super) struct PaletteState {
    /// The handler that it was drawn for.
    of: Option<HandlerRef>,
    search: String,
    wants_focus: bool,
    /// Whether it is shown while the app runs, in the place of the app's values.
    pub(super) while_running: bool,
    /// Headings that were opened or closed by hand.
    open: BTreeMap<Vec<String>, bool>,
    /// The entry last pointed at, until another block is selected.
    shown: Option<Block>,
    /// The block that was selected then.
    selected: Option<BlockId>,
}

impl PaletteState {
    /// Puts the keyboard into the search field.
    pub(super) fn focus_search(&mut self) {
        (self.wants_focus, self.while_running) = (true, true);
    }
}

/// A row of the tree.
enum PaletteLine<'a> {
    Heading { path: &'a [String], open: bool },
    Entry { entry: &'a BlockEntry, depth: usize },
}

/// Draws the palette.
pub(super) fn palette_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, at: &HandlerRef) {
    let theme = Theme::current(ui);
    let entries = state.entries.get(view.editor.project(), at, view.lang);
    if state.palette.of.as_ref() != Some(at) {
        // What was looked for in another handler is done.
        state.palette.search.clear();
        state.palette.of = Some(at.clone());
    }
    let enter = search_ui(ui, &mut state.palette, view.lang);
    let searching = !state.palette.search.trim().is_empty();
    let hits = if searching { find(&entries, &state.palette.search) } else { Vec::new() };
    if let (true, Some(first)) = (enter, hits.first()) {
        add(view, at, first, out);
        state.palette.search.clear();
    } else if enter {
        // Nothing was found: whoever goes on typing means the search.
        state.palette.wants_focus = true;
    }
    let lines = if searching {
        hits.iter().map(|entry| PaletteLine::Entry { entry, depth: 0 }).collect()
    } else {
        tree(&entries, &state.palette)
    };
    let current = selected(view, at);
    if current != state.palette.selected {
        state.palette.selected = current;
        state.palette.shown = None;
    }
    let shown = shown_entry(&entries, &state.palette, view, at);
    // Room for a card of the usual height is kept free: the list must not move away from under the pointer.
    let card = shown.map_or(0.0, |entry| card_height(ui, entry)).max(USUAL_CARD) + CARD_GAP + PAD;
    let room = (ui.available_height() - card).max(80.0);
    let (mut hovered, sought) = (None, landmark::wanted(ui.ctx()));
    ScrollArea::vertical().max_height(room).min_scrolled_height(room).auto_shrink(false).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 0.0;
        if searching && lines.is_empty() {
            ui.add_space(8.0);
            ui.label(t("Kein Baustein gefunden", "No block found").get(view.lang));
        }
        for (number, line) in lines.iter().enumerate() {
            match line {
                PaletteLine::Heading { path, open } => {
                    if heading(ui, &theme, path, *open, number) {
                        state.palette.open.insert(path.to_vec(), !open);
                    }
                }
                PaletteLine::Entry { entry, depth } => {
                    let response = entry_row(ui, &theme, entry, *depth, searching, number);
                    if let Some(Landmark::Entry(kind)) = sought
                        && entry.block.kind == kind
                    {
                        landmark::here(ui, Landmark::Entry(kind), response.rect);
                    }
                    if response.hovered() {
                        hovered = Some(entry.block.clone());
                    }
                    let by_key = response.has_focus() && ui.input(|input| input.key_pressed(Key::Enter));
                    if response.double_clicked() || by_key {
                        add(view, at, entry, out);
                    }
                    response
                        .dnd_set_drag_payload(FromPalette { block: entry.block.clone(), label: entry.label.clone() });
                }
            }
        }
    });
    if let Some(entry) = shown {
        help_card(ui, &theme, entry);
    }
    if hovered.is_some() || current.is_some() {
        state.palette.shown = hovered;
    }
}

fn search_ui(ui: &mut Ui, state: &mut PaletteState, lang: Lang) -> bool {
    let hint = t("Baustein suchen", "Find block").get(lang);
    let keys = Action::FindBlock.def().shortcut.map(|shortcut| shortcut.text(lang)).unwrap_or_default();
    let response = widgets::search_field(ui, &mut state.search, (hint, lang), &keys);
    if std::mem::take(&mut state.wants_focus) {
        widgets::focus_all(ui, &response);
    }
    ui.add_space(4.0);
    // Taken, or the canvas would open a field of the selected block with it.
    response.lost_focus() && ui.input_mut(|input| input.consume_key(egui::Modifiers::NONE, Key::Enter))
}

/// Whether a heading is open: as the user left it; at first only the ways that the rows say.
fn is_open(state: &PaletteState, path: &[String], ways: &[&[&str]]) -> bool {
    if let Some(open) = state.open.get(path) {
        return *open;
    }
    path.len() == 1 || ways.iter().any(|way| path.iter().zip(*way).all(|(a, b)| a == b) && path.len() <= way.len())
}

/// The rows that can be seen: headings, and entries below open ones.
fn tree<'a>(entries: &'a [BlockEntry], state: &PaletteState) -> Vec<PaletteLine<'a>> {
    let open = language::CATEGORIES.iter().filter(|category| category.is_open);
    let ways: Vec<Vec<&str>> = open
        .flat_map(|category| [Lang::De, Lang::En].map(|lang| category.path.iter().map(|text| text.get(lang)).collect()))
        .collect();
    let ways: Vec<&[&str]> = ways.iter().map(Vec::as_slice).collect();
    let mut lines = Vec::new();
    below(entries.iter().collect(), 0, state, &ways, &mut lines);
    lines
}

/// Adds the rows of entries that share their first `depth` headings.
fn below<'a>(
    entries: Vec<&'a BlockEntry>,
    depth: usize,
    state: &PaletteState,
    ways: &[&[&str]],
    lines: &mut Vec<PaletteLine<'a>>,
) {
    let mut groups: Vec<(&'a str, Vec<&'a BlockEntry>)> = Vec::new();
    for entry in entries {
        let Some(heading) = entry.path.get(depth) else {
            lines.push(PaletteLine::Entry { entry, depth });
            continue;
        };
        match groups.iter_mut().find(|(name, _)| name == heading) {
            Some((_, group)) => group.push(entry),
            None => groups.push((heading, vec![entry])),
        }
    }
    for (_, group) in groups {
        let Some(path) = group.first().and_then(|entry| entry.path.get(..=depth)) else { continue };
        let open = is_open(state, path, ways);
        lines.push(PaletteLine::Heading { path, open });
        if open {
            below(group, depth + 1, state, ways, lines);
        }
    }
}

fn heading(ui: &mut Ui, theme: &Theme, path: &[String], open: bool, number: usize) -> bool {
    let name = path.last().map_or("", String::as_str);
    let top = path.len() == 1;
    if top && number > 0 {
        ui.add_space(8.0);
    }
    let indent = if top { 2.0 } else { 18.0 + STEP * (path.len() - 2) as f32 };
    let words = wrapped(ui, name, (regular(13.0), theme.text), ui.available_width() - indent);
    let height = if top { ROW } else { (words.size().y + 8.0).max(ROW) };
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let response = ui.interact(rect, ui.scope_id().with(("heading", path)), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, open, name));
    let painter = ui.painter();
    if response.hovered() && !top {
        painter.rect_filled(rect, 5.0, theme.raised);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 5.0, Stroke::new(1.0, theme.select), StrokeKind::Inside);
    }
    let middle = rect.center().y;
    if top {
        let left = rect.left() + 2.0;
        let mut job = egui::text::LayoutJob::default();
        let format = egui::TextFormat {
            font_id: semibold(11.0),
            color: theme.muted,
            extra_letter_spacing: 0.66,
            ..egui::TextFormat::default()
        };
        job.append(&name.to_uppercase(), 0.0, format);
        let galley = painter.layout_job(job);
        painter.galley(pos2(left, middle - galley.size().y / 2.0), galley, theme.muted);
        if !open {
            painter.text(rect.right_center(), Align2::RIGHT_CENTER, glyph("chevron-right"), icons(12.0), theme.faint);
        }
    } else {
        let left = rect.left() + indent;
        let icon = glyph(if open { "chevron-down" } else { "chevron-right" });
        painter.text(pos2(left - 16.0, middle), Align2::LEFT_CENTER, icon, icons(12.0), theme.muted);
        painter.galley(pos2(left, middle - words.size().y / 2.0), words, theme.text);
    }
    response.clicked()
}

/// A text in as many lines as it needs.
fn wrapped(ui: &Ui, text: &str, (font, color): (FontId, Color32), width: f32) -> Arc<Galley> {
    ui.painter().layout(text.to_owned(), font, color, width.max(40.0))
}

fn entry_row(ui: &mut Ui, theme: &Theme, entry: &BlockEntry, depth: usize, path: bool, number: usize) -> Response {
    let indent = 4.0 + STEP * depth.saturating_sub(1) as f32;
    let room = ui.available_width() - indent - CHIP.x - 8.0 - 4.0;
    // The whole name is read, on a second line if need be: many names differ only at their end.
    let label = wrapped(ui, &entry.label, (regular(13.0), theme.text), room);
    let way = path.then(|| wrapped(ui, &entry.path.join(" → "), (regular(10.5), theme.faint), room));
    let text = label.size().y + way.as_ref().map_or(0.0, |way| way.size().y + 1.0);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), (text + 8.0).max(ROW)), Sense::hover());
    let id = ui.scope_id().with(("entry", number, entry.label.as_str()));
    let response = ui.interact(rect, id, Sense::click_and_drag());
    response.widget_info(|| WidgetInfo::selected(Role::Button, true, path && number == 0, spoken(entry)));
    let painter = ui.painter();
    // While searching, Enter takes the first one.
    if response.hovered() || response.dragged() || (path && number == 0) {
        painter.rect_filled(rect, 5.0, theme.select_bg);
    }
    if response.has_focus() {
        painter.rect_stroke(rect, 5.0, Stroke::new(1.0, theme.select), StrokeKind::Inside);
    }
    let top = rect.center().y - text / 2.0;
    let line = label.rows.first().map_or(18.0, |row| row.size.y);
    let chip = Rect::from_min_size(pos2(rect.left() + indent, top + line / 2.0 - CHIP.y / 2.0), CHIP);
    painter.rect_filled(chip, corner(4.0), theme.hue(entry.hue));
    painter.text(chip.center(), Align2::CENTER_CENTER, glyph(entry.icon), icons(11.0), theme.on_color);
    let left = chip.right() + 8.0;
    let below = top + label.size().y + 1.0;
    painter.galley(pos2(left, top), label, theme.text);
    if let Some(way) = way {
        painter.galley(pos2(left, below), way, theme.faint);
    }
    response.on_hover_cursor(egui::CursorIcon::Grab)
}

/// What a screen reader says: many controls have a *Text*, so theirs is `Text, Eingabe`.
fn spoken(entry: &BlockEntry) -> String {
    match entry.path.last() {
        Some(control) if entry.block.slots.contains_key("control") => format!("{}, {control}", entry.label),
        Some(_) | None => entry.label.clone(),
    }
}

/// The entry whose help is shown: the one last pointed at, else the selected block's.
fn shown_entry<'a>(
    entries: &'a [BlockEntry],
    state: &PaletteState,
    view: &View<'_>,
    at: &HandlerRef,
) -> Option<&'a BlockEntry> {
    if let Some(shown) = &state.shown
        && let Some(entry) = entries.iter().find(|entry| entry.block == *shown)
    {
        return Some(entry);
    }
    let id = selected(view, at)?;
    let graph = view.editor.project().handler(at)?.graph()?;
    let block = graph.block(id)?;
    let mut same = entries.iter().filter(|entry| entry.block.kind == block.kind);
    // Of the many entries of one kind, that of the control that it is about.
    let is_this = |entry: &&BlockEntry| entry.block.slots.iter().all(|(key, slot)| block.slots.get(key) == Some(slot));
    same.clone().find(is_this).or_else(|| same.next())
}

/// Room that the help of an entry needs, so that the list above ends where the card begins.
fn card_height(ui: &Ui, entry: &BlockEntry) -> f32 {
    let width = ui.available_width() - 2.0 * 12.0;
    let text = ui.painter().layout(entry.help.to_owned(), regular(12.0), Color32::PLACEHOLDER, width);
    let title = ui.painter().layout_no_wrap(entry.label.clone(), semibold(12.5), Color32::PLACEHOLDER);
    title.size().y + 4.0 + text.size().y + 2.0 * 10.0
}

fn help_card(ui: &mut Ui, theme: &Theme, entry: &BlockEntry) {
    ui.add_space(CARD_GAP);
    Frame::NONE.fill(theme.raised).corner_radius(7).inner_margin(Margin::symmetric(12, 10)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing.y = 4.0;
        ui.label(egui::RichText::new(&entry.label).font(semibold(12.5)).color(theme.text));
        ui.label(egui::RichText::new(entry.help).size(12.0).color(theme.muted));
    });
}

/// The one block that is selected.
fn selected(view: &View<'_>, at: &HandlerRef) -> Option<BlockId> {
    match &view.editor.selection {
        Selection::Blocks(of, blocks) if of == at => blocks.last().copied(),
        Selection::Nothing | Selection::Items(_) | Selection::Blocks(..) => None,
    }
}

/// Where what fits nowhere goes, until the canvas finds room.
const ASIDE: Pos = Pos { x: -260.0, y: 40.0 };

/// Puts a block where it is likely wanted: below the selected one or at the end; a value into a free slot.
fn add(view: &View<'_>, at: &HandlerRef, entry: &BlockEntry, out: &mut Outbox) {
    let project = view.editor.project();
    let empty = Graph::default();
    let graph = project.handler(at).and_then(|handler| handler.graph()).unwrap_or(&empty);
    let selected = selected(view, at).filter(|id| graph.block(*id).is_some());
    let to = match &entry.shape {
        Shape::Statement { .. } => {
            let ends = language::ends_flow(&entry.block);
            let port = room_in_flow(graph, flow_port(graph, selected), ends, language::ends_flow);
            port.map_or(Target::Free(ASIDE), Target::Port)
        }
        Shape::Value(_) => selected
            .and_then(|id| {
                let slot = fitting_slot(project, graph.block(id)?, &entry.shape, true)?;
                Some(Target::Port(Port::Slot(id, slot)))
            })
            .unwrap_or(Target::Free(ASIDE)),
    };
    let id = BlockId(project.next_id);
    out.push(Command::Seal);
    out.edit_merged(insert_edit(project, at, entry.block.clone(), to), INSERTING);
    out.push(Command::Select(Selection::Blocks(at.clone(), vec![id])));
}

/// Below the selected statement, or at the end of the flow.
fn flow_port(graph: &Graph, selected: Option<BlockId>) -> Port {
    let parents = graph.parents();
    let mut owner = selected;
    while let Some(id) = owner {
        match parents.get(&id) {
            Some(Port::Slot(outer, _)) => owner = Some(*outer),
            Some(Port::First | Port::Next(_) | Port::Branch(..)) => return Port::Next(id),
            None => break,
        }
    }
    graph.first.map_or(Port::First, |first| Port::Next(graph.tail(first)))
}
