//! Instances whose component is gone or that are inside of themselves, parameters that are not there, and controls of
//! components that somebody outside means, who cannot know which of the instances.

use std::collections::BTreeSet;

use crate::i18n::{Lang, Wording, count_text};
use crate::model::binding::{Origin, bindings};
use crate::model::component::{COMPONENT, DEEPEST, MOST_PARTS, REPEATER, left_out};
use crate::model::item::Item;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::reference;

/// The check.
pub static CHECK: Check = Check {
    key: "bad_component",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || {
        let place = Place::Project;
        vec![
            gone(place.clone()),
            in_itself(place.clone(), "Maschine"),
            too_many(place.clone()),
            no_parameter(place.clone(), "Titel"),
            from_outside(place, "Lampe", "Maschine"),
        ]
    },
};

fn find(project: &Project, problems: &mut Vec<Problem>) {
    let before = problems.len();
    for screen in &project.screens {
        for control in screen.controls.iter().filter(|control| matches!(&*control.kind, COMPONENT | REPEATER)) {
            let place = Place::item(control.id);
            match project.master_of(control) {
                // It may have none yet, which another check tells.
                None if control.kind == REPEATER => {}
                None => problems.push(gone(place)),
                Some((master, _)) if !project.can_hold(screen.id, master.id) => {
                    problems.push(in_itself(place, &master.name));
                }
                Some(_) => {}
            }
        }
    }
    for (control, _, binding) in bindings(project) {
        let Origin::Parameter(name) = &binding.from else { continue };
        let face = project.find_control(control.id).and_then(|(screen, _)| screen.component.as_ref());
        if face.is_none_or(|face| face.parameter(name).is_none()) {
            problems.push(no_parameter(Place::item(control.id), name));
        }
    }
    if project.components().next().is_none() {
        return;
    }
    // What is inside of itself is told already.
    if problems.len() == before {
        problems.extend(left_out(project).into_iter().map(|id| too_many(Place::item(id))));
    }
    let mut told = BTreeSet::new();
    for used in reference::references(project) {
        let Some((master, control)) = used.item.control().and_then(|id| project.find_control(id)) else { continue };
        let from = match used.place.owner() {
            Some(Item::Control(id)) => project.screen_of(*id),
            _ => None,
        };
        if master.component.is_some() && from != Some(master.id) && told.insert((used.place.clone(), control.id)) {
            problems.push(from_outside(used.place, &control.name, &master.name));
        }
    }
}

fn gone(place: Place) -> Problem {
    CHECK.at(
        place,
        Wording::new(
            "Die Komponente dazu gibt es nicht mehr. Das Control löschen oder das Löschen der Komponente rückgängig machen.",
            "Its component is not there any more. Delete the control, or undo that the component was deleted.",
        ),
    )
}

fn too_many(place: Place) -> Problem {
    let most = |lang| count_text(MOST_PARTS as u64, lang);
    CHECK.at(
        place,
        Wording::new(
            format!(
                "Hiermit wären es mehr als {} Controls in Komponenten, oder sie stecken tiefer als {DEEPEST}-fach ineinander; deshalb wird es nicht gezeigt. Weniger Exemplare nehmen.",
                most(Lang::De)
            ),
            format!(
                "With this there would be more than {} controls in components, or they are inside of each other more than {DEEPEST} times, so it is not shown. Use fewer instances.",
                most(Lang::En)
            ),
        ),
    )
}

fn in_itself(place: Place, master: &str) -> Problem {
    let master = Wording::from(master).quoted();
    CHECK.at(
        place,
        Wording::new(
            format!("{} enthält sich hier selbst und wird deshalb nicht gezeigt. Das Control löschen.", master.de),
            format!("{} contains itself here, so it is not shown. Delete the control.", master.en),
        ),
    )
}

fn no_parameter(place: Place, name: &str) -> Problem {
    let name = Wording::from(name).quoted();
    CHECK.at(
        place,
        Wording::new(
            format!("Den Parameter {} gibt es nicht. Bei der Komponente anlegen oder einen anderen wählen.", name.de),
            format!("There is no parameter {}. Add it to the component, or choose another one.", name.en),
        ),
    )
}

fn from_outside(place: Place, control: &str, master: &str) -> Problem {
    let (control, master) = (Wording::from(control).quoted(), Wording::from(master).quoted());
    CHECK.at(
        place,
        Wording::new(
            format!(
                "{} gehört zur Komponente {}, von der es mehrere Exemplare geben kann, und ist nur in ihr zu erreichen. Eine Variable oder ein Topic dazwischen nehmen.",
                control.de, master.de
            ),
            format!(
                "{} belongs to the component {}, which there may be several instances of, and can be reached inside of it only. Use a variable or a topic between them.",
                control.en, master.en
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::language::testing::{found_in, project};
    use crate::model::binding::{Binding, Origin};
    use crate::model::edit::{Edit, apply};
    use crate::model::item::Item;

    #[test]
    fn what_a_component_cannot_be_is_told() {
        let (mut project, _) = project();
        let start = project.screens[0].id;
        let button = project.screens[0].controls[0].id;
        let edit = Edit::MakeComponent { controls: vec![button], name: "Taste".to_owned(), prefix: "P".to_owned() };
        let made = apply(&mut project, &edit).unwrap();
        let (master, instance) = (made.first(Item::screen).unwrap(), made.first(Item::control).unwrap());
        assert_eq!(found_in(&project), ["empty_handler"]);
        let add = Edit::AddControls(master, vec![project.control(instance).unwrap().clone()]);
        apply(&mut project, &add).unwrap();
        assert_eq!(found_in(&project), ["empty_handler", "bad_component"], "it is inside of itself");
        let bound = |from| Some(Binding::to(from).into());
        let set = |id, from| Edit::SetProperty(vec![id], "visible".to_owned(), bound(from));
        let inside = project.screen(master).unwrap().controls[1].id;
        apply(&mut project, &Edit::Remove(vec![inside.into()])).unwrap();
        apply(&mut project, &set(button, Origin::Parameter("Nichts".to_owned()))).unwrap();
        assert_eq!(found_in(&project), ["empty_handler", "bad_component"], "there is no such parameter");
        apply(&mut project, &Edit::SetProperty(vec![button], "visible".to_owned(), None)).unwrap();
        let inside = Origin::Property { control: button, property: "visible".to_owned() };
        apply(&mut project, &set(instance, inside)).unwrap();
        assert_eq!(found_in(&project), ["empty_handler", "bad_component"], "it means a control of the component");
        apply(&mut project, &Edit::SetProperty(vec![instance], "visible".to_owned(), None)).unwrap();
        apply(&mut project, &Edit::Remove(vec![master.into()])).unwrap();
        assert_eq!(project.screen(start).unwrap().controls.len(), 1);
        assert_eq!(found_in(&project), ["empty_handler", "bad_component"], "its component is gone");
    }
}
