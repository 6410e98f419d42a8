//! A new name, asked for where the old one stands: what the script itself defines becomes another name in it, what the
//! project has another name everywhere.

use egui::{Area, Frame, Key, Order, RichText, TextEdit, Ui, pos2, vec2};

use super::{Script, State, cursor};
use crate::editor::view::View;
use crate::i18n::{Text, t};
use crate::language::assist::describe::{Definition, NameKind, describe};
use crate::language::assist::rename::{NameFlaw, given_names, local_at, renamed};
use crate::model::edit::Edit;
use crate::model::handler::HandlerRef;
use crate::model::item::{Item, ItemKind};
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// A renaming under way.
#[derive(Debug)]
pub(super) struct RenameField {
    /// The script that it belongs to.
    script: HandlerRef,
    /// Where the name stands, in bytes.
    at: usize,
    /// The thing of the project; `None` for a name of the script.
    item: Option<Item>,
    name: String,
    flaw: Option<NameFlaw>,
    focused: bool,
}

/// Asks for a new name of what stands at a byte, if that can have one.
pub(super) fn begin(view: &View<'_>, state: &mut State, script: &Script<'_>, byte: usize) {
    let Some(handler) = script.at else { return };
    let project = view.editor.project();
    if let Some(local) = local_at(script.text, byte) {
        // What the function is given has its name from there, also where the text sets it.
        if given_names(project, handler).contains(&local.name) {
            return;
        }
        let (at, name) = (local.declared.start, local.name.clone());
        let at = local.all().find(|range| range.start <= byte && byte <= range.end).map_or(at, |range| range.start);
        state.rename = Some(RenameField { script: handler.clone(), at, item: None, name, flaw: None, focused: false });
        return;
    }
    let Some(described) = describe(project, handler, script.text, byte) else { return };
    let Some(Definition::Item(item)) = described.defined else { return };
    // A property and an input are defined by something else, and a connection is written by its id, not its name.
    if described.kind != NameKind::Thing(item.kind()) || item.kind() == ItemKind::Connection {
        return;
    }
    let Some(name) = project.name_of(&item).map(str::to_owned) else { return };
    let at = described.range.start;
    state.rename =
        Some(RenameField { script: handler.clone(), at, item: Some(item), name, flaw: None, focused: false });
}

fn flaw_text(flaw: NameFlaw) -> Text {
    match flaw {
        NameFlaw::NoName => t(
            "Ein Name hat Buchstaben ohne Umlaute, Ziffern und _, vorn keine Ziffer.",
            "A name has plain letters, digits and _, and no digit in front.",
        ),
        NameFlaw::Taken => t("So heißt hier schon etwas anderes.", "Something else has this name here already."),
    }
}

/// Draws the field below the name.
pub(super) fn rename_ui(
    ui: &Ui,
    view: &View<'_>,
    state: &mut State,
    out: &mut Outbox,
    script: &mut Script<'_>,
    output: &egui::text_edit::TextEditOutput,
) {
    let Some(mut field) = state.rename.take() else { return };
    if script.at != Some(&field.script) {
        return;
    }
    let place = cursor::place(output, script.text, field.at);
    let area = Area::new(script.id.with("rename")).order(Order::Foreground);
    let area = area.fixed_pos(pos2(place.left() - 10.0, place.bottom() + 4.0));
    let response = area.show(ui.ctx(), |ui| {
        let theme = Theme::current(ui);
        Frame::popup(ui.style()).fill(theme.panel).inner_margin(8).show(ui, |ui| {
            ui.set_width(280.0);
            ui.spacing_mut().item_spacing.y = 4.0;
            let name = t("Neuer Name", "New name").get(view.lang);
            let edit = TextEdit::singleline(&mut field.name).font(theme::mono(12.5)).desired_width(f32::INFINITY);
            let response = ui.add(edit.margin(vec2(6.0, 4.0)));
            widgets::name(ui, &response, name);
            let words = match (&field.flaw, &field.item) {
                (Some(flaw), _) => RichText::new(flaw_text(*flaw).get(view.lang)).color(theme.bad),
                (None, Some(_)) => {
                    let words =
                        t("Überall im Projekt, auch in Bausteinen", "Everywhere in the project, also in blocks");
                    RichText::new(words.get(view.lang)).color(theme.muted)
                }
                (None, None) => {
                    RichText::new(t("In diesem Skript", "In this script").get(view.lang)).color(theme.muted)
                }
            };
            ui.label(words.font(theme::regular(12.0)));
            response
        })
    });
    let response = response.inner.inner;
    if !field.focused {
        field.focused = true;
        widgets::focus_all(ui, &response);
        state.rename = Some(field);
        return;
    }
    if response.changed() {
        field.flaw = None;
    }
    if response.has_focus() {
        state.rename = Some(field);
        return;
    }
    if !response.lost_focus() {
        return;
    }
    let (entered, escaped) = ui.input(|input| (input.key_pressed(Key::Enter), input.key_pressed(Key::Escape)));
    if entered {
        let name = field.name.trim().to_owned();
        if let Some(item) = field.item.clone() {
            if !name.is_empty() && view.editor.project().name_of(&item) != Some(&name) {
                out.edit(Edit::Rename(item, name));
            }
        } else {
            match renamed(script.text, field.at, &name, &given_names(view.editor.project(), &field.script)) {
                Ok(Some(text)) => *script.text = text,
                Ok(None) => {}
                Err(flaw) => {
                    state.rename = Some(RenameField { flaw: Some(flaw), focused: false, ..field });
                    return;
                }
            }
        }
    }
    // Who clicks elsewhere wants to be there.
    state.focus |= entered || escaped;
}
