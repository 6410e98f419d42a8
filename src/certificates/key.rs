//! Private keys: PKCS#8, PKCS#1 and SEC1, and the public half by which one is told to fit a certificate.
//!
//! The bytes of a key must never get into a log; [`Key`] hides them.

use std::fmt;

use pkcs8::der::pem::{LineEnding, encode_string};
use pkcs8::{EncryptedPrivateKeyInfoRef, Error};

use crate::model::certificate::Finding;
use crate::model::password::Password;

const OID_RSA: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
const OID_EC: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
const OID_ED25519: &[u8] = &[0x2b, 0x65, 0x70];

const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const OCTETS: u8 = 0x04;
/// A part of a sequence with its own number 1, in which elliptic keys carry their public half.
const TAGGED_1: u8 = 0xa1;
const BITS: u8 = 0x03;

/// How a key is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyFormat {
    /// Any kind of key: `PRIVATE KEY`.
    Pkcs8,
    /// RSA: `RSA PRIVATE KEY`.
    Pkcs1,
    /// Elliptic curves: `EC PRIVATE KEY`.
    Sec1,
}

impl KeyFormat {
    fn label(self) -> &'static str {
        match self {
            Self::Pkcs8 => "PRIVATE KEY",
            Self::Pkcs1 => "RSA PRIVATE KEY",
            Self::Sec1 => "EC PRIVATE KEY",
        }
    }
}

/// A private key, decrypted.
#[derive(Clone, PartialEq, Eq)]
pub struct Key {
    format: KeyFormat,
    der: Vec<u8>,
}

// By hand, so that the key cannot get into a log.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Key").field("format", &self.format).finish_non_exhaustive()
    }
}

impl Key {
    pub(super) fn new(format: KeyFormat, der: Vec<u8>) -> Self {
        Self { format, der }
    }

    /// How it is written.
    pub fn format(&self) -> KeyFormat {
        self.format
    }

    /// The bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// `RSA`, `EC` or `Ed25519`; empty where it is another kind.
    pub fn kind(&self) -> &'static str {
        match self.format {
            KeyFormat::Pkcs1 => "RSA",
            KeyFormat::Sec1 => "EC",
            KeyFormat::Pkcs8 => match pkcs8_parts(&self.der) {
                Some((OID_RSA, _)) => "RSA",
                Some((OID_EC, _)) => "EC",
                Some((OID_ED25519, _)) => "Ed25519",
                Some(_) | None => "",
            },
        }
    }

    /// The key as PEM text, not encrypted.
    pub(super) fn to_pem(&self) -> String {
        encode_string(self.format.label(), LineEnding::LF, &self.der).unwrap_or_default()
    }

    /// What a certificate for this key carries; `None` where the key does not hold it.
    pub(super) fn public(&self) -> Option<Vec<u8>> {
        match self.format {
            KeyFormat::Pkcs1 => rsa_modulus(&self.der, 1),
            KeyFormat::Sec1 => ec_point(&self.der),
            KeyFormat::Pkcs8 => {
                let (oid, inner) = pkcs8_parts(&self.der)?;
                match oid {
                    OID_RSA => rsa_modulus(inner, 1),
                    OID_EC => ec_point(inner),
                    OID_ED25519 => ed25519_public(inner),
                    _another_kind => None,
                }
            }
        }
    }
}

/// A key in DER, encrypted or not.
pub(super) fn of_der(bytes: &[u8], passphrase: &Password) -> Result<Key, Finding> {
    if let Ok(encrypted) = EncryptedPrivateKeyInfoRef::try_from(bytes) {
        return decrypt(&encrypted, passphrase);
    }
    let format = if pkcs8_parts(bytes).is_some() {
        KeyFormat::Pkcs8
    } else if rsa_modulus(bytes, 1).is_some() {
        KeyFormat::Pkcs1
    } else if is_sec1(bytes) {
        KeyFormat::Sec1
    } else {
        return Err(Finding::UnknownFormat);
    };
    Ok(Key::new(format, bytes.to_vec()))
}

fn decrypt(encrypted: &EncryptedPrivateKeyInfoRef<'_>, passphrase: &Password) -> Result<Key, Finding> {
    if passphrase.is_empty() {
        return Err(Finding::NeedsPassphrase);
    }
    match encrypted.decrypt(passphrase.reveal()) {
        Ok(document) => Ok(Key::new(KeyFormat::Pkcs8, document.as_bytes().to_vec())),
        Err(Error::EncryptedPrivateKey(err)) if is_unsupported(err) => Err(Finding::OldEncryption),
        Err(_wrong_bytes_come_out) => Err(Finding::WrongPassphrase),
    }
}

fn is_unsupported(err: pkcs8::pkcs5::Error) -> bool {
    use pkcs8::pkcs5::Error as Encryption;
    matches!(
        err,
        Encryption::UnsupportedAlgorithm { .. }
            | Encryption::AlgorithmParametersInvalid { .. }
            | Encryption::NoPbes1CryptSupport
    )
}

/// An encrypted key in DER, as it stands in a PEM block.
pub(super) fn of_encrypted(bytes: &[u8], passphrase: &Password) -> Result<Key, Finding> {
    match EncryptedPrivateKeyInfoRef::try_from(bytes) {
        Ok(encrypted) => decrypt(&encrypted, passphrase),
        // The outer form is right where there are an algorithm and some octets: then only the algorithm is unknown.
        Err(_) if elements(bytes).is_some() => Err(Finding::OldEncryption),
        Err(_) => Err(Finding::Damaged),
    }
}

/// Whether the bytes have the form of an encrypted key.
pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    EncryptedPrivateKeyInfoRef::try_from(bytes).is_ok()
}

/// The elements that stand one after the other: tag and content of each. `None` where that is not their form.
pub(super) fn elements(bytes: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    let mut rest = bytes;
    let mut found = Vec::new();
    while let [tag, length, after @ ..] = rest {
        let (length, after) = if *length < 0x80 {
            (usize::from(*length), after)
        } else {
            let (digits, after) = after.split_at_checked(usize::from(*length & 0x7f))?;
            if digits.is_empty() || digits.len() > 4 {
                return None;
            }
            (digits.iter().fold(0, |sum, digit| (sum << 8) | usize::from(*digit)), after)
        };
        let (content, after) = after.split_at_checked(length)?;
        found.push((*tag, content));
        rest = after;
    }
    rest.is_empty().then_some(found)
}

/// The same, for the content of an element.
pub(super) fn elements_of(content: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    elements(content)
}

/// The parts of the one sequence that the bytes are.
fn sequence(bytes: &[u8]) -> Option<Vec<(u8, &[u8])>> {
    match elements(bytes)?.as_slice() {
        [(SEQUENCE, content)] => elements(content),
        _something_else => None,
    }
}

/// Kind and inner key of a PKCS#8 key.
fn pkcs8_parts(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let parts = sequence(der)?;
    let [(INTEGER, _), (SEQUENCE, algorithm), (OCTETS, inner), ..] = parts.as_slice() else { return None };
    let (_, oid) = elements(algorithm)?.into_iter().next()?;
    Some((oid, inner))
}

/// The modulus of an RSA key: its integer number `index`, without leading zeros.
pub(super) fn rsa_modulus(der: &[u8], index: usize) -> Option<Vec<u8>> {
    let parts = sequence(der)?;
    if parts.len() < index + 2 || parts.iter().any(|(tag, _)| *tag != INTEGER) {
        return None;
    }
    let (_, modulus) = parts.get(index)?;
    Some(modulus.iter().copied().skip_while(|byte| *byte == 0).collect())
}

fn is_sec1(der: &[u8]) -> bool {
    sequence(der)
        .is_some_and(|parts| matches!(parts.as_slice(), [(INTEGER, version), (OCTETS, _), ..] if *version == [1]))
}

fn ec_point(der: &[u8]) -> Option<Vec<u8>> {
    let parts = sequence(der)?;
    let (_, tagged) = parts.iter().find(|(tag, _)| *tag == TAGGED_1)?;
    match elements(tagged)?.as_slice() {
        [(BITS, [0, point @ ..])] => Some(point.to_vec()),
        _something_else => None,
    }
}

fn ed25519_public(inner: &[u8]) -> Option<Vec<u8>> {
    use ring::signature::{Ed25519KeyPair, KeyPair as _};
    match elements(inner)?.as_slice() {
        [(OCTETS, seed)] => {
            let pair = Ed25519KeyPair::from_seed_unchecked(seed).ok()?;
            Some(pair.public_key().as_ref().to_vec())
        }
        _something_else => None,
    }
}
