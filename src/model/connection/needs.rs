//! What a connection needs besides its settings: its password, certificates and keys, and where these are kept.
//!
//! Plain data, made by the kind. Whoever makes the connection fetches it, without knowing the kind.

use super::SettingValues;
use super::row::SettingDef;

/// Where a certificate or a key is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeptIn {
    /// In the project itself, as PEM.
    Project(String),
    /// In a file with this name.
    File(String),
}

impl KeptIn {
    /// What is embedded wins over a file; `None` where neither is named.
    pub(super) fn of(values: &SettingValues, embedded: Option<&SettingDef>, file: &SettingDef) -> Option<Self> {
        let text = |row: &SettingDef| Some(values.text(row).to_owned()).filter(|text| !text.is_empty());
        embedded.and_then(text).map(Self::Project).or_else(|| text(file).map(Self::File))
    }
}

/// What a connection needs besides its settings.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Needs {
    /// Whether it logs in with the password in the store of secrets.
    pub password: bool,
    /// A certificate authority to trust.
    pub ca: Option<KeptIn>,
    /// The certificate by which it is known, with the passphrase in the store of secrets.
    pub client: Option<ClientNeeds>,
}

/// A client certificate and its key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClientNeeds {
    /// The certificate; it cannot do without.
    pub certificate: Option<KeptIn>,
    /// Its key; `None`: in the store of secrets, else in the file of the certificate.
    pub key: Option<KeptIn>,
}
