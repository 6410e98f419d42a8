//! What holds for every row, whichever it is.

mod docs;

use std::collections::BTreeSet;

use super::block::{BlockDef, Form, Literal, SlotDef, Takes};
use super::emit::Emit;
use super::testing::{filled, graph_with, project};
use super::*;
use crate::i18n::{same, t};
use crate::model::blocks::Slot;
use crate::model::id::BlockId;

/// The row in many states: nothing chosen, everything chosen, and each slot in turn empty, odd, wired, and at each
/// of its choices.
fn states(project: &Project, def: &BlockDef) -> Vec<Block> {
    let full = filled(project, def);
    let mut out = vec![new_block(def, Lang::De), full.clone()];
    for slot in def.slots {
        let mut without = full.clone();
        without.slots.remove(slot.key);
        out.push(without);
        out.push(full.clone().with(slot.key, "zz"));
        if let Takes::Choice(choices) = slot.takes {
            out.extend(choices.iter().map(|choice| full.clone().with(slot.key, choice.key)));
        }
        if slot.takes.wire().is_some() {
            let mut wired = full.clone();
            let key = if slot.repeat.is_some() { item_key(1) } else { slot.key.to_owned() };
            wired.slots.insert(key, Slot::Wire(BlockId(3)));
            out.push(wired);
        }
    }
    out
}

/// What lowerings ask for that is not theirs, and what is in a row that its lowering never asks for.
fn lies(def: &'static BlockDef, rows: fn(&str) -> Option<&'static BlockDef>) -> (Vec<String>, Vec<&'static str>) {
    let (project, at) = project();
    let mut asked = BTreeSet::new();
    for block in states(&project, def) {
        let mut graph = graph_with(def, block);
        graph.blocks.insert(BlockId(3), Block::new("local_get").with("name", "zähler"));
        asked.extend(Emit::record(&project, &at, &graph, rows));
    }
    let branches = def.form.branches().iter().map(|branch| branch.key);
    let own: Vec<&str> = def.slots.iter().map(|slot| slot.key).chain(branches).collect();
    let asked: BTreeSet<String> = asked.into_iter().filter(|(kind, _)| kind == def.kind).map(|(_, key)| key).collect();
    let unused = own.iter().copied().filter(|key| !asked.contains(*key)).collect();
    (asked.into_iter().filter(|key| !own.contains(&key.as_str())).collect(), unused)
}

#[test]
fn every_row_lowers_its_own_slots_and_all_of_them() {
    for def in blocks() {
        assert_eq!(
            lies(def, block),
            (Vec::new(), Vec::new()),
            "{}: asked but not in the row, and the reverse",
            def.kind
        );
    }
}

#[test]
fn a_row_that_lies_is_found() {
    const OWN: SlotDef = SlotDef::new("own", same(""), Takes::Note, Literal::Nothing, same(""));
    const FOREIGN: SlotDef = SlotDef { key: "foreign", ..OWN };
    static WRONG: BlockDef = BlockDef {
        kind: "wrong",
        icon: "hash",
        label: t("Falsch", "Wrong"),
        help: same(""),
        words: &[],
        form: Form::value(Ty::Text, |e, n| e.arg(n, &FOREIGN)),
        slots: &[OWN],
    };
    assert_eq!(
        lies(&WRONG, |kind| if kind == "wrong" { Some(&WRONG) } else { block(kind) }),
        (vec!["foreign".to_owned()], vec!["own"])
    );
}

#[test]
fn a_slot_takes_the_type_of_what_its_value_is_for() {
    let (project, _) = project();
    let takes = |block: &Block| slot(&project, block, "value").map(|slot| slot.takes);
    for (kind, ty) in [("variable_set", Ty::Number), ("property_set", Ty::Text)] {
        let full = filled(&project, block(kind).unwrap());
        assert_eq!(takes(&full), Some(Takes::Value(ty)), "{kind}");
        assert_eq!(takes(&Block::new(kind)), Some(Takes::Value(Ty::Any)), "{kind} with nothing chosen");
    }
}

#[test]
fn rows_are_well_formed() {
    let mut kinds = BTreeSet::new();
    for def in blocks() {
        assert!(kinds.insert(def.kind), "{} is there twice", def.kind);
        let mut keys = BTreeSet::from([COUNT]);
        for slot in def.slots {
            assert!(keys.insert(slot.key), "{}: {} is there twice", def.kind, slot.key);
            assert_eq!(slot.repeat.is_some(), slot.key == ITEM, "{}: items have one key", def.kind);
        }
        assert!(def.slots.iter().filter(|slot| slot.takes == Takes::Template).count() < 2, "{}", def.kind);
    }
}
