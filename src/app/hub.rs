//! What all parts of the window's program share, and the queue by which they reach each other.
//!
//! A part never touches another one: it asks for a command, hands effects on, or tells all parts what has happened.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::examples;
use super::jobs::{Done, Jobs};
use super::{Start, WindowMode};
use crate::editor::Editor;
use crate::editor::command::Command;
use crate::editor::dialog::Dialog;
use crate::editor::effect::Effect;
use crate::editor::sentence::{LogLine, Sentence};
use crate::editor::view::UiData;
use crate::i18n::{Lang, t};
use crate::language::lower::Lowerer;
use crate::model::id::ConnectionId;
use crate::model::place::Place;
use crate::model::project::Project;
use crate::model::run::{Level, Refusal};
use crate::mqtt::BrokerOptions;
use crate::say;
use crate::session::overrides::Overrides;
use crate::session::secrets::ProjectSecrets;
use crate::session::{Session, SessionEvent};
use crate::sound::SoundPlayer;
use crate::store::files;
use crate::store::home::Home;
use crate::store::known::CopyOf;
use crate::store::settings::Settings;
use crate::store::upkeep::{NotKept, Upkeep};

/// How long messages that only pass may wait for a picture: at most 15 pictures a second because of them.
pub(super) const PAUSE: Duration = Duration::from_millis(66);
/// Most lines of the log; older ones go.
const MAX_LINES: usize = 5_000;

/// Something that has happened and that concerns more than one part.
#[derive(Clone, Debug)]
pub(super) enum AppNotice {
    /// Another project takes the place of the one that is open.
    ProjectLeaves,
    /// Another project is open now.
    ProjectOpened,
    /// The project was edited.
    ProjectChanged(Arc<Project>),
    /// The project of the editor is in its file.
    ProjectSaved {
        /// Which is another one than before.
        moved: bool,
    },
    /// The user trusts the project, which was a preview until now.
    ProjectTrusted,
    /// Passwords, keys or files of connections may be others now.
    SecretsChanged,
    /// Connections of the user may be others now.
    PersonalChanged,
    /// The app is about to run.
    AppStarts,
    /// The app was stopped; messages may still be on their way.
    AppStopped,
    /// The user has come back to the window.
    WindowFocused,
}

/// What a part leaves to be done by the frame, in the order it was left.
#[derive(Debug)]
pub(super) enum Next {
    /// For the editor.
    Command(Command),
    /// Of a command.
    Effect(Effect),
    /// For all parts.
    AppNotice(AppNotice),
    /// As if the session had told it.
    Event(Box<SessionEvent>),
}

/// What could not be kept is told again after so long.
const TOLD_AGAIN: Duration = Duration::from_mins(5);

/// Now, in ms since 1970.
pub(super) fn now_ms() -> i64 {
    (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64
}

/// A part of the program: it has a state of its own and knows the hub, no other part.
pub(super) trait AppPart {
    /// Takes in what has happened elsewhere.
    fn hear(&mut self, hub: &mut Hub, notice: &AppNotice);
}

/// What all parts share.
#[derive(Debug)]
pub(super) struct Hub {
    pub(super) ctx: egui::Context,
    pub(super) editor: Editor,
    pub(super) data: UiData,
    pub(super) session: Session,
    pub(super) jobs: Jobs,
    pub(super) home: Home,
    pub(super) settings: Settings,
    pub(super) overrides: Overrides,
    pub(super) system_dialogs: bool,
    /// Plays what the user of the editor wants to hear, and which sound that is.
    pub(super) listening: (SoundPlayer, String),
    /// Whatever is opened is trusted.
    pub(super) trusting: bool,
    /// The project is a copy of this one, whose passwords the user may take over.
    pub(super) copy_of: Option<CopyOf>,
    /// `run`: there is no editor to go back to, so stopping closes the window.
    pub(super) kiosk_only: bool,
    /// What could not be kept, why, and when that was told last.
    not_kept: BTreeMap<Upkeep, (std::io::ErrorKind, Instant)>,
    /// Home and documents of the user.
    folders: (Option<PathBuf>, Option<PathBuf>),
    next: VecDeque<Next>,
}

impl Hub {
    pub(super) fn new(ctx: &egui::Context, start: Start, home: Home, settings: Settings, lang: Lang) -> Self {
        if start.lock.is_some() {
            ctx.options_mut(|options| options.zoom_with_keyboard = false);
        }
        let waker = ctx.clone();
        let wake: Arc<dyn Fn() + Send + Sync> = Arc::new(move || waker.request_repaint());
        let broker = BrokerOptions { folder: Some(home.broker_folder()), port: start.local_port };
        let session = Session::new(broker, Arc::clone(&wake));
        let waker = ctx.clone();
        session.wake_lazily(Arc::new(move || waker.request_repaint_after(PAUSE)));
        let project = Project::new(
            t("Neues Projekt", "New project").get(lang),
            t("Start", "Start").get(lang),
            t("Lokaler Broker", "Local broker").get(lang),
        );
        let mut editor = Editor::new(project, None, lang);
        editor.lowerer = Lowerer::new(Some(crate::engine::check_syntax));
        editor.active = None;
        let for_sounds = Arc::clone(&wake);
        let mut preferences = settings.preferences.clone();
        preferences.set_language(lang);
        let kiosk = start.mode != WindowMode::Editor;
        let data = UiData {
            kiosk,
            only_app: kiosk,
            lock: start.lock,
            preferences,
            recent: settings.recent.clone(),
            examples: examples::list(lang),
            ..UiData::default()
        };
        Self {
            ctx: ctx.clone(),
            editor,
            data,
            session,
            jobs: Jobs::new(wake),
            home,
            settings,
            overrides: start.overrides,
            system_dialogs: start.system_dialogs,
            listening: (SoundPlayer::new(move || for_sounds()), String::new()),
            trusting: start.trust,
            copy_of: None,
            kiosk_only: kiosk,
            not_kept: BTreeMap::new(),
            folders: Home::of_the_user(),
            next: VecDeque::new(),
        }
    }

    /// Asks for a command, as a user would.
    pub(super) fn ask(&mut self, command: impl Into<Command>) {
        self.next.push_back(Next::Command(command.into()));
    }

    /// Leaves effects of a change of the editor to be carried out.
    pub(super) fn follow(&mut self, effects: Vec<Effect>) {
        self.next.extend(effects.into_iter().map(Next::Effect));
    }

    /// As [`Self::follow`], before all that waits already.
    pub(super) fn follow_first(&mut self, effects: Vec<Effect>) {
        for effect in effects.into_iter().rev() {
            self.next.push_front(Next::Effect(effect));
        }
    }

    /// Tells all parts.
    pub(super) fn tell(&mut self, notice: AppNotice) {
        self.next.push_back(Next::AppNotice(notice));
    }

    /// Tells what the session does not know: a connection that could not even be tried.
    pub(super) fn report(&mut self, event: SessionEvent) {
        self.next.push_back(Next::Event(Box::new(event)));
    }

    /// What is to be done next.
    pub(super) fn next(&mut self) -> Option<Next> {
        self.next.pop_front()
    }

    /// Secrets of the project.
    pub(super) fn secrets(&self) -> ProjectSecrets {
        let secrets = ProjectSecrets::new(&self.home, self.editor.path.as_deref(), self.editor.project());
        if self.trusting { secrets.trusting() } else { secrets }
    }

    /// Asks the user for a secret that a connection lacks, unless another question is open.
    pub(super) fn ask_for_secret(&mut self, connection: &ConnectionId, why: &Refusal) {
        if why.asks_for_secret()
            && self.editor.dialog.is_none()
            && self.data.preview.is_none()
            && self.data.lock.is_none()
        {
            self.editor.dialog = Some(Dialog::GiveSecret(connection.clone(), why.clone()));
            self.ctx.request_repaint();
        }
    }

    pub(super) fn save_settings(&self) {
        let (settings, home) = (self.settings.clone(), self.home.clone());
        self.jobs.start_in_order(move || {
            let failed = settings.save(&home).err();
            failed.map(|err| Done::NotKept(NotKept::new(Upkeep::Settings, &err)))
        });
    }

    /// Tells that something of the program's own could not be kept; each thing once in a while, since edits go on.
    pub(super) fn tell_not_kept(&mut self, not_kept: &NotKept) {
        let told = self.not_kept.get(&not_kept.what);
        if told.is_some_and(|(kind, at)| *kind == not_kept.kind && at.elapsed() < TOLD_AGAIN) {
            return;
        }
        self.not_kept.insert(not_kept.what, (not_kept.kind, Instant::now()));
        let folder = self.home.folder().to_owned();
        self.log(Level::Warning, Sentence::new(|lang| say::not_kept(not_kept, &folder, lang)), Place::Project);
    }

    /// Adds a line to the log.
    pub(super) fn log(&mut self, level: Level, text: Sentence, place: Place) {
        let at_ms = (time::OffsetDateTime::now_utc().unix_timestamp_nanos() / 1_000_000) as i64;
        // What a part of a component does, its master says.
        let place = match &self.data.run {
            Some(run) => run.parts.home_place(place),
            None => place,
        };
        self.data.log.push_back(LogLine { at_ms, level, text: text.shortened(), place });
        if self.data.log.len() > MAX_LINES {
            self.data.log.pop_front();
        }
    }

    /// The name of a connection of the project; empty where it is gone.
    pub(super) fn connection_name(&self, id: &ConnectionId) -> String {
        let connection = self.editor.project().connection(id);
        connection.map(|connection| connection.shown_name(self.editor.lang).to_owned()).unwrap_or_default()
    }

    /// Where project files are looked for first: beside this one, beside the last one, among the documents, at home.
    pub(super) fn projects_folder(&self) -> Option<PathBuf> {
        let folder = |path: &PathBuf| path.parent().map(Path::to_owned);
        let last = self.editor.path.as_ref().or_else(|| self.settings.recent.first()).and_then(folder);
        let (home, documents) = self.folders.clone();
        last.or(documents).or(home)
    }

    /// A path as the user has typed it, from the root on.
    pub(super) fn typed(&self, path: &Path) -> PathBuf {
        files::typed(self.folders.0.as_deref(), self.projects_folder().as_deref(), path)
    }
}
