//! An address of HTTP that is none, or whose host the project may not ask.

use crate::i18n::{Text, Wording, t};
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Fix, FixChange, Problem, Severity};
use crate::model::project::Project;
use crate::model::web::WebAddress;

/// The check.
pub static CHECK: Check = Check {
    key: "web_access",
    severity: Severity::Error,
    finder: Finder::WhoKnows,
    #[cfg(test)]
    samples: || vec![not_allowed(Place::Project, "api.example.com"), no_address(Place::Project, "api.example.com/x")],
};

const ALLOW: Text = t("Erlauben", "Allow");

/// What is wrong with an address that stands in a slot.
pub fn in_slot(place: Place, project: &Project, url: &str) -> Option<Problem> {
    match WebAddress::parse(url) {
        None => Some(no_address(place, url)),
        Some(address) if address.is_one_of(&project.web) => None,
        Some(address) => Some(not_allowed(place, &address.to_string())),
    }
}

fn no_address(place: Place, url: &str) -> Problem {
    let says = Wording::new(
        "ist keine Web-Adresse. Vorn steht http:// oder https://, dann der Rechner, zum Beispiel https://api.example.com/wert.",
        "is no web address. It begins with http:// or https://, then comes the computer, for example https://api.example.com/value.",
    );
    CHECK.at(place, Wording::from(url).quoted().then(" ", &says))
}

fn not_allowed(place: Place, host: &str) -> Problem {
    CHECK.at(place, sentence(host)).with_fix(Some(Fix { label: ALLOW, change: FixChange::AllowHost(host.to_owned()) }))
}

/// That the project may not ask this host.
pub fn sentence(host: &str) -> Wording {
    let says = Wording::new(
        "darf diese App nicht abfragen. Am Projekt unter „Web-Zugriff“ erlauben.",
        "may not be asked by this app. Allow it at the project under “Web access”.",
    );
    Wording::from(host).quoted().then(" ", &says)
}

#[cfg(test)]
mod tests {
    use crate::language::lower::{Lowerer, lower};
    use crate::language::testing::project;
    use crate::model::blocks::{Block, Graph};
    use crate::model::edit::{Edit, apply};
    use crate::model::handler::Handler;
    use crate::model::id::BlockId;

    #[test]
    fn a_host_is_told_until_it_is_allowed() {
        let (mut project, at) = project();
        let ask = |url: &str| {
            let mut graph = Graph { first: Some(BlockId(900)), ..Default::default() };
            graph.blocks.insert(BlockId(900), Block::new("http_request").with("url", url));
            Handler::Blocks(graph)
        };
        project.next_id = 1_000;
        apply(&mut project, &Edit::SetHandler(at.clone(), Some(ask("https://api.example.com/v1")))).unwrap();
        let mut lowerer = Lowerer::new(None);
        let found = lowerer.update(&project).problems;
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].check.key, "web_access");
        let fix = found[0].fix.clone().unwrap();
        let allow = fix.edit(&project).unwrap();
        apply(&mut project, &allow).unwrap();
        assert_eq!(project.web, ["api.example.com"]);
        // What was lowered before is looked at again.
        assert_eq!(lowerer.update(&project).problems, []);
        apply(&mut project, &Edit::SetHandler(at, Some(ask("api.example.com")))).unwrap();
        assert_eq!(lower(&project).problems[0].check.key, "web_access");
        assert_eq!(lower(&project).problems[0].fix, None);
    }
}
