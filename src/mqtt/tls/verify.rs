//! Whether a server's certificate is trusted, and if not, why not: with its names, dates and issuer.
//!
//! The checks themselves are the library's; this adds a name other than the host, *do not check*, certificates that
//! are trusted by themselves, and reasons that people can act on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::{now, provider, unusable};
use crate::certificates;
use crate::model::certificate::{Card, Finding, Role};
use crate::model::connection::{MqttSettings, Trust};
use crate::model::run::Refusal;
use crate::mqtt::client::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use crate::mqtt::client::rustls::client::{WebPkiServerVerifier, verify_server_name};
use crate::mqtt::client::rustls::crypto::{
    WebPkiSupportedAlgorithms, verify_tls12_signature, verify_tls13_signature, verify_tls13_signature_with_raw_key,
};
use crate::mqtt::client::rustls::pki_types::{CertificateDer, ServerName, SubjectPublicKeyInfoDer, UnixTime};
use crate::mqtt::client::rustls::server::ParsedCertificate;
use crate::mqtt::client::rustls::{
    CertificateError, DigitallySignedStruct, Error as TlsError, OtherError, RootCertStore, SignatureScheme,
};

/// Checks the certificate of a server.
#[derive(Debug)]
pub(super) struct Verifier {
    trust: Trust,
    /// `None` where nobody is trusted, or everybody.
    inner: Option<Arc<WebPkiServerVerifier>>,
    /// Certificates that are trusted as they are, also as a server's own.
    pinned: Vec<CertificateDer<'static>>,
    /// The name to ask for, where that is not the host.
    name: Option<ServerName<'static>>,
    algorithms: WebPkiSupportedAlgorithms,
    /// Told when a server's certificate has passed.
    passed: Arc<AtomicBool>,
}

/// Why a certificate was rejected, on its way through the library's error.
#[derive(Debug, thiserror::Error)]
#[error("the certificate of the server was rejected")]
struct Rejected(Refusal);

/// What our verifier said, if the error is one of its own.
pub(super) fn rejection(err: &CertificateError) -> Option<Refusal> {
    match err {
        CertificateError::Other(OtherError(inner)) => {
            inner.downcast_ref::<Rejected>().map(|Rejected(refusal)| refusal.clone())
        }
        _of_the_library => None,
    }
}

impl Verifier {
    /// A verifier that trusts `roots`; with [`Trust::Any`] it checks nothing.
    pub(super) fn new(
        roots: RootCertStore,
        pinned: Vec<CertificateDer<'static>>,
        name: Option<ServerName<'static>>,
        (settings, passed): (&MqttSettings, Arc<AtomicBool>),
    ) -> Result<Self, Refusal> {
        let provider = provider();
        let algorithms = provider.signature_verification_algorithms;
        let inner = if settings.trust == Trust::Any || roots.is_empty() {
            None
        } else {
            let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
            // It only fails without any root, which was looked at.
            Some(verifier.map_err(|_no_roots| unusable(Role::Ca, &settings.ca_file, Finding::NoCertificate))?)
        };
        Ok(Self { trust: settings.trust, inner, pinned, name, algorithms, passed })
    }

    fn check(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        time: UnixTime,
    ) -> Result<(), CertificateError> {
        if self.is_pinned(certificate) {
            return pinned_is_valid(certificate, name);
        }
        let Some(inner) = &self.inner else { return Err(CertificateError::UnknownIssuer) };
        match inner.verify_server_cert(certificate, intermediates, name, &[], time) {
            Ok(_) => Ok(()),
            Err(TlsError::InvalidCertificate(problem)) => Err(problem),
            Err(_nothing_else_is_given) => Err(CertificateError::BadEncoding),
        }
    }

    /// What can be said before anything else: no check will get further.
    fn unusable(&self, certificate: &CertificateDer<'_>) -> Option<Refusal> {
        let card = certificates::card(&[certificate.to_vec()])?;
        if is_weak(&card) {
            return Some(Refusal::CertificateKeyShort { key: card.key });
        }
        let as_it_is = self.trust == Trust::Any || self.is_pinned(certificate);
        let names_nobody = certificates::is_version_1(certificate) && !as_it_is;
        names_nobody.then_some(Refusal::CertificateVersion1 { subject: card.subject })
    }

    /// As the library does, which reads no certificate of version 1.
    fn signed_by_key(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        let public = certificates::key_of(certificate).ok_or(CertificateError::BadEncoding)?;
        let mapped = self.algorithms.mapping.iter().find(|(scheme, _)| *scheme == dss.scheme);
        let usable = mapped.into_iter().flat_map(|(_, algorithms)| algorithms.iter());
        let mut fitting = usable.filter(|one| one.public_key_alg_id().as_ref() == public.algorithm);
        if fitting.any(|one| one.verify_signature(&public.key, message, dss.signature()).is_ok()) {
            Ok(HandshakeSignatureValid::assertion())
        } else {
            Err(CertificateError::BadSignature.into())
        }
    }

    fn is_pinned(&self, certificate: &CertificateDer<'_>) -> bool {
        self.pinned.iter().any(|pinned| pinned.as_ref() == certificate.as_ref())
    }

    fn refusal(&self, problem: &CertificateError, certificate: &CertificateDer<'_>, name: &ServerName<'_>) -> Refusal {
        let Some(card) = certificates::card(&[certificate.to_vec()]) else {
            return Refusal::CertificateUnusable { what: problem.to_string() };
        };
        let now = now();
        match problem {
            CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                Refusal::CertificateExpired { until: card.until, now }
            }
            CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                Refusal::CertificateNotYetValid { from: card.from, now }
            }
            CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                Refusal::WrongCertificateName { asked: name.to_str().into_owned(), names: card.names }
            }
            CertificateError::UnsupportedSignatureAlgorithmContext { .. } => Refusal::CertificateSignatureOld,
            CertificateError::UnknownIssuer | CertificateError::BadSignature => self.unknown(card),
            // A certificate that made itself and is nobody's in our list, marked as an authority.
            CertificateError::Other(_) if card.self_signed => self.unknown(card),
            other => Refusal::CertificateUnusable { what: other.to_string() },
        }
    }

    fn unknown(&self, card: Card) -> Refusal {
        let mut own = self.pinned.iter().filter_map(|der| certificates::card(&[der.to_vec()]));
        if let Some(issuer) = own.find(|own| own.subject == card.issuer && is_weak(own)) {
            return Refusal::CertificateKeyShort { key: issuer.key };
        }
        let own_ca = matches!(self.trust, Trust::Own | Trust::Both);
        Refusal::UnknownCertificate { issuer: card.issuer, self_signed: card.self_signed, own_ca }
    }
}

/// Whether the key is shorter than anybody should trust, and the library verifies.
fn is_weak(card: &Card) -> bool {
    const SHORTEST: u32 = 2048;
    card.key.strip_prefix("RSA ").and_then(|bits| bits.parse().ok()).is_some_and(|bits: u32| bits < SHORTEST)
}

/// A certificate that was chosen itself needs no issuer, but its dates count, and its names where it has any. One without
/// can be meant for no other server.
fn pinned_is_valid(certificate: &CertificateDer<'_>, name: &ServerName<'_>) -> Result<(), CertificateError> {
    let card = certificates::card(&[certificate.to_vec()]).ok_or(CertificateError::BadEncoding)?;
    let now = now();
    if now > card.until {
        return Err(CertificateError::Expired);
    }
    if now < card.from {
        return Err(CertificateError::NotValidYet);
    }
    if card.names.is_empty() || card.names.iter().any(|own| *own == name.to_str()) {
        return Ok(());
    }
    let parsed = ParsedCertificate::try_from(certificate).map_err(|_not_readable| CertificateError::BadEncoding)?;
    verify_server_name(&parsed, name).map_err(|_another_name| CertificateError::NotValidForName)
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        _ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, TlsError> {
        let rejected =
            |refusal| TlsError::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(Rejected(refusal)))));
        if let Some(refusal) = self.unusable(end_entity) {
            return Err(rejected(refusal));
        }
        if self.trust == Trust::Any {
            self.passed.store(true, Ordering::SeqCst);
            return Ok(ServerCertVerified::assertion());
        }
        let name = self.name.as_ref().unwrap_or(server_name);
        match self.check(end_entity, intermediates, name, now) {
            Ok(()) => {
                self.passed.store(true, Ordering::SeqCst);
                Ok(ServerCertVerified::assertion())
            }
            Err(problem) => Err(rejected(self.refusal(&problem, end_entity, name))),
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        if certificates::is_version_1(cert) {
            return self.signed_by_key(message, cert, dss);
        }
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        if certificates::is_version_1(cert) {
            let public = certificates::key_of(cert).ok_or(CertificateError::BadEncoding)?;
            return verify_tls13_signature_with_raw_key(
                message,
                &SubjectPublicKeyInfoDer::from(public.whole.as_slice()),
                dss,
                &self.algorithms,
            );
        }
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
