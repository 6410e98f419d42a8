//! Passwords go where they were typed for, and nowhere else: against real brokers, at the sockets and in all files.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use steckbrett::model::connection::Connection;
use steckbrett::model::id::ConnectionId;
use steckbrett::model::password::{Password, Secret};
use steckbrett::model::project::Project;
use steckbrett::session::secrets::ProjectSecrets;
use steckbrett::session::specs::target_of;
use steckbrett::store::home::Home;
use steckbrett::store::known::KnownProjects;
use steckbrett::store::secrets::{BoundSecret, ProjectKey, SecretStore};

use crate::ears::Ears;
use crate::steckbrett::{Sentence, Steckbrett, exit};

/// What must never be seen where it does not belong.
const WORD: &str = "streng-geheim-4711";

fn project(id: &str, port: u16, settings: &str) -> String {
    format!(
        r##"(format: 2, name: "P", id: "{id}", next_id: 9,
            connections: [(id: "abc", name: "Halle", settings: {{"host": "127.0.0.1", "port": {port}, "login": "password", "user": "anna"{settings}}})],
            screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [
                (id: 2, kind: "button", name: "Senden", area: (x: 0, y: 0, w: 100, h: 50), handlers: {{
                    "tapped": Lua("connections.getfromid('abc').publish('a', 'x', {{ qos = 0 }})")}})])])"##
    )
}

/// The program with a project in its home whose password is stored for this place, as the editor does it.
struct Fixture {
    program: Steckbrett,
    file: PathBuf,
}

impl Fixture {
    fn new(text: &str) -> Self {
        Self::of(Steckbrett::new(), text)
    }

    fn of(program: Steckbrett, text: &str) -> Self {
        let file = program.write("p.ron", text);
        Self { program, file }
    }

    fn home(&self) -> Home {
        Home::at(self.program.home())
    }

    fn read(&self) -> Project {
        let mut project = steckbrett::store::load(&self.file).unwrap().project;
        KnownProjects::new(&self.home()).look(&self.file, &mut project);
        project
    }

    /// Trusts the file and stores the password for where it leads.
    fn keeps(self) -> Self {
        let project = self.read();
        KnownProjects::new(&self.home()).trust(&self.file, &project).unwrap();
        let secrets = ProjectSecrets::new(&self.home(), Some(&self.file), &project);
        let target = target_of(&project.connections[0], &secrets);
        assert!(target.is_some());
        let kept = BoundSecret::new(&Password::new(WORD), target);
        let id = ConnectionId("abc".to_owned());
        SecretStore::new(&self.home()).set(secrets.key(), (&id, Secret::Password), Some(kept)).unwrap();
        self
    }

    fn tap(&self, args: &[&str]) -> Sentence {
        let file = self.file.to_str().unwrap();
        self.program.run(["tap", file, "Senden", "--timeout", "5"].iter().chain(args))
    }

    fn writes(&self, text: &str) {
        fs::write(&self.file, text).unwrap();
    }
}

fn all_files(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all_files(&path, out) } else { out.push(path) }
    }
}

/// Nothing that the program leaves on the disk shows the word.
#[track_caller]
fn no_file_shows_it(home: &Path) {
    let mut files = Vec::new();
    all_files(home, &mut files);
    assert!(files.iter().any(|file| file.ends_with("secrets.ron")), "{files:?}");
    for file in files {
        let content = fs::read(&file).unwrap();
        assert!(!String::from_utf8_lossy(&content).contains(WORD), "{file:?}");
    }
}

#[track_caller]
fn shows_nothing(said: &Sentence) {
    assert!(!said.stdout.contains(WORD) && !said.stderr.contains(WORD), "{}{}", said.stdout, said.stderr);
}

#[test]
fn the_password_goes_to_the_place_it_was_typed_for() {
    let right = Ears::new();
    let fixture = Fixture::new(&project("one", right.port, "")).keeps();
    let said = fixture.tap(&[]).expect(exit::OK);
    assert!(right.heard(WORD));
    shows_nothing(&said);
    no_file_shows_it(fixture.program.home());
}

#[test]
fn another_host_or_port_in_the_file_gets_nothing() {
    let (right, wrong) = (Ears::new(), Ears::new());
    let fixture = Fixture::new(&project("one", right.port, "")).keeps();
    fixture.writes(&project("one", wrong.port, ""));
    let said = fixture.tap(&[]).expect(exit::NO_CONNECTION);
    shows_nothing(&said);
    said.complains(&[&format!("127.0.0.1:{}", right.port), &format!("127.0.0.1:{}", wrong.port)]);
    assert!(wrong.all().is_empty(), "not even a connection");
}

#[test]
fn a_redirected_connection_gets_no_stored_password() {
    let (right, wrong) = (Ears::new(), Ears::new());
    let fixture = Fixture::new(&project("one", right.port, "")).keeps();
    let address = format!("Halle=mqtt://127.0.0.1:{}", wrong.port);
    shows_nothing(&fixture.tap(&["--connect", &address]).expect(exit::NO_CONNECTION));
    assert!(wrong.all().is_empty());
    // One that stands in the address is for that address.
    let address = format!("Halle=mqtt://anna:fuer-dort@127.0.0.1:{}", wrong.port);
    fixture.tap(&["--connect", &address]).expect(exit::OK);
    let heard = String::from_utf8_lossy(&wrong.all()).into_owned();
    assert!(heard.contains("fuer-dort") && !heard.contains(WORD));
}

#[test]
fn a_weaker_way_gets_nothing() {
    let ears = Ears::new();
    let fixture = Fixture::new(&project("one", ears.port, r#", "tls": true"#)).keeps();
    fixture.writes(&project("one", ears.port, ""));
    fixture.tap(&[]).expect(exit::NO_CONNECTION).complains(&["protected less"]);
    fixture.writes(&project("one", ears.port, r#", "tls": true, "trust": "any""#));
    fixture.tap(&[]).expect(exit::NO_CONNECTION).complains(&["protected less"]);
    assert!(ears.all().is_empty());
}

#[test]
fn another_authority_gets_nothing() {
    let ears = Ears::new();
    let own = |pem: &str| format!(r#", "tls": true, "trust": "own", "ca_pem": "{pem}""#);
    let fixture = Fixture::new(&project("one", ears.port, &own("A"))).keeps();
    fixture.writes(&project("one", ears.port, &own("B")));
    fixture.tap(&[]).expect(exit::NO_CONNECTION).complains(&["CA of its own"]);
    assert!(ears.all().is_empty());
}

#[test]
fn another_project_of_the_same_identity_or_name_gets_nothing() {
    let right = Ears::new();
    let fixture = Fixture::new(&project("one", right.port, "")).keeps();
    let wrong = Ears::new();
    for (name, id) in [("same-id.ron", "one"), ("same-name.ron", ""), ("other.ron", "two")] {
        let file = fixture.program.write(name, &project(id, wrong.port, ""));
        let said = fixture.program.run(["tap", file.to_str().unwrap(), "Senden", "--timeout", "5"]);
        said.expect(exit::NO_CONNECTION).complains(&["password is missing", "STECKBRETT_PASSWORD_HALLE"]);
    }
    // A copy that still leads to the right place is another project too.
    let copy = fixture.program.write("copy.ron", &project("one", right.port, ""));
    let said = fixture.program.run(["tap", copy.to_str().unwrap(), "Senden", "--timeout", "5"]);
    said.expect(exit::NO_CONNECTION).complains(&["Copy of"]);
    assert!(wrong.all().is_empty() && right.all().is_empty(), "nobody is sent an empty password either");
}

#[test]
fn a_file_that_was_renamed_or_moved_loses_no_password() {
    let right = Ears::new();
    let mut fixture = Fixture::new(&project("one", right.port, "")).keeps();
    let folder = fixture.program.home().join("apps");
    fs::create_dir(&folder).unwrap();
    let moved = folder.join("q.ron");
    fs::rename(&fixture.file, &moved).unwrap();
    fixture.file = moved;
    fixture.program = fixture.program.wary();
    fixture.tap(&[]).expect(exit::OK);
    assert!(right.heard(WORD));
}

#[test]
fn a_password_from_the_environment_keeps_to_its_place_too() {
    let (right, wrong) = (Ears::new(), Ears::new());
    let program = Steckbrett::new().with("STECKBRETT_PASSWORD_HALLE", WORD).wary();
    let fixture = Fixture::of(program, &project("one", right.port, ""));
    let known = KnownProjects::new(&fixture.home());
    known.trust(&fixture.file, &fixture.read()).unwrap();
    fixture.tap(&[]).expect(exit::OK);
    assert!(right.heard(WORD));
    no_file_shows_it(fixture.program.home());
    // The file leads elsewhere now, and somebody has trusted that; the password was not asked about.
    fixture.writes(&project("one", wrong.port, ""));
    known.trust(&fixture.file, &fixture.read()).unwrap();
    fixture.tap(&[]).expect(exit::NO_CONNECTION);
    assert!(wrong.all().is_empty());
    fixture.tap(&["--trust"]).expect(exit::OK);
    assert!(wrong.heard(WORD));
    // An address on the command line is an answer as well, but not for a weaker way.
    fixture.writes(&project("one", wrong.port, r#", "tls": true"#));
    known.trust(&fixture.file, &fixture.read()).unwrap();
    let address = format!("Halle=mqtt://127.0.0.1:{}", right.port);
    fixture.tap(&["--connect", &address]).expect(exit::NO_CONNECTION).complains(&["protected less"]);
    assert!(right.all().is_empty());
}

#[test]
fn whoever_has_no_password_says_so() {
    let right = Ears::new();
    let fixture = Fixture::of(Steckbrett::new().with("STECKBRETT_PASSWORD_HALLE", ""), &project("one", right.port, ""));
    fixture.tap(&[]).expect(exit::OK);
    assert!(String::from_utf8_lossy(&right.all()).contains("anna"));
}

#[test]
fn passwords_whose_key_is_away_are_said_to_be_locked() {
    let right = Ears::new();
    let fixture = Fixture::new(&project("one", right.port, "")).keeps();
    fs::remove_file(fixture.program.home().join("secrets.key")).unwrap();
    fixture.tap(&[]).expect(exit::NO_CONNECTION).complains(&["cannot be opened"]);
    assert!(right.all().is_empty());
    let store = SecretStore::new(&fixture.home());
    let connection = Connection::to_host(ConnectionId("abc".to_owned()), "Halle", "h", 1);
    assert!(
        store.set(&ProjectKey::of("one"), (&connection.id, Secret::Password), None).is_err(),
        "nothing is thrown away"
    );
}

/// How long a socket is watched on which nothing must come.
const QUIET: Duration = Duration::from_millis(1500);

#[test]
fn a_headless_run_sends_nothing_to_another_place() {
    let (right, wrong) = (Ears::new(), Ears::new());
    let fixture = Fixture::new(&project("one", right.port, "")).keeps();
    fixture.writes(&project("one", wrong.port, ""));
    let mut run = fixture.program.headless(&fixture.file, &[]);
    run.expect("status", &[("status", "failed".into())]);
    run.say("tap Senden");
    run.watch(QUIET);
    assert!(wrong.all().is_empty());
}
