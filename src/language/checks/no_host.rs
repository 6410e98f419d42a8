//! A connection without a host.

use crate::i18n::t;
use crate::model::address::AddressError;
use crate::model::connection::Wrong;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;

/// The check.
pub static CHECK: Check = Check {
    key: "no_host",
    severity: Severity::Error,
    finder: Finder::Project(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project)],
};

fn find(project: &Project, problems: &mut Vec<Problem>) {
    for connection in &project.connections {
        let flaws = connection.values().flaws(connection.def().rows);
        if flaws.iter().any(|(_, wrong)| matches!(wrong, Wrong::Address(AddressError::NoHost))) {
            problems.push(at(Place::item(connection.id.clone())));
        }
    }
}

fn at(place: Place) -> Problem {
    let says = t(
        "Die Verbindung hat keinen Host. Name oder Adresse des Brokers eintragen.",
        "The connection has no host. Enter the name or address of the broker.",
    );
    CHECK.at(place, says.into())
}

#[cfg(test)]
mod tests {
    use crate::language::testing::{found_in, project};
    use crate::model::connection::{Connection, rows};
    use crate::model::id::ConnectionId;
    use crate::model::value::Value;

    #[test]
    fn the_local_broker_needs_none() {
        let (mut project, _) = project();
        assert_eq!(found_in(&project), ["empty_handler"]);
        let mut bare = Connection { id: ConnectionId::from_random(7), ..project.connections[0].clone() };
        bare.settings = [].into();
        for (host, keys) in [("", &["empty_handler", "no_host"][..]), ("broker.example", &["empty_handler"])] {
            bare.settings.insert(rows::HOST.key.to_owned(), Value::from(host));
            project.connections.truncate(1);
            project.connections.push(bare.clone());
            assert_eq!(found_in(&project), keys, "{host:?}");
        }
    }
}
