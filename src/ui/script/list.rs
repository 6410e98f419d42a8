//! The list of completions below the cursor.
//!
//! Enter takes what fits well and changes something, or what was chosen by the arrows; else it is a new line. Tab and a
//! click always take. Esc closes the list and does nothing else.

use egui::accesskit::Role;
use egui::text::{LayoutJob, TextFormat};
use egui::text_edit::TextEditOutput;
use egui::{Area, Frame, Key, Modifiers, Order, Pos2, Rect, ScrollArea, Sense, Ui, WidgetInfo, pos2, vec2};

use super::{Script, State, cursor, keys};
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::language::assist::complete::{Completion, complete, complete_begun};
use crate::language::assist::describe::{NameDetail, NameKind};
use crate::model::handler::HandlerRef;
use crate::model::item::ItemKind;
use crate::model::reference::LocalKind;
use crate::say;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

const WIDTH: f32 = 470.0;
const LINE: f32 = 23.0;
/// So many are seen at once.
const SEEN: usize = 9;

/// The open list.
#[derive(Debug)]
pub(super) struct CompletionList {
    pub(super) entries: Vec<Completion>,
    chosen: usize,
    /// Whether somebody has chosen by the arrows.
    moved: bool,
    /// Where the cursor is, in bytes.
    pub(super) offset: usize,
    /// The chosen one is to be brought into sight.
    scroll: bool,
    /// Where it was drawn last.
    place: Rect,
}

impl CompletionList {
    /// Whether the pointer is over it.
    pub(super) fn has_pointer(&self, ui: &Ui) -> bool {
        ui.ctx().pointer_latest_pos().is_some_and(|at| self.place.contains(at))
    }
}

/// Opens it at the cursor, or closes it where nothing can be meant.
pub(super) fn open(view: &View<'_>, state: &mut State, at: &HandlerRef, text: &str, offset: usize) {
    show(state, complete(view.editor.project(), at, text, offset), offset);
}

/// Opens it at the cursor unasked, or closes it where no word is begun.
pub(super) fn follow(view: &View<'_>, state: &mut State, at: &HandlerRef, text: &str, offset: usize) {
    show(state, complete_begun(view.editor.project(), at, text, offset), offset);
}

fn show(state: &mut State, entries: Vec<Completion>, offset: usize) {
    let new = CompletionList { entries, chosen: 0, moved: false, offset, scroll: true, place: Rect::NOTHING };
    state.help.list = (!new.entries.is_empty()).then_some(new);
}

/// The keys of the open list; whether one of them took something.
pub(super) fn keys(ui: &Ui, state: &mut State, script: &mut Script<'_>) -> bool {
    let Some(list) = &mut state.help.list else { return false };
    let none = Modifiers::NONE;
    if keys::take(ui, none, Key::Escape) {
        state.help.list = None;
        return false;
    }
    let last = list.entries.len().saturating_sub(1);
    let before = list.chosen;
    for (key, by, back) in
        [(Key::ArrowDown, 1, false), (Key::ArrowUp, 1, true), (Key::PageDown, SEEN, false), (Key::PageUp, SEEN, true)]
    {
        while keys::take(ui, none, key) {
            list.moved = true;
            list.chosen = match (back, by) {
                // From one end to the other.
                (false, 1) if list.chosen == last => 0,
                (true, 1) if list.chosen == 0 => last,
                (false, _) => (list.chosen + by).min(last),
                (true, _) => list.chosen.saturating_sub(by),
            };
        }
    }
    list.scroll |= before != list.chosen;
    let entry = list.entries.get(list.chosen).cloned();
    let means = entry.as_ref().is_some_and(|entry| entry.is_likely && entry.insertion.changes(script.text));
    if keys::take(ui, none, Key::Tab) || ((list.moved || means) && keys::take(ui, none, Key::Enter)) {
        if let Some(entry) = entry {
            insert(ui, state, script, &entry);
        }
        return true;
    }
    false
}

/// Writes what was chosen.
fn insert(ui: &Ui, state: &mut State, script: &mut Script<'_>, entry: &Completion) {
    *script.text = entry.insertion.applied(script.text);
    let caret = entry.insertion.range.start + entry.insertion.caret;
    cursor::select(ui.ctx(), script.id, script.text, &(caret..caret));
    state.help.list = None;
    state.help.open = entry.insertion.again;
    state.help.calls |= entry.insertion.caret < entry.insertion.text.len();
    state.help.scroll = true;
}

/// Draws it.
pub(super) fn list_ui(ui: &Ui, lang: Lang, state: &mut State, script: &mut Script<'_>, output: &TextEditOutput) {
    let Some(list) = &mut state.help.list else { return };
    let Some(first) = list.entries.first() else { return };
    let word = cursor::place(output, script.text, first.insertion.range.start.min(list.offset));
    let height = LINE * list.entries.len().min(SEEN) as f32 + 64.0;
    let screen = ui.ctx().content_rect().shrink(4.0);
    let above = word.bottom() + height > screen.bottom() && word.top() - height > screen.top();
    let x = (word.left() - 30.0).min(screen.right() - WIDTH - 16.0).max(screen.left());
    let y = if above { word.top() - height - 6.0 } else { word.bottom() + 3.0 };
    let area = Area::new(script.id.with("completions")).order(Order::Foreground).fixed_pos(pos2(x, y));
    let shown = area.show(ui.ctx(), |ui| {
        let theme = Theme::current(ui);
        let frame = Frame::popup(ui.style()).fill(theme.panel).inner_margin(4);
        frame.show(ui, |ui| rows_ui(ui, lang, list)).inner
    });
    list.place = shown.response.rect;
    if let Some(entry) = shown.inner.and_then(|index| list.entries.get(index).cloned()) {
        insert(ui, state, script, &entry);
        state.focus = true;
    }
}

fn rows_ui(ui: &mut Ui, lang: Lang, list: &mut CompletionList) -> Option<usize> {
    ui.set_width(WIDTH);
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = list.entries.len();
    let mut taken = None;
    let height = LINE * count.min(SEEN) as f32;
    let mut area = ScrollArea::vertical()
        .id_salt("entries")
        .max_height(height)
        .min_scrolled_height(height)
        .auto_shrink([false, true]);
    if std::mem::take(&mut list.scroll) {
        let top = list.chosen.saturating_sub(SEEN - 1) as f32 * LINE;
        // Only as far as needed: what is seen stays where it is.
        let known: Option<f32> = ui.data(|data| data.get_temp(ui.scope_id().with("top")));
        let bottom = list.chosen as f32 * LINE;
        let at = known.unwrap_or(0.0).clamp(top, bottom.max(top));
        area = area.vertical_scroll_offset(at);
    }
    let shown = area.show_rows(ui, LINE, count, |ui, rows| {
        for (index, entry) in list.entries.iter().enumerate().skip(rows.start).take(rows.len()) {
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), LINE), Sense::click());
            let words = format!("{}, {}", entry.label, kind_words(entry.kind, lang));
            response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, index == list.chosen, &words));
            row_ui(ui, lang, entry, rect, (index == list.chosen, response.hovered()));
            if response.clicked() {
                taken = Some(index);
            }
        }
    });
    ui.data_mut(|data| data.insert_temp(ui.scope_id().with("top"), shown.state.clamped_offset().y));
    if let Some(entry) = list.entries.get(list.chosen) {
        foot_ui(ui, lang, entry);
    }
    taken
}

fn row_ui(ui: &Ui, lang: Lang, entry: &Completion, rect: Rect, (chosen, hovered): (bool, bool)) {
    let theme = Theme::current(ui);
    if chosen || hovered {
        let fill = if chosen { theme.select_bg } else { theme.raised };
        ui.painter().rect_filled(rect, 4.0, fill);
    }
    let (icon, color) = look(&theme, entry.kind);
    widgets::icon_at(ui, pos2(rect.left() + 14.0, rect.center().y), icon, 14.0, color);
    let mut job = LayoutJob::default();
    for (number, letter) in entry.label.chars().enumerate() {
        let color = if entry.marks.contains(&number) { theme.select } else { theme.text };
        let format = TextFormat { font_id: theme::mono(12.5), color, ..TextFormat::default() };
        job.append(letter.encode_utf8(&mut [0; 4]), 0.0, format);
    }
    job.wrap = egui::text::TextWrapping::truncate_at_width(WIDTH * 0.62);
    let label = ui.fonts_mut(|fonts| fonts.layout_job(job));
    let left: Pos2 = pos2(rect.left() + 28.0, rect.center().y - label.size().y / 2.0);
    let room = rect.right() - 8.0 - left.x - label.size().x - 14.0;
    ui.painter().galley(left, label, theme.text);
    let (words, font) = detail_words(entry, lang);
    if room > 24.0 && !words.is_empty() {
        let detail = widgets::elided(ui, &words, font, theme.faint, room);
        let at = pos2(rect.right() - 8.0 - detail.size().x, rect.center().y - detail.size().y / 2.0);
        ui.painter().galley(at, detail, theme.faint);
    }
}

fn detail_words(entry: &Completion, lang: Lang) -> (String, egui::FontId) {
    match &entry.detail {
        NameDetail::None => (String::new(), theme::regular(12.0)),
        NameDetail::Type(ty) => (say::type_label(*ty).get(lang).to_owned(), theme::regular(12.0)),
        NameDetail::Words(words) => (words.get(lang).to_owned(), theme::regular(12.0)),
        NameDetail::Code(code) => (code.clone(), theme::mono(11.5)),
    }
}

/// What the chosen one is and does, below the list.
fn foot_ui(ui: &mut Ui, lang: Lang, entry: &Completion) {
    let theme = Theme::current(ui);
    ui.add_space(4.0);
    widgets::separator(ui);
    let kind = kind_words(entry.kind, lang);
    let sentence = entry.help.as_ref().map(|help| help.get(lang).to_owned()).unwrap_or_default();
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), 46.0), Sense::hover());
    let mut job = LayoutJob::default();
    let format = |color, font_id| TextFormat { font_id, color, ..TextFormat::default() };
    job.append(&kind, 0.0, format(theme.muted, theme::semibold(12.0)));
    if !sentence.is_empty() {
        job.append("  ", 0.0, format(theme.muted, theme::regular(12.0)));
        job.append(&sentence, 0.0, format(theme.text, theme::regular(12.0)));
    }
    job.wrap.max_width = rect.width() - 16.0;
    job.wrap.max_rows = 2;
    job.wrap.overflow_character = Some('…');
    let galley = ui.fonts_mut(|fonts| fonts.layout_job(job));
    ui.painter().galley(rect.min + vec2(8.0, 7.0), galley, theme.text);
}

/// What a name is, in words.
pub(super) fn kind_words(kind: NameKind, lang: Lang) -> String {
    let words = match kind {
        NameKind::Thing(item) => Some(say::kind(item)),
        other => other.text(),
    };
    words.unwrap_or(t("Name", "Name")).get(lang).to_owned()
}

/// Icon and colour of a name.
pub(super) fn look(theme: &Theme, kind: NameKind) -> (&'static str, egui::Color32) {
    match kind {
        NameKind::Table => ("braces", theme.code_host),
        NameKind::Function => ("square-function", theme.code_keyword),
        NameKind::Property => ("sliders-horizontal", theme.code_number),
        NameKind::Thing(ItemKind::Screen) => ("monitor", theme.accent),
        NameKind::Thing(ItemKind::Control) => ("box", theme.accent),
        NameKind::Thing(ItemKind::Connection) => ("cable", theme.accent),
        NameKind::Thing(ItemKind::Source) => ("database", theme.accent),
        NameKind::Thing(ItemKind::Column) => ("columns-3", theme.accent),
        NameKind::Thing(ItemKind::Variable) => ("variable", theme.accent),
        NameKind::Thing(ItemKind::Timer) => ("timer", theme.accent),
        NameKind::Thing(ItemKind::Function) => ("square-function", theme.accent),
        NameKind::Thing(ItemKind::App) => ("folder-kanban", theme.accent),
        NameKind::Group => ("group", theme.accent),
        NameKind::Local(LocalKind::Function) => ("square-function", theme.text),
        NameKind::Local(_) => ("variable", theme.text),
        NameKind::Word => ("type", theme.muted),
        NameKind::Value => ("quote", theme.code_text),
    }
}
