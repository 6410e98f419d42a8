//! The file of the broker: records, one behind the other. Knows nothing of what they say.
//!
//! It is appended to, and now and then written anew with what is still of interest, beside the old one, which it then
//! replaces in one step. A record that was cut off in the middle is recognised by its checksum and cut away.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::mqtt::journal::record::{body, whole_one_follows};

/// What it begins with.
const MAGIC: &[u8; 8] = b"STKBRK1\n";
/// So much may be wasted on what is past before the file is written anew, besides as much as was of interest.
const WASTE: u64 = 4 * 1024 * 1024;

/// The open file.
#[derive(Debug)]
pub(super) struct StoreFile {
    path: PathBuf,
    file: Arc<File>,
    /// Bytes of whole records, and the beginning.
    length: u64,
    /// How long it was when it was new.
    fresh: u64,
    /// What has been appended since a new one is being written.
    tail: Option<Vec<u8>>,
    /// Whether something is missing in it.
    is_wrong: bool,
}

impl StoreFile {
    /// Opens the file, or makes it, and hands out what its records say.
    ///
    /// # Errors
    /// Those of the system, and a file that is none of ours.
    pub(super) fn open(path: &Path, mut found: impl FnMut(&[u8])) -> io::Result<Self> {
        let file = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        make_private(&file)?;
        let content = fs::read(path)?;
        let known = content.len().min(MAGIC.len());
        if content.get(..known) != MAGIC.get(..known) {
            return Err(io::Error::other(format!("{}: no file of a broker", path.display())));
        }
        let mut at = MAGIC.len();
        while let Some((record, end)) = body(&content, at) {
            found(record);
            at = end;
        }
        if at < content.len() {
            if whole_one_follows(&content, at) {
                let aside = path.with_extension("damaged");
                tracing::error!("{} is damaged; a copy is kept as {}", path.display(), aside.display());
                fs::write(aside, &content)?;
            } else {
                tracing::warn!("{}: the last record is not whole", path.display());
            }
        }
        let mut store = Self {
            path: path.to_owned(),
            file: Arc::new(file),
            length: at as u64,
            fresh: at as u64,
            tail: None,
            is_wrong: false,
        };
        if content.len() < MAGIC.len() {
            store.cut(0)?;
            (&*store.file).write_all(MAGIC)?;
        } else {
            store.cut(store.length)?;
        }
        // Whether it is worth to be written anew is not known yet.
        store.fresh /= 2;
        Ok(store)
    }

    /// Hands `records` over to the system.
    ///
    /// # Errors
    /// Those of the system; then none of them is in the file.
    pub(super) fn append(&mut self, records: &[u8]) -> io::Result<()> {
        if let Err(err) = (&*self.file).write_all(records) {
            // What stands behind half a record would not be read.
            self.cut(self.length)?;
            return Err(err);
        }
        self.length += records.len() as u64;
        if let Some(tail) = &mut self.tail {
            tail.extend_from_slice(records);
        }
        Ok(())
    }

    /// What is appended next stands at `end`, and nothing behind it. Not by opening the file for appending: not every
    /// system would let it be cut then.
    fn cut(&self, end: u64) -> io::Result<()> {
        self.file.set_len(end)?;
        (&*self.file).seek(SeekFrom::Start(end)).map(drop)
    }

    /// What the disk may not keep yet.
    pub(super) fn unsynced(&self) -> Arc<File> {
        Arc::clone(&self.file)
    }

    /// Whether most of it is past, or it has to be written anew for another reason.
    pub(super) fn is_wasteful(&self) -> bool {
        self.tail.is_none() && (self.is_wrong || self.length > 2 * self.fresh + WASTE)
    }

    /// Something could not be appended and is given up.
    pub(super) fn lacks_something(&mut self) {
        self.is_wrong = true;
    }

    /// Begins to write it anew; where the new one stands until it is whole.
    pub(super) fn begin_anew(&mut self) -> PathBuf {
        self.tail = Some(Vec::new());
        self.path.with_extension("new")
    }

    /// Puts the new one, as [`write_anew`] has written it, into the place of the old one.
    ///
    /// # Errors
    /// Those of the system; then the old one stays.
    pub(super) fn replace(&mut self, new: io::Result<File>) -> io::Result<()> {
        let tail = self.tail.take().unwrap_or_default();
        // A failure is tried again only after as much waste as now.
        self.fresh = self.length;
        let file = new?;
        (&file).write_all(&tail)?;
        file.sync_data()?;
        fs::rename(self.path.with_extension("new"), &self.path)?;
        self.length = file.metadata()?.len();
        self.fresh = self.length;
        self.is_wrong = false;
        self.file = Arc::new(file);
        Ok(())
    }
}

/// Writes a new file with these records.
///
/// # Errors
/// Those of the system.
pub(super) fn write_anew(path: &Path, records: &[u8]) -> io::Result<File> {
    let mut file = OpenOptions::new().create(true).truncate(true).read(true).write(true).open(path)?;
    make_private(&file)?;
    file.write_all(MAGIC)?;
    file.write_all(records)?;
    file.sync_data()?;
    Ok(file)
}

/// What passes the broker is nobody else's business.
fn make_private(file: &File) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        file.set_permissions(fs::Permissions::from_mode(0o600))?;
    }
    #[cfg(not(unix))]
    let _ = file;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mqtt::journal::record::framed;

    fn records(path: &Path) -> (StoreFile, Vec<String>) {
        let mut found = Vec::new();
        let file = StoreFile::open(path, |record| found.push(String::from_utf8(record.to_vec()).unwrap())).unwrap();
        (file, found)
    }

    #[test]
    fn wherever_it_is_cut_off_the_whole_records_are_read_and_new_ones_follow() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("broker.store");
        let all = ["eins", "zwei", "drei"].map(|text| framed(text.as_bytes()));
        let (mut file, found) = records(&path);
        assert!(found.is_empty());
        file.append(&all.concat()).unwrap();
        let content = fs::read(&path).unwrap();
        for end in 0..content.len() {
            fs::write(&path, &content[..end]).unwrap();
            let (mut file, found) = records(&path);
            let whole = (end.saturating_sub(MAGIC.len())) / 12;
            assert_eq!(found, &["eins", "zwei", "drei"][..whole], "{end}");
            file.append(&framed(b"neu")).unwrap();
            assert_eq!(records(&path).1.last().map(String::as_str), Some("neu"), "{end}");
        }
    }

    #[test]
    fn a_damaged_one_is_kept_aside_and_a_foreign_one_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("broker.store");
        let mut content = [&MAGIC[..], &framed(b"eins"), &framed(b"zwei"), &framed(b"drei")].concat();
        content[MAGIC.len() + 12 + 9] ^= 1;
        fs::write(&path, &content).unwrap();
        assert_eq!(records(&path).1, ["eins"]);
        assert_eq!(fs::read(path.with_extension("damaged")).unwrap(), content);
        fs::write(&path, "etwas ganz anderes").unwrap();
        StoreFile::open(&path, |_| panic!()).unwrap_err();
        assert_eq!(fs::read_to_string(&path).unwrap(), "etwas ganz anderes");
    }

    #[test]
    fn what_is_appended_while_a_new_one_is_written_is_not_lost() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("broker.store");
        let (mut file, _) = records(&path);
        file.append(&framed(b"alt")).unwrap();
        let new = file.begin_anew();
        file.append(&framed(b"inzwischen")).unwrap();
        file.replace(write_anew(&new, &framed(b"kurz"))).unwrap();
        file.append(&framed(b"danach")).unwrap();
        assert_eq!(records(&path).1, ["kurz", "inzwischen", "danach"]);
        file.begin_anew();
        file.replace(Err(io::Error::other("full"))).unwrap_err();
        file.append(&framed(b"und weiter")).unwrap();
        assert_eq!(records(&path).1.len(), 4, "the old one stays");
    }
}
