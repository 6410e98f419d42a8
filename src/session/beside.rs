//! What an app reaches besides its brokers: other computers over HTTP, and a loudspeaker.

use std::sync::Arc;

use super::{Session, SessionEvent};
use crate::model::run::RunEvent;
use crate::model::sound::SoundOrder;
use crate::mqtt::Wake;
use crate::sound::SoundPlayer;
use crate::web::WebClient;

/// What one run asks and plays; what was asked for goes with it, and what still plays falls silent.
#[derive(Debug)]
pub(super) struct Beside {
    pub(super) web: WebClient,
    sounds: SoundPlayer,
}

impl Beside {
    pub(super) fn new(wake: &Wake) -> Self {
        let (for_web, for_sounds) = (Arc::clone(wake), Arc::clone(wake));
        Self { web: WebClient::new(move || for_web()), sounds: SoundPlayer::new(move || for_sounds()) }
    }
}

impl Session {
    /// Plays, or stops to. A test is silent.
    pub(super) fn sound(&self, order: &SoundOrder) {
        if self.replaying.is_none() {
            self.beside.sounds.take(order);
        }
    }

    /// Whether a sound of the app plays.
    pub fn is_heard(&self) -> bool {
        self.beside.sounds.is_playing()
    }

    /// Tells why nothing is heard.
    pub(super) fn silence(&self) -> Option<SessionEvent> {
        self.beside.sounds.take_silence().map(|silence| SessionEvent::Run(RunEvent::Silent(silence)))
    }
}
