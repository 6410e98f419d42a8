//! What blocks give, told while somebody looks at them, and at no other time.

use super::*;
use crate::language::emit::TELL;
use crate::language::lower::watched;
use crate::language::testing::with_blocks;
use crate::model::glimpse::{BlockSeen, Glimpse};
use crate::model::place::Place;

/// Twice: the number in the variable and one more.
const COUNTS: &str = r#"(first: 20, blocks: {
    20: (kind: "repeat", slots: {"times": 2}, branches: {"body": 21}),
    21: (kind: "variable_set", slots: {"variable": Variable(4), "value": Wire(22)}),
    22: (kind: "arithmetic", slots: {"a": Wire(23), "op": "add", "b": 1}),
    23: (kind: "variable_get", slots: {"variable": Variable(4)}),
})"#;

/// What the blocks have done since the last call, each with its value as text.
fn seen(run: &Run) -> Vec<(u32, u64, Option<Glimpse>)> {
    let Some(RunEvent::Seen { blocks, .. }) = run.handle.take_seen() else { return Vec::new() };
    blocks.iter().map(|(id, BlockSeen { value, times, .. })| (id.0, *times, value.clone())).collect()
}

fn number(value: f64) -> Glimpse {
    Glimpse::Plain(Value::from(value))
}

#[test]
fn blocks_tell_what_they_give_only_while_somebody_looks() {
    let (project, at) = with_blocks(COUNTS);
    let chunks = lower(&project).chunks;
    assert!(!chunks[0].exec.contains(TELL), "what runs else is as it ever was: {}", chunks[0].exec);
    let looked_at = Arc::new(watched(&project, &at).unwrap());
    let mut run = start_project(Arc::new(project), chunks);
    let tap = |run: &mut Run| {
        run.seen.clear();
        run.tap(2);
        run.until_end(2);
        assert_eq!(run.faults(), []);
        seen(run)
    };
    assert_eq!(tap(&mut run), []);
    run.handle.send(EngineMsg::Watch(Some(looked_at)));
    let told = [(20, 1, None), (21, 2, None), (22, 2, Some(number(5.0))), (23, 2, Some(number(4.0)))];
    assert_eq!(tap(&mut run), told);
    run.handle.send(EngineMsg::Watch(None));
    assert_eq!(tap(&mut run), []);
}

#[test]
fn a_fault_of_blocks_that_are_looked_at_leads_to_the_same_block() {
    let ron = COUNTS
        .replace("\"b\": 1", "\"b\": Wire(24)")
        .replace("23: (", "24: (kind: \"variable_get\", slots: {\"variable\": Variable(7)}), 23: (");
    let (project, at) = with_blocks(&ron);
    let (chunks, looked_at) = (lower(&project).chunks, watched(&project, &at).map(Arc::new));
    let mut run = start_project(Arc::new(project), chunks);
    for watch in [None, looked_at] {
        run.handle.send(EngineMsg::Watch(watch));
        run.tap(2);
        run.until_end(2);
    }
    let faults = run.faults();
    assert_eq!(faults.len(), 2, "{faults:?}");
    assert_eq!(faults[0], faults[1]);
    assert!(matches!(&faults[0].place, Place::Block(of, _) if *of == at), "{:?}", faults[0].place);
}

/// What a script gives is shown short, however long it is.
#[test]
fn of_a_value_only_its_beginning_is_told() {
    let ron = r#"(first: 20, blocks: {
        20: (kind: "variable_set", slots: {"variable": Variable(5), "value": Wire(21)}, next: 23),
        21: (kind: "text_pad", slots: {"text": "ä", "length": 100000, "fill": "ä"}),
        23: (kind: "variable_set", slots: {"variable": Variable(7), "value": Wire(24)}),
        24: (kind: "variable_get", slots: {"variable": Variable(7)}),
    })"#;
    let (project, at) = with_blocks(ron);
    let (chunks, looked_at) = (lower(&project).chunks, watched(&project, &at).map(Arc::new));
    let mut run = start_project(Arc::new(project), chunks);
    run.handle.send(EngineMsg::Watch(looked_at));
    run.tap(2);
    run.until_end(2);
    let told = seen(&run);
    let Some((_, _, Some(Glimpse::Plain(Value::Text(text))))) = told.iter().find(|told| told.0 == 21) else {
        panic!("{told:?}")
    };
    assert!(text.ends_with('…') && text.len() < 210, "{text}");
    let empty = Glimpse::Table { count: 0, named: false, begin: "{}".to_owned() };
    assert_eq!(told.iter().find(|told| told.0 == 24).and_then(|told| told.2.clone()), Some(empty));
}
