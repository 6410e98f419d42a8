//! A broker of ours that does exactly what a test says: what no real broker can be brought to do.

#[path = "../../src/mqtt/testing/scripted/peer.rs"]
mod peer;

use std::io::Read as _;
use std::net::TcpListener;

use steckbrett::model::connection::Version;

pub(crate) use self::peer::{Peer, kind};

/// Runs `script` for each connection, one after the other, and gives the port; a script that fails ends it, and is seen by
/// the client as a port where nobody listens. Ends with the test program.
pub(crate) fn serve(mut script: impl FnMut(&mut Peer) + Send + 'static) -> u16 {
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
        if peer.0.read(&mut [0; 1024]).is_ok_and(|read| read > 0) {
            peer.send(answer);
        }
    })
}

impl Peer {
    /// Lets the client in, in version 3.1.1, and grants its first subscription, which is to one filter.
    pub(crate) fn welcome(&mut self) {
        self.connack(Version::V311);
        self.suback(Version::V311, 2);
    }
}
