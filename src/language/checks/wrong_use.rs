//! What the host gives, used in Lua as it cannot be: called with too few or too many values, called though it is no
//! function, set though it can only be read.

use std::ops::Range;

use super::unknown_name::bare_range;
use crate::i18n::Wording;
use crate::language::api::{self, ApiDef, Usage, functions};
use crate::language::fixes::MEND;
use crate::model::function::Function;
use crate::model::handler::{Handler, HandlerRef};
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Fix, FixChange, Problem, Severity};
use crate::model::project::Project;
use crate::model::reference::{self, Given, Member, MemberOf, Used, line_of};

/// The check.
pub static CHECK: Check = Check {
    key: "wrong_use",
    severity: Severity::Error,
    finder: Finder::Handler(find),
    #[cfg(test)]
    samples: || {
        let row = &api::data::COUNT;
        let (few, many) = (&api::flow::WAIT, &api::text::PART);
        let kinds = [Wrong::TooFew(few.name, few.signature()), Wrong::TooMany(many.name, many.signature())];
        let kinds = kinds.into_iter().chain([Wrong::NoFunction(row.name)]);
        let kinds = kinds.chain([Wrong::ReadOnly(row.name)]);
        kinds.map(|wrong| CHECK.at(Place::Project, sentence(&wrong))).collect()
    },
};

/// What is wrong about it.
enum Wrong<'a> {
    /// With how it is used.
    TooFew(&'a str, String),
    TooMany(&'a str, String),
    NoFunction(&'a str),
    ReadOnly(&'a str),
}

fn find(project: &Project, handler_ref: &HandlerRef, handler: &Handler, problems: &mut Vec<Problem>) {
    let Handler::Lua(text) = handler else { return };
    let asked = reference::asked(project, handler_ref, text);
    let members = asked.members.iter().filter_map(|member| {
        let row = match &member.of {
            MemberOf::Function(id) => return of_function(project.function(*id)?, member),
            of => api::of_member(of, &member.name),
        };
        let closed = match &member.of {
            MemberOf::Data | MemberOf::Row => true,
            MemberOf::Global(table) => api::lua::members(table).is_some(),
            MemberOf::Connection
            | MemberOf::Source
            | MemberOf::List
            | MemberOf::Event
            | MemberOf::ControlGroup
            | MemberOf::Timer
            | MemberOf::Function(_)
            | MemberOf::Controls(_)
            | MemberOf::Variable(_) => false,
        };
        Some((member.range.clone(), judged(&member.name, member.used, row, closed)?))
    });
    let bare = asked.bare.iter().filter_map(|bare| {
        let row = api::declared("", &bare.name)?;
        Some((bare.range.clone(), judged(&bare.name, bare.used, Some(row), false)?))
    });
    let mut found: Vec<(Range<usize>, Wrong<'_>)> = members.chain(bare).collect();
    found.sort_by_key(|(range, _)| range.start);
    problems.extend(found.into_iter().map(|(range, wrong)| {
        let place = Place::Handler(handler_ref.clone(), Some(line_of(text, range.start)));
        let fix = without_brackets(handler_ref, text, &range).filter(|_| matches!(wrong, Wrong::NoFunction(_)));
        CHECK.at(place, sentence(&wrong)).with_fix(fix).over(bare_range(text, &range))
    }));
}

/// Takes empty brackets behind a name away.
fn without_brackets(handler: &HandlerRef, text: &str, name: &Range<usize>) -> Option<Fix> {
    let brackets = text.get(name.end..).filter(|behind| behind.starts_with("()"))?.get(..2)?;
    let (handler, range) = (handler.clone(), name.end..name.end + brackets.len());
    Some(Fix { label: MEND, change: FixChange::Word { handler, range, old: brackets.into(), new: "".into() } })
}

/// What is wrong about the use of a name; `closed` where it is a member of what no script may change.
fn judged<'a>(name: &'a str, used: Used, row: Option<&'static ApiDef>, closed: bool) -> Option<Wrong<'a>> {
    match (used, row, row.map(|row| row.usage)) {
        (Used::Called(Given { least, open }), Some(row), Some(Usage::Call(_))) => {
            if least < row.least() && !open {
                return Some(Wrong::TooFew(row.name, row.signature()));
            }
            row.most().is_some_and(|most| least > most).then(|| Wrong::TooMany(row.name, row.signature()))
        }
        (Used::Called(_), Some(_), Some(Usage::Read | Usage::ReadWrite)) => Some(Wrong::NoFunction(name)),
        (Used::Set, Some(_), Some(Usage::Read | Usage::Call(_))) => Some(Wrong::ReadOnly(name)),
        (Used::Set, None, _) if closed => Some(Wrong::ReadOnly(name)),
        _ => None,
    }
}

/// What is wrong about the use of a function of the project.
fn of_function<'a>(function: &Function, member: &'a Member) -> Option<(Range<usize>, Wrong<'a>)> {
    let wanted = function.parameters.len();
    let wrong = match member.used {
        Used::Called(Given { least, open }) if least < wanted && !open => {
            Wrong::TooFew(&member.name, functions::signature(function))
        }
        Used::Called(Given { least, .. }) if least > wanted => {
            Wrong::TooMany(&member.name, functions::signature(function))
        }
        Used::Set => Wrong::ReadOnly(&member.name),
        Used::Called(_) | Used::Read | Used::LookedInto => return None,
    };
    Some((member.range.clone(), wrong))
}

fn sentence(wrong: &Wrong<'_>) -> Wording {
    match wrong {
        Wrong::TooFew(name, usage) => Wording::new(
            format!("`{name}` bekommt zu wenige Werte. Richtig ist `{usage}`."),
            format!("`{name}` gets too few values. Right is `{usage}`."),
        ),
        Wrong::TooMany(name, usage) => Wording::new(
            format!("`{name}` bekommt zu viele Werte. Richtig ist `{usage}`."),
            format!("`{name}` gets too many values. Right is `{usage}`."),
        ),
        Wrong::NoFunction(name) => Wording::new(
            format!("`{name}` ist keine Funktion. Ohne Klammern schreiben."),
            format!("`{name}` is no function. Write it without brackets."),
        ),
        Wrong::ReadOnly(name) => Wording::new(
            format!("`{name}` lässt sich nur lesen. Einen Wert behält eine Variable."),
            format!("`{name}` can only be read. A variable keeps a value."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::language::lower::lower;
    use crate::language::testing::{project as with_source, with_lua};
    use crate::model::edit::{Edit, apply};
    use crate::model::handler::Handler;
    use crate::model::project::Project;

    fn said(project: &Project) -> Vec<String> {
        lower(project).problems.iter().map(|problem| problem.wording.en.to_string()).collect()
    }

    #[test]
    fn brackets_behind_what_is_no_function_go_by_a_click() {
        let (mut project, at) = with_lua("local n = runtime.currentscreenname()");
        let problem = lower(&project).problems.remove(0);
        assert_eq!(problem.range, Some(18..35));
        let edit = problem.fix.unwrap().edit(&project).unwrap();
        apply(&mut project, &edit).unwrap();
        assert_eq!(**project.handler(&at).unwrap(), Handler::Lua("local n = runtime.currentscreenname".to_owned()));
        assert_eq!(said(&project), [""; 0]);
    }

    #[test]
    fn calls_with_too_few_or_too_many_values_are_told() {
        for (lua, name, amount) in [
            ("wait()", "wait", "few"),
            ("wait(1, 2)", "wait", "many"),
            ("connections.getfromid('lokal').publish('a')", "publish", "few"),
            ("connections.getfromid('lokal'):publish('a', f({ 1, 2 }), {}, 4)", "publish", "many"),
            ("peakboard.log()", "log", "few"),
            ("peakboard.log('a', 'b')", "log", "many"),
            ("peakboard.log('a', ...)", "", ""),
            ("peakboard.log((f()))", "", ""),
            ("runtime.showscreen()", "showscreen", "few"),
            ("local n = math.floor()", "floor", "few"),
            // The sandbox knows no separator.
            ("local s = string.rep('a', 2, ',')", "rep", "many"),
            ("local n = number.random(1)", "random", "few"),
            ("local n = number.random(f())", "", ""),
            ("trycatch(function() return 1, 2 end)", "", ""),
            ("peakboard.log 'a'", "", ""),
            ("peakboard.log(`{f(1, 2)}, {f(3)}`)", "", ""),
            ("local l = list.new()", "", ""),
        ] {
            let lua = format!("local f = tostring\n{lua}");
            let said = said(&with_lua(&lua).0);
            if name.is_empty() {
                assert_eq!(said, [""; 0], "{lua}");
                continue;
            }
            let [sentence] = &said[..] else { panic!("{lua}: {said:?}") };
            assert!(sentence.starts_with(&format!("`{name}` gets too {amount} values.")), "{sentence}");
        }
    }

    #[test]
    fn what_can_only_be_read_is_not_set_and_what_is_no_function_is_not_called() {
        let (mut project, at) = with_source();
        let lua = "data.Groessen = 1\ndata.Groessen.count = 1\ndata.Groessen[0].Temp = 1\ne.topic = 'x'\n\
                   runtime.currentscreenname = 'x'\nmath.pi = 3\ntext.join = nil\nlocal n = data.Groessen.count()\n\
                   data.Groessen.enabled = true\nif e.topic == 'x' then data.Groesse += 1 end";
        apply(&mut project, &Edit::SetHandler(at, Some(Handler::Lua(lua.to_owned())))).unwrap();
        let read_only = ["Groessen", "count", "Temp", "topic", "currentscreenname", "pi", "join"];
        let mut wanted: Vec<String> =
            read_only.iter().map(|name| format!("`{name}` can only be read. A variable keeps a value.")).collect();
        wanted.push("`count` is no function. Write it without brackets.".to_owned());
        assert_eq!(said(&project), wanted);
    }
}
