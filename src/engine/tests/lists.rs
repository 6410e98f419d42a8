//! Lists with columns: `data.Einkauf`, which has the rows Milch and Brot when the app starts.

use super::*;
use crate::model::place::Place;
use crate::model::run::SourceChange;
use crate::model::source::REFRESHED;
use crate::model::source::table::{RowsChange, Table};

#[test]
fn rows_are_read_as_those_of_a_data_source() {
    assert_eq!(value("data.Einkauf.count .. ' ' .. #data.Einkauf"), "2 2");
    assert_eq!(value("data.Einkauf[0].Name .. data.Einkauf[1].name .. data.Einkauf[0]['MENGE']"), "MilchBrot2");
    assert_eq!(value("data.Einkauf.first.Name .. data.Einkauf.last.Name"), "MilchBrot");
    assert_eq!(value("text.of(data.Einkauf[2])"), "");
    assert_eq!(value("data.Einkauf.cell(1, 'Name') .. data.Einkauf.cell(data.Einkauf.last, 'Name')"), "BrotBrot");
    assert_eq!(value("data.Einkauf[0].Da"), "false");
    assert_eq!(value("json.write(data.Einkauf.rows())"), value("json.write({ data.Einkauf[0], data.Einkauf[1] })"));
    assert_eq!(value("json.write(data.Einkauf[1])"), r#"{"Da":false,"Menge":1,"Name":"Brot"}"#);
}

#[test]
fn rows_are_added_changed_and_taken_out() {
    let names = "local function names() return list.join(data.Einkauf.values('Name'), ',') end ";
    let said = |text: &str| logged(&format!("{names}{text} peakboard.log(names())")).join("|");
    assert_eq!(
        said("data.Einkauf.add({ Name = 'Eier', menge = '6' }) peakboard.log(data.Einkauf[2].Menge + 1)"),
        "7|Milch,Brot,Eier"
    );
    assert_eq!(
        said("data.Einkauf:add({ 'Eier', 6, true }) peakboard.log(data.Einkauf.last.Da)"),
        "true|Milch,Brot,Eier"
    );
    assert_eq!(said("data.Einkauf.add() peakboard.log(data.Einkauf.last.Menge)"), "0|Milch,Brot,");
    assert_eq!(said("data.Einkauf.insert(0, { Name = 'Eier' })"), "Eier,Milch,Brot");
    assert_eq!(said("data.Einkauf.insert(2, { Name = 'Eier' })"), "Milch,Brot,Eier");
    assert_eq!(said("data.Einkauf[1].Name = 'Salz'"), "Milch,Salz");
    assert_eq!(said("data.Einkauf.set(0, 'Name', 5)"), "5,Brot");
    assert_eq!(said("data.Einkauf.remove(0)"), "Brot");
    assert_eq!(said("data.Einkauf.clear()"), "");
    assert_eq!(said("data.Einkauf.replacelistwith({ { Name = 'a' }, { 'b', 2 } })"), "a,b");
    assert_eq!(said("data.Einkauf.replacelistwith(data.Einkauf.filter('Menge', '>', 1))"), "Milch");
    assert_eq!(said("data.Einkauf.replacelistwith(data.Einkauf)"), "Milch,Brot");
    assert_eq!(said("data.Einkauf.sortasc('Name')"), "Brot,Milch");
    assert_eq!(said("data.Einkauf.sortdesc('Menge')"), "Milch,Brot");
    assert_eq!(said("data.Einkauf.add(data.Einkauf[0]) data.Einkauf[0].Name = 'x'"), "x,Brot,Milch");
}

#[test]
fn a_row_knows_which_one_it_is() {
    let text = "local brot = data.Einkauf[1] data.Einkauf.insert(0, { Name = 'Eier' }) \
                peakboard.log(data.Einkauf.getindex(brot)) brot.Menge = 9 peakboard.log(brot.Menge) \
                peakboard.log(data.Einkauf[2].Menge) data.Einkauf.remove(brot) \
                peakboard.log(data.Einkauf.getindex(brot)) peakboard.log(data.Einkauf.count)";
    assert_eq!(logged(text), ["2", "9", "9", "-1", "2"]);
    let text = "for _, zeile in ipairs(data.Einkauf.rows()) do data.Einkauf.remove(zeile) end \
                peakboard.log(data.Einkauf.count)";
    assert_eq!(logged(text), ["0"]);
    let gone = "local row = data.Einkauf[0] data.Einkauf.clear() row.Name = 'x'";
    assert_eq!(fault(gone), FaultKind::UnknownName { name: "data.Einkauf[row]".to_owned(), near: None });
}

#[test]
fn rows_and_columns_are_gone_through_in_their_order() {
    let columns = "for title, value in pairs(data.Einkauf[0]) do peakboard.log(title .. '=' .. text.of(value)) end";
    assert_eq!(logged(columns), ["Name=Milch", "Menge=2", "Da=false"]);
    for each in ["pairs", "ipairs"] {
        let rows = format!(
            "for at, row in {each}(data.Einkauf) do peakboard.log(at .. row.Name .. data.Einkauf[at].Name) end"
        );
        assert_eq!(logged(&rows), ["0MilchMilch", "1BrotBrot"]);
    }
    // What goes away meanwhile is gone through all the same.
    let gone = "for _, row in pairs(data.Einkauf) do data.Einkauf.remove(row) end peakboard.log(data.Einkauf.count)";
    assert_eq!(logged(gone), ["0"]);
    let plain = "for at, word in ipairs({ 'a', 'b' }) do peakboard.log(at .. word) end \
                 for name, value in pairs({ x = 1 }) do peakboard.log(name .. value) end \
                 local t = setmetatable({ y = 2 }, {}) for name in pairs(t) do peakboard.log(name) end";
    assert_eq!(logged(plain), ["1a", "2b", "x1", "y"]);
    for each in ["pairs", "ipairs"] {
        for (value, ty) in [("nil", "nil"), ("5", "number"), ("'a'", "string")] {
            let faults = run(&format!("local a = 1\nfor b in {each}({value}) do end")).faults();
            let [fault] = &faults[..] else { panic!("{faults:?}") };
            assert_eq!(fault.place, Place::Handler(tapped(10), Some(2)), "{each}({value}): {fault:?}");
            let wanted = format!("invalid argument #1 to '{each}' (table expected, got {ty})");
            assert!(format!("{:?}", fault.kind).contains(&wanted), "{fault:?}");
        }
    }
}

#[test]
fn columns_are_searched_and_calculated() {
    assert_eq!(value("data.Einkauf.sum('Menge') .. ' ' .. data.Einkauf.average('menge')"), "3 1.5");
    assert_eq!(value("data.Einkauf.min('Menge') .. ' ' .. data.Einkauf.max('Menge')"), "1 2");
    assert_eq!(value("data.Einkauf.indexof('Name', 'Brot') .. ' ' .. data.Einkauf.indexof('Name', 'x')"), "1 -1");
    assert_eq!(value("data.Einkauf.lastindexof('Menge', '1')"), "1");
    assert_eq!(value("data.Einkauf.contains('Menge', '2')"), "true");
    assert_eq!(value("data.Einkauf.countdistinct('Da') .. #data.Einkauf.distinct('Name')"), "12");
    assert_eq!(value("list.sum(data.Einkauf.rows(), 'Menge')"), "3");
    assert_eq!(value("list.join(list.filter(data.Einkauf.rows(), '=', 'Brot', 'Name'), ', ', 'Menge')"), "1");
}

#[test]
fn what_does_not_fit_is_a_clear_fault() {
    let name = |text: &str| match fault(text) {
        FaultKind::UnknownName { name, near } => (name, near.unwrap_or_default()),
        other => panic!("{other:?}"),
    };
    assert_eq!(name("local x = data.Einkauf[0].Mengen"), ("data.Einkauf[…].Mengen".to_owned(), "Menge".to_owned()));
    assert_eq!(name("data.Einkauf.add({ Namen = 'x' })").1, "Name");
    assert_eq!(name("local x = data.Einkauf.sum('Mnge')").1, "Menge");
    assert_eq!(name("data.Einkauf.remove(2)").0, "data.Einkauf[2]");
    assert_eq!(name("data.Einkauf.ad({})"), ("data.Einkauf.ad".to_owned(), "add".to_owned()));
    assert_eq!(name("data.Einkauf.publish('a', 'b')").0, "data.Einkauf.publish");
    let wrong = |text: &str| matches!(fault(text), FaultKind::WrongType { wanted: "number", .. });
    assert!(wrong("data.Einkauf[0].Menge = 'viel'"));
    assert!(wrong("data.Einkauf.add({ Menge = {} })"));
}

#[test]
fn a_list_is_bounded() {
    let kind = fault("while true do data.Einkauf.add({ Name = 'x' }) end");
    assert_eq!(kind, FaultKind::ListFull { list: "Einkauf".to_owned(), rows: 10_000, mib: 64 });
    let kind = fault("local long = string.rep('x', 1000000) while true do data.Einkauf.add({ Name = long }) end");
    assert_eq!(kind, FaultKind::ListFull { list: "Einkauf".to_owned(), rows: 10_000, mib: 64 });
    let text = "for i = 1, 2000 do data.Einkauf.sortasc('Name') data.Einkauf.sortdesc('Name') end";
    assert_eq!(run(text).faults(), []);
}

#[test]
fn who_shows_a_list_follows_each_change() {
    let text = "data.Einkauf.add({ Name = 'Eier' }) data.Einkauf[0].Menge = 3 data.Einkauf.remove(1) \
                data.Einkauf.sortasc('Name') data.Einkauf.insert(1, { Name = 'Tee' }) \
                peakboard.log(list.join(data.Einkauf.values('Name'))) ";
    let run = run(text);
    let project = project();
    let mut table = Table::new(&project.sources[1]);
    for event in &run.seen {
        if let RunEvent::Source { change: SourceChange::Rows(change), .. } = event {
            table.change_rows(change);
        }
    }
    let names: Vec<String> = table.lines().map(|line| line.cells[0].to_text()).collect();
    assert_eq!(run.logs(), [names.join(", ")]);
    assert!(matches!(&run.seen[..], [.., RunEvent::HandlerEnded { .. }]));
}

#[test]
fn its_event_fires_once_for_what_one_handler_changes() {
    let mut project = Arc::unwrap_or_clone(project());
    let at = HandlerRef::new(SourceId(69), REFRESHED);
    let said = Handler::Lua("peakboard.log('neu ' .. data.Einkauf.count)".to_owned());
    apply(&mut project, &Edit::SetHandler(at.clone(), Some(said))).unwrap();
    apply(
        &mut project,
        &Edit::SetHandler(tapped(10), Some(Handler::Lua("data.Einkauf.add({}) data.Einkauf.add({})".to_owned()))),
    )
    .unwrap();
    let chunks = lower(&project).chunks;
    let mut run = start_project(Arc::new(project), chunks);
    run.tap(10);
    run.until("end of the event", |event| *event == RunEvent::HandlerEnded { handler: at.clone() });
    assert_eq!(run.logs(), ["neu 4"]);
    assert_eq!(run.faults(), []);
}

#[test]
fn changes_that_are_not_read_are_bounded() {
    let line = crate::model::source::table::TableRow::of_list(vec![]);
    assert!(RowsChange::All(vec![line; 100]).bytes() > 100 * 8);
}

/// What a shopping list does: a text box and a button add, a tap on a row takes out; all of it blocks.
#[test]
fn a_shopping_list_is_made_of_blocks() {
    let mut project = Arc::unwrap_or_clone(project());
    let add = r#"(first: 200, blocks: {
        200: (kind: "row_add", slots: {"source": Source(69), "column:90": Wire(201), "column:91": 3}, next: 202),
        201: (kind: "property_get", slots: {"control": Control(12), "property": "text"}),
        202: (kind: "property_set", slots: {"control": Control(12), "property": "text", "value": ""}),
    })"#;
    let out = r#"(first: 210, blocks: {
        210: (kind: "row_remove", slots: {"source": Source(69), "row": 0}, next: 211),
        211: (kind: "row_each", slots: {"source": Source(69), "name": "zeile"}, branches: {"body": 212}),
        212: (kind: "log", slots: {"text": Wire(213)}),
        213: (kind: "source_cell", slots: {"source": Source(69), "row": Wire(214), "column": Column(90)}),
        214: (kind: "local_get", slots: {"name": "zeile"}),
    })"#;
    project.next_id = 1000;
    let text = Value::from("Eier");
    project.control_mut(ControlId(12)).unwrap().properties.insert("text".to_owned(), text.into());
    for (at, blocks) in [(10, add), (11, out)] {
        apply(&mut project, &crate::language::testing::set_blocks(tapped(at), blocks)).unwrap();
    }
    let lowered = lower(&project);
    assert_eq!(lowered.problems, []);
    let mut run = start_project(Arc::new(project), lowered.chunks);
    run.tap(10);
    run.until_end(10);
    run.tap(11);
    run.until_end(11);
    assert_eq!((run.logs(), run.faults()), (vec!["Brot".to_owned(), "Eier".to_owned()], vec![]));
}
