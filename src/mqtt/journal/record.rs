//! The records of a journal: length, checksum, content. All numbers little-endian.

use std::time::Instant;

use crate::model::id::ConnectionId;
use crate::model::place::Place;
use crate::model::run::{Properties, Publish};
use crate::model::topic::TopicName;
use crate::mqtt::outbox::RESTORED;

/// Length and checksum.
const HEAD: usize = 8;
/// Name and time of a message, quality of service, stored or not.
const MESSAGE: u8 = 1;
const DONE: u8 = 2;

/// A record.
#[derive(Debug)]
pub(super) enum Record {
    /// A message was accepted.
    Message { id: u64, at_ms: u64, publish: Box<Publish> },
    /// It is finished.
    Done { id: u64 },
}

/// The record of a message.
pub(super) fn message(id: u64, at_ms: u64, publish: &Publish) -> Vec<u8> {
    let Properties { expiry_secs, response_topic, correlation, content_type, user } = &publish.properties;
    let mut body = Body(Vec::with_capacity(publish.payload.len() + publish.topic.as_str().len() + 64));
    body.0.push(MESSAGE);
    body.0.extend(id.to_le_bytes());
    body.0.extend(at_ms.to_le_bytes());
    body.0.extend([publish.qos, u8::from(publish.retain)]);
    body.bytes(publish.topic.as_str().as_bytes());
    body.bytes(&publish.payload);
    body.maybe(expiry_secs.map(u32::to_le_bytes).as_ref().map(<[u8; 4]>::as_slice));
    body.maybe(response_topic.as_deref().map(str::as_bytes));
    body.maybe(correlation.as_deref());
    body.maybe(content_type.as_deref().map(str::as_bytes));
    for (name, value) in user {
        body.bytes(name.as_bytes());
        body.bytes(value.as_bytes());
    }
    framed(&body.0)
}

/// The record that a message is finished.
pub(super) fn done(id: u64) -> Vec<u8> {
    let mut body = vec![DONE];
    body.extend(id.to_le_bytes());
    framed(&body)
}

/// How many bytes the record of a message takes.
pub(super) fn size(publish: &Publish) -> u64 {
    let Properties { expiry_secs, response_topic, correlation, content_type, user } = &publish.properties;
    let maybe = |length: Option<usize>| 1 + length.map_or(0, |length| 4 + length);
    let properties = maybe(expiry_secs.map(|_secs| 4))
        + maybe(response_topic.as_ref().map(String::len))
        + maybe(correlation.as_ref().map(Vec::len))
        + maybe(content_type.as_ref().map(String::len))
        + user.iter().map(|(name, value)| 8 + name.len() + value.len()).sum::<usize>();
    (HEAD + 1 + 8 + 8 + 2 + 4 + publish.topic.as_str().len() + 4 + publish.payload.len() + properties) as u64
}

/// The record at `at` and where it ends; `None` if there is none, or not a whole one.
pub(super) fn read(content: &[u8], at: usize, connection: &ConnectionId) -> Option<(Record, usize)> {
    let (body, end) = body(content, at)?;
    Some((parse(body, connection)?, end))
}

/// Whether a whole record lies behind the damaged one at `at`: then the file was not merely cut off.
pub(in crate::mqtt) fn whole_one_follows(content: &[u8], at: usize) -> bool {
    let length = content.get(at..at + 4).and_then(|bytes| bytes.try_into().ok()).map(u32::from_le_bytes);
    length.is_some_and(|length| body(content, at + HEAD + length as usize).is_some())
}

/// The content of the whole record at `at`, and where it ends.
pub(in crate::mqtt) fn body(content: &[u8], at: usize) -> Option<(&[u8], usize)> {
    let mut rest = Rest(content.get(at..)?);
    let length = rest.number()? as usize;
    let check = rest.number()?;
    let body = rest.0.get(..length)?;
    (checksum(body) == check).then_some((body, at + HEAD + length))
}

fn parse(body: &[u8], connection: &ConnectionId) -> Option<Record> {
    let mut rest = Rest(body);
    let kind = rest.take::<1>()?;
    let id = rest.counted()?;
    match kind {
        [MESSAGE] => {
            let at_ms = u64::from_le_bytes(rest.take()?);
            let [qos, retain] = rest.take()?;
            let topic = TopicName::parse(&rest.text()?).ok()?;
            let payload = rest.bytes()?.to_vec();
            let expiry_secs = match rest.maybe()? {
                Some(bytes) => Some(u32::from_le_bytes(bytes.try_into().ok()?)),
                None => None,
            };
            let response_topic = rest.maybe_text()?;
            let correlation = rest.maybe()?.map(<[u8]>::to_vec);
            let content_type = rest.maybe_text()?;
            let mut user = Vec::new();
            while !rest.0.is_empty() {
                user.push((rest.text()?, rest.text()?));
            }
            let publish = Publish {
                number: RESTORED,
                connection: connection.clone(),
                topic,
                payload,
                retain: retain != 0,
                qos: qos.min(2),
                properties: Properties { expiry_secs, response_topic, correlation, content_type, user },
                offline: None,
                from: Place::item(connection.clone()),
                ran: None,
                at: Instant::now(),
            };
            Some(Record::Message { id, at_ms, publish: Box::new(publish) })
        }
        [DONE] => Some(Record::Done { id }),
        _of_a_later_version => None,
    }
}

/// A record with this content.
pub(in crate::mqtt) fn framed(body: &[u8]) -> Vec<u8> {
    let mut record = Vec::with_capacity(HEAD + body.len());
    record.extend((body.len() as u32).to_le_bytes());
    record.extend(checksum(body).to_le_bytes());
    record.extend(body);
    record
}

/// FNV-1a. It has to notice a record that was cut off, not an attacker.
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |sum, byte| (sum ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

/// The content of a record, while it is put together.
pub(in crate::mqtt) struct Body(pub(in crate::mqtt) Vec<u8>);

impl Body {
    pub(in crate::mqtt) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend((bytes.len() as u32).to_le_bytes());
        self.0.extend(bytes);
    }

    fn maybe(&mut self, bytes: Option<&[u8]>) {
        self.0.push(u8::from(bytes.is_some()));
        if let Some(bytes) = bytes {
            self.bytes(bytes);
        }
    }
}

/// What of a record is still to be read; each part is `None` where it is not whole.
pub(in crate::mqtt) struct Rest<'a>(pub(in crate::mqtt) &'a [u8]);

impl<'a> Rest<'a> {
    pub(in crate::mqtt) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    fn number(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    /// A number that was counted up; none where no counter comes so far, and nothing could follow it.
    pub(in crate::mqtt) fn counted(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes).filter(|number| *number < u64::MAX / 2)
    }

    pub(in crate::mqtt) fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.number()? as usize;
        let (taken, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        Some(taken)
    }

    pub(in crate::mqtt) fn text(&mut self) -> Option<String> {
        String::from_utf8(self.bytes()?.to_vec()).ok()
    }

    #[expect(clippy::option_option, reason = "outer: damaged; inner: not there")]
    fn maybe(&mut self) -> Option<Option<&'a [u8]>> {
        match self.take()? {
            [0] => Some(None),
            [_there] => self.bytes().map(Some),
        }
    }

    #[expect(clippy::option_option, reason = "outer: damaged; inner: not there")]
    fn maybe_text(&mut self) -> Option<Option<String>> {
        match self.maybe()? {
            None => Some(None),
            Some(bytes) => String::from_utf8(bytes.to_vec()).ok().map(Some),
        }
    }
}
