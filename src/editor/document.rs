//! The project as a file: new, open, save, and the questions before something is lost.
//!
//! Reads and writes nothing itself; that is asked of the outside world.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::Editor;
use super::command::UnsavedAnswer;
use super::debugger::Following;
use super::dialog::Dialog;
use super::effect::{Effect, SavePolicy};
use super::request::Request;
use super::selection::Selection;
use super::tabs::Tab;
use crate::i18n::{Lang, Text, t};
use crate::model::edit::Edit;
use crate::model::history::History;
use crate::model::project::Project;

/// How a project is called that nobody has named yet.
const NEW_PROJECT: Text = t("Neues Projekt", "New project");

/// What happens after the question about unsaved changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pending {
    New,
    /// A new project, and the tour that makes the first app of it.
    Tour,
    AskOpen,
    Open(PathBuf),
    Example(&'static str),
    /// What a window has left behind that is gone, by its place in `UiData::lost`.
    Restore(usize),
    Quit,
}

impl Editor {
    /// The project as it shall be saved: one that nobody has named takes the name of the first file it is saved to.
    ///
    /// In the editor it gets that name once it is saved.
    fn named_after(&self, file: &Path) -> Arc<Project> {
        let project = self.project();
        let unnamed = [Lang::De, Lang::En].iter().any(|lang| project.name == NEW_PROJECT.get(*lang));
        match (unnamed, &self.path, file.file_stem()) {
            (true, None, Some(stem)) => {
                let name = stem.to_string_lossy().into_owned();
                Arc::new(Project { name, ..(**project).clone() })
            }
            _ => Arc::clone(project),
        }
    }

    /// How the project's file is called, or would best be.
    pub fn file_name(&self) -> String {
        match self.path.as_ref().and_then(|path| path.file_name()) {
            Some(name) => name.to_string_lossy().into_owned(),
            None => format!("{}.ron", crate::model::names::ident(&self.project().name).to_lowercase()),
        }
    }

    pub(super) fn save_to(&mut self, path: PathBuf, over: SavePolicy) -> Vec<Effect> {
        self.dialog = None;
        self.seal();
        let project = self.named_after(&path);
        vec![Effect::Save(path, project, over)]
    }

    pub(super) fn save(&mut self) -> Vec<Effect> {
        self.seal();
        match &self.path {
            Some(path) => vec![Effect::Save(path.clone(), Arc::clone(self.project()), SavePolicy::Known)],
            None => vec![Effect::AskSave(self.file_name())],
        }
    }

    pub(super) fn ask_first(&mut self, pending: Pending) -> Vec<Effect> {
        self.seal();
        let given_up = matches!(pending, Pending::Open(_))
            && self.discarded.as_ref().is_some_and(|project| Arc::ptr_eq(project, self.project()));
        if self.history.is_dirty() && !given_up {
            self.pending = Some(pending);
            self.dialog = Some(Dialog::Unsaved);
            return Vec::new();
        }
        self.go_on(pending)
    }

    pub(super) fn unsaved(&mut self, answer: UnsavedAnswer) -> Vec<Effect> {
        self.dialog = None;
        match answer {
            UnsavedAnswer::Cancel => {
                self.forget_pending();
                Vec::new()
            }
            UnsavedAnswer::Discard => match self.pending.take() {
                Some(pending) => {
                    self.discarded = Some(Arc::clone(self.project()));
                    self.go_on(pending)
                }
                None => Vec::new(),
            },
            // What was asked for goes on in `saved`.
            UnsavedAnswer::Save => self.save(),
        }
    }

    fn go_on(&mut self, pending: Pending) -> Vec<Effect> {
        let mut effects = Vec::new();
        if self.running {
            self.running = false;
            effects.push(Effect::Stop);
        }
        match pending {
            Pending::New | Pending::Tour => {
                let lang = self.lang;
                let project = Project::new(
                    NEW_PROJECT.get(lang),
                    t("Start", "Start").get(lang),
                    t("Lokaler Broker", "Local broker").get(lang),
                );
                effects.push(Effect::ProjectLeft);
                effects.extend(self.open(project, None));
                if pending == Pending::Tour {
                    self.tour.send(());
                }
            }
            Pending::AskOpen => effects.push(Effect::AskOpen),
            Pending::Open(path) => effects.push(Effect::Load(path)),
            Pending::Example(file) => effects.push(Effect::LoadExample(file)),
            Pending::Restore(number) => effects.push(Effect::Request(Request::RestoreWork(number))),
            Pending::Quit => effects.push(Effect::Quit),
        }
        effects
    }

    /// Goes over to another project, read from `path` or new.
    pub fn open(&mut self, project: Project, path: Option<PathBuf>) -> Vec<Effect> {
        let first = project.screens.first().map(|screen| Tab::Screen(screen.id));
        self.history = History::new(super::with_id(project));
        self.path = path;
        self.selection = Selection::Nothing;
        self.tabs = first.iter().cloned().collect();
        self.active = first;
        self.dialog = None;
        self.forget_pending();
        self.document += 1;
        self.following = Following::default();
        self.seen = None;
        self.refresh()
    }

    /// The project has been saved; goes on with what was asked for before.
    pub fn saved(&mut self, path: PathBuf, project: &Arc<Project>) -> Vec<Effect> {
        if self.path.is_none() && self.project().name != project.name {
            self.edit(&Edit::RenameProject(project.name.clone()), None);
        }
        // What was named while it was saved is what is in the editor now, unless it was edited meanwhile.
        let same = self.project() == project;
        let saved = Arc::clone(if same { self.project() } else { project });
        self.history.mark_saved(&saved);
        self.path = Some(path);
        let mut effects = self.refresh();
        match self.pending.take() {
            Some(pending) if !self.history.is_dirty() => effects.extend(self.go_on(pending)),
            Some(_) | None => {}
        }
        effects
    }

    /// What was to follow a question does not follow any more: the user has closed the question or its file dialog.
    pub fn forget_pending(&mut self) {
        self.pending = None;
        self.discarded = None;
    }

    /// Something asked for could not be done: shows why, and forgets what was to follow.
    pub fn failed(&mut self, title: String, sentence: String) {
        self.forget_pending();
        self.dialog = Some(Dialog::Message(title, sentence));
    }
}
