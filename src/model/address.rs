//! Broker addresses as people paste them.

use std::fmt;

use super::connection::Transport;

/// What a pasted broker address says.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    /// Host without scheme, brackets, blanks and port.
    pub host: String,
    /// The port, where one was given.
    pub port: Option<u16>,
    /// Whether the scheme asks for TLS (`mqtts`, `ssl`, `wss`); `None` without a scheme.
    pub tls: Option<bool>,
    /// How MQTT travels, as the scheme says; `None` without a scheme.
    pub transport: Option<Transport>,
    /// The path after the port, with its slash, where one was given.
    pub path: Option<String>,
    /// User and password, where given (`mqtt://user:pw@host`).
    pub login: Option<(String, String)>,
}

// By hand, so that the password cannot get into a log.
impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address")
            .field("host", &self.host)
            .field("port", &self.port)
            .field("tls", &self.tls)
            .field("transport", &self.transport)
            .field("path", &self.path)
            .field("user", &self.login.as_ref().map(|(user, _)| user))
            .finish_non_exhaustive()
    }
}

/// Why an address cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressError {
    /// No host in it.
    NoHost,
    /// The part after the colon is no port number.
    Port(String),
    /// A scheme other than `mqtt`, `tcp`, `mqtts`, `ssl`, `ws`, `wss`.
    Scheme(String),
}

/// Reads what people paste into a host field: `mqtts://host:8883`, ` host `, `[::1]:1883`, `host:1883`,
/// `wss://host/mqtt`.
///
/// # Errors
/// [`AddressError`] says which part cannot be read.
pub fn parse_address(text: &str) -> Result<Address, AddressError> {
    let text = text.trim();
    let (scheme, rest) = match text.split_once("://") {
        None => (None, text),
        Some((scheme, rest)) => (Some(scheme_of(scheme)?), rest),
    };
    let (rest, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let path = (path.len() > 1).then(|| path.to_owned());
    let (login, rest) = match rest.rsplit_once('@') {
        None => (None, rest),
        Some((login, rest)) => {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            (Some((user.to_owned(), password.to_owned())), rest)
        }
    };
    let (host, port) = if let Some(inner) = rest.strip_prefix('[') {
        let (host, after) = inner.split_once(']').unwrap_or((inner, ""));
        (host, after.strip_prefix(':'))
    } else if rest.matches(':').count() == 1 {
        let (host, port) = rest.split_once(':').unwrap_or((rest, ""));
        (host, Some(port))
    } else {
        (rest, None)
    };
    let host = host.trim();
    if host.is_empty() {
        return Err(AddressError::NoHost);
    }
    let port = match port.map(str::trim) {
        None | Some("") => None,
        Some(port) => Some(port.parse().map_err(|_not_a_port| AddressError::Port(port.to_owned()))?),
    };
    let (transport, tls) = scheme.unzip();
    Ok(Address { host: host.to_owned(), port, tls, transport, path, login })
}

/// What a scheme says of transport and TLS.
fn scheme_of(scheme: &str) -> Result<(Transport, bool), AddressError> {
    match scheme.to_ascii_lowercase().as_str() {
        "mqtt" | "tcp" => Ok((Transport::Tcp, false)),
        "mqtts" | "ssl" | "tls" => Ok((Transport::Tcp, true)),
        "ws" => Ok((Transport::WebSocket, false)),
        "wss" => Ok((Transport::WebSocket, true)),
        _unknown => Err(AddressError::Scheme(scheme.to_owned())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pasted_addresses_are_understood() {
        let address = parse_address(" mqtts://user:geheim@broker.example:8884/path ").unwrap();
        assert_eq!(address.host, "broker.example");
        assert_eq!((address.port, address.tls), (Some(8884), Some(true)));
        assert_eq!(address.login, Some(("user".to_owned(), "geheim".to_owned())));
        assert!(!format!("{address:?}").contains("geheim"), "{address:?}");
        assert_eq!(address.transport, Some(Transport::Tcp));
        let address = parse_address("WSS://broker.example/ws/mqtt").unwrap();
        assert_eq!((address.transport, address.tls), (Some(Transport::WebSocket), Some(true)));
        assert_eq!((address.port, address.path.as_deref()), (None, Some("/ws/mqtt")));
        assert_eq!(parse_address("broker/").unwrap().path, None);
        assert_eq!(parse_address("[::1]:1884").unwrap().host, "::1");
        assert_eq!(parse_address("::1").unwrap().host, "::1");
        assert_eq!(parse_address("localhost:18x"), Err(AddressError::Port("18x".to_owned())));
        assert_eq!(parse_address("http://x"), Err(AddressError::Scheme("http".to_owned())));
        assert_eq!(parse_address("  "), Err(AddressError::NoHost));
    }
}
