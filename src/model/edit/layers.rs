//! Changes of how controls lie among each other: groups, what is locked and hidden, the order in the tree.

use std::collections::BTreeSet;

use super::EditError;
use crate::i18n::{Text, t};
use crate::model::id::{ControlId, ScreenId};
use crate::model::layer::{entered, free_name, gather, members, units};
use crate::model::names::unique_name;
use crate::model::project::Project;
use crate::model::reference::{respell, spelled_group};
use crate::model::screen::Screen;

/// A change of how controls of one screen lie among each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayerEdit {
    /// Makes a group of controls and whole groups, with this name (made unique).
    Group(Vec<ControlId>, String),
    /// Takes the groups apart that are among these as wholes.
    Ungroup(Vec<ControlId>),
    /// Gives a group a new name (made unique).
    Rename(ScreenId, Vec<String>, String),
    /// Locks or unlocks, hides or shows controls in the designer.
    Guard(Vec<ControlId>, Guard, bool),
    /// Puts controls and whole groups elsewhere among the others.
    Move(Vec<ControlId>, LayerPlace),
}

/// What keeps a control out of the way in the designer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The pointer passes it by.
    Locked,
    /// It is not drawn.
    Hidden,
}

/// A place among the controls of a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LayerPlace {
    /// The group that it is in; none where empty.
    pub group: Vec<String>,
    /// The control that it is next to.
    pub beside: ControlId,
    /// Whether it is in front of that, else behind it.
    pub in_front: bool,
}

impl LayerEdit {
    /// The name of the step in the undo list.
    pub(super) fn label(&self) -> Text {
        match self {
            Self::Group(..) => t("Gruppieren", "Group"),
            Self::Ungroup(_) => t("Gruppierung aufheben", "Ungroup"),
            Self::Rename(..) => t("Gruppe umbenennen", "Rename group"),
            Self::Guard(_, Guard::Locked, true) => t("Sperren", "Lock"),
            Self::Guard(_, Guard::Locked, false) => t("Entsperren", "Unlock"),
            Self::Guard(_, Guard::Hidden, true) => t("Ausblenden", "Hide"),
            Self::Guard(_, Guard::Hidden, false) => t("Einblenden", "Show"),
            Self::Move(..) => t("Reihenfolge ändern", "Change order"),
        }
    }
}

pub(super) fn apply(project: &mut Project, edit: &LayerEdit) -> Result<(), EditError> {
    match edit {
        LayerEdit::Group(ids, name) => group(screen_of(project, ids)?, ids, name),
        LayerEdit::Ungroup(ids) => ungroup(screen_of(project, ids)?, ids),
        LayerEdit::Rename(screen, path, name) => {
            let spelled = if path.is_empty() { Vec::new() } else { spelled_group(project, *screen, path) };
            rename(project.screen_mut(*screen).ok_or(EditError::Gone)?, path, name)?;
            respell(project, &spelled);
        }
        LayerEdit::Guard(ids, guard, on) => {
            for id in ids {
                let layer = &mut project.control_mut(*id).ok_or(EditError::Gone)?.layer;
                match guard {
                    Guard::Locked => layer.locked = *on,
                    Guard::Hidden => layer.hidden = *on,
                }
            }
        }
        LayerEdit::Move(ids, to) => move_to(screen_of(project, ids)?, ids, to)?,
    }
    Ok(())
}

fn screen_of<'a>(project: &'a mut Project, ids: &[ControlId]) -> Result<&'a mut Screen, EditError> {
    let screen = ids.first().and_then(|id| project.screen_of(*id)).ok_or(EditError::Gone)?;
    project.screen_mut(screen).ok_or(EditError::Gone)
}

fn group(screen: &mut Screen, ids: &[ControlId], name: &str) {
    let parent = entered(screen, ids);
    let name = free_name(screen, &parent, name);
    for id in ids {
        if let Some(control) = screen.control_mut(*id) {
            control.layer.group.insert(parent.len(), name.clone());
        }
    }
    gather(screen);
}

fn ungroup(screen: &mut Screen, ids: &[ControlId]) {
    let parent = entered(screen, ids);
    let mut groups = units(screen, ids);
    groups.retain(|unit| unit.iter().all(|id| is_deeper(screen, *id, &parent)));
    for unit in groups {
        // What was inside of it comes beside others, which may have the same names.
        let mut given: Vec<(String, String)> = Vec::new();
        for id in unit {
            let Some(mut path) = screen.control(id).map(|control| control.layer.group.clone()) else { continue };
            path.remove(parent.len());
            if let Some(inner) = path.get(parent.len()).cloned() {
                let known = given.iter().find(|(old, _)| *old == inner).map(|(_, new)| new.clone());
                let name = known.unwrap_or_else(|| free_name(screen, &parent, &inner));
                given.push((inner, name.clone()));
                path[parent.len()] = name;
            }
            if let Some(control) = screen.control_mut(id) {
                control.layer.group = path;
            }
        }
    }
    gather(screen);
}

fn is_deeper(screen: &Screen, id: ControlId, parent: &[String]) -> bool {
    screen.control(id).is_some_and(|control| control.layer.group.len() > parent.len())
}

fn rename(screen: &mut Screen, path: &[String], name: &str) -> Result<(), EditError> {
    let (last, parent) = path.split_last().ok_or(EditError::Gone)?;
    let ids: Vec<ControlId> = members(screen, path).map(|control| control.id).collect();
    if ids.is_empty() {
        return Err(EditError::Gone);
    }
    // Of its own name only the letters may change.
    let others = members(screen, parent).filter_map(|control| control.layer.group.get(parent.len()));
    let name = unique_name(name, others.filter(|other| *other != last).map(String::as_str));
    for id in ids {
        if let Some(control) = screen.control_mut(id) {
            control.layer.group[parent.len()].clone_from(&name);
        }
    }
    Ok(())
}

fn move_to(screen: &mut Screen, ids: &[ControlId], to: &LayerPlace) -> Result<(), EditError> {
    let from = entered(screen, ids);
    let moved: BTreeSet<ControlId> = ids.iter().copied().collect();
    // A group cannot come into itself, nor beside something that moves along.
    let goes = !moved.contains(&to.beside) && members(screen, &to.group).any(|control| !moved.contains(&control.id));
    if !goes || screen.control(to.beside).is_none() {
        return Err(EditError::Gone);
    }
    let (mut chosen, mut rest): (Vec<_>, Vec<_>) =
        screen.controls.drain(..).partition(|control| moved.contains(&control.id));
    let at = rest.iter().position(|control| control.id == to.beside).ok_or(EditError::Gone)?;
    screen.controls = rest.clone().into();
    let mut given: Vec<(String, String)> = Vec::new();
    for control in &mut chosen {
        let mut path = to.group.clone();
        path.extend(control.layer.group.drain(from.len()..));
        if let Some(inner) = path.get(to.group.len()).cloned() {
            let known = given.iter().find(|(old, _)| *old == inner).map(|(_, new)| new.clone());
            let name = known.unwrap_or_else(|| free_name(screen, &to.group, &inner));
            given.push((inner, name.clone()));
            path[to.group.len()] = name;
        }
        control.layer.group = path;
    }
    let at = if to.in_front { at + 1 } else { at };
    rest.splice(at..at, chosen);
    screen.controls = rest.into();
    gather(screen);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Edit, apply};
    use super::*;
    use crate::model::control::Control;
    use crate::model::item::Item;
    use crate::model::screen::Area;

    const SCREEN: ScreenId = ScreenId(1);

    fn project(count: usize) -> (Project, Vec<ControlId>) {
        let mut project = Project::new("Halle", "Start", "Lokaler Broker");
        let control = Control {
            id: ControlId(0),
            kind: "button".to_owned(),
            name: "Knopf".to_owned(),
            area: Area::new(0.0, 0.0, 10.0, 10.0),
            layer: crate::model::layer::Layer::default(),
            anchors: crate::model::fit::Anchors::default(),
            properties: std::collections::BTreeMap::new(),
            rules: Vec::new(),
            handlers: std::collections::BTreeMap::new(),
        };
        let created = apply(&mut project, &Edit::AddControls(SCREEN, vec![control; count])).unwrap();
        let ids = created.all(Item::control);
        (project, ids)
    }

    fn layers(project: &mut Project, edit: LayerEdit) {
        apply(project, &Edit::Layers(edit)).unwrap();
    }

    /// The controls from back to front, by number from 0, each with its groups.
    fn order(project: &Project, ids: &[ControlId]) -> Vec<String> {
        let screen = project.screen(SCREEN).unwrap();
        let number = |id: ControlId| ids.iter().position(|other| *other == id).unwrap();
        let each = screen.controls.iter();
        each.map(|control| format!("{}{}", control.layer.group.join("/"), number(control.id))).collect()
    }

    #[test]
    fn groups_hold_groups_and_come_apart_one_by_one() {
        let (mut project, ids) = project(4);
        layers(&mut project, LayerEdit::Group(vec![ids[0], ids[2]], "G".to_owned()));
        assert_eq!(order(&project, &ids), ["1", "G0", "G2", "3"]);
        layers(&mut project, LayerEdit::Group(vec![ids[0], ids[2], ids[3]], "G".to_owned()));
        assert_eq!(order(&project, &ids), ["1", "G 2/G0", "G 2/G2", "G 23"]);
        // From inside: a group within.
        layers(&mut project, LayerEdit::Rename(SCREEN, vec!["G 2".to_owned()], "Kopf".to_owned()));
        layers(&mut project, LayerEdit::Ungroup(vec![ids[0], ids[2], ids[3]]));
        assert_eq!(order(&project, &ids), ["1", "G0", "G2", "3"]);
        layers(&mut project, LayerEdit::Ungroup(vec![ids[0], ids[2]]));
        assert_eq!(order(&project, &ids), ["1", "0", "2", "3"]);
    }

    #[test]
    fn what_is_dragged_in_the_tree_lands_in_the_group_it_is_dropped_on() {
        let (mut project, ids) = project(4);
        layers(&mut project, LayerEdit::Group(vec![ids[0], ids[1]], "G".to_owned()));
        let into = LayerPlace { group: vec!["G".to_owned()], beside: ids[1], in_front: true };
        layers(&mut project, LayerEdit::Move(vec![ids[3]], into));
        assert_eq!(order(&project, &ids), ["G0", "G1", "G3", "2"]);
        let out = LayerPlace { group: Vec::new(), beside: ids[2], in_front: true };
        layers(&mut project, LayerEdit::Move(vec![ids[0]], out));
        assert_eq!(order(&project, &ids), ["G1", "G3", "2", "0"]);
        // A group goes in front of what it lay behind.
        let front = LayerPlace { group: Vec::new(), beside: ids[0], in_front: true };
        layers(&mut project, LayerEdit::Move(vec![ids[1], ids[3]], front));
        assert_eq!(order(&project, &ids), ["2", "0", "G1", "G3"]);
        // Nothing comes into itself.
        let itself = LayerPlace { group: vec!["G".to_owned()], beside: ids[3], in_front: false };
        assert!(super::apply(&mut project, &LayerEdit::Move(vec![ids[1], ids[3]], itself)).is_err());
    }

    #[test]
    fn a_copied_group_is_a_group_of_its_own_and_locks_are_kept() {
        let (mut project, ids) = project(2);
        layers(&mut project, LayerEdit::Group(ids.clone(), "G".to_owned()));
        layers(&mut project, LayerEdit::Guard(vec![ids[0]], Guard::Locked, true));
        let copies = project.screen(SCREEN).unwrap().controls.to_vec();
        apply(&mut project, &Edit::AddControls(SCREEN, copies)).unwrap();
        let screen = project.screen(SCREEN).unwrap();
        let groups: Vec<_> = screen.controls.iter().map(|control| control.layer.group.join("/")).collect();
        assert_eq!(groups, ["G", "G", "G 2", "G 2"]);
        assert!(screen.control(ids[0]).unwrap().layer.locked);
    }
}
