//! A run that is designed otherwise while it goes on, against a real broker.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use steckbrett::engine::Words;
use steckbrett::i18n::{Lang, Locale};
use steckbrett::language::lower::lower;
use steckbrett::model::address::parse_address;
use steckbrett::model::binding::Origin;
use steckbrett::model::control::Control;
use steckbrett::model::handler::Handler;
use steckbrett::model::id::{ControlId, VariableId};
use steckbrett::model::project::Project;
use steckbrett::model::property::Property;
use steckbrett::model::run::{Fire, RunEvent};
use steckbrett::model::source::ColumnType;
use steckbrett::model::value::Value;
use steckbrett::mqtt::BrokerOptions;
use steckbrett::session::secrets::ProjectSecrets;
use steckbrett::session::specs::{Redirect, specs};
use steckbrett::session::{Session, SessionEvent};
use steckbrett::store::home::Home;
use steckbrett::{say, store};

use crate::broker::Broker;
use crate::projects::example;
use crate::repeaters::ORDERS;

/// A text that follows a topic, and a button that counts and sends.
fn project(broker: &Broker) -> Project {
    let settings = json!({ "host": "127.0.0.1", "port": broker.port() });
    let text = format!(
        r##"(format: 1, name: "P", next_id: 9, connections: [(id: "abc", name: "Halle", settings: {settings})],
            variables: [(id: 4, name: "Zahl", ident: "Zahl", type: Number, initial: 0)],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {{
                    "tapped": Lua("data.Zahl = data.Zahl + 1 connections.getfromid('abc').publish('a', 'alt ' .. data.Zahl)")}}),
                (id: 3, kind: "text", name: "Anzeige", area: (x: 0, y: 90, w: 100, h: 50), properties: {{
                    "text": Bound(from: Topic(connection: Connection("abc"), filter: "halle/a"))}})])])"##
    );
    store::parse(&text).unwrap().project
}

struct Editing {
    session: Session,
    project: Project,
}

impl Editing {
    fn start(project: Project, home: &Home, redirects: &[Redirect]) -> Self {
        let options = BrokerOptions { folder: Some(home.broker_folder()), port: 0 };
        let mut session = Session::new(options, Arc::new(|| {}));
        let secrets = ProjectSecrets::new(home, None, &project);
        let whole = Arc::new(project.clone());
        let (made, refused) = specs(&whole, &secrets, redirects);
        assert_eq!(refused, []);
        let words: Words = say::fault;
        session.start(&whole, &lower(&whole), made, (None, Vec::new()), (Locale::utc(Lang::De), words));
        Self { session, project }
    }

    fn edit(&mut self, change: impl FnOnce(&mut Project)) {
        change(&mut self.project);
        let project = Arc::new(self.project.clone());
        let lowered = lower(&project);
        self.session.redesign(&project, &lowered);
    }

    fn tap(&mut self, control: u32) {
        let fire = Fire { control: ControlId(control), trigger: "tapped".to_owned(), change: None };
        assert!(self.session.fire(fire));
    }

    /// Waits for an event in which something is found.
    #[track_caller]
    fn until_event<T>(&mut self, what: &str, found: impl Fn(&Self, &SessionEvent) -> Option<T>) -> T {
        crate::wait::until(Duration::from_secs(20), what, || {
            let events = self.session.poll();
            events.iter().find_map(|event| found(self, event))
        })
    }

    #[track_caller]
    fn until_shown(&mut self, value: &str) -> ControlId {
        self.until_event(value, |_, event| match event {
            SessionEvent::Run(RunEvent::Property(change)) if change.value == Value::from(value) => Some(change.control),
            _ => None,
        })
    }
}

fn control(project: &mut Project, id: u32) -> &mut Control {
    project.control_mut(ControlId(id)).unwrap()
}

fn follow(project: &mut Project, topic: &str) {
    let text = control(project, 3).properties.get_mut("text").unwrap();
    let Property::Bound(binding) = text else { panic!("{text:?}") };
    let mut other = (**binding).clone();
    let Origin::Topic { filter, .. } = &mut other.from else { panic!("{other:?}") };
    topic.clone_into(filter);
    *text = Property::from(other);
}

#[test]
fn what_is_edited_counts_at_once_and_what_the_app_holds_stays() {
    let broker = Broker::start();
    let ear = broker.subscribe("a");
    broker.publish_retained("halle/a", "links");
    broker.publish_retained("halle/b", "rechts");
    let home = tempfile::tempdir().unwrap();
    let mut app = Editing::start(project(&broker), &Home::at(home.path()), &[]);
    app.until_shown("links");
    app.tap(2);
    assert_eq!(ear.next(), "0 1 a alt 1");
    app.edit(|project| {
        let text = "data.Zahl = data.Zahl + 1 connections.getfromid('abc').publish('a', 'neu ' .. data.Zahl)";
        control(project, 2).handlers.insert("tapped".to_owned(), Arc::new(Handler::Lua(text.to_owned())));
        project.variables.iter_mut().find(|it| it.id == VariableId(4)).unwrap().initial = Value::from(50.0);
    });
    app.tap(2);
    assert_eq!(ear.next(), "0 1 a neu 2", "the variable is what the app has made of it");
    // The stored value of another topic comes although nothing is published.
    app.edit(|project| follow(project, "halle/b"));
    app.until_shown("rechts");
    broker.publish("halle/b", "mitte");
    app.until_shown("mitte");
    // The broker tells nobody again what is stored there; the app knows it.
    app.edit(|project| {
        let mut second = control(project, 3).clone();
        (second.id, second.name) = (ControlId(8), "Zweite".to_owned());
        let Some(Property::Bound(binding)) = second.properties.get_mut("text") else { panic!("{second:?}") };
        let mut other = (**binding).clone();
        let Origin::Topic { ty, .. } = &mut other.from else { panic!("{other:?}") };
        *ty = ColumnType::Text;
        second.properties.insert("text".to_owned(), Property::from(other));
        let screen = project.screens.first_mut().unwrap();
        Arc::make_mut(screen).controls.push(second);
    });
    assert_eq!(app.until_shown("mitte"), ControlId(8));
    assert_eq!(broker.sessions(), 1, "the connection stays as it is");
    app.session.stop(Duration::from_secs(2));
}

/// Leads the local broker's connection there.
fn to(broker: &Broker) -> Redirect {
    let address = parse_address(broker.connect().trim_start_matches("lokal=")).unwrap();
    Redirect { connection: "lokal".to_owned(), address }
}

/// The text of a control that runs, and its id.
fn part(app: &Editing, name: &str) -> Option<(ControlId, Option<Property>)> {
    let screens = app.session.project().screens.iter();
    let part = screens.flat_map(|screen| &screen.controls).find(|control| control.name == name)?;
    Some((part.id, part.properties.get("text").cloned()))
}

#[test]
fn every_instance_follows_its_component_and_keeps_what_it_is() {
    let broker = Broker::start();
    for machine in 1..=3 {
        broker.publish_retained(&format!("halle1/maschine/{machine}/stueck"), &format!("{machine}00"));
    }
    let home = tempfile::tempdir().unwrap();
    let project = store::load(&example("maschinenhalle.ron")).unwrap().project;
    let mut app = Editing::start(project, &Home::at(home.path()), &[to(&broker)]);
    let there = app.until_event("the last machine", |app, _| part(app, "Maschine 3 Titel"));
    assert_eq!(there.1, Some(Property::from(Value::from("Maschine 3"))));
    app.edit(|project| {
        control(project, 104).properties.insert("text".to_owned(), Value::from("M {Titel}").into());
        // A new part, which follows a topic that others follow already.
        let mut again = control(project, 106).clone();
        (again.id, again.name) = (ControlId(500), "Nochmals".to_owned());
        let Some(Property::Bound(binding)) = again.properties.get("value") else { panic!("{again:?}") };
        let mut other = (**binding).clone();
        other.offset = 1.0;
        again.properties.insert("value".to_owned(), Property::from(other));
        let master = project.screens.iter_mut().find(|screen| screen.id.0 == 120).unwrap();
        Arc::make_mut(master).controls.push(again);
        project.next_id = 501;
    });
    let now = part(&app, "Maschine 3 Titel").unwrap();
    assert_eq!(now, (there.0, Some(Property::from(Value::from("M Maschine 3")))), "it is the same part still");
    let (new, _) = part(&app, "Maschine 3 Nochmals").unwrap();
    app.until_event("its value", |_, event| match event {
        SessionEvent::Run(RunEvent::Property(change)) if change.control == new => {
            (change.value == Value::from(301.0)).then_some(())
        }
        _ => None,
    });
    // One more machine, and one of the parts less.
    broker.publish_retained("halle1/maschine/4/stueck", "400");
    app.until_event("the next machine", |app, _| part(app, "Maschine 4 Nochmals"));
    app.edit(|project| {
        let master = project.screens.iter_mut().find(|screen| screen.id.0 == 120).unwrap();
        Arc::make_mut(master).controls.retain(|control| control.id.0 != 500);
    });
    assert_eq!(part(&app, "Maschine 4 Nochmals"), None);
    assert_eq!(part(&app, "Maschine 3 Titel").unwrap().0, there.0);
    app.session.stop(Duration::from_secs(2));
}

#[test]
fn a_repeater_that_comes_while_the_app_runs_shows_the_rows_that_there_are_now() {
    let broker = Broker::start();
    let home = tempfile::tempdir().unwrap();
    let whole = store::parse(ORDERS).unwrap().project;
    let mut without = whole.clone();
    let screen = without.screens.first_mut().unwrap();
    Arc::make_mut(screen).controls.retain(|control| control.id.0 != 2);
    let mut app = Editing::start(without, &Home::at(home.path()), &[to(&broker)]);
    app.tap(3);
    app.until_event("a row", |_, event| matches!(event, SessionEvent::Run(RunEvent::Source { .. })).then_some(()));
    app.edit(|project| *project = whole);
    app.until_event("its instance", |app, _| part(app, "A lager/3 Los"));
    assert!(part(&app, "A lager/1 Los").is_some());
    app.session.stop(Duration::from_secs(2));
}
