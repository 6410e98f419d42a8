//! Packets in and out, for both versions of the protocol. Only this file of the broker names the packets of the client
//! crates: those of MQTT 5, which say all that the ones of 3.1.1 do; the latter are translated.

use bytes::{Buf as _, Bytes, BytesMut};
use rumqttc::mqttbytes::{Error as ErrorV4, v4};
use rumqttc_v5::mqttbytes::Error as ErrorV5;
pub(super) use rumqttc_v5::mqttbytes::QoS;
pub(super) use rumqttc_v5::mqttbytes::v5::{
    ConnAck, ConnAckProperties, Connect, ConnectAuth, ConnectReturnCode, Disconnect, DisconnectReasonCode, LastWill,
    Packet, PubAck, PubAckReason, PubComp, PubCompReason, PubRec, PubRecReason, PubRel, PubRelReason, Publish,
    PublishProperties, RetainForwardRule, SubAck, Subscribe, SubscribeFilter, SubscribeReasonCode, UnsubAck,
    UnsubAckReason, Unsubscribe,
};
#[cfg(test)]
pub(super) use rumqttc_v5::mqttbytes::v5::{ConnectProperties, LastWillProperties, SubscribeProperties};

use crate::model::connection::Version;

/// What a packet of CONNECT begins with: its name, behind type and length.
const NAME: &[u8] = b"\0\x04MQTT";
/// DISCONNECT of MQTT 5 in its shortest form: a reason and nothing else, which the crate does not read.
const SHORT_GOODBYE: &[u8] = &[0xe0, 1];

/// Which version the client speaks whose first packet stands in `buffer`; `None` while too little of it is there.
///
/// # Errors
/// The level that it asks for, where that is another one; `None` where this is no CONNECT.
pub(super) fn version(buffer: &[u8]) -> Result<Option<Version>, Option<u8>> {
    let Some(&first) = buffer.first() else { return Ok(None) };
    if first != 0x10 {
        return Err(None);
    }
    let length = buffer.iter().skip(1).take(4).position(|byte| byte & 0x80 == 0);
    let Some(length) = length else { return if buffer.len() > 4 { Err(None) } else { Ok(None) } };
    let body = buffer.get(length + 2..).unwrap_or_default();
    let known = body.len().min(NAME.len());
    if body.get(..known) != NAME.get(..known) {
        // MQTT 3.1 had another name; its clients know the answer of 3.1.1.
        return Err(body.starts_with(b"\0\x06MQIsdp").then_some(3));
    }
    match body.get(NAME.len()) {
        None => Ok(None),
        Some(4) => Ok(Some(Version::V311)),
        Some(5) => Ok(Some(Version::V5)),
        Some(&level) => Err(Some(level)),
    }
}

/// The next packet in `buffer`; `None` while it is not complete.
///
/// # Errors
/// What is wrong with it, in the words of MQTT 5.
pub(super) fn read(
    version: Version,
    buffer: &mut BytesMut,
    max: usize,
) -> Result<Option<Packet>, DisconnectReasonCode> {
    match version {
        Version::V311 => match v4::Packet::read(buffer, max) {
            Ok(packet) => from_v4(packet).map(Some).ok_or(DisconnectReasonCode::ProtocolError),
            Err(ErrorV4::InsufficientBytes(_)) => Ok(None),
            Err(ErrorV4::PayloadSizeLimitExceeded(_)) => Err(DisconnectReasonCode::PacketTooLarge),
            Err(_malformed) => Err(DisconnectReasonCode::MalformedPacket),
        },
        Version::V5 if buffer.starts_with(SHORT_GOODBYE) => {
            let Some(&reason) = buffer.get(2) else { return Ok(None) };
            buffer.advance(3);
            let reason_code = reason.try_into().map_err(|_unknown| DisconnectReasonCode::MalformedPacket)?;
            Ok(Some(Packet::Disconnect(Disconnect { reason_code, properties: None })))
        }
        Version::V5 => match Packet::read(buffer, Some(u32::try_from(max).unwrap_or(u32::MAX))) {
            Ok(packet) => Ok(Some(packet)),
            Err(ErrorV5::InsufficientBytes(_)) => Ok(None),
            Err(ErrorV5::PayloadSizeLimitExceeded { .. }) => Err(DisconnectReasonCode::PacketTooLarge),
            Err(ErrorV5::ProtocolViolation(reason)) => Err(reason),
            Err(
                ErrorV5::ProtocolError
                | ErrorV5::EmptySubscription
                | ErrorV5::InvalidRetainForwardRule(_)
                | ErrorV5::InvalidProtocol,
            ) => Err(DisconnectReasonCode::ProtocolError),
            Err(_malformed) => Err(DisconnectReasonCode::MalformedPacket),
        },
    }
}

fn from_v4(packet: v4::Packet) -> Option<Packet> {
    Some(match packet {
        v4::Packet::Connect(connect) => {
            let will = connect.last_will.map(|will| LastWill {
                topic: Bytes::from(will.topic),
                message: will.message,
                qos: will.qos,
                retain: will.retain,
                properties: None,
            });
            let auth = match connect.auth {
                v4::ConnectAuth::None => ConnectAuth::None,
                v4::ConnectAuth::Username { username } => ConnectAuth::Username { username },
                v4::ConnectAuth::UsernamePassword { username, password } => {
                    ConnectAuth::UsernamePassword { username, password }
                }
            };
            let connect = Connect {
                keep_alive: connect.keep_alive,
                client_id: connect.client_id,
                clean_start: connect.clean_session,
                properties: None,
            };
            Packet::Connect(connect, will, auth)
        }
        v4::Packet::Publish(publish) => Packet::Publish(Publish {
            dup: publish.dup,
            qos: publish.qos,
            retain: publish.retain,
            topic: publish.topic,
            pkid: publish.pkid,
            payload: publish.payload,
            properties: None,
        }),
        v4::Packet::PubAck(ack) => Packet::PubAck(PubAck::new(ack.pkid, None)),
        v4::Packet::PubRec(ack) => Packet::PubRec(PubRec::new(ack.pkid, None)),
        v4::Packet::PubRel(ack) => Packet::PubRel(PubRel::new(ack.pkid, None)),
        v4::Packet::PubComp(ack) => Packet::PubComp(PubComp::new(ack.pkid, None)),
        v4::Packet::Subscribe(subscribe) => {
            let filter = |filter: v4::SubscribeFilter| SubscribeFilter::new(filter.path, filter.qos);
            let filters = subscribe.filters.into_iter().map(filter).collect();
            Packet::Subscribe(Subscribe { pkid: subscribe.pkid, filters, properties: None })
        }
        v4::Packet::Unsubscribe(unsubscribe) => {
            Packet::Unsubscribe(Unsubscribe { pkid: unsubscribe.pkid, filters: unsubscribe.topics, properties: None })
        }
        v4::Packet::PingReq => Packet::PingReq,
        v4::Packet::Disconnect => Packet::Disconnect(Disconnect::new(DisconnectReasonCode::NormalDisconnection)),
        // Only brokers send these; tests are clients as well.
        #[cfg(test)]
        v4::Packet::ConnAck(ack) => {
            let code = ConnectReturnCode::Success;
            Packet::ConnAck(ConnAck { session_present: ack.session_present, code, properties: None })
        }
        #[cfg(test)]
        v4::Packet::SubAck(ack) => {
            let code = |code| match code {
                v4::SubscribeReasonCode::Success(qos) => SubscribeReasonCode::Success(qos),
                v4::SubscribeReasonCode::Failure => SubscribeReasonCode::Failure,
            };
            let return_codes = ack.return_codes.into_iter().map(code).collect();
            Packet::SubAck(SubAck { pkid: ack.pkid, return_codes, properties: None })
        }
        #[cfg(test)]
        v4::Packet::UnsubAck(ack) => {
            Packet::UnsubAck(UnsubAck { pkid: ack.pkid, reasons: Vec::new(), properties: None })
        }
        _of_brokers => return None,
    })
}

/// Writes `packet` behind what stands in `buffer`. What a version cannot say is left out.
pub(super) fn write(version: Version, packet: &Packet, buffer: &mut BytesMut) {
    let written = match version {
        Version::V5 => packet.write(buffer, None).map_err(|err| err.to_string()),
        Version::V311 => match to_v4(packet) {
            Some(packet) => packet.write(buffer, usize::MAX).map_err(|err| err.to_string()),
            None => Ok(0),
        },
    };
    if let Err(err) = written {
        tracing::error!("the local broker cannot write a packet: {err}");
    }
}

fn to_v4(packet: &Packet) -> Option<v4::Packet> {
    Some(match packet {
        Packet::ConnAck(ack) => v4::Packet::ConnAck(v4::ConnAck::new(code_v4(ack.code), ack.session_present)),
        Packet::Publish(publish) => v4::Packet::Publish(v4::Publish {
            dup: publish.dup,
            qos: publish.qos,
            retain: publish.retain,
            topic: publish.topic.clone(),
            pkid: publish.pkid,
            payload: publish.payload.clone(),
        }),
        Packet::PubAck(ack) => v4::Packet::PubAck(v4::PubAck::new(ack.pkid)),
        Packet::PubRec(ack) => v4::Packet::PubRec(v4::PubRec::new(ack.pkid)),
        Packet::PubRel(ack) => v4::Packet::PubRel(v4::PubRel::new(ack.pkid)),
        Packet::PubComp(ack) => v4::Packet::PubComp(v4::PubComp::new(ack.pkid)),
        Packet::SubAck(ack) => {
            let code = |code: &SubscribeReasonCode| match code {
                SubscribeReasonCode::Success(qos) => v4::SubscribeReasonCode::Success(*qos),
                _failure => v4::SubscribeReasonCode::Failure,
            };
            v4::Packet::SubAck(v4::SubAck::new(ack.pkid, ack.return_codes.iter().map(code).collect()))
        }
        Packet::UnsubAck(ack) => v4::Packet::UnsubAck(v4::UnsubAck::new(ack.pkid)),
        Packet::PingResp => v4::Packet::PingResp,
        // A broker of 3.1.1 closes the connection without a word.
        _unknown_to_it => return None,
    })
}

fn code_v4(code: ConnectReturnCode) -> v4::ConnectReturnCode {
    match code {
        ConnectReturnCode::Success => v4::ConnectReturnCode::Success,
        ConnectReturnCode::UnsupportedProtocolVersion => v4::ConnectReturnCode::RefusedProtocolVersion,
        ConnectReturnCode::ClientIdentifierNotValid => v4::ConnectReturnCode::BadClientId,
        ConnectReturnCode::BadUserNamePassword => v4::ConnectReturnCode::BadUserNamePassword,
        ConnectReturnCode::NotAuthorized | ConnectReturnCode::TopicNameInvalid => v4::ConnectReturnCode::NotAuthorized,
        _other => v4::ConnectReturnCode::ServiceUnavailable,
    }
}

/// The lower one of two.
pub(super) fn lower(one: QoS, other: QoS) -> QoS {
    if (one as u8) < other as u8 { one } else { other }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_version_is_told_by_the_first_bytes() {
        let v4 = b"\x10\x0d\0\x04MQTT\x04\x02\0\0\0\x01a";
        let v5 = b"\x10\x0e\0\x04MQTT\x05\x02\0\0\0\0\x01a";
        for end in 0..9 {
            assert_eq!(version(&v4[..end.min(8)]), Ok(None));
        }
        assert_eq!(version(v4), Ok(Some(Version::V311)));
        assert_eq!(version(v5), Ok(Some(Version::V5)));
        assert_eq!(version(b"\x10\x0d\0\x04MQTT\x06"), Err(Some(6)));
        assert_eq!(version(b"\x10\x0d\0\x06MQIsdp\x03"), Err(Some(3)));
        assert_eq!(version(b"GET / HTTP/1.1"), Err(None));
        assert_eq!(version(b"\x10\xff\xff\xff\xff\x01"), Err(None));
    }

    #[test]
    fn a_goodbye_in_its_shortest_form_is_read() {
        let mut buffer = BytesMut::from(&b"\xe0\x01\x04\xc0\x00"[..]);
        let Ok(Some(Packet::Disconnect(bye))) = read(Version::V5, &mut buffer, 100) else { panic!() };
        assert_eq!(bye.reason_code, DisconnectReasonCode::DisconnectWithWillMessage);
        assert_eq!(read(Version::V5, &mut buffer, 100), Ok(Some(Packet::PingReq)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..60), first in any::<u8>()) {
            for version in [Version::V311, Version::V5] {
                let mut buffer = BytesMut::from(&[&[first, bytes.len() as u8][..], &bytes].concat()[..]);
                while let Ok(Some(packet)) = read(version, &mut buffer, 1000) {
                    write(version, &packet, &mut BytesMut::new());
                }
            }
        }
    }
}
