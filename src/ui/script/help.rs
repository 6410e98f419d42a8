//! What stands beside the text while it is written and read: the list of completions, the call around the cursor, what
//! the name under the pointer is; and the way to where a name is defined.

use egui::text::{LayoutJob, TextFormat};
use egui::text_edit::TextEditOutput;
use egui::{Area, Event, Frame, Order, RichText, Ui, pos2};

use super::list::{CompletionList, kind_words, list_ui, look};
use super::{Script, State, cursor, list, problems};
use crate::editor::command::Command;
use crate::editor::view::View;
use crate::language;
use crate::language::assist::describe::{CallHelp, Definition, Described, LiveName, NameDetail, call_help, describe};
use crate::model::glimpse::Glimpse;
use crate::model::handler::HandlerRef;
use crate::model::place::Place;
use crate::model::value::Value;
use crate::say;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// What is open, and what is known already of the text as it is.
#[derive(Debug, Default)]
pub(super) struct Help {
    /// The list of completions.
    pub(super) list: Option<CompletionList>,
    /// The list is to be opened at the cursor.
    pub(super) open: bool,
    /// Whether the call around the cursor is told.
    pub(super) calls: bool,
    /// The cursor is to be brought into sight.
    pub(super) scroll: bool,
    /// The call that was found last, at which place of a text of which length.
    call: Option<((usize, usize), Option<CallHelp>)>,
    /// What the name under the pointer is, at which byte of a text of which length.
    hovered: Option<((usize, usize), Option<Described>)>,
}

/// Follows what was typed in this frame, and draws what helps.
pub(super) fn help_ui(
    ui: &Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    script: &mut Script<'_>,
    output: &TextEditOutput,
) {
    let response = &output.response.response;
    let focused = response.has_focus();
    let cursor = cursor::selected(ui.ctx(), script.id, script.text);
    let alone = cursor.as_ref().filter(|range| range.is_empty()).map(|range| range.start);
    match alone.filter(|_| focused) {
        Some(offset) => typed(ui, view, state, script, offset, response.changed()),
        // Who clicks an entry stays in the text.
        None if alone.is_some() && state.help.list.as_ref().is_some_and(|list| list.has_pointer(ui)) => {
            response.request_focus();
        }
        None => state.help.list = None,
    }
    if focused || state.help.list.is_some() {
        list_ui(ui, view.lang, state, script, output);
    }
    if let Some(offset) = alone.filter(|_| focused && state.help.calls) {
        call_ui(ui, view, state, script, output, offset);
    }
    if let Some(at) = response.hover_pos() {
        let byte = cursor::byte_under(output, script.text, at);
        if let Some(byte) = byte.filter(|_| response.clicked() && ui.input(|input| input.modifiers.command)) {
            go_to(ui, view, state, out, script, byte);
        } else if let Some(byte) = byte.filter(|_| state.help.list.is_none()) {
            hover_ui(response.clone(), view, state, script, byte);
        }
    }
    if std::mem::take(&mut state.help.scroll)
        && let Some(range) = cursor
    {
        ui.scroll_to_rect(cursor::place(output, script.text, range.end).expand(24.0), None);
    }
}

/// Opens, follows or closes the list as the text was changed.
fn typed(ui: &Ui, view: &View<'_>, state: &mut State, script: &mut Script<'_>, offset: usize, changed: bool) {
    let Some(at) = script.at else { return };
    if std::mem::take(&mut state.help.open) {
        return list::open(view, state, at, script.text, offset);
    }
    if !changed {
        if state.help.list.as_ref().is_some_and(|list| list.offset != offset) {
            state.help.list = None;
        }
        return;
    }
    let last = ui.input(|input| {
        let text = input.events.iter().rev().find_map(|event| match event {
            Event::Text(text) => Some(text.chars().next_back()),
            _ => None,
        });
        text.flatten()
    });
    // Who types fast has gone on already behind the bracket.
    let opens = |event: &Event| matches!(event, Event::Text(text) if text.contains(['(', ',']));
    state.help.calls |= ui.input(|input| input.events.iter().any(opens));
    let before = script.text.get(..offset).and_then(|before| before.chars().next_back());
    let last = last.filter(|last| before == Some(*last));
    // What is put in or taken back stays as it is.
    let is_typed = last.is_some();
    match last {
        Some(c) if c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | ':' | '\'' | '"') => {
            list::follow(view, state, at, script.text, offset);
        }
        // Something was taken away: an open list goes on.
        None if state.help.list.is_some() => list::follow(view, state, at, script.text, offset),
        _ => state.help.list = None,
    }
    if is_typed {
        super::indent::closing(ui, state, script, offset);
    }
}

/// The call around the cursor, above its line.
fn call_ui(ui: &Ui, view: &View<'_>, state: &mut State, script: &Script<'_>, output: &TextEditOutput, offset: usize) {
    let Some(at) = script.at else { return };
    let key = (offset, script.text.len());
    if state.help.call.as_ref().is_none_or(|(known, _)| *known != key) {
        state.help.call = Some((key, call_help(view.editor.project(), at, script.text, offset)));
    }
    let Some((_, Some(call))) = &state.help.call else {
        state.help.calls = false;
        return;
    };
    let theme = Theme::current(ui);
    let spot = cursor::place(output, script.text, call.open);
    let line = cursor::place(output, script.text, offset);
    let title = title_of(&theme, call);
    let sentence = call.help.as_ref().map(|help| help.get(view.lang).to_owned());
    let words = title.text.clone();
    let area = Area::new(script.id.with("call")).order(Order::Foreground);
    let area = area.pivot(egui::Align2::LEFT_BOTTOM).fixed_pos(pos2(spot.left() - 20.0, line.top() - 4.0));
    area.show(ui.ctx(), |ui| {
        Frame::popup(ui.style()).fill(theme.panel).inner_margin(8).show(ui, |ui| {
            ui.set_max_width(520.0);
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.label(title).widget_info(|| egui::WidgetInfo::labeled(egui::Role::Label, true, &words));
            if let Some(sentence) = sentence {
                ui.label(RichText::new(sentence).color(theme.muted).font(theme::regular(12.0)));
            }
        });
    });
}

/// The call with the value that is being written marked.
fn title_of(theme: &Theme, call: &CallHelp) -> LayoutJob {
    let mut job = LayoutJob::default();
    let plain = |color| TextFormat { font_id: theme::mono(12.5), color, ..TextFormat::default() };
    job.append(&format!("{}(", call.name), 0.0, plain(theme.text));
    for (number, argument) in call.arguments.iter().enumerate() {
        if number > 0 {
            job.append(", ", 0.0, plain(theme.text));
        }
        let mut format = plain(theme.muted);
        if call.current == Some(number) {
            format.color = theme.select;
            format.underline = egui::Stroke::new(1.5, theme.select);
        }
        job.append(argument, 0.0, format);
    }
    job.append(")", 0.0, plain(theme.text));
    if !call.gives.is_empty() {
        job.append(&format!(" → {}", call.gives), 0.0, plain(theme.faint));
    }
    job
}

/// What the name under the pointer is, and what is wrong with it.
fn hover_ui(response: egui::Response, view: &View<'_>, state: &mut State, script: &Script<'_>, byte: usize) {
    let Some(at) = script.at else { return };
    let key = (byte, script.text.len());
    if state.help.hovered.as_ref().is_none_or(|(known, _)| *known != key) {
        state.help.hovered = Some((key, describe(view.editor.project(), at, script.text, byte)));
    }
    let described = state.help.hovered.as_ref().and_then(|(_, described)| described.as_ref());
    let wrong = problems::at_byte(script, byte);
    if described.is_none() && wrong.is_none() {
        return;
    }
    response.on_hover_ui_at_pointer(|ui| {
        let theme = Theme::current(ui);
        ui.set_max_width(460.0);
        ui.spacing_mut().item_spacing.y = 4.0;
        if let Some(problem) = wrong {
            ui.label(RichText::new(problem.wording.get(view.lang)).color(theme.bad));
        }
        if let Some(described) = described {
            described_ui(ui, view, described);
        }
    });
}

fn described_ui(ui: &mut Ui, view: &View<'_>, described: &Described) {
    let theme = Theme::current(ui);
    ui.label(RichText::new(&described.title).font(theme::mono(12.5)).color(theme.text));
    let (icon, color) = look(&theme, described.kind);
    ui.horizontal(|ui| {
        ui.spacing_mut().item_spacing.x = 6.0;
        widgets::icon_in_line(ui, icon, 13.0, color);
        let mut words = kind_words(described.kind, view.lang);
        let more = match &described.detail {
            NameDetail::None => String::new(),
            NameDetail::Type(ty) => say::type_label(*ty).get(view.lang).to_owned(),
            NameDetail::Words(more) => more.get(view.lang).to_owned(),
            NameDetail::Code(code) => code.clone(),
        };
        if !more.is_empty() {
            words = format!("{words} · {more}");
        }
        ui.label(RichText::new(words).color(theme.muted).font(theme::regular(12.0)));
    });
    if let Some(help) = &described.help {
        ui.label(RichText::new(help.get(view.lang)).color(theme.muted));
    }
    if let Some(value) = described.live.as_ref().and_then(|live| live_value(view, live)) {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 6.0;
            widgets::icon_in_line(ui, "play", 12.0, theme.run);
            let words = say::glimpse(&Glimpse::Plain(value), view.lang);
            ui.label(RichText::new(words).font(theme::mono(12.5)).color(theme.run));
        });
    }
}

/// What a name holds while the app runs.
fn live_value(view: &View<'_>, live: &LiveName) -> Option<Value> {
    let run = view.run()?;
    match live {
        LiveName::Variable(id) => {
            let variable = view.editor.project().variable(*id)?;
            Some(run.variables.get(id).unwrap_or(&variable.initial).clone())
        }
        LiveName::Property(id, key) => {
            let project = view.editor.project();
            let held = run.properties.get(id).and_then(|of| of.get(key)).cloned();
            held.or_else(|| language::script_value(project, project.control(*id)?, key))
        }
    }
}

/// Leads to where the name at a byte is defined.
pub(super) fn go_to(ui: &Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, script: &Script<'_>, byte: usize) {
    let Some(at) = script.at else { return };
    let described = describe(view.editor.project(), at, script.text, byte);
    match described.and_then(|described| described.defined) {
        Some(Definition::Item(item)) => {
            let function = item.function().map(|id| HandlerRef::new(id, crate::model::function::CALLED));
            out.push(Command::GoTo(Place::Item(item)));
            // What a function does is where it is defined.
            if let Some(function) = function {
                out.push(Command::GoTo(Place::Handler(function, None)));
            }
        }
        Some(Definition::Here(range)) => {
            cursor::select(ui.ctx(), script.id, script.text, &range);
            state.help.scroll = true;
            state.focus = true;
        }
        None => {}
    }
}
