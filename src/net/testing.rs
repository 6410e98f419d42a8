//! What the tests of this module share.

use crate::model::id::ConnectionId;
use crate::model::place::Place;
use crate::model::run::Publish;
use crate::model::topic::TopicName;

/// A message for the local broker's connection.
pub(super) fn publish(number: u64, topic: &str, payload: &str, qos: u8) -> Publish {
    Publish {
        number,
        connection: ConnectionId::local(),
        topic: TopicName::parse(topic).unwrap(),
        payload: payload.as_bytes().to_vec(),
        retain: false,
        qos,
        from: Place::Project,
    }
}
