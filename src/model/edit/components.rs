//! Changes of components: made from controls, their parameters, and instances that become plain controls again.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{Created, EditError, controls};
use crate::model::arrange::bounds;
use crate::model::component::{
    COMPONENT, ComponentFace, ComponentParameter, detached, in_braces, instance, parameter_name, per_row,
    rename_parameter, with_prefix,
};
use crate::model::control::Control;
use crate::model::fit::Anchors;
use crate::model::handler::Handler;
use crate::model::id::{ControlId, ScreenId};
use crate::model::indexed::Indexed;
use crate::model::item::Item;
use crate::model::layer;
use crate::model::names::unique_name;
use crate::model::project::Project;
use crate::model::reference::Spelled;
use crate::model::screen::Screen;

/// Takes controls of one screen into a component of their own, and puts an instance of it in their place. What they
/// refer to among each other stays; what all their topics begin with becomes a parameter.
pub(super) fn make(
    project: &mut Project,
    ids: &[ControlId],
    (name, prefix): (&str, &str),
    created: &mut Created,
) -> Result<(), EditError> {
    let chosen: BTreeSet<ControlId> = ids.iter().copied().collect();
    let from = ids.first().and_then(|id| project.screen_of(*id)).ok_or(EditError::Gone)?;
    let screen = Arc::clone(project.screen(from).ok_or(EditError::Gone)?);
    let is_taken = |control: &&Control| chosen.contains(&control.id);
    let mut taken: Vec<Control> = screen.controls.iter().filter(is_taken).cloned().collect();
    let place = bounds(taken.iter().map(|control| control.area)).ok_or(EditError::Gone)?;
    let spelled = controls::spelled_in(project, &taken);
    for control in &mut taken {
        control.area = control.area.moved(-place.x, -place.y);
        control.anchors = Anchors::default();
    }
    let face = with_prefix(&mut taken, prefix);
    let id = ScreenId(project.take_id());
    let name = unique_name(name, project.screens.iter().map(|screen| screen.name.as_str()));
    let master = Screen {
        width: place.w,
        height: place.h,
        grid: screen.grid,
        background: screen.background.clone(),
        component: Some(face),
        controls: taken.into(),
        ..Screen::new(id, &name)
    };
    // Where the topmost of them lay.
    let behind = screen.controls.iter().take_while(|control| !is_topmost(&screen, &chosen, control.id));
    let behind = behind.filter(|control| !chosen.contains(&control.id)).count();
    let old = project.screen_mut(from).ok_or(EditError::Gone)?;
    old.controls.retain(|control| !chosen.contains(&control.id));
    project.screens.push(Arc::new(master));
    created.items.push(id.into());
    let copies = chosen.iter().map(|id| (*id, *id)).collect();
    controls::respell(project, &copies, &spelled, &|_, spelled: &Spelled| {
        let is_inside = spelled.below.as_ref().and_then(Item::control).is_some_and(|id| chosen.contains(&id));
        is_inside.then(|| name.clone())
    });
    let new = instance(project, id, (place.x, place.y)).ok_or(EditError::Gone)?;
    let made = created.items.len();
    controls::add_all(project, from, vec![new], created)?;
    let made = created.items.get(made).and_then(Item::control).ok_or(EditError::Gone)?;
    let old = project.screen_mut(from).ok_or(EditError::Gone)?;
    let mut all = old.controls.to_vec();
    if let Some(at) = all.iter().position(|control| control.id == made) {
        let new = all.remove(at);
        all.insert(behind.min(all.len()), new);
    }
    old.controls = all.into();
    layer::gather(old);
    Ok(())
}

fn is_topmost(screen: &Screen, chosen: &BTreeSet<ControlId>, id: ControlId) -> bool {
    screen.controls.iter().rev().find(|control| chosen.contains(&control.id)).is_some_and(|top| top.id == id)
}

/// Adds, changes or takes out a parameter, by its place among them. Where it gets another name, the master and all
/// instances use that; where it gets another type, what instances said no longer counts.
pub(super) fn set_parameter(
    project: &mut Project,
    master: ScreenId,
    at: Option<usize>,
    new: Option<&ComponentParameter>,
) -> Result<(), EditError> {
    let face = project.screen(master).and_then(|screen| screen.component.clone()).ok_or(EditError::Gone)?;
    let old = at.map(|at| face.parameters.get(at).cloned().ok_or(EditError::Gone)).transpose()?;
    let mut parameters = face.parameters;
    let new = new.map(|new| {
        let others = parameters.iter().enumerate().filter(|(place, _)| Some(*place) != at);
        let name = unique_name(&parameter_name(&new.name), others.map(|(_, other)| other.name.as_str()));
        ComponentParameter { name, ..new.clone() }
    });
    match (at, &new) {
        (Some(at), Some(new)) => parameters[at] = new.clone(),
        (Some(at), None) => drop(parameters.remove(at)),
        (None, Some(new)) => parameters.push(new.clone()),
        (None, None) => {}
    }
    let screen = project.screen_mut(master).ok_or(EditError::Gone)?;
    screen.component = Some(ComponentFace { parameters });
    let (Some(old), Some(new)) = (old, new) else { return Ok(()) };
    if old.name != new.name {
        let mut all = screen.controls.to_vec();
        for control in &mut all {
            rename_parameter(control, &old.name, &new.name);
        }
        screen.controls = all.into();
        rename_in_translations(project, master, &old.name, &new.name);
    }
    let (old_key, new_key) = (in_braces(&old.name), in_braces(&new.name));
    for instance in instances(project, master) {
        let Some(control) = project.control_mut(instance) else { continue };
        if let Some(value) = control.properties.remove(&old_key).filter(|value| per_row(value) || new.kind.takes(value))
        {
            control.properties.insert(new_key.clone(), value);
        }
    }
    Ok(())
}

/// Texts of a component have its parameters in them, and so have their translations; where another component has a
/// parameter of the same name, its texts keep theirs too.
fn rename_in_translations(project: &mut Project, master: ScreenId, old: &str, new: &str) {
    let (mark, renamed) = (in_braces(old), in_braces(new));
    if !project.languages.texts.keys().any(|text| text.contains(&mark)) {
        return;
    }
    let others = project.screens.iter().filter(|screen| screen.id != master);
    let is_elsewhere = others.filter_map(|screen| screen.component.as_ref()).any(|face| face.parameter(old).is_some());
    let languages = Arc::make_mut(&mut project.languages);
    let found: Vec<String> = languages.texts.keys().filter(|text| text.contains(&mark)).cloned().collect();
    for text in found {
        let Some(mut translations) = languages.texts.get(&text).cloned() else { continue };
        if !is_elsewhere {
            languages.texts.remove(&text);
        }
        for translated in translations.values_mut() {
            *translated = translated.replace(&mark, &renamed);
        }
        languages.texts.insert(text.replace(&mark, &renamed), translations);
    }
}

/// The instances of a component, wherever they stand.
fn instances(project: &Project, master: ScreenId) -> Vec<ControlId> {
    let all = project.screens.iter().flat_map(|screen| &screen.controls);
    all.filter(|control| control.master() == Some(master)).map(|control| control.id).collect()
}

/// Puts plain controls in the place of instances, each a group with the name of the instance.
pub(super) fn detach(project: &mut Project, ids: &[ControlId], created: &mut Created) -> Result<(), EditError> {
    for id in ids {
        let (screen, instance) = project.find_control(*id).ok_or(EditError::Gone)?;
        let (screen, instance) = (Arc::clone(screen), instance.clone());
        if instance.kind != COMPONENT {
            continue;
        }
        let mut next = project.next_id;
        let mut parts = detached(project, &screen, &instance, &mut next);
        if parts.is_empty() {
            continue;
        }
        let group: Vec<String> = instance.layer.group.clone();
        let name = layer::free_name(&screen, &group, &instance.name);
        for part in &mut parts {
            part.layer.group = group.iter().cloned().chain([name.clone()]).collect();
            for handler in part.handlers.values_mut() {
                if let Handler::Blocks(graph) = Arc::make_mut(handler) {
                    graph.renumber(&mut next);
                }
            }
            created.items.push(part.id.into());
        }
        project.next_id = next;
        let screen = project.screen_mut(screen.id).ok_or(EditError::Gone)?;
        let mut all = Vec::new();
        for control in screen.controls.iter().cloned() {
            if control.id == *id { all.append(&mut parts) } else { all.push(control) }
        }
        screen.controls = all.into();
    }
    Ok(())
}

/// Adds a component that comes from elsewhere, still with the references that it had there; which of its controls is
/// which of the copy.
pub(super) fn bring(
    project: &mut Project,
    master: &Screen,
    created: &mut Created,
) -> Result<controls::ControlCopies, EditError> {
    let id = ScreenId(project.take_id());
    let name = unique_name(&master.name, project.screens.iter().map(|screen| screen.name.as_str()));
    let empty = Screen { id, name, controls: Indexed::default(), ..master.clone() };
    project.screens.push(Arc::new(empty));
    created.items.push(id.into());
    // They are told with their component.
    controls::add_all(project, id, master.controls.to_vec(), &mut Created::default())
}
