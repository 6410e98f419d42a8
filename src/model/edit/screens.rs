//! Changes of screens.

use std::sync::Arc;

use super::{Created, EditError, ScreenLook, controls};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::ScreenId;
use crate::model::indexed::Indexed;
use crate::model::item::{Item, Rewrite};
use crate::model::names::unique_name;
use crate::model::project::Project;
use crate::model::reference;
use crate::model::screen::Screen;

pub(super) fn add(project: &mut Project, name: &str, created: &mut Created) {
    let name = unique_name(name, project.screens.iter().map(|screen| screen.name.as_str()));
    let id = ScreenId(project.take_id());
    // Scripts go by number too, and know no components.
    let at = pages(project);
    project.screens.insert(at, Arc::new(Screen::new(id, &name)));
    created.items.push(id.into());
}

/// How many screens stand before the components, which stand behind all others.
fn pages(project: &Project) -> usize {
    project.screens.len() - project.components().count()
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
    let before = created.items.len();
    controls::add_copies(project, copy, old.controls.to_vec(), &spelled, Some(&Item::from(id)), created)?;
    let copies = created.items.get(before..).unwrap_or_default();
    let pairs: Vec<(Item, Item)> =
        old.controls.iter().map(|control| Item::from(control.id)).zip(copies.iter().cloned()).collect();
    copy_handlers(project, &old, copy, &pairs);
    Ok(())
}

/// Makes the handlers of a copied screen mean it and the copies of its controls.
fn copy_handlers(project: &mut Project, old: &Screen, copy: ScreenId, controls: &[(Item, Item)]) {
    let name = project.screen(copy).map(|screen| screen.name.clone()).unwrap_or_default();
    let mut handlers = old.handlers.clone();
    for (trigger, handler) in &mut handlers {
        reference::rewrite_handler(handler, &|item| {
            let to = controls.iter().find(|(from, _)| from == item).map(|(_, to)| to.clone());
            to.map_or(Rewrite::Keep, Rewrite::To)
        });
        let spelled = reference::spelled_names(project, &[old.id.into()]);
        // Its controls have the names that they had.
        reference::respell_handler(handler, &HandlerRef::new(old.id, trigger), &spelled, &|_| Some(name.clone()));
        if let Handler::Blocks(graph) = Arc::make_mut(handler) {
            graph.renumber(&mut project.next_id);
        }
    }
    if let Some(screen) = project.screen_mut(copy) {
        screen.handlers = handlers;
    }
}

pub(super) fn move_to(project: &mut Project, id: ScreenId, to: usize) -> Result<(), EditError> {
    let from = project.screens.iter().position(|screen| screen.id == id).ok_or(EditError::Gone)?;
    let screen = project.screens.remove(from);
    let is_page = screen.component.is_none();
    let to = if is_page { to.min(pages(project)) } else { to.clamp(pages(project), project.screens.len()) };
    project.screens.insert(to, screen);
    Ok(())
}

pub(super) fn set_look(project: &mut Project, id: ScreenId, look: &ScreenLook) -> Result<(), EditError> {
    let screen = project.screen_mut(id).ok_or(EditError::Gone)?;
    screen.width = look.width;
    screen.height = look.height;
    screen.grid = look.grid;
    screen.background.clone_from(&look.background);
    screen.gradient.clone_from(&look.gradient);
    screen.image.clone_from(&look.image);
    screen.fit = look.fit;
    screen.showing.clone_from(&look.showing);
    Ok(())
}
