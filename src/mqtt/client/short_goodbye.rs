//! Why a broker ends a session of MQTT 5, where it says so in the shortest form: three bytes, without properties.
//!
//! The standard allows it and mosquitto does it, but the library waits for the length of the properties, which never comes,
//! and the reason is lost. So this length is added. Nothing else is changed, and bodies of packets are not looked at.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

const DISCONNECT: u8 = 0xe0;

/// A stream of MQTT 5 on which every goodbye is complete.
pub(super) struct CompleteGoodbye<S> {
    stream: S,
    at: Position,
}

/// Where in the stream of packets the next byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Position {
    /// At the first byte of a packet.
    Start,
    /// In the length of a packet that began with `first`.
    Length { first: u8, value: usize, shift: u32 },
    /// In what follows the length: so many bytes are left.
    Body(usize),
    /// At the reason of a goodbye that ends with it.
    Reason,
    /// Behind it: the length of its properties is to come, and then nothing of interest.
    Missing,
    /// All has been said.
    Over,
}

impl<S> CompleteGoodbye<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, at: Position::Start }
    }
}

impl Position {
    /// Goes over bytes that were read; gives how many of them count.
    fn pass(&mut self, bytes: &mut [u8]) -> usize {
        let mut at = 0;
        while let Some(byte) = bytes.get_mut(at) {
            match *self {
                Self::Start => *self = Self::Length { first: *byte, value: 0, shift: 0 },
                Self::Length { first: DISCONNECT, shift: 0, .. } if *byte == 1 => {
                    *byte = 2;
                    *self = Self::Reason;
                }
                Self::Length { first, value, shift } => {
                    let value = value | usize::from(*byte & 0x7f) << shift.min(21);
                    *self = match (*byte & 0x80 != 0, value) {
                        (true, _) => Self::Length { first, value, shift: shift + 7 },
                        (false, 0) => Self::Start,
                        (false, left) => Self::Body(left),
                    };
                }
                Self::Body(left) => {
                    let here = left.min(bytes.len() - at);
                    *self = if here == left { Self::Start } else { Self::Body(left - here) };
                    at += here;
                    continue;
                }
                Self::Reason => {
                    *self = Self::Missing;
                    return at + 1;
                }
                Self::Missing | Self::Over => return at,
            }
            at += 1;
        }
        at
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for CompleteGoodbye<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.at == Position::Missing && buf.remaining() > 0 {
            buf.put_slice(&[0]);
            self.at = Position::Over;
            return Poll::Ready(Ok(()));
        }
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        if matches!(polled, Poll::Ready(Ok(())))
            && let Some(new) = buf.filled_mut().get_mut(before..)
        {
            let kept = self.at.pass(new);
            buf.set_filled(before + kept);
        }
        polled
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for CompleteGoodbye<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt as _;

    use super::*;

    /// What is read of these pieces, one after the other.
    fn read(pieces: &[&[u8]]) -> Vec<u8> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let (near, mut far) = tokio::io::duplex(1024);
            for piece in pieces {
                tokio::io::AsyncWriteExt::write_all(&mut far, piece).await.unwrap();
            }
            drop(far);
            let (mut all, mut stream) = (Vec::new(), CompleteGoodbye::new(near));
            // Byte by byte and in larger pieces by turns.
            let mut sizes = [1, 3, 64].into_iter().cycle();
            loop {
                let mut part = vec![0; sizes.next().unwrap()];
                match stream.read(&mut part).await.unwrap() {
                    0 => return all,
                    count => all.extend_from_slice(&part[..count]),
                }
            }
        })
    }

    #[test]
    fn only_a_goodbye_without_properties_is_completed() {
        let long = [&[0x30, 0xc8, 0x01][..], &[0xe0, 1].repeat(100)].concat();
        let before: [&[u8]; 3] = [&[0xd0, 0], &long, &[0x40, 2, 0, 1]];
        let read_after = |goodbye: &[u8]| {
            let all = read(&[before[0], before[1], before[2], goodbye]);
            let (start, end) = all.split_at(before.concat().len());
            assert_eq!(start, before.concat());
            end.to_vec()
        };
        assert_eq!(read_after(&[0xe0, 1, 0x8e]), [0xe0, 2, 0x8e, 0]);
        assert_eq!(read_after(&[0xe0, 2, 0x8e, 0]), [0xe0, 2, 0x8e, 0]);
        assert_eq!(read_after(&[0xe0, 0]), [0xe0, 0]);
        assert!(read_after(&[]).is_empty());
    }
}
