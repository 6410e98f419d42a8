//! A breakpoint: its dot, what it can say, and the entries of a menu about it.

use egui::{Color32, Id, Painter, Popup, PopupAnchor, PopupCloseBehavior, Pos2, Stroke, Ui, vec2};

use crate::editor::command::Action;
use crate::editor::debugger::FollowCommand;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::debug::{Breakpoint, StepKind};
use crate::model::place::Place;
use crate::ui::theme::Theme;
use crate::ui::{Outbox, widgets};

/// The breakpoint that is being changed: where it is, and where that is on the screen.
#[derive(Clone, Debug)]
pub struct OpenPoint {
    /// Its place.
    pub place: Place,
    /// Where it is shown.
    pub at: Pos2,
}

/// Paints the dot of a breakpoint: full where it always stops, with a hole where it does so only sometimes or only
/// tells, faint where it is off. `None` is the shadow of one that a click would set.
pub fn dot(painter: &Painter, theme: &Theme, (center, radius): (Pos2, f32), point: Option<&Breakpoint>) {
    let Some(point) = point else {
        painter.circle_filled(center, radius, theme.bad.gamma_multiply(0.35));
        return;
    };
    let color = if point.enabled { theme.bad } else { theme.faint };
    if !point.enabled {
        painter.circle_stroke(center, radius - 1.0, Stroke::new(1.5, color));
        return;
    }
    painter.circle_filled(center, radius, if point.log.trim().is_empty() { color } else { theme.accent });
    if !point.condition.trim().is_empty() || point.from_hit > 1 {
        painter.circle_filled(center, radius * 0.38, Color32::WHITE);
    }
}

/// Entries of a menu about the breakpoint at a place; gives whether it is to be changed.
pub fn point_entries_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, place: &Place) -> bool {
    let lang = view.lang;
    let point = view.editor.following.breakpoints.get(place);
    let mut opens = false;
    let words = match point {
        Some(_) => t("Haltepunkt entfernen", "Remove breakpoint"),
        None => t("Haltepunkt setzen", "Set breakpoint"),
    };
    let keys = Action::ToggleBreakpoint.def().shortcut.map(|keys| keys.text(lang)).unwrap_or_default();
    if ui.add(egui::Button::new(words.get(lang)).shortcut_text(keys)).clicked() {
        out.push(FollowCommand::Toggle(place.clone()));
        ui.close();
    }
    if ui.button(t("Haltepunkt mit Bedingung …", "Breakpoint with condition…").get(lang)).clicked() {
        if point.is_none() {
            out.push(FollowCommand::Set(place.clone(), Some(Breakpoint::default())));
        }
        opens = true;
        ui.close();
    }
    if view.run().is_some_and(|run| run.halted().is_some())
        && ui.button(Action::RunToHere.def().text.get(lang)).clicked()
    {
        out.push(crate::editor::request::Request::Step(StepKind::To(place.clone())));
        ui.close();
    }
    opens
}

/// Draws the window in which the breakpoint that is being changed says when it counts and what it does.
pub fn point_ui(ui: &Ui, view: &View<'_>, out: &mut Outbox, id: Id, open: &mut Option<OpenPoint>) {
    let Some(OpenPoint { place, at }) = open.clone() else { return };
    let Some(point) = view.editor.following.breakpoints.get(&place) else {
        // Set in this very frame, or taken away.
        return;
    };
    let mut stays = true;
    let mut changed = point.clone();
    let popup = Popup::new(id, ui.ctx().clone(), PopupAnchor::Position(at), ui.layer_id());
    let frame = egui::Frame::popup(ui.style()).inner_margin(14);
    let popup = popup.open_bool(&mut stays).close_behavior(PopupCloseBehavior::CloseOnClickOutside).frame(frame);
    let removes = popup.show(|ui| fields_ui(ui, view, &mut changed)).is_some_and(|shown| shown.inner);
    if removes {
        out.push(FollowCommand::Set(place, None));
    } else if changed != *point {
        out.push(FollowCommand::Set(place, Some(changed)));
    }
    if !stays || removes {
        *open = None;
    }
}

/// What a breakpoint can say; gives whether it is to be taken away.
fn fields_ui(ui: &mut Ui, view: &View<'_>, point: &mut Breakpoint) -> bool {
    let lang = view.lang;
    let theme = Theme::current(ui);
    ui.set_width(330.0);
    ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
    let title = t("Haltepunkt", "Breakpoint").get(lang);
    ui.horizontal(|ui| {
        ui.label(egui::RichText::new(title).font(crate::ui::theme::semibold(13.0)));
        let words = if point.enabled { t("an", "on") } else { t("aus", "off") };
        if widgets::switch(ui, title, Some(point.enabled), (words.get(lang), theme.muted)) {
            point.enabled = !point.enabled;
        }
    });
    let label = t("Nur wenn", "Only if").get(lang);
    let hint = t("zum Beispiel Menge > 10", "for example Count > 10").get(lang);
    widgets::form_row(ui, label, |ui| widgets::Input::new(label).hint(hint).mono().show(ui, &mut point.condition));
    let label = t("Ab dem … Mal", "From time no.").get(lang);
    widgets::form_row(ui, label, |ui| {
        let field = egui::DragValue::new(&mut point.from_hit).range(1..=1_000_000);
        let response = ui.add(field);
        widgets::name(ui, &response, label);
    });
    let label = t("Nur ins Log", "Only log").get(lang);
    let hint = t("Menge ist #[Menge]#", "Count is #[Count]#").get(lang);
    widgets::form_row(ui, label, |ui| widgets::Input::new(label).hint(hint).show(ui, &mut point.log));
    let how = t(
        "Namen von Variablen gelten, und was Lua rechnen kann. Steht bei „Nur ins Log“ etwas, hält nichts an.",
        "Names of variables count, and what Lua can work out. With words for the log, nothing stops.",
    );
    widgets::remark(ui, how.get(lang));
    widgets::button(ui, t("Haltepunkt entfernen", "Remove breakpoint").get(lang)).clicked()
}
