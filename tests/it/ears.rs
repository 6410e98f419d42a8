//! A listener that lets every MQTT client in and tells what it was sent: for what must not be sent.

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc::{Receiver, channel};

/// A broker that lets everybody in and tells what it was sent first.
pub(crate) struct Ears {
    pub(crate) port: u16,
    heard: Receiver<Vec<u8>>,
}

impl Ears {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let (tell, heard) = channel();
        std::thread::spawn(move || {
            let mut open = Vec::new();
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut bytes = vec![0; 4096];
                let read = stream.read(&mut bytes).unwrap_or(0);
                bytes.truncate(read);
                // Lets it in, and then says nothing more.
                let _gone = stream.write_all(&[0x20, 2, 0, 0]);
                open.push(stream);
                if tell.send(bytes).is_err() {
                    return;
                }
            }
        });
        Self { port, heard }
    }

    /// All that was heard until now.
    pub(crate) fn all(&self) -> Vec<u8> {
        self.heard.try_iter().flatten().collect()
    }

    /// Whether this was among it.
    pub(crate) fn heard(&self, word: &str) -> bool {
        String::from_utf8_lossy(&self.all()).contains(word)
    }
}
