//! What a certificate says and what is wrong with it, as plain data. Read in `certificates`, told in `say`.

/// What a certificate says, for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Whom it is for: its common name, and the organisation in brackets.
    pub subject: String,
    /// Who made it.
    pub issuer: String,
    /// The names and addresses it is valid for.
    pub names: Vec<String>,
    /// Valid from: seconds since 1970 (UTC).
    pub from: i64,
    /// Valid until: seconds since 1970 (UTC).
    pub until: i64,
    /// Kind and size of its key: `RSA 2048`, `EC P-256`, `Ed25519`.
    pub key: String,
    /// Whether it was made by itself.
    pub self_signed: bool,
    /// Whether it may make others: a certificate authority.
    pub is_ca: bool,
    /// How many certificates the file holds.
    pub count: usize,
    /// SHA-256 of it, as `AB:CD:…`.
    pub fingerprint: String,
}

/// What a file is chosen as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The certificate authority that is trusted.
    Ca,
    /// The client certificate.
    Certificate,
    /// Its key.
    Key,
}

/// How serious a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Worth knowing.
    Hint,
    /// May fail.
    Warning,
    /// Cannot work.
    Error,
}

/// Something to say about a certificate or key file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// There is no such file.
    NotFound,
    /// The file cannot be read.
    Unreadable {
        /// What is wrong, in the words of the system.
        what: String,
    },
    /// It is no file but a pipe, a device or a folder.
    NotAFile,
    /// It does not answer, as on a network drive that is gone.
    NoAnswer,
    /// Neither PEM nor DER nor PKCS#12.
    UnknownFormat,
    /// It can be read, but there is no certificate in it.
    NoCertificate,
    /// It can be read, but there is no private key in it.
    NoKey,
    /// What is inside is damaged.
    Damaged,
    /// The key or the file is encrypted and no passphrase was given.
    NeedsPassphrase,
    /// The passphrase does not fit.
    WrongPassphrase,
    /// The key is encrypted in the way of old OpenSSL versions, or in one that is not read here.
    OldEncryption,
    /// Certificate and key do not belong together.
    KeyMismatch,
    /// The library cannot use this kind of key.
    UnsupportedKey,
    /// It is no longer valid.
    Expired {
        /// Since when: seconds since 1970.
        until: i64,
        /// The clock of this computer.
        now: i64,
    },
    /// It is not valid yet.
    NotYetValid {
        /// From when: seconds since 1970.
        from: i64,
        /// The clock of this computer.
        now: i64,
    },
    /// It is valid for less than 30 days more.
    ExpiresSoon {
        /// Until when: seconds since 1970.
        until: i64,
        /// Whole days left.
        days: i64,
    },
    /// It was chosen as certificate authority, but is none.
    NotCa,
    /// It was chosen as client certificate, but is a certificate authority.
    IsCa,
    /// It is made for servers only; brokers may refuse it from a client.
    NotForClients,
    /// The certificates of the file do not follow each other, from the client's own to the authority.
    ChainOrder,
    /// A private key stands in a file that only needs certificates.
    KeyInside,
}

impl Finding {
    /// How serious it is.
    pub fn weight(&self) -> Weight {
        match self {
            Self::NotFound
            | Self::Unreadable { .. }
            | Self::NotAFile
            | Self::NoAnswer
            | Self::UnknownFormat
            | Self::NoCertificate
            | Self::NoKey
            | Self::Damaged
            | Self::NeedsPassphrase
            | Self::WrongPassphrase
            | Self::OldEncryption
            | Self::KeyMismatch
            | Self::UnsupportedKey
            | Self::Expired { .. }
            | Self::NotYetValid { .. } => Weight::Error,
            Self::ExpiresSoon { .. } | Self::NotCa | Self::NotForClients | Self::ChainOrder | Self::KeyInside => {
                Weight::Warning
            }
            Self::IsCa => Weight::Hint,
        }
    }
}

/// What a file is, and what is to be said about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Its first certificate.
    pub card: Option<Card>,
    /// The most serious first.
    pub findings: Vec<Finding>,
    /// Its certificates as PEM text, to be kept inside the project.
    pub pem: String,
}

impl Report {
    /// A report of one thing that is wrong.
    pub fn of(finding: Finding) -> Self {
        Self { findings: vec![finding], ..Self::default() }
    }

    /// Weight of the most serious finding.
    pub fn weight(&self) -> Option<Weight> {
        self.findings.iter().map(Finding::weight).max()
    }
}

/// What there is to say about all files of a connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reports {
    /// The certificate authority, where one is chosen.
    pub ca: Option<Report>,
    /// The client certificate, where one is chosen.
    pub certificate: Option<Report>,
    /// The key, where one is chosen or expected: only what is wrong with it, and its kind.
    pub key: Option<KeyReport>,
}

/// What there is to say about a private key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyReport {
    /// Kind of the key: `RSA`, `EC`, `Ed25519`; empty where it cannot be read.
    pub kind: String,
    /// Whether it is encrypted in its file.
    pub encrypted: bool,
    /// Whether it is known to belong to the certificate; some keys do not tell.
    pub fits: bool,
    /// The most serious first.
    pub findings: Vec<Finding>,
    /// The key as PEM text, to be kept in the store of secrets.
    pub pem: super::password::Password,
}
