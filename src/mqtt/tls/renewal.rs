//! The client certificate that is shown, and a newer one once its files have changed.
//!
//! Certificates of machines live for weeks, and whoever renews them writes new files; a panel on a wall shall not have to
//! be started again for that. Only our own certificate is looked at: another authority, which decides who gets the
//! password, is a change that somebody confirms.

use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use tokio::time::timeout;

use super::certified;
use crate::model::run::Refusal;
use crate::mqtt::client::rustls::SignatureScheme;
use crate::mqtt::client::rustls::client::ResolvesClientCert;
use crate::mqtt::client::rustls::sign::CertifiedKey;
use crate::mqtt::msg::{ConnectionSpec, OwnCertificate};

/// How long the files may take to be read, before the certificate that is held is shown; they may lie in a network.
const PATIENCE: Duration = Duration::from_secs(2);
/// The largest file that is read, in bytes.
const LARGEST: u64 = 1 << 20;

/// When a file was written last, and how long it is.
type Stamp = (Option<SystemTime>, u64);

/// What is shown to the broker now.
#[derive(Debug)]
struct ShownCertificate {
    /// The spec with the certificate as it was read last.
    spec: ConnectionSpec,
    key: Arc<CertifiedKey>,
    /// Of the files, when they were read; `None`: not yet here.
    stamps: Option<(Stamp, Stamp)>,
}

/// The client certificate of a connection.
#[derive(Debug)]
pub(in crate::mqtt) struct Renewal(Arc<Mutex<ShownCertificate>>);

impl Renewal {
    /// Shows this certificate.
    ///
    /// # Errors
    /// A certificate or key that cannot be used.
    pub(super) fn new(spec: &ConnectionSpec, own: &OwnCertificate) -> Result<Self, Refusal> {
        let key = Arc::new(certified(spec, own)?);
        Ok(Self(Arc::new(Mutex::new(ShownCertificate { spec: spec.clone(), key, stamps: None }))))
    }

    /// Looks whether the files have changed. What cannot be used is not taken: new files come one after the other, and
    /// the next try looks again.
    pub(in crate::mqtt) async fn look(&self) {
        let held = Arc::clone(&self.0);
        let looked = tokio::task::spawn_blocking(move || look(&held));
        if !matches!(timeout(PATIENCE, looked).await, Ok(Ok(()))) {
            tracing::warn!("the files of the client certificate cannot be read in time");
        }
    }

    /// The spec with the certificate that is shown now, which is what a refusal of it is about.
    pub(in crate::mqtt) fn spec(&self) -> ConnectionSpec {
        lock(&self.0).spec.clone()
    }
}

impl ResolvesClientCert for Renewal {
    fn resolve(&self, _hints: &[&[u8]], _schemes: &[SignatureScheme]) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&lock(&self.0).key))
    }

    fn has_certs(&self) -> bool {
        true
    }
}

fn lock(held: &Mutex<ShownCertificate>) -> std::sync::MutexGuard<'_, ShownCertificate> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

fn look(held: &Mutex<ShownCertificate>) {
    // Not held locked while files are read: a handshake of another try may want what there is.
    let (spec, before) = {
        let held = lock(held);
        (held.spec.clone(), held.stamps)
    };
    let Some(own) = &spec.certificate else { return };
    let Some((certificate, key)) = &own.files else { return };
    let now = (stamp(certificate), stamp(key));
    let (Some(of_certificate), Some(of_key)) = now else { return };
    if before == Some((of_certificate, of_key)) {
        return;
    }
    let (Some(certificate), Some(key)) = (read(certificate), read(key)) else { return };
    let renewed = OwnCertificate { certificate, key, files: own.files.clone() };
    let is_new = renewed != *own;
    let Ok(certified) = certified(&spec, &renewed) else { return };
    let mut held = lock(held);
    held.stamps = Some((of_certificate, of_key));
    if is_new {
        tracing::info!(connection = spec.name, "the client certificate was renewed in its file");
        held.spec.certificate = Some(renewed);
        held.key = Arc::new(certified);
    }
}

/// `None` where there is no file.
fn stamp(path: &Path) -> Option<Stamp> {
    let metadata = fs::metadata(path).ok()?;
    // A pipe or a device might never end.
    metadata.is_file().then(|| (metadata.modified().ok(), metadata.len()))
}

fn read(path: &Path) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    fs::File::open(path).ok()?.take(LARGEST).read_to_end(&mut content).ok()?;
    Some(content)
}
