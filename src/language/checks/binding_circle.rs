//! Properties that are bound to each other in a circle.

use crate::i18n::{Text, Wording, t};
use crate::language;
use crate::language::fixes;
use crate::model::binding;
use crate::model::edit::Edit;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "binding_circle",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project, &"Text".into())],
};

const UNDO: Text = t("Bindung lösen", "Undo the binding");

fn find(project: &Project, problems: &mut Vec<Problem>) {
    for (control, key) in binding::circles(project) {
        let Some(of) = project.control(control) else { continue };
        let label = language::bound_label(of, &key);
        let fix = fixes::edit(UNDO, Edit::SetProperty(vec![control], key, None));
        problems.push(at(Place::item(control), &label).with_fix(Some(fix)));
    }
}

fn at(place: Place, property: &Wording) -> Problem {
    let property = property.quoted();
    CHECK.at(
        place,
        Wording::new(
            format!(
                "{} ist im Kreis gebunden und folgt am Ende sich selbst. Eine der Bindungen lösen; bis dahin ändert sich nichts davon von selbst.",
                property.de
            ),
            format!(
                "{} is bound in a circle and follows itself in the end. Undo one of the bindings; until then none of them changes by itself.",
                property.en
            ),
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::language::testing::{found_in, project};
    use crate::model::binding::{Binding, Origin};
    use crate::model::project::Project;

    fn bound(project: &mut Project, from: Origin) {
        let control = &mut Arc::make_mut(&mut project.screens[0]).controls[0];
        control.properties.insert("text".to_owned(), Binding::to(from).into());
    }

    #[test]
    fn who_follows_itself_is_told() {
        let (mut project, _) = project();
        let control = project.screens[0].controls[0].id;
        bound(&mut project, Origin::Property { control, property: "text".to_owned() });
        assert_eq!(found_in(&project), ["empty_handler", "binding_circle"]);
        bound(&mut project, Origin::Property { control, property: "color".to_owned() });
        assert_eq!(found_in(&project), ["empty_handler"]);
    }
}
