//! A run that is designed otherwise while it goes on, against a real broker.

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use steckbrett::engine::Words;
use steckbrett::i18n::{Lang, Locale};
use steckbrett::language::lower::lower;
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
use steckbrett::session::specs::specs;
use steckbrett::session::{Session, SessionEvent};
use steckbrett::store::home::Home;
use steckbrett::{say, store};

use crate::broker::Broker;

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
    fn start(project: Project, home: &Home) -> Self {
        let options = BrokerOptions { folder: Some(home.broker_folder()), port: 0 };
        let mut session = Session::new(options, Arc::new(|| {}));
        let secrets = ProjectSecrets::new(home, None, &project);
        let whole = Arc::new(project.clone());
        let (made, refused) = specs(&whole, &secrets, &[]);
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

    fn tap(&self) {
        let fire = Fire { control: ControlId(2), trigger: "tapped".to_owned(), change: None };
        assert!(self.session.fire(fire));
    }

    #[track_caller]
    fn until_shown(&mut self, value: &str) -> ControlId {
        let is_shown = |event: SessionEvent| match event {
            SessionEvent::Run(RunEvent::Property(change)) if change.value == Value::from(value) => Some(change.control),
            _ => None,
        };
        crate::wait::until(Duration::from_secs(20), value, || self.session.poll().into_iter().find_map(is_shown))
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
    let mut app = Editing::start(project(&broker), &Home::at(home.path()));
    app.until_shown("links");
    app.tap();
    assert_eq!(ear.next(), "0 1 a alt 1");
    app.edit(|project| {
        let text = "data.Zahl = data.Zahl + 1 connections.getfromid('abc').publish('a', 'neu ' .. data.Zahl)";
        control(project, 2).handlers.insert("tapped".to_owned(), Arc::new(Handler::Lua(text.to_owned())));
        project.variables.iter_mut().find(|it| it.id == VariableId(4)).unwrap().initial = Value::from(50.0);
    });
    app.tap();
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
