//! Tiles by pointer: what a tap chooses, tells and leads to.

use super::*;
use crate::model::showing::Destination;

#[test]
fn a_tap_on_a_tile_chooses_its_topic_and_leads_where_tiles_lead() {
    let mut harness = harness(Lang::De);
    let app = harness.state_mut();
    let mut project = Project::clone(app.editor.project());
    let mut tiles = new_control(control("tiles").unwrap(), Lang::De);
    tiles.properties.insert("source".to_owned(), crate::model::item::Item::from(SourceId(9)).into());
    tiles.properties.insert("leads_to".to_owned(), "next".into());
    tiles.properties.insert("title".to_owned(), "Maschine #[topic.2]#".into());
    tiles.properties.insert("note".to_owned(), "".into());
    let area = Area::new(600.0, 100.0, 600.0, 500.0);
    project.screen_mut(SCREEN).unwrap().controls.push(Control {
        id: ControlId(50),
        name: "Halle".to_owned(),
        area,
        ..tiles
    });
    let mut table = Table::new(&project.sources[0]);
    for number in [3, 1, 2, 1] {
        table.push(Message { topic: format!("halle/{number}"), message: format!("{number}0"), ..Message::default() });
    }
    app.editor = Editor::new(project, None, Lang::De);
    app.run().tables.insert(SourceId(9), table);
    harness.run_steps(3);
    let tile = |number: u32| format!("Maschine {number}, {number}0");
    let [first, second] = [1, 2].map(|number| harness.get_by_label(&tile(number)).rect());
    assert!(first.right() < second.left() && first.top() == second.top(), "{first} {second}");
    harness.get_by_label(&tile(3)).click();
    harness.run_steps(3);
    let told = |key: &str| {
        let fired = &harness.state().fired;
        fired.iter().rev().filter_map(|fire| fire.change.clone()).find(|(of, _)| of == key).map(|(_, value)| value)
    };
    assert_eq!((told("cell"), told("row")), (Some(Value::from("halle/3")), Some(Value::from(3.0))));
    assert!(harness.state().fired.iter().any(|fire| fire.trigger == "row_tapped"));
    assert_eq!(harness.state().went, [Destination::Next]);
}
