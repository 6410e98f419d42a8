//! Notices the end of another process that runs the local broker.
//!
//! By a client that does nothing: when its connection ends, the broker is gone. No timer, no traffic. Without it, a
//! program that uses no connection right now would go on showing the address of a broker that is gone.

use std::io;

use tokio::net::TcpStream;

use crate::mqtt::status::random;

/// Ends when the broker at the other end of `stream` does.
pub(super) async fn gone(stream: TcpStream) {
    if let Err(err) = listen(&stream).await {
        tracing::debug!("the local broker of the other process ended: {err}");
    }
}

async fn listen(stream: &TcpStream) -> io::Result<()> {
    let mut hello = connect_packet();
    while !hello.is_empty() {
        stream.writable().await?;
        match stream.try_write(&hello) {
            Ok(written) => drop(hello.drain(..written)),
            Err(err) if err.kind() == io::ErrorKind::WouldBlock => {}
            Err(err) => return Err(err),
        }
    }
    let mut unread = [0; 64];
    loop {
        stream.readable().await?;
        match stream.try_read(&mut unread) {
            Ok(0) => return Ok(()),
            Ok(_answer) => {}
            Err(err) if err.kind() == io::ErrorKind::WouldBlock => {}
            Err(err) => return Err(err),
        }
    }
}

/// CONNECT of MQTT 3.1.1: a clean session, no keep-alive.
fn connect_packet() -> Vec<u8> {
    let id = format!("steckbrett-watch-{:08x}", random() as u32);
    let mut packet = vec![0x10, 12 + id.len() as u8, 0, 4];
    packet.extend(b"MQTT");
    packet.extend([4, 2, 0, 0, 0, id.len() as u8]);
    packet.extend(id.as_bytes());
    packet
}
