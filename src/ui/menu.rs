//! Menu and toolbar, from the one table of actions.

mod lamp;
mod logo;
mod toolbar;

use egui::containers::menu::SubMenuButton;
use egui::{Button, RichText, Ui};

pub use self::logo::logo_at;
pub use self::toolbar::toolbar_ui;
use super::theme::Theme;
use super::{Outbox, icon, widgets};
use crate::editor::command::{ACTIONS, Action, Menu};
use crate::editor::view::View;

/// Whether an action has something to do now; menus show the others faint, keys ignore them.
pub fn enabled(action: Action, view: &View<'_>) -> bool {
    match action {
        Action::Stop => view.run().is_some() || view.editor.running,
        Action::Run => view.run().is_none() && view.editor.enabled(Action::Run),
        other => view.editor.enabled(other),
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
    let theme = Theme::current(ui);
    for def in ACTIONS.iter().filter(|def| def.menu == menu) {
        if def.line_above {
            ui.separator();
        }
        let mut button = Button::new(def.text.get(view.lang));
        if let Some(shortcut) = def.shortcut {
            button = button.shortcut_text(RichText::new(shortcut.text(view.lang)).size(12.0).color(theme.faint));
        }
        if ui.add_enabled(enabled(def.action, view), button).clicked() {
            out.act(def.action);
            ui.close();
        }
    }
}
