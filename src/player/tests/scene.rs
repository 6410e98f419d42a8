//! Pop-ups over the page, pages that go on by themselves, buttons that lead elsewhere, transitions.

use super::*;
use crate::model::edit::{Edit, apply};
use crate::model::item::Item;
use crate::model::showing::{PopUp, Transition};

const OTHER: ScreenId = ScreenId(40);

/// The usual screen, and another one with a button *Ja* in its middle.
fn with_other(change: impl FnOnce(&mut Project)) -> Harness<'static, App> {
    let mut harness = harness(Lang::De);
    let app = harness.state_mut();
    let mut project = Project::clone(app.editor.project());
    project.next_id = OTHER.0;
    apply(&mut project, &Edit::AddScreen("Frage".to_owned())).unwrap();
    let other = project.screen_mut(OTHER).unwrap();
    (other.width, other.height) = (400.0, 200.0);
    other.showing.popup = Some(PopUp { closes_outside: true });
    let new = new_control(control("button").unwrap(), Lang::De);
    let yes = Control { name: "Ja".to_owned(), area: Area::new(100.0, 60.0, 200.0, 80.0), ..new };
    apply(&mut project, &Edit::AddControls(OTHER, vec![yes])).unwrap();
    change(&mut project);
    app.editor = Editor::new(project, None, Lang::De);
    harness.run_steps(2);
    harness
}

#[test]
fn what_lies_below_a_pop_up_does_not_react_and_is_let_go() {
    let mut harness = with_other(|project| {
        let button = project.control_mut(id("Senden")).unwrap();
        button.handlers.insert("released".to_owned(), Handler::empty().into());
    });
    let send = harness.get_by_label("Senden").rect().center();
    pointer(&mut harness, send, true);
    harness.state_mut().run().popups = vec![OTHER];
    harness.run_steps(2);
    let told = [fire("Senden", "pressed", None), fire("Senden", "released", None)];
    assert_eq!(fired(&harness), told, "it is let go when it is covered");
    pointer(&mut harness, send, false);
    assert!(harness.get_by_label("Senden").accesskit_node().is_disabled());
    let yes = harness.get_by_label("Ja").rect();
    assert_eq!(yes.center(), Pos2::new(640.0, 400.0));
    assert!(yes.width() > 190.0, "as large as on the page: {yes}");
    harness.get_by_label("Ja").click();
    harness.run_steps(2);
    assert_eq!(harness.state().fired.len(), 3);
    // Tab stays inside.
    for _ in 0..4 {
        harness.key_press(Key::Tab);
        harness.run_steps(1);
        assert!(!harness.get_by_label("Eingabe").is_focused());
    }
}

#[test]
fn a_tap_beside_a_pop_up_or_esc_closes_it_where_it_may() {
    let mut harness = with_other(|_| {});
    harness.state_mut().run().popups = vec![OTHER];
    harness.run_steps(20);
    let tap = |harness: &mut Harness<'_, App>, at| {
        pointer(harness, at, true);
        pointer(harness, at, false);
    };
    tap(&mut harness, Pos2::new(460.0, 320.0));
    assert_eq!(harness.state().went, [], "a tap on its ground is none beside it");
    tap(&mut harness, Pos2::new(20.0, 20.0));
    assert_eq!(harness.state().went, [Destination::Close]);
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert_eq!(harness.state().went, [Destination::Close; 2]);
    let mut harness = with_other(|project| {
        project.screen_mut(OTHER).unwrap().showing.popup = Some(PopUp { closes_outside: false });
    });
    harness.state_mut().run().popups = vec![OTHER];
    harness.run_steps(20);
    tap(&mut harness, Pos2::new(20.0, 20.0));
    harness.key_press(Key::Escape);
    harness.run_steps(2);
    assert_eq!(harness.state().went, []);
}

#[test]
fn a_button_leads_where_it_says_after_its_handler_and_its_question() {
    let mut harness = with_other(|project| {
        let mut set = |name: &str, to: crate::model::property::Property| {
            project.control_mut(id(name)).unwrap().properties.insert("leads_to".to_owned(), to);
        };
        set("Senden", Item::from(OTHER).into());
    });
    harness.get_by_label("Senden").click();
    harness.run_steps(3);
    assert_eq!(harness.state().went, [Destination::Screen(OTHER)]);
    assert_eq!(fired(&harness), [fire("Senden", "tapped", None)]);
    harness.state_mut().set("Senden", "leads_to", Value::from("last"));
    harness.state_mut().set("Senden", "question", Value::from("Wirklich?"));
    harness.run_steps(20);
    harness.get_by_label("Senden").click();
    harness.run_steps(3);
    assert_eq!(harness.state().went.len(), 1);
    harness.get_by_label("Antippen").click();
    harness.run_steps(3);
    assert_eq!(harness.state().went[1..], [Destination::Last]);
}

#[test]
fn a_page_goes_on_by_itself_once_it_is_left_alone() {
    let mut harness = with_other(|project| {
        project.screen_mut(SCREEN).unwrap().showing.turns_after = Some(2.0);
        project.screen_mut(OTHER).unwrap().showing.popup = None;
    });
    harness.run_steps(80);
    assert_eq!(harness.state().went, []);
    let title = harness.get_by_label("Verlauf").rect().center();
    pointer(&mut harness, title, true);
    pointer(&mut harness, title, false);
    harness.run_steps(80);
    assert_eq!(harness.state().went, [], "who touches it stops it");
    harness.run_steps(30);
    assert_eq!(harness.state().went, [Destination::Screen(OTHER)]);
}

#[test]
fn a_page_that_slides_in_pushes_the_other_one_out_and_neither_moves_where_nobody_wants_motion() {
    let shown = |animated: f32| {
        let mut harness = with_other(|project| {
            let other = project.screen_mut(OTHER).unwrap();
            other.showing.popup = None;
            other.showing.transition = Transition::Slide;
        });
        harness.ctx.all_styles_mut(|style| style.animation_time = animated);
        harness.run_steps(2);
        harness.state_mut().run().screen = OTHER;
        harness.run_steps(3);
        let both = harness.query_by_label("Senden").map(|node| node.rect().left());
        let yes = harness.get_by_label("Ja").rect().center().x;
        harness.run_steps(20);
        assert_eq!(harness.get_by_label("Ja").rect().center().x, 640.0);
        assert!(harness.query_by_label("Senden").is_none());
        (both, yes)
    };
    let (old, new) = shown(0.1);
    assert!(old.unwrap() < 100.0 && new > 640.0, "{old:?} {new}");
    assert_eq!(shown(0.0), (None, 640.0));
}
