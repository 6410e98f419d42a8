//! Repeaters that cannot have any instance, or only equal ones.

use crate::i18n::{Text, t};
use crate::model::component::{REPEATER, Repeated, in_braces, per_row};
use crate::model::control::Control;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "bad_repeater",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || {
        [NO_COMPONENT, NO_SOURCE, NO_WILDCARD, ALL_EQUAL].map(|says| CHECK.at(Place::Project, says.into())).into()
    },
};

const NO_COMPONENT: Text = t(
    "Hier wird nichts wiederholt: Es ist keine Komponente gewählt. Rechts eine wählen.",
    "Nothing is repeated here: no component is chosen. Choose one on the right.",
);
const NO_SOURCE: Text = t(
    "Hier wird nichts wiederholt: Es ist nicht gewählt, wofür ein Exemplar steht. Rechts Topics oder eine Liste wählen.",
    "Nothing is repeated here: what an instance is for is not chosen. Choose topics or a list on the right.",
);
const NO_WILDCARD: Text = t(
    "Hier gibt es höchstens ein Exemplar: In den Topics steht kein + und kein #. Ein + dorthin setzen, wo sie sich unterscheiden.",
    "There is one instance at most here: the topics have no + and no #. Put a + where they differ.",
);
const ALL_EQUAL: Text = t(
    "Hier zeigen alle Exemplare dasselbe: Kein Parameter bekommt einen Wert aus Topic oder Zeile. Rechts einen wählen.",
    "All instances show the same here: no parameter gets a value from the topic or row. Choose one on the right.",
);

fn find(project: &Project, problems: &mut Vec<Problem>) {
    let controls = project.screens.iter().flat_map(|screen| &screen.controls);
    for repeater in controls.filter(|control| control.kind == REPEATER) {
        if let Some(says) = flaw(project, repeater) {
            problems.push(CHECK.at(Place::item(repeater.id), says.into()));
        }
    }
}

fn flaw(project: &Project, repeater: &Control) -> Option<Text> {
    let Some((_, face)) = project.master_of(repeater) else { return Some(NO_COMPONENT) };
    match repeater.repeats() {
        None | Some(Repeated::Topics { filter: "", .. }) => return Some(NO_SOURCE),
        Some(Repeated::Topics { filter, .. }) if !filter.contains(['+', '#']) => return Some(NO_WILDCARD),
        Some(Repeated::Rows(id)) if project.source(id).is_none() => return Some(NO_SOURCE),
        Some(_) => {}
    }
    let differs = |name: &str| repeater.properties.get(&in_braces(name)).is_some_and(per_row);
    let is_equal = !face.parameters.iter().any(|parameter| differs(&parameter.name));
    is_equal.then_some(ALL_EQUAL)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::i18n::Lang;
    use crate::language::testing::{found_in, project};
    use crate::language::{control, new_control};
    use crate::model::binding::{Binding, Origin};
    use crate::model::component::{MASTER, ROWS, suggested, with_suggestion};
    use crate::model::edit::{Edit, apply};
    use crate::model::id::ConnectionId;
    use crate::model::item::Item;
    use crate::model::project::Project;
    use crate::model::source::ColumnType;

    /// What is told but for the empty handler that the project has.
    fn told(project: &Project) -> Vec<&'static str> {
        found_in(project).into_iter().filter(|key| *key != "empty_handler").collect()
    }

    #[test]
    fn what_a_repeater_lacks_is_told_until_it_has_all() {
        let (mut project, _) = project();
        let start = project.screens[0].id;
        Arc::make_mut(&mut project.screens[0]).controls = Vec::new().into();
        let new = new_control(control("repeater").unwrap(), Lang::De);
        let added = apply(&mut project, &Edit::AddControls(start, vec![new])).unwrap();
        let repeater = added.first(Item::control).unwrap();
        assert_eq!(told(&project), ["bad_repeater"], "it has no component");
        let mut text = new_control(control("text").unwrap(), Lang::De);
        let from = Origin::Topic {
            connection: ConnectionId::local(),
            filter: "halle/m1/zustand".to_owned(),
            path: String::new(),
            ty: ColumnType::Automatic,
        };
        text.properties.insert("text".to_owned(), Binding::to(from).into());
        let added = apply(&mut project, &Edit::AddControls(start, vec![text])).unwrap();
        let make =
            Edit::MakeComponent { controls: added.all(Item::control), name: "M".to_owned(), prefix: "P".to_owned() };
        let master = apply(&mut project, &make).unwrap().first(Item::screen).unwrap();
        let set = |project: &mut _, key: &str, value| {
            apply(project, &Edit::SetProperty(vec![repeater], key.to_owned(), value)).unwrap();
        };
        set(&mut project, MASTER, Some(Item::from(master).into()));
        assert_eq!(told(&project), ["bad_repeater"], "for nothing");
        let said = suggested(&project, master);
        set(&mut project, "topics", said.get("topics").cloned());
        assert_eq!(told(&project), ["bad_repeater"], "all are equal");
        set(&mut project, "{P}", said.get("{P}").cloned());
        assert_eq!(told(&project), [""; 0]);
        let list = project.sources[0].id;
        set(&mut project, ROWS, Some(Item::from(list).into()));
        assert_eq!(told(&project), [""; 0]);
        let mut new = new_control(control("repeater").unwrap(), Lang::De);
        with_suggestion(&project, start, &mut new);
        assert_eq!(new.master(), Some(master));
    }
}
