//! The reasons of MQTT 5 for which a broker does not let us in, or ends a session: tables of the standard, 3.2.2.2 and
//! 3.14.2.1.

use rumqttc_v5::{ConnectReturnCode, DisconnectReasonCode};

use super::api::Disconnect;
use crate::model::connection::Version;
use crate::model::refusal::{BrokerReason, Refusal};

/// Why it does not let us in.
pub(super) fn of_connack(code: ConnectReturnCode) -> Disconnect {
    let reason = match code {
        ConnectReturnCode::RefusedProtocolVersion | ConnectReturnCode::UnsupportedProtocolVersion => {
            return Disconnect::Refused(Refusal::WrongVersion { wanted: Version::V5 });
        }
        ConnectReturnCode::BadClientId | ConnectReturnCode::ClientIdentifierNotValid => {
            return Disconnect::Refused(Refusal::ClientIdRefused);
        }
        ConnectReturnCode::ServiceUnavailable
        | ConnectReturnCode::ServerUnavailable
        | ConnectReturnCode::ServerBusy => return Disconnect::Refused(Refusal::BrokerUnavailable),
        // mosquitto answers a wrong password with "not authorized", and never with the code made for it.
        ConnectReturnCode::BadUserNamePassword | ConnectReturnCode::NotAuthorized => return Disconnect::LoginRefused,
        ConnectReturnCode::Banned => return Disconnect::Refused(Refusal::ShutOut),
        ConnectReturnCode::QuotaExceeded | ConnectReturnCode::ConnectionRateExceeded => {
            return Disconnect::Refused(Refusal::TooMuch);
        }
        ConnectReturnCode::UseAnotherServer | ConnectReturnCode::ServerMoved => {
            return Disconnect::Refused(Refusal::Moved { to: String::new() });
        }
        // A success that is an error: what came with it did not fit.
        ConnectReturnCode::Success | ConnectReturnCode::UnspecifiedError => BrokerReason::Unspecified,
        ConnectReturnCode::MalformedPacket => BrokerReason::MalformedPacket,
        ConnectReturnCode::ProtocolError => BrokerReason::ProtocolError,
        ConnectReturnCode::ImplementationSpecificError => BrokerReason::ImplementationSpecific,
        ConnectReturnCode::BadAuthenticationMethod => BrokerReason::AuthenticationMethod,
        ConnectReturnCode::TopicNameInvalid => BrokerReason::WillTopic,
        ConnectReturnCode::PacketTooLarge => BrokerReason::ConnectTooLarge,
        ConnectReturnCode::PayloadFormatInvalid => BrokerReason::WillPayload,
        ConnectReturnCode::RetainNotSupported => BrokerReason::WillRetained,
        ConnectReturnCode::QoSNotSupported => BrokerReason::WillQos,
    };
    Disconnect::Refused(Refusal::Broker { reason, words: String::new() })
}

/// Why it ends the session, with its own words where it has any.
pub(super) fn of_disconnect(code: DisconnectReasonCode, words: String) -> Disconnect {
    let refusal = |refusal| Disconnect::Refused(refusal);
    let reason = match code {
        DisconnectReasonCode::SessionTakenOver => return refusal(Refusal::ClientIdTaken),
        DisconnectReasonCode::ServerShuttingDown => return refusal(Refusal::BrokerStopped),
        DisconnectReasonCode::ServerBusy => return refusal(Refusal::BrokerUnavailable),
        DisconnectReasonCode::NotAuthorized => return refusal(Refusal::NotAuthorized),
        DisconnectReasonCode::AdministrativeAction => return refusal(Refusal::ShutOut),
        DisconnectReasonCode::QuotaExceeded
        | DisconnectReasonCode::MessageRateTooHigh
        | DisconnectReasonCode::ConnectionRateExceeded => return refusal(Refusal::TooMuch),
        DisconnectReasonCode::UseAnotherServer | DisconnectReasonCode::ServerMoved => {
            return refusal(Refusal::Moved { to: words });
        }
        DisconnectReasonCode::NormalDisconnection | DisconnectReasonCode::DisconnectWithWillMessage => {
            BrokerReason::Ended
        }
        DisconnectReasonCode::UnspecifiedError => BrokerReason::Unspecified,
        DisconnectReasonCode::MalformedPacket => BrokerReason::MalformedPacket,
        DisconnectReasonCode::ProtocolError => BrokerReason::ProtocolError,
        DisconnectReasonCode::ImplementationSpecificError => BrokerReason::ImplementationSpecific,
        DisconnectReasonCode::KeepAliveTimeout => BrokerReason::KeepAlive,
        DisconnectReasonCode::TopicFilterInvalid => BrokerReason::TopicFilter,
        DisconnectReasonCode::TopicNameInvalid => BrokerReason::Topic,
        DisconnectReasonCode::ReceiveMaximumExceeded => BrokerReason::ReceiveMaximum,
        DisconnectReasonCode::TopicAliasInvalid => BrokerReason::TopicAlias,
        DisconnectReasonCode::PacketTooLarge => BrokerReason::PacketTooLarge,
        DisconnectReasonCode::PayloadFormatInvalid => BrokerReason::PayloadFormat,
        DisconnectReasonCode::RetainNotSupported => BrokerReason::Retained,
        DisconnectReasonCode::QoSNotSupported => BrokerReason::Qos,
        DisconnectReasonCode::SharedSubscriptionNotSupported => BrokerReason::SharedSubscription,
        DisconnectReasonCode::MaximumConnectTime => BrokerReason::MaximumConnectTime,
        DisconnectReasonCode::SubscriptionIdentifiersNotSupported => BrokerReason::SubscriptionIdentifier,
        DisconnectReasonCode::WildcardSubscriptionsNotSupported => BrokerReason::Wildcards,
    };
    refusal(Refusal::Broker { reason, words })
}
