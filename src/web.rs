//! Asks hosts over HTTP for an app, and gives the answers back as plain data.
//!
//! Each request has a thread while it lasts, at most [`AT_ONCE`] of them; the others wait their turn. Every step of a
//! redirection is held against the hosts that the project may ask, so that no answer leads elsewhere. Nobody waits for
//! requests of an app that has ended: their threads end within their time, and what they say reaches no one.

use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use http::{HeaderName, HeaderValue, Method, Request, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::{Agent, Error};

use crate::model::web::{MOST_ANSWER, WebAddress, WebAnswer, WebError, WebMethod, WebRequest};

/// Most requests under way at the same time.
const AT_ONCE: usize = 8;
/// Most requests that wait for their turn; a script that asks more often is told so.
const MOST_WAITING: usize = 200;
/// How often one answer may lead to another address (browsers take 20; devices need one or two).
const MOST_REDIRECTS: usize = 5;

/// Headers that belong to the protocol: with another `Host` a server would answer for one that is not allowed.
const OURS: [HeaderName; 7] = [
    header::HOST,
    header::CONTENT_LENGTH,
    header::TRANSFER_ENCODING,
    header::CONNECTION,
    header::UPGRADE,
    header::TE,
    header::TRAILER,
];
/// What may go along where an answer leads to another host; any other header may be a password.
const HARMLESS: [HeaderName; 5] =
    [header::ACCEPT, header::ACCEPT_CHARSET, header::ACCEPT_LANGUAGE, header::CONTENT_TYPE, header::USER_AGENT];

/// An answer with the number of its request.
pub type Answered = (u64, Result<WebAnswer, WebError>);

/// Asks for one app.
pub struct WebClient {
    workers: Arc<WebWorkers>,
}

struct WebWorkers {
    wake: Box<dyn Fn() + Send + Sync>,
    work: Mutex<WebQueue>,
    agent: OnceLock<Agent>,
}

#[derive(Default)]
struct WebQueue {
    waiting: VecDeque<(WebRequest, Instant)>,
    under_way: usize,
    answered: Vec<Answered>,
}

impl std::fmt::Debug for WebClient {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WebClient").field("under_way", &self.workers.lock().under_way).finish_non_exhaustive()
    }
}

impl WebClient {
    /// Asks nothing yet. `wake` is called on any thread when there is an answer to take.
    pub fn new(wake: impl Fn() + Send + Sync + 'static) -> Self {
        Self { workers: Arc::new(WebWorkers { wake: Box::new(wake), work: Mutex::default(), agent: OnceLock::new() }) }
    }

    /// Asks; the answer comes by [`Self::take`].
    pub fn ask(&self, request: WebRequest) {
        let mut work = self.workers.lock();
        let number = request.number;
        if work.waiting.len() >= MOST_WAITING {
            work.answered.push((number, Err(WebError::Busy)));
            drop(work);
            return (self.workers.wake)();
        }
        work.waiting.push_back((request, Instant::now()));
        if work.under_way >= AT_ONCE {
            return;
        }
        work.under_way += 1;
        drop(work);
        let workers = Arc::clone(&self.workers);
        let thread = std::thread::Builder::new().name("web".to_owned()).spawn(move || workers.work_off());
        if let Err(err) = thread {
            let mut work = self.workers.lock();
            work.under_way -= 1;
            work.waiting.retain(|(waiting, _)| waiting.number != number);
            work.answered.push((number, Err(WebError::Other { what: err.to_string() })));
            drop(work);
            (self.workers.wake)();
        }
    }

    /// What has come since the last call.
    pub fn take(&self) -> Vec<Answered> {
        std::mem::take(&mut self.workers.lock().answered)
    }
}

impl Drop for WebClient {
    fn drop(&mut self) {
        self.workers.lock().waiting.clear();
    }
}

impl WebWorkers {
    fn lock(&self) -> MutexGuard<'_, WebQueue> {
        self.work.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Answers requests until none waits.
    fn work_off(&self) {
        loop {
            let next = {
                let mut work = self.lock();
                let next = work.waiting.pop_front();
                if next.is_none() {
                    work.under_way -= 1;
                }
                next
            };
            let Some((request, since)) = next else { return };
            let until = since + Duration::from_secs_f64(request.secs.clamp(0.0, 86_400.0));
            let answer = self.answer(&request, until);
            self.lock().answered.push((request.number, answer));
            (self.wake)();
        }
    }

    fn agent(&self) -> &Agent {
        self.agent.get_or_init(|| {
            let system = rustls_native_certs::load_native_certs();
            let roots: Vec<_> = system.certs.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
            let provider = Arc::new(rustls::crypto::ring::default_provider());
            let tls = TlsConfig::builder()
                .root_certs(RootCerts::new_with_certs(&roots))
                .unversioned_rustls_crypto_provider(provider)
                .build();
            Agent::config_builder()
                .tls_config(tls)
                .http_status_as_error(false)
                // Followed below, with a look at where each leads.
                .max_redirects(0)
                .max_redirects_will_error(false)
                // What a project allows is asked itself: no proxy of the environment sees it, or says what a name means.
                .proxy(None)
                .user_agent(concat!("Steckbrett/", env!("CARGO_PKG_VERSION")))
                .build()
                .new_agent()
        })
    }

    /// Asks, follows where the answer leads, and reads what comes.
    fn answer(&self, request: &WebRequest, until: Instant) -> Result<WebAnswer, WebError> {
        let mut step = WebHop::first(request)?;
        for _ in 0..=MOST_REDIRECTS {
            if !step.address.is_one_of(&request.hosts) {
                return Err(WebError::NotAllowed { host: step.address.to_string() });
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(WebError::TooLate);
            }
            let asked = self.agent().configure_request(step.request()?).timeout_global(Some(left)).build();
            let mut response = self.agent().run(asked).map_err(told)?;
            let status = response.status();
            let leads_to = response.headers().get(header::LOCATION).filter(|_| status.is_redirection());
            if let Some(to) = leads_to {
                let to = to.to_str().ok().ok_or(WebError::Redirects)?.to_owned();
                step = step.redirected(&to, status.as_u16())?;
                continue;
            }
            let content = response.body_mut().with_config().limit(MOST_ANSWER as u64).read_to_vec().map_err(told)?;
            return Ok(WebAnswer { status: status.as_u16(), content: as_text(content) });
        }
        Err(WebError::Redirects)
    }
}

/// One request of those that an answer takes.
struct WebHop<'a> {
    address: WebAddress,
    method: WebMethod,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: &'a str,
}

impl<'a> WebHop<'a> {
    fn first(request: &'a WebRequest) -> Result<Self, WebError> {
        let address = WebAddress::parse(&request.url).ok_or(WebError::Address)?;
        let header = |(name, value): &(String, String)| {
            let flawed = || WebError::Header { name: name.clone() };
            let read = HeaderName::from_bytes(name.trim().as_bytes()).map_err(|_why| flawed())?;
            if OURS.contains(&read) || read.as_str().starts_with("proxy-") {
                return Err(flawed());
            }
            Ok((read, HeaderValue::from_str(value.trim()).map_err(|_why| flawed())?))
        };
        let headers = request.headers.iter().map(header).collect::<Result<Vec<_>, _>>()?;
        Ok(Self { address, method: request.method, headers, body: &request.body })
    }

    fn request(&self) -> Result<Request<&'a str>, WebError> {
        let method = Method::from_bytes(self.method.name().as_bytes()).map_err(|_why| WebError::Address)?;
        let mut built = Request::builder().method(method).uri(self.address.uri().clone());
        for (name, value) in &self.headers {
            built = built.header(name, value);
        }
        let has_type = self.headers.iter().any(|(name, _)| *name == header::CONTENT_TYPE);
        if !self.body.is_empty() && !has_type {
            built = built.header(header::CONTENT_TYPE, usual_type(self.body));
        }
        built.body(self.body).map_err(|err| WebError::Other { what: err.to_string() })
    }

    /// Where an answer leads (RFC 9110, section 15.4): what was sent goes along only where the answer says so, and
    /// passwords never to another host.
    fn redirected(self, to: &str, status: u16) -> Result<Self, WebError> {
        let address = joined(&self.address, to).ok_or(WebError::Redirects)?;
        if self.address.is_secure() && !address.is_secure() {
            return Err(WebError::Insecure { what: format!("redirect to {to}") });
        }
        let again = matches!(status, 307 | 308) || self.method == WebMethod::Get;
        let (method, body) = if again { (self.method, self.body) } else { (WebMethod::Get, "") };
        let elsewhere = address.to_string() != self.address.to_string();
        let mut headers = self.headers;
        headers.retain(|(name, _)| (!elsewhere || HARMLESS.contains(name)) && (again || *name != header::CONTENT_TYPE));
        Ok(Self { address, method, headers, body })
    }
}

/// The address that a reference leads to from another (RFC 3986, section 4.2, without `..`).
fn joined(from: &WebAddress, to: &str) -> Option<WebAddress> {
    let uri = from.uri();
    let (scheme, authority) = (uri.scheme_str()?, uri.authority()?);
    // What stands behind the first of these is no scheme, also where it looks like one.
    let head = to.split(['/', '?', '#']).next().unwrap_or_default();
    let path = uri.path();
    let whole = if head.contains(':') {
        to.to_owned()
    } else if to.starts_with("//") {
        format!("{scheme}:{to}")
    } else if to.starts_with('/') {
        format!("{scheme}://{authority}{to}")
    } else if to.starts_with(['?', '#']) {
        format!("{scheme}://{authority}{path}{to}")
    } else {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{scheme}://{authority}{folder}/{to}")
    };
    WebAddress::parse(&whole)
}

/// What a text is, for who receives it.
fn usual_type(body: &str) -> &'static str {
    if body.trim_start().starts_with(['{', '[']) { "application/json" } else { "text/plain; charset=utf-8" }
}

/// What came as text: UTF-8, or else what older devices send, in which each byte is a letter (ISO 8859-1).
fn as_text(content: Vec<u8>) -> String {
    String::from_utf8(content).unwrap_or_else(|err| err.into_bytes().into_iter().map(char::from).collect())
}

/// What the library says, as what it means.
fn told(err: Error) -> WebError {
    match err {
        Error::Timeout(_) => WebError::TooLate,
        Error::HostNotFound => WebError::UnknownHost,
        Error::ConnectionFailed => WebError::Unreachable,
        Error::BodyExceedsLimit(_) => WebError::TooLarge,
        Error::BadUri(_) => WebError::Address,
        Error::Rustls(err) => WebError::Insecure { what: err.to_string() },
        Error::Tls(what) => WebError::Insecure { what: what.to_owned() },
        Error::Io(err) => {
            let inner = err.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>());
            // The library tells a name that is not found by the words of the system only.
            if err.to_string().starts_with("failed to lookup address")
                || matches!(err.raw_os_error(), Some(11001..=11004))
            {
                return WebError::UnknownHost;
            }
            match (err.kind(), inner) {
                (_, Some(tls)) => WebError::Insecure { what: tls.to_string() },
                (io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock, _) => WebError::TooLate,
                (
                    io::ErrorKind::ConnectionRefused
                    | io::ErrorKind::HostUnreachable
                    | io::ErrorKind::NetworkUnreachable
                    | io::ErrorKind::NetworkDown,
                    _,
                ) => WebError::Unreachable,
                _ => WebError::Other { what: err.to_string() },
            }
        }
        err => WebError::Other { what: err.to_string() },
    }
}

#[cfg(test)]
mod tests;
