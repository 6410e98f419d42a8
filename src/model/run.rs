//! What happens while an app runs, as plain data: statuses, refusals, fates, faults, log lines.
//!
//! Their sentences for people are made in `say`.

use std::sync::Arc;

use super::command::CommandState;
use super::connection::OfflineRule;
use super::debug::{CallFrame, PausedHandler};
use super::dialog::AppDialog;
use super::glimpse::SeenBlocks;
use super::handler::HandlerRef;
use super::id::{BlockId, ConnectionId, ControlId, ScreenId, SourceId, TimerId, VariableId};
use super::payload::{Form, PayloadError};
use super::place::Place;
use super::regex::PatternFlaw;
use super::sound::{Silence, SoundOrder};
use super::source::Message;
use super::source::table::{RowsChange, Table, TableChange};
use super::topic::{TopicError, TopicName};
use super::types::Ty;
use super::value::Value;
use super::web::{WebError, WebRequest};

pub use super::link_warning::{FilterList, LinkWarning};
pub use super::outgoing::{Outgoing, PublishError};
pub use super::reached::{Reached, TlsVersion};
pub use super::refusal::Refusal;

/// State of a connection. One enum, so that impossible mixtures cannot be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing uses it.
    Idle,
    /// Trying to connect.
    Connecting {
        /// 1 for the first attempt.
        attempt: u32,
    },
    /// The broker has accepted the session.
    Connected,
    /// Waiting for the next attempt.
    Retrying {
        /// Attempts so far.
        attempt: u32,
        /// Milliseconds until the next one.
        in_ms: u64,
        /// Why the last one failed.
        why: Refusal,
    },
    /// Given up until a setting changes: trying again cannot help (wrong password, bad certificate).
    Failed(Refusal),
    /// The app itself has disconnected it; it stays so until the app connects it again.
    Disconnected,
}

/// What became of a message that was published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// In the outbox, waiting for the connection or for its turn.
    Waiting,
    /// Handed over to the network; final for quality of service 0.
    Sent,
    /// The broker has confirmed it; final.
    Acknowledged,
    /// Not accepted; final.
    Refused(RefuseReason),
    /// Accepted, but given up later; final.
    Dropped(DropReason),
}

impl Fate {
    /// Whether nothing more can happen to a message of this quality of service.
    pub fn is_final(&self, qos: u8) -> bool {
        match self {
            Self::Waiting => false,
            Self::Sent => qos == 0,
            Self::Acknowledged | Self::Refused(_) | Self::Dropped(_) => true,
        }
    }
}

/// Why a message was not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RefuseReason {
    /// The connection is down and its rule says refuse.
    Offline,
    /// No connection with this id.
    UnknownConnection,
    /// The topic breaks a rule.
    Topic(TopicError),
    /// The message is larger than allowed.
    TooLarge {
        /// Its size in bytes.
        bytes: usize,
        /// The most that is allowed.
        max: usize,
    },
    /// The queue stayed full for too long.
    QueueFull,
}

/// Why an accepted message was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// Older messages had to make room.
    OutboxFull,
    /// It waited for more than the outbox allows.
    TooOld,
    /// As [`Self::TooOld`], but it was on its way when the connection was lost: it may have arrived.
    Unconfirmed,
    /// The app was stopped before it could be sent.
    Stopped,
    /// The broker closed the connection each time it was sent: usually too large for it, or forbidden.
    Rejected,
    /// The broker does not allow this client to publish on the topic.
    NotAllowed,
    /// The broker does not accept the topic.
    TopicNotAccepted,
    /// The broker has set a limit that is used up.
    Quota,
    /// The broker says that the message is not in the format that it should have.
    PayloadFormat,
    /// The broker keeps no retained messages.
    RetainNotAccepted,
    /// The message is larger than the broker takes; the sizes where the broker has named its limit.
    TooLarge {
        /// The size of the message and the most that the broker takes, in bytes.
        sizes: Option<(usize, usize)>,
    },
    /// The broker refuses the message with another code.
    Code {
        /// The code.
        code: u8,
    },
}

/// A message to publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publish {
    /// Counts up within one run; names the message in [`Fate`] reports.
    pub number: u64,
    /// The connection to use.
    pub connection: ConnectionId,
    /// The topic, checked.
    pub topic: TopicName,
    /// The bytes of the message.
    pub payload: Vec<u8>,
    /// Whether the broker shall store it.
    pub retain: bool,
    /// Quality of service, 0 to 2.
    pub qos: u8,
    /// What MQTT 5 sends with it; [`Properties::default`] is nothing.
    pub properties: Properties,
    /// What happens to it while offline; `None`: what the connection says.
    pub offline: Option<OfflineRule>,
    /// The block or handler that published it.
    pub from: Place,
    /// The handler that ran, where one did: `from` may be in a function that it called.
    pub ran: Option<HandlerRef>,
    /// When it was published.
    pub at: std::time::Instant,
}

/// What MQTT 5 sends with a message; on a 3.1.1 connection none of it can be sent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Properties {
    /// For how many seconds the message is worth delivering.
    pub expiry_secs: Option<u32>,
    /// Where an answer is expected.
    pub response_topic: Option<String>,
    /// What tells answers apart.
    pub correlation: Option<Vec<u8>>,
    /// What the message is, as a MIME type.
    pub content_type: Option<String>,
    /// Names and values of the user's own, in order; names may repeat.
    pub user: Vec<(String, String)>,
}

impl Properties {
    /// What they hold, in bytes.
    pub fn bytes(&self) -> usize {
        let texts = [&self.response_topic, &self.content_type].into_iter().flatten().map(String::len);
        let user = self.user.iter().map(|(name, value)| name.len() + value.len());
        texts.chain(user).sum::<usize>() + self.correlation.as_ref().map_or(0, Vec::len)
    }
}

/// A property that changed while the app runs.
#[derive(Clone, Debug, PartialEq)]
pub struct PropertyChange {
    /// The control.
    pub control: ControlId,
    /// The property's key.
    pub property: String,
    /// The new value.
    pub value: Value,
}

/// An event of a control while the app runs.
#[derive(Clone, Debug, PartialEq)]
pub struct Fire {
    /// The control.
    pub control: ControlId,
    /// The trigger's key.
    pub trigger: String,
    /// A property that the user has changed with it: key and new value.
    pub change: Option<(String, Value)>,
}

/// How serious a log line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Something happened.
    Info,
    /// Something may not be as wished.
    Warning,
    /// Something went wrong.
    Error,
}

/// A run went wrong at a place.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// The handler that ran, where one did: `place` may be in a function that it called.
    pub ran: Option<HandlerRef>,
    /// What.
    pub kind: FaultKind,
}

/// What went wrong in a run.
#[derive(Clone, Debug, PartialEq)]
pub enum FaultKind {
    /// A publish was refused.
    Publish(RefuseReason),
    /// `connections.getfromid` with an id that no connection has.
    UnknownConnection {
        /// The id.
        id: String,
    },
    /// A name that nothing has: `data.x`, `screens['x']`, a property.
    UnknownName {
        /// What was looked for, as written in the script.
        name: String,
        /// The nearest name that exists there, if one is near.
        near: Option<String>,
    },
    /// A value of the wrong type.
    WrongType {
        /// Where it was given: a function or property.
        to: String,
        /// The type that is wanted: `Text`, `Zahl`, … as a Lua type name.
        wanted: &'static str,
        /// The type that came, as a Lua type name.
        got: String,
    },
    /// Calculated or compared with a value that cannot be used for it.
    BadOperand {
        /// Lua's words for the operation.
        what: String,
    },
    /// What should be JSON is none: a text that is read, or a template with its placeholders filled in.
    InvalidJson {
        /// The text.
        text: String,
        /// The parser's words.
        why: String,
    },
    /// A pattern that cannot be read.
    BadPattern {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        flaw: PatternFlaw,
    },
    /// A message does not have the form that it was given.
    Payload {
        /// The form.
        form: Form,
        /// The text that was to be sent.
        text: String,
        /// Why it does not fit.
        why: PayloadError,
    },
    /// A message was not confirmed, although the app waited for it.
    NotConfirmed(NotConfirmed),
    /// No answer came to a request.
    NoAnswer {
        /// The topic of the request.
        topic: String,
        /// How long was waited, in seconds.
        secs: f64,
    },
    /// A request over HTTP brought nothing.
    Web {
        /// The address, as the script wrote it.
        url: String,
        /// Why.
        why: WebError,
        /// How long it could take, in seconds.
        secs: f64,
    },
    /// Waiting is not possible here (inside a sort comparison or the like).
    CannotWait,
    /// The handler ran for too long without a pause.
    TooLong {
        /// The limit in seconds.
        secs: f64,
    },
    /// The memory limit was reached.
    Memory,
    /// A list holds as much as it may.
    ListFull {
        /// Its name.
        list: String,
        /// How many rows it may have.
        rows: usize,
        /// How many MiB they may hold.
        mib: usize,
    },
    /// The Lua text cannot be compiled.
    Syntax {
        /// The compiler's words.
        what: String,
    },
    /// `assert` without words of its own, of what is not so.
    Assertion,
    /// The script raised an error itself.
    Raised {
        /// Its message.
        message: String,
    },
    /// Anything else, in the engine's words.
    Other {
        /// The words.
        what: String,
    },
}

/// Why a message was not confirmed.
#[derive(Clone, Debug, PartialEq)]
pub enum NotConfirmed {
    /// It was refused.
    Refused(RefuseReason),
    /// It was given up.
    Dropped(DropReason),
    /// The confirmation did not come in time; the message may still arrive.
    TooLate {
        /// How long was waited, in seconds.
        secs: f64,
    },
}

/// One thing that happened in a run: what the log, the headless mode and the editor show.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEvent {
    /// A line for the log.
    Log {
        /// How serious.
        level: Level,
        /// The text, as the app wrote it.
        text: String,
        /// The block or handler.
        place: Place,
    },
    /// A message was handed to the outbox; its fate follows.
    Published(Arc<Publish>),
    /// What became of a message.
    Fate {
        /// Its number.
        number: u64,
        /// What became of it.
        fate: Fate,
        /// When.
        at: std::time::Instant,
    },
    /// A message arrived at a source; a stored value comes again after each new subscription, and then is no news.
    Message {
        /// The source.
        source: SourceId,
        /// The message.
        row: Arc<Message>,
        /// What it has done to the table of the source; nothing where it is no news.
        change: Option<Arc<TableChange>>,
    },
    /// Something about a source has changed besides its messages.
    Source {
        /// The source.
        source: SourceId,
        /// What.
        change: SourceChange,
    },
    /// A property changed.
    Property(PropertyChange),
    /// A bound property does not get what came.
    NotShown {
        /// The control.
        control: ControlId,
        /// Why.
        why: NotShown,
    },
    /// What the value of a bound property is worth has changed.
    Quality {
        /// The control.
        control: ControlId,
        /// The property's key.
        property: String,
        /// What it is worth now.
        quality: Quality,
    },
    /// What became of what a control has written to its topic by itself, where the device tells its state.
    Command {
        /// The control.
        control: ControlId,
        /// What became of it.
        state: CommandState,
    },
    /// A variable changed.
    Variable {
        /// The variable.
        variable: VariableId,
        /// Its new value.
        value: Value,
    },
    /// The app speaks the language with this tag now.
    Language(String),
    /// Another screen is shown.
    Screen(ScreenId),
    /// Other pop-ups are open now, the last one on top.
    PopUps(Vec<ScreenId>),
    /// A timer was started or stopped, or has ticked for the last time; whether it runs now. The app's start tells nothing.
    Timer(TimerId, bool),
    /// A notification for the person at the app.
    Notification {
        /// How serious.
        level: Level,
        /// The text.
        text: String,
        /// How long to show it, in seconds.
        secs: f32,
    },
    /// The app asks the person in front of it.
    Dialog(Arc<AppDialog>),
    /// The dialog with this number is over.
    DialogClosed(u64),
    /// Something shall be heard.
    Sound(SoundOrder),
    /// It cannot be heard.
    Silent(Silence),
    /// The app asks another computer over HTTP.
    WebRequest(Arc<WebRequest>),
    /// Something went wrong.
    Fault(Fault),
    /// A connection changed its state.
    Status {
        /// The connection.
        connection: ConnectionId,
        /// Its state.
        status: Status,
    },
    /// A handler started.
    HandlerStarted {
        /// Its place.
        handler: HandlerRef,
    },
    /// A handler and all it started have come to their end.
    HandlerEnded {
        /// Its place.
        handler: HandlerRef,
    },
    /// A block is running now.
    Running {
        /// The handler.
        handler: HandlerRef,
        /// The block.
        block: BlockId,
    },
    /// This block or line is about to run, where all go slowly.
    At(Place),
    /// A handler has stopped where somebody wanted it to.
    Paused(Arc<PausedHandler>),
    /// What a handler that has stopped holds now, after one of its local variables was changed.
    PausedLocals(u64, Arc<Vec<CallFrame>>),
    /// The activation with this number that had stopped goes on, or has ended.
    Resumed(u64),
    /// What the blocks of a handler have done since this was told last; told only while somebody looks at them.
    Seen {
        /// The handler.
        handler: HandlerRef,
        /// The blocks that ran.
        blocks: Arc<SeenBlocks>,
    },
    /// The app receives what it sends itself, and sends again, on and on; told once for each handler.
    FeedsItself {
        /// What sends.
        place: Place,
        /// Where to.
        topic: String,
        /// How often in a row.
        times: u32,
    },
    /// Events that could not be handled in time were dropped.
    EventsDropped {
        /// The handler whose queue was full.
        handler: HandlerRef,
        /// How many since the last report.
        count: u64,
    },
    /// Something on a connection is not as wished, though it is up.
    Warned {
        /// The connection.
        connection: ConnectionId,
        /// What.
        warning: LinkWarning,
    },
    /// Messages that could not be taken in time were dropped.
    MessagesDropped {
        /// The connection.
        connection: ConnectionId,
        /// How many since the last report.
        count: u64,
    },
}

/// What the value of a bound property is worth.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quality {
    /// It is as it was told last, and nothing speaks against it.
    #[default]
    Good,
    /// For as long as its binding says no message has come.
    Stale,
    /// Its device has told, or its last will, that it is not there.
    Offline,
}

/// Why a bound property keeps the value that it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotShown {
    /// The message on its topic could not be read; told once for each topic.
    Unreadable(super::source::table::UnreadableNote),
    /// The value is of another type; told once, until one fits again.
    Unfit {
        /// The property's key.
        property: String,
        /// The value, perhaps cut.
        value: String,
        /// What the property holds.
        wanted: Ty,
    },
}

/// What has changed about a source.
#[derive(Clone, Debug, PartialEq)]
pub enum SourceChange {
    /// It was switched on or off.
    Enabled(bool),
    /// Its rows were forgotten.
    Cleared,
    /// The app has changed rows of a list.
    Rows(RowsChange),
    /// It is new, or has other columns, since somebody has changed the app while it runs: all that it has now.
    Redesigned(Arc<Table>),
    /// Its rows hold as much as they may: the older ones go, also before there are too many. Told once.
    Crowded {
        /// What they may hold, in bytes.
        most: usize,
    },
    /// A value could not be read; told once for each topic and column.
    Unreadable(super::source::table::UnreadableNote),
}
