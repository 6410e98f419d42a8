//! The packet numbers of a session that outlives the program: what a broker has to be told again after a start, and under
//! which number, so that a message of quality of service 2 that was on the wire when the program was killed comes once.
//!
//! A file beside the journal of the connection, only ever appended to: who the session is with, each message when it gets
//! its number, and after each packet which numbers are under way. It is written before the packet that it is about, by
//! the client library (`client/checkpoint`). A number that is not under way any more is that of a message which has come
//! to its end, also where the journal does not know that yet. Now and then the file is written anew. A file that cannot
//! be written stops nothing: then such a message may come twice, as without it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fs::{self, File, OpenOptions};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::{private, record};

/// What a file begins with.
const MAGIC: &[u8; 8] = b"STKNUM1\n";
/// From here on a file is written anew, in bytes, where less than half of it still counts.
const WASTE: u64 = 1024 * 1024;
/// So many ended messages are remembered when the file is written anew: more than the journal may not know yet.
const REMEMBERED: usize = 256;

const BEGUN: u8 = 1;
const MESSAGE: u8 = 2;
const STATE: u8 = 3;
const ENDED: u8 = 4;

/// A message that has a packet number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::mqtt) struct NumberedMessage {
    /// Its name in the journal, if it is in there.
    pub(in crate::mqtt) kept: Option<u64>,
    /// As the client library writes it.
    pub(in crate::mqtt) message: Vec<u8>,
}

/// What a session can be resumed from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::mqtt) struct StoredSession {
    /// As the client library writes it, without its messages.
    pub(in crate::mqtt) state: Vec<u8>,
    /// What is under way, by packet number.
    pub(in crate::mqtt) under_way: BTreeMap<u16, NumberedMessage>,
}

#[derive(Debug, Default)]
struct PacketNumbers {
    path: PathBuf,
    /// `None` until something is written, and once that has failed.
    file: Option<File>,
    length: u64,
    /// Who the session is with.
    with: String,
    now: StoredSession,
    /// Messages that were handed over and have no number yet: their names in the journal, and what tells them apart.
    handed: VecDeque<(u64, u64)>,
    /// Messages that have come to their end, the last one last.
    ended: VecDeque<u64>,
}

/// The packet numbers of one connection, shared by its journal and the client.
#[derive(Clone, Debug)]
pub(in crate::mqtt) struct SharedNumbers(Arc<Mutex<PacketNumbers>>);

impl SharedNumbers {
    /// Those at `path`, which need not exist, and the names of the messages that have come to their end.
    pub(in crate::mqtt) fn open(path: &Path) -> (Self, BTreeSet<u64>) {
        let content = fs::read(path).unwrap_or_default();
        let numbers = PacketNumbers { path: path.to_owned(), ..read(&content) };
        let ended = numbers.ended.iter().copied().collect();
        (Self(Arc::new(Mutex::new(numbers))), ended)
    }

    fn lock(&self) -> MutexGuard<'_, PacketNumbers> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The session as it is kept, if it is one with the same broker and client.
    pub(in crate::mqtt) fn stored(&self, with: &str) -> Option<StoredSession> {
        let numbers = self.lock();
        (numbers.with == with && !numbers.now.state.is_empty()).then(|| numbers.now.clone())
    }

    /// A session begins anew: nothing is under way.
    pub(in crate::mqtt) fn begin(&self, with: &str) {
        let mut numbers = self.lock();
        with.clone_into(&mut numbers.with);
        numbers.now = StoredSession::default();
        numbers.handed.clear();
        let begun = begun(with);
        numbers.append(&begun);
    }

    /// The broker does not know the session any more.
    pub(in crate::mqtt) fn forgotten(&self) {
        let with = self.lock().with.clone();
        self.begin(&with);
    }

    /// A message of the journal is about to be handed to the client.
    pub(in crate::mqtt) fn hand_over(&self, kept: u64, topic: &str, payload: &[u8]) {
        let told_apart = told_apart(topic.as_bytes(), payload);
        self.lock().handed.push_back((kept, told_apart));
    }

    /// The message that was handed over last was not taken.
    pub(in crate::mqtt) fn take_back(&self) {
        self.lock().handed.pop_back();
    }

    /// Which of these numbers have a message that is not written down yet.
    pub(in crate::mqtt) fn is_new(&self, number: u16) -> bool {
        !self.lock().now.under_way.contains_key(&number)
    }

    /// What is under way has changed: `news` are messages that have a number now, each with what tells it apart.
    pub(in crate::mqtt) fn save(&self, state: Vec<u8>, under_way: &BTreeSet<u16>, news: Vec<(u16, u64, Vec<u8>)>) {
        let mut numbers = self.lock();
        if news.is_empty() && numbers.now.state == state {
            return;
        }
        let mut records = Vec::new();
        for (number, told_apart, message) in news {
            let at = numbers.handed.iter().position(|(_, other)| *other == told_apart);
            let kept = at.and_then(|at| numbers.handed.remove(at)).map(|(kept, _)| kept);
            let numbered = NumberedMessage { kept, message };
            records.extend(message_record(number, &numbered));
            numbers.now.under_way.insert(number, numbered);
        }
        records.extend(state_record(&state, under_way));
        numbers.settle(state, under_way);
        numbers.append(&records);
    }

    /// Whether it was moved along with its journal.
    pub(in crate::mqtt) fn move_to(&self, path: &Path) {
        let mut numbers = self.lock();
        if numbers.path.exists()
            && let Err(err) = fs::rename(&numbers.path, path)
        {
            tracing::warn!("packet numbers stay behind: {err}: {:?}", numbers.path);
        }
        path.clone_into(&mut numbers.path);
    }

    /// What was known of messages that have ended is in the journal now.
    pub(in crate::mqtt) fn tidy(&self) {
        let mut numbers = self.lock();
        numbers.ended.clear();
        if numbers.path.exists() {
            numbers.rewrite();
        }
    }

    /// There is no session that outlives the program any more.
    pub(in crate::mqtt) fn discard(&self) {
        let mut numbers = self.lock();
        *numbers = PacketNumbers { path: std::mem::take(&mut numbers.path), ..PacketNumbers::default() };
        if let Err(err) = fs::remove_file(&numbers.path)
            && err.kind() != io::ErrorKind::NotFound
        {
            tracing::warn!("packet numbers cannot be removed: {err}: {:?}", numbers.path);
        }
    }
}

impl PacketNumbers {
    /// Takes over which numbers are under way; the messages of all others have come to their end.
    fn settle(&mut self, state: Vec<u8>, under_way: &BTreeSet<u16>) {
        let ended = self.now.under_way.extract_if(.., |number, _| !under_way.contains(number));
        self.ended.extend(ended.filter_map(|(_, numbered)| numbered.kept));
        let too_many = self.ended.len().saturating_sub(REMEMBERED);
        // Read from a file, all of them count: nobody has told the journal yet.
        if self.file.is_some() {
            self.ended.drain(..too_many);
        }
        self.now.state = state;
    }

    fn append(&mut self, records: &[u8]) {
        if self.file.is_none() || self.length > WASTE && self.length > 2 * self.now.size() {
            return self.rewrite();
        }
        let written = self.file.as_mut().map(|file| file.write_all(records));
        match written {
            Some(Ok(())) => self.length += records.len() as u64,
            Some(Err(err)) => self.give_up(&err),
            None => {}
        }
    }

    /// Writes all that counts into a new file that takes the place of the old one.
    fn rewrite(&mut self) {
        let mut content = MAGIC.to_vec();
        content.extend(ended_record(&self.ended));
        content.extend(begun(&self.with));
        for (number, numbered) in &self.now.under_way {
            content.extend(message_record(*number, numbered));
        }
        let under_way = self.now.under_way.keys().copied().collect();
        content.extend(state_record(&self.now.state, &under_way));
        match self.replace(&content) {
            Ok(file) => (self.file, self.length) = (Some(file), content.len() as u64),
            Err(err) => self.give_up(&err),
        }
    }

    fn replace(&self, content: &[u8]) -> io::Result<File> {
        let new = self.path.with_extension("numbers-new");
        let mut file = private(OpenOptions::new().append(true).create(true)).open(&new)?;
        file.set_len(0)?;
        file.write_all(content)?;
        fs::rename(&new, &self.path)?;
        Ok(file)
    }

    /// Half of a record, or an older state, would be worse than none.
    fn give_up(&mut self, err: &io::Error) {
        tracing::warn!("packet numbers cannot be kept, a message may come twice after a kill: {err}: {:?}", self.path);
        self.file = None;
        for path in [self.path.clone(), self.path.with_extension("numbers-new")] {
            if let Err(err) = fs::remove_file(&path)
                && err.kind() != io::ErrorKind::NotFound
            {
                tracing::warn!("packet numbers cannot be removed: {err}: {path:?}");
            }
        }
    }
}

impl StoredSession {
    fn size(&self) -> u64 {
        let messages: usize = self.under_way.values().map(|numbered| numbered.message.len()).sum();
        (messages + self.state.len()) as u64
    }
}

/// What tells a message apart from others; which of two that are the same gets a number does not matter.
pub(in crate::mqtt) fn told_apart(topic: &[u8], payload: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (topic, payload).hash(&mut hasher);
    hasher.finish()
}

fn begun(with: &str) -> Vec<u8> {
    record::framed(&[&[BEGUN], with.as_bytes()].concat())
}

fn message_record(number: u16, numbered: &NumberedMessage) -> Vec<u8> {
    // Names begin at 1.
    let kept = numbered.kept.unwrap_or(0).to_le_bytes();
    record::framed(&[&[MESSAGE], &number.to_le_bytes()[..], &kept, &numbered.message].concat())
}

fn state_record(state: &[u8], under_way: &BTreeSet<u16>) -> Vec<u8> {
    let count = (under_way.len() as u16).to_le_bytes();
    let numbers: Vec<u8> = under_way.iter().flat_map(|number| number.to_le_bytes()).collect();
    record::framed(&[&[STATE], &count[..], &numbers, state].concat())
}

fn ended_record(ended: &VecDeque<u64>) -> Vec<u8> {
    let names: Vec<u8> = ended.iter().flat_map(|kept| kept.to_le_bytes()).collect();
    record::framed(&[&[ENDED], &names[..]].concat())
}

/// What a file says; what was cut off at its end was not sent either.
fn read(content: &[u8]) -> PacketNumbers {
    let mut numbers = PacketNumbers::default();
    if !content.starts_with(MAGIC) {
        return numbers;
    }
    // They count once a state says that they are under way.
    let mut news = BTreeMap::new();
    let mut at = MAGIC.len();
    while let Some((body, end)) = record::body(content, at) {
        at = end;
        if numbers.take(body, &mut news).is_none() {
            break;
        }
    }
    numbers
}

impl PacketNumbers {
    fn take(&mut self, body: &[u8], news: &mut BTreeMap<u16, NumberedMessage>) -> Option<()> {
        let (kind, rest) = body.split_first()?;
        match *kind {
            BEGUN => {
                self.with = String::from_utf8(rest.to_vec()).ok()?;
                self.now = StoredSession::default();
                news.clear();
            }
            MESSAGE => {
                let (number, rest) = rest.split_first_chunk()?;
                let (kept, message) = rest.split_first_chunk()?;
                let kept = Some(u64::from_le_bytes(*kept)).filter(|kept| *kept > 0);
                news.insert(u16::from_le_bytes(*number), NumberedMessage { kept, message: message.to_vec() });
            }
            STATE => {
                let (count, rest) = rest.split_first_chunk()?;
                let (listed, state) = rest.split_at_checked(2 * usize::from(u16::from_le_bytes(*count)))?;
                let under_way = listed.as_chunks::<2>().0.iter().map(|number| u16::from_le_bytes(*number)).collect();
                self.now.under_way.append(news);
                self.settle(state.to_vec(), &under_way);
            }
            ENDED => self.ended.extend(rest.as_chunks::<8>().0.iter().map(|kept| u64::from_le_bytes(*kept))),
            _of_a_later_version => return None,
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn path() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("halle.numbers");
        (folder, path)
    }

    fn hand_over(numbers: &SharedNumbers, kept: u64) -> (u16, u64, Vec<u8>) {
        let payload = kept.to_string();
        numbers.hand_over(kept, "t", payload.as_bytes());
        (kept as u16, told_apart(b"t", payload.as_bytes()), payload.into_bytes())
    }

    #[test]
    fn what_is_under_way_and_what_has_ended_is_known_after_a_kill() {
        let (_folder, path) = path();
        let (numbers, ended) = SharedNumbers::open(&path);
        assert!(ended.is_empty() && numbers.stored("b").is_none());
        numbers.begin("b");
        let news = [1, 2, 3].map(|kept| hand_over(&numbers, kept));
        numbers.save(b"s1".to_vec(), &[1, 2, 3].into(), news.into());
        numbers.save(b"s2".to_vec(), &[2, 3].into(), Vec::new());
        // Nothing is closed: as after a kill.
        let (numbers, ended) = SharedNumbers::open(&path);
        assert_eq!(ended, [1].into());
        assert!(numbers.stored("another broker").is_none());
        let stored = numbers.stored("b").unwrap();
        assert_eq!(stored.state, b"s2");
        let under_way: Vec<_> = stored.under_way.iter().map(|(number, numbered)| (*number, numbered.kept)).collect();
        assert_eq!(under_way, [(2, Some(2)), (3, Some(3))]);
        assert_eq!(stored.under_way[&2].message, b"2");
        numbers.tidy();
        let (numbers, ended) = SharedNumbers::open(&path);
        assert!(ended.is_empty());
        assert_eq!(numbers.stored("b"), Some(stored));
    }

    #[test]
    fn a_session_that_begins_anew_has_ended_nothing() {
        let (_folder, path) = path();
        let (numbers, _) = SharedNumbers::open(&path);
        numbers.begin("b");
        let news = vec![hand_over(&numbers, 1)];
        numbers.save(b"s1".to_vec(), &[1].into(), news);
        numbers.forgotten();
        let (numbers, ended) = SharedNumbers::open(&path);
        assert!(ended.is_empty() && numbers.stored("b").is_none(), "{ended:?}");
        numbers.discard();
        assert!(!path.exists());
    }

    #[test]
    fn a_file_does_not_grow_for_ever_and_forgets_nothing_that_counts() {
        let (_folder, path) = path();
        let (numbers, _) = SharedNumbers::open(&path);
        numbers.begin("b");
        let long = vec![b'x'; 10_000];
        for kept in 1..1000 {
            let (number, told_apart, _) = hand_over(&numbers, kept);
            numbers.save(kept.to_le_bytes().to_vec(), &[number].into(), vec![(number, told_apart, long.clone())]);
            assert!(fs::metadata(&path).unwrap().len() < WASTE + 100_000);
        }
        let (numbers, ended) = SharedNumbers::open(&path);
        assert_eq!(numbers.stored("b").unwrap().under_way.keys().collect::<Vec<_>>(), [&999]);
        assert!((900..999).all(|kept| ended.contains(&kept)) && !ended.contains(&999));
    }

    #[test]
    fn a_full_disk_stops_nothing_and_leaves_nothing_half() {
        let folder = tempfile::tempdir().unwrap();
        let (numbers, _) = SharedNumbers::open(&folder.path().join("missing/halle.numbers"));
        numbers.begin("b");
        let news = vec![hand_over(&numbers, 1)];
        numbers.save(b"s1".to_vec(), &[1].into(), news);
        assert_eq!(numbers.stored("b").unwrap().state, b"s1", "the run itself goes on");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

        /// Wherever a kill or a power cut has ended the file, it says what was true at one moment.
        #[test]
        fn a_file_cut_anywhere_or_damaged_is_an_older_state_or_none(cut in 0.0..1.0_f64, flipped in any::<Option<u8>>()) {
            let (_folder, path) = path();
            let (numbers, _) = SharedNumbers::open(&path);
            numbers.begin("b");
            for kept in 1..6 {
                let news = hand_over(&numbers, kept);
                numbers.save(vec![kept as u8], &[kept as u16].into(), vec![news]);
            }
            let mut content = fs::read(&path).unwrap();
            let at = (content.len() as f64 * cut) as usize;
            match flipped {
                Some(flipped) => content[at] ^= flipped,
                None => content.truncate(at),
            }
            let found = read(&content);
            let last = u64::from(found.now.state.first().copied().unwrap_or(0));
            prop_assert_eq!(found.ended.iter().copied().collect::<Vec<_>>(), (1..last.max(1)).collect::<Vec<_>>());
            prop_assert_eq!(found.now.under_way.len(), usize::from(last > 0));
        }
    }
}
