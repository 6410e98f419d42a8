//! A block about a received message, or `e` in Lua, in a handler that is about none.

use crate::i18n::t;
use crate::language::api;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::item::Item;
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Problem, Severity};
use crate::model::project::Project;
use crate::model::reference::{self, BareName, MemberOf, Used, line_of};

/// The check.
pub static CHECK: Check = Check {
    key: "no_event",
    severity: Severity::Error,
    finder: Finder::Handler(find),
    #[cfg(test)]
    samples: || vec![at(Place::Project), in_lua(Place::Project)],
};

fn find(project: &Project, handler_ref: &HandlerRef, handler: &Handler, problems: &mut Vec<Problem>) {
    let (Handler::Lua(text), None) = (handler, handler_ref.source()) else { return };
    let asked = reference::asked(project, handler_ref, text);
    let here = match handler_ref.owner {
        Item::Control(_) => api::event::of_control(&handler_ref.trigger),
        _ => &[],
    };
    // What follows on `e` stands right behind it.
    let is_here = |bare: &BareName| {
        let mut behind = asked.members.iter().filter(|member| member.of == MemberOf::Global(api::event::OF.to_owned()));
        behind.any(|member| {
            let gap = text
                .get(bare.range.end..member.range.start)
                .is_some_and(|gap| gap.trim_matches(['.', '[', ' ']).is_empty());
            gap && here.iter().any(|name| name.eq_ignore_ascii_case(&member.name))
        })
    };
    let events = asked.bare.iter().filter(|bare| bare.name == api::event::OF && bare.used == Used::LookedInto);
    problems.extend(events.filter(|bare| !is_here(bare)).map(|bare| {
        let line = line_of(text, bare.range.start);
        in_lua(Place::Handler(handler_ref.clone(), Some(line)))
    }));
}

fn in_lua(place: Place) -> Problem {
    let says = t(
        "`e` gibt es so hier nicht: Nur in der Logik einer Datenquelle (Ereignis Refreshed) geht es um eine Nachricht; ein Textfeld hat e.text, eine Tabelle e.row und e.column",
        "`e` does not exist here like this: only the logic of a data source (event Refreshed) is about a message; a text box has e.text, a table e.row and e.column",
    );
    CHECK.at(place, says.into())
}

/// The problem of a block.
pub fn at(place: Place) -> Problem {
    let says = t(
        "Hier gibt es keine Nachricht: Der Baustein gehört in die Logik einer Datenquelle (Ereignis Refreshed)",
        "There is no message here: the block belongs in the logic of a data source (event Refreshed)",
    );
    CHECK.at(place, says.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language;
    use crate::language::testing::{filled, found, found_in, graph_with, project, with_lua};
    use crate::model::edit::Edit;

    #[test]
    fn blocks_about_a_message_are_for_handlers_of_sources() {
        let (project, _) = project();
        let about = language::blocks().filter(|def| def.kind.starts_with("event_"));
        let mut count = 0;
        for def in about {
            let graph = ron::to_string(&graph_with(def, filled(&project, def))).unwrap();
            assert_eq!(found(&graph).iter().filter(|key| **key == "no_event").count(), 1, "{}", def.kind);
            count += 1;
        }
        assert!(count > 2, "{count}");
    }

    #[test]
    fn what_somebody_typed_is_there_where_somebody_types() {
        let (mut project, at) = with_lua("");
        let said = |project: &mut Project, trigger: &str, lua: &str| {
            let at = HandlerRef::new(at.owner.clone(), trigger);
            let edit = Edit::SetHandler(at.clone(), Some(Handler::Lua(lua.to_owned())));
            crate::model::edit::apply(project, &edit).unwrap();
            let problems = language::lower::lower(project).problems;
            problems.iter().any(|problem| problem.check.key == "no_event" && problem.place.handler() == Some(&at))
        };
        for (trigger, lua, wrong) in [
            ("text_changed", "local t = e.text .. e['Text']", false),
            ("text_changed", "local t = e.topic", true),
            ("cell_tapped", "local t = data.x or e.Row + 1 .. e.column", false),
            ("cell_tapped", "local t = e.column .. e.message", true),
            ("tapped", "local t = e.text", true),
        ] {
            assert_eq!(said(&mut project, trigger, lua), wrong, "{trigger}: {lua}");
        }
    }

    #[test]
    fn the_event_is_not_asked_for_in_the_logic_of_a_control() {
        for lua in ["local m = e.message", "peakboard.log(e['topic'])", "if e.istitlerefreshed('x') then end"] {
            assert_eq!(found_in(&with_lua(lua).0), ["no_event"], "{lua}");
        }
        for lua in
            ["local e = { topic = 1 }\nlocal t = e.topic", "for _, e in { {} } do print(e.topic) end", "local x = e"]
        {
            assert_eq!(found_in(&with_lua(lua).0), [""; 0], "{lua}");
        }
    }
}
