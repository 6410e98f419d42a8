//! The project as a file: reads and writes it on jobs, and takes in how that went.
//!
//! It never writes over a file that it does not know, unless the user has said so.

pub(super) mod images;
pub(super) mod sheets;
pub(super) mod sounds;

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use super::hub::{AppNotice, AppPart, Hub};
use super::jobs::Done;
use super::jobs::dialog::{FileAnswer, FileQuestion};
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::effect::SavePolicy;
use crate::editor::fresh_id;
use crate::editor::sentence::Sentence;
use crate::editor::sheet::SheetEvent;
use crate::i18n::t;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::Level;
use crate::player::picture::LoadedImage;
use crate::say;
use crate::store::known::{FileStanding, KnownProjects};
use crate::store::pbmx::{self, Foreign, LeftOut};
use crate::store::recovery::{Belongs, LostWork};
use crate::store::secrets::SecretStore;
use crate::store::signature::{SignatureVerdict, SignerKeys};
use crate::store::upkeep::{NotKept, Upkeep};
use crate::store::{self, LoadError, Opened, SaveError, Saved, Stamp, WritePolicy};

/// The file of a project, and what it held when it was read or written last. Known to the jobs that write it.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownFile(Arc<Mutex<Option<(PathBuf, Stamp)>>>);

impl KnownFile {
    fn new(path: &Path, stamp: Stamp) -> Self {
        Self(Arc::new(Mutex::new(Some((path.to_owned(), stamp)))))
    }

    /// What may be written over at this path.
    fn policy(&self, path: &Path, policy: SavePolicy) -> WritePolicy {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match (policy, known.as_ref()) {
            (SavePolicy::Anything, _) => WritePolicy::Anything,
            (SavePolicy::Known, Some((file, stamp))) if file == path => WritePolicy::Same(*stamp),
            (SavePolicy::Known | SavePolicy::Nothing | SavePolicy::NewFolder, _) => WritePolicy::Nothing,
        }
    }

    pub(super) fn written(&self, path: &Path, stamp: Stamp) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((path.to_owned(), stamp));
    }
}

/// Which file a project belongs to. Asked by a job when it gets to it: a save that was before it in the queue has changed
/// what the file holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Belonging {
    pub(super) path: Option<PathBuf>,
    pub(super) known: KnownFile,
}

impl Belonging {
    pub(super) fn now(&self) -> Belongs {
        let known = self.known.0.lock().unwrap_or_else(PoisonError::into_inner);
        let stamp = known.as_ref().filter(|(file, _)| self.path.as_ref() == Some(file)).map(|(_, stamp)| *stamp);
        Belongs { path: self.path.clone(), stamp }
    }
}

/// What a job has done for a project file.
#[derive(Debug)]
pub(super) enum DocumentDone {
    /// It was read.
    Loaded(PathBuf, Box<Result<(Opened, Stamp, FileStanding), LoadError>>),
    /// One of another program was read.
    Taken(PathBuf, Box<Result<(Foreign, FileStanding), LoadError>>),
    /// It was written: where, the project, which document of the editor it was, and how it went.
    Saved(PathBuf, Arc<Project>, u64, Result<Saved, SaveError>),
    /// The system's file dialog was answered: to save (`true`) or to open.
    Chosen(bool, FileAnswer),
    /// An image was read, or cannot be.
    Image(String, LoadedImage),
    /// An image file that shall be shown was read.
    ImageTaken(Box<images::TakenImage>),
    /// There is no dialog to choose an image with.
    NoImageDialog,
    /// The system has no dialog for a sound file.
    NoSoundDialog,
    /// A sound file was read, to go into the project.
    SoundTaken(Box<sounds::TakenSound>),
    /// A file with rows of a list was read or written, or could not be.
    Sheet(SheetEvent),
}

/// A project that was read and is about to take the place of the one in the editor.
#[derive(Debug)]
pub(super) struct Opening {
    opened: Opened,
    /// Missing where it shall be saved to another file.
    file: Option<PathBuf>,
    /// What the file held when this was read from it or saved to it last.
    stamp: Option<Stamp>,
    /// It is not in the file as it is here.
    unsaved: bool,
    standing: FileStanding,
    /// What of a project of another program was left out.
    left: Vec<(Place, LeftOut)>,
}

impl Opening {
    /// Work that was not saved.
    pub(super) fn unsaved(lost: &LostWork) -> Self {
        let (Belongs { path, stamp }, standing) = (lost.belongs.clone(), lost.standing.clone());
        Self { opened: lost.opened.clone(), file: path, stamp, unsaved: true, standing, left: Vec::new() }
    }

    /// What a project of another program has become.
    fn taken((foreign, standing): (Foreign, FileStanding)) -> Self {
        let Foreign { project, left, .. } = foreign;
        let opened = Opened { project, repaired: Vec::new() };
        Self { opened, file: None, stamp: None, unsaved: true, standing, left }
    }
}

/// The part for project files.
#[derive(Debug, Default)]
pub(super) struct Documents {
    /// The file of the project in the editor.
    file: KnownFile,
}

impl AppPart for Documents {
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice) {
        match notice {
            AppNotice::ProjectLeaves => {
                self.file = KnownFile::default();
                hub.data.images.clear();
                hub.listening.0.stop();
                hub.data.preview = None;
                hub.copy_of = None;
            }
            AppNotice::ProjectChanged(project) => images::read(hub, project, false),
            AppNotice::AppStarts | AppNotice::ProjectTrusted | AppNotice::WindowFocused => {
                let project = Arc::clone(hub.editor.project());
                images::read(hub, &project, true);
            }
            AppNotice::ProjectOpened
            | AppNotice::ProjectSaved { .. }
            | AppNotice::SecretsChanged
            | AppNotice::PersonalChanged
            | AppNotice::AppStopped => {}
        }
    }
}

impl Documents {
    /// Which file the project in the editor belongs to.
    pub(super) fn belongs(&self, hub: &Hub) -> Belonging {
        Belonging { path: hub.editor.path.clone(), known: self.file.clone() }
    }

    pub(super) fn save(&self, hub: &mut Hub, path: &Path, project: Arc<Project>, policy: SavePolicy) {
        let path = hub.typed(path);
        hub.data.saving = true;
        let (number, known) = (hub.editor.document(), self.file.clone());
        let (before, home, trusted) = (hub.editor.path.clone(), hub.home.clone(), hub.data.preview.is_none());
        hub.jobs.start_in_order(move || {
            // Beside the file it was in it is a copy, and another project from now on.
            let is_copy = before.is_some_and(|before| before != path && before.exists());
            let project = if is_copy { with_new_id(&project) } else { project };
            let folder = path.parent().filter(|_| policy == SavePolicy::NewFolder);
            let made = folder.map_or(Ok(()), store::make_folder);
            let result = made.and_then(|()| store::save_over(&path, &project, known.policy(&path, policy)));
            if let Ok(Saved::Written(stamp, _)) = result {
                known.written(&path, stamp);
                if trusted && let Err(err) = KnownProjects::new(&home).trust(&path, &project) {
                    tracing::warn!("that the project is from here cannot be kept: {err}");
                }
            }
            Some(Done::Document(DocumentDone::Saved(path, project, number, result)))
        });
    }

    /// Goes over to another project; the one before has been left.
    pub(super) fn open(&mut self, hub: &mut Hub, opening: Opening) -> FileStanding {
        let Opening { opened, file, stamp, unsaved, standing, left } = opening;
        if let Some(path) = &file {
            remember(hub, path);
            self.file = stamp.map_or_else(KnownFile::default, |stamp| KnownFile::new(path, stamp));
        }
        let name = opened.project.name.clone();
        let effects = hub.editor.open(opened.project, file);
        // Before anything is done for the project.
        hub.data.preview.clone_from(&standing.untrusted);
        if unsaved {
            hub.editor.history.mark_unsaved();
        }
        hub.follow(effects);
        let sentence = t("Projekt geöffnet:", "Project opened:");
        let said = Sentence::new(|lang| format!("{} {}", sentence.get(lang), say::quoted(&name, lang)));
        hub.log(Level::Info, said, Place::Project);
        if standing.signature != SignatureVerdict::Unsigned {
            let is_good = matches!(standing.signature, SignatureVerdict::Good { .. });
            let level = if is_good { Level::Info } else { Level::Warning };
            let verdict = standing.signature.clone();
            hub.log(level, Sentence::new(|lang| say::signature(&verdict, lang)), Place::Project);
        }
        tell_left(hub, left);
        for at in opened.repaired {
            let said = Sentence::new(|lang| say::REPAIRED.get(lang).to_owned());
            hub.log(Level::Warning, said, Place::Handler(at, None));
        }
        hub.tell(AppNotice::ProjectOpened);
        standing
    }
}

/// Tells what of a project of another program was left out, each at its place.
fn tell_left(hub: &mut Hub, left: Vec<(Place, LeftOut)>) {
    if left.is_empty() {
        return;
    }
    let count = left.len();
    for (place, what) in left {
        hub.log(Level::Warning, Sentence::new(|lang| say::left_out(&what, lang)), place);
    }
    let where_told = t("das Protokoll nennt sie, ein Klick führt hin", "the log tells where, a click leads there");
    let said = Sentence::new(|lang| format!("{}; {}", say::left_out_count(count, lang), where_told.get(lang)));
    hub.log(Level::Warning, said, Place::Project);
}

/// Asks for a file: with the system's dialog, or by a path to type.
pub(super) fn ask_path(hub: &mut Hub, save_as: Option<String>) {
    let lang = hub.editor.lang;
    let save = save_as.is_some();
    hub.data.projects = hub.projects_folder();
    if !hub.system_dialogs {
        hub.editor.dialog = Some(Dialog::AskPath(save));
        return;
    }
    let title = if save { t("Projekt speichern", "Save project") } else { t("Projekt öffnen", "Open project") };
    let kind = t("Steckbrett-Projekt", "Steckbrett project").get(lang);
    let (title, folder) = (title.get(lang), hub.data.projects.clone());
    // What can be written is ours alone.
    let endings: &[&str] = if save { &["ron"] } else { &["ron", pbmx::ENDING] };
    let question = FileQuestion { title, kinds: vec![(kind, endings)], folder, save_as };
    hub.jobs.ask_file(question, move |answer| Some(Done::Document(DocumentDone::Chosen(save, answer))));
}

pub(super) fn load(hub: &Hub, path: &Path) {
    let path = hub.typed(path);
    let (home, locked) = (hub.home.clone(), hub.data.lock.is_some());
    // A locked panel runs what was made for it.
    if pbmx::is_pbmx(&path) && !locked {
        hub.jobs.start("load", move || {
            let taken = pbmx::open(&path);
            Some(Done::Document(DocumentDone::Taken(path, Box::new(taken))))
        });
        return;
    }
    hub.jobs.start("load", move || {
        let known = KnownProjects::new(&home);
        let signed_only = locked && SignerKeys::new(&home).any();
        let opened = known.open(&path, signed_only).map(|(opened, stamp, standing)| {
            // Where it lies now is known from here on.
            if standing.untrusted.is_none()
                && let Err(err) = known.trust(&path, &opened.project)
            {
                tracing::warn!("where the project lies cannot be kept: {err}");
            }
            (opened, stamp, standing)
        });
        Some(Done::Document(DocumentDone::Loaded(path, Box::new(opened))))
    });
}

/// An example, to be opened.
pub(super) fn example(file: &str) -> Option<Opening> {
    match store::parse(store::examples::text(file)?) {
        // Without a file, so that saving asks where: the example itself stays as it is.
        Ok(opened) => Some(Opening {
            opened,
            file: None,
            stamp: None,
            unsaved: false,
            standing: FileStanding::default(),
            left: Vec::new(),
        }),
        Err(err) => {
            tracing::error!("example {file:?} cannot be read: {err}");
            None
        }
    }
}

/// Takes in what a job has done; where it has read a project, that is to be opened.
pub(super) fn done(hub: &mut Hub, done: DocumentDone) -> Option<Opening> {
    match done {
        DocumentDone::Loaded(path, result) => match *result {
            Ok((opened, stamp, standing)) => {
                return Some(Opening {
                    opened,
                    file: Some(path),
                    stamp: Some(stamp),
                    unsaved: false,
                    standing,
                    left: Vec::new(),
                });
            }
            Err(err) => load_failed(hub, &path, &err),
        },
        DocumentDone::Taken(path, result) => match *result {
            Ok(taken) => return Some(Opening::taken(taken)),
            Err(err) => load_failed(hub, &path, &err),
        },
        DocumentDone::Saved(path, project, number, result) => saved(hub, path, (project, number), result),
        DocumentDone::Chosen(save, answer) => chosen(hub, save, answer),
        DocumentDone::Image(name, image) => images::loaded(hub, name, image),
        DocumentDone::ImageTaken(taken) => images::taken(hub, *taken),
        DocumentDone::NoImageDialog => images::no_dialog(hub),
        DocumentDone::SoundTaken(taken) => sounds::taken(hub, *taken),
        DocumentDone::NoSoundDialog => sounds::no_dialog(hub),
        DocumentDone::Sheet(event) => hub.data.sheet.send(event),
    }
    None
}

fn with_new_id(project: &Project) -> Arc<Project> {
    Arc::new(Project { id: fresh_id(), ..project.clone() })
}

/// Puts a file on top of those used lately.
fn remember(hub: &mut Hub, path: &Path) {
    hub.settings.remember(path);
    hub.data.recent.clone_from(&hub.settings.recent);
    hub.save_settings();
}

fn load_failed(hub: &mut Hub, path: &Path, err: &LoadError) {
    let lang = hub.editor.lang;
    hub.settings.forget(path);
    hub.data.recent.clone_from(&hub.settings.recent);
    let title = t("Das Projekt kann nicht geöffnet werden", "The project cannot be opened").get(lang);
    hub.editor.failed(title.to_owned(), format!("{}\n\n{}", path.display(), say::load_error(err, lang)));
}

/// Takes in how writing a project went; `number` is that of the project in the editor.
fn saved(hub: &mut Hub, path: PathBuf, (project, number): (Arc<Project>, u64), result: Result<Saved, SaveError>) {
    let lang = hub.editor.lang;
    hub.data.saving = false;
    let question = match result {
        Ok(Saved::Written(_, notes)) => {
            for sentence in say::write_notes(notes) {
                let said = Sentence::new(|lang| sentence.get(lang).to_owned());
                hub.log(Level::Warning, said, Place::Project);
            }
            None
        }
        Ok(Saved::Exists) => Some(Dialog::Overwrite(path.clone())),
        Ok(Saved::Changed) => Some(Dialog::ChangedOutside(path.clone())),
        Err(SaveError::NoFolder { .. }) => Some(Dialog::NoFolder(path.clone())),
        Err(err) => Some(Dialog::NotSaved(path.clone(), say::save_error(&err, lang))),
    };
    if question.is_some() {
        hub.editor.dialog = question;
        return;
    }
    let old = hub.secrets();
    remember(hub, &path);
    let sentence = t("Gespeichert:", "Saved:");
    let said = Sentence::new(|lang| format!("{} {}", sentence.get(lang), path.display()));
    hub.log(Level::Info, said, Place::Project);
    if number != hub.editor.document() {
        // Another project is open by now; its place is not this file.
        return;
    }
    let moved = hub.editor.path.as_ref() != Some(&path);
    if hub.editor.project().id != project.id {
        hub.editor.history.set_id(&project.id);
    }
    let effects = hub.editor.saved(path, &project);
    hub.tell(AppNotice::ProjectSaved { moved });
    let is_copy = old.key() != hub.secrets().key();
    if is_copy {
        let (home, new, journals) = (hub.home.clone(), hub.secrets(), hub.session.journals());
        hub.jobs.start_in_order(move || {
            let copied = SecretStore::new(&home).copy(old.key(), new.key());
            // Passwords stay with the old file too. Messages do not, or they would be sent by both.
            let moved = journals.move_all(old.outbox(), new.outbox());
            let copied = copied.map_err(|err| NotKept::new(Upkeep::Passwords, &err));
            let moved = moved.map_err(|err| NotKept::new(Upkeep::Waiting, &err));
            copied.and(moved).err().map(Done::NotKept)
        });
    }
    if moved {
        // Images are named from the project file on.
        hub.data.images.clear();
        images::read(hub, &project, false);
    }
    hub.follow(effects);
}

/// Takes in the answer of the system's file dialog.
fn chosen(hub: &mut Hub, save: bool, answer: FileAnswer) {
    match answer {
        FileAnswer::File(path) if save => {
            let full = with_ending(path.clone());
            // The dialog has asked about the file that was chosen, not about the one with the ending added.
            hub.ask(if full == path { Command::Overwrite(full) } else { Command::SaveTo(full) });
        }
        // Asks again where something was changed while the dialog was open.
        FileAnswer::File(path) => hub.ask(Command::OpenPath(path)),
        FileAnswer::Cancelled => hub.editor.forget_pending(),
        FileAnswer::NoDialog => hub.editor.dialog = Some(Dialog::AskPath(save)),
    }
}

/// A project file ends in `.ron`, also where the user leaves that out.
fn with_ending(path: PathBuf) -> PathBuf {
    if path.extension().is_some() { path } else { path.with_extension("ron") }
}
