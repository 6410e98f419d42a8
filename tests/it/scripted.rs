//! A broker of ours that does exactly what a test says: what no real broker can be brought to do.

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

/// First bytes of packets.
pub(crate) mod kind {
    pub(crate) const CONNECT: u8 = 0x10;
    pub(crate) const PUBLISH: u8 = 0x30;
    pub(crate) const PUBREC: u8 = 0x50;
    pub(crate) const PUBCOMP: u8 = 0x70;
    pub(crate) const SUBSCRIBE: u8 = 0x82;
}

/// A client of the scripted broker.
pub(crate) struct Peer(TcpStream);

/// Runs `script` for each connection, one after the other, and gives the port; a script that fails is seen by the client
/// as a connection that is closed. Ends with the test program.
pub(crate) fn serve(mut script: impl FnMut(&mut Peer) -> Option<()> + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for client in listener.incoming() {
            let Ok(client) = client else { return };
            script(&mut Peer(client));
        }
    });
    port
}

/// A server that reads something, answers `answer` and closes.
pub(crate) fn answer(answer: &'static [u8]) -> u16 {
    serve(move |peer| {
        let mut buffer = [0; 1024];
        let read = peer.0.read(&mut buffer).ok()?;
        if read > 0 { peer.send(answer) } else { None }
    })
}

impl Peer {
    /// The next packet: its first byte and what follows the length.
    fn packet(&mut self) -> Option<(u8, Vec<u8>)> {
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

    /// The body of the next packet, if it is of this kind, compared by its upper half.
    pub(crate) fn expect(&mut self, kind: u8) -> Option<Vec<u8>> {
        let (first, body) = self.packet()?;
        (first & 0xf0 == kind & 0xf0).then_some(body)
    }

    /// Lets the client in, in version 3.1.1, and grants its first subscription, which is to one filter.
    pub(crate) fn welcome(&mut self) -> Option<()> {
        self.expect(kind::CONNECT)?;
        self.send(&[0x20, 2, 0, 0])?;
        let body = self.expect(kind::SUBSCRIBE)?;
        self.send(&[0x90, 3, body[0], body[1], 2])
    }

    /// The packet number of the next message, which has quality of service 1 or 2.
    pub(crate) fn publish(&mut self) -> Option<[u8; 2]> {
        let body = self.expect(kind::PUBLISH)?;
        let topic = usize::from(u16::from_be_bytes([body[0], body[1]]));
        Some([body[2 + topic], body[3 + topic]])
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) -> Option<()> {
        self.0.write_all(bytes).ok()
    }

    /// Reads what comes and answers nothing, until the client closes.
    pub(crate) fn ignore(&mut self) -> Option<()> {
        loop {
            self.packet()?;
        }
    }

    /// Answers pings and nothing else, until the client closes.
    pub(crate) fn idle(&mut self) -> Option<()> {
        while let Some((first, _)) = self.packet() {
            if first == 0xc0 {
                self.send(&[0xd0, 0])?;
            }
        }
        Some(())
    }
}
