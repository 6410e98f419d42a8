//! Whether a server's certificate is trusted, and if not, why not: with its names, dates and issuer.
//!
//! The checks themselves are the library's; this adds a name other than the host, *do not check*, certificates that
//! are trusted by themselves, and reasons that people can act on.

use std::sync::Arc;

use super::{now, unusable};
use crate::certificates;
use crate::model::certificate::{Card, Finding, Role};
use crate::model::connection::{MqttSettings, Trust};
use crate::model::run::Refusal;
use crate::mqtt::client::rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use crate::mqtt::client::rustls::client::{WebPkiServerVerifier, verify_server_name};
use crate::mqtt::client::rustls::crypto::{
    WebPkiSupportedAlgorithms, ring::default_provider, verify_tls12_signature, verify_tls13_signature,
};
use crate::mqtt::client::rustls::pki_types::{CertificateDer, ServerName, UnixTime};
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
        settings: &MqttSettings,
    ) -> Result<Self, Refusal> {
        let provider = Arc::new(default_provider());
        let algorithms = provider.signature_verification_algorithms;
        let inner = if settings.trust == Trust::Any || roots.is_empty() {
            None
        } else {
            let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider).build();
            // It only fails without any root, which was looked at.
            Some(verifier.map_err(|_no_roots| unusable(Role::Ca, &settings.ca_file, Finding::NoCertificate))?)
        };
        Ok(Self { trust: settings.trust, inner, pinned, name, algorithms })
    }

    fn check(
        &self,
        certificate: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        time: UnixTime,
    ) -> Result<(), CertificateError> {
        if self.pinned.iter().any(|pinned| pinned.as_ref() == certificate.as_ref()) {
            return pinned_is_valid(certificate, name);
        }
        let Some(inner) = &self.inner else { return Err(CertificateError::UnknownIssuer) };
        match inner.verify_server_cert(certificate, intermediates, name, &[], time) {
            Ok(_) => Ok(()),
            Err(TlsError::InvalidCertificate(problem)) => Err(problem),
            Err(_nothing_else_is_given) => Err(CertificateError::BadEncoding),
        }
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
            CertificateError::UnknownIssuer | CertificateError::BadSignature => self.unknown(card),
            // A certificate that made itself and is nobody's in our list, marked as an authority.
            CertificateError::Other(_) if card.self_signed => self.unknown(card),
            other => Refusal::CertificateUnusable { what: other.to_string() },
        }
    }

    fn unknown(&self, card: Card) -> Refusal {
        let own_ca = matches!(self.trust, Trust::Own | Trust::Both);
        Refusal::UnknownCertificate { issuer: card.issuer, self_signed: card.self_signed, own_ca }
    }
}

/// A certificate that was chosen itself needs no issuer, but its dates and names count.
fn pinned_is_valid(certificate: &CertificateDer<'_>, name: &ServerName<'_>) -> Result<(), CertificateError> {
    let card = certificates::card(&[certificate.to_vec()]).ok_or(CertificateError::BadEncoding)?;
    let now = now();
    if now > card.until {
        return Err(CertificateError::Expired);
    }
    if now < card.from {
        return Err(CertificateError::NotValidYet);
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
        if self.trust == Trust::Any {
            return Ok(ServerCertVerified::assertion());
        }
        let name = self.name.as_ref().unwrap_or(server_name);
        match self.check(end_entity, intermediates, name, now) {
            Ok(()) => Ok(ServerCertVerified::assertion()),
            Err(problem) => {
                let rejected = Rejected(self.refusal(&problem, end_entity, name));
                Err(TlsError::InvalidCertificate(CertificateError::Other(OtherError(Arc::new(rejected)))))
            }
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls12_signature(message, cert, dss, &self.algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, TlsError> {
        verify_tls13_signature(message, cert, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}
