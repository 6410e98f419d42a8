//! The section *Logik*: one row per trigger of the control or data source, with the way to its handler.

use egui::accesskit::Role;
use egui::{CornerRadius, Popup, Rect, Response, Sense, StrokeKind, Ui, WidgetInfo, pos2, vec2};

use crate::editor::command::Command;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, t};
use crate::language;
use crate::language::block::TriggerDef;
use crate::model::edit::Edit;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::item::Item;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Draws it; nothing for controls without triggers.
pub(super) fn logic_ui(ui: &mut Ui, view: &View<'_>, out: &mut Outbox, owner: &Item) {
    let project = view.editor.project();
    let triggers = language::triggers(project, owner);
    if triggers.is_empty() {
        return;
    }
    widgets::section(ui, t("Logik", "Logic").get(view.lang));
    ui.spacing_mut().item_spacing.y = 0.0;
    let row = |trigger: &'static TriggerDef| {
        let at = HandlerRef::new(owner.clone(), trigger.key);
        let handler = project.handler(&at).map(|handler| &**handler);
        TriggerRow { at, trigger, handler }
    };
    // What is used is seen.
    let (seen, more): (Vec<_>, Vec<_>) =
        triggers.iter().map(row).partition(|row| row.trigger.is_usual() || row.handler.is_some());
    for row in &seen {
        trigger_ui(ui, view.lang, out, row);
    }
    if !more.is_empty() && more_events_ui(ui, view.lang, more.len()) {
        for row in &more {
            trigger_ui(ui, view.lang, out, row);
        }
    }
}

/// The line that folds the rarer events; whether they are unfolded.
fn more_events_ui(ui: &mut Ui, lang: Lang, count: usize) -> bool {
    let id = egui::Id::unique("more events");
    let open = ui.data(|data| data.get_temp::<bool>(id)).unwrap_or_default();
    let title = format!("{} ({count})", t("Weitere Ereignisse", "More events").get(lang));
    if super::fold_line(ui, &title, open) {
        ui.data_mut(|data| data.insert_temp(id, !open));
    }
    open
}

struct TriggerRow<'a> {
    at: HandlerRef,
    trigger: &'static TriggerDef,
    handler: Option<&'a Handler>,
}

/// How much a handler holds: `4 Bausteine`, `12 Zeilen Lua`; nothing for an empty one.
pub(super) fn size_text(handler: Option<&Handler>, lang: Lang) -> String {
    let Some(handler) = handler else { return String::new() };
    match (handler, handler.size(), lang) {
        (_, 0, _) => t("leer", "empty").get(lang).to_owned(),
        (Handler::Blocks(_), 1, _) => t("1 Baustein", "1 block").get(lang).to_owned(),
        (Handler::Blocks(_), count, Lang::De) => format!("{count} Bausteine"),
        (Handler::Blocks(_), count, Lang::En) => format!("{count} blocks"),
        (Handler::Lua(_), 1, _) => t("1 Zeile Lua", "1 line of Lua").get(lang).to_owned(),
        (Handler::Lua(_), count, Lang::De) => format!("{count} Zeilen Lua"),
        (Handler::Lua(_), count, Lang::En) => format!("{count} lines of Lua"),
    }
}

fn trigger_ui(ui: &mut Ui, lang: Lang, out: &mut Outbox, row: &TriggerRow<'_>) {
    let theme = Theme::current(ui);
    let name = row.trigger.name;
    let active = row.handler.is_some_and(|handler| handler.size() > 0);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), 30.0), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ListItem, true, name));
    if active {
        ui.painter().rect_filled(rect, 0.0, theme.accent.gamma_multiply(0.14));
    } else if response.contains_pointer() {
        ui.painter().rect_filled(rect, 0.0, theme.raised);
    }
    let y = rect.center().y;
    let mut x = rect.left() + 14.0;
    if active {
        widgets::icon_at(ui, pos2(x + 7.0, y), "zap", 14.0, theme.accent);
        x += 20.0;
    }
    let color = if active { theme.text } else { theme.muted };
    more_ui(ui, lang, out, row, Rect::from_center_size(pos2(rect.right() - 22.0, y), vec2(20.0, 22.0)));
    let edit = edit_button(ui, lang, row, Rect::from_center_size(pos2(rect.right() - 56.0, y), vec2(42.0, 22.0)));
    let mut size = size_text(row.handler, lang);
    let size_color = if active { theme.text } else { theme.faint };
    let right = x + right_room(rect, x);
    let label = widgets::elided(ui, name, theme::regular(13.0), color, right - x);
    // Behind a long name there is room for the beginning only; the tip has it all.
    let behind = (right - x - label.size().x - 6.0).max(0.0);
    let gloss = row.trigger.gloss(lang);
    let gloss = gloss.map(|gloss| widgets::elided(ui, gloss, theme::regular(11.0), theme.muted, behind));
    let measured = |text: &str| widgets::elided(ui, text, theme::regular(11.0), size_color, right - x);
    let explained = gloss.as_ref().map_or(0.0, |gloss| gloss.size().x + 6.0);
    let room = (right - x - label.size().x - explained - 6.0).max(0.0);
    if let Some(handler) = row.handler.filter(|_| measured(&size).size().x > room) {
        // Where not all fits, the figure alone tells how much there is.
        size = handler.size().to_string();
    }
    let count = measured(&size);
    if let Some(gloss) = gloss {
        let behind = x + label.size().x + 6.0;
        ui.painter().galley(pos2(behind, y - gloss.size().y / 2.0 + 0.5), gloss, theme.muted);
    }
    ui.painter().galley(pos2(x, y - label.size().y / 2.0), label, color);
    ui.painter().galley(pos2(right - count.size().x, y - count.size().y / 2.0), count, size_color);
    let response = widgets::tip(response, row.trigger.help.get(lang));
    if edit.clicked() || response.double_clicked() {
        out.push(Command::OpenTab(Tab::Handler(row.at.clone())));
    }
    Popup::context_menu(&response).show(|ui| menu_ui(ui, lang, out, row));
}

/// Room in a row from `x` on, before its buttons.
fn right_room(row: Rect, x: f32) -> f32 {
    row.right() - 84.0 - x
}

fn edit_button(ui: &Ui, lang: Lang, row: &TriggerRow<'_>, rect: Rect) -> Response {
    let theme = Theme::current(ui);
    let name = match lang {
        Lang::De => format!("{} bearbeiten", row.trigger.name),
        Lang::En => format!("Edit {}", row.trigger.name),
    };
    let response = ui.interact(rect, egui::Id::unique(("edit handler", &row.at)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    let fill = ui.style().interact(&response).weak_bg_fill;
    let stroke = if response.has_focus() { egui::Stroke::new(1.0, theme.select) } else { theme.border() };
    ui.painter().rect(rect, CornerRadius::same(5), fill, stroke, StrokeKind::Inside);
    let text = widgets::elided(ui, "</>", theme::mono(12.0), theme.text, 40.0);
    ui.painter().galley(rect.center() - text.size() / 2.0, text, theme.text);
    response.on_hover_text(name)
}

fn more_ui(ui: &Ui, lang: Lang, out: &mut Outbox, row: &TriggerRow<'_>, rect: Rect) {
    let theme = Theme::current(ui);
    let name = match lang {
        Lang::De => format!("Mehr zu {}", row.trigger.name),
        Lang::En => format!("More about {}", row.trigger.name),
    };
    let response = ui.interact(rect, egui::Id::unique(("more about handler", &row.at)), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, &name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, CornerRadius::same(4), theme.raised);
    }
    widgets::icon_at(ui, rect.center(), "ellipsis-vertical", 14.0, theme.muted);
    Popup::menu(&response).show(|ui| menu_ui(ui, lang, out, row));
    response.on_hover_text(name);
}

fn menu_ui(ui: &mut Ui, lang: Lang, out: &mut Outbox, row: &TriggerRow<'_>) {
    let set = |handler: Option<Handler>| Edit::SetHandler(row.at.clone(), handler);
    let empty = row.handler.is_none_or(|handler| handler.size() == 0);
    if empty {
        let open = Command::OpenTab(Tab::Handler(row.at.clone()));
        if ui.button(t("Mit Bausteinen", "With blocks").get(lang)).clicked() {
            if row.handler.is_some() {
                out.edit(set(None));
            }
            out.push(open);
        } else if ui.button(t("Mit Lua", "With Lua").get(lang)).clicked() {
            out.edit(set(Some(Handler::Lua(String::new()))));
            out.push(open);
        }
    }
    if row.handler.is_some() && ui.button(t("Skript löschen", "Delete script").get(lang)).clicked() {
        out.edit(set(None));
    }
}
