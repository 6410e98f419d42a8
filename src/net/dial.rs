//! Name lookup and TCP, and what errors of the operating system mean.

use std::io;

use tokio::net::{TcpStream, lookup_host};

use super::status::CONNECT_TIMEOUT;
use crate::model::run::Refusal;

/// Marks an input/output error as a failed name lookup.
#[derive(Debug, thiserror::Error)]
#[error("the host name is unknown: {0}")]
struct UnknownHost(io::Error);

/// Connects to a host name or address, which needs no brackets for IPv6; the first address that answers wins.
pub(super) async fn connect((host, port): (String, u16)) -> io::Result<TcpStream> {
    let unknown = |err| io::Error::new(io::ErrorKind::NotFound, UnknownHost(err));
    let mut last = unknown(io::Error::other("no address"));
    for address in lookup_host((host.as_str(), port)).await.map_err(unknown)? {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                stream.set_nodelay(true)?;
                return Ok(stream);
            }
            Err(err) => last = err,
        }
    }
    Err(last)
}

/// What an error means while connecting.
pub(super) fn refusal(err: &io::Error, host: &str, port: u16) -> Refusal {
    if err.get_ref().is_some_and(|inner| inner.is::<UnknownHost>()) {
        return Refusal::HostNotFound { host: host.to_owned() };
    }
    match err.kind() {
        io::ErrorKind::ConnectionRefused => Refusal::NothingListens { host: host.to_owned(), port },
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown => {
            Refusal::Unreachable { host: host.to_owned() }
        }
        io::ErrorKind::TimedOut => Refusal::NoAnswer { secs: CONNECT_TIMEOUT.as_secs() },
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
