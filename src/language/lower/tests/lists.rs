//! Lists with columns.

use super::*;
use crate::language::testing::{self, set_blocks};

/// A project with the list *Einkauf* and these blocks in an event of the data source; `L`, `W` and `M` stand for the
/// list and its columns.
fn with_list(ron: &str) -> (Project, HandlerRef) {
    let (mut project, at) = testing::project();
    let list = project.sources.iter().find(|source| source.is_list()).cloned().unwrap();
    let id = |index: usize| list.columns()[index].id.unwrap();
    let ron = ron.replace('L', &format!("Source({})", list.id));
    let ron = ron.replace("W:", &format!("column:{}", id(0))).replace("M:", &format!("column:{}", id(1)));
    let ron = ron.replace("=W", &format!("Column({})", id(0))).replace("=M", &format!("Column({})", id(1)));
    project.next_id = 1000;
    apply(&mut project, &set_blocks(at.clone(), &ron)).unwrap();
    (project, at)
}

#[track_caller]
fn check_list(ron: &str, lua: &str) -> Lowered {
    let (project, at) = with_list(ron);
    let lowered = lower(&project);
    assert_eq!(lowered.chunk(&at).unwrap().pretty, lua);
    lowered
}

#[test]
fn rows_of_lists_are_made_of_slots_by_their_columns() {
    let lowered = check_list(
        r#"(first: 9, blocks: {
            9: (kind: "row_add", slots: {"source": L, "W:": "Milch", "M:": 2}, next: 10),
            10: (kind: "row_insert", slots: {"source": L, "row": 1, "M:": "3"}, next: 11),
            11: (kind: "row_set", slots: {"source": L, "row": 0, "column": =M, "value": 5}, next: 12),
            12: (kind: "rows_sort", slots: {"source": L, "column": =W, "which": "down"}, next: 13),
            13: (kind: "rows_replace", slots: {"source": L, "rows": Wire(20)}, next: 14),
            20: (kind: "rows_filter", slots: {"source": L, "column": =M, "which": ">", "value": 1}),
            14: (kind: "source_clear", slots: {"source": L}),
        })"#,
        "data.Einkauf.add({ Ware = 'Milch', Menge = 2 })\n\
         data.Einkauf.insert(1, { Ware = '', Menge = 3 })\n\
         data.Einkauf.set(0, 'Menge', 5)\n\
         data.Einkauf.sortdesc('Ware')\n\
         data.Einkauf.replacelistwith(data.Einkauf.filter('Menge', '>', 1))\n\
         data.Einkauf.clear()\n",
    );
    assert_eq!(lowered.problems, []);
}

#[test]
fn a_loop_over_rows_gives_the_row_itself() {
    let lowered = check_list(
        r#"(first: 9, blocks: {
            9: (kind: "row_each", slots: {"source": L, "name": "zeile"}, branches: {"body": 10}),
            10: (kind: "log", slots: {"text": Wire(20)}, next: 11),
            20: (kind: "source_cell", slots: {"source": L, "row": Wire(21), "column": =W}),
            21: (kind: "local_get", slots: {"name": "zeile"}),
            11: (kind: "row_remove", slots: {"source": L, "row": Wire(22)}),
            22: (kind: "local_get", slots: {"name": "zeile"}),
        })"#,
        "for _, zeile in ipairs(data.Einkauf.rows()) do\n  \
           peakboard.log(data.Einkauf.cell(zeile, 'Ware'))\n  \
           data.Einkauf.remove(zeile)\n\
         end\n",
    );
    assert_eq!(lowered.problems, []);
}

#[test]
fn columns_are_looked_at() {
    let log = |number: u32, next: &str| {
        format!(r#"{number}: (kind: "log", slots: {{"text": Wire({})}}{next}),"#, number + 10)
    };
    let ron = [
        log(9, ", next: 10"),
        r#"19: (kind: "row_find", slots: {"source": L, "column": =W, "value": "Milch"}),"#.to_owned(),
        log(10, ", next: 11"),
        r#"20: (kind: "rows_contain", slots: {"source": L, "column": =M, "value": 2}),"#.to_owned(),
        log(11, ""),
        r#"21: (kind: "rows_calculate", slots: {"source": L, "column": =M, "which": "average"}),"#.to_owned(),
    ];
    let lowered = check_list(
        &format!("(first: 9, blocks: {{{}}})", ron.concat()),
        "peakboard.log(data.Einkauf.indexof('Ware', 'Milch'))\n\
         peakboard.log(data.Einkauf.contains('Menge', 2))\n\
         peakboard.log(data.Einkauf.average('Menge'))\n",
    );
    assert_eq!(lowered.problems, []);
}

#[test]
fn new_names_of_a_list_and_its_columns_are_written_everywhere() {
    let (mut project, at) =
        with_list(r#"(first: 9, blocks: {9: (kind: "row_add", slots: {"source": L, "W:": "Milch"})})"#);
    let list = project.sources.iter().find(|source| source.is_list()).cloned().unwrap();
    let other = HandlerRef::new(list.id, "refreshed");
    let lua = "data.Einkauf.add({ Ware = 'x', Menge = 1 }) data.Einkauf[0].Ware = data.Einkauf.cell(0, 'Ware') \
               data.Einkauf.insert(0, { ['Ware'] = Ware }) return data.Einkauf.sum('Menge')";
    apply(&mut project, &Edit::SetHandler(other.clone(), Some(Handler::Lua(lua.to_owned())))).unwrap();
    let column = list.columns()[0].id.unwrap();
    apply(&mut project, &Edit::Rename(column.into(), "Was es ist".to_owned())).unwrap();
    apply(&mut project, &Edit::Rename(list.id.into(), "Zettel".to_owned())).unwrap();
    let lowered = lower(&project);
    assert_eq!(lowered.chunk(&at).unwrap().pretty, "data.Zettel.add({ ['Was es ist'] = 'Milch', Menge = 0 })\n");
    assert_eq!(
        lowered.chunk(&other).unwrap().pretty.trim_end(),
        "data.Zettel.add({ ['Was es ist'] = 'x', Menge = 1 }) data.Zettel[0]['Was es ist'] = data.Zettel.cell(0, \
         'Was es ist') data.Zettel.insert(0, { ['Was es ist'] = Ware }) return data.Zettel.sum('Menge')"
    );
    let kept = project.sources.iter().find(|source| source.id == list.id).unwrap();
    assert_eq!(kept.list.as_ref().unwrap().rows, list.list.as_ref().unwrap().rows);
}

#[test]
fn a_row_that_is_pasted_elsewhere_keeps_its_values() {
    use crate::model::blocks::Port;
    use crate::model::blocks::edit::{Fragment, Target};
    use crate::model::clip::Clip;
    use crate::model::edit::{Paste, PasteTo};
    let (project, at) =
        with_list(r#"(first: 9, blocks: {9: (kind: "row_add", slots: {"source": L, "W:": "Milch", "M:": 7})})"#);
    let graph = project.handler(&at).unwrap().graph().unwrap();
    let fragment = Fragment::single(graph.blocks[&BlockId(9)].clone());
    let clip = Clip::of_blocks(&project, "x", fragment);
    let (mut other, at) = with_blocks("(blocks: {})");
    let to = PasteTo::Handler(at.clone(), Target::Port(Port::First));
    let paste = Paste { clip, to, same_project: false, random: 1 };
    apply(&mut other, &Edit::Paste(Box::new(paste))).unwrap();
    let lowered = lower(&other);
    assert_eq!(lowered.chunk(&at).unwrap().pretty, "data.Einkauf.add({ Ware = 'Milch', Menge = 7 })\n");
    assert_eq!(lowered.problems, []);
}
