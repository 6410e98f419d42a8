//! Why a port closed without a word: found out by asking it once more, in another way.
//!
//! A refusal that could have several causes is told as the one that was seen. What was seen nowhere stays what it was.

use std::sync::Arc;

use super::api::{Disconnect, Packet};
use super::endpoint::{Endpoint, SessionState};
use crate::model::connection::{Announcement, MqttSettings, SessionKind, Version};
use crate::model::refusal::{BrokerReason, Refusal};
use crate::mqtt::msg::ConnectionSpec;

/// How long one more question may take, in seconds.
const LONGEST: u16 = 2;

/// What a broker answers to our first packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Answer {
    LetIn,
    /// It says why not.
    Refused,
    /// Nothing that a broker would say.
    Nothing,
}

impl Endpoint {
    /// What is behind a refusal that does not say it.
    pub(super) async fn found_out(&self, refusal: Refusal) -> Refusal {
        match refusal {
            Refusal::ClosedAtOnce | Refusal::NotMqtt | Refusal::NoAnswer { .. } if self.knows_only_311().await => {
                Refusal::WrongVersion { wanted: Version::V5 }
            }
            Refusal::ClosedAtOnce | Refusal::NotMqtt | Refusal::NotWebSocket
                if self.dialer.tls.is_none() && self.dialer.speaks_tls().await =>
            {
                Refusal::WantsTls
            }
            Refusal::NotTls | Refusal::NotWebSocket if self.dialer.closes_unasked().await => Refusal::ClosedAtOnce,
            Refusal::ClosedAtOnce => self.will_refused().await.unwrap_or(Refusal::ClosedAtOnce),
            other => other,
        }
    }

    /// Without what only some brokers take, and no longer than people like to wait twice.
    fn bare(&self) -> MqttSettings {
        let settings = self.spec.settings.clone();
        let connect_timeout_secs = settings.connect_timeout_secs.min(LONGEST);
        MqttSettings { session: SessionKind::Clean, will: None, connect_timeout_secs, ..settings }
    }

    /// Whether the broker answers in 3.1.1, where it was asked in MQTT 5: brokers that know only the older version answer
    /// in a form that the library for the newer one cannot read, close, or say nothing.
    async fn knows_only_311(&self) -> bool {
        self.spec.settings.version == Version::V5
            && self.answer_to(MqttSettings { version: Version::V311, ..self.bare() }).await != Answer::Nothing
    }

    /// That it is the last will that the broker does not take: 3.1.1 has no answer for it, so it closes.
    async fn will_refused(&self) -> Option<Refusal> {
        let will = self.spec.settings.will.clone()?;
        let because = |reason| Some(Refusal::Broker { reason, words: String::new() });
        if will.retain {
            let will = Some(Announcement { retain: false, ..will });
            if self.answer_to(MqttSettings { will, ..self.bare() }).await == Answer::LetIn {
                return because(BrokerReason::WillRetained);
            }
        }
        if self.answer_to(self.bare()).await == Answer::LetIn { because(BrokerReason::Will) } else { None }
    }

    /// What the broker answers to other settings, under another client id. Says goodbye at once.
    async fn answer_to(&self, settings: MqttSettings) -> Answer {
        let spec = Arc::new(ConnectionSpec { settings, ..(*self.spec).clone() });
        let client_id = format!("{}-v", self.client_id);
        let probe =
            Self { spec, client_id, dialer: self.dialer.clone(), url: self.url.clone(), login: self.login.clone() };
        let Ok(SessionState { requests, mut event_loop, .. }) = probe.new_session(None) else { return Answer::Nothing };
        loop {
            match event_loop.poll().await {
                Ok(Packet::ConnAck(_)) => break,
                Ok(Packet::Message(_) | Packet::Other) => {}
                Err(Disconnect::Refused(Refusal::NoMqttInWebSocket)) => return Answer::Nothing,
                Err(Disconnect::Refused(_) | Disconnect::LoginRefused) => return Answer::Refused,
                Err(_no_answer_of_a_broker) => return Answer::Nothing,
            }
        }
        if requests.disconnect().is_ok() {
            // Ends with an error once the goodbye is out.
            while event_loop.poll().await.is_ok() {}
        }
        Answer::LetIn
    }
}
