//! Changes of screens.

use std::sync::Arc;

use super::{Created, EditError, ScreenLook, controls};
use crate::model::id::ScreenId;
use crate::model::indexed::Indexed;
use crate::model::item::Item;
use crate::model::names::unique_name;
use crate::model::project::Project;
use crate::model::screen::Screen;

pub(super) fn add(project: &mut Project, name: &str, created: &mut Created) {
    let name = unique_name(name, project.screens.iter().map(|screen| screen.name.as_str()));
    let id = ScreenId(project.take_id());
    project.screens.push(Arc::new(Screen::new(id, &name)));
    created.items.push(id.into());
}

/// Its handlers mean the controls of the copy; where they change the screen they still go to the old one.
pub(super) fn duplicate(project: &mut Project, id: ScreenId, created: &mut Created) -> Result<(), EditError> {
    let at = project.screens.iter().position(|screen| screen.id == id).ok_or(EditError::Gone)?;
    let old = Arc::clone(&project.screens[at]);
    let spelled = controls::spelled_in(project, &old.controls);
    let name = unique_name(&old.name, project.screens.iter().map(|screen| screen.name.as_str()));
    let copy = ScreenId(project.take_id());
    project.screens.insert(at + 1, Arc::new(Screen { id: copy, name, controls: Indexed::default(), ..(*old).clone() }));
    created.items.push(copy.into());
    controls::add_copies(project, copy, old.controls.to_vec(), &spelled, Some(&Item::from(id)), created)
}

pub(super) fn move_to(project: &mut Project, id: ScreenId, to: usize) -> Result<(), EditError> {
    let from = project.screens.iter().position(|screen| screen.id == id).ok_or(EditError::Gone)?;
    let screen = project.screens.remove(from);
    let to = to.min(project.screens.len());
    project.screens.insert(to, screen);
    Ok(())
}

pub(super) fn set_look(project: &mut Project, id: ScreenId, look: &ScreenLook) -> Result<(), EditError> {
    let screen = project.screen_mut(id).ok_or(EditError::Gone)?;
    screen.width = look.width;
    screen.height = look.height;
    screen.grid = look.grid;
    screen.background.clone_from(&look.background);
    Ok(())
}
