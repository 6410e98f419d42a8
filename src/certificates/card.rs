//! What stands in a certificate, for people.

use std::fmt::Write as _;
use std::net::{Ipv4Addr, Ipv6Addr};

use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::public_key::PublicKey;
use x509_parser::x509::{SubjectPublicKeyInfo, X509Name, X509Version};

use super::key::{self, Key};
use crate::model::certificate::{Card, Finding};

/// From how many days before its end a certificate is said to end soon.
const SOON_DAYS: i64 = 30;
const DAY: i64 = 24 * 60 * 60;

fn parse(der: &[u8]) -> Option<X509Certificate<'_>> {
    x509_parser::parse_x509_certificate(der).ok().map(|(_, certificate)| certificate)
}

/// Whether the bytes are a certificate in DER.
pub(super) fn is_certificate(bytes: &[u8]) -> bool {
    parse(bytes).is_some()
}

/// What the first certificate of a chain says; `None` where it cannot be read.
pub fn card(chain: &[Vec<u8>]) -> Option<Card> {
    let der = chain.first()?;
    let certificate = parse(der)?;
    Some(Card {
        subject: name(certificate.subject()),
        issuer: name(certificate.issuer()),
        names: names(&certificate),
        from: certificate.validity().not_before.timestamp(),
        until: certificate.validity().not_after.timestamp(),
        key: key_kind(certificate.public_key()),
        self_signed: certificate.subject() == certificate.issuer(),
        is_ca: certificate.is_ca(),
        count: chain.len(),
        fingerprint: fingerprint(der),
    })
}

/// Whether a certificate is of the first version of X.509, which has neither names nor purposes.
pub fn is_version_1(der: &[u8]) -> bool {
    parse(der).is_some_and(|certificate| certificate.version() == X509Version::V1)
}

/// The public key of a certificate, as `SubjectPublicKeyInfo` of RFC 5280 has it.
#[derive(Debug)]
pub struct SubjectKey {
    /// All of it, in DER.
    pub whole: Vec<u8>,
    /// The kind of key, in DER without its outermost tag.
    pub algorithm: Vec<u8>,
    /// The key itself.
    pub key: Vec<u8>,
}

/// The public key of a certificate in DER.
pub fn key_of(der: &[u8]) -> Option<SubjectKey> {
    let certificate = parse(der)?;
    let info = certificate.public_key();
    let parts = key::elements(info.raw)?;
    let (_, inner) = parts.first()?;
    let parts = key::elements(inner)?;
    let (_, kind) = parts.first()?;
    Some(SubjectKey { whole: info.raw.to_vec(), algorithm: kind.to_vec(), key: info.subject_public_key.data.to_vec() })
}

/// What its dates mean; `now` in seconds since 1970.
pub fn findings_of(card: &Card, now: i64) -> Vec<Finding> {
    if now > card.until {
        return vec![Finding::Expired { until: card.until, now }];
    }
    if now < card.from {
        return vec![Finding::NotYetValid { from: card.from, now }];
    }
    let days = (card.until - now) / DAY;
    if days < SOON_DAYS { vec![Finding::ExpiresSoon { until: card.until, days }] } else { Vec::new() }
}

/// What is worth knowing of a client's certificate besides its dates.
pub(super) fn client_findings(chain: &[Vec<u8>]) -> Vec<Finding> {
    let certificates: Vec<_> = chain.iter().filter_map(|der| parse(der)).collect();
    let Some(first) = certificates.first() else { return Vec::new() };
    let mut found = Vec::new();
    if first.is_ca() {
        found.push(Finding::IsCa);
    }
    let purposes = first.extended_key_usage().ok().flatten();
    if purposes.is_some_and(|purposes| !purposes.value.client_auth && !purposes.value.any) {
        found.push(Finding::NotForClients);
    }
    if certificates.windows(2).any(|pair| pair[0].issuer() != pair[1].subject()) {
        found.push(Finding::ChainOrder);
    }
    found
}

/// Certificates of a PKCS#12 file have no order: the one of the key first, then each one's issuer.
pub(super) fn in_order(mut chain: Vec<Vec<u8>>, key: Option<&Key>) -> Vec<Vec<u8>> {
    let own = key.and_then(Key::public);
    let first = chain
        .iter()
        .position(|der| own.is_some() && public_key(der) == own)
        .or_else(|| chain.iter().position(|der| parse(der).is_some_and(|certificate| !certificate.is_ca())));
    let Some(first) = first else { return chain };
    let mut ordered = vec![chain.remove(first)];
    while let Some(next) = ordered.last().and_then(|last| {
        let issuer = parse(last)?.issuer().as_raw().to_vec();
        chain.iter().position(|der| parse(der).is_some_and(|certificate| certificate.subject().as_raw() == issuer))
    }) {
        ordered.push(chain.remove(next));
    }
    ordered
}

/// The public key of a certificate, in the form of [`Key::public`].
pub(super) fn public_key(der: &[u8]) -> Option<Vec<u8>> {
    let certificate = parse(der)?;
    let info = certificate.public_key();
    let bits = &info.subject_public_key.data;
    match info.parsed().ok()? {
        PublicKey::RSA(_) => key::rsa_modulus(bits, 0),
        PublicKey::EC(_) | PublicKey::Unknown(_) => Some(bits.to_vec()),
        PublicKey::DSA(_) | PublicKey::GostR3410(_) | PublicKey::GostR3410_2012(_) => None,
    }
}

/// `client 7 (Werk GmbH)`: the common name and the organisation; all parts where there is neither.
fn name(name: &X509Name<'_>) -> String {
    let common = name.iter_common_name().find_map(|part| part.as_str().ok());
    let organization = name.iter_organization().find_map(|part| part.as_str().ok());
    match (common, organization) {
        (Some(common), Some(organization)) => format!("{common} ({organization})"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => name.to_string(),
    }
}

fn names(certificate: &X509Certificate<'_>) -> Vec<String> {
    let Ok(Some(alternative)) = certificate.subject_alternative_name() else { return Vec::new() };
    let text = |name: &GeneralName<'_>| match name {
        GeneralName::DNSName(name) | GeneralName::RFC822Name(name) | GeneralName::URI(name) => Some((*name).to_owned()),
        GeneralName::IPAddress(bytes) => address(bytes),
        GeneralName::OtherName(..)
        | GeneralName::X400Address(_)
        | GeneralName::DirectoryName(_)
        | GeneralName::EDIPartyName(_)
        | GeneralName::RegisteredID(_)
        | GeneralName::Invalid(..) => None,
    };
    alternative.value.general_names.iter().filter_map(text).collect()
}

fn address(bytes: &[u8]) -> Option<String> {
    if let Ok(four) = <[u8; 4]>::try_from(bytes) {
        return Some(Ipv4Addr::from(four).to_string());
    }
    <[u8; 16]>::try_from(bytes).ok().map(|sixteen| Ipv6Addr::from(sixteen).to_string())
}

fn key_kind(info: &SubjectPublicKeyInfo<'_>) -> String {
    match info.parsed() {
        Ok(PublicKey::RSA(key)) => format!("RSA {}", key.key_size()),
        Ok(PublicKey::EC(point)) => match point.key_size() {
            528 | 521 => "EC P-521".to_owned(),
            bits => format!("EC P-{bits}"),
        },
        Ok(PublicKey::Unknown(_)) if info.algorithm.algorithm.to_id_string() == "1.3.101.112" => "Ed25519".to_owned(),
        Ok(_) | Err(_) => info.algorithm.algorithm.to_id_string(),
    }
}

fn fingerprint(der: &[u8]) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA256, der);
    let mut text = String::with_capacity(95);
    for byte in digest.as_ref() {
        let colon = if text.is_empty() { "" } else { ":" };
        // Writing to a text cannot fail.
        if write!(text, "{colon}{byte:02X}").is_err() {
            break;
        }
    }
    text
}
