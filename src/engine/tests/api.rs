//! The declared host functions and the real ones are the same, and so are the globals.

use std::collections::BTreeSet;

use super::*;
use crate::language::api::{self, ApiDef, Usage, event, lua};

/// Looked up by a metatable, so `pairs` does not list it, or a member of Lua's own.
fn is_looked_up(def: &ApiDef) -> bool {
    lua::LIBRARY.contains(&def.of) || def.path().contains('<') || !matches!(def.usage, Usage::Call(_))
}

#[test]
fn every_declared_function_exists_and_every_function_is_declared() {
    let text = "local function walk(space, object) for name in pairs(object) do peakboard.log(space .. name) end end \
                for name, object in pairs(_G) do \
                  peakboard.log(name) \
                  if type(object) == 'table' then walk(name .. '.', object) end \
                end \
                walk('connection.', connections.getfromid('lokal'))";
    let found = logged(text);
    // Members of Lua's own tables are not ours.
    let (members, globals): (BTreeSet<String>, BTreeSet<String>) = found
        .into_iter()
        .filter(|name| !lua::LIBRARY.iter().any(|own| name.strip_prefix(own).is_some_and(|rest| rest.starts_with('.'))))
        .filter(|name| name != "connection.id")
        .partition(|name| name.contains('.'));
    // Only the handler of a source has `e`; what is in it is tested with the sources.
    let rows: Vec<&ApiDef> = api::rows().filter(|def| def.of != event::OF).collect();
    let plain = |def: &&&ApiDef| !is_looked_up(def);
    let declared: BTreeSet<String> =
        rows.iter().filter(plain).filter(|def| !def.of.is_empty()).map(|def| def.path()).collect();
    assert_eq!(members, declared);
    let unknown: Vec<&String> = globals.iter().filter(|name| !api::is_global(name)).collect();
    assert_eq!(unknown, [&""; 0], "a local variable could hide these");
    let functions = rows.iter().filter(|def| def.of.is_empty()).map(|def| def.name);
    let gone = functions.chain(lua::LIBRARY.iter().copied()).filter(|name| !globals.contains(*name));
    assert_eq!(gone.collect::<Vec<_>>(), [""; 0]);
    for def in rows.iter().filter(|def| is_looked_up(def)) {
        let expression = def
            .path()
            .replace("connection.", "connections.getfromid('lokal').")
            .replace("<variable>", "Zahl")
            .replace("<source>", "Messwerte")
            .replace("<list>", "Einkauf")
            .replace("<color>", "limegreen")
            .replace("<screen>.groups.<group>", "Start.groups.Gruppe")
            .replace("<timer>", "Takt")
            .replace("<function>", "Rechnen")
            .replace("[i]", "[0]")
            .replace("<screen>.<control>.<property>", "Start.Knopf.text")
            .replace("<screen>.<control>", "Start.Knopf");
        assert_eq!(run(&format!("local x = {expression}")).faults(), [], "{expression}");
    }
}

#[test]
fn the_tables_of_lua_have_the_members_that_are_declared() {
    for table in lua::LIBRARY.iter().filter(|name| **name != "_G") {
        let text = format!(
            "if type({table}) == 'table' then for name in pairs({table}) do peakboard.log(name) end \
             for name in pairs({table}) do if type(name) ~= 'string' then error(name) end end end"
        );
        let found: BTreeSet<String> = logged(&text).into_iter().collect();
        let declared: BTreeSet<String> =
            lua::members(table).unwrap_or_default().iter().map(|name| (*name).to_owned()).collect();
        assert_eq!(found, declared, "{table}");
    }
}
