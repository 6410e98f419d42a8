//! Changes of controls.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::{Created, EditError, ZOrder};
use crate::model::component::count_on;
use crate::model::control::Control;
use crate::model::formatting::FormatRule;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{ControlId, ScreenId};
use crate::model::item::{Item, Rewrite};
use crate::model::layer;
use crate::model::names::TakenNames;
use crate::model::project::Project;
use crate::model::property::Property;
use crate::model::reference::{self, Spelled};
use crate::model::screen::Area;

/// Copies of controls, the new id by the old one.
pub(super) type ControlCopies = BTreeMap<ControlId, ControlId>;

/// Adds controls of this project or new ones: references among them follow, all others stay.
pub(super) fn add(
    project: &mut Project,
    screen: ScreenId,
    mut controls: Vec<Control>,
    created: &mut Created,
) -> Result<(), EditError> {
    count_on(project, &mut controls);
    let spelled = spelled_in(project, &controls);
    add_copies(project, screen, controls, &spelled, None, created)
}

/// The names that the scripts of these controls spell out.
pub(super) fn spelled_in(project: &Project, controls: &[Control]) -> Vec<Spelled> {
    let scripts = controls.iter().flat_map(Control::scripts);
    let names = |(at, text): (HandlerRef, &str)| {
        let mut names = reference::spelled(project, &at, text);
        names.extend(reference::spelled_groups(project, &at, text));
        names
    };
    scripts.flat_map(names).collect()
}

/// Adds copies of controls: what of them refers to another one of them refers to its copy, in scripts too. Where the
/// whole screen `of` is copied, its name in scripts becomes that of the copy.
pub(super) fn add_copies(
    project: &mut Project,
    screen: ScreenId,
    controls: Vec<Control>,
    spelled: &[Spelled],
    of: Option<&Item>,
    created: &mut Created,
) -> Result<(), EditError> {
    let copies = add_all(project, screen, controls, created)?;
    let copy_of = |item: &Item| copy_of(&copies, item);
    rewrite(project, &copies, &|item| copy_of(item).map_or(Rewrite::Keep, Rewrite::To));
    let screen_name = project.screen(screen).map(|screen| screen.name.clone()).unwrap_or_default();
    respell(project, &copies, spelled, &|project, spelled| {
        let through = spelled.below.as_ref().is_some_and(|below| copy_of(below).is_some());
        let whole = of == Some(&spelled.item) && !spelled.goes;
        match copy_of(&spelled.item) {
            Some(copy) => reference::spelled_name(project, spelled, &copy),
            None if through || whole => Some(screen_name.clone()),
            None => None,
        }
    });
    Ok(())
}

/// The copy of a control, if it was copied.
pub(super) fn copy_of(copies: &ControlCopies, item: &Item) -> Option<Item> {
    item.control().and_then(|id| copies.get(&id)).map(|id| Item::from(*id))
}

/// Adds controls with new ids and names; nothing in them is changed yet.
pub(super) fn add_all(
    project: &mut Project,
    screen: ScreenId,
    mut controls: Vec<Control>,
    created: &mut Created,
) -> Result<ControlCopies, EditError> {
    let mut copies = ControlCopies::new();
    let on = project.screen(screen).ok_or(EditError::Gone)?;
    layer::settle(on, &mut controls);
    let mut names = TakenNames::new(on.controls.iter().map(|control| control.name.as_str()));
    for mut control in controls {
        let old = control.id;
        control.name = names.take(&control.name);
        let new = add_one(project, screen, control)?;
        copies.insert(old, new);
        created.items.push(new.into());
    }
    layer::gather(project.screen_mut(screen).ok_or(EditError::Gone)?);
    Ok(copies)
}

/// Replaces references in copies.
pub(super) fn rewrite(project: &mut Project, copies: &ControlCopies, map: &dyn Fn(&Item) -> Rewrite) {
    for &id in copies.values() {
        if let Some(control) = project.control_mut(id) {
            reference::rewrite_control(control, map);
        }
    }
}

/// Writes names in the scripts of copies anew, where `name_of` has another one.
pub(super) fn respell(
    project: &mut Project,
    copies: &ControlCopies,
    spelled: &[Spelled],
    name_of: &dyn Fn(&Project, &Spelled) -> Option<String>,
) {
    let mut by_script: HashMap<(&Item, &str), Vec<&Spelled>> = HashMap::new();
    for each in spelled {
        by_script.entry((&each.owner, &each.trigger)).or_default().push(each);
    }
    for (old, new) in copies {
        let Some(control) = project.control(*new) else { continue };
        let old = Item::from(*old);
        let mut texts = Vec::new();
        for (at, text) in control.scripts() {
            let here = by_script.get(&(&old, at.trigger.as_str())).into_iter().flatten();
            let names: Vec<(&Spelled, String)> =
                here.filter_map(|each| Some((*each, name_of(project, each)?))).collect();
            if !names.is_empty() {
                texts.push((at, reference::respelled(text, &names)));
            }
        }
        if let Some(control) = project.control_mut(*new) {
            for (at, text) in texts {
                control.set_script(&at, text);
            }
        }
    }
}

fn add_one(project: &mut Project, screen: ScreenId, mut control: Control) -> Result<ControlId, EditError> {
    let id = ControlId(project.take_id());
    let mut next_id = project.next_id;
    let screen = project.screen_mut(screen).ok_or(EditError::Gone)?;
    control.id = id;
    for handler in control.handlers.values_mut() {
        if let Handler::Blocks(graph) = Arc::make_mut(handler) {
            graph.renumber(&mut next_id);
        }
    }
    screen.controls.push(control);
    project.next_id = next_id;
    Ok(id)
}

pub(super) fn set_areas(project: &mut Project, areas: &[(ControlId, Area)]) -> Result<(), EditError> {
    for (id, area) in areas {
        project.control_mut(*id).ok_or(EditError::Gone)?.area = *area;
    }
    Ok(())
}

pub(super) fn set_property(
    project: &mut Project,
    ids: &[ControlId],
    key: &str,
    value: Option<&Property>,
) -> Result<(), EditError> {
    for id in ids {
        let properties = &mut project.control_mut(*id).ok_or(EditError::Gone)?.properties;
        match value {
            Some(value) => properties.insert(key.to_owned(), value.clone()),
            None => properties.remove(key),
        };
    }
    Ok(())
}

pub(super) fn set_rules(project: &mut Project, id: ControlId, rules: &[Arc<FormatRule>]) -> Result<(), EditError> {
    project.control_mut(id).ok_or(EditError::Gone)?.rules = rules.to_vec();
    Ok(())
}

pub(super) fn reorder(project: &mut Project, ids: &[ControlId], order: ZOrder) -> Result<(), EditError> {
    let screen = ids.first().and_then(|id| project.screen_of(*id)).ok_or(EditError::Gone)?;
    let controls = &mut project.screen_mut(screen).ok_or(EditError::Gone)?.controls;
    let ids = ids.iter().copied().collect();
    *controls = layer::reorder(controls.to_vec(), &ids, order).into();
    Ok(())
}
