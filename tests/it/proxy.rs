//! A TCP proxy of ours between the program and a broker, which delays every byte by the same time in both directions.

use std::collections::VecDeque;
use std::io::{Read as _, Write as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// A port that leads to another one, slowly.
pub(crate) struct Proxy {
    port: u16,
}

impl Proxy {
    /// Leads to `to` on 127.0.0.1; each direction takes `delay`. Ends with the test program.
    pub(crate) fn start(to: u16, delay: Duration) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let Ok(client) = client else { return };
                // No broker: the client sees its connection closed at once.
                let Ok(server) = TcpStream::connect(("127.0.0.1", to)) else { continue };
                for stream in [&client, &server] {
                    stream.set_nodelay(true).unwrap();
                }
                pump(client.try_clone().unwrap(), server.try_clone().unwrap(), delay);
                pump(server, client, delay);
            }
        });
        Self { port }
    }

    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }
}

/// Carries bytes one way: one thread reads and notes the time, another one writes when their time has come.
fn pump(mut from: TcpStream, to: TcpStream, delay: Duration) {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65_536];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            if sender.send((Instant::now() + delay, buffer[..count].to_vec())).is_err() {
                return;
            }
        }
    });
    std::thread::spawn(move || write_late(&receiver, to));
}

fn write_late(receiver: &Receiver<(Instant, Vec<u8>)>, mut to: TcpStream) {
    let mut waiting: VecDeque<(Instant, Vec<u8>)> = VecDeque::new();
    loop {
        let due = waiting.front().map(|(due, _)| due.saturating_duration_since(Instant::now()));
        let next = match due {
            None => receiver.recv().map_err(|_closed| true),
            Some(left) => {
                receiver.recv_timeout(left).map_err(|err| err == std::sync::mpsc::RecvTimeoutError::Disconnected)
            }
        };
        match next {
            Ok(part) => waiting.push_back(part),
            Err(closed) => {
                let late = |due: Instant| closed || due <= Instant::now();
                while let Some((_, bytes)) = waiting.pop_front_if(|(due, _)| late(*due)) {
                    if to.write_all(&bytes).is_err() {
                        return;
                    }
                }
                if closed {
                    // The other side may be gone already.
                    if let Err(err) = to.shutdown(Shutdown::Both) {
                        assert_ne!(err.kind(), std::io::ErrorKind::InvalidInput);
                    }
                    return;
                }
            }
        }
    }
}
