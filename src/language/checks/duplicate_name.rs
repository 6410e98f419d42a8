//! Two things with the same name, which scripts could not tell apart.

use std::collections::BTreeSet;

use crate::i18n::{Text, Wording, t};
use crate::language::fixes;
use crate::model::edit::Edit;
#[cfg(test)]
use crate::model::id::AppId;
use crate::model::item::Item;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "duplicate_name",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(AppId.into(), "Start")],
};

const RENAME: Text = t("Umbenennen", "Rename");

fn find(project: &Project, problems: &mut Vec<Problem>) {
    let mut screens = BTreeSet::new();
    for screen in &project.screens {
        if !screens.insert(screen.name.to_lowercase()) {
            problems.push(at(screen.id.into(), &screen.name));
        }
        let mut controls = BTreeSet::new();
        for control in &screen.controls {
            if !controls.insert(control.name.to_lowercase()) {
                problems.push(at(control.id.into(), &control.name));
            }
        }
    }
}

fn at(item: Item, name: &str) -> Problem {
    // The edit finds a name that is free.
    let fix = fixes::edit(RENAME, Edit::Rename(item.clone(), name.to_owned()));
    let name = Wording::from(name).quoted();
    CHECK
        .at(
            Place::Item(item),
            Wording::new(
                format!("Den Namen {} gibt es mehrmals. Einen davon umbenennen.", name.de),
                format!("The name {} exists more than once. Rename one of them.", name.en),
            ),
        )
        .with_fix(Some(fix))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::language::testing::{found_in, project};
    use crate::model::id::{ControlId, ScreenId};
    use crate::model::screen::Screen;

    #[test]
    fn names_count_in_any_case_and_on_one_screen_only() {
        let (mut project, _) = project();
        let mut twin = project.screens[0].controls[0].clone();
        (twin.id, twin.name) = (ControlId(90), twin.name.to_uppercase());
        let mut other = Screen::new(ScreenId(91), "Anderer");
        other.controls.push(crate::model::control::Control { id: ControlId(92), ..twin.clone() });
        Arc::make_mut(&mut project.screens[0]).controls.push(twin);
        project.screens.push(Arc::new(other));
        assert_eq!(found_in(&project), ["empty_handler", "duplicate_name"]);
        project.screens.push(Arc::new(Screen::new(ScreenId(93), "ANDERER")));
        assert_eq!(found_in(&project), ["empty_handler", "duplicate_name", "duplicate_name"]);
    }
}
