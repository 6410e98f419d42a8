//! An input that shows the state of a device and writes nothing: to set it does nothing.

use crate::i18n::t;
use crate::language;
use crate::language::block::Cause;
use crate::model::command::tells_state;
use crate::model::control::Control;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::property::Property;

/// The check.
pub static CHECK: Check = Check {
    key: "only_shown",
    severity: Severity::Hint,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project)],
};

fn find(project: &Project, problems: &mut Vec<Problem>) {
    let controls = project.screens.iter().flat_map(|screen| &screen.controls);
    problems.extend(controls.filter(|control| is_only_shown(control)).map(|control| at(Place::item(control.id))));
}

fn is_only_shown(control: &Control) -> bool {
    let Some(def) = language::control(&control.kind) else { return false };
    let Some(Some(key)) = def.commanded() else { return false };
    let binding = control.properties.get(key).and_then(Property::binding);
    let is_told = binding.is_some_and(|binding| tells_state(binding));
    let handled = || def.fired_by(Cause::Change(key)).is_some_and(|event| control.handlers.contains_key(event.key));
    is_told && control.command().is_none() && !handled()
}

fn at(place: Place) -> Problem {
    let words = t(
        "Dieses Control zeigt nur, was kommt: Einstellen bewirkt nichts. Unter „Schreiben“ ein Befehls-Topic angeben.",
        "This control only shows what comes: to set it does nothing. Give a command topic under “Write”.",
    );
    CHECK.at(place, words.into())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::i18n::Lang;
    use crate::language::testing::{found_in, project};
    use crate::language::{control, new_control};
    use crate::model::binding::{Binding, Origin};
    use crate::model::command::CommandTopic;
    use crate::model::handler::Handler;
    use crate::model::id::ConnectionId;
    use crate::model::source::ColumnType;

    #[test]
    fn whoever_sets_what_only_shows_is_told() {
        let (mut project, _) = project();
        let connection = ConnectionId::local();
        let from = Origin::Topic { connection, filter: "a".to_owned(), path: String::new(), ty: ColumnType::Automatic };
        let mut toggle = new_control(control("toggle").unwrap(), Lang::De);
        toggle.properties.insert("on".to_owned(), Binding::to(from).into());
        Arc::make_mut(&mut project.screens[0]).controls.push(toggle);
        assert_eq!(found_in(&project), ["empty_handler", "only_shown"]);
        let change = |project: &mut crate::model::project::Project, key: &str, value| {
            let toggle = Arc::make_mut(&mut project.screens[0]).controls.last_mut().unwrap();
            toggle.properties.insert(key.to_owned(), value);
        };
        let mut commanded = project.clone();
        change(&mut commanded, "command", CommandTopic::to(ConnectionId::local(), "a/set").into());
        assert_eq!(found_in(&commanded), ["empty_handler"]);
        let toggle = Arc::make_mut(&mut project.screens[0]).controls.last_mut().unwrap();
        toggle.handlers.insert("toggled".to_owned(), Handler::Lua("print(1)".to_owned()).into());
        assert_eq!(found_in(&project), ["empty_handler"]);
    }
}
