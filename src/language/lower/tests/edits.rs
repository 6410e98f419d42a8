//! Edits one after the other: what is kept from before is what lowering everything anew would give.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;
use crate::language;
use crate::language::testing::{filled, graph_with, project as with_source, with_lua};
use crate::model::connection::rows;
use crate::model::handler::Handler;
use crate::model::item::Item;
use crate::model::source::{ColumnType, Subscription};
use crate::model::testing::{self, Seed};
use crate::model::value::Value;

/// The blocks of a project as blocks of the language, with what is in their slots under the keys of their rows.
fn understood(mut project: Project) -> Project {
    let rows: Vec<_> = language::blocks().collect();
    let at: Vec<_> = project.handlers().map(|(at, _)| at).collect();
    let there = items(&project);
    for at in at {
        let handlers = project.handlers_mut(&at.owner).unwrap();
        let Handler::Blocks(graph) = Arc::make_mut(handlers.get_mut(&at.trigger).unwrap()) else { continue };
        for (&id, block) in &mut graph.blocks {
            let def = rows[(block.kind.len() * 7 + id.0 as usize * 3) % rows.len()];
            def.kind.clone_into(&mut block.kind);
            let keys = def.slots.iter().map(|slot| slot.key.to_owned());
            block.slots = keys.zip(std::mem::take(&mut block.slots).into_values()).collect();
            for slot in def.slots {
                let of_kind: Vec<_> = there.iter().filter(|item| Some(item.kind()) == slot.takes.item()).collect();
                if !of_kind.is_empty() {
                    let item = of_kind[id.0 as usize % of_kind.len()].clone();
                    block.slots.insert(slot.key.to_owned(), item.into());
                }
            }
        }
    }
    project
}

/// Everything that blocks may refer to.
fn items(project: &Project) -> Vec<Item> {
    let columns = project.sources.iter().flat_map(|source| source.columns());
    let columns = columns.filter_map(|column| column.id.map(Item::from));
    let controls = project.screens.iter().flat_map(|screen| &screen.controls).map(|control| control.id.into());
    let screens = project.screens.iter().map(|screen| screen.id.into());
    let variables = project.variables.iter().map(|variable| variable.id.into());
    let connections = project.connections.iter().map(|connection| connection.id.clone().into());
    let sources = project.sources.iter().map(|source| source.id.into());
    columns.chain(controls).chain(screens).chain(variables).chain(connections).chain(sources).collect()
}

/// A project with a handler for each row, with everything chosen in it.
fn every_row() -> Project {
    let (mut project, source) = with_source();
    let button = project.screens[0].controls[0].id;
    for (number, def) in language::blocks().enumerate() {
        let handler = Handler::Blocks(graph_with(def, filled(&project, def)));
        let owner = if number % 2 == 0 { Item::from(button) } else { source.owner.clone() };
        let at = HandlerRef { owner, trigger: def.kind.to_owned() };
        apply(&mut project, &Edit::SetHandler(at, Some(handler))).unwrap();
    }
    project
}

/// A change of a thing that handlers refer to.
fn change(project: &Project, number: usize) -> Edit {
    match number % 4 {
        0 if !project.variables.is_empty() => {
            let mut variable = project.variables[number % project.variables.len()].clone();
            variable.ty = Ty::ALL[number % Ty::ALL.len()];
            Edit::SetVariable(variable)
        }
        1 if !project.sources.is_empty() => {
            let mut source = project.sources[number % project.sources.len()].clone();
            let title = format!("Spalte {}", number % 5);
            source.subscriptions.push(Subscription::column(&title, "a/#", "", ColumnType::Number));
            Edit::SetSource(source)
        }
        2 if !project.connections.is_empty() => {
            let mut connection = project.connections[number % project.connections.len()].clone();
            let version = Value::from(if number % 8 < 4 { "5" } else { "3.1.1" });
            connection.settings.insert(rows::VERSION.key.to_owned(), version);
            Edit::SetConnection(connection)
        }
        _ => Edit::Rename(project.screens[0].id.into(), format!("Start {}", number % 3)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_kept_is_what_lowering_anew_gives(
        project in prop_oneof![testing::project().prop_map(understood), Just(every_row())],
        seeds in vec((testing::seed(), any::<usize>()), 1..12),
    ) {
        let seeds: Vec<(Seed, usize)> = seeds;
        let mut project = project;
        let mut lowerer = Lowerer::default();
        prop_assert_eq!(lowerer.update(&project), lower(&project));
        for (seed, number) in seeds {
            for edit in [seed.edit(&project), change(&project, number)] {
                let mut next = project.clone();
                // Some edits name what is not there.
                if apply(&mut next, &edit).is_ok() {
                    project = next;
                }
                prop_assert_eq!(lowerer.update(&project), lower(&project), "{:?}", edit);
            }
        }
    }
}

#[test]
fn what_a_handler_refers_to_is_seen_when_it_changes() {
    let (mut project, at) = with_source();
    let ron = r#"(first: Some(1), blocks: {1: (kind: "log", slots: {"text": Wire(2)}), 2: (kind: "event_refreshed", slots: {"title": "Temp"})})"#;
    let graph = ron::from_str(ron).unwrap();
    apply(&mut project, &Edit::SetHandler(at, Some(Handler::Blocks(graph)))).unwrap();
    let mut lowerer = Lowerer::default();
    let first = lowerer.update(&project);
    assert!(Arc::ptr_eq(&first.chunks[0], &lowerer.update(&project).chunks[0]), "nothing has changed");
    let mut source = project.sources[0].clone();
    source.subscriptions[0].title = "Druck".to_owned();
    apply(&mut project, &Edit::SetSource(source)).unwrap();
    assert_eq!(lowerer.update(&project), lower(&project));
}

#[test]
fn names_in_lua_are_read_again_when_the_project_has_others() {
    let (mut project, _) = with_lua("data.neu = 1");
    let mut lowerer = Lowerer::default();
    assert_eq!(lowerer.update(&project).problems.len(), 1);
    apply(&mut project, &Edit::AddVariable("neu".to_owned(), Ty::Number, Value::from(0.0))).unwrap();
    assert_eq!(lowerer.update(&project).problems, []);
}

#[test]
fn the_compiler_is_asked_once_for_each_text() {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    let (mut project, at) = with_lua("eins(\nzwei(");
    let mut lowerer = Lowerer::new(Some(|texts| {
        ASKED.fetch_add(texts.len(), Ordering::Relaxed);
        texts.iter().map(|text| Err((2, format!("nach {}", text.len())))).collect()
    }));
    for name in ["a", "b"] {
        let problems = lowerer.update(&project).problems;
        assert_eq!(problems[0], lua_syntax::at(&at, 2, "nach 11"));
        apply(&mut project, &Edit::AddVariable(name.to_owned(), Ty::Number, Value::from(0.0))).unwrap();
    }
    assert_eq!(ASKED.load(Ordering::Relaxed), 1);
}
