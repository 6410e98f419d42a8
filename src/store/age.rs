//! A text locked with a passphrase: the age format, version 1, with a scrypt recipient (age-encryption.org/v1).
//!
//! `age --decrypt` opens such a file too. Nothing is invented here: scrypt, HKDF, HMAC and ChaCha20-Poly1305 are those
//! of the libraries, put together as the format says. Never says more of a file that does not open than why.
//!
//! `ring` and `scrypt` are in the tree anyway; the result is checked against the format's own test vector.

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use ring::rand::{SecureRandom as _, SystemRandom};
use ring::{hkdf, hmac};
use scrypt::Params;

use crate::model::password::Password;
use crate::model::payload::{Form, base64_text};

/// How much work guessing a passphrase is: 2¹⁷ × 1 KiB of memory for each guess, half a second here.
pub const WORK: u8 = 17;
/// More than this, as another program may have chosen, would take more memory than a small computer has: 1 GiB.
const MOST_WORK: u8 = 20;

const INTRO: &str = "age-encryption.org/v1";
const SCRYPT_LABEL: &[u8] = b"age-encryption.org/v1/scrypt";
const BEGIN: &str = "-----BEGIN AGE ENCRYPTED FILE-----";
const END: &str = "-----END AGE ENCRYPTED FILE-----";
/// Letters in a line of the armor.
const LINE: usize = 64;
/// Bytes of the text that are sealed together, and what sealing adds to them.
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const SALT: usize = 16;
const FILE_KEY: usize = 16;

/// Why a file cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealError {
    /// It is not locked with a passphrase.
    NotSealed,
    /// Its end is missing.
    Truncated,
    /// It was changed.
    Damaged,
    /// The passphrase does not open it.
    Passphrase,
    /// Opening it would take too much memory.
    TooCostly,
    /// The system gives no randomness.
    NoRandomness,
}

/// Whether something is locked in this way.
pub fn is_sealed(content: &[u8]) -> bool {
    let content = content.trim_ascii_start();
    content.starts_with(BEGIN.as_bytes()) || content.starts_with(INTRO.as_bytes())
}

/// Locks a text. `work` is [`WORK`], and less in tests.
///
/// # Errors
/// Where the system gives no randomness.
pub fn seal(plain: &[u8], passphrase: &Password, work: u8) -> Result<String, SealError> {
    let random = SystemRandom::new();
    let (mut salt, mut file_key, mut nonce) = ([0; SALT], [0; FILE_KEY], [0; SALT]);
    for bytes in [&mut salt, &mut file_key, &mut nonce] {
        random.fill(bytes).map_err(|_unspecified| SealError::NoRandomness)?;
    }
    let mut body = file_key.to_vec();
    let wrap = key(wrap_key(passphrase, &salt, work)?)?;
    wrap.seal_in_place_append_tag(nonce_of(0, false), Aad::empty(), &mut body)
        .map_err(|_unspecified| SealError::Damaged)?;
    let mut header = format!("{INTRO}\n-> scrypt {} {work}\n{}\n---", unpadded(&salt), unpadded(&body)).into_bytes();
    let mac = hmac::sign(&header_key(&file_key)?, &header);
    header.extend_from_slice(format!(" {}\n", unpadded(mac.as_ref())).as_bytes());
    header.extend_from_slice(&nonce);
    let payload = key(derive(&file_key, &nonce, b"payload")?)?;
    let count = plain.len().div_ceil(CHUNK).max(1);
    for i in 0..count {
        let mut chunk = plain.chunks(CHUNK).nth(i).unwrap_or_default().to_vec();
        payload
            .seal_in_place_append_tag(nonce_of(i, i + 1 == count), Aad::empty(), &mut chunk)
            .map_err(|_unspecified| SealError::Damaged)?;
        header.extend_from_slice(&chunk);
    }
    Ok(armored(&header))
}

/// Opens what was locked.
///
/// # Errors
/// Why it does not open.
pub fn open(content: &[u8], passphrase: &Password) -> Result<Vec<u8>, SealError> {
    let unarmored;
    let content = if content.trim_ascii_start().starts_with(BEGIN.as_bytes()) {
        unarmored = unarmor(content)?;
        unarmored.as_slice()
    } else {
        content
    };
    let mut rest = content;
    if line(&mut rest)? != INTRO {
        return Err(SealError::NotSealed);
    }
    let recipient = line(&mut rest)?;
    // Another recipient is a key of the user, which nobody here has.
    let arguments = recipient.strip_prefix("-> scrypt ").ok_or(SealError::NotSealed)?;
    let (salt, work) = arguments.split_once(' ').ok_or(SealError::Damaged)?;
    let (salt, work) = (decoded(salt)?, work.parse::<u8>().map_err(|_no_number| SealError::Damaged)?);
    if work > MOST_WORK {
        return Err(SealError::TooCostly);
    }
    let mut body = decoded(line(&mut rest)?)?;
    let end = line(&mut rest)?;
    let mac = decoded(end.strip_prefix("--- ").ok_or(SealError::Damaged)?)?;
    if salt.len() != SALT || work == 0 || body.len() != FILE_KEY + TAG {
        return Err(SealError::Damaged);
    }
    let wrap = key(wrap_key(passphrase, &salt, work)?)?;
    let file_key = wrap
        .open_in_place(nonce_of(0, false), Aad::empty(), &mut body)
        .map_err(|_unspecified| SealError::Passphrase)?;
    let signed = content.len() - rest.len() - 1 - (end.len() - "---".len());
    let header = content.get(..signed).ok_or(SealError::Damaged)?;
    hmac::verify(&header_key(file_key)?, header, &mac).map_err(|_unspecified| SealError::Damaged)?;
    payload(file_key, rest)
}

/// Opens the text behind the header.
fn payload(file_key: &[u8], rest: &[u8]) -> Result<Vec<u8>, SealError> {
    let (nonce, sealed) = rest.split_at_checked(SALT).ok_or(SealError::Truncated)?;
    let key = key(derive(file_key, nonce, b"payload")?)?;
    let count = sealed.len().div_ceil(CHUNK + TAG).max(1);
    let mut plain = Vec::with_capacity(sealed.len());
    for i in 0..count {
        let chunk = sealed.chunks(CHUNK + TAG).nth(i).unwrap_or_default();
        let open = |last: bool| {
            let mut chunk = chunk.to_vec();
            let opened = key.open_in_place(nonce_of(i, last), Aad::empty(), &mut chunk);
            opened.ok().map(|plain| plain.to_vec())
        };
        let is_last = i + 1 == count;
        match open(is_last) {
            Some(opened) if opened.is_empty() && i > 0 => return Err(SealError::Damaged),
            Some(opened) => plain.extend_from_slice(&opened),
            // The last one that is there says that more follows.
            None if is_last && (chunk.len() < TAG || open(false).is_some()) => return Err(SealError::Truncated),
            None => return Err(SealError::Damaged),
        }
    }
    Ok(plain)
}

/// The next line of the header, without its end.
fn line<'a>(rest: &mut &'a [u8]) -> Result<&'a str, SealError> {
    let end = memchr::memchr(b'\n', rest).ok_or(SealError::Truncated)?;
    let (line, after) = rest.split_at(end);
    *rest = after.get(1..).unwrap_or_default();
    std::str::from_utf8(line).map_err(|_no_text| SealError::Damaged)
}

fn wrap_key(passphrase: &Password, salt: &[u8], work: u8) -> Result<[u8; 32], SealError> {
    let params = Params::new(work, 8, 1).map_err(|_invalid| SealError::Damaged)?;
    let salt = [SCRYPT_LABEL, salt].concat();
    let mut key = [0; 32];
    scrypt::scrypt(passphrase.reveal().as_bytes(), &salt, &params, &mut key).map_err(|_invalid| SealError::Damaged)?;
    Ok(key)
}

fn key(bytes: [u8; 32]) -> Result<LessSafeKey, SealError> {
    let unbound = UnboundKey::new(&CHACHA20_POLY1305, &bytes).map_err(|_unspecified| SealError::Damaged)?;
    Ok(LessSafeKey::new(unbound))
}

fn header_key(file_key: &[u8]) -> Result<hmac::Key, SealError> {
    Ok(hmac::Key::new(hmac::HMAC_SHA256, &derive(file_key, b"", b"header")?))
}

fn derive(file_key: &[u8], salt: &[u8], info: &[u8]) -> Result<[u8; 32], SealError> {
    let mut key = [0; 32];
    let extracted = hkdf::Salt::new(hkdf::HKDF_SHA256, salt).extract(file_key);
    let info = [info];
    let expanded = extracted.expand(&info, hkdf::HKDF_SHA256).map_err(|_unspecified| SealError::Damaged)?;
    expanded.fill(&mut key).map_err(|_unspecified| SealError::Damaged)?;
    Ok(key)
}

/// The number of a chunk, and whether it is the last; each key seals each number once.
fn nonce_of(number: usize, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    let number = (number as u64).to_be_bytes();
    bytes[3..11].copy_from_slice(&number);
    bytes[11] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

fn unpadded(bytes: &[u8]) -> String {
    base64_text(bytes).trim_end_matches('=').to_owned()
}

/// Only the one spelling that the format allows: bits that mean nothing are zero, nothing is padded.
fn decoded(text: &str) -> Result<Vec<u8>, SealError> {
    let bytes = Form::Base64.encode(text).map_err(|_no_base64| SealError::Damaged)?;
    if unpadded(&bytes) == text { Ok(bytes) } else { Err(SealError::Damaged) }
}

fn armored(bytes: &[u8]) -> String {
    let text = base64_text(bytes);
    let mut out = format!("{BEGIN}\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(LINE));
        out.push_str(line);
        out.push('\n');
        rest = after;
    }
    out.push_str(END);
    out.push('\n');
    out
}

fn unarmor(content: &[u8]) -> Result<Vec<u8>, SealError> {
    let text = std::str::from_utf8(content).map_err(|_no_text| SealError::Damaged)?.trim();
    let inner = text.strip_prefix(BEGIN).ok_or(SealError::NotSealed)?;
    let inner = inner.strip_suffix(END).ok_or(SealError::Truncated)?;
    // Mail programs break lines as they like; what is inside is signed.
    Form::Base64.encode(inner).map_err(|_no_base64| SealError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Little work: what is tested is not how slow it is.
    const EASY: u8 = 2;

    fn word(text: &str) -> Password {
        Password::new(text)
    }

    #[test]
    fn what_was_locked_opens_with_the_passphrase_only() {
        for length in [0, 1, 100, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK] {
            let plain: Vec<u8> = (0..length).map(|i| (i % 251) as u8).collect();
            let sealed = seal(&plain, &word("grüße 1"), EASY).unwrap();
            assert!(is_sealed(sealed.as_bytes()) && sealed.lines().all(|line| line.len() <= LINE));
            assert_eq!(open(sealed.as_bytes(), &word("grüße 1")).as_deref(), Ok(&plain[..]), "{length}");
            assert_eq!(open(sealed.as_bytes(), &word("grüße 2")), Err(SealError::Passphrase));
        }
        let twice = [0, 1].map(|_| seal(b"x", &word("p"), EASY).unwrap());
        assert_ne!(twice[0], twice[1], "each file has its own salt and key");
    }

    #[test]
    fn no_byte_can_be_changed_or_left_out() {
        let sealed = seal(b"Halle: geheim", &word("p"), EASY).unwrap();
        let bytes = unarmor(sealed.as_bytes()).unwrap();
        assert_eq!(open(&bytes, &word("p")).as_deref(), Ok(&b"Halle: geheim"[..]), "without armor");
        for at in 0..bytes.len() {
            let mut changed = bytes.clone();
            changed[at] ^= 1;
            assert!(open(&changed, &word("p")).is_err(), "byte {at} of {}", bytes.len());
            assert!(open(&bytes[..at], &word("p")).is_err(), "cut at {at}");
        }
        assert_eq!(open(&bytes[..bytes.len() - 40], &word("p")), Err(SealError::Truncated));
        assert_eq!(open(&sealed.as_bytes()[..sealed.len() / 2], &word("p")), Err(SealError::Truncated));
        let mut longer = bytes;
        longer.push(0);
        assert_eq!(open(&longer, &word("p")), Err(SealError::Damaged));
    }

    #[test]
    fn bytes_have_one_spelling_only() {
        assert_eq!(decoded("TQ"), Ok(b"M".to_vec()));
        for other in ["TR", "TQ==", "T Q", "TQ\r"] {
            assert_eq!(decoded(other), Err(SealError::Damaged), "{other}");
        }
    }

    #[test]
    fn a_text_that_ends_with_a_whole_chunk_is_missed() {
        let plain = vec![7; 2 * CHUNK];
        let bytes = unarmor(seal(&plain, &word("p"), EASY).unwrap().as_bytes()).unwrap();
        assert_eq!(open(&bytes[..bytes.len() - CHUNK - TAG], &word("p")), Err(SealError::Truncated));
    }

    #[test]
    fn what_others_lock_is_told_apart() {
        for foreign in ["", "(format: 1)", "age-encryption.org/v2\n", "-----BEGIN CERTIFICATE-----\n"] {
            assert!(!is_sealed(foreign.as_bytes()) || open(foreign.as_bytes(), &word("p")).is_err(), "{foreign}");
        }
        let for_a_key = b"age-encryption.org/v1\n-> X25519 abc\nabc\n--- abc\n";
        assert_eq!(open(for_a_key, &word("p")), Err(SealError::NotSealed));
        let costly = format!("{INTRO}\n-> scrypt {} 30\n", unpadded(&[0; 16]));
        assert_eq!(open(costly.as_bytes(), &word("p")), Err(SealError::TooCostly));
    }

    /// The vector `scrypt` of the format's public tests (github.com/C2SP/CCTV).
    #[test]
    fn the_formats_own_test_opens() {
        let theirs = include_bytes!("snapshots/c2sp-scrypt.age");
        assert_eq!(open(theirs, &word("password")).as_deref(), Ok(&b"age"[..]));
    }
}
