//! What the interface may read: the editor, and data that the app keeps for it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::{Path, PathBuf};

use super::Editor;
use super::lost_work::LostProject;
use super::monitor::Monitor;
use super::once::OneShot;
use super::record::RecordedRun;
use super::run_state::RunState;
use super::sentence::LogLine;
use super::sharing::Sharing;
use super::sheet::SheetEvent;
use super::tabs::Tab;
use super::timeline::Timeline;
use super::transfer::Transfers;
use super::trial::{CertificatesRead, ChosenFile, Trial};
use crate::i18n::Lang;
use crate::model::connection::Connection;
use crate::model::id::{ConnectionId, VariableId};
use crate::model::kiosk::KioskLock;
use crate::model::password::KeyPlace;
use crate::model::preference::{Preferences, THEME};
use crate::model::reach::Contact;
use crate::model::run::Status;
use crate::model::value::Value;
use crate::player::picture::Images;

/// Dark or light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum ThemeChoice {
    /// Dark.
    #[default]
    Dark,
    /// Light.
    Light,
}

/// An example that ships with the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Example {
    /// File name, such as `mqtt-senden.ron`.
    pub file: &'static str,
    /// The project's name.
    pub name: String,
    /// Its purpose.
    pub purpose: String,
}

/// Everything the interface may read in a frame.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// The editor.
    pub editor: &'a Editor,
    /// What it shows besides.
    pub data: &'a UiData,
    /// Language of the interface: the editor's.
    pub lang: Lang,
}

impl<'a> View<'a> {
    /// What the interface may read in this frame.
    pub fn new(editor: &'a Editor, data: &'a UiData) -> Self {
        Self { editor, data, lang: editor.lang }
    }

    /// The running app, while one runs.
    pub fn run(&self) -> Option<&'a RunState> {
        self.data.run.as_ref()
    }

    /// Whether the running app itself is in front: keys and clicks are its own then.
    pub fn is_app_in_front(&self) -> bool {
        let is_screen = matches!(self.editor.active, Some(Tab::Screen(_)));
        self.data.kiosk || (self.run().is_some() && is_screen && !self.editor.designing)
    }

    /// Folder of the project file, for images.
    pub fn folder(&self) -> Option<&'a Path> {
        self.editor.path.as_deref().and_then(Path::parent)
    }
}

/// What the interface reads besides the editor; owned by the app, or by a test.
#[derive(Debug, Default)]
pub struct UiData {
    /// The running app, while one runs.
    pub run: Option<RunState>,
    /// Whether the app is shown without the editor around it (F11, `run`).
    pub kiosk: bool,
    /// Whether there is no editor to go back to.
    pub only_app: bool,
    /// How the window is locked, where it is.
    pub lock: Option<KioskLock>,
    /// The log, the oldest line first.
    pub log: VecDeque<LogLine>,
    /// The monitor: what it listens to, and what passed.
    pub topics: Monitor,
    /// States of the connections; one that is missing is idle.
    pub statuses: BTreeMap<ConnectionId, Status>,
    /// Port of the local broker, once it runs.
    pub local_port: Option<u16>,
    /// Whether other devices may use the local broker.
    pub sharing: Sharing,
    /// How the trial of a connection goes.
    pub trial: Option<Trial>,
    /// What the certificate files say that were read last.
    pub certificates: Option<CertificatesRead>,
    /// The certificate or key file that was chosen last.
    pub chosen: OneShot<ChosenFile>,
    /// What became of files with rows of lists.
    pub sheet: OneShot<SheetEvent>,
    /// Project files used lately, the latest first.
    pub recent: Vec<PathBuf>,
    /// The examples that ship with the program.
    pub examples: Vec<Example>,
    /// The program's own settings.
    pub preferences: Preferences,
    /// Images by name as in the project.
    pub images: Images,
    /// The connections of the user, which no project refers to.
    pub personal: Vec<Connection>,
    /// Personal connections with a stored password.
    pub personal_passwords: BTreeSet<ConnectionId>,
    /// Connections on their way to a file or out of one.
    pub transfer: Transfers,
    /// Connections with a stored password.
    pub passwords: BTreeSet<ConnectionId>,
    /// What variables have kept of earlier runs and of this one.
    pub kept: BTreeMap<VariableId, Value>,
    /// Work that windows have left behind that are gone, the latest first.
    pub lost: Vec<LostProject>,
    /// The states that the project had, while somebody looks through them.
    pub timeline: Timeline,
    /// The recording of the last run.
    pub recorded: RecordedRun,
    /// What the project may reach that nobody has trusted yet, each with whether it is new: nothing of it runs or
    /// connects. `None`: it is trusted.
    pub preview: Option<Vec<(Contact, bool)>>,
    /// Where the key of the stored passwords lies, once that is known.
    pub key_place: Option<KeyPlace>,
    /// The project is being saved right now.
    pub saving: bool,
    /// Folder that is proposed for project files.
    pub projects: Option<PathBuf>,
    /// Whether the system is dark or light, as far as it says.
    pub system_theme: ThemeChoice,
}

impl UiData {
    /// Dark or light.
    pub fn theme(&self) -> ThemeChoice {
        match self.preferences.get(&THEME).as_text() {
            Some("light") => ThemeChoice::Light,
            Some("system") => self.system_theme,
            _ => ThemeChoice::Dark,
        }
    }
}
