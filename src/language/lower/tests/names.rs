//! Local variables never take a name away from the code around them.

use super::*;
use crate::language::block::Takes;

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
