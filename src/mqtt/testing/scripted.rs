//! A broker that does exactly what a test says, byte for byte: what no real broker can be brought to do.

mod peer;

use std::io::{ErrorKind, Read as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

pub(in crate::mqtt) use self::peer::Peer;
use crate::certificates::testing::sha1_in_base64;
use crate::model::connection::Version;

/// How long a script waits for a packet.
const PATIENCE: Duration = Duration::from_secs(20);

/// First bytes of packets.
pub(in crate::mqtt) mod kind {
    pub(in crate::mqtt) use super::peer::kind::*;
    pub(in crate::mqtt) const UNSUBSCRIBE: u8 = 0xa2;
    pub(in crate::mqtt) const DISCONNECT: u8 = 0xe0;
}

/// The broker; ends with the test.
pub(in crate::mqtt) struct Scripted {
    port: u16,
    connections: Arc<AtomicUsize>,
    ending: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Scripted {
    /// Runs `script` for one connection after the other; the number counts them from 0.
    pub(in crate::mqtt) fn start(mut script: impl FnMut(usize, &mut Peer) + Send + 'static) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (connections, ending) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
        let (count, end) = (Arc::clone(&connections), Arc::clone(&ending));
        let thread = std::thread::spawn(move || {
            while let Ok((stream, _)) = listener.accept() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                stream.set_read_timeout(Some(PATIENCE)).unwrap();
                let number = count.fetch_add(1, Ordering::SeqCst);
                // A client that the test has ended meanwhile says nothing any more.
                if matches!(stream.peek(&mut [0]), Ok(0)) {
                    continue;
                }
                script(number, &mut Peer(stream));
            }
        });
        Self { port, connections, ending, thread: Some(thread) }
    }

    pub(in crate::mqtt) fn port(&self) -> u16 {
        self.port
    }

    /// How many connections there have been.
    pub(in crate::mqtt) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Scripted {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::SeqCst);
        // Wakes it if it waits for the next connection; an error means that it has ended.
        drop(TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)));
        let ended = self.thread.take().map(JoinHandle::join);
        // A second panic while one is under way would abort all tests.
        assert!(matches!(ended, Some(Ok(()))) || std::thread::panicking(), "the script failed");
    }
}

impl Peer {
    /// The next packet, if it comes within `limit`.
    pub(in crate::mqtt) fn packet_within(&mut self, limit: Duration) -> Option<(u8, Vec<u8>)> {
        self.0.set_read_timeout(Some(limit)).unwrap();
        let came = self.packet();
        self.0.set_read_timeout(Some(PATIENCE)).unwrap();
        came
    }

    /// Whether the client has closed.
    pub(in crate::mqtt) fn is_gone(&self) -> bool {
        self.0.set_nonblocking(true).unwrap();
        let gone = match self.0.peek(&mut [0]) {
            Ok(bytes) => bytes == 0,
            Err(err) => err.kind() != ErrorKind::WouldBlock,
        };
        self.0.set_nonblocking(false).unwrap();
        gone
    }

    /// Waits for a packet of a kind to begin; the rest of it is not read.
    #[track_caller]
    pub(in crate::mqtt) fn begins(&mut self, kind: u8) {
        let mut byte = [0];
        self.0.read_exact(&mut byte).unwrap();
        assert_eq!(byte[0] & 0xf0, kind & 0xf0);
    }

    /// Fails if anything comes within `limit`.
    #[track_caller]
    pub(in crate::mqtt) fn silence(&mut self, limit: Duration) {
        self.0.set_read_timeout(Some(limit)).unwrap();
        let came = self.packet();
        assert!(came.is_none(), "{came:?} instead of silence");
        self.0.set_read_timeout(Some(PATIENCE)).unwrap();
    }

    /// Lets the client in with these properties of MQTT 5.
    #[track_caller]
    pub(in crate::mqtt) fn connack_with(&mut self, properties: &[u8]) {
        self.expect(kind::CONNECT);
        let length = properties.len() as u8;
        self.send(&[&[0x20, 3 + length, 0, 0, length], properties].concat());
    }

    /// Lets the client in as one whose session is known, if `known`; gives its first packet.
    #[track_caller]
    pub(in crate::mqtt) fn connack_resuming(&mut self, version: Version, known: bool) -> Vec<u8> {
        let connect = self.expect(kind::CONNECT);
        match version {
            Version::V311 => self.send(&[0x20, 2, u8::from(known), 0]),
            Version::V5 => self.send(&[0x20, 3, u8::from(known), 0, 0]),
        }
        connect
    }

    /// Answers the request for a WebSocket; `header`: what the answer says besides what it must.
    #[track_caller]
    pub(in crate::mqtt) fn web_socket(&mut self, header: &str) {
        let (mut asked, mut byte) = (String::new(), [0]);
        while !asked.ends_with("\r\n\r\n") {
            self.0.read_exact(&mut byte).unwrap();
            asked.push(char::from(byte[0]));
        }
        let key = asked.lines().find_map(|line| line.strip_prefix("Sec-WebSocket-Key: ")).unwrap();
        let key = format!("{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11");
        let accept = sha1_in_base64(&key);
        let answer = format!(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n{header}\r\n"
        );
        self.send(answer.as_bytes());
    }

    /// Reads one frame of a WebSocket and sends these few bytes in another.
    #[track_caller]
    pub(in crate::mqtt) fn frame(&mut self, bytes: &[u8]) {
        let mut head = [0; 2];
        self.0.read_exact(&mut head).unwrap();
        let mut length = usize::from(head[1] & 0x7f);
        if length == 126 {
            let mut more = [0; 2];
            self.0.read_exact(&mut more).unwrap();
            length = usize::from(u16::from_be_bytes(more));
        }
        // The four bytes that a client masks with, and what it says.
        self.0.read_exact(&mut vec![0; 4 + length]).unwrap();
        self.send(&[&[0x82, bytes.len() as u8], bytes].concat());
    }

    /// As [`Self::frame`] for a first packet of 3.1.1; closes at one of MQTT 5.
    #[track_caller]
    pub(in crate::mqtt) fn frame_unless_version_5(&mut self, bytes: &[u8]) {
        let mut head = [0; 6 + 7];
        self.0.read_exact(&mut head).unwrap();
        let mask = &head[2..6];
        assert!(head[1] & 0x7f < 126, "a short packet");
        // The version stands behind two bytes of header and the name of the protocol.
        let mut rest = vec![0; usize::from(head[1] & 0x7f) - 7];
        self.0.read_exact(&mut rest).unwrap();
        let version = rest[1] ^ mask[(7 + 1) % 4];
        if version == 4 {
            self.send(&[&[0x82, bytes.len() as u8], bytes].concat());
            let mut unread = Vec::new();
            self.0.read_to_end(&mut unread).unwrap();
        }
    }

    /// Closes.
    pub(in crate::mqtt) fn cut(&self) {
        if let Err(err) = self.0.shutdown(Shutdown::Both) {
            tracing::debug!("the client was faster: {err}");
        }
    }
}
