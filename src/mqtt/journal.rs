//! Messages on disk, so that what waits in an outbox survives the end of the program.
//!
//! One file per connection, only ever appended to: a record for each message, a short one when it is finished. A record
//! that was cut off in the middle is recognised by its checksum and ignored. Now and then the file is written anew with
//! what still waits. Knows nothing of the network.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub(super) mod numbers;
pub(super) mod record;

use self::numbers::SharedNumbers;
use self::record::Record;
use crate::model::id::ConnectionId;
use crate::model::run::Publish;

/// What a journal begins with.
const MAGIC: &[u8; 8] = b"STKOUT1\n";
/// So much may be wasted on finished messages before the file is written anew.
const WASTE: u64 = 4 * 1024 * 1024;
/// An outbox that has become empty gives its file back when it is larger than this.
const SMALL: u64 = 64 * 1024;
/// The program did not exist before: a clock that says so was not set yet, as on panels without a battery.
const FIRST_MS: u64 = 1_735_689_600_000;
/// What the file of the packet numbers ends with.
const NUMBERS: &str = "numbers";
/// So many programs may run one project at the same time, each with a file of its own.
const RIVALS: u32 = 8;

/// A file whose last records the disk may not keep yet.
#[derive(Debug)]
pub(super) struct Unsynced(File);

impl Unsynced {
    /// Makes the disk keep them; may take as long as the disk takes.
    pub(super) fn sync(&self) -> io::Result<()> {
        self.0.sync_data()
    }
}

/// A message found in a journal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// Names it in the journal.
    pub(super) id: u64,
    /// The message.
    pub(super) publish: Arc<Publish>,
    /// How long ago it was published.
    pub(super) age: Duration,
}

/// An open journal; no other program writes into it.
#[derive(Debug)]
pub(super) struct Journal {
    /// Where it was asked to be; the file may have a number added.
    asked: PathBuf,
    path: PathBuf,
    file: File,
    /// Held as long as the journal is open.
    lock: File,
    /// Beside it, and as long as it.
    numbers: SharedNumbers,
    next_id: u64,
    /// Bytes of whole records.
    length: u64,
    /// Bytes of messages that are not finished.
    live: u64,
    dirty: bool,
}

impl Journal {
    /// Opens the journal at `path`, and gives the messages that are not finished, in order.
    ///
    /// # Errors
    /// Those of the system.
    pub(super) fn open(path: &Path, connection: &ConnectionId) -> io::Result<(Self, Vec<Kept>)> {
        if let Some(folder) = path.parent() {
            make_private(folder)?;
        }
        let mut own: Option<(Self, Vec<Kept>)> = None;
        for rival in 1..=RIVALS {
            let path_of = place(path, rival);
            if own.is_some() && !path_of.exists() {
                continue;
            }
            let Some(lock) = lock(&path_of)? else { continue };
            let (journal, found) = Self::open_locked(path, path_of, lock, connection)?;
            match &mut own {
                None => own = Some((journal, found)),
                // A second program ran the project and ended badly: its messages are sent from here.
                Some((ours, all)) => {
                    for kept in found {
                        let id = ours.add(&kept.publish, kept.age)?;
                        all.push(Kept { id, ..kept });
                    }
                    journal.discard()?;
                }
            }
        }
        own.ok_or_else(|| io::Error::other("the project runs too often at the same time"))
    }

    fn open_locked(
        asked: &Path,
        path: PathBuf,
        lock: File,
        connection: &ConnectionId,
    ) -> io::Result<(Self, Vec<Kept>)> {
        let mut file = private(OpenOptions::new().read(true).append(true).create(true)).open(&path)?;
        let mut content = fs::read(&path)?;
        if content.is_empty() || !content.starts_with(MAGIC) {
            if !content.is_empty() {
                put_aside(&path)?;
            }
            file.set_len(0)?;
            file.write_all(MAGIC)?;
            content = MAGIC.to_vec();
        }
        let (mut found, length) = read(&content, connection);
        if length < content.len() {
            if record::whole_one_follows(&content, length) {
                tracing::warn!("a damaged outbox file is kept beside: {path:?}");
                put_aside(&path)?;
            }
            file.set_len(length as u64)?;
        }
        let (numbers, ended) = SharedNumbers::open(&path.with_extension(NUMBERS));
        let next_id = found.iter().map(|kept| kept.id + 1).max().unwrap_or(1);
        let live = found.iter().map(|kept| record::size(&kept.publish)).sum();
        found.sort_by_key(|kept| kept.id);
        let length = length as u64;
        let mut journal =
            Self { asked: asked.to_owned(), path, file, lock, numbers, next_id, length, live, dirty: false };
        // What the broker had confirmed when the program was killed, before that was written down here.
        for kept in found.extract_if(.., |kept| ended.contains(&kept.id)) {
            journal.done(kept.id, &kept.publish)?;
        }
        journal.numbers.tidy();
        Ok((journal, found))
    }

    /// Where it was asked to be.
    pub(super) fn asked(&self) -> &Path {
        &self.asked
    }

    /// The packet numbers of its session, where that outlives the program.
    pub(super) fn numbers(&self) -> &SharedNumbers {
        &self.numbers
    }

    /// Goes on at `to` with all that it holds, for its project has another file now.
    ///
    /// # Errors
    /// Those of the system; it then stays where it is.
    pub(super) fn move_to(&mut self, to: &Path) -> io::Result<()> {
        let (path, lock) = free_place(to)?;
        fs::rename(&self.path, &path)?;
        self.numbers.move_to(&path.with_extension(NUMBERS));
        let old = std::mem::replace(&mut self.path, path);
        to.clone_into(&mut self.asked);
        drop(std::mem::replace(&mut self.lock, lock));
        fs::remove_file(old.with_extension("lock"))
    }

    /// Writes down a message that was published `age` ago, and gives its name in here.
    ///
    /// # Errors
    /// Those of the system; the message is then not in the journal.
    pub(super) fn add(&mut self, publish: &Publish, age: Duration) -> io::Result<u64> {
        let id = self.next_id;
        let at_ms = now_ms().saturating_sub(u64::try_from(age.as_millis()).unwrap_or(u64::MAX));
        let bytes = record::message(id, at_ms, publish);
        self.append(&bytes)?;
        self.next_id += 1;
        self.live += bytes.len() as u64;
        Ok(id)
    }

    /// Notes that a message is finished.
    ///
    /// # Errors
    /// Those of the system; the message would then be sent again after a restart.
    pub(super) fn done(&mut self, id: u64, publish: &Publish) -> io::Result<()> {
        self.append(&record::done(id))?;
        self.live = self.live.saturating_sub(record::size(publish));
        if self.live == 0 && self.length > SMALL {
            self.file.set_len(MAGIC.len() as u64)?;
            self.length = MAGIC.len() as u64;
        }
        Ok(())
    }

    /// Whether so much is wasted that [`Self::rewrite`] is worth it.
    pub(super) fn is_wasteful(&self) -> bool {
        self.length > WASTE + 2 * self.live
    }

    /// Writes the file anew with only these messages: the old file stays until the new one is complete.
    ///
    /// # Errors
    /// Those of the system; the old file is then still in use.
    pub(super) fn rewrite<'a>(
        &mut self,
        messages: impl Iterator<Item = (u64, Duration, &'a Publish)>,
    ) -> io::Result<()> {
        let mut content = MAGIC.to_vec();
        for (id, age, publish) in messages {
            let at_ms = now_ms().saturating_sub(u64::try_from(age.as_millis()).unwrap_or(u64::MAX));
            content.extend(record::message(id, at_ms, publish));
        }
        let new = self.path.with_extension("new");
        let mut file = private(OpenOptions::new().write(true).create(true).truncate(true)).open(&new)?;
        file.write_all(&content)?;
        file.sync_data()?;
        fs::rename(&new, &self.path)?;
        self.file = private(OpenOptions::new().append(true)).open(&self.path)?;
        self.length = content.len() as u64;
        self.live = self.length - MAGIC.len() as u64;
        Ok(())
    }

    /// A handle to make the disk keep what was written, if anything was written since the last call.
    pub(super) fn take_unsynced(&mut self) -> Option<Unsynced> {
        std::mem::take(&mut self.dirty).then(|| self.file.try_clone().ok()).flatten().map(Unsynced)
    }

    /// Throws it away: its messages are not to be kept any more.
    ///
    /// # Errors
    /// Those of the system.
    pub(super) fn discard(self) -> io::Result<()> {
        self.numbers.discard();
        fs::remove_file(&self.path)
    }

    fn append(&mut self, bytes: &[u8]) -> io::Result<()> {
        if let Err(err) = self.file.write_all(bytes) {
            // Half a record would hide all that are written after it.
            self.file.set_len(self.length)?;
            return Err(err);
        }
        self.length += bytes.len() as u64;
        self.dirty = true;
        Ok(())
    }
}

/// Unfinished messages of a journal, and where its last whole record ends.
fn read(content: &[u8], connection: &ConnectionId) -> (Vec<Kept>, usize) {
    let mut found: std::collections::BTreeMap<u64, Kept> = std::collections::BTreeMap::new();
    let mut at = MAGIC.len();
    let now = now_ms();
    while let Some((record, end)) = record::read(content, at, connection) {
        match record {
            Record::Message { id, at_ms, publish } => {
                // A clock that was set back, or only now, makes no message older.
                let since = if at_ms < FIRST_MS { now } else { at_ms };
                let age = Duration::from_millis(now.saturating_sub(since));
                found.insert(id, Kept { id, publish: (*publish).into(), age });
            }
            Record::Done { id } => {
                found.remove(&id);
            }
        }
        at = end;
    }
    (found.into_values().collect(), at)
}

/// Where the journal lies for which `path` was asked; 1 for the first program that runs the project.
fn place(path: &Path, rival: u32) -> PathBuf {
    if rival == 1 { path.to_owned() } else { path.with_extension(format!("{rival}.journal")) }
}

/// The first place without a journal, and the right to it. Whoever opens `path` next finds it there.
fn free_place(path: &Path) -> io::Result<(PathBuf, File)> {
    if let Some(folder) = path.parent() {
        make_private(folder)?;
    }
    for rival in 1..=RIVALS {
        let path = place(path, rival);
        if !path.exists()
            && let Some(lock) = lock(&path)?
        {
            return Ok((path, lock));
        }
    }
    Err(io::Error::other("too many outboxes wait for this project"))
}

/// Moves all journals in a folder to another one, but for those that a program has open.
///
/// # Errors
/// Those of the system.
pub(super) fn move_all(from: &Path, to: &Path) -> io::Result<()> {
    let files = match fs::read_dir(from) {
        Ok(files) => files,
        Err(err) if err.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(err) => return Err(err),
    };
    for file in files {
        let path = file?.path();
        if path.extension().is_none_or(|extension| extension != "journal") {
            continue;
        }
        let Some(_lock) = lock(&path)? else { continue };
        // The name without the number that a second program has added.
        let name = path.file_stem().map(Path::new).and_then(Path::file_stem).unwrap_or_default();
        let (new, _new_lock) = free_place(&to.join(name).with_extension("journal"))?;
        fs::rename(&path, &new)?;
        SharedNumbers::open(&path.with_extension(NUMBERS)).0.move_to(&new.with_extension(NUMBERS));
        fs::remove_file(path.with_extension("lock"))?;
    }
    Ok(())
}

/// Takes the journal for this program; `None` if another one has it.
fn lock(path: &Path) -> io::Result<Option<File>> {
    let file =
        private(OpenOptions::new().write(true).create(true).truncate(false)).open(path.with_extension("lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(err)) => Err(err),
    }
}

fn put_aside(path: &Path) -> io::Result<()> {
    fs::copy(path, path.with_extension("bad")).map(|_bytes| ())
}

/// Messages are nobody else's business.
fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(folder)
}

fn now_ms() -> u64 {
    let since_1970 = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since_1970.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::run::Properties;
    use crate::mqtt::testing::publish;

    fn open(path: &Path) -> (Journal, Vec<Kept>) {
        Journal::open(path, &ConnectionId::local()).unwrap()
    }

    fn payloads(found: &[Kept]) -> Vec<&[u8]> {
        found.iter().map(|kept| kept.publish.payload.as_slice()).collect()
    }

    #[test]
    fn what_is_not_finished_is_found_again_byte_by_byte_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("abc.journal");
        let (mut journal, found) = open(&path);
        assert!(found.is_empty());
        let mut first = publish(1, "halle/ü", "x", 2);
        first.payload = (0..=255).collect();
        first.retain = true;
        first.properties = Properties {
            expiry_secs: Some(7),
            response_topic: Some("antwort".to_owned()),
            correlation: Some(vec![0, 255]),
            content_type: Some("a/b".to_owned()),
            user: vec![("a".to_owned(), String::new()), ("a".to_owned(), "ü".to_owned())],
        };
        journal.add(&first, Duration::from_mins(1)).unwrap();
        let second = publish(2, "t", "weg", 1);
        let id = journal.add(&second, Duration::ZERO).unwrap();
        journal.add(&publish(3, "t", "", 0), Duration::ZERO).unwrap();
        journal.done(id, &second).unwrap();
        drop(journal);
        let (mut journal, found) = open(&path);
        assert_eq!(payloads(&found), [first.payload.as_slice(), b""]);
        let kept = &found[0].publish;
        assert_eq!((kept.topic.as_str(), kept.retain, kept.qos), ("halle/ü", true, 2));
        assert_eq!(kept.properties, first.properties);
        assert!(found[0].age >= Duration::from_mins(1) && found[1].age < Duration::from_secs(30));
        assert!(journal.add(&second, Duration::ZERO).unwrap() > found[1].id, "no name is used twice");
    }

    #[test]
    fn a_clock_that_jumps_makes_no_message_too_old() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc.journal");
        let hour = 3_600_000;
        // Written with a clock that was never set, an hour ago, and with one that was an hour ahead.
        let written = [1000, now_ms() - hour, now_ms() + hour];
        let records =
            written.iter().zip(1..).flat_map(|(at_ms, id)| record::message(id, *at_ms, &publish(id, "t", "x", 1)));
        fs::write(&path, MAGIC.iter().copied().chain(records).collect::<Vec<u8>>()).unwrap();
        let (_journal, found) = Journal::open(&path, &ConnectionId::local()).unwrap();
        let hours: Vec<_> = found.iter().map(|kept| (kept.age.as_secs_f64() / 3600.0).round()).collect();
        assert_eq!(hours, [0.0, 1.0, 0.0]);
    }

    #[test]
    fn a_name_that_nobody_can_have_counted_to_stops_no_other_message() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc.journal");
        let records = [1, u64::MAX].map(|id| record::message(id, now_ms(), &publish(id, "t", "x", 1))).concat();
        fs::write(&path, [MAGIC, &records[..]].concat()).unwrap();
        let (mut journal, found) = open(&path);
        assert_eq!(found.len(), 1);
        assert_eq!(journal.add(&publish(2, "t", "y", 1), Duration::ZERO).unwrap(), 2);
    }

    #[test]
    fn a_torn_record_is_ignored_wherever_it_was_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc.journal");
        let (mut journal, _) = open(&path);
        journal.add(&publish(1, "t", "eins", 1), Duration::ZERO).unwrap();
        let whole = journal.length as usize;
        journal.add(&publish(2, "t", "zwei", 1), Duration::ZERO).unwrap();
        drop(journal);
        let content = fs::read(&path).unwrap();
        for cut in whole..content.len() {
            fs::write(&path, &content[..cut]).unwrap();
            let (mut journal, found) = open(&path);
            assert_eq!(payloads(&found), [b"eins"], "cut at {cut}");
            journal.add(&publish(3, "t", "drei", 1), Duration::ZERO).unwrap();
            drop(journal);
            assert_eq!(payloads(&open(&path).1), [b"eins", b"drei"], "what follows is readable");
        }
        let mut flipped = content;
        flipped[whole - 1] ^= 1;
        fs::write(&path, &flipped).unwrap();
        assert_eq!(open(&path).1, [], "damaged in the middle");
        assert_eq!(fs::read(path.with_extension("bad")).unwrap(), flipped, "kept for those who want to look");
    }

    #[test]
    fn finished_messages_do_not_pile_up() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc.journal");
        let (mut journal, _) = open(&path);
        let message = publish(1, "t", &"x".repeat(100_000), 1);
        let stays = publish(2, "t", "bleibt", 1);
        let kept = journal.add(&stays, Duration::ZERO).unwrap();
        while !journal.is_wasteful() {
            let id = journal.add(&message, Duration::ZERO).unwrap();
            journal.done(id, &message).unwrap();
        }
        journal.rewrite([(kept, Duration::ZERO, &stays)].into_iter()).unwrap();
        journal.add(&stays, Duration::ZERO).unwrap();
        assert!(fs::metadata(&path).unwrap().len() < 1000);
        drop(journal);
        let (mut journal, found) = open(&path);
        assert_eq!(payloads(&found), [b"bleibt", b"bleibt"]);
        for kept in found {
            journal.done(kept.id, &kept.publish).unwrap();
        }
        let id = journal.add(&message, Duration::ZERO).unwrap();
        journal.done(id, &message).unwrap();
        assert_eq!(fs::read(&path).unwrap(), MAGIC, "an empty outbox has an empty file");
    }

    #[test]
    fn a_journal_goes_on_elsewhere_with_all_it_holds() {
        let folder = tempfile::tempdir().unwrap();
        let [old, new] = ["alt", "neu"].map(|name| folder.path().join(name));
        let [from, to] = [&old, &new].map(|folder| folder.join("abc.journal"));
        let (mut journal, _) = open(&from);
        journal.add(&publish(1, "t", "eins", 1), Duration::ZERO).unwrap();
        // Another program runs the project too, and one has left something under the new name.
        let (mut rival, _) = open(&from);
        rival.add(&publish(2, "t", "drei", 1), Duration::ZERO).unwrap();
        let (mut there, _) = open(&to);
        there.add(&publish(3, "t", "schon da", 1), Duration::ZERO).unwrap();
        drop(there);
        move_all(&old, &new).unwrap();
        assert!(from.exists(), "in use");
        journal.move_to(&to).unwrap();
        assert_eq!(journal.asked(), to);
        let message = publish(4, "t", "zwei", 1);
        let id = journal.add(&message, Duration::ZERO).unwrap();
        journal.add(&message, Duration::ZERO).unwrap();
        journal.done(id, &message).unwrap();
        journal.rewrite([(1, Duration::ZERO, &message)].into_iter()).unwrap();
        journal.add(&message, Duration::ZERO).unwrap();
        drop((journal, rival));
        move_all(&old, &new).unwrap();
        move_all(&old, &new).unwrap();
        move_all(&folder.path().join("none"), &new).unwrap();
        assert_eq!(fs::read_dir(&old).unwrap().count(), 0, "nothing is left behind");
        assert_eq!(payloads(&open(&to).1), [&b"schon da"[..], b"zwei", b"zwei", b"drei"]);
    }

    #[test]
    fn two_programs_do_not_write_into_one_file_and_the_orphan_is_adopted() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc.journal");
        let (mut one, _) = open(&path);
        let (mut two, found) = open(&path);
        assert!(found.is_empty());
        one.add(&publish(1, "t", "eins", 1), Duration::ZERO).unwrap();
        two.add(&publish(1, "t", "zwei", 1), Duration::ZERO).unwrap();
        drop((one, two));
        let (journal, found) = open(&path);
        assert_eq!(payloads(&found), [b"eins", b"zwei"]);
        drop(journal);
        assert_eq!(payloads(&open(&path).1), [b"eins", b"zwei"], "once, and in one file");
        assert!(!path.with_extension("2.journal").exists());
    }
}
