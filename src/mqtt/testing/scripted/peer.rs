//! What a scripted broker says and hears, byte for byte. The tests from the outside use this very file too.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use super::Version;

/// First bytes of packets.
pub(crate) mod kind {
    pub(crate) const CONNECT: u8 = 0x10;
    pub(crate) const PUBLISH: u8 = 0x30;
    pub(crate) const PUBACK: u8 = 0x40;
    pub(crate) const PUBREC: u8 = 0x50;
    pub(crate) const PUBREL: u8 = 0x62;
    pub(crate) const PUBCOMP: u8 = 0x70;
    pub(crate) const SUBSCRIBE: u8 = 0x82;
    pub(crate) const PINGREQ: u8 = 0xc0;
}

/// The client on the other side.
pub(crate) struct Peer(pub(crate) TcpStream);

impl Peer {
    /// The next packet: its first byte and what follows the length; `None` if the client has closed.
    pub(crate) fn packet(&mut self) -> Option<(u8, Vec<u8>)> {
        let mut byte = [0];
        self.0.read_exact(&mut byte).ok()?;
        let (first, mut length, mut shift) = (byte[0], 0, 0);
        loop {
            self.0.read_exact(&mut byte).ok()?;
            length |= usize::from(byte[0] & 0x7f) << shift;
            shift += 7;
            if byte[0] & 0x80 == 0 {
                break;
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).ok()?;
        Some((first, body))
    }

    /// The body of the next packet of a kind, compared by its upper half; answers pings on the way.
    #[track_caller]
    pub(crate) fn expect(&mut self, kind: u8) -> Vec<u8> {
        loop {
            let (first, body) = self.packet().unwrap_or_else(|| panic!("closed instead of 0x{kind:02x}"));
            if first == kind::PINGREQ {
                self.send(&[0xd0, 0]);
                continue;
            }
            assert_eq!(first & 0xf0, kind & 0xf0, "0x{first:02x} {body:?} instead of 0x{kind:02x}");
            return body;
        }
    }

    /// Waits for the client's first packet and lets it in.
    #[track_caller]
    pub(crate) fn connack(&mut self, version: Version) {
        self.expect(kind::CONNECT);
        match version {
            Version::V311 => self.send(&[0x20, 2, 0, 0]),
            Version::V5 => self.send(&[0x20, 3, 0, 0, 0]),
        }
    }

    /// Waits for a subscription to one filter and grants or refuses it.
    #[track_caller]
    pub(crate) fn suback(&mut self, version: Version, code: u8) {
        let body = self.expect(kind::SUBSCRIBE);
        match version {
            Version::V311 => self.send(&[0x90, 3, body[0], body[1], code]),
            Version::V5 => self.send(&[0x90, 4, body[0], body[1], 0, code]),
        }
    }

    /// Waits for a message with quality of service 1 or 2; gives its packet number and its last bytes.
    #[track_caller]
    pub(crate) fn publish(&mut self) -> ([u8; 2], Vec<u8>) {
        let body = self.expect(kind::PUBLISH);
        let topic = usize::from(u16::from_be_bytes([body[0], body[1]]));
        ([body[2 + topic], body[3 + topic]], body[4 + topic..].to_vec())
    }

    /// Sends these bytes; the client may be gone.
    pub(crate) fn send(&mut self, bytes: &[u8]) {
        // Whoever is gone is found gone by the next packet that is asked for.
        drop(self.0.write_all(bytes));
    }

    /// Reads what comes and answers nothing, until the client closes.
    pub(crate) fn ignore(&mut self) {
        while self.packet().is_some() {}
    }

    /// Answers pings and nothing else, until the client closes.
    pub(crate) fn idle(&mut self) {
        while let Some((first, _)) = self.packet() {
            if first == kind::PINGREQ {
                self.send(&[0xd0, 0]);
            }
        }
    }
}
