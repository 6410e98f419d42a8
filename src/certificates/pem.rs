//! Text files with certificates and keys between `-----BEGIN …-----` and `-----END …-----`.

use pkcs8::der::pem::{LineEnding, encode_string};
use x509_parser::pem::Pem;

use super::key::{self, Key, KeyFormat};
use crate::model::certificate::Finding;
use crate::model::password::Password;

const BEGIN: &str = "-----BEGIN ";
const END: &str = "-----END ";

/// One block of a file, with its markers.
struct Block {
    label: String,
    text: String,
}

impl Block {
    fn decode(&self) -> Result<Vec<u8>, Finding> {
        Pem::read(std::io::Cursor::new(&self.text)).map(|(pem, _)| pem.contents).map_err(|_not_base64| Finding::Damaged)
    }

    fn is_key(&self) -> bool {
        self.label.ends_with("PRIVATE KEY")
    }

    /// Encrypted in the way of old OpenSSL versions: with headers inside the block.
    fn has_headers(&self) -> bool {
        self.text.contains("Proc-Type:")
    }
}

/// Whether there is a PEM block in the bytes.
pub(super) fn is_pem(bytes: &[u8]) -> bool {
    bytes.windows(BEGIN.len()).any(|part| part == BEGIN.as_bytes())
}

fn blocks(bytes: &[u8]) -> Vec<Block> {
    // Comments beside the blocks may be in any encoding.
    let text = String::from_utf8_lossy(bytes);
    let mut found = Vec::new();
    let mut open: Option<Block> = None;
    for line in text.lines().map(str::trim) {
        if let Some(rest) = line.strip_prefix(BEGIN) {
            let label = rest.trim_end_matches('-').to_owned();
            open = Some(Block { label, text: String::new() });
        }
        if let Some(block) = &mut open {
            block.text.push_str(line);
            block.text.push('\n');
        }
        if line.starts_with(END) {
            found.extend(open.take());
        }
    }
    // Cut off: decoding it says so.
    found.extend(open);
    found
}

/// The certificates of the file, in its order.
pub(super) fn certificates(bytes: &[u8]) -> Result<Vec<Vec<u8>>, Finding> {
    const LABELS: [&str; 3] = ["CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"];
    let blocks = blocks(bytes);
    blocks.iter().filter(|block| LABELS.contains(&block.label.as_str())).map(Block::decode).collect()
}

/// Whether a private key stands in the file.
pub(super) fn has_key(bytes: &[u8]) -> bool {
    blocks(bytes).iter().any(Block::is_key)
}

/// Whether the key of the file is encrypted; also for files that are not PEM.
pub(super) fn is_encrypted(bytes: &[u8]) -> bool {
    if is_pem(bytes) {
        return blocks(bytes).iter().any(|block| block.label.starts_with("ENCRYPTED") || block.has_headers());
    }
    key::is_encrypted(bytes)
}

/// The first private key of the file.
pub(super) fn key(bytes: &[u8], passphrase: &Password) -> Result<Key, Finding> {
    let Some(block) = blocks(bytes).into_iter().find(Block::is_key) else { return Err(Finding::NoKey) };
    if block.has_headers() {
        return Err(Finding::OldEncryption);
    }
    let der = block.decode()?;
    let format = match block.label.as_str() {
        "PRIVATE KEY" => KeyFormat::Pkcs8,
        "RSA PRIVATE KEY" => KeyFormat::Pkcs1,
        "EC PRIVATE KEY" => KeyFormat::Sec1,
        "ENCRYPTED PRIVATE KEY" => return key::of_encrypted(&der, passphrase),
        _another_kind => return Err(Finding::UnsupportedKey),
    };
    Ok(Key::new(format, der))
}

/// Certificates as PEM text.
pub(super) fn certificates_to_pem(chain: &[Vec<u8>]) -> String {
    chain.iter().map(|der| encode_string("CERTIFICATE", LineEnding::LF, der).unwrap_or_default()).collect()
}
