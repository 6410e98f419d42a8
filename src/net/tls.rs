//! TLS: what we trust, how we identify ourselves, and what TLS errors mean.
//!
//! The system's certificates are always trusted; a certificate authority of the user is trusted besides them.

use std::io;
use std::sync::Arc;

use super::client::rustls::pki_types::pem::PemObject as _;
use super::client::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use super::client::rustls::{
    AlertDescription, CertificateError, ClientConfig, Error as TlsError, RootCertStore, crypto::ring,
};
use super::msg::ConnectionSpec;
use crate::model::run::Refusal;

/// The TLS settings of a connection. Reads the system's certificates from disk, so it belongs on a blocking thread.
///
/// # Errors
/// A certificate or key that cannot be used.
pub(super) fn client_config(spec: &ConnectionSpec) -> Result<Arc<ClientConfig>, Refusal> {
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    for err in &system.errors {
        tracing::warn!("a certificate of the system cannot be read: {err}");
    }
    roots.add_parsable_certificates(system.certs);
    if let Some(ca) = &spec.ca {
        for certificate in certificates(ca, &spec.settings.ca_file)? {
            roots.add(certificate).map_err(|err| unusable(&spec.settings.ca_file, &err))?;
        }
    }
    let builder = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|err| Refusal::Other { what: err.to_string() })?
        .with_root_certificates(roots);
    let Some((certificate, key)) = &spec.certificate else {
        return Ok(Arc::new(builder.with_no_client_auth()));
    };
    let chain = certificates(certificate, &spec.settings.certificate_file)?;
    let key = private_key(key, &spec.settings.key_file)?;
    builder.with_client_auth_cert(chain, key).map(Arc::new).map_err(|err| unusable(&spec.settings.key_file, &err))
}

fn certificates(pem: &[u8], path: &str) -> Result<Vec<CertificateDer<'static>>, Refusal> {
    let certificates: Vec<_> =
        CertificateDer::pem_slice_iter(pem).collect::<Result<_, _>>().map_err(|err| unusable(path, &err))?;
    if certificates.is_empty() {
        return Err(unusable(path, &"no certificate in PEM format"));
    }
    Ok(certificates)
}

fn private_key(pem: &[u8], path: &str) -> Result<PrivateKeyDer<'static>, Refusal> {
    if pem.windows(b"ENCRYPTED".len()).any(|part| part == b"ENCRYPTED") {
        return Err(unusable(path, &"the key is encrypted"));
    }
    PrivateKeyDer::from_pem_slice(pem).map_err(|err| unusable(path, &err))
}

fn unusable(path: &str, what: &dyn ToString) -> Refusal {
    Refusal::CertificateFile { path: path.to_owned(), what: what.to_string() }
}

/// What a TLS error means that was found inside an input/output error, if it is one.
pub(super) fn refusal_inside(err: &io::Error, spec: &ConnectionSpec) -> Option<Refusal> {
    let inner = err.get_ref()?;
    inner.downcast_ref::<TlsError>().map(|tls| refusal_of_tls(tls, spec)).or_else(|| {
        let nested = inner.downcast_ref::<io::Error>()?;
        refusal_inside(nested, spec)
    })
}

/// What a TLS error means.
pub(super) fn refusal_of_tls(err: &TlsError, spec: &ConnectionSpec) -> Refusal {
    match err {
        TlsError::InvalidCertificate(problem) => refusal_of_certificate(problem),
        TlsError::NoCertificatesPresented => Refusal::UnknownCertificate,
        TlsError::AlertReceived(alert) => refusal_of_alert(*alert),
        // What is not TLS at all cannot be read as a TLS record.
        TlsError::InvalidMessage(_) => Refusal::NotTls,
        TlsError::InconsistentKeys(_) => unusable(&spec.settings.key_file, err),
        other => Refusal::Other { what: other.to_string() },
    }
}

fn refusal_of_certificate(problem: &CertificateError) -> Refusal {
    match problem {
        CertificateError::Expired
        | CertificateError::ExpiredContext { .. }
        | CertificateError::NotValidYet
        | CertificateError::NotValidYetContext { .. } => Refusal::CertificateExpired,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Refusal::WrongCertificateName
        }
        _unknown_signer_or_damaged => Refusal::UnknownCertificate,
    }
}

fn refusal_of_alert(alert: AlertDescription) -> Refusal {
    match alert {
        AlertDescription::CertificateRequired
        | AlertDescription::NoCertificate
        | AlertDescription::BadCertificate
        | AlertDescription::UnsupportedCertificate
        | AlertDescription::CertificateRevoked
        | AlertDescription::CertificateExpired
        | AlertDescription::CertificateUnknown
        | AlertDescription::UnknownCA
        | AlertDescription::AccessDenied
        | AlertDescription::DecryptError => Refusal::ClientCertificateRefused,
        other => Refusal::Other { what: TlsError::AlertReceived(other).to_string() },
    }
}
