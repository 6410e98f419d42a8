//! Name lookup, TCP and TLS, and what errors of the operating system mean.

use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

use super::client::TlsConnector;
use super::client::rustls::pki_types::ServerName;
use super::msg::ConnectionSpec;
use super::tls;
use crate::model::run::{Refusal, TlsVersion};

/// How long a port has to answer when it is looked at once more.
const PROBE: Duration = Duration::from_secs(2);
/// How long a port that closes at once takes for it, at most.
const SILENCE: Duration = Duration::from_millis(300);

/// Marks an input/output error as a failed name lookup.
#[derive(Debug, thiserror::Error)]
#[error("the host name is unknown: {0}")]
struct UnknownHost(io::Error);

/// Marks an input/output error as one of the TLS handshake.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct InHandshake(io::Error);

/// A way to the other side, whatever it is made of.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// Where to connect to.
#[derive(Clone)]
pub(super) struct Dialer {
    /// A name or an address; IPv6 without brackets.
    pub(super) host: String,
    pub(super) port: u16,
    /// TLS, with the name that the server's certificate must have.
    pub(super) tls: Option<(TlsConnector, ServerName<'static>)>,
    /// The client certificate that is shown, where one is; shared by all clones.
    pub(super) own: Option<Arc<tls::Renewal>>,
    /// The version of TLS that was agreed on; shared by all clones.
    pub(super) agreed: Arc<OnceLock<TlsVersion>>,
    /// Whether the server's certificate has passed, in the last handshake; shared by all clones.
    pub(super) passed: Arc<AtomicBool>,
}

// By hand, since the connector holds the client's key.
impl std::fmt::Debug for Dialer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Dialer").field("host", &self.host).field("port", &self.port).finish_non_exhaustive()
    }
}

impl Dialer {
    /// Connects; the first address that answers wins.
    pub(super) async fn dial(self) -> io::Result<Box<dyn Stream>> {
        if let Some(own) = &self.own {
            own.look().await;
        }
        let stream = tcp(&self.host, self.port).await?;
        let Some((connector, name)) = self.tls else { return Ok(Box::new(stream)) };
        self.passed.store(false, Ordering::SeqCst);
        let in_handshake = |err: io::Error| io::Error::new(err.kind(), InHandshake(err));
        let stream = connector.connect(name, stream).await.map_err(in_handshake)?;
        if let Some(version) = tls::version(stream.get_ref().1) {
            self.agreed.get_or_init(|| version);
        }
        Ok(Box::new(stream))
    }
}

async fn tcp(host: &str, port: u16) -> io::Result<TcpStream> {
    let unknown = |err| io::Error::new(io::ErrorKind::NotFound, UnknownHost(err));
    let mut last = unknown(io::Error::other("no address"));
    for address in lookup_host((host, port)).await.map_err(unknown)? {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                // Nagle's algorithm delays a single tap by up to 40 ms.
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(err) => last = err,
        }
    }
    Err(last)
}

/// What a port does when it is spoken to in another way than before; [`Dialer::closes_unasked`] before a word is said.
impl Dialer {
    /// Whether the port speaks TLS: it answers the first packet of a handshake with one of its own.
    pub(super) async fn speaks_tls(&self) -> bool {
        let asked = async {
            let mut stream = tcp(&self.host, self.port).await?;
            stream.write_all(&tls::client_hello(&self.host)?).await?;
            stream.read_u8().await
        };
        // The first byte says what kind of packet it is.
        matches!(timeout(PROBE, asked).await, Ok(Ok(tls::HANDSHAKE | tls::ALERT)))
    }

    /// Whether the port closes a connection on which nothing was said: whoever does that has no room, or does not want us.
    pub(super) async fn closes_unasked(&self) -> bool {
        let mut byte = [0];
        let Ok(mut stream) = tcp(&self.host, self.port).await else { return false };
        matches!(timeout(SILENCE, stream.read(&mut byte)).await, Ok(Ok(0) | Err(_)))
    }
}

/// What an error means while connecting.
pub(super) fn refusal(err: &io::Error, spec: &ConnectionSpec, to: &Dialer) -> Refusal {
    let marked = err.get_ref();
    if marked.is_some_and(|inner| inner.is::<UnknownHost>()) {
        return Refusal::HostNotFound { host: to.host.clone() };
    }
    if let Some(InHandshake(err)) = marked.and_then(|inner| inner.downcast_ref()) {
        return match refusal(err, spec, to) {
            // A server that does not speak TLS closes when it sees the first bytes.
            Refusal::ClosedAtOnce => Refusal::NotTls,
            refusal => refusal,
        };
    }
    let shown = to.own.as_ref().map(|own| own.spec());
    if let Some(refusal) = tls::refusal_inside(err, shown.as_ref().unwrap_or(spec), to.passed.load(Ordering::SeqCst)) {
        return refusal;
    }
    match err.kind() {
        io::ErrorKind::ConnectionRefused => Refusal::NothingListens { host: to.host.clone(), port: to.port },
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            Refusal::Unreachable { host: to.host.clone() }
        }
        io::ErrorKind::TimedOut => Refusal::NoAnswer { secs: u64::from(spec.settings.connect_timeout_secs) },
        kind if is_closed(kind) || is_end_of_web_socket(err) => Refusal::ClosedAtOnce,
        // The answer was no whole packet. The client library's decoder has no other sign for it than this text.
        io::ErrorKind::Other if err.to_string() == "bytes remaining on stream" => Refusal::NotMqtt,
        _other => Refusal::Other { what: err.to_string() },
    }
}

/// What an error means that ends a session.
pub(super) fn end_reason(err: &io::Error) -> Refusal {
    if is_closed(err.kind()) || err.kind() == io::ErrorKind::TimedOut || is_end_of_web_socket(err) {
        Refusal::Lost
    } else {
        Refusal::Other { what: err.to_string() }
    }
}

/// Whether the other side has closed the connection.
pub(super) fn is_closed(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
    )
}

/// Whether the other side has closed the connection without closing the WebSocket first. The library has no other sign for
/// it than this text.
fn is_end_of_web_socket(err: &io::Error) -> bool {
    err.to_string().contains("without closing handshake")
}
