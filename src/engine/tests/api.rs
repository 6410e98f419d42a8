//! The declared host functions and the real ones are the same.

use std::collections::BTreeSet;

use super::*;
use crate::catalog::api::API;

/// Members of Lua's own tables are not ours.
fn is_ours(name: &str) -> bool {
    host::NAMESPACES.iter().any(|space| name.strip_prefix(space).is_some_and(|rest| rest.starts_with('.')))
        || matches!(name, "wait" | "trycatch" | "trycatchfn")
        || name.starts_with("connection.")
}

#[test]
fn every_declared_function_exists_and_every_function_is_declared() {
    let text = "local function walk(space, object) for name in pairs(object) do peakboard.log(space .. name) end end \
                for name, object in pairs(_G) do \
                  if type(object) == 'table' then walk(name .. '.', object) else peakboard.log(name) end \
                end \
                walk('connection.', connections.getfromid('lokal'))";
    let real: BTreeSet<String> =
        logged(text).into_iter().filter(|name| is_ours(name) && name != "connection.id").collect();
    // Looked up by a metatable, so `pairs` does not list them.
    let looked_up =
        |name: &str| name.contains('<') || matches!(name, "runtime.currentscreenname" | "connection.connected");
    // Only the handler of a source has `e`; what is in it is tested with the sources.
    let everywhere = || API.iter().filter(|def| !def.name.starts_with("e."));
    let declared: BTreeSet<String> =
        everywhere().filter(|def| !looked_up(def.name)).map(|def| def.name.to_owned()).collect();
    assert_eq!(real, declared);
    for def in everywhere().filter(|def| looked_up(def.name)) {
        let expression = def
            .name
            .replace("connection.", "connections.getfromid('lokal').")
            .replace("<variable>", "Zahl")
            .replace("<source>", "Messwerte")
            .replace("[i]", "[0]")
            .replace("<screen>.<control>.<property>", "Start.Knopf.text");
        assert_eq!(run(&format!("local x = {expression}")).faults(), [], "{}", def.name);
    }
}
