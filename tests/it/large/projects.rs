//! Projects of any size, and starting them: controls that name each other, data sources, filters. Benches use them too.

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::{Duration, Instant};

use steckbrett::i18n::{Lang, Locale};
use steckbrett::language::lower::Lowered;
use steckbrett::model::certificate::Finding;
use steckbrett::model::connection::Connection;
use steckbrett::model::id::ControlId;
use steckbrett::model::password::Secret;
use steckbrett::model::project::Project;
use steckbrett::model::run::{Fire, RunEvent, Status};
use steckbrett::mqtt::BrokerOptions;
use steckbrett::say;
use steckbrett::session::specs::{FoundSecret, SecretSource, specs};
use steckbrett::session::{Session, SessionEvent};

fn project(next: u32, rest: &str, controls: &str) -> String {
    format!(
        r##"(format: 2, name: "Groß", next_id: {next}, connections: [(id: "lokal", name: "Lokal", settings: {{"kind": "local"}})],
            {rest} screens: [(id: 1, name: "Start", width: 1280.0, height: 800.0, grid: 10.0, background: "#f5f7fb", controls: [{controls}])])"##
    )
}

/// Controls that name each other, variables and nothing in Lua and blocks, and that follow variables.
pub(crate) fn many_controls(count: u32) -> String {
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
        .expect("a text takes all");
        write!(variables, r#"(id: {of_variable}, name: "V{n}", ident: "V{n}", type: Text, initial: ""),"#)
            .expect("a text takes all");
    }
    project(2 * count + 9, &format!("variables: [{variables}],"), &controls)
}

/// Data sources of one filter each, with a handler that names them, and a button that sends to one of them.
pub(crate) fn many_sources(count: u32) -> String {
    let mut sources = String::new();
    for n in 0..count {
        let id = n + 3;
        write!(
            sources,
            r#"(id: {id}, name: "Q{n}", ident: "Q{n}", connection: "lokal", subscriptions: [(column: {}, title: "Wert", filter: "halle/{n}/+")],
                handlers: {{"refreshed": Lua("peakboard.log('da ' .. data.Q{n}.value('Wert'))")}}),"#,
            count + n + 3
        )
        .expect("a text takes all");
    }
    project(2 * count + 9, &format!("sources: [{sources}],"), SENDER)
}

const SENDER: &str = r#"(id: 2, kind: "button", name: "Senden", area: (x: 0.0, y: 0.0, w: 10.0, h: 10.0), handlers: {"tapped": Lua("connections.getfromid('lokal').publish('halle/7/x', 'hier')")})"#;

/// One data source of many filters that fill columns.
pub(crate) fn many_filters(count: u32) -> String {
    let mut filters = String::new();
    for n in 0..count {
        write!(filters, r#"(column: {}, title: "W{n}", filter: "halle/{n}/+"),"#, n + 4).expect("a text takes all");
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

/// Starts it, and taps the control until a handler logs.
pub(crate) fn run(project: &Arc<Project>, lowered: &Lowered, control: ControlId) {
    let mut session = Session::new(BrokerOptions { folder: None, port: 0 }, Arc::new(|| {}));
    let (connections, refused) = specs(project, &NoSecrets, &[]);
    assert_eq!(refused, []);
    let needs_broker = !connections.is_empty();
    let began = Instant::now();
    session.start(project, lowered, connections, (None, Vec::new()), (Locale::utc(Lang::De), say::fault));
    let fire = || Fire { control, trigger: "tapped".to_owned(), change: None };
    let (mut tapped, mut logged) = (!needs_broker, false);
    if tapped {
        assert!(session.fire(fire()));
    }
    while !logged {
        assert!(began.elapsed() < Duration::from_mins(5), "nothing came");
        for event in session.wait(Duration::from_secs(1)) {
            assert!(!matches!(event, SessionEvent::Run(RunEvent::Fault(_))), "{event:?}");
            match event {
                SessionEvent::Run(RunEvent::Status { status: Status::Connected, .. }) if !tapped => {
                    tapped = true;
                    assert!(session.fire(fire()));
                }
                SessionEvent::Run(RunEvent::Log { text, .. }) => {
                    assert!(text.ends_with("hier"), "{text}");
                    logged = true;
                }
                _ => {}
            }
        }
    }
    session.stop(Duration::ZERO);
}
