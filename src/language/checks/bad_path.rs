//! A data path of a source or binding that cannot be read.

use crate::i18n::Wording;
use crate::model::binding::{Origin, bindings};
use crate::model::command::commands;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::source::path::{DataPath, ValuePlace};

/// The check.
pub static CHECK: Check = Check {
    key: "bad_path",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project, "sensor..wert")],
};

fn find(project: &Project, problems: &mut Vec<Problem>) {
    for source in &project.sources {
        let paths = source.subscriptions.iter().map(|subscription| subscription.path());
        let bad = paths.filter(|path| ValuePlace::parse(path).is_err());
        problems.extend(bad.map(|path| at(Place::item(source.id), path)));
    }
    for (control, command) in commands(project) {
        if DataPath::parse(&command.path).is_err() {
            problems.push(at(Place::item(control.id), &command.path));
        }
    }
    for (control, _, binding) in bindings(project) {
        if let Origin::Topic { path, .. } = &binding.from
            && ValuePlace::parse(path).is_err()
        {
            problems.push(at(Place::item(control.id), path));
        }
    }
}

/// The problem of a path.
pub fn at(place: Place, path: &str) -> Problem {
    let path = Wording::from(path).quoted();
    CHECK.at(
        place,
        Wording::new(
            format!("Der Datenpfad {} ist nicht zu lesen; er sieht so aus: sensor.werte[0].temperatur", path.de),
            format!("The data path {} cannot be read; it looks like this: sensor.values[0].temperature", path.en),
        ),
    )
}

#[cfg(test)]
mod tests {
    use crate::language::testing::{found_in, project};
    use crate::model::source::{ColumnType, Subscription};

    #[test]
    fn every_subscription_is_read() {
        let (mut project, _) = project();
        project.sources[0].subscriptions = ["", "a.b[0]", "a..b"]
            .map(|path| Subscription { title: String::new(), ..Subscription::column("T", "a", path, ColumnType::Text) })
            .to_vec();
        assert_eq!(found_in(&project), ["empty_handler", "bad_path"]);
    }
}
