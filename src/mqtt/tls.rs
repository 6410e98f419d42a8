//! TLS: what we trust, how we identify ourselves, and what TLS errors mean.
//!
//! Start reading at [`client_config`]. Who is trusted is decided in [`verify`].

mod p521;
mod renewal;
mod verify;

use std::io;
use std::sync::atomic::AtomicBool;
use std::sync::{Arc, OnceLock};
use std::time::{SystemTime, UNIX_EPOCH};

pub(super) use self::renewal::Renewal;
use super::client::rustls::crypto::CryptoProvider;
use super::client::rustls::crypto::ring::default_provider;
use super::client::rustls::crypto::ring::sign::any_supported_type;
use super::client::rustls::pki_types::{
    CertificateDer, PrivateKeyDer, PrivatePkcs1KeyDer, PrivatePkcs8KeyDer, PrivateSec1KeyDer, ServerName,
};
use super::client::rustls::sign::{CertifiedKey, SigningKey};
use super::client::rustls::{
    AlertDescription, CertificateError, ClientConfig, ClientConnection, Error as TlsError, PeerIncompatible,
    ProtocolVersion, RootCertStore,
};
use super::msg::{ConnectionSpec, OwnCertificate};
use crate::certificates::{self, Key, KeyFormat};
use crate::model::certificate::{Finding, Role};
use crate::model::connection::Trust;
use crate::model::password::Password;
use crate::model::run::{Refusal, TlsVersion};

/// The TLS settings of a connection, and what identifies this program in them. `passed` becomes true when a server's
/// certificate has passed. Reads the system's certificates from disk, so it belongs on a blocking thread.
///
/// # Errors
/// A certificate or key that cannot be used.
pub(super) fn client_config(
    spec: &ConnectionSpec,
    passed: Arc<AtomicBool>,
) -> Result<(Arc<ClientConfig>, Option<Arc<Renewal>>), Refusal> {
    let own = own_authorities(spec)?;
    let verifier = verify::Verifier::new(roots(spec, &own)?, own, server_name(spec)?, (&spec.settings, passed))?;
    let builder = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(|err| Refusal::Other { what: err.to_string() })?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    let Some(own) = &spec.certificate else {
        return Ok((Arc::new(builder.with_no_client_auth()), None));
    };
    // Not by the library's shorter way, which reads no certificate of version 1; brokers do.
    let renewal = Arc::new(Renewal::new(spec, own)?);
    Ok((Arc::new(builder.with_client_cert_resolver(Arc::<Renewal>::clone(&renewal))), Some(renewal)))
}

/// A client certificate with its key, ready to sign.
fn certified(spec: &ConnectionSpec, own: &OwnCertificate) -> Result<CertifiedKey, Refusal> {
    let chain = certificates::chain(&own.certificate, &spec.passphrase)
        .map_err(|what| unusable(Role::Certificate, &spec.settings.certificate_file, what))?;
    let settings = &spec.settings;
    // Without a file of its own the key stands in that of the certificate.
    let key_file = if settings.key_file.is_empty() { &settings.certificate_file } else { &settings.key_file };
    let unusable_key = |what| unusable(Role::Key, key_file, what);
    let key = certificates::key(&own.key, &spec.passphrase).map_err(unusable_key)?;
    if certificates::fits(&chain, &key) == Some(false) {
        return Err(unusable_key(Finding::KeyMismatch));
    }
    let signing: Arc<dyn SigningKey> = match p521::ClientKey::of(&key) {
        Some(key) => Arc::new(key),
        None => any_supported_type(&private_key(&key))
            .map_err(|_the_library_cannot_use_it| unusable_key(Finding::UnsupportedKey))?,
    };
    Ok(CertifiedKey::new(chain.into_iter().map(CertificateDer::from).collect(), signing))
}

/// What encrypts, signs and verifies.
fn provider() -> Arc<CryptoProvider> {
    static PROVIDER: OnceLock<Arc<CryptoProvider>> = OnceLock::new();
    let made = PROVIDER.get_or_init(|| {
        let library = default_provider();
        let signature_verification_algorithms = p521::added_to(library.signature_verification_algorithms);
        Arc::new(CryptoProvider { signature_verification_algorithms, ..library })
    });
    Arc::clone(made)
}

/// The first byte of a packet of a handshake, and of one that says what is wrong.
pub(super) const HANDSHAKE: u8 = 0x16;
pub(super) const ALERT: u8 = 0x15;

/// The first packet of a handshake, to see what answers it.
///
/// # Errors
/// A host that cannot be a name in it.
pub(super) fn client_hello(host: &str) -> io::Result<Vec<u8>> {
    let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
    let config = ClientConfig::builder_with_provider(provider())
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(RootCertStore::empty())
        .with_no_client_auth();
    let mut connection = ClientConnection::new(Arc::new(config), name).map_err(io::Error::other)?;
    let mut hello = Vec::new();
    connection.write_tls(&mut hello)?;
    Ok(hello)
}

/// The certificate authorities to trust; none where nothing is checked.
fn roots(spec: &ConnectionSpec, own: &[CertificateDer<'static>]) -> Result<RootCertStore, Refusal> {
    let mut roots = RootCertStore::empty();
    if matches!(spec.settings.trust, Trust::System | Trust::Both) {
        let system = rustls_native_certs::load_native_certs();
        for err in &system.errors {
            tracing::warn!("a certificate of the system cannot be read: {err}");
        }
        roots.add_parsable_certificates(system.certs);
    }
    for certificate in own {
        roots.add(certificate.clone()).map_err(|_not_readable| unusable_ca(spec, Finding::Damaged))?;
    }
    Ok(roots)
}

/// The certificates that the user has chosen to trust.
fn own_authorities(spec: &ConnectionSpec) -> Result<Vec<CertificateDer<'static>>, Refusal> {
    if matches!(spec.settings.trust, Trust::System | Trust::Any) {
        return Ok(Vec::new());
    }
    let Some(ca) = &spec.ca else { return Err(unusable_ca(spec, Finding::NoCertificate)) };
    let chain = certificates::chain(ca, &Password::default()).map_err(|what| unusable_ca(spec, what))?;
    Ok(chain.into_iter().map(CertificateDer::from).collect())
}

/// The name that the certificate must have, where that is not the host.
fn server_name(spec: &ConnectionSpec) -> Result<Option<ServerName<'static>>, Refusal> {
    let name = &spec.settings.server_name;
    if name.is_empty() {
        return Ok(None);
    }
    ServerName::try_from(name.clone()).map(Some).map_err(|_not_a_name| Refusal::BadAddress { text: name.clone() })
}

fn private_key(key: &Key) -> PrivateKeyDer<'static> {
    let der = key.der().to_vec();
    match key.format() {
        KeyFormat::Pkcs8 => PrivatePkcs8KeyDer::from(der).into(),
        KeyFormat::Pkcs1 => PrivatePkcs1KeyDer::from(der).into(),
        KeyFormat::Sec1 => PrivateSec1KeyDer::from(der).into(),
    }
}

fn unusable(role: Role, path: &str, what: Finding) -> Refusal {
    Refusal::CertificateFile { role, path: path.to_owned(), what }
}

fn unusable_ca(spec: &ConnectionSpec, what: Finding) -> Refusal {
    let path = if spec.settings.ca_pem.is_empty() { spec.settings.ca_file.as_str() } else { "" };
    unusable(Role::Ca, path, what)
}

/// The version that both sides have agreed on.
pub(super) fn version(connection: &ClientConnection) -> Option<TlsVersion> {
    match connection.protocol_version()? {
        ProtocolVersion::TLSv1_2 => Some(TlsVersion::V12),
        ProtocolVersion::TLSv1_3 => Some(TlsVersion::V13),
        // The library speaks no other.
        _other => None,
    }
}

/// The clock of this computer: seconds since 1970.
fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

/// What a TLS error means that was found inside an input/output error, if it is one. `passed`: whether the server's
/// certificate had passed by then.
pub(super) fn refusal_inside(err: &io::Error, spec: &ConnectionSpec, passed: bool) -> Option<Refusal> {
    let inner = err.get_ref()?;
    inner.downcast_ref::<TlsError>().map(|tls| refusal_of_tls(tls, spec, passed)).or_else(|| {
        let nested = inner.downcast_ref::<io::Error>()?;
        refusal_inside(nested, spec, passed)
    })
}

/// What a TLS error means.
fn refusal_of_tls(err: &TlsError, spec: &ConnectionSpec, passed: bool) -> Refusal {
    match err {
        TlsError::InvalidCertificate(problem) => refusal_of_certificate(problem),
        // What OpenSSL says in TLS 1.2 to a client without a certificate, once its own was looked at.
        TlsError::AlertReceived(AlertDescription::HandshakeFailure) if passed && spec.certificate.is_none() => {
            Refusal::ClientCertificateMissing
        }
        TlsError::AlertReceived(AlertDescription::HandshakeFailure | AlertDescription::IllegalParameter) if passed => {
            Refusal::ClientCertificateRefused
        }
        TlsError::AlertReceived(alert) => refusal_of_alert(*alert, spec),
        // What is not TLS at all cannot be read as a TLS record.
        TlsError::InvalidMessage(_) => Refusal::NotTls,
        TlsError::PeerIncompatible(
            PeerIncompatible::ServerTlsVersionIsDisabledByOurConfig
            | PeerIncompatible::ServerDoesNotSupportTls12Or13
            | PeerIncompatible::Tls12NotOffered
            | PeerIncompatible::Tls12NotOfferedOrEnabled,
        ) => Refusal::TlsTooOld,
        TlsError::PeerIncompatible(_) => Refusal::NoCommonCipher,
        other => Refusal::Other { what: other.to_string() },
    }
}

fn refusal_of_certificate(problem: &CertificateError) -> Refusal {
    // What our verifier rejects it explains itself; the rest is about signatures of the handshake.
    verify::rejection(problem).unwrap_or_else(|| Refusal::CertificateUnusable { what: problem.to_string() })
}

fn refusal_of_alert(alert: AlertDescription, spec: &ConnectionSpec) -> Refusal {
    let own = || {
        let own = spec.certificate.as_ref()?;
        certificates::card(&certificates::chain(&own.certificate, &spec.passphrase).ok()?)
    };
    match alert {
        AlertDescription::CertificateRequired | AlertDescription::NoCertificate => Refusal::ClientCertificateMissing,
        AlertDescription::CertificateExpired => {
            Refusal::ClientCertificateExpired { until: own().map(|card| card.until), now: now() }
        }
        AlertDescription::CertificateRevoked => Refusal::ClientCertificateRevoked,
        AlertDescription::UnknownCA => {
            Refusal::ClientCertificateUnknown { issuer: own().map(|card| card.issuer).unwrap_or_default() }
        }
        AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateUnknown
        | AlertDescription::AccessDenied
        | AlertDescription::DecryptError => Refusal::ClientCertificateRefused,
        AlertDescription::ProtocolVersion => Refusal::TlsTooOld,
        AlertDescription::HandshakeFailure | AlertDescription::InsufficientSecurity => Refusal::NoCommonCipher,
        other => Refusal::Other { what: TlsError::AlertReceived(other).to_string() },
    }
}
