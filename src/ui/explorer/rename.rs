//! Renaming in place: the row becomes a text field.

use egui::accesskit::Role;
use egui::{Frame, Key, Margin, TextEdit, Ui, WidgetInfo, vec2};

use super::State;
use crate::editor::selection::Selection;
use crate::editor::view::View;
use crate::i18n::t;
use crate::model::edit::{Edit, LayerEdit};
use crate::model::id::ScreenId;
use crate::model::item::Item;
use crate::model::layer::{members, whole_group};
use crate::model::project::Project;
use crate::ui::Outbox;
use crate::ui::theme::{self, Theme};
use crate::ui::widgets;

/// Something with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Project,
    Item(Item),
    Group(ScreenId, Vec<String>),
}

/// A renaming under way.
#[derive(Debug)]
pub(super) struct Rename {
    what: Named,
    text: String,
    /// Whether its field has had the focus yet.
    focused: bool,
}

impl Rename {
    /// Begins with the name as it is; `None` where the thing is gone.
    pub(super) fn of(project: &Project, what: Named) -> Option<Self> {
        let text = name_of(project, &what)?;
        Some(Self { what, text, focused: false })
    }

    /// Begins to rename what is selected, if it is one thing with a name.
    pub(super) fn of_selection(view: &View<'_>) -> Option<Self> {
        let what = match &view.editor.selection {
            Selection::Items(items) => {
                let group = Self::group_of(view);
                group.map_or_else(|| Some(Named::Item(items.last()?.clone())), Some)?
            }
            Selection::Nothing => Named::Project,
            Selection::Blocks(..) => return None,
        };
        Self::of(view.editor.project(), what)
    }

    /// The group that is selected as a whole.
    fn group_of(view: &View<'_>) -> Option<Named> {
        let ids = view.editor.selection.control_ids();
        let (screen, _) = view.editor.project().find_control(*ids.first().filter(|_| ids.len() > 1)?)?;
        Some(Named::Group(screen.id, whole_group(screen, &ids)?.to_vec()))
    }
}

fn name_of(project: &Project, what: &Named) -> Option<String> {
    match what {
        Named::Project => Some(project.name.clone()),
        Named::Item(item) => project.name_of(item).map(str::to_owned),
        Named::Group(screen, path) => {
            members(project.screen(*screen)?, path).next()?;
            path.last().cloned()
        }
    }
}

/// Draws the text field in place of the row of `what`, if that is being renamed; whether it did.
pub(super) fn rename_ui(ui: &mut Ui, view: &View<'_>, state: &mut State, out: &mut Outbox, row: (&Named, f32)) -> bool {
    let (what, indent) = row;
    let Some(rename) = state.rename.as_mut().filter(|rename| rename.what == *what) else { return false };
    let theme = Theme::current(ui);
    let response = ui
        .horizontal(|ui| {
            ui.add_space(indent);
            let frame = Frame::NONE
                .fill(theme.field)
                .stroke(egui::Stroke::new(1.0, theme.select))
                .corner_radius(4)
                .inner_margin(Margin::symmetric(6, 0));
            let edit = TextEdit::singleline(&mut rename.text)
                .frame(frame)
                .align(egui::Align2::LEFT_CENTER)
                .desired_width(ui.available_width() - theme::PAD + 2.0)
                .min_size(vec2(0.0, theme::ROW));
            ui.add(edit)
        })
        .inner;
    let name = t("Neuer Name", "New name").get(view.lang);
    response.widget_info(|| WidgetInfo::labeled(Role::TextInput, true, name));
    if !rename.focused {
        rename.focused = true;
        let all = rename.text.chars().count();
        widgets::focus_part(ui, &response, 0..all);
        return true;
    }
    if response.lost_focus() || !response.has_focus() {
        let escaped = ui.input(|input| input.key_pressed(Key::Escape));
        let text = rename.text.trim().to_owned();
        let what = rename.what.clone();
        state.rename = None;
        if !escaped && !text.is_empty() {
            out.commands_for_rename(view.editor.project(), &what, &text);
        }
    }
    true
}

impl Outbox {
    fn commands_for_rename(&mut self, project: &Project, what: &Named, name: &str) {
        if let Some(edit) = edit_for(project, what, name) {
            self.edit(edit);
        }
    }
}

/// The edit that gives `what` this name; `None` where nothing would change.
fn edit_for(project: &Project, what: &Named, name: &str) -> Option<Edit> {
    if name_of(project, what)? == name {
        return None;
    }
    Some(match what {
        Named::Project => Edit::RenameProject(name.to_owned()),
        Named::Item(item) => Edit::Rename(item.clone(), name.to_owned()),
        Named::Group(screen, path) => Edit::Layers(LayerEdit::Rename(*screen, path.clone(), name.to_owned())),
    })
}
