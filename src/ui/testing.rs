//! A stage for tests of single panels: an editor, and one function that draws.

use egui::accesskit::Role;
use egui::{Key, Ui, vec2};
use egui_kittest::Harness;
use egui_kittest::kittest::{NodeT as _, Queryable as _};

use super::{Outbox, UiState, theme};
use crate::editor::Editor;
use crate::editor::command::Command;
use crate::editor::view::{ThemeChoice, UiData, View};
use crate::i18n::Lang;
use crate::language;
use crate::model::edit::{Edit, apply};
use crate::model::id::{ControlId, ScreenId};
use crate::model::item::Item;
use crate::model::project::Project;

/// An editor with what a panel remembers, and all that was asked for.
pub(in crate::ui) struct Stage {
    pub(in crate::ui) editor: Editor,
    pub(in crate::ui) data: UiData,
    pub(in crate::ui) state: UiState,
    pub(in crate::ui) asked: Vec<Command>,
}

/// A function that draws a panel.
pub(in crate::ui) type Draw = fn(&mut Ui, &View<'_>, &mut UiState, &mut Outbox);

/// The only screen of [`project`].
pub(in crate::ui) const SCREEN: ScreenId = ScreenId(1);

/// A project with one screen and these controls on it.
pub(in crate::ui) fn project(kinds: &[&str], lang: Lang) -> (Project, Vec<ControlId>) {
    let mut project = Project::new("Halle", "Start", "Lokaler Broker");
    let defs = kinds.iter().filter_map(|kind| language::control(kind));
    let controls = defs.map(|def| language::new_control(def, lang)).collect();
    let created = apply(&mut project, &Edit::AddControls(SCREEN, controls)).unwrap();
    (project, created.all(Item::control))
}

/// A panel that is drawn, with the commands carried out after each frame.
pub(in crate::ui) fn stage(editor: Editor, draw: Draw) -> Harness<'static, Stage> {
    let stage = Stage { editor, data: UiData::default(), state: UiState::default(), asked: Vec::new() };
    Harness::builder()
        .with_size(vec2(900.0, 900.0))
        // A dialog that changes its size needs a few frames to stand in the middle again.
        .with_max_steps(16)
        .with_context_setup(|ctx| {
            theme::install_fonts(ctx);
            theme::install(ctx, ThemeChoice::Dark);
        })
        .build_ui_state(
            move |ui, stage: &mut Stage| {
                let mut out = Outbox::default();
                draw(ui, &View::new(&stage.editor, &stage.data), &mut stage.state, &mut out);
                for command in out.take() {
                    stage.asked.push(command.clone());
                    stage.editor.dispatch(command);
                }
            },
            stage,
        )
}

/// Puts the focus into the field and replaces what stands in it.
pub(in crate::ui) fn fill(harness: &mut Harness<'_, Stage>, label: &str, text: &str) {
    field(harness, label).click();
    harness.run();
    harness.key_press_modifiers(egui::Modifiers::COMMAND, Key::A);
    field(harness, label).type_text(text);
    harness.run();
}

/// The field with this name; its label in the row has the same name and another role.
pub(in crate::ui) fn field<'a>(harness: &'a Harness<'_, Stage>, label: &'a str) -> egui_kittest::Node<'a> {
    const FIELDS: [Role; 5] =
        [Role::SearchInput, Role::TextInput, Role::MultilineTextInput, Role::SpinButton, Role::PasswordInput];
    let is_field = |node: &egui_kittest::Node<'_>| FIELDS.contains(&node.accesskit_node().role());
    harness
        .query_all_by_label(label)
        .find(is_field)
        .unwrap_or_else(|| panic!("no field {label:?} in {:?}", harness.root()))
}

/// Clicks what has this name.
pub(in crate::ui) fn click(harness: &mut Harness<'_, Stage>, label: &str) {
    let is_text = |node: &egui_kittest::Node<'_>| node.accesskit_node().role() == Role::Label;
    let node = harness.query_all_by_label(label).find(|node| !is_text(node));
    node.unwrap_or_else(|| panic!("nothing to click named {label:?}")).click();
    harness.run();
}

/// Whether a text that contains this is shown.
pub(in crate::ui) fn shows(harness: &Harness<'_, Stage>, text: &str) -> bool {
    harness.query_all_by_label_contains(text).next().is_some()
        || harness.root().children_recursive().any(|node| {
            let node = node.accesskit_node();
            [node.value(), node.description()].into_iter().flatten().any(|words| words.contains(text))
        })
}

/// The edits asked for, each with its key.
pub(in crate::ui) fn edits(harness: &Harness<'_, Stage>) -> Vec<(Edit, Option<String>)> {
    let edit = |command: &Command| match command {
        Command::Edit { edit, merge } => Some((edit.clone(), merge.clone())),
        _ => None,
    };
    harness.state().asked.iter().filter_map(edit).collect()
}
