//! Somebody edits the app while it runs: what was edited counts at once, and logic from its next event on; all else stays.

use proptest::prelude::*;

use super::bound::topic;
use super::*;
use crate::model::binding::{Binding, Origin, expanded};
use crate::model::debug::{Breakpoint, Breakpoints, DebugCommand};
use crate::model::formatting::{Comparator, Comparison, Condition, FormatRule};
use crate::model::property::Property;
use crate::model::run::SourceChange;
use crate::model::showing::{Destination, PopUp};
use crate::model::timer::{Schedule, TICK};

/// A run of a project that is edited.
struct Redesigning {
    run: Run,
    project: Project,
}

impl Redesigning {
    /// The usual project with more on it.
    fn new(more: impl FnOnce(&mut Project)) -> Self {
        let mut project = Arc::unwrap_or_clone(project());
        project.screen_mut(ScreenId(1)).unwrap().controls.push(control(14, "text", "Anzeige"));
        more(&mut project);
        let whole = Arc::new(expanded(&project).into_owned());
        let run = start_project(Arc::clone(&whole), lower(&whole).chunks);
        Self { run, project: Arc::unwrap_or_clone(whole) }
    }

    fn edit(&mut self, change: impl FnOnce(&mut Project)) {
        change(&mut self.project);
        self.project = expanded(&self.project).into_owned();
        let project = Arc::new(self.project.clone());
        let chunks = lower(&project).chunks;
        assert!(self.run.handle.send(EngineMsg::Become { project, chunks, edited: true, told: Vec::new() }));
    }

    /// What this Lua gives in the app as it is now, as text; in a handler that nothing else uses.
    fn value(&mut self, expression: &str) -> String {
        let text = format!("peakboard.log(tostring({expression}))");
        self.edit(|project| set_lua(project, 11, &text));
        self.run.tap(11);
        self.run.until_end(11);
        let faults = self.run.faults();
        self.run.logs().last().cloned().unwrap_or_else(|| panic!("{expression}: {faults:?}"))
    }
}

fn of_project(project: &mut Project, id: u32) -> &mut Control {
    project.control_mut(ControlId(id)).unwrap()
}

fn set_lua(project: &mut Project, control: u32, text: &str) {
    let handler = Arc::new(Handler::Lua(text.to_owned()));
    of_project(project, control).handlers.insert("tapped".to_owned(), handler);
}

fn set(project: &mut Project, control: u32, key: &str, value: impl Into<Property>) {
    of_project(project, control).properties.insert(key.to_owned(), value.into());
}

fn bind(project: &mut Project, control: u32, key: &str, origin: Origin) {
    set(project, control, key, Binding::to(origin));
}

#[test]
fn a_handler_goes_on_as_it_was_and_runs_as_it_is_from_its_next_event_on() {
    let mut app = Redesigning::new(|project| set_lua(project, 10, "wait(0.3) peakboard.log('alt')"));
    app.run.tap(10);
    app.run.until("start", |event| matches!(event, RunEvent::HandlerStarted { .. }));
    // This one waits for its turn, which comes after the edit.
    app.run.tap(10);
    app.edit(|project| set_lua(project, 10, "peakboard.log('neu')"));
    app.run.until("neu", |event| matches!(event, RunEvent::Log { text, .. } if text == "neu"));
    assert_eq!(app.run.logs(), ["alt", "neu"]);
    // One that is no Lua is told when its event comes, as in an app that starts so.
    app.edit(|project| set_lua(project, 10, "if if"));
    app.run.tap(10);
    app.run.until("fault", |event| matches!(event, RunEvent::Fault(_)));
    app.edit(|project| set_lua(project, 10, "peakboard.log('heil')"));
    app.run.tap(10);
    app.run.until("heil", |event| matches!(event, RunEvent::Log { text, .. } if text == "heil"));
}

#[test]
fn a_handler_that_runs_goes_on_with_the_names_that_things_had() {
    let text = "wait(0.3) data.Zahl = data.Zahl + 1 timers.Takt.stop() \
        screens.Start.Anzeige.text = tostring(data.Zahl) .. functions.Rechnen(2) peakboard.log('fertig')";
    let mut app = Redesigning::new(|project| {
        let handlers = [(TICK.to_owned(), Arc::new(Handler::Lua(String::new())))].into();
        let timer = project.timers[0].clone();
        project.timers = vec![Timer { name: "Takt".to_owned(), ident: "Takt".to_owned(), handlers, ..timer }].into();
        set_lua(project, 10, text);
    });
    app.run.tap(10);
    app.run.until("start", |event| matches!(event, RunEvent::HandlerStarted { .. }));
    app.edit(|project| {
        project.variables.by_id_mut(VariableId(51)).unwrap().ident = "Anzahl".to_owned();
        project.timers = vec![Timer { ident: "Beat".to_owned(), ..project.timers[0].clone() }].into();
        project.screen_mut(ScreenId(1)).unwrap().name = "Anfang".to_owned();
        of_project(project, 14).name = "Ausgabe".to_owned();
        project.functions = vec![Function { ident: "Neu".to_owned(), ..project.functions[0].clone() }].into();
    });
    // Twice between the beginning and the end.
    app.edit(|project| of_project(project, 14).name = "Letzte".to_owned());
    app.run.until_end(10);
    assert_eq!((app.run.logs(), app.run.faults()), (vec!["fertig".to_owned()], vec![]));
    assert_eq!(app.value("data.Anzahl .. screens.Anfang.Letzte.text"), "112");
    // What begins now knows what there is now.
    app.run.seen.clear();
    app.edit(|project| set_lua(project, 10, "data.Zahl = 5"));
    app.run.tap(10);
    app.run.until("fault", |event| matches!(event, RunEvent::Fault(_)));
}

#[test]
fn variables_begin_with_the_edit_and_keep_their_value_while_their_type_stays() {
    let mut app = Redesigning::new(|project| {
        set_lua(project, 10, "data.Zahl = 7 data.Name = 'gesetzt' data.An = true");
        bind(project, 14, "text", Origin::Variable(VariableId(57)));
    });
    app.run.tap(10);
    app.run.until_end(10);
    app.edit(|project| {
        project.variables.by_id_mut(VariableId(51)).unwrap().initial = Value::from(1.0);
        project.variables.by_id_mut(VariableId(50)).unwrap().ty = Ty::Number;
        project.variables.by_id_mut(VariableId(50)).unwrap().initial = Value::from(3.0);
        project.variables.retain(|variable| variable.id != VariableId(52));
        project.variables.push(Variable { initial: Value::from("da"), ..variable(57, "Frisch", Ty::Text) });
    });
    // What follows a variable that has just come shows it.
    app.run.until_shown(14, "text", "da");
    assert_eq!(app.value("data.Zahl"), "7");
    assert_eq!(app.value("data.Name"), "3");
    assert_eq!(app.value("data.Frisch"), "da");
    app.edit(|project| set_lua(project, 10, "data.An = true"));
    app.run.tap(10);
    app.run.until("fault", |event| matches!(event, RunEvent::Fault(_)));
}

#[test]
fn a_variable_or_list_that_was_deleted_and_is_there_again_is_as_it_was() {
    let mut app = Redesigning::new(|project| set_lua(project, 10, "data.Zahl = 7 data.Einkauf.remove(0)"));
    app.run.tap(10);
    app.run.until_end(10);
    let before = Project::clone(&app.project);
    app.edit(|project| {
        project.variables.retain(|variable| variable.id != VariableId(51));
        project.sources.retain(|source| !source.is_list());
    });
    app.run.seen.clear();
    app.edit(|project| *project = before.clone());
    // Whoever keeps or shows it hears of it.
    let told = RunEvent::Variable { variable: VariableId(51), value: Value::from(7.0) };
    app.run.until("its value", |event| *event == told);
    assert_eq!(app.value("data.Zahl .. data.Einkauf[0].Name .. data.Einkauf.count"), "7Brot1");
    // As another type, or with other columns, it begins anew.
    app.edit(|project| project.variables.retain(|variable| variable.id != VariableId(51)));
    app.edit(|project| {
        *project = before.clone();
        project.variables.by_id_mut(VariableId(51)).unwrap().ty = Ty::Text;
        project.variables.by_id_mut(VariableId(51)).unwrap().initial = Value::from("neu");
    });
    assert_eq!(app.value("data.Zahl"), "neu");
}

#[test]
fn what_is_to_be_kept_from_now_on_is_told_and_a_variable_has_a_handler_from_now_on() {
    let mut app = Redesigning::new(|project| set_lua(project, 10, "data.Zahl = data.Zahl + 1"));
    app.run.tap(10);
    app.run.until_end(10);
    app.edit(|project| {
        let variable = project.variables.by_id_mut(VariableId(51)).unwrap();
        variable.kept = true;
        let text = "peakboard.log('jetzt ' .. data.Zahl)".to_owned();
        variable.handlers.insert("refreshed".to_owned(), Arc::new(Handler::Lua(text)));
    });
    let told = RunEvent::Variable { variable: VariableId(51), value: Value::from(1.0) };
    app.run.until("its value", |event| *event == told);
    app.run.tap(10);
    app.run.until("log", |event| matches!(event, RunEvent::Log { text, .. } if text == "jetzt 2"));
}

#[test]
fn rows_of_lists_and_messages_have_the_columns_that_there_are_now() {
    let mut app = Redesigning::new(|project| set_lua(project, 10, "data.Einkauf.add({ Name = 'Salz', Menge = 9 })"));
    app.run.tap(10);
    app.run.until_end(10);
    app.run.message_to(SourceId(60), "a/1", "5", false);
    app.edit(|project| {
        let source = project.sources.iter_mut().find(|source| source.id == SourceId(69)).unwrap();
        let mut list = RowList::clone(source.list.as_ref().unwrap());
        list.columns.remove(2);
        list.columns.insert(0, ListColumn::new("Ort", ColumnType::Text).with_id(Some(ColumnId(95))));
        source.list = Some(Arc::new(list));
        let source = project.sources.iter_mut().find(|source| source.id == SourceId(60)).unwrap();
        source.subscriptions.push(crate::model::source::Subscription::column("Wert", "a/#", "", ColumnType::Number));
    });
    let is_table = |id: u32| {
        move |event: &RunEvent| {
            let RunEvent::Source { source, change: SourceChange::Redesigned(table) } = event else { return false };
            source.0 == id && table.columns().len() == if id == 69 { 3 } else { 1 }
        }
    };
    app.run.until("the list", is_table(69));
    assert_eq!(
        app.value("data.Einkauf[2].Ort .. '/' .. data.Einkauf[2].Name .. '/' .. data.Einkauf[2].Menge"),
        "/Salz/9"
    );
    assert_eq!(app.value("data.Messwerte[0].Wert + 1"), "6");
    assert!(app.run.seen.iter().any(is_table(60)));
}

#[test]
fn a_source_that_is_switched_in_the_editor_is_switched_in_the_app() {
    let mut app = Redesigning::new(|_| {});
    let switch = |on: bool| {
        move |project: &mut Project| {
            let source = project.sources.iter_mut().find(|source| source.id == SourceId(60)).unwrap();
            source.settings.insert("enabled".to_owned(), Value::from(on));
        }
    };
    let told = |on| RunEvent::Source { source: SourceId(60), change: SourceChange::Enabled(on) };
    for on in [false, true] {
        app.edit(switch(on));
        app.run.until("switch", |event| *event == told(on));
    }
    app.edit(|project| {
        let mut new = Source::new(SourceId(65), "Neu", "Neu", ConnectionId::local());
        new.settings.insert("enabled".to_owned(), Value::from(false));
        project.sources.push(new);
    });
    let off = RunEvent::Source { source: SourceId(65), change: SourceChange::Enabled(false) };
    app.run.until("one that is off", |event| *event == off);
    // One that the app has switched on, was deleted and is there again, is on, and whoever subscribes hears of it.
    app.edit(|project| set_lua(project, 10, "data.Neu.enabled = true"));
    app.run.tap(10);
    app.run.until_end(10);
    let before = Project::clone(&app.project);
    app.edit(|project| project.sources.retain(|source| source.id != SourceId(65)));
    app.run.seen.clear();
    app.edit(|project| *project = before);
    let on = RunEvent::Source { source: SourceId(65), change: SourceChange::Enabled(true) };
    app.run.until("it is on again", |event| *event == on);
}

#[test]
fn timers_come_and_go_and_one_whose_times_stay_keeps_its_beat() {
    let with = |project: &mut Project, ms: u64, text: &str| {
        let handlers = [(TICK.to_owned(), Arc::new(Handler::Lua(text.to_owned())))].into();
        let when = Schedule::Every { ms };
        project.timers = vec![Timer { when, starts: true, handlers, ..project.timers[0].clone() }].into();
    };
    let mut app = Redesigning::new(|project| with(project, 600_000, "peakboard.log('lang')"));
    let more = |project: &mut Project| {
        let new =
            Timer { id: TimerId(71), name: "Neu".to_owned(), ident: "Neu".to_owned(), ..project.timers[0].clone() };
        project.timers.push(new);
    };
    app.edit(more);
    app.run.until("start", |event| *event == RunEvent::Timer(TimerId(71), true));
    assert_eq!(app.value("timers.Neu.isenabled"), "true");
    // Another time counts at once.
    app.edit(|project| with(project, 50, "peakboard.log('kurz')"));
    app.run.until("kurz", |event| matches!(event, RunEvent::Log { text, .. } if text == "kurz"));
    app.edit(|project| project.timers.retain(|_| false));
    app.edit(|project| set_lua(project, 10, "timers.Takt.stop()"));
    app.run.tap(10);
    app.run.until("fault", |event| matches!(event, RunEvent::Fault(_)));
}

#[test]
fn what_was_just_designed_is_seen_and_what_the_app_has_set_stays_otherwise() {
    let mut app = Redesigning::new(|project| {
        set(project, 14, "text", Value::from("alt"));
        set_lua(project, 10, "screens.Start.Anzeige.text = 'gesetzt' screens.Start.Anzeige.font_size = 30");
    });
    app.run.tap(10);
    app.run.until_end(10);
    app.edit(|project| set(project, 14, "text_color", Value::from("#ff0000")));
    assert_eq!(app.value("screens.Start.Anzeige.text"), "gesetzt");
    app.edit(|project| set(project, 14, "text", Value::from("gestaltet")));
    app.run.until_shown(14, "text", "gestaltet");
    assert_eq!(app.value("screens.Start.Anzeige.text"), "gestaltet");
    assert_eq!(app.value("screens.Start.Anzeige.font_size"), "30", "nobody has designed it otherwise");
    app.run.tap(10);
    app.run.until_shown(14, "text", "gesetzt");
}

#[test]
fn bindings_begin_change_and_end_with_the_edit() {
    let mut app = Redesigning::new(|project| {
        set_lua(project, 10, "data.Zahl = data.Zahl + 1");
        // Follows what another control shows.
        project.screen_mut(ScreenId(1)).unwrap().controls.push(control(15, "text", "Echo"));
        let property = "text".to_owned();
        bind(project, 15, "text", Origin::Property { control: ControlId(14), property });
    });
    app.edit(|project| bind(project, 14, "text", Origin::Variable(VariableId(51))));
    app.run.until_shown(15, "text", "0");
    app.run.tap(10);
    app.run.until_shown(15, "text", "1");
    app.edit(|project| bind(project, 14, "text", Origin::Lua("'Stand ' .. data.Zahl".to_owned())));
    app.run.until_shown(15, "text", "Stand 1");
    app.edit(|project| set(project, 14, "text", Value::from("fest")));
    app.run.until_shown(15, "text", "fest");
    // Nothing follows any more.
    app.run.tap(10);
    app.run.until_end(10);
    assert_eq!(app.value("screens.Start.Anzeige.text"), "fest");
    app.edit(|project| bind(project, 14, "text", topic("halle/1", "")));
    let source = app.project.sources.last().unwrap().id;
    app.run.arrives(source.0, "halle/1", "warm", false);
    app.run.until_shown(15, "text", "warm");
    app.edit(|project| bind(project, 14, "text", topic("halle/2", "")));
    let other = app.project.sources.last().unwrap().id;
    assert_ne!(source, other);
    app.run.arrives(source.0, "halle/1", "kalt", false);
    app.run.arrives(other.0, "halle/2", "heiß", false);
    app.run.until_shown(15, "text", "heiß");
    assert!(!app.run.seen.iter().any(|event| matches!(event, RunEvent::Property(of) if of.value == "kalt".into())));
}

#[test]
fn rules_begin_and_end_with_the_edit() {
    let rule = || {
        let left = Some(Arc::new(Binding::to(Origin::Variable(VariableId(51)))));
        let comparison = Comparison { left, op: Comparator::Less, right: Value::from(5.0) };
        let set = [("text".to_owned(), Value::from("wenig"))].into();
        Arc::new(FormatRule { name: String::new(), when: Condition::Is(comparison), set })
    };
    let mut app = Redesigning::new(|project| set(project, 14, "text", Value::from("Menge")));
    app.edit(|project| of_project(project, 14).rules.push(rule()));
    app.run.until_shown(14, "text", "wenig");
    // The rule still lies over it, which the window has to be told.
    app.edit(|project| set(project, 14, "text", Value::from("Anzahl")));
    app.run.until_shown(14, "text", "wenig");
    app.edit(|project| of_project(project, 14).rules.clear());
    app.run.until_shown(14, "text", "Anzahl");
}

#[test]
fn the_app_goes_to_its_start_where_the_page_that_is_shown_is_gone() {
    let mut app = Redesigning::new(|project| {
        let shown = Arc::new(Handler::Lua("peakboard.log('gezeigt')".to_owned()));
        project.screen_mut(ScreenId(1)).unwrap().handlers.insert("shown".to_owned(), shown);
        let mut popup = Screen::new(ScreenId(3), "Fenster");
        popup.showing.popup = Some(PopUp { closes_outside: true });
        project.screens.push(Arc::new(popup));
    });
    for to in [Destination::Screen(ScreenId(2)), Destination::Screen(ScreenId(3))] {
        assert!(app.run.handle.send(EngineMsg::Go(to)));
    }
    app.run.until("pop-up", |event| *event == RunEvent::PopUps(vec![ScreenId(3)]));
    let logged = app.run.logs().len();
    // A control that moves to another page keeps what it is.
    app.edit(|project| {
        let moved = of_project(project, 12).clone();
        project.screen_mut(ScreenId(1)).unwrap().controls.retain(|control| control.id.0 != 12);
        project.screen_mut(ScreenId(2)).unwrap().controls.push(moved);
    });
    let typed = Some(("text".to_owned(), Value::from("getippt")));
    assert!(app.run.handle.send(EngineMsg::Fire { control: ControlId(12), trigger: String::new(), change: typed }));
    assert_eq!(app.value("screens['Zweite Seite']['Feld eins'].text"), "getippt");
    app.edit(|project| project.screens.retain(|screen| screen.id == ScreenId(1)));
    app.run.until("start", |event| *event == RunEvent::Screen(ScreenId(1)));
    app.run.until("closed", |event| *event == RunEvent::PopUps(Vec::new()));
    app.run.until("shown", |event| matches!(event, RunEvent::Log { text, .. } if text == "gezeigt"));
    assert_eq!(app.run.logs().len(), logged + 2);
    assert_eq!(app.run.faults(), []);
}

#[test]
fn who_calls_a_function_calls_it_as_it_is_now() {
    let mut app = Redesigning::new(|project| {
        set_lua(project, 10, "peakboard.log(tostring(functions.Rechnen(2)))");
    });
    app.run.tap(10);
    app.run.until_end(10);
    app.edit(|project| {
        let text = Arc::new(Handler::Lua("return Zahl * 10".to_owned()));
        project.functions[0].handlers.values_mut().for_each(|handler| *handler = Arc::clone(&text));
    });
    app.run.tap(10);
    app.run.until("20", |event| matches!(event, RunEvent::Log { text, .. } if text == "20"));
    assert_eq!(app.run.logs(), ["2", "20"]);
}

#[test]
fn a_handler_that_stands_and_goes_stands_no_more() {
    let text = "local a = 1\npeakboard.log('weiter')";
    let mut app = Redesigning::new(|project| set_lua(project, 10, text));
    let place = Place::Handler(tapped(10), Some(2));
    let points: Breakpoints = [(place, Breakpoint::default())].into();
    assert!(app.run.handle.send(EngineMsg::Debug(DebugCommand::Breakpoints(points))));
    app.run.tap(10);
    app.run.until("stop", |event| matches!(event, RunEvent::Paused(_)));
    // Another text does not disturb it.
    app.edit(|project| set_lua(project, 10, "peakboard.log('anders')"));
    assert_eq!(app.value("1"), "1");
    assert!(!app.run.seen.iter().any(|event| matches!(event, RunEvent::Resumed(_))));
    app.edit(|project| of_project(project, 10).handlers.clear());
    app.run.until("its end", |event| matches!(event, RunEvent::Resumed(_)));
    app.run.until_end(10);
}

/// One edit of many; all of them can be made in any order.
fn change(project: &mut Project, (kind, at): (u8, u8)) {
    let id = 14 + u32::from(at % 3);
    let key = "text";
    if project.control(ControlId(id)).is_none() {
        project.screen_mut(ScreenId(1)).unwrap().controls.push(control(id, "text", &format!("T{id}")));
    }
    let text = || Value::from(format!("fest {at}"));
    match kind {
        0 => set(project, id, key, text()),
        1 => bind(project, id, key, Origin::Variable(VariableId(50 + u32::from(at % 4)))),
        2 => bind(project, id, key, Origin::Lua(format!("text.of(data.Zahl) .. '{at}'"))),
        // In a circle nothing follows, and what is shown depends on what was there first.
        3 if id > 14 => {
            let (control, property) = (ControlId(14 + u32::from(at / 3) % (id - 14)), "text".to_owned());
            bind(project, id, key, Origin::Property { control, property });
        }
        4 => {
            let left = Some(Arc::new(Binding::to(Origin::Variable(VariableId(51)))));
            let right = Value::from(f64::from(at % 2));
            let comparison = Comparison { left, op: Comparator::Equal, right };
            let set = [(key.to_owned(), Value::from(format!("Regel {at}")))].into();
            let rule = FormatRule { name: String::new(), when: Condition::Is(comparison), set };
            of_project(project, id).rules.push(Arc::new(rule));
        }
        5 => of_project(project, id).rules.clear(),
        6 => {
            of_project(project, id).properties.remove(key);
        }
        7 if id != 14 => project.screen_mut(ScreenId(1)).unwrap().controls.retain(|control| control.id.0 != id),
        8 => project.screens.retain(|screen| screen.id == ScreenId(1)),
        9 => {
            let ty = if at % 2 == 0 { Ty::Number } else { Ty::Text };
            let variable = project.variables.by_id_mut(VariableId(50)).unwrap();
            (variable.ty, variable.initial) = (ty, ty.default_value());
        }
        _ => bind(project, id, key, topic(&format!("halle/{at}"), "")),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Nothing has run and nothing has come: then an app that was edited while it runs is as one that starts so.
    #[test]
    fn an_app_that_was_edited_shows_what_one_that_starts_so_shows(
        edits in proptest::collection::vec((0_u8..11, any::<u8>()), 1..14)
    ) {
        let mut app = Redesigning::new(|_| {});
        for edit in edits {
            app.edit(|project| change(project, edit));
        }
        let project = app.project.clone();
        let all: Vec<String> = (14..17)
            .filter(|id| project.control(ControlId(*id)).is_some())
            .map(|id| format!("tostring(screens.Start['{}'].text)", project.control(ControlId(id)).unwrap().name))
            .chain(["tostring(data.Name)".to_owned(), "runtime.currentscreenname".to_owned()])
            .collect();
        let all = all.join(" .. '|' .. ");
        let mut fresh = Redesigning::new(|fresh| *fresh = project);
        // Scripts that properties are bound to have run by then in both.
        let (_, _) = (app.value("1"), fresh.value("1"));
        prop_assert_eq!(app.value(&all), fresh.value(&all));
    }
}
