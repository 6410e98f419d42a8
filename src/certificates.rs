//! Reads certificate and key files: bytes in, what they hold and what is wrong with them out.
//!
//! Pure: opens no file, knows no network. What it finds is plain data of [`crate::model::certificate`]; sentences are
//! made in `say`. Start reading at [`check_ca`] and [`check_client`]; [`chain`] and [`key`] are what TLS uses.

mod card;
mod key;
mod pem;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use p12_keystore::Pkcs12Archive;

pub use self::card::{card, findings_of, is_version_1, key_of};
pub use self::key::{Key, KeyFormat};
use crate::model::certificate::{Finding, KeyReport, Report};
use crate::model::password::Password;

/// The certificates of a file in DER, in the order of the file.
///
/// # Errors
/// What is wrong with it.
pub fn chain(bytes: &[u8], passphrase: &Password) -> Result<Vec<Vec<u8>>, Finding> {
    let found = if pem::is_pem(bytes) {
        pem::certificates(bytes)?
    } else if card::is_certificate(bytes) {
        vec![bytes.to_vec()]
    } else if is_pkcs12(bytes) {
        let archive = pkcs12(bytes, passphrase)?;
        card::in_order(archive.certs.iter().map(|bag| bag.cert.as_der().to_vec()).collect(), key_in(&archive).as_ref())
    } else if key::of_der(bytes, passphrase).is_ok() {
        Vec::new()
    } else {
        return Err(Finding::UnknownFormat);
    };
    if found.is_empty() { Err(Finding::NoCertificate) } else { Ok(found) }
}

/// The private key of a file.
///
/// # Errors
/// What is wrong with it.
pub fn key(bytes: &[u8], passphrase: &Password) -> Result<Key, Finding> {
    if pem::is_pem(bytes) {
        return pem::key(bytes, passphrase);
    }
    if is_pkcs12(bytes) {
        return key_in(&pkcs12(bytes, passphrase)?).ok_or(Finding::NoKey);
    }
    if card::is_certificate(bytes) {
        return Err(Finding::NoKey);
    }
    key::of_der(bytes, passphrase)
}

/// What there is to say about a file chosen as certificate authority; `now` in seconds since 1970.
pub fn check_ca(bytes: &[u8], now: i64) -> Report {
    let chain = match chain(bytes, &Password::default()) {
        Ok(chain) => chain,
        Err(finding) => return Report::of(finding),
    };
    let mut report = report(&chain, now);
    if let Some(card) = &report.card {
        // One that made itself is trusted as it is, also without the mark of an authority.
        if !card.is_ca && !card.self_signed {
            report.findings.push(Finding::NotCa);
        }
    }
    if pem::is_pem(bytes) && pem::has_key(bytes) {
        report.findings.push(Finding::KeyInside);
    }
    sort(&mut report.findings);
    report
}

/// What there is to say about a client certificate and its key; `key_bytes` is missing where the key shall be in the
/// file of the certificate.
pub fn check_client(bytes: &[u8], key_bytes: Option<&[u8]>, passphrase: &Password, now: i64) -> (Report, KeyReport) {
    let chain = chain(bytes, passphrase);
    let mut report = match &chain {
        Ok(chain) => report(chain, now),
        Err(finding) => Report::of(finding.clone()),
    };
    if let Ok(chain) = &chain {
        report.findings.extend(card::client_findings(chain));
    }
    sort(&mut report.findings);
    let key_bytes = key_bytes.unwrap_or(bytes);
    let key = key(key_bytes, passphrase);
    let mut about_key = match &key {
        Ok(key) => KeyReport {
            kind: key.kind().to_owned(),
            encrypted: pem::is_encrypted(key_bytes),
            fits: false,
            findings: Vec::new(),
            pem: Password::new(&key.to_pem()),
        },
        // Sentence once, at the certificate, where both are in one file.
        Err(finding) if report.findings.contains(finding) => KeyReport::default(),
        Err(finding) => KeyReport { findings: vec![finding.clone()], ..KeyReport::default() },
    };
    if let (Ok(chain), Ok(key)) = (&chain, &key) {
        let fits = fits(chain, key);
        about_key.fits = fits == Some(true);
        if fits == Some(false) {
            about_key.findings.push(Finding::KeyMismatch);
        }
    }
    (report, about_key)
}

/// Whether a key belongs to the first certificate of a chain; `None` where the key does not tell.
pub fn fits(chain: &[Vec<u8>], key: &Key) -> Option<bool> {
    let theirs = card::public_key(chain.first()?)?;
    Some(key.public()? == theirs)
}

fn report(chain: &[Vec<u8>], now: i64) -> Report {
    match card(chain) {
        Some(card) => {
            Report { findings: findings_of(&card, now), card: Some(card), pem: pem::certificates_to_pem(chain) }
        }
        None => Report::of(Finding::Damaged),
    }
}

fn sort(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.weight()));
}

/// A PKCS#12 file begins with a sequence that holds version 3.
fn is_pkcs12(bytes: &[u8]) -> bool {
    key::elements(bytes).is_some_and(|outer| {
        outer.first().and_then(|(_, inner)| key::elements_of(inner)).is_some_and(|parts| {
            parts.first().is_some_and(|(tag, version)| *tag == 2 && *version == [3])
                && parts.get(1).is_some_and(|(tag, _)| *tag == 0x30)
        })
    })
}

fn pkcs12(bytes: &[u8], passphrase: &Password) -> Result<Pkcs12Archive, Finding> {
    use p12_keystore::error::Error;
    Pkcs12Archive::from_pkcs12(bytes, passphrase.reveal()).map_err(|err| match err {
        // The wrong passphrase shows at the check sum, or in what it makes of the content.
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) if passphrase.is_empty() => {
            Finding::NeedsPassphrase
        }
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => Finding::WrongPassphrase,
        Error::UnsupportedEncryptionScheme | Error::UnsupportedMacAlgorithm => Finding::OldEncryption,
        Error::IoError(_)
        | Error::DerError(_)
        | Error::InvalidVersion
        | Error::UnsupportedContentType
        | Error::UnsupportedCertificateType
        | Error::X509Error(_)
        | Error::InvalidLength
        | Error::InvalidParameters
        | Error::InvalidData
        | Error::InvalidPrivateKey => Finding::Damaged,
    })
}

fn key_in(archive: &Pkcs12Archive) -> Option<Key> {
    let bag = archive.keys.first()?;
    Some(Key::new(KeyFormat::Pkcs8, bag.key.as_der().to_vec()))
}
