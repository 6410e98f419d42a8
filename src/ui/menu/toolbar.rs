//! The toolbar: what the project is called, search, the local broker, and the one primary button.

use egui::accesskit::Role;
use egui::{
    Align, CornerRadius, CursorIcon, Layout, Popup, Rect, RichText, Sense, StrokeKind, Ui, UiBuilder, WidgetInfo, pos2,
    vec2,
};

use super::{enabled, lamp, logo_at, main_menu_ui};
use crate::editor::command::{Action, Command};
use crate::editor::dialog::Dialog;
use crate::editor::request::Request;
use crate::editor::selection::Selection;
use crate::editor::view::{ThemeChoice, View};
use crate::i18n::t;
use crate::model::connection::{Connection, PORT};
use crate::ui::Outbox;
use crate::ui::dialogs::connection::lan;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets::{self, Landmark, landmark};

/// Draws it over the whole of `ui`.
pub fn toolbar_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let rect = ui.max_rect();
    let inner = rect.shrink2(vec2(10.0, 0.0));
    let left = ui
        .scope_builder(UiBuilder::new().max_rect(inner).layout(Layout::left_to_right(Align::Center)), |ui| {
            left_ui(ui, view, out, rect.width());
            ui.min_rect().right()
        })
        .inner;
    let right = ui
        .scope_builder(UiBuilder::new().max_rect(inner).layout(Layout::right_to_left(Align::Center)), |ui| {
            right_ui(ui, view, out, rect.width());
            ui.min_rect().left()
        })
        .inner;
    search_ui(ui, view, out, (left + 16.0, right - 16.0));
}

/// From this width on the program says its name.
const NAMED: f32 = 760.0;
/// From this width on theme and language have buttons; before that they stand in the menu alone.
const BUTTONS: f32 = 620.0;
/// From this width on the local broker has words beside its lamp.
const WORDS: f32 = 700.0;

fn left_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, width: f32) {
    let theme = Theme::current(ui);
    ui.spacing_mut().item_spacing.x = 0.0;
    let menu = widgets::icon_button(ui, "menu", t("Menü", "Menu").get(view.lang));
    Popup::menu(&menu).show(|ui| main_menu_ui(ui, view, out));
    ui.add_space(6.0);
    let (square, _response) = ui.allocate_exact_size(vec2(22.0, 22.0), Sense::hover());
    logo_at(ui, square);
    ui.add_space(9.0);
    let open = view.editor.active.is_some();
    if width >= NAMED || !open {
        ui.label(RichText::new("Steckbrett").font(theme::semibold(13.0)));
    }
    if open {
        if width >= NAMED {
            ui.add_space(8.0);
            ui.label(RichText::new("·").color(theme.faint));
            ui.add_space(8.0);
        }
        project_ui(ui, view, out, (width * 0.22).min(220.0));
    }
    if view.editor.active.is_some() {
        ui.add_space(14.0);
        step_button(ui, view, out, Action::Undo);
        step_button(ui, view, out, Action::Redo);
    }
}

/// The project's name; a click shows the project in the inspector.
fn project_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, most: f32) {
    let theme = Theme::current(ui);
    let name = &view.editor.project().name;
    let galley = widgets::elided(ui, name, theme::regular(13.0), theme.text, most);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x, theme::BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let at = pos2(rect.left(), rect.center().y - galley.size().y / 2.0);
    if response.hovered() || response.has_focus() {
        let y = at.y + galley.size().y;
        ui.painter().hline(rect.x_range(), y, egui::Stroke::new(1.0, theme.faint));
    }
    ui.painter().galley(at, galley, theme.text);
    let how = t("Name und Zweck des Projekts zeigen", "Show name and purpose of the project").get(view.lang);
    let tip = match &view.editor.path {
        Some(path) => format!("{}\n{how}", path.display()),
        None => how.to_owned(),
    };
    if response.on_hover_text(tip).on_hover_cursor(CursorIcon::PointingHand).clicked() {
        out.push(Command::Select(Selection::Nothing));
    }
    let state = if view.data.saving {
        Some(t("speichert …", "saving…"))
    } else if view.editor.history.is_dirty() {
        Some(t("geändert", "changed"))
    } else {
        None
    };
    if let Some(state) = state {
        ui.add_space(9.0);
        let (dot, _response) = ui.allocate_exact_size(vec2(6.0, 16.0), Sense::hover());
        ui.painter().circle_filled(dot.center(), 2.5, theme.faint);
        ui.add_space(4.0);
        ui.label(RichText::new(state.get(view.lang)).font(theme::regular(11.0)).color(theme.faint));
    }
}

/// Undo or redo; the tooltip names the step.
fn step_button(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, action: Action) {
    let history = &view.editor.history;
    let (icon, step) = match action {
        Action::Redo => ("redo-2", history.redo_label()),
        _ => ("undo-2", history.undo_label()),
    };
    let def = action.def();
    let mut words = def.text.get(view.lang).to_owned();
    if let Some(step) = step {
        words = format!("{words}: {}", step.get(view.lang));
    }
    let keys = def.shortcut.map(|shortcut| shortcut.text(view.lang)).unwrap_or_default();
    let tooltip = format!("{words}  ({keys})");
    if widgets::icon_button_enabled(ui, icon, &tooltip, enabled(action, view)).clicked() {
        out.act(action);
    }
}

/// From right to left.
fn right_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, width: f32) {
    ui.spacing_mut().item_spacing.x = 6.0;
    let action = if view.run().is_some() { Action::Stop } else { Action::Run };
    let def = action.def();
    let keys = def.shortcut.map(|shortcut| shortcut.text(view.lang)).unwrap_or_default();
    // On the start page there is nothing in sight that could be started.
    if view.editor.active.is_some() || action == Action::Stop {
        let response = widgets::run_button(ui, def.text.get(view.lang), &keys, action == Action::Stop);
        landmark::here(ui, Landmark::Start, response.rect);
        if response.clicked() {
            out.act(action);
        }
        ui.add_space(2.0);
    }
    if width >= BUTTONS {
        look_ui(ui, view, out);
    }
    let used = lamp::used(view);
    if !used.is_empty() {
        lamp::lamp_ui(ui, view, out, (&used, width >= WORDS));
    } else if view.data.local_port.is_some() || view.editor.project().connections.iter().any(Connection::is_local) {
        broker_ui(ui, view, out, width);
    }
}

/// Theme and language.
fn look_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let (icon, tip) = match view.data.theme() {
        ThemeChoice::Dark => ("sun", t("Helles Aussehen", "Light theme")),
        ThemeChoice::Light => ("moon", t("Dunkles Aussehen", "Dark theme")),
    };
    if widgets::icon_button(ui, icon, tip.get(view.lang)).clicked() {
        out.act(Action::ToggleTheme);
    }
    language_ui(ui, view, out);
}

fn language_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(34.0, theme::BUTTON), Sense::click());
    let tip = Action::ToggleLanguage.def().text.get(view.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, tip));
    let hot = response.hovered() || response.has_focus();
    if hot {
        ui.painter().rect(rect, CornerRadius::same(6), theme.raised, theme.border(), StrokeKind::Inside);
    }
    let color = if hot { theme.text } else { theme.muted };
    let galley = widgets::elided(ui, view.lang.code(), theme::regular(13.0), color, 40.0);
    ui.painter().galley(rect.center() - galley.size() / 2.0, galley, color);
    if response.on_hover_text(tip).clicked() {
        out.act(Action::ToggleLanguage);
    }
}

/// Lamp and address of the local broker; a click starts it and shows how another program can listen.
fn broker_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, width: f32) {
    let theme = Theme::current(ui);
    let name = t("Lokaler Broker", "Local broker").get(view.lang);
    let words = match view.data.local_port {
        Some(port) if width > 1120.0 => format!("{name} 127.0.0.1:{port}"),
        Some(port) => format!(":{port}"),
        None => format!("{name} · {}", t("bereit", "ready").get(view.lang)),
    };
    let shown = if width >= WORDS { words.as_str() } else { "" };
    let galley = widgets::elided(ui, shown, theme::regular(13.0), theme.muted, 260.0);
    let (rect, response) = ui.allocate_exact_size(vec2(galley.size().x + 36.0, theme::BUTTON), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &words));
    if response.hovered() || response.has_focus() {
        ui.painter().rect(rect, CornerRadius::same(6), theme.raised, theme.border(), StrokeKind::Inside);
    }
    let lamp = if view.data.local_port.is_some() { theme.run } else { theme.faint };
    widgets::lamp_at(ui, pos2(rect.left() + 14.0, rect.center().y), lamp);
    ui.painter().galley(pos2(rect.left() + 25.0, rect.center().y - galley.size().y / 2.0), galley, theme.muted);
    // Whoever looks for its address wants to join it now.
    if response.clicked() && view.data.local_port.is_none() {
        out.push(Request::StartBroker);
    }
    Popup::menu(&response).close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        // Menus stretch their lines; this is a text.
        let margin = egui::Margin::symmetric(8, 4);
        egui::Frame::NONE.inner_margin(margin).show(ui, |ui| {
            ui.with_layout(Layout::top_down(Align::Min), |ui| broker_popup_ui(ui, view, out));
        });
    });
}

fn broker_popup_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let theme = Theme::current(ui);
    ui.set_width(430.0);
    ui.spacing_mut().item_spacing = vec2(8.0, 6.0);
    ui.add_space(4.0);
    let what = match (view.data.sharing.foreign, view.data.sharing.on) {
        (true, _) => t(
            "Der lokale Broker läuft in einem anderen Programm auf diesem Rechner.",
            "The local broker runs inside another program on this computer.",
        ),
        (false, true) => t(
            "Der lokale Broker läuft in diesem Programm und ist mit Passwort auch im Netzwerk zu erreichen.",
            "The local broker runs inside this program and can be reached from the network too, with a password.",
        ),
        (false, false) => t(
            "Der lokale Broker läuft in diesem Programm und ist nur auf diesem Rechner zu erreichen.",
            "The local broker runs inside this program and can be reached on this computer only.",
        ),
    };
    ui.label(RichText::new(what.get(view.lang)).color(theme.muted));
    if view.data.sharing.on && !view.data.sharing.foreign {
        for address in &view.data.sharing.addresses {
            let address = lan::address_text(address, view.data.local_port);
            ui.label(RichText::new(address).font(theme::mono(12.5)));
        }
    }
    let how =
        t("In einem Terminal zeigt dieser Befehl alle Nachrichten:", "In a terminal, this command shows all messages:");
    ui.label(RichText::new(how.get(view.lang)).color(theme.muted));
    let line = format!("mosquitto_sub -h 127.0.0.1 -p {} -t '#' -v", view.data.local_port.unwrap_or(PORT));
    ui.horizontal(|ui| {
        let shown = RichText::new(&line).font(theme::mono(12.5)).background_color(theme.field);
        ui.label(shown);
        ui.with_layout(Layout::right_to_left(Align::Center), |ui| {
            if widgets::icon_button(ui, "copy", t("Befehl kopieren", "Copy command").get(view.lang)).clicked() {
                out.push(Request::CopyText(line.clone()));
                ui.close();
            }
        });
    });
    if view.data.local_port.is_none() {
        let words = t("Er startet gerade.", "It is starting.");
        ui.label(RichText::new(words.get(view.lang)).font(theme::regular(11.5)).color(theme.faint));
    }
}

/// The field that opens search and commands: in the middle of the window if there is room.
fn search_ui(ui: &Ui, view: &View<'_>, out: &mut Outbox, (left, right): (f32, f32)) {
    let theme = Theme::current(ui);
    let rect = ui.max_rect();
    let room = (right - left).clamp(0.0, 280.0);
    if room < 28.0 {
        return;
    }
    // Where no word fits, a button with the magnifier alone.
    let width = if room < 110.0 { 28.0 } else { room };
    let middle = rect.center().x.clamp(left + width / 2.0, (right - width / 2.0).max(left + width / 2.0));
    let field = Rect::from_center_size(pos2(middle, rect.center().y), vec2(width, theme::BUTTON));
    let def = Action::Palette.def();
    let words = def.text.get(view.lang);
    let response = ui.interact(field, ui.scope_id().with("search"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words));
    let hot = response.hovered() || response.has_focus();
    let stroke = if hot { egui::Stroke::new(1.0, theme.faint) } else { theme.border() };
    ui.painter().rect(field, CornerRadius::same(6), theme.field, stroke, StrokeKind::Inside);
    let y = field.center().y;
    widgets::icon_at(ui, pos2(field.left() + 15.0, y), "search", 14.0, theme.faint);
    let keys = def.shortcut.map(|shortcut| shortcut.text(view.lang)).unwrap_or_default();
    let keys = widgets::elided(ui, &keys, theme::regular(11.0), theme.faint, 80.0);
    let keys_left = field.right() - 10.0 - keys.size().x;
    let hint = widgets::elided(ui, words, theme::regular(13.0), theme.faint, keys_left - field.left() - 38.0);
    if width > 28.0 {
        ui.painter().galley(pos2(field.left() + 28.0, y - hint.size().y / 2.0), hint, theme.faint);
    }
    if width > 150.0 {
        ui.painter().galley(pos2(keys_left, y - keys.size().y / 2.0), keys, theme.faint);
    }
    if response.on_hover_cursor(CursorIcon::Text).clicked() {
        out.push(Command::OpenDialog(Dialog::Palette));
    }
}
