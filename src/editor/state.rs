//! What the editor holds besides the project: selection, tabs, dialogs, what the app shows while it runs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use super::monitor::Monitor;
use super::transfer::Transfers;
use crate::i18n::Lang;
use crate::model::certificate::{Reports, Role};
use crate::model::connection::Connection;
use crate::model::handler::HandlerRef;
use crate::model::id::{BlockId, ConnectionId, ControlId, ScreenId, SourceId, VariableId};
use crate::model::item::Item;
use crate::model::outbox::Counters;
use crate::model::password::Secrets;
use crate::model::place::Place;
use crate::model::run::{Fate, Level, Publish, Status};
use crate::model::source::Row;
use crate::model::source::table::Table;
use crate::model::value::Value;

/// What is selected; the inspector shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Selection {
    /// Nothing.
    #[default]
    Nothing,
    /// Things of the project, the one chosen last at the end: one of any kind, or several controls of one screen.
    Items(Vec<Item>),
    /// Blocks of one handler.
    Blocks(HandlerRef, Vec<BlockId>),
}

impl Selection {
    /// One thing.
    pub fn one(item: impl Into<Item>) -> Self {
        Self::Items(vec![item.into()])
    }

    /// Controls of one screen; nothing where there are none.
    pub fn controls(ids: impl IntoIterator<Item = ControlId>) -> Self {
        let items: Vec<Item> = ids.into_iter().map(Item::from).collect();
        if items.is_empty() { Self::Nothing } else { Self::Items(items) }
    }

    /// The things that are selected.
    pub fn items(&self) -> &[Item] {
        match self {
            Self::Items(items) => items,
            Self::Nothing | Self::Blocks(..) => &[],
        }
    }

    /// The controls that are selected; empty where anything else is.
    pub fn control_ids(&self) -> Vec<ControlId> {
        self.items().iter().filter_map(Item::control).collect()
    }

    /// The thing, where it is a single one.
    pub fn single(&self) -> Option<&Item> {
        match self.items() {
            [item] => Some(item),
            [] | [_, ..] => None,
        }
    }
}

/// A tab above the canvas.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tab {
    /// The designer of a screen.
    Screen(ScreenId),
    /// A handler, as blocks or Lua.
    Handler(HandlerRef),
}

/// A panel at the bottom.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Panel {
    /// The log.
    #[default]
    Log,
    /// The problems.
    Problems,
    /// The messages that pass.
    Monitor,
}

/// A dialog above everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// Search and commands.
    Palette,
    /// New data source; its connection goes into the block's slot where one is named.
    NewSource(Option<(HandlerRef, BlockId, String)>),
    /// New data source, which becomes the value of a property of these controls.
    NewSourceFor(Vec<ControlId>, String),
    /// New data source on this connection that listens to this topic.
    NewSourceOn(ConnectionId, String),
    /// Whether to clear what is stored on all these topics below a branch.
    ClearStored(ConnectionId, String, Vec<String>),
    /// Settings of a data source.
    EditSource(SourceId),
    /// Settings of a connection; `None` makes a new one.
    EditConnection(Option<ConnectionId>),
    /// Settings of one of the person's connections.
    EditPersonal(ConnectionId),
    /// All connections with their uses.
    Connections,
    /// Connections to write to a file; which is ticked at first, and whether it is the person's.
    ExportConnections(Option<(bool, ConnectionId)>),
    /// A file with connections to read.
    ImportConnections,
    /// New variable; it goes into the block's slot where one is named.
    NewVariable(Option<(HandlerRef, BlockId, String)>),
    /// Things to delete that are still used: delete them all the same, or not.
    DeleteUsed(Vec<Item>),
    /// Unsaved changes: save, discard or stay.
    Unsaved,
    /// So many messages wait and would be lost: end the program all the same, or not.
    StillWaiting(usize),
    /// A path to type, where the system has no file dialog: to open or (`true`) to save.
    AskPath(bool),
    /// Another file is there already: overwrite it or not.
    Overwrite(PathBuf),
    /// The folder to save in does not exist: make it, or save elsewhere.
    NoFolder(PathBuf),
    /// Saving to this path has failed, and why: save elsewhere.
    NotSaved(PathBuf, String),
    /// Another program has changed the project's file: read it again, overwrite it, or save elsewhere.
    ChangedOutside(PathBuf),
    /// What this program is.
    About,
    /// Something could not be done: title and sentence.
    Message(String, String),
}

/// A sentence that was put together, in both languages: so a log can be read in the one that is chosen later.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    de: String,
    /// Missing where it is the same.
    en: Option<String>,
}

impl Said {
    /// The sentence that `say` makes in each language.
    pub fn new(say: impl Fn(Lang) -> String) -> Self {
        let (de, en) = (say(Lang::De), say(Lang::En));
        Self { en: (en != de).then_some(en), de }
    }

    /// Words of the user or of the system: the same in both languages.
    pub fn same(words: impl Into<String>) -> Self {
        Self { de: words.into(), en: None }
    }

    /// The sentence in this language.
    pub fn get(&self, lang: Lang) -> &str {
        match (lang, &self.en) {
            (Lang::En, Some(en)) => en,
            (Lang::De | Lang::En, _) => &self.de,
        }
    }
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLine {
    /// Milliseconds since 1970 (UTC).
    pub at_ms: i64,
    /// How serious.
    pub level: Level,
    /// The sentence.
    pub text: Said,
    /// Where a click leads.
    pub place: Place,
}

/// A message in the monitor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MonitorLine {
    /// The connection it passed on.
    pub connection: ConnectionId,
    /// The message.
    pub row: Row,
}

/// What became of the last message of a block.
#[derive(Clone, Debug, PartialEq)]
pub struct Receipt {
    /// Number of the message.
    pub number: u64,
    /// When it was published.
    pub at: Instant,
    /// What became of it.
    pub fate: Fate,
    /// Milliseconds from publishing to the network.
    pub sent_after_ms: Option<f64>,
    /// Milliseconds from publishing to that fate.
    pub after_ms: f64,
    /// Its quality of service.
    pub qos: u8,
}

/// What the running app shows.
#[derive(Clone, Debug)]
pub struct RunState {
    /// The screen that is shown.
    pub screen: ScreenId,
    /// Properties that differ from the project.
    pub properties: BTreeMap<ControlId, BTreeMap<String, Value>>,
    /// What each source has received.
    pub tables: BTreeMap<SourceId, Table>,
    /// Sources that are switched off.
    pub off: BTreeSet<SourceId>,
    /// Variables as they are now.
    pub variables: BTreeMap<VariableId, Value>,
    /// Notifications that are shown: level, text, until when.
    pub notifications: Vec<(Level, String, Instant)>,
    /// Blocks that ran lately, and when.
    pub lit: BTreeMap<(HandlerRef, BlockId), Instant>,
    /// What became of the last message of each block.
    pub receipts: BTreeMap<(HandlerRef, BlockId), Receipt>,
    /// Messages on their way, by number.
    pub published: BTreeMap<u64, Arc<Publish>>,
    /// How many messages were published, and how many acknowledged or handed over for good.
    pub counts: (u64, u64),
    /// What has passed over each connection.
    pub counters: BTreeMap<ConnectionId, Counters>,
    /// When it started.
    pub since: Instant,
}

/// How a trial of a connection went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trial {
    /// Still trying.
    Running,
    /// The broker accepted us.
    Worked(crate::model::run::Reached),
    /// It did not work.
    Failed(crate::model::run::Refusal),
}

/// What the certificate files of a connection say.
#[derive(Clone, Debug, PartialEq)]
pub struct CertificatesRead {
    /// The settings that name them.
    pub connection: Connection,
    /// The secrets that were used.
    pub secrets: Secrets,
    /// What they say.
    pub reports: Reports,
    /// Whether a passphrase and a private key are in the store of secrets.
    pub stored: (bool, bool),
}

/// A certificate or key file that was chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChosenFile {
    /// Counts up, so that a dialog can tell a new answer from an old one.
    pub number: u64,
    /// What it was chosen as.
    pub role: Role,
    /// The file as the project names it; `None` where this system has no file dialog.
    pub file: Option<String>,
}

/// Whether other devices may use the local broker.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lan {
    /// They may, with the password.
    pub on: bool,
    /// A password for them is stored.
    pub stored: bool,
    /// Another process runs the broker, so that our setting does not count.
    pub foreign: bool,
    /// The addresses of this computer in its networks, the likeliest first.
    pub addresses: Vec<String>,
}

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
    pub editor: &'a super::Editor,
    /// The running app, while one runs.
    pub run: Option<&'a RunState>,
    /// Whether the app is shown alone (F11, `run`).
    pub alone: bool,
    /// The log, the oldest line first.
    pub log: &'a VecDeque<LogLine>,
    /// Messages that passed, the oldest first.
    pub monitor: &'a VecDeque<MonitorLine>,
    /// What the monitor listens to, and its tree of topics.
    pub topics: &'a Monitor,
    /// States of the connections; one that is missing is idle.
    pub statuses: &'a BTreeMap<ConnectionId, Status>,
    /// Port of the local broker, once it runs.
    pub local_port: Option<u16>,
    /// Whether other devices may use the local broker.
    pub lan: &'a Lan,
    /// How the trial of a connection goes.
    pub trial: Option<&'a Trial>,
    /// What the certificate files say that were read last.
    pub certificates: Option<&'a CertificatesRead>,
    /// The certificate or key file that was chosen last.
    pub chosen: Option<&'a ChosenFile>,
    /// Project files used lately, the latest first.
    pub recent: &'a [PathBuf],
    /// The examples that ship with the program.
    pub examples: &'a [Example],
    /// Language of the interface.
    pub lang: Lang,
    /// Dark or light.
    pub theme: ThemeChoice,
    /// Folder of the project file, for images.
    pub folder: Option<&'a std::path::Path>,
    /// Image files by path as in the project: the bytes, or nothing where the file cannot be read.
    pub images: &'a BTreeMap<String, Option<Arc<[u8]>>>,
    /// The connections of the person, which no project refers to.
    pub personal: &'a [Connection],
    /// Personal connections with a stored password.
    pub personal_passwords: &'a BTreeSet<ConnectionId>,
    /// Connections on their way to a file or out of one.
    pub transfer: &'a Transfers,
    /// Whether a password is stored for a connection.
    pub passwords: &'a BTreeSet<ConnectionId>,
    /// The project is being saved right now.
    pub saving: bool,
    /// Folder that is proposed for project files.
    pub projects: Option<&'a std::path::Path>,
}

/// Everything besides the editor that a [`View`] is made of; owned by the app, or by a test.
#[derive(Debug, Default)]
pub struct Shown {
    /// The running app, while one runs.
    pub run: Option<RunState>,
    /// Whether the app is shown alone.
    pub alone: bool,
    /// The log.
    pub log: VecDeque<LogLine>,
    /// Messages that passed.
    pub monitor: VecDeque<MonitorLine>,
    /// The monitor.
    pub topics: Monitor,
    /// States of the connections.
    pub statuses: BTreeMap<ConnectionId, Status>,
    /// Port of the local broker.
    pub local_port: Option<u16>,
    /// Whether other devices may use the local broker.
    pub lan: Lan,
    /// Trial of a connection.
    pub trial: Option<Trial>,
    /// What the certificate files say that were read last.
    pub certificates: Option<CertificatesRead>,
    /// The certificate or key file that was chosen last.
    pub chosen: Option<ChosenFile>,
    /// Project files used lately.
    pub recent: Vec<PathBuf>,
    /// Examples.
    pub examples: Vec<Example>,
    /// Dark or light.
    pub theme: ThemeChoice,
    /// Image files.
    pub images: BTreeMap<String, Option<Arc<[u8]>>>,
    /// The connections of the person.
    pub personal: Vec<Connection>,
    /// Personal connections with a stored password.
    pub personal_passwords: BTreeSet<ConnectionId>,
    /// Connections on their way to a file or out of one.
    pub transfer: Transfers,
    /// Connections with a stored password.
    pub passwords: BTreeSet<ConnectionId>,
    /// The project is being saved.
    pub saving: bool,
    /// Folder that is proposed for project files.
    pub projects: Option<PathBuf>,
}

impl Shown {
    /// What the interface may read in this frame.
    pub fn view<'a>(&'a self, editor: &'a super::Editor) -> View<'a> {
        View {
            editor,
            run: self.run.as_ref(),
            alone: self.alone,
            log: &self.log,
            monitor: &self.monitor,
            topics: &self.topics,
            statuses: &self.statuses,
            local_port: self.local_port,
            lan: &self.lan,
            trial: self.trial.as_ref(),
            certificates: self.certificates.as_ref(),
            chosen: self.chosen.as_ref(),
            recent: &self.recent,
            examples: &self.examples,
            lang: editor.lang,
            theme: self.theme,
            folder: editor.path.as_deref().and_then(std::path::Path::parent),
            images: &self.images,
            personal: &self.personal,
            personal_passwords: &self.personal_passwords,
            transfer: &self.transfer,
            passwords: &self.passwords,
            saving: self.saving,
            projects: self.projects.as_deref(),
        }
    }
}
