//! Components by mouse and keyboard.

use egui_kittest::kittest::Queryable as _;

use super::*;
use crate::model::item::Item;

#[test]
fn what_is_selected_becomes_a_component_and_a_double_click_opens_it() {
    let mut harness = harness(Lang::De);
    harness.state_mut().editor.selection = Selection::controls([SEND, TITLE]);
    harness.run_steps(2);
    harness.get_by_label("Komponente daraus machen").click();
    // Long enough that the next two clicks are two.
    harness.run_steps(50);
    let app = harness.state();
    let project = app.editor.project();
    let (master, instance) = (project.components().next().unwrap().id, app.selected());
    assert_eq!(project.control(instance[0]).unwrap().master(), Some(master));
    assert_eq!(project.screen_of(SEND), Some(master));
    let name = "Komponente, Komponente";
    harness.get_by_label(name).click();
    harness.get_by_label(name).click();
    harness.run_steps(6);
    assert!(harness.state().commands.contains(&Command::OpenTab(Tab::Screen(master))));
    // One step takes it all back.
    harness.state_mut().editor.dispatch(Command::Do(Action::Undo));
    assert_eq!(harness.state().editor.project().screen_of(SEND), Some(SCREEN));
    assert_eq!(harness.state().editor.project().components().count(), 0);
}

#[test]
fn an_instance_moves_copies_and_goes_as_one_control() {
    let mut harness = harness(Lang::De);
    harness.state_mut().editor.selection = Selection::controls([SEND, TITLE]);
    harness.state_mut().editor.dispatch(Command::Do(Action::MakeComponent));
    let first = harness.state().selected()[0];
    harness.state_mut().editor.dispatch(Command::Do(Action::Duplicate));
    harness.run_steps(3);
    let app = harness.state();
    let second = app.selected()[0];
    let area = |id| app.area(id);
    assert_eq!((area(second).w, area(second).h), (area(first).w, area(first).h));
    assert_ne!(area(second).x, area(first).x);
    harness.state_mut().editor.dispatch(Command::Delete(vec![second.into()]));
    assert_eq!(
        harness
            .state()
            .editor
            .project()
            .screen(SCREEN)
            .unwrap()
            .controls
            .iter()
            .filter(|it| it.master().is_some())
            .count(),
        1
    );
    // The component is still used: whoever deletes it is asked.
    let master = harness.state().editor.project().control(first).unwrap().master().unwrap();
    harness.state_mut().editor.dispatch(Command::Delete(vec![master.into()]));
    assert!(harness.state().editor.project().screen(master).is_some());
    harness.state_mut().editor.dialog = None;
    harness.state_mut().editor.selection = Selection::one(first);
    harness.state_mut().editor.dispatch(Command::Do(Action::Detach));
    let app = harness.state();
    assert_eq!(app.selected().len(), 2);
    assert!(app.editor.project().name_of(&Item::from(first)).is_none());
}
