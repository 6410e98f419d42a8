//! One connection of a client, on a task of its own.
//!
//! It reads what the client sends as long as its answers go out, and writes what the hub has for it as long as the client
//! reads: who does not read is not read from, and holds nobody else.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Buf as _, BytesMut};
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep_until, timeout};

use super::hub::{Introduction, Joined};
use super::packets::NextStep;
use super::server::Running;
use super::wire::{self, ConnAck, ConnectAuth, ConnectReturnCode, Disconnect, DisconnectReasonCode, Packet};
use crate::model::connection::Version;
use crate::mqtt::client::MAX_PACKET;

/// How long a client may take to say who it is.
const INTRODUCTION: Duration = Duration::from_secs(10);
/// Bytes of the packet that says so: it may have a last message, whose size is a 16 bit number, and some properties.
const MAX_INTRODUCTION: usize = 512 * 1024;
/// So much is read at a time.
const READ: usize = 64 * 1024;
/// Whoever sends so much at once may keep us busy for longer than others should wait.
const FLOOD: usize = 16 * 1024;
/// So much waits to be written to a client at most, besides one packet; beyond it nothing is read from it.
const ROOM: usize = 128 * 1024;
/// How long the last words may take to get out.
const FAREWELL: Duration = Duration::from_secs(1);
/// The same, when the broker ends.
const HURRY: Duration = Duration::from_millis(200);

/// Why a connection ends.
enum LinkEnding {
    /// The client has gone; whether without a goodbye.
    Gone { vanished: bool },
    /// We end it.
    Ours(DisconnectReasonCode),
}

impl From<DisconnectReasonCode> for LinkEnding {
    fn from(reason: DisconnectReasonCode) -> Self {
        Self::Ours(reason)
    }
}

impl From<io::Error> for LinkEnding {
    fn from(_lost: io::Error) -> Self {
        Self::Gone { vanished: true }
    }
}

/// What came of a turn.
struct Worked {
    step: NextStep,
    /// Whether there may be more to read or to send than has found room.
    has_more: bool,
}

/// What stands between the socket and the hub.
struct Wires {
    stream: TcpStream,
    incoming: BytesMut,
    outgoing: BytesMut,
}

/// Serves a client until it goes.
pub(super) async fn serve(stream: TcpStream, address: SocketAddr, broker: Arc<Running>) {
    if let Err(err) = stream.set_nodelay(true) {
        tracing::debug!("the local broker cannot hurry packets for {address}: {err}");
    }
    let mut wires = Wires { stream, incoming: BytesMut::new(), outgoing: BytesMut::new() };
    let mut stopping = broker.stopping.subscribe();
    let introduced = tokio::select! {
        introduced = timeout(INTRODUCTION, wires.introduction()) => introduced.ok().flatten(),
        _ = stopping.wait_for(|stops| *stops) => None,
    };
    let Some((opening, auth)) = introduced else { return wires.end(None, false).await };
    let version = opening.version;
    let keep_alive = opening.connect.keep_alive;
    let wake = Arc::new(Notify::new());
    // Whoever has sent a wrong password waits for the answer.
    let entered = tokio::select! {
        entered = enter(&broker, address, opening, &auth, &wake, &mut wires.outgoing) => entered,
        _ = stopping.wait_for(|stops| *stops) => Err(ConnectReturnCode::ServerUnavailable),
    };
    let joined = match entered {
        Ok(joined) => joined,
        Err(code) => {
            let answer = ConnAck { session_present: false, code, properties: None };
            wire::write(version, &Packet::ConnAck(answer), &mut wires.outgoing);
            return wires.end(None, true).await;
        }
    };
    broker.changed.notify_one();
    let ending = tokio::select! {
        ending = wires.run(&broker, &joined, (version, keep_alive), &wake) => ending,
        _ = stopping.wait_for(|stops| *stops) => LinkEnding::Ours(DisconnectReasonCode::ServerShuttingDown),
    };
    let (vanished, last_words) = match ending {
        LinkEnding::Gone { vanished } => (vanished, None),
        LinkEnding::Ours(reason) => (reason != DisconnectReasonCode::ServerShuttingDown, Some(reason)),
    };
    {
        let mut hub = broker.hub();
        hub.lost(&joined, vanished);
        hub.flush();
    }
    broker.changed.notify_one();
    if let Some(reason) = last_words {
        wire::write(version, &Packet::Disconnect(Disconnect::new(reason)), &mut wires.outgoing);
        wires.end(Some(reason), true).await;
    }
}

async fn enter(
    broker: &Running,
    address: SocketAddr,
    opening: Introduction,
    auth: &ConnectAuth,
    wake: &Arc<Notify>,
    out: &mut BytesMut,
) -> Result<Joined, ConnectReturnCode> {
    let password = match auth {
        ConnectAuth::Password { password } | ConnectAuth::UsernamePassword { password, .. } => Some(password.as_ref()),
        ConnectAuth::None | ConnectAuth::Username { .. } => None,
    };
    if let Some(guard) = &broker.guard
        && !guard.admits(address, password).await
    {
        return Err(ConnectReturnCode::BadUserNamePassword);
    }
    let notify = Arc::clone(wake);
    broker.hub().connect(opening, Arc::new(move || notify.notify_one()), out)
}

impl Wires {
    /// The first packet; `None` where there is none that we understand. Of another version it is answered.
    async fn introduction(&mut self) -> Option<(Introduction, ConnectAuth)> {
        let mut version = None;
        loop {
            if version.is_none() {
                match wire::version(&self.incoming) {
                    Ok(found) => version = found,
                    Err(Some(level)) => {
                        let code = ConnectReturnCode::UnsupportedProtocolVersion;
                        let answer = ConnAck { session_present: false, code, properties: None };
                        let as_whom = if level > 5 { Version::V5 } else { Version::V311 };
                        wire::write(as_whom, &Packet::ConnAck(answer), &mut self.outgoing);
                        return None;
                    }
                    Err(None) => return None,
                }
            }
            if let Some(version) = version {
                match wire::read(version, &mut self.incoming, MAX_INTRODUCTION) {
                    Ok(Some(Packet::Connect(connect, will, auth))) => {
                        return Some((Introduction { version, connect, will }, auth));
                    }
                    Ok(None) => {}
                    Ok(Some(_other)) => return None,
                    Err(reason) => {
                        let code = match reason {
                            DisconnectReasonCode::PacketTooLarge => ConnectReturnCode::PacketTooLarge,
                            DisconnectReasonCode::ProtocolError => ConnectReturnCode::ProtocolError,
                            _other => ConnectReturnCode::MalformedPacket,
                        };
                        if version == Version::V5 {
                            let answer = ConnAck { session_present: false, code, properties: None };
                            wire::write(version, &Packet::ConnAck(answer), &mut self.outgoing);
                        }
                        return None;
                    }
                }
            }
            self.stream.readable().await.ok()?;
            if self.read().ok()? == Some(0) {
                return None;
            }
        }
    }

    /// Passes packets on until there is a reason to end.
    async fn run(
        &mut self,
        broker: &Running,
        joined: &Joined,
        (version, keep_alive): (Version, u16),
        wake: &Notify,
    ) -> LinkEnding {
        match self.pass(broker, joined, (version, keep_alive), wake).await {
            Ok(vanished) => LinkEnding::Gone { vanished },
            Err(ending) => ending,
        }
    }

    async fn pass(
        &mut self,
        broker: &Running,
        joined: &Joined,
        (version, keep_alive): (Version, u16),
        wake: &Notify,
    ) -> Result<bool, LinkEnding> {
        // Half as long again as agreed (MQTT 5, 3.1.2.10).
        let silence = Duration::from_millis(u64::from(keep_alive) * 1500);
        let mut heard = Instant::now();
        let alarm = sleep_until(heard + silence);
        tokio::pin!(alarm);
        let mut is_flood = false;
        loop {
            let worked = self.work(broker, joined, version)?;
            if let NextStep::Goodbye { vanished } = worked.step {
                return Ok(vanished);
            }
            self.write()?;
            if std::mem::take(&mut is_flood) || worked.has_more {
                // Whoever else there is has its turn first.
                tokio::task::yield_now().await;
            }
            let may_fill = worked.has_more && self.outgoing.is_empty();
            let may_read = self.outgoing.len() < ROOM;
            tokio::select! {
                ready = self.stream.readable(), if may_read => {
                    ready?;
                    match self.read()? {
                        Some(0) => return Ok(true),
                        Some(bytes) => (heard, is_flood) = (Instant::now(), bytes >= FLOOD),
                        None => {}
                    }
                }
                ready = self.stream.writable(), if !self.outgoing.is_empty() => ready?,
                () = wake.notified() => {}
                // Together with the others, so that a client whom there is always something for is heard nevertheless.
                () = std::future::ready(()), if may_fill => {}
                () = &mut alarm, if keep_alive > 0 => {
                    if heard.elapsed() >= silence {
                        return Err(DisconnectReasonCode::KeepAliveTimeout.into());
                    }
                    alarm.as_mut().reset(heard + silence);
                }
            }
        }
    }

    /// Acts on what was read, and takes what is to be sent.
    fn work(&mut self, broker: &Running, joined: &Joined, version: Version) -> Result<Worked, LinkEnding> {
        let mut hub = broker.hub();
        let mut step = Ok(NextStep::GoOn);
        while self.outgoing.len() < ROOM && step == Ok(NextStep::GoOn) {
            let Some(packet) = wire::read(version, &mut self.incoming, MAX_PACKET).transpose() else { break };
            step = packet.and_then(|packet| hub.take(joined, version, packet, &mut self.outgoing));
        }
        let filled = match step {
            Ok(NextStep::GoOn) => hub.fill(joined, &mut self.outgoing, ROOM),
            Ok(NextStep::Goodbye { .. }) | Err(_) => Ok(false),
        };
        // Before anything is confirmed to anybody.
        if hub.flush() {
            broker.changed.notify_one();
        }
        Ok(Worked { step: step?, has_more: filled? })
    }

    /// `None` where nothing was there after all.
    fn read(&mut self) -> io::Result<Option<usize>> {
        self.incoming.reserve(READ);
        match self.stream.try_read_buf(&mut self.incoming) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(err) if err.kind() == io::ErrorKind::WouldBlock => Ok(None),
            Err(err) => Err(err),
        }
    }

    /// Writes as much as the socket takes.
    fn write(&mut self) -> io::Result<()> {
        while !self.outgoing.is_empty() {
            match self.stream.try_write(&self.outgoing) {
                Ok(written) => self.outgoing.advance(written),
                Err(err) if err.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(err) => return Err(err),
            }
        }
        Ok(())
    }

    /// Sends what is left, and lets the client take it before the connection is gone.
    async fn end(mut self, reason: Option<DisconnectReasonCode>, lingers: bool) {
        let is_hurry = reason == Some(DisconnectReasonCode::ServerShuttingDown);
        let farewell = async {
            while !self.outgoing.is_empty() {
                self.stream.writable().await?;
                self.write()?;
            }
            // Closed with something unread, a connection takes along what was written last.
            self.stream.shutdown().await?;
            if lingers && !is_hurry {
                loop {
                    self.stream.readable().await?;
                    self.incoming.clear();
                    if self.read()? == Some(0) {
                        break;
                    }
                }
            }
            io::Result::Ok(())
        };
        if !matches!(timeout(if is_hurry { HURRY } else { FAREWELL }, farewell).await, Ok(Ok(()))) {
            tracing::debug!("a client of the local broker did not wait for its goodbye");
        }
    }
}
