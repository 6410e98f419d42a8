//! Where a stored secret may go: what of a connection decides who gets it. Plain data.

use serde::{Deserialize, Serialize};

use super::connection::{MqttSettings, Trust};

/// The other end of a connection, and what protects the way there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SecretTarget {
    /// Host name or address, in small letters.
    pub host: String,
    /// The port.
    pub port: u16,
    /// Whether the way is encrypted.
    pub tls: bool,
    /// The name that the server's certificate must have, where it is another than the host.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub server_name: String,
    /// Which certificates the server may have; without TLS none are asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub vouched: Option<Vouched>,
}

/// Who vouches for a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Vouched {
    /// The authorities of this computer.
    System,
    /// An authority of the connection's own, by its SHA-256 in hex.
    Own(String),
    /// Both.
    Both(String),
    /// Nobody: any certificate will do.
    Nobody,
}

impl SecretTarget {
    /// Where these settings lead; `ca` is the SHA-256 of the connection's own authority in hex.
    pub fn of(settings: &MqttSettings, ca: Option<String>) -> Self {
        let ca = ca.unwrap_or_default();
        let vouched = match settings.trust {
            Trust::System => Vouched::System,
            Trust::Own => Vouched::Own(ca),
            Trust::Both => Vouched::Both(ca),
            Trust::Any => Vouched::Nobody,
        };
        let vouched = settings.tls.then_some(vouched);
        let server_name = if settings.tls { settings.server_name.to_lowercase() } else { String::new() };
        Self { host: settings.host.trim().to_lowercase(), port: settings.port, tls: settings.tls, server_name, vouched }
    }

    /// Whether a secret that goes here is protected less than at `other`: nobody encrypts, or nobody is checked.
    pub fn is_weaker_than(&self, other: &Self) -> bool {
        let unchecked = |target: &Self| target.vouched == Some(Vouched::Nobody);
        (other.tls && !self.tls) || (other.tls && unchecked(self) && !unchecked(other))
    }

    /// `host:port`.
    pub fn address(&self) -> String {
        let Self { host, port, .. } = self;
        if host.contains(':') { format!("[{host}]:{port}") } else { format!("{host}:{port}") }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(tls: bool, vouched: Option<Vouched>) -> SecretTarget {
        SecretTarget { host: "a".to_owned(), port: 1, tls, server_name: String::new(), vouched }
    }

    #[test]
    fn a_way_without_encryption_or_check_is_weaker() {
        let (plain, any) = (target(false, None), target(true, Some(Vouched::Nobody)));
        let (system, own) = (target(true, Some(Vouched::System)), target(true, Some(Vouched::Own("x".to_owned()))));
        for (now, before, weaker) in [
            (&plain, &system, true),
            (&plain, &any, true),
            (&any, &system, true),
            (&any, &plain, false),
            (&system, &own, false),
            (&own, &plain, false),
            (&plain, &plain, false),
            (&any, &any, false),
        ] {
            assert_eq!(now.is_weaker_than(before), weaker, "{now:?} {before:?}");
        }
    }
}
