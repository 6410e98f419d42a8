//! A name in Lua that means nothing: of the project, of what the host gives, or bare.
//!
//! Only what would certainly fail when it runs is told; what is put together while the app runs is left alone.

use std::ops::Range;

use crate::i18n::Wording;
use crate::language::fixes::MEND;
use crate::language::{self, api};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::place::Place;
use crate::model::problem::{Check, Finder, Fix, FixChange, Problem, Severity};
use crate::model::project::Project;
use crate::model::reference::{self, BareName, Member, MemberOf, Spelling, UnknownName, Used, line_of, nearest};
use crate::model::types::Ty;

/// The check.
pub static CHECK: Check = Check {
    key: "unknown_name",
    severity: Severity::Error,
    finder: Finder::Handler(find),
    #[cfg(test)]
    samples: || [Some("Feld"), None].map(|near| CHECK.at(Place::Project, sentence("Feldd", near))).to_vec(),
};

fn find(project: &Project, handler_ref: &HandlerRef, handler: &Handler, problems: &mut Vec<Problem>) {
    let Handler::Lua(text) = handler else { return };
    problems.extend(all(project, handler_ref, text).iter().map(|unknown| at(handler_ref, text, unknown)));
}

/// The first name in a line of a handler, from 1, that means nothing.
pub fn in_line(project: &Project, at: &HandlerRef, text: &str, line: u32) -> Option<UnknownName> {
    all(project, at, text).into_iter().find(|unknown| line_of(text, unknown.range.start) == line)
}

/// All of them, in the order of the text.
pub fn all(project: &Project, at: &HandlerRef, text: &str) -> Vec<UnknownName> {
    let asked = reference::asked(project, at, text);
    // Who reads a name without using it asks whether it is there.
    let path = |member: &Member| (member.of.clone(), member.name.clone());
    let of_members: Vec<_> = asked.members.iter().filter(|member| member.used == Used::Read).map(path).collect();
    let of_names: Vec<String> =
        asked.bare.iter().filter(|bare| bare.used == Used::Read).map(|bare| bare.name.clone()).collect();
    let mut unknown = asked.unknown;
    unknown.extend(asked.members.into_iter().filter_map(|member| {
        let tested = of_members.contains(&path(&member));
        unknown_member(project, member, tested)
    }));
    for bare in asked.bare {
        let tested = of_names.contains(&bare.name);
        unknown.extend(unknown_global(at, bare, tested, &asked.own));
    }
    unknown.sort_by_key(|unknown| unknown.range.start);
    unknown
}

/// A bare name that is nothing: it is called or looked into, or is nearly one that the text defines.
fn unknown_global(at: &HandlerRef, bare: BareName, tested: bool, own: &[String]) -> Option<UnknownName> {
    let BareName { name, used, range } = bare;
    let folded = name.to_lowercase();
    // The host's objects are found in any case; the event is not, and has a check of its own where there is none.
    if api::is_global(&name) || (folded != api::event::OF && api::is_global(&folded)) {
        return None;
    }
    let near = match used {
        Used::Called(_) | Used::LookedInto if api::lua::refusal(&name).is_some() => None,
        Used::Set => return None,
        Used::Read if name.len() < 3 => return None,
        Used::Read => Some(nearest(&name, own.iter().map(String::as_str))?),
        Used::Called(_) | Used::LookedInto => {
            let globals = api::globals().chain(at.source().map(|_| api::event::OF)).map(str::to_owned);
            let all: Vec<String> = globals.chain(own.iter().cloned()).collect();
            nearest(&name, all.iter().map(String::as_str))
        }
    };
    (near.is_some() || !tested).then_some(UnknownName { name, spelling: Spelling::Bare, range, near })
}

/// A member that is none of what it is asked of; those of the host are found in any case.
fn unknown_member(project: &Project, member: Member, tested: bool) -> Option<UnknownName> {
    let uses = matches!(member.used, Used::Called(_) | Used::LookedInto);
    let known: Vec<&str> = match &member.of.clone() {
        MemberOf::Global(table) => match api::objects().find(|known| known == table) {
            Some(object) => api::members(object).collect(),
            // What a table of Lua does not have is nil, which may be asked.
            None if uses && api::lua::refusal(&format!("{table}.{}", member.name)).is_some() => {
                let name = format!("{table}.{}", member.name);
                return Some(UnknownName { name, spelling: member.spelling, range: member.range, near: None });
            }
            None if uses && !tested => return own_of_lua(member, api::lua::members(table)?),
            None => return None,
        },
        MemberOf::Connection => api::members(api::connection::OF).collect(),
        MemberOf::Source => api::members(api::data::SOURCE_OF).collect(),
        MemberOf::List => api::members(api::data::SOURCE_OF).chain(api::members(api::data::LIST_OF)).collect(),
        MemberOf::Event => api::event::of_sources().collect(),
        MemberOf::ControlGroup => api::members(api::screens::GROUP_OF).collect(),
        MemberOf::Timer => api::members(api::timers::TIMER_OF).collect(),
        MemberOf::Variable(id) => match project.variable(*id)?.ty {
            Ty::Text | Ty::Time | Ty::Color if uses => return own_of_lua(member, api::lua::members("string")?),
            Ty::Number | Ty::Bool => Vec::new(),
            Ty::Any | Ty::Text | Ty::Time | Ty::Color | Ty::List | Ty::Record => return None,
        },
        MemberOf::Controls(ids) => {
            let mut known: Vec<&str> = api::members(api::screens::CONTROL_OF).collect();
            for control in ids.iter().map(|id| project.control(*id)) {
                if language::scripted_property(&control?.kind, &member.name).is_some() {
                    return None;
                }
                let rows = language::control(&control?.kind)?.properties.iter().map(|property| property.key);
                known.extend(rows.chain(control?.properties.keys().map(String::as_str)));
            }
            known
        }
        MemberOf::Data | MemberOf::Row | MemberOf::Function(_) => return None,
    };
    if known.iter().any(|name| name.eq_ignore_ascii_case(&member.name)) {
        return None;
    }
    if let MemberOf::Global(object) = &member.of
        && let name = format!("{object}.{}", member.name.to_lowercase())
        && api::lua::refusal(&name).is_some()
    {
        return Some(UnknownName { name, spelling: member.spelling, range: member.range, near: None });
    }
    let near = nearest(&member.name, known.into_iter());
    Some(UnknownName { name: member.name, spelling: member.spelling, range: member.range, near })
}

/// A member of a table of Lua's own; most have names of one case.
fn own_of_lua(member: Member, known: &[&str]) -> Option<UnknownName> {
    if known.contains(&member.name.as_str()) {
        return None;
    }
    // Of these the reference product finds the names in any case.
    let is_folded = match &member.of {
        MemberOf::Global(table) => api::lua::FOLDED.contains(&table.as_str()),
        _ => true,
    };
    if is_folded && known.iter().any(|name| name.eq_ignore_ascii_case(&member.name)) {
        return None;
    }
    let near = nearest(&member.name, known.iter().copied());
    Some(UnknownName { name: member.name, spelling: member.spelling, range: member.range, near })
}

fn at(handler: &HandlerRef, text: &str, unknown: &UnknownName) -> Problem {
    let place = Place::Handler(handler.clone(), Some(line_of(text, unknown.range.start)));
    let fix = unknown.mended().zip(text.get(unknown.range.clone())).map(|(new, old)| {
        let (handler, range) = (handler.clone(), unknown.range.clone());
        Fix { label: MEND, change: FixChange::Word { handler, range, old: old.into(), new: new.into() } }
    });
    let said = CHECK.at(place, sentence(&unknown.name, unknown.near.as_deref())).with_fix(fix);
    said.over(bare_range(text, &unknown.range))
}

/// Where a name stands, without the dot in front of it.
pub(super) fn bare_range(text: &str, range: &Range<usize>) -> Range<usize> {
    let words = text.get(range.clone()).unwrap_or_default();
    let signs = words.len() - words.trim_start_matches(['.', ':']).len();
    range.start + signs..range.end
}

/// What is said of a name that means nothing, with the one that is perhaps meant.
pub fn sentence(name: &str, near: Option<&str>) -> Wording {
    if let Some(why) = api::lua::refusal(name) {
        return Wording::new(format!("`{name}`: {}", why.de), format!("`{name}`: {}", why.en));
    }
    match near {
        Some(near) => Wording::new(
            format!("`{name}` gibt es nicht. Gemeint ist vielleicht `{near}`."),
            format!("`{name}` does not exist. Perhaps `{near}` is meant."),
        ),
        None => Wording::new(
            format!("`{name}` gibt es nicht. Die Schreibweise prüfen und ob es umbenannt oder gelöscht wurde."),
            format!("`{name}` does not exist. Check the spelling and whether it was renamed or deleted."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use crate::language::lower::lower;
    use crate::language::testing::{project as with_source, with_lua};
    use crate::model::edit::{Edit, apply};
    use crate::model::handler::Handler;

    /// What is said of this Lua in a button's handler: names that are not there, with the nearest.
    fn said(lua: &str) -> Vec<String> {
        let problems = lower(&with_lua(lua).0).problems;
        problems.iter().map(|problem| problem.wording.de.to_string()).collect()
    }

    #[test]
    fn each_misspelt_name_is_told_with_the_nearest() {
        for (lua, wrong, near) in [
            ("screens['Start'].Eingabbe.text = 'x'", "Eingabbe", "Eingabe"),
            ("screens['Strat'].Eingabe.text = 'x'", "Strat", "Start"),
            ("screens['Start'].Eingabe.txt = 'x'", "txt", "text"),
            ("screens[runtime.currentscreenname].Eingabbe.text = 'x'", "Eingabbe", "Eingabe"),
            ("data.linje = 1", "linje", "linie"),
            ("connections.getfromidd('lokal')", "getfromidd", "getfromid"),
            ("connections.getfromid('lokl')", "lokl", "lokal"),
            ("connections.getfromid('lokal').publsh('a', 'b')", "publsh", "publish"),
            ("local c = connections.getfromid('lokal')\nc.publsh('a', 'b')", "publsh", "publish"),
            ("runtime.shownotificaton('x')", "shownotificaton", "shownotification"),
            ("peakboard.lgo('x')", "lgo", "log"),
            ("peakbord.log('x')", "peakbord", "peakboard"),
            ("local n = number.rond(1.5)", "rond", "round"),
            ("local s = text.jion('a', 'b')", "jion", "join"),
            ("local l = list.neww()", "neww", "new"),
            ("prnt('x')", "prnt", "print"),
            ("local x = tostrng(5)", "tostrng", "tostring"),
        ] {
            assert_eq!(said(lua), [format!("`{wrong}` gibt es nicht. Gemeint ist vielleicht `{near}`.")], "{lua}");
            let (mut project, at) = with_lua(lua);
            let fix = lower(&project).problems[0].fix.clone().expect(lua);
            let edit = fix.edit(&project).unwrap();
            apply(&mut project, &edit).unwrap();
            let mended = Handler::Lua(lua.replace(wrong, near));
            assert_eq!((&**project.handler(&at).unwrap(), lower(&project).problems), (&mended, Vec::new()));
        }
        assert_eq!(
            said("xml.decode('x')"),
            ["`xml` gibt es nicht. Die Schreibweise prüfen und ob es umbenannt oder gelöscht wurde."]
        );
    }

    #[test]
    fn what_no_app_can_do_is_told_in_plain_words() {
        for (lua, name, why) in [
            ("os.execute('start ' .. 'x')", "os.execute", "keine Programme starten"),
            ("local f = io.open('/etc/passwd')", "io", "keine Dateien"),
            ("os.remove('x')", "os.remove", "keine Dateien"),
            ("local home = os.getenv('HOME')", "os.getenv", "Umgebung"),
            ("local m = require('x')", "require", "kein anderes laden"),
            ("peakboard.Restart(5)", "peakboard.restart", "nicht neu starten"),
            ("mail.send('a', 'b', 'c')", "mail", "keine E-Mails"),
            ("sql.createconnection('x')", "sql", "keiner Datenbank"),
        ] {
            let said = said(lua);
            assert!(
                said.len() == 1 && said[0].starts_with(&format!("`{name}`: ")) && said[0].contains(why),
                "{said:?}"
            );
        }
        // Who asks first knows.
        assert_eq!(said("if io then io.open('x') end"), [""; 0]);
    }

    #[test]
    fn what_may_be_meant_is_left_alone() {
        for lua in [
            "Runtime.ShowScreen('start') Peakboard.LOG(Data.LINIE)",
            "local text = {}\ntext.foo = 1",
            "function helper(a) return a.b end\nhelper({ b = 1 })",
            "helper = function() end\nhelper()",
            "for i, each in ipairs({ 1 }) do peakboard.log(each.x) end",
            "local f: (number) -> string = tostring\nlocal n = (5 :: any)",
            "if (1 > 0) and (2 > 1) then return ('x'):upper() end",
            "screens[runtime.currentscreenname].Eingabe.text = 'x'",
            "local name = 'Eingabe'\nscreens['Start'][name].text = 'x'",
            "if flag then print(flag) end",
            "string.format('%d', 1) math.clamp(1, 0, 2) table.concat({ 'a' })",
            "type X = { a: number }\nlocal t: X = { a = 1 }\nprint(t.a .. `{t.a}`)",
        ] {
            assert_eq!(said(lua), [""; 0], "{lua}");
        }
    }

    #[test]
    fn the_event_and_the_table_of_a_source_have_their_members() {
        let (mut project, at) = with_source();
        let lua = "local n = e.messag\nlocal m = e.row.Tmp\nlocal x = data.Groessen.cout + data.Groessen.count";
        apply(&mut project, &Edit::SetHandler(at, Some(Handler::Lua(lua.to_owned())))).unwrap();
        let said: Vec<_> = lower(&project).problems.iter().map(|problem| problem.wording.en.to_string()).collect();
        let told = |wrong: &str, near: &str| format!("`{wrong}` does not exist. Perhaps `{near}` is meant.");
        assert_eq!(said, [told("messag", "message"), told("Tmp", "Temp"), told("cout", "count")]);
    }
}
