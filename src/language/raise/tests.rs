//! What becomes of Lua, and that what blocks have written comes back as those blocks.

use super::*;
use crate::language::lower::lower;
use crate::language::testing::{filled, graph_with, home, project, with_blocks, with_lua};
use crate::language::{block, blocks};
use crate::model::edit::{Edit, apply};
use crate::model::handler::Handler;

/// The Lua that a handler's blocks write.
fn pretty(project: &Project, at: &HandlerRef) -> String {
    lower(project).chunk(at).map(|chunk| chunk.pretty.clone()).unwrap_or_default()
}

/// The blocks of this Lua, and the Lua of these.
fn back_and_forth(lua: &str) -> (Raised, String) {
    let (mut project, at) = with_lua(lua);
    let raised = raise(&project, &at, lua).unwrap();
    let set = Edit::SetHandler(at.clone(), Some(Handler::Blocks(raised.graph.clone())));
    apply(&mut project, &set).unwrap();
    (raised, pretty(&project, &at))
}

fn kinds(raised: &Raised) -> Vec<&str> {
    raised.graph.blocks.values().map(|block| block.kind.as_str()).collect()
}

/// These write what another one writes too, or what stands in a slot without a block.
const SAME_AS_ANOTHER: &[&str] = &["boolean", "color", "function_input", "json_build", "number", "text"];

#[test]
fn what_each_row_writes_comes_back_as_that_row() {
    let mut lost = Vec::new();
    for def in blocks().filter(|def| !["lua", "lua_value"].contains(&def.kind)) {
        let (mut project, at) = project();
        let at = home(&project, def).unwrap_or(at);
        let graph = graph_with(def, filled(&project, def));
        let set = |graph: Graph| Edit::SetHandler(at.clone(), Some(Handler::Blocks(graph)));
        project.next_id = 1000;
        apply(&mut project, &set(graph)).unwrap();
        let before = pretty(&project, &at);
        let raised = raise(&project, &at, &before).unwrap();
        let has = raised.graph.blocks.values().any(|block| block.kind == def.kind);
        apply(&mut project, &set(raised.graph.clone())).unwrap();
        let after = pretty(&project, &at);
        let has = has || SAME_AS_ANOTHER.contains(&def.kind);
        if !has || raised.kept > 0 || before != after {
            lost.push(format!("{}: kept {}\n{before}---\n{after}", def.kind, raised.kept));
        }
    }
    assert!(lost.is_empty(), "{} rows:\n{}", lost.len(), lost.join("\n======\n"));
}

#[test]
fn the_two_lines_of_the_help_page_are_blocks() {
    let lua = "connections.getfromid('lokal').publish('a/b', 'an')\nconnections.getfromid('lokal').publishretain(\"a/b\", data.linie)\n";
    let (raised, after) = back_and_forth(lua);
    assert_eq!(raised.kept, 0, "{:?}", kinds(&raised));
    assert_eq!(kinds(&raised), ["mqtt_publish", "variable_get", "mqtt_publish"]);
    assert_eq!(after, lua.replace('"', "'"));
}

#[test]
fn what_no_block_says_stays_as_it_is_written() {
    let lua =
        "local  odd = function(a) return a end -- why\nif data.ok then\n  odd( 3 )\n  data.Groesse = odd(4)\nend\n";
    let (raised, after) = back_and_forth(lua);
    assert_eq!(raised.kept, 3, "{:?}", kinds(&raised));
    assert_eq!(
        after,
        "local odd\n-- why\nodd = function(a) return a end\nif data.ok then\n  odd( 3 )\n  data.Groesse = odd(4)\nend\n"
    );
}

#[test]
fn comments_stay_where_they_are() {
    let lua = "-- first\n-- second\ndata.Groesse = 1\nif data.ok then -- yes\n  data.Groesse = 2 -- behind\n  -- last\nend\n--[[ long\n  text ]]\n";
    let (raised, after) = back_and_forth(lua);
    assert_eq!(raised.kept, 0, "{after}");
    assert_eq!(
        after,
        "-- first\n-- second\ndata.Groesse = 1\nif data.ok then\n  -- yes\n  -- behind\n  data.Groesse = 2\n  -- last\nend\n-- long\n--   text\n"
    );
}

#[test]
fn a_local_variable_is_one_only_where_nobody_sees_a_difference() {
    for (lua, kept) in [
        ("local x = 1\ndata.Groesse = x\n", 0),
        ("if data.ok then\n  local x = 1\n  data.Groesse = x\nend\n", 0),
        // Not the same one outside.
        ("if data.ok then\n  local x = 1\nend\ndata.Groesse = x\n", 2),
        // A second one inside of the reach of the first.
        ("local x = 1\nif data.ok then\n  local x = 2\n  data.Groesse = x\nend\n", 2),
        // Nothing again in each round.
        ("for _ = 1, 3 do\n  local x\n  data.Groesse = x\n  x = 2\nend\n", 1),
        // A global one.
        ("x = 1\n", 1),
    ] {
        let (raised, after) = back_and_forth(lua);
        assert_eq!(raised.kept, kept, "{lua}\n{after}");
    }
}

#[test]
fn other_spellings_are_understood() {
    let (raised, after) =
        back_and_forth("data['Groesse']=(data.Groesse)+1;data.linie=[[A]]\nscreens.Start.Senden['text'] = \"x\"");
    assert_eq!(raised.kept, 0, "{after}");
    assert_eq!(after, "data.Groesse = data.Groesse + 1\ndata.linie = 'A'\nscreens['Start'].Senden.text = 'x'\n");
}

#[test]
fn long_texts_keep_their_lines() {
    let lua = "if data.ok then\n  odd([[\n    a\n  b]])\nend\n";
    let (raised, after) = back_and_forth(lua);
    assert_eq!(raised.kept, 1);
    assert_eq!(after, lua);
}

#[test]
fn what_is_no_lua_or_too_deep_is_refused() {
    let (project, at) = with_blocks("(blocks: {})");
    assert_eq!(raise(&project, &at, "x = 1\ny = = 2"), Err(RaiseError::Syntax(2)));
    for (open, close) in [("(", ")"), ("{", "}"), ("if a then ", " end"), ("f(function() ", " end)"), ("- ", "")] {
        let deep = format!("x = {}1{}", open.repeat(10_000), close.repeat(10_000));
        let refused = raise(&project, &at, &deep).unwrap_err();
        assert!(matches!(refused, RaiseError::TooMuch | RaiseError::Syntax(_)), "{open}");
    }
    // Found by fuzzing: the parser panics where nothing that can be read follows on an `@`.
    for (open, line) in [("@", 1), ("x = 1\n@\u{1}", 2), ("x = 1\n@'a", 2), ("@[[a", 1), ("x = 'a", 1)] {
        assert_eq!(raise(&project, &at, open), Err(RaiseError::Syntax(line)), "{open:?}");
    }
    let chain = format!("x = 'a'{}", " .. 'b'".repeat(10_000));
    assert_eq!(raise(&project, &at, &chain), Err(RaiseError::TooMuch));
}

#[test]
fn deep_blocks_end_as_lua() {
    let deep = format!("{}data.Groesse = 1\n{}", "if data.ok then\n".repeat(90), "end\n".repeat(90));
    let (raised, _) = back_and_forth(&deep);
    assert!(raised.kept > 0);
    assert!(kinds(&raised).contains(&"if"));
    assert!(block("lua").is_some());
}

#[test]
fn texts_and_sums_are_blocks_too() {
    let lua = "data.linie = 'a' .. data.linie .. data.Groesse * 2 + 1\nif data.ok and not (data.Groesse >= 3 or data.linie == '5') then\n  data.ok = false\nelseif data.Groesse == -1 then\nelse\n  wait(0.5)\nend\n";
    let (raised, after) = back_and_forth(lua);
    assert_eq!((raised.kept, after.as_str()), (0, lua));
}

#[test]
fn names_in_lua_of_blocks_follow_and_are_found() {
    use crate::model::item::Item;
    use crate::model::reference::references;
    let (mut project, at) = with_lua("odd(data.linie)\ndata.Groesse = odd(data.linie)\n");
    let raised = raise(&project, &at, "odd(data.linie)\ndata.Groesse = odd(data.linie)\n").unwrap();
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Blocks(raised.graph)))).unwrap();
    let line = project.variables.iter().find(|variable| variable.name == "linie").unwrap().id;
    let uses = references(&project).into_iter().filter(|found| found.item == Item::from(line));
    assert_eq!(uses.filter(|found| matches!(found.place, crate::model::place::Place::Block(..))).count(), 2);
    apply(&mut project, &Edit::Rename(line.into(), "Halle".to_owned())).unwrap();
    assert_eq!(pretty(&project, &at), "odd(data.Halle)\ndata.Groesse = odd(data.Halle)\n");
}

#[test]
fn wrong_lua_in_a_block_is_told_at_that_block() {
    let ron = "(first: 1, blocks: { 1: (kind: \"lua\", slots: {\"lua\": \"wait(1, 2, 3)\\ndata.linje = 2\"}) })";
    let (project, _) = with_blocks(ron);
    let found: Vec<_> = lower(&project).problems;
    let keys: Vec<&str> = found.iter().map(|problem| problem.check.key).collect();
    assert_eq!(keys, ["unknown_name", "wrong_use"], "{found:?}");
    assert!(found.iter().all(|problem| matches!(problem.place, crate::model::place::Place::Block(..))));
}
