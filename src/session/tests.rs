//! Start, stop and start again.

use std::collections::{BTreeMap, VecDeque};
use std::net::{Ipv4Addr, TcpListener};

use super::*;
use crate::i18n::Lang;
use crate::language::lower::lower;
use crate::model::certificate::Finding;
use crate::model::connection::Connection;
use crate::model::id::ControlId;
use crate::model::password::Secret;
use crate::model::run::{DropReason, Fate, Fire};
use crate::model::source::convert::Cell;
use crate::model::source::list::RowList;
use crate::model::source::table::{RowsChange, Table, TableRow};
use crate::model::types::Ty;
use crate::model::variable::Variable;
use crate::session::specs::{FoundSecret, SecretSource, specs};
use crate::store::home::Home;
use crate::store::upkeep::Upkeep;
use crate::store::values::KeptValues;
use crate::{say, store};

struct NoSecrets;

impl SecretSource for NoSecrets {
    fn find(&self, _connection: &Connection, _secret: Secret) -> Option<FoundSecret> {
        None
    }

    fn digest(&self, _bytes: &[u8]) -> String {
        String::new()
    }

    fn file(&self, _name: &str) -> Result<Vec<u8>, Finding> {
        Err(Finding::NotFound)
    }
}

/// One button whose handler publishes `x`, on a connection with these settings.
fn project(settings: &str) -> Arc<Project> {
    let text = format!(
        r##"(format: 1, name: "P", next_id: 9, connections: [(id: "abc", name: "Halle", settings: {settings})],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {{
                    "tapped": Lua("connections.getfromid('abc').publish('a', 'x')")}})])])"##
    );
    Arc::new(store::parse(&text).unwrap().project)
}

/// A session, and the events that nobody has looked for yet.
struct Fixture(Session, VecDeque<SessionEvent>);

impl Fixture {
    fn new() -> Self {
        Self(Session::new(BrokerOptions { folder: None, port: 0 }, Arc::new(|| {})), VecDeque::new())
    }

    fn start(&mut self, project: &Arc<Project>) {
        let lowered = lower(project);
        let (specs, refused) = specs(project, &NoSecrets, &[]);
        assert_eq!(refused, []);
        self.0.start(project, &lowered, specs, (None, Vec::new()), (Locale::utc(Lang::De), say::fault));
    }

    fn tap(&mut self) {
        let fire = Fire { control: ControlId(2), trigger: "tapped".to_owned(), change: None };
        assert!(self.0.fire(fire));
    }

    /// Takes events until one is what `find` looks for.
    #[track_caller]
    fn until<T>(&mut self, mut find: impl FnMut(RunEvent) -> Option<T>) -> T {
        let deadline = Instant::now() + Duration::from_secs(40);
        while Instant::now() < deadline {
            while let Some(event) = self.1.pop_front() {
                if let SessionEvent::Run(event) = event
                    && let Some(found) = find(event)
                {
                    return found;
                }
            }
            self.1.extend(self.0.wait(Duration::from_secs(1)));
        }
        panic!("it did not happen");
    }

    #[track_caller]
    fn until_published(&mut self) -> u64 {
        self.until(|event| if let RunEvent::Published(publish) = event { Some(publish.number) } else { None })
    }
}

fn closed_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

#[test]
fn the_end_of_an_app_blocks_nobody_and_its_messages_get_their_fate() {
    let mut session = Fixture::new();
    session.start(&project(&format!(r#"{{"host": "127.0.0.1", "port": {}}}"#, closed_port())));
    session.tap();
    let number = session.until_published();
    let before = Instant::now();
    session.0.end(Duration::from_millis(300));
    assert!(before.elapsed() < Duration::from_millis(100), "{:?}", before.elapsed());
    assert!(!session.0.is_running() && session.0.ends_in().is_some());
    // `wait` ends with the time it is given, so the deadline is met without a wake-up.
    let fate = loop {
        let limit = session.0.ends_in().unwrap_or(Duration::from_secs(5));
        let fates = session.0.wait_once(limit).into_iter().find_map(|event| match event {
            SessionEvent::Run(RunEvent::Fate { number: of, fate, .. }) if of == number => Some(fate),
            _ => None,
        });
        if let Some(fate) = fates {
            break fate;
        }
        assert!(before.elapsed() < Duration::from_secs(40), "no fate");
    };
    assert_eq!(fate, Fate::Dropped(DropReason::Stopped));
    assert_eq!(session.0.ends_in(), None);
}

#[test]
fn a_last_message_gets_out_and_the_next_app_has_other_numbers() {
    let project = project(r#"{"kind": "local"}"#);
    let mut session = Fixture::new();
    let mut numbers = Vec::new();
    for _ in 0..50 {
        session.start(&project);
        session.until(|event| matches!(event, RunEvent::Status { status: Status::Connected, .. }).then_some(()));
        session.tap();
        let number = session.until_published();
        session.0.end(Duration::from_secs(30));
        session.until(|event| {
            matches!(event, RunEvent::Fate { number: of, fate: Fate::Acknowledged, .. } if of == number).then_some(())
        });
        numbers.push(number);
    }
    assert!(numbers.is_sorted_by(|one, next| one < next), "{numbers:?}");
    session.0.stop(Duration::ZERO);
}

/// A repeater over a list of tools.
const TOOLS: &str = r#"(format: 2, name: "P", next_id: 100,
    sources: [(id: 5, name: "Liste", ident: "Liste", list: (
        columns: [(id: 6, title: "Ort", type: "text"), (id: 7, title: "Menge", type: "number")],
        rows: [["a", 10], ["b", 2]]))],
    screens: [
        (id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "background", controls: [
            (id: 2, kind: "repeater", name: "A", area: (x: 0, y: 0, w: 1000, h: 700), properties: {
                "master": Screen(10), "source": Source(5),
                "{P}": Bound(from: Column(source: Source(5), column: Column(6)))})]),
        (id: 10, name: "Teil", width: 300, height: 200, grid: 10, background: "background",
            component: Some((parameters: [(name: "P", type: Text, default: "x")])),
            controls: [(id: 11, kind: "text_box", name: "Feld", area: (x: 0, y: 60, w: 100, h: 50))])])"#;

/// What a person has typed into an instance is known by the ids of its parts.
#[test]
fn instances_stay_when_the_columns_of_what_they_show_are_edited() {
    let mut project = store::parse(TOOLS).unwrap().project;
    let second = {
        let mut second = project.control(ControlId(2)).unwrap().clone();
        (second.id, second.name) = (ControlId(3), "B".to_owned());
        second
    };
    project.screens[0] = Arc::new({
        let mut screen = (*project.screens[0]).clone();
        screen.controls.push(second);
        screen
    });
    let designed = Arc::new(project.clone());
    let (mut running, _) = RunningProject::new(&designed, &lower(&designed));
    let before = running.instances();
    assert_eq!(before.rows.values().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    // What the app has made of it is not what it begins with.
    let change = RowsChange::Remove(1);
    let told = |change| RunEvent::Source { source: SourceId(5), change };
    running.follow(&told(SourceChange::Rows(change)));
    let source = project.sources.iter_mut().find(|source| source.id == SourceId(5)).unwrap();
    let mut list = RowList::clone(source.list.as_ref().unwrap());
    list.columns.swap(0, 1);
    source.list = Some(Arc::new(list));
    let designed = Arc::new(project);
    let (_, _, unknown) = running.redesigned(&designed, &lower(&designed));
    assert_eq!(unknown, []);
    let fields = |instances: &Instances| {
        let controls = instances.project.screens.iter().flat_map(|screen| &screen.controls);
        let fields = controls.filter(|control| control.kind == "text_box" && control.id != ControlId(11));
        fields.map(|field| field.id).collect::<Vec<_>>()
    };
    let (had, has) = (fields(&before), fields(&running.instances()));
    assert_eq!((had.len(), has.as_slice()), (4, &[had[0], had[2]][..]));
    // What the app has told before it knew has cells in their old order.
    let late = TableRow::of_list(vec![Cell::Text("a".to_owned()), Cell::Number(11.0)]);
    running.follow(&told(SourceChange::Rows(RowsChange::Replace(0, late))));
    assert!(running.renewed().is_none());
    let mut now = Table::new(designed.source(SourceId(5)).unwrap());
    now.change_rows(&RowsChange::All(vec![TableRow::of_list(vec![Cell::Number(11.0), Cell::Text("a".to_owned())])]));
    running.follow(&told(SourceChange::Redesigned(Arc::new(now))));
    assert!(running.renewed().is_none());
    running.follow(&told(SourceChange::Rows(RowsChange::All(Vec::new()))));
    assert!(running.renewed().is_some());
}

/// Only what refers to a connection starts it: letters of its id in a topic or a message do not.
#[test]
fn a_topic_that_holds_the_letters_of_an_id_starts_no_connection() {
    let block = r#"(first: 3, blocks: {3: (kind: "mqtt_publish", slots: {
        "connection": "abc", "topic": "lokales/licht", "message": "lokal"})})"#;
    let text = format!(
        r##"(format: 1, name: "P", next_id: 9, connections: [(id: "lokal", name: "Lokal", settings: {{"kind": "local"}}),
                (id: "abc", name: "Halle", settings: {{"host": "h"}})],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50),
                    handlers: {{"tapped": Blocks({block})}})])])"##
    );
    let project = store::parse(&text).unwrap().project;
    let (specs, _) = specs(&project, &NoSecrets, &[]);
    let started: Vec<&str> = specs.iter().map(|spec| spec.id.as_str()).collect();
    assert_eq!(started, ["abc"]);
}

#[test]
fn what_a_variable_has_kept_is_what_the_next_app_of_the_same_project_begins_with() {
    let folder = tempfile::tempdir().unwrap();
    let home = Home::at(&folder.path().join("home"));
    let text = r##"(format: 2, name: "P", id: "p", next_id: 9,
        variables: [(id: 5, name: "n", ident: "n", type: Number, initial: 1, kept: true)],
        screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
            (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {
                "tapped": Lua("data.n = data.n * 2")})])])"##;
    let project = Arc::new(store::parse(text).unwrap().project);
    let file = KeptValues::of(&home, &project);
    let start = |session: &mut Fixture, kept: KeptAtStart| {
        let lowered = lower(&project);
        session.0.start(&project, &lowered, Vec::new(), (Some(kept), Vec::new()), (Locale::utc(Lang::De), say::fault));
        session.tap();
        session.until(|event| if let RunEvent::Variable { value, .. } = event { Some(value) } else { None })
    };
    let nothing = KeptAtStart::load(file.clone(), &project);
    let mut session = Fixture::new();
    assert_eq!(start(&mut session, nothing.clone()), Value::from(2.0));
    // Read before the last app had ended: what the session has seen is newer.
    assert_eq!(start(&mut session, nothing.clone()), Value::from(4.0));
    drop(session);
    let mut session = Fixture::new();
    assert_eq!(start(&mut session, KeptAtStart::load(file.clone(), &project)), Value::from(8.0));
    assert!(session.0.forget_kept(&file, VariableId(5)));
    assert_eq!(start(&mut session, nothing), Value::from(2.0));
    drop(session);
    assert_eq!(file.load().unwrap(), [(VariableId(5), Value::from(2.0))].into());
}

#[test]
fn a_variable_keeps_its_value_from_when_somebody_says_so_and_what_was_kept_stays() {
    let folder = tempfile::tempdir().unwrap();
    let text = r##"(format: 2, name: "P", id: "p", next_id: 9,
        variables: [(id: 5, name: "n", ident: "n", type: Number, initial: 1)],
        screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
            (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {
                "tapped": Lua("data.n = data.n * 2")})])])"##;
    let mut project = store::parse(text).unwrap().project;
    let file = KeptValues::of(&Home::at(&folder.path().join("home")), &project);
    // One that keeps nothing at the moment.
    let other = (VariableId(7), Value::from("alt"));
    file.write(&[other.clone()].into()).unwrap();
    let designed = Arc::new(project.clone());
    let kept = KeptAtStart::load(file.clone(), &designed);
    let mut session = Fixture::new();
    let lowered = lower(&designed);
    let given = (Some(kept.clone()), Vec::new());
    session.0.start(&designed, &lowered, Vec::new(), given, (Locale::utc(Lang::De), say::fault));
    let until_value = |session: &mut Fixture, wanted: f64| {
        session.until(|event| {
            matches!(event, RunEvent::Variable { value, .. } if value == Value::from(wanted)).then_some(())
        });
    };
    session.tap();
    until_value(&mut session, 2.0);
    assert!(!session.0.forget_kept(&file, VariableId(5)), "nothing is kept here");
    project.variables.by_id_mut(VariableId(5)).unwrap().kept = true;
    let designed = Arc::new(project);
    session.0.redesign(&designed, &lower(&designed));
    until_value(&mut session, 2.0);
    session.tap();
    until_value(&mut session, 4.0);
    // An app that starts now begins with it, although what was read for it is older.
    let given = (Some(kept), Vec::new());
    session.0.start(&designed, &lower(&designed), Vec::new(), given, (Locale::utc(Lang::De), say::fault));
    session.tap();
    until_value(&mut session, 8.0);
    drop(session);
    assert_eq!(file.load().unwrap(), [(VariableId(5), Value::from(8.0)), other].into());
}

#[test]
fn what_cannot_be_kept_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    std::fs::create_dir(&home).unwrap();
    // A file stands where the folder shall be.
    std::fs::write(home.join("values"), "").unwrap();
    let mut project = Project::new("P", "Start", "Lokal");
    project.variables.push(Variable {
        id: VariableId(5),
        name: "n".to_owned(),
        ident: "n".to_owned(),
        ty: Ty::Number,
        initial: Value::from(0.0),
        kept: true,
        handlers: BTreeMap::new(),
    });
    let file = KeptValues::of(&Home::at(&home), &project);
    let (told, was_told) = std::sync::mpsc::channel();
    let wake: Wake = Arc::new(move || told.send(()).unwrap());
    let mut keeper = Keeper::new(KeptAtStart { file, values: BTreeMap::new() }, wake);
    assert_eq!(keeper.begin(&project), []);
    keeper.take(VariableId(5), &Value::from(1.0));
    was_told.recv_timeout(Duration::from_secs(40)).unwrap();
    assert_eq!(keeper.take_failed().map(|failed| failed.what), Some(Upkeep::Values));
    assert_eq!(keeper.take_failed(), None, "it is told once");
}
