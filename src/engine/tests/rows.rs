//! What the rows lower to, the engine can load and run: every row, in both layouts, and whole random projects.

use proptest::prelude::*;

use super::*;
use crate::editor::debugger::statement_of;
use crate::language;
use crate::language::lower::watched;
use crate::language::testing::{filled, graph_with, home, project};
use crate::model::blocks::{Graph, SCRIPT, Slot};
use crate::model::testing;
use crate::model::value::Value;

#[test]
fn every_row_lowers_without_a_problem_to_code_that_loads() {
    for def in language::blocks() {
        let (mut project, at) = project();
        let graph = graph_with(def, filled(&project, def));
        let at = match home(&project, def) {
            Some(home) => {
                apply(&mut project, &Edit::SetHandler(at, None)).unwrap();
                home
            }
            None => at,
        };
        apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Blocks(graph)))).unwrap();
        let lowered = lower(&project);
        let chunk = lowered.chunk(&at).unwrap();
        assert_eq!(check_syntax(&chunk.pretty), Ok(()), "{}: {}", def.kind, chunk.pretty);
        assert_eq!(check_syntax(&chunk.exec), Ok(()), "{}: {}", def.kind, chunk.exec);
        let watched = watched(&project, &at).unwrap();
        assert_eq!(check_syntax(&watched.exec), Ok(()), "{}: {}", def.kind, watched.exec);
        // Whoever goes step by step is told the statement that each line is part of.
        let graph = project.handler(&at).unwrap().graph().unwrap();
        for map in [&chunk.exec_map, &watched.exec_map] {
            for line in 1..=map.len() as u32 {
                let of = map.block_at(line).map(|block| statement_of(graph, block));
                let step = map.step_at(line).map(|step| step.of);
                assert!(step.is_none() || step == of, "{}: {line} {step:?} {of:?}\n{}", def.kind, chunk.exec);
            }
        }
        let wrong: Vec<_> =
            lowered.problems.iter().filter(|p| *p.check != language::checks::empty_slot::CHECK).collect();
        assert!(wrong.is_empty(), "{}: {wrong:?}", def.kind);
    }
}

/// Rows whose doing is an error; the project of these tests has no languages.
const FAIL: &[&str] = &["raise", "language_set"];

#[test]
fn every_row_runs_as_it_is() {
    for def in language::blocks() {
        let (mut project, at) = project();
        let mut block = filled(&project, def);
        for (key, value) in [("seconds", 0.01), ("timeout", 0.05)] {
            if def.slots.iter().any(|slot| slot.key == key) {
                block = block.with(key, value);
            }
        }
        let mut graph = graph_with(def, block);
        if let Some(carrier) = graph.blocks.get_mut(&BlockId(1)) {
            carrier.slots.entry("times".to_owned()).or_insert_with(|| 1.0.into());
        }
        apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Blocks(graph)))).unwrap();
        let (chunks, source) = (lower(&project).chunks, at.source().unwrap());
        let text = chunks[0].pretty.clone();
        let looked_at = watched(&project, &at).map(Arc::new);
        let project = Arc::new(project);
        for watch in [None, looked_at] {
            let mut run = start_project(Arc::clone(&project), chunks.clone());
            run.handle.send(EngineMsg::Watch(watch));
            run.message_to(source, "a/b", "1", false);
            run.until("end", |event| *event == RunEvent::HandlerEnded { handler: at.clone() });
            assert_eq!(run.faults().len(), usize::from(FAIL.contains(&def.kind)), "{text}: {:?}", run.faults());
        }
    }
}

/// A random graph, made of blocks of the language with any texts and wires in their slots.
fn graph() -> impl Strategy<Value = Graph> {
    testing::graph().prop_map(|mut graph| {
        let rows: Vec<_> = language::blocks().collect();
        for (&id, block) in &mut graph.blocks {
            let def = rows[(block.kind.len() * 7 + id.0 as usize * 3) % rows.len()];
            def.kind.clone_into(&mut block.kind);
            let keys = def.slots.iter().map(|slot| slot.key.to_owned()).chain((1..4).map(language::item_key));
            block.slots = keys.zip(std::mem::take(&mut block.slots).into_values()).collect();
            // Lua that is no Lua is told of by a check, and does not load.
            if let Some(Slot::Literal(Value::Text(text))) = block.slots.get_mut(SCRIPT) {
                *text = if def.form.is_value() { "#'a' + 1" } else { "local a = 1" }.to_owned();
            }
            if let Some(branch) = def.form.branches().first() {
                let first = std::mem::take(&mut block.branches).into_values();
                block.branches = first.map(|id| (branch.key.to_owned(), id)).collect();
            }
        }
        graph
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_blocks_hang_together_lower_to_code_that_loads(graph in graph()) {
        let (mut project, at) = project();
        project.next_id = 1_000;
        apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::Blocks(graph)))).unwrap();
        let lowered = lower(&project);
        let chunk = lowered.chunk(&at).unwrap();
        prop_assert_eq!(check_syntax(&chunk.pretty), Ok(()), "{}", chunk.pretty);
        prop_assert_eq!(check_syntax(&chunk.exec), Ok(()), "{}", chunk.exec);
        prop_assert_eq!(chunk.pretty.lines().count(), chunk.pretty_map.len());
        prop_assert_eq!(chunk.exec.lines().count(), chunk.exec_map.len());
        let watched = watched(&project, &at).unwrap();
        prop_assert_eq!(check_syntax(&watched.exec), Ok(()), "{}", watched.exec);
        prop_assert_eq!(watched.exec.lines().count(), watched.exec_map.len());
    }
}
