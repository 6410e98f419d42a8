//! What the catalog lowers to, the engine can load: every row, in both layouts, and whole random projects.

use proptest::prelude::*;

use crate::catalog;
use crate::engine::check_syntax;
use crate::i18n::Lang;
use crate::lower::lower;
use crate::model::blocks::edit::{Fragment, GraphEdit, Target};
use crate::model::blocks::{Block, Graph, Port, Slot};
use crate::model::connection::{Version, setting};
use crate::model::edit::{Edit, apply};
use crate::model::handler::{Handler, HandlerRef};
use crate::model::id::{BlockId, ConnectionId, ScreenId};
use crate::model::item::Item;
use crate::model::project::Project;
use crate::model::source::{ColumnType, Subscription};
use crate::model::testing;
use crate::model::types::Ty;
use crate::model::value::Value;

/// A project with something to choose in every kind of slot.
fn project() -> (Project, HandlerRef) {
    let mut project = Project::new("Reihen", "Start", "Lokaler Broker");
    // Of MQTT 5, so that everything a block can say is sent.
    let version = Value::from(Version::V5.key());
    project.connections[0].settings.insert(setting::VERSION.to_owned(), version);
    let screen = ScreenId(1);
    let button = catalog::new_control(catalog::control("button").unwrap(), Lang::De);
    apply(&mut project, &Edit::AddControls(screen, vec![button])).unwrap();
    let add = Edit::AddSource("Größen".to_owned(), ConnectionId::local(), vec!["a/#".to_owned()]);
    let source = apply(&mut project, &add).unwrap().first(Item::source).unwrap();
    let mut titled = project.sources[0].clone();
    titled.subscriptions = vec![Subscription::column("Temp", "a/#", "t", ColumnType::Number)];
    apply(&mut project, &Edit::SetSource(titled)).unwrap();
    let add = Edit::AddVariable("Größe".to_owned(), Ty::Number, Value::from(1.0));
    apply(&mut project, &add).unwrap();
    // Of a source, so that the blocks about a message fit too.
    let at = HandlerRef::new(source, "refreshed");
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(Handler::empty()))).unwrap();
    (project, at)
}

/// The row with everything chosen that it needs.
fn filled(project: &Project, def: &'static catalog::def::BlockDef) -> Block {
    use catalog::def::Takes;
    let mut block = catalog::new_block(def, Lang::De);
    for slot in def.slots {
        let value: Slot = match slot.takes {
            Takes::Connection => Item::from(ConnectionId::local()).into(),
            Takes::Variable => Item::from(project.variables[0].id).into(),
            Takes::Screen => Item::from(project.screens[0].id).into(),
            Takes::Control => Item::from(project.screens[0].controls[0].id).into(),
            Takes::Property => "text".into(),
            Takes::Source => Item::from(project.sources[0].id).into(),
            Takes::Column => "topic".into(),
            Takes::Local => "zähler".into(),
            Takes::Topic => "halle1/licht".into(),
            Takes::Template => "{\"a b\": #[a b]#, \"end\": #[end]#}".into(),
            Takes::Note => "eins\nzwei ]] --".into(),
            Takes::EventColumn => Item::from(project.sources[0].columns()[0].id.unwrap()).into(),
            Takes::Value(_) | Takes::Choice(_) => continue,
        };
        block.slots.insert(slot.key.to_owned(), value);
    }
    block
}

#[test]
fn every_row_lowers_without_a_problem_to_code_that_loads() {
    for def in catalog::blocks() {
        let (mut project, at) = project();
        let block = filled(&project, def);
        let is_value = matches!(def.form, catalog::def::Form::Value(_));
        let mut insert = |block, port| {
            let insert = GraphEdit::Insert { fragment: Fragment::single(block), to: Target::Port(port) };
            apply(&mut project, &Edit::Graph(at.clone(), insert)).unwrap().blocks[0]
        };
        if is_value {
            let log: BlockId = insert(Block::new("log"), Port::First);
            insert(block, Port::Slot(log, "text".to_owned()));
        } else {
            insert(block, Port::First);
        }
        let lowered = lower(&project);
        let chunk = &lowered.chunks[0];
        assert_eq!(check_syntax(&chunk.pretty), Ok(()), "{}: {}", def.kind, chunk.pretty);
        assert_eq!(check_syntax(&chunk.exec), Ok(()), "{}: {}", def.kind, chunk.exec);
        let empty: Vec<_> = lowered
            .problems
            .iter()
            .filter(|p| !matches!(p.kind, crate::model::problem::ProblemKind::EmptySlot { .. }))
            .collect();
        assert!(empty.is_empty(), "{}: {empty:?}", def.kind);
    }
}

/// A random graph, made of blocks of the catalog with any texts and wires in their slots.
fn graph() -> impl Strategy<Value = Graph> {
    testing::graph().prop_map(|mut graph| {
        let rows: Vec<_> = catalog::blocks().collect();
        for (&id, block) in &mut graph.blocks {
            let def = rows[(block.kind.len() * 7 + id.0 as usize * 3) % rows.len()];
            def.kind.clone_into(&mut block.kind);
            let keys = def.slots.iter().map(|slot| slot.key.to_owned()).chain((1..4).map(catalog::item_key));
            block.slots = keys.zip(std::mem::take(&mut block.slots).into_values()).collect();
            if let catalog::def::Form::Statement(branches) = def.form
                && let Some(branch) = branches.first()
            {
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
        apply(&mut project, &Edit::SetHandler(at, Some(Handler::Blocks(graph)))).unwrap();
        for chunk in lower(&project).chunks {
            prop_assert_eq!(check_syntax(&chunk.pretty), Ok(()), "{}", chunk.pretty);
            prop_assert_eq!(check_syntax(&chunk.exec), Ok(()), "{}", chunk.exec);
            prop_assert_eq!(chunk.pretty.lines().count(), chunk.pretty_map.len());
            prop_assert_eq!(chunk.exec.lines().count(), chunk.exec_map.len());
        }
    }
}
