//! How a broker was reached.

/// That a broker was reached in a trial, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// How many milliseconds it took.
    pub ms: u64,
    /// What protects the connection; `None` where nothing does.
    pub tls: Option<TlsVersion>,
}

/// A version of TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsVersion {
    /// 1.2
    V12,
    /// 1.3
    V13,
}

impl TlsVersion {
    /// Its name, the same in all languages.
    pub fn name(self) -> &'static str {
        match self {
            Self::V12 => "TLS 1.2",
            Self::V13 => "TLS 1.3",
        }
    }
}
