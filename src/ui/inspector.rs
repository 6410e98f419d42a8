//! The right side: properties of what is selected.
//!
//! Every change is an [`Edit`](crate::model::edit::Edit) pushed into the [`Outbox`]; nothing here touches the project.
//! Start reading at [`inspector_ui`].

mod arithmetic;
mod binding;
mod blocks;
mod color;
mod columns;
mod common;
mod component;
mod controls;
mod data;
mod drop;
mod images;
mod languages;
mod logic;
mod looks;
mod number;
mod project;
mod property;
mod repeater;
mod rules;
mod screen;
mod showing;
mod sounds;
#[cfg(test)]
mod tests;
mod web;
mod write;

use egui::{CornerRadius, CursorIcon, Frame, Id, Margin, Pos2, Rect, RichText, ScrollArea, Sense, Ui, UiBuilder, vec2};

use super::Outbox;
use super::theme::Theme;
use super::widgets::{self, Input};
use crate::editor::command::Command;
use crate::editor::request::Request;
use crate::editor::selection::Selection;
use crate::editor::tabs::Tab;
use crate::editor::view::View;
use crate::i18n::{Lang, Text, t};
use crate::model::edit::Edit;
use crate::model::id::ControlId;
use crate::model::item::Item;

/// The last entry of every list of data sources.
const NEW_SOURCE: Text = t("Neue MQTT-Datenquelle …", "New MQTT data source…");

/// What it remembers between frames.
#[derive(Debug, Default)]
pub struct State {
    /// The text of the name field that has the focus: the field's key and what was typed.
    typing: Option<(String, String)>,
    /// The card of a binding that is open.
    card: Option<binding::OpenCard>,
    /// The rule that is unfolded, by its place.
    rule: Option<(ControlId, usize)>,
    /// Whether the fields to try rules with are unfolded.
    trying: bool,
    /// Whether the rarer settings of what a control writes are unfolded.
    rarer: bool,
    /// What of the project is unfolded.
    unfolded: UnfoldedParts,
    /// The host that is being typed, to be allowed.
    new_host: String,
}

/// What of the project is unfolded.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each part is unfolded or not, whatever the others are")]
struct UnfoldedParts {
    /// Its colours and text styles.
    looks: bool,
    /// Its images.
    images: bool,
    /// Its sounds.
    sounds: bool,
    /// The hosts that it may ask.
    web: bool,
}

/// Draws it.
pub fn inspector_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    ScrollArea::vertical().auto_shrink([false, false]).show(ui, |ui| {
        ui.spacing_mut().item_spacing.y = 4.0;
        selection_ui(ui, view, state, out);
        ui.add_space(24.0);
    });
}

fn selection_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    let project = view.editor.project();
    let drawn = match &view.editor.selection {
        Selection::Nothing => false,
        Selection::Items(items) => match items.as_slice() {
            [Item::Screen(id)] => screen::screen_ui(ui, view, state, out, *id),
            [Item::Connection(id)] => data::connection::connection_ui(ui, view, state, out, id),
            [Item::Source(id)] => data::source::source_ui(ui, view, state, out, *id),
            [Item::Variable(id)] => data::variable::variable_ui(ui, view, state, out, *id),
            [Item::Timer(id)] => data::timer::timer_ui(ui, view, state, out, *id),
            [Item::Function(id)] => data::function::function_ui(ui, view, state, out, *id),
            _ => match common::Chosen::new(project, &view.editor.selection.control_ids()) {
                Some(chosen) => {
                    controls::controls_ui(ui, view, state, out, &chosen);
                    true
                }
                None => false,
            },
        },
        Selection::Blocks(at, ids) => blocks::blocks_ui(ui, view, out, at, ids),
    };
    if !drawn {
        nothing_ui(ui, view, state, out);
    }
}

/// Nothing is selected, or it is gone: the project.
fn nothing_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox) {
    project::project_ui(ui, view, state, out);
    if let Some(Tab::Handler(at)) = &view.editor.active
        && view.editor.project().handler(at).is_some_and(|handler| handler.graph().is_none())
    {
        let sentence = t("Dieses Ereignis ist in Lua geschrieben", "This event is written in Lua");
        widgets::empty_state(ui, sentence.get(view.lang), None);
    }
}

/// What stands where several things differ.
fn mixed(lang: Lang) -> &'static str {
    t("gemischt", "mixed").get(lang)
}

/// Content with the inspector's margins; its ids depend on `key` alone, so that no field loses the focus
/// when a row above it comes or goes.
fn padded<R>(ui: &mut Ui, key: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new().scope_id(Id::unique(("inspector", key)));
    ui.scope_builder(builder, |ui| {
        Frame::NONE.inner_margin(Margin::symmetric(super::theme::PAD as i8, 0)).show(ui, content).inner
    })
    .inner
}

/// The line that opens and closes what is below it; whether it was clicked.
fn fold_line(ui: &mut Ui, title: &str, open: bool) -> bool {
    let theme = Theme::current(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), super::theme::ROW), Sense::click());
    response.widget_info(|| egui::WidgetInfo::selected(egui::accesskit::Role::Button, true, open, title));
    let color = if response.hovered() || response.has_focus() { theme.text } else { theme.muted };
    let (x, y) = (rect.left() + super::theme::PAD, rect.center().y);
    widgets::icon_at(ui, Pos2::new(x + 3.0, y), if open { "chevron-down" } else { "chevron-right" }, 13.0, color);
    let text = widgets::elided(ui, title, super::theme::semibold(12.0), color, rect.width() - 40.0);
    ui.painter().galley(Pos2::new(x + 15.0, y - text.size().y / 2.0), text, color);
    response.clicked()
}

/// A row with a label at the left.
fn row<R>(ui: &mut Ui, key: &str, label: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let builder = UiBuilder::new().scope_id(Id::unique(("inspector", key)));
    ui.scope_builder(builder, |ui| widgets::field_row(ui, label, content)).inner
}

/// A row with a label and a faint text that cannot be edited.
fn fact_row(ui: &mut Ui, key: &str, label: &str, text: &str) {
    let theme = Theme::current(ui);
    row(ui, key, label, |ui| ui.add(egui::Label::new(RichText::new(text).color(theme.muted)).truncate()));
}

/// A row with a colour that `edit` puts into the project.
fn color_row(
    ui: &mut Ui,
    view: &View<'_>,
    (key, label): (&str, &str),
    text: &str,
    out: &mut Outbox,
    edit: impl FnOnce(String) -> Edit,
) {
    let ink = Theme::current(ui).text;
    let field =
        color::ColorField { name: label, text, hint: "#rrggbb", ink, lang: view.lang, project: view.editor.project() };
    let answer = row(ui, key, label, |ui| field.show(ui));
    if let Some(color) = answer.changed {
        out.edit_merged(edit(color), key);
    }
    if answer.ended {
        out.push(Command::Seal);
    }
}

/// A row with a text in code and a button that copies it.
fn copy_row(ui: &mut Ui, key: &str, label: &str, text: &str, lang: Lang, out: &mut Outbox) {
    let theme = Theme::current(ui);
    row(ui, key, label, |ui| {
        let room = ui.available_width() - 34.0;
        let mono = RichText::new(text).font(super::theme::mono(12.5)).color(theme.muted);
        ui.allocate_ui_with_layout(
            vec2(room, super::theme::ROW),
            egui::Layout::left_to_right(egui::Align::Center),
            |ui| {
                ui.set_min_width(room);
                ui.add(egui::Label::new(mono).truncate())
            },
        );
        let tooltip = match lang {
            Lang::De => format!("{label} kopieren"),
            Lang::En => format!("Copy {label}"),
        };
        if widgets::icon_button(ui, "copy", &tooltip).clicked() {
            out.push(Request::CopyText(text.to_owned()));
        }
    });
}

/// The arrow behind a field that sets its property back to the default; whether it was clicked.
fn reset_arrow(ui: &Ui, field_end: Pos2, key: &str, label: &str, lang: Lang) -> bool {
    let theme = Theme::current(ui);
    let rect = Rect::from_center_size(field_end + vec2(11.0, 0.0), vec2(16.0, crate::ui::theme::ROW));
    let response = ui.interact(rect, Id::unique(("reset", key)), Sense::click());
    let tooltip = match lang {
        Lang::De => format!("{label} zurücksetzen"),
        Lang::En => format!("Reset {label}"),
    };
    response.widget_info(|| egui::WidgetInfo::labeled(egui::accesskit::Role::Button, true, &tooltip));
    let hot = response.hovered() || response.has_focus();
    if hot {
        ui.painter().rect_filled(rect, CornerRadius::same(4), theme.raised);
    }
    widgets::icon_at(ui, rect.center(), "rotate-ccw", 11.0, if hot { theme.text } else { theme.faint });
    response.on_hover_text(tooltip).on_hover_cursor(CursorIcon::PointingHand).clicked()
}

/// A field for a name.
struct NameField<'a> {
    /// Tells it apart from other name fields.
    key: &'a str,
    label: &'a str,
    current: &'a str,
    /// Whether it stands in the header.
    title: bool,
}

/// Draws a field for a name. While it has the focus it shows what was typed, even where the project makes it unique.
///
/// Gives the name to set, merged under `key`; never an empty one.
fn name_field(ui: &mut Ui, state: &mut State, look: &NameField<'_>, out: &mut Outbox) -> Option<String> {
    let typed = state.typing.as_ref().filter(|(field, _)| field == look.key).map(|(_, text)| text.clone());
    let mut text = typed.unwrap_or_else(|| look.current.to_owned());
    let input = Input::new(look.label).bad(text.trim().is_empty());
    let response = if look.title { input.title() } else { input }.show(ui, &mut text);
    let changed = response.changed().then(|| text.trim().to_owned()).filter(|name| !name.is_empty());
    if response.has_focus() {
        state.typing = Some((look.key.to_owned(), text));
    } else if response.lost_focus() {
        state.typing = None;
        out.push(Command::Seal);
    }
    changed
}
