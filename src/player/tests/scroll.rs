//! Repeaters with more instances than fit: they scroll by wheel, finger and keyboard, and what is tapped is what is seen.

use super::*;
use crate::model::component::{GAP, MASTER, PartIds, REPEATER, TopicMatch, rows_of_topics};
use crate::model::edit::{Edit, apply};
use crate::model::item::Item;

/// A repeater of 300×200 pixels with so many buttons of 300×100 in it, one below the other without a gap.
fn repeated(count: usize) -> Harness<'static, App> {
    let mut harness = harness(Lang::De);
    let app = harness.state_mut();
    let mut project = Project::new("Test", "Start", "Lokal");
    let mut button = new_control(control("button").unwrap(), Lang::De);
    (button.name, button.area) = ("Knopf".to_owned(), Area::new(0.0, 0.0, 300.0, 100.0));
    let made = apply(&mut project, &Edit::AddControls(SCREEN, vec![button])).unwrap();
    let make = Edit::MakeComponent { controls: made.all(Item::control), name: "M".to_owned(), prefix: "P".to_owned() };
    let made = apply(&mut project, &make).unwrap();
    let (master, instance) = (made.first(Item::screen).unwrap(), made.first(Item::control).unwrap());
    apply(&mut project, &Edit::Remove(vec![instance.into()])).unwrap();
    let mut repeater = new_control(control(REPEATER).unwrap(), Lang::De);
    (repeater.name, repeater.area) = ("R".to_owned(), Area::new(100.0, 100.0, 300.0, 200.0));
    repeater.properties.insert(MASTER.to_owned(), Item::from(master).into());
    repeater.properties.insert(GAP.to_owned(), 0.0.into());
    let made = apply(&mut project, &Edit::AddControls(SCREEN, vec![repeater])).unwrap();
    let id = made.first(Item::control).unwrap();
    let found = |n: usize| TopicMatch { prefix: format!("halle/m{n}"), label: format!("m{n}") };
    let found: Vec<TopicMatch> = (1..=count).map(found).collect();
    let (_, face) = project.master_of(project.control(id).unwrap()).unwrap();
    let rows = rows_of_topics(project.control(id).unwrap(), face, found.iter());
    assert_eq!(rows.len(), count);
    app.editor = Editor::new(project, None, Lang::De);
    let edited = Arc::clone(app.editor.project());
    app.run().repeat((PartIds::default(), BTreeMap::from([(id, rows)])), &edited);
    harness.run_steps(2);
    harness
}

/// Where a button begins, in pixels of the screen: the window has a margin, and the screen is a little smaller in it.
fn top(harness: &Harness<'_, App>, number: usize) -> f32 {
    ((harness.get_by_label(&format!("R m{number} Knopf")).rect().top() - 8.0) / 0.98).round()
}

fn taps(harness: &Harness<'_, App>) -> Vec<String> {
    let app = harness.state();
    let project = app.data.run.as_ref().unwrap().shown(app.editor.project());
    let taps = app.fired.iter().filter(|fire| fire.trigger == "tapped");
    taps.filter_map(|fire| Some(project.control(fire.control)?.name.clone())).collect()
}

fn wheel(harness: &mut Harness<'_, App>) {
    harness.event(Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: vec2(0.0, -100.0),
        phase: egui::TouchPhase::Move,
        modifiers: Modifiers::NONE,
        source: egui::MouseWheelSource::Unknown,
    });
    harness.run_steps(10);
}

#[test]
fn what_does_not_fit_is_scrolled_to_by_the_wheel() {
    let mut harness = repeated(5);
    assert_eq!([top(&harness, 1), top(&harness, 2)], [100.0, 200.0]);
    harness.hover_at(Pos2::new(250.0, 150.0));
    for _ in 0..8 {
        wheel(&mut harness);
    }
    assert_eq!([top(&harness, 5), top(&harness, 4)], [200.0, 100.0], "to the end and not beyond it");
    pointer(&mut harness, Pos2::new(250.0, 150.0), true);
    pointer(&mut harness, Pos2::new(250.0, 150.0), false);
    assert_eq!(taps(&harness), ["R m4 Knopf"]);
}

#[test]
fn a_finger_scrolls_and_taps_nothing_then() {
    let mut harness = repeated(5);
    pointer(&mut harness, Pos2::new(250.0, 250.0), true);
    for step in 1..=10_u8 {
        harness.event(Event::PointerMoved(Pos2::new(250.0, 250.0 - 10.0 * f32::from(step))));
        harness.run_steps(1);
    }
    pointer(&mut harness, Pos2::new(250.0, 150.0), false);
    harness.run_steps(3);
    assert!((top(&harness, 2) - 100.0).abs() < 15.0, "{}", top(&harness, 2));
    assert_eq!(taps(&harness), [""; 0]);
}

#[test]
fn what_gets_the_keyboard_comes_into_sight() {
    let mut harness = repeated(5);
    for _ in 0..10 {
        harness.key_press(Key::Tab);
        harness.run_steps(3);
        if harness.get_by_label("R m5 Knopf").is_focused() {
            break;
        }
    }
    assert!(harness.get_by_label("R m5 Knopf").is_focused());
    assert_eq!(top(&harness, 5), 200.0);
}

#[test]
fn what_fits_does_not_scroll_and_no_instance_says_so() {
    let mut harness = repeated(2);
    harness.hover_at(Pos2::new(250.0, 150.0));
    wheel(&mut harness);
    assert_eq!(top(&harness, 1), 100.0);
    let harness = repeated(0);
    assert!(harness.get_by_label("R").value().is_some_and(|words| words.contains("nicht gewählt")));
}
