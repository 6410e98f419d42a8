//! Requests over HTTP: which hosts an app may ask, what it asks, what comes back. Plain data.

use std::fmt;

use http::Uri;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What an address may not have as it is, and people type all the same.
const TYPED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'\\').add(b'^').add(b'`').add(b'{').add(b'}').add(b'|');

/// Most bytes of an answer: what is larger is refused, as a script could do nothing with it.
pub const MOST_ANSWER: usize = 4 << 20;

/// What is to be done with what lies at an address (RFC 9110, section 9.3; RFC 5789 for PATCH).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the method of its name")]
pub enum WebMethod {
    Get,
    Post,
    Put,
    Patch,
    Delete,
}

impl WebMethod {
    /// All, in the order in which they are offered.
    pub const ALL: [Self; 5] = [Self::Get, Self::Post, Self::Put, Self::Patch, Self::Delete];

    /// As the protocol writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// The method of this name, in any case.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|method| method.name().eq_ignore_ascii_case(name.trim()))
    }
}

/// What an app asks.
#[derive(Clone, Debug, PartialEq)]
pub struct WebRequest {
    /// The number that its answer comes with.
    pub number: u64,
    /// What is to be done.
    pub method: WebMethod,
    /// The address, as the script wrote it.
    pub url: String,
    /// Header lines, in their order.
    pub headers: Vec<(String, String)>,
    /// What is sent along; nothing where it is empty.
    pub body: String,
    /// How long all of it may take, in seconds.
    pub secs: f64,
    /// The hosts that the project may ask.
    pub hosts: Vec<String>,
}

impl WebRequest {
    /// What it holds, in bytes.
    pub fn bytes(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(name, value)| name.len() + value.len()).sum();
        self.url.len() + self.body.len() + headers
    }
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAnswer {
    /// The status (RFC 9110, section 15): 200 is good, from 400 on it is not.
    pub status: u16,
    /// The content as text.
    pub content: String,
}

/// Why nothing came back, or nothing that is of use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WebError {
    /// What is there is no address of HTTP.
    Address,
    /// The project may not ask this host.
    NotAllowed {
        /// The host, with its port where that is not the usual one.
        host: String,
    },
    /// The header with this name cannot be sent.
    Header {
        /// The name.
        name: String,
    },
    /// No computer has the name.
    UnknownHost,
    /// Nothing answers there.
    Unreachable,
    /// The certificate does not fit, or there is no secure way.
    Insecure {
        /// The library's words.
        what: String,
    },
    /// It took too long.
    TooLate,
    /// The answer is larger than [`MOST_ANSWER`].
    TooLarge,
    /// It led from one address to the next too often.
    Redirects,
    /// The server says that it does not do it.
    Status {
        /// Its status, from 400 on.
        status: u16,
    },
    /// Too many requests are under way.
    Busy,
    /// Anything else, in the library's words.
    Other {
        /// The words.
        what: String,
    },
}

impl WebError {
    /// The word for it that scripts see as the code of an error.
    pub fn key(&self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::NotAllowed { .. } => "not_allowed",
            Self::Header { .. } => "header",
            Self::UnknownHost => "unknown_host",
            Self::Unreachable => "unreachable",
            Self::Insecure { .. } => "insecure",
            Self::TooLate => "timeout",
            Self::TooLarge => "too_large",
            Self::Redirects => "redirects",
            Self::Status { .. } => "status",
            Self::Busy => "busy",
            Self::Other { .. } => "other",
        }
    }
}

/// An address of HTTP, taken apart by the same reader that sends to it: what is allowed is what is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebAddress {
    uri: Uri,
    host: String,
    port: u16,
    is_secure: bool,
}

impl WebAddress {
    /// Reads an address. Blanks and letters that an address may not have are written as it wants them.
    pub fn parse(url: &str) -> Option<Self> {
        let uri: Uri = utf8_percent_encode(url.trim(), TYPED).to_string().parse().ok()?;
        let is_secure = match uri.scheme_str()? {
            "http" => false,
            "https" => true,
            _ => return None,
        };
        let authority = uri.authority()?;
        // A name and password in the address would stand in logs.
        if authority.as_str().contains('@') || authority.host().is_empty() {
            return None;
        }
        let port = match authority.port() {
            Some(port) => port.as_u16(),
            // A colon without a number, or with one that is none.
            None if authority.as_str().len() > authority.host().len() => return None,
            None if is_secure => 443,
            None => 80,
        };
        let host = authority.host().trim_end_matches('.').to_ascii_lowercase();
        Some(Self { uri, host, port, is_secure })
    }

    /// The address as it is sent to.
    pub fn uri(&self) -> &Uri {
        &self.uri
    }

    /// Whether the way there is encrypted.
    pub fn is_secure(&self) -> bool {
        self.is_secure
    }

    /// Whether one of these hosts is meant: `example.com` at any port, `example.com:8080`, `*.example.com` for all below.
    pub fn is_one_of(&self, hosts: &[String]) -> bool {
        hosts.iter().any(|allowed| {
            let allowed = allowed.trim().to_ascii_lowercase();
            let (name, port) = match allowed.rsplit_once(':') {
                Some((name, port)) if !port.ends_with(']') => (name.to_owned(), Some(port.to_owned())),
                _ => (allowed, None),
            };
            let fits = match name.strip_prefix("*.") {
                Some(above) => {
                    self.host.strip_suffix(above).is_some_and(|below| below.len() > 1 && below.ends_with('.'))
                }
                None => self.host == name,
            };
            fits && port.is_none_or(|port| port.parse() == Ok(self.port))
        })
    }
}

impl fmt::Display for WebAddress {
    /// The host, with its port where that is not the usual one: what has to be allowed.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let usual = if self.is_secure { 443 } else { 80 };
        if self.port == usual { f.write_str(&self.host) } else { write!(f, "{}:{}", self.host, self.port) }
    }
}

/// What a person typed as a host that may be asked, as it is kept: without `https://` and what follows the host.
pub fn host_from_input(typed: &str) -> Option<String> {
    let typed = typed.trim();
    if typed.contains("://") {
        return WebAddress::parse(typed).map(|address| address.to_string());
    }
    let host = typed.split('/').next().unwrap_or_default().to_ascii_lowercase();
    let plain = host.strip_prefix("*.").unwrap_or(&host);
    let is_host = !plain.contains('*') && WebAddress::parse(&format!("http://{plain}")).is_some();
    is_host.then_some(host)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(url: &str, hosts: &[&str]) -> bool {
        let hosts: Vec<String> = hosts.iter().map(|host| (*host).to_owned()).collect();
        WebAddress::parse(url).is_some_and(|address| address.is_one_of(&hosts))
    }

    #[test]
    fn only_hosts_that_are_named_may_be_asked() {
        assert!(allowed("https://api.example.com/v1?q=a b", &["api.example.com"]));
        assert!(allowed("HTTP://API.example.com./x", &["api.EXAMPLE.com"]));
        assert!(allowed("http://10.0.0.5:8080/x", &["10.0.0.5"]));
        assert!(allowed("http://10.0.0.5:8080/x", &["10.0.0.5:8080"]));
        assert!(!allowed("http://10.0.0.5:8081/x", &["10.0.0.5:8080"]));
        assert!(allowed("http://a.b.example.com", &["*.example.com"]));
        assert!(!allowed("http://example.com", &["*.example.com"]));
        assert!(!allowed("http://evilexample.com", &["*.example.com", "example.com"]));
        assert!(!allowed("http://.example.com", &["*.example.com"]));
        assert!(allowed("http://[::1]:8080/", &["[::1]"]));
        assert!(allowed("http://[::1]:8080/", &["[::1]:8080"]));
        assert!(!allowed("https://api.example.com", &[]));
    }

    #[test]
    fn what_looks_like_an_allowed_host_is_none() {
        for url in [
            "https://api.example.com@evil.example/",
            "https://user:secret@api.example.com/",
            "//api.example.com/",
            "api.example.com",
            "file:///etc/passwd",
            "ftp://api.example.com",
            "https:///x",
            "http://api.example.com:/x",
            "",
        ] {
            assert_eq!(WebAddress::parse(url), None, "{url}");
        }
        assert!(!allowed("https://evil.example/?api.example.com", &["api.example.com"]));
        assert!(!allowed("https://evil.example\\@api.example.com/", &["api.example.com"]));
    }

    #[test]
    fn hosts_are_kept_as_they_are_compared() {
        for (typed, kept) in [
            (" https://API.example.com/v1/x ", Some("api.example.com")),
            ("api.example.com/v1", Some("api.example.com")),
            ("http://10.0.0.5:8080", Some("10.0.0.5:8080")),
            ("10.0.0.5:8080", Some("10.0.0.5:8080")),
            ("*.example.com", Some("*.example.com")),
            ("[::1]:80", Some("[::1]:80")),
            ("*", None),
            ("a b", None),
            ("", None),
            ("a@b", None),
        ] {
            assert_eq!(host_from_input(typed).as_deref(), kept, "{typed}");
        }
    }
}
