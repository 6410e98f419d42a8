//! Connections in a file of their own, to be taken to another computer: with their secrets behind a passphrase, or
//! without any.
//!
//! Inside it is RON, `SteckbrettConnections(format: 2, connections: [(connection: (id: "…", name: "…", settings: {…}),
//! secrets: {"password": "…"})])`, each connection as in a project file; locked, the same text in an age file
//! ([`super::age`]). Fields that this version does not know are ignored; a newer format is refused. A file without
//! a passphrase never has secrets in it.
//!
//! Certificate files that a connection names are taken into it. What an import adds to a project is one edit.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::age::{self, SealError};
use super::{disk, text};
use crate::model::connection::Connection;
use crate::model::password::{Password, Secret, Secrets};

/// The newest format that is understood, and the one that is written.
pub const FORMAT: u32 = 2;
/// What the text begins with.
const NAME: &str = "SteckbrettConnections";
/// No file with connections is larger.
const MOST_BYTES: u64 = 16 << 20;

/// A connection with its secrets.
#[derive(Clone, Debug, PartialEq)]
pub struct BundleItem {
    /// The connection, as in a project.
    pub connection: Connection,
    /// Its secrets; empty ones are not there.
    pub secrets: Secrets,
}

/// Why connections cannot be read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleError {
    /// The system's.
    Io(io::ErrorKind),
    /// There is such a file already.
    Exists,
    /// It holds something else.
    NotOurs,
    /// It opens with a passphrase only.
    NeedsPassphrase,
    /// A newer version of this program has written it.
    Newer(u32),
    /// It does not open.
    Sealed(SealError),
}

impl From<io::Error> for BundleError {
    fn from(err: io::Error) -> Self {
        Self::Io(err.kind())
    }
}

impl From<SealError> for BundleError {
    fn from(err: SealError) -> Self {
        match err {
            SealError::NotSealed => Self::NotOurs,
            err => Self::Sealed(err),
        }
    }
}

#[derive(Serialize, Deserialize)]
#[serde(rename = "SteckbrettConnections")]
struct BundleContent {
    format: u32,
    connections: Vec<ConnectionRecord>,
}

/// What is read of a file before anything else.
#[derive(Deserialize)]
#[serde(rename = "SteckbrettConnections")]
struct BundleHeader {
    format: u32,
}

#[derive(Serialize, Deserialize)]
struct ConnectionRecord {
    connection: Connection,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    secrets: BTreeMap<String, String>,
}

/// Its name in the file.
fn name_of(secret: Secret) -> &'static str {
    match secret {
        Secret::Password => "password",
        Secret::Passphrase => "passphrase",
        Secret::Key => "key",
    }
}

/// Connections as the text of a file: locked, or without secrets where the passphrase is empty. `work` as of
/// [`age::seal`].
///
/// # Errors
/// Where the system gives no randomness.
pub fn pack(items: &[BundleItem], passphrase: &Password, work: u8) -> Result<String, BundleError> {
    let locked = !passphrase.is_empty();
    let wire = |item: &BundleItem| {
        let kinds = Secret::ALL.into_iter().filter(|kind| locked && !item.secrets.get(*kind).is_empty());
        let secrets = kinds.map(|kind| (name_of(kind).to_owned(), item.secrets.get(kind).reveal().to_owned()));
        ConnectionRecord { connection: item.connection.clone(), secrets: secrets.collect() }
    };
    let content = BundleContent { format: FORMAT, connections: items.iter().map(wire).collect() };
    let text = text::options().to_string_pretty(&content, text::pretty()).map_err(|_err| io::ErrorKind::InvalidData);
    let text = format!("{NAME}{}\n", text.map_err(BundleError::Io)?);
    if locked { Ok(age::seal(text.as_bytes(), passphrase, work)?) } else { Ok(text) }
}

/// Reads what [`pack`] has made.
///
/// # Errors
/// Why it cannot be read.
pub fn unpack(content: &[u8], passphrase: &Password) -> Result<Vec<BundleItem>, BundleError> {
    if age::is_sealed(content) {
        if passphrase.is_empty() {
            return Err(BundleError::NeedsPassphrase);
        }
        return parse(&age::open(content, passphrase)?);
    }
    parse(content)
}

fn parse(content: &[u8]) -> Result<Vec<BundleItem>, BundleError> {
    let text = std::str::from_utf8(content).map_err(|_no_text| BundleError::NotOurs)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if !text.trim_start().starts_with(NAME) {
        return Err(BundleError::NotOurs);
    }
    // Not the errors themselves: they may quote the text.
    let header: BundleHeader = text::options().from_str(text).map_err(|_quotes_the_text| broken(text))?;
    match header.format {
        0 => return Err(BundleError::NotOurs),
        format if format > FORMAT => return Err(BundleError::Newer(format)),
        _ => {}
    }
    let mut content: BundleContent = text::options().from_str(text).map_err(|_quotes_the_text| broken(text))?;
    if header.format < 2 {
        content.connections.iter_mut().for_each(|wire| wire.connection.buffer_unless_said());
    }
    let item = |wire: ConnectionRecord| {
        let secret = |kind| wire.secrets.get(name_of(kind)).map_or_else(Password::default, |word| Password::new(word));
        let secrets = Secrets {
            password: secret(Secret::Password),
            passphrase: secret(Secret::Passphrase),
            key: secret(Secret::Key),
        };
        BundleItem { connection: wire.connection, secrets }
    };
    Ok(content.connections.into_iter().map(item).collect())
}

/// What is wrong with a text that cannot be understood.
fn broken(text: &str) -> BundleError {
    BundleError::Sealed(if text.trim_end().ends_with(')') { SealError::Damaged } else { SealError::Truncated })
}

/// Writes connections to a file; only with `over` in place of one that is there.
///
/// # Errors
/// Why they cannot be written; then nothing has changed.
pub fn write(path: &Path, content: &str, over: bool) -> Result<(), BundleError> {
    if !over && path.exists() {
        return Err(BundleError::Exists);
    }
    // Private also where it is locked: nobody else needs it.
    Ok(disk::write(path, content.as_bytes(), disk::Access::Private)?)
}

/// Reads connections from a file.
///
/// # Errors
/// Why they cannot be read.
pub fn read(path: &Path, passphrase: &Password) -> Result<Vec<BundleItem>, BundleError> {
    let file = std::fs::metadata(path)?;
    if !file.is_file() || file.len() > MOST_BYTES {
        return Err(BundleError::NotOurs);
    }
    unpack(&disk::read(path, MOST_BYTES)?, passphrase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::connection::{OfflineRule, rows};
    use crate::model::id::ConnectionId;
    use crate::model::value::Value;

    const EASY: u8 = 2;

    fn items() -> Vec<BundleItem> {
        let mut halle = Connection::to_host(ConnectionId::from_random(1), "Halle „1“", "h.example", 8883);
        halle.settings.insert(rows::CA_PEM.key.to_owned(), Value::from("-----BEGIN CERTIFICATE-----\nabc\n"));
        halle.settings.insert("later".to_owned(), Value::Raw("Some(Later(x: 1))".to_owned()));
        let secret = |kind: &str| Password::new(&format!("top-secret {kind}\n\"x\""));
        let secrets = Secrets { password: secret("word"), passphrase: secret("phrase"), key: secret("key") };
        let bare = Connection::to_host(ConnectionId::from_random(2), "Bare", "b.example", 1883);
        vec![BundleItem { connection: halle, secrets }, BundleItem { connection: bare, secrets: Secrets::default() }]
    }

    #[test]
    fn connections_come_back_with_their_secrets_and_nothing_of_it_can_be_read() {
        let (items, word) = (items(), Password::new("öffne dich"));
        let text = pack(&items, &word, EASY).unwrap();
        for hidden in ["top-secret", "Halle", "h.example", "CERTIFICATE", "SteckbrettConnections"] {
            assert!(!text.contains(hidden), "{hidden}");
        }
        assert_eq!(unpack(text.as_bytes(), &word).unwrap(), items);
        assert_eq!(unpack(text.as_bytes(), &Password::default()), Err(BundleError::NeedsPassphrase));
        let wrong = Err(BundleError::Sealed(SealError::Passphrase));
        assert_eq!(unpack(text.as_bytes(), &Password::new("offne dich")), wrong);
        assert!(!format!("{items:?}").contains("top-secret"));
    }

    #[test]
    fn without_a_passphrase_there_are_no_secrets_and_the_text_reads_well() {
        let text = pack(&items(), &Password::default(), EASY).unwrap();
        assert!(!text.contains("top-secret") && !text.contains("secrets"), "{text}");
        assert!(text.starts_with("SteckbrettConnections(\n  format: 2,\n"), "{text}");
        let without: Vec<_> =
            items().into_iter().map(|item| BundleItem { secrets: Secrets::default(), ..item }).collect();
        assert_eq!(unpack(text.as_bytes(), &Password::default()).unwrap(), without);
        for cut in (30..text.trim_end().len() - 1).filter(|at| text.is_char_boundary(*at)) {
            let read = unpack(text.split_at(cut).0.as_bytes(), &Password::default());
            assert!(matches!(read, Err(BundleError::Sealed(_))), "{cut}: {read:?}");
        }
    }

    #[test]
    fn connections_of_the_first_format_keep_their_messages_while_offline() {
        let text = |format: u32| {
            format!(
                "SteckbrettConnections(format: {format}, connections: [(connection: (id: \"a\", name: \"Halle\"))])"
            )
        };
        for (format, rule) in [(1, OfflineRule::Buffer), (2, OfflineRule::Brief)] {
            let read = unpack(text(format).as_bytes(), &Password::default()).unwrap();
            assert_eq!(read[0].connection.mqtt().unwrap().offline, rule);
        }
    }

    #[test]
    fn other_files_and_newer_ones_are_told_apart() {
        let read = |text: &str| unpack(text.as_bytes(), &Password::default());
        let project = crate::store::to_text(&crate::model::project::Project::new("P", "S", "L")).unwrap();
        for foreign in ["", "hallo", &project, "SteckbrettConnections(format: 0, connections: [])"] {
            assert_eq!(read(foreign), Err(BundleError::NotOurs), "{foreign}");
        }
        let newer = "SteckbrettConnections(format: 3, connections: {}, more: 1)";
        assert_eq!(read(newer), Err(BundleError::Newer(3)));
        assert_eq!(read("SteckbrettConnections(format: 1, connections: [], later: (1, 2))"), Ok(Vec::new()));
        assert_eq!(unpack(&[0xff, 0x00], &Password::default()), Err(BundleError::NotOurs));
    }

    #[test]
    fn a_file_that_is_there_is_only_replaced_when_somebody_has_said_so() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c.age");
        let missing = read(&path, &Password::default());
        assert_eq!(missing, Err(BundleError::Io(io::ErrorKind::NotFound)));
        write(&path, &pack(&[], &Password::default(), EASY).unwrap(), false).unwrap();
        assert_eq!(write(&path, "other", false), Err(BundleError::Exists));
        assert_eq!(read(&path, &Password::default()), Ok(Vec::new()));
        write(&path, "other", true).unwrap();
        assert_eq!(read(&path, &Password::default()), Err(BundleError::NotOurs));
        assert_eq!(read(folder.path(), &Password::default()), Err(BundleError::NotOurs));
    }
}
