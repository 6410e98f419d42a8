//! How controls lie among each other while a screen is designed: in groups, locked, hidden.
//!
//! A group is no thing of its own, only a path that its controls share; it ends with the last of them. Of all this the
//! running app knows groups alone, which scripts show and hide as wholes.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::control::Control;
use super::edit::ZOrder;
use super::id::ControlId;
use super::names::{is_same, unique_name};
use super::screen::Screen;

/// How a control lies on its screen while that is designed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// The groups that it is in, the outermost first; by name, unique among those in the same group.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub group: Vec<String>,
    /// Whether the pointer passes it by: it cannot be moved by accident.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// Whether it is out of the way in the designer; in the running app it is there.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hidden: bool,
    /// The instance of a component that it is a part of, in a project that runs; never in a file.
    #[serde(skip)]
    pub part_of: Option<ControlId>,
}

impl Layer {
    /// Whether it says nothing.
    pub fn is_plain(&self) -> bool {
        *self == Self::default()
    }

    /// Whether the pointer can take hold of the control.
    pub fn is_free(&self) -> bool {
        !self.locked && !self.hidden
    }
}

/// The controls in a group and in the groups within it, from back to front; all where the path is empty.
pub fn members<'a>(screen: &'a Screen, group: &'a [String]) -> impl Iterator<Item = &'a Control> {
    screen.controls.iter().filter(move |control| control.layer.group.starts_with(group))
}

/// The groups of a screen, each once; an outer one before those within it.
pub fn groups(screen: &Screen) -> Vec<&[String]> {
    let paths = screen.controls.iter().map(|control| control.layer.group.as_slice());
    let each = paths.flat_map(|path| (1..=path.len()).filter_map(|depth| path.get(..depth)));
    let mut known = BTreeSet::new();
    each.filter(|path| known.insert(*path)).collect()
}

/// The group of this name, wherever it lies on the screen: the exact name before another case, the outermost first.
pub fn group_named<'a>(screen: &'a Screen, name: &str) -> Option<&'a [String]> {
    let named = |fits: &dyn Fn(&str) -> bool| {
        let fitting = groups(screen).into_iter().filter(|path| path.last().is_some_and(|own| fits(own)));
        fitting.min_by_key(|path| path.len())
    };
    named(&|own| own == name).or_else(|| named(&|own| is_same(own, name)))
}

/// The group that somebody is inside of who has chosen these controls: the innermost that holds them and more.
pub fn entered(screen: &Screen, ids: &[ControlId]) -> Vec<String> {
    let mut chosen = ids.iter().filter_map(|id| screen.control(*id));
    let Some(first) = chosen.next() else { return Vec::new() };
    let shared = |path: &[String], other: &[String]| path.iter().zip(other).take_while(|(a, b)| a == b).count();
    let mut path = first.layer.group.clone();
    chosen.for_each(|control| path.truncate(shared(&path, &control.layer.group)));
    while !path.is_empty() && members(screen, &path).all(|control| ids.contains(&control.id)) {
        path.pop();
    }
    path
}

/// What is taken hold of with a control by somebody who is inside of the group `within`: the control alone, or the
/// group that it is in there.
pub fn taken_with(screen: &Screen, id: ControlId, within: &[String]) -> Vec<ControlId> {
    let Some(control) = screen.control(id) else { return Vec::new() };
    let path = &control.layer.group;
    let inside = within.iter().zip(path).take_while(|(a, b)| a == b).count();
    match path.get(..=inside) {
        Some(group) => members(screen, group).map(|control| control.id).collect(),
        None => vec![id],
    }
}

/// The controls as what moves as one: single ones, and groups as wholes, each in the order given.
pub fn units(screen: &Screen, ids: &[ControlId]) -> Vec<Vec<ControlId>> {
    let within = entered(screen, ids);
    let mut units: Vec<Vec<ControlId>> = Vec::new();
    for id in ids {
        if units.iter().any(|unit| unit.contains(id)) {
            continue;
        }
        let unit = taken_with(screen, *id, &within);
        units.push(if unit.iter().all(|each| ids.contains(each)) { unit } else { vec![*id] });
    }
    units
}

/// The group that these controls are as a whole, and nothing besides.
pub fn whole_group<'a>(screen: &'a Screen, ids: &[ControlId]) -> Option<&'a [String]> {
    let depth = entered(screen, ids).len();
    let group = screen.control(*ids.first()?)?.layer.group.get(..=depth)?;
    let all = ids.iter().all(|id| screen.control(*id).is_some_and(|control| control.layer.group.starts_with(group)));
    (all && members(screen, group).count() == ids.len()).then_some(group)
}

/// A name that no group in the group `parent` has yet.
pub fn free_name(screen: &Screen, parent: &[String], wanted: &str) -> String {
    let taken = members(screen, parent).filter_map(|control| control.layer.group.get(parent.len()));
    unique_name(wanted, taken.map(String::as_str))
}

/// Whether two groups of one parent may not be told apart.
pub fn is_taken(screen: &Screen, parent: &[String], name: &str) -> bool {
    let mut names = members(screen, parent).filter_map(|control| control.layer.group.get(parent.len()));
    names.any(|other| is_same(other, name))
}

/// Gives copies of controls their groups on this screen: a group that was copied as a whole is one of its own, a copy of
/// some of a group joins it.
pub fn settle(screen: &Screen, copies: &mut [Control]) {
    let copied: BTreeSet<ControlId> = copies.iter().map(|control| control.id).collect();
    let mut names: BTreeMap<Vec<String>, String> = BTreeMap::new();
    for control in copies {
        for depth in 0..control.layer.group.len() {
            let path = control.layer.group[..=depth].to_vec();
            let parent = &path[..depth];
            if let Some(name) = names.get(&path) {
                control.layer.group[depth].clone_from(name);
                break;
            }
            let there: Vec<ControlId> = members(screen, &path).map(|member| member.id).collect();
            if there.is_empty() {
                break;
            }
            let joins = there.contains(&control.id) && !there.iter().all(|id| copied.contains(id));
            if !joins {
                let given = names.iter().filter(|(other, _)| other[..other.len() - 1] == *parent);
                let given: Vec<&str> = given.map(|(_, name)| name.as_str()).collect();
                let taken = members(screen, parent).filter_map(|member| member.layer.group.get(depth));
                let name = unique_name(&path[depth], taken.map(String::as_str).chain(given));
                control.layer.group[depth].clone_from(&name);
                names.insert(path, name);
                break;
            }
        }
    }
}

/// What lies in one group side by side: a control, or a group with all that it holds; from back to front.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LayerPart<T> {
    /// A control that is in no further group.
    One(T),
    /// A group by its name.
    Group(String, Vec<T>),
}

impl<T> LayerPart<T> {
    /// Its controls.
    pub fn controls(&self) -> &[T] {
        match self {
            Self::One(control) => std::slice::from_ref(control),
            Self::Group(_, controls) => controls,
        }
    }
}

/// The parts of a group: `controls` are all in it, `depth` says how deep it lies. A group lies where its topmost control
/// does.
pub fn parts<T: AsRef<Control>>(controls: Vec<T>, depth: usize) -> Vec<LayerPart<T>> {
    let mut parts: Vec<LayerPart<T>> = Vec::new();
    for control in controls.into_iter().rev() {
        let Some(name) = control.as_ref().layer.group.get(depth).cloned() else {
            parts.push(LayerPart::One(control));
            continue;
        };
        let known = parts.iter_mut().find_map(|part| match part {
            LayerPart::Group(other, controls) if *other == name => Some(controls),
            LayerPart::Group(..) | LayerPart::One(_) => None,
        });
        match known {
            Some(controls) => controls.push(control),
            None => parts.push(LayerPart::Group(name, vec![control])),
        }
    }
    parts.reverse();
    for part in &mut parts {
        if let LayerPart::Group(_, controls) = part {
            controls.reverse();
        }
    }
    parts
}

/// Puts the controls of each group side by side.
pub fn gather(screen: &mut Screen) {
    if screen.controls.iter().any(|control| !control.layer.group.is_empty()) {
        screen.controls = gather_from(screen.controls.to_vec(), 0).into();
    }
}

fn gather_from(controls: Vec<Control>, depth: usize) -> Vec<Control> {
    let parts = parts(controls, depth).into_iter();
    let each = parts.flat_map(|part| match part {
        LayerPart::One(control) => vec![control],
        LayerPart::Group(_, controls) => gather_from(controls, depth + 1),
    });
    each.collect()
}

/// Changes the order of the chosen controls, each within its group; a group that is chosen as a whole moves as one.
pub fn reorder(controls: Vec<Control>, chosen: &BTreeSet<ControlId>, order: ZOrder) -> Vec<Control> {
    reorder_from(controls, 0, chosen, order)
}

fn reorder_from(controls: Vec<Control>, depth: usize, chosen: &BTreeSet<ControlId>, order: ZOrder) -> Vec<Control> {
    let mut parts = parts(controls, depth);
    let is_chosen = |part: &LayerPart<Control>| part.controls().iter().all(|control| chosen.contains(&control.id));
    match order {
        // Stable: what is chosen keeps its order, and so does the rest.
        ZOrder::ToFront => parts.sort_by_key(is_chosen),
        ZOrder::ToBack => parts.sort_by_key(|part| !is_chosen(part)),
        ZOrder::Forward => {
            for i in (1..parts.len()).rev() {
                if is_chosen(&parts[i - 1]) && !is_chosen(&parts[i]) {
                    parts.swap(i - 1, i);
                }
            }
        }
        ZOrder::Backward => {
            for i in 1..parts.len() {
                if is_chosen(&parts[i]) && !is_chosen(&parts[i - 1]) {
                    parts.swap(i - 1, i);
                }
            }
        }
    }
    let each = parts.into_iter().flat_map(|part| match part {
        LayerPart::One(control) => vec![control],
        LayerPart::Group(_, controls) if controls.iter().all(|control| chosen.contains(&control.id)) => controls,
        LayerPart::Group(_, controls) => reorder_from(controls, depth + 1, chosen, order),
    });
    each.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::id::ScreenId;
    use crate::model::screen::Area;

    /// A screen with controls of these ids in these groups (`a/b`).
    fn screen(controls: &[(u32, &str)]) -> Screen {
        let mut screen = Screen::new(ScreenId(1), "Start");
        screen.controls = controls.iter().map(|(id, path)| control(*id, path)).collect();
        screen
    }

    fn control(id: u32, path: &str) -> Control {
        let group = path.split('/').filter(|name| !name.is_empty()).map(str::to_owned).collect();
        Control {
            id: ControlId(id),
            kind: "button".to_owned(),
            name: format!("B{id}"),
            area: Area::new(0.0, 0.0, 10.0, 10.0),
            layer: Layer { group, ..Layer::default() },
            anchors: crate::model::fit::Anchors::default(),
            properties: BTreeMap::new(),
            rules: Vec::new(),
            handlers: BTreeMap::new(),
        }
    }

    fn ids(numbers: &[u32]) -> Vec<ControlId> {
        numbers.iter().map(|n| ControlId(*n)).collect()
    }

    #[test]
    fn a_click_takes_the_outermost_group_and_the_next_one_goes_inside() {
        let screen = screen(&[(1, ""), (2, "a"), (3, "a/b"), (4, "a/b")]);
        assert_eq!(taken_with(&screen, ControlId(3), &[]), ids(&[2, 3, 4]));
        assert_eq!(entered(&screen, &ids(&[2, 3, 4])), Vec::<String>::new());
        let inside = ["a".to_owned()];
        assert_eq!(taken_with(&screen, ControlId(3), &inside), ids(&[3, 4]));
        assert_eq!(entered(&screen, &ids(&[3, 4])), inside);
        assert_eq!(taken_with(&screen, ControlId(2), &inside), ids(&[2]));
        assert_eq!(taken_with(&screen, ControlId(1), &inside), ids(&[1]));
        assert_eq!(whole_group(&screen, &ids(&[3, 4])).unwrap(), ["a", "b"]);
        assert_eq!(whole_group(&screen, &ids(&[1, 2, 3, 4])), None);
        assert_eq!(units(&screen, &ids(&[1, 2, 3, 4])), [ids(&[1]), ids(&[2, 3, 4])]);
    }

    #[test]
    fn groups_move_as_one_and_what_is_in_them_within_them() {
        let order = |chosen: &[u32], order| {
            let all = screen(&[(1, ""), (2, "a"), (3, "a"), (4, "")]).controls.to_vec();
            let chosen = chosen.iter().map(|n| ControlId(*n)).collect();
            reorder(all, &chosen, order).iter().map(|control| control.id.0).collect::<Vec<_>>()
        };
        assert_eq!(order(&[1], ZOrder::Forward), [2, 3, 1, 4]);
        assert_eq!(order(&[2, 3], ZOrder::ToFront), [1, 4, 2, 3]);
        assert_eq!(order(&[2], ZOrder::ToFront), [1, 3, 2, 4]);
        assert_eq!(order(&[4], ZOrder::Backward), [1, 4, 2, 3]);
        assert_eq!(order(&[3, 4], ZOrder::ToBack), [4, 1, 3, 2]);
    }

    #[test]
    fn the_copy_of_a_group_is_a_group_of_its_own_and_that_of_a_part_joins_it() {
        let screen = screen(&[(1, "a"), (2, "a"), (3, "b"), (4, "b/c"), (5, "b/c")]);
        let settled = |numbers: &[u32]| {
            let mut copies: Vec<Control> =
                numbers.iter().map(|n| screen.control(ControlId(*n)).unwrap().clone()).collect();
            settle(&screen, &mut copies);
            copies.iter().map(|control| control.layer.group.join("/")).collect::<Vec<_>>()
        };
        assert_eq!(settled(&[1, 2]), ["a 2", "a 2"]);
        assert_eq!(settled(&[1]), ["a"]);
        assert_eq!(settled(&[4, 5]), ["b/c 2", "b/c 2"]);
        assert_eq!(settled(&[3, 4, 5]), ["b 2", "b 2/c", "b 2/c"]);
        let mut foreign = [control(90, "a"), control(91, "z")];
        settle(&screen, &mut foreign);
        assert_eq!(foreign.map(|control| control.layer.group.join("/")), ["a 2", "z"]);
    }

    #[test]
    fn what_was_torn_apart_comes_together_where_its_topmost_lies() {
        let mut screen = screen(&[(1, "a"), (2, ""), (3, "a"), (4, "")]);
        gather(&mut screen);
        assert_eq!(screen.controls.iter().map(|control| control.id.0).collect::<Vec<_>>(), [2, 1, 3, 4]);
    }
}
