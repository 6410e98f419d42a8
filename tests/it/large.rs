//! Projects of a size that nobody draws by hand: no step takes time that grows faster than they do.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use steckbrett::i18n::{Lang, Locale};
use steckbrett::language::lower::{Lowered, Lowerer};
use steckbrett::model::certificate::Finding;
use steckbrett::model::connection::Connection;
use steckbrett::model::edit::{Edit, apply};
use steckbrett::model::id::{ControlId, ScreenId, SourceId, VariableId};
use steckbrett::model::item::Item;
use steckbrett::model::password::Secret;
use steckbrett::model::project::Project;
use steckbrett::model::reference;
use steckbrett::model::run::{Fire, RunEvent, Status};
use steckbrett::mqtt::BrokerOptions;
use steckbrett::session::specs::{FoundSecret, SecretSource, specs};
use steckbrett::session::{Session, SessionEvent};
use steckbrett::{engine, say, store};

/// How many of each, unless the environment says otherwise (`COUNT=100000`, with `--nocapture` for the figures).
fn count() -> u32 {
    std::env::var("COUNT").map_or(6_000, |count| count.parse().unwrap())
}

fn project(next: u32, rest: &str, controls: &str) -> String {
    format!(
        r##"(format: 2, name: "Groß", next_id: {next}, connections: [(id: "lokal", name: "Lokal", settings: {{"kind": "local"}})],
            {rest} screens: [(id: 1, name: "Start", width: 1280.0, height: 800.0, grid: 10.0, background: "#f5f7fb", controls: [{controls}])])"##
    )
}

/// Controls that name each other, variables and nothing in Lua and blocks, and that follow variables.
fn many_controls(count: u32) -> String {
    let (mut controls, mut variables) = (String::new(), String::new());
    for n in 0..count {
        let (id, of_variable) = (n + 2, count + n + 2);
        let other = (n + count / 2) % count;
        let handler = match n % 3 {
            0 => format!(
                r#"Lua("screens['Start'].Knopf{other}.text = screens[runtime.currentscreenname].knopf{n}.text data.V{n} = '5'")"#
            ),
            1 => format!(
                r#"Blocks((first: 1, blocks: {{1: (kind: "property_set", slots: {{"control": Control({}), "property": "text", "value": Wire(2)}}), 2: (kind: "variable_get", slots: {{"variable": Variable({of_variable})}})}}))"#,
                other + 2
            ),
            _ => r#"Lua("peakboard.log('hier')")"#.to_owned(),
        };
        let bound = if n % 2 == 0 {
            format!(r#"properties: {{"text": Bound((from: Variable({of_variable})))}}, "#)
        } else {
            String::new()
        };
        write!(
            controls,
            r#"(id: {id}, kind: "button", name: "Knopf{n}", area: (x: 0.0, y: 0.0, w: 10.0, h: 10.0), {bound}handlers: {{"tapped": {handler}}}),"#
        )
        .unwrap();
        write!(variables, r#"(id: {of_variable}, name: "V{n}", ident: "V{n}", type: Text, initial: ""),"#).unwrap();
    }
    project(2 * count + 9, &format!("variables: [{variables}],"), &controls)
}

/// Data sources of one filter each, with a handler that names them, and a button that sends to one of them.
fn many_sources(count: u32) -> String {
    let mut sources = String::new();
    for n in 0..count {
        let id = n + 3;
        write!(
            sources,
            r#"(id: {id}, name: "Q{n}", ident: "Q{n}", connection: "lokal", subscriptions: [(column: {}, title: "Wert", filter: "halle/{n}/+")],
                handlers: {{"refreshed": Lua("peakboard.log('da ' .. data.Q{n}.value('Wert'))")}}),"#,
            count + n + 3
        )
        .unwrap();
    }
    project(2 * count + 9, &format!("sources: [{sources}],"), SENDER)
}

const SENDER: &str = r#"(id: 2, kind: "button", name: "Senden", area: (x: 0.0, y: 0.0, w: 10.0, h: 10.0), handlers: {"tapped": Lua("connections.getfromid('lokal').publish('halle/7/x', 'hier')")})"#;

/// One data source of many filters that fill columns.
fn many_filters(count: u32) -> String {
    let mut filters = String::new();
    for n in 0..count {
        write!(filters, r#"(column: {}, title: "W{n}", filter: "halle/{n}/+"),"#, n + 4).unwrap();
    }
    let source = format!(
        r#"(id: 3, name: "Q", ident: "Q", connection: "lokal", subscriptions: [{filters}], handlers: {{"refreshed": Lua("peakboard.log('da ' .. data.Q.value('W7'))")}})"#
    );
    project(count + 9, &format!("sources: [{source}],"), SENDER)
}

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

/// Opens and checks; then each edit and what is checked after it.
fn edited(text: &str, edits: &[(&str, Edit)]) -> (Arc<Project>, Lowered) {
    let mut project = store::parse(text).unwrap().project;
    let mut lowerer = Lowerer::new(Some(engine::check_syntax));
    let lowered = lowerer.update(&project);
    assert!(lowered.problems.is_empty(), "{:?}", lowered.problems.first());
    let whole = project.clone();
    for (_, edit) in edits {
        apply(&mut project, edit).unwrap();
        lowerer.update(&project);
    }
    reference::counts(&project);
    store::to_text(&project).unwrap();
    (Arc::new(whole), lowered)
}

/// Starts it, and taps the control until its handler logs.
fn run(project: &Arc<Project>, lowered: &Lowered, control: ControlId) {
    let mut session = Session::new(BrokerOptions { folder: None, port: 0 }, Arc::new(|| {}));
    let (connections, refused) = specs(project, &NoSecrets, &[]);
    assert_eq!(refused, []);
    let needs_broker = !connections.is_empty();
    let began = Instant::now();
    session.start(project, lowered, connections, Vec::new(), (Locale::utc(Lang::De), say::fault));
    let fire = || Fire { control, trigger: "tapped".to_owned(), change: None };
    let (mut tapped, mut logged) = (!needs_broker, false);
    if tapped {
        assert!(session.fire(fire()));
    }
    while !logged {
        assert!(began.elapsed() < Duration::from_mins(5), "nothing came");
        for event in session.wait(Duration::from_secs(1)) {
            match event {
                SessionEvent::Run(RunEvent::Status { status: Status::Connected, .. }) if !tapped => {
                    tapped = true;
                    assert!(session.fire(fire()));
                }
                SessionEvent::Run(RunEvent::Log { text, .. }) => {
                    assert!(text.ends_with("hier"), "{text}");
                    logged = true;
                }
                SessionEvent::Run(RunEvent::Fault(fault)) => panic!("{fault:?}"),
                _ => {}
            }
        }
    }
    session.stop(Duration::ZERO);
}

#[test]
fn many_controls_are_no_trouble() {
    let count = count();
    let edits = [
        ("rename", Edit::Rename(ControlId(2).into(), "Neu".to_owned())),
        ("rename variable", Edit::Rename(VariableId(count + 2).into(), "Neu".to_owned())),
        ("add", Edit::AddControls(ScreenId(1), Vec::new())),
        ("duplicate screen", Edit::DuplicateScreen(ScreenId(1))),
        ("rename screen", Edit::Rename(ScreenId(1).into(), "Seite".to_owned())),
        ("delete variables", Edit::Remove((0..count).map(|n| VariableId(count + 2 + n).into()).collect())),
        ("delete controls", Edit::Remove((0..count / 2).map(|n| ControlId(2 + n).into()).collect())),
    ];
    let (project, lowered) = edited(&many_controls(count), &edits);
    run(&project, &lowered, ControlId(4));
}

#[test]
fn many_sources_are_no_trouble() {
    let count = count();
    let edits = [
        ("rename", Edit::Rename(SourceId(3).into(), "Neu".to_owned())),
        ("delete", Edit::Remove((0..count / 2).map(|n| Item::from(SourceId(3 + n))).collect())),
    ];
    let (project, lowered) = edited(&many_sources(count), &edits);
    run(&project, &lowered, ControlId(2));
}

#[test]
fn many_filters_are_no_trouble() {
    let edits = [("rename", Edit::Rename(SourceId(3).into(), "Neu".to_owned()))];
    let (project, lowered) = edited(&many_filters(count()), &edits);
    run(&project, &lowered, ControlId(2));
}
