//! Menu and toolbar, from the one table of actions.

mod lamp;
mod logo;
mod toolbar;

use egui::accesskit::Role;
use egui::containers::menu::SubMenuButton;
use egui::{Button, RichText, Ui, WidgetInfo};

pub use self::logo::logo_at;
pub use self::toolbar::toolbar_ui;
use super::theme::Theme;
use super::{Outbox, icon, widgets};
use crate::editor::command::{ACTIONS, Action, Menu};
use crate::editor::view::View;
use crate::i18n::Text;
use crate::model::preference::SHOW_VALUES;

/// Whether an action has something to do now; menus show the others faint, keys ignore them.
pub fn enabled(action: Action, view: &View<'_>) -> bool {
    match action {
        Action::Stop => view.run().is_some() || view.editor.running,
        Action::Run => view.run().is_none() && view.editor.enabled(Action::Run),
        Action::Resume | Action::StepOver | Action::StepInto | Action::StepOut | Action::RunToHere => {
            view.run().is_some_and(|run| run.halted().is_some()) && view.editor.enabled(action)
        }
        other => view.editor.enabled(other),
    }
}

/// Whether it is so already what an action does.
fn ticked(action: Action, view: &View<'_>) -> bool {
    match action {
        Action::SlowMotion => view.editor.following.slow,
        Action::DesignRunning => view.editor.running && view.editor.designing,
        Action::ShowValues => view.data.preferences.is_on(&SHOW_VALUES),
        other => view.editor.ticked(other),
    }
}

/// Draws all menus as submenus of one.
fn main_menu_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let theme = Theme::current(ui);
    ui.set_min_width(170.0);
    for menu in Menu::ALL {
        let text = menu.text().get(view.lang);
        let chevron = icon::icon("chevron-right", theme.muted).size(13.0);
        let (response, _) = SubMenuButton::from_button(Button::new(text).right_text(chevron)).ui(ui, |ui| {
            ui.set_min_width(230.0);
            entries_ui(ui, view, out, menu);
        });
        // Without the chevron, which has no name.
        widgets::name(ui, &response, text);
    }
}

fn entries_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, menu: Menu) {
    for def in ACTIONS.iter().filter(|def| def.menu == menu) {
        if def.line_above {
            ui.separator();
        }
        entry_ui(ui, view, out, (def.action, def.text));
    }
}

/// An entry of a menu: its words, its keys, and a tick where it is so already.
pub fn entry_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, (action, text): (Action, Text)) {
    let theme = Theme::current(ui);
    let text = text.get(view.lang);
    let ticked = ticked(action, view);
    let mut button = Button::new(text);
    if ticked {
        button = button.right_text(icon::icon("check", theme.accent).size(14.0));
    } else if let Some(shortcut) = action.def().shortcut {
        button = button.shortcut_text(RichText::new(shortcut.text(view.lang)).size(12.0).color(theme.faint));
    }
    let response = ui.add_enabled(enabled(action, view), button);
    if ticked {
        // Without the tick, which has no name.
        response.widget_info(|| WidgetInfo::selected(Role::MenuItemCheckBox, true, true, text));
    }
    if response.clicked() {
        out.act(action);
        ui.close();
    }
}
