//! Carries out commands: a plain function from a wish to changes and effects, so every feature is testable without a window.

use std::path::PathBuf;
use std::sync::Arc;

use super::Editor;
use super::command::{Action, Command, UnsavedAnswer};
use super::effect::Effect;
use super::state::{Dialog, Panel, Selection, Tab};
use crate::i18n::{Lang, Text, t};
use crate::lower::lower;
use crate::model::edit::{Created, Edit};
use crate::model::handler::Handler;
use crate::model::history::History;
use crate::model::place::Place;
use crate::model::problem::{Problem, ProblemKind};
use crate::model::project::Project;

/// How a project is called that nobody has named yet.
const NEW_PROJECT: Text = t("Neues Projekt", "New project");

/// What happens after the question about unsaved changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Pending {
    New,
    AskOpen,
    Open(PathBuf),
    Example(&'static str),
    Quit,
}

impl Editor {
    /// Carries out a command; the effects are for the outside world.
    pub fn dispatch(&mut self, command: Command) -> Vec<Effect> {
        let mut effects = match command {
            Command::Do(action) => self.act(action),
            Command::Edit { edit, merge } => {
                self.edit(&edit, merge.as_deref());
                Vec::new()
            }
            Command::Seal => {
                self.history.seal();
                Vec::new()
            }
            Command::Select(selection) => {
                self.selection = selection;
                Vec::new()
            }
            Command::OpenTab(tab) => {
                self.open_tab(tab);
                Vec::new()
            }
            Command::CloseTab(tab) => {
                self.close_tab(&tab);
                Vec::new()
            }
            Command::GoTo(place) => {
                self.go_to(&place);
                Vec::new()
            }
            Command::OpenDialog(dialog) => {
                self.dialog = Some(dialog);
                Vec::new()
            }
            Command::CloseDialog => {
                self.dialog = None;
                self.forget_pending();
                Vec::new()
            }
            Command::ShowPanel(panel) => {
                self.panel = panel;
                Vec::new()
            }
            Command::OpenPath(path) => self.ask_first(Pending::Open(path)),
            Command::OpenExample(file) => self.ask_first(Pending::Example(file)),
            Command::SaveTo(path) => {
                self.dialog = None;
                self.name_after(&path);
                vec![Effect::Save(path, Arc::clone(self.project()))]
            }
            Command::Unsaved(answer) => self.unsaved(answer),
            Command::PasteText(text) => {
                self.paste_text(&text, false);
                Vec::new()
            }
            Command::SetPassword(connection, password) => vec![Effect::SetPassword(connection, password)],
            Command::TestConnection(connection, password) => vec![Effect::TestConnection(connection, password)],
            Command::CopyText(text) => vec![Effect::CopyText(text)],
            Command::SetLang(lang) => self.set_lang(lang),
            Command::Fire(fire) => vec![Effect::Fire(fire)],
            Command::ClearLog => vec![Effect::ClearLog],
            Command::ClearMonitor => vec![Effect::ClearMonitor],
            Command::Monitor(ask) => vec![Effect::Monitor(ask)],
        };
        effects.extend(self.refresh());
        effects
    }

    /// Brings problems and Lua up to date with the project, and lets go of what is gone.
    pub fn refresh(&mut self) -> Vec<Effect> {
        let project = Arc::clone(self.project());
        if self.seen.as_ref().is_some_and(|seen| Arc::ptr_eq(seen, &project)) {
            return Vec::new();
        }
        let mut lowered = lower(&project);
        let mut problems = std::mem::take(&mut lowered.problems);
        if let Some(check) = self.lua_check {
            for (at, handler) in project.handlers() {
                if let Handler::Lua(text) = handler.as_ref()
                    && let Err((line, what)) = check(text)
                {
                    let place = Place::Handler(at, Some(line));
                    problems.push(Problem { place, kind: ProblemKind::LuaSyntax { what }, fix: None });
                }
            }
        }
        self.problems = Arc::new(problems);
        self.lowered = Arc::new(lowered);
        self.tabs.retain(|tab| exists(&project, tab));
        if self.active.as_ref().is_some_and(|tab| !self.tabs.contains(tab)) {
            self.active = self.tabs.last().cloned();
        }
        self.keep_selection(&project);
        self.seen = Some(Arc::clone(&project));
        vec![Effect::ProjectChanged(project)]
    }

    fn keep_selection(&mut self, project: &Project) {
        let gone = match &mut self.selection {
            Selection::Nothing => false,
            Selection::Screen(id) => project.screen(*id).is_none(),
            Selection::Controls(screen, ids) => {
                ids.retain(|id| project.control(*screen, *id).is_some());
                ids.is_empty()
            }
            Selection::Blocks(at, ids) => {
                let graph = project.handler(at).and_then(|handler| handler.graph());
                ids.retain(|id| graph.is_some_and(|graph| graph.blocks.contains_key(id)));
                ids.is_empty()
            }
            Selection::Connection(id) => project.connection(id).is_none(),
            Selection::Source(id) => project.source(*id).is_none(),
            Selection::Variable(id) => project.variable(*id).is_none(),
        };
        if gone {
            self.selection = Selection::Nothing;
        }
    }

    /// Makes an edit and selects what it has made.
    pub(super) fn edit(&mut self, edit: &Edit, merge: Option<&str>) {
        match self.history.apply(edit, merge) {
            Ok(created) => self.select_created(edit, &created),
            Err(err) => tracing::debug!("edit not possible: {err}"),
        }
    }

    fn select_created(&mut self, edit: &Edit, created: &Created) {
        match edit {
            Edit::AddControls(screen, _) => self.selection = Selection::Controls(*screen, created.controls.clone()),
            Edit::AddScreen(_) => {
                if let Some(&screen) = created.screens.first() {
                    self.open_tab(Tab::Screen(screen));
                    self.selection = Selection::Screen(screen);
                }
            }
            Edit::Graph(at, _) if !created.blocks.is_empty() => {
                self.selection = Selection::Blocks(at.clone(), created.blocks.clone());
            }
            _ => {}
        }
    }

    fn open_tab(&mut self, tab: Tab) {
        if let Tab::Handler(at) = &tab {
            if self.project().control(at.screen, at.control).is_none() {
                return;
            }
            if self.project().handler(at).is_none() {
                let edit = Edit::SetHandler(at.clone(), Some(Handler::empty()));
                self.edit(&edit, None);
            }
        }
        if !self.tabs.contains(&tab) {
            self.tabs.push(tab.clone());
        }
        self.active = Some(tab);
        self.history.seal();
    }

    fn close_tab(&mut self, tab: &Tab) {
        let Some(index) = self.tabs.iter().position(|other| other == tab) else { return };
        self.tabs.remove(index);
        if self.active.as_ref() == Some(tab) {
            self.active = self.tabs.get(index.saturating_sub(1)).cloned();
        }
    }

    fn go_to(&mut self, place: &Place) {
        self.dialog = None;
        match place {
            Place::Project => {}
            Place::Screen(id) => {
                self.open_tab(Tab::Screen(*id));
                self.selection = Selection::Screen(*id);
            }
            Place::Control(screen, control) => {
                self.open_tab(Tab::Screen(*screen));
                self.selection = Selection::Controls(*screen, vec![*control]);
            }
            Place::Handler(at, _) => self.open_tab(Tab::Handler(at.clone())),
            Place::Block(at, block) => {
                self.open_tab(Tab::Handler(at.clone()));
                self.selection = Selection::Blocks(at.clone(), vec![*block]);
            }
            Place::Connection(id) => {
                self.selection = Selection::Connection(id.clone());
                self.dialog = Some(Dialog::EditConnection(Some(id.clone())));
            }
            Place::Source(id) => {
                self.selection = Selection::Source(*id);
                self.dialog = Some(Dialog::EditSource(*id));
            }
            Place::Variable(id) => self.selection = Selection::Variable(*id),
        }
    }

    fn set_lang(&mut self, lang: Lang) -> Vec<Effect> {
        self.lang = lang;
        vec![Effect::SetLang(lang)]
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        if !self.enabled(action) {
            return Vec::new();
        }
        match action {
            Action::New => return self.ask_first(Pending::New),
            Action::Open => return self.ask_first(Pending::AskOpen),
            Action::Save => return self.save(),
            Action::SaveAs => return vec![Effect::AskSave(self.file_name())],
            Action::Quit => return self.ask_first(Pending::Quit),
            Action::Undo => {
                self.history.undo();
            }
            Action::Redo => {
                self.history.redo();
            }
            Action::Cut => {
                let effects = self.copy();
                self.delete(false);
                return effects;
            }
            Action::Copy => return self.copy(),
            Action::Paste | Action::PasteLook => return vec![Effect::RequestPaste],
            Action::Duplicate => self.duplicate(),
            Action::Delete => self.delete(false),
            Action::DeleteAll => self.delete(true),
            Action::SelectAll => self.select_all(),
            Action::BringToFront | Action::BringForward | Action::SendBackward | Action::SendToBack => {
                self.reorder(action);
            }
            Action::AddScreen => {
                self.edit(&Edit::AddScreen(t("Bildschirm", "Screen").get(self.lang).to_owned()), None);
            }
            Action::AddConnection => self.dialog = Some(Dialog::EditConnection(None)),
            Action::AddSource => self.dialog = Some(Dialog::NewSource(None)),
            Action::AddVariable => self.dialog = Some(Dialog::NewVariable(None)),
            Action::Connections => self.dialog = Some(Dialog::Connections),
            Action::Run => return self.run(),
            Action::Stop => return self.escape(),
            Action::FullScreen => return vec![Effect::ToggleAlone],
            Action::Palette => self.dialog = Some(Dialog::Palette),
            Action::FindBlock | Action::ZoomFit | Action::ZoomReset | Action::ZoomIn | Action::ZoomOut => {
                let count = self.canvas_action.map_or(0, |(count, _)| count) + 1;
                self.canvas_action = Some((count, action));
            }
            Action::ToggleTheme => return vec![Effect::ToggleTheme],
            Action::ToggleLanguage => return self.set_lang(self.lang.other()),
            Action::StartPage => self.active = None,
            Action::ShowLog => self.panel = Panel::Log,
            Action::ShowProblems => self.panel = Panel::Problems,
            Action::ShowMonitor => self.panel = Panel::Monitor,
            Action::About => self.dialog = Some(Dialog::About),
        }
        Vec::new()
    }

    /// Whether an action can be carried out now.
    pub fn enabled(&self, action: Action) -> bool {
        match action {
            Action::Undo => self.history.undo_label().is_some(),
            Action::Redo => self.history.redo_label().is_some(),
            Action::Run => !self.running,
            Action::Cut | Action::Copy | Action::Duplicate => {
                matches!(self.selection, Selection::Controls(..) | Selection::Blocks(..))
            }
            Action::Delete => !matches!(self.selection, Selection::Nothing),
            Action::DeleteAll => matches!(self.selection, Selection::Blocks(..)),
            Action::BringToFront | Action::BringForward | Action::SendBackward | Action::SendToBack => {
                matches!(self.selection, Selection::Controls(..))
            }
            Action::ZoomFit | Action::ZoomReset | Action::ZoomIn | Action::ZoomOut => self.active.is_some(),
            Action::FindBlock => matches!(self.active, Some(Tab::Handler(_))),
            Action::New
            | Action::Open
            | Action::Save
            | Action::SaveAs
            | Action::Quit
            | Action::Paste
            | Action::PasteLook
            | Action::SelectAll
            | Action::AddScreen
            | Action::AddConnection
            | Action::AddSource
            | Action::AddVariable
            | Action::Connections
            | Action::Stop
            | Action::FullScreen
            | Action::Palette
            | Action::ToggleTheme
            | Action::ToggleLanguage
            | Action::StartPage
            | Action::ShowLog
            | Action::ShowProblems
            | Action::ShowMonitor
            | Action::About => true,
        }
    }

    fn run(&mut self) -> Vec<Effect> {
        self.history.seal();
        let screen = match &self.active {
            Some(Tab::Handler(at)) => Some(at.screen),
            Some(Tab::Screen(id)) => Some(*id),
            None => self.project().screens.first().map(|screen| screen.id),
        };
        if let Some(screen) = screen {
            self.open_tab(Tab::Screen(screen));
        }
        self.running = true;
        vec![Effect::Start(Arc::clone(self.project()))]
    }

    /// Esc: closes the dialog, else stops the app, else selects nothing.
    fn escape(&mut self) -> Vec<Effect> {
        if self.dialog.take().is_some() {
            self.forget_pending();
        } else if self.running {
            self.running = false;
            return vec![Effect::Stop];
        } else {
            self.selection = Selection::Nothing;
        }
        Vec::new()
    }

    /// A project that nobody has named takes the name of the first file it is saved to.
    fn name_after(&mut self, file: &std::path::Path) {
        let unnamed = [Lang::De, Lang::En].iter().any(|lang| self.project().name == NEW_PROJECT.get(*lang));
        if let (true, None, Some(stem)) = (unnamed, &self.path, file.file_stem()) {
            let name = stem.to_string_lossy().into_owned();
            self.edit(&Edit::RenameProject(name), None);
        }
    }

    fn file_name(&self) -> String {
        match self.path.as_ref().and_then(|path| path.file_name()) {
            Some(name) => name.to_string_lossy().into_owned(),
            None => format!("{}.ron", crate::model::names::ident(&self.project().name).to_lowercase()),
        }
    }

    fn save(&mut self) -> Vec<Effect> {
        self.history.seal();
        match &self.path {
            Some(path) => vec![Effect::Save(path.clone(), Arc::clone(self.project()))],
            None => vec![Effect::AskSave(self.file_name())],
        }
    }

    fn ask_first(&mut self, pending: Pending) -> Vec<Effect> {
        self.history.seal();
        let given_up = matches!(pending, Pending::Open(_))
            && self.discarded.as_ref().is_some_and(|project| Arc::ptr_eq(project, self.project()));
        if self.history.is_dirty() && !given_up {
            self.pending = Some(pending);
            self.dialog = Some(Dialog::Unsaved);
            return Vec::new();
        }
        self.go_on(pending)
    }

    fn unsaved(&mut self, answer: UnsavedAnswer) -> Vec<Effect> {
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
            Pending::New => {
                let lang = self.lang;
                let project = Project::new(
                    NEW_PROJECT.get(lang),
                    t("Start", "Start").get(lang),
                    t("Lokaler Broker", "Local broker").get(lang),
                );
                self.open(project, None);
            }
            Pending::AskOpen => effects.push(Effect::AskOpen),
            Pending::Open(path) => effects.push(Effect::Load(path)),
            Pending::Example(file) => effects.push(Effect::LoadExample(file)),
            Pending::Quit => effects.push(Effect::Quit),
        }
        effects
    }

    /// Goes over to another project, read from `path` or new.
    pub fn open(&mut self, project: Project, path: Option<PathBuf>) -> Vec<Effect> {
        let first = project.screens.first().map(|screen| Tab::Screen(screen.id));
        self.history = History::new(project);
        self.path = path;
        self.selection = Selection::Nothing;
        self.tabs = first.iter().cloned().collect();
        self.active = first;
        self.dialog = None;
        self.forget_pending();
        self.document += 1;
        self.seen = None;
        self.refresh()
    }

    /// The project has been saved; goes on with what was asked for before.
    pub fn saved(&mut self, path: PathBuf, project: &Arc<Project>) -> Vec<Effect> {
        self.history.mark_saved(project);
        self.path = Some(path);
        match self.pending.take() {
            Some(pending) if !self.history.is_dirty() => self.go_on(pending),
            Some(_) | None => Vec::new(),
        }
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

fn exists(project: &Project, tab: &Tab) -> bool {
    match tab {
        Tab::Screen(id) => project.screen(*id).is_some(),
        Tab::Handler(at) => project.handler(at).is_some(),
    }
}
