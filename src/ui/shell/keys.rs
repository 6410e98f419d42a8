//! The keys that work everywhere, from the table of actions, and the clipboard's keys.
//!
//! A focused text field keeps the keys that mean something to it.

use std::time::{Duration, Instant};

use egui::text_selection::LabelSelectionState;
use egui::{Event, Key, Modifiers, Popup, Ui};

use super::State;
use crate::editor::command::{ACTIONS, Action, ActionDef, Command, Menu, Shortcut};
use crate::editor::dialog::Dialog;
use crate::editor::selection::Selection;
use crate::editor::timeline::TimelineCommand;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::run::Level;
use crate::player::toasts;
use crate::ui::{Outbox, UiState, menu};

/// How long the hint after the first Esc stands, and the second one counts.
const LEAVING: Duration = Duration::from_secs(3);

/// Turns the keys of this frame into commands.
pub(in crate::ui) fn keys(ui: &Ui, view: &View<'_>, state: &mut UiState, out: &mut Outbox) {
    // Esc is an answer where the app in front asks something.
    let asks = view.run().is_some() && view.is_app_in_front() && state.run.is_asking();
    if !asks {
        escape(ui, view, &mut state.shell, out);
    }
    let dialog = view.editor.dialog.as_ref();
    if dialog == Some(&Dialog::Palette) && [Action::Palette, Action::Find].iter().any(|a| consume(ui, &shortcut_of(*a)))
    {
        out.push(Command::CloseDialog);
    }
    if dialog.is_some() {
        return;
    }
    let typing = ui.ctx().text_edit_focused();
    // While the app runs in place of the designer, its keys are its own.
    let app_in_front = view.is_app_in_front();
    let editing = !typing && !app_in_front;
    if editing {
        clipboard(ui, view, state, out);
        if ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::F2)) {
            state.explorer.rename_selected(view);
        }
    } else if typing && !app_in_front && shortcut_pressed(ui, Action::Undo) {
        state.shell.focus.offer_undo();
    }
    // Shortcuts with Shift first: egui takes Ctrl+Shift+S for Ctrl+S as well.
    let (with_shift, without): (Vec<&ActionDef>, Vec<&ActionDef>) =
        ACTIONS.iter().partition(|def| def.shortcut.is_some_and(|shortcut| shortcut.shift));
    for def in with_shift.into_iter().chain(without) {
        let allowed = if view.data.only_app {
            matches!(def.action, Action::FullScreen | Action::Quit)
        } else {
            editing || !matches!(def.menu, Menu::Edit | Menu::Arrange)
        };
        // In a script, finding means finding in it.
        let is_of_script = def.action == Action::Find && typing && state.script.has_keyboard(ui.ctx());
        if def.action != Action::Stop
            && allowed
            && !is_of_script
            && menu::enabled(def.action, view)
            && def.shortcut.is_some_and(|shortcut| consume(ui, &shortcut))
        {
            out.act(def.action);
        }
    }
}

/// Notes for the next frame what has the keyboard now.
pub(in crate::ui) fn remember_focus(ui: &Ui, state: &mut State, out: &mut Outbox) {
    state.focus.follow(ui, out);
    state.text_had_focus = ui.ctx().text_edit_focused();
    state.popup_was_open = Popup::is_any_open(ui.ctx());
}

/// Esc first leaves a text field, a menu or a dialog, then what is selected to be edited, then stops the app.
fn escape(ui: &Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let now = Instant::now();
    let (pressed, dragging) = ui.input(|input| (input.key_pressed(Key::Escape), input.pointer.any_down()));
    if !pressed || state.popup_was_open {
        return;
    }
    if view.editor.dialog.is_some() {
        ui.input_mut(|input| input.consume_key(Modifiers::NONE, Key::Escape));
        out.push(Command::CloseDialog);
    } else if view.data.timeline.open && !state.text_had_focus {
        out.push(TimelineCommand::Close);
    } else if state.text_had_focus || dragging {
        // The text field loses the focus, the drag ends: that was the wish.
    } else if view.data.kiosk && view.run().is_some() && !state.confirms_leaving(now) {
        // A cat on the keyboard, or a hand on the way elsewhere, does not end an app.
        state.leaving_until = Some(now + LEAVING);
    } else if view.run().is_some() && !view.is_app_in_front() && view.editor.selection != Selection::Nothing {
        // Whoever edits the running app lets go of what is selected first.
        out.push(Command::Select(Selection::Nothing));
    } else if view.run().is_some() || view.editor.selection != Selection::Nothing {
        out.act(Action::Stop);
    }
}

/// Says that Esc once more ends the app.
pub(in crate::ui) fn leaving_ui(ui: &Ui, view: &View<'_>, state: &State) {
    let Some(until) = state.leaving_until.filter(|_| view.data.kiosk) else { return };
    let sentence = if view.data.only_app {
        t("Esc noch einmal drücken, um die App zu beenden.", "Press Esc once more to end the app.")
    } else {
        t("Esc noch einmal drücken, um zum Editor zurückzukehren.", "Press Esc once more to go back to the editor.")
    };
    toasts(ui, &[(Level::Info, sentence.get(view.lang).to_owned(), until)], ui.max_rect());
}

fn shortcut_of(action: Action) -> Shortcut {
    action.def().shortcut.unwrap_or(Shortcut { ctrl: true, shift: false, alt: false, key: "K" })
}

fn shortcut_pressed(ui: &Ui, action: Action) -> bool {
    let Shortcut { ctrl, shift, alt, key } = shortcut_of(action);
    Key::from_name(key).is_some_and(|key| {
        ui.input(|input| {
            let held = input.modifiers.command == ctrl && input.modifiers.shift == shift && input.modifiers.alt == alt;
            held && input.key_pressed(key)
        })
    })
}

fn consume(ui: &Ui, shortcut: &Shortcut) -> bool {
    // On many keyboards plus is the upper half of the equals key.
    let other = (shortcut.key == "Plus").then_some(Key::Equals);
    let named = Key::from_name(shortcut.key);
    named.into_iter().chain(other).any(|wanted| {
        // A key with one modifier more is another key: Ctrl+Delete is not Delete, AltGr+Q is not Ctrl+Q. What counts is
        // what was held with the key, not at the end of the frame.
        let is_it = |event: &Event| match event {
            Event::Key { key, pressed: true, modifiers, .. } => {
                let held = modifiers.command == shortcut.ctrl && modifiers.alt == shortcut.alt;
                *key == wanted && held && (modifiers.shift || !shortcut.shift)
            }
            _ => false,
        };
        ui.input_mut(|input| {
            let before = input.events.len();
            input.events.retain(|event| !is_it(event));
            let is_pressed = input.events.len() < before;
            // With Alt a letter comes as text too.
            input.events.retain(|event| !(is_pressed && shortcut.alt && matches!(event, Event::Text(_))));
            is_pressed
        })
    })
}

/// Copy, cut and paste come as events of their own, paste with its text.
fn clipboard(ui: &Ui, view: &View<'_>, state: &UiState, out: &mut Outbox) {
    if ui.ctx().plugin::<LabelSelectionState>().lock().has_selection() {
        return;
    }
    let mut taken = Vec::new();
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Copy | Event::Cut | Event::Paste(_) => {
                taken.push(event.clone());
                false
            }
            _ => true,
        });
    });
    for event in taken {
        match event {
            Event::Copy if menu::enabled(Action::Copy, view) => out.act(Action::Copy),
            Event::Cut if menu::enabled(Action::Cut, view) => out.act(Action::Cut),
            Event::Paste(text) => {
                // The menu of the screen has said where.
                if view.editor.aim.is_none()
                    && let Some(spot) = state.designer.pointer(ui)
                {
                    out.push(Command::Aim(spot));
                }
                out.push(Command::PasteText(text));
            }
            _ => {}
        }
    }
}
