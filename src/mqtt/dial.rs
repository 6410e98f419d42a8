//! Name lookup, TCP and TLS, and what errors of the operating system mean.

use std::io;
use std::sync::{Arc, OnceLock};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};

use super::client::TlsConnector;
use super::client::rustls::pki_types::ServerName;
use super::msg::ConnectionSpec;
use super::tls;
use crate::model::run::{Refusal, TlsVersion};

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
    /// The version of TLS that was agreed on; shared by all clones.
    pub(super) agreed: Arc<OnceLock<TlsVersion>>,
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
        let stream = tcp(&self.host, self.port).await?;
        let Some((connector, name)) = self.tls else { return Ok(Box::new(stream)) };
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
    if let Some(refusal) = tls::refusal_inside(err, spec) {
        return refusal;
    }
    match err.kind() {
        io::ErrorKind::ConnectionRefused => Refusal::NothingListens { host: to.host.clone(), port: to.port },
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            Refusal::Unreachable { host: to.host.clone() }
        }
        io::ErrorKind::TimedOut => Refusal::NoAnswer { secs: u64::from(spec.settings.connect_timeout_secs) },
        kind if is_closed(kind) => Refusal::ClosedAtOnce,
        // The answer was no whole packet. The client library's decoder has no other sign for it than this text.
        io::ErrorKind::Other if err.to_string() == "bytes remaining on stream" => Refusal::NotMqtt,
        _other => Refusal::Other { what: err.to_string() },
    }
}

/// What an error means that ends a session.
pub(super) fn end_reason(err: &io::Error) -> Refusal {
    if is_closed(err.kind()) || err.kind() == io::ErrorKind::TimedOut {
        Refusal::Lost
    } else {
        Refusal::Other { what: err.to_string() }
    }
}

/// Whether the other side has closed the connection.
fn is_closed(kind: io::ErrorKind) -> bool {
    matches!(
        kind,
        io::ErrorKind::ConnectionReset
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::BrokenPipe
            | io::ErrorKind::UnexpectedEof
    )
}
