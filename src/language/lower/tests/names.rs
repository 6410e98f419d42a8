//! Local variables never take a name away from the code around them.

use super::*;
use crate::language::block::Takes;
use crate::language::testing::{self, timer};
use crate::model::function::CALLED;

/// What a script or the code of a block finds under a bare name.
const GLOBALS: &[&str] = &[
    "e",
    "data",
    "screens",
    "connections",
    "runtime",
    "peakboard",
    "notifieroptions",
    "text",
    "number",
    "list",
    "wait",
    "trycatch",
    "trycatchfn",
    "assert",
    "error",
    "print",
    "pcall",
    "xpcall",
    "pairs",
    "ipairs",
    "next",
    "select",
    "type",
    "tostring",
    "tonumber",
    "math",
    "string",
    "table",
    "os",
    "utf8",
    "bit32",
    "buffer",
    "unpack",
    "_G",
];

/// The identifiers that a handler declares.
fn declared(lua: &str) -> Vec<&str> {
    let names = lua.lines().map(str::trim).filter_map(|line| {
        let of_loop = || {
            let words = line.strip_prefix("for ")?.split([' ', ',']);
            words.take_while(|word| !["=", "in"].contains(word)).find(|name| !["", "_"].contains(name))
        };
        line.strip_prefix("local ").or_else(of_loop)
    });
    names.collect()
}

/// In every slot that takes a local variable, in the flow and in a loop.
#[test]
fn a_local_variable_hides_nothing_that_scripts_rely_on() {
    let rows = crate::language::blocks().flat_map(|def| def.slots.iter().map(move |slot| (def, slot)));
    for (def, slot) in rows.filter(|(_, slot)| slot.takes == Takes::Local) {
        for name in GLOBALS {
            let block = format!(r#"(kind: "{}", slots: {{"{}": "{name}"}})"#, def.kind, slot.key);
            for ron in [
                format!("(first: 9, blocks: {{9: {block}}})"),
                format!(r#"(first: 8, blocks: {{8: (kind: "repeat", branches: {{"body": 9}}), 9: {block}}})"#),
            ] {
                let (project, at) = with_blocks(&ron);
                let lowered = lower(&project);
                let lua = &lowered.chunk(&at).unwrap().pretty;
                for ident in declared(lua) {
                    assert!(!GLOBALS.contains(&ident), "{} hides {ident}:\n{lua}", def.kind);
                }
                assert_eq!(declared(lua).len(), 1, "{}:\n{lua}", def.kind);
            }
        }
    }
}

#[test]
fn a_local_variable_keeps_its_name_where_nothing_is_hidden() {
    for (name, ident) in
        [("e", "e_"), ("Text", "Text"), ("E", "E"), ("end", "end_"), ("self", "self"), ("Größe", "Groesse")]
    {
        let block = format!(r#"(first: 9, blocks: {{9: (kind: "local_set", slots: {{"name": "{name}"}})}})"#);
        let (project, at) = with_blocks(&block);
        assert_eq!(lower(&project).chunk(&at).unwrap().pretty, format!("local {ident}\n{ident} = ''\n"));
    }
}

#[test]
fn timers_are_called_by_their_names_in_scripts() {
    let (mut project, at) = with_blocks(
        r#"(first: 9, blocks: {9: (kind: "timer_start", slots: {"timer": Timer(1000)}, next: 10),
            10: (kind: "if", slots: {"condition": Wire(11)}, branches: {"then": 12}),
            11: (kind: "timer_running", slots: {"timer": Timer(1000)}),
            12: (kind: "timer_stop", slots: {"timer": Timer(1000)})})"#,
    );
    apply(&mut project, &Edit::AddTimer(timer("Täglich"))).unwrap();
    let lua = |project: &_| lower(project).chunk(&at).unwrap().pretty.clone();
    assert_eq!(
        lua(&project),
        "timers.Taeglich.start()\nif timers.Taeglich.isenabled then\n  timers.Taeglich.stop()\nend\n"
    );
    let renamed = crate::model::item::Item::from(project.timers[0].id);
    apply(&mut project, &Edit::Rename(renamed, "Takt".to_owned())).unwrap();
    assert!(lua(&project).starts_with("timers.Takt.start()\n"));
}

#[test]
fn screens_beside_are_called_by_what_is_chosen() {
    check(
        r#"(first: 9, blocks: {9: (kind: "show_screen_beside", next: 10),
            10: (kind: "show_screen_beside", slots: {"which": "previous"}, next: 11),
            11: (kind: "show_screen_beside", slots: {"which": "last"})})"#,
        "runtime.shownextscreen()\nruntime.showpreviousscreen()\nruntime.showlastscreen()\n",
    );
}

#[test]
fn functions_are_called_by_their_names_with_what_stands_in_their_slots() {
    let (mut project, at) = with_blocks(
        r#"(first: 9, blocks: {9: (kind: "function_call", slots: {"function": Function(1000), "input:1": 7.0}, next: 10),
            10: (kind: "log", slots: {"text": Wire(11)}),
            11: (kind: "function_result", slots: {"function": Function(1000), "input:1": Wire(12)}),
            12: (kind: "number", slots: {"number": 2.0})})"#,
    );
    let add = Edit::AddFunction(testing::function(Handler::Lua("return Zahl * 2".to_owned())));
    let id = apply(&mut project, &add).unwrap().first(crate::model::item::Item::function).unwrap();
    let lua = |project: &Project| lower(project).chunk(&at).unwrap().pretty.clone();
    assert_eq!(lua(&project), "functions.Rechnen(7)\npeakboard.log(functions.Rechnen(2))\n");
    apply(&mut project, &Edit::Rename(id.into(), "Doppelt so viel".to_owned())).unwrap();
    assert!(lua(&project).starts_with("functions.Doppelt_so_viel(7)\n"));
    let body = HandlerRef::new(id, CALLED);
    assert_eq!(lower(&project).chunk(&body).unwrap().exec, "local Zahl = ...; return Zahl * 2");
    // What it does follows the new name of an input; a member of the same name is another thing.
    let text = "local t = { Zahl = 1 } return Zahl + t.Zahl";
    apply(&mut project, &Edit::SetHandler(body.clone(), Some(Handler::Lua(text.to_owned())))).unwrap();
    let mut function = project.function(id).unwrap().clone();
    function.parameters[0].name = "Größe".to_owned();
    apply(&mut project, &Edit::SetFunction(function)).unwrap();
    let exec = "local Groesse = ...; local t = { Zahl = 1 } return Groesse + t.Zahl";
    assert_eq!(lower(&project).chunk(&body).unwrap().exec, exec);
    assert!(lua(&project).starts_with("functions.Doppelt_so_viel(7)\n"), "what goes in is kept by its number");
}
