//! The strip below the toolbar while the project is a preview: what that means, and the way to trust it.

use egui::{Align, Frame, Label, Layout, Margin, Panel, RichText, Ui};

use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::view::View;
use crate::i18n::t;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Draws it where there is a reason to.
pub(super) fn strip_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    if view.data.preview.is_none() {
        return;
    }
    let theme = Theme::current(ui);
    let frame = Frame::NONE.fill(theme.raised).inner_margin(Margin::symmetric(12, 5));
    Panel::top("preview").resizable(false).frame(frame).show(ui, |ui| {
        ui.spacing_mut().item_spacing.x = 10.0;
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::button(ui, t("Ansehen und vertrauen …", "Look and trust…").get(view.lang)).clicked() {
                out.push(Command::OpenDialog(Dialog::TrustProject(false)));
            }
            ui.with_layout(Layout::left_to_right(Align::Center), |ui| {
                let word = RichText::new(t("Vorschau", "Preview").get(view.lang));
                ui.label(word.font(theme::semibold(13.0)).color(theme.warn));
                let sentence = t(
                    "Das Projekt ist nicht von diesem Rechner. Nichts läuft oder verbindet sich, bis ihm jemand vertraut.",
                    "The project is not from this computer. Nothing runs or connects until somebody trusts it.",
                );
                ui.add(Label::new(RichText::new(sentence.get(view.lang)).color(theme.text)).truncate());
            });
        });
    });
}
