//! Dialogs above everything: one at a time, drawn as a modal.
//!
//! What stands in the fields lives in [`State`] until the primary button makes it an edit; closing forgets it.
//! Start reading at [`dialogs_ui`].

pub(in crate::ui) mod labels;

pub(in crate::ui) mod connection;
mod draft;
pub(in crate::ui) mod function;
mod languages;
mod list;
mod lost_work;
mod manager;
mod notice;
mod preferences;
mod secret;
mod shortcuts;
mod source;
#[cfg(test)]
mod tests;
pub(in crate::ui) mod timer;
mod transfer;
mod trust;
mod used;
mod variable;

use std::path::PathBuf;

use egui::{Align, Id, Key, Layout, Margin, Modal, Modifiers, Popup, RichText, ScrollArea, Ui};

use super::Outbox;
use super::theme::{self, Theme};
use super::widgets;
use crate::editor::command::{Command, UnsavedAnswer};
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::transfer::TransferCommand;
use crate::editor::view::View;
use crate::i18n::{Lang, t};

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    /// The dialog that is open, and what stands in its fields.
    open: Option<Open>,
    /// The path that the project could not be saved to; proposed where another one is asked for.
    unsaved: Option<PathBuf>,
}

#[derive(Debug)]
struct Open {
    dialog: Dialog,
    form: DialogForm,
    /// Its first frame: the first field takes the focus.
    fresh: bool,
    /// It was opened from the manager of the connections and goes back there.
    from_manager: bool,
}

#[derive(Debug)]
enum DialogForm {
    Source(Box<source::SourceForm>),
    Connection(Box<connection::ConnectionForm>),
    Manager(manager::ManagerForm),
    Languages(Box<languages::LanguagesForm>),
    Export(transfer::export::ExportForm),
    Import(transfer::import::ImportForm),
    Variable(variable::VariableForm),
    Timer(Box<timer::TimerForm>),
    Function(Box<function::FunctionForm>),
    /// A password that was asked for.
    Secret(String),
    Path(String),
    /// The program's own settings, which count at once.
    Preferences,
    Shortcuts,
    /// Nothing to fill in.
    Notice,
}

/// What a dialog may read while it is drawn.
#[derive(Clone, Copy)]
struct Frame<'a> {
    view: &'a View<'a>,
    lang: Lang,
    /// The first field takes the focus now.
    fresh: bool,
}

/// What a dialog's body and buttons have decided.
#[derive(Debug, Default)]
struct Answer {
    close: bool,
    submit: bool,
}

/// The buttons at the bottom.
struct Buttons<'a> {
    primary: &'a str,
    cancel: Option<&'a str>,
    /// Whether the primary button can be pressed.
    ready: bool,
}

/// Where the project could not be saved yet, which the dialog is about.
fn path_not_saved(dialog: &Dialog) -> Option<&PathBuf> {
    match dialog {
        Dialog::NoFolder(path) | Dialog::NotSaved(path, _) | Dialog::Overwrite(path) => Some(path),
        _ => None,
    }
}

/// Draws the dialog that is open; the palette is drawn by its own module.
pub fn dialogs_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let Some(dialog) = view.editor.dialog.as_ref().filter(|dialog| **dialog != Dialog::Palette) else {
        state.open = None;
        state.unsaved.take_if(|path| view.editor.path.as_ref() == Some(path));
        return;
    };
    if state.open.as_ref().is_none_or(|open| open.dialog != *dialog) {
        let before = state.open.as_ref().map(|open| &open.dialog);
        let from_manager = before == Some(&Dialog::Connections);
        let mut form = form(view, dialog, state.unsaved.take());
        // Back in the manager, what was edited is chosen.
        match (&mut form, before) {
            (DialogForm::Manager(form), Some(Dialog::EditPersonal(id))) => form.choose(id, true),
            (DialogForm::Manager(form), Some(Dialog::EditConnection(Some(id)))) => form.choose(id, false),
            _ => {}
        }
        state.unsaved = path_not_saved(dialog).cloned().or_else(|| state.unsaved.take());
        state.open = Some(Open { dialog: dialog.clone(), form, fresh: true, from_manager });
    }
    let Some(open) = &mut state.open else { return };
    let frame = Frame { view, lang: view.lang, fresh: std::mem::take(&mut open.fresh) };
    let closed = match &mut open.form {
        DialogForm::Source(form) => source::dialog_ui(ui, frame, form, out),
        DialogForm::Connection(form) => connection::dialog_ui(ui, frame, form, out),
        DialogForm::Manager(form) => manager::dialog_ui(ui, frame, form, out),
        DialogForm::Languages(form) => languages::dialog_ui(ui, frame, form, out),
        DialogForm::Export(form) => transfer::export::dialog_ui(ui, frame, form, out),
        DialogForm::Import(form) => transfer::import::dialog_ui(ui, frame, form, out),
        DialogForm::Variable(form) => variable::dialog_ui(ui, frame, form, out),
        DialogForm::Timer(form) => timer::dialog_ui(ui, frame, form, out),
        DialogForm::Function(form) => function::dialog_ui(ui, frame, form, out),
        DialogForm::Secret(word) => match dialog {
            Dialog::GiveSecret(connection, why) => secret::dialog_ui(ui, frame, (connection, why), word, out),
            _ => true,
        },
        DialogForm::Path(path) => notice::path_ui(ui, frame, path, *dialog == Dialog::AskPath(true), out),
        DialogForm::Preferences => preferences::dialog_ui(ui, frame, out),
        DialogForm::Shortcuts => shortcuts::dialog_ui(ui, frame),
        DialogForm::Notice => notice::notice_ui(ui, frame, dialog, out),
    };
    if !closed {
        return;
    }
    if matches!(dialog, Dialog::ExportConnections(_) | Dialog::ImportConnections) {
        out.push(Request::Transfer(TransferCommand::Forget));
    }
    state.unsaved = None;
    out.push(when_closed(dialog, open.from_manager));
}

/// What closing a dialog asks for.
fn when_closed(dialog: &Dialog, from_manager: bool) -> Command {
    match dialog {
        Dialog::Unsaved => Command::Unsaved(UnsavedAnswer::Cancel),
        Dialog::EditConnection(_) if from_manager => Command::OpenDialog(Dialog::Connections),
        Dialog::EditPersonal(_) | Dialog::ExportConnections(_) | Dialog::ImportConnections => {
            Command::OpenDialog(Dialog::Connections)
        }
        Dialog::EditConnection(_)
        | Dialog::Palette
        | Dialog::NewSource(_)
        | Dialog::NewSourceFor(..)
        | Dialog::NewSourceOn(..)
        | Dialog::ClearStored(..)
        | Dialog::DeleteUsed(_)
        | Dialog::EditSource(_)
        | Dialog::Connections
        | Dialog::Languages
        | Dialog::NewVariable(_)
        | Dialog::NewTimer(_)
        | Dialog::EditTimer(_)
        | Dialog::NewFunction(_)
        | Dialog::EditFunction(_)
        | Dialog::AskPath(_)
        | Dialog::Overwrite(_)
        | Dialog::ChangedOutside(_)
        | Dialog::NoFolder(_)
        | Dialog::NotSaved(..)
        | Dialog::StillWaiting(_)
        | Dialog::LostWork
        | Dialog::TrustProject(_)
        | Dialog::GiveSecret(..)
        | Dialog::TakeOver(_)
        | Dialog::Preferences
        | Dialog::Shortcuts
        | Dialog::About
        | Dialog::Message(..) => Command::CloseDialog,
    }
}

/// What a dialog begins with; `unsaved` is the path that could not be saved to.
fn form(view: &View<'_>, dialog: &Dialog, unsaved: Option<PathBuf>) -> DialogForm {
    match dialog {
        Dialog::NewSource(slot) => DialogForm::Source(Box::new(source::SourceForm::new(view, slot.clone()))),
        Dialog::NewSourceFor(controls, property) => {
            DialogForm::Source(Box::new(source::SourceForm::for_property(view, (controls.clone(), property.clone()))))
        }
        Dialog::NewSourceOn(connection, topic) => {
            DialogForm::Source(Box::new(source::SourceForm::on(view, connection, topic)))
        }
        Dialog::EditSource(id) if let Some(list) = view.editor.project().source(*id).filter(|it| it.is_list()) => {
            DialogForm::Variable(variable::VariableForm::of_list(view, list))
        }
        Dialog::EditSource(id) => DialogForm::Source(Box::new(source::SourceForm::of(view, *id))),
        Dialog::EditConnection(id) => {
            DialogForm::Connection(Box::new(connection::ConnectionForm::new(view, id.as_ref())))
        }
        Dialog::EditPersonal(id) => DialogForm::Connection(Box::new(connection::ConnectionForm::of_user(view, id))),
        Dialog::ExportConnections(chosen) => {
            DialogForm::Export(transfer::export::ExportForm::new(view, chosen.as_ref()))
        }
        Dialog::ImportConnections => DialogForm::Import(transfer::import::ImportForm::new(view)),
        Dialog::Languages => DialogForm::Languages(Box::default()),
        Dialog::Connections => DialogForm::Manager(manager::ManagerForm::new(view)),
        Dialog::NewVariable(slot) => DialogForm::Variable(variable::VariableForm::new(view, slot.clone())),
        Dialog::NewTimer(slot) => DialogForm::Timer(Box::new(timer::TimerForm::new(view, slot.clone()))),
        Dialog::EditTimer(id) => DialogForm::Timer(Box::new(timer::TimerForm::of(view, *id))),
        Dialog::NewFunction(slot) => DialogForm::Function(Box::new(function::FunctionForm::new(view, slot.clone()))),
        Dialog::EditFunction(id) => DialogForm::Function(Box::new(function::FunctionForm::of(view, *id))),
        Dialog::AskPath(save) => DialogForm::Path(notice::proposed_path(view, *save, unsaved)),
        Dialog::Palette
        | Dialog::Unsaved
        | Dialog::Overwrite(_)
        | Dialog::ChangedOutside(_)
        | Dialog::NoFolder(_)
        | Dialog::NotSaved(..)
        | Dialog::StillWaiting(_)
        | Dialog::ClearStored(..)
        | Dialog::DeleteUsed(_)
        | Dialog::LostWork
        | Dialog::TrustProject(_)
        | Dialog::TakeOver(_)
        | Dialog::About
        | Dialog::Message(..) => DialogForm::Notice,
        Dialog::GiveSecret(..) => DialogForm::Secret(String::new()),
        Dialog::Preferences => DialogForm::Preferences,
        Dialog::Shortcuts => DialogForm::Shortcuts,
    }
}

/// Title and size of a dialog.
#[derive(Clone, Copy)]
struct Look<'a> {
    title: &'a str,
    width: f32,
    lang: Lang,
    /// Least height of the body, so that the dialog does not jump with every field that comes and goes.
    height: f32,
    /// Height of the strip above the buttons, for what must not move the rest; 0 for none.
    strip: f32,
}

/// Draws title, body and buttons; Enter in a field is the primary button, Escape closes.
fn modal_ui(
    ui: &Ui,
    (title, width, lang): (&str, f32, Lang),
    buttons: &Buttons<'_>,
    body: impl FnOnce(&mut Ui),
    beside: impl FnOnce(&mut Ui),
) -> Answer {
    tall_modal_ui(ui, Look { title, width, lang, height: 0.0, strip: 0.0 }, buttons, body, |_| {}, beside)
}

/// Like [`modal_ui`], with a strip of fixed height above the buttons.
fn tall_modal_ui(
    ui: &Ui,
    look: Look<'_>,
    buttons: &Buttons<'_>,
    body: impl FnOnce(&mut Ui),
    strip: impl FnOnce(&mut Ui),
    beside: impl FnOnce(&mut Ui),
) -> Answer {
    let theme = Theme::current(ui);
    // On a small window it is narrower, and what then has no room scrolls.
    let room = ui.ctx().content_rect().width() - 24.0;
    let is_narrow = look.width > room;
    let look = Look { width: look.width.min(room), ..look };
    let popup_open = Popup::is_any_open(ui.ctx());
    let enter = ui.input(|input| input.key_pressed(Key::Enter));
    let shade = if theme.dark { 150 } else { 90 };
    let id = Id::unique("dialog");
    let mut area = Modal::default_area(id);
    let screen = ui.ctx().content_rect().height();
    // One that grows with what is filled in hangs from above, so that nothing moves away under the pointer.
    let top = (screen * 0.08).min(64.0);
    if look.height > 0.0 {
        area = area.anchor(egui::Align2::CENTER_TOP, egui::vec2(0.0, top));
    }
    let modal = Modal::new(id)
        .area(area)
        .backdrop_color(theme::shade(shade))
        .frame(egui::Frame::window(ui.style()).inner_margin(Margin::ZERO));
    let shown = modal.show(ui.ctx(), |ui| {
        ui.set_width(look.width);
        let mut answer = Answer { close: title_ui(ui, look.title, look.lang), submit: false };
        widgets::separator(ui);
        let margins = if look.height > 0.0 { top + 24.0 } else { 40.0 };
        let room = (screen - 120.0 - margins - look.strip).max(120.0);
        ScrollArea::new([is_narrow, true]).max_height(room).show(ui, |ui| {
            egui::Frame::NONE.inner_margin(Margin::symmetric(20, 14)).show(ui, |ui| {
                ui.set_width(look.width - 40.0);
                ui.set_min_height(look.height.min(room - 28.0));
                ui.spacing_mut().item_spacing.y = 6.0;
                body(ui);
            });
        });
        widgets::separator(ui);
        if look.strip > 0.0 {
            strip_ui(ui, look, strip);
        }
        egui::Frame::NONE.inner_margin(Margin::symmetric(20, 12)).show(ui, |ui| {
            buttons_ui(ui, buttons, &mut answer, beside);
        });
        answer
    });
    follow_size(ui, shown.response.rect, look.height > 0.0);
    let mut answer = shown.inner;
    // A field of one line gives up the focus on Enter; buttons and fields of several lines keep it.
    let in_field = ui.memory(|memory| memory.focused().is_none());
    if enter && in_field && !popup_open && shown.is_top_modal {
        answer.submit |= buttons.ready;
    }
    let escape = || ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
    // A click beside the dialog does not close it: what was typed would be gone.
    answer.close |= shown.is_top_modal && !popup_open && escape();
    answer
}

/// A dialog that has grown, or follows upon one of another size, stands in the middle again only some frames later.
fn follow_size(ui: &Ui, rect: egui::Rect, hangs: bool) {
    const FRAMES: u8 = 20;
    let id = Id::unique("size of the dialog");
    let before: Option<(egui::Vec2, u8)> = ui.data(|data| data.get_temp(id));
    let off = rect.center() - ui.ctx().content_rect().center();
    let is_off = off.x.abs() > 2.0 || (!hangs && off.y.abs() > 2.0);
    let left = match before {
        Some((size, left)) if size == rect.size() => left.saturating_sub(1),
        Some(_) | None => FRAMES,
    };
    ui.data_mut(|data| data.insert_temp(id, (rect.size(), left)));
    if left == FRAMES || (is_off && left > 0) {
        ui.ctx().request_repaint();
    }
}

fn strip_ui(ui: &mut Ui, look: Look<'_>, strip: impl FnOnce(&mut Ui)) {
    let size = egui::vec2(look.width, look.strip);
    let (rect, _) = ui.allocate_exact_size(size, egui::Sense::hover());
    let inner = rect.shrink2(egui::vec2(20.0, 6.0));
    let builder = egui::UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center));
    ui.scope_builder(builder, strip);
}

fn title_ui(ui: &mut Ui, title: &str, lang: Lang) -> bool {
    let theme = Theme::current(ui);
    let margin = Margin { left: 20, right: 12, top: 8, bottom: 6 };
    egui::Frame::NONE
        .inner_margin(margin)
        .show(ui, |ui| {
            let size = egui::vec2(ui.available_width(), theme::BUTTON);
            ui.allocate_ui_with_layout(size, Layout::right_to_left(Align::Center), |ui| {
                let close = widgets::icon_button(ui, "x", t("Schließen", "Close").get(lang)).clicked();
                ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                    ui.label(RichText::new(title).font(theme::semibold(15.0)).color(theme.text));
                });
                close
            })
            .inner
        })
        .inner
}

fn buttons_ui(ui: &mut Ui, buttons: &Buttons<'_>, answer: &mut Answer, beside: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            let primary = ui.add_enabled_ui(buttons.ready, |ui| widgets::primary_button(ui, buttons.primary)).inner;
            answer.submit |= primary.clicked();
            if let Some(cancel) = buttons.cancel {
                answer.close |= widgets::button(ui, cancel).clicked();
            }
            ui.with_layout(Layout::left_to_right(Align::Center), beside);
        });
    });
}

/// What time it is, in milliseconds since 1970.
pub(in crate::ui) fn now_ms() -> i64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

/// A row of a dialog: label at the left, ids that depend on the label alone.
fn row<R>(ui: &mut Ui, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = egui::UiBuilder::new().scope_id(Id::unique(("dialog row", label)));
    ui.scope_builder(builder, |ui| widgets::form_row(ui, label, |ui| ui.vertical(content).inner)).inner
}

/// The name of a thing; `flaw`: what is wrong with it.
fn name_row(ui: &mut Ui, (lang, has_keyboard): (Lang, bool), flaw: Option<&'static str>, name: &mut String) {
    let label = t("Name", "Name").get(lang);
    row(ui, label, |ui| {
        let response = widgets::Input::new(label).flaw(flaw).show(ui, name);
        if has_keyboard {
            widgets::focus_all(ui, &response);
        }
    });
}

/// The heading of a part that can be shown and hidden; its triangle stands below the labels of the rows.
fn fold(ui: &mut Ui, title: &str, hint: &str, open: bool) -> egui::Response {
    let look = widgets::TreeRow::new(title).open(open).color(Theme::current(ui).muted).hint(hint);
    // The row has margins of its own, as in a side panel.
    let (_, rect) = ui.allocate_space(egui::vec2(ui.available_width(), theme::ROW));
    let id = Id::unique(("dialog fold", title));
    let builder = egui::UiBuilder::new().max_rect(rect.expand2(egui::vec2(theme::PAD, 0.0))).scope_id(id);
    look.show(&mut ui.new_child(builder))
}

/// *Abbrechen*.
fn cancel(lang: Lang) -> &'static str {
    t("Abbrechen", "Cancel").get(lang)
}
