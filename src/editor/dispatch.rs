//! Carries out commands: a plain function from a wish to changes and effects, so every feature is testable without a window.

use std::sync::Arc;

use super::Editor;
use super::command::{Action, Command};
use super::dialog::Dialog;
use super::document::Pending;
use super::effect::{Effect, SavePolicy};
use super::request::Request;
use super::selection::Selection;
use super::tabs::{Panel, Tab};
use super::timeline::TimelineCommand;
use crate::i18n::t;
use crate::language;
use crate::model::clip::Content;
use crate::model::debug::Tryout;
use crate::model::edit::{Created, Edit, PasteTo};
use crate::model::function::CALLED;
use crate::model::handler::HandlerRef;
use crate::model::id::ScreenId;
use crate::model::invariants::check_project;
use crate::model::item::Item;
use crate::model::place::Place;
use crate::model::preference::{LANGUAGE, THEME};
use crate::model::project::Project;
use crate::model::reference;
use crate::model::screen::Screen;

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
                self.seal();
                Vec::new()
            }
            Command::Delete(items) => {
                self.delete_items(items);
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
                self.show_panel(panel);
                Vec::new()
            }
            Command::OpenPath(path) => self.ask_first(Pending::Open(path)),
            Command::OpenExample(file) => self.ask_first(Pending::Example(file)),
            Command::RestoreWork(number) => self.ask_first(Pending::Restore(number)),
            Command::SaveTo(path) => {
                let over = if self.path.as_ref() == Some(&path) { SavePolicy::Known } else { SavePolicy::Nothing };
                self.save_to(path, over)
            }
            Command::Overwrite(path) => self.save_to(path, SavePolicy::Anything),
            Command::SaveInNewFolder(path) => self.save_to(path, SavePolicy::NewFolder),
            Command::Reload(path) => {
                self.dialog = None;
                self.forget_pending();
                vec![Effect::Load(path)]
            }
            Command::Unsaved(answer) => self.unsaved(answer),
            Command::CopyRules(control) => self.copy_rules(control),
            Command::TryLook(trial) => {
                self.look_trial = trial;
                Vec::new()
            }
            Command::Follow(command) => self.follow(command),
            Command::Aim(spot) => {
                self.aim = Some(spot);
                Vec::new()
            }
            Command::PasteText(text) => self.paste_as_asked(&text),
            Command::Request(request) => vec![Effect::Request(request)],
        };
        effects.extend(self.refresh());
        self.let_go_of_hidden_blocks();
        let tried = self.look_trial.as_ref().map(|trial| trial.control);
        if tried.is_some_and(|control| self.selection.control_ids() != [control]) {
            self.look_trial = None;
        }
        effects
    }

    /// Blocks are selected where they are seen, or while the app runs that shows their values; a key must not change
    /// what nobody sees.
    fn let_go_of_hidden_blocks(&mut self) {
        let Selection::Blocks(at, _) = &self.selection else { return };
        let seen = matches!(&self.active, Some(Tab::Handler(front)) if front == at);
        if !seen && !self.running {
            self.selection = Selection::Nothing;
        }
    }

    /// Brings problems and Lua up to date with the project, and lets go of what is gone.
    pub fn refresh(&mut self) -> Vec<Effect> {
        let project = Arc::clone(self.project());
        if self.seen.as_ref().is_some_and(|seen| Arc::ptr_eq(seen, &project)) {
            return Vec::new();
        }
        let mut lowered = self.lowerer.update(&project);
        self.problems = Arc::new(std::mem::take(&mut lowered.problems));
        self.lowered = Arc::new(lowered);
        self.tabs.retain(|tab| exists(&project, tab));
        if self.active.as_ref().is_some_and(|tab| !self.tabs.contains(tab)) {
            self.active = self.tabs.last().cloned();
        }
        self.keep_selection(&project);
        self.following.keep(&project);
        self.seen = Some(Arc::clone(&project));
        vec![Effect::ProjectChanged(project)]
    }

    fn keep_selection(&mut self, project: &Project) {
        let gone = match &mut self.selection {
            Selection::Nothing => false,
            Selection::Items(items) => {
                items.retain(|item| project.has(item));
                items.is_empty()
            }
            Selection::Blocks(at, ids) => {
                let graph = project.handler(at).and_then(|handler| handler.graph());
                ids.retain(|id| graph.is_some_and(|graph| graph.blocks.contains_key(id)));
                ids.is_empty()
            }
        };
        if gone {
            self.selection = Selection::Nothing;
        }
    }

    /// Makes an edit and selects what it has made.
    pub(super) fn edit(&mut self, edit: &Edit, merge: Option<&str>) {
        self.edit_and_see(edit, merge);
    }

    /// As [`Self::edit`]; what it has made, if it could be made.
    pub(super) fn edit_and_see(&mut self, edit: &Edit, merge: Option<&str>) -> Option<Created> {
        if !merge.is_some_and(|key| self.history.joins(key)) {
            self.keep_words();
        }
        let before = Arc::clone(self.project());
        match self.history.apply(edit, merge) {
            Ok(created) => {
                if merge.is_none() {
                    self.keep_words_after(&before, edit);
                }
                let sound = |project: &Project| check_project(project, &language::has_trigger);
                debug_assert!(
                    sound(&before).is_err() || sound(self.project()) == Ok(()),
                    "{edit:?}: {:?}",
                    sound(self.project())
                );
                self.select_created(edit, &created);
                Some(created)
            }
            Err(err) => {
                tracing::debug!("edit not possible: {err}");
                None
            }
        }
    }

    /// Removes things; asks first where something else still uses them.
    pub(super) fn delete_items(&mut self, items: Vec<Item>) {
        if reference::uses(self.project(), &items).is_empty() {
            self.edit(&Edit::Remove(items), None);
        } else {
            self.dialog = Some(Dialog::DeleteUsed(items));
        }
    }

    fn select_created(&mut self, edit: &Edit, created: &Created) {
        match edit {
            Edit::AddControls(_, new) => self.select_copies(new, created),
            Edit::Paste(paste) => match &paste.to {
                PasteTo::Screen(_) => match &paste.clip.content {
                    Content::Controls(new) => self.select_copies(new, created),
                    Content::Blocks(_) | Content::Rules(..) => {}
                },
                PasteTo::Handler(at, _) => self.selection = Selection::Blocks(at.clone(), created.blocks.clone()),
                PasteTo::Controls(_) => {}
            },
            Edit::AddScreen(_) | Edit::DuplicateScreen(_) => {
                if let Some(screen) = created.first(Item::screen) {
                    self.open_tab(Tab::Screen(screen));
                    self.selection = Selection::one(screen);
                }
            }
            Edit::MakeComponent { .. } | Edit::Detach(_) => {
                self.selection = Selection::controls(created.all(Item::control));
            }
            Edit::AddTimer(_) => {
                if let Some(timer) = created.first(Item::timer) {
                    self.selection = Selection::one(timer);
                }
            }
            Edit::AddFunction(_) => {
                if let Some(function) = created.first(Item::function) {
                    self.open_tab(Tab::Handler(HandlerRef::new(function, CALLED)));
                }
            }
            Edit::Graph(at, _) if !created.blocks.is_empty() => {
                self.selection = Selection::Blocks(at.clone(), created.blocks.clone());
            }
            _ => {}
        }
    }

    fn open_tab(&mut self, tab: Tab) {
        if !exists(self.project(), &tab) {
            return;
        }
        if !self.tabs.contains(&tab) {
            self.tabs.push(tab.clone());
        }
        self.active = Some(tab);
        self.seal();
    }

    /// Shows a panel at the bottom; where that side is collapsed, it comes up.
    fn show_panel(&mut self, panel: Panel) {
        self.panel = panel;
        self.side_action.send(Action::ShowLog);
    }

    /// Goes on by so many tabs, around the end; from the start page to the first one.
    fn walk_tabs(&mut self, by: usize) {
        let at = self.tabs.iter().position(|tab| Some(tab) == self.active.as_ref());
        let next = at.map_or(0, |at| (at + by) % self.tabs.len().max(1));
        if let Some(tab) = self.tabs.get(next).cloned() {
            self.open_tab(tab);
        }
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
            Place::Item(item) => self.go_to_item(item),
            Place::Handler(at, line) => {
                self.open_tab(Tab::Handler(at.clone()));
                if let Some(line) = line {
                    self.line.send((at.clone(), *line));
                }
            }
            Place::Block(at, block) => {
                self.open_tab(Tab::Handler(at.clone()));
                self.selection = Selection::Blocks(at.clone(), vec![*block]);
            }
        }
    }

    fn go_to_item(&mut self, item: &Item) {
        match item {
            Item::Screen(id) => self.open_tab(Tab::Screen(*id)),
            Item::Control(id) => {
                if let Some(screen) = self.project().screen_of(*id) {
                    self.open_tab(Tab::Screen(screen));
                }
            }
            Item::Column(id) => {
                // A column is shown where it is edited: with its source.
                if let Some(source) = self.project().column(*id).map(|(source, _)| source.id) {
                    self.go_to_item(&source.into());
                }
                return;
            }
            // The tree and the inspector show it; what edits it is one click away there.
            Item::Connection(_) | Item::Source(_) | Item::Variable(_) | Item::Timer(_) | Item::Function(_) => {}
            // The inspector shows it where nothing is selected.
            Item::App(_) => {
                self.selection = Selection::Nothing;
                return;
            }
        }
        self.selection = Selection::one(item.clone());
    }

    fn act(&mut self, action: Action) -> Vec<Effect> {
        if !self.enabled(action) {
            return Vec::new();
        }
        match action {
            Action::New => return self.ask_first(Pending::New),
            Action::Open => return self.ask_first(Pending::AskOpen),
            Action::Save => return self.save(),
            Action::SaveAs => {
                // Also an answer to the question about a file that is there; what waits for the saving goes on waiting.
                self.dialog = None;
                return vec![Effect::AskSave(self.file_name())];
            }
            Action::History => return vec![Effect::Request(Request::Timeline(TimelineCommand::Open))],
            Action::Quit => return self.ask_first(Pending::Quit),
            Action::Undo => self.take_back(),
            Action::Redo => {
                self.history.redo();
            }
            Action::Cut => {
                let effects = self.copy();
                self.delete(false);
                return effects;
            }
            Action::Copy => return self.copy(),
            Action::Paste | Action::PasteLook => {
                self.pastes_bare = action == Action::PasteLook;
                return vec![Effect::RequestPaste];
            }
            Action::Duplicate => return self.duplicate(),
            Action::Delete => self.delete(false),
            Action::DeleteAll => self.delete(true),
            Action::SelectAll => self.select_all(),
            Action::AddScreen => {
                self.edit(&Edit::AddScreen(t("Bildschirm", "Screen").get(self.lang).to_owned()), None);
            }
            Action::AddConnection => self.dialog = Some(Dialog::EditConnection(None)),
            Action::AddSource => self.dialog = Some(Dialog::NewSource(None)),
            Action::AddVariable => self.dialog = Some(Dialog::NewVariable(None)),
            Action::AddTimer => self.dialog = Some(Dialog::NewTimer(None)),
            Action::AddFunction => self.dialog = Some(Dialog::NewFunction(None)),
            Action::Connections => self.dialog = Some(Dialog::Connections),
            Action::Run => return self.run(),
            Action::Stop => return self.escape(),
            Action::DesignRunning => return self.design_running(),
            Action::FullScreen => return vec![Effect::ToggleKiosk],
            Action::Palette | Action::Find => self.dialog = Some(Dialog::Palette),
            Action::FindBlock
            | Action::ZoomFit
            | Action::ZoomReset
            | Action::ZoomIn
            | Action::ZoomOut
            | Action::FoldAll
            | Action::UnfoldAll => {
                self.canvas_action.send(action);
            }
            Action::ValuesAsChips => self.unfold_values(false),
            Action::ValuesAsWires => self.unfold_values(true),
            Action::ToggleTheme => return vec![Effect::Request(Request::TogglePreference(THEME.key))],
            Action::ToggleLanguage => return vec![Effect::Request(Request::TogglePreference(LANGUAGE.key))],
            Action::Preferences => self.dialog = Some(Dialog::Preferences),
            Action::StartPage => self.active = None,
            Action::NextTab => self.walk_tabs(1),
            Action::PreviousTab => self.walk_tabs(self.tabs.len().saturating_sub(1)),
            Action::CloseTab => {
                if let Some(tab) = self.active.clone() {
                    self.close_tab(&tab);
                }
            }
            Action::ToggleLeft | Action::ToggleRight | Action::ToggleBottom => self.side_action.send(action),
            Action::ShowLog => self.show_panel(Panel::Log),
            Action::ShowProblems => self.show_panel(Panel::Problems),
            Action::ShowMonitor => self.show_panel(Panel::Monitor),
            Action::ShowRecording => self.show_panel(Panel::Recording),
            Action::FirstApp => return self.ask_first(Pending::Tour),
            Action::Shortcuts => self.dialog = Some(Dialog::Shortcuts),
            Action::About => self.dialog = Some(Dialog::About),
            _ => return self.act_elsewhere(action),
        }
        Vec::new()
    }

    /// Carries out what has to do with languages, with following handlers, or with arranging controls.
    fn act_elsewhere(&mut self, action: Action) -> Vec<Effect> {
        if action == Action::Languages {
            self.dialog = Some(Dialog::Languages);
            return Vec::new();
        }
        self.follow_action(action).unwrap_or_else(|| {
            self.do_arrange(action);
            Vec::new()
        })
    }

    /// Whether an action can be carried out now.
    pub fn enabled(&self, action: Action) -> bool {
        match action {
            Action::Undo => self.history.undo_label().is_some(),
            Action::Redo => self.history.redo_label().is_some(),
            Action::Run => !self.running,
            Action::History => !self.running && self.active.is_some(),
            Action::Copy => self.has_controls() || matches!(self.selection, Selection::Blocks(..)),
            Action::Cut => self.has_controls() || self.has_seen_blocks(),
            Action::Duplicate => {
                let screen = matches!(self.selection.single(), Some(Item::Screen(_)));
                screen || self.has_controls() || self.has_seen_blocks()
            }
            Action::Delete => match &self.selection {
                Selection::Nothing => false,
                Selection::Items(items) => {
                    // Some page stays.
                    let goes = |screen: &Screen| items.contains(&screen.id.into());
                    self.project().screens.iter().any(|screen| screen.component.is_none() && !goes(screen))
                }
                Selection::Blocks(..) => self.has_seen_blocks(),
            },
            Action::DeleteAll => self.has_seen_blocks(),
            Action::ToggleBreakpoint => self.selected_step().is_some(),
            Action::DesignRunning => self.running && matches!(self.active, Some(Tab::Screen(_))),
            Action::RunToHere => self.running && self.selected_step().is_some(),
            Action::Resume | Action::StepOver | Action::StepInto | Action::StepOut | Action::PauseNext => self.running,
            Action::ZoomFit
            | Action::ZoomReset
            | Action::ZoomIn
            | Action::ZoomOut
            | Action::ToggleLeft
            | Action::ToggleRight
            | Action::ToggleBottom
            | Action::CloseTab => self.active.is_some(),
            Action::NextTab | Action::PreviousTab => self.tabs.iter().any(|tab| Some(tab) != self.active.as_ref()),
            Action::FindBlock => matches!(self.active, Some(Tab::Handler(_))),
            Action::FoldAll | Action::UnfoldAll => self.has_branches(),
            Action::ValuesAsChips | Action::ValuesAsWires => self.values().is_some(),
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
            | Action::AddTimer
            | Action::AddFunction
            | Action::Connections
            | Action::Languages
            | Action::Preferences
            | Action::Stop
            | Action::ShowValues
            | Action::SlowMotion
            | Action::FullScreen
            | Action::Palette
            | Action::Find
            | Action::ToggleTheme
            | Action::ToggleLanguage
            | Action::StartPage
            | Action::ShowLog
            | Action::ShowProblems
            | Action::ShowMonitor
            | Action::ShowRecording
            | Action::FirstApp
            | Action::Shortcuts
            | Action::About => true,
            _ => self.can_arrange(action),
        }
    }

    /// Whether controls are selected.
    fn has_controls(&self) -> bool {
        !self.selection.control_ids().is_empty()
    }

    /// Whether blocks are selected that are seen: beside the running app only what they work with is.
    fn has_seen_blocks(&self) -> bool {
        matches!((&self.selection, &self.active), (Selection::Blocks(at, _), Some(Tab::Handler(front))) if at == front)
    }

    /// The screen that the control of a handler stands on.
    pub(super) fn screen_of_handler(&self, at: &HandlerRef) -> Option<ScreenId> {
        self.project().screen_of(at.control()?)
    }

    fn run(&mut self) -> Vec<Effect> {
        self.seal();
        self.came_from = self.active.clone().filter(|tab| matches!(tab, Tab::Handler(_)));
        let screen = match &self.active {
            Some(Tab::Handler(at)) => self.screen_of_handler(at),
            Some(Tab::Screen(id)) => Some(*id),
            None => None,
        };
        let screen = screen.or_else(|| self.project().screens.first().map(|screen| screen.id));
        if let Some(screen) = screen {
            self.open_tab(Tab::Screen(screen));
        }
        (self.running, self.designing) = (true, false);
        vec![Effect::Start(Arc::clone(self.project()))]
    }

    /// Goes from using the running app to designing the screen that it shows, or back.
    fn design_running(&mut self) -> Vec<Effect> {
        self.designing = !self.designing;
        if self.designing { vec![Effect::Request(Request::OpenShown)] } else { Vec::new() }
    }

    /// Runs a handler whose blocks or text stay in front.
    pub(super) fn try_out(&mut self, tryout: Tryout) -> Vec<Effect> {
        let mut effects = Vec::new();
        if !self.running {
            effects = self.run();
            self.open_tab(Tab::Handler(tryout.handler.clone()));
        }
        effects.push(Effect::Request(Request::TryOut(tryout)));
        effects
    }

    /// Esc: closes the dialog, else stops the app, else selects nothing.
    fn escape(&mut self) -> Vec<Effect> {
        if self.dialog.take().is_some() {
            self.forget_pending();
        } else if self.running {
            self.running = false;
            // Whoever is still where the start has led goes back to what was worked on.
            if let Some(tab) = self.came_from.take().filter(|tab| self.tabs.contains(tab))
                && matches!(self.active, Some(Tab::Screen(_)))
            {
                self.open_tab(tab);
            }
            return vec![Effect::Stop];
        } else {
            self.selection = Selection::Nothing;
        }
        Vec::new()
    }
}

fn exists(project: &Project, tab: &Tab) -> bool {
    match tab {
        Tab::Screen(id) => project.screen(*id).is_some(),
        // A look at an event makes no handler: the first block does.
        Tab::Handler(at) => project.handler(at).is_some() || language::handler_names(project, at).is_some(),
    }
}
