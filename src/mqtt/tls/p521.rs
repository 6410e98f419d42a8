//! The curve P-521, which the library of our TLS leaves out: keys and certificates of servers and clients.
//!
//! Only signatures. The key that a session is encrypted with is agreed on with another curve.

use std::fmt;

use p521::SecretKey;
use p521::ecdsa::signature::hazmat::{PrehashSigner as _, PrehashVerifier as _};
use p521::ecdsa::{DerSignature, SigningKey as P521Key, VerifyingKey};
use p521::pkcs8::DecodePrivateKey as _;
use ring::digest::{self, SHA256, SHA384, SHA512};

use crate::certificates::{Key, KeyFormat};
use crate::mqtt::client::rustls::crypto::WebPkiSupportedAlgorithms;
use crate::mqtt::client::rustls::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use crate::mqtt::client::rustls::sign::{Signer, SigningKey};
use crate::mqtt::client::rustls::{Error as TlsError, SignatureAlgorithm, SignatureScheme};

/// As many bytes as a number of the curve has.
const WIDTH: usize = 66;

static WITH_SHA256: Verification = Verification { hash: &SHA256, signature: alg_id::ECDSA_SHA256 };
static WITH_SHA384: Verification = Verification { hash: &SHA384, signature: alg_id::ECDSA_SHA384 };
static WITH_SHA512: Verification = Verification { hash: &SHA512, signature: alg_id::ECDSA_SHA512 };
/// `openssl` signs certificates with SHA-256 unless told otherwise, whatever the key is.
static ALL: [&dyn SignatureVerificationAlgorithm; 3] = [&WITH_SHA256, &WITH_SHA384, &WITH_SHA512];
/// For what is said while connecting.
static OF_SESSIONS: [&dyn SignatureVerificationAlgorithm; 1] = [&WITH_SHA512];

/// What the library verifies, and P-521.
pub(super) fn added_to(library: WebPkiSupportedAlgorithms) -> WebPkiSupportedAlgorithms {
    let all: Vec<_> = library.all.iter().chain(&ALL).copied().collect();
    let own = (SignatureScheme::ECDSA_NISTP521_SHA512, OF_SESSIONS.as_slice());
    let mapping: Vec<_> = library.mapping.iter().copied().chain([own]).collect();
    // The library wants them for ever; its caller makes them once.
    WebPkiSupportedAlgorithms { all: all.leak(), mapping: mapping.leak() }
}

/// Verifies signatures over one kind of digest.
#[derive(Debug)]
struct Verification {
    hash: &'static digest::Algorithm,
    signature: AlgorithmIdentifier,
}

impl SignatureVerificationAlgorithm for Verification {
    fn verify_signature(&self, public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = VerifyingKey::from_sec1_bytes(public_key).map_err(|_no_point| InvalidSignature)?;
        let signature = DerSignature::try_from(signature).map_err(|_no_signature| InvalidSignature)?;
        key.verify_prehash(&padded(self.hash, message), &signature).map_err(|_another_one| InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ECDSA_P521
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature
    }
}

/// A digest with zeros in front, which are nothing to a number: the library takes none that is shorter than half the curve.
fn padded(hash: &'static digest::Algorithm, message: &[u8]) -> [u8; WIDTH] {
    let digest = digest::digest(hash, message);
    let mut bytes = [0; WIDTH];
    let start = WIDTH - digest.as_ref().len();
    if let Some(end) = bytes.get_mut(start..) {
        end.copy_from_slice(digest.as_ref());
    }
    bytes
}

/// A private key of the curve.
#[derive(Clone)]
pub(super) struct ClientKey(P521Key);

// By hand, so that the key cannot get into a log.
impl fmt::Debug for ClientKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientKey").finish_non_exhaustive()
    }
}

impl ClientKey {
    /// `None` where it is a key of another kind.
    pub(super) fn of(key: &Key) -> Option<Self> {
        let secret = match key.format() {
            KeyFormat::Pkcs8 => SecretKey::from_pkcs8_der(key.der()).ok()?,
            KeyFormat::Sec1 => SecretKey::from_sec1_der(key.der()).ok()?,
            KeyFormat::Pkcs1 => return None,
        };
        Some(Self(secret.into()))
    }
}

impl SigningKey for ClientKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered.contains(&SignatureScheme::ECDSA_NISTP521_SHA512).then(|| Box::new(self.clone()) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

impl Signer for ClientKey {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, TlsError> {
        let signature: Result<DerSignature, _> = self.0.sign_prehash(&padded(&SHA512, message));
        signature.map(|signature| signature.as_bytes().to_vec()).map_err(|err| TlsError::General(err.to_string()))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP521_SHA512
    }
}
