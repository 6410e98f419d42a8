//! Broker addresses as people paste them.

use std::borrow::Cow;
use std::fmt;

use percent_encoding::percent_decode_str;

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
    let (login, rest) = match end_of_login(rest, scheme).and_then(|at| rest.split_at_checked(at)) {
        None => (None, rest),
        Some((login, rest)) => {
            let (user, password) = login.split_once(':').unwrap_or((login, ""));
            (Some((decoded(user), decoded(password))), rest.strip_prefix('@').unwrap_or(rest))
        }
    };
    let (rest, path) = match rest.find('/') {
        Some(at) => rest.split_at(at),
        None => (rest, ""),
    };
    let path = (path.len() > 1).then(|| path.to_owned());
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

/// Where the `@` behind user and password stands. Those who type a password by hand leave its `@` and `/` as they are, so
/// it is the last one, unless that is in the path of a WebSocket.
fn end_of_login(text: &str, scheme: Option<(Transport, bool)>) -> Option<usize> {
    let all = text.rfind('@');
    if !matches!(scheme, Some((Transport::WebSocket, _))) {
        return all;
    }
    let authority = text.split('/').next().unwrap_or(text);
    let is_host = authority.rsplit_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_ok());
    authority.rfind('@').or_else(|| all.filter(|_| !is_host))
}

/// In an address, signs such as `@` are written as `%40` (RFC 3986, section 2.1). What is no such code stays.
fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8().map_or_else(|_no_text| text.to_owned(), Cow::into_owned)
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
    fn any_password_can_be_in_an_address() {
        let read = |text: &str| {
            let address = parse_address(text).unwrap();
            let (user, password) = address.login.unwrap();
            (user, password, address.host, address.port, address.path)
        };
        let is = |user: &str, password: &str, port, path: Option<&str>| {
            (user.to_owned(), password.to_owned(), "h".to_owned(), port, path.map(str::to_owned))
        };
        assert_eq!(read("mqtt://user:p%40ss%3a%2F%25@h:1884"), is("user", "p@ss:/%", Some(1884), None));
        assert_eq!(read("mqtt://user:p@ss/w:rd@h"), is("user", "p@ss/w:rd", None, None));
        assert_eq!(read("user%40firma:gr%C3%BC%C3%9Fe@h"), is("user@firma", "grüße", None, None));
        assert_eq!(read("mqtts://user:100%@h"), is("user", "100%", None, None));
        assert_eq!(read("mqtt://user:%ff%zz@h"), is("user", "%ff%zz", None, None));
        assert_eq!(read("mqtt://user@h"), is("user", "", None, None));
        assert_eq!(read("wss://user:p/w@h:443/mqtt"), is("user", "p/w", Some(443), Some("/mqtt")));
        assert_eq!(read("ws://user:pw@h/a@b"), is("user", "pw", None, Some("/a@b")));
        assert_eq!(parse_address("ws://h:80/a@b").unwrap().login, None);
    }

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
