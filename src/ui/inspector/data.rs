//! Connections, data sources, variables, timers and functions in the inspector: their main fields.

pub(super) mod connection;
pub(super) mod function;
pub(super) mod source;
pub(super) mod timer;
pub(super) mod variable;

use egui::{RichText, Ui};

use super::padded;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Icon, name, and faint what it is.
fn header_ui(ui: &mut Ui, key: &str, icon_name: &str, name: &str, kind: &str) {
    let theme = Theme::current(ui);
    ui.add_space(10.0);
    padded(ui, &format!("{key}/header"), |ui| {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 8.0;
            widgets::icon_in_line(ui, icon_name, 16.0, theme.accent);
            ui.label(RichText::new(name).font(theme::semibold(14.0)));
            ui.label(RichText::new(kind).size(12.0).color(theme.faint));
        });
    });
}
