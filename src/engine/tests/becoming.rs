//! Instances come and go while an app runs: what stays is not disturbed.

use super::bound::topic;
use super::*;
use crate::model::binding::{Binding, Origin, expanded};
use crate::model::command::{CommandTopic, SendMoment};
use crate::model::property::Property;

/// The usual project with these controls on its first screen, as it is run.
fn with(controls: Vec<Control>) -> Arc<Project> {
    let mut project = Arc::unwrap_or_clone(project());
    project.screen_mut(ScreenId(1)).unwrap().controls = controls.into();
    Arc::new(expanded(&project).into_owned())
}

fn become_other(run: &Run, project: &Arc<Project>, chunks: Vec<Arc<Chunk>>) {
    assert!(run.handle.send(EngineMsg::Become {
        project: Arc::clone(project),
        chunks,
        edited: false,
        told: Vec::new()
    }));
}

#[test]
fn what_stays_goes_on_and_what_goes_is_never_resumed() {
    let stays = || lua(10, "local field = screens.Start['Feld eins'] wait(0.4) peakboard.log(field.text)");
    let goes = lua(11, "wait(0.4) peakboard.log('never')");
    let controls = || vec![control(10, "button", "Knopf"), control(12, "text_box", "Feld eins")];
    let mut all = controls();
    all.push(control(11, "button", "Zweiter"));
    let mut run = start_project(with(all), vec![stays(), goes]);
    let typed = Some(("text".to_owned(), Value::from("getippt")));
    assert!(run.handle.send(EngineMsg::Fire { control: ControlId(12), trigger: String::new(), change: typed }));
    run.tap(10);
    run.tap(11);
    run.until("both", |event| matches!(event, RunEvent::HandlerStarted { handler } if *handler == tapped(11)));
    let mut others = controls();
    others.push(control(90, "button", "Neu"));
    become_other(&run, &with(others), vec![stays(), lua(90, "peakboard.log('neu')")]);
    run.until("its end", |event| matches!(event, RunEvent::HandlerEnded { handler } if *handler == tapped(11)));
    run.tap(90);
    run.tap(11);
    run.until("getippt", |event| matches!(event, RunEvent::Log { text, .. } if text == "getippt"));
    assert_eq!(run.logs(), ["neu", "getippt"]);
    // The place of what is gone is taken by the next one, and each fault is told at its own.
    become_other(&run, &with(controls()), vec![lua(10, "local nothing = nil\nnothing()")]);
    run.tap(10);
    let place = run.until("a fault", |event| matches!(event, RunEvent::Fault(_)));
    let RunEvent::Fault(fault) = place else { panic!("{place:?}") };
    assert_eq!(fault.place, Place::Handler(tapped(10), Some(2)));
}

#[test]
fn bound_properties_keep_their_values_and_new_ones_begin() {
    let bound = |id: u32, filter: &str| {
        let mut text = control(id, "text", &format!("T{id}"));
        text.properties.insert("text".to_owned(), Property::from(Binding::to(topic(filter, ""))));
        text
    };
    let first = with(vec![bound(20, "halle/1")]);
    let source = first.sources.last().unwrap().id;
    let mut run = start_project(Arc::clone(&first), Vec::new());
    run.arrives(source.0, "halle/1", "eins", false);
    run.until_shown(20, "text", "eins");
    // Its source keeps its number, whatever comes before it.
    let mut more = Project::clone(&first);
    let controls = vec![bound(21, "halle/0"), bound(20, "halle/1")];
    more.screen_mut(ScreenId(1)).unwrap().controls = controls.into();
    let more = Arc::new(expanded(&more).into_owned());
    let new = more.sources.iter().find(|source| source.filters() == ["halle/0"]).unwrap().id;
    assert_ne!(new, source);
    become_other(&run, &more, vec![lua(10, "")]);
    run.arrives(new.0, "halle/0", "null", false);
    run.until_shown(21, "text", "null");
    run.arrives(source.0, "halle/1", "eins", false);
    run.arrives(source.0, "halle/1", "zwei", false);
    run.until_shown(20, "text", "zwei");
    let told = run.seen.iter().filter(|event| matches!(event, RunEvent::Property(of) if of.control.0 == 20)).count();
    assert_eq!(told, 2, "nothing of what stays is told again: {:?}", run.seen);
}

/// A row that has changed is no edit.
#[test]
fn what_the_app_has_set_in_an_instance_stays_when_its_row_changes() {
    let with_text = |text: &str| {
        let mut shown = control(20, "text", "Anzeige");
        shown.properties.insert("text".to_owned(), Value::from(text).into());
        let mut follows = control(21, "text", "Folgt");
        let origin = Origin::Property { control: ControlId(20), property: "text".to_owned() };
        follows.properties.insert("text".to_owned(), Property::from(Binding::to(origin)));
        with(vec![control(10, "button", "Knopf"), shown, follows])
    };
    let chunks = || vec![lua(10, "screens.Start.Anzeige.text = 'gesetzt'")];
    let mut run = start_project(with_text("eins"), chunks());
    run.until_shown(21, "text", "eins");
    // Nobody has set anything: what follows it follows the row.
    become_other(&run, &with_text("zwei"), chunks());
    run.until_shown(21, "text", "zwei");
    run.tap(10);
    run.until_shown(21, "text", "gesetzt");
    become_other(&run, &with_text("drei"), vec![lua(10, "peakboard.log(screens.Start.Anzeige.text)")]);
    run.tap(10);
    run.until_end(10);
    run.tap(10);
    run.until("log", |event| matches!(event, RunEvent::Log { .. }));
    assert_eq!(run.logs()[0], "gesetzt");
    assert_eq!(run.shown(21), ["eins", "zwei", "gesetzt"]);
}

#[test]
fn what_is_held_down_is_let_go_when_it_goes() {
    let mut button = control(10, "button", "Knopf");
    let command = CommandTopic {
        sends: SendMoment::Held,
        on: "an".to_owned(),
        off: "aus".to_owned(),
        ..CommandTopic::to(ConnectionId::local(), "m/7")
    };
    button.properties.insert("command".to_owned(), command.into());
    let mut run = start_project(with(vec![button]), Vec::new());
    let pressed = EngineMsg::Fire { control: ControlId(10), trigger: "pressed".to_owned(), change: None };
    assert!(run.handle.send(pressed.clone()));
    run.until("pressed", |event| matches!(event, RunEvent::Published(_)));
    become_other(&run, &with(Vec::new()), Vec::new());
    run.until("released", |event| matches!(event, RunEvent::Published(message) if message.payload == b"aus"));
    // What the finger still does to it is no fault.
    assert!(run.handle.send(pressed));
    become_other(&run, &with(vec![control(11, "button", "Zweiter")]), vec![lua(11, "peakboard.log('da')")]);
    run.tap(11);
    run.until("da", |event| matches!(event, RunEvent::Log { text, .. } if text == "da"));
    let is_fault = |event: &RunEvent| matches!(event, RunEvent::Fault(_));
    assert!(!run.seen.iter().any(is_fault), "{:?}", run.seen);
}

#[test]
fn what_comes_into_a_hidden_group_is_hidden_and_shown_with_it() {
    let grouped = |id: u32| {
        let mut text = control(id, "text", &format!("T{id}"));
        text.layer.group = vec!["Gruppe".to_owned()];
        text
    };
    let toggle = || lua(10, "local g = screens.Start.groups.Gruppe if g.visible then g.hide() else g.show() end");
    let button = || control(10, "button", "Knopf");
    let mut run = start_project(with(vec![button(), grouped(20)]), vec![toggle()]);
    run.tap(10);
    run.until_shown(20, "visible", false);
    become_other(&run, &with(vec![button(), grouped(20), grouped(21)]), vec![toggle()]);
    run.until_shown(21, "visible", false);
    run.tap(10);
    run.until_shown(21, "visible", true);
}
