//! The start page: examples and recent files.

use std::path::Path;

use egui::accesskit::Role;
use egui::{
    CornerRadius, CursorIcon, Frame, Rect, Response, RichText, ScrollArea, Sense, StrokeKind, Ui, UiBuilder,
    WidgetInfo, pos2, vec2,
};

use super::menu::logo_at;
use super::theme::{self, Theme};
use super::{Outbox, widgets};
use crate::editor::command::{Action, Command};
use crate::editor::dialog::Dialog;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, t};

const WIDTH: f32 = 860.0;
const GAP: f32 = 40.0;
/// With less room all stands in one column.
const NARROW: f32 = 540.0;

/// Draws it.
pub fn start_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let theme = Theme::current(ui);
    egui::CentralPanel::no_frame().frame(Frame::NONE.fill(theme.bg)).show(ui, |ui| {
        ScrollArea::vertical().auto_shrink(false).show(ui, |ui| {
            let width = WIDTH.min(ui.available_width() - 48.0);
            let left = ui.max_rect().left() + (ui.available_width() - width) / 2.0;
            let top = ui.max_rect().top() + (ui.clip_rect().height() * 0.12).clamp(24.0, 110.0);
            let page = Rect::from_min_size(pos2(left, top), vec2(width, 10.0));
            ui.scope_builder(UiBuilder::new().max_rect(page), |ui| {
                ui.spacing_mut().item_spacing = vec2(8.0, 8.0);
                title_ui(ui, view);
                ui.add_space(28.0);
                columns_ui(ui, view, out);
                ui.add_space(32.0);
            });
        });
    });
}

fn title_ui(ui: &mut Ui, view: &View<'_>) {
    let theme = Theme::current(ui);
    ui.horizontal(|ui| {
        let (square, _response) = ui.allocate_exact_size(vec2(52.0, 52.0), Sense::hover());
        logo_at(ui, square);
        ui.add_space(10.0);
        ui.vertical(|ui| {
            ui.spacing_mut().item_spacing.y = 3.0;
            ui.label(RichText::new("Steckbrett").font(theme::semibold(26.0)));
            let what = t(
                "Touch-Apps, die MQTT sprechen: Controls hinziehen, Bausteine stecken, starten.",
                "Touch apps that talk MQTT: drag controls, plug blocks, start.",
            );
            ui.label(RichText::new(what.get(view.lang)).font(theme::regular(14.0)).color(theme.muted));
        });
    });
}

fn columns_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let top = ui.next_widget_position();
    let width = ui.available_width();
    if width < NARROW {
        left_ui(ui, view, out);
        ui.add_space(20.0);
        return examples_ui(ui, view, out);
    }
    let left_width = (width - GAP) * 0.44;
    let column = |x: f32, width: f32| Rect::from_min_size(pos2(x, top.y), vec2(width, 10.0));
    let left = column(top.x, left_width);
    let right = column(top.x + left_width + GAP, width - left_width - GAP);
    let left = ui.scope_builder(UiBuilder::new().max_rect(left), |ui| left_ui(ui, view, out)).response.rect;
    let right = ui.scope_builder(UiBuilder::new().max_rect(right), |ui| examples_ui(ui, view, out)).response.rect;
    ui.advance_cursor_after_rect(left.union(right));
}

fn left_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    heading(ui, t("Beginnen", "Begin").get(view.lang));
    for (icon, action) in [("file-plus-2", Action::New), ("folder-open", Action::Open), ("route", Action::FirstApp)] {
        let def = action.def();
        let steps = || t("6 Schritte", "6 steps").get(view.lang).to_owned();
        let keys = def.shortcut.map_or_else(steps, |shortcut| shortcut.text(view.lang));
        if card(ui, &ExampleCard { icon, title: def.text.get(view.lang), line: "", hint: &keys }).clicked() {
            out.act(action);
        }
    }
    back_ui(ui, view, out);
    if !view.data.lost.is_empty() {
        let title = t("Nicht gespeicherte Arbeit …", "Unsaved work…").get(view.lang);
        if card(ui, &ExampleCard { icon: "history", title, line: "", hint: "" }).clicked() {
            out.push(Command::OpenDialog(Dialog::LostWork));
        }
    }
    ui.add_space(16.0);
    heading(ui, t("Zuletzt benutzt", "Recent").get(view.lang));
    if view.data.recent.is_empty() {
        let theme = Theme::current(ui);
        let words = t("Gespeicherte Projekte stehen hier.", "Saved projects appear here.");
        ui.label(RichText::new(words.get(view.lang)).color(theme.faint));
    }
    for path in view.data.recent.iter().take(8) {
        if recent_row(ui, path).clicked() {
            out.push(Command::OpenPath(path.clone()));
        }
    }
}

/// The way back to the project that is open.
fn back_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    let editor = view.editor;
    let project = editor.project();
    if editor.path.is_none() && !editor.history.is_dirty() {
        return;
    }
    let first = project.screens.first().map(|screen| Tab::Screen(screen.id));
    let Some(tab) = editor.tabs.first().cloned().or(first) else { return };
    let title = match view.lang {
        Lang::De => format!("Weiter an „{}“", project.name),
        Lang::En => format!("Back to “{}”", project.name),
    };
    if card(ui, &ExampleCard { icon: "arrow-left", title: &title, line: "", hint: "" }).clicked() {
        out.push(Command::OpenTab(tab));
    }
}

fn recent_row(ui: &mut Ui, path: &Path) -> Response {
    let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let folder = path.parent().map(|folder| folder.display().to_string()).unwrap_or_default();
    ui.spacing_mut().item_spacing.y = 0.0;
    let row = widgets::TreeRow::new(&name).icon("file").hint(&folder);
    ui.push_id(path, |ui| row.show(ui)).inner.on_hover_text(path.display().to_string())
}

fn examples_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox) {
    heading(ui, t("Beispiele", "Examples").get(view.lang));
    for example in &view.data.examples {
        let look = ExampleCard { icon: "app-window", title: &example.name, line: &example.purpose, hint: "" };
        if ui.push_id(example.file, |ui| card(ui, &look)).inner.clicked() {
            out.push(Command::OpenExample(example.file));
        }
    }
}

fn heading(ui: &mut Ui, text: &str) {
    let theme = Theme::current(ui);
    ui.label(widgets::section_job(text, theme.muted));
    ui.add_space(2.0);
}

struct ExampleCard<'a> {
    icon: &'a str,
    title: &'a str,
    line: &'a str,
    hint: &'a str,
}

/// A large button: icon, title, where given a sentence below it.
fn card(ui: &mut Ui, card: &ExampleCard<'_>) -> Response {
    let theme = Theme::current(ui);
    let width = ui.available_width();
    let text_width = width - 60.0 - 14.0;
    let line = ui.painter().layout(card.line.to_owned(), theme::regular(12.5), theme.muted, text_width);
    let height = if card.line.is_empty() { 48.0 } else { 22.0 + 18.0 + 3.0 + line.size().y };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, card.title));
    if !card.line.is_empty() {
        ui.ctx().accesskit_node_builder(response.id, |node| node.set_description(card.line));
    }
    let hot = response.hovered() || response.has_focus();
    let stroke = if hot { egui::Stroke::new(1.0, theme.accent) } else { theme.border() };
    ui.painter().rect(rect, CornerRadius::same(8), theme.panel, stroke, StrokeKind::Inside);
    let icon_y = if card.line.is_empty() { rect.center().y } else { rect.top() + 21.0 };
    widgets::icon_at(
        ui,
        pos2(rect.left() + 28.0, icon_y),
        card.icon,
        20.0,
        if hot { theme.accent } else { theme.muted },
    );
    let left = rect.left() + 56.0;
    let title = widgets::elided(ui, card.title, theme::semibold(13.5), theme.text, text_width);
    let title_top = icon_y - title.size().y / 2.0;
    ui.painter().galley(pos2(left, title_top), title, theme.text);
    if !card.line.is_empty() {
        ui.painter().galley(pos2(left, rect.top() + 11.0 + 18.0 + 3.0), line, theme.muted);
    }
    let hint = widgets::elided(ui, card.hint, theme::regular(11.5), theme.faint, 90.0);
    ui.painter().galley(
        pos2(rect.right() - 14.0 - hint.size().x, rect.center().y - hint.size().y / 2.0),
        hint,
        theme.faint,
    );
    response.on_hover_cursor(CursorIcon::PointingHand)
}
