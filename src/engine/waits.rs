//! What handlers wait for: confirmations of their messages, answers to their requests and to their dialogs.
//!
//! Plain data; it knows neither Lua nor the network. Entries end with the handler that made them.
//!
//! The session passes fates, confirmed listeners and what they hear on to the script thread, which resumes the coroutine. A
//! request listens first, on a topic of its own with MQTT 5, and is sent once the broker has confirmed that; a stored
//! message is never an answer. Both give Lua's pair of result and reason. A block whose result nobody takes wraps the call
//! in `assert`, so nothing that failed goes unseen; the fault keeps its kind through `assert`.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use crate::model::dialog::AppDialog;
use crate::model::id::ConnectionId;
use crate::model::run::{Fate, FaultKind, NotConfirmed, Publish};
use crate::model::source::Message;
use crate::model::web::WebRequest;

/// How a wait ended: the text of an answer (nothing for a confirmation), or why there is none.
pub(super) type Outcome = Result<Option<String>, FaultKind>;

/// A wait, by the number of its message or listener.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The activation that began it.
    pub(super) owner: u64,
    /// When it is given up.
    pub(super) until: Instant,
    /// The same as the time given, for the message.
    pub(super) secs: f64,
    /// Whether the activation is suspended for it; before that, an outcome is kept.
    pub(super) suspended: bool,
    /// How it ended.
    pub(super) outcome: Option<Outcome>,
}

/// A message whose confirmation is awaited.
#[derive(Debug)]
struct Receipt {
    qos: u8,
    waiting: Waiting,
}

/// A request whose answer is awaited.
#[derive(Debug)]
pub(super) struct Request {
    /// The connection.
    pub(super) connection: ConnectionId,
    /// The topic of the request, for the message.
    pub(super) topic: String,
    /// The request until it is handed over.
    pub(super) publish: Option<Arc<Publish>>,
    /// Its number from then on.
    pub(super) number: Option<u64>,
    /// What the answer must carry, if it carries anything.
    pub(super) correlation: Option<Vec<u8>>,
    /// The wait.
    pub(super) waiting: Waiting,
}

/// A dialog that somebody shall answer.
#[derive(Debug)]
pub(super) struct OpenDialog {
    /// The activation that asks.
    pub(super) owner: u64,
    /// What is asked; nothing once it is shown.
    pub(super) dialog: Option<AppDialog>,
    /// After which time it closes by itself, in seconds.
    pub(super) timeout: Option<f64>,
}

/// A request over HTTP whose answer is awaited.
#[derive(Debug)]
pub(super) struct Fetch {
    /// The activation that asks.
    pub(super) owner: u64,
    /// Whether a status from 400 on is an error.
    pub(super) is_strict: bool,
    /// The address, for the message.
    pub(super) url: String,
    /// How long it may take, in seconds.
    pub(super) secs: f64,
    /// What is asked; nothing once it went out.
    pub(super) request: Option<WebRequest>,
}

/// All waits of a run.
#[derive(Debug)]
pub(super) struct Waits {
    receipts: BTreeMap<u64, Receipt>,
    requests: BTreeMap<u64, Request>,
    /// By their numbers; no activation has two that are shown, as it waits for the first.
    dialogs: BTreeMap<u64, OpenDialog>,
    fetches: BTreeMap<u64, Fetch>,
    /// How many there are on the network, for whoever passes fates on.
    count: Arc<AtomicUsize>,
    /// Whether it is of interest what becomes of any message.
    follows_all: bool,
}

impl Waits {
    pub(super) fn new(count: Arc<AtomicUsize>) -> Self {
        let (receipts, requests) = (BTreeMap::new(), BTreeMap::new());
        Self { receipts, requests, dialogs: BTreeMap::new(), fetches: BTreeMap::new(), count, follows_all: false }
    }

    /// From now on it is of interest what becomes of any message.
    pub(super) fn follow_all(&mut self) {
        self.follows_all = true;
        self.counted();
    }

    fn counted(&self) {
        let others = usize::from(self.follows_all);
        self.count.store(self.receipts.len() + self.requests.len() + others, Ordering::Release);
    }

    /// Begins to wait for a confirmation; before the message is handed over.
    pub(super) fn add_receipt(&mut self, number: u64, qos: u8, waiting: Waiting) {
        self.receipts.insert(number, Receipt { qos, waiting });
        self.counted();
    }

    /// Begins to wait for an answer; before anything is sent.
    pub(super) fn add_request(&mut self, number: u64, request: Request) {
        self.requests.insert(number, request);
        self.counted();
    }

    /// The wait for a confirmation.
    pub(super) fn receipt(&mut self, number: u64) -> Option<&mut Waiting> {
        self.receipts.get_mut(&number).map(|receipt| &mut receipt.waiting)
    }

    /// A request.
    pub(super) fn request(&mut self, number: u64) -> Option<&mut Request> {
        self.requests.get_mut(&number)
    }

    /// Prepares a dialog; it is shown once its activation waits.
    pub(super) fn add_dialog(&mut self, number: u64, dialog: OpenDialog) {
        self.dialogs.insert(number, dialog);
    }

    /// A dialog.
    pub(super) fn dialog(&mut self, number: u64) -> Option<&mut OpenDialog> {
        self.dialogs.get_mut(&number)
    }

    /// Takes a dialog out.
    pub(super) fn end_dialog(&mut self, number: u64) -> Option<OpenDialog> {
        self.dialogs.remove(&number)
    }

    /// Takes out the dialogs of an activation; gives the numbers of those that are shown.
    pub(super) fn end_dialogs(&mut self, owner: u64) -> Vec<u64> {
        let ended = self.dialogs.extract_if(.., |_, open| open.owner == owner);
        ended.filter(|(_, open)| open.dialog.is_none()).map(|(number, _)| number).collect()
    }

    /// Prepares a request over HTTP; it goes out once its activation waits.
    pub(super) fn add_fetch(&mut self, number: u64, fetch: Fetch) {
        self.fetches.insert(number, fetch);
    }

    /// A request over HTTP.
    pub(super) fn fetch(&mut self, number: u64) -> Option<&mut Fetch> {
        self.fetches.get_mut(&number)
    }

    /// Takes a request over HTTP out.
    pub(super) fn end_fetch(&mut self, number: u64) -> Option<Fetch> {
        self.fetches.remove(&number)
    }

    /// Takes a confirmation's wait out.
    pub(super) fn end_receipt(&mut self, number: u64) -> Option<Waiting> {
        let ended = self.receipts.remove(&number).map(|receipt| receipt.waiting);
        self.counted();
        ended
    }

    /// Takes a request out.
    pub(super) fn end_request(&mut self, number: u64) -> Option<Request> {
        let ended = self.requests.remove(&number);
        self.counted();
        ended
    }

    /// Takes out what an activation began; gives its requests, whose topics nobody needs to hear any more.
    pub(super) fn end_owner(&mut self, owner: u64) -> Vec<(ConnectionId, u64)> {
        self.receipts.retain(|_, receipt| receipt.waiting.owner != owner);
        self.fetches.retain(|_, fetch| fetch.owner != owner);
        let mut ended = Vec::new();
        self.requests.retain(|number, request| {
            let stays = request.waiting.owner != owner;
            if !stays {
                ended.push((request.connection.clone(), *number));
            }
            stays
        });
        self.counted();
        ended
    }

    /// What the fate of a message means for who waits for its confirmation.
    pub(super) fn confirmation(&self, number: u64, fate: &Fate) -> Option<Outcome> {
        let receipt = self.receipts.get(&number)?;
        if !fate.is_final(receipt.qos) {
            return None;
        }
        Some(match fate {
            Fate::Waiting | Fate::Sent | Fate::Acknowledged => Ok(None),
            Fate::Refused(why) => Err(FaultKind::NotConfirmed(NotConfirmed::Refused(why.clone()))),
            Fate::Dropped(why) => Err(FaultKind::NotConfirmed(NotConfirmed::Dropped(why.clone()))),
        })
    }

    /// The request whose message has this fate, if that means that no answer can come.
    pub(super) fn failed_request(&self, number: u64, fate: &Fate) -> Option<(u64, FaultKind)> {
        let why = match fate {
            Fate::Waiting | Fate::Sent | Fate::Acknowledged => return None,
            Fate::Refused(why) => NotConfirmed::Refused(why.clone()),
            Fate::Dropped(why) => NotConfirmed::Dropped(why.clone()),
        };
        let (request, _) = self.requests.iter().find(|(_, request)| request.number == Some(number))?;
        Some((*request, FaultKind::NotConfirmed(why)))
    }

    /// Whether a message that arrived for a request is its answer.
    pub(super) fn is_answer(&self, request: u64, row: &Message) -> bool {
        let Some(request) = self.requests.get(&request) else { return false };
        // What was on its way before the request was sent cannot be its answer.
        request.number.is_some() && fits(request.correlation.as_deref(), row)
    }
}

/// Whether a message carries the mark of a request; one that carries none may be the answer of an older client.
fn fits(wanted: Option<&[u8]>, row: &Message) -> bool {
    match (wanted, correlation(row)) {
        (Some(wanted), Some(got)) => wanted == got,
        (Some(_) | None, _) => true,
    }
}

/// What a message says it is an answer to.
fn correlation(row: &Message) -> Option<&[u8]> {
    row.properties.as_ref()?.correlation.as_deref()
}
