//! Why a broker cannot be reached, or does not let us in.
//!
//! The sentences for people are made in `say`.

use super::certificate::{Finding, Role};
use super::connection::Version;
use super::password::Secret;
use super::target::SecretTarget;

/// Why a broker cannot be reached or has refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The host name is unknown.
    HostNotFound {
        /// As typed.
        host: String,
    },
    /// The host field cannot be read as an address.
    BadAddress {
        /// As typed.
        text: String,
    },
    /// Nothing listens on that port.
    NothingListens {
        /// As typed.
        host: String,
        /// The port.
        port: u16,
    },
    /// No answer in time.
    NoAnswer {
        /// How long was waited.
        secs: u64,
    },
    /// The network says that the host cannot be reached.
    Unreachable {
        /// As typed.
        host: String,
    },
    /// User name or password were refused.
    WrongLogin,
    /// The broker does not let this client in, though it knows the login.
    NotAuthorized,
    /// The broker refuses the client id.
    ClientIdRefused,
    /// The broker does not speak this protocol version.
    WrongVersion {
        /// The version that was asked for.
        wanted: Version,
    },
    /// Another client with the same client id has taken our place, perhaps again and again.
    ClientIdTaken,
    /// The broker says that it is being shut down.
    BrokerStopped,
    /// The broker has shut this client out by an administrative decision.
    ShutOut,
    /// The broker says that this client sends or connects too much.
    TooMuch,
    /// The broker says that it has moved, in its words where it gave any.
    Moved {
        /// Where to; empty if it did not say.
        to: String,
    },
    /// What answers speaks HTTP but offers no MQTT in a WebSocket, mostly because of the path.
    WebSocketRefused {
        /// The answer, in the words of the server.
        what: String,
    },
    /// A WebSocket was asked for, the port does not speak HTTP.
    NotWebSocket,
    /// The broker says that it is not available.
    BrokerUnavailable,
    /// The server's certificate is not trusted.
    UnknownCertificate {
        /// Whom it names as its issuer.
        issuer: String,
        /// Whether it was made by itself.
        self_signed: bool,
        /// Whether the connection has a certificate authority of its own, which is then another one.
        own_ca: bool,
    },
    /// The server's certificate is no longer valid.
    CertificateExpired {
        /// Until when it was: seconds since 1970.
        until: i64,
        /// The clock of this computer.
        now: i64,
    },
    /// The server's certificate is not valid yet.
    CertificateNotYetValid {
        /// From when it is: seconds since 1970.
        from: i64,
        /// The clock of this computer.
        now: i64,
    },
    /// The server's certificate is for other names.
    WrongCertificateName {
        /// The name that was asked for.
        asked: String,
        /// Those that it is valid for.
        names: Vec<String>,
    },
    /// The server's certificate cannot be used for another reason.
    CertificateUnusable {
        /// The reason, in the words of the library.
        what: String,
    },
    /// The server's certificate is of the first version of X.509, which holds no names to be checked.
    CertificateVersion1 {
        /// Whom it is for, in its own words.
        subject: String,
    },
    /// The key in the server's certificate, or in the authority that was chosen, is too short.
    CertificateKeyShort {
        /// Its kind and size.
        key: String,
    },
    /// A certificate of the server is signed in a way that counts as broken, such as SHA-1.
    CertificateSignatureOld,
    /// The server speaks only versions of TLS that count as broken.
    TlsTooOld,
    /// Server and program know no way of encrypting that both allow.
    NoCommonCipher,
    /// A certificate or key file cannot be used.
    CertificateFile {
        /// What it was chosen as.
        role: Role,
        /// The path; empty where it is kept in the project or the store of secrets.
        path: String,
        /// What is wrong with it.
        what: Finding,
    },
    /// A password is needed, and none was ever given.
    SecretMissing,
    /// The stored passwords cannot be read now: their key is with a keyring that is locked or does not run.
    SecretsLocked,
    /// The stored secret is for another place, so it is not sent.
    SecretElsewhere {
        /// Which one.
        secret: Secret,
        /// The place it is for; `None`: an older version has not kept it.
        stored: Option<Box<SecretTarget>>,
        /// Where the connection leads now.
        now: Box<SecretTarget>,
    },
    /// The project is from elsewhere and nobody has trusted it yet.
    NotTrusted,
    /// The broker wants a client certificate, and there is none.
    ClientCertificateMissing,
    /// The broker says that our certificate is out of date.
    ClientCertificateExpired {
        /// Until when it is valid, where it can be read: seconds since 1970.
        until: Option<i64>,
        /// The clock of this computer.
        now: i64,
    },
    /// The broker does not know who issued our certificate.
    ClientCertificateUnknown {
        /// Whom our certificate names as its issuer.
        issuer: String,
    },
    /// The broker does not accept our certificate for another reason.
    ClientCertificateRefused,
    /// The broker's list of revoked certificates names our certificate.
    ClientCertificateRevoked,
    /// TLS was asked for, the port does not speak it.
    NotTls,
    /// TLS was not asked for, and the port speaks nothing else.
    WantsTls,
    /// The connection was closed before any answer, and the port does not speak TLS.
    ClosedAtOnce,
    /// A WebSocket came about, but the server does not offer MQTT in it.
    NoMqttInWebSocket,
    /// The broker has given a reason of MQTT 5 that has no refusal of its own.
    Broker {
        /// The reason.
        reason: BrokerReason,
        /// What the broker says besides; mostly nothing.
        words: String,
    },
    /// The other side speaks HTTP or something else, not MQTT.
    NotMqtt,
    /// The connection was lost while it was up.
    Lost,
    /// The built-in broker cannot start.
    LocalBroker {
        /// What is wrong, in the words of the system.
        what: String,
    },
    /// Anything else, in the words of the library.
    Other {
        /// The words.
        what: String,
    },
}

/// A reason of MQTT 5 for which a broker does not let a client in, or ends its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BrokerReason {
    /// It does not say why.
    Unspecified,
    /// It could not read a packet.
    MalformedPacket,
    /// A packet was not allowed at that moment.
    ProtocolError,
    /// It does not take what the standard allows.
    ImplementationSpecific,
    /// It wants another way of logging in.
    AuthenticationMethod,
    /// The topic of the last will.
    WillTopic,
    /// The message of the last will.
    WillPayload,
    /// That the last will is to be stored.
    WillRetained,
    /// The quality of service of the last will.
    WillQos,
    /// The last will, as it came in without one; which part of it is not known.
    Will,
    /// The first packet is too large.
    ConnectTooLarge,
    /// It ended the session in good order.
    Ended,
    /// It has heard nothing for too long.
    KeepAlive,
    /// A topic filter.
    TopicFilter,
    /// The topic of a message.
    Topic,
    /// The short number of a topic.
    TopicAlias,
    /// More messages than it wants to have unconfirmed at a time.
    ReceiveMaximum,
    /// A message is too large.
    PacketTooLarge,
    /// The content of a message.
    PayloadFormat,
    /// That a message is to be stored.
    Retained,
    /// The quality of service of a message.
    Qos,
    /// A shared subscription.
    SharedSubscription,
    /// A subscription identifier.
    SubscriptionIdentifier,
    /// A topic filter with wildcards.
    Wildcards,
    /// Nobody may be connected longer.
    MaximumConnectTime,
}

impl BrokerReason {
    /// Whether the same connection will be refused for it again.
    fn is_permanent(self) -> bool {
        matches!(
            self,
            Self::AuthenticationMethod
                | Self::WillTopic
                | Self::WillPayload
                | Self::WillRetained
                | Self::WillQos
                | Self::Will
                | Self::ConnectTooLarge
        )
    }

    /// Whether it may be about a message that was sent.
    pub fn is_about_a_message(self) -> bool {
        matches!(
            self,
            Self::Unspecified
                | Self::MalformedPacket
                | Self::ProtocolError
                | Self::ImplementationSpecific
                | Self::Topic
                | Self::TopicAlias
                | Self::PacketTooLarge
                | Self::PayloadFormat
                | Self::Retained
                | Self::Qos
        )
    }
}

impl Refusal {
    /// Whether it goes away once somebody has given a secret.
    pub fn asks_for_secret(&self) -> bool {
        matches!(self, Self::SecretMissing | Self::SecretElsewhere { .. })
    }

    /// Whether it may be put right at the other end or in the certificate's file, for a connection that held before.
    pub fn may_heal(&self) -> bool {
        !matches!(
            self,
            Self::BadAddress { .. }
                | Self::CertificateFile { .. }
                | Self::SecretMissing
                | Self::SecretsLocked
                | Self::SecretElsewhere { .. }
                | Self::NotTrusted
                | Self::ClientCertificateMissing
        )
    }

    /// Whether trying again without a change cannot help.
    pub fn is_permanent(&self) -> bool {
        if let Self::Broker { reason, .. } = self {
            return reason.is_permanent();
        }
        matches!(
            self,
            Self::BadAddress { .. }
                | Self::WrongLogin
                | Self::NotAuthorized
                | Self::ClientIdRefused
                | Self::WrongVersion { .. }
                | Self::ShutOut
                | Self::NotWebSocket
                | Self::UnknownCertificate { .. }
                | Self::CertificateExpired { .. }
                | Self::CertificateNotYetValid { .. }
                | Self::WrongCertificateName { .. }
                | Self::CertificateUnusable { .. }
                | Self::CertificateVersion1 { .. }
                | Self::CertificateKeyShort { .. }
                | Self::CertificateSignatureOld
                | Self::TlsTooOld
                | Self::NoCommonCipher
                | Self::CertificateFile { .. }
                | Self::SecretMissing
                | Self::SecretsLocked
                | Self::SecretElsewhere { .. }
                | Self::NotTrusted
                | Self::ClientCertificateMissing
                | Self::ClientCertificateExpired { .. }
                | Self::ClientCertificateUnknown { .. }
                | Self::ClientCertificateRefused
                | Self::ClientCertificateRevoked
                | Self::NotTls
                | Self::WantsTls
                | Self::NotMqtt
        )
    }
}
