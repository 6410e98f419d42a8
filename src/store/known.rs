//! The projects that this user has made or trusted on this computer, `projects.ron`: by identity, where the file lies and
//! what the project may reach.
//!
//! Trust holds for what a project may reach: it goes when that changes outside of this program, and what reaches nothing
//! needs none. An identity says nothing
//! by itself, anyone can write it into a file; a file that bears a known one elsewhere is the same project only if it
//! reaches the same and the other one is gone. Else it is a copy, with an identity made from its place, so that it is the
//! same again the next time.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::digest::sha256;
use super::home::Home;
use super::secrets::{ProjectKey, SecretStore, full, sum};
use super::signature::{self, SignatureVerdict};
use super::{LoadError, Opened, Stamp, disk, examples, text};
use crate::language::reach::reach;
use crate::model::project::Project;
use crate::model::reach::Contact;

/// What is known of a project.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct KnownProject {
    /// Where its file lies.
    path: PathBuf,
    /// What it may reach, each as a digest.
    reaches: BTreeSet<String>,
}

/// The file of the known projects. It is read anew each time, since other windows may change it.
#[derive(Clone, Debug)]
pub struct KnownProjects {
    home: Home,
    file: PathBuf,
}

/// What is to be thought of a project from a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileStanding {
    /// What it may reach where nobody has trusted it with that; each with whether it is new.
    pub untrusted: Option<Vec<(Contact, bool)>>,
    /// The identity that its file bears, which is that of another project with stored secrets or waiting messages.
    pub copy_of: Option<CopyOf>,
    /// What its signature says; one that counts here is trust.
    pub signature: SignatureVerdict,
}

impl FileStanding {
    /// Of a project that nobody has trusted.
    pub(super) fn unknown(project: &Project) -> Self {
        let untrusted: Vec<_> = reach(project).into_iter().map(|contact| (contact, true)).collect();
        Self { untrusted: (!untrusted.is_empty()).then_some(untrusted), ..Self::default() }
    }
}

/// Whose copy a project is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CopyOf {
    /// The identity of the other one.
    pub id: String,
    /// Where it lies, or lay.
    pub path: PathBuf,
}

impl KnownProjects {
    /// The known projects of this home.
    pub fn new(home: &Home) -> Self {
        Self { home: home.clone(), file: home.projects_file() }
    }

    /// Opens a project file; `signed_only`: where a key that counts here has signed it.
    ///
    /// # Errors
    /// [`LoadError`].
    pub fn open(&self, path: &Path, signed_only: bool) -> Result<(Opened, Stamp, FileStanding), LoadError> {
        // Read once, so that what is signed is what is opened.
        let content = super::content(path)?;
        let stamp = Stamp::of(&content);
        let mut opened = super::parse_content(&content)?;
        let mut standing = self.look(path, &mut opened.project);
        standing.signature = signature::verdict(&self.home, path, &content, &opened.project);
        match &standing.signature {
            SignatureVerdict::Good { .. } => standing.untrusted = None,
            verdict if signed_only => return Err(LoadError::NotSigned(verdict.clone())),
            _ => {}
        }
        Ok((opened, stamp, standing))
    }

    /// Looks at a project from a file: gives it the identity that counts here, and says what is to be thought of it.
    pub fn look(&self, path: &Path, project: &mut Project) -> FileStanding {
        let all = self.loaded();
        let path = &full(path);
        let reaches = reach(project);
        let own = id_of_place(path);
        let mut copy_of = None;
        if project.id.is_empty() {
            project.id = own;
            self.take_over_older(path, &project.id);
        } else if let Some(known) = all.get(&project.id)
            && known.path != *path
            && !is_same_file(&known.path, path)
            && (still_there(&known.path, &project.id) || !known.fits(&reaches))
        {
            let (id, path) = (std::mem::replace(&mut project.id, own), known.path.clone());
            let is_new = !all.contains_key(&project.id) && SecretStore::new(&self.home).has_any(&ProjectKey::of(&id));
            copy_of = is_new.then_some(CopyOf { id, path });
        }
        let known = all.get(&project.id);
        // What reaches nothing can do nothing that anybody would have to be asked about.
        let trusted =
            reaches.is_empty() || known.is_some_and(|known| known.fits(&reaches)) || examples::is_example(project);
        let untrusted = (!trusted).then(|| {
            let is_new = |contact: &Contact| known.is_none_or(|known| !known.reaches.contains(&digest(contact)));
            reaches
                .into_iter()
                .map(|contact| (is_new(&contact), contact))
                .map(|(new, contact)| (contact, new))
                .collect()
        });
        FileStanding { untrusted, copy_of, signature: SignatureVerdict::Unsigned }
    }

    /// Whether a project of this identity was ever made or trusted here.
    pub fn knows(&self, id: &str) -> bool {
        self.loaded().contains_key(id)
    }

    /// The user trusts a project with all that it may reach, or has made it so in this program.
    ///
    /// # Errors
    /// Those of the system.
    pub fn trust(&self, path: &Path, project: &Project) -> io::Result<()> {
        let reaches = reach(project).iter().map(digest).collect();
        let known = KnownProject { path: full(path), reaches };
        let mut all = self.load()?;
        if all.get(&project.id) == Some(&known) {
            return Ok(());
        }
        all.insert(project.id.clone(), known);
        let text = text::options().to_string_pretty(&all, text::pretty()).map_err(io::Error::other)?;
        self.home.create()?;
        disk::write(&self.file, text.as_bytes(), disk::Access::Private)
    }

    fn loaded(&self) -> BTreeMap<String, KnownProject> {
        self.load().unwrap_or_else(|err| {
            tracing::warn!("the known projects cannot be read: {err}: {:?}", self.file);
            BTreeMap::new()
        })
    }

    fn load(&self) -> io::Result<BTreeMap<String, KnownProject>> {
        let Some(content) = disk::read_if_there(&self.file)? else { return Ok(BTreeMap::new()) };
        Ok(text::options().from_bytes(&content).unwrap_or_else(|err| {
            tracing::warn!("the known projects cannot be understood: {err}: {:?}", self.file);
            disk::put_aside(&self.file);
            BTreeMap::new()
        }))
    }

    /// Until projects had an identity, passwords and waiting messages went by the path.
    fn take_over_older(&self, path: &Path, id: &str) {
        let (secrets, old, new) = (SecretStore::new(&self.home), ProjectKey::of_file(path), ProjectKey::of(id));
        if secrets.has_any(&old)
            && !secrets.has_any(&new)
            && let Err(err) = secrets.copy(&old, &new)
        {
            tracing::warn!("older passwords cannot be taken over: {err}");
        }
        let outbox = |key: &ProjectKey| self.home.outbox_folder().join(key.folder_name());
        let (from, to) = (outbox(&old), outbox(&new));
        if from.is_dir()
            && !to.exists()
            && let Err(err) = std::fs::rename(&from, &to)
        {
            tracing::warn!("older messages that wait cannot be taken over: {err}: {from:?}");
        }
    }
}

impl KnownProject {
    /// Whether it was trusted with all of these.
    fn fits(&self, reaches: &[Contact]) -> bool {
        reaches.iter().all(|contact| self.reaches.contains(&digest(contact)))
    }
}

fn digest(contact: &Contact) -> String {
    sha256(contact.key().as_bytes())
}

/// The identity of a project that has none of its own.
fn id_of_place(path: &Path) -> String {
    format!("{:016x}", sum(&format!("place {}", path.to_string_lossy())))
}

/// Whether the project with this identity still lies there.
fn still_there(path: &Path, id: &str) -> bool {
    super::load(path).is_ok_and(|opened| opened.project.id == id)
}

/// Whether two paths lead to one file: it has two names.
#[cfg(unix)]
fn is_same_file(one: &Path, other: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    match (std::fs::metadata(one), std::fs::metadata(other)) {
        (Ok(one), Ok(other)) => (one.dev(), one.ino()) == (other.dev(), other.ino()),
        (Ok(_) | Err(_), _) => false,
    }
}

#[cfg(not(unix))]
fn is_same_file(_one: &Path, _other: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::connection::Connection;
    use crate::model::id::ConnectionId;
    use crate::model::password::{Password, Secret};
    use crate::store::secrets::BoundSecret;
    use crate::store::{self, parse};

    struct Fixture {
        folder: tempfile::TempDir,
        known: KnownProjects,
    }

    impl Fixture {
        fn new() -> Self {
            let folder = tempfile::tempdir().unwrap();
            let known = KnownProjects::new(&Home::at(&folder.path().join("home")));
            Self { folder, known }
        }

        /// A file with a project that reaches this host.
        fn file(&self, name: &str, id: &str, host: &str) -> PathBuf {
            let path = self.folder.path().join(name);
            store::save(&path, &project(id, host)).unwrap();
            path
        }

        fn look(&self, path: &Path) -> (String, FileStanding) {
            let mut project = store::load(path).unwrap().project;
            let standing = self.known.look(path, &mut project);
            (project.id, standing)
        }

        fn trust(&self, path: &Path) {
            let mut project = store::load(path).unwrap().project;
            self.known.look(path, &mut project);
            self.known.trust(path, &project).unwrap();
        }

        fn with_secret(&self, id: &str) {
            let secrets = SecretStore::new(&self.known.home);
            let connection = ConnectionId("abc".to_owned());
            let kept = BoundSecret::new(&Password::new("geheim"), None);
            secrets.set(&ProjectKey::of(id), (&connection, Secret::Password), Some(kept)).unwrap();
        }
    }

    fn project(id: &str, host: &str) -> Project {
        let text = format!(
            r##"(format: 2, name: "P", id: "{id}", next_id: 9, connections: [(id: "abc", name: "Halle", settings: {{"host": "{host}"}})],
                sources: [(id: 3, name: "S", ident: "S", connection: "abc", topics: ["a/#"])],
                screens: [(id: 1, name: "Start", width: 1280, height: 800, grid: 10, background: "#ffffff", controls: [])])"##
        );
        parse(&text).unwrap().project
    }

    fn is_trusted(standing: &FileStanding) -> bool {
        standing.untrusted.is_none()
    }

    #[test]
    fn trust_holds_for_what_a_project_reaches_and_goes_when_that_changes() {
        let fixture = Fixture::new();
        let path = fixture.file("a.ron", "one", "broker.example");
        let (id, standing) = fixture.look(&path);
        assert!(id == "one" && !is_trusted(&standing));
        assert!(standing.untrusted.unwrap().iter().all(|(_, new)| *new));
        fixture.trust(&path);
        assert!(is_trusted(&fixture.look(&path).1));
        // Another name changes nothing that it reaches; another host does.
        let mut named = project("one", "broker.example");
        named.name = "Q".to_owned();
        store::save(&path, &named).unwrap();
        assert!(is_trusted(&fixture.look(&path).1));
        fixture.file("a.ron", "one", "evil.example");
        let untrusted = fixture.look(&path).1.untrusted.unwrap();
        assert!(untrusted.iter().any(|(contact, new)| *new && matches!(contact, Contact::Broker { .. })));
    }

    #[test]
    fn a_file_that_was_moved_or_renamed_is_the_same_project() {
        let fixture = Fixture::new();
        let path = fixture.file("a.ron", "one", "h");
        fixture.trust(&path);
        fixture.with_secret("one");
        let moved = fixture.folder.path().join("b.ron");
        std::fs::rename(&path, &moved).unwrap();
        assert_eq!(fixture.look(&moved), ("one".to_owned(), FileStanding::default()));
    }

    #[test]
    fn a_copy_is_another_project_and_asks_once_for_the_passwords() {
        let fixture = Fixture::new();
        let path = fixture.file("a.ron", "one", "h");
        fixture.trust(&path);
        fixture.with_secret("one");
        let copy = fixture.file("b.ron", "one", "h");
        let (id, standing) = fixture.look(&copy);
        assert_ne!(id, "one");
        assert_eq!(standing.copy_of, Some(CopyOf { id: "one".to_owned(), path: full(&path) }));
        assert!(!is_trusted(&standing));
        fixture.trust(&copy);
        assert_eq!(fixture.look(&copy), (id, FileStanding::default()), "asked once");
        assert_eq!(fixture.look(&path), ("one".to_owned(), FileStanding::default()));
    }

    #[test]
    fn a_stranger_with_a_known_identity_gets_nothing_of_it() {
        let fixture = Fixture::new();
        let path = fixture.file("a.ron", "one", "h");
        fixture.trust(&path);
        fixture.with_secret("one");
        std::fs::remove_file(&path).unwrap();
        let stranger = fixture.file("downloads.ron", "one", "evil.example");
        let (id, standing) = fixture.look(&stranger);
        assert!(id != "one" && !is_trusted(&standing) && standing.copy_of.is_some());
    }

    #[test]
    fn what_reaches_nothing_asks_nothing_until_it_does() {
        let fixture = Fixture::new();
        let path = fixture.folder.path().join("a.ron");
        store::save(&path, &Project { id: "one".to_owned(), ..Project::new("P", "Start", "Lokal") }).unwrap();
        assert_eq!(fixture.look(&path), ("one".to_owned(), FileStanding::default()));
        fixture.trust(&path);
        fixture.file("a.ron", "one", "broker.example");
        assert!(!is_trusted(&fixture.look(&path).1));
    }

    #[cfg(unix)]
    #[test]
    fn two_names_of_one_file_are_one_project() {
        let fixture = Fixture::new();
        let path = fixture.file("a.ron", "one", "h");
        fixture.trust(&path);
        let (linked, hard) = (fixture.folder.path().join("l.ron"), fixture.folder.path().join("h.ron"));
        std::os::unix::fs::symlink(&path, &linked).unwrap();
        std::fs::hard_link(&path, &hard).unwrap();
        for other in [linked, hard] {
            assert_eq!(fixture.look(&other), ("one".to_owned(), FileStanding::default()));
        }
    }

    #[test]
    fn what_older_versions_kept_by_path_is_taken_over() {
        let fixture = Fixture::new();
        let path = fixture.file("a.ron", "", "h");
        let (old, id) = (ProjectKey::of_file(&path), id_of_place(&full(&path)));
        let connection = Connection::to_host(ConnectionId("abc".to_owned()), "Halle", "h", 1883);
        let secrets = SecretStore::new(&fixture.known.home);
        let kept = BoundSecret::new(&Password::new("geheim"), None);
        secrets.set(&old, (&connection.id, Secret::Password), Some(kept.clone())).unwrap();
        let outbox = fixture.known.home.outbox_folder();
        std::fs::create_dir_all(outbox.join(old.folder_name())).unwrap();
        assert_eq!(fixture.look(&path).0, id);
        assert_eq!(secrets.kept(&ProjectKey::of(&id), &connection.id, Secret::Password), Some(kept));
        assert!(outbox.join(ProjectKey::of(&id).folder_name()).is_dir());
    }

    #[test]
    fn examples_are_trusted_wherever_they_lie() {
        let fixture = Fixture::new();
        let path = fixture.folder.path().join("x.ron");
        std::fs::write(&path, examples::text("mqtt-senden.ron").unwrap()).unwrap();
        assert!(is_trusted(&fixture.look(&path).1));
    }
}
