//! A handler as Lua: a plain text editor with line numbers, colours and its problems.
//!
//! It commits what is typed at once, as one undo step per focus; it never runs or checks the text itself. A handler of
//! blocks is only looked at until something is typed: that is what makes it Lua, and taking it back makes it blocks.

mod cursor;
mod find;
mod help;
mod indent;
mod keys;
mod list;
mod problems;
mod rename;
mod stops;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::ops::Range;

use egui::text::{CCursor, CCursorRange, LayoutJob};
use egui::text_edit::{TextEditOutput, TextEditState};
use egui::{
    Color32, Context, EventFilter, Frame, Id, Margin, Rect, RichText, ScrollArea, TextBuffer, TextEdit, Ui, pos2, vec2,
};

use self::find::{FindBar, find_ui};
use self::help::{Help, help_ui as assist_ui};
use self::problems::{is_here, line_of, problems_ui};
use self::rename::{RenameField, rename_ui};
use super::Outbox;
use super::debug::{self, OpenPoint};
use super::theme::{self, Theme};
use super::widgets;
use crate::editor::command::{Action, Command};
use crate::editor::once::LastSeen;
use crate::editor::request::Request;
use crate::editor::selection::Selection;
use crate::editor::view::View;
use crate::i18n::{Lang, Wording, t};
use crate::language::raise::{RaiseError, raise};
use crate::model::connection::Connection;
use crate::model::edit::Edit;
use crate::model::excerpt;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::problem::Problem;

/// Room for the line numbers.
const GUTTER: f32 = 48.0;
/// Room for the sentences below the text, per line.
const SENTENCE: f32 = 24.0;

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    /// The field takes the focus, since something was put into it.
    focus: bool,
    /// The handler whose Lua cannot become blocks, and why: asked what shall be done.
    asks: Option<(HandlerRef, RaiseError)>,
    /// The click on a place that was followed last.
    followed: LastSeen,
    /// The line that is to be brought into sight, from 1.
    line: Option<u32>,
    /// The line that a click led to, until something is typed.
    marked: Option<(HandlerRef, u32)>,
    /// The handlers of blocks that are looked at as Lua, each with what was selected then.
    looks: BTreeMap<HandlerRef, Selection>,
    /// The document of the editor that the looks belong to.
    document: u64,
    /// The handler that was made Lua by what is being typed, and the Lua that its blocks had become.
    begun: Option<(HandlerRef, String)>,
    /// The breakpoint that is being changed.
    point: Option<OpenPoint>,
    /// What came in one frame with something in front of it, and waits for the next one.
    held: Vec<egui::Event>,
    /// What helps while somebody types.
    help: Help,
    /// Finding and replacing.
    find: FindBar,
    /// The name that is being changed.
    rename: Option<RenameField>,
    /// The field that was drawn last.
    field: Option<Id>,
    /// The text in colours, as it was drawn last.
    colours: Colours,
}

/// A text in colours: a long one is not read anew for each frame.
#[derive(Debug, Default)]
struct Colours {
    of: Option<(String, bool, LayoutJob)>,
}

impl Colours {
    fn job(&mut self, theme: &Theme, text: &str) -> LayoutJob {
        match &self.of {
            Some((known, dark, job)) if known == text && *dark == theme.dark => job.clone(),
            _ => {
                let job = widgets::lua_job(theme, text);
                self.of = Some((text.to_owned(), theme.dark, job.clone()));
                job
            }
        }
    }
}

impl State {
    /// Takes over what was typed. What makes blocks Lua is taken back with it, where nothing is left of it.
    fn typed(&mut self, at: &HandlerRef, (before, now): (&str, String), from_blocks: bool, out: &mut Outbox) {
        self.marked = None;
        if from_blocks {
            self.begun = Some((at.clone(), before.to_owned()));
        } else if self.begun.as_ref().is_some_and(|(handler, lua)| handler == at && *lua == now) {
            self.begun = None;
            return out.act(Action::Undo);
        }
        out.edit_merged(Edit::SetHandler(at.clone(), Some(Handler::Lua(now))), format!("lua/{at:?}"));
    }

    /// Whether the keyboard is in the script, so that finding means finding in it.
    pub fn has_keyboard(&self, ctx: &Context) -> bool {
        self.find.has_keyboard(ctx) || self.field.is_some_and(|id| ctx.memory(|memory| memory.has_focus(id)))
    }

    /// Whether a handler is shown as Lua: because it is Lua, or because somebody looks at what its blocks become.
    ///
    /// Who is led to one of the blocks, or selects one elsewhere, wants to see that.
    pub fn is_lua(&mut self, view: &View<'_>, at: &HandlerRef) -> bool {
        if self.document != view.editor.document() {
            self.document = view.editor.document();
            self.looks.clear();
        }
        if is_text(view, at) {
            return true;
        }
        let selection = &view.editor.selection;
        let is_led = matches!(selection, Selection::Blocks(handler, _) if handler == at);
        if is_led && self.looks.get(at).is_some_and(|then| then != selection) {
            self.looks.remove(at);
        }
        self.looks.contains_key(at)
    }

    /// Shows the blocks of a handler as the Lua that they become; nothing changes by that.
    pub fn look(&mut self, view: &View<'_>, at: &HandlerRef) {
        self.looks.insert(at.clone(), view.editor.selection.clone());
    }

    /// Shows blocks in place of Lua: those that are there, or those that mean the same as the text.
    pub fn to_blocks(&mut self, view: &View<'_>, at: &HandlerRef, out: &mut Outbox) {
        let handler = view.editor.project().handler(at).filter(|_| is_text(view, at));
        match handler {
            Some(lua) => match lua.as_ref() {
                Handler::Lua(text) => self.raise(view, at, text, out),
                Handler::Blocks(_) => {}
            },
            None => drop(self.looks.remove(at)),
        }
    }

    /// Makes blocks of a text; where it is no Lua, says so and asks.
    fn raise(&mut self, view: &View<'_>, at: &HandlerRef, text: &str, out: &mut Outbox) {
        match raise(view.editor.project(), at, text) {
            Ok(raised) => {
                self.asks = None;
                self.looks.remove(at);
                out.edit(Edit::SetHandler(at.clone(), Some(Handler::Blocks(raised.graph))));
            }
            Err(why) => self.asks = Some((at.clone(), why)),
        }
    }

    fn discard(&mut self, at: &HandlerRef, out: &mut Outbox) {
        self.looks.remove(at);
        out.edit(Edit::SetHandler(at.clone(), Some(Handler::empty())));
    }
}

/// Whether a handler is written in Lua.
fn is_text(view: &View<'_>, at: &HandlerRef) -> bool {
    view.editor.project().handler(at).is_some_and(|handler| matches!(**handler, Handler::Lua(_)))
}

/// Draws it.
pub fn script_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, at: &HandlerRef) {
    let chunk = view.editor.lowered.chunk(at);
    let (lua, from_blocks) = match view.editor.project().handler(at).map(|handler| &**handler) {
        Some(Handler::Lua(lua)) => (lua.as_str(), false),
        Some(Handler::Blocks(_)) | None => (chunk.map_or("", |chunk| chunk.pretty.trim_end()), true),
    };
    if from_blocks {
        look_ui(ui, view.lang);
    }
    ask_ui(ui, view, state, out, at);
    if !excerpt::is_editable(lua) {
        let copy = Frame::NONE.inner_margin(Margin::symmetric(14, 6));
        if copy.show(ui, |ui| widgets::too_long_to_edit(ui, lua, view.lang)).inner {
            out.push(Request::CopyText(lua.to_owned()));
        }
        widgets::separator(ui);
        widgets::long_code(ui, t("Lua-Skript", "Lua script").get(view.lang), lua);
        return;
    }
    let id = Id::unique(("lua", at));
    let problems: Vec<&Problem> = view.editor.problems.iter().filter(|problem| is_here(problem, at)).collect();
    let mut text = lua.to_owned();
    let is_ours = view.editor.line.last().is_some_and(|(handler, _)| handler == at);
    if is_ours && let Some((_, line)) = view.editor.line.unseen(&mut state.followed) {
        state.line = Some(*line);
        state.marked = Some((at.clone(), *line));
        state.focus = true;
        put_cursor(ui, id, &text, *line);
    }
    help_ui(ui, view, state, id, &mut text);
    widgets::separator(ui);
    let below = SENTENCE * problems.len().min(4) as f32 + if problems.is_empty() { 0.0 } else { 13.0 };
    let height = (ui.available_height() - below).max(80.0);
    ui.allocate_ui(vec2(ui.available_width(), height), |ui| {
        ui.set_min_height(height);
        let marked = match &view.editor.selection {
            Selection::Blocks(handler, blocks) if handler == at && from_blocks => {
                blocks.iter().find_map(|block| chunk?.pretty_map.line_of(*block))
            }
            _ => state.marked.as_ref().filter(|(handler, _)| handler == at).map(|(_, line)| *line),
        };
        let stops = (!from_blocks).then_some(at);
        let mut script = Script { id, text: &mut text, problems: &problems, marked, stops, at: Some(at) };
        find::keys(ui, state, &script);
        find_ui(ui, view.lang, state, &mut script);
        if std::mem::take(&mut state.find.asks_project) {
            out.act(Action::Find);
        }
        editor_ui(ui, view, state, out, &mut script);
    });
    if text != lua {
        state.typed(at, (lua, text), from_blocks, out);
    }
    if !problems.is_empty() {
        widgets::separator(ui);
        problems_ui(ui, view, out, &problems);
    }
}

/// What is seen here, where blocks are looked at as Lua.
fn look_ui(ui: &mut Ui, lang: Lang) {
    let theme = Theme::current(ui);
    let sentence = t(
        "Das wird aus den Bausteinen. Erst was Sie hier tippen, macht Lua daraus; Rückgängig holt die Bausteine zurück.",
        "This is what the blocks become. Only typing here turns them into Lua; undo brings the blocks back.",
    );
    Frame::NONE.inner_margin(Margin::symmetric(14, 6)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
            widgets::icon_in_line(ui, "blocks", 14.0, theme.muted);
            ui.label(RichText::new(sentence.get(lang)).color(theme.muted));
        });
    });
    widgets::separator(ui);
}

/// Why a text does not become blocks, and what can be done.
fn unraised(why: RaiseError) -> Wording {
    match why {
        RaiseError::Syntax(line) => Wording::new(
            format!("Ab Zeile {line} ist dieser Text kein Lua, deshalb werden keine Bausteine daraus: dort berichtigen, oder ihn verwerfen und leer beginnen."),
            format!("From line {line} on this text is no Lua, so it does not become blocks: correct it there, or discard it and start empty."),
        ),
        RaiseError::TooMuch => t(
            "Dieser Text ist zu lang oder zu tief verschachtelt für Bausteine. Wird er verworfen, beginnt das Ereignis leer; Rückgängig holt ihn zurück.",
            "This text is too long or nested too deep for blocks. If it is discarded, the event starts empty; undo brings it back.",
        )
        .into(),
    }
}

/// The question before blocks take the place of a text.
fn ask_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, at: &HandlerRef) {
    let Some((_, why)) = state.asks.as_ref().filter(|(asked, _)| asked == at) else { return };
    let theme = Theme::current(ui);
    let sentence = unraised(*why);
    Frame::NONE.fill(theme.raised).inner_margin(Margin::symmetric(14, 8)).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
        ui.horizontal_wrapped(|ui| {
            widgets::icon_in_line(ui, "triangle-alert", 14.0, theme.warn);
            ui.label(RichText::new(sentence.get(view.lang)).color(theme.text));
        });
        ui.horizontal(|ui| {
            if widgets::button(ui, t("Lua verwerfen", "Discard Lua").get(view.lang)).clicked() {
                state.asks = None;
                state.discard(at, out);
            }
            if widgets::button(ui, t("Lua behalten", "Keep Lua").get(view.lang)).clicked() {
                state.asks = None;
            }
        });
    });
    widgets::separator(ui);
}

struct Script<'a> {
    id: Id,
    text: &'a mut String,
    problems: &'a [&'a Problem],
    marked: Option<u32>,
    /// The handler that may stop at its lines: of blocks these are not what runs.
    stops: Option<&'a HandlerRef>,
    /// The handler.
    at: Option<&'a HandlerRef>,
}

/// The call that publishes, and a button per connection that puts it in with the right id.
fn help_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, id: Id, text: &mut String) {
    let theme = Theme::current(ui);
    Frame::NONE.inner_margin(Margin::symmetric(14, 6)).show(ui, |ui| {
        ui.horizontal_wrapped(|ui| {
            ui.spacing_mut().item_spacing = vec2(8.0, 4.0);
            let call = "connections.getfromid('…').publish(topic, message)";
            ui.label(RichText::new(call).font(theme::mono(12.0)).color(theme.faint));
            for connection in &view.editor.project().connections {
                let name = match view.lang {
                    Lang::De => format!("Senden über {}", connection.shown_name(view.lang)),
                    Lang::En => format!("Send on {}", connection.shown_name(view.lang)),
                };
                let button = widgets::tool_button(ui, "send", &name);
                let tooltip = t("An der Schreibmarke einsetzen", "Insert at the cursor").get(view.lang);
                if button.on_hover_text(tooltip).clicked() {
                    insert(ui, id, text, &call_of(connection));
                    state.focus = true;
                }
            }
        });
    });
}

/// The call that publishes on a connection.
fn call_of(connection: &Connection) -> String {
    format!("connections.getfromid('{}').publish('topic', 'message')\n", connection.id)
}

/// Puts `call` at the cursor, on a line of its own; at the end where there is no cursor yet.
fn insert(ui: &Ui, id: Id, text: &mut String, call: &str) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    let end = text.chars().count();
    let cursor = state.cursor.char_range().map_or(end, |range| range.primary.index.into());
    let cursor: usize = cursor.min(end);
    let before = text.chars().nth(cursor.wrapping_sub(1));
    let at_line_start = cursor == 0 || before == Some('\n');
    let call = if at_line_start { call.to_owned() } else { format!("\n{}", call.trim_end()) };
    let length = text.insert_text(&call, cursor.into());
    let after: usize = cursor + length;
    state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(after))));
    TextEditState::store(state, ui.ctx(), id);
}

/// Puts the cursor at the end of a line, from 1.
fn put_cursor(ui: &Ui, id: Id, text: &str, line: u32) {
    let lines = || text.split('\n').map(|line| line.chars().count());
    let before = line.saturating_sub(1) as usize;
    let start: usize = lines().take(before).map(|length| length + 1).sum();
    let end = CCursor::new(start + lines().nth(before).unwrap_or(0));
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(end)));
    TextEditState::store(state, ui.ctx(), id);
}

fn editor_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, script: &mut Script<'_>) {
    let theme = Theme::current(ui);
    let room = ui.available_size();
    keys::keys(ui, view, state, out, script);
    state.field = Some(script.id);
    // What the list or a renaming closes is no way out of the text.
    let keeps_escape = state.help.list.is_some() || state.help.calls;
    let filter = EventFilter { tab: true, horizontal_arrows: true, vertical_arrows: true, escape: keeps_escape };
    ui.painter().rect_filled(ui.available_rect_before_wrap(), 0.0, theme.canvas);
    ScrollArea::both().id_salt(script.id).auto_shrink([false, false]).show(ui, |ui| {
        let mut layouter = |ui: &Ui, text: &dyn TextBuffer, _width: f32| {
            let job = state.colours.job(&theme, text.as_str());
            ui.fonts_mut(|fonts| fonts.layout_job(job))
        };
        // Below the text: the gutter and the marks need the rows first.
        let behind = ui.painter().add(egui::Shape::Noop);
        let width = room.x.max(layouter(ui, script.text, 0.0).size().x + GUTTER + 40.0);
        let rows = ((room.y - 16.0) / 20.0).floor().max(1.0) as usize;
        let output = TextEdit::multiline(script.text)
            .id(script.id)
            .code_editor()
            .desired_rows(rows)
            .desired_width(width)
            .margin(Margin::ZERO)
            .frame(Frame::NONE.inner_margin(Margin { left: GUTTER as i8, right: 16, top: 8, bottom: 8 }))
            .background_color(Color32::TRANSPARENT)
            .layouter(&mut layouter)
            .event_filter(filter)
            .show(ui);
        let response = &output.response.response;
        widgets::name(ui, response, t("Lua-Skript", "Lua script").get(view.lang));
        widgets::keep_cursor(ui, response);
        if std::mem::take(&mut state.focus) {
            response.request_focus();
        }
        if response.lost_focus() {
            state.begun = None;
            out.push(Command::Seal);
        }
        if let Some(line) = state.line.take()
            && let Some(row) = output.galley.rows.get(line.saturating_sub(1) as usize)
        {
            ui.scroll_to_rect(row.rect().translate(output.galley_pos.to_vec2()), Some(egui::Align::Center));
        }
        let mut marks = marks(ui, &output, script, &theme);
        if let Some(at) = script.stops {
            marks.extend(stops::stops(ui, view, (at, script.text), &output, &mut state.point, out));
            debug::point_ui(ui, view, out, script.id.with("breakpoint"), &mut state.point);
        }
        marks.extend(find::found_marks(ui, state, script, &output));
        ui.painter().set(behind, egui::Shape::Vec(marks));
        let written = state.help.list.as_ref().map(|list| list.offset);
        problems::waves(ui, script, &output, written);
        assist_ui(ui, view, state, out, script, &output);
        rename_ui(ui, view, state, out, script, &output);
    });
}

/// The numbers of the lines, and a tint behind the lines that have a problem or that a click led to.
fn marks(ui: &Ui, output: &TextEditOutput, script: &Script<'_>, theme: &Theme) -> Vec<egui::Shape> {
    let clip = ui.clip_rect();
    let mut tints = Vec::new();
    let left = output.response.response.rect.left();
    for (i, row) in output.galley.rows.iter().enumerate() {
        let number = i as u32 + 1;
        let y: Range<f32> = output.galley_pos.y + row.rect().top()..output.galley_pos.y + row.rect().bottom();
        if y.end < clip.top() || y.start > clip.bottom() {
            continue;
        }
        let bad = script.problems.iter().any(|problem| line_of(problem) == Some(number));
        let marked = script.marked == Some(number);
        if marked {
            let line = Rect::from_min_max(pos2(left, y.start), pos2(output.response.response.rect.right(), y.end));
            tints.push(egui::Shape::rect_filled(line, 0.0, theme.select_bg));
        }
        let color = if bad { theme.bad } else { theme.faint };
        let text = widgets::elided(ui, &number.to_string(), theme::mono(11.5), color, GUTTER);
        let at = pos2(left + GUTTER - 14.0 - text.size().x, f32::midpoint(y.start, y.end) - text.size().y / 2.0);
        ui.painter().galley(at, text, color);
    }
    tints
}
