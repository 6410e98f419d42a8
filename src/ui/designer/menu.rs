//! Context menus of the designer.

use egui::{Response, Ui};

use super::{Canvas, State};
use crate::editor::command::{Action, Command};
use crate::editor::tabs::Tab;
use crate::language;
use crate::model::control::Control;
use crate::model::handler::HandlerRef;
use crate::model::screen::ScreenSpot;
use crate::ui::Outbox;
use crate::ui::icon::icon;
use crate::ui::widgets;

/// The menu of a control: its events, then what can be done with the selection.
pub(super) fn control(
    response: &Response,
    canvas: &Canvas<'_>,
    state: &mut State,
    control: &Control,
    out: &mut Outbox,
) {
    aim(response, state);
    response.context_menu(|ui| {
        ui.set_min_width(210.0);
        let triggers = language::control(&control.kind).map_or(&[][..], |def| def.triggers);
        for trigger in triggers.iter().filter(|each| each.is_usual() || control.handlers.contains_key(each.key)) {
            let bolt = icon("zap", canvas.theme.accent).size(13.0);
            let button = ui.button((bolt, trigger.title(canvas.view.lang)));
            widgets::name(ui, &button, trigger.name);
            if widgets::tip(button, trigger.help.get(canvas.view.lang)).clicked() {
                let at = HandlerRef::new(control.id, trigger.key);
                out.push(Command::OpenTab(Tab::Handler(at)));
                ui.close();
            }
        }
        ui.separator();
        for action in [Action::Cut, Action::Copy, Action::Paste, Action::Duplicate, Action::Delete] {
            entry(ui, canvas, (action, state.menu_at), out);
        }
        ui.separator();
        for action in [Action::CopyStyle, Action::PasteStyle] {
            entry(ui, canvas, (action, None), out);
        }
        ui.separator();
        for action in [Action::BringToFront, Action::BringForward, Action::SendBackward, Action::SendToBack] {
            entry(ui, canvas, (action, None), out);
        }
        ui.separator();
        for action in
            [Action::Group, Action::Ungroup, Action::MakeComponent, Action::Detach, Action::Lock, Action::Hide]
        {
            entry(ui, canvas, (action, None), out);
        }
    });
}

/// The menu of the empty canvas.
pub(super) fn background(response: &Response, canvas: &Canvas<'_>, state: &mut State, out: &mut Outbox) {
    aim(response, state);
    response.context_menu(|ui| {
        ui.set_min_width(210.0);
        for action in [Action::Paste, Action::SelectAll, Action::FreeAll] {
            entry(ui, canvas, (action, state.menu_at), out);
        }
        ui.separator();
        for action in [Action::ZoomFit, Action::ZoomReset, Action::ZoomIn, Action::ZoomOut] {
            entry(ui, canvas, (action, None), out);
        }
    });
}

/// Notes where a menu was asked for: what is pasted by it lands there.
fn aim(response: &Response, state: &mut State) {
    if response.secondary_clicked() {
        state.menu_at = state.pointer;
    }
}

fn entry(ui: &mut Ui, canvas: &Canvas<'_>, (action, at): (Action, Option<ScreenSpot>), out: &mut Outbox) {
    let def = action.def();
    let shortcut = def.shortcut.map(|shortcut| shortcut.text(canvas.view.lang)).unwrap_or_default();
    let ticked = canvas.view.editor.ticked(action);
    let mut button = egui::Button::new(def.text.get(canvas.view.lang)).shortcut_text(shortcut);
    if ticked {
        button = button.right_text(icon("check", canvas.theme.accent).size(14.0));
    }
    if ui.add_enabled(canvas.view.editor.enabled(action), button).clicked() {
        if let Some(spot) = at.filter(|_| action == Action::Paste) {
            out.push(Command::Aim(spot));
        }
        out.act(action);
        ui.close();
    }
}
