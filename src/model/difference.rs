//! What differs between two states of a project, thing by thing. Pure.

use std::collections::BTreeSet;

use super::indexed::Indexed;
use super::item::Item;
use super::project::Project;
use super::screen::Screen;

/// What has become of a thing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It is new.
    Added,
    /// It is another one now.
    Changed,
    /// It is gone.
    Removed,
}

/// A thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// What.
    pub item: Item,
    /// How it is called, or was.
    pub name: String,
    /// What has become of it.
    pub change: Change,
}

/// All that differs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differences {
    /// Whether the project itself does: its name, its purpose, the order of its things.
    pub project: bool,
    /// The things that do.
    pub things: Vec<Difference>,
}

/// What differs, in the order of the new project and what is gone last. A thing inside another one is told itself, and
/// not as a change of the other.
pub fn differences(old: &Project, new: &Project) -> Differences {
    let (before, after) = (items(old), items(new));
    let known: BTreeSet<&Item> = before.iter().collect();
    let there: BTreeSet<&Item> = after.iter().collect();
    let found = |project: &Project, item: &Item, change| Difference {
        item: item.clone(),
        name: project.name_of(item).unwrap_or_default().to_owned(),
        change,
    };
    let news = after.iter().filter_map(|item| {
        if !known.contains(item) {
            return Some(found(new, item, Change::Added));
        }
        (!same(old, new, item)).then(|| found(new, item, Change::Changed))
    });
    let gone = before.iter().filter(|item| !there.contains(item)).map(|item| found(old, item, Change::Removed));
    let bare = |project: &Project| Project {
        next_id: 0,
        screens: Indexed::default(),
        connections: Vec::new(),
        sources: Indexed::default(),
        variables: Indexed::default(),
        timers: Indexed::default(),
        functions: Indexed::default(),
        ..project.clone()
    };
    let things: Vec<Difference> = news.chain(gone).collect();
    // The order of things belongs to the project.
    let reordered =
        || things.is_empty() && Project { next_id: 0, ..old.clone() } != Project { next_id: 0, ..new.clone() };
    Differences { project: bare(old) != bare(new) || reordered(), things }
}

fn items(project: &Project) -> Vec<Item> {
    let screens = project.screens.iter().flat_map(|screen| {
        std::iter::once(Item::from(screen.id)).chain(screen.controls.iter().map(|control| control.id.into()))
    });
    let connections = project.connections.iter().map(|connection| Item::from(connection.id.clone()));
    let sources = project.sources.iter().map(|source| Item::from(source.id));
    let variables = project.variables.iter().map(|variable| Item::from(variable.id));
    let timers = project.timers.iter().map(|timer| Item::from(timer.id));
    let functions = project.functions.iter().map(|function| Item::from(function.id));
    screens.chain(connections).chain(sources).chain(variables).chain(timers).chain(functions).collect()
}

/// Whether a thing of both is the same in both.
fn same(old: &Project, new: &Project, item: &Item) -> bool {
    match item {
        Item::Screen(id) => {
            let bare = |project: &Project| {
                let screen = project.screen(*id)?.as_ref();
                Some(Screen { controls: Indexed::default(), ..screen.clone() })
            };
            bare(old) == bare(new)
        }
        Item::Control(id) => old.control(*id) == new.control(*id),
        Item::Connection(id) => old.connection(id) == new.connection(id),
        Item::Source(id) => old.source(*id) == new.source(*id),
        Item::Variable(id) => old.variable(*id) == new.variable(*id),
        Item::Timer(id) => old.timer(*id) == new.timer(*id),
        Item::Function(id) => old.function(*id) == new.function(*id),
        // It is told with its source, and the app with the project.
        Item::Column(_) | Item::App(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::edit::{Edit, apply};
    use crate::model::id::ScreenId;
    use crate::model::testing;
    use proptest::prelude::*;

    #[test]
    fn each_thing_that_differs_is_told_once() {
        let mut old = Project::new("P", "Start", "Lokal");
        let control = crate::language::new_control(crate::language::control("button").unwrap(), crate::i18n::Lang::En);
        apply(&mut old, &Edit::AddControls(ScreenId(1), vec![control.clone(), control])).unwrap();
        assert_eq!(differences(&old, &old.clone()), Differences::default());
        let mut new = old.clone();
        let [first, second] = [0, 1].map(|index| old.screens[0].controls[index].clone());
        apply(&mut new, &Edit::SetProperty(vec![first.id], "text".to_owned(), Some("Go".into()))).unwrap();
        new.screen_mut(ScreenId(1)).unwrap().controls.retain(|control| control.id != second.id);
        let told = |item, name: &str, change| Difference { item, name: name.to_owned(), change };
        assert_eq!(
            differences(&old, &new).things,
            [
                told(Item::from(first.id), &first.name, Change::Changed),
                told(Item::from(second.id), &second.name, Change::Removed)
            ]
        );
        new.name = "Q".to_owned();
        assert!(differences(&old, &new).project);
        assert_eq!(differences(&new, &old).things.last().unwrap().change, Change::Added);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(100) })]

        #[test]
        fn a_project_does_not_differ_from_itself_and_never_from_things_that_are_nowhere(
            project in testing::project(),
            seed in testing::seed(),
        ) {
            prop_assert_eq!(differences(&project, &project), Differences::default());
            let mut edited = project.clone();
            if apply(&mut edited, &seed.edit(&project)).is_ok() {
                let found = differences(&project, &edited);
                let same = Project { next_id: 0, ..project.clone() } == Project { next_id: 0, ..edited.clone() };
                prop_assert_eq!(found == Differences::default(), same);
                for difference in found.things {
                    let of = if difference.change == Change::Removed { &project } else { &edited };
                    prop_assert!(of.name_of(&difference.item).is_some());
                }
            }
        }
    }
}
